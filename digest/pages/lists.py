"""The planners of lists: a topic's, a tag's, a year's, a month's, a day's, and the index of tags."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from digest.config import Config
from digest.grouping.collect import Collections, Entry, Term
from digest.pages.links import Links
from digest.pages.page import ListPage, Page, PeriodCount, PeriodLink, Site, TagCount, TagGroup, TagsPage
from digest.pages.pager import arranged, modified, newest, numbered, page_path
from digest.permalinks import url_of


def topic_pages(collections: Collections, site: Site, config: Config, links: Links) -> Iterator[Page]:
    """The pages of each topic in the registry; one without articles has an empty page, so that the navigation never breaks."""
    if config.lists.topics:
        for term in collections.topics:
            yield from _term_pages(term, config.lists.topics, config, f"the topic {term.name}")


def tag_pages(collections: Collections, site: Site, config: Config, links: Links) -> Iterator[Page]:
    """The pages of each tag that has enough articles, and the index of all tags."""
    if not config.lists.tags:
        return
    for term in collections.tags:
        if len(term.entries) >= config.tags.min_count:
            yield from _term_pages(term, config.lists.tags, config, f"the tag {term.name}")
    yield _tag_index(collections, config)


def period_pages(collections: Collections, site: Site, config: Config, links: Links) -> Iterator[Page]:
    """The pages of each year, month and day that has articles."""
    sizes = {"year": config.lists.years, "month": config.lists.months, "day": config.lists.days}
    terms = {"year": collections.years, "month": collections.months, "day": collections.days}
    urls = {kind: {t.slug: _url(t.folder, config) for t in terms[kind]} if sizes[kind] else {} for kind in terms}
    below = {"year": "month", "month": "day", "day": ""}
    above = {"year": "", "month": "year", "day": "month"}
    for kind, listed in terms.items():
        if not sizes[kind]:
            continue
        parts = _parts(terms[below[kind]], urls[below[kind]]) if below[kind] else {}
        for at, term in enumerate(listed):
            known = {
                "date": _start(term),
                "previous": _period_link(listed[at - 1], urls[kind]) if at else None,
                "next": _period_link(listed[at + 1], urls[kind]) if at + 1 < len(listed) else None,
                "up": _up(term, urls.get(above[kind], {})),
                "parts": parts.get(term.slug, ()),
            }
            yield from _term_pages(term, sizes[kind], config, f"the {kind} {term.name}", **known)


def _term_pages(term: Term, size: int, config: Config, source: str, **known: Any) -> Iterator[Page]:
    shown = newest(term.entries, size)
    context = ListPage(
        title=term.name,
        url=_url(term.folder, config),
        description=term.description,
        kind=term.kind,
        cards=tuple(entry.card for entry in arranged(term.entries, shown)),
        count=len(term.entries),
        older_page=_older(term.folder, len(numbered(term.entries, size)), config),
        **known,
    )
    yield Page(f"{term.folder}/index.html", "list.html", context, source, modified(shown))
    yield from numbered_pages(term.kind, term.folder, term.name, term.entries, size, config, source, date=known.get("date"))


def numbered_pages(
    kind: str,
    folder: str,
    title: str,
    entries: Sequence[Entry],
    size: int,
    config: Config,
    source: str,
    *,
    date: datetime | None = None,
) -> Iterator[Page]:
    """The numbered pages of a list, the oldest first; strictly by date and path, and none knows how many there are."""
    pages = numbered(entries, size)
    for number, shown in enumerate(pages, 1):
        path = page_path(folder, number)
        newer = page_path(folder, number + 1 if number < len(pages) else 0)
        context = ListPage(
            title=title,
            url=config.base_path + url_of(path),
            kind=kind,
            date=date,
            cards=tuple(entry.card for entry in shown),
            number=number,
            first_page=_url(folder, config),
            newer_page=config.base_path + url_of(newer),
            older_page=_older(folder, number - 1, config),
        )
        yield Page(path, "list.html", context, f"{source}, page {number}", modified(shown))


def _url(folder: str, config: Config) -> str:
    return config.base_path + url_of(page_path(folder, 0))


def _older(folder: str, number: int, config: Config) -> str:
    return config.base_path + url_of(page_path(folder, number)) if number else ""


def _start(term: Term) -> datetime:
    """The first instant of a period, with the offset of its first article: what is shown of it is the date alone."""
    first = term.entries[0].card.date.replace(hour=0, minute=0, second=0, microsecond=0)
    if term.kind == "day":
        return first
    return first.replace(day=1) if term.kind == "month" else first.replace(month=1, day=1)


def _period_link(term: Term, urls: dict[str, str]) -> PeriodLink:
    return PeriodLink(_start(term), urls[term.slug])


def _up(term: Term, urls: dict[str, str]) -> PeriodLink | None:
    parent = term.slug.rpartition("/")[0]
    if parent not in urls:
        return None
    start = _start(term)
    return PeriodLink(start.replace(day=1) if term.kind == "day" else start.replace(month=1, day=1), urls[parent])


def _parts(terms: Sequence[Term], urls: dict[str, str]) -> dict[str, tuple[PeriodCount, ...]]:
    """The parts of each longer period by its slug, in order."""
    return {
        parent: tuple(PeriodCount(_start(term), urls.get(term.slug, ""), len(term.entries)) for term in group)
        for parent, group in groupby(terms, key=lambda term: term.slug.rpartition("/")[0])
    }


def _tag_index(collections: Collections, config: Config) -> Page:
    def letter(term: Term) -> str:
        return initial(term.name)

    def order(term: Term) -> tuple[bool, str, str, str]:
        return (letter(term) == "#", letter(term), term.name.casefold(), term.name)

    def count(term: Term) -> TagCount:
        has_page = len(term.entries) >= config.tags.min_count
        return TagCount(term.name, _url(term.folder, config) if has_page else "", len(term.entries))

    groups = tuple(
        TagGroup(first, tuple(count(term) for term in group))
        for first, group in groupby(sorted(collections.tags, key=order), key=letter)
    )
    context = TagsPage(title="tags", url=_url("tags", config), groups=groups)
    return Page("tags/index.html", "tags.html", context, "the index of tags", modified(collections.entries))


INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
"""The first consonants of hangul syllables, 588 syllables each (The Unicode Standard, 3.12)."""


def initial(name: str) -> str:
    """The letter under which an index lists a name: without accents, of hangul the first consonant; `#` for no letter."""
    first = name[:1]
    if "가" <= first <= "힣":
        return INITIALS[(ord(first) - ord("가")) // 588]
    plain = unicodedata.normalize("NFKD", first)[:1].upper()
    return plain if plain.isalpha() else "#"
