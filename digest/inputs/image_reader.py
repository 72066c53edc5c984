"""Read an image file without decoding it: the format by its first bytes, width and height, Exif orientation, animation, and whether
it ends too early (PNG chunks, JPEG segments, WebP), with limits for malicious files."""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO
from itertools import takewhile
from typing import BinaryIO

from msgspec import Struct

from digest.files.file_reading import open_file

IMAGE_ENDINGS = (".avif", ".bmp", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp")

PNG = b"\x89PNG\r\n\x1a\n"

IMAGE_BLOCK_BYTES = 1024 * 1024
"""The number of bytes that are read at a time."""

MAX_EXIF_BYTES = 64 * 1024
"""The maximum size of Exif data in bytes, which is also that of a JPEG (Exif 2.32, 4.7.2); larger data is skipped."""

MAX_CHUNKS = 100_000
"""The maximum number of PNG chunks, JPEG segments or Exif entries that are read."""


MAX_READ_BYTES = 64 * 1024 * 1024
"""The maximum number of bytes, in at most `MAX_CHUNKS` reads, that are read to find the size of an image."""


class ImageInfo(Struct, frozen=True):
    """Width and height in pixels (0 if unknown), and why browsers cannot show the image completely ('' if they can)."""

    width: int = 0
    height: int = 0
    is_still: bool = False
    """True for a raster image without animation, which can be resized."""
    problem: str = ""


ImageSizes = Mapping[str, tuple[int, int, bool]]
"""Width, height and `is_still` of images by content hash."""


def read_image(real: str) -> ImageInfo:
    """Return the size and the problem of an image file. Raises OSError."""
    with os.fdopen(open_file(real), "rb") as file:
        head = file.read(4096)
        kind = _image_kind(head)
        if not head:
            return ImageInfo(problem="the file is empty")
        if not kind:
            return ImageInfo(problem="the file is not an image that browsers show")
        width, height = _image_size(file, kind, head)
        is_truncated = kind in _TRUNCATION_CHECKS and _TRUNCATION_CHECKS[kind](file)
        is_still = kind in STILL_KINDS and not is_truncated and not _is_animated(file, kind, head)
    if kind in RASTER_KINDS and not width:
        return ImageInfo(problem="the file is damaged")
    return ImageInfo(width, height, is_still, "the file ends too early" if is_truncated else "")


STILL_KINDS = frozenset({"png", "jpeg", "webp", "bmp"})
"""The formats that are resized. Most GIFs are animated, AVIF is small already, SVG has no pixel size."""

RASTER_KINDS = frozenset({"png", "jpeg", "gif", "webp", "bmp"})
"""The formats in which every valid file has a size."""


def _image_kind(head: bytes) -> str:
    """Return the format by the first bytes (WHATWG MIME Sniffing, 6.1); '' if browsers do not show it."""
    if head.startswith(PNG):
        return "png"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head.startswith(b"BM"):
        return "bmp"
    if head[4:8] == b"ftyp" and b"avi" in head[8:64]:
        return "avif"
    text = head.decode("utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8", errors="replace")
    is_xml = text.lstrip("\ufeff \t\r\n").startswith(("<?xml", "<!--", "<!DOCTYPE"))  # a long comment may precede the element
    return "svg" if is_xml or "<svg" in text or ":svg" in text else ""


class _BoundedFile:
    """A file with limits on bytes and reads, since a malicious one may consist of millions of pieces."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.remaining_reads = MAX_CHUNKS
        self.remaining_bytes = MAX_READ_BYTES
        self.error: OSError | None = None
        """The read error, which imagesize would report as a damaged file."""

    def read(self, size: int) -> bytes:
        """Read like a file. Raises ValueError beyond the limits."""
        try:
            data = self.file.read(size if 0 <= size <= self.remaining_bytes else self.remaining_bytes + 1)
        except OSError as error:
            self.error = error
            raise
        self.remaining_reads -= 1
        self.remaining_bytes -= len(data)
        if self.remaining_reads < 0 or self.remaining_bytes < 0:
            raise ValueError("too much to read")
        return data

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Seek like a file."""
        return self.file.seek(offset, whence)

    def tell(self) -> int:
        """Return the position like a file."""
        return self.file.tell()


def _image_size(file: BinaryIO, kind: str, head: bytes) -> tuple[int, int]:
    import imagesize  # only for sites with new images

    file.seek(0)
    bounded_file = _BoundedFile(file)
    try:
        width, height = imagesize.get(bounded_file)
    except (OSError, ValueError, LookupError, ArithmeticError):
        width = height = 0
    if bounded_file.error:
        raise bounded_file.error
    if width <= 0 or height <= 0:
        return 0, 0
    # imagesize applies the orientation of JPEG and AVIF only.
    exif = _png_exif(file) if kind == "png" else _webp_exif(file) if head[12:16] == b"VP8X" else b""
    return (round(height), round(width)) if _exif_orientation(exif) in (5, 6, 7, 8) else (round(width), round(height))


def _exif_orientation(exif: bytes) -> int:
    """Return the orientation of the image (Exif 2.32, 4.6.4, tag 274); 1 for upright."""
    byte_order = {b"II*\0": "<", b"MM\0*": ">"}.get(exif[:4])
    if not byte_order or len(exif) < 8:
        return 1
    (directory_offset,) = struct.unpack_from(f"{byte_order}I", exif, 4)
    if directory_offset + 2 > len(exif):
        return 1
    (entry_count,) = struct.unpack_from(f"{byte_order}H", exif, directory_offset)
    for entry_offset in range(directory_offset + 2, min(directory_offset + 2 + 12 * entry_count, len(exif) - 11), 12):
        tag, kind, _, value = struct.unpack_from(f"{byte_order}HHIH", exif, entry_offset)
        if (tag, kind) == (0x0112, 3):
            return int(value)
    return 1


def _png_chunks(file: BinaryIO) -> Iterator[tuple[bytes, int]]:
    """Yield type and length of each complete chunk (PNG 3, 5.3), with the file positioned at its data."""
    file_end = file.seek(0, os.SEEK_END)
    chunk_offset = len(PNG)
    for _ in range(MAX_CHUNKS):
        file.seek(chunk_offset)
        chunk_header = file.read(8)
        if len(chunk_header) < 8:
            return
        chunk_length = int.from_bytes(chunk_header[:4], "big")
        chunk_offset += chunk_length + 12
        if chunk_offset > file_end:
            return
        yield chunk_header[4:], chunk_length


def _png_exif(file: BinaryIO) -> bytes:
    """Return the Exif data before the image data; browsers ignore it later. Like libpng, skip chunks with wrong checksums."""
    for chunk_type, chunk_length in _png_chunks(file):
        if chunk_type == b"IDAT":
            break
        if chunk_type == b"eXIf" and chunk_length <= MAX_EXIF_BYTES:
            exif_data, checksum = file.read(chunk_length), int.from_bytes(file.read(4), "big")
            if zlib.crc32(chunk_type + exif_data) == checksum:
                return exif_data
    return b""


def _is_animated(file: BinaryIO, kind: str, head: bytes) -> bool:
    """Return whether a PNG or WebP is animated (PNG 3, 11.3.6; RFC 9649, 2.7.1.1)."""
    if kind == "png":
        chunks_before_data = takewhile(lambda chunk: chunk[0] != b"IDAT", _png_chunks(file))
        return any(type == b"acTL" for type, _ in chunks_before_data)
    return kind == "webp" and head[12:16] == b"VP8X" and bool(head[20:21] and head[20] & 0b10)


def orientation(data: bytes) -> int:
    """Return the Exif orientation of a PNG or WebP; 1 (upright) for all other formats."""
    read_exif = {"png": _png_exif, "webp": _webp_exif}.get(_image_kind(data[:4096]))
    return _exif_orientation(read_exif(BytesIO(data))) if read_exif else 1


def _is_png_truncated(file: BinaryIO) -> bool:
    return all(kind != b"IEND" for kind, _ in _png_chunks(file))


def _webp_exif(file: BinaryIO) -> bytes:
    """Return the Exif data of a WebP (RFC 9649, 2.7.1.5), without the JPEG marker that many programs write before it."""
    chunk_offset, file_end = 12, file.seek(0, os.SEEK_END)
    for _ in range(MAX_CHUNKS):
        file.seek(chunk_offset)
        chunk_header = file.read(8)
        chunk_length = int.from_bytes(chunk_header[4:], "little")
        if len(chunk_header) < 8 or chunk_offset + 8 + chunk_length > file_end:
            return b""
        if chunk_header[:4] == b"EXIF":
            return file.read(chunk_length).removeprefix(b"Exif\0\0") if chunk_length <= MAX_EXIF_BYTES else b""
        chunk_offset += 8 + chunk_length + chunk_length % 2
    return b""


def _is_webp_truncated(file: BinaryIO) -> bool:
    file.seek(4)
    riff_length = int.from_bytes(file.read(4), "little")
    return riff_length + 8 > file.seek(0, os.SEEK_END)


def _is_jpeg_truncated(file: BinaryIO) -> bool:
    """Return whether no end-of-image marker follows the first scan; thumbnails before it have their own (ITU-T T.81, B.1.1)."""
    segment_offset = 2
    for _ in range(MAX_CHUNKS):
        file.seek(segment_offset)
        segment_header = file.read(4)
        if len(segment_header) < 4 or segment_header[0] != 0xFF:
            return len(segment_header) < 4
        if segment_header[1] == 0xFF:  # fill byte
            segment_offset += 1
            continue
        segment_offset += 2 + int.from_bytes(segment_header[2:], "big")
        if segment_header[1] == 0xDA:
            break
    file.seek(segment_offset)
    last_byte = b""
    while block := file.read(IMAGE_BLOCK_BYTES):
        if b"\xff\xd9" in last_byte + block:
            return False
        last_byte = block[-1:]
    return True


_TRUNCATION_CHECKS = {"png": _is_png_truncated, "jpeg": _is_jpeg_truncated, "webp": _is_webp_truncated}
