"""Parsing of raw newspaper texts in many formats. All texts were made up for these tests."""

from __future__ import annotations

import codecs
import random
import textwrap
from datetime import UTC, datetime, timedelta, timezone
from unicodedata import normalize
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.errors import ContentError
from digest.importers.byline import read_byline, title_case_name
from digest.importers.dateline import read_dateline
from digest.importers.metadata_lines import read_metadata_line
from digest.importers.pdf_text import LIGATURES
from digest.importers.raw_text import read_raw
from digest.importers.timestamp_lines import read_timestamps
from digest.importers.wire_reader import LEFT_OUT_NOTE, Guess, Wire, read_wire
from tests.selection import examples

SEOUL = ZoneInfo("Asia/Seoul")
NOW = datetime(2026, 1, 10, 12, tzinfo=UTC)
KST = timezone(timedelta(hours=9))

ONE = (
    "The harbour council agreed on Thursday to move the fish market to the northern pier, ending three years of talks "
    "between the traders and the port."
)
TWO = (
    '"Nobody comes by foot any more," said a trader — the old hall\'s doors are "too narrow" for the “new” crates, '
    "and its roof leaks."
)
THREE = (
    "The move is planned for the spring. A ferry will call at the pier every ten minutes from dawn until the market closes at noon."
)
TEXT = (ONE, TWO, THREE)


def read(text: str, zone: ZoneInfo = SEOUL) -> Wire:
    return read_wire(text, zone, NOW)


def wrapped(text: str, columns: int = 66) -> str:
    return textwrap.fill(text, columns, break_on_hyphens=False)


def guess(wire: Wire, field: str) -> Guess:
    return next(guess for guess in wire.guesses if guess.field == field)


@pytest.mark.parametrize(
    ("lines", "date"),
    [
        (("Published: 4 January 2026", "5 January 2026, 10:30"), "2026-01-05T10:30:00+09:00"),
        (("3 January 2026, 09:00", "Published: 4 January 2026, 10:30"), "2026-01-04T10:30:00+09:00"),
        (("3 January 2026", "Published: 4 January 2026"), "2026-01-04"),
        (("Updated: 4 January 2026, 10:30", "3 January 2026"), "2026-01-03"),
        (("3 January 2026, 09:00", "4 January 2026, 10:30"), "2026-01-03T09:00:00+09:00"),
    ],
)
def test_instants_have_precedence_over_days_and_labelled_dates_over_others(lines: tuple[str, ...], date: str) -> None:
    wire = read("\n".join(("Council moves the fish market", *lines, "", *TEXT)))
    assert guess(wire, "date").value == date


def test_separate_lines_are_paragraphs() -> None:
    raw = "\n".join((" date 2026-01-04 Council moves the ‘fish’ market", "Published: 04 Jan. 2026, 23:26", "- MINA ROH", *TEXT))
    wire = read(raw + "\n")
    assert wire.title == "Council moves the ‘fish’ market"
    assert wire.date == datetime(2026, 1, 4, 23, 26, tzinfo=KST) and wire.timed
    assert wire.authors == ("Mina Roh",)
    assert wire.paragraphs == TEXT
    assert wire.missing == ("source", "source_url") and wire.notes == ()
    assert wire.guesses == (
        Guess("title", "Council moves the ‘fish’ market", 1, "date 2026-01-04 Council moves the ‘fish’ market"),
        Guess("date", "2026-01-04T23:26:00+09:00", 2, "Published: 04 Jan. 2026, 23:26"),
        Guess("authors", "Mina Roh", 3, "- MINA ROH"),
        Guess("paragraphs", "3", 4, "each line is a paragraph"),
    )


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028"])
def test_all_line_ends_are_recognised(end: str) -> None:
    wire = read(end.join(("Title", "", "By Jane Doe", "", ONE, "", TWO, "")))
    assert (wire.title, wire.authors, wire.paragraphs) == ("Title", ("Jane Doe",), (ONE, TWO))
    assert guess(wire, "authors").line == 3


def test_wrapped_lines_between_blank_lines_are_joined() -> None:
    wire = read("\n\n".join(("Title", "By Jane Doe", *map(wrapped, TEXT))))
    assert wire.paragraphs == TEXT
    assert guess(wire, "paragraphs").text == "lines joined up to the next blank line"


def test_wrapped_lines_without_blank_lines_are_split_at_short_lines() -> None:
    wire = read("\n".join(("Title", "By Jane Doe", *map(wrapped, (ONE, THREE)))))
    assert wire.paragraphs == (ONE, THREE)
    assert "a short line" in guess(wire, "paragraphs").text


def test_wrapped_lines_are_split_at_indented_lines() -> None:
    raw = "\n".join(textwrap.fill(text, 66, initial_indent="  ") for text in TEXT)
    assert read(f"Title\n{raw}\n").paragraphs == TEXT


@pytest.mark.parametrize("columns", range(56, 84, 3))
def test_wrapped_paragraphs_of_random_words_are_joined(columns: int) -> None:
    chance = random.Random(columns)

    def sentence() -> str:
        words = ["".join(chance.choices("etaoinshr", k=chance.randint(1, 9))) for _ in range(chance.randint(9, 22))]
        return " ".join(words).capitalize() + "."

    texts = tuple(" ".join(sentence() for _ in range(chance.randint(2, 5))) for _ in range(6))
    assert read("\n\n".join(("A title", *(wrapped(text, columns) for text in texts)))).paragraphs == texts


def test_short_sentences_are_separate_paragraphs() -> None:
    lines = ("One sentence only.", "Another longer sentence.", "“A third?”", "Four!")
    assert read("\n\n".join(("Title", *lines))).paragraphs == lines
    assert read("\n".join(("Title", *lines))).paragraphs == lines


def test_korean_characters_count_two_columns() -> None:
    text = (
        "항구 시의회는 목요일 시장을 북쪽 부두로 옮기기로 했고 상인들과 삼 년 동안 이어 온 협의를 마쳤다. "
        "상인들은 지붕이 샌다고 말했다."
    )
    lines = textwrap.wrap(text, 33)
    assert read("\n".join(("제목", "", *lines, "", *lines))).paragraphs == (text, text)


def test_soft_hyphens_form_feeds_and_hyphens_at_line_ends() -> None:
    raw = "Ti\u00adtle\n\nThe inter\u00adnational har\u00ad\nbour is a six-\nparty affair that goes\non from here.\n"
    wire = read(raw + "\x0cThe second page\nis this\u0001 one.\n")
    assert wire.title == "Title"
    assert wire.paragraphs == (
        "The international harbour is a six-party affair that goes on from here.",
        "The second page is this one.",
    )


def test_a_form_feed_does_not_increase_the_line_number() -> None:
    wire = read("Title\x0c\nBy Jane Doe\n\n" + ONE)
    assert guess(wire, "authors").line == 2


TIMESTAMPS = [
    ("Published: 04 Jan. 2026, 23:26", "2026-01-04T23:26:00+09:00"),
    ("4 January 2026", "2026-01-04"),
    ("Jan. 4, 2026", "2026-01-04"),
    ("Sunday, January 4th, 2026", "2026-01-04"),
    ("January 4, 2026, 11:26 p.m.", "2026-01-04T23:26:00+09:00"),
    ("January 4, 2026 12:05 a.m.", "2026-01-04T00:05:00+09:00"),
    ("January 4, 2026 12:05 PM", "2026-01-04T12:05:00+09:00"),
    ("Posted on January 4, 2026 at 9 a.m.", "2026-01-04T09:00:00+09:00"),
    ("2026.01.04. 오후 11:26", "2026-01-04T23:26:00+09:00"),
    ("2026. 1. 4. 오전 12:01", "2026-01-04T00:01:00+09:00"),
    ("2026-01-04 23:26", "2026-01-04T23:26:00+09:00"),
    ("2026/01/04 23:26:30", "2026-01-04T23:26:30+09:00"),
    ("2026년 1월 4일", "2026-01-04"),
    ("기사입력 2026년 1월 4일(일) 오후 11시 26분", "2026-01-04T23:26:00+09:00"),
    ("입력 : 2026-01-04 23:26", "2026-01-04T23:26:00+09:00"),
    ("등록일시 2026.01.04 23:26", "2026-01-04T23:26:00+09:00"),
    ("게재 2026.01.04", "2026-01-04"),
    ("2026-01-04T23:26:00+09:00", "2026-01-04T23:26:00+09:00"),
    ("2026-01-04T14:26:00.123Z", "2026-01-04T14:26:00+00:00"),
    ("2026-01-04 23:26 KST", "2026-01-04T23:26:00+09:00"),
    ("2026-01-04 23:26 JST", "2026-01-04T23:26:00+09:00"),
    ("Jan 4, 2026 11:26 PM EST", "2026-01-04T23:26:00-05:00"),
    ("July 4, 2026 11:26 PM EDT", "2026-07-04T23:26:00-04:00"),
    ("July 4, 2026 11:26 PM ET", "2026-07-04T23:26:00-04:00"),
    ("January 4, 2026 11:26 PM PT", "2026-01-04T23:26:00-08:00"),
    ("Updated 11:26 PM EST, Sun January 4, 2026", "2026-01-04T23:26:00-05:00"),
    ("Sun 4 Jan 2026 23.26 GMT", "2026-01-04T23:26:00+00:00"),
    ("4 Jul 2026 23.26 BST", "2026-07-04T23:26:00+01:00"),
    ("04.01.2026 14:30 CET", "2026-01-04T14:30:00+01:00"),
    ("2026-01-04 23:26 (GMT+9)", "2026-01-04T23:26:00+09:00"),
    ("2026-01-04 23:26 UTC+05:30", "2026-01-04T23:26:00+05:30"),
    ("Modified: 2026-01-04 21:05 (Seoul time)", "2026-01-04T21:05:00+09:00"),
    ("Published 13/01/2026", "2026-01-13"),
]


@pytest.mark.parametrize(("text", "expected"), TIMESTAMPS)
def test_timestamps_are_parsed(text: str, expected: str) -> None:
    found = read_timestamps(text, SEOUL)
    assert found is not None and found.problems == ()
    (timestamp,) = found.timestamps
    assert (timestamp.at.isoformat() if timestamp.timed else timestamp.at.date().isoformat()) == expected
    wire = read(f"Title\n{text}\n{ONE}\n")
    assert wire.date == timestamp.at and wire.paragraphs == (ONE,)


def test_an_abbreviation_is_interpreted_in_the_given_zone_first() -> None:
    found = read_timestamps("2026-01-04 23:26 CST", ZoneInfo("Asia/Shanghai"))
    assert found is not None and found.timestamps[0].at.isoformat() == "2026-01-04T23:26:00+08:00"


@pytest.mark.parametrize(
    "text",
    [
        "May 4, 2026 was a good day",
        "Updated: what we know about 2026",
        "Published January 4, 2026, the report says nothing of it",
        "2026-13-45 is no day",
        "24:99",
        "4 Snow 2026",
        "Jan. 4 was a good day",
        "Jan. 45",
        "Jan. 4-6",
        "Snow 4",
        "Act 1",
        "1월 4일부터",
    ],
)
def test_text_that_resembles_a_timestamp_is_not_one(text: str) -> None:
    assert read_timestamps(text, SEOUL) is None


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("Published: 01/04/2026 10:00", "01/04/2026 is ambiguous: the day or the month may come first"),
        ("Published: 2026-02-30", "there is no day 2026-02-30"),
        ("Published: 2026-01-04 25:10", "there is no time 25:10"),
        ("Published: 0999-01-04", "the year 0999 is not between 1000 and 9998"),
        ("Published: 2026-01-04 23:26+99:00", "there is no offset +99:00"),
    ],
)
def test_an_invalid_date_is_reported(line: str, problem: str) -> None:
    wire = read(f"Title\n{line}\n{ONE}")
    assert wire.date is None and wire.notes == (f"line 2: {problem}",) and "date" in wire.missing


def test_dates_of_publication_and_update_in_one_line() -> None:
    line = "입력 2026.01.04. 오후 11:26 수정 2026.01.05. 오전 8:00"
    wire = read(f"제목\n{line}\n{ONE}")
    assert (wire.date, wire.updated) == (datetime(2026, 1, 4, 23, 26, tzinfo=KST), datetime(2026, 1, 5, 8, tzinfo=KST))
    assert guess(wire, "updated") == Guess("updated", "2026-01-05T08:00:00+09:00", 2, line)


def test_the_date_of_an_update_is_used_if_there_is_no_other() -> None:
    wire = read(f"Title\nUpdated: Jan 5, 2026\n{ONE}")
    assert wire.date == datetime(2026, 1, 5, tzinfo=KST) and not wire.timed and wire.updated is None
    assert wire.notes == ("line 2: no publication date found: the date of the last change is used",)


def test_an_update_before_the_publication_is_ignored() -> None:
    wire = read(f"Title\nPublished: 2026-01-05 10:00\nUpdated: 2026-01-04 10:00\n{ONE}")
    assert wire.updated is None and wire.notes == ("line 3: another date, 2026-01-04, was not used",)


def test_the_most_reliable_date_is_used() -> None:
    wire = read(f"2026-01-03 Title\nJan. 4, 2026\nPublished: 2026-01-05 10:00\n\nPARIS, Jan. 2 (Agency) -- {ONE}")
    assert wire.date == datetime(2026, 1, 5, 10, tzinfo=KST)
    assert [note[:6] for note in wire.notes] == ["line 2", "line 1", "line 5"]
    assert read(f"2026-01-03 Title\n{ONE}").date == datetime(2026, 1, 3, tzinfo=KST)


BYLINES = [
    ("- MINA ROH", ("Mina Roh",)),
    ("By Jane Doe", ("Jane Doe",)),
    ("BY JANE DOE and JOHN ROE", ("Jane Doe", "John Roe")),
    ("By Jane Doe, John Roe and Max Moe, Staff Writers", ("Jane Doe", "John Roe", "Max Moe")),
    ("Written by: Ludwig van Beethoven", ("Ludwig van Beethoven",)),
    ("Jane Doe, Staff writer", ("Jane Doe",)),
    ("JANE DOE, Seoul correspondent", ("Jane Doe",)),
    ("By Jane Doe in Paris and John Roe in Rome", ("Jane Doe", "John Roe")),
    ("By Martin Roe Jr.", ("Martin Roe Jr.",)),
    ("BY MINA ROH [roh.mina@example.com]", ("Mina Roh",)),
    ("Mina Roh mina@example.com", ("Mina Roh",)),
    ("홍길동 기자", ("홍길동",)),
    ("[홍길동 기자]", ("홍길동",)),
    ("홍길동·김철수 기자", ("홍길동", "김철수")),
    ("홍길동 기자, 김철수 기자", ("홍길동", "김철수")),
    ("정치부 홍길동 기자 hong@example.com", ("홍길동",)),
    ("워싱턴=홍길동 특파원", ("홍길동",)),
    ("By Jane Doe | Reuters | January 4, 2026", ("Jane Doe",)),
    ("By Jane Doe, Jan. 4, 2026", ("Jane Doe",)),
    ("홍길동 기자 입력 2026-01-04 23:26", ("홍길동",)),
    ("MINA ROH", ("Mina Roh",)),
    ("글=박지민·이수연 기자", ("박지민", "이수연")),
    ("글: 박지민 기자", ("박지민",)),
    ("박지민 기자 · 이수연 기자", ("박지민", "이수연")),
    ("글=박지민 기자 사진=홍길동 기자", ("박지민",)),
    ("글 박지민 기자, 사진=연합뉴스", ("박지민",)),
    ("글·사진=박지민 기자", ("박지민",)),
    ("예시일보 박지민 기자", ("박지민",)),
]


@pytest.mark.parametrize(("line", "authors"), BYLINES)
def test_authors_are_read_from_bylines(line: str, authors: tuple[str, ...]) -> None:
    wire = read(f"Title\n{line}\n{ONE}\n{THREE}\n")
    assert (wire.authors, wire.paragraphs) == (authors, (ONE, THREE))
    assert guess(wire, "authors").text == line


@pytest.mark.parametrize(
    "line", ["By 2030 the city will change", "By Design, Not Accident", "Kim, the president, said", "- He said no", "기자 회견"]
)
def test_text_that_resembles_a_byline_is_not_one(line: str) -> None:
    assert read_byline(line) is None
    assert read(f"Title\n{line}\n{ONE}").paragraphs == (line, ONE)


def test_a_byline_at_the_end_is_read() -> None:
    wire = read(f"Title\n{ONE}\n{TWO}\nBY MINA ROH [roh@example.com]\n")
    assert (wire.authors, wire.paragraphs) == (("Mina Roh",), (ONE, TWO))
    signed = read(f"Title\nBy Jane Doe\n{ONE}\n- MINA ROH\n")
    assert (signed.authors, signed.paragraphs) == (("Jane Doe",), (ONE, "- MINA ROH"))


def test_credits_and_addresses_are_left_out() -> None:
    for line, what in (("사진=홍길동 기자", "a credit for pictures"), ("roh@example.com", "an e-mail address")):
        wire = read(f"Title\n{line}\n{ONE}")
        assert wire.authors == () and wire.paragraphs == (ONE,)
        assert guess(wire, "left out") == Guess("left out", what, 2, line)


@pytest.mark.parametrize(
    ("name", "byline", "author"), [("예시일보", "박지민 기자", "박지민"), ("The Example Times", "By Jane Doe", "Jane Doe")]
)
def test_a_newspapers_name_above_a_byline_is_left_out(name: str, byline: str, author: str) -> None:
    for raw in (f"Title\n{name}\n{byline}\n{ONE}\n{TWO}", f"Title\n{ONE}\n{TWO}\n{name}\n{byline}"):
        wire = read(raw)
        assert (wire.authors, wire.source, wire.paragraphs) == ((author,), "", (ONE, TWO))
        assert guess(wire, "left out").value == "a newspaper's name"
        assert read_wire(raw, SEOUL, NOW, "", {name.casefold()}).source == name
    assert read(f"Title\n{name}\n{ONE}").paragraphs == (name, ONE)


def test_a_bare_name_is_a_byline_only_next_to_metadata() -> None:
    assert read(f"Title\nMina Roh\nStaff Writer\n{ONE}").authors == ("Mina Roh",)
    assert read(f"Title\nJan. 4, 2026\nMina Roh\n{ONE}").authors == ("Mina Roh",)
    assert read(f"Title\nUnited Nations\n{ONE}").paragraphs == ("United Nations", ONE)


def test_an_agency_is_the_source() -> None:
    assert read(f"Title\nBy The Associated Press\n{ONE}").source == "Associated Press"
    both = read(f"Title\nBy JANE DOE Associated Press\n{ONE}")
    assert (both.authors, both.source) == (("Jane Doe",), "Associated Press")


def test_the_end_of_the_outlets_bylines_is_removed() -> None:
    assert read_wire(f"Title\nJane Doe / The Daily Fish\n{ONE}", SEOUL, NOW, "The Daily Fish").paragraphs[0] != ONE
    assert read_wire(f"Title\nBy Jane Doe / The Daily Fish\n{ONE}", SEOUL, NOW, "The Daily Fish").authors == ("Jane Doe",)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("KIM DO-HYUN", "Kim Do-hyun"),
        ("Do-hyun KIM", "Do-hyun Kim"),
        ("CONAN O'BRIEN", "Conan O'Brien"),
        ("CONAN O’BRIEN", "Conan O’Brien"),
        ("RONALD McDONALD", "Ronald McDonald"),
        ("RONALD MCDONALD", "Ronald McDonald"),
        ("ANNE-MARIE SMITH", "Anne-Marie Smith"),
        ("J.K. ROE", "J.K. Roe"),
        ("JOHN F. ROE III", "John F. Roe III"),
        ("JOSÉ DE LA CRUZ", "José de la Cruz"),
        ("NGUYEN VAN AN", "Nguyen Van An"),
        ("TJ ROE", "TJ Roe"),
        ("Jane van Doe", "Jane van Doe"),
        ("홍길동", "홍길동"),
    ],
)
def test_names_in_capitals_are_converted_to_normal_case(name: str, expected: str) -> None:
    assert title_case_name(name) == expected


DATELINES = [
    ("SEOUL, Jan. 5 (Agency) -- ", "SEOUL", "2026-01-05", "Agency"),
    ("BEIJING, China, Jan 5 (Reuters) - ", "BEIJING, China", "2026-01-05", "Reuters"),
    ("SEOUL, Jan. 20 (Agency) -- ", "SEOUL", "2025-01-20", "Agency"),
    ("PARIS, Feb. 29 (AFP) - ", "PARIS", "2024-02-29", "AFP"),
    ("PARIS, 5 January 2024 (AFP) — ", "PARIS", "2024-01-05", "AFP"),
    ("PARIS, Jan. 5, 2024 (AFP) — ", "PARIS", "2024-01-05", "AFP"),
    ("WASHINGTON (AP) — ", "WASHINGTON", "", "AP"),
    ("Seoul (Agency) -- ", "Seoul", "", "Agency"),
    ("SAN JOSÉ, Costa Rica (AP) — ", "SAN JOSÉ, Costa Rica", "", "AP"),
    ("SEOUL — ", "SEOUL", "", ""),
    ("(서울=연합뉴스) 홍길동 기자 = ", "서울", "", "연합뉴스"),
    ("[서울=뉴시스]홍길동 기자 = ", "서울", "", "뉴시스"),
    ("[서울=뉴시스] ", "서울", "", "뉴시스"),
]


@pytest.mark.parametrize(("line", "place", "day", "agency"), DATELINES)
def test_datelines_are_read_and_kept_in_the_text(line: str, place: str, day: str, agency: str) -> None:
    wire = read(f"Title\n\n{line}{THREE}\n\n{ONE}\n")
    assert (wire.place, wire.source) == (place, agency)
    assert (wire.date.date().isoformat() if wire.date else "") == day
    assert wire.paragraphs == ((line + THREE).strip(), ONE)
    assert wire.authors == (("홍길동",) if "홍길동" in line else ())
    assert guess(wire, "place").line == 3


@pytest.mark.parametrize("text", ["NATO - the alliance", "Monday - the day after", "He said (in Paris) - yes", "A (b) -c"])
def test_text_that_resembles_a_dateline_is_not_one(text: str) -> None:
    assert read_dateline(text, SEOUL, NOW) is None


def test_the_year_of_a_dateline_depends_on_the_time_zone() -> None:
    late = datetime(2026, 1, 4, 20, tzinfo=UTC)
    for zone, year in ((SEOUL, 2026), (ZoneInfo("America/New_York"), 2025)):
        found = read_dateline("SEOUL, Jan. 5 (Agency) -- x", zone, late)
        assert found is not None and found.at is not None and found.at.year == year


@pytest.mark.parametrize(
    ("published", "dateline", "expected"),
    [("2025-11-02", "Oct. 30", "2025-10-30"), ("2025-01-02", "Dec. 30", "2024-12-30"), ("2025-01-02", "Jan. 2", "2025-01-02")],
)
def test_the_year_of_a_dateline_follows_the_publication_date(published: str, dateline: str, expected: str) -> None:
    wire = read(f"Title\nPublished: {published} 10:00\n\nBUSAN, {dateline} (Agency) -- {ONE}")
    other = () if expected == published else (f"line 4: another date, {expected}, was not used",)
    assert wire.notes == other and wire.place == "BUSAN"
    assert guess(wire, "place").value == "BUSAN (stays in the text)"


def test_clutter_is_left_out_and_reported() -> None:
    edge = ("Share / Print", "공유 인쇄 글자크기", "3 min read")
    tail = (
        "© 2026 The Example", "Copyright 2026 The Example.", "All rights reserved.", "<저작권자 ⓒ 예시, 무단 전재 및 재배포 금지>",
        "This material may not be republished without permission.", "Facebook Twitter Email", "(END)",
    )  # fmt: skip
    wire = read("\n".join(("Title", *edge, ONE, "", "Advertisement", "", TWO, THREE, *tail)))
    assert wire.paragraphs == TEXT
    assert {guess.text for guess in wire.guesses if guess.field == "left out"} == {*edge, *tail, "Advertisement"}


@pytest.mark.parametrize(
    "tail",
    [
        (
            "Copyright (c) The Example Times. All Rights Reserved.",
            "Most Popular",
            "1. One thing moved",
            "2. Another thing.",
            "3. More",
        ),
        ("Copyright (c) The Example Times. All Rights Reserved.", "1. One thing moved", "2. Another thing."),
        ("(END)", "", "ⓒ 예시일보 무단전재 및 재배포 금지", "관련기사", "시장이 옮겨 간다", "", "많이 본 뉴스", "1 하나", "2 둘"),
        ("(끝)", "<저작권자(c) 예시통신>", "공유하기 댓글 12 좋아요", "구독", "프린트", "인쇄"),
        ("Copyright 2026 The Example Times. All", "Rights Reserved."),
        ("Related:", "A thing that moved", "Another thing"),
    ],
)
@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_links_and_notices_below_a_text_are_left_out(tail: tuple[str, ...], between: str) -> None:
    wire = read("\n".join(("Title", "Jan. 4, 2026", "", wrapped(ONE), "", wrapped(THREE))) + between + "\n".join(tail) + "\n")
    assert wire.paragraphs == (ONE, THREE)
    assert {guess.text for guess in wire.guesses if guess.field == "left out"} == {*filter(None, tail)}


def test_text_below_a_copyright_notice_is_kept() -> None:
    rights = "Copyright (c) The Example Times. All Rights Reserved."
    wire = read(f"Title\nJan. 4, 2026\n\n{wrapped(ONE)}\n{rights}\n{wrapped(THREE)}\n\n{wrapped(TWO)}\n")
    assert wire.paragraphs == (ONE, THREE, TWO)


def test_an_end_mark_in_the_last_line_is_removed() -> None:
    for mark in ("(END)", "(끝)", "<끝>"):
        wire = read(f"Title\n{ONE}\n{THREE} {mark}\n© 2026 The Example\n")
        assert wire.paragraphs == (ONE, THREE)
        assert Guess("left out", "the end mark", 3, f"{THREE} {mark}") in wire.guesses


def test_korean_buttons_are_left_out() -> None:
    top = ("기사 공유", "글자 크기")
    edge = ("공유하기 댓글 12 좋아요", "구독", "프린트", "인쇄")
    wire = read("\n".join((*top, "시장이 옮겨 간다", *edge, ONE, TWO, *edge)))
    assert (wire.title, wire.paragraphs) == ("시장이 옮겨 간다", (ONE, TWO))


@pytest.mark.parametrize(
    "line", ["Copyright law is being changed, and nobody knows how.", "Share prices fell.", "Print is not dead.", "X"]
)
def test_text_that_resembles_clutter_is_kept(line: str) -> None:
    assert read(f"Title\n{ONE}\n{line}").paragraphs == (ONE, line)
    assert read_metadata_line(line, SEOUL) is None


def test_url_and_source_are_read() -> None:
    wire = read(f"Title\nURL: https://example.org/a_b?c=1\nSource: The Example\n{ONE}")
    assert (wire.url, wire.source, wire.paragraphs) == ("https://example.org/a_b?c=1", "The Example", (ONE,))
    assert read(f"Title\nhttps://[bad/\n{ONE}").url == ""


@pytest.mark.parametrize(
    "label",
    [
        "BUSINESS",
        "CITY LIFE",
        "Technology",
        "경제",
        "The Example Times | Technology",
        "Home > News > City",
        "LOCAL NEWS",
        "예시일보",
    ],
)
def test_a_section_name_is_not_the_title(label: str) -> None:
    head = f"{label}\n\nCouncil moves the fish market\nTraders to pay for the hall\n\nBy Jane Doe"
    wire = read(f"{head}\n\n{wrapped(ONE)}\n\n{wrapped(THREE)}")
    assert (wire.title, wire.authors) == ("Council moves the fish market", ("Jane Doe",))
    assert wire.paragraphs == ("Traders to pay for the hall", ONE, THREE)
    what = "a newspaper's name" if label == "예시일보" else "a section name"
    assert guess(wire, "left out") == Guess("left out", what, 1, label)


def test_a_site_and_a_section_above_the_headline_are_left_out() -> None:
    wire = read(
        f"The Example Times | Technology\nLOCAL NEWS\nCouncil moves the market\nBy Jane Doe\n{wrapped(ONE)}\n{wrapped(THREE)}\n"
    )
    assert (wire.title, wire.authors, wire.paragraphs) == ("Council moves the market", ("Jane Doe",), (ONE, THREE))
    assert [guess.line for guess in wire.guesses if guess.value == "a section name"] == [1, 2]


@pytest.mark.parametrize(
    "below", [ONE, wrapped(ONE), f"By Jane Doe\n\n{ONE}", f"Mina Roh\nStaff Writer\n{ONE}", f"Jan. 4, 2026\n{ONE}", ""]
)
def test_a_headline_in_capitals_is_not_a_section_name(below: str) -> None:
    wire = read(f"FISH MOVES\n\n{below}\n\n{THREE}")
    assert wire.title == "FISH MOVES" and wire.paragraphs[-1] == THREE
    assert "a section name" not in {guess.value for guess in wire.guesses}


@pytest.mark.parametrize("between", ["\n", "\n\n", "\nBy Jane Doe\n"])
def test_sub_headlines_are_separate_paragraphs(between: str) -> None:
    decks = ("Traders to pay for the new hall", "Ferry from spring")
    raw = "\n".join(("Council moves the market", *decks))
    assert read(f"{raw}{between}{wrapped(ONE)}\n{wrapped(THREE)}").paragraphs == (*decks, ONE, THREE)
    below = read("\n".join(("Council moves the market", "By Jane Doe", *decks, wrapped(ONE), wrapped(THREE))))
    assert below.paragraphs == (*decks, ONE, THREE)


def test_sub_headlines_below_a_caption_are_separate_paragraphs() -> None:
    decks = ("Traders to pay for the new hall", "Ferry from spring", "No more crates")
    raw = "\n".join(("Council moves the market", "The market on Monday [YONHAP]", *decks, wrapped(ONE), wrapped(THREE)))
    assert read(raw).paragraphs == (*decks, ONE, THREE)


def test_list_items_are_separate_paragraphs() -> None:
    items = ("- a first item that is long and goes on to the end of the line and then", "- the second", "- the third")
    numbered = ("1. One thing", "2. Another thing")
    first, *others = items
    wrap = textwrap.fill(first, 50, subsequent_indent="  ")
    raw = f"{wrapped(ONE)}\n{wrap}\n" + "\n".join(others) + f"\nThe traders agreed.\n\n{wrapped(THREE)}\n\n" + "\n".join(numbered)
    assert read(f"Title\nJan. 4, 2026\n\n{raw}\n").paragraphs == (ONE, *items, "The traders agreed.", THREE, *numbered)


@pytest.mark.parametrize("marks", [("* ", "* "), ("• ", "• "), ("1) ", "2) "), ("9. ", "10. ")])
def test_list_markers_separate_items(marks: tuple[str, str]) -> None:
    items = tuple(mark + text for mark, text in zip(marks, ("fish", "crates"), strict=True))
    raw = "\n".join((wrapped(ONE), *items, wrapped(THREE)))
    assert read(f"Title\nJan. 4, 2026\n\n{raw}\n\n{wrapped(TWO)}").paragraphs == (ONE, *items, THREE, TWO)


def test_a_dash_within_a_wrapped_sentence_is_not_a_list_marker() -> None:
    lines = (
        "The council said that the long hall, which the traders like,",
        "- and which is old - will be closed by the port in",
        "2025. Then",
    )
    raw = "\n".join(lines)
    assert read(f"Title\nJan. 4, 2026\n\n{wrapped(ONE)}\n\n{raw}").paragraphs == (ONE, " ".join(lines))


@pytest.mark.parametrize("rule", ["---", "***", "=====", "* * *", "____"])
def test_a_rule_is_a_separate_paragraph(rule: str) -> None:
    for between in ("\n", "\n\n"):
        raw = between.join((wrapped(ONE), rule, wrapped(THREE)))
        assert read(f"Title\nJan. 4, 2026\n\n{raw}").paragraphs == (ONE, rule, THREE)


def test_titles_are_read() -> None:
    long = "Council moves the fish market to the northern pier after\nyears of talks with the traders"
    assert read(f"{long}\n\nBy Jane Doe\n\n{ONE}").title == long.replace("\n", " ")
    assert read(f"Headline: A title\n{ONE}").title == "A title"
    assert read(f"2026-01-04 23:26\nA title\n{ONE}").title == "A title"
    assert read(f"By Jane Doe\nA title\n{ONE}").title == "A title"
    assert read(f"새벽 기자\n{ONE}").title == "새벽 기자"
    assert read(f"A title\nA deck of this kind\nBy Jane Doe\n{ONE}").paragraphs == ("A deck of this kind", ONE)


def test_the_title_of_a_text_without_a_headline_is_its_first_words() -> None:
    for raw in (f"{ONE} {THREE}", "\n\n".join((wrapped(ONE + " " + THREE), wrapped(TWO)))):
        wire = read(raw)
        assert wire.title == "The harbour council agreed on Thursday to move the fish market to the northern…"
        assert wire.missing[0] == "title" and guess(wire, "title").line == 0
        assert wire.paragraphs[0] == f"{ONE} {THREE}"


def test_a_title_without_text() -> None:
    wire = read("\n\nA title\n\n")
    assert (wire.title, wire.paragraphs) == ("A title", ())
    assert read("").title == "" and read(" \n\u00ad\n").paragraphs == ()


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (codecs.BOM_UTF8 + "제목".encode(), "제목"),
        ("제목".encode("utf-16"), "제목"),
        (codecs.BOM_UTF16_BE + "제목".encode("utf-16-be"), "제목"),
        ("제목".encode("utf-32"), "제목"),
        ("시장이 옮겨 간다, 홍길동 기자".encode("cp949"), "시장이 옮겨 간다, 홍길동 기자"),
        ("똠방각하".encode("cp949"), "똠방각하"),
    ],
)
def test_encodings_are_detected(data: bytes, text: str) -> None:
    assert read_raw(data, "a.txt").text == text


def test_the_encoding_is_reported_unless_it_is_utf_8() -> None:
    text = "시장이 옮겨 간다"
    encodings = [read_raw(text.encode(name), "a.txt").encoding for name in ("utf-8", "utf-8-sig", "cp949", "utf-16", "utf-32")]
    assert encodings == ["", "", "CP949", "UTF-16", "UTF-32"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "a.txt: the file is empty"),
        (b" \r\n\t", "a.txt: the file is empty"),
        (codecs.BOM_UTF8, "a.txt: the file is empty"),
        (b"a\nb\0c", "a.txt:2: a NUL byte: this is not a text file, or it is damaged"),
        (b"one\n\x80\x81\xd2\xff\xb3\x98\x8d", "a.txt:2: the byte 0x80 (byte 5 of the file) is not UTF-8"),
        ("Ein Käse für Jürgen, öfter".encode() + b"\n\xfc.", "a.txt:2: the byte 0xFC (byte 32 of the file) is not UTF-8"),
        (b"\x89PNG\r\n\x1a\n\0\0", "a.txt:1: the byte 0x89 (byte 1 of the file) is not UTF-8"),
        (codecs.BOM_UTF16_LE + b"a", "a.txt:1: the byte 0x61 (byte 3 of the file) is not UTF-16"),
        (b"x" * (5 * 1024 * 1024 + 1), "a.txt: the file is larger than 5 MiB"),
    ],
)
def test_files_that_are_not_text_are_rejected(data: bytes, message: str) -> None:
    with pytest.raises(ContentError) as error:
        read_raw(data, "a.txt")
    assert error.value.message == message and error.value.exit_code == 1


def test_repeated_metadata_is_reported() -> None:
    wire = read("A title\nPublished: 2026-01-04 10:00\n입력 2026.01.04. 10:00\nBy JANE DOE\nBy JANE DOE\n\n" + THREE)
    left_out = [(guess.line, guess.text) for guess in wire.guesses if guess.field == LEFT_OUT_NOTE]
    assert left_out == [(3, "입력 2026.01.04. 10:00"), (5, "By JANE DOE")]


LINES = st.one_of(
    st.sampled_from([line for line, *_ in (*TIMESTAMPS, *BYLINES, *DATELINES)]),
    st.sampled_from(
        ["BUSINESS", "A | B", "- a", "1. b", "---", "Most Popular", "© 2026 A", "예시일보", "사진=홍길동", "Text (END)"]
    ),
    st.sampled_from([ONE, TWO, wrapped(THREE), "", "Share", "(END)", "- ", "--", "1:", "9999-12-31 23:59 HST", "Title"]),
    st.text(max_size=30),
)


@settings(max_examples=examples(200))
@given(st.lists(LINES, max_size=12).map("\n".join), st.sampled_from((SEOUL, ZoneInfo("America/New_York"), ZoneInfo("UTC"))))
def test_any_text_is_parsed_without_errors(raw: str, zone: ZoneInfo) -> None:
    wire = read_wire(raw, zone, NOW)
    count = len(raw.replace("\r\n", "\n").splitlines()) + 1
    assert all(0 <= guess.line <= count for guess in wire.guesses)
    assert all(paragraph == " ".join(paragraph.split(" ")).strip() and paragraph for paragraph in wire.paragraphs)
    if "title" in wire.missing:
        assert not wire.title or wire.paragraphs


@settings(max_examples=examples(100))
@given(st.lists(st.text(st.characters(categories=("L", "Nd", "P", "S", "Zs")), min_size=1, max_size=60), min_size=1, max_size=6))
def test_all_words_of_the_text_are_kept(texts: list[str]) -> None:
    """Between a headline with a date and a last sentence, every line is text; only ligatures are written out."""
    long = "and so on to the end of this line, which is longer than any column at which lines are broken."
    lines = [ONE, *(f"Say {text} {long}" for text in texts), THREE]
    wire = read("\n".join(("A title", "Published: 2026-01-04", *lines)))
    words = " ".join(" ".join(wire.paragraphs).split())
    assert words == " ".join(normalize("NFC", " ".join(lines)).translate(LIGATURES).split())


def test_the_year_of_a_dateline_follows_the_publication_date_not_the_update() -> None:
    lines = ("Council moves the fish market", "Published: 3 January 2025, 09:00", "Updated: 4 May 2026, 10:30")
    wire = read("\n".join((*lines, "", f"BUSAN, Dec. 30 (Yonhap) — {ONE}", TWO)))
    assert wire.date == datetime(2025, 1, 3, 9, tzinfo=KST) and wire.updated == datetime(2026, 5, 4, 10, 30, tzinfo=KST)
    assert [note.partition(": ")[2] for note in wire.notes] == ["another date, 2024-12-30, was not used"]


def test_an_invalid_date_next_to_an_author_is_reported() -> None:
    wire = read("\n".join(("Council moves the fish market", "By Mina Roh | 2026-02-30 10:00", "", *TEXT)))
    assert wire.authors == ("Mina Roh",)
    assert [note for note in wire.notes if "2026-02-30" in note]


@pytest.mark.parametrize(
    ("changed", "updated"),
    [
        ("Updated: 4 January 2026, 10:31", "2026-01-04T10:31:00+09:00"),
        ("Updated: 4 January 2026, 10:30", None),
        ("Updated: 4 January 2026", None),
        ("Updated: 5 January 2026", "2026-01-05T00:00:00+09:00"),
        ("Updated: 3 January 2026", None),
    ],
)
def test_an_update_is_used_if_it_is_later_than_the_publication(changed: str, updated: str | None) -> None:
    wire = read("\n".join(("Council moves the fish market", "Published: 4 January 2026, 10:30", changed, "", *TEXT)))
    assert (wire.updated.isoformat() if wire.updated else None) == updated


def test_the_last_update_is_used_and_an_update_without_a_publication_is_the_date() -> None:
    lines = ("Published: 1 January 2026", "Updated: 4 January 2026, 10:30", "Updated: 3 January 2026, 10:30")
    assert read("\n".join(("Council moves the fish market", *lines, "", *TEXT))).updated == datetime(2026, 1, 4, 10, 30, tzinfo=KST)
    alone = read("\n".join(("Council moves the fish market", lines[1], "", *TEXT)))
    assert alone.date == datetime(2026, 1, 4, 10, 30, tzinfo=KST) and alone.updated is None
    assert alone.notes == ("line 2: no publication date found: the date of the last change is used",)


DATELINE = f"SEOUL, Jan. 4 (Yonhap) -- {ONE}"


def test_the_year_of_a_dateline_is_that_of_the_most_certain_date() -> None:
    wire = read("\n".join(("Ferry sails", "Jan. 10, 2020", "Published: Jan. 5, 2026", DATELINE, TWO)))
    assert wire.notes == (
        "line 2: another date, 2020-01-10, was not used",
        "line 4: another date, 2026-01-04, was not used",
    )


@pytest.mark.parametrize(
    ("date", "change", "updated"),
    [
        ("Jan. 4, 2026", "", None),
        ("Jan. 4, 2026", "Jan. 4, 2026 10:00", None),
        ("Jan. 4, 2026", "Jan. 5, 2026 10:00", "2026-01-05T10:00:00+09:00"),
        ("Jan. 4, 2026", "2026-01-04T16:00:00Z", "2026-01-04T16:00:00+00:00"),
        ("2026-01-04T10:00:00+09:00", "2026-01-04T10:00:01+09:00", "2026-01-04T10:00:01+09:00"),
    ],
)
def test_a_change_is_on_a_later_day_or_at_a_later_instant(date: str, change: str, updated: str | None) -> None:
    wire = read("\n".join(("Ferry sails", f"Published: {date}", *([f"Updated: {change}"] if change else []), *TEXT)))
    assert (wire.updated and wire.updated.isoformat(), wire.timed, wire.updated_timed) == (updated, "T" in date, True)


def test_without_a_date_nothing_says_that_only_the_day_is_known() -> None:
    assert read("\n".join(("Ferry sails", *TEXT))).timed


@pytest.mark.parametrize(("before", "place"), [(2, "SEOUL"), (3, "")])
def test_a_dateline_begins_one_of_the_first_three_paragraphs(before: int, place: str) -> None:
    assert read("\n".join(("Ferry sails", *[TWO] * before, DATELINE))).place == place


@pytest.mark.parametrize(("end", "start", "count"), [("again.", "The port", 2), ("again and", "the port", 1)])
def test_a_sentence_goes_on_over_the_end_of_a_page_in_small_letters(end: str, start: str, count: int) -> None:
    text = f"Ferry sails\n\nThe ferry sails {end}\n\n- 1 -\n\f\n\n{start} is open.\n\n- 2 -\n"
    assert len(read(text).paragraphs) == count


def test_a_sentence_that_begins_on_a_page_begins_a_paragraph() -> None:
    pages = (
        "The ship sails from the port to the\nisland in the storm, and nobody on\nit is afraid of what the sea can do.",
        "Afterwards it sails home to the port\nand waits there for all those people\nwho want to see the island in a fog.",
    )
    wire = read(f"Ferry sails\n\n{pages[0]}\n\n- 1 -\n\f\n\n{pages[1]}\n\n- 2 -\n")
    assert wire.paragraphs == tuple(page.replace("\n", " ") for page in pages)


def test_of_an_update_the_day_alone_may_be_known() -> None:
    wire = read("\n".join(("Ferry sails", "Published: Jan. 4, 2026 10:00", "Updated: Jan. 6, 2026", *TEXT)))
    assert (wire.timed, wire.updated_timed) == (True, False)


def test_the_day_of_a_dateline_is_before_an_update() -> None:
    wire = read("\n".join(("Ferry sails", "Updated: Jan. 6, 2026", DATELINE, TWO)))
    assert wire.date and wire.updated and (wire.date.day, wire.updated.day) == (4, 6)


def test_the_last_paragraph_may_be_signed() -> None:
    text = "北の島へ渡る船が火曜日から再び出る。"
    wire = read(f"船が戻る\n2026-01-04 10:00\n\n{text}\n\n{text}【山本花子】\n")
    assert wire.authors == ("山本花子",) and guess(wire, "authors").line == 6


def test_nothing_is_detected_in_a_text_without_visible_characters() -> None:
    assert read("\u00ad\n").guesses == ()


def test_a_blank_line_far_from_the_end_of_a_page_separates_paragraphs() -> None:
    text = "Ferry sails\n\nThe ferry sails again and\n\n- 1 -\n\f\n\nthe port is open.\n\nand so are shops.\n\n- 2 -\n"
    assert read(text).paragraphs == ("The ferry sails again and the port is open.", "and so are shops.")


def test_a_note_on_another_line_with_the_same_first_digit_does_not_count() -> None:
    lines = ("Ferry sails", "Published: Jan. 4, 2026", "Posted: Jan. 4, 2026", *[ONE] * 26, "Published: 2026-02-30")
    wire = read("\n".join(lines))
    assert wire.notes == ("line 30: there is no day 2026-02-30",)
    assert guess(wire, LEFT_OUT_NOTE) == Guess(LEFT_OUT_NOTE, "repeated elsewhere", 3, "Posted: Jan. 4, 2026")


def test_authors_and_source_above_a_text_count_more_than_its_dateline() -> None:
    korean = f"(서울=연합뉴스) 홍길동 기자 = {ONE}"
    assert read("\n".join(("Ferry sails", "Jan. 4, 2026", korean, TWO))).authors == ("홍길동",)
    wire = read("\n".join(("Ferry sails", "Jan. 4, 2026", "By Jane Doe", "Source: Harbour Daily", korean, TWO)))
    assert (wire.authors, wire.source, wire.place) == (("Jane Doe",), "Harbour Daily", "서울")


def test_of_several_changes_in_any_order_the_last_one_counts() -> None:
    changes = [f"Updated: Jan. {day}, 2026" for day in (5, 7, 6)]
    wire = read("\n".join(("Ferry sails", "Published: Jan. 4, 2026", *changes, *TEXT)))
    assert wire.updated and wire.updated.day == 7
