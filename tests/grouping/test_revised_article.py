"""Replacing one article in collections gives the same result as collecting everything again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.articles.article import Article
from digest.config.config import Config, Lists
from digest.config.edition_settings import Cutoff, EditionSettings
from digest.grouping.snapshot import revised
from tests.values import NOW, collected, read

HEADS = {
    "headline": ["Ours"],
    "summary": ["Short."],
    "topic": ["world", "tech", "[world, tech]", "elsewhere"],
    "tags": ["[AI, C++]", "[ai]", "[even]"],
    "draft": ["true"],
    "publish_at": ["2026-02-03", "2026-03-02"],
    "expires": ["2026-02-20", "2026-03-03"],
    "pin_until": ["2026-02-20", "2026-03-03"],
    "slug": ["own"],
    "source": ["wire", "blog"],
    "mode": ["link", "full"],
    "weight": ["3"],
    "featured": ["true"],
}
VERSIONS = st.tuples(
    st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in HEADS.items()}),
    st.sampled_from(["2026-02-01", "2026-02-01 08:00", "2026-01-04", "2026-03-02"]),
    st.sampled_from(["Text.", "Another *text*.", "[a](a.md)"]),
)


def version(name: str, drawn: tuple[dict[str, str], str, str]) -> Article:
    head, date, body = drawn
    return read(name, date, body=body, **head)


@given(st.lists(VERSIONS, min_size=1, max_size=6), st.data(), st.booleans())
def test_revised_collections_equal_newly_collected_ones(
    drawn: list[tuple[dict[str, str], str, str]], data: st.DataObject, shows_all: bool
):
    config = Config("T", "https://example.org/repo/", drafts=shows_all, future=shows_all)
    articles = [version(f"a{number}", one) for number, one in enumerate(drawn)]
    before = collected(*articles, config=config)
    at = data.draw(st.integers(0, len(articles) - 1))
    head, date, body = drawn[at]
    changes = data.draw(st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in HEADS.items()}))
    articles[at] = version(f"a{at}", ({**head, **changes}, date, data.draw(st.sampled_from([body, "New."]))))
    found = revised(before, articles[at])
    expected = collected(*articles, config=config)
    assert expected == collected(*articles, config=config, previous=before)
    if found is not None:
        assert found[0] == expected
        assert expected.entries[found[1]].article is articles[at]


@pytest.mark.parametrize("head", [{"headline": "New"}, {"summary": "New."}, {"weight": "3"}, {"mode": "link"}, {"source": "wire"}])
def test_changes_of_one_entry_need_no_full_collect(head: dict[str, str]):
    others = [read("b"), read("c", "2026-01-04")]
    assert revised(collected(read(), *others), read(**head)) is not None


@pytest.mark.parametrize(
    "head",
    [
        {"draft": "true"},
        {"tags": "[x]"},
        {"topic": "tech"},
        {"story": "Flood"},
        {"date": "2026-02-02"},
        {"publish_at": "2026-02-01"},
        {"expires": "2026-02-05"},
        {"pin_until": "2026-02-05"},
        {"slug": "b"},
        {"lang": "de"},
        {"id": "b"},
        {"aliases": "[/b/]"},
        {"source": "Another"},
        {"source_url": "https://another.example/a"},
        {"edition": "none"},
        {"covers": "b.md"},
        {"related": "[b.md]"},
        {"related": "[]"},
        {"translation": "b"},
        {"corrections": "[{date: 2026-02-02, text: No.}]"},
    ],
    ids=str,
)
def test_changes_of_path_position_or_groups_need_a_full_collect(head: dict[str, str]):
    assert revised(collected(read()), read(**head)) is None


def test_new_version_is_in_every_group_of_the_article():
    weekly = EditionSettings("week", Cutoff(4, 18 * 60))
    lists = Lists(authors=5)
    config = Config("T", "https://example.org/repo/", editions=weekly, lists=lists, news_sitemap=True)
    head = {
        "date": "2026-02-28",
        "topic": "[world, tech]",
        "tags": "[AI]",
        "story": "Flood",
        "authors": "[Kim]",
        "source": "wire",
        "corrections": "[{date: 2026-03-01, text: No.}]",
    }
    others = [read("b"), read("c", "2026-02-28 10:00", tags="[ai]", topic="tech")]
    for now in (NOW, NOW + timedelta(days=6)):
        before = collected(read(**head), *others, config=config, now=now)
        after = read(**head, headline="New", key="new")
        found = revised(before, after)
        assert found is not None
        assert found[0] == collected(after, *others, config=config, now=now) != before


def test_an_article_in_another_file_is_no_new_version():
    assert revised(collected(read("x/a")), read("y/a")) is None
    assert revised(collected(read("y/a")), read("x/a")) is None


def test_an_article_with_a_diagnostic_about_other_articles_is_collected_again():
    """Its line may have changed."""
    unknown = read(topic="[world, elsewhere]")
    assert collected(unknown).diagnostics
    assert revised(collected(unknown), read(topic="[world, elsewhere]", body="New.")) is None
    assert revised(collected(read(topic="world")), read(topic="world", body="New.")) is not None
