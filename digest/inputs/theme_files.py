"""Find the folders of themes, of the site and bundled, and read them as layers: the chain of `extends`, values of theme.yml and its
screenshot, templates, words, static files and style sheets. Reports missing or circular themes, misplaced, unreadable or non-UTF-8
files, links, and folders named like files."""

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
"""The folder of bundled themes: inside the package in a wheel, next to it in a checkout or editable install."""

THEMES_FOLDER = "themes"

THEME_FILE = "theme.yml"

THEME_TEXT_ENDINGS = (".html", ".json", ".opml", ".txt", ".xml", ".yml")
"""The extensions of templates and of files with words."""

KNOWN_FOLDERS = ("templates", "static", "i18n")
"""The folders of a theme."""

MISPLACED_ENDINGS = (".html", ".css", ".js")
"""The endings of files that belong into a folder of a theme, in lower case. Others beside theme.yml may be documents about it."""

MAX_EXTENDS = 8

MAX_THEME_BYTES = 64 * 1024 * 1024
"""The maximum size of a template or translation file in bytes."""

MAX_THEME_STYLE_BYTES = 1024 * 1024
"""The maximum size of a style sheet in bytes; a larger one is published unchanged."""


class ThemeMetadata(Struct, frozen=True):
    """The values of theme.yml, except the options."""

    title: str = ""
    extends: str = ""
    license: str = ""
    screenshot: str = ""
    """The path of the screenshot: relative to the site, or absolute for a bundled theme; '' for none."""


class ThemeFiles(Struct, frozen=True):
    """A theme, and the real paths of the files that it copies, by their names in messages (`File.origin`)."""

    theme: Theme
    real: dict[str, str]
    metadata: ThemeMetadata = ThemeMetadata()
    styles: dict[str, str] = {}
    """The texts of its style sheets by name, if they are UTF-8 and not larger than `MAX_THEME_STYLE_BYTES`."""


def read_theme(root: Path, name: str, scan: Scan) -> ThemeFiles:
    """Read the theme and the themes it extends. Raises UsageError for an unknown theme, ContentError for errors in its files."""
    layers: list[Layer] = []
    real: dict[str, str] = {}
    diagnostics: list[Diagnostic] = []
    extended_names: list[str] = []
    read_folders: list[_ThemeFolder] = []
    metadata: ThemeMetadata | None = None
    while name:
        if name in extended_names or len(extended_names) > MAX_EXTENDS:
            raise UsageError(f"the theme {name} extends itself", hint=f"fix extends in themes/{extended_names[-1]}/theme.yml")
        link_error = _link_diagnostic(root, name)
        if link_error:
            raise ContentError(diagnostics=[link_error])
        theme_folders = _theme_folders(root, name)
        if not theme_folders:
            raise _missing_theme_error(root, name, extended_names[-1] if extended_names else "")
        extended_names.append(name)
        read_folders += theme_folders
        values_of_layers = [_theme_values(theme_folder, diagnostics) for theme_folder in theme_folders]
        extends = next((theme_value["extends"] for theme_value in values_of_layers if "extends" in theme_value), "")
        if extends and name == BASE_THEME:
            raise UsageError(f"the theme {BASE_THEME} is below all others and extends none", hint="give your theme another name")
        metadata = metadata or _merged_metadata(values_of_layers, extends)
        name = extends or (BASE_THEME if name != BASE_THEME else "")
        for theme_folder, theme_value in zip(theme_folders, values_of_layers, strict=True):
            layer = _theme_layer(theme_folder, scan, real, diagnostics)
            layers.append(
                replace(layer, options=theme_value.get("options", {}), misplaced_paths=tuple(_misplaced_paths(theme_folder)))
            )
    theme = Theme((*layers[:-1], _without_unused_files(layers[-1], Theme(tuple(layers)))))
    styles = _theme_styles(theme.static, real, diagnostics)
    diagnostics += _folders_instead_of_files(read_folders, theme)
    if any(diagnostic.is_error for diagnostic in diagnostics):
        raise ContentError(diagnostics=diagnostics)
    return ThemeFiles(theme, real, metadata or ThemeMetadata(), styles)


def _missing_theme_error(root: Path, name: str, extending: str) -> UsageError:
    """Return the error for a missing theme, at the line that names it in digest.yml or in theme.yml of `extending`."""
    message = f"there is no theme {name}"
    hint = did_you_mean(name, {*bundled_themes(), *site_themes(root)}) or "put it into themes/, or set theme: default"
    path, key, code = (f"themes/{extending}/theme.yml", "extends", "E503") if extending else (SETTINGS_FILE, "theme", "E601")
    try:
        naming_text = read_bytes(str(root / path), MAX_THEME_STYLE_BYTES).decode("utf-8-sig")
        naming_node = read_yaml(naming_text, Diagnostics(path))
    except (OSError, UnicodeDecodeError):
        naming_node = None
    name_node = naming_node.entries[key][1] if isinstance(naming_node, tree.Mapping) and key in naming_node.entries else None
    if isinstance(name_node, Scalar) and name_node.text.strip() == name:  # otherwise a command-line option names it
        return ConfigError(diagnostics=[Diagnostic(path, name_node.line, name_node.column, code, message, hint)])
    return UsageError(message, hint=hint)


def _theme_styles(static: Mapping[str, File], real: Mapping[str, str], diagnostics: list[Diagnostic]) -> dict[str, str]:
    """Return the texts of the style sheets by name, without those that are not UTF-8 or too large."""
    style_texts = {}
    for name, file in static.items():
        if name.endswith(".css"):
            try:
                style_texts[name] = read_bytes(real[file.origin], MAX_THEME_STYLE_BYTES).decode("utf-8-sig")
            except UnicodeDecodeError:
                continue
            except OSError as error:
                if error.errno != errno.EFBIG:
                    diagnostics.append(_unreadable_theme_file(file.origin, error))
    return style_texts


def _unreadable_theme_file(path: str, error: OSError) -> Diagnostic:
    return Diagnostic(path, 1, 1, "E503", f"the file cannot be read: {error.strerror}", hint_of(error, "check its permissions"))


def _merged_metadata(theme_values: Iterable[Mapping[str, Any]], extends: str) -> ThemeMetadata:
    """Return the metadata of a theme; values of the site's theme.yml override those of the bundled one."""
    merged_values = {name: value for values in reversed(list(theme_values)) for name, value in values.items()}
    return ThemeMetadata(
        merged_values.get("name", ""), extends, merged_values.get("license", ""), merged_values.get("screenshot", "")
    )


def _without_unused_files(base: Layer, theme: Theme) -> Layer:
    """Return the lowest layer with only those files of static/ that a template names; other themes do not need the rest."""
    used_templates = {name: text for layer in reversed(theme.layers) for name, text in layer.templates.items()}
    texts = (*used_templates.values(), *(text for layer in theme.layers[:-1] for text in layer.templates.values()))
    return replace(base, files={name: file for name, file in base.files.items() if any(name in text for text in texts)})


class _ThemeFolder(Struct, frozen=True):
    """A folder of a theme: `base / relative_path` on the disk, `display_path` in messages."""

    base: Path
    relative_path: str
    display_path: str


def _theme_folders(root: Path, name: str) -> list[_ThemeFolder]:
    """Return the folders of a theme: the site's, which overrides the bundled one."""
    theme_folders = [_ThemeFolder(root, f"{THEMES_FOLDER}/{name}", f"{THEMES_FOLDER}/{name}")]
    if (BUILT_IN / name).resolve() != (root / THEMES_FOLDER / name).resolve():
        theme_folders.append(_ThemeFolder(BUILT_IN, name, BUILT_IN_ROOT + name))
    return [theme_folder for theme_folder in theme_folders if (theme_folder.base / theme_folder.relative_path).is_dir()]


def _link_diagnostic(root: Path, name: str) -> Diagnostic | None:
    """Return the error if a folder of the site's theme is a symbolic link that must not be read."""
    return link_diagnostic(root, THEMES_FOLDER) or link_diagnostic(root, f"{THEMES_FOLDER}/{name}")


def bundled_themes() -> list[str]:
    """Return the names of the bundled themes."""
    return _subfolder_names(BUILT_IN)


def site_themes(root: Path) -> list[str]:
    """Return the names of the themes in the site's themes/; their files override those of a bundled theme of the same name."""
    return _subfolder_names(root / THEMES_FOLDER)


def _subfolder_names(folder: Path) -> list[str]:
    """Return the names of the subfolders that are not hidden. Raises OSError."""
    return sorted(path.name for path in folder.iterdir() if path.is_dir() and path.name[0] != ".") if folder.is_dir() else []


def _theme_values(theme_folder: _ThemeFolder, diagnostics: list[Diagnostic]) -> dict[str, Any]:
    path = f"{theme_folder.relative_path}/{THEME_FILE}"
    theme_listing = listing(theme_folder.base, theme_folder.relative_path)
    own_diagnostics = Diagnostics(f"{theme_folder.display_path}/{THEME_FILE}", wrong="E503")
    own_diagnostics.found += [
        replace(diagnostic, path=own_diagnostics.path) for diagnostic in theme_listing.diagnostics if diagnostic.path == path
    ]
    if path in theme_listing.folders:
        own_diagnostics.add(1, 1, "E503", f"a folder with the name of {THEME_FILE}", "rename it: it must be a file")
    theme_file = next((theme_file for theme_file in theme_listing.files if theme_file.path == path), None)
    theme_values = (
        read_theme_file(_theme_text(theme_file.real, own_diagnostics) or "", own_diagnostics.path, own_diagnostics)
        if theme_file
        else {}
    )
    if "screenshot" in theme_values:
        picture = theme_values["screenshot"]
        # Importing the image reader takes 30 ms: a fifth of a build without changes.
        if theme_folder.base != BUILT_IN:
            _check_picture(theme_folder, picture, own_diagnostics)
        folder = (
            theme_folder.base / theme_folder.relative_path
            if theme_folder.display_path.startswith(BUILT_IN_ROOT)
            else Path(theme_folder.display_path)
        )
        theme_values["screenshot"] = str(folder / picture.text)
    diagnostics += own_diagnostics.found
    return theme_values


def _check_picture(theme_folder: _ThemeFolder, picture: Scalar, diagnostics: Diagnostics) -> None:
    """Report errors in the screenshot that a theme.yml names."""
    folder, _, name = picture.text.rpartition("/")
    theme_listing = listing(theme_folder.base, f"{theme_folder.relative_path}/{folder}" if folder else theme_folder.relative_path)
    picture_file = next(
        (picture_file for picture_file in theme_listing.files if picture_file.path.rpartition("/")[2] == name), None
    )
    if picture_file is None:
        is_folder = any(path.rpartition("/")[2] == name for path in theme_listing.folders)
        problem = f"{picture.text} is a folder" if is_folder else f"there is no file {picture.text} in the folder of the theme"
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
        return read_bytes(real, MAX_THEME_BYTES).decode().replace("\r\n", "\n")
    except OSError as error:
        diagnostics.found.append(_unreadable_theme_file(diagnostics.path, error))
        return None
    except UnicodeDecodeError:
        return diagnostics.add(1, 1, "E503", "the file is not UTF-8 text", "save it as UTF-8")


def _theme_layer(theme_folder: _ThemeFolder, scan: Scan, real: dict[str, str], diagnostics: list[Diagnostic]) -> Layer:
    texts: dict[str, dict[str, str]] = {"templates": {}, "i18n": {}}
    for theme_subfolder, found_texts in texts.items():
        for file, name in _theme_folder_files(theme_folder, theme_subfolder, diagnostics):
            file_diagnostics = Diagnostics(file.path)
            text = _theme_text(file.real, file_diagnostics)
            is_valid = text is not None and not has_conflict(text, file_diagnostics)
            diagnostics += file_diagnostics.found
            if text is not None and is_valid:
                found_texts[name] = text
    files: dict[str, File] = {}
    for file, name in _theme_folder_files(theme_folder, "static", diagnostics):
        files[name] = File(name, file.path, scan.read(file).hash)
        real[file.path] = file.real
    return Layer(theme_folder.display_path, texts["templates"], texts["i18n"], files)


def _misplaced_paths(theme_folder: _ThemeFolder) -> Iterator[str]:
    """Yield the files of a site's theme that belong into one of its folders, and the folders with a similar name or `partials`."""
    if theme_folder.base == BUILT_IN:
        return
    theme_listing = listing(theme_folder.base, theme_folder.relative_path)
    yield from (file.path for file in theme_listing.files if file.path.lower().endswith(MISPLACED_ENDINGS))
    for path in theme_listing.folders:
        name = path.rpartition("/")[2]
        if name not in KNOWN_FOLDERS and did_you_mean(name.lower(), (*KNOWN_FOLDERS, "partials")):
            yield path


def _folders_instead_of_files(theme_folders: Iterable[_ThemeFolder], theme: Theme) -> Iterator[Diagnostic]:
    """Yield an error for each folder in static/ that is named like a file of the theme, which it cannot replace."""
    for theme_folder in theme_folders:
        for name in theme.static:
            if (theme_folder.base / theme_folder.relative_path / "static" / name).is_dir():
                yield _folder_diagnostic(f"{theme_folder.display_path}/static/{name}")


def _folder_diagnostic(path: str) -> Diagnostic:
    return Diagnostic(path, 1, 1, "E503", "a folder with the name of a file", "rename it, or remove it")


def _theme_folder_files(theme_folder: _ThemeFolder, kind: str, diagnostics: list[Diagnostic]) -> Iterator[tuple[FoundFile, str]]:
    """Yield the files of one folder of a theme, with their paths in messages, and their names within the folder."""
    folder = f"{theme_folder.relative_path}/{kind}"
    for theme_listing in walk(theme_folder.base, folder):
        diagnostics += theme_listing.diagnostics
        for path in theme_listing.folders:
            if kind != "static" and path.endswith(THEME_TEXT_ENDINGS):
                diagnostics.append(_folder_diagnostic(theme_folder.display_path + path.removeprefix(theme_folder.relative_path)))
        for theme_file in theme_listing.files:
            name = theme_file.path.removeprefix(f"{folder}/")
            yield FoundFile(f"{theme_folder.display_path}/{kind}/{name}", theme_file.real, theme_file.state), name
