"""A part of the plan is planned again when anything that it is made of is another, and only then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from digest.grouping.entry import Entry
from digest.pages.page import Outline, Page, TextPage
from digest.pages.part import Outlined, Part, planned
from tests.values import NOW, collected, read

made: list[str] = []


def pages(entries: Sequence[Entry], *known: Any) -> Iterator[Page]:
    made.append("pages")
    yield Page("a.txt", "verbatim.txt", TextPage("title", text=str(known)), "somewhere", NOW, in_sitemap=False)


def others(entries: Sequence[Entry], *known: Any) -> Iterator[Page]:
    yield from ()


ENTRIES = collected(read("a"), read("b")).entries


def test_all_that_a_part_is_made_of_is_in_its_key():
    part = Part("name", pages, ENTRIES, (1, "two"))
    keys = {
        part.key("shared"),
        part.key("other"),
        Part("name", others, ENTRIES, (1, "two")).key("shared"),
        Part("name", pages, ENTRIES[:1], (1, "two")).key("shared"),
        Part("name", pages, ENTRIES[::-1], (1, "two")).key("shared"),
        Part("name", pages, ENTRIES, (2, "two")).key("shared"),
        Part("name", pages, collected(read("a", summary="New."), read("b", topic="tech")).entries, (1, "two")).key("shared"),
    }
    assert len(keys) == 7
    assert Part("another name", pages, ENTRIES, (1, "two")).key("shared") == part.key("shared")


def test_a_part_that_is_as_it_was_is_not_made_again():
    part = Part("name", pages, ENTRIES, (1,))
    made.clear()
    first = planned(part, "shared", {})
    assert first.outlines == (Outline("a.txt", "somewhere", NOW, False),) and first.made and made == ["pages"]
    before = {"name": Outlined(first.key, first.outlines)}
    again = planned(part, "shared", before)
    assert (again.key, again.outlines, again.made, made) == (first.key, first.outlines, None, ["pages"])
    assert again.pages == first.pages == first.made and made == ["pages"] * 2, "they are made once they are asked for"


def test_a_part_that_is_another_or_has_another_name_is_made():
    part = Part("name", pages, ENTRIES, (1,))
    first = planned(part, "shared", {})
    before = {"name": Outlined(first.key, ())}
    assert planned(part, "other", before).made
    assert planned(Part("name", pages, ENTRIES, (2,)), "shared", before).made
    assert planned(Part("new", pages, ENTRIES, (1,)), "shared", before).made
