"""Plain blocks, which pulldown-cmark renders as the dialect does: its HTML of them is used as it is.

Rendering in Rust takes a tenth of the time of reading events in Python. So a text is divided at empty lines, and plain blocks are
rendered at once: paragraphs, headings and lists of ordinary words, emphasis, code and links to other sites. The rest is read from
events. In its source, plain blocks are blank, except for a mark where their HTML belongs. Consecutive paragraphs and headings are
one run, which costs as much as one of them.

A list can be plain even if some of its items are not: these are also read from events, as paragraphs without tags. A block is
plain only if everything in it is known to be plain; anything unknown is left to the events.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from digest.markdown.rule_regions import GOES_ON
from digest.markdown.search_positions import Positions, Sought
from digest.text.lazy_pattern import lazy_compile

_PLAIN_WORD = rb"""
    (?: [A-Za-z"'(\[$%,./;?!@^\x80-\xff] | \\(?=[_*\#\[\]]) | \*\*?(?=[^\s*]) | __?(?=[^\s_]) | `(?!``) | [-+](?=[^\s+-])
      | [0-9]++ (?: [.)](?=\S) | (?![.)]) ) )
"""
"""How the first word of a line begins that is no mark of a block."""

_ITEM_BEGINNING = rb"\ *+ (?:[-+*]|[0-9]{1,9}[.)]) \ {1,4} (?=" + _PLAIN_WORD + rb") (?!\[[ xX]\])"

_PLAIN_HEADING = rb"(?: \#{1,6}\ ++ (?=[^\s\#]) [^\n]*+ \n |" + _PLAIN_WORD + rb"[^\n]*+ \n (?:-{3,}+|={3,}+) \ *+ \n )"
_PLAIN_LINES = rb"(?> (?: \ *+" + _PLAIN_WORD + rb"[^\n]*+ \n )* )"
_PLAIN_TEXT = lazy_compile(rb"(?>" + _PLAIN_HEADING + rb"?)" + _PLAIN_LINES, re.VERBOSE)
_TEXT_RUN = lazy_compile(
    rb"(?> (?: (?>" + _PLAIN_HEADING + rb"|" + _PLAIN_WORD + rb"[^\n]*+ \n)" + _PLAIN_LINES + rb"(?: \n++ | \Z) )+ )", re.VERBOSE
)
"""Paragraphs and headings in a row, with the empty lines behind each."""
_PLAIN_ITEM = lazy_compile(_ITEM_BEGINNING, re.VERBOSE)
_PLAIN_ITEMS = lazy_compile(rb"(?> (?: (?> (?:" + _ITEM_BEGINNING + rb"[^\n]*+ )? ) \n )+ )", re.VERBOSE)
_WRAPPED_ITEMS = lazy_compile(
    rb"(?> (?: (?> (?:" + _ITEM_BEGINNING + rb"[^\n]*+ | \ *+ [A-Za-z\"'(\[$%,./;?@^\x80-\xff] [^\n]*+ )? ) \n )+ )", re.VERBOSE
)
_PLAIN_QUOTE = lazy_compile(rb"(?> (?: (?> (?: > \ ?(?!\[!)" + _PLAIN_WORD + rb"[^\n]*+ \n )+ ) (?:>\n (?!\Z))? )+ )", re.VERBOSE)
_DEEP_LINE = lazy_compile(rb"\n {16}")
_PLAIN_FENCE = lazy_compile(rb"```(?<![^\n ]```)(?!`*[^`\n]*`)")
_GAP_BETWEEN_BLOCKS = lazy_compile(rb"\n\n++|\n\Z")
_MAY_GO_ON = frozenset(b" \t-+*:~0123456789")
_NO_ITEM = frozenset(b" \t:~")

BARE_HOST_AND_PATH = (
    r"(?:[A-Za-z0-9]|(?<=[A-Za-z0-9])-(?=[A-Za-z0-9])){1,40}(?:\.(?:[A-Za-z0-9]|(?<=[A-Za-z0-9])-(?=[A-Za-z0-9])){1,40}){1,3}"
    r"(?>(?:/(?>(?:[A-Za-z0-9/]|[.?=\#-](?![.?-])|(?<=[A-Za-z0-9])_(?=[A-Za-z0-9]))*)(?<=[A-Za-z0-9/]))?)"
)
"""What follows the scheme of an address without brackets that every parser ends at the same place, if a space follows soon."""

_BARE_REST = BARE_HOST_AND_PATH.encode() + rb"(?=\)?[.,;:!?]?\s|\]\()"

_ODD_IN_PLAIN_BLOCKS = tuple(
    Sought(part, lazy_compile(pattern, re.MULTILINE))
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
        (b"[", rb"\[\[?_{0,2}[tT][oO][cC]"),
        (b"`", rb"```"),
        (b"@", rb"@(?<=[A-Za-z0-9.+_-]@)(?=[A-Za-z0-9_-])"),
        (b"w", rb"www\.(?<![/.0-9A-Za-z]www\.)"),
        (b":", rb"://(?<!\]\(https://)(?<!\]\(http://)(?:(?<![\s(\[]https://)(?<![\s(\[]http://)|(?!" + _BARE_REST + rb"))"),
    )
)
"""What events have to be read for: HTML, tables, attributes, escapes, images, definitions, notes, most bare addresses.

Apart, because an expression that begins with a certain character is found ten times as fast as one that begins with several.
"""

_ODD_BYTES = frozenset(b"<&\\~!@w:{|")
"""The first bytes of odd texts that concern only the words of their item."""

_HARMLESS_IN_CODE = frozenset(b"<{&\\~@:w!")

MOST_STEPS = 20_000_000
"""Characters of a block that are looked at for all that is odd in it: a hostile text would take the square of its length."""


class PlainBlock(NamedTuple):
    """A block, or a few without an empty line between them; or a run of paragraphs and headings."""

    begin: int
    end: int
    first: int
    """Where the items of a list begin in it that have a line each; its end if there are none."""
    items: int = 0
    """How many items there are, whether or not each has a line."""
    odd_items: tuple[tuple[int, int], ...] = ()
    """Where the words of those items stand that are read from events."""
    is_run: bool = False
    """Whether it is a run: of one paragraph or heading, or of several with empty lines between them."""


def plain_blocks(data: bytes) -> Iterator[PlainBlock]:
    """The blocks of a text in UTF-8 that are plain as far as their source says; the text ends with a line end."""
    oddities = Positions(_ODD_IN_PLAIN_BLOCKS, data)
    for begin, end, is_run in _without_attributed(data, list(_pieces_of_text(data))):
        marks = oddities.within(begin, end)
        if is_run:
            yield from _plain_runs(data, begin, end, marks)
            continue
        block = data[begin:end]
        if marks and len(marks) * (end - begin) < MOST_STEPS and _ends_code(block):
            marks = [at for at in marks if not _is_in_code(data, begin, at)]
        if block.startswith(b">"):
            if not marks and _PLAIN_QUOTE.fullmatch(data, begin, end + 1) and _ends_code(block):
                yield PlainBlock(begin, end, end)
        elif plain_list := _plain_list(data, begin, end, marks):
            yield plain_list


_PieceOfText = tuple[int, int, bool]
"""Where a part of the text begins and ends, and whether it is a run of paragraphs and headings."""


def _without_attributed(data: bytes, pieces_of_text: Sequence[_PieceOfText]) -> Iterable[_PieceOfText]:
    """The pieces beside which no attributes stand that are perhaps theirs."""
    if b"{:" not in data:
        return pieces_of_text
    pieces_of_text = [
        (first, behind, is_run)
        for begin, end, is_run in pieces_of_text
        for first, behind in (_blocks_within(data, begin, end) if is_run else ((begin, end),))
    ]
    attributed = [data.find(b"{:", begin, end) >= 0 for begin, end, _ in pieces_of_text]
    beside = zip([False, *attributed], [*attributed[1:], False], strict=False)
    return [piece for piece, (above, below) in zip(pieces_of_text, beside, strict=False) if not above and not below]


def _blocks_within(data: bytes, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Where the blocks of a run begin and end."""
    for gap in _GAP_BETWEEN_BLOCKS.finditer(data, begin, end):
        yield begin, gap.start()
        begin = gap.end()
    yield begin, end


def single_blocks(data: bytes, run: PlainBlock) -> Iterator[PlainBlock]:
    """Each block of a run by itself."""
    for begin, end in _blocks_within(data, run.begin, run.end):
        yield PlainBlock(begin, end, end, is_run=True)


def _plain_runs(data: bytes, begin: int, end: int, marks: Sequence[int]) -> Iterator[PlainBlock]:
    """What is left of a run without those of its blocks in which something odd is marked, or a span of code does not end."""
    code = _odd_backticks(data, begin, end)
    if marks and len(marks) * (end - begin) < MOST_STEPS:
        marks = [at for at in marks if not _is_in_code(data, begin, at)]
    for at in sorted((*marks, *code)) if code else marks:
        if at < begin:
            continue  # in the block that the mark before it stands in
        above = data.rfind(b"\n\n", begin, at)
        if above > begin:
            yield PlainBlock(begin, above, above, is_run=True)
        below = _GAP_BETWEEN_BLOCKS.search(data, at, end)
        if not below:
            return
        begin = below.end()
    yield PlainBlock(begin, end, end, is_run=True)


def _is_in_code(data: bytes, begin: int, at: int) -> bool:
    """Whether this place in a block stands in a span of code, of the simplest kind, where it is not odd at all."""
    line = data.rfind(b"\n", begin, at) + 1 or begin
    return data[at] in _HARMLESS_IN_CODE and data.count(b"`", line, at) % 2 == 1 and data[at : at + 2] != b"{:"


def _odd_backticks(data: bytes, begin: int, end: int) -> list[int]:
    """Where backticks stand that neither begin nor end a span of code with one mark on one line."""
    if _ends_code(data[begin:end]):
        return []
    return [found.start() for found in _CODE_SPAN.finditer(data, begin, end) if found.lastindex]


def _ends_code(block: bytes) -> bool:
    """Whether each span of code in a block ends on its line, with one mark; True if there is none."""
    if b"`" not in block:
        return True
    return not (b"``" in block or b"\\`" in block or any(line.count(b"`") % 2 for line in block.split(b"\n")))


_CODE_SPAN = lazy_compile(rb"`[^`\n]++(?<!\\)`(?!`)(?<!``)|(\\?`)")


def _pieces_of_text(data: bytes) -> Iterator[_PieceOfText]:
    """Where those parts begin and end that are the same blocks whatever stands beside them.

    HTML with an empty line in it is not looked for: whoever reads the events will see that such a part is none.
    """
    begin = at = len(data) - len(data.lstrip(b"\n"))
    may_be_fenced, is_fenced = b"```" in data, False
    while at < len(data):
        if at == begin and (run := _TEXT_RUN.match(data, at)):
            at = run.end()
            end = _without_line_ends(data, at)
            if at < len(data) and data[at] in _NO_ITEM and GOES_ON.match(data, at):
                last = data.rfind(b"\n\n", begin, end)  # what goes on belongs to the last block
                if last >= 0:
                    yield begin, _without_line_ends(data, last), True
                    begin = last + 2
            else:
                yield begin, end, True
                begin = at
            continue
        gap = _GAP_BETWEEN_BLOCKS.search(data, at)
        assert gap  # the text ends with a line end
        is_fenced ^= may_be_fenced and len(_PLAIN_FENCE.findall(data, at, gap.start())) % 2 == 1
        end, at = gap.span()
        if not is_fenced and not (at < len(data) and data[at] in _MAY_GO_ON and GOES_ON.match(data, at)):
            yield begin, end, False
            begin = at


def _without_line_ends(data: bytes, end: int) -> int:
    """Where the text ends that is followed by nothing but line ends up to this place."""
    while data[end - 1] == _LINE_END:
        end -= 1
    return end


_LINE_END = ord("\n")


def _plain_list(data: bytes, begin: int, end: int, oddities: Sequence[int]) -> PlainBlock | None:
    """The list that stands here, below a text or not; None if there is more than words in it."""
    first_item_end = match.end() if (match := _PLAIN_TEXT.match(data, begin, end + 1)) else begin
    if _DEEP_LINE.search(data, first_item_end, end):
        return None
    lines = data[first_item_end:end].split(b"\n")
    if not _PLAIN_ITEMS.fullmatch(data, first_item_end, end + 1):
        if oddities or not _WRAPPED_ITEMS.fullmatch(data, first_item_end, end + 1) or not _ends_code(data[first_item_end:end]):
            return None
        return PlainBlock(begin, end, end, sum(_PLAIN_ITEM.match(line) is not None for line in lines))
    words: list[tuple[int, int]] = []
    for at in oddities:
        if at < first_item_end or data[at] not in _ODD_BYTES:
            return None
        if not words or at > words[-1][1]:
            words.append((words_at(data, data.rfind(b"\n", 0, at) + 1), data.find(b"\n", at)))
    items = len(lines) - lines.count(b"")
    return PlainBlock(begin, end, first_item_end, items, tuple(words)) if 2 * len(words) < items else None


def words_at(data: bytes, begin: int) -> int:
    """Where the words begin of the item that begins on the line here."""
    item = _PLAIN_ITEM.match(data, begin)
    return item.end() if item else begin
