"""The transfer size of pages of the default theme, compressed with gzip as on hosts."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from tests.conftest import run_digest
from tests.sites import write
from tests.themes.fixture_sites import NOW, files_of


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site whose first article has all fields."""
    folder = write(tmp_path_factory.mktemp("weights"), files_of("en", 8, editions=True, pictures=True))
    ran = run_digest(folder, "build", "--now", NOW)
    assert ran.code == 0, ran
    return folder / "site"


def weight(data: bytes) -> int:
    return len(gzip.compress(data))


def test_an_article_and_its_style_fit_into_the_first_packets_of_a_connection(site: Path):
    """14,000 bytes: ten packets (RFC 6928) without their headers."""
    style = next((site / "assets").glob("style.*.css")).read_bytes()
    articles = {path: path.read_bytes() for path in site.glob("2026/*/*/*/index.html")}
    assert len(articles) == 8
    heaviest = max(articles, key=lambda path: weight(articles[path]))
    assert heaviest.parent.name == "a0"
    assert weight(style) + weight(articles[heaviest]) <= 14_000


def test_the_style_sheet_is_small(site: Path):
    assert weight(next((site / "assets").glob("style.*.css")).read_bytes()) <= 7200
