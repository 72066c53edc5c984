"""OPEN SECOND: which output files there are, and what each may know. A new kind of page is one planner and one line here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import Struct

from digest.config import Config
from digest.errors import Fault
from digest.grouping.collect import Collections
from digest.pages.articles import article_pages, plain_pages
from digest.pages.feeds import site_feed
from digest.pages.front import front_page
from digest.pages.links import STATIC, ContentFile, Links
from digest.pages.lists import period_pages, tag_pages, topic_pages
from digest.pages.notfound import not_found
from digest.pages.page import File, Page, Site
from digest.pages.sitemap import sitemap
from digest.permalinks import collision_key, path_fault

Planner = Callable[[Collections, Site, Config, Links], Iterator[Page]]

PLANNERS: tuple[Planner, ...] = (
    article_pages,
    plain_pages,
    front_page,
    topic_pages,
    tag_pages,
    period_pages,
    site_feed,
    not_found,
)


class Plan(Struct, frozen=True):
    """Every output file, and what is wrong with them."""

    pages: tuple[Page, ...]
    files: tuple[File, ...]
    faults: tuple[Fault, ...]


def plan(
    collections: Collections, site: Site, config: Config, content_files: Iterable[ContentFile], theme_files: Iterable[File]
) -> Plan:
    """The pages and copied files of the site. Faults: two sources for one path, paths that no file may have, links to nowhere."""
    links = Links(collections, content_files, config)
    pages = [page for planner in PLANNERS for page in planner(collections, site, config, links)]
    pages.append(sitemap(pages, site, config))
    articles = [*(entry.article for entry in collections.entries), *collections.pages]
    files = [*theme_files, *links.copies(articles)]
    outputs = {page.path: page.source for page in pages} | {file.path: file.origin for file in files}
    faults = [*refuse_collisions(pages, files)]
    for article in (*articles, *collections.faulty):
        if article.targets or article.image:
            faults += links.faults(article, outputs)
    return Plan(tuple(pages), tuple(files), tuple(faults))


def refuse_collisions(pages: Sequence[Page], files: Sequence[File]) -> Iterator[Fault]:
    """Faults for paths that no file may have, and for two sources of one path.

    Also where a system that ignores case or Unicode form would see one file, or where one path is a folder of the other.
    """
    outputs = [*((page.path, page.source) for page in pages), *((file.path, file.origin) for file in files)]
    taken: dict[str, tuple[str, str]] = {}
    folders: dict[str, tuple[str, str]] = {}
    for path, source in outputs:
        problem = path_fault(path)
        if problem:
            yield _fault(source, "E204", f"{path} cannot be written: {problem}", "rename the file, or give it a slug")
            continue
        key = collision_key(path)
        other = taken.get(key) or folders.get(key)
        if other:
            yield _collision(path, source, *other)
            continue
        taken[key] = (path, source)
        folder = key.rpartition("/")[0]
        while folder and folder not in folders:
            folders[folder] = (path, source)
            folder = folder.rpartition("/")[0]
    for key, (path, source) in taken.items():
        if key in folders:
            yield _collision(*folders[key], path, source)


def _collision(path: str, source: str, other_path: str, other: str) -> Fault:
    (first, first_path), (second, second_path) = sorted([(source, path), (other, other_path)])
    message = f"{first} and {second} both become {first_path}"
    if first_path != second_path:
        same = collision_key(first_path) == collision_key(second_path)
        problem = "one file on some systems" if same else "a file and a folder of one name"
        message = f"{first} becomes {first_path}, and {second} becomes {second_path}: {problem}"
    located = second if second.startswith("content/") or not first.startswith("content/") else first
    hint = "rename one" if located.startswith(STATIC) else "rename one, or give it a slug of its own"
    return _fault(located, "E401", message, hint)


def _fault(source: str, code: str, message: str, hint: str) -> Fault:
    path = source if source.startswith(("content/", "themes/")) else "digest.yml"
    return Fault(path, 1, 1, code, message, hint)
