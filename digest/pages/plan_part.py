"""Parts of the plan: the unit in which pages are planned, and planned again only if something that they show has changed.

Planning every page of a large site takes longer than all the rest of a small edit. So a planner yields parts, not pages: a
function, the entries that it shows, and its other inputs as one typed value. The function sees nothing else, so equal inputs give
equal pages.

A build stores three things about a part under its name, in the record of the output folder:

- its key, the hash of everything that its pages depend on (`PlanPart.key`);
- the outlines of its pages: path, source, date. While the key is the same, they replace the pages, which are not planned;
- the key and the hash of each of its output files. If a part is planned again, only those pages are rendered whose own key (the
  hash of the context and of what the template can reach) differs from the stored one.
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
    """Pages that are planned together: `plan_pages(entries, inputs)` returns them."""

    name: str
    """Unique in the plan, and the same from build to build."""
    plan_pages: Callable[[Sequence[Entry], PartInputs], Iterable[Page]]
    entries: Sequence[Entry]
    """The entries that the pages show; each is in the key by its hash."""
    inputs: PartInputs
    """Whatever else the pages depend on, as plain values."""
    has_texts: bool = False
    """Whether its pages contain texts that a full-text search should find."""

    def key(self, shared: str) -> str:
        """The hash of all that the pages depend on; `shared` is the hash of what all parts share."""
        return part_key(shared, self.plan_pages, [entry.index.hash for entry in self.entries], self.inputs)

    def pages(self) -> tuple[Page, ...]:
        """The pages, planned now."""
        load_details(self.entries)
        return tuple(self.plan_pages(self.entries, self.inputs))


AnyPart = PlanPart[Any]
"""A part with inputs of any type."""


def ready_part(name: str, *pages: Page, has_texts: bool = False) -> PlanPart[tuple[Page, ...]]:
    """A part of pages that are planned already, which are its inputs: for few and small ones."""
    return PlanPart(name, _ready_pages, (), pages, has_texts)


def _ready_pages(_: Sequence[Entry], pages: tuple[Page, ...]) -> Iterator[Page]:
    yield from pages


class PlannedPart(Struct, frozen=True):
    """A part in the plan of this build."""

    part: AnyPart
    key: str
    outlines: tuple[Outline, ...]
    planned: tuple[Page, ...] | None
    """The pages; None if the stored outlines stand for them."""

    @property
    def name(self) -> str:
        """The name of the part."""
        return self.part.name

    @property
    def pages(self) -> tuple[Page, ...]:
        """The pages, which are planned now if they were not yet."""
        return self.part.pages() if self.planned is None else self.planned


StoredOutlines = Mapping[tuple[str, str], tuple[Outline, ...]]
"""The outlines of the pages of earlier planned parts, by name and key of the part."""


def plan_part(part: AnyPart, shared: str, stored: StoredOutlines) -> PlannedPart:
    """The part with the outlines that are stored under its name and key, or else with its pages."""
    key = part.key(shared)
    outlines = stored.get((part.name, key))
    if outlines is not None:
        return PlannedPart(part, key, outlines, None)
    pages = part.pages()
    return PlannedPart(part, key, tuple(page.outline for page in pages), pages)
