"""Random edits of a site, for the properties that hold after any edits."""

from __future__ import annotations

import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from tests import sites
from tests.properties import editor
from tests.properties.editor import Editor
from tests.selection import LONG

NUMBER = st.integers(0, 40)
MOMENTS = [
    datetime(2026, 2, 10, 12, tzinfo=UTC),
    datetime(2026, 2, 28, 14, 59, 59, tzinfo=UTC),
    sites.NOW,
    datetime(2026, 3, 2, 12, tzinfo=UTC),
    datetime(2026, 3, 2, 12, 0, 1, tzinfo=UTC),
    datetime(2026, 3, 5, tzinfo=UTC),
]


def choices(table: dict[str, list[Any]]) -> st.SearchStrategy[tuple[str, Any]]:
    """Return a strategy for a key of the table with one of its values."""
    return st.sampled_from([(key, value) for key, values in table.items() for value in values])


class Edits(RuleBasedStateMachine):
    """Edits `site` at random. A subclass creates the site, and defines when to compare and what."""

    site: Editor
    waiting: int
    """The number of edits before the next comparison."""

    def open(self) -> Path:
        """Return an empty folder, which is removed at the end."""
        self.waiting = self.made = self.failures = 0
        self.place = Path(tempfile.mkdtemp(prefix="digest-"))
        return self.place

    def teardown(self) -> None:
        if hasattr(self, "place"):
            shutil.rmtree(self.place)

    def is_due(self) -> bool:
        """Return whether to compare after this edit."""
        if not self.waiting:
            return True
        self.waiting -= 1
        return False

    def failed(self) -> bool:
        """Correct the mistake after three failures in a row; return whether it was corrected."""
        self.failures += 1
        if self.failures < 3:
            return False
        self.failures = 0
        self.site.mend()
        return True

    def succeeded(self) -> None:
        """Store the current state of the site, which builds."""
        self.failures = 0
        self.site.keep()

    @precondition(lambda self: len(self.site.articles) < 15)
    @rule(
        title=st.sampled_from(editor.ARTICLE["title"]),
        date=st.sampled_from(editor.ARTICLE["date"]),
        body=st.sampled_from(editor.BODIES),
    )
    def add_an_article(self, title: str, date: str | None, body: str) -> None:
        self.made += 1
        self.site.put(f"content/2026/new{self.made}.md", sites.article(title, date or "2026-02-09", body=body))

    @rule(number=NUMBER, change=choices(editor.ARTICLE))
    def edit_front_matter(self, number: int, change: tuple[str, str | None]) -> None:
        self.site.edit(self.site.article(number), *change)

    @rule(number=NUMBER, body=st.sampled_from(editor.BODIES))
    def edit_a_text(self, number: int, body: str) -> None:
        self.site.edit_body(self.site.article(number), body)

    @rule(number=NUMBER, other=NUMBER)
    def link_an_article_to_another(self, number: int, other: int) -> None:
        target = Path(self.site.article(other)).name
        self.site.edit_body(self.site.article(number), f"See [it]({target}) and [there](./{target}#end).")

    @rule(number=NUMBER, name=st.sampled_from(["b", "2026-02-07-b", "sub/b", "한국", "A1"]))
    def rename_an_article(self, number: int, name: str) -> None:
        self.site.rename(self.site.article(number), f"content/2026/{name}.md")

    @rule(number=NUMBER)
    def rename_an_article_to_another_case(self, number: int) -> None:
        path = Path(self.site.article(number))
        self.site.rename(str(path), str(path.with_name(path.stem.swapcase() + ".md")))

    @precondition(lambda self: len(self.site.articles) > 4)
    @rule(number=NUMBER)
    def delete_an_article(self, number: int) -> None:
        self.site.put(self.site.article(number), None)

    @rule(number=NUMBER, other=NUMBER, by_name=st.booleans())
    def swap_two_articles_of_one_size_and_mtime(self, number: int, other: int, by_name: bool) -> None:
        if self.site.article(number) != self.site.article(other):
            self.site.swap(self.site.article(number), self.site.article(other), by_name=by_name)

    @rule(number=NUMBER)
    def edit_a_letter_keeping_size_and_mtime(self, number: int) -> None:
        self.site.edit_unseen(self.site.article(number))

    @rule(number=NUMBER, moment=st.sampled_from([0, 1_000_000_000, 1_900_000_000]))
    def touch_a_source(self, number: int, moment: int) -> None:
        self.site.touch(sorted(self.site.files)[number % len(self.site.files)], moment)

    @rule(change=choices(editor.FILES))
    def change_a_file(self, change: tuple[str, editor.ContentFile]) -> None:
        self.site.put(*change)

    @rule(change=choices(editor.SETTINGS))
    def change_a_setting(self, change: tuple[str, str | None]) -> None:
        self.site.set(*change)

    @rule(change=choices(editor.FAULTS))
    def make_a_mistake(self, change: tuple[str, editor.ContentFile]) -> None:
        self.site.put(*change)

    @rule(edits=st.integers(1, 3))
    def make_more_edits_before_the_next_comparison(self, edits: int) -> None:
        self.waiting = edits


def run(machine: type[Edits], part: int, *, examples: int, steps: int) -> None:
    """Run the machine; the same edits for the same part, except in the long search."""

    class Part(machine):  # type: ignore[misc, valid-type]
        """Each part of the test, which other processes may run, needs its own class."""

    checks = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    chosen = settings(deadline=None, suppress_health_check=checks, max_examples=examples, stateful_step_count=steps)
    run_state_machine_as_test(Part if LONG else seed(part)(Part), settings=chosen)
