"""Errors in the words of a theme are reported once, with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.rendering.theme import Layer, Theme
from digest.rendering.theme_words import read_words
from tests.sites import build, tiny, write

LOWER_WORDS = 'home: Front page\nread_at: Read it at {name}\narticles: {one: "{n} article", other: "{n} articles"}\n'


def reported(words: str, *, file: str = "ko.yml", template: str = "") -> list[tuple[int, str, str]]:
    """Return line, code with message, and hint of each error in the words of a theme above one with `LOWER_WORDS`."""
    layers = (
        Layer("themes/own", {"a.html": template}, {file: words}, {}),
        Layer("digest:themes/default", {}, {"en.yml": LOWER_WORDS}, {}),
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
        ("articles: [처음]\n", 1, "E503 articles must be text", 'write articles: "…"'),
        ("zzz: 처음\n", 1, "W216 unknown word zzz", "remove it: no template uses it"),
        ("- a\n", 1, "E503 words must be key: value", "write  home: "),
    ],
)  # fmt: skip
def test_errors_in_words_are_reported_with_a_hint(words: str, line: int, message: str, hint: str):
    ((at, found, proposed),) = reported(words)
    assert (at, found) == (line, message)
    assert proposed.startswith(hint)


def test_a_second_yaml_document_is_reported_as_in_a_file_of_words():
    assert reported("home: a\n---\nhome: b\n") == [(2, "E106 a second YAML document in the file of words", "keep one")]


def test_words_after_an_invalid_one_are_checked():
    wrong = ["zzz: 처음", "home: [처음]", "articles: {one: '{n}', other: [x]}", "read_at: {other: x}", "hmoe: 처음"]
    found = [(line, text.split()[0]) for line, text, _ in reported("\n".join(wrong) + "\n")]
    assert found == [(1, "W216"), (2, "E503"), (3, "E503"), (4, "E503"), (5, "W216")]


@pytest.mark.parametrize(
    "words",
    [
        "home: 처음\n", "read_at: '{name}에서 읽기'\n", 'articles: {other: "{n}건"}\n', 'articles: "{n}건"\n',
        'articles: {one: 한 건, other: "{n}건"}\n',
    ],
)  # fmt: skip
def test_valid_words_are_not_reported(words: str):
    assert reported(words) == []


def test_additional_words_are_valid_if_templates_use_them():
    own = "mine: 우리\ncolours: {red: 빨강}\nso_many: {other: '{n} {x}'}\n"
    assert reported(own, template="{{ site.strings.mine }} {{ site.strings['colours'].red }} {{ 3|counted('so_many') }}") == []
    assert [code[:17] for _, code, _ in reported(own, file="en.yml")] == ["W216 unknown word"] * 3


def test_an_error_in_words_fails_the_build_and_a_warning_does_not(tmp_path: Path):
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
def test_each_plural_category_may_have_a_form(category: str):
    assert reported(f'articles: {{{category}: "{{n}}", other: "{{n}}"}}\n') == []


def test_a_word_is_used_only_if_a_template_has_it_as_a_whole():
    assert reported("motto: 처음\n", template="{{ words.motto }}") == []
    assert [found for _, found, _ in reported("mot: 처음\n", template="{{ words.motto }}")] == ["W216 unknown word mot"]
