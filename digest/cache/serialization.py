"""The values that the cache stores: as JSON with a checksum, never as pickles, because CI restores the file from elsewhere."""

from __future__ import annotations

import zlib

import msgspec

from digest.files.file_states import FileState
from digest.pages.page import Outline


class PartRecord(msgspec.Struct, frozen=True, array_like=True):
    """A part of the plan as a build left it, with the file of each of its pages, in their order."""

    key: str
    outlines: tuple[Outline, ...]
    outputs: tuple[FileState, ...]


FieldHashes = dict[str, msgspec.Raw]
"""The `field_hashes` of the pages of a part, by path; as JSON, which takes a third of the memory."""

CacheRow = tuple[str, bytes, bytes]
"""An `article_key`, and the article and its text as `encode_value` returns them."""

UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError)
"""What is raised for a value that is none of ours although its checksum is right: another version wrote it."""

# In no order: msgspec sorts keys in quadratic time if they are sorted already, and what is only stored needs none.
_encode_json = msgspec.json.Encoder().encode


def encode_value(name: str, value: object) -> bytes:
    """The value as it is stored under this name."""
    return seal(name, _encode_json(value))


def seal(name: str, data: bytes) -> bytes:
    """The bytes behind a checksum of their name and themselves: a damaged index leads to the row of another name."""
    return _checksum(name, data) + data


def unseal(name: str, blob: object) -> bytes | None:
    """The bytes, or None if they are not what was sealed under this name."""
    if isinstance(blob, bytes):
        data = blob[4:]
        if blob[:4] == _checksum(name, data):
            return data
    return None


def _checksum(name: str, data: bytes) -> bytes:
    return zlib.crc32(data, zlib.crc32(name.encode())).to_bytes(4, "big")
