"""What an article says of the time, against the clock."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from digest.grouping.calendar import early_updates
from tests.grouping.test_collect import NOW, read
from tests.sites import NOW as BUILT
from tests.sites import article, build, tiny, write


@pytest.mark.parametrize(
    ("head", "is_warned"),
    [
        ({"updated": "2026-03-01T12:00:01Z"}, True),
        ({"updated": "2026-03-01T12:00:00Z"}, False),
        ({"updated": "2027-02-01"}, True),
        ({"lastmod": "2027-02-01"}, True),
        ({"updated": "2027-02-01", "draft": "true"}, False),
        ({"updated": "2027-02-01", "publish_at": "2027-01-01"}, False),
        ({}, False),
    ],
)
def test_an_update_that_is_still_to_come_is_warned_of(head: dict[str, Any], is_warned: bool):
    assert [fault.code for fault in early_updates([read(**head)], NOW)] == ["W222"] * is_warned


def test_the_warning_comes_and_goes_with_edits_and_the_clock(tmp_path: Path):
    def warned(days: int = 0) -> bool:
        built = build(tmp_path, now=BUILT + timedelta(days=days))
        assert built.code == 0
        return any(" W222 " in said for said in built.diagnostics)

    write(tmp_path, tiny())
    assert not warned()
    early = {"content/2026/a1.md": article("Article 1", "2026-02-02", tags="[even, t1]", updated="2026-03-03")}
    write(tmp_path, early)
    assert warned()
    assert warned()  # remembered
    write(tmp_path, {"content/2026/a2.md": article("Other", "2026-02-03", tags="[even, t2]")})
    assert warned(1)
    assert not warned(2)
    write(tmp_path, {"content/2026/a1.md": article("Article 1", "2026-02-02", tags="[even, t1]", updated="2026-03-09")})
    assert warned(3)
    write(tmp_path, {"content/2026/a1.md": article("Article 1", "2026-02-02", tags="[even, t1]")})
    assert not warned(3)
