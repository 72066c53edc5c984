"""What a build takes from the last one instead of collecting it again: exactly what it would collect."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import digest.disk.press
import digest.disk.staff
import digest.gathering
from digest.build import Run
from digest.disk.content import Articles
from digest.disk.memo import Memo
from digest.errors import Fault
from digest.grouping.collect import Collections
from digest.grouping.recollection import SHEAF, Recollection, recollection
from tests import sites
from tests.sites import article, tree, write

COUNT = 30


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A site that was built."""
    root = write(tmp_path / "site", sites.tiny(COUNT))
    assert sites.build(root).code == 0
    return root


@pytest.fixture
def collected(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many articles were collected at each time that all of them were."""
    times: list[int] = []
    collect = digest.gathering.collect

    def counting(articles: Any, *more: Any) -> Any:
        times.append(len(articles))
        return collect(articles, *more)

    monkeypatch.setattr(digest.gathering, "collect", counting)
    return times


@pytest.fixture(autouse=True)
def _stored_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is stored after an edit is what would be stored if nothing were known of the last build."""
    again = digest.gathering.again

    def compared(before: Recollection, collections: Collections, found: tuple[Fault, ...]) -> Recollection:
        stored, frame = again(before, collections, found), before.frame
        bodies = {*frame.others, *(entry.gist.body for entry in collections.entries)}
        assert stored == recollection(collections, found, bodies, frame.key, frame.since)
        return stored

    monkeypatch.setattr(digest.gathering, "again", compared)


def is_clean(root: Path, tmp_path: Path, **more: Any) -> None:
    """Build, and compare with a clean build."""
    built = sites.build(root, **more)
    place = tmp_path / "clean"
    place.mkdir()
    anew, made = sites.clean_build(root, place, **more)
    assert (built.code, built.diagnostics) == (anew.code, anew.diagnostics)
    assert anew.code or tree(root / "site") == made


def edited(number: int, title: str = "", *, date: str = "", body: str = "Another text.", **head: Any) -> dict[str, str]:
    """An edit of the article with this number, which keeps its place and its groups unless `head` says otherwise."""
    day = f"2026-02-{1 + number % 28:02}"
    head = {"tags": f"[even, t{number}]"} | head
    return {f"content/2026/a{number}.md": article(title or f"Article {number}", date or day, body=body, **head)}


def once(collected: list[int]) -> bool:
    """Whether all articles were collected by the clean build alone."""
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
        edited(3) | edited(4, "B") | edited(29, "C"),
    ],
    ids=["text", "title", "summary", "links", "note", "updated", "three"],
)
def test_an_article_that_keeps_its_place_is_all_that_is_collected(
    root: Path, tmp_path: Path, collected: list[int], edit: dict[str, str]
):
    write(root, {"content/2026/a.png": sites.PIXEL, **edit})
    is_clean(root, tmp_path)
    assert once(collected)
    write(root, edited(5, "And another"))
    is_clean(root, tmp_path)
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
def test_whatever_may_change_more_is_collected_anew(root: Path, tmp_path: Path, collected: list[int], edit: dict[str, str]):
    write(root, edit)
    is_clean(root, tmp_path)
    assert len(collected) == 2


def test_the_clock_may_change_everything(root: Path, tmp_path: Path, collected: list[int]):
    write(root, edited(3, publish_at="2026-03-02"))
    is_clean(root, tmp_path)
    write(root, edited(4))
    is_clean(root, tmp_path, now=sites.NOW + timedelta(hours=1))
    assert len(collected) == 3, "until it appears, nothing changes by the clock"
    write(root, edited(5))
    is_clean(root, tmp_path, now=sites.NOW + timedelta(days=1))
    assert len(collected) == 5
    write(root, edited(6))
    is_clean(root, tmp_path, now=sites.NOW)
    assert len(collected) == 7, "the clock was set back"


def test_no_article_is_fetched_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    root = write(tmp_path / "site", sites.tiny(200))
    assert sites.build(root).code == 0
    fetched: list[str] = []
    fetch = Articles.fetch

    def noting(self: Articles, keys: Any) -> Any:
        fetched.extend(keys)
        return fetch(self, keys)

    monkeypatch.setattr(Articles, "fetch", noting)
    write(root, {"content/2026/a3.md": article("Article 3", "2026-02-04", tags="[even, t3]", body="Text.\n\nMore of it.")})
    assert "2026/02/04/a3/index.html" in sites.build(root).rendered
    assert fetched
    assert len(set(fetched)) == len(fetched)


@pytest.mark.parametrize("name", ["a3", "a\u200b3"])
def test_what_was_wrong_with_a_file_is_told_until_it_is_put_right(root: Path, tmp_path: Path, name: str):
    path = f"content/2026/{name}.md"
    (root / "content/2026/a3.md").rename(root / path)
    for head in ({"author": "Somebody"}, {"author": "Somebody", "colour": "red"}, {"authors": "Somebody"}, {"colour": "red"}, {}):
        write(root, {path: article("Article 3", "2026-02-04", tags="[even, t3]", slug="a3", **head)})
        write(root, edited(4, f"Article {len(head)}", author="Somebody"))
        is_clean(root, tmp_path)
    assert sites.build(root).code == 0


def test_articles_that_the_memo_lost_are_read_again(root: Path, tmp_path: Path, collected: list[int]):
    with Memo(root / ".digest/memo.sqlite") as memo:
        memo._write(lambda db: db.execute("delete from articles"))
    write(root, edited(3, "Another title"))
    is_clean(root, tmp_path)
    assert collected == [COUNT + 1] * 2, "what the article was before is lost"
    with Memo(root / ".digest/memo.sqlite") as memo:
        memo._write(lambda db: db.execute("delete from articles where instr(article, cast('content/2026/a3.md' as blob)) = 0"))
    write(root, edited(3, "A third title"))
    is_clean(root, tmp_path)
    assert collected == [COUNT + 1] * 3, "the others are read again"


def shorten(db: sqlite3.Connection, name: str) -> None:
    """Damage this answer."""
    assert db.execute("update answers set answer = substr(answer, 1, 20) where name = ?", (name,)).rowcount == 1


def test_an_answer_that_the_memo_lost_is_made_again(tmp_path: Path):
    """One site for all of them: it is edited, and back again."""
    files = sites.tiny(SHEAF + 10)
    root, path = write(tmp_path / "site", files), "content/2026/a3.md"
    assert sites.build(root).code == 0
    made = {files[path]: tree(root / "site")}
    for name in (
        "collected site", "gists from 0 on of site", f"gists from {SHEAF} on of site", "site site", "report site", "build site"
    ):  # fmt: skip
        with Memo(root / ".digest/memo.sqlite") as memo:
            memo._write(lambda db, name=name: shorten(db, name))
        text = article("Another", "2026-02-04", tags="[even, t3]") if (root / path).read_text() == files[path] else files[path]
        write(root, {path: text})
        assert sites.build(root).code == 0
        if text not in made:
            (tmp_path / "clean").mkdir()
            made[text] = sites.clean_build(root, tmp_path / "clean")[1]
        assert tree(root / "site") == made[text], name


def test_texts_that_workers_do_not_find_are_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    root = write(tmp_path / "site", sites.tiny(120))
    monkeypatch.setattr(digest.disk.staff, "ENOUGH", 1)
    monkeypatch.setattr(digest.disk.press, "stored_bodies", lambda path, keys: {})  # before the workers are forked
    is_clean(root, tmp_path, run=Run(jobs=2))


@pytest.mark.parametrize(
    ("edit", "processes"),
    [
        ({"themes/plain/templates/article.html": b"{{ page.title }}: {{ html(page.body) }}"}, 2),
        ({"digest.yml": sites.SETTINGS.replace("Tiny", "Little")}, 2),
        (edited(3), 0),
    ],
    ids=["template", "setting", "text"],
)
def test_what_every_page_depends_on_is_shared_out(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, edit: dict[str, str | bytes], processes: int
):
    hired: list[int] = []
    workers = digest.disk.staff.workers

    def hire(count: int) -> Any:
        hired.append(count)
        return workers(count)

    monkeypatch.setattr(digest.disk.staff, "ENOUGH", 20)
    monkeypatch.setattr(digest.disk.staff, "workers", hire)
    write(root, edit)
    is_clean(root, tmp_path, run=Run(jobs=2))
    assert hired[0] == processes
