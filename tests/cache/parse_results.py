"""Helpers that store parse results in a cache and read them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from digest.articles.article import Article, ParseResult
from digest.articles.date_reader import Moment
from digest.cache.cache import Cache
from digest.cache.serialization import encode_value
from digest.markdown.body import Body

SEOUL = timezone(timedelta(hours=9))


def parsed(cache: Cache, *keys: str) -> dict[str, ParseResult]:
    return cache.decoded(cache.parsed(keys))


def keep(cache: Cache, key: str, title: str = "T", day: int = 100) -> ParseResult:
    read = ParseResult(Article("content/a.md", "a", title, date=Moment(datetime(2026, 1, 4, 23, 26, tzinfo=SEOUL), True)), ())
    cache.put_parsed([(key, encode_value(key, read), encode_value(key, Body((f"<p>{title}</p>",))))], day)
    return read
