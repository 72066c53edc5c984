"""List the files and subfolders of a folder or tree, sorted, in composed Unicode form (NFC), without leftovers and backups. Reports
unreadable folders, too deep folders, broken links, links to folders or out of the site, names that are not UTF-8 or listed twice,
and folders named like articles."""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from digest.articles.content_file import is_article
from digest.diagnostics import Diagnostic
from digest.files.file_reading import NOT_REGULAR
from digest.files.file_states import FoundFile, file_state
from digest.files.junk_files import has_original, is_backup, is_conflict_copy, is_skipped
from digest.files.symlinks import unreadable
from digest.output_paths import printable

MOST_FOLDER_DEPTH = 100
"""The maximum nesting of folders: the length of paths is limited (4,096 bytes on Linux), and so is Python's stack."""


COPY_HINT = "copy what is there to this place"


class Listing(Struct, frozen=True):
    """The entries of one folder: files, subfolders, and the diagnostics of other entries."""

    folder: str
    files: tuple[FoundFile, ...] = ()
    folders: tuple[str, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    copies: tuple[str, ...] = ()
    """The paths of backups and conflict copies, which are skipped."""


def walk(root: Path, folder: str) -> Iterator[Listing]:
    """Yield the listing of `folder` (relative to the site's root) and of all its subfolders, each sorted by name."""
    listed = listing(root, folder)
    yield listed
    for below in listed.folders:
        yield from walk(root, below)


def listing(root: Path, folder: str) -> Listing:
    """Return the listing of `folder`, which is empty if the folder does not exist.

    Dot-files and junk files of systems and editors (see `junk_files`) are skipped. Symbolic links are followed only to files in
    the site.
    """
    refused = link_diagnostic(root, folder)
    if refused:
        return Listing(folder, diagnostics=(refused,))
    try:
        with os.scandir(f"{root}/{folder}") as scan:
            entries = sorted(scan, key=lambda entry: entry.name)
    except FileNotFoundError:
        return Listing(folder)
    except NotADirectoryError:
        return Listing(folder, diagnostics=(_listing_error(folder, "a file with the name of a folder", "rename it"),))
    except OSError as error:
        return Listing(
            folder, diagnostics=(_listing_error(folder, f"the folder cannot be read: {error.strerror}", "check its permissions"),)
        )
    return _FolderLister(root, folder).listing(entries)


class _FolderLister:
    """Sorts the entries of one folder into files, subfolders and diagnostics."""

    def __init__(self, root: Path, folder: str) -> None:
        self.root = root
        self.folder = folder
        self.files: list[FoundFile] = []
        self.folders: list[str] = []
        self.diagnostics: list[Diagnostic] = []
        self.composed_names: set[str] = set()
        """The names so far that are not ASCII, normalized to NFC; and all ASCII names, which that of the Kelvin sign may become."""

    def listing(self, entries: list[os.DirEntry[str]]) -> Listing:
        """Return the listing of the folder."""
        entries, copy_names = _without_leftovers(entries)
        ascii_names = [entry.name for entry in entries if entry.name.isascii()]
        if len(ascii_names) < len(entries):
            self.composed_names.update(ascii_names)
        for entry in entries:
            self._add_entry(entry, f"{self.folder}/{entry.name}")
        copies = tuple(printable(f"{self.folder}/{name}") for name in copy_names)
        return Listing(self.folder, tuple(self.files), tuple(self.folders), tuple(self.diagnostics), copies)

    def _add_entry(self, entry: os.DirEntry[str], path: str) -> None:
        if not entry.name.isascii():
            name = unicodedata.normalize("NFC", entry.name)
            if name in self.composed_names:
                message = "this name is listed twice, in two forms of Unicode (NFC and NFD)"
                self.diagnostics.append(_listing_error(path, message, "rename one"))
                return
            self.composed_names.add(name)
        file = None
        try:
            if entry.is_symlink():
                file = _linked_file(self.root, path, entry, self.diagnostics)
            elif entry.is_dir(follow_symlinks=False):
                self._add_folder(entry.name, path)
            else:
                file = _regular_file(path, entry.path, entry.stat(follow_symlinks=False), self.diagnostics)
        except OSError as error:
            self.diagnostics.append(_listing_error(path, f"the file cannot be read: {error.strerror}", "check its permissions"))
        if file:
            self.files.append(file)

    def _add_folder(self, name: str, path: str) -> None:
        if is_article(name):
            self.diagnostics.append(_listing_error(path, "a folder with the name of an article", "rename it"))
        if path.count("/") < MOST_FOLDER_DEPTH:
            self.folders.append(path)
        else:
            message = f"more than {MOST_FOLDER_DEPTH} folders within each other"
            self.diagnostics.append(_listing_error(path, message, "move its files further up"))


def _without_leftovers(entries: list[os.DirEntry[str]]) -> tuple[list[os.DirEntry[str]], list[str]]:
    """Return the entries without junk files, and the names of the backups and conflict copies that were left out."""
    kept_entries: list[os.DirEntry[str]] = []
    copies: list[str] = []
    names_in_folder: set[str] = set()
    for entry in entries:
        name = entry.name
        if ".orig." in name:
            names_in_folder = names_in_folder or {other.name for other in entries}
        if is_skipped(name):
            if not name.startswith(".") and (is_backup(name) or is_conflict_copy(name)):
                copies.append(name)
        elif has_original(name, names_in_folder):
            copies.append(name)
        else:
            kept_entries.append(entry)
    return kept_entries, copies


def link_diagnostic(root: Path, path: str) -> Diagnostic | None:
    """Return an error if this path is a symbolic link that must not be followed, else None."""
    link_path = f"{root}/{path}"  # pathlib would be three times slower, and this runs for each folder
    if not os.path.islink(link_path):
        return None
    refusal_reason = unreadable(root, os.path.realpath(link_path))
    return (
        _listing_error(path, f"a link that {refusal_reason}, to {printable(os.readlink(link_path))}", COPY_HINT)
        if refusal_reason
        else None
    )


def _linked_file(root: Path, path: str, entry: os.DirEntry[str], diagnostics: list[Diagnostic]) -> FoundFile | None:
    target = printable(os.readlink(entry.path))
    real_path = os.path.realpath(entry.path)
    link_error = link_diagnostic(root, path)
    if link_error:
        diagnostics.append(link_error)
    elif not os.path.exists(real_path):
        diagnostics.append(_listing_error(path, f"a broken link to {target}", "remove it, or copy the file here"))
    elif os.path.isdir(real_path):
        diagnostics.append(
            _listing_error(path, f"a link to a folder, {target}", "copy the folder here: links to folders are not followed")
        )
    else:
        return _regular_file(path, real_path, os.stat(real_path), diagnostics)
    return None


def _regular_file(path: str, real: str, status: os.stat_result, diagnostics: list[Diagnostic]) -> FoundFile | None:
    if not stat.S_ISREG(status.st_mode):
        diagnostics.append(_listing_error(path, NOT_REGULAR, "remove it"))
        return None
    if not path.isascii():
        try:
            path.encode()
        except UnicodeEncodeError:
            diagnostics.append(_listing_error(path, "the file name is not UTF-8", "rename the file"))
            return None
        path = unicodedata.normalize("NFC", path)
    return FoundFile(path, real, file_state(status))


def _listing_error(path: str, message: str, hint: str) -> Diagnostic:
    return Diagnostic(printable(path), 1, 1, "E101", message, hint)
