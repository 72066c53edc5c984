"""The references of an HTML page and the ids that others can refer to, found without building a tree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from msgspec import Struct

# A tag that no > ends reaches to the end of the page (HTML, 13.2.5, EOF in tag), one with a lone quote to the next >: so nothing is
# read twice, and a page full of such tags is read in linear time.
_START_TAG = re.compile(
    r"""<!--.*?(?:-->|\Z)|<([a-zA-Z][^\s/>]*+)((?>(?:[^"'>]++|"[^"]*+"|'[^']*+')*))(?:>|\Z|["'][^>]*+(?:>|\Z))""", re.DOTALL
)
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'=<>`]++)))?""")
_RAW_ELEMENT_ENDS = {name: re.compile(rf"</{name}", re.IGNORECASE) for name in ("script", "style", "textarea", "title")}
"""Elements that contain text and no elements (HTML, 13.1.2)."""

FEEDS = (".xml", ".rss", ".atom", ".opml")
"""Files in which HTML may stand as text of XML."""

_REFERENCE_ATTRIBUTES = ("href", "src", "srcset", "poster", "id", "name")


class Reference(Struct, frozen=True, array_like=True):
    """An address in a page: its attribute, and where its tag begins."""

    attribute: str
    address: str
    at: int


class Markup(Struct, frozen=True):
    """What matters of a page to others, and what is wrong with it by itself; places are offsets."""

    ids: frozenset[str]
    references: tuple[Reference, ...]
    doubled: tuple[tuple[str, int], ...]
    """Ids that stand there again."""
    bare: tuple[int, ...]
    """Images without alt."""


def read_markup(page: str) -> Markup:
    """What this page says of itself and of others."""
    ids: set[str] = set()
    references: list[Reference] = []
    doubled: list[tuple[str, int]] = []
    images_without_alt: list[int] = []
    for name, attributes, at in _start_tags(page):
        id = attributes.get("id", "")
        if id in ids:
            doubled.append((id, at))
        if id:
            ids.add(id)
        if name == "a" and attributes.get("name"):
            ids.add(attributes["name"])
        if name == "img" and "alt" not in attributes:
            images_without_alt.append(at)
        references += (Reference(key, attributes[key].strip(), at) for key in ("href", "src", "poster") if key in attributes)
        if "srcset" in attributes:
            references += (Reference("srcset", address, at) for address in _srcset_addresses(attributes["srcset"]))
    return Markup(frozenset(ids), tuple(references), tuple(doubled), tuple(images_without_alt))


def _start_tags(page: str) -> Iterator[tuple[str, dict[str, str], int]]:
    """Name, attributes and offset of each start tag that has something of interest."""
    end = 0
    while tag_match := _START_TAG.search(page, end):
        end = tag_match.end()
        if not tag_match[1]:
            continue
        name, attributes_text = tag_match[1].lower(), tag_match[2]
        if name == "img" or ("=" in attributes_text and any(key in attributes_text.lower() for key in _REFERENCE_ATTRIBUTES)):
            attributes: dict[str, str] = {}
            for key, *attribute_values in _ATTRIBUTE.findall(attributes_text):
                attributes.setdefault(key.lower(), unescape("".join(attribute_values)))
            yield name, attributes, tag_match.start()
        if name in _RAW_ELEMENT_ENDS:
            closed = _RAW_ELEMENT_ENDS[name].search(page, end)
            end = closed.start() if closed else len(page)


def _srcset_addresses(srcset: str) -> Iterator[str]:
    """The addresses of a srcset; one may contain commas (HTML, 4.8.4.2.1)."""
    for candidate in re.split(r",\s+|,$|(?<=[wx]),", srcset):
        if candidate.strip():
            yield candidate.split()[0]


_ANY_TAG = re.compile(r"<(?!!--)[^<>]*+>")
"""A tag; what stands in a comment is published too."""
_TAG_IN_TEXT = re.compile(r"</?[a-z][a-z0-9]*+(?:\s[^<>]*+)?/?>")
"""A tag among texts in which < may stand by itself."""
_ATTRIBUTE_VALUE = re.compile(r"""=\s*+(?:"([^"]*+)"|'([^']*+)')""")
_UNICODE_ESCAPES = re.compile(r"(?:\\u[0-9a-fA-F]{4})+")
_SCRIPT_ESCAPE = re.compile(r"\\.")


def shown_text(path: str, text: str) -> str:
    """All that a reader or a program finds in an output file as text: between tags, in attributes, in a feed's escaped HTML."""
    if "\\u" in text:  # in JSON, and in scripts of a page
        text = text.replace("\\u003c", "<").replace("\\u003e", ">").replace("\\u0026", "&")  # so HTML is written there
        text = _UNICODE_ESCAPES.sub(_characters_of_escapes, text)
    if path.lower().endswith(".json"):
        text = _SCRIPT_ESCAPE.sub(" ", text)
        return unescape(f"{_TAG_IN_TEXT.sub(' ', text)} {' '.join(_TAG_IN_TEXT.findall(text))}")
    if path.lower().endswith(FEEDS):
        text = unescape(text)
    attribute_values = " ".join(double or single for double, single in _ATTRIBUTE_VALUE.findall(text))
    return unescape(f"{_ANY_TAG.sub(' ', text)} {attribute_values}")


def _characters_of_escapes(escapes: re.Match[str]) -> str:
    """The characters of some escapes in a row; those beyond the BMP are two of them (RFC 8259, 7)."""
    return bytes.fromhex(escapes[0].replace("\\u", "")).decode("utf-16-be", "replace")
