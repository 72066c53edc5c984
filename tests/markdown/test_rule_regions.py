"""The parts of a text that are left to the rules: blocks that were refused, with their neighbours."""

from __future__ import annotations

from collections.abc import Container

import pytest

from digest.markdown.rule_regions import regions, without_regions

EIGHT = tuple(f"{letter}\n\n" for letter in "abcdefgh")


def found(blocks: tuple[str, ...], refused: str, walls: Container[str] = ()) -> list[str]:
    """The regions, as texts; blocks are named by their first letters."""
    begins = [sum(map(len, blocks[:at])) for at in range(len(blocks))]
    spans = {block[0]: (begin, begin + len(block.rstrip("\n")) + 1) for block, begin in zip(blocks, begins, strict=True)}
    events = [({"Start": "Paragraph"}, {"start": begin, "end": end}) for begin, end in spans.values()]
    text = "".join(blocks)
    wall_places = [spans[letter][0] for letter in spans if letter in walls]
    places = regions([spans[letter] for letter in refused], text.encode(), events, wall_places)
    return [text[begin:end].replace("\n\n", " ").strip() for begin, end in places]


@pytest.mark.parametrize(
    ("refused", "texts"),
    [
        ("a", ["a b"]),
        ("d", ["c d e"]),
        ("h", ["g h"]),
        ("ah", ["a b", "g h"]),
        ("cf", ["b c d e f g"]),
        ("cg", ["b c d", "f g h"]),
        ("hccd", ["b c d e", "g h"]),
        ("ae", ["a b", "d e f"]),
        ("afg", ["a b", "e f g h"]),
    ],
)
def test_a_refused_block_and_its_neighbours_are_a_region(refused: str, texts: list[str]):
    assert found(EIGHT, refused) == texts


def test_a_region_ends_at_a_wall():
    assert found(EIGHT, "d", "c") == ["d e"]
    assert found(EIGHT, "d", "e") == ["c d"]


@pytest.mark.parametrize("continuation", ["  d\n\n", "- d\n\n", "1. d\n\n", ": d\n\n"])
def test_a_region_goes_on_below_a_block_that_the_next_may_continue(continuation: str):
    assert len(found((*EIGHT[:3], continuation, *EIGHT[4:]), "b")[0].split(" ")) > 3
    assert found((*EIGHT[:3], "-d\n\n", *EIGHT[4:]), "b") == ["a b c"]
    assert found((*EIGHT[:3], "> d\n\n", *EIGHT[4:]), "b") == ["a b c"]


def test_a_region_goes_on_where_no_empty_line_is_above_the_next_block():
    assert found(("a\n\n", "b\n\n", "c\n", "d\n", "e\n\n", "f\n\n"), "b") == ["a b c\nd\ne"]
    assert found(("a\n\n", "b\n", "c\n", "d\n\n", "e\n\n", "f\n\n"), "e") == ["b\nc\nd e f"]
    assert found(("a\n\n", "b\n", "c\n", "d\n\n", "e\n\n", "f\n\n"), "d") == ["b\nc\nd e"]


def test_one_event_replaces_the_events_of_each_region():
    spans = [(0, 2), (0, 1), (3, 5), (6, 8), (9, 9), (9, 11), (12, 14), (12, 13)]
    events = [("x", {"start": begin, "end": end}) for begin, end in spans]
    shown = [(event, span["start"], span["end"]) for event, span in without_regions([(3, 9), (12, 14)], events)]
    assert shown == [("x", 0, 2), ("x", 0, 1), ({"Region": None}, 3, 9), ("x", 9, 11), ({"Region": None}, 12, 14)]
