"""Reading of content/, its key, and its workload, which determines the number of processes."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from pathlib import Path

import pytest
from msgspec.structs import replace

from digest.articles.article import Parsing
from digest.cache.cache import Cache
from digest.diagnostics import Diagnostic
from digest.files.file_states import FileState, FoundFile, Scan
from digest.inputs import content_folder
from digest.inputs.article_reader import TYPICAL_ARTICLE_BYTES, ArticleReader
from digest.inputs.content_folder import MIB, Content, image_sizes, read_content, with_image_problems
from digest.pages import picture_variants
from digest.pages.output_files import Asset
from tests.sites import png, write


@pytest.mark.parametrize(
    ("sizes", "workload"),
    [
        ([], 0),
        ([500] * 30, 30),
        ([TYPICAL_ARTICLE_BYTES] * 30, 30),
        ([TYPICAL_ARTICLE_BYTES * 10 + 1] * 30, 300),
        ([*[100] * 29, TYPICAL_ARTICLE_BYTES * 100], 100),
    ],
)
def test_long_articles_count_as_several(sizes: Sequence[int], workload: int, tmp_path: Path):
    """A few long articles are read by several processes too."""
    files = [FoundFile(f"content/{number}.md", "", FileState(size, 1, 1, number, f"{number}")) for number, size in enumerate(sizes)]
    with Cache(tmp_path / "cache.sqlite") as cache:
        articles = ArticleReader(files, Parsing(), cache)
        assert articles.workload == 0
        articles.look_up(articles.files)
        assert articles.workload == workload


FILE = FoundFile("content/a.md", "/a.md", FileState(1, 1, 1, 1, "1"))
PICTURE = Asset("content/a.png", "hash", 30, 20, 99, is_still=True)
WARNING = Diagnostic("content/a.png", 1, 1, "W501", "an image that browsers cannot show", "save it again")
BASE = Content((FILE,), (PICTURE,), {"content/topics.yml": b"a"}, {"content/a.png": "/a.png"}, ())


def test_the_key_depends_on_everything_that_a_build_reads():
    others = [
        replace(BASE, articles=()),
        replace(BASE, articles=(replace(FILE, state=replace(FILE.state, hash="2")),)),
        replace(BASE, articles=(replace(FILE, path="content/b.md"),)),
        replace(BASE, assets=()),
        replace(BASE, assets=(replace(PICTURE, hash="other"),)),
        replace(BASE, assets=(replace(PICTURE, path="content/b.png"),)),
        replace(BASE, texts={}),
        replace(BASE, texts={"content/topics.yml": b"b"}),
        replace(BASE, texts={"content/sources.yml": b"a"}),
        replace(BASE, diagnostics=(WARNING,)),
    ]
    assert len({content.key for content in (BASE, *others)}) == len(others) + 1
    assert replace(BASE, real={}).key == BASE.key, "the key does not depend on real paths"


def test_sizes_of_intact_images_are_remembered():
    sizes = image_sizes([PICTURE, replace(PICTURE, hash="moves", is_still=False), Asset("content/a.txt", "text")])
    assert sizes == {"hash": (30, 20, True), "moves": (30, 20, False)}
    assert image_sizes([replace(PICTURE, is_whole=False), replace(PICTURE, width=0)]) == {}


def test_a_problem_applies_to_all_images_with_the_same_hash():
    other = replace(PICTURE, path="content/b.png")
    content = replace(BASE, assets=(PICTURE, other, replace(PICTURE, hash="other")))
    found = with_image_problems(content, {"hash": "it is damaged", "unknown": "x"})
    assert [asset.problem for asset in found.assets] == ["it is damaged", "it is damaged", ""]
    assert with_image_problems(content, {}) is content


@pytest.mark.parametrize(
    ("limit", "message"),
    [(5, ""), (4, "the file is larger than 4 bytes"), (MIB - 1, ""), (MIB, "")],
)
def test_an_article_may_be_as_large_as_the_limit(limit: int, message: str, tmp_path: Path):
    write(tmp_path, {"content/a.md": "12345"})
    found = read_content(tmp_path, limit, Scan(tmp_path, {}), {})
    assert [diagnostic.message for diagnostic in found.diagnostics] == ([message] if message else [])
    assert len(found.articles) == (not message)


@pytest.mark.parametrize(("limit", "expected"), [(MIB - 1, "1,048,575 bytes"), (MIB, "1 MiB"), (3 * MIB // 2, "1.5 MiB")])
def test_a_limit_is_shown_in_mib_or_bytes(limit: int, expected: str, tmp_path: Path):
    write(tmp_path, {"content/a.md": b"x" * (limit + 1)})
    (found,) = read_content(tmp_path, limit, Scan(tmp_path, {}), {}).diagnostics
    assert (found.code, found.message) == ("E103", f"the file is larger than {expected}")


def test_registries_are_read_only_directly_in_content_and_are_not_assets(tmp_path: Path):
    names = ("topics.yml", "sources.yml", "published.tsv", "editions.tsv", "style.yml")
    write(tmp_path, {**{f"content/{name}": name for name in names}, **{f"content/2026/{name}": name for name in names}})
    found = read_content(tmp_path, MIB, Scan(tmp_path, {}), {})
    assert found.texts == {f"content/{name}": name.encode() for name in names}
    assert {asset.path for asset in found.assets} == {f"content/2026/{name}" for name in names}
    assert found.real.keys() == {asset.path for asset in found.assets}


@pytest.mark.parametrize("name", ["topics.yml", "sources.yml", "published.tsv", "editions.tsv", "style.yml"])
def test_a_folder_with_the_name_of_a_registry_is_an_error(name: str, tmp_path: Path):
    (tmp_path / "content" / name).mkdir(parents=True)
    (tmp_path / "content/2026" / name).mkdir(parents=True)
    (diagnostic,) = read_content(tmp_path, MIB, Scan(tmp_path, {}), {}).diagnostics
    assert (diagnostic.path, diagnostic.code) == (f"content/{name}", "E101")
    assert "a folder with the name of a registry" in diagnostic.message


def test_a_folder_with_the_name_of_the_sites_style_sheet_is_an_error(tmp_path: Path):
    for folder in ("static", "2026", "2026/static"):
        (tmp_path / "content" / folder / "custom.css").mkdir(parents=True)
    (diagnostic,) = read_content(tmp_path, MIB, Scan(tmp_path, {}), {}).diagnostics
    assert str(diagnostic) == "content/static/custom.css:1:1: E101 a folder named like the style sheet"


def test_misnamed_registries_are_reported_only_directly_in_content(tmp_path: Path):
    write(tmp_path, {"content/topics.yaml": "", "content/2026/topics.yaml": ""})
    assert [found.path for found in read_content(tmp_path, MIB, Scan(tmp_path, {}), {}).diagnostics] == ["content/topics.yaml"]


def test_images_are_recognised_by_extension_and_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(picture_variants, "MAX_PIXELS", 100)
    gif = b"GIF89a" + (20).to_bytes(2, "little") * 2 + b"\0\0\0;"
    files = {"a.PNG": png(10, 10), "b.gif": gif, "c.png": png(9, 9)[:-14], "d.pdf": b"text", "e.png": png(10, 11)}
    write(tmp_path, {f"content/{name}": data for name, data in files.items()})
    content = read_content(tmp_path, MIB, Scan(tmp_path, {}), {})
    assert [(asset.width, asset.height, asset.is_still, asset.is_whole) for asset in content.assets] == [
        (10, 10, True, True), (20, 20, False, True), (9, 9, False, False), (0, 0, False, True), (10, 11, True, True),
    ]  # fmt: skip
    assert [asset.path for asset in content.assets if asset.problem] == ["content/e.png"]
    assert [asset.size for asset in content.assets] == [0 if name == "d.pdf" else len(data) for name, data in files.items()]
    known = {asset.hash: (1, 2, True) for asset in content.assets}
    again = read_content(tmp_path, MIB, Scan(tmp_path, {}), known)
    assert {(asset.width, asset.height) for asset in again.assets} == {(1, 2), (0, 0)} and again.diagnostics == ()


@pytest.mark.parametrize("name", ["a.md", "a.png", "topics.yml"])
def test_a_read_error_is_reported_with_a_hint_for_its_cause(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def failing(*_: object) -> bytes:
        raise OSError(errno.EFBIG, "File too large")

    monkeypatch.setattr(Scan, "read", failing)
    monkeypatch.setattr(content_folder, "read_bytes", failing)
    write(tmp_path, {f"content/{name}": ""})
    (found,) = read_content(tmp_path, MIB, Scan(tmp_path, {}), {}).diagnostics
    assert (found.path, found.message) == (f"content/{name}", "the file cannot be read: File too large")
    assert (found.code, found.hint) == ("E101", "make it smaller")


def test_a_registry_has_a_maximum_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(content_folder, "MAX_CONTENT_BYTES", 4)
    write(tmp_path, {"content/topics.yml": "a: A", "content/sources.yml": "a: Aa"})
    found = read_content(tmp_path, MIB, Scan(tmp_path, {}), {})
    assert found.texts == {"content/topics.yml": b"a: A"}
    assert [diagnostic.path for diagnostic in found.diagnostics] == ["content/sources.yml"]


def test_errors_precede_notes_on_skipped_files(tmp_path: Path):
    write(tmp_path, {"content/a.md~": "", "content/b.txt": "", "content/c/d.md": "12345"})
    found = read_content(tmp_path, 4, Scan(tmp_path, {}), {}).diagnostics
    assert [(diagnostic.path, diagnostic.code) for diagnostic in found] == [
        ("content/c/d.md", "E103"), ("content/a.md~", "N101"), ("content/b.txt", "N102"),
    ]  # fmt: skip
