"""The filters of templates: pure functions of a value, the site's language and its words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date as date_
from datetime import datetime
from datetime import time as time_
from functools import cache, lru_cache
from typing import Any

import msgspec
from babel import Locale, UnknownLocaleError, dates, numbers
from markupsafe import Markup

from digest.articles.text import shortened
from digest.pages.links import is_whole
from digest.pages.page import Site
from digest.pages.site import direction
from digest.rendering.scripts import script_language


def _locale(language: str) -> Locale:
    """The locale of a language tag, or of its language alone, or English: Babel does not know every tag that BCP 47 allows."""
    for tag in (language, language.split("-")[0]):
        try:
            return Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return Locale("en")


def load_locale(language: str) -> None:
    """Read what CLDR has on this language, which Babel keeps."""
    _ = _locale(language).time_formats


PERIODS = {"year": "y", "month": "yMMMM"}
"""The CLDR skeletons of periods longer than a day."""


def make_filters(site: Site) -> dict[str, Callable[..., Any]]:
    """The filters by name, for a site's language, origin and words. Each remembers its answers: Babel takes 7 to 40 µs a date."""
    locale = _locale(site.language)
    # CLDR's short form of the day's halves is AM and PM in Korean too; its wide form is the language's own.
    pattern = locale.time_formats["short"].pattern.replace("a", "aaaa")

    # Instants are equal if they are one moment, whatever the clock says there: so what is remembered goes by the clock.
    @cache
    def on_day(day: date_, width: str) -> str:
        return dates.format_date(day, width, locale=locale)

    @lru_cache(maxsize=4096)
    def at_time(time: time_) -> str:
        return dates.format_time(time, pattern, locale=locale)

    @cache
    def in_period(day: date_, kind: str) -> str:
        return str(dates.format_skeleton(PERIODS[kind], datetime(day.year, day.month, day.day), locale=locale))

    def date(value: datetime, width: str = "long") -> str:
        """The date in the site's language: `full`, `long`, `medium` or `short`."""
        return on_day(value.date(), width)

    def time(value: datetime) -> str:
        """Hours and minutes in the site's language."""
        return at_time(value.time())

    def period(value: datetime, kind: str) -> str:
        """A year, a month or a day in the site's language."""
        return date(value, "full") if kind == "day" else in_period(value.date(), kind)

    @lru_cache(maxsize=4096)
    def number(value: int) -> str:
        """The number with the site's separators."""
        return str(numbers.format_decimal(value, locale=locale))

    def counted(value: int, key: str) -> str:
        """The words of the theme for so many: `3|counted('articles')`."""
        forms = site.strings[key]
        form = forms if isinstance(forms, str) else forms.get(locale.plural_form(value)) or forms["other"]
        return str(form).replace("{n}", number(value))

    def script(text: str) -> str:
        """The language that the text's letters tell, if it is not the site's."""
        return "" if text.isascii() else script_language(text, site.language)

    return {
        "date": date,
        "time": time,
        "iso": iso,
        "day": day,
        "rfc822": rfc822,
        "json": json_text,
        "period": period,
        "number": number,
        "counted": counted,
        "absolute": lambda url: url if is_whole(url) else site.origin + url,
        "shorten": shortened,
        "direction": direction,
        "script": script,
    }


def iso(value: datetime) -> str:
    """The instant as RFC 3339."""
    return value.isoformat()


def day(value: datetime) -> str:
    """The day as ISO 8601: 2026-01-04."""
    return value.date().isoformat()


DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def rfc822(value: datetime) -> str:
    """The instant as RSS has it: RFC 822 with a year of four digits, whose names are English in every locale."""
    return f"{DAYS[value.weekday()]}, {value.day:02} {MONTHS[value.month - 1]} {value.year:04} {value:%H:%M:%S %z}"


def json_text(value: object) -> Markup:
    """The value as JSON without what is empty in it; `<` is escaped, so that it may stand in a script."""
    text = msgspec.json.encode(str(value) if isinstance(value, str) else value).decode()  # also of what is safe HTML
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


FILTERS = {
    "date": "a date in the site's language; `date('full')`, `'long'`, `'medium'`, `'short'`",
    "time": "hours and minutes in the site's language",
    "iso": "an instant as RFC 3339, for `datetime=`",
    "day": "a day as 2026-01-04, for `datetime=`",
    "rfc822": "an instant as RSS has it",
    "json": "a text, number, list or value as JSON",
    "period": "`period('year')`, `'month'` or `'day'`: a period in the site's language",
    "number": "a number with the site's separators",
    "counted": "`counted('articles')`: the theme's words for so many, by the language's plural forms",
    "absolute": "the whole address of a path of the site",
    "shorten": "a text cut at a word after so many characters",
    "direction": "`ltr` or `rtl`, of a language tag",
    "script": "the language of a text as far as its letters tell it: `ko`, `ja`, `he`, or `und-Arab` for one in Arabic letters; "
    "'' for others, and where it is the site's",
}
"""What each filter does; the reference is tested against it."""
