"""The state of the pulldown reader: all its attributes, link definitions, conversion of offsets to lines; and runs, the inline
content of one block: trims it, makes quotes typographic, joins lines, records addresses and raw HTML, reports leftover marks,
makes the excerpt; or lets the rules read its source."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from digest.markdown import pulldown_differences
from digest.markdown.address_encoding import normalized_address
from digest.markdown.autolinks import may_contain_mail, may_contain_www
from digest.markdown.body import escape_html
from digest.markdown.foreign_markup import MarkdownBlock, RawHtml, required_characters
from digest.markdown.leftover_markup import LeftoverText, is_suspect
from digest.markdown.link_positions import normalized_label
from digest.markdown.pulldown_differences import SourceText
from digest.markdown.reading import Reading
from digest.markdown.rendered_blocks import Insertion, MarkedText
from digest.markdown.soft_breaks import is_removed_break_in_texts
from digest.markdown.typography import MARKDOWN_BLANKS, TokenSpan, curl_quotes, has_rare_marks, replace_signs

EventSpan = Mapping[str, int]
"""The `start` and `end` of an event, as offsets in UTF-8."""

BLOCK_END, CONTAINER_BEGIN, TIGHT_TEXT = range(3)
"""Values of `last_read`: the end of a block, the beginning of an item or quotation, or the text of a tight item."""


class Runs:
    """The state while events are read. The inline content of a block is a run; `texts` are its texts."""

    __slots__ = tuple(
        str.split(
            "alignments begin block_differences column curls_quotes data definitions depth events has_anchor has_rows "
            "has_wide_space inline_differences insertion insertion_count insertions is_at_marker is_head is_open_ended "
            "is_run_for_rules is_suspect is_tag_open is_text_for_rules last_read level line line_offset lowest "
            "may_contain_mail may_contain_strikes may_contain_www may_have_cjk next_block_difference next_inline_difference "
            "non_text_indices open_link out quoted_texts rare_marks raw_html reading refused_blocks run_addresses run_begin "
            "run_breaks source template_marks text texts top_block"
        )
    )
    """Access to more than 30 attributes takes half the time with slots."""

    def __init__(self, reading: Reading, source: SourceText, marked_text: MarkedText, events: Iterable[Any]) -> None:
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
        self.refused_blocks: set[tuple[int, int]] = set()
        """The top-level blocks that the rules must read."""
        self.is_text_for_rules = False
        """Whether the rules must read the whole text."""
        self.block_differences = iter(pulldown_differences.end_offsets(pulldown_differences.BLOCK_DIFFERENCES, marked_text.text))
        self.next_block_difference = next(self.block_differences)
        self.inline_differences = iter(pulldown_differences.end_offsets(pulldown_differences.INLINE_DIFFERENCES, marked_text.text))
        self.next_inline_difference = next(self.inline_differences)
        self.may_have_cjk = source.may_have_cjk
        self.source = source
        self.has_wide_space = not text.isascii() and WIDE_SPACE.search(source.unusual) is not None
        self.is_open_ended = not reading.text.endswith("\n")
        self.may_contain_www, self.may_contain_mail = may_contain_www(text), may_contain_mail(text)
        self.may_contain_strikes = "~" in text and "~~" in text
        self.curls_quotes = reading.typography and ("'" in text or '"' in text)
        self.rare_marks = source.rare_marks if reading.typography else ()
        self.template_marks = tuple([mark.encode() for mark in required_characters(reading.templates)]) if reading.templates else ()
        self.depth = 0
        """The number of open lists, items and quotations."""
        self.top_block = (0, 0)
        self.line_offset = self.line = 0
        self.last_read = BLOCK_END
        self.begin = 0
        self.is_at_marker = False
        self.alignments: tuple[str, ...] | None = None
        """The alignments of the current table's columns; None for a table that is left to the rules."""
        self.column = 0
        self.is_head = self.has_rows = False
        self.texts: list[str] = []
        self.quoted_texts: list[tuple[int, int, int, int]] = []
        self.run_breaks: list[tuple[int, int]] = []
        self.non_text_indices: list[int] = []
        self.run_addresses: list[tuple[str, bool]] = []
        self.raw_html: list[str] = []
        self._clear_run()
        self._close_all()
        self._store_definitions()

    def _clear_run(self) -> None:
        for run_list in (self.texts, self.quoted_texts, self.run_breaks, self.non_text_indices, self.run_addresses, self.raw_html):
            if run_list:
                run_list.clear()
        self.is_run_for_rules = self.has_anchor = self.is_suspect = False
        self.run_begin = len(self.out)

    def _close_all(self) -> None:
        """Reset the state of inline elements: none is open."""
        self.level = 0
        self.lowest = 0
        """The lowest level since the last of the `quoted_texts`."""
        self.open_link = 0
        """0 outside of links, otherwise `LINK_WITH_TEXT` or `LINK_WITH_ADDRESS`."""
        self.is_tag_open = False
        """Whether a `<` in a text may begin a tag; used only for texts with wide spaces."""

    def _store_definitions(self) -> None:
        """Store the link definitions and their lines in the reading."""
        if not self.definitions:
            return
        references = self.reading.env["references"] = {}
        for label, definition in self.definitions.items():
            span = definition["span"]
            lines = [self._line_of_offset(span["start"]), self._line_of_offset(span["end"]) + 1]
            references[normalized_label(label)] = {
                "title": definition["title"] or "",
                "href": normalized_address(definition["dest"]),
                "map": lines,
            }
        self.reading.link_locator.definitions = {
            definition["href"]: (definition["map"][0], definition["map"][1]) for definition in references.values()
        }

    def _line_of_offset(self, at: int) -> int:
        """Return the line of an offset, from 0; fast if the offsets of consecutive calls increase."""
        if at < self.line_offset:
            self.line -= self.data.count(b"\n", at, self.line_offset)
        else:
            self.line += self.data.count(b"\n", self.line_offset, at)
        self.line_offset = at
        return self.line

    def _texts_until_end(self, name: str) -> Iterator[str]:
        """Yield the texts of the events up to the end of the element with this name."""
        for event, _ in self.events:
            ((kind, value),) = event.items()
            if kind == "End" and value == name:
                return
            yield value

    def _leave_block_to_rules(self) -> None:
        """Leave the current top-level block to the rules."""
        self.refused_blocks.add(self.top_block)

    def _finish_run(
        self,
        begin: int,
        end: int,
        source_of_range: Callable[[int, int], str],
        lines_of_range: Callable[[int, int], tuple[int, int]],
        run_kind: str = "",
    ) -> str:
        """Complete the run between these offsets of the source; return its text before it becomes typographic."""
        while self.next_inline_difference < begin:
            self.next_inline_difference = next(self.inline_differences)
        texts = self.texts
        if self.is_suspect and self.data.startswith(b"[", begin) and _may_define(self.data[begin:end].strip()):
            self.is_text_for_rules = True
        if self.next_inline_difference < end or (self.may_have_cjk and self._differs_beside_cjk(begin, end)):
            self.is_run_for_rules = True
        elif self.has_wide_space and texts and (texts[0][:1] in _TRIMMED_CHARACTERS or texts[-1][-1:] in _TRIMMED_CHARACTERS):
            self._trim_run(self.data[begin:end].decode())
        if self.is_run_for_rules or (self.non_text_indices and self.run_breaks):
            run_text = self._run_by_rules(source_of_range(begin, end), lines_of_range(begin, end), run_kind)
            self._clear_run()
            return run_text
        is_shown = bool(self.template_marks) and self._may_show_template(begin, end)
        if not (
            run_kind or self.quoted_texts or self.run_breaks or self.is_suspect or self.run_addresses or self.raw_html or is_shown
        ):
            texts.clear()
            self.non_text_indices.clear()
            self.has_anchor = False
            return ""
        run_text = ""
        if run_kind == "heading":
            run_text = "".join([each for at, each in enumerate(texts) if each != "\n" and at not in self.non_text_indices])
        if self.quoted_texts:
            self._make_typographic()
        if self.is_suspect and is_suspect(self.data[begin:end].decode()):
            leftover_text = "".join(map(_leftover_of_html, self.out[self.run_begin :]))
            self.reading.report_leftover(LeftoverText(leftover_text, *lines_of_range(begin, end)))
        if self.run_breaks:
            self._join_lines()
        if self.run_addresses or self.raw_html or is_shown:
            self._record_block(lines_of_range(begin, end), is_shown=is_shown)
        if run_kind == "excerpt":
            self.reading.excerpt = self._excerpt_of_run()
        self._clear_run()
        return run_text

    def _may_show_template(self, begin: int, end: int) -> bool:
        """Whether the lines of this range may contain template code."""
        data = self.data
        begin, end = data.rfind(b"\n", 0, begin) + 1, data.find(b"\n", max(begin, end - 1))
        return any(data.find(mark, begin, end) >= 0 for mark in self.template_marks)

    def _differs_beside_cjk(self, begin: int, end: int) -> bool:
        return bool(self.source.cjk_marks.within(begin, end)) and pulldown_differences.differs_beside_cjk(
            self.data[begin:end].decode(), is_block=True
        )

    def _trim_run(self, source: str) -> None:
        """Strip Unicode white space, such as no-break spaces, from both ends of a run."""
        texts = self.texts
        for text_index, html_index, edge in ((0, self.run_begin, 0), (len(texts) - 1, len(self.out) - 1, -1)):
            edge_character = texts[text_index][:1] if not edge else texts[text_index][-1:]
            if edge_character not in _TRIMMED_CHARACTERS:
                continue
            text = texts[text_index]
            is_quoted = self.quoted_texts and self.quoted_texts[edge][0] == text_index
            trimmed = text.rstrip(MARKDOWN_BLANKS) if edge else text.lstrip(MARKDOWN_BLANKS)
            if not trimmed and self.raw_html:
                self._leave_block_to_rules()  # may be an HTML block
            run_source = source.strip(" \t\n>")
            is_entity = run_source.strip(MARKDOWN_BLANKS)[edge : edge + 1 or None] in (
                "&",
                ";",
            )  # may be an entity for a space, which is kept
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
        texts, quoted_spans = self.texts, []
        if self.rare_marks:
            for text_index, _, _, _ in self.quoted_texts:
                if has_rare_marks(texts[text_index], self.rare_marks):
                    texts[text_index] = replace_signs(texts[text_index])
        if not self.curls_quotes:
            for text_index, html_index, _, _ in self.quoted_texts:
                self.out[html_index] = escape_html(texts[text_index])
            return
        begin = last_index = 0
        for text_index, _, level, lowest in self.quoted_texts:
            begin += sum(map(len, texts[last_index:text_index]))
            quoted_spans.append(TokenSpan(begin, begin + len(texts[text_index]), level, lowest))
            last_index = text_index
        curled_block = curl_quotes("".join(texts), quoted_spans)
        for (text_index, html_index, _, _), span in zip(self.quoted_texts, quoted_spans, strict=True):
            texts[text_index] = curled_block[span.begin : span.end]
            self.out[html_index] = escape_html(texts[text_index])

    def _join_lines(self) -> None:
        for text_index, html_index in self.run_breaks:
            if is_removed_break_in_texts(self.texts, text_index):
                self.texts[text_index] = self.out[html_index] = ""

    def _record_block(self, block_lines: tuple[int, int], *, is_shown: bool) -> None:
        reading = self.reading
        for address, lacks_alt in self.run_addresses:
            if lacks_alt:
                reading.report_missing_alt(address, block_lines)
            else:
                reading.link_locator.record(address, block_lines)
        for raw in self.raw_html:
            reading.raw_html.append(RawHtml(raw, *block_lines, True))
        if is_shown:
            reading.blocks.append(MarkdownBlock(*block_lines, False))

    def _excerpt_of_run(self) -> str:
        texts = self.texts
        for at in self.non_text_indices:
            texts[at] = " " if texts[at][:3].lower() == "<br" else ""
        return " ".join("".join(texts).split())

    def _run_by_rules(self, run_source: str, lines: tuple[int, int], run_kind: str) -> str:
        """Read the run by the rules; return its text."""
        from digest.markdown import rule_reader  # takes 90 ms to import, and most texts do not need it

        reading = self.reading
        rule_run = rule_reader.read_run(reading, run_source, lines, is_excerpt=run_kind == "excerpt")
        self.out[self.run_begin :] = [rule_run.html]
        return rule_run.text

    def _lines_of_range(self, begin: int, end: int) -> tuple[int, int]:
        """Return the first line, from 0, of this range of the source, and the line below it."""
        return self._line_of_offset(begin), self._line_of_offset(max(begin, end - 1)) + 1

    def _source_of_range(self, begin: int, end: int) -> str:
        """Return the paragraph content that markdown-it would read in this range of the source."""
        run_source = self.data[begin:end].decode()
        source = run_source.strip(MARKDOWN_BLANKS)
        if self.depth and "\n" in (run_source := run_source.strip(" \t\n")):
            if "`" in source or "<" in source or "\\\n" in source or _INDENTED_QUOTE_LINE.search(source):
                self._leave_block_to_rules()  # there, blank space at the beginning of a line is significant
            if source.count("\n") != run_source.count("\n"):
                self._leave_block_to_rules()  # a line of other spaces, such as no-break spaces
            source = _AFTER_LINE_END.sub("\n", source).strip(MARKDOWN_BLANKS)
        return source


WIDE_SPACE = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
"""White space beyond ASCII."""

_TRIMMED_CHARACTERS = frozenset(MARKDOWN_BLANKS)
_INDENTED_QUOTE_LINE = re.compile(r"\n[ \t>]*(?: {4}|\t)[ \t]*>")
_AFTER_LINE_END = re.compile(r"\n[ \t>]*+")


def _may_define(paragraph: bytes) -> bool:
    """Whether a paragraph that begins with a bracket may be a link definition of several lines, or one only for markdown-it."""
    return b"]:" in paragraph and (b"\n" in paragraph or b"\\\t" in paragraph) and not _BRACKETS_NOT_DEFINING.match(paragraph)


_BRACKETS_NOT_DEFINING = re.compile(
    rb"\[[^\[\]\\\n]++\](?:(?!:)|:[ \t]*+(?=[A-Za-z0-9/#])[A-Za-z0-9/:?#@=&%+,._~!$*;-]++[ \t]++(?![\"'(\s]))"
)
"""Brackets that no colon follows, or an address that is followed by something other than a title."""


def _leftover_of_html(html: str) -> str:
    """Return the text of a piece of HTML, with NUL in place of tags and code."""
    if html.startswith("<"):
        return (
            "\n" if html == "<br>\n" else _TEXT_OF_ADDRESS.sub("\0\\1\0", html) if html.endswith("</a>") and len(html) > 4 else "\0"
        )
    return html.replace("&quot;", '"').replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") if "&" in html else html


_TEXT_OF_ADDRESS = re.compile("<a[^>]*>([^<]*)</a>")
