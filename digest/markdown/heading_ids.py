"""The ids of headings, by which links lead to them."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Sequence

from digest.text.lazy_pattern import lazy_compile

_DROPPED_FROM_ID = lazy_compile(r"[^a-z0-9_ -]+")
_KEPT_IN_ID = frozenset(("Nd", "Nl", "Pc"))
_CIRCLED_LETTERS = lazy_compile("[\u24b6-\u24e9\U0001f130-\U0001f149\U0001f150-\U0001f169\U0001f170-\U0001f189]")
"""Letters in circles and squares: symbols by category, but alphabetic (Other_Alphabetic in Unicode's PropList)."""

_OF_FOOTNOTES = lazy_compile(r"fn(?:ref)?[0-9]+")


def heading_id(words: str) -> str:
    """The id that GitHub gives a heading of these words: lower case, no punctuation but `-` and `_`, `-` for each space.

    The rule comes from the npm package github-slugger 2.0; it leaves of a heading without letters and digits nothing, or hyphens.
    """
    lowered = words.strip().lower()
    if lowered.isascii():
        id_text = _DROPPED_FROM_ID.sub("", lowered)
    else:
        id_text = "".join([c for c in lowered if c in "- " or _is_kept(c)])
    return id_text.replace(" ", "-")


def _is_kept(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] in "LM" or category in _KEPT_IN_ID or (category == "So" and _CIRCLED_LETTERS.match(character) is not None)


def heading_ids(headings: Sequence[str], taken_ids: Collection[str], *, footnotes: bool) -> Iterator[str]:
    """An id for each heading that says this, which nothing else in the text has: `-1`, `-2` … follow those that are alike.

    `taken_ids` are the ids that the text gives; `footnotes` says whether there are any, which have ids too.
    mdit-py-plugins' own rule is quadratic in headings that are alike.
    """
    id_counts: dict[str, int] = dict.fromkeys(taken_ids, 0)
    for words in headings:
        name = unique = heading_id(words) or "section"
        if footnotes and _OF_FOOTNOTES.fullmatch(name):
            id_counts.setdefault(name, 0)
        while unique in id_counts:
            id_counts[name] += 1
            unique = f"{name}-{id_counts[name]}"
        id_counts[unique] = 0
        yield unique
