"""content/editions.tsv: what it says, what in it is wrong, and how it is written."""

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


def test_a_line_is_an_edition():
    found, wrong = read(ONE + NONE)
    opens, closes = datetime.fromisoformat("2026-01-02T18:00:00+09:00"), datetime.fromisoformat("2026-01-09T18:00:00+09:00")
    assert found[0] == Record("2026-01-09", 1, opens, closes, 3, "abc123", 1)
    assert (found[1].id, found[1].number, found[1].line) == ("2026-01-23", None, 2)
    assert not wrong


def test_it_is_written_as_it_is_read():
    assert ledger_text(read(NONE + ONE + TWO)[0]) == ONE + TWO + NONE, "in the order of closing"
    assert read("") == ((), [])
    assert read("\n \n" + ONE.replace("\n", "\r\n"))[1] == []


@given(st.lists(st.sampled_from([ONE, TWO, NONE]), max_size=9))
def test_lines_that_a_merge_brought_twice_count_once(lines: list[str]):
    found, wrong = read("".join(lines))
    assert ledger_text(found) == "".join(sorted(set(lines)))
    assert not wrong


def test_of_two_that_differ_in_their_articles_the_later_counts():
    found, wrong = read(ONE + ONE.replace("\t3\tabc123", "\t4\tabc999"))
    assert [(record.count, record.members) for record in found] == [(4, "abc999")]
    assert not wrong


@pytest.mark.parametrize(
    ("line", "said"),
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
        (ONE.replace("\t3\t", "\tx\t"), "the articles of the edition are not named"),
        (ONE.replace("abc123", ""), "the articles of the edition are not named"),
    ],
)
def test_what_is_no_edition_is_refused_with_its_line(line: str, said: str):
    found, wrong = read(TWO + line)
    assert [record.id for record in found] == ["2026-01-16"]
    assert wrong == [f"2:1 E109 {said}"]


def test_branches_that_published_different_editions_are_told():
    assert read(ONE + ONE.replace("\t1\t", "\t7\t"))[1] == ["2:1 E109 edition 2026-01-09 has another number or window in line 1"]
    assert read(ONE + TWO.replace("\t2\t", "\t1\t"))[1] == ["2:1 E109 edition 2026-01-16 has the number 1, as 2026-01-09 (line 1)"]
    overlapping = TWO.replace("2026-01-09T18", "2026-01-09T17")
    assert read(overlapping + ONE)[1] == [
        "1:1 E109 the window of edition 2026-01-16 begins before the window of 2026-01-09 (line 2) ends"
    ]


def test_a_merge_conflict_is_told_once_and_nothing_is_believed():
    found, wrong = read(f"{ONE}<<<<<<< mine\n{TWO}=======\n{NONE}>>>>>>> theirs\n")
    assert found == ()
    assert wrong == ["2:1 E110 a merge conflict"]


def test_the_name_of_articles_is_that_of_a_set():
    assert members_hash(["a", "b"]) == members_hash(["b", "a"]) != members_hash(["a"])
    assert len(members_hash([])) == 16


def test_what_follows_an_empty_line_a_wrong_one_and_a_contradiction_is_read():
    other = ONE.replace("\t1\t", "\t9\t")
    found, wrong = read(f"\n{ONE}wrong\n{other}{TWO}\n{NONE}")
    assert [record.id for record in found] == ["2026-01-09", "2026-01-16", "2026-01-23"]
    assert [line.partition(" ")[0] for line in wrong] == ["3:1", "4:1"]
