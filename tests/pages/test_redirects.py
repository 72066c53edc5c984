"""Redirects from every old path of a page to its current path."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests import sites
from tests.sites import Built, article, build, tiny, tree, write

A1 = "content/2026/a1.md"


def built(folder: Path, files: dict[str, str | bytes], **overrides: object) -> tuple[Built, dict[str, bytes]]:
    """Build the tiny site with these files; return the result and the output files."""
    write(folder, {**tiny(3), **files})
    made = build(folder, **overrides)
    return made, tree(folder / "site")


def target(made: dict[str, bytes], path: str) -> str:
    """Return the redirect target of the page at this path."""
    found = re.search('http-equiv="refresh" content="0; url=([^"]*)"', made[path].decode())
    assert found, made[path]
    return found[1]


def test_aliases_of_articles_and_plain_pages_become_redirects(tmp_path: Path):
    files = {
        A1: article("One", aliases="[/2025/old/, /very-old, /was.html, /%ED%95%9C/]"),
        "content/pages/about.md": "---\ntitle: About\naliases: /us/\n---\nWe.\n",
    }
    said, made = built(tmp_path, files)
    assert said.diagnostics == ()
    for path in ("2025/old/index.html", "very-old/index.html", "was.html", "한/index.html"):
        assert target(made, path) == "/2026/02/01/a1/"
    assert target(made, "us/index.html") == "/about/"


def test_redirect_page_has_canonical_refresh_and_link_and_is_not_listed(tmp_path: Path):
    settings = "title: T\nbase_url: https://example.org/repo/\n"
    _, made = built(tmp_path, {"digest.yml": settings, A1: article("<One> & only", aliases="/old/")})
    page = made["old/index.html"].decode()
    assert '<link rel="canonical" href="https://example.org/repo/2026/02/01/a1/">' in page
    assert '<meta http-equiv="refresh" content="0; url=/repo/2026/02/01/a1/">' in page
    assert '<a href="/repo/2026/02/01/a1/">&lt;One&gt; &amp; only</a>' in page
    assert '<meta name="robots" content="noindex">' in page
    assert "<script" not in page
    assert [path for path, data in made.items() if b"/repo/old/" in data] == []


@pytest.mark.parametrize(
    ("name", "head"),
    [("2026/a1.md", {"date": "2026-02-09"}), ("2026/a1.md", {"slug": "other"}), ("fixed", {"id": "fixed", "slug": "other"})],
)
def test_changed_date_or_slug_of_a_recorded_article_causes_a_redirect(tmp_path: Path, name: str, head: dict[str, str]):
    files = {A1: article("One", **head), "content/published.tsv": f"{name}\t/2026/02/01/a1/\n"}
    said, made = built(tmp_path, files)
    assert said.diagnostics == ()
    day = "09" if "date" in head else "01"
    assert target(made, "2026/02/01/a1/index.html") == f"/2026/02/{day}/{head.get('slug', 'a1')}/"


def test_article_with_a_new_id_is_also_recognised_by_its_file(tmp_path: Path):
    lines = "2026/a1.md\t/first/\nfixed\t/second/\n"
    _, made = built(tmp_path, {A1: article("One", id="fixed"), "content/published.tsv": lines})
    assert target(made, "first/index.html") == target(made, "second/index.html") == "/2026/02/01/a1/"


def test_recorded_paths_have_no_base_path(tmp_path: Path):
    settings = sites.SETTINGS.replace("example.org/", "example.org/repo/")
    files = {"digest.yml": settings, A1: article("One"), "content/published.tsv": "2026/a1.md\t/old/\n"}
    _, made = built(tmp_path, files)
    assert target(made, "old/index.html") == "/repo/2026/02/01/a1/"


def test_build_neither_writes_nor_publishes_the_published_file(tmp_path: Path):
    lines = "2026/a1.md\t/2026/02/01/a1/\n"
    _, made = built(tmp_path, {A1: article("One", date="2026-02-02"), "content/published.tsv": lines})
    assert (tmp_path / "content/published.tsv").read_text() == lines
    assert "published.tsv" not in made


def test_renamed_topic_redirects_its_first_and_its_oldest_page(tmp_path: Path):
    files = {
        "digest.yml": sites.SETTINGS + "lists: {topics: 1}\n",
        "content/topics.yml": "world: {name: World, was: [planet, globe]}\nscience: {name: Science, was: physics}\n",
    }
    _, made = built(tmp_path, files)
    assert target(made, "topics/planet/index.html") == target(made, "topics/globe/index.html") == "/topics/world/"
    assert target(made, "topics/planet/page/1/index.html") == "/topics/world/page/1/"
    assert target(made, "topics/physics/page/1/index.html") == "/topics/science/", "a short list has no numbered pages"


def test_renamed_tags_redirect_to_the_end_of_the_chain(tmp_path: Path):
    renamed = 'tags: {renamed: {Old: older, older: "EVEN", C++: T1}}\n'
    said, made = built(tmp_path, {"digest.yml": sites.SETTINGS + renamed})
    assert said.diagnostics == ()
    assert target(made, "tags/old/index.html") == target(made, "tags/older/index.html") == "/tags/even/"
    assert target(made, "tags/c-plus-plus/index.html") == "/tags/t1/"


def test_cycle_of_renamed_tags_is_an_error(tmp_path: Path):
    said, made = built(tmp_path, {"digest.yml": sites.SETTINGS + "tags:\n  renamed:\n    a: b\n    b: a\n"})
    assert [line.partition(" | ")[0] for line in said.diagnostics] == [
        "digest.yml:6:5: E601 renamed: a is renamed to itself, by way of b"
    ]
    assert made == {}


@pytest.mark.parametrize("alias", ["/2026/02/02/a2/", "/2026/02/02/A2/", "/about/", "/tags/", "/robots.txt"])
def test_existing_page_wins_over_a_redirect_with_a_note(tmp_path: Path, alias: str):
    _, before = built(tmp_path / "before", {A1: article("One"), "content/2026/a2.md": article("Two", "2026-02-02")})
    files = {A1: article("One", aliases=alias), "content/2026/a2.md": article("Two", "2026-02-02")}
    said, made = built(tmp_path / "after", files, strict=True)
    assert [line[:29] for line in said.diagnostics] == ["content/2026/a1.md:6:10: N401"]
    assert made == before


def test_alias_that_differs_only_in_case_is_a_note(tmp_path: Path):
    files = {A1: article("One", aliases="[/2026/02/01/A1/, /Old/, /old/]")}
    said, made = built(tmp_path, files)
    assert [line.partition(" | ")[0] for line in said.diagnostics] == [
        "content/2026/a1.md:6:11: N401 no redirect from /2026/02/01/A1/: on some systems it is the same file as /2026/02/01/a1/",
        "content/2026/a1.md:6:35: N401 no redirect from /old/: on some systems it is the same file as /Old/",
    ]
    assert target(made, "Old/index.html") == "/2026/02/01/a1/"


def test_long_aliases_and_slugs_are_not_shortened(tmp_path: Path):
    files = {A1: article("One", slug="x" * 200, aliases=f"/{'y' * 200}/"), f"content/2026/{'z' * 200}.md": article("Two")}
    said, made = built(tmp_path, files)
    assert said.diagnostics == ()
    assert target(made, f"{'y' * 200}/index.html") == f"/2026/02/01/{'x' * 200}/"
    assert f"2026/02/01/{'z' * 200}/index.html" in made


def test_permalink_can_end_in_html(tmp_path: Path):
    """Redirects, feeds, links and lists have these paths, and a changed permalink pattern causes redirects."""
    files = {
        "digest.yml": sites.SETTINGS + "permalink: /{lang}/{topic}/{slug}.html\n",
        A1: article("One", body="[two](a2.md)", aliases="/old/"),
        "content/published.tsv": "2026/a2.md\t/2026/02/03/a2/\n",
    }
    said, made = built(tmp_path, files)
    assert said.diagnostics == ()
    assert target(made, "old/index.html") == "/en/world/a1.html"
    assert target(made, "2026/02/03/a2/index.html") == "/en/world/a2.html"
    assert b'href="/en/world/a2.html"' in made["en/world/a1.html"]
    assert b"https://example.org/en/world/a1.html" in made["sitemap.xml"] and b"/en/world/a1.html" in made["feed.xml"]


def test_alias_with_the_path_of_its_page_is_ignored(tmp_path: Path):
    said, made = built(tmp_path, {A1: article("One", aliases="/2026/02/01/a1/")})
    assert said.diagnostics == ()
    assert b"Text." in made["2026/02/01/a1/index.html"]


def test_two_targets_of_one_redirect_are_an_error(tmp_path: Path):
    files = {A1: article("One", aliases="/old/"), "content/2026/a2.md": article("Two", aliases="/Old/")}
    said, _ = built(tmp_path, files)
    assert said.code == 1
    assert said.diagnostics == (
        "content/2026/a2.md:6:10: E402 /Old/ is redirected to /2026/02/01/a1/ (content/2026/a1.md:6) and to /2026/02/01/a2/"
        " | remove one of them",
    )


@pytest.mark.parametrize("alias", ["/topics/planet/page/1/", "/topics/Planet/Page/1/"])
def test_requested_redirect_wins_over_an_implied_one_without_a_diagnostic(tmp_path: Path, alias: str):
    """An alias wins over the implied redirect of a renamed topic's oldest page."""
    files = {A1: article("One", aliases=alias), "content/topics.yml": "world: {name: World, was: planet}\n"}
    said, made = built(tmp_path, files)
    assert said.diagnostics == ()
    assert target(made, alias.strip("/") + "/index.html") == "/2026/02/01/a1/"
    assert target(made, "topics/planet/index.html") == "/topics/world/"


def test_repeated_redirect_is_not_an_error(tmp_path: Path):
    files = {A1: article("One", aliases="/old/"), "content/published.tsv": "2026/a1.md\t/old/\n"}
    said, made = built(tmp_path, files)
    assert said.diagnostics == ()
    assert target(made, "old/index.html") == "/2026/02/01/a1/"


@pytest.mark.parametrize("hidden", [{"draft": "true"}, {"publish_at": "2026-04-01"}, {"expires": "2026-02-20"}])
def test_redirect_to_an_unpublished_article_is_a_warning(tmp_path: Path, hidden: dict[str, str]):
    files = {A1: article("One", slug="new", aliases="/old/", **hidden), "content/published.tsv": "2026/a1.md\t/2026/02/01/a1/\n"}
    said, made = built(tmp_path, files)
    assert [line.partition(" | ")[0] for line in said.diagnostics] == [
        "content/2026/a1.md:7:10: W401 /old/ would redirect to no page: One is not published",
        "content/published.tsv:1:12: W401 /2026/02/01/a1/ would redirect to no page: One is not published",
    ]
    assert "old/index.html" not in made


def test_recorded_path_of_a_draft_is_not_a_redirect(tmp_path: Path):
    files = {A1: article("One", draft="true"), "content/published.tsv": "2026/a1.md\t/2026/02/01/a1/\n"}
    said, _ = built(tmp_path, files)
    assert said.diagnostics == ()


def test_article_can_link_to_a_redirect(tmp_path: Path):
    files = {A1: article("One", aliases="/old/"), "content/2026/a2.md": article("Two", body="[x](/old/)")}
    said, made = built(tmp_path, files)
    assert said.diagnostics == ()
    assert b'href="/old/"' in made["2026/02/01/a2/index.html"]


def test_theme_without_redirect_template_uses_the_default(tmp_path: Path):
    write(tmp_path, {**tiny(1), "content/2026/a0.md": article("A", aliases="/old/")})
    (tmp_path / "themes/plain/templates/redirect.html").unlink()
    assert build(tmp_path).code == 0
    assert b'<meta http-equiv="refresh" content="0; url=/2026/02/01/a0/">' in (tmp_path / "site/old/index.html").read_bytes()


TAGGED = {
    A1: article("One", tags="[AI, x]"),
    "content/2026/a2.md": article("Two", "2026-02-02", tags='["artificial intelligence", ai]'),
    "content/2026/a0.md": article("Three", "2026-02-03", tags="[KI]"),
}
RENAMED = sites.SETTINGS + "tags: {renamed: {AI: Artificial Intelligence, ki: AI}, min_count: 2}\n"


def test_articles_with_the_old_name_of_a_tag_are_listed_under_the_new_name(tmp_path: Path):
    said, made = built(tmp_path, {**TAGGED, "digest.yml": RENAMED})
    assert said.diagnostics == (), "no diagnostic about a spelling that no article has"
    page = made["tags/artificial-intelligence/index.html"].decode()
    assert [page.count(f">{title}<") for title in ("One", "Two", "Three")] == [1, 1, 1]
    assert target(made, "tags/ai/index.html") == target(made, "tags/ki/index.html") == "/tags/artificial-intelligence/"
    articles = [made[f"2026/02/{day}/index.html"].decode() for day in ("01/a1", "02/a2", "03/a0")]
    assert all(text.count('href="/tags/artificial-intelligence/"') == 1 for text in articles)
    assert all("artificial intelligence" in text for text in articles), "spelled as in the article with the new name"
    assert not any(b"/tags/ai/" in data or b"/tags/ki/" in data for path, data in made.items() if path.endswith((".html", ".xml")))


def test_unused_new_name_of_a_tag_is_spelled_as_in_the_settings(tmp_path: Path):
    said, made = built(
        tmp_path, {A1: article("One", tags="[AI]"), "digest.yml": sites.SETTINGS + "tags: {renamed: {ai: Machines}}\n"}
    )
    assert said.diagnostics == ()
    assert b"Machines" in made["tags/machines/index.html"] and b">One<" in made["tags/machines/index.html"]
    assert target(made, "tags/ai/index.html") == "/tags/machines/"


def test_build_after_renaming_a_tag_equals_a_clean_build(tmp_path: Path):
    place = tmp_path / "site-of-tags"
    built(place, TAGGED)
    _, made = built(place, {**TAGGED, "digest.yml": RENAMED})
    assert made == sites.clean_build(place, tmp_path / "clean")[1]
