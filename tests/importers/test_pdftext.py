"""Text that was copied out of a PDF: words parted at the ends of lines, ligatures, heads and numbers of pages."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from digest.importers.wire import LEFT_OUT, Wire, read_wire

SEOUL = ZoneInfo("Asia/Seoul")
NOW = datetime(2026, 1, 10, 12, tzinfo=UTC)


def read(text: str) -> Wire:
    return read_wire(f"Ferry sails again\nBy Jane Doe\n\n{text}", SEOUL, NOW)


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        ("har-", "bour", "harbour"),
        ("Travel\u2010", "lers", "Travellers"),
        ("Hafen-", "meister", "Hafenmeister"),
        ("six-", "party", "six-party"),
        ("government-", "led", "government-led"),
        ("state-of-", "the-art", "state-of-the-art"),
        ("Asia-", "Pacific", "Asia-Pacific"),
        ("pre-", "and post-war", "pre- and post-war"),
        ("ferry-", "island", "ferry-island"),
        ("to-", "day", "today"),
    ],
)
def test_words_that_a_hyphen_parts(before: str, after: str, joined: str) -> None:
    wire = read(
        f"The old engine of the ferry to the island broke down while the {before}\n{after} was looked at by the people "
        "who had\nwaited for it since today at noon, and nobody said a word about it.\n"
    )
    assert joined in wire.paragraphs[0] and len(wire.paragraphs) == 1
    dropped = "-" not in joined
    assert wire.notes == ((f"words joined that a hyphen parted at the end of a line: {joined}",) if dropped else ())


def test_a_hyphen_stays_where_the_word_has_it_elsewhere() -> None:
    text = (
        "The ferry has a re-\nentry permit, and a re-entry permit is what the harbour asks for\n"
        "when a ferry has been away from it for long.\n"
    )
    assert "a re-entry permit, and a re-entry permit" in read(text).paragraphs[0]


def test_ligatures_are_letters() -> None:
    wire = read("The \ufb01rst o\ufb03cer of the ferry said that it \ufb02oats, and that is what counts for him.\n")
    assert wire.paragraphs == ("The first officer of the ferry said that it floats, and that is what counts for him.",)
    assert wire.notes == ("ligatures such as \ufb01 were written out as letters",)


def test_heads_and_numbers_of_pages() -> None:
    head = "THE EXAMPLE TIMES   Monday, January 5, 2026   "
    first = f"{head}3\n\nFerry sails again\nBy Jane Doe\n\nThe ferry to the northern island sails\nagain. Its engine\n\n- 3 -\n"
    second = f"{head}4\n\nwas made in Busan, where many of them\nhave been made for long.\n\n- 4 -\n"
    wire = read_wire(f"{first}\f{second}", SEOUL, NOW)
    assert (wire.title, wire.authors) == ("Ferry sails again", ("Jane Doe",))
    assert wire.paragraphs == (
        "The ferry to the northern island sails again. Its engine was made in Busan, where many of them have been made for long.",
    )
    said = [(guess.line, guess.value) for guess in wire.guesses if guess.field == LEFT_OUT]
    assert said == [(1, "a running head"), (9, "a page number"), (10, "a running head"), (15, "a page number")]


def test_a_title_that_heads_each_page_stays_on_the_first() -> None:
    wire = read_wire(
        "Ferry sails again\n\nThe ferry sails. It is old.\n\fFerry sails again\n\nIt is red too, and slow.\n", SEOUL, NOW
    )
    assert (wire.title, wire.paragraphs) == ("Ferry sails again", ("The ferry sails. It is old.", "It is red too, and slow."))


def test_numbers_on_a_single_page_are_text() -> None:
    assert (
        read("Of the ferries sail today:\n\n12\n\nAll others stay in the harbour until the wind is gone.\n").paragraphs[1] == "12"
    )
