"""Metadata lines around the text of an article, with one or several values; sentences are not metadata."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from digest.importers.metadata_lines import (
    MAX_METADATA_CHARACTERS,
    MetadataLine,
    has_host,
    may_precede_headline,
    read_metadata_line,
)

ZONE = ZoneInfo("Asia/Seoul")


def read(text: str, ending: str = "", *, last: bool = False, outlets: tuple[str, ...] = ()) -> MetadataLine | None:
    return read_metadata_line(text, ZONE, ending, outlets, is_last=last)


def left_out(text: str, *, last: bool = False) -> str:
    found = read(text, last=last)
    return found.left_out if found else ""


def days(found: MetadataLine | None) -> list[tuple[str, str]]:
    assert found
    return [(timestamp.role, timestamp.at.isoformat()) for timestamp in found.timestamps]


@pytest.mark.parametrize(
    "text",
    [
        "© 2026 The Wire", "Copyright 2026", "copyright by The Wire", "Copyright: The Wire", "(c) 2026 The Wire", "<ⓒ 예시통신>",
        "All rights reserved.", "Rights reserved by The Wire",
        "Riproduzione riservata", "Tous droits réservés", "Alle Rechte vorbehalten",
        "Todos los derechos reservados", "Todos os direitos reservados", "Все права защищены", "جميع الحقوق محفوظة", "版权所有",
        "無断転載を禁じます", "무단 전재 및 재배포 금지", "저작권자 예시통신", "This may not be reproduced without permission",
        "It must not be redistributed or rewritten, which is prohibited",
    ],
)  # fmt: skip
def test_copyright_notices_in_each_language(text: str):
    assert left_out(text) == "copyright"


@pytest.mark.parametrize(
    "text",
    ["5 minutes ago", "an hour ago", "Published 2 days ago", "updated: 3 weeks ago",
         "3시간 전", "5分前", "2小时前", "vor 3 Stunden",
     "il y a 2 heures", "hace 5 minutos"],
)  # fmt: skip
def test_relative_times_have_no_date(text: str):
    assert left_out(text) == "a time without a date"


@pytest.mark.parametrize(
    "text",
    [
        "Share",
        "Share on Facebook",
        "Print Email Save",
        "Facebook Twitter | Share",
        "기사 공유 인쇄",
        "Save 12",
        "글자크기 가 가",
    ],
)
def test_buttons_of_a_page_are_recognised(text: str):
    assert left_out(text) == "buttons of the page"


@pytest.mark.parametrize("text", ["On", "Photos", "Share the fish", "12", "Share " + "on " * 12])
def test_other_words_are_not_buttons(text: str):
    assert left_out(text) != "buttons of the page"


@pytest.mark.parametrize("text", ["(END)", "<end>", "ends", "<끝>", "###", "- 30 -", "-ends-", "■"])
def test_an_end_mark_is_recognised_only_in_the_last_lines(text: str):
    assert left_out(text, last=True) == "the end mark" and left_out(text) != "the end mark"


def test_contacts_are_recognised_only_in_the_last_lines():
    assert left_out("The Wire a@wire.example", last=True) in ("an address or telephone number", "")
    assert left_out("02-123-4567", last=True) == "an address or telephone number"
    assert read("02-123-4567") is None


@pytest.mark.parametrize(
    "text", ["https://wire.example/a",
         "Source: https://wire.example/a", "URL https://wire.example/a", "원문 : https://wire.example/a",
             "Original url: https://wire.example/a"]
)  # fmt: skip
def test_the_url_of_the_original_is_read(text: str):
    assert read(text) == MetadataLine(url="https://wire.example/a")


@pytest.mark.parametrize(
    ("url", "is_valid"), [("https://a.example/", True), ("https:///a", False), ("https://[a/", False), ("", False)]
)
def test_a_url_has_a_host(url: str, is_valid: bool):
    assert has_host(url) is is_valid


def test_a_url_without_a_host_is_not_metadata():
    assert read("https:///nothing/here") is None


@pytest.mark.parametrize(
    "label", ["Source:", "SOURCE", "Источник:", "المصدر:", "출처 :", "来源：", "出典:", "Quelle:", "Fuente:", "Fonte:", "Bron:"]
)
def test_a_label_names_the_source(label: str):
    assert read(f"{label} The Wire") == MetadataLine(source="The Wire")
    assert read("source The Wire") is None, "without a colon only in upper case"


def test_dates_are_read_with_their_roles():
    assert days(read("2026-01-04 10:30")) == [("date", "2026-01-04T10:30:00+09:00")]
    assert days(read("Updated: 2026-01-04 10:30")) == [("updated", "2026-01-04T10:30:00+09:00")]


@pytest.mark.parametrize(
    "text",
    [
        "By Ann Bee | 2026-01-04 10:30", "2026-01-04 10:30 | By Ann Bee",
        "By Ann Bee • 2026-01-04 10:30", "By Ann Bee · 2026-01-04 10:30",
        "By Ann Bee, published 2026-01-04 10:30", "By Ann Bee 2026-01-04 10:30",
    ],
)  # fmt: skip
def test_several_values_in_a_line_are_all_read(text: str):
    found = read(text)
    assert found and found.authors == ("Ann Bee",) and days(found) == [("date", "2026-01-04T10:30:00+09:00")]
    assert found.sure and found.left_out == "" and found.source == found.url == ""


def test_the_first_of_several_sources_and_urls_in_a_line_is_used():
    found = read("Source: The Wire | https://a.example/x | https://b.example/y")
    assert found and (found.source, found.url) == ("The Wire", "https://a.example/x")
    assert days(read("입력 2026-01-04 10:30 수정 2026-01-05 11:30")) == [
        ("date", "2026-01-04T10:30:00+09:00"), ("updated", "2026-01-05T11:30:00+09:00")
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["", "   ", "The harbour reopened on Sunday, after fog.", "By Ann Bee | and the harbour reopened after fog on Sunday morning.",
     "Getty Images", "(Shutterstock)", "게티이미지뱅크", "x" * (MAX_METADATA_CHARACTERS + 1)],
)  # fmt: skip
def test_text_and_image_agencies_are_not_metadata(text: str):
    assert read(text) is None


def test_a_metadata_line_has_a_maximum_length():
    rights = "© 2026 "
    assert left_out(rights + "x" * (MAX_METADATA_CHARACTERS - len(rights))) == "copyright"
    assert left_out(rights + "x" * (MAX_METADATA_CHARACTERS - len(rights) + 1)) == ""
    assert left_out(rights + " " * MAX_METADATA_CHARACTERS + "x") == "copyright", "spaces do not count"


@pytest.mark.parametrize(
    ("text", "is_allowed"),
    [
        ("By Ann Bee", True), ("by: Ann Bee", True), ("Written by Ann Bee",
        True), ("2026-01-04", True), ("Ann Bee | 2026-01-04", True),
        ("Share", True), ("https://wire.example/a", True), ("Source: The Wire", False),
    ],
)  # fmt: skip
def test_lines_that_may_precede_the_headline(text: str, is_allowed: bool):
    found = read(text)
    assert found and may_precede_headline(text, found) is is_allowed
    unsure = MetadataLine(authors=("Ann Bee",), sure=False)
    assert not may_precede_headline("By Ann Bee", unsure)


def test_a_copyright_notice_counts_more_than_a_pointer_to_another_text():
    assert left_out("Read more: all rights reserved") == "copyright"


def test_the_end_of_the_bylines_of_an_outlet_is_no_part_of_a_line():
    found = read("By Ann Bee · at sea", "at sea")
    assert found and found.authors == ("Ann Bee",) and read("By Ann Bee · at sea") is None
