"""The changes to an open page for its new version: afterwards it equals this, and keeps what scripts and the reader added."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from digest.preview.http_server import PREVIEW_SCRIPTS
from tests.scripted_page import ScriptedPage, scripted_page
from tests.selection import examples

Tree = str | list[Any]
"""A text, a comment ["", its text], or an element [name, attributes, children]."""

Addition = tuple[str, int, int]
"""What a script adds: its kind, and two numbers that choose where."""


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[ScriptedPage]:
    """A page with the functions of the tests."""
    with scripted_page(browser, PREVIEW_SCRIPTS) as opened:
        opened.open(f"<script type=module>{HELPERS}</script>")
        yield opened


HELPERS = """
    import { differences, needsLoading } from "/difference.js";

    const build = (tree) => {
        if (typeof tree === "string") return document.createTextNode(tree);
        const [name, attributes, children] = tree;
        if (!name) return document.createComment(attributes);
        const element = document.createElement(name);
        for (const each in attributes) element.setAttribute(each, attributes[each]);
        element.append(...children.map(build));
        return element;
    };

    // A class list is a set of classes, and an empty one is none.
    const text = (node) => {
        const plain = node.cloneNode(true);
        for (const each of [plain, ...plain.querySelectorAll("*")]) {
            const classes = [...new Set(each.classList)].sort().join(" ");
            each.className = classes;
            if (!classes) each.removeAttribute("class");
            const attributes = each.getAttributeNames().sort().map((name) => [name, each.getAttribute(name)]);
            for (const [name] of attributes) each.removeAttribute(name);
            for (const [name, value] of attributes) each.setAttribute(name, value);
        }
        const nodes = (each) => each.data ?? [each.cloneNode().outerHTML, ...[...each.childNodes].map(nodes)];
        return JSON.stringify(nodes(plain));
    };

    const add = (live, [kind, first, second]) => {
        const all = [live, ...live.querySelectorAll(":not(own)")];
        const element = all[first % all.length];
        if (kind === "class") element.classList.add("own");
        if (kind === "attribute") element.setAttribute("own", "");
        if (kind !== "node") return () => !live.contains(element) || element.matches(".own, [own]");
        const added = document.createElement("own");
        element.insertBefore(added, element.childNodes[second % (element.childNodes.length + 1)] ?? null);
        return () => !live.contains(element) || added.parentNode === element;
    };

    const withoutAdditions = (live) => {
        for (const each of live.querySelectorAll("own")) each.remove();
        for (const each of [live, ...live.querySelectorAll("*")]) {
            each.classList.remove("own");
            each.removeAttribute("own");
        }
        return live;
    };

    // The text of the new version and of the updated page without additions; whether these are kept; how many nodes were changed.
    window.update = ([oldTree, newTree, additions]) => {
        const [old, now] = [build(oldTree), build(newTree)];
        const live = old.cloneNode(true);
        const checks = additions.map((each) => add(live, each));
        const before = live.cloneNode(true);
        const expected = [...differences(live, old, now)].length;
        const isUntouched = live.isEqualNode(before);
        let done = 0;
        for (const [, change] of differences(live, old, now)) {
            change();
            done += 1;
        }
        const areKept = checks.every((check) => check());
        return { now: text(now), live: text(withoutAdditions(live)), isUntouched, areKept, expected, done };
    };

    // The indexes, among the old children, of the nodes that are the children of the updated element; -1 for new nodes.
    window.kept = ([oldTree, newTree]) => {
        const [live, old, now] = [oldTree, oldTree, newTree].map(build);
        const before = [...live.childNodes];
        for (const [, change] of differences(live, old, now)) change();
        return [...live.childNodes].map((each) => before.indexOf(each));
    };

    window.apply = (htmls) => {
        const [live, old, now] = htmls.map((html) => Object.assign(document.createElement("main"), { innerHTML: html }));
        document.body.append(live);
        for (const [, change] of differences(live, old, now)) change();
        live.remove();
        return live.innerHTML;
    };

    window.differences = differences;

    window.isReloaded = (pages) => {
        const [old, now] = pages.map((html) => new DOMParser().parseFromString(html, "text/html"));
        return needsLoading(old, now);
    };
"""

TEXTS = st.sampled_from(["\n", "a", "b", "c"])
ATTRIBUTES = st.dictionaries(st.sampled_from(["id", "class", "title"]), st.sampled_from(["", "x", "y", "x y"]), max_size=2)
LEAVES = TEXTS | st.tuples(st.just(""), TEXTS)


def _elements(children: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.tuples(st.sampled_from(["p", "em", "hr"]), ATTRIBUTES, st.lists(children, max_size=4))


TREES = st.recursive(LEAVES, _elements, max_leaves=6)
ADDITIONS = st.lists(st.tuples(st.sampled_from(["node", "class", "attribute"]), st.integers(0, 15), st.integers(0, 5)), max_size=4)


@st.composite
def _versions(draw: st.DrawFn) -> tuple[Tree, Tree]:
    """Return two versions of an element, which have many nodes in common."""
    nodes = TREES | st.sampled_from(draw(st.lists(TREES, min_size=1, max_size=5)))
    old, now = (["main", draw(ATTRIBUTES), draw(st.lists(nodes, max_size=7))] for _ in range(2))
    return old, now


def p(text: str, **attributes: str) -> Tree:
    """Return a paragraph."""
    return ["p", attributes, [text]]


def main(*children: Tree) -> Tree:
    return ["main", {}, list(children)]


@pytest.mark.thorough
@pytest.mark.quick
@settings(max_examples=examples(1000, quick=100))
@given(_versions(), ADDITIONS)
@example((main(*map(p, "xaba")), main(*map(p, "xcba"))), [("class", 1, 0), ("class", 3, 0), ("class", 4, 0)])
def test_an_updated_page_equals_the_new_version_and_keeps_what_scripts_added(
    window: ScriptedPage, versions: tuple[Tree, Tree], additions: Sequence[Addition]
):
    found = window.get("update", [*versions, additions])
    assert found["live"] == found["now"]
    assert found["areKept"]
    assert found["isUntouched"], "before any function is called"
    assert found["expected"] == found["done"]


def _longest_common(old: Sequence[Tree], now: Sequence[Tree]) -> int:
    """Return the length of a longest common subsequence."""
    lengths = [0] * (len(now) + 1)
    for one in old:
        before = lengths
        lengths = [0]
        for place, other in enumerate(now):
            lengths.append(before[place] + 1 if one == other else max(before[place + 1], lengths[-1]))
    return lengths[-1]


@pytest.mark.thorough
@pytest.mark.quick
@settings(max_examples=examples(500, quick=60))
@given(_versions())
def test_as_many_unchanged_nodes_as_possible_are_kept(window: ScriptedPage, versions: tuple[Tree, Tree]):
    (_, _, old), (_, _, now) = versions
    kept = window.get("kept", versions)
    assert len(kept) == len(now)
    unchanged = [before for before, after in zip(kept, now, strict=True) if before >= 0 and old[before] == after]
    assert len(unchanged) == _longest_common(old, now)
    assert sorted(set(kept) - {-1}) == [before for before in kept if before >= 0]


@pytest.mark.quick
@pytest.mark.parametrize(
    ("old", "now", "kept"),
    [
        ([p("a"), p("b")], [p("a"), p("c"), p("b")], [0, -1, 1]),
        ([p("a"), p("b"), p("c")], [p("a"), p("d"), p("c")], [0, 1, 2]),
        ([p("a")], [p("b"), p("c")], [0, -1]),
        ([p("a"), p("b")], [p("c")], [0]),
        ([p("a"), ["em", {}, ["b"]]], [["em", {}, ["c"]], p("d")], [1, -1]),
        ([p("a", id="x"), p("b", id="y")], [p("c", id="y")], [1]),
        ([p("a", id="x")], [p("a", id="y")], [-1]),
        ([p("a"), p("b"), p("c")], [p("c"), p("d")], [2, -1]),
        (["a", p("b")], [p("c"), "d"], [1, -1]),
        ([["", "a"], "b"], ["b", ["", "c"]], [1, -1]),
        ([["", "a"]], [["", "b"]], [0]),
        ([["", "a"]], ["a"], [-1]),
    ],
    ids=str,
)
def test_a_changed_node_stays_the_same_node_if_its_kind_and_id_stay(
    window: ScriptedPage, old: list[Tree], now: list[Tree], kept: list[int]
):
    assert window.get("kept", [main(*old), main(*now)]) == kept


LONG = """([old, now]) => {
    const list = ([first, step, count, ending]) => {
        const element = document.createElement("main");
        for (let number = first; number < first + step * count; number += step) {
            element.append(Object.assign(document.createElement("p"), { id: number, textContent: number + ending }));
        }
        return element;
    };
    const [live, before, after] = [list(old), list(old), list(now)];
    const nodes = new Set(live.children);
    for (const [, change] of window.differences(live, before, after)) change();
    return [live.isEqualNode(after), [...live.children].filter((each) => nodes.has(each)).length];
}"""


@pytest.mark.quick
@pytest.mark.parametrize(
    ("now", "kept"),
    [((0, 2, 10000, "!"), 10000), ((7, 1, 20000, "!"), 19993), ((20000, 1, 9000, "!"), 0)],
    ids=["half", "moved", "all new"],
)
def test_very_long_lists_are_updated_too(window: ScriptedPage, now: tuple[int, int, int, str], kept: int):
    """20,000 nodes: comparing each with each would take minutes and gigabytes."""
    assert window.get(LONG, [(0, 1, 20000, ""), now]) == [True, kept]


@pytest.mark.quick
@pytest.mark.parametrize(
    ("live", "old", "now", "updated"),
    [
        ("<p>a</p><p>c</p>", "<p>a</p><p>b</p><p>c</p>", "<p>a</p><p>b!</p><p>c!</p>", "<p>a</p><p>c!</p>"),
        ("<p>a</p>", "<p>a</p><p>b</p>", "<p>a</p>", "<p>a</p>"),
        ("<p>a?</p>", "<p>a</p>", "<p>a</p><p>b</p>", "<p>a?</p><p>b</p>"),
        ("<p>a?</p>", "<p>a</p>", "<p>b</p>", "<p>b</p>"),
        ('<p class="x y own"></p>', '<p class="x y"></p>', '<p class="y z"></p>', '<p class="own y z"></p>'),
        ('<p class="x own"></p>', '<p class="x"></p>', "<p></p>", '<p class="own"></p>'),
        ('<p title="own"></p>', '<p title="a"></p>', '<p title="a" lang="ko"></p>', '<p title="own" lang="ko"></p>'),
        ("<details open></details>", "<details></details>", "<details>a</details>", '<details open="">a</details>'),
        ('<p title="a"></p>', '<p title="a"></p>', '<p title=""></p>', '<p title=""></p>'),
        ('<a href="/a"></a>', '<a href="/a"></a>', '<a href="/b"></a>', '<a href="/b"></a>'),
        ("<!--a-->", "<!--a-->", "<!--b-->", "<!--b-->"),
        (
            '<link rel="stylesheet" href="/a.css">',
            '<link rel="stylesheet" href="/a.css">',
            '<link rel="stylesheet" href="/a.css" media="print">',
            '<link rel="stylesheet" href="/a.css" media="print">',
        ),
    ],
    ids=str,
)
def test_changes_of_scripts_stay_where_the_new_version_changes_nothing(
    window: ScriptedPage, live: str, old: str, now: str, updated: str
):
    assert window.get("apply", [live, old, now]) == updated


HEAD = "<script src=/a.js></script><base href=/><template><p>a</p></template><meta name=a content=b>"


@pytest.mark.quick
@pytest.mark.parametrize(
    ("old", "now", "is_reloaded"),
    [
        (HEAD + "<p>a</p>", HEAD + "<p title=b>c</p>", False),
        ("<meta name=a content=b>", "<meta name=a content=c>", False),
        ("<script type=application/ld+json>1</script>", "<script type=application/ld+json>2</script>", False),
        ("<script>a()</script>", "<script>b()</script>", True),
        ("<script type=module>a()</script>", "<script type=module>b()</script>", True),
        ("<script src=/a.js></script>", "<script src=/b.js></script>", True),
        ("<script src=/a.js></script>", "<script src=/a.js defer></script>", True),
        ("", "<script src=/a.js></script>", True),
        ("<template><p>a</p></template>", "<template><p>b</p></template>", True),
        ("<base href=/a/>", "<base href=/b/>", True),
        ("<meta http-equiv=refresh content=9>", "<meta http-equiv=refresh content=8>", True),
    ],
    ids=str,
)
def test_what_takes_effect_only_when_a_page_is_loaded_reloads_it(window: ScriptedPage, old: str, now: str, is_reloaded: bool):
    assert window.get("isReloaded", [old, now]) is is_reloaded
