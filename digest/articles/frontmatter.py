"""The YAML head of an article, between two lines of `---`."""

from __future__ import annotations

import re

from digest import plainyaml
from digest.errors import Faults

MAX_CHARACTERS = 64 * 1024

_OPEN = re.compile(r"---[ \t]*(?:\n|\Z)")
_CLOSE = re.compile(r"\n---[ \t]*$", re.MULTILINE)
_OTHER = re.compile(r"---[^\s-]\S*|\+\+\+|;;;")
_LATE = re.compile(r"\s+---[ \t]*\n")


def split(text: str, faults: Faults) -> tuple[plainyaml.Mapping, str, int] | None:
    """The front matter, the text below it, and the line on which that text begins; None after noting what is wrong."""
    opened = _OPEN.match(text)
    if not opened:
        return _not_opened(text, faults)
    closed = _CLOSE.search(text, opened.end() - 1)
    if not closed:
        return faults.add(1, 1, "E104", "the front matter is opened here and never closed", "end it with a line of ---")
    head = text[opened.end() : closed.start() + 1]
    if len(head) > MAX_CHARACTERS:
        message = f"the front matter is longer than {MAX_CHARACTERS // 1024} KiB"
        return faults.add(1, 1, "E106", message, "move the text below it: below a second line of ---")
    node = plainyaml.read_yaml(head, faults, first_line=2, what="front matter")
    if isinstance(node, plainyaml.Mapping):
        return node, text[closed.end() + 1 :], text.count("\n", 0, closed.end()) + 2
    if node is not None:
        return faults.add(node.line, 1, "E104", "the front matter is not key: value", "write title: … and date: …, a line each")
    return None if faults.fatal else (plainyaml.Mapping({}, 1, 1), text[closed.end() + 1 :], text.count("\n", 0, closed.end()) + 2)


def _not_opened(text: str, faults: Faults) -> None:
    """Note why there is no front matter."""
    other = _OTHER.match(text)
    if other:
        column = 4 if other[0].startswith("---") else 1
        faults.add(1, column, "E104", f"front matter is only YAML here, not {other[0][:12]}", "begin the file with a line of ---")
    elif _LATE.match(text):
        faults.add(1, 1, "E104", "the front matter does not begin with the file", "remove the empty lines or spaces before ---")
    else:
        faults.add(1, 1, "E104", "no front matter", "begin the file with a line of ---, then title: … and so on, then again ---")
