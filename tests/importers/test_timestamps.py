"""Lines with dates in the forms of newspapers of many countries: which day and time, and whether of publishing or of a change."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from digest.importers.timestamps import read_stamps

SEOUL = ZoneInfo("Asia/Seoul")


@pytest.mark.parametrize(
    ("line", "date", "updated"),
    [
        ("12 февраля 2026, 14:05", "2026-02-12T14:05:00+09:00", ""),
        ("четверг, 12 февраля 2026 г., 10:15", "2026-02-12T10:15:00+09:00", ""),
        ("Опубликовано: 12.02.2026 в 14:05", "2026-02-12T14:05:00+09:00", ""),
        ("الخميس 12 فبراير 2026", "2026-02-12T00:00:00+09:00", ""),
        ("آخر تحديث: 12 فبراير 2026 14:05", "", "2026-02-12T14:05:00+09:00"),
        ("12.fev.2026 às 14h30", "2026-02-12T14:30:00+09:00", ""),
        ("12 de febrero de 2026 • 17:20 hs", "2026-02-12T17:20:00+09:00", ""),
        ("12.2.2026 – 08:00", "2026-02-12T08:00:00+09:00", ""),
        ("입력 2026.09.12 (21:05)", "2026-09-12T21:05:00+09:00", ""),
        ("2026/2/12 20:15（最終更新 2/13 21:30）", "2026-02-12T20:15:00+09:00", "2026-02-13T21:30:00+09:00"),
        ("2026/2/12 08:15（2/13 09:30 更新）", "2026-02-12T08:15:00+09:00", "2026-02-13T09:30:00+09:00"),
        ("2026-02-12 11:40 송고 | 2026-02-13 13:05 최종수정", "2026-02-12T11:40:00+09:00", "2026-02-13T13:05:00+09:00"),
        ("12 feb 2026 (modifica il 13 feb 2026 | 07:45)", "2026-02-12T00:00:00+09:00", "2026-02-13T07:45:00+09:00"),
        ("12/02/2026 17h25", "2026-02-12T17:25:00+09:00", ""),
        ("Publicado em 12/02/2026", "2026-02-12T00:00:00+09:00", ""),
        (
            "Publié le 12/02/2026 à 06:30, mis à jour le 13/02/2026 à 10:15",
            "2026-02-12T06:30:00+09:00",
            "2026-02-13T10:15:00+09:00",
        ),
    ],
)
def test_dates_of_many_countries(line: str, date: str, updated: str) -> None:
    found = read_stamps(line, SEOUL)
    assert found and not found.problems
    said = {stamp.role: stamp.at.isoformat() for stamp in found.stamps}
    assert said == {role: at for role, at in (("date", date), ("updated", updated)) if at}


@pytest.mark.parametrize("line", ["12/02/2026", "Published: 12/02/2026 10:15", "12/02/2026 10:15 PM"])
def test_english_leaves_open_which_is_the_month(line: str) -> None:
    found = read_stamps(line, SEOUL)
    assert found and found.problems == ("12/02/2026 is not clear: the day or the month may stand first",)
