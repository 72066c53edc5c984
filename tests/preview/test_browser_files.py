"""Style sheets, pictures and scripts that change while a page uses them."""

from __future__ import annotations

from collections.abc import Callable

from tests import sites
from tests.preview import lively
from tests.preview.served import Served
from tests.preview.tabs import Tab

Open = Callable[..., Tab]

STATIC = "themes/plain/static/"
PICTURED = "2026/02/11/pictured/"
SHOWN_RED = """() => {
    const image = document.querySelector("article img");
    if (!image?.complete || !image.naturalWidth) return null;
    const canvas = Object.assign(document.createElement("canvas"), {width: 1, height: 1}).getContext("2d");
    canvas.drawImage(image, 0, 0, 1, 1);
    return canvas.getImageData(0, 0, 1, 1).data[0];
}"""
"""JavaScript that returns the red value of the article's picture."""
COLOUR = "getComputedStyle(document.querySelector('h1')).color"
BACKGROUND = "getComputedStyle(document.body).backgroundImage"


def save(site: Served, files: dict[str, str | bytes | None]) -> None:
    sites.write(site.root, files)


def style(site: Served, text: str) -> None:
    save(site, {STATIC + "style.css": '@import "colours.css";\nbody { background: url(back.svg); }\n' + text})


def test_a_style_sheet_is_replaced_without_an_unstyled_moment(site: Served, tab: Open):
    style(site, "h1 { margin-top: 77px; }\n")
    site.when(lambda: "77px" in site.get("assets/style.css").text)
    shown = tab().go(site)
    shown.get(
        "window.margins = new Set();"
        "const note = () => margins.add(getComputedStyle(document.querySelector('h1')).marginTop);"
        "const look = () => { note(); requestAnimationFrame(look); };"
        "look();"
        "new MutationObserver(note).observe(document.head, {childList: true})"
    )
    for number in range(78, 82):
        style(site, f"h1 {{ margin-top: {number}px; }}\n")
        shown.when("wanted => getComputedStyle(document.querySelector('h1')).marginTop === wanted", f"{number}px")
    shown.when("document.querySelectorAll('link[rel=stylesheet]').length === 1")
    assert set(shown.get("[...margins]")) <= {f"{number}px" for number in range(77, 82)}
    assert shown.is_marked


def test_after_many_saves_of_a_style_sheet_the_last_one_is_used(site: Served, tab: Open):
    shown = tab().go(site)
    for number in range(20):
        style(site, f"h1 {{ margin-top: {number}px; }}\n")
        site.when(lambda number=number: f":{number}px" in site.get("assets/style.css").text)
    shown.when("getComputedStyle(document.querySelector('h1')).marginTop === '19px'")
    shown.when("document.querySelectorAll('link[rel=stylesheet]').length === 1")
    assert shown.is_marked


def test_an_imported_style_sheet_is_updated(site: Served, tab: Open):
    shown = tab().go(site)
    for number in (2, 3):
        save(site, {STATIC + "colours.css": f"h1 {{ color: rgb({number}, 1, 1); }}\n"})
        shown.when(f"wanted => {COLOUR} === wanted", f"rgb({number}, 1, 1)")
    assert shown.is_marked


def test_a_picture_in_a_style_sheet_is_updated_and_kept_when_the_sheet_changes(site: Served, tab: Open):
    shown = tab().go(site)
    save(site, {STATIC + "back.svg": lively.ICON.format("blue")})
    shown.when(f"/back.svg\\?v=\\d+/.test({BACKGROUND})")
    address = shown.get(BACKGROUND)
    style(site, "h1 { margin-top: 3px; }\n")
    shown.when("getComputedStyle(document.querySelector('h1')).marginTop === '3px'")
    shown.when(f"wanted => {BACKGROUND} === wanted", address)
    assert shown.is_marked


def test_a_picture_of_an_article_is_updated(site: Served, tab: Open):
    shown = tab().go(site, PICTURED)
    shown.when(f"({SHOWN_RED})() === 250")
    for red in (50, 150):
        save(site, {"content/2026/square.png": lively.picture(red)})
        shown.when(f"wanted => ({SHOWN_RED})() === wanted", red)
    assert shown.is_marked


def test_a_picture_is_updated_with_its_size(site: Served, tab: Open):
    shown = tab().go(site, PICTURED)
    save(site, {"content/2026/square.png": lively.picture(50, width=16)})
    shown.when(f"({SHOWN_RED})() === 50 && document.querySelector('article img').width === 16")
    assert shown.is_marked


def test_a_picture_that_was_deleted_and_replaced_is_updated(site: Served, tab: Open):
    shown = tab().go(site, PICTURED)
    save(site, {"content/2026/square.png": None})
    shown.when_panel(".diagnostics", "square.png")
    save(site, {"content/2026/square.png": lively.picture(60)})
    shown.when_panel(".diagnostics", None).when(f"({SHOWN_RED})() === 60")


def test_a_picture_that_is_added_again_has_its_current_version(site: Served, tab: Open):
    save(site, {"content/2026/second.md": sites.article("Second", "2026-02-12", body="![A square](square.png)")})
    site.when(lambda: "Second" in site.get().text)
    second = site.get("2026/02/12/second/").text
    shown = tab().go(site, PICTURED).when(f"({SHOWN_RED})() === 250")
    shown.get("window.kept = document.querySelector('article img')")  # so that the browser still has it
    text = (site.root / lively.PICTURED).read_text()
    save(site, {lively.PICTURED: text.replace("![A square](square.png)", "Nothing.")})
    shown.when_text("Nothing.")
    save(site, {"content/2026/square.png": lively.picture(70)})
    site.when(lambda: site.get("2026/02/12/second/").text != second)
    save(site, {lively.PICTURED: text})
    shown.when(f"({SHOWN_RED})() === 70")


def test_an_icon_is_updated(site: Served, tab: Open):
    shown = tab().go(site)
    save(site, {STATIC + "icon.svg": lively.ICON.format("green")})
    shown.when("document.querySelector('link[rel=icon]').href.includes('icon.svg?v=')")
    assert shown.is_marked


def test_a_changed_script_of_the_theme_reloads_the_page(site: Served, tab: Open):
    shown = tab().go(site)
    save(site, {STATIC + "theme.js": lively.SCRIPT + "\nwindow.another = 1;"})
    shown.when("window.another === 1")
    assert not shown.is_marked


def test_a_change_of_an_unused_file_does_not_touch_the_page(site: Served, tab: Open):
    shown, other = tab().go(site), tab().go(site, PICTURED)
    save(site, {"content/2026/square.png": lively.picture(80), "content/static/robots.txt": "User-agent: none\n"})
    other.when(f"({SHOWN_RED})() === 80")
    tab().go(site)
    assert (shown.is_marked, shown.touched) == (True, [])


def test_all_references_to_a_picture_are_updated(site: Served, tab: Open):
    """In srcset, in a style attribute, and in a rule inside another, which stays important."""
    foot = '<img id="many" alt="" srcset="/photo.png 1x, /none.png 2x"><p id="own" style="background: url(/photo.png)"></p>'
    save(site, {"themes/plain/templates/parts/foot.html": foot, "content/static/photo.png": lively.picture(250)})
    style(site, "@media all { #own { border-image-source: url(back.svg) !important; } }\n")
    site.when(lambda: site.get("photo.png").status == 200)
    site.when(lambda: 'id="own"' in site.get().text and "#own" in site.get("assets/style.css").text)
    shown = tab().go(site).when("getComputedStyle(document.querySelector('#own')).borderImageSource.includes('back.svg')")
    save(site, {"content/static/photo.png": lively.picture(90), STATIC + "back.svg": lively.ICON.format("teal")})
    shown.when("/photo\\.png\\?v=\\d+ 1x, \\/none\\.png 2x$/.test(document.querySelector('#many').srcset)")
    shown.when("/photo\\.png\\?v=\\d+/.test(document.querySelector('#own').style.background)")
    shown.when("/back\\.svg\\?v=\\d+/.test(getComputedStyle(document.querySelector('#own')).borderImageSource)")
    inner = "[...document.styleSheets].flatMap(each => [...each.cssRules]).find(each => each.media && each.cssRules).cssRules[0]"
    assert shown.get(f"{inner}.style.getPropertyPriority('border-image-source')") == "important"
    assert shown.is_marked
