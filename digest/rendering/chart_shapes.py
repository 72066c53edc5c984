"""The shapes of charts as data of SVG paths (SVG 2, 9.3): the bars of a sparkline, the dots of a calendar, the segments of a bar of
shares, in integers and as short as possible. `chart_numbers.py` makes the counts.

Templates write the SVG elements. Shapes have a stroke and no fill, in the colour of the surrounding text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

BAR_PITCH, BAR_HEIGHT = 3, 16
"""The width of one bar of a sparkline with its gap, and the height of the sparkline, in SVG units."""

SHARES_WIDTH = 120
"""The width of a bar of shares, in SVG units."""

DOT_SIZES = 4
"""The number of dot sizes in a calendar, for days with articles. The dot of a day without articles is smaller than these."""


def bars(bar_counts: Sequence[int], *, backwards: bool = False) -> str:
    """Return the path of a sparkline: vertical lines up from y = 16, 3 apart, for a stroke of 2; the highest has 16 units."""
    highest_count = max(bar_counts, default=0)
    path_commands, bar_before = [], None
    for at, count in enumerate(reversed(bar_counts) if backwards else bar_counts):
        if count:
            height = -(-BAR_HEIGHT * count // highest_count)  # rounded up, so that a single article is visible
            x, y = (BAR_PITCH * at + 1, BAR_HEIGHT) if bar_before is None else (BAR_PITCH * (at - bar_before[0]), bar_before[1])
            path_commands.append(f"{'M' if bar_before is None else 'm'}{x} {y}v-{height}")
            bar_before = at, height
    return "".join(path_commands)


def dots(days: Sequence[int], column: int, highest_count: int, *, backwards: bool = False) -> list[str]:
    """Return the paths of a month's calendar, one for each dot size, the smallest (no article) first.

    Columns are the days of the week, 10 units apart; rows are weeks. `column` is the column of the first day, from 0. Each dot is a
    line of length 0, which a stroke with round ends makes visible. A day with `highest_count` articles has the largest dot if
    `highest_count` is at least 4.
    """
    paths = [""] * (DOT_SIZES + 1)
    for place, count in enumerate(days, column):
        size = -(-DOT_SIZES * count // max(highest_count, DOT_SIZES)) if count else 0
        paths[size] += f"M{10 * (6 - place % 7 if backwards else place % 7) + 5} {10 * (place // 7) + 5}h0"
    return paths


def segments(segment_counts: Iterable[int], *, backwards: bool = False) -> str:
    """Return the path of a bar divided by these counts: horizontal lines with gaps of 1, in total 120 units wide."""
    shares = [count for count in segment_counts if count]
    if backwards:
        shares.reverse()
    total_count, counted_before, end = sum(shares), 0, 0
    path_commands = []
    for count in shares:
        counted_before += count
        start, end = end, round(SHARES_WIDTH * counted_before / total_count)
        path_commands.append(f"M{start} 4h{max(end - start - 1, 1)}")
    return "".join(path_commands)
