"""The filters of templates: pure functions of a value, the site's language and its words. One detects the language of a text by
its letters, if the content does not say it."""

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
from digest.pages.link_resolution import is_whole
from digest.pages.site import Site
from digest.pages.site_description import direction
from digest.rendering import chart_shapes
from digest.text.characters import is_cjk, shortened
from digest.text.lazy_pattern import lazy_compile
from digest.text.line_wrapping import LINE_COLUMNS, wrapped

_HANGUL_SCRIPT = lazy_compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]")
_KANA_SCRIPT = lazy_compile("[\u3041-\u30ff\u31f0-\u31ff\uff66-\uff9d]")
_HAN_SCRIPT = lazy_compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_ARABIC_SCRIPT = lazy_compile("[\u0620-\u064a\u066e-\u06d3\u06d5\u06ee-\u06ff\u0750-\u077f\u08a0-\u08c9]")
_HEBREW_SCRIPT = lazy_compile("[\u05d0-\u05f2]")
_TELLING_LETTER = lazy_compile("[\u05d0-\u077f\u08a0-\u08c9\u1100-\u11ff\u3041-\u318f\u31f0-\u31ff\uac00-\ud7af\uff66-\uff9d]")

ARABIC_LANGUAGES = "und-Arab"
"""An unknown language in Arabic letters (RFC 5646, 4.1): Arabic, Persian, Urdu and others share them."""

LETTERS_LOOKED_AT = 1000
"""How many characters of a text are looked at."""


def script_language(text: str, site: str) -> str:
    """`ko`, `ja`, `he` or `und-Arab` if most of the text is in such letters; '' if not, or if the site's language is written so."""
    if not _TELLING_LETTER.search(text, 0, LETTERS_LOOKED_AT):
        return ""
    text = text[:LETTERS_LOOKED_AT]
    letters = sum(map(str.isalpha, text))
    hangul, kana, han = (len(script.findall(text)) for script in (_HANGUL_SCRIPT, _KANA_SCRIPT, _HAN_SCRIPT))
    # A syllable or a sign says as much as two to three letters.
    other_letters = letters - hangul - kana - han
    tag = ""
    if hangul and 2 * hangul + han >= other_letters:
        tag = "ko"
    elif kana and 10 * kana >= han and 2 * (kana + han) >= other_letters:
        tag = "ja"
    elif 2 * len(_HEBREW_SCRIPT.findall(text)) > letters:
        tag = "he"
    elif 2 * len(_ARABIC_SCRIPT.findall(text)) > letters:
        tag = ARABIC_LANGUAGES
    language = site.split("-")[0]
    is_sites = tag.split("-")[0] == language or (tag == ARABIC_LANGUAGES and direction(site) == "rtl" and language != "he")
    return "" if is_sites else tag


def _babel_locale(language: str) -> Locale:
    """The locale of a language tag, or of its language alone, or English: Babel does not know every tag that BCP 47 allows."""
    for tag in (language, language.split("-")[0]):
        try:
            return Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return Locale("en")


DATE_WIDTHS = ("full", "long", "medium", "short")
"""The widths of whole dates."""

DATE_SKELETONS = ("y", "yMMM", "yMMMM", "yMMMd", "yMMMEd", "MMM", "MMMd", "MMMMd", "MMMEd", "Ed", "E", "d")
"""Parts of dates that every language can write: year, month (short or long), day, E for the weekday (CLDR, "availableFormats")."""

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
    "wrap": "`wrap(72, '   ')`: a text in lines of at most this many columns, with this before every line but the first "
    "(`wrap(72, '   ', '1. ')` has `1. ` before that one); Chinese, Japanese and Korean characters take two columns",
    "plain": "`html(page.intro)|plain(72)`: the HTML of a text as plain text in lines of at most this many columns, each link with "
    "its address",
    "mailable": "`html(page.intro)|mailable`: the HTML of a text with the elements and pictures that all mail programs can show",
    "language": "the name of a language in the site's language: `'ko'|language`",
    "direction": "`ltr` or `rtl`, the writing direction of a language tag",
    "bars": "the path of a sparkline, of counts: an SVG of 16 in height and 3 in width for each count, with a stroke of 2",
    "dots": "`dots(first_day, most)`: the paths of a month's calendar, of the counts of its days: one for each of five sizes",
    "segments": "the path of a bar that is divided by shares, of counts: 120 wide, 8 high, with a stroke of 8",
    "script": "the language of a text, if its letters show it: `ko`, `ja`, `he`, or `und-Arab` for Arabic letters; "
    "empty for others, and for the language of the site",
}
"""What each filter does; the reference is tested against it."""


def make_filters(site: Site) -> dict[str, Callable[..., Any]]:
    """The functions of `FILTER_MEANINGS`, for this site."""
    filters = SiteFilters(site)
    return {name: getattr(filters, name) for name in FILTER_MEANINGS}


LONG_HEADLINE = 56
"""A headline with more characters than this takes more than three lines as the first of an edition."""

LONG_CJK_HEADLINE = 30
"""The same of Chinese, Japanese and Korean characters, which are wider."""


def is_long(headline: str) -> bool:
    """Whether a headline has more than 56 characters, or more than 30 if all of them are Chinese, Japanese or Korean."""
    wide = 0 if headline.isascii() else sum(map(is_cjk, headline))
    return (len(headline) - wide) / LONG_HEADLINE + wide / LONG_CJK_HEADLINE > 1


def _first_weekday(language: str) -> int:
    """The first day of the week (0 is Monday) where the language is spoken, or most of its speakers live (CLDR, likely subtags)."""
    language_subtags = language.split("-")
    has_territory = any(len(part) == 2 and part.isupper() for part in language_subtags[1:])
    likely = get_global("likely_subtags")
    tag = language if has_territory else likely.get(language.replace("-", "_")) or likely.get(language_subtags[0], language)
    return int(_babel_locale(tag.replace("_", "-")).first_week_day)


RFC822_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
RFC822_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class SiteFilters:
    """The filters by the site's language, origin and words. Texts are cached: Babel takes 7 to 40 µs for a date or a number."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.locale = _babel_locale(site.language)
        # CLDR's short form of the day's halves is AM and PM in Korean too; its wide form is the language's own.
        self.time_pattern = self.locale.time_formats["short"].pattern.replace("a", "aaaa")
        # Instants are equal if they are one moment, whatever the clock says there: so the caches go by days and by clock times.
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
        """The date in the site's language: one of `DATE_WIDTHS` or of `DATE_SKELETONS`. Raises ValueError for another form."""
        return self._day_text(value.date(), form)

    def time(self, value: datetime) -> str:
        """Hours and minutes in the site's language."""
        return self._time_text(value.time())

    def date_time(self, value: datetime) -> str:
        """Date and time, with what the site's language puts between them."""
        between = str(self.locale.datetime_formats["medium"]).replace("'", "")  # CLDR's quotation marks of letters: {1} 'à' {0}
        return between.replace("{1}", self.date(value)).replace("{0}", self.time(value))

    def period(self, value: datetime, kind: str) -> str:
        """A year, a month or a day in the site's language."""
        return self.date(value, "full") if kind == "day" else self._period_text(value.date(), kind)

    def month(self, value: datetime) -> str:
        """The name of the month, as it stands alone."""
        return str(self.locale.months["stand-alone"]["wide"][value.month])

    def weekday(self, value: datetime) -> str:
        """The abbreviated name of the day of the week, as it stands above a column of days."""
        return str(self.locale.days["stand-alone"]["abbreviated"][value.weekday()])

    def column(self, value: datetime) -> int:
        """The column of a day in a calendar whose rows are weeks: 1 for the first day of the week, 7 for the last."""
        return (value.weekday() - self._week_start) % 7 + 1

    def counted(self, value: int, key: str) -> str:
        """The theme's words for this number of things: `3|counted('articles')`."""
        forms = self.site.strings[key]
        form = forms if isinstance(forms, str) else forms.get(self.locale.plural_form(value)) or forms["other"]
        return str(form).replace("{n}", self.number(value))

    def absolute(self, url: str) -> str:
        """The address with the site's origin, unless it names a server."""
        return url if is_whole(url) else self.site.origin + url

    def language(self, tag: str) -> str:
        """The name of a language in the site's language; the tag itself if it has none there."""
        language_names = self.locale.languages
        return str(language_names.get(tag.replace("-", "_")) or language_names.get(tag.split("-")[0]) or tag)

    def script(self, text: str) -> str:
        """The language that the text's letters show, if it is not the site's."""
        return script_language(text, self.site.language)

    def bars(self, counts: Sequence[int]) -> str:
        """The path of a sparkline; time runs in the site's direction."""
        return chart_shapes.bars(counts, backwards=self.site.direction == "rtl")

    def dots(self, days: Sequence[int], first: datetime, most: int) -> list[str]:
        """The paths of a month's calendar, the smallest dots first; weeks begin and run as in the site's language."""
        return chart_shapes.dots(days, self.column(first) - 1, most, backwards=self.site.direction == "rtl")

    def segments(self, counts: Sequence[int]) -> str:
        """The path of a bar of shares, the first at the beginning of a line."""
        return chart_shapes.segments(counts, backwards=self.site.direction == "rtl")

    shorten = staticmethod(shortened)
    is_long = staticmethod(is_long)
    direction = staticmethod(direction)

    @staticmethod
    def wrap(value: str, columns: int = LINE_COLUMNS, indent: str = "", first: str = "") -> str:
        """The text in lines of at most this many columns."""
        return wrapped(str(value), columns, indent, first)

    @staticmethod
    def plain(value: str, columns: int = LINE_COLUMNS) -> str:
        """The HTML of a text as plain text in lines of at most this many columns."""
        from digest.rendering.plain_text import plain_text  # reading HTML takes 3 ms to import, and only letters need it

        return plain_text(str(value), columns)

    @staticmethod
    def mailable(value: str) -> Markup:
        """The HTML of a text as mail programs can show it."""
        from digest.rendering.mail_html import mailable  # as above

        return Markup(mailable(str(value)))

    @staticmethod
    def iso(value: datetime) -> str:
        """The instant as RFC 3339."""
        return value.isoformat()

    @staticmethod
    def day(value: datetime) -> str:
        """The day as ISO 8601: 2026-01-04."""
        return value.date().isoformat()

    @staticmethod
    def rfc822(value: datetime) -> str:
        """The instant as RSS has it: RFC 822 with a year of four digits, whose names are English in every locale."""
        return (
            f"{RFC822_DAYS[value.weekday()]}, {value.day:02} {RFC822_MONTHS[value.month - 1]} {value.year:04} {value:%H:%M:%S %z}"
        )

    @staticmethod
    def json(value: object) -> Markup:
        """The value as JSON without what is empty in it; `<` is escaped, so that it may stand in a script."""
        text = msgspec.json.encode(str(value) if isinstance(value, str) else value).decode()  # also of what is safe HTML
        return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))
