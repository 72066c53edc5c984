"""Variants of a picture: their sizes, formats and names. Nothing here needs a pixel.

A page shows the names and sizes of variants, so both follow from the original's hash and size alone. Their bytes are made later,
and only if they are missing (docs/explanation/decisions/pictures.md).
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from digest.cache_keys import variant_key
from digest.hashing import fingerprint

VARIANT_WIDTHS = (400, 800, 1200, 1600)
"""The widths in pixels: a column, a phone, a page, and a page on a screen with small pixels."""

JPEG_WIDTH = 1200
"""The width of the one JPEG, for `src`, feeds and cards of social networks, which show 1200 pixels and may know no other format."""

WIDTH_STEP = 1.25
"""A width is left out if the next larger one is less than this many times as wide."""

MAX_SIDE = 16_383
"""No side of a WebP is longer, in pixels (RFC 9649, 1)."""

MAX_PIXELS = 50_000_000
"""The most pixels of an original. Decoded it takes 4 bytes a pixel, a WebP for a moment 20. Most telephones make no larger
pictures.
"""

MAX_PICTURE_BYTES = 64 * 1024 * 1024
"""The most bytes of an original, which is held in memory while it is decoded."""

VARIANT_RECIPE = 1
"""Raised when other bytes should have other names: then no cache between site and reader shows the old ones."""

VARIANT_ENDINGS = {"webp": "webp", "jpeg": "jpg"}
"""The endings of file names, by format."""


class Variant(Struct, frozen=True, array_like=True):
    """A picture in another size and format."""

    original: str
    """The hash of the original's bytes."""
    size: tuple[int, int]
    """Width and height of the original as it is shown, in pixels."""
    width: int
    height: int
    format: str
    """`webp` or `jpeg`."""
    has_credit: bool = False
    """Whether it says who made the picture and who has the rights, as far as the original does."""


class VariantFile(Struct, frozen=True):
    """A variant, its output path, and the key of its bytes."""

    path: str
    variant: Variant
    key: str


class Variants(Struct, frozen=True):
    """All variants of one picture."""

    webp: tuple[VariantFile, ...]
    """The smallest first."""
    jpeg: VariantFile

    @property
    def files(self) -> tuple[VariantFile, ...]:
        """All variants."""
        return (*self.webp, self.jpeg)


def widths(size: tuple[int, int]) -> tuple[int, ...]:
    """The widths of the WebP variants of a picture of this size, the smallest first; none is larger than the picture.

    Empty for a picture that is so long and narrow that no format has it.
    """
    width, height = size
    largest = min(width, VARIANT_WIDTHS[-1], MAX_SIDE * width // height)
    return (*(some for some in VARIANT_WIDTHS if some * WIDTH_STEP <= largest), largest) if largest else ()


def height_at(width: int, size: tuple[int, int]) -> int:
    """The height of a picture of this size when it is this wide."""
    return max(1, round(size[1] * width / size[0]))


def variants_of(path: str, original: str, size: tuple[int, int], encoder: str, *, has_credit: bool) -> Variants | None:
    """The variants of a picture, whose own output path would be this, by the hash of its bytes; None if there can be none.

    `encoder` is the key of what makes them.
    """
    wide = widths(size)
    if not wide:
        return None
    stem = _shortened_stem(path.rpartition(".")[0] or path)
    name = fingerprint(VARIANT_RECIPE, original, has_credit)[:16]

    def file(width: int, format: str) -> VariantFile:
        variant = Variant(original, size, width, height_at(width, size), format, has_credit)
        return VariantFile(f"{stem}-{name}-{width}.{VARIANT_ENDINGS[format]}", variant, variant_key(encoder, variant))

    return Variants(tuple(file(width, "webp") for width in wide), file(min(wide[-1], JPEG_WIDTH), "jpeg"))


MOST_BYTES = 150
"""The most bytes of the original's part of a file name: with the addition the name has at most 255."""


def _shortened_stem(stem: str) -> str:
    """The path, its last part cut to what leaves room for a hash and a width."""
    folder, slash, name = stem.rpartition("/")
    return folder + slash + name.encode()[:MOST_BYTES].decode(errors="ignore").rstrip(". ")


def srcset(sizes: Iterator[tuple[str, int]]) -> str:
    """The value of `srcset` (HTML, 4.8.4.2.1) for these addresses, each with a width."""
    return ", ".join(f"{url} {width}w" for url, width in sizes)
