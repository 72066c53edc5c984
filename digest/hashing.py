"""SHA-256 hashes of plain values (as sorted JSON) and of bytes, shortened to 32 digits: equal hashes mean equal values.
`cache_keys.py` defines what each key contains."""

from __future__ import annotations

import hashlib

import msgspec

_hash_encoder = msgspec.json.Encoder(order="deterministic")


def fingerprint(*values: object) -> str:
    """Return the hash of these values: 32 hexadecimal digits of SHA-256 over their JSON.

    JSON because it keeps a date's offset (MessagePack converts dates to UTC).
    Raises TypeError for values that are not plain data, so that no key depends on an object's identity.
    """
    return hashlib.sha256(_hash_encoder.encode(values)).hexdigest()[:32]


def hash_name(hashed: hashlib._Hash) -> str:
    """Return the digest of this SHA-256 object in the form of `content_hash`."""
    return hashed.hexdigest()[:32]


def content_hash(data: bytes) -> str:
    """Return the hash of these bytes: 32 hexadecimal digits of SHA-256."""
    return hashlib.sha256(data).hexdigest()[:32]
