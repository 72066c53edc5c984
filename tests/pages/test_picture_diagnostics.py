"""Diagnostics about pictures that readers load in full size."""

from __future__ import annotations

import pytest

from digest.pages.link_resolution import Asset
from digest.pages.picture_diagnostics import LARGE_PICTURE, picture_diagnostics
from digest.pages.picture_variants import MAX_PICTURE_BYTES, MAX_PIXELS, refused_picture


def diagnostics_of_sizes(*sizes: int, setting: str = "auto", encoder: str = "") -> list[str]:
    pictures = [Asset(f"content/{number}.png", "hash", 9, 9, size, is_still=True) for number, size in enumerate(sizes)]
    return [
        str(found).removesuffix(": readers get the whole file, because Pillow is not installed")
        for found in picture_diagnostics(pictures, setting, encoder)
    ]


@pytest.mark.parametrize(
    ("sizes", "message"),
    [
        ((LARGE_PICTURE,), ""),
        ((LARGE_PICTURE + 1,), "content/0.png:1:1: N501 a picture of 0.5 MB"),
        (
            (LARGE_PICTURE, 2 * LARGE_PICTURE, LARGE_PICTURE + 1),
            "content/1.png:1:1: N501 a picture of 1.0 MB, and 1 more above 500 kB",
        ),
    ],
)
def test_without_pillow_one_note_names_the_largest_picture(sizes: tuple[int, ...], message: str):
    assert diagnostics_of_sizes(*sizes) == ([message] if message else [])
    assert diagnostics_of_sizes(*sizes, encoder="key") == diagnostics_of_sizes(*sizes, setting="never") == []


@pytest.mark.parametrize(("setting", "expected"), [("auto", 1), ("always", 1), ("never", 0)])
def test_picture_that_cannot_have_variants_is_a_warning(setting: str, expected: int):
    picture = Asset("content/a.png", "hash", 9, 9, 9, is_still=True, problem="it is damaged")
    message = "no smaller versions of this picture can be made, so readers get it as it is: it is damaged"
    found = picture_diagnostics([picture], setting, "key")
    assert [str(diagnostic) for diagnostic in found] == [f"content/a.png:1:1: W503 {message}"] * expected


def test_too_large_pictures_are_refused():
    assert refused_picture(MAX_PICTURE_BYTES, 5000, MAX_PIXELS // 5000) == ""
    assert refused_picture(MAX_PICTURE_BYTES + 1, 1, 1) == "it has 67,108,865 bytes, more than 67,108,864"
    assert refused_picture(1, 5000, MAX_PIXELS // 5000 + 1) == "it has 50,005,000 pixels, more than 50,000,000"
