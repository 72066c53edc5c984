"""What is published at an instant, in which groups, and what is wrong among the articles."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from digest.articles.article import Article
from digest.articles.field_readers import Located
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
def test_an_article_is_shown_from_its_first_instant_until_just_before_its_last(
    head: dict[str, str], shown_from: str, shown_until: str
):
    article = read(**head)
    start = datetime.fromisoformat(shown_from)
    tick = timedelta(seconds=1)
    assert collected(article, now=start - tick).entries == ()
    assert collected(article, now=start - tick).until == start, "then the site changes by the clock alone"
    assert names(collected(article, now=start).entries) == ["a"]
    if shown_until:
        end = datetime.fromisoformat(shown_until)
        assert names(collected(article, now=end - tick).entries) == ["a"]
        assert collected(article, now=end - tick).until == end
        assert collected(article, now=end).entries == ()
    else:
        assert collected(article, now=start).until is None


@given(st.lists(st.tuples(*(st.none() | st.integers(-3, 3) for _ in range(4))), max_size=5), st.integers(-4, 4))
def test_between_now_and_until_the_clock_changes_nothing(plans: list[tuple[int | None, ...]], hours: int):
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


def test_drafts_and_what_waits_are_shown_when_asked_for_and_marked():
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


def test_what_is_hidden_leaves_no_tag_no_period_and_no_count():
    hidden = read("hidden", "2025-01-01", tags="[secret, common]", draft="true")
    found = collected(hidden, read("open", tags="[common]"))
    assert [tag.name for tag in found.tags] == ["common"]
    assert [len(tag.entries) for tag in found.tags] == [1]
    assert [year.slug for year in found.years] == ["2026"]


def test_what_waits_is_told_with_its_instant():
    found = collected(read("b", publish_at="2026-04-01"), read("a", "2026-03-15"), read("c", draft="true"))
    assert [f"{at:%m-%d}" for at in found.held] == ["03-15", "04-01"]


def test_what_waits_for_two_instants_appears_at_the_later_one():
    found = collected(read("a", "2026-03-15", publish_at="2026-04-01"), read("b", "2026-05-02", publish_at="2026-04-03"))
    assert [f"{at:%m-%d}" for at in found.held] == ["04-01", "05-02"]
    one_is_over = collected(read("a", "2026-02-01", publish_at="2026-04-01"), read("b", "2026-04-02", publish_at="2026-01-03"))
    assert [f"{at:%m-%d}" for at in one_is_over.held] == ["04-01", "04-02"]


DRAFTS = Config("T", "https://example.org/", timezone="Asia/Seoul", drafts=True)


def test_a_draft_without_a_date_is_shown_as_of_today_until_midnight_in_the_sites_zone():
    before_noon = NOW.replace(hour=1)  # 10:00 in Seoul
    found = collected(read("a", None, draft="true"), config=DRAFTS, now=before_noon)
    assert [entry.card.date.isoformat() for entry in found.entries] == ["2026-03-01T00:00:00+09:00"]
    assert found.until == datetime.fromisoformat("2026-03-02T00:00+09:00"), "tomorrow it is an article of another day"
    late = collected(read("a", None, draft="true"), config=DRAFTS, now=datetime.fromisoformat("2026-03-01T23:59:59.5+09:00"))
    assert late.until == found.until


@pytest.mark.parametrize(
    ("at", "until"), [("2026-03-01 18:00", "2026-03-01T18:00+09:00"), ("2026-03-05", "2026-03-02T00:00+09:00")]
)
def test_a_draft_without_a_date_ends_at_midnight_what_would_else_hold_longer(at: str, until: str):
    other = read("b", zone="Asia/Seoul", publish_at=at)
    found = collected(read("a", None, draft="true"), other, config=DRAFTS, now=NOW.replace(hour=1))
    assert found.until == datetime.fromisoformat(until)


def test_one_draft_without_a_date_among_others_is_enough_for_that():
    dated = [read("b"), read("c", "2026-02-03")]
    found = collected(*dated, read("a", None, draft="true"), config=DRAFTS, now=NOW)
    assert found.until is not None and found.rules.today is not None
    assert collected(*dated, config=DRAFTS).rules.today is None


def test_plain_pages_are_shown_and_hidden_as_articles_are():
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
    assert [page.slug for page in found.hidden] == ["over", "gone"], "their old addresses lead nowhere now"
    assert collected(*pages).entries == ()


def test_what_is_pinned_stays_so_until_its_instant_also_if_it_was_collected_before():
    article = read(pin_until="2026-03-01 12:00")
    before = collected(article, now=NOW - timedelta(seconds=1))
    after = collected(article, now=NOW, previous=before)
    assert [found.entries[0].index.pinned for found in (before, after)] == [True, False]


def test_an_entry_that_was_collected_before_is_taken_from_there_if_nothing_about_it_changed():
    articles = [read("a"), read("b", publish_at="2026-03-02")]
    future = Config("T", "https://example.org/repo/", future=True)
    before = collected(*articles, config=future)
    again = collected(*articles, config=future, previous=before)
    assert all(one is other for one, other in zip(before.entries, again.entries, strict=True))
    later = collected(*articles, config=future, previous=before, now=NOW + timedelta(days=3))
    assert [entry.card.badge for entry in later.entries] == ["", ""] and later.entries[0] is before.entries[0]
    other_rules = collected(*articles, config=Config("T", "https://example.org/", future=True), previous=before)
    assert [entry.card.url for entry in other_rules.entries] == ["/2026/02/01/a/", "/2026/02/01/b/"]
    assert collected(read("a"), config=future, previous=before).entries[0] is not before.entries[0], "it was read anew"


def test_rules_are_the_same_whatever_the_order_of_articles():
    """They are stored, and compared with those of the next build."""
    articles = [read(name, tags=f"[{name}, z{name}]") for name in "abcdefgh"]
    orders = {tuple(collected(*listed).rules.tags) for listed in (articles, articles[::-1])}
    assert len(orders) == 1 and list(*orders) == sorted(*orders)


def test_a_draft_without_a_date_that_is_not_shown_ends_nothing():
    assert collected(read("a", None, draft="true"), read("b")).until is None


def test_entries_run_by_date_then_path_whatever_the_order_of_files():
    articles = [read("c"), read("a"), read("b", "2026-01-31 23:59"), read("d", "2026-02-02")]
    assert names(collected(*articles).entries) == names(collected(*articles[::-1]).entries) == ["b", "a", "c", "d"]


def test_an_article_belongs_to_a_day_of_the_sites_zone():
    seoul = Config("T", "https://example.org/", timezone="Asia/Seoul")
    found = collected(read("a", "2025-12-31T15:30:00Z", zone="Asia/Seoul"), config=seoul)
    assert ([t.slug for t in found.years], [t.slug for t in found.months], [t.slug for t in found.days]) == (
        ["2026"],
        ["2026/01"],
        ["2026/01/01"],
    )
    assert found.entries[0].index.path == "2026/01/01/a/index.html"


def test_topics_stand_in_the_registrys_order_even_without_articles():
    found = collected(read("a", topic="[tech]"), read("b", topic="[tech, tech]"))
    assert [(topic.slug, names(topic.entries)) for topic in found.topics] == [("world", []), ("tech", ["a", "b"])]


def test_an_unknown_topic_is_a_fault_with_its_place_and_the_near_name_even_in_a_draft():
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


def test_an_article_with_a_slug_that_its_topic_had_belongs_to_it_with_a_note():
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
def test_the_hint_at_an_unknown_topic_knows_old_slugs_other_case_and_words_in_a_row(topic: str, hint: str):
    (diagnostic,) = collected(read("a", topic=topic), registries=RENAMED).diagnostics
    assert (diagnostic.code, diagnostic.hint) == ("E205", hint)


def test_an_old_slug_that_no_path_can_hold_is_one_fault_and_makes_no_redirect():
    diagnostics = Diagnostics("content/topics.yml")
    (topic,) = read_topics("world:\n  name: World\n  was: [../x, /topics/y/, globe]\n", diagnostics)
    assert [(diagnostic.line, diagnostic.column, diagnostic.code) for diagnostic in diagnostics.found] == [
        (3, 9, "E202"),
        (3, 15, "E202"),
    ]
    assert [mark.text for mark in topic.was] == ["globe"]


def test_the_address_of_an_article_holds_the_topic_by_its_present_slug_and_its_language():
    config = Config("T", "https://example.org/", language="ko", permalink="/{lang}/{topic}/{slug}.html")
    found = collected(read("a", topic="globe"), read("b", topic="tech", lang="pt-BR"), registries=RENAMED, config=config)
    assert [entry.index.path for entry in found.entries] == ["ko/world/a.html", "pt-br/tech/b.html"]
    assert found.entries[0].card.url == "/ko/world/a.html"


def test_spellings_of_a_tag_become_the_most_frequent_one_or_the_first_in_code_order():
    found = collected(read("a", tags="[AI]"), read("b", tags="[ai]"), read("c", tags="[ai, Ärger]"), read("d", tags="[ärger]"))
    assert [(tag.name, len(tag.entries)) for tag in found.tags] == [("ai", 3), ("Ärger", 2)]
    assert sorted((diagnostic.code, diagnostic.path) for diagnostic in found.diagnostics) == [
        ("W206", "content/a.md"),
        ("W206", "content/d.md"),
    ]


def test_two_tags_with_one_url_are_a_fault_that_the_settings_mend():
    articles = [read("a", tags="[a b]"), read("b", tags="[a-b]")]
    (diagnostic,) = collected(*articles).diagnostics
    assert diagnostic.code == "E206"
    assert "a b" in diagnostic.message and "a-b" in diagnostic.message and "slugs" in diagnostic.hint
    mended = collected(*articles, config=Config("T", "https://example.org/", tags=TagSettings({"a b": "a-and-b"})))
    assert mended.diagnostics == ()
    assert sorted(tag.slug for tag in mended.tags) == ["a-and-b", "a-b"]


def test_a_tag_below_the_count_is_text_without_a_link():
    config = Config("T", "https://example.org/repo/", tags=TagSettings(min_count=2))
    entries = collected(read("a", tags="[one, two]"), read("b", tags="[Two]"), config=config).entries
    assert [(link.name, link.url) for link in entries[0].tags] == [("one", ""), ("Two", "/repo/tags/two/")]


def test_links_carry_the_base_path_and_are_text_where_there_is_no_page():
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
def test_a_source_is_known_by_slug_name_or_domain(source: str, name: str, mode: str):
    entry = collected(read(source=source)).entries[0]
    assert entry.card.source is not None
    assert (entry.card.source.name, entry.mode) == (name, mode)


def test_the_article_says_more_than_its_source_about_the_mode():
    assert collected(read(source="blog", mode="full")).entries[0].mode == "full"


def test_the_card_of_a_linked_article_shows_nothing_of_its_text():
    cards = [
        entry.card for entry in collected(read("a", source="blog"), read("b", source="blog", summary="Ours."), read("c")).entries
    ]
    assert [card.summary for card in cards] == ["", "Ours.", "Text."]


def test_a_link_to_a_file_that_could_not_be_read_is_known():
    assert collected(read("a"), faulty_paths=["content/bad.md"]).states == {"content/a.md": "", "content/bad.md": "faulty"}


def test_two_articles_with_one_id_are_a_fault_of_the_second():
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
def test_what_appeared_in_the_last_48_hours_is_news(head: dict[str, str], is_news: bool):
    found = collected(read(**head), config=NEWS_SITE)
    assert names(found.news) == ["a"] * is_news
    assert collected(read(**head)).news == (), "unless the settings ask for none"
    if is_news:
        assert found.until is not None
        assert names(collected(read(**head), config=NEWS_SITE, now=found.until - timedelta(seconds=1)).news) == ["a"]
        assert collected(read(**head), config=NEWS_SITE, now=found.until).news == ()


def test_entries_run_from_the_oldest_and_those_of_one_instant_by_file():
    found = collected(read("c", slug="a"), read("b", slug="z"), read("a", "2026-02-02"))
    assert [entry.index.file for entry in found.entries] == ["content/b.md", "content/c.md", "content/a.md"]


@pytest.mark.parametrize(("at", "is_pinned"), [("2026-03-01T12:00:00Z", False), ("2026-03-01T12:00:01Z", True)])
def test_an_article_is_pinned_until_just_before_an_instant(at: str, is_pinned: bool):
    assert [entry.index.pinned for entry in collected(read(pin_until=at)).entries] == [is_pinned]


def test_what_was_collected_before_is_taken_only_if_the_rules_and_the_clock_say_the_same():
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
    assert collected(article, previous=before, registries=renamed).entries[0].card.topics[0].name == "Renamed"
    assert not collected(article, previous=before, now=NOW + timedelta(days=60)).entries[0].index.pinned


def test_of_lost_files_the_state_is_known_and_faulty_articles_are_checked_with_the_others():
    faulty = read("b", topic="nowhere", id="same")
    page = read("pages/c", None, topic="nowhere", source=None)
    found = collected(read(id="same"), faulty=[faulty, page], faulty_paths=["content/b.md", "content/x.md"])
    assert {path: state for path, state in found.states.items() if state} == {"content/b.md": "faulty", "content/x.md": "faulty"}
    assert [(each.path, each.line, each.column, each.code) for each in found.diagnostics] == [
        ("content/b.md", 4, 8, "E205"),
        ("content/b.md", 1, 1, "E403"),
    ]
    assert found.faulty == (faulty, page)


def test_what_is_hidden_had_an_address_recorded_or_as_an_alias():
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


def test_entries_with_corrections_are_known():
    corrected = read("a", corrections="[{date: 2026-02-03, text: No.}]")
    assert names(collected(corrected, read("b", updated="2026-02-03")).corrected) == ["a"]


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
def test_articles_are_listed_by_source_if_a_page_or_a_chart_needs_them(config: Config, registries: Registries, kinds: list[str]):
    found = collected(read("a", source="Them"), read("b", source="wire"), config=config, registries=registries).by_source
    assert [term.kind for term in found] == (kinds if registries.sources or not kinds else ["unlisted", "unlisted"])


def test_authors_are_listed_if_the_settings_ask_for_them():
    articles = [read(authors="[Kim]")]
    assert collected(*articles).authors == () and not collected(*articles).rules.lists_authors
    found = collected(*articles, config=replace(CONFIG, lists=Lists(authors=5)))
    assert [term.name for term in found.authors] == ["Kim"] and found.rules.lists_authors
