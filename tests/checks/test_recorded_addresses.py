"""Which addresses of articles are not in the list of what was published, and which of these are lost."""

from __future__ import annotations

from digest.articles.field_readers import Located
from digest.checks.published_records import address_diagnostics, unrecorded
from digest.config.config import Config
from digest.grouping.article_collections import Collections
from digest.grouping.registries import Registries
from tests.values import collected, read

A, B = "/2026/02/01/a/", "/2026/02/01/b/"


def published(*articles: str, **recorded: str) -> Collections:
    """Articles, and under which addresses some are recorded."""
    marks = {f"{name}.md": (Located(url, 3, 8),) for name, url in recorded.items()}
    drafts = Config("T", "https://example.org/repo/", drafts=True)
    shown = [read(name.strip("?"), draft="true" if name.endswith("?") else None) for name in articles]
    return collected(*shown, config=drafts, registries=Registries(published=marks))


def test_an_article_whose_address_is_not_in_the_list_is_unrecorded():
    assert unrecorded(published("a", "b", b=B)) == [("a.md", A, "content/a.md")]
    assert unrecorded(published("a", a="/old/")) == [("a.md", A, "content/a.md")], "it has moved"


def test_what_only_a_preview_shows_is_not_recorded():
    assert unrecorded(published("a?")) == []
    assert unrecorded(published("a?", "b", a=A, b="/old/")) == [("b.md", B, "content/b.md")]


def test_addresses_that_are_not_recorded_are_notes_and_those_that_give_no_page_are_warnings():
    diagnostics = list(address_diagnostics(published("a", "b", b=B, c="/c/", d="/d.html"), ["2026/02/01/b/index.html", "d.html"]))
    assert [str(diagnostic) for diagnostic in diagnostics] == [
        f"content/a.md:1:1: N402 {A} is not in content/published.tsv",
        "content/published.tsv:3:8: W402 /c/ was published (as c.md) and no longer has a page",
    ]
    lost = address_diagnostics(published(z="/z/", a="/a/", m="/m/"), [])
    assert [diagnostic.message[:3] for diagnostic in lost] == ["/a/", "/m/", "/z/"]
    assert diagnostics[1].hint.startswith("add  aliases: [/c/]  to the article that takes its place, or ")
