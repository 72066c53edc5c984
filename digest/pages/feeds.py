"""The planner of feeds: of the site, of each topic, and of each tag that has a page."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

from msgspec import Struct
from msgspec.structs import replace

from digest.baseurl import tag_authority
from digest.config import Config
from digest.grouping.collect import Collections, Term
from digest.grouping.entry import Entry, appeared
from digest.grouping.taxonomy import renamed_tags
from digest.pages.articles import attribution
from digest.pages.links import STATIC, Links, is_whole
from digest.pages.page import CorrectionNote, Enclosure, FeedEntry, FeedFormat, FeedPage, Page, Picture, Site, Text
from digest.pages.pager import modified
from digest.pages.part import Part
from digest.pages.redirects import tag_folder
from digest.permalinks import collision_key, fold, url_of

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
"""When an empty feed changed last: it needs a date too, and that may not come from the clock."""

_DAY = re.compile(r"/(\d{4})/(\d\d)/(\d\d)/")


class Channel(Struct, frozen=True, array_like=True):
    """What a feed is of."""

    folder: str
    """The folder of its files below the site's root; '' for the site itself."""
    title: str
    description: str
    source: str
    """What it is called in messages."""
    former: tuple[str, ...] = ()
    """The folders that it had: its files are written there too, for those who follow it at the old address."""


def feeds(collections: Collections, site: Site, config: Config, links: Links) -> Iterator[Part]:
    """The newest articles of the site, and of each topic and tag that has a page; a part each, whatever the formats."""
    if not config.feed.formats:
        return
    yield _part(Channel("", site.title, site.description, "the feed"), collections.entries, site, config, links)
    former = _former_folders(collections, config, links)
    for term in (*collections.topics, *collections.tags):
        if _has_feed(term, config):
            title, source = f"{term.name} | {site.title}", f"the feed of the {term.kind} {term.name}"
            channel = Channel(f"{term.folder}/", title, term.description, source, former.get(term.folder, ()))
            yield _part(channel, term.entries, site, config, links)


def _has_feed(term: Term, config: Config) -> bool:
    if not config.feed.terms:
        return False
    if term.kind == "topic":
        return config.lists.topics > 0
    return config.lists.tags > 0 and len(term.entries) >= config.tags.min_count


MOST_CATEGORIES = 40
"""How many topics and tags an entry of a feed names: each of them has feeds of its own, in which the entry names all of them."""


def _former_folders(collections: Collections, config: Config, links: Links) -> dict[str, tuple[str, ...]]:
    """The folders that feeds of topics and tags had, by those that they have; none in which another feed or file stands now."""
    moved = [(f"topics/{old.text}", term.folder) for term in collections.topics for old in term.was]
    if config.tags.renamed:
        tags = {fold(tag.name): tag for tag in collections.tags}
        names = renamed_tags(config.tags.renamed)
        for renamed in config.tags.renamed:
            name = names.get(fold(renamed.old), "")
            if fold(name) in tags:
                moved.append((tag_folder(renamed.old, {}, config), tags[fold(name)].folder))
    if not moved:
        return {}
    taken = {collision_key(term.folder) for term in (*collections.topics, *collections.tags) if _has_feed(term, config)}
    taken |= {collision_key(path.removeprefix(STATIC).rpartition("/")[0]) for path in links.files if path.startswith(STATIC)}
    found: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    for old, now in moved:
        if collision_key(old) not in taken:
            taken.add(collision_key(old))
            found[now] += (f"{old}/",)
    return found


def _part(channel: Channel, entries: Sequence[Entry], site: Site, config: Config, links: Links) -> Part:
    newest = entries[-config.feed.entries :][::-1]
    is_full = config.feed.content == "full"
    # Most texts have no links into the site, and what the others have depends on other files: so it belongs to the key of the part.
    linked = tuple(
        (entry.gist.source, links.text(entry.article, absolute=True).attributes)
        for entry in newest
        if is_full and entry.gist.is_full and entry.gist.is_linked and entry.article.targets
    )
    pictures = tuple(
        (entry.gist.source, found) for entry in newest if entry.gist.is_linked and (found := _picture(entry, site.origin, links))
    )
    return Part(
        f"feeds of /{channel.folder}", _feeds, newest, (channel, linked, pictures, site.url, site.origin, site.feeds, is_full)
    )


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


def _picture(entry: Entry, origin: str, links: Links) -> FeedPicture | None:
    found = links.picture(entry.article)
    if found is None:
        return None
    url = found.url if is_whole(found.url) else origin + found.url
    kind = IMAGE_TYPES.get(urlsplit(url).path.rpartition(".")[2].lower(), "")
    file = links.picture_file(entry.article)
    return FeedPicture(replace(found, url=url), Enclosure(url, kind, file.size if file else 0) if kind else None)


def _feeds(
    newest: Sequence[Entry],
    channel: Channel,
    linked: tuple[tuple[str, tuple[str, ...]], ...],
    pictures: tuple[tuple[str, FeedPicture], ...],
    home: str,
    origin: str,
    formats: tuple[FeedFormat, ...],
    is_full: bool,
) -> Iterator[Page]:
    attributes, shown = dict(linked), dict(pictures)
    updated = modified(newest)
    entries = tuple(
        _entry(entry, attributes.get(entry.gist.source, ()), shown.get(entry.gist.source, FeedPicture()), home, origin, is_full)
        for entry in newest
    )
    of_channel = home + url_of(f"{channel.folder}index.html").removeprefix("/")
    for format in formats:
        context = FeedPage(
            title=channel.title,
            url=of_channel.removeprefix(origin) + format.file,
            description=channel.description,
            id=of_channel,
            home=of_channel,
            updated=updated or BEGINNING,
            entries=entries,
        )
        for folder in (channel.folder, *channel.former):
            yield Page(folder + format.file, format.file, context, channel.source, updated, in_sitemap=False)


def _entry(entry: Entry, attributes: tuple[str, ...], image: FeedPicture, home: str, origin: str, is_full: bool) -> FeedEntry:
    article, card = entry.article, entry.card
    return FeedEntry(
        id=entry_id(entry, home),
        url=origin + card.url,
        title=card.title,
        published=appeared(entry),
        updated=entry.gist.changed,
        authors=article.authors,
        categories=tuple(dict.fromkeys(link.name for link in (*card.topics, *entry.tags)))[:MOST_CATEGORIES],
        summary=card.summary,
        content=Text(article.body, attributes) if is_full and entry.mode == "full" and article.minutes else None,
        source=attribution(article.source, entry.outlet),
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
    own = entry.article.id
    if own.startswith(("tag:", "urn:", "https://", "http://")) and not any(c.isspace() for c in own):
        return own
    # Of an article that has moved the address and the day are those under which it was first published, if they are known.
    url = entry.first or entry.card.url
    day = _DAY.search(entry.first)
    date = "-".join(day.groups()) if day else entry.card.date.date().isoformat()
    return f"tag:{tag_authority(home)},{date}:{quote(own) if own else url}"
