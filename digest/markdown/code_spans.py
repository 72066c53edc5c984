"""Finds code spans, which are between equal runs of backticks, in the source of a text, and replaces their characters, since no
other markup counts there."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator


def code_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the begin and end of each code span, between equal runs of backticks (CommonMark 0.31, 6.1), in linear time."""
    backtick_spans = [backticks.span() for backticks in re.finditer("`++", text)]
    backtick_runs: defaultdict[int, list[int]] = defaultdict(list)
    for number in range(len(backtick_spans) - 1, -1, -1):
        backtick_runs[backtick_spans[number][1] - backtick_spans[number][0]].append(number)
    run_index = 0
    while run_index < len(backtick_spans):
        begin, end = backtick_spans[run_index]
        runs_of_same_length = backtick_runs[end - begin]
        while runs_of_same_length and runs_of_same_length[-1] <= run_index:
            runs_of_same_length.pop()
        if runs_of_same_length:
            run_index = runs_of_same_length[-1]
            yield begin, backtick_spans[run_index][1]
        run_index += 1


def without_code(text: str, replacement: str) -> str:
    """Return the text of a block with each character of its code spans replaced."""
    if "`" not in text:
        return text
    text_outside_code: list[str] = []
    last_end = 0
    for begin, end in code_spans(text):
        text_outside_code += (text[last_end:begin], replacement * (end - begin))
        last_end = end
    return "".join((*text_outside_code, text[last_end:]))
