"""The text in HTML that pulldown-cmark rendered: what it says, and its quotes, dashes and dots as the dialect has them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from digest.markdown.body import escaped
from digest.markdown.typography import SMARTQUOTES_CHARACTERS, SMARTQUOTES_MARKS, Span, curled, replaced

_TAG = re.compile("(<[^>]*>)")
_OPENING = frozenset(("<em>", "<strong>", "<s>"))
_CLOSING = frozenset(("</em>", "</strong>", "</s>", "</a>"))


_TAGS_OF_PARAGRAPH = 2
"""Of one without others in it, as many are."""


def spoken(html: str) -> str:
    """What the HTML says."""
    return _unescaped(_TAG.sub("", html))


def _unescaped(text: str) -> str:
    if "&" in text:
        return text.replace("&quot;", '"').replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return text


def with_entities(html: str) -> str:
    """The HTML without a `"` in its text."""
    parts = _TAG.split(html)
    parts[::2] = [text.replace('"', "&quot;") for text in parts[::2]]
    return "".join(parts)


def holds_only_apostrophes(html: str) -> bool:
    """Whether each `'` of blocks in which all stand between letters is an apostrophe: none is in code, or stays perhaps."""
    return (
        len(html) < SMARTQUOTES_CHARACTERS and html.count("'") <= SMARTQUOTES_MARKS and "<code>" not in html and "<img" not in html
    )


def typographic(html: str, items: Iterable[int]) -> str:
    """The HTML of blocks with typographic quotes, dashes, dots and signs in these items of its lists, 0 for what is above them.

    '' for a block so long that it keeps them perhaps.
    """
    parts = html.split("<li>")
    for at in items:
        parts[at] = _typographic(parts[at])
        if not parts[at]:
            return ""
    return "<li>".join(parts)


def _typographic(html: str) -> str:
    if html.startswith("<p>") and html.count("<") == _TAGS_OF_PARAGRAPH and len(html) < SMARTQUOTES_CHARACTERS:
        text = replaced(_unescaped(html[3:-5]))
        if text.count("'") + text.count('"') <= SMARTQUOTES_MARKS:
            return f"<p>{escaped(curled(text, (Span(0, len(text), 0, 0),)))}</p>\n"
    parts = _TAG.split(html)
    texts: list[str] = []
    spans: list[Span] = []
    places: list[int] = []
    at = level = lowest = 0
    is_code = False
    for number, part in enumerate(parts):
        if number % 2:
            if part in _CLOSING:
                level -= 1
                lowest = min(lowest, level)
            elif part in _OPENING or part.startswith("<a "):
                level += 1
            elif part in ("<code>", "</code>"):
                is_code = part == "<code>"
            elif part.startswith("<img "):
                label = _unescaped(part.partition(' alt="')[2].partition('"')[0])
                texts.append(label)
                at += len(label)
            elif part != "<br>":  # the beginning or the end of a block
                level, lowest = 0, -1
                texts.append("\n")
                at += 1
        elif part:
            text = _unescaped(part)
            if is_code:
                parts[number] = escaped(text)
            else:
                text = replaced(text)
                if "'" in text or '"' in text:
                    spans.append(Span(at, at + len(text), level, lowest))
                    places.append(number)
                    lowest = level
                else:
                    parts[number] = escaped(text)
            texts.append(text)
            at += len(text)
    block = "".join(texts)
    if at > SMARTQUOTES_CHARACTERS or block.count("'") + block.count('"') > SMARTQUOTES_MARKS:
        return ""
    block = curled(block, spans)
    for number, span in zip(places, spans, strict=True):
        parts[number] = escaped(block[span.begin : span.end])
    return "".join(parts)
