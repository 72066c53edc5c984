"""YAML without surprises: text → a tree of strings, each with its line and column.

PyYAML's loaders turn `23:26` into 1406 and `no` into False, let the last of two equal keys win, and take minutes for a merge bomb
of 457 bytes. So this reads the parser's events only: strings, lists and mappings; what they mean is for the reader's own table.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from digest.errors import Faults

MAX_DEPTH = 16
MAX_CHARACTERS = 64 * 1024


class Scalar(Struct, frozen=True):
    """A piece of text as it was written; `plain` when it stood without quotes."""

    text: str
    line: int
    column: int
    plain: bool

    @property
    def is_null(self) -> bool:
        """Whether YAML reads it as nothing."""
        return self.plain and self.text in ("", "~", "null", "Null", "NULL")


class Sequence(Struct, frozen=True):
    """A list."""

    items: list[Node]
    line: int
    column: int


class Mapping(Struct, frozen=True):
    """Keys and what they stand for, in the order of the text."""

    entries: dict[str, tuple[Scalar, Node]]
    line: int
    column: int

    def get(self, key: str) -> Node | None:
        """What the key stands for, or None."""
        entry = self.entries.get(key)
        return entry[1] if entry else None


Node = Scalar | Sequence | Mapping


class _Refused(Exception):
    """Reading stopped here; the fault is already noted."""


def read_yaml(text: str, faults: Faults, first_line: int = 1, what: str = "YAML") -> Node | None:
    """The tree of one YAML document, or None after noting why there is none (an empty document is None without a fault).

    `first_line` is the line of the file on which `text` begins; `what` names the text in messages.
    """
    import yaml  # takes 40 ms, and a build with nothing to do has no YAML to read

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    reader = _Reader(faults, first_line, what)
    try:
        return reader.document(iter(yaml.parse(text, Loader=loader)))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
        message, hint = _explain(error.problem or error.context or "", text, line, column)
        if "never closed" in message and error.context_mark:
            line, column = error.context_mark.line, error.context_mark.column
        faults.add(first_line + line, column + 1, "E105", message, hint)
    except yaml.YAMLError as error:
        position = getattr(error, "position", 0) or 0
        before = text[:position]
        column = len(before) - before.rfind("\n")
        character = getattr(error, "character", None)
        said = f"the character U+{character:04X}" if isinstance(character, int) else "a character"
        faults.add(first_line + before.count("\n"), column, "E105", f"{said} is not allowed in YAML", "remove it")
    except _Refused:
        pass
    return None


_HINTS = (
    ("mapping values are not allowed", "a second ': ' on the line", 'put the value in quotes: key: "a: b"'),
    ("found character '\\t'", "a tab where spaces are needed", "indent with spaces"),
    ("that cannot start any token", "a value may not begin with this character", 'put the value in quotes: key: "@name"'),
    ("while scanning a quoted scalar", "the quotation mark is never closed", "close the quotation mark"),
    ("found unexpected end of stream", "the quotation mark is never closed", "close the quotation mark"),
    ("found unexpected document indicator", "the quotation mark is never closed", "close the quotation mark"),
    ("could not find expected ':'", "a line without ': ' between key and value", "write key: value"),
    ("found unknown escape character", "a backslash that means nothing in double quotes", "use single quotes, or write \\\\"),
    ("invalid Unicode character escape code", "an escape that is not a character", "write the character itself"),
    ("did not find expected ',' or ']'", "the list is never closed", "close it with ]"),
    ("did not find expected ',' or '}'", "the mapping is never closed", "close it with }"),
    ("did not find expected key", "this does not fit the lines above", "check the indentation, and the quotation marks above"),
    ("did not find expected <document start>", "more text after the end of the value", "put the value in quotes"),
    ("found a tab character", "a tab where spaces are needed", "indent with spaces"),
    ("found undefined alias", "aliases (*name) are not supported", 'put the value in quotes: key: "*name"'),
    (
        "did not find expected alphabetic or numeric character",
        "a value may not begin with this character",
        "put the value in quotes",
    ),
    ("did not find URI escaped octet", "a value may not begin with this character", "put the value in quotes"),
    ("did not find expected whitespace", "a value may not begin with this character", "put the value in quotes"),
    ("found extra document", "a second document", "keep one"),
)


def _explain(problem: str, text: str, line: int, column: int) -> tuple[str, str]:
    """The parser's problem in the words of somebody who writes articles, and what to do."""
    lines = text.split("\n")
    at = lines[line][column : column + 1] if line < len(lines) else ""
    if "cannot start any token" in problem and at == "\t":
        return "a tab where spaces are needed", "indent with spaces"
    for sign, message, hint in _HINTS:
        if sign in problem:
            return message, hint
    return f"not valid YAML: {problem}", "put values with special characters in quotes"


class _Reader:
    """One pass over the parser's events; depth and size are looked at before anything is built."""

    def __init__(self, faults: Faults, first_line: int, what: str) -> None:
        self.faults = faults
        self.first_line = first_line
        self.what = what

    def refuse(self, mark: Any, code: str, message: str, hint: str) -> _Refused:
        line, column = self.place(mark)
        self.faults.add(line, column, code, message, hint)
        return _Refused()

    def place(self, mark: Any) -> tuple[int, int]:
        return self.first_line + mark.line, mark.column + 1

    def document(self, events: Iterator[Any]) -> Node | None:
        node: Node | None = None
        documents = 0
        for event in events:
            kind = type(event).__name__
            if kind == "DocumentStartEvent":
                documents += 1
                if documents > 1:
                    raise self.refuse(event.start_mark, "E106", f"a second YAML document in the {self.what}", "keep one")
            elif kind in ("ScalarEvent", "SequenceStartEvent", "MappingStartEvent", "AliasEvent"):
                node = self.node(event, events, 1)
        if isinstance(node, Scalar) and node.is_null:
            return None
        return node

    def node(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        kind = type(event).__name__
        mark = event.start_mark
        if mark.index > MAX_CHARACTERS or event.end_mark.index > MAX_CHARACTERS + 1024:
            raise self.refuse(mark, "E106", f"the {self.what} is longer than 64 KiB", "move the text below the front matter")
        if kind == "AliasEvent":
            raise self.refuse(mark, "E106", "aliases (*name) are not supported", 'put the value in quotes: "*name"')
        if event.anchor is not None:
            raise self.refuse(mark, "E106", "anchors (&name) are not supported", 'put the value in quotes: "&name"')
        if event.tag is not None:
            raise self.refuse(mark, "E106", "tags (!name) are not supported", 'put the value in quotes: "!name"')
        line, column = self.place(mark)
        if kind == "ScalarEvent":
            return Scalar(event.value, line, column, event.style in (None, ""))
        if depth > MAX_DEPTH:
            raise self.refuse(mark, "E106", f"nested more than {MAX_DEPTH} deep", "simplify it")
        if kind == "SequenceStartEvent":
            return Sequence(self.items(events, depth), line, column)
        return self.mapping(events, depth, line, column)

    def items(self, events: Iterator[Any], depth: int) -> list[Node]:
        found = []
        for event in events:
            if type(event).__name__ == "SequenceEndEvent":
                break
            found.append(self.node(event, events, depth + 1))
        return found

    def mapping(self, events: Iterator[Any], depth: int, line: int, column: int) -> Mapping:
        entries: dict[str, tuple[Scalar, Node]] = {}
        for event in events:
            if type(event).__name__ == "MappingEndEvent":
                break
            key = self.node(event, events, depth + 1)
            if not isinstance(key, Scalar):
                raise self.refuse(event.start_mark, "E106", "a key must be text", "write key: value")
            if key.plain and key.text == "<<":
                raise self.refuse(event.start_mark, "E106", "merge keys (<<) are not supported", "write the keys out")
            value = self.node(next(events), events, depth + 1)
            if key.text in entries:
                first = entries[key.text][0].line
                self.faults.add(key.line, key.column, "E107", f"{key.text} stands twice (first in line {first})", "remove one")
            else:
                entries[key.text] = (key, value)
        return Mapping(entries, line, column)
