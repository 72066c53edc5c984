"""Diagnostics about published pictures without variants, which readers load in full size: refused pictures, and large ones if
Pillow is not installed."""

from __future__ import annotations

from collections.abc import Iterable

from digest import DISTRIBUTION
from digest.diagnostics import Diagnostic
from digest.pages.output_files import Asset

LARGE_PICTURE = 500_000
"""The size in bytes above which a picture takes over a second to load on a slow connection."""


def picture_diagnostics(pictures: Iterable[Asset], sizes: str, encoder: str) -> list[Diagnostic]:
    """Return the diagnostics about the published pictures; `sizes` is the setting `picture_sizes`, `encoder` as for `plan`."""
    if sizes == "never":
        return []
    pictures = tuple(pictures)
    return [*_refused_pictures(pictures), *([] if encoder else _large_pictures(pictures))]


def _refused_pictures(pictures: Iterable[Asset]) -> list[Diagnostic]:
    message = "no smaller versions of this picture can be made, so readers get it as it is"
    hint = "make it smaller, or save it again"
    return [Diagnostic(file.path, 1, 1, "W503", f"{message}: {file.problem}", hint) for file in pictures if file.problem]


def _large_pictures(pictures: Iterable[Asset]) -> list[Diagnostic]:
    """Return one note about all large pictures."""
    large_pictures = sorted((file for file in pictures if file.size > LARGE_PICTURE), key=lambda file: (-file.size, file.path))
    if not large_pictures:
        return []
    largest = large_pictures[0]
    others = f", and {len(large_pictures) - 1:,} more above {LARGE_PICTURE // 1000} kB" if len(large_pictures) > 1 else ""
    message = f"a picture of {largest.size / 1_000_000:.1f} MB{others}: readers get the whole file, because Pillow is not installed"
    hint = (
        f"pip install pillow, or pipx inject {DISTRIBUTION} pillow (the extra images): then the site has smaller versions instead; "
        "or set picture_sizes: never"
    )
    return [Diagnostic(largest.path, 1, 1, "N501", message, hint)]
