"""Open data: articles, topics and sources as JSON, and feeds of sources as OPML."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from digest.articles.article import Located
from digest.config.config import Lists
from digest.grouping.registries import Registries, Source, Topic
from digest.pages import open_data as planner
from digest.pages.open_data import (
    DataArticle,
    DataCorrection,
    DataSource,
    DataStory,
    DataStoryDate,
    DataTopic,
    DataWork,
    DataYear,
    open_data,
)
from tests.pages.files import STATIC_PICTURE
from tests.values import CONFIG, collected, contexts_of, pages_of, read

REGISTRIES = Registries(
    (Topic("world", "World", "What goes on."), Topic("tech", "Technology")),
    (
        Source("wire", "The Wire", "wire.example", language="de", mode="excerpt", feed="https://wire.example/feed"),
        Source("blog", "Blog", mode="link"),
    ),
)


def data(*articles: Any, config: Any = CONFIG, registries: Registries = REGISTRIES) -> dict[str, Any]:
    return contexts_of(open_data, collected(*articles, config=config, registries=registries), config)


def one(**head: Any) -> DataArticle:
    (found,) = data(read(**head))["data/articles/2026.json"].articles
    assert isinstance(found, DataArticle)
    return found


def test_files_of_years_the_list_of_years_and_registries():
    pages = pages_of(open_data, collected(read("a", "2025-12-31"), read("b"), read("c", "2026-02-02"), registries=REGISTRIES))
    assert {path: page.source for path, page in pages.items()} == {
        "data/articles/2025.json": "the data of 2025",
        "data/articles/2026.json": "the data of 2026",
        "data/articles.json": "the data of years",
        "data/topics.json": "the data of topics",
        "data/sources.json": "the data of sources",
        "sources.opml": "the list of sources",
    }
    assert {page.template for path, page in pages.items() if path.endswith("json")} == {"data.json"}
    assert pages["sources.opml"].template == "sources.opml"
    assert {path: page.context.url for path, page in pages.items()} == {path: f"/repo/{path}" for path in pages}
    assert {path: page.context.title for path, page in pages.items()} == {
        "data/articles/2025.json": "articles",
        "data/articles/2026.json": "articles",
        "data/articles.json": "years",
        "data/topics.json": "topics",
        "data/sources.json": "sources",
        "sources.opml": "T",
    }
    assert not any(page.in_sitemap for page in pages.values())
    articles: Any = pages["data/articles/2026.json"].context
    assert [article.title for article in articles.articles] == ["c", "b"], "newest first"


def test_setting_removes_open_data():
    assert data(read(), config=replace(CONFIG, open_data=False)) == {}


def test_list_of_years_has_urls_and_counts():
    years = data(read("a", "2025-12-31"), read("b"), read("c"))["data/articles.json"].years
    assert years == (
        DataYear("2025", "https://example.org/repo/data/articles/2025.json", 1),
        DataYear("2026", "https://example.org/repo/data/articles/2026.json", 2),
    )


def test_topics_have_the_url_of_their_page():
    assert data()["data/topics.json"].topics == (
        DataTopic("world", "World", "What goes on.", "https://example.org/repo/topics/world/"),
        DataTopic("tech", "Technology", "", "https://example.org/repo/topics/tech/"),
    )
    without = data(config=replace(CONFIG, lists=Lists(topics=0)))["data/topics.json"].topics
    assert [topic.url for topic in without] == ["", ""]


def test_sources_are_listed_and_those_with_a_feed_are_in_the_opml():
    pages = "https://example.org/repo/sources/"
    wire = DataSource("wire", "The Wire", "wire.example", "de", "excerpt", "https://wire.example/feed", url=f"{pages}wire/")
    found = data()
    assert found["data/sources.json"].sources == (wire, DataSource("blog", "Blog", mode="link", url=f"{pages}blog/"))
    assert found["sources.opml"].sources == (wire,)
    assert "sources.opml" not in data(registries=Registries(sources=REGISTRIES.sources[1:]))


def test_article_has_all_values_except_its_text():
    found = one(
        headline="Ours", topic="[world, tech]", tags="[x, X]", authors="[Ada]", kind="brief", mode="full", why="It matters.",
        source="{url: https://news.wire.example/1, title: Theirs, author: Ann, published: 2026-01-31, lang: ko}", via="blog",
        also="[{name: Other}, wire]", updated="2026-02-03 10:00", lang="fr",
        corrections="[{date: 2026-02-03, text: Wrong}, {date: 2026-02-04 09:00, text: Too}]",
    )  # fmt: skip
    assert found == DataArticle(
        id="tag:example.org,2026-02-01:/repo/2026/02/01/a/",
        url="https://example.org/repo/2026/02/01/a/",
        title="Ours",
        date="2026-02-01",
        kind="brief",
        mode="full",
        lang="fr",
        updated="2026-02-03T10:00:00+00:00",
        topics=("world", "tech"),
        tags=("X",),
        authors=("Ada",),
        summary="Text.",
        why="It matters.",
        source=DataWork("The Wire", "https://news.wire.example/1", "Theirs", "Ann", "2026-01-31", "ko"),
        via=DataWork("Blog"),
        also=(DataWork("Other"), DataWork("The Wire")),
        corrections=(DataCorrection("2026-02-03", "Wrong"), DataCorrection("2026-02-04T09:00:00+00:00", "Too")),
    )


@pytest.mark.parametrize(
    ("head", "field", "value"),
    [
        ({"date": "2026-02-01 10:30"}, "date", "2026-02-01T10:30:00+00:00"),
        ({}, "lang", "en"),
        ({}, "updated", ""),
        ({"mode": "link"}, "summary", ""),
        ({"mode": "link", "summary": "Ours."}, "summary", "Ours."),
        ({"source": None}, "source", None),
        ({"id": "my-id"}, "id", "tag:example.org,2026-02-01:my-id"),
    ],
)
def test_missing_values_of_an_article_are_omitted(head: dict[str, Any], field: str, value: object):
    assert getattr(one(**head), field) == value


def test_article_has_its_stories_and_translations():
    articles = [
        read("a", story="[The Flood, vote]", translation="t"),
        read("b", "2026-02-02", translation="t", lang="ko"),
        read("c", "2026-02-03", translation="t", lang="de"),
    ]
    *_, first = data(*articles)["data/articles/2026.json"].articles
    assert first.stories == ("the-flood", "vote")
    assert first.translations == ("https://example.org/repo/2026/02/03/c/", "https://example.org/repo/2026/02/02/b/")


def test_year_with_too_many_articles_has_several_files(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(planner, "MAX_DATA_ARTICLES", 2)
    found = data(*(read(f"a{number}", f"2026-01-0{number}") for number in range(1, 6)))
    listed = {name: [one.title for one in found[f"data/articles/{name}.json"].articles] for name in ("2026", "2026-2", "2026-3")}
    assert listed == {"2026": ["a2", "a1"], "2026-2": ["a4", "a3"], "2026-3": ["a5"]}
    start = "https://example.org/repo/data/articles/"
    assert found["data/articles.json"].years == tuple(
        DataYear("2026", f"{start}{name}.json", count) for name, count in (("2026", 2), ("2026-2", 2), ("2026-3", 1))
    )


def test_story_has_the_status_of_its_introduction():
    texts = [
        read("stories/flood", None, topic=None, source=None, status="closed"),
        read("stories/vote", None, topic=None, source=None),
    ]
    found = data(read("a", story="[Flood, Vote, Bridge]"), *texts)["data/stories.json"]
    assert {story.slug: story.status for story in found.stories} == {"flood": "closed", "vote": "open", "bridge": "open"}


def test_story_has_all_values_with_absolute_addresses():
    head = {"summary": "What the water did.", "dates": "[{date: 2026-02-03 08:00, text: The dam broke}]", "status": "closed"}
    text = read("stories/the-flood", None, topic=None, source=None, **head)
    articles = read("b", "2026-02-02", story="The Flood"), read("a", story="the flood"), read("c", "2026-02-03")
    assert data(*articles, text)["data/stories.json"].stories == (
        DataStory(
            "the-flood",
            "stories/the-flood",
            "https://example.org/repo/stories/the-flood/",
            "closed",
            "What the water did.",
            (DataStoryDate("2026-02-03T08:00:00+00:00", "The dam broke"),),
            ("https://example.org/repo/2026/02/01/a/", "https://example.org/repo/2026/02/02/b/"),
        ),
    )


def test_article_has_no_stories_if_stories_have_no_pages():
    config = replace(CONFIG, lists=Lists(stories=0))
    found = data(read("a", story="[Flood]"), config=config)
    assert "data/stories.json" not in found and found["data/articles/2026.json"].articles[0].stories == ()


def test_logo_of_a_source_has_an_absolute_address():
    logos = ("https://a.example/logo.svg", "/logo.svg")
    sources = tuple(Source(f"s{number}", "S", logo=Located(logo, 1, 1)) for number, logo in enumerate(logos))
    collections = collected(read(), registries=Registries((), sources))
    found = contexts_of(open_data, collections, CONFIG, [STATIC_PICTURE])["data/sources.json"].sources
    assert [source.logo for source in found] == ["https://a.example/logo.svg", "https://example.org/repo/logo.svg"]


def test_story_has_its_events():
    text = read("stories/flood", None, topic=None, source=None, dates="[{date: 2026-02-03, text: The dam broke}]")
    (story,) = data(read("a", story="Flood"), text)["data/stories.json"].stories
    assert [(one.date, one.text) for one in story.dates] == [("2026-02-03", "The dam broke")]
