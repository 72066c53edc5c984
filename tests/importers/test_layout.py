"""Lines above a headline or a byline, such as names of sections; the lines of a headline, and the title of a text without one."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from digest.importers.layout import MAX_FIRST_WORDS_CHARACTERS, first_words, read_headline, read_layout
from digest.importers.paragraphs import split_lines
from digest.importers.wire_reader import LEFT_OUT_NOTE, Wire, read_wire

TEXT = "The ferry to the northern island sails again from Tuesday, after its engine had been repaired for the third time this year."
TITLE = "Ferry sails again"


def read(*lines: str) -> Wire:
    now, outlets = datetime(2026, 1, 10, 12, tzinfo=UTC), {"harbour daily"}
    return read_wire("\n".join((*lines, TEXT, TEXT)) + "\n", ZoneInfo("Asia/Seoul"), now, "", outlets)


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (("HARBOUR LIFE", "", TITLE, ""), TITLE),
        (("HARBOUR LIFE", TITLE, ""), "HARBOUR LIFE"),
        (("Jan. 4, 2026", "HARBOUR LIFE", "", TITLE, ""), "HARBOUR LIFE"),
        (("Harbour | Life", TITLE, ""), TITLE),
        (("Harbour | Life", "Jane Doe", ""), "Harbour | Life"),
        (("HARBOUR LIFE", "", "Ferry to the island", "sails again", ""), "Ferry to the island sails again"),
        (("HARBOUR LIFE", "", f"{TEXT} {TEXT}", ""), "HARBOUR LIFE"),
    ],
)
def test_a_section_name_above_a_headline_is_left_out(lines: tuple[str, ...], title: str) -> None:
    wire = read(*lines)
    left_out = {guess.text for guess in wire.guesses if (guess.field, guess.value) == (LEFT_OUT_NOTE, "a section name")}
    assert wire.title == title and bool(left_out) is ("arbour" not in title and "ARBOUR" not in title)


def test_a_registered_newspaper_above_the_headline_is_the_source() -> None:
    assert (read("Harbour Daily", TITLE).source, read("Harbour Daily", TITLE).title) == ("Harbour Daily", TITLE)


@pytest.mark.parametrize(("byline", "is_byline"), [("By Jane Doe", True), ("Jane Doe", False)])
def test_a_newspaper_above_a_certain_byline_is_left_out(byline: str, is_byline: bool) -> None:
    wire = read(TITLE, "The Example Times", byline)
    assert (wire.authors == ("Jane Doe",)) is ("The Example Times" not in wire.paragraphs) is is_byline


def test_a_newspaper_above_a_date_is_the_source() -> None:
    assert read(TITLE, "The Example Times", "Jan. 4, 2026").source == "The Example Times"


def test_lines_below_a_text_are_metadata_if_they_have_a_form_of_their_own() -> None:
    def read_end(*lines: str) -> Wire:
        return read_wire("\n".join((TITLE, TEXT, TEXT, *lines)), ZoneInfo("Asia/Seoul"), datetime(2026, 1, 10, 12, tzinfo=UTC))

    signed = read_end("The Example Times", "By Jane Doe")
    assert (signed.authors, signed.paragraphs) == (("Jane Doe",), (TEXT, TEXT))
    assert read_end("Jane Doe").paragraphs == (TEXT, TEXT, "Jane Doe")


def read_all(*lines: str) -> Wire:
    return read_wire("\n".join(lines), ZoneInfo("Asia/Seoul"), datetime(2026, 1, 10, 12, tzinfo=UTC))


def test_metadata_above_a_short_text_is_no_link() -> None:
    wire = read_all(TITLE, TEXT, "Related", "Fish moves", "Jan. 4, 2026")
    assert wire.date is not None and wire.paragraphs == (TEXT,)


def test_a_newspaper_above_a_byline_far_below_the_headline_is_left_out() -> None:
    wire = read_all(TITLE, *[TEXT] * 6, "The Example Times", "By Jane Doe")
    assert (wire.authors, wire.paragraphs) == (("Jane Doe",), (TEXT,) * 6)


def test_lines_above_a_byline_are_not_read_as_the_end_of_a_text() -> None:
    assert read_all(TITLE, "02-123-4567", "By Jane Doe").paragraphs == ("02-123-4567",)
    assert read_all(TITLE, TEXT, "02-123-4567").paragraphs == (TEXT,)


@pytest.mark.parametrize("dash", "-–—")
def test_a_dash_before_a_second_name_introduces_a_quoted_person(dash: str) -> None:
    signed = f"{dash} MINA ROH"
    assert read_all(TITLE, "By Jane Doe", TEXT, signed).paragraphs == (TEXT, signed)
    assert read_all(TITLE, TEXT, signed).authors == ("Mina Roh",)


def test_the_first_lines_of_a_text_show_the_column_of_its_sub_headlines() -> None:
    wire = read_all(TITLE, "", *["The ship sails from the port", "To the island in the storm"] * 21, "", "A" * 99)
    assert wire.paragraphs[0].startswith("The ship sails from the port To the island")


def test_more_lines_of_metadata_than_any_page_has_are_read() -> None:
    wire = read_all(TITLE, *["Share"] * 45, TEXT)
    assert wire.title == TITLE and wire.paragraphs[-1] == TEXT and len(wire.paragraphs) == 7


def test_a_line_that_is_left_out_is_reported_once() -> None:
    wire = read_all(TITLE, "Advertisement", TEXT, "Advertisement", *[TEXT] * 4)
    assert [guess.line for guess in wire.guesses if guess.field == LEFT_OUT_NOTE] == [2, 4]


def test_a_rule_above_a_headline_is_left_out_as_a_rule() -> None:
    wire = read_all("---", "", TITLE, "", TEXT)
    assert wire.title == TITLE and [guess.value for guess in wire.guesses if guess.field == LEFT_OUT_NOTE] == ["a rule"]


def test_authors_below_a_text_are_in_the_order_of_their_lines() -> None:
    assert read_all(TITLE, *[TEXT] * 6, "By Jane Doe", "By John Roe").authors == ("Jane Doe", "John Roe")


SEOUL = ZoneInfo("Asia/Seoul")


def headline_lines(text: str) -> int:
    return read_headline(split_lines(text), SEOUL).lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Ferry sails again", 1),
        ("Ferry sails\nAgain today", 1),
        ("Ferry sails\nagain today", 2),
        ("Ferry sails\nagain\ntoday", 3),
        ("Ferry sails\nagain\ntoday\nand on", 0),
        ("Ferry sails\nagain today.", 0),
        ("Ferry sails.\nagain today", 1),
        ("Ferry sails?\nagain today", 1),
        ("Ferry sails!\nagain today", 1),
        ("F" * 200, 1),
        ("F" * 201, 0),
        ("F" * 119 + ".", 1),
        ("F" * 120 + ".", 0),
        ("가" * 120 + "。", 0),
    ],
)
def test_a_headline_continues_in_lower_case_and_is_not_a_sentence(text: str, lines: int):
    assert headline_lines(text) == lines


def test_the_title_of_a_text_without_a_headline_is_its_first_words():
    assert MAX_FIRST_WORDS_CHARACTERS == 80
    assert first_words("x" * MAX_FIRST_WORDS_CHARACTERS) == "x" * MAX_FIRST_WORDS_CHARACTERS
    assert first_words("x" * (MAX_FIRST_WORDS_CHARACTERS + 1)) == "x" * MAX_FIRST_WORDS_CHARACTERS + "…", "a text without spaces"
    assert first_words("The " + "x" * MAX_FIRST_WORDS_CHARACTERS) == "The " + "x" * (MAX_FIRST_WORDS_CHARACTERS - 4) + "…"
    words = "ferry " * MAX_FIRST_WORDS_CHARACTERS
    assert first_words(words) == words[:MAX_FIRST_WORDS_CHARACTERS].rpartition(" ")[0] + "…"
    assert first_words("a" * (MAX_FIRST_WORDS_CHARACTERS - 2) + ", b" + "c" * 9) == "a" * (MAX_FIRST_WORDS_CHARACTERS - 2) + "…"


@pytest.mark.parametrize("label", ["Title:", "Headline: ", "제목 : ", "TITLE："])
def test_a_label_is_no_part_of_the_headline(label: str):
    assert read_headline(split_lines(f"{label}Ferry sails"), SEOUL).text == "Ferry sails"


@pytest.mark.parametrize("title", ["Advertisement", "Share this article"])
@pytest.mark.parametrize("line_above", ["", "Advertisement"])
def test_a_given_headline_is_never_clutter(title: str, line_above: str) -> None:
    text = "The harbour reopened on Sunday after two weeks of repairs, officials said."
    lines = split_lines(f"{title}\n{line_above}\n\n{text}\n\n{text}\n")
    layout = read_layout(lines, ZoneInfo("UTC"), "", (), is_titled=True)
    assert layout.title_line.text == title
    assert 0 not in layout.clutter and 0 not in layout.aside
