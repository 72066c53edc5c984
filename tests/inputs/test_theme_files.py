"""Themes: layers, metadata, and errors in their files."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from digest.errors import ConfigError, ContentError, UsageError
from digest.files.file_states import Scan
from digest.hashing import content_hash
from digest.inputs import theme_files
from digest.inputs.theme_files import BUILT_IN, ThemeMetadata, bundled_themes, read_theme, site_themes
from tests.sites import PIXEL, write

SHEET = "themes/mine/static/style.css"


def read(root: Path):
    return read_theme(root, "mine", Scan(root, {}))


def errors(root: Path) -> list[str]:
    """The errors of the theme."""
    with pytest.raises(ContentError) as raised:
        read(root)
    return [str(found) for found in raised.value.diagnostics]


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
    write(tmp_path, {SHEET: content, "themes/mine/static/a.css": "a {}", "themes/mine/static/z.css": "b {}"})
    found = read(tmp_path)
    assert found.styles.keys() >= {"a.css", "z.css"} and "style.css" not in found.styles
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
    assert errors(root) == [f"{link}:1:1: E101 a link that leads out of the site, to {outside}"]


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


def test_a_file_of_the_base_theme_that_no_template_names_is_not_published(tmp_path: Path):
    templates = {f"themes/mine/templates/{path.name}": "no script" for path in (BUILT_IN / "base/templates").glob("*.html")}
    write(tmp_path, templates)
    assert "search.js" not in read(tmp_path).theme.static


def test_layers_of_a_theme_are_in_order_and_the_site_overrides_bundled_files(tmp_path: Path):
    write(
        tmp_path,
        {
            "themes/mine/theme.yml": "extends: default\noptions: {tides: {kind: flag, default: false}}\n",
            "themes/mine/templates/list.html": "a\r\nb",
            "themes/mine/i18n/en.yml": "home: Quay\n",
            "themes/default/static/style.css": b"\xef\xbb\xbfa { color: red }",
        },
    )
    found = read(tmp_path)
    own, *others = found.theme.layers
    assert [layer.root for layer in others] == ["themes/default", "digest:themes/default", "digest:themes/base"]
    assert (own.root, own.templates, own.strings) == ("themes/mine", {"list.html": "a\nb"}, {"en.yml": "home: Quay\n"})
    assert "tides" in own.options and "tides" not in others[0].options
    assert found.styles["style.css"] == "a { color: red }"
    style = found.theme.static["style.css"]
    assert (style.origin, style.hash) == ("themes/default/static/style.css", content_hash(b"\xef\xbb\xbfa { color: red }"))
    assert found.real["themes/default/static/style.css"] == f"{tmp_path}/themes/default/static/style.css"


def test_metadata_of_the_site_override_bundled_ones_and_are_not_inherited(tmp_path: Path):
    write(tmp_path, {"themes/default/theme.yml": "name: Quay\n", "themes/mine/theme.yml": "extends: default\nlicense: CC0\n"})
    metadata = read_theme(tmp_path, "default", Scan(tmp_path, {})).metadata
    assert (metadata.title, metadata.extends, metadata.license) == ("Quay", "", "MIT")
    assert metadata.screenshot == str(BUILT_IN / "default/screenshot.webp")
    assert read(tmp_path).metadata == ThemeMetadata("", "default", "CC0")


def test_the_number_of_extended_themes_is_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(theme_files, "MAX_EXTENDS", 2)
    write(tmp_path, {"themes/mine/theme.yml": "extends: one\n", "themes/one/theme.yml": ""})
    assert [layer.root for layer in read(tmp_path).theme.layers] == ["themes/mine", "themes/one", "digest:themes/base"]
    write(tmp_path, {"themes/one/theme.yml": "extends: two\n", "themes/two/theme.yml": ""})
    with pytest.raises(UsageError, match="extends itself"):
        read(tmp_path)


def test_a_theme_that_extends_itself_is_rejected(tmp_path: Path):
    write(tmp_path, {"themes/mine/theme.yml": "extends: one\n", "themes/one/theme.yml": "extends: mine\n"})
    with pytest.raises(UsageError, match=r"^the theme mine extends itself$") as raised:
        read(tmp_path)
    assert raised.value.hint == "fix extends in themes/one/theme.yml"
    write(tmp_path, {"themes/base/theme.yml": "extends: default\n"})
    with pytest.raises(UsageError, match=r"^the theme base is below all others and extends none$"):
        read_theme(tmp_path, "base", Scan(tmp_path, {}))


@pytest.mark.parametrize(
    ("files", "name", "location"),
    [
        ({"digest.yml": "title: A\ntheme: mien\n"}, "mien", "digest.yml:2:8: E601 "),
        ({"themes/mine/theme.yml": "extends: mien\n"}, "mine", "themes/mine/theme.yml:1:10: E503 "),
        ({"digest.yml": "theme: other\n"}, "mien", ""),
        ({"digest.yml": "title: A\n"}, "mien", ""),
        ({"digest.yml": b"theme: \xff\n"}, "mien", ""),
        ({"digest.yml": "- theme\n"}, "mien", ""),
        ({}, "mien", ""),
    ],
)
def test_a_missing_theme_is_reported_at_the_line_that_names_it(
    files: dict[str, str | bytes], name: str, location: str, tmp_path: Path
):
    write(tmp_path, {"themes/mine/static/a.txt": "", **files})
    with pytest.raises(UsageError) as raised:
        read_theme(tmp_path, name, Scan(tmp_path, {}))
    error = raised.value
    found = [(str(each), each.hint) for each in error.diagnostics] if isinstance(error, ConfigError) else [(str(error), error.hint)]
    assert found == [(f"{location}there is no theme mien", "did you mean mine?")]


def test_the_hint_for_a_missing_theme_includes_bundled_themes(tmp_path: Path):
    for name, hint in (("defualt", "did you mean default?"), ("zzz", "put it into themes/, or set theme: default")):
        with pytest.raises(UsageError) as raised:
            read_theme(tmp_path, name, Scan(tmp_path, {}))
        assert raised.value.hint == hint


CONFLICT = "<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n"


def test_all_invalid_files_of_a_theme_are_reported(tmp_path: Path):
    write(
        tmp_path,
        {
            "themes/mine/theme.yml": "nme: x\n",
            "themes/mine/templates/a.html": CONFLICT,
            "themes/mine/templates/b.html": b"\xff",
            "themes/mine/i18n/en.yml": CONFLICT,
        },
    )
    (tmp_path / "themes/mine/templates/c.html").symlink_to("nowhere")
    with pytest.raises(ContentError) as raised:
        read(tmp_path)
    assert [(found.path.removeprefix("themes/mine/"), found.code) for found in raised.value.diagnostics] == [
        ("theme.yml", "E503"), ("templates/c.html", "E101"), ("templates/a.html", "E110"), ("templates/b.html", "E503"),
        ("i18n/en.yml", "E110"),
    ]  # fmt: skip


def test_a_theme_yml_that_is_a_broken_link_is_reported(tmp_path: Path):
    write(tmp_path, {SHEET: ""})
    for name in ("theme.yml", "other.yml"):
        (tmp_path / "themes/mine" / name).symlink_to("nowhere")
    assert errors(tmp_path) == ["themes/mine/theme.yml:1:1: E101 a broken link to nowhere"]


@pytest.mark.parametrize(
    ("picture", "problem"),
    [
        ("a.png", ""),
        ("b/c.png", ""),
        ("c.png", "there is no file c.png in the folder of the theme"),
        ("b/a.png", "there is no file b/a.png in the folder of the theme"),
        ("b", "b is a folder"),
        ("b/folder.png", "b/folder.png is a folder"),
        ("text.png", "the file is not an image that browsers show"),
    ],
)
def test_the_screenshot_of_a_theme_is_an_image(picture: str, problem: str, tmp_path: Path):
    files = {
        "theme.yml": f"name: A\nscreenshot: {picture}\n",
        "a.png": PIXEL,
        "b/c.png": PIXEL,
        "text.png": "text",
        "b/folder.png/x": "",
    }
    write(tmp_path, {f"themes/mine/{name}": data for name, data in files.items()})
    if not problem:
        assert read(tmp_path).metadata.screenshot == f"themes/mine/{picture}"
        return
    assert errors(tmp_path) == [f"themes/mine/theme.yml:2:13: E503 screenshot: {problem}"]


def test_the_themes_of_a_site_are_its_folders(tmp_path: Path):
    assert site_themes(tmp_path) == []
    write(tmp_path, {"themes/b/x": "", "themes/a/x": "", "themes/.git/x": "", "themes/note.txt": ""})
    assert site_themes(tmp_path) == ["a", "b"] and {"base", "default"} <= {*bundled_themes()}


def test_a_read_error_of_a_screenshot_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def failing(_: str) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(theme_files, "read_image", failing)
    write(tmp_path, {"themes/mine/theme.yml": "screenshot: a.png\n", "themes/mine/a.png": PIXEL})
    assert errors(tmp_path) == ["themes/mine/theme.yml:1:13: E503 screenshot: it cannot be read: Input/output error"]


def test_a_bundled_theme_is_read_once_in_the_repository_of_digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(theme_files, "BUILT_IN", tmp_path / "themes")
    write(tmp_path, {"themes/base/templates/list.html": ""})
    assert [layer.root for layer in read_theme(tmp_path, "base", Scan(tmp_path, {})).theme.layers] == ["themes/base"]


def test_a_folder_with_the_name_of_the_theme_file_is_an_error(tmp_path: Path):
    (tmp_path / "themes/mine/theme.yml").mkdir(parents=True)
    assert errors(tmp_path) == ["themes/mine/theme.yml:1:1: E503 a folder with the name of theme.yml"]


@pytest.mark.parametrize("path", ["templates/base.html", "templates/partials/head.html", "templates/feed.xml", "i18n/en.yml"])
def test_a_folder_with_the_name_of_a_template_or_of_words_is_an_error(tmp_path: Path, path: str):
    (tmp_path / "themes/mine" / path).mkdir(parents=True)
    assert errors(tmp_path) == [f"themes/mine/{path}:1:1: E503 a folder with the name of a file"]


@pytest.mark.parametrize("name", ["style.css", "search.js", "sub/own.svg"])
def test_a_folder_with_the_name_of_a_static_file_of_the_theme_is_an_error(tmp_path: Path, name: str):
    write(tmp_path, {"themes/mine/theme.yml": "extends: below\n", "themes/below/theme.yml": "extends: default\n"})
    write(tmp_path, {"themes/below/static/sub/own.svg": "<svg/>"})
    assert read_theme(tmp_path, "mine", Scan(tmp_path, {}))
    (tmp_path / "themes/mine/static" / name).mkdir(parents=True)
    assert errors(tmp_path) == [f"themes/mine/static/{name}:1:1: E503 a folder with the name of a file"]


def test_folders_of_static_files_and_of_templates_may_have_any_other_name(tmp_path: Path):
    for path in ("static/app.html", "templates/v1.2"):
        (tmp_path / "themes/mine" / path).mkdir(parents=True)
    assert read_theme(tmp_path, "mine", Scan(tmp_path, {}))
