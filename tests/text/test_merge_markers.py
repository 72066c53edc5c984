"""Which texts are merge conflicts and which only look like one; and every reader of files reports conflicts."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.diagnostics import Diagnostics
from digest.text.merge_markers import has_conflict
from tests.sites import SETTINGS, TOPICS, article, build, plain_theme, tiny, write

CONFLICT = "<<<<<<< HEAD\nOne.\n=======\nTwo.\n>>>>>>> branch\n"


def lines(text: str, *, markdown: bool = True) -> list[int]:
    diagnostics = Diagnostics("a")
    assert has_conflict(text, diagnostics, markdown=markdown) == bool(diagnostics.found)
    assert {diagnostic.code for diagnostic in diagnostics.found} <= {"E110"}
    return [diagnostic.line for diagnostic in diagnostics.found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (CONFLICT, [1]),
        (f"a\n\n{CONFLICT}b\n{CONFLICT}", [3, 9]),
        (CONFLICT.replace("\n", "\r\n"), [1]),
        ("<<<<<<<\n=======\n>>>>>>>", [1]),
        ("<<<<<<<\r\n=======\r\n>>>>>>>\r\n", [1]),
        (f"``` a`b\n{CONFLICT}```\n", [2]),
        ("<<<<<<< .mine\na\n||||||| .r1\nb\n=======\nc\n>>>>>>> .r2\n", [1]),
        (f"```\ncode\n```\n\n{CONFLICT}", [5]),
        (f"~~~\n```\n~~~\n{CONFLICT}", [4]),
        ("<<<<<<< HEAD\n```python\na\n=======\n```ruby\nb\n>>>>>>> x\n```\n", [1]),
        (f"a `<<<<<<<` b\n{CONFLICT}", [2]),
        (f"<<<<<<< an opening alone\n\n{CONFLICT}", [3]),
        (f"    ```\n{CONFLICT}    ```\n", [2]),
        ("```\ncode\n<<<<<<< HEAD\na\n```\n=======\nb\n```\n>>>>>>> x\n", [3]),
        (f"{CONFLICT}=======\nTwo.\n>>>>>>> branch\n", [1]),
        (f"```\ncode\n``` \t\n{CONFLICT}", [4]),
        (f"```\n``` ruby\n```\n{CONFLICT}", [4]),
        ("<<<<<<< Conflict 1 of 1\n%%%%%%% Changes\n-a\n+b\n+++++++ Contents\nc\n>>>>>>> Conflict 1 of 1 ends\n", [1]),
        ("<<<<<<< Conflict 1 of 1\n+++++++ One\na\n------- Base\nb\n+++++++ Two\nc\n>>>>>>> Conflict 1 of 1 ends\n", [1]),
    ],
)
def test_a_conflict_is_reported_with_its_line(text: str, expected: list[int]):
    assert lines(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Heading\n=======\n",
        "Heading\n=======\n\n>>>>>>> a quote in quotes\n",
        ">>>>>>> b\n=======\n<<<<<<< a\n",
        "<<<<<<< a\n>>>>>>> b\n=======\n",
        "<<<<<<< a\n=======\n<<<<<<< b\n>>>>>>> c\n",
        "=======\n>>>>>>> b\n<<<<<<< a\n",
        f"``` \n{CONFLICT}``` ruby\n",
        "<<<<<<< a\n========\n>>>>>>> b\n",
        "<<<<<<<< a\n=======\n>>>>>>>> b\n",
        "    <<<<<<< a\n    =======\n    >>>>>>> b\n",
        "> <<<<<<< a\n> =======\n> >>>>>>> b\n",
        f"```\n{CONFLICT}```\n",
        f"   ```\n{CONFLICT}   ```\n",
        CONFLICT.join(("```\n", "   ```\n")),
        f"~~~~ diff\n~~~\n{CONFLICT}~~~~\n",
        f"````\n```\n{CONFLICT}",
    ],
)
def test_similar_texts_are_not_conflicts(text: str):
    assert lines(text) == []


def test_a_conflict_is_named_with_what_to_do():
    diagnostics = Diagnostics("a")
    has_conflict(f"a\n{CONFLICT}", diagnostics)
    (conflict,) = diagnostics.found
    assert (conflict.line, conflict.column, conflict.message) == (2, 1, "a merge conflict")
    assert conflict.hint == "keep one version, and delete the lines of <<<<<<<, ======= and >>>>>>>"


def test_fences_count_only_in_markdown():
    assert lines(f"```\n{CONFLICT}```\n", markdown=False) == [2]


FILES = {
    "content/2026/a1.md": article("A", body=CONFLICT),
    "content/2026/a2.md": article("A").replace("title: A\n", "<<<<<<< HEAD\ntitle: A\n=======\ntitle: B\n>>>>>>> x\n"),
    "content/2026/a3.md": f"<<<<<<< HEAD\n{article('A')}=======\n{article('B')}>>>>>>> x\n",
    "content/pages/about.md": f"---\ntitle: About\n---\n{CONFLICT}",
    "content/topics.yml": TOPICS + "<<<<<<< HEAD\nlife: Life\n=======\nart: Art\n>>>>>>> x\n",
    "content/sources.yml": "<<<<<<< HEAD\na: A\n=======\nb: B\n>>>>>>> x\n",
    "content/style.yml": "<<<<<<< HEAD\na: A\n=======\nb: B\n>>>>>>> x\n",
    "themes/plain/theme.yml": "<<<<<<< HEAD\nname: A\n=======\nname: B\n>>>>>>> x\n",
    "themes/plain/templates/article.html": plain_theme()["themes/plain/templates/article.html"] + CONFLICT.encode(),
    "themes/plain/i18n/en.yml": "<<<<<<< HEAD\na: A\n=======\nb: B\n>>>>>>> x\n",
}


def test_conflicts_are_reported_in_every_file(tmp_path: Path):
    """Exactly one error per file; errors in settings and themes are reported first."""
    content_files = {name: text for name, text in FILES.items() if name.startswith("content/")}
    folder = write(tmp_path, tiny() | content_files)
    built = build(folder)
    assert built.code == 1
    assert [report.split(" E110")[0] for report in built.diagnostics] == [
        "content/2026/a1.md:7:1:",
        "content/2026/a2.md:2:1:",
        "content/2026/a3.md:1:1:",
        "content/pages/about.md:4:1:",
        "content/sources.yml:1:1:",
        "content/style.yml:1:1:",
        "content/topics.yml:4:1:",
    ]
    write(folder, FILES)
    built = build(folder)
    theme_files = {report.split(":")[0] for report in built.diagnostics if " E110 " in report}
    assert theme_files == {name for name in FILES if name.startswith("themes/")}
    assert len(built.diagnostics) == len(theme_files)
    write(folder, {"digest.yml": f"{SETTINGS}<<<<<<< HEAD\nlanguage: ko\n=======\nlanguage: en\n>>>>>>> x\n"})
    built = build(folder)
    assert built.code == 2 and [report.split(" E110")[0] for report in built.diagnostics] == ["digest.yml:4:1:"]
