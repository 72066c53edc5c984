"""A real newsletter, replayed as a weekly digest with one article per edition: editions have the original numbers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from msgspec.structs import replace

from digest.articles.article import Article
from digest.articles.date_reader import Moment
from digest.config.config import Config
from digest.config.edition_settings import Cutoff, EditionSettings
from digest.grouping.edition_assignment import Assignment
from digest.grouping.edition_ledger import Record

RUNS = (
    ("2018-06-08", 0, 1),
    ("2018-06-26", 1, 26),
    ("2018-12-28", 27, 1),
    ("2019-01-08", 28, 20),
    ("2019-05-29", 48, 30),
    ("2019-12-28", 78, 1),
    ("2020-01-08", 79, 51),
    ("2021-01-06", 130, 51),
    ("2022-01-05", 181, 51),
    ("2023-01-04", 232, 51),
    ("2024-01-03", 283, 20),
    ("2024-05-17", 303, 32),
    ("2025-01-03", 335, 51),
    ("2026-01-02", 386, 34),
)
"""The issues of Bitcoin Optech's newsletter as runs of weekly issues: first day, first number, and number of issues.

It pauses over Christmas, moved from Tuesday to Wednesday to Friday, and has special issues on other days. Issues 302 and 303 are in
the same calendar week."""

ISSUES = tuple(
    (date.fromisoformat(start) + timedelta(7 * week), number + week) for start, number, count in RUNS for week in range(count)
)

WEEKLY = EditionSettings("week", Cutoff(4, 1080), "2018-06-08", 0)


def article(day: date) -> Article:
    at = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return Article(f"content/{day}.md", str(day), str(day), date=Moment(at, timed=False))


def config(settings: EditionSettings) -> Config:
    return Config("T", "https://example.org/", editions=settings)


def ledger_of(days: list[date], recorded: tuple[Record, ...], settings: EditionSettings, now: datetime) -> tuple[Record, ...]:
    articles = [article(day) for day in days]
    found = Assignment(articles, recorded, config(settings), now)
    return found.ledger({one.path: "" for one in articles})


def evening(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 20, tzinfo=UTC)


def test_table_has_every_issue():
    assert len(ISSUES) == 420
    assert [number for _, number in ISSUES] == list(range(420))
    assert ISSUES[-1][0] == date(2026, 8, 21)


def test_ledger_recorded_edition_by_edition_has_the_numbers_and_days_of_the_newsletter():
    """The cutoff is moved to the weekday of the next issue after all earlier ones are recorded."""
    recorded: tuple[Record, ...] = ()
    days: list[date] = []
    for day, number in ISSUES:
        days.append(day)
        settings = replace(WEEKLY, cutoff=Cutoff(day.weekday(), 1080))
        before, recorded = recorded, ledger_of(days, recorded, settings, evening(day))
        assert recorded[:-1] == before, "recorded editions do not change"
        assert (recorded[-1].id, recorded[-1].number, recorded[-1].count) == (str(day), number, 1)
    assert ledger_of(days, recorded, WEEKLY, evening(days[-1])) == recorded, "regardless of the present cutoff"


def test_numbers_with_a_fixed_cutoff_are_equal_until_two_issues_are_in_one_week():
    days = [day for day, _ in ISSUES]
    found = ledger_of(days, (), WEEKLY, evening(days[-1]))
    assert [record.number for record in found] == list(range(419))
    assert [record.count for record in found if record.count > 1] == [2], "issues 302 and 303"
    assert found[302].count == 2


def test_pause_uses_no_number():
    days = [day for day, _ in ISSUES[:60]]
    found = ledger_of(days, (), WEEKLY, evening(days[-1]) + timedelta(7))
    weeks = [(date.fromisoformat(record.id) - date(2018, 6, 8)).days // 7 for record in found]
    assert [record.number for record in found] == list(range(60))
    assert weeks[59] == 62


def test_recording_only_sometimes_gives_the_same_numbers():
    """The editor records only sometimes and never moves the cutoff."""
    days = [day for day, _ in ISSUES[:200]]
    recorded: tuple[Record, ...] = ()
    for count in (1, 30, 31, 90, 200):
        recorded = ledger_of(days[:count], recorded, WEEKLY, evening(days[count - 1]) + timedelta(7))
    assert recorded == ledger_of(days, (), WEEKLY, evening(days[-1]) + timedelta(7))
