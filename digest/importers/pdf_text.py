"""Repair text from PDFs: page headers and numbers, ligatures, and words hyphenated at line ends, with prefixes and suffixes that
keep their hyphen."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from digest.importers.section_labels import has_full_stop

LIGATURES = str.maketrans(
    {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st"}
)

_HYPHEN_SIGNS = ("-", "\u2010")
_MAX_HEADER_CHARACTERS = 120
_PAGE_NUMBER = re.compile(
    r"(?:[-\u2013\u2014]\s?\d{1,4}\s?[-\u2013\u2014]|(?:page|seite|página|pagina|p\.)\s?\d{1,4}(?:\s?(?:/|of|von|de|sur|di)\s?\d{1,4})?"
    r"|\d{1,4}\s?/\s?\d{1,4}|\d{1,4})",
    re.IGNORECASE,
)
_SURE_NUMBER = re.compile(r"(?:page|seite|página|pagina)\s?\d{1,4}\s?(?:/|of|von|de|sur|di)\s?\d{1,4}", re.IGNORECASE)
_HYPHENATED_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
_LAST_WORD = re.compile(r"([^\W\d_]+(?:[-\u2010][^\W\d_]+)*)[-\u2010]$")
_FIRST_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
_HYPHENATED_PREFIXES = frozenset(
    str.split(
        "one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty "
        "seventy eighty ninety half first second third self well ill ex non all cross high low long short "
        "full part mid multi co pre post anti pro so then year far best better hard soft open closed old new "
        "north south east west state city world record decision policy life fact peace trade cost e vice semi "
        "quasi single double large small wide deep fast slow top left right"
    )
)
"""First parts of words that usually keep their hyphen."""

_HYPHENATED_SUFFIXES = frozenset(
    str.split(
        "based led year old term time like free level style sized related backed class scale looking thirds "
        "quarters up off making maker makers wide party owned run elect general known established profile "
        "ranking friendly driven funded oriented in law"
    )
)
_CONJUNCTIONS_AFTER_HYPHEN = frozenset(str.split("and or to und oder bis et ou y o e"))


def headers_and_footers(pages: Sequence[Sequence[tuple[int, str]]]) -> dict[int, str]:
    """Return the kinds of page headers, footers and numbers by line index. A page is its non-blank lines: index and text."""
    edges = [dict.fromkeys((*page[:2], *page[-2:])) for page in pages]
    times: Counter[str] = Counter(key for edge in edges for key in {_header_key(text) for _, text in edge})
    page_headers: dict[int, str] = {}
    for number, edge in enumerate(edges):
        for index, text in edge:
            if len(pages) > 1 and _PAGE_NUMBER.fullmatch(text):
                page_headers[index] = "a page number"
            elif (
                len(text) <= _MAX_HEADER_CHARACTERS
                and times[_header_key(text)] > 1
                and not has_full_stop(text)
                and (number or _header_key(text) != text.casefold())
            ):
                page_headers[index] = "a running head"
    return page_headers | {index: "a page number" for page in pages for index, text in page if _SURE_NUMBER.fullmatch(text)}


def _header_key(text: str) -> str:
    """Return the line with numbers replaced, since they differ from page to page."""
    return re.sub(r"\d+", "#", text.casefold())


def words_of_lines(lines: Iterable[str]) -> Counter[str]:
    """Count the words of the text, without the parts of words hyphenated at line ends."""
    word_counts: Counter[str] = Counter()
    line_before = ""
    for line in lines:
        unhyphenated_line = _LAST_WORD.sub("", line) if line.endswith(_HYPHEN_SIGNS) else line
        start = _FIRST_WORD.match(unhyphenated_line) if line_before.endswith(_HYPHEN_SIGNS) else None
        word_counts.update(
            word.casefold().replace("\u2010", "-")
            for word in _HYPHENATED_WORD.findall(unhyphenated_line[start.end() :] if start else unhyphenated_line)
        )
        line_before = line
    return word_counts


def keeps_hyphen(line_before: str, line_after: str, words: Counter[str]) -> bool | None:
    """Return whether the hyphen at a line end belongs to the word; None if the lines are not joined at a hyphen.

    False if the joined word occurs elsewhere in the text, or continues in lower case and does not look like a compound.
    """
    last_word, first_word = _LAST_WORD.search(line_before), _FIRST_WORD.match(line_after)
    if not last_word or not first_word or first_word[0].casefold() in _CONJUNCTIONS_AFTER_HYPHEN:
        return None
    head, tail = last_word[1].casefold(), first_word[0].casefold()
    if words[head + tail]:
        return False
    hyphenated_word = f"{head}-{tail}".replace("\u2010", "-")
    if (
        words[hyphenated_word]
        or not first_word[0][0].islower()
        or "-" in hyphenated_word.replace("-", "", 1)
        or head in _HYPHENATED_PREFIXES
        or tail in _HYPHENATED_SUFFIXES
    ):
        return True
    return bool(words[head] and words[tail])
