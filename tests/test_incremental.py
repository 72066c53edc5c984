"""The property: after any edits, an incremental build leaves what a clean build makes, and says and returns the same."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

import digest.build
from digest.disk.files import Scan
from digest.fingerprint import fingerprint
from tests import editor, sites
from tests.editor import Editor
from tests.selection import LONG, examples
from tests.sites import LIST, Built, tree

NUMBER = st.integers(0, 40)
MOMENTS = [
    datetime(2026, 2, 10, 12, tzinfo=UTC),
    datetime(2026, 2, 28, 14, 59, 59, tzinfo=UTC),
    sites.NOW,
    datetime(2026, 3, 2, 12, tzinfo=UTC),
    datetime(2026, 3, 2, 12, 0, 1, tzinfo=UTC),
    datetime(2026, 3, 5, tzinfo=UTC),
]
OUTPUTS = ["site", "public"]


def choices(table: dict[str, list[Any]]) -> st.SearchStrategy[tuple[str, Any]]:
    """A key of the table, and one of its values."""
    return st.sampled_from([(key, value) for key, values in table.items() for value in values])


def look_later(*arguments: Any) -> Scan:
    """A look at files by somebody who comes ten seconds later: so all that they look like from outside may be trusted."""
    time.sleep(0.012)  # longer than a tick of the file system's clock: what is written after this look looks different
    return Scan(*arguments, clock_ns=lambda: time.time_ns() + 10_000_000_000)


class OutputFolder(msgspec.Struct):
    """What was done to an output folder behind digest's back."""

    foreign: dict[str, bytes] = {}
    unlisted: bool = False
    """Whether its list of files was damaged since the last build."""
    unrecorded: bool = False
    """Whether files of digest's were changed, or the memo lost that knows them."""

    @property
    def lost(self) -> bool:
        """Whether nothing says any more which files are digest's."""
        return self.unlisted and self.unrecorded


class Rebuild(RuleBasedStateMachine):
    """Edits a site at random and builds it after each edit, or after some."""

    @initialize(articles=st.integers(5, 9))
    def begin(self, articles: int) -> None:
        self.place = Path(tempfile.mkdtemp(prefix="digest-"))
        self.root = self.place / "editor"
        self.site = Editor(self.root, articles)
        self.now = sites.NOW
        self.shown: dict[str, bool] = {}
        self.output = "site"
        self.outputs = {name: OutputFolder() for name in OUTPUTS}
        self.waiting = self.failures = self.builds = self.made = 0
        self.damaged = False
        self.known: dict[str, tuple[Built, dict[str, bytes]]] = {}

    def teardown(self) -> None:
        if hasattr(self, "place"):
            shutil.rmtree(self.place)

    # what an editor does

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
        path = sorted(self.site.files)[number % len(self.site.files)]
        os.utime(self.root / path, (moment, moment))

    @rule(change=choices(editor.FILES))
    def change_a_file(self, change: tuple[str, editor.Source]) -> None:
        self.site.put(*change)

    @rule(change=choices(editor.SETTINGS))
    def change_a_setting(self, change: tuple[str, str | None]) -> None:
        self.site.set(*change)

    @rule(change=choices(editor.FAULTS))
    def make_a_mistake(self, change: tuple[str, editor.Source]) -> None:
        self.site.put(*change)

    @rule(now=st.sampled_from(MOMENTS))
    def wait_or_go_back(self, now: datetime) -> None:
        self.now = now

    @rule(option=st.sampled_from(["drafts", "future", "strict"]), on=st.booleans())
    def show_what_is_hidden(self, option: str, on: bool) -> None:
        self.shown[option] = on

    @rule(output=st.sampled_from(OUTPUTS))
    def switch_the_output_folder(self, output: str) -> None:
        self.output = output

    @rule(edits=st.integers(1, 3))
    def do_more_before_the_next_build(self, edits: int) -> None:
        self.waiting = edits

    # what happens to what digest wrote

    @rule(number=NUMBER, how=st.sampled_from(["edit", "same size", "truncate", "delete", "folder", "link", "touch"]))
    def tamper_with_an_output(self, number: int, how: str) -> None:
        names = sorted(name for name in tree(self.folder) if name not in self.behind.foreign)
        if names:
            self.tamper(names[number % len(names)], how)

    @rule(how=st.sampled_from(["edit", "truncate", "delete"]))
    def tamper_with_the_list(self, how: str) -> None:
        if (self.folder / LIST).is_file():
            self.tamper(LIST, how)

    def tamper(self, name: str, how: str) -> None:
        time.sleep(0.012)  # longer than a tick, or an edit right after the build looks like the build's own
        path = self.folder / name
        self.behind.unrecorded = True
        self.behind.unlisted |= name == LIST
        if not path.is_file() or path.is_symlink():
            return
        content = path.read_bytes()
        if how == "edit":
            path.write_bytes(content + b"tampered")
        elif how == "same size":
            path.write_bytes(content[:-1] + b"~")
        elif how == "truncate":
            path.write_bytes(content[: len(content) // 2])
        elif how == "touch":
            os.utime(path, (1, 1))
        else:
            path.unlink()
            if how == "folder":
                path.mkdir()
            elif how == "link":
                path.symlink_to(self.root / "digest.yml")

    @rule(name=st.sampled_from(["foreign.txt", ".nojekyll", "2026/foreign.txt", "topics/world/foreign.txt", ".git/HEAD"]))
    def put_a_file_of_somebody_elses_there(self, name: str) -> None:
        if (self.folder / name).parent.is_dir() or name.startswith(".git/"):
            sites.write(self.folder, {name: "foreign"})
            self.behind.foreign[name] = b"foreign"

    @rule()
    def lose_the_output(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.outputs[self.output] = OutputFolder()

    @rule()
    def lose_the_memo(self) -> None:
        shutil.rmtree(self.root / ".digest", ignore_errors=True)
        self.damaged = False
        self.forget_records()

    def forget_records(self) -> None:
        for output in self.outputs.values():
            output.unrecorded = True

    @rule(how=st.sampled_from(["truncate", "garbage", "flip", "folder"]), at=st.floats(0, 1, exclude_max=True))
    def damage_the_memo(self, how: str, at: float) -> None:
        memo = self.root / ".digest" / "memo.sqlite"
        if not memo.is_file():
            return
        self.damaged = True
        self.forget_records()
        content = bytearray(memo.read_bytes())
        place = int(len(content) * at)
        if how == "folder":
            memo.unlink()
            (memo / "in").mkdir(parents=True)
        elif how == "garbage":
            memo.write_bytes(b"garbage" * 1000)
        elif how == "truncate":
            memo.write_bytes(content[:place])
        elif content:
            content[place] ^= 0xFF
            memo.write_bytes(content)

    # what must hold

    @property
    def folder(self) -> Path:
        return self.root / self.output

    @property
    def behind(self) -> OutputFolder:
        return self.outputs[self.output]

    @invariant()
    def an_incremental_build_is_a_clean_one(self) -> None:
        if self.waiting:
            self.waiting -= 1
            return
        self.builds += 1
        before = tree(self.folder)
        built = self.build(Scan=look_later if self.builds % 3 else Scan)
        clean, expected = self.clean()
        after = tree(self.folder)
        if self.behind.lost:
            # What is not known as digest's is never touched: it is in the way, or it stays. Then somebody empties the folder.
            assert after == before if built.code else after.items() <= (before | expected).items()
            self.lose_the_output()
            before, built, after = {}, self.build(), tree(self.folder)
        assert (built.code, built.diagnostics) == (clean.code, clean.diagnostics)
        if built.code:
            assert after == before
            self.failed()
            return
        foreign = {name: text for name, text in self.behind.foreign.items() if not name.startswith(".")}
        assert after == expected | foreign
        for name in self.behind.foreign:
            assert (self.folder / name).read_bytes() == b"foreign"
        assert sorted(path.name for path in (self.root / ".digest").iterdir()) == [".gitignore", "lock", "memo.sqlite"]
        if not self.damaged:
            again = self.build(plan=None)  # there is nothing to do, so nothing is even planned
            assert (again.rendered, again.diagnostics) == (set(), clean.diagnostics)
        self.failures = 0
        self.behind.unlisted = self.behind.unrecorded = False
        self.site.keep()

    def build(self, **patches: Any) -> Built:
        """Build with other functions in the place of digest.build's own."""
        with pytest.MonkeyPatch.context() as patch:
            for name, value in patches.items():
                patch.setattr(digest.build, name, value)
            return sites.build(self.root, now=self.now, output=self.output, **self.shown)

    def clean(self) -> tuple[Built, dict[str, bytes]]:
        """What a clean build of the site as it is now makes."""
        name = fingerprint({path: content.hex() for path, content in self.site.files.items()}, self.now, self.shown)
        if name not in self.known:
            self.known[name] = sites.clean_build(self.root, self.place / "clean", now=self.now, **self.shown)
        return self.known[name]

    def failed(self) -> None:
        """A mistake is mended after three builds at the latest."""
        self.failures += 1
        if self.failures == 3:
            self.failures = 0
            self.shown["strict"] = False
            self.site.mend()


@pytest.mark.thorough
@pytest.mark.quick(1)
@pytest.mark.parametrize("part", range(3))
def test_after_any_edits_an_incremental_build_is_a_clean_one(part: int):
    class Part(Rebuild):
        """In parts, so that two processes can share the work."""

    checks = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    chosen = settings(deadline=None, suppress_health_check=checks, max_examples=examples(6, quick=2), stateful_step_count=40)
    run_state_machine_as_test(Part if LONG else seed(part)(Part), settings=chosen)
