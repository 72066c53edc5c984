"""The options of themes: chosen by a site, inherited by a theme, and used in templates."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.config.config import ThemeOption
from digest.config.setting_table import read_config
from digest.diagnostics import Diagnostics
from digest.rendering.theme import Layer, Theme
from digest.rendering.theme_options import OPTION_KINDS, Option, option_values, read_options
from digest.yaml.yaml_reader import read_yaml
from tests.sites import SETTINGS, build, tiny, write

DECLARED = """\
wide: {kind: flag, default: false}
columns: {kind: number, default: 3}
motto: {kind: text, default: ""}
tint: {kind: color, default: "#ABC"}
mood: {kind: choice, choices: [calm, wild], default: calm}
"""
DEFAULTS = {"wide": False, "columns": 3, "motto": "", "tint": "#aabbcc", "mood": "calm"}


def options(text: str) -> dict[str, Option]:
    diagnostics = Diagnostics("theme.yml", wrong="E503")
    node = read_yaml(text, diagnostics, text_kind="theme file")
    assert node
    found = read_options(node, "options", diagnostics)
    assert diagnostics.found == []
    return found or {}


def chosen(text: str) -> tuple[ThemeOption, ...]:
    return read_config(f"title: T\nbase_url: https://example.org/\ntheme_options: {text}\n").theme_options


def test_every_kind_of_option_has_its_default():
    declared = options(DECLARED)
    assert {option.kind for option in declared.values()} == {*OPTION_KINDS, "choice"}
    assert option_values(declared, ()) == (DEFAULTS, ())


@pytest.mark.parametrize(
    ("written", "name", "value"),
    [
        ("{wide: yes}", "wide", True),
        ("{columns: 0}", "columns", 0),
        ("{motto: 007}", "motto", "007"),
        ("{motto: ''}", "motto", ""),
        ("{tint: a3210f}", "tint", "#a3210f"),
        ('{tint: "#C00"}', "tint", "#cc0000"),
        ("{mood: wild}", "mood", "wild"),
    ],
)
def test_a_chosen_value_has_the_type_of_the_option(written: str, name: str, value: object):
    found, diagnostics = option_values(options(DECLARED), chosen(written))
    assert diagnostics == ()
    assert found == DEFAULTS | {name: value}
    assert type(found[name]) is type(value)


def test_an_invalid_value_becomes_the_default_and_other_options_are_unaffected():
    found, diagnostics = option_values(options(DECLARED), chosen("{columns: many, mood: wild}"))
    assert [str(diagnostic) for diagnostic in diagnostics] == [
        "digest.yml:3:26: E601 columns must be a whole number from 0 to 1000000"
    ]
    assert found == DEFAULTS | {"mood": "wild"}


@pytest.mark.parametrize(("written", "hint"), [("{colums: 4}", "did you mean columns?"), ("{zzzzz: 4}", "it has columns, mood, ")])
def test_an_unknown_option_is_reported_with_a_similar_name_or_all_names(written: str, hint: str):
    _, (diagnostic,) = option_values(options(DECLARED), chosen(written))
    assert diagnostic.code == "E601" and diagnostic.hint.startswith(hint)


def test_a_theme_inherits_the_options_of_lower_layers_and_may_replace_them():
    def layer(text: str) -> Layer:
        return Layer("themes/x", {}, {}, {}, options(text))

    theme = Theme((layer("columns: {kind: number, default: 1}\nown: {kind: flag, default: true}\n"), layer(DECLARED)))
    assert option_values(theme.options, ())[0] == DEFAULTS | {"columns": 1, "own": True}


def test_a_changed_option_renders_the_pages_again(tmp_path: Path):
    site = write(tmp_path / "site", tiny(1))
    page = site / "site/about/index.html"
    assert build(site).code == 0
    assert "about/index.html" in build(write(site, {"digest.yml": f"{SETTINGS}theme_options: {{motto: Ours}}\n"})).rendered
    assert "Ours" in page.read_text()
    theirs = {"themes/plain/theme.yml": "options: {motto: {kind: text, default: Theirs}}\n"}
    assert build(write(site, theirs)).rendered == set()  # the site has chosen
    assert "about/index.html" in build(write(site, {"digest.yml": SETTINGS})).rendered
    assert "Theirs" in page.read_text()


@pytest.mark.parametrize(
    ("declared", "valid"),
    [
        ("show_dates: {kind: flag, default: true}", ["show_dates"]),
        ("columns2: {kind: number, default: 0}", ["columns2"]),
        ("columns: {kind: number, default: -1}", []),
        ("columns: {kind: number, default: many}\nwide: {kind: flag, default: true}", ["wide"]),
    ],
)
def test_an_option_with_an_invalid_default_is_none(declared: str, valid: list[str]):
    diagnostics = Diagnostics("theme.yml", wrong="E503")
    node = read_yaml(declared, diagnostics, text_kind="theme file")
    assert node and list(read_options(node, "options", diagnostics) or ()) == valid
    assert len(diagnostics.found) == declared.count("kind") - len(valid)


def test_an_option_has_a_maximum_number_of_choices():
    choices = [f"c{number}" for number in range(101)]
    assert options(f"mood: {{kind: choice, choices: [{', '.join(choices[:100])}], default: c0}}")["mood"].choices == tuple(
        choices[:100]
    )
    diagnostics = Diagnostics("theme.yml", wrong="E503")
    node = read_yaml(f"mood: {{kind: choice, choices: [{', '.join(choices)}], default: c0}}", diagnostics, text_kind="theme file")
    assert node
    read_options(node, "options", diagnostics)
    assert [diagnostic.message for diagnostic in diagnostics.found] == ["choices has 101 values, at most 100"]
