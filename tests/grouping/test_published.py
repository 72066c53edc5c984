"""content/published.tsv: what it says, what in it says nothing, and how it grows."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.errors import Faults
from digest.grouping.published import PUBLISHED_FILE, addresses, identity, read_published, with_addresses
from tests import values
from tests.sites import article, build, tiny, write


def read(text: str) -> tuple[dict[str, list[str]], list[str]]:
    faults = Faults(PUBLISHED_FILE)
    found = read_published(text, faults)
    return {name: [mark.text for mark in marks] for name, marks in found.items()}, [str(fault) for fault in faults.found]


def test_a_line_is_an_id_a_tab_and_a_path():
    assert read("2026/a.md\t/2026/a/\ntag:x,2026:y\t/b/\n\n") == ({"2026/a.md": ["/2026/a/"], "tag:x,2026:y": ["/b/"]}, [])


def test_the_addresses_of_one_article_stay_in_their_order_and_each_counts_once():
    assert read("a\t/2/\na\t/1/\nb\t/3/\na\t/2/\n")[0] == {"a": ["/2/", "/1/"], "b": ["/3/"]}


def test_empty_lines_say_nothing_and_what_follows_them_does():
    assert read("a\t/1/\n\n \t \nb\t/2/\n") == ({"a": ["/1/"], "b": ["/2/"]}, [])


def test_the_name_of_a_file_may_hold_a_tab():
    assert read("2026/a\tb.md\t/1/\n") == ({"2026/a\tb.md": ["/1/"]}, [])


def test_each_path_knows_its_place():
    found = read_published("2026/a.md\t/1/\nb\t/2/\n", Faults(PUBLISHED_FILE))
    assert [(mark.line, mark.column) for marks in found.values() for mark in marks] == [(1, 11), (2, 3)]


def test_an_article_is_known_by_its_file_and_with_an_id_by_that_too():
    published = read_published("2026/a.md\t/1/\nmy id\t/2/\n2026/b.md\t/3/\n", Faults(PUBLISHED_FILE))

    def known(**head: str) -> tuple[str, list[str]]:
        found = values.read("2026/a", **head)
        return identity(found), [mark.text for mark in addresses(found, published)]

    assert known() == ("2026/a.md", ["/1/"])
    assert known(id="my id") == ("my id", ["/1/", "/2/"])
    assert known(id="'my  id'") == ("my id", ["/1/", "/2/"]), "white space would part the columns"
    assert known(id="other") == ("other", ["/1/"])
    assert addresses(values.read("2026/a"), {}) == ()


@pytest.mark.parametrize(
    ("line", "column", "said"),
    [
        ("a /b/", 1, "not an id, a tab and a path"),
        ("\t/b/", 1, "not an id, a tab and a path"),
        (" \t/b/", 1, "not an id, a tab and a path"),
        ("a\t", 3, "nothing is not a path"),
        ("a\tb/", 3, "it does not begin with /"),
        ("a\thttps://example.org/b/", 3, "it does not begin with /"),
        ("a\t/", 3, "it is the front page"),
        ("a\t/b/?x", 3, "it holds ? or #"),
        ("a\t/../b/", 3, "begins with a dot"),
        ("a\t/b/%2e%2e/c/", 3, "'..' is not a file name"),
        ("a\t/b/con/", 3, "a device name on Windows"),
        ("<<<<<<< HEAD", 1, "an unresolved merge conflict"),
        ("=======", 1, "an unresolved merge conflict"),
        (">>>>>>> other\t/b/", 1, "an unresolved merge conflict"),
        ("||||||| 1a2b", 1, "an unresolved merge conflict"),
    ],
)
def test_a_line_that_says_nothing_is_a_fault_with_its_place(line: str, column: int, said: str):
    found, faults = read(f"a\t/a/\n{line}\n")
    assert found == {"a": ["/a/"]}
    assert len(faults) == 1
    assert faults[0].startswith(f"{PUBLISHED_FILE}:2:{column}: E108 ")
    assert said in faults[0]


def test_a_fault_in_it_stops_the_build_and_windows_line_ends_are_none(tmp_path: Path):
    write(tmp_path, {**tiny(1), "content/2026/a0.md": article("A"), "content/published.tsv": "2026/a0.md\t/old/\r\n"})
    assert build(tmp_path).diagnostics == ()
    assert (tmp_path / "site/old/index.html").is_file()
    write(tmp_path, {"content/published.tsv": "=======\n"})
    assert build(tmp_path).code == 1


def test_what_is_added_stands_in_the_order_of_ids_and_after_the_older_addresses_of_its_own():
    faults = Faults(PUBLISHED_FILE)
    before = read_published("b\t/9/\na\t/3/\n", faults)
    assert with_addresses(before, [("b", "/1/"), ("0", "/0/"), ("a", "/3/")]) == "0\t/0/\na\t/3/\nb\t/9/\nb\t/1/\n"
