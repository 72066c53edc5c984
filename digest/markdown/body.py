"""The text of an article as it is stored and shown: HTML in parts, with targets between them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from msgspec import Struct


class Target(Struct, frozen=True, array_like=True):
    """An address that leads into this site: `href` or `src`, as written but unescaped, and where it stands in the file."""

    attribute: str
    address: str
    line: int
    column: int


class Body(Struct, frozen=True, array_like=True):
    """The HTML of a text, cut at its targets: `parts` has one entry more than there are targets."""

    parts: tuple[str, ...]


BodiesOfKeys = Callable[[str], Body]
"""The text that is remembered under a key."""


def fill(body: Body, attributes: Sequence[str]) -> str:
    """The HTML with these attributes, such as `href="/x/"`, at its targets."""
    filled = [body.parts[0]]
    for attribute, part in zip(attributes, body.parts[1:], strict=True):
        if ' width="' in attribute and _SIZE_OF_IMAGE.search(filled[-1].rpartition("<")[2] + part.partition(">")[0]):
            attribute = _SIZE_OF_IMAGE.sub("", attribute)  # the text itself says how large the image is to be
        filled += (attribute, part)
    return "".join(filled)


_SIZE_OF_IMAGE = re.compile(r' (?:width|height)="[^"]*"')


def escape_html(text: str) -> str:
    """The text as it stands in HTML and in the value of an attribute, as markdown-it writes it: `'` stays."""
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text or ">" in text:
        text = text.replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;") if '"' in text else text


def escape_quotes(text: str) -> str:
    """The text as `escape_html` has it, and without `'`: as `html.escape`, whose module reads all of HTML's entities first."""
    return escape_html(text).replace("'", "&#x27;")


_PLACE_OF_FRAGMENT = re.compile(r'(<a(?:rea)?(?:\s+[a-z-]++(?:="[^"]*+")?)*?\s+href=")(?=#)')
"""A link to a place in the text itself. Where no tag begins, `<` is escaped."""


def with_places_at(html: str, address: str) -> str:
    """The HTML, whose links to places in itself (`href="#fn1"`) begin with this address: a feed's reader knows no other."""
    return _PLACE_OF_FRAGMENT.sub(lambda place: place[1] + escape_quotes(address), html) if 'href="#' in html else html
