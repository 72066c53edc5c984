"""Errors in the words of a theme are reported when they are read, with file and line, once."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.rendering.theme import Layer, Theme
from digest.rendering.theme_words import read_words
from tests.sites import build, tiny, write

UNDER = 'home: Front page\nread_at: Read it at {name}\narticles: {one: "{n} article", other: "{n} articles"}\n'


def said(words: str, *, file: str = "ko.yml", template: str = "") -> list[tuple[int, str, str]]:
    """Line, code with message, and hint of what is wrong with the words of a theme over one with the words of `UNDER`."""
    layers = (
        Layer("themes/own", {"a.html": template}, {file: words}, {}),
        Layer("digest:themes/default", {}, {"en.yml": UNDER}, {}),
    )
    _, _, diagnostics = read_words(Theme(layers), "ko")
    assert {diagnostic.path for diagnostic in diagnostics} <= {f"themes/own/i18n/{file}"}
    return [(diagnostic.line, f"{diagnostic.code} {diagnostic.message}", diagnostic.hint) for diagnostic in diagnostics]


@pytest.mark.parametrize(
    ("words", "line", "message", "hint"),
    [
        ('home: 처음\narticles: {one: "{n}"}\n', 2, "E503 articles has no form for other, which every language needs", "add"),
        (
            'articles:\n  other: "{n}건"\n  ohter: "{n}"\n',
            3,
            "E503 articles: ohter is not a plural category",
            "did you mean other?",
        ),
        ('articles: {"1": "{n}", other: "{n}"}\n', 1, "E503 articles: 1 is not a plural category", "write zero, one,"),
        ('articles: {other: ["{n}"]}\n', 1, "E503 articles: other must be text", 'write other: "…"'),
        ('articles: {other: "{count}건, {n}"}\n', 1, "E503 articles: {count} is never filled in", "write {n}"),
        ("articles: {other: 여러 건}\n", 1, "W215 articles lacks {n}", "write {n} where it belongs"),
        ("read_at: 원문\n", 1, "W215 read_at lacks {name}", "write {name} where it belongs"),
        ("read_at: '{nmae}, {name}에서'\n", 1, "E503 read_at: {nmae} is never filled in", "write {name}"),
        ("home: '{n}'\n", 1, "E503 home: {n} is never filled in", "remove it"),
        ("home: {other: 처음}\n", 1, "E503 home is not counted, so it has one form", 'write home: "…"'),
        ("home: [처음]\n", 1, "E503 home must be text", 'write home: "…"'),
        ("\nhmoe: 처음\n", 2, "W216 unknown word hmoe", "did you mean home?"),
        ("zzz: 처음\n", 1, "W216 unknown word zzz", "remove it: no template uses it"),
        ("- a\n", 1, "E503 words must be key: value", "write  home: "),
    ],
)  # fmt: skip
def test_what_is_wrong_with_words(words: str, line: int, message: str, hint: str):
    ((at, found, proposed),) = said(words)
    assert (at, found) == (line, message)
    assert proposed.startswith(hint)


def test_a_second_document_in_them_is_named_as_what_it_is_in():
    assert said("home: a\n---\nhome: b\n") == [(2, "E106 a second YAML document in the file of words", "keep one")]


def test_each_word_is_looked_at_whatever_is_wrong_with_the_one_before():
    wrong = ["zzz: 처음", "home: [처음]", "articles: {one: '{n}', other: [x]}", "read_at: {other: x}", "hmoe: 처음"]
    found = [(line, text.split()[0]) for line, text, _ in said("\n".join(wrong) + "\n")]
    assert found == [(1, "W216"), (2, "E503"), (3, "E503"), (4, "E503"), (5, "W216")]


@pytest.mark.parametrize(
    "words",
    [
        "home: 처음\n", "read_at: '{name}에서 읽기'\n", 'articles: {other: "{n}건"}\n', 'articles: "{n}건"\n',
        'articles: {one: 한 건, other: "{n}건"}\n',
    ],
)  # fmt: skip
def test_words_that_are_right(words: str):
    assert said(words) == []


def test_words_of_a_themes_own_are_those_that_its_templates_name():
    own = "mine: 우리\ncolours: {red: 빨강}\nso_many: {other: '{n} {x}'}\n"
    assert said(own, template="{{ site.strings.mine }} {{ site.strings['colours'].red }} {{ 3|counted('so_many') }}") == []
    assert [code[:17] for _, code, _ in said(own, file="en.yml")] == ["W216 unknown word"] * 3


def test_a_fault_in_the_words_stops_the_build_once_and_a_warning_does_not(tmp_path: Path):
    site = tiny(2) | {"themes/plain/i18n/en.yml": tiny(1)["themes/plain/i18n/en.yml"]}
    folder = write(tmp_path, site)
    file = folder / "themes/plain/i18n/en.yml"
    words = file.read_text()
    file.write_text(words.rstrip("\n") + "\nbroken: {one: a}\n")
    built = build(folder)
    assert built.code == 1 and len(built.diagnostics) == 2, "no template uses the word, and it lacks a form"
    assert built.diagnostics[1].startswith(
        f"themes/plain/i18n/en.yml:{words.rstrip(chr(10)).count(chr(10)) + 2}:9: E503 broken has no form"
    )


@pytest.mark.parametrize("category", ["zero", "one", "two", "few", "many"])
def test_each_category_of_plurals_may_have_a_form(category: str):
    assert said(f'articles: {{{category}: "{{n}}", other: "{{n}}"}}\n') == []
