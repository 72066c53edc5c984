"""What stands in one block, as pulldown-cmark's events give it piece by piece, and how it is completed at the end of the block."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from digest.markdown import pulldown_differences
from digest.markdown.address_encoding import normalized
from digest.markdown.autolinks import may_hold_mail, may_hold_www
from digest.markdown.body import escape_html
from digest.markdown.foreign_markup import MarkdownBlock, RawHtml, marks_of
from digest.markdown.insertions import Insertion, Marked
from digest.markdown.leftover_markup import Left, is_suspect
from digest.markdown.link_labels import normalized_label
from digest.markdown.pulldown_source import SourceText
from digest.markdown.reading import Reading
from digest.markdown.soft_breaks import is_break_joint
from digest.markdown.typography import MARKDOWN_BLANKS, TokenSpan, curl_quotes, holds_rare, replace_signs

RunPlace = Mapping[str, int]
"""Where in the UTF-8 of the text an event begins and ends."""

OTHER_PLACE, OPENED_PLACE, TIGHT_PLACE = range(3)
"""What was read last: a block, the beginning of an item or quotation, or the text of a tight item."""


class Runs:
    """A text while its events are read. What stands in a block is a run: `texts` is what it says, piece by piece."""

    __slots__ = tuple(
        str.split(
            "after anchored begin curls data definitions depth events inserted insertion insertions is_at_marker "
            "is_far is_for_rules is_open_ended is_suspect is_wide joints led level line line_at linked lowest mail mark "
            "next_odd_block next_odd_inline odd odd_blocks odd_inlines opened out quoted rare raw reading refused source "
            "struck template_marks text texts top unspoken www"
        )
    )
    """Python finds more than 30 attributes of an object in half the time if they are declared."""

    def __init__(self, reading: Reading, source: SourceText, marked_text: Marked, events: Iterable[Any]) -> None:
        """`marked_text` is the source with marks for its plain blocks."""
        self.reading = reading
        self.out = reading.out
        self.text = text = marked_text.rest
        self.data = source.data
        self.events: Iterator[Any] = iter(events)
        self.definitions = source.definitions
        self.insertions = marked_text.insertions
        self.insertion: Insertion | None = None
        """The insertion at the start of the current paragraph."""
        self.inserted = 0
        self.refused: list[tuple[int, int]] = []
        """The blocks of the top level that the rules have to read."""
        self.is_for_rules = False
        """Whether they have to read the whole text."""
        self.odd_blocks = iter(pulldown_differences.places(pulldown_differences.ODD_BLOCKS, marked_text.text))
        self.next_odd_block = next(self.odd_blocks)
        self.odd_inlines = iter(pulldown_differences.places(pulldown_differences.ODD_INLINES, marked_text.text))
        self.next_odd_inline = next(self.odd_inlines)
        self.is_far = source.is_far
        self.source = source
        self.is_wide = not text.isascii() and WIDE_SPACE.search(source.unusual) is not None
        self.is_open_ended = not reading.text.endswith("\n")
        self.www, self.mail, self.struck = may_hold_www(text), may_hold_mail(text), "~" in text and "~~" in text
        self.curls = reading.typography and ("'" in text or '"' in text)
        self.rare = source.rare if reading.typography else ()
        self.template_marks = tuple([mark.encode() for mark in marks_of(reading.templates)]) if reading.templates else ()
        self.depth = 0
        """How many lists, items and quotations are open."""
        self.top = (0, 0)
        self.line_at = self.line = 0
        self.after = OTHER_PLACE
        self.begin = 0
        self.is_at_marker = False
        self.texts: list[str] = []
        self.quoted: list[tuple[int, int, int, int]] = []
        self.joints: list[tuple[int, int]] = []
        self.unspoken: list[int] = []
        self.led: list[tuple[str, bool]] = []
        self.raw: list[str] = []
        self._clear_run()
        self._close_all()
        self._note_definitions()

    def _clear_run(self) -> None:
        for run_list in (self.texts, self.quoted, self.joints, self.unspoken, self.led, self.raw):
            if run_list:
                run_list.clear()
        self.odd = self.anchored = self.is_suspect = False
        self.mark = len(self.out)

    def _close_all(self) -> None:
        """Be outside of all elements that stand in a block."""
        self.level = 0
        self.lowest = 0
        """The lowest level since the last text that is `quoted`."""
        self.linked = 0
        """Whether a link is open, and which."""
        self.opened = False
        """Whether a tag may be open that begins with `<` in a text, of a text with wide spaces."""

    def _note_definitions(self) -> None:
        """Tell the reading of the definitions of links, and where they stand."""
        if not self.definitions:
            return
        references = self.reading.env["references"] = {}
        for label, definition in self.definitions.items():
            span = definition["span"]
            lines = [self._line_of_offset(span["start"]), self._line_of_offset(span["end"]) + 1]
            references[normalized_label(label)] = {
                "title": definition["title"] or "",
                "href": normalized(definition["dest"]),
                "map": lines,
            }
        self.reading.places.definitions = {
            definition["href"]: (definition["map"][0], definition["map"][1]) for definition in references.values()
        }

    def _line_of_offset(self, at: int) -> int:
        """The line, from 0, on which a place stands; most are asked for in order."""
        if at < self.line_at:
            self.line -= self.data.count(b"\n", at, self.line_at)
        else:
            self.line += self.data.count(b"\n", self.line_at, at)
        self.line_at = at
        return self.line

    def _leave_block_to_rules(self) -> None:
        """Leave the block of the top level that is being read to the rules."""
        if not self.refused or self.refused[-1] != self.top:
            self.refused.append(self.top)

    def _finish_run(
        self, begin: int, end: int, source: Callable[[int, int], str], lines: Callable[[int, int], tuple[int, int]], kind: str = ""
    ) -> str:
        """Complete a run that stands between these places of the source; return its words before they become typographic."""
        while self.next_odd_inline < begin:
            self.next_odd_inline = next(self.odd_inlines)
        texts = self.texts
        if self.is_suspect and self.data.startswith(b"[", begin) and _may_define(self.data[begin:end].strip()):
            self.is_for_rules = True
        if self.next_odd_inline < end or (self.is_far and self._is_odd_beside_far(begin, end)):
            self.odd = True
        elif self.is_wide and texts and (texts[0][:1] in _TRIMMED_CHARACTERS or texts[-1][-1:] in _TRIMMED_CHARACTERS):
            self._trim_run(self.data[begin:end].decode())
        if self.odd or (self.unspoken and self.joints):
            words = self._run_by_rules(source(begin, end), lines(begin, end), kind)
            self._clear_run()
            return words
        is_shown = bool(self.template_marks) and self._may_show_template(begin, end)
        if not (kind or self.quoted or self.joints or self.is_suspect or self.led or self.raw or is_shown):
            texts.clear()
            self.unspoken.clear()
            self.anchored = False
            return ""
        words = ""
        if kind == "heading":
            words = "".join([each for at, each in enumerate(texts) if each != "\n" and at not in self.unspoken])
        if self.quoted:
            self._make_typographic()
        if self.is_suspect and is_suspect(self.data[begin:end].decode()):
            left_text = "".join(map(_left_of_run, self.out[self.mark :]))
            self.reading.report_left(Left(left_text, *lines(begin, end)))
        if self.joints:
            self._join_lines()
        if self.led or self.raw or is_shown:
            self._note_shown_block(lines(begin, end), is_shown=is_shown)
        if kind == "excerpt":
            self.reading.excerpt = self._take_excerpt()
        self._clear_run()
        return words

    def _may_show_template(self, begin: int, end: int) -> bool:
        """Whether template code may stand on the lines of what stands between these places."""
        data = self.data
        begin, end = data.rfind(b"\n", 0, begin) + 1, data.find(b"\n", max(begin, end - 1))
        return any(data.find(mark, begin, end) >= 0 for mark in self.template_marks)

    def _is_odd_beside_far(self, begin: int, end: int) -> bool:
        return bool(self.source.far_marks.between(begin, end)) and pulldown_differences.differs_beside_cjk(
            self.data[begin:end].decode(), is_block=True
        )

    def _trim_run(self, source: str) -> None:
        """Take off the white space, such as no-break spaces, at both ends of a run."""
        texts = self.texts
        for piece, place, at in ((0, self.mark, 0), (len(texts) - 1, len(self.out) - 1, -1)):
            blank = texts[piece][:1] if not at else texts[piece][-1:]
            if blank not in _TRIMMED_CHARACTERS:
                continue
            text = texts[piece]
            quoted = self.quoted and self.quoted[at][0] == piece
            trimmed = text.rstrip(MARKDOWN_BLANKS) if at else text.lstrip(MARKDOWN_BLANKS)
            if not trimmed and self.raw:
                self._leave_block_to_rules()  # perhaps a block of HTML
            run_source = source.strip(" \t\n>")
            is_entity = run_source.strip(MARKDOWN_BLANKS)[at : at + 1 or None] in ("&", ";")  # perhaps one of a space, which stays
            if not trimmed or is_entity or run_source[at] != blank or self.out[place] != (text if quoted else escape_html(text)):
                self.odd = True
                return
            texts[piece] = trimmed
            self.out[place] = trimmed if quoted else escape_html(trimmed)

    def _make_typographic(self) -> None:
        texts, spans = self.texts, []
        if self.rare:
            for at, _, _, _ in self.quoted:
                if holds_rare(texts[at], self.rare):
                    texts[at] = replace_signs(texts[at])
        if not self.curls:
            for at, place, _, _ in self.quoted:
                self.out[place] = escape_html(texts[at])
            return
        begin = last_at = 0
        for at, _, level, lowest in self.quoted:
            begin += sum(map(len, texts[last_at:at]))
            spans.append(TokenSpan(begin, begin + len(texts[at]), level, lowest))
            last_at = at
        block = curl_quotes("".join(texts), spans)
        for (at, place, _, _), span in zip(self.quoted, spans, strict=True):
            texts[at] = block[span.begin : span.end]
            self.out[place] = escape_html(texts[at])

    def _join_lines(self) -> None:
        for at, place in self.joints:
            if is_break_joint(self.texts, at):
                self.texts[at] = self.out[place] = ""

    def _note_shown_block(self, lines: tuple[int, int], *, is_shown: bool) -> None:
        reading = self.reading
        for address, is_silent in self.led:
            if is_silent:
                reading.report_silent(address, lines)
            else:
                reading.places.note(address, lines)
        for raw in self.raw:
            reading.raw.append(RawHtml(raw, lines[0], True))
        if is_shown:
            reading.blocks.append(MarkdownBlock(*lines, False))

    def _take_excerpt(self) -> str:
        texts = self.texts
        for at in self.unspoken:
            texts[at] = " " if texts[at][:3].lower() == "<br" else ""
        return " ".join("".join(texts).split())

    def _run_by_rules(self, source: str, lines: tuple[int, int], kind: str) -> str:
        """Read the run by the rules; return its words."""
        from digest.markdown import rule_reader  # takes 90 ms, and most texts need none of it

        reading = self.reading
        rule_run = rule_reader.read_run(reading, source, lines, is_excerpt=kind == "excerpt")
        self.out[self.mark :] = [rule_run.html]
        return rule_run.words

    def _lines_of_range(self, begin: int, end: int) -> tuple[int, int]:
        """The first line, from 0, of what stands between these places of the source, and the one below it."""
        return self._line_of_offset(begin), self._line_of_offset(max(begin, end - 1)) + 1

    def _source_of_range(self, begin: int, end: int) -> str:
        """What markdown-it takes for the content of a paragraph."""
        run_source = self.data[begin:end].decode()
        source = run_source.strip(MARKDOWN_BLANKS)
        if self.depth and "\n" in (run_source := run_source.strip(" \t\n")):
            if "`" in source or "<" in source or "\\\n" in source or _FAR_QUOTE_LINE.search(source):
                self._leave_block_to_rules()  # blank space at the beginning of a line counts there
            if source.count("\n") != run_source.count("\n"):
                self._leave_block_to_rules()  # a line of other spaces, such as no-break spaces
            source = _BEHIND_LINE_END.sub("\n", source).strip(MARKDOWN_BLANKS)
        return source


WIDE_SPACE = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
"""White space beyond ASCII."""

_TRIMMED_CHARACTERS = frozenset(MARKDOWN_BLANKS)
_FAR_QUOTE_LINE = re.compile(r"\n[ \t>]*(?: {4}|\t)[ \t]*>")
_BEHIND_LINE_END = re.compile(r"\n[ \t>]*+")


def _may_define(paragraph: bytes) -> bool:
    """Whether one that begins with a bracket may define a link, on several lines or with an address that only markdown-it takes."""
    return b"]:" in paragraph and (b"\n" in paragraph or b"\\\t" in paragraph) and not _NO_DEFINITION.match(paragraph)


_NO_DEFINITION = re.compile(
    rb"\[[^\[\]\\\n]++\](?:(?!:)|:[ \t]*+(?=[A-Za-z0-9/#])[A-Za-z0-9/:?#@=&%+,._~!$*;-]++[ \t]++(?![\"'(\s]))"
)
"""Brackets without a colon behind them, or an address with more behind it that is no title."""


def _left_of_run(html: str) -> str:
    """What is left of a piece of HTML when tags and code are no more than marks."""
    if html.startswith("<"):
        return (
            "\n" if html == "<br>\n" else _TEXT_OF_ADDRESS.sub("\0\\1\0", html) if html.endswith("</a>") and len(html) > 4 else "\0"
        )
    return html.replace("&quot;", '"').replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") if "&" in html else html


_TEXT_OF_ADDRESS = re.compile("<a[^>]*>([^<]*)</a>")
