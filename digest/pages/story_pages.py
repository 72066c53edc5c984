"""Plan the pages of stories: the first page (status, events, introduction, articles new since the previous edition), the numbered
pages, and the index of open and closed stories; and find the previous and next article of each article in its stories."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from digest.articles.article import Article
from digest.config.config import Config
from digest.grouping.article_collections import Collections
from digest.grouping.card import Link
from digest.grouping.edition_assignment import Edition
from digest.grouping.entry import Entry
from digest.grouping.terms import Term
from digest.pages.card_pictures import CardPictures, card_pictures
from digest.pages.chart_numbers import Sparkline, sparkline
from digest.pages.edition_pages import edition_head
from digest.pages.link_resolution import Links
from digest.pages.list_heads import NewArticles, StoryDate, StoryHead
from digest.pages.list_pages import ListHead, ListPage, list_head, numbered_parts
from digest.pages.page import Context, Page, list_template
from digest.pages.pagination import modified, newest, numbered_count, page_path
from digest.pages.plan_part import AnyPart, PlanPart, ready_part
from digest.pages.site import Site
from digest.urls import url_of


class StoryCount(Struct, frozen=True, array_like=True):
    """A story, with its number of articles."""

    name: str
    url: str
    count: int
    summary: str = ""
    latest: datetime | None = None
    """The date of the latest article; None without articles."""
    lang: str = ""
    """The language of name and summary; '' for the site's language."""


class StoriesPage(Context, frozen=True, tag=True, kw_only=True):
    """The index of stories, sorted by latest article (newest first)."""

    open: tuple[StoryCount, ...] = ()
    """The open stories."""
    closed: tuple[StoryCount, ...] = ()
    """The closed stories."""


class StoryPlace(Struct, frozen=True, array_like=True):
    """The place of an article in a story."""

    name: str
    url: str
    previous: Link | None = None
    """The previous article of the story."""
    next: Link | None = None
    """The next article of the story."""


class StoryInputs(Struct, frozen=True, array_like=True):
    """The inputs of the first page of a story, without the entries."""

    head: ListHead
    description: str
    count: int
    numbered_pages: int
    """The number of numbered pages."""
    story: StoryHead
    chart: Sparkline | None
    pictures: CardPictures


def story_pages(collections: Collections, site: Site, config: Config, links: Links) -> Iterator[AnyPart]:
    """Yield the pages of each story, and the index of all stories, if the theme has a template for it."""
    texts_by_story = {text.slug: text for text in collections.story_texts}
    before_latest = collections.issues.out[-2] if len(collections.issues.out) > 1 else None
    for term in collections.stories:
        yield from _story_page(term, texts_by_story.get(term.slug), before_latest, config, links)
    if site.stories and "stories/index.html" not in links.plain_page_paths:
        yield _story_index(collections, texts_by_story, site)


def _story_page(
    term: Term, story_text: Article | None, edition_before: Edition | None, config: Config, links: Links
) -> Iterator[AnyPart]:
    """Yield the pages of a story; `story_text` is its introduction, `edition_before` the edition before the latest one."""
    page_size, article_count = config.lists.stories, len(term.entries)
    newest_entries = newest(term.entries, page_size)
    head = list_head(term, f"the story {term.name}", config)
    story_head = StoryHead(order=config.story_order)
    if story_text:
        story_dates = tuple(StoryDate(key_date.date, key_date.text) for key_date in story_text.dates)
        story_body = links.text(story_text) if story_text.minutes else None
        story_head = StoryHead(
            story_text.status, config.story_order, story_dates, story_text.updated, story_body, story_text.lang, story_text.extra
        )
    if edition_before:
        story_head = replace(story_head, new=_new_since(edition_before, newest_entries, config.base_path))
    chart = sparkline(term.entries) if config.charts else None
    pictures = card_pictures(newest_entries, links, config)
    inputs = StoryInputs(
        head, term.description, article_count, numbered_count(article_count, page_size), story_head, chart, pictures
    )
    yield PlanPart(f"first page of {term.folder}", _first_story_page, newest_entries, inputs, has_texts=True)
    yield from numbered_parts(head, term.entries, page_size, links, config)


def _new_since(edition: Edition, entries: Sequence[Entry], base: str) -> NewArticles | None:
    """Return the entries in later editions. Ids are ISO dates, so they sort as strings."""
    new_urls = tuple(entry.index.link.url for entry in entries if entry.index.edition > edition.id)
    return NewArticles(edition_head(edition, {}, base).link, new_urls) if new_urls else None


def _first_story_page(entries: Sequence[Entry], inputs: StoryInputs) -> Iterator[Page]:
    """Yield the first page of a story. Entries are sorted by date only; pinned and featured ones do not come first."""
    head, story = inputs.head, inputs.story
    first_story_page = ListPage(
        title=head.title,
        url=head.url(0),
        description=inputs.description,
        lang=story.lang,
        kind=head.kind,
        cards=tuple(inputs.pictures.card(entry) for entry in (entries if story.order == "newest" else reversed(entries))),
        count=inputs.count,
        older_page=head.older_url(inputs.numbered_pages),
        story=story,
        chart=inputs.chart,
    )
    change_instants = (modified(entries), story.updated.at if story.updated else None)
    latest_change = max((instant for instant in change_instants if instant), default=None)
    yield Page(page_path(head.folder, 0), list_template(head.kind), first_story_page, head.source, latest_change)


def _story_index(collections: Collections, story_texts: Mapping[str, Article], site: Site) -> AnyPart:
    stories_by_status: dict[str, list[StoryCount]] = {"open": [], "closed": []}
    for term in collections.stories:
        story_text = story_texts.get(term.slug)
        latest = term.entries[-1].index.date if term.entries else None
        story_url = site.stories + url_of(f"{term.slug}/index.html")[1:]
        story_count = StoryCount(
            term.name, story_url, len(term.entries), term.description, latest, story_text.lang if story_text else ""
        )
        stories_by_status[story_text.status if story_text else "open"].append(story_count)
    is_open, is_closed = (_latest_first(stories_by_status[status]) for status in ("open", "closed"))
    stories_page = StoriesPage(title="stories", url=site.stories, open=is_open, closed=is_closed)
    latest_change = max((story_count.latest for story_count in (*is_open, *is_closed) if story_count.latest), default=None)
    return ready_part("stories", Page("stories/index.html", "stories.html", stories_page, "the index of stories", latest_change))


def _latest_first(stories: Iterable[StoryCount]) -> tuple[StoryCount, ...]:
    return tuple(sorted(stories, key=lambda story: -story.latest.timestamp() if story.latest else 1.0))


def story_places(collections: Collections, base: str) -> dict[str, tuple[StoryPlace, ...]]:
    """Return the places of articles in their stories, by file; `base` is the base path."""
    places: defaultdict[str, list[StoryPlace]] = defaultdict(list)
    for term in collections.stories:
        story_url = base + url_of(f"{term.folder}/index.html")
        article_links = [entry.index.link for entry in term.entries]
        for at, entry in enumerate(term.entries):
            previous, following = (
                article_links[at - 1] if at else None,
                article_links[at + 1] if at + 1 < len(article_links) else None,
            )
            places[entry.index.file].append(StoryPlace(term.name, story_url, previous, following))
    return {file: tuple(story_places_of_file) for file, story_places_of_file in places.items()}
