"""Render a planned letter to its files: HTML with the rules of `<style>` inlined (css-inline) and its charset first, text and
message; tell whether Gmail clips it, and measure its largest stories, each rendered alone.

css-inline copies the styles into each element, because many mail programs ignore style sheets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from importlib.util import find_spec

from msgspec import Struct
from msgspec.structs import replace

from digest.config.config import Config
from digest.config.mail_settings import PROVIDERS, Provider
from digest.grouping.card import Card
from digest.mail.message import Envelope, escaped_html, escaped_text, message
from digest.markdown.body import BodyLookup
from digest.pages.edition_arrangement import Edition, Section
from digest.pages.letter_pages import MailPage
from digest.pages.page import Page
from digest.rendering.renderer import Renderer

LETTER_CHARSET = '<meta charset="utf-8">'

_CHARSET_ELEMENT = re.compile(r"<meta\s[^>]*?charset[^>]*>", re.IGNORECASE)
_HEAD_ELEMENT = re.compile(r"<head[^>]*>", re.IGNORECASE)


def has_inliner() -> bool:
    """True if the extra `mail` is installed."""
    return find_spec("css_inline") is not None


def inlined(html: str) -> str:
    """Return the page with the rules of its `<style>` elements inlined. @media rules stay in one `<style>`.

    Loads nothing from the network. The encoding comes first, as HTML requires (HTML, 4.2.5.4); css-inline would put the style
    before it. Raises ImportError without the extra `mail`.
    """
    from css_inline import CSSInliner  # an extra

    inliner = CSSInliner(keep_at_rules=True, minify_css=True, load_remote_stylesheets=False)
    inlined_page = _CHARSET_ELEMENT.sub("", inliner.inline(html))
    return _HEAD_ELEMENT.sub(lambda head_tag: head_tag[0] + LETTER_CHARSET, inlined_page, count=1) + "\n"


GMAIL_CLIP_BYTES = 102_000
"""The size of HTML in bytes above which Gmail clips a message."""


class Letter(Struct, frozen=True):
    """A letter that can be sent."""

    name: str
    subject: str
    html: bytes
    text: bytes
    message: bytes

    @property
    def files(self) -> dict[str, bytes]:
        """The files of the letter, by name."""
        return {f"{self.name}.html": self.html, f"{self.name}.txt": self.text, f"{self.name}.eml": self.message}

    @property
    def is_clipped(self) -> bool:
        """True if Gmail shows only the beginning."""
        return len(self.html) > GMAIL_CLIP_BYTES


def make_letter(renderer: Renderer, pages: Sequence[Page], bodies: BodyLookup, config: Config, sent: datetime) -> Letter:
    """Return the letter that is planned as two pages, HTML and text. `sent` is its date.

    Raises ContentError if a template fails, ImportError without the extra `mail`.
    """
    html_page, text_page = pages
    context, provider = html_page.context, PROVIDERS[config.mail.provider]
    assert isinstance(context, MailPage)
    html = letter_html(renderer.render(html_page, bodies), provider)
    text = escaped_text(renderer.render(text_page, bodies).decode().strip() + "\n", provider)
    letter_name = html_page.path.removesuffix(".html")
    subject = escaped_text(context.title, provider)
    envelope = Envelope(
        id=letter_name,
        name=config.mail.name or config.title,
        sender=config.mail.address,
        subject=subject,
        sent=sent,
        unsubscribe=context.unsubscribe,
        base_url=config.base_url,
        language=config.language,
    )
    return Letter(letter_name, subject, html.encode(), text.encode(), message(envelope, text, html))


def letter_html(rendered: bytes, provider: Provider) -> str:
    """Return the final HTML of a letter from the output of its template. Raises ImportError without the extra `mail`."""
    return escaped_html(inlined(rendered.decode()), provider)


def largest_stories(renderer: Renderer, page: Page, bodies: BodyLookup, config: Config) -> list[tuple[int, str]]:
    """Return the size in bytes and the title of each story of a letter, largest first. `page` is its HTML page."""
    context, provider = page.context, PROVIDERS[config.mail.provider]
    assert isinstance(context, MailPage)

    def story_size(edition: Edition) -> int:
        edition_page = replace(page, context=replace(context, edition=edition))
        return len(letter_html(renderer.render(edition_page, bodies), provider).encode())

    empty_edition = replace(context.edition, leads=(), sections=())
    empty_letter_size = story_size(empty_edition)
    return sorted(
        (
            (story_size(edition_alone) - empty_letter_size, card.title)
            for card, edition_alone in _each_story_alone(empty_edition, context.edition)
        ),
        reverse=True,
    )


def _each_story_alone(empty: Edition, edition: Edition) -> Iterator[tuple[Card, Edition]]:
    """Yield each story, and the edition with only this story."""
    for card in edition.leads:
        yield card, replace(empty, leads=(card,))
    for section in edition.sections:
        for card in section.cards:
            yield card, replace(empty, sections=(Section(section.topic, (card,)),))
