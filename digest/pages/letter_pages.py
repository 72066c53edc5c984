"""Plan letters, HTML and text: an edition (in a preview, the next one), or the articles of a day or since a date, with subject,
preheader, colours of text and unsubscribe address. A build writes none; `mail/letter.py` renders them.

`digest mail` plans one and renders it; a preview shows the letter of the next edition.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from digest.config.colours import ink_on
from digest.config.config import Config
from digest.config.mail_settings import PROVIDERS, MailSettings
from digest.config.time_zones import in_zone, midnight, zone_of
from digest.grouping import edition_assignment as grouping
from digest.grouping.article_collections import Collections
from digest.grouping.entry import Entry, published_at
from digest.grouping.stories import clustered
from digest.grouping.terms import period_keys
from digest.pages.card_pictures import CardPictures, card_pictures
from digest.pages.edition_arrangement import Edition, Topics, arranged_by_topic
from digest.pages.edition_pages import clustered_edition, edition_head, intro_text, rank_in_edition, section_topics
from digest.pages.link_resolution import Links
from digest.pages.page import Context, Page, Text
from digest.pages.plan_part import AnyPart, PlanPart
from digest.pages.site import Site
from digest.text.characters import shortened
from digest.urls import url_of

HTML_TEMPLATE, TEXT_TEMPLATE = "mail.html", "mail.txt"
"""The templates of the HTML part and the text part of a letter."""

NEXT_LETTER = f"{grouping.EDITIONS_FOLDER}next/mail/index.html"
"""The path of the next edition's letter in a preview."""

MAX_SUBJECT_CHARACTERS = 120
"""Mail programs show the first 30 to 60 characters of a subject."""

MAX_PREHEADER_CHARACTERS = 200
"""Mail programs show up to 140 characters of the first line."""


class MailPage(Context, frozen=True, tag=True, kw_only=True):
    """A letter: an edition, or without editions the articles of a day or since a date."""

    edition: Edition
    """The articles: lead stories, then the others by topic."""
    name: str = ""
    """The name of the edition, such as `Edition 12: A new year`; '' for the articles of a day or since a date."""
    intro: Text | None = None
    """The text of the edition's intro."""
    unsubscribe: str = ""
    """The URL or mail address for unsubscribing, or the provider's variable for it."""
    postal: str = ""
    """The provider's variable for the sender's postal address; '' if it has none."""
    note: str = ""
    """The setting `mail: {note: …}`."""
    brand_ink: str = ""
    """The text colour on `site.brand.color`; '' for the theme's."""
    brand_ink_dark: str = ""
    """The text colour on `site.brand.color_dark`; '' if that is not set."""

    @property
    def texts(self) -> tuple[str, ...]:
        """The keys of the texts that the page shows."""
        return (self.intro.key,) if self.intro else ()


class LetterInputs(Struct, frozen=True, array_like=True):
    """The inputs of a letter, without the articles."""

    edition: Edition
    """The edition without articles."""
    leads: tuple[str, ...]
    """The files of the lead stories that the intro names."""
    name: str
    subject_start: str
    """The beginning of the subject."""
    intro: Text | None
    topics: Topics
    mail: MailSettings
    inks: tuple[str, str]
    """The text colours on the brand colour, in the light and in the dark scheme."""
    pictures: CardPictures
    files: tuple[tuple[str, str], ...]
    """The path and the template of each page."""


def next_letter(collections: Collections, site: Site, config: Config, links: Links) -> Iterator[AnyPart]:
    """Yield the letter of the next edition in a preview."""
    upcoming = collections.issues.next if config.is_preview else None
    if upcoming:
        yield edition_letter(upcoming, collections, site, config, links, ((NEXT_LETTER, HTML_TEMPLATE),))


def edition_letter(
    edition: grouping.Edition,
    collections: Collections,
    site: Site,
    config: Config,
    links: Links,
    files: tuple[tuple[str, str], ...] = (),
) -> PlanPart[LetterInputs]:
    """Return the letter of an edition as `files` (path and template); by default as HTML and text."""
    letter_edition = clustered_edition(edition, collections)
    head = edition_head(letter_edition, site.strings, config.base_path)
    letter_name = str(site.strings.get("edition_next", head.name)) if head.is_next else head.name
    inputs = LetterInputs(
        edition=head.arranged((), (), site.sources),
        leads=head.leads,
        name=letter_name,
        subject_start=letter_name,
        intro=intro_text(edition.intro, links),
        topics=section_topics(collections, config),
        mail=config.mail,
        inks=_brand_inks(config),
        pictures=card_pictures(letter_edition.entries, links, config, has_leads=True),
        files=files or _letter_paths(edition.id),
    )
    return PlanPart(
        f"the letter of {'the next edition' if head.is_next else edition.id}", _letter_pages, letter_edition.entries, inputs
    )


def day_letter(day: str, collections: Collections, config: Config, links: Links) -> PlanPart[LetterInputs] | None:
    """Return the letter of the articles of a day, such as `2026-01-09`; None if the day has no articles."""
    entries = [entry for entry in collections.entries if period_keys(entry.index.date)[2] == day.replace("-", "/")]
    if not entries:
        return None
    letter_day = midnight(entries[0].index.date)
    day_url = f"{config.base_path}/" + (url_of(f"{day.replace('-', '/')}/index.html")[1:] if config.lists.days else "")
    return _period_letter(day, Edition(letter_day, day_url, (), ()), entries, collections, config, links)


def letter_since(start: datetime, collections: Collections, config: Config, links: Links) -> PlanPart[LetterInputs] | None:
    """Return the letter of the articles published since an instant; None if there are none."""
    entries = [entry for entry in collections.entries if published_at(entry) >= start]
    if not entries:
        return None
    last_publication = in_zone(max(map(published_at, entries)), zone_of(config.timezone))
    edition = Edition(last_publication, f"{config.base_path}/", (), (), opens=start, closes=last_publication)
    return _period_letter(f"since-{start.date().isoformat()}", edition, entries, collections, config, links)


def _period_letter(
    id: str, edition: Edition, entries: Sequence[Entry], collections: Collections, config: Config, links: Links
) -> PlanPart[LetterInputs]:
    letter_entries = clustered(entries, collections.covers)
    inputs = LetterInputs(
        edition=edition,
        leads=(),
        name="",
        subject_start=edition.date.date().isoformat(),
        intro=None,
        topics=section_topics(collections, config),
        mail=config.mail,
        inks=_brand_inks(config),
        pictures=card_pictures(letter_entries, links, config, has_leads=True),
        files=_letter_paths(id),
    )
    return PlanPart(f"the letter {id}", _letter_pages, letter_entries, inputs)


def _brand_inks(config: Config) -> tuple[str, str]:
    brand_colour, brand_colour_dark = config.brand.color, config.brand.color_dark
    return ink_on(brand_colour) if brand_colour else "", ink_on(brand_colour_dark) if brand_colour_dark else ""


def _letter_paths(name: str) -> tuple[tuple[str, str], ...]:
    return (f"{name}.html", HTML_TEMPLATE), (f"{name}.txt", TEXT_TEMPLATE)


def _letter_pages(entries: Sequence[Entry], inputs: LetterInputs) -> Iterator[Page]:
    edition, mail = inputs.edition, inputs.mail
    leads, sections = arranged_by_topic(entries, inputs.topics, rank_in_edition, inputs.leads, inputs.pictures)
    lead_titles = [card.title for card in leads]
    subject = inputs.subject_start if edition.title else ": ".join([inputs.subject_start, *lead_titles[:1]])
    letter_context = MailPage(
        title=shortened(" ".join(subject.split()), MAX_SUBJECT_CHARACTERS),
        url=edition.url,
        description=shortened(" ".join((edition.summary or " · ".join(lead_titles)).split()), MAX_PREHEADER_CHARACTERS),
        edition=replace(edition, leads=leads, sections=sections, count=len(entries)),
        name=inputs.name,
        intro=inputs.intro,
        unsubscribe=mail.unsubscribe_address,
        postal=PROVIDERS[mail.provider].postal,
        note=mail.note,
        brand_ink=inputs.inks[0],
        brand_ink_dark=inputs.inks[1],
    )
    for letter_path, template in inputs.files:
        yield Page(letter_path, template, letter_context, f"the letter {letter_path}", in_sitemap=False)
