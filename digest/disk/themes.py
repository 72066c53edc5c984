"""Reading themes: those of the site, and those that digest brings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from digest.disk.files import Found, Scan, link_fault, listing, read_bytes, walk
from digest.disk.program import PACKAGE
from digest.errors import ContentError, Fault, Faults, UsageError, did_you_mean
from digest.mergemarkers import has_conflict
from digest.pages.page import File
from digest.rendering.theme import Layer, Theme, read_theme_file

BUILT_IN = next((folder for folder in (PACKAGE / "_themes", PACKAGE.parent / "themes") if folder.is_dir()), PACKAGE / "_themes")
"""In a wheel the themes lie in the package; in a checkout, editable installs included, beside it."""

DEFAULT = "default"

THEMES = "themes"

FILE = "theme.yml"

MAX_EXTENDS = 8

MOST = 64 * 1024 * 1024
"""No template or file of words is larger, in bytes."""

FOR_MACHINES = (".xml", ".json", ".txt", ".opml", "redirect.html")
"""The endings of templates that no reader looks at: a theme that lacks one has the default theme's, and need not know of feeds."""


class ThemeFiles(Struct, frozen=True):
    """A theme, and where the files that it copies really are: by their names in messages (`File.origin`)."""

    theme: Theme
    real: dict[str, str]


def read_theme(root: Path, name: str, scan: Scan) -> ThemeFiles:
    """The theme of that name with what lies under it. Raises UsageError if there is none, ContentError for faults in its files."""
    layers: list[Layer] = []
    real: dict[str, str] = {}
    faults: list[Fault] = []
    seen: list[str] = []
    while name:
        if name in seen or len(seen) > MAX_EXTENDS:
            raise UsageError(f"the theme {name} extends itself", hint=f"fix extends in themes/{seen[-1]}/theme.yml")
        linked = _linked(root, name)
        places = [] if linked else _places(root, name)
        if linked:
            raise ContentError(faults=[linked])
        if not places:
            message = f"there is no theme {name}"
            raise UsageError(message, hint=did_you_mean(name, _known(root)) or "put it into themes/, or set theme: default")
        seen.append(name)
        name = ""
        for place in places:
            name = name or _values(place, faults).get("extends", "")
            layers.append(_layer(place, scan, real, faults))
    if DEFAULT not in seen:
        layers += [_for_machines(_layer(place, scan, {}, faults)) for place in _places(root, DEFAULT)]
    if any(fault.is_error for fault in faults):
        raise ContentError(faults=faults)
    return ThemeFiles(Theme(tuple(layers)), real)


def _for_machines(layer: Layer) -> Layer:
    templates = {name: text for name, text in layer.templates.items() if name.endswith(FOR_MACHINES)}
    return Layer(layer.root, templates, {}, {})


class _Place(Struct, frozen=True):
    """A folder of a theme: `base/below` on the disk, `shown` in messages."""

    base: Path
    below: str
    shown: str


def _places(root: Path, name: str) -> list[_Place]:
    """The folders of a theme: the site's own, and under it the one that digest brings."""
    found = [_Place(root, f"{THEMES}/{name}", f"{THEMES}/{name}")]
    if (BUILT_IN / name).resolve() != (root / THEMES / name).resolve():
        found.append(_Place(BUILT_IN, name, f"digest:themes/{name}"))
    return [place for place in found if (place.base / place.below).is_dir()]


def _linked(root: Path, name: str) -> Fault | None:
    """What is wrong if a folder of the site's own theme is a link that must not be read."""
    return link_fault(root, THEMES) or link_fault(root, f"{THEMES}/{name}")


def _known(root: Path) -> list[str]:
    return [path.name for folder in (root / THEMES, BUILT_IN) if folder.is_dir() for path in folder.iterdir() if path.is_dir()]


def _values(place: _Place, faults: list[Fault]) -> dict[str, Any]:
    path = f"{place.below}/{FILE}"
    listed = listing(place.base, place.below)
    noted = Faults(f"{place.shown}/{FILE}", wrong="E503")
    noted.found += [replace(fault, path=noted.path) for fault in listed.faults if fault.path == path]
    found = next((found for found in listed.files if found.path == path), None)
    values = read_theme_file(_text(found.real, noted) or "", noted.path, noted) if found else {}
    faults += noted.found
    return values


def _text(real: str, noted: Faults) -> str | None:
    try:
        return read_bytes(real, MOST).decode().replace("\r\n", "\n")
    except OSError as error:
        return noted.add(1, 1, "E503", f"the file cannot be read: {error.strerror}", "check its permissions")
    except UnicodeDecodeError:
        return noted.add(1, 1, "E503", "the file is not UTF-8 text", "save it as UTF-8")


def _layer(place: _Place, scan: Scan, real: dict[str, str], faults: list[Fault]) -> Layer:
    texts: dict[str, dict[str, str]] = {"templates": {}, "i18n": {}}
    for kind, found_texts in texts.items():
        for found, name in _files(place, kind, faults):
            noted = Faults(found.path)
            text = _text(found.real, noted)
            is_sound = text is not None and not has_conflict(text, noted)
            faults += noted.found
            if text is not None and is_sound:
                found_texts[name] = text
    files: dict[str, File] = {}
    for found, name in _files(place, "static", faults):
        hash = scan.name(found)
        files[name] = File(name, found.path, hash)
        real[found.path] = found.real
    return Layer(place.shown, texts["templates"], texts["i18n"], files)


def _files(place: _Place, kind: str, faults: list[Fault]) -> Iterator[tuple[Found, str]]:
    """The files of one folder of a theme under their names in messages, and their names within the folder."""
    folder = f"{place.below}/{kind}"
    for listed in walk(place.base, folder):
        faults += listed.faults
        for found in listed.files:
            name = found.path.removeprefix(f"{folder}/")
            yield Found(f"{place.shown}/{kind}/{name}", found.real, found.stamp), name
