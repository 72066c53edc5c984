"""A picture of an article as pages show it: where it is, in which sizes, and the texts about it."""

from __future__ import annotations

from msgspec import Struct


class PictureSize(Struct, frozen=True, array_like=True):
    """A picture in one of its sizes."""

    url: str
    width: int
    """In pixels."""


class Picture(Struct, frozen=True, array_like=True):
    """An image with its size and the texts about it."""

    url: str
    width: int = 0
    height: int = 0
    alt: str = ""
    credit: str = ""
    caption: str = ""
    webp: tuple[PictureSize, ...] = ()
    """The same picture as WebP in several sizes, the smallest first, for `srcset`; empty if there is only `url`."""
