"""Structs of output files that are not pages (copies, picture variants, style sheets), and of the files in content/ from which they
are made: path, hash, size in pixels and bytes."""

from __future__ import annotations

from msgspec import Struct

from digest.pages.picture_variants import Variant

ASSETS = "assets/"


class File(Struct, frozen=True):
    """An output file that is not a page: a copy, a variant of a picture, or a style sheet (its bytes are `data`)."""

    path: str
    origin: str
    """The path of the file from which it is made."""
    hash: str
    """The hash of a copy's bytes, or the key of a variant. If it changes, the file is written again."""
    variant: Variant | None = None
    """The variant of the picture `origin`; None for other files."""
    data: bytes | None = None
    """The contents; None for a copy and a variant."""


class Asset(Struct, frozen=True):
    """A file in content/ that is not an article: its path, the hash of its bytes, and for an image its size in pixels."""

    path: str
    hash: str
    width: int = 0
    height: int = 0
    size: int = 0
    """The size in bytes."""
    is_whole: bool = True
    """False if its format is known to be damaged."""
    is_still: bool = False
    """True for an image without animation in a format that can have variants."""
    problem: str = ""
    """The reason why variants cannot be made; '' if unknown or none."""
