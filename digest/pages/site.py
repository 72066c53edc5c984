"""The Site: the values that all pages see. `site_description` fills it."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from digest.grouping.card import Link
from digest.pages.brand_context import Brand
from digest.pages.page import PeriodLink


class FeedFormat(Struct, frozen=True, array_like=True):
    """A format of feeds. Each feed is beside its page: `{{ topic.url }}{{ format.file }}`."""

    file: str
    """The name of the file and of its template, such as `feed.xml`."""
    type: str
    """Its media type."""


class FooterLink(Struct, frozen=True, array_like=True):
    """A link of the footer."""

    name: str
    url: str
    rel: str = ""
    """What it is to the site, such as `me` or `license`; '' for nothing."""


class Site(Struct, frozen=True):
    """What every page sees. An article changes it only if it is the first of its year, story or correction."""

    title: str
    description: str
    language: str
    direction: str
    """`ltr` or `rtl`."""
    url: str
    """The full address of the front page."""
    home: str
    """The path of the front page, with the base path: `/`, or for example `/repo/`."""
    origin: str
    """Scheme and host. Followed by the path of a page, it is the full address of the page."""
    feed: str
    """The path of the site's feed in the first format; '' if there are no feeds."""
    feeds: tuple[FeedFormat, ...]
    """The formats of feeds. The feeds of the site are at `home`, the feeds of a topic, tag, source or author
    with a page at its `url`."""
    term_feeds: bool
    """Whether topics, tags, sources and authors have feeds of their own."""
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
    """The account that Mastodon shows below links to articles; '' for none."""
    week_start: str
    """The setting `week_start`, such as `sunday`; '' for the first day of the week in the site's language."""
    nav: tuple[Link, ...]
    years: tuple[PeriodLink, ...]
    """The pages of the latest years with articles, the newest first, at most 12. Each page links to the previous year."""
    assets: dict[str, str]
    """Each file of the theme's `static/`, and its path on the site (CSS and JavaScript with a hash in the name)."""
    strings: dict[str, Any]
    """The words of the theme in the site's language, as plain text."""
    untranslated: tuple[str, ...] = ()
    """The names of the words that are in English because the language lacks them."""
    preview: bool = False
    """Whether the site is a preview with drafts (`digest build --preview`), hidden from search engines."""
    brand: Brand = Brand()
    """Colours and pictures of the site; its fonts are only in the style sheet."""
    footer: tuple[FooterLink, ...] = ()
    """The links that `footer` sets."""
    options: dict[str, Any] = {}
    """The options of the theme by name, from `theme_options` or with their defaults."""
