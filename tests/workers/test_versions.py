"""The versions that must be equal on a worker of a cluster, and ignored differences."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from importlib.metadata import PackageNotFoundError
from types import SimpleNamespace

import pytest

from digest.workers import versions as subject
from digest.workers.versions import Versions, _dependencies, differences, zone_rules

HERE = Versions("1", "code", {"Python": "3.12", "jinja2": "3", "nh3": "1"})


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (HERE, ()),
        (Versions("1", "code", {"jinja2": "3"}), ()),
        (Versions("1", "code", {"jinja2": "3", "more": "9"}), ()),
        (Versions("1", "code", {"jinja2": "2", "Python": "3.11"}), ("jinja2 3 instead of 2", "Python 3.12 instead of 3.11")),
        (Versions("1", "other", {"jinja2": "2"}), ("other source files of digest 1", "jinja2 3 instead of 2")),
        (Versions("2", "other", {"jinja2": "2"}), ("digest 1 instead of 2",)),
    ],
)
def test_differences_are_listed(other: Versions, expected: tuple[str, ...]):
    assert differences(HERE, other) == expected


def test_dependencies_are_found_without_extras(monkeypatch: pytest.MonkeyPatch):
    installed = {
        "own": ("1", ["Jinja2>=3", "nh3 ; python_version > '3'", "absent", 'rich ; extra == "color"', "a.b-c"]),
        "jinja2": ("3", ["MarkupSafe>=2", "own"]),
        "markupsafe": ("2", ["jinja2", "plain"]),
        "plain": ("1", None),
        "nh3": ("0.2", []),
        "rich": ("9", []),
        "a-b-c": ("4", []),
    }

    def distribution(name: str) -> SimpleNamespace:
        if name not in installed:
            raise PackageNotFoundError(name)
        version, requires = installed[name]
        return SimpleNamespace(version=version, requires=requires)

    monkeypatch.setattr(subject, "distribution", distribution)
    assert dict(_dependencies("own", {"own"})) == {"jinja2": "3", "markupsafe": "2", "plain": "1", "nh3": "0.2", "a-b-c": "4"}
    assert dict(_dependencies("unknown", set())) == {}


@pytest.mark.parametrize(
    ("one", "other"),
    [("Asia/Seoul", "Asia/Tokyo"), ("Europe/Berlin", "Europe/Istanbul"), ("America/Sao_Paulo", "America/Bahia")],
)
def test_zone_rules_differ_if_any_month_since_1970_differs(one: str, other: str):
    assert zone_rules(one) != zone_rules(other)


def test_zone_rules_include_years_until_2037(monkeypatch: pytest.MonkeyPatch):
    class Changing(tzinfo):
        """A zone with another offset from this year on."""

        def __init__(self, year: int) -> None:
            self.start = datetime(year, 12, 1, tzinfo=UTC)

        def fromutc(self, moment: datetime) -> datetime:
            hours = 1 if moment.replace(tzinfo=UTC) >= self.start else 0
            return moment.replace(tzinfo=UTC).astimezone(timezone(timedelta(hours=hours)))

    def rules(year: int) -> str:
        monkeypatch.setattr(subject, "zone_of", lambda name: Changing(year))
        return zone_rules.__wrapped__(f"{year}")

    assert rules(2037) != rules(2038) == rules(2039)
    assert rules(1970) != rules(1971)
