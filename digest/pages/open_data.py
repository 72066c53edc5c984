"""Plan the open data: structs and rows of articles by year (with their inputs), of cited works, topics, sources, stories and
editions as JSON in data/, and the sources' feeds as sources.opml. The rows of editions are made in `edition_data.py`.

Articles are split by year, so that an edit rewrites one file. A year with more than 50,000 articles has several files, counted from
the oldest article. The files contain the values that lists show, and never the text of articles.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from digest.articles.article import Citation
from digest.articles.date_reader import Moment
from digest.config.config import Config
from digest.grouping.article_collections import Collections
from digest.grouping.entry import Entry
from digest.grouping.registries import Source, sources_by_key
from digest.pages.feeds import entry_id
from digest.pages.link_resolution import Links, is_absolute
from digest.pages.page import Context, Page
from digest.pages.plan_part import AnyPart, PlanPart, ready_part
from digest.pages.site import Site
from digest.pages.source_marks import Attribution, logo_of, registered, source_url
from digest.slugs import tag_slug
from digest.urls import url_of


class DataWork(Struct, frozen=True, omit_defaults=True):
    """A publication, in open data."""

    name: str
    url: str = ""
    title: str = ""
    author: str = ""
    published: str = ""
    lang: str = ""


class DataCorrection(Struct, frozen=True):
    """A correction, in open data."""

    date: str
    text: str


class DataArticle(Struct, frozen=True, omit_defaults=True):
    """An article in `data/articles/YYYY.json`. Empty values are left out. Dates are days or instants (RFC 3339)."""

    id: str
    """The same id as in feeds."""
    url: str
    title: str
    date: str
    kind: str
    mode: str
    lang: str
    updated: str = ""
    topics: tuple[str, ...] = ()
    """The slugs of the topics."""
    tags: tuple[str, ...] = ()
    stories: tuple[str, ...] = ()
    """The slugs of the stories."""
    authors: tuple[str, ...] = ()
    summary: str = ""
    """The summary, or else the beginning of the text (not with the mode `link`)."""
    why: str = ""
    source: DataWork | None = None
    via: DataWork | None = None
    also: tuple[DataWork, ...] = ()
    translations: tuple[str, ...] = ()
    """The absolute URLs of the article in other languages."""
    corrections: tuple[DataCorrection, ...] = ()


class DataStoryDate(Struct, frozen=True):
    """An event of a story, in open data."""

    date: str
    text: str


class DataYear(Struct, frozen=True):
    """A file in the list `data/articles.json`. A year with more than 50,000 articles has several files."""

    year: str
    url: str
    count: int


class DataTopic(Struct, frozen=True, omit_defaults=True):
    """A topic in `data/topics.json`. Its feeds are in the same folder as its page."""

    slug: str
    name: str
    description: str = ""
    url: str = ""


class DataSource(Struct, frozen=True, omit_defaults=True):
    """A registered source in `data/sources.json` and `sources.opml`."""

    slug: str
    name: str
    domain: str = ""
    lang: str = ""
    mode: str = ""
    feed: str = ""
    logo: str = ""
    url: str = ""
    """The URL of its page on this site."""
    count: int = 0
    """The number of articles from this source; not in `sources.opml`."""


class DataStory(Struct, frozen=True, omit_defaults=True):
    """A story in `data/stories.json`. Its feeds are in the same folder as its page."""

    slug: str
    name: str
    url: str
    status: str
    """`open` or `closed`."""
    description: str = ""
    dates: tuple[DataStoryDate, ...] = ()
    """The events."""
    articles: tuple[str, ...] = ()
    """The absolute URLs of the articles, oldest first."""


class DataEdition(Struct, frozen=True, omit_defaults=True):
    """An edition in `data/editions.json`."""

    id: str
    """The date on which the edition closed."""
    url: str
    opened: str
    closed: str
    number: int | None = None
    title: str = ""
    summary: str = ""
    articles: tuple[str, ...] = ()
    """The absolute URLs of the articles, newest first."""


class DataPage(Context, frozen=True, tag=True, kw_only=True):
    """A file of open data with one list. Its title is `articles`, `years`, `topics`, `sources`, `stories` or `editions`."""

    articles: tuple[DataArticle, ...] = ()
    years: tuple[DataYear, ...] = ()
    topics: tuple[DataTopic, ...] = ()
    sources: tuple[DataSource, ...] = ()
    stories: tuple[DataStory, ...] = ()
    editions: tuple[DataEdition, ...] = ()


class OpmlPage(Context, frozen=True, tag=True, kw_only=True):
    """The file `sources.opml`: the sources with a feed."""

    sources: tuple[DataSource, ...] = ()


DATA_FOLDER = "data/"
OPML_FILE = "sources.opml"

MAX_DATA_ARTICLES = 50_000
"""The largest number of articles per file. Such a file has about 35 MB; the limit for a page is 100 million characters."""


def open_data(collections: Collections, site: Site, config: Config, links: Links) -> Iterator[AnyPart]:
    """Yield the articles of each year, the list of these files, the topics, sources and stories in data/, and sources.opml."""
    if not config.open_data:
        return
    data_years: list[DataYear] = []
    for term in collections.years:
        for file_number, at in enumerate(range(0, len(term.entries), MAX_DATA_ARTICLES), 1):
            data_name, entries = f"{term.slug}-{file_number}" if at else term.slug, term.entries[at : at + MAX_DATA_ARTICLES]
            year_inputs = YearInputs(data_name, site.url, site.origin, site.language, collections.sources)
            yield PlanPart(f"data of {data_name}", _data_page_of_year, entries, year_inputs)
            data_years.append(DataYear(term.slug, site.url + data_path(f"articles/{data_name}"), len(entries)))
    has_pages = bool(config.lists.topics)
    data_topics = tuple(
        DataTopic(t.slug, t.name, t.description, site.url + f"{url_of(t.folder)[1:]}/" if has_pages else "")
        for t in collections.topics
    )
    data_sources = tuple(_source_rows(collections, site, links))
    base = config.base_path
    yield ready_part(
        "data",
        data_list(data_path("articles"), DataPage("years", f"{base}/{data_path('articles')}", years=tuple(data_years))),
        data_list(data_path("topics"), DataPage("topics", f"{base}/{data_path('topics')}", topics=data_topics)),
        data_list(data_path("sources"), DataPage("sources", f"{base}/{data_path('sources')}", sources=data_sources)),
    )
    if collections.stories:
        story_list = DataPage("stories", f"{base}/{data_path('stories')}", stories=tuple(_story_rows(collections, site)))
        yield ready_part("data of stories", data_list(data_path("stories"), story_list))
    opml_sources = tuple(replace(source, count=0) for source in data_sources if source.feed)  # counts change with every article
    if opml_sources:
        opml_page = OpmlPage(site.title, f"{base}/{OPML_FILE}", sources=opml_sources)
        yield ready_part(OPML_FILE, Page(OPML_FILE, OPML_FILE, opml_page, "the list of sources", in_sitemap=False))


def _source_rows(collections: Collections, site: Site, links: Links) -> Iterator[DataSource]:
    counts_by_source = {term.slug: len(term.entries) for term in collections.by_source if term.kind == "source"}
    for source in collections.sources:
        logo, page_url = logo_of(source, links), source_url(source.slug, site)
        yield DataSource(
            slug=source.slug,
            name=source.name,
            domain=source.domain,
            lang=source.language,
            mode=source.mode,
            feed=source.feed,
            logo=(logo.url if is_absolute(logo.url) else site.origin + logo.url) if logo else "",
            url=site.origin + page_url if page_url else "",
            count=counts_by_source.get(source.slug, 0),
        )


def _story_rows(collections: Collections, site: Site) -> Iterator[DataStory]:
    texts_by_story = {story_text.slug: story_text for story_text in collections.story_texts}
    for term in collections.stories:
        story_text = texts_by_story.get(term.slug)
        yield DataStory(
            slug=term.slug,
            name=term.name,
            url=f"{site.url}{url_of(term.folder)[1:]}/",
            status=story_text.status if story_text else "open",
            description=term.description,
            dates=tuple(DataStoryDate(_instant_text(story_date.date), story_date.text) for story_date in story_text.dates)
            if story_text
            else (),
            articles=tuple(site.origin + entry.index.link.url for entry in term.entries),
        )


class YearInputs(Struct, frozen=True, array_like=True):
    """The inputs of a file of articles, without the articles."""

    name: str
    """The year, or the year and the number of the file."""
    home: str
    origin: str
    language: str
    sources: tuple[Source, ...]


def data_list(path: str, context: DataPage) -> Page:
    """Return the page of a file with one list."""
    return Page(path, "data.json", context, f"the data of {context.title}", in_sitemap=False)


def data_path(name: str) -> str:
    """Return the output path of a data file."""
    return f"{DATA_FOLDER}{name}.json"


def _data_page_of_year(entries: Sequence[Entry], inputs: YearInputs) -> Iterator[Page]:
    registered_sources = sources_by_key(inputs.sources)
    path = data_path(f"articles/{inputs.name}")
    articles = tuple(_article_row(entry, inputs, registered_sources) for entry in reversed(entries))
    articles_page = DataPage("articles", inputs.home.removeprefix(inputs.origin) + path, articles=articles)
    yield Page(path, "data.json", articles_page, f"the data of {inputs.name}", in_sitemap=False)


def _article_row(entry: Entry, inputs: YearInputs, registered_sources: dict[str, Source]) -> DataArticle:
    article, card = entry.article, entry.card
    return DataArticle(
        id=entry_id(entry, inputs.home),
        url=inputs.origin + card.url,
        title=card.title,
        date=_instant_text(Moment(card.date, card.timed)),
        updated=_instant_text(article.updated),
        kind=card.kind,
        mode=entry.mode,
        lang=article.lang or inputs.language,
        topics=tuple(mark.text for mark in article.topics),
        tags=tuple(tag.name for tag in entry.tags),
        stories=tuple(dict.fromkeys(tag_slug(mark.text) for mark in article.stories if card.stories)),
        authors=article.authors,
        summary=card.summary,
        why=card.why,
        source=_work_row(article.source, registered_sources),
        via=_work_row(article.via, registered_sources),
        also=tuple(work for citation in article.also if (work := _work_row(citation, registered_sources))),
        translations=tuple(inputs.origin + other.url for other in card.translations),
        corrections=tuple(DataCorrection(_instant_text(note.date), note.text) for note in article.corrections),
    )


def _work_row(citation: Citation | None, registered_sources: dict[str, Source]) -> DataWork | None:
    work: Attribution | None = registered(citation, registered_sources)
    return DataWork(work.name, work.url, work.title, work.author, _instant_text(work.published), work.lang) if work else None


def _instant_text(moment: Moment | None) -> str:
    """Return a date, or an instant as in RFC 3339; '' for None."""
    if moment is None:
        return ""
    return moment.at.isoformat() if moment.timed else moment.at.date().isoformat()
