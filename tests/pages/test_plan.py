"""The plan: all pages and files, diagnostics about them, and parts that are not planned again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

import pytest
from msgspec.structs import replace

from digest.articles.article import Located
from digest.config.config import Config
from digest.extensions import Addition, Code
from digest.grouping.registries import Source
from digest.pages.extension_contexts import OwnPage, TextFile
from digest.pages.output_files import File
from digest.pages.page import Page
from digest.pages.plan import Plan, plan
from digest.pages.plan_part import StoredOutlines
from tests.pages.files import PICTURE, STATIC_PICTURE
from tests.values import CONFIG, REGISTRIES, collected, read, site_of

STYLE = File("assets/style.css", "themes/t/static/style.css", "hash of the style")


def planned(*articles: Any, config: Config = CONFIG, files: Iterable[Any] = (), **more: Any) -> Plan:
    collections = collected(*articles, config=config, **more.pop("collecting", {}))
    return plan(collections, site_of(collections, config), config, files, [STYLE], **more)


def diagnostic_lines(made: Plan) -> list[str]:
    return [str(diagnostic) for diagnostic in made.diagnostics]


def paths(made: Plan) -> list[str]:
    return [outline.path for part in made.parts for outline in part.outlines]


def stored(made: Plan) -> StoredOutlines:
    return {(part.name, part.key): part.outlines for part in made.parts}


def test_plan_has_the_pages_of_every_planner():
    config = replace(CONFIG, news_sitemap=True)
    made = planned(read("a", tags="[x]", aliases="/old/"), read("pages/about", None, topic=None, source=None), config=config)
    assert {
        "2026/02/01/a/index.html", "about/index.html", "index.html", "topics/world/index.html", "tags/x/index.html",
        "tags/index.html", "2026/index.html", "2026/02/index.html", "2026/02/01/index.html", "feed.xml", "tags/x/feed.json",
        "search/index.html", "sitemap-news.xml", "robots.txt", "data/articles.json", "llms.txt", "404.html", "sitemap.xml",
        "old/index.html",
    } <= set(paths(made))  # fmt: skip
    assert made.count == len(paths(made)) == len(set(paths(made)))
    assert made.files == (STYLE,) and made.diagnostics == () and made.full_text == ""


def test_sitemap_has_the_pages_of_all_other_planners():
    made = planned(read("a", aliases="/old/"))
    sitemap: Any = next(part for part in made.parts if part.name == "sitemap.xml").pages[0].context
    named = {entry.url.removeprefix("https://example.org/repo/") for entry in sitemap.entries}
    assert {"", "2026/02/01/a/", "topics/world/", "search/"} <= named
    assert not {"old/", "404.html", "feed.xml", "sitemap.xml"} & named


def test_last_change_of_a_page_is_that_of_its_contents():
    articles = [
        read("a", "2026-02-01", updated="2026-02-20", tags="[x]", story="flood", topic="tech"),
        read("b", "2026-02-02", story="flood", aliases="/old/"),
        read(
            "c", "2026-02-05", story="vote", source=None, corrections="[{date: 2026-02-09, text: A}, {date: 2026-02-08, text: B}]"
        ),
    ]
    days: dict[int | None, set[str]] = {}
    for outline in (outline for part in planned(*articles).parts for outline in part.outlines if outline.in_sitemap):
        day = outline.modified.day if outline.modified else None
        days.setdefault(day, set()).add(outline.path.removesuffix("index.html"))
    assert days == {
        2: {"2026/02/02/", "2026/02/02/b/"},
        5: {"stories/"},
        9: {"2026/02/05/", "2026/02/05/c/", "topics/world/", "stories/vote/", "corrections/"},
        20: {
            "", "2026/", "2026/02/", "2026/02/01/", "2026/02/01/a/", "topics/tech/", "tags/", "tags/x/", "sources/",
            "sources/wire/", "stories/flood/", "about/coverage/",
        },
        None: {"search/", "sources/blog/"},
    }  # fmt: skip


def test_unchanged_parts_are_not_planned_again():
    articles = [read("a"), read("b", "2026-02-02")]
    first = planned(*articles)
    again = planned(*articles, stored=stored(first))
    assert [part.planned for part in again.parts] == [None] * len(first.parts)
    assert paths(again) == paths(first)
    edited = planned(read("a", summary="New.", key="edited"), articles[1], stored=stored(first))
    remade = {part.name for part in edited.parts if part.planned is not None}
    assert {"front", "articles 2026/02 0", "feeds of /"} <= remade and not {
        "404.html",
        "robots.txt",
        "sitemap.xml",
        "data",
    } & remade
    assert all(part.planned is not None for part in planned(*articles, stored=stored(first), shared="another theme").parts)


def test_colliding_paths_are_errors_in_each_build():
    made = planned(read("a"), read("b", slug="a"))
    assert diagnostic_lines(made)[0] == "content/b.md:1:1: E401 content/a.md and content/b.md both become 2026/02/01/a/index.html"
    assert diagnostic_lines(planned(read("a"), read("b", slug="a"), stored=stored(made))) == diagnostic_lines(made), (
        "each build reports the collision"
    )


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("[x](/nowhere/)", ["E301 there is no page /nowhere/"]),
        ("[x](b.md)", ["E301 there is no file content/b.md"]),
        ("![x](/no.png)", ["E302 there is no image /no.png"]),
        ("[x](/2026/02/01/a/) [f](/feed.xml) [s](/assets/style.css) [l](/logo.svg) [o](/old/)", []),
    ],
)
def test_broken_links_are_errors(body: str, expected: list[str]):
    diagnostics = planned(read("a", body=body, mode="full", aliases="/old/"), files=[STATIC_PICTURE]).diagnostics
    assert [(diagnostic.path, f"{diagnostic.code} {diagnostic.message}") for diagnostic in diagnostics] == [
        ("content/a.md", line) for line in expected
    ]


def test_setting_makes_broken_links_warnings():
    article = read("a", body="[x](/nowhere/)", mode="full")
    assert [diagnostic.is_error for diagnostic in planned(article).diagnostics] == [True]
    assert [diagnostic.is_error for diagnostic in planned(article, config=replace(CONFIG, links="warn")).diagnostics] == [False]


def test_links_of_plain_pages_and_faulty_articles_are_checked():
    page = read("pages/about", None, topic=None, source=None, body="[x](/page/nowhere/)")
    faulty = read("bad", body="[x](/faulty/nowhere/)")
    found = diagnostic_lines(planned(page, collecting={"faulty": [faulty], "faulty_paths": []}))
    assert [diagnostic.partition(": ")[2][:4] for diagnostic in found] == ["E301", "E301"]
    assert [diagnostic.partition(":")[0] for diagnostic in found] == ["content/pages/about.md", "content/bad.md"]


def test_picture_of_an_article_without_links_is_checked():
    made = planned(read("a", image="{src: no.png, alt: Sea}"))
    assert [(found.code, found.is_error) for found in made.diagnostics] == [("E302", True)]


@pytest.mark.parametrize(("links", "is_error"), [("error", True), ("warn", False)])
def test_missing_logo_is_an_error_unless_the_settings_tolerate_it(links: str, is_error: bool):
    registries = replace(REGISTRIES, sources=(Source("wire", "The Wire", logo=Located("/no.png", 1, 1)),))
    made = planned(read("a"), config=replace(CONFIG, links=links), collecting={"registries": registries})
    assert [(found.code, found.is_error) for found in made.diagnostics] == [("E302", is_error)]


def test_used_files_and_static_files_are_copied():
    article = read("a", body="![x](pic.png)", mode="full")
    assert planned(article, files=[PICTURE, STATIC_PICTURE]).files == (
        STYLE,
        File("pic.png", "content/pic.png", "hash of the picture"),
        File("logo.svg", "content/static/logo.svg", "hash of the logo"),
    )
    assert planned(read("a"), files=[PICTURE, STATIC_PICTURE]).files[1:] == (
        File("logo.svg", "content/static/logo.svg", "hash of the logo"),
    )


def test_full_text_index_has_the_language_of_the_site():
    config = replace(CONFIG, search="pagefind", language="ko", permalink="/{slug}/")
    made = planned(read("pagefind"), config=config)
    assert made.full_text == "ko"
    assert diagnostic_lines(made) == [
        "content/pagefind.md:1:1: E401 content/pagefind.md becomes pagefind/index.html, and Pagefind writes to /pagefind/"
    ]
    assert diagnostic_lines(planned(read("pagefind"), config=replace(config, search="index"))) == []


def addition(function: Any, name: str = "mine") -> Addition:
    return Addition(
        Code(f"{name}.py", "key", (f"extensions/{name}.py",), 1, 1), "planners", "plan", function, f"extensions/{name}.py", 3
    )


def test_planners_of_extensions_add_pages_and_failed_ones_are_listed():
    def fine(*_: Any) -> list[Page]:
        return [Page("own/index.html", "own.html", OwnPage(title="Own"))]

    def broken(*_: Any) -> list[Page]:
        raise ValueError("no")

    made = planned(read("a"), planners=[addition(fine), addition(broken, "other")])
    assert "own/index.html" in paths(made)
    assert made.failed == ("extension other.py: plan",)
    assert [diagnostic.code for diagnostic in made.diagnostics] == ["E702"]
    sitemap: Any = next(part for part in made.parts if part.name == "sitemap.xml").pages[0].context
    assert "https://example.org/repo/own/" in {entry.url for entry in sitemap.entries}


def test_collision_with_an_extension_page_is_reported_at_the_extension():
    made = planned(read("a"), planners=[addition(lambda *_: [TextFile("feed.xml", "x")])])
    assert [(diagnostic.path, diagnostic.line, diagnostic.code) for diagnostic in made.diagnostics] == [
        ("extensions/mine.py", 3, "E401")
    ]
    assert made.failed == ()


def test_planning_can_be_stopped_after_every_part():
    class Stopped(Exception):
        pass

    def stop(rest: Iterator[int]) -> None:
        if next(rest, None) is None:
            raise Stopped

    calls: list[int] = []
    planned(read("a", body="[x](/feed.xml)"), pause=lambda: calls.append(1))
    assert len(calls) > 20
    for at in range(len(calls)):
        with pytest.raises(Stopped):
            planned(read("a", body="[x](/feed.xml)"), pause=partial(stop, iter(range(at))))
