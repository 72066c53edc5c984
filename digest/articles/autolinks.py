"""Addresses without brackets, which are links: `https://…`, `http://…`, `www.…` and those of mail (GFM 0.29, 6.9).

Read as cmark-gfm reads them, but for what text without spaces needs. Full-width and curly punctuation ends an address, and so
does a Chinese, Japanese or Korean word behind a host in Latin letters, or behind a closing bracket or quotation mark. And square
brackets may hold one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from markdown_it import MarkdownIt
from markdown_it.common.utils import isLinkClose, isLinkOpen
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from digest.articles.cjk import CJK, is_cjk

_STOPS = "\u00ab\u00bb\u2018-\u201f\u2026\u2039\u203a\u3000-\u3003\u3008-\u301f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
"""Punctuation that a browser encodes in an address."""

_HOST = rf"[^\s\x00-,/:-@\[-^`{{-\x7f{_STOPS}]"
"""A letter of a host's name, of any script, or one of `-._`."""

_BEGINNING = re.compile(rf"(?:(?ai:https?)://(?![-._])|www\.)({_HOST}{{1,255}}+)(?!{_HOST})")
"""The scheme and the host, which has 253 characters at most (RFC 1035)."""

_HOST_WITH_WORD = re.compile(rf"\.[A-Za-z]{{2,63}}(?=[{CJK}][^.]*\Z)")
_PORT_WITH_WORD = re.compile(rf":[0-9]+(?=[{CJK}])")
_MARK = re.compile(rf"[()\[\]\s<{_STOPS}]|[\"'*]+|~~")
"""Behind the host: what ends an address, or may end it."""

_ENTITY = re.compile(r"&[A-Za-z]+;\Z")

_MAIL = re.compile(
    r"(?<![A-Za-z0-9.+_-])(?<!xmpp:)(?:mailto:)?[A-Za-z0-9.+_-]++@[A-Za-z0-9_-]++(?>(?:\.[A-Za-z0-9][A-Za-z0-9_-]*)+)(?<=[A-Za-z])(?!@)"
)


def use_autolinks(parser: MarkdownIt) -> None:
    """Let this parser find them."""
    inline = parser.inline
    inline.ruler.at("text", _text)
    inline.ruler2.push("mail", _mail)


def may_hold_www(text: str) -> bool:
    """Whether an address that begins with `www.` may stand here: none does behind a slash, letter or digit."""
    at = text.find("www.")
    while at > 0 and text[at - 1] in _BEFORE_NO_WWW:
        at = text.find("www.", at + 4)
    return at >= 0


def may_hold_mail(text: str) -> bool:
    """Whether an address of mail may stand in this text, at one look."""
    return "@" in text and _AT.search(text) is not None


def may_hold_address(text: str) -> bool:
    """Whether an address without brackets may stand in this text, at one look."""
    return "://" in text or may_hold_www(text) or may_hold_mail(text)


def holds_linked_only(text: str) -> bool:
    """Whether an article's text holds no address but destinations of links, as far as one look tells."""
    if may_hold_www(text) or ("@" in text and _AT.search(text)):
        return False
    at = text.find(":")  # looking for one character is ten times as fast as looking for three
    while at >= 0:
        if text.startswith("//", at + 1) and not text.endswith(_LINKED, 0, at):
            return False
        at = text.find(":", at + 1)
    return True


_LINKED = ("](https", "](http")
_BEFORE_NO_WWW = frozenset("/.0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")


class Addresses:
    """Where in a text an address without brackets may begin, or have its middle; those that follow `](` are links already."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.places = dict.fromkeys(_MIDDLES, -1)
        self.first = -1

    def next(self, start: int) -> int:
        """The first of these places from `start` on, or the length of the text; `start` never goes back."""
        if self.first >= start:
            return self.first
        for middle, is_linked in _MIDDLES.items():
            at = self.places[middle]
            while at < start or is_linked(self.text, at):
                at = self.text.find(middle, max(at + 1, start))
                if at < 0:
                    at = len(self.text)
                    break
            self.places[middle] = at
        self.first = min(self.places.values())
        return self.first


_AT = re.compile("[A-Za-z0-9.+_-]@[A-Za-z0-9_-]")

_MIDDLES: dict[str, Callable[[str, int], bool]] = {
    "://": lambda text, at: text.endswith(_LINKED, 0, at),
    "www.": lambda text, at: text[at - 1 : at] == "/",
    "@": lambda text, at: not _AT.match(text, at - 1),
}
"""What stands in each address, and whether one with it at this place is none, or the destination of a link."""


def address_at(text: str, begin: int, limit: int) -> str:
    """The address of a page that begins here and ends before the limit; '' if there is none."""
    if begin and text[begin - 1].isascii() and text[begin - 1].isalpha():
        return ""
    if text[begin] == "w" and begin and not (text[begin - 1] in "*_~(" or text[begin - 1].isspace() or is_cjk(text[begin - 1])):
        return ""
    found = _BEGINNING.match(text, begin, limit)
    if not found:
        return ""
    host = found[1].rstrip("._")
    parts = host.split(".")
    if not host or (any("_" in part for part in parts[-2:]) and len(parts) <= 11):
        return ""
    word = None if host.isascii() else _HOST_WITH_WORD.search(host)
    if word:
        return text[begin : found.start(1) + word.end()]
    port = _PORT_WITH_WORD.match(text, found.end(), limit)
    if port:
        return text[begin : port.end()]
    address = text[begin : _last(text, found.end(), limit)]
    return address[: _end(address)]


def _last(text: str, at: int, limit: int) -> int:
    """Where the run of characters ends that an address may have behind its host."""
    depth = {"(": 0, "[": 0}
    for found in _MARK.finditer(text, at, limit):
        mark, end = found[0], found.end()
        if mark in depth:
            depth[mark] += 1
        elif mark in _OPENING and depth[_OPENING[mark]]:
            depth[_OPENING[mark]] -= 1
        elif mark[0] not in _CLOSING or (end < limit and is_cjk(text[end])):
            return found.start()
    return limit


_OPENING = {")": "(", "]": "["}
_CLOSING = frozenset(")\"'*~")


def _end(address: str) -> int:
    """Where an address ends by GFM: before trailing punctuation, entities, and closing brackets that were not opened in it."""
    end, unopened = len(address), address.count(")") - address.count("(")
    while end:
        last = address[end - 1]
        if last == ";":
            entity = _ENTITY.search(address, max(end - 40, 0), end)
            end = entity.start() if entity else end - 1
        elif last == ")" and unopened > 0:
            unopened -= 1
            end -= 1
        elif last in "?!.,:*_~'\"":
            end -= 1
        else:
            break
    return end


def _text(state: StateInline, silent: bool) -> bool:
    """markdown-it's rule for text without marks, and an address where there is one: one rule is asked faster than two."""
    at = state.pos
    found = state.md.inline.terminator_re.search(state.src, at)
    end = found.start() if found else state.posMax
    if end == at:
        return state.src[at] in ":w" and _address(state, silent)
    if not silent:
        state.append_pending(state.src[at:end])
    state.pos = end
    return True


_SCHEME = re.compile(r"(?ai:https?)\Z")


def _address(state: StateInline, silent: bool) -> bool:
    """A link for the address whose `://` or `www.` stands here."""
    if silent or state.linkLevel:
        return False
    begin = at = state.pos
    if state.src.startswith("://", at):
        scheme = _SCHEME.search(state.src, max(at - 5, 0), at)
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
    opened.markup, opened.info = closed.markup, closed.info = MARKUP
    state.pos = begin + len(address)
    return True


def addresses_in(text: str, start: int, end: int) -> list[tuple[int, int, str]] | None:
    """Where addresses begin, end and lead in a part of a text that holds no marks; None if one goes on behind it.

    What the rule finds one by one, for texts that need no rules otherwise.
    """
    found: list[tuple[int, int, str]] = []
    done = at = start
    while (middle := _next_middle(text, at, end)) >= 0:
        scheme = _SCHEME.search(text, max(middle - 5, 0), middle) if text[middle] == ":" else None
        begin = scheme.start() if scheme else middle
        address = address_at(text, begin, len(text)) if begin >= done else ""
        at = middle + 1
        if len(address) > middle - begin:
            done = at = begin + len(address)
            if at > end:
                return None
            found.append((begin, at, address if scheme else f"http://{address}"))
    return found


def _next_middle(text: str, at: int, end: int) -> int:
    colon, www = text.find("://", at, end), text.find("www.", at, end)
    return max(colon, www) if colon < 0 or www < 0 else min(colon, www)


MARKUP = ("autolink", "auto")
"""As markdown-it's rule for `<https://…>` marks its tokens, so that typography leaves their text alone."""


def _mail(state: StateInline) -> None:
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
    for found in _MAIL.finditer(text, first):
        if found.start() > end:
            yield Token("text", "", 0, level=level, content=text[end : found.start()])
        href = parser.normalizeLink("mailto:" + found[0].removeprefix("mailto:"))
        markup, info = MARKUP
        yield Token("link_open", "a", 1, {"href": href}, level=level, markup=markup, info=info)
        yield Token("text", "", 0, level=level + 1, content=found[0])
        yield Token("link_close", "a", -1, level=level, markup=markup, info=info)
        end = found.end()
    if end < len(text):
        yield Token("text", "", 0, level=level, content=text[end:])
