"""The results of template filters, in the site's language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from markupsafe import Markup
from msgspec.structs import replace

from digest.config.language_tags import SCRIPT_SAMPLE_LENGTH, script_language
from digest.rendering.chart_shapes import bars, dots, segments
from digest.rendering.template_filters import FILTER_MEANINGS, SiteFilters, make_filters
from tests.rendering.test_sandbox import SITE

INSTANT = datetime(2026, 1, 4, 15, 5, 9, tzinfo=timezone(timedelta(hours=9)))
WORDS = {"articles": {"one": "{n} article", "other": "{n} articles"}, "plain": "{n} things"}


def filters(language: str = "en") -> dict[str, Callable[..., Any]]:
    return make_filters(replace(SITE, language=language, origin="https://example.org", strings=WORDS))


def test_each_filter_is_described():
    assert filters().keys() == FILTER_MEANINGS.keys()


@pytest.mark.parametrize(
    ("language", "name", "arguments", "shown"),
    [
        ("en", "date", (), "January 4, 2026"),
        ("en", "date", ("full",), "Sunday, January 4, 2026"),
        ("en", "date", ("medium",), "Jan 4, 2026"),
        ("en", "date", ("short",), "1/4/26"),
        ("de", "date", (), "4. Januar 2026"),
        ("ko", "date", (), "2026년 1월 4일"),
        ("pt-BR", "date", (), "4 de janeiro de 2026"),
        ("de-XX", "date", (), "4. Januar 2026"),
        ("tlh", "date", (), "January 4, 2026"),
        ("de", "time", (), "15:05"),
        ("ko", "time", (), "오후 3:05"),
        ("sq", "time", (), "3:05\u202fe pasdites"),
        ("en", "date_time", (), "January 4, 2026, 3:05\u202fPM"),
        ("ko", "date_time", (), "2026년 1월 4일 오후 3:05"),
        ("ar", "date_time", (), "4 يناير 2026، 3:05 م"),
        ("ja", "date_time", (), "2026年1月4日 15:05"),
        ("co", "date_time", (), "4 di ghjennaghju di u 2026 à 15:05"),
        ("en", "period", ("year",), "2026"),
        ("en", "period", ("month",), "January 2026"),
        ("en", "period", ("day",), "Sunday, January 4, 2026"),
        ("ko", "period", ("month",), "2026년 1월"),
        ("en", "month", (), "January"),
        ("ar", "month", (), "يناير"),
        ("en", "weekday", (), "Sun"),
        ("ko", "weekday", (), "일"),
        ("ko", "iso", (), "2026-01-04T15:05:09+09:00"),
        ("ko", "day", (), "2026-01-04"),
        ("ko", "rfc822", (), "Sun, 04 Jan 2026 15:05:09 +0900"),
    ],
)
def test_a_date_is_shown_in_the_sites_language(language: str, name: str, arguments: tuple[str, ...], shown: str):
    assert filters(language)[name](INSTANT, *arguments) == shown


MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"


def test_months_in_feeds_are_english():
    shown = [filters("ko")["rfc822"](INSTANT.replace(month=month))[8:11] for month in range(1, 13)]
    assert " ".join(shown) == MONTHS


@pytest.mark.parametrize(("day", "name"), [(4, "Sun"), (5, "Mon"), (6, "Tue"), (7, "Wed"), (8, "Thu"), (9, "Fri"), (10, "Sat")])
def test_days_in_feeds_are_english(day: int, name: str):
    assert filters("ko")["rfc822"](INSTANT.replace(day=day))[:3] == name


def test_equal_instants_in_different_time_zones_are_shown_in_local_time():
    """They are equal, so the cached text of one must not be used for the other."""
    elsewhere = INSTANT.astimezone(timezone(timedelta(hours=-8)))
    used = filters("de")
    assert [used["date"](INSTANT), used["date"](elsewhere)] == ["4. Januar 2026", "3. Januar 2026"]
    assert [used["time"](INSTANT), used["time"](elsewhere)] == ["15:05", "22:05"]


@pytest.mark.parametrize(
    ("language", "count", "key", "shown"),
    [
        ("en", 1, "articles", "1 article"),
        ("en", 0, "articles", "0 articles"),
        ("en", 1234, "articles", "1,234 articles"),
        ("de", 1234, "plain", "1.234 things"),
        ("ko", 1, "articles", "1 articles"),
        ("pl", 3, "articles", "3 articles"),
    ],
)
def test_numbers_have_the_words_and_separators_of_the_language(language: str, count: int, key: str, shown: str):
    assert filters(language)["counted"](count, key) == shown


def test_a_path_becomes_an_absolute_url_and_an_absolute_url_is_unchanged():
    absolute = filters()["absolute"]
    assert [absolute("/a/"), absolute("https://b.example/")] == ["https://example.org/a/", "https://b.example/"]


def test_json_is_escaped_for_script_elements():
    json = filters()["json"]
    assert json("</script>&") == '"\\u003c/script\\u003e\\u0026"'
    assert json([1, None, {"a": "é"}]) == '[1,null,{"a":"é"}]'


@pytest.mark.parametrize(
    "value_with",
    [lambda text: text, lambda text: [text, (text, 1)], lambda text: {"a": text, text: 1}, lambda text: [{"a": [text]}]],
)
def test_html_within_a_value_is_a_text_in_json(value_with: Callable[[str], object]):
    json = filters()["json"]
    assert json(value_with(Markup("<b>é"))) == json(value_with("<b>é"))


def test_a_value_that_json_does_not_have_is_an_error():
    with pytest.raises(TypeError, match="object cannot be written as JSON"):
        filters()["json"]([object()])


def test_a_text_is_shortened_at_a_word_boundary():
    shorten = filters()["shorten"]
    assert shorten("one two three", 13) == "one two three"
    assert shorten("one two, three", 12) == "one two…"
    assert shorten("onetwothreefour", 8) == "onetwoth…"


@pytest.mark.parametrize(
    ("text", "site", "language"),
    [
        ("한국의 소식", "en", "ko"),
        ("한국의 소식", "ko-KR", ""),
        ("A report of 한국", "en", ""),
        ("한국의소식 abcdefghi", "en", "ko"),
        ("한국의소식 abcdefghijk", "en", ""),
        ("ニュースの速報", "en", "ja"),
        ("東京の新聞", "en", "ja"),
        ("東京新聞", "en", ""),
        ("ニュースの速報", "ja", ""),
        ("חדשות היום", "en", "he"),
        ("חדשות היום", "he", ""),
        ("أخبار اليوم", "en", "und-Arab"),
        ("أخبار اليوم", "fa", ""),
        ("أخبار اليوم", "he", "und-Arab"),
        ("News אב", "en", ""),
        ("Nachrichten", "ko", ""),
        ("", "en", ""),
        ("x" * SCRIPT_SAMPLE_LENGTH + "한국의 소식" * 1000, "en", ""),
        ("한국의 소식" * SCRIPT_SAMPLE_LENGTH + "x" * SCRIPT_SAMPLE_LENGTH * 100, "en", "ko"),
        ("חדשות words", "en", ""),
        ("חדשות word", "en", "he"),
        ("أخبار words", "en", ""),
        ("أخبار word", "en", "und-Arab"),
        ("한국 words", "en", ""),
        ("한국 word", "en", "ko"),
        ("한國國國 words", "en", "ko"),
        ("の新 words", "en", ""),
        ("の新 word", "en", "ja"),
        ("の" + "新" * 10, "en", "ja"),
        ("の" + "新" * 11, "en", ""),
    ],
)
def test_the_language_of_a_text_is_detected_by_its_script(text: str, site: str, language: str):
    assert script_language(text, site) == language
    assert filters(site)["script"](text) == language


@pytest.mark.parametrize(
    ("language", "first"),
    [("en", 6), ("en-GB", 0), ("ko", 6), ("ja", 6), ("de", 0), ("ar", 5), ("fa", 5), ("zh-Hans", 0), ("zh-Hant", 6), ("tlh", 0)],
)
def test_calendar_columns_start_with_the_first_day_of_the_week(language: str, first: str):
    column = filters(language)["column"]
    days = [datetime(2024, 1, day, tzinfo=UTC) for day in range(1, 8)]  # from Monday on
    assert [days[(first + n) % 7] for n in range(7)] == sorted(days, key=column) and {column(day) for day in days} == {*range(1, 8)}


@pytest.mark.parametrize(
    ("headline", "is_long"),
    [
        ("", False),
        ("a" * 56, False),
        ("a" * 57, True),
        ("가" * 30, False),
        ("가" * 31, True),
        ("가" * 15 + "a" * 28, False),
        ("가" * 15 + "a" * 29, True),
    ],
)
def test_wide_characters_count_more_in_the_length_of_a_headline(headline: str, is_long: bool):
    assert filters()["is_long"](headline) == is_long


@pytest.mark.parametrize(("tag", "name"), [("de", "German"), ("pt-BR", "Brazilian Portuguese"), ("de-XX", "German"), ("xx", "xx")])
def test_a_language_has_its_name_in_the_sites_language(tag: str, name: str):
    assert filters()["language"](tag) == name
    assert filters("ko")["language"]("de") == "독일어"


def test_a_text_of_a_letter_is_wrapped_with_its_indents():
    words = "one two three four"
    assert filters()["wrap"](words, 9, "  ", "- ") == "- one two\n  three\n  four"
    assert filters()["wrap"]("word " * 30).count("\n") == 2, "72 columns"


def test_html_becomes_plain_text_and_html_of_a_letter():
    html = '<p>One <b>two</b> three</p><script>x()</script><p onclick="x">Four</p>'
    assert filters()["plain"](html, 9) == "One two\nthree\n\nFour"
    assert filters()["plain"](f"<p>{'word ' * 30}</p>").count("\n") == 2
    mailable = filters()["mailable"](html)
    assert isinstance(mailable, Markup) and "<b>two</b>" in mailable and "script" not in mailable and "onclick" not in mailable


def test_charts_run_in_the_writing_direction_of_the_site():
    first = datetime(2026, 1, 1, tzinfo=UTC)
    left, right = (SiteFilters(replace(SITE, direction=direction)) for direction in ("ltr", "rtl"))
    assert (left.bars([1, 4]), right.bars([1, 4])) == (bars([1, 4]), bars([4, 1]))
    assert (left.segments([2, 1]), right.segments([2, 1])) == (segments([2, 1]), segments([2, 1], backwards=True))
    column = left.column(first) - 1
    assert left.dots([1, 0, 3], first, 3) == dots([1, 0, 3], column, 3)
    assert right.dots([1, 0, 3], first, 3) == dots([1, 0, 3], column, 3, backwards=True) != left.dots([1, 0, 3], first, 3)


@pytest.mark.parametrize("language", ["i-klingon", "x-own", "tlh-Latn", "qaa"])
def test_dates_and_numbers_of_an_unknown_language_are_english(language: str):
    filters = make_filters(replace(SITE, language=language))
    assert filters["date"](datetime(2026, 1, 4, tzinfo=UTC)) == "January 4, 2026" and filters["number"](12345) == "12,345"


def test_the_name_of_a_month_stands_alone():
    month = make_filters(replace(SITE, language="ru"))["month"]
    assert month(datetime(2026, 1, 4, tzinfo=UTC)) == "январь", "not «января», as in a date"


def test_the_first_day_of_the_week_is_a_setting():
    sunday, monday = datetime(2026, 1, 4, tzinfo=UTC), datetime(2026, 1, 5, tzinfo=UTC)
    for language, start, columns in (
        ("en", "", [1, 2]),
        ("ko-Kore", "", [1, 2]),
        ("en", "monday", [7, 1]),
        ("de", "", [7, 1]),
        ("de", "sunday", [1, 2]),
    ):
        column = make_filters(replace(SITE, language=language, week_start=start))["column"]
        assert [column(day) for day in (sunday, monday)] == columns
