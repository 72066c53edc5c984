"""Finds code spans in a text, in which no other markup counts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator


def code_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the begin and end of each code span, between equal runs of backticks (CommonMark 0.31, 6.1), in linear time."""
    runs = [backticks.span() for backticks in re.finditer("`++", text)]
    backtick_runs: defaultdict[int, list[int]] = defaultdict(list)
    for number in range(len(runs) - 1, -1, -1):
        backtick_runs[runs[number][1] - runs[number][0]].append(number)
    at = 0
    while at < len(runs):
        begin, end = runs[at]
        same_runs = backtick_runs[end - begin]
        while same_runs and same_runs[-1] <= at:
            same_runs.pop()
        if same_runs:
            at = same_runs[-1]
            yield begin, runs[at][1]
        at += 1


def without_code(text: str, replacement: str) -> str:
    """Return the text of a block with each character of its code spans replaced."""
    if "`" not in text:
        return text
    text_outside: list[str] = []
    last_end = 0
    for begin, end in code_spans(text):
        text_outside += (text[last_end:begin], replacement * (end - begin))
        last_end = end
    return "".join((*text_outside, text[last_end:]))
