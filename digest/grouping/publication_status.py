"""The publication status of an article at an instant (published, draft, embargoed, expired; faulty if it cannot be read); the next
instant at which one changes, by dates, pins, updates and corrections; and warnings about updates and corrections in the future."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from digest.articles.article import Article
from digest.articles.date_reader import Moment
from digest.diagnostics import Diagnostic

FAULTY = "faulty"
"""The status of a content file that could not be read."""

HIDDEN_STATES = frozenset({"draft", "embargoed", "expired"})
"""The states (`status`) of articles that are not published."""


def status(article: Article, now: datetime) -> str:
    """Return '' for an article that is published at `now`, or else 'draft', 'embargoed' or 'expired'."""
    if article.draft:
        return "draft"
    if (article.date and article.date.at > now) or (article.publish_at and article.publish_at.at > now):
        return "embargoed"
    if article.expires and article.expires.at <= now:
        return "expired"
    return ""


def has_future_update(article: Article, now: datetime) -> bool:
    """True if the article is published, and its `updated` or one of its corrections is in the future."""
    return next(_future_moments(article, now), None) is not None


def future_updates(articles: Iterable[Article], now: datetime) -> Iterator[Diagnostic]:
    """Yield a warning for each update or correction of a published article that is in the future."""
    for article in articles:
        for name, moment in _future_moments(article, now):
            message = f"{name} is {moment.at:%Y-%m-%d %H:%M}, which is in the future"
            yield Diagnostic(article.path, 1, 1, "W222", message, _FUTURE_HINTS[name])


_FUTURE_HINTS = {
    "updated": "write the day on which the text last changed",
    "the date of a correction": "write the day on which the text was corrected",
}


def _future_moments(article: Article, now: datetime) -> Iterator[tuple[str, Moment]]:
    if (article.updated is None and not article.corrections) or status(article, now):
        return
    if article.updated and article.updated.at > now:
        yield "updated", article.updated
    for correction in article.corrections:
        if correction.date.at > now:
            yield "the date of a correction", correction.date


def next_change(articles: Iterable[Article], now: datetime) -> datetime | None:
    """Return the next instant with a change: publication, expiry, end of pinning, update or correction; None if there is none."""
    change_instants = (
        moment.at
        for article in articles
        for moment in (
            *(article.date, article.publish_at, article.expires, article.pin_until, article.updated),
            *(correction.date for correction in article.corrections),
        )
        if moment
    )
    return min((at for at in change_instants if at > now), default=None)
