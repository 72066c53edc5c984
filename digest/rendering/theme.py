"""A theme as a value: its templates, files and words, in layers. A file of a layer replaces the same file of the layers below."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from digest.cache_keys import theme_key
from digest.pages.output_files import ASSETS, File
from digest.pages.page import LIST_TEMPLATE, LIST_TEMPLATES
from digest.rendering.theme_options import Option

PARENT_PREFIX = "parent:"
"""What a template writes before a name to mean the same file of a layer below its own."""


BUILT_IN_ROOT = "digest:themes/"
"""The beginning of the root of a layer that came with digest."""

BASE_THEME = "base"
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
            [(layer.root, layer.templates, layer.strings, _file_hashes(layer.files), layer.options) for layer in self.layers]
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


def _file_hashes(files: Mapping[str, File]) -> dict[str, str]:
    return {name: file.hash for name, file in files.items()}


def asset_path(name: str, content: str, *, plain: bool = False) -> str:
    """The output path of a file of static/: CSS and JavaScript carry their hash, so that a browser may keep them for ever.

    `plain` is without it, for a preview: there a new style sheet changes no page.
    """
    stem, dot, ending = name.rpartition(".")
    return f"{ASSETS}{stem}.{content[:10]}.{ending}" if dot and ending in ("css", "js") and not plain else ASSETS + name
