"""Make small changes to a copy of the program, one at a time, and check whether a test detects each."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from tests.mutation.choice import Choice, choices, modules
from tests.mutation.loop import KILLED, SURVIVED
from tests.mutation.trial import Copy, nearest

ROOT = Path(__file__).parents[2]

QUICK = ("-n", "auto")
"""The pytest options for the suite of `make test`."""


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    """Return the parsed command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("--count", type=int, default=40, help="how many changes (40); 0 for all")
    parser.add_argument("--seed", type=int, default=0, help="which ones: the same for a seed (0)")
    parser.add_argument("--only", default="digest", metavar="PATH", help="changes of this folder or module alone")
    parser.add_argument("--kind", default="", help="changes of this kind alone, such as comparison")
    parser.add_argument(
        "--nearest", action="store_true", help="run the tests of the module's folder alone, not then those of make test"
    )
    parser.add_argument("--least", type=float, default=0, metavar="PERCENT", help="exit with 1 if fewer changes are noticed (0)")
    parser.add_argument("--list", action="store_true", help="show the changes without trying them")
    parser.add_argument("--survivors", action="store_true", help="show only the changes that no test noticed")
    return parser.parse_args(given)


def verdict_text(choice: Choice, verdict: str) -> str:
    """Return the text for a change and its verdict."""
    line, old, new = choice.lines
    return f"{verdict} {choice.path}:{line}: {choice.change.kind}\n  - {old}\n  + {new}"


def verdicts(chosen: Iterable[Choice], copy: Copy, *, is_near: bool) -> Iterator[tuple[Choice, str]]:
    """Yield each change and its verdict, folder by folder. Raises FailedBefore."""
    folders: defaultdict[str, list[Choice]] = defaultdict(list)
    for choice in chosen:
        folders[choice.folder].append(choice)
    for listed in folders.values():
        for choice, verdict in zip(listed, copy.verdicts(listed, nearest(copy.root, listed[0].path)), strict=True):
            if verdict == SURVIVED and not is_near and not copy.passes(choice, QUICK):
                verdict = KILLED
            yield choice, verdict


def main() -> int:
    """Test the changes, print the verdict of each, and print how many were detected in each folder."""
    options = arguments()
    found = choices(modules(ROOT, options.only), options.seed)
    chosen = islice((choice for choice in found if options.kind in ("", choice.change.kind)), options.count or None)
    if options.list:
        for choice in chosen:
            print(verdict_text(choice, ""))
        return 0
    counts: Counter[str] = Counter()
    noticed: Counter[str] = Counter()
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="digest-mutation-") as place:
        copy = Copy(ROOT, Path(place, "copy"))
        for choice, verdict in verdicts(chosen, copy, is_near=options.nearest):
            counts[choice.folder] += 1
            noticed[choice.folder] += verdict == KILLED
            if verdict == SURVIVED or not options.survivors:
                print(verdict_text(choice, verdict), flush=True)
    for name in sorted(copy.failed):
        print("left out, since it fails without a change:", name)
    for folder in sorted(counts):
        print(f"{folder:20} {noticed[folder]:4} of {counts[folder]:4}")
    total, all_noticed = counts.total(), noticed.total()
    print(f"{f'seed {options.seed}':20} {all_noticed:4} of {total:4} in {time.monotonic() - start:.0f} s")
    return 1 if total and all_noticed * 100 < options.least * total else 0


if __name__ == "__main__":
    sys.exit(main())
