"""Broken links in rendered pages are reported once, with the first page that has them."""

from __future__ import annotations

import pytest

from digest.checks.broken_links import CheckedSite, LinkCheck, host_of
from digest.config.config import Config

OUTPUTS = {"index.html": "front", "a/index.html": "a.md", "b.html": "b", "한/index.html": "k", "pic.png": "pic", "404.html": "404"}


def checked_pages(pages: dict[str, str], base: str = "https://example.org/") -> LinkCheck:
    check = LinkCheck(CheckedSite(Config("T", base), "site", OUTPUTS))
    for path, text in pages.items():
        check.read_page(path, OUTPUTS[path], text)
    return check


def diagnostic_lines(check: LinkCheck) -> list[str]:
    return [str(diagnostic) for diagnostic in check.diagnostics()]


@pytest.mark.parametrize(
    "address",
    [
        "/", "/a/", "/a", "/a/index.html", "/b.html", "/b", "/pic.png?v=1", "a/", "./a/#top", "#own", "#", "?x", "", "/a/#there",
        "https://example.org", "https://example.org/a/#there", "//example.org/a/", "/%ED%95%9C/", "/한/", "mailto:x@example.org",
        "data:image/png;base64,xx", "javascript:void 0", "/a/#:~:text=there", "/a/#%74here", "/pic.png#page=2", "HTTPS://other.example/x",
        "#%6Fwn", "#TOP",
    ],
)  # fmt: skip
def test_links_with_a_target(address: str):
    assert diagnostic_lines(checked_pages({"index.html": f'<p id=own><a href="{address}">', "a/index.html": "<p id=there>"})) == []


@pytest.mark.parametrize(
    ("markup", "diagnostic"),
    [
        ('<a href="/c/">', "site/index.html:2:3: E301 there is no page /c/ (page of front)"),
        ('<a href="c">', "site/index.html:2:3: E301 there is no page c (page of front)"),
        ('<a href="/A/">', "site/index.html:2:3: E301 there is no page /A/ (page of front)"),
        ('<a href="/../a/">', "site/index.html:2:3: E301 there is no page /../a/ (page of front)"),
        ('<a href="https://example.org/c">', "site/index.html:2:3: E301 there is no page https://example.org/c (page of front)"),
        ('<img src="/no.png" alt="">', "site/index.html:2:3: E302 there is no file /no.png (page of front)"),
        ('<img srcset="/pic.png 1x, /no.png 2x" alt="">', "site/index.html:2:3: E302 there is no file /no.png (page of front)"),
        ('<a href="/a/#nowhere">', "site/index.html:2:3: E303 /a/ has no anchor #nowhere (page of front)"),
        ('<a href="#nowhere">', "site/index.html:2:3: E303 / has no anchor #nowhere (page of front)"),
        ("<p id=x><i id=x>", "site/index.html:2:11: W305 the id x is used twice on this page (page of front)"),
        ("<img src=/pic.png>", "site/index.html:2:3: W303 an image without alt (page of front)"),
        ('<a href="/b/">', "site/index.html:2:3: E301 there is no page /b/ (page of front)"),
        ('<a href="/b.html/">', "site/index.html:2:3: E301 there is no page /b.html/ (page of front)"),
        ('<a href="/%1Bc">', "site/index.html:2:3: E301 there is no page /\\x1bc (page of front)"),
        ('<a href="/c/x:y">', "site/index.html:2:3: E301 there is no page /c/x:y (page of front)"),
        ('<a href="c#">', "site/index.html:2:3: E301 there is no page c# (page of front)"),
        ('<a href="mailto:x@example.org"><a href="/c/">', "site/index.html:2:34: E301 there is no page /c/ (page of front)"),
        ('<img src="/a<b>.png" alt="">', "site/index.html:2:3: E302 there is no file /a&lt;b&gt;.png (page of front)"),
        ('<a href="/%3Cb%3E/?x#y">', "site/index.html:2:3: E301 there is no page /&lt;b&gt;/?x#y (page of front)"),
    ],
)
def test_links_without_a_target(markup: str, diagnostic: str):
    assert diagnostic_lines(checked_pages({"index.html": f"<p>\n  {markup}", "a/index.html": ""})) == [diagnostic]


def test_link_without_the_base_path_is_an_error_and_other_absolute_urls_are_external():
    pages = {
        "index.html": '<a href="/a/"><a href="/repo/a/"><a href="/repo"><a href="https://example.org/a/"><a href="/repository/">'
    }
    check = checked_pages(pages, "https://example.org/repo/")
    assert [(diagnostic.code, diagnostic.message, diagnostic.hint) for diagnostic in check.diagnostics()] == [
        ("E301", "there is no page /a/ (page of front)", "addresses of this site begin with /repo/"),
        ("E301", "there is no page /repository/ (page of front)", "addresses of this site begin with /repo/"),
    ]
    assert list(check.external_targets) == ["https://example.org/a/"]


def test_broken_link_on_every_page_is_reported_once():
    nav = '<a href="/c/"><a href="/c/">'
    assert diagnostic_lines(checked_pages({"index.html": nav, "a/index.html": nav, "b.html": nav})) == [
        "site/index.html:1:1: E301 there is no page /c/ (page of front, and 2 more pages)"
    ]


def test_external_links_have_no_fragment():
    check = checked_pages({"index.html": '<a href="https://a.example/x#y"><a href="//b.example/"><a href="https://a.example/x">'})
    assert list(check.external_targets) == ["https://a.example/x", "https://b.example/"]
    assert diagnostic_lines(check) == []


def test_broken_link_has_a_hint_and_a_readable_address():
    (diagnostic,) = checked_pages({"index.html": "<a href='/a\"b/'>"}).diagnostics()
    assert (diagnostic.message, diagnostic.hint) == ('there is no page /a"b/ (page of front)', "fix the template or the article")


@pytest.mark.parametrize("address", ["https://example.org", "https://example.org/a", "//example.org", "/a/", "#own", "a/"])
def test_link_to_this_site_is_not_external(address: str):
    assert checked_pages({"index.html": f"<p id=own><a href='{address}'>"}).external_targets == {}


def test_scheme_of_an_external_link_is_case_insensitive():
    assert list(checked_pages({"index.html": "<a href='HTTPS://Other.example/x#y'>"}).external_targets) == [
        "HTTPS://Other.example/x"
    ]


def test_file_with_the_exact_name_wins():
    check = LinkCheck(CheckedSite(Config("T", "https://example.org/"), "site", ["x", "x.html", "y.html", "y/index.html"]))
    check.read_page("index.html", "front", "<a href='/x#in-x'><a href='/y#in-y'>")
    assert list(check.internal_targets) == [("x", "in-x"), ("y/index.html", "in-y")]


@pytest.mark.parametrize(
    "address", ["mailto:x@example.org", "data:text/plain,x", "javascript:void 0", "tel:+49", "urn:isbn:1", "ftp://a.example/x"]
)
def test_other_schemes_are_ignored(address: str):
    check = checked_pages({"index.html": f'<a href="{address}">'})
    assert (check.internal_targets, check.external_targets, diagnostic_lines(check)) == ({}, {}, [])


@pytest.mark.parametrize(("count", "more"), [(1, ""), (2, ", and 1 more page"), (3, ", and 2 more pages")])
def test_diagnostic_has_the_number_of_pages(count: int, more: str):
    pages = dict.fromkeys(list(OUTPUTS)[:count], '<a href="https://example.org/c/">')
    assert diagnostic_lines(checked_pages(pages)) == [
        f"site/index.html:1:1: E301 there is no page https://example.org/c/ (page of front{more})"
    ]


def test_address_without_scheme_has_the_scheme_of_the_site():
    check = checked_pages({"index.html": '<a href="//example.org/c/"><a href="//b.example/">'}, "http://example.org/")
    assert diagnostic_lines(check) == ["site/index.html:1:1: E301 there is no page //example.org/c/ (page of front)"]
    assert list(check.external_targets) == ["http://b.example/"]


def test_relative_address_is_resolved_against_its_page():
    pages = {"a/index.html": '<a href="../b">', "b.html": '<a href="a/"><a href="b">', "index.html": '<a href="../a/">'}
    assert diagnostic_lines(checked_pages(pages, "https://example.org/repo/")) == [
        "site/index.html:1:1: E301 there is no page ../a/ (page of front)"
    ]


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://A.example/x", "a.example"),
        ("https://u:p@a.example:8080/", "a.example:8080"),
        ("https://[::1", ""),
        ("mailto:x", ""),
    ],
)
def test_host_of_a_url(address: str, host: str):
    assert host_of(address) == host


def test_every_repeated_id_is_reported():
    found = diagnostic_lines(checked_pages({"index.html": "<p id=x><i id=x><b id=y><u id=y>"}))
    assert [line.partition(" (")[0] for line in found] == [
        "site/index.html:1:9: W305 the id x is used twice on this page",
        "site/index.html:1:25: W305 the id y is used twice on this page",
    ]


def test_external_link_on_many_pages_has_the_location_of_the_first():
    link = '<a href="https://a.example/">'
    target = checked_pages({"b.html": f"<p>\n{link}{link}", "index.html": link}).external_targets["https://a.example/"]
    assert (target.spot.path, target.spot.line, target.spot.column, target.pages) == ("b.html", 2, 1, 2)


def test_an_address_without_a_scheme_may_have_a_port():
    check = checked_pages(
        {"index.html": '<a href="//example.org:8443/c/"><a href="//example.org/d/">'}, "https://example.org:8443/"
    )
    assert diagnostic_lines(check) == ["site/index.html:1:1: E301 there is no page //example.org:8443/c/ (page of front)"]
    assert list(check.external_targets) == ["https://example.org/d/"]
