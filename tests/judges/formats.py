"""Validators of files for programs. Each yields complaints about one file, by the rules of its specification."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import feedparser
from jsonschema import Draft202012Validator
from lxml import etree

SCHEMAS = Path(__file__).parent / "schemas"
ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
DC = "{http://purl.org/dc/elements/1.1/}"
UNFIT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that are not allowed in XML 1.0 documents (section 2.2)."""
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")
_RFC822 = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z][a-z] \d{4} \d\d:\d\d:\d\d [+-]\d{4}")


def is_instant(text: str | None) -> bool:
    """Return whether the text is a date and time with an offset (RFC 3339)."""
    if not text or not _RFC3339.fullmatch(text):
        return False
    datetime.fromisoformat(text.upper())
    return True


def is_whole(address: object) -> bool:
    """Return whether it is an absolute web address, and a valid URI (RFC 3986) or IRI."""
    if not isinstance(address, str) or re.search(r'[\s<>"{}|\\^`]', address):
        return False
    parts = urlsplit(address)
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def is_uri(text: object) -> bool:
    """Return whether it begins with a scheme and contains no white space."""
    return isinstance(text, str) and re.fullmatch(r'[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"]+', text) is not None


class _Addresses(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attributes if name in ("href", "src")]


def relative(text: str) -> list[str]:
    """Return the relative addresses in an HTML fragment, including fragments of the page: feed readers cannot resolve them."""
    parser = _Addresses()
    parser.feed(text)
    parser.close()
    return [found for found in parser.found if not found.startswith(("https://", "http://", "mailto:"))]


def xml(data: bytes) -> Any:
    """Return the root of the document; raise an error for invalid XML and for a document type."""
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    assert not root.getroottree().docinfo.doctype
    return root


@cache
def _schema(name: str) -> Any:
    if name.endswith(".json"):
        return Draft202012Validator(json.loads((SCHEMAS / name).read_bytes()))
    tree = etree.parse(SCHEMAS / name)
    return etree.RelaxNG(tree) if name.endswith(".rng") else etree.XMLSchema(tree)


def judge_by_schema(name: str, root: Any) -> Iterator[str]:
    """Yield violations of a schema in this folder; `root` is the root element, or the decoded JSON."""
    schema = _schema(name)
    if isinstance(schema, Draft202012Validator):
        yield from (f"{name}: {error.json_path}: {error.message}" for error in schema.iter_errors(root))
    elif not schema.validate(root):
        yield from (f"{name}:{error.line}: {error.message}" for error in schema.error_log)


def judge_by_feedparser(data: bytes) -> Iterator[str]:
    """Yield complaints of feedparser, the most common feed reader library."""
    found = feedparser.parse(data)
    if found.bozo:
        yield f"feedparser: {found.get('bozo_exception')}"
    if not found.version:
        yield "feedparser knows no such format"


def _once(element: Any, *names: str) -> Iterator[str]:
    for name in names:
        count = len(element.findall(name))
        if count != 1:
            yield f"{element.tag} has {count} of {name}"


def _double(what: list[str | None]) -> Iterator[str]:
    if len(set(what)) != len(what):
        yield f"a duplicate id: {sorted(map(str, what))}"


def judge_atom(data: bytes) -> Iterator[str]:
    """Yield complaints about an Atom feed (RFC 4287)."""
    yield from judge_by_feedparser(data)
    feed = xml(data)
    yield from judge_by_schema("atom.rng", feed)
    if feed.tag != f"{ATOM}feed":
        yield f"the root is {feed.tag}"
    entries = feed.findall(f"{ATOM}entry")
    has_author = feed.find(f"{ATOM}author") is not None
    for element in (feed, *entries):
        yield from _once(element, f"{ATOM}id", f"{ATOM}title", f"{ATOM}updated")
        if not is_uri(element.findtext(f"{ATOM}id")):
            yield f"an id {element.findtext(f'{ATOM}id')!r}"
        for name in ("updated", "published"):
            if any(not is_instant(found.text) for found in element.findall(ATOM + name)):
                yield f"a date {element.findtext(ATOM + name)}"
        for once in ("published", "summary", "content", "subtitle"):
            if len(element.findall(ATOM + once)) > 1:
                yield f"more than one {once}"
        for link in element.findall(f"{ATOM}link"):
            if not is_whole(link.get("href")):
                yield f"an address {link.get('href')}"
        alternates = [link.get("type") for link in element.findall(f"{ATOM}link") if link.get("rel", "alternate") == "alternate"]
        if len(set(alternates)) != len(alternates):
            yield "two alternates of one type"
        if not (element.findtext(f"{ATOM}title") or "").strip():
            yield "a title without a text"
    for author in feed.iter(f"{ATOM}author"):
        yield from _once(author, f"{ATOM}name")
    for category in feed.iter(f"{ATOM}category"):
        if not category.get("term"):
            yield "a category without a term"
    yield from _double([entry.findtext(f"{ATOM}id") for entry in entries])
    if not [link for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]:
        yield "no link to itself"
    for entry in entries:
        if not has_author and entry.find(f"{ATOM}author") is None:
            yield "an entry without an author"
        content = entry.find(f"{ATOM}content")
        if content is None and not [link for link in entry.findall(f"{ATOM}link") if link.get("rel", "alternate") == "alternate"]:
            yield "an entry with neither content nor alternate"
        if content is not None:
            yield from (f"a relative address {address}" for address in relative(content.text or ""))


def judge_json_feed(data: bytes) -> Iterator[str]:
    """Yield complaints about a JSON feed (jsonfeed.org, version 1.1), which feedparser does not support."""
    feed = json.loads(data)
    yield from judge_by_schema("jsonfeed.json", feed)
    known = {"version", "title", "home_page_url", "feed_url", "description", "favicon", "icon", "authors", "language", "items"}
    yield from (f"an unknown key {key}" for key in feed.keys() - known)
    if feed.get("version") != "https://jsonfeed.org/version/1.1":
        yield f"version {feed.get('version')}"
    if not isinstance(feed.get("title"), str) or not isinstance(feed.get("items"), list):
        yield "no title or no items"
    yield from (
        f"{key} is no address" for key in ("home_page_url", "feed_url", "favicon") if key in feed and not is_whole(feed[key])
    )
    texts = {"id", "title", "content_html", "content_text", "summary", "language"}
    known_in_items = texts | {"url", "external_url", "image", "date_published", "date_modified", "authors", "tags"}
    for item in feed["items"]:
        yield from (f"an unknown key {key} in an item" for key in item.keys() - known_in_items)
        yield from (f"{key} is no text" for key in texts & item.keys() if not isinstance(item[key], str) or not item[key])
        yield from (f"{key} is no address" for key in ("url", "external_url", "image") if key in item and not is_whole(item[key]))
        yield from (f"{key} is no date" for key in ("date_published", "date_modified") if not is_instant(item.get(key)))
        if "id" not in item or not ("content_html" in item or "content_text" in item):
            yield "an item without id or content"
        if not all(isinstance(tag, str) and tag for tag in item.get("tags", [])):
            yield f"tags {item['tags']}"
        if not all(author.keys() & {"name", "url", "avatar"} for author in item.get("authors", [])):
            yield f"authors {item['authors']}"
        yield from (f"a relative address {address}" for address in relative(item.get("content_html", "")))
    yield from _double([item.get("id") for item in feed["items"]])


def judge_rss(data: bytes) -> Iterator[str]:
    """Yield complaints about an RSS feed (rssboard.org, RSS 2.0 and its best practices profile)."""
    yield from judge_by_feedparser(data)
    root = xml(data)
    if root.tag != "rss" or root.get("version") != "2.0":
        yield f"the root is {root.tag}"
    yield from _once(root, "channel")
    channel = root.find("channel")
    yield from _once(channel, "title", "link", "description", f"{ATOM}link")
    if not is_whole(channel.findtext("link")) or not is_whole(channel.find(f"{ATOM}link").get("href")):
        yield "a channel's address"
    items = channel.findall("item")
    for item in items:
        yield from _once(item, "title", "link", "guid", "pubDate")
        if not is_whole(item.findtext("link")):
            yield f"an address {item.findtext('link')}"
        if item.find("guid").get("isPermaLink") != "false":
            yield "an id that is called an address"
        text = item.findtext(f"{CONTENT}encoded") or item.findtext("description") or ""
        yield from (f"a relative address {address}" for address in relative(text))
    for date in (found.text for name in ("pubDate", "lastBuildDate") for found in channel.iter(name)):
        if not _RFC822.fullmatch(date or "") or f"{parsedate_to_datetime(date):%a}" != date[:3]:
            yield f"a date {date}"
    yield from _double([item.findtext("guid") for item in items])


JUDGES = {"feed.xml": judge_atom, "feed.json": judge_json_feed, "rss.xml": judge_rss}
"""The validators of feeds, by file name; feeds may be in any folder."""


SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


def _tree(root: Any, shape: dict[str, tuple[str, ...]]) -> Iterator[str]:
    """Yield deviations from a shape: the ordered children of each element; `?` marks optional ones, `*` any number."""
    for element in root.iter():
        names = [child.tag for child in element]
        pattern = "".join(
            f"(<{re.escape(name.rstrip('?*'))}>){name[-1] if name[-1] in '?*' else ''}" for name in shape.get(element.tag, ())
        )
        if element.tag not in shape or not re.fullmatch(pattern, "".join(f"<{name}>" for name in names)):
            yield f"{element.tag} holds {names}"
        if element.attrib or (names and (element.text or "").strip()):
            yield f"{element.tag} has attributes or a text"


def judge_sitemap(data: bytes) -> Iterator[str]:
    """Yield complaints about a sitemap, a sitemap index or a news sitemap (sitemaps.org, protocol 0.9)."""
    root = xml(data)
    yield from judge_by_schema("siteindex.xsd" if root.tag == f"{SITEMAP}sitemapindex" else "sitemap.xsd", root)
    if root.tag == f"{SITEMAP}sitemapindex":
        shape = {root.tag: (f"{SITEMAP}sitemap*",), f"{SITEMAP}sitemap": (f"{SITEMAP}loc", f"{SITEMAP}lastmod?")}
    elif NEWS.strip("{}") in root.nsmap.values():
        shape = {root.tag: (f"{SITEMAP}url*",), f"{SITEMAP}url": (f"{SITEMAP}loc", f"{NEWS}news")}
        shape[f"{NEWS}news"] = (f"{NEWS}publication", f"{NEWS}publication_date", f"{NEWS}title")
        shape[f"{NEWS}publication"] = (f"{NEWS}name", f"{NEWS}language")
    else:
        shape = {f"{SITEMAP}urlset": (f"{SITEMAP}url*",), f"{SITEMAP}url": (f"{SITEMAP}loc", f"{SITEMAP}lastmod?")}
    leaves = [SITEMAP + "loc", SITEMAP + "lastmod", *(NEWS + name for name in ("publication_date", "title", "name", "language"))]
    yield from _tree(root, shape | dict.fromkeys(leaves, ()))
    addresses = [found.text for found in root.iter(f"{SITEMAP}loc")]
    yield from _double(addresses)
    yield from (
        f"an address {address!r}" for address in addresses if not is_whole(address) or not address.isascii() or len(address) >= 2048
    )
    dates = [found.text for name in (f"{SITEMAP}lastmod", f"{NEWS}publication_date") for found in root.iter(name)]
    yield from (f"a date {date!r}" for date in dates if not is_instant(date))
    yield from (f"an empty {found.tag}" for found in root.iter(*leaves) if not (found.text or "").strip())
    for language in root.iter(f"{NEWS}language"):
        if not re.fullmatch("[a-z]{2,3}|zh-cn|zh-tw", language.text or ""):
            yield f"a language {language.text}"
    if len(root) > (1000 if f"{NEWS}news" in shape else 50_000) or len(data) > 50 * 1024 * 1024:
        yield "too long"
