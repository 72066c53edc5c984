"""The script of the search page, in a browser without a server."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.scripted_page import ORIGIN, ScriptedPage
from tests.themes.searchable import PER_FILE

pytestmark = pytest.mark.quick

TITLES = "() => [...document.querySelectorAll('#results a')].map(each => each.textContent)"


def search(window: ScriptedPage, query: str, *titles: str) -> None:
    """Type a query, and wait for these results."""
    window.page.fill("#q", query)
    window.when(f"titles => JSON.stringify(({TITLES})()) === JSON.stringify(titles)", titles)


def status(window: ScriptedPage) -> str:
    return str(window.get("document.querySelector('#found').textContent"))


CLIMATE, GAMES, MUNSTER = "2025년 기후변화 보고서", "AI時代の東京五輪", "Münster & <b>the rest</b>"
FOUND = {
    "lighthouse": ["Lighthouse sold", "Lighthouse keeper", "A tour of lighthouses", "Coast", "Dim", "Night"],
    "LIGHTHOUSES": ["A tour of lighthouses"],
    "lighthouse dark": ["Lighthouse sold", "Dim", "Night"],
    "dark lighthouse": ["Lighthouse sold", "Dim", "Night"],
    "light": ["Lamp lighting", "A tour of lighthouses", "Lighthouse sold", "Lighthouse keeper", "Coast", "Dim", "Night"],
    "dark is": ["Dim", "Night"],
    "lighthouse tour": [],
    "tour lighthouse": ["A tour of lighthouses"],
    "tour, a!": ["A tour of lighthouses"],
    "keep": ["Lighthouse keeper"],
    "eeper": [],
    "note 17": ["Note 17 of the harbour"],
    "munster": [MUNSTER],
    "MU\u0308NSTER": [MUNSTER],
    "rest": [MUNSTER],
    "ｎｉｇｈｔ": ["Night"],
    "기후": [CLIMATE],
    "후변": [CLIMATE],
    "\u1100\u1175\u1112\u116e": [CLIMATE],
    "변화 보고": [CLIMATE],
    "기보": [],
    "2025년": [CLIMATE],
    "2025": [CLIMATE],
    "바": ["바다"],
    "보 바": [],
    "기 보": [CLIMATE],
    "京五": [GAMES],
    "ai時代": [GAMES],
    "a時代": [],
    "時代ai": [GAMES],
    "時代a": [GAMES],
}


TYPED = """async (query) => {
    const [input, found, list] = ["q", "found", "results"].map((id) => document.getElementById(id));
    found.textContent = "";
    list.replaceChildren();
    input.value = query;
    input.dispatchEvent(new Event("input"));
    const count = () => parseInt(found.textContent) || 0;
    const isDone = () => /^Nothing/.test(found.textContent) || (count() && count() === list.children.length);
    for (let tries = 0; tries < 3000 && !isDone(); tries += 1) await new Promise((next) => setTimeout(next, 5));
    return [found.textContent, [...list.querySelectorAll("a")].map((each) => each.textContent)];
}"""
"""JavaScript that types a query, and returns the status and the titles when as many results are shown as it says."""


def test_each_query_finds_its_articles_the_best_first(window: ScriptedPage):
    window.visit("search/")
    for query, titles in FOUND.items():
        said = f"{len(titles)} article{'s' * (len(titles) > 1)}" if titles else f"Nothing is found for {query}."
        assert window.get(TYPED, query) == [said, titles]


def test_the_number_of_results_is_said_and_nothing_for_a_query_without_words(window: ScriptedPage):
    window.visit("search/?q=keeper")
    for query, said in {
        "keeper": "1 article", "lighthouse": "6 articles", "$& xyzzy": "Nothing is found for $& xyzzy.", "!?": "", "": ""
    }.items():  # fmt: skip
        window.page.fill("#q", query)
        window.when("said => document.querySelector('#found').textContent === said", said)
    assert window.get(TITLES) == []


def test_results_are_shown_ten_at_a_time(window: ScriptedPage):
    window.visit("search/?q=harbour")
    notes = [f"Note {n} of the harbour" for n in range(25, 0, -1)]
    for count in (10, 20, 25):
        window.when(f"count => ({TITLES})().length === count", count)
        assert window.get(TITLES) == notes[:count]
        assert window.page.is_visible("#more") == (count < 25)
        if count < 25:
            window.page.click("#more")
    search(window, "keeper", "Lighthouse keeper")
    search(window, "harbour", *notes[:10])
    search(window, "note", *notes[:10])
    assert status(window) == "25 articles"


def test_at_most_two_hundred_results_are_shown(window: ScriptedPage):
    """The words and cards of one block are replaced by those of a thousand articles."""
    card = '["/a/", "Many", "2026-01-01", "", "", "", "en"]'
    for block in ("1", "2", "3", "new"):
        window.files |= {f"search/{block}/words-{shard}.json": "{}" for shard in range(16)}
    window.files |= {f"search/new/words-{ord('m') % 16}.json": f'{{"many": {list(range(0, 3000, 3))}}}'}
    window.files |= {f"search/new/cards-{number}.json": f"[{', '.join([card] * PER_FILE)}]" for number in range(250)}
    window.visit("search/?q=many")
    count = window.get(
        """async () => {
            const list = document.getElementById("results");
            for (let count = 10; count < 1000; count += 10) {
                while (list.children.length < count) await new Promise((next) => setTimeout(next, 2));
                if (more.hidden) break;
                more.click();
            }
            return list.children.length;
        }"""
    )
    assert (count, status(window)) == (200, "1,000 articles")


def test_a_result_shows_what_its_article_has(window: ScriptedPage):
    window.visit("search/")
    parts = """() => {
        const item = document.querySelector("#results li");
        const text = (name) => item.querySelector(`[data-part=${name}]`)?.textContent.trim() ?? null;
        const [heading, link, time] = [item.querySelector("h2"), item.querySelector("a"), item.querySelector("time")];
        return [link.getAttribute("href"), text("title"), text("source"), text("summary"), text("badge"), time.textContent,
            time.getAttribute("datetime"), heading.lang, item.querySelectorAll("b").length];
    }"""
    search(window, "munster", MUNSTER)
    assert window.get(parts) == ["/2026/01/06/munster/", MUNSTER, None, "Text.", None, "Jan 6, 2026", "2026-01-06", "", 0]
    search(window, "기후", CLIMATE)
    found = window.get(parts)
    assert found == ["/2026/01/07/climate/", CLIMATE, "Gazette", "요약.", None, "Jan 7, 2026", "2026-01-07", "ko", 0]


def test_the_url_has_the_query(window: ScriptedPage):
    window.visit(f"search/?q={quote('기후')}")
    window.when(f"({TITLES})().length === 1")
    assert window.get("q.value") == "기후"
    assert window.get("document.activeElement.id") == ""
    search(window, "night", "Night")
    assert window.page.url == f"{ORIGIN}search/?q=night"
    search(window, "note & 7", "Note 7 of the harbour")
    assert window.page.url == f"{ORIGIN}search/?q=note%20%26%207"
    window.page.fill("#q", "")
    window.when(f"({TITLES})().length === 0")
    assert window.page.url == f"{ORIGIN}search/"


def test_the_search_works_with_the_keyboard(window: ScriptedPage):
    window.visit("search/")
    assert window.get("document.activeElement.id") == "q"
    assert not [path for path in window.requested if ".json" in path], "the index is loaded when something is typed"
    window.page.keyboard.type("night/")
    window.when(f"({TITLES})().length === 1")
    assert window.get("q.value") == "night/"
    window.page.keyboard.press("Enter")
    window.page.keyboard.press("Tab")
    window.page.keyboard.press(".")
    assert window.get("document.activeElement.textContent") == "Night"
    window.page.keyboard.press("/")
    assert window.get("[document.activeElement.id, q.value]") == ["q", "night/"]
    assert window.page.url == f"{ORIGIN}search/?q=night%2F"


def test_what_is_typed_before_the_script_is_loaded_is_searched(window: ScriptedPage):
    script = next(path for path in window.scripts if path.startswith("assets/search."))
    window.held[script] = []
    window.page.goto(f"{ORIGIN}search/", wait_until="commit")
    window.page.fill("#q", "night")
    while not window.held[script]:
        window.page.wait_for_timeout(10)
    window.answer(*window.held.pop(script))
    window.when(f"({TITLES})().join() === 'Night'")
    assert window.get("q.value") == "night"


def test_each_file_of_the_index_is_requested_once(window: ScriptedPage):
    window.visit("search/")
    for query in ("night", "nigh", "night", "nig"):
        search(window, query, "Night")
    found = [path for path in window.requested if ".json" in path]
    blocks = window.get("document.querySelector('form').dataset.blocks").split()
    assert len(blocks) == 3
    assert len(found) == len(set(found)) == len(blocks) + 1, "the words of each block, and one file of cards"


FAILED = "The search cannot be loaded. Try again later."


def when_failed(window: ScriptedPage) -> None:
    window.when("failed => document.querySelector('#found').textContent === failed", FAILED)


def test_a_file_that_cannot_be_loaded_is_reported_and_requested_again(window: ScriptedPage):
    window.visit("search/")
    words = {letter: f"search/new/words-{ord(letter) % 16}.json" for letter in "ks"}
    window.files[words["k"]] = b"{"
    window.missing = {words["s"]}
    for query in ("keeper", "sold"):
        window.page.fill("#q", query)
        when_failed(window)
        window.page.fill("#q", "")
        window.when("document.querySelector('#found').textContent === ''")
    window.files.clear()
    window.missing.clear()
    search(window, "keeper", "Lighthouse keeper")


def test_results_that_cannot_be_loaded_are_reported_and_requested_again(window: ScriptedPage):
    notes = [f"Note {n} of the harbour" for n in range(25, 0, -1)]
    cards = {path for path in window.scripts if "/cards-" in path}
    window.visit("search/")
    window.missing = cards
    window.page.fill("#q", "harbour")
    when_failed(window)
    window.missing = set()
    search(window, "harbour ", *notes[:10])
    assert status(window) == "25 articles"
    window.missing = cards
    window.page.click("#more")
    when_failed(window)
    assert window.get(TITLES) == notes[:10]
    window.missing = set()
    window.page.click("#more")
    window.when(f"({TITLES})().length === 20")
    assert (window.get(TITLES), status(window)) == (notes[:20], "25 articles")


def test_more_results_are_shown_once_however_often_they_are_asked_for(window: ScriptedPage):
    window.visit("search/?q=harbour")
    window.when(f"({TITLES})().length === 10")
    window.get("() => { more.click(); more.click(); more.click(); }")
    window.when(f"({TITLES})().length === 20")
    window.page.click("#more")
    window.when("more.hidden")
    assert window.get(TITLES) == [f"Note {n} of the harbour" for n in range(25, 0, -1)]


def test_an_older_query_never_replaces_the_results_of_a_newer_one(window: ScriptedPage):
    """Neither its results nor its failure."""
    window.visit("search/")
    first, cards = (f"search/1/{name}.json" for name in (f"words-{ord('n') % 16}", "cards-0"))
    window.held |= {first: [], cards: []}
    window.page.fill("#q", "note")
    window.page.fill("#q", "keeper")
    while not window.held[cards]:
        window.page.wait_for_timeout(10)
    search(window, "coast", "Coast")
    window.missing = {first}
    for path in (first, cards):
        for route in window.held.pop(path):
            with window.page.expect_response(f"**/{path}"):
                window.answer(route)
    window.get("new Promise(done => setTimeout(done, 50))")
    assert (window.get(TITLES), status(window)) == (["Coast"], "1 article")


def test_full_texts_are_searched_first_if_there_is_an_index_of_them(window: ScriptedPage, built: dict[str, bytes]):
    html = built["search/index.html"].decode()
    window.files["search/index.html"] = html.replace("<form ", '<form data-full="/pagefind/pagefind.js" ', 1)
    window.files["pagefind/pagefind.js"] = """
        const data = async () => ({ url: "/t/", meta: { title: "Whole text" }, plain_excerpt: "An excerpt." });
        export const search = async (query) => ({ results: query === "anorak" ? [{ data }] : [] });
    """
    window.visit("search/?q=anorak")
    window.when(f"({TITLES})().join() === 'Whole text'")
    assert "An excerpt." in window.page.inner_text("#results li")
    assert window.get("document.querySelector('#results time')") is None
    search(window, "night", "Night")
    window.files["pagefind/pagefind.js"] = "throw new Error('damaged');"
    window.visit("search/?q=keeper")
    window.when(f"({TITLES})().join() === 'Lighthouse keeper'")
