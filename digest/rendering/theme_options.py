"""The options of a theme: an option's keys in theme.yml (kind, choices, default, meaning) and kinds (flag, number, text, color,
choice) with the readers of their values; and the values that a site chooses in digest.yml, with errors for unknown options and
invalid declarations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from msgspec import Struct

from digest.config.colours import read_colour
from digest.config.config import SETTINGS_FILE, ThemeOption
from digest.diagnostics import Diagnostic, Diagnostics
from digest.text.lazy_pattern import lazy_compile
from digest.text.similar_words import did_you_mean
from digest.yaml import schema, tree, value_readers
from digest.yaml.schema import Field, table
from digest.yaml.tree import Node, Scalar, is_empty
from digest.yaml.value_readers import report_error

MOST_OPTIONS = 100
"""The maximum number of options of a theme."""

_OPTION_NAME = lazy_compile(r"[a-z][a-z0-9_]*", re.ASCII)
"""A name that is valid in templates: `site.options.columns`."""


def _option_text(node: Node, name: str, diagnostics: Diagnostics) -> str | None:
    """Read a text, which may be empty."""
    return "" if is_empty(node) else value_readers.read_text_value(node, name, diagnostics)


OPTION_KINDS: Mapping[str, value_readers.ValueReader] = MappingProxyType(
    {"flag": value_readers.flag, "number": value_readers.number(0, 1_000_000), "text": _option_text, "color": read_colour}
)
"""The kinds of options with the readers of their values. The kind `choice` is missing: each option has its own choices."""


class Option(Struct, frozen=True):
    """An option declared by a theme."""

    kind: str
    default: bool | int | str
    meaning: str = ""
    choices: tuple[str, ...] = ()
    """The allowed values of an option of kind `choice`."""

    @property
    def value_reader(self) -> value_readers.ValueReader:
        """The function that reads a value of this option."""
        return value_readers.choice(*self.choices) if self.kind == "choice" else OPTION_KINDS[self.kind]


def _option_scalar(node: Node, name: str, diagnostics: Diagnostics) -> Scalar | None:
    return node if isinstance(node, Scalar) else report_error(node, diagnostics, f"{name} must be one value")


OPTION_FIELDS = table(
    Field("kind", value_readers.choice(*OPTION_KINDS, "choice"), "`flag` (true or false), `number`, `text`, `color`, or `choice`"),
    Field("choices", value_readers.texts, "the words that a `choice` is one of", max_values=MOST_OPTIONS),
    Field("default", _option_scalar, "its value in a site that does not set it"),
    Field("meaning", value_readers.read_text_value, "what it does, for `digest themes`"),
)
"""The keys of an option in theme.yml."""


def read_options(node: Node, name: str, diagnostics: Diagnostics) -> dict[str, Option] | None:
    """Read the options that a theme declares, by name. Errors are added to `diagnostics`."""
    if not isinstance(node, tree.Mapping):
        return report_error(
            node, diagnostics, f"{name} must be a mapping", f"write {name}: and below it, indented, name: {{kind: …}}"
        )
    options: dict[str, Option] = {}
    for option_name, (key, value) in node.entries.items():
        if not _OPTION_NAME.fullmatch(option_name):
            report_error(key, diagnostics, f"the option {option_name} has no name for templates", "use small letters, digits and _")
        elif not isinstance(value, tree.Mapping):
            report_error(
                value,
                diagnostics,
                f"the option {option_name} must be a mapping",
                f"write {option_name}: {{kind: flag, default: false}}",
            )
        elif option := _read_option(option_name, value, diagnostics):
            options[option_name] = option
    return options


def _read_option(name: str, node: tree.Mapping, diagnostics: Diagnostics) -> Option | None:
    faults_before = len(diagnostics.found)
    declared_values = schema.read_fields(
        node, OPTION_FIELDS, diagnostics, unknown_code=diagnostics.wrong, key_kind="key of an option"
    )
    if len(diagnostics.found) > faults_before:
        return None
    for needed_key in ("kind", "default"):
        if needed_key not in declared_values:
            return report_error(node, diagnostics, f"the option {name} has no {needed_key}", f"add {needed_key}: …")
    option_kind, choices = declared_values["kind"], declared_values.get("choices", ())
    if option_kind == "choice" and not choices:
        return report_error(node, diagnostics, f"the option {name} is a choice without choices", "add choices: [one, two]")
    if choices and option_kind != "choice":
        return report_error(
            node, diagnostics, f"the option {name} has choices, and is no choice", "write kind: choice, or remove choices"
        )
    option = Option(option_kind, "", declared_values.get("meaning", ""), choices)
    default = option.value_reader(declared_values["default"], f"the default of {name}", diagnostics)
    return None if default is None else Option(option_kind, default, option.meaning, choices)


def option_values(options: Mapping[str, Option], chosen: Iterable[ThemeOption]) -> tuple[dict[str, Any], tuple[Diagnostic, ...]]:
    """Return the value of each option by name, and the errors in the site's choices. An invalid choice becomes the default."""
    option_diagnostics = Diagnostics(SETTINGS_FILE, wrong="E601")
    option_values_by_name: dict[str, Any] = {name: option.default for name, option in sorted(options.items())}
    for choice in chosen:
        option = options.get(choice.name)
        if option is None:
            known_options = f"it has {', '.join(sorted(options))}" if options else "it has none"
            message = f"theme_options: the theme has no option {choice.name}"
            option_diagnostics.add(choice.line, choice.column, "E601", message, did_you_mean(choice.name, options) or known_options)
            continue
        value = option.value_reader(choice.value, choice.name, option_diagnostics)
        if value is not None:
            option_values_by_name[choice.name] = value
    return option_values_by_name, tuple(option_diagnostics.found)
