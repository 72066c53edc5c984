"""A quarter year of a weekly digest: articles are written, checked, recorded and published, week by week."""

from __future__ import annotations

import json
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.commands.test_publish import committed, git, started
from tests.conftest import Ran, run_digest
from tests.sites import article, tiny, write

pytestmark = [
    pytest.mark.thorough,
    pytest.mark.skipif(shutil.which("git") is None, reason="NOT TRIED: there is no git"),
]

SETTINGS = (
    "title: Tiny\nbase_url: https://tiny.news/\ntheme: plain\ntimezone: Asia/Seoul\n"
    "editions: {every: week, cutoff: friday 18:00, first: 2026-01-09, hold: true}\n"
)
FIRST = date(2026, 1, 9)
WEEKS = 13
HOLIDAY = 6
"""The week without articles."""


def path_of(week: int, name: str) -> str:
    return f"content/2026/w{week}-{name}.md"


def written(week: int, day: date) -> dict[str, str | bytes | None]:
    """Return the files that the editor writes in this week, which ends on that day; some refer to earlier weeks."""
    if week == HOLIDAY:
        return {}
    monday, tuesday = str(day - timedelta(days=4)), str(day - timedelta(days=3))
    files: dict[str, str | bytes | None] = {
        path_of(week, "lead"): article(f"Lead {week}", monday, featured="true", story="flood", tags="[water]"),
        path_of(week, "second"): article(f"Second {week}", tuesday, covers=f"w{week}-lead.md", source="gazette"),
        path_of(week, "german"): article(f"Erstens {week}", tuesday, lang="de", translation=f"lead{week}"),
        path_of(week, "draft"): article(f"Draft {week}", tuesday, draft="true", story="flood"),
    }
    if week == 4:
        files["content/stories/flood.md"] = "---\ntitle: flood\nsummary: Water.\n---\nIt began in the first week.\n"
        files[f"content/editions/{day}.md"] = "---\ntitle: Four weeks\n---\nWhat [began](../2026/w1-lead.md).\n"
    return files


class Desk:
    """The editor's folder, and the published branch."""

    def __init__(self, root: Path) -> None:
        git(root, "init", "-q", "--bare", str(root / "remote.git"))
        self.folder = started(write(root / "news", tiny(0) | {"digest.yml": SETTINGS, ".gitignore": "/site/\n/.digest/\n"}))
        git(self.folder, "remote", "add", "origin", str(root / "remote.git"))
        self.now = ""

    def run(self, *arguments: str) -> Ran:
        return run_digest(self.folder, *arguments, "--now", self.now)

    def done(self, *arguments: str) -> Ran:
        """Run a command that must succeed without warnings."""
        ran = self.run(*arguments)
        assert ran.code == 0, (arguments, ran.out, ran.err)
        assert not {" W", " E"} & {line.rpartition(": ")[2][:2] for line in ran.err.splitlines()}, ran.err
        return ran

    def publish(self) -> None:
        """Build, publish, record and commit, as in the guide."""
        self.done("build", "-q")
        records = (self.folder / "content/published.tsv").exists()
        self.done("publish", "-q")
        ran = self.done("check", "--strict", "--record")
        assert ("recorded" in ran.err) != records, "publish records only if published.tsv exists"
        if git(self.folder, "status", "--porcelain"):
            committed(self.folder, "Record")
        assert "0 rendered" in self.done("build").out, "a record changes no page"
        assert "nothing to publish" in self.done("publish").out

    def shown(self, path: str) -> str:
        """Return a published file; '' if it does not exist."""
        names = git(self.folder, "ls-tree", "-r", "--name-only", "origin/gh-pages").splitlines()
        return git(self.folder, "show", f"origin/gh-pages:{path}") if path in names else ""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The desk after the quarter. Invariants are asserted every week."""
    desk = Desk(tmp_path_factory.mktemp("quarter"))
    before: dict[str, str] = {}
    for week in range(1, WEEKS + 1):
        day = FIRST + timedelta(weeks=week - 1)
        write(desk.folder, written(week, day))
        committed(desk.folder, f"Week {week}") if week != HOLIDAY else None
        desk.now = f"{day}T17:59:00+09:00"
        if week > 1 and week != HOLIDAY:
            desk.done("build", "-q")
            assert f"Lead {week}" not in (desk.folder / "site/index.html").read_text(), "the edition is held"
        desk.now = f"{day}T18:00:01+09:00"
        desk.publish()
        pages = {path: desk.shown(path) for path in before}
        for path, text in before.items():
            if text != pages[path]:
                changed = set(pages[path].splitlines()) ^ set(text.splitlines())
                assert all("/editions/" in line for line in changed), (week, path, changed)
        if week != HOLIDAY:
            page = f"editions/{day}/index.html"
            assert f"Lead {week}" in desk.shown(page) and f"Draft {week}" not in desk.shown(page)
            before[page] = desk.shown(page)
    return desk


def test_a_week_without_an_edition_gets_no_number(desk: Desk):
    editions = json.loads(desk.shown("data/editions.json"))["editions"]
    numbers = [edition["number"] for edition in editions]
    assert numbers == list(range(WEEKS - 1, 0, -1))
    ledger = [line.split("\t")[:2] for line in (desk.folder / "content/editions.tsv").read_text().splitlines()]
    assert [int(number) for _, number in ledger] == list(range(1, WEEKS))
    assert f"{FIRST + timedelta(weeks=HOLIDAY - 1)}" not in dict(ledger)


def test_the_story_lists_all_articles_and_marks_new_ones(desk: Desk):
    page = desk.shown("stories/flood/index.html")
    assert [f"Lead {week}" in page for week in range(1, WEEKS + 1)] == [week != HOLIDAY for week in range(1, WEEKS + 1)]
    assert "Draft" not in page
    assert f"new since {WEEKS - 2} " in page
    marked = page.partition("new since")[2].partition("\n")[0]
    assert f"w{WEEKS}-lead" in marked and f"w{WEEKS - 1}-lead" not in marked


def test_a_silent_change_is_reported_and_a_correction_is_published(desk: Desk):
    path, day = path_of(2, "lead"), str(FIRST + timedelta(days=3))
    head = {"featured": "true", "story": "flood", "tags": "[water]"}
    write(desk.folder, {path: article("Lead 2", day, body="Twelve ships sank, and not ten, as it seemed at first.", **head)})
    desk.done("build", "-q")
    ran = desk.run("check", "--record")
    assert f"{path}:1:1: W406" in ran.err and "recorded" not in ran.err
    assert "W406" in desk.run("publish", "--dry-run").err
    note = "[{date: 2026-04-03, text: It was twelve ships.}]"
    body = "Twelve ships sank, and not ten, as it seemed at first."
    write(desk.folder, {path: article("Lead 2", day, body=body, corrections=note, **head)})
    committed(desk.folder, "Correct")
    desk.publish()
    assert "It was twelve ships." in desk.shown("corrections/index.html")
    assert "It was twelve ships." in desk.shown("corrections/feed.xml")


def test_the_original_links_to_a_later_translation(desk: Desk):
    head = {"featured": "true", "story": "flood", "tags": "[water]", "translation": "lead3"}
    write(desk.folder, {path_of(3, "lead"): article("Lead 3", str(FIRST + timedelta(days=10)), **head)})
    committed(desk.folder, "Join")
    desk.publish()
    assert "Erstens 3" in desk.shown("2026/01/19/w3-lead/index.html")
