"""The staging folder: chosen beside the output if necessary, it contains the new files of a build until all are finished; makes its
folders, writes and copies files in pieces, and lists the paths (whole new folders, or files) that the journal renames."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from digest.errors import DiskError
from digest.files.file_reading import read_pieces
from digest.files.symlinks import CREATE_FILE_FLAGS, LIST_OF_FILES
from digest.hashing import hash_name
from digest.output import journal
from digest.output.output_folder import FILE_MODE, OutputFolder
from digest.pages.output_files import File


class Staging:
    """The staging folder of a build: in `.digest`, or beside the output folder if that is on another file system."""

    def __init__(self, folder: OutputFolder) -> None:
        self.folder = folder
        self.path = self._choose_staging_folder()
        self.folders: set[str] = set()

    def _choose_staging_folder(self) -> Path:
        state, output = self.folder.state, self.folder.path
        journal.remove_leftovers((state / journal.STAGING_FOLDER, journal.staging_beside(output)))
        existing_parent = output
        while not existing_parent.exists():
            existing_parent = existing_parent.parent
        if os.stat(existing_parent).st_dev == os.stat(state).st_dev and not (output.is_dir() and os.path.ismount(output)):
            return state / journal.STAGING_FOLDER
        return journal.staging_beside(output)

    def __enter__(self) -> Staging:
        try:
            os.makedirs(self.path, 0o755)
        except BaseException:  # a signal, perhaps after the folder was created
            journal.remove_leftovers((self.path,))
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if not journal.is_open(self.folder.state):
            journal.remove_leftovers((self.path,))

    def write(self, path: str, data: bytes) -> None:
        """Write one file of the site."""
        put_file(str(self.path), self.folders, path, data)

    def copy(self, files: Iterable[File], real: Mapping[str, str]) -> None:
        """Copy these files, or write those with data. `real` has the source paths of copied files, by origin."""
        for file in files:
            pieces = copied_pieces(real[file.origin], file.hash) if file.data is None else (file.data,)
            put_pieces(str(self.path), self.folders, file.path, pieces)

    def put_in_place(self, written_paths: Iterable[str], remove: Iterable[str]) -> None:
        """Move the written files into the output folder, and remove the paths in `remove`: all or nothing.

        Folders that become empty are removed, even if the files to remove did not exist any more.
        """
        output = self.folder.path
        if not os.path.lexists(output):
            output.parent.mkdir(parents=True, exist_ok=True)
            os.rename(self.path, output)
            return
        state, steps = self.folder.state, tuple(self._paths_to_rename(written_paths))
        journal.apply(
            state,
            journal.Journal(
                journal.name_in_journal(state, output), journal.name_in_journal(state, self.path), steps, tuple(remove)
            ),
        )

    def _paths_to_rename(self, written_paths: Iterable[str]) -> Iterator[str]:
        """Yield the paths to rename: a whole folder if the output has none of that name. `.digest-files` comes first, so that every
        file in the output is always listed as ours."""
        exists_in_output: dict[str, bool] = {}
        seen_folders: set[str] = set()
        for path in sorted(written_paths, key=lambda path: (path != LIST_OF_FILES, path)):
            step_path = path
            path_segments = path.split("/")
            for at in range(1, len(path_segments)):
                above = "/".join(path_segments[:at])
                if above not in exists_in_output:
                    exists_in_output[above] = os.path.lexists(self.folder.path / above)
                if not exists_in_output[above]:
                    step_path = above
                    break
            if step_path not in seen_folders:
                seen_folders.add(step_path)
                yield step_path


def put_file(staging: str, folders: set[str], path: str, data: bytes) -> None:
    """Write a new file. `folders` are the folders in `staging` that are known to exist. Raises OSError."""
    put_pieces(staging, folders, path, (data,))


def put_pieces(staging: str, folders: set[str], path: str, pieces: Iterable[bytes]) -> None:
    """Write a new file piece by piece, like `put_file`."""
    staged_folder = path.rpartition("/")[0]
    if staged_folder not in folders:
        _make_folder(staging, folders, staged_folder)
    # Python's file objects are slower: they make three more system calls first.
    file = os.open(f"{staging}/{path}", CREATE_FILE_FLAGS, FILE_MODE)
    try:
        for piece in pieces:
            unwritten_bytes = memoryview(piece)
            while unwritten_bytes:
                unwritten_bytes = unwritten_bytes[os.write(file, unwritten_bytes) :]
    finally:
        os.close(file)


def _make_folder(staging: str, folders: set[str], folder: str) -> None:
    above = folder.rpartition("/")[0]
    if above and above not in folders:
        _make_folder(staging, folders, above)
    with contextlib.suppress(FileExistsError):  # another worker made it first
        os.mkdir(f"{staging}/{folder}", 0o755)
    folders.add(folder)


def copied_pieces(real: str, hash: str) -> Iterator[bytes]:
    """Yield the bytes of a file in pieces. Raises DiskError at the end if the file does not have the given hash any more."""
    copied_hash = hashlib.sha256()
    for piece in read_pieces(real):
        copied_hash.update(piece)
        yield piece
    if hash_name(copied_hash) != hash:
        raise DiskError(f"{real} changed while the site was built", hint="build again")
