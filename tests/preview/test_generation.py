"""What a state of the site keeps between two requests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from digest.grouping.entry import Entry
from digest.pages.page import Page, TextPage
from digest.pages.part import Part, planned
from digest.preview.generation import KEPT, Recent

calls: list[str] = []


def pages(_: Sequence[Entry], name: str, text: str) -> Iterator[Page]:
    calls.append(name)
    for number in range(3):
        path = f"{name}/{number}.txt"
        yield Page(path, "verbatim.txt", TextPage("text", path, text=f"{text} {number}"), name)


def text_of(recent: Recent, name: str, number: int, text: str = "") -> Any:
    part = planned(Part(name, pages, (), (name, text)), "", {})
    calls.clear()
    return recent.page(part, f"{name}/{number}.txt").context.text  # type: ignore[union-attr]


def test_the_pages_of_a_part_are_planned_once_for_all_requests():
    recent = Recent()
    assert text_of(recent, "a", 0) == " 0" and calls == ["a"]
    assert text_of(recent, "a", 2) == " 2" and calls == []


def test_a_part_that_is_another_is_planned_anew():
    recent = Recent()
    text_of(recent, "a", 0, "old")
    assert text_of(recent, "a", 0, "new") == "new 0" and calls == ["a"]


def test_only_a_few_parts_are_kept():
    recent = Recent()
    names = [str(number) for number in range(KEPT + 1)]
    for name in names:
        text_of(recent, name, 0)
    assert text_of(recent, names[-1], 1) and calls == []
    assert text_of(recent, names[0], 1) and calls == [names[0]]
