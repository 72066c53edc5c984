"""The table of front-matter fields: what an article may say in its head, and how each value is read."""

from __future__ import annotations

import re
from functools import lru_cache, partial
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from msgspec import Struct

from digest import plainyaml, schema
from digest.articles.dates import DateFault, Moment, read_date, zone_of
from digest.errors import Faults
from digest.languages import read_language
from digest.permalinks import slug, slug_fault, url_fault
from digest.plainyaml import Node, Scalar
from digest.schema import Field, Reader, Table, table, wrong


class Mark(Struct, frozen=True, array_like=True):
    """A text with its place in the file, for what is checked only when all files are known."""

    text: str
    line: int
    column: int


class Citation(Struct, frozen=True, array_like=True):
    """Where something was published: an outlet's name, and the address, title, authors and day of the piece."""

    name: str = ""
    url: str = ""
    title: str = ""
    author: str = ""
    published: Moment | None = None
    lang: str = ""
    line: int = 0
    column: int = 0


class Image(Struct, frozen=True, array_like=True):
    """The picture of an article; `src` is relative to the article, from the root, or a whole address."""

    src: str
    alt: str = ""
    credit: str = ""
    caption: str = ""
    line: int = 0
    column: int = 0


class Quote(Struct, frozen=True, array_like=True):
    """Words of somebody."""

    text: str
    by: str = ""


class Correction(Struct, frozen=True, array_like=True):
    """What was wrong in the article, and when that was put right."""

    date: Moment
    text: str


def moment(node: Node, name: str, faults: Faults, zone: ZoneInfo) -> Moment | None:
    """A date with or without a time."""
    if not isinstance(node, Scalar):
        return wrong(node, faults, f"{name} must be a date", "write such as 2026-01-04")
    if schema.is_empty(node):
        return None
    try:
        return read_date(node.text, zone)
    except DateFault as fault:
        return faults.add(node.line, node.column, "E203", f"{name}: {fault}", fault.hint)


def url(node: Node, name: str, faults: Faults) -> str | None:
    """The address of a page on the web."""
    value = schema.text(node, name, faults)
    if value is None:
        return None
    if not _is_url(value):
        return wrong(node, faults, f"{name} must be a web address", "write one that begins with https:// or http://")
    return value


_PLAIN_URL = re.compile(r"https?://[A-Za-z0-9.-]+(?:[/?#][!#-;=?-~]*+)?")
_UNFIT_IN_URL = re.compile(r'[\s<>"]')


def _is_url(text: str) -> bool:
    if _PLAIN_URL.fullmatch(text):
        return True
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not _UNFIT_IN_URL.search(text)


def _picture(node: Node, name: str, faults: Faults) -> str | None:
    """A file of the site, or an address on the web."""
    value = schema.text(node, name, faults)
    if value is not None and ":" in re.split("[/?#]", value, maxsplit=1)[0] and not _is_url(value):
        return wrong(node, faults, f"{name} must be a file or a web address", "name a file beside the article, or write https://…")
    return value


def _marks(node: Node, name: str, faults: Faults) -> tuple[Mark, ...] | None:
    found = schema.marked_texts(node, name, faults)
    if found is None:
        return None
    once = {scalar.text: Mark(scalar.text, scalar.line, scalar.column) for scalar in reversed(found)}
    return tuple(reversed(once.values()))


def _tags(node: Node, name: str, faults: Faults) -> tuple[Mark, ...] | None:
    marks = _marks(node, name, faults)
    for mark in marks or ():
        if len(mark.text.encode()) > 200:
            faults.add(mark.line, mark.column, "E202", f"the tag {mark.text[:20]}… is longer than 200 bytes", "shorten it")
    return marks


def _slug(node: Node, name: str, faults: Faults) -> str | None:
    value = schema.text(node, name, faults)
    if value is None:
        return None
    if slug_fault(value):
        return faults.add(node.line, node.column, "E204", slug_fault(value), _own_slug(slug(value)))
    return value


def _own_slug(near: str) -> str:
    """What to write instead of a slug that cannot be, when this is the nearest that could."""
    if not near:
        return "use letters, digits and -"
    return f"add a word, such as {near}-news" if slug_fault(near) else f"write {near}"


def _aliases(node: Node, name: str, faults: Faults) -> tuple[Mark, ...] | None:
    marks = _marks(node, name, faults)
    for mark in marks or ():
        if url_fault(mark.text):
            hint = "write such as /2025/old-name/"
            faults.add(
                mark.line, mark.column, faults.wrong, f"{mark.text} is not a path of this site: {url_fault(mark.text)}", hint
            )
    return marks


def _record(fields: Table, make: type[Struct], short: str, needs: tuple[str, ...]) -> Reader:
    """A reader of a mapping that becomes `make`; a text alone is its field `short`."""
    placed = "line" in make.__struct_fields__

    def read(node: Node, name: str, faults: Faults) -> object:
        place = {"line": node.line, "column": node.column} if placed else {}
        if isinstance(node, Scalar):
            for need in needs:
                if need != short:
                    return wrong(node, faults, f"{name} needs {need}", f"write {{{need}: …, {short}: …}}")
            value = fields[short].read(node, name, faults)
            return None if value is None else make(**{short: value}, **place)
        if isinstance(node, plainyaml.Sequence):
            return wrong(node, faults, f"{name} must be text or a mapping", f"write {name}: and below it, indented, {short}: …")
        values = schema.read_fields(node, fields, faults, what=f"key of {name}:")
        noted = {(fault.line, fault.column) for fault in faults.found}
        for need in needs:
            given = next((found for key in (need, *fields[need].spellings) if (found := node.get(key))), node)
            if need not in values and (given is node or (given.line, given.column) not in noted):
                wrong(given, faults, f"{name} needs {need}", f"add {need}: …")
        return make(**values, **place) if all(need in values for need in needs) else None

    return read


def _many(read_one: Reader) -> Reader:
    def read(node: Node, name: str, faults: Faults) -> tuple[object, ...]:
        found = (read_one(item, name, faults) for item in schema.items_of(node))
        return tuple(item for item in found if item is not None)

    return read


_MODES = ("link", "excerpt", "full")
_KINDS = ("article", "brief", "link", "quote")
_NOT_PUBLIC = ("draft", "drafts", "private", "pending", "hidden", "unlisted", "unpublished", "trash", "in progress", "wip")
_DRAFTS = {
    "published": (*schema.FALSE, "0"),
    "publish": (*schema.FALSE, "0"),
    "status": _NOT_PUBLIC,
    "visibility": _NOT_PUBLIC,
    "isDraft": schema.TRUE,
    "hidden": schema.TRUE,
    "unlisted": schema.TRUE,
}
"""How Jekyll, Pelican, WordPress, Obsidian, Docusaurus and themes of Hugo say that a text is for no reader, or for no list."""

_OWN_ADDRESS = "aliases: [/old/path/] keeps an old address, slug: … names the page, permalink in digest.yml makes all addresses"
_WEIGHT = schema.number(-1000, 1000)


@lru_cache(maxsize=8)
def article_fields(zone_name: str) -> Table:
    """The fields of an article whose site is in this time zone."""
    date = partial(moment, zone=zone_of(zone_name))
    citation = table(
        Field("name", schema.text, "the outlet, or its name in content/sources.yml"),
        Field("url", url, "the address of the original", ("link",)),
        Field("title", schema.text, "the original's headline"),
        Field("author", schema.text, "who wrote it", ("authors",)),
        Field("published", date, "when it was published", ("date",)),
        Field("lang", read_language, "its language", ("language",)),
    )
    image = table(
        Field("src", _picture, "the file beside the article, a path of the site, or an address", ("path", "url", "file", "image")),
        Field("alt", schema.text, "what it shows, for those who cannot see it"),
        Field("credit", schema.text, "who made it"),
        Field("caption", schema.text, "the line under it"),
    )
    quote = table(Field("text", schema.text, "the words"), Field("by", schema.text, "who said them", ("author", "name")))
    correction = table(Field("date", date, "when it was corrected"), Field("text", schema.text, "what was wrong"))
    cite = _record(citation, Citation, "name", ())
    return table(
        Field("title", schema.optional_text, "the headline; the source's own, if `headline` is given. Required"),
        Field("headline", schema.optional_text, "our headline, shown instead of `title`"),
        Field(
            "date",
            date,
            "the day or the instant of the article. Required, unless the file name begins with it",
            ("pubDate", "pubDatetime"),
        ),
        Field(
            "updated", date, "when the text last changed", ("lastmod", "modified", "last_modified_at", "updatedDate", "modDatetime")
        ),
        Field("publish_at", date, "not published before this instant (embargo)", ("publishDate",)),
        Field("expires", date, "not published from this instant on", ("expiryDate", "expiry")),
        Field(
            "draft",
            schema.flag,
            "a draft is not published; `published: false`, `status: draft` and the like of other programs say so too, with a note",
            implied_by=_DRAFTS,
        ),
        Field(
            "topics",
            _marks,
            "slugs from content/topics.yml, the first is the main one. Required",
            ("category", "categories"),
            short="topic",
            most=20,
        ),
        Field("tags", _tags, "free key words", ("keywords",), short="tag", most=100),
        Field("source", cite, "the original: its outlet's name, or `{name, url, title, author, published, lang}`"),
        Field("source_url", url, "the address of the original, in the short form", ("external_url", "original_url")),
        Field("via", cite, "where the curator found it: a name, or a mapping as in `source`"),
        Field("also", _many(cite), "other outlets' coverage: a list of mappings as in `source`", most=500),
        Field("authors", schema.texts, "who wrote the article", ("author", "byline"), most=100),
        Field(
            "summary",
            schema.optional_text,
            "one or two sentences for lists and feeds; else the first paragraph",
            ("description", "excerpt"),
        ),
        Field("why", schema.optional_text, "one sentence: why it matters"),
        Field("points", schema.texts, "the points in short, as a list", most=100),
        Field("quote", _record(quote, Quote, "text", ("text",)), "words of somebody: a text, or `{text, by}`"),
        Field("featured", schema.flag, "a lead story of its day", ("feature",)),
        Field("weight", _WEIGHT, "order within a day on front pages of lists: lower comes first, after the featured"),
        Field("pin_until", date, "kept on top of the front pages of its lists until this instant"),
        Field("kind", schema.choice(*_KINDS), "`article`, `brief`, `link` or `quote`", ("type",)),
        Field("story", schema.optional_text, "the story that it belongs to; stories have no pages yet"),
        Field(
            "image",
            _record(image, Image, "src", ("src",)),
            "a picture: a file, or `{src, alt, credit, caption}`",
            ("cover", "featured_image", "heroImage", "coverImage"),
        ),
        Field("lang", read_language, "the language, if it is not the site's", ("language", "locale")),
        Field("slug", _slug, "its name in the url, instead of the file's name"),
        Field("aliases", _aliases, "old paths of this site that lead here: each becomes a redirect", ("redirect_from",), most=200),
        Field(
            "corrections",
            _many(_record(correction, Correction, "text", ("date", "text"))),
            "what was put right: a list of `{date, text}`",
            most=500,
        ),
        Field("mode", schema.choice(*_MODES), "what is published of the text: `link`, `excerpt` or `full`"),
        Field("id", schema.text, "its identity in feeds, kept for ever", ("guid", "uuid")),
        Field("extra", schema.plain_mapping, "keys of your own, for your theme"),
        others={
            "layout": (),
            "published": schema.TRUE,
            "publish": schema.TRUE,
            "status": ("published", "publish", "public", "final", "finished", "done", "evergreen"),
            "visibility": ("public",),
            "isDraft": schema.FALSE,
            "hidden": schema.FALSE,
            "unlisted": schema.FALSE,
            "type": schema.Unlike(*_KINDS),
        },
        hints={
            "published": "write date: … for the day, or draft: true",
            "permalink": _OWN_ADDRESS,
            "url": _OWN_ADDRESS,
            "created": "write date: …, or put it under extra:",
        },
    )
