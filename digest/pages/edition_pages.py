"""Plan the pages of editions (with values that list templates need: cards, date, count), the numbered list of editions, and in a
preview the next edition; the head of an edition (number, window, name, lead stories) with its link, list item and arrangement; and
topics of sections, for other pages."""

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
"""The number of editions on a numbered page of the list."""


class EditionLink(Struct, frozen=True, array_like=True):
    """A link to an edition."""

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
    """The number of articles."""
    leads: tuple[Link, ...] = ()
    """Its lead stories."""


class EditionPage(Context, frozen=True, tag=True, kw_only=True):
    """An edition. For themes that show it with `list.html`, it also has the values of a `ListPage`: `kind` is `edition`, `cards`
    has all cards, `date` and `count` are those of the edition."""

    edition: Edition
    intro: Text | None = None
    """The text of the intro."""
    previous: EditionLink | None = None
    """The previous edition."""
    next: EditionLink | None = None
    """The following edition."""
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
        """The lead stories, then the other cards by topic."""
        return (*self.edition.leads, *(card for section in self.edition.sections for card in section.cards))

    @property
    def date(self) -> datetime:
        """The day on which the edition closes."""
        return self.edition.date

    @property
    def count(self) -> int:
        """The number of cards."""
        return self.edition.count


class EditionsPage(Context, frozen=True, tag=True, kw_only=True):
    """A page of the list of editions, newest first."""

    editions: tuple[EditionItem, ...] = ()
    count: int = 0
    """The number of editions; only on the first page."""
    number: int = 0
    """The number of the page; 0 for the first."""
    first_page: str = ""
    newer_page: str = ""
    older_page: str = ""
    next: EditionLink | None = None
    """The next edition, on the first page in a preview."""


class EditionInputs(Struct, frozen=True, array_like=True):
    """The inputs of an edition's page, without the articles."""

    edition: EditionHead
    previous: EditionLink | None
    next: EditionLink | None
    intro: Text | None
    extra: dict[str, Any]
    topics: Topics
    sources: str
    """`Site.sources`."""
    pictures: CardPictures


class EditionHead(Struct, frozen=True, array_like=True):
    """The values of an edition that several pages show, without its articles."""

    id: str
    path: str
    url: str
    number: int | None
    opens: datetime
    closes: datetime
    name: str
    """The name in the site's language: the number (or the day, without a number) and the title of the intro."""
    title: str
    summary: str
    leads: tuple[str, ...]
    """The files of the lead stories that the intro names."""
    is_next: bool
    count: int
    """The number of cards."""

    @property
    def date(self) -> datetime:
        """The start of the day on which the edition closes. Only the date is shown."""
        return datetime.fromisoformat(self.id).replace(tzinfo=self.closes.tzinfo)

    @property
    def link(self) -> EditionLink:
        """A link to the edition."""
        return EditionLink(self.number, self.date, self.url)

    def item(self, entries: Sequence[Entry]) -> EditionItem:
        """Return the edition as an item of a list; `entries` are its articles. Loads no details of articles."""
        lead_links = tuple(entry.index.link for entry in leading(sorted(entries, key=rank_in_edition), self.leads))
        return EditionItem(self.number, self.date, self.url, self.title, self.summary, self.count, lead_links)

    def arranged(self, entries: Sequence[Entry], topics: Topics, sources: str, pictures: CardPictures = NO_PICTURES) -> Edition:
        """Return the edition with its articles arranged; `sources` is `Site.sources`."""
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


def edition_head(edition: grouping.Edition, strings: Mapping[str, Any], base: str) -> EditionHead:
    """Return the edition without its articles; `strings` are the words of the theme."""
    intro = edition.intro
    intro_title = intro.title if intro else ""
    numbered_name = str(strings.get("edition_number", "{n}")).replace("{n}", str(edition.number))
    edition_name = numbered_name if edition.number is not None else edition.id
    colon = str(strings.get("labelled", ": ")).replace("{before}", "").replace("{after}", "")
    return EditionHead(
        id=edition.id,
        path=edition.page,
        url=base + url_of(edition.page),
        number=edition.number,
        opens=edition.opens,
        closes=edition.closes,
        name=edition_name + colon + intro_title if intro_title else edition_name,
        title=intro_title,
        summary=(intro.summary or intro.excerpt) if intro else "",
        leads=edition.leads,
        is_next=edition.is_next,
        count=len(edition.entries),
    )


def rank_in_edition(entry: Entry) -> tuple[bool, int, float, str]:
    """Return the sort key within an edition: featured first, then lower weight, then newest regardless of the day."""
    _, is_plain, weight, age = rank(entry)
    return is_plain, weight, age, entry.index.file


def edition_pages(collections: Collections, site: Site, config: Config, links: Links) -> Iterator[AnyPart]:
    """Yield one part per edition with its page, the list of editions, and in a preview `/editions/next/`."""
    if config.editions is None:
        return
    topics = section_topics(collections, config)
    published_editions = [clustered_edition(edition, collections) for edition in collections.issues.out]
    heads = [edition_head(edition, site.strings, config.base_path) for edition in published_editions]
    neighbours = [None, *(edition.link for edition in heads), None]
    for at, edition in enumerate(published_editions):
        yield _edition_part(edition, heads[at], (neighbours[at], neighbours[at + 2]), topics, site, links, config)
    upcoming = collections.issues.next if config.is_preview else None
    next_head = edition_head(upcoming, site.strings, config.base_path) if upcoming else None
    if upcoming and next_head:
        yield _edition_part(
            clustered_edition(upcoming, collections), next_head, (neighbours[-2], None), topics, site, links, config
        )
    yield from _list_of_editions(published_editions, heads, next_head.link if next_head else None, site, config.base_path)


def edition_links(collections: Collections, config: Config) -> dict[str, EditionLink]:
    """Return links to editions with a page, by id: published editions, and in a preview the next. Articles do not affect them."""
    if config.editions is None:
        return {}
    linked_editions = collections.issues.editions if config.is_preview else collections.issues.out
    return {edition.id: edition_head(edition, {}, config.base_path).link for edition in linked_editions}


def clustered_edition(edition: grouping.Edition, collections: Collections) -> grouping.Edition:
    """Return the edition without articles that are named on the card of another article of the edition."""
    return replace(edition, entries=tuple(clustered(edition.entries, collections.covers)))


def has_edition_front(collections: Collections, config: Config) -> bool:
    """True if the front page shows the latest edition; false before the first edition and with `front: river` (the latest day)."""
    return config.editions is not None and config.editions.front == "edition" and bool(collections.issues.out)


def section_topics(collections: Collections, config: Config) -> Topics:
    """Return the topics with the links for section headings; without a url if topics have no pages."""
    base, has_pages = config.base_path, bool(config.lists.topics)
    return tuple(
        (topic.slug, Link(topic.name, base + url_of(f"{topic.folder}/index.html") if has_pages else ""))
        for topic in collections.topics
    )


def _edition_part(
    edition: grouping.Edition,
    head: EditionHead,
    neighbours: tuple[EditionLink | None, EditionLink | None],
    topics: Topics,
    site: Site,
    links: Links,
    config: Config,
) -> PlanPart[EditionInputs]:
    intro = edition.intro
    intro_text_of_edition = links.text(intro) if intro and intro.minutes else None
    pictures = card_pictures(edition.entries, links, config, has_leads=True)
    inputs = EditionInputs(head, *neighbours, intro_text_of_edition, intro.extra if intro else {}, topics, site.sources, pictures)
    return PlanPart("the next edition" if edition.is_next else f"edition {edition.id}", _edition_page, edition.entries, inputs)


def _edition_page(entries: Sequence[Entry], inputs: EditionInputs) -> Iterator[Page]:
    head = inputs.edition
    edition_page = EditionPage(
        title=head.name,
        url=head.url,
        description=head.summary,
        edition=head.arranged(entries, inputs.topics, inputs.sources, inputs.pictures),
        intro=inputs.intro,
        previous=inputs.previous,
        next=inputs.next,
        extra=inputs.extra,
    )
    page_source = "the next edition" if head.is_next else f"the edition {head.id}"
    yield Page(head.path, "edition.html", edition_page, page_source, last_change(head, entries), in_sitemap=not head.is_next)


def last_change(edition: EditionHead, entries: Sequence[Entry]) -> datetime | None:
    """Return the last change of an edition's page: its publication, or a later change of one of its articles."""
    return max((at for at in (None if edition.is_next else edition.closes, modified(entries)) if at), default=None)


def _list_of_editions(
    editions: Sequence[grouping.Edition],
    heads: Sequence[EditionHead],
    upcoming: EditionLink | None,
    site: Site,
    base: str,
) -> Iterator[AnyPart]:
    """Yield the pages of the list. They are numbered as in all lists, so that a new edition changes only the first page."""
    numbered_pages = numbered_count(len(editions), LISTED_EDITIONS)
    list_title = str(site.strings.get("editions", EDITION_PAGES_FOLDER))
    headed_editions = tuple(zip(heads, editions, strict=True))

    def list_url(page_number: int) -> str:
        return base + url_of(page_path(EDITION_PAGES_FOLDER, page_number))

    def list_part(list_page: EditionsPage, listed_editions: Sequence[tuple[EditionHead, grouping.Edition]]) -> AnyPart:
        context = replace(list_page, editions=tuple(head.item(edition.entries) for head, edition in listed_editions))
        name = f"the list of editions, page {list_page.number}" if list_page.number else "the list of editions"
        changed = listed_editions[0][0].closes if listed_editions else None
        return ready_part(name, Page(page_path(EDITION_PAGES_FOLDER, list_page.number), "editions.html", context, name, changed))

    older_page_url = list_url(numbered_pages) if numbered_pages else ""
    first_list_page = EditionsPage(
        title=list_title, url=list_url(0), count=len(headed_editions), older_page=older_page_url, next=upcoming
    )
    yield list_part(first_list_page, newest(headed_editions, LISTED_EDITIONS))
    for page_number, page_of_editions in enumerate(
        full_pages(headed_editions[: numbered_pages * LISTED_EDITIONS], LISTED_EDITIONS), 1
    ):
        list_page = EditionsPage(
            title=list_title,
            url=list_url(page_number),
            number=page_number,
            first_page=list_url(0),
            newer_page=list_url(page_number + 1 if page_number < numbered_pages else 0),
            older_page=list_url(page_number - 1) if page_number > 1 else "",
        )
        yield list_part(list_page, page_of_editions)


def intro_text(intro: Article | None, links: Links) -> Text | None:
    """Return the text of an intro with absolute URLs, for feeds; None without an intro text."""
    return links.text(intro, absolute=True) if intro and intro.minutes else None
