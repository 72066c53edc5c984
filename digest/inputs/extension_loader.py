"""Find extensions (files in extensions/, or installed packages with entry points), hash their code, run it, and collect the
planners, filters and importers that they add. Reports extensions that are missing, malformed or fail, names that are invalid or
taken (by Jinja or digest), and values that are no functions.

`read_extensions` does not run them, so a build with nothing to do runs no foreign code; `load_extensions` runs the same code once.
A site without extensions does not import this file.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from importlib.metadata import Distribution, EntryPoint, PackageNotFoundError, distribution, entry_points
from importlib.util import find_spec
from inspect import unwrap
from pathlib import Path
from types import ModuleType
from typing import Any

from digest.cache_keys import extension_key
from digest.config.config import SETTINGS_FILE, ExtensionName
from digest.diagnostics import Diagnostic
from digest.errors import ConfigError, ContentError
from digest.extensions import EXTENSION_GROUPS, EXTENSIONS_FOLDER, Addition, Additions, Code, described_error, error_location
from digest.files.file_reading import read_bytes
from digest.files.folder_listing import Listing, listing
from digest.hashing import content_hash
from digest.importers.importer import IMPORTERS
from digest.installation.package import install_command
from digest.signals import INTERRUPTIONS
from digest.text.similar_words import did_you_mean

MALFORMED = (TypeError, ValueError)
"""The exceptions of `importlib.metadata` for entry points without a value, or not in UTF-8."""

LOAD_HINT = "fix it, or remove it from digest.yml"

_EXTENSION_NAME = re.compile("[A-Za-z0-9_][A-Za-z0-9_-]*")


def read_extensions(root: Path, extension_names: Iterable[ExtensionName]) -> tuple[Code, ...]:
    """Return the code of these extensions without running it. Raises ConfigError with an error for each that is not found."""
    extension_listing = listing(root, EXTENSIONS_FOLDER)
    codes = [
        _extension_file(name, extension_listing) if name.name.endswith(".py") else _extension_package(name)
        for name in extension_names
    ]
    diagnostics = [code for code in codes if isinstance(code, Diagnostic)]
    if diagnostics:
        raise ConfigError(diagnostics=diagnostics)
    return tuple(code for code in codes if isinstance(code, Code))


def _extension_file(name: ExtensionName, folder_listing: Listing) -> Code | Diagnostic:
    """Return the code of a file in extensions/, or an error."""
    path = f"{EXTENSIONS_FOLDER}/{name.name}"
    file = next((file for file in folder_listing.files if file.path == path), None)
    if file is None:
        listing_diagnostic = next(
            (diagnostic for diagnostic in folder_listing.diagnostics if diagnostic.path in (path, EXTENSIONS_FOLDER)), None
        )
        if listing_diagnostic:
            return _extension_setting_error(
                name, f"{listing_diagnostic.path}: {listing_diagnostic.message}", listing_diagnostic.hint
            )
        if path in folder_listing.folders:
            return _extension_setting_error(name, f"{path} is a folder", "rename it, and write the extension as one file")
        other_files = [file.path.removeprefix(f"{EXTENSIONS_FOLDER}/") for file in folder_listing.files]
        hint = did_you_mean(name.name, [other for other in other_files if other.endswith(".py")])
        return _extension_setting_error(name, f"there is no file {path}", hint or "write it, or remove its name from digest.yml")
    try:
        code_text = read_bytes(file.real)
    except OSError as error:
        return _extension_setting_error(name, f"{path} cannot be read: {error.strerror}", "check its permissions")
    return Code(name.name, content_hash(code_text), (path,), name.line, name.column, code_text)


def _extension_package(name: ExtensionName) -> Code | Diagnostic:
    """Return the code of an installed package, or an error."""
    try:
        installed = _installed_package(name.name)
    except PackageNotFoundError:
        install_hint = (
            f"install it: {install_command(name.name)}" if name.name[0] != "-" else "install it"
        )  # pip would read it as an option
        hint = (
            did_you_mean(name.name, _packages_with_extensions())
            or f"{install_hint}; the name of a file in {EXTENSIONS_FOLDER}/ ends with .py"
        )
        return _extension_setting_error(name, f"no package {name.name} is installed", hint)
    except OSError as error:
        return _extension_setting_error(name, f"the package {name.name} cannot be read: {error.strerror}", "check its permissions")
    except MALFORMED:
        return _extension_setting_error(
            name, f"the entry points of the package {name.name} are malformed", "install another version of it"
        )
    entries, roots, key = installed
    if not entries:
        groups = ", ".join(f"digest.{group}" for group in EXTENSION_GROUPS)
        return _extension_setting_error(
            name, f"the package {name.name} adds nothing to digest", f"it needs an entry point in one of {groups}"
        )
    return Code(name.name, key, roots, name.line, name.column, entries=entries)


def _packages_with_extensions() -> set[str]:
    """Return the names of the installed packages that add something to digest; none if one of all packages is malformed."""
    with suppress(OSError, *MALFORMED):
        extension_entry_points = [
            entry_point for group in EXTENSION_GROUPS for entry_point in entry_points(group=f"digest.{group}")
        ]
        return {entry_point.dist.name for entry_point in extension_entry_points if entry_point.dist}
    return set()


@lru_cache(maxsize=64)
def _installed_package(name: str) -> tuple[tuple[tuple[str, str, str], ...], tuple[str, ...], str]:
    """Return the entry points of a package, the paths of its code, and the key of the code.

    Cached per process, since imported modules do not change either. Raises PackageNotFoundError, OSError, MALFORMED.
    """
    package: Distribution = distribution(name)
    group_entries = [
        (entry.group.removeprefix("digest."), entry) for entry in package.entry_points if entry.group.startswith("digest.")
    ]
    entries = tuple(sorted({(group, entry.name, entry.value) for group, entry in group_entries if group in EXTENSION_GROUPS}))
    modules = {entry[2].partition(":")[0] for entry in entries}
    roots = sorted({root for module in modules for root in _package_paths(module)})
    files = sorted({file for root in roots for file in (Path(root).rglob("*.py") if root.endswith(os.sep) else [Path(root)])})
    code = [(str(file), content_hash(read_bytes(str(file)))) for file in files if file.is_file()]
    return entries, tuple(roots), extension_key(name, package.version, entries, [hash for _, hash in code])


def package_key(name: str) -> str:
    """Return the key of an installed package's code, as in its `Code`; '' if it is not installed or cannot be read."""
    try:
        return _installed_package(name)[2]
    except (PackageNotFoundError, OSError, *MALFORMED):
        return ""


def _package_paths(module: str) -> Iterator[str]:
    """Yield the folders or the file of a module's package without importing it; nothing if it does not exist."""
    try:
        package_spec = find_spec(module.strip().partition(".")[0])
    except (ImportError, ValueError):
        return
    if package_spec is not None and package_spec.submodule_search_locations is not None:
        yield from (os.path.join(folder, "") for folder in package_spec.submodule_search_locations)
    elif package_spec is not None and package_spec.origin:
        yield package_spec.origin


def _extension_setting_error(name: ExtensionName, message: str, hint: str) -> Diagnostic:
    return Diagnostic(SETTINGS_FILE, name.line, name.column, "E601", f"extensions: {message}", hint)


@lru_cache(maxsize=16)
def load_extensions(codes: tuple[Code, ...]) -> tuple[Additions, tuple[Diagnostic, ...]]:
    """Run these extensions; return what they add, and their errors. An extension that cannot be loaded adds nothing."""
    diagnostics: list[Diagnostic] = []
    additions: list[Addition] = []
    for code in codes:
        try:
            additions += _run_extension(code, diagnostics)
        except ContentError as error:
            diagnostics += error.diagnostics
        except INTERRUPTIONS:
            raise
        except BaseException as error:  # noqa: BLE001 - reading an attribute of a value in its tables may fail
            diagnostics.append(
                Diagnostic(
                    *_extension_location(code), "E701", f"{code.message_name} cannot be loaded: {described_error(error)}", LOAD_HINT
                )
            )
    additions_by_group: dict[str, list[Addition]] = {group: [] for group in EXTENSION_GROUPS}
    taken_names = {
        "planners": {},
        "filters": _reserved_filter_names(additions),
        "importers": dict.fromkeys(IMPORTERS, "digest itself"),
    }
    for addition in additions:
        other_owner = taken_names[addition.group].get(addition.name) if addition.group != "planners" else None
        if other_owner:
            diagnostics.append(addition.diagnostic("E703", f"the name is already used by {other_owner}", "give it another name"))
        else:
            taken_names[addition.group][addition.name] = addition.code.message_name
            additions_by_group[addition.group].append(addition)
    return Additions(**{group: tuple(table) for group, table in additions_by_group.items()}), tuple(diagnostics)


def _reserved_filter_names(additions: Iterable[Addition]) -> dict[str, str]:
    if not any(addition.group == "filters" for addition in additions):
        return {}
    from jinja2.filters import FILTERS as JINJAS  # takes 100 ms to import; the renderer needs it too

    from digest.rendering.template_filters import FILTER_MEANINGS  # the same

    return {**dict.fromkeys(JINJAS, "Jinja"), **dict.fromkeys(FILTER_MEANINGS, "digest itself")}


def _run_extension(code: Code, diagnostics: list[Diagnostic]) -> Iterator[Addition]:
    """Run the code, and yield what it adds. Raises ContentError if it fails."""
    if code.name.endswith(".py"):
        module = _loaded_extension(code, lambda: _extension_module(code))
        group_tables = [(group, getattr(module, group.upper(), None)) for group in EXTENSION_GROUPS]
        if all(additions_table is None for _, additions_table in group_tables):
            names = ", ".join(group.upper() for group in EXTENSION_GROUPS)
            hint = f"write one of {names}: a mapping of names to functions"
            diagnostics.append(Diagnostic(code.message_name, 1, 1, "E703", f"{code.message_name} adds nothing to digest", hint))
        for group, additions_table in group_tables:
            if isinstance(additions_table, dict):
                yield from _additions_of(code, group, additions_table, diagnostics)
            elif additions_table is not None:
                hint = f'for example {group.upper()} = {{"name": function}}'
                diagnostics.append(
                    Diagnostic(code.message_name, 1, 1, "E703", f"{group.upper()} of {code.message_name} is not a mapping", hint)
                )
    else:
        for group, name, value in code.entries:
            entry = EntryPoint(name, value, f"digest.{group}")
            yield from _additions_of(code, group, {name: _loaded_extension(code, entry.load)}, diagnostics)


def _loaded_extension(code: Code, load: Any) -> Any:
    try:
        return load()
    except INTERRUPTIONS:
        raise
    except BaseException as error:  # noqa: BLE001 - foreign code may raise anything
        error_place = error_location(error, code.roots)
        error_position = (*error_place, 1) if error_place else _extension_location(code)
        message = f"{code.message_name} cannot be loaded: {described_error(error)}"
        raise ContentError(diagnostics=[Diagnostic(*error_position, "E701", message, LOAD_HINT)]) from None


def _extension_module(code: Code) -> ModuleType:
    """Run a file in extensions/ as a module. It can import installed packages, but no other files of its folder."""
    module = ModuleType(f"digest_{EXTENSIONS_FOLDER}_{Path(code.name).stem}")
    module.__file__ = code.message_name
    sys.modules[module.__name__] = module  # dataclasses and pickle look up their module
    exec(compile(code.text, code.message_name, "exec", dont_inherit=True), module.__dict__)
    return module


def _additions_of(code: Code, group: str, additions_table: Mapping[Any, Any], diagnostics: list[Diagnostic]) -> Iterator[Addition]:
    for name, function in additions_table.items():
        path, line = _function_location(code, function)
        named = name if isinstance(name, str) else f"({type(name).__name__})"
        addition = Addition(code, group, named, function, path, line)
        if not _EXTENSION_NAME.fullmatch(named) or (group == "filters" and not named.isidentifier()):
            kind = "letters, digits and _" if group == "filters" else "letters, digits, - and _"
            diagnostics.append(addition.diagnostic("E703", "an invalid name", f"use {kind}"))
        elif not callable(function):
            diagnostics.append(
                addition.diagnostic("E703", f"it is not a function but {type(function).__name__}", "give a function")
            )
        else:
            yield addition


def _function_location(code: Code, function: Any) -> tuple[str, int]:
    """Return the file and line of a function of this code, or the location of the extension."""
    function_code = getattr(unwrap(function) if callable(function) else None, "__code__", None)
    if function_code is not None and function_code.co_filename.startswith(code.roots):
        return function_code.co_filename, function_code.co_firstlineno
    return _extension_location(code)[:2]


def _extension_location(code: Code) -> tuple[str, int, int]:
    """Return the location for errors without a line: the setting of a package, or the first line of a file."""
    return (SETTINGS_FILE, code.line, code.column) if code.entries else (code.message_name, 1, 1)
