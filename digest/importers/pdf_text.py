"""Repairs text from PDFs: page headers and page numbers, ligatures, and words hyphenated at line ends, by counts of the words in
the text and lists of prefixes and suffixes that keep their hyphen."""

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
_SURE_PAGE_NUMBER = re.compile(r"(?:page|seite|página|pagina)\s?\d{1,4}\s?(?:/|of|von|de|sur|di)\s?\d{1,4}", re.IGNORECASE)
_HYPHENATED_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
_WORD_BEFORE_HYPHEN = re.compile(r"([^\W\d_]+(?:[-\u2010][^\W\d_]+)*)[-\u2010]$")
_WORD_AFTER_HYPHEN = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
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
    page_edges = [dict.fromkeys((*page[:2], *page[-2:])) for page in pages]
    header_counts: Counter[str] = Counter(
        key for page_edge in page_edges for key in {_page_header_key(text) for _, text in page_edge}
    )
    page_headers: dict[int, str] = {}
    for page_number, page_edge in enumerate(page_edges):
        for index, text in page_edge:
            if len(pages) > 1 and _PAGE_NUMBER.fullmatch(text):
                page_headers[index] = "a page number"
            elif (
                len(text) <= _MAX_HEADER_CHARACTERS
                and header_counts[_page_header_key(text)] > 1
                and not has_full_stop(text)
                and (page_number or _page_header_key(text) != text.casefold())
            ):
                page_headers[index] = "a running head"
    return page_headers | {index: "a page number" for page in pages for index, text in page if _SURE_PAGE_NUMBER.fullmatch(text)}


def _page_header_key(text: str) -> str:
    """Return the line with numbers replaced, since they differ from page to page."""
    return re.sub(r"\d+", "#", text.casefold())


def words_of_lines(lines: Iterable[str]) -> Counter[str]:
    """Count the words of the text, without the parts of words hyphenated at line ends."""
    word_counts: Counter[str] = Counter()
    line_before = ""
    for line in lines:
        unhyphenated_line = _WORD_BEFORE_HYPHEN.sub("", line) if line.endswith(_HYPHEN_SIGNS) else line
        continued_word = _WORD_AFTER_HYPHEN.match(unhyphenated_line) if line_before.endswith(_HYPHEN_SIGNS) else None
        word_counts.update(
            word.casefold().replace("\u2010", "-")
            for word in _HYPHENATED_WORD.findall(unhyphenated_line[continued_word.end() :] if continued_word else unhyphenated_line)
        )
        line_before = line
    return word_counts


def keeps_hyphen(line_before: str, line_after: str, words: Counter[str]) -> bool | None:
    """Return whether the hyphen at a line end belongs to the word; None if the lines are not joined at a hyphen.

    False if the joined word occurs elsewhere in the text, or continues in lower case and does not look like a compound.
    """
    last_word, first_word = _WORD_BEFORE_HYPHEN.search(line_before), _WORD_AFTER_HYPHEN.match(line_after)
    if not last_word or not first_word or first_word[0].casefold() in _CONJUNCTIONS_AFTER_HYPHEN:
        return None
    first_part, last_part = last_word[1].casefold(), first_word[0].casefold()
    if words[first_part + last_part]:
        return False
    hyphenated_word = f"{first_part}-{last_part}".replace("\u2010", "-")
    if (
        words[hyphenated_word]
        or not first_word[0][0].islower()
        or "-" in hyphenated_word.replace("-", "", 1)
        or first_part in _HYPHENATED_PREFIXES
        or last_part in _HYPHENATED_SUFFIXES
    ):
        return True
    return bool(words[first_part] and words[last_part])
