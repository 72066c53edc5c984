"""Planned letters and their content."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from digest.articles.article import Article
from digest.config.brand_settings import BrandSettings
from digest.config.colours import DARK_INK, LIGHT_INK
from digest.config.config import Lists
from digest.config.mail_settings import MailSettings
from digest.pages.letter_pages import (
    HTML_TEMPLATE,
    MAX_PREHEADER_CHARACTERS,
    MAX_SUBJECT_CHARACTERS,
    NEXT_LETTER,
    MailPage,
    day_letter,
    edition_letter,
    letter_since,
    next_letter,
)
from digest.pages.link_resolution import Links
from digest.pages.page import Page
from tests.pages.test_edition_pages import CLOSED, collected_at, intro, settings, shape, titles, weeks
from tests.values import CONFIG, collected, names, pages_of, read, site_of


def letter_of_edition(*articles: Article, at: int = -1, mail: MailSettings = CONFIG.mail, **more: Any) -> tuple[Page, ...]:
    config = replace(settings(), mail=mail, **more)
    collections = collected_at(*articles, config=config)
    links = Links(collections, (), config)
    return edition_letter(collections.issues.out[at], collections, site_of(collections, config), config, links).pages()


def context(page: Page) -> MailPage:
    assert isinstance(page.context, MailPage)
    return page.context


ARTICLES = [
    read("a", "2026-01-05", topic="tech"),
    read("b", "2026-01-06", summary="Of b."),
    read("c", "2026-01-07", featured="true"),
    read("d", "2026-01-08", covers="c.md"),
]


def test_letter_of_an_edition_has_two_parts_with_the_same_context():
    html, text = letter_of_edition(*ARTICLES)
    assert (html.path, html.template, text.path, text.template) == ("2026-01-09.html", "mail.html", "2026-01-09.txt", "mail.txt")
    assert html.context == text.context and not html.in_sitemap
    page = context(html)
    assert shape(page.edition) == (["c"], {"World": ["b"], "Technology": ["a"]})
    assert [found.title for found in page.edition.leads[0].also] == ["d"]
    assert (page.edition.number, page.edition.count, page.url) == (1, 3, "/repo/editions/2026-01-09/")
    assert (page.name, page.title, page.description, page.intro) == ("1", "1: c", "c", None)


def test_intro_sets_subject_preheader_text_and_lead_stories():
    about = intro("2026-01-09", "title: Ports\nsummary: Of ports.\nlead: [b.md, a.md]", "See [it](../a.md) and [part](#part).")
    page = context(letter_of_edition(*ARTICLES, about)[0])
    assert (page.title, page.description, titles(page.edition.leads)) == ("1: Ports", "Of ports.", ["b", "a"])
    assert page.intro and page.intro.attributes == ('href="https://example.org/repo/2026/01/05/a/"',)
    assert page.texts == ("2026-01-09",)
    untitled = context(letter_of_edition(*ARTICLES, intro("2026-01-09", "summary: Of ports.", "Text."))[0])
    assert untitled.title == "1: c"


def test_lead_stories_are_in_subject_and_preheader_without_an_intro():
    leads = [read("a", "2026-01-05", featured="true"), read("b", "2026-01-06", featured="true")]
    page = context(letter_of_edition(*leads)[0])
    assert (page.title, page.description) == ("1: b", "b · a")


def test_subject_and_preheader_are_shortened():
    long = read("long", "2026-01-05", headline="word " * 300)
    page = context(letter_of_edition(long)[0])
    assert len(page.title) <= MAX_SUBJECT_CHARACTERS + 1 and page.title.endswith("…")
    assert len(page.description) <= MAX_PREHEADER_CHARACTERS + 1 and page.description.endswith("…")


def test_letter_has_the_values_of_the_mail_settings():
    mail = MailSettings("mailchimp", "a@example.org", unsubscribe="https://example.org/x", note="1 Quay Street")
    page = context(letter_of_edition(*ARTICLES, mail=mail)[0])
    assert (page.unsubscribe, page.postal, page.note) == ("*|UNSUB|*", "*|LIST:ADDRESS|*", "1 Quay Street")
    plain = context(letter_of_edition(*ARTICLES, mail=replace(mail, provider="plain"))[0])
    assert (plain.unsubscribe, plain.postal) == ("https://example.org/x", "")


def test_text_on_the_brand_colour_is_readable():
    brand = BrandSettings(color="#1c4e8f", color_dark="#8fb8f2")
    page = context(letter_of_edition(*ARTICLES, brand=brand)[0])
    assert (page.brand_ink, page.brand_ink_dark) == (LIGHT_INK, DARK_INK)
    assert context(letter_of_edition(*ARTICLES)[0]).brand_ink == ""


def test_letter_of_a_day():
    articles = [*ARTICLES, read("e", "2026-01-07 23:59", weight="9"), read("f", "2026-01-08 00:00")]
    collections = collected(*articles)
    links = Links(collections, (), CONFIG)
    part = day_letter("2026-01-07", collections, CONFIG, links)
    assert part
    html, _ = part.pages()
    page = context(html)
    assert html.path == "2026-01-07.html"
    assert shape(page.edition) == (["c"], {"World": ["e"]})
    assert (page.title, page.name, page.url) == ("2026-01-07: c", "", "/repo/2026/01/07/")
    assert page.edition.date == datetime(2026, 1, 7, tzinfo=UTC) and page.edition.opens is None
    assert day_letter("2026-01-09", collections, CONFIG, links) is None
    without = day_letter("2026-01-07", collections, replace(CONFIG, lists=Lists(days=0)), links)
    assert without and context(without.pages()[0]).url == "/repo/"


def test_letter_of_articles_since_an_instant():
    embargo = read("e", "2026-01-01", publish_at="2026-01-07 09:00")
    collections = collected(*ARTICLES[:3], embargo)
    links = Links(collections, (), CONFIG)
    start = datetime(2026, 1, 6, 0, 0, 1, tzinfo=UTC)
    part = letter_since(start, collections, CONFIG, links)
    assert part
    html, _ = part.pages()
    page = context(html)
    assert html.path == "since-2026-01-06.html"
    assert shape(page.edition) == (["c"], {"World": ["e"]})
    assert (page.edition.opens, page.edition.closes) == (start, datetime(2026, 1, 7, 9, tzinfo=UTC))
    assert (page.title, page.url, page.edition.count) == ("2026-01-07: c", "/repo/", 2)
    assert letter_since(datetime(2026, 1, 7, 9, 0, 1, tzinfo=UTC), collections, CONFIG, links) is None
    on_time = letter_since(datetime(2026, 1, 7, 9, tzinfo=UTC), collections, CONFIG, links)
    assert on_time and names(on_time.entries) == ["e"], "the start is inclusive"


def test_only_a_preview_has_a_letter_of_the_next_edition():
    articles = [*weeks(1), read("x", "2026-01-21"), read("draft", "2026-01-21", draft="true")]
    now = CLOSED - timedelta(hours=1)
    assert pages_of(next_letter, collected_at(*articles, now=now), settings()) == {}
    config = replace(settings(), drafts=True, future=True)
    (page,) = pages_of(next_letter, collected_at(*articles, now=now, config=config), config).values()
    assert (page.path, page.template, page.in_sitemap) == (NEXT_LETTER, HTML_TEMPLATE, False)
    assert context(page).edition.is_next and context(page).edition.count == 2
    assert pages_of(next_letter, collected(*articles), replace(CONFIG, drafts=True, future=True)) == {}


@pytest.mark.parametrize(("where", "expected"), [("lead", ["c"]), ("all", ["c", "b"]), ("none", [])])
def test_cards_in_letters_have_the_same_pictures_as_on_pages(where: str, expected: list[str]):
    pictures = [
        read(name, f"2026-01-0{at}", image="{src: https://e.org/a.png, alt: A}", **head)
        for name, at, head in (("b", 6, {}), ("c", 7, {"featured": "true"}))
    ]
    page = context(letter_of_edition(*pictures, pictures=where)[0])
    cards = [*page.edition.leads, *(card for section in page.edition.sections for card in section.cards)]
    assert [card.title for card in cards if card.image] == expected


def test_only_the_letter_of_the_next_edition_is_named_so():
    articles, now = [*weeks(1), read("x", "2026-01-21")], CLOSED - timedelta(hours=1)
    config = replace(settings(), drafts=True, future=True)
    collections = collected_at(*articles, now=now, config=config)
    site = replace(site_of(collections, config), strings={"edition_next": "The next edition", "edition_number": "No. {n}"})
    issues = collections.issues
    assert issues.next
    for issue, name in ((issues.out[0], "No. 1"), (issues.next, "The next edition")):
        page, *_ = edition_letter(issue, collections, site, config, Links(collections, (), config)).pages()
        assert context(page).name == name


def test_letter_of_a_day_names_a_covering_article_on_the_card_of_the_other():
    collections = collected(read("a", "2026-01-07"), read("b", "2026-01-07", covers="a.md"))
    part = day_letter("2026-01-07", collections, CONFIG, Links(collections, (), CONFIG))
    assert part and shape(context(part.pages()[0]).edition) == (["a"], {})
