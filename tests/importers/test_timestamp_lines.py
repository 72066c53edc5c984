"""Lines with dates of publication and updates in the formats of newspapers of many countries."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from digest.importers.timestamp_lines import read_timestamps
from digest.importers.wire_reader import Wire, read_wire

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
        ("Publié le 12 février 2026 à 17h45, mis à jour à 18h02", "2026-02-12T17:45:00+09:00", "2026-02-12T18:02:00+09:00"),
        ("입력 2026.02.12 17:45 수정 18:02", "2026-02-12T17:45:00+09:00", "2026-02-12T18:02:00+09:00"),
        ("2026-02-12 17:45 입력 | 18:02 수정", "2026-02-12T17:45:00+09:00", "2026-02-12T18:02:00+09:00"),
        ("2026年2月12日 17時45分（18時2分更新）", "2026-02-12T17:45:00+09:00", "2026-02-12T18:02:00+09:00"),
        ("12.02.2026, 17:45 Uhr, aktualisiert um 18:02 Uhr", "2026-02-12T17:45:00+09:00", "2026-02-12T18:02:00+09:00"),
        ("Feb. 12, 2026 5:45 pm ET; Updated: 6:02 pm", "2026-02-12T17:45:00-05:00", "2026-02-12T18:02:00-05:00"),
        ("12 February 2026, last updated 18:02", "2026-02-12T00:00:00+09:00", "2026-02-12T18:02:00+09:00"),
        ("Feb. 12, 2026 5:45 pm, updated at 6:02 pm GMT", "2026-02-12T17:45:00+09:00", "2026-02-12T18:02:00+00:00"),
    ],
)
def test_date_formats_of_many_countries(line: str, date: str, updated: str) -> None:
    found = read_timestamps(line, SEOUL)
    assert found and not found.problems
    dates = {timestamp.role: timestamp.at.isoformat() for timestamp in found.timestamps}
    assert dates == {role: at for role, at in (("date", date), ("updated", updated)) if at}


@pytest.mark.parametrize("line", ["Updated 18:02", "12 February 2026 17:45, 18:02", "12 Feb 2026 17:45, 18:02 ships"])
def test_a_time_alone_needs_a_label_and_a_date(line: str) -> None:
    assert read_timestamps(line, SEOUL) is None


def test_a_time_that_does_not_exist_is_reported() -> None:
    found = read_timestamps("12 February 2026 17:45, updated 25:02", SEOUL)
    assert found and found.problems == ("there is no time 25:02",)


@pytest.mark.parametrize("line", ["12/02/2026", "Published: 12/02/2026 10:15", "12/02/2026 10:15 PM"])
def test_a_numeric_date_is_ambiguous_in_english(line: str) -> None:
    found = read_timestamps(line, SEOUL)
    assert found and found.problems == ("12/02/2026 is ambiguous: the day or the month may come first",)


PUBLISHED = (
    "published posted date dated created filed released issued uploaded|first published|입력 등록 게재 승인 송고 발행 작성 작성일 "
    "기사등록 기사승인 veröffentlicht erschienen publié publie paru|mis en ligne|publicado publicada pubblicato gepubliceerd "
    "geplaatst опубликовано дата|дата публикации|نشر في|نشر|تاريخ النشر|公開 配信 掲載 投稿 発行 发布 发表 發布 發表 时间 時間 "
    "日期 发布时间 發布時間 发布日期"
)
UPDATED = (
    "updated modified edited revised corrected обновлено изменено|آخر تحديث|تم التحديث|수정 업데이트 갱신 최종수정 aktualisiert "
    "stand geändert|mis à jour|mise à jour|modifié maj actualisé actualizado actualizada modificado aggiornato modificato "
    "atualizado bijgewerkt gewijzigd 更新 最終更新 更新日 更新日時 更新时间 更新時間|last updated|zuletzt aktualisiert|최종 수정"
)


def labels(words: str) -> list[str]:
    """The labels in a text; labels of several words are separated by bars."""
    multi_word_labels = {"first published", "mis en ligne", "дата публикации", "نشر في", "تاريخ النشر", "آخر تحديث", "تم التحديث",
                  "mis à jour", "mise à jour", "last updated", "zuletzt aktualisiert", "최종 수정"}  # fmt: skip
    return [label for part in words.split("|") for label in ([part] if part in multi_word_labels else part.split())]


@pytest.mark.parametrize(
    ("label", "role"), [*((label, "date") for label in labels(PUBLISHED)), *((label, "updated") for label in labels(UPDATED))]
)
def test_the_label_determines_the_role_of_a_date(label: str, role: str) -> None:
    for written in (label, label.capitalize(), label.upper()):
        if written.lower() != label:
            continue
        found = read_timestamps(f"{written}: 2026-01-04 10:00", SEOUL)
        assert found is not None and not found.problems
        assert [(one.role, one.labelled, one.timed) for one in found.timestamps] == [(role, True, True)]


LONGER = (
    "First published|Originally published|Last published|Publication date|Date published|Date|Published date|Published time|"
    "Published on|"
    "Posted at|Veröffentlicht am|Veröffentlicht vom|Publié le|Pubblicato il|Publicado el|Publicado em|Gepubliceerd op|기사입력|"
    "최초 입력|"
    "최종 입력|입력일시|입력시간|입력시각|입력일|기사등록|기사승인|نُشر|公開日時|公開日|发布日期"
)


@pytest.mark.parametrize("colon", [":", "：", ""])
def test_words_around_a_label(colon: str) -> None:
    found = {label: read_timestamps(f"{label}{colon} 2026-01-04 10:00", SEOUL) for label in LONGER.split("|")}
    assert [label for label, line in found.items() if not line or not line.timestamps or not line.timestamps[0].labelled] == []


def test_a_month_and_day_may_have_their_signs() -> None:
    for day in ("2月13日", "2월 13일", "2/13"):
        found = read_timestamps(f"2026/2/12 20:15（最終更新 {day} 21:30）", SEOUL)
        assert found and [one.at.isoformat() for one in found.timestamps][1:] == ["2026-02-13T21:30:00+09:00"]


@pytest.mark.parametrize(
    ("label", "role"),
    [("송고", "date"), ("입력", "date"), ("등록", "date"), ("게재", "date"), ("승인", "date"), ("수정", "updated"),
     ("최종수정", "updated"), ("업데이트", "updated"), ("公開", "date"), ("配信", "date"), ("掲載", "date"), ("更新", "updated"),
     ("发布", "date"), ("發布", "date")],
)  # fmt: skip
def test_an_east_asian_label_may_follow_its_date(label: str, role: str) -> None:
    found = read_timestamps(f"2026/01/04 23:26 {label}", SEOUL)
    assert found is not None and [(one.role, one.labelled) for one in found.timestamps] == [(role, True)]


@pytest.mark.parametrize(
    ("line", "is_timestamp"),
    [
        ("4 May 2026", True),
        ("4 May 2026 was a Monday", False),
        ("2026-05-04.", True),
        ("2026-05-04 .·|/-,", True),
        ("2026-05-04 !", False),
        ("Updated: 4 May 2026 (second edition)", True),
        ("Updated 4 May 2026 (second edition)", False),
        ("Updated 4 May 2026 second edition", False),
        ("Updated: 4 May 2026 second edition", True),
        (f"Updated: 4 May 2026 {'x' * 40}", True),
        (f"Updated: 4 May 2026 {'x' * 41}", False),
        ("Council moves on 4 May 2026", False),
    ],
)
def test_a_date_in_a_sentence_is_not_a_timestamp(line: str, is_timestamp: bool) -> None:
    assert (read_timestamps(line, SEOUL) is not None) is is_timestamp


def test_several_dates_in_a_line_one_without_a_year() -> None:
    found = read_timestamps("2026/2/12 20:15（最終更新 2/13 21:30）", SEOUL)
    assert found is not None
    assert [(one.role, one.at.isoformat()) for one in found.timestamps] == [
        ("date", "2026-02-12T20:15:00+09:00"),
        ("updated", "2026-02-13T21:30:00+09:00"),
    ]
    both = read_timestamps("입력 2026.02.30 10:00 | 수정 2026.03.01 11:00", SEOUL)
    assert both is not None and len(both.problems) == 1 and [one.role for one in both.timestamps] == ["updated"]


def test_a_month_and_day_before_a_year_of_two_digits_are_no_date_of_their_own() -> None:
    found = read_timestamps("Published: 2026/2/12 20:15 2/13/26", SEOUL)
    assert found and [one.at.day for one in found.timestamps] == [12]


def test_a_colon_behind_one_label_and_the_year_of_the_last_date_count_for_the_line() -> None:
    seoul = ZoneInfo("Asia/Seoul")
    edition = read_timestamps("Updated: May 4, 2026, published May 5, 2026 (second edition)", seoul)
    assert edition and [timestamp.role for timestamp in edition.timestamps] == ["updated", "date"]
    years = read_timestamps("2025/12/31 20:15 2026/1/1 10:00（最終更新 1/2 11:00）", seoul)
    assert years and [timestamp.at.year for timestamp in years.timestamps] == [2025, 2026, 2026]


LONDON = ZoneInfo("Europe/London")
IMPORTED = datetime(2026, 3, 10, 12, tzinfo=UTC)
ENGLISH = ("The council decided to build a new bridge over the river.", "The mayor said that the old one is too narrow for buses.")


def imported(line: str, zone: ZoneInfo = LONDON, now: datetime = IMPORTED) -> Wire:
    return read_wire("\n\n".join(("Town to build a bridge", line, *ENGLISH)), zone, now)


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("March 3", "2026-03-03 00:00"),
        ("Tuesday, March 3rd", "2026-03-03 00:00"),
        ("March 3, 10:15 a.m.", "2026-03-03 10:15"),
        ("Posted on March 3 at 10:15 AM", "2026-03-03 10:15"),
        ("Published Dec. 30", "2025-12-30 00:00"),
        ("Published: 11 March", "2026-03-11 00:00"),
        ("Published: 12 March", "2025-03-12 00:00"),
        ("29 February", "2024-02-29 00:00"),
        ("By Jane Doe | 3 March", "2026-03-03 00:00"),
        ("3월 3일(화) 오전 10시 15분", "2026-03-03 10:15"),
        ("입력 3월 3일", "2026-03-03 00:00"),
        ("3月3日（火）", "2026-03-03 00:00"),
        ("am 3. März", "2026-03-03 00:00"),
        ("Di., 3. März, 10:15 Uhr", "2026-03-03 10:15"),
        ("Publié le 3 mars à 10h15", "2026-03-03 10:15"),
        ("martes 3 de marzo", "2026-03-03 00:00"),
    ],
)
def test_a_date_without_a_year_is_the_last_such_day_and_is_noted(line: str, date: str):
    wire = imported(line)
    assert wire.date and f"{wire.date:%Y-%m-%d %H:%M}" == date
    assert wire.notes == (f"line 3: no year is given: {date[:10]} is a guess",) and wire.paragraphs == ENGLISH
    assert wire.authors == (("Jane Doe",) if "Jane" in line else ())


@pytest.mark.parametrize(
    ("line", "date", "updated"),
    [
        ("Last updated: January 2, 2026; published December 30", "2025-12-30", "2026-01-02"),
        ("December 30, 2024 | Updated January 2", "2024-12-30", "2025-01-02"),
        ("2026.3.3 입력 | 3.4 수정", "2026-03-03", "2026-03-04"),
        ("2026.3.3 입력 | 수정 3.4", "2026-03-03", "2026-03-04"),
        ("Published 1 July 2024\n\nUpdated 2 July, 10:15 BST", "2024-07-01", "2024-07-02"),
    ],
)
def test_a_date_without_a_year_is_in_the_year_of_another_date_of_the_text(line: str, date: str, updated: str):
    wire = imported(line)
    assert wire.date and wire.updated and (f"{wire.date:%Y-%m-%d}", f"{wire.updated:%Y-%m-%d}") == (date, updated)
    assert wire.notes == () and wire.paragraphs == ENGLISH


def test_a_time_without_a_year_has_the_offset_of_its_own_year():
    wire = imported("Published 30 March, 10:15", now=datetime(2025, 6, 1, tzinfo=UTC))
    assert wire.date and wire.date.isoformat() == "2025-03-30T10:15:00+01:00", (
        "summer time began on that day, and in 2024 a day later"
    )


def test_a_day_that_no_year_has_is_reported_as_it_is_written():
    assert imported("Published 31 June").notes == ("line 3: there is no day 31 June",)


def test_a_line_of_a_sentence_that_is_only_a_day_stays_in_the_text():
    text = "The council decided to build a new bridge over the\nriver by next year, and to vote again on\nMarch 3.\n"
    wire = read_wire(f"Town to build a bridge\n\n{text}\n{text}", LONDON, IMPORTED)
    assert wire.date is None and all(paragraph.endswith("on March 3.") for paragraph in wire.paragraphs)


@pytest.mark.parametrize("label", ["수정", "송고", "입력"])
def test_the_first_letter_of_a_label_is_not_the_name_of_a_weekday(label: str):
    found = read_timestamps(f"2026-03-03 {label}", SEOUL)
    assert found and [(one.labelled, one.role) for one in found.timestamps] == [(True, "updated" if label == "수정" else "date")]
