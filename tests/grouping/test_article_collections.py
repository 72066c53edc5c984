"""Collections: published articles at an instant, their groups, and diagnostics about relations between articles."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from digest.articles.article import Article, Located
from digest.config.config import Config, Lists, TagSettings
from digest.config.edition_settings import Cutoff, EditionSettings
from digest.diagnostics import Diagnostics
from digest.grouping.registries import Registries, Topic, read_topics
from tests.values import CONFIG, NOW, REGISTRIES, collected, names, read


@pytest.mark.parametrize(
    ("head", "shown_from", "shown_until"),
    [
        ({}, "2026-02-01T00:00Z", None),
        ({"publish_at": "2026-02-03 10:00"}, "2026-02-03T10:00Z", None),
        ({"publish_at": "2026-01-03"}, "2026-02-01T00:00Z", None),
        ({"expires": "2026-02-05"}, "2026-02-01T00:00Z", "2026-02-05T00:00Z"),
        ({"date": "2026-02-01T23:30:00-08:00"}, "2026-02-02T07:30Z", None),
    ],
)
def test_article_is_published_from_its_start_until_its_expiry(head: dict[str, str], shown_from: str, shown_until: str):
    article = read(**head)
    start = datetime.fromisoformat(shown_from)
    tick = timedelta(seconds=1)
    assert collected(article, now=start - tick).entries == ()
    assert collected(article, now=start - tick).until == start, "the site changes then without an edit"
    assert names(collected(article, now=start).entries) == ["a"]
    if shown_until:
        end = datetime.fromisoformat(shown_until)
        assert names(collected(article, now=end - tick).entries) == ["a"]
        assert collected(article, now=end - tick).until == end
        assert collected(article, now=end).entries == ()
    else:
        assert collected(article, now=start).until is None


@given(st.lists(st.tuples(*(st.none() | st.integers(-3, 3) for _ in range(4))), max_size=5), st.integers(-4, 4))
def test_collections_do_not_change_between_now_and_until(plans: list[tuple[int | None, ...]], hours: int):
    def moment(after: int | None) -> str | None:
        return (NOW + timedelta(hours=after)).isoformat() if after is not None else None

    articles = [
        read(f"a{n}", moment(date) or "2026-02-01", publish_at=moment(at), expires=moment(end), pin_until=moment(pin))
        for n, (date, at, end, pin) in enumerate(plans)
    ]
    now = NOW + timedelta(hours=hours)
    first = collected(*articles, now=now)
    until = first.until or now + timedelta(days=9)
    assert until > now
    for later in (now, now + (until - now) / 2, until - timedelta(microseconds=1)):
        assert collected(*articles, now=later) == first


def test_settings_include_drafts_and_embargoed_articles_with_a_badge():
    articles = [
        read("draft", draft="true"),
        read("waits", publish_at="2026-04-01"),
        read("over", expires="2026-02-02"),
        read("open"),
    ]
    assert names(collected(*articles).entries) == ["open"]
    with_drafts = collected(*articles, config=Config("T", "https://example.org/", drafts=True))
    assert {e.article.slug: e.card.badge for e in with_drafts.entries} == {"draft": "draft", "open": ""}
    with_future = collected(*articles, config=Config("T", "https://example.org/", future=True))
    assert {e.article.slug: e.card.badge for e in with_future.entries} == {"waits": "embargoed", "over": "expired", "open": ""}


def test_unpublished_articles_are_in_no_tag_period_or_count():
    hidden = read("hidden", "2025-01-01", tags="[secret, common]", draft="true")
    found = collected(hidden, read("open", tags="[common]"))
    assert [tag.name for tag in found.tags] == ["common"]
    assert [len(tag.entries) for tag in found.tags] == [1]
    assert [year.slug for year in found.years] == ["2026"]


def test_held_has_the_publication_times_of_embargoed_articles():
    found = collected(read("b", publish_at="2026-04-01"), read("a", "2026-03-15"), read("c", draft="true"))
    assert [f"{at:%m-%d}" for at in found.held] == ["03-15", "04-01"]


def test_embargo_ends_at_the_later_of_two_instants():
    found = collected(read("a", "2026-03-15", publish_at="2026-04-01"), read("b", "2026-05-02", publish_at="2026-04-03"))
    assert [f"{at:%m-%d}" for at in found.held] == ["04-01", "05-02"]
    one_is_over = collected(read("a", "2026-02-01", publish_at="2026-04-01"), read("b", "2026-04-02", publish_at="2026-01-03"))
    assert [f"{at:%m-%d}" for at in one_is_over.held] == ["04-01", "04-02"]


DRAFTS = Config("T", "https://example.org/", timezone="Asia/Seoul", drafts=True)


def test_undated_draft_has_the_present_day_until_midnight_in_the_sites_time_zone():
    before_noon = NOW.replace(hour=1)  # 10:00 in Seoul
    found = collected(read("a", None, draft="true"), config=DRAFTS, now=before_noon)
    assert [entry.card.date.isoformat() for entry in found.entries] == ["2026-03-01T00:00:00+09:00"]
    assert found.until == datetime.fromisoformat("2026-03-02T00:00+09:00"), "tomorrow the article is on another day"
    late = collected(read("a", None, draft="true"), config=DRAFTS, now=datetime.fromisoformat("2026-03-01T23:59:59.5+09:00"))
    assert late.until == found.until


@pytest.mark.parametrize(
    ("at", "until"), [("2026-03-01 18:00", "2026-03-01T18:00+09:00"), ("2026-03-05", "2026-03-02T00:00+09:00")]
)
def test_undated_draft_limits_until_to_midnight(at: str, until: str):
    other = read("b", zone="Asia/Seoul", publish_at=at)
    found = collected(read("a", None, draft="true"), other, config=DRAFTS, now=NOW.replace(hour=1))
    assert found.until == datetime.fromisoformat(until)


def test_one_undated_draft_limits_until():
    dated = [read("b"), read("c", "2026-02-03")]
    found = collected(*dated, read("a", None, draft="true"), config=DRAFTS, now=NOW)
    assert found.until is not None and found.rules.today is not None
    assert collected(*dated, config=DRAFTS).rules.today is None


def test_plain_pages_are_published_like_articles():
    def page(name: str, **head: str) -> Article:
        return read(f"pages/{name}", None, topic=None, source=None, **head)

    pages = [
        page("a"),
        page("draft", draft="true"),
        page("over", expires="2026-02-01", aliases="/old/"),
        page("gone", draft="true", aliases="/x/"),
    ]
    found = collected(*pages)
    assert [page.slug for page in found.pages] == ["a"]
    assert [page.slug for page in found.hidden] == ["over", "gone"], "their old paths have no page now"
    assert collected(*pages).entries == ()


def test_pinned_article_is_unpinned_at_its_instant_if_its_entry_is_reused():
    article = read(pin_until="2026-03-01 12:00")
    before = collected(article, now=NOW - timedelta(seconds=1))
    after = collected(article, now=NOW, previous=before)
    assert [found.entries[0].index.pinned for found in (before, after)] == [True, False]


def test_unchanged_entries_are_reused():
    articles = [read("a"), read("b", publish_at="2026-03-02")]
    future = Config("T", "https://example.org/repo/", future=True)
    before = collected(*articles, config=future)
    again = collected(*articles, config=future, previous=before)
    assert all(one is other for one, other in zip(before.entries, again.entries, strict=True))
    later = collected(*articles, config=future, previous=before, now=NOW + timedelta(days=3))
    assert [entry.card.badge for entry in later.entries] == ["", ""] and later.entries[0] is before.entries[0]
    other_rules = collected(*articles, config=Config("T", "https://example.org/", future=True), previous=before)
    assert [entry.card.url for entry in other_rules.entries] == ["/2026/02/01/a/", "/2026/02/01/b/"]
    assert collected(read("a"), config=future, previous=before).entries[0] is not before.entries[0], "the article was read again"


def test_rules_do_not_depend_on_the_order_of_articles():
    """Rules are stored, and compared with those of the next build."""
    articles = [read(name, tags=f"[{name}, z{name}]") for name in "abcdefgh"]
    orders = {tuple(collected(*listed).rules.tags) for listed in (articles, articles[::-1])}
    assert len(orders) == 1 and list(*orders) == sorted(*orders)


def test_unpublished_undated_draft_does_not_limit_until():
    assert collected(read("a", None, draft="true"), read("b")).until is None


def test_entries_are_sorted_by_date_then_path():
    articles = [read("c"), read("a"), read("b", "2026-01-31 23:59"), read("d", "2026-02-02")]
    assert names(collected(*articles).entries) == names(collected(*articles[::-1]).entries) == ["b", "a", "c", "d"]


def test_day_of_an_article_is_in_the_sites_time_zone():
    seoul = Config("T", "https://example.org/", timezone="Asia/Seoul")
    found = collected(read("a", "2025-12-31T15:30:00Z", zone="Asia/Seoul"), config=seoul)
    assert ([t.slug for t in found.years], [t.slug for t in found.months], [t.slug for t in found.days]) == (
        ["2026"],
        ["2026/01"],
        ["2026/01/01"],
    )
    assert found.entries[0].index.path == "2026/01/01/a/index.html"


def test_topics_are_in_the_order_of_the_registry_even_without_articles():
    found = collected(read("a", topic="[tech]"), read("b", topic="[tech, tech]"))
    assert [(topic.slug, names(topic.entries)) for topic in found.topics] == [("world", []), ("tech", ["a", "b"])]


def test_unknown_topic_is_an_error_with_location_and_hint_even_in_a_draft():
    found = collected(read("a", topic="wrold", draft="true"))
    (diagnostic,) = found.diagnostics
    assert (diagnostic.path, diagnostic.line, diagnostic.column, diagnostic.code, diagnostic.hint) == (
        "content/a.md",
        4,
        8,
        "E205",
        "did you mean world?",
    )


RENAMED = Registries(
    topics=(
        Topic("world", "World", was=(Located("globe", 1, 1), Located("tech", 1, 1))),
        Topic("tech", "Tech", was=(Located("machines", 2, 1), Located("globe", 2, 1))),
    )
)


def test_old_slug_of_a_topic_works_with_a_note():
    found = collected(read("a", topic="[machines, tech]"), read("b", topic="globe"), registries=RENAMED)
    assert [(topic.slug, names(topic.entries)) for topic in found.topics] == [("world", ["b"]), ("tech", ["a"])]
    assert [[link.name for link in entry.card.topics] for entry in found.entries] == [["Tech"], ["World"]]
    assert [(f.path, f.line, f.code, f.message, f.hint) for f in found.diagnostics] == [
        ("content/a.md", 4, "N205", "the topic machines is called tech now", "write tech"),
        ("content/b.md", 4, "N205", "the topic globe is called world now", "write world"),
    ]


@pytest.mark.parametrize(
    ("topic", "hint"),
    [
        ("machine", "did you mean tech?"),
        ("MACHINES", "did you mean tech?"),
        ("World", "did you mean world?"),
        ("WORLD", "did you mean world?"),
        ("world tech", "write [world, tech]: topics are separated by commas"),
    ],
)
def test_hint_for_an_unknown_topic_considers_old_slugs_case_and_several_words(topic: str, hint: str):
    (diagnostic,) = collected(read("a", topic=topic), registries=RENAMED).diagnostics
    assert (diagnostic.code, diagnostic.hint) == ("E205", hint)


def test_invalid_old_slug_is_an_error_and_no_redirect():
    diagnostics = Diagnostics("content/topics.yml")
    (topic,) = read_topics("world:\n  name: World\n  was: [../x, /topics/y/, globe]\n", diagnostics)
    assert [(diagnostic.line, diagnostic.column, diagnostic.code) for diagnostic in diagnostics.found] == [
        (3, 9, "E202"),
        (3, 15, "E202"),
    ]
    assert [mark.text for mark in topic.was] == ["globe"]


def test_path_of_an_article_has_the_present_topic_slug_and_language():
    config = Config("T", "https://example.org/", language="ko", permalink="/{lang}/{topic}/{slug}.html")
    found = collected(read("a", topic="globe"), read("b", topic="tech", lang="pt-BR"), registries=RENAMED, config=config)
    assert [entry.index.path for entry in found.entries] == ["ko/world/a.html", "pt-br/tech/b.html"]
    assert found.entries[0].card.url == "/ko/world/a.html"


def test_tag_has_its_most_frequent_spelling_or_the_first_in_code_point_order():
    found = collected(read("a", tags="[AI]"), read("b", tags="[ai]"), read("c", tags="[ai, Ärger]"), read("d", tags="[ärger]"))
    assert [(tag.name, len(tag.entries)) for tag in found.tags] == [("ai", 3), ("Ärger", 2)]
    assert sorted((diagnostic.code, diagnostic.path) for diagnostic in found.diagnostics) == [
        ("W206", "content/a.md"),
        ("W206", "content/d.md"),
    ]


def test_two_tags_with_the_same_url_are_an_error_that_a_setting_fixes():
    articles = [read("a", tags="[a b]"), read("b", tags="[a-b]")]
    (diagnostic,) = collected(*articles).diagnostics
    assert diagnostic.code == "E206"
    assert "a b" in diagnostic.message and "a-b" in diagnostic.message and "slugs" in diagnostic.hint
    mended = collected(*articles, config=Config("T", "https://example.org/", tags=TagSettings({"a b": "a-and-b"})))
    assert mended.diagnostics == ()
    assert sorted(tag.slug for tag in mended.tags) == ["a-and-b", "a-b"]


def test_tag_below_min_count_has_no_link():
    config = Config("T", "https://example.org/repo/", tags=TagSettings(min_count=2))
    entries = collected(read("a", tags="[one, two]"), read("b", tags="[Two]"), config=config).entries
    assert [(link.name, link.url) for link in entries[0].tags] == [("one", ""), ("Two", "/repo/tags/two/")]


def test_links_have_the_base_path_or_no_url_without_pages():
    found = collected(read("a", tags="[x]"))
    assert found.entries[0].card.url == "/repo/2026/02/01/a/"
    assert found.entries[0].card.topics[0].url == "/repo/topics/world/"
    without = collected(read("a", tags="[x]"), config=Config("T", "https://example.org/", lists=Lists(topics=0, tags=0)))
    assert (without.entries[0].card.topics[0].url, without.entries[0].tags[0].url) == ("", "")


@pytest.mark.parametrize(
    ("source", "name", "mode"),
    [
        ("wire", "The Wire", "excerpt"),
        ("the wire", "The Wire", "excerpt"),
        ("{name: Somebody, url: https://www.news.wire.example/x}", "The Wire", "excerpt"),
        ("{url: https://notwire.example/x}", "notwire.example", "full"),
        ("blog", "Blog", "link"),
        ("Unlisted", "Unlisted", "full"),
    ],
)
def test_source_is_recognised_by_slug_name_or_domain(source: str, name: str, mode: str):
    entry = collected(read(source=source)).entries[0]
    assert entry.card.source is not None
    assert (entry.card.source.name, entry.mode) == (name, mode)


def test_mode_of_the_article_overrides_that_of_its_source():
    assert collected(read(source="blog", mode="full")).entries[0].mode == "full"


def test_card_of_a_linked_article_has_no_excerpt():
    cards = [
        entry.card for entry in collected(read("a", source="blog"), read("b", source="blog", summary="Ours."), read("c")).entries
    ]
    assert [card.summary for card in cards] == ["", "Ours.", "Text."]


def test_faulty_files_have_a_state():
    assert collected(read("a"), faulty_paths=["content/bad.md"]).states == {"content/a.md": "", "content/bad.md": "faulty"}


def test_duplicate_id_is_an_error_of_the_second_article():
    found = collected(read("a", id="x"), read("b", id="x"), read("c", id="y"), read("d"), read("e"))
    assert [(diagnostic.path, diagnostic.code) for diagnostic in found.diagnostics] == [("content/b.md", "E403")]
    assert "content/a.md" in found.diagnostics[0].message


NEWS_SITE = replace(CONFIG, news_sitemap=True)


@pytest.mark.parametrize(
    ("head", "is_news"),
    [
        ({"date": "2026-02-27T12:00:00Z"}, False),
        ({"date": "2026-02-27T12:00:01Z"}, True),
        ({"date": "2026-02-01", "publish_at": "2026-02-28"}, True),
        ({"date": "2026-02-01", "updated": "2026-02-28"}, False),
    ],
)
def test_articles_of_the_last_48_hours_are_news(head: dict[str, str], is_news: bool):
    found = collected(read(**head), config=NEWS_SITE)
    assert names(found.news) == ["a"] * is_news
    assert collected(read(**head)).news == (), "no news without the setting"
    if is_news:
        assert found.until is not None
        assert names(collected(read(**head), config=NEWS_SITE, now=found.until - timedelta(seconds=1)).news) == ["a"]
        assert collected(read(**head), config=NEWS_SITE, now=found.until).news == ()


def test_entries_are_sorted_oldest_first_then_by_file():
    found = collected(read("c", slug="a"), read("b", slug="z"), read("a", "2026-02-02"))
    assert [entry.index.file for entry in found.entries] == ["content/b.md", "content/c.md", "content/a.md"]


@pytest.mark.parametrize(("at", "is_pinned"), [("2026-03-01T12:00:00Z", False), ("2026-03-01T12:00:01Z", True)])
def test_article_is_pinned_until_an_instant_exclusive(at: str, is_pinned: bool):
    assert [entry.index.pinned for entry in collected(read(pin_until=at)).entries] == [is_pinned]


def test_entries_are_reused_only_with_the_same_rules_and_status():
    article = read(topic="world", pin_until="2026-04-01")
    before = collected(article)
    assert collected(article, previous=before).entries[0] is before.entries[0]
    renamed = replace(REGISTRIES, topics=(Topic("world", "Renamed"),))
    for found in (
        collected(article, previous=before, registries=renamed),
        collected(article, previous=before, now=NOW + timedelta(days=60)),
        collected(read(topic="world", pin_until="2026-04-01"), previous=before),
    ):
        assert found.entries[0] is not before.entries[0]
    weekly = EditionSettings("week", Cutoff(4, 18 * 60))
    free, held = (replace(CONFIG, editions=replace(weekly, hold=hold)) for hold in (False, True))
    again = collected(article, previous=collected(article, config=free), config=held)
    assert again.entries[0].index.held_until is not None
    assert collected(article, previous=again, config=free).entries[0].index.held_until is None
    assert collected(article, previous=before, registries=renamed).entries[0].card.topics[0].name == "Renamed"
    assert not collected(article, previous=before, now=NOW + timedelta(days=60)).entries[0].index.pinned


def test_faulty_files_have_a_state_and_faulty_articles_are_checked():
    faulty = read("b", topic="nowhere", id="same")
    page = read("pages/c", None, topic="nowhere", source=None)
    found = collected(read(id="same"), faulty=[faulty, page], faulty_paths=["content/b.md", "content/x.md"])
    assert {path: state for path, state in found.states.items() if state} == {"content/b.md": "faulty", "content/x.md": "faulty"}
    assert [(each.path, each.line, each.column, each.code) for each in found.diagnostics] == [
        ("content/b.md", 4, 8, "E205"),
        ("content/b.md", 1, 1, "E403"),
    ]
    assert found.faulty == (faulty, page)


def test_hidden_articles_have_recorded_paths_or_aliases():
    published = {"b.md": (Located("/b/", 1, 1),)}
    articles = [
        read("a", draft="true"),
        read("b", draft="true"),
        read("c", draft="true", aliases="/old/"),
        read("d", aliases="/x/"),
    ]
    assert [article.slug for article in collected(*articles, registries=replace(REGISTRIES, published=published)).hidden] == [
        "b",
        "c",
    ]


def test_corrected_has_the_entries_with_corrections():
    corrected = read("a", corrections="[{date: 2026-02-03, text: No.}]")
    assert names(collected(corrected, read("b", updated="2026-02-03")).corrected) == ["a"]
    later = read("c", "2026-02-04", corrections="[{date: 2026-02-05, text: No.}]")
    assert names(collected(later, corrected).corrected) == ["a", "c"], "oldest first"


@pytest.mark.parametrize(
    ("config", "registries", "kinds"),
    [
        (CONFIG, REGISTRIES, ["source", "source", "unlisted"]),
        (CONFIG, Registries(REGISTRIES.topics), ["unlisted"]),
        (replace(CONFIG, charts=False), Registries(REGISTRIES.topics), []),
        (replace(CONFIG, charts=False), REGISTRIES, ["source", "source", "unlisted"]),
        (replace(CONFIG, lists=Lists(sources=0)), REGISTRIES, []),
    ],
)
def test_articles_are_grouped_by_source_if_a_page_or_chart_needs_it(config: Config, registries: Registries, kinds: list[str]):
    found = collected(read("a", source="Them"), read("b", source="wire"), config=config, registries=registries).by_source
    assert [term.kind for term in found] == (kinds if registries.sources or not kinds else ["unlisted", "unlisted"])


def test_setting_adds_lists_of_authors():
    articles = [read(authors="[Kim]")]
    assert collected(*articles).authors == () and not collected(*articles).rules.lists_authors
    found = collected(*articles, config=replace(CONFIG, lists=Lists(authors=5)))
    assert [term.name for term in found.authors] == ["Kim"] and found.rules.lists_authors


def test_reference_to_a_file_with_errors_of_its_own_is_not_reported():
    found = collected(read("a", covers="x.md"), read("b", related="[x.md, y.md]"), faulty_paths=["content/x.md"])
    assert [(one.path, one.code) for one in found.diagnostics] == [("content/b.md", "E301")]


def test_site_without_pages_of_stories_has_no_stories():
    found = collected(read("a", story="Flood"), config=replace(CONFIG, lists=Lists(stories=0)))
    assert (found.stories, found.story_texts, found.entries[0].card.stories) == ((), (), ())
    assert [term.name for term in collected(read("a", story="Flood")).stories] == ["Flood"]


def test_article_is_listed_under_all_its_topics_and_once_in_each_story():
    found = collected(read("a", topic="[world, tech]", story="[Flood, flood]"), read("b", topic="tech"))
    assert {term.slug: names(term.entries) for term in found.topics} == {"world": ["a"], "tech": ["a", "b"]}
    assert [names(term.entries) for term in found.stories] == [["a"]]


def test_article_without_a_date_has_the_day_of_the_build_without_a_time():
    (entry,) = collected(read("a", None), now=NOW).entries
    assert (entry.card.date, entry.card.timed) == (NOW.replace(hour=0), False)
