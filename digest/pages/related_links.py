"""An article's neighbours, the struct of the links from its page to others: places in stories, the covered article, later coverage,
related articles and translations, each article once. Which articles are related is decided in `grouping/related_articles.py`;
`Link` is in `card.py`."""

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
    links_by_position = [entry.index.link for entry in collections.entries]
    position_by_file = {entry.index.file: at for at, entry in enumerate(collections.entries)}
    places_by_file = story_places(collections, config.base_path)
    later_coverage: defaultdict[str, set[int]] = defaultdict(set)
    for file, covered_file in (*collections.covers.items(), *_text_links(collections, links)):
        if covered_file in position_by_file and position_by_file[covered_file] < position_by_file[file]:
            later_coverage[covered_file].add(position_by_file[file])
    translations = _translation_links(collections, links_by_position)
    neighbours_by_file: dict[str, Neighbours] = {}
    for at, file in enumerate(position_by_file):
        related_positions = collections.related[at] if collections.related else ()
        if file in later_coverage or file in collections.covers or file in places_by_file:
            neighbours_by_file[file] = _neighbours(
                file,
                related_positions,
                sorted(later_coverage.get(file, ())),
                collections.covers,
                places_by_file,
                position_by_file,
                links_by_position,
            )
        elif related_positions:
            neighbours_by_file[file] = Neighbours(
                file, related=tuple([links_by_position[related_at] for related_at in related_positions])
            )
    for file, translations_of_file in translations.items():
        neighbours = neighbours_by_file.get(file) or Neighbours(file)
        related_links = tuple(related_link for related_link in neighbours.related if related_link not in translations_of_file)
        neighbours_by_file[file] = replace(neighbours, related=related_links, translations=translations_of_file)
    return neighbours_by_file


def _neighbours(
    file: str,
    related_positions: tuple[int, ...],
    later_coverage: list[int],
    covers: Mapping[str, str],
    places_by_file: Mapping[str, tuple[StoryPlace, ...]],
    position_by_file: Mapping[str, int],
    links_by_position: Sequence[Link],
) -> Neighbours:
    """Return the neighbours of an article with stories, `covers` or later coverage. `later_coverage` has positions of entries."""
    covered_file, coverage, stories = covers.get(file, ""), later_coverage[-MAX_LATER_COVERAGE:], places_by_file.get(file, ())
    named_positions = {*coverage, position_by_file.get(covered_file)}
    story_neighbours = [neighbour for place in stories for neighbour in (place.previous, place.next)]
    return Neighbours(
        file,
        stories,
        links_by_position[position_by_file[covered_file]] if covered_file else None,
        tuple([links_by_position[later_at] for later_at in coverage]),
        tuple(
            [
                links_by_position[related_at]
                for related_at in related_positions
                if related_at not in named_positions and links_by_position[related_at] not in story_neighbours
            ]
        ),
    )


def _translation_links(collections: Collections, links_of_entries: Sequence[Link]) -> dict[str, tuple[Link, ...]]:
    """Return the links to the translations of articles that have any, by file."""
    translations = collections.rules.translations
    links_by_url = {entry_link.url: entry_link for entry_link in links_of_entries} if translations else {}
    return {
        file: tuple(links_by_url[translation.url] for translation in others if translation.url in links_by_url)
        for file, others in translations.items()
    }


def _text_links(collections: Collections, links: Links) -> Iterator[tuple[str, str]]:
    """Yield the files of a linking and a linked article, for texts that are published."""
    linking_entries = [entry for entry in collections.entries if entry.index.is_linked and entry.index.is_full]
    load_details(linking_entries)
    for entry in linking_entries:
        for file in links.articles_in(entry.article):
            yield entry.index.file, file
