"""Slugs: the words of a title or a tag as a part of a url. No other file makes them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from digest.output_paths import DEVICE_NAME, MAX_SEGMENT, printable, segment_error
from digest.text.lazy_pattern import lazy_compile
from digest.text.normal_form import composed

MAX_SLUG_BYTES = 80
"""The longest slug that is made of a title or a tag, in bytes of UTF-8."""


RESERVED_SLUGS = frozenset({"404", "assets", "feed", "index", "page", "sitemap", "static", "tags", "topics"})
"""Slugs that no article may have, because the site's own files and folders are called so."""


_ASCII_SLUG = lazy_compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def slug(text: str, limit: int = MAX_SLUG_BYTES) -> str:
    """The text as a part of a url: NFC, case folded, letters, marks and digits of any script, `-` between words.

    Longer than `limit` bytes is cut at a word. '' when nothing of the text is left.
    """
    if _ASCII_SLUG.fullmatch(text) and len(text) <= limit:
        return text
    folded = composed(composed(text).casefold())
    kept = "".join(c if c.isalnum() or unicodedata.category(c)[0] == "M" else " " for c in folded)
    words = "-".join(kept.split())
    if len(words.encode()) <= limit:
        return words
    cut_words = words.encode()[: limit + 1].decode(errors="ignore")
    while len(cut_words.encode()) > limit:
        cut_words = cut_words[:-1]
    at = cut_words.rfind("-") if words[len(cut_words)] != "-" else -1
    return cut_words[:at] if at > 0 else cut_words


def tag_slug(text: str) -> str:
    """The slug of a tag: as `slug`, but C++ is c-plus-plus, C# is c-sharp, .NET is dot-net."""
    spoken = re.sub(r"^\.(?=\w)", "dot-", text.strip())
    return slug(spoken.replace("+", "-plus").replace("#", "-sharp"))


@lru_cache(maxsize=65536)
def fold_tag(tag: str) -> str:
    """Equal for two spellings of one tag: `AI` and `ai`."""
    return composed(tag).strip().casefold()


def slug_error(text: str) -> str:
    """Why this cannot be an article's slug, or '' if it can."""
    if _ASCII_SLUG.fullmatch(text) and len(text) <= MAX_SEGMENT and text not in RESERVED_SLUGS and not DEVICE_NAME.fullmatch(text):
        return ""  # most slugs
    if text in RESERVED_SLUGS:
        return f"the slug {text} is reserved"
    if text != slug(text, limit=10_000) or not text:
        return f"{printable(text) or 'an empty text'} is not a slug"
    return segment_error(text)
