"""The stored form of values: JSON sealed with a checksum of name and bytes, rows of articles, and records of plan parts; never
pickles, because CI may restore an untrusted file."""

from __future__ import annotations

import zlib

import msgspec

from digest.files.file_states import FileState
from digest.pages.page import Outline


class PartRecord(msgspec.Struct, frozen=True, array_like=True):
    """A plan part as stored by a build, with the state of each page's file, in the order of the outlines."""

    key: str
    outlines: tuple[Outline, ...]
    outputs: tuple[FileState, ...]


FieldHashes = dict[str, msgspec.Raw]
"""The `field_hashes` of the pages of a part by path, as raw JSON, which takes a third of the memory."""

CacheRow = tuple[str, bytes, bytes]
"""An `article_key`, the encoded article, and its encoded text (see `encode_value`)."""

UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""The exceptions for a value with a correct checksum and another format, written by another version or program."""

# Without sorted keys, which stored values do not need: msgspec takes quadratic time to sort keys that are sorted already.
_encode_stored_json = msgspec.json.Encoder().encode


def encode_value(name: str, value: object) -> bytes:
    """Return the value encoded for storage under this name."""
    return seal(name, _encode_stored_json(value))


def seal(name: str, data: bytes) -> bytes:
    """Return the bytes with a checksum of name and bytes in front: a damaged index may lead to the row of another name."""
    return _row_checksum(name, data) + data


def unseal(name: str, blob: object) -> bytes | None:
    """Return the bytes without the checksum, or None if it does not match this name and the bytes."""
    if isinstance(blob, bytes):
        data = blob[4:]
        if blob[:4] == _row_checksum(name, data):
            return data
    return None


def _row_checksum(name: str, data: bytes) -> bytes:
    return zlib.crc32(data, zlib.crc32(name.encode())).to_bytes(4, "big")
