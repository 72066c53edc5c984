"""What an address is, and what becomes of it in the page and in its data."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from digest.pages.links import is_whole
from tests.sites import PIXEL, article, build, tiny, tree, write


@pytest.mark.parametrize("address", ["https://a.example/x", "http://a.example", "HTTPS://A.EXAMPLE/x", "hTTp://a"])
def test_an_address_with_a_server_is_whole(address: str):
    assert is_whole(address)


@pytest.mark.parametrize("address", ["/x?u=https://a.example", "a.png#://", "httpx://a", "https:/a", "//a.example/x", ""])
def test_a_path_of_the_site_is_not_whole(address: str):
    assert not is_whole(address)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("pic.png?x=://", "https://example.org/2026/pic.png?x=://"),
        ("HTTPS://a.example/p.png", "HTTPS://a.example/p.png"),
    ],
)
def test_the_picture_in_the_data_of_an_article_has_a_whole_address(tmp_path: Path, written: str, shown: str):
    settings = "title: T\nbase_url: https://example.org/\n"
    picture = f'{{src: "{written}", alt: x}}'
    write(tmp_path, {**tiny(0), "digest.yml": settings, "content/2026/pic.png": PIXEL})
    write(tmp_path, {"content/2026/a.md": article("A", image=picture)})
    built = build(tmp_path)
    assert built.code == 0, built
    page = tree(tmp_path / "site")["2026/02/01/a/index.html"].decode()
    data = re.search('<script type="application/ld.json">(.*)</script>', page)
    assert data and json.loads(data[1])["image"] == [shown]
    assert f'<meta property="og:image" content="{shown}">' in page
