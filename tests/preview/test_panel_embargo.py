"""The panel's list of unpublished articles shows the end of embargoes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from digest.articles.article import Parsing
from digest.articles.article_parser import parse
from digest.articles.content_file import ContentFile
from digest.grouping.entry import Rules, make_entry
from digest.preview.browser_channel import unpublished
from tests.sites import article


@pytest.mark.parametrize(
    ("state", "head", "ends"),
    [
        ("embargoed", {"date": "2026-02-01", "publish_at": "2026-02-03 09:30"}, "2026-02-03 18:30 (Asia/Seoul)"),
        ("embargoed", {"date": "2026-02-04 10:00"}, "2026-02-04 19:00 (Asia/Seoul)"),
        ("embargoed", {"date": "2026-02-05", "publish_at": "2026-02-03"}, "2026-02-05 09:00 (Asia/Seoul)"),
        ("draft", {"date": "2026-02-01", "publish_at": "2026-02-03"}, ""),
        ("expired", {"date": "2026-02-01", "expires": "2026-02-03"}, ""),
    ],
)
def test_the_end_of_an_embargo_is_in_the_sites_time_zone(state: str, head: dict[str, str], ends: str):
    parsed = parse(ContentFile("content/a.md", article("A", **head).encode()), Parsing()).article
    assert parsed
    rules = Rules({}, {}, {}, "/{slug}/", "full", "", datetime(2026, 1, 1, tzinfo=UTC))
    assert unpublished(make_entry(parsed, state, False, rules), "Asia/Seoul").ends == ends
