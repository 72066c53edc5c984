"""The limits of front matter, and the errors for files without it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.articles.front_matter import MAX_HEAD_CHARACTERS, split
from digest.diagnostics import Diagnostics


def error_of(text: str) -> str:
    diagnostics = Diagnostics("content/a.md")
    assert split(text, diagnostics) is None
    (found,) = diagnostics.found
    return f"{found.line}:{found.column} {found.code} {found.message} | {found.hint}"


def parts(text: str) -> tuple[list[str], str, int]:
    diagnostics = Diagnostics("content/a.md")
    found = split(text, diagnostics)
    assert found is not None and not diagnostics.found
    return list(found[0].entries), found[1], found[2]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---\ntitle: T\n---\nText.\n", (["title"], "Text.\n", 4)),
        ("--- \t\ntitle: T\n--- \t\nText.\n", (["title"], "Text.\n", 4)),
        ("---\ntitle: T\n...\nText.\n", (["title"], "Text.\n", 4)),
        ("---\ntitle: T\n---", (["title"], "", 4)),
        ("---\ntitle: T\n---\n\n---\nText.\n", (["title"], "\n---\nText.\n", 4)),
        ("---\n---\nText.\n", ([], "Text.\n", 3)),
        ("---\n\n\n---\nText.\n", ([], "Text.\n", 5)),
        ("---\na: b\u2028c\n---\n", (["a"], "", 4)),
        ("---\ntitle: T\n...\nText: here\n---\n", None),
        ("---\ntitle: T\n...\n- Text\n---\n", (["title"], "- Text\n---\n", 4)),
    ],
)
def test_split_into_head_text_and_first_line(text: str, expected: tuple[list[str], str, int] | None):
    if expected is None:
        assert error_of(text) == "4:1 E105 text after a line of ... | remove that line"
        return
    assert parts(text) == expected


@pytest.mark.parametrize("length", [MAX_HEAD_CHARACTERS, MAX_HEAD_CHARACTERS + 1])
def test_a_head_has_at_most_64_kib(length: int):
    head = f"a: {'x' * (length - 4)}\n"
    assert len(head) == length and MAX_HEAD_CHARACTERS == 65_536
    if length == MAX_HEAD_CHARACTERS:
        assert parts(f"---\n{head}---\n")[0] == ["a"]
    else:
        hint = "move the text below it: below a second line of ---"
        assert error_of(f"---\n{head}---\n") == f"1:1 E106 the front matter is longer than 64 KiB | {hint}"


TOML = "1:1 E104 the front matter is TOML, between lines of +++ | digest reads YAML: write --- for +++, and "
JSON = "1:1 E104 the front matter is JSON | "
NONE = "1:1 E104 no front matter | begin the file with a line of ---, then {} and so on, then again ---"
NO_FENCE = "1:1 E104 front matter without lines of --- around it, as in Pelican and MultiMarkdown | write a line of --- above it"
LATE = "1:1 E104 the front matter does not begin with the file | "
OPEN = "1:1 E104 the front matter is opened here and never closed | "


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('+++\ntitle =   "T"  \t\n+++\n', f'{TOML}title: "T" for title = "T"'),
        ("+++\n\n# note\ndraft = true\n", f"{TOML}draft: true for draft = true"),
        ("+++\ntags = ['a']\n", f'{TOML}title: "…" for title = "…"'),
        (f'+++\ntitle = "{"x" * 78}"\n', f'{TOML}title: "{"x" * 78}" for title = "{"x" * 78}"'),
        (f'+++\ntitle = "{"x" * 79}"\n', f'{TOML}title: "…" for title = "…"'),
        ("+++\n", f'{TOML}title: "…" for title = "…"'),
        (
            '{\n"title": "T"}\n',
            f'{JSON}digest reads YAML: write title: "…" and so on, a line each, between two lines of ---',
        ),
        ("--\ntitle: T\n", "1:1 E104 the first line is not three hyphens | write three hyphens: --- for --"),
        ("－－－\ntitle: T\n", "1:1 E104 the first line is not three hyphens | write three hyphens: --- for －－－"),
        ("–––  \ntitle: T\n", "1:1 E104 the first line is not three hyphens | write three hyphens: --- for –––"),
        ("—\ntitle: T\n—\n", "1:1 E104 the first line is not three hyphens | write three hyphens: --- for —"),
        ("---toml\na = 1\n---\n", "1:4 E104 front matter is only YAML here, not ---toml | begin the file with a line of ---"),
        (";;;\n{}\n;;;\n", "1:1 E104 front matter is only YAML here, not ;;; | begin the file with a line of ---"),
        (
            "---abcdefghijklmnop\n",
            "1:4 E104 front matter is only YAML here, not ---abcdefghi | begin the file with a line of ---",
        ),
        ("--- a\n", "1:5 E104 more than --- on the first line | write --- alone on the first line"),
        ("\n \n---\ntitle: T\n---\n", f"{LATE}remove the empty lines or spaces before ---"),
        ("title: T\n---\nText.\n", NO_FENCE),
        ("title: T\n", f"{NO_FENCE} and another below line 1"),
        ("title: T", f"{NO_FENCE} and another below line 1"),
        ("title: T\n  more", f"{NO_FENCE} and another below line 2"),
        ("title: T\n...", NO_FENCE),
        (f"title: T\n{'a: b' * 9}\n" * 2_000, f"{NO_FENCE} and another below line 4000"),
        ("Title: T\ntags:\n  - a\n\nText.\n", f"{NO_FENCE} and another below line 3"),
        ("Base Header Level: 2\nTitle: T\n\nText.\n", f"{NO_FENCE} and another below line 2"),
        (":date: 2026-01-04\nText.\n", f"{NO_FENCE} and another below line 1"),
        ("note: T\n\nText.\n", NONE.format("title: …")),
        (" A text.\ntitle: T\n", NONE.format("title: …")),
        ("a\n---\ntitle: T\n---\n", f"{LATE}remove everything above line 2, where it begins"),
        ("a\n---\n\ntitle: T\n---\n", f"{LATE}remove everything above line 2, where it begins"),
        (f"{'a' * 1988}\n---\ntitle: T\n", f"{LATE}remove everything above line 2, where it begins"),
        (f"{'a' * 1995}\n---\ntitle: T\n", NONE.format("title: …")),
        (
            "<!doctype html>\n",
            "1:1 E104 no front matter, but a page in HTML | write its text as Markdown below front matter in YAML",
        ),
        *(
            (page, "1:1 E104 no front matter, but a page in HTML | write its text as Markdown below front matter in YAML")
            for page in ("\n<html lang='en'>\n", "<HEAD>\n", "<body>\n")
        ),
        ("\n\n# A heading \n\nText.\n", NONE.format('title: "A heading"')),
        ("## A: heading\n", NONE.format('title: "A: heading"')),
        ("### A heading\n", NONE.format("title: …")),
        (f"# {'x' * 80}\n", NONE.format(f'title: "{"x" * 80}"')),
        (f"# {'x' * 81}\n", NONE.format("title: …")),
        ("---\ntitle: T\n\nText.\n", f"{OPEN}end it with a line of ---"),
        ("---\ntitle: T\n----  \n", f"{OPEN}write three hyphens in line 3: --- for ----"),
        ("---\njust text\n---\n", "2:1 E104 the front matter is not key: value | write title: … and date: …, a line each"),
        ("---\n\n- a\n---\n", "3:1 E104 the front matter is not key: value | write title: … and date: …, a line each"),
    ],
)
def test_files_without_front_matter_are_explained(text: str, expected: str):
    assert error_of(text) == expected


LINES = (
    "title: T",
    "date:",
    "  more",
    ":date: x",
    "- a",
    "---",
    "...",
    "--",
    "---toml",
    "+++",
    "a = 1",
    "{",
    '"a": 1}',
    "",
    "Text.",
)


@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=6).map("\n".join), st.sampled_from(["", "\n"]))
def test_any_beginning_of_a_file_is_read_or_explained(text: str, end: str):
    diagnostics = Diagnostics("content/a.md")
    assert (split(text + end, diagnostics) is None) == bool(diagnostics.fatal)
