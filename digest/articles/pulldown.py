"""Texts read from the events of pulldown-cmark (pyromark), which is written in Rust, to the same result as by `rules`.

It is a hundred times as fast, and reads nearly all of what people write as the rules do. What the two could read differently is
left to them: of a whole text (footnotes), of a block of the top level (attributes), or of what stands in one paragraph, heading
or item, so that one odd piece sends no long list to the slow way. `differences` says what that is in the source of a text, and the
handlers here say it of events.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from digest.articles import differences
from digest.articles.foreign import Block, Raw
from digest.articles.highlighting import block as code_block
from digest.articles.inlines import Inlines
from digest.articles.reading import Heading, Reading
from digest.articles.regions import regions, without
from digest.articles.runs import OPENED, OTHER, TIGHT, Place
from digest.articles.text import escaped
from digest.articles.typography import BLANK

COMPARED = ("0.10.3",)
"""The versions of pyromark that were compared with markdown-it: another one might read some texts otherwise."""

try:
    import pyromark
except ImportError:  # there is no wheel for every machine
    IS_THERE = False
else:
    IS_THERE = pyromark.__version__ in COMPARED
    _OPTIONS = pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_TASKLISTS
    _OPTIONS_WITH_STRIKES = _OPTIONS | pyromark.Options.ENABLE_STRIKETHROUGH


def read(make: Callable[[], Reading]) -> Reading | None:
    """Read the text into what `make` makes; None if it is one for the rules."""
    reading = make()
    text = reading.text if reading.text.endswith("\n") else reading.text + "\n"
    data = text.encode()
    if differences.holds_odd_space(text, data) or differences.holds_notes(text):
        return None
    options = _OPTIONS_WITH_STRIKES if "~~" in text else _OPTIONS
    definitions = pyromark.reference_definitions(text, options=options) if "]:" in text else {}
    if definitions and not differences.is_certain(definitions, data):
        return None
    events = pyromark.events_with_range(text, options=options, merge_text=True)
    reader = _Reader(reading, text, data, definitions, events)
    if not reader.read():
        return None
    if reader.refused:
        parts = list(regions(reader.refused, data, pyromark.events_with_range(text, options=options, merge_text=True)))
        events = without(parts, pyromark.events_with_range(text, options=options, merge_text=True))
        reading = make()
        reader = _Reader(reading, text, data, definitions, events)
        if not reader.read() or reader.refused:
            return None
    return reading


class _Reader(Inlines):
    """Reads all events of a text: each handler is for the beginning or the end of a block."""

    def read(self) -> bool:
        """Read all events; False if the text is one for the rules."""
        while (found := self._run()) and not self.is_for_rules:
            event, place = found
            if event == "Rule":
                self._begin_block(place)
                self._open("<hr>\n")
                self._behind(place["end"])
                self.mark = len(self.out)
                continue
            ((kind, value),) = event.items()
            name = value if isinstance(value, str) else next(iter(value)) if isinstance(value, dict) else ""
            _HANDLERS[kind + name](self, value, place)
            self.mark = len(self.out)
        return not self.is_for_rules

    def _begin_block(self, place: Place) -> None:
        """What every block begins with: the text of an item above it ends."""
        if len(self.out) > self.mark:
            self._finish_tight(place["start"])
        if not self.depth:
            self.top = begin, end = place["start"], place["end"]
            while self.next_odd_block < begin:
                self.next_odd_block = next(self.odd_blocks)
            if self.next_odd_block < end:
                self._refuse()

    def _finish_tight(self, end: int) -> None:
        begin = self.begin
        if self.is_at_marker and (marker := _MARKER.match(self.data, begin, end)):
            begin = marker.end()
        while begin < end and self.data[begin] in _BLANK:
            begin += 1
        while end > begin and self.data[end - 1] in _BLANK:
            end -= 1
        self._finish(begin, end, self._source, self._lines)
        self.after = TIGHT

    def _open(self, tag: str, *, is_ruled: bool = False) -> None:
        """The beginning of a block, on a line of its own; `is_ruled` if markdown-it's renderer has a rule for it."""
        if self.after == OPENED or (self.after == TIGHT and not is_ruled):
            self.out.append("\n")
        self.out.append(tag)

    def _paragraph(self, _: Any, place: Place) -> None:
        self._begin_block(place)
        self._open("<p>")

    def _paragraph_end(self, _: Any, place: Place) -> None:
        kind = "excerpt" if not self.depth and not self.reading.excerpt else ""
        self._finish(place["start"], place["end"], self._source, self._lines, kind)
        self.out.append("</p>\n")
        self._behind(place["end"])

    def _heading(self, value: Any, place: Place) -> None:
        self._begin_block(place)
        self._open("")

    def _heading_end(self, value: Any, place: Place) -> None:
        begin, end = place["start"], place["end"]
        if _ATTRIBUTES.search(self.data, begin, end) or b"\t" in self.data[begin:end]:
            self._refuse()
        tag = value["Heading"].lower()
        at = self.mark - 1
        words = self._finish(begin, end, self._heading_source, self._heading_lines, "heading")
        self.out[at] = f"<{tag}>"
        out = self.out

        def take(given: str) -> None:
            out[at] = f'<{tag} id="{escaped(given)}">'

        self.reading.heading_lines.append(self._line(begin))
        self.reading.headings.append(Heading(words, take))
        self.out.append(f"</{tag}>\n")
        self._behind(end)

    def _heading_source(self, begin: int, end: int) -> str:
        source = self.data[begin:end].decode().rstrip("\n")
        if "\n" not in source:
            return _HEADING.sub("", source.strip(" \t")).strip(BLANK)
        text, _, _ = source.rpartition("\n")
        return self._source(begin, begin + len(text.encode()))

    def _heading_lines(self, begin: int, end: int) -> tuple[int, int]:
        first, below = self._lines(begin, end)
        return (first, below - 1) if below - first > 1 else (first, below)

    def _quote(self, _: Any, place: Place) -> None:
        self._begin_block(place)
        begin, end = place["start"], place["end"]
        far = _FAR_LINE if not self.depth else _LAZY_LINE
        if (
            _ALERT.match(self.data, begin)
            or b"\t" in self.data[begin:end]
            or far.search(self.data, begin, end)
            or _FAR_BEGIN.match(self.data, end)
        ):
            self._refuse()
        self._open("<blockquote>")
        self._deeper()

    def _deeper(self) -> None:
        self.depth += 1
        self.after = OPENED
        if self.depth > _DEEPEST:
            self.is_for_rules = True

    def _quote_end(self, _: Any, place: Place) -> None:
        self.depth -= 1
        self.out.append("</blockquote>\n")
        self._behind(place["end"])

    def _list(self, value: Any, place: Place) -> None:
        self._begin_block(place)
        number = value["List"]
        start = "" if number in (None, 1) else f' start="{number}"'
        self._open(f"<{'ul' if number is None else 'ol'}{start}>\n")
        self.depth += 1

    def _list_end(self, value: Any, place: Place) -> None:
        self.depth -= 1
        self.out.append("</ol>\n" if value["List"] else "</ul>\n")
        self._behind(place["end"])

    def _item(self, _: Any, place: Place) -> None:
        self.out.append("<li>")
        self._deeper()
        self.begin = place["start"]
        self.is_at_marker = True

    def _item_end(self, _: Any, place: Place) -> None:
        if len(self.out) > self.mark:
            self._finish_tight(place["end"])
        elif self.after == OPENED:
            self._refuse()  # an empty item, which may be the end of the list
        self.depth -= 1
        self.out.append("</li>\n")
        self.after = OTHER

    def _code(self, value: Any, place: Place) -> None:
        self._begin_block(place)
        content = "".join(self._until_end("CodeBlock"))
        begin, end = place["start"], place["end"]
        kind = value["CodeBlock"]
        is_fenced = kind != "Indented"
        info = kind["Fenced"] if is_fenced else ""
        source = self.data[begin:end]
        head = source.partition(b"\n")[0] if info else b""
        if b"&" in head or b"\\" in head or (self.depth and (b"\t" in source or (is_fenced and not _FENCE.search(source)))):
            self._refuse()
        self._is_cut_off(end)
        reading = self.reading
        if reading.templates and "{:" in content:
            reading.marked.append(content)
        if is_fenced:
            look = reading.colours.of(info, content)
            if look.excess:
                hint = "write it as several blocks, or as a file"
                reading.report(self._line(begin), "N320", f"code without colours: {look.excess}", hint)
            self._open(code_block(content, look, {}), is_ruled=True)
        else:
            self._open(f'<pre tabindex="0"><code>{escaped(content)}</code></pre>\n', is_ruled=True)
        self._behind(end)

    def _html(self, _: Any, place: Place) -> None:
        self._begin_block(place)
        content = "".join(self._until_end("HtmlBlock"))
        self._is_cut_off(place["end"])
        if self.depth and (b"\t" in self.data[place["start"] : place["end"]] or _OPEN_HTML.match(content)):
            self._refuse()
        if _OTHER_END.match(content):
            self.is_for_rules = True
        if not self.reading.html:
            self._refuse()
            # The rules read what stands in it: perhaps the beginning of code that goes on behind it, or a definition.
            if "```" in content or "~~~" in content or differences.defines_within(content):
                self.is_for_rules = True
        lines = self._lines(place["start"], place["end"])
        self.reading.raw.append(Raw(content, lines[0], False))
        if self.reading.templates:
            self.reading.blocks.append(Block(*lines, True))
        self._open(content, is_ruled=True)
        self._behind(place["end"])

    def _until_end(self, name: str) -> Iterator[str]:
        for event, _ in self.events:
            ((kind, value),) = event.items()
            if kind == "End" and value == name:
                return
            yield value

    def _is_cut_off(self, end: int) -> None:
        """Leave to the rules a text that ends in such a block and without a line end, which was added here."""
        if self.is_open_ended and end >= len(self.data) - 1:
            self.is_for_rules = True

    def _behind(self, end: int) -> None:
        self.begin = end
        self.is_at_marker = False
        self.after = OTHER

    def _task(self, _: Any, place: Place) -> None:
        self._refuse()

    def _table(self, _: Any, place: Place) -> None:
        self._begin_block(place)
        self._refuse()

    def _cell(self, _: Any, place: Place) -> None:
        self._clear()

    def _by_block(self, value: Any, place: Place) -> None:
        from digest.articles import rules  # as in `_by_rules`

        begin, end = place["start"], place["end"]
        source = self.data[begin:end].decode()
        if self.is_open_ended and end == len(self.data):
            source = source[:-1]  # the line end that was added
        if self.reading.html and "<!" in source:
            self.is_for_rules = True  # perhaps a comment that goes on behind the block
        if not rules.read_blocks(self.reading, source, self._line(begin)):
            self.is_for_rules = True
        self.after = OTHER
        self._clear()


_HANDLERS: dict[str, Callable[[_Reader, Any, Place], None]] = {
    "StartParagraph": _Reader._paragraph,
    "EndParagraph": _Reader._paragraph_end,
    "StartHeading": _Reader._heading,
    "EndHeading": _Reader._heading_end,
    "StartBlockQuote": _Reader._quote,
    "EndBlockQuote": _Reader._quote_end,
    "StartList": _Reader._list,
    "EndList": _Reader._list_end,
    "StartItem": _Reader._item,
    "EndItem": _Reader._item_end,
    "StartCodeBlock": _Reader._code,
    "StartHtmlBlock": _Reader._html,
    "TaskListMarker": _Reader._task,
    "StartTable": _Reader._table,
    "EndTable": _Reader._cell,
    "StartTableHead": _Reader._cell,
    "EndTableHead": _Reader._cell,
    "StartTableRow": _Reader._cell,
    "EndTableRow": _Reader._cell,
    "StartTableCell": _Reader._cell,
    "EndTableCell": _Reader._cell,
    "Region": _Reader._by_block,
}

_DEEPEST = 16
_BLANK = frozenset(b" \t\n")
_FAR_LINE = re.compile(rb"\n(?: {4}| {0,3}\t)")
_FAR_BEGIN = re.compile(rb" {4}| {0,3}\t")
_LAZY_LINE = re.compile(rb"\n[ \t]*[^> \t\n]")
_MARKER = re.compile(rb"[ \t\n>]*(?:[-+*]|[0-9]{1,9}[.)])(?=[ \t\n])")
_HEADING = re.compile(r"\A#{1,6}|[ \t]#+\Z")
_ATTRIBUTES = re.compile(rb"\{[ \t]*[#.:]")
_ALERT = re.compile(rb"[ \t]*>[ \t>]*\[!")
_FENCE = re.compile(rb"\n[ \t>]*(?:`{3,}|~{3,})[ \t]*\n?\Z")
_OPEN_HTML = re.compile(r"\s*<(?:[!?]|(?:script|pre|style|textarea)\b)", re.IGNORECASE)
"""HTML that an empty line does not end."""

_OTHER_END = re.compile(r"\s*<(pre|script|style|textarea)\b.*</(?!\1>)(?:pre|script|style|textarea)>", re.IGNORECASE | re.DOTALL)
