"""The filters of digest for templates, and the table of what each does: dates, times, periods, the week's first day, numbers,
plurals and names of languages in the site's language (Babel), machine formats (JSON, RSS), paths of charts, shortened, wrapped and
plain text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date as date_
from datetime import datetime
from datetime import time as time_
from functools import cache, lru_cache
from typing import Any

import msgspec
from babel import Locale, UnknownLocaleError, dates, numbers
from babel.core import get_global
from markupsafe import Markup

from digest.config.edition_settings import WEEKDAYS
from digest.config.language_tags import direction, script_language
from digest.pages.link_resolution import is_absolute
from digest.pages.site import Site
from digest.rendering import chart_shapes
from digest.text.characters import is_cjk, shortened
from digest.text.line_wrapping import LINE_COLUMNS, wrapped


def _babel_locale(language: str) -> Locale:
    """Return the locale of a language tag, else of its language subtag, else English: Babel lacks some tags that BCP 47 allows."""
    for tag in (language, language.split("-")[0]):
        try:
            return Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return Locale("en")


DATE_WIDTHS = ("full", "long", "medium", "short")
"""The widths of full date formats (CLDR)."""

DATE_SKELETONS = ("y", "yMMM", "yMMMM", "yMMMd", "yMMMEd", "MMM", "MMMd", "MMMMd", "MMMEd", "Ed", "E", "d")
"""The partial date formats: year, month (short or long), day, E for the weekday (CLDR, "availableFormats")."""

PERIOD_SKELETONS = {"year": "y", "month": "yMMMM"}
"""The CLDR skeletons of periods longer than a day."""


FILTER_MEANINGS = {
    "date": "a date in the site's language; `date('full')`, `'long'`, `'medium'`, `'short'`, or parts of it, see [dates](#dates)",
    "time": "hours and minutes in the site's language",
    "date_time": "date and time in the site's language",
    "iso": "an instant as RFC 3339, for `datetime=`",
    "day": "a day as 2026-01-04, for `datetime=`",
    "rfc822": "an instant in the format of RSS",
    "json": "a text, number, list or value as JSON",
    "period": "`period('year')`, `'month'` or `'day'`: a period in the site's language",
    "number": "a number with the site's separators",
    "counted": "`counted('articles')`: a number with the theme's word for it, in the right plural form",
    "month": "the name of a date's month in the site's language",
    "weekday": "the short name of a date's day of the week in the site's language",
    "column": "the column of a date in a calendar, 1 to 7, by the first day of the week",
    "is_long": "whether a headline takes much room: more than 56 characters, or 30 that are Chinese, Japanese or Korean",
    "absolute": "the full address of a path of the site",
    "shorten": "`shorten(80)`: a text, cut between words after at most this many characters",
    "wrap": "`wrap(72, '   ')`: a text in lines of at most 72 columns; each line but the first begins with the second argument, "
    "and the first with the third, as in `wrap(72, '   ', '1. ')`. Chinese, Japanese and Korean characters take two columns",
    "plain": "`html(page.intro)|plain(72)`: the HTML of a text as plain text in lines of at most this many columns, each link with "
    "its address",
    "mailable": "`html(page.intro)|mailable`: the HTML of a text with the elements and pictures that all mail programs can show",
    "language": "the name of a language in the site's language: `'ko'|language`",
    "direction": "`ltr` or `rtl`, the writing direction of a language tag",
    "bars": "the SVG path of a sparkline for a list of counts: 16 units high, 3 wide for each count, drawn with a stroke of 2",
    "dots": "`dots(first_day, most)`: the SVG paths of a month's calendar for a list with the count of each day: one path for each "
    "of five sizes",
    "segments": "the SVG path of a bar for a list of counts, divided by their shares: 120 units wide, 8 high, drawn "
    "with a stroke of 8",
    "script": "the language of a text, if its letters show it: `ko`, `ja`, `he`, or `und-Arab` for Arabic letters; "
    "empty for others, and for the language of the site",
}
"""What each filter does; the reference is tested against it."""


def make_filters(site: Site) -> dict[str, Callable[..., Any]]:
    """Return the function of each filter in `FILTER_MEANINGS`, by name, for this site."""
    filters = SiteFilters(site)
    return {name: getattr(filters, name) for name in FILTER_MEANINGS}


LONG_HEADLINE = 56
"""As the first of an edition, a headline of more characters takes more than three lines."""

LONG_CJK_HEADLINE = 30
"""The same limit for Chinese, Japanese and Korean characters, which are wider."""


def is_long(headline: str) -> bool:
    """Return whether a headline has more than 56 characters, or more than 30 if all are Chinese, Japanese or Korean."""
    wide_characters = 0 if headline.isascii() else sum(map(is_cjk, headline))
    return (len(headline) - wide_characters) / LONG_HEADLINE + wide_characters / LONG_CJK_HEADLINE > 1


def _first_weekday(language: str) -> int:
    """Return the first day of the week (0 is Monday) in the tag's region, else in the language's main region (CLDR)."""
    language_subtags = language.split("-")
    has_territory = any(len(part) == 2 and part.isupper() for part in language_subtags[1:])
    likely_subtags = get_global("likely_subtags")
    tag = (
        language
        if has_territory
        else likely_subtags.get(language.replace("-", "_")) or likely_subtags.get(language_subtags[0], language)
    )
    return int(_babel_locale(tag.replace("_", "-")).first_week_day)


RFC822_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
RFC822_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class SiteFilters:
    """The filters for a site's language, origin and words. Results are cached: Babel takes 7 to 40 µs for a date or a number."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.locale = _babel_locale(site.language)
        # CLDR's short form of the day period is AM and PM in Korean too; only the wide form is Korean.
        self.time_pattern = self.locale.time_formats["short"].pattern.replace("a", "aaaa")
        # Datetimes of one instant in different time zones are equal, so the keys of the caches are dates and local times.
        self._day_text = cache(self._format_day)
        self._period_text = cache(self._format_period)
        self._week_start = WEEKDAYS.index(site.week_start) if site.week_start else _first_weekday(site.language)
        self._time_text = lru_cache(maxsize=4096)(self._format_time)
        self.number = lru_cache(maxsize=4096)(self._format_number)

    def _format_day(self, day: date_, form: str) -> str:
        if form in DATE_WIDTHS:
            return dates.format_date(day, form, locale=self.locale)
        if form not in DATE_SKELETONS:
            raise ValueError(f"date: there is no form {form}: write {', '.join(DATE_WIDTHS)}, or parts such as MMMd or yMMMEd")
        return str(dates.format_skeleton(form, datetime(day.year, day.month, day.day), locale=self.locale))

    def _format_period(self, day: date_, kind: str) -> str:
        return str(dates.format_skeleton(PERIOD_SKELETONS[kind], datetime(day.year, day.month, day.day), locale=self.locale))

    def _format_time(self, time: time_) -> str:
        return dates.format_time(time, self.time_pattern, locale=self.locale)

    def _format_number(self, value: int) -> str:
        return str(numbers.format_decimal(value, locale=self.locale))

    def date(self, value: datetime, form: str = "long") -> str:
        """Return the date in the site's language. Raises ValueError if `form` is not in `DATE_WIDTHS` or `DATE_SKELETONS`."""
        return self._day_text(value.date(), form)

    def time(self, value: datetime) -> str:
        """Return hours and minutes in the site's language."""
        return self._time_text(value.time())

    def date_time(self, value: datetime) -> str:
        """Return date and time, joined as in the site's language."""
        joining_pattern = str(self.locale.datetime_formats["medium"]).replace("'", "")  # CLDR quotes literal text: {1} 'à' {0}
        return joining_pattern.replace("{1}", self.date(value)).replace("{0}", self.time(value))

    def period(self, value: datetime, kind: str) -> str:
        """Return a year, month or day in the site's language."""
        return self.date(value, "full") if kind == "day" else self._period_text(value.date(), kind)

    def month(self, value: datetime) -> str:
        """Return the name of the month, in its stand-alone form."""
        return str(self.locale.months["stand-alone"]["wide"][value.month])

    def weekday(self, value: datetime) -> str:
        """Return the abbreviated name of the weekday, in its stand-alone form."""
        return str(self.locale.days["stand-alone"]["abbreviated"][value.weekday()])

    def column(self, value: datetime) -> int:
        """Return the column of a day in a calendar with a row per week: 1 for the first day of the week, 7 for the last."""
        return (value.weekday() - self._week_start) % 7 + 1

    def counted(self, value: int, key: str) -> str:
        """Return the number with the theme's word for what is counted, in the right plural form: `3|counted('articles')`."""
        plural_forms = self.site.strings[key]
        plural_form = (
            plural_forms
            if isinstance(plural_forms, str)
            else plural_forms.get(self.locale.plural_form(value)) or plural_forms["other"]
        )
        return str(plural_form).replace("{n}", self.number(value))

    def absolute(self, url: str) -> str:
        """Return the URL with the site's origin, or unchanged if it is absolute."""
        return url if is_absolute(url) else self.site.origin + url

    def language(self, tag: str) -> str:
        """Return the name of a language in the site's language, or the tag if CLDR has no name."""
        language_names = self.locale.languages
        return str(language_names.get(tag.replace("-", "_")) or language_names.get(tag.split("-")[0]) or tag)

    def script(self, text: str) -> str:
        """Return the language that the script of a text indicates, or '' if that is the site's."""
        return script_language(text, self.site.language)

    def bars(self, counts: Sequence[int]) -> str:
        """Return the path of a sparkline; time runs in the site's writing direction."""
        return chart_shapes.bars(counts, backwards=self.site.direction == "rtl")

    def dots(self, days: Sequence[int], first: datetime, most: int) -> list[str]:
        """Return the paths of a month's calendar, the smallest dots first. First weekday and direction are those of the site."""
        return chart_shapes.dots(days, self.column(first) - 1, most, backwards=self.site.direction == "rtl")

    def segments(self, counts: Sequence[int]) -> str:
        """Return the path of a bar of shares, in the site's writing direction."""
        return chart_shapes.segments(counts, backwards=self.site.direction == "rtl")

    shorten = staticmethod(shortened)
    is_long = staticmethod(is_long)
    direction = staticmethod(direction)

    @staticmethod
    def wrap(value: str, columns: int = LINE_COLUMNS, indent: str = "", first: str = "") -> str:
        """Return the text in lines of at most `columns` columns."""
        return wrapped(str(value), columns, indent, first)

    @staticmethod
    def plain(value: str, columns: int = LINE_COLUMNS) -> str:
        """Return HTML as plain text in lines of at most `columns` columns."""
        from digest.rendering.plain_text import plain_text  # html.parser takes 3 ms to import, and only letters need it

        return plain_text(str(value), columns)

    @staticmethod
    def mailable(value: str) -> Markup:
        """Return HTML with only the elements and pictures that mail programs display."""
        from digest.rendering.mail_html import mailable  # as above

        return Markup(mailable(str(value)))

    @staticmethod
    def iso(value: datetime) -> str:
        """Return the instant in the format of RFC 3339."""
        return value.isoformat()

    @staticmethod
    def day(value: datetime) -> str:
        """Return the date in the format of ISO 8601: 2026-01-04."""
        return value.date().isoformat()

    @staticmethod
    def rfc822(value: datetime) -> str:
        """Return the instant in the format of RSS: RFC 822 with a year of four digits. Its names are English in every locale."""
        return (
            f"{RFC822_DAYS[value.weekday()]}, {value.day:02} {RFC822_MONTHS[value.month - 1]} {value.year:04} {value:%H:%M:%S %z}"
        )

    @staticmethod
    def json(value: object) -> Markup:
        """Return the value as JSON without empty fields, with `<`, `>` and `&` escaped for use in a script element."""
        json_text = msgspec.json.encode(value, enc_hook=_markup_as_text).decode()
        return Markup(json_text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


def _markup_as_text(value: object) -> str:
    """Return Markup as a plain text, which msgspec can encode. Raises TypeError for any other value."""
    if isinstance(value, str):
        return str(value)
    raise TypeError(f"a value of type {type(value).__name__} cannot be written as JSON")
