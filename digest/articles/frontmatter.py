"""The YAML head of an article, between two lines of `---`."""

from __future__ import annotations

import re

from digest import plainyaml
from digest.errors import Faults

_OPEN = re.compile(r"---[ \t]*\n")
_CLOSE = re.compile(r"^---[ \t]*$", re.MULTILINE)
_OTHER = re.compile(r"---\S+|\+\+\+|;;;")


def split(text: str, faults: Faults) -> tuple[plainyaml.Mapping, str, int] | None:
    """The front matter, the text below it, and the line on which that text begins; None after noting what is wrong."""
    opened = _OPEN.match(text)
    if not opened:
        other = _OTHER.match(text)
        if other:
            column = 4 if other[0].startswith("---") else 1
            return faults.add(
                1, column, "E104", f"front matter is only YAML here, not {other[0][:12]}", "begin the file with a line of ---"
            )
        return faults.add(1, 1, "E104", "no front matter", "begin the file with ---, title: …, ---")
    closed = _CLOSE.search(text, opened.end())
    if not closed:
        return faults.add(1, 1, "E104", "the front matter is opened here and never closed", "end it with a line of ---")
    head = text[opened.end() : closed.start()]
    node = plainyaml.read_yaml(head, faults, first_line=2, what="front matter")
    if isinstance(node, plainyaml.Mapping):
        return node, text[closed.end() + 1 :], text.count("\n", 0, closed.end()) + 2
    if node is not None:
        return faults.add(node.line, 1, "E104", "the front matter is not key: value", "write title: … and date: …, a line each")
    return None if faults.fatal else (plainyaml.Mapping({}, 1, 1), text[closed.end() + 1 :], text.count("\n", 0, closed.end()) + 2)
