"""The nodes of a YAML tree: Scalar, Sequence and Mapping, each with its line and column; whether a value is null or empty, and the
items of a list."""

from __future__ import annotations

from collections import abc

from msgspec import Struct


class Scalar(Struct, frozen=True):
    """A text as written; `plain` means without quotes."""

    text: str
    line: int
    column: int
    plain: bool

    @property
    def is_null(self) -> bool:
        """Whether it is YAML's null."""
        return self.plain and self.text in ("", "~", "null", "Null", "NULL")


class Sequence(Struct, frozen=True):
    """A list."""

    items: list[Node]
    line: int
    column: int


class Mapping(Struct, frozen=True):
    """Keys with their nodes and values, in the order of the text."""

    entries: dict[str, tuple[Scalar, Node]]
    line: int
    column: int

    def get(self, key: str) -> Node | None:
        """Return the value of the key, or None."""
        entry = self.entries.get(key)
        return entry[1] if entry else None


Node = Scalar | Sequence | Mapping


def is_empty(node: Node) -> bool:
    """Whether the value is missing or blank."""
    return isinstance(node, Scalar) and (node.is_null or not node.text.strip())


def items_of(node: Node) -> abc.Sequence[Node]:
    """Return the items of a list; a single value is a list of one."""
    return node.items if isinstance(node, Sequence) else (node,)
