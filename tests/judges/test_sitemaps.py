"""Files for search engines: the sitemap and its splitting, the news sitemap, and robots.txt."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.robotparser import RobotFileParser

import pytest

from digest.pages import sitemap
from tests import sites
from tests.judges.formats import NEWS, SITEMAP, judge_sitemap, xml
from tests.sites import article, build, tree, write

NEWS_ON = sites.SETTINGS + "news_sitemap: true\n"
ORIGIN = "https://example.org/"


def made(place: Path, now: datetime = sites.NOW) -> dict[str, bytes]:
    built = build(place, now=now)
    assert built.code == 0, built.diagnostics
    return tree(place / "site")


def named(data: bytes) -> dict[str, str | None]:
    """Return the addresses in a sitemap or an index, each with its last modification date."""
    return {entry.findtext(f"{SITEMAP}loc"): entry.findtext(f"{SITEMAP}lastmod") for entry in xml(data)}


def expected(files: dict[str, bytes]) -> set[str]:
    """Return the addresses of all pages except 404.html."""
    pages = {path.removesuffix("index.html") for path in files if path.endswith("index.html")}
    return {ORIGIN + path for path in pages}


def test_a_small_site_has_one_sitemap_with_all_its_pages(tmp_path: Path):
    files = made(write(tmp_path, sites.tiny(9)))
    assert list(judge_sitemap(files["sitemap.xml"])) == []
    assert named(files["sitemap.xml"]).keys() == expected(files)
    assert not [path for path in files if path.startswith("sitemap-")]


def test_a_large_site_has_a_sitemap_index_and_lists_every_page_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sitemap, "MAX_SITEMAP_PAGES", 5)
    files = made(write(tmp_path, sites.tiny(12)))
    parts = {path: data for path, data in files.items() if path.startswith("sitemap")}
    assert [complaint for data in parts.values() for complaint in judge_sitemap(data)] == []
    index = named(files["sitemap.xml"])
    assert xml(files["sitemap.xml"]).tag == f"{SITEMAP}sitemapindex"
    assert index.keys() == {ORIGIN + path for path in parts if path != "sitemap.xml"}
    listed = [address for path, data in parts.items() if path != "sitemap.xml" for address in named(data)]
    assert len(listed) == len(set(listed)) and set(listed) == expected(files)
    assert all(len(named(data)) <= 5 for path, data in parts.items() if path != "sitemap.xml")
    for path, data in parts.items():
        if path != "sitemap.xml":
            dates = [date for date in named(data).values() if date]
            assert index[ORIGIN + path] == max(dates, default=None)


def test_exactly_the_maximum_number_of_pages_needs_no_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    count = len(expected(made(write(tmp_path, sites.tiny(6)))))
    for most, files in ((count, 0), (count - 1, 2)):
        monkeypatch.setattr(sitemap, "MAX_SITEMAP_PAGES", most)
        (tmp_path / "content/static/robots.txt").write_text(f"# {most}\n")  # a change, so that the build does not stop early
        assert len([path for path in made(tmp_path) if path.startswith("sitemap-")]) == files


def test_a_new_article_changes_no_full_sitemap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sitemap, "MAX_SITEMAP_PAGES", 5)
    before = made(write(tmp_path, sites.tiny(14)))
    write(tmp_path, {"content/2026/new.md": article("New", "2026-02-28", tags="[even, t1]")})
    built = build(tmp_path)
    after = tree(tmp_path / "site")
    parts = [path for path in sorted(before) if path.startswith("sitemap-") and "pages" not in path]
    full = [path for path in parts if len(named(before[path])) == 5]
    assert full == ["sitemap-1.xml", "sitemap-2.xml"]
    assert all(after[path] == before[path] for path in full)
    assert not {*full} & built.rendered and "sitemap-3.xml" in built.rendered


def test_an_edit_changes_the_sitemap_only_if_it_has_a_date(tmp_path: Path):
    write(tmp_path, sites.tiny(6))
    before = named(made(tmp_path)["sitemap.xml"])
    write(tmp_path, {"content/2026/a1.md": article("Article 1", "2026-02-02", tags="[even, t1]", body="Other.")})
    assert named(made(tmp_path)["sitemap.xml"]) == before
    text = article("Article 1", "2026-02-02", tags="[even, t1]", updated="2026-02-20 10:00")
    after = named(made(write(tmp_path, {"content/2026/a1.md": text}))["sitemap.xml"])
    address = f"{ORIGIN}2026/02/02/a1/"
    assert (before[address], after[address]) == ("2026-02-02T00:00:00+00:00", "2026-02-20T10:00:00+00:00")
    assert {page for page in before if before[page] != after[page]} >= {
        address,
        ORIGIN,
        f"{ORIGIN}topics/world/",
        f"{ORIGIN}tags/t1/",
    }


@pytest.mark.parametrize("old, new", [
    ("<loc>https://example.org", "<loc>"), ("<lastmod>2026", "<lastmod>26"), ("</url>", "<priority>1</priority></url>"),
    ("/tags/", "/"),
])  # fmt: skip
def test_the_validator_of_sitemaps_detects_errors(tmp_path: Path, old: str, new: str):
    text = made(write(tmp_path, sites.tiny(3)))["sitemap.xml"].decode()
    assert old in text
    assert list(judge_sitemap(text.replace(old, new).encode()))


def news(files: dict[str, bytes]) -> list[str]:
    assert list(judge_sitemap(files["sitemap-news.xml"])) == []
    return [title.text for title in xml(files["sitemap-news.xml"]).iter(f"{NEWS}title")]


def test_the_news_sitemap_covers_two_days_and_expires_without_edits(tmp_path: Path):
    write(tmp_path, sites.tiny(0) | {
        "digest.yml": NEWS_ON,
        "content/old.md": article("Old", "2026-02-27 11:59"),
        "content/kept.md": article("Kept & <shown>", "2026-02-27 12:01"),
        "content/embargo.md": article("Embargo", "2026-02-01", publish_at="2026-02-28 09:00"),
        "content/later.md": article("Later", "2026-03-02 12:00"),
        "content/draft.md": article("Draft", "2026-03-01", draft="true"),
    })  # fmt: skip
    steps = [
        (sites.NOW, ["Kept & <shown>", "Embargo"]),
        (sites.NOW + timedelta(seconds=59), ["Kept & <shown>", "Embargo"]),
        (sites.NOW + timedelta(seconds=60), ["Embargo"]),
        (datetime(2026, 3, 2, 8, 59, 59, tzinfo=UTC), ["Embargo"]),
        (datetime(2026, 3, 2, 9, tzinfo=UTC), []),
        (datetime(2026, 3, 2, 12, tzinfo=UTC), ["Later"]),
        (datetime(2026, 3, 4, 12, tzinfo=UTC), []),
    ]
    for now, titles in steps:
        files = made(tmp_path, now)
        assert news(files) == titles, now
        assert files == sites.clean_build(tmp_path, tmp_path.parent / "clean", now=now)[1]


def test_the_news_sitemap_has_valid_language_codes():
    given = {"en": "en", "pt-BR": "pt", "ko-KR": "ko", "zh": "zh-cn", "zh-Hant-HK": "zh-tw", "zh-TW": "zh-tw", "fil": "fil"}
    assert {tag: sitemap.news_language(tag) for tag in given} == given


def test_the_news_sitemap_has_at_most_a_thousand_articles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sitemap, "MAX_NEWS", 2)
    many = {f"content/a{n}.md": article(f"A {n}", f"2026-03-01 0{n}:00") for n in range(4)}
    assert news(made(write(tmp_path, sites.tiny(0) | many | {"digest.yml": NEWS_ON}))) == ["A 3", "A 2"]


def test_without_the_setting_there_is_no_news_sitemap_and_robots_does_not_name_it(tmp_path: Path):
    files = made(write(tmp_path, sites.tiny(3)))
    assert "sitemap-news.xml" not in files and not any(b"sitemap-news" in data for data in files.values())


@pytest.mark.parametrize("is_news", [False, True])
def test_robots_txt_allows_all_and_names_the_sitemaps(tmp_path: Path, is_news: bool):
    settings = (NEWS_ON if is_news else sites.SETTINGS).replace("example.org/", "example.org/repo/")
    (write(tmp_path, sites.tiny(3) | {"digest.yml": settings}) / "content/static/robots.txt").unlink()
    files = made(tmp_path)
    parser = RobotFileParser()
    parser.parse(files["robots.txt"].decode().splitlines())
    wanted = ["sitemap.xml", "sitemap-news.xml"] if is_news else ["sitemap.xml"]
    assert parser.site_maps() == [f"https://example.org/repo/{name}" for name in wanted] and set(wanted) <= files.keys()
    assert parser.can_fetch("anybody", "https://example.org/repo/2026/02/01/a0/")


def test_a_sites_own_robots_txt_replaces_the_generated_one(tmp_path: Path):
    write(tmp_path, sites.tiny(3))
    assert made(tmp_path)["robots.txt"] == b"User-agent: *\n"
    (tmp_path / "content/static/robots.txt").unlink()
    assert b"Sitemap: https://example.org/sitemap.xml\n" in made(tmp_path)["robots.txt"]
    write(tmp_path, {"content/static/robots.txt": "User-agent: x\n"})
    assert made(tmp_path)["robots.txt"] == b"User-agent: x\n"
