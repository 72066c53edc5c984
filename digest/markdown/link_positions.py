"""The locator of links: searches the line and column of each address and definition in the source. Also splits finished HTML at
its addresses within the site into targets, and normalizes labels for comparison."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import deque
from collections.abc import Mapping
from urllib.parse import unquote

from digest.markdown.body import Body, Target
from digest.markdown.typography import MARKDOWN_BLANKS
from digest.text.lazy_pattern import lazy_compile


class LinkLocator:
    """Finds the positions of addresses: searches the lines of the block, beginning after the last address found.

    In a hostile text, every word can be an address that is written in another form. So the search stops after a hundred steps per
    character; the remaining addresses get the position of their block.
    """

    def __init__(self, text: str, first_line: int) -> None:
        self.text = text
        self.first_line = first_line
        self.definitions: Mapping[str, tuple[int, int]] = {}
        """The first line of each link definition and the line below it, by address."""
        self.starts: list[int] = []
        self.last_offset = 0
        self.remaining_steps = 100 * len(text) + 10_000
        self.recorded: dict[str, deque[tuple[int, int]]] = {}

    def find(self, address_text: str, block: tuple[int, int]) -> tuple[int, int]:
        """Return the line and column of an address that is written in these lines of the text."""
        definition_lines = self.definitions.get(address_text) if self.definitions else None
        start, end = self._offset_of_line(block[0]), self._offset_of_line(block[1])
        for begin in (self.last_offset, start) if start < self.last_offset < end else (start,):
            for address_form in dict.fromkeys((unquote(address_text), address_text)):
                address_offset = self._offset_of_address(address_form, begin, end)
                if address_offset >= 0 and (not definition_lines or self.text[address_offset - 1 : address_offset] in ("(", "<")):
                    self.last_offset = address_offset + 1
                    return self._position_of_offset(address_offset)
        if not definition_lines:
            return self.first_line + block[0], 1
        # A label may be equal to its address, so the search begins after the colon.
        start, end = self._offset_of_line(definition_lines[0]), self._offset_of_line(definition_lines[1])
        colon = self.text.find("]:", start, end) + 2
        return self._position_of_offset(
            next(
                (
                    address_offset
                    for address_form in (unquote(address_text), address_text)
                    if (address_offset := self.text.find(address_form, colon, end)) >= 0
                ),
                colon,
            )
        )

    def _position_of_offset(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self.starts, offset) - 1
        return self.first_line + line, offset - self.starts[line] + 1

    def _offset_of_line(self, line: int) -> int:
        if not self.starts:
            self.starts = [0, *(line_end.end() for line_end in re.finditer("\n", self.text))]
        return self.starts[line] if line < len(self.starts) else len(self.text)

    def _offset_of_address(self, address_text: str, begin: int, end: int) -> int:
        """Return the offset of an address, preferably directly after a bracket: in `[about](about)` the second is the address."""
        first_offset, at = -1, begin - 1
        for _ in range(20):
            if self.remaining_steps < 0:
                break
            offset_before, at = at, self.text.find(address_text, at + 1, end)
            self.remaining_steps -= (at if at >= 0 else end) - offset_before
            if at < 0 or self.text[at - 1 : at] in ("(", "<"):
                return at if at >= 0 else first_offset
            first_offset = at if first_offset < 0 else first_offset
        return first_offset

    def record(self, address: str, block: tuple[int, int]) -> None:
        """Store the position of the next link or image with this address."""
        self.recorded.setdefault(address, deque()).append(self.find(address, block))

    def next_position(self, address: str) -> tuple[int, int]:
        """Return the first recorded position of an address that was not returned yet."""
        positions = self.recorded.get(address)
        if not positions:
            return self.find(address, (0, len(self.text)))
        return positions.popleft() if len(positions) > 1 else positions[0]


_TAG_WITH_ADDRESS = lazy_compile(r'<[a-z][a-z0-9]*+(?>(?:\s++[a-z-]++(?>(?:="[^"]*+")?))+)\s*+/?>')
_INNER_ADDRESS = "(?!//|#|[a-zA-Z][a-zA-Z0-9+.-]*:)"
_ADDRESS_ATTRIBUTE = lazy_compile(rf'(?<=\s)(href|src)="{_INNER_ADDRESS}([^"]+)"')
_ANY_ADDRESS = lazy_compile(rf'="(?:(?<=\shref=")|(?<=\ssrc=")){_INNER_ADDRESS}')
"""A quick check for `_ADDRESS_ATTRIBUTE`: ten times as fast, because the pattern begins with fixed characters."""


def split_at_targets(html: str, locator: LinkLocator) -> tuple[Body, tuple[Target, ...]]:
    """Split the HTML at the addresses within this site; return the body and these targets."""
    if not _ANY_ADDRESS.search(html):
        return Body((html,)), ()
    from html import unescape  # loads all HTML entities, and few texts get here

    html_parts, targets, last_end = [], [], 0
    for tag_match in _TAG_WITH_ADDRESS.finditer(html):
        for address_match in _ADDRESS_ATTRIBUTE.finditer(html, tag_match.start(), tag_match.end()):
            address = unescape(address_match[2])
            line, column = locator.next_position(address)
            html_parts.append(html[last_end : address_match.start()])
            targets.append(Target(address_match[1], address, line, column))
            last_end = address_match.end()
    html_parts.append(html[last_end:])
    return Body(tuple(html_parts)), tuple(targets)


_SPACES_IN_LABEL = re.compile(f"[{MARKDOWN_BLANKS}\u2028\u2029]+")


def normalized_label(label: str) -> str:
    """Return a label in the form in which markdown-it compares labels."""
    return _SPACES_IN_LABEL.sub(" ", label.strip(MARKDOWN_BLANKS + "\u2028\u2029")).lower().upper()
