"""The words (translations) of a theme in the language of a site, and the checks of word files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from digest.config.language_tags import FALLBACK_LANGUAGE, fallbacks
from digest.diagnostics import Diagnostic, Diagnostics
from digest.rendering.theme import Theme
from digest.text.lazy_pattern import lazy_compile
from digest.text.similar_words import did_you_mean
from digest.yaml import tree, value_readers
from digest.yaml.tree import Node, Scalar
from digest.yaml.yaml_reader import read_yaml


def read_words(theme: Theme, language: str) -> tuple[dict[str, Any], tuple[str, ...], tuple[Diagnostic, ...]]:
    """Return the words of the theme by name, the names of untranslated words, and the errors in the word files.

    A word of a region (`pt-BR`) takes precedence over one of the language (`pt`), and that over English, which replaces
    untranslated words.
    """
    strings: dict[str, Any] = {}
    english: dict[str, Any] = {}
    diagnostics: list[Diagnostic] = []

    def is_in_templates(word: str) -> bool:
        return any(re.search(rf"\b{re.escape(word)}\b", text) for layer in theme.layers for text in layer.templates.values())

    for tag in fallbacks(language):
        for layer in reversed(theme.layers):
            text = layer.strings.get(f"{tag}.yml")
            if text is None:
                continue
            file_diagnostics = Diagnostics(f"{layer.root}/i18n/{tag}.yml", wrong="E503")
            words_node = read_yaml(text, file_diagnostics, text_kind="file of words")
            if isinstance(words_node, tree.Mapping):
                check_words(words_node, strings, is_in_templates, file_diagnostics)
                theme_strings = {
                    key: value_readers.plain(value, key, file_diagnostics) for key, (_, value) in words_node.entries.items()
                }
                strings |= theme_strings
                english = (
                    english | theme_strings
                    if tag == FALLBACK_LANGUAGE
                    else {key: english[key] for key in english if key not in theme_strings}
                )
            elif words_node is not None:
                file_diagnostics.add(
                    words_node.line,
                    words_node.column,
                    "E503",
                    "words must be key: value",
                    'write  home: "…"  and so on, a line each',
                )
            diagnostics += file_diagnostics.found
    untranslated = () if language.split("-")[0] == FALLBACK_LANGUAGE else tuple(english)
    return strings, untranslated, tuple(diagnostics)


PLURAL_CATEGORIES = ("zero", "one", "two", "few", "many", "other")
"""The plural categories of CLDR (Unicode Technical Standard #35, part 3, "Language Plural Rules")."""

_WORD_PARAMETER = lazy_compile(r"\{(\w+)\}")


def check_words(
    node: tree.Mapping, under: Mapping[str, Any], is_in_templates: Callable[[str], bool], diagnostics: Diagnostics
) -> None:
    """Check a word file, and add errors to `diagnostics`. `under` has the words of the layers and languages below.

    `is_in_templates` returns whether a template uses a word.
    """
    for key, (word, value) in node.entries.items():
        if key not in under:
            if under and not is_in_templates(key):
                hint = did_you_mean(key, under) or "remove it: no template uses it"
                diagnostics.add(word.line, word.column, "W216", f"unknown word {key}", hint)
            if isinstance(value, tree.Mapping) and value.entries.keys() & set(PLURAL_CATEGORIES):
                _check_plural(key, value, diagnostics)
            continue
        base = under[key]
        if isinstance(value, tree.Mapping) and (isinstance(base, dict) or value.entries.keys() & set(PLURAL_CATEGORIES)):
            if isinstance(base, str):
                diagnostics.add(
                    value.line, value.column, diagnostics.wrong, f"{key} is not counted, so it has one form", f'write {key}: "…"'
                )
                continue
            _check_plural(key, value, diagnostics)
        elif not isinstance(value, Scalar) and isinstance(base, (str, dict)):
            diagnostics.add(value.line, value.column, diagnostics.wrong, f"{key} must be text", f'write {key}: "…"')
            continue
        _check_parameters(key, value, base, diagnostics)


def _check_plural(key: str, forms: tree.Mapping, diagnostics: Diagnostics) -> None:
    for category, (category_node, form) in forms.entries.items():
        if category not in PLURAL_CATEGORIES:
            hint = (
                did_you_mean(category, PLURAL_CATEGORIES) or f"write {', '.join(PLURAL_CATEGORIES[:-1])} or {PLURAL_CATEGORIES[-1]}"
            )
            diagnostics.add(
                category_node.line, category_node.column, diagnostics.wrong, f"{key}: {category} is not a plural category", hint
            )
        elif not isinstance(form, Scalar):
            diagnostics.add(form.line, form.column, diagnostics.wrong, f"{key}: {category} must be text", f'write {category}: "…"')
    if "other" not in forms.entries:
        message = f"{key} has no form for other, which every language needs"
        diagnostics.add(forms.line, forms.column, diagnostics.wrong, message, 'add other: "{n} …"')


def _check_parameters(key: str, value: Node, known_word: object, diagnostics: Diagnostics) -> None:
    parameters = {name for text in _texts_of_word(known_word) for name in _WORD_PARAMETER.findall(text)}
    word_forms = [value] if isinstance(value, Scalar) else _plural_forms(value)
    for form in word_forms:
        for name in _WORD_PARAMETER.findall(form.text):
            if name not in parameters:
                hint = f"write {' and '.join(f'{{{each}}}' for each in sorted(parameters))}" if parameters else "remove it"
                diagnostics.add(form.line, form.column, diagnostics.wrong, f"{key}: {{{name}}} is never filled in", hint)
    main = value if isinstance(value, Scalar) else value.get("other") if isinstance(value, tree.Mapping) else None
    if isinstance(main, Scalar):
        for name in sorted(parameters - set(_WORD_PARAMETER.findall(main.text))):
            diagnostics.add(main.line, main.column, "W215", f"{key} lacks {{{name}}}", f"write {{{name}}} where it belongs")


def _plural_forms(node: Node) -> list[Scalar]:
    return [form for _, form in node.entries.values() if isinstance(form, Scalar)] if isinstance(node, tree.Mapping) else []


def _texts_of_word(known_word: object) -> Iterator[str]:
    values = known_word.values() if isinstance(known_word, dict) else (known_word,)
    return (value for value in values if isinstance(value, str))
