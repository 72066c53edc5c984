"""The year, month and day of an instant."""

from __future__ import annotations

from datetime import datetime

from digest.grouping.terms import period_keys


def test_period_keys_are_in_the_time_zone_of_the_instant():
    assert period_keys(datetime.fromisoformat("2026-01-04T23:30:00-08:00")) == ("2026", "2026/01", "2026/01/04")
    assert period_keys(datetime.fromisoformat("1000-12-31T00:00:00Z")) == ("1000", "1000/12", "1000/12/31")
