"""Published editions compared with the ledger: unrecorded and changed ones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from digest.checks.published_records import edition_diagnostics
from digest.grouping.edition_assignment import Issues
from digest.grouping.edition_ledger import Record

START = datetime(2026, 1, 2, 18, tzinfo=UTC)


def record(week: int, number: int | None, count: int = 2, members: str = "ab", line: int = 0) -> Record:
    opens = START + timedelta(7 * week)
    closes = opens + timedelta(7)
    return Record(closes.date().isoformat(), number, opens, closes, count, members, line)


def diagnostic_lines(recorded: list[Record], ledger: list[Record]) -> list[str]:
    return [str(d) for d in edition_diagnostics(Issues(ledger=tuple(ledger), recorded=tuple(recorded)))]


def test_no_diagnostic_for_unchanged_recorded_editions():
    assert diagnostic_lines([record(0, 1, line=1)], [record(0, 1)]) == []
    assert diagnostic_lines([], []) == []


def test_unrecorded_edition_is_a_note_with_number_and_count():
    assert diagnostic_lines([record(0, 1, line=1)], [record(0, 1), record(1, 2, 1)]) == [
        "content/editions.tsv:1:1: N403 edition 2026-01-16 (1 article) is not recorded as number 2"
    ]


def test_number_of_the_first_edition_may_be_zero():
    assert diagnostic_lines([], [record(0, 0)]) == [
        "content/editions.tsv:1:1: N403 edition 2026-01-09 (2 articles) is not recorded as number 0"
    ]


def test_unrecorded_edition_without_number_is_a_warning():
    message = "edition 2026-01-09 (3 articles) appeared before one that is recorded: it has a page and no number"
    assert diagnostic_lines([record(1, 1, line=1)], [record(0, None, 3), record(1, 1)]) == [
        f"content/editions.tsv:1:1: W405 {message}"
    ]
    assert diagnostic_lines([record(0, None, 3, line=1)], [record(0, None, 3)]) == [], "not reported again after recording"


@pytest.mark.parametrize(("count", "articles"), [(1, "its article"), (2, "its articles")])
def test_hint_for_an_edition_without_number_counts_its_articles(count: int, articles: str):
    issues = Issues(ledger=(record(0, None, count), record(1, 1)), recorded=(record(1, 1, line=1),))
    (diagnostic,) = edition_diagnostics(issues)
    assert diagnostic.hint == f"write edition: into {articles}, or record it as it is"


@pytest.mark.parametrize(
    ("count", "message"),
    [
        (3, "edition 2026-01-09 was recorded with 2 articles and has 3 now"),
        (0, "edition 2026-01-09 was recorded with 2 articles and has 0 now"),
        (2, "edition 2026-01-09 was recorded with 2 articles, and not all of them are the same now"),
    ],
)
def test_edition_with_changed_articles_is_a_warning_with_both_counts(count: int, message: str):
    assert diagnostic_lines([record(0, 1, line=4)], [record(0, 1, count, "cd")]) == [f"content/editions.tsv:4:1: W404 {message}"]
