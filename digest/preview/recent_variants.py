"""The variants of pictures that browsers asked for last, in memory: one of them is made when it is asked for, and then known."""

from __future__ import annotations

from threading import Lock

from digest.output.picture_encoder import UnreadablePicture, encoded
from digest.output.staging import copied_pieces
from digest.pages.picture_variants import Variant

MAX_VARIANT_BYTES = 64 * 1024 * 1024
"""Of all variants together."""


class RecentVariants:
    """Variants by key, the last one at the end."""

    def __init__(self) -> None:
        self.problems: dict[str, str] = {}
        """The pictures that could not be decoded, by the hash of their bytes, with the reason."""
        self._made: dict[str, bytes] = {}
        self._lock = Lock()
        """One picture at a time is decoded: a page may ask for many at once, and each takes memory."""

    def bytes_of(self, key: str, variant: Variant, real: str) -> bytes:
        """The bytes of this variant of the picture in the file `real`. Raises UnreadablePicture, DigestError, OSError."""
        with self._lock:
            data = self._made.pop(key, None)
            if data is None:
                data = self._encoded(variant, real)
            self._made[key] = data
            rest = sum(map(len, self._made.values())) - MAX_VARIANT_BYTES
            while rest > 0 and len(self._made) > 1:
                rest -= len(self._made.pop(next(iter(self._made))))
            return data

    def _encoded(self, variant: Variant, real: str) -> bytes:
        try:
            (data,) = encoded(b"".join(copied_pieces(real, variant.original)), variant.size, [variant])
        except UnreadablePicture as error:
            self.problems = {**self.problems, variant.original: str(error)}
            raise
        return data
