"""The rules of typography, for both parsers: which straight quotes of a block open or close quotations or are apostrophes, with
limits; the rare marks that are replaced, such as `--`, `...` and `(c)`; and the kinds of characters beside quotes: punctuation,
white space or others.

A quote depends on the characters beside it and on the open quotes of the whole block. So a block is processed as one text, which
joins the contents of its tokens, with a line end for each line break.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from digest.text.characters import is_cjk
from digest.text.lazy_pattern import lazy_compile

SMARTQUOTES_CHARACTERS = 10_000
"""Blocks with more characters keep their straight quotes, because the search for an opening quote is quadratic."""

SMARTQUOTES_MARKS = 500
"""Blocks with more quotation marks keep them too."""

_CURLED_QUOTES = {"'": ("‘", "’"), '"': ("“", "”")}
_BESIDE_OTHER, _BESIDE_PUNCTUATION, _BESIDE_SPACE = range(3)


class TokenSpan(NamedTuple):
    """The range of a text within a block whose quotes may be curled."""

    begin: int
    end: int
    level: int
    """The number of inline elements around it."""
    lowest: int
    """The lowest level since the previous such text: quotations that were opened at a higher level have ended unclosed."""


_STRAIGHT_QUOTE = lazy_compile("['\"]")

_ELISION = lazy_compile(
    r"'(?:[0-9][0-9]s|tis|twas|twere|twill|twould|n(?=')|([0-9][0-9]|em|til|cause))(?![A-Za-z0-9])", re.IGNORECASE
)
"""An apostrophe for omitted letters at the beginning of a word; with group 1, only if it does not open a quotation."""

_OpenQuote = tuple[str, int, int]
"""A quote that may open a quotation: the mark, its level, and its offset in the block."""


def curl_quotes(block: str, spans: Sequence[TokenSpan]) -> str:
    """Curl the quotes of a block within these ranges; the length does not change."""
    if len(block) > SMARTQUOTES_MARKS and (
        len(block) > SMARTQUOTES_CHARACTERS or block.count('"') + block.count("'") > SMARTQUOTES_MARKS
    ):
        return block
    block = _with_apostrophes(block, spans)
    if "'" not in block and '"' not in block:
        return block
    open_quotes: list[_OpenQuote] = []
    curled_quotes: dict[int, str] = {}
    last_index = len(block) - 1
    for begin, last_end, level, lowest in spans:
        while open_quotes and open_quotes[-1][1] > lowest:
            open_quotes.pop()
        for quote_match in _STRAIGHT_QUOTE.finditer(block, begin, last_end):
            quote_offset = quote_match.start()
            straight_quote = block[quote_offset]
            previous_character = block[quote_offset - 1] if quote_offset else " "
            next_character = block[quote_offset + 1] if quote_offset < last_index else " "
            inches = straight_quote == next_character == '"' and "0" <= previous_character <= "9"
            may_open, may_close = (False, False) if inches else _quote_directions(previous_character, next_character)
            elision = _ELISION.match(block, quote_offset, last_end) if may_open and not may_close else None
            if elision and not elision[1]:
                curled_quotes[quote_offset] = "’"
            elif may_close and (opening_quote := _matching_quotes(open_quotes, straight_quote, level)):
                curled_quotes[opening_quote[2]], curled_quotes[quote_offset] = _CURLED_QUOTES[straight_quote]
            else:
                if straight_quote == "'" and (elision or may_close or not may_open):
                    curled_quotes[quote_offset] = "’"  # unless a later mark closes it
                if may_open:
                    open_quotes.append((straight_quote, level, quote_offset))
    if not curled_quotes:
        return block
    curled_parts, last_end = list[str](), 0
    for quote_offset in sorted(curled_quotes):
        curled_parts += (block[last_end:quote_offset], curled_quotes[quote_offset])
        last_end = quote_offset + 1
    curled_parts.append(block[last_end:])
    return "".join(curled_parts)


APOSTROPHE = lazy_compile("'(?<=[A-Za-z]')(?<!'[nN]')(?=[A-Za-z])")
"""An apostrophe between letters, as in `don't`, which neither opens nor closes a quotation: the most frequent case.

The pattern begins with the mark, which makes it thirty times as fast as one that is tried at each character.
"""


def _with_apostrophes(block: str, spans: Sequence[TokenSpan]) -> str:
    """Return the block with typographic apostrophes between letters in these ranges."""
    if "'" not in block:
        return block
    parts_with_apostrophes, last_end = list[str](), 0
    for begin, end, _, _ in spans:
        parts_with_apostrophes += (block[last_end:begin], APOSTROPHE.sub("’", block[begin:end]))
        last_end = end
    parts_with_apostrophes.append(block[last_end:])
    return "".join(parts_with_apostrophes)


def _quote_directions(previous_character: str, next_character: str) -> tuple[bool, bool]:
    """Whether a quote between these characters may open a quotation, and whether it may close one.

    Beside Chinese, Japanese and Korean it may do both unless punctuation excludes it, like emphasis marks (`inline_rules`).
    """
    kinds_beside_quote = CHARACTER_KINDS[previous_character], CHARACTER_KINDS[next_character]
    if _BESIDE_SPACE not in kinds_beside_quote and (is_cjk(previous_character) or is_cjk(next_character)):
        return next_character not in _CLOSING_PUNCTUATION, previous_character not in _OPENING_PUNCTUATION
    return _MAY_OPEN_OR_CLOSE[kinds_beside_quote[0]][kinds_beside_quote[1]]


_OPENING_PUNCTUATION = frozenset("([{‘“«〈《「『【〔（［｛")
_CLOSING_PUNCTUATION = frozenset(")]}’”».,;:!?…〉》」』】〕）］｝、。，．；：！？")


def _matching_quotes(open_quotes: list[_OpenQuote], straight_quote: str, level: int) -> _OpenQuote | None:
    """Return the last open quote that this one closes; remove it and all quotes opened after it."""
    for index in range(len(open_quotes) - 1, -1, -1):
        opening_quote = open_quotes[index]
        if opening_quote[1] < level:
            return None
        if opening_quote[0] == straight_quote:
            del open_quotes[index:]
            return opening_quote
    return None


MARKDOWN_BLANKS = "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
"""White space according to markdown-it."""


class _CharacterKinds(dict[str, int]):
    """A cache of the kinds of characters beside quotes."""

    def __missing__(self, character: str) -> int:
        is_punctuation = unicodedata.category(character)[0] in "PS"  # for ASCII, the same as in CommonMark
        character_kind = _BESIDE_SPACE if character in MARKDOWN_BLANKS else _BESIDE_PUNCTUATION if is_punctuation else _BESIDE_OTHER
        self[character] = character_kind
        return character_kind


CHARACTER_KINDS = _CharacterKinds()


def _may_open_or_close(kind_before: int, kind_after: int) -> tuple[bool, bool]:
    """Whether a quote between characters of these kinds may open a quotation, and whether it may close one."""
    opens = kind_after != _BESIDE_SPACE and not (kind_after == _BESIDE_PUNCTUATION and kind_before == _BESIDE_OTHER)
    closes = kind_before != _BESIDE_SPACE and not (kind_before == _BESIDE_PUNCTUATION and kind_after == _BESIDE_OTHER)
    return (kind_before == _BESIDE_PUNCTUATION, kind_after == _BESIDE_PUNCTUATION) if opens and closes else (opens, closes)


_MAY_OPEN_OR_CLOSE = [[_may_open_or_close(before, after) for after in range(3)] for before in range(3)]

BRACKETED_SIGN = "(c)"
RARE_MARKS = {mark: re.escape(mark) for mark in ("..", "--", ",,", "+-", "????", "!!!!")} | {
    BRACKETED_SIGN: r"\((?:[cCrR]|[tT][mM])\)"
}
"""Marks that are replaced, each with its pattern. `BRACKETED_SIGN` is the key for all signs in brackets."""

is_sign = re.compile(RARE_MARKS[BRACKETED_SIGN]).search


def has_rare_marks(text: str, rare: Iterable[str]) -> bool:
    """Whether a text contains one of these marks of `RARE_MARKS`."""
    for mark in rare:  # noqa: SIM110  any() takes twice the time
        if mark in text or (mark == BRACKETED_SIGN and is_sign(text)):
            return True
    return False


_SIGNS_IN_BRACKETS = {"c": "©", "r": "®", "tm": "™"}
_SIGN_IN_BRACKETS = lazy_compile(r"\((c|r|tm)\)", re.IGNORECASE)
_REPLACED_SIGNS = (
    (lazy_compile(r"\+-"), "±"),
    (lazy_compile(r"(?<![.?!])\.{2,}"), "…"),
    (lazy_compile(r"(?<=[?!])\.{2,}"), ".."),
    (lazy_compile(r"(?<![?!])(?=[?!]*?(?:\?{4}|!{4}))([?!])+"), r"\1\1\1"),
    (lazy_compile(",{2,}"), ","),
    (lazy_compile("(^|[^-])---(?=[^-]|$)", re.MULTILINE), "\\1\u2014"),
    (lazy_compile(r"(^|\s)--(?=\s|$)", re.MULTILINE), "\\1\u2013"),
    (lazy_compile(r"(^|[^-\s])--(?=[^-\s]|$)", re.MULTILINE), "\\1\u2013"),
)


def replace_signs(text: str) -> str:
    """Replace typed dashes, ellipses and signs with typographic ones, like markdown-it's rule `replacements`.

    Unlike there, no replacement depends on another: `?!?!` and a typed `?…` always stay.
    """
    if "(" in text:
        text = _SIGN_IN_BRACKETS.sub(lambda sign_match: _SIGNS_IN_BRACKETS[sign_match[1].lower()], text)
    if _RARE_MARKS.search(text):
        for sign_pattern, typographic_sign in _REPLACED_SIGNS:
            text = sign_pattern.sub(typographic_sign, text)
    return text


_RARE_MARKS = lazy_compile("|".join(pattern for mark, pattern in RARE_MARKS.items() if mark != BRACKETED_SIGN))
