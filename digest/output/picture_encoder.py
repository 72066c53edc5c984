"""Encodes variants of pictures with Pillow into staging: decodes at the largest width needed, turns, scales, converts colours and
profiles, writes credit, WebP and JPEG; in this process or in workers, with limits and errors for unreadable pictures. Which
variants a picture has is in `pages/picture_variants.py`.

With the same version of Pillow, the bytes of a variant depend only on the original and the variant, not on other variants.
"""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from digest.cache_keys import encoder_key
from digest.errors import DigestError, DiskError, UsageError
from digest.hashing import content_hash
from digest.inputs.image_reader import orientation
from digest.installation.package import install_command
from digest.installation.program_key import installed_version, source_hash
from digest.output.staging import Staging, copied_pieces, put_file
from digest.pages.output_files import Asset, File
from digest.pages.picture_variants import MAX_PIXELS, Variant, height_at, widths
from digest.workers.worker_pool import map_batches
from digest.workers.worker_selection import ARTICLES_PER_PROCESS, Workers

if TYPE_CHECKING:
    from PIL.Image import Exif, Image

PICTURES_EXTRA = "images"

ENCODER_CODE = ("output/picture_encoder.py", "inputs/image_reader.py", "pages/picture_variants.py")
"""The modules of digest on which the bytes depend."""

MAX_SCANS = 100
"""The maximum number of scans of a JPEG, each of which covers all pixels. Encoders write ten; a hostile file has thousands."""

MAX_PROFILE = 1024 * 1024
"""The maximum size of a colour profile, in bytes; the largest profiles, of printing presses, have about this size."""

COLOURS_OF_DRAWINGS = 4096
"""A PNG with at most this many colours is a drawing, for which lossless encoding is also tried: it is often smaller."""

ARTIST, COPYRIGHT = 0x013B, 0x8298
"""The Exif tags of the creator and of the copyright (Exif 2.32, 4.6.5)."""

MAX_CREDIT = 1000
"""The number of characters of each that are kept."""

TURNED_ORIENTATIONS = {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}
"""The value of Pillow's `Image.Transpose` for each Exif orientation."""


class UnreadablePicture(Exception):
    """A picture that cannot be decoded. The message has the reason, and is the same each time."""


class UnreadablePictures(DigestError):
    """Pictures without variants, because they cannot be decoded: the reason by the hash of their bytes."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__("pictures changed while the site was built", hint="build again")
        self.problems = problems


def encoder(sizes: str, files: Iterable[Asset]) -> str:
    """Return the key of this machine's encoder; '' without Pillow or pictures, or if `picture_sizes` is `never`.

    `sizes` is that setting. Raises UsageError if it is `always` and the extra is missing. Does not import Pillow.
    """
    if sizes == "never" or not any(file.is_still for file in files):
        return ""
    version = installed_version("pillow")
    if not version and sizes == "always":
        message = f"picture_sizes: always needs the extra {PICTURES_EXTRA}, which is not installed"
        raise UsageError(message, hint=f"{pillow_install_hint()}, or set picture_sizes: auto in digest.yml")
    return _pillow_key(version) if version else ""


def pillow_install_hint() -> str:
    """Return the command that installs the extra."""
    return f"{install_command('pillow')} (the extra {PICTURES_EXTRA})"


@lru_cache(maxsize=1)
def _pillow_key(pillow: str) -> str:
    return encoder_key(pillow, [source_hash(path) for path in ENCODER_CODE])


def encoded(data: bytes, size: tuple[int, int], variants: Sequence[Variant]) -> list[bytes]:
    """Return the bytes of these variants of one picture. `size` is width and height as displayed, after rotation.

    Raises UnreadablePicture, DiskError without enough memory, UsageError if Pillow does not work.
    """
    try:
        import PIL.Image  # noqa: F401 - 60 ms, and only for a picture that is new
    except ImportError as error:
        raise UsageError(f"Pillow does not work: {error}", hint=f"install it again: {pillow_install_hint()}") from None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about malformed Exif data and palettes
            return list(_encode_variant(data, size, variants))
    except UnreadablePicture:
        raise
    except MemoryError:
        raise DiskError("there is not enough memory for a picture", hint="build with --jobs 1, or make it smaller") from None
    except Exception:  # noqa: BLE001 - Pillow's decoders may raise anything for a damaged file
        raise UnreadablePicture("it cannot be decoded") from None


def _encode_variant(data: bytes, size: tuple[int, int], variants: Sequence[Variant]) -> Iterator[bytes]:
    if data.startswith(b"\xff\xd8") and data.count(b"\xff\xda") > MAX_SCANS:
        raise UnreadablePicture(f"it has more than {MAX_SCANS} scans")
    largest = widths(size)[-1]
    image = _open_picture(data, size, largest)
    has_colours = image.format in ("PNG", "BMP") and image.mode in ("1", "L", "P", "RGB", "RGBA")
    is_flat = has_colours and image.getcolors(COLOURS_OF_DRAWINGS) is not None
    exif = _picture_credit(image) if any(variant.has_credit for variant in variants) else None
    image, profile = _in_rgb(_scale_down(_turn_upright(image, data), (largest, height_at(largest, size))))
    for variant in variants:
        resized = _scale_down(image, (variant.width, variant.height))
        yield _write_picture(resized, variant.format, profile, exif if variant.has_credit else None, is_flat=is_flat)


def _open_picture(data: bytes, size: tuple[int, int], largest: int) -> Image:
    """Return the decoded picture. A JPEG much larger than needed is decoded at a half, quarter or eighth of its size."""
    from PIL import Image

    image = Image.open(BytesIO(data), formats=("JPEG", "PNG", "WEBP", "BMP"))
    if image.size not in (size, size[::-1]):
        raise UnreadablePicture("its size is not what its beginning says")
    if image.width * image.height > MAX_PIXELS:
        raise UnreadablePicture("it is too large")
    draft_scale = 2 * largest / size[0]
    image.draft(None, (round(image.width * draft_scale), round(image.height * draft_scale)))
    image.load()
    return image


def _turn_upright(image: Image, data: bytes) -> Image:
    """Return the picture rotated and mirrored as its orientation requires."""
    from PIL import Image

    is_jpeg = data.startswith(b"\xff\xd8")
    transposition = TURNED_ORIENTATIONS.get(image.getexif().get(0x0112, 1) if is_jpeg else orientation(data))
    return image if transposition is None else image.transpose(Image.Transpose(transposition))


def _scale_down(image: Image, size: tuple[int, int]) -> Image:
    """Return the picture scaled down to this size. Raises UnreadablePicture if that would enlarge or distort it."""
    from PIL import Image

    if image.size == size:
        return image
    if image.width < size[0] or ((image.width > image.height) != (size[0] > size[1]) and abs(size[0] - size[1]) > 1):
        raise UnreadablePicture("its size is not what its beginning says")
    return _in_resizable_mode(image).resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _in_resizable_mode(image: Image) -> Image:
    """Return the picture in a mode that can be resized: no palette, 8 bits per channel, transparency as a channel."""
    from PIL import Image

    if image.mode.startswith("I;16"):  # Pillow would clip values above 255
        high_byte = 0 if image.mode.endswith("B") else 1
        image = Image.frombytes("L", image.size, image.tobytes()[high_byte::2])
    if image.mode == "LA" or "transparency" in image.info:
        return image.convert("RGBA")
    if image.mode in ("RGB", "RGBA", "CMYK", "L"):
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def _in_rgb(image: Image) -> tuple[Image, bytes]:
    """Return the picture in RGB or RGBA, with its colour profile; b'' for sRGB."""
    profile = image.info.get("icc_profile") or b""
    colour_space = bytes(profile[16:20]) if 128 <= len(profile) <= MAX_PROFILE else b""  # ICC.1:2022, 7.2.6
    image = _in_resizable_mode(image)
    if (image.mode, colour_space) in (("CMYK", b"CMYK"), ("L", b"GRAY")):
        image, colour_space = _convert_to_srgb(image, profile), b""
    if image.mode not in ("RGB", "RGBA"):
        image = image.convert("RGB")
    image.info = {}  # Pillow would write a comment of the original into a JPEG
    return image, profile if colour_space == b"RGB " else b""


def _convert_to_srgb(image: Image, profile: bytes) -> Image:
    """Return the picture converted to sRGB by its profile, or without the profile if that is damaged."""
    from PIL import ImageCms

    try:
        own_profile = ImageCms.ImageCmsProfile(BytesIO(profile))
        converted = ImageCms.profileToProfile(image, own_profile, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image.convert("RGB")
    return converted or image.convert("RGB")


def _picture_credit(image: Image) -> Exif | None:
    """Return Exif data with only the artist and the copyright of the picture; None if it has neither."""
    from PIL import Image

    original_exif, credit_exif = image.getexif(), Image.Exif()
    for tag in (ARTIST, COPYRIGHT):
        if isinstance(value := original_exif.get(tag), str) and value.strip("\0 "):
            credit_exif[tag] = value.strip("\0 ")[:MAX_CREDIT]
    return credit_exif if len(credit_exif) else None


def _write_picture(image: Image, format: str, profile: bytes, exif: Exif | None, *, is_flat: bool) -> bytes:
    picture_options = {"icc_profile": profile, "exif": exif.tobytes() if exif else b""}
    if format == "jpeg":
        return _save_picture(_on_white(image), format, quality=82, progressive=True, **picture_options)
    lossy_bytes = _save_picture(image, format, quality=80, method=4, **picture_options)
    if not is_flat:
        return lossy_bytes
    return min(_save_picture(image, format, lossless=True, quality=60, method=4, **picture_options), lossy_bytes, key=len)


def _save_picture(image: Image, format: str, **options: object) -> bytes:
    picture_bytes = BytesIO()
    image.save(picture_bytes, format, **options)
    return picture_bytes.getvalue()


def _on_white(image: Image) -> Image:
    """Return the picture on a white background, as JPEG has no transparency."""
    from PIL import Image

    if image.mode != "RGBA":
        return image
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image.getchannel("A"))
    return white


class PictureJob(NamedTuple):
    """One picture, and the variants to encode."""

    source_path: str
    hash: str
    """The hash of its bytes."""
    size: tuple[int, int]
    """Width and height as displayed, after rotation."""
    variants: tuple[tuple[str, Variant], ...]
    """The output path of each variant, with the variant."""


class EncodedPicture(NamedTuple):
    """The result of a job: the hash of each variant's bytes, or the reason why the picture cannot be decoded."""

    hashes: tuple[str, ...] = ()
    problem: str = ""


def write_variants(
    staging: Staging,
    files: Iterable[File],
    real: Mapping[str, str],
    workers: Workers,
    progress: Callable[[str, int, int], None],
) -> dict[str, str]:
    """Encode the variants among these files. Return the hashes of their bytes by path.

    Raises UnreadablePictures with all pictures that cannot be decoded, DiskError, OSError.
    """
    jobs = _picture_jobs(files, real)
    if not jobs:
        return {}
    # The workers of a cluster have neither the pictures nor, perhaps, Pillow.
    pool = None if workers.cluster else workers.pool((len(jobs) - 1) * ARTICLES_PER_PROCESS)
    variant_hashes: dict[str, str] = {}
    unreadable_pictures: dict[str, str] = {}
    encoded_pictures = map_batches(pool, partial(encode_picture, str(staging.path)), jobs)
    for done_jobs, (job, encoded_picture) in enumerate(zip(jobs, encoded_pictures, strict=True), 1):
        if encoded_picture.problem:
            unreadable_pictures[job.hash] = encoded_picture.problem
        else:
            variant_hashes |= zip((path for path, _ in job.variants), encoded_picture.hashes, strict=True)
        progress("making pictures smaller", done_jobs, len(jobs))
    if unreadable_pictures:
        raise UnreadablePictures(unreadable_pictures)
    return variant_hashes


def _picture_jobs(files: Iterable[File], real: Mapping[str, str]) -> Sequence[PictureJob]:
    variants_by_origin = defaultdict[str, list[tuple[str, Variant]]](list)
    for file in files:
        if file.variant:
            variants_by_origin[file.origin].append((file.path, file.variant))
    return [
        PictureJob(real[origin], variants[0][1].original, variants[0][1].size, tuple(variants))
        for origin, variants in sorted(variants_by_origin.items())
    ]


def encode_picture(staging: str, job: PictureJob) -> EncodedPicture:
    """Encode the variants of one picture into the folder `staging`. Raises DiskError, OSError."""
    picture_data = b"".join(copied_pieces(job.source_path, job.hash))
    try:
        variants = encoded(picture_data, job.size, [variant for _, variant in job.variants])
    except UnreadablePicture as error:
        return EncodedPicture(problem=str(error))
    folders: set[str] = set()
    for (path, _), variant_bytes in zip(job.variants, variants, strict=True):
        put_file(staging, folders, path, variant_bytes)
    return EncodedPicture(tuple(map(content_hash, variants)))
