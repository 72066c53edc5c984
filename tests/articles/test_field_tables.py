"""Every field of an article, a story and an intro, in each of its spellings, becomes the value that it says."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import asdict

from digest.articles.article import Article, ParseResult, Parsing
from digest.articles.article_parser import parse
from digest.articles.content_file import ContentFile
from digest.articles.date_reader import Moment
from digest.articles.field_readers import Citation, Correction, Image, KeyDate, Located, Quote
from digest.articles.field_tables import INTRO_FIELDS, article_fields, story_fields

SEOUL = Parsing("Asia/Seoul", editions=True)


def read(head: str, path: str = "content/2026/a.md", body: str = "Text.\n", parsing: Parsing = SEOUL) -> ParseResult:
    return parse(ContentFile(path, f"---\n{head}\n---\n{body}".encode()), parsing)


def made(head: str, path: str = "content/2026/a.md", body: str = "Text.\n") -> Article:
    parsed = read(head, path, body)
    assert parsed.article and not parsed.diagnostics, parsed.diagnostics
    return parsed.article


def day(number: int, month: int = 1) -> Moment:
    return Moment(datetime(2026, month, number, tzinfo=ZoneInfo("Asia/Seoul")), False)


ARTICLE = """\
title: The title
headline: Our headline
date: 2026-01-02
updated: 2026-01-03
publish_at: 2026-01-01
expires: 2026-02-01
draft: true
topics: [world, life]
tags: [one, two]
source: {name: Wire, url: "https://a.example/", title: T, author: A, published: 2025-12-31, lang: de}
via: {name: Blog, url: "https://b.example/"}
also: [Gazette, {url: "https://c.example/"}]
authors: [Jane, Joe]
summary: In short.
why: It matters.
points: [First, Second]
quote: {text: Words, by: Kim}
featured: true
weight: -1000
pin_until: 2026-01-09
kind: brief
edition: 2026-01-16
story: [harbour, fog]
covers: 2026/b.md
related: [2026/c.md, 2026/d.md]
image: {src: a.png, alt: Alt, credit: Credit, caption: Caption}
translation: key
lang: ko
slug: own
aliases: [/old/, /older/]
corrections: [{date: 2026-01-04, text: It was not so.}]
mode: excerpt
id: urn:x
extra: {mine: [1, a]}"""

VALUES: dict[str, Any] = {
    "title": "The title",
    "headline": "Our headline",
    "date": day(2),
    "updated": day(3),
    "publish_at": day(1),
    "expires": day(1, 2),
    "draft": True,
    "topics": (Located("world", 9, 10), Located("life", 9, 17)),
    "tags": (Located("one", 10, 8), Located("two", 10, 13)),
    "source": Citation(
        "Wire", "https://a.example/", "T", "A", Moment(datetime(2025, 12, 31, tzinfo=ZoneInfo("Asia/Seoul")), False), "de", 11, 9
    ),
    "via": Citation("Blog", "https://b.example/", line=12, column=6),
    "also": (Citation("Gazette", line=13, column=8), Citation(url="https://c.example/", line=13, column=17)),
    "authors": ("Jane", "Joe"),
    "summary": "In short.",
    "why": "It matters.",
    "points": ("First", "Second"),
    "quote": Quote("Words", "Kim"),
    "featured": True,
    "weight": -1000,
    "pin_until": day(9),
    "kind": "brief",
    "edition": Located("2026-01-16", 23, 10),
    "stories": (Located("harbour", 24, 9), Located("fog", 24, 18)),
    "covers": Located("2026/b.md", 25, 9),
    "related": (Located("2026/c.md", 26, 11), Located("2026/d.md", 26, 22)),
    "image": Image("a.png", "Alt", "Credit", "Caption", 27, 8),
    "translation": Located("key", 28, 14),
    "lang": "ko",
    "slug": "own",
    "aliases": (Located("/old/", 31, 11), Located("/older/", 31, 18)),
    "corrections": (Correction(day(4), "It was not so."),),
    "mode": "excerpt",
    "id": "urn:x",
    "extra": {"mine": ["1", "a"]},
}

OF_THE_TEXT = {"path": "content/2026/a.md", "role": "", "excerpt": "Text.", "minutes": 1, "body": "", "targets": ()}
OF_OTHERS = {"lead": (), "status": "open", "dates": ()}


def test_every_field_of_an_article_is_read():
    assert asdict(made(ARTICLE)) == VALUES | OF_THE_TEXT | OF_OTHERS


def test_what_is_left_out_has_its_default():
    article = made("title: T\ndate: 2026-01-02\ntopic: world\nsource: S")
    assert article == Article(
        path="content/2026/a.md",
        slug="a",
        title="T",
        date=day(2),
        topics=(Located("world", 4, 8),),
        source=Citation("S", line=5, column=9),
        excerpt="Text.",
    )


def test_every_field_of_a_story_is_read():
    head = """\
title: The harbour
summary: What happened.
status: closed
dates: [{date: 2026-01-04, text: Fog.}, {date: 2026-01-05, text: Sun.}]
updated: 2026-01-06
draft: true
lang: ko
aliases: [/fog/]
extra: {a: b}"""
    assert made(head, "content/stories/harbour.md") == Article(
        path="content/stories/harbour.md",
        role="story",
        slug="harbour",
        title="The harbour",
        summary="What happened.",
        status="closed",
        dates=(KeyDate(day(4), "Fog."), KeyDate(day(5), "Sun.")),
        updated=day(6),
        draft=True,
        lang="ko",
        aliases=(Located("/fog/", 9, 11),),
        extra={"a": "b"},
        excerpt="Text.",
    )


def test_every_field_of_an_intro_is_read():
    head = "title: On fog\nsummary: In short.\nlead: [2026/a.md]\ndraft: true\nextra: {a: b}"
    path = "content/editions/2026-01-09.md"
    assert made(head, path) == Article(
        path=path,
        role="intro",
        slug="2026-01-09",
        title="On fog",
        summary="In short.",
        lead=(Located("2026/a.md", 4, 8),),
        draft=True,
        extra={"a": "b"},
        excerpt="Text.",
    )
    assert made("draft: false", path).title == ""


SPELLINGS = {
    "date": ("pubDate", "pubDatetime"),
    "updated": ("lastmod", "modified", "last_modified_at", "updatedDate", "modDatetime"),
    "publish_at": ("publishDate",),
    "expires": ("expiryDate", "expiry"),
    "topics": ("category", "categories"),
    "tags": ("keywords",),
    "source_url": ("external_url", "original_url"),
    "authors": ("author", "byline"),
    "summary": ("description", "excerpt"),
    "featured": ("feature",),
    "kind": ("type",),
    "image": ("cover", "featured_image", "heroImage", "coverImage"),
    "translation": ("translationKey",),
    "lang": ("language", "locale"),
    "aliases": ("redirect_from",),
    "id": ("guid", "uuid"),
}
"""The fields of articles that other programs spell otherwise."""

OF_STORIES = {
    "summary": ("description",),
    "updated": ("lastmod", "modified"),
    "lang": ("language", "locale"),
    "aliases": ("redirect_from",),
}


def test_each_field_has_these_other_spellings():
    tables = (article_fields("UTC"), SPELLINGS), (story_fields("UTC"), OF_STORIES), (INTRO_FIELDS, {"summary": ("description",)})
    for table, spellings in tables:
        assert {name: field.spellings for name, field in table.items() if field.name == name and field.spellings} == spellings


VALUE_OF = dict(line.split(": ", 1) for line in ARTICLE.splitlines()) | {"source_url": '"https://a.example/"', "draft": "false"}


@pytest.mark.parametrize(("field", "spelling"), [(field, other) for field, others in SPELLINGS.items() for other in others])
def test_a_field_in_another_spelling_has_the_same_value(field: str, spelling: str):
    rest = {"title": "T", "date": "2026-01-02", "topics": "world", "source": "S"}
    rest.pop(field, "")
    head = "".join(f"\n{key}: {value}" for key, value in rest.items())
    as_usual, other = (read(f"{key}: {VALUE_OF[field]}{head}").article for key in (field, spelling))
    assert as_usual is not None and other is not None
    name = "source" if field == "source_url" else field
    before, after = getattr(as_usual, name), getattr(other, name)
    assert before not in (None, "", (), False)
    if not isinstance(before, Located | Citation | Image | tuple) or field == "authors":
        assert after == before
    else:
        assert str(after).count("'") == str(before).count("'")


@pytest.mark.parametrize(
    ("record", "spelling", "field"),
    [
        ("source", "link", "url"),
        ("source", "authors", "author"),
        ("source", "date", "published"),
        ("source", "language", "lang"),
        ("image", "path", "src"),
        ("image", "url", "src"),
        ("image", "file", "src"),
        ("image", "image", "src"),
        ("quote", "author", "by"),
        ("quote", "name", "by"),
    ],
)
def test_a_key_of_a_record_has_other_spellings_too(record: str, spelling: str, field: str):
    value = {"url": "https://a.example/", "published": "2026-01-01", "lang": "de", "src": "a.png"}.get(field, "Words")
    needed = {"quote": "text: T, ", "source": "name: N, "}.get(record, "")
    source = "" if record == "source" else "source: S\n"
    parsed = read(f"title: T\ndate: 2026-01-02\ntopic: world\n{source}{record}: {{{needed}{spelling}: '{value}'}}")
    assert parsed.article and not any(diagnostic.is_error for diagnostic in parsed.diagnostics)
    found = getattr(getattr(parsed.article, record), field)
    assert (found == day(1)) if field == "published" else (found == value)


NOT_PUBLIC = ("draft", "drafts", "private", "pending", "hidden", "unlisted", "unpublished", "trash", "in progress", "wip")
PUBLIC = ("published", "publish", "public", "final", "finished", "done", "evergreen")
OFF, ON = ("false", "no", "off"), ("true", "yes", "on")


@pytest.mark.parametrize(
    ("key", "drafts", "others"),
    [
        ("published", (*OFF, "0"), ON),
        ("publish", (*OFF, "0"), ON),
        ("status", NOT_PUBLIC, PUBLIC),
        ("visibility", NOT_PUBLIC, ("public",)),
        ("isDraft", ON, OFF),
        ("hidden", ON, OFF),
        ("unlisted", ON, OFF),
        ("layout", (), ("post", "anything")),
        ("type", (), ("post", "posts", "page")),
    ],
)
def test_each_word_of_other_programs_for_a_draft_and_for_none(key: str, drafts: tuple[str, ...], others: tuple[str, ...]):
    for values, is_draft, code in ((drafts, True, "N220"), (others, False, "N203")):
        for value in values:
            parsed = read(f"{key}: {value}\ntitle: T\ndate: 2026-01-02\ntopic: world\nsource: S")
            assert parsed.article and parsed.article.draft is is_draft, value
            assert [(found.line, found.column, found.code) for found in parsed.diagnostics] == [(2, 1, code)], value


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("published", "write date: … for the day, or draft: true"),
        (
            "permalink",
            "aliases: [/old/path/] keeps an old address, slug: … names the page, permalink in digest.yml makes all addresses",
        ),
        ("url", "aliases: [/old/path/] keeps an old address, slug: … names the page, permalink in digest.yml makes all addresses"),
        ("created", "write date: …, or put it under extra:"),
    ],
)
def test_a_key_that_has_no_meaning_here_gets_a_hint_of_its_own(key: str, hint: str):
    parsed = read(f"{key}: 2026-01-04\ntitle: T\ndate: 2026-01-02\ntopic: world\nsource: S")
    assert [(found.code, found.hint) for found in parsed.diagnostics] == [("W201", hint)]


@pytest.mark.parametrize("key", ["date", "topic", "topics", "source", "tags", "story", "stories"])
def test_a_field_of_articles_in_a_story_is_explained(key: str):
    (found,) = read(f"title: T\n{key}: x", "content/stories/a.md").diagnostics
    assert found.hint == "this file is the text about a story; articles lie outside of content/stories/"


@pytest.mark.parametrize(
    ("line", "is_right"),
    [
        ("weight: 1000", True),
        ("weight: 1001", False),
        ("weight: -1000", True),
        ("weight: -1001", False),
        ("mode: link", True),
        ("mode: full", True),
        ("mode: whole", False),
        ("kind: article", True),
        ("kind: link", True),
        ("kind: quote", True),
        ("kind: essay", False),
        ("edition: none", True),
        ("edition: 2026-1-9", False),
        (f"tags: [{'x' * 200}]", True),
        (f"tags: [{'x' * 201}]", False),
        (f"tags: [{'é' * 100}]", True),
        (f"tags: [{'é' * 101}]", False),
        ("quote: {by: Kim}", False),
        ("image: {alt: Alt}", False),
        ("corrections: [{text: It was not so.}]", False),
        ("corrections: [It was not so.]", False),
        ("image: https://a.example/a.png", True),
        ("image: a.png?x=a:b", True),
        ("image: file:a.png", False),
        ("image: a:b.png", False),
        ("source_url: https://a.example", True),
        ("source_url: HTTPS://a.example", True),
        ("source_url: ftp://a.example", False),
        ("source_url: 'https://a.example/a b'", False),
        ("source_url: https:///a", False),
        ("source_url: 'https://a.example/<'", False),
        ("source_url: 'https://例え.example/'", True),
        ("source_url: 'https://[::1'", False),
    ],
)
def test_what_a_field_may_say(line: str, is_right: bool):
    codes = {found.code for found in read(f"title: T\ndate: 2026-01-02\ntopic: world\nsource: S\n{line}").diagnostics}
    assert codes == (set() if is_right else {"E202"})


@pytest.mark.parametrize(
    ("field", "most", "rest"),
    [("topics", 20, ""), ("tags", 100, "topic: world"), ("also", 500, "topic: world"), ("authors", 100, "topic: world"),
     ("points", 100, "topic: world"), ("story", 20, "topic: world"), ("related", 20, "topic: world"),
     ("aliases", 200, "topic: world")],
)  # fmt: skip
def test_how_many_values_a_field_may_have(field: str, most: int, rest: str):
    for count in (most, most + 1):
        items = ", ".join(f"/x{number}/" if field == "aliases" else f"x{number}" for number in range(count))
        codes = [found.code for found in read(f"title: T\ndate: 2026-01-02\nsource: S\n{rest}\n{field}: [{items}]").diagnostics]
        assert codes == (["E207"] if count > most else []), count


def test_each_value_counts_once_and_at_its_first_place():
    article = made("title: T\ndate: 2026-01-02\ntopic: world\nsource: S\ntags: [b, a, b, a]")
    assert article.tags == (Located("b", 6, 8), Located("a", 6, 11))


@pytest.mark.parametrize("flag", ["true", "' Yes '", "ON", "False", "no", "off "])
def test_a_flag_names_no_related_articles(flag: str):
    parsed = read(f"title: T\ndate: 2026-01-02\ntopic: world\nsource: S\nrelated: {flag}")
    assert [found.code for found in parsed.diagnostics] == ["N203"]
    assert parsed.article and parsed.article.related is None


def test_the_address_beside_a_source_is_its_url_and_nothing_else_is_lost():
    head = "title: T\ndate: 2026-01-02\ntopic: world\n"
    source = "{name: Wire, title: Old, author: Kim, published: 2026-01-01, lang: de}"
    article = made(f"{head}source: {source}\nsource_url: https://a.example/")
    assert article.source == Citation("Wire", "https://a.example/", "Old", "Kim", day(1), "de", 5, 9)
    assert made(f"{head}source_url: https://a.example/").source == Citation(url="https://a.example/", line=5, column=13)
    twice = read(f"{head}source: {{url: 'https://a.example/'}}\nsource_url: https://b.example/").diagnostics
    assert [(found.line, found.column, found.code) for found in twice] == [(6, 13, "E107")]


@pytest.mark.parametrize(
    ("head", "found"),
    [
        ("source: {title: Old}", [(5, 9, "E202")]),
        ("source: {title: Old}\nsource_url: https://a.example/", []),
        ("source: {title: Old}\nexternal_url: https://a.example/", [(6, 1, "N201")]),
        ("source: S\nvia: {title: Old}", [(6, 6, "E202")]),
        ("source: S\nvia: {title: Old}\nsource_url: https://a.example/", [(6, 6, "E202")]),
        ("source: S\nalso: [S, {author: Kim}]", [(6, 11, "E202")]),
        ("via: S", [(1, 1, "W203")]),
        ("original_url: https://a.example/", [(5, 1, "N201")]),
        ("source: ~", [(1, 1, "W203")]),
    ],
)
def test_a_citation_says_whose_or_where(head: str, found: list[tuple[int, int, str]]):
    parsed = read(f"title: T\ndate: 2026-01-02\ntopic: world\n{head}")
    assert [(each.line, each.column, each.code) for each in parsed.diagnostics] == found


@pytest.mark.parametrize(
    ("path", "head", "name", "found"),
    [
        ("content/2026-01-02-fog.md", "", "fog", []),
        ("content/2026-01-02-fog.md", "date: 2026-01-02 10:00\n", "fog", []),
        ("content/2026-01-02-fog.md", "date: 2026-01-03\n", "fog", [(2, "W205")]),
        ("content/2026-01-02.md", "", "2026-01-02", [(1, "E201")]),
        ("content/2026-02-30-fog.md", "date: 2026-03-01\n", "fog", [(1, "E203")]),
        ("content/!!!.md", "date: 2026-01-02\n", "", [(1, "E204")]),
        ("content/index.md", "date: 2026-01-02\n", "index", [(1, "E204")]),
        ("content/index.md", "date: 2026-01-02\nslug: own\n", "own", []),
        ("content/2026-01-02-fog.md", "date:\n", "fog", [(2, "E201")]),
    ],
)
def test_what_the_name_of_a_file_says(path: str, head: str, name: str, found: list[tuple[int, str]]):
    parsed = read(f"{head}title: T\ntopic: world\nsource: S", path)
    assert parsed.article and parsed.article.slug == name
    assert [(each.line, each.code) for each in parsed.diagnostics] == found


@pytest.mark.parametrize(
    ("role", "draft", "missing"),
    [
        ("content/a.md", "", [("E201", "date is missing"), ("E201", "title is missing"), ("E201", "topic is missing")]),
        ("content/a.md", "draft: true", [("W204", "date is missing"), ("W204", "title is missing"), ("W204", "topic is missing")]),
        ("content/pages/a.md", "", [("E201", "title is missing")]),
        ("content/stories/a.md", "", [("E201", "title is missing")]),
        (
            "content/stories/b/a.md",
            "draft: true",
            [("W204", "date is missing"), ("W204", "title is missing"), ("W204", "topic is missing")],
        ),
        ("content/editions/2026-01-09.md", "", []),
    ],
)
def test_which_fields_each_kind_of_file_needs(role: str, draft: str, missing: list[tuple[str, str]]):
    found = read(draft or "extra: {a: b}", role).diagnostics
    assert sorted((each.code, each.message) for each in found if each.code in ("E201", "W204")) == missing


def test_a_field_that_is_wrong_is_not_missing_too():
    found = read("title: T\ndate: soon\ntopic: world\nsource: S").diagnostics
    assert [each.code for each in found] == ["E203"]


@pytest.mark.parametrize(("limit", "excerpt"), [(280, "One two three."), (14, "One two three."), (13, "One two…"), (5, "One…")])
def test_an_excerpt_has_as_many_characters_as_the_settings_say(limit: int, excerpt: str):
    head = "title: T\ndate: 2026-01-02\ntopic: world\nsource: S"
    parsed = read(head, body="One two three.\n\nMore.\n", parsing=Parsing(excerpt=limit))
    assert parsed.article and parsed.article.excerpt == excerpt


@pytest.mark.parametrize(
    ("body", "minutes"), [("", 0), (" \n\n", 0), ("Text.\n", 1), ("![Ships](https://a.example/a.png)\n", 1), ("word " * 2000, 9)]
)
def test_a_text_takes_minutes_and_no_text_none(body: str, minutes: int):
    parsed = read("title: T\ndate: 2026-01-02\ntopic: world\nsource: S\nwhy: It matters.", body=body)
    assert parsed.article and parsed.article.minutes == minutes


def test_a_comment_alone_is_no_text():
    head = "title: T\ndate: 2026-01-02\ntopic: world\nsource: S"
    parsed = read(head, body="<!-- later -->\n", parsing=Parsing(html=True))
    assert parsed.article and parsed.article.minutes == 0
    assert [found.code for found in parsed.diagnostics] == ["W220"]
