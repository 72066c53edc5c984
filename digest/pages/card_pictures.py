"""Cards with pictures: which cards of a page show the picture of their article."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from digest.config.config import Config
from digest.grouping.card import Card, Picture
from digest.grouping.entry import Entry, load_details
from digest.pages.link_resolution import Links


class CardPictures(Struct, frozen=True, array_like=True):
    """The pictures that the cards of some pages show: other files decide them, so they stand in the inputs of a part."""

    by_file: dict[str, Picture] = {}
    """The pictures by the article's file."""
    on_all: bool = False
    """Whether all cards show their pictures, or only the cards of lead stories."""

    def card(self, entry: Entry, *, is_lead: bool = False) -> Card:
        """The card of an entry, with its picture if it shows it."""
        picture = self.by_file.get(entry.index.file) if is_lead or self.on_all else None
        return replace(entry.card, image=picture) if picture else entry.card

    def pinned_card(self, entry: Entry) -> Card:
        """What the first page of a list shows of an entry: with the reason, if it is kept on top."""
        card = self.card(entry)
        return replace(card, pinned=entry.article.pin_until) if entry.index.pinned else card


NO_PICTURES = CardPictures()


def card_pictures(entries: Iterable[Entry], links: Links, config: Config, *, has_leads: bool = False) -> CardPictures:
    """The pictures for the cards of these entries, by the setting `pictures`; `has_leads` if some of them may be lead stories."""
    if config.pictures == "none" or (config.pictures == "lead" and not has_leads):
        return NO_PICTURES
    linked = [entry for entry in entries if entry.index.is_linked]
    load_details(linked)
    pictures_by_file = {entry.index.file: picture for entry in linked if (picture := links.picture(entry.article))}
    return CardPictures(pictures_by_file, config.pictures == "all")
