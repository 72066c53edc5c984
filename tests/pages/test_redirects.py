"""Redirects from every old path of a page to its current path."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from digest.articles.article import Located
from digest.config.config import RenamedTag, TagSettings
from digest.grouping.registries import Registries, Topic
from digest.pages.plan_part import AnyPart
from digest.pages.redirects import RedirectPage, redirects
from tests import sites
from tests.sites import Built, article, build, tiny, tree, write
from tests.values import CONFIG, collected, read

A1 = "content/2026/a1.md"


def built(folder: Path, files: dict[str, str | bytes], **overrides: object) -> tuple[Built, dict[str, bytes]]:
    """Build the tiny site with these files; return the result and the output files."""
    write(folder, {**tiny(3), **files})
    outputs = build(folder, **overrides)
    return outputs, tree(folder / "site")


def target(outputs: dict[str, bytes], path: str) -> str:
    """Return the redirect target of the page at this path."""
    found = re.search('http-equiv="refresh" content="0; url=([^"]*)"', outputs[path].decode())
    assert found, outputs[path]
    return found[1]


def test_aliases_of_articles_and_plain_pages_become_redirects(tmp_path: Path):
    files = {
        A1: article("One", aliases="[/2025/old/, /very-old, /was.html, /%ED%95%9C/]"),
        "content/pages/about.md": "---\ntitle: About\naliases: /us/\n---\nWe.\n",
    }
    result, outputs = built(tmp_path, files)
    assert result.diagnostics == ()
    for path in ("2025/old/index.html", "very-old/index.html", "was.html", "한/index.html"):
        assert target(outputs, path) == "/2026/02/01/a1/"
    assert target(outputs, "us/index.html") == "/about/"


def test_the_address_of_an_article_may_have_capitals(tmp_path: Path):
    _, made = built(tmp_path, {"digest.yml": sites.SETTINGS + "permalink: /News/{slug}/\n", A1: article("One", aliases="/old/")})
    assert target(made, "old/index.html") == "/News/a1/"


def test_redirect_page_has_canonical_refresh_and_link_and_is_not_listed(tmp_path: Path):
    settings = "title: T\nbase_url: https://example.org/repo/\n"
    _, outputs = built(tmp_path, {"digest.yml": settings, A1: article("<One> & only", aliases="/old/")})
    page = outputs["old/index.html"].decode()
    assert '<link rel="canonical" href="https://example.org/repo/2026/02/01/a1/">' in page
    assert '<meta http-equiv="refresh" content="0; url=/repo/2026/02/01/a1/">' in page
    assert '<a href="/repo/2026/02/01/a1/">&lt;One&gt; &amp; only</a>' in page
    assert '<meta name="robots" content="noindex">' in page
    assert "<script" not in page
    assert [path for path, data in outputs.items() if b"/repo/old/" in data] == []


@pytest.mark.parametrize(
    ("name", "head"),
    [("2026/a1.md", {"date": "2026-02-09"}), ("2026/a1.md", {"slug": "other"}), ("fixed", {"id": "fixed", "slug": "other"})],
)
def test_changed_date_or_slug_of_a_recorded_article_causes_a_redirect(tmp_path: Path, name: str, head: dict[str, str]):
    files = {A1: article("One", **head), "content/published.tsv": f"{name}\t/2026/02/01/a1/\n"}
    result, outputs = built(tmp_path, files)
    assert result.diagnostics == ()
    day = "09" if "date" in head else "01"
    assert target(outputs, "2026/02/01/a1/index.html") == f"/2026/02/{day}/{head.get('slug', 'a1')}/"


def test_article_with_a_new_id_is_also_recognised_by_its_file(tmp_path: Path):
    lines = "2026/a1.md\t/first/\nfixed\t/second/\n"
    _, outputs = built(tmp_path, {A1: article("One", id="fixed"), "content/published.tsv": lines})
    assert target(outputs, "first/index.html") == target(outputs, "second/index.html") == "/2026/02/01/a1/"


def test_recorded_paths_have_no_base_path(tmp_path: Path):
    settings = sites.SETTINGS.replace("example.org/", "example.org/repo/")
    files = {"digest.yml": settings, A1: article("One"), "content/published.tsv": "2026/a1.md\t/old/\n"}
    _, outputs = built(tmp_path, files)
    assert target(outputs, "old/index.html") == "/repo/2026/02/01/a1/"


def test_build_neither_writes_nor_publishes_the_published_file(tmp_path: Path):
    lines = "2026/a1.md\t/2026/02/01/a1/\n"
    _, outputs = built(tmp_path, {A1: article("One", date="2026-02-02"), "content/published.tsv": lines})
    assert (tmp_path / "content/published.tsv").read_text() == lines
    assert "published.tsv" not in outputs


def test_renamed_topic_redirects_its_first_and_its_oldest_page(tmp_path: Path):
    files = {
        "digest.yml": sites.SETTINGS + "lists: {topics: 1}\n",
        "content/topics.yml": "world: {name: World, was: [planet, globe]}\nscience: {name: Science, was: physics}\n",
    }
    _, outputs = built(tmp_path, files)
    assert target(outputs, "topics/planet/index.html") == target(outputs, "topics/globe/index.html") == "/topics/world/"
    assert target(outputs, "topics/planet/page/1/index.html") == "/topics/world/page/1/"
    assert target(outputs, "topics/physics/page/1/index.html") == "/topics/science/", "a short list has no numbered pages"


def test_renamed_tags_redirect_to_the_end_of_the_chain(tmp_path: Path):
    renamed = 'tags: {renamed: {Old: older, older: "EVEN", C++: T1}}\n'
    result, outputs = built(tmp_path, {"digest.yml": sites.SETTINGS + renamed})
    assert result.diagnostics == ()
    assert target(outputs, "tags/old/index.html") == target(outputs, "tags/older/index.html") == "/tags/even/"
    assert target(outputs, "tags/c-plus-plus/index.html") == "/tags/t1/"


def test_cycle_of_renamed_tags_is_an_error(tmp_path: Path):
    result, outputs = built(tmp_path, {"digest.yml": sites.SETTINGS + "tags:\n  renamed:\n    a: b\n    b: a\n"})
    assert [line.partition(" | ")[0] for line in result.diagnostics] == [
        "digest.yml:6:5: E601 renamed: a is renamed to itself, by way of b"
    ]
    assert outputs == {}


@pytest.mark.parametrize("alias", ["/2026/02/02/a2/", "/2026/02/02/A2/", "/about/", "/tags/", "/robots.txt"])
def test_existing_page_wins_over_a_redirect_with_a_note(tmp_path: Path, alias: str):
    _, before = built(tmp_path / "before", {A1: article("One"), "content/2026/a2.md": article("Two", "2026-02-02")})
    files = {A1: article("One", aliases=alias), "content/2026/a2.md": article("Two", "2026-02-02")}
    result, outputs = built(tmp_path / "after", files, strict=True)
    assert [line[:29] for line in result.diagnostics] == ["content/2026/a1.md:6:10: N401"]
    assert outputs == before


def test_alias_that_differs_only_in_case_is_a_note(tmp_path: Path):
    files = {A1: article("One", aliases="[/2026/02/01/A1/, /Old/, /old/]")}
    result, outputs = built(tmp_path, files)
    assert [line.partition(" | ")[0] for line in result.diagnostics] == [
        "content/2026/a1.md:6:11: N401 no redirect from /2026/02/01/A1/: on some systems it is the same file as /2026/02/01/a1/",
        "content/2026/a1.md:6:35: N401 no redirect from /old/: on some systems it is the same file as /Old/",
    ]
    assert target(outputs, "Old/index.html") == "/2026/02/01/a1/"


def test_long_aliases_and_slugs_are_not_shortened(tmp_path: Path):
    files = {A1: article("One", slug="x" * 200, aliases=f"/{'y' * 200}/"), f"content/2026/{'z' * 200}.md": article("Two")}
    result, outputs = built(tmp_path, files)
    assert result.diagnostics == ()
    assert target(outputs, f"{'y' * 200}/index.html") == f"/2026/02/01/{'x' * 200}/"
    assert f"2026/02/01/{'z' * 200}/index.html" in outputs


def test_permalink_can_end_in_html(tmp_path: Path):
    """Redirects, feeds, links and lists have these paths, and a changed permalink pattern causes redirects."""
    files = {
        "digest.yml": sites.SETTINGS + "permalink: /{lang}/{topic}/{slug}.html\n",
        A1: article("One", body="[two](a2.md)", aliases="/old/"),
        "content/published.tsv": "2026/a2.md\t/2026/02/03/a2/\n",
    }
    result, outputs = built(tmp_path, files)
    assert result.diagnostics == ()
    assert target(outputs, "old/index.html") == "/en/world/a1.html"
    assert target(outputs, "2026/02/03/a2/index.html") == "/en/world/a2.html"
    assert b'href="/en/world/a2.html"' in outputs["en/world/a1.html"]
    assert b"https://example.org/en/world/a1.html" in outputs["sitemap.xml"] and b"/en/world/a1.html" in outputs["feed.xml"]


def test_alias_with_the_path_of_its_page_is_ignored(tmp_path: Path):
    result, outputs = built(tmp_path, {A1: article("One", aliases="/2026/02/01/a1/")})
    assert result.diagnostics == ()
    assert b"Text." in outputs["2026/02/01/a1/index.html"]


def test_two_targets_of_one_redirect_are_an_error(tmp_path: Path):
    files = {A1: article("One", aliases="/old/"), "content/2026/a2.md": article("Two", aliases="/Old/")}
    result, _ = built(tmp_path, files)
    assert result.code == 1
    assert result.diagnostics == (
        "content/2026/a2.md:6:10: E402 /Old/ is redirected to /2026/02/01/a1/ (content/2026/a1.md:6) and to /2026/02/01/a2/"
        " | remove one of them",
    )


def test_two_redirects_of_one_path_to_articles_that_are_not_published_are_named_by_their_titles(tmp_path: Path):
    files = {
        A1: article("One", aliases="/old/", draft="true"),
        "content/2026/a2.md": article("Two", aliases="/old/"),
        "content/2026/a3.md": article("Three", aliases="/old/", draft="true"),
    }
    said, _ = built(tmp_path, files)
    assert [line.partition(" is redirected ")[2] for line in said.diagnostics if " E402 " in line] == [
        "for One (content/2026/a1.md:6) and to /2026/02/01/a2/ | remove one of them",
    ]


@pytest.mark.parametrize("alias", ["/topics/planet/page/1/", "/topics/Planet/Page/1/"])
def test_requested_redirect_wins_over_an_implied_one_without_a_diagnostic(tmp_path: Path, alias: str):
    """An alias wins over the implied redirect of a renamed topic's oldest page."""
    files = {A1: article("One", aliases=alias), "content/topics.yml": "world: {name: World, was: planet}\n"}
    result, outputs = built(tmp_path, files)
    assert result.diagnostics == ()
    assert target(outputs, alias.strip("/") + "/index.html") == "/2026/02/01/a1/"
    assert target(outputs, "topics/planet/index.html") == "/topics/world/"


def test_repeated_redirect_is_not_an_error(tmp_path: Path):
    files = {A1: article("One", aliases="/old/"), "content/published.tsv": "2026/a1.md\t/old/\n"}
    result, outputs = built(tmp_path, files)
    assert result.diagnostics == ()
    assert target(outputs, "old/index.html") == "/2026/02/01/a1/"


@pytest.mark.parametrize("hidden", [{"draft": "true"}, {"publish_at": "2026-04-01"}, {"expires": "2026-02-20"}])
def test_redirect_to_an_unpublished_article_is_a_warning(tmp_path: Path, hidden: dict[str, str]):
    files = {A1: article("One", slug="new", aliases="/old/", **hidden), "content/published.tsv": "2026/a1.md\t/2026/02/01/a1/\n"}
    result, outputs = built(tmp_path, files)
    assert [line.partition(" | ")[0] for line in result.diagnostics] == [
        "content/2026/a1.md:7:10: W401 /old/ would redirect to no page: One is not published",
        "content/published.tsv:1:12: W401 /2026/02/01/a1/ would redirect to no page: One is not published",
    ]
    assert "old/index.html" not in outputs


def test_recorded_path_of_a_draft_is_not_a_redirect(tmp_path: Path):
    files = {A1: article("One", draft="true"), "content/published.tsv": "2026/a1.md\t/2026/02/01/a1/\n"}
    result, _ = built(tmp_path, files)
    assert result.diagnostics == ()


def test_article_can_link_to_a_redirect(tmp_path: Path):
    files = {A1: article("One", aliases="/old/"), "content/2026/a2.md": article("Two", body="[x](/old/)")}
    result, outputs = built(tmp_path, files)
    assert result.diagnostics == ()
    assert b'href="/old/"' in outputs["2026/02/01/a2/index.html"]


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
    result, outputs = built(tmp_path, {**TAGGED, "digest.yml": RENAMED})
    assert result.diagnostics == (), "no diagnostic about a spelling that no article has"
    page = outputs["tags/artificial-intelligence/index.html"].decode()
    assert [page.count(f">{title}<") for title in ("One", "Two", "Three")] == [1, 1, 1]
    assert target(outputs, "tags/ai/index.html") == target(outputs, "tags/ki/index.html") == "/tags/artificial-intelligence/"
    articles = [outputs[f"2026/02/{day}/index.html"].decode() for day in ("01/a1", "02/a2", "03/a0")]
    assert all(text.count('href="/tags/artificial-intelligence/"') == 1 for text in articles)
    assert all("artificial intelligence" in text for text in articles), "spelled as in the article with the new name"
    assert not any(
        b"/tags/ai/" in data or b"/tags/ki/" in data for path, data in outputs.items() if path.endswith((".html", ".xml"))
    )


def test_unused_new_name_of_a_tag_is_spelled_as_in_the_settings(tmp_path: Path):
    result, outputs = built(
        tmp_path, {A1: article("One", tags="[AI]"), "digest.yml": sites.SETTINGS + "tags: {renamed: {ai: Machines}}\n"}
    )
    assert result.diagnostics == ()
    assert b"Machines" in outputs["tags/machines/index.html"] and b">One<" in outputs["tags/machines/index.html"]
    assert target(outputs, "tags/ai/index.html") == "/tags/machines/"


def test_build_after_renaming_a_tag_equals_a_clean_build(tmp_path: Path):
    place = tmp_path / "site-of-tags"
    built(place, TAGGED)
    _, outputs = built(place, {**TAGGED, "digest.yml": RENAMED})
    assert outputs == sites.clean_build(place, tmp_path / "clean")[1]


def test_renamed_tag_or_topic_without_a_page_is_one_warning():
    config = replace(CONFIG, tags=TagSettings(renamed=(RenamedTag("old", "new"),)))
    part, found = redirects(collected(config=config), config, [])
    assert [(one.code, one.message) for one in found] == [("W401", "/tags/old/ would redirect to no page: new is not published")]
    assert part.pages() == ()


def test_old_slug_that_differs_only_in_case_is_one_note():
    registries = Registries((Topic("world", "World", was=(Located("Tech", 1, 1),)), Topic("tech", "T")))
    live = ["topics/tech/index.html", "topics/tech/page/1/index.html"]
    _, found = redirects(collected(registries=registries), CONFIG, live)
    assert [one.message for one in found] == [
        "no redirect from /topics/Tech/: on some systems it is the same file as /topics/tech/"
    ]


def test_renamed_tags_in_a_circle_have_no_target():
    config = replace(CONFIG, tags=TagSettings(renamed=(RenamedTag("a", "b"), RenamedTag("b", "c"), RenamedTag("c", "a"))))
    part, found = redirects(collected(config=config), config, [])
    assert part.pages() == () and [one.code for one in found] == ["W401"] * 3


def targets_of(part: AnyPart) -> dict[str, str]:
    """Return the target of each redirect by its output path."""
    return {page.path: page.context.target for page in part.pages() if isinstance(page.context, RedirectPage)}


def test_redirect_of_a_renamed_tag_names_the_tag_as_its_source():
    config = replace(CONFIG, tags=TagSettings(renamed=(RenamedTag("old", "new"),)))
    part, found = redirects(collected(read("a", tags="[new]"), config=config), config, ["tags/new/index.html"])
    assert {page.path: page.source for page in part.pages()} == dict.fromkeys(
        ("tags/old/index.html", "tags/old/page/1/index.html"), "the renamed tag new"
    )
    assert not found


def test_alias_of_a_story_redirects_to_its_page():
    story = read("stories/flood", None, topic=None, source=None, aliases="[/the-flood/, /2025/flood.html]")
    part, found = redirects(collected(read("a", story="Flood"), story), CONFIG, ["stories/flood/index.html"])
    assert targets_of(part) == dict.fromkeys(("the-flood/index.html", "2025/flood.html"), "/repo/stories/flood/")
    assert {page.source for page in part.pages()} == {"content/stories/flood.md"} and found == ()


def test_recorded_path_of_a_plain_page_is_no_redirect():
    page = read("pages/about", None, topic=None, source=None, draft="true", aliases="/us/")
    published = {"pages/about.md": (Located("/about-us/", 1, 16),)}
    part, found = redirects(collected(page, registries=Registries(published=published)), CONFIG, [])
    assert [(one.path, one.message.partition(" ")[0]) for one in found] == [("content/pages/about.md", "/us/")]
    assert part.pages() == ()


@pytest.mark.parametrize(("old", "folder"), [("C++", "cpp"), ("c++", "cpp"), ("Old", "old"), ("C#", "c-sharp")])
def test_old_name_of_a_tag_had_the_slug_of_the_settings(old: str, folder: str):
    config = replace(CONFIG, tags=TagSettings({"C++": "cpp"}, renamed=(RenamedTag(old, "new"),)))
    part, found = redirects(collected(read("a", tags="[new]"), config=config), config, ["tags/new/index.html"])
    assert [page.path for page in part.pages()] == [f"tags/{folder}/index.html", f"tags/{folder}/page/1/index.html"]
    assert found == ()


def test_several_old_names_of_an_old_name_redirect_to_the_end_of_the_chain():
    renamed = (RenamedTag("a", "d"), RenamedTag("b", "d"), RenamedTag("c", "b"), RenamedTag("d", "e"))
    config = replace(CONFIG, tags=TagSettings(renamed=renamed))
    part, found = redirects(collected(read("x", tags="[e]"), config=config), config, ["tags/e/index.html"])
    targets = targets_of(part)
    assert {targets[f"tags/{name}/index.html"] for name in "abcd"} == {"/repo/tags/e/"}
    assert {targets[f"tags/{name}/page/1/index.html"] for name in "abcd"} == {"/repo/tags/e/"}
    assert len(targets) == 8 and found == ()
