"""The planned variants of a picture: widths, heights, formats (WebP, JPEG), file names, `srcset`, and which pictures are too large
to have any. No image data is read here; `output/picture_encoder.py` makes the files.

A page contains the names and sizes of variants, so both depend only on the original's hash and size. The files are made later, and
only if they are missing (docs/explanation/decisions/pictures.md).
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from digest.cache_keys import variant_key
from digest.hashing import fingerprint

VARIANT_WIDTHS = (400, 800, 1200, 1600)
"""The widths in pixels: for a column, a phone, a page, and a page on a high-density screen."""

JPEG_WIDTH = 1200
"""The width of the JPEG variant, for `src`, feeds and social networks, which show 1200 pixels and may support no other format."""

WIDTH_STEP = 1.25
"""The smallest ratio of consecutive widths. A width that is too close to the largest one is skipped."""

MAX_SIDE = 16_383
"""The longest side of a WebP, in pixels (RFC 9649, 1)."""

MAX_PIXELS = 50_000_000
"""The largest number of pixels in an original. Decoding takes 4 bytes per pixel, for a WebP briefly 20. Most phones make no larger
pictures."""

MAX_PICTURE_BYTES = 64 * 1024 * 1024
"""The largest original in bytes. It is in memory while it is decoded."""

VARIANT_RECIPE = 1
"""The version of the encoding. Raising it changes the file names, so that HTTP caches do not serve old variants."""

VARIANT_ENDINGS = {"webp": "webp", "jpeg": "jpg"}
"""The file extensions by format."""


class Variant(Struct, frozen=True, array_like=True):
    """A picture in another size and format."""

    original: str
    """The hash of the original's bytes."""
    size: tuple[int, int]
    """Width and height of the original as displayed (rotated by EXIF), in pixels."""
    width: int
    height: int
    format: str
    """`webp` or `jpeg`."""
    has_credit: bool = False
    """True if the variant keeps the creator and copyright metadata of the original."""


class VariantFile(Struct, frozen=True):
    """A variant, its output path, and the key of its bytes."""

    path: str
    variant: Variant
    key: str


class Variants(Struct, frozen=True):
    """All variants of one picture."""

    webp: tuple[VariantFile, ...]
    """The WebP variants, smallest first."""
    jpeg: VariantFile

    @property
    def files(self) -> tuple[VariantFile, ...]:
        """All variants."""
        return (*self.webp, self.jpeg)


def refused_picture(size: int, width: int, height: int) -> str:
    """Return the reason why a picture is too large to make variants, or ''. `size` is in bytes, `width` and `height` in pixels."""
    if width * height > MAX_PIXELS:
        return f"it has {width * height:,} pixels, more than {MAX_PIXELS:,}"
    return f"it has {size:,} bytes, more than {MAX_PICTURE_BYTES:,}" if size > MAX_PICTURE_BYTES else ""


def widths(size: tuple[int, int]) -> tuple[int, ...]:
    """Return the widths of the WebP variants, ascending. None is wider than the picture; `size` is in pixels.

    Empty for a picture that is too tall and narrow for WebP.
    """
    width, height = size
    largest_width = min(width, VARIANT_WIDTHS[-1], MAX_SIDE * width // height)
    return (
        (*(standard_width for standard_width in VARIANT_WIDTHS if standard_width * WIDTH_STEP <= largest_width), largest_width)
        if largest_width
        else ()
    )


def height_at(width: int, size: tuple[int, int]) -> int:
    """Return the height of a picture of this size, scaled to this width."""
    return max(1, round(size[1] * width / size[0]))


def variants_of(path: str, original: str, size: tuple[int, int], encoder: str, *, has_credit: bool) -> Variants | None:
    """Return the variants of a picture with this output path and hash (`original`), or None if it can have none.

    `encoder` is the key of the encoder.
    """
    variant_widths = widths(size)
    if not variant_widths:
        return None
    stem = _shortened_stem(path.rpartition(".")[0] or path)
    variant_hash = fingerprint(VARIANT_RECIPE, original, has_credit)[:16]

    def variant_file(width: int, format: str) -> VariantFile:
        variant = Variant(original, size, width, height_at(width, size), format, has_credit)
        return VariantFile(f"{stem}-{variant_hash}-{width}.{VARIANT_ENDINGS[format]}", variant, variant_key(encoder, variant))

    return Variants(
        tuple(variant_file(width, "webp") for width in variant_widths), variant_file(min(variant_widths[-1], JPEG_WIDTH), "jpeg")
    )


MAX_STEM_BYTES = 150
"""The part of the original's name in a variant's file name, in bytes. With hash and width, a file name has at most 255 bytes."""


def _shortened_stem(stem: str) -> str:
    """Return the path with its last part shortened to `MAX_STEM_BYTES`."""
    folder, slash, file_stem = stem.rpartition("/")
    return folder + slash + file_stem.encode()[:MAX_STEM_BYTES].decode(errors="ignore").rstrip(". ")


def srcset(sizes: Iterator[tuple[str, int]]) -> str:
    """Return the value of `srcset` (HTML, 4.8.4.2.1) for pairs of url and width in pixels."""
    return ", ".join(f"{url} {width}w" for url, width in sizes)
