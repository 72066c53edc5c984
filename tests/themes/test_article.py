"""The page of an article in the default theme: its parts and their order, and that a site can replace each block."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import html

from tests import sites
from tests.conftest import run_digest
from tests.sites import article, tree, write

SETTINGS = "title: T\nbase_url: https://example.org/d/\n"
EDITIONS = "editions:\n  every: week\n  cutoff: friday 18:00\n"
WIRE = {"source": "wire", "source_url": "https://wire.example/a"}
ALSO = ", ".join(f"{{name: Outlet {n}, url: 'https://o{n}.example/', title: Title {n}}}" for n in range(1, 7))
WHOLE = article(
    "Whole", "2026-01-14", headline="A headline of ours", summary="A summary.", why="It matters.", points="[One, Two]",
    authors="[Ada]", tags="[tag]", updated="2026-01-15", also=f"[{ALSO}]", stories="[Long]", related="[plain.md]",
    corrections="[{date: 2026-01-15, text: Wrong.}]", image="{src: p.svg, alt: A picture}", quote="Words of somebody.",
    via="{name: Somebody, url: 'https://via.example/'}", **WIRE,
)  # fmt: skip
FILES = {
    "digest.yml": SETTINGS + EDITIONS,
    "content/topics.yml": sites.TOPICS,
    "content/sources.yml": sites.OUTLETS,
    "content/p.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="3" height="2"/>',
    "content/whole.md": WHOLE,
    "content/before.md": article("Before", "2026-01-13", stories="[Long]"),
    "content/after.md": article("After", "2026-01-15", stories="[Long]"),
    "content/plain.md": article("Plain", "2026-01-05", source="wire"),
    "content/echo.md": article(
        '"“Nothing is free”"', "2026-01-06", kind="quote", mode="link", quote="{text: Nothing is free., by: Ada}", **WIRE
    ),
    "content/late.md": article("Not in an edition that is out", "2026-01-20"),
}


def built(folder: Path, files: dict[str, str], now: str = "2026-01-20") -> dict[str, str]:
    """Build a site, and return its article pages by slug."""
    ran = run_digest(write(folder, files), "build", "--now", now)
    assert ran.code == 0, ran
    pages = {path: data.decode() for path, data in tree(folder / "site").items() if path.endswith(".html")}
    return {path.split("/")[3]: text for path, text in pages.items() if re.match(r"2026/\d\d/\d\d/.+/", path)}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return built(tmp_path_factory.mktemp("article"), FILES)


ORDER = (
    '<p class="kicker">',
    "<h1>A headline of ours</h1>",
    '<p class="deck">',
    '<div class="byline">',
    '<div class="source">',
    "Source</dt>",
    "Whole</cite>",
    "Via</dt>",
    "Also covered by</dt>",
    "Outlet 1, Outlet 2, Outlet 3, Outlet 4 +2</a>",
    'href="https://wire.example/a" rel="external noopener">Read it at The Wire</a>',
    '<aside class="gloss"',
    "It matters.",
    "<li>One</li>",
    '<figure class="picture">',
    '<figure class="quotation">',
    '<div class="prose">',
    '<section class="corrections" id="page.corrections">',
    '<section class="also" id="page.also">',
    "Title 6</cite>",
    'aria-label="Long"',
    "Before</a>",
    "After</a>",
    "Related articles</h2>",
    '<ul class="tags"',
    '<nav class="neighbours"',
    'rel="prev"',
    'class="whole"',
    'rel="next"',
)


def test_the_parts_of_a_page_are_in_this_order(pages: dict[str, str]):
    text, at = pages["whole"].split("<main")[1], 0
    for part in ORDER:
        assert part in text[at:], part
        at = text.index(part, at)


def test_the_byline_links_to_day_edition_and_corrections(pages: dict[str, str]):
    byline = pages["whole"].split('<div class="byline">')[1].split("</div>")[0]
    assert re.findall('href="([^"]*)"', byline) == ["/d/2026/01/14/", "/d/editions/2026-01-16/", "#page.corrections"]
    assert "#page.corrections" not in pages["plain"]


def test_between_previous_and_next_is_a_link_to_the_edition_or_the_day(pages: dict[str, str], tmp_path: Path):
    def index_link(text: str) -> str:
        return re.sub("<[^>]*>", "", text.split('<a class="whole" ')[1].split("</a>")[0].split(">", 1)[1])

    assert index_link(pages["whole"]) == "The whole edition Edition 2"
    assert index_link(pages["late"]) == "The whole day January 20, 2026"
    without = built(tmp_path, {**FILES, "digest.yml": SETTINGS})
    assert index_link(without["whole"]) == "The whole day January 14, 2026" and "/editions/" not in without["whole"]


def test_a_quotation_used_as_headline_is_not_repeated(pages: dict[str, str]):
    main = html.fromstring(pages["echo"]).find(".//main").text_content()
    assert main.count("Nothing is free") == 1 and "Ada" in main
    assert '<figure class="quotation">' in pages["whole"]


def test_the_link_to_the_source_is_shown_if_there_is_an_address(pages: dict[str, str]):
    assert "Read it at The Wire" in pages["whole"] and "Read it at The Wire" in pages["echo"]
    assert "Read it at" not in pages["plain"]


BLOCKS = (
    "kicker", "headline", "deck", "translations", "byline", "source", "gloss", "picture", "quotation", "text", "corrections",
    "also", "story", "related", "tags", "neighbours",
)  # fmt: skip
MARK = "<p>in place of {}</p>"


def test_a_site_can_replace_each_block_of_the_page(tmp_path: Path):
    own = '{% extends "parent:article.html" %}' + "".join(
        f"{{% block {name} %}}{MARK.format(name)}{{% endblock %}}" for name in BLOCKS if name != "headline"
    )
    text = built(tmp_path, {**FILES, "themes/default/templates/article.html": own})["whole"]
    assert [name for name in BLOCKS if MARK.format(name) in text] == [name for name in BLOCKS if name != "headline"]
    assert "<h1>A headline of ours</h1>" in text and "Read it at" not in text and 'class="prose"' not in text


def test_the_guide_names_each_block():
    root = Path(__file__).parents[2]
    template = (root / "themes/default/templates/article.html").read_text(encoding="utf-8")
    named = set(re.findall(r"{% block (\w+) %}", template)) - {"head", "main"}
    assert named == {*BLOCKS}
    guide = (root / "docs/guides/theme.md").read_text(encoding="utf-8")
    assert [name for name in BLOCKS if f"`{name}`" not in guide] == []
