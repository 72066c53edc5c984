"""Markdown → HTML in parts, with a numbered target for each address that is filled in later.

An article does not know the urls of other articles, so renaming one requires no other to be parsed again. In the HTML, a Target
replaces each link or image that leads into this site, and the page that shows the text fills it in.
"""

from __future__ import annotations

from msgspec import Struct

from digest.diagnostics import Diagnostics
from digest.markdown import pulldown_reader
from digest.markdown.body import Body, Target
from digest.markdown.foreign_markup import ShownBlock, report_elements, report_templates, templates_in
from digest.markdown.html_sanitising import excess, kept_elements, sanitised
from digest.markdown.kramdown_attributes import left_out
from digest.markdown.link_places import cut
from digest.markdown.reading import MarkdownSource, Reading
from digest.text.characters import UNFIT_FOR_PAGES, unusual_characters
from digest.text.reading_time import reading_minutes


class Markdown(Struct, frozen=True):
    """What a text says once it is read."""

    body: Body
    targets: tuple[Target, ...]
    excerpt: str
    """The first paragraph as plain text."""
    minutes: int


def read_markdown(
    text: str, diagnostics: Diagnostics, first_line: int, *, html: bool, typography: bool, quick: bool = pulldown_reader.IS_THERE
) -> Markdown:
    """The text as HTML; `first_line` is its first line in the file.

    `html` sanitises and keeps raw HTML instead of showing it as text; `typography` makes quotes, dashes and ellipses typographic.
    `quick` lets pulldown-cmark read what it reads like markdown-it, and changes nothing but the time that it takes.
    Never raises for any text: what cannot stay is left out with a warning.
    """
    reading = read_source(text, diagnostics.path, first_line, html=html, typography=typography, quick=quick)
    too_much = excess((raw.content for raw in reading.raw_html), text) if html and reading.raw_html else ""
    if too_much:
        diagnostics.add(first_line, 1, "W301", f"HTML is shown as text: {too_much}", "write it as several articles, or as Markdown")
        reading = read_source(text, diagnostics.path, first_line, html=False, typography=typography, quick=quick)
    diagnostics.found += reading.diagnostics.found
    rendered, excerpt = reading.rendered(), reading.excerpt
    html = reading.html and bool(reading.raw_html)  # what is written here needs no sanitising
    _report_reading(reading, diagnostics, html=html)
    if html:
        rendered = sanitised(rendered)
    if "%" in text or ("&" in text and "&#" in text):  # one character is found thirty times as fast as two
        rendered, excerpt = _fit(rendered), _fit(excerpt)
    # An address that leads into the site was noted, unless it stands in raw HTML.
    body, targets = cut(rendered, reading.link_locator) if html or reading.link_locator.noted else (Body((rendered,)), ())
    return Markdown(body, targets, excerpt, reading_minutes(reading.source.data, reading.source.unusual))


def read_source(text: str, path: str, first_line: int, *, html: bool, typography: bool, quick: bool) -> Reading:
    """What has been read of the text, by pulldown-cmark or by markdown-it's rules."""
    data = text.encode()
    source = MarkdownSource(text, data, unusual_characters(data), templates_in(text))

    def make() -> Reading:
        return Reading(source, first_line, path, html=html, typography=typography)

    reading = pulldown_reader.read_events(make) if quick else None
    if reading is None:
        from digest.markdown.rule_reader import read_whole  # takes 90 ms, and most texts need none of it

        reading = make()
        read_whole(reading)
    return reading


def _report_reading(reading: Reading, diagnostics: Diagnostics, *, html: bool) -> None:
    """Report what is known only when all is read."""
    text, env, first_line = reading.text, reading.env, reading.first_line
    for kind, lines in (("headings", reading.heading_lines), ("footnotes", reading.footnote_lines)):
        if len(lines) > MOST_HEADINGS:
            message = f"{len(lines):,} {kind}, at most {MOST_HEADINGS:,}"
            diagnostics.add(first_line + lines[MOST_HEADINGS], 1, "E207", message, "write it as several articles")
    if reading.templates:
        shown_block = ShownBlock(reading.blocks, reading.marked, "TOC" in env.get("references", {}))
        report_templates(reading.templates, shown_block, text, first_line, diagnostics, html=html)
    for name, line in left_out(env):
        hint = "only class, dir, id, lang and title are kept"
        diagnostics.add(first_line + line, 1, "N321", f"the attribute {name} was left out", hint)
    if html:
        report_elements(reading.raw_html, text, kept_elements(), first_line, diagnostics)


MOST_HEADINGS = 10_000
"""Headings, or footnotes, of one article: each has an id and links of its own."""


def _fit(text: str) -> str:
    """The text without characters that no page may hold: `&#12;` stands for one, and `<https://example.org/%00>` shows one."""
    return UNFIT_FOR_PAGES.sub("\ufffd", text) if UNFIT_FOR_PAGES.search(unusual_characters(text.encode())) else text
