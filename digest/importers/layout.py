"""The layout of a raw text: decides by position and neighbours which lines at the head and tail are headline (also with a label
or date before it), sub-headlines (decks), labels, metadata, clutter or captions, by line index, and which are the body.
`metadata_lines.py` reads a single line."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from itertools import takewhile
from zoneinfo import ZoneInfo

from msgspec import Struct

from digest.importers.captions import Caption, find_captions
from digest.importers.clutter import clutter, is_count
from digest.importers.metadata_lines import MetadataLine, may_precede_headline, read_metadata_line
from digest.importers.paragraphs import Line, count_deck_lines
from digest.importers.raw_text import clean
from digest.importers.section_labels import (
    RULE_LINE,
    classify_newspaper,
    first_link_line,
    is_copyright_notice,
    is_known_section,
    is_section,
    is_short,
)
from digest.importers.timestamp_lines import Timestamp, read_timestamps

EDGE_LINES = 40
"""The number of lines at the top and at the end that may be metadata; portals show twenty buttons there."""

HEAD_TEXTS = 3
"""The head ends after this number of text lines; a sub-headline or a caption may be above the byline."""

LONG_LINE = 200

LAST_LINES = 40
"""The number of lines at the end that may be links to other articles."""

DECK_LINES = 40
"""The number of lines below a headline that determine the column at which the text is wrapped."""

END_CHARACTERS = 12
_END_MARK = re.compile(r"\s?(?:[(<\[](?:END|끝)[)>\]])$")

MAX_HEADLINE_CHARACTERS = 200
MAX_FIRST_WORDS_CHARACTERS = 80

_HEADLINE_LABEL = re.compile(r"(?:title|headline|제목)\s?[:：]\s?(?=\S)", re.IGNORECASE)
_DATE_BEFORE_HEADLINE = re.compile(
    r"(?:date\s?[:：]?\s?)?(?P<day>\d{4}(?P<mark>[-./])\d{1,2}(?P=mark)\d{1,2})\.?[\s:|]\s?(?=\S)", re.IGNORECASE
)


class Headline(Struct, frozen=True):
    """A headline, its number of lines (0 if the text has none), and the date before it."""

    text: str = ""
    lines: int = 0
    date: Timestamp | None = None


class Layout(Struct, frozen=True):
    """The lines of a text, its metadata and clutter by line index, and the headline."""

    lines: tuple[Line, ...]
    metadata: dict[int, MetadataLine]
    clutter: dict[int, str]
    """The kind of each line within the text that does not belong to it, such as the label of an advertisement."""

    captions: tuple[Caption, ...]
    aside: frozenset[int]
    """The line indexes of clutter and captions, which may interrupt a paragraph."""

    headline: Headline
    title_at: int
    closed: Line | None = None
    """The last line of the text with its end mark, if one was removed."""

    @property
    def title_line(self) -> Line:
        """The first line of the headline, in a text that has one."""
        return self.lines[self.title_at]

    def body(self) -> list[Line]:
        """Return the lines of the text; metadata and the headline become blank lines."""
        end = self.title_at + self.headline.lines
        decks = self._decks(end)
        body_lines: list[Line] = []
        for index, line in enumerate(self.lines):
            if index in self.aside:
                continue
            body_lines.append(Line(line.number, "") if index in self.metadata or self.title_at <= index < end else line)
            if index in decks:
                body_lines.append(Line(line.number, ""))
        return body_lines

    def _decks(self, end: int) -> Collection[int]:
        """Return the indexes of sub-headlines directly below the headline or the metadata after it."""
        text_indexes = (index for index in range(end, len(self.lines)) if self.lines[index].text and not self._is_aside(index))
        deck_start = next(text_indexes, end)
        indexes_near = range(deck_start, min(deck_start + DECK_LINES, len(self.lines)))
        deck_block = takewhile(lambda index: self.lines[index].text and not self._is_aside(index), indexes_near)
        deck_count = count_deck_lines([self.lines[index] for index in deck_block], [self.lines[index] for index in indexes_near])
        return range(deck_start, deck_start + deck_count)

    def metadata_lines(self) -> Iterable[tuple[Line, MetadataLine]]:
        """Return the lines with metadata, from the top."""
        return ((self.lines[index], self.metadata[index]) for index in sorted(self.metadata))

    def _is_aside(self, index: int) -> bool:
        return index in self.metadata or index in self.aside

    def interruptions(self) -> Iterable[tuple[Line, str]]:
        """Return the lines of clutter within the text, and their kinds."""
        return ((self.lines[index], kind) for index, kind in self.clutter.items())


def read_layout(lines: Sequence[Line], zone: ZoneInfo, ending: str, outlets: Collection[str], *, is_titled: bool = False) -> Layout:
    """Classify the first and last lines; the lines between them are text. `outlets` are names of sources in folded case.

    `is_titled`: the first line is always the headline.
    """
    filled_indexes = [index for index, line in enumerate(lines) if line.text]
    metadata, headline_index = _layout_head(lines, filled_indexes, zone, ending, outlets, is_titled)
    if headline_index is None:
        return Layout(tuple(lines), metadata, {}, (), frozenset(), Headline(), len(lines))
    indexes_below = [index for index in filled_indexes if index > headline_index]
    metadata |= _layout_tail(lines, indexes_below, metadata, zone, ending, outlets)
    lines, end_marked = _without_end_mark(lines, [index for index in indexes_below[-LAST_LINES:] if index not in metadata])
    headline_block = takewhile(lambda index: lines[index].text and index not in metadata, range(headline_index, len(lines)))
    headline = read_headline([lines[index] for _, index in zip(range(8), headline_block, strict=False)], zone)
    indexes_below_headline = range(headline_index + headline.lines, len(lines))
    texts_and_clutter = [index for index in indexes_below_headline if lines[index].text and index not in metadata]
    clutter_kinds = {index: kind for index in texts_and_clutter if (kind := clutter(lines[index].text))}
    text_indexes = [index for index in texts_and_clutter if index not in clutter_kinds]
    captions = find_captions(lines, text_indexes, HEAD_TEXTS)
    aside = frozenset((*clutter_kinds, *(index for caption in captions for index in caption.caption_lines)))
    return Layout(tuple(lines), metadata, clutter_kinds, captions, aside, headline, headline_index, end_marked)


def _layout_head(
    lines: Sequence[Line], filled_indexes: Sequence[int], zone: ZoneInfo, ending: str, outlets: Collection[str], is_titled: bool
) -> tuple[dict[int, MetadataLine], int | None]:
    """Return the metadata at the top, and the index of the headline, which is the first other line."""
    metadata: dict[int, MetadataLine] = {}
    headline_index: int | None = None
    text_count = 0
    metadata_at = {
        index: None if is_known_section(lines[index].text) else read_metadata_line(lines[index].text, zone, ending, outlets)
        for index in filled_indexes[: EDGE_LINES + 1]
    }
    for position, index in enumerate(filled_indexes[:EDGE_LINES]):
        if is_titled and not position:
            headline_index = index
            continue
        metadata_line = metadata_at[index]
        previous_index, next_indexes = filled_indexes[max(position - 1, 0)], filled_indexes[position + 1 : position + 2]
        label_line = _label_above(lines, position, filled_indexes, metadata_at, zone, outlets) if headline_index is None else None
        masthead_line = (
            _masthead_line(lines[index].text, metadata_at[next_indexes[0]] if next_indexes else None, outlets)
            if headline_index is not None
            else None
        )
        if masthead_line:
            metadata_line, is_metadata = masthead_line, True
        elif metadata_line and headline_index is None:
            is_metadata = may_precede_headline(lines[index].text, metadata_line)
        elif metadata_line and _is_quote_attribution(lines[index].text, metadata_line, metadata):
            is_metadata = False
        elif metadata_line and not metadata_line.sure:
            follows_title = previous_index == headline_index and (lines[index].text.isupper() or bool(metadata_line.timestamps))
            next_metadata = metadata_at[next_indexes[0]] if next_indexes else None
            is_vouched = next_metadata is not None and (next_metadata.sure or bool(next_metadata.left_out))
            is_metadata = previous_index in metadata or follows_title or is_vouched
        elif not metadata_line and previous_index in metadata and headline_index is not None and is_count(lines[index].text):
            metadata_line, is_metadata = MetadataLine(left_out="a count"), True
        else:
            is_metadata = metadata_line is not None
        if metadata_line and is_metadata:
            metadata[index] = metadata_line
        elif label_line:
            metadata[index] = label_line
        elif headline_index is None:
            headline_index = index
        else:
            text_count += 1
            if text_count > HEAD_TEXTS or len(lines[index].text) > LONG_LINE:
                break
    return metadata, headline_index


def _label_above(
    lines: Sequence[Line],
    position: int,
    filled_indexes: Sequence[int],
    metadata_at: dict[int, MetadataLine | None],
    zone: ZoneInfo,
    outlets: Collection[str],
) -> MetadataLine | None:
    """Return the name of a section or site above the headline, or None; the next line must be as short as a headline."""
    next_indexes = filled_indexes[position + 1 : position + 2]
    if not next_indexes:
        return None
    text, line_below = lines[filled_indexes[position]].text, lines[filled_indexes[position] + 1]
    newspaper_kind = classify_newspaper(text, outlets)
    if not (newspaper_kind or is_section(text, position == 0 and not line_below.text)) or not is_short(lines[next_indexes[0]].text):
        return None
    next_metadata, is_known = metadata_at[next_indexes[0]], bool(newspaper_kind) or is_known_section(text)
    if next_metadata and (next_metadata.sure or not is_known):
        return None  # a byline or date follows, so this line is the headline
    if not is_known and not _begins_with_headline(lines[next_indexes[0] : next_indexes[0] + DECK_LINES], zone):
        return None
    if newspaper_kind == "registered":
        return MetadataLine(source=text)
    return MetadataLine(
        left_out="a newspaper's name" if newspaper_kind else "a rule" if RULE_LINE.fullmatch(text) else "a section name"
    )


def _begins_with_headline(lines: Sequence[Line], zone: ZoneInfo) -> bool:
    """Return whether the lines begin with a headline, not with a wrapped paragraph."""
    headline_block = list(takewhile(lambda line: line.text, lines))
    return (
        len(headline_block) == 1 or count_deck_lines(headline_block, lines) > 0 or read_headline(headline_block[:8], zone).lines > 1
    )


def _masthead_line(text: str, following: MetadataLine | None, outlets: Collection[str]) -> MetadataLine | None:
    """Return the newspaper's name directly above a byline, or None."""
    newspaper_kind = classify_newspaper(text, outlets) if following and following.sure and following.authors else ""
    if newspaper_kind == "registered":
        return MetadataLine(source=text)
    return MetadataLine(left_out="a newspaper's name") if newspaper_kind else None


def _layout_tail(
    lines: Sequence[Line],
    filled_indexes: Sequence[int],
    head: dict[int, MetadataLine],
    zone: ZoneInfo,
    ending: str,
    outlets: Collection[str],
) -> dict[int, MetadataLine]:
    """Return the metadata after the last line of text, and copyright notices among the last lines."""
    last_lines = filled_indexes[-LAST_LINES:]
    first_link = first_link_line([lines[index].text for index in last_lines])
    metadata = {index: MetadataLine(left_out="links to other articles") for index in last_lines[first_link:] if index not in head}
    metadata |= {index: MetadataLine(left_out="copyright") for index in last_lines if is_copyright_notice(lines[index].text)}
    metadata_below: MetadataLine | None = None
    for index in reversed(last_lines[:first_link][-EDGE_LINES:]):
        if index in head:
            break
        text = lines[index].text
        metadata_line = (
            metadata.get(index)
            or _masthead_line(text, metadata_below, outlets)
            or read_metadata_line(text, zone, ending, outlets, is_last=True)
        )
        metadata_below = metadata_line
        if metadata_line is None or not metadata_line.sure or _is_quote_attribution(lines[index].text, metadata_line, head):
            break
        metadata[index] = metadata_line
    return metadata


def _without_end_mark(lines: Sequence[Line], last_lines: Sequence[int]) -> tuple[Sequence[Line], Line | None]:
    """Return the lines without a final `(END)`, and the last line before its removal (None if it had no end mark)."""
    last_line = lines[last_lines[-1]] if last_lines else None
    text_before_mark = _END_MARK.sub("", last_line.text[-END_CHARACTERS:]) if last_line else ""
    if last_line is None or text_before_mark == last_line.text[-END_CHARACTERS:]:
        return lines, None
    line_without_mark = Line(last_line.number, last_line.text[:-END_CHARACTERS] + text_before_mark, last_line.indent)
    return [*lines[: last_lines[-1]], line_without_mark, *lines[last_lines[-1] + 1 :]], last_line


def _is_quote_attribution(text: str, metadata_line: MetadataLine, metadata_above: dict[int, MetadataLine]) -> bool:
    """Return whether a dash before a name introduces a quoted person, since the text already has an author."""
    return (
        bool(metadata_line.authors) and text.startswith(("-", "–", "—")) and any(other.authors for other in metadata_above.values())
    )


def read_headline(headline_block: Sequence[Line], zone: ZoneInfo) -> Headline:
    """Return the headline at the beginning of a block: the lines up to the next blank or metadata line."""
    headline_lines = _count_headline_lines(headline_block)
    headline_text = clean(" ".join(line.text for line in headline_block[:headline_lines]).replace("\u00ad", ""))
    headline_text = headline_text[_end_of_label(_HEADLINE_LABEL, headline_text) :]
    date_match = _DATE_BEFORE_HEADLINE.match(headline_text)
    timestamp_line = read_timestamps(date_match["day"], zone) if date_match else None
    if date_match and timestamp_line and timestamp_line.timestamps:
        return Headline(headline_text[date_match.end() :], headline_lines, timestamp_line.timestamps[0])
    return Headline(headline_text, headline_lines)


def _end_of_label(pattern: re.Pattern[str], text: str) -> int:
    match = pattern.match(text)
    return match.end() if match else 0


def _count_headline_lines(headline_block: Sequence[Line]) -> int:
    """Return the number of headline lines: 1, up to 3 if the second begins in lower case, 0 for a sentence of the text."""
    first_line = headline_block[0].text
    if len(first_line) > MAX_HEADLINE_CHARACTERS or (len(first_line) > 120 and first_line.endswith((".", "。"))):
        return 0
    if len(headline_block) == 1 or not headline_block[1].text[:1].islower() or first_line.endswith((".", "?", "!")):
        return 1
    if len(headline_block) > 3 or headline_block[-1].text.endswith((".", "。")):
        return 0
    return len(headline_block)


def first_words(text: str) -> str:
    """Return the first words of a text, as the title of a text without a headline."""
    if len(text) <= MAX_FIRST_WORDS_CHARACTERS:
        return text
    cut_text = text[:MAX_FIRST_WORDS_CHARACTERS]
    at = cut_text.rfind(" ")
    return (cut_text[:at] if at > MAX_FIRST_WORDS_CHARACTERS // 2 else cut_text).rstrip(" ,;:.") + "…"
