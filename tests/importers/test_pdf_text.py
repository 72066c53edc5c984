"""Text copied from a PDF: words hyphenated at line ends, ligatures, page headers and numbers."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from digest.importers.pdf_text import headers_and_footers, keeps_hyphen, words_of_lines
from digest.importers.wire_reader import LEFT_OUT_NOTE, Wire, read_wire

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
def test_hyphenated_words_are_joined(before: str, after: str, joined: str) -> None:
    wire = read(
        f"The old engine of the ferry to the island broke down while the {before}\n{after} was looked at by the people "
        "who had\nwaited for it since today at noon, and nobody said a word about it.\n"
    )
    assert joined in wire.paragraphs[0] and len(wire.paragraphs) == 1
    is_hyphen_removed = "-" not in joined
    assert wire.notes == ((f"words joined that were hyphenated at the end of a line: {joined}",) if is_hyphen_removed else ())


def test_a_hyphen_is_kept_if_the_word_has_one_elsewhere() -> None:
    text = (
        "The ferry has a re-\nentry permit, and a re-entry permit is what the harbour asks for\n"
        "when a ferry has been away from it for long.\n"
    )
    assert "a re-entry permit, and a re-entry permit" in read(text).paragraphs[0]


def test_ligatures_are_replaced_by_letters() -> None:
    wire = read("The \ufb01rst o\ufb03cer of the ferry said that it \ufb02oats, and that is what counts for him.\n")
    assert wire.paragraphs == ("The first officer of the ferry said that it floats, and that is what counts for him.",)
    assert wire.notes == ("ligatures such as \ufb01 were written out as letters",)


def test_page_headers_and_numbers_are_removed() -> None:
    head = "THE EXAMPLE TIMES   Monday, January 5, 2026   "
    first = f"{head}3\n\nFerry sails again\nBy Jane Doe\n\nThe ferry to the northern island sails\nagain. Its engine\n\n- 3 -\n"
    second = f"{head}4\n\nwas made in Busan, where many of them\nhave been made for long.\n\n- 4 -\n"
    wire = read_wire(f"{first}\f{second}", SEOUL, NOW)
    assert (wire.title, wire.authors) == ("Ferry sails again", ("Jane Doe",))
    assert wire.paragraphs == (
        "The ferry to the northern island sails again. Its engine was made in Busan, where many of them have been made for long.",
    )
    assert [guess.field for guess in wire.guesses] == ["title", "authors", "paragraphs", *[LEFT_OUT_NOTE] * 4]
    omissions = [(guess.line, guess.value) for guess in wire.guesses if guess.field == LEFT_OUT_NOTE]
    assert omissions == [(1, "a running head"), (9, "a page number"), (10, "a running head"), (15, "a page number")]


def test_a_title_repeated_on_each_page_is_kept_on_the_first() -> None:
    wire = read_wire(
        "Ferry sails again\n\nThe ferry sails. It is old.\n\fFerry sails again\n\nIt is red too, and slow.\n", SEOUL, NOW
    )
    assert (wire.title, wire.paragraphs) == ("Ferry sails again", ("The ferry sails. It is old.", "It is red too, and slow."))


def test_numbers_in_a_text_of_one_page_are_kept() -> None:
    assert (
        read("Of the ferries sail today:\n\n12\n\nAll others stay in the harbour until the wind is gone.\n").paragraphs[1] == "12"
    )


def removed_lines(*pages: tuple[str, ...]) -> list[str]:
    """The headers, footers and numbers of these pages."""
    numbered: list[list[tuple[int, str]]] = []
    for page in pages:
        start = sum(map(len, numbered))
        numbered.append([*enumerate(page, start)])
    texts = [text for page in numbered for _, text in page]
    return [texts[index] for index in sorted(headers_and_footers(numbered))]


MAX_HEADER_CHARACTERS = 120
BODY = ("a first line.", "a second one.", "a third one.", "a fourth one.", "a fifth one.")


def test_lines_repeated_at_page_edges_are_running_heads() -> None:
    assert removed_lines(("Harbour Daily 1", *BODY), ("Harbour Daily 2", *BODY)) == ["Harbour Daily 1", "Harbour Daily 2"]
    assert removed_lines((*BODY, "x", "Harbour Daily 1"), (*BODY, "y", "Harbour Daily 2")) == ["Harbour Daily 1", "Harbour Daily 2"]
    assert removed_lines(("a", "b", "Harbour 1", *BODY), ("c", "d", "Harbour 2", *BODY)) == [], "in the middle of a page it is text"
    assert removed_lines(("Harbour Daily 9", *BODY), ("Harbour Daily 10", *BODY)) == ["Harbour Daily 9", "Harbour Daily 10"]
    assert removed_lines(("Harbour Daily 1", *BODY)) == []
    assert removed_lines(("Harbour Daily 1", *BODY, "Harbour Daily 2"), BODY) == [], "twice on one page only"


def test_a_headline_repeated_on_later_pages_is_kept_on_the_first() -> None:
    assert removed_lines(("Ferry sails", *BODY), ("Ferry sails", *BODY), ("Ferry sails", *BODY)) == ["Ferry sails"] * 2


def test_a_sentence_or_a_long_line_is_not_a_running_head() -> None:
    assert removed_lines(("It rained on day 1.", *BODY), ("It rained on day 2.", *BODY)) == []
    for more, found in ((0, 2), (1, 0)):
        head = "x" * (MAX_HEADER_CHARACTERS - 2 + more)
        assert len(removed_lines((f"{head} 1", *BODY), (f"{head} 2", *BODY))) == found


def test_page_numbers_are_removed_only_from_several_pages() -> None:
    assert removed_lines((*BODY, "1"), (*BODY, "2")) == ["1", "2"]
    assert removed_lines((*BODY, "12")) == [], "on a single page a number may be text"


def page(*texts: str) -> list[tuple[int, str]]:
    return list(enumerate(texts))


def test_a_footer_may_be_above_the_last_line_of_a_page() -> None:
    pages = [
        page("a", "b", "c", "Harbour Daily", "One"),
        [(index + 10, text) for index, text in page("d", "e", "f", "Harbour Daily", "Two")],
    ]
    assert headers_and_footers(pages) == {13: "a running head"}


def test_the_number_of_a_page_with_the_number_of_pages_may_be_anywhere() -> None:
    assert headers_and_footers([page("Title", "a", "b", "Page 3 of 9", "c", "d", "e")]) == {3: "a page number"}


def test_parts_of_words_at_the_ends_of_lines_are_no_words() -> None:
    assert words_of_lines(["Well\u2010known x", "inter-", "national ship"]) == {"well-known": 1, "x": 1, "ship": 1}


def test_a_hyphen_before_a_number_or_alone_joins_nothing() -> None:
    assert keeps_hyphen("the covid-", "19 cases", Counter()) is None and keeps_hyphen("the -", "cases", Counter()) is None


@pytest.mark.parametrize("line", ["and post-war", "And post-war", "AND POST-WAR", "or so", "UND AUS", "et après", "y después"])
def test_a_hyphen_before_a_conjunction_joins_nothing(line: str) -> None:
    assert keeps_hyphen("pre-", line, Counter()) is keeps_hyphen("PRE-", line, Counter({"pre": 1})) is None


@pytest.mark.parametrize(
    ("line", "following", "words", "keeps"),
    [
        ("to re-", "elect him", {"reelect": 1}, False),
        ("to re-", "elect him", {}, True),
        ("a self-", "portrait", {}, True),
        ("a har-", "bour", {}, False),
        ("a har-", "bour", {"har": 1, "bour": 1}, True),
        ("a har-", "bour", {"har": 1}, False),
        ("a har-", "bour", {"bour": 1}, False),
    ],
)
def test_a_hyphen_stays_in_compounds(line: str, following: str, words: dict[str, int], keeps: bool) -> None:
    assert keeps_hyphen(line, following, Counter(words)) is keeps
