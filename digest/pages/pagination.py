"""Long lists in numbered pages, counted from the oldest.

Numbered from the newest, one new article would rewrite every page of every list that it is in. So page 1 has the oldest, a full
numbered page never changes, and the unnumbered first page has the newest: from `size` to `2 * size - 1`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from digest.grouping.entry import Entry

T = TypeVar("T")


def full_pages(items: Sequence[T], size: int) -> list[Sequence[T]]:
    """The items a page, the oldest page first, each newest first."""
    return [items[at : at + size][::-1] for at in range(0, len(items), size)]


def newest(items: Sequence[T], size: int) -> Sequence[T]:
    """The items of the unnumbered first page, newest first. `items` run from the oldest."""
    return items[numbered_count(len(items), size) * size :][::-1]


def numbered_count(count: int, size: int) -> int:
    """How many numbered pages a list of `count` items has; all are full, and what is left belongs to the first page."""
    return max(0, count // size - 1)


def page_path(folder: str, number: int) -> str:
    """The output path of a list's page; number 0 is the first page, `folder` '' the site's root."""
    start = f"{folder}/" if folder else ""
    return f"{start}page/{number}/index.html" if number else f"{start}index.html"


def arranged(entries: Sequence[Entry], newest_entries: Sequence[Entry]) -> list[Entry]:
    """The first page of a list: what is pinned (from the whole list), then day by day the featured, the weighted, the newest."""
    pinned = [entry for entry in reversed(entries) if entry.index.pinned]
    rest = [entry for entry in newest_entries if not entry.index.pinned]
    return [*pinned, *sorted(rest, key=rank)]


def rank(entry: Entry) -> tuple[int, bool, int, float]:
    """The order on first pages: latest day, then featured, then lower weight, then newest."""
    weight = entry.index.weight
    return (
        -entry.index.date.toordinal(),
        not entry.index.featured,
        1001 if weight is None else weight,
        -entry.index.date.timestamp(),
    )


def modified(entries: Sequence[Entry]) -> datetime | None:
    """When the last of these articles changed."""
    return max((entry.index.changed_at for entry in entries), default=None)
