"""Letters for tests, as values. Reads only the default theme."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from digest.config.config import Config
from digest.config.mail_settings import PROVIDERS, MailSettings
from digest.files.file_states import Scan
from digest.grouping.card import Card, Coverage, Link
from digest.inputs.theme_files import read_theme
from digest.mail.letter import Letter, make_letter
from digest.markdown.body import Body
from digest.pages.brand_context import Brand
from digest.pages.edition_arrangement import Edition, Section
from digest.pages.letter_pages import HTML_TEMPLATE, TEXT_TEMPLATE, MailPage
from digest.pages.page import Page, Text
from digest.pages.site import Site
from digest.pages.site_description import describe_site
from digest.rendering.renderer import Renderer
from digest.rendering.theme import Theme
from digest.rendering.theme_words import read_words
from tests.values import CONFIG, collected

CLOSED = datetime(2026, 1, 9, 18, tzinfo=UTC)
SETTINGS = replace(
    CONFIG,
    title="Harbour News",
    base_url="https://harbour.news/digest/",
    mail=MailSettings(sender="news@harbour.news", note="Harbour News, 1 Quay Street"),
)
INTRO = (
    '<p>The first week began with <a href="https://harbour.news/fog/">fog</a>.</p>'
    '<blockquote><p>So be it.</p></blockquote><ul><li>one</li><li><a href="https://a.example/x?a=1&amp;b=2">two</a></li></ul>'
    "<pre><code>a &lt; b\n  c</code></pre>"
    '<p><img src="https://harbour.news/pier.png" alt="The pier" width="900" height="300"></p>'
    '<p><img src="https://harbour.news/pier.webp" alt="Fog"></p><table><tr><th>a</th></tr><tr><td>1</td></tr></table>'
)
WORLD = Link("World", "/digest/topics/world/")


@lru_cache(maxsize=1)
def default_theme() -> Theme:
    """Return the default theme."""
    nowhere = Path("/nonexistent")
    return read_theme(nowhere, "default", Scan(nowhere, {})).theme


def site_of(config: Config) -> Site:
    """Return the Site with the words of the default theme."""
    return describe_site(collected(config=config), config, {}, read_words(default_theme(), config.language)[0])[0]


def card(name: str = "a", **more: Any) -> Card:
    """Return a card with all values that a letter shows."""
    values = {
        "title": f"Crane {name}",
        "summary": f"The crane {name} is back on the quay after a year in the yard.",
        "why": "It lifts half of the grain of the country.",
        "source": Link("The Wire", f"https://wire.example/{name}"),
        "topics": (WORLD,),
        "also": (
            Coverage("Gazette", f"https://gazette.example/{name}", f"A crane called {name}"),
            Coverage("", f"/digest/{name}-2/", "Ours"),
        ),
    }
    return Card(url=f"/digest/2026/01/05/{name}/", date=CLOSED, **values | more)


def page_of(*cards: Card, config: Config = SETTINGS, leads: int = 1, **more: Any) -> MailPage:
    """Return a letter with these stories."""
    stories = cards or (card("a"), card("b"), card("c"))
    sections = (Section(WORLD, stories[leads:], leads + 1),) if stories[leads:] else ()
    edition = Edition(CLOSED, "/digest/editions/2026-01-09/", stories[:leads], sections, 1, CLOSED, CLOSED, count=len(stories))
    values = {
        "title": "Edition 1: Crane a",
        "url": edition.url,
        "description": "Cranes, and no fog.",
        "edition": edition,
        "name": "Edition 1",
        "intro": Text("intro"),
        "unsubscribe": config.mail.unsubscribe_address,
        "postal": PROVIDERS[config.mail.provider].postal,
        "note": config.mail.note,
    }
    return MailPage(**values | more)


def letter(
    page: MailPage | None = None, provider: str = "plain", config: Config = SETTINGS, intro: str = INTRO, brand: Brand | None = None
) -> Letter:
    """Return the letter that `digest mail` would make."""
    config = replace(config, mail=replace(config.mail, provider=provider))
    page = page or page_of(config=config)
    pages = [Page("2026-01-09.html", HTML_TEMPLATE, page, "a letter"), Page("2026-01-09.txt", TEXT_TEMPLATE, page, "a letter")]
    site = replace(site_of(config), brand=brand or Brand())
    return make_letter(Renderer(default_theme(), site), pages, {"intro": Body((intro,))}.__getitem__, config, CLOSED)
