"""The property: after any edits, an incremental build gives the same output, messages and exit code as a clean build."""

from __future__ import annotations

import os
import shutil
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

import digest.build_stages
import digest.workspace
from digest.files.file_states import Scan
from digest.hashing import fingerprint
from tests import sites
from tests.properties.editor import Editor
from tests.properties.edits import MOMENTS, NUMBER, Edits, run
from tests.selection import examples
from tests.sites import LIST, Built, tree

OUTPUTS = ["site", "public"]


def scan_later(*arguments: Any) -> Scan:
    """Return a scan whose clock is ten seconds ahead, so that all modification times are old enough to be trusted."""
    time.sleep(0.012)  # longer than a tick of the file system's clock, so that later writes have another mtime
    return Scan(*arguments, clock_ns=lambda: time.time_ns() + 10_000_000_000)


class OutputFolder(msgspec.Struct):
    """Manipulations of an output folder without digest."""

    foreign: dict[str, bytes] = {}
    unlisted: bool = False
    """True if its list of files was damaged since the last build."""
    unrecorded: bool = False
    """True if files of digest were changed, or the cache that records them was lost."""

    @property
    def lost(self) -> bool:
        """True if nothing records any more which files are digest's."""
        return self.unlisted and self.unrecorded


class Rebuild(Edits):
    """Builds the site after each edit or after several."""

    @initialize(articles=st.integers(5, 9))
    def begin(self, articles: int) -> None:
        self.root = self.open() / "editor"
        self.site = Editor(self.root, articles)
        self.now = sites.NOW
        self.shown: dict[str, bool] = {}
        self.output = "site"
        self.outputs = {name: OutputFolder() for name in OUTPUTS}
        self.builds = 0
        self.damaged = False
        self.known: dict[str, tuple[Built, dict[str, bytes]]] = {}

    # other changes between two builds

    @rule(now=st.sampled_from(MOMENTS))
    def wait_or_go_back(self, now: datetime) -> None:
        self.now = now

    @rule(option=st.sampled_from(["drafts", "future", "strict"]), on=st.booleans())
    def show_what_is_hidden(self, option: str, on: bool) -> None:
        self.shown[option] = on

    @rule(output=st.sampled_from(OUTPUTS))
    def switch_the_output_folder(self, output: str) -> None:
        self.output = output

    # manipulations of digest's files

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
        time.sleep(0.012)  # longer than a tick, or the edit would have the mtime of the build
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
    def lose_the_cache(self) -> None:
        shutil.rmtree(self.root / ".digest", ignore_errors=True)
        self.damaged = False
        self.forget_records()

    def forget_records(self) -> None:
        for output in self.outputs.values():
            output.unrecorded = True

    @rule(how=st.sampled_from(["truncate", "garbage", "flip", "folder"]), at=st.floats(0, 1, exclude_max=True))
    def damage_the_cache(self, how: str, at: float) -> None:
        cache = self.root / ".digest" / "cache.sqlite"
        if not cache.is_file():
            return
        self.damaged = True
        self.forget_records()
        content = bytearray(cache.read_bytes())
        place = int(len(content) * at)
        if how == "folder":
            cache.unlink()
            (cache / "in").mkdir(parents=True)
        elif how == "garbage":
            cache.write_bytes(b"garbage" * 1000)
        elif how == "truncate":
            cache.write_bytes(content[:place])
        elif content:
            content[place] ^= 0xFF
            cache.write_bytes(content)

    # the invariant

    @property
    def folder(self) -> Path:
        return self.root / self.output

    @property
    def behind(self) -> OutputFolder:
        return self.outputs[self.output]

    @invariant()
    def an_incremental_build_is_a_clean_one(self) -> None:
        if not self.is_due():
            return
        self.builds += 1
        before = tree(self.folder)
        built = self.build(Scan=scan_later if self.builds % 3 else Scan)
        clean, expected = self.clean()
        after = tree(self.folder)
        if self.behind.lost:
            # Files that are not known to be digest's are never changed: they cause an error or stay. Then the folder is emptied.
            assert after == before if built.code else after.items() <= (before | expected).items()
            self.lose_the_output()
            before, built, after = {}, self.build(), tree(self.folder)
        assert (built.code, built.diagnostics) == (clean.code, clean.diagnostics)
        if built.code:
            assert after == before
            if self.failed():
                self.shown["strict"] = False
            return
        foreign = {name: text for name, text in self.behind.foreign.items() if not name.startswith(".")}
        assert after == expected | foreign
        for name in self.behind.foreign:
            assert (self.folder / name).read_bytes() == b"foreign"
        assert sorted(path.name for path in (self.root / ".digest").iterdir()) == [".gitignore", "cache.sqlite", "lock"]
        if not self.damaged:
            again = self.build(plan_pages=None)  # nothing changed, so nothing is planned
            assert (again.rendered, again.diagnostics) == (set(), clean.diagnostics)
        self.behind.unlisted = self.behind.unrecorded = False
        self.succeeded()

    def build(self, **patches: Any) -> Built:
        """Build with replaced functions of digest.workspace and digest.build_stages."""
        with pytest.MonkeyPatch.context() as patch:
            for name, value in patches.items():
                patch.setattr(digest.workspace if hasattr(digest.workspace, name) else digest.build_stages, name, value)
            return sites.build(self.root, now=self.now, output=self.output, **self.shown)

    def clean(self) -> tuple[Built, dict[str, bytes]]:
        """Return the result of a clean build of the current site."""
        name = fingerprint({path: content.hex() for path, content in self.site.files.items()}, self.now, self.shown)
        if name not in self.known:
            self.known[name] = sites.clean_build(self.root, self.place / "clean", now=self.now, **self.shown)
        return self.known[name]


@pytest.mark.thorough
@pytest.mark.quick(1)
@pytest.mark.parametrize("part", range(3))
def test_after_any_edits_an_incremental_build_equals_a_clean_one(part: int):
    run(Rebuild, part, examples=examples(4, quick=2), steps=40)
