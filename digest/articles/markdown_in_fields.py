"""Warn about Markdown marks (code, emphasis, links) in fields that are shown as plain text, such as title, summary, points, quote
and captions: the list of these fields, and the pattern of the marks."""

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
        field_name = _FIELD_NAMES.get(key, "")
        for field_item in items_of(node) if field_name else ():
            if isinstance(field_item, Mapping):
                for text_part in PLAIN_PARTS.get(field_name, ()):
                    _report_markdown_marks(f"{text_part} of {field_name}", field_item.get(text_part), diagnostics)
            elif field_name != "image":  # an image that is not a mapping is a file
                _report_markdown_marks(field_name, field_item, diagnostics)


def _report_markdown_marks(field_name: str, field_item: object, diagnostics: Diagnostics) -> None:
    field_text = field_item.text if isinstance(field_item, Scalar) else ""
    if not isinstance(field_item, Scalar) or not ("`" in field_text or "*" in field_text or "_" in field_text or "[" in field_text):
        return
    mark_match = _MARKDOWN_MARKS.search(field_text)
    if mark_match:
        message = f"{field_name} is plain text: {mark_match[0][:40]} is shown with its marks"
        diagnostics.add(field_item.line, field_item.column, "W502", message, "remove the marks, or write it into the text below")
