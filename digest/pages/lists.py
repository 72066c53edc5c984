"""The planners of lists: a topic's, a tag's, a year's, a month's, a day's, and the index of tags."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby

from msgspec import Struct

from digest.config import Config
from digest.grouping.collect import Collections, Term
from digest.grouping.entry import Entry
from digest.pages.links import Links
from digest.pages.page import ListPage, Page, PeriodCount, PeriodLink, Site, TagCount, TagGroup, TagsPage
from digest.pages.pager import arranged, closed, full_pages, modified, newest, page_path, pinned_card
from digest.pages.part import Part
from digest.permalinks import url_of


def topic_pages(collections: Collections, site: Site, config: Config, links: Links) -> Iterator[Part]:
    """The pages of each topic in the registry; one without articles has an empty page, so that the navigation never breaks."""
    if config.lists.topics:
        for term in collections.topics:
            yield from _term_parts(term, config.lists.topics, config, f"the topic {term.name}")


def tag_pages(collections: Collections, site: Site, config: Config, links: Links) -> Iterator[Part]:
    """The pages of each tag that has enough articles, and the index of all tags."""
    if not config.lists.tags:
        return
    for term in collections.tags:
        if len(term.entries) >= config.tags.min_count:
            yield from _term_parts(term, config.lists.tags, config, f"the tag {term.name}")
    counts = tuple(
        TagCount(term.name, _url(term.folder, config) if len(term.entries) >= config.tags.min_count else "", len(term.entries))
        for term in collections.tags
    )
    yield Part("tags", _tag_index, (), (counts, modified(collections.entries), _url("tags", config)))


def period_pages(collections: Collections, site: Site, config: Config, links: Links) -> Iterator[Part]:
    """The pages of each year, month and day that has articles."""
    sizes = {"year": config.lists.years, "month": config.lists.months, "day": config.lists.days}
    terms = {"year": collections.years, "month": collections.months, "day": collections.days}
    urls = {kind: {t.slug: _url(t.folder, config) for t in terms[kind]} if sizes[kind] else {} for kind in terms}
    below = {"year": "month", "month": "day", "day": ""}
    above = {"year": "", "month": "year", "day": "month"}
    for kind, listed in terms.items():
        if not sizes[kind]:
            continue
        parts = _periods_below(terms[below[kind]], urls[below[kind]]) if below[kind] else {}
        for at, term in enumerate(listed):
            period = Period(
                date=_start(term),
                previous=_period_link(listed[at - 1], urls[kind]) if at else None,
                next=_period_link(listed[at + 1], urls[kind]) if at + 1 < len(listed) else None,
                up=_up(term, urls.get(above[kind], {})),
                parts=parts.get(term.slug, ()),
            )
            yield from _term_parts(term, sizes[kind], config, f"the {kind} {term.name}", period)


class Period(Struct, frozen=True, array_like=True):
    """What the list of a period knows beside its articles; every other list has none of it."""

    date: datetime | None = None
    previous: PeriodLink | None = None
    next: PeriodLink | None = None
    up: PeriodLink | None = None
    parts: tuple[PeriodCount, ...] = ()


NO_PERIOD = Period()


def _term_parts(term: Term, size: int, config: Config, source: str, period: Period = NO_PERIOD) -> Iterator[Part]:
    shown = newest(term.entries, size)
    pinned = [entry for entry in term.entries if entry.gist.pinned]
    heading = (term.kind, term.folder, term.name, term.description, len(term.entries))
    known = (heading, len(shown), len(term.entries) // size - 1, config.base_path, source, period)
    yield Part(f"first page of {term.folder}", _first_page, (*shown, *pinned), known)
    yield from numbered_parts(term.kind, term.folder, term.name, term.entries, size, config, source, period.date)


def _first_page(
    entries: Sequence[Entry],
    heading: tuple[str, str, str, str, int],
    shown: int,
    closed: int,
    base: str,
    source: str,
    period: Period,
) -> Iterator[Page]:
    """The unnumbered page of a list: of the first `shown` entries, and of those that are pinned after them."""
    kind, folder, title, description, count = heading
    context = ListPage(
        title=title,
        url=base + url_of(page_path(folder, 0)),
        description=description,
        kind=kind,
        cards=tuple(pinned_card(entry) for entry in arranged(entries[shown:], entries[:shown])),
        count=count,
        older_page=_older(folder, max(0, closed), base),
        date=period.date,
        previous=period.previous,
        next=period.next,
        up=period.up,
        parts=period.parts,
    )
    yield Page(page_path(folder, 0), "list.html", context, source, modified(entries[:shown]))


BLOCK = 25
"""So many numbered pages are planned together: few enough that an edit plans little anew, enough that a long list has few parts."""


def numbered_parts(
    kind: str,
    folder: str,
    title: str,
    entries: Sequence[Entry],
    size: int,
    config: Config,
    source: str,
    date: datetime | None = None,
) -> Iterator[Part]:
    """The numbered pages of a list, the oldest first; strictly by date and path, and none knows how many there are."""
    count = closed(len(entries), size)
    for first in range(0, count, BLOCK):
        last = min(first + BLOCK, count)
        known = (kind, folder, title, size, first, last == count, config.base_path, source, date)
        yield Part(f"pages {first + 1} on of {folder}/", _numbered_pages, entries[first * size : last * size], known)


def _numbered_pages(
    entries: Sequence[Entry],
    kind: str,
    folder: str,
    title: str,
    size: int,
    before: int,
    is_last: bool,
    base: str,
    source: str,
    date: datetime | None,
) -> Iterator[Page]:
    pages = full_pages(entries, size)
    for number, shown in enumerate(pages, before + 1):
        newer = 0 if is_last and number == before + len(pages) else number + 1
        path = page_path(folder, number)
        context = ListPage(
            title=title,
            url=base + url_of(path),
            kind=kind,
            date=date,
            cards=tuple(entry.card for entry in shown),
            number=number,
            first_page=base + url_of(page_path(folder, 0)),
            newer_page=base + url_of(page_path(folder, newer)),
            older_page=_older(folder, number - 1, base),
        )
        yield Page(path, "list.html", context, f"{source}, page {number}", modified(shown))


def _url(folder: str, config: Config) -> str:
    return config.base_path + url_of(page_path(folder, 0))


def _older(folder: str, number: int, base: str) -> str:
    return base + url_of(page_path(folder, number)) if number else ""


def _start(term: Term) -> datetime:
    """The first instant of a period, with the offset of its first article: what is shown of it is the date alone."""
    first = term.entries[0].gist.date.replace(hour=0, minute=0, second=0, microsecond=0)
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


def _periods_below(terms: Sequence[Term], urls: dict[str, str]) -> dict[str, tuple[PeriodCount, ...]]:
    """The parts of each longer period by its slug, in order."""
    return {
        parent: tuple(PeriodCount(_start(term), urls.get(term.slug, ""), len(term.entries)) for term in group)
        for parent, group in groupby(terms, key=lambda term: term.slug.rpartition("/")[0])
    }


def _tag_index(_: Sequence[Entry], counts: tuple[TagCount, ...], changed: datetime | None, url: str) -> Iterator[Page]:
    def letter(tag: TagCount) -> str:
        return initial(tag.name)

    def order(tag: TagCount) -> tuple[bool, str, str, str]:
        return (letter(tag) == "#", letter(tag), tag.name.casefold(), tag.name)

    groups = tuple(TagGroup(first, tuple(group)) for first, group in groupby(sorted(counts, key=order), key=letter))
    yield Page("tags/index.html", "tags.html", TagsPage(title="tags", url=url, groups=groups), "the index of tags", changed)


INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
"""The first consonants of hangul syllables, 588 syllables each (The Unicode Standard, 3.12)."""


def initial(name: str) -> str:
    """The letter under which an index lists a name: without accents, of hangul the first consonant; `#` for no letter."""
    first = name[:1]
    if "가" <= first <= "힣":
        return INITIALS[(ord(first) - ord("가")) // 588]
    plain = unicodedata.normalize("NFKD", first)[:1].upper()
    return plain if plain.isalpha() else "#"
