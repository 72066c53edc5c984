"""The pieces of a paragraph that are seen at one look: text, and emphasis, links and code that hold nothing but text.

They become markdown-it's tokens, or a whole paragraph of them becomes one token of ours, which is rendered as it stands.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

from digest.articles.typography import has_too_many_quotes


def token(
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


_SPECIAL = r"\n&*<\[\\_`~"
"""Where an inline rule may begin: `!` and `^` begin none without a `[` behind them, `]` none without one before."""

_TEXT = rf"([^{_SPECIAL}]*+ (?:&(?!\#|[a-zA-Z][a-zA-Z0-9]{{1,31}};)[^{_SPECIAL}]*+)*+)"
"""Text (1) without marks, and with ampersands of no entity."""

_CONSTRUCT = rf"""
      (?<![!^]) \[ ([^{_SPECIAL}\]]++) \] \( ([^\x00-\x20\x7F()<>\\&]++) \)         # 3, 4: a link
    | (\*\*?) (?=[^\W_]) ([^{_SPECIAL}]++) (?<=[^\W_]) \5 (?!\*)                    # 5, 6: emphasis
    | (?<![^ \n("']) (__?) (?=[^\W_]) ([^{_SPECIAL}]++) (?<=[^\W_]) \7 (?![^ \n.,;:!?)"'])     # 7, 8: the same
    | ` ([^`\n]++) ` (?!`)                                                          # 9: code
"""
"""What holds nothing but text.

Emphasis: letters inside make the first run of marks left-flanking and the second right-flanking, whatever stands outside;
underscores need a space or punctuation there. Both runs are equally long, so the rule of three does not apply, and no opener
is left over.
"""

_PIECE = re.compile(rf"{_TEXT} (?: \Z | (\n) [ \t]*+ | {_CONSTRUCT} )", re.VERBOSE)
"""Some text, and what is behind it: the end, the end of a line (2), or a construct."""


def tokens_of(source: str, parser: MarkdownIt) -> list[Token] | None:
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
            tokens.append(token("text", "", 0, 0, text))
        kept = False
        if kind == 1:
            break
        if kind == 2:
            tokens.append(token(breaks, "br", 0, 0))
        elif kind == 4:
            address = parser.normalizeLink(piece[4])
            tokens += (
                token("link_open", "a", 1, 0, attrs={"href": address}),
                token("text", "", 0, 1, piece[3]),
                token("link_close", "a", -1, 0),
            )
        elif kind == 9:
            tokens.append(token("code_inline", "code", 0, 0, _code(piece[9]), "`"))
        else:
            mark, words = (piece[5], piece[6]) if kind == 6 else (piece[7], piece[8])
            tag = "em" if len(mark) == 1 else "strong"
            kept = tag == "strong"
            tokens += (
                token(tag + "_open", tag, 1, 0, "", mark),
                token("text", "", 0, 1, words),
                token(tag + "_close", tag, -1, 0, "", mark),
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
    return content[1:-1] if content[0] == content[-1] == " " and content.strip(" ") else content


PLAIN_LINE = r"""
    (?: [^\x00-\x7F] | [A-Za-z"'($&.]
      | [0-9]++ (?![.)])                  # no item of a list
      | [*_]{1,2} [^\W_]                  # neither an item nor a rule
      | \[ [^\[\]\\\n]++ \] (?!:)         # neither a reference nor a footnote
    )
"""
"""A line that begins so begins no block but a paragraph, ends none, underlines no heading, and is no row below a table's head."""

_BEHIND = rf"(?: (?= \n?\Z | \n\n (?! [ \t]*+ [:~] ) ) | (\n) (?= {PLAIN_LINE} ) | {_CONSTRUCT} )"
"""The end of a paragraph, where no definition of it follows, or the end of a line (2) and a plain one below, or a construct.

Why such lines are a paragraph and nothing else is said at the rule `plain_paragraph`, which takes those that do not stand so alone.
"""

_FIRST = re.compile(rf"(?= {PLAIN_LINE} ) {_TEXT} {_BEHIND}", re.VERBOSE)
_NEXT = re.compile(rf"{_TEXT} {_BEHIND}", re.VERBOSE)
"""The pieces of a paragraph, as those of a text by itself."""


class Plain(NamedTuple):
    """What a paragraph says, the tags that stand in it, each with its place in the text, and which of them are links, to where."""

    text: str
    marks: list[tuple[int, str]]
    links: list[tuple[int, str]]
    lines: int


def plain(source: str, start: int, parser: MarkdownIt) -> Plain | None:
    """The paragraph that begins here at the left margin, if it consists of simple pieces, and of nothing that has to be trimmed.

    It is one token at the top level, where no rule looks for the tokens of a paragraph, as those of lists and quotes do. Quotation
    marks within a construct are left to the rules: they are no pair with one outside.
    """
    piece = _FIRST.match(source, start)
    texts: list[str] = []
    marks: list[tuple[int, str]] = []
    links: list[tuple[int, str]] = []
    length, lines = 0, 1
    while piece and (kind := piece.lastindex) != 1:
        text = piece[1]
        if kind == 2:
            if text.endswith("  "):  # a line break that stays
                return None
            text = text.rstrip(" ") + "\n"
            words = ""
            lines += 1
        elif kind == 4:
            address = parser.normalizeLink(piece[4])
            links.append((len(marks), address))
            words, tag, attributes = piece[3], "a", f' href="{escapeHtml(address)}"'
        elif kind == 9:
            words, tag, attributes = _code(piece[9]), "code", ""
        else:
            mark, words = (piece[5], piece[6]) if kind == 6 else (piece[7], piece[8])
            tag, attributes = ("em" if len(mark) == 1 else "strong"), ""
        texts += (text, words)
        length += len(text)
        if words:
            if '"' in words or "'" in words:
                return None
            marks.append((length, f"<{tag}{attributes}>"))
            length += len(words)
            marks.append((length, f"</{tag}>"))
        piece = _NEXT.match(source, piece.end())
    if not piece:
        return None
    whole = "".join((*texts, piece[1]))
    if whole[0].isspace() or whole[-1].isspace() or (marks and has_too_many_quotes(source[start : piece.end()])):
        return None
    return Plain(whole, marks, links, lines)
