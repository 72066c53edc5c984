"""Pages of the default theme for a small site: custom blocks, years, feeds, languages, kinds of articles."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from digest.config.language_tags import direction, script_language
from tests import sites
from tests.conftest import run_digest
from tests.sites import article, tree, write

KOREAN = "한국어로 쓴 문장이고, 낱말은 빈칸에서만 나뉜다."
JAPANESE = "これは日本語の文です。"
ARABIC = "هذه جملة باللغة العربية."
HEBREW = "זה משפט בעברית."
SETTINGS = "title: T\nbase_url: https://example.org/d/\nfeed: {formats: [atom, json, rss]}\n"
FILES = {
    "digest.yml": SETTINGS,
    "content/topics.yml": sites.TOPICS,
    "content/pages/about.md": "---\ntitle: About\n---\nWho we are.\n",
    "content/2024/old.md": article("Old", "2024-05-01"),
    "content/2026/english.md": article(
        "English", "2026-01-02", tags="[tag]", points='["The first of the points, as is usual", "셋째는 한국어"]'
    ),
    "content/2026/korean.md": article("한국어 제목", "2026-01-03", body=KOREAN, why="이유가 있다.", points="[첫째]"),
    "content/2026/japanese.md": article("日本語の見出し", "2026-01-04", body=JAPANESE),
    "content/2026/arabic.md": article("خبر جديد اليوم", "2026-01-05", body=ARABIC),
    "content/2026/said.md": article("한글 이름", "2026-01-06", lang="en", body="Said by its author to be English."),
    "themes/default/templates/base.html": (
        '{% extends "parent:base.html" %}{% block head %}<meta name="own" content="1">\n{{ super() }}{% endblock %}'
    ),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The pages of that site, by path."""
    root = write(tmp_path_factory.mktemp("pages"), FILES)
    ran = run_digest(root, "build", "--now", "2026-02-01")
    assert ran.code == 0, ran
    return {path: data.decode() for path, data in tree(root / "site").items() if path.endswith(".html")}


def test_a_sites_head_block_is_on_every_page_once(made: dict[str, str]):
    assert {"index.html", "404.html", "search/index.html", "about/index.html", "2026/01/02/english/index.html"} <= made.keys()
    assert {path: text.count('<meta name="own" content="1">') for path, text in made.items()} == dict.fromkeys(made, 1)
    assert "<script src=" in made["search/index.html"].split('name="own"')[1].split("</head>")[0]
    assert "article:published_time" in made["2026/01/02/english/index.html"]


def test_every_page_links_to_the_years(made: dict[str, str]):
    for path, text in made.items():
        foot = text.split('<footer class="colophon"')[1]
        assert re.findall(r'href="(/d/\d{4}/)"', foot) == ["/d/2026/", "/d/2024/"], path


def test_pages_link_at_most_twelve_years_and_none_without_a_page(tmp_path: Path):
    many = {f"content/{year}.md": article(f"Of {year}", f"{year}-01-01") for year in range(2001, 2021)}
    write(tmp_path, {"digest.yml": SETTINGS, "content/topics.yml": sites.TOPICS, **many})
    assert run_digest(tmp_path, "build", "--now", "2026-02-01").code == 0
    found = re.findall(r'href="/d/(\d{4})/"', tree(tmp_path / "site")["404.html"].decode())
    assert found == [str(year) for year in range(2020, 2008, -1)]
    write(tmp_path, {"digest.yml": SETTINGS + "lists: {years: 0}\n"})
    assert run_digest(tmp_path, "build", "--now", "2026-02-01").code == 0
    assert not re.search(r'href="/d/\d{4}/"', tree(tmp_path / "site")["404.html"].decode())


@pytest.mark.parametrize(
    ("path", "folder"), [("topics/world/", "topics/world/"), ("tags/tag/", "tags/tag/"), ("2026/", None), ("", None)]
)
def test_the_page_of_a_topic_or_a_tag_shows_its_feed(made: dict[str, str], path: str, folder: str | None):
    body = made[f"{path}index.html"].split("<main")[1].split("</main>")[0]
    wanted = [f'<a href="/d/{folder}feed.xml" type="application/atom+xml">'] if folder else []
    assert re.findall(r'<a href="[^"]*feed.xml"[^>]*>', body) == wanted


def test_the_language_of_an_unmarked_text_is_detected_from_its_script(made: dict[str, str]):
    korean = made["2026/01/03/korean/index.html"]
    attributes = ' lang="ko" dir="ltr"'
    for element in (
        f"<h1{attributes}>",
        f'<div class="prose"{attributes}>',
        f"<span{attributes}>이유가",
        f"<ul{attributes}>\n<li>첫째",
    ):
        assert element in korean, element
    front = made["index.html"]
    assert '<h3 class="headline" lang="ja" dir="ltr">' in front and f'<h3 class="headline"{attributes}>' in front
    assert '<h3 class="headline" dir="rtl">' in front
    arabic = made["2026/01/05/arabic/index.html"]
    assert '<h1 dir="rtl">' in arabic and '<div class="prose" dir="rtl">' in arabic and 'lang="und' not in arabic
    english = made["2026/01/02/english/index.html"]
    assert "<h1>English</h1>" in english and '<div class="prose">' in english
    assert f"<ul>\n<li>The first of the points, as is usual</li>\n<li{attributes}>셋째는 한국어</li>" in english


def test_a_given_language_is_used(made: dict[str, str]):
    assert "<h1>한글 이름</h1>" in made["2026/01/06/said/index.html"]


SCRIPTS = [
    (KOREAN, "en", "ko"),
    (JAPANESE, "en", "ja"),
    (ARABIC, "en", "und-Arab"),
    (HEBREW, "en", "he"),
    ("Samsung 갤럭시 S26 공개", "en", "ko"),
    ("大韓民國 憲法 第一條의 뜻", "en", "ko"),
    ("カタカナ", "en", "ja"),
    ("iPhoneの新型", "de", "ja"),
    ("The word 한글 means the letters of Korean", "en", ""),
    ("How Go reads Gō, and why “の” is known", "en", ""),
    ("中文文章里的一个の字并不是日文的句子", "en", ""),
    ("中华人民共和国", "en", ""),
    ("Ein Satz mit „Anführung“ – und Ümläuten", "en", ""),
    ("The Arabic word كتاب is a book", "en", ""),
    (KOREAN, "ko", ""),
    (KOREAN, "ko-KR", ""),
    (JAPANESE, "ja", ""),
    (ARABIC, "fa", ""),
    (ARABIC, "ar-EG", ""),
    (ARABIC, "he", "und-Arab"),
    (HEBREW, "ar", "he"),
    (HEBREW, "he", ""),
    (KOREAN, "ja", "ko"),
    ("", "en", ""),
    ("123 …", "en", ""),
]


@pytest.mark.parametrize(("text", "site", "language"), SCRIPTS)
def test_the_script_of_a_text_determines_its_language(text: str, site: str, language: str):
    assert script_language(text, site) == language


@pytest.mark.parametrize(
    ("tag", "wanted"),
    [("ar", "rtl"), ("en", "ltr"), ("und-Arab", "rtl"), ("az-arab-IR", "rtl"), ("ks-Deva", "ltr"), ("fa-AF", "rtl")],
)
def test_the_script_in_a_language_tag_determines_the_direction(tag: str, wanted: str):
    assert direction(tag) == wanted


WIRE = {"source": "wire", "source_url": "https://wire.example/a"}
KINDS = {
    "digest.yml": SETTINGS,
    "content/topics.yml": sites.TOPICS,
    "content/sources.yml": sites.OUTLETS,
    "content/pinned.md": article("Pinned", "2026-01-01", pin_until="2026-02-10"),
    "content/link.md": article("A link", "2026-01-20", kind="link", **WIRE),
    "content/quote.md": article(
        "Said", "2026-01-20", kind="quote", mode="link", quote='{text: "Words & more", by: Somebody}', **WIRE
    ),
    "content/other.md": article("Quotes too", "2026-01-19", quote="Of an article.", **WIRE),
    "content/empty.md": article("Empty", "2026-01-18", body="", why="It matters.", **WIRE),
    "content/comment.md": article("Bare", "2026-01-17", body="[label]: https://example.org/", kind="link", **WIRE),
    "content/before.md": article("Before", "2026-01-15", kind="quote", quote="Said before", source="wire"),
    "content/nothing.md": article("Nothing", "2026-01-16", body="", kind="brief", source="wire"),
}


@pytest.fixture(scope="module")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The pages of a site with an article of each kind."""
    root = write(tmp_path_factory.mktemp("kinds"), KINDS)
    ran = run_digest(root, "build", "--now", "2026-02-01")
    assert ran.code == 0, ran
    return {path: data.decode() for path, data in tree(root / "site").items() if path.endswith(".html")}


def test_a_pinned_article_shows_until_when_only_where_it_is_on_top(kinds: dict[str, str]):
    for path, level in (("topics/world/index.html", 3), ("index.html", 2)):
        until_text = '<p class="said"> <span>Pinned until February 10, 2026</span> <span class="outlet">The Wire</span></p>\n'
        assert f'{until_text}<h{level} class="headline"><a href="/d/2026/01/01/pinned/">' in kinds[path], path
    assert (
        sum(text.count("Pinned until") for path, text in kinds.items() if "page/" in path or path.startswith("2026/01/01/p")) == 0
    )


@pytest.mark.parametrize("page", ["index.html", "topics/world/index.html", "2026/01/20/index.html"])
def test_a_link_in_a_list_leads_to_its_source_and_to_our_page(kinds: dict[str, str], page: str):
    assert '<a href="https://wire.example/a" rel="external noopener">A link</a></h' in kinds[page]
    assert '<span>Link</span> <span><a href="/d/2026/01/20/link/" rel="bookmark">Permalink</a></span>' in kinds[page]
    assert '<a href="/d/2026/01/20/quote/">Said</a>' in kinds[page]


def test_a_link_in_the_short_list_of_an_earlier_day_leads_to_both_too(kinds: dict[str, str]):
    earlier = kinds["index.html"].split('<section class="band earlier">')[1]
    assert 'rel="external noopener">Bare</a></h3>' in earlier and '<a href="/d/2026/01/17/comment/" rel="bookmark">' in earlier


def test_the_card_of_a_quotation_shows_it(kinds: dict[str, str]):
    shown = "<blockquote><p>Words &amp; more</p></blockquote>\n<figcaption>Somebody</figcaption>"
    assert shown in kinds["index.html"] and shown in kinds["topics/world/index.html"]
    assert "Of an article." not in kinds["topics/world/index.html"]
    assert "<blockquote><p>Said before</p></blockquote>" in kinds["topics/world/index.html"]


@pytest.mark.parametrize("page", ["2026/01/18/empty/", "2026/01/17/comment/"])
def test_a_page_without_text_links_to_the_source_and_has_no_empty_element(kinds: dict[str, str], page: str):
    text = kinds[f"{page}index.html"]
    assert "to read" not in text and 'class="prose"' not in text
    assert 'href="https://wire.example/a" rel="external noopener">Read it at The Wire</a>' in text


def test_a_page_without_content_has_no_element_for_it(kinds: dict[str, str]):
    text = kinds["2026/01/16/nothing/index.html"]
    assert 'class="text"' not in text and "to read" not in text
    assert "1 minute to read" in kinds["2026/01/01/pinned/index.html"]
