"""The output folder: which folders are allowed, which files in it digest wrote (the list .digest-files); compares their status with
the records of the last build (altered, restored), and refuses foreign files in the way; which paths have to be made or removed."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from digest.cache.cache import Cache
from digest.cache.serialization import PartRecord
from digest.config.config import SETTINGS_FILE, OutputSetting
from digest.diagnostics import Diagnostic
from digest.errors import ConfigError, DiskError, UsageError
from digest.files.file_reading import file_hash, read_bytes
from digest.files.file_states import FileState
from digest.files.symlinks import LIST_OF_FILES, first_link
from digest.output_paths import path_error, printable
from digest.pages.page import Outline

FILE_MODE = 0o644
"""The mode of every file that digest writes, independent of the user's umask."""

MANY_FILES = 2000
"""The number of files from which comparing their status (3 µs each) takes longer than forking a process for it."""


class OutputFolder:
    """An output folder, with the records of the last build."""

    def __init__(self, path: Path, name: str, state: Path, parts: Mapping[str, PartRecord], setting: OutputSetting) -> None:
        self.path = path
        self.name = name
        """The name under which its records are stored: its path, relative if it is in the site's folder."""
        self.state = state
        self.start = f"{path}/"
        self.setting = setting
        self.parts = parts
        """The record of each part of the plan, by name."""
        self.records = {
            outline.path: output for part in parts.values() for outline, output in zip(part.outlines, part.outputs, strict=True)
        }
        self._compare: Callable[[], Sequence[list[str]]] = self._compared_with_records

    @property
    def planned_outlines(self) -> dict[tuple[str, str], tuple[Outline, ...]]:
        """The outlines of the pages that the last build planned, by name and key of their part."""
        return {(name, part.key): part.outlines for name, part in self.parts.items()}

    def owned(self) -> set[str]:
        """Return the files in it that digest wrote, also if some are missing. Raises UsageError if all files are foreign."""
        try:
            with os.scandir(self.path) as folder_scan:
                foreign_names = sorted(entry.name for entry in folder_scan if not entry.name.startswith("."))
        except FileNotFoundError:
            return set()
        except OSError as error:
            raise DiskError(f"{self.path}: {error.strerror}", hint="check its permissions") from None
        # Without the list, recorded and unchanged files are still ours.
        owned_files = {*self._listed_files(), *(self.records.keys() - self.altered)}
        if foreign_names and not owned_files:
            message = f"{self.path} is not empty and contains no site made by digest (there is {foreign_names[0]})"
            raise setting_error(self.setting, message, "choose another folder, or empty it yourself")
        return {*owned_files, LIST_OF_FILES}

    def _listed_files(self) -> set[str]:
        try:
            list_text = read_bytes(str(self.path / LIST_OF_FILES), follow=False).decode(errors="replace")
        except OSError:
            return set()
        return set(filter(None, list_text.split("\n")))

    @property
    def altered(self) -> frozenset[str]:
        """The recorded files that are missing or have other bytes."""
        return self._altered_and_restored[0]

    @property
    def restored(self) -> frozenset[str]:
        """The recorded files with the same bytes and another status, as after a restore from a cache or copy."""
        return self._altered_and_restored[1]

    def compare_ahead(self, call_ahead: Callable[[Callable[[], Any]], Callable[[], Any]]) -> None:
        """Start the comparison of the recorded files with the folder, if there are many; `call_ahead` is `Workers.call_ahead`."""
        if len(self.records) >= MANY_FILES:
            self._compare = call_ahead(self._compared_with_records)

    @cached_property
    def _altered_and_restored(self) -> tuple[frozenset[str], frozenset[str]]:
        """The files that are `altered`, and those that are `restored`."""
        altered, restored = self._compare()
        return frozenset(altered), frozenset(restored)

    def _compared_with_records(self) -> tuple[list[str], list[str]]:
        """Return the files that are `altered`, and those that are `restored`. Compares the status of each file."""
        altered, restored = list[str](), list[str]()
        for path, record in self.records.items():
            try:
                status = os.lstat(f"{self.start}{path}")
            except OSError:
                altered.append(path)
                continue
            if record.ctime_ns == status.st_ctime_ns and record.inode == status.st_ino and record.mtime_ns == status.st_mtime_ns:
                if record.size == status.st_size and stat.S_ISREG(status.st_mode):
                    continue
            elif self._is_restored(path, record, status):
                restored.append(path)
                continue
            altered.append(path)
        return altered, restored

    def _is_restored(self, path: str, record: FileState, status: os.stat_result) -> bool:
        """Return whether the file has the recorded bytes."""
        if record.size != status.st_size or status.st_mode != stat.S_IFREG | FILE_MODE:
            return False
        try:
            return file_hash(f"{self.start}{path}", follow=False)[0] == record.hash
        except OSError:
            return False

    @property
    def is_unmodified(self) -> bool:
        """Whether it contains all recorded files with the recorded status, and no other file of digest."""
        return not (self.altered or self.restored) and self._listed_files() <= self.records.keys()

    def changes(self, planned_hashes: Mapping[str, str]) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        """Return the paths to make, the paths to remove, and the paths to remove that do not exist any more.

        `planned_hashes` has the key of each planned file by path. Raises UsageError for a foreign file or folder in the way.
        """
        owned_files = self.owned()
        if not owned_files:
            return tuple(planned_hashes), (), ()
        altered, records = self.altered, self.records
        make = [
            path
            for path, key in planned_hashes.items()
            if path in altered or (record := records.get(path)) is None or record.key != key
        ]
        # The list may have been edited, so only paths that digest could have written are removed; none begins with a dot.
        remove = [path for path in sorted(owned_files - planned_hashes.keys()) if not path_error(path)]
        self._refuse_foreign(make, remove, owned_files)
        modes = {path: self._output_file_mode(path) for path in remove}
        existing = tuple(
            path for path, mode in modes.items() if mode and not stat.S_ISDIR(mode)
        )  # digest did not make a folder there
        missing = tuple(path for path, mode in modes.items() if not mode and self._has_folder(path))
        return tuple(make), existing, missing

    def _has_folder(self, path: str) -> bool:
        """Return whether a folder above this missing path exists."""
        folder = os.path.dirname(path)
        while folder and not self._output_file_mode(folder):
            folder = os.path.dirname(folder)
        return bool(folder) and stat.S_ISDIR(self._output_file_mode(folder))

    def _output_file_mode(self, path: str) -> int:
        """Return the file's mode, as in `stat`, or 0 if it does not exist."""
        try:
            return os.lstat(f"{self.path}/{path}").st_mode
        except (FileNotFoundError, NotADirectoryError):
            return 0

    def _refuse_foreign(self, make: Iterable[str], remove: Iterable[str], owned: set[str]) -> None:
        output_folders: set[str] = set()
        for path in (*make, *remove):
            parent = os.path.dirname(path)
            while parent and parent not in output_folders:
                output_folders.add(parent)
                parent = os.path.dirname(parent)
        for folder in sorted(output_folders):
            self._refuse_in_the_way(folder, stat.S_ISDIR, owned)
        for path in make:
            if path not in owned:
                self._refuse_in_the_way(path, lambda mode: False, owned)
            elif (self.path / path).is_dir() and not (self.path / path).is_symlink():
                self._refuse_full_folder(path, owned)

    def _refuse_in_the_way(self, path: str, is_right: Callable[[int], bool], owned: set[str]) -> None:
        try:
            mode = os.lstat(f"{self.path}/{path}").st_mode
        except (FileNotFoundError, NotADirectoryError):
            return
        if is_right(mode) or path in owned:
            return
        if stat.S_ISDIR(mode):
            self._refuse_full_folder(path, owned)
            return
        message = f"{self.path / path} is in the way: digest did not write it"
        raise UsageError(message, hint="move it away, or choose another folder with --output")

    def _refuse_full_folder(self, path: str, owned: set[str]) -> None:
        """Raise UsageError if a folder that a file has to replace contains a foreign file."""
        for folder, folders, file_names in os.walk(self.path / path):
            folders.sort()
            links_to_folders = [name for name in folders if os.path.islink(os.path.join(folder, name))]
            for name in sorted([*file_names, *links_to_folders]):
                inside_path = os.path.relpath(os.path.join(folder, name), self.path).replace(os.sep, "/")
                if inside_path not in owned:
                    message = f"{self.path / path} is in the way: digest did not write {inside_path}"
                    raise UsageError(message, hint="move it away, or choose another folder with --output")


def open_folder(path: Path, root: Path, state: Path, cache: Cache, setting: OutputSetting) -> OutputFolder:
    """Return the output folder with its records. Raises nothing: lost records only cost time."""
    name = str(path.relative_to(root)) if path.is_relative_to(root) else str(path)
    return OutputFolder(path, name, state, cache.part_records(name), setting)


def list_of(paths: Iterable[str]) -> bytes:
    """Return the content of `.digest-files`, which lists every file that digest wrote."""
    return "".join(f"{path}\n" for path in sorted({*paths, LIST_OF_FILES})).encode()


NEVER_OUTPUT = ("content", "themes", "extensions", ".digest", ".git", "digest.yml")
"""Folders and files of a site that must not be, contain or be inside an output folder."""


def setting_error(setting: OutputSetting, message: str, hint: str) -> UsageError:
    """Return an error about the output folder that names where it is chosen: the line of digest.yml, or the option."""
    if setting.line:
        return ConfigError(diagnostics=[Diagnostic(SETTINGS_FILE, setting.line, setting.column, "E601", message, hint)])
    if setting.is_given:
        return UsageError(f"--output: {message}", hint=hint)
    return UsageError(message, hint=f"move it away, or set output in {SETTINGS_FILE} to another folder")


def output_folder(root: Path, setting: OutputSetting) -> Path:
    """Return the absolute path of the output folder, which the setting names relative to `root`. Raises UsageError if invalid."""
    folder_text, hint = setting.folder, "choose another output folder"
    try:
        folder_text.encode()
        return Path(os.path.abspath(root / Path(folder_text).expanduser()))
    except UnicodeEncodeError:
        raise setting_error(setting, f"{printable(folder_text)} is not UTF-8", hint) from None
    except RuntimeError:
        raise setting_error(setting, f"{folder_text} begins with the home folder of an unknown user", hint) from None


def refuse_folder(output: Path, root: Path, setting: OutputSetting) -> None:
    """Raise UsageError if the site must not be written to this folder, whatever it contains."""
    reason = _reason_against_folder(output, root)
    # If the user named it on the command line, links above it are allowed.
    link_above = None if setting.is_given or reason else first_link(root, output)
    if link_above:
        reason = f"{printable(link_above.relative_to(root).as_posix())} is a symbolic link, and digest writes nothing through one"
    if reason:
        hint = "choose a folder that contains nothing else, such as site"
        raise setting_error(setting, f"{output} cannot be the output folder: {reason}", hint)


def _reason_against_folder(output: Path, root: Path) -> str:
    """Return why no site may be written to this folder, or ''."""
    real_root = Path(os.path.realpath(root))
    real_output = Path(os.path.realpath(output))
    mode, unusable_reason = _mode_of_folder(output)
    if stat.S_ISLNK(mode):
        return "it is a symbolic link"
    if real_output in (Path(real_output.anchor), Path(os.path.realpath(Path.home()))):
        return "it is your home folder or the root of the disk"
    if real_output == real_root or real_output in real_root.parents:
        return "it contains the site itself"
    if any(real_output == real_root / name or real_root / name in real_output.parents for name in NEVER_OUTPUT):
        return "it is a folder of the site's own files"
    if mode and not stat.S_ISDIR(mode):
        return "it is a file"
    if mode and os.path.ismount(output):
        return "another disk is mounted there"
    return unusable_reason


def _mode_of_folder(path: Path) -> tuple[int, str]:
    """Return the mode of what is at this path, 0 for nothing; and why no folder can be there, or ''."""
    try:
        return os.lstat(path).st_mode, ""
    except FileNotFoundError:
        return 0, ""
    except NotADirectoryError:
        return 0, "a part of its path is a file"
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            return 0, "its name is too long"
        raise
