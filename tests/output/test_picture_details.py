"""Encoding pictures of rare kinds: grey profiles, drawings with transparency, nearly square sizes; and the code behind the key."""

from __future__ import annotations

import os
import struct
import sys
from types import FrameType

import pytest

from digest.cache_keys import encoder_key
from digest.errors import DiskError
from digest.installation.program_key import PACKAGE_FOLDER
from digest.output import picture_encoder as subject
from digest.output.picture_encoder import UnreadablePicture, encoded, encoder
from digest.pages.output_files import Asset
from tests.output.encoding import RED, data_of, decoded_variants, near, variants

pytest.importorskip("PIL", reason="NOT TRIED: Pillow is not installed")
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo


def grey_profile(gamma: float) -> bytes:
    """Return a colour profile for grey (ICC.1:2022, 7 and 8.5) with this gamma."""
    white = struct.pack(">3i", 63190, 65536, 54061)
    tags = {b"wtpt": b"XYZ \0\0\0\0" + white, b"kTRC": b"curv\0\0\0\0" + struct.pack(">IHH", 1, round(gamma * 256), 0)}
    table, body, start = b"", b"", 128 + 4 + 12 * len(tags)
    for name, value in tags.items():
        table += name + struct.pack(">II", start + len(body), len(value))
        body += value
    head = struct.pack(">I4xI4s4s4s", start + len(body), 0x02100000, b"mntr", b"GRAY", b"XYZ ").ljust(36, b"\0") + b"acsp"
    head = (head.ljust(68, b"\0") + white).ljust(128, b"\0")
    return head + struct.pack(">I", len(tags)) + table + body


@pytest.mark.parametrize(("gamma", "grey"), [(1.0, 149), (2.2, 77)])
@pytest.mark.parametrize("format", ["JPEG", "PNG"])
def test_grey_is_converted_to_srgb_by_its_profile(format: str, gamma: float, grey: int):
    data = data_of(Image.new("L", (90, 60), 77), format, icc_profile=grey_profile(gamma))
    for variant in decoded_variants(data, (90, 60)):
        assert near(variant.convert("RGB").getpixel((40, 30)), (grey,) * 3) and "icc_profile" not in variant.info


def test_a_transparent_drawing_is_kept_without_loss():
    image = Image.new("RGBA", (300, 200), (0, 0, 0, 0))
    image.paste((*RED, 255), (100, 50, 200, 150))
    webp = decoded_variants(data_of(image, "PNG"), image.size)[0]
    assert webp.convert("RGBA").getpixel((150, 100)) == (*RED, 255)
    assert webp.convert("RGBA").getchannel("A").tobytes() == image.getchannel("A").tobytes()


def test_a_drawing_is_encoded_lossily_if_that_is_smaller():
    image = Image.effect_noise((90, 60), 60)  # at most 256 greys
    lossless, lossy = (
        data_of(image.convert("RGB"), "WEBP", method=4, **options)
        for options in ({"lossless": True, "quality": 60}, {"quality": 80})
    )
    assert len(lossy) < len(lossless)
    assert encoded(data_of(image, "PNG"), image.size, variants(image.size))[0] == lossy


@pytest.mark.parametrize("size", [(801, 800), (800, 801)])
def test_a_nearly_square_picture_may_have_square_variants(size: tuple[int, int]):
    small = decoded_variants(data_of(Image.new("RGB", size, RED), "JPEG"), size)[0]
    assert near(small.convert("RGB").getpixel((200, 200)), RED)


def test_a_picture_is_never_enlarged():
    """Its rotation says that it is 20 pixels wide, and its beginning 21."""
    exif = Image.Exif()
    exif[0x0112] = 6
    data = data_of(Image.new("RGB", (21, 20), RED), "JPEG", exif=exif)
    with pytest.raises(UnreadablePicture, match="its size is not what its beginning says"):
        encoded(data, (21, 20), variants((21, 20)))
    assert decoded_variants(data, (20, 21))


def test_the_bytes_of_a_variant_do_not_depend_on_the_credit_of_another():
    exif = Image.Exif()
    exif[0x8298] = "Ann"
    data = data_of(Image.new("RGB", (30, 20), RED), "PNG", exif=exif)
    plain, credited = variants((30, 20))[0], variants((30, 20), has_credit=True)[0]
    assert encoded(data, (30, 20), [plain, credited]) == [encoded(data, (30, 20), [one])[0] for one in (plain, credited)]
    assert encoded(data, (30, 20), [plain]) != encoded(data, (30, 20), [credited])


@pytest.mark.parametrize(
    "image",
    [Image.new("RGB", (1700, 20), RED).quantize(8), Image.new("RGB", (30, 20), RED).quantize(8)],
    ids=["scaled", "same size"],
)
def test_the_profile_of_a_picture_with_a_palette_is_kept(image: Image.Image):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for variant in decoded_variants(data_of(image, "PNG", icc_profile=profile), image.size):
        assert variant.info["icc_profile"] == profile


def test_a_picture_is_reduced_by_whole_factors_only_to_three_times_its_size():
    """Otherwise a small variant would be less sharp."""
    image = Image.effect_noise((1600, 60), 60).convert("RGB")
    small = image.resize((400, 15), Image.Resampling.LANCZOS, reducing_gap=3.0)
    (variant,) = (variant for variant in variants(image.size) if variant.width == 400)
    assert encoded(data_of(image, "PNG"), image.size, [variant]) == [data_of(small, "WEBP", quality=80, method=4)]


def test_only_a_jpeg_has_scans():
    info = PngInfo()
    info.add_text("Comment", "\xff\xda" * 200)
    data = data_of(Image.new("RGB", (30, 20), RED), "PNG", pnginfo=info)
    assert data.count(b"\xff\xda") == 200 and decoded_variants(data, (30, 20))


def test_an_empty_credit_is_none():
    exif = Image.Exif()
    exif[0x013B], exif[0x8298] = "\0 ", "  "
    data = data_of(Image.new("RGB", (30, 20), RED), "PNG", exif=exif)
    assert not any(variant.getexif() for variant in decoded_variants(data, (30, 20), has_credit=True))


def test_a_picture_has_a_maximum_number_of_pixels(monkeypatch: pytest.MonkeyPatch):
    data, made = data_of(Image.new("RGB", (30, 20), RED), "PNG"), variants((30, 20))
    monkeypatch.setattr(subject, "MAX_PIXELS", 600)
    assert encoded(data, (30, 20), made)
    monkeypatch.setattr(subject, "MAX_PIXELS", 599)
    with pytest.raises(UnreadablePicture, match="it is too large"):
        encoded(data, (30, 20), made)


def test_a_lack_of_memory_is_not_a_problem_of_the_picture(monkeypatch: pytest.MonkeyPatch):
    def fail(*_: object, **__: object) -> None:
        raise MemoryError

    data = data_of(Image.new("RGB", (30, 20), RED), "PNG")
    monkeypatch.setattr(Image, "open", fail)
    with pytest.raises(DiskError, match="there is not enough memory for a picture") as caught:
        encoded(data, (30, 20), variants((30, 20)))
    assert caught.value.hint == "build with --jobs 1, or make it smaller"


def test_the_key_of_the_encoder_depends_on_all_code_that_encodes(monkeypatch: pytest.MonkeyPatch):
    """Otherwise a new version of digest would keep the variants that an earlier one encoded."""
    exif = Image.Exif()
    exif[0x0112], exif[0x8298] = 6, "Ann"
    images = [data_of(Image.new("RGB", (90, 60), RED), format, exif=exif) for format in ("JPEG", "PNG", "WEBP")]
    made = variants((60, 90), has_credit=True)
    files: set[str] = set()

    def note(frame: FrameType, event: str, argument: object) -> None:
        files.add(frame.f_code.co_filename)

    sys.setprofile(note)
    try:
        for data in images:
            encoded(data, (60, 90), made)
    finally:
        sys.setprofile(None)
    own = {
        os.path.relpath(file, PACKAGE_FOLDER).replace(os.sep, "/") for file in files if file.startswith(f"{PACKAGE_FOLDER}{os.sep}")
    }
    hashed: list[str] = []
    monkeypatch.setattr(subject, "source_hash", lambda path: hashed.append(path) or path)
    subject._pillow_key.cache_clear()
    key = encoder("auto", [Asset("content/a.png", "h", 3, 2, is_still=True)])
    subject._pillow_key.cache_clear()
    assert own == set(hashed)
    assert key == encoder_key(subject.installed_version("pillow"), hashed)
