"""The tree of a YAML text: strings, lists and mappings, each with its line and column."""

from __future__ import annotations

from msgspec import Struct

from digest.text.lazy_pattern import lazy_compile

UNFIT_IN_YAML = lazy_compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufdd0-\ufdef"
    + "".join(chr(plane << 16 | 0xFFFE) + chr(plane << 16 | 0xFFFF) for plane in range(17))
    + "]"
)
"""Characters that are not allowed on a page: those that XML 1.0 (2.2) forbids or HTML calls errors, and a byte order mark."""


class Scalar(Struct, frozen=True):
    """A text as written; `plain` if it has no quotes."""

    text: str
    line: int
    column: int
    plain: bool

    @property
    def is_null(self) -> bool:
        """Whether it is a null of YAML."""
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
        """The value of the key, or None."""
        entry = self.entries.get(key)
        return entry[1] if entry else None


Node = Scalar | Sequence | Mapping
