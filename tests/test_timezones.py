"""Which time zones are taken, and which one is proposed for a name that is none."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from digest.timezones import _AT_OFFSET, _MEANT, is_timezone, timezone_hint


@pytest.mark.parametrize("name", ["Asia/Seoul", "UTC", "Etc/GMT-9", "America/Argentina/Buenos_Aires", "CET"])
def test_names_of_the_database_are_taken(name: str):
    assert is_timezone(name)


@pytest.mark.parametrize(
    "name",
    ["localtime", "Factory", "posixrules", "right/Asia/Seoul", "posix/Asia/Seoul", "KST", "UTC+9", "", "Asia", "../etc", "a\0b"],
)
def test_what_is_no_place_is_refused(name: str):
    assert not is_timezone(name)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("KST", "write Asia/Seoul"),
        ("jst", "write Asia/Tokyo"),
        ("CET+1", "write Europe/Berlin or Europe/Paris"),
        ("KST+9", "write Asia/Seoul"),
        ("UTC+9", "write Asia/Seoul or Asia/Tokyo"),
        ("GMT +09:00", "write Asia/Seoul or Asia/Tokyo"),
        ("+0530", "write Asia/Kolkata"),
        ("UTC\u22125", "write America/New_York or America/Bogota"),
        ("UTC+13", "write Etc/GMT-13"),
        ("UTC-11", "write Etc/GMT+11"),
        ("Seoul", "did you mean Asia/Seoul?"),
        ("new york", "did you mean America/New_York?"),
        ("right/Asia/Seoul", "did you mean Asia/Seoul?"),
        ("Korea Standard Time", "write Asia/Seoul"),
        ("Asia/Soul", "did you mean Asia/Seoul?"),
        ("localtime", "write one such as Asia/Seoul"),
        ("Mars", "write one such as Asia/Seoul"),
        ("utc", "did you mean UTC?"),
        ("Z", "write UTC"),
        ("(UTC+09:00) Seoul", "did you mean Asia/Seoul?"),
        ("(UTC+09:00) Osaka, Sapporo", "write Asia/Seoul or Asia/Tokyo"),
        ("China", "write Asia/Shanghai"),
        ("India", "write Asia/Kolkata"),
        ("Deutschland", "write Europe/Berlin"),
        ("대한민국", "write Asia/Seoul"),
        ("日本", "did you mean Asia/Tokyo?"),
        ("Asia/Beijing", "write Asia/Shanghai"),
        ("Mumbai", "write Asia/Kolkata"),
        ("Europe/Vaduzz", "did you mean Europe/Vaduz?"),
        ("Gotham", "write one such as Asia/Seoul"),
    ],
)
def test_what_is_probably_meant(name: str, hint: str):
    assert timezone_hint(name) == hint


def test_every_zone_that_is_proposed_is_one():
    for names in (*_MEANT.values(), *_AT_OFFSET.values()):
        for name in names.replace(" or ", ", ").split(", "):
            assert is_timezone(name) and ZoneInfo(name)
