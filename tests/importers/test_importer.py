"""The importer of raw text: its arguments about the outlet, and its notes."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from digest.importers.importer import Reader, raw_text
from digest.importers.wire_reader import Wire

TEXT = "The ferry to the northern island sails again from Tuesday, after its engine had been repaired for the third time this year."
READER = Reader(ZoneInfo("Asia/Seoul"), datetime(2026, 1, 10, 12, tzinfo=UTC), "Seoul", frozenset({"harbour quay"}))


def read(*lines: str) -> Wire:
    return raw_text("\n".join((*lines, TEXT, TEXT)) + "\n", READER)


def test_the_end_of_bylines_and_the_names_of_outlets_are_used() -> None:
    assert read("Fish", "Jan. 4, 2026", "Jane Doe | Seoul").authors == ("Jane Doe",)
    wire = read("Fish", "By Harbour Quay")
    assert (wire.source, wire.authors) == ("Harbour Quay", ())


def test_notes_on_references_precede_notes_on_the_text() -> None:
    assert read("Fish &amp; chips", "Jan. 4, 2026", "Published: Jan. 40, 2026").notes == (
        "line 1: read as the characters that they stand for: &amp;",
        "line 3: there is no day Jan. 40, 2026",
    )


@pytest.mark.parametrize(("more", "end"), [("", ""), (" &ouml;", ", …")])
def test_a_note_lists_at_most_five_references_of_a_line(more: str, end: str) -> None:
    (note,) = read(f"Fish &amp; &lt; &gt; &eacute; &auml;{more}").notes
    assert note.endswith(f": &amp;, &lt;, &gt;, &eacute;, &auml;{end}")


def test_a_note_lists_a_reference_once_however_often_it_occurs() -> None:
    assert read("Fish &amp; chips &amp; more &#38;").notes == ("line 1: read as the characters that they stand for: &amp;, &#38;",)


def test_an_invalid_date_is_kept_in_the_headline() -> None:
    assert read("2026-02-30 Ferry sails again").title == "2026-02-30 Ferry sails again"


def test_a_number_below_a_date_may_be_the_headline() -> None:
    assert read("Jan. 4, 2026", "1984").title == "1984"


@pytest.mark.parametrize(("length", "is_date"), [(200, True), (201, False)])
def test_no_metadata_follows_a_long_line_of_text(length: int, is_date: bool) -> None:
    wire = read("Fish moves", f"{TEXT} {TEXT}"[: length - 1] + ".", "Jan. 4, 2026")
    assert (wire.date is not None) is is_date and len(wire.paragraphs) == (3 if is_date else 4)
