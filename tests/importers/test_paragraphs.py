"""Lines of a block: which are joined to a paragraph, and which items of lists or short lines separate paragraphs."""

from __future__ import annotations

import pytest

from digest.importers.paragraphs import count_deck_lines, display_width, join_paragraphs, split_lines


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        (
            "- Port ferry.\n  Port island storms\n1. Ship port sails of",
            ("- Port ferry.", "Port island storms", "1. Ship port sails of"),
        ),
        ("- Port ship\nstorms harbour the", ("- Port ship storms harbour the",)),
        ("- Storms port a\nA the the the\nA ship harbour ship.", ("- Storms port a", "A the the the A ship harbour ship.")),
        (
            "1. Port the sea storms\nTuesday a port the\nThe sea a a sea.",
            ("1. Port the sea storms Tuesday a port the", "The sea a a sea."),
        ),
        ("sails a tuesday\nFerry morning sea sails.\n- Sails a.", ("sails a tuesday Ferry morning sea sails.", "- Sails a.")),
        ("- Sails of sea\nSea winter a island.\na sea the.", ("- Sails of sea", "Sea winter a island.", "a sea the.")),
        (
            "A a ship island storms.\nsails sea ship\n- The port ship",
            ("A a ship island storms. sails sea ship - The port ship",),
        ),
    ],
)
def test_items_and_short_lines_separate_paragraphs(text: str, paragraphs: tuple[str, ...]) -> None:
    assert join_paragraphs(split_lines(text)).texts == paragraphs


WRAPPED = "\n".join(["the ship sails from the port", "to the island in the storm"] * 2)


@pytest.mark.parametrize(("wide", "is_joined"), [(1, True), (2, False)])
def test_a_tenth_of_the_lines_may_be_wide(wide: int, is_joined: bool) -> None:
    lines = [*([f"{'a' * 101} b"] * wide), *["the ship sails from the port", "to the island in the storm"] * 5][:10]
    assert (len(join_paragraphs(split_lines("\n".join(lines))).texts) == 1) is is_joined


def test_a_wide_line_does_not_count_for_the_column_of_the_others() -> None:
    narrow = ["the ship sails from the port", "to the island in the storm.", "afterwards it sails home and"] * 4
    assert len(join_paragraphs(split_lines("\n".join((*narrow, "a" * 101)))).texts) == 1


def test_lines_that_are_all_indented_are_one_paragraph() -> None:
    assert len(join_paragraphs(split_lines("  " + WRAPPED.replace("\n", "\n  "))).texts) == 1
    assert len(join_paragraphs(split_lines(f"{WRAPPED}\n  {WRAPPED}")).texts) == 2


@pytest.mark.parametrize("end", [".", ".”", ".”)", "?'\"”’»)"])
def test_a_sentence_may_end_with_closing_marks(end: str) -> None:
    lines = f"the ship sails from the port\nto it{end}\nThen the ship sails from the\nport to the island again and"
    assert len(join_paragraphs(split_lines(lines)).texts) == 2


def test_two_blocks_of_lines_are_two_paragraphs() -> None:
    block = "the ship sails from the port\nto it.\nthen the ship sails from the\nport to the island again and"
    found = join_paragraphs(split_lines(f"{block}\n\n{WRAPPED}"))
    assert found.texts == (block.replace("\n", " "), WRAPPED.replace("\n", " "))
    assert found.method == "lines joined up to the next blank line" and found.starts == (1, 6)


def test_a_paragraph_without_visible_characters_is_left_out_with_its_number() -> None:
    found = join_paragraphs(split_lines("One.\n\n\u00ad\n\nTwo."))
    assert (found.texts, found.starts) == (("One.", "Two."), (1, 5))


def test_the_words_of_a_text_show_whether_a_hyphen_of_any_kind_stays() -> None:
    text = "a selfportrait is what the ship\nshows to the island and a self{}\nportrait is what it is for the\nisland in the storm"
    for hyphen in ("-", "\u2010"):
        assert join_paragraphs(split_lines(text.format(hyphen))).joined_words == ("selfportrait",)


def test_a_space_is_between_scripts_with_and_without_spaces() -> None:
    lines = "北岛的渡轮周二恢复航行了的船\nABC 船又从北岛的港口出发去了\n北岛的渡轮周二恢复航行了又的\n船又从北岛的港口"
    (text,) = join_paragraphs(split_lines(lines)).texts
    assert text == "北岛的渡轮周二恢复航行了的船 ABC 船又从北岛的港口出发去了北岛的渡轮周二恢复航行了又的船又从北岛的港口"


def test_addresses_do_not_count_as_wide_lines() -> None:
    address = f"https://news.example/{'a' * 100}"
    assert len(join_paragraphs(split_lines(f"{WRAPPED}\n{address}\n{address}")).texts) == 1


def test_the_indent_of_a_line_is_before_its_text() -> None:
    assert [line.indent for line in split_lines("a  \n  b \nc")] == [0, 2, 0]


@pytest.mark.parametrize(("letter", "length", "count"), [("a", 85, 1), ("a", 86, 0), ("한", 35, 1), ("한", 36, 0)])
def test_a_sub_headline_is_narrower_than_the_text(letter: str, length: int, count: int) -> None:
    block = split_lines(f"{letter * length}\nThe text\n{'b' * 100}")
    assert count_deck_lines(block[:2], block) == count


@pytest.mark.parametrize(("word", "count"), [("B" * 49, 1), ("B" * 50, 0)])
def test_a_sub_headline_has_room_for_the_next_word_and_a_space(word: str, count: int) -> None:
    block = split_lines(f"{'a' * 50}\n{word} text\n{'b' * 100}")
    assert count_deck_lines(block[:2], block) == count


@pytest.mark.parametrize(("text", "columns"), [("abc", 3), ("é", 1), ("한국", 4), ("ａ", 2), ("a한", 3), ("", 0)])
def test_east_asian_characters_take_two_columns(text: str, columns: int):
    assert display_width(text) == columns
