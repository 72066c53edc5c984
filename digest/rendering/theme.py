"""A theme as a value: its templates, files and words, in layers that lie over each other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct

from digest import plainyaml, schema
from digest.config import theme_name
from digest.errors import Faults
from digest.fingerprint import fingerprint
from digest.pages.page import File
from digest.pages.site import ASSETS
from digest.rendering.words import check_words
from digest.schema import Field, table

PARENT = "parent:"
"""What a template writes before a name to mean the same file of a layer below its own."""


class Layer(Struct, frozen=True):
    """One folder of a theme: templates and i18n as text by path below their folder, and the files of static/ by path."""

    root: str
    """Its path, for messages: `themes/default`."""
    templates: dict[str, str]
    strings: dict[str, str]
    files: dict[str, File]
    """Below static/; `File.path` is not yet the output path."""


class Theme(Struct, frozen=True):
    """A theme with what lies under it: the site's own files first, then those of the theme that it extends, and so on."""

    layers: tuple[Layer, ...]

    @property
    def fingerprint(self) -> str:
        """The name of everything in the theme."""
        return fingerprint([(layer.root, layer.templates, layer.strings, _hashes(layer.files)) for layer in self.layers])

    def template(self, name: str, below: int = -1) -> str:
        """The full name of the template `name` in the first layer under layer number `below` that has it; '' if none has."""
        for layer in self.layers[below + 1 :]:
            if name in layer.templates:
                return f"{layer.root}/templates/{name}"
        return ""

    @property
    def sources(self) -> dict[str, str]:
        """The text of every template by its full name."""
        return {f"{layer.root}/templates/{name}": text for layer in self.layers for name, text in layer.templates.items()}

    def layer_of(self, full_name: str) -> int:
        """The number of the layer in which this template lies."""
        for number, layer in enumerate(self.layers):
            if full_name.removeprefix(f"{layer.root}/templates/") in layer.templates and full_name.startswith(f"{layer.root}/"):
                return number
        return -1

    def files(self, *, plain: bool = False) -> tuple[File, ...]:
        """The files of static/ as they are published; `plain` as in `asset_path`."""
        return tuple(File(asset_path(name, file.hash, plain=plain), file.origin, file.hash) for name, file in self._static())

    def assets(self, *, plain: bool = False) -> dict[str, str]:
        """Each file of static/ by name, and its output path; `plain` as in `asset_path`."""
        return {name: asset_path(name, file.hash, plain=plain) for name, file in self._static()}

    def _static(self) -> list[tuple[str, File]]:
        return sorted({name: file for layer in reversed(self.layers) for name, file in layer.files.items()}.items())


def _hashes(files: Mapping[str, File]) -> dict[str, str]:
    return {name: file.hash for name, file in files.items()}


def asset_path(name: str, content: str, *, plain: bool = False) -> str:
    """The output path of a file of static/: CSS and JavaScript carry their hash, so that a browser may keep them for ever.

    `plain` is without it, for a preview: there a new style sheet changes no page.
    """
    stem, dot, ending = name.rpartition(".")
    return f"{ASSETS}{stem}.{content[:10]}.{ending}" if dot and ending in ("css", "js") and not plain else ASSETS + name


THEME_FIELDS = table(
    Field("name", schema.text, "what people call the theme"),
    Field("extends", theme_name, "the theme that lies under this one: what this one has not, that one gives"),
)
"""The keys of theme.yml."""


def read_theme_file(text: str, path: str, faults: Faults) -> dict[str, Any]:
    """The values of a theme.yml; faults are noted."""
    node = plainyaml.read_yaml(text, faults, what="theme file")
    if isinstance(node, plainyaml.Mapping):
        return schema.read_fields(node, THEME_FIELDS, faults, unknown=faults.wrong)
    return {}


def read_strings(theme: Theme, language: str, faults: list[Any]) -> dict[str, Any]:
    """The words of the theme: English where the language lacks one, then the language, then its region (`pt`, `pt-BR`)."""
    found: dict[str, Any] = {}

    def is_shown(word: str) -> bool:
        return any(re.search(rf"\b{re.escape(word)}\b", text) for layer in theme.layers for text in layer.templates.values())

    for tag in _fallbacks(language):
        for layer in reversed(theme.layers):
            text = layer.strings.get(f"{tag}.yml")
            if text is None:
                continue
            noted = Faults(f"{layer.root}/i18n/{tag}.yml", wrong="E503")
            node = plainyaml.read_yaml(text, noted, what="file of words")
            if isinstance(node, plainyaml.Mapping):
                check_words(node, found, is_shown, noted)
                found |= {key: schema.plain(value, key, noted) for key, (_, value) in node.entries.items()}
            elif node is not None:
                noted.add(node.line, node.column, "E503", "words must be key: value", 'write  home: "…"  and so on, a line each')
            faults += noted.found
    return found


def _fallbacks(language: str) -> Iterable[str]:
    base = language.split("-")[0].lower()
    return dict.fromkeys(("en", base, language))
