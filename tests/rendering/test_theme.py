"""Themes with layers: which template, file and word takes precedence."""

from __future__ import annotations

from typing import Any

import pytest

from digest.config.language_tags import fallbacks
from digest.diagnostics import Diagnostics
from digest.pages.output_files import File
from digest.rendering.theme import Layer, Theme, asset_path
from digest.rendering.theme_assets import published_assets
from digest.rendering.theme_options import Option
from digest.rendering.theme_words import read_words
from digest.rendering.theme_yml import read_theme_file
from digest.yaml.tree import Scalar


def file(name: str, hash: str = "0123456789abcdef") -> File:
    return File(name, f"themes/x/static/{name}", hash)


OWN = Layer("themes/own", {"a.html": "own a"}, {"en.yml": "home: Own\n"}, {"style.css": file("style.css", "own" + "0" * 20)})
BASE = Layer(
    "themes/base",
    {"a.html": "base a", "b.html": "base b", "parts/c.html": "c"},
    {"en.yml": "home: Home\nmore: More\n", "pt.yml": "home: Início\n", "pt-BR.yml": "more: Mais\n"},
    {"style.css": file("style.css"), "logo.png": file("logo.png"), "fonts/f.woff2": file("fonts/f.woff2")},
)
THEME = Theme((OWN, BASE))


def test_templates_of_upper_layers_replace_those_of_lower_ones():
    assert THEME.template("a.html") == "themes/own/templates/a.html"
    assert THEME.template("b.html") == "themes/base/templates/b.html"
    assert THEME.template("a.html", below=0) == "themes/base/templates/a.html"
    assert (THEME.template("a.html", below=1), THEME.template("z.html")) == ("", "")
    assert THEME.sources["themes/own/templates/a.html"] == "own a" and len(THEME.sources) == 4


@pytest.mark.parametrize(
    ("name", "layer"),
    [
        ("themes/own/templates/a.html", 0),
        ("themes/base/templates/a.html", 1),
        ("themes/base/templates/parts/c.html", 1),
        ("themes/own/templates/b.html", -1),
        ("themes/none/templates/a.html", -1),
        ("a.html", -1),
    ],
)
def test_the_layer_of_a_template_is_found(name: str, layer: int):
    assert THEME.layer_of(name) == layer


@pytest.mark.parametrize(
    ("name", "path", "plain"),
    [
        ("style.css", "assets/style.0123456789.css", "assets/style.css"),
        ("js/a.min.js", "assets/js/a.min.0123456789.js", "assets/js/a.min.js"),
        ("logo.png", "assets/logo.png", "assets/logo.png"),
        ("css", "assets/css", "assets/css"),
    ],
)
def test_paths_of_style_sheets_and_scripts_contain_their_hash(name: str, path: str, plain: str):
    assert asset_path(name, "0123456789abcdef") == path
    assert asset_path(name, "0123456789abcdef", plain=True) == plain


def test_options_of_upper_layers_replace_those_of_lower_ones():
    upper, lower = {"wide": Option("flag", True)}, {"wide": Option("flag", False), "dark": Option("flag", False)}
    theme = Theme(tuple(Layer(f"themes/{number}", {}, {}, {}, options) for number, options in enumerate((upper, lower))))
    assert theme.options == {"wide": Option("flag", True), "dark": Option("flag", False)}


def test_files_of_upper_layers_replace_those_of_lower_ones():
    assert {name: file.path for name, file in published_assets(THEME, {})[0].items()} == {
        "fonts/f.woff2": "assets/fonts/f.woff2",
        "logo.png": "assets/logo.png",
        "style.css": "assets/style.own0000000.css",
    }
    assert [copy.path for copy in published_assets(THEME, {}, plain=True)[0].values()] == [
        "assets/fonts/f.woff2",
        "assets/logo.png",
        "assets/style.css",
    ]
    style = published_assets(THEME, {})[0]["style.css"]
    assert style == File("assets/style.own0000000.css", "themes/x/static/style.css", "own" + "0" * 20)


def test_every_change_of_a_theme_changes_its_key():
    def other(**changed: Any) -> str:
        fields = {name: getattr(BASE, name) for name in ("root", "templates", "strings", "files", "options")} | changed
        return Theme((OWN, Layer(**fields))).key

    changes: list[dict[str, Any]] = [
        {}, {"root": "themes/other"}, {"templates": {}}, {"strings": {}}, {"files": {}},
        {"files": {**BASE.files, "logo.png": file("logo.png", "other")}},
        {"options": {"wide": Option("flag", False)}}, {"options": {"wide": Option("flag", True)}},
    ]  # fmt: skip
    names = [other(**changed) for changed in changes]
    assert len({*names}) == len(changes) and names[0] == THEME.key != Theme((BASE, OWN)).key


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", {"home": "Own", "more": "More"}),
        ("de", {"home": "Own", "more": "More"}),
        ("pt", {"home": "Início", "more": "More"}),
        ("pt-BR", {"home": "Início", "more": "Mais"}),
        ("pt-PT", {"home": "Início", "more": "More"}),
    ],
)
def test_words_are_those_of_the_region_the_language_or_english(language: str, words: dict[str, str]):
    found, _, diagnostics = read_words(THEME, language)
    assert (found, diagnostics) == (words, ())


@pytest.mark.parametrize(
    ("language", "untranslated"),
    [("en", ()), ("en-GB", ()), ("de", ("home", "more")), ("pt", ("more",)), ("pt-BR", ()), ("pt-PT", ("more",))],
)
def test_untranslated_words_are_listed(language: str, untranslated: tuple[str, ...]):
    assert read_words(THEME, language)[1] == untranslated


@pytest.mark.parametrize(
    ("language", "order"),
    [
        ("en", "en"),
        ("de-AT", "en de de-AT"),
        ("sr-Latn-RS", "en sr sr-Latn sr-Latn-RS"),
        ("zh", "en zh-Hans zh"),
        ("zh-CN", "en zh-Hans zh zh-CN"),
        ("zh-SG", "en zh-Hans zh zh-SG"),
        ("zh-TW", "en zh zh-Hant zh-TW"),
        ("zh-HK", "en zh zh-Hant zh-HK"),
        ("zh-MO", "en zh zh-Hant zh-MO"),
        ("zh-Hant-HK", "en zh zh-Hant zh-Hant-HK"),
        ("zh-Hans", "en zh zh-Hans"),
    ],
)
def test_the_fallback_languages_of_words(language: str, order: str):
    assert fallbacks(language) == tuple(order.split())


def test_a_word_file_that_is_not_a_mapping_is_reported():
    broken = Layer("themes/x", {}, {"en.yml": "- a\n"}, {})
    words, _, diagnostics = read_words(Theme((broken,)), "en")
    assert words == {}
    assert [str(diagnostic) for diagnostic in diagnostics] == ["themes/x/i18n/en.yml:1:1: E503 words must be key: value"]
    assert read_words(Theme((Layer("themes/x", {}, {"en.yml": ""}, {}),)), "en") == ({}, (), ())


@pytest.mark.parametrize(
    ("text", "values", "errors"),
    [
        ("name: Mine\nextends: default\n", {"name": "Mine", "extends": "default"}, []),
        ("", {}, []),
        ("extends: ../x\n", {}, ["1:10 E503"]),
        ("extend: default\n", {}, ["1:1 E503"]),
        ("license: MIT\nmin_digest: 0.1\n", {"license": "MIT", "min_digest": "0.1"}, []),
        ("min_digest: 0.1.0\n", {"min_digest": "0.1.0"}, []),
        ("min_digest: 0.1.1\n", {}, ["1:13 E503"]),
        ("min_digest: 1\n", {}, ["1:13 E503"]),
        ("min_digest: new\n", {}, ["1:13 E503"]),
        ("min_digest: 0.1.0.0\n", {}, ["1:13 E503"]),
        ("min_digest: 0.1-beta\n", {}, ["1:13 E503"]),
        ("min_digest: ٠.١\n", {}, ["1:13 E503"]),
        ("screenshot: ../a.png\n", {}, ["1:13 E503"]),
        ("screenshot: /a.png\n", {}, ["1:13 E503"]),
        ("screenshot: a\\b.png\n", {}, ["1:13 E503"]),
        ("screenshot: a/b..png\n", {"screenshot": Scalar("a/b..png", 1, 13, True)}, []),
    ],
)
def test_theme_yml_is_read_and_errors_are_reported(text: str, values: dict[str, object], errors: list[str]):
    diagnostics = Diagnostics("theme.yml", wrong="E503")
    assert read_theme_file(text, "theme.yml", diagnostics) == values
    assert [f"{diagnostic.line}:{diagnostic.column} {diagnostic.code}" for diagnostic in diagnostics.found] == errors


def test_an_error_in_the_yaml_of_theme_yml_names_the_file_as_a_theme_file():
    diagnostics = Diagnostics("theme.yml", wrong="E503")
    read_theme_file("name: Mine\n---\nname: Yours\n", "theme.yml", diagnostics)
    assert [diagnostic.message for diagnostic in diagnostics.found] == ["a second YAML document in the theme file"]


def test_a_theme_has_a_maximum_number_of_options():
    declared = [f"o{number}: {{kind: flag, default: true}}" for number in range(101)]
    for count, messages in ((100, []), (101, ["options has 101 values, at most 100"])):
        diagnostics = Diagnostics("theme.yml", wrong="E503")
        read_theme_file(f"name: Mine\noptions: {{{', '.join(declared[:count])}}}\n", "theme.yml", diagnostics)
        assert [diagnostic.message for diagnostic in diagnostics.found] == messages
