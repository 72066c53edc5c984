"""Parts of the plan: a planner's function with its entries and inputs, and the key of these. Pages of a part are planned together,
and only if the key differs from the stored one.

Planning all pages of a large site takes longer than everything else after a small edit. So a planner yields parts instead of
pages: a function, the entries that it shows, and its other inputs as one typed value. The function sees nothing else, so equal
inputs give equal pages.

A build stores three values of a part under its name, in the record of the output folder:

- its key: the hash of all values that its pages depend on (`PlanPart.key`);
- the outlines of its pages: path, source, date. If the key is the same, they replace the pages, which are not planned again;
- the key and the hash of each of its output files. If a part is planned again, a page is rendered only if its own key (the hash of
  the context and of the values that the template can reach) differs from the stored key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar

from msgspec import Struct

from digest.cache_keys import part_key
from digest.grouping.entry import Entry, load_details
from digest.pages.page import Outline, Page

PartInputs = TypeVar("PartInputs")


class PlanPart(Struct, Generic[PartInputs], frozen=True):
    """Pages that are planned together by `plan_pages(entries, inputs)`."""

    name: str
    """A name that is unique in the plan and stable between builds."""
    plan_pages: Callable[[Sequence[Entry], PartInputs], Iterable[Page]]
    entries: Sequence[Entry]
    """The entries that the pages show. Their hashes are in the key."""
    inputs: PartInputs
    """All other values that the pages depend on, as plain values."""
    has_texts: bool = False
    """True if its pages contain texts for the full-text search."""

    def key(self, shared: str) -> str:
        """Return the hash of all values that the pages depend on; `shared` is the hash of the values that all parts share."""
        return part_key(shared, self.plan_pages, [entry.index.hash for entry in self.entries], self.inputs)

    def pages(self) -> tuple[Page, ...]:
        """Plan and return the pages."""
        load_details(self.entries)
        return tuple(self.plan_pages(self.entries, self.inputs))


AnyPart = PlanPart[Any]
"""A part with inputs of any type."""


def ready_part(name: str, *pages: Page, has_texts: bool = False) -> PlanPart[tuple[Page, ...]]:
    """Return a part of finished pages, which are its inputs. For a few small pages."""
    return PlanPart(name, _ready_pages, (), pages, has_texts)


def _ready_pages(_: Sequence[Entry], pages: tuple[Page, ...]) -> Iterator[Page]:
    yield from pages


class PlannedPart(Struct, frozen=True):
    """A part in the plan of this build."""

    part: AnyPart
    key: str
    outlines: tuple[Outline, ...]
    planned: tuple[Page, ...] | None
    """The pages; None if only the stored outlines are known."""

    @property
    def name(self) -> str:
        """The name of the part."""
        return self.part.name

    @property
    def pages(self) -> tuple[Page, ...]:
        """The pages; plans them if they are not planned yet."""
        return self.part.pages() if self.planned is None else self.planned


StoredOutlines = Mapping[tuple[str, str], tuple[Outline, ...]]
"""The outlines of the pages that the last build planned, by name and key of the part."""


def plan_part(part: AnyPart, shared: str, stored: StoredOutlines) -> PlannedPart:
    """Return the part with the outlines stored under its name and key, or else with newly planned pages."""
    key_of_part = part.key(shared)
    outlines = stored.get((part.name, key_of_part))
    if outlines is not None:
        return PlannedPart(part, key_of_part, outlines, None)
    planned_pages = part.pages()
    return PlannedPart(part, key_of_part, tuple(page.outline for page in planned_pages), planned_pages)
