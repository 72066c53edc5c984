"""Pictures on cards: by the setting `pictures`, select the articles of a page whose card shows its picture, and add picture and
pinned time to the card. The struct of a card is in `grouping/card.py`."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from digest.config.config import Config
from digest.grouping.card import Card, Picture
from digest.grouping.entry import Entry, load_details
from digest.pages.link_resolution import Links


class CardPictures(Struct, frozen=True, array_like=True):
    """The pictures on the cards of a part's pages. They depend on other files, so they are inputs of the part."""

    by_file: dict[str, Picture] = {}
    """The pictures by the path of the article's file."""
    on_all: bool = False
    """True if all cards show their pictures, false if only those of lead stories do."""

    def card(self, entry: Entry, *, is_lead: bool = False) -> Card:
        """Return the card of an entry, with the picture if it is shown."""
        picture = self.by_file.get(entry.index.file) if is_lead or self.on_all else None
        return replace(entry.card, image=picture) if picture else entry.card

    def pinned_card(self, entry: Entry) -> Card:
        """Return the card of an entry for the first page of a list, with `pinned` set for a pinned entry."""
        card = self.card(entry)
        return replace(card, pinned=entry.article.pin_until) if entry.index.pinned else card


NO_PICTURES = CardPictures()


def card_pictures(entries: Iterable[Entry], links: Links, config: Config, *, has_leads: bool = False) -> CardPictures:
    """Return the pictures for the cards of the entries, by the setting `pictures`; `has_leads` if some may be lead stories."""
    if config.pictures == "none" or (config.pictures == "lead" and not has_leads):
        return NO_PICTURES
    entries_with_links = [entry for entry in entries if entry.index.is_linked]
    load_details(entries_with_links)
    pictures_by_file = {entry.index.file: picture for entry in entries_with_links if (picture := links.picture(entry.article))}
    return CardPictures(pictures_by_file, config.pictures == "all")
