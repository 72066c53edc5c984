"""Plan the page of all corrections, latest first, and its feeds, with one feed entry for each correction."""

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

MAX_CORRECTIONS = 500
"""The page lists at most this many corrections, the latest."""


class Corrected(Struct, frozen=True, array_like=True):
    """A correction in the list of all corrections."""

    article: Link
    """The article that was corrected."""
    date: Moment
    text: str
    """The text of the correction."""


class CorrectionsPage(Context, frozen=True, tag=True, kw_only=True):
    """All corrections of the site, latest first; at most 500."""

    corrections: tuple[Corrected, ...] = ()


class CorrectionInputs(Struct, frozen=True, array_like=True):
    """The inputs of the page and its feeds, without the corrected articles."""

    url: str
    """The path of the page."""
    site_title: str
    home: str
    origin: str
    name: str
    """The word for corrections in the site's language."""
    feed_formats: tuple[FeedFormat, ...]
    max_feed_entries: int
    """The largest number of entries in a feed."""


def correction_pages(collections: Collections, site: Site, config: Config, links: Links) -> Iterator[AnyPart]:
    """Yield the page of all corrections and its feeds, if there are corrections and the theme has a template for the page."""
    if not site.corrections or "corrections/index.html" in links.plain_page_paths:
        return
    corrections_name = str(site.strings.get("corrections", "Corrections"))
    feed_formats = site.feeds if site.term_feeds else ()
    inputs = CorrectionInputs(
        site.corrections, site.title, site.url, site.origin, corrections_name, feed_formats, config.feed.entries
    )
    yield PlanPart("corrections", _corrections_pages, collections.corrected, inputs)


def _corrections_pages(entries: Sequence[Entry], inputs: CorrectionInputs) -> Iterator[Page]:
    corrections = [
        (note.date.at, entry, correction_at) for entry in entries for correction_at, note in enumerate(entry.article.corrections)
    ]
    corrections.sort(key=lambda correction: (correction[0], correction[1].index.file, correction[2]), reverse=True)
    last_correction = corrections[0][0] if corrections else None
    corrected = tuple(
        Corrected(entry.index.link, entry.article.corrections[correction_at].date, entry.article.corrections[correction_at].text)
        for _, entry, correction_at in corrections[:MAX_CORRECTIONS]
    )
    corrections_page = CorrectionsPage(title="corrections", url=inputs.url, corrections=corrected)
    yield Page("corrections/index.html", "corrections.html", corrections_page, "the page of corrections", last_correction)
    corrections_home = inputs.origin + inputs.url
    for format in inputs.feed_formats:
        corrections_feed = FeedPage(
            title=f"{inputs.name} | {inputs.site_title}",
            url=inputs.url + format.file,
            id=corrections_home,
            home=corrections_home,
            updated=last_correction or DATE_OF_EMPTY_FEED,
            entries=tuple(
                _correction_entry(entry, correction_at, date, inputs)
                for date, entry, correction_at in corrections[: inputs.max_feed_entries]
            ),
        )
        yield Page(
            f"corrections/{format.file}",
            format.file,
            corrections_feed,
            "the feed of corrections",
            last_correction,
            in_sitemap=False,
        )


def _correction_entry(entry: Entry, correction_at: int, date: datetime, inputs: CorrectionInputs) -> FeedEntry:
    """Return the feed entry of a correction. Its id is the article's id with the number of the correction."""
    corrected_link = entry.index.link
    return FeedEntry(
        id=f"{entry_id(entry, inputs.home)}#correction-{correction_at + 1}",
        url=inputs.origin + corrected_link.url,
        title=corrected_link.name,
        published=date,
        updated=date,
        summary=entry.article.corrections[correction_at].text,
        lang=corrected_link.lang,
    )
