"""Pagination of long lists, with pages numbered from the oldest: splits entries into pages, counts numbered pages, makes their
paths (page/2/), ranks the entries of first pages (pinned, featured, weight), and finds the latest change of entries.

If pages were numbered from the newest, a new article would rewrite every page of its lists. So page 1 has the oldest items,
a full numbered page never changes, and the unnumbered first page has the newest items: `size` to `2 * size - 1` of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from digest.grouping.entry import Entry

T = TypeVar("T")


def full_pages(items: Sequence[T], size: int) -> list[Sequence[T]]:
    """Return the items split into pages, oldest page first, newest item of each page first."""
    return [items[at : at + size][::-1] for at in range(0, len(items), size)]


def newest(items: Sequence[T], size: int) -> Sequence[T]:
    """Return the items of the unnumbered first page, newest first. `items` are sorted oldest first."""
    return items[numbered_count(len(items), size) * size :][::-1]


def numbered_count(count: int, size: int) -> int:
    """Return the number of numbered pages of a list with `count` items. All are full; the rest is on the first page."""
    return max(0, count // size - 1)


def page_path(folder: str, number: int) -> str:
    """Return the output path of a list's page; number 0 is the first page, folder '' is the site's root."""
    start = f"{folder}/" if folder else ""
    return f"{start}page/{number}/index.html" if number else f"{start}index.html"


def arranged(entries: Sequence[Entry], newest_entries: Sequence[Entry]) -> list[Entry]:
    """Return the entries of a list's first page: pinned entries of the whole list, then the newest entries by `rank`."""
    pinned = [entry for entry in reversed(entries) if entry.index.pinned]
    rest = [entry for entry in newest_entries if not entry.index.pinned]
    return [*pinned, *sorted(rest, key=rank)]


def rank(entry: Entry) -> tuple[int, bool, int, float]:
    """Return the sort key for first pages: latest day, then featured, then lower weight, then newest."""
    weight = entry.index.weight
    return (
        -entry.index.date.toordinal(),
        not entry.index.featured,
        1001 if weight is None else weight,
        -entry.index.date.timestamp(),
    )


def modified(entries: Sequence[Entry]) -> datetime | None:
    """Return the latest change of the articles; None without articles."""
    return max((entry.index.changed_at for entry in entries), default=None)
