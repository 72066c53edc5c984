"""A part of the plan: pages that are made of the same few values, and planned again only when one of these changed.

Planning every page of a large site takes longer than all the rest of a small edit. So planners do not make pages but parts: a
function, and all that it may know. It sees nothing else, so equal arguments make equal pages, and a part whose arguments are those
of the last build is not made again: its outlines are remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from digest.fingerprint import fingerprint
from digest.grouping.entry import Entry
from digest.grouping.recollection import make_whole
from digest.pages.page import Outline, Page


class Part(Struct, frozen=True):
    """`make(entries, *known)` gives its pages. `known` holds plain values only."""

    name: str
    """Unlike that of any other part; the same from build to build."""
    make: Callable[..., Iterable[Page]]
    entries: Sequence[Entry] = ()
    known: tuple[Any, ...] = ()
    is_read: bool = False
    """Whether its pages are texts, which a search of full texts is to find."""

    def key(self, shared: str) -> str:
        """The name of the pages: of what all parts share, of the function and its arguments."""
        entries = [entry.gist.key for entry in self.entries]
        return fingerprint(shared, self.make.__module__, self.make.__qualname__, entries, self.known)

    def pages(self) -> tuple[Page, ...]:
        """The pages, made now."""
        make_whole(self.entries)
        return tuple(self.make(self.entries, *self.known))


class Outlined(Struct, frozen=True):
    """A part as the last build left it: its key, and the outlines of its pages."""

    key: str
    outlines: tuple[Outline, ...]


class Planned(Struct, frozen=True):
    """A part with its key and the outlines of its pages; and the pages themselves, unless they are as the last build made them."""

    part: Part
    key: str
    outlines: tuple[Outline, ...]
    made: tuple[Page, ...] | None

    @property
    def pages(self) -> tuple[Page, ...]:
        """The pages, whether they had to be made or not."""
        return self.part.pages() if self.made is None else self.made


def planned(part: Part, shared: str, before: Mapping[str, Outlined]) -> Planned:
    """The part with its pages, or with the outlines that are remembered under its key."""
    key = part.key(shared)
    known = before.get(part.name)
    if known is not None and known.key == key:
        return Planned(part, key, known.outlines, None)
    pages = part.pages()
    return Planned(part, key, tuple(page.outline for page in pages), pages)
