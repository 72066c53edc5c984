"""Articles, collections and plans as plain values: nothing is written to a disk, and no site is built."""

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
    """The article that the file content/NAME.md holds; its text is remembered under its name, or under this key."""
    text = sites.article(name, date, body=body, **head)  # type: ignore[arg-type]
    parsed = parse(ContentFile(f"content/{name}.md", text.encode(), key or name), Parsing(timezone=zone))
    assert parsed.article, parsed.diagnostics
    return parsed.article


def collected(
    *articles: Article, config: Config = CONFIG, now: datetime = NOW, registries: Registries = REGISTRIES, **more: Any
) -> Collections:
    """What of these articles is published."""
    return collect(articles, registries, config, now, **more)


def names(entries: Sequence[Any]) -> list[str]:
    """The slugs of these entries' articles."""
    return [entry.article.slug for entry in entries]


def site_of(collections: Collections, config: Config = CONFIG) -> Site:
    """What every page of these collections knows, with a theme that has neither files nor words."""
    return describe_site(collections, config, {}, {})[0]


def parts_of(
    planner: Planner, collections: Collections, config: Config = CONFIG, files: Iterable[Asset] = ()
) -> tuple[PlanPart, ...]:
    """The parts that a planner plans of these collections."""
    return tuple(planner(collections, site_of(collections, config), config, Links(collections, files, config)))


def pages_of(planner: Planner, collections: Collections, config: Config = CONFIG, files: Iterable[Asset] = ()) -> dict[str, Page]:
    """The pages that a planner plans of these collections, by path."""
    pages = [page for part in parts_of(planner, collections, config, files) for page in part.pages()]
    found = {page.path: page for page in pages}
    assert len(found) == len(pages), "a planner gives each path once"
    return found


def contexts_of(planner: Planner, collections: Collections, config: Config = CONFIG, files: Iterable[Asset] = ()) -> dict[str, Any]:
    """What the templates of these pages may know, by path."""
    return {path: page.context for path, page in pages_of(planner, collections, config, files).items()}
