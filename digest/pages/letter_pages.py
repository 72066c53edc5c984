"""The planner of letters: an edition, or the articles of a day or since a date, to be sent as mail. A build writes none.

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
from digest.config.time_zones import in_zone, zone_of
from digest.grouping import edition_assignment as grouping
from digest.grouping.article_collections import Collections
from digest.grouping.entry import Entry, published_at
from digest.grouping.periods import period_keys
from digest.grouping.stories import clustered
from digest.pages.card_pictures import CardPictures, card_pictures
from digest.pages.edition_arrangement import Edition, Topics, arranged_by_topic
from digest.pages.edition_pages import clustered_edition, describe_edition, intro_text, rank_in_edition, section_topics
from digest.pages.link_resolution import Links
from digest.pages.page import Context, Page, Text
from digest.pages.plan_part import AnyPart, PlanPart
from digest.pages.site import Site
from digest.text.characters import shortened
from digest.urls import url_of

HTML_TEMPLATE, TEXT_TEMPLATE = "mail.html", "mail.txt"
"""The templates of a letter's two parts."""

NEXT_LETTER = f"{grouping.EDITIONS_FOLDER}next/mail/index.html"
"""Where a preview shows the letter of the next edition."""

LONGEST_SUBJECT = 120
"""Characters: mail programs show 30 to 60 of a subject."""

LONGEST_PREHEADER = 200
"""Characters: mail programs show up to 140 of the first line."""


class MailPage(Context, frozen=True, tag=True, kw_only=True):
    """A letter: an edition, or without editions the articles of a day or since a date."""

    edition: Edition
    """Its articles: lead stories, then the others by topic."""
    name: str = ""
    """What the edition is called, such as `Edition 12: A new year`; '' for a day, or what came since a date."""
    intro: Text | None = None
    """The text of the edition's intro."""
    unsubscribe: str = ""
    """The address where a reader unsubscribes, or the provider's variable for it."""
    postal: str = ""
    """The provider's variable for the sender's postal address; '' if it has none."""
    note: str = ""
    """The setting `mail: {note: …}`."""
    brand_ink: str = ""
    """The colour of letters on `site.brand.color`; '' for the theme's own."""
    brand_ink_dark: str = ""
    """The colour of letters on `site.brand.color_dark`."""

    @property
    def texts(self) -> tuple[str, ...]:
        """The keys of the texts that the page shows."""
        return (self.intro.key,) if self.intro else ()


class LetterInputs(Struct, frozen=True, array_like=True):
    """What a letter depends on beside its articles."""

    edition: Edition
    """Without its articles."""
    leads: tuple[str, ...]
    """The files of the articles that its intro names as lead stories."""
    name: str
    called: str
    """What its subject begins with."""
    intro: Text | None
    topics: Topics
    mail: MailSettings
    inks: tuple[str, str]
    """The colours of text on the brand's colour, in the light and in the dark scheme."""
    pictures: CardPictures
    files: tuple[tuple[str, str], ...]
    """The path and the template of each page."""


def next_letter(collections: Collections, site: Site, config: Config, links: Links) -> Iterator[AnyPart]:
    """The letter of the next edition, in a preview."""
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
    """The letter of an edition, as these pages; without them, as its HTML and its text."""
    letter_edition = clustered_edition(edition, collections)
    described = describe_edition(letter_edition, site.strings, config.base_path)
    name = str(site.strings.get("edition_next", described.name)) if described.is_next else described.name
    inputs = LetterInputs(
        edition=described.arranged((), (), site.sources),
        leads=described.leads,
        name=name,
        called=name,
        intro=intro_text(edition.intro, links),
        topics=section_topics(collections, config),
        mail=config.mail,
        inks=_brand_inks(config),
        pictures=card_pictures(letter_edition.entries, links, config, has_leads=True),
        files=files or _letter_paths(edition.id),
    )
    return PlanPart(
        f"the letter of {'the next edition' if described.is_next else edition.id}", _letter, letter_edition.entries, inputs
    )


def day_letter(day: str, collections: Collections, config: Config, links: Links) -> PlanPart[LetterInputs] | None:
    """The letter of the articles of a day, such as `2026-01-09`; None if it has none."""
    entries = [entry for entry in collections.entries if period_keys(entry.index.date)[2] == day.replace("-", "/")]
    if not entries:
        return None
    date = entries[0].index.date.replace(hour=0, minute=0, second=0, microsecond=0)
    url = f"{config.base_path}/" + (url_of(f"{day.replace('-', '/')}/index.html")[1:] if config.lists.days else "")
    return _letter_period(day, Edition(date, url, (), ()), entries, collections, config, links)


def letter_since(start: datetime, collections: Collections, config: Config, links: Links) -> PlanPart[LetterInputs] | None:
    """The letter of what appeared since an instant; None if nothing did."""
    entries = [entry for entry in collections.entries if published_at(entry) >= start]
    if not entries:
        return None
    last = in_zone(max(map(published_at, entries)), zone_of(config.timezone))
    edition = Edition(last, f"{config.base_path}/", (), (), opens=start, closes=last)
    return _letter_period(f"since-{start.date().isoformat()}", edition, entries, collections, config, links)


def _letter_period(
    id: str, edition: Edition, entries: Sequence[Entry], collections: Collections, config: Config, links: Links
) -> PlanPart[LetterInputs]:
    letter_entries = clustered(entries, collections.covers)
    inputs = LetterInputs(
        edition=edition,
        leads=(),
        name="",
        called=edition.date.date().isoformat(),
        intro=None,
        topics=section_topics(collections, config),
        mail=config.mail,
        inks=_brand_inks(config),
        pictures=card_pictures(letter_entries, links, config, has_leads=True),
        files=_letter_paths(id),
    )
    return PlanPart(f"the letter {id}", _letter, letter_entries, inputs)


def _brand_inks(config: Config) -> tuple[str, str]:
    light, dark = config.brand.color, config.brand.color_dark
    return ink_on(light) if light else "", ink_on(dark) if dark else ""


def _letter_paths(name: str) -> tuple[tuple[str, str], ...]:
    return (f"{name}.html", HTML_TEMPLATE), (f"{name}.txt", TEXT_TEMPLATE)


def _letter(entries: Sequence[Entry], inputs: LetterInputs) -> Iterator[Page]:
    edition, mail = inputs.edition, inputs.mail
    leads, sections = arranged_by_topic(entries, inputs.topics, rank_in_edition, inputs.leads, inputs.pictures)
    titles = [card.title for card in leads]
    subject = inputs.called if edition.title else ": ".join([inputs.called, *titles[:1]])
    context = MailPage(
        title=shortened(" ".join(subject.split()), LONGEST_SUBJECT),
        url=edition.url,
        description=shortened(" ".join((edition.summary or " · ".join(titles)).split()), LONGEST_PREHEADER),
        edition=replace(edition, leads=leads, sections=sections, count=len(entries)),
        name=inputs.name,
        intro=inputs.intro,
        unsubscribe=mail.unsubscribe_address,
        postal=PROVIDERS[mail.provider].postal,
        note=mail.note,
        brand_ink=inputs.inks[0],
        brand_ink_dark=inputs.inks[1],
    )
    for path, template in inputs.files:
        yield Page(path, template, context, f"the letter {path}", in_sitemap=False)
