"""Files of content/ that are read, skipped or suspicious, and their diagnostics: one site, read once."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from digest.files.file_states import Scan
from digest.inputs.content_folder import (
    REGISTRIES,
    Content,
    conflict_copies,
    duplicate_warnings,
    misnamed_registries,
    non_markdown_texts,
    read_content,
)
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
    """Return the messages with this code by file. Each is about the file as a whole."""
    found = [diagnostic for diagnostic in content.diagnostics if diagnostic.code == code]
    assert {(diagnostic.line, diagnostic.column) for diagnostic in found} <= {(1, 1)}
    return {diagnostic.path: diagnostic.message for diagnostic in found}


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


@pytest.mark.parametrize(
    ("original", "copy", "shared"),
    [
        ("---\ntitle: A\n---\nOne\n", "---\ntitle: A\n---\nTwo\n", "front matter"),
        ("---\ntitle: A\n---\nOne\n", "---\ntitle: B\n---\n\nOne", "text"),
        ("\ufeff---\r\ntitle: A\r\n---\r\nOne\r\n", "---\ntitle: A\n---\nOne\n", "front matter and text"),
        ("---\ntitle: A\n---", "---\ntitle: A\n---\n", "front matter"),
        ("---\ntitle: A\n---\none\n\n---\n\ntwo\n", "---\ntitle: A\n---\none\n\n---\n\nthree\n", "front matter"),
        ("---\n---\nOne\n", "---\n---\nOne\n", "text"),
        ("---\n---\nOne\n", "---\n---\nTwo\n", ""),
        ("---\ntitle: A\nOne\n", "---\ntitle: A\nOne\n", "text"),
        ("one\n\n---\n\ntwo\n", "one\n\n---\n\ntwo\n", "text"),
        ("one\n---\ntwo\n---\nthree\n", "four\n---\ntwo\n---\nfive\n", ""),
    ],
)
def test_a_copy_has_the_same_front_matter_or_text(original: str, copy: str, shared: str, tmp_path: Path):
    write(tmp_path, {"content/2026/same.md": original.encode(), "content/2026/same (1).md": copy.encode()})
    message = f"the {shared} of content/2026/same.md: probably a copy"
    found = read_content(tmp_path, 1_000_000, Scan(tmp_path, {}), {})
    assert messages(found, "W102") == ({"content/2026/same (1).md": message} if shared else {})


def test_other_texts_are_reported_in_folders_without_articles_or_with_a_second_extension(content: Content):
    assert messages(content, "N102") == {
        "content/2026/saved.md.txt": "5 texts that are not Markdown are not articles "
        "(content/2026/saved.md.txt, content/essays/a.rst, content/essays/b.html, …)"
    }


def test_a_misnamed_registry_is_reported(content: Content):
    assert messages(content, "N103") == {"content/sources.yaml": "the file is not read"}


@pytest.mark.parametrize(
    ("name", "registry"),
    [
        ("topics.yaml", "topics.yml"), ("Topics.yml", "topics.yml"), ("topic.YML", "topics.yml"), ("SOURCES.YAML", "sources.yml"),
        ("source.yaml", "sources.yml"), ("notes.yml", ""), ("topics.txt", ""), ("2026/topics.yml", ""),
    ],
)  # fmt: skip
def test_a_registry_is_recognised_by_a_similar_name(name: str, registry: str):
    found = [(note.path, note.code, note.hint) for note in misnamed_registries([f"content/{name}"], REGISTRIES)]
    assert found == ([(f"content/{name}", "N103", f"call it {registry}")] if registry else [])


def test_texts_that_are_not_markdown_are_recognised_by_extension():
    assert non_markdown_texts(["content/a.TXT", "content/b/c.Html", "content/d.png", "content/static/e.txt"]) == (
        "content/a.TXT",
        "content/b/c.Html",
    )


@pytest.mark.parametrize(("count", "message"), [(1, "a backup is skipped"), (3, "3 backups are skipped (a~, b~, c~)")])
def test_a_note_lists_a_few_files(count: int, message: str):
    assert [note.message for note in conflict_copies(["a~", "b~", "c~"][:count])] == [message]


def copies_of(folder: Path, texts: dict[str, str]) -> list[tuple[str, str]]:
    """The suspected copies in content/ in the order of the warnings, and what they share with the original."""
    write(folder, {f"content/{name}": text for name, text in texts.items()})
    found = read_content(folder, 1_000_000, Scan(folder, {}), {}).diagnostics
    return [(warning.path.removeprefix("content/"), warning.message.partition(":")[0]) for warning in found]


HEAD = "---\ntitle: A\n---\n"


@pytest.mark.parametrize(
    ("copy", "original", "same"),
    [
        (f"{HEAD}Text", f"{HEAD}Text", "front matter and text"),
        (f"\ufeff{HEAD}Text".replace("\n", "\r\n"), f"{HEAD}\nText\n\n", "front matter and text"),
        (HEAD, f"{HEAD}Text", "front matter"),
        (HEAD.rstrip(), f"{HEAD}Text", "front matter"),
        (f"{HEAD}Text", "---\ntitle: B\n---\nText", "text"),
        ("Text", "Text", "text"),
        ("", "", ""),
        (f"{HEAD}One", "---\ntitle: B\n---\nTwo", ""),
    ],
)
def test_a_copy_shares_front_matter_or_text_with_its_original(copy: str, original: str, same: str, tmp_path: Path):
    found = copies_of(tmp_path, {"b/a (1).md": copy, "c/a.md": original})
    assert found == ([("b/a (1).md", f"the {same} of content/c/a.md")] if same else [])


def test_a_copy_is_compared_with_its_folder_and_reported_once(tmp_path: Path):
    assert copies_of(tmp_path / "one", {"a 2.md": HEAD, "z.md": HEAD}) == [("a 2.md", "the front matter of content/z.md")]
    assert copies_of(tmp_path / "two", {"a 2.md": HEAD, "a.md": HEAD}) == [("a 2.md", "the front matter of content/a.md")]
    assert copies_of(tmp_path / "three", {"a 2.md": HEAD, "b/z.md": HEAD}) == []


def test_a_copy_with_a_read_error_is_not_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def failing(_: str) -> bytes:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("digest.inputs.content_folder.read_bytes", failing)
    assert copies_of(tmp_path, {"a 2.md": HEAD, "a.md": HEAD}) == []


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
    monkeypatch.setattr(
        "digest.inputs.content_folder._front_matter_and_text", lambda file, read: (file.path, f"text of {file.path}")
    )

    def files(n: int) -> list[SimpleNamespace]:
        return [SimpleNamespace(path=f"content/a ({i}).md", real="") for i in range(n)]

    assert complaint(files, lambda found: list(duplicate_warnings(found, found)), most=2**13) == ""
