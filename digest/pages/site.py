"""The struct `Site`, the values that templates of all pages see: title, urls of indexes and feeds, navigation, footer, years,
words, brand and theme options. `site_description.py` fills it."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from digest.grouping.card import Link
from digest.pages.brand_context import Brand
from digest.pages.page import PeriodLink


class FeedFormat(Struct, frozen=True, array_like=True):
    """A format of feeds. Each feed is in the folder of its page: `{{ topic.url }}{{ format.file }}`."""

    file: str
    """The name of the file and of its template, such as `feed.xml`."""
    type: str
    """The media type."""


class FooterLink(Struct, frozen=True, array_like=True):
    """A link of the footer."""

    name: str
    url: str
    rel: str = ""
    """The link type, such as `me` or `license`; '' for none."""


class Site(Struct, frozen=True):
    """The values that every page sees. Only the first article of a year or story, and the first correction, change them."""

    title: str
    description: str
    language: str
    direction: str
    """`ltr` or `rtl`."""
    url: str
    """The absolute URL of the front page."""
    home: str
    """The path of the front page, with the base path: `/`, or for example `/repo/`."""
    origin: str
    """Scheme and host. With the path of a page appended, it is the absolute URL of the page."""
    feed: str
    """The path of the site's feed in the first format; '' if there are no feeds."""
    feeds: tuple[FeedFormat, ...]
    """The formats of feeds. The feeds of the site are at `home`, the feeds of a topic, tag, source or author
    with a page at its `url`."""
    term_feeds: bool
    """True if topics, tags, sources and authors have their own feeds."""
    editions: str
    """The path of the list of editions; '' if the site has none."""
    tags: str
    """The path of the tag index; '' if there is none."""
    sources: str
    """The path of the index of sources; '' if there is none."""
    authors: str
    """The path of the index of authors; '' if there is none."""
    stories: str
    """The path of the index of stories; '' if there is none."""
    corrections: str
    """The path of the page of corrections; '' if there is none."""
    coverage: str
    """The path of the coverage calendar of the latest year; '' if there is none."""
    charts: bool
    """The setting `charts`."""
    search: str
    """The path of the search page; '' if there is none."""
    fediverse_creator: str
    """The account that Mastodon shows with links to articles; '' for none."""
    week_start: str
    """The setting `week_start`, such as `sunday`; '' for the first day of the week in the site's language."""
    nav: tuple[Link, ...]
    years: tuple[PeriodLink, ...]
    """The latest years with articles, newest first, at most 12. Each year's page links to the previous year."""
    assets: dict[str, str]
    """The paths of the theme's `static/` files on the site, by file (CSS and JavaScript have a hash in the name)."""
    strings: dict[str, Any]
    """The words of the theme in the site's language, as plain text."""
    untranslated: tuple[str, ...] = ()
    """The keys of `strings` that are in English because the language has no translation."""
    preview: bool = False
    """True for a preview with drafts (`digest build --preview`), which is hidden from search engines."""
    brand: Brand = Brand()
    """The colours and pictures of the site. Its fonts are only in the style sheet."""
    footer: tuple[FooterLink, ...] = ()
    """The links of the setting `footer`."""
    options: dict[str, Any] = {}
    """The options of the theme by name: values of the setting `theme_options`, or the defaults."""
