"""Plan llms.txt: the site's title, description and topics as Markdown lines for language models (llmstxt.org)."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from digest.config.config import Config
from digest.grouping.article_collections import Collections
from digest.pages.link_resolution import STATIC_PREFIX, Links
from digest.pages.page import Context, Page
from digest.pages.plan_part import AnyPart, ready_part
from digest.pages.site import Site
from digest.urls import url_of


class LlmsTopic(Struct, frozen=True, array_like=True):
    """A topic in `llms.txt`. Its texts are Markdown on one line."""

    name: str
    url: str
    description: str = ""


class LlmsPage(Context, frozen=True, tag=True, kw_only=True):
    """The file `llms.txt`. Title and description are Markdown on one line."""

    topics: tuple[LlmsTopic, ...] = ()
    has_data: bool = False
    """True if the site has open data."""


LLMS_FILE = "llms.txt"


def llms(collections: Collections, site: Site, config: Config, links: Links) -> Iterator[AnyPart]:
    """Yield llms.txt, unless content/static/ has one. It does not depend on articles."""
    if STATIC_PREFIX + LLMS_FILE in links.files:
        return
    listed_topics = collections.topics if config.lists.topics else ()
    llms_topics = tuple(
        LlmsTopic(_markdown_line(t.name), f"{site.url}{url_of(t.folder)[1:]}/", _markdown_line(t.description))
        for t in listed_topics
    )
    llms_page = LlmsPage(
        _markdown_line(site.title),
        f"{config.base_path}/{LLMS_FILE}",
        _markdown_line(site.description),
        topics=llms_topics,
        has_data=config.open_data,
    )
    yield ready_part(LLMS_FILE, Page(LLMS_FILE, LLMS_FILE, llms_page, LLMS_FILE, in_sitemap=False))


def _markdown_line(text: str) -> str:
    """Return the text on one line with Markdown syntax escaped, so that it can be the text of a link."""
    return " ".join(text.split()).translate({ord(sign): f"\\{sign}" for sign in "\\[]<>`*_"})
