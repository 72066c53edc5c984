"""Where an imported text is from: what the user says, and what the text says of itself; and its reading by its outlet's rules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from msgspec import Struct

from digest.articles.dates import zone_of
from digest.articles.fields import Citation
from digest.errors import did_you_mean
from digest.grouping.taxonomy import SOURCES_FILE, Outlet, outlet_keys, outlet_of
from digest.importers.attribution import Names, attributed
from digest.importers.importer import Importer, Reader
from digest.importers.wire import Guess, Wire


class Given(Protocol):
    """What the user says of the source; '' for nothing."""

    @property
    def source(self) -> str:
        """A name, or one of content/sources.yml."""
        ...

    @property
    def url(self) -> str:
        """The address of the original."""
        ...


class Origin(Struct, frozen=True):
    """Where the text is from: what its file says, the registered outlet, and how that is known."""

    source: str = ""
    url: str = ""
    outlet: Outlet | None = None
    guesses: tuple[Guess, ...] = ()
    notes: tuple[str, ...] = ()


def read_by_outlet(
    importer: Importer, raw: str, outlets: tuple[Outlet, ...], given: Given, zone: ZoneInfo, now: datetime
) -> tuple[Wire, Origin]:
    """The text by the zone and byline of its outlet; what the text says of itself may be what tells the outlet."""
    keys = outlet_keys(outlets)
    outlet = outlet_of(Citation(name=given.source, url=given.url), keys)
    names = frozenset(name.casefold() for known in outlets for name in (known.name, known.slug) if name)
    wire = _by_outlet(importer, raw, outlet, zone, now, names)
    origin = _origin(wire, outlets, keys, given)
    if origin.outlet != outlet:
        wire = _by_outlet(importer, raw, origin.outlet, zone, now, names)
    return wire, origin


def _by_outlet(importer: Importer, raw: str, outlet: Outlet | None, zone: ZoneInfo, now: datetime, names: frozenset[str]) -> Wire:
    own = zone_of(outlet.timezone) if outlet and outlet.timezone else zone
    return importer(raw, Reader(own, now, outlet.byline if outlet else "", names))


def _origin(wire: Wire, outlets: tuple[Outlet, ...], keys: Mapping[str, Outlet], given: Given) -> Origin:
    """What is given beats what the text says; a registered outlet goes by its slug, and is the one that a build will find."""
    url = given.url or wire.url
    guesses = [Guess("source_url", url, 0, "--url")] if given.url else []
    notes: tuple[str, ...] = ()
    by_address = outlet_of(Citation(url=url), keys)
    clue = attributed(wire, _names(outlets))
    if given.source:
        by_name = outlet_of(Citation(name=given.source), keys)
        source = by_name.slug if by_name else given.source
        guesses.append(Guess("source", source, 0, "--source"))
        near = "" if by_name else did_you_mean(source, [word for known in outlets for word in (known.slug, known.name)])
        notes = (f"the source {source} is not in {SOURCES_FILE}: {near}",) if near else ()
    elif by_address:
        source = by_address.slug
        guesses.append(Guess("source", source, 0, f"{by_address.domain} in {SOURCES_FILE}, by the address"))
    elif clue:
        source = clue.value
        guesses.append(clue)
    else:
        source = wire.source
    return Origin(source, url, outlet_of(Citation(name=source, url=url), keys), tuple(guesses), notes)


def _names(outlets: tuple[Outlet, ...]) -> Names:
    """The names of outlets, of which the first has a name that two share, as in `outlet_keys`."""
    backwards = outlets[::-1]
    return Names(
        slugs={known.slug.casefold(): known.slug for known in backwards},
        names={known.name.casefold(): known.slug for known in backwards if known.name},
        domains={known.domain.casefold().removeprefix("www."): known.slug for known in backwards if known.domain},
    )
