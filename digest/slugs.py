"""Slugs: the words of a title or a tag as a segment of a url, case-folded and cut to a length; the reserved slugs, why a slug is
invalid, and equal spellings of tags. No other module makes slugs."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from digest.output_paths import DEVICE_NAME, MAX_SEGMENT, printable, segment_error
from digest.text.lazy_pattern import lazy_compile
from digest.text.normal_form import composed

MAX_SLUG_BYTES = 80
"""The maximum length of a slug made from a title or a tag, in bytes of UTF-8."""


RESERVED_SLUGS = frozenset({"404", "assets", "feed", "index", "page", "sitemap", "static", "tags", "topics"})
"""Slugs that no article may have, because the site has files or folders with these names."""


_ASCII_SLUG = lazy_compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def slug(text: str, limit: int = MAX_SLUG_BYTES) -> str:
    """Return the text as a url segment: NFC, case folded, letters, marks and digits of any script, `-` between words.

    Cut at a word boundary if longer than `limit` bytes. '' if no characters remain.
    """
    if _ASCII_SLUG.fullmatch(text) and len(text) <= limit:
        return text
    folded = composed(composed(text).casefold())
    letters_and_spaces = "".join(c if c.isalnum() or unicodedata.category(c)[0] == "M" else " " for c in folded)
    slug_words = "-".join(letters_and_spaces.split())
    if len(slug_words.encode()) <= limit:
        return slug_words
    cut_slug = slug_words.encode()[: limit + 1].decode(errors="ignore")
    while len(cut_slug.encode()) > limit:
        cut_slug = cut_slug[:-1]
    word_end = cut_slug.rfind("-") if slug_words[len(cut_slug)] != "-" else -1
    return cut_slug[:word_end] if word_end > 0 else cut_slug


def tag_slug(text: str) -> str:
    """Return the slug of a tag: as `slug`, but C++ becomes c-plus-plus, C# c-sharp, .NET dot-net."""
    spelled_out = re.sub(r"^\.(?=\w)", "dot-", text.strip())
    return slug(spelled_out.replace("+", "-plus").replace("#", "-sharp"))


@lru_cache(maxsize=65536)
def fold_tag(tag: str) -> str:
    """Return a key that is equal for two spellings of one tag, such as `AI` and `ai`."""
    return composed(tag).strip().casefold()


def slug_error(text: str) -> str:
    """Return why this is not a valid slug of an article, or ''."""
    if _ASCII_SLUG.fullmatch(text) and len(text) <= MAX_SEGMENT and text not in RESERVED_SLUGS and not DEVICE_NAME.fullmatch(text):
        return ""  # fast path for most slugs
    if text in RESERVED_SLUGS:
        return f"the slug {text} is reserved"
    if text != slug(text, limit=10_000) or not text:
        return f"{printable(text) or 'an empty text'} is not a slug"
    return segment_error(text)
