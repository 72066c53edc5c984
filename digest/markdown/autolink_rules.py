"""Addresses without brackets as rules of markdown-it."""

from __future__ import annotations

from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.common.utils import isLinkClose, isLinkOpen
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from digest.markdown.autolinks import AUTOLINK_SCHEME, MAIL_AUTOLINK, address_at


def use_autolinks(parser: MarkdownIt) -> None:
    """Let this parser find them."""
    inline = parser.inline
    inline.ruler.at("text", _text_rule)
    inline.ruler2.push("mail", _mail_rule)


def _text_rule(state: StateInline, silent: bool) -> bool:
    """markdown-it's rule for text without marks, and an address where there is one: one rule is asked faster than two."""
    at = state.pos
    terminator = state.md.inline.terminator_re.search(state.src, at)
    end = terminator.start() if terminator else state.posMax
    if end == at:
        return state.src[at] in ":w" and _address_rule(state, silent)
    if not silent:
        state.append_pending(state.src[at:end])
    state.pos = end
    return True


def _address_rule(state: StateInline, silent: bool) -> bool:
    """A link for the address whose `://` or `www.` stands here."""
    if silent or state.linkLevel:
        return False
    begin = at = state.pos
    if state.src.startswith("://", at):
        scheme = AUTOLINK_SCHEME.search(state.src, max(at - 5, 0), at)
        begin = scheme.start() if scheme else at
    elif not state.src.startswith("www.", at):
        return False
    if begin < at and len(state.pending) < at - begin:
        return False  # in `\\https://` a rule has taken the first letter
    address = address_at(state.src, begin, state.posMax)
    if len(address) <= at - begin:
        return False
    if begin < at:
        state.pending = state.pending[: begin - at]
    opened = state.push("link_open", "a", 1)
    opened.attrs = {"href": state.md.normalizeLink(address if begin < at else f"http://{address}")}
    state.push("text", "", 0).content = address
    closed = state.push("link_close", "a", -1)
    opened.markup, opened.info = closed.markup, closed.info = AUTOLINK_MARKUP
    state.pos = begin + len(address)
    return True


AUTOLINK_MARKUP = ("autolink", "auto")
"""The mark that markdown-it's rule for `<https://…>` gives its tokens, so that typography leaves their text alone."""


def _mail_rule(state: StateInline) -> None:
    """Links for the addresses of mail in the texts that stand in no link."""
    if "@" not in state.src:
        return
    tokens: list[Token] = []
    depth = 0
    for token in state.tokens:
        if token.type == "link_open" or (token.type == "html_inline" and isLinkOpen(token.content)):
            depth += 1
        elif token.type == "link_close" or (token.type == "html_inline" and isLinkClose(token.content)):
            depth -= 1
        if token.type == "text" and not depth and "@" in token.content:
            taken = bool(tokens) and tokens[-1].type == "text_special" and tokens[-1].content == tokens[-1].markup
            tokens += _with_mail(token.content, 1 if taken else 0, token.level, state.md)
        else:
            tokens.append(token)
    state.tokens[:] = tokens


def _with_mail(text: str, first: int, level: int, parser: MarkdownIt) -> Iterator[Token]:
    """The tokens of a text, with links for the addresses in it from the offset `first` on."""
    end = 0
    for mail_match in MAIL_AUTOLINK.finditer(text, first):
        if mail_match.start() > end:
            yield Token("text", "", 0, level=level, content=text[end : mail_match.start()])
        href = parser.normalizeLink("mailto:" + mail_match[0].removeprefix("mailto:"))
        markup, info = AUTOLINK_MARKUP
        yield Token("link_open", "a", 1, {"href": href}, level=level, markup=markup, info=info)
        yield Token("text", "", 0, level=level + 1, content=mail_match[0])
        yield Token("link_close", "a", -1, level=level, markup=markup, info=info)
        end = mail_match.end()
    if end < len(text):
        yield Token("text", "", 0, level=level, content=text[end:])
