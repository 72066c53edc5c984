"""The setting `editions`: table, struct and reader of the period (day, week, month), the cutoff such as `friday 18:00`, the first
edition and its number, whether articles are held, and what the front page shows; names of weekdays; dates as ids of editions."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from msgspec import Struct

from digest.diagnostics import Diagnostics
from digest.text.lazy_pattern import lazy_compile
from digest.yaml import schema, tree, value_readers
from digest.yaml.schema import Field, table
from digest.yaml.tree import Node
from digest.yaml.value_readers import report_error

EDITION_PERIODS = ("day", "week", "month")

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

END_OF_DAY = 24 * 60
"""The minute of a day at which it ends: `24:00` (ISO 8601-1, 5.3.1.1)."""


class Cutoff(Struct, frozen=True):
    """When an edition closes within its period, in the time zone of the site."""

    day: int = 0
    """The weekday, 0 (Monday) to 6, or the day of the month, 1 to 31; 31 is the last day of any month. 0 for daily editions.
    """
    minute: int = END_OF_DAY
    """The minute of that day, from 0 to 1440."""


DEFAULT_CUTOFFS = {"day": Cutoff(), "week": Cutoff(6), "month": Cutoff(31)}
"""The default cutoff by period: the end of the day, week or month."""


class EditionSettings(Struct, frozen=True):
    """The schedule of editions, the first edition, and how pages show them."""

    every: str = "week"
    cutoff: Cutoff = DEFAULT_CUTOFFS["week"]
    first: str = ""
    """The closing day of the first edition, as in its URL; '' for the first edition with an article."""
    number: int = 1
    """The number of the first edition."""
    hold: bool = False
    """True if an article is not published before its edition."""
    front: str = "edition"
    """What the front page shows: the latest `edition`, or the `river` of all articles by day."""


_CUTOFF = lazy_compile(r"(?:(?P<day>[A-Za-z]+|\d{1,2})\s+)?(?P<hour>\d{1,2}):(?P<minute>\d\d)", re.ASCII)

_EDITION_DAY = lazy_compile(r"\d{4}-\d\d-\d\d", re.ASCII)

_EDITION_KINDS = {"day": "a daily edition", "week": "a weekly edition", "month": "a monthly edition"}

_CUTOFF_EXAMPLES = {"day": '"18:00"', "week": "friday 18:00", "month": "1 06:00"}


def read_cutoff(text: str, every: str) -> Cutoff | None:
    """Return the cutoff that this text describes for a period; None if it is invalid.

    `18:00` for `day`, `friday 18:00` (or `fri 18:00`) for `week`, `1 06:00` for `month`; `24:00` is the end of the day.
    """
    cutoff_match = _CUTOFF.fullmatch(text.strip())
    if cutoff_match is None or (cutoff_match["day"] is None) != (every == "day"):
        return None
    minute = int(cutoff_match["hour"]) * 60 + int(cutoff_match["minute"])
    if int(cutoff_match["minute"]) > 59 or minute > END_OF_DAY:
        return None
    if every == "day":
        return Cutoff(0, minute)
    if every == "month":
        day = int(cutoff_match["day"]) if cutoff_match["day"].isdigit() else 0
        return Cutoff(day, minute) if 1 <= day <= 31 else None
    weekday_name = cutoff_match["day"].lower()
    weekday_numbers = [number for number, weekday in enumerate(WEEKDAYS) if weekday_name in (weekday, weekday[:3])]
    return Cutoff(weekday_numbers[0], minute) if weekday_numbers else None


def _read_first_edition(node: Node, name: str, diagnostics: Diagnostics) -> str | None:
    first_day = value_readers.read_text_value(node, name, diagnostics)
    if first_day is not None and not is_day(first_day):
        return report_error(
            node, diagnostics, f"{name} must be a day", "write the closing day of the first edition, such as 2026-01-09"
        )
    return first_day


def is_day(text: str) -> bool:
    """Return whether this is a valid date in the format of edition ids, such as `2026-01-09`."""
    try:
        return bool(_EDITION_DAY.fullmatch(text)) and date.fromisoformat(text).year >= 1000
    except ValueError:
        return False


EDITION_FIELDS = table(
    Field("every", value_readers.choice(*EDITION_PERIODS), "how often an edition closes: every `day`, `week` or `month`"),
    Field(
        "cutoff",
        value_readers.read_text_value,
        'when it closes, in the time zone of the digest: `"18:00"` for a day, `friday 18:00` for a week, `1 06:00` for a month; '
        "`24:00` is the end of the day, and `31` the last day of any month",
    ),
    Field("first", _read_first_edition, "the closing day of the first edition; older articles are in no edition"),
    Field("number", value_readers.number(0, 999_999), "the number of the first edition"),
    Field("hold", value_readers.flag, "whether an article is not published before its edition closes"),
    Field(
        "front",
        value_readers.choice("edition", "river"),
        "what the front page shows: the latest `edition` and the articles since then, or the `river` of all articles by day",
    ),
)


def read_editions(node: Node, name: str, diagnostics: Diagnostics) -> EditionSettings | None:
    """Read the mapping of the setting `editions`; a reader of `schema`."""
    if not isinstance(node, tree.Mapping):
        return report_error(node, diagnostics, f"{name} must be a mapping", f"write {name}: and below it, indented, every: week")
    edition_values: dict[str, Any] = schema.read_fields(
        node, EDITION_FIELDS, diagnostics, unknown_code=diagnostics.wrong, key_kind=f"setting of {name}:"
    )
    every = edition_values.setdefault("every", "week")
    cutoff_text = edition_values.pop("cutoff", None)
    edition_values["cutoff"] = DEFAULT_CUTOFFS[every]
    if cutoff_text is not None:
        cutoff = read_cutoff(cutoff_text, every)
        if cutoff is None:
            cutoff_node = node.get("cutoff") or node
            message = f"cutoff: {cutoff_text} is not a time at which {_EDITION_KINDS[every]} closes"
            return report_error(cutoff_node, diagnostics, message, f"for example cutoff: {_CUTOFF_EXAMPLES[every]}")
        edition_values["cutoff"] = cutoff
    return EditionSettings(**edition_values)
