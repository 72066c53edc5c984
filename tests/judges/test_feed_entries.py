"""The curator's fields in feed entries: why, points, quotation, picture and corrections, in every format and mode."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests import sites
from tests.judges.formats import ATOM, CONTENT, JUDGES, xml
from tests.sites import PIXEL, article, build, tree, write

SETTINGS = "title: T\nbase_url: https://example.org/d/\npicture_sizes: never\nfeed: {formats: [atom, json, rss], content: full}\n"
CURATED = {
    "why": '"It matters & more."',
    "points": '["First <point>", Second]',
    "quote": '{text: "We shall \\"see\\".", by: A Minister}',
    "image": "{src: dots.png, alt: Dots, caption: Three dots}",
    "corrections": '[{date: 2026-02-02, text: "A name was wrong."}]',
    "summary": "In one sentence.",
}
FILES = {
    "content/topics.yml": sites.TOPICS,
    "content/2026/dots.png": PIXEL,
    "content/2026/full.md": article("Full", body="The [text](link.md) itself.", **CURATED),
    "content/2026/link.md": article("Linked", kind="quote", mode="link", body="Not shown.", **CURATED),
    "content/2026/far.md": article("Far", image='{src: "https://img.example/p.jpeg?x=1", alt: x}', body="T."),
    "content/2026/unknown.md": article("Unknown", image='{src: "https://img.example/p", alt: x}', body="T."),
    "content/2026/plain.md": article("Plain", mode="link", summary="A summary alone."),
}
PICTURE = "https://example.org/d/2026/dots.png"


@pytest.fixture(scope="module", params=["full", "summary"])
def feeds(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The feeds of that site, with full texts and with summaries."""
    root = write(tmp_path_factory.mktemp("feeds"), {"digest.yml": SETTINGS.replace("full", request.param), **FILES})
    built = build(root)
    assert built.code == 0, built.diagnostics
    return {"content": request.param.encode(), **{name: tree(root / "site")[name] for name in JUDGES}}


def texts(feeds: dict[str, bytes]) -> dict[str, dict[str, str]]:
    """Return the HTML of each entry by title, for each format; '' if it has none."""
    atom = {e.findtext(f"{ATOM}title"): e.findtext(f"{ATOM}content") or "" for e in xml(feeds["feed.xml"]).iter(f"{ATOM}entry")}
    rss = {e.findtext("title"): e.findtext(f"{CONTENT}encoded") or "" for e in xml(feeds["rss.xml"]).iter("item")}
    items = {item["title"]: item.get("content_html", "") for item in json.loads(feeds["feed.json"])["items"]}
    return {"atom": atom, "rss": rss, "json": items}


def test_the_feeds_are_valid(feeds: dict[str, bytes]):
    assert [complaint for name, judge in JUDGES.items() for complaint in judge(feeds[name])] == []


@pytest.mark.parametrize("title", ["Full", "Linked"])
def test_an_entry_contains_the_curators_fields(feeds: dict[str, bytes], title: str):
    for found in texts(feeds).values():
        text = found[title].replace("&#34;", '"').replace("&quot;", '"')
        for piece in (
            "<b>Why it matters</b> It matters &amp; more.",
            "<li>First &lt;point&gt;</li><li>Second</li>",
            '<blockquote><p>We shall "see".</p><p>— A Minister</p></blockquote>',
            f'<img src="{PICTURE}" alt="Dots" width="3" height="2"><figcaption>Three dots</figcaption>',
            '<time datetime="2026-02-02">February 2, 2026</time> A name was wrong.',
        ):
            assert piece in text, piece
        has_text = title == "Full" and feeds["content"] == b"full"
        assert ("itself." in text) == has_text and ("<p>In one sentence.</p>" in text) != has_text
        assert "Not shown" not in text


def test_an_entry_with_only_a_summary_stays_short(feeds: dict[str, bytes]):
    assert {found["Plain"] for found in texts(feeds).values()} == {""}
    assert '"content_text": "A summary alone."' in feeds["feed.json"].decode()


def test_a_picture_is_an_enclosure_of_its_entry(feeds: dict[str, bytes]):
    length = str(len(PIXEL))
    far = "https://img.example/p.jpeg?x=1"
    atom = [dict(link.attrib) for link in xml(feeds["feed.xml"]).iter(f"{ATOM}link") if link.get("rel") == "enclosure"]
    assert sorted((link["href"], link["type"], link.get("length", "")) for link in atom) == [
        (PICTURE, "image/png", length), (PICTURE, "image/png", length), (far, "image/jpeg", "")
    ]  # fmt: skip
    rss = sorted((found.get("url"), found.get("type"), found.get("length")) for found in xml(feeds["rss.xml"]).iter("enclosure"))
    assert rss == [(PICTURE, "image/png", length), (PICTURE, "image/png", length), (far, "image/jpeg", "0")]
    images = {item["title"]: item.get("image") for item in json.loads(feeds["feed.json"])["items"]}
    assert images == {"Full": PICTURE, "Linked": PICTURE, "Far": far, "Unknown": "https://img.example/p", "Plain": None}


def test_a_sites_own_theme_has_the_same_entries_with_its_words(tmp_path: Path):
    write(tmp_path, {**sites.tiny(0), "digest.yml": SETTINGS + "theme: plain\n", **FILES})
    assert build(tmp_path).code == 0
    text = tree(tmp_path / "site")["feed.json"].decode()
    assert "Why it matters\\u003c/b\\u003e It matters \\u0026amp; more." in text
