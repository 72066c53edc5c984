"""Page, and everything that a template may know: one frozen class a kind of page, and the Site that all pages share.

A page's key is the fingerprint of these values, so whatever a template shows has to be in them, and whatever is in them rewrites
the page when it changes. That is why a link to a term is a name and a url, never the term with its counts.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec import Struct

from digest.articles.dates import Moment
from digest.articles.fields import Quote
from digest.grouping.entry import Card, Link


class FeedFormat(Struct, frozen=True, array_like=True):
    """A format of the site's feeds. What has feeds has one of each format, beside its page: `{{ topic.url }}{{ format.file }}`."""

    file: str
    """The name of its files, and of its template: such as `feed.xml`."""
    type: str
    """Its media type."""


class Site(Struct, frozen=True):
    """What every page knows. Nothing in it changes with an article, but for the first one of a year."""

    title: str
    description: str
    language: str
    direction: str
    """`ltr` or `rtl`."""
    url: str
    """The whole address of the front page."""
    home: str
    """The path of the front page, with the base path: `/` or such as `/repo/`."""
    origin: str
    """Scheme and host: before a path of a page, its whole address."""
    feed: str
    """The path of the site's feed in the first format; '' if there are no feeds."""
    feeds: tuple[FeedFormat, ...]
    """The formats of feeds. The site has them at its `home`, each topic and tag that has a page at its `url`."""
    term_feeds: bool
    """Whether topics and tags have feeds of their own."""
    tags: str
    """The path of the tag index; '' if there is none."""
    search: str
    """The path of the search page; '' if there is none."""
    fediverse_creator: str
    """The account that Mastodon names under links to articles; '' for none."""
    nav: tuple[Link, ...]
    years: tuple[PeriodLink, ...]
    """The pages of the latest years that have articles, the newest first: at most 12, and each leads to the year before."""
    assets: dict[str, str]
    """Each file of the theme's `static/`, and its path on the site (CSS and JavaScript with a hash in the name)."""
    strings: dict[str, Any]
    """The words of the theme in the site's language."""
    preview: bool = False
    """Whether the site is only to be looked at, with drafts: `digest build --preview`. Its pages are not for search engines."""


class Text(Struct, frozen=True, array_like=True):
    """The text of an article: the key under which it is remembered, and what stands at its targets. `html(text)` makes it HTML.

    For feeds `html(text, url)` lets links to places in the text begin with the whole address of its page."""

    key: str
    attributes: tuple[str, ...] = ()


class Attribution(Struct, frozen=True, array_like=True):
    """Where something was published."""

    name: str
    url: str = ""
    title: str = ""
    author: str = ""
    published: Moment | None = None
    lang: str = ""


class Picture(Struct, frozen=True, array_like=True):
    """An image: its address, its size in pixels (0 if unknown), and the words about it."""

    url: str
    width: int = 0
    height: int = 0
    alt: str = ""
    credit: str = ""
    caption: str = ""


class CorrectionNote(Struct, frozen=True, array_like=True):
    """What was put right, and when."""

    date: Moment
    text: str


class PeriodLink(Struct, frozen=True, array_like=True):
    """A year, month or day: its first instant and its page."""

    date: datetime
    url: str


class PeriodCount(Struct, frozen=True, array_like=True):
    """A part of a period, and how many articles it has; `url` is '' if it has no page."""

    date: datetime
    url: str
    count: int


class TagCount(Struct, frozen=True, array_like=True):
    """A tag and how many articles it has; `url` is '' if it has no page."""

    name: str
    url: str
    count: int


class TagGroup(Struct, frozen=True, array_like=True):
    """The tags that begin with one letter."""

    letter: str
    tags: tuple[TagCount, ...]


class Section(Struct, frozen=True, array_like=True):
    """The articles of one topic within an edition."""

    topic: Link
    cards: tuple[Card, ...]


class Edition(Struct, frozen=True, array_like=True):
    """One day's articles: the lead stories, then the others by topic in the registry's order."""

    date: datetime
    url: str
    leads: tuple[Card, ...]
    sections: tuple[Section, ...]


class DayCards(Struct, frozen=True, array_like=True):
    """The articles of an earlier day; `url` is '' if days have no pages."""

    date: datetime
    url: str
    cards: tuple[Card, ...]


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


class ArticlePage(Context, frozen=True, tag=True, kw_only=True):
    """An article."""

    source_title: str = ""
    """The original's headline, where ours differs."""
    date: datetime
    timed: bool = False
    """Whether the article has a time, or only a day."""
    updated: Moment | None = None
    modified: Moment | None = None
    """`updated` or the last correction, whichever is later."""
    kind: str = "article"
    featured: bool = False
    badge: str = ""
    mode: str = "full"
    """`full`, `excerpt` or `link`: with the latter two `body` is None."""
    topics: tuple[Link, ...] = ()
    tags: tuple[Link, ...] = ()
    authors: tuple[str, ...] = ()
    source: Attribution | None = None
    via: Attribution | None = None
    also: tuple[Attribution, ...] = ()
    summary: str = ""
    """The article's own summary; '' if it has none."""
    excerpt: str = ""
    """The beginning of the text, as plain text."""
    why: str = ""
    points: tuple[str, ...] = ()
    quote: Quote | None = None
    image: Picture | None = None
    corrections: tuple[CorrectionNote, ...] = ()
    minutes: int = 1
    """How long the text takes to read; 0 if the article has none, and then `body` is None too."""
    body: Text | None = None
    day: Link | None = None
    """The page of the article's day."""
    newer: Link | None = None
    older: Link | None = None
    extra: dict[str, Any] = {}

    @property
    def texts(self) -> tuple[str, ...]:
        """The keys of the texts that the page shows."""
        return (self.body.key,) if self.body else ()


class PlainPage(Context, frozen=True, tag=True, kw_only=True):
    """A page in no group, such as About."""

    body: Text
    updated: Moment | None = None
    extra: dict[str, Any] = {}

    @property
    def texts(self) -> tuple[str, ...]:
        """The keys of the texts that the page shows."""
        return (self.body.key,)


class FrontPage(Context, frozen=True, tag=True, kw_only=True):
    """The front page: the latest edition, then earlier days."""

    edition: Edition | None = None
    pinned: tuple[Card, ...] = ()
    """Kept on top, whatever their day; they stand nowhere else on the page."""
    earlier: tuple[DayCards, ...] = ()
    older_page: str = ""


class ListPage(Context, frozen=True, tag=True, kw_only=True):
    """A page of a list: of a topic, tag, year, month or day, or an older page of the front page's."""

    kind: str
    """`front`, `topic`, `tag`, `year`, `month` or `day`."""
    date: datetime | None = None
    """The first instant of a period; None for other lists."""
    cards: tuple[Card, ...] = ()
    number: int = 0
    """The number of an older page, from the oldest; 0 for the first page, which has the newest."""
    count: int = 0
    """How many articles the whole list has; 0 on numbered pages."""
    first_page: str = ""
    """The list's first page; '' on that page itself."""
    newer_page: str = ""
    older_page: str = ""
    parts: tuple[PeriodCount, ...] = ()
    """The months of a year, the days of a month."""
    previous: PeriodLink | None = None
    next: PeriodLink | None = None
    up: PeriodLink | None = None
    """The month of a day, the year of a month."""


class TagsPage(Context, frozen=True, tag=True, kw_only=True):
    """The tag index."""

    groups: tuple[TagGroup, ...] = ()


class NotFoundPage(Context, frozen=True, tag=True, kw_only=True):
    """404.html."""


class RedirectPage(Context, frozen=True, tag=True, kw_only=True):
    """A page that has moved: its title is that of the page to which it leads."""

    target: str
    """The path of that page, with the base path."""


class Enclosure(Struct, frozen=True, array_like=True):
    """A file that belongs to an entry of a feed: its whole address, media type, and length in bytes (0 if unknown)."""

    url: str
    type: str
    length: int = 0


class FeedEntry(Struct, frozen=True, array_like=True):
    """One article in a feed; urls are whole addresses."""

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
    """The image as a file; None if nobody knows its type."""
    corrections: tuple[CorrectionNote, ...] = ()


class FeedPage(Context, frozen=True, tag=True, kw_only=True):
    """A feed of the site, a topic or a tag, in one format; `updated` comes from its entries alone."""

    id: str
    home: str
    """The whole address of the page that it belongs to."""
    updated: datetime
    entries: tuple[FeedEntry, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """The keys of the texts that the page shows."""
        return tuple(entry.content.key for entry in self.entries if entry.content)


class SitemapEntry(Struct, frozen=True, array_like=True):
    """The whole address of a page, and when what it shows last changed."""

    url: str
    updated: datetime | None = None


class SitemapPage(Context, frozen=True, tag=True, kw_only=True):
    """sitemap.xml, or one of the files that it names."""

    entries: tuple[SitemapEntry, ...] = ()


class SearchPage(Context, frozen=True, tag=True, kw_only=True):
    """The search page. A script of the theme reads the index, whose files lie beside it."""

    blocks: tuple[str, ...] = ()
    """The folders of the index, the oldest articles first."""
    shards: int = 0
    """In each folder `words-0.json` to this less one hold words: in the file of a word's first character (its code modulo this)."""
    size: int = 0
    """`cards-0.json` and so on show so many articles each."""
    full_text: str = ""
    """The url of Pagefind's script, which finds what the texts hold; '' if the site has no such index."""


class SearchWords(Context, frozen=True, tag=True, kw_only=True):
    """A file of the search index: some words of a block of articles."""

    words: dict[str, tuple[int, ...]] = {}
    """For each word the articles that have it: number in the block times 3, plus 0 for the title, 1 for names, 2 for summary."""


class SearchCards(Context, frozen=True, tag=True, kw_only=True):
    """A file of the search index: what is shown of some articles."""

    cards: tuple[Card, ...] = ()


class SitemapIndexPage(Context, frozen=True, tag=True, kw_only=True):
    """sitemap.xml of a site with more than 50,000 pages."""

    files: tuple[SitemapEntry, ...] = ()
    """The sitemaps, each with the last change of a page that it names."""


class NewsEntry(Struct, frozen=True, array_like=True):
    """An article in the news sitemap; `url` is its whole address."""

    url: str
    title: str
    published: datetime
    language: str


class NewsSitemapPage(Context, frozen=True, tag=True, kw_only=True):
    """sitemap-news.xml."""

    entries: tuple[NewsEntry, ...] = ()


class RobotsPage(Context, frozen=True, tag=True, kw_only=True):
    """robots.txt."""

    sitemaps: tuple[str, ...] = ()
    """Their whole addresses."""


class LlmsTopic(Struct, frozen=True, array_like=True):
    """A topic in llms.txt; `url` is its whole address, and the texts are Markdown in one line."""

    name: str
    url: str
    description: str = ""


class LlmsPage(Context, frozen=True, tag=True, kw_only=True):
    """llms.txt. Title and description are Markdown in one line."""

    topics: tuple[LlmsTopic, ...] = ()
    has_data: bool = False
    """Whether the site has open data."""


class DataWork(Struct, frozen=True, omit_defaults=True):
    """Where something was published, in open data."""

    name: str
    url: str = ""
    title: str = ""
    author: str = ""
    published: str = ""
    lang: str = ""


class DataCorrection(Struct, frozen=True):
    """What was put right, in open data."""

    date: str
    text: str


class DataArticle(Struct, frozen=True, omit_defaults=True):
    """An article in `data/articles/YYYY.json`. What is empty is left out. Dates are days, or instants by RFC 3339."""

    id: str
    """As in feeds."""
    url: str
    title: str
    date: str
    kind: str
    mode: str
    lang: str
    updated: str = ""
    topics: tuple[str, ...] = ()
    """Their slugs."""
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    summary: str = ""
    """The article's own, or the beginning of its text; the latter not in mode `link`."""
    why: str = ""
    source: DataWork | None = None
    via: DataWork | None = None
    also: tuple[DataWork, ...] = ()
    corrections: tuple[DataCorrection, ...] = ()


class DataYear(Struct, frozen=True):
    """A file of `data/articles.json`: its year and whole address, and how many articles it holds. A year with many has several."""

    year: str
    url: str
    count: int


class DataTopic(Struct, frozen=True, omit_defaults=True):
    """A topic in `data/topics.json`; its feeds are beside its page."""

    slug: str
    name: str
    description: str = ""
    url: str = ""


class DataSource(Struct, frozen=True, omit_defaults=True):
    """A registered outlet in `data/sources.json` and `sources.opml`."""

    slug: str
    name: str
    domain: str = ""
    lang: str = ""
    mode: str = ""
    feed: str = ""


class DataPage(Context, frozen=True, tag=True, kw_only=True):
    """A file of open data: one of its lists, named as the title says (`articles`, `years`, `topics`, `sources`)."""

    articles: tuple[DataArticle, ...] = ()
    years: tuple[DataYear, ...] = ()
    topics: tuple[DataTopic, ...] = ()
    sources: tuple[DataSource, ...] = ()


class OpmlPage(Context, frozen=True, tag=True, kw_only=True):
    """sources.opml: the outlets that have a feed."""

    sources: tuple[DataSource, ...] = ()


class OwnPage(Context, frozen=True, tag=True, kw_only=True):
    """A page of an extension that is like none of digest's own."""

    cards: tuple[Card, ...] = ()
    data: dict[str, Any] = {}
    """Whatever else its template shows: texts, numbers, lists and mappings. Dates and other values are in it as in JSON."""


class TextPage(Context, frozen=True, tag=True, kw_only=True):
    """A file of an extension that is a text: its template, `verbatim.txt`, gives it as it is."""

    text: str = ""


class Outline(Struct, frozen=True, array_like=True):
    """What the plan knows of a page, as far as other pages and the check of paths need it."""

    path: str
    """Below the site's root, such as `topics/diplomacy/index.html`."""
    source: str
    """What it is made of, for messages: a content file, or such as `the tag AI`."""
    modified: datetime | None = None
    """When what it shows last changed, if it has a date."""
    in_sitemap: bool = True


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


class File(Struct, frozen=True):
    """One output file that is a copy: `origin` is where its bytes are, `hash` is their name."""

    path: str
    origin: str
    hash: str


class TextFile(Struct, frozen=True):
    """A file that an extension gives: its path below the site's root, such as `reading.csv`, and its text."""

    path: str
    text: str


CONTEXTS = (
    ArticlePage, PlainPage, FrontPage, ListPage, TagsPage, SearchPage, SearchWords, SearchCards, NotFoundPage, RedirectPage,
    FeedPage, SitemapPage, SitemapIndexPage, NewsSitemapPage, RobotsPage, LlmsPage, DataPage, OpmlPage,
    OwnPage, TextPage,
)  # fmt: skip
"""The kinds of page; the reference of template variables is tested against them."""

AnyContext = (
    ArticlePage | PlainPage | FrontPage | ListPage | TagsPage | SearchPage | SearchWords | SearchCards | NotFoundPage | RedirectPage
    | FeedPage | SitemapPage | SitemapIndexPage | NewsSitemapPage | RobotsPage | LlmsPage | DataPage | OpmlPage
    | OwnPage | TextPage
)  # fmt: skip
"""Any of them, as a type: msgspec finds the right one by its tag."""
