"""Lines and columns of offsets."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from digest.text.line_positions import LinePositions


@given(st.text(alphabet="a\n\r\u2028é"), st.integers(1, 50), st.integers(1, 50))
def test_every_offset_has_the_counted_position(text: str, line: int, column: int):
    positions = LinePositions(text, line, column)
    for at in range(len(text) + 1):
        above = text[:at].split("\n")
        first = column if len(above) == 1 else 1
        assert positions.location(at) == (line + len(above) - 1, first + len(above[-1]))
