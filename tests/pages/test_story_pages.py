"""The pages of stories, their index, and the place of an article in its stories."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec.structs import replace

from digest.articles.article import Article, Parsing
from digest.articles.article_parser import parse
from digest.articles.content_file import ContentFile
from digest.config.config import Config, Lists
from digest.config.edition_settings import Cutoff, EditionSettings
from digest.grouping.snapshot import revised
from digest.pages.article_pages import article_pages
from digest.pages.feeds import feeds
from digest.pages.list_pages import topic_pages
from digest.pages.open_data import open_data
from digest.pages.plan import plan
from digest.pages.story_pages import story_pages
from tests.values import CONFIG, collected, contexts_of, names, pages_of, parts_of, read, site_of

FLOOD = [read("a", "2026-02-01", story="flood"), read("b", "2026-02-03", story="Flood"), read("c", "2026-02-05", story="flood")]


def about(name: str, body: str = "What is known.", **head: Any) -> Article:
    """Return the introduction of a story in content/stories/NAME.md."""
    lines = "".join(f"{key}: {value}\n" for key, value in {"title": "The flood", **head}.items())
    parsed = parse(ContentFile(f"content/stories/{name}.md", f"---\n{lines}---\n{body}\n".encode(), f"text of {name}"), Parsing())
    assert parsed.article, parsed.diagnostics
    return parsed.article


def test_story_lists_its_articles_by_date_only():
    featured = read("first", "2026-02-01", story="vote", featured="true", pin_until="2026-04-01")
    found = contexts_of(story_pages, collected(*FLOOD, featured, read("last", "2026-02-02", story="vote")))
    page = found["stories/vote/index.html"]
    assert (page.kind, page.title, page.count, [card.title for card in page.cards]) == ("story", "vote", 2, ["last", "first"])
    assert page.story.body is None
    config = Config("T", "https://example.org/repo/", story_order="oldest")
    oldest = contexts_of(story_pages, collected(*FLOOD, config=config), config)["stories/flood/index.html"]
    assert ([card.title for card in oldest.cards], oldest.story.order) == (["a", "b", "c"], "oldest")


def test_introduction_sets_name_dates_and_status_of_a_story():
    text = about(
        "flood",
        summary="Water.",
        status="closed",
        dates="[{date: 2026-02-03, text: The dam broke}]",
        updated="2026-02-06",
        lang="ko",
    )
    collections = collected(*FLOOD, text, read("z", "2026-02-09", story="vote"))
    page = contexts_of(story_pages, collections)["stories/flood/index.html"]
    assert (page.title, page.description, page.lang, page.count) == ("The flood", "Water.", "ko", 3)
    assert (page.story.status, [found.text for found in page.story.dates]) == ("closed", ["The dam broke"])
    assert page.texts == ("text of flood",)
    index = contexts_of(story_pages, collections)["stories/index.html"]
    assert [(one.name, one.count) for one in index.open] == [("vote", 1)]
    assert [(one.name, one.count, one.url) for one in index.closed] == [("The flood", 3, "/repo/stories/flood/")]
    assert [link.name for link in collections.entries[0].card.stories] == ["The flood"], "cards have the title of the introduction"


def test_draft_introduction_is_ignored_and_story_without_articles_has_a_page():
    draft, early = about("flood", draft="true"), about("vote", title="The vote")
    collections = collected(*FLOOD, draft, early)
    found = contexts_of(story_pages, collections)
    assert found["stories/flood/index.html"].title == "flood"
    assert found["stories/flood/index.html"].texts == ()
    assert (found["stories/vote/index.html"].title, found["stories/vote/index.html"].count) == ("The vote", 0)
    with_drafts = Config("T", "https://example.org/repo/", drafts=True)
    contexts = contexts_of(story_pages, collected(*FLOOD, draft, config=with_drafts), with_drafts)
    assert contexts["stories/flood/index.html"].title == "The flood"


def test_article_links_to_previous_and_next_in_each_story():
    both = read("d", "2026-02-07", story="[flood, vote]")
    found = contexts_of(article_pages, collected(*FLOOD, both, read("plain", "2026-02-06")))
    first, _, third, plain, last = found.values()
    assert [(place.name, place.previous, place.next.name) for place in first.stories] == [("flood", None, "b")]
    assert [(place.previous.name, place.next.name) for place in third.stories] == [("b", "d")]
    assert [(place.name, place.url) for place in last.stories] == [
        ("flood", "/repo/stories/flood/"),
        ("vote", "/repo/stories/vote/"),
    ]
    assert plain.stories == ()


def test_unpublished_articles_are_in_no_story():
    hidden = read("hidden", "2026-02-02", story="[flood, secret]", draft="true")
    found = contexts_of(story_pages, collected(*FLOOD, hidden))
    assert sorted(found) == ["stories/flood/index.html", "stories/index.html"]
    assert [card.title for card in found["stories/flood/index.html"].cards] == ["c", "b", "a"]


def test_stories_have_feeds_and_data():
    collections = collected(*FLOOD, about("flood", summary="Water."))
    assert [entry.title for entry in contexts_of(feeds, collections)["stories/flood/feed.xml"].entries] == ["c", "b", "a"]
    data = contexts_of(open_data, collections)
    (story,) = data["data/stories.json"].stories
    assert (story.slug, story.name, story.status, story.description) == ("flood", "The flood", "open", "Water.")
    assert story.articles == tuple(
        f"https://example.org/repo/2026/02/0{day}/{name}/" for day, name in ((1, "a"), (3, "b"), (5, "c"))
    )
    assert [article.stories for article in data["data/articles/2026.json"].articles] == [("flood",)] * 3
    assert "data/stories.json" not in contexts_of(open_data, collected(read()))


def test_no_links_to_stories_without_pages():
    config = Config("T", "https://example.org/repo/", lists=Lists(stories=0))
    collections = collected(*FLOOD, about("flood"), config=config)
    assert contexts_of(story_pages, collections, config) == {}
    assert not any("stories" in path for path in contexts_of(feeds, collections, config))
    assert [page.stories for page in contexts_of(article_pages, collections, config).values()] == [()] * 3
    cards = [card for page in contexts_of(topic_pages, collections, config).values() for card in page.cards]
    assert {card.stories for card in cards} == {()}


def test_index_is_sorted_by_latest_article_and_stories_without_articles_come_last():
    articles = [
        read("a", "2026-02-01", story="[old, new]"),
        read("b", "2026-02-02", story="mid"),
        read("c", "2026-02-03", story="new"),
    ]
    ended = [read(name, date, story=name) for name, date in (("first", "2025-01-01"), ("second", "2025-01-02"))]
    closed = [about(name, title=name, status="closed") for name in ("first", "second")]
    index = contexts_of(story_pages, collected(*articles, *ended, *closed, about("none", title="none")))["stories/index.html"]
    assert [story.name for story in index.open] == ["new", "mid", "old", "none"]
    assert [story.latest and story.latest.day for story in index.open] == [3, 2, 1, None]
    assert [story.name for story in index.closed] == ["second", "first"]


def test_plain_page_replaces_the_index():
    own = collected(*FLOOD, read("pages/stories"))
    assert sorted(contexts_of(story_pages, own)) == ["stories/flood/index.html"]
    assert site_of(collected(read())).stories == ""


def test_links_and_redirects_to_a_story():
    text = about("flood", body="See [it](../a.md) and [nothing](../gone.md).", aliases="[/flood/]")
    linking = read("z", "2026-02-09", mode="full", body="The [flood](stories/flood.md).")
    collections = collected(*FLOOD, text, linking)
    planned = plan(collections, site_of(collections), CONFIG, [], [])
    assert [(one.path, one.code) for one in planned.diagnostics] == [("content/stories/flood.md", "E301")]
    pages = {page.path: page for part in planned.parts for page in part.pages}
    assert pages["2026/02/09/z/index.html"].context.body.attributes == ('href="/repo/stories/flood/"',)
    assert pages["flood/index.html"].context.target == "/repo/stories/flood/"
    assert pages["stories/flood/index.html"].context.story.body.attributes[0] == 'href="/repo/2026/02/01/a/"'


def test_new_article_of_a_story_changes_only_the_month_of_the_previous_one():
    def keys(*articles: Article) -> dict[str, str]:
        collections = collected(*articles)
        return {part.name: part.key("") for planner in (article_pages, story_pages) for part in parts_of(planner, collections)}

    old = read("old", "2025-11-01", story="flood")
    middle = read("middle", "2026-01-15", story="flood")
    between = read("between", "2026-01-20")
    before, after = keys(old, middle, between), keys(old, middle, between, read("new", "2026-02-20", story="flood"))
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"articles 2026/01 0", "first page of stories/flood", "stories"}


def test_changed_story_of_an_article_needs_a_full_collect_and_a_changed_title_does_not():
    collections = collected(*FLOOD)
    assert revised(collections, read("b", "2026-02-03", story="vote")) is None
    found = revised(collections, read("b", "2026-02-03", story="Flood", headline="New"))
    assert found is not None
    assert names(found[0].stories[0].entries) == ["a", "b", "c"]
    pages = contexts_of(article_pages, found[0])
    assert pages["2026/02/01/a/index.html"].stories[0].next.name == "New"


WEEKLY = replace(CONFIG, editions=EditionSettings(every="week", cutoff=Cutoff(4, 18 * 60)))
NEWS = [read("w1", "2026-02-05", story="flood"), read("w2", "2026-02-12", story="flood"), read("w3", "2026-02-19", story="flood")]


def new_in(day: str, *articles: Article, story: str = "flood") -> tuple[str, list[str]] | None:
    """Return the edition since which articles of a story are new on a day, and these articles."""
    collections = collected(*articles, config=WEEKLY, now=datetime.fromisoformat(f"{day}T12:00:00+00:00"))
    new = contexts_of(story_pages, collections, WEEKLY)[f"stories/{story}/index.html"].story.new
    return (new.edition.url, [url.split("/")[-2] for url in new.urls]) if new else None


def test_new_articles_are_those_in_the_latest_edition_or_later():
    first, second = "/repo/editions/2026-02-06/", "/repo/editions/2026-02-13/"
    assert new_in("2026-02-12", *NEWS) is None, "no edition before the first"
    assert new_in("2026-02-14", *NEWS) == (first, ["w2"])
    assert new_in("2026-02-20", *NEWS) == (first, ["w3", "w2"]), "the third is not published"
    assert new_in("2026-02-21", *NEWS) == (second, ["w3"])
    moved = read("moved", "2026-02-04", story="flood", edition="2026-02-13")
    assert new_in("2026-02-14", *NEWS, moved) == (first, ["w2", "moved"])
    assert new_in("2026-02-14", *NEWS, read("none", "2026-02-12", story="flood", edition="none")) == (first, ["w2"])


def test_new_edition_does_not_change_the_page_of_an_old_story():
    quiet = [read(f"q{n}", f"2026-01-{28 + n}", story="vote") for n in range(3)]
    assert new_in("2026-02-14", *NEWS, *quiet, story="vote") is None
    pages = []
    for day in ("2026-02-14", "2026-02-21"):
        now = datetime.fromisoformat(f"{day}T12:00:00+00:00")
        collections = collected(*NEWS, *quiet, config=WEEKLY, now=now)
        pages.append(contexts_of(story_pages, collections, WEEKLY)["stories/vote/index.html"])
    assert pages[0] == pages[1]


def test_no_new_articles_without_editions():
    assert contexts_of(story_pages, collected(*NEWS))["stories/flood/index.html"].story.new is None


def test_last_change_of_a_story_is_that_of_its_articles_or_introduction():
    def modified(*articles: Article) -> int | None:
        changed = pages_of(story_pages, collected(*articles))["stories/flood/index.html"].modified
        return changed.day if changed else None

    assert modified(*FLOOD) == 5
    assert modified(*FLOOD, about("flood", updated="2026-02-06")) == 6
    assert modified(*FLOOD, about("flood", updated="2026-02-04")) == 5
    assert modified(about("flood", updated="2026-02-06")) == 6
    assert modified(about("flood")) is None


def test_introduction_without_a_text_has_no_body():
    page = contexts_of(story_pages, collected(*FLOOD, about("flood", "")))["stories/flood/index.html"]
    assert page.story.body is None and page.title == "The flood"


def test_index_has_the_language_of_each_introduction():
    other = read("z", "2026-02-09", story="vote")
    index = contexts_of(story_pages, collected(*FLOOD, other, about("flood", lang="ko")))["stories/index.html"]
    assert {story.name: story.lang for story in index.open} == {"The flood": "ko", "vote": ""}
