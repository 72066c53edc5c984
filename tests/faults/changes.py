"""Changes of the site under test: a first build, small and large edits, deleted articles, or an error."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from tests import sites
from tests.faults.sample import SHARES
from tests.sites import article, write

CONFIG = sites.SETTINGS + "lists: {front: 0, topics: 0, tags: 0, years: 0, months: 0, days: 0}\n"

SITE: dict[str, str | bytes] = sites.tiny(2) | {
    "digest.yml": CONFIG,
    "content/static/notes": "a file",
    "content/static/things/x.txt": "in a folder",
}

MINE = {"site/mine.txt": "mine", "site/2026/mine.txt": "mine as well", "site/.git/HEAD": "ref"}
"""Foreign files in the output folder."""


class Change(NamedTuple):
    """The previously built source (None: never built), its changed files (None: deleted), and other files in the output."""

    name: str
    before: Mapping[str, str | bytes] | None
    edit: Mapping[str, str | bytes | None]
    foreign: Mapping[str, str]
    refused: bool = False
    shares: int = SHARES

    def begin(self, root: Path) -> None:
        """Write the site as it was before the change, without building it."""
        write(root, self.before if self.before is not None else SITE)

    def change(self, root: Path) -> None:
        """Edit the source, and write the foreign files into the output."""
        for path in ("content/static/things", "content/static/notes"):
            if path in self.edit and (root / path).exists():
                shutil.rmtree(root / path) if (root / path).is_dir() else (root / path).unlink()
        write(root, {path: text for path, text in self.edit.items() if text is not None or (root / path).exists()})
        write(root, self.foreign)


CHANGES = (
    Change("a first build", None, {}, {}),
    Change(
        "a first build into a folder with dot-files",
        None,
        {},
        {"site/.gitignore": "*\n", "site/.git/HEAD": "ref"},
        shares=4 * SHARES,
    ),
    Change("a small edit", SITE, {"content/2026/a1.md": article("Article 1", "2026-02-02", body="Edited.")}, MINE),
    Change(
        "a large edit",
        SITE,
        {
            "digest.yml": CONFIG.replace("Tiny", "Another title"),
            "content/2026/a0.md": None,
            "content/2026/new.md": article("New", "2026-03-01"),
            "content/static/notes": None,
            "content/static/notes/more.txt": "now in a folder",
            "content/static/things/x.txt": None,
            "content/static/things": "now a file",
        },
        MINE,
    ),
    Change("a removal", SITE, {"content/2026/a1.md": None, "content/static/things/x.txt": None}, MINE),
    Change(
        "a foreign file in the way",
        SITE,
        {"content/2026/a0.md": None, "content/2026/a1.md": article("Edited", "2026-02-02"), "content/static/late.txt": "late"},
        {**MINE, "site/late.txt": "mine, and in the way"},
        refused=True,
        shares=4 * SHARES,
    ),
    Change(
        "a new picture",
        SITE,
        {
            "content/2026/pier.png": sites.png(450, 9),
            "content/2026/a1.md": article("Article 1", "2026-02-02", image="{src: pier.png, alt: A pier}"),
        },
        MINE,
        shares=4 * SHARES,
    ),
)
