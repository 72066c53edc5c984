"""Changed style sheets, pictures and icons get a URL with their version wherever an open page refers to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from playwright.sync_api import Browser

from digest.preview.http_server import PREVIEW_SCRIPTS
from tests.preview.lively import ICON
from tests.scripted_page import ORIGIN, ScriptedPage, scripted_page

pytestmark = pytest.mark.quick

PICTURE = ICON.format("red")
SCRIPT = """<script type=module>
    import { renew, useNewest, swapSheet } from "/files.js";
    Object.assign(window, { renew, useNewest, swapSheet });
    window.changes = 0;
    const observer = new MutationObserver((all) => { changes += all.length; });
    observer.observe(document, { subtree: true, childList: true, attributes: true });
</script>"""
BLUE, GREEN = "rgb(0, 0, 255)", "rgb(0, 128, 0)"
HAS_COLOUR = "colour => getComputedStyle(document.body).color === colour"
LINKS = "[...document.querySelectorAll('link[rel=stylesheet]')].map(each => each.getAttribute('href'))"


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[ScriptedPage]:
    with scripted_page(browser, PREVIEW_SCRIPTS) as opened:
        yield opened


def opened(window: ScriptedPage, html: str, files: dict[str, str] | None = None) -> ScriptedPage:
    """Open a page with this HTML, and wait until its files are loaded and the browser has listed them."""
    window.open(html + SCRIPT, {"a.svg": PICTURE, "b.svg": PICTURE} | (files or {}))
    window.get("() => new Promise((done) => { performance.mark('all'); setTimeout(done, 0); })")
    return window


def renew(window: ScriptedPage, *paths: str, number: int = 3) -> bool:
    """Tell the page that these files changed. Return whether it needs no reload."""
    return bool(window.get("([paths, number]) => renew(paths, number)", [paths, number]))


REFERENCES = [
    ("<img src=a.svg>", "src", f"{ORIGIN}a.svg?v=3"),
    ("<img src='/a.svg?x=1#part'>", "src", f"{ORIGIN}a.svg?x=1&v=3#part"),
    ("<img src='a.svg?v=2'>", "src", f"{ORIGIN}a.svg?v=3"),
    ("<img src=%61.svg>", "src", f"{ORIGIN}%61.svg?v=3"),
    ("<img srcset='a.svg 1x, b.svg 2x,/a.svg 3x'>", "srcset", f"{ORIGIN}a.svg?v=3 1x, b.svg 2x,{ORIGIN}a.svg?v=3 3x"),
    ("<img srcset='a.svg 1.5x,b.svg 2x,/a.svg'>", "srcset", f"{ORIGIN}a.svg?v=3 1.5x,b.svg 2x,{ORIGIN}a.svg?v=3"),
    (
        "<img srcset='a.svg 80w, c,d.svg 160w 90h,a.svg 240w'>",
        "srcset",
        f"{ORIGIN}a.svg?v=3 80w, c,d.svg 160w 90h,{ORIGIN}a.svg?v=3 240w",
    ),
    ("<picture><source srcset=a.svg><img src=b.svg></picture>", "srcset", f"{ORIGIN}a.svg?v=3"),
    ("<video poster=a.svg></video>", "poster", f"{ORIGIN}a.svg?v=3"),
    ("<video src=a.svg></video>", "src", f"{ORIGIN}a.svg?v=3"),
    ("<input type=image src=a.svg>", "src", f"{ORIGIN}a.svg?v=3"),
    ("<link rel='shortcut icon' href=a.svg>", "href", f"{ORIGIN}a.svg?v=3"),
    ("<img src=b.svg>", "src", "b.svg"),
    ("<img src=https://other.test/a.svg>", "src", "https://other.test/a.svg"),
    ("<img src=//[/a.svg>", "src", "//[/a.svg"),
    ("<img src=/%ff/a.svg>", "src", "/%ff/a.svg"),
    ("<link rel=canonical href=a.svg>", "href", "a.svg"),
    ("<a href=a.svg></a>", "href", "a.svg"),
    ("<input type=text src=a.svg>", "src", "a.svg"),
]
"""HTML, the attribute with a reference in it, and its value after a.svg changed."""


def test_a_changed_file_gets_a_new_url_in_each_kind_of_reference(window: ScriptedPage):
    opened(window, "<body>" + "".join(f"<div>{html}</div>" for html, _, _ in REFERENCES))
    assert renew(window, "/a.svg")
    value = (
        "names => [...document.querySelectorAll('div')].map((e, at) => e.querySelector(`[${names[at]}]`).getAttribute(names[at]))"
    )
    found = window.get(value, [name for _, name, _ in REFERENCES])
    assert dict(zip(REFERENCES, found, strict=True)) == {reference: reference[2] for reference in REFERENCES}
    changes = window.get("changes")
    window.get("useNewest()")
    assert window.get("changes") == changes


def test_any_name_of_a_file_is_found(window: ScriptedPage):
    opened(window, "<img src=x><img src=' a, b 2x.svg '><img srcset='x 1x, 2 2x'>")
    assert renew(window, "/x", "/a,%20b%202x.svg")
    assert window.get("[...document.images].map(each => each.src || each.srcset)") == [
        f"{ORIGIN}x?v=3",
        f"{ORIGIN}a,%20b%202x.svg?v=3",
        f"{ORIGIN}x?v=3 1x, 2 2x",
    ]


def test_names_in_other_scripts_are_found_however_they_are_written(window: ScriptedPage):
    opened(window, "<img src=/항구.svg><img src=/%ED%95%AD%EA%B5%AC.svg>", {"항구.svg": PICTURE})
    assert renew(window, "/%ED%95%AD%EA%B5%AC.svg")
    assert window.get("[...document.images].map(each => each.src)") == [f"{ORIGIN}%ED%95%AD%EA%B5%AC.svg?v=3"] * 2


@pytest.mark.parametrize(
    ("html", "changed", "is_updated"),
    [
        ("<img src=a.svg>", ["/a.svg"], True),
        ("<img src=a.svg>", ["/b.svg", "/c.js", "https://other.test/a.svg"], True),
        ("<script src=c.js></script>", ["/c.js"], False),
        ("<img src=a.svg><script src=c.js></script>", ["/a.svg", "/c.js"], False),
        ("<link rel=stylesheet href=main.css>", ["/main.css"], True),
        ("<link rel=stylesheet href=main.css>", ["/inner.css"], True),
        ("<link rel=stylesheet href=main.css><script src=c.js></script>", ["/inner.css", "/c.js"], False),
    ],
    ids=str,
)
def test_a_page_is_reloaded_if_it_loaded_a_file_that_cannot_be_replaced(
    window: ScriptedPage, html: str, changed: Sequence[str], is_updated: bool
):
    opened(window, html, {"main.css": "@import 'inner.css';", "inner.css": "p { color: red; }", "c.js": ""})
    assert renew(window, *changed) is is_updated


def test_an_unused_file_changes_nothing(window: ScriptedPage):
    opened(window, "<img src=a.svg><link rel=stylesheet href=main.css>", {"main.css": "p { background: url(a.svg) }"})
    assert renew(window, "/b.svg", "/other.css", "/c.js")
    assert window.get("new Promise(done => setTimeout(() => done(changes)))") == 0
    assert not [path for path in window.requested if "v=" in path]


def test_references_that_are_added_later_get_the_version(window: ScriptedPage):
    opened(window, "<img src=a.svg>")
    renew(window, "/a.svg", number=3)
    renew(window, "/b.svg", number=4)
    window.get("() => { document.body.innerHTML = '<img src=a.svg><img src=b.svg>'; useNewest(); }")
    assert window.get("[...document.images].map(each => each.src)") == [f"{ORIGIN}a.svg?v=3", f"{ORIGIN}b.svg?v=4"]


# style sheets


def sheet(colour: str) -> str:
    return f"body {{ color: {colour}; }}"


def test_a_style_sheet_is_kept_until_its_new_version_is_loaded(window: ScriptedPage):
    opened(window, "<link rel=stylesheet href=main.css>", {"main.css": sheet(BLUE)})
    window.files["main.css"] = sheet(GREEN)
    window.held["main.css?v=3"] = []
    assert renew(window, "/main.css")
    window.when("document.querySelectorAll('link').length === 2")
    changes = window.get("changes")
    window.get("useNewest()")
    assert window.get("changes") == changes, "it is being loaded"
    assert window.get(LINKS) == ["main.css", f"{ORIGIN}main.css?v=3"]
    assert window.get(HAS_COLOUR, BLUE)
    window.answer(*window.held.pop("main.css?v=3"))
    window.when(HAS_COLOUR, GREEN)
    assert window.get(LINKS) == [f"{ORIGIN}main.css?v=3"]


def test_of_two_new_versions_of_a_style_sheet_the_last_one_is_used(window: ScriptedPage):
    opened(window, "<link rel=stylesheet href=main.css>", {"main.css": sheet(BLUE)})
    window.held |= {"main.css?v=3": [], "main.css?v=4": []}
    renew(window, "/main.css", number=3)
    renew(window, "/main.css", number=4)
    assert window.get(LINKS) == ["main.css", f"{ORIGIN}main.css?v=4"]
    window.page.wait_for_timeout(0)
    window.files["main.css"] = sheet("red")
    for route in window.held.pop("main.css?v=3"):
        window.answer(route)
    assert window.get(HAS_COLOUR, BLUE)
    window.files["main.css"] = sheet(GREEN)
    window.answer(*window.held.pop("main.css?v=4"))
    window.when(HAS_COLOUR, GREEN)
    assert window.get(LINKS) == [f"{ORIGIN}main.css?v=4"]


def test_a_style_sheet_that_cannot_be_loaded_does_not_replace_the_old_one(window: ScriptedPage):
    opened(window, "<link rel=stylesheet href=main.css>", {"main.css": sheet(BLUE)})
    del window.files["main.css"]
    renew(window, "/main.css")
    window.when("document.querySelectorAll('link').length === 1")
    assert (window.get(LINKS), window.get(HAS_COLOUR, BLUE)) == (["main.css"], True)
    window.files["main.css"] = sheet(GREEN)
    window.get("useNewest()")
    window.when(HAS_COLOUR, GREEN)


def test_a_style_sheet_that_another_imports_is_updated_with_those_of_this_server(window: ScriptedPage):
    files = {"main.css": "@import 'inner.css';", "inner.css": sheet(BLUE)}
    opened(window, "<link rel=stylesheet href=main.css><link rel=stylesheet href=https://other.test/inner.css>", files)
    window.files["inner.css"] = sheet(GREEN)
    renew(window, "/inner.css")
    window.when(HAS_COLOUR, GREEN)
    assert window.get(LINKS) == [f"{ORIGIN}main.css?v=3", "https://other.test/inner.css"]
    assert (
        window.requested.count("https://other.test/inner.css") == len([path for path in window.requested if "other" in path]) == 1
    )


PLACES = {
    "of a rule": "body {{ background-image: url({}); }}",
    "inside a rule": "@media all {{ @supports (color: red) {{ body {{ background-image: url({}); }} }} }}",
    "in an important declaration": "body {{ background-image: url({}) !important; }}",
    "beside others": "body {{ background-image: url(b.svg), url({}); }}",
}


@pytest.mark.parametrize("place", PLACES)
def test_a_picture_of_a_style_sheet_is_updated(window: ScriptedPage, place: str):
    rule = PLACES[place].format("a.svg")
    files = {"css/main.css": rule, "css/a.svg": PICTURE, "css/b.svg": PICTURE}
    opened(window, "<link rel=stylesheet href=css/main.css>", files)
    image = "getComputedStyle(document.body).backgroundImage"
    before = window.get(image)
    assert renew(window, "/a.svg"), "another picture"
    assert window.get(image) == before
    assert renew(window, "/css/a.svg")
    assert window.get(image) == before.replace("css/a.svg", "css/a.svg?v=3")
    window.get("() => { document.body.style.backgroundImage = 'none'; }")
    assert ("a.svg" in window.get(image)) == ("important" in rule)


def test_a_picture_of_a_style_attribute_a_style_element_or_an_imported_sheet_is_updated(window: ScriptedPage):
    html = "<style>h1 { background: url(a.svg) }</style><link rel=stylesheet href=main.css><h1></h1>"
    html += "<p style='background: url(a.svg)'></p>"
    files = {"main.css": "@import 'css/inner.css';", "css/inner.css": "body { background: url(../a.svg) }"}
    opened(window, html, files)
    renew(window, "/a.svg")
    image = "['body', 'p', 'h1'].map(name => getComputedStyle(document.querySelector(name)).backgroundImage)"
    assert window.get(image) == [f'url("{ORIGIN}a.svg?v=3")'] * 3


def test_a_new_version_of_a_style_sheet_has_the_newest_pictures(window: ScriptedPage):
    opened(window, "<link rel=stylesheet href=main.css>", {"main.css": sheet(BLUE) + "body { background: url(a.svg) }"})
    renew(window, "/a.svg", number=3)
    window.files["main.css"] = sheet(GREEN) + "body { background: url(a.svg) }"
    renew(window, "/main.css", number=4)
    window.when(HAS_COLOUR, GREEN)
    assert window.get("getComputedStyle(document.body).backgroundImage") == f'url("{ORIGIN}a.svg?v=3")'


def test_a_sheet_of_another_server_is_left_alone(window: ScriptedPage):
    opened(window, "<img src=a.svg><link rel=stylesheet href=https://other.test/main.css>")
    assert renew(window, "/a.svg", "/main.css")
    assert window.get(LINKS) == ["https://other.test/main.css"]
