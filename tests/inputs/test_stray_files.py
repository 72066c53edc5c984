"""Files of content/ that are read, skipped or suspicious, and their diagnostics: one site, read once."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from digest.files.file_states import Scan
from digest.inputs.content_folder import Content, duplicate_warnings, read_content
from tests.fuzz.doubling import complaint
from tests.sites import article, build, tiny, tree, write

SAME = article("Same", body="One text.")
FILES: dict[str, str | bytes | None] = {
    "content/2026/by.markdown": article("Long ending"),
    "content/2026/by2.MKD": article("Short ending"),
    "content/2026/2026-02-03-by3.mdown": article("Dated", None),
    "content/2026/#1.md": article("A sign"),
    "content/2026/a1.sync-conflict-20260104-232600-ABCDEFG.md": SAME,
    "content/2026/a1 (Kim's conflicted copy 2026-01-04).md": SAME,
    "content/2026/a1.md~": SAME,
    "content/2026/a1.orig.md": SAME,
    "content/old.bak/a.md": SAME,
    "content/2026/same.md": SAME,
    "content/2026/same (1).md": article("Other", body="One text."),
    "content/2026/03/same copy.md": article("Same", body="Another text."),
    "content/2026/plan 2.md": article("Plan", body="Another text.\n"),
    "content/2026/note.txt": "beside articles",
    "content/2026/saved.md.txt": SAME,
    "content/essays/a.rst": "Title\n=====\n",
    "content/essays/b.html": "<p>b</p>",
    "content/essays/c.adoc": "= c",
    "content/essays/d.txt": "d",
    "content/static/page.html": "<p>static</p>",
    "content/static/Thumbs.db": b"x",
    "content/static/desktop.ini": b"x",
    "content/static/Icon\r": b"x",
    "content/static/__MACOSX/a.txt": b"x",
    "content/static/x.txt~": b"x",
    "content/sources.yaml": "a: A\n",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("strays"), tiny(2) | {name: text for name, text in FILES.items() if text is not None})


@pytest.fixture(scope="module")
def content(folder: Path) -> Content:
    return read_content(folder, 1_000_000, Scan(folder, {}), {})


def messages(content: Content, code: str) -> dict[str, str]:
    return {diagnostic.path: diagnostic.message for diagnostic in content.diagnostics if diagnostic.code == code}


def test_files_with_markdown_extensions_are_articles(content: Content):
    names = {article.path.rpartition("/")[2] for article in content.articles}
    assert names == {
        "a0.md", "a1.md", "about.md", "by.markdown", "by2.MKD", "2026-02-03-by3.mdown", "#1.md", "same.md", "same (1).md",
        "same copy.md", "plan 2.md",
    }  # fmt: skip


def test_each_conflict_copy_has_a_note_and_all_backups_have_one(content: Content):
    assert messages(content, "N101") == {
        "content/2026/a1.sync-conflict-20260104-232600-ABCDEFG.md": "a conflict copy is skipped",
        "content/2026/a1 (Kim's conflicted copy 2026-01-04).md": "a conflict copy is skipped",
        "content/old.bak": "4 backups are skipped (content/old.bak, content/2026/a1.md~, content/2026/a1.orig.md, …)",
    }


def test_a_suspected_copy_with_the_same_content_is_a_warning(content: Content):
    assert messages(content, "W102") == {
        "content/2026/same (1).md": "the text of content/2026/same.md: probably a copy",
        "content/2026/03/same copy.md": "the front matter of content/2026/same.md: probably a copy",
    }


def test_other_texts_are_reported_in_folders_without_articles_or_with_a_second_extension(content: Content):
    assert messages(content, "N102") == {
        "content/2026/saved.md.txt": "5 texts that are not Markdown are not articles "
        "(content/2026/saved.md.txt, content/essays/a.rst, content/essays/b.html, …)"
    }


def test_a_misnamed_registry_is_reported(content: Content):
    assert messages(content, "N103") == {"content/sources.yaml": "the file is not read"}


def test_skipped_files_are_not_published(folder: Path):
    built = build(folder)
    assert built.code == 0, built.diagnostics
    site = tree(folder / "site")
    assert {path for path in site if path.startswith("2026/02/0")} >= {
        "2026/02/01/by/index.html", "2026/02/01/by2/index.html", "2026/02/03/by3/index.html", "2026/02/01/1/index.html",
    }  # fmt: skip
    assert [
        path for path in site if any(part in path for part in ("onflict", "Thumbs", "desktop", "Icon", "MACOSX", "~", "orig"))
    ] == []
    assert "page.html" in site


def test_the_time_to_compare_copies_is_linear(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("digest.inputs.content_folder._halves_of_text", lambda file, read: (file.path, f"text of {file.path}"))

    def files(n: int) -> list[SimpleNamespace]:
        return [SimpleNamespace(path=f"content/a ({i}).md", real="") for i in range(n)]

    assert complaint(files, lambda found: list(duplicate_warnings(found, found)), most=2**13) == ""
