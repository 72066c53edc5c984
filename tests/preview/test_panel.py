"""The panel over a page: what it shows for each message, and what the reader can hide."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Browser

from digest.preview.browser_channel import Message, ShownError, Unpublished
from digest.preview.http_server import PREVIEW_SCRIPTS
from tests.scripted_page import ScriptedPage, scripted_page

pytestmark = pytest.mark.quick

SCRIPT = """<script type=module>
    import { Panel } from "/panel.js";
    window.start = (hidden) => {
        document.querySelector("digest-preview")?.remove();
        const chosen = window.chosen = [];
        window.panel = new Panel(hidden, (value) => chosen.push(["hidden", value]), (value) => chosen.push(["follows", value]));
        window.root = document.querySelector("digest-preview").shadowRoot;
    };
    window.all = (selector) => [...root.querySelectorAll(selector)].filter((each) => each.checkVisibility());
    start("");
</script>"""

ERROR = ShownError("content/a.md", 4, 8, "E205", "there is no topic wrold", "write world", "topic: wrold", "editor://a.md:4:8")
OTHER = ShownError("digest.yml", 1, 1, "E101", "there is no setting tilte", "", "tilte: x", "")
WARNING = ShownError("content/b.md", 2, 1, "W301", "the summary is long", "", "", "")
NOTE = ShownError("content/b.md", 2, 1, "N301", "a note", "", "", "")
BADGES = ("draft", "embargoed", "expired")


def unpublished(*badges: str) -> tuple[Unpublished, ...]:
    return tuple(Unpublished(badge, f"Article {number}", f"/{number}/") for number, badge in enumerate(badges))


@pytest.fixture(scope="module")
def _window(browser: Browser) -> Iterator[ScriptedPage]:
    with scripted_page(browser, PREVIEW_SCRIPTS) as opened:
        yield opened.open("<input id=query>" + SCRIPT)


@pytest.fixture
def window(_window: ScriptedPage) -> ScriptedPage:
    """A short page with a new panel."""
    _window.get("start('')")
    return _window


@pytest.fixture
def fresh(browser: Browser) -> Iterator[ScriptedPage]:
    """A page for one test."""
    with scripted_page(browser, PREVIEW_SCRIPTS) as opened:
        yield opened


def draw(window: ScriptedPage, *diagnostics: ShownError, follows: bool = False, lost: bool = False, **message: Any) -> None:
    """Draw a message of a site that is ready, with these diagnostics."""
    drawn = Message("run", diagnostics=diagnostics, **{"ready": True, "count": len(message.get("unpublished", ())), **message})
    window.get("([message, follows, lost]) => panel.draw(message, follows, lost)", [msgspec.to_builtins(drawn), follows, lost])


def texts(window: ScriptedPage, selector: str) -> list[str]:
    """Return the text of each visible element of the panel."""
    return list(window.get("selector => all(selector).map(each => each.innerText)", selector))


def open_bar(window: ScriptedPage) -> None:
    window.get("() => { root.querySelector('details').open = true; }")


# the bar


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ({}, "Preview"),
        ({"ready": False}, "The site is being read."),
        ({"ready": False, "progress": "300 of 9000 articles"}, "300 of 9000 articles"),
        ({"unpublished": unpublished("draft")}, "Preview · 1 draft"),
        ({"unpublished": unpublished(*BADGES, *BADGES)}, "Preview · 2 drafts · 2 embargoed · 2 expired"),
        ({"unpublished": unpublished("expired", "embargoed", "expired")}, "Preview · 1 embargoed · 2 expired"),
        ({"unpublished": unpublished("draft"), "count": 900}, "Preview · 900 unpublished"),
        ({"lost": True}, "The preview has ended. This page waits until it is back."),
        ({"lost": True, "ready": False}, "The preview has ended. This page waits until it is back."),
    ],
    ids=str,
)
def test_the_bar_says_the_state_of_the_site(window: ScriptedPage, message: dict[str, Any], said: str):
    draw(window, **message)
    assert texts(window, ".said") == [said]


@pytest.mark.parametrize(
    ("diagnostics", "said", "heading"),
    [
        ([ERROR], "Preview · 1 error", ["There is an error"]),
        ([WARNING, ERROR, OTHER], "Preview · 2 errors · 1 warning", ["There are 2 errors"]),
        ([WARNING, NOTE, WARNING], "Preview · 2 warnings", []),
    ],
    ids=["error", "all", "warnings"],
)
def test_the_panel_counts_errors_and_warnings(window: ScriptedPage, diagnostics: list[ShownError], said: str, heading: list[str]):
    draw(window, *diagnostics, unpublished=())
    assert (texts(window, ".said"), texts(window, "h2")) == ([said], heading)
    draw(window, *diagnostics, unpublished=(), ready=False, progress="Reading.")
    assert texts(window, ".said") == [said if heading else "Reading."]
    draw(window)
    assert (texts(window, ".said"), texts(window, "h2")) == (["Preview"], [])


def test_the_colour_of_the_dot_shows_the_state(window: ScriptedPage):
    def colour(*diagnostics: ShownError, **message: Any) -> str:
        draw(window, *diagnostics, **message)
        return str(window.get("getComputedStyle(root.querySelector('.dot')).backgroundColor"))

    fine, reading, faulty, lost = colour(), colour(ready=False), colour(ERROR), colour(lost=True)
    assert len({fine, reading, faulty}) == 3
    assert faulty == lost
    assert colour(WARNING) == colour() == fine


def test_the_open_bar_links_unpublished_articles_and_lists_warnings(window: ScriptedPage):
    embargoed = Unpublished("embargoed", "For <b>later", "/later/", "2030-01-01 09:00 (Asia/Seoul)")
    draw(window, WARNING, ERROR, unpublished=(*unpublished("draft"), embargoed))
    open_bar(window)
    assert texts(window, "h3") == ["Faults", "Only in the preview", "Warnings"]
    assert texts(window, ".badge") == ["draft", "embargoed"]
    assert window.get("all('.rest a').map(each => [each.textContent, each.getAttribute('href')])") == [
        ["Article 0", "/0/"],
        ["For <b>later", "/later/"],
    ]
    assert texts(window, ".rest ul:not(.warnings) li")[1].endswith("For <b>later until 2030-01-01 09:00 (Asia/Seoul)")
    assert "until" not in texts(window, ".rest ul:not(.warnings) li")[0]
    assert texts(window, ".warnings li") == ["content/b.md:2:1 W301 the summary is long"]
    draw(window)
    assert texts(window, "h3, li, .rest button") == []


def test_following_is_shown_and_switched(window: ScriptedPage):
    def is_checked() -> bool:
        return bool(window.get("root.querySelector('input').checked"))

    draw(window, follows=True)
    assert is_checked()
    draw(window, follows=False)
    assert not is_checked()
    open_bar(window)
    window.page.click("digest-preview label")
    window.page.click("digest-preview label")
    assert window.get("chosen") == [["follows", True], ["follows", False]]


def test_an_equal_message_touches_nothing_and_a_new_warning_no_error(window: ScriptedPage):
    draw(window, ERROR, OTHER, unpublished=unpublished("draft"))
    window.get(
        """() => {
            window.touched = 0;
            window.errors = all(".diagnostics li");
            new MutationObserver((all) => { touched += all.length; })
                .observe(root, { subtree: true, childList: true, attributes: true, characterData: true });
        }"""
    )
    draw(window, ERROR, OTHER, unpublished=unpublished("draft"), number=7, news=True)
    assert window.get("touched") == 0
    draw(window, ERROR, OTHER, WARNING)
    assert window.get("touched") > 0
    assert window.get("errors.every(each => each.isConnected) && errors.length === 2")


@pytest.mark.parametrize(
    "later",
    [
        {"ready": False}, {"ready": False, "progress": "Reading."}, {"lost": True}, {"unpublished": unpublished("draft")},
        {"count": 9}, {"diagnostics": (WARNING,)},
    ],
    ids=str,
)  # fmt: skip
def test_each_change_of_the_state_is_drawn(window: ScriptedPage, later: dict[str, Any]):
    draw(window)
    before = texts(window, ".said")
    draw(window, *later.pop("diagnostics", ()), **later)
    assert texts(window, ".said") != before
    draw(window)
    assert texts(window, ".said") == before


def test_the_bar_shrinks_where_it_would_cover_the_end_of_the_page(fresh: ScriptedPage):
    window = fresh.open("<style>body { margin: 0; height: 3000px; }</style>" + SCRIPT)
    draw(window)
    is_small = "small => all('.said').length === (small ? 0 : 1)"
    height = window.get("innerHeight")
    for end, small in [(0, True), (200, False), (20, True), (60, False), (-5, True), (-20, False)]:
        # The end of the page is this much above the lower edge of the window.
        window.get("end => { document.body.style.height = `${innerHeight - end}px`; }", end)
        window.when(is_small, small)
    window.get("() => { document.body.style.height = '3000px'; }")
    window.when(is_small, False)
    window.get("scrollTo(0, 9999)")
    window.when(is_small, True)
    draw(window, lost=True)
    assert texts(window, ".said")
    draw(window)
    assert not texts(window, ".said")
    window.get("scrollTo(0, 0)")
    window.when(is_small, False)
    window.get("() => { document.body.style.height = `${innerHeight + 5}px`; }")
    window.page.set_viewport_size({"width": 1280, "height": height - 200})
    window.when(is_small, False)
    window.page.set_viewport_size({"width": 1280, "height": height})
    window.when(is_small, True)


# errors


def test_an_error_is_shown_with_its_place_line_and_hint(window: ScriptedPage):
    draw(window, ERROR, OTHER)
    assert texts(window, ".diagnostics li") == [
        "content/a.md:4:8 E205 there is no topic wrold\ntopic: wrold\nwrite world",
        "digest.yml:1:1 E101 there is no setting tilte\ntilte: x",
    ]
    assert window.get("all('.place').map(each => [each.localName, each.getAttribute('href')])") == [
        ["a", "editor://a.md:4:8"],
        ["span", None],
    ]
    assert len(texts(window, ".hint")) == 1


@pytest.mark.parametrize(
    ("text", "column", "line", "marked"),
    [
        ("abc", 1, "abc", ["a"]),
        ("abc", 2, "abc", ["b"]),
        ("abc", 3, "abc", ["c"]),
        ("abc", 4, "abc", []),
        ("abc", 40, "abc", []),
        ("🌊 é한", 1, "🌊 é한", ["🌊"]),
        ("🌊 é한", 4, "🌊 é한", ["한"]),
        ("<b>x", 2, "<b>x", ["b"]),
        ("", 1, None, []),
        ("  \t", 1, None, []),
    ],
)
def test_the_column_of_an_error_is_marked_in_its_line(
    window: ScriptedPage, text: str, column: int, line: str | None, marked: list[str]
):
    draw(window, msgspec.structs.replace(ERROR, text=text, column=column))
    assert window.get("all('pre').map(each => each.textContent)") == ([] if line is None else [line])
    assert texts(window, "mark") == marked


def hidden_errors(*diagnostics: ShownError) -> list[dict[str, Any]]:
    return [msgspec.to_builtins(each) for each in diagnostics]


def test_hidden_errors_stay_hidden_until_there_are_others(window: ScriptedPage):
    draw(window, ERROR, WARNING)
    window.page.click("digest-preview >> text=Hide")
    assert texts(window, ".diagnostics") == []
    ((name, hidden),) = window.get("chosen")
    assert (name, msgspec.json.decode(hidden)) == ("hidden", hidden_errors(ERROR))
    draw(window, ERROR)
    assert (texts(window, ".diagnostics"), texts(window, ".said")) == ([], ["Preview · 1 error"])
    draw(window, ERROR, OTHER)
    assert texts(window, "h2") == ["There are 2 errors"]
    draw(window, ERROR)
    assert texts(window, "h2") == []
    draw(window)
    draw(window, ERROR)
    assert texts(window, "h2") == ["There is an error"], "it is a new one: it was corrected in between"
    assert window.get("chosen.slice(1)") == [["hidden", ""]]


def test_errors_hidden_on_another_page_are_hidden(window: ScriptedPage):
    draw(window, ERROR)
    hidden = window.get("root.querySelector('ul').dataset.said")
    window.get("hidden => start(hidden)", hidden)
    draw(window, ERROR)
    assert texts(window, ".diagnostics") == []
    assert window.get("chosen") == []
    open_bar(window)
    window.page.click("digest-preview >> text=Show the errors")
    assert texts(window, "h2") == ["There is an error"]
    assert window.get("chosen") == [["hidden", ""]]
    assert window.get("root.activeElement.textContent") == "Hide"


@pytest.mark.parametrize("is_inside", [True, False])
def test_escape_hides_the_errors_then_closes_the_bar_and_focus_is_not_lost(window: ScriptedPage, is_inside: bool):
    draw(window, ERROR)
    open_bar(window)
    if is_inside:
        window.get("root.querySelector('.diagnostics button').focus()")
    else:
        window.page.focus("#query")
    window.page.keyboard.press("a")
    assert texts(window, "h2") != []
    window.page.keyboard.press("Escape")
    assert (texts(window, "h2"), window.get("root.querySelector('details').open")) == ([], True)
    focused = window.get("[document.activeElement.id, root.activeElement?.localName ?? null]")
    assert focused == (["", "summary"] if is_inside else ["query", None])
    window.page.keyboard.press("Escape")
    assert window.get("root.querySelector('details').open") is False


@pytest.mark.parametrize("event", ["{ isComposing: true }", "{ cancelable: true }"])
def test_an_escape_that_something_else_uses_hides_nothing(window: ScriptedPage, event: str):
    """An input method, or the page itself."""
    draw(window, ERROR)
    window.get(
        f"""() => {{
            query.addEventListener("keydown", (event) => event.preventDefault(), {{ once: true }});
            query.dispatchEvent(new KeyboardEvent("keydown", {{ key: "Escape", bubbles: true, ...{event} }}));
        }}"""
    )
    assert texts(window, "h2") == ["There is an error"]


def test_a_page_without_a_body_has_a_panel(fresh: ScriptedPage):
    window = fresh.open(SCRIPT)
    window.get("() => { document.body.remove(); start(''); }")
    draw(window, ERROR)
    assert texts(window, "h2") == ["There is an error"]
