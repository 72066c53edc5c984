"""Changes of a module's text, and the positions of syntax nodes in it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple


class Change(NamedTuple):
    """A replacement for a part of a module's text."""

    kind: str
    start: int
    end: int
    text: str

    def apply(self, source: str) -> str:
        """Return the module with the change."""
        return source[: self.start] + self.text + source[self.end :]

    def lines(self, source: str) -> tuple[int, str, str]:
        """Return the number of the first line, and the lines before and after the change, without indentation."""
        start = source.rfind("\n", 0, self.start) + 1
        end = source.find("\n", self.end)
        end = len(source) if end < 0 else end
        new = source[start : self.start] + self.text + source[self.end : end]
        return source.count("\n", 0, start) + 1, _joined(source[start:end]), _joined(new)


def _joined(text: str) -> str:
    return " ⏎ ".join(line.strip() for line in text.split("\n"))


class Places:
    """Positions of syntax nodes in a module's text."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.lines = source.splitlines(keepends=True)
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line))

    def at(self, line: int, column: int) -> int:
        """Return the index in the text of a position in the syntax tree, whose columns count bytes."""
        return self.starts[line - 1] + len(self.lines[line - 1].encode()[:column].decode())

    def span(self, node: ast.expr | ast.stmt | ast.keyword | ast.excepthandler) -> tuple[int, int]:
        """Return start and end index of a node."""
        assert node.end_lineno is not None and node.end_col_offset is not None
        return self.at(node.lineno, node.col_offset), self.at(node.end_lineno, node.end_col_offset)

    def text(self, node: ast.expr | ast.keyword) -> str:
        """Return the text of a node, in parentheses if precedence could change its meaning elsewhere."""
        start, end = self.span(node)
        text = self.source[start:end]
        is_loose = isinstance(
            node, (ast.BoolOp, ast.IfExp, ast.Compare, ast.UnaryOp, ast.BinOp, ast.Lambda, ast.GeneratorExp, ast.NamedExpr)
        )
        return f"({text})" if is_loose and not text.startswith("(") else text

    def put(self, kind: str, node: ast.expr | ast.stmt | ast.keyword, text: str) -> Change:
        """Return the change that replaces a node with this text."""
        return Change(kind, *self.span(node), text)

    def between(self, kind: str, left: ast.expr, right: ast.expr, old: str, new: str) -> Iterator[Change]:
        """Yield the change of an operator between two nodes."""
        start, end = self.span(left)[1], self.span(right)[0]
        at = self.source.find(old, start, end)
        if at >= 0:
            yield Change(kind, at, at + len(old), new)
