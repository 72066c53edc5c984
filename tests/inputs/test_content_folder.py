"""Reading of content/, its key, and its workload, which determines the number of processes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from msgspec.structs import replace

from digest.articles.article import Parsing
from digest.cache.cache import Cache
from digest.diagnostics import Diagnostic
from digest.files.file_states import FileState, FoundFile, Scan
from digest.inputs.article_reader import USUAL_BYTES, ArticleReader
from digest.inputs.content_folder import MIB, Content, image_sizes, read_content, with_image_problems
from digest.pages.output_files import Asset
from tests.sites import write


@pytest.mark.parametrize(
    ("sizes", "workload"),
    [
        ([], 0),
        ([500] * 30, 30),
        ([USUAL_BYTES] * 30, 30),
        ([USUAL_BYTES * 10 + 1] * 30, 300),
        ([*[100] * 29, USUAL_BYTES * 100], 100),
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
