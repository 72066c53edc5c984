"""A plan part is planned again only if one of its inputs has changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from digest.grouping.entry import Entry
from digest.pages.extension_contexts import TextPage
from digest.pages.page import Outline, Page
from digest.pages.plan_part import PlanPart, StoredOutlines, plan_part, ready_part
from tests.values import NOW, collected, read

planned: list[str] = []


def pages(entries: Sequence[Entry], inputs: Any) -> Iterator[Page]:
    planned.append("pages")
    yield Page("a.txt", "verbatim.txt", TextPage("title", text=str(inputs)), "somewhere", NOW, in_sitemap=False)


def others(entries: Sequence[Entry], inputs: Any) -> Iterator[Page]:
    yield from ()


ENTRIES = collected(read("a"), read("b")).entries
INPUTS = (1, "two")


def test_key_of_a_part_depends_on_all_inputs():
    part = PlanPart("name", pages, ENTRIES, INPUTS)
    keys = {
        part.key("shared"),
        part.key("other"),
        PlanPart("name", others, ENTRIES, INPUTS).key("shared"),
        PlanPart("name", pages, ENTRIES[:1], INPUTS).key("shared"),
        PlanPart("name", pages, ENTRIES[::-1], INPUTS).key("shared"),
        PlanPart("name", pages, ENTRIES, (2, "two")).key("shared"),
        PlanPart("name", pages, collected(read("a", summary="New."), read("b", topic="tech")).entries, INPUTS).key("shared"),
    }
    assert len(keys) == 7
    assert PlanPart("another name", pages, ENTRIES, INPUTS).key("shared") == part.key("shared")


def test_part_with_a_stored_key_is_not_planned():
    part = PlanPart("name", pages, ENTRIES, INPUTS)
    planned.clear()
    first = plan_part(part, "shared", {})
    assert first.outlines == (Outline("a.txt", "somewhere", NOW, False),) and first.planned and planned == ["pages"]
    again = plan_part(part, "shared", {(first.name, first.key): first.outlines})
    assert (again.key, again.outlines, again.planned, planned) == (first.key, first.outlines, None, ["pages"])
    assert again.pages == first.pages == first.planned and planned == ["pages"] * 2, "pages are planned on access"


def test_part_with_a_new_key_or_name_is_planned():
    part = PlanPart("name", pages, ENTRIES, INPUTS)
    stored: StoredOutlines = {("name", plan_part(part, "shared", {}).key): ()}
    assert plan_part(part, "other", stored).planned
    assert plan_part(PlanPart("name", pages, ENTRIES, (2, "two")), "shared", stored).planned
    assert plan_part(PlanPart("new", pages, ENTRIES, INPUTS), "shared", stored).planned


def test_pages_of_a_ready_part_are_its_inputs():
    first, second = (Page("a.txt", "verbatim.txt", TextPage("title", text=text)) for text in ("one", "two"))
    assert ready_part("name", first, second).pages() == (first, second)
    assert ready_part("name", first).key("shared") != ready_part("name", second).key("shared")
