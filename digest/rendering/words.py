"""The words of a theme: what is wrong with a file of them, beside those that lie under it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from digest import plainyaml
from digest.errors import Faults, did_you_mean
from digest.plainyaml import Node, Scalar

CATEGORIES = ("zero", "one", "two", "few", "many", "other")
"""The plural categories of CLDR (Unicode Technical Standard #35, part 3, "Language Plural Rules")."""

_PARAMETER = re.compile(r"\{(\w+)\}")


def check_words(node: plainyaml.Mapping, under: Mapping[str, Any], is_shown: Callable[[str], bool], faults: Faults) -> None:
    """Note what is wrong with these words. `under` are those that lie under them, which they replace.

    `is_shown` says whether a template names a word.
    """
    for key, (place, value) in node.entries.items():
        if key not in under:
            if under and not is_shown(key):
                hint = did_you_mean(key, under) or "remove it: no template uses it"
                faults.add(place.line, place.column, "W216", f"unknown word {key}", hint)
            if isinstance(value, plainyaml.Mapping) and value.entries.keys() & set(CATEGORIES):
                _check_plural(key, value, faults)
            continue
        known = under[key]
        if isinstance(value, plainyaml.Mapping) and (isinstance(known, dict) or value.entries.keys() & set(CATEGORIES)):
            if isinstance(known, str):
                faults.add(value.line, value.column, faults.wrong, f"{key} is not counted, so it has one form", f'write {key}: "…"')
                continue
            _check_plural(key, value, faults)
        elif not isinstance(value, Scalar) and isinstance(known, (str, dict)):
            faults.add(value.line, value.column, faults.wrong, f"{key} must be text", f'write {key}: "…"')
            continue
        _check_parameters(key, value, known, faults)


def _check_plural(key: str, forms: plainyaml.Mapping, faults: Faults) -> None:
    for category, (place, form) in forms.entries.items():
        if category not in CATEGORIES:
            hint = did_you_mean(category, CATEGORIES) or f"write {', '.join(CATEGORIES[:-1])} or {CATEGORIES[-1]}"
            faults.add(place.line, place.column, faults.wrong, f"{key}: {category} is no plural category", hint)
        elif not isinstance(form, Scalar):
            faults.add(form.line, form.column, faults.wrong, f"{key}: {category} must be text", f'write {category}: "…"')
    if "other" not in forms.entries:
        message = f"{key} has no form for other, which every language needs"
        faults.add(forms.line, forms.column, faults.wrong, message, 'add other: "{n} …"')


def _check_parameters(key: str, value: Node, known: object, faults: Faults) -> None:
    taken = {name for text in _texts(known) for name in _PARAMETER.findall(text)}
    said = [value] if isinstance(value, Scalar) else _forms(value)
    for form in said:
        for name in _PARAMETER.findall(form.text):
            if name not in taken:
                hint = f"write {' and '.join(f'{{{each}}}' for each in sorted(taken))}" if taken else "remove it"
                faults.add(form.line, form.column, faults.wrong, f"{key}: {{{name}}} is never filled in", hint)
    main = value if isinstance(value, Scalar) else value.get("other") if isinstance(value, plainyaml.Mapping) else None
    if isinstance(main, Scalar):
        for name in sorted(taken - set(_PARAMETER.findall(main.text))):
            faults.add(main.line, main.column, "W215", f"{key} lacks {{{name}}}", f"write {{{name}}} where it is to stand")


def _forms(node: Node) -> list[Scalar]:
    return [form for _, form in node.entries.values() if isinstance(form, Scalar)] if isinstance(node, plainyaml.Mapping) else []


def _texts(known: object) -> Iterator[str]:
    values = known.values() if isinstance(known, dict) else (known,)
    return (value for value in values if isinstance(value, str))
