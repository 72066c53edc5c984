"""Completes the HTML of plain blocks that pulldown-cmark rendered: splits it at its tags, makes quotes, dashes and dots in the
texts between them typographic, unless they are too many, and links bare addresses. Converts HTML to text without tags and
entities. `typography.py` has the rules for quotes and signs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from digest.markdown.body import escape_html
from digest.markdown.plain_blocks import BARE_HOST_AND_PATH
from digest.markdown.typography import (
    APOSTROPHE,
    SMARTQUOTES_CHARACTERS,
    SMARTQUOTES_MARKS,
    TokenSpan,
    curl_quotes,
    has_rare_marks,
    replace_signs,
)
from digest.text.lazy_pattern import lazy_compile

_RENDERED_TAG = re.compile("(<[^>]*>)")
_OPENING_INLINES = frozenset(("<em>", "<strong>"))
_CLOSING_INLINES = frozenset(("</em>", "</strong>", "</a>"))
"""Of the elements that a plain block may contain, without code."""


_TAGS_OF_PARAGRAPH = 2
"""The number of tags of a paragraph without inline elements."""


def text_of_html(html: str) -> str:
    """Return the plain text of the HTML."""
    return _unescape_entities(_RENDERED_TAG.sub("", html))


def _unescape_entities(text: str) -> str:
    if "&" in text:
        return text.replace("&quot;", '"').replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return text


def with_quote_entities(html: str) -> str:
    """Return the HTML with each `"` in its text escaped."""
    texts_and_tags = _RENDERED_TAG.split(html)
    texts_and_tags[::2] = [text.replace('"', "&quot;") for text in texts_and_tags[::2]]
    return "".join(texts_and_tags)


def has_only_apostrophes(html: str) -> bool:
    """Whether all `'`, which are between letters, are apostrophes: the HTML has no code or image, and is within the limits."""
    return (
        len(html) < SMARTQUOTES_CHARACTERS and html.count("'") <= SMARTQUOTES_MARKS and "<code>" not in html and "<img" not in html
    )


def typographic_paragraphs(html: str, rare: Sequence[str]) -> str:
    """Make quotes, dashes, dots and signs typographic in paragraphs and headings; '' as in `typographic_items`."""
    paragraphs = html.split(_PARAGRAPH_END)
    last_index = len(paragraphs) - 1
    for at, paragraph in enumerate(paragraphs):
        is_complex = has_rare_marks(paragraph, rare)
        if not is_complex and _has_no_quotes(paragraph):
            continue
        text = paragraph + _PARAGRAPH_END if at < last_index else paragraph
        simply_quoted = "" if is_complex or "<code>" in paragraph else _with_simple_quotes(text)
        if not (text := simply_quoted or _typographic_html(text, rare)):
            return ""
        paragraphs[at] = text.removesuffix(_PARAGRAPH_END)
    return _PARAGRAPH_END.join(paragraphs)


_PARAGRAPH_END = "</p>\n"


def _has_no_quotes(html: str) -> bool:
    """Whether the text contains no straight quotes, for HTML without attributes other than `href`."""
    return "'" not in html and html.count('"') == 2 * html.count('<a href="')


def _with_simple_quotes(html: str) -> str:
    """Curl the quotes of a paragraph if all are apostrophes or enclose a quotation within one text; otherwise ''."""
    if len(html) > SMARTQUOTES_CHARACTERS or html.count('"') + html.count("'") > SMARTQUOTES_MARKS:
        return ""
    if "'" in html:
        html = APOSTROPHE.sub("’", html)
    html = _SIMPLE_QUOTATION.sub(r"“\1”", html)
    return html if _has_no_quotes(html) else ""


_SIMPLE_QUOTATION = re.compile(r'"(?:(?<=[\s(]")|(?<=<p>"))(?=[A-Za-z0-9])([^"<>]*+)(?<=[A-Za-z0-9.,!?])"(?=[\s.,;:)]|</p>)')
"""A quotation whose quotes can only open and close it: `curl_quotes` has the same result."""


def typographic_items(html: str, items: Iterable[int], rare: Sequence[str]) -> str:
    """Make quotes, dashes, dots and signs typographic in these list items, by number; 0 is the text above the list.

    `rare` are the marks of `typography.RARE_MARKS` that it may contain. Returns '' if a block is too long for typographic quotes.
    """
    html_of_items = html.split("<li>")
    for item_number in items:
        html_of_items[item_number] = _typographic_html(html_of_items[item_number], rare)
        if not html_of_items[item_number]:
            return ""
    return "<li>".join(html_of_items)


def _typographic_html(html: str, rare: Sequence[str]) -> str:
    if html.startswith("<p>") and html.count("<") == _TAGS_OF_PARAGRAPH and len(html) < SMARTQUOTES_CHARACTERS:
        text = _unescape_entities(html[3:-5])
        text = replace_signs(text) if has_rare_marks(text, rare) else text
        if text.count("'") + text.count('"') <= SMARTQUOTES_MARKS:
            return f"<p>{escape_html(curl_quotes(text, (TokenSpan(0, len(text), 0, 0),)))}</p>\n"
    texts_and_tags = _RENDERED_TAG.split(html)
    texts: list[str] = []
    spans: list[TokenSpan] = []
    quoted_places: list[int] = []
    text_offset = level = lowest = 0
    is_code = False
    for number, tag_or_text in enumerate(texts_and_tags):
        if number % 2:
            if tag_or_text in _CLOSING_INLINES:
                level -= 1
                lowest = min(lowest, level)
            elif tag_or_text in _OPENING_INLINES or tag_or_text.startswith("<a "):
                level += 1
            elif tag_or_text in ("<code>", "</code>"):
                is_code = tag_or_text == "<code>"
            elif tag_or_text.startswith("<img "):
                image_label = _unescape_entities(tag_or_text.partition(' alt="')[2].partition('"')[0])
                texts.append(image_label)
                text_offset += len(image_label)
            elif tag_or_text != "<br>":  # the beginning or the end of a block
                level, lowest = 0, -1
                texts.append("\n")
                text_offset += 1
        elif tag_or_text:
            text = _unescape_entities(tag_or_text)
            if is_code:
                texts_and_tags[number] = escape_html(text)
            else:
                text = replace_signs(text) if has_rare_marks(text, rare) else text
                if "'" in text or '"' in text:
                    spans.append(TokenSpan(text_offset, text_offset + len(text), level, lowest))
                    quoted_places.append(number)
                    lowest = level
                else:
                    texts_and_tags[number] = escape_html(text)
            texts.append(text)
            text_offset += len(text)
    block = "".join(texts)
    if text_offset > SMARTQUOTES_CHARACTERS or block.count("'") + block.count('"') > SMARTQUOTES_MARKS:
        return ""
    block = curl_quotes(block, spans)
    for number, span in zip(quoted_places, spans, strict=True):
        texts_and_tags[number] = escape_html(block[span.begin : span.end])
    return "".join(texts_and_tags)


_BARE_ADDRESS = lazy_compile(
    rf"<a\ .*?</a>|<code>.*?</code>|<img\ [^>]*>|(?:(?<=[\s(>])|\A)(https?://{BARE_HOST_AND_PATH})(?=\)?[.,;:!?]?[\s<])|(://)",
    re.DOTALL,
)


def with_bare_links(block_html: str) -> str:
    """Return the HTML with links for the addresses in its text; '' if `BARE_HOST_AND_PATH` does not match one of them."""
    is_complex = False

    def linked_address(address_match: re.Match[str]) -> str:
        nonlocal is_complex
        is_complex |= address_match[2] is not None
        return f'<a href="{address_match[1]}">{address_match[1]}</a>' if address_match[1] else address_match[0]

    block_html = _BARE_ADDRESS.sub(linked_address, block_html)
    return "" if is_complex else block_html
