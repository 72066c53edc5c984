"""The words (translations) of a theme: read and merge the word files of layers and languages, with English for untranslated words;
and check these files: unknown words, plural categories, texts that are not text, and parameters such as {n} that are missing or
never filled in."""

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
    merged_words: dict[str, Any] = {}
    english_words: dict[str, Any] = {}
    diagnostics: list[Diagnostic] = []

    def is_in_templates(word: str) -> bool:
        return any(
            re.search(rf"\b{re.escape(word)}\b", word_file_text)
            for layer in theme.layers
            for word_file_text in layer.templates.values()
        )

    for tag in fallbacks(language):
        for layer in reversed(theme.layers):
            word_file_text = layer.strings.get(f"{tag}.yml")
            if word_file_text is None:
                continue
            file_diagnostics = Diagnostics(f"{layer.root}/i18n/{tag}.yml", wrong="E503")
            words_node = read_yaml(word_file_text, file_diagnostics, text_kind="file of words")
            if isinstance(words_node, tree.Mapping):
                check_words(words_node, merged_words, is_in_templates, file_diagnostics)
                theme_strings = {
                    key: value_readers.plain(value, key, file_diagnostics) for key, (_, value) in words_node.entries.items()
                }
                merged_words |= theme_strings
                english_words = (
                    english_words | theme_strings
                    if tag == FALLBACK_LANGUAGE
                    else {key: english_words[key] for key in english_words if key not in theme_strings}
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
    untranslated = () if language.split("-")[0] == FALLBACK_LANGUAGE else tuple(english_words)
    return merged_words, untranslated, tuple(diagnostics)


PLURAL_CATEGORIES = ("zero", "one", "two", "few", "many", "other")
"""The plural categories of CLDR (Unicode Technical Standard #35, part 3, "Language Plural Rules")."""

_WORD_PARAMETER = lazy_compile(r"\{(\w+)\}")


def check_words(
    node: tree.Mapping, under: Mapping[str, Any], is_in_templates: Callable[[str], bool], diagnostics: Diagnostics
) -> None:
    """Check a word file, and add errors to `diagnostics`. `under` has the words of the layers and languages below.

    `is_in_templates` returns whether a template uses a word.
    """
    for word_name, (word, value) in node.entries.items():
        if word_name not in under:
            if under and not is_in_templates(word_name):
                hint = did_you_mean(word_name, under) or "remove it: no template uses it"
                diagnostics.add(word.line, word.column, "W216", f"unknown word {word_name}", hint)
            if isinstance(value, tree.Mapping) and value.entries.keys() & set(PLURAL_CATEGORIES):
                _check_plural_forms(word_name, value, diagnostics)
            continue
        base_word = under[word_name]
        if isinstance(value, tree.Mapping) and (isinstance(base_word, dict) or value.entries.keys() & set(PLURAL_CATEGORIES)):
            if isinstance(base_word, str):
                diagnostics.add(
                    value.line,
                    value.column,
                    diagnostics.wrong,
                    f"{word_name} is not counted, so it has one form",
                    f'write {word_name}: "…"',
                )
                continue
            _check_plural_forms(word_name, value, diagnostics)
        elif not isinstance(value, Scalar) and isinstance(base_word, (str, dict)):
            diagnostics.add(value.line, value.column, diagnostics.wrong, f"{word_name} must be text", f'write {word_name}: "…"')
            continue
        _check_word_parameters(word_name, value, base_word, diagnostics)


def _check_plural_forms(word_name: str, forms: tree.Mapping, diagnostics: Diagnostics) -> None:
    for category, (category_node, form) in forms.entries.items():
        if category not in PLURAL_CATEGORIES:
            hint = (
                did_you_mean(category, PLURAL_CATEGORIES) or f"write {', '.join(PLURAL_CATEGORIES[:-1])} or {PLURAL_CATEGORIES[-1]}"
            )
            diagnostics.add(
                category_node.line,
                category_node.column,
                diagnostics.wrong,
                f"{word_name}: {category} is not a plural category",
                hint,
            )
        elif not isinstance(form, Scalar):
            diagnostics.add(
                form.line, form.column, diagnostics.wrong, f"{word_name}: {category} must be text", f'write {category}: "…"'
            )
    if "other" not in forms.entries:
        message = f"{word_name} has no form for other, which every language needs"
        diagnostics.add(forms.line, forms.column, diagnostics.wrong, message, 'add other: "{n} …"')


def _check_word_parameters(word_name: str, value: Node, known_word: object, diagnostics: Diagnostics) -> None:
    parameters = {name for text in _texts_of_word(known_word) for name in _WORD_PARAMETER.findall(text)}
    word_forms = [value] if isinstance(value, Scalar) else _plural_forms(value)
    for form in word_forms:
        for name in _WORD_PARAMETER.findall(form.text):
            if name not in parameters:
                hint = f"write {' and '.join(f'{{{each}}}' for each in sorted(parameters))}" if parameters else "remove it"
                diagnostics.add(form.line, form.column, diagnostics.wrong, f"{word_name}: {{{name}}} is never filled in", hint)
    main_form = value if isinstance(value, Scalar) else value.get("other") if isinstance(value, tree.Mapping) else None
    if isinstance(main_form, Scalar):
        for name in sorted(parameters - set(_WORD_PARAMETER.findall(main_form.text))):
            diagnostics.add(
                main_form.line, main_form.column, "W215", f"{word_name} lacks {{{name}}}", f"write {{{name}}} where it belongs"
            )


def _plural_forms(node: Node) -> list[Scalar]:
    return [form for _, form in node.entries.values() if isinstance(form, Scalar)] if isinstance(node, tree.Mapping) else []


def _texts_of_word(known_word: object) -> Iterator[str]:
    values = known_word.values() if isinstance(known_word, dict) else (known_word,)
    return (value for value in values if isinstance(value, str))
