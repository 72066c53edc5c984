"""The entry to this folder, `read_markdown`: chooses the parser, sanitises the HTML, removes unfit characters, returns body,
targets, excerpt and minutes, and reports what is known at the end: too many headings, templates, omitted attributes and elements.

The parsed text does not contain the URLs of other articles, so renaming an article does not require parsing others again. In the
HTML, a Target replaces each address within this site; rendering a page fills the addresses in.
"""

from __future__ import annotations

from msgspec import Struct

from digest.diagnostics import Diagnostics
from digest.markdown import pulldown_reader
from digest.markdown.body import Body, Target
from digest.markdown.foreign_markup import VisibleMarkup, report_elements, report_templates, templates_in
from digest.markdown.html_sanitising import html_limit_error, kept_elements, sanitised
from digest.markdown.kramdown_attributes import omitted_attributes
from digest.markdown.link_positions import split_at_targets
from digest.markdown.reading import MarkdownSource, Reading
from digest.text.characters import UNFIT_FOR_PAGES, unusual_characters
from digest.text.reading_time import reading_minutes


class Markdown(Struct, frozen=True):
    """The result of reading a Markdown text."""

    body: Body
    targets: tuple[Target, ...]
    excerpt: str
    """The first paragraph as plain text."""
    minutes: int


def read_markdown(
    text: str, diagnostics: Diagnostics, first_line: int, *, html: bool, typography: bool, quick: bool = pulldown_reader.IS_USABLE
) -> Markdown:
    """Return the text as HTML; `first_line` is its first line in the file.

    `html` sanitises and keeps raw HTML instead of showing it as text; `typography` makes quotes, dashes and ellipses typographic.
    `quick` uses pulldown-cmark where its result is the same as markdown-it's; it changes only the time.
    Never raises, whatever the text: what is not allowed is removed with a warning.
    """
    reading = read_source(text, diagnostics.path, first_line, html=html, typography=typography, quick=quick)
    html_error = html_limit_error((raw.content for raw in reading.raw_html), text) if html and reading.raw_html else ""
    if html_error:
        diagnostics.add(
            first_line, 1, "W301", f"HTML is shown as text: {html_error}", "write it as several articles, or as Markdown"
        )
        reading = read_source(text, diagnostics.path, first_line, html=False, typography=typography, quick=quick)
    diagnostics.found += reading.diagnostics.found
    rendered_html, excerpt = reading.rendered(), reading.excerpt
    html = reading.html and bool(reading.raw_html)  # generated HTML needs no sanitising
    _report_reading(reading, diagnostics, html=html)
    if html:
        rendered_html = sanitised(rendered_html)
    if "%" in text or ("&" in text and "&#" in text):  # searching one character is thirty times as fast as two
        rendered_html, excerpt = _replace_unfit_characters(rendered_html), _replace_unfit_characters(excerpt)
    # Addresses within the site were recorded, except those in raw HTML.
    body, targets = (
        split_at_targets(rendered_html, reading.link_locator)
        if html or reading.link_locator.recorded
        else (Body((rendered_html,)), ())
    )
    return Markdown(body, targets, excerpt, reading_minutes(reading.source.data, reading.source.unusual))


def read_source(text: str, path: str, first_line: int, *, html: bool, typography: bool, quick: bool) -> Reading:
    """Read the text with pulldown-cmark, or with markdown-it's rules."""
    data = text.encode()
    source = MarkdownSource(text, data, unusual_characters(data), templates_in(text))

    def make() -> Reading:
        return Reading(source, first_line, path, html=html, typography=typography)

    reading = pulldown_reader.read_events(make) if quick else None
    if reading is None:
        from digest.markdown.rule_reader import read_whole_text  # takes 90 ms to import, and most texts do not need it

        reading = make()
        read_whole_text(reading)
    return reading


def _report_reading(reading: Reading, diagnostics: Diagnostics, *, html: bool) -> None:
    """Report problems that are known only after the whole text is read."""
    text, env, first_line = reading.text, reading.env, reading.first_line
    for kind, lines in (("headings", reading.heading_lines), ("footnotes", reading.footnote_lines)):
        if len(lines) > MAX_HEADINGS:
            message = f"{len(lines):,} {kind}, at most {MAX_HEADINGS:,}"
            diagnostics.add(first_line + lines[MAX_HEADINGS], 1, "E207", message, "write it as several articles")
    if reading.templates:
        visible = VisibleMarkup(reading.blocks, reading.brace_texts, env.get("references", {}))
        report_templates(reading.templates, visible, text, first_line, diagnostics, html=html)
    for name, line in omitted_attributes(env):
        hint = "only class, dir, id, lang and title are kept"
        diagnostics.add(first_line + line, 1, "N321", f"the attribute {name} was left out", hint)
    if html:
        report_elements(reading.raw_html, reading.lines, kept_elements(), first_line, diagnostics)


MAX_HEADINGS = 10_000
"""Maximum number of headings, and of footnotes, per article: each has its own id and links."""


def _replace_unfit_characters(text: str) -> str:
    """Replace characters that are not allowed in pages, which `&#12;` and `<https://example.org/%00>` produce."""
    return UNFIT_FOR_PAGES.sub("\ufffd", text) if UNFIT_FOR_PAGES.search(unusual_characters(text.encode())) else text
