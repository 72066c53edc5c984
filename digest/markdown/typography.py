"""Straight quotes, hyphens and dots → typographic ones, by markdown-it's rules.

A quote depends on the characters beside it and on the open quotes of the whole block. So a block is processed as one text, with
the content of each token, and a line end for each line break.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from digest.text.characters import is_cjk
from digest.text.lazy_pattern import lazy_compile

SMARTQUOTES_CHARACTERS = 10_000
"""Blocks that say more than this keep their straight quotes: an opening quote is looked for in all that are open."""

SMARTQUOTES_MARKS = 500
"""So do blocks with more quotation marks than this."""

_CURLED_QUOTES = {"'": ("‘", "’"), '"': ("“", "”")}
_BESIDE_OTHER, _BESIDE_PUNCTUATION, _BESIDE_SPACE = range(3)


class TokenSpan(NamedTuple):
    """A text within a block whose quotes may be curled."""

    begin: int
    end: int
    level: int
    """In how many elements it stands."""
    lowest: int
    """The lowest level since the last such text: quotations that began above it have ended without a closing quote."""


_STRAIGHT_QUOTE = lazy_compile("['\"]")

_ELISION = lazy_compile(
    r"'(?:[0-9][0-9]s|tis|twas|twere|twill|twould|n(?=')|([0-9][0-9]|em|til|cause))(?![A-Za-z0-9])", re.IGNORECASE
)
"""Where an apostrophe stands for what is left out before a word; for some (1) only if no quotation begins there."""

_QuotePlace = tuple[str, int, int]
"""A quote that may open a quotation: the mark, its level, and its offset in the block."""


def curl_quotes(block: str, spans: Sequence[TokenSpan]) -> str:
    """What a block says, with the quotes in these texts curled; it is as long as before."""
    if len(block) > SMARTQUOTES_MARKS and (
        len(block) > SMARTQUOTES_CHARACTERS or block.count('"') + block.count("'") > SMARTQUOTES_MARKS
    ):
        return block
    block = _with_apostrophes(block, spans)
    if "'" not in block and '"' not in block:
        return block
    open_quotes: list[_QuotePlace] = []
    changes: dict[int, str] = {}
    last_index = len(block) - 1
    for begin, end, level, lowest in spans:
        while open_quotes and open_quotes[-1][1] > lowest:
            open_quotes.pop()
        for quote_match in _STRAIGHT_QUOTE.finditer(block, begin, end):
            at = quote_match.start()
            mark = block[at]
            character_before = block[at - 1] if at else " "
            character_behind = block[at + 1] if at < last_index else " "
            inches = mark == character_behind == '"' and "0" <= character_before <= "9"
            may_open, may_close = (False, False) if inches else _quote_directions(character_before, character_behind)
            elision = _ELISION.match(block, at, end) if may_open and not may_close else None
            if elision and not elision[1]:
                changes[at] = "’"
            elif may_close and (place := _matching_quotes(open_quotes, mark, level)):
                changes[place[2]], changes[at] = _CURLED_QUOTES[mark]
            else:
                if mark == "'" and (elision or may_close or not may_open):
                    changes[at] = "’"  # unless it opens what is closed later
                if may_open:
                    open_quotes.append((mark, level, at))
    if not changes:
        return block
    curled_parts, end = list[str](), 0
    for at in sorted(changes):
        curled_parts += (block[end:at], changes[at])
        end = at + 1
    curled_parts.append(block[end:])
    return "".join(curled_parts)


APOSTROPHE = lazy_compile("'(?<=[A-Za-z]')(?<!'[nN]')(?=[A-Za-z])")
"""A mark between letters, as in `don't`, which no quotation begins or ends with: most marks are such.

It begins with the mark, or it would be tried at each character, in thirty times the time.
"""


def _with_apostrophes(block: str, spans: Sequence[TokenSpan]) -> str:
    """The block with typographic apostrophes between letters of these texts."""
    if "'" not in block:
        return block
    parts_with_apostrophes, last_end = list[str](), 0
    for begin, end, _, _ in spans:
        parts_with_apostrophes += (block[last_end:begin], APOSTROPHE.sub("’", block[begin:end]))
        last_end = end
    parts_with_apostrophes.append(block[last_end:])
    return "".join(parts_with_apostrophes)


def _quote_directions(character_before: str, character_behind: str) -> tuple[bool, bool]:
    """Whether a quote between these characters may open a quotation, and whether it may close one.

    Beside Chinese, Japanese and Korean it may do both where nothing says otherwise, as marks of emphasis may (`delimiters`).
    """
    kinds = CHARACTER_KINDS[character_before], CHARACTER_KINDS[character_behind]
    if _BESIDE_SPACE not in kinds and (is_cjk(character_before) or is_cjk(character_behind)):
        return character_behind not in _CLOSING_PUNCTUATION, character_before not in _OPENING_PUNCTUATION
    return _MAY_OPEN_OR_CLOSE[kinds[0]][kinds[1]]


_OPENING_PUNCTUATION = frozenset("([{‘“«〈《「『【〔（［｛")
_CLOSING_PUNCTUATION = frozenset(")]}’”».,;:!?…〉》」』】〕）］｝、。，．；：！？")


def _matching_quotes(open_quotes: list[_QuotePlace], mark: str, level: int) -> _QuotePlace | None:
    """The last quote that this one closes; it and what was opened within are taken off."""
    for index in range(len(open_quotes) - 1, -1, -1):
        place = open_quotes[index]
        if place[1] < level:
            return None
        if place[0] == mark:
            del open_quotes[index:]
            return place
    return None


MARKDOWN_BLANKS = "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
"""What is white space to markdown-it."""


class _CharacterKinds(dict[str, int]):
    """What the characters are between which a quote may stand, as far as they were met yet."""

    def __missing__(self, character: str) -> int:
        is_punctuation = unicodedata.category(character)[0] in "PS"  # of ASCII, what CommonMark says too
        kind = _BESIDE_SPACE if character in MARKDOWN_BLANKS else _BESIDE_PUNCTUATION if is_punctuation else _BESIDE_OTHER
        self[character] = kind
        return kind


CHARACTER_KINDS = _CharacterKinds()


def _may_open_or_close(kind_before: int, kind_behind: int) -> tuple[bool, bool]:
    """Whether a quote between characters of these kinds may open a quotation, and whether it may close one."""
    opens = kind_behind != _BESIDE_SPACE and not (kind_behind == _BESIDE_PUNCTUATION and kind_before == _BESIDE_OTHER)
    closes = kind_before != _BESIDE_SPACE and not (kind_before == _BESIDE_PUNCTUATION and kind_behind == _BESIDE_OTHER)
    return (kind_before == _BESIDE_PUNCTUATION, kind_behind == _BESIDE_PUNCTUATION) if opens and closes else (opens, closes)


_MAY_OPEN_OR_CLOSE = [[_may_open_or_close(before, behind) for behind in range(3)] for before in range(3)]

BRACKETED_SIGN = "(c)"
RARE_MARKS = {mark: re.escape(mark) for mark in ("..", "--", ",,", "+-", "????", "!!!!")} | {
    BRACKETED_SIGN: r"\((?:[cCrR]|[tT][mM])\)"
}
"""What is replaced, `BRACKETED_SIGN` for all signs, each with an expression that finds it."""

is_sign = re.compile(RARE_MARKS[BRACKETED_SIGN]).search


def holds_rare(text: str, rare: Iterable[str]) -> bool:
    """Whether one of these marks of `RARE_MARKS` stands in a text."""
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
    """The text with dashes, ellipses and signs instead of what is typed for them: markdown-it's `replacements`.

    Unlike there, what is replaced does not depend on what else is: `?!?!` and a typed `?…` always stay.
    """
    if "(" in text:
        text = _SIGN_IN_BRACKETS.sub(lambda sign_match: _SIGNS_IN_BRACKETS[sign_match[1].lower()], text)
    if _RARE_MARKS.search(text):
        for pattern, instead in _REPLACED_SIGNS:
            text = pattern.sub(instead, text)
    return text


_RARE_MARKS = lazy_compile("|".join(pattern for mark, pattern in RARE_MARKS.items() if mark != BRACKETED_SIGN))
