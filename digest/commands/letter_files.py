"""The files of letters: a folder outside of the site's output, in which nothing is replaced that digest did not write."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from digest.errors import DiskError, UsageError
from digest.files.atomic_writing import Writing
from digest.files.file_reading import NotRegularError, read_bytes
from digest.files.symlinks import LIST_OF_FILES
from digest.hashing import content_hash
from digest.inputs.theme_files import THEMES_FOLDER
from digest.output.build_lock import STATE_FOLDER, locked
from digest.output_paths import printable

LETTER_FOLDER = "mail"
"""Where letters are written if nothing else is said, below the site's folder."""

WRITTEN_LETTERS_FILE = ".digest-mail"
"""The dot-file in a folder of letters with the hash of each file as digest left it: a hash, two spaces and a name a line."""

MOST_LETTER_BYTES = 64 * 1024 * 1024
"""No file of a letter is larger, in bytes."""

SOURCE_FOLDERS = ("content", THEMES_FOLDER, "extensions", STATE_FOLDER, ".git")
"""Folders of a site in which no letter may lie: a build would read it, or it would be no file of the user's."""


def refuse_letter_folder(folder: Path, root: Path, output: Path) -> None:
    """Raise UsageError if letters may not be written there: they would be published, or read as content."""
    real, hint = folder.resolve(), f"choose another folder, such as {LETTER_FOLDER}"
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{printable(str(folder))} is not a folder", hint=hint)
    if real == root.resolve():
        raise UsageError("letters may not lie among the files of the site", hint=hint)
    if real.is_relative_to(output.resolve()) or any((place / LIST_OF_FILES).exists() for place in (real, *real.parents)):
        raise UsageError(f"{printable(str(folder))} is in an output folder: the letter would be published", hint=hint)
    if any(real.is_relative_to((root / name).resolve()) for name in SOURCE_FOLDERS):
        raise UsageError(f"{printable(str(folder))} is a folder of the site's sources", hint=hint)


def write_letter(root: Path, folder: Path, files: Mapping[str, bytes], *, force: bool = False) -> None:
    """Write these files together. Those of an earlier letter are replaced, unless somebody changed them since and not `force`.

    Raises UsageError for a file that is not as digest left it, and for a link in the site on the way; DiskError, LockedError.
    """
    with locked(root / STATE_FOLDER, lambda: None):
        try:
            written_hashes = _written_hashes(folder)
            for name, data in files.items():
                hash_found = _hash_of_letter_file(folder / name)
                if hash_found is not None and hash_found not in (written_hashes.get(name), content_hash(data)) and not force:
                    message = f"{printable(str(folder / name))} is not as digest left it: it was changed, or is somebody else's"
                    raise UsageError(message, hint="rename it to keep it, or replace it: --force")
            written_hashes |= {name: content_hash(data) for name, data in files.items()}
            listed = "".join(f"{hash}  {name}\n" for name, hash in sorted(written_hashes.items()))
            with Writing(root, over=True) as writing:
                for name, data in (*files.items(), (WRITTEN_LETTERS_FILE, listed.encode())):
                    writing.write(folder / name, data)
                writing.put()
        except OSError as error:
            raise DiskError(
                f"{error.filename or folder}: {error.strerror or error}", hint="make room, or check permissions"
            ) from None


def _hash_of_letter_file(path: Path) -> str | None:
    """The hash of this file; None if there is none, '' for what is no file. Raises OSError."""
    try:
        return "" if path.is_symlink() or path.is_dir() else content_hash(read_bytes(str(path), MOST_LETTER_BYTES))
    except FileNotFoundError:
        return None
    except NotRegularError:
        return ""


def _written_hashes(folder: Path) -> dict[str, str]:
    """The hashes of the files in this folder as digest left them, by name."""
    if (folder / WRITTEN_LETTERS_FILE).is_symlink():
        return {}
    try:
        lines = read_bytes(str(folder / WRITTEN_LETTERS_FILE), MOST_LETTER_BYTES).decode(errors="replace").splitlines()
    except (FileNotFoundError, NotADirectoryError, NotRegularError):
        return {}
    return {name: hash for hash, space, name in (line.partition("  ") for line in lines) if space and name}
