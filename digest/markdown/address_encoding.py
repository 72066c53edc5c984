"""The addresses of links and images: their schemes, and how they are encoded."""

from __future__ import annotations

import re

from digest.text.lazy_pattern import lazy_compile

LINK_SCHEMES = frozenset({"http", "https", "mailto"})
"""What an address in an article may begin with; everything else with a `:` before the path is left out."""

WHOLE_ADDRESS = lazy_compile("(?ai)https?://[^/?#]")
"""An address that leads to another site: its place in the text is not needed."""

PLAIN_WHOLE = lazy_compile(
    r"""
      https?://[A-Za-z0-9-]{1,40}(?:\.[A-Za-z0-9-]{1,40}){1,4}(?::[0-9]{1,5})?
      (?=[/?\#]|\Z) [A-Za-z0-9/?:@&=+$,_.!~*'();\#-]*+ (?> (?: %[0-9A-Fa-f]{2} [A-Za-z0-9/?:@&=+$,_.!~*'();\#-]*+ )* ) \Z
    """,
    re.VERBOSE,
)
"""Addresses of other sites that are encoded already: every part stands in its right place, and has nothing to be encoded."""

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


def normalized(address: str) -> str:
    """The address as markdown-it encodes it: percent signs for what no address may hold, and hosts in ASCII."""
    if PLAIN_WHOLE.match(address) or _PLAIN_TARGET.fullmatch(address):
        return address
    if _WITH_PLAIN_HOST.fullmatch(address):
        return _UNSAFE_IN_ADDRESS.sub(
            lambda unsafe_characters: "".join([f"%{byte:02X}" for byte in unsafe_characters[0].encode()]), address
        )
    from markdown_it.common.normalize_url import normalizeLink  # takes 60 ms, and most articles need nothing of it

    return normalizeLink(address)


def scheme(address: str) -> str:
    """What stands before the first `:` of an address with a scheme, in lower case; '' for a path, a query or a fragment."""
    scheme_and_host = re.split("[/?#]", address, maxsplit=1)[0]
    return scheme_and_host.partition(":")[0].lower() if ":" in scheme_and_host else ""
