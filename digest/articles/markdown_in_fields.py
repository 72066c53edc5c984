"""Warns about Markdown in fields that are shown as plain text."""

from __future__ import annotations

from digest.diagnostics import Diagnostics
from digest.text.lazy_pattern import lazy_compile
from digest.yaml.tree import Mapping, Scalar, items_of

PLAIN_FIELDS = {
    "title": ("title",),
    "headline": ("headline",),
    "summary": ("summary", "description", "excerpt"),
    "why": ("why",),
    "points": ("points",),
    "quote": ("quote",),
    "image": ("image", "cover", "featured_image", "heroImage", "coverImage"),
    "corrections": ("corrections",),
}
"""Fields that are also used in page titles, descriptions, feeds, data and the search, with their spellings."""

PLAIN_PARTS = {"quote": ("text", "by"), "image": ("caption", "credit", "alt"), "corrections": ("text",)}
"""The text parts of such a field if it is written as a mapping."""

_FIELD_NAMES = {spelling: name for name, spellings in PLAIN_FIELDS.items() for spelling in spellings}
_MARKDOWN_MARKS = lazy_compile(
    r"(?<!`)`[^`\n]+`(?!`)"
    r"|\*\*[^\s*][^*\n]*\*\*"
    r"|(?<![\w_/])__[^\s_][^_\n]* [^_\n]*__(?![\w_])"
    r"|(?<![\w*/])\*[^\s*](?:[^*\n]*[^\s*])?\*(?![A-Za-z0-9*])"
    r"|(?<![\w_/])_[^\s_](?:[^_\n]*[^\s_])?_(?![\w_])"
    r"|!?\[[^\[\]\n]+\]\([^\s()]+\)"
)
"""Code, emphasis and links of Markdown. `f*ck`, `5*3*2`, `snake_case` and `__init__` do not match."""


def report_markdown(head: Mapping, diagnostics: Diagnostics) -> None:
    """Report Markdown in plain-text fields."""
    for key, (_, node) in head.entries.items():
        name = _FIELD_NAMES.get(key, "")
        for field_item in items_of(node) if name else ():
            if isinstance(field_item, Mapping):
                for part in PLAIN_PARTS.get(name, ()):
                    _report_marks(f"{part} of {name}", field_item.get(part), diagnostics)
            elif name != "image":  # an image that is not a mapping is a file
                _report_marks(name, field_item, diagnostics)


def _report_marks(name: str, field_item: object, diagnostics: Diagnostics) -> None:
    text = field_item.text if isinstance(field_item, Scalar) else ""
    if not isinstance(field_item, Scalar) or not ("`" in text or "*" in text or "_" in text or "[" in text):
        return
    mark_match = _MARKDOWN_MARKS.search(text)
    if mark_match:
        message = f"{name} is plain text: {mark_match[0][:40]} is shown with its marks"
        diagnostics.add(field_item.line, field_item.column, "W502", message, "remove the marks, or write it into the text below")
