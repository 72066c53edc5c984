"""Reads themes: those of the site, and those that come with digest."""

from __future__ import annotations

import errno
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from digest.config.config import SETTINGS_FILE
from digest.diagnostics import Diagnostic, Diagnostics
from digest.errors import ConfigError, ContentError, UsageError
from digest.files.error_hints import hint_of
from digest.files.file_reading import read_bytes
from digest.files.file_states import FoundFile, Scan
from digest.files.folder_listing import link_diagnostic, listing, walk
from digest.inputs.image_reader import read_image
from digest.installation.program_key import PACKAGE_FOLDER
from digest.pages.output_files import File
from digest.rendering.theme import BASE_THEME, BUILT_IN_ROOT, Layer, Theme
from digest.rendering.theme_yml import read_theme_file
from digest.text.merge_markers import has_conflict
from digest.text.similar_words import did_you_mean
from digest.yaml import tree
from digest.yaml.tree import Scalar
from digest.yaml.yaml_reader import read_yaml

BUILT_IN = next(
    (folder for folder in (PACKAGE_FOLDER / "_themes", PACKAGE_FOLDER.parent / "themes") if folder.is_dir()),
    PACKAGE_FOLDER / "_themes",
)
"""In a wheel the themes lie in the package; in a checkout, editable installs included, beside it."""

THEMES_FOLDER = "themes"

THEME_FILE = "theme.yml"

MAX_EXTENDS = 8

MOST_THEME_BYTES = 64 * 1024 * 1024
"""No template or file of words is larger, in bytes."""

MAX_THEME_STYLE_BYTES = 1024 * 1024
"""A larger style sheet is published as it is, in bytes."""


class AboutTheme(Struct, frozen=True):
    """What theme.yml says about a theme, beside its options."""

    title: str = ""
    extends: str = ""
    license: str = ""
    screenshot: str = ""
    """The path of its picture: from the root of the site, or a whole one if it came with digest; '' for none."""


class ThemeFiles(Struct, frozen=True):
    """A theme, and where the files that it copies really are: by their names in messages (`File.origin`)."""

    theme: Theme
    real: dict[str, str]
    about: AboutTheme = AboutTheme()
    styles: dict[str, str] = {}
    """The texts of its style sheets by name, as far as they are UTF-8 and not huge."""


def read_theme(root: Path, name: str, scan: Scan) -> ThemeFiles:
    """The theme of that name with what lies under it. Raises UsageError if there is none, ContentError for errors in its files."""
    layers: list[Layer] = []
    real: dict[str, str] = {}
    diagnostics: list[Diagnostic] = []
    extended_names: list[str] = []
    about_theme: AboutTheme | None = None
    while name:
        if name in extended_names or len(extended_names) > MAX_EXTENDS:
            raise UsageError(f"the theme {name} extends itself", hint=f"fix extends in themes/{extended_names[-1]}/theme.yml")
        linked = _link_diagnostic(root, name)
        theme_folders = [] if linked else _theme_folders(root, name)
        if linked:
            raise ContentError(diagnostics=[linked])
        if not theme_folders:
            raise _no_theme(root, name, extended_names[-1] if extended_names else "")
        extended_names.append(name)
        values_of_layers = [_theme_values(theme_folder, diagnostics) for theme_folder in theme_folders]
        extends = next((theme_value["extends"] for theme_value in values_of_layers if "extends" in theme_value), "")
        if extends and name == BASE_THEME:
            raise UsageError(f"the theme {BASE_THEME} lies under all others and extends none", hint="give your theme another name")
        about_theme = about_theme or _about_theme(values_of_layers, extends)
        name = extends or (BASE_THEME if name != BASE_THEME else "")
        for theme_folder, theme_value in zip(theme_folders, values_of_layers, strict=True):
            layer = _theme_layer(theme_folder, scan, real, diagnostics)
            layers.append(replace(layer, options=theme_value.get("options", {})))
    theme = Theme((*layers[:-1], _with_named_files(layers[-1], Theme(tuple(layers)))))
    styles = _theme_styles(theme.static, real, diagnostics)
    if any(diagnostic.is_error for diagnostic in diagnostics):
        raise ContentError(diagnostics=diagnostics)
    return ThemeFiles(theme, real, about_theme or AboutTheme(), styles)


def _no_theme(root: Path, name: str, extending: str) -> UsageError:
    """The error about a theme that is not there, at the place that names it: in digest.yml, or in theme.yml of `extending`."""
    message = f"there is no theme {name}"
    hint = did_you_mean(name, {*bundled_themes(), *own_themes(root)}) or "put it into themes/, or set theme: default"
    path, key, code = (f"themes/{extending}/theme.yml", "extends", "E503") if extending else (SETTINGS_FILE, "theme", "E601")
    try:
        text = read_bytes(str(root / path), MAX_THEME_STYLE_BYTES).decode("utf-8-sig")
        node = read_yaml(text, Diagnostics(path))
    except (OSError, UnicodeDecodeError):
        node = None
    value = node.entries[key][1] if isinstance(node, tree.Mapping) and key in node.entries else None
    if isinstance(value, Scalar) and value.text.strip() == name:  # an option of the command line names it otherwise
        return ConfigError(diagnostics=[Diagnostic(path, value.line, value.column, code, message, hint)])
    return UsageError(message, hint=hint)


def _theme_styles(static: Mapping[str, File], real: Mapping[str, str], diagnostics: list[Diagnostic]) -> dict[str, str]:
    """The texts of the style sheets by name; what is no text, or too long to be one, is published as it is."""
    texts = {}
    for name, file in static.items():
        if name.endswith(".css"):
            try:
                texts[name] = read_bytes(real[file.origin], MAX_THEME_STYLE_BYTES).decode("utf-8-sig")
            except UnicodeDecodeError:
                continue
            except OSError as error:
                if error.errno != errno.EFBIG:
                    diagnostics.append(_unreadable_theme_file(file.origin, error))
    return texts


def _unreadable_theme_file(path: str, error: OSError) -> Diagnostic:
    return Diagnostic(path, 1, 1, "E503", f"the file cannot be read: {error.strerror}", hint_of(error, "check its permissions"))


def _about_theme(theme_values: Iterable[Mapping[str, Any]], extends: str) -> AboutTheme:
    """What the site's theme.yml says about a theme, and else what digest's says."""
    merged = {name: value for values in reversed(list(theme_values)) for name, value in values.items()}
    return AboutTheme(merged.get("name", ""), extends, merged.get("license", ""), merged.get("screenshot", ""))


def _with_named_files(base: Layer, theme: Theme) -> Layer:
    """The lowest layer, which is digest's own, with those files of static/ that a template names: another theme needs no others."""
    shown_templates = {name: text for layer in reversed(theme.layers) for name, text in layer.templates.items()}
    texts = (*shown_templates.values(), *(text for layer in theme.layers[:-1] for text in layer.templates.values()))
    return replace(base, files={name: file for name, file in base.files.items() if any(name in text for text in texts)})


class _ThemeFolder(Struct, frozen=True):
    """A folder of a theme: `base/below` on the disk, `shown` in messages."""

    base: Path
    below: str
    shown: str


def _theme_folders(root: Path, name: str) -> list[_ThemeFolder]:
    """The folders of a theme: the site's own, and under it the one that digest brings."""
    theme_folders = [_ThemeFolder(root, f"{THEMES_FOLDER}/{name}", f"{THEMES_FOLDER}/{name}")]
    if (BUILT_IN / name).resolve() != (root / THEMES_FOLDER / name).resolve():
        theme_folders.append(_ThemeFolder(BUILT_IN, name, BUILT_IN_ROOT + name))
    return [theme_folder for theme_folder in theme_folders if (theme_folder.base / theme_folder.below).is_dir()]


def _link_diagnostic(root: Path, name: str) -> Diagnostic | None:
    """What is wrong if a folder of the site's own theme is a link that must not be read."""
    return link_diagnostic(root, THEMES_FOLDER) or link_diagnostic(root, f"{THEMES_FOLDER}/{name}")


def bundled_themes() -> list[str]:
    """The names of the themes that digest brings."""
    return _names_in(BUILT_IN)


def own_themes(root: Path) -> list[str]:
    """The names of the themes in the site's themes/. One that digest brings as well has files that replace digest's."""
    return _names_in(root / THEMES_FOLDER)


def _names_in(folder: Path) -> list[str]:
    """The names of the folders here. Raises OSError."""
    return sorted(path.name for path in folder.iterdir() if path.is_dir() and path.name[0] != ".") if folder.is_dir() else []


def _theme_values(theme_folder: _ThemeFolder, diagnostics: list[Diagnostic]) -> dict[str, Any]:
    path = f"{theme_folder.below}/{THEME_FILE}"
    theme_listing = listing(theme_folder.base, theme_folder.below)
    own_diagnostics = Diagnostics(f"{theme_folder.shown}/{THEME_FILE}", wrong="E503")
    own_diagnostics.found += [
        replace(diagnostic, path=own_diagnostics.path) for diagnostic in theme_listing.diagnostics if diagnostic.path == path
    ]
    theme_file = next((theme_file for theme_file in theme_listing.files if theme_file.path == path), None)
    theme_values = (
        read_theme_file(_theme_text(theme_file.real, own_diagnostics) or "", own_diagnostics.path, own_diagnostics)
        if theme_file
        else {}
    )
    if "screenshot" in theme_values:
        picture = theme_values["screenshot"]
        # What reads pictures takes 30 ms to import: a fifth of a build that finds nothing changed.
        if theme_folder.base != BUILT_IN:
            _check_picture(theme_folder, picture, own_diagnostics)
        folder = (
            theme_folder.base / theme_folder.below if theme_folder.shown.startswith(BUILT_IN_ROOT) else Path(theme_folder.shown)
        )
        theme_values["screenshot"] = str(folder / picture.text)
    diagnostics += own_diagnostics.found
    return theme_values


def _check_picture(theme_folder: _ThemeFolder, picture: Scalar, diagnostics: Diagnostics) -> None:
    """Note what is wrong with the picture that a theme.yml names."""
    folder, _, name = picture.text.rpartition("/")
    theme_listing = listing(theme_folder.base, f"{theme_folder.below}/{folder}" if folder else theme_folder.below)
    picture_file = next(
        (picture_file for picture_file in theme_listing.files if picture_file.path.rpartition("/")[2] == name), None
    )
    if picture_file is None:
        problem = f"there is no file {picture.text} in the folder of the theme"
    else:
        try:
            problem = read_image(picture_file.real).problem
        except OSError as error:
            problem = f"it cannot be read: {error.strerror}"
    if problem:
        diagnostics.add(
            picture.line,
            picture.column,
            "E503",
            f"screenshot: {problem}",
            "put a PNG, JPEG, WebP or AVIF there, or remove the line",
        )


def _theme_text(real: str, diagnostics: Diagnostics) -> str | None:
    try:
        return read_bytes(real, MOST_THEME_BYTES).decode().replace("\r\n", "\n")
    except OSError as error:
        diagnostics.found.append(_unreadable_theme_file(diagnostics.path, error))
        return None
    except UnicodeDecodeError:
        return diagnostics.add(1, 1, "E503", "the file is not UTF-8 text", "save it as UTF-8")


def _theme_layer(theme_folder: _ThemeFolder, scan: Scan, real: dict[str, str], diagnostics: list[Diagnostic]) -> Layer:
    texts: dict[str, dict[str, str]] = {"templates": {}, "i18n": {}}
    for kind, found_texts in texts.items():
        for file, name in _theme_folder_files(theme_folder, kind, diagnostics):
            noted = Diagnostics(file.path)
            text = _theme_text(file.real, noted)
            is_sound = text is not None and not has_conflict(text, noted)
            diagnostics += noted.found
            if text is not None and is_sound:
                found_texts[name] = text
    files: dict[str, File] = {}
    for file, name in _theme_folder_files(theme_folder, "static", diagnostics):
        files[name] = File(name, file.path, scan.read(file).hash)
        real[file.path] = file.real
    return Layer(theme_folder.shown, texts["templates"], texts["i18n"], files)


def _theme_folder_files(theme_folder: _ThemeFolder, kind: str, diagnostics: list[Diagnostic]) -> Iterator[tuple[FoundFile, str]]:
    """The files of one folder of a theme under their names in messages, and their names within the folder."""
    folder = f"{theme_folder.below}/{kind}"
    for theme_listing in walk(theme_folder.base, folder):
        diagnostics += theme_listing.diagnostics
        for theme_file in theme_listing.files:
            name = theme_file.path.removeprefix(f"{folder}/")
            yield FoundFile(f"{theme_folder.shown}/{kind}/{name}", theme_file.real, theme_file.state), name
