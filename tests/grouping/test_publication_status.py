"""The publication status of articles at an instant."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from digest.grouping.publication_status import future_updates, next_change, status
from tests.grouping.test_article_collections import NOW, read
from tests.sites import NOW as BUILT
from tests.sites import article, build, tiny, write


@pytest.mark.parametrize(
    ("head", "is_warned"),
    [
        ({"updated": "2026-03-01T12:00:01Z"}, True),
        ({"updated": "2026-03-01T12:00:00Z"}, False),
        ({"updated": "2027-02-01"}, True),
        ({"lastmod": "2027-02-01"}, True),
        ({"updated": "2027-02-01", "draft": "true"}, False),
        ({"updated": "2027-02-01", "publish_at": "2027-01-01"}, False),
        ({"corrections": "[{date: 2026-03-02, text: The pier is open.}]"}, True),
        ({"corrections": "[{date: 2026-03-01, text: The pier is open.}]"}, False),
        ({"corrections": "[{date: 2026-03-02, text: The pier is open.}]", "draft": "true"}, False),
        ({}, False),
    ],
)
def test_update_in_the_future_is_a_warning(head: dict[str, Any], is_warned: bool):
    assert [diagnostic.code for diagnostic in future_updates([read(**head)], NOW)] == ["W222"] * is_warned


def test_warning_changes_with_edits_and_time(tmp_path: Path):
    def warned(days: int = 0) -> bool:
        built = build(tmp_path, now=BUILT + timedelta(days=days))
        assert built.code == 0
        return any(" W222 " in line for line in built.diagnostics)

    write(tmp_path, tiny())
    assert not warned()
    early = {"content/2026/a1.md": article("Article 1", "2026-02-02", tags="[even, t1]", updated="2026-03-03")}
    write(tmp_path, early)
    assert warned()
    assert warned()  # from the cache
    write(tmp_path, {"content/2026/a2.md": article("Other", "2026-02-03", tags="[even, t2]")})
    assert warned(1)
    assert not warned(2)
    write(tmp_path, {"content/2026/a1.md": article("Article 1", "2026-02-02", tags="[even, t1]", updated="2026-03-09")})
    assert warned(3)
    write(tmp_path, {"content/2026/a1.md": article("Article 1", "2026-02-02", tags="[even, t1]")})
    assert not warned(3)


def test_each_update_and_correction_in_the_future_is_named():
    corrections = "[{date: 2026-03-02, text: One.}, {date: 2026-02-02, text: Two.}, {date: 2026-03-03, text: Three.}]"
    found = list(future_updates([read(updated="2026-03-02", corrections=corrections)], NOW))
    assert [str(diagnostic) for diagnostic in found] == [
        "content/a.md:1:1: W222 updated is 2026-03-02 00:00, which is in the future",
        "content/a.md:1:1: W222 the date of a correction is 2026-03-02 00:00, which is in the future",
        "content/a.md:1:1: W222 the date of a correction is 2026-03-03 00:00, which is in the future",
    ]
    assert [diagnostic.hint for diagnostic in found] == [
        "write the day on which the text last changed",
        *["write the day on which the text was corrected"] * 2,
    ]


def test_the_site_may_change_at_the_instant_of_a_correction():
    dated = read(date="2026-02-01", corrections="[{date: 2026-03-04, text: One.}, {date: 2026-03-02, text: Two.}]")
    assert next_change([dated], NOW) == dated.corrections[1].date.at


@pytest.mark.parametrize("field", ["date", "publish_at", "expires", "pin_until", "updated"])
def test_site_can_change_at_each_instant_of_an_article(field: str):
    soon, past = NOW + timedelta(seconds=1), NOW - timedelta(days=9)
    heads = [{"date": past.isoformat(), field: at.isoformat()} for at in (soon, NOW, soon + timedelta(days=1))]
    articles = [read(f"a{number}", **head) for number, head in enumerate(heads)]
    assert next_change(articles, NOW) == soon
    assert next_change(articles[1:], NOW) == soon + timedelta(days=1), "an instant equal to now does not count"
    assert next_change(articles[1:2], NOW) is None


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ({}, ""),
        ({"draft": "true"}, "draft"),
        ({"draft": "true", "expires": "2026-02-02"}, "draft"),
        ({"date": "2026-03-01T12:00:00Z"}, ""),
        ({"date": "2026-03-01T12:00:01Z"}, "embargoed"),
        ({"publish_at": "2026-03-01T12:00:00Z"}, ""),
        ({"publish_at": "2026-03-01T12:00:01Z"}, "embargoed"),
        ({"publish_at": "2026-03-01T12:00:01Z", "expires": "2026-02-02"}, "embargoed"),
        ({"expires": "2026-03-01T12:00:00Z"}, "expired"),
        ({"expires": "2026-03-01T12:00:01Z"}, ""),
    ],
)
def test_status_of_an_article_at_an_instant(head: dict[str, Any], expected: str):
    assert datetime.fromisoformat("2026-03-01T12:00:00Z") == NOW
    assert status(read(**head), NOW) == expected
