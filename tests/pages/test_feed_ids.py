"""An article's id in feeds stays what it was, whatever becomes of its address."""

from __future__ import annotations

import re
from pathlib import Path

from tests.sites import article, build, tiny, tree, write


def ids(folder: Path, files: dict[str, str | bytes]) -> list[str]:
    """The ids that are made of an address, in the feed of a site with these files."""
    write(folder, {**tiny(1), "digest.yml": "title: T\nbase_url: https://example.org/repo/\n", **files})
    assert build(folder).code == 0
    return re.findall("<id>(tag:[^<]*/(?:a1|other)/)</id>", tree(folder / "site")["feed.xml"].decode())


def test_an_id_in_the_feed_stays_when_the_address_changes(tmp_path: Path):
    a1 = "content/2026/a1.md"
    first = ids(tmp_path / "first", {a1: article("One")})
    assert first == ["tag:example.org,2026-02-01:/repo/2026/02/01/a1/"]
    recorded = {"content/published.tsv": "2026/a1.md\t/2026/02/01/a1/\n2026/a1.md\t/2026/01/07/a1/\n"}
    assert ids(tmp_path / "recorded", {**recorded, a1: article("One")}) == first
    assert ids(tmp_path / "moved", {**recorded, a1: article("One", "2026-02-09", slug="other")}) == first
    assert ids(tmp_path / "forgotten", {a1: article("One", "2026-02-09", slug="other")}) != first
