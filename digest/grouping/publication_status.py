"""When an article is published, and which periods it falls into."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import lru_cache

from digest.articles.article import Article
from digest.diagnostics import Diagnostic

FAULTY = "faulty"
"""The status of a content file that could not be read."""

HIDDEN_STATES = frozenset({"draft", "embargoed", "expired"})
"""The states (`status`) of articles that are not public at this instant."""


def status(article: Article, now: datetime) -> str:
    """'' for what is published at this instant; else 'draft', 'embargoed' or 'expired'."""
    if article.draft:
        return "draft"
    if (article.date and article.date.at > now) or (article.publish_at and article.publish_at.at > now):
        return "embargoed"
    if article.expires and article.expires.at <= now:
        return "expired"
    return ""


def is_early(article: Article, now: datetime) -> bool:
    """Whether the article is published, and says that it was updated after this instant."""
    return article.updated is not None and article.updated.at > now and not status(article, now)


def early_updates(articles: Iterable[Article], now: datetime) -> Iterator[Diagnostic]:
    """A warning for each article that is published, and says that it was updated after this instant."""
    for article in articles:
        if is_early(article, now):
            message = f"updated is {article.updated.at:%Y-%m-%d %H:%M}, which is in the future" if article.updated else ""
            yield Diagnostic(article.path, 1, 1, "W222", message, "write the day on which the text last changed")


def next_change(articles: Iterable[Article], now: datetime) -> datetime | None:
    """The first instant after `now` at which something appears, disappears, is no longer pinned or was updated; None for none."""
    instants = (
        moment.at
        for article in articles
        for moment in (article.date, article.publish_at, article.expires, article.pin_until, article.updated)
        if moment
    )
    return min((at for at in instants if at > now), default=None)


def period_keys(instant: datetime) -> tuple[str, str, str]:
    """The year, month and day of an instant in its own zone, as parts of urls: `2026`, `2026/01`, `2026/01/04`."""
    return _keys_of_day(instant.date())


@lru_cache(maxsize=16384)
def _keys_of_day(date: date) -> tuple[str, str, str]:
    day = f"{date.year:04}/{date.month:02}/{date.day:02}"
    return day[:4], day[:7], day
