"""The theme river on this repository's own digest: it passes the tests of the default theme's pages without using that theme."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from lxml import html

from digest.files.file_states import Scan
from digest.inputs.theme_files import BUILT_IN, read_theme
from digest.rendering.theme import BASE_THEME
from tests import sites
from tests.conftest import run_digest
from tests.themes import test_default as default
from tests.themes.test_default import (  # noqa: F401 - each is a test of the site that `built` gives here
    pages,
    test_every_internal_link_leads_to_an_existing_file_and_id,
    test_every_page_begins_with_a_policy_that_allows_only_the_sites_own_files,
    test_every_page_has_one_h1_no_skipped_level_no_double_id_and_a_language,
    test_every_page_is_html_without_a_parse_error,
    test_the_feed_is_atom,
    test_the_sitemap_lists_every_page_once_with_its_last_modification_date,
)

THEME = BUILT_IN / "river"
FILES = {
    "digest.yml": "title: T\nbase_url: https://example.org/\ntheme: river\n",
    "content/topics.yml": sites.TOPICS,
    "content/sources.yml": sites.OUTLETS,
    "content/pages/about.md": "---\ntitle: About\n---\nWe.\n",
    "content/2026/first.md": sites.article(
        "First headline",
        summary="A summary that lists leave out.",
        also="[{name: gazette, url: https://gazette.example/y, title: Their headline}, Elsewhere]",
        why="It matters so much.",
        corrections="[{date: 2026-02-10, text: A word was wrong.}]",
        story="flood",
    ),
    "content/2026/second.md": sites.article("Second headline", covers="first.md", source="gazette"),
    "content/2026/draft.md": sites.article("A draft", draft="true"),
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of the repository's digest in this theme."""
    root = tmp_path_factory.mktemp("river")
    for file in (default.ROOT / "content").rglob("*"):
        if file.is_file():
            sites.write(root, {file.relative_to(default.ROOT).as_posix(): file.read_bytes()})
    settings = (default.ROOT / "digest.yml").read_text(encoding="utf-8")
    sites.write(root, {"digest.yml": re.sub(r"(?m)^theme:.*\n", "", settings) + "\ntheme: river\n"})
    ran = run_digest(root, "build", "--now", "2026-11-01", "--strict")
    assert (ran.code, ran.err) == (0, "")
    return root / "site"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The pages of a small site with drafts in this theme, by path."""
    root = sites.write(tmp_path_factory.mktemp("small"), FILES)
    assert sites.build(root, drafts=True, preview=True).code == 0
    return pages(root / "site")


def test_the_templates_have_150_lines_at_most_and_the_style_3_kilobytes():
    lines = {path.name: path.read_text().count("\n") for path in (THEME / "templates").rglob("*.html")}
    assert sum(lines.values()) <= 150, lines
    assert len(gzip.compress((THEME / "static/style.css").read_bytes(), mtime=0)) <= 3 * 1024


def test_it_uses_nothing_of_the_default_theme_and_has_all_pages(tmp_path: Path):
    theme = read_theme(tmp_path, "river", Scan(tmp_path, {})).theme
    layers = theme.layers
    assert [layer.root for layer in layers] == ["digest:themes/river", "digest:themes/base"]
    assert theme.static.keys() == {"style.css", "favicon.svg", "search.js"}
    readers = {name for name in layers[0].templates if "/" not in name}
    assert readers == {path.name for path in (BUILT_IN / "default/templates").glob("*.html")}


def test_every_added_word_is_translated_into_every_language():
    own = {path.name for path in (THEME / "i18n").iterdir()}
    assert own == {path.name for path in (BUILT_IN / BASE_THEME / "i18n").iterdir()}


def test_only_the_search_page_has_a_script(built: Path):
    for path, text in pages(built).items():
        tree = html.document_fromstring(text.encode())
        scripts = [script.get("src") for script in tree.iter("script") if script.get("type") != "application/ld+json"]
        assert len(scripts) == (path == "search/index.html"), path
        assert all(re.fullmatch(r"/digest/assets/search\.\w+\.js", src) for src in scripts), path
        assert not tree.xpath("//@style") and not list(tree.iter("style")), path


def test_an_article_with_its_style_has_at_most_10_kilobytes(built: Path):
    style = len(gzip.compress(next((built / "assets").glob("style.*.css")).read_bytes()))
    articles = [len(gzip.compress(text.encode())) for path, text in pages(built).items() if re.match(r"\d{4}/\d\d/\d\d/.+/", path)]
    assert articles and style + max(articles) <= 10 * 1024


def test_a_list_has_headlines_outlets_and_more_and_no_summaries(small: dict[str, str]):
    for path in ("index.html", "topics/world/index.html"):
        tree = html.document_fromstring(small[path])
        text = " ".join(tree.xpath("string(//article[contains(., 'First headline')])").split())
        assert text.startswith(("wire: First headline", "The Wire: First headline")), text
        assert "More: gazette: Second headline" in text.replace("Gazette", "gazette") and "Elsewhere" in text, text
        assert "A summary that" not in small[path].partition("<body>")[2] and "It matters so much." not in text
        assert "Draft" in tree.xpath("string(//article[contains(., 'A draft')])")


def test_a_headline_in_another_language_is_marked_and_its_outlet_is_not(built: Path):
    front = html.document_fromstring(pages(built)["index.html"].encode())
    assert front.xpath("//h3/a[@lang='ko']") and not front.xpath("//*[@lang='ko']//*[@class='outlet']")


def test_an_article_shows_all_its_fields(small: dict[str, str]):
    page = small["2026/02/01/first/index.html"]
    shown = (
        "A summary that",
        "It matters so much.",
        "A word was wrong.",
        "Their headline",
        "/stories/flood/",
        "/2026/02/01/second/",
        "Previous",
    )
    assert [text for text in shown if text not in page] == []
    assert all('<meta name="robots" content="noindex, nofollow">' in text for text in small.values() if "<header>" in text)


def test_text_is_readable_in_both_colour_schemes(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(default, "THEME", THEME)
    default.test_text_is_readable_in_both_colour_schemes()


def test_a_site_can_set_logo_colour_and_footer_links(tmp_path: Path):
    logo = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 3"/>'
    brand = 'brand: {color: "#c2185b", logo: /logo.svg, scheme: dark}\nfooter: [{name: Imprint, url: /about/}]\n'
    root = sites.write(tmp_path, FILES | {"digest.yml": FILES["digest.yml"] + brand, "content/static/logo.svg": logo})
    assert sites.build(root).code == 0
    front = html.document_fromstring((root / "site/index.html").read_bytes())
    assert (front.get("data-scheme"), front.xpath("//h1//img/@alt"), front.xpath("//h1//img/@src")) == (
        "dark",
        ["T"],
        ["/logo.svg"],
    )
    assert front.xpath("//footer//a[text()='Imprint']/@href") == ["/about/"]
    assert "#c2185b" in next((root / "site/assets").glob("style.*.css")).read_text()


def test_a_story_marks_articles_that_are_new_since_the_previous_edition(tmp_path: Path):
    later = {"content/2026/later.md": sites.article("Later headline", "2026-02-05", story="flood")}
    root = sites.write(tmp_path, FILES | later | {"digest.yml": FILES["digest.yml"] + "editions: {every: day}\n"})
    assert sites.build(root).code == 0
    story = html.document_fromstring((root / "site/stories/flood/index.html").read_bytes())
    is_new = {article.findtext(".//a[@href]"): "New since Edition" in article.text_content() for article in story.iter("article")}
    assert [*is_new.values()] == [True, False], is_new
