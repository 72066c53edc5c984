"""Regions of a text that the rules read: refused blocks with their neighbours."""

from __future__ import annotations

from collections.abc import Container

import pytest

from digest.markdown.pulldown_reader import regions, without_regions

EIGHT = tuple(f"{letter}\n\n" for letter in "abcdefgh")


def found(blocks: tuple[str, ...], refused: str, boundaries: Container[str] = ()) -> list[str]:
    """Return the regions as texts; blocks are named by their first letters."""
    begins = [sum(map(len, blocks[:at])) for at in range(len(blocks))]
    spans = {block[0]: (begin, begin + len(block.rstrip("\n")) + 1) for block, begin in zip(blocks, begins, strict=True)}
    events = [({"Start": "Paragraph"}, {"start": begin, "end": end}) for begin, end in spans.values()]
    text = "".join(blocks)
    boundary_offsets = [spans[letter][0] for letter in spans if letter in boundaries]
    places = regions({spans[letter] for letter in refused}, text.encode(), events, boundary_offsets)
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


def test_a_region_ends_at_a_boundary():
    assert found(EIGHT, "d", "c") == ["d e"]
    assert found(EIGHT, "d", "e") == ["c d"]


@pytest.mark.parametrize("continuation", ["  d\n\n", "- d\n\n", "1. d\n\n", ": d\n\n"])
def test_a_region_includes_a_next_block_that_may_continue_it(continuation: str):
    assert len(found((*EIGHT[:3], continuation, *EIGHT[4:]), "b")[0].split(" ")) > 3
    assert found((*EIGHT[:3], "-d\n\n", *EIGHT[4:]), "b") == ["a b c"]
    assert found((*EIGHT[:3], "> d\n\n", *EIGHT[4:]), "b") == ["a b c"]


def test_a_region_includes_blocks_without_an_empty_line_between():
    assert found(("a\n\n", "b\n\n", "c\n", "d\n", "e\n\n", "f\n\n"), "b") == ["a b c\nd\ne"]
    assert found(("a\n\n", "b\n", "c\n", "d\n\n", "e\n\n", "f\n\n"), "e") == ["b\nc\nd e f"]
    assert found(("a\n\n", "b\n", "c\n", "d\n\n", "e\n\n", "f\n\n"), "d") == ["b\nc\nd e"]


def test_one_event_replaces_the_events_of_each_region():
    spans = [(0, 2), (0, 1), (3, 5), (6, 8), (9, 9), (9, 11), (12, 14), (12, 13)]
    events = [("x", {"start": begin, "end": end}) for begin, end in spans]
    shown = [(event, span["start"], span["end"]) for event, span in without_regions([(3, 9), (12, 14)], events)]
    assert shown == [("x", 0, 2), ("x", 0, 1), ({"Region": None}, 3, 9), ("x", 9, 11), ({"Region": None}, 12, 14)]
