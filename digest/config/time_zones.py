"""Time zones: read and validate IANA names; hints for abbreviations, offsets, cities, countries and Windows names; conversion of
instants to a zone with a fixed offset, and the start of a day. Zones written in dates are in `date_formats.py`."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

from digest.diagnostics import Diagnostics
from digest.text.lazy_pattern import lazy_compile
from digest.text.similar_words import did_you_mean
from digest.yaml import value_readers
from digest.yaml.tree import Node
from digest.yaml.value_readers import report_error

_ZONES_WITHOUT_PLACE = frozenset({"localtime", "posixrules", "Factory"})
_ZONE_FOLDERS_WITHOUT_PLACE = ("posix/", "right/")
"""Other entries of some systems' databases: the zone of the machine, copies, and zones with leap seconds."""

_ZONE_EXAMPLE = "for example Asia/Seoul"

_ZONES_OF_ABBREVIATIONS = {
    "ACDT": "Australia/Adelaide", "ACST": "Australia/Adelaide", "ADT": "America/Halifax", "AEDT": "Australia/Sydney",
    "AEST": "Australia/Sydney", "AEST/AEDT": "Australia/Sydney", "AKDT": "America/Anchorage", "AKST": "America/Anchorage",
    "AMT": "America/Manaus", "ART": "America/Argentina/Buenos_Aires", "AST": "America/Halifax", "AWST": "Australia/Perth",
    "BRT": "America/Sao_Paulo", "BST": "Europe/London", "CAT": "Africa/Harare", "CDT": "America/Chicago",
    "CEST": "Europe/Berlin or Europe/Paris", "CET": "Europe/Berlin or Europe/Paris", "CLT": "America/Santiago",
    "COT": "America/Bogota", "CST": "America/Chicago or Asia/Shanghai", "CT": "America/Chicago", "EAT": "Africa/Nairobi",
    "EDT": "America/New_York", "EEST": "Europe/Athens or Europe/Kyiv", "EET": "Europe/Athens or Europe/Kyiv",
    "EST": "America/New_York", "ET": "America/New_York", "GST": "Asia/Dubai", "HKT": "Asia/Hong_Kong", "ICT": "Asia/Bangkok",
    "HST": "Pacific/Honolulu", "IDT": "Asia/Jerusalem", "IRST": "Asia/Tehran", "IST": "Asia/Kolkata or Asia/Jerusalem",
    "JST": "Asia/Tokyo", "KST": "Asia/Seoul", "MDT": "America/Denver", "MESZ": "Europe/Berlin", "MEZ": "Europe/Berlin",
    "MSK": "Europe/Moscow", "MST": "America/Denver or America/Phoenix", "MT": "America/Denver", "MYT": "Asia/Kuala_Lumpur",
    "NDT": "America/St_Johns", "NPT": "Asia/Kathmandu", "NST": "America/St_Johns", "NZDT": "Pacific/Auckland",
    "NZST": "Pacific/Auckland", "PDT": "America/Los_Angeles", "PET": "America/Lima", "PHT": "Asia/Manila", "PKT": "Asia/Karachi",
    "PST": "America/Los_Angeles", "PT": "America/Los_Angeles", "SAST": "Africa/Johannesburg", "SGT": "Asia/Singapore",
    "TRT": "Europe/Istanbul", "UZT": "Asia/Tashkent", "WAT": "Africa/Lagos", "WEST": "Europe/Lisbon", "WET": "Europe/Lisbon",
    "WIB": "Asia/Jakarta", "Z": "UTC", "ZULU": "UTC", "BEIJING": "Asia/Shanghai", "ASIA/BEIJING": "Asia/Shanghai",
    "MUMBAI": "Asia/Kolkata", "DELHI": "Asia/Kolkata", "OSAKA": "Asia/Tokyo", "BUSAN": "Asia/Seoul", "KOREA": "Asia/Seoul",
    "MUNICH": "Europe/Berlin", "EUROPE/MUNICH": "Europe/Berlin", "HANOI": "Asia/Ho_Chi_Minh", "UK": "Europe/London",
    "SAN FRANCISCO": "America/Los_Angeles", "WASHINGTON": "America/New_York", "BOSTON": "America/New_York",
    "WIT": "Asia/Jayapura", "WITA": "Asia/Makassar",
}  # fmt: skip
"""The most likely zone of an abbreviation or a city. Names that are in the database too (CET, EST) are valid without it."""

_ZONE_AT_OFFSET = {
    -600: "Pacific/Honolulu", -540: "America/Anchorage", -480: "America/Los_Angeles", -420: "America/Denver or America/Phoenix",
    -360: "America/Chicago or America/Mexico_City", -300: "America/New_York or America/Bogota", -240: "America/Halifax",
    -210: "America/St_Johns", -180: "America/Sao_Paulo or America/Argentina/Buenos_Aires", 0: "UTC",
    60: "Europe/Berlin, Europe/Paris or Africa/Lagos", 120: "Europe/Athens, Europe/Kyiv or Africa/Johannesburg",
    180: "Europe/Moscow, Europe/Istanbul or Africa/Nairobi", 210: "Asia/Tehran", 240: "Asia/Dubai", 270: "Asia/Kabul",
    300: "Asia/Karachi or Asia/Tashkent", 330: "Asia/Kolkata", 345: "Asia/Kathmandu", 360: "Asia/Dhaka", 390: "Asia/Yangon",
    420: "Asia/Bangkok, Asia/Ho_Chi_Minh or Asia/Jakarta", 480: "Asia/Shanghai, Asia/Singapore or Asia/Manila",
    540: "Asia/Seoul or Asia/Tokyo", 570: "Australia/Adelaide", 600: "Australia/Sydney or Australia/Brisbane",
    720: "Pacific/Auckland",
}  # fmt: skip
"""Populous zones by standard offset from UTC, in minutes."""

_UTC_OFFSET = lazy_compile(r"([A-Za-z]*)\s*([+\u2212-])\s*(\d{1,2})(?::?([0-5]\d))?")


def read_timezone(node: Node, name: str, diagnostics: Diagnostics) -> str | None:
    """Return the name of a time zone; a reader of `schema`."""
    zone_name = value_readers.read_text_value(node, name, diagnostics)
    if zone_name is not None and not is_timezone(zone_name):
        return report_error(node, diagnostics, timezone_error(zone_name), timezone_hint(zone_name))
    return zone_name


def is_timezone(zone_name: str) -> bool:
    """Return whether the name is in the machine's IANA time zone database and means a place or UTC."""
    from zoneinfo import ZoneInfo

    if zone_name in _ZONES_WITHOUT_PLACE or zone_name.startswith(_ZONE_FOLDERS_WITHOUT_PLACE):
        return False
    try:
        ZoneInfo(zone_name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def timezone_error(zone_name: str) -> str:
    """Return the error message for a name that `is_timezone` rejects."""
    if zone_name in _ZONES_WITHOUT_PLACE:
        return f"{zone_name} is the time zone of one machine"
    if zone_name.startswith("right/"):
        return f"{zone_name} counts leap seconds"
    return f"unknown time zone {zone_name}"


def timezone_hint(value: str) -> str:
    """Return a hint for a rejected name: the name that is probably meant, or an example."""
    zone_name = _ZONES_OF_ABBREVIATIONS.get(value.upper()) or _zone_of_offset(value)
    if zone_name:
        return f"write {zone_name}"
    if value in _ZONES_WITHOUT_PLACE:
        return _ZONE_EXAMPLE
    from zoneinfo import available_timezones

    zone_names = [name for name in available_timezones() if is_timezone(name)]
    city = _WINDOWS_OFFSET.sub("", value.removeprefix("right/").removeprefix("posix/"))
    city_ending = f"/{'_'.join(city.split())}".casefold()
    zones_of_city = [name for name in zone_names if f"/{name}".casefold().endswith(city_ending)]
    if zones_of_city:
        return f"did you mean {min(zones_of_city, key=len)}?"
    return (
        _zone_hint_of_windows(value)
        or _zone_of_country(city)
        or did_you_mean(value, zone_names, _MIN_ZONE_SIMILARITY)
        or _zone_of_windows_offset(value)
        or _ZONE_EXAMPLE
    )


_WINDOWS_OFFSET = lazy_compile(r"\((?:UTC|GMT)([+-]\d\d:\d\d)?\) *")
"""The prefix of zone names in Windows and Rails, as in `(UTC+09:00) Seoul`."""

_MIN_ZONE_SIMILARITY = 0.8
"""The minimum similarity (0 to 1) for a hint, so that Mumbai does not become Cuba, nor Beijing Brunei."""


def _zone_of_windows_offset(value: str) -> str:
    offset_match = _WINDOWS_OFFSET.match(value)
    meant = _zone_of_offset(offset_match[1]) if offset_match and offset_match[1] else ""
    return f"write {meant}" if meant else ""


def _zone_of_country(value: str) -> str:
    """Return a hint for the name of a country, in one of seven languages, that has one zone or a main zone; otherwise ''."""
    from babel import Locale
    from babel.core import get_global

    name = value.strip().casefold()
    country_code = next(
        (
            country_code
            for tag in ("en", "de", "fr", "es", "ko", "ja", "zh")
            for country_code, territory in sorted(Locale(tag).territories.items())
            if len(country_code) == 2 and country_code.isalpha() and territory.casefold() == name
        ),
        "",
    )
    if country_code in _MAIN_ZONE_OF_COUNTRY:
        return f"write {_MAIN_ZONE_OF_COUNTRY[country_code]}"
    zones = sorted(
        zone
        for zone, territory_code in get_global("zone_territories").items()
        if territory_code == country_code and is_timezone(zone)
    )
    return f"did you mean {zones[0]}?" if len(zones) == 1 else ""


_MAIN_ZONE_OF_COUNTRY = {
    "CN": "Asia/Shanghai",
    "DE": "Europe/Berlin",
    "KR": "Asia/Seoul",
    "UA": "Europe/Kyiv",
    "IN": "Asia/Kolkata",
}
"""The zone of countries that use one time but have several names in the database."""


def _zone_of_offset(value: str) -> str:
    offset_match = _UTC_OFFSET.fullmatch(value.strip())
    if not offset_match:
        return ""
    zone_prefix = offset_match[1].upper()
    if zone_prefix not in ("", "UTC", "GMT", "UT", "Z"):
        return _ZONES_OF_ABBREVIATIONS.get(zone_prefix, "")
    minutes = (int(offset_match[3]) * 60 + int(offset_match[4] or 0)) * (1 if offset_match[2] == "+" else -1)
    if minutes in _ZONE_AT_OFFSET:
        return _ZONE_AT_OFFSET[minutes]
    hours, rest_of_hour = divmod(minutes, 60)
    # The sign of `Etc/GMT` names is inverted, as in POSIX (tz database, etcetera).
    return f"Etc/GMT{-hours:+}" if not rest_of_hour and -12 <= hours <= 14 else ""


def _zone_hint_of_windows(value: str) -> str:
    """Return a hint for a Windows zone name, such as `Korea Standard Time` (CLDR, windowsZones), or ''."""
    from babel.core import get_global

    zone_of_windows = get_global("windows_zone_mapping").get(value)
    return f"write {zone_of_windows}" if zone_of_windows else ""


@lru_cache(maxsize=64)
def zone_of(name: str) -> ZoneInfo:
    """Return the time zone with this IANA name."""
    return ZoneInfo(name)


def in_zone(instant: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant in the zone with a fixed offset, so that it can be serialised."""
    local = instant.astimezone(zone)
    return local.replace(tzinfo=_fixed_offset(local.utcoffset() or timedelta()))


def midnight(instant: datetime) -> datetime:
    """Return the start of the day of an instant, with the UTC offset of the instant."""
    return instant.replace(hour=0, minute=0, second=0, microsecond=0)


@lru_cache(maxsize=256)
def _fixed_offset(offset: timedelta) -> timezone:
    # JSON stores offsets in minutes; offsets before 1912 have seconds.
    return timezone(timedelta(minutes=round(offset.total_seconds() / 60)))
