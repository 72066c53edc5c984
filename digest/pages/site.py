"""The Site: what all pages share, from the settings, the topics and the theme."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from digest.config import FILE, Config, NavEntry
from digest.errors import Fault, did_you_mean
from digest.grouping.collect import Collections
from digest.grouping.entry import Link
from digest.pages.links import plain_path
from digest.pages.page import FeedFormat, PeriodLink, Site
from digest.permalinks import url_of

RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"})
"""Languages written from right to left (CLDR, characterOrder)."""

RTL_SCRIPTS = frozenset({"Adlm", "Arab", "Aran", "Hebr", "Mand", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"})
"""Scripts in use that are written from right to left, by their codes (ISO 15924)."""

ASSETS = "assets/"

FEED_FORMATS = {
    "atom": FeedFormat("feed.xml", "application/atom+xml"),
    "json": FeedFormat("feed.json", "application/feed+json"),
    "rss": FeedFormat("rss.xml", "application/rss+xml"),
}
"""The formats of feeds by their names in the settings."""


MOST_TOPICS_SHOWN = 200
"""How many topics the navigation shows by itself: pages × topics grows by the square of both."""


def direction(language: str) -> str:
    """`rtl` or `ltr` for a language tag; a script in it counts (RFC 5646, 2.2.3)."""
    first, *more = language.split("-")
    script = more[0].title() if more and len(more[0]) == 4 and more[0].isalpha() else ""
    return "rtl" if script in RTL_SCRIPTS or (not script and first.lower() in RIGHT_TO_LEFT) else "ltr"


def describe_site(
    collections: Collections, config: Config, assets: Mapping[str, str], strings: Mapping[str, Any]
) -> tuple[Site, list[Fault]]:
    """The Site, and what is wrong in its navigation or noted about the settings.

    `assets` maps each file of the theme to its output path.
    """
    base = config.base_path
    nav, faults = _navigation(collections, config)
    feeds = tuple(FEED_FORMATS[name] for name in config.feed.formats)
    return Site(
        title=config.title,
        description=config.description,
        language=config.language,
        direction=direction(config.language),
        url=config.base_url,
        home=base + "/",
        origin=config.origin,
        feed=base + "/" + feeds[0].file if feeds else "",
        feeds=feeds,
        term_feeds=config.feed.terms,
        tags=base + "/tags/" if config.lists.tags else "",
        search=base + "/search/" if config.search != "none" else "",
        fediverse_creator=config.fediverse_creator,
        nav=nav,
        years=_years(collections, base) if config.lists.years else (),
        assets={name: base + url_of(path) for name, path in sorted(assets.items())},
        strings=dict(sorted(strings.items())),
        preview=config.preview,
    ), [*config.noted, *faults]


MAX_YEARS = 12
"""So many years every page names: a site of all centuries would else grow by the square."""


def _years(collections: Collections, base: str) -> tuple[PeriodLink, ...]:
    newest = collections.years[-MAX_YEARS:][::-1]
    return tuple(
        PeriodLink(datetime(int(term.slug), 1, 1, tzinfo=UTC), base + url_of(f"{term.folder}/index.html")) for term in newest
    )


def _navigation(collections: Collections, config: Config) -> tuple[tuple[Link, ...], list[Fault]]:
    base = config.base_path
    targets = {term.slug: Link(term.name, base + url_of(f"{term.folder}/index.html")) for term in collections.topics}
    if config.nav is None:
        if config.lists.topics and len(targets) > MOST_TOPICS_SHOWN:
            message = f"{len(targets):,} topics are too many for the navigation, which stands on every page"
            return (), [Fault(FILE, 1, 1, "E207", message, "add nav: with the topics that readers need most")]
        return tuple(targets.values()) if config.lists.topics else (), []
    for page in collections.pages:
        targets.setdefault(plain_path(page).removesuffix("/index.html"), Link(page.shown_title, base + url_of(plain_path(page))))
    links, faults = [], []
    for entry in config.nav:
        if entry.name:
            links.append(Link(entry.name, base + entry.target if entry.target.startswith("/") else entry.target))
        elif entry.target in targets:
            links.append(targets[entry.target])
        else:
            renamed = {old.text: term.slug for term in collections.topics for old in term.was}
            faults.append(_unknown(entry, targets, renamed.get(entry.target, "")))
    return tuple(links), faults


def _unknown(entry: NavEntry, targets: Mapping[str, Link], now: str) -> Fault:
    near = f"did you mean {now}?" if now else did_you_mean(entry.target, targets)
    hint = near or "write a topic, a page of content/pages/, or {name: …, url: /…/}"
    return Fault(FILE, entry.line, entry.column, "E601", f"nav: there is no topic or page {entry.target}", hint)
