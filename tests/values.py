"""Articles, collections and plans as plain values, without files or builds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from digest.articles.article import Article, Parsing
from digest.articles.article_parser import parse
from digest.articles.content_file import ContentFile
from digest.config.config import Config
from digest.grouping.article_collections import Collections, collect
from digest.grouping.registries import Registries, Source, Topic
from digest.pages.link_resolution import Links
from digest.pages.output_files import Asset
from digest.pages.page import Page
from digest.pages.plan_part import PlanPart
from digest.pages.site import Site
from digest.pages.site_description import describe_site
from tests import sites

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
CONFIG = Config("T", "https://example.org/repo/")
REGISTRIES = Registries(
    (Topic("world", "World"), Topic("tech", "Technology")),
    (Source("wire", "The Wire", domain="wire.example", mode="excerpt"), Source("blog", "Blog", mode="link")),
)

Planner = Callable[[Collections, Site, Config, Links], Iterator[PlanPart]]


def read(
    name: str = "a", date: str | None = "2026-02-01", *, zone: str = "UTC", body: str = "Text.", key: str = "", **head: Any
) -> Article:
    """Return the article of a file content/NAME.md with this text; its article key is `key` or its name."""
    text = sites.article(name, date, body=body, **head)  # type: ignore[arg-type]
    parsed = parse(ContentFile(f"content/{name}.md", text.encode(), key or name), Parsing(timezone=zone))
    assert parsed.article, parsed.diagnostics
    return parsed.article


def collected(
    *articles: Article, config: Config = CONFIG, now: datetime = NOW, registries: Registries = REGISTRIES, **more: Any
) -> Collections:
    """Return the collections of these articles."""
    return collect(articles, registries, config, now, **more)


def names(entries: Sequence[Any]) -> list[str]:
    """Return the slugs of these entries' articles."""
    return [entry.article.slug for entry in entries]


def site_of(collections: Collections, config: Config = CONFIG) -> Site:
    """Return the site data that all pages of these collections share, for a theme without files and words."""
    return describe_site(collections, config, {}, {})[0]


def parts_of(
    planner: Planner, collections: Collections, config: Config = CONFIG, files: Iterable[Asset] = ()
) -> tuple[PlanPart, ...]:
    """Return the plan parts of a planner for these collections."""
    return tuple(planner(collections, site_of(collections, config), config, Links(collections, files, config)))


def pages_of(planner: Planner, collections: Collections, config: Config = CONFIG, files: Iterable[Asset] = ()) -> dict[str, Page]:
    """Return the pages of a planner for these collections, by path."""
    pages = [page for part in parts_of(planner, collections, config, files) for page in part.pages()]
    found = {page.path: page for page in pages}
    assert len(found) == len(pages), "a planner must not plan a path twice"
    return found


def contexts_of(planner: Planner, collections: Collections, config: Config = CONFIG, files: Iterable[Asset] = ()) -> dict[str, Any]:
    """Return the contexts of these pages, by path."""
    return {path: page.context for path, page in pages_of(planner, collections, config, files).items()}
