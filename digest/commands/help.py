"""`digest help`: the tables of the reference on a terminal, made from the same code as docs/reference.md."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from digest.articles.fields import article_fields
from digest.checks.style import STYLE_FIELDS
from digest.config import FEED_FIELDS, LIST_FIELDS, NAV_FIELDS, PUBLISH_FIELDS, SETTINGS, TAG_FIELDS, Config
from digest.disk.installation import document
from digest.errors import CODES, UsageError, did_you_mean
from digest.grouping.taxonomy import OUTLET_FIELDS, TOPIC_FIELDS
from digest.rendering.filters import FILTERS
from digest.rendering.theme import THEME_FIELDS
from digest.schema import Field


class Row(NamedTuple):
    """One thing that may be asked for: its name, and what there is to say of it."""

    name: str
    text: str


NESTED = {"lists": LIST_FIELDS, "tags": TAG_FIELDS, "feed": FEED_FIELDS, "nav": NAV_FIELDS, "publish": PUBLISH_FIELDS}
"""The settings that hold settings."""

TABLES = ("settings", "fields", "topics", "sources", "style", "theme", "filters", "codes")
DOCUMENTS = {"reference": "reference.md", "extending": "extending.md"}
SECTIONS = {"variables": "What templates see"}
"""What is long and told in the reference alone: the heading there."""


def topics() -> tuple[str, ...]:
    """All that `digest help` takes beside the names of commands, of codes, settings and fields."""
    return (*TABLES, *SECTIONS, *DOCUMENTS)


def rows(table: str) -> list[Row]:
    """The rows of a table, by its name in `TABLES`."""
    if table == "settings":
        return [*_settings()]
    if table == "fields":
        return [*_fields(article_fields("UTC"))]
    if table == "codes":
        return [Row(*entry) for entry in CODES.items()]
    if table == "filters":
        return [Row(*entry) for entry in FILTERS.items()]
    tables = {"topics": TOPIC_FIELDS, "sources": OUTLET_FIELDS, "style": STYLE_FIELDS, "theme": THEME_FIELDS}
    return [*_fields(tables[table])]


def _settings() -> Iterator[Row]:
    defaults = Config("", "")
    for name, field in SETTINGS.items():
        value = getattr(defaults, name, None)
        shown = str(value).lower() if isinstance(value, bool) else value if isinstance(value, int | str) else ""
        yield Row(name, f"{field.doc} ({shown})" if shown != "" else field.doc)
        for below, each in NESTED.get(name, {}).items():
            yield Row(f"{name}.{below}", each.doc)


def _fields(fields: Mapping[str, Field]) -> Iterator[Row]:
    for field in fields.values():
        also = [name for name in (field.short, *field.spellings) if name]
        yield Row(field.name, f"{field.doc} (also: {', '.join(also)})" if also else field.doc)


def table_rows(table: str, names: Iterable[str]) -> list[Row]:
    """The rows of a table with these names, and of what lies below them; all without names. Raises UsageError."""
    known = rows(table)
    found: list[Row] = []
    for name in names:
        folded = name.casefold()
        named = [row for row in known if row.name.casefold() == folded or row.name.casefold().startswith(f"{folded}.")]
        if not named:
            hint = did_you_mean(name, [row.name for row in known]) or f"digest help {table} lists all"
            raise UsageError(f"there is no {name} among the {table}", hint=hint)
        found += [row for row in named if row not in found]
    return found or known


def tables_with(names: Iterable[str]) -> dict[str, list[Row]]:
    """Where these names stand, by table, each once. Raises UsageError if one stands nowhere."""
    wanted = {name.casefold(): name for name in names}
    found = {table: [row for row in rows(table) if row.name.casefold() in wanted] for table in TABLES}
    missing = wanted.keys() - {row.name.casefold() for listed in found.values() for row in listed}
    if missing:
        name = next(shown for folded, shown in wanted.items() if folded in missing)
        known = [*topics(), *(row.name for table in TABLES for row in rows(table))]
        hint = did_you_mean(name, known) or f"there is help on: {', '.join(topics())}"
        raise UsageError(f"there is no help on {name}", hint=hint)
    return {table: listed for table, listed in found.items() if listed}


def text_of(topic: str) -> str:
    """A document, or a section of the reference. Raises UsageError where it is not installed."""
    try:
        text = document(DOCUMENTS.get(topic, "reference.md"))
    except OSError as error:
        raise UsageError(f"the document is not there: {error.strerror}", hint="install digest again") from None
    heading = SECTIONS.get(topic)
    found = re.search(rf"^## {heading}\n.*?(?=^## |\Z)", text, re.MULTILINE | re.DOTALL) if heading else None
    return re.sub(r"^<!--.*-->\n\n?", "", found[0] if found else text, flags=re.MULTILINE).strip()
