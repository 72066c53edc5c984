"""The links from an article's page to other articles: stories, related articles, later coverage, translations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from digest.config.config import Config
from digest.grouping.article_collections import Collections
from digest.grouping.card import Link
from digest.grouping.entry import load_details
from digest.pages.link_resolution import Links
from digest.pages.story_pages import StoryPlace, story_places

MAX_LATER_COVERAGE = 20
"""The largest number of later articles on a page. Many articles can link to one, and each new link rewrites its page."""


class Neighbours(Struct, frozen=True, array_like=True):
    """The links of an article to other articles."""

    file: str
    """The path of the article's file."""
    stories: tuple[StoryPlace, ...] = ()
    covers: Link | None = None
    coverage: tuple[Link, ...] = ()
    related: tuple[Link, ...] = ()
    translations: tuple[Link, ...] = ()


def neighbours_of(collections: Collections, links: Links, config: Config) -> dict[str, Neighbours]:
    """Return the neighbours of articles that have any, by file. Each neighbour appears once: in a story, as coverage, or as
    related."""
    link_at = [entry.index.link for entry in collections.entries]
    position = {entry.index.file: at for at, entry in enumerate(collections.entries)}
    places = story_places(collections, config.base_path)
    later_coverage: defaultdict[str, set[int]] = defaultdict(set)
    for file, covered_file in (*collections.covers.items(), *_text_links(collections, links)):
        if covered_file in position and position[covered_file] < position[file]:
            later_coverage[covered_file].add(position[file])
    translations = _translations(collections, link_at)
    by_file: dict[str, Neighbours] = {}
    for at, file in enumerate(position):
        related_positions = collections.related[at] if collections.related else ()
        if file in later_coverage or file in collections.covers or file in places:
            by_file[file] = _neighbours(
                file, related_positions, sorted(later_coverage.get(file, ())), collections.covers, places, position, link_at
            )
        elif related_positions:
            by_file[file] = Neighbours(file, related=tuple([link_at[related_at] for related_at in related_positions]))
    for file, translations_of_file in translations.items():
        neighbours = by_file.get(file) or Neighbours(file)
        related_links = tuple(related_link for related_link in neighbours.related if related_link not in translations_of_file)
        by_file[file] = replace(neighbours, related=related_links, translations=translations_of_file)
    return by_file


def _neighbours(
    file: str,
    related_positions: tuple[int, ...],
    later_coverage: list[int],
    covers: Mapping[str, str],
    places: Mapping[str, tuple[StoryPlace, ...]],
    position: Mapping[str, int],
    link_at: Sequence[Link],
) -> Neighbours:
    """Return the neighbours of an article with stories, `covers` or later coverage. `later_coverage` has positions of entries."""
    covered_file, coverage, stories = covers.get(file, ""), later_coverage[-MAX_LATER_COVERAGE:], places.get(file, ())
    named_positions = {*coverage, position.get(covered_file)}
    story_neighbours = [neighbour for place in stories for neighbour in (place.previous, place.next)]
    return Neighbours(
        file,
        stories,
        link_at[position[covered_file]] if covered_file else None,
        tuple([link_at[later_at] for later_at in coverage]),
        tuple(
            [
                link_at[related_at]
                for related_at in related_positions
                if related_at not in named_positions and link_at[related_at] not in story_neighbours
            ]
        ),
    )


def _translations(collections: Collections, link_at: Sequence[Link]) -> dict[str, tuple[Link, ...]]:
    """Return the links to the translations of articles that have any, by file."""
    translations = collections.rules.translations
    by_url = {entry_link.url: entry_link for entry_link in link_at} if translations else {}
    return {file: tuple(by_url[other.url] for other in others if other.url in by_url) for file, others in translations.items()}


def _text_links(collections: Collections, links: Links) -> Iterator[tuple[str, str]]:
    """Yield the files of a linking and a linked article, for texts that are published."""
    linked = [entry for entry in collections.entries if entry.index.is_linked and entry.index.is_full]
    load_details(linked)
    for entry in linked:
        for file in links.articles_in(entry.article):
            yield entry.index.file, file
