"""Reading of theme files: a read error stops the build, a style sheet that is not text does not."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from digest.errors import ContentError
from digest.files.file_states import Scan
from digest.inputs import theme_files
from digest.inputs.theme_files import read_theme
from tests.sites import write

SHEET = "themes/mine/static/style.css"


def read(root: Path):
    return read_theme(root, "mine", Scan(root, {}))


def test_a_read_error_of_a_style_sheet_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Otherwise the site would be published with the style of the extended theme."""
    write(tmp_path, {SHEET: "a { color: red }"})
    real = theme_files.read_bytes

    def failing(path: str, *arguments: int) -> bytes:
        if path.endswith(SHEET):
            raise OSError(errno.EIO, os.strerror(errno.EIO), path)
        return real(path, *arguments)

    monkeypatch.setattr(theme_files, "read_bytes", failing)
    with pytest.raises(ContentError) as raised:
        read(tmp_path)
    assert [(str(found), found.hint) for found in raised.value.diagnostics] == [
        (f"{SHEET}:1:1: E503 the file cannot be read: Input/output error", "check its permissions")
    ]


@pytest.mark.parametrize(
    "content", [b"a { content: '\xff' }", b"/*" + b" " * theme_files.MAX_THEME_STYLE_BYTES + b"*/"], ids=["not UTF-8", "too long"]
)
def test_a_style_sheet_that_is_not_text_is_published_unchanged(content: bytes, tmp_path: Path):
    write(tmp_path, {SHEET: content})
    found = read(tmp_path)
    assert "style.css" not in found.styles
    assert found.theme.static["style.css"].origin == SHEET
    write(tmp_path, {SHEET: b"a { color: red }"})
    assert read(tmp_path).styles["style.css"] == "a { color: red }"


def test_a_style_sheet_of_one_mebibyte_is_read(tmp_path: Path):
    sheet = "/*" + " " * (1024 * 1024 - 4) + "*/"
    write(tmp_path, {SHEET: sheet})
    assert read(tmp_path).styles["style.css"] == sheet


@pytest.mark.parametrize("link", ["themes", "themes/mine"])
def test_a_link_to_a_theme_outside_the_site_is_rejected(link: str, tmp_path: Path):
    root, outside = tmp_path / "site", tmp_path / "outside"
    write(outside, {"mine/static/style.css": "a { color: red }", "static/style.css": "a { color: red }"})
    (root / link).parent.mkdir(parents=True)
    (root / link).symlink_to(outside)
    with pytest.raises(ContentError) as raised:
        read(root)
    assert [str(found) for found in raised.value.diagnostics] == [
        f"{link}:1:1: E101 a link that leads out of the site, to {outside}"
    ]


def test_a_file_of_the_base_theme_is_published_if_a_template_names_it(tmp_path: Path):
    name = "search.js"
    write(
        tmp_path,
        {
            "themes/mine/theme.yml": "extends: middle\n",
            "themes/mine/templates/list.html": "{% extends 'middle/list.html' %}",
            "themes/mine/templates/search.html": "without it",
            "themes/middle/theme.yml": "extends: base\n",
            "themes/middle/templates/list.html": f"<script src=\"{{{{ asset('{name}') }}}}\"></script>",
        },
    )
    assert name in read(tmp_path).theme.static
