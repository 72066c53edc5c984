"""Blocks with nothing but what pulldown-cmark renders as the dialect does: its HTML of them is taken as it is.

To make HTML in Rust takes a tenth of the time of looking at each event in Python. So a text is cut at empty lines, and what is
plain is rendered at once: paragraphs, headings and lists of ordinary words, emphasis, code and links to other sites. The rest is
read from events, each block at its place: what is plain is blank there, but for a mark that says where its HTML belongs.

A list stays plain where the words of some of its items are not: these are read from events as well, as paragraphs without tags.
What is plain is decided by what may stand in it, never by what may not: all that is not known here is left to the events.
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
_PLAIN_TEXT = lazy_compile(rb"(?>" + _PLAIN_HEADING + rb"?) (?> (?: \ *+" + _PLAIN_WORD + rb"[^\n]*+ \n )* )", re.VERBOSE)
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

_ODD_IN_PLAIN_BLOCKS = tuple(
    Sought(part, lazy_compile(pattern))
    for part, pattern in (
        (b"<", rb"<(?=[A-Za-z/!?])"),
        (b"\t", rb"\t"),
        (b"|", rb"\|"),
        (b"{", rb"\{(?=[{%]| *[:#.])"),
        (b"&", rb"&(?=[#A-Za-z])"),
        (b"\\", rb"\\(?:(?<=[.,()?!+-]\\)|(?![_*#\[\]][^.,()?!+-]))"),
        (b"~", rb"~~"),
        (b"!", rb"!\[(?!(?=[ ]*[^ \]])[^\]\[*_`~@\\\"&<>\n]+\]\(https?://[^\s()]+\))"),
        (b"]", rb"\]:"),
        (b"^", rb"\[\^"),
        (b"[", rb"\[\[?_{0,2}[tT][oO][cC]"),
        (b"`", rb"```"),
        (b"@", rb"@(?<=[A-Za-z0-9.+_-]@)(?=[A-Za-z0-9_-])"),
        (b"w", rb"www\.(?<![/.0-9A-Za-z]www\.)"),
        (b":", rb"://(?<!\]\(https://)(?<!\]\(http://)"),
    )
)
"""What events have to be read for: HTML, tables, attributes, escapes, images, definitions, notes, bare addresses.

Apart, because an expression that begins with a certain character is found ten times as fast as one that begins with several.
"""

_ODD_BYTES = frozenset(b"<&\\~!@w:{|")
"""How those of these begin that are a matter of the words of an item alone."""

_HARMLESS_IN_CODE = frozenset(b"<{&\\~@:w!")

MOST_STEPS = 20_000_000
"""Characters of a block that are looked at for all that is odd in it: a hostile text would take the square of its length."""


class PlainBlock(NamedTuple):
    """A block, or a few without an empty line between them."""

    begin: int
    end: int
    first: int
    """Where the items of a list begin in it that have a line each; its end if there are none."""
    items: int = 0
    """How many items there are, whether or not each has a line."""
    odd: tuple[tuple[int, int], ...] = ()
    """Where the words of those items stand that are read from events."""


def plain_blocks(data: bytes) -> Iterator[PlainBlock]:
    """The blocks of a text in UTF-8 that are plain as far as their source says; the text ends with a line end."""
    odd = Positions(_ODD_IN_PLAIN_BLOCKS, data)
    for begin, end, is_text in _without_attributed(data, list(_pieces_of_text(data))):
        marks = odd.between(begin, end)
        if len(marks) * (end - begin) < MOST_STEPS:
            marks = [at for at in marks if not _is_in_code(data, begin, end, at)]
        if is_text or _PLAIN_QUOTE.fullmatch(data, begin, end + 1):
            if not marks and (is_text or _ends_code(data[begin:end])):
                yield PlainBlock(begin, end, end)
        elif block := _plain_list(data, begin, end, marks):
            yield block


_PieceOfText = tuple[int, int, bool]
"""Where a part of the text begins and ends, and whether it is text without lists."""


def _without_attributed(data: bytes, pieces: Sequence[_PieceOfText]) -> Iterable[_PieceOfText]:
    """The pieces beside which no attributes stand that are perhaps theirs."""
    if b"{:" not in data:
        return pieces
    attributed = [data.find(b"{:", begin, end) >= 0 for begin, end, _ in pieces]
    beside = zip([False, *attributed], [*attributed[1:], False], strict=False)
    return [piece for piece, (above, below) in zip(pieces, beside, strict=False) if not above and not below]


def _is_in_code(data: bytes, begin: int, end: int, at: int) -> bool:
    """Whether this place in a block stands in a span of code, of the simplest kind, where it is not odd at all."""
    line = data.rfind(b"\n", begin, at) + 1 or begin
    if data[at] not in _HARMLESS_IN_CODE or data.count(b"`", line, at) % 2 == 0 or data[at : at + 2] == b"{:":
        return False
    return _ends_code(data[begin:end])


def _ends_code(block: bytes) -> bool:
    """Whether each span of code in a block ends on its line, with one mark; True if there is none."""
    if b"`" not in block:
        return True
    return not (b"``" in block or b"\\`" in block or any(line.count(b"`") % 2 for line in block.split(b"\n")))


def _pieces_of_text(data: bytes) -> Iterator[_PieceOfText]:
    """Where those parts begin and end that are the same blocks whatever stands beside them, and whether it is text without lists.

    HTML with an empty line in it is not looked for: whoever reads the events will see that such a part is none.
    """
    begin = len(data) - len(data.lstrip(b"\n"))
    may_be_fenced, is_fenced, is_longer = b"```" in data, False, False
    for gap in _GAP_BETWEEN_BLOCKS.finditer(data, begin):
        end, after = gap.span()
        is_fenced ^= may_be_fenced and len(_PLAIN_FENCE.findall(data, begin, end)) % 2 == 1
        is_text = not is_longer and _PLAIN_TEXT.fullmatch(data, begin, end + 1) is not None
        goes_on = after < len(data) and data[after] in _MAY_GO_ON and GOES_ON.match(data, after)
        if is_fenced or (goes_on and (not is_text or data[after] in _NO_ITEM)):
            is_longer = True
            continue
        yield begin, end, is_text
        begin, is_longer = after, False


def _plain_list(data: bytes, begin: int, end: int, odd: Sequence[int]) -> PlainBlock | None:
    """The list that stands here, below a text or not; None if there is more than words in it."""
    first = match.end() if (match := _PLAIN_TEXT.match(data, begin, end + 1)) else begin
    if _DEEP_LINE.search(data, first, end):
        return None
    lines = data[first:end].split(b"\n")
    if not _PLAIN_ITEMS.fullmatch(data, first, end + 1):
        if odd or not _WRAPPED_ITEMS.fullmatch(data, first, end + 1) or not _ends_code(data[first:end]):
            return None
        return PlainBlock(begin, end, end, sum(_PLAIN_ITEM.match(line) is not None for line in lines))
    words: list[tuple[int, int]] = []
    for at in odd:
        if at < first or data[at] not in _ODD_BYTES:
            return None
        if not words or at > words[-1][1]:
            words.append((words_at(data, data.rfind(b"\n", 0, at) + 1), data.find(b"\n", at)))
    items = len(lines) - lines.count(b"")
    return PlainBlock(begin, end, first, items, tuple(words)) if 2 * len(words) < items else None


def words_at(data: bytes, begin: int) -> int:
    """Where the words begin of the item that begins on the line here."""
    item = _PLAIN_ITEM.match(data, begin)
    return item.end() if item else begin
