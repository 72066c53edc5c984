"""The short way through markdown-it's parser: what most texts consist of is seen at one look, the rest is left to its rules.

Whatever is not certain is handed on, so a shortcut may be narrow, but never wrong; each says why it is exact.
`tests/articles/test_dialect.py` compares tokens and HTML with those of a parser without shortcuts.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import normalizeLink
from markdown_it.common.utils import escapeHtml, mdTrim
from markdown_it.parser_block import ParserBlock
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore, normalize, text_join
from markdown_it.token import Token
from markdown_it.utils import EnvType

from digest.articles.renderer import PLAIN_PARAGRAPH
from digest.articles.typography import SMARTQUOTES_CHARACTERS, SMARTQUOTES_MARKS, is_replaced


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


def _token(
    kind: str,
    tag: str,
    nesting: Any,
    level: int,
    content: str = "",
    markup: str = "",
    lines: list[int] | None = None,
    children: list[Token] | None = None,
    block: bool = False,
    attrs: dict[str, str | int | float] | None = None,
) -> Token:
    """A token, made in half the time that its own constructor takes to look after attributes in an older form."""
    token = Token.__new__(Token)
    token.type, token.tag, token.nesting, token.level = kind, tag, nesting, level
    token.attrs, token.meta = {} if attrs is None else attrs, {}
    token.content, token.markup, token.info = content, markup, ""
    token.map, token.children, token.block, token.hidden = lines, children, block, False
    return token


class _Lines(StateBlock):
    """Where the lines begin and end. A text without a line that is indented needs no look at each line's first characters."""

    def __init__(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> None:
        indented = src.startswith((" ", "\t")) or _INDENTED.search(src) is not None
        super().__init__(src if indented else "", md, env, tokens)
        self.is_replaced = md.options.typographer and is_replaced(src)
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
        token = _token(ttype, tag, nesting, self.level, block=True)
        if nesting > 0:
            self.level += 1
        self.tokens.append(token)
        return token


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
        line, blank = start, False
        while line < end:
            while line < state.lineMax and starts[line] + shifts[line] >= ends[line]:
                line += 1
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

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token] | None:
        """The blocks of the text."""
        if not src:
            return None
        state = _Lines(src, md, env, tokens)
        self.tokenize(state, state.line, state.lineMax)
        return state.tokens


_PLAIN_LINE = re.compile(
    r"""
      [^\x00-\x7F] | [A-Za-z"'($&.]
    | [0-9]++ (?![.)])                  # no item of a list
    | [*_]{1,2} [^\W_]                  # neither an item nor a rule
    | \[ [^\[\]\\\n]++ \] (?!:)         # neither a reference nor a footnote
    """,
    re.VERBOSE,
)
"""A line that begins so begins no block but a paragraph, ends none, underlines no heading, and is no row below a table's head."""


def _plain_paragraph(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A paragraph whose lines all begin plainly.

    Every rule but four looks at the first character of its own line, and none of these may begin it. The four: `code` wants four
    spaces more; `table` and `lheading` want a line of `|`, `-`, `:` or `=` below; `deflist` wants `:` or `~` below, or below that
    if the next line is empty.
    """
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
    if not level and not getattr(state, "is_replaced", True):
        plain = _plain(content, state.md)
        if plain:
            token = _token(PLAIN_PARAGRAPH, "p", 0, 0, plain.text, "", [start, line], None, True)
            token.meta["marks"], token.meta["links"] = plain.marks, plain.links
            state.tokens.append(token)
            return True
    state.tokens += (
        _token("paragraph_open", "p", 1, level, "", "", [start, line], None, True),
        _token("inline", "", 0, level + 1, content, "", [start, line], [], True),
        _token("paragraph_close", "p", -1, level, "", "", None, None, True),
    )
    return True


class _Plain(NamedTuple):
    """What a paragraph says, the tags that stand in it, each with its place in the text, and which of them are links, to where."""

    text: str
    marks: list[tuple[int, str]]
    links: list[tuple[int, str]]


def _plain(source: str, parser: MarkdownIt) -> _Plain | None:
    """A paragraph that consists of simple pieces, or None.

    It is one token at the top level, where no rule looks for the tokens of a paragraph, as those of lists and quotes do. Quotation
    marks within a piece are left to the rules: they are no pair with one outside.
    """
    if _is_text(source):
        return _Plain(source, [], [])
    if not source or len(source) > SMARTQUOTES_CHARACTERS or source.count('"') + source.count("'") > SMARTQUOTES_MARKS:
        return None
    pieces = _simple(source)
    if pieces is None:
        return None
    texts: list[str] = []
    marks: list[tuple[int, str]] = []
    links: list[tuple[int, str]] = []
    length = 0
    for piece in pieces:
        kind = piece.lastindex
        text = piece[1]
        if kind == 2:
            bare = text.rstrip(" ")
            if len(text) - len(bare) > 1:  # a line break that stays
                return None
            text = bare + "\n"
        texts.append(text)
        length += len(text)
        if kind in (1, 2):
            continue
        if kind == 4:
            address = parser.normalizeLink(piece[4])
            links.append((len(marks), address))
            words, tag, attributes = piece[3], "a", f' href="{escapeHtml(address)}"'
        elif kind == 9:
            words, tag, attributes = _code(piece[9]), "code", ""
        else:
            mark, words = (piece[5], piece[6]) if kind == 6 else (piece[7], piece[8])
            tag, attributes = ("em" if len(mark) == 1 else "strong"), ""
        if '"' in words or "'" in words:
            return None
        marks.append((length, f"<{tag}{attributes}>"))
        texts.append(words)
        length += len(words)
        marks.append((length, f"</{tag}>"))
    return _Plain("".join(texts), marks, links)


def _is_text(content: str) -> bool:
    """Whether no inline rule finds anything in a paragraph, and its line ends stay as they are."""
    if "\n" in content and (" \n" in content or "\n " in content or "\n\t" in content):
        return False
    written = content.encode()
    return 0 < len(written) == len(written.translate(None, _MARKS))


_MARKS = b"&*<[\\_`~"
"""Where an inline rule may begin within a line, without which there is no text that is no text."""

_ITEM = re.compile(r"(?:[*+-]|([0-9]{1,9})[.)])[ \t]++[^\n]")


def _begins_item(state: StateBlock, line: int, first: int) -> bool:
    """Whether an item of a list ends the paragraph above for certain.

    It has text, is not indented so far that it would continue the paragraph, and a number has to be that of a sibling.
    """
    item, indent = _ITEM.match(state.src, first), state.sCount[line]
    if not item or not 0 <= indent < max(state.listIndent, 0) + 4 or indent > state.blkIndent + 3:
        return False
    return indent < state.blkIndent or item[1] is None


_SPECIAL = r"\n&*<\[\\_`~"
"""Where an inline rule may begin: `!` and `^` begin none without a `[` behind them, `]` none without one before."""

_PIECE = re.compile(
    rf"""
    ([^{_SPECIAL}]*+ (?:&(?!\#|[a-zA-Z][a-zA-Z0-9]{{1,31}};)[^{_SPECIAL}]*+)*+)     # 1: text, with ampersands of no entity
    (?: \Z
    | (\n) [ \t]*+                                                                  # 2: the end of a line
    | (?<![!^]) \[ ([^{_SPECIAL}\]]++) \] \( ([^\x00-\x20\x7F()<>\\&]++) \)         # 3, 4: a link
    | (\*\*?) (?=[^\W_]) ([^{_SPECIAL}]++) (?<=[^\W_]) \5 (?!\*)                    # 5, 6: emphasis
    | (?<![^ \n("']) (__?) (?=[^\W_]) ([^{_SPECIAL}]++) (?<=[^\W_]) \7 (?![^ \n.,;:!?)"'])     # 7, 8: the same
    | ` ([^`]++) ` (?!`)                                                            # 9: code
    )
    """,
    re.VERBOSE,
)
"""Some text without marks, and the construct behind it.

Emphasis: letters inside make the first run of marks left-flanking and the second right-flanking, whatever stands outside;
underscores need a space or punctuation there. Both runs are equally long, so the rule of three does not apply, and no opener
is left over.
"""


class _Inlines(ParserInline):
    """Takes texts that consist of simple pieces from end to end; all others are parsed by the rules, from the beginning."""

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        """The tokens of the text, added to those that are there."""
        pieces = _pieces(src, md)
        if pieces is None:
            return super().parse(src, md, env, tokens)
        tokens += pieces
        return tokens


def _pieces(source: str, parser: MarkdownIt) -> list[Token] | None:
    """The tokens of a text that consists of simple pieces, or None."""
    pieces = _simple(source)
    if pieces is None:
        return None
    tokens: list[Token] = []
    kept = False
    """Whether a text follows even if it is empty: the outer marks of `**` leave empty texts behind."""
    for piece in pieces:
        kind = piece.lastindex
        text = piece[1]
        if kind == 2:
            bare = text.rstrip(" ")
            breaks = "hardbreak" if len(text) - len(bare) > 1 else "softbreak"
            text = bare
        if text or kept or (kind in (6, 8) and len(piece[kind - 1]) == 2):
            tokens.append(_token("text", "", 0, 0, text))
        kept = False
        if kind == 1:
            break
        if kind == 2:
            tokens.append(_token(breaks, "br", 0, 0))
        elif kind == 4:
            address = parser.normalizeLink(piece[4])
            tokens += (
                _token("link_open", "a", 1, 0, attrs={"href": address}),
                _token("text", "", 0, 1, piece[3]),
                _token("link_close", "a", -1, 0),
            )
        elif kind == 9:
            tokens.append(_token("code_inline", "code", 0, 0, _code(piece[9]), "`"))
        else:
            mark, words = (piece[5], piece[6]) if kind == 6 else (piece[7], piece[8])
            tag = "em" if len(mark) == 1 else "strong"
            kept = tag == "strong"
            tokens += (
                _token(tag + "_open", tag, 1, 0, "", mark),
                _token("text", "", 0, 1, words),
                _token(tag + "_close", tag, -1, 0, "", mark),
            )
    return tokens


def _simple(source: str) -> list[re.Match[str]] | None:
    """The pieces of a text that consists of simple ones from end to end, or None."""
    found: list[re.Match[str]] = []
    at = 0
    while True:
        piece = _PIECE.match(source, at)
        if piece is None:
            return None
        found.append(piece)
        if piece.lastindex == 1:
            return found
        at = piece.end()


def _code(content: str) -> str:
    """What stands between backticks: one space is taken off at both ends, unless there is nothing else."""
    content = content.replace("\n", " ")
    return content[1:-1] if content[0] == content[-1] == " " and content.strip(" ") else content


_PLAIN_ADDRESS = re.compile(
    r"""
      https?://[A-Za-z0-9-]{1,40}(?:\.[A-Za-z0-9-]{1,40}){1,4}
      (?=[/?\#]|\Z) (?: [A-Za-z0-9/?:@&=+$,_.!~*'\#-] | %[0-9A-Fa-f]{2} )*+
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
