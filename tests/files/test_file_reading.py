"""Reading files as a whole or in pieces, with a maximum size, and optionally without following links."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from digest.files import file_reading
from digest.files.file_reading import file_hash, open_file, read_beginning, read_bytes, read_pieces
from digest.hashing import content_hash
from tests.sites import write


def test_a_file_of_more_bytes_than_the_maximum_is_an_error(tmp_path: Path):
    path = str(write(tmp_path, {"a": "12345"}) / "a")
    assert read_bytes(path, 5) == b"12345"
    for read in (lambda: read_bytes(path, 4), lambda: read_bytes("/proc/self/status", 10)):  # the system reports its size as 0
        with pytest.raises(OSError, match="larger than") as raised:
            read()
        assert raised.value.errno == errno.EFBIG


def test_a_file_is_read_completely_even_if_the_system_reads_less_than_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = str(write(tmp_path, {"a": "more than three", "empty": ""}) / "a")
    system_read = os.read
    monkeypatch.setattr(os, "read", lambda file, size: system_read(file, min(size, 3)))
    assert read_bytes(path) == b"more than three" and read_bytes(path, 15) == b"more than three"
    assert read_bytes(str(tmp_path / "empty"), 0) == b""
    assert list(read_pieces(path)) == [b"mor", b"e t", b"han", b" th", b"ree"]


@pytest.mark.parametrize("read", [read_bytes, file_hash, lambda path, **how: list(read_pieces(path, **how))])
def test_a_link_is_followed_unless_that_is_forbidden(tmp_path: Path, read: Callable[..., Any]):
    write(tmp_path, {"a": "text"})
    (tmp_path / "link").symlink_to("a")
    assert read(str(tmp_path / "link")) == read(str(tmp_path / "a"), follow=False)
    with pytest.raises(OSError, match="symbolic links"):
        read(str(tmp_path / "link"), follow=False)
    os.close(open_file(str(tmp_path / "link")))


def test_the_hash_of_a_file_read_in_pieces_is_that_of_its_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(file_reading, "BYTES_PER_PIECE", 3)
    for text in ("", "abc", "abcd", "abcdefg"):
        path = str(write(tmp_path, {"a": text}) / "a")
        assert file_hash(path) == (content_hash(text.encode()), len(text))
        assert b"".join(read_pieces(path)) == text.encode()


def test_pieces_end_at_the_size_of_the_file_when_it_was_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A server sends exactly the announced size, even if the file grows, and needs little memory."""
    monkeypatch.setattr(file_reading, "BYTES_PER_PIECE", 3)
    path = write(tmp_path, {"a": "abcdefg"}) / "a"
    pieces = read_pieces(str(path))
    assert next(pieces) == b"abc"
    path.write_text("abcdefgh")
    assert list(pieces) == [b"def", b"g"]


def test_only_the_beginning_of_a_file_is_read(tmp_path: Path):
    path = str(write(tmp_path, {"a": "abcdefg"}) / "a")
    assert (read_beginning(path, 3), read_beginning(path, 9)) == (b"abc", b"abcdefg")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems do not list open files there")
def test_a_file_that_cannot_be_read_is_closed(tmp_path: Path):
    opened = len(os.listdir("/proc/self/fd"))
    with pytest.raises(IsADirectoryError):
        open_file(str(tmp_path))
    assert len(os.listdir("/proc/self/fd")) == opened
