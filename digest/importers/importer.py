"""The importers of `digest import`, by the names that --importer accepts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from digest.importers.html_entities import without_references
from digest.importers.wire_reader import Wire, read_wire


class Reader(Struct, frozen=True):
    """What an importer may know beside the text."""

    zone: ZoneInfo
    """The zone of times that name none: the outlet's, or the site's."""
    now: datetime
    byline: str = ""
    """What the outlet's bylines end with."""
    outlets: frozenset[str] = frozenset()
    """The names of registered outlets, in folded case."""


Importer = Callable[[str, Reader], Wire]


def raw_text(text: str, reader: Reader) -> Wire:
    """Raw newspaper text."""
    text, notes = without_references(text)
    wire = read_wire(text, reader.zone, reader.now, reader.byline, reader.outlets)
    return replace(wire, notes=(*notes, *wire.notes)) if notes else wire


IMPORTERS: dict[str, Importer] = {"wire": raw_text}
