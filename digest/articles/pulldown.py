"""Texts read from the events of pulldown-cmark (pyromark), which is written in Rust, to the same result as by `rules`.

It is a hundred times as fast, and reads nearly all of what people write as the rules do. What the two could read differently is
left to them: of a whole text (footnotes), of a block of the top level (attributes), or of what stands in one paragraph, heading
or item, so that one odd piece sends no long list to the slow way. `differences` says what that is in the source of a text, and the
handlers here say it of events.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from digest.articles import differences
from digest.articles.addresses import PLAIN_WHOLE, WHOLE, normalized, scheme
from digest.articles.autolinks import MAIL, addresses_in, may_hold_mail, may_hold_www
from digest.articles.foreign import Block, Raw
from digest.articles.highlighting import block as code_block
from digest.articles.labels import normalized_label
from digest.articles.leftovers import Left, is_suspect
from digest.articles.reading import Heading, Reading
from digest.articles.softbreaks import is_break_joint
from digest.articles.text import escaped, shortened
from digest.articles.typography import BLANK, RARE, Span, curled, replaced

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

Place = Mapping[str, int]
"""Where in the UTF-8 of the text an event begins and ends."""


def read(make: Callable[[], Reading]) -> Reading | None:
    """Read the text into what `make` makes; None if it is one for the rules."""
    reading = make()
    text = reading.text if reading.text.endswith("\n") else reading.text + "\n"
    data = text.encode()
    if differences.holds_odd_space(text, data) or differences.holds_inline_notes(text):
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
        regions = list(_regions(reader.refused, data, pyromark.events_with_range(text, options=options, merge_text=True)))
        events = _without(regions, pyromark.events_with_range(text, options=options, merge_text=True))
        reading = make()
        reader = _Reader(reading, text, data, definitions, events)
        if not reader.read():
            return None
        assert not reader.refused, text
    return reading


_TAGS = {"Emphasis": "em", "Strong": "strong", "Strikethrough": "s", "Link": "a"}
_OPENING = {name: f"<{tag}>" for name, tag in _TAGS.items()}
_CLOSING = {name: f"</{tag}>" for name, tag in _TAGS.items()}


class _Reader:
    """Reads the events of one text. What stands in a block is a run: `said` is what it says, piece by piece."""

    def __init__(self, reading: Reading, text: str, data: bytes, definitions: Mapping[str, Any], events: Iterable[Any]) -> None:
        self.reading = reading
        self.out = reading.out
        self.text = text
        self.data = data
        self.events: Iterator[Any] = iter(events)
        self.definitions = definitions
        self.refused: list[tuple[int, int]] = []
        """The blocks of the top level that the rules have to read."""
        self.is_for_rules = False
        """Whether they have to read the whole text."""
        self.odd_blocks = iter(differences.places(differences.BLOCKS, text))
        self.next_odd_block = next(self.odd_blocks)
        self.odd_inlines = iter(differences.places(differences.INLINES, text))
        self.next_odd_inline = next(self.odd_inlines)
        self.is_far = differences.is_far(text)
        self.is_ascii = text.isascii()
        self.is_open_ended = not reading.text.endswith("\n")
        self.www, self.mail, self.struck = may_hold_www(text), may_hold_mail(text), "~~" in text
        self.curls = reading.typography and ("'" in text or '"' in text)
        self.rare = tuple((first, find) for first, find in RARE if first in text and find(text)) if reading.typography else ()
        self.depth = 0
        """How many lists, items and quotations are open."""
        self.top = (0, 0)
        self.line_at = self.line = 0
        self.lists: list[str] = []
        self.after = _OTHER
        self.begin = 0
        self.is_at_marker = False
        self.said: list[str] = []
        self.quoted: list[tuple[int, int, int, int]] = []
        self.joints: list[tuple[int, int]] = []
        self.unspoken: list[int] = []
        self.led: list[tuple[str, bool]] = []
        self.raw: list[str] = []
        self._clear()
        self._define()

    def _clear(self) -> None:
        for each in (self.said, self.quoted, self.joints, self.unspoken, self.led, self.raw):
            if each:
                each.clear()
        self.odd = self.anchored = self.is_suspect = False
        self.mark = len(self.out)

    def _define(self) -> None:
        """Tell the reading of the definitions of links, and where they stand."""
        if not self.definitions:
            return
        references = self.reading.env["references"] = {}
        for label, each in self.definitions.items():
            span = each["span"]
            lines = [self._line(span["start"]), self._line(span["end"]) + 1]
            references[normalized_label(label)] = {"title": each["title"] or "", "href": normalized(each["dest"]), "map": lines}
        self.reading.places.definitions = {each["href"]: (each["map"][0], each["map"][1]) for each in references.values()}

    def _line(self, at: int) -> int:
        """The line, from 0, on which a place stands; most are asked for in order."""
        if at < self.line_at:
            self.line_at = self.line = 0
        self.line += self.data.count(b"\n", self.line_at, at)
        self.line_at = at
        return self.line

    def read(self) -> bool:
        """Read all events; False if the text is one for the rules."""
        while (found := self._run()) and not self.is_for_rules:
            event, place = found
            if event == "Rule":
                self._begin_block(place)
                self._open("<hr>\n")
                self._behind(place["end"])
                continue
            ((kind, value),) = event.items()
            name = value if isinstance(value, str) else next(iter(value)) if isinstance(value, dict) else ""
            _HANDLERS[kind + name](self, value, place)
            self.mark = len(self.out)
        return not self.is_for_rules

    def _run(self) -> tuple[Any, Place] | None:
        """Read what stands in a block, up to the next event that does not, which is returned."""
        out, said, quoted = self.out, self.said, self.quoted
        curls, rare, www, mail, struck = self.curls, self.rare, self.www, self.mail, self.struck
        level = lowest = linked = 0
        for event, place in self.events:
            if event.__class__ is str:
                if event == "SoftBreak":
                    if self.is_far:
                        self.joints.append((len(said), len(out)))
                    if self.depth > 1 and (_BLOCKLIKE if self.depth > 2 else _FAR_BLOCKLIKE).match(self.data, place["end"]):
                        self._refuse()
                    out.append("\n")
                elif event == "HardBreak":
                    if self.is_suspect and self.data[place["start"]] == _BACKSLASH:
                        self.odd = True  # perhaps the backslash belongs to an address
                    out.append("<br>\n")
                else:
                    return event, place
                said.append("\n")
                continue
            for kind, text in event.items():  # noqa: B007
                pass
            if kind == "Text":
                if ("[" in text or "]" in text or "*" in text) and is_suspect(text):
                    self._suspect(text)
                if (not said or said[-1] == "\n") and text[:1] in _DEFINING and text[1:2] in " \t":
                    self.is_for_rules = True  # a definition, perhaps
                if struck and "~" in text:
                    self.odd = True
                if not linked and ("://" in text or (www and "www." in text) or (mail and "@" in text)):
                    self._text_with_addresses(text, place, level, lowest)
                    lowest = level
                elif linked < 2 and ((curls and ("'" in text or '"' in text)) or (rare and _is_rare(text, rare))):
                    if not self._is_pure(text, place):
                        self.odd = True
                    quoted.append((len(said), len(out), level, lowest))
                    lowest = level
                    said.append(text)
                    out.append(text)
                else:
                    said.append(text)
                    if "<" in text and not self.is_ascii and _WIDE_SPACE.search(text):
                        self._refuse()  # in a tag it counts as space
                    out.append(escaped(text) if "&" in text or "<" in text or ">" in text or '"' in text else text)
            elif kind == "End":
                tag = _CLOSING.get(text) if text.__class__ is str else None
                if not tag:
                    return event, place
                level -= 1
                if level < lowest:
                    lowest = level
                if text == "Link":
                    linked = 0
                    if out[-1] in _EMPHATIC or out[-1][-1] in "*_":
                        self._look_at_marks(place)
                out.append(tag)
            elif kind == "Start":
                if text.__class__ is str:
                    tag = _OPENING.get(text)
                    if not tag:
                        return event, place
                    if text == "Strikethrough" and not self.data.startswith(b"~~", place["start"]):
                        self.odd = True
                    out.append(tag)
                    level += 1
                elif "Link" in text:
                    linked = self._link(text["Link"])
                    level += 1
                elif "Image" in text:
                    self._image(text["Image"], place)
                else:
                    return event, place
            elif kind == "Code":
                if self.data.find(b"\n", place["start"], place["end"]) >= 0:
                    self._on_lines(place)
                said.append(text)
                out.append(f"<code>{escaped(text)}</code>")
            elif kind == "InlineHtml":
                self._inline_html(text, place)
            else:
                return event, place
        return None

    def _look_at_marks(self, place: Place) -> None:
        """At the ends of what stands in brackets, markdown-it takes the bracket for a space: runs of some lengths differ."""
        runs = set(_RUN.findall(self.data[place["start"] : place["end"]]))
        if len([run for run in runs if run[:1] == b"*"]) > 1 or len([run for run in runs if run[:1] == b"_"]) > 1:
            self.odd = True

    def _suspect(self, text: str) -> None:
        self.is_suspect = True
        if "[^" in text and differences.defines_notes(self.text):
            self.is_for_rules = True

    def _is_pure(self, text: str, place: Place) -> bool:
        """Whether the escapes and entities of a text are no quotes, nor beside what is replaced: those stay as they are."""
        begin, end = place["start"], place["end"]
        if begin and self.data[begin - 1] == _BACKSLASH:
            begin -= 1
        source = self.data[begin:end]
        if source == text.encode():
            return True
        return not _ODD_ESCAPE.search(source) and (not self.rare or not _BESIDE_ESCAPE.search(source))

    def _text_with_addresses(self, text: str, place: Place, level: int, lowest: int) -> None:
        """A text with links for the addresses in it."""
        begin, end = place["start"], place["end"]
        if begin and self.data[begin - 1] == _BACKSLASH:
            begin -= 1
        found = addresses_in(text, 0, len(text))
        is_written_so = self.data[begin:end] == text.encode() and "\\" not in text
        if (
            (not is_written_so and ("\\" in text or _ODD_WORD.search(self.data, begin, end) or not self._is_pure(text, place)))
            or found is None
            or self.anchored
            or not self._ends_here(text, end)
            or self._may_begin_before(text)
        ):
            self.odd = True
        at = 0
        for start, stop, address in found or ():
            self._mails(text[at:start], level, lowest)
            lowest = level
            self._address(text[start:stop], address)
            at = stop
        self._mails(text[at:], level, lowest)

    def _ends_here(self, text: str, end: int) -> bool:
        """Whether an address in the last word of a text can not go on behind it."""
        word = text[-1 - _SPACE.search(text[::-1]).start() :] if _SPACE.search(text) else text  # type: ignore[union-attr]
        return ("://" not in word and "www." not in word) or _END_OF_ADDRESS.match(self.data, end) is not None

    def _may_begin_before(self, text: str) -> bool:
        return text.startswith("www.") and bool(self.said) and self.said[-1] != "\n"

    def _address(self, shown: str, address: str) -> None:
        href = normalized(address)
        self.said.append(shown)
        self.out.append(f'<a href="{escaped(href)}">{escaped(shown)}</a>')

    def _mails(self, text: str, level: int, lowest: int) -> None:
        """A text without other addresses."""
        at = 0
        for found in MAIL.finditer(text) if self.mail and "@" in text else ():
            self._words(text[at : found.start()], level, lowest)
            lowest = level
            self._address(found[0], "mailto:" + found[0].removeprefix("mailto:"))
            at = found.end()
        self._words(text[at:], level, lowest)

    def _words(self, text: str, level: int, lowest: int) -> None:
        if not text:
            return
        if (self.curls and ("'" in text or '"' in text)) or (self.rare and _is_rare(text, self.rare)):
            self.quoted.append((len(self.said), len(self.out), level, lowest))
            self.out.append(text)
        else:
            self.out.append(escaped(text))
        self.said.append(text)

    def _link(self, link: Mapping[str, str]) -> int:
        """Open a link; 2 if it shows its own address, and 1 if not."""
        address = link["dest_url"]
        shows_itself = link["link_type"] in ("Autolink", "Email")
        if not PLAIN_WHOLE.match(address):
            address = normalized(self._inner(address, link["link_type"]))
        title = f' title="{escaped(link["title"])}"' if link["title"] else ""
        self.out.append(f'<a href="{escaped(address)}"{title}>')
        if shows_itself and (
            "%" in address or "xn--" in address or not (link["link_type"] == "Email" or PLAIN_WHOLE.match(address))
        ):
            self.odd = True  # it is shown decoded
        if "\\" in link["dest_url"] or "\n" in link["title"]:
            self.odd = True
            self.is_for_rules = self.is_for_rules or differences.defines_within(link["title"])
        return 2 if shows_itself else 1

    def _inner(self, address: str, kind: str) -> str:
        """Note an address that may lead into this site, or may not stand."""
        if kind == "Email":
            return "mailto:" + address
        href = normalized(address)
        if not WHOLE.match(href):
            named = scheme(href)
            if named and named != "mailto":
                self.odd = True
            elif not named and href[:1] not in ("#", ""):
                self.led.append((href, False))
        return address

    def _image(self, image: Mapping[str, str], place: Place) -> None:
        """An image, and all that stands in it."""
        alt: list[str] = []
        depth, first, last = 1, 0, 0
        for event, inside in self.events:
            if event.__class__ is str:
                alt.append("\n")
                self.odd = self.odd or self.is_far
                if differences.defines_within(self.data[inside["start"] : inside["end"] + 9].decode(errors="replace")):
                    self.is_for_rules = True
            else:
                ((kind, value),) = event.items()
                if kind == "Start":
                    depth += isinstance(value, dict) and "Image" in value
                    if isinstance(value, dict) and ("Link" in value or "Image" in value):
                        self.odd = True
                elif kind == "End":
                    depth -= value == "Image"
                    if not depth:
                        break
                else:
                    alt.append(value)
            first, last = first or inside["start"], inside["end"]
        source = image["dest_url"]
        if "\\" in source or "\n" in image["title"]:
            self.odd = True
        if not PLAIN_WHOLE.match(source):
            source = normalized(source)
            if not WHOLE.match(source):
                if scheme(source):
                    self.odd = True
                elif source[:1] not in ("#", ""):
                    self.led.append((source, False))
        label = self.data[first:last].decode()
        if label != "".join(alt) and any(part in label for part in ("://", "www.", "@", "\\")):
            self.odd = True
        if "*" in label or "_" in label:
            self._look_at_marks({"start": first, "end": last})
        if not label.strip():
            self.led.append((source, True))
        title = f' title="{escaped(image["title"])}"' if image["title"] else ""
        self.unspoken.append(len(self.said))
        self.said.append(label)
        self.out.append(f'<img src="{escaped(source)}" alt="{escaped("".join(alt))}"{title} loading="lazy">')

    def _inline_html(self, html: str, place: Place) -> None:
        if not self.reading.html:
            self.odd = True
        if html.startswith("<!") and not _COMMENT.fullmatch(html):
            self.odd = True
        if "\n" in html:
            self._on_lines(place)
        self.anchored = self.anchored or html[:2].lower() == "<a" or html[:3].lower() == "</a"
        self.unspoken.append(len(self.said))
        self.raw.append(html)
        self.said.append(html)
        self.out.append(html)

    def _on_lines(self, place: Place) -> None:
        """Look at code or HTML that goes on on another line."""
        if self.depth:
            self._refuse()
        if differences.defines_within(self.data[place["start"] : place["end"]].decode()):
            self.is_for_rules = True

    def _refuse(self) -> None:
        """Leave the block of the top level that is being read to the rules."""
        if not self.refused or self.refused[-1] != self.top:
            self.refused.append(self.top)

    # runs

    def _finish(
        self, begin: int, end: int, source: Callable[[int, int], str], lines: Callable[[int, int], tuple[int, int]], kind: str = ""
    ) -> str:
        """Complete a run that stands between these places of the source; return its words before they become typographic."""
        while self.next_odd_inline < begin:
            self.next_odd_inline = next(self.odd_inlines)
        said = self.said
        if self.next_odd_inline < end or (self.is_far and differences.differs_beside_cjk(self.data[begin:end].decode())):
            self.odd = True
        elif said and not self.is_ascii and (said[0][:1] in _TRIMMED or said[-1][-1:] in _TRIMMED):
            self._trim(self.data[begin:end].decode())
        if self.odd or (self.unspoken and self.joints):
            words = self._by_rules(source(begin, end), lines(begin, end), kind)
            self._clear()
            return words
        words = ""
        if kind == "heading":
            words = "".join([each for at, each in enumerate(said) if each != "\n" and at not in self.unspoken])
        if self.quoted:
            self._make_typographic()
        if self.is_suspect and is_suspect(self.data[begin:end].decode()):
            left = "".join(map(_left, self.out[self.mark :]))
            self.reading.report_left(Left(left, *lines(begin, end)))
        if self.joints:
            self._join_lines()
        if self.led or self.raw or self.reading.templates:
            self._note(lines(begin, end))
        if kind == "excerpt":
            self.reading.excerpt = self._excerpt()
        self._clear()
        return words

    def _trim(self, source: str) -> None:
        """Take off the white space, such as no-break spaces, at both ends of a run."""
        said = self.said
        for piece, place, at in ((0, self.mark, 0), (len(said) - 1, len(self.out) - 1, -1)):
            blank = said[piece][:1] if not at else said[piece][-1:]
            if blank not in _TRIMMED:
                continue
            text = said[piece]
            quoted = self.quoted and self.quoted[at][0] == piece
            trimmed = text.rstrip(BLANK) if at else text.lstrip(BLANK)
            if not trimmed and self.raw:
                self._refuse()  # perhaps a block of HTML
            if not trimmed or source.strip(" \t\n>")[at] != blank or self.out[place] != (text if quoted else escaped(text)):
                self.odd = True
                return
            said[piece] = trimmed
            self.out[place] = trimmed if quoted else escaped(trimmed)

    def _make_typographic(self) -> None:
        said, spans = self.said, []
        if self.rare:
            for at, _, _, _ in self.quoted:
                said[at] = replaced(said[at])
        if not self.curls:
            for at, place, _, _ in self.quoted:
                self.out[place] = escaped(said[at])
            return
        begin = last = 0
        for at, _, level, lowest in self.quoted:
            begin += sum(map(len, said[last:at]))
            spans.append(Span(begin, begin + len(said[at]), level, lowest))
            last = at
        block = curled("".join(said), spans)
        for (at, place, _, _), span in zip(self.quoted, spans, strict=True):
            said[at] = block[span.begin : span.end]
            self.out[place] = escaped(said[at])

    def _join_lines(self) -> None:
        for at, place in self.joints:
            if is_break_joint(self.said, at):
                self.said[at] = self.out[place] = ""

    def _note(self, lines: tuple[int, int]) -> None:
        reading = self.reading
        for address, is_silent in self.led:
            if is_silent:
                reading.report_silent(address, lines)
            else:
                reading.places.note(address, lines)
        for raw in self.raw:
            reading.raw.append(Raw(raw, lines[0], True))
        if reading.templates:
            reading.blocks.append(Block(*lines, False))

    def _excerpt(self) -> str:
        said = self.said
        for at in self.unspoken:
            said[at] = " " if said[at][:3].lower() == "<br" else ""
        return shortened(" ".join("".join(said).split()))

    def _by_rules(self, source: str, lines: tuple[int, int], kind: str) -> str:
        """Read the run by the rules; return its words."""
        from digest.articles import rules  # takes 90 ms, and most texts need none of it

        reading = self.reading
        read = rules.read_run(reading, source, lines, is_excerpt=kind == "excerpt")
        self.out[self.mark :] = [read.html]
        return read.words

    def _lines(self, begin: int, end: int) -> tuple[int, int]:
        """The first line, from 0, of what stands between these places of the source, and the one below it."""
        return self._line(begin), self._line(max(begin, end - 1)) + 1

    def _source(self, begin: int, end: int) -> str:
        """What markdown-it takes for the content of a paragraph."""
        source = self.data[begin:end].decode().strip(BLANK)
        if self.depth and "\n" in source:
            if "`" in source or "<" in source:
                self._refuse()  # blank space at the beginning of a line counts there
            source = _BEHIND_LINE_END.sub("\n", source).strip(BLANK)
        return source

    # blocks

    def _begin_block(self, place: Place) -> None:
        """What every block begins with: the text of an item above it ends."""
        if self.said:
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
        self.after = _TIGHT

    def _open(self, tag: str, *, is_ruled: bool = False) -> None:
        """The beginning of a block, on a line of its own; `is_ruled` if markdown-it's renderer has a rule for it."""
        if self.after == _OPENED or (self.after == _TIGHT and not is_ruled):
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
        if source.lstrip(" ").startswith("#"):
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
        self.after = _OPENED
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
        if self.said:
            self._finish_tight(place["end"])
        elif self.after == _OPENED:
            self._refuse()  # an empty item, which may be the end of the list
        self.depth -= 1
        self.out.append("</li>\n")
        self.after = _OTHER

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
        if self.depth and "\t" in content:
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
        self.after = _OTHER

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
        if not rules.read_blocks(self.reading, source, self._line(begin)):
            self.is_for_rules = True
        self.after = _OTHER
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

_OTHER, _OPENED, _TIGHT = range(3)
"""What was read last: a block, the beginning of an item or quotation, or the text of a tight item."""

_DEEPEST = 16
"""markdown-it leaves out what is nested more than 20 deep."""

_BLANK = frozenset(b" \t\n")
_DEFINING = frozenset(":~")
_EMPHATIC = frozenset(("</em>", "</strong>"))
_RUN = re.compile(rb"\*++|_++")
_COMMENT = re.compile("<!--(?:[^->]|-[^->])(?:[^-]|-[^-])*-->")
_WIDE_SPACE = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_BLOCKLIKE = re.compile(rb"[ \t>]*[-+*#|0-9`~<=:]")
_FAR_BLOCKLIKE = re.compile(rb"(?: {4}| {0,3}\t)[ \t>]*[-+*#|0-9`~<=:]")
_FAR_LINE = re.compile(rb"\n(?: {4}| {0,3}\t)")
_FAR_BEGIN = re.compile(rb" {4}| {0,3}\t")
_LAZY_LINE = re.compile(rb"\n[ \t]*[^> \t\n]")
_BACKSLASH = ord("\\")
_TRIMMED = frozenset(BLANK)
_SPACE = re.compile(r"\s")
_ODD_ESCAPE = re.compile(
    rb"\\[\"'.,()?!+-]|&(?!(?:amp|AMP|nbsp|lt|gt|[lr][sd]quo|[mn]dash|hellip|copy|[A-Za-z](?:acute|grave|uml|cedil|tilde|circ|ring|caron)|#(?:1[6-9][0-9]|[2-9][0-9]{2}|[0-9]{4,6}));|\s)"
)
_BESIDE_ESCAPE = re.compile(rb"\\.[.,()?!+-]|[.,()?!+-]\\|;[.,()?!+-]|[.,()?!+-]&")
_ODD_WORD = re.compile(rb"[\\&](?<!&)?\S{0,500}(?::|www\.|@)|(?::|www\.|@)\S{0,500}[\\&]")
_END_OF_ADDRESS = re.compile(rb"[*_~?!.,:'\")]*+(?:[\s<]|\Z)")
_MARKER = re.compile(rb"[ \t\n>]*(?:[-+*]|[0-9]{1,9}[.)])(?=[ \t\n])")
_BEHIND_LINE_END = re.compile(r"\n[ \t>]*+")
_HEADING = re.compile(r"\A#{1,6}|[ \t]#+\Z")
_ATTRIBUTES = re.compile(rb"\{[ \t]*[#.:]")
_ALERT = re.compile(rb"[ \t]*>[ \t>]*\[!")
_FENCE = re.compile(rb"\n[ \t>]*(?:`{3,}|~{3,})[ \t]*\n?\Z")
_OTHER_END = re.compile(r"\s*<(pre|script|style|textarea)\b.*</(?!\1>)(?:pre|script|style|textarea)>", re.IGNORECASE | re.DOTALL)


def _left(html: str) -> str:
    """What is left of a piece of HTML when tags and code are no more than marks."""
    if html.startswith("<"):
        return (
            "\n" if html == "<br>\n" else _TEXT_OF_ADDRESS.sub("\0\\1\0", html) if html.endswith("</a>") and len(html) > 4 else "\0"
        )
    return html.replace("&quot;", '"').replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") if "&" in html else html


_TEXT_OF_ADDRESS = re.compile("<a[^>]*>([^<]*)</a>")


def _is_rare(text: str, rare: Iterable[Any]) -> bool:
    return any(first in text and find(text) for first, find in rare)


# regions


def _tops(events: Iterable[Any]) -> Iterator[tuple[int, int]]:
    """Where the blocks of the top level begin and end."""
    end = 0
    for event, place in events:
        if place["start"] >= end and (event == "Rule" or "Start" in event):
            end = place["end"]
            yield place["start"], end


_GOES_ON = re.compile(rb"[ \t]|[-+*][ \t\n]|[0-9]{1,9}[.)]|[:~]")


def _regions(refused: Iterable[tuple[int, int]], data: bytes, events: Iterable[Any]) -> Iterator[tuple[int, int]]:
    """Where those parts of the text begin and end that the rules read: the blocks that were refused, and their neighbours."""
    tops = list(_tops(events))
    numbers = {top: number for number, top in enumerate(tops)}
    first = last = -1
    for top in refused:
        number = numbers[top]
        if number <= last:
            continue
        first = max(number - 1, last + 1)
        while first > last + 1 and not _is_safe(data, tops[first][0]):
            first -= 1
        last = min(number + 1, len(tops) - 1)
        while last + 1 < len(tops) and not _is_safe(data, tops[last + 1][0]):
            last += 1
        begin = data.rfind(b"\n", 0, tops[first][0]) + 1
        yield begin, data.rfind(b"\n", 0, tops[last + 1][0]) + 1 if last + 1 < len(tops) else len(data)


def _is_safe(data: bytes, at: int) -> bool:
    """Whether no block above this place goes on here, to whichever of the two: behind an empty line stands nothing that might."""
    if not at:
        return True
    above = data.rfind(b"\n", 0, at - 1) + 1
    return data[at - 1 : at] == b"\n" and not data[above : at - 1].strip() and not _GOES_ON.match(data, at)


def _without(regions: Iterable[tuple[int, int]], events: Iterable[Any]) -> Iterator[Any]:
    """The events, with one for each region instead of its own."""
    places = iter(regions)
    begin, end = next(places)
    is_inside = False
    for event, place in events:
        at = place["start"]
        if at >= end and place["end"] > end:
            begin, end = next(places, (_NOWHERE, _NOWHERE))
            is_inside = False
        if at < begin:
            yield event, place
        elif not is_inside:
            is_inside = True
            yield {"Region": None}, {"start": begin, "end": end}


_NOWHERE = 1 << 60
