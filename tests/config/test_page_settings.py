"""The settings that can change a page, and proof that the others cannot."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from digest.config.config import Config, OutputSetting
from digest.config.setting_table import SETTINGS, Setting, page_settings, read_config
from digest.diagnostics import Diagnostic
from tests.sites import build, tiny, tree, write

START = "title: T\nbase_url: https://example.org/\n"

OTHER_VALUES = {
    "output": "output: public",
    "publish": "publish: {remote: pages, branch: main, cname: news.example.org}",
    "extensions": "extensions: [idle.py]",
    "links": "links: warn",
    "max_article_bytes": "max_article_bytes: 50000",
    "editor": 'editor: "idea://open?file={path}"',
}
"""Every setting that cannot change a page, with a value other than its default."""

RUN_FIELDS = {"strict", "diagnostics"}

SECTIONS = read_config(
    START
    + "theme_options: {a: 1}\nbrand: {logo: a.svg, fonts: {serif: a.otf}}\nfooter: [about]\n"
    + "lists: {front: 3}\nfeed: {entries: 3}\nnav: [{name: b, url: /}]\ntags: {renamed: {a: c}}\neditions: {}\nmail: {note: x}\n"
)

IDLE_EXTENSION = {"extensions/idle.py": "IMPORTERS = {'idle': lambda read: read}\n"}


def settings_without_effect() -> set[str]:
    return {setting.name for setting in SETTINGS.values() if isinstance(setting, Setting) and not setting.changes_pages}


def test_every_setting_declares_whether_it_can_change_pages():
    assert all(isinstance(setting, Setting) for setting in SETTINGS.values())
    assert settings_without_effect() == OTHER_VALUES.keys()


@pytest.mark.parametrize("name", OTHER_VALUES)
def test_a_setting_that_cannot_change_pages_is_not_a_page_setting(name: str):
    config = read_config(START + OTHER_VALUES[name])
    assert config != read_config(START)
    assert page_settings(config) == page_settings(read_config(START))


@pytest.mark.parametrize("name", sorted(set(Config.__struct_fields__) - settings_without_effect() - RUN_FIELDS))
def test_every_other_field_is_a_page_setting(name: str):
    """A new field of Config is a page setting unless the table declares otherwise."""
    config = read_config(START)
    value = getattr(config, name)
    other = _another(value) if isinstance(value, bool | int | str) else getattr(SECTIONS, name)
    assert page_settings(replace(config, **{name: other})) != page_settings(config)


def _another(value: bool | int | str) -> bool | int | str:
    return (not value) if isinstance(value, bool) else value + 1 if isinstance(value, int) else f"{value}x"


def test_the_line_and_column_of_a_setting_are_not_page_settings():
    text = "nav: [{name: a, url: /}]\ntags: {renamed: {a: b}}\ntheme_options: {a: b}\n"
    text += "brand: {logo: a.svg, fonts: {sans: [a.otf, b]}}\nfooter: [{name: a, url: /, rel: me}]\n"
    assert page_settings(read_config(f"{START}\n{text}")) == page_settings(read_config(START + text))
    further_right = text.replace(": ", ":  ").replace("[", "[ ")
    assert page_settings(read_config(START + further_right)) == page_settings(read_config(START + text))


@pytest.mark.parametrize("name", OTHER_VALUES)
def test_a_setting_that_cannot_change_pages_changes_no_byte(tmp_path: Path, name: str):
    files = tiny() | IDLE_EXTENSION
    before = write(tmp_path / "before", files)
    after = write(tmp_path / "after", files | {"digest.yml": f"{_text(files['digest.yml'])}\n{OTHER_VALUES[name]}\n"})
    assert (build(before).code, build(after).code) == (0, 0)
    assert tree(after / ("public" if name == "output" else "site")) == tree(before / "site")


def _text(data: str | bytes) -> str:
    return data if isinstance(data, str) else data.decode()


@pytest.mark.parametrize(
    "values",
    [{"output": OutputSetting("site", 3, 9)}, {"strict": True}, {"diagnostics": (Diagnostic("digest.yml", 1, 1, "N204", "x"),)}],
)
def test_fields_of_the_run_are_not_page_settings(values: dict[str, object]):
    config = read_config(START)
    assert replace(config, **values) != config
    assert page_settings(replace(config, **values)) == page_settings(config)
