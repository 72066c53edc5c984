"""Unrecorded and lost URL paths of articles."""

from __future__ import annotations

from digest.articles.article import Located
from digest.checks.published_records import address_diagnostics, unrecorded
from digest.config.config import Config
from digest.grouping.article_collections import Collections
from digest.grouping.registries import Registries
from tests.values import collected, read

A, B = "/2026/02/01/a/", "/2026/02/01/b/"


def published(*articles: str, **recorded: str) -> Collections:
    """Collect articles (`?` marks a draft); `recorded` has recorded paths by name."""
    marks = {f"{name}.md": (Located(url, 3, 8),) for name, url in recorded.items()}
    drafts = Config("T", "https://example.org/repo/", drafts=True)
    all_articles = [read(name.strip("?"), draft="true" if name.endswith("?") else None) for name in articles]
    return collected(*all_articles, config=drafts, registries=Registries(published=marks))


def test_article_with_an_unrecorded_path_is_unrecorded():
    assert unrecorded(published("a", "b", b=B)) == [("a.md", A, "content/a.md")]
    assert unrecorded(published("a", a="/old/")) == [("a.md", A, "content/a.md")], "the article has moved"


def test_articles_that_only_a_preview_shows_are_not_recorded():
    assert unrecorded(published("a?")) == []
    assert unrecorded(published("a?", "b", a=A, b="/old/")) == [("b.md", B, "content/b.md")]


def test_unrecorded_path_is_a_note_and_lost_path_a_warning():
    diagnostics = list(address_diagnostics(published("a", "b", b=B, c="/c/", d="/d.html"), ["2026/02/01/b/index.html", "d.html"]))
    assert [str(diagnostic) for diagnostic in diagnostics] == [
        f"content/a.md:1:1: N402 {A} is not in content/published.tsv",
        "content/published.tsv:3:8: W402 /c/ was published (as c.md) and no longer has a page",
    ]
    two = collected(registries=Registries(published={"a.md": (Located("/a/", 3, 8), Located("/b/", 4, 8))}))
    assert [(lost.line, lost.message[:3]) for lost in address_diagnostics(two, [])] == [(3, "/a/"), (4, "/b/")]
    lost = address_diagnostics(published(z="/z/", a="/a/", m="/m/"), [])
    assert [diagnostic.message[:3] for diagnostic in lost] == ["/a/", "/m/", "/z/"]
    assert diagnostics[1].hint.startswith("add  aliases: [/c/]  to the article that takes its place, or ")
