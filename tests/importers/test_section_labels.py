"""Labels around an article: names of sections and newspapers, rules, and lists of links below."""

from __future__ import annotations

import pytest

from digest.importers.section_labels import (
    MAX_LABEL_CHARACTERS,
    RULE_LINE,
    classify_newspaper,
    first_link_line,
    has_full_stop,
    is_copyright_notice,
    is_known_section,
    is_section,
    is_short,
    list_marker,
)


@pytest.mark.parametrize(
    ("text", "is_sentence"),
    [
        ("So.", True),
        ("“So.”", True),
        ("(So.)", True),
        ("그렇다.」", True),
        ("这样。", True),
        ("So", False),
        ("So?", False),
        ("3.5", False),
    ],
)
def test_a_full_stop_is_recognised_also_in_quotation_marks(text: str, is_sentence: bool):
    assert has_full_stop(text) is is_sentence and is_short(text) is not is_sentence


def test_a_short_line_has_a_maximum_length():
    assert is_short("x" * MAX_LABEL_CHARACTERS) and not is_short("x" * (MAX_LABEL_CHARACTERS + 1))


@pytest.mark.parametrize(
    ("text", "as_first", "below"),
    [
        ("Business", True, True), ("LOCAL NEWS", True, True), ("경제", True, True), ("---", True, True),
        ("SPORTS DESK", True, False), ("WORLD-WIDE", True, False), ("A THIRD WORD", False, False), ("Fish moves", False, False),
        ("News > World", True, True), ("Home | News | Asia", True, True),
        ("News › World", True, True), ("News » World", True, True),
        ("One two three four | x", True, True), ("One two three four five | x", False, False), ("> World", False, False),
        ("News |  | World", False, False),
        ("News | " + "x" * 53, True, True), ("News | " + "x" * 54, False, False),
    ],
)  # fmt: skip
def test_names_of_sections_are_recognised(text: str, as_first: bool, below: bool):
    assert (is_section(text, True), is_section(text, False)) == (as_first, below)


def test_names_of_sections_are_recognised_in_any_case():
    assert is_known_section("Top Stories") and is_known_section("스포츠") and not is_known_section("Fish")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The Wire", "registered"), ("the wire", "registered"), ("한국일보",
        "unknown"), ("예시통신", "unknown"), ("뉴스투데이", "unknown"),
        ("The Harbour Times", "unknown"), ("The New Harbour Daily", "unknown"), ("The A B C D Times", ""), ("Harbour Times", ""),
        ("The Times", ""), ("The harbour Times", ""), ("일보", ""), ("The Wire says", ""),
    ],
)  # fmt: skip
def test_names_of_newspapers_are_recognised(text: str, kind: str):
    assert classify_newspaper(text, {"the wire"}) == kind


@pytest.mark.parametrize("text", ["---", "- - -", "***", "* * *", "======", "___"])
def test_rules_have_at_least_three_characters(text: str):
    assert RULE_LINE.fullmatch(text) and not RULE_LINE.fullmatch(text[:1] * 2) and not RULE_LINE.fullmatch(f"{text}x")


@pytest.mark.parametrize(
    ("text", "marker"),
    [
        ("- x", "-"),
        ("* x", "*"),
        ("• x", "•"),
        ("1. x", "."),
        ("12) x", ")"),
        ("1234. x", ""),
        ("-x", ""),
        ("1.x", ""),
        ("x - y", ""),
    ],
)
def test_list_markers_are_recognised(text: str, marker: str):
    assert list_marker(text) == marker


@pytest.mark.parametrize(
    ("text", "is_notice"),
    [
        ("© 2026 The Wire", True), ("Copyright 2026 The Wire. All rights reserved",
        True), ("<저작권자(c) 예시통신, 무단 전재>", True),
        ("ⓒ 예시통신 무단 전재 및 재배포 금지", True), ("[© The Wire]", True), ("© The Wire", False), ("She © 2026", False),
        ("© 2026 " + "x" * 190, True), ("© 2026 " + "x" * 250, False),
    ],
)  # fmt: skip
def test_copyright_notices_are_recognised(text: str, is_notice: bool):
    assert is_copyright_notice(text) is is_notice


TEXT = ["So it is, and has been for years.", "And so it stays."]


@pytest.mark.parametrize(
    "head", ["Most Popular", "■ 관련기사", "[Read more]", "Related articles:", "あわせて読みたい", "많이 본 뉴스"]
)
def test_links_follow_a_heading(head: str):
    assert first_link_line([*TEXT, head, "Fish moves", "Ship sinks"]) == 2
    assert first_link_line([*TEXT, head]) == 3, "a heading needs links below it"
    assert first_link_line([*TEXT, head, "Fish moves.", "Ship sinks."]) == 5, "sentences are text"


def test_links_follow_a_copyright_notice():
    rights = "© 2026 The Wire"
    assert first_link_line([*TEXT, rights, "1. Fish moves", "2. Ship sinks"]) == 3
    assert first_link_line([*TEXT, rights, "Fish moves", "Ship sinks"]) == 5, "without numbers or a heading they may be text"
    assert first_link_line([*TEXT, rights, "Most Popular"]) == 3
    assert first_link_line([*TEXT, "1. Fish moves", "2. Ship sinks"]) == 4
    assert first_link_line(["1. Fish moves", "x"]) == 2 and first_link_line([]) == 0


def test_links_are_at_the_end_and_their_number_is_limited():
    assert first_link_line([*TEXT, "Most Popular", "Fish moves", *TEXT]) == 6
    assert first_link_line(["Most Popular", *["Fish moves"] * 39]) == 0
    assert first_link_line(["Most Popular", *["Fish moves"] * 40]) == 41
    assert first_link_line(["Most Popular", f"1. {'x' * 100}.", "Fish"]) == 0, "an item may end like a sentence"
    assert first_link_line(["Most Popular", f"1. {'x' * 120}.", "Fish"]) == 3


def test_a_copyright_below_links_is_no_text_and_does_not_begin_a_list() -> None:
    notice = "© 2026 Example. All rights reserved."
    assert first_link_line(["Most Popular", "Link one", notice]) == 0
    assert first_link_line(["1. One", notice]) == 2
