"""content/editions.tsv: reading, diagnostics and writing."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.config.config import LEDGER_FILE
from digest.diagnostics import Diagnostics
from digest.grouping.edition_ledger import Record, ledger_text, members_hash, read_ledger

ONE = "2026-01-09\t1\t2026-01-02T18:00:00+09:00\t2026-01-09T18:00:00+09:00\t3\tabc123\n"
TWO = "2026-01-16\t2\t2026-01-09T18:00:00+09:00\t2026-01-16T18:00:00+09:00\t5\tdef456\n"
NONE = "2026-01-23\t-\t2026-01-16T18:00:00+09:00\t2026-01-23T18:00:00+09:00\t1\t0a\n"


def read(text: str) -> tuple[tuple[Record, ...], list[str]]:
    diagnostics = Diagnostics(LEDGER_FILE)
    found = read_ledger(text, diagnostics)
    return found, [f"{d.line}:{d.column} {d.code} {d.message}" for d in diagnostics.found]


def test_line_is_an_edition():
    found, errors = read(ONE + NONE)
    opens, closes = datetime.fromisoformat("2026-01-02T18:00:00+09:00"), datetime.fromisoformat("2026-01-09T18:00:00+09:00")
    assert found[0] == Record("2026-01-09", 1, opens, closes, 3, "abc123", 1)
    assert (found[1].id, found[1].number, found[1].line) == ("2026-01-23", None, 2)
    assert not errors


def test_written_ledger_equals_the_read_one():
    assert ledger_text(read(NONE + ONE + TWO)[0]) == ONE + TWO + NONE, "sorted by closing"
    assert ledger_text(reversed(read(ONE + TWO + NONE)[0])) == ONE + TWO + NONE
    assert read("") == ((), [])
    assert read("\n \n" + ONE.replace("\n", "\r\n"))[1] == []


@pytest.mark.parametrize(("year", "is_read"), [("0999", False), ("1000", True), ("9998", True), ("9999", False)])
def test_a_window_has_a_year_that_every_time_zone_has(year: str, is_read: bool):
    found, wrong = read(ONE.replace("2026-01-02", f"{year}-01-02").replace("\t2026-01-09", f"\t{year}-01-09"))
    assert (len(found), len(wrong)) == ((1, 0) if is_read else (0, 1))


@given(st.lists(st.sampled_from([ONE, TWO, NONE]), max_size=9))
def test_repeated_lines_count_once(lines: list[str]):
    found, errors = read("".join(lines))
    assert ledger_text(found) == "".join(sorted(set(lines)))
    assert not errors


def test_later_of_two_lines_with_different_articles_counts():
    found, errors = read(ONE + ONE.replace("\t3\tabc123", "\t4\tabc999"))
    assert [(record.count, record.members) for record in found] == [(4, "abc999")]
    assert not errors


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("2026-01-09\t1\n", "not an id, a number, two instants, a count and a name, with tabs between them"),
        (ONE.replace("\t", " "), "not an id, a number, two instants, a count and a name, with tabs between them"),
        (ONE.replace("2026-01-09\t1", "2026-02-30\t1"), "2026-02-30 is not the day of an edition"),
        (ONE.replace("\t1\t", "\tone\t"), "one is not the number of an edition"),
        (ONE.replace("\t1\t", "\t\t"), "nothing is not the number of an edition"),
        (ONE.replace("\t1\t", "\t-1\t"), "-1 is not the number of an edition"),
        (
            ONE.replace("+09:00\t3", "\t3"),
            "2026-01-02T18:00:00+09:00 and 2026-01-09T18:00:00 are not when a window opens and closes",
        ),
        (
            ONE.replace("02T18:00:00+09:00", "02T18:00:00"),
            "2026-01-02T18:00:00 and 2026-01-09T18:00:00+09:00 are not when a window opens and closes",
        ),
        (
            ONE.replace("01-02T18", "01-09T18"),
            "2026-01-09T18:00:00+09:00 and 2026-01-09T18:00:00+09:00 are not when a window opens and closes",
        ),
        (ONE.replace("\t3\t", "\t1234567890\t"), "the articles of the edition are not named"),
        (ONE.replace("\t3\t", "\tx\t"), "the articles of the edition are not named"),
        (ONE.replace("abc123", ""), "the articles of the edition are not named"),
    ],
)
def test_invalid_line_is_an_error_with_its_location(line: str, expected: str):
    found, errors = read(TWO + line)
    assert [record.id for record in found] == ["2026-01-16"]
    assert errors == [f"2:1 E109 {expected}"]


def test_different_editions_from_two_branches_are_errors():
    assert read(ONE + ONE.replace("\t1\t", "\t7\t"))[1] == ["2:1 E109 edition 2026-01-09 has another number or window in line 1"]
    assert read(ONE + ONE.replace("01-02T18", "01-02T17"))[1] == read(ONE + ONE.replace("\t1\t", "\t7\t"))[1]
    assert read(ONE + TWO.replace("\t2\t", "\t1\t"))[1] == ["2:1 E109 edition 2026-01-16 has the number 1, as 2026-01-09 (line 1)"]
    overlapping = TWO.replace("2026-01-09T18", "2026-01-09T17")
    assert read(overlapping + ONE)[1] == [
        "1:1 E109 the window of edition 2026-01-16 begins before the window of 2026-01-09 (line 2) ends"
    ]


def test_merge_conflict_is_one_error_and_nothing_is_read():
    found, errors = read(f"{ONE}<<<<<<< mine\n{TWO}=======\n{NONE}>>>>>>> theirs\n")
    assert found == ()
    assert errors == ["2:1 E110 a merge conflict"]


def test_hash_of_members_ignores_their_order():
    assert members_hash(["a", "b"]) == members_hash(["b", "a"]) != members_hash(["a"])
    assert len(members_hash([])) == 16


def test_lines_after_empty_invalid_and_contradicting_ones_are_read():
    other = ONE.replace("\t1\t", "\t9\t")
    found, errors = read(f"\n{ONE}wrong\n{other}{TWO}\n{NONE}")
    assert [record.id for record in found] == ["2026-01-09", "2026-01-16", "2026-01-23"]
    assert [line.partition(" ")[0] for line in errors] == ["3:1", "4:1"]
