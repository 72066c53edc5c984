"""Which lines of a raw text are the headline, which are remarks around the text, and which are the text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import takewhile
from zoneinfo import ZoneInfo

from msgspec import Struct

from digest.importers.headline import Headline, read_headline
from digest.importers.paragraphs import Line
from digest.importers.remark import INTERRUPTIONS, Remark, may_precede_headline, read_remark

EDGE_LINES = 16
"""So many lines from the top, and from the end, are asked whether they are text."""

HEAD_TEXTS = 3
"""After so many lines of text the head is over; a deck or a caption may stand above the byline."""

LONG_LINE = 200


class Reading(Struct, frozen=True):
    """The lines of a text, those of them that are remarks by their index, and the headline at its index."""

    lines: tuple[Line, ...]
    remarks: dict[int, Remark]
    headline: Headline
    title_at: int

    @property
    def title_line(self) -> Line:
        """The line on which the headline begins, or would have."""
        return self.lines[self.title_at] if self.title_at < len(self.lines) else Line(0, "")

    def body(self) -> list[Line]:
        """The lines of the text itself; a remark or headline between them is as a blank line."""
        end = self.title_at + self.headline.lines
        kept = [
            Line(line.number, "") if index in self.remarks or self.title_at <= index < end else line
            for index, line in enumerate(self.lines)
        ]
        return [line for line in kept if line.text.casefold() not in INTERRUPTIONS]

    def noted(self) -> Iterable[tuple[Line, Remark]]:
        """The lines that are no text, from the top."""
        return ((self.lines[index], self.remarks[index]) for index in sorted(self.remarks))

    def interruptions(self) -> Iterable[Line]:
        """The lines that a page puts in the middle of a text."""
        return (
            line for index, line in enumerate(self.lines) if index not in self.remarks and line.text.casefold() in INTERRUPTIONS
        )


def read_lines(lines: Sequence[Line], zone: ZoneInfo, ending: str) -> Reading:
    """Look at the first and the last lines; what stands between them is text."""
    filled = [index for index, line in enumerate(lines) if line.text]
    remarks, title_at = _head(lines, filled, zone, ending)
    if title_at is None:
        return Reading(tuple(lines), remarks, Headline(), len(lines))
    remarks |= _tail(lines, [index for index in filled if index > title_at], remarks, zone, ending)
    block = takewhile(lambda index: lines[index].text and index not in remarks, range(title_at, len(lines)))
    headline = read_headline([lines[index] for _, index in zip(range(8), block, strict=False)], zone)
    return Reading(tuple(lines), remarks, headline, title_at)


def _head(lines: Sequence[Line], filled: Sequence[int], zone: ZoneInfo, ending: str) -> tuple[dict[int, Remark], int | None]:
    """The remarks at the top, and where the headline stands: the first line that is none."""
    remarks: dict[int, Remark] = {}
    title_at: int | None = None
    texts = 0
    read = {index: read_remark(lines[index].text, zone, ending) for index in filled[: EDGE_LINES + 1]}
    for position, index in enumerate(filled[:EDGE_LINES]):
        remark = read[index]
        before, after = filled[max(position - 1, 0)], filled[position + 1 : position + 2]
        if remark and title_at is None:
            is_remark = may_precede_headline(lines[index].text, remark)
        elif remark and _signs_a_quote(lines[index].text, remark, remarks):
            is_remark = False
        elif remark and not remark.sure:
            follows_title = before == title_at and lines[index].text.isupper()
            next_one = read[after[0]] if after else None
            is_vouched = next_one is not None and (next_one.sure or bool(next_one.left_out))
            is_remark = before in remarks or follows_title or is_vouched
        else:
            is_remark = remark is not None
        if remark and is_remark:
            remarks[index] = remark
        elif title_at is None:
            title_at = index
        else:
            texts += 1
            if texts > HEAD_TEXTS or len(lines[index].text) > LONG_LINE:
                break
    return remarks, title_at


def _tail(lines: Sequence[Line], filled: Sequence[int], head: dict[int, Remark], zone: ZoneInfo, ending: str) -> dict[int, Remark]:
    """The remarks at the end, up to the last line that is text."""
    remarks: dict[int, Remark] = {}
    for index in reversed(filled[-EDGE_LINES:]):
        if index in head:
            break
        remark = read_remark(lines[index].text, zone, ending, last=True)
        if remark is None or not remark.sure or _signs_a_quote(lines[index].text, remark, head):
            break
        remarks[index] = remark
    return remarks


def _signs_a_quote(text: str, remark: Remark, known: dict[int, Remark]) -> bool:
    """Whether a dash before a name says whose words were quoted: the author is known already."""
    return bool(remark.authors) and text.startswith(("-", "–", "—")) and any(other.authors for other in known.values())
