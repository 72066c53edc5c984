"""Plan the feeds of the site and of topics, tags, sources, authors and stories: which of these have feeds, also in former folders;
the structs of entries with ids (tag: URIs), categories, image and enclosures with media types, and full texts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

from msgspec import Struct
from msgspec.structs import replace

from digest.articles.article import Article, Quote
from digest.config.base_url import tag_authority
from digest.config.config import Config
from digest.grouping.article_collections import Collections
from digest.grouping.card import Picture
from digest.grouping.entry import Entry, published_at
from digest.grouping.terms import Term, final_tag_names
from digest.output_paths import collision_key
from digest.pages.article_pages import CorrectionNote
from digest.pages.edition_arrangement import Edition
from digest.pages.link_resolution import STATIC_PREFIX, Links, is_absolute
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
    """A file attached to a feed entry."""

    url: str
    type: str
    length: int = 0


class FeedEntry(Struct, frozen=True, array_like=True):
    """An article in a feed. All urls are absolute."""

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
    """The picture as an attached file; None if its media type is unknown."""
    corrections: tuple[CorrectionNote, ...] = ()
    edition: Edition | None = None
    """The edition, if the entry is an edition; `content` is the text of its intro then."""


class FeedPage(Context, frozen=True, tag=True, kw_only=True):
    """A feed of the site, a topic, a tag, a source or an author, in one format."""

    id: str
    home: str
    """The absolute URL of the page that the feed belongs to."""
    updated: datetime
    entries: tuple[FeedEntry, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """The keys of the texts that the page shows."""
        return tuple(feed_entry.content.key for feed_entry in self.entries if feed_entry.content)


DATE_OF_EMPTY_FEED = datetime(1970, 1, 1, tzinfo=UTC)
"""The date of an empty feed. The formats require a date, and it must not come from the clock."""

_DAY_IN_URL = lazy_compile(r"/(\d{4})/(\d\d)/(\d\d)/")


class FeedHead(Struct, frozen=True, array_like=True):
    """The values of a feed that do not depend on its entries."""

    folder: str
    """The folder of its files below the site's root; '' for the site itself."""
    title: str
    description: str
    source: str
    """The name of the feed in messages."""
    former: tuple[str, ...] = ()
    """Its former folders. The feed is written there too, for subscribers at the old URL."""


def feeds(collections: Collections, site: Site, config: Config, links: Links) -> Iterator[AnyPart]:
    """Yield one part with all formats for the feed of the site, and one for each term that has feeds."""
    if not config.feed.formats:
        return
    yield _feed_part(FeedHead("", site.title, site.description, "the feed"), collections.entries, site, config, links)
    former_folders = _former_folders(collections, site, config, links)
    for term in collections.terms:
        if has_feed(term, site, config):
            feed_title, source = f"{term.name} | {site.title}", f"the feed of the {term.kind} {term.name}"
            feed_head = FeedHead(f"{term.folder}/", feed_title, term.description, source, former_folders.get(term.folder, ()))
            yield _feed_part(feed_head, term.entries, site, config, links)


def has_feed(term: Term, site: Site, config: Config) -> bool:
    """True if a term has feeds: a topic, tag, source, author or story with a page, unless the settings exclude it."""
    pages_by_kind = {
        "topic": config.lists.topics,
        "tag": config.lists.tags,
        "source": site.sources,
        "author": site.authors,
        "story": "stories/",
    }
    is_listed = bool(pages_by_kind.get(term.kind)) and (term.kind != "tag" or len(term.entries) >= config.tags.min_count)
    return is_listed and config.feed.terms


MAX_CATEGORIES = 40
"""The largest number of topics and tags in a feed entry. All of their feeds repeat the entry with all of these names."""


def _former_folders(collections: Collections, site: Site, config: Config, links: Links) -> dict[str, tuple[str, ...]]:
    """Return the former feed folders of topics and tags, by their present folder, without folders that other feeds or files use."""
    moved_folders = [(f"topics/{former_slug.text}", term.folder) for term in collections.topics for former_slug in term.was]
    if config.tags.renamed:
        tags_by_name = {fold_tag(tag.name): tag for tag in collections.tags}
        final_names = final_tag_names(config.tags.renamed)
        slugs_by_tag = folded_slugs(config)
        for renamed in config.tags.renamed:
            name = final_names.get(fold_tag(renamed.old), "")
            if fold_tag(name) in tags_by_name:
                moved_folders.append((tag_folder(renamed.old, {}, slugs_by_tag), tags_by_name[fold_tag(name)].folder))
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
    """The inputs of the feeds of a channel, without the entries."""

    channel: FeedHead
    links: tuple[tuple[str, tuple[str, ...]], ...]
    """The file of each text with links into the site, and the attributes of these links (they depend on other files)."""
    pictures: tuple[tuple[str, FeedPicture], ...]
    """The file of each article with a picture, and the picture."""
    home: str
    origin: str
    feed_formats: tuple[FeedFormat, ...]
    has_texts: bool
    """True if entries contain full texts, where the article's mode allows it."""


def _feed_part(channel: FeedHead, entries: Sequence[Entry], site: Site, config: Config, links: Links) -> PlanPart[FeedInputs]:
    newest_entries = entries[-config.feed.entries :][::-1]
    has_texts = config.feed.content == "full"
    linked_entries = [entry for entry in newest_entries if entry.index.is_linked]
    inputs = FeedInputs(
        channel=channel,
        links=tuple(
            (entry.index.file, links.text(entry.article, absolute=True).attributes)
            for entry in linked_entries
            if has_texts and entry.index.is_full and entry.article.targets
        ),
        pictures=tuple(
            (entry.index.file, picture) for entry in linked_entries if (picture := _feed_picture(entry.article, site.origin, links))
        ),
        home=site.url,
        origin=site.origin,
        feed_formats=site.feeds,
        has_texts=has_texts,
    )
    return PlanPart(f"feeds of /{channel.folder}", _feeds, newest_entries, inputs)


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
"""The media types of images by file extension."""


class FeedPicture(Struct, frozen=True, array_like=True):
    """An article's picture with absolute URLs."""

    picture: Picture | None = None
    enclosure: Enclosure | None = None


def _feed_picture(article: Article, origin: str, links: Links) -> FeedPicture | None:
    picture = links.picture(article)
    if picture is None:
        return None
    picture_url = picture.url if is_absolute(picture.url) else origin + picture.url
    media_type = IMAGE_TYPES.get(urlsplit(picture_url).path.rpartition(".")[2].lower(), "")
    file = links.picture_file(article)
    picture_bytes = file.size if file and not picture.webp else 0  # the size of a variant is unknown until it is made
    return FeedPicture(
        replace(picture, url=picture_url, webp=()), Enclosure(picture_url, media_type, picture_bytes) if media_type else None
    )


def _feeds(newest: Sequence[Entry], inputs: FeedInputs) -> Iterator[Page]:
    channel, links_by_file, pictures_by_file = inputs.channel, dict(inputs.links), dict(inputs.pictures)
    feed_updated = modified(newest)
    feed_entries = tuple(
        _feed_entry(entry, links_by_file.get(entry.index.file, ()), pictures_by_file.get(entry.index.file) or FeedPicture(), inputs)
        for entry in newest
    )
    feed_home = inputs.home + url_of(f"{channel.folder}index.html").removeprefix("/")
    for format in inputs.feed_formats:
        feed_page = FeedPage(
            title=channel.title,
            url=feed_home.removeprefix(inputs.origin) + format.file,
            description=channel.description,
            id=feed_home,
            home=feed_home,
            updated=feed_updated or DATE_OF_EMPTY_FEED,
            entries=feed_entries,
        )
        for folder in (channel.folder, *channel.former):
            yield Page(folder + format.file, format.file, feed_page, channel.source, feed_updated, in_sitemap=False)


def _feed_entry(entry: Entry, links: tuple[str, ...], feed_picture: FeedPicture, inputs: FeedInputs) -> FeedEntry:
    article, card = entry.article, entry.card
    return FeedEntry(
        id=entry_id(entry, inputs.home),
        url=inputs.origin + card.url,
        title=card.title,
        published=published_at(entry),
        updated=entry.index.changed_at,
        authors=article.authors,
        categories=tuple(dict.fromkeys(link.name for link in (*card.topics, *entry.tags)))[:MAX_CATEGORIES],
        summary=card.summary,
        content=Text(article.body, links) if inputs.has_texts and entry.mode == "full" and article.minutes else None,
        source=attribution(article.source, entry.source),
        lang=article.lang,
        why=article.why,
        points=article.points,
        quote=article.quote,
        image=feed_picture.picture,
        enclosure=feed_picture.enclosure,
        corrections=tuple(CorrectionNote(note.date, note.text) for note in article.corrections),
    )


def entry_id(entry: Entry, home: str) -> str:
    """Return the article's `id` (as a `tag:` URI if it is no URI), or a `tag:` URI of its url (RFC 4151). `home` is `Site.url`."""
    own_id = entry.article.id
    if own_id.startswith(("tag:", "urn:", "https://", "http://")) and not any(c.isspace() for c in own_id):
        return own_id
    # For an article that has moved, the path and day of its first publication are used, if known.
    url = entry.details.first_url or entry.card.url
    day_in_url = _DAY_IN_URL.search(entry.details.first_url)
    date = "-".join(day_in_url.groups()) if day_in_url else entry.card.date.date().isoformat()
    return f"tag:{tag_authority(home)},{date}:{quote(own_id) if own_id else url}"
