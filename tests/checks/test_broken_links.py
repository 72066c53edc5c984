"""A broken link in finished pages is reported once, with the first page that has it."""

from __future__ import annotations

import pytest

from digest.checks.broken_links import CheckedSite, LinkCheck, host_of
from digest.config.config import Config

OUTPUTS = {"index.html": "front", "a/index.html": "a.md", "b.html": "b", "한/index.html": "k", "pic.png": "pic", "404.html": "404"}


def look(pages: dict[str, str], base: str = "https://example.org/") -> LinkCheck:
    check = LinkCheck(CheckedSite(Config("T", base), "site", OUTPUTS))
    for path, text in pages.items():
        check.read_page(path, OUTPUTS[path], text)
    return check


def said(check: LinkCheck) -> list[str]:
    return [str(diagnostic) for diagnostic in check.diagnostics()]


@pytest.mark.parametrize(
    "address",
    [
        "/", "/a/", "/a", "/a/index.html", "/b.html", "/b", "/pic.png?v=1", "a/", "./a/#top", "#own", "#", "?x", "", "/a/#there",
        "https://example.org", "https://example.org/a/#there", "//example.org/a/", "/%ED%95%9C/", "/한/", "mailto:x@example.org",
        "data:image/png;base64,xx", "javascript:void 0", "/a/#:~:text=there", "/a/#%74here", "/pic.png#page=2", "HTTPS://other.example/x",
    ],
)  # fmt: skip
def test_what_is_there(address: str):
    assert said(look({"index.html": f'<p id=own><a href="{address}">', "a/index.html": "<p id=there>"})) == []


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
        ('<a href="c#">', "site/index.html:2:3: E301 there is no page c# (page of front)"),
        ('<a href="mailto:x@example.org"><a href="/c/">', "site/index.html:2:34: E301 there is no page /c/ (page of front)"),
        ('<img src="/a<b>.png" alt="">', "site/index.html:2:3: E302 there is no file /a&lt;b&gt;.png (page of front)"),
        ('<a href="/%3Cb%3E/?x#y">', "site/index.html:2:3: E301 there is no page /&lt;b&gt;/?x#y (page of front)"),
    ],
)
def test_what_is_not(markup: str, diagnostic: str):
    assert said(look({"index.html": f"<p>\n  {markup}", "a/index.html": ""})) == [diagnostic]


def test_below_a_path_what_forgets_the_path_is_a_fault_and_other_paths_of_the_host_are_other_sites():
    pages = {
        "index.html": '<a href="/a/"><a href="/repo/a/"><a href="/repo"><a href="https://example.org/a/"><a href="/repository/">'
    }
    check = look(pages, "https://example.org/repo/")
    assert [(diagnostic.code, diagnostic.message, diagnostic.hint) for diagnostic in check.diagnostics()] == [
        ("E301", "there is no page /a/ (page of front)", "addresses of this site begin with /repo/"),
        ("E301", "there is no page /repository/ (page of front)", "addresses of this site begin with /repo/"),
    ]
    assert list(check.external_targets) == ["https://example.org/a/"]


def test_what_is_on_every_page_is_told_once():
    nav = '<a href="/c/"><a href="/c/">'
    assert said(look({"index.html": nav, "a/index.html": nav, "b.html": nav})) == [
        "site/index.html:1:1: E301 there is no page /c/ (page of front, and 2 more pages)"
    ]


def test_addresses_of_other_sites_are_kept_without_their_fragments():
    check = look({"index.html": '<a href="https://a.example/x#y"><a href="//b.example/"><a href="https://a.example/x">'})
    assert list(check.external_targets) == ["https://a.example/x", "https://b.example/"]
    assert said(check) == []


def test_what_leads_nowhere_says_where_to_fix_it_and_shows_the_address_as_it_is_read():
    (diagnostic,) = look({"index.html": "<a href='/a\"b/'>"}).diagnostics()
    assert (diagnostic.message, diagnostic.hint) == ('there is no page /a"b/ (page of front)', "fix the template or the article")


@pytest.mark.parametrize("address", ["https://example.org", "https://example.org/a", "//example.org", "/a/", "#own", "a/"])
def test_an_address_of_this_site_is_not_one_of_another(address: str):
    assert look({"index.html": f"<p id=own><a href='{address}'>"}).external_targets == {}


def test_the_scheme_of_another_site_may_be_written_in_any_case():
    assert list(look({"index.html": "<a href='HTTPS://Other.example/x#y'>"}).external_targets) == ["HTTPS://Other.example/x"]


def test_of_two_files_that_an_address_may_mean_a_server_finds_the_one_of_that_name():
    check = LinkCheck(CheckedSite(Config("T", "https://example.org/"), "site", ["x", "x.html", "y.html", "y/index.html"]))
    check.read_page("index.html", "front", "<a href='/x#in-x'><a href='/y#in-y'>")
    assert list(check.internal_targets) == [("x", "in-x"), ("y/index.html", "in-y")]


@pytest.mark.parametrize("address", ["mailto:x@example.org", "data:text/plain,x", "javascript:void 0", "tel:+49", "urn:isbn:1"])
def test_what_is_no_address_of_a_page_is_neither_here_nor_elsewhere(address: str):
    check = look({"index.html": f'<a href="{address}">'})
    assert (check.internal_targets, check.external_targets, said(check)) == ({}, {}, [])


@pytest.mark.parametrize(("count", "more"), [(1, ""), (2, ", and 1 more page"), (3, ", and 2 more pages")])
def test_it_is_told_from_how_many_pages_something_is_referred_to(count: int, more: str):
    pages = dict.fromkeys(list(OUTPUTS)[:count], '<a href="https://example.org/c/">')
    assert said(look(pages)) == [f"site/index.html:1:1: E301 there is no page https://example.org/c/ (page of front{more})"]


def test_the_scheme_of_the_site_is_that_of_an_address_without_one():
    check = look({"index.html": '<a href="//example.org/c/"><a href="//b.example/">'}, "http://example.org/")
    assert said(check) == ["site/index.html:1:1: E301 there is no page //example.org/c/ (page of front)"]
    assert list(check.external_targets) == ["http://b.example/"]


def test_a_relative_address_is_below_the_page_that_has_it():
    pages = {"a/index.html": '<a href="../b">', "b.html": '<a href="a/"><a href="b">', "index.html": '<a href="../a/">'}
    assert said(look(pages, "https://example.org/repo/")) == ["site/index.html:1:1: E301 there is no page ../a/ (page of front)"]


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://A.example/x", "a.example"),
        ("https://u:p@a.example:8080/", "a.example:8080"),
        ("https://[::1", ""),
        ("mailto:x", ""),
    ],
)
def test_the_host_of_an_address(address: str, host: str):
    assert host_of(address) == host
