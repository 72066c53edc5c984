"""Handles pulldown-cmark's block events: begins and ends paragraphs, headings, quotes, lists, items, code, HTML blocks (recorded
as raw HTML), and regions for the rules; writes tags, inserts rendered HTML, and leaves the block or whole text to the rules if
its source is unusual (tabs, indents, alerts, open fences)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from digest.markdown import pulldown_differences
from digest.markdown.body import escape_html
from digest.markdown.foreign_markup import OPEN_HTML, MarkdownBlock, RawHtml
from digest.markdown.highlighting import code_block as code_block
from digest.markdown.pulldown_inlines import INLINE_HANDLERS
from digest.markdown.pulldown_runs import BLOCK_END, CONTAINER_BEGIN, TIGHT_TEXT, EventSpan
from digest.markdown.pulldown_tables import TABLE_HANDLERS, Tables, is_read_alike
from digest.markdown.reading import Heading
from digest.markdown.rendered_blocks import Insertion, RenderedHtml
from digest.markdown.rendered_text import text_of_html
from digest.markdown.typography import MARKDOWN_BLANKS
from digest.text.lazy_pattern import lazy_compile


class Blocks(Tables):
    """Handles the block events of a text: each handler is for the beginning or the end of a block."""

    __slots__ = ()

    def handle_events(self) -> bool:
        """Handle all events; return False if the rules must read the text."""
        for event, event_span in self.events:
            if event.__class__ is str:
                kind = value = event
            else:
                for kind, value in event.items():  # noqa: B007  unpacks the only item, in half the time of next(iter(…))
                    pass
                if kind == "Text":
                    self._handle_text(value, event_span)
                    continue
                if kind == "Start" or kind == "End":
                    kind += value if value.__class__ is str else next(iter(value))
            handler = INLINE_HANDLERS.get(kind)
            if handler:
                handler(self, value, event_span)
                continue
            if self.is_text_for_rules:
                return False
            _BLOCK_HANDLERS[kind](self, value, event_span)
            self.run_begin = len(self.out)
            self._close_all()
        return not self.is_text_for_rules and self.insertion_count == len(self.insertions)

    def _begin_block(self, block_span: EventSpan, *, is_atomic: bool = False) -> None:
        """Begin a block: end the text of a tight item above it. Differences within an `is_atomic` block are ignored."""
        if len(self.out) > self.run_begin:
            self._finish_tight(block_span["start"])
        if not self.depth:
            self.top_block = begin, end = block_span["start"], block_span["end"]
            while self.next_block_difference < begin:
                self.next_block_difference = next(self.block_differences)
            if self.next_block_difference < end and not is_atomic:
                self._leave_block_to_rules()

    def _finish_tight(self, end: int) -> None:
        begin = self.begin
        if self.is_at_marker and (marker := _ITEM_MARKER.match(self.data, begin, end)):
            begin = marker.end()
        while begin < end and self.data[begin] in _BLANK_BYTES:
            begin += 1
        while end > begin and self.data[end - 1] in _BLANK_BYTES:
            end -= 1
        if self.data[end - 1] == _QUOTE_MARK and (line := self.data.rfind(b"\n", begin, end)) >= 0:
            end = line if not self.data[line:end].strip(b" \t\n>") else end  # a block in a quotation begins there
        self._finish_run(begin, end, self._source_of_range, self._lines_of_range)
        self.last_read = TIGHT_TEXT

    def _horizontal_rule(self, _: Any, block_span: EventSpan) -> None:
        self._begin_block(block_span)
        self._open_tag("<hr>\n")
        self._end_block(block_span["end"])

    def _open_tag(self, tag: str, *, is_ruled: bool = False) -> None:
        """Add the opening tag of a block on a new line; `is_ruled` if markdown-it's renderer has a rule for it."""
        if self.last_read == CONTAINER_BEGIN or (self.last_read == TIGHT_TEXT and not is_ruled):
            self.out.append("\n")
        self.out.append(tag)

    def _paragraph_begin(self, _: Any, block_span: EventSpan) -> None:
        self._begin_block(block_span)
        self.insertion = self.insertions.get(block_span["start"]) if self.insertions and not self.depth else None
        if self.insertion:
            self._insert_rendered(self.insertion)
        else:
            self._open_tag("<p>")

    def _insert_rendered(self, insertion: Insertion) -> None:
        """Insert HTML in place of a paragraph, or before the text of an item that is read as a paragraph."""
        self.insertion_count += 1
        for html in insertion.before:
            self._add_rendered(html)
        if not insertion.is_item:
            for _ in self._texts_until_end("Paragraph"):
                pass
            self.last_read = BLOCK_END

    def _add_rendered(self, html: RenderedHtml) -> None:
        """Add the HTML of top-level blocks."""
        reading, out = self.reading, self.out
        if html.heading is None:
            out.append(html.text)
        else:
            tag, text = html.text[1:3], html.text[4:]
            at = len(out)
            out += (f"<{tag}>", text)

            def set_id(heading_id: str) -> None:
                out[at] = f'<{tag} id="{escape_html(heading_id)}">'

            reading.heading_lines.append(self._line_of_offset(html.begin))
            reading.headings.append(Heading(html.heading, set_id))
        end = 0
        while not reading.excerpt and (paragraph := _TOP_PARAGRAPH.match(html.text, end)):
            reading.excerpt = " ".join(text_of_html(paragraph[1]).split())
            end = paragraph.end()

    def _paragraph_end(self, _: Any, block_span: EventSpan) -> None:
        if self.insertion:
            self._finish_run(block_span["start"], block_span["end"], self._source_of_range, self._lines_of_range)
            for html in self.insertion.after:
                self._add_rendered(html)
            self.last_read = BLOCK_END
            return
        kind = "excerpt" if not self.depth and not self.reading.excerpt else ""
        self._finish_run(block_span["start"], block_span["end"], self._source_of_range, self._lines_of_range, kind)
        self.out.append("</p>\n")
        self._end_block(block_span["end"])

    def _heading_begin(self, value: Any, block_span: EventSpan) -> None:
        self._begin_block(block_span)
        self._open_tag("")

    def _heading_end(self, value: Any, block_span: EventSpan) -> None:
        begin, end = block_span["start"], block_span["end"]
        if _ATTRIBUTES_BEGIN.search(self.data, begin, end) or b"\t" in self.data[begin:end]:
            self._leave_block_to_rules()
        if self.data[begin] == _QUOTED_BRACKET and b"]:" in self.data:
            self.is_text_for_rules = True  # may be a definition of several lines, one of which looks like a heading's underline
        tag = value["Heading"].lower()
        at = self.run_begin - 1
        heading_text = self._finish_run(begin, end, self._heading_source, self._heading_lines, "heading")
        self.out[at] = f"<{tag}>"
        out = self.out

        def set_id(heading_id: str) -> None:
            out[at] = f'<{tag} id="{escape_html(heading_id)}">'

        self.reading.heading_lines.append(self._line_of_offset(begin))
        self.reading.headings.append(Heading(heading_text, set_id))
        self.out.append(f"</{tag}>\n")
        self._end_block(end)

    def _heading_source(self, begin: int, end: int) -> str:
        source = self.data[begin:end].decode().rstrip("\n")
        if "\n" not in source:
            return _HEADING_MARKS.sub("", source.strip(" \t")).strip(MARKDOWN_BLANKS)
        text, _, _ = source.rpartition("\n")
        return self._source_of_range(begin, begin + len(text.encode()))

    def _heading_lines(self, begin: int, end: int) -> tuple[int, int]:
        first_line, line_below = self._lines_of_range(begin, end)
        return (first_line, line_below - 1) if line_below - first_line > 1 else (first_line, line_below)

    def _quote_begin(self, _: Any, block_span: EventSpan) -> None:
        self._begin_block(block_span)
        begin, end = block_span["start"], block_span["end"]
        indented_line = _INDENTED_QUOTE_LINE if not self.depth else _LAZY_QUOTE_LINE
        if (
            _ALERT_MARK.match(self.data, begin)
            or b"\t" in self.data[begin:end]
            or indented_line.search(self.data, begin, end)
            or _INDENTED_QUOTE_MARK.search(self.data, begin, end)
            or _BLOCK_INDENT.match(self.data, end)
        ):
            self._leave_block_to_rules()
        self._open_tag("<blockquote>")
        self._enter_block()

    def _enter_block(self) -> None:
        self.depth += 1
        self.last_read = CONTAINER_BEGIN
        if self.depth > _MAX_BLOCK_DEPTH:
            self.is_text_for_rules = True

    def _quote_end(self, _: Any, block_span: EventSpan) -> None:
        self.depth -= 1
        self.out.append("</blockquote>\n")
        self._end_block(block_span["end"])

    def _list_begin(self, value: Any, block_span: EventSpan) -> None:
        self._begin_block(block_span)
        number = value["List"]
        start = "" if number in (None, 1) else f' start="{number}"'
        self._open_tag(f"<{'ul' if number is None else 'ol'}{start}>\n")
        self.depth += 1

    def _list_end(self, value: Any, block_span: EventSpan) -> None:
        self.depth -= 1
        self.out.append("</ol>\n" if value["List"] else "</ul>\n")
        self._end_block(block_span["end"])

    def _item_begin(self, _: Any, block_span: EventSpan) -> None:
        self.out.append("<li>")
        self._enter_block()
        self.begin = block_span["start"]
        self.is_at_marker = True

    def _item_end(self, _: Any, block_span: EventSpan) -> None:
        if len(self.out) > self.run_begin:
            self._finish_tight(block_span["end"])
        elif self.last_read == CONTAINER_BEGIN:
            self._leave_block_to_rules()  # an empty item may end the list
        self.depth -= 1
        self.out.append("</li>\n")
        self.last_read = BLOCK_END

    def _code_block(self, value: Any, block_span: EventSpan) -> None:
        begin, end = block_span["start"], block_span["end"]
        self._begin_block(
            block_span, is_atomic=_CLOSED_FENCE.fullmatch(self.data, self.data.rfind(b"\n", 0, begin) + 1, end) is not None
        )
        content = "".join(self._texts_until_end("CodeBlock"))
        kind = value["CodeBlock"]
        is_fenced = kind != "Indented"
        info = kind["Fenced"] if is_fenced else ""
        source = self.data[begin:end]
        head = source.partition(b"\n")[0] if info else b""
        if b"&" in head or b"\\" in head or (self.depth and (b"\t" in source or (is_fenced and not _CLOSING_FENCE.search(source)))):
            self._leave_block_to_rules()
        if self.depth and not is_fenced and content.startswith(">"):
            self._leave_block_to_rules()  # the `>` is indented, and may begin another quotation
        if not is_fenced and _DEFINITION_MARK.match(content):
            self.is_text_for_rules = True
        self._refuse_unclosed_block(end)
        reading = self.reading
        if reading.templates and "{:" in content:
            reading.brace_texts.append(content)
        if is_fenced:
            code_style = reading.highlighter.style_of(info, content)
            if code_style.skip_reason:
                hint = "write it as several blocks, or as a file"
                reading.report(self._line_of_offset(begin), "N320", f"code without colours: {code_style.skip_reason}", hint)
            self._open_tag(code_block(content, code_style, {}), is_ruled=True)
        else:
            self._open_tag(f'<pre tabindex="0"><code>{escape_html(content)}</code></pre>\n', is_ruled=True)
        self._end_block(end)

    def _html_block(self, _: Any, block_span: EventSpan) -> None:
        self._begin_block(block_span)
        content = "".join(self._texts_until_end("HtmlBlock"))
        self._refuse_unclosed_block(block_span["end"])
        if self.depth and (
            b"\t" in self.data[self.data.rfind(b"\n", 0, block_span["start"]) + 1 : block_span["end"]] or OPEN_HTML.match(content)
        ):
            self._leave_block_to_rules()
        if _MISMATCHED_END_TAG.match(content):
            self.is_text_for_rules = True
        if not self.reading.html:
            self._leave_block_to_rules()
            # The rules parse its content: it may contain the beginning of code that continues after it, or a definition.
            if "```" in content or "~~~" in content or pulldown_differences.contains_definition_line(content):
                self.is_text_for_rules = True
        lines = self._lines_of_range(block_span["start"], block_span["end"])
        self.reading.raw_html.append(RawHtml(content, *lines, False))
        if self.reading.templates:
            self.reading.blocks.append(MarkdownBlock(*lines, True))
        self._open_tag(content, is_ruled=True)
        self._end_block(block_span["end"])

    def _refuse_unclosed_block(self, end: int) -> None:
        """Leave the text to the rules if it ends within such a block without a line end, because a line end was added."""
        if self.is_open_ended and end >= len(self.data) - 1:
            self.is_text_for_rules = True

    def _end_block(self, end: int) -> None:
        self.begin = end
        self.is_at_marker = False
        self.last_read = BLOCK_END

    def _table_block(self, value: Any, block_span: EventSpan) -> None:
        if not self.depth and not self.has_wide_space and is_read_alike(self.data, block_span["start"], block_span["end"]):
            self._begin_table(value["Table"], block_span)
        else:
            self._begin_block(block_span)
            self._leave_block_to_rules()

    def _region_for_rules(self, value: Any, block_span: EventSpan) -> None:
        from digest.markdown import rule_reader  # as in `_run_by_rules`

        begin, end = block_span["start"], block_span["end"]
        source = self.data[begin:end].decode()
        if self.is_open_ended and end == len(self.data):
            source = source[:-1]  # the added line end
        if self.reading.html and (_HTML_DECLARATION.search(source) or source.rfind("-->") < source.rfind("<!--")):
            self.is_text_for_rules = True  # may be a comment that continues after the block
        if not rule_reader.read_blocks(self.reading, source, self._line_of_offset(begin)):
            self.is_text_for_rules = True
        self.last_read = BLOCK_END
        self._clear_run()


_BLOCK_HANDLERS: dict[str, Callable[[Blocks, Any, EventSpan], None]] = {
    "Rule": Blocks._horizontal_rule,
    "StartParagraph": Blocks._paragraph_begin,
    "EndParagraph": Blocks._paragraph_end,
    "StartHeading": Blocks._heading_begin,
    "EndHeading": Blocks._heading_end,
    "StartBlockQuote": Blocks._quote_begin,
    "EndBlockQuote": Blocks._quote_end,
    "StartList": Blocks._list_begin,
    "EndList": Blocks._list_end,
    "StartItem": Blocks._item_begin,
    "EndItem": Blocks._item_end,
    "StartCodeBlock": Blocks._code_block,
    "StartHtmlBlock": Blocks._html_block,
    "TaskListMarker": lambda blocks, _, block_span: blocks._leave_block_to_rules(),
    "StartTable": Blocks._table_block,
    "Region": Blocks._region_for_rules,
    **TABLE_HANDLERS,
}

_HTML_DECLARATION = lazy_compile("<!(?!--)")
_TOP_PARAGRAPH = lazy_compile(r"\n?(?:<h[1-6]>[^\n]*\n)?<p>(.*?)</p>", re.DOTALL)
_MAX_BLOCK_DEPTH, _BLANK_BYTES = 16, frozenset(b" \t\n")
_INDENTED_QUOTE_LINE = lazy_compile(rb"\n(?: {4}| {0,3}\t)")
_BLOCK_INDENT = lazy_compile(rb" {4}| {0,3}\t")
_LAZY_QUOTE_LINE = lazy_compile(rb"\n[ \t]*[^> \t\n]")
_INDENTED_QUOTE_MARK = lazy_compile(rb"> {5,}>")
_QUOTE_MARK, _QUOTED_BRACKET = b">["
_DEFINITION_MARK = lazy_compile(r"\s*[:~][ \t]")
_ITEM_MARKER = lazy_compile(rb"[ \t\n>]*(?:[-+*]|[0-9]{1,9}[.)])(?=[ \t\n])")
_HEADING_MARKS = lazy_compile(r"\A#{1,6}|[ \t]#+\Z")
_ATTRIBUTES_BEGIN = lazy_compile(rb"\{[ \t]*[#.:]")
_ALERT_MARK = lazy_compile(rb"[ \t]*>[ \t>]*\[!")
_CLOSED_FENCE = lazy_compile(rb"(`{3,}|~{3,})[^`~\n]*+\n(?:.*\n)?\1\n?", re.DOTALL)
_CLOSING_FENCE = lazy_compile(rb"\n[ \t>]*(?:`{3,}|~{3,})[ \t]*\n?\Z")
_MISMATCHED_END_TAG = lazy_compile(
    r"\s*<(pre|script|style|textarea)\b.*</(?!\1>)(?:pre|script|style|textarea)>", re.IGNORECASE | re.DOTALL
)
