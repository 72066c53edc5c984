"""The edition of each article, the numbers of editions, and the records for the ledger."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from digest.articles.article import Article
from digest.config.config import Config
from digest.config.edition_settings import Cutoff, EditionSettings
from digest.grouping.article_collections import Collections
from digest.grouping.edition_assignment import _merged_edition_window
from digest.grouping.edition_ledger import Record, members_hash
from digest.grouping.edition_schedule import Window
from digest.grouping.entry import published_at
from digest.grouping.snapshot import revised
from tests.values import CONFIG, REGISTRIES, collected, names, read

WEEKLY = EditionSettings("week", Cutoff(4, 18 * 60))
"""Editions close on Fridays at 18:00; 2026-01-09 is a Friday."""

SECOND = timedelta(seconds=1)


def config(settings: EditionSettings = WEEKLY, **more: Any) -> Config:
    return replace(CONFIG, editions=settings, **more)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def collected_at(
    *articles: Article, now: str, settings: EditionSettings = WEEKLY, ledger: tuple[Record, ...] = (), **more: Any
) -> Collections:
    """Return the collections at an instant."""
    return collected(*articles, config=config(settings, **more), now=at(now), registries=replace(REGISTRIES, ledger=ledger))


def published_editions(collections: Collections) -> dict[str, tuple[int | None, list[str]]]:
    """Return the number and the articles of each published edition."""
    return {edition.id: (edition.number, names(edition.entries)) for edition in collections.issues.out}


def test_no_editions_without_the_setting():
    found = collected(read())
    assert not found.issues.editions
    assert found.issues.ledger == ()
    assert found.until is None
    assert found.entries[0].index.edition == ""


def test_edition_is_published_at_its_cutoff():
    article = read("a", "2026-01-07")
    assert published_editions(collected_at(article, now="2026-01-09 17:59:59")) == {}
    assert published_editions(collected_at(article, now="2026-01-09 18:00")) == {"2026-01-09": (1, ["a"])}
    before = collected_at(article, now="2026-01-09 17:59:59")
    assert before.until == at("2026-01-09 18:00")
    assert before.issues.next and names(before.issues.next.entries) == ["a"]
    assert collected_at(article, now="2026-01-09 18:00").until is None


@pytest.mark.parametrize(
    ("head", "edition"),
    [
        ({"date": "2026-01-09 17:59:59"}, "2026-01-09"),
        ({"date": "2026-01-09 18:00"}, "2026-01-16"),
        ({"date": "2026-01-07", "publish_at": "2026-01-12"}, "2026-01-16"),
        ({"date": "2026-01-07", "publish_at": "2026-01-01"}, "2026-01-09"),
        ({"date": "2026-01-07", "edition": "2026-01-23"}, "2026-01-23"),
        ({"date": "2026-01-20", "edition": "2026-01-09"}, "2026-01-09"),
        ({"date": "2026-01-07", "edition": "none"}, ""),
        ({"date": "2026-01-10T02:00:00+09:00"}, "2026-01-09"),
    ],
)
def test_article_is_in_the_edition_of_its_instant_or_its_front_matter(head: dict[str, str], edition: str):
    found = collected_at(read(**head), now="2026-02-01")
    assert found.entries[0].index.edition == edition
    assert list(published_editions(found)) == ([edition] if edition else [])


def test_empty_windows_have_no_edition_and_use_no_number():
    found = collected_at(read("a", "2026-01-07"), read("b", "2026-02-20"), now="2026-03-01")
    assert published_editions(found) == {"2026-01-09": (1, ["a"]), "2026-02-20": (2, ["b"])}


def test_first_edition_and_its_number_are_settings():
    settings = replace(WEEKLY, first="2026-01-16", number=0)
    found = collected_at(read("a", "2026-01-07"), read("b", "2026-01-12"), now="2026-03-01", settings=settings)
    assert published_editions(found) == {"2026-01-16": (0, ["b"])}
    assert found.entries[0].index.edition == "", "older articles are in no edition"


@pytest.mark.parametrize(("every", "day"), [("day", "2026-01-07"), ("week", "2026-01-09"), ("month", "2026-01-31")])
def test_editions_are_daily_weekly_or_monthly(every: str, day: str):
    cutoff = {"day": Cutoff(0, 1080), "week": Cutoff(4, 1080), "month": Cutoff(31, 1440)}[every]
    found = collected_at(read("a", "2026-01-07"), now="2026-03-01", settings=EditionSettings(every, cutoff))
    assert published_editions(found) == {day: (1, ["a"])}


def test_cutoff_is_in_the_sites_time_zone():
    article = read("a", "2026-01-09T09:00:00+00:00", zone="Asia/Seoul")
    found = collected_at(article, now="2026-03-01", timezone="Asia/Seoul")
    assert published_editions(found) == {"2026-01-16": (1, ["a"])}, "in Seoul it is 18:00"
    edition = found.issues.out[0]
    assert (edition.opens.isoformat(), edition.closes.isoformat()) == ("2026-01-09T18:00:00+09:00", "2026-01-16T18:00:00+09:00")


def test_unpublished_articles_make_no_edition():
    hidden = [
        read("draft", "2026-01-07", draft="true"),
        read("late", "2026-01-07", publish_at="2026-05-01"),
    ]
    assert published_editions(collected_at(*hidden, now="2026-02-01")) == {}
    assert collected_at(*hidden, now="2026-02-01").issues.ledger == ()


def test_drafts_in_a_preview_are_in_editions_and_use_no_number():
    articles = [read("draft", "2026-01-01", draft="true"), read("a", "2026-01-07")]
    found = collected_at(*articles, now="2026-02-01", drafts=True, future=True)
    assert published_editions(found) == {"2026-01-02": (None, ["draft"]), "2026-01-09": (1, ["a"])}
    assert [record.id for record in found.issues.ledger] == ["2026-01-09"]


def test_next_edition_has_its_articles_so_far():
    articles = [
        read("a", "2026-01-07"),
        read("b", "2026-01-12"),
        read("draft", "2026-01-13", draft="true"),
        read("embargoed", "2026-01-13", publish_at="2026-01-15"),
        read("later", "2026-01-13", publish_at="2026-01-17"),
        read("kept", "2026-01-13", edition="none"),
    ]
    found = collected_at(*articles, now="2026-01-14").issues.next
    assert found and (found.id, found.number, names(found.entries)) == ("2026-01-16", None, ["b"])
    found = collected_at(*articles, now="2026-01-14", drafts=True, future=True).issues.next
    assert found and names(found.entries) == ["b", "draft", "embargoed"]


def test_preview_changes_when_the_next_edition_closes_even_if_it_is_empty():
    assert collected_at(now="2026-01-14").until is None
    assert collected_at(now="2026-01-14", drafts=True, future=True).until == at("2026-01-16 18:00")


def test_day_without_closing_edition_is_an_error_with_a_hint():
    found = collected_at(read("a", "2026-01-07", edition="2026-01-08"), now="2026-02-01")
    (diagnostic,) = found.diagnostics
    assert str(diagnostic) == "content/a.md:6:10: E208 no edition closes on 2026-01-08"
    assert diagnostic.hint == "the edition of its date closes on 2026-01-09"
    found = collected(read("a", "2026-01-07", edition="2026-01-08"))
    assert found.diagnostics == (), "ignored on a site without editions"
    (diagnostic,) = collected_at(read("a", None, draft="true", edition="2026-01-08"), now="2026-02-01", drafts=True).diagnostics
    assert diagnostic.hint == "write the closing day of an edition, or none", "the article has no date"


# Held articles


def test_held_article_is_published_with_its_edition():
    settings = replace(WEEKLY, hold=True)
    articles = [read("a", "2026-01-07"), read("b", "2026-01-07", edition="none")]
    found = collected_at(*articles, now="2026-01-09 17:59:59", settings=settings)
    assert names(found.entries) == ["b"]
    assert found.states["content/a.md"] == "embargoed"
    assert found.held == (at("2026-01-09 18:00"),)
    assert found.until == at("2026-01-09 18:00")
    found = collected_at(*articles, now="2026-01-09 18:00", settings=settings)
    assert names(found.entries) == ["a", "b"]
    assert published_editions(found) == {"2026-01-09": (1, ["a"])}


def test_held_article_has_the_date_of_its_edition():
    entry = collected_at(read("a", "2026-01-07"), now="2026-02-01", settings=replace(WEEKLY, hold=True)).entries[0]
    assert entry.index.date == at("2026-01-07")
    assert entry.index.changed_at == at("2026-01-09 18:00")
    assert published_at(entry) == at("2026-01-09 18:00")
    late = read("a", "2026-01-07", publish_at="2026-01-15", edition="2026-01-09", updated="2026-01-20")
    entry = collected_at(late, now="2026-02-01", settings=replace(WEEKLY, hold=True)).entries[0]
    assert published_at(entry) == at("2026-01-15"), "after the closing of its edition"
    assert entry.index.changed_at == at("2026-01-20")


def test_preview_shows_held_articles_and_drafts_remain_drafts():
    articles = [read("a", "2026-01-07"), read("b", "2026-01-07", draft="true")]
    found = collected_at(*articles, now="2026-01-08", settings=replace(WEEKLY, hold=True), drafts=True, future=True)
    assert [(entry.article.slug, entry.index.state) for entry in found.entries] == [("a", "embargoed"), ("b", "draft")]


# The ledger


def recorded_ledger(*articles: Article, now: str, settings: EditionSettings = WEEKLY) -> tuple[Record, ...]:
    return collected_at(*articles, now=now, settings=settings).issues.ledger


def test_recorded_editions_do_not_change_with_the_cutoff():
    articles = [read("a", "2026-01-07"), read("b", "2026-01-14"), read("c", "2026-01-22")]
    ledger = recorded_ledger(*articles, now="2026-01-17")
    moved = replace(WEEKLY, cutoff=Cutoff(1, 600))
    found = collected_at(*articles, now="2026-02-01", settings=moved, ledger=ledger)
    assert published_editions(found) == {"2026-01-09": (1, ["a"]), "2026-01-16": (2, ["b"]), "2026-01-27": (3, ["c"])}
    assert found.issues.ledger[:2] == ledger
    without = collected_at(*articles, now="2026-02-01", settings=moved)
    assert published_editions(without) == {"2026-01-13": (1, ["a"]), "2026-01-20": (2, ["b"]), "2026-01-27": (3, ["c"])}


def test_edition_between_recorded_ones_has_a_page_and_no_number():
    articles = [read("a", "2026-01-07"), read("c", "2026-01-22")]
    ledger = recorded_ledger(*articles, now="2026-02-01")
    found = collected_at(*articles, read("b", "2026-01-14"), read("d", "2026-01-28"), now="2026-02-01", ledger=ledger)
    assert published_editions(found) == {
        "2026-01-09": (1, ["a"]),
        "2026-01-16": (None, ["b"]),
        "2026-01-23": (2, ["c"]),
        "2026-01-30": (3, ["d"]),
    }
    again = collected_at(*articles, read("b", "2026-01-14"), now="2026-02-01", ledger=found.issues.ledger)
    assert published_editions(again)["2026-01-16"] == (None, ["b"]), "also after recording"


def test_numbers_do_not_change_if_an_edition_loses_its_articles():
    articles = [read("a", "2026-01-07"), read("b", "2026-01-14"), read("c", "2026-01-22")]
    ledger = recorded_ledger(*articles, now="2026-01-17")
    found = collected_at(articles[1], articles[2], now="2026-02-01", ledger=ledger)
    assert published_editions(found) == {"2026-01-16": (2, ["b"]), "2026-01-23": (3, ["c"])}
    assert (found.issues.ledger[0].number, found.issues.ledger[0].count) == (1, 0)


def test_expired_article_counts_for_its_edition():
    articles = [
        read("a", "2026-01-07"),
        read("b", "2026-01-08", expires="2026-01-20"),
        read("c", "2026-01-14", expires="2026-01-20"),
    ]
    before, after = (collected_at(*articles, now=now) for now in ("2026-01-19", "2026-01-21"))
    assert before.issues.ledger == after.issues.ledger, "an edition does not change without an edit"
    assert published_editions(after) == {"2026-01-09": (1, ["a"])}, "expired articles are not listed"
    assert [record.number for record in after.issues.ledger] == [1, 2]


def test_ledger_has_the_hash_of_article_identities():
    found = recorded_ledger(read("a", "2026-01-07"), read("b", "2026-01-08", id="my-id"), now="2026-02-01")
    assert [(record.count, record.members, record.line) for record in found] == [(2, members_hash(["a.md", "my-id"]), 0)]


def test_earlier_instant_keeps_recorded_editions():
    articles = [read("a", "2026-01-07"), read("b", "2026-01-14")]
    ledger = recorded_ledger(*articles, now="2026-02-01")
    found = collected_at(*articles, now="2026-01-10", ledger=ledger)
    assert published_editions(found) == {"2026-01-09": (1, ["a"])}
    assert found.issues.ledger == ledger
    assert found.issues.next and found.issues.next.id == "2026-01-16"


def test_record_in_another_time_zone_is_the_same_instant():
    articles = [read("a", "2026-01-07")]
    (record,) = recorded_ledger(*articles, now="2026-02-01")
    opens, closes = "2026-01-03T03:00:00+09:00", "2026-01-10T03:00:00+09:00"
    seoul = replace(record, opens=datetime.fromisoformat(opens), closes=datetime.fromisoformat(closes))
    found = collected_at(*articles, now="2026-02-01", ledger=(seoul,))
    (edition,), (line,) = found.issues.out, found.issues.ledger
    assert (edition.opens.isoformat(), edition.closes.isoformat()) == ("2026-01-02T18:00:00+00:00", "2026-01-09T18:00:00+00:00")
    assert (line.opens.isoformat(), line.closes.isoformat()) == (opens, closes), "the line in the file does not change"


@pytest.mark.parametrize(
    ("date", "expires", "counts"),
    [
        ("2026-01-07", "2026-01-09 18:01", True),
        ("2026-01-07", "2026-01-09 18:00", False),  # it had expired when its edition closed
        ("2026-01-07", "2026-01-07", False),  # it was never published
    ],
)
def test_article_counts_if_it_was_published_when_its_edition_closed(date: str, expires: str, counts: bool):
    found = collected_at(read("a", date, expires=expires), read("b", "2026-01-14"), now="2026-02-01")
    assert published_editions(found) == {"2026-01-16": (2 if counts else 1, ["b"])}


def test_article_that_is_added_to_an_edition_later_counts():
    found = collected_at(read("a", "2026-01-20", edition="2026-01-09", expires="2026-01-25"), now="2026-02-01")
    assert [(record.id, record.count) for record in found.issues.ledger] == [("2026-01-09", 1)]
    found = collected_at(read("a", "2026-01-20", edition="2026-01-09", expires="2026-01-15"), now="2026-02-01")
    assert found.issues.ledger == (), "it was never published"


plans = st.lists(st.tuples(st.integers(-20, 20), st.none() | st.integers(-20, 20), st.booleans()), max_size=6)


@given(plans, st.integers(-15, 15), st.booleans(), st.booleans())
def test_editions_do_not_change_between_now_and_until(
    articles: list[tuple[int, int | None, bool]], day: int, hold: bool, preview: bool
):
    base = at("2026-01-09 17:00")

    def moment(days: int) -> str:
        return (base + timedelta(days=days, hours=days)).isoformat()

    made = [
        read(f"a{n}", moment(date), expires=moment(end) if end is not None else None, draft=str(draft).lower())
        for n, (date, end, draft) in enumerate(articles)
    ]
    settings = replace(WEEKLY, hold=hold)
    now = base + timedelta(days=day)
    first = collected(*made, config=config(settings, drafts=preview, future=preview), now=now)
    until = first.until or now + timedelta(days=60)
    assert until > now
    for later in (now + (until - now) / 2, until - SECOND):
        other = collected(*made, config=config(settings, drafts=preview, future=preview), now=max(now, later))
        assert published_editions(other) == published_editions(first)
        assert names(other.entries) == names(first.entries)
        assert other.issues.ledger == first.issues.ledger


@given(plans, st.integers(0, 5), st.integers(-15, 15))
def test_recording_is_idempotent(articles: list[tuple[int, int | None, bool]], count: int, day: int):
    made = [read(f"a{n}", (at("2026-01-09") + timedelta(date)).isoformat()) for n, (date, _, _) in enumerate(articles)]
    now = (at("2026-01-09") + timedelta(day)).isoformat()[:19]
    ledger = recorded_ledger(*made[:count], now=now)
    after = collected_at(*made, now="2026-03-01", ledger=ledger).issues.ledger
    assert collected_at(*made, now="2026-03-01", ledger=after).issues.ledger == after
    numbers = {record.id: record.number for record in after}
    assert all(numbers[record.id] == record.number for record in ledger), "no number changes"
    counted = [record.number for record in after if record.number is not None]
    assert counted == list(range(1, len(counted) + 1)), "and none is skipped"


# A saved article


def test_revised_article_is_replaced_in_its_edition():
    articles = [read("a", "2026-01-07"), read("b", "2026-01-08"), read("c", "2026-01-14"), read("d", "2026-01-20")]
    before = collected_at(*articles, now="2026-01-21")
    for number, name in enumerate("abcd"):
        new = read(name, articles[number].date.at.date().isoformat(), body="Other.", key="new")  # type: ignore[union-attr]
        found = revised(before, new)
        assert found
        changed = [*articles[:number], new, *articles[number + 1 :]]
        fresh = collected_at(*changed, now="2026-01-21")
        assert [e.entries for e in found[0].issues.editions] == [e.entries for e in fresh.issues.editions]
        assert found[0].issues.ledger == fresh.issues.ledger


def test_changed_edition_needs_a_full_collect():
    before = collected_at(read("a", "2026-01-07"), now="2026-02-01")
    assert revised(before, read("a", "2026-01-07", edition="2026-01-16")) is None
    assert revised(before, read("a", "2026-01-07", edition="none")) is None


def test_edition_with_only_expired_articles_does_not_limit_until():
    over = read("a", "2026-01-07", expires="2026-01-08")
    assert collected_at(over, now="2026-01-08 12:00").until is None
    assert collected_at(over, read("b", "2026-01-07"), now="2026-01-08 12:00").until == at("2026-01-09 18:00")


@pytest.mark.parametrize(("now", "count"), [("2026-01-09 17:59:59", 7), ("2026-01-09 18:00", 1)])
def test_record_is_counted_again_after_its_closing(now: str, count: int):
    record = Record("2026-01-09", 1, at("2026-01-02 18:00"), at("2026-01-09 18:00"), 7, "ab", 1)
    (found,) = collected_at(read("a", "2026-01-07"), now=now, ledger=(record,)).issues.ledger
    assert (found.count, found.members == "ab") == (count, count == 7)


def test_windows_with_the_same_id_are_merged():
    one, other = Window("x", at("2026-01-02"), at("2026-01-09")), Window("x", at("2026-01-03"), at("2026-01-10"))
    for pair in ((one, other), (other, one)):
        assert _merged_edition_window(*pair) == Window("x", at("2026-01-02"), at("2026-01-10"))
    assert _merged_edition_window(one, one) is one


@pytest.mark.parametrize(("numbers", "following"), [((4, 2), 5), ((None, 2), 3), ((None, None), 7)])
def test_new_edition_has_the_highest_number_plus_one(numbers: tuple[int | None, int | None], following: int):
    first = Record("2026-01-02", numbers[0], at("2025-12-26 18:00"), at("2026-01-02 18:00"), 0, "ab", 1)
    second = Record("2026-01-09", numbers[1], at("2026-01-02 18:00"), at("2026-01-09 18:00"), 0, "ab", 2)
    found = collected_at(read("a", "2026-01-14"), now="2026-02-01", ledger=(first, second), settings=replace(WEEKLY, number=7))
    assert [record.number for record in found.issues.ledger] == [*numbers, following]


def test_article_without_a_date_is_in_the_edition_of_today():
    found = collected_at(read("a", None), now="2026-01-07", settings=replace(WEEKLY, hold=False))
    assert [entry.index.edition for entry in found.entries] == ["2026-01-09"]


def test_editions_are_sorted_by_their_closing_whatever_the_dates_of_their_articles():
    articles = read("a", "2026-01-05", edition="2026-01-23"), read("b", "2026-01-07"), read("c", "2026-01-14")
    found = collected_at(*articles, now="2026-02-01")
    ids = ["2026-01-09", "2026-01-16", "2026-01-23"]
    assert ([edition.id for edition in found.issues.out], [record.id for record in found.issues.ledger]) == (ids, ids)


def test_ledger_has_an_edition_before_the_recorded_ones_at_its_place():
    later = collected_at(read("b", "2026-01-14"), now="2026-02-01").issues.ledger
    found = collected_at(read("a", "2026-01-07"), read("b", "2026-01-14"), now="2026-02-01", ledger=later).issues.ledger
    assert [(record.id, record.number) for record in found] == [("2026-01-09", None), ("2026-01-16", 1)]
