"""Find the source (outlet) of an imported text by --source, --url, the registry of sources, or clues in the text: the struct Origin
with the source's name, url, guesses and notes; and read the text with that outlet's time zone and byline."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from msgspec import Struct

from digest.articles.article import Citation
from digest.articles.date_reader import zone_of
from digest.config.config import SOURCES_FILE
from digest.grouping.registries import Source, registered_source, sources_by_key
from digest.importers.importer import Importer, Reader
from digest.importers.outlet_detection import OutletNames, detect_outlet
from digest.importers.wire_reader import Guess, Wire
from digest.text.similar_words import did_you_mean


class GivenSource(Protocol):
    """The command line options that name the source; '' for none."""

    @property
    def source(self) -> str:
        """A name, or a slug in content/sources.yml."""
        ...

    @property
    def url(self) -> str:
        """The address of the original."""
        ...


class Origin(Struct, frozen=True):
    """The source of a text: the values for its front matter, the registered source, and where the values come from."""

    source: str = ""
    url: str = ""
    outlet: Source | None = None
    guesses: tuple[Guess, ...] = ()
    notes: tuple[str, ...] = ()


def read_by_outlet(
    importer: Importer, raw: str, outlets: tuple[Source, ...], given_source: GivenSource, zone: ZoneInfo, now: datetime
) -> tuple[Wire, Origin]:
    """Read the text with its source's time zone and byline. It is read twice if only the text itself names the source."""
    outlets_by_key = sources_by_key(outlets)
    outlet = registered_source(Citation(name=given_source.source, url=given_source.url), outlets_by_key)
    outlet_names = frozenset(name.casefold() for registered in outlets for name in (registered.name, registered.slug))
    wire = _wire_read_for_outlet(importer, raw, outlet, zone, now, outlet_names)
    origin = _import_origin(wire, outlets, outlets_by_key, given_source)
    if origin.outlet != outlet:
        wire = _wire_read_for_outlet(importer, raw, origin.outlet, zone, now, outlet_names)
    return wire, origin


def _wire_read_for_outlet(
    importer: Importer, raw: str, outlet: Source | None, zone: ZoneInfo, now: datetime, outlet_names: frozenset[str]
) -> Wire:
    outlet_zone = zone_of(outlet.timezone) if outlet and outlet.timezone else zone
    return importer(raw, Reader(outlet_zone, now, outlet.byline if outlet else "", outlet_names))


def _import_origin(wire: Wire, outlets: tuple[Source, ...], keys: Mapping[str, Source], given_source: GivenSource) -> Origin:
    """Return the source; options take precedence over the text. A registered source is given as its slug, as a build finds it."""
    url = given_source.url or wire.url
    guesses = [Guess("source_url", url, 0, "--url")] if given_source.url else []
    notes: tuple[str, ...] = ()
    outlet_by_address = registered_source(Citation(url=url), keys)
    outlet_clue = detect_outlet(wire, _outlet_names(outlets))
    if given_source.source:
        outlet_by_name = registered_source(Citation(name=given_source.source), keys)
        source = outlet_by_name.slug if outlet_by_name else given_source.source
        guesses.append(Guess("source", source, 0, "--source"))
        nearest_outlet = (
            "" if outlet_by_name else did_you_mean(source, [word for outlet in outlets for word in (outlet.slug, outlet.name)])
        )
        notes = (f"the source {source} is not in {SOURCES_FILE}: {nearest_outlet}",) if nearest_outlet else ()
    elif outlet_by_address:
        source = outlet_by_address.slug
        guesses.append(Guess("source", source, 0, f"{outlet_by_address.domain} in {SOURCES_FILE}, by the address"))
    elif outlet_clue:
        source = outlet_clue.value
        guesses.append(outlet_clue)
    else:
        source = wire.source
    return Origin(source, url, registered_source(Citation(name=source, url=url), keys), tuple(guesses), notes)


def _outlet_names(outlets: tuple[Source, ...]) -> OutletNames:
    """Return the lookup tables of outlets. If two share a name, the first one gets it, as in `sources_by_key`."""
    outlets_last_first = outlets[::-1]
    return OutletNames(
        slugs={outlet.slug: outlet.slug for outlet in outlets_last_first},
        names={outlet.name.casefold(): outlet.slug for outlet in outlets_last_first},
        domains={outlet.domain.casefold().removeprefix("www."): outlet.slug for outlet in outlets_last_first},
    )
