"""The edition of each article, the numbers of editions, and the ledger to be written."""

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
from digest.grouping.edition_assignment import _merged_window
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


def desk(
    *articles: Article, now: str, settings: EditionSettings = WEEKLY, ledger: tuple[Record, ...] = (), **more: Any
) -> Collections:
    """What is published at this instant."""
    return collected(*articles, config=config(settings, **more), now=at(now), registries=replace(REGISTRIES, ledger=ledger))


def shown(collections: Collections) -> dict[str, tuple[int | None, list[str]]]:
    """Each edition that is out: its number, and the articles in it."""
    return {edition.id: (edition.number, names(edition.entries)) for edition in collections.issues.out}


def test_a_site_without_the_setting_has_none():
    found = collected(read())
    assert not found.issues.editions
    assert found.issues.ledger == ()
    assert found.until is None
    assert found.entries[0].index.edition == ""


def test_an_edition_is_out_from_its_cutoff_on():
    article = read("a", "2026-01-07")
    assert shown(desk(article, now="2026-01-09 17:59:59")) == {}
    assert shown(desk(article, now="2026-01-09 18:00")) == {"2026-01-09": (1, ["a"])}
    before = desk(article, now="2026-01-09 17:59:59")
    assert before.until == at("2026-01-09 18:00")
    assert before.issues.next and names(before.issues.next.entries) == ["a"]
    assert desk(article, now="2026-01-09 18:00").until is None


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
def test_an_article_is_in_the_edition_of_its_instant_or_of_its_choice(head: dict[str, str], edition: str):
    found = desk(read(**head), now="2026-02-01")
    assert found.entries[0].index.edition == edition
    assert list(shown(found)) == ([edition] if edition else [])


def test_empty_windows_have_no_edition_and_spend_no_number():
    found = desk(read("a", "2026-01-07"), read("b", "2026-02-20"), now="2026-03-01")
    assert shown(found) == {"2026-01-09": (1, ["a"]), "2026-02-20": (2, ["b"])}


def test_the_first_edition_and_its_number_are_settings():
    settings = replace(WEEKLY, first="2026-01-16", number=0)
    found = desk(read("a", "2026-01-07"), read("b", "2026-01-12"), now="2026-03-01", settings=settings)
    assert shown(found) == {"2026-01-16": (0, ["b"])}
    assert found.entries[0].index.edition == "", "what is older is in none"


@pytest.mark.parametrize(("every", "day"), [("day", "2026-01-07"), ("week", "2026-01-09"), ("month", "2026-01-31")])
def test_editions_are_of_a_day_a_week_or_a_month(every: str, day: str):
    cutoff = {"day": Cutoff(0, 1080), "week": Cutoff(4, 1080), "month": Cutoff(31, 1440)}[every]
    found = desk(read("a", "2026-01-07"), now="2026-03-01", settings=EditionSettings(every, cutoff))
    assert shown(found) == {day: (1, ["a"])}


def test_a_cutoff_is_one_of_the_clocks_of_the_site():
    article = read("a", "2026-01-09T09:00:00+00:00", zone="Asia/Seoul")
    found = desk(article, now="2026-03-01", timezone="Asia/Seoul")
    assert shown(found) == {"2026-01-16": (1, ["a"])}, "in Seoul it is 18:00"
    edition = found.issues.out[0]
    assert (edition.opens.isoformat(), edition.closes.isoformat()) == ("2026-01-09T18:00:00+09:00", "2026-01-16T18:00:00+09:00")


def test_what_is_not_published_makes_no_edition():
    hidden = [
        read("draft", "2026-01-07", draft="true"),
        read("late", "2026-01-07", publish_at="2026-05-01"),
    ]
    assert shown(desk(*hidden, now="2026-02-01")) == {}
    assert desk(*hidden, now="2026-02-01").issues.ledger == ()


def test_in_a_preview_drafts_stand_in_editions_and_spend_no_number():
    articles = [read("draft", "2026-01-01", draft="true"), read("a", "2026-01-07")]
    found = desk(*articles, now="2026-02-01", drafts=True, future=True)
    assert shown(found) == {"2026-01-02": (None, ["draft"]), "2026-01-09": (1, ["a"])}
    assert [record.id for record in found.issues.ledger] == ["2026-01-09"]


def test_the_next_edition_has_what_is_in_it_so_far():
    articles = [
        read("a", "2026-01-07"),
        read("b", "2026-01-12"),
        read("draft", "2026-01-13", draft="true"),
        read("embargoed", "2026-01-13", publish_at="2026-01-15"),
        read("later", "2026-01-13", publish_at="2026-01-17"),
        read("kept", "2026-01-13", edition="none"),
    ]
    found = desk(*articles, now="2026-01-14").issues.next
    assert found and (found.id, found.number, names(found.entries)) == ("2026-01-16", None, ["b"])
    found = desk(*articles, now="2026-01-14", drafts=True, future=True).issues.next
    assert found and names(found.entries) == ["b", "draft", "embargoed"]


def test_a_preview_changes_when_the_next_edition_closes_whatever_is_in_it():
    assert desk(now="2026-01-14").until is None
    assert desk(now="2026-01-14", drafts=True, future=True).until == at("2026-01-16 18:00")


def test_a_day_on_which_no_edition_closes_is_an_error_with_the_one_that_is_meant():
    found = desk(read("a", "2026-01-07", edition="2026-01-08"), now="2026-02-01")
    (diagnostic,) = found.diagnostics
    assert str(diagnostic) == "content/a.md:6:10: E208 no edition closes on 2026-01-08"
    assert diagnostic.hint == "the edition of its date closes on 2026-01-09"
    found = collected(read("a", "2026-01-07", edition="2026-01-08"))
    assert found.diagnostics == (), "a site without editions does not mind"
    (diagnostic,) = desk(read("a", None, draft="true", edition="2026-01-08"), now="2026-02-01", drafts=True).diagnostics
    assert diagnostic.hint == "write the closing day of an edition, or none", "it has no date"


# Held articles


def test_a_held_article_appears_with_its_edition():
    settings = replace(WEEKLY, hold=True)
    articles = [read("a", "2026-01-07"), read("b", "2026-01-07", edition="none")]
    found = desk(*articles, now="2026-01-09 17:59:59", settings=settings)
    assert names(found.entries) == ["b"]
    assert found.states["content/a.md"] == "embargoed"
    assert found.held == (at("2026-01-09 18:00"),)
    assert found.until == at("2026-01-09 18:00")
    found = desk(*articles, now="2026-01-09 18:00", settings=settings)
    assert names(found.entries) == ["a", "b"]
    assert shown(found) == {"2026-01-09": (1, ["a"])}


def test_readers_could_see_it_only_then():
    entry = desk(read("a", "2026-01-07"), now="2026-02-01", settings=replace(WEEKLY, hold=True)).entries[0]
    assert entry.index.date == at("2026-01-07")
    assert entry.index.changed_at == at("2026-01-09 18:00")
    assert published_at(entry) == at("2026-01-09 18:00")
    late = read("a", "2026-01-07", publish_at="2026-01-15", edition="2026-01-09", updated="2026-01-20")
    entry = desk(late, now="2026-02-01", settings=replace(WEEKLY, hold=True)).entries[0]
    assert published_at(entry) == at("2026-01-15"), "after its edition was out"
    assert entry.index.changed_at == at("2026-01-20")


def test_what_is_held_is_shown_in_a_preview_and_drafts_stay_drafts():
    articles = [read("a", "2026-01-07"), read("b", "2026-01-07", draft="true")]
    found = desk(*articles, now="2026-01-08", settings=replace(WEEKLY, hold=True), drafts=True, future=True)
    assert [(entry.article.slug, entry.index.state) for entry in found.entries] == [("a", "embargoed"), ("b", "draft")]


# The ledger


def recorded(*articles: Article, now: str, settings: EditionSettings = WEEKLY) -> tuple[Record, ...]:
    return desk(*articles, now=now, settings=settings).issues.ledger


def test_what_is_recorded_stays_when_the_cutoff_moves():
    articles = [read("a", "2026-01-07"), read("b", "2026-01-14"), read("c", "2026-01-22")]
    ledger = recorded(*articles, now="2026-01-17")
    moved = replace(WEEKLY, cutoff=Cutoff(1, 600))
    found = desk(*articles, now="2026-02-01", settings=moved, ledger=ledger)
    assert shown(found) == {"2026-01-09": (1, ["a"]), "2026-01-16": (2, ["b"]), "2026-01-27": (3, ["c"])}
    assert found.issues.ledger[:2] == ledger
    without = desk(*articles, now="2026-02-01", settings=moved)
    assert shown(without) == {"2026-01-13": (1, ["a"]), "2026-01-20": (2, ["b"]), "2026-01-27": (3, ["c"])}


def test_an_edition_between_recorded_ones_gets_a_page_and_no_number():
    articles = [read("a", "2026-01-07"), read("c", "2026-01-22")]
    ledger = recorded(*articles, now="2026-02-01")
    found = desk(*articles, read("b", "2026-01-14"), read("d", "2026-01-28"), now="2026-02-01", ledger=ledger)
    assert shown(found) == {
        "2026-01-09": (1, ["a"]),
        "2026-01-16": (None, ["b"]),
        "2026-01-23": (2, ["c"]),
        "2026-01-30": (3, ["d"]),
    }
    again = desk(*articles, read("b", "2026-01-14"), now="2026-02-01", ledger=found.issues.ledger)
    assert shown(again)["2026-01-16"] == (None, ["b"]), "also once it is recorded"


def test_numbers_stay_when_an_edition_loses_its_articles():
    articles = [read("a", "2026-01-07"), read("b", "2026-01-14"), read("c", "2026-01-22")]
    ledger = recorded(*articles, now="2026-01-17")
    found = desk(articles[1], articles[2], now="2026-02-01", ledger=ledger)
    assert shown(found) == {"2026-01-16": (2, ["b"]), "2026-01-23": (3, ["c"])}
    assert (found.issues.ledger[0].number, found.issues.ledger[0].count) == (1, 0)


def test_an_expired_article_still_counts_for_its_edition():
    articles = [
        read("a", "2026-01-07"),
        read("b", "2026-01-08", expires="2026-01-20"),
        read("c", "2026-01-14", expires="2026-01-20"),
    ]
    before, after = (desk(*articles, now=now) for now in ("2026-01-19", "2026-01-21"))
    assert before.issues.ledger == after.issues.ledger, "an edition does not change by itself"
    assert shown(after) == {"2026-01-09": (1, ["a"])}, "but what expired is not shown"
    assert [record.number for record in after.issues.ledger] == [1, 2]


def test_the_ledger_names_articles_by_what_they_are_known_by():
    found = recorded(read("a", "2026-01-07"), read("b", "2026-01-08", id="my-id"), now="2026-02-01")
    assert [(record.count, record.members) for record in found] == [(2, members_hash(["a.md", "my-id"]))]


def test_looking_at_an_earlier_instant_keeps_what_is_recorded():
    articles = [read("a", "2026-01-07"), read("b", "2026-01-14")]
    ledger = recorded(*articles, now="2026-02-01")
    found = desk(*articles, now="2026-01-10", ledger=ledger)
    assert shown(found) == {"2026-01-09": (1, ["a"])}
    assert found.issues.ledger == ledger
    assert found.issues.next and found.issues.next.id == "2026-01-16"


def test_a_record_in_another_zone_is_the_same_instant():
    articles = [read("a", "2026-01-07")]
    (record,) = recorded(*articles, now="2026-02-01")
    seoul = replace(record, opens=record.opens.fromisoformat("2026-01-03T03:00:00+09:00"))
    found = desk(*articles, now="2026-02-01", ledger=(seoul,))
    assert found.issues.out[0].opens.isoformat() == "2026-01-02T18:00:00+00:00"
    assert found.issues.ledger[0].opens.isoformat() == "2026-01-03T03:00:00+09:00", "its line in the file stays as it is"


@pytest.mark.parametrize(
    ("date", "expires", "counts"),
    [
        ("2026-01-07", "2026-01-09 18:01", True),
        ("2026-01-07", "2026-01-09 18:00", False),  # it was gone before its edition was out
        ("2026-01-07", "2026-01-07", False),  # it never was shown
    ],
)
def test_an_article_counts_that_was_there_when_its_edition_closed(date: str, expires: str, counts: bool):
    found = desk(read("a", date, expires=expires), read("b", "2026-01-14"), now="2026-02-01")
    assert shown(found) == {"2026-01-16": (2 if counts else 1, ["b"])}


def test_an_article_counts_that_was_put_into_an_edition_later():
    found = desk(read("a", "2026-01-20", edition="2026-01-09", expires="2026-01-25"), now="2026-02-01")
    assert [(record.id, record.count) for record in found.issues.ledger] == [("2026-01-09", 1)]
    found = desk(read("a", "2026-01-20", edition="2026-01-09", expires="2026-01-15"), now="2026-02-01")
    assert found.issues.ledger == (), "it never was shown"


plans = st.lists(st.tuples(st.integers(-20, 20), st.none() | st.integers(-20, 20), st.booleans()), max_size=6)


@given(plans, st.integers(-15, 15), st.booleans(), st.booleans())
def test_between_now_and_until_the_clock_changes_nothing(
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
        assert shown(other) == shown(first)
        assert names(other.entries) == names(first.entries)
        assert other.issues.ledger == first.issues.ledger


@given(plans, st.integers(0, 5), st.integers(-15, 15))
def test_recording_twice_is_recording_once(articles: list[tuple[int, int | None, bool]], count: int, day: int):
    made = [read(f"a{n}", (at("2026-01-09") + timedelta(date)).isoformat()) for n, (date, _, _) in enumerate(articles)]
    now = (at("2026-01-09") + timedelta(day)).isoformat()[:19]
    ledger = recorded(*made[:count], now=now)
    after = desk(*made, now="2026-03-01", ledger=ledger).issues.ledger
    assert desk(*made, now="2026-03-01", ledger=after).issues.ledger == after
    numbers = {record.id: record.number for record in after}
    assert all(numbers[record.id] == record.number for record in ledger), "no number moves"
    counted = [record.number for record in after if record.number is not None]
    assert counted == list(range(1, len(counted) + 1)), "and none is left out"


# A saved article


def test_a_saved_article_is_another_in_its_edition():
    articles = [read("a", "2026-01-07"), read("b", "2026-01-08"), read("c", "2026-01-14"), read("d", "2026-01-20")]
    before = desk(*articles, now="2026-01-21")
    for number, name in enumerate("abcd"):
        new = read(name, articles[number].date.at.date().isoformat(), body="Other.", key="new")  # type: ignore[union-attr]
        found = revised(before, new)
        assert found
        changed = [*articles[:number], new, *articles[number + 1 :]]
        fresh = desk(*changed, now="2026-01-21")
        assert [e.entries for e in found[0].issues.editions] == [e.entries for e in fresh.issues.editions]
        assert found[0].issues.ledger == fresh.issues.ledger


def test_another_edition_is_another_place():
    before = desk(read("a", "2026-01-07"), now="2026-02-01")
    assert revised(before, read("a", "2026-01-07", edition="2026-01-16")) is None
    assert revised(before, read("a", "2026-01-07", edition="none")) is None


def test_an_edition_whose_articles_expired_before_it_closes_is_nothing_to_wait_for():
    over = read("a", "2026-01-07", expires="2026-01-08")
    assert desk(over, now="2026-01-08 12:00").until is None
    assert desk(over, read("b", "2026-01-07"), now="2026-01-08 12:00").until == at("2026-01-09 18:00")


@pytest.mark.parametrize(("now", "count"), [("2026-01-09 17:59:59", 7), ("2026-01-09 18:00", 1)])
def test_a_record_is_counted_again_from_its_closing_on(now: str, count: int):
    record = Record("2026-01-09", 1, at("2026-01-02 18:00"), at("2026-01-09 18:00"), 7, "ab", 1)
    (found,) = desk(read("a", "2026-01-07"), now=now, ledger=(record,)).issues.ledger
    assert (found.count, found.members == "ab") == (count, count == 7)


def test_two_windows_of_one_id_are_one_from_the_first_opening_to_the_last_closing():
    one, other = Window("x", at("2026-01-02"), at("2026-01-09")), Window("x", at("2026-01-03"), at("2026-01-10"))
    for pair in ((one, other), (other, one)):
        assert _merged_window(*pair) == Window("x", at("2026-01-02"), at("2026-01-10"))
    assert _merged_window(one, one) is one


@pytest.mark.parametrize(("numbers", "following"), [((4, 2), 5), ((None, 2), 3), ((None, None), 7)])
def test_a_new_edition_has_the_number_after_the_highest(numbers: tuple[int | None, int | None], following: int):
    first = Record("2026-01-02", numbers[0], at("2025-12-26 18:00"), at("2026-01-02 18:00"), 0, "ab", 1)
    second = Record("2026-01-09", numbers[1], at("2026-01-02 18:00"), at("2026-01-09 18:00"), 0, "ab", 2)
    found = desk(read("a", "2026-01-14"), now="2026-02-01", ledger=(first, second), settings=replace(WEEKLY, number=7))
    assert [record.number for record in found.issues.ledger] == [*numbers, following]
