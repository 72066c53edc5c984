"""An open page whose article moved goes to the new URL."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from digest.preview.moved_articles import Addresses
from tests import sites
from tests.preview.desk import Opened
from tests.preview.served import Served
from tests.preview.tabs import Tab

A = "content/2026/a1.md"
RENAMED = sites.article("Article 1", "2026-02-02", tags="[even, t1]")
PAGE = "2026/02/02/a1/"


# `Addresses` alone: each state is (pages by file, hashes by file)

TWO = {"x.md": "x", "y.md": "y"}
TITLES = {"x.md": "X", "y.md": "Y", "z.md": "X"}


@pytest.mark.parametrize(
    ("states", "opened_at", "path", "now"),
    [
        ([({"x.md": "a"}, {"x.md": "1"}), ({"x.md": "b"}, {"x.md": "2"})], 0, "a", "b"),
        ([({"x.md": "a"}, {"x.md": "1"}), ({"x.md": "a"}, {"x.md": "2"})], 0, "a", ""),
        # twice, and back again
        ([({"x.md": path}, {"x.md": path}) for path in "abc"], 0, "a", "c"),
        ([({"x.md": path}, {"x.md": path}) for path in "abc"], 1, "b", "c"),
        ([({"x.md": path}, {"x.md": path}) for path in "aba"], 1, "b", "a"),
        ([({"x.md": path}, {"x.md": path}) for path in "aba"], 0, "a", ""),
        # deleted; it comes back elsewhere; it is a draft for a while
        ([({"x.md": "a"}, {"x.md": "1"}), ({}, {})], 0, "a", ""),
        ([({"x.md": "a"}, {"x.md": "1"}), ({}, {}), ({"x.md": "b"}, {"x.md": "2"})], 0, "a", "b"),
        ([({"x.md": "a"}, {"x.md": "1"}), ({}, {"x.md": "2"}), ({"x.md": "b"}, {"x.md": "3"})], 1, "a", "b"),
        # the old path is another article's now: whose page was open?
        ([({"x.md": "a", "y.md": "b"}, TWO), ({"x.md": "b", "y.md": "a"}, TWO)], 0, "a", "b"),
        ([({"x.md": "a", "y.md": "b"}, TWO), ({"x.md": "c", "y.md": "a"}, TWO)], 0, "a", "c"),
        ([({"x.md": "a", "y.md": "b"}, TWO), ({"x.md": "c", "y.md": "a"}, TWO)], 1, "a", ""),
        # renamed: at once, first gone, first there
        ([({"x.md": "a"}, {"x.md": "1"}), ({"y.md": "b"}, {"y.md": "1"})], 0, "a", "b"),
        ([({"x.md": "a"}, {"x.md": "1"}), ({}, {}), ({"y.md": "b"}, {"y.md": "1"})], 0, "a", "b"),
        (
            [({"x.md": "a"}, {"x.md": "1"}), ({"x.md": "a"}, {"x.md": "1", "y.md": "1"}), ({"y.md": "b"}, {"y.md": "1"})],
            0,
            "a",
            "b",
        ),
        ([({"x.md": "a"}, {"x.md": "1"}), ({"y.md": "b"}, {"y.md": "1"}), ({"x.md": "c"}, {"x.md": "1"})], 0, "a", "c"),
        # renamed, and another article in its file
        ([({"x.md": "a"}, {"x.md": "1"}), ({"y.md": "b", "x.md": "c"}, {"y.md": "1", "x.md": "2"})], 0, "a", "c"),
        ([({"x.md": "a"}, {"x.md": "1"}), ({"y.md": "b"}, {"y.md": "1"}), ({"y.md": "b", "x.md": "a"}, TWO)], 0, "a", "b"),
        # renamed and edited
        ([({"x.md": "a"}, {"x.md": "1"}), ({"z.md": "b"}, {"z.md": "2"})], 0, "a", "b"),
        ([({"x.md": "a"}, {"x.md": "1"}), ({"y.md": "b"}, {"y.md": "2"})], 0, "a", ""),
        ([({"x.md": "a"}, {"x.md": "1"}), ({}, {}), ({"z.md": "b"}, {"z.md": "2"})], 0, "a", "b"),
        ([({"x.md": "a"}, {"x.md": "1"}), ({}, {"z.md": "2"}), ({"z.md": "b"}, {"z.md": "3"})], 0, "a", "b"),
        # another file that always had the same bytes is another article
        ([({"x.md": "a", "y.md": "b"}, {"x.md": "1", "y.md": "1"}), ({"y.md": "b"}, {"y.md": "1"})], 0, "a", ""),
        # moved, and then a draft; gone and back, and then copied; seen in two other folders before it was missed
        ([({"x.md": "a"}, {"x.md": "1"}), ({"x.md": "b"}, {"x.md": "2"}), ({}, {"x.md": "3"})], 0, "a", ""),
        (
            [
                ({"x.md": "a"}, {"x.md": "1"}),
                ({}, {}),
                ({"x.md": "a"}, {"x.md": "1"}),
                ({"x.md": "a", "y.md": "b"}, {"x.md": "1", "y.md": "1"}),
            ],
            0,
            "a",
            "",
        ),
        (
            [
                ({"x.md": "a"}, {"x.md": "1"}),
                ({"x.md": "a"}, {"x.md": "1", "y.md": "1"}),
                ({"x.md": "a"}, {"x.md": "1", "y.md": "1", "z.md": "1"}),
                ({"y.md": "b", "z.md": "c"}, {"y.md": "1", "z.md": "1"}),
            ],
            0,
            "a",
            "b",
        ),
        ([({"x.md": "a"}, {"x.md": "1"})], 0, "never", ""),
        ([({"x.md": "a"}, {"x.md": "1"}), ({"x.md": "b"}, {"x.md": "1"})], 0, "b", ""),
    ],
)
def test_the_current_path_of_an_article_is_found(
    states: list[tuple[dict[str, str], dict[str, str]]], opened_at: int, path: str, now: str
):
    addresses = Addresses()
    moves = [addresses.record(number, pages, hashes, TITLES) for number, (pages, hashes) in enumerate(states)]
    assert addresses.path_after_move(path, opened_at) == now
    assert any(moves[opened_at + 1 :]) >= bool(now)  # a page requests the new URL only after a message about a move
    assert not moves[0]


# a session


@pytest.fixture
def opened(tmp_path: Path) -> Iterable[Opened]:
    root = sites.write(tmp_path / "site", sites.tiny(3))
    session = Opened(root, tmp_path / "cache", lambda: sites.NOW)
    yield session
    session.cache.close()


def edited(opened: Opened, files: dict[str, str | None]) -> bool:
    """Save these files, and return whether the preview reports a move."""
    sites.write(opened.inputs.root, files)
    return any(update.moves for update in opened.update(frozenset(files)))


@pytest.mark.parametrize(
    ("files", "url"),
    [
        ({A: sites.article("Article 1", "2026-02-02", slug="other")}, "/2026/02/02/other/"),
        ({A: sites.article("Article 1", "2026-02-12")}, "/2026/02/12/a1/"),
        ({A: None, "content/2026/b.md": RENAMED}, "/2026/02/02/b/"),
        ({A: None, "content/b/뉴스.md": RENAMED}, "/2026/02/02/%EB%89%B4%EC%8A%A4/"),
        ({"digest.yml": sites.SETTINGS + "permalink: /{topic}/{slug}.html\n"}, "/world/a1.html"),
        ({"digest.yml": sites.SETTINGS + "permalink: /n/{slug}/\n"}, "/n/a1/"),
        ({A: sites.article("Article one", "2026-02-02")}, ""),
        ({A: None}, ""),
        ({A: sites.article("Article 1", "2026-02-02", draft="true", slug="other")}, ""),
    ],
)
def test_a_session_returns_the_new_url_of_an_article(opened: Opened, files: dict[str, str | None], url: str):
    number = opened.generation.number
    base = opened.inputs.config.base_path
    assert edited(opened, files) == bool(url)
    assert opened.session.url_after_move(PAGE, number) == (base + url if url else "")
    assert opened.session.url_after_move(PAGE.rstrip("/"), number) == opened.session.url_after_move(PAGE, number)
    assert opened.session.url_after_move(PAGE, opened.session.number) == opened.session.url_after_move(PAGE, number)
    other = base + url.replace("a1", "a0") if "digest.yml" in files else ""
    assert opened.session.url_after_move("2026/02/01/a0/", number) == other
    if url:
        assert opened.generation.answer(url.lstrip("/").replace("%EB%89%B4%EC%8A%A4", "뉴스")).status == 200


def test_a_session_returns_the_new_url_of_a_plain_page(opened: Opened):
    number = opened.generation.number
    about = (opened.inputs.root / "content/pages/about.md").read_text()
    assert edited(opened, {"content/pages/about.md": None, "content/pages/us.md": about})
    assert opened.session.url_after_move("about/", number).endswith("/us/")


# the server, and a browser


def test_a_browser_gets_the_new_url(served: Callable[..., Served]):
    settings = sites.SETTINGS.replace("https://example.org/", "https://example.org/n%20b/뉴스/")
    preview = served(sites.tiny(3) | {"digest.yml": settings})
    number = preview.state()["number"]
    (preview.root / A).write_text(sites.article("Article 1", "2026-02-02", slug="other"))
    preview.when(lambda: preview.get("2026/02/02/other/").status == 200)
    moved = preview.get(f"_digest/moved/{number}/{PAGE}")
    assert (moved.status, moved.text) == (200, f"{preview.path}2026/02/02/other/")
    assert preview.get(f"_digest/moved/{number}/2026/02/03/a2/").text == ""
    assert preview.get(f"_digest/moved/{number}").status == 404
    assert preview.get(f"_digest/moved/x/{PAGE}").status == 404
    assert "moves" in preview.state()
    assert not preview.state()["moves"]


def test_an_open_page_follows_its_article(site: Served, tab: Callable[..., Tab]):
    shown, other = tab().go(site, PAGE + "?q=1#more"), tab().go(site, "2026/02/04/a3/")
    for slug in ("other", "한국", "a1"):
        (site.root / A).write_text(sites.article(f"Called {slug}", "2026-02-02", slug=slug))
        shown.when_text(f"Called {slug}")
        assert shown.get("decodeURI(location.href)") == f"{site.address}2026/02/02/{slug}/?q=1#more"
    assert shown.is_marked
    (site.root / A).rename(site.root / "content/2026/renamed.md")
    (site.root / "content/2026/renamed.md").write_text(sites.article("Called a1", "2026-02-02", slug="at-last"))
    shown.when("location.pathname.endsWith('/at-last/')")
    assert other.is_marked
    assert other.page.url == site.address + "2026/02/04/a3/"


def test_of_removed_files_with_the_same_bytes_the_last_by_name_is_restored():
    """The result does not depend on the order of sets."""
    files = [f"{letter}.md" for letter in "abcdefghij"]
    addresses = Addresses()
    addresses.record(0, {file: f"page of {file}" for file in files}, dict.fromkeys(files, "1"), dict.fromkeys(files, "T"))
    addresses.record(1, {}, {}, {})
    addresses.record(2, {"new.md": "new page"}, {"new.md": "1"}, {"new.md": "T"})
    assert [file for file in files if addresses.path_after_move(f"page of {file}", 0)] == ["j.md"]
    assert addresses.path_after_move("page of j.md", 0) == "new page"
