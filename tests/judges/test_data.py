"""Data for other programs: open data, the list of sources, llms.txt, and metadata in the head of pages."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from lxml import html

from digest.pages import open_data as planner
from tests import sites
from tests.judges.formats import is_instant, is_whole, xml
from tests.sites import article, build, tree, write

SETTINGS = "title: Tiny\nbase_url: https://example.org/d/\npicture_sizes: never\n"
OUTLETS = (
    sites.OUTLETS + 'far: {name: "Far & <away>", domain: far.example, language: ko, feed: "https://far.example/feed?a=1&b=2"}\n'
)
FULL = article(
    "The original's title",
    "2026-02-03 10:00",
    headline="Ours",
    tags="[AI]",
    authors="[A. Bee]",
    updated="2026-02-04",
    corrections="[{date: 2026-02-05, text: It was two.}, {date: 2026-02-01, text: It was three.}]",
    source="{name: far, url: 'https://far.example/x', author: C. Dee, published: 2026-02-02}",
    via="wire",
    image="{src: dots.png, alt: Dots & dashes}",
)


def made(place: Path, files: dict[str, str | bytes], settings: str = "") -> dict[str, bytes]:
    base = {"digest.yml": SETTINGS + settings, "content/topics.yml": sites.TOPICS, "content/sources.yml": OUTLETS}
    built = build(write(place, base | files))
    assert built.code == 0, built.diagnostics
    return tree(place / "site")


@pytest.fixture
def files(tmp_path: Path) -> dict[str, bytes]:
    """A site with an article that has all fields, one in mode `link`, and one from the previous year."""
    return made(tmp_path, {
        "content/full.md": FULL,
        "content/dots.png": sites.PIXEL,
        "content/linked.md": article("Linked", "2026-02-02", mode="link", body="Not to be shown."),
        "content/old.md": article("Old", "2025-12-31"),
    })  # fmt: skip


def test_the_data_of_a_large_year_is_split_into_files_from_the_oldest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(planner, "MAX_DATA_ARTICLES", 2)
    few = {f"content/{n}.md": article(f"A{n}", f"2026-02-0{n}") for n in range(1, 5)}
    made(tmp_path, few | {"content/old.md": article("Old", "2025-12-31")})
    five = made(tmp_path, {"content/5.md": article("A5", "2026-02-05")})
    years = json.loads(five["data/articles.json"])["years"]
    start = "https://example.org/d/data/articles/"
    assert [(year["year"], year["url"].removeprefix(start), year["count"]) for year in years] == [
        ("2025", "2025.json", 1),
        ("2026", "2026.json", 2),
        ("2026", "2026-2.json", 2),
        ("2026", "2026-3.json", 1),
    ]
    titles = {path: [a["title"] for a in json.loads(text)["articles"]] for path, text in five.items() if "articles/2026" in path}
    assert titles == {f"data/articles/2026{n}.json": ts for n, ts in (("", ["A2", "A1"]), ("-2", ["A4", "A3"]), ("-3", ["A5"]))}


def test_the_data_of_an_article_has_only_what_lists_show(files):
    full, linked = json.loads(files["data/articles/2026.json"])["articles"]
    assert full == {
        "id": "tag:example.org,2026-02-03:/d/2026/02/03/full/",
        "url": "https://example.org/d/2026/02/03/full/",
        "title": "Ours",
        "date": "2026-02-03T10:00:00+00:00",
        "updated": "2026-02-04",
        "kind": "article",
        "mode": "full",
        "lang": "en",
        "topics": ["world"],
        "tags": ["AI"],
        "authors": ["A. Bee"],
        "summary": "Text.",
        "source": {"name": "Far & <away>", "url": "https://far.example/x", "author": "C. Dee", "published": "2026-02-02"},
        "via": {"name": "The Wire"},
        "corrections": [{"date": "2026-02-05", "text": "It was two."}, {"date": "2026-02-01", "text": "It was three."}],
    }
    assert "summary" not in linked and linked["mode"] == "link"
    assert b"Not to be shown" not in b"".join(files.values())


def test_the_index_names_a_file_for_each_year(files):
    years = json.loads(files["data/articles.json"])["years"]
    assert [(year["year"], year["count"]) for year in years] == [("2025", 1), ("2026", 2)]
    for year in years:
        listed = json.loads(files[year["url"].removeprefix("https://example.org/d/")])["articles"]
        assert len(listed) == year["count"] and all(entry["date"].startswith(year["year"]) for entry in listed)


def test_the_addresses_in_the_data_are_absolute_and_valid(files):
    listed = {"articles/2026": "articles", "topics": "topics", "sources": "sources"}
    entries = [entry for name, key in listed.items() for entry in json.loads(files[f"data/{name}.json"])[key]]
    for entry in entries:
        assert is_whole(entry["url"]) and entry["url"].removeprefix("https://example.org/d/") + "index.html" in files


def test_topics_and_sources_are_those_of_the_registries(files):
    topics = json.loads(files["data/topics.json"])["topics"]
    assert [topic["slug"] for topic in topics] == ["world", "science", "sports"]
    assert topics[0]["description"] == "What goes on." and "description" not in topics[1]
    assert json.loads(files["data/sources.json"])["sources"][2] == {
        "slug": "far", "name": "Far & <away>", "domain": "far.example", "lang": "ko", "feed": "https://far.example/feed?a=1&b=2",
        "url": "https://example.org/d/sources/far/", "count": 1,
    }  # fmt: skip


def test_an_edit_rewrites_only_the_data_of_its_year(files, tmp_path: Path):
    write(tmp_path, {"content/old.md": article("Older", "2025-12-31")})
    rendered = build(tmp_path).rendered
    assert {path for path in rendered if path.startswith("data/")} == {"data/articles/2025.json"}


def test_the_opml_file_lists_the_sources_that_have_a_feed(files):
    root = xml(files["sources.opml"])
    assert (root.tag, root.get("version"), [child.tag for child in root]) == ("opml", "2.0", ["head", "body"])
    (outline,) = root.find("body")
    assert dict(outline.attrib) == {
        "type": "rss",
        "text": "Far & <away>",
        "title": "Far & <away>",
        "xmlUrl": "https://far.example/feed?a=1&b=2",
        "htmlUrl": "https://far.example/",
        "language": "ko",
    }


def test_without_feeds_of_sources_there_is_no_list_of_them(tmp_path: Path):
    files = made(tmp_path, {"content/sources.yml": sites.OUTLETS})
    assert "sources.opml" not in files and "data/sources.json" in files


@pytest.mark.parametrize("feed", ["javascript:alert(1)", "feed", "https://"])
def test_the_feed_of_a_source_must_be_a_web_address(tmp_path: Path, feed: str):
    write(tmp_path, sites.tiny(1) | {"content/sources.yml": f"wire: {{name: Wire, feed: '{feed}'}}\n"})
    built = build(tmp_path)
    assert built.code == 1 and "feed must be a web address" in built.diagnostics[0]


def test_open_data_can_be_disabled(tmp_path: Path):
    files = made(tmp_path, {"content/a.md": article("A")}, "open_data: false\n")
    assert not [path for path in files if path.startswith("data/") or path == "sources.opml"]
    assert b"data/" not in files["llms.txt"]


def test_llms_txt_lists_existing_topics_feeds_and_data(files):
    text = files["llms.txt"].decode()
    assert text.startswith("# Tiny\n\nEvery article")
    addresses = re.findall(r"\]\((https://example\.org/d/[^)]*)\)", text)
    assert len(addresses) == 3 + 2 + 3
    for address in addresses:
        path = address.removeprefix("https://example.org/d/")
        assert path in files or path + "index.html" in files


def test_names_in_llms_txt_are_escaped_into_one_line(tmp_path: Path):
    topics = 'world: {name: "A](https://evil.example) [b", description: "one\\n\\n# two <b>"}\n'
    text = made(tmp_path, {"content/topics.yml": topics})["llms.txt"].decode()
    line = r"- [A\](https://evil.example) \[b](https://example.org/d/topics/world/): one # two \<b\>"
    assert line in text.splitlines()


def test_a_sites_own_llms_txt_replaces_the_generated_one(tmp_path: Path):
    assert made(tmp_path, {"content/static/llms.txt": "Ours."})["llms.txt"] == b"Ours."


def metas(page: bytes) -> list[tuple[str, str]]:
    found = html.document_fromstring(page.decode()).iter("meta")
    return [(meta.get("property") or meta.get("name"), meta.get("content")) for meta in found if meta.get("content")]


def test_the_head_of_an_article_has_metadata_for_social_networks(tmp_path: Path):
    page = made(tmp_path, {"content/full.md": FULL, "content/dots.png": sites.PIXEL}, "fediverse_creator: me@social.example\n")
    found = metas(page["2026/02/03/full/index.html"])
    wanted = [
        ("og:type", "article"),
        ("og:title", "Ours"),
        ("og:url", "https://example.org/d/2026/02/03/full/"),
        ("article:published_time", "2026-02-03T10:00:00+00:00"),
        ("article:modified_time", "2026-02-05"),
        ("article:section", "World"),
        ("article:tag", "AI"),
        ("fediverse:creator", "@me@social.example"),
        ("og:image", "https://example.org/d/dots.png"),
        ("og:image:width", "3"),
        ("og:image:height", "2"),
        ("og:image:alt", "Dots & dashes"),
    ]
    assert [pair for pair in wanted if pair not in found] == []
    assert not [name for name, _ in metas(page["index.html"]) if name and name.startswith(("article:", "fediverse:"))]


def test_the_json_ld_of_an_article_names_its_original_and_its_corrections(files):
    root = html.document_fromstring(files["2026/02/03/full/index.html"].decode())
    data = json.loads(next(script.text for script in root.iter("script") if script.get("type")))
    assert (data["@type"], data["isBasedOn"], data["dateModified"]) == ("NewsArticle", "https://far.example/x", "2026-02-05")
    assert data["headline"] == "Ours" and is_instant(data["datePublished"])
    assert [(note["@type"], note["datePublished"]) for note in data["correction"]] == [
        ("CorrectionComment", "2026-02-05"),
        ("CorrectionComment", "2026-02-01"),
    ]


def test_every_page_has_itself_as_canonical_address(files):
    pages = {path: data for path, data in files.items() if path.endswith(".html") and path != "404.html"}
    for path, data in pages.items():
        links = [
            link.get("href") for link in html.document_fromstring(data.decode()).iter("link") if link.get("rel") == "canonical"
        ]
        assert links == ["https://example.org/d/" + path.removesuffix("index.html")]


@pytest.mark.parametrize("account", ["me", "@me", "me@social", "a b@social.example", "@a@b@c.example", "<x>@social.example"])
def test_an_invalid_account_is_refused(tmp_path: Path, account: str):
    write(tmp_path, sites.tiny(1) | {"digest.yml": f"{SETTINGS}fediverse_creator: '{account}'\n"})
    assert build(tmp_path).code == 2
