"""The base URL: validation, normalisation, and its use in sitemaps, feeds, robots.txt and ids."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from lxml.html import fromstring

from digest.config.base_url import base_url_error, normal_base_url, tag_authority
from tests import sites
from tests.conftest import run_digest
from tests.judges.formats import ATOM, CONTENT, JUDGES, judge_sitemap, xml
from tests.sites import article, tree, write

NORMAL = {
    "https://example.org": "https://example.org/",
    "https://Example.ORG:8443/News//": "https://example.org:8443/News/",
    "https://한국.kr/뉴스/": "https://xn--3e0b707e.kr/%EB%89%B4%EC%8A%A4/",
    "https://straße.example/": "https://xn--strae-oqa.example/",
    "https://日本語。ＪＰ/": "https://xn--wgv71a119e.jp/",
    "http://BÜCHER.example:80/ä b%c3%a4/".replace(" ", ""): "http://xn--bcher-kva.example:80/%C3%A4b%C3%A4/",
    "http://[2001:DB8:0:0::1]:8080/x": "http://[2001:db8::1]:8080/x/",
    "http://[::1]": "http://[::1]/",
    "https://example.org/100%/a%2fb/": "https://example.org/100%25/a%2Fb/",
    "https://example.org/~me/(a)/": "https://example.org/~me/(a)/",
    "https://example.org/cafe\u0301/": "https://example.org/caf%C3%A9/",
    "http://192.0.2.7/": "http://192.0.2.7/",
    "http://192.0.2.7:0/": "http://192.0.2.7:0/",
}


@pytest.mark.parametrize("url", NORMAL)
def test_normalisation_is_idempotent(url: str):
    assert base_url_error(url) == ""
    assert normal_base_url(url) == NORMAL[url]
    assert normal_base_url(NORMAL[url]) == NORMAL[url]


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("https://example.org:99999/", "is not a url"),
        ("https://example.org:-1/", "is not a url"),
        ("https://example.org:x/", "is not a url"),
        ("https://[::1/", "is not a url"),
        ("ftp://example.org/", "needs http:// or https://"),
        ("//example.org/", "needs http:// or https://"),
        ("https:///news/", "has no host"),
        ("https://:80/", "has no host"),
        ("https://me@example.org/", "must not contain a user name or password: every page would show it"),
        ("https://me:secret@example.org/news/", "must not contain a user name or password: every page would show it"),
        ("https://example.org//news/", "must not have a path that begins with //"),
        ("https://example.org/?a", "must not contain spaces, quotation marks, ? or #"),
        ("https://example.org/#a", "must not contain spaces, quotation marks, ? or #"),
        ("https://example.org/a b", "must not contain spaces, quotation marks, ? or #"),
        ("https://example.org/a\\b", "must not contain spaces, quotation marks, ? or #"),
        ("https://example.org/{a}", "must not contain spaces, quotation marks, ? or #"),
        ("https://.example.org/", "has an invalid host name: .example.org"),
        ("https://.Example.org:80/", "has an invalid host name: .example.org"),
    ],
)
def test_an_invalid_url_is_rejected_with_the_reason(url: str, problem: str):
    assert base_url_error(url) == problem


@pytest.mark.parametrize(
    "url",
    ["https://-한국.kr/", "https://a..b/", "http://[::1/", "http://[fe80::1%25eth0]/", "http://[1:2]/", f"https://{'가' * 60}.kr/"],
)
def test_an_invalid_host_is_rejected(url: str):
    assert base_url_error(url)


@pytest.mark.parametrize(
    ("url", "authority"),
    [
        ("https://example.org:8080/x/", "example.org"),
        ("https://example.org./", "example.org"),
        ("https://xn--3e0b707e.kr/", "xn--3e0b707e.kr"),
        ("http://[2001:db8::1]/", f"1.{'0.' * 23}8.b.d.0.1.0.0.2.ip6.arpa"),
    ],
)
def test_the_authority_of_a_tag_uri_is_a_dns_name(url: str, authority: str):
    assert tag_authority(url) == authority


TAG_URI = re.compile(r"tag:[a-z0-9]([a-z0-9.-]*[a-z0-9])?,\d{4}-\d\d-\d\d:([A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-F]{2})*")
"""RFC 4151, 2.1."""


@pytest.mark.parametrize("base", ["https://한국.kr/뉴스/", "http://[2001:db8::1]:8080/"])
def test_feeds_sitemaps_and_data_contain_only_ascii_urls(tmp_path: Path, base: str):
    note = "See[^1].\n\n[^1]: A note.\n"
    settings = "title: T\nbase_url: https://example.org/\nfeed: {formats: [atom, json, rss]}\nnews_sitemap: true\n"
    files = {"digest.yml": settings, "content/topics.yml": sites.TOPICS, "content/2026/가.md": article("가", body=note)}
    assert run_digest(write(tmp_path, files), "build", "-b", base, "--now", "2026-02-01").code == 0
    output = tree(tmp_path / "site")
    home = normal_base_url(base)
    feeds = {name: JUDGES[name] for name in ("feed.xml", "feed.json", "rss.xml")}
    for name, judge in {**feeds, "sitemap.xml": judge_sitemap, "sitemap-news.xml": judge_sitemap}.items():
        assert list(judge(output[name])) == [], name
    for name in (*feeds, "sitemap.xml", "sitemap-news.xml", "robots.txt", "llms.txt", "data/articles.json"):
        addresses = re.findall(r'https?://[^\s"<>&]*', output[name].decode())
        assert any(found.startswith(home) for found in addresses) and all(found.isascii() for found in addresses), name
    for item in (*json.loads(output["feed.json"])["items"], *json.loads(output["data/articles/2026.json"])["articles"]):
        assert TAG_URI.fullmatch(item["id"]), item["id"]
    assert f'<link rel="canonical" href="{home}2026/02/01/%EA%B0%80/">' in output["2026/02/01/가/index.html"].decode()


def _text(element: Any) -> str:
    return element.text or ""


LINKS = 'A note[^1], [below](#part), `<a href="#code">` and [the other](b.md#part).\n\n## Part {#part}\n\n[^1]: The note.\n'


@pytest.mark.parametrize("name", ["feed.xml", "feed.json", "rss.xml"])
@pytest.mark.parametrize("html", ["", "html: true\n"])
def test_fragment_links_are_absolute_in_feeds(tmp_path: Path, name: str, html: str):
    settings = f"title: T\nbase_url: https://example.org/d/\nfeed: {{formats: [atom, json, rss]}}\n{html}"
    raw = '<a id="x" title="a > b" href="#raw">raw</a> <b>"href="#text"</b>\n' if html else ""
    files = {
        "content/topics.yml": sites.TOPICS,
        "content/a.md": article("A", body=LINKS + raw),
        "content/b.md": article("B"),
    }
    write(tmp_path, {"digest.yml": settings, **files})
    assert run_digest(tmp_path, "build", "--now", "2026-02-01").code == 0
    output = tree(tmp_path / "site")
    assert list(JUDGES[name](output[name])) == []
    if name == "feed.json":
        texts = [item["content_html"] for item in json.loads(output[name])["items"]]
    else:
        texts = [_text(content) for content in xml(output[name]).iter(f"{ATOM}content", f"{CONTENT}encoded")]
    (text,) = (found for found in texts if "note" in found)
    page_url = "https://example.org/d/2026/02/01/a/"
    raw_link = [f"{page_url}#raw"] if html else []
    other = "https://example.org/d/2026/02/01/b/#part"
    found = [str(link) for element, _, link, _ in fromstring(text).iterlinks() if element.tag == "a"]
    assert found == [f"{page_url}#fn1", f"{page_url}#part", other, *raw_link, f"{page_url}#fnref1"]
    assert "#code" in text and f"{page_url}#code" not in text
    assert not html or '"href="#text"' in text
    assert 'href="#fn1"' in output["2026/02/01/a/index.html"].decode()
