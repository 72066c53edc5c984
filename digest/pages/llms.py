"""The planner of llms.txt: what the site is and where its parts are, for language models (llmstxt.org)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from digest.config import Config
from digest.grouping.collect import Collections
from digest.grouping.entry import Entry
from digest.pages.links import STATIC, Links
from digest.pages.page import LlmsPage, LlmsTopic, Page, Site
from digest.pages.part import Part
from digest.permalinks import url_of

FILE = "llms.txt"


def llms(collections: Collections, site: Site, config: Config, links: Links) -> Iterator[Part]:
    """llms.txt, unless content/static/ has one. Nothing in it changes with an article."""
    if STATIC + FILE in links.files:
        return
    shown = collections.topics if config.lists.topics else ()
    topics = tuple(LlmsTopic(_line(t.name), f"{site.url}{url_of(t.folder)[1:]}/", _line(t.description)) for t in shown)
    known = (topics, _line(site.title), _line(site.description), config.open_data, config.base_path)
    yield Part(FILE, _llms, (), known)


def _llms(
    _: Sequence[Entry], topics: tuple[LlmsTopic, ...], title: str, description: str, has_data: bool, base: str
) -> Iterator[Page]:
    context = LlmsPage(title, f"{base}/{FILE}", description, topics=topics, has_data=has_data)
    yield Page(FILE, FILE, context, FILE, in_sitemap=False)


def _line(text: str) -> str:
    """The text in one line, as Markdown that is a text: it may stand in a link."""
    return " ".join(text.split()).translate({ord(sign): f"\\{sign}" for sign in "\\[]<>`*_"})
