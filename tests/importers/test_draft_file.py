"""Article files of drafts: front matter and Markdown are parsed to the same words."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.articles.article import Article, Parsing
from digest.articles.article_parser import parse
from digest.articles.content_file import ContentFile
from digest.importers.draft_file import Draft, article_text, escape_markdown, file_stem, scalar, timestamp
from digest.importers.raw_text import clean
from digest.markdown.body import fill
from digest.text.characters import UNFIT_FOR_PAGES
from tests.selection import examples

KST = timezone(timedelta(hours=9))
DATE = datetime(2026, 1, 4, 23, 26, tzinfo=KST)

MARKUP = (
    "---", "***", "___", "===", "====", "# head", "###### x", "#", "#tag", "* a", "- b", "+ c", "-", "+", "1. one", "1) one",
    "12.", "999999999. x", "2026. 1. 4. day", "> quote", ">x", ": definition", "~ tilde", ":", "| a | b |", "|---|---|",
    "~~~", "```py", "`code`", "``a`b``", "~x~", "~~x~~", "1~2", "_x_", "__x__", "snake_case_name", "_lead", "trail_", "a_ b",
    "(_x_)", "*x*", "**x**", "a*b*c", "[x](y)", "![x](y)", "[x]: https://a.example/ 'title'", "[^1]", "[^1]: note",
    "^[inline]", "[x][y]", "[ ] task", "[!NOTE]", "<b>bold</b>", "<script>alert(1)</script>", "<!-- c -->", "<?php ?>",
    "</p>", "<https://a.example/>", "<a@b.example>", "a < b > c", "{{ x }}", "{% raw %}", "{#id .class}", "{.class}", "&amp;",
    "&#35;", "&#x23;", "&copy", "AT&T", "&nbsp;x", "$x$", "$$", "\\", "\\\\", "a\\", "\\*", "\\n",
    "https://a.example/x_y_z?a=1&b_c=2", "www.example.com", "a@b.example", "https://a.example/~b", "https://a.example*b*",
    "https://a.example/&amp;b", "a*@b.example", "%ED%95%9C", ":smile:", "(c)", "...", "--",
    "\"q\" 'q'", "“q” ‘q’", "     indented", "\tindented", "a  ", "*[HTML]: x", "term\n: definition", "a\n---", "a\n===",
    "a\n\nb", "a\u2028# b", "a\u0085- b", "a\x0b> b", "a\x1c1. b", "\ufeffx", "a\u200bb", "\u3000가", "가\u00a0나", "＃ x",
    "<\u0338", "=\u0338", "*\u0301", "\u0338x", "<\x01\u0338", "e\u0301", "가~나~다", "[가](나)", "+++", ";;;", "%%%", "?",
    "@x", "!x", "!", "^", "=", "😀_", "_😀",
)  # fmt: skip

pieces = st.one_of(st.sampled_from(MARKUP), st.text(max_size=20), st.sampled_from((" ", "\n", "  ", "\\", "_", "*", "x")))
paragraph = st.lists(pieces, max_size=6).map("".join)


def read(draft: Draft, **parsing: bool) -> tuple[Article, str]:
    """The article of the draft's file, and its HTML; the file has no error that stops a build."""
    data = article_text(draft).encode()
    parsed = parse(ContentFile("content/2026/01/x.md", data), Parsing("Asia/Seoul", **parsing))
    assert [diagnostic for diagnostic in parsed.diagnostics if not diagnostic.code.startswith(("W2", "W327", "W502"))] == []
    assert parsed.article is not None and parsed.body is not None
    assert parsed.article.targets == ()
    return parsed.article, fill(parsed.body, ())


def words_of(html: str) -> list[str]:
    """The text of each block of the HTML, white space folded; every block is a paragraph, with no tags but links."""
    body = html5lib.parse(html, namespaceHTMLElements=False).find("body")
    assert {element.tag for element in body} <= {"p"}
    for inside in body.findall("*//*"):
        assert inside.tag == "a" and re.search(r"://|^www\.|@", inside.text)
    return [folded("".join(element.itertext())) for element in body]


def folded(text: str) -> str:
    return " ".join(text.split())


def expected(texts: tuple[str, ...]) -> list[str]:
    """The expected texts, computed without the code under test."""
    normalised = []
    for text in texts:
        text = re.sub("[\t\n\x0b\x0c\r\x1c-\x1f\x85\u2028\u2029]", " ", text)
        normalised.append(folded(unicodedata.normalize("NFC", UNFIT_FOR_PAGES.sub("", text))))
    return [text for text in normalised if text]


@settings(max_examples=examples(300))
@given(st.lists(paragraph, max_size=5).map(tuple), st.booleans())
def test_paragraphs_are_parsed_to_the_same_words(texts: tuple[str, ...], html: bool) -> None:
    _, html_text = read(Draft(title="x", id="i", date=DATE, topics=("t",), paragraphs=texts), html=html)
    assert words_of(html_text) == expected(texts)


@pytest.mark.parametrize("text", MARKUP)
def test_text_that_looks_like_markup_is_parsed_as_text(text: str) -> None:
    texts = (text, "before", text, text)
    for html in (False, True):
        _, html_text = read(Draft(title="x", id="i", date=DATE, topics=("t",), paragraphs=texts), html=html)
        assert words_of(html_text) == expected(texts)


line = paragraph.map(clean).filter(bool)
short = line.filter(lambda text: len(text.encode()) <= 200)


@given(line, st.lists(line, max_size=3, unique=True), st.lists(short, max_size=3, unique=True), line, line)
def test_fields_are_parsed_to_the_same_values(title: str, authors: list[str], tags: list[str], source: str, summary: str) -> None:
    draft = Draft(
        title=title, id=source, date=DATE, topics=("t",), tags=tuple(tags), authors=tuple(authors), source=source, summary=summary
    )
    article, _ = read(draft)
    assert (article.title, article.authors, article.summary, article.id) == (title, tuple(authors), summary, source)
    assert tuple(mark.text for mark in article.tags) == tuple(tags)
    assert article.source is not None and article.source.name == source


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Mina Roh", "Mina Roh"),
        ("홍길동", "홍길동"),
        ("O'Brien", "O'Brien"),
        ("no", '"no"'),
        ("NULL", '"NULL"'),
        ("2026-01-04", '"2026-01-04"'),
        ("23:26", '"23:26"'),
        ("a: b", '"a: b"'),
        ("a #b", '"a #b"'),
        ("a, b", '"a, b"'),
        ('say "no"', '"say \\"no\\""'),
        ("a\\b", '"a\\\\b"'),
        ("‘x’", '"‘x’"'),
        ("a\nb", "a b"),
        ("", '""'),
    ],
)
def test_yaml_scalars_are_quoted_if_necessary(text: str, written: str) -> None:
    assert scalar(text) == written


def test_words_that_yaml_does_not_read_as_text_are_quoted() -> None:
    words = ["true", "false", "yes", "no", "on", "off", "null", "y", "n", "True", "FALSE", "Yes", "ON"]
    assert [word for word in words if scalar(word) != f'"{word}"'] == [] and scalar("yesno") == "yesno"


def test_readable_text_is_not_escaped() -> None:
    plain = 'Lee\'s "plan" — 5% (of 1,000) at https://a.example/b_c/d_e?f=g&h=i, AT&T: yes; no! #1 + 2 = 3'
    assert escape_markdown(plain) == plain


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("9~10시, 가~나", "9~10시, 가~나"),
        ("~~x~~", r"\~\~x\~\~"),
        ("~ x", r"\~ x"),
        ("see https://a.example/~b/c_d, a@b.example", "see https://a.example/~b/c_d, a@b.example"),
        ("see https://a.example/*b", r"see https\://a.example/\*b"),
        ("*www.a.example", r"\*www\.a.example"),
        ("snake_case a_ b _c _", r"snake_case a\_ b \_c \_"),
        ("(a_b) a_(b) (a)_b", r"(a_b) a\_(b) (a)\_b"),
        ("10. a", r"10\. a"),
        ("a__b __c", r"a__b \_\_c"),
        ("# a", r"\# a"),
    ],
)
def test_urls_are_links_or_escaped_and_single_tildes_are_kept(text: str, written: str) -> None:
    assert escape_markdown(text) == written


def test_the_text_of_an_article_file() -> None:
    draft = Draft(
        title="Council: fish",
        id="wire-20260104-0123456789",
        date=DATE,
        updated=DATE + timedelta(days=1),
        updated_timed=False,
        topics=("city",),
        tags=("fish", "a, b"),
        source="example",
        source_url="https://example.org/a",
        authors=("Jane Doe",),
        lang="ko",
        draft=True,
        paragraphs=("One.", "", "- Two."),
    )
    assert article_text(draft) == (
        "---\n"
        'title: "Council: fish"\n'
        "date: 2026-01-04T23:26:00+09:00\n"
        "updated: 2026-01-05\n"
        "topics: [city]\n"
        'tags: [fish, "a, b"]\n'
        "source: example\n"
        "source_url: https://example.org/a\n"
        "authors: [Jane Doe]\n"
        "# summary: one or two sentences for lists and feeds\n"
        "lang: ko\n"
        "id: wire-20260104-0123456789\n"
        "draft: true\n"
        "---\n"
        "\n"
        "One.\n"
        "\n"
        "\\- Two.\n"
    )


def test_only_the_known_part_of_a_date_is_written() -> None:
    text = article_text(Draft(title="x", id="i", date=DATE, timed=False, updated=DATE))
    assert "\ndate: 2026-01-04\nupdated: 2026-01-04T23:26:00+09:00\n" in text


def test_values_without_characters_for_a_page_are_not_written() -> None:
    text = article_text(Draft(title="x", id="i", tags=("\x07", "a", " "), authors=("\ufeff",), summary="\x07"))
    assert "\ntags: [a]\n" in text and "\n# authors: [" in text and "\n# summary: " in text


@pytest.mark.parametrize(
    ("url", "written"),
    [
        ("https://a.example/b_c?d=1&e", "https://a.example/b_c?d=1&e"),
        ("https://a.example/?", '"https://a.example/?"'),
        ("https://a.example/#b", '"https://a.example/#b"'),
        ("https://a.example/[b]", '"https://a.example/[b]"'),
    ],
)
def test_an_address_is_quoted_unless_all_its_characters_are_plain(url: str, written: str) -> None:
    assert f"\nsource_url: {written}\n" in article_text(Draft(title="x", id="i", source_url=url))


def test_empty_fields_are_comments() -> None:
    text = article_text(Draft(title="x", id="i"))
    for name in ("date", "topics", "tags", "source", "source_url", "authors", "summary"):
        assert f"\n# {name}: " in text
    assert "\n# topics: [one, two]  # slugs from content/topics.yml\n# tags: [one, two]\n" in text
    assert "mode" not in text and text.endswith("id: i\n---\n")


def test_the_offset_of_a_timestamp_is_rounded_to_minutes() -> None:
    solar = timezone(timedelta(hours=8, minutes=27, seconds=52))
    assert timestamp(datetime(1900, 1, 1, 12, 0, 0, tzinfo=solar)) == "1900-01-01T12:00:08+08:28"
    assert timestamp(datetime(2026, 1, 4, 23, 26, 1, 999, tzinfo=UTC)) == "2026-01-04T23:26:01+00:00"
    assert timestamp(DATE, timed=False) == "2026-01-04"


@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ("Council moves the fish market", "council-moves-the-fish-market"),
        ("항구 시장", "항구-시장"),
        ("2026-01-04 Council", "council"),
        ("2026-99-99 2026-01-04 x", "x"),
        ("2026-01-04", "article-2026-01-04"),
        ("!!!", ""),
        ("word " * 40, "-".join(["word"] * 14)),
    ],
)
def test_the_file_name_is_derived_from_the_title(title: str, stem: str) -> None:
    assert file_stem(title) == stem
    assert len(stem.encode()) < 80
