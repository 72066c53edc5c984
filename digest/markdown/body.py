"""The HTML of a text as it is cached: parts with targets (the `href` and `src` of addresses within the site) between them. Fills
in the targets, without the size of an image that has its own; escapes HTML and quotes, and completes links to fragments for
feeds."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from msgspec import Struct


class Target(Struct, frozen=True, array_like=True):
    """An address within this site: the attribute (`href` or `src`), the unescaped address, and its position in the file."""

    attribute: str
    address: str
    line: int
    column: int


class Body(Struct, frozen=True, array_like=True):
    """The HTML of a text, split at its targets: there is one part more than there are targets."""

    parts: tuple[str, ...]


BodyLookup = Callable[[str], Body]
"""Returns the cached body for a key."""


def fill(body: Body, attributes: Sequence[str]) -> str:
    """Return the HTML with these attributes, such as `href="/x/"`, in place of the targets."""
    filled_parts = [body.parts[0]]
    for attribute, part in zip(attributes, body.parts[1:], strict=True):
        if ' width="' in attribute and _IMAGE_SIZE.search(filled_parts[-1].rpartition("<")[2] + part.partition(">")[0]):
            attribute = _IMAGE_SIZE.sub("", attribute)  # the text sets the size of the image
        filled_parts += (attribute, part)
    return "".join(filled_parts)


_IMAGE_SIZE = re.compile(r' (?:width|height)="[^"]*"')


def escape_html(text: str) -> str:
    """Escape a text for HTML and attribute values as markdown-it does: `'` stays."""
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text or ">" in text:
        text = text.replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;") if '"' in text else text


def escape_quotes(text: str) -> str:
    """Escape a text like `escape_html`, and `'` too. Same as `html.escape`, whose module loads all HTML entities on import."""
    return escape_html(text).replace("'", "&#x27;")


_FRAGMENT_LINK = re.compile(r'(<a(?:rea)?(?:\s+[a-z-]++(?:="[^"]*+")?)*?\s+href=")(?=#)')
"""A link to a fragment of the same text. `<` is escaped everywhere else, so a match is always a tag."""


def with_fragment_base(html: str, address: str) -> str:
    """Put this address before links to fragments of the HTML (`href="#fn1"`): feed readers do not know the page's address."""
    return _FRAGMENT_LINK.sub(lambda link: link[1] + escape_quotes(address), html) if 'href="#' in html else html
