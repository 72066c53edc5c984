"""The size of images as browsers show them, and images that browsers cannot show."""

from __future__ import annotations

import errno
import os
import struct
from io import BufferedReader, BytesIO, FileIO
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from digest.inputs import image_reader
from digest.inputs.image_reader import IMAGE_BLOCK_BYTES, MAX_EXIF_BYTES, ImageInfo, read_image
from tests import sites
from tests.sites import PIXEL, article, build, png, tiny, tree, write


def still(width: int, height: int) -> ImageInfo:
    """The info of a resizable image of this size."""
    return ImageInfo(width, height, is_still=True)


def exif(orientation: int, order: str = ">", before: int = 0) -> bytes:
    """Exif data with an orientation, after other entries."""
    start = b"MM\0*" if order == ">" else b"II*\0"
    others = struct.pack(f"{order}HHII", 0x010F, 2, 4, 0) * before
    entry = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0)
    return start + struct.pack(f"{order}IH", 8, before + 1) + others + entry + b"\0\0\0\0"


def webp(data: bytes, *, first: bool = False) -> bytes:
    """A WebP container of 120 × 80 pixels with this Exif data, before or after the image data."""
    picture = b"VP8L" + struct.pack("<I", 5) + b"\x2f\0\0\0\0\0"
    meta = b"EXIF" + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)
    head = b"VP8X" + struct.pack("<I", 10) + b"\x08\0\0\0" + (119).to_bytes(3, "little") + (79).to_bytes(3, "little")
    body = b"WEBP" + head + (meta + picture if first else picture + meta)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def jpeg(orientation: int) -> bytes:
    """The segments of a JPEG of 120 × 80 pixels, without decodable image data."""
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, 80, 120, 1) + b"\x01\x11\0"
    data = b"Exif\0\0" + exif(orientation)
    scan = b"\xff\xda" + struct.pack(">H", 8) + b"\x01\x01\0\0\x3f\0" + b"\x11" * 40
    return b"\xff\xd8\xff\xe1" + struct.pack(">H", len(data) + 2) + data + frame + scan + b"\xff\xd9"


SIZE_BY_ORIENTATION = {
    1: (120, 80),
    2: (120, 80),
    3: (120, 80),
    4: (120, 80),
    5: (80, 120),
    6: (80, 120),
    7: (80, 120),
    8: (80, 120),
}
"""The displayed size of a 120 × 80 image (Exif 2.32, 4.6.4); orientations 5 to 8 swap width and height."""


@pytest.mark.parametrize("orientation", SIZE_BY_ORIENTATION)
@pytest.mark.parametrize("order", ["<", ">"])
def test_the_size_of_an_image_respects_its_orientation(tmp_path: Path, orientation: int, order: str):
    data = exif(orientation, order, before=3)
    files = {"a.png": png(120, 80, (b"eXIf", data)), "a.webp": webp(data), "b.webp": webp(b"Exif\0\0" + data, first=True)}
    write(tmp_path, files | {"a.jpg": jpeg(orientation)})
    found = {name: read_image(str(tmp_path / name)) for name in (*files, "a.jpg")}
    assert found == dict.fromkeys(found, still(*SIZE_BY_ORIENTATION[orientation]))


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_an_invalid_orientation_is_ignored(tmp_path: Path, orientation: int):
    write(tmp_path, {"a.png": png(120, 80, (b"eXIf", exif(orientation)))})
    assert read_image(str(tmp_path / "a.png")) == still(120, 80)


def test_an_orientation_of_another_type_is_ignored(tmp_path: Path):
    """It has to be a 16-bit integer (Exif 2.32, 4.6.4), which type 4 is not."""
    data = exif(6, "<").replace(struct.pack("<HH", 0x0112, 3), struct.pack("<HH", 0x0112, 4))
    write(tmp_path, {"a.png": png(120, 80, (b"eXIf", data)), "a.webp": webp(data)})
    assert read_image(str(tmp_path / "a.png")) == read_image(str(tmp_path / "a.webp")) == still(120, 80)


def test_damaged_exif_data_is_ignored(tmp_path: Path):
    whole = exif(6)
    for at in range(len(whole) - 8):
        write(tmp_path, {"a.png": png(120, 80, (b"eXIf", whole[:at])), "a.webp": webp(whole[:at])})
        assert read_image(str(tmp_path / "a.png")) == read_image(str(tmp_path / "a.webp")) == still(120, 80), at
    wrong_checksum = png(120, 80, (b"eXIf", whole)).replace(whole[-9:], b"\0" + whole[-8:])
    write(tmp_path, {"a.png": wrong_checksum})
    assert read_image(str(tmp_path / "a.png")) == still(120, 80)


TRUNCATED = "the file ends too early"
BROKEN = {
    "empty.png": (b"", "the file is empty"),
    "text.jpg": (b"<p>not found</p>", "the file is not an image that browsers show"),
    "short.gif": (b"GIF89a", "the file is damaged"),
    "head.jpg": (jpeg(1)[:20], "the file is damaged"),
    "cut.png": (png(9, 9)[:-14], TRUNCATED),
    "header.png": (png(9, 9)[:30], TRUNCATED),
    "cut.jpg": (jpeg(1)[:-2], TRUNCATED),
    "cut.webp": (webp(exif(1))[:-4], TRUNCATED),
    "photo.tiff.jpg": (b"II*\0\x08\0\0\0\0\0\0\0\0\0", "the file is not an image that browsers show"),
}
VALID = {
    "a.svg": b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>',
    "b.svg": b"<?xml version='1.0'?><!--" + b"x" * 5000 + b"--><svg xmlns='http://www.w3.org/2000/svg'/>",
    "more.jpg": jpeg(1) + b"what a camera writes behind its picture",
    "more.png": PIXEL + b"...",
    "pixel.gif": b"GIF89a\x01\0\x01\0\0\0\0;",
}


def test_images_that_browsers_cannot_show_are_reported(tmp_path: Path):
    files = VALID | {name: data for name, (data, _) in BROKEN.items()}
    body = "\n".join(f"![x]({name})\n" for name in files)
    images = {f"content/2026/{name}": data for name, data in files.items()}
    write(tmp_path, {**tiny(0), **images, "content/2026/a.md": article("A", body=body)})
    write(tmp_path, {"digest.yml": sites.SETTINGS + "picture_sizes: never\n"})
    message = "1:1: W501 an image that browsers cannot show"
    expected = {f"content/2026/{name}:{message}: {problem} | save it again" for name, (_, problem) in BROKEN.items()}
    for _ in range(2):  # the second build reads no image again
        assert set(build(tmp_path).diagnostics) == expected
    page = tree(tmp_path / "site")["2026/02/01/a/index.html"].decode()
    assert '<img src="/2026/cut.png" width="9" height="9"' in page


SEGMENTS = 200_000
SCAN = b"\xff\xc0\x00\x0b\x08\x00\x14\x00\x1e\x01\x01\x11\x00\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x12\xff\xd9"
"""A JPEG frame of 30 by 20 pixels, and the end of the image."""


@pytest.mark.parametrize(("segments", "width"), [(0, 30), (1000, 30), (SEGMENTS, 0)])
@pytest.mark.parametrize("segment", [b"\xff\xe2\x00\x02", b"\xff\xff\xe2\x00\x02"])
def test_the_number_of_jpeg_segments_is_limited(tmp_path: Path, segment: bytes, segments: int, width: int):
    (tmp_path / "a.jpg").write_bytes(b"\xff\xd8" + segment * segments + SCAN)
    start = process_time()
    assert read_image(str(tmp_path / "a.jpg")).width == width
    assert process_time() - start < 2


def test_the_number_of_avif_boxes_is_limited(tmp_path: Path):
    def box(kind: bytes, data: bytes) -> bytes:
        return (len(data) + 8).to_bytes(4, "big") + kind + data

    for boxes, width in ((1, 30), (SEGMENTS, 0)):
        sizes = box(b"ispe", bytes(4) + (30).to_bytes(4, "big") + (20).to_bytes(4, "big")) * boxes
        start = box(b"ftyp", b"avif\0\0\0\0avifmif1")
        (tmp_path / "a.avif").write_bytes(start + box(b"meta", bytes(4) + box(b"iprp", box(b"ipco", sizes))))
        assert read_image(str(tmp_path / "a.avif")).width == width


def bmp(width: int, height: int) -> bytes:
    return b"BM" + bytes(12) + struct.pack("<III", 40, width, height) + bytes(40)


def avif(width: int, height: int, brands: bytes = b"mif1\0\0\0\0avif") -> bytes:
    def box(kind: bytes, data: bytes) -> bytes:
        return (len(data) + 8).to_bytes(4, "big") + kind + data

    size = box(b"ispe", bytes(4) + width.to_bytes(4, "big") + height.to_bytes(4, "big"))
    return box(b"ftyp", brands) + box(b"meta", bytes(4) + box(b"iprp", box(b"ipco", size)))


def gif(version: bytes) -> bytes:
    return version + struct.pack("<HH", 30, 20) + b"\0\0\0;"


SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"/>'


@pytest.mark.parametrize(
    "data",
    [
        png(30, 20), gif(b"GIF87a"), gif(b"GIF89a"), bmp(30, 20), avif(30, 20),
        avif(30, 20, b"mif1\0\0\0\0avis"), avif(30, 20, b"avif\0\0\0\0"), avif(30, 20, b"mif1\0\0\0\0" + b"miaf" * 11 + b"avif"),
        SVG.encode(),
    ],
)  # fmt: skip
def test_each_format_that_browsers_show_is_detected(tmp_path: Path, data: bytes):
    write(tmp_path, {"picture": data})
    is_still = data.startswith((b"\x89PNG", b"BM"))
    assert read_image(str(tmp_path / "picture")) == ImageInfo(30, 20, is_still)


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf\n" + SVG.encode(),
        f"<!-- {'x' * 5000} -->{SVG}".encode(),
        f"\ufeff\r\n\t <!-- {'x' * 5000} -->{SVG}".encode(),
        f"<!DOCTYPE svg [{' ' * 5000}]>{SVG}".encode(),
        SVG.encode("utf-16"),
        '<x:svg xmlns:x="http://www.w3.org/2000/svg"/>'.encode("utf-16-be").join((b"\xfe\xff", b"")),
    ],
)
def test_svg_with_a_prolog_or_in_utf_16_is_detected(tmp_path: Path, data: bytes):
    write(tmp_path, {"a.svg": data})
    assert read_image(str(tmp_path / "a.svg")).problem == ""


@pytest.mark.parametrize(
    "data", [b"RIFF\x10\0\0\0WAVE", b"\0\0\0\x14ftypisom", b"\x89PNG", b"\xff\xd8", b"GIF88a", b"BL", b"x<?xml", b"svg"]
)
def test_similar_bytes_are_not_an_image(tmp_path: Path, data: bytes):
    write(tmp_path, {"a": data + bytes(40)})
    assert read_image(str(tmp_path / "a")) == ImageInfo(problem="the file is not an image that browsers show")


def test_exif_data_after_the_image_data_of_a_png_is_ignored(tmp_path: Path):
    whole = png(120, 80)
    at = whole.index(b"IEND") - 4
    rotated = png(120, 80, (b"eXIf", exif(6)))
    start, end = rotated.index(b"eXIf") - 4, rotated.index(b"IDAT") - 4
    write(tmp_path, {"a.png": whole[:at] + rotated[start:end] + whole[at:]})
    assert read_image(str(tmp_path / "a.png")) == still(120, 80)


@pytest.mark.parametrize(("more", "size"), [(0, (80, 120)), (1, (120, 80))])
def test_oversized_exif_data_is_ignored(tmp_path: Path, more: int, size: tuple[int, int]):
    data = exif(6)
    data += bytes(MAX_EXIF_BYTES - len(data) + more)
    write(tmp_path, {"a.png": png(120, 80, (b"eXIf", data)), "a.webp": webp(data)})
    assert read_image(str(tmp_path / "a.png")) == read_image(str(tmp_path / "a.webp")) == still(*size)


def test_webp_chunks_of_odd_length_are_padded(tmp_path: Path):
    data = webp(exif(6))
    odd_chunk = b"ICCP" + struct.pack("<I", 3) + b"abc\0"
    data = data[:30] + odd_chunk + data[30:]
    data = data[:4] + struct.pack("<I", len(data) - 8) + data[8:]
    write(tmp_path, {"a.webp": data, "cut.webp": data[:-1]})
    assert read_image(str(tmp_path / "a.webp")) == still(80, 120)
    assert read_image(str(tmp_path / "cut.webp")).problem == TRUNCATED


@pytest.mark.parametrize("before", [IMAGE_BLOCK_BYTES - 2, IMAGE_BLOCK_BYTES - 1, IMAGE_BLOCK_BYTES, 2 * IMAGE_BLOCK_BYTES - 1])
def test_the_end_of_a_jpeg_is_found_across_block_boundaries(tmp_path: Path, before: int):
    whole = jpeg(1)
    scan = whole.index(b"\xff\xda") + 10
    write(tmp_path, {"a.jpg": whole[:scan] + b"\x11" * before + b"\xff\xd9", "b.jpg": whole[:scan] + b"\x11" * before})
    assert read_image(str(tmp_path / "a.jpg")) == still(120, 80)
    assert read_image(str(tmp_path / "b.jpg")).problem == TRUNCATED


@pytest.mark.parametrize("filling", [b"", b"\xff", b"\xff\xff\xff"])
def test_the_end_marker_of_a_thumbnail_is_ignored(tmp_path: Path, filling: bytes):
    thumbnail = b"\xff\xe2" + struct.pack(">H", 6) + b"..\xff\xd9"
    whole = jpeg(1)[:-2]
    write(tmp_path, {"a.jpg": whole[:2] + filling + thumbnail + whole[2:]})
    assert read_image(str(tmp_path / "a.jpg")).problem == TRUNCATED


@pytest.mark.parametrize(
    "data",
    [png(30, 20), gif(b"GIF89a"), bmp(30, 20), avif(30, 20), webp(exif(6)), jpeg(6), SVG.encode()],
    ids=["png", "gif", "bmp", "avif", "webp", "jpeg", "svg"],
)
def test_a_read_error_is_raised_and_not_reported_as_damage(data: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Otherwise a page would have the image without its size, and a wrong warning."""
    write(tmp_path, {"picture": data})

    class Failing(FileIO):
        reads = failing = 0

        def readinto(self, buffer: Any) -> int:
            Failing.reads += 1
            if Failing.reads == Failing.failing:
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            return super().readinto(buffer)

    monkeypatch.setattr(os, "fdopen", lambda file, _: BufferedReader(Failing(file), 8))
    assert read_image(str(tmp_path / "picture")).problem == ""
    for number in range(1, Failing.reads + 1):
        Failing.reads, Failing.failing = 0, number
        with pytest.raises(OSError, match="Input/output error"):
            read_image(str(tmp_path / "picture"))


def test_the_end_marker_of_a_thumbnail_in_a_later_segment_is_ignored(tmp_path: Path):
    def segment(data: bytes) -> bytes:
        return b"\xff\xe2" + struct.pack(">H", len(data) + 2) + data

    whole = jpeg(1)[:-2]
    write(tmp_path, {"a.jpg": whole[:2] + segment(b"profile") + segment(b"..\xff\xd9") + whole[2:]})
    assert read_image(str(tmp_path / "a.jpg")).problem == TRUNCATED


@pytest.mark.parametrize(("flags", "is_still"), [(0, True), (0b10, False), (0b1010, False), (0b1000, True), (0b111000, True)])
def test_an_animated_webp_is_detected_by_its_flags(tmp_path: Path, flags: int, is_still: bool):
    data = webp(b"")
    write(tmp_path, {"a.webp": data[:20] + bytes((flags,)) + data[21:]})
    assert read_image(str(tmp_path / "a.webp")).is_still is is_still


def test_a_webp_that_ends_anywhere_according_to_its_own_length_is_read_or_reported(tmp_path: Path):
    data = webp(exif(6))
    for end in range(12, len(data)):
        write(tmp_path, {"a.webp": data[:4] + struct.pack("<I", end - 8) + data[8:end]})
        found = read_image(str(tmp_path / "a.webp"))
        assert found.problem or (found.width, found.height) in ((120, 80), (80, 120)), end


def test_an_animated_png_is_detected_by_a_chunk_before_its_image_data(tmp_path: Path):
    write(tmp_path, {"a.png": png(9, 9, (b"acTL", bytes(8))), "b.png": png(9, 9, (b"tEXt", b"acTL"))})
    still_png, animated_png = png(9, 9), png(9, 9, (b"acTL", bytes(8)))
    at, chunk = still_png.index(b"IEND") - 4, animated_png[33:53]
    write(tmp_path, {"late.png": still_png[:at] + chunk + still_png[at:]})
    assert [read_image(str(tmp_path / name)).is_still for name in ("a.png", "b.png", "late.png")] == [False, True, True]


def test_truncated_exif_data_of_a_webp_is_ignored(tmp_path: Path):
    data = webp(exif(6))
    at = data.index(b"EXIF") + 4
    length = struct.unpack_from("<I", data, at)[0]
    write(tmp_path, {"a.webp": data[:at] + struct.pack("<I", length + 1) + data[at + 4 :], "b.webp": data})
    assert read_image(str(tmp_path / "a.webp")) == still(120, 80) != read_image(str(tmp_path / "b.webp"))


def test_the_number_of_reads_and_bytes_is_limited(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(image_reader, "MAX_CHUNKS", 3)
    monkeypatch.setattr(image_reader, "MAX_READ_BYTES", 10)
    pieces = image_reader._BoundedFile(BytesIO(b"x" * 100))
    assert [pieces.read(size) for size in (2, 0, 8)] == [b"xx", b"", b"x" * 8]
    with pytest.raises(ValueError, match="too much"):
        pieces.read(0)
    for size in (11, 10**9, -1):
        with pytest.raises(ValueError, match="too much"):
            image_reader._BoundedFile(BytesIO(b"x" * 100)).read(size)
    assert image_reader._BoundedFile(BytesIO(b"x" * 10)).read(-1) == b"x" * 10
