"""The words of a theme: what is wrong with a file of them, beside those that lie under it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from digest.errors import Diagnostics, did_you_mean
from digest.text.patterns import later
from digest.yaml import tree
from digest.yaml.tree import Node, Scalar

CATEGORIES = ("zero", "one", "two", "few", "many", "other")
"""The plural categories of CLDR (Unicode Technical Standard #35, part 3, "Language Plural Rules")."""

_PARAMETER = later(r"\{(\w+)\}")


def check_words(node: tree.Mapping, under: Mapping[str, Any], is_shown: Callable[[str], bool], diagnostics: Diagnostics) -> None:
    """Note what is wrong with these words. `under` are those that lie under them, which they replace.

    `is_shown` says whether a template names a word.
    """
    for key, (place, value) in node.entries.items():
        if key not in under:
            if under and not is_shown(key):
                hint = did_you_mean(key, under) or "remove it: no template uses it"
                diagnostics.add(place.line, place.column, "W216", f"unknown word {key}", hint)
            if isinstance(value, tree.Mapping) and value.entries.keys() & set(CATEGORIES):
                _check_plural(key, value, diagnostics)
            continue
        base = under[key]
        if isinstance(value, tree.Mapping) and (isinstance(base, dict) or value.entries.keys() & set(CATEGORIES)):
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
    for category, (place, form) in forms.entries.items():
        if category not in CATEGORIES:
            hint = did_you_mean(category, CATEGORIES) or f"write {', '.join(CATEGORIES[:-1])} or {CATEGORIES[-1]}"
            diagnostics.add(place.line, place.column, diagnostics.wrong, f"{key}: {category} is not a plural category", hint)
        elif not isinstance(form, Scalar):
            diagnostics.add(form.line, form.column, diagnostics.wrong, f"{key}: {category} must be text", f'write {category}: "…"')
    if "other" not in forms.entries:
        message = f"{key} has no form for other, which every language needs"
        diagnostics.add(forms.line, forms.column, diagnostics.wrong, message, 'add other: "{n} …"')


def _check_parameters(key: str, value: Node, known: object, diagnostics: Diagnostics) -> None:
    taken = {name for text in _texts(known) for name in _PARAMETER.findall(text)}
    said = [value] if isinstance(value, Scalar) else _forms(value)
    for form in said:
        for name in _PARAMETER.findall(form.text):
            if name not in taken:
                hint = f"write {' and '.join(f'{{{each}}}' for each in sorted(taken))}" if taken else "remove it"
                diagnostics.add(form.line, form.column, diagnostics.wrong, f"{key}: {{{name}}} is never filled in", hint)
    main = value if isinstance(value, Scalar) else value.get("other") if isinstance(value, tree.Mapping) else None
    if isinstance(main, Scalar):
        for name in sorted(taken - set(_PARAMETER.findall(main.text))):
            diagnostics.add(main.line, main.column, "W215", f"{key} lacks {{{name}}}", f"write {{{name}}} where it belongs")


def _forms(node: Node) -> list[Scalar]:
    return [form for _, form in node.entries.values() if isinstance(form, Scalar)] if isinstance(node, tree.Mapping) else []


def _texts(known: object) -> Iterator[str]:
    values = known.values() if isinstance(known, dict) else (known,)
    return (value for value in values if isinstance(value, str))
