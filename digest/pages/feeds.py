"""The planner of feeds: of the site, and of each topic, tag, source and author that has a page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

from msgspec import Struct
from msgspec.structs import replace

from digest.articles.article import Article
from digest.articles.field_readers import Quote
from digest.config.base_url import tag_authority
from digest.config.config import Config
from digest.grouping.article_collections import Collections
from digest.grouping.card import Picture
from digest.grouping.entry import Entry, published_at
from digest.grouping.terms import Term, final_tag_names
from digest.output_paths import collision_key
from digest.pages.article_pages import CorrectionNote
from digest.pages.edition_arrangement import Edition
from digest.pages.link_resolution import STATIC_PREFIX, Links, is_whole
from digest.pages.page import Context, Page, Text
from digest.pages.pagination import modified
from digest.pages.plan_part import AnyPart, PlanPart
from digest.pages.redirects import folded_slugs, tag_folder
from digest.pages.site import FeedFormat, Site
from digest.pages.source_marks import Attribution, attribution
from digest.slugs import fold_tag
from digest.text.lazy_pattern import lazy_compile
from digest.urls import url_of


class Enclosure(Struct, frozen=True, array_like=True):
    """A file that belongs to an entry of a feed."""

    url: str
    type: str
    length: int = 0


class FeedEntry(Struct, frozen=True, array_like=True):
    """One article in a feed. All urls are full addresses."""

    id: str
    url: str
    title: str
    published: datetime
    updated: datetime
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    summary: str = ""
    content: Text | None = None
    source: Attribution | None = None
    lang: str = ""
    why: str = ""
    points: tuple[str, ...] = ()
    quote: Quote | None = None
    image: Picture | None = None
    enclosure: Enclosure | None = None
    """The image as a file; None if its media type is unknown."""
    corrections: tuple[CorrectionNote, ...] = ()
    edition: Edition | None = None
    """What the entry contains if it is an edition of the digest; then `content` is the text of its intro."""


class FeedPage(Context, frozen=True, tag=True, kw_only=True):
    """A feed of the site, a topic, a tag, a source or an author, in one format."""

    id: str
    home: str
    """The full address of the page that it belongs to."""
    updated: datetime
    entries: tuple[FeedEntry, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """The keys of the texts that the page shows."""
        return tuple(feed_entry.content.key for feed_entry in self.entries if feed_entry.content)


DATE_OF_EMPTY_FEED = datetime(1970, 1, 1, tzinfo=UTC)
"""When an empty feed changed last: it needs a date too, and that may not come from the clock."""

_DAY_IN_URL = lazy_compile(r"/(\d{4})/(\d\d)/(\d\d)/")


class FeedHead(Struct, frozen=True, array_like=True):
    """What a feed is of."""

    folder: str
    """The folder of its files below the site's root; '' for the site itself."""
    title: str
    description: str
    source: str
    """What it is called in messages."""
    former: tuple[str, ...] = ()
    """The folders that it had: its files are written there too, for those who follow it at the old address."""


def feeds(collections: Collections, site: Site, config: Config, links: Links) -> Iterator[AnyPart]:
    """The newest articles of the site, and of each topic, tag, source and author that has a page; a part for all formats."""
    if not config.feed.formats:
        return
    yield _feed_part(FeedHead("", site.title, site.description, "the feed"), collections.entries, site, config, links)
    former = _former_folders(collections, site, config, links)
    for term in collections.terms:
        if has_feed(term, site, config):
            title, source = f"{term.name} | {site.title}", f"the feed of the {term.kind} {term.name}"
            channel = FeedHead(f"{term.folder}/", title, term.description, source, former.get(term.folder, ()))
            yield _feed_part(channel, term.entries, site, config, links)


def has_feed(term: Term, site: Site, config: Config) -> bool:
    """Whether a term has feeds: each topic, tag, source, author and story that has a page, unless the settings say otherwise."""
    pages = {
        "topic": config.lists.topics,
        "tag": config.lists.tags,
        "source": site.sources,
        "author": site.authors,
        "story": "stories/",
    }
    is_listed = bool(pages.get(term.kind)) and (term.kind != "tag" or len(term.entries) >= config.tags.min_count)
    return is_listed and config.feed.terms


MOST_CATEGORIES = 40
"""How many topics and tags an entry of a feed names: each of them has feeds of its own, in which the entry names all of them."""


def _former_folders(collections: Collections, site: Site, config: Config, links: Links) -> dict[str, tuple[str, ...]]:
    """The folders that feeds of topics and tags had, by those that they have; none in which another feed or file stands now."""
    moved_folders = [(f"topics/{former_slug.text}", term.folder) for term in collections.topics for former_slug in term.was]
    if config.tags.renamed:
        tags = {fold_tag(tag.name): tag for tag in collections.tags}
        names = final_tag_names(config.tags.renamed)
        slugs = folded_slugs(config)
        for renamed in config.tags.renamed:
            name = names.get(fold_tag(renamed.old), "")
            if fold_tag(name) in tags:
                moved_folders.append((tag_folder(renamed.old, {}, slugs), tags[fold_tag(name)].folder))
    if not moved_folders:
        return {}
    taken_folders = {
        collision_key(term.folder) for term in (*collections.topics, *collections.tags) if has_feed(term, site, config)
    }
    taken_folders |= {
        collision_key(path.removeprefix(STATIC_PREFIX).rpartition("/")[0]) for path in links.files if path.startswith(STATIC_PREFIX)
    }
    former_folders: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    for former_folder, folder in moved_folders:
        if collision_key(former_folder) not in taken_folders:
            taken_folders.add(collision_key(former_folder))
            former_folders[folder] += (f"{former_folder}/",)
    return former_folders


class FeedInputs(Struct, frozen=True, array_like=True):
    """What the feeds of a channel depend on beside their entries."""

    channel: FeedHead
    links: tuple[tuple[str, tuple[str, ...]], ...]
    """Each text with links into the site: its file, and the attributes for the links, which depend on other files."""
    pictures: tuple[tuple[str, FeedPicture], ...]
    """Each article with a picture: its file, and the picture."""
    home: str
    origin: str
    feed_formats: tuple[FeedFormat, ...]
    has_texts: bool
    """Whether entries contain full texts, if the mode of the article allows it."""


def _feed_part(channel: FeedHead, entries: Sequence[Entry], site: Site, config: Config, links: Links) -> PlanPart[FeedInputs]:
    newest = entries[-config.feed.entries :][::-1]
    has_texts = config.feed.content == "full"
    linked = [entry for entry in newest if entry.index.is_linked]
    inputs = FeedInputs(
        channel=channel,
        links=tuple(
            (entry.index.file, links.text(entry.article, absolute=True).attributes)
            for entry in linked
            if has_texts and entry.index.is_full and entry.article.targets
        ),
        pictures=tuple(
            (entry.index.file, picture) for entry in linked if (picture := _feed_picture(entry.article, site.origin, links))
        ),
        home=site.url,
        origin=site.origin,
        feed_formats=site.feeds,
        has_texts=has_texts,
    )
    return PlanPart(f"feeds of /{channel.folder}", _feeds, newest, inputs)


IMAGE_TYPES = {
    "avif": "image/avif",
    "bmp": "image/bmp",
    "gif": "image/gif",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "png": "image/png",
    "svg": "image/svg+xml",
    "webp": "image/webp",
}
"""The media types of images by the endings of their files."""


class FeedPicture(Struct, frozen=True, array_like=True):
    """An article's picture with whole addresses."""

    picture: Picture | None = None
    enclosure: Enclosure | None = None


def _feed_picture(article: Article, origin: str, links: Links) -> FeedPicture | None:
    picture = links.picture(article)
    if picture is None:
        return None
    url = picture.url if is_whole(picture.url) else origin + picture.url
    kind = IMAGE_TYPES.get(urlsplit(url).path.rpartition(".")[2].lower(), "")
    file = links.picture_file(article)
    length = file.size if file and not picture.webp else 0  # how long a variant is, is known only when it is made
    return FeedPicture(replace(picture, url=url, webp=()), Enclosure(url, kind, length) if kind else None)


def _feeds(newest: Sequence[Entry], inputs: FeedInputs) -> Iterator[Page]:
    channel, links, pictures = inputs.channel, dict(inputs.links), dict(inputs.pictures)
    updated = modified(newest)
    entries = tuple(
        _feed_entry(entry, links.get(entry.index.file, ()), pictures.get(entry.index.file) or FeedPicture(), inputs)
        for entry in newest
    )
    home = inputs.home + url_of(f"{channel.folder}index.html").removeprefix("/")
    for format in inputs.feed_formats:
        context = FeedPage(
            title=channel.title,
            url=home.removeprefix(inputs.origin) + format.file,
            description=channel.description,
            id=home,
            home=home,
            updated=updated or DATE_OF_EMPTY_FEED,
            entries=entries,
        )
        for folder in (channel.folder, *channel.former):
            yield Page(folder + format.file, format.file, context, channel.source, updated, in_sitemap=False)


def _feed_entry(entry: Entry, links: tuple[str, ...], image: FeedPicture, inputs: FeedInputs) -> FeedEntry:
    article, card = entry.article, entry.card
    return FeedEntry(
        id=entry_id(entry, inputs.home),
        url=inputs.origin + card.url,
        title=card.title,
        published=published_at(entry),
        updated=entry.index.changed_at,
        authors=article.authors,
        categories=tuple(dict.fromkeys(link.name for link in (*card.topics, *entry.tags)))[:MOST_CATEGORIES],
        summary=card.summary,
        content=Text(article.body, links) if inputs.has_texts and entry.mode == "full" and article.minutes else None,
        source=attribution(article.source, entry.source),
        lang=article.lang,
        why=article.why,
        points=article.points,
        quote=article.quote,
        image=image.picture,
        enclosure=image.enclosure,
        corrections=tuple(CorrectionNote(note.date, note.text) for note in article.corrections),
    )


def entry_id(entry: Entry, home: str) -> str:
    """The article's own `id`, as a `tag:` URI unless it is a URI already; else one of its url (RFC 4151). `home` is the site's."""
    own_id = entry.article.id
    if own_id.startswith(("tag:", "urn:", "https://", "http://")) and not any(c.isspace() for c in own_id):
        return own_id
    # Of an article that has moved the address and the day are those under which it was first published, if they are known.
    url = entry.details.first_url or entry.card.url
    day = _DAY_IN_URL.search(entry.details.first_url)
    date = "-".join(day.groups()) if day else entry.card.date.date().isoformat()
    return f"tag:{tag_authority(home)},{date}:{quote(own_id) if own_id else url}"
