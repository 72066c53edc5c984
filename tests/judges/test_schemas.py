"""The schemas of feeds and sitemaps: they reject what the specifications reject, and accept all files of whole sites."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests import sites
from tests.golden.test_cases import CASES
from tests.judges.formats import JUDGES, SITEMAP, judge_by_schema, judge_sitemap, xml
from tests.sites import build, tree, write

ROOT = Path(__file__).parents[2]
ORIGINS = {"own": ROOT, "hostile": CASES / "hostile"}
EVERYTHING = "feed: {formats: [atom, json, rss]}\nnews_sitemap: true\n"


@pytest.fixture(scope="module", params=[(name, base) for name in ORIGINS for base in ("/", "/repo/")], ids=" under ".join)
def files(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The output of this repository's own digest and of a hostile site, with all feed formats and the news sitemap."""
    origin, base = request.param
    place = tmp_path_factory.mktemp("published")
    shutil.copytree(ORIGINS[origin] / "content", place / "content")
    settings = (ORIGINS[origin] / "digest.yml").read_text(encoding="utf-8").splitlines()
    kept = [line for line in settings if not line.startswith(("feed:", "news_sitemap:"))]
    write(place, {"digest.yml": "\n".join(kept) + "\n" + EVERYTHING})
    if origin == "own":  # its articles are too old for the news sitemap
        newest = sites.article("New & <b> \x07 ]]>", "2026-03-01", topic="security")
        write(place, {"content/new.md": newest})
    built = build(place, base_url=f"https://example.org{base}", drafts=True, future=True)
    assert built.code == 0, built.diagnostics
    return tree(place / "site")


def test_every_feed_is_valid(files: dict[str, bytes]):
    feeds = {path: data for path, data in files.items() if path.rpartition("/")[2] in JUDGES}
    assert {"feed.xml", "feed.json", "rss.xml"} < feeds.keys()
    complaints = [f"{path}: {wrong}" for path, data in feeds.items() for wrong in JUDGES[path.rpartition("/")[2]](data)]
    assert complaints == []


def test_every_sitemap_is_valid(files: dict[str, bytes]):
    sitemaps = {path: data for path, data in files.items() if path.startswith("sitemap") and path.endswith(".xml")}
    assert {"sitemap.xml", "sitemap-news.xml"} <= sitemaps.keys() and all(len(xml(data)) for data in sitemaps.values())
    assert [f"{path}: {wrong}" for path, data in sitemaps.items() for wrong in judge_sitemap(data)] == []


def test_every_other_xml_or_json_file_can_be_parsed(files: dict[str, bytes]):
    for path, data in files.items():
        if path.endswith((".xml", ".opml", ".svg")):
            xml(data)
        elif path.endswith(".json"):
            json.loads(data)


FEED = """<feed xmlns="http://www.w3.org/2005/Atom"><id>tag:a.example,2026:1</id><title>T</title>
<updated>2026-02-01T00:00:00Z</updated><link rel="self" href="https://a.example/feed.xml"/><author><name>A</name></author>
<entry><id>tag:a.example,2026:2</id><title type="html">E</title><updated>2026-02-01T00:00:00+09:00</updated>
<link href="https://a.example/2"/><category term="t"/><content type="html">x</content></entry></feed>"""
MAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>https://a.example/</loc><lastmod>2026-02-01</lastmod><n:news><n:publication><n:name>N</n:name>
<n:language>ko</n:language></n:publication><n:publication_date>2026-02-01T08:00:00+09:00</n:publication_date>
<n:title>T</n:title></n:news></url></urlset>"""
INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>https://a.example/1.xml</loc>
<lastmod>2026-02-01T00:00:00Z</lastmod></sitemap></sitemapindex>"""
JSON = """{"version": "https://jsonfeed.org/version/1.1", "title": "T", "authors": [{"name": "A"}], "items": [{"id": "1",
"url": "https://a.example/", "content_text": "x", "date_published": "2026-02-01T00:00:00Z", "tags": ["t"], "_own": {}}]}"""
DOCUMENTS = {"atom.rng": FEED, "sitemap.xsd": MAP, "siteindex.xsd": INDEX, "jsonfeed.json": JSON}


def read(schema: str, text: str) -> Any:
    return json.loads(text) if schema.endswith(".json") else xml(text.encode())


@pytest.mark.parametrize("schema", DOCUMENTS)
def test_a_schema_accepts_a_valid_document(schema: str):
    assert list(judge_by_schema(schema, read(schema, DOCUMENTS[schema]))) == []


@pytest.mark.parametrize("schema, old, new", [
    ("atom.rng", "<id>tag:a.example,2026:1</id>", ""), ("atom.rng", "<id>tag:a.example,2026:2</id>", "<id/>"),
    ("atom.rng", "<title>T</title>", "<title>T</title><title>T</title>"), ("atom.rng", 'type="html">E', 'type="markdown">E'),
    ("atom.rng", "2026-02-01T00:00:00Z", "2026-02-30T00:00:00Z"), ("atom.rng", "00:00:00+09:00", "00:00:00"),
    ("atom.rng", "<name>A</name>", ""), ("atom.rng", 'href="https://a.example/2"', ""), ("atom.rng", 'term="t"', ""),
    ("atom.rng", "<author>", "text<author>"), ("atom.rng", "<entry>", "<entry><subtitle>x</subtitle>"),
    ("atom.rng", "<entry>", '<entry colour="red">'), ("atom.rng", 'type="html">x', 'type="xhtml">x'),
    ("sitemap.xsd", "<loc>https://a.example/</loc>", ""), ("sitemap.xsd", "2026-02-01<", "1 Feb<"),
    ("sitemap.xsd", "<lastmod>2026-02-01</lastmod>", "<lastmod>2026-02-01</lastmod><priority>2</priority>"),
    ("sitemap.xsd", "<n:title>T</n:title>", "<n:title> </n:title>"), ("sitemap.xsd", "<n:name>N</n:name>", ""),
    ("sitemap.xsd", ">ko<", ">Korean<"), ("sitemap.xsd", "n:news>", "n:olds>"), ("sitemap.xsd", "T08:00:00+09:00", "T08:00:00"),
    ("sitemap.xsd", f"xmlns=\"{SITEMAP[1:-1]}", 'xmlns="http://www.google.com/schemas/sitemap/0.84'),
    ("siteindex.xsd", "<loc>https://a.example/1.xml</loc>", ""), ("siteindex.xsd", "2026-02-01T", "2026-13-01T"),
    ("siteindex.xsd", "sitemapindex", "urlset"),
    ("jsonfeed.json", '"title": "T",', ""), ("jsonfeed.json", "1.1", "1"), ("jsonfeed.json", '"id": "1",', ""),
    ("jsonfeed.json", '"content_text": "x",', ""), ("jsonfeed.json", '[{"name": "A"}]', "[{}]"),
    ("jsonfeed.json", '["t"]', '"t"'), ("jsonfeed.json", "00:00:00Z", "00:00"), ("jsonfeed.json", '"_own"', '"own"'),
    ("jsonfeed.json", '"https://a.example/"', '"/2026/"'),
])  # fmt: skip
def test_a_schema_rejects_an_invalid_document(schema: str, old: str, new: str):
    assert old in DOCUMENTS[schema]
    assert list(judge_by_schema(schema, read(schema, DOCUMENTS[schema].replace(old, new))))
