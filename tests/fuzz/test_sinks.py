"""The checks of published files detect markup that runs code, leads to another site, or breaks a page."""

from __future__ import annotations

import json

import pytest

from tests.fuzz.sinks import ARTICLE, judge, judge_data, judge_feed, judge_fragment, judge_page, judge_sitemap, scheme_of

HEAD = "<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>T</title>{}</head><body>{}</body></html>"
DATA = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "x", "url": "https://example.org/x/"}
FEED = '<feed xmlns="http://www.w3.org/2005/Atom"><entry>{}</entry></feed>'
SITEMAP = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>{}</loc></url></urlset>'


def page(body: str = "", head: str = "") -> bytes:
    return HEAD.format(head, body).encode()


def script(data: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


GOOD = (
    "<p class=a lang=ko>x</p>",
    "<a href='https://a.example/'>x</a><a href='/x'>x</a><a href='#x'>x</a><a href='mailto:a@b.example'>x</a><a href='HTTP://a/'>x</a>",
    "<img src=x.png alt=y loading=lazy><input type=checkbox disabled>",
    "<img src=/x.jpg alt=y srcset='/x.webp 400w, /y.webp 800w' sizes='100vw'>",
    "&lt;script&gt;alert(1)&lt;/script&gt; javascript:alert(1) onclick=x",
)
BAD = (
    "<script>alert(1)</script>",
    "<script src=x></script>",
    "<svg><script>alert(1)</script></svg>",
    "<img src=x onerror=alert(1)>",
    "<p onclick=x>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='java&#10;script:x'>x</a>",
    "<a href=' &#1;javascript:x'>x</a>",
    "<a href='JaVaScRiPt&colon;x'>x</a>",
    "<img src=data:x alt=''>",
    "<q cite=vbscript:x>x</q>",
    "<img src=/x.jpg alt='' srcset='/x.webp 400w, javascript:x 800w'>",
    "<img src=/x.jpg alt='' srcset='//a.example/x.webp 400w'>",
    "<form action=/x>",
    "<input type=text>",
    "<input type=checkbox>",
    "<iframe src=/x></iframe>",
    "<iframe srcdoc=x></iframe>",
    "<object data=x></object>",
    "<style>a{}</style>",
    "<p style='color:red'>",
    "<base href=/>",
    "<meta http-equiv=refresh content=0>",
    "<link rel=stylesheet href=x>",
    "<math><a href=x>y</a></math>",
    "<!-- a comment -->",
    "<title>U</title>",
    "<a xlink:href=x>y</a>",
    "<video src=x></video>",
    "<textarea>",
    "<template><p></template>",
    "<button formaction=x>y</button>",
)


@pytest.mark.parametrize("thorough", [False, True])
def test_harmless_markup_is_accepted(thorough: bool):
    for body in GOOD:
        assert list(judge_page(page(body), is_article=False, thorough=thorough)) == []
        assert list(judge_fragment(body)) == []
    assert list(judge_page(page(head=script(DATA)), is_article=True, thorough=thorough)) == []


@pytest.mark.parametrize("thorough", [False, True])
@pytest.mark.parametrize("body", BAD)
def test_harmful_markup_in_a_page_is_detected(body: str, thorough: bool):
    assert list(judge_page(page(body), is_article=False, thorough=thorough))


@pytest.mark.parametrize("body", [body for body in BAD if body != "<title>U</title>"])
def test_harmful_markup_in_a_feed_is_detected(body: str):
    escaped = body.replace("&", "&amp;").replace("<", "&lt;")
    assert list(judge_feed(FEED.format(f'<content type="html">{escaped}</content>').encode()))
    assert list(judge({"feed.xml": FEED.format(f'<content type="html">{escaped}</content>').encode()}, "https://example.org/"))


def test_an_article_has_one_script_and_other_pages_none():
    assert list(judge_page(page(head=script(DATA)), is_article=False))
    assert list(judge_page(page(), is_article=True))
    assert list(judge_page(page(head=script(DATA) * 2), is_article=True))
    assert list(judge_page(page(body=script(DATA)), is_article=True))
    known = {"a/index.html": page(head=ARTICLE.decode() + " content=2026>" + script(DATA)), "index.html": page()}
    assert judge(known, "https://example.org/", thorough=["index.html"]) == []


@pytest.mark.parametrize(
    "data",
    [
        "{",
        "[]",
        '{"@type": "Person"}',
        json.dumps(DATA | {"headline": 1}),
        json.dumps(DATA | {"headline": "</script>"}),
        json.dumps(DATA | {"url": "javascript:x"}),
        json.dumps(DATA | {"image": ["/x.png"]}),
        json.dumps(DATA | {"isBasedOn": "data:x"}),
        json.dumps(DATA | {"potentialAction": "x"}),
    ],
)
def test_foreign_data_scripts_are_detected(data: str):
    assert list(judge_data(data))


@pytest.mark.parametrize(
    "entry",
    [
        "<title>x</titl>",
        "<title>\x00</title>",
        '<title type="html">x</title>',
        "<title>x<b>y</b></title>",
        '<link href="javascript:x"/>',
        '<link href="/x"/>',
        "<id>javascript:x</id>",
        "<author><uri>data:x</uri></author>",
        '<content type="xhtml">x</content>',
        "<content>x</content>",
        "<script>x</script>",
        '<x:script xmlns:x="http://www.w3.org/1999/xhtml">x</x:script>',
    ],
)
def test_invalid_feed_entries_are_detected(entry: str):
    assert list(judge_feed(FEED.format(entry).encode()))


def test_a_document_type_is_detected():
    assert list(judge_feed(b"<!DOCTYPE feed [<!ENTITY e 'x'>]>" + FEED.format("<title>x</title>").encode()))


def test_a_sitemap_lists_pages_of_its_site():
    assert list(judge_sitemap(SITEMAP.format("https://example.org/x/").encode(), "https://example.org/")) == []
    for address in ("javascript:x", "https://evil.example/", "/x", "<b>x</b>", "&"):
        assert list(judge_sitemap(SITEMAP.format(address).encode(), "https://example.org/"))


@pytest.mark.parametrize("path", ["../x", "a/../../x", "con/x.txt", "a:b", ".htaccess", "a\\b", "x" * 201, "a/\u202e\0"])
def test_an_invalid_path_is_detected(path: str):
    assert judge({path: b""}, "https://example.org/")


@pytest.mark.parametrize(
    ("address", "scheme"),
    [
        ("https://a", "https"),
        ("\x01 java\tscr\nipt:x", "javascript"),
        ("/a:b", ""),
        ("?a:b", ""),
        ("#a:b", ""),
        ("a/b:c", ""),
        ("%6aavascript:x", ""),
        ("//a", ""),
        ("a b:c", ""),
    ],
)
def test_a_scheme_is_read_as_browsers_read_it(address: str, scheme: str):
    assert scheme_of(address) == scheme
