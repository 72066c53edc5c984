"""The planner of editions: a page for each, the list of all, and in a preview the next one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from msgspec import Struct, field
from msgspec.structs import replace

from digest.articles.article import Article
from digest.config.config import Config
from digest.grouping import edition_assignment as grouping
from digest.grouping.article_collections import Collections
from digest.grouping.card import Card, Link
from digest.grouping.entry import Entry
from digest.grouping.stories import clustered
from digest.pages.card_pictures import NO_PICTURES, CardPictures, card_pictures
from digest.pages.edition_arrangement import Edition, Topics, arranged_by_topic, leading, outlet_counts
from digest.pages.link_resolution import Links
from digest.pages.page import Context, Page, Text
from digest.pages.pagination import full_pages, modified, newest, numbered_count, page_path, rank
from digest.pages.plan_part import AnyPart, PlanPart, ready_part
from digest.pages.site import Site
from digest.urls import url_of

EDITION_PAGES_FOLDER = grouping.EDITIONS_FOLDER.rstrip("/")

LISTED_EDITIONS = 50
"""How many editions a numbered page of the list has."""


class EditionLink(Struct, frozen=True, array_like=True):
    """An edition before or after another."""

    number: int | None
    date: datetime
    """The day on which it closed."""
    url: str


class EditionItem(Struct, frozen=True, array_like=True):
    """An edition in a list of editions."""

    number: int | None
    date: datetime
    """The day on which it closed."""
    url: str
    title: str = ""
    summary: str = ""
    count: int = 0
    """How many articles it has."""
    leads: tuple[Link, ...] = ()
    """Its lead stories."""


class EditionPage(Context, frozen=True, tag=True, kw_only=True):
    """An edition. For themes whose `list.html` shows it, it also has the values of a `ListPage`: `kind` is `edition`, `cards` are
    all its cards, `date` and `count` are those of the edition."""

    edition: Edition
    intro: Text | None = None
    """The text of its intro."""
    previous: EditionLink | None = None
    """The edition before it."""
    next: EditionLink | None = None
    """The edition after it."""
    extra: dict[str, Any] = field(default_factory=dict)

    kind: ClassVar[str] = "edition"
    number: ClassVar[int] = 0
    first_page: ClassVar[str] = ""
    newer_page: ClassVar[str] = ""
    older_page: ClassVar[str] = ""
    parts: ClassVar[tuple[()]] = ()
    calendar: ClassVar[tuple[()]] = ()
    up: ClassVar[None] = None
    profile: ClassVar[None] = None
    story: ClassVar[None] = None
    chart: ClassVar[None] = None

    @property
    def texts(self) -> tuple[str, ...]:
        """The keys of the texts that the page shows."""
        return (self.intro.key,) if self.intro else ()

    @property
    def cards(self) -> tuple[Card, ...]:
        """The lead stories, then all others by topic."""
        return (*self.edition.leads, *(card for section in self.edition.sections for card in section.cards))

    @property
    def date(self) -> datetime:
        """The day on which it closes."""
        return self.edition.date

    @property
    def count(self) -> int:
        """How many cards it has."""
        return self.edition.count


class EditionsPage(Context, frozen=True, tag=True, kw_only=True):
    """A page of the list of editions, the newest first."""

    editions: tuple[EditionItem, ...] = ()
    count: int = 0
    """How many editions there are; only on the first page."""
    number: int = 0
    """The number of the page; 0 for the first."""
    first_page: str = ""
    newer_page: str = ""
    older_page: str = ""
    next: EditionLink | None = None
    """The next edition, on the first page in a preview."""


class EditionInputs(Struct, frozen=True, array_like=True):
    """What an edition's page depends on beside its articles."""

    edition: Described
    previous: EditionLink | None
    next: EditionLink | None
    intro: Text | None
    extra: dict[str, Any]
    topics: Topics
    sources: str
    """`Site.sources`."""
    pictures: CardPictures


class Described(Struct, frozen=True, array_like=True):
    """An edition without its articles: what several pages know of it."""

    id: str
    path: str
    url: str
    number: int | None
    opens: datetime
    closes: datetime
    name: str
    """What it is called in the site's language: its number, or else its day, and the title of its intro."""
    title: str
    summary: str
    leads: tuple[str, ...]
    """The files of the articles that its intro names as lead stories."""
    is_next: bool
    count: int
    """How many cards it has."""

    @property
    def date(self) -> datetime:
        """The first instant of the day on which it closes; what is shown of it is the date alone."""
        return datetime.fromisoformat(self.id).replace(tzinfo=self.closes.tzinfo)

    @property
    def link(self) -> EditionLink:
        """Its number, day and page."""
        return EditionLink(self.number, self.date, self.url)

    def item(self, entries: Sequence[Entry]) -> EditionItem:
        """How it stands in a list; `entries` are its articles, of which no details are loaded."""
        links = tuple(entry.index.link for entry in leading(sorted(entries, key=rank_in_edition), self.leads))
        return EditionItem(self.number, self.date, self.url, self.title, self.summary, self.count, links)

    def arranged(self, entries: Sequence[Entry], topics: Topics, sources: str, pictures: CardPictures = NO_PICTURES) -> Edition:
        """The edition with these articles; `sources` is `Site.sources`."""
        leads, sections = arranged_by_topic(entries, topics, rank_in_edition, self.leads, pictures)
        return Edition(
            date=self.date,
            url=self.url,
            leads=leads,
            sections=sections,
            number=self.number,
            opens=self.opens,
            closes=self.closes,
            title=self.title,
            summary=self.summary,
            count=self.count,
            is_next=self.is_next,
            outlets=outlet_counts(entries, sources),
        )


def describe_edition(edition: grouping.Edition, strings: Mapping[str, Any], base: str) -> Described:
    """The edition without its articles; `strings` are the words of the theme."""
    intro = edition.intro
    title = intro.title if intro else ""
    numbered = str(strings.get("edition_number", "{n}")).replace("{n}", str(edition.number))
    name = numbered if edition.number is not None else edition.id
    colon = str(strings.get("labelled", ": ")).replace("{before}", "").replace("{after}", "")
    return Described(
        id=edition.id,
        path=edition.page,
        url=base + url_of(edition.page),
        number=edition.number,
        opens=edition.opens,
        closes=edition.closes,
        name=name + colon + title if title else name,
        title=title,
        summary=(intro.summary or intro.excerpt) if intro else "",
        leads=edition.leads,
        is_next=edition.is_next,
        count=len(edition.entries),
    )


def rank_in_edition(entry: Entry) -> tuple[bool, int, float, str]:
    """The order within an edition: the featured, then lower weight, then the newest, whatever their day."""
    _, is_plain, weight, age = rank(entry)
    return is_plain, weight, age, entry.index.file


def edition_pages(collections: Collections, site: Site, config: Config, links: Links) -> Iterator[AnyPart]:
    """A page an edition, a part each; the list of all; in a preview `/editions/next/`."""
    if config.editions is None:
        return
    topics = section_topics(collections, config)
    editions_out = [clustered_edition(edition, collections) for edition in collections.issues.out]
    described_editions = [describe_edition(edition, site.strings, config.base_path) for edition in editions_out]
    neighbours = [None, *(edition.link for edition in described_editions), None]
    for at, edition in enumerate(editions_out):
        yield _edition_part(edition, described_editions[at], (neighbours[at], neighbours[at + 2]), topics, site, links, config)
    upcoming = collections.issues.next if config.is_preview else None
    described_upcoming = describe_edition(upcoming, site.strings, config.base_path) if upcoming else None
    if upcoming and described_upcoming:
        yield _edition_part(
            clustered_edition(upcoming, collections), described_upcoming, (neighbours[-2], None), topics, site, links, config
        )
    yield from _list_of_editions(
        editions_out, described_editions, described_upcoming.link if described_upcoming else None, site, config.base_path
    )


def edition_links(collections: Collections, config: Config) -> dict[str, EditionLink]:
    """The editions that have a page, by id: those that are out, and in a preview the next one. No article changes a link."""
    if config.editions is None:
        return {}
    linked_editions = collections.issues.editions if config.is_preview else collections.issues.out
    return {edition.id: describe_edition(edition, {}, config.base_path).link for edition in linked_editions}


def clustered_edition(edition: grouping.Edition, collections: Collections) -> grouping.Edition:
    """The edition without articles that stand under another one of it, whose cards name them then."""
    return replace(edition, entries=tuple(clustered(edition.entries, collections.covers)))


def has_edition_front(collections: Collections, config: Config) -> bool:
    """Whether the front page is the latest edition; before the first is out, and with `front: river`, it is the latest day."""
    return config.editions is not None and config.editions.front == "edition" and bool(collections.issues.out)


def section_topics(collections: Collections, config: Config) -> Topics:
    """The topics as sections name them; without a url if topics have no pages."""
    base, has_pages = config.base_path, bool(config.lists.topics)
    return tuple(
        (topic.slug, Link(topic.name, base + url_of(f"{topic.folder}/index.html") if has_pages else ""))
        for topic in collections.topics
    )


def _edition_part(
    edition: grouping.Edition,
    described: Described,
    neighbours: tuple[EditionLink | None, EditionLink | None],
    topics: Topics,
    site: Site,
    links: Links,
    config: Config,
) -> PlanPart[EditionInputs]:
    intro = edition.intro
    text = links.text(intro) if intro and intro.minutes else None
    pictures = card_pictures(edition.entries, links, config, has_leads=True)
    inputs = EditionInputs(described, *neighbours, text, intro.extra if intro else {}, topics, site.sources, pictures)
    return PlanPart("the next edition" if edition.is_next else f"edition {edition.id}", _edition_page, edition.entries, inputs)


def _edition_page(entries: Sequence[Entry], inputs: EditionInputs) -> Iterator[Page]:
    described = inputs.edition
    context = EditionPage(
        title=described.name,
        url=described.url,
        description=described.summary,
        edition=described.arranged(entries, inputs.topics, inputs.sources, inputs.pictures),
        intro=inputs.intro,
        previous=inputs.previous,
        next=inputs.next,
        extra=inputs.extra,
    )
    source = "the next edition" if described.is_next else f"the edition {described.id}"
    yield Page(described.path, "edition.html", context, source, last_change(described, entries), in_sitemap=not described.is_next)


def last_change(edition: Described, entries: Sequence[Entry]) -> datetime | None:
    """When what an edition shows last changed: when it came out, or one of its articles changed after that."""
    return max((at for at in (None if edition.is_next else edition.closes, modified(entries)) if at), default=None)


def _list_of_editions(
    editions: Sequence[grouping.Edition],
    described_editions: Sequence[Described],
    upcoming: EditionLink | None,
    site: Site,
    base: str,
) -> Iterator[AnyPart]:
    """The pages of the list, which are numbered as all lists are: a new edition changes the first one alone."""
    count = numbered_count(len(editions), LISTED_EDITIONS)
    title = str(site.strings.get("editions", EDITION_PAGES_FOLDER))
    items = tuple(zip(described_editions, editions, strict=True))

    def url(number: int) -> str:
        return base + url_of(page_path(EDITION_PAGES_FOLDER, number))

    def part(page: EditionsPage, listed_editions: Sequence[tuple[Described, grouping.Edition]]) -> AnyPart:
        context = replace(page, editions=tuple(described.item(edition.entries) for described, edition in listed_editions))
        name = f"the list of editions, page {page.number}" if page.number else "the list of editions"
        changed = listed_editions[0][0].closes if listed_editions else None
        return ready_part(name, Page(page_path(EDITION_PAGES_FOLDER, page.number), "editions.html", context, name, changed))

    older = url(count) if count else ""
    first = EditionsPage(title=title, url=url(0), count=len(items), older_page=older, next=upcoming)
    yield part(first, newest(items, LISTED_EDITIONS))
    for number, page_of_editions in enumerate(full_pages(items[: count * LISTED_EDITIONS], LISTED_EDITIONS), 1):
        page = EditionsPage(
            title=title,
            url=url(number),
            number=number,
            first_page=url(0),
            newer_page=url(number + 1 if number < count else 0),
            older_page=url(number - 1) if number > 1 else "",
        )
        yield part(page, page_of_editions)


def intro_text(intro: Article | None, links: Links) -> Text | None:
    """The text of an intro with whole addresses, for feeds; None if there is none."""
    return links.text(intro, absolute=True) if intro and intro.minutes else None
