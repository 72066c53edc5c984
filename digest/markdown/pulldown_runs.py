"""The content of one block, collected from pulldown-cmark's events and completed at the end of the block."""

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
from digest.markdown.leftover_markup import LeftoverText, is_suspect
from digest.markdown.link_labels import normalized_label
from digest.markdown.pulldown_source import SourceText
from digest.markdown.reading import Reading
from digest.markdown.soft_breaks import is_break_joint
from digest.markdown.typography import MARKDOWN_BLANKS, TokenSpan, curl_quotes, holds_rare, replace_signs

EventSpan = Mapping[str, int]
"""Where in the UTF-8 of the text an event begins and ends."""

BLOCK_END, CONTAINER_BEGIN, TIGHT_TEXT = range(3)
"""What `last_read` is: the end of a block, the beginning of an item or quotation, or the text of a tight item."""


class Runs:
    """A text while its events are read. What stands in a block is a run: `texts` is what it says, piece by piece."""

    __slots__ = tuple(
        str.split(
            "alignments begin block_oddities column curls_quotes data definitions depth events has_rows holds_anchor "
            "inline_oddities insertion insertion_count insertions is_at_marker is_far is_head is_open_ended is_run_for_rules "
            "is_suspect is_tag_open is_text_for_rules is_wide last_read level line line_offset lowest may_hold_mail "
            "may_hold_strikes may_hold_www next_block_oddity next_inline_oddity open_link out quoted_texts rare raw_html "
            "reading refused_blocks run_addresses run_begin run_breaks source template_marks text texts top_block "
            "unspoken_texts"
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
        self.insertion_count = 0
        self.refused_blocks: list[tuple[int, int]] = []
        """The blocks of the top level that the rules have to read."""
        self.is_text_for_rules = False
        """Whether they have to read the whole text."""
        self.block_oddities = iter(pulldown_differences.end_offsets(pulldown_differences.ODD_BLOCKS, marked_text.text))
        self.next_block_oddity = next(self.block_oddities)
        self.inline_oddities = iter(pulldown_differences.end_offsets(pulldown_differences.ODD_INLINES, marked_text.text))
        self.next_inline_oddity = next(self.inline_oddities)
        self.is_far = source.is_far
        self.source = source
        self.is_wide = not text.isascii() and WIDE_SPACE.search(source.unusual) is not None
        self.is_open_ended = not reading.text.endswith("\n")
        self.may_hold_www, self.may_hold_mail = may_hold_www(text), may_hold_mail(text)
        self.may_hold_strikes = "~" in text and "~~" in text
        self.curls_quotes = reading.typography and ("'" in text or '"' in text)
        self.rare = source.rare if reading.typography else ()
        self.template_marks = tuple([mark.encode() for mark in marks_of(reading.templates)]) if reading.templates else ()
        self.depth = 0
        """How many lists, items and quotations are open."""
        self.top_block = (0, 0)
        self.line_offset = self.line = 0
        self.last_read = BLOCK_END
        self.begin = 0
        self.is_at_marker = False
        self.alignments: tuple[str, ...] | None = None
        """How the columns of the current table are aligned; None for a table that is left to the rules."""
        self.column = 0
        self.is_head = self.has_rows = False
        self.texts: list[str] = []
        self.quoted_texts: list[tuple[int, int, int, int]] = []
        self.run_breaks: list[tuple[int, int]] = []
        self.unspoken_texts: list[int] = []
        self.run_addresses: list[tuple[str, bool]] = []
        self.raw_html: list[str] = []
        self._clear_run()
        self._close_all()
        self._note_definitions()

    def _clear_run(self) -> None:
        for run_list in (self.texts, self.quoted_texts, self.run_breaks, self.unspoken_texts, self.run_addresses, self.raw_html):
            if run_list:
                run_list.clear()
        self.is_run_for_rules = self.holds_anchor = self.is_suspect = False
        self.run_begin = len(self.out)

    def _close_all(self) -> None:
        """Be outside of all elements that stand in a block."""
        self.level = 0
        self.lowest = 0
        """The lowest level since the last of the `quoted_texts`."""
        self.open_link = 0
        """Whether a link is open, and which."""
        self.is_tag_open = False
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
        self.reading.link_locator.definitions = {
            definition["href"]: (definition["map"][0], definition["map"][1]) for definition in references.values()
        }

    def _line_of_offset(self, at: int) -> int:
        """The line, from 0, on which a place stands; most are asked for in order."""
        if at < self.line_offset:
            self.line -= self.data.count(b"\n", at, self.line_offset)
        else:
            self.line += self.data.count(b"\n", self.line_offset, at)
        self.line_offset = at
        return self.line

    def _texts_until_end(self, name: str) -> Iterator[str]:
        """The texts of the events up to the end of the element with this name."""
        for event, _ in self.events:
            ((kind, value),) = event.items()
            if kind == "End" and value == name:
                return
            yield value

    def _leave_block_to_rules(self) -> None:
        """Leave the block of the top level that is being read to the rules."""
        if not self.refused_blocks or self.refused_blocks[-1] != self.top_block:
            self.refused_blocks.append(self.top_block)

    def _finish_run(
        self, begin: int, end: int, source: Callable[[int, int], str], lines: Callable[[int, int], tuple[int, int]], kind: str = ""
    ) -> str:
        """Complete a run that stands between these places of the source; return its words before they become typographic."""
        while self.next_inline_oddity < begin:
            self.next_inline_oddity = next(self.inline_oddities)
        texts = self.texts
        if self.is_suspect and self.data.startswith(b"[", begin) and _may_define(self.data[begin:end].strip()):
            self.is_text_for_rules = True
        if self.next_inline_oddity < end or (self.is_far and self._is_odd_beside_far(begin, end)):
            self.is_run_for_rules = True
        elif self.is_wide and texts and (texts[0][:1] in _TRIMMED_CHARACTERS or texts[-1][-1:] in _TRIMMED_CHARACTERS):
            self._trim_run(self.data[begin:end].decode())
        if self.is_run_for_rules or (self.unspoken_texts and self.run_breaks):
            words = self._run_by_rules(source(begin, end), lines(begin, end), kind)
            self._clear_run()
            return words
        is_shown = bool(self.template_marks) and self._may_show_template(begin, end)
        if not (kind or self.quoted_texts or self.run_breaks or self.is_suspect or self.run_addresses or self.raw_html or is_shown):
            texts.clear()
            self.unspoken_texts.clear()
            self.holds_anchor = False
            return ""
        words = ""
        if kind == "heading":
            words = "".join([each for at, each in enumerate(texts) if each != "\n" and at not in self.unspoken_texts])
        if self.quoted_texts:
            self._make_typographic()
        if self.is_suspect and is_suspect(self.data[begin:end].decode()):
            left_text = "".join(map(_left_of_run, self.out[self.run_begin :]))
            self.reading.report_leftover(LeftoverText(left_text, *lines(begin, end)))
        if self.run_breaks:
            self._join_lines()
        if self.run_addresses or self.raw_html or is_shown:
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
        return bool(self.source.far_marks.within(begin, end)) and pulldown_differences.differs_beside_cjk(
            self.data[begin:end].decode(), is_block=True
        )

    def _trim_run(self, source: str) -> None:
        """Take off the white space, such as no-break spaces, at both ends of a run."""
        texts = self.texts
        for text_index, html_index, edge in ((0, self.run_begin, 0), (len(texts) - 1, len(self.out) - 1, -1)):
            edge_character = texts[text_index][:1] if not edge else texts[text_index][-1:]
            if edge_character not in _TRIMMED_CHARACTERS:
                continue
            text = texts[text_index]
            is_quoted = self.quoted_texts and self.quoted_texts[edge][0] == text_index
            trimmed = text.rstrip(MARKDOWN_BLANKS) if edge else text.lstrip(MARKDOWN_BLANKS)
            if not trimmed and self.raw_html:
                self._leave_block_to_rules()  # perhaps a block of HTML
            run_source = source.strip(" \t\n>")
            is_entity = run_source.strip(MARKDOWN_BLANKS)[edge : edge + 1 or None] in (
                "&",
                ";",
            )  # perhaps one of a space, which stays
            if (
                not trimmed
                or is_entity
                or run_source[edge] != edge_character
                or self.out[html_index] != (text if is_quoted else escape_html(text))
            ):
                self.is_run_for_rules = True
                return
            texts[text_index] = trimmed
            self.out[html_index] = trimmed if is_quoted else escape_html(trimmed)

    def _make_typographic(self) -> None:
        texts, spans = self.texts, []
        if self.rare:
            for text_index, _, _, _ in self.quoted_texts:
                if holds_rare(texts[text_index], self.rare):
                    texts[text_index] = replace_signs(texts[text_index])
        if not self.curls_quotes:
            for text_index, html_index, _, _ in self.quoted_texts:
                self.out[html_index] = escape_html(texts[text_index])
            return
        begin = last_index = 0
        for text_index, _, level, lowest in self.quoted_texts:
            begin += sum(map(len, texts[last_index:text_index]))
            spans.append(TokenSpan(begin, begin + len(texts[text_index]), level, lowest))
            last_index = text_index
        block = curl_quotes("".join(texts), spans)
        for (text_index, html_index, _, _), span in zip(self.quoted_texts, spans, strict=True):
            texts[text_index] = block[span.begin : span.end]
            self.out[html_index] = escape_html(texts[text_index])

    def _join_lines(self) -> None:
        for text_index, html_index in self.run_breaks:
            if is_break_joint(self.texts, text_index):
                self.texts[text_index] = self.out[html_index] = ""

    def _note_shown_block(self, lines: tuple[int, int], *, is_shown: bool) -> None:
        reading = self.reading
        for address, is_silent in self.run_addresses:
            if is_silent:
                reading.report_silent(address, lines)
            else:
                reading.link_locator.note(address, lines)
        for raw in self.raw_html:
            reading.raw_html.append(RawHtml(raw, lines[0], True))
        if is_shown:
            reading.blocks.append(MarkdownBlock(*lines, False))

    def _take_excerpt(self) -> str:
        texts = self.texts
        for at in self.unspoken_texts:
            texts[at] = " " if texts[at][:3].lower() == "<br" else ""
        return " ".join("".join(texts).split())

    def _run_by_rules(self, source: str, lines: tuple[int, int], kind: str) -> str:
        """Read the run by the rules; return its words."""
        from digest.markdown import rule_reader  # takes 90 ms, and most texts need none of it

        reading = self.reading
        rule_run = rule_reader.read_run(reading, source, lines, is_excerpt=kind == "excerpt")
        self.out[self.run_begin :] = [rule_run.html]
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
