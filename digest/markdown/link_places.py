"""The positions of a text's addresses in its file, and the targets that replace addresses in its HTML."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import deque
from collections.abc import Mapping
from urllib.parse import unquote

from digest.markdown.body import Body, Target
from digest.text.lazy_pattern import lazy_compile


class LinkLocator:
    """Where an address stands in the file: looked for in the lines of its block, from where the last one was found on.

    A hostile text has as many addresses as it has words, and none of them as it is written. So each character is looked at a
    hundred times at most; the remaining addresses get the place where their block begins.
    """

    def __init__(self, text: str, first_line: int) -> None:
        self.text = text
        self.first_line = first_line
        self.definitions: Mapping[str, tuple[int, int]] = {}
        """The lines of the definitions that links with a label refer to."""
        self.starts: list[int] = []
        self.last = 0
        self.left = 100 * len(text) + 10_000
        self.noted: dict[str, deque[tuple[int, int]]] = {}

    def find(self, address_text: str, block: tuple[int, int]) -> tuple[int, int]:
        """Line and column of what is written in these lines of the text."""
        defined = self.definitions.get(address_text) if self.definitions else None
        start, end = self._offset_of_line(block[0]), self._offset_of_line(block[1])
        for begin in (self.last, start) if start < self.last < end else (start,):
            for form in dict.fromkeys((unquote(address_text), address_text)):
                at = self._offset_of_address(form, begin, end)
                if at >= 0 and (not defined or self.text[at - 1 : at] in ("(", "<")):
                    self.last = at + 1
                    return self._place_at_offset(at)
        if not defined:
            return self.first_line + block[0], 1
        # A label may be like its address, so what stands before a colon is not it.
        start, end = self._offset_of_line(defined[0]), self._offset_of_line(defined[1])
        colon = self.text.find("]:", start, end) + 2
        return self._place_at_offset(
            next((at for form in (unquote(address_text), address_text) if (at := self.text.find(form, colon, end)) >= 0), colon)
        )

    def _place_at_offset(self, at: int) -> tuple[int, int]:
        line = bisect_right(self.starts, at) - 1
        return self.first_line + line, at - self.starts[line] + 1

    def _offset_of_line(self, line: int) -> int:
        if not self.starts:
            self.starts = [0, *(line_end.end() for line_end in re.finditer("\n", self.text))]
        return self.starts[line] if line < len(self.starts) else len(self.text)

    def _offset_of_address(self, address_text: str, begin: int, end: int) -> int:
        """The offset of an address, preferably right behind a bracket: in `[about](about)` the second is the address."""
        first_offset, at = -1, begin - 1
        for _ in range(20):
            if self.left < 0:
                break
            offset_before, at = at, self.text.find(address_text, at + 1, end)
            self.left -= (at if at >= 0 else end) - offset_before
            if at < 0 or self.text[at - 1 : at] in ("(", "<"):
                return at if at >= 0 else first_offset
            first_offset = at if first_offset < 0 else first_offset
        return first_offset

    def note(self, address: str, block: tuple[int, int]) -> None:
        """Keep the place of the next link or image with this address."""
        self.noted.setdefault(address, deque()).append(self.find(address, block))

    def take(self, address: str) -> tuple[int, int]:
        """The place that was noted first and not taken yet."""
        places = self.noted.get(address)
        if not places:
            return self.find(address, (0, len(self.text)))
        return places.popleft() if len(places) > 1 else places[0]


_TAG_WITH_ADDRESS = lazy_compile(r'<[a-z][a-z0-9]*+(?>(?:\s++[a-z-]++(?>(?:="[^"]*+")?))+)\s*+/?>')
_INNER_ADDRESS = "(?!//|#|[a-zA-Z][a-zA-Z0-9+.-]*:)"
_ADDRESS_ATTRIBUTE = lazy_compile(rf'(?<=\s)(href|src)="{_INNER_ADDRESS}([^"]+)"')
_ANY_ADDRESS = lazy_compile(rf'="(?:(?<=\shref=")|(?<=\ssrc=")){_INNER_ADDRESS}')
"""Whether there may be one: found ten times as fast, because it begins with certain characters."""


def cut(html: str, places: LinkLocator) -> tuple[Body, tuple[Target, ...]]:
    """The HTML without the addresses that lead into this site, and these."""
    if not _ANY_ADDRESS.search(html):
        return Body((html,)), ()
    from html import unescape  # reads all of HTML's entities, and few texts get here

    html_parts, targets, end = [], [], 0
    for tag in _TAG_WITH_ADDRESS.finditer(html):
        for address_match in _ADDRESS_ATTRIBUTE.finditer(html, tag.start(), tag.end()):
            address = unescape(address_match[2])
            line, column = places.take(address)
            html_parts.append(html[end : address_match.start()])
            targets.append(Target(address_match[1], address, line, column))
            end = address_match.end()
    html_parts.append(html[end:])
    return Body(tuple(html_parts)), tuple(targets)
