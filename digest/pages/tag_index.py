"""Plan the index of tags at tags/: tags with their counts, grouped and sorted by first letter (hangul by initial consonant). The
pages of each tag are in `list_pages.py`."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby

from msgspec import Struct

from digest.grouping.entry import Entry
from digest.pages.page import Context, Page
from digest.pages.plan_part import AnyPart, PlanPart


class TagCount(Struct, frozen=True, array_like=True):
    """A tag, with its number of articles."""

    name: str
    url: str
    count: int


class TagGroup(Struct, frozen=True, array_like=True):
    """The tags with the same first letter."""

    letter: str
    tags: tuple[TagCount, ...]


class TagsPage(Context, frozen=True, tag=True, kw_only=True):
    """The tag index."""

    groups: tuple[TagGroup, ...] = ()


class TagIndexInputs(Struct, frozen=True, array_like=True):
    """The inputs of the index of tags."""

    tags: tuple[TagCount, ...]
    modified: datetime | None
    url: str


def tag_index(tags: Iterable[TagCount], modified: datetime | None, url: str) -> AnyPart:
    """Return the part with the page of all tags; `modified` is the latest change of an article."""
    return PlanPart("tags", _tag_index, (), TagIndexInputs(tuple(tags), modified, url))


def _tag_index(_: Sequence[Entry], inputs: TagIndexInputs) -> Iterator[Page]:
    def tag_letter(tag: TagCount) -> str:
        return initial(tag.name)

    def tag_order(tag: TagCount) -> tuple[bool, str, str, str]:
        return (tag_letter(tag) == "#", tag_letter(tag), tag.name.casefold(), tag.name)

    letter_groups = tuple(
        TagGroup(first_letter, tuple(group)) for first_letter, group in groupby(sorted(inputs.tags, key=tag_order), key=tag_letter)
    )
    yield Page(
        "tags/index.html",
        "tags.html",
        TagsPage(title="tags", url=inputs.url, groups=letter_groups),
        "the index of tags",
        inputs.modified,
    )


INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
"""The initial consonants of hangul syllables; each begins 588 syllables (The Unicode Standard, 3.12)."""


def initial(name: str) -> str:
    """Return the index letter of a name: without accents; for hangul the initial consonant; `#` if it is not a letter."""
    first_character = name[:1]
    if "가" <= first_character <= "힣":
        return INITIALS[(ord(first_character) - ord("가")) // 588]
    plain_letter = unicodedata.normalize("NFKD", first_character)[:1].upper()
    return plain_letter if plain_letter.isalpha() else "#"
