"""Valid time zones, and hints for invalid names."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from digest.config.time_zones import (
    _ZONE_AT_OFFSET,
    _ZONES_OF_ABBREVIATIONS,
    in_zone,
    is_timezone,
    midnight,
    read_timezone,
    timezone_error,
    timezone_hint,
    zone_of,
)
from digest.diagnostics import Diagnostics
from digest.yaml.tree import Scalar


@pytest.mark.parametrize("name", ["Asia/Seoul", "UTC", "Etc/GMT-9", "America/Argentina/Buenos_Aires", "CET"])
def test_names_of_the_database_are_valid(name: str):
    assert is_timezone(name)


@pytest.mark.parametrize(
    ("zone", "instant", "local"),
    [
        ("UTC", "2026-07-01T00:00:00+00:00", "2026-07-01T00:00:00+00:00"),
        ("Europe/Berlin", "2026-07-01T00:00:00+00:00", "2026-07-01T02:00:00+02:00"),
        ("Europe/Berlin", "2026-01-01T09:00:00+09:00", "2026-01-01T01:00:00+01:00"),
        ("America/St_Johns", "2026-01-01T00:00:00+00:00", "2025-12-31T20:30:00-03:30"),
        ("Asia/Seoul", "1904-12-31T15:32:08+00:00", "1905-01-01T00:00:00+08:28"),  # +08:27:52
    ],
)
def test_an_instant_in_a_zone_has_a_fixed_offset_in_minutes(zone: str, instant: str, local: str):
    found = in_zone(datetime.fromisoformat(instant), zone_of(zone))
    assert found.isoformat() == local
    assert isinstance(found.tzinfo, timezone)


@pytest.mark.parametrize(
    "name",
    ["localtime", "Factory", "posixrules", "right/Asia/Seoul", "posix/Asia/Seoul", "KST", "UTC+9", "", "Asia", "../etc", "a\0b"],
)
def test_a_name_without_a_place_is_rejected(name: str):
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
        ("UTC + 9", "write Asia/Seoul or Asia/Tokyo"),
        (" UTC+9 ", "write Asia/Seoul or Asia/Tokyo"),
        ("posix/Asia/Seoul", "did you mean Asia/Seoul?"),
        ("Louisville", "did you mean America/Louisville?"),
        ("(UTC) Seoul", "did you mean Asia/Seoul?"),
        ("(UTC) Nowhere", "for example Asia/Seoul"),
        ("Canada", "for example Asia/Seoul"),
        ("Factorys", "for example Asia/Seoul"),
        ("UTC\u22125", "write America/New_York or America/Bogota"),
        ("UTC+13", "write Etc/GMT-13"),
        ("UTC-11", "write Etc/GMT+11"),
        ("Seoul", "did you mean Asia/Seoul?"),
        ("new york", "did you mean America/New_York?"),
        ("right/Asia/Seoul", "did you mean Asia/Seoul?"),
        ("Korea Standard Time", "write Asia/Seoul"),
        ("Asia/Soul", "did you mean Asia/Seoul?"),
        ("localtime", "for example Asia/Seoul"),
        ("Mars", "for example Asia/Seoul"),
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
        ("Gotham", "for example Asia/Seoul"),
    ],
)
def test_the_hint_for_an_invalid_name(name: str, hint: str):
    assert timezone_hint(name) == hint


def test_every_suggested_zone_exists():
    for names in (*_ZONES_OF_ABBREVIATIONS.values(), *_ZONE_AT_OFFSET.values()):
        for name in names.replace(" or ", ", ").split(", "):
            assert is_timezone(name) and ZoneInfo(name)


WINTER = {
    "-10": "Pacific/Honolulu", "-9": "America/Anchorage", "-8": "America/Los_Angeles", "-7": "America/Denver",
    "-6": "America/Chicago", "-5": "America/New_York", "-4": "America/Halifax", "-3:30": "America/St_Johns",
    "-3": "America/Sao_Paulo", "+0": "UTC", "+1": "Europe/Berlin", "+2": "Europe/Athens", "+3": "Europe/Moscow",
    "+3:30": "Asia/Tehran", "+4": "Asia/Dubai", "+4:30": "Asia/Kabul", "+5": "Asia/Karachi", "+5:30": "Asia/Kolkata",
    "+5:45": "Asia/Kathmandu", "+6": "Asia/Dhaka", "+6:30": "Asia/Yangon", "+7": "Asia/Bangkok", "+8": "Asia/Shanghai",
    "+9": "Asia/Seoul", "+9:30": "Australia/Adelaide", "+10": "Australia/Sydney", "+12": "Pacific/Auckland",
}  # fmt: skip


@pytest.mark.parametrize("offset", WINTER)
def test_the_hint_for_an_offset_is_a_populous_zone_with_that_standard_offset(offset: str):
    suggestion = timezone_hint(f"UTC{offset}")
    assert WINTER[offset] in suggestion
    hours, _, minutes = offset.partition(":")
    expected = timedelta(hours=abs(int(hours)), minutes=int(minutes or 0)) * (-1 if offset[0] == "-" else 1)
    for name in suggestion.removeprefix("write ").replace(" or ", ", ").split(", "):
        zone = ZoneInfo(name)
        assert expected == min(datetime(2026, month, 1, tzinfo=zone).utcoffset() or timedelta() for month in (1, 7)), name


def test_the_hint_for_an_unused_offset_is_an_example():
    assert timezone_hint("UTC+0:17") == timezone_hint("UTC+15") == "for example Asia/Seoul"


TZNAMES = (
    "ACDT ACST ADT AEDT AEST AKDT AKST AST AWST BST CAT CDT CEST CST EAT EDT EEST HKT IDT IST JST KST MDT MSK NDT NST NZDT NZST "
    "PDT PKT PST SAST WAT WEST WIB WIT WITA"
)


@pytest.mark.parametrize("name", TZNAMES.split())
def test_suggested_zones_use_the_abbreviation(name: str):
    hint = timezone_hint(name)
    assert hint.startswith("write ")
    for place in hint.removeprefix("write ").split(" or "):
        abbreviations = {datetime(2026, month, 1, tzinfo=ZoneInfo(place)).tzname() for month in (1, 7)}
        assert name in abbreviations, place


SUGGESTED_ZONES = {
    "AEST/AEDT": "Australia/Sydney", "AMT": "America/Manaus", "ART": "America/Argentina/Buenos_Aires", "BRT": "America/Sao_Paulo",
    "CLT": "America/Santiago", "COT": "America/Bogota", "CT": "America/Chicago", "ET": "America/New_York", "GST": "Asia/Dubai",
    "ICT": "Asia/Bangkok", "IRST": "Asia/Tehran", "MESZ": "Europe/Berlin", "MEZ": "Europe/Berlin", "MT": "America/Denver",
    "MYT": "Asia/Kuala_Lumpur", "NPT": "Asia/Kathmandu", "PET": "America/Lima", "PHT": "Asia/Manila", "PT": "America/Los_Angeles",
    "SGT": "Asia/Singapore", "TRT": "Europe/Istanbul", "UZT": "Asia/Tashkent", "Z": "UTC", "Zulu": "UTC",
    "Beijing": "Asia/Shanghai", "Delhi": "Asia/Kolkata", "Osaka": "Asia/Tokyo", "Busan": "Asia/Seoul",
    "Korea": "Asia/Seoul", "Munich": "Europe/Berlin",
    "Europe/Munich": "Europe/Berlin", "Hanoi": "Asia/Ho_Chi_Minh", "UK": "Europe/London", "San Francisco": "America/Los_Angeles",
    "Washington": "America/New_York", "Boston": "America/New_York", "EEST": "Europe/Athens or Europe/Kyiv",
    "CST": "America/Chicago or Asia/Shanghai", "IST": "Asia/Kolkata or Asia/Jerusalem", "Ukraine": "Europe/Kyiv",
    "Südkorea": "Asia/Seoul",
}  # fmt: skip
"""Abbreviations and cities that are not in the database, and countries with several names in it."""


@pytest.mark.parametrize("name", SUGGESTED_ZONES)
def test_the_hint_for_an_abbreviation_city_or_country(name: str):
    assert timezone_hint(name) == f"write {SUGGESTED_ZONES[name]}"


@pytest.mark.parametrize(
    ("offset", "hint"),
    [("UTC-12", "write Etc/GMT+12"), ("UTC+14", "write Etc/GMT-14"), ("UTC-13", "for example Asia/Seoul"),
     ("Z+9", "write Asia/Seoul or Asia/Tokyo"), ("UT+9", "write Asia/Seoul or Asia/Tokyo"), ("-12:30", "for example Asia/Seoul"),
     ("(GMT-02:00) Nowhere", "write Etc/GMT+2"), ("XXX+9", "for example Asia/Seoul"),
     ("UTC+9 or so", "for example Asia/Seoul"), ("UTC+13:30", "for example Asia/Seoul"), ("UTC-11:45", "for example Asia/Seoul")],
)  # fmt: skip
def test_the_hint_for_an_offset_without_a_populous_zone(offset: str, hint: str):
    assert timezone_hint(offset) == hint


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("localtime", "localtime is the time zone of one machine"),
        ("posixrules", "posixrules is the time zone of one machine"),
        ("Factory", "Factory is the time zone of one machine"),
        ("right/Asia/Seoul", "right/Asia/Seoul counts leap seconds"),
        ("posix/Asia/Seoul", "unknown time zone posix/Asia/Seoul"),
        ("Asia/Soul", "unknown time zone Asia/Soul"),
    ],
)
def test_an_invalid_zone_is_reported_with_the_reason(name: str, message: str):
    assert timezone_error(name) == message
    diagnostics = Diagnostics("digest.yml", wrong="E601")
    assert read_timezone(Scalar(name, 3, 11, True), "timezone", diagnostics) is None
    (found,) = diagnostics.found
    assert (found.line, found.column, found.code, found.message, found.hint) == (3, 11, "E601", message, timezone_hint(name))


@pytest.mark.parametrize("zone", ["+00:00", "-08:00", "+09:30"])
@pytest.mark.parametrize("time", ["00:00:00", "00:00:00.000001", "00:00:59", "00:59:00", "23:00:00", "23:59:59.999999"])
def test_a_day_begins_at_midnight_of_the_time_zone_of_the_instant(zone: str, time: str):
    assert midnight(datetime.fromisoformat(f"2026-01-04T{time}{zone}")).isoformat() == f"2026-01-04T00:00:00{zone}"
