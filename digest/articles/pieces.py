"""The pieces of a paragraph that are seen at one look: text, and emphasis, links and code that hold nothing but text.

They become markdown-it's tokens here; whole blocks of them are read in `plain`.
"""

from __future__ import annotations

import re
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from digest.articles.autolinks import MARKUP, addresses_in, may_hold_address, may_hold_mail


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


SPECIAL = r"\n&*<\[\\_`~"
"""Where an inline rule may begin: `!` and `^` begin none without a `[` behind them, `]` none without one before."""

_LONE = rf"(?: & (?! \# | [a-zA-Z][a-zA-Z0-9]{{1,31}}; ) | ~ (?<!~~) (?!~) ) [^{SPECIAL}]*+"
TEXT = rf"[^{SPECIAL}]*+ (?: {_LONE} (?> (?: {_LONE} )* ) | )"
"""Text without marks, and with ampersands of no entity and single tildes."""

CONSTRUCT = rf"""
      (?<![!^]) \[ ([^{SPECIAL}\]]++) \] \( ([^\x00-\x20\x7F()<>\\&]++) \)         # 3, 4: a link
    | (\*\*?) (?=[^\W_]) ([^{SPECIAL}]++) (?<=[^\W_]) \5 (?!\*)                    # 5, 6: emphasis
    | (?<![^ \n("']) (__?) (?=[^\W_]) ([^{SPECIAL}]++) (?<=[^\W_]) \7 (?![^ \n.,;:!?)"'])     # 7, 8: the same
    | ` ([^`\n]++) ` (?!`)                                                          # 9: code
"""
"""What holds nothing but text, as groups 3 to 9.

Emphasis: letters inside make the first run of marks left-flanking and the second right-flanking, whatever stands outside;
underscores need a space or punctuation there. Both runs are equally long, so the rule of three does not apply, and no opener
is left over.
"""

_PIECE = re.compile(rf"( {TEXT} ) (?: \Z | (\n) [ \t]*+ | {CONSTRUCT} )", re.VERBOSE)
"""Some text (1), and what is behind it: the end, the end of a line (2), or a construct."""


def tokens_of(source: str, parser: MarkdownIt) -> list[Token] | None:
    """The tokens of a text that consists of simple pieces, or None."""
    pieces = _simple(source)
    if pieces is None:
        return None
    holds_address = may_hold_address(source)
    if holds_address and (may_hold_mail(source) or any(may_hold_address(piece[6] or piece[8] or "") for piece in pieces)):
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
        is_kept = kept or (kind in (6, 8) and len(piece[kind - 1]) == 2)
        if holds_address and may_hold_address(text):
            linked = _linked(source, piece.start(1), piece.start(1) + len(text), parser)
            if linked is None or (is_kept and len(linked) > 1):
                return None
            tokens += linked
        elif text or is_kept:
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
            tokens.append(token("code_inline", "code", 0, 0, code(piece[9]), "`"))
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


def _linked(source: str, start: int, end: int, parser: MarkdownIt) -> list[Token] | None:
    """The tokens of a part of the text that holds no marks, with links for its addresses; None if one goes on behind it."""
    addresses = addresses_in(source, start, end)
    if addresses is None:
        return None
    tokens: list[Token] = []
    for begin, behind, href in addresses:
        if begin > start:
            tokens.append(token("text", "", 0, 0, source[start:begin]))
        tokens += (
            token("link_open", "a", 1, 0, attrs={"href": parser.normalizeLink(href)}),
            token("text", "", 0, 1, source[begin:behind]),
            token("link_close", "a", -1, 0),
        )
        for link in (tokens[-3], tokens[-1]):
            link.markup, link.info = MARKUP
        start = behind
    if start < end:
        tokens.append(token("text", "", 0, 0, source[start:end]))
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


def code(content: str) -> str:
    """What stands between backticks: one space is taken off at both ends, unless there is nothing else."""
    return content[1:-1] if content[0] == content[-1] == " " and content.strip(" ") else content
