"""Theme and Layer, the values of a theme in memory: which layer has a template, the full names of templates, the options and static
files of all layers, the theme's hash, and the paths of assets. `theme_files.py` reads the layers from disk."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from digest.cache_keys import theme_key
from digest.pages.output_files import ASSETS, File
from digest.pages.page import LIST_TEMPLATE, LIST_TEMPLATES
from digest.rendering.theme_options import Option

PARENT_PREFIX = "parent:"
"""The prefix of a template name that refers to the layers below the current one."""


BUILT_IN_ROOT = "digest:themes/"
"""The prefix of the root of a built-in layer."""

BASE_THEME = "base"
"""The lowest layer of every theme: it provides the files that a theme lacks, even without `extends`."""


class Layer(Struct, frozen=True):
    """One folder of a theme: the texts of templates/ and i18n/, and the files of static/, by path in these folders."""

    root: str
    """The path of the folder, for messages: `themes/default`."""
    templates: dict[str, str]
    strings: dict[str, str]
    files: dict[str, File]
    """By path in static/; `File.path` is not yet the output path."""
    options: dict[str, Option] = {}
    """The options declared in its theme.yml."""
    misplaced_paths: tuple[str, ...] = ()
    """The paths of files and folders that are probably meant for templates/, static/ or i18n/, and are not used."""


class Theme(Struct, frozen=True):
    """A theme with the layers below it: first the site's own files, then the theme that it extends, and so on."""

    layers: tuple[Layer, ...]

    @property
    def key(self) -> str:
        """The hash of everything in the theme."""
        return theme_key(
            [(layer.root, layer.templates, layer.strings, _file_hashes(layer.files), layer.options) for layer in self.layers]
        )

    def template(self, name: str, below: int = -1) -> str:
        """Return the full name of the template `name` in the first layer that has it, after layer `below`; '' if none has."""
        for layer in self.layers[below + 1 :]:
            if name in layer.templates:
                return f"{layer.root}/templates/{name}"
        return ""

    def page_template(self, name: str) -> str:
        """Return the full name of a page's template, with `list.html` as the fallback for lists; '' if no layer has it."""
        return self.template(name) or (self.template(LIST_TEMPLATE) if name in LIST_TEMPLATES else "")

    @property
    def options(self) -> dict[str, Option]:
        """The options of all layers by name; those of a layer replace those of the layers below."""
        return {name: option for layer in reversed(self.layers) for name, option in layer.options.items()}

    @property
    def sources(self) -> dict[str, str]:
        """The text of every template by its full name."""
        return {f"{layer.root}/templates/{name}": text for layer in self.layers for name, text in layer.templates.items()}

    @property
    def has_own_templates(self) -> bool:
        """Whether a layer that is not built in has templates."""
        return any(layer.templates and not layer.root.startswith(BUILT_IN_ROOT) for layer in self.layers)

    def layer_of(self, full_name: str) -> int:
        """Return the index of the layer that contains this template; -1 if none does."""
        for number, layer in enumerate(self.layers):
            if full_name.removeprefix(f"{layer.root}/templates/") in layer.templates and full_name.startswith(f"{layer.root}/"):
                return number
        return -1

    @property
    def static(self) -> dict[str, File]:
        """The files of static/ by path; those of a layer replace those of the layers below."""
        return {name: file for layer in reversed(self.layers) for name, file in layer.files.items()}


def _file_hashes(files: Mapping[str, File]) -> dict[str, str]:
    return {name: file.hash for name, file in files.items()}


def asset_path(name: str, content: str, *, plain: bool = False) -> str:
    """Return the output path of a file of static/. CSS and JavaScript paths contain the hash, for browsers to cache them forever.

    `plain` leaves the hash out, for the preview: there a new style sheet changes no page.
    """
    stem, dot, ending = name.rpartition(".")
    return f"{ASSETS}{stem}.{content[:10]}.{ending}" if dot and ending in ("css", "js") and not plain else ASSETS + name
