"""Parse finished HTML by regular expressions: links, srcset addresses, ids and images without alt, for `broken_links.py`; and all
text of an output file (HTML, JSON, feeds), for `leaks.py`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from msgspec import Struct

# A tag without > extends to the end of the page (HTML, 13.2.5, EOF in tag), a tag with an unclosed quote to the next >. So no text
# is scanned twice, and a page full of such tags takes linear time.
_START_TAG = re.compile(
    r"""<!--.*?(?:-->|\Z)|<([a-zA-Z][^\s/>]*+)((?>(?:[^"'>]++|"[^"]*+"|'[^']*+')*))(?:>|\Z|["'][^>]*+(?:>|\Z))""", re.DOTALL
)
_TAG_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'=<>`]++)))?""")
_RAW_ELEMENT_ENDS = {name: re.compile(rf"</{name}", re.IGNORECASE) for name in ("script", "style", "textarea", "title")}
"""The end tags of elements that contain text and no elements (HTML, 13.1.2)."""

XML_EXTENSIONS = (".xml", ".rss", ".atom", ".opml")
"""The extensions of XML files that may contain escaped HTML."""

_REFERENCE_ATTRIBUTES = ("href", "src", "srcset", "poster", "id", "name")


class Reference(Struct, frozen=True, array_like=True):
    """An address in a page: its attribute, and the offset of its tag."""

    attribute: str
    address: str
    at: int


class Markup(Struct, frozen=True):
    """The ids and references of a page, and its faults. Locations are offsets."""

    ids: frozenset[str]
    references: tuple[Reference, ...]
    duplicate_ids: tuple[tuple[str, int], ...]
    """Repeated ids, with the offset of the repetition."""
    images_without_alt: tuple[int, ...]
    """The offsets of images without alt."""


def read_markup(page: str) -> Markup:
    """Return the ids, references and faults of a page."""
    ids: set[str] = set()
    references: list[Reference] = []
    duplicate_ids: list[tuple[str, int]] = []
    images_without_alt: list[int] = []
    for tag_name, attributes, tag_offset in _start_tags(page):
        id = attributes.get("id", "")
        if id in ids:
            duplicate_ids.append((id, tag_offset))
        if id:
            ids.add(id)
        if tag_name == "a" and attributes.get("name"):
            ids.add(attributes["name"])
        if tag_name == "img" and "alt" not in attributes:
            images_without_alt.append(tag_offset)
        references += (
            Reference(key, attributes[key].strip(), tag_offset) for key in ("href", "src", "poster") if key in attributes
        )
        if "srcset" in attributes:
            references += (Reference("srcset", address, tag_offset) for address in _srcset_addresses(attributes["srcset"]))
    return Markup(frozenset(ids), tuple(references), tuple(duplicate_ids), tuple(images_without_alt))


def _start_tags(page: str) -> Iterator[tuple[str, dict[str, str], int]]:
    """Yield name, attributes and offset of each start tag that may have ids or references."""
    tag_end = 0
    while tag_match := _START_TAG.search(page, tag_end):
        tag_end = tag_match.end()
        if not tag_match[1]:
            continue
        tag_name, attributes_text = tag_match[1].lower(), tag_match[2]
        if tag_name == "img" or (
            "=" in attributes_text and any(attribute_name in attributes_text.lower() for attribute_name in _REFERENCE_ATTRIBUTES)
        ):
            attributes: dict[str, str] = {}
            for attribute_name, *attribute_values in _TAG_ATTRIBUTE.findall(attributes_text):
                attributes.setdefault(attribute_name.lower(), unescape("".join(attribute_values)))
            yield tag_name, attributes, tag_match.start()
        if tag_name in _RAW_ELEMENT_ENDS:
            raw_element_end = _RAW_ELEMENT_ENDS[tag_name].search(page, tag_end)
            tag_end = raw_element_end.start() if raw_element_end else len(page)


def _srcset_addresses(srcset: str) -> Iterator[str]:
    """Yield the addresses of a srcset. An address can contain commas (HTML, 4.8.4.2.1)."""
    for candidate in re.split(r",\s+|,$|(?<=[wx]),", srcset):
        if candidate.strip():
            yield candidate.split()[0]


_ANY_TAG = re.compile(r"<(?!!--)[^<>]*+>")
"""A tag. Comments do not match, because their text is published too."""
_TAG_IN_TEXT = re.compile(r"</?[a-z][a-z0-9]*+(?:\s[^<>]*+)?/?>")
"""A tag in plain text, which can contain single < characters."""
_ATTRIBUTE_VALUE = re.compile(r"""=\s*+(?:"([^"]*+)"|'([^']*+)')""")
_UNICODE_ESCAPES = re.compile(r"(?:\\u[0-9a-fA-F]{4})+")
_SCRIPT_ESCAPE = re.compile(r"\\.")


def shown_text(path: str, text: str) -> str:
    """Return all text in an output file for readers and programs: between tags, in attributes, in escaped HTML of feeds."""
    if "\\u" in text:  # JSON, or scripts of a page
        text = text.replace("\\u003c", "<").replace("\\u003e", ">").replace("\\u0026", "&")  # escaped HTML
        text = _UNICODE_ESCAPES.sub(_characters_of_escapes, text)
    if path.lower().endswith(".json"):
        text = _SCRIPT_ESCAPE.sub(" ", text)
        return unescape(f"{_TAG_IN_TEXT.sub(' ', text)} {' '.join(_TAG_IN_TEXT.findall(text))}")
    if path.lower().endswith(XML_EXTENSIONS):
        text = unescape(text)
    attribute_values = " ".join(double or single for double, single in _ATTRIBUTE_VALUE.findall(text))
    return unescape(f"{_ANY_TAG.sub(' ', text)} {attribute_values}")


def _characters_of_escapes(escapes: re.Match[str]) -> str:
    """Return the characters of consecutive escapes. A character outside the BMP is two escapes (RFC 8259, 7)."""
    return bytes.fromhex(escapes[0].replace("\\u", "")).decode("utf-16-be", "replace")
