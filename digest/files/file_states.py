"""States of files (size, times, inode, hash), and the files found in a folder. A scan reads and hashes only files whose state is
new, or too recent to be trusted, and keeps the states for the next scan."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from digest.files.file_reading import BYTES_PER_PIECE, file_hash, read_bytes
from digest.hashing import content_hash, fingerprint

RACY_NS = 2_000_000_000
"""A file whose times are this recent may change again without a change of its times ("racy git", git's technical documentation)."""


class FileState(Struct, frozen=True, array_like=True):
    """The status of a file, and the hash of its bytes ('' if they were not read)."""

    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int
    hash: str = ""
    key: str = ""
    """The key of the content of an output file."""


class FoundFile(Struct, frozen=True):
    """A file in a folder: its path relative to the site's root, with `/`; its real path; and its state."""

    path: str
    real: str
    state: FileState

    @property
    def hash(self) -> str:
        """The hash of its bytes; '' if they were not read."""
        return self.state.hash


def file_state(status: os.stat_result, hash: str = "", key: str = "") -> FileState:
    """Return the state of a file with this status."""
    return FileState(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, hash, key)


def looks_same(one: FileState, other: FileState) -> bool:
    """Return whether two states have the same size, times and inode."""
    return one.size == other.size and one.mtime_ns == other.mtime_ns and one.ctime_ns == other.ctime_ns and one.inode == other.inode


class Scan:
    """One scan of the site's files. Reads only files whose state differs from the known one."""

    def __init__(
        self,
        root: Path,
        known_states: Mapping[str, FileState],
        clock_ns: Callable[[], int] = time.time_ns,
        max_bytes: int | None = None,
    ) -> None:
        self.root = root
        self.known_states = known_states
        self.max_bytes = max_bytes
        """Files of more bytes are not read; their hash is computed from their state."""
        self.racy_ns = clock_ns() - RACY_NS
        """Files with later times may change again without a change of their times."""
        self.file_states: dict[str, FileState] = {}
        """The states that the next scan can trust, by path."""
        self.learned_states = 0
        """The number of states in `file_states` that were not known before."""
        self.learned_bytes = 0

    def read(self, file: FoundFile) -> FoundFile:
        """Return the file with the hash of its bytes. Raises OSError."""
        state_now, known_state = file.state, self.known_states.get(file.path)
        is_racy = state_now.ctime_ns > self.racy_ns or state_now.mtime_ns > self.racy_ns
        if known_state and not is_racy and looks_same(known_state, state_now):
            self.file_states[file.path] = known_state
            return FoundFile(file.path, file.real, known_state)
        if self.max_bytes is not None and file.state.size > self.max_bytes:
            return replace(file, state=replace(file.state, hash=fingerprint("stamp", file.state)))
        if file.state.size <= BYTES_PER_PIECE:
            data = read_bytes(file.real)
            content_name, size = content_hash(data), len(data)
        else:
            content_name, size = file_hash(file.real)
        state = FileState(file.state.size, file.state.mtime_ns, file.state.ctime_ns, file.state.inode, content_name)
        if not is_racy and state.size == size:
            self.file_states[file.path] = state
            self.learned_states += 1
            self.learned_bytes += size
        return FoundFile(file.path, file.real, state)

    @property
    def has_states_worth_storing(self) -> bool:
        """Whether storing all states takes less time than reading the files with new states again.

        Reading a file takes as long as storing 20 states, plus one state per KiB.
        """
        return self.learned_states * 20 + self.learned_bytes // 1024 > len(self.file_states)
