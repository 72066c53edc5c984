"""Helpers of the tests of encoded pictures."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest

from digest.output.picture_encoder import encoded
from digest.pages.picture_variants import Variant, variants_of

pytest.importorskip("PIL", reason="NOT TRIED: Pillow is not installed")
from PIL import Image

RED = (200, 30, 60)


def variants(size: tuple[int, int], *, has_credit: bool = False) -> list[Variant]:
    """Return the variants of a picture of this size."""
    found = variants_of("a.png", "h", size, "e", has_credit=has_credit)
    assert found
    return [file.variant for file in found.files]


def data_of(image: Image.Image, format: str, **options: Any) -> bytes:
    """Return the bytes of the picture in this format."""
    out = BytesIO()
    image.save(out, format, **options)
    return out.getvalue()


def decoded_variants(data: bytes, size: tuple[int, int], **more: bool) -> list[Image.Image]:
    """Encode the variants of a picture, and return them decoded."""
    expected = variants(size, **more)
    images = [Image.open(BytesIO(one)) for one in encoded(data, size, expected)]
    assert [(image.size, image.format) for image in images] == [((v.width, v.height), v.format.upper()) for v in expected]
    return images


def near(one: Any, other: Any, most: int = 6) -> bool:
    """Return whether two colours are nearly the same."""
    return all(abs(a - b) <= most for a, b in zip(one, other, strict=True))
