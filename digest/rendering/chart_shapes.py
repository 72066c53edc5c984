"""The shapes of charts: counts → the data of SVG paths (SVG 2, 9.3), in whole numbers and as short as possible.

Templates write the elements. Each shape is drawn by the stroke alone, in the colour of the text around it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

BAR_PITCH, BAR_HEIGHT = 3, 16
"""A sparkline is as wide as this for each of its bars, and as high as this."""

SHARES_WIDTH = 120

DOT_SIZES = 4
"""How many sizes the dots of a calendar have. A day without articles has a smaller one."""


def bars(bar_counts: Sequence[int], *, backwards: bool = False) -> str:
    """The path of a sparkline: vertical lines from y = 16 upwards, 3 apart, to be drawn 2 wide; the highest is 16."""
    highest_count = max(bar_counts, default=0)
    path, bar_before = [], None
    for at, count in enumerate(reversed(bar_counts) if backwards else bar_counts):
        if count:
            height = -(-BAR_HEIGHT * count // highest_count)  # rounded up, so that one article is seen
            x, y = (BAR_PITCH * at + 1, BAR_HEIGHT) if bar_before is None else (BAR_PITCH * (at - bar_before[0]), bar_before[1])
            path.append(f"{'M' if bar_before is None else 'm'}{x} {y}v-{height}")
            bar_before = at, height
    return "".join(path)


def dots(days: Sequence[int], column: int, highest_count: int, *, backwards: bool = False) -> list[str]:
    """The paths of a month's calendar, one for each size of its dots, the smallest (no article) first.

    Columns are the days of the week, 10 apart; rows are weeks. `column` is the column of the first day, from 0. The path of a size
    is to be drawn with round ends: each dot is a line without length. The dot of
    `highest_count` articles is the largest, if they are at least four.
    """
    paths = [""] * (DOT_SIZES + 1)
    for place, count in enumerate(days, column):
        size = -(-DOT_SIZES * count // max(highest_count, DOT_SIZES)) if count else 0
        paths[size] += f"M{10 * (6 - place % 7 if backwards else place % 7) + 5} {10 * (place // 7) + 5}h0"
    return paths


def segments(segment_counts: Iterable[int], *, backwards: bool = False) -> str:
    """The path of a bar that is divided in these shares: horizontal lines with gaps of 1, of 120 in all."""
    shares = [count for count in segment_counts if count]
    if backwards:
        shares.reverse()
    total, counted_before, end = sum(shares), 0, 0
    path = []
    for count in shares:
        counted_before += count
        start, end = end, round(SHARES_WIDTH * counted_before / total)
        path.append(f"M{start} 4h{max(end - start - 1, 1)}")
    return "".join(path)
