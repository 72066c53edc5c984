"""The publication status of articles: published, draft, embargoed or expired."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from digest.articles.article import Article
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
    """True if the article is published and its `updated` is in the future."""
    return article.updated is not None and article.updated.at > now and not status(article, now)


def future_updates(articles: Iterable[Article], now: datetime) -> Iterator[Diagnostic]:
    """Yield a warning for each published article whose `updated` is in the future."""
    for article in articles:
        if has_future_update(article, now):
            message = f"updated is {article.updated.at:%Y-%m-%d %H:%M}, which is in the future" if article.updated else ""
            yield Diagnostic(article.path, 1, 1, "W222", message, "write the day on which the text last changed")


def next_change(articles: Iterable[Article], now: datetime) -> datetime | None:
    """Return the first instant after `now` with a change: publication, expiry, end of pinning, or update; None for none."""
    instants = (
        moment.at
        for article in articles
        for moment in (article.date, article.publish_at, article.expires, article.pin_until, article.updated)
        if moment
    )
    return min((at for at in instants if at > now), default=None)
