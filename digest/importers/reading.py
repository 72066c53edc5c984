"""Which lines of a raw text are the headline, which are remarks around the text, and which are the text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from itertools import takewhile
from zoneinfo import ZoneInfo

from msgspec import Struct

from digest.importers.captions import Caption, find_captions
from digest.importers.clutter import clutter, is_count
from digest.importers.headline import Headline, read_headline
from digest.importers.labels import RULE, first_link, is_known_section, is_rights, is_section, is_short, newspaper
from digest.importers.paragraphs import Line, deck_lines
from digest.importers.remark import Remark, may_precede_headline, read_remark

EDGE_LINES = 40
"""So many lines from the top, and from the end, are asked whether they are text; portals put twenty buttons there."""

HEAD_TEXTS = 3
"""After so many lines of text the head is over; a deck or a caption may stand above the byline."""

LONG_LINE = 200

LAST_LINES = 40
"""So many lines from the end may be a page's links to other articles."""

DECK_LINES = 40
"""So many lines below a headline tell at which column the text was broken."""

END_CHARACTERS = 12
_END_MARK = re.compile(r"\s?(?:[(<\[](?:END|끝)[)>\]])$")


class Reading(Struct, frozen=True):
    """The lines of a text, those of them that are remarks or clutter by their index, and the headline at its index."""

    lines: tuple[Line, ...]
    remarks: dict[int, Remark]
    clutter: dict[int, str]
    """What lines between those of the text are that no text has, such as an advertisement's mark."""

    captions: tuple[Caption, ...]
    aside: frozenset[int]
    """The lines of both, which a page puts into the midst of a paragraph too."""

    headline: Headline
    title_at: int
    closed: Line | None = None
    """The last line of the text, as it was before an end mark was cut from it."""

    @property
    def title_line(self) -> Line:
        """The line on which the headline begins, or would have."""
        return self.lines[self.title_at] if self.title_at < len(self.lines) else Line(0, "")

    def body(self) -> list[Line]:
        """The lines of the text itself; a remark or headline between them is as a blank line."""
        end = self.title_at + self.headline.lines
        decks = self._decks(end)
        kept: list[Line] = []
        for index, line in enumerate(self.lines):
            if index in self.aside:
                continue
            kept.append(Line(line.number, "") if index in self.remarks or self.title_at <= index < end else line)
            if index in decks:
                kept.append(Line(line.number, ""))
        return kept

    def _decks(self, end: int) -> Collection[int]:
        """The sub-headlines directly below the headline or below the remarks that follow it."""
        texts = (index for index in range(end, len(self.lines)) if self.lines[index].text and not self._is_aside(index))
        start = next(texts, end) if self.headline.lines else len(self.lines)
        near = range(start, min(start + DECK_LINES, len(self.lines)))
        block = takewhile(lambda index: self.lines[index].text and not self._is_aside(index), near)
        count = deck_lines([self.lines[index] for index in block], [self.lines[index] for index in near])
        return range(start, start + count)

    def noted(self) -> Iterable[tuple[Line, Remark]]:
        """The lines that are no text, from the top."""
        return ((self.lines[index], self.remarks[index]) for index in sorted(self.remarks))

    def _is_aside(self, index: int) -> bool:
        return index in self.remarks or index in self.aside

    def interruptions(self) -> Iterable[tuple[Line, str]]:
        """The lines that a page puts in the middle of a text, and what they are."""
        return ((self.lines[index], what) for index, what in self.clutter.items())


def read_lines(lines: Sequence[Line], zone: ZoneInfo, ending: str, outlets: Collection[str], *, is_titled: bool = False) -> Reading:
    """Look at the first and the last lines; what stands between them is text. `outlets` are names in folded case.

    `is_titled` says that the first line is the headline, whatever it looks like.
    """
    filled = [index for index, line in enumerate(lines) if line.text]
    remarks, title_at = _head(lines, filled, zone, ending, outlets, is_titled)
    if title_at is None:
        return Reading(tuple(lines), remarks, {}, (), frozenset(), Headline(), len(lines))
    below = [index for index in filled if index > title_at]
    remarks |= _tail(lines, below, remarks, zone, ending, outlets)
    lines, closed = _without_end_mark(lines, [index for index in below[-LAST_LINES:] if index not in remarks])
    block = takewhile(lambda index: lines[index].text and index not in remarks, range(title_at, len(lines)))
    headline = read_headline([lines[index] for _, index in zip(range(8), block, strict=False)], zone)
    between = range(title_at + headline.lines, len(lines))
    found = {index: what for index in between if index not in remarks and (what := clutter(lines[index].text))}
    texts = [index for index in between if lines[index].text and index not in remarks and index not in found]
    captions = find_captions(lines, texts, HEAD_TEXTS)
    aside = frozenset((*found, *(index for caption in captions for index in caption.lines)))
    return Reading(tuple(lines), remarks, found, captions, aside, headline, title_at, closed)


def _head(
    lines: Sequence[Line], filled: Sequence[int], zone: ZoneInfo, ending: str, outlets: Collection[str], is_titled: bool
) -> tuple[dict[int, Remark], int | None]:
    """The remarks at the top, and where the headline stands: the first line that is none."""
    remarks: dict[int, Remark] = {}
    title_at: int | None = None
    texts = 0
    read = {
        index: None if is_known_section(lines[index].text) else read_remark(lines[index].text, zone, ending, outlets)
        for index in filled[: EDGE_LINES + 1]
    }
    for position, index in enumerate(filled[:EDGE_LINES]):
        if is_titled and not position:
            title_at = index
            continue
        remark = read[index]
        before, after = filled[max(position - 1, 0)], filled[position + 1 : position + 2]
        label = _label(lines, position, filled, read, zone, outlets) if title_at is None else None
        masthead = _masthead(lines[index].text, read[after[0]] if after else None, outlets) if title_at is not None else None
        if masthead:
            remark, is_remark = masthead, True
        elif remark and title_at is None:
            is_remark = may_precede_headline(lines[index].text, remark)
        elif remark and _signs_a_quote(lines[index].text, remark, remarks):
            is_remark = False
        elif remark and not remark.sure:
            follows_title = before == title_at and lines[index].text.isupper()
            next_one = read[after[0]] if after else None
            is_vouched = next_one is not None and (next_one.sure or bool(next_one.left_out))
            is_remark = before in remarks or follows_title or is_vouched
        elif not remark and before in remarks and title_at is not None and is_count(lines[index].text):
            remark, is_remark = Remark(left_out="a count"), True
        else:
            is_remark = remark is not None
        if remark and is_remark:
            remarks[index] = remark
        elif label:
            remarks[index] = label
        elif title_at is None:
            title_at = index
        else:
            texts += 1
            if texts > HEAD_TEXTS or len(lines[index].text) > LONG_LINE:
                break
    return remarks, title_at


def _label(
    lines: Sequence[Line],
    position: int,
    filled: Sequence[int],
    read: dict[int, Remark | None],
    zone: ZoneInfo,
    outlets: Collection[str],
) -> Remark | None:
    """The name of a section or site above the headline, if the line is one: what follows then is short as a headline is."""
    after = filled[position + 1 : position + 2]
    if not after:
        return None
    text, block = lines[filled[position]].text, lines[filled[position] + 1]
    known = newspaper(text, outlets)
    if not (known or is_section(text, position == 0 and not block.text)) or not is_short(lines[after[0]].text):
        return None
    next_one, is_known = read[after[0]], bool(known) or is_known_section(text)
    if next_one and (next_one.sure or not is_known):
        return None  # a byline or date follows, as it does below a headline
    if not is_known and not _begins_with_headline(lines[after[0] : after[0] + DECK_LINES], zone):
        return None
    if known == "registered":
        return Remark(source=text)
    return Remark(left_out="a newspaper's name" if known else "a rule" if RULE.fullmatch(text) else "a section name")


def _begins_with_headline(lines: Sequence[Line], zone: ZoneInfo) -> bool:
    """Whether the first line stands for itself or goes on to a headline's end, and is no first line of a broken paragraph."""
    block = list(takewhile(lambda line: line.text, lines))
    return len(block) == 1 or deck_lines(block, lines) > 0 or read_headline(block[:8], zone).lines > 1


def _masthead(text: str, following: Remark | None, outlets: Collection[str]) -> Remark | None:
    """The newspaper's name directly above a byline."""
    known = newspaper(text, outlets) if following and following.sure and following.authors else ""
    if known == "registered":
        return Remark(source=text)
    return Remark(left_out="a newspaper's name") if known else None


def _tail(
    lines: Sequence[Line], filled: Sequence[int], head: dict[int, Remark], zone: ZoneInfo, ending: str, outlets: Collection[str]
) -> dict[int, Remark]:
    """The remarks at the end, up to the last line that is text; copyright is one also above that."""
    last = filled[-LAST_LINES:]
    links = first_link([lines[index].text for index in last])
    remarks = {index: Remark(left_out="links to other articles") for index in last[links:] if index not in head}
    remarks |= {index: Remark(left_out="copyright") for index in last if is_rights(lines[index].text) and index not in head}
    below: Remark | None = None
    for index in reversed(last[:links][-EDGE_LINES:]):
        if index in head:
            break
        text = lines[index].text
        remark = remarks.get(index) or _masthead(text, below, outlets) or read_remark(text, zone, ending, outlets, last=True)
        below = remark
        if remark is None or not remark.sure or _signs_a_quote(lines[index].text, remark, head):
            break
        remarks[index] = remark
    return remarks


def _without_end_mark(lines: Sequence[Line], last: Sequence[int]) -> tuple[Sequence[Line], Line | None]:
    """The lines without the `(END)` at the end of their last one that is text, and that line as it was."""
    line = lines[last[-1]] if last else None
    cut = _END_MARK.sub("", line.text[-END_CHARACTERS:]) if line else ""
    if line is None or not cut or cut == line.text[-END_CHARACTERS:]:
        return lines, None
    closed = Line(line.number, line.text[:-END_CHARACTERS] + cut, line.indent)
    return [*lines[: last[-1]], closed, *lines[last[-1] + 1 :]], line


def _signs_a_quote(text: str, remark: Remark, known: dict[int, Remark]) -> bool:
    """Whether a dash before a name says whose words were quoted: the author is known already."""
    return bool(remark.authors) and text.startswith(("-", "–", "—")) and any(other.authors for other in known.values())
