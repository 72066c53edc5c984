"""Files of the output that are not pages, and the files of content/ that they are copies of."""

from __future__ import annotations

from msgspec import Struct

from digest.pages.picture_variants import Variant

ASSETS = "assets/"


class File(Struct, frozen=True):
    """One output file that is no page: a copy, a variant of a picture, or a style sheet, whose bytes are `data`."""

    path: str
    origin: str
    """The file that it is made of."""
    hash: str
    """The hash of a copy's bytes, or the key of a variant: if it changes, the file is made again."""
    variant: Variant | None = None
    """What is made of the picture `origin`; None for other files."""
    data: bytes | None = None
    """What is in it; None for a copy and a variant."""


class Asset(Struct, frozen=True):
    """A file in content/ that is no article: its path, the hash of its bytes, and its size in pixels if it is an image."""

    path: str
    hash: str
    width: int = 0
    height: int = 0
    size: int = 0
    """In bytes."""
    is_whole: bool = True
    """Whether it is as its format wants it, as far as that is looked at."""
    is_still: bool = False
    """Whether it is an image of which smaller ones can be made."""
    problem: str = ""
    """Why that is not possible although it should be; '' as long as nothing is known."""
