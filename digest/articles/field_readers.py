"""Readers of the values of front-matter fields: dates, web addresses, pictures, texts with positions, tags, slugs, an edition's day
or `none`, aliases, related articles, and lists or records of several fields. Each returns the value, or None after reporting an
error with a hint. `field_tables.py` lists the fields."""

from __future__ import annotations

import re
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from msgspec import Struct

from digest.articles.article import Located
from digest.articles.date_reader import DateError, Moment, read_date
from digest.config.edition_settings import is_day
from digest.diagnostics import Diagnostics
from digest.slugs import slug, slug_error
from digest.text.lazy_pattern import lazy_compile
from digest.urls import url_error
from digest.yaml import schema, tree, value_readers
from digest.yaml.schema import Table
from digest.yaml.tree import Node, Scalar, is_empty, items_of
from digest.yaml.value_readers import ValueReader, report_error


def read_moment(node: Node, name: str, diagnostics: Diagnostics, zone: ZoneInfo) -> Moment | None:
    """Read a date with or without a time."""
    if not isinstance(node, Scalar):
        return report_error(node, diagnostics, f"{name} must be a date", "for example 2026-01-04")
    if is_empty(node):
        return None
    try:
        return read_date(node.text, zone)
    except DateError as diagnostic:
        return diagnostics.add(node.line, node.column, "E203", f"{name}: {diagnostic}", diagnostic.hint)


def read_url(node: Node, name: str, diagnostics: Diagnostics) -> str | None:
    """Read a web address."""
    address = value_readers.read_text_value(node, name, diagnostics)
    if address is None:
        return None
    if not _is_web_address(address):
        return report_error(node, diagnostics, f"{name} must be a web address", _web_address_hint(address))
    return address


_MAX_HINT_URL = 100
_UNFIT_IN_WEB_ADDRESS = lazy_compile(r'[\s<>"]')
_HOST_FIRST = lazy_compile(r"(?:www\.[^\s/]+|(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,}(?=/))(?:[/?#]\S*)?")
"""An address without its scheme, as browsers show it; a name without `www.` and without a path may be a file."""


def _web_address_hint(address: str) -> str:
    """Return what to write for this text, which is not a web address."""
    unfit_character = _UNFIT_IN_WEB_ADDRESS.search(address)
    if unfit_character and address.lower().startswith(("https://", "http://")):
        return (
            f"an address contains no {unfit_character[0]}: remove it"
            if unfit_character[0].strip()
            else "an address contains no space: write %20, or remove it"
        )
    if _HOST_FIRST.fullmatch(address) and len(address) <= _MAX_HINT_URL:
        return f"write https://{address}"
    return "write one that begins with https:// or http://"


_PLAIN_WEB_ADDRESS = lazy_compile(r"https?://[A-Za-z0-9.-]+(?:[/?#][!#-;=?-~]*+)?")


def _is_web_address(text: str) -> bool:
    if _PLAIN_WEB_ADDRESS.fullmatch(text):
        return True
    try:
        url_parts = urlsplit(text)
    except ValueError:
        return False
    return url_parts.scheme in ("http", "https") and bool(url_parts.hostname) and not _UNFIT_IN_WEB_ADDRESS.search(text)


def read_picture(node: Node, name: str, diagnostics: Diagnostics) -> str | None:
    """Read a file of the site, or a web address."""
    picture = value_readers.read_text_value(node, name, diagnostics)
    if picture is not None and ":" in re.split("[/?#]", picture, maxsplit=1)[0] and not _is_web_address(picture):
        return report_error(
            node, diagnostics, f"{name} must be a file or a web address", "name a file beside the article, or write https://…"
        )
    return picture


def read_texts(node: Node, name: str, diagnostics: Diagnostics) -> tuple[Located, ...] | None:
    """Read distinct texts with their positions."""
    field_texts = value_readers.scalars(node, name, diagnostics)
    if field_texts is None:
        return None
    texts_once = {scalar.text: Located(scalar.text, scalar.line, scalar.column) for scalar in reversed(field_texts)}
    return tuple(reversed(texts_once.values()))


def read_text(node: Node, name: str, diagnostics: Diagnostics) -> Located | None:
    """Read a text with its position."""
    value = value_readers.read_text_value(node, name, diagnostics)
    return Located(value, node.line, node.column) if value is not None else None


def read_related(node: Node, name: str, diagnostics: Diagnostics) -> tuple[Located, ...] | None:
    """Read the files of other articles. A boolean is ignored, because themes of other programs have a flag with this name."""
    if isinstance(node, Scalar) and node.text.strip().casefold() in (*value_readers.TRUE_WORDS, *value_readers.FALSE_WORDS):
        return diagnostics.add(
            node.line, node.column, "N203", f"{name}: {node.text} is ignored", "name the files of related articles, as a list"
        )
    return read_texts(node, name, diagnostics)


def read_tags(node: Node, name: str, diagnostics: Diagnostics) -> tuple[Located, ...] | None:
    """Read tags with their positions. A tag has at most 200 bytes, because its slug becomes the name of a folder."""
    tags = read_texts(node, name, diagnostics)
    for tag in tags or ():
        if len(tag.text.encode()) > 200:
            diagnostics.add(tag.line, tag.column, "E202", f"the tag {tag.text[:20]}… is longer than 200 bytes", "shorten it")
    return tags


def read_slug(node: Node, name: str, diagnostics: Diagnostics) -> str | None:
    """Read the last part of an article's path."""
    written_slug = value_readers.read_text_value(node, name, diagnostics)
    if written_slug is None:
        return None
    if slug_error(written_slug):
        return diagnostics.add(node.line, node.column, "E204", slug_error(written_slug), _slug_hint(slug(written_slug)))
    return written_slug


def _slug_hint(suggested_slug: str) -> str:
    """Return the hint for an invalid slug, given the slug that was made from it."""
    if not suggested_slug:
        return "use letters, digits and -"
    return f"add a word, such as {suggested_slug}-news" if slug_error(suggested_slug) else f"write {suggested_slug}"


NO_EDITION = "none"
"""The value of `edition` for an article that belongs to no edition."""


def read_edition(node: Node, name: str, diagnostics: Diagnostics) -> Located | None:
    """Read the closing day of an edition, or `none`."""
    edition_day = value_readers.read_text_value(node, name, diagnostics)
    if edition_day is None:
        return None
    if edition_day != NO_EDITION and not is_day(edition_day):
        return report_error(node, diagnostics, f"{name} must be the day of an edition", "for example 2026-01-09, or none")
    return Located(edition_day, node.line, node.column)


def read_aliases(node: Node, name: str, diagnostics: Diagnostics) -> tuple[Located, ...] | None:
    """Read paths of this site with their positions."""
    aliases = read_texts(node, name, diagnostics)
    for alias in aliases or ():
        if url_error(alias.text):
            is_list = isinstance(node, Scalar) and ", /" in alias.text
            hint = f"write a list: {name}: [{alias.text}]" if is_list else "for example /2025/old-name/"
            diagnostics.add(
                alias.line,
                alias.column,
                diagnostics.wrong,
                f"{alias.text} is not a path of this site: {url_error(alias.text)}",
                hint,
            )
    return aliases


def record_reader(fields: Table, make: type[Struct], short: str, needed_fields: tuple[str, ...]) -> ValueReader:
    """Return a reader of mappings that creates a `make`; a single text sets the field `short`."""
    has_position = "line" in make.__struct_fields__

    def read_record(node: Node, name: str, diagnostics: Diagnostics) -> object:
        line_and_column = {"line": node.line, "column": node.column} if has_position else {}
        if isinstance(node, Scalar):
            for needed_field in needed_fields:
                if needed_field != short:
                    return report_error(
                        node, diagnostics, f"{name} needs {needed_field}", f"write {{{needed_field}: …, {short}: …}}"
                    )
            value = fields[short].read(node, name, diagnostics)
            return None if value is None else make(**{short: value}, **line_and_column)
        if isinstance(node, tree.Sequence):
            return report_error(
                node, diagnostics, f"{name} must be text or a mapping", f"write {name}: and below it, indented, {short}: …"
            )
        field_values = schema.read_fields(node, fields, diagnostics, key_kind=f"key of {name}:")
        reported = {(diagnostic.line, diagnostic.column) for diagnostic in diagnostics.found}
        for needed_field in needed_fields:
            given_node = next(
                (key_of_field for key in (needed_field, *fields[needed_field].spellings) if (key_of_field := node.get(key))), node
            )
            if needed_field not in field_values and (given_node is node or (given_node.line, given_node.column) not in reported):
                report_error(given_node, diagnostics, f"{name} needs {needed_field}", f"add {needed_field}: …")
        return (
            make(**field_values, **line_and_column) if all(needed_field in field_values for needed_field in needed_fields) else None
        )

    return read_record


def list_reader(read_one: ValueReader) -> ValueReader:
    """Return a reader of lists whose items `read_one` reads; items with errors are skipped."""

    def read_records(node: Node, name: str, diagnostics: Diagnostics) -> tuple[object, ...]:
        records = (read_one(record, name, diagnostics) for record in items_of(node))
        return tuple(record for record in records if record is not None)

    return read_records
