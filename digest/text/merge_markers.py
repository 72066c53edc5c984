"""Finds and reports merge conflicts (markers `<<<<<<<`, `=======`, `>>>>>>>`) that git, Mercurial or Subversion left in a text
file, except in fenced examples in Markdown.

A conflict has three markers in this order, `<<<<<<<`, `=======`, `>>>>>>>`, each at the beginning of a line (git-merge, "How
conflicts are presented"). A single marker is text: in Markdown, a line of `=` underlines a heading, and `>>>>>>>` is a nested
quotation. In Markdown, a conflict within one fenced code block is an example. Jujutsu separates the two sides with `%%%%%%%` and
`+++++++` (jj, "Conflicts").
"""

from __future__ import annotations

import re

from digest.diagnostics import Diagnostics
from digest.text.lazy_pattern import lazy_compile

_CONFLICT_MARKER = lazy_compile(r"^(?:<{7}(?=[ \r]|$)|={7}(?=[ \t\r]*$)|(?:%{7}|\+{7})(?=[ ])|>{7}(?=[ \r]|$))", re.MULTILINE)
_CODE_FENCE = lazy_compile(r"^ {0,3}(`{3,}(?=[^`\n]*$)|~{3,})(.*)$", re.MULTILINE)


def has_conflict(text: str, diagnostics: Diagnostics, *, markdown: bool = False) -> bool:
    """Whether the text contains a merge conflict; each is reported with its first line.

    In Markdown, conflicts within one fenced code block (CommonMark 0.31, 4.5) are ignored.
    """
    if "<<<<<<<" not in text or ">>>>>>>" not in text:
        return False
    conflict_offsets = _conflicts(text, _fenced_examples(text) if markdown else [])
    line, counted_up_to = 1, 0
    for conflict_offset in conflict_offsets:
        line += text.count("\n", counted_up_to, conflict_offset)
        counted_up_to = conflict_offset
        diagnostics.add(
            line, 1, "E110", "a merge conflict", "keep one version, and delete the lines of <<<<<<<, ======= and >>>>>>>"
        )
    return bool(conflict_offsets)


def _conflicts(text: str, examples: list[tuple[int, int]]) -> list[int]:
    """Return the offset of each conflict."""
    conflicts: list[int] = []
    opening_line, has_separator, example = -1, False, 0
    for marker in _CONFLICT_MARKER.finditer(text):
        marker_offset, marker_sign = marker.start(), marker[0][0]
        if marker_sign == "<":
            opening_line, has_separator = marker_offset, False
        elif marker_sign != ">":
            has_separator = opening_line >= 0
        elif has_separator:
            while example < len(examples) and examples[example][1] <= opening_line:
                example += 1
            if example == len(examples) or not examples[example][0] <= opening_line < marker_offset < examples[example][1]:
                conflicts.append(opening_line)
            opening_line, has_separator = -1, False
    return conflicts


def _fenced_examples(text: str) -> list[tuple[int, int]]:
    """Return the begin and end of each fenced code block; an unclosed one ends with the text."""
    examples: list[tuple[int, int]] = []
    opening_line, fence = -1, ""
    for fence_match in _CODE_FENCE.finditer(text):
        if opening_line < 0:
            opening_line, fence = fence_match.start(), fence_match[1]
        elif fence_match[1][0] == fence[0] and len(fence_match[1]) >= len(fence) and not fence_match[2].strip():
            examples.append((opening_line, fence_match.end()))
            opening_line = -1
    return examples if opening_line < 0 else [*examples, (opening_line, len(text))]
