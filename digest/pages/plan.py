"""OPEN SECOND: plan all output files. It calls the planners of all kinds of page in order, adds sitemap, redirects and files, and
collects the diagnostics of links and pictures (tolerated ones as warnings) and of paths. A new kind of page is one planner and one
line here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from msgspec import Struct

from digest.articles.article import Article
from digest.config.config import Config
from digest.diagnostics import BROKEN_LINKS, Diagnostic, tolerate
from digest.extensions import Addition
from digest.grouping.article_collections import Collections
from digest.pages.article_pages import article_pages, plain_pages
from digest.pages.corrections_page import correction_pages
from digest.pages.coverage_calendar import coverage_pages
from digest.pages.edition_data import edition_data
from digest.pages.edition_feeds import edition_feeds
from digest.pages.edition_pages import edition_pages
from digest.pages.extension_pages import added_part, part_name
from digest.pages.feeds import feeds
from digest.pages.front_page import edition_front, front_page
from digest.pages.letter_pages import next_letter
from digest.pages.link_resolution import Links
from digest.pages.list_pages import period_pages, tag_pages, topic_pages
from digest.pages.llms_txt import llms
from digest.pages.not_found_page import not_found
from digest.pages.open_data import open_data
from digest.pages.output_files import Asset, File
from digest.pages.page import Outline
from digest.pages.path_collisions import refuse_collisions, refuse_in_folder
from digest.pages.picture_diagnostics import picture_diagnostics
from digest.pages.plan_part import AnyPart, PlannedPart, StoredOutlines, plan_part
from digest.pages.redirects import redirects
from digest.pages.search_pages import FULL_TEXT_SEARCH, search_pages
from digest.pages.site import Site
from digest.pages.sitemap import news_sitemap, robots, sitemap
from digest.pages.source_pages import author_pages, missing_logos, source_pages
from digest.pages.story_pages import story_pages

Planner = Callable[[Collections, Site, Config, Links], Iterator[AnyPart]]

PLANNERS: tuple[Planner, ...] = (
    article_pages,
    plain_pages,
    front_page,
    edition_front,
    edition_pages,
    next_letter,
    topic_pages,
    tag_pages,
    period_pages,
    source_pages,
    author_pages,
    story_pages,
    correction_pages,
    coverage_pages,
    feeds,
    edition_feeds,
    search_pages,
    news_sitemap,
    robots,
    open_data,
    edition_data,
    llms,
    not_found,
)


class Plan(Struct, frozen=True):
    """All output files, with diagnostics about them."""

    parts: tuple[PlannedPart, ...]
    files: tuple[File, ...]
    diagnostics: tuple[Diagnostic, ...]
    full_text: str = ""
    """The language of the full-text index that is made from the finished pages; '' for none."""
    failed: tuple[str, ...] = ()
    """The names of the parts that are missing because a planner of an extension failed."""

    @property
    def count(self) -> int:
        """The number of pages."""
        return sum(len(part.outlines) for part in self.parts)


def plan(
    collections: Collections,
    site: Site,
    config: Config,
    content_files: Iterable[Asset],
    theme_files: Iterable[File],
    shared: str = "",
    stored: StoredOutlines = MappingProxyType({}),
    planners: Sequence[Addition] = (),
    pause: Callable[[], None] = lambda: None,
    encoder: str = "",
) -> Plan:
    """Return the pages and files of the site, with diagnostics for colliding or invalid paths and broken links.

    `shared` is the hash of the values that all parts depend on: program, theme, filters, site and settings. `stored` has the
    outlines of the last build. `planners` come from extensions. `pause` is called between parts; an exception from it ends the
    planning. `encoder` is the key of the encoder that makes picture variants; '' for none.
    """
    links = Links(collections, content_files, config, encoder)
    planned_parts = _PlannedParts(shared, stored, pause)
    for planner in PLANNERS:
        planned_parts.add(planner(collections, site, config, links))
    extension_parts = [added_part(planner, collections, site, config) for planner in planners]
    planned_parts.add(part for part, _ in extension_parts if part)
    planned_parts.add(sitemap(tuple(planned_parts.outlines), site, config))
    articles_with_links = (entry.article for entry in collections.entries if entry.index.is_linked)
    articles = [*articles_with_links, *collections.pages, *collections.story_texts, *collections.issues.intros]
    used_files, pictures = links.used_files(articles)
    output_files = [*theme_files, *used_files]
    pause()
    redirect_part, redirect_diagnostics = redirects(
        collections, config, [path for path, _ in _outputs(planned_parts, output_files)]
    )
    planned_parts.add([redirect_part])
    outputs = _outputs(planned_parts, output_files)
    added_planners = {str(planner): planner for planner in planners}
    diagnostics = [
        *refuse_collisions(outputs, added_planners),
        *redirect_diagnostics,
        *(diagnostic for _, diagnostics in extension_parts for diagnostic in diagnostics),
    ]
    diagnostics += _link_diagnostics([*articles, *collections.faulty], links, config, dict(outputs), pause)
    diagnostics += tolerate(missing_logos(collections.sources, links), BROKEN_LINKS if config.links == "warn" else ())
    full_text = config.language if config.search == "pagefind" else ""
    if full_text:
        diagnostics += refuse_in_folder(outputs, FULL_TEXT_SEARCH, added_planners)
    failed_parts = tuple(part_name(planner) for planner, (part, _) in zip(planners, extension_parts, strict=True) if part is None)
    diagnostics += picture_diagnostics(pictures, config.picture_sizes, encoder)
    return Plan(tuple(planned_parts.parts), tuple(output_files), tuple(diagnostics), full_text, failed_parts)


class _PlannedParts:
    """The parts planned so far, and the outlines of their pages."""

    def __init__(self, shared: str, stored: StoredOutlines, pause: Callable[[], None]) -> None:
        self.shared = shared
        self.stored = stored
        self.pause = pause
        self.parts: list[PlannedPart] = []
        self.outlines: list[Outline] = []

    def add(self, parts: Iterable[AnyPart]) -> None:
        """Plan the parts; use stored outlines where the key is the same."""
        for part in parts:
            planned_part = plan_part(part, self.shared, self.stored)
            self.parts.append(planned_part)
            self.outlines += planned_part.outlines
            self.pause()


def _outputs(planned_parts: _PlannedParts, files: Iterable[File]) -> list[tuple[str, str]]:
    """Return all output paths, each with its source."""
    return [(page.path, page.source) for page in planned_parts.outlines] + [(file.path, file.origin) for file in files]


def _link_diagnostics(
    articles: Iterable[Article], links: Links, config: Config, outputs: Mapping[str, str], pause: Callable[[], None]
) -> Iterator[Diagnostic]:
    """Yield the diagnostics about links and pictures of the articles."""
    tolerated = BROKEN_LINKS if config.links == "warn" else ()
    for article in articles:
        if article.targets or article.image:
            yield from tolerate(links.diagnostics(article, outputs), tolerated)
            pause()
