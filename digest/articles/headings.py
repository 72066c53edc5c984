"""The ids of headings, by which links lead to them."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from markdown_it.rules_core import StateCore

from digest.articles.attributes import IDS

_DROPPED = re.compile(r"[^a-z0-9_ -]+")
_KEPT = frozenset(("Nd", "Nl", "Pc"))
_CIRCLED = re.compile("[\u24b6-\u24e9\U0001f130-\U0001f149\U0001f150-\U0001f169\U0001f170-\U0001f189]")
"""Letters in circles and squares: symbols by category, but alphabetic (Other_Alphabetic in Unicode's PropList)."""

_OF_FOOTNOTES = re.compile(r"fn(?:ref)?[0-9]+")


def heading_id(words: str) -> str:
    """The id that GitHub gives a heading of these words: lower case, no punctuation but `-` and `_`, `-` for each space.

    The rule is that of the npm package github-slugger 2.0; it leaves of a heading without letters and digits nothing, or hyphens.
    """
    lowered = words.strip().lower()
    if lowered.isascii():
        kept = _DROPPED.sub("", lowered)
    else:
        kept = "".join([c for c in lowered if c in "- " or _is_kept(c)])
    return kept.replace(" ", "-")


def _is_kept(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] in "LM" or category in _KEPT or (category == "So" and _CIRCLED.match(character) is not None)


def set_ids(state: StateCore) -> None:
    """Give each heading without an id of its own one that nothing else in the text has: `-1`, `-2` … follow those that are alike.

    mdit-py-plugins' own rule is quadratic in headings that are alike.
    """
    counts: dict[str, int] = dict.fromkeys(state.env.get(IDS, ()), 0)
    for heading, inline in pairwise(state.tokens):
        if heading.type != "heading_open" or "id" in heading.attrs:
            continue
        words = "".join([child.content for child in inline.children or [] if child.type in _SPOKEN])
        name = unique = heading_id(words) or "section"
        if "footnotes" in state.env and _OF_FOOTNOTES.fullmatch(name):
            counts.setdefault(name, 0)
        while unique in counts:
            counts[name] += 1
            unique = f"{name}-{counts[name]}"
        counts[unique] = 0
        heading.attrSet("id", unique)


_SPOKEN = frozenset(("text", "text_special", "code_inline"))
