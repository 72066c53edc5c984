"""Datelines at the beginning of a text: place, day and agency, and texts that resemble one."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from digest.importers.dateline import MAX_DATELINE_CHARACTERS, Dateline, Signature, read_closing_signature, read_dateline

SEOUL = ZoneInfo("Asia/Seoul")
LATEST = datetime(2026, 1, 10, 12, tzinfo=UTC)


def day(year: int, month: int, number: int) -> datetime:
    return datetime(year, month, number, tzinfo=SEOUL)


@pytest.mark.parametrize(
    ("text", "dateline"),
    [
        ("PARIS (AP) — The council met.", Dateline("PARIS", None, "AP")),
        ("PARIS (Reuters ) - The council met.", Dateline("PARIS", None, "Reuters")),
        ("Paris, France (AFP) - The council met.", Dateline("Paris, France", None, "AFP")),
        ("PARIS, Jan. 4 (AP) — The council met.", Dateline("PARIS", day(2026, 1, 4), "AP")),
        ("PARIS, Jan. 10 (AP) — The council met.", Dateline("PARIS", day(2026, 1, 10), "AP")),
        ("PARIS, Jan. 11 (AP) — The council met.", Dateline("PARIS", day(2025, 1, 11), "AP")),
        ("PARIS, Feb. 29 (AP) — The council met.", Dateline("PARIS", day(2024, 2, 29), "AP")),
        ("PARIS, Feb. 30 (AP) — The council met.", Dateline("PARIS", None, "AP")),
        ("PARIS — The council met.", Dateline("PARIS")),
        ("SEOUL, Jan. 4 - The council met.", Dateline("SEOUL", day(2026, 1, 4))),
        ("(서울=연합뉴스) 홍길동 기자 = 시는 밝혔다.", Dateline("서울", None, "연합뉴스", ("홍길동",))),
        ("(서울=연합뉴스) 홍길동 기자 = 시는 1 = 1 이라고 밝혔다.", Dateline("서울", None, "연합뉴스", ("홍길동",))),
        ("PARIS (AP) was there — The council met.", None),
        ("PARIS, Jan. 4, 2019 (AP) — The council met.", Dateline("PARIS", day(2019, 1, 4), "AP")),
        ("PARIS, 4 January (AP) — The council met.", Dateline("PARIS", day(2026, 1, 4), "AP")),
        ("A, B, C (AP) — it rained.", Dateline("A, B, C", None, "AP")),
        ("(서울=연합뉴스) 시는 밝혔다.", Dateline("서울", None, "연합뉴스")),
        ("(서울=연합뉴스) 홍길동 기자", Dateline("서울", None, "연합뉴스")),
        ("( 서울 = 연합뉴스 ) 시는 밝혔다.", Dateline("서울", None, "연합뉴스")),
        ("Monday - the day after.", None),
        ("NATO - the alliance.", None),
        ("Paris — the city.", None),
        ("PARIS, Snow 4 (AP) — it rained.", None),
        ("PARIS, Jan. 4 2019, 2020 (AP) — it rained.", Dateline("PARIS", day(2019, 1, 4), "AP")),
        ("Paris, Jan. 4 — the city.", None),
        ("PARIS (the capital) — it rained.", None),
        ("PARIS, its mayor said (AP) — it rained.", None),
        ("A, B, C, D (AP) — it rained.", None),
        ("The council met.", None),
        ("", None),
    ],
)
def test_datelines_are_parsed(text: str, dateline: Dateline | None):
    assert read_dateline(text, SEOUL, LATEST) == dateline


def test_a_dateline_is_within_the_first_140_characters():
    assert MAX_DATELINE_CHARACTERS == 140
    long = "PARIS" + "S" * MAX_DATELINE_CHARACTERS
    assert read_dateline(f"{long} (AP) — The council met.", SEOUL, LATEST) is None
    assert read_dateline(f"PARIS (AP) — {'The council met. ' * 20}", SEOUL, LATEST) == Dateline("PARIS", None, "AP")


def test_a_closing_signature_contains_nothing_but_names() -> None:
    assert read_closing_signature("行った。（山田太郎、鈴木花子記者）") == Signature(("山田太郎", "鈴木花子"))
    assert read_closing_signature("行った。（山田太郎、A記者）") is None
