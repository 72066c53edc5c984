"""Feeds are valid and equal in every format, with absolute addresses, stable ids, and only the permitted part of an article."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from html import unescape
from pathlib import Path

import feedparser
import pytest
from lxml import html as lxml_html

from digest.articles.article import Parsing
from digest.articles.article_parser import parse
from digest.articles.content_file import ContentFile
from tests import sites
from tests.golden.test_cases import CASES
from tests.judges.formats import ATOM, CONTENT, JUDGES, UNFIT_IN_XML, judge_atom, judge_json_feed, judge_rss, xml
from tests.sites import article, build, tree, write

ROOT = Path(__file__).parents[2]
HOSTILE = CASES / "hostile"
ALL = "feed: {formats: [atom, json, rss]}\n"


def copied(origin: Path, place: Path) -> Path:
    """Copy the content and settings of a site, which then has the default theme."""
    shutil.copytree(origin / "content", place / "content")
    shutil.copy(origin / "digest.yml", place)
    return place


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The output of the hostile site."""
    place = copied(HOSTILE, tmp_path_factory.mktemp("hostile"))
    assert build(place).code == 0
    return tree(place / "site")


def default_site(place: Path, files: dict[str, str], settings: str = ALL) -> dict[str, bytes]:
    """Build a site with the default theme, and return its output."""
    head = "title: Tiny\nbase_url: https://example.org/d/\n"
    given = {"digest.yml": head + settings, "content/topics.yml": sites.TOPICS, "content/sources.yml": sites.OUTLETS}
    write(place, given | files)
    built = build(place)
    assert built.code == 0, built.diagnostics
    return tree(place / "site")


def feeds_of(files: dict[str, bytes]) -> dict[str, bytes]:
    return {path: data for path, data in files.items() if path.rpartition("/")[2] in JUDGES}


def complaints(files: dict[str, bytes]) -> list[str]:
    return [f"{path}: {message}" for path, data in feeds_of(files).items() for message in JUDGES[path.rpartition("/")[2]](data)]


@pytest.mark.thorough
def test_every_feed_of_the_sample_digest_is_valid(tmp_path: Path):
    place = copied(ROOT, tmp_path)
    write(place, {"digest.yml": (place / "digest.yml").read_text() + ALL})
    assert build(place).code == 0
    files = tree(place / "site")
    assert len(feeds_of(files)) > 60
    assert complaints(files) == []


def test_every_feed_of_a_hostile_site_is_valid(hostile):
    assert {"feed.xml", "topics/empty/feed.xml", "topics/world/rss.xml", "tags/a-b/feed.json"} <= feeds_of(hostile).keys()
    assert complaints(hostile) == []


@pytest.mark.parametrize("old, new", [
    ('"id": ', '"ix": '), ("https://jsonfeed.org/version/1.1", "https://jsonfeed.org/version/1"), ('"content_html"', '"content"'),
    ('"date_published": "2026', '"date_published": "26'), ('href=\\"https://example.org', 'href=\\"'),
])  # fmt: skip
def test_the_validator_of_json_feeds_detects_errors(hostile, old: str, new: str):
    text = hostile["feed.json"].decode().replace("\\u003c", "<").replace("\\u003e", ">")
    assert old in text
    assert list(judge_json_feed(text.replace(old, new).encode()))


@pytest.mark.parametrize("old, new", [
    ("<id>", "<id> "), ("<updated>2026", "<updated>26"), ('<link rel="self"', '<link rel="x"'), ("<name>", "<nome>"),
    ("href=&#34;https://example.org", "href=&#34;"), ('href="https', 'href="'), ("<published>2026-02-28", "<published>2026-02-30"),
])  # fmt: skip
def test_the_validator_of_atom_feeds_detects_errors(hostile, old: str, new: str):
    text = hostile["feed.xml"].decode()
    assert old in text
    try:
        found = list(judge_atom(text.replace(old, new).encode()))
    except (ValueError, SyntaxError) as error:
        found = [str(error)]
    assert found


@pytest.mark.parametrize("old, new", [
    (' isPermaLink="false"', ""), ("<pubDate>Sat", "<pubDate>Sun"), ("<link>https://example.org", "<link>"), ("+0900", "KST"),
])  # fmt: skip
def test_the_validator_of_rss_feeds_detects_errors(hostile, old: str, new: str):
    text = hostile["rss.xml"].decode()
    assert old in text
    assert list(judge_rss(text.replace(old, new).encode()))


def test_all_formats_have_the_same_content(hostile):
    for folder in ("", "topics/world/", "topics/empty/", "tags/a-b/"):
        atom, rss = xml(hostile[f"{folder}feed.xml"]), xml(hostile[f"{folder}rss.xml"])
        items = json.loads(hostile[f"{folder}feed.json"])["items"]
        entries, in_rss = atom.findall(f"{ATOM}entry"), rss.findall("channel/item")
        assert [e.findtext(f"{ATOM}id") for e in entries] == [i["id"] for i in items] == [i.findtext("guid") for i in in_rss]
        assert [e.findtext(f"{ATOM}title") for e in entries] == [i["title"] for i in items] == [i.findtext("title") for i in in_rss]
        atom_texts = [e.findtext(f"{ATOM}content") for e in entries]
        assert atom_texts == [i.get("content_html") for i in items] == [i.findtext(f"{CONTENT}encoded") for i in in_rss]
        atom_vias = [[link.get("href") for link in e.findall(f"{ATOM}link") if link.get("rel") == "via"] for e in entries]
        assert atom_vias == [[i["external_url"]] if "external_url" in i else [] for i in items]
        assert atom_vias == [[link.get("href") for link in i.findall(f"{ATOM}link")] for i in in_rss]
    assert len(json.loads(hostile["feed.json"])["items"]) == 4


def test_a_title_is_escaped_in_every_format(hostile):
    title = ']]> <script>alert("1")</script> &amp; &#0; {{ 7*7 }}'
    assert json.loads(hostile["feed.json"])["items"][0]["title"] == title
    assert xml(hostile["feed.xml"]).find(f"{ATOM}entry").findtext(f"{ATOM}title") == title
    summary = xml(hostile["rss.xml"]).find("channel/item").findtext("description")
    assert unescape(summary) == "1 < 2 && 3 > 2 ]]> <img src=x onerror=alert(1)>", "the description of RSS is HTML"


def test_addresses_in_texts_are_absolute(hostile):
    text = json.loads(hostile["feed.json"])["items"][0]["content_html"]
    assert 'href="https://example.org/d/2026/02/28/quoted/#x"' in text
    assert 'src="https://example.org/d/2026/dots.png" width="3" height="2"' in text
    assert 'href="https://example.org/d/"' in text


def test_no_format_contains_a_restricted_text(hostile):
    for path, data in feeds_of(hostile).items():
        assert b"LOCKED" not in data, path
        if path.startswith(("feed", "rss", "topics/world/")):
            assert b"Only linked" in data and b"first" in data and b"locked.example" in data, path


def test_with_summaries_no_format_contains_a_full_text(tmp_path: Path):
    files = {"content/a.md": article("A", summary="In short.", body="The whole text.")}
    for formats in feeds_of(default_site(tmp_path, files, "feed: {content: summary, formats: [atom, json, rss]}\n")).values():
        assert b"whole text" not in formats
    assert json.loads((tmp_path / "site/feed.json").read_text())["items"][0]["content_text"] == "In short."


def test_a_linked_article_without_a_summary_has_its_title_as_content(tmp_path: Path):
    files = default_site(tmp_path, {"content/a.md": article("A title", mode="link", body="Not to be shown.")})
    item = json.loads(files["feed.json"])["items"][0]
    assert item["content_text"] == "A title" and "summary" not in item


def test_a_feed_without_articles_is_valid_and_does_not_depend_on_the_time(tmp_path: Path):
    one = default_site(tmp_path / "a", {})
    two = build(tmp_path / "a", now=sites.NOW + timedelta(days=400))
    assert two.code == 0 and tree(tmp_path / "a" / "site") == one
    assert complaints(one) == []
    assert xml(one["topics/world/feed.xml"]).findtext(f"{ATOM}updated") == "1970-01-01T00:00:00+00:00"


def test_the_date_of_a_feed_is_that_of_its_last_change(tmp_path: Path):
    old = article("Old", "2026-02-01", corrections="[{date: 2026-02-20, text: Wrong.}]")
    files = default_site(tmp_path, {"content/old.md": old, "content/new.md": article("New", "2026-02-10")})
    assert xml(files["feed.xml"]).findtext(f"{ATOM}updated") == "2026-02-20T00:00:00+00:00"
    assert "Fri, 20 Feb 2026 00:00:00 +0000" in files["rss.xml"].decode()


def test_an_id_survives_a_new_title_and_a_new_url(tmp_path: Path):
    def ids(text: str) -> list[str]:
        files = default_site(tmp_path, {"content/a.md": text})
        of_topic = [data for path, data in feeds_of(files).items() if path.startswith("topics/world/")]
        found = {feedparser.parse(data).entries[0].id for data in of_topic if data.startswith(b"<")}
        assert len(found) == 1
        return sorted(found)

    given = ids(article("One", id="kept-1"))
    assert given == ids(article("Another", id="kept-1", slug="elsewhere")) == ["tag:example.org,2026-02-01:kept-1"]
    assert ids(article("One")) == ids(article("Another")) == ["tag:example.org,2026-02-01:/d/2026/02/01/a/"]


def test_pages_link_their_own_feeds_first_and_then_those_of_the_site(tmp_path: Path):
    def named(page: bytes) -> list[str]:
        return [link.get("href") for link in lxml_html.document_fromstring(page).iter("link") if link.get("rel") == "alternate"]

    many = {f"content/a{n}.md": article(f"A {n}", topic="[science, world]", tags="[t]") for n in range(4)}
    files = default_site(tmp_path, many, "feed: {formats: [json, rss]}\nlists: {topics: 2, tags: 2}\n")
    own = ["/d/feed.json", "/d/rss.xml"]
    science = ["/d/topics/science/feed.json", "/d/topics/science/rss.xml"]
    assert named(files["topics/science/index.html"]) == named(files["topics/science/page/1/index.html"]) == science + own
    assert named(files["tags/t/index.html"]) == ["/d/tags/t/feed.json", "/d/tags/t/rss.xml", *own]
    assert named(files["2026/02/01/a1/index.html"])[:2] == science and named(files["2026/02/01/a1/index.html"])[-2:] == own
    for path in ("index.html", "tags/index.html", "2026/index.html", "404.html", "page/1/index.html"):
        if path in files:
            assert named(files[path]) == own, path
    written = {f"/d/{path}" for path in feeds_of(files)}
    assert {address for path, page in files.items() if path.endswith(".html") for address in named(page)} <= written


def test_without_formats_there_is_no_feed_and_no_page_links_one(tmp_path: Path):
    files = default_site(tmp_path, {"content/a.md": article("A")}, "feed: {formats: []}\n")
    assert feeds_of(files) == {}
    assert not any(b'rel="alternate"' in page or b"feed.xml" in page for page in files.values())


def test_a_topic_or_tag_without_a_page_has_no_feed(tmp_path: Path):
    files = {"content/a.md": article("A", tags="[rare, even]"), "content/b.md": article("B", tags="[even]")}
    made = feeds_of(default_site(tmp_path / "few", files, ALL + "tags: {min_count: 2}\nlists: {topics: 0}\n"))
    assert {path.rpartition("/")[0] for path in made} == {"", "tags/even", "sources/wire", "sources/gazette"}
    made = feeds_of(default_site(tmp_path / "none", files, ALL + "lists: {tags: 0, sources: 0}\n"))
    assert {path.rpartition("/")[0] for path in made} == {"", "topics/world", "topics/science", "topics/sports"}


def test_a_new_article_rewrites_only_the_feeds_of_its_topics_tags_and_source(tmp_path: Path):
    many = {f"content/a{n}.md": article(f"A {n}", f"2026-02-{1 + n % 27:02}", tags=f"[t{n}, u{n % 7}]") for n in range(300)}
    default_site(tmp_path, many)
    assert len(feeds_of(tree(tmp_path / "site"))) == 3 * (1 + 3 + 307 + 2)
    write(tmp_path, {"content/new.md": article("New", "2026-02-28", topic="science", tags="[t7, u3]")})
    made = {path for path in build(tmp_path).rendered if path.rpartition("/")[2] in JUDGES}
    assert {path.rpartition("/")[0] for path in made} == {"", "topics/science", "tags/t7", "tags/u3", "sources/wire"}
    assert len(made) == 15


FORBIDDEN = [point for point in range(0x10000) if UNFIT_IN_XML.match(chr(point))]


def test_code_points_that_xml_forbids_are_removed_from_titles_and_texts():
    assert len(FORBIDDEN) == 29 + 2048 + 2
    kept = 0
    for point in FORBIDDEN:
        raw = chr(point)
        escaped = f"\\x{point:02x}" if point < 256 else f"\\u{point:04x}"
        for title, body in [
            (raw, "x"),
            (escaped, "x"),
            ("x", raw),
            ("x", f"&#{point}; `&#x{point:x};` ![&#{point};](https://a.example/)"),
        ]:
            text = f'---\ntitle: "a{title}b"\ndate: 2026-02-01\ntopic: world\nsource: wire\n---\na{body}b\n'
            parsed = parse(ContentFile("content/a.md", text.encode("utf-8", "surrogatepass")), Parsing(html=True))
            if parsed.article and parsed.body and not any(diagnostic.is_error for diagnostic in parsed.diagnostics):
                kept += 1
                held = parsed.article.title, parsed.article.excerpt, *parsed.body.parts
                assert not any(UNFIT_IN_XML.search(part) for part in held), (hex(point), title, body)
            else:
                assert parsed.diagnostics, hex(point)
    assert kept > len(FORBIDDEN)


def test_feeds_are_valid_for_texts_with_all_forbidden_code_points(tmp_path: Path):
    wild = "".join(chr(point) for point in FORBIDDEN if point and not 0xD800 <= point < 0xE000)
    entities = "".join(f"&#{point};" for point in FORBIDDEN)
    files = {
        "content/a.md": article(f"a{wild}b", body=f"{wild}{entities}", summary=f"s{wild}", tags=f"[t{wild}]", authors=f"[A{wild}B]")
    }
    made = default_site(tmp_path, files)
    assert complaints(made) == []
    assert json.loads(made["feed.json"])["items"][0]["title"] == "ab"


@pytest.mark.parametrize("message", ["atom, xml", "{atom: true}", "[atom, 1]"])
def test_an_unknown_format_is_refused(tmp_path: Path, message: str):
    write(tmp_path, sites.tiny(1) | {"digest.yml": sites.SETTINGS + f"feed: {{formats: {message}}}\n"})
    assert build(tmp_path).code == 2


def test_feeds_of_renamed_topics_and_tags_stay_at_their_old_addresses(tmp_path: Path):
    files = {
        "content/topics.yml": "world: {name: World, was: [planet, science]}\nscience: Science\n",
        "content/a.md": article("One", topic="planet", tags="[ki, AI]"),
        "content/static/tags/ki/feed.json": "{}\n",
    }
    made = default_site(tmp_path, files, ALL + "tags: {renamed: {Old: ki, ki: AI}}\n")
    for name in JUDGES:
        assert made[f"topics/planet/{name}"] == made[f"topics/world/{name}"]
        assert made[f"tags/old/{name}"] == made[f"tags/ai/{name}"]
        assert b"One" in made[f"topics/world/{name}"]
        assert made[f"topics/science/{name}"] != made[f"topics/world/{name}"], "an existing topic keeps its own feed"
    assert (
        b'rel="self" type="application/atom+xml" href="https://example.org/d/topics/world/feed.xml"'
        in made["topics/planet/feed.xml"]
    )
    assert made["tags/ki/feed.json"] == b"{}\n" and "tags/ki/feed.xml" not in made, "a file of the site is not replaced"
    assert b"topics/planet" not in made["sitemap.xml"]
