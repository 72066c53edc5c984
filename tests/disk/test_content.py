"""How much there is to read, which decides how many processes read it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from digest.articles.article import Parsing
from digest.disk.content import USUAL_BYTES, Articles, Manuscript, Shelf, content_of
from digest.disk.files import Found, Stamp
from digest.disk.memo import Memo


@pytest.mark.parametrize(
    ("sizes", "amount"),
    [
        ([], 0),
        ([500] * 30, 30),
        ([USUAL_BYTES] * 30, 30),
        ([USUAL_BYTES * 10 + 1] * 30, 300),
        ([*[100] * 29, USUAL_BYTES * 100], 100),
    ],
)
def test_long_articles_count_as_many_as_they_are_long(sizes: Sequence[int], amount: int, tmp_path: Path):
    """A weekly of few and long issues is read by several processes too."""
    manuscripts = [
        Manuscript(Found(f"content/{number}.md", "", Stamp(size, 1, 1, number, "")), f"{number}")
        for number, size in enumerate(sizes)
    ]
    with Memo(tmp_path / "memo.sqlite") as memo:
        articles = Articles(content_of([Shelf(tuple(manuscripts))]), Parsing(), memo)
        assert articles.amount == 0
        articles.look_up(articles.manuscripts)
        assert articles.amount == amount
