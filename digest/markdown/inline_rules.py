"""Inline rules that replace markdown-it's: which delimiter runs (of stars, underscores or tildes) open or close emphasis and
strikethrough, by the characters beside them, also Chinese, Japanese and Korean; and the tokens of links for web and mail
addresses without brackets, which `autolinks.py` finds.

Emphasis follows CommonMark 0.31 (6.2), with two differences. Beside Chinese, Japanese and Korean characters, punctuation does not
prevent `*` or `~~` from opening or closing: the "CJK-friendly" amendment
(https://github.com/tats-u/markdown-cjk-friendly/blob/main/specification.md, from
https://github.com/commonmark/commonmark-spec/issues/650). And strikethrough needs exactly two tildes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.common.utils import isLinkClose, isLinkOpen, isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter, Scanned
from markdown_it.token import Token
from markdown_it.utils import EnvType

from digest.markdown.autolinks import AUTOLINK_SCHEME, MAIL_AUTOLINK, address_at, may_contain_www
from digest.text.characters import is_cjk

_CURLY_QUOTES = frozenset("‘’“”")
_FULL_WIDTH = "\ufe01"
"""A variation selector: after a quote it selects the full-width form, which is Chinese."""


def use_delimiters(parser: MarkdownIt) -> None:
    """Install the rules for delimiter runs in this parser."""
    parser.inline = _inline_parser(parser.inline)
    parser.inline.ruler.at("strikethrough", strikethrough)


def _inline_parser(inline: ParserInline) -> InlineParser:
    parser = InlineParser()
    parser.ruler, parser.ruler2, parser.terminator_re = inline.ruler, inline.ruler2, inline.terminator_re
    return parser


_DEFAULT_TERMINATORS = ParserInline().terminator_re
_WITH_WWW = re.compile(rf"{_DEFAULT_TERMINATORS.pattern}|w(?=ww\.)")
"""The end of plain text, in blocks with `www.`. They are rare, and this pattern is slower."""


class InlineParser(ParserInline):
    """markdown-it's inline parser with the dialect's delimiter runs."""

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        """Parse the text, and return `tokens` with its tokens added."""
        terminator_before = self.terminator_re  # the call is nested for the label of an image
        self.terminator_re = _WITH_WWW if may_contain_www(src) else _DEFAULT_TERMINATORS
        delimiter_state = _DelimiterState(src, md, env, tokens)
        self.tokenize(delimiter_state)
        self.terminator_re = terminator_before
        for inline_rule in self.ruler2.getRules(""):
            inline_rule(delimiter_state)
        return delimiter_state.tokens


class _DelimiterState(StateInline):
    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803
        """Scan the delimiter run that begins at `start`; `canSplitWord` is false for `_`, which has no CJK rule."""
        src, run_end = self.src, start + 1
        while run_end < self.posMax and src[run_end] == src[start]:
            run_end += 1
        previous_character = base_character = src[start - 1] if start else " "
        next_character = src[run_end] if run_end < self.posMax else " "
        two_before = ""
        if "\ufe00" <= previous_character <= "\ufe0e":  # a variant of the character before it
            two_before = src[start - 2] if start > 1 else " "
            if unicodedata.category(two_before) != "Zs":
                base_character = two_before
        space_before, space_after = isWhiteSpace(ord(base_character)), isWhiteSpace(ord(next_character))
        if space_before or space_after:
            return Scanned(not space_after, not space_before, run_end - start)
        opens, closes = _is_punctuation(base_character), _is_punctuation(next_character)
        if canSplitWord:
            beside_cjk = is_cjk(next_character) or _is_cjk_before(previous_character, two_before)
            opens, closes = opens or beside_cjk or not closes, closes or beside_cjk or not opens
        return Scanned(opens, closes, run_end - start)


def _is_punctuation(character: str) -> bool:
    return isMdAsciiPunct(ord(character)) or isPunctChar(character)


def _is_cjk_before(character: str, two_before: str) -> bool:
    """Whether a CJK character precedes the run. If `two_before` is set, `character` is a variation selector."""
    if two_before:
        return is_cjk(two_before) or (character == _FULL_WIDTH and two_before in _CURLY_QUOTES)
    return is_cjk(character) or "\U000e0100" <= character <= "\U000e01ef"


def strikethrough(state: StateInline, silent: bool) -> bool:
    """Inline rule: two tildes open or close strikethrough; one tilde is text, as in `9~10`, and so are three or more (GFM, 6.5)."""
    if silent or state.src[state.pos] != "~":
        return False
    run = state.scanDelims(state.pos, True)
    if run.length != 2:
        state.append_pending("~" * run.length)
    else:
        state.push("text", "", 0).content = "~~"
        # Length 0, because the "rule of three" applies only to emphasis.
        state.delimiters.append(Delimiter(ord("~"), 0, len(state.tokens) - 1, -1, run.can_open, run.can_close))
    state.pos += run.length
    return True


def use_autolinks(parser: MarkdownIt) -> None:
    """Install the rules for autolinks in this parser."""
    inline = parser.inline
    inline.ruler.at("text", _text_and_autolink_rule)
    inline.ruler2.push("mail", _mail_link_rule)


def _text_and_autolink_rule(state: StateInline, silent: bool) -> bool:
    """Inline rule for plain text and autolinks: calling one rule is faster than calling two."""
    at = state.pos
    terminator = state.md.inline.terminator_re.search(state.src, at)
    end = terminator.start() if terminator else state.posMax
    if end == at:
        return state.src[at] in ":w" and _autolink_rule(state, silent)
    if not silent:
        state.append_pending(state.src[at:end])
    state.pos = end
    return True


def _autolink_rule(state: StateInline, silent: bool) -> bool:
    """Add a link for the address whose `://` or `www.` is at the current position."""
    if silent or state.linkLevel:
        return False
    begin = at = state.pos
    if state.src.startswith("://", at):
        scheme = AUTOLINK_SCHEME.search(state.src, max(at - 5, 0), at)
        begin = scheme.start() if scheme else at
    elif not state.src.startswith("www.", at):
        return False
    if len(state.pending) < at - begin:
        return False  # in `\\https://` another rule has consumed the first letter
    address = address_at(state.src, begin, state.posMax)
    if len(address) <= at - begin:
        return False
    if begin < at:
        state.pending = state.pending[: begin - at]
    link_open = state.push("link_open", "a", 1)
    link_open.attrs = {"href": state.md.normalizeLink(address if begin < at else f"http://{address}")}
    state.push("text", "", 0).content = address
    link_close = state.push("link_close", "a", -1)
    link_open.markup, link_open.info = link_close.markup, link_close.info = AUTOLINK_MARKUP
    state.pos = begin + len(address)
    return True


AUTOLINK_MARKUP = ("autolink", "auto")
"""The markup and info that markdown-it's rule for `<https://…>` gives its tokens; typography skips their text."""


def _mail_link_rule(state: StateInline) -> None:
    """Add links for mail addresses in texts outside of links."""
    if "@" not in state.src:
        return
    tokens: list[Token] = []
    link_depth = 0
    for token in state.tokens:
        if token.type == "link_open" or (token.type == "html_inline" and isLinkOpen(token.content)):
            link_depth += 1
        elif token.type == "link_close" or (token.type == "html_inline" and isLinkClose(token.content)):
            link_depth -= 1
        if token.type == "text" and not link_depth and "@" in token.content:
            is_escaped = bool(tokens) and tokens[-1].type == "text_special" and tokens[-1].content == tokens[-1].markup
            tokens += _tokens_with_mail_links(token.content, 1 if is_escaped else 0, token.level, state.md)
        else:
            tokens.append(token)
    state.tokens[:] = tokens


def _tokens_with_mail_links(text: str, first_offset: int, level: int, parser: MarkdownIt) -> Iterator[Token]:
    """Yield the tokens of a text, with links for mail addresses from `first_offset` on."""
    mail_end = 0
    for mail_match in MAIL_AUTOLINK.finditer(text, first_offset):
        yield Token("text", "", 0, level=level, content=text[mail_end : mail_match.start()])
        href = parser.normalizeLink("mailto:" + mail_match[0].removeprefix("mailto:"))
        markup, info = AUTOLINK_MARKUP
        yield Token("link_open", "a", 1, {"href": href}, level=level, markup=markup, info=info)
        yield Token("text", "", 0, level=level + 1, content=mail_match[0])
        yield Token("link_close", "a", -1, level=level, markup=markup, info=info)
        mail_end = mail_match.end()
    yield Token("text", "", 0, level=level, content=text[mail_end:])
