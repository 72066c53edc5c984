"""content/published.tsv: reading, diagnostics and writing."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.config.config import PUBLISHED_FILE
from digest.diagnostics import Diagnostics
from digest.grouping.published_file import RecordedText, addresses, identity, published_file_text, read_published, recorded_text
from tests import values
from tests.sites import article, build, tiny, write


def read(text: str) -> tuple[dict[str, list[str]], list[str]]:
    diagnostics = Diagnostics(PUBLISHED_FILE)
    found = read_published(text, diagnostics)[0]
    return {name: [mark.text for mark in marks] for name, marks in found.items()}, [
        str(diagnostic) for diagnostic in diagnostics.found
    ]


def test_line_is_an_id_a_tab_and_a_path():
    assert read("2026/a.md\t/2026/a/\ntag:x,2026:y\t/b/\n\n") == ({"2026/a.md": ["/2026/a/"], "tag:x,2026:y": ["/b/"]}, [])


def test_paths_of_an_article_keep_their_order_without_repetition():
    assert read("a\t/2/\na\t/1/\nb\t/3/\na\t/2/\n")[0] == {"a": ["/2/", "/1/"], "b": ["/3/"]}


def test_empty_lines_are_ignored():
    assert read("a\t/1/\n\n \t \nb\t/2/\n") == ({"a": ["/1/"], "b": ["/2/"]}, [])


def test_file_name_can_contain_a_tab():
    assert read("2026/a\tb.md\t/1/\n") == ({"2026/a\tb.md": ["/1/"]}, [])
    assert read("2026/a\tb\tc\td\te.md\t/1/\n") == ({"2026/a\tb\tc\td\te.md": ["/1/"]}, [])


def test_paths_have_their_location():
    found = read_published("2026/a.md\t/1/\nb\t/2/\n", Diagnostics(PUBLISHED_FILE))[0]
    assert [(mark.line, mark.column) for marks in found.values() for mark in marks] == [(1, 11), (2, 3)]
    (mark,) = read_published("a\t/1/\na\t/1/\n", Diagnostics(PUBLISHED_FILE))[0]["a"]
    assert mark.line == 1, "the first of two equal lines"


def test_article_is_identified_by_file_and_id():
    published = read_published("2026/a.md\t/1/\nmy id\t/2/\n2026/b.md\t/3/\n", Diagnostics(PUBLISHED_FILE))[0]

    def identity_and_paths(**head: str) -> tuple[str, list[str]]:
        found = values.read("2026/a", **head)
        return identity(found), [mark.text for mark in addresses(found, published)]

    assert identity_and_paths() == ("2026/a.md", ["/1/"])
    assert identity_and_paths(id="my id") == ("my id", ["/1/", "/2/"])
    assert identity_and_paths(id="'my  id'") == ("my id", ["/1/", "/2/"]), "white space would separate columns"
    assert identity_and_paths(id="other") == ("other", ["/1/"])
    assert addresses(values.read("2026/a"), {}) == ()


@pytest.mark.parametrize(
    ("line", "column", "expected"),
    [
        ("a /b/", 1, "not an id, a tab and a path"),
        ("\t/b/", 1, "not an id, a tab and a path"),
        (" \t/b/", 1, "not an id, a tab and a path"),
        ("a\t", 3, "nothing is not a path"),
        ("a\tb/", 3, "it does not begin with /"),
        ("a\thttps://example.org/b/", 3, "it does not begin with /"),
        ("a\t/", 3, "it is the front page"),
        ("a\t/b/?x", 3, "it contains ? or #"),
        ("a\t/../b/", 3, "begins with a dot"),
        ("a\t/b/%2e%2e/c/", 3, "'..' is not a file name"),
        ("a\t/b/con/", 3, "a device name on Windows"),
        ("<<<<<<< HEAD", 1, "an unresolved merge conflict"),
        ("=======", 1, "an unresolved merge conflict"),
        (">>>>>>> other\t/b/", 1, "an unresolved merge conflict"),
        ("||||||| 1a2b", 1, "an unresolved merge conflict"),
    ],
)
def test_invalid_line_is_an_error_with_its_location(line: str, column: int, expected: str):
    found, diagnostics = read(f"a\t/a/\n{line}\n")
    assert found == {"a": ["/a/"]}
    assert len(diagnostics) == 1
    assert diagnostics[0].startswith(f"{PUBLISHED_FILE}:2:{column}: E108 ")
    assert expected in diagnostics[0]


def test_errors_stop_the_build_and_crlf_line_ends_are_valid(tmp_path: Path):
    write(tmp_path, {**tiny(1), "content/2026/a0.md": article("A"), "content/published.tsv": "2026/a0.md\t/old/\r\n"})
    assert build(tmp_path).diagnostics == ()
    assert (tmp_path / "site/old/index.html").is_file()
    write(tmp_path, {"content/published.tsv": "=======\n"})
    assert build(tmp_path).code == 1


def test_added_paths_are_sorted_by_id_after_older_paths():
    diagnostics = Diagnostics(PUBLISHED_FILE)
    before = read_published("b\t/9/\na\t/3/\n", diagnostics)[0]
    assert published_file_text(before, {}, [("b", "/1/"), ("0", "/0/"), ("a", "/3/")]) == "0\t/0/\na\t/3/\nb\t/9/\nb\t/1/\n"


PRINT = "0123456789abcdef" * 3 + "01234567"
TEXT = f"full\t{PRINT}\t-\t0"


def test_one_line_of_an_article_can_have_a_recorded_text():
    text = f"a\t/1/\na\t/2/\tlink\t{PRINT}\t2026-01-09T10:00:00+09:00\t2\nb\tc\t/3/\t{TEXT}\n"
    diagnostics = Diagnostics(PUBLISHED_FILE)
    addresses, texts = read_published(text.replace("\n", "\r\n"), diagnostics)
    assert diagnostics.found == []
    assert {name: [mark.text for mark in marks] for name, marks in addresses.items()} == {"a": ["/1/", "/2/"], "b\tc": ["/3/"]}
    assert texts["b\tc"] == RecordedText("/3/", "full", PRINT, line=3)
    assert (texts["a"].url, texts["a"].mode, texts["a"].corrections) == ("/2/", "link", 2)
    assert published_file_text(addresses, texts, []) == text


@pytest.mark.parametrize(
    ("line", "column", "expected"),
    [
        (f"a\t/b/\tfull\t{PRINT[:-1]}\t-\t0", 7, "is not the mode of an article and the print of its text"),
        (f"a\t/b/\tfull\t{PRINT.upper()}\t-\t0", 7, "is not the mode of an article and the print of its text"),
        (f"a\t/b/\twhole\t{PRINT}\t-\t0", 7, "is not the mode of an article and the print of its text"),
        (f"a\t/b/\tfull\t{PRINT}\t2026-01-09\t0", 7, "is not when an article was updated and how many corrections it had"),
        (f"a\t/b/\tfull\t{PRINT}\tnever\t0", 7, "is not when an article was updated and how many corrections it had"),
        (f"a\t/b/\tfull\t{PRINT}\t-\t-1", 7, "is not when an article was updated and how many corrections it had"),
        (f"a\t/b/\tfull\t{PRINT}\t-\t²", 7, "is not when an article was updated and how many corrections it had"),
        (f"a\t/../b/\t{TEXT}", 3, "begins with a dot"),
        (f"\t/b/\t{TEXT}", 1, "not an id, a tab and a path"),
        (f"a\t/b/\t{PRINT}", 7, "it does not begin with /"),
        (f"a\t/a/\t{TEXT}\na\t/a/\t{TEXT[:-1]}1", 3, "another text of this article is in line 2"),
    ],
)
def test_invalid_text_columns_are_an_error_with_location(line: str, column: int, expected: str):
    found, diagnostics = read(f"x\t/x/\n{line}\n")
    assert found["x"] == ["/x/"]
    assert len(diagnostics) == 1
    assert diagnostics[0].startswith(f"{PUBLISHED_FILE}:{2 + line.count(chr(10))}:{column}: E108 ")
    assert expected in diagnostics[0]


def test_later_of_two_recorded_texts_counts_and_repeated_ones_count_once():
    """After a merge in which both branches recorded the article."""
    _, texts = read_published(f"a\t/1/\t{TEXT}\na\t/1/\t{TEXT}\na\t/2/\tlink\t{PRINT}\t-\t0\n", Diagnostics(PUBLISHED_FILE))
    assert texts["a"] == RecordedText("/2/", "link", PRINT, line=3)


@pytest.mark.parametrize(
    ("updated", "corrections", "is_read"),
    [
        ("1000-01-01T00:00:00+00:00", "0", True),
        ("0999-12-31T00:00:00+00:00", "0", False),
        ("9998-12-31T00:00:00+00:00", "0", True),
        ("9999-01-01T00:00:00+00:00", "0", False),
        ("2026-01-09T10:00:00", "0", False),
        ("-", "999999999", True),
        ("-", "1000000000", False),
        ("-", "1.0", False),
    ],
)
def test_limits_of_text_columns(updated: str, corrections: str, is_read: bool):
    diagnostics = Diagnostics(PUBLISHED_FILE)
    texts = read_published(f"a\t/1/\tfull\t{PRINT}\t{updated}\t{corrections}\n", diagnostics)[1]
    assert bool(texts) is is_read and bool(diagnostics.found) is not is_read


@pytest.mark.parametrize("name", ["a.md", "a/\tb.md", "/a\t/b/\tc.md"])
@pytest.mark.parametrize("url", ["/1/", "/1.html", "/1", "/1/2.html"])
def test_text_is_recorded_behind_any_address(name: str, url: str):
    diagnostics = Diagnostics(PUBLISHED_FILE)
    line = f"{name}\t{url}\t{TEXT}\n"
    addresses, texts = read_published(line, diagnostics)
    assert diagnostics.found == []
    assert (list(addresses), texts[name].url) == ([name], url)
    assert published_file_text(addresses, texts, []) == line


def test_different_texts_at_two_paths_are_no_conflict():
    other = TEXT.replace("-\t0", "-\t1")
    assert read(f"a\t/1/\t{TEXT}\na\t/2/\t{other}\n")[1] == []


def test_recorded_text_is_found_by_id_or_else_by_file():
    by_id, by_file = RecordedText("/1/", "full", PRINT), RecordedText("/2/", "full", PRINT)
    with_id, without = values.read("2026/a", id="'my  id'"), values.read("2026/a")
    texts = {"my id": by_id, "2026/a.md": by_file}
    assert (recorded_text(with_id, texts), recorded_text(without, texts)) == (by_id, by_file)
    assert recorded_text(with_id, {"2026/a.md": by_file}) == by_file
    assert recorded_text(without, {"my id": by_id}) is recorded_text(values.read("b"), texts) is None
