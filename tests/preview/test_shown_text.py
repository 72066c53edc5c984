"""Texts of a site in the panel: shown as text, and only from the site's own sources."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from digest.config.setting_table import read_config
from digest.diagnostics import Diagnostic
from digest.errors import DigestError
from digest.preview.browser_channel import BYTES_READ_FOR_LINE, LONGEST_SHOWN_LINE, shown_error
from tests import sites
from tests.preview.served import Served

Serve = Callable[..., Served]

EVIL = "<script>window.caught=1</script><img src=x onerror=window.caught=1>"
EDITOR = "vscode://file{path}:{line}:{column}"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "outside.txt").write_text("CANARY-outside\n")
    files = {
        "digest.yml": "title: A title\n",
        "digest.yml.bak": "CANARY-bak\n",
        ".env": "CANARY-env\n",
        ".digest/x": "CANARY-state\n",
        ".git/config": "CANARY-git\n",
        "site/x.md": "CANARY-output\n",
        "contents/x.md": "CANARY-neighbour\n",
        "content/a.md": "one\ntwo\n",
        "themes/t/templates/a.html": "a line of a template\n",
    }
    return sites.write(tmp_path / "site", files)


def line_of(root: Path, path: str, line: int = 1) -> str:
    """Return the source line that is shown with a diagnostic."""
    return shown_error(Diagnostic(path, line, 1, "E101", "wrong"), root, EDITOR).text


def test_lines_of_the_sources_are_shown(root: Path):
    assert line_of(root, "content/a.md", 2) == "two"
    assert line_of(root, "digest.yml") == "title: A title"
    assert line_of(root, "themes/t/templates/a.html") == "a line of a template"
    for number in (-1, 0, 3, 10**9):
        assert line_of(root, "content/a.md", number) == ""


@pytest.mark.parametrize(
    "path",
    [
        *(
            "digest.yml.bak",
            ".env",
            ".digest/x",
            ".git/config",
            "site/x.md",
            "contents/x.md",
            "../outside.txt",
            "content/../.env",
            "",
            ".",
            "content",
        ),
        *(
            "content/../../outside.txt",
            "themes/../.digest/x",
            "/etc/passwd",
            "content/nothing.md",
            "content/a.md/..",
            "content//etc/passwd",
        ),
        *("content/" + "a" * 5000, "content/" + "a/" * 3000, "content/a.md/b"),
    ],
)
def test_lines_of_other_files_are_not_shown(root: Path, path: str):
    assert line_of(root, path) == ""


@pytest.mark.parametrize(
    "target",
    ["../../outside.txt", "../.env", "../.digest/x", "../digest.yml.bak", "/etc/passwd", "/dev/zero", "link.md", "nothing"],
)
def test_lines_of_link_targets_outside_the_sources_are_not_shown(root: Path, target: str):
    (root / "content/link.md").symlink_to(target)
    (root / "content/second.md").symlink_to("link.md")
    assert line_of(root, "content/link.md") == line_of(root, "content/second.md") == ""


def test_lines_behind_a_link_to_an_outside_folder_are_not_shown(root: Path):
    (root / "content/folder").symlink_to("../..")
    assert line_of(root, "content/folder/outside.txt") == ""


def test_lines_behind_a_link_within_the_sources_are_shown(root: Path):
    (root / "content/link.md").symlink_to("a.md")
    assert line_of(root, "content/link.md") == "one"


def test_a_pipe_does_not_block_the_preview(root: Path):
    os.mkfifo(root / "content/pipe.md")
    assert line_of(root, "content/pipe.md") == ""


def test_only_the_beginning_of_large_files_and_long_lines_is_used(root: Path):
    (root / "content/large.md").write_bytes(b"first\n" + b"x" * (2 * BYTES_READ_FOR_LINE) + b"\nlast\n")
    assert line_of(root, "content/large.md") == "first"
    assert line_of(root, "content/large.md", 2) == "x" * LONGEST_SHOWN_LINE
    assert line_of(root, "content/large.md", 3) == ""


def test_editor_links_work_in_a_folder_whose_name_is_not_utf8(tmp_path: Path):
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff {line}"))
    try:
        sites.write(folder, {"content/a.md": "one\n"})
    except OSError as error:
        pytest.skip(f"NOT TRIED: this file system has no such names ({error})")
    diagnostic = shown_error(Diagnostic("content/a.md", 1, 3, "E101", "wrong"), folder, EDITOR)
    assert diagnostic.text == "one"
    assert diagnostic.link.endswith("/%FF%20%7Bline%7D/content/a.md:1:3")


def test_a_path_is_encoded_in_the_editor_link(root: Path):
    name = "a&cmd=x?y#z {line}\"'<b>.md"
    sites.write(root, {f"content/{name}": "one\n"})
    link = shown_error(Diagnostic(f"content/{name}", 1, 1, "E101", "wrong"), root, "idea://open?file={path}&line={line}").link
    assert link.endswith("/content/a%26cmd%3Dx%3Fy%23z%20%7Bline%7D%22%27%3Cb%3E.md&line=1")


def test_long_texts_are_truncated(root: Path):
    diagnostic = shown_error(Diagnostic("content/a.md", 1, 1, "E101", "m" * 100_000, "h" * 100_000), root, EDITOR)
    assert len(diagnostic.message) == len(diagnostic.hint) == LONGEST_SHOWN_LINE


def test_long_titles_are_truncated(served: Serve):
    preview = served({**sites.tiny(), "content/2026/d.md": sites.article("t" * 5000, "2026-02-03", draft="true")})
    (draft,) = preview.state()["unpublished"]
    assert draft["title"] == "t" * LONGEST_SHOWN_LINE


@pytest.mark.parametrize(
    "editor",
    [
        "javascript:alert('{path}')",
        "JavaScript:'{path}'",
        "java\\tscript:'{path}'",
        "\\x01javascript:'{path}'",
        "{path}",
        "//evil.example/{path}",
    ],
)
def test_an_editor_that_would_run_as_a_script_is_refused(editor: str):
    text = f'title: T\nbase_url: https://example.org/\neditor: "{editor}"\n'
    with pytest.raises(DigestError):
        read_config(text)


def test_a_running_preview_shows_nothing_of_link_targets_outside_the_site(served: Serve, tmp_path: Path):
    (tmp_path / "outside.md").write_text("CANARY-outside\n")
    preview = served()
    content = preview.root / "content"
    (preview.root / ".env").write_text("CANARY-env\n")
    (preview.root / ".digest/x").write_text("CANARY-state\n")
    for name, target in [
        ("out", "../../outside.md"),
        ("env", "../.env"),
        ("state", "../.digest/x"),
        ("loop", "loop.md"),
        ("zero", "/dev/zero"),
    ]:
        (content / f"{name}.md").symlink_to(target)
    os.mkfifo(content / "pipe.md")
    preview.when(lambda: len(preview.state()["diagnostics"]) >= 6)
    assert "CANARY" not in str(preview.state())
    assert preview.get().status == 200
    (content / "2026/a1.md").write_text(sites.article("Another title"))
    preview.when(lambda: "Another title" in preview.get().text)


def test_markup_in_titles_and_diagnostics_is_shown_as_text(browser: Any, served: Serve):
    files = {
        **sites.tiny(),
        "content/2026/draft.md": sites.article(f"'{EVIL}'", "2026-02-03", draft="true"),
        "content/2026/bad.md": sites.article("Bad", f'"{EVIL}"'),
        "content/2026/topic.md": sites.article("Bad", "2026-02-03", topic=f"'{EVIL}'"),
        "content/2026/warned.md": sites.article("Warned", "2026-02-03", body=f"{EVIL}\n\n![]({EVIL})", **{"<b>key": "x"}),
        f"content/2026/{EVIL.replace('/', '-')[:60]}.md": sites.article("Bad", "no date"),
    }
    preview = served(files)
    state = preview.state()
    assert any(EVIL in diagnostic["text"] for diagnostic in state["diagnostics"])
    assert any(EVIL in draft["title"] for draft in state["unpublished"])
    page = browser.new_page()
    try:
        page.goto(preview.address)
        page.wait_for_function("document.querySelector('digest-preview')?.shadowRoot.querySelector('.diagnostics li')")
        shadow = "document.querySelector('digest-preview').shadowRoot"
        assert EVIL in page.evaluate(f"{shadow}.querySelector('.diagnostics').textContent")
        assert EVIL in page.evaluate(f"{shadow}.querySelector('.bar').textContent")
        assert page.evaluate(f"[...{shadow}.querySelectorAll('script, img, b b, [onerror]')].length") == 0
        assert page.evaluate("window.caught") is None
    finally:
        page.close()
