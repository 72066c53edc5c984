"""Dates that do not exist, have another format, or are in the future: cases 22 to 30."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bad_inputs import BAD, SETTINGS, Case, article, case, run_build
from tests.conftest import put_files

INVALID = [
    case(
        "22 30 February",
        article(date="2024-02-30"),
        """
        3:7: E203 date: there is no day 2024-02-30
          check month and day
        """,
    ),
    case(
        "22 29 February outside of a leap year",
        article(date="2023-02-29"),
        """
        3:7: E203 date: there is no day 2023-02-29
          check month and day
        """,
    ),
    case(
        "22 month 13",
        article(date="2024-13-01"),
        """
        3:7: E203 date: there is no day 2024-13-01
          check month and day
        """,
    ),
    case(
        "22 month 0",
        article(date="2024-00-10"),
        """
        3:7: E203 date: there is no day 2024-00-10
          check month and day
        """,
    ),
    case(
        "22 day 0",
        article(date="2024-01-00"),
        """
        3:7: E203 date: there is no day 2024-01-00
          check month and day
        """,
    ),
    case(
        "22 in words",
        article(date="30 Feb 2024"),
        """
        3:7: E203 date: there is no day 30 Feb 2024
          check month and day
        """,
    ),
    case(
        "22 no such month",
        article(date="31 Foo 2024"),
        """
        3:7: E203 date: Foo is not a month
          for example 2026-01-04
        """,
    ),
    case(
        "22 hour 25",
        article(date="2024-01-02T25:00"),
        """
        3:7: E203 date: there is no time 25:00
          for example 23:26
        """,
    ),
    case(
        "22 minute 60",
        article(date="2024-01-02 23:60"),
        """
        3:7: E203 date: there is no time 23:60
          for example 23:26
        """,
    ),
    case(
        "22 second 60",
        article(date="2024-01-02T10:00:60Z"),
        """
        3:7: E203 date: there is no time 10:00:60
          for example 23:26
        """,
    ),
    case(
        "22 hour 25 in words",
        article(date="04 Jan. 2026, 25:26"),
        """
        3:7: E203 date: there is no time 25:26
          for example 23:26
        """,
    ),
    case(
        "23 year 0",
        article(date="0000-01-01"),
        """
        3:7: E203 date: the year 0 is not between 1000 and 9999
          for example 2026-01-04
        """,
    ),
    case(
        "23 year 999",
        article(date="0999-12-31"),
        """
        3:7: E203 date: the year 999 is not between 1000 and 9999
          for example 2026-01-04
        """,
    ),
    case(
        "23 year 99999",
        article(date="99999-01-01"),
        """
        3:7: E203 date: the year 99999 is not between 1000 and 9999
          for example 2026-01-04
        """,
    ),
    case(
        "23 before the year 1000 in the site's zone",
        article(date="1000-01-01T00:00+14:00"),
        """
        3:7: E203 date: 1000-01-01T00:00+14:00 is not between the years 1000 and 9999
          for example 2026-01-04
        """,
    ),
    case(
        "23 after the year 9999 in the site's zone",
        article(date="9999-12-31T23:59-12:00"),
        """
        3:7: E203 date: 9999-12-31T23:59-12:00 is not between the years 1000 and 9999
          for example 2026-01-04
        """,
    ),
    case(
        "24 day or month first",
        article(date="03/04/2024"),
        """
        3:7: E203 date: '03/04/2024' is not a date
          write 2024-04-03 or 2024-03-04
        """,
    ),
    case(
        "24 day or month first, and a short year",
        article(date="03/04/24 10:00"),
        """
        3:7: E203 date: '03/04/24 10:00' is not a date
          write 2024-04-03 or 2024-03-04
        """,
    ),
    case(
        "24 day 31 of a short month, in another form",
        article(date="2024. 4. 31."),
        """
        3:7: E203 date: there is no day 2024. 4. 31.
          check month and day
        """,
    ),
    case(
        "24 short month",
        article(date="Feb 29"),
        """
        3:7: E203 date: 'Feb 29' is not a date
          for example 2026-01-04 or 2026-01-04T23:26:00+09:00
        """,
    ),
    case(
        "24 no hyphens",
        article(date="20240102"),
        """
        3:7: E203 date: '20240102' is not a date
          write 2024-01-02
        """,
    ),
    case(
        "24 a zone's name",
        article(date="2024-01-02 23:30 XYZ"),
        """
        3:7: E203 date: '2024-01-02 23:30 XYZ' is not a date
          for example 2026-01-04 or 2026-01-04T23:26:00+09:00
        """,
    ),
    case(
        "24 only a month",
        article(date="2024-01"),
        """
        3:7: E203 date: '2024-01' is not a date
          add the day, such as 2024-01-01
        """,
    ),
    case(
        "24 a word",
        article(date="tomorrow"),
        """
        3:7: E203 date: 'tomorrow' is not a date
          for example 2026-01-04 or 2026-01-04T23:26:00+09:00
        """,
    ),
    case(
        "24 typographic quotation marks",
        article(date="“2024-01-02”"),
        """
        3:7: E203 date: '“2024-01-02”' is not a date
          write 2024-01-02, without quotation marks
        """,
    ),
    case(
        "24 a list",
        article(date="[2024-01-02]"),
        """
        3:7: E202 date must be a date
          for example 2026-01-04
        """,
    ),
    case(
        "24 a mapping",
        article(date="{a: b}"),
        """
        3:7: E202 date must be a date
          for example 2026-01-04
        """,
    ),
    case(
        "25 offset 99:99",
        article(date="2024-01-02T10:00+99:99"),
        """
        3:7: E203 date: there is no offset +99:99
          for example +09:00
        """,
    ),
    case(
        "25 offset 24:00",
        article(date="2024-01-02T10:00+24:00"),
        """
        3:7: E203 date: there is no offset +24:00
          for example +09:00
        """,
    ),
    case(
        "30 no date",
        article(date=None),
        """
        1:1: E201 date is missing
          add a line date: 2026-01-04
        """,
    ),
    case(
        "30 date empty",
        article(date=""),
        """
        3:6: E201 date is empty
          write date: 2026-01-04
        """,
    ),
    case(
        "30 date empty in quotes",
        article(date="''"),
        """
        3:7: E201 date is empty
          write date: 2026-01-04
        """,
    ),
    case(
        "30 date null",
        article(date="null"),
        """
        3:7: E201 date is empty
          write date: 2026-01-04
        """,
    ),
    case(
        "30 an invalid date in the file name",
        {"content/2026/01/2026-02-30-x.md": article(date=None)},
        """
        content/2026/01/2026-02-30-x.md:1:1: E203 date in the file name: there is no day 2026-02-30
          check month and day
        """,
    ),
    case(
        "30 another date in the file name",
        {"content/2026/01/2026-01-11-x.md": article()},
        """
        content/2026/01/2026-01-11-x.md:3:7: W205 the file name has 2026-01-11, the front matter 2026-01-10
          the front matter counts; rename the file
        """,
    ),
    case(
        "30 a date in the file name, and an invalid one in the front matter",
        {"content/2026/01/2026-01-11-x.md": article(date="soon")},
        """
        content/2026/01/2026-01-11-x.md:3:7: E203 date: 'soon' is not a date
          for example 2026-01-04 or 2026-01-04T23:26:00+09:00
        """,
    ),
    case(
        "four dates",
        article("updated: 2024-02-30\nexpires: x\npin_until: 20200101\npublish_at: [5]\n"),
        """
        6:10: E203 updated: there is no day 2024-02-30
          check month and day
        7:10: E203 expires: 'x' is not a date
          for example 2026-01-04 or 2026-01-04T23:26:00+09:00
        8:12: E203 pin_until: '20200101' is not a date
          write 2020-01-01
        9:13: E202 publish_at must be a date
          for example 2026-01-04
        """,
    ),
]


@pytest.mark.parametrize("case", INVALID, ids=lambda case: case.name)
def test_invalid_dates_are_reported(case: Case, check: Callable[[Case], None]):
    check(case)


@pytest.mark.parametrize(
    "date, page",
    [
        ("2024-02-29", "2024/02/29/bad"),
        ("2026-01-10", "2026/01/10/bad"),
        # A date with an offset is converted to the site's zone: 23:30 in California is 16:30 of the next day in Seoul.
        ("2026-01-10T23:30-08:00", "2026/01/11/bad"),
        ("2026-01-10T23:30:00.123456789+0900", "2026/01/10/bad"),
        ("2026-01-10T20:00Z", "2026/01/11/bad"),
        ("2026-01-10 23:30", "2026/01/10/bad"),
        ("04 Jan. 2026, 23:26", "2026/01/04/bad"),
        ("4 January 2026", "2026/01/04/bad"),
        ("2016-1-9", "2016/01/09/bad"),
        ("2026-01-09 9:05:00 +0000", "2026/01/09/bad"),
        ("26.01.04 23:26", "2026/01/04/bad"),
        ("2026年1月4日 23時26分", "2026/01/04/bad"),
        ("4 Jan 2026 at 23:26 GMT+9", "2026/01/04/bad"),
        ("20. November 2025", "2025/11/20/bad"),
        ("1000-01-01", "1000/01/01/bad"),
        ("'2026-01-10 '", "2026/01/10/bad"),
    ],
)
def test_26_27_valid_dates_are_read(date: str, page: str, good: Path):
    put_files(good, {BAD: article(date=date)})
    ran = run_build(good)
    assert (ran.code, ran.err) == (0, "")
    assert (good / "site" / page / "index.html").exists()


def test_28_a_skipped_time_is_an_hour_later(good: Path):
    # In Berlin, 02:30 on 30 March 2025 does not exist. It is read as 03:30 summer time, which is 01:30 UTC.
    put_files(good, {"digest.yml": SETTINGS.replace("Asia/Seoul", "Europe/Berlin"), BAD: article(date="2025-03-30T02:30")})
    put_files(good, {"themes/tiny/templates/article.html": "{{ page.date|iso }}"})
    ran = run_build(good)
    assert (ran.code, ran.err) == (0, "")
    assert (good / "site/2025/03/30/bad/index.html").read_text() == "2025-03-30T03:30:00+02:00"


def test_29_future_articles_are_counted(good: Path):
    put_files(good, {BAD: article(date="2026-02-01 00:01"), "content/late.md": article(date="2027-01-01")})
    before = (good / "site/index.html").read_bytes()
    ran = run_build(good)
    first, last = ran.out.splitlines()
    assert (ran.code, ran.err) == (0, "")
    assert first == "2 articles wait for their time: next 2026-02-01 00:01 (Asia/Seoul)"
    assert last.startswith("built ")
    assert (good / "site/index.html").read_bytes() == before
    assert not (good / "site/2026/02").exists()


def test_29_one_future_article_is_announced(good: Path):
    put_files(good, {BAD: article("publish_at: 2026-02-02 08:00\n"), "content/old.md": article("expires: 2026-01-20\n")})
    ran = run_build(good)
    assert ran.out.splitlines()[0] == "1 article waits for its time: next 2026-02-02 08:00 (Asia/Seoul)"
    assert not (good / "site/2026/01/10/bad").exists()
    assert not (good / "site/2026/01/10/old").exists()
