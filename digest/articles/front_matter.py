"""Split a content file into front matter (YAML between two lines of `---`) and the text below; and report front matter that is
missing, never closed, too long, TOML, JSON or HTML, or not at the beginning, with the line to write."""

from __future__ import annotations

import re

from digest.diagnostics import Diagnostics
from digest.text.lazy_pattern import lazy_compile
from digest.yaml import tree
from digest.yaml.syntax_errors import quoted
from digest.yaml.yaml_reader import read_yaml

MAX_HEAD_CHARACTERS = 64 * 1024

_HEAD_OPENS = lazy_compile(r"---[ \t]*(?:\n|\Z)")
_HEAD_CLOSES = lazy_compile(r"\n(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
"""A line of `...` ends a YAML document too (YAML 1.2, 9.1.2)."""

_KEYS_UP_TO_FENCE = lazy_compile(
    r"(?>(?:[A-Za-z][\w-]*+:(?:[ \t][^\n]*+)?\n(?>(?:(?:[ \t]|-[ ])[^\n]*+\n)*))+)---[ \t]*$", re.MULTILINE
)
"""Keys below a line of `...`, and the line that ends the front matter."""

_OTHER_FENCE = lazy_compile(r"---[^\s-]\S*|;;;")
_LATE_FENCE = lazy_compile(r"\s+---[ \t]*\n")
_ALMOST_A_FENCE = lazy_compile(r"(?:[-\u2010-\u2015\u2212\uff0d]{2,12}|[\u2013-\u2015])[ \t]*$", re.MULTILINE)
"""A line that was probably meant as `---`: more or fewer hyphens, or the dashes that phones and word processors insert."""

_FENCE_BELOW = lazy_compile(r"^---[ \t]*\n(?:[ \t]*\n)?[A-Za-z_]\w*:(?:[ \t]|$)", re.MULTILINE)
_MAX_ABOVE_FENCE = 2000
"""Maximum characters above misplaced front matter that are searched for its beginning."""
_TOML_HEAD = lazy_compile(
    r"\s*\+\+\+[ \t]*\n(?>(?:[ \t]*(?:#[^\n]*)?\n)*)([A-Za-z_][\w-]*)[ \t]*=[ \t]*([^\n]*)|\s*\+\+\+[ \t]*(?:\n|\Z)"
)
_SAME_IN_TOML_AND_YAML = lazy_compile(r"\"[^\"\\]*\"|'[^']*'|[\w.:+-]+")
_JSON_HEAD = lazy_compile(r"\s*\{\s*\"")
_KEY_LINE = lazy_compile(r":?([A-Za-z][\w -]{0,30}):(?: |\t|$)")
_HTML_PAGE = lazy_compile(r"(?i)\s*<(?:!doctype|html|head|body)\b")

_YAML_LINE_ENDS = lazy_compile("[\u2028\u2029]")
"""Line ends of YAML 1.1, which PyYAML implements; elsewhere in an article they are not line ends."""

MAX_HINT_TEXT = 80
"""Maximum characters of the file's text that a hint repeats."""


def split(text: str, diagnostics: Diagnostics) -> tuple[tree.Mapping, str, int] | None:
    """Return the front matter, the text below it, and the first line of that text; None after reporting an error."""
    opening_fence = _HEAD_OPENS.match(text)
    if not opening_fence:
        return _report_missing_head(text, diagnostics)
    closing_fence = _HEAD_CLOSES.search(text, opening_fence.end() - 1)
    if not closing_fence:
        almost_fence = _ALMOST_A_FENCE.search(text, opening_fence.end(), opening_fence.end() + MAX_HEAD_CHARACTERS)
        hint = "end it with a line of ---"
        if almost_fence:
            hint = (
                f"write three hyphens in line {text.count(chr(10), 0, almost_fence.start()) + 1}: --- for {almost_fence[0].strip()}"
            )
        return diagnostics.add(1, 1, "E104", "the front matter is opened here and never closed", hint)
    if text[closing_fence.start() + 1] == "." and _KEYS_UP_TO_FENCE.match(
        text, closing_fence.end() + 1, closing_fence.end() + MAX_HEAD_CHARACTERS
    ):
        return diagnostics.add(
            text.count("\n", 0, closing_fence.end()) + 2, 1, "E105", "text after a line of ...", "remove that line"
        )
    head = text[opening_fence.end() : closing_fence.start() + 1]
    if len(head) > MAX_HEAD_CHARACTERS:
        message = f"the front matter is longer than {MAX_HEAD_CHARACTERS // 1024} KiB"
        return diagnostics.add(1, 1, "E106", message, "move the text below it: below a second line of ---")
    if not head.isascii():
        head = _YAML_LINE_ENDS.sub(" ", head)
    head_node = read_yaml(head, diagnostics, first_line=2, text_kind="front matter")
    if isinstance(head_node, tree.Mapping):
        return head_node, text[closing_fence.end() + 1 :], text.count("\n", 0, closing_fence.end()) + 2
    if head_node is not None:
        example = ": and a space for the full-width \uff1a" if "\uff1a" in head else "title: … and date: …, a line each"
        return diagnostics.add(head_node.line, 1, "E104", "the front matter is not key: value", f"write {example}")
    return (
        None
        if diagnostics.fatal
        else (tree.Mapping({}, 1, 1), text[closing_fence.end() + 1 :], text.count("\n", 0, closing_fence.end()) + 2)
    )


def _report_missing_head(text: str, diagnostics: Diagnostics) -> None:
    """Report why there is no front matter, by what the file begins with, and what to write."""
    if toml_head := _TOML_HEAD.match(text):
        value = (toml_head[2] or "").strip()
        is_alike = len(value) <= MAX_HINT_TEXT and _SAME_IN_TOML_AND_YAML.fullmatch(value)
        example = f"{toml_head[1]}: {value} for {toml_head[1]} = {value}" if is_alike else 'title: "…" for title = "…"'
        hint = f"digest reads YAML: write --- for +++, and {example}"
        return diagnostics.add(1, 1, "E104", "the front matter is TOML, between lines of +++", hint)
    if _JSON_HEAD.match(text):
        hint = 'digest reads YAML: write title: "…" and so on, a line each, between two lines of ---'
        return diagnostics.add(1, 1, "E104", "the front matter is JSON", hint)
    if almost_fence := _ALMOST_A_FENCE.match(text):
        hint = f"write three hyphens: --- for {almost_fence[0].strip()}"
        return diagnostics.add(1, 1, "E104", "the first line is not three hyphens", hint)
    if text.startswith("--- "):
        return diagnostics.add(1, 5, "E104", "more than --- on the first line", "write --- alone on the first line")
    if foreign_fence := _OTHER_FENCE.match(text):
        column = 4 if foreign_fence[0].startswith("---") else 1
        return diagnostics.add(
            1, column, "E104", f"front matter is only YAML here, not {foreign_fence[0][:12]}", "begin the file with a line of ---"
        )
    if _LATE_FENCE.match(text):
        return diagnostics.add(
            1, 1, "E104", "the front matter does not begin with the file", "remove the empty lines or spaces before ---"
        )
    if last_key_line := _end_of_unfenced_head(text):
        message = "front matter without lines of --- around it, as in Pelican and MultiMarkdown"
        line_below = (*text.split("\n", last_key_line + 1), "")[last_key_line]  # the last key may end the file
        is_closed = bool(_HEAD_CLOSES.match(f"\n{line_below}"))
        hint = "write a line of --- above it" + ("" if is_closed else f" and another below line {last_key_line}")
        return diagnostics.add(1, 1, "E104", message, hint)
    if fence_below := _FENCE_BELOW.search(text, 0, _MAX_ABOVE_FENCE):
        line = text.count("\n", 0, fence_below.start()) + 1
        hint = f"remove everything above line {line}, where it begins"
        return diagnostics.add(1, 1, "E104", "the front matter does not begin with the file", hint)
    if _HTML_PAGE.match(text):
        return diagnostics.add(
            1, 1, "E104", "no front matter, but a page in HTML", "write its text as Markdown below front matter in YAML"
        )
    first_text_line = text.lstrip()[: 2 * MAX_HINT_TEXT].partition("\n")[0]
    heading = first_text_line.strip("# \t") if first_text_line.startswith(("# ", "## ")) else ""
    title_line = f"title: {quoted(heading)}" if 0 < len(heading) <= MAX_HINT_TEXT else "title: …"
    return diagnostics.add(
        1, 1, "E104", "no front matter", f"begin the file with a line of ---, then {title_line} and so on, then again ---"
    )


def _end_of_unfenced_head(text: str) -> int:
    """Return the last line of front matter at the beginning of the file that lacks lines of `---`; 0 if there is none.

    It must have a title or a date, because ordinary text may also begin with a word and a colon.
    """
    last_key_line, keys = 0, set()
    for number, line in enumerate(text.split("\n"), 1):
        key_match = _KEY_LINE.match(line)
        if key_match:
            keys.add(key_match[1].casefold())
        elif not (keys and line[:1] in " \t" and line.strip()):
            break
        last_key_line = number
    return last_key_line if keys & {"title", "date"} else 0
