"""Decode HTML character references in a raw text, such as text copied from the source of a page."""

from __future__ import annotations

import re
from html import unescape
from html.entities import html5

_CHARACTER_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_LINE_ENDS_AROUND_REFERENCES = re.compile("(\r\n|[\n\r\x85\u2028\u2029])")
_BREAKS_FROM_REFERENCES = re.compile("[\t\n\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")
MAX_LISTED_REFERENCES = 5
"""The maximum number of references that a note lists."""


def decode_references(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the text with decoded character references, and a note for each line that contained any.

    Only complete references with a semicolon and a known name are decoded (HTML, 13.5). Line breaks become spaces.
    """
    if "&" not in text or not _CHARACTER_REFERENCE.search(text):
        return text, ()
    notes: list[str] = []
    parts = _LINE_ENDS_AROUND_REFERENCES.split(text)
    for at in range(0, len(parts), 2):
        references = dict.fromkeys(name for name in _CHARACTER_REFERENCE.findall(parts[at]) if _is_known_reference(name))
        if references:
            parts[at] = _CHARACTER_REFERENCE.sub(_character_of_reference, parts[at])
            listed_names = ", ".join([*references][:MAX_LISTED_REFERENCES])
            more = ", …" if len(references) > MAX_LISTED_REFERENCES else ""
            notes.append(f"line {at // 2 + 1}: read as the characters that they stand for: {listed_names}{more}")
    return "".join(parts), tuple(notes)


def _is_known_reference(reference: str) -> bool:
    return reference[1] == "#" or reference[1:] in html5


def _character_of_reference(match: re.Match[str]) -> str:
    return _BREAKS_FROM_REFERENCES.sub(" ", unescape(match[0])) if _is_known_reference(match[0]) else match[0]
