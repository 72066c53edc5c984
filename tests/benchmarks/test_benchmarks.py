"""The benchmarks run, and print the promised tables."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

FOLDER = Path(__file__).parent

OLD = {"a.html": b"<p>old a</p>", "b.html": b"<p>old b</p>", "same.html": b"<p>same</p>", "gone.html": b"<p>gone</p>"}
NEW = {"a.html": b"<p>new a</p>", "b.html": b"<p>new b</p>", "same.html": b"<p>same</p>", "come.html": b"<p>come</p>"}


@pytest.fixture
def scripts(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], ModuleType]:
    """Returns a function that imports a script by name; scripts may import each other."""
    monkeypatch.syspath_prepend(str(FOLDER))
    return importlib.import_module


@pytest.fixture
def rivals(scripts: Callable[[str], ModuleType]) -> ModuleType:
    return scripts("rivals")


@pytest.mark.parametrize(
    ("found", "problems"),
    [
        (OLD, set()),
        (NEW, set()),
        (NEW | {"a.html": OLD["a.html"]}, {"mixed"}),
        (NEW | {"gone.html": OLD["gone.html"]}, {"mixed"}),
        (NEW | {"a.html": b""}, {"cut"}),
        (NEW | {"same.html": b"<p>sa"}, {"cut"}),
        (NEW | {"a.html": b"\0\0\0\0"}, {"cut"}),
        (NEW | {"a.html": b"<p>another"}, {"strange"}),
        (NEW | {"more.html": b"<p>more"}, {"strange"}),
        ({path: page for path, page in OLD.items() if path != "same.html"}, {"missing"}),
        ({}, {"missing"}),
        ({"a.html": OLD["a.html"], "b.html": b"<p>new"}, {"cut", "missing"}),
        (OLD | {"a.html": b"", "b.html": NEW["b.html"]}, {"mixed", "cut"}),
    ],
)
def test_the_output_of_a_killed_build_is_classified(rivals: ModuleType, found: dict[str, bytes], problems: set[str]):
    assert rivals.classify(found, OLD, NEW) == problems


@pytest.mark.parametrize(
    "text", ['---\ntitle: "A title"\nsummary: "title: B"\n---\nText.\n', "Title: A title\nDate: 2026-01-01\n\nText.\n"]
)
def test_a_second_edit_restores_the_title(rivals: ModuleType, text: str):
    edited = rivals.retitled(text)
    assert edited.splitlines()[1 if text.startswith("-") else 0].lower().startswith(("title: edited ", 'title: "edited '))
    assert edited.count("Edited ") == 1
    assert rivals.retitled(edited) == text


def table(script: str, *arguments: str) -> list[list[str]]:
    """Run a script, and return the cells of the table that it prints, header first."""
    (found,) = tables(script, *arguments)
    return found


def tables(script: str, *arguments: str) -> list[list[list[str]]]:
    """Run a script, and return the cells of each table that it prints."""
    digest = f"{sys.executable} -m digest"
    command = [sys.executable, str(FOLDER / script), "--digest", digest, *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    assert ran.returncode == 0, ran.stderr
    blocks = [block for block in ran.stdout.split("\n\n") if block.startswith("| ")]
    found = [[line.strip("| ").split(" | ") for line in block.splitlines() if line.startswith("| ")] for block in blocks]
    assert all({len(row) for row in rows} == {len(rows[0])} for rows in found)
    return found


@pytest.mark.thorough
def test_killed_builds_of_digest_are_repaired(tmp_path: Path):
    _, row = table("rivals.py", "digest", "--articles", "30", "--trials", "2", "--work", str(tmp_path))
    assert row[1] == "2"
    assert row[-3:] == ["0", "0", "2 of 2"]
    assert not list(tmp_path.iterdir())


def test_a_missing_tool_is_reported_and_skipped(tmp_path: Path):
    command = [sys.executable, str(FOLDER / "rivals.py"), "hugo", "--articles", "1", "--work", str(tmp_path)]
    ran = subprocess.run(command, capture_output=True, text=True, env={"PATH": str(tmp_path)})
    assert "!!! hugo IS MISSING AND LEFT OUT" in ran.stderr
    assert "Not installed, and left out: hugo." in ran.stdout


@pytest.mark.thorough
def test_growth_prints_time_memory_stages_and_sizes(tmp_path: Path):
    growth, stages, sizes = tables("growth.py", "-n", "20", "40", "--short", "--runs", "1", "--work", str(tmp_path))
    _, few, more = growth
    assert (few[0], more[0]) == ("20", "40")
    assert int(few[1]) < int(more[1])
    assert all(re.fullmatch(r"\d+\.\d\d", cell) for row in (few, more) for cell in (*row[2:4], *row[5:8]))
    assert all(int(row[8]) > 10 for row in (few, more))
    if Path("/proc/self/smaps_rollup").exists():
        assert all(int(row[9]) > 10 for row in (few, more))
    assert [row[0] for row in stages][-2:] == ["store", "print the report"]
    assert all(int(row[3]) > 10 for row in sizes[1:])
    assert not list(tmp_path.iterdir())


def test_the_start_is_compared_with_that_of_click():
    head, *rows = table("start.py", "--runs", "1")
    assert head == ["command", "ms", "of `import click`"]
    assert [row[0] for row in rows] == ['`python -c "import click"`', "`digest --version`", "`digest --help`"]
    assert rows[0][2] == "1.00"


YAML_POST = """---
title: "From: here\\u2026"
date: 2024-02-03 10:05:00 +0900
categories: [Web News, C++]
tags: one, two,  one
authors:
  - name: Ann Example
  - Ben
---
A {{< figure src="a.png" >}}*text* with a [link](/there/).
"""

TOML_POST = """+++
title = "TOML"
date = 2024-02-03T10:05:00Z
tags = ["one"]
[extra]
more = 1
+++

Text.
"""


@pytest.mark.parametrize(
    ("path", "text", "fields"),
    [
        (
            "a.md",
            YAML_POST,
            {
                "title": "From: here…",
                "date": "2024-02-03T10:05:00+09:00",
                "topics": ["web-news", "c"],
                "tags": ["one", "two"],
                "author": "Ann Example, Ben",
                "summary": "A text with a link .",
                "body": "A *text* with a [link](/there/).\n",
            },
        ),
        ("a.md", TOML_POST, {"title": "TOML", "date": "2024-02-03T10:05:00+00:00", "topics": ["general"], "author": "staff"}),
        ("2023/2024-02-03-two-words.md", "---\ncategory: News\n---\nText.\n", {"title": "two words", "topics": ["news"]}),
        ("2024-02-03-in-a-folder/index.md", "Text.\n", {"title": "in a folder", "date": "2024-02-03T00:00:00+00:00"}),
        (
            "a.md",
            "Title: Plain\nDate: 2024-2-3 7:05\nTags: x, y\n\nText.\n",
            {"date": "2024-02-03T07:05:00+00:00", "body": "\nText.\n"},
        ),
    ],
)
def test_a_post_is_read_as_its_generator_reads_it(
    scripts: Callable[[str], ModuleType], path: str, text: str, fields: dict[str, object]
):
    post = scripts("posts").post_of(path, text)
    assert {name: getattr(post, name) for name in fields} == fields


@pytest.mark.parametrize(
    "text", ["---\ntitle: A\n---\nText.\n", "---\ndate: 2024-02-03\n---\n", "---\ndate: 2024-02-03\ndraft: true\n---\nText.\n"]
)
def test_files_that_are_not_posts_are_skipped(scripts: Callable[[str], ModuleType], text: str):
    assert scripts("posts").post_of("a.md", text) is None


def test_a_folder_of_posts_becomes_a_file_and_unreadable_files_are_reported(tmp_path: Path):
    (tmp_path / "blog").mkdir()
    for name, text in {
        "2024-02-03-b.md": "B.\n",
        "2024-02-04-a.md": "A.\n",
        "wrong.md": "---\na: [\n---\nText.\n",
        "no.txt": "-",
    }.items():
        (tmp_path / "blog" / name).write_text(text)
    command = [sys.executable, str(FOLDER / "posts.py"), str(tmp_path / "blog"), "-o", str(tmp_path / "posts.jsonl.gz")]
    ran = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith("2 posts, 0.0 MB of Markdown")
    assert ran.stderr.startswith(f"{tmp_path / 'blog' / 'wrong.md'}: left out: no front matter: ")


HUGO = """
import pathlib, sys
assert "unsafe = true" in pathlib.Path("hugo.toml").read_text() and sys.argv[1:] == ["--quiet"]
for post in pathlib.Path("content/posts").glob("*.md"):
    page = pathlib.Path("public", post.stem, "index.html")
    page.parent.mkdir(parents=True)  # fails unless the build before was cleaned away
    page.write_text(post.read_text())
"""
"""A fake Hugo that writes a page for each post."""


@pytest.mark.thorough
def test_real_posts_are_built_by_both_tools_in_turn(scripts: Callable[[str], ModuleType], tmp_path: Path):
    posts = scripts("posts")
    posts.write_posts(tmp_path / "blog.jsonl.gz", [posts.post_of("a.md", YAML_POST), posts.post_of("a.md", TOML_POST)])
    (tmp_path / "hugo.py").write_text(HUGO)
    arguments = (str(tmp_path / "blog.jsonl.gz"), "--hugo", f"{sys.executable} {tmp_path / 'hugo.py'}", "--runs", "2")
    (head, row), (second, seconds) = tables("real.py", *arguments, "--work", str(tmp_path / "work"))
    assert (row[:3], head[4:6]) == (["blog", "2", "0.0"], ["cold", "CPU"])
    pages, of_hugo = row[3].split(" / ")
    assert (int(pages) > 2, of_hugo) == (True, "2")
    assert all(re.fullmatch(r"\d+\.\d\d\d?", cell) for cell in row[4:])
    assert (second[0], seconds[0]) == ("posts", "blog")
    assert all(re.fullmatch(r"\d+\.\d\d \(\d+\.\d\d\)", cell) for cell in seconds[1:-1])
    assert not list((tmp_path / "work").iterdir())


def test_both_sites_contain_the_same_posts(scripts: Callable[[str], ModuleType], tmp_path: Path):
    real, posts = scripts("real"), scripts("posts")
    real.write_sites(real.Corpus("blog", [posts.post_of("a.md", YAML_POST)], html=False), tmp_path)
    of_digest = (tmp_path / "digest/content/2024/02/story-000000.md").read_text()
    assert of_digest.endswith("A *text* with a [link](https://example.org/there/).\n")
    assert (tmp_path / "hugo/content/posts/story-000000.md").read_text() == of_digest.replace(
        "\n---\n", '\nmonths: ["2024-02"]\n---\n'
    )
    topics = (tmp_path / "digest/content/topics.yml").read_text()
    assert topics == '"web-news": "web-news"\n"c": "c"\n'
    assert "unsafe = false" in (tmp_path / "hugo/hugo.toml").read_text()
    assert (tmp_path / "digest/digest.yml").read_text().endswith("html: false\n")


def test_made_up_articles_are_another_corpus(scripts: Callable[[str], ModuleType]):
    first, second = scripts("real").made_up(2).posts
    assert (first.title, len(first.tags)) != (second.title, 3)
    assert first.date.endswith("+09:00")
