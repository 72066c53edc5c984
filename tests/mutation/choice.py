"""Choose the changes to test: spread over all folders, kinds and files, always the same ones for a seed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

from tests.mutation.changes import changes_of, is_possible
from tests.mutation.edits import Change
from tests.mutation.equivalent import reason_of


class Choice(NamedTuple):
    """A change of a module of the program."""

    path: str
    source: str
    change: Change

    @property
    def folder(self) -> str:
        """The folder of the module."""
        return self.path.rpartition("/")[0]

    @property
    def lines(self) -> tuple[int, str, str]:
        """The changed lines, as in `Change.lines`."""
        return self.change.lines(self.source)


def modules(root: Path, only: str = "digest") -> dict[str, str]:
    """Return the text of each module below this folder, or of this module, by path."""
    top = root / only
    files = [top] if top.is_file() else sorted(top.rglob("*.py"))
    return {file.relative_to(root).as_posix(): file.read_text(encoding="utf-8") for file in files}


def choices(sources: dict[str, str], seed: int) -> Iterator[Choice]:
    """Yield the changes of these modules: from each folder in turn, and within a folder from each kind in turn.

    Otherwise most of them would be of the most frequent kinds.
    """
    random = Random(seed)
    turns: dict[str, list[Choice]] = {}
    for folder, listed in sorted(_by_folder(sources).items()):
        by_kind: defaultdict[str, list[Choice]] = defaultdict(list)
        for choice in listed:
            by_kind[choice.change.kind].append(choice)
        for kind in sorted(by_kind):
            random.shuffle(by_kind[kind])
        kinds = sorted(by_kind)
        random.shuffle(kinds)
        turns[folder] = list(_in_turns([by_kind[kind] for kind in kinds]))
    for choice in _in_turns(list(turns.values())):
        if is_possible(choice.change, choice.source) and not reason_of(choice.path, *choice.lines[1:]):
            yield choice


def _by_folder(sources: dict[str, str]) -> dict[str, list[Choice]]:
    found: defaultdict[str, list[Choice]] = defaultdict(list)
    for path, source in sources.items():
        choices = (Choice(path, source, change) for change in changes_of(source))
        for choice in choices:
            found[choice.folder].append(choice)
    return found


def _in_turns(lists: list[list[Choice]]) -> Iterator[Choice]:
    """Yield one item of each list in turn, until all are exhausted."""
    waiting = [iter(each) for each in lists]
    while waiting:
        for each in tuple(waiting):
            choice = next(each, None)
            if choice is None:
                waiting.remove(each)
            else:
                yield choice
