"""Drafts, with all values of a new article, and the text of its file: front-matter lines with YAML scalars, timestamps and
comments for empty fields, image captions, Markdown marks, links and block openings escaped with backslashes; and the file's name
from the title."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone

from msgspec import Struct

from digest.importers.captions import Caption
from digest.importers.raw_text import clean
from digest.slugs import slug


class Draft(Struct, frozen=True, kw_only=True):
    """The values of a new article; empty fields that an editor should fill become comments in its file."""

    title: str
    id: str
    date: datetime | None = None
    timed: bool = True
    """False if only the day is known; the date is then written without a time."""
    updated: datetime | None = None
    updated_timed: bool = True
    topics: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    source: str = ""
    source_url: str = ""
    authors: tuple[str, ...] = ()
    summary: str = ""
    lang: str = ""
    draft: bool = False
    captions: tuple[Caption, ...] = ()
    """The captions of missing images, which are written as comments."""
    paragraphs: tuple[str, ...] = ()


def article_text(draft: Draft) -> str:
    """Return the text of the file; `digest.articles` reads the same values and words from it."""
    field_lines = [
        f"title: {scalar(draft.title)}",
        f"date: {timestamp(draft.date, draft.timed)}" if draft.date else "# date: 2026-01-04T23:26:00+09:00",
        *([f"updated: {timestamp(draft.updated, draft.updated_timed)}"] if draft.updated else []),
        _list_field_line("topics", draft.topics, "one, two", "slugs from content/topics.yml"),
        _list_field_line("tags", draft.tags, "one, two"),
        _field_line("source", draft.source, "the source, or its name in content/sources.yml"),
        _field_line("source_url", draft.source_url, "https://…"),
        _list_field_line("authors", draft.authors, "who wrote it"),
        _field_line("summary", draft.summary, "one or two sentences for lists and feeds"),
        *map(_image_comment, draft.captions),
        *([f"lang: {scalar(draft.lang)}"] if draft.lang else []),
        f"id: {scalar(draft.id)}",
        *(["draft: true"] if draft.draft else []),
    ]
    escaped_paragraphs = filter(None, map(escape_markdown, draft.paragraphs))
    return "\n".join(["---", *field_lines, "---", "", *(f"{paragraph}\n" for paragraph in escaped_paragraphs)]).rstrip("\n") + "\n"


def _field_line(field_name: str, value: str, hint: str) -> str:
    if not clean(value):
        return f"# {field_name}: {hint}"
    return f"{field_name}: {value if _BARE_ADDRESS.fullmatch(value) else scalar(value)}"


def _image_comment(caption: Caption) -> str:
    """Return the commented-out field `image`, in which the editor fills in the file."""
    caption_texts = {"caption": caption.caption, "credit": caption.credit}
    return f"# image: {{src: …, {', '.join(f'{name}: {scalar(text)}' for name, text in caption_texts.items() if text)}}}"


def _list_field_line(name: str, values: Iterable[str], hint: str, note: str = "") -> str:
    scalars = ", ".join(scalar(value) for value in values if clean(value))
    comment = f"  # {note}" if note else ""
    return f"{name}: [{scalars}]" if scalars else f"# {name}: [{hint}]{comment}"


def timestamp(moment: datetime, timed: bool = True) -> str:
    """Return a date for front matter: ISO 8601 with offset, or only the day."""
    if not timed:
        return moment.date().isoformat()
    # Offsets before 1912 have seconds, which ISO 8601 does not allow.
    minutes = round((moment.utcoffset() or timedelta()).total_seconds() / 60)
    return moment.astimezone(timezone(timedelta(minutes=minutes))).isoformat(timespec="seconds")


_PLAIN_SCALAR = re.compile("[A-Za-z가-힣][A-Za-z가-힣0-9 _./()'’-]*")
_BARE_ADDRESS = re.compile("https?://[A-Za-z0-9./_~%?=&+-]*[A-Za-z0-9/]")
"""A URL that needs no quotes, except in a list."""

_YAML_WORDS = frozenset(str.split("true false yes no on off null y n"))


def scalar(text: str) -> str:
    """Return the text as a YAML scalar, also for lists; quoted unless all YAML parsers read it as a string without quotes."""
    text = clean(text)
    if _PLAIN_SCALAR.fullmatch(text) and text.lower() not in _YAML_WORDS:
        return text
    return json.dumps(text, ensure_ascii=False)  # YAML has all escapes of JSON


_MARKDOWN_MARKS = re.compile(r"[\\`*\[<]|~~+|_+|&(?=#?[A-Za-z0-9]{1,40};)")
_BARE_LINK = re.compile(r":(?=//)|(?<=www)\.|@")
"""Text that every autolinked URL or mail address contains."""

_MARKUP_AND_LINK = re.compile(f"{_MARKDOWN_MARKS.pattern}|{_BARE_LINK.pattern}")
_BLOCK_OPENING = re.compile(r"[#>:=+-]|~(?!~)|[0-9]{1,9}(?=[.)](?:\s|$))")
"""Characters at the beginning of a line that start a block: headings, quotes, definitions, lists, rules."""


def escape_markdown(paragraph: str) -> str:
    """Return the paragraph as one line of escaped Markdown, which renders as this text; URLs become links."""
    text = clean(paragraph)
    block_opening = _BLOCK_OPENING.match(text)
    escaped = _MARKDOWN_WORD.sub(_escaped_word, text) if _BARE_LINK.search(text) else _MARKDOWN_MARKS.sub(_escaped_mark, text)
    if not block_opening:
        return escaped
    mark_offset = block_opening.end() if block_opening[0][0].isdigit() else 0
    return f"{escaped[:mark_offset]}\\{escaped[mark_offset:]}"


_MARKDOWN_WORD = re.compile(r"\S+")


def _escaped_word(word: re.Match[str]) -> str:
    """Escape one word; a URL with Markdown characters is not linked, since the link would be another URL."""
    escaped = _MARKDOWN_MARKS.sub(_escaped_mark, word[0])
    return escaped if escaped == word[0] else _MARKUP_AND_LINK.sub(_escaped_mark, word[0])


def _escaped_mark(markup_match: re.Match[str]) -> str:
    text, start, end = markup_match.string, markup_match.start(), markup_match.end()
    if markup_match[0][0] == "_" and text[max(start - 1, 0) : start].isalnum() and text[end : end + 1].isalnum():
        return markup_match[0]  # CommonMark 6.2: `_` within a word is not emphasis; URLs stay readable
    return "".join("\\" + character for character in markup_match[0])


_DATED_STEM = re.compile(r"\d{4}-\d\d-\d\d-(?=.)")
_MAX_STEM_BYTES = 72
"""The maximum length in bytes; leaves room for `-2` etc. below the limit of 80 bytes for a part of a URL."""


def file_stem(title: str) -> str:
    """Return the file name of an article without `.md`, from its title; '' for a title without letters and digits.

    A date at the beginning is removed, since in a file name it would be the article's date.
    """
    stem_of_title = slug(clean(title), limit=_MAX_STEM_BYTES)
    while _DATED_STEM.match(stem_of_title):
        stem_of_title = stem_of_title[11:]
    return f"article-{stem_of_title}" if re.fullmatch(r"\d{4}-\d\d-\d\d", stem_of_title) else stem_of_title
