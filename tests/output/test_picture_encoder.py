"""Encoding pictures: colours, transparency, orientation, metadata; and hostile pictures."""

from __future__ import annotations

import struct
import sys
import zlib
from collections.abc import Callable
from functools import cache
from io import BytesIO
from typing import Any

import pytest

from digest.errors import UsageError
from digest.output import picture_encoder as subject
from digest.output.picture_encoder import UnreadablePicture, encoded, encoder
from digest.pages.output_files import Asset
from tests.output.encoding import RED, data_of, decoded_variants, near, variants
from tests.sites import PIXEL, png

pytest.importorskip("PIL", reason="NOT TRIED: Pillow is not installed")
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

OPAQUE = {
    "JPEG": (Image.new("RGB", (90, 60), RED), "JPEG", RED),
    "grey JPEG": (Image.new("L", (90, 60), 77), "JPEG", (77, 77, 77)),
    "CMYK JPEG": (Image.new("CMYK", (90, 60), (0, 200, 200, 10)), "JPEG", (245, 53, 53)),
    "PNG": (Image.new("RGB", (90, 60), RED), "PNG", RED),
    "palette": (Image.new("RGB", (90, 60), RED).quantize(8), "PNG", RED),
    "16 bits": (Image.new("I;16", (90, 60), 0x8000), "PNG", (128, 128, 128)),
    "1 bit": (Image.new("1", (90, 60), 1), "PNG", (255, 255, 255)),
    "BMP": (Image.new("RGB", (90, 60), RED), "BMP", RED),
    "WebP": (Image.new("RGB", (90, 60), RED), "WEBP", RED),
}


@pytest.mark.parametrize("name", OPAQUE)
def test_colours_are_preserved(name: str):
    image, format, colour = OPAQUE[name]
    for variant in decoded_variants(data_of(image, format), image.size):
        assert near(variant.convert("RGB").getpixel((40, 30)), colour)


TRANSPARENT = {
    "RGBA": (Image.new("RGBA", (90, 60), (*RED, 128)), {}, (*RED, 128)),
    "grey and alpha": (Image.new("LA", (90, 60), (77, 128)), {}, (77, 77, 77, 128)),
    "palette and alpha": (Image.new("P", (90, 60), 1), {"transparency": b"\xff\x80"}, None),
    "one transparent colour": (Image.new("RGB", (90, 60), RED), {"transparency": RED}, (*RED, 0)),
    "one transparent grey": (Image.new("L", (90, 60), 9), {"transparency": 9}, (9, 9, 9, 0)),
}


@pytest.mark.parametrize("name", TRANSPARENT)
def test_transparency_is_preserved_in_webp_and_white_in_jpeg(name: str):
    image, options, colour = TRANSPARENT[name]
    data = data_of(image, "PNG", **options)
    shown = colour or Image.open(BytesIO(data)).convert("RGBA").getpixel((40, 30))
    webp, jpeg = decoded_variants(data, image.size)
    found = webp.convert("RGBA").getpixel((40, 30))
    assert abs(found[3] - shown[3]) <= 1 and (not shown[3] or near(found, shown))  # type: ignore[index]
    share = shown[3] / 255  # type: ignore[index]
    assert near(jpeg.getpixel((40, 30)), [round(255 + (value - 255) * share) for value in shown[:3]])  # type: ignore[index]


def test_transparent_edges_have_no_dark_fringe():
    """Resizing without premultiplied alpha would mix in the black of invisible pixels."""
    image = Image.new("RGBA", (1000, 40), (0, 0, 0, 0))
    image.paste((255, 255, 255, 255), (0, 0, 501, 40))
    small = decoded_variants(data_of(image, "PNG"), image.size)[0].convert("RGBA")
    assert all(small.getpixel((x, 8))[0] > 240 for x in range(small.width) if small.getpixel((x, 8))[3] > 40)  # type: ignore[index]


CORNERS = {1: "RGBW", 2: "GRWB", 3: "WBGR", 4: "BWRG", 5: "RBGW", 6: "BRWG", 7: "WGBR", 8: "GWRB"}
"""The displayed colours of the corners, row by row, of a picture stored as RGBW, by orientation (Exif 2.32, 4.6.4)."""
COLOURS = {"R": (255, 0, 0), "G": (0, 255, 0), "B": (0, 0, 255), "W": (255, 255, 255)}


@pytest.mark.parametrize("orientation", CORNERS)
@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_pictures_are_rotated_by_their_orientation(orientation: int, format: str):
    image = Image.new("RGB", (120, 80))
    for name, place in zip("RGBW", ((0, 0), (60, 0), (0, 40), (60, 40)), strict=True):
        image.paste(COLOURS[name], (*place, place[0] + 60, place[1] + 40))
    exif = Image.Exif()
    exif[0x0112] = orientation
    size = (80, 120) if orientation > 4 else (120, 80)
    for variant in decoded_variants(data_of(image, format, exif=exif), size):
        assert not variant.getexif()
        places = [(x * size[0] // 4, y * size[1] // 4) for y in (1, 3) for x in (1, 3)]
        assert near(
            sum((variant.convert("RGB").getpixel(at) for at in places), ()), sum(map(COLOURS.get, CORNERS[orientation]), ()), 60
        )  # type: ignore[arg-type]


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_only_the_colour_profile_and_on_request_the_credit_are_kept(format: str):
    exif = Image.Exif()
    exif[0x010F], exif[0x013B], exif[0x8298] = "Camera", "Ann Example", "x" * 5000
    exif.get_ifd(0x8825)[1] = "N"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = data_of(Image.new("RGB", (90, 60), RED), format, exif=exif, icc_profile=profile)
    for variant in decoded_variants(data, (90, 60)):
        assert not variant.getexif() and variant.info["icc_profile"] == profile
    for variant in decoded_variants(data, (90, 60), has_credit=True):
        assert dict(variant.getexif()) == {0x013B: "Ann Example", 0x8298: "x" * 1000}
    bare = data_of(Image.new("RGB", (90, 60), RED), format)
    assert not any(variant.getexif() for variant in decoded_variants(bare, (90, 60), has_credit=True))


def commented() -> PngInfo:
    """Return texts for a PNG, with names under which Pillow writes metadata into other formats."""
    info = PngInfo()
    for name in ("comment", "Comment", "Description", "xmp", "XML:com.adobe.xmp"):
        info.add_itxt(name, "a secret")
    return info


COMMENTED: list[tuple[str, str, dict[str, Any]]] = [
    *((mode, "JPEG", {"comment": b"a secret"}) for mode in ("RGB", "L", "CMYK")),
    *((mode, "PNG", {"pnginfo": commented()}) for mode in ("1", "L", "P", "RGB", "LA", "RGBA", "I;16")),
    ("RGB", "PNG", {"pnginfo": commented(), "transparency": (0, 0, 0)}),
    ("RGB", "WEBP", {"xmp": b"a secret"}),
]


@pytest.mark.parametrize("size", [(90, 60), (900, 600)])
@pytest.mark.parametrize(("mode", "format", "options"), COMMENTED)
def test_comments_are_removed(mode: str, format: str, options: dict[str, Any], size: tuple[int, int]):
    data = data_of(Image.new(mode, size), format, **options)
    assert b"a secret" in data
    for has_credit in (False, True):
        assert not any(b"secret" in variant for variant in encoded(data, size, variants(size, has_credit=has_credit)))


def test_malformed_exif_data_cause_no_warning(recwarn: pytest.WarningsRecorder):
    data = data_of(Image.new("RGB", (90, 60), RED), "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\x09\1\x12")
    with pytest.warns(UserWarning, match="Corrupt EXIF"):
        Image.open(BytesIO(data)).getexif()
    recwarn.clear()
    assert len(decoded_variants(data, (90, 60))) == 2 and not recwarn.list


@pytest.mark.parametrize(
    "profile", [b"x", b"\0" * 16 + b"RGB " + b"\0" * 107, b"\0" * 16 + b"CMYK" + b"\0" * 200, b"\0" * 16 + b"RGB " + b"\0" * 2**20]
)
def test_an_invalid_or_mismatched_or_too_large_profile_is_dropped(profile: bytes):
    for image in (Image.new("RGB", (90, 60), RED), Image.new("CMYK", (90, 60), (0, 200, 200, 10))):
        for variant in decoded_variants(data_of(image, "JPEG", icc_profile=profile), (90, 60)):
            assert "icc_profile" not in variant.info


def test_grey_is_converted_by_its_own_profile():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    damaged = profile[:16] + b"GRAY" + profile[20:]
    for variant in decoded_variants(data_of(Image.new("L", (90, 60), 77), "JPEG", icc_profile=damaged), (90, 60)):
        assert near(variant.convert("RGB").getpixel((40, 30)), (77, 77, 77)) and "icc_profile" not in variant.info


def test_the_bytes_of_a_variant_do_not_depend_on_the_other_variants():
    image = Image.effect_noise((900, 600), 60).convert("RGB")
    data, all_variants = data_of(image, "JPEG"), variants((900, 600))
    together = encoded(data, (900, 600), all_variants)
    assert together == [encoded(data, (900, 600), [variant])[0] for variant in all_variants]
    assert together == encoded(data, (900, 600), all_variants)


def test_a_drawing_is_encoded_losslessly_if_that_is_smaller():
    image = Image.new("RGB", (300, 200), "white")
    image.paste(RED, (100, 50, 200, 150))
    webp = decoded_variants(data_of(image, "PNG"), image.size)[0]
    assert webp.convert("RGB").tobytes() == image.tobytes()


def test_photographs_are_saved_in_the_chosen_quality():
    image = Image.effect_noise((900, 600), 60).convert("RGB")
    data = data_of(image, "JPEG")
    source = Image.open(BytesIO(data))
    small = source.resize((400, 267), Image.Resampling.LANCZOS, reducing_gap=3.0)
    assert encoded(data, (900, 600), variants((900, 600))) == [
        data_of(small, "WEBP", quality=80, method=4),
        data_of(source, "WEBP", quality=80, method=4),
        data_of(source, "JPEG", quality=82, progressive=True),
    ]


@pytest.mark.parametrize("format", ["PNG", "BMP"])
@pytest.mark.parametrize(("width", "is_lossless"), [(64, True), (65, False)])
def test_a_drawing_has_at_most_4096_colours(format: str, width: int, is_lossless: bool):
    image = Image.frombytes("RGB", (width, 64), bytes(byte for y in range(64) for x in range(width) for byte in (x * 3, y * 3, 0)))
    webp = decoded_variants(data_of(image, format), image.size)[0]
    assert (webp.convert("RGB").tobytes() == image.tobytes()) == is_lossless


def test_a_black_and_white_drawing_is_kept_without_loss():
    image = Image.effect_noise((40, 30), 90).convert("1")
    lossless = data_of(image.convert("RGB"), "WEBP", lossless=True, quality=60, method=4)
    assert encoded(data_of(image, "PNG"), image.size, variants(image.size))[0] == lossless


@pytest.mark.parametrize("count", [100, 101])
def test_a_jpeg_has_at_most_a_hundred_scans(count: int):
    scan = noise()[noise().index(b"\xff\xda") : -2]
    with pytest.raises(UnreadablePicture) as caught:
        encoded(noise()[:-2] + scan * (count - 1) + b"\xff\xd9", (90, 60), variants((90, 60)))
    assert (str(caught.value) == "it has more than 100 scans") == (count > 100)


def test_drawings_are_saved_with_the_chosen_effort():
    image = Image.new("RGB", (300, 200), "white")
    for number in range(40):
        image.paste((number * 6, 255 - number * 5, number * 3), (number * 7, number * 4, number * 7 + 20, number * 4 + 30))
    expected = data_of(image, "WEBP", lossless=True, quality=60, method=4)
    assert encoded(data_of(image, "PNG"), image.size, variants(image.size))[0] == expected
    assert expected != data_of(image, "WEBP", lossless=True, quality=0, method=0)


def test_a_picture_much_larger_than_needed_is_decoded_at_a_smaller_scale():
    image = Image.new("RGB", (7000, 300), RED)
    assert near(decoded_variants(data_of(image, "JPEG"), image.size)[-1].getpixel((600, 20)), RED)


def test_a_picture_is_decoded_in_part_only_if_that_has_twice_the_pixels_of_a_side():
    data = data_of(Image.effect_noise((3300, 60), 60).convert("RGB"), "JPEG")
    whole = Image.open(BytesIO(data)).resize((1600, 29), Image.Resampling.LANCZOS, reducing_gap=3.0)
    (largest,) = (variant for variant in variants((3300, 60)) if variant.width == 1600)
    assert encoded(data, (3300, 60), [largest]) == [data_of(whole, "WEBP", quality=80, method=4)]


# hostile pictures


def ihdr(width: int, height: int) -> bytes:
    return struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


@cache
def noise() -> bytes:
    return data_of(Image.effect_noise((90, 60), 60), "JPEG")


def decompression_bomb() -> bytes:
    """Return data that decompress to 50 MB."""
    return zlib.compress(bytes(50_000_000))


START = b"\x89PNG\r\n\x1a\n"
END = chunk(b"IEND", b"")
HOSTILE: dict[str, tuple[Callable[[], bytes], tuple[int, int]]] = {
    "cut JPEG": (lambda: noise()[:-200], (90, 60)),
    "cut PNG": (lambda: png(90, 60)[:-30], (90, 60)),
    "wrong checksum": (lambda: PIXEL[:16] + b"\0\0\0\4" + PIXEL[20:], (4, 2)),
    "lying header": (lambda: START + chunk(b"IHDR", ihdr(9000, 5000)) + chunk(b"IDAT", zlib.compress(b"x")) + END, (9000, 5000)),
    "other size": (lambda: png(30, 20), (20, 31)),
    "too many pixels": (lambda: START + chunk(b"IHDR", ihdr(60_000, 60_000)) + END, (60_000, 60_000)),
    "countless scans": (lambda: noise()[:-2] + noise()[noise().index(b"\xff\xda") : -2] * 101 + b"\xff\xd9", (90, 60)),
    "text that unpacks to much": (lambda: PIXEL[:33] + chunk(b"zTXt", b"x\0\0" + decompression_bomb()) + PIXEL[33:], (3, 2)),
    "no picture": (lambda: START, (3, 2)),
    "another format": (lambda: data_of(Image.new("L", (3, 2)), "GIF"), (3, 2)),
    "profile that unpacks to much": (lambda: png(3, 2, (b"iCCP", b"x\0\0" + decompression_bomb())), (3, 2)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_picture_is_refused_with_the_same_reason_each_time(name: str):
    make, size = HOSTILE[name]
    data = make()
    with pytest.raises(UnreadablePicture) as first:
        encoded(data, size, variants(size))
    with pytest.raises(UnreadablePicture) as second:
        encoded(data, size, variants(size))
    assert str(first.value) == str(second.value) and "0x" not in str(first.value)


def test_only_the_first_of_many_frames_is_decoded():
    frames = [Image.new("RGB", (30, 20), (n % 256, 0, 0)) for n in range(60)]
    data = data_of(frames[0], "WEBP", save_all=True, append_images=frames[1:])
    assert near(decoded_variants(data, (30, 20))[0].convert("RGB").getpixel((5, 5)), (0, 0, 0))


# the key of the encoder

STILL = [Asset("content/a.png", "h", 3, 2, is_still=True)]


def test_there_is_no_encoder_without_pictures_or_the_extra(monkeypatch: pytest.MonkeyPatch):
    assert encoder("auto", STILL) == encoder("always", STILL) != ""
    assert encoder("never", STILL) == encoder("always", [Asset("content/a.svg", "h")]) == ""
    key = encoder("auto", STILL)
    subject._pillow_key.cache_clear()
    monkeypatch.setattr(subject, "installed_version", lambda name: {"pillow": "99.1"}[name])
    assert encoder("auto", STILL) not in ("", key)
    subject._pillow_key.cache_clear()
    monkeypatch.setattr(subject, "installed_version", lambda name: "")
    assert encoder("auto", STILL) == ""
    with pytest.raises(UsageError, match="always") as caught:
        encoder("always", STILL)
    assert caught.value.hint == f"{subject.pillow_install_hint()}, or set picture_sizes: auto in digest.yml"


@pytest.mark.parametrize(("mode", "data"), [("I;16", b"\x34\x12\xcd\xab"), ("I;16B", b"\x12\x34\xab\xcd")])
def test_the_upper_eight_of_sixteen_bits_are_kept(mode: str, data: bytes):
    assert subject._in_resizable_mode(Image.frombytes(mode, (2, 1), data)).tobytes() == b"\x12\xab"


def test_only_exif_turns_a_png_as_in_browsers():
    info = PngInfo()
    info.add_itxt("XML:com.adobe.xmp", '<rdf:Description tiff:Orientation="6"/>')
    data = data_of(Image.new("RGB", (90, 60), RED), "PNG", pnginfo=info)
    assert Image.open(BytesIO(data)).getexif()[0x0112] == 6, "Pillow reads it from other metadata too"
    assert decoded_variants(data, (90, 60))[0].size == (90, 60)


def test_a_broken_pillow_is_an_error_with_the_install_command(monkeypatch: pytest.MonkeyPatch):
    data = data_of(Image.new("RGB", (3, 2)), "PNG")
    monkeypatch.setitem(sys.modules, "PIL.Image", None)
    with pytest.raises(UsageError, match="Pillow does not work: ") as caught:
        decoded_variants(data, (3, 2))
    assert caught.value.hint == f"install it again: {subject.pillow_install_hint()}" and "pillow" in caught.value.hint
