"""Autolinks: finds addresses without brackets in text (`https://…`, `www.…`, mail; GFM 0.29, 6.9), and decides where each ends: at
its host and port, at punctuation, brackets and entities, or at a Chinese or Japanese word. Both parsers use it.

The rules are those of cmark-gfm, with exceptions for text without spaces. Full-width and curly punctuation ends an address. So does
a Chinese, Japanese or Korean word after a host in Latin letters, or after a closing bracket or quotation mark. Square brackets may
contain an address.
"""

from __future__ import annotations

from digest.text.characters import CJK_RANGES, is_cjk
from digest.text.lazy_pattern import lazy_compile

_ADDRESS_STOPS = (
    "\u00ab\u00bb\u2018-\u201f\u2026\u2039\u203a\u3000-\u3003\u3008-\u301f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
)
"""Non-ASCII punctuation, which a URL contains only percent-encoded; it ends an address."""

_AUTOLINK_HOST = rf"[^\s\x00-,/:-@\[-^`{{-\x7f{_ADDRESS_STOPS}]"
"""A character of a host name: a letter of any script, a digit, or one of `-._`."""

_AUTOLINK_BEGINNING = lazy_compile(rf"(?:(?ai:https?)://(?![-._])|www\.)({_AUTOLINK_HOST}{{1,255}}+)(?!{_AUTOLINK_HOST})")
"""The scheme and the host, which has at most 253 characters (RFC 1035)."""

_PLAIN_AUTOLINK = lazy_compile(
    r"https?://[A-Za-z0-9][A-Za-z0-9-]{0,62}(?:\.[A-Za-z0-9-]{1,63}){1,3}(?:[/?#][A-Za-z0-9/?.:=&%+,_#-]*+(?<=[A-Za-z0-9/=&%+#-]))?(?=\s|\Z)"
)
"""An address of the usual form that ends at a space."""

_HOST_WITH_WORD = lazy_compile(rf"\.[A-Za-z]{{2,63}}(?=[{CJK_RANGES}][^.]*\Z)")
_PORT_WITH_WORD = lazy_compile(rf":[0-9]+(?=[{CJK_RANGES}])")
_MARK_IN_ADDRESS = lazy_compile(rf"[()\[\]\s<{_ADDRESS_STOPS}]|[\"'*]+|~~")
"""Characters after the host that end an address, or may end it."""

_ENTITY_AT_END = lazy_compile(r"&[A-Za-z]+;\Z")

MAIL_AUTOLINK = lazy_compile(
    r"(?<![A-Za-z0-9.+_-])(?<!xmpp:)(?:mailto:)?[A-Za-z0-9.+_-]++@[A-Za-z0-9_-]++(?>(?:\.[A-Za-z0-9][A-Za-z0-9_-]*)+)(?<=[A-Za-z])(?!@)"
)


def may_contain_www(text: str) -> bool:
    """Whether the text may contain an address that begins with `www.`: none follows a slash, letter or digit."""
    at = text.find("www.")
    while at > 0 and text[at - 1] in _NOT_BEFORE_WWW:
        at = text.find("www.", at + 4)
    return at >= 0


def may_contain_mail(text: str) -> bool:
    """Whether the text may contain a mail address; a quick check."""
    return "@" in text and _AT_SIGN_OF_MAIL.search(text) is not None


_NOT_BEFORE_WWW = frozenset("/.0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")


_AT_SIGN_OF_MAIL = lazy_compile("@(?<=[A-Za-z0-9.+_-]@)(?=[A-Za-z0-9_-])")


def address_at(text: str, address_begin: int, limit: int) -> str:
    """Return the web address that begins at `address_begin` and ends before `limit`; '' if there is none."""
    if address_begin and text[address_begin - 1].isascii() and text[address_begin - 1].isalpha():
        return ""
    if (
        text[address_begin] == "w"
        and address_begin
        and not (text[address_begin - 1] in "*_~(" or text[address_begin - 1].isspace() or is_cjk(text[address_begin - 1]))
    ):
        return ""
    plain_autolink = _PLAIN_AUTOLINK.match(text, address_begin, limit)
    if plain_autolink:
        return plain_autolink[0]
    address_match = _AUTOLINK_BEGINNING.match(text, address_begin, limit)
    if not address_match:
        return ""
    host = address_match[1].rstrip("._")
    host_labels = host.split(".")
    if not host or (any("_" in part for part in host_labels[-2:]) and len(host_labels) <= 11):
        return ""
    host_and_word = None if host.isascii() else _HOST_WITH_WORD.search(host)
    if host_and_word:
        return text[address_begin : address_match.start(1) + host_and_word.end()]
    port_and_word = _PORT_WITH_WORD.match(text, address_match.end(), limit) if text.startswith(":", address_match.end()) else None
    if port_and_word:
        return text[address_begin : port_and_word.end()]
    address = text[address_begin : _end_of_address_characters(text, address_match.end(), limit)]
    return address[: _length_without_punctuation(address)]


def _end_of_address_characters(text: str, at: int, limit: int) -> int:
    """Return the end of the characters that an address may contain after its host."""
    depth = {"(": 0, "[": 0}
    for mark_match in _MARK_IN_ADDRESS.finditer(text, at, limit):
        mark, end = mark_match[0], mark_match.end()
        if mark in depth:
            depth[mark] += 1
        elif mark in _OPENING_BRACKETS and depth[_OPENING_BRACKETS[mark]]:
            depth[_OPENING_BRACKETS[mark]] -= 1
        elif mark[0] not in _CLOSING_MARKS or (end < limit and is_cjk(text[end])):
            return mark_match.start()
    return limit


_OPENING_BRACKETS = {")": "(", "]": "["}
_CLOSING_MARKS = frozenset(")\"'*~")


def _length_without_punctuation(address: str) -> int:
    """Return the length of an address without trailing punctuation, entities and unmatched closing brackets (GFM 0.29, 6.9)."""
    address_end, unopened_brackets = len(address), address.count(")") - address.count("(")
    while address_end:
        last_character = address[address_end - 1]
        if last_character == ";":
            entity = _ENTITY_AT_END.search(address, max(address_end - 40, 0), address_end)
            address_end = entity.start() if entity else address_end - 1
        elif last_character == ")" and unopened_brackets > 0:
            unopened_brackets -= 1
            address_end -= 1
        elif last_character in "?!.,:*_~'\"":
            address_end -= 1
        else:
            break
    return address_end


AUTOLINK_SCHEME = lazy_compile(r"(?ai:https?)\Z")


def addresses_in(text: str, start: int, end: int) -> list[tuple[int, int, str]] | None:
    """Return the begin, end and target of each address in a part of a text without markup; None if one continues beyond `end`.

    Finds the same addresses as the inline rule, for texts that need no inline rules otherwise.
    """
    addresses: list[tuple[int, int, str]] = []
    last_end = at = start
    while (autolink_marker := _next_autolink_marker(text, at, end)) >= 0:
        scheme_match = (
            AUTOLINK_SCHEME.search(text, max(autolink_marker - 5, 0), autolink_marker) if text[autolink_marker] == ":" else None
        )
        address_begin = scheme_match.start() if scheme_match else autolink_marker
        address = address_at(text, address_begin, len(text)) if address_begin >= last_end else ""
        at = autolink_marker + 1
        if len(address) > autolink_marker - address_begin:
            last_end = at = address_begin + len(address)
            if at > end:
                return None
            addresses.append((address_begin, at, address if scheme_match else f"http://{address}"))
    return addresses


def _next_autolink_marker(text: str, at: int, end: int) -> int:
    autolink_marker = _AUTOLINK_MARKER.search(text, at, end)
    return autolink_marker.start() if autolink_marker else -1


_AUTOLINK_MARKER = lazy_compile(r":(?=//)|w(?=ww\.)")
