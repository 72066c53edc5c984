"""Page, File, Site and Context: what all kinds of page share. The context of each kind stands beside its planner.

A page's key is the hash of its context, so whatever a template shows has to be in it, and whatever is in it rewrites the page when
it changes. That is why a link to a term is a name and a url, never the term with its counts.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec import Struct

from digest.grouping.link import Link
from digest.pages.brand import Brand
from digest.pages.variants import Variant


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
    """The path of the front page, with the base path: `/` or such as `/repo/`."""
    origin: str
    """Scheme and host. With the path of a page behind it, this is the full address of the page."""
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
    """The first day of the week by the settings, such as `sunday`; '' for the one of the language."""
    nav: tuple[Link, ...]
    years: tuple[PeriodLink, ...]
    """The pages of the latest years with articles, the newest first, at most 12. Each page links to the year before."""
    assets: dict[str, str]
    """Each file of the theme's `static/`, and its path on the site (CSS and JavaScript with a hash in the name)."""
    strings: dict[str, Any]
    """The words of the theme in the site's language, as plain text."""
    untranslated: tuple[str, ...] = ()
    """The names of those words that are English because the language lacks them."""
    preview: bool = False
    """Whether the site is a preview with drafts (`digest build --preview`), which search engines must not show."""
    brand: Brand = Brand()
    """Colours and pictures of the site; its fonts are in the style sheet alone."""
    footer: tuple[FooterLink, ...] = ()
    """The links that `footer` sets."""
    options: dict[str, Any] = {}
    """The options of the theme by name, as `theme_options` sets them or by default."""


class Text(Struct, frozen=True, array_like=True):
    """The text of an article: its key in the cache, and the targets of its links and images. `html(text)` returns its HTML.

    In feeds use `html(text, url)`: then links to headings of the text begin with the full address of its page."""

    key: str
    attributes: tuple[str, ...] = ()


class PeriodLink(Struct, frozen=True, array_like=True):
    """A year, month or day: its first instant and its page."""

    date: datetime
    url: str


class Context(Struct, frozen=True, tag=True, omit_defaults=True):
    """What every kind of page has. `url` is a path with the base path; `lang` is '' where it is the site's."""

    title: str
    url: str = ""
    description: str = ""
    lang: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """The keys of the texts that the page shows."""
        return ()


class Outline(Struct, frozen=True, array_like=True):
    """What the plan knows of a page, as far as other pages and the check of paths need it."""

    path: str
    """Below the site's root, such as `topics/diplomacy/index.html`."""
    source: str
    """What it is made of, for messages: a content file, or such as `the tag AI`."""
    modified: datetime | None = None
    """When what it shows last changed, if it has a date."""
    in_sitemap: bool = True


class StoredPart(Struct, frozen=True, array_like=True):
    """What the last build stored of a part."""

    key: str
    outlines: tuple[Outline, ...]


class Page(Struct, frozen=True):
    """One output file, and everything its template may know."""

    path: str
    template: str
    context: Context
    source: str = ""
    """What it is made of, for messages; of an extension's page the planner says it."""
    modified: datetime | None = None
    in_sitemap: bool = True

    @property
    def outline(self) -> Outline:
        """The page without its template and context."""
        return Outline(self.path, self.source, self.modified, self.in_sitemap)


ASSETS = "assets/"

LIST_TEMPLATE = "list.html"

LIST_TEMPLATES = tuple(f"{kind}.html" for kind in ("edition", "day", "month", "year", "topic", "tag", "source", "author", "story"))
"""Templates of one kind of list each: of a theme that lacks one, `list.html` makes those pages."""


def list_template(kind: str) -> str:
    """The template of the pages of such a list."""
    name = f"{kind}.html"
    return name if name in LIST_TEMPLATES else LIST_TEMPLATE


class File(Struct, frozen=True):
    """One output file that is no page: a copy, a variant of a picture, or a style sheet, whose bytes are `data`."""

    path: str
    origin: str
    """The file that it is made of."""
    hash: str
    """Of a copy the hash of its bytes, of a variant its key: if it changes, the file is made again."""
    variant: Variant | None = None
    """What is made of the picture `origin`; None for other files."""
    data: bytes | None = None
    """What is in it; None for a copy and a variant."""


class Asset(Struct, frozen=True):
    """A file in content/ that is no article: its path, the hash of its bytes, and its size in pixels if it is an image."""

    path: str
    hash: str
    width: int = 0
    height: int = 0
    size: int = 0
    """In bytes."""
    is_whole: bool = True
    """Whether it is as its format wants it, as far as that is looked at."""
    is_still: bool = False
    """Whether it is an image of which smaller ones can be made."""
    problem: str = ""
    """Why that is not possible although it should be; '' as long as nothing is known."""
