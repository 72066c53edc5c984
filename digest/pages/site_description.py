"""Create the Site, which all pages share, from settings, collections and theme: its urls, the table of feed formats (file name and
media type), latest years, and the links of navigation and footer, with errors for unknown topics and pages there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from digest.config.config import SETTINGS_FILE, Config, NavEntry
from digest.config.language_tags import direction
from digest.diagnostics import Diagnostic
from digest.grouping.article_collections import Collections
from digest.grouping.card import Link
from digest.pages.link_resolution import plain_path
from digest.pages.page import PeriodLink
from digest.pages.site import FeedFormat, FooterLink, Site
from digest.text.similar_words import did_you_mean
from digest.urls import url_of

FEED_FORMATS = {
    "atom": FeedFormat("feed.xml", "application/atom+xml"),
    "json": FeedFormat("feed.json", "application/feed+json"),
    "rss": FeedFormat("rss.xml", "application/rss+xml"),
}
"""The feed formats by their names in the settings."""


MAX_NAV_TOPICS = 200
"""The largest number of topics in the navigation without the setting `nav`: every page links to all of them."""


def describe_site(
    collections: Collections,
    config: Config,
    assets: Mapping[str, str],
    strings: Mapping[str, Any],
    untranslated: Collection[str] = (),
) -> tuple[Site, list[Diagnostic]]:
    """Return the Site without options and brand, and diagnostics about navigation, footer and settings.

    `assets` maps each file of the theme to its output path. `untranslated` has the keys of `strings` that are in English because
    the language has no translation.
    """
    base = config.base_path
    nav, nav_diagnostics = _navigation_links(collections, config)
    footer, footer_diagnostics = _footer_links(collections, config)
    feed_formats = tuple(FEED_FORMATS[name] for name in config.feed.formats)
    return Site(
        title=config.title,
        description=config.description,
        language=config.language,
        direction=direction(config.language),
        url=config.base_url,
        home=base + "/",
        origin=config.origin,
        feed=base + "/" + feed_formats[0].file if feed_formats else "",
        feeds=feed_formats,
        term_feeds=config.feed.terms,
        editions=base + "/editions/" if config.editions else "",
        tags=base + "/tags/" if config.lists.tags else "",
        sources=base + "/sources/" if collections.sources and config.lists.sources else "",
        authors=base + "/authors/" if config.lists.authors else "",
        stories=base + "/stories/" if collections.stories else "",
        corrections=base + "/corrections/" if collections.corrected else "",
        coverage=base + "/about/coverage/" if config.charts and collections.entries else "",
        charts=config.charts,
        search=base + "/search/" if config.search != "none" else "",
        fediverse_creator=config.fediverse_creator,
        week_start=config.week_start,
        nav=nav,
        years=_year_links(collections, base) if config.lists.years else (),
        assets={name: base + url_of(path) for name, path in sorted(assets.items())},
        strings=dict(sorted(strings.items())),
        untranslated=tuple(sorted(untranslated)),
        preview=config.preview,
        footer=footer,
    ), [*config.diagnostics, *nav_diagnostics, *footer_diagnostics]


MAX_YEARS = 12
"""The largest number of years in `Site.years`, which every page can show."""


def _year_links(collections: Collections, base: str) -> tuple[PeriodLink, ...]:
    newest_years = collections.years[-MAX_YEARS:][::-1]
    return tuple(
        PeriodLink(datetime(int(term.slug), 1, 1, tzinfo=UTC), base + url_of(f"{term.folder}/index.html")) for term in newest_years
    )


def _navigation_links(collections: Collections, config: Config) -> tuple[tuple[Link, ...], list[Diagnostic]]:
    if config.nav is None:
        topic_links = _topic_links(collections, config)
        if config.lists.topics and len(topic_links) > MAX_NAV_TOPICS:
            message = f"{len(topic_links):,} topics are too many for the navigation, which every page shows"
            return (), [Diagnostic(SETTINGS_FILE, 1, 1, "E207", message, "add nav: with the topics that readers need most")]
        return tuple(topic_links.values()) if config.lists.topics else (), []
    resolved_entries, diagnostics = _resolved_nav_entries("nav", config.nav, collections, config)
    return tuple(link for _, link in resolved_entries), diagnostics


def _footer_links(collections: Collections, config: Config) -> tuple[tuple[FooterLink, ...], list[Diagnostic]]:
    resolved_entries, diagnostics = _resolved_nav_entries("footer", config.footer, collections, config)
    return tuple(FooterLink(link.name, link.url, entry.rel) for entry, link in resolved_entries), diagnostics


def _topic_links(collections: Collections, config: Config) -> dict[str, Link]:
    return {term.slug: Link(term.name, config.base_path + url_of(f"{term.folder}/index.html")) for term in collections.topics}


def _resolved_nav_entries(
    setting: str, entries: Iterable[NavEntry], collections: Collections, config: Config
) -> tuple[list[tuple[NavEntry, Link]], list[Diagnostic]]:
    """Return the entries of `nav` or `footer` with their links, and diagnostics for entries without a target."""
    base, link_targets = config.base_path, _topic_links(collections, config)
    for page in collections.pages:
        link_targets.setdefault(
            plain_path(page).removesuffix("/index.html"), Link(page.shown_title, base + url_of(plain_path(page)))
        )
    resolved_entries, diagnostics = [], []
    for entry in entries:
        if entry.name:
            resolved_entries.append(
                (entry, Link(entry.name, base + entry.target if entry.target.startswith("/") else entry.target))
            )
        elif entry.target in link_targets:
            resolved_entries.append((entry, link_targets[entry.target]))
        else:
            renamed_topics = {old.text: term.slug for term in collections.topics for old in term.was}
            diagnostics.append(_unknown_nav_entry(setting, entry, link_targets, renamed_topics.get(entry.target, "")))
    return resolved_entries, diagnostics


def _unknown_nav_entry(setting: str, entry: NavEntry, link_targets: Mapping[str, Link], new_slug: str) -> Diagnostic:
    similar_nav_hint = f"did you mean {new_slug}?" if new_slug else did_you_mean(entry.target, link_targets)
    hint = similar_nav_hint or "write a topic, a page of content/pages/, or {name: …, url: /…/}"
    return Diagnostic(SETTINGS_FILE, entry.line, entry.column, "E601", f"{setting}: there is no topic or page {entry.target}", hint)
