"""The planner of the page of corrections and of its feed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from msgspec import Struct

from digest.articles.date_reader import Moment
from digest.config.config import Config
from digest.grouping.article_collections import Collections
from digest.grouping.card import Link
from digest.grouping.entry import Entry
from digest.pages.feeds import DATE_OF_EMPTY_FEED, FeedEntry, FeedPage, entry_id
from digest.pages.link_resolution import Links
from digest.pages.page import Context, Page
from digest.pages.plan_part import AnyPart, PlanPart
from digest.pages.site import FeedFormat, Site

MOST_CORRECTIONS = 500
"""How many corrections the page lists, the latest."""


class Corrected(Struct, frozen=True, array_like=True):
    """A correction in the list of all."""

    article: Link
    """The article that was corrected."""
    date: Moment
    text: str
    """What was wrong, and what is right."""


class CorrectionsPage(Context, frozen=True, tag=True, kw_only=True):
    """All corrections of the site, the latest first; at most 500."""

    corrections: tuple[Corrected, ...] = ()


class CorrectionInputs(Struct, frozen=True, array_like=True):
    """What the page and the feeds depend on beside the corrected articles."""

    url: str
    """The path of the page."""
    site_title: str
    home: str
    origin: str
    name: str
    """What corrections are called in the site's language."""
    feed_formats: tuple[FeedFormat, ...]
    most_feed_entries: int
    """How many entries a feed has."""


def correction_pages(collections: Collections, site: Site, config: Config, links: Links) -> Iterator[AnyPart]:
    """The page of all corrections, if there are any and the theme has a template for it, and its feeds."""
    if not site.corrections or "corrections/index.html" in links.plain:
        return
    name = str(site.strings.get("corrections", "Corrections"))
    feed_formats = site.feeds if site.term_feeds else ()
    inputs = CorrectionInputs(site.corrections, site.title, site.url, site.origin, name, feed_formats, config.feed.entries)
    yield PlanPart("corrections", _corrections_pages, collections.corrected, inputs)


def _corrections_pages(entries: Sequence[Entry], inputs: CorrectionInputs) -> Iterator[Page]:
    corrections = [(note.date.at, entry, at) for entry in entries for at, note in enumerate(entry.article.corrections)]
    corrections.sort(key=lambda correction: (correction[0], correction[1].index.file, correction[2]), reverse=True)
    last_correction = corrections[0][0] if corrections else None
    corrected = tuple(
        Corrected(entry.index.link, entry.article.corrections[at].date, entry.article.corrections[at].text)
        for _, entry, at in corrections[:MOST_CORRECTIONS]
    )
    context = CorrectionsPage(title="corrections", url=inputs.url, corrections=corrected)
    yield Page("corrections/index.html", "corrections.html", context, "the page of corrections", last_correction)
    home = inputs.origin + inputs.url
    for format in inputs.feed_formats:
        feed = FeedPage(
            title=f"{inputs.name} | {inputs.site_title}",
            url=inputs.url + format.file,
            id=home,
            home=home,
            updated=last_correction or DATE_OF_EMPTY_FEED,
            entries=tuple(
                _correction_entry(entry, at, date, inputs) for date, entry, at in corrections[: inputs.most_feed_entries]
            ),
        )
        yield Page(f"corrections/{format.file}", format.file, feed, "the feed of corrections", last_correction, in_sitemap=False)


def _correction_entry(entry: Entry, at: int, date: datetime, inputs: CorrectionInputs) -> FeedEntry:
    """A correction in the feed. Its id is the article's id with the number of the correction."""
    corrected_link = entry.index.link
    return FeedEntry(
        id=f"{entry_id(entry, inputs.home)}#correction-{at + 1}",
        url=inputs.origin + corrected_link.url,
        title=corrected_link.name,
        published=date,
        updated=date,
        summary=entry.article.corrections[at].text,
        lang=corrected_link.lang,
    )
