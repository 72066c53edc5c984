"""Straight quotes, hyphens and dots → typographic ones, by markdown-it's rules, asked only where there is something to do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.rules_core import StateCore
from markdown_it.rules_core.replacements import replace
from markdown_it.token import Token

from digest.articles.cjk import CJK, is_cjk
from digest.articles.plain import ITEM, PLAIN, blocks

SMARTQUOTES_CHARACTERS = 10_000
"""Blocks that say more than this keep their straight quotes: an opening quote is looked for in all that are open."""

SMARTQUOTES_MARKS = 500
"""So do blocks with more quotation marks than this."""

_BREAKS = ("softbreak", "hardbreak")
_RARE = [(mark[0], re.compile(re.escape(mark)).search) for mark in ("..", "--", ",,", "+-", "????", "!!!!")]
_RARE.append(("(", re.compile(r"\((?:[cCrR]|[tT][mM])\)").search))
"""What `replacements` replaces: with which character it begins, and what finds it, which takes half the time that `in` takes."""

_CURLED = {"'": ("‘", "’"), '"': ("“", "”")}
_OTHER, _PUNCTUATION, _SPACE = range(3)


def replacements(state: StateCore) -> None:
    """markdown-it's rule, unless the whole text holds nothing that it replaces; no replacement spans lines."""
    if is_replaced(state.src):
        replace(state)


@lru_cache(maxsize=1)  # it is asked for the same text twice
def is_replaced(text: str) -> bool:
    """Whether the text may hold what `replacements` replaces."""
    return any(first in text and find(text) for first, find in _RARE)


def quotes(state: StateCore) -> None:
    """Curl the quotes of each block as markdown-it's smartquotes does, in one pass over the quotes instead of one for each."""
    for token in state.tokens:
        text = token.content
        if not ('"' in text or "'" in text):
            continue
        if token.type == PLAIN:
            token.content = _simply_curled(text) or "\n\n".join(map(_curled_block, blocks(text)))
        elif (children := token.children) and len(children) == 1 and children[0].type == "text":
            children[0].content = _curled(children[0].content)
        elif children and not (_has_too_many_quotes(text) and _has_too_many_quotes(_said(children))):
            _curl(children)


def _said(children: Iterable[Token]) -> str:
    """What a block says, without its markup."""
    return "".join(["\n" if child.type in _BREAKS else child.content for child in children])


def _has_too_many_quotes(text: str) -> bool:
    """Whether the quotes of a block that says this stay as they are."""
    if len(text) <= SMARTQUOTES_MARKS:
        return False
    return len(text) > SMARTQUOTES_CHARACTERS or text.count('"') + text.count("'") > SMARTQUOTES_MARKS


def _curled_block(block: str) -> str:
    """A plain block with its quotes curled."""
    items = "\n" + ITEM
    return items.join(map(_curled, block.split(items))) if block.startswith(ITEM) else _curled(block)


def _curled(paragraph: str) -> str:
    """A text by itself with its quotes curled."""
    simply = _simply_curled(paragraph)
    if simply or _has_too_many_quotes(paragraph):
        return simply or paragraph
    text = Token("text", "", 0, content=paragraph)
    _curl([text])
    return text.content


_APOSTROPHE = re.compile(rf"'(?<=[^\W_{CJK}]')(?=[^\W_{CJK}])")
"""Between letters it can neither open nor close a quotation, but beside Chinese, Japanese and Korean."""

_ELISION = re.compile(
    r"'(?:[0-9][0-9]s|tis|twas|twere|twill|twould|n(?=')|([0-9][0-9]|em|til|cause))(?![A-Za-z0-9])", re.IGNORECASE
)
"""Where an apostrophe stands for what is left out before a word; for some (1) only if no quotation begins there."""

_QUOTATION = re.compile(
    r"""
      " (?<! [^\ \n(]" ) (?= [^\W_] )                    # can only open one
      ( [^"\n]*+ (?> (?: \n (?! \n | -\  ) [^"\n]*+ )* ) )   # in one paragraph or item
      " (?<= (?: [^\W_] | [.,!?] )" ) (?= [\ \n.,;:!?)] | \Z )   # closes it
    """,
    re.VERBOSE,
)


def _simply_curled(text: str) -> str:
    """Texts with their quotes curled, if these are few, apostrophes, and quotations without another inside; '' if not.

    An empty line, or the mark of an item, stands between two texts: no quotation goes from one to the next.
    """
    if len(text) > SMARTQUOTES_CHARACTERS:
        return ""
    marks = 0
    if "'" in text:
        text, marks = _APOSTROPHE.subn("’", text)
        if "'" in text:
            return ""
    if '"' in text:
        parts = _QUOTATION.split(text)
        marks += len(parts) - 1
        for at in range(1, len(parts), 2):
            parts[at] = f"“{parts[at]}”"
        text = "".join(parts)
        if '"' in text:
            return ""
    return text if marks <= SMARTQUOTES_MARKS else ""


_Place = tuple[str, int, int, int]
"""Of a quote that may open a quotation: the mark, the level of its token, the token's index, the offset in its text."""


def plain_quotes(state: StateCore) -> None:
    """What `quotes` does, without its shortcuts: markdown-it's smartquotes, with our rules for apostrophes and beside CJK."""
    for token in state.tokens:
        if token.type == "inline" and token.children and not _has_too_many_quotes(_said(token.children)):
            _curl(token.children)


def _curl(tokens: Sequence[Token]) -> None:
    opened: list[_Place] = []
    curled: dict[int, dict[int, str]] = {}
    is_address = False
    for index, token in enumerate(tokens):
        level, text = token.level, token.content
        while opened and opened[-1][1] > level:
            opened.pop()
        if token.type == "link_open":
            is_address = token.info == "auto"  # what such a link shows is an address
        elif token.type == "link_close":
            is_address = False
        if token.type != "text" or is_address or not ('"' in text or "'" in text):
            continue
        mine = curled[index] = {}
        for at in _places(text):
            mark = text[at]
            before = text[at - 1] if at else _beside(tokens, range(index - 1, -1, -1), -1)
            behind = text[at + 1] if at + 1 < len(text) else _beside(tokens, range(index + 1, len(tokens)), 0)
            inches = mark == behind == '"' and "0" <= before <= "9"
            may_open, may_close = (False, False) if inches else _may_at(before, behind)
            elision = _ELISION.match(text, at) if may_open and not may_close else None
            if elision and not elision[1]:
                mine[at] = "’"
            elif may_close and (place := _matching(opened, mark, level)):
                opening, closing = _CURLED[mark]
                curled[place[2]][place[3]] = opening
                mine[at] = closing
            else:
                if mark == "'" and (elision or may_close or not may_open):
                    mine[at] = "’"  # unless it opens what is closed later
                if may_open:
                    opened.append((mark, level, index, at))
    for index, changes in curled.items():
        tokens[index].content = _changed(tokens[index].content, changes)


def _may_at(before: str, behind: str) -> tuple[bool, bool]:
    """Whether a quote between these characters may open a quotation, and whether it may close one.

    Beside Chinese, Japanese and Korean it may do both where nothing says otherwise, as marks of emphasis may (`delimiters`).
    """
    kinds = _KINDS[before], _KINDS[behind]
    if _SPACE not in kinds and (is_cjk(before) or is_cjk(behind)):
        return behind not in _CLOSING, before not in _OPENING
    return _MAY[kinds[0]][kinds[1]]


_OPENING = frozenset("([{‘“«〈《「『【〔（［｛")
_CLOSING = frozenset(")]}’”».,;:!?…〉》」』】〕）］｝、。，．；：！？")


def _places(text: str) -> list[int]:
    """Where its quotes are; looking for one character at a time is faster than a set of two is."""
    places = []
    for mark in _CURLED:
        at = text.find(mark)
        while at >= 0:
            places.append(at)
            at = text.find(mark, at + 1)
    return sorted(places)


def _matching(opened: list[_Place], mark: str, level: int) -> _Place | None:
    """The last quote that this one closes; it and what was opened within are taken off."""
    for index in range(len(opened) - 1, -1, -1):
        place = opened[index]
        if place[1] < level:
            return None
        if place[0] == mark:
            del opened[index:]
            return place
    return None


def _changed(text: str, changes: dict[int, str]) -> str:
    parts: list[str] = []
    end = 0
    for at, character in sorted(changes.items()):
        parts += (text[end:at], character)
        end = at + 1
    return "".join(parts) + text[end:]


def _beside(tokens: Sequence[Token], places: range, end: int) -> str:
    """The character at this end of the first of these tokens that has any; a space at the end of a line."""
    for place in places:
        token = tokens[place]
        if token.type in _BREAKS:
            break
        if token.content:
            return token.content[end]
    return " "


class _Kinds(dict[str, int]):
    """What the characters are between which a quote may stand, as far as they were met yet."""

    def __missing__(self, character: str) -> int:
        code = ord(character)
        kind = _SPACE if isWhiteSpace(code) else _PUNCTUATION if isMdAsciiPunct(code) or isPunctChar(character) else _OTHER
        self[character] = kind
        return kind


_KINDS = _Kinds()


def _may(before: int, behind: int) -> tuple[bool, bool]:
    """Whether a quote between characters of these kinds may open a quotation, and whether it may close one."""
    opens = behind != _SPACE and not (behind == _PUNCTUATION and before == _OTHER)
    closes = before != _SPACE and not (before == _PUNCTUATION and behind == _OTHER)
    return (before == _PUNCTUATION, behind == _PUNCTUATION) if opens and closes else (opens, closes)


_MAY = [[_may(before, behind) for behind in range(3)] for before in range(3)]
