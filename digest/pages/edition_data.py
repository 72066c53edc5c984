"""Plan data/editions.json: the published editions, newest first, with number, window, title, summary and the URLs of their
articles. All other open data is in `open_data.py`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from digest.config.config import Config
from digest.grouping.article_collections import Collections
from digest.grouping.edition_assignment import Edition
from digest.grouping.entry import Entry
from digest.pages.link_resolution import Links
from digest.pages.open_data import DataEdition, DataPage, data_list, data_path
from digest.pages.page import Page
from digest.pages.plan_part import AnyPart, PlanPart
from digest.pages.site import Site
from digest.urls import url_of


class EditionDataInputs(Struct, frozen=True, array_like=True):
    """The inputs of data/editions.json."""

    editions: tuple[tuple[DataEdition, str, tuple[str, ...]], ...]
    """Each edition without URLs, the path of its page, and the paths of its articles' pages."""
    origin: str
    base: str


def edition_data(collections: Collections, site: Site, config: Config, links: Links) -> Iterator[AnyPart]:
    """Yield data/editions.json, newest edition first."""
    if not (config.editions and config.open_data):
        return
    editions = tuple(
        (_edition_without_urls(edition), edition.page, tuple([entry.index.path for entry in reversed(edition.entries)]))
        for edition in reversed(collections.issues.out)
    )
    yield PlanPart("data of editions", _edition_rows, (), EditionDataInputs(editions, site.origin, config.base_path))


def _edition_without_urls(edition: Edition) -> DataEdition:
    intro = edition.intro
    return DataEdition(
        id=edition.id,
        url="",
        opened=edition.opens.isoformat(),
        closed=edition.closes.isoformat(),
        number=edition.number,
        title=intro.title if intro else "",
        summary=(intro.summary or intro.excerpt) if intro else "",
    )


def _edition_rows(_: Sequence[Entry], inputs: EditionDataInputs) -> Iterator[Page]:
    url_start = inputs.origin + inputs.base
    editions = tuple(
        replace(edition, url=url_start + url_of(page), articles=tuple([url_start + url_of(path) for path in paths]))
        for edition, page, paths in inputs.editions
    )
    path = data_path("editions")
    yield data_list(path, DataPage("editions", f"{inputs.base}/{path}", editions=editions))
