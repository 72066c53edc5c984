"""Variants are written into staging, one picture per call; all pictures that cannot be decoded are reported together."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from digest.errors import DiskError
from digest.hashing import content_hash
from digest.output import picture_encoder as subject
from digest.output.picture_encoder import EncodedPicture, PictureJob, UnreadablePictures, encode_picture, write_variants
from digest.pages.output_files import File
from digest.pages.picture_variants import Variant
from digest.workers.worker_selection import ARTICLES_PER_PROCESS
from tests.sites import tree, write

PIL = pytest.importorskip("PIL", reason="NOT TRIED: Pillow is not installed")
from PIL import Image  # noqa: E402

SIZE = (40, 30)


def picture(colour: int) -> bytes:
    out = BytesIO()
    Image.new("RGB", SIZE, (colour, 0, 0)).save(out, "PNG")
    return out.getvalue()


class Site:
    """A site with pictures, and the variants made from them."""

    def __init__(self, root: Path, *names: str, damaged: tuple[str, ...] = ()) -> None:
        self.root = root
        self.data = {name: b"nothing of a picture" if name in damaged else picture(at) for at, name in enumerate(names)}
        write(root, {f"content/{name}.png": data for name, data in self.data.items()})
        self.staging: Any = SimpleNamespace(path=root / "staging")
        self.staging.path.mkdir()
        self.real = {f"content/{name}.png": str(root / f"content/{name}.png") for name in names}
        self.progress: list[tuple[str, int, int]] = []

    def variant(self, name: str, width: int, format: str = "webp") -> File:
        made = Variant(original=content_hash(self.data[name]), size=SIZE, width=width, height=width * 3 // 4, format=format)
        return File(f"{name}-{width}.{format}", f"content/{name}.png", "key", made)

    def write(self, *files: File, workers: Any = None) -> dict[str, str]:
        here = SimpleNamespace(cluster="", pool=lambda tasks: None)
        return write_variants(self.staging, files, self.real, workers or here, lambda *step: self.progress.append(step))


def test_each_variant_is_written_and_its_hash_returned(tmp_path: Path):
    site = Site(tmp_path, "b", "a")
    hashes = site.write(site.variant("b", 20), site.variant("a", 20), site.variant("b", 10, "jpeg"), File("x", "content/x", "h"))
    made = tree(site.staging.path)
    assert hashes == {path: content_hash(data) for path, data in made.items()}
    assert made.keys() == {"b-20.webp", "a-20.webp", "b-10.jpeg"}
    assert Image.open(BytesIO(made["b-10.jpeg"])).size == (10, 7)
    assert site.progress == [("making pictures smaller", 1, 2), ("making pictures smaller", 2, 2)]


def test_without_variants_no_worker_is_started(tmp_path: Path):
    site = Site(tmp_path, "a")
    workers = SimpleNamespace(cluster="", pool=lambda tasks: pytest.fail("a process is forked"))
    assert site.write(File("x", "content/x", "h"), workers=workers) == {} and site.progress == []


class ImmediateWorkers:
    """Workers that run each job immediately."""

    max_pending = 2

    def __init__(self, cluster: str = "") -> None:
        self.cluster = cluster
        self.tasks: list[int] = []
        self.jobs: list[PictureJob] = []

    def pool(self, tasks: int) -> ImmediateWorkers:
        self.tasks.append(tasks)
        return self

    def submit(self, function: Callable[..., Any], job: PictureJob) -> Callable[[], Any]:
        self.jobs.append(job)
        result = function(job)
        return lambda: result


def test_each_picture_after_the_first_is_a_task_for_workers(tmp_path: Path):
    site, others = Site(tmp_path, "a", "b", "c"), ImmediateWorkers()
    site.write(*(site.variant(name, width) for name in "cab" for width in (10, 20)), workers=others)
    assert others.tasks == [2 * ARTICLES_PER_PROCESS]
    assert [Path(job.source_path).stem for job in others.jobs] == ["a", "b", "c"], "in an order that does not depend on the plan"
    assert [path for path, _ in others.jobs[0].variants] == ["a-10.webp", "a-20.webp"]
    assert (others.jobs[0].hash, others.jobs[0].size) == (content_hash(site.data["a"]), SIZE)


def test_a_cluster_encodes_no_pictures(tmp_path: Path):
    site, others = Site(tmp_path, "a"), ImmediateWorkers("tcp://10.0.0.1:8786")
    assert site.write(site.variant("a", 10), workers=others).keys() == {"a-10.webp"}
    assert others.tasks == [] and others.jobs == []


def test_all_pictures_that_cannot_be_decoded_are_reported_by_hash(tmp_path: Path):
    site = Site(tmp_path, "a", "b", "c", damaged=("a", "c"))
    site.data["c"] += b"!"
    write(tmp_path, {"content/c.png": site.data["c"]})
    with pytest.raises(UnreadablePictures) as caught:
        site.write(*(site.variant(name, 10) for name in "abc"))
    assert caught.value.problems.keys() == {content_hash(site.data[name]) for name in "ac"}
    assert all(caught.value.problems.values()) and len(site.progress) == 3
    assert (str(caught.value), caught.value.hint) == ("pictures changed while the site was built", "build again")


def test_a_picture_that_changed_since_it_was_hashed_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    site = Site(tmp_path, "a")
    job = PictureJob(
        site.real["content/a.png"], content_hash(site.data["a"]), SIZE, (("x/y/a.webp", site.variant("a", 10).variant),)
    )  # type: ignore[arg-type]
    (hash,) = encode_picture(str(site.staging.path), job).hashes
    assert content_hash((site.staging.path / "x/y/a.webp").read_bytes()) == hash
    monkeypatch.setattr(subject, "encoded", lambda *_: pytest.fail("it is decoded"))
    write(tmp_path, {"content/a.png": picture(99)})
    with pytest.raises(DiskError, match="changed while the site was built"):
        encode_picture(str(site.staging.path), job)
    assert EncodedPicture() == EncodedPicture((), "")
