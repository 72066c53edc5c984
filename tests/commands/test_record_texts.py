"""The line of content/published.tsv for an article's text, and the printed counts."""

from __future__ import annotations

import pytest

from digest.articles.article import Located
from digest.checks.published_records import UnrecordedText
from digest.commands.publication_record import Recorded, _with_recorded_texts, recorded_lines
from digest.grouping.published_file import RecordedText

ADDRESSES = {"id-a": (Located("/old/", 1, 1), Located("/2026/a/", 2, 1)), "2026/b.md": (Located("/2026/b/", 3, 1),)}


def text(url: str, shown: str = "now", line: int = 0) -> RecordedText:
    return RecordedText(url, "full", shown, line=line)


def found(id: str, file: str, url: str, before: RecordedText | None = None) -> UnrecordedText:
    return UnrecordedText(id, f"content/{file}", text(url), before)


def test_a_text_is_only_in_the_line_of_its_articles_current_address():
    old, other = text("/old/", "before", 1), text("/2026/c/", "other", 9)
    recorded = {"id-a": old, "2026/c.md": other}
    made = _with_recorded_texts(recorded, [found("id-a", "2026/a.md", "/2026/a/", old)], ADDRESSES)
    assert made == {"id-a": text("/2026/a/"), "2026/c.md": other}
    by_file = _with_recorded_texts(
        {"2026/b.md": text("/2026/b/", "before", 3)}, [found("id-b", "2026/b.md", "/2026/b/")], ADDRESSES
    )
    assert by_file["2026/b.md"] == text("/2026/b/"), "a new id changes no line"
    assert "id-b" not in by_file
    spelled = _with_recorded_texts({}, [found("id-a", "2026/a.md", "/2026/a/index.html")], ADDRESSES)
    assert spelled == {"id-a": text("/2026/a/")}, "the address keeps its spelling"


def test_a_moved_text_is_removed_from_its_previous_line():
    before = text("/2026/b/", "before", 3)
    made = _with_recorded_texts({"2026/b.md": before}, [found("id-new", "2026/renamed.md", "/2026/new/", before)], ADDRESSES)
    assert made == {"id-new": text("/2026/new/")}


@pytest.mark.parametrize(
    ("recorded", "lines"),
    [
        (Recorded(), []),
        (Recorded(1, 1, 1), ["1 address and 1 text in content/published.tsv", "1 edition in content/editions.tsv"]),
        (Recorded(0, 2, 0), ["2 texts in content/published.tsv"]),
        (Recorded(2, 0, 3), ["2 addresses in content/published.tsv", "3 editions in content/editions.tsv"]),
    ],
)
def test_the_recorded_lines_are_counted(recorded: Recorded, lines: list[str]):
    assert recorded_lines(recorded) == [f"recorded {line}" for line in lines]
