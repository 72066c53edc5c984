"""Text functions take linear time: twice the text takes less than 2.6 times as long."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from itertools import product
from typing import Any

import pytest

from digest.articles.article import Article, Parsing
from digest.articles.article_parser import parse
from digest.articles.content_file import ContentFile, decode
from digest.articles.date_reader import DateError, read_date, zone_of
from digest.articles.front_matter import split
from digest.checks.broken_links import CheckedSite, LinkCheck
from digest.checks.house_style import Style, _masked_prose, passages, style_diagnostics
from digest.checks.html_references import shown_text
from digest.checks.leaks import HiddenArticle, hidden_texts, leaked, leaks_only, letters
from digest.config.config import Config
from digest.diagnostics import Diagnostics
from digest.errors import ContentError
from digest.grouping.published_file import read_published
from digest.importers.contacts import without_contacts
from digest.importers.draft_file import escape_markdown, file_stem, scalar
from digest.importers.file_type import text_type
from digest.importers.raw_text import clean, decode_references, read_raw
from digest.importers.wire_reader import read_wire
from digest.markdown import link_positions
from digest.markdown.body import Body
from digest.markdown.html_sanitising import sanitised
from digest.markdown.markdown_reader import read_markdown
from digest.output_paths import path_error, printable
from digest.pages.search_pages import search_words
from digest.rendering.mail_html import mailable
from digest.rendering.plain_text import plain_text
from digest.slugs import slug, tag_slug
from digest.text.characters import shortened, unusual_characters
from digest.text.line_wrapping import wrapped
from digest.text.merge_markers import has_conflict
from digest.text.reading_time import reading_minutes
from digest.text.text_print import text_print
from digest.yaml.yaml_reader import read_yaml
from tests.fuzz import families
from tests.fuzz.doubling import complaint
from tests.selection import LONG, QUICK

ZONE = zone_of("Asia/Seoul")
NOW = datetime(2026, 3, 1, tzinfo=UTC)

SETTINGS = tuple(product((False, True), repeat=2)) if LONG else ((True, True),)
"""Values of html and typography: both on, which does the most work; in the long search also off."""


def read_text(text: str, html: bool, typography: bool) -> object:
    return read_markdown(text, Diagnostics("a.md"), 1, html=html, typography=typography)


def read_block(text: str, html: bool) -> object:
    return read_text(f"<div>\n{text}\n</div>\n", html, False)


def read_any_date(text: str) -> object:
    try:
        return read_date(text, ZONE)
    except DateError as diagnostic:
        return diagnostic


def read_any_bytes(data: bytes) -> object:
    try:
        return read_raw(data, "a.txt")
    except ContentError as error:
        return error


def import_text(text: str) -> object:
    return [escape_markdown(paragraph) for paragraph in read_wire(text, ZONE, NOW).paragraphs]


def parse_head(text: str) -> object:
    return parse(ContentFile("content/a.md", f"---\n{text}\n---\n".encode()), Parsing())


def cut(html: str) -> object:
    return link_positions.split_at_targets(html, link_positions.LinkLocator(html, 1))


STYLE = Style({"e-mail": "email", "AI model": "model", "a": "an", "북한": "조선"}, 20)


def check_style(text: str) -> object:
    return list(style_diagnostics("a.md", passages(f"---\ntitle: T\n---\n{text}".encode()), STYLE))


DRAFT = Article("content/a.md", "a", "A", body="a")


def check_leaks(text: str) -> object:
    """A leak check for a hidden text that is almost completely shown, and that is also published."""
    hidden = hidden_texts((), [HiddenArticle(DRAFT, "draft")], {"a": Body((text,))})
    return leaks_only(leaked(text[1:], hidden), hidden, lambda: [text])


def check_links(page: str) -> object:
    check = LinkCheck(CheckedSite(Config("T", "https://example.org/"), "site", ()))
    check.read_page("index.html", "the front page", page)
    return list(check.diagnostics())


HEAD = 32 * 1024
"""Half of the maximum size of front matter, in bytes."""

FUNCTIONS: dict[str, tuple[Callable[[Any], object], Any, int]] = {
    "decode": (lambda data: decode(data, Diagnostics("a.md")), families.BYTES, 2**14),
    "read_raw": (read_any_bytes, families.BYTES, 2**14),
    "split": (lambda text: split(text, Diagnostics("a.md")), families.FILES, 2**14),
    "has_conflict": (lambda text: has_conflict(text, Diagnostics("a.md"), markdown=True), families.CONFLICTS, 2**14),
    "read_yaml": (lambda text: read_yaml(text, Diagnostics("a.yml")), families.YAML, 2**14),
    "front matter": (parse_head, families.YAML, HEAD // 8),
    "read_date": (read_any_date, families.DATES, 2**14),
    "slug": (slug, families.WORDS, 2**14),
    "tag_slug": (tag_slug, families.WORDS, 2**14),
    "path_fault": (path_error, families.WORDS, 2**14),
    "printable": (printable, families.WORDS, 2**14),
    "shortened": (partial(shortened, limit=2**30), families.WORDS, 2**14),
    "shortened at its half": (lambda text: shortened(text, len(text) // 2), families.WORDS, 2**14),
    "reading_minutes": (lambda text: reading_minutes(text.encode(), unusual_characters(text.encode())), families.WORDS, 2**14),
    "clean": (clean, families.WORDS, 2**14),
    "scalar": (scalar, families.WORDS, 2**14),
    "file_stem": (file_stem, families.WORDS, 2**14),
    "markdown of a paragraph": (escape_markdown, families.WORDS, 2**14),
    "cut": (cut, families.TAGS, 2**14),
    "links": (check_links, families.PAGES, 2**14),
    "shown_text": (partial(shown_text, "a.html"), families.HTML, 2**14),
    "wrapped": (wrapped, families.WORDS, 2**14),
    "plain text": (plain_text, families.HTML, 2**14),
    "mailable": (mailable, families.HTML, 2**14),
    "search words": (search_words, families.WORDS, 2**14),
    "leaked": (check_leaks, families.WORDS, 2**14),
    "letters": (letters, families.WORDS, 2**14),
    "text_print": (lambda text: text_print(letters(text)), families.WORDS, 2**14),
    "masked": (_masked_prose, families.MARKDOWN, 2**14),
    "house style": (check_style, families.MARKDOWN, 2**14),
    "text_type": (text_type, families.HTML, 2**14),
    "character references": (decode_references, families.WORDS, 2**14),
    "contacts": (without_contacts, families.WORDS, 2**14),
    "read_published": (lambda text: read_published(text, Diagnostics("a.tsv")), families.WORDS, 2**14),
}

MARKDOWN = {**families.MARKDOWN, **(families.MORE_MARKDOWN if LONG else {})}

FEW = ("heads of mails", "headers in a mail", "quoted lines in a mail", "telephone numbers in a mail", "reply marks in a mail")
"""The families of mails that every run tests."""

LATER = frozenset(
    {
        "tag_slug", "path_fault", "shortened", "shortened at its half", "scalar", "file_stem", "leaked", "masked",
        "shown_text", "read_published", "text_type", "character references", "contacts", "text_print",
    }
)  # fmt: skip
"""Tested only in the long search: these functions do little more than the others, or ignore long texts."""


MOST = 2**15 if QUICK else 2**18
"""The maximum length of Markdown texts; in `make test` shorter ones are read repeatedly instead."""


@pytest.mark.thorough
@pytest.mark.share(6)
@pytest.mark.quick(6)
@pytest.mark.parametrize(("html", "typography"), SETTINGS, ids=lambda on: "on" if on else "off")
@pytest.mark.parametrize("family", MARKDOWN)
def test_markdown_takes_linear_time(family: str, html: bool, typography: bool):
    assert complaint(MARKDOWN[family], partial(read_text, html=html, typography=typography), MOST) == ""


@pytest.mark.thorough
@pytest.mark.share(6)
@pytest.mark.quick(3)
@pytest.mark.parametrize("html", [False, True] if LONG else [True], ids=lambda on: "on" if on else "off")
@pytest.mark.parametrize("family", families.HTML)
def test_html_takes_linear_time(family: str, html: bool):
    assert complaint(families.HTML[family], partial(read_block, html=html)) == ""


@pytest.mark.thorough
@pytest.mark.share(6)
@pytest.mark.quick(3)
@pytest.mark.parametrize("family", [name for name in families.NEWSPAPERS if LONG or " below " in name or name in FEW])
def test_newspaper_texts_take_linear_time(family: str):
    assert complaint(families.NEWSPAPERS[family], import_text) == ""


CASES = [
    pytest.param(name, family, marks=[] if at else pytest.mark.quick)
    for name, (_, texts, _) in FUNCTIONS.items()
    for at, family in enumerate(texts)
    if LONG or name not in LATER
]
"""`make test` also tests the first family of each function."""


@pytest.mark.thorough
@pytest.mark.share(6)
@pytest.mark.parametrize(("function", "family"), CASES)
def test_text_functions_take_linear_time(function: str, family: str):
    work, texts, most = FUNCTIONS[function]
    assert complaint(texts[family], work, most) == ""


@pytest.mark.thorough
def test_a_quadratic_function_is_detected():
    def every_pair(text: str) -> int:
        # A loop in Python: a search in C is so fast that the overhead hides the quadratic part on some machines.
        return sum(1 for _ in text for _ in text)

    assert "times as much" in complaint(lambda n: "a" * n, every_pair, 2**15, more=0)


def test_a_linear_function_is_accepted():
    def every_letter(text: str) -> int:
        return sum(1 for _ in text)  # allocates no memory, whose time may grow faster than its size

    assert complaint(lambda n: "a" * n, every_letter) == ""


@pytest.mark.thorough
def test_why_deep_html_is_not_sanitised():
    """The sanitiser takes quadratic time: so HTML that is nested deeper than browsers support is not passed to it."""
    assert "times as much" in complaint(families.HTML["elements in each other"], sanitised, 2**13, more=0)
