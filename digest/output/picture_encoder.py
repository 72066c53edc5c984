"""Encodes variants of pictures with Pillow into staging: in this process or in workers, one picture per call, with limits for time
and memory.

With one version of Pillow, the bytes depend only on the original's bytes and the variant, not on which other variants are made.
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
from digest.workers.worker_selection import ENOUGH_FOR_WORKERS, Workers

if TYPE_CHECKING:
    from PIL.Image import Exif, Image

PICTURES_EXTRA = "images"

ENCODER_CODE = ("output/picture_encoder.py", "inputs/image_reader.py", "pages/picture_variants.py")
"""Our own code that decides the bytes."""

MAX_SCANS = 100
"""The most scans of a JPEG, each of which covers all pixels. Encoders write ten; a hostile file has thousands."""

MAX_PROFILE = 1024 * 1024
"""Bytes of a colour profile that is used; the largest of printing presses have this."""

COLOURS_OF_DRAWINGS = 4096
"""A PNG with at most this many colours is a drawing: it is tried without loss too, and is then often smaller."""

ARTIST, COPYRIGHT = 0x013B, 0x8298
"""Who made a picture and who has the rights (Exif 2.32, 4.6.5)."""

MAX_CREDIT = 1000
"""Characters of each of them that are kept."""

TURNED_ORIENTATIONS = {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}
"""How Pillow turns a picture (`Image.Transpose`), by the orientation of Exif."""


class UnreadablePicture(Exception):
    """A picture that cannot be decoded; the text says why, and is the same each time."""


class UnreadablePictures(DigestError):
    """Pictures of which no variants can be made, by the hash of their bytes with the reason."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__("pictures changed while the site was built", hint="build again")
        self.problems = problems


def encoder(sizes: str, files: Iterable[Asset]) -> str:
    """The key of what makes variants on this machine; '' if nothing does, there is no picture, or `picture_sizes` is `never`.

    `sizes` is that setting. Raises UsageError if it is `always` and the extra is missing. Nothing of Pillow is imported.
    """
    if sizes == "never" or not any(file.is_still for file in files):
        return ""
    version = installed_version("pillow")
    if not version and sizes == "always":
        message = f"picture_sizes: always needs the extra {PICTURES_EXTRA}, which is not installed"
        raise UsageError(message, hint=f"{pillow_install_hint()}, or set picture_sizes: auto in digest.yml")
    return _pillow_key(version) if version else ""


def pillow_install_hint() -> str:
    """The command that installs the extra."""
    return f"{install_command('pillow')} (the extra {PICTURES_EXTRA})"


@lru_cache(maxsize=1)
def _pillow_key(pillow: str) -> str:
    return encoder_key(pillow, [source_hash(path) for path in ENCODER_CODE])


def encoded(data: bytes, size: tuple[int, int], variants: Sequence[Variant]) -> list[bytes]:
    """The bytes of these variants of one picture, which is of this size as it is shown.

    Raises UnreadablePicture, DiskError if there is not enough memory, UsageError for a Pillow that does not work.
    """
    try:
        import PIL.Image  # noqa: F401 - 60 ms, and only for a picture that is new
    except ImportError as error:
        raise UsageError(f"Pillow does not work: {error}", hint=f"install it again: {pillow_install_hint()}") from None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about Exif and palettes that are written badly
            return list(_encode_variant(data, size, variants))
    except UnreadablePicture:
        raise
    except MemoryError:
        raise DiskError("there is not enough memory for a picture", hint="build with --jobs 1, or make it smaller") from None
    except Exception:  # noqa: BLE001 - for a damaged file Pillow raises whatever its formats' code raises
        raise UnreadablePicture("it cannot be decoded") from None


def _encode_variant(data: bytes, size: tuple[int, int], variants: Sequence[Variant]) -> Iterator[bytes]:
    if data.startswith(b"\xff\xd8") and data.count(b"\xff\xda") > MAX_SCANS:
        raise UnreadablePicture(f"it has more than {MAX_SCANS} scans")
    largest = widths(size)[-1]
    image = _open_picture(data, size, largest)
    has_colours = image.format in ("PNG", "BMP") and image.mode in ("1", "L", "P", "RGB", "RGBA")
    is_flat = has_colours and image.getcolors(COLOURS_OF_DRAWINGS) is not None
    exif = _picture_credit(image) if any(variant.has_credit for variant in variants) else None
    image, profile = _in_rgb(_make_smaller(_turn_upright(image, data), (largest, height_at(largest, size))))
    for variant in variants:
        made = _make_smaller(image, (variant.width, variant.height))
        yield _write_picture(made, variant.format, profile, exif if variant.has_credit else None, is_flat=is_flat)


def _open_picture(data: bytes, size: tuple[int, int], largest: int) -> Image:
    """The decoded picture; a JPEG that is much larger than needed is decoded at a half, a quarter, an eighth of its size."""
    from PIL import Image

    image = Image.open(BytesIO(data), formats=("JPEG", "PNG", "WEBP", "BMP"))
    if image.size not in (size, size[::-1]):
        raise UnreadablePicture("its size is not what its beginning says")
    if image.width * image.height > MAX_PIXELS:
        raise UnreadablePicture("it is too large")
    scale = 2 * largest / size[0]
    image.draft(None, (round(image.width * scale), round(image.height * scale)))
    image.load()
    return image


def _turn_upright(image: Image, data: bytes) -> Image:
    """The picture as it has to be shown."""
    from PIL import Image

    is_jpeg = data.startswith(b"\xff\xd8")
    turned = TURNED_ORIENTATIONS.get(image.getexif().get(0x0112, 1) if is_jpeg else orientation(data))
    return image if turned is None else image.transpose(Image.Transpose(turned))


def _make_smaller(image: Image, size: tuple[int, int]) -> Image:
    """The picture in this size. Raises UnreadablePicture if it would be larger than it is, or distorted."""
    from PIL import Image

    if image.size == size:
        return image
    if image.width < size[0] or ((image.width > image.height) != (size[0] > size[1]) and abs(size[0] - size[1]) > 1):
        raise UnreadablePicture("its size is not what its beginning says")
    return _in_plain_mode(image).resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _in_plain_mode(image: Image) -> Image:
    """The picture in a mode whose pixels can be mixed: with no palette, 8 bits a channel, and transparency as a channel."""
    from PIL import Image

    if image.mode.startswith("I;16"):  # Pillow would cut what is above 255
        high = 0 if image.mode.endswith("B") else 1
        image = Image.frombytes("L", image.size, image.tobytes()[high::2])
    if image.mode in ("LA", "PA", "La", "RGBa") or "transparency" in image.info:
        return _same_profile(image, image.convert("RGBA"))
    if image.mode in ("RGB", "RGBA", "CMYK", "L"):
        return image
    return _same_profile(image, image.convert("L" if image.mode == "1" else "RGB"))


def _same_profile(before: Image, image: Image) -> Image:
    image.info = {name: value for name, value in before.info.items() if name == "icc_profile"}
    return image


def _in_rgb(image: Image) -> tuple[Image, bytes]:
    """The picture in RGB or RGBA, and the colour profile that says which red, green and blue these are; b'' for sRGB."""
    profile = image.info.get("icc_profile") or b""
    space = bytes(profile[16:20]) if 128 <= len(profile) <= MAX_PROFILE else b""  # ICC.1:2022, 7.2.6
    image = _in_plain_mode(image)
    if (image.mode, space) in (("CMYK", b"CMYK"), ("L", b"GRAY")):
        image, space = _by_profile(image, profile), b""
    if image.mode not in ("RGB", "RGBA"):
        image = image.convert("RGB")
    return image, profile if space == b"RGB " else b""


def _by_profile(image: Image, profile: bytes) -> Image:
    """The picture in sRGB, as its profile says; as without one, if that is damaged."""
    from PIL import ImageCms

    try:
        own = ImageCms.ImageCmsProfile(BytesIO(profile))
        converted = ImageCms.profileToProfile(image, own, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image.convert("RGB")
    return converted or image.convert("RGB")


def _picture_credit(image: Image) -> Exif | None:
    """The artist and the copyright of the Exif data, and nothing else of it; None without both."""
    from PIL import Image

    read, credit_exif = image.getexif(), Image.Exif()
    for tag in (ARTIST, COPYRIGHT):
        if isinstance(value := read.get(tag), str) and value.strip("\0 "):
            credit_exif[tag] = value.strip("\0 ")[:MAX_CREDIT]
    return credit_exif if len(credit_exif) else None


def _write_picture(image: Image, format: str, profile: bytes, exif: Exif | None, *, is_flat: bool) -> bytes:
    extra = {"icc_profile": profile, "exif": exif.tobytes() if exif else b""}
    if format == "jpeg":
        return _save_picture(_on_white(image), format, quality=82, optimize=True, progressive=True, **extra)
    lossy = _save_picture(image, format, quality=80, method=4, **extra)
    if not is_flat:
        return lossy
    return min(_save_picture(image, format, lossless=True, quality=60, method=4, **extra), lossy, key=len)


def _save_picture(image: Image, format: str, **options: object) -> bytes:
    out = BytesIO()
    image.save(out, format, **options)
    return out.getvalue()


def _on_white(image: Image) -> Image:
    """The picture without transparency, which JPEG does not have."""
    from PIL import Image

    if image.mode != "RGBA":
        return image
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image.getchannel("A"))
    return white


class PictureJob(NamedTuple):
    """One picture, and what is to be made of it."""

    real: str
    """The path of the picture."""
    hash: str
    """The hash of its bytes."""
    size: tuple[int, int]
    """Width and height as shown."""
    variants: tuple[tuple[str, Variant], ...]
    """Each with its output path."""


class EncodedPicture(NamedTuple):
    """What became of a job: the hash of each variant's bytes, or why there are none."""

    hashes: tuple[str, ...] = ()
    problem: str = ""


def write_variants(
    staging: Staging,
    files: Iterable[File],
    real: Mapping[str, str],
    workers: Workers,
    progress: Callable[[str, int, int], None],
) -> dict[str, str]:
    """Make the variants among these files; return the hashes of their bytes by path.

    Raises UnreadablePictures with all that cannot be decoded, DiskError, OSError.
    """
    jobs = _jobs(files, real)
    if not jobs:
        return {}
    # The workers of a cluster have neither the pictures nor, perhaps, Pillow.
    pool = None if workers.cluster else workers.pool((len(jobs) - 1) * ENOUGH_FOR_WORKERS)
    hashes: dict[str, str] = {}
    problems: dict[str, str] = {}
    results = map_batches(pool, partial(encode_picture, str(staging.path)), jobs)
    for done_jobs, (job, result) in enumerate(zip(jobs, results, strict=True), 1):
        if result.problem:
            problems[job.hash] = result.problem
        else:
            hashes |= zip((path for path, _ in job.variants), result.hashes, strict=True)
        progress("making pictures smaller", done_jobs, len(jobs))
    if problems:
        raise UnreadablePictures(problems)
    return hashes


def _jobs(files: Iterable[File], real: Mapping[str, str]) -> Sequence[PictureJob]:
    by_origin = defaultdict[str, list[tuple[str, Variant]]](list)
    for file in files:
        if file.variant:
            by_origin[file.origin].append((file.path, file.variant))
    return [
        PictureJob(real[origin], wanted[0][1].original, wanted[0][1].size, tuple(wanted))
        for origin, wanted in sorted(by_origin.items())
    ]


def encode_picture(staging: str, job: PictureJob) -> EncodedPicture:
    """Make the variants of one picture in the folder `staging`. Raises DiskError, OSError."""
    data = b"".join(copied_pieces(job.real, job.hash))
    try:
        variants = encoded(data, job.size, [variant for _, variant in job.variants])
    except UnreadablePicture as error:
        return EncodedPicture(problem=str(error))
    folders: set[str] = set()
    for (path, _), bytes_of in zip(job.variants, variants, strict=True):
        put_file(staging, folders, path, bytes_of)
    return EncodedPicture(tuple(map(content_hash, variants)))
