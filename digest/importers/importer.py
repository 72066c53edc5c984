"""The importers of `digest import`, by their names for --importer, and the arguments of an importer besides the text: time zone,
current instant, ending of bylines, outlets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from digest.importers.raw_text import decode_references
from digest.importers.wire_reader import Wire, read_wire


class Reader(Struct, frozen=True):
    """The arguments of an importer besides the text."""

    zone: ZoneInfo
    """The time zone of times without an offset: the outlet's, or the site's."""
    now: datetime
    byline: str = ""
    """The end of the outlet's bylines."""
    outlets: frozenset[str] = frozenset()
    """The names of registered outlets, in folded case."""


Importer = Callable[[str, Reader], Wire]


def raw_text(text: str, reader: Reader) -> Wire:
    """Import raw newspaper text."""
    text, notes = decode_references(text)
    wire = read_wire(text, reader.zone, reader.now, reader.byline, reader.outlets)
    return replace(wire, notes=(*notes, *wire.notes))


IMPORTERS: dict[str, Importer] = {"wire": raw_text}
