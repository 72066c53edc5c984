"""Handles pulldown-cmark's table events: begins and ends tables, heads, rows and cells, with their tags and the alignments of
columns; each cell is a run. Checks by bars and the delimiter row that markdown-it would find the same cells."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from digest.markdown.pulldown_inlines import Inlines
from digest.markdown.pulldown_runs import BLOCK_END, EventSpan
from digest.text.lazy_pattern import lazy_compile


class Tables(Inlines):
    """Handles the parts of a table. `alignments` has one entry per column, and is None for a table that is left to the rules."""

    __slots__ = ()

    def _begin_table(self, alignments: tuple[str, ...], block_span: EventSpan) -> None:
        self.top_block = block_span["start"], block_span["end"]
        self.alignments = alignments
        self.is_head, self.has_rows = True, False
        self.out.append('<div class="table" tabindex="0"><table>\n')

    def _table_head(self, _: Any, block_span: EventSpan) -> None:
        self.column = 0
        self._add_table_tags("<thead>\n<tr>\n")

    def _table_head_end(self, _: Any, block_span: EventSpan) -> None:
        self.is_head = False
        self._add_table_tags("</tr>\n</thead>\n")

    def _row_begin(self, _: Any, block_span: EventSpan) -> None:
        self.column = 0
        self._add_table_tags("<tr>\n" if self.has_rows else "<tbody>\n<tr>\n")
        self.has_rows = True

    def _row_end(self, _: Any, block_span: EventSpan) -> None:
        self._add_table_tags("</tr>\n")

    def _table_end(self, _: Any, block_span: EventSpan) -> None:
        self._add_table_tags("</tbody>\n</table></div>\n" if self.has_rows else "</table></div>\n")
        self.alignments = None
        self.last_read = BLOCK_END

    def _cell_begin(self, _: Any, block_span: EventSpan) -> None:
        if self.alignments is None:
            self._clear_run()
            return
        self.out.append(("<th" if self.is_head else "<td") + _ALIGNED_CELLS[self.alignments[self.column]])
        self.column += 1

    def _cell_end(self, _: Any, block_span: EventSpan) -> None:
        if self.alignments is None:
            self._clear_run()
            return
        begin, end = block_span["start"], block_span["end"]
        cell = self.data[begin:end]
        begin, end = begin + len(cell) - len(cell.lstrip(b" ")), end - len(cell) + len(cell.rstrip(b" "))
        self._finish_run(begin, end, self._source_of_range, self._lines_of_range)
        self.out.append("</th>\n" if self.is_head else "</td>\n")

    def _add_table_tags(self, tags: str) -> None:
        if self.alignments is None:
            self._clear_run()
        else:
            self.out.append(tags)


TABLE_HANDLERS: dict[str, Callable[[Tables, Any, EventSpan], None]] = {
    "StartTableHead": Tables._table_head,
    "EndTableHead": Tables._table_head_end,
    "StartTableRow": Tables._row_begin,
    "EndTableRow": Tables._row_end,
    "StartTableCell": Tables._cell_begin,
    "EndTableCell": Tables._cell_end,
    "EndTable": Tables._table_end,
}

_ALIGNED_CELLS = {"None": ">"} | {name: f' class="align-{name.lower()}">' for name in ("Left", "Center", "Right")}


def is_read_alike(data: bytes, begin: int, end: int) -> bool:
    """Whether pulldown-cmark and markdown-it find the same cells in the table between these offsets.

    They do if the table has clear limits, each of its lines begins and ends with a bar, and all lines have the same number of bars,
    none of which is escaped. This applies to most tables.
    """
    if not (begin == 0 or data.endswith(b"\n\n", 0, begin) or _HEADING_LINE.match(data, data.rfind(b"\n", 0, begin - 1) + 1)):
        return False
    if data[end : end + 1] not in (b"", b"\n") or _BARRED_LINES.fullmatch(data, begin, end) is None:
        return False
    table_rows = data[begin:end].split(b"\n")
    bar_count = table_rows[0].count(b"|")
    return _DELIMITER_ROW.fullmatch(table_rows[1]) is not None and all(row.count(b"|") == bar_count for row in table_rows[1:-1])


_HEADING_LINE = lazy_compile(rb"#{1,6} ")
_BARRED_LINES = lazy_compile(rb"(?>(?:\|(?>(?:[^\\|\n\t{]|\\(?![|\n\t])|\|(?! *\n)|\{(?!:))*)\| *\n)+)")
_DELIMITER_ROW = lazy_compile(rb"\|(?> *:?-+:? *\|)+ *")
