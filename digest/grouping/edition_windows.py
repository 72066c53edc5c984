"""Which edition an instant falls into: by the ledger for editions that are recorded, by the schedule for all others."""

from __future__ import annotations

from bisect import bisect_right
from datetime import datetime

from msgspec import Struct

from digest.grouping.edition_ledger import Record
from digest.grouping.edition_schedule import Schedule


class Window(Struct, frozen=True):
    """The time of an edition: from `opens` until just before `closes`."""

    id: str
    """The local date of its last instant: the edition's name in addresses and files."""
    opens: datetime
    closes: datetime


class Windows(Struct, frozen=True):
    """The windows of all editions, past and future.

    The recorded ones stand as they are, whatever the schedule says now; it divides the time between and after them.
    """

    schedule: Schedule
    first: str = ""
    """The id of the first edition; what would be an earlier one is none, unless it is recorded."""
    recorded: tuple[Record, ...] = ()
    """The recorded editions in the order of their closing; no two overlap."""

    def of(self, instant: datetime) -> Window | None:
        """The window that contains an instant; None before the first edition."""
        place = bisect_right(self.recorded, instant, key=_closes)
        before = self.recorded[place - 1] if place else None
        following = self.recorded[place] if place < len(self.recorded) else None
        if following and following.opens <= instant:
            return _window(following)
        return self._between(instant, before, following)

    def _between(self, instant: datetime, before: Record | None, following: Record | None) -> Window | None:
        """The window of an instant that lies between these records.

        Where a new cutoff is on the closing day of the edition before, it is passed over: two editions cannot have one id.
        """
        opens, closes = self.schedule.until(instant), self.schedule.after(instant)
        while before and closes and self.schedule.closing_day(closes) <= before.id:
            closes = self.schedule.after(closes)
        if before and (opens is None or opens <= before.closes or self.schedule.closing_day(opens) <= before.id):
            opens = before.closes
        if following and (closes is None or closes > following.opens):
            closes = following.opens
        if opens is None or closes is None:
            return None
        id = self.schedule.closing_day(closes)
        if id < self.first:
            return None
        return self._recorded(id) or Window(id, opens, closes)

    def _recorded(self, id: str) -> Window | None:
        """The recorded window with this id. One beside it can have the same, if the time zone of the site was changed."""
        return next((_window(record) for record in self.recorded if record.id == id), None)

    def window_named(self, id: str) -> Window | None:
        """The window with this id, past or future; None if none closes on that day."""
        recorded_window = self._recorded(id)
        if recorded_window:
            return recorded_window
        try:
            scheduled_window = self.of(self.schedule.start_of(id))
        except OverflowError:
            return None
        return scheduled_window if scheduled_window and scheduled_window.id == id else None


def _closes(record: Record) -> datetime:
    return record.closes


def _window(record: Record) -> Window:
    return Window(record.id, record.opens, record.closes)


class Finder:
    """Finds the windows of many instants: those that were found before are asked first, which costs a twentieth."""

    def __init__(self, windows: Windows) -> None:
        self.windows = windows
        self.closes: list[datetime] = []
        self.found: list[Window] = []

    def of(self, instant: datetime) -> Window | None:
        """The result of `Windows.of`, which it calls only if it must."""
        place = bisect_right(self.closes, instant)
        if place < len(self.found) and self.found[place].opens <= instant:
            return self.found[place]
        window = self.windows.of(instant)
        if window and window.opens <= instant < window.closes:
            self.closes.insert(place, window.closes)
            self.found.insert(place, window)
        return window
