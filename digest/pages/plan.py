"""OPEN SECOND: which output files there are, and what each may know. A new kind of page is one planner and one line here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from digest.config import Config
from digest.errors import BROKEN_LINKS, Fault, tolerate
from digest.extension import Addition
from digest.fingerprint import fingerprint
from digest.grouping.collect import Collections
from digest.pages.added import added_part, part_name
from digest.pages.articles import article_pages, plain_pages
from digest.pages.collisions import refuse_collisions, refuse_in_folder
from digest.pages.data import open_data
from digest.pages.feeds import feeds
from digest.pages.front import front_page
from digest.pages.links import ContentFile, Links
from digest.pages.lists import period_pages, tag_pages, topic_pages
from digest.pages.llms import llms
from digest.pages.notfound import not_found
from digest.pages.page import File, Site
from digest.pages.part import Outlined, Part, Planned, planned
from digest.pages.redirects import redirects
from digest.pages.search import FULL_TEXT, search_pages
from digest.pages.sitemap import news_sitemap, robots, sitemap

Planner = Callable[[Collections, Site, Config, Links], Iterator[Part]]

PLANNERS: tuple[Planner, ...] = (
    article_pages,
    plain_pages,
    front_page,
    topic_pages,
    tag_pages,
    period_pages,
    feeds,
    search_pages,
    news_sitemap,
    robots,
    open_data,
    llms,
    not_found,
)


class Before(Struct, frozen=True):
    """What a plan may take over from the last one: the parts by name, and the name of the last outputs that had no faults."""

    parts: Mapping[str, Outlined] = {}
    sound: str = ""


class Plan(Struct, frozen=True):
    """Every output file, and what is wrong with them."""

    parts: tuple[Planned, ...]
    files: tuple[File, ...]
    faults: tuple[Fault, ...]
    sound: str
    """The name of all output paths and their sources, if nothing is wrong with these."""
    full_text: str = ""
    """The language of an index of all texts that is to be made of the finished pages; '' for none."""
    lost: tuple[str, ...] = ()
    """The parts that are missing because a planner of an extension failed."""

    @property
    def count(self) -> int:
        """How many pages there are."""
        return sum(len(part.outlines) for part in self.parts)


def plan(
    collections: Collections,
    site: Site,
    config: Config,
    content_files: Iterable[ContentFile],
    theme_files: Iterable[File],
    shared: str = "",
    before: Before = Before(),  # noqa: B008 - frozen, and without state
    planners: Sequence[Addition] = (),
    pause: Callable[[], None] = lambda: None,
) -> Plan:
    """The pages and copied files of the site. Faults: two sources for one path, paths that no file may have, links to nowhere.

    `shared` names all that pages may depend on beside the arguments of their part: program, theme, filters, site and settings.
    `planners` are those of extensions. `pause` is called again and again; what it raises ends the planning.
    """
    links = Links(collections, content_files, config)
    parts: list[Planned] = []
    for planner in PLANNERS:
        for part in planner(collections, site, config, links):
            parts.append(planned(part, shared, before.parts))
            pause()
    wrong: list[Fault] = []
    added = [added_part(planner, collections, site, config, wrong) for planner in planners]
    parts += [planned(part, shared, before.parts) for part in added if part]
    outlines = [outline for part in parts for outline in part.outlines]
    pause()
    for part in sitemap(tuple(outlines), site, config):
        parts.append(planned(part, shared, before.parts))
        outlines += parts[-1].outlines
        pause()
    articles = [*(entry.article for entry in collections.entries if entry.gist.is_linked), *collections.pages]
    files = [*theme_files, *links.copies(articles)]
    pause()
    moved = redirects(collections, config, [page.path for page in outlines] + [file.path for file in files])
    parts.append(planned(moved.part, shared, before.parts))
    outlines += parts[-1].outlines
    pause()
    outputs = [(page.path, page.source) for page in outlines] + [(file.path, file.origin) for file in files]
    sound = fingerprint(shared, outputs)
    extending = {str(planner): planner for planner in planners}
    collisions = [] if sound == before.sound else list(refuse_collisions(outputs, extending))
    pause()
    faults = [*collisions, *moved.faults, *wrong]
    sources = dict(outputs)
    tolerated = BROKEN_LINKS if config.links == "warn" else ()
    for article in (*articles, *collections.faulty):
        if article.targets or article.image:
            faults += tolerate(links.faults(article, sources), tolerated)
            pause()
    full_text = config.language if config.search == "pagefind" else ""
    if full_text:
        faults += refuse_in_folder(outputs, FULL_TEXT, extending)
    lost = tuple(part_name(planner) for planner, part in zip(planners, added, strict=True) if part is None)
    return Plan(tuple(parts), tuple(files), tuple(faults), "" if collisions else sound, full_text, lost)
