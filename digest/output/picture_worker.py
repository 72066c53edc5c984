"""Making variants of pictures in staging: in this process, or in the workers of a pool, a picture a call."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from digest.hashing import content_hash
from digest.output.picture_encoder import UnreadablePicture, UnreadablePictures, encoded
from digest.output.staging import Staging, copied_pieces, put_file
from digest.pages.output_files import File
from digest.pages.picture_variants import Variant
from digest.workers.worker_pool import map_batches
from digest.workers.worker_selection import ENOUGH_FOR_WORKERS, Workers


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
