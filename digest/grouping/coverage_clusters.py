"""Clusters: articles that stand under the card of another one, because they are further coverage of the same event."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from digest.grouping.card import Coverage
from digest.grouping.entry import Entry
from digest.hashing import fingerprint


def clustered(entries: Sequence[Entry], covers: Mapping[str, str]) -> Sequence[Entry]:
    """The entries without those that stand under another one of them; the card of that one names them.

    `covers` has the file of the other article by the file of the one that stands under it. If the other one is not among
    these entries, as in the list of another topic, an entry stands by itself.
    """
    if not covers:
        return entries
    files = {entry.index.file for entry in entries}
    under: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if (other := covers.get(entry.index.file)) in files and other:
            under[other].append(entry)
    if not under:
        return entries
    return tuple(
        _with_coverage(entry, under[entry.index.file]) if entry.index.file in under else entry
        for entry in entries
        if covers.get(entry.index.file) not in under
    )


def _with_coverage(entry: Entry, under: Sequence[Entry]) -> Entry:
    """The entry with these others under its card, and with another hash."""
    coverage = tuple(_coverage_of_entry(other) for other in sorted(under, key=lambda other: (other.index.date, other.index.file)))
    details = entry.details
    card = replace(details.card, also=(*coverage, *details.card.also))
    index = replace(entry.index, hash=fingerprint(entry.index.hash, coverage))
    return Entry(index, replace(details, card=card))


def _coverage_of_entry(entry: Entry) -> Coverage:
    card = entry.card
    return Coverage(card.source.name if card.source else "", card.url, card.title, card.lang)
