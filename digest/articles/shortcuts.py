"""The short way through markdown-it's parser: what most texts consist of is seen at one look, the rest is left to its rules.

Whatever is not certain is handed on, so a shortcut may be narrow, but never wrong; each says why it is exact.
`tests/articles/test_dialect.py` compares tokens and HTML with those of a parser without shortcuts.
"""

from __future__ import annotations

import re
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import normalizeLink
from markdown_it.common.utils import mdTrim
from markdown_it.parser_block import ParserBlock
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore, normalize, text_join
from markdown_it.token import Token
from markdown_it.utils import EnvType

from digest.articles.attributes import may_hold_attributes
from digest.articles.autolinks import Addresses, holds_linked_only
from digest.articles.delimiters import Inlines
from digest.articles.pieces import token, tokens_of
from digest.articles.plain import LINE, plain
from digest.articles.typography import is_replaced


def shorten(parser: MarkdownIt) -> None:
    """Put the shortcuts in front of the rules of this parser, which has all its rules already."""
    parser.block.ruler.before("table", "plain_paragraph", _plain_paragraph)
    blocks, inlines = _Blocks(), _Inlines()
    blocks.ruler = parser.block.ruler
    blocks.sort_rules()
    inlines.ruler, inlines.ruler2, inlines.terminator_re = parser.inline.ruler, parser.inline.ruler2, parser.inline.terminator_re
    parser.block, parser.inline = blocks, inlines
    parser.core.ruler.at("normalize", _normalize)
    parser.core.ruler.at("text_join", _text_join)
    parser.normalizeLink = _normalize_link  # type: ignore[method-assign, assignment]


class _Lines(StateBlock):
    """Where the lines begin and end. A text without a line that is indented needs no look at each line's first characters."""

    def __init__(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> None:
        indented = src.startswith((" ", "\t")) or _INDENTED.search(src) is not None
        super().__init__(src if indented else "", md, env, tokens)
        if indented:
            return
        self.src = src
        starts, ends = [0], []
        length, end = len(src), src.find("\n")
        while end >= 0:
            ends.append(end)
            starts.append(end + 1)
            end = src.find("\n", end + 1)
        if starts[-1] < length:
            ends.append(length)
            starts.append(length)
        ends.append(length)
        self.bMarks, self.eMarks, self.lineMax = starts, ends, len(ends) - 1
        self.tShift, self.sCount, self.bsCount = [0] * len(ends), [0] * len(ends), [0] * len(ends)

    def push(self, ttype: str, tag: str, nesting: Any) -> Token:
        if nesting < 0:
            self.level -= 1
        made = token(ttype, tag, nesting, self.level, block=True)
        if nesting > 0:
            self.level += 1
        self.tokens.append(made)
        return made


_INDENTED = re.compile("\n[ \t]")


_FIRST = {
    "fence": "`~",
    "blockquote": ">",
    "hr": "*-_",
    "list": "*-+0123456789",
    "footnote_def": "[",
    "reference": "[",
    "html_block": "<",
    "heading": "#",
}
"""The characters with which these blocks begin; their rules refuse every line that begins otherwise."""


class _Blocks(ParserBlock):
    """Asks only those rules whose block may begin with the first character of the line."""

    takes_plain: bool
    addresses: Addresses | None
    holds_addresses: bool

    def sort_rules(self) -> None:
        """Note the rules for each character, once all of them are there."""
        rules = [(rule.name, rule.fn) for rule in self.ruler.__rules__ if rule.enabled]
        characters = set("".join(_FIRST.values()))
        self.others = [fn for name, fn in rules if name not in _FIRST]
        self.by_first = {first: [fn for name, fn in rules if first in _FIRST.get(name, first)] for first in characters}

    def tokenize(self, state: StateBlock, start: int, end: int) -> None:
        """The blocks of these lines; as ParserBlock's own, but for the choice of rules."""
        starts, shifts, ends = state.bMarks, state.tShift, state.eMarks
        deepest = state.md.options.maxNesting
        at_margin = not state.level
        line, blank = start, False
        while line < end:
            while line < state.lineMax and starts[line] + shifts[line] >= ends[line]:
                line += 1
            if at_margin and line < end:
                below = self._plain_block(state, starts[line], line)
                if below > line:
                    line = below
                    continue
            state.line = line
            if line >= end or state.sCount[line] < state.blkIndent:
                break
            if state.level >= deepest:
                state.line = end
                break
            for rule in self.by_first.get(state.src[starts[line] + shifts[line]], self.others):
                if rule(state, line, end, False):
                    break
            state.tight = not blank
            line = state.line
            if line - 1 < end and starts[line - 1] + shifts[line - 1] >= ends[line - 1]:
                blank = True
            if line < end and starts[line] + shifts[line] >= ends[line]:
                blank = True
                line += 1
                state.line = line

    def _plain_block(self, state: StateBlock, at: int, line: int) -> int:
        """Take the plain blocks or list that begin here at the left margin; the line below them, or this one."""
        found = None
        if self.takes_plain:
            stop = self.addresses.next(at) if self.addresses else len(state.src)
            found = plain(state.src, at, line, state.md, stop)
            if found and self.holds_addresses and "://" in found.content:  # behind a `](` that belongs to no link
                self.takes_plain, found = False, None
        if found:
            state.tokens.append(found)
            return found.map[1] if found.map else line
        items = _LIST.match(state.src, at) if state.src[at] in "-*+" else None
        if items:
            return _take_list(state, items[0], line, is_last=items.end() > len(state.src) - 2)
        return line

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token] | None:
        """The blocks of the text."""
        if not src:
            return None
        # markdown-it's replacements, and the rules of attributes, look for the tokens of a paragraph.
        self.takes_plain = not (md.options.typographer and is_replaced(src)) and not may_hold_attributes(src)
        self.addresses = None if holds_linked_only(src) else Addresses(src)
        self.holds_addresses = "://" in src
        state = _Lines(src, md, env, tokens)
        self.tokenize(state, state.line, state.lineMax)
        return state.tokens


_LIST_ITEM = rf"(?! \[[\ xX]\] ) (?= {LINE} ) [^\n]*+"

_LIST = re.compile(
    rf"([*+-])\ {_LIST_ITEM} (?> (?: \n \1\ {_LIST_ITEM} )* ) (?= \n?\Z | \n\n (?! [\n\ \t*+:~-] | [0-9] ) )", re.VERBOSE
)
"""A list of lines without tasks, each of which would by itself be a paragraph; behind an empty line there is nothing that might be
one more item, or go on with the last."""


def _take_list(state: StateBlock, items: str, line: int, *, is_last: bool) -> int:
    """Add the tokens of a list whose items have one line each; return the line below it and below the empty line."""
    mark, tokens = items[0], state.tokens
    contents = items.split("\n")
    end = line + len(contents)
    below = end if is_last else end + 1
    tokens.append(token("bullet_list_open", "ul", 1, 0, "", mark, [line, below], None, True))
    for at, content in enumerate(contents, line):
        lines = [at, at + 1]
        tokens += (
            token("list_item_open", "li", 1, 1, "", mark, lines if at + 1 < end else [at, below], None, True),
            token("paragraph_open", "p", 1, 2, "", "", lines, None, True),
            token("inline", "", 0, 3, mdTrim(content[2:]), "", lines, [], True),
            token("paragraph_close", "p", -1, 2, "", "", None, None, True),
            token("list_item_close", "li", -1, 1, "", mark, None, None, True),
        )
        tokens[-4].hidden = tokens[-2].hidden = True
    tokens.append(token("bullet_list_close", "ul", -1, 0, "", mark, None, None, True))
    return below


_PLAIN_LINE = re.compile(LINE, re.VERBOSE)


def _plain_paragraph(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A paragraph whose lines all begin plainly: why it is nothing else is said at `LINE`."""
    source, starts, shifts = state.src, state.bMarks, state.tShift
    if state.sCount[start] - state.blkIndent > 3 or not _PLAIN_LINE.match(source, starts[start] + shifts[start]):
        return False
    line = start + 1
    while line < state.lineMax:
        first = starts[line] + shifts[line]
        if first >= state.eMarks[line]:
            break
        if not _PLAIN_LINE.match(source, first):
            if _begins_item(state, line, first):
                break
            return False
        line += 1
    if line == start + 1:
        if line + 1 < state.lineMax:
            below = starts[line + 1] + shifts[line + 1]
            if source.startswith((":", "~"), below):
                return False
        content = source[starts[start] + shifts[start] : state.eMarks[start]]
    else:
        content = state.getLines(start, line, state.blkIndent, False)
    if content[0].isspace() or content[-1].isspace():
        content = mdTrim(content)
    state.line = line
    level = state.level
    state.tokens += (
        token("paragraph_open", "p", 1, level, "", "", [start, line], None, True),
        token("inline", "", 0, level + 1, content, "", [start, line], [], True),
        token("paragraph_close", "p", -1, level, "", "", None, None, True),
    )
    return True


_ITEM = re.compile(r"(?:[*+-]|([0-9]{1,9})[.)])[ \t]++[^\n]")


def _begins_item(state: StateBlock, line: int, first: int) -> bool:
    """Whether an item of a list ends the paragraph above for certain.

    It has text, is not indented so far that it would continue the paragraph, and a number has to be that of a sibling.
    """
    item, indent = _ITEM.match(state.src, first), state.sCount[line]
    if not item or not 0 <= indent < max(state.listIndent, 0) + 4 or indent > state.blkIndent + 3:
        return False
    return indent < state.blkIndent or item[1] is None


class _Inlines(Inlines):
    """Takes texts that consist of simple pieces from end to end; all others are parsed by the rules, from the beginning."""

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        """The tokens of the text, added to those that are there."""
        pieces = tokens_of(src, md)
        if pieces is None:
            return super().parse(src, md, env, tokens)
        tokens += pieces
        return tokens


_PLAIN_ADDRESS = re.compile(
    r"""
      https?://[A-Za-z0-9-]{1,40}(?:\.[A-Za-z0-9-]{1,40}){1,4}
      (?=[/?\#]|\Z) [A-Za-z0-9/?:@&=+$,_.!~*'\#-]*+ (?> (?: %[0-9A-Fa-f]{2} [A-Za-z0-9/?:@&=+$,_.!~*'\#-]*+ )* )
    | (?!//) [A-Za-z0-9/_.~-]++ (?:\#[A-Za-z0-9_-]*+)?
    """,
    re.VERBOSE,
)
"""Addresses that `normalizeLink` gives back as they are: every part stands in its right place, and has nothing to be encoded."""


def _normalize_link(address: str) -> str:
    return address if _PLAIN_ADDRESS.fullmatch(address) else normalizeLink(address)


def _normalize(state: StateCore) -> None:
    """Every article's line ends are `\\n` already."""
    if "\r" in state.src or "\0" in state.src:
        normalize(state)


def _text_join(state: StateCore) -> None:
    """Joins what escapes and entities have left as texts of their own: without these there is none."""
    if "\\" in state.src or "&" in state.src:
        text_join(state)
