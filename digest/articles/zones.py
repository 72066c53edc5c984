"""Time zones, and instants in them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo


@lru_cache(maxsize=64)
def zone_of(name: str) -> ZoneInfo:
    """The time zone of that IANA name."""
    return ZoneInfo(name)


def in_zone(instant: datetime, zone: ZoneInfo) -> datetime:
    """The instant in the zone, with the offset as a fixed one: a value that is plain, and is stored as it stands."""
    local = instant.astimezone(zone)
    return local.replace(tzinfo=_fixed_offset(local.utcoffset() or timedelta()))


@lru_cache(maxsize=256)
def _fixed_offset(offset: timedelta) -> timezone:
    # JSON keeps offsets to the minute; offsets before 1912 have seconds.
    return timezone(timedelta(minutes=round(offset.total_seconds() / 60)))
