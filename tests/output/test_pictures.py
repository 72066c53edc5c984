"""Sites with pictures: their variants, when these are encoded again, and pictures that cannot be decoded."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import digest.build
from digest.command_run import CommandRun
from digest.installation import program_key as running
from digest.output import picture_encoder
from tests import sites
from tests.conftest import run_digest
from tests.sites import NOW, PIXEL, article, build, clean_build, png, tiny, tree, write

pytest.importorskip("PIL", reason="NOT TRIED: Pillow is not installed")

SETTINGS = "title: T\nbase_url: https://example.org/d/\nnews_sitemap: true\n"
IMAGE = "{src: pier.png, alt: A pier, credit: Ann}"
PIER = png(900, 20)
DAMAGED = png(9, 9)[:-30] + b"\0" * 18 + png(9, 9)[-12:]
SITE = {
    **tiny(2),
    "digest.yml": SETTINGS,
    "content/2026/pier.png": PIER,
    "content/2026/text.png": png(64, 48),
    "content/2026/linked.png": png(30, 20),
    "content/2026/pier.md": article("Pier", "2026-02-08", image=IMAGE, body="![t](text.png) [l](linked.png)"),
}


@pytest.fixture
def encodings(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The names of the pictures that were decoded."""
    seen: list[str] = []

    def encode(staging: str, job: Any) -> Any:
        seen.append(Path(job.source_path).name)
        return original(staging, job)

    original = picture_encoder.encode_picture
    monkeypatch.setattr(picture_encoder, "encode_picture", encode)
    yield seen


def site(place: Path, **files: str | bytes | None) -> Path:
    return write(place / "site-of-ours", {**SITE, **files})


def pictures(root: Path) -> list[str]:
    """Return the paths of the pictures in the output, with H instead of each hash."""
    found = (path for path in tree(root / "site") if path.endswith((".webp", ".jpg", ".png")))
    return sorted(re.sub("-[0-9a-f]{16}-", "-H-", path) for path in found)


SHOWN = ["2026/pier-H-400.webp", "2026/pier-H-900.jpg", "2026/pier-H-900.webp", "2026/text-H-64.jpg", "2026/text-H-64.webp"]


def without_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pretend that Pillow is not installed: this changes the key of the program."""
    monkeypatch.setattr(picture_encoder, "installed_version", lambda name: "")
    for module in (
        "digest.workspace",
        "digest.build_stages",
        "digest.collections_loader",
        "digest.output.plan_comparison",
        "digest.output.render_worker",
    ):
        monkeypatch.setattr(f"{module}.program", lambda: "without " + running.program(), raising=False)


def test_articles_show_variants_and_only_linked_originals_are_published(tmp_path: Path):
    root = site(tmp_path)
    assert build(root).code == 0
    assert pictures(root) == sorted([*SHOWN, "2026/linked.png"])
    page = tree(root / "site")["2026/02/08/pier/index.html"].decode()
    sizes = re.search(r'<source type="image/webp" srcset="([^"]+)"', page)
    assert sizes and re.sub("-[0-9a-f]{16}-", "-H-", sizes[1]) == "/d/2026/pier-H-400.webp 400w, /d/2026/pier-H-900.webp 900w"
    assert re.search(r'<img src="/d/2026/pier-[^"]+-900.jpg" alt="A pier" width="900" height="20" fetchpriority="high">', page)
    image = r'<img src="/d/2026/text-\S+-64.jpg" width="64" height="48" srcset="/d/\S+-64.webp 64w" sizes="[^"]+" alt="t" loading'
    assert re.search(image, page)
    assert re.search(r'og:image" content="https://example.org/d/2026/pier-[0-9a-f]+-900.jpg">', page)
    assert '<meta property="og:image:width" content="900">' in page
    front, feed = (tree(root / "site")[name].decode() for name in ("index.html", "feed.xml"))
    assert 'fetchpriority="high"' in front and "Image: Ann" in front and "srcset" not in feed
    assert re.search(r'rel="enclosure" type="image/jpeg" href="https://example.org/d/2026/pier-[0-9a-f]+-900.jpg"/>', feed)
    checked = run_digest(root, "check", "--now", NOW.isoformat())
    assert "E30" not in checked.err and checked.code == 0, checked.err


def test_only_changed_pictures_are_encoded(tmp_path: Path, encodings: list[str]):
    root = site(tmp_path)

    def encoded(**files: str | bytes | None) -> list[str]:
        encodings.clear()
        assert build(write(root, files)).code == 0
        return sorted(encodings)

    assert encoded() == ["pier.png", "text.png"]
    assert encoded() == []
    edited = article("Pier", "2026-02-08", image=IMAGE, body="Edited. ![t](text.png)")
    assert encoded(**{"content/2026/pier.md": edited}) == []
    assert pictures(root) == SHOWN
    assert encoded(**{"content/2026/text.png": png(65, 48)}) == ["text.png"]
    assert encoded(**{"digest.yml": SETTINGS + "pictures: none\n"}) == []
    assert encoded(**{"digest.yml": SETTINGS + "picture_credit: true\n"}) == ["pier.png", "text.png"]
    lost = next((root / "site/2026").glob("pier-*-400.webp"))
    kept = lost.read_bytes()
    lost.unlink()
    assert encoded() == ["pier.png"] and lost.read_bytes() == kept
    assert encoded(**{"content/2026/pier.md": article("Pier", "2026-02-08")}) == []
    assert pictures(root) == []


def test_the_bytes_do_not_depend_on_the_number_of_processes(tmp_path: Path):
    root = site(tmp_path)
    outputs = []
    for jobs in (1, 3):
        shutil.rmtree(root / "site", ignore_errors=True)
        assert build(root, run=CommandRun(jobs=jobs, fresh=True)).code == 0
        outputs.append(tree(root / "site"))
    assert outputs[0] == outputs[1]


def test_the_site_equals_a_clean_build_after_the_extra_is_installed_or_removed(tmp_path: Path):
    root = site(tmp_path)

    def is_clean() -> bool:
        built = build(root)
        clean, expected = clean_build(root, tmp_path / "clean")
        assert (built.code, built.diagnostics) == (clean.code, clean.diagnostics)
        return tree(root / "site") == expected

    for _ in range(2):
        assert is_clean() and "2026/pier.png" not in tree(root / "site")
        with pytest.MonkeyPatch.context() as patch:
            without_extra(patch)
            assert is_clean() and {"2026/pier.png", "2026/text.png"} <= tree(root / "site").keys()


def test_another_version_of_the_extra_encodes_all_pictures_again(
    tmp_path: Path, encodings: list[str], monkeypatch: pytest.MonkeyPatch
):
    root = site(tmp_path)
    build(root)
    encodings.clear()
    monkeypatch.setattr(picture_encoder, "_pillow_key", lambda version: "the key of another version")
    monkeypatch.setattr("digest.workspace.program", lambda: "another program")
    assert build(root).code == 0
    assert sorted(encodings) == ["pier.png", "text.png"]


def test_a_picture_that_cannot_be_decoded_is_published_unchanged_with_a_warning(tmp_path: Path, encodings: list[str]):
    root = site(tmp_path, **{"content/2026/pier.png": DAMAGED})
    message = "W503 no smaller versions of this picture can be made, so readers get it as it is: it cannot be decoded"
    first = build(root)
    assert [line for line in first.diagnostics if "W503" in line] == [
        f"content/2026/pier.png:1:1: {message} | make it smaller, or save it again"
    ]
    assert {"2026/pier.png", "2026/text-H-64.webp"} <= set(pictures(root))
    page = tree(root / "site")["2026/02/08/pier/index.html"].decode()
    assert '<img src="/d/2026/pier.png" alt="A pier" width="9" height="9" fetchpriority="high">' in page
    encodings.clear()
    write(root, {"content/2026/a0.md": article("Edited")})
    again = build(root)
    assert again.diagnostics == first.diagnostics and encodings == []
    assert run_digest(root, "check", "--now", NOW.isoformat()).code == 0
    assert build(root, strict=True).code == 1
    write(root, {"content/2026/pier.png": PIER})
    assert not [line for line in build(root).diagnostics if "W503" in line]
    assert pictures(root) == sorted([*SHOWN, "2026/linked.png"])


def test_pictures_of_unpublished_articles_are_not_published(tmp_path: Path, encodings: list[str]):
    root = site(tmp_path, **{
        "content/2026/pier.md": article("Draft", image=IMAGE, body="![t](text.png)", draft="true"),
        "content/2026/later.md": article("Later", "2027-02-08", image=IMAGE),
        "content/2026/held.md": article("Held", publish_at="2027-01-01", image=IMAGE, body="![t](text.png)"),
        "content/2026/short.md": article("Short", mode="link", body="![t](text.png)"),
    })  # fmt: skip
    assert build(root).code == 0
    assert (pictures(root), encodings) == ([], [])
    assert build(root, drafts=True).code == 0
    assert pictures(root) == SHOWN


def test_animations_and_vector_drawings_are_published_unchanged(tmp_path: Path):
    from PIL import Image

    frames = [Image.new("RGB", (30, 20), colour) for colour in ("red", "green")]
    files: dict[str, str | bytes | None] = {"content/2026/a.svg": "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"}
    for ending in ("gif", "webp", "png"):
        frames[0].save(tmp_path / f"a.{ending}", save_all=True, append_images=frames[1:])
        files[f"content/2026/a.{ending}"] = (tmp_path / f"a.{ending}").read_bytes()
    shown = " ".join(f"![x]({Path(name).name})" for name in files)
    root = site(tmp_path, **files, **{"content/2026/pier.md": article("Moving", body=shown)})
    assert build(root).code == 0
    made = tree(root / "site")
    for name, content in files.items():
        assert made[f"2026/{Path(name).name}"] == (content.encode() if isinstance(content, str) else content)
    assert all(path.startswith("2026/a.") for path in pictures(root))


def test_a_picture_in_static_gets_variants_and_keeps_its_path(tmp_path: Path):
    root = site(tmp_path, **{
        "content/static/pic.png": PIXEL,
        "content/2026/pier.md": article("Static", image="{src: /pic.png, alt: x}", body="![x](/pic.png) ![y](/2026/text.png)"),
    })  # fmt: skip
    assert build(root).code == 0
    assert pictures(root) == ["2026/text.png", "pic-H-3.jpg", "pic-H-3.webp", "pic.png"]
    page = tree(root / "site")["2026/02/01/pier/index.html"].decode()
    assert '<img src="/d/pic.png" width="3" height="2" alt="x" loading="lazy">' in page


def test_two_pictures_with_the_same_bytes_and_name_share_their_variants(tmp_path: Path):
    root = site(tmp_path, **{
        "content/2026/pier.webp": PIER,
        "content/2026/pier.md": article("Pier", "2026-02-08", image=IMAGE, body="![t](pier.webp)"),
    })  # fmt: skip
    assert build(root).code == 0
    assert pictures(root) == SHOWN[:3]


def test_large_pictures_without_the_extra_are_reported_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    without_extra(monkeypatch)
    root = site(
        tmp_path, **{"content/2026/pier.png": PIER + bytes(1_200_000), "content/2026/text.png": png(64, 48) + bytes(600_000)}
    )
    notes = [line for line in build(root).diagnostics if "N501" in line]
    assert len(notes) == 1
    assert notes[0].startswith("content/2026/pier.png:1:1: N501 a picture of 1.2 MB, and 1 more above 500 kB: ")
    assert "pip install pillow" in notes[0] and "pipx inject digest-ssg pillow" in notes[0]
    write(root, {"digest.yml": SETTINGS + "picture_sizes: never\n"})
    assert not [line for line in build(root).diagnostics if "N501" in line]
    write(root, {"digest.yml": SETTINGS + "picture_sizes: always\n"})
    built = build(root)
    assert built.code == 2 and "picture_sizes: always needs the extra images" in built.diagnostics[0]


def test_a_picture_that_changes_during_the_build_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    root = site(tmp_path)
    scan = digest.build.scan_files

    def scan_and_change(workspace: Any) -> Any:
        found = scan(workspace)
        write(root, {"content/2026/pier.png": png(901, 20)})
        return found

    monkeypatch.setattr(digest.build, "scan_files", scan_and_change)
    built = build(root)
    assert built.code == 3 and "changed while the site was built" in built.diagnostics[0]
    assert not (root / "site").exists()


@pytest.mark.parametrize("files", [{}, {"content/2026/pier.png": PIXEL, "content/2026/pier.md": article("P", image=IMAGE)}])
def test_pillow_is_imported_only_for_new_pictures(tmp_path: Path, files: dict[str, str | bytes]):
    root = write(tmp_path, {**tiny(1), "digest.yml": sites.SETTINGS, **files})
    command = [
        sys.executable,
        "-X",
        "importtime",
        "-m",
        "digest",
        "-C",
        str(root),
        "build",
        "-q",
        "--now",
        "2026-03-01",
        "--jobs",
        "1",
    ]
    found = [" PIL" in subprocess.run(command, capture_output=True, text=True, check=True).stderr for _ in range(2)]
    assert found == [bool(files), False]
