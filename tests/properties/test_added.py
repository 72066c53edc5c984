"""The property: with editions, sources, stories and related articles, an added article renders only a few pages more."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import sites
from tests.sites import article, build, write

JOINED = "editions: {every: week, cutoff: friday 18:00}\nlists: {authors: 20}\n"
ALONE = "related: 0\nlists: {sources: 0, stories: 0}\n"
ARTICLES = 60
DAY = "2026-02-20 10:00"


def text(number: int, date: str = "", body: str = "Text.") -> str:
    """Return one of many articles, which share tags, sources, stories and authors."""
    head = {
        "summary": "What lists show.",
        "tags": f"[t{number % 7}, u{number % 5}]",
        "story": f"[s{number % 6}]",
        "source": ("wire", "gazette", "Elsewhere")[number % 3],
        "authors": f"[Writer {number % 4}]",
        "topic": ("world", "science")[number % 2],
    }
    return article(f"Article {number}", date or f"2026-{1 + number // 28 % 2:02}-{1 + number % 28:02}", body=body, **head)


def rendered(root: Path, settings: str, path: str, content: str) -> set[str]:
    """Return the files that a build writes after a change of this file, in a site with these settings."""
    files = {f"content/2026/a{number}.md": text(number) for number in range(ARTICLES)}
    write(root, sites.tiny(0) | files | {"digest.yml": sites.SETTINGS + settings})
    assert build(root).code == 0
    again = build(root)
    assert again.report and again.report.rendered == (), "a build without changes renders nothing"
    write(root, {path: content})
    built = build(root)
    assert built.code == 0 and built.report, built.diagnostics
    return {path for path, _ in built.report.rendered}


@pytest.mark.parametrize("number", [ARTICLES, ARTICLES + 7])
def test_these_features_add_at_most_fifteen_pages_to_a_new_article(tmp_path: Path, number: int):
    added = "content/2026/added.md", text(number, DAY)
    joined = rendered(tmp_path / "joined", JOINED, *added)
    alone = rendered(tmp_path / "alone", ALONE, *added)
    more = {path for path in joined - alone if path.endswith(".html")}
    assert len(more) <= 15, sorted(more)
    assert any(path.startswith("stories/") for path in more) and any(path.startswith("editions/") for path in joined)


def test_a_changed_text_writes_its_page_and_the_feeds_that_contain_it(tmp_path: Path):
    written = rendered(tmp_path, JOINED, "content/2026/a10.md", text(10, body="Another text."))
    pages = {path for path in written if not path.endswith(("feed.xml", "feed.json", "rss.xml"))}
    assert pages == {"2026/01/11/a10/index.html"}, "no list, no story and no edition shows it"
