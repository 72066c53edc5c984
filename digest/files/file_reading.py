"""Open and read regular files, as a whole up to a maximum size, only the beginning, or in pieces; hash a file; reject pipes,
sockets, devices and folders, and on request links."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Iterator

from digest.files.symlinks import NOFOLLOW
from digest.hashing import hash_name

MOST_BYTES = 1024 * 1024 * 1024
"""The maximum size in bytes of a file that is read into memory; articles have a separate limit."""


BYTES_PER_PIECE = 1024 * 1024
"""The size in bytes of a piece of a file that is read in pieces."""


NOT_REGULAR = "not a file (a pipe, socket or device)"


class NotRegularError(OSError):
    """The path is a pipe, a socket or a device, so reading it might never end or block forever."""

    def __init__(self, path: str) -> None:
        super().__init__(errno.EINVAL, NOT_REGULAR, path)


def open_file(path: str, *, follow: bool = True) -> int:
    """Open a regular file for reading and return its descriptor. Without `follow`, a link is an error. Raises OSError."""
    return _opened_regular_file(path, follow=follow)[0]


def _opened_regular_file(path: str, *, follow: bool) -> tuple[int, int]:
    """Return the result of `open_file`, and the file's size, which saves a system call per file."""
    # Creating Python's file objects would take as long again. With O_NONBLOCK, opening a pipe does not wait for a writer.
    descriptor = os.open(path, _READ_FLAGS if follow else _READ_FLAGS | NOFOLLOW)
    status = os.fstat(descriptor)
    if stat.S_ISREG(status.st_mode):
        return descriptor, status.st_size
    os.close(descriptor)
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
    raise NotRegularError(path)


_READ_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)


def read_bytes(path: str, max_bytes: int = MOST_BYTES, *, follow: bool = True) -> bytes:
    """Return the bytes of a regular file. Raises OSError, also for more than `max_bytes`, and for a link without `follow`."""
    descriptor, size = _opened_regular_file(path, follow=follow)
    try:
        data = b""
        while size <= max_bytes and (rest := os.read(descriptor, size + 1)):
            # again if the file grew, or a call read less than requested
            data += rest
            size = max(size, len(data))
        if size > max_bytes:
            raise OSError(errno.EFBIG, f"larger than {max_bytes:,} bytes", path)
        return data
    finally:
        os.close(descriptor)


def read_beginning(path: str, max_bytes: int) -> bytes:
    """Return the first bytes of a regular file, at most `max_bytes`. Raises OSError."""
    descriptor = open_file(path)
    try:
        return os.read(descriptor, max_bytes)
    finally:
        os.close(descriptor)


def read_pieces(path: str, *, follow: bool = True) -> Iterator[bytes]:
    """Yield the bytes of a regular file in pieces, up to its size when it was opened. Raises OSError."""
    descriptor, bytes_left = _opened_regular_file(path, follow=follow)
    try:
        while bytes_left > 0 and (piece := os.read(descriptor, min(BYTES_PER_PIECE, bytes_left))):
            yield piece
            bytes_left -= len(piece)
    finally:
        os.close(descriptor)


def file_hash(path: str, *, follow: bool = True) -> tuple[str, int]:
    """Return the hash of a file's bytes, like `content_hash`, and their number. Reads in pieces. Raises OSError."""
    hashed, size = hashlib.sha256(), 0
    for data in read_pieces(path, follow=follow):
        hashed.update(data)
        size += len(data)
    return hash_name(hashed), size
