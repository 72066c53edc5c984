"""When editions close: instants by the clocks of one time zone, found near any instant by calendar arithmetic."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta

from msgspec import Struct

from digest.articles.zones import in_zone, zone_of
from digest.config.edition_settings import Cutoff, EditionSettings

_SCHEDULE_TICK = timedelta(microseconds=1)
"""The shortest time between two instants."""


class Schedule(Struct, frozen=True):
    """Closing times without end in either direction. Of two cutoffs at one instant, as where a day is skipped, the first counts."""

    every: str
    cutoff: Cutoff
    timezone: str

    def after(self, instant: datetime) -> datetime | None:
        """The first cutoff that is later; None at the end of the calendar."""
        closing = min((at for at in self._near(instant) if at > instant), default=None)
        return closing and in_zone(closing, zone_of(self.timezone))

    def until(self, instant: datetime) -> datetime | None:
        """The last cutoff that is not later; None at the beginning of the calendar."""
        closing = max((at for at in self._near(instant) if at <= instant), default=None)
        return closing and in_zone(closing, zone_of(self.timezone))

    def start_of(self, day: str) -> datetime:
        """The first instant of a day, written as `2026-01-09`. Raises OverflowError on the calendar's first day."""
        return self._instant(date.fromisoformat(day), 0)

    def closing_day(self, cutoff: datetime) -> str:
        """The local date of the last instant before this cutoff: midnight belongs to the day that ends."""
        return (cutoff - _SCHEDULE_TICK).astimezone(zone_of(self.timezone)).date().isoformat()

    def _near(self, instant: datetime) -> Iterator[datetime]:
        """The cutoffs around an instant."""
        near = instant.astimezone(zone_of(self.timezone)).date()
        for day in self._days(near):
            try:
                yield self._instant(day, self.cutoff.minute)
            except OverflowError:
                continue  # outside of the calendar

    def _days(self, nearby_day: date) -> Iterator[date]:
        """The closing days around a day: enough that one is on either side, also where clocks skip a whole day."""
        if self.every == "month":
            for month in range(nearby_day.year * 12 + nearby_day.month - 3, nearby_day.year * 12 + nearby_day.month + 2):
                if MINYEAR <= month // 12 <= MAXYEAR:
                    last = monthrange(month // 12, month % 12 + 1)[1]
                    yield date(month // 12, month % 12 + 1, min(self.cutoff.day, last))
            return
        step = 7 if self.every == "week" else 1
        back = (nearby_day.weekday() - self.cutoff.day) % 7 if self.every == "week" else 0
        for number in range(-3, 4):
            try:
                yield nearby_day + timedelta(number * step - back)
            except OverflowError:
                continue  # outside of the calendar

    def _instant(self, day: date, minute: int) -> datetime:
        """This minute of the day: of a time that clocks skip an hour later, of one that they repeat the first (PEP 495, fold 0)."""
        local = datetime.combine(day, time(), zone_of(self.timezone)) + timedelta(minutes=minute)
        return local.astimezone(UTC)


def schedule_of(settings: EditionSettings, timezone: str) -> Schedule:
    """The schedule of a site's editions."""
    return Schedule(settings.every, settings.cutoff, timezone)
