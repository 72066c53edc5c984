"""More than 500 payloads in every place of a site: no script runs, and the content security policy has nothing to block."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests import sites
from tests.hosting.host import Host, hosted
from tests.injection import bait
from tests.injection.payloads import FAMILIES, Payload, payloads
from tests.injection.watch import Watched, watching
from tests.preview.served import PATIENCE, serving
from tests.selection import DAY, LONG

ALL = payloads()
SHARE = ALL if LONG else ALL[DAY % 3 :: 3]
"""Today's payloads for places that are similar to others; other days have the other payloads."""

EMPTY = "empty.html"
"""A page without a policy, which loads the others in frames."""


def folded(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture(scope="module")
def watched(browser: Any) -> Iterator[Watched]:
    with watching(browser) as window:
        yield window


@pytest.fixture(autouse=True)
def silent(watched: Watched) -> None:
    """Discards events of the previous page, so that each test sees only its own."""
    watched.page.goto("about:blank")
    watched.page.evaluate("document.title")
    watched.events.clear()


@pytest.fixture(scope="module")
def publish(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Host]]:
    """`publish(payloads, html=…)` builds such a site and serves it below /repo/ on its own host."""
    with ExitStack() as stack:

        def put(some: tuple[Payload, ...], **options: Any) -> Host:
            host = stack.enter_context(hosted("/repo"))
            root = sites.write(tmp_path_factory.mktemp("bait"), bait.site(some, **options))
            assert sites.build(root).code == 0
            host.put(root / "site")
            host.files[EMPTY] = b"<!DOCTYPE html><title>empty</title>"
            return host

        yield put


@pytest.fixture(scope="module")
def host(publish: Callable[..., Host]) -> Host:
    """The site whose articles may contain HTML."""
    return publish(ALL, html=True)


def found_in(watched: Watched, host: Host, paths: list[str], headings: list[str], data: list[str | None]) -> list[str]:
    """Return complaints about these pages. Each must have its heading and headline, which shows that the payload is in the page."""
    watched.page.goto(host.address + EMPTY)
    wrong = []
    for (path, found, heading, headline, _), expected, data_title in zip(
        watched.look(host.address, paths), headings, data, strict=True
    ):
        wrong += [f"{path}: {each}" for each in found]
        if folded(heading) != folded(expected) or headline != data_title:
            wrong.append(f"{path}: {heading!r} and {headline!r}, not {expected!r}")
    return wrong


def titles(some: tuple[Payload, ...]) -> list[str]:
    return [f"{each.line} {bait.mark(each)}" for each in some]


def test_there_are_more_than_500_payloads_and_each_has_its_own_number():
    assert len({payload.text for payload in ALL}) == len(ALL) > 500
    assert min(Counter(payload.family for payload in ALL)[family] for family in FAMILIES) > 20
    assert len({payload.line for payload in ALL}) == len(ALL)


def test_nothing_runs_on_the_pages_of_articles(watched: Watched, host: Host):
    assert found_in(watched, host, list(map(bait.path, ALL)), titles(ALL), titles(ALL)) == []
    assert watched.events == []


def test_nothing_runs_on_the_pages_of_topics_and_on_lists(watched: Watched, host: Host):
    topics = [f"topics/{bait.name(each)}/" for each in SHARE]
    assert found_in(watched, host, topics, [each.line for each in SHARE], [None] * len(SHARE)) == []
    lists = ["", "tags/", "2026/", "2026/01/", *(f"2026/01/{day:02}/" for day in range(1, 2 + len(ALL) // bait.PER_DAY))]
    tags = sorted(name.removesuffix("index.html") for name in host.files if name.startswith("tags/p"))[::10]
    watched.page.goto(host.address + EMPTY)
    assert [found for _, found, *_ in watched.look(host.address, lists + tags) if found] == []
    assert watched.events == []


@pytest.mark.parametrize("theme", ["river", "base"])
def test_nothing_runs_in_the_other_themes(watched: Watched, publish: Callable[..., Host], theme: str):
    some = ALL[::6]
    host = publish(some, html=True, theme=theme)
    assert found_in(watched, host, list(map(bait.path, some)), titles(some), titles(some)) == []
    topics = [f"topics/{bait.name(each)}/" for each in some]
    assert found_in(watched, host, topics, [each.line for each in some], [None] * len(some)) == []
    watched.page.goto(host.address + EMPTY)
    assert [found for _, found, *_ in watched.look(host.address, ["", "tags/", "2026/", "2026/01/", "sources/"]) if found] == []
    watched.page.goto(host.address + "search/")
    answers, made = watched.page.evaluate(SEARCHES, [[bait.mark(each) for each in some[::4]], True])
    assert [folded(found) for _, [found] in answers] == list(map(folded, titles(some[::4])))
    assert set(made) <= {"li", "h2", "a", "p", "span", "time", "strong"}
    assert watched.events == []


SEARCHES = """
async ([queries, wanted]) => {
    // Type each of these, and wait until the search has answered.
    const [input, status, list] = ["#q", "#found", "#results"].map(name => document.querySelector(name));
    const answers = [];
    for (const query of queries) {
        const end = Date.now() + 20_000;
        status.textContent = "";
        list.replaceChildren();
        input.value = query;
        input.dispatchEvent(new Event("input"));
        const is_over = () => status.textContent && (!wanted || list.children.length);
        while (!is_over() && Date.now() < end) await new Promise(go => setTimeout(go, 1));
        for (const each of list.querySelectorAll("*")) each.dispatchEvent(new Event("mouseover"));
        answers.push([status.textContent, [...list.querySelectorAll("h2")].map(each => each.textContent)]);
    }
    const made = new Set([...document.querySelectorAll("#results *, #found *")].map(each => each.localName));
    return [answers, [...made]];
}
"""


def test_nothing_runs_in_queries_and_results_of_the_search(watched: Watched, host: Host):
    watched.page.goto(host.address + "search/")
    answers, _ = watched.page.evaluate(SEARCHES, [[f"{each.line} xyzzy" for each in SHARE], False])
    assert [status for status, _ in answers] == [f"Nothing is found for {each.line} xyzzy." for each in SHARE]
    answers, made = watched.page.evaluate(SEARCHES, [[bait.mark(each) for each in ALL], True])
    assert [folded(found) for _, [found] in answers] == list(map(folded, titles(ALL)))
    assert set(made) <= {"li", "h2", "a", "p", "span", "time", "strong"}
    some = ALL[:: 8 if LONG else 24]
    paths = [f"search/?q={bait.quote(each.line)}%20xyzzy" for each in some]
    watched.page.goto(host.address + EMPTY)
    for (path, found, _, _, status), each in zip(watched.look(host.address, paths), some, strict=True):
        assert found == [] and folded(status) == folded(f"Nothing is found for {each.line} xyzzy."), path
    assert watched.events == []


READ = """
async (address) => {
    // Show a feed as a reader's program does that trusts it: whatever is HTML by the feed's format becomes HTML.
    const text = await (await fetch(address)).text();
    const shown = [];
    if (address.endsWith(".json")) {
        for (const item of JSON.parse(text).items) shown.push(item.content_html);
    } else {
        const feed = new DOMParser().parseFromString(text, "application/xml");
        if (feed.querySelector("parsererror")) throw new Error("no XML");
        const kinds = ["content", "description", "encoded"];
        const parts = [...feed.querySelectorAll("entry *, item *")].filter(each => kinds.includes(each.localName));
        shown.push(...parts.map(each => each.textContent));
    }
    for (const each of shown) {
        const place = document.createElement("div");
        place.innerHTML = each;
        document.body.append(place);
        for (const part of place.querySelectorAll("*")) {
            for (const type of ["mouseover", "focus"]) part.dispatchEvent(new Event(type));
            if (part.localName === "a" && part.href && !/^(https?|mailto):$/.test(part.protocol)) part.click();
        }
        await new Promise(go => setTimeout(go, 0));
        place.remove();
    }
    return shown.length;
}
"""


@pytest.mark.parametrize("name", ["feed.xml", "rss.xml", "feed.json"])
def test_nothing_runs_in_a_feed_in_a_browser_or_a_trusting_reader(watched: Watched, host: Host, name: str):
    watched.page.goto(host.address + name)
    watched.page.goto(host.address + EMPTY)
    assert watched.page.evaluate(READ, host.address + name) >= len(ALL)
    assert watched.events == []


def test_nothing_runs_in_articles_whose_html_is_shown_as_text(watched: Watched, publish: Callable[..., Host]):
    some = ALL if LONG else ALL[::4]
    host = publish(some, html=False)
    assert found_in(watched, host, list(map(bait.path, some)), titles(some), titles(some)) == []
    assert watched.events == []


# The preview


def in_the_panel(watched: Watched) -> tuple[str, set[str], list[str]]:
    """Return the text of the preview's panel, the names of its elements, and their event handler attributes."""
    watched.page.wait_for_load_state()
    shown = watched.page.evaluate(
        """() => {
            const parts = [...(document.querySelector("digest-preview")?.shadowRoot.querySelectorAll("*") ?? [])];
            for (const each of parts) each.dispatchEvent(new Event("mouseover"));
            const text = parts.filter(each => each.matches(".diagnostics, .bar")).map(each => each.textContent);
            const listening = parts.flatMap(each => each.getAttributeNames()).filter(name => name.startsWith("on"));
            return [text.join(" "), [...new Set(parts.map(each => each.localName))], listening];
        }"""
    )
    return shown[0], set(shown[1]), shown[2]


def faulty(some: tuple[Payload, ...]) -> dict[str, str]:
    """Return articles whose topics are payloads, each with the maximum number of topics."""
    files = {}
    for at in range(0, len(some), 20):
        topics = "".join(f"  - {bait.yaml_value(each.line)}\n" for each in some[at : at + 20])
        files[f"content/faulty{at}.md"] = f"---\ntitle: Faulty\ndate: 2026-01-01\ntopics:\n{topics}---\nText.\n"
    return files


PARTS = set(str.split("section header h2 h3 button ul li a span pre mark div details summary label input"))


def draft(title: str) -> str:
    """Return a draft, whose title the preview shows."""
    return f"---\ntitle: {bait.yaml_value(title)}\ndate: 2026-01-01\ntopic: t\ndraft: true\n---\nText.\n"


def test_nothing_runs_in_the_panel_of_the_preview(watched: Watched, tmp_path: Path):
    files = {"digest.yml": f"title: T\nbase_url: {bait.BASE}\n", "content/topics.yml": "t: {name: T}\n"}
    portions = [ALL[at : at + 90] for at in range(0, len(ALL), 90)]  # the panel shows a hundred diagnostics
    root = sites.write(tmp_path / "site", {**files, **faulty(portions[0])})
    with serving(root, "--now", "2026-02-01") as preview:
        preview.when_ready()
        watched.page.goto(preview.address)
        wait_for_diagnostics(watched, "unknown topic ", portions[0])  # in the panel of the page shown before the first build
        for some in portions:
            drafts = {f"content/draft{at:02}.md": draft(each.line) for at, each in enumerate(some)}
            sites.write(root, {**drafts, **dict.fromkeys(faulty(portions[0]), draft("The last"))})
            wait_for_diagnostics(watched, "", some)
            sites.write(root, faulty(some))
            wait_for_diagnostics(watched, "unknown topic ", some)
    assert watched.events == []


def wait_for_diagnostics(watched: Watched, before: str, some: tuple[Payload, ...]) -> None:
    """Wait until the panel shows all of these, and check that it contains nothing that runs."""
    wanted = [(before + each.line)[:350] for each in some]  # longer ones are cut
    end = time.monotonic() + PATIENCE
    while True:
        text, parts, listening = in_the_panel(watched)
        missing = [each for each in wanted if each not in text]
        if not missing:
            break
        assert time.monotonic() < end, (missing[:3], text[:1000])
        watched.page.wait_for_timeout(50)
    assert parts <= PARTS and listening == []


# Each of these tests can fail


HOLE = "{% extends 'parent:article.html' %}{% block main %}<h1>{{ page.title|safe }}</h1>{{ page.summary|safe }}{% endblock %}\n"
SOME = tuple(payload for payload in ALL if payload.text.startswith(("<script>", "<img", "<svg onload", "<iframe src", "<b on")))


def test_an_unescaped_text_in_a_template_is_detected_by_policy_violations(watched: Watched, publish: Callable[..., Host]):
    host = publish(SOME, html=False, mine={"templates/article.html": HOLE})
    found = found_in(watched, host, list(map(bait.path, SOME)), titles(SOME), titles(SOME))
    assert {found.split(":")[0] for found in found} == set(map(bait.path, SOME))
    refused = {event.partition(": policy: ")[0] for event in watched.events if ": policy: " in event}
    assert len(refused) > 10 and not any(event.startswith("alert") for event in watched.events)


def test_an_unescaped_text_without_a_policy_is_detected_by_its_dialogs(watched: Watched, publish: Callable[..., Host]):
    mine = {"templates/article.html": HOLE, "templates/partials/policy.html": ""}
    host = publish(SOME, html=False, mine=mine)
    found_in(watched, host, list(map(bait.path, SOME)), titles(SOME), titles(SOME))
    called = {int(event.removeprefix("alert: ")) for event in watched.events if event.startswith("alert: ")}
    assert called <= {each.number for each in SOME} and len(called) > 10


def test_an_unescaped_text_in_the_search_is_detected(watched: Watched, publish: Callable[..., Host]):
    script = (Path(__file__).parents[2] / "themes/base/static/search.js").read_text(encoding="utf-8")
    assert script.count("status.textContent = said") == 1
    mine = {"static/search.js": script.replace("status.textContent = said", "status.innerHTML = said")}
    host = publish(SOME, html=False, mine=mine)
    watched.page.goto(host.address + "search/")
    watched.page.evaluate(SEARCHES, [[f"{each.line} xyzzy" for each in SOME], False])
    assert any(": policy: " in event for event in watched.events)


def test_an_unsafe_feed_is_detected(watched: Watched, publish: Callable[..., Host]):
    host = publish(SOME[:1], html=False)
    item = {"content_html": "<img src=//elsewhere.invalid/ onerror=alert(7)><a href=javascript:alert(8)>x</a>"}
    host.files["bad.json"] = bait.yaml_value({"items": [item]}).encode()
    watched.page.goto(host.address + EMPTY)
    watched.page.evaluate(READ, host.address + "bad.json")
    watched.page.wait_for_timeout(200)
    assert set(watched.events) == {"alert: 7", "alert: 8"}
