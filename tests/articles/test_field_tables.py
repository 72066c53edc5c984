"""Every field of an article, a story and an intro is read to its value, in each of its spellings."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import asdict

from digest.articles.article import Article, Citation, Correction, Image, KeyDate, Located, ParseResult, Parsing, Quote
from digest.articles.article_parser import parse
from digest.articles.content_file import ContentFile
from digest.articles.date_reader import Moment
from digest.articles.field_tables import INTRO_FIELDS, article_fields, story_fields

SEOUL = Parsing("Asia/Seoul", editions=True)


def read(head: str, path: str = "content/2026/a.md", body: str = "Text.\n", parsing: Parsing = SEOUL) -> ParseResult:
    return parse(ContentFile(path, f"---\n{head}\n---\n{body}".encode()), parsing)


def article_of(head: str, path: str = "content/2026/a.md", body: str = "Text.\n") -> Article:
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

VALUES_OF_TEXT = {"path": "content/2026/a.md", "role": "", "excerpt": "Text.", "minutes": 1, "body": "", "targets": ()}
DEFAULTS = {"lead": (), "status": "open", "dates": ()}


def test_every_field_of_an_article_is_read():
    assert asdict(article_of(ARTICLE)) == VALUES | VALUES_OF_TEXT | DEFAULTS


def test_missing_fields_have_defaults():
    article = article_of("title: T\ndate: 2026-01-02\ntopic: world\nsource: S")
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
    assert article_of(head, "content/stories/harbour.md") == Article(
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
    assert article_of(head, path) == Article(
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
    assert article_of("draft: false", path).title == ""


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
"""The other spellings of articles' fields, used by other programs."""

STORY_SPELLINGS = {
    "summary": ("description",),
    "updated": ("lastmod", "modified"),
    "lang": ("language", "locale"),
    "aliases": ("redirect_from",),
}


def test_other_spellings_of_fields():
    tables = (
        (article_fields("UTC"), SPELLINGS),
        (story_fields("UTC"), STORY_SPELLINGS),
        (INTRO_FIELDS, {"summary": ("description",)}),
    )
    for table, spellings in tables:
        assert {name: field.spellings for name, field in table.items() if field.name == name and field.spellings} == spellings


def test_each_list_has_this_many_values_at_most():
    limits = [
        {name: field.max_values for name, field in table.items() if field.max_values}
        for table in (article_fields("UTC"), story_fields("UTC"), INTRO_FIELDS)
    ]
    assert limits == [
        {
            "topics": 20,
            "tags": 100,
            "also": 500,
            "authors": 100,
            "points": 100,
            "story": 20,
            "related": 20,
            "aliases": 200,
            "corrections": 500,
        },
        {"dates": 500, "aliases": 200},
        {"lead": 20},
    ]


def test_a_field_with_one_value_may_be_called_by_the_singular():
    found = article_of("title: T\ndate: 2026-01-02\ntopic: world\ntag: fog\nstories: harbour\nsource: S")
    assert [[mark.text for mark in marks] for marks in (found.topics, found.tags, found.stories)] == [
        ["world"],
        ["fog"],
        ["harbour"],
    ]


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
def test_other_spellings_of_keys_of_records(record: str, spelling: str, field: str):
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
def test_words_of_other_programs_for_drafts_and_published_articles(key: str, drafts: tuple[str, ...], others: tuple[str, ...]):
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
def test_keys_with_their_own_hints(key: str, hint: str):
    parsed = read(f"{key}: 2026-01-04\ntitle: T\ndate: 2026-01-02\ntopic: world\nsource: S")
    assert [(found.code, found.hint) for found in parsed.diagnostics] == [("W201", hint)]


@pytest.mark.parametrize("key", ["date", "topic", "topics", "source", "tags", "story", "stories"])
def test_an_article_field_in_a_story_gets_a_hint(key: str):
    (found,) = read(f"title: T\n{key}: x", "content/stories/a.md").diagnostics
    assert found.hint == "this file is the text about a story; articles lie outside of content/stories/"


@pytest.mark.parametrize(
    ("line", "is_valid"),
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
        ("image: a/b:c.png", True),
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
def test_valid_and_invalid_values(line: str, is_valid: bool):
    codes = {found.code for found in read(f"title: T\ndate: 2026-01-02\ntopic: world\nsource: S\n{line}").diagnostics}
    assert codes == (set() if is_valid else {"E202"})


@pytest.mark.parametrize(
    ("field", "max_values", "rest"),
    [("topics", 20, ""), ("tags", 100, "topic: world"), ("also", 500, "topic: world"), ("authors", 100, "topic: world"),
     ("points", 100, "topic: world"), ("story", 20, "topic: world"), ("related", 20, "topic: world"),
     ("aliases", 200, "topic: world")],
)  # fmt: skip
def test_maximum_number_of_values(field: str, max_values: int, rest: str):
    for count in (max_values, max_values + 1):
        items = ", ".join(f"/x{number}/" if field == "aliases" else f"x{number}" for number in range(count))
        codes = [found.code for found in read(f"title: T\ndate: 2026-01-02\nsource: S\n{rest}\n{field}: [{items}]").diagnostics]
        assert codes == (["E207"] if count > max_values else []), count


def test_repeated_values_are_kept_once_at_their_first_position():
    article = article_of("title: T\ndate: 2026-01-02\ntopic: world\nsource: S\ntags: [b, a, b, a]")
    assert article.tags == (Located("b", 6, 8), Located("a", 6, 11))


@pytest.mark.parametrize("flag", ["true", "' Yes '", "ON", "False", "no", "off "])
def test_a_boolean_for_related_is_ignored(flag: str):
    parsed = read(f"title: T\ndate: 2026-01-02\ntopic: world\nsource: S\nrelated: {flag}")
    assert [found.code for found in parsed.diagnostics] == ["N203"]
    assert parsed.article and parsed.article.related is None


def test_source_url_is_merged_into_the_source():
    head = "title: T\ndate: 2026-01-02\ntopic: world\n"
    source = "{name: Wire, title: Old, author: Kim, published: 2026-01-01, lang: de}"
    article = article_of(f"{head}source: {source}\nsource_url: https://a.example/")
    assert article.source == Citation("Wire", "https://a.example/", "Old", "Kim", day(1), "de", 5, 9)
    assert article_of(f"{head}source_url: https://a.example/").source == Citation(url="https://a.example/", line=5, column=13)
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
def test_a_citation_needs_a_name_or_an_address(head: str, found: list[tuple[int, int, str]]):
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
        ("content/pages/a.md", "slug: own\n", "own", []),
        ("content/2026-01-04-.md", "date: 2026-01-04\n", "2026-01-04", []),
        ("content/2026-01-02-fog.md", "date:\n", "fog", [(2, "E201")]),
    ],
)
def test_slug_and_date_from_the_file_name(path: str, head: str, name: str, found: list[tuple[int, str]]):
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
def test_required_fields_of_each_role(role: str, draft: str, missing: list[tuple[str, str]]):
    found = read(draft or "extra: {a: b}", role).diagnostics
    assert sorted((each.code, each.message) for each in found if each.code in ("E201", "W204")) == missing


def test_an_invalid_field_is_not_reported_as_missing():
    found = read("title: T\ndate: soon\ntopic: world\nsource: S").diagnostics
    assert [each.code for each in found] == ["E203"]


@pytest.mark.parametrize(("limit", "excerpt"), [(280, "One two three."), (14, "One two three."), (13, "One two…"), (5, "One…")])
def test_length_of_the_excerpt_is_a_setting(limit: int, excerpt: str):
    head = "title: T\ndate: 2026-01-02\ntopic: world\nsource: S"
    parsed = read(head, body="One two three.\n\nMore.\n", parsing=Parsing(excerpt=limit))
    assert parsed.article and parsed.article.excerpt == excerpt


@pytest.mark.parametrize(
    ("body", "minutes"), [("", 0), (" \n\n", 0), ("Text.\n", 1), ("![Ships](https://a.example/a.png)\n", 1), ("word " * 2000, 9)]
)
def test_minutes_of_a_text_and_of_an_empty_one(body: str, minutes: int):
    parsed = read("title: T\ndate: 2026-01-02\ntopic: world\nsource: S\nwhy: It matters.", body=body)
    assert parsed.article and parsed.article.minutes == minutes


def test_a_comment_does_not_count_as_text():
    head = "title: T\ndate: 2026-01-02\ntopic: world\nsource: S"
    parsed = read(head, body="<!-- later -->\n", parsing=Parsing(html=True))
    assert parsed.article and parsed.article.minutes == 0
    assert [found.code for found in parsed.diagnostics] == ["W220"]


@pytest.mark.parametrize("path", ["content/pages/2026-01-09-pier.md", "content/stories/2026-01-09-pier.md"])
def test_dates_in_the_file_names_of_pages_and_stories_belong_to_the_slug(path: str):
    result = read("title: The pier\n", path)
    assert result.article
    assert (result.article.slug, result.article.date) == ("2026-01-09-pier", None)


@pytest.mark.parametrize(
    ("field", "item", "limit", "path"),
    [
        ("topics", "topic-{}", 20, "content/a.md"),
        ("tags", "tag {}", 100, "content/a.md"),
        ("also", "Outlet {}", 500, "content/a.md"),
        ("authors", "Jane {}", 100, "content/a.md"),
        ("points", "Point {}.", 100, "content/a.md"),
        ("stories", "story-{}", 20, "content/a.md"),
        ("related", "file-{}.md", 20, "content/a.md"),
        ("aliases", "/old/{}/", 200, "content/a.md"),
        ("corrections", "{{date: 2026-01-02, text: Correction {}}}", 500, "content/a.md"),
        ("aliases", "/old/{}/", 200, "content/stories/harbour.md"),
        ("dates", "{{date: 2026-01-02, text: Event {}}}", 500, "content/stories/harbour.md"),
        ("lead", "2026/{}.md", 20, "content/editions/2026-w01.md"),
    ],
)
def test_lists_have_a_maximum_length(field: str, item: str, limit: int, path: str):
    heads = [f"title: T\n{field}: [{', '.join(item.format(number) for number in range(count))}]" for count in (limit, limit + 1)]
    messages = [[diagnostic.message for diagnostic in read(head, path).diagnostics] for head in heads]
    limit_message = f"{field} has {limit + 1} values, at most {limit}"
    assert [found.count(limit_message) for found in messages] == [0, 1]
    assert not any("at most" in message for message in messages[0])
