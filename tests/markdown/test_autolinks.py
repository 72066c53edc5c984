"""Addresses without brackets are links, like in GitHub's Markdown, and end before adjacent CJK text."""

from __future__ import annotations

import re
import string
from html import unescape

import pytest

from digest.diagnostics import Diagnostics
from digest.markdown.markdown_reader import read_markdown
from tests.fuzz.doubling import complaint
from tests.markdown.test_markdown_reader import read, shown

A = "https://example.org/a"

LINKED = {
    # text: the part of it that is linked
    A: A,
    f"See {A}.": A,
    f"See {A}, or not": A,
    f"({A})": A,
    f"({A}).": A,
    f"{A}_(b)": f"{A}_(b)",
    f"({A}_(b))": f"{A}_(b)",
    f"{A}?b=c&d=e!": f"{A}?b=c&d=e",
    f"{A}&copy;": A,
    f"{A};": A,
    f"{A}<b": A,
    f'"{A}"': A,
    f"*{A}*": A,
    f"**{A}** b": A,
    f"~~{A}~~": A,
    f"[{A}]": A,
    f"[{A}], b": A,
    f"x:{A}": A,
    f"\\{A}": None,
    f"x{A}": None,
    "HTTP://Example.org": "HTTP://Example.org",
    "http://localhost:8000/": "http://localhost:8000/",
    "http://": None,
    "https://-a.org": None,
    "https://a_b.org": None,
    "https://" + "a." * 130 + "org": None,
    "www.example.org/a.": "www.example.org/a",
    "(www.example.org)": "www.example.org",
    "xwww.example.org": None,
    "1www.example.org": None,
    "/www.example.org": None,
    "-www.example.org": None,
    '"www.example.org"': None,
    "*www.example.org*": "www.example.org",
    "_www.example.org": "www.example.org",
    "~www.example.org": "www.example.org",
    "www.a.example xwww.b.example": "www.a.example",
    "xwww.a.example www.b.example xwww.c.example": "www.b.example",
    "www..": None,
    f"{A}[b](c)d": f"{A}[b](c)d",
    f"{A}(b(c))d": f"{A}(b(c))d",
    f"{A}(b))d": f"{A}(b))d",
    f"{A}]d": A,
    f"{A}(b]c": f"{A}(b",
    f"{A}b))": f"{A}b",
    f"{A}&copy;&reg;.": A,
    f"{A}~~가": A,
    f"{A}'*가": A,
    "www.": None,
    "www": None,
    "ftp://example.org": None,
    "javascript://example.org": None,
    f"{A}에서": f"{A}에서",  # may belong to the path
    "https://example.org에서": "https://example.org",
    "https://example.org:8000에서": "https://example.org:8000",
    "글은https://example.org": "https://example.org",
    "a은https://example.org": "https://example.org",
    "은https://example.org": "https://example.org",
    "은ahttps://example.org": None,
    "글은www.example.org에": "www.example.org",
    "https://한국.kr/가": "https://한국.kr/가",
    f"홈페이지({A})에서": A,
    f"**{A}**에서": A,
    f'"{A}"라고': A,
    f"“{A}”": A,
    f"请看{A}。谢谢": A,
    f"（{A}）": A,
    f"{A}、{A}b": A,
    "https://ko.wikipedia.org/wiki/서울_지하철": "https://ko.wikipedia.org/wiki/서울_지하철",
    "https://ko.wikipedia.org/wiki/서울(동음이의)": "https://ko.wikipedia.org/wiki/서울(동음이의)",
    "a@example.org": "a@example.org",
    "a_b+c@example.org.": "a_b+c@example.org",
    "mailto:a@example.org": "mailto:a@example.org",
    "xmpp:a@example.org": None,
    "a@example": None,
    "@example.org": None,
    "a@example.org1": None,
    "메일은a@example.org로": "a@example.org",
    "\\*a@example.org": "a@example.org",
    "\\a b@example.org": "b@example.org",
    "&amp;a@example.org": "a@example.org",
    "b\na@example.org": "a@example.org",
    "*b*a@example.org": "a@example.org",
    "`</a>` a@example.org": "a@example.org",
    "`<a href>` a@example.org": "a@example.org",
    "\\</a> a@example.org": "a@example.org",
}


@pytest.mark.parametrize(("text", "linked"), LINKED.items(), ids=map(ascii, LINKED))
def test_linked_part_of_a_text(text: str, linked: str | None):
    html = shown(text).replace("&amp;", "&")
    first = re.search('<a href="[^"]*">(.*?)</a>', html)
    assert (first[1] if first else None) == linked


@pytest.mark.parametrize(
    "text",
    ["See {}", "See {} now", "글은 {}", "See {} or {} now", "See\n{}\nnow", "({}), ({})", "{}, {}", "a@b {}", "{} a@b", "www {}"],
)
@pytest.mark.parametrize("address", [A, "www.example.org", "a@example.org", "mailto:a@example.org"])
def test_the_text_around_an_address_stays(text: str, address: str):
    html = shown(text.format(address, address))
    assert re.sub("<[^>]*>", "", html) == text.format(address, address)
    assert html.count(f">{address}</a>") == text.count("{}")


@pytest.mark.parametrize("sign", string.punctuation)
@pytest.mark.parametrize("address", [A, "www.example.org", "a@example.org", "mailto:a@example.org"])
def test_an_escaped_sign_before_an_address_stays(sign: str, address: str):
    for text in (f"\\{sign} {address}", f"\\{sign}{address}", f"a \\{sign}{address} b"):
        for typography in (False, True):
            html = shown(text, typography=typography)
            assert unescape(re.sub("<[^>]*>", "", html)) == text.replace(f"\\{sign}", sign)
    assert f">{address}</a>" in shown(f"\\{sign} {address}")


@pytest.mark.parametrize(
    ("text", "href"),
    [
        ("www.example.org", "http://www.example.org"),
        ("https://example.org/a b", "https://example.org/a"),
        ("https://example.org/가", "https://example.org/%EA%B0%80"),
        ("https://한국.kr", "https://xn--3e0b707e.kr"),
        ('https://example.org/"onclick="x', "https://example.org/%22onclick=%22x"),
        ("a@example.org", "mailto:a@example.org"),
        ("mailto:a@example.org", "mailto:a@example.org"),
    ],
)
def test_address_of_an_autolink(text: str, href: str):
    assert f'<a href="{href}">' in shown(text)


@pytest.mark.parametrize(
    "text",
    ["# {}", "> {}", "- a\n- {}", "1. {}", "| a |\n|---|\n| {} |", "a\n\n:   {}", "a[^1]\n\n[^1]: {}", "a\n{}\n\nb", "- [ ] {}"],
)
def test_an_address_is_a_link_in_every_block(text: str):
    assert f'<a href="{A}">{A}</a>' in shown(text.format(A))


@pytest.mark.parametrize("text", ["`{}`", "```\n{}\n```", "    {}", "[{}](b.md)", "![{}](b.png)", '<a href="b.md">{}</a>'])
def test_an_address_in_code_or_within_a_link_is_not_an_autolink(text: str):
    for address in (A, "www.example.org", "a@example.org"):
        html = shown(text.format(address))
        assert address in html and 'href="http' not in html and 'href="mailto' not in html


def test_typography_does_not_change_an_address():
    assert f">{A}--b...c</a> – d…" in shown(f"{A}--b...c -- d...", typography=True)


def test_an_autolink_is_not_a_target():
    found, reports = read(f"{A} www.example.org a@example.org")
    assert (found.targets, reports) == ((), [])
    assert found.excerpt == f"{A} www.example.org a@example.org"


@pytest.mark.parametrize(
    "piece",
    [
        "http://a_b ",
        "www.a_",
        f"{A} ",
        f"{A})",
        "a:",
        "a@",
        "a@b",
        f"]({A} ",
        f"a\n\n{A}\n\n",
        f"{A})가",
        f"{A}]",
        "&a;",
        "https://a.",
    ],
)
def test_many_addresses_take_linear_time(piece: str):
    def links(text: str) -> object:
        return read_markdown(text, Diagnostics("a.md"), 1, html=False, typography=False)

    assert complaint(lambda n: piece * n, links, 2**14) == ""


@pytest.mark.parametrize("quick", [True, False])
def test_a_mail_address_after_a_backslash_stays_text(quick: bool):
    text = "*x* and \\ab@example.org, *y* and ab@example.org"
    found = read_markdown(text, Diagnostics("a.md"), 1, html=False, typography=False, quick=quick)
    assert "and \\ab@example.org, " in "".join(found.body.parts)
    assert "".join(found.body.parts).count("mailto:") == 1


@pytest.mark.parametrize("quick", [True, False])
def test_the_text_of_a_mail_link_gets_no_typographic_dash(quick: bool):
    found = read_markdown("a@b--c.org is--it\n", Diagnostics("a.md"), 1, html=False, typography=True, quick=quick)
    assert found.body.parts == ('<p><a href="mailto:a@b--c.org">a@b--c.org</a> is–it</p>\n',)


@pytest.mark.parametrize("quick", [True, False])
def test_the_scheme_of_a_mail_address_is_not_repeated(quick: bool):
    found = read_markdown(
        "mailto:ab@example.org and cd@example.org\n", Diagnostics("a.md"), 1, html=False, typography=False, quick=quick
    )
    assert re.findall('href="([^"]*)"', found.body.parts[0]) == ["mailto:ab@example.org", "mailto:cd@example.org"]


@pytest.mark.parametrize("quick", [True, False])
@pytest.mark.parametrize(
    ("host", "is_linked"),
    [("x_y.a.org", True), ("a_b.org", False), ("b.c.d.e.f.g.h.i.j.k.l_m", False), ("a.b.c.d.e.f.g.h.i.j.k.l_m", True)],
)
def test_a_host_with_an_underscore_in_its_last_two_labels_is_no_address_unless_it_has_many(host: str, is_linked: bool, quick: bool):
    """As in cmark-gfm, which counts the dots of a host up to ten."""
    found = read_markdown(f"https://{host}/ x", Diagnostics("a.md"), 1, html=False, typography=False, quick=quick)
    assert ("<a href" in found.body.parts[0]) is is_linked
