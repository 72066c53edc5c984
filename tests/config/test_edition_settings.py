"""The setting `editions`: valid values, and diagnostics for invalid ones."""

from __future__ import annotations

import pytest

from digest.config.config import Config
from digest.config.edition_settings import Cutoff, EditionSettings, is_day, read_cutoff
from digest.config.setting_table import read_config
from digest.errors import ConfigError

START = "title: T\nbase_url: https://example.org/\n"


def setting(text: str) -> EditionSettings | None:
    return read_config(f"{START}editions: {text}\n").editions


def errors(text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        setting(text)
    return [f"{d.line}:{d.column} {d.code} {d.message} ({d.hint})" for d in caught.value.diagnostics]


def test_editions_are_off_by_default():
    assert Config("T", "https://example.org/").editions is None
    assert read_config(START).editions is None


def test_defaults_depend_on_the_period():
    assert setting("{}") == EditionSettings("week", Cutoff(6, 24 * 60), "", 1, False, "edition")
    assert setting("{every: day}") == EditionSettings("day", Cutoff(0, 24 * 60))
    assert setting("{every: month}") == EditionSettings("month", Cutoff(31, 24 * 60))


def test_all_settings_of_editions_are_read():
    text = "{every: week, cutoff: friday 18:00, first: 2026-01-09, number: 0, hold: true, front: river}"
    assert setting(text) == EditionSettings("week", Cutoff(4, 18 * 60), "2026-01-09", 0, True, "river")


@pytest.mark.parametrize(
    ("every", "text", "cutoff"),
    [
        ("day", "18:00", Cutoff(0, 1080)),
        ("day", "0:00", Cutoff(0, 0)),
        ("day", "24:00", Cutoff(0, 1440)),
        ("week", "monday 06:30", Cutoff(0, 390)),
        ("week", "Sun  23:59", Cutoff(6, 1439)),
        ("month", "1 06:00", Cutoff(1, 360)),
        ("month", "31 24:00", Cutoff(31, 1440)),
    ],
)
def test_the_format_of_a_cutoff_depends_on_the_period(every: str, text: str, cutoff: Cutoff):
    assert read_cutoff(text, every) == cutoff
    assert read_cutoff(f" {text} ", every) == cutoff


@pytest.mark.parametrize(
    ("every", "text"),
    [
        ("day", "friday 18:00"),
        ("day", "24:01"),
        ("day", "12:60"),
        ("day", "18"),
        ("week", "18:00"),
        ("week", "frid 18:00"),
        ("week", "5 18:00"),
        ("week", "friday 25:00"),
        ("month", "0 06:00"),
        ("month", "32 06:00"),
        ("month", "first 06:00"),
        ("month", "06:00"),
        ("day", "１８:00"),
    ],
)
def test_an_invalid_cutoff_is_rejected(every: str, text: str):
    assert read_cutoff(text, every) is None
    assert len(errors(f'{{every: {every}, cutoff: "{text}"}}')) == 1


def test_an_error_has_a_position_and_a_hint():
    assert errors("{every: week, cutoff: 18:00}") == [
        "3:33 E601 cutoff: 18:00 is not a time at which a weekly edition closes (for example cutoff: friday 18:00)"
    ]
    assert errors("{every: day, cutoff: friday 18:00}") == [
        '3:32 E601 cutoff: friday 18:00 is not a time at which a daily edition closes (for example cutoff: "18:00")'
    ]
    assert errors("{every: month, cutoff: 18:00}") == [
        "3:34 E601 cutoff: 18:00 is not a time at which a monthly edition closes (for example cutoff: 1 06:00)"
    ]
    assert errors("{every: year}") == ["3:19 E601 every must be one of day, week, month ()"]
    assert errors("weekly") == ["3:11 E601 editions must be a mapping (write editions: and below it, indented, every: week)"]
    assert errors("{evry: week}") == ["3:12 E601 unknown setting of editions: evry (did you mean every?)"]
    assert errors("{first: 2026-02-30, number: -1}") == [
        "3:19 E601 first must be a day (write the closing day of the first edition, such as 2026-01-09)",
        "3:39 E601 number must be a whole number from 0 to 999999 ()",
    ]


@pytest.mark.parametrize(
    ("text", "is_valid"),
    [
        ("2026-01-09", True),
        ("2024-02-29", True),
        ("2026-02-29", False),
        ("0999-01-01", False),
        ("20260109", False),
        ("2026-W02-5", False),
        ("2026-01-9", False),
        ("next", False),
        ("", False),
    ],
)
def test_a_day_has_the_format_of_edition_ids(text: str, is_valid: bool):
    assert is_day(text) is is_valid


def test_errors_are_sorted_by_line():
    with pytest.raises(ConfigError) as raised:
        read_config(
            "title: T\nbase_url: https://example.org/\neditions:\n  every: week\n  cutoff: fridey 18:00\n  frist: 2026-01-02\n"
        )
    assert [diagnostic.line for diagnostic in raised.value.diagnostics] == [5, 6]
