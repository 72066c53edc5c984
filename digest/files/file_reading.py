"""Reads regular files: their bytes, as a whole or in pieces."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Iterator

from digest.files.symlinks import NOFOLLOW
from digest.hashing import hash_name

MOST_BYTES = 1024 * 1024 * 1024
"""No file that is held in memory is larger, in bytes; articles have a limit of their own."""


BYTES_PER_PIECE = 1024 * 1024
"""How many bytes of a file are read at a time where it is not held in memory."""


NOT_REGULAR = "not a file (a pipe, socket or device)"


class NotRegularError(OSError):
    """What should be read is a pipe, a socket or a device: it might never end, or never begin."""

    def __init__(self, path: str) -> None:
        super().__init__(errno.EINVAL, NOT_REGULAR, path)


def open_file(path: str, *, follow: bool = True) -> int:
    """A descriptor of a regular file, to be read and closed; with `follow` off not of a link. Raises OSError."""
    return _opened_file(path, follow=follow)[0]


def _opened_file(path: str, *, follow: bool) -> tuple[int, int]:
    """The result of `open_file`, and the file's size: asking for it again would cost a system call for each file."""
    # Without Python's file objects, which take as long again to be made; O_NONBLOCK waits for nobody at a pipe.
    file = os.open(path, _READ_FLAGS if follow else _READ_FLAGS | NOFOLLOW)
    status = os.fstat(file)
    if stat.S_ISREG(status.st_mode):
        return file, status.st_size
    os.close(file)
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
    raise NotRegularError(path)


_READ_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)


def read_bytes(path: str, max_bytes: int = MOST_BYTES, *, follow: bool = True) -> bytes:
    """The bytes of a regular file. Raises OSError, also if there are more than `max_bytes`, or `follow` is off and it is a link."""
    file, size = _opened_file(path, follow=follow)
    try:
        data = os.read(file, size + 1) if size <= max_bytes else b""
        while size <= max_bytes and (rest := os.read(file, size + 1)):  # it grows meanwhile, or a call gave less than there is
            data += rest
            size = max(size, len(data))
        if size > max_bytes:
            raise OSError(errno.EFBIG, f"larger than {max_bytes:,} bytes", path)
        return data
    finally:
        os.close(file)


def read_beginning(path: str, max_bytes: int) -> bytes:
    """The first bytes of a regular file, `max_bytes` or fewer. Raises OSError."""
    file = open_file(path)
    try:
        return os.read(file, max_bytes)
    finally:
        os.close(file)


def read_pieces(path: str, *, follow: bool = True) -> Iterator[bytes]:
    """The bytes of a regular file, a piece at a time, as many as it has when it is opened. Raises OSError."""
    file, bytes_left = _opened_file(path, follow=follow)
    try:
        while bytes_left > 0 and (data := os.read(file, min(BYTES_PER_PIECE, bytes_left))):
            yield data
            bytes_left -= len(data)
    finally:
        os.close(file)


def file_hash(path: str, *, follow: bool = True) -> tuple[str, int]:
    """The hash of a file's bytes, as `content_hash` returns it, and how many there are; read in pieces. Raises OSError."""
    hashed, size = hashlib.sha256(), 0
    for data in read_pieces(path, follow=follow):
        hashed.update(data)
        size += len(data)
    return hash_name(hashed), size
