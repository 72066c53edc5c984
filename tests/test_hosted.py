"""This repository's digest on a server that does as GitHub Pages does: every link leads somewhere, and to every page leads one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote, urldefrag, urlsplit

import pytest

from tests.conftest import run_digest
from tests.hosting import Answer, Crawl, Host, hosted
from tests.sites import write

ROOT = Path(__file__).parent.parent
SITEMAP = "sitemap.xml"
"""A server shows the first by itself, and search engines are told of the second."""


@pytest.fixture(scope="module", params=["", "/repo"], ids=["at the root", "below /repo"])
def host(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    """The sample digest, built for the address at which it is given out."""
    root = tmp_path_factory.mktemp("own")
    shutil.copytree(ROOT / "content", root / "content")
    shutil.copy(ROOT / "digest.yml", root)
    with hosted(request.param) as host:
        ran = run_digest(root, "build", "--base-url", host.address, "--now", "2026-11-01", "--strict")
        assert ran.code == 0, ran.err
        host.put(root / "site")
        yield host


def names(host: Host, crawl: Crawl) -> set[str]:
    """The files that the crawl has reached."""
    by_address = {host.address + quote(name).removesuffix("index.html"): name for name in host.files}
    return {by_address[address] for address, answer in crawl.answers.items() if answer.status == 200}


def test_no_link_and_no_anchor_is_broken(host: Host):
    crawl = Crawl(host.address)
    assert len(crawl.links) > 1000 and any("#" in link.address for link in crawl.links)
    assert crawl.broken() == []
    assert not any("127.0.0.1" in link for link in crawl.outward)


def test_every_page_and_every_file_that_pages_show_is_reached_from_the_front_page(host: Host):
    missed = set(host.files) - names(host, Crawl(host.address))
    # What only programs read has an address that they know, or that the search page knows.
    assert {path for path in missed if not path.endswith((".json", ".txt", ".xml", ".opml"))} == {"404.html"}


def test_everything_in_the_sitemap_is_there_and_is_linked_from_somewhere(host: Host):
    crawl = Crawl(host.address + SITEMAP)
    assert crawl.broken() == []
    listed = {link.address for link in crawl.links if link.page.endswith(SITEMAP)}
    reached = {a for a, answer in Crawl(host.address).answers.items() if answer.kind == "text/html"}
    assert listed <= reached and host.address in listed


def test_the_page_for_what_is_not_there_works_at_any_depth(host: Host):
    for path in ("nothing", "a/b/c/", "2026/99/", "topics/", "%EC%97%86%EC%9D%8C"):
        crawl = Crawl(host.address + path)
        assert crawl.answers[host.address + path] == Answer(404, host.files["404.html"])
        own = [link for link in crawl.links if urldefrag(link.address).url == host.address + path]
        assert {urldefrag(link.address).fragment for link in own} == {"main"}  # the way past the navigation
        assert len(crawl.broken()) == len(own)


def test_the_host_does_as_github_does(host: Host, tmp_path: Path):
    other = Host(host.base)
    other.put(write(tmp_path, {"index.html": "front", "a/index.html": "a", "about.html": "about", ".nojekyll": "", "b/.git/x": ""}))
    base = host.base
    assert other.answer(f"{base}/").body == other.answer(f"{base}/index.html?x#y").body == b"front"
    assert other.answer(f"{base}/a") == Answer(301, location=f"{base}/a/")
    assert other.answer(f"{base}/about").body == b"about" and other.answer(f"{base}/about/").status == 404
    assert other.answer(f"{base}/.nojekyll").status == other.answer(f"{base}/b/.git/x").status == 404
    assert other.answer(f"{base}/../x").status == 404
    if base:
        assert other.answer(base) == Answer(301, location="/repo/")
        assert other.answer("/").status == other.answer("/repository/").status == 404


def test_a_folder_without_its_slash_is_sent_on(host: Host):
    parts = urlsplit(host.address)
    connection = HTTPConnection(parts.hostname or "", parts.port or 80)
    connection.request("GET", f"{host.base}/topics/science")
    response = connection.getresponse()
    assert (response.status, response.headers["Location"]) == (301, f"{host.base}/topics/science/")
    connection.close()


def test_the_crawler_sees_what_is_broken(tmp_path: Path):
    with hosted("/repo") as host:
        pages = {
            "index.html": '<a href="/away/">x</a><a href="a">x</a><a href="#no">x</a><a href="a/#yes">x</a><img src="no.png">',
            "a/index.html": '<p id="yes"><a href="../">x</a>',
            "lost.html": "x",
        }
        host.put(write(tmp_path, pages))
        crawl = Crawl(host.address)
        start = host.address
        assert sorted(wrong.replace(start, "/repo/").rpartition("/repo")[2] for wrong in crawl.broken()) == sorted(
            [
                "/: http://" + urlsplit(start).netloc + "/away/ is 404",
                "/a is 301",
                "/#no is no place in that page",
                "/no.png is 404",
            ]
        )
        assert "lost.html" not in names(host, crawl)
