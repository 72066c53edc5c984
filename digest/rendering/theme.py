"""A theme as a value: its templates, files and words, in layers that lie over each other."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from digest import __version__
from digest.config.readers import theme_name
from digest.errors import Diagnostic, Diagnostics
from digest.keys import theme_key
from digest.pages.page import ASSETS, LIST_TEMPLATE, LIST_TEMPLATES, File
from digest.rendering.options import MOST, Option, read_options
from digest.rendering.words import check_words
from digest.text.patterns import later
from digest.yaml import schema, tree, values
from digest.yaml.reader import read_yaml
from digest.yaml.schema import Field, table
from digest.yaml.tree import Node, Scalar
from digest.yaml.values import wrong

PARENT = "parent:"
"""What a template writes before a name to mean the same file of a layer below its own."""


BUILT_IN_ROOT = "digest:themes/"
"""With this begins the root of a layer that came with digest."""

BASE = "base"
"""The theme under all others: what they lack comes from it, without `extends`."""


class Layer(Struct, frozen=True):
    """One folder of a theme: templates and i18n as text by path below their folder, and the files of static/ by path."""

    root: str
    """Its path, for messages: `themes/default`."""
    templates: dict[str, str]
    strings: dict[str, str]
    files: dict[str, File]
    """Below static/; `File.path` is not yet the output path."""
    options: dict[str, Option] = {}
    """What its theme.yml declares."""


class Theme(Struct, frozen=True):
    """A theme with the layers below it: the site's own files first, then the files of the theme that it extends, and so on."""

    layers: tuple[Layer, ...]

    @property
    def key(self) -> str:
        """The key of everything in the theme."""
        return theme_key(
            [(layer.root, layer.templates, layer.strings, _hashes(layer.files), layer.options) for layer in self.layers]
        )

    def template(self, name: str, below: int = -1) -> str:
        """The full name of the template `name` in the first layer under layer number `below` that has it; '' if none has."""
        for layer in self.layers[below + 1 :]:
            if name in layer.templates:
                return f"{layer.root}/templates/{name}"
        return ""

    def page_template(self, name: str) -> str:
        """The full name of the template of a page: of its kind of list, or else `list.html`; '' if no layer has either."""
        return self.template(name) or (self.template(LIST_TEMPLATE) if name in LIST_TEMPLATES else "")

    @property
    def options(self) -> dict[str, Option]:
        """The options of all layers by name; what a layer declares replaces what those below it do."""
        return {name: option for layer in reversed(self.layers) for name, option in layer.options.items()}

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

    @property
    def static(self) -> dict[str, File]:
        """The files of static/ by name; files of upper layers replace files of lower ones."""
        return {name: file for layer in reversed(self.layers) for name, file in layer.files.items()}


def _hashes(files: Mapping[str, File]) -> dict[str, str]:
    return {name: file.hash for name, file in files.items()}


def asset_path(name: str, content: str, *, plain: bool = False) -> str:
    """The output path of a file of static/: CSS and JavaScript carry their hash, so that a browser may keep them for ever.

    `plain` is without it, for a preview: there a new style sheet changes no page.
    """
    stem, dot, ending = name.rpartition(".")
    return f"{ASSETS}{stem}.{content[:10]}.{ending}" if dot and ending in ("css", "js") and not plain else ASSETS + name


_VERSION = later(r"\d{1,6}(?:\.\d{1,6}){0,2}", re.ASCII)


def _min_digest(node: Node, name: str, diagnostics: Diagnostics) -> str | None:
    """The oldest version of digest that the theme works with, which is not newer than this one."""
    version = values.text(node, name, diagnostics)
    if version is None:
        return None
    if not _VERSION.fullmatch(version):
        return wrong(node, diagnostics, f"{name} must be a version", f"for example {name}: {__version__}")
    if _numbers(version) > _numbers(__version__):
        hint = "install a newer digest, or use an older version of the theme"
        return wrong(node, diagnostics, f"the theme needs digest {version}, and this is {__version__}", hint)
    return version


def _numbers(version: str) -> list[int]:
    """The three numbers of a version; what follows them, as in `0.2.0.dev1`, does not count."""
    numbers = [int(number) for number in re.findall(r"\d+", version)[:3]]
    return numbers + [0] * (3 - len(numbers))


def _picture(node: Node, name: str, diagnostics: Diagnostics) -> Scalar | None:
    """The path of a picture within the theme's folder, with its place in the file."""
    path = values.text(node, name, diagnostics)
    if path is None:
        return None
    if path.startswith("/") or "\\" in path or ".." in path.split("/"):
        return wrong(
            node, diagnostics, f"{name} must be the path of a picture in the folder of the theme", f"for example {name}: {name}.png"
        )
    return Scalar(path, node.line, node.column, plain=True)


THEME_FIELDS = table(
    Field("name", values.text, "the name of the theme"),
    Field("extends", theme_name, "the theme below: it provides every file that this theme lacks, and its options"),
    Field("license", values.text, "the licence of the theme, such as `MIT` (an SPDX identifier)"),
    Field("min_digest", _min_digest, "the oldest version of digest that it works with; an older one refuses it"),
    Field("screenshot", _picture, "a picture of it in its folder, such as `screenshot.png`"),
    Field("options", read_options, "what a site can choose by `theme_options`, see [options](#options)", most=MOST),
)
"""The keys of theme.yml."""


def read_theme_file(text: str, path: str, diagnostics: Diagnostics) -> dict[str, Any]:
    """The values of a theme.yml; errors are noted."""
    node = read_yaml(text, diagnostics, what="theme file")
    if isinstance(node, tree.Mapping):
        return schema.read_fields(node, THEME_FIELDS, diagnostics, unknown=diagnostics.wrong)
    return {}


class Words(Struct, frozen=True):
    """The words of a theme in one language."""

    strings: dict[str, Any]
    untranslated: tuple[str, ...] = ()
    """The names of those that are English because the language lacks them."""


def read_words(theme: Theme, language: str) -> tuple[Words, tuple[Diagnostic, ...]]:
    """The words of the theme, and what is wrong with them: English where the language lacks one, then it, then its region."""
    strings: dict[str, Any] = {}
    english: dict[str, Any] = {}
    diagnostics: list[Diagnostic] = []

    def is_shown(word: str) -> bool:
        return any(re.search(rf"\b{re.escape(word)}\b", text) for layer in theme.layers for text in layer.templates.values())

    for tag in fallbacks(language):
        for layer in reversed(theme.layers):
            text = layer.strings.get(f"{tag}.yml")
            if text is None:
                continue
            noted = Diagnostics(f"{layer.root}/i18n/{tag}.yml", wrong="E503")
            node = read_yaml(text, noted, what="file of words")
            if isinstance(node, tree.Mapping):
                check_words(node, strings, is_shown, noted)
                found = {key: values.plain(value, key, noted) for key, (_, value) in node.entries.items()}
                strings |= found
                english = english | found if tag == ENGLISH else {key: english[key] for key in english if key not in found}
            elif node is not None:
                noted.add(node.line, node.column, "E503", "words must be key: value", 'write  home: "…"  and so on, a line each')
            diagnostics += noted.found
    untranslated = () if language.split("-")[0] == ENGLISH else tuple(sorted(english))
    return Words(strings, untranslated), tuple(diagnostics)


ENGLISH = "en"
"""The language of words that another one lacks."""

TRADITIONAL = frozenset({"HK", "MO", "TW"})
"""Where Chinese is written in traditional characters (CLDR, likely subtags)."""


def fallbacks(language: str) -> tuple[str, ...]:
    """The languages in which to look for words, the weakest first: `en`, `pt`, `pt-BR`.

    Chinese without a script is in the characters of its region: `en`, `zh`, `zh-Hant`, `zh-TW`.
    """
    parts = language.split("-")
    tags = ["-".join(parts[:count]) for count in range(1, len(parts) + 1)]
    if parts[0] == "zh" and not any(len(part) == 4 for part in parts[1:]):
        tags.insert(1 if TRADITIONAL & {*parts} else 0, "zh-Hant" if TRADITIONAL & {*parts} else "zh-Hans")
    return tuple(dict.fromkeys((ENGLISH, *tags)))
