"""The table of keys of theme.yml (name, extends, license, min_digest, screenshot, options), the parser of its text, and the readers
of min_digest, compared with this version of digest, and of the screenshot's path. `theme_options.py` reads the options."""

from __future__ import annotations

import re
from typing import Any

from digest import __version__
from digest.config.setting_readers import read_theme_name
from digest.diagnostics import Diagnostics
from digest.rendering.theme_options import MOST_OPTIONS, read_options
from digest.text.lazy_pattern import lazy_compile
from digest.yaml import schema, tree, value_readers
from digest.yaml.schema import Field, table
from digest.yaml.tree import Node, Scalar
from digest.yaml.value_readers import report_error
from digest.yaml.yaml_reader import read_yaml

_VERSION_NUMBERS = lazy_compile(r"\d{1,6}(?:\.\d{1,6}){0,2}", re.ASCII)


def _min_digest(node: Node, name: str, diagnostics: Diagnostics) -> str | None:
    """Read the oldest version of digest that the theme works with, and report one that is newer than this version."""
    min_version = value_readers.read_text_value(node, name, diagnostics)
    if min_version is None:
        return None
    if not _VERSION_NUMBERS.fullmatch(min_version):
        return report_error(node, diagnostics, f"{name} must be a version", f"for example {name}: {__version__}")
    if _version_numbers(min_version) > _version_numbers(__version__):
        hint = "install a newer digest, or use an older version of the theme"
        return report_error(node, diagnostics, f"the theme needs digest {min_version}, and this is {__version__}", hint)
    return min_version


def _version_numbers(version: str) -> list[int]:
    """Return the numbers of a version, padded to three with zeros."""
    numbers = [int(number) for number in re.findall(r"\d+", version)]
    return numbers + [0] * (3 - len(numbers))


def _screenshot_path(node: Node, name: str, diagnostics: Diagnostics) -> Scalar | None:
    """Read the path of a picture in the theme's folder, with its line and column."""
    path = value_readers.read_text_value(node, name, diagnostics)
    if path is None:
        return None
    if path.startswith("/") or "\\" in path or ".." in path.split("/"):
        return report_error(
            node, diagnostics, f"{name} must be the path of a picture in the folder of the theme", f"for example {name}: {name}.png"
        )
    return Scalar(path, node.line, node.column, plain=True)


THEME_FIELDS = table(
    Field("name", value_readers.read_text_value, "the name of the theme"),
    Field("extends", read_theme_name, "the theme below: it provides every file that this theme lacks, and its options"),
    Field("license", value_readers.read_text_value, "the licence of the theme, such as `MIT` (an SPDX identifier)"),
    Field("min_digest", _min_digest, "the oldest version of digest that it works with; an older one refuses it"),
    Field("screenshot", _screenshot_path, "a picture of it in its folder, such as `screenshot.png`"),
    Field("options", read_options, "what a site can choose by `theme_options`, see [options](#options)", max_values=MOST_OPTIONS),
)
"""The keys of theme.yml."""


def read_theme_file(text: str, path: str, diagnostics: Diagnostics) -> dict[str, Any]:
    """Return the values of a theme.yml. Errors are added to `diagnostics`."""
    node = read_yaml(text, diagnostics, text_kind="theme file")
    if isinstance(node, tree.Mapping):
        return schema.read_fields(node, THEME_FIELDS, diagnostics, unknown_code=diagnostics.wrong)
    return {}
