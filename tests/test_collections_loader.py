"""Collections restored from the last build's snapshot equal freshly collected ones."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import digest.collections_loader
import digest.output.render_worker
import digest.workers.worker_selection
from digest.cache.cache import Cache
from digest.collections_loader import changed_articles, restored_collections, stored_snapshot
from digest.command_run import CommandRun
from digest.diagnostics import Diagnostic
from digest.grouping import snapshot
from digest.grouping.article_collections import Collections
from digest.grouping.snapshot import Snapshot, take_snapshot
from digest.inputs.article_reader import ArticleReader
from tests import sites, values
from tests.sites import article, tree, write

COUNT = 12


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A site that was built."""
    root = write(tmp_path / "site", sites.tiny(COUNT))
    assert sites.build(root).code == 0
    return root


@pytest.fixture
def collected(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The number of articles in each call of `collect`."""
    times: list[int] = []
    collect = digest.collections_loader.collect

    def counting(articles: Any, *more: Any) -> Any:
        times.append(len(articles))
        return collect(articles, *more)

    monkeypatch.setattr(digest.collections_loader, "collect", counting)
    return times


@pytest.fixture(autouse=True)
def _stored_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    """Checks that the snapshot stored after an edit equals one taken without the last build."""
    retake_snapshot = digest.collections_loader.retake_snapshot

    def compared(before: Snapshot, collections: Collections) -> Snapshot:
        stored = retake_snapshot(before, collections)
        bodies = {*before.other_articles, *(entry.index.article_key for entry in collections.entries)}
        assert stored == take_snapshot(collections, bodies, before.key, before.since)
        return stored

    monkeypatch.setattr(digest.collections_loader, "retake_snapshot", compared)


def assert_clean(root: Path, tmp_path: Path, **more: Any) -> None:
    """Build, and assert that the result equals a clean build."""
    built = sites.build(root, **more)
    place = tmp_path / "clean"
    place.mkdir()
    clean, output = sites.clean_build(root, place, **more)
    assert (built.code, built.diagnostics) == (clean.code, clean.diagnostics)
    assert clean.code or tree(root / "site") == output


def edited(number: int, title: str = "", *, date: str = "", body: str = "Another text.", **head: Any) -> dict[str, str]:
    """Return an edit of the article with this number; its position and groups change only with `date`, or values in `head`."""
    day = f"2026-02-{1 + number % 28:02}"
    head = {"tags": f"[even, t{number}]"} | head
    return {f"content/2026/a{number}.md": article(title or f"Article {number}", date or day, body=body, **head)}


def once(collected: list[int]) -> bool:
    """Return whether only the clean build collected all articles."""
    return collected == [COUNT + 1]


@pytest.mark.parametrize(
    "edit",
    [
        edited(3),
        edited(3, "Another title"),
        edited(3, summary="Words."),
        edited(3, body="See [that](a4.md) and ![it](a.png)."),
        edited(3, author="Somebody"),
        edited(3, updated="2026-02-25"),
        edited(3) | edited(4, "B") | edited(11, "C"),
    ],
    ids=["text", "title", "summary", "links", "note", "updated", "three"],
)
def test_edits_that_keep_an_articles_position_restore_the_other_articles(
    root: Path, tmp_path: Path, collected: list[int], edit: dict[str, str]
):
    write(root, {"content/2026/a.png": sites.PIXEL, **edit})
    assert_clean(root, tmp_path)
    assert once(collected)
    write(root, edited(5, "And another"))
    assert_clean(root, tmp_path)
    assert collected == [COUNT + 1] * 2


@pytest.mark.parametrize(
    "edit",
    [
        edited(3, date="2026-02-20"),
        edited(3, tags="[even, other]"),
        edited(3, topic="science"),
        edited(3, topic="nowhere"),
        edited(3, slug="other"),
        edited(3, aliases="[/old/]"),
        edited(3, draft="true"),
        edited(3, expires="2026-02-25"),
        edited(3, id="own"),
        edited(3, date="nonsense"),
        {"content/2026/a3.md": None},
        {"content/2026/a3.md": None, **{path.replace("a3", "new"): text for path, text in edited(3).items()}},
        {"content/2026/new.md": article("New", "2026-02-03")},
        {"content/pages/about.md": "---\ntitle: About us\n---\nWe are tiny.\n"},
        {"content/topics.yml": sites.TOPICS.replace("Science", "Sciences")},
        {"content/sources.yml": sites.OUTLETS.replace("The Wire", "Wire")},
        {"digest.yml": sites.SETTINGS + "permalink: /{slug}/\n"},
    ],
    ids=str,
)
def test_edits_that_can_affect_other_articles_collect_all_again(
    root: Path, tmp_path: Path, collected: list[int], edit: dict[str, str]
):
    write(root, edit)
    assert_clean(root, tmp_path)
    assert len(collected) == 2


def test_a_snapshot_is_valid_only_until_an_article_appears(root: Path, tmp_path: Path, collected: list[int]):
    write(root, edited(3, publish_at="2026-03-02"))
    assert_clean(root, tmp_path)
    write(root, edited(4))
    assert_clean(root, tmp_path, now=sites.NOW + timedelta(hours=1))
    assert len(collected) == 3, "time changes nothing until the article appears"
    write(root, edited(5))
    assert_clean(root, tmp_path, now=sites.NOW + timedelta(days=1))
    assert len(collected) == 5
    write(root, edited(6))
    assert_clean(root, tmp_path, now=sites.NOW)
    assert len(collected) == 7, "the clock was set back"


def test_no_article_is_fetched_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    root = write(tmp_path / "site", sites.tiny(200))
    assert sites.build(root).code == 0
    fetched: list[str] = []
    fetch = ArticleReader.fetch

    def noting(self: ArticleReader, keys: Any) -> Any:
        fetched.extend(keys)
        return fetch(self, keys)

    monkeypatch.setattr(ArticleReader, "fetch", noting)
    write(root, {"content/2026/a3.md": article("Article 3", "2026-02-04", tags="[even, t3]", body="Text.\n\nMore of it.")})
    assert "2026/02/04/a3/index.html" in sites.build(root).rendered
    assert fetched
    assert len(set(fetched)) == len(fetched)


@pytest.mark.parametrize("name", ["a3", "a\u200b3"])
def test_diagnostics_of_a_file_are_repeated_until_it_is_fixed(root: Path, tmp_path: Path, name: str):
    path = f"content/2026/{name}.md"
    (root / "content/2026/a3.md").rename(root / path)
    for head in ({"author": "Somebody"}, {"author": "Somebody", "colour": "red"}, {"authors": "Somebody"}, {"colour": "red"}, {}):
        write(root, {path: article("Article 3", "2026-02-04", tags="[even, t3]", slug="a3", **head)})
        write(root, edited(4, f"Article {len(head)}", author="Somebody"))
        assert_clean(root, tmp_path)
    assert sites.build(root).code == 0


def test_articles_missing_from_the_cache_are_read_again(root: Path, tmp_path: Path, collected: list[int]):
    with Cache(root / ".digest/cache.sqlite") as cache:
        cache.database.write(lambda db: db.execute("delete from articles"))
    write(root, edited(3, "Another title"))
    assert_clean(root, tmp_path)
    assert collected == [COUNT + 1] * 2, "the previous version of the article is lost"
    with Cache(root / ".digest/cache.sqlite") as cache:
        cache.database.write(
            lambda db: db.execute("delete from articles where instr(article, cast('content/2026/a3.md' as blob)) = 0")
        )
    write(root, edited(3, "A third title"))
    assert_clean(root, tmp_path)
    assert collected == [COUNT + 1] * 3, "the others are read again"


def shorten(db: sqlite3.Connection, name: str) -> None:
    """Truncate this cache entry."""
    assert db.execute("update named set value = substr(value, 1, 20) where name = ?", (name,)).rowcount == 1


def test_a_damaged_cache_entry_is_computed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """All cases share one site, which is edited and reverted in turn."""
    for module in (snapshot, digest.collections_loader):
        monkeypatch.setattr(module, "CHUNK", 20)
    files = sites.tiny(30)
    root, path = write(tmp_path / "site", files), "content/2026/a3.md"
    assert sites.build(root).code == 0
    made = {files[path]: tree(root / "site")}
    for name in (
        "snapshot of site", "snapshot of site from entry 0 on", "snapshot of site from entry 20 on", "build site"
    ):  # fmt: skip
        with Cache(root / ".digest/cache.sqlite") as cache:
            cache.database.write(lambda db, name=name: shorten(db, name))
        text = article("Another", "2026-02-04", tags="[even, t3]") if (root / path).read_text() == files[path] else files[path]
        write(root, {path: text})
        assert sites.build(root).code == 0
        if text not in made:
            (tmp_path / "clean").mkdir()
            made[text] = sites.clean_build(root, tmp_path / "clean")[1]
        assert tree(root / "site") == made[text], name


def test_only_changed_chunks_of_the_snapshot_are_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Otherwise an edit of a large site would write as much as its first build."""
    for module in (snapshot, digest.collections_loader):
        monkeypatch.setattr(module, "CHUNK", 5)
    written: list[list[str]] = []
    snapshot_values = digest.collections_loader.snapshot_values

    def recording_values(*given: Any) -> dict[str, object]:
        values = snapshot_values(*given)
        written.append(sorted(name for name in values if "from entry" in name))
        assert all(not value.chunks for value in values.values() if isinstance(value, Snapshot)), "chunks are stored only once"
        return values

    monkeypatch.setattr(digest.collections_loader, "snapshot_values", recording_values)
    root = write(tmp_path / "site", sites.tiny(COUNT))
    sites.build(root)
    for number in (6, 0):
        sites.build(write(root, edited(number, "Another title")))
    chunks = [f"snapshot of site from entry {first} on" for first in (0, 10, 5)]
    assert written == [chunks, [chunks[2]], [chunks[0]]]


def test_texts_that_workers_do_not_find_in_the_cache_are_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    root = write(tmp_path / "site", sites.tiny(60))
    monkeypatch.setattr(digest.workers.worker_selection, "ARTICLES_PER_PROCESS", 1)
    monkeypatch.setattr(digest.output.render_worker, "stored_bodies", lambda path, keys: {})  # before the workers are forked
    assert_clean(root, tmp_path, run=CommandRun(jobs=2))


@pytest.mark.parametrize(
    ("edit", "processes"),
    [
        ({"themes/plain/templates/article.html": b"{{ page.title }}: {{ html(page.body) }}"}, 2),
        ({"digest.yml": sites.SETTINGS.replace("Tiny", "Little")}, 2),
        (edited(3), 0),
    ],
    ids=["template", "setting", "text"],
)
def test_workers_are_used_if_a_change_affects_every_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, edit: dict[str, str | bytes], processes: int
):
    root = write(tmp_path / "site", sites.tiny(30))
    assert sites.build(root).code == 0
    hired: list[int] = []
    process_pool = digest.workers.worker_selection.process_pool

    def hire(count: int) -> Any:
        hired.append(count)
        return process_pool(count)

    monkeypatch.setattr(digest.workers.worker_selection, "ARTICLES_PER_PROCESS", 8)
    monkeypatch.setattr(digest.workers.worker_selection, "process_pool", hire)
    write(root, edit)
    assert_clean(root, tmp_path, run=CommandRun(jobs=2))
    assert max(hired[:2]) == processes, "for articles, then for pages"


GOOD, EARLY = values.read("a"), values.read("b", updated="2027-01-01")


@pytest.mark.parametrize(
    "result",
    [
        SimpleNamespace(article=None, has_errors=True),
        SimpleNamespace(article=None, has_errors=False),
        SimpleNamespace(article=GOOD, has_errors=True),
        SimpleNamespace(article=EARLY, has_errors=False),
    ],
    ids=["unreadable", "none", "with errors", "updated in the future"],
)
def test_one_article_with_errors_or_a_future_update_prevents_restoring(result: Any):
    nothing: Any = None
    good: Any = SimpleNamespace(article=GOOD, has_errors=False)
    assert restored_collections(nothing, nothing, [good, result, good], values.NOW) is None


@pytest.mark.parametrize(("codes", "is_read"), [(("W101",), True), (("W101", "E101"), False), ((), True)])
def test_an_error_in_the_files_prevents_restoring(codes: tuple[str, ...], is_read: bool):
    cache_reads: list[str] = []
    content: Any = SimpleNamespace(diagnostics=[Diagnostic("a.md", 1, 1, code, "message") for code in codes])
    cache = SimpleNamespace(get=lambda name, kind: cache_reads.append(name))
    workspace: Any = SimpleNamespace(cache=cache, folder=SimpleNamespace(name="site"))
    assert stored_snapshot(workspace, content) is None
    assert bool(cache_reads) is is_read


def test_a_link_to_an_article_with_an_error_is_not_another_error(root: Path):
    write(root, edited(3, topic="nowhere") | edited(4, body="See [it](a3.md)."))
    assert [line.split()[1] for line in sites.build(root).diagnostics] == ["E205"]


def snapshot_of(*keys: str) -> Snapshot:
    """Return the snapshot of these articles, none of which is published."""
    taken = take_snapshot(values.collected(), keys, "key", values.NOW)
    assert taken is not None
    return taken


def test_changed_articles_have_new_keys():
    before = snapshot_of("a", "b", "waits")
    assert changed_articles(before, ["a", "b", "waits"]) == []
    assert changed_articles(before, ["a", "b2", "waits2"]) == ["b2", "waits2"]
    assert changed_articles(before, ["a", "b"]) is None, "an article was removed"
    assert changed_articles(before, ["a", "b", "waits", "new"]) is None, "an article was added"


@pytest.mark.parametrize(("count", "is_few"), [(50, True), (51, False)])
def test_too_many_changes_need_a_full_collect(count: int, is_few: bool):
    before = snapshot_of(*(f"old {number}" for number in range(count)))
    assert (changed_articles(before, [f"new {number}" for number in range(count)]) is not None) is is_few
