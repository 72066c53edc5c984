"""The id of an article in feeds is stable if its url changes."""

from __future__ import annotations

from digest.diagnostics import Diagnostics
from digest.grouping.published_file import read_published
from digest.grouping.registries import Registries
from digest.pages.feeds import entry_id
from tests.values import CONFIG, collected, read


def id_of(published: str = "", date: str = "2026-02-01", **head: str) -> str:
    """Return the id derived from a url, with these lines in content/published.tsv."""
    registries = Registries(published=read_published(published, Diagnostics("content/published.tsv"))[0])
    (entry,) = collected(read("2026/a1", date, topic=None, source=None, **head), registries=registries).entries
    return entry_id(entry, CONFIG.base_url)


def test_feed_id_is_stable_if_the_url_changes():
    first = id_of()
    assert first == "tag:example.org,2026-02-01:/repo/2026/02/01/a1/"
    recorded = "2026/a1.md\t/2026/02/01/a1/\n2026/a1.md\t/2026/01/07/a1/\n"
    assert id_of(recorded) == first
    assert id_of(recorded, "2026-02-09", slug="other") == first
    assert id_of(date="2026-02-09", slug="other") == "tag:example.org,2026-02-09:/repo/2026/02/09/other/"
