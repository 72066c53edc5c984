"""Addresses of links and images: their scheme, patterns of addresses of other sites that need no encoding, and percent-encoding
like markdown-it. `rule_reader.py` refuses schemes; `autolinks.py` finds addresses in text."""

from __future__ import annotations

import re

from digest.text.lazy_pattern import lazy_compile

LINK_SCHEMES = frozenset({"http", "https", "mailto"})
"""The schemes that addresses in articles may have. Links and images with another scheme are removed."""

EXTERNAL_ADDRESS = lazy_compile("(?ai)https?://[^/?#]")
"""The start of an address of another site: its position in the text is not needed."""

PLAIN_EXTERNAL_ADDRESS = lazy_compile(
    r"""
      https?://[A-Za-z0-9-]{1,40}(?:\.[A-Za-z0-9-]{1,40}){1,4}(?::[0-9]{1,5})?
      (?=[/?\#]|\Z) [A-Za-z0-9/?:@&=+$,_.!~*'();\#-]*+ (?> (?: %[0-9A-Fa-f]{2} [A-Za-z0-9/?:@&=+$,_.!~*'();\#-]*+ )* ) \Z
    """,
    re.VERBOSE,
)
"""An address of another site that is valid and needs no encoding."""

_PLAIN_TARGET = lazy_compile(
    r"""
      (?!//) [A-Za-z0-9/_.~-]*+ (?: \?[A-Za-z0-9/_.~=&+,-]*+ )? (?: \#[A-Za-z0-9/_.~=&+,-]*+ )?
    | mailto:[A-Za-z0-9._+-]++@[a-z0-9-]{1,40}(?:\.[a-z0-9-]{1,40}){1,4}
    """,
    re.VERBOSE,
)


_WITH_PLAIN_HOST = lazy_compile(
    r"https?://[A-Za-z0-9-]{1,40}(?:\.[A-Za-z0-9-]{1,40}){1,4}(?::[0-9]{1,5})?[/?#][^\s\\\x00-\x1f\x7f\ud800-\udfff]*"
)
_UNSAFE_IN_ADDRESS = lazy_compile(r"[^A-Za-z0-9;/?:@&=+$,_.!~*'()#%-]+|%(?![0-9A-Fa-f]{2})")


def normalized_address(address: str) -> str:
    """Return the address as markdown-it encodes it: invalid characters percent-encoded, the host in ASCII."""
    if PLAIN_EXTERNAL_ADDRESS.match(address) or _PLAIN_TARGET.fullmatch(address):
        return address
    if _WITH_PLAIN_HOST.fullmatch(address):
        return _UNSAFE_IN_ADDRESS.sub(
            lambda unsafe_characters: "".join([f"%{byte:02X}" for byte in unsafe_characters[0].encode()]), address
        )
    from markdown_it.common.normalize_url import normalizeLink  # takes 60 ms to import, and most articles do not need it

    return normalizeLink(address)


def scheme(address: str) -> str:
    """Return the scheme of an address in lower case; '' for a path, a query or a fragment."""
    scheme_match = _SCHEME.match(address)
    return scheme_match[1].lower() if scheme_match else ""


_SCHEME = lazy_compile("([^:/?#]*):")
