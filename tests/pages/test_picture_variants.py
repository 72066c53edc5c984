"""The variants of a picture: sizes, names and keys."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.pages.picture_variants import (
    JPEG_WIDTH,
    MAX_SIDE,
    VARIANT_WIDTHS,
    WIDTH_STEP,
    height_at,
    variants_of,
    widths,
)

SIDES = st.integers(1, 60_000)


def paths(path: str = "2026/pier.png", original: str = "h", size: tuple[int, int] = (900, 600), **more: bool) -> list[str]:
    found = variants_of(path, original, size, "encoder", has_credit=more.get("has_credit", False))
    return [file.path for file in found.files] if found else []


@given(SIDES, SIDES)
def test_variants_are_no_larger_than_the_picture_and_the_format_limit(width: int, height: int):
    found = variants_of("a.png", "h", (width, height), "e", has_credit=False)
    if found is None:
        assert height > MAX_SIDE * width
        return
    sizes = [file.variant.width for file in found.webp]
    assert sizes == sorted(set(sizes)) and sizes[-1] <= min(width, VARIANT_WIDTHS[-1])
    assert all(after >= before * WIDTH_STEP for before, after in pairwise(sizes))
    for file in found.files:
        variant = file.variant
        assert 1 <= variant.height <= MAX_SIDE and variant.height == height_at(variant.width, (width, height))
    assert found.jpeg.variant.width == min(sizes[-1], JPEG_WIDTH)


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((64, 48), (64,)),
        ((400, 300), (400,)),
        ((499, 300), (499,)),
        ((500, 300), (400, 500)),
        ((1600, 9), (400, 800, 1200, 1600)),
        ((4000, 3000), (400, 800, 1200, 1600)),
        ((100, 16_383 * 2), (50,)),
        ((1, 16_384), ()),
    ],
)
def test_widths_of_a_picture(size: tuple[int, int], expected: tuple[int, ...]):
    assert widths(size) == expected


def test_names_of_variants_depend_on_width_bytes_and_settings():
    first = paths()
    assert [path.partition("-")[0] for path in first] == ["2026/pier"] * 3
    assert [path.rpartition("-")[2] for path in first] == ["400.webp", "900.webp", "900.jpg"]
    others = [paths(original="other"), paths(has_credit=True), paths("2026/quay.png")]
    assert len({path for found in (first, *others) for path in found}) == 12


def test_encoder_changes_the_key_and_not_the_name():
    one, other = (variants_of("a.png", "h", (9, 9), encoder, has_credit=False) for encoder in ("one", "other"))
    assert one and other and one.jpeg.path == other.jpeg.path and one.jpeg.key != other.jpeg.key


@pytest.mark.parametrize(
    "name", ["x" * 250, "가" * 83, "a" * 149 + "ü" * 20, "a" * 148 + ". b", "a" * 149 + " b", " " * 9 + "a" * 149]
)
def test_long_name_is_shortened_to_a_valid_file_name(name: str):
    for path in paths(f"2026/{name}.png"):
        assert len(path.removeprefix("2026/").encode()) <= 255 and "\ufffd" not in path and ".-" not in path and " -" not in path
        assert path.startswith(f"2026/{name[:9]}")


@pytest.mark.parametrize(("path", "start"), [("2026/a.png", "2026/a-"), ("2026/a", "2026/a-"), ("a.b.png", "a.b-")])
def test_names_of_variants_begin_with_the_name_of_the_picture_without_its_extension(path: str, start: str):
    found = variants_of(path, "h", (9, 9), "e", has_credit=False)
    assert found and all(one.path.startswith(start) for one in found.files)


def test_heights_of_variants_are_rounded():
    assert [height_at(400, size) for size in ((1000, 999), (1000, 1001), (4000, 3), (400, 7))] == [400, 400, 1, 7]


def test_names_of_variants_fit_into_a_file_system():
    found = variants_of(f"2026/{'é' * 200}.png", "h", (9999, 9999), "e", has_credit=False)
    names = [one.path.removeprefix("2026/").encode() for one in found.files] if found else []
    assert names and max(map(len, names)) <= 150 + len("-0123456789abcdef-1600.webp")
