"""Finds plain blocks in the source, in UTF-8: patterns of headings, paragraphs, list items and quotations, and of markup that
none may contain, such as `{:` or unpaired backticks. Splits the source into pieces, blocks and runs by offset, whose HTML
`rendered_blocks.py` inserts without changes.

Rendering in Rust takes a tenth of the time of reading events in Python. So a text is split at empty lines, and all plain blocks are
rendered together: paragraphs, headings and lists of ordinary words, emphasis, code and links to other sites. The rest is read from
events. In its source, plain blocks are blank, except for a mark where their HTML is inserted. Consecutive paragraphs and headings
are one run, which costs as much as one of them.

A list can be plain even if some of its items are not: these are also read from events, as paragraphs without tags. A block is
plain only if everything in it is known to be plain; anything unknown is read from events.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from digest.text.lazy_pattern import Positions, SearchPattern, lazy_compile

CONTINUATION = re.compile(rb"[ \t]|(?:[-+*]|[0-9]{1,9}[.)])(?![^ \t\n])|[:~]")
"""Text at the beginning of a line that may continue the block above an empty line."""

_PLAIN_WORD = rb"""
    (?: [A-Za-z"'(\[$%,./;?!@^\x80-\xff] | \\(?=[_*\#\[\]]) | \*\*?(?=[^\s*]) | __?(?=[^\s_]) | `(?!``) | [-+](?=[^\s+-])
      | [0-9]++ (?: [.)](?=\S) | (?![.)]) ) )
"""
"""The beginning of a line of a paragraph, which is not the mark of another block."""

_ITEM_BEGINNING = rb"\ *+ (?:[-+*]|[0-9]{1,9}[.)]) \ {1,4} (?=" + _PLAIN_WORD + rb") (?!\[[ xX]\])"

_PLAIN_HEADING = rb"(?: \#{1,6}\ ++ (?=[^\s\#]) [^\n]*+ \n |" + _PLAIN_WORD + rb"[^\n]*+ \n (?:-{3,}+|={3,}+) \ *+ \n )"
_PLAIN_LINES = rb"(?> (?: \ *+" + _PLAIN_WORD + rb"[^\n]*+ \n )* )"
_PLAIN_TEXT = lazy_compile(rb"(?>" + _PLAIN_HEADING + rb"?)" + _PLAIN_LINES, re.VERBOSE)
_TEXT_RUN = lazy_compile(
    rb"(?> (?: (?>" + _PLAIN_HEADING + rb"|" + _PLAIN_WORD + rb"[^\n]*+ \n)" + _PLAIN_LINES + rb"(?: \n++ | \Z) )+ )", re.VERBOSE
)
"""Consecutive paragraphs and headings, each with the empty lines after it."""
_PLAIN_ITEM = lazy_compile(_ITEM_BEGINNING, re.VERBOSE)
_PLAIN_ITEMS = lazy_compile(rb"(?> (?: (?> (?:" + _ITEM_BEGINNING + rb"[^\n]*+ )? ) \n )+ )", re.VERBOSE)
_WRAPPED_ITEMS = lazy_compile(
    rb"(?> (?: (?> (?:" + _ITEM_BEGINNING + rb"[^\n]*+ | \ *+ [A-Za-z\"'(\[$%,./;?@^\x80-\xff] [^\n]*+ )? ) \n )+ )", re.VERBOSE
)
_PLAIN_QUOTE = lazy_compile(rb"(?> (?: (?> (?: > \ ?(?!\[!)" + _PLAIN_WORD + rb"[^\n]*+ \n )+ ) (?:>\n (?!\Z))? )+ )", re.VERBOSE)
_DEEPLY_INDENTED_LINE = lazy_compile(rb"\n {16}")
_PLAIN_FENCE = lazy_compile(rb"```(?<![^\n ]```)(?!`*[^`\n]*`)")
_GAP_BETWEEN_BLOCKS = lazy_compile(rb"\n\n++|\n\Z")
_MAY_CONTINUE_BLOCK = frozenset(b" \t-+*:~0123456789")
_NO_ITEM_BEGINNING = frozenset(b" \t:~")

BARE_HOST_AND_PATH = (
    r"(?:[A-Za-z0-9]|(?<=[A-Za-z0-9])-(?=[A-Za-z0-9])){1,40}(?:\.(?:[A-Za-z0-9]|(?<=[A-Za-z0-9])-(?=[A-Za-z0-9])){1,40}){1,3}"
    r"(?>(?:/(?>(?:[A-Za-z0-9/]|[.?=\#-](?![.?-])|(?<=[A-Za-z0-9])_(?=[A-Za-z0-9]))*)(?<=[A-Za-z0-9/]))?)"
)
"""Host and path of an autolink that all parsers end at the same character, if a space follows soon."""

_BARE_REST = BARE_HOST_AND_PATH.encode() + rb"(?=\)?[.,;:!?]?\s|\]\()"

_NON_PLAIN_MARKUP = tuple(
    SearchPattern(part, lazy_compile(pattern, re.MULTILINE))
    for part, pattern in (
        (b"<", rb"<(?=[A-Za-z/!?])"),
        (b"\t", rb"\t"),
        (b"|", rb"\|(?:(?<=-\|)|(?<=-:\|)|[^\n|]*+\n(?=[^\n-]*+-)[ \t>*+\-0-9.)|:]*+$)"),
        (b"{", rb"\{(?=[{%]| *[:#.])"),
        (b"&", rb"&(?=\#?[A-Za-z0-9]{1,40};)"),
        (b"\\", rb"\\(?!(?<=[A-Za-z0-9 ]\\)\n[A-Za-z])(?:(?<=[.,()?!+-]\\)|(?![_*#\[\]][^.,()?!+-]))"),
        (b"~", rb"~~"),
        (b"!", rb"!\[(?!(?=[ ]*[^ \]])[^\]\[*_`~@\\\"&<>\n]+\]\(https?://[^\s()]+\))"),
        (b"]", rb"\]:"),
        (b"^", rb"\[\^"),
        (b"[", rb"\[(?:\[[A-Za-z0-9_\x80-\xff]|\[?_{0,2}[tT][oO][cC])"),
        (b"`", rb"```"),
        (b"@", rb"@(?<=[A-Za-z0-9.+_-]@)(?=[A-Za-z0-9_-])"),
        (b"w", rb"www\.(?<![/.0-9A-Za-z]www\.)"),
        (b":", rb"://(?<!\]\(https://)(?<!\]\(http://)(?:(?<![\s(\[]https://)(?<![\s(\[]http://)|(?!" + _BARE_REST + rb"))"),
    )
)
"""Markup that is read from events: HTML, tables, attributes, escapes, images, definitions, footnotes, wiki links, most autolinks.

Separate patterns, because one that begins with a fixed character is ten times as fast as one that may begin with several.
"""

_ITEM_MARKUP_BYTES = frozenset(b"<&\\~!@w:{|")
"""The first bytes of such markup that affects only its own list item."""

_HARMLESS_IN_CODE = frozenset(b"<{&\\~@:w!")

MAX_STEPS = 20_000_000
"""Maximum matches times bytes of a block that are checked in detail: the time would be quadratic for a hostile text."""


class PlainBlock(NamedTuple):
    """A block, or several without an empty line between them; or a run of paragraphs and headings. Offsets are in UTF-8."""

    begin: int
    end: int
    first: int
    """The beginning of a list whose items are one line each; `end` if there is none."""
    items: int = 0
    """The number of list items, whether or not each is one line."""
    event_items: tuple[tuple[int, int], ...] = ()
    """The begin and end of the text of each item that is read from events."""
    is_run: bool = False
    """Whether this is a run of one or more paragraphs and headings."""


def plain_blocks(data: bytes) -> Iterator[PlainBlock]:
    """Yield the blocks of a text in UTF-8 that are plain judging by their source; the text must end with a line end."""
    markup = Positions(_NON_PLAIN_MARKUP, data)
    for begin, end, is_run in _without_blocks_below_attributes(data, list(_pieces_of_text(data))):
        markup_offsets = markup.within(begin, end)
        if is_run:
            yield from _plain_runs(data, begin, end, markup_offsets)
            continue
        block = data[begin:end]
        if markup_offsets and len(markup_offsets) * (end - begin) < MAX_STEPS and _has_simple_code(block):
            markup_offsets = [at for at in markup_offsets if not _is_in_code(data, begin, at)]
        if block.startswith(b">"):
            if not markup_offsets and _PLAIN_QUOTE.fullmatch(data, begin, end + 1) and _has_simple_code(block):
                yield PlainBlock(begin, end, end)
        elif plain_list := _plain_list(data, begin, end, markup_offsets):
            yield plain_list


_PieceOfText = tuple[int, int, bool]
"""Begin and end of a part of the text, and whether it is a run of paragraphs and headings."""


def _without_blocks_below_attributes(data: bytes, pieces_of_text: Sequence[_PieceOfText]) -> Iterable[_PieceOfText]:
    """Return the pieces without those directly below a piece that contains `{:`, whose attributes may belong to them."""
    if b"{:" not in data:
        return pieces_of_text
    pieces_of_text = [
        (block_begin, block_end, is_run)
        for begin, end, is_run in pieces_of_text
        for block_begin, block_end in (_blocks_within_run(data, begin, end) if is_run else ((begin, end),))
    ]
    attributed = [data.find(b"{:", begin, end) >= 0 for begin, end, _ in pieces_of_text]
    return [
        piece for piece, is_below_attributes in zip(pieces_of_text, (False, *attributed), strict=False) if not is_below_attributes
    ]


def _blocks_within_run(data: bytes, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the begin and end of each block of a run."""
    for gap in _GAP_BETWEEN_BLOCKS.finditer(data, begin, end):
        yield begin, gap.start()
        begin = gap.end()
    yield begin, end


def blocks_of_run(data: bytes, run: PlainBlock) -> Iterator[PlainBlock]:
    """Yield each block of a run as a run of its own."""
    for begin, end in _blocks_within_run(data, run.begin, run.end):
        yield PlainBlock(begin, end, end, is_run=True)


def _plain_runs(data: bytes, begin: int, end: int, markup_offsets: Sequence[int]) -> Iterator[PlainBlock]:
    """Yield the parts of a run between blocks with markup at one of these offsets, or with a backtick outside of simple code."""
    backtick_offsets = _unpaired_backticks(data, begin, end)
    if len(markup_offsets) * (end - begin) < MAX_STEPS:
        markup_offsets = [at for at in markup_offsets if not _is_in_code(data, begin, at)]
    for at in sorted((*markup_offsets, *backtick_offsets)):
        if at < begin:
            continue  # in the same block as the previous mark
        end_of_block_above = data.rfind(b"\n\n", begin, at)
        if end_of_block_above > begin:
            yield PlainBlock(begin, end_of_block_above, end_of_block_above, is_run=True)
        gap_below = _GAP_BETWEEN_BLOCKS.search(data, at, end)
        if not gap_below:
            return
        begin = gap_below.end()
    yield PlainBlock(begin, end, end, is_run=True)


def _is_in_code(data: bytes, begin: int, at: int) -> bool:
    """Whether the markup at this offset is harmless because it is in a simple code span."""
    line = data.rfind(b"\n", begin, at) + 1 or begin
    return data[at] in _HARMLESS_IN_CODE and data.count(b"`", line, at) % 2 == 1 and data[at : at + 2] != b"{:"


def _unpaired_backticks(data: bytes, begin: int, end: int) -> list[int]:
    """Return the offsets of backticks that do not delimit a code span with single backticks on one line."""
    if _has_simple_code(data[begin:end]):
        return []
    return [code_span.start() for code_span in _CODE_SPAN.finditer(data, begin, end) if code_span.lastindex]


def _has_simple_code(block: bytes) -> bool:
    """Whether every code span of a block is on one line with single backticks; True if there is none."""
    if b"`" not in block:
        return True
    return not (b"``" in block or b"\\`" in block or any(line.count(b"`") % 2 for line in block.split(b"\n")))


_CODE_SPAN = lazy_compile(rb"`[^`\n]++(?<!\\)`(?!`)(?<!``)|(\\?`)")


def _pieces_of_text(data: bytes) -> Iterator[_PieceOfText]:
    """Yield the parts of the text that are the same blocks whatever precedes or follows them.

    HTML that contains an empty line is not detected here, but when events are read.
    """
    begin = at = len(data) - len(data.lstrip(b"\n"))
    may_be_fenced, is_fenced = b"```" in data, False
    while at < len(data):
        if at == begin and (run := _TEXT_RUN.match(data, at)):
            at = run.end()
            end = _without_line_ends(data, at)
            if at < len(data) and data[at] in _NO_ITEM_BEGINNING and CONTINUATION.match(data, at):
                last_block = data.rfind(b"\n\n", begin, end)  # the following lines continue the last block
                if last_block >= 0:
                    yield begin, _without_line_ends(data, last_block), True
                    begin = last_block + 2
            else:
                yield begin, end, True
                begin = at
            continue
        gap = _GAP_BETWEEN_BLOCKS.search(data, at)
        assert gap  # the text ends with a line end
        is_fenced ^= may_be_fenced and len(_PLAIN_FENCE.findall(data, at, gap.start())) % 2 == 1
        end, at = gap.span()
        if not is_fenced and not (at < len(data) and data[at] in _MAY_CONTINUE_BLOCK and CONTINUATION.match(data, at)):
            yield begin, end, False
            begin = at


def _without_line_ends(data: bytes, end: int) -> int:
    """Return the offset before the line ends that precede `end`."""
    while data[end - 1] == _LINE_END:
        end -= 1
    return end


_LINE_END = ord("\n")


def _plain_list(data: bytes, begin: int, end: int, markup: Sequence[int]) -> PlainBlock | None:
    """Return the list at these offsets, and a paragraph above it; None if it is not plain."""
    first_item_end = match.end() if (match := _PLAIN_TEXT.match(data, begin, end + 1)) else begin
    if _DEEPLY_INDENTED_LINE.search(data, first_item_end, end):
        return None
    list_lines = data[first_item_end:end].split(b"\n")
    if not _PLAIN_ITEMS.fullmatch(data, first_item_end, end + 1):
        if markup or not _WRAPPED_ITEMS.fullmatch(data, first_item_end, end + 1) or not _has_simple_code(data[first_item_end:end]):
            return None
        return PlainBlock(begin, end, end, sum(_PLAIN_ITEM.match(line) is not None for line in list_lines))
    event_items: list[tuple[int, int]] = []
    for at in markup:
        if at < first_item_end or data[at] not in _ITEM_MARKUP_BYTES:
            return None
        if not event_items or at > event_items[-1][1]:
            event_items.append((item_text_offset(data, data.rfind(b"\n", 0, at) + 1), data.find(b"\n", at)))
    item_count = len(list_lines) - list_lines.count(b"")
    return PlainBlock(begin, end, first_item_end, item_count, tuple(event_items)) if 2 * len(event_items) < item_count else None


def item_text_offset(data: bytes, begin: int) -> int:
    """Return the offset of the text of the list item whose line begins at `begin`."""
    item_match = _PLAIN_ITEM.match(data, begin)
    return item_match.end() if item_match else begin
