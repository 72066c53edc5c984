"""References of HTML pages are found like in a browser."""

from __future__ import annotations

import time

import pytest

from digest.checks.html_references import read_markup, shown_text
from digest.text.line_positions import LinePositions


def addresses(page: str) -> list[str]:
    return [reference.address for reference in read_markup(page).references]


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ('<a href="/a/">', ["/a/"]),
        ("<A HREF='/a/' title=\"x > y\">", ["/a/"]),
        ("<a href=/a/>", ["/a/"]),
        ("<a\n href = \"/a?x=1&amp;y=2#'z'\">", ["/a?x=1&y=2#'z'"]),
        ("<a href>", []),
        ("<a data-href=/a/>", []),
        ('<a title="href=/a/">', []),
        ("<!-- <a href=/a/> --><a href=/b/>", ["/b/"]),
        ("<!-- never closed <a href=/a/>", []),
        ('<script src=/x.js>"<a href=/a/>"</script><a href=/b/>', ["/x.js", "/b/"]),
        ("<title><a href=/a/></title><style><a href=/b/></style><textarea><a href=/c/></textarea>", []),
        ('<img src=/a.png alt="" srcset="/a.png 1x, /b.png 2x,/c,d.png 3x">', ["/a.png", "/a.png", "/b.png", "/c,d.png"]),
        ("<video poster=/p.png src=/v.mp4>", ["/v.mp4", "/p.png"]),
        ("&lt;a href=/a/&gt; 1 < 2 <a href=/b/>", ["/b/"]),
        ('<a href="/a/" href="/b/">', ["/a/"]),
        ("<SCRIPT>'<a href=/a/>'</Script><A HREF=/b/>", ["/b/"]),
        ("<script><a href=/a/>", []),
        ('<img alt srcset=" /a.png 1x, /b.png 2x,">', ["/a.png", "/b.png"]),
        ('<img alt srcset="\n/a.png 1x,\n/b.png 2x,\n">', ["/a.png", "/b.png"]),
        ('<img alt srcset=", ,">', []),
        ('<a href=" /a/ ">', ["/a/"]),
        ("</a><!----><!-- x --><a href=/a/>", ["/a/"]),
    ],
)
def test_addresses_of_a_page(page: str, expected: list[str]):
    assert addresses(page) == expected


def test_ids_and_duplicate_ids_are_found():
    markup = read_markup('<h1 id=a><p id="b"><a name=c href=#a><i id=a data-id=d>')
    assert markup.ids == {"a", "b", "c"}
    assert [id for id, _ in markup.duplicate_ids] == ["a"]
    assert [id for id, _ in read_markup("<a id=a><a id=a><p id='' class=''><p id=''>").duplicate_ids] == ["a"]
    assert read_markup("<meta name=author><a name=''>").ids == frozenset()


def test_image_needs_an_alt_attribute():
    page = '<img src=a>\n <img alt="" src=b><img src=c alt><image><IMG>'
    assert [LinePositions(page).location(at) for at in read_markup(page).images_without_alt] == [(1, 1), (2, 42)]


def test_shown_text_has_text_attributes_and_html_in_feeds():
    assert "a b" in " ".join(shown_text("a.html", "<p>a <b>b</b></p>").split())
    assert "seen & read" in shown_text("a.html", '<meta content="seen &amp; read">')
    assert "in feed" in " ".join(shown_text("a.xml", "<content>&lt;p&gt;in &lt;i&gt;feed&lt;/i&gt;</content>").split())
    for name in ("a.rss", "a.atom", "A.OPML"):
        assert "in feed" in " ".join(shown_text(name, "&lt;p&gt;in &lt;i&gt;feed&lt;/i&gt;").split())
    assert "line end" in shown_text("a.json", '"line\\nend"')
    assert "seen & read" in shown_text("a.json", '"seen &amp; read"')
    assert "one two" in " ".join(shown_text("a.json", '"<p>one<b> two</b></p>"').split()), "without the tags between"


@pytest.mark.parametrize("unit", ["<", "<a ", "<!--", '<a href="', "<a b=c", "<script>", "<img ", "&", '="', "<a '>"])
def test_hostile_page_takes_limited_time(unit: str):
    def seconds(count: int) -> float:
        taken = []
        for _ in range(3):
            start = time.process_time()
            read_markup(unit * count)
            shown_text("a.html", unit * count)
            taken.append(time.process_time() - start)
        return min(taken)

    assert seconds(40_000) < 1.0
