"""Hashes of plain values and of bytes: equal hashes mean equal values. `cache_keys.py` says what each key contains."""

from __future__ import annotations

import hashlib

import msgspec

_encoder = msgspec.json.Encoder(order="deterministic")


def fingerprint(*values: object) -> str:
    """The hash of these values: 32 hexadecimal digits of SHA-256 over their JSON.

    JSON because it keeps a date's offset (MessagePack turns a Seoul evening into a UTC afternoon).
    Raises TypeError for a value that is not plain, so that nothing with an identity can get into a key.
    """
    return hashlib.sha256(_encoder.encode(values)).hexdigest()[:32]


def hash_name(hashed: hashlib._Hash) -> str:
    """The hash of the bytes that were put into this SHA-256, as `content_hash` returns it."""
    return hashed.hexdigest()[:32]


def content_hash(data: bytes) -> str:
    """The hash of a file's bytes: 32 hexadecimal digits of SHA-256."""
    return hashlib.sha256(data).hexdigest()[:32]
