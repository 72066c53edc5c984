"""Similar names, for hints about missing files."""

from __future__ import annotations

import pytest

from digest.grouping import file_references
from digest.grouping.file_references import SimilarNames

FILES = ["content/2026/01/harbour.md", "content/2026/02/chips.md", "content/static/port.png"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("content/harbour.md", FILES[0]),
        ("content/harbor.md", FILES[0]),
        ("content/2026/02/harbour", FILES[0]),
        ("content/prot.png", FILES[2]),
        ("content/zz.md", ""),
    ],
)
def test_nearest_file_has_the_same_or_a_similar_name(path: str, expected: str):
    assert SimilarNames().nearest_file(path, FILES) == expected


def test_a_file_of_the_same_name_is_nearer_than_one_with_another_ending():
    assert SimilarNames().nearest_file("content/port.png", ["content/a/port.png", "content/b/port.md"]) == "content/a/port.png"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("content/port.png", "content/a/b/PORT.PNG"),
        ("content/port.PNG", "content/a/b/PORT.PNG"),
        ("content/Port.png", "content/a/b/PORT.PNG"),
        ("content/port.MD", "content/a/port.md"),
        ("content/prot.png", "content/a/b/PORT.PNG"),
    ],
)
def test_capitals_of_an_ending_are_no_difference(path: str, expected: str):
    files = ["content/a/port.md", "content/a/b/PORT.PNG"]
    assert {SimilarNames().nearest_file(path, order) for order in (files, files[::-1])} == {expected}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("content/2026/01/pic.PNG", "content/2026/01/pic.png"),
        ("content/2026/01/PIC.png", "content/2026/01/pic.png"),
        ("content/2026/01/pic.jpeg", "content/2026/01/pic.png"),
        ("content/2026/01/pci.png", "content/2026/01/pic.png"),
        ("content/2026/01/Pic.md", "content/2026/02/pic.md"),
        ("content/2026/02/pic.png", "content/2026/01/pic.png"),
        ("/2026/02/pic.md", "content/2026/02/pic.md"),
        ("../pic.md", "content/2026/02/pic.md"),
        ("content/pic.png", "content/static/pic.png"),
        ("content/static/images/pic.png", "content/static/pic.png"),
    ],
)
def test_of_several_files_the_one_in_the_nearest_folder_is_found(path: str, expected: str):
    files = ["content/2025/12/pic.png", "content/2026/01/pic.png", "content/static/pic.png", "content/2026/02/pic.md"]
    assert {SimilarNames().nearest_file(path, order) for order in (files, files[::-1])} == {expected}


def test_nothing_is_found_after_too_many_comparisons(monkeypatch: pytest.MonkeyPatch):
    assert SimilarNames().comparisons_left == 100_000
    monkeypatch.setattr(file_references, "MAX_COMPARED", 7)
    names = SimilarNames()
    assert [names.nearest_file("content/harbor.md", FILES) for _ in range(3)] == [FILES[0], FILES[0], ""]
    assert names.nearest_file("content/harbour.md", FILES) == ""
    assert SimilarNames().nearest("harbor", ["harbour"]) == "harbour"
    monkeypatch.setattr(file_references, "MAX_COMPARED", 3)
    assert SimilarNames().nearest("harbor", ["harbour", "port"]) == "harbour"
    assert SimilarNames().nearest("harbor", ["harbour", "port", "pier"]) == "", "the last comparison exceeds the limit"
