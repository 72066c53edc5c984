"""Output paths: every text is refused or is a path inside the site that is valid on every system."""

from __future__ import annotations

import unicodedata
from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digest.output_paths import MAX_PATH, MAX_SEGMENT, collision_key, path_error, printable, segment_error, unusual_paths
from tests.hard_names import NAMES


@given(NAMES | st.lists(NAMES, max_size=4).map("/".join))
def test_a_valid_path_stays_in_the_site_and_is_valid_on_windows(text: str):
    if path_error(text):
        return
    posix, windows = PurePosixPath(text), PureWindowsPath(text)
    assert str(posix) == text, "the path is in normal form"
    assert not posix.is_absolute()
    assert not {"..", "."} & set(posix.parts)
    assert not windows.drive and not windows.root
    assert list(windows.parts) == list(posix.parts), "Windows sees the same parts"
    for part in posix.parts:
        assert not set(part) & set('<>:"/\\|?*')
        assert part == part.rstrip(". ")
        assert part.split(".")[0].lower() not in {
            "con",
            "prn",
            "aux",
            "nul",
            *(f"{port}{n}" for port in ("com", "lpt") for n in range(10)),
        }
        assert all(ord(character) >= 32 for character in part)
    assert path_error(text) == ""
    assert unicodedata.normalize("NFC", text) == text
    assert not text.startswith("."), "dot-files at the root are not digest's"
    text.encode()


@given(
    st.lists(
        st.sampled_from(["a", "2024", "-", "con", "com1", "com", "nul", "A", "", ".", "a" * MAX_SEGMENT, "a" * (MAX_SEGMENT + 1)])
    )
)
@example(["a" * MAX_SEGMENT] * 4)
@example(["a" * MAX_SEGMENT] * 5)
def test_the_path_of_a_page_is_valid_if_its_folders_are(folders: list[str]):
    path = "/".join([*folders, "index.html"])
    wrong = any(map(segment_error, folders)) or path[0] in "./" or len(path) > MAX_PATH
    assert bool(path_error(path)) == wrong


@given(NAMES)
def test_paths_that_name_one_file_on_some_system_have_the_same_key(text: str):
    path = unicodedata.normalize("NFC", text)
    assert collision_key(unicodedata.normalize("NFC", path.casefold())) == collision_key(path)
    assert collision_key(unicodedata.normalize("NFC", unicodedata.normalize("NFD", path))) == collision_key(path)


@given(NAMES)
def test_printable_text_has_no_control_characters_and_can_be_encoded(text: str):
    shown = printable(text)
    assert shown.isprintable()
    shown.encode()


@pytest.mark.parametrize("segment", ["a.b", "notes.txt", "한국", "a_b", "README", "x" * 200, "é" * 100, "conx", "com10"])
def test_a_valid_file_name_is_accepted(segment: str):
    assert segment_error(segment) == ""


def test_a_path_that_is_invalid_or_outside_the_site_is_refused():
    for path in ("../x", "/x", "a//b", "a/../b", "C:x", "a/nul.txt", ".git/x", "x" * 201, "a/" * 500 + "b"):
        assert path_error(path)


@pytest.mark.parametrize(
    ("segment", "is_valid"),
    [
        ("x" * 200, True), ("x" * 201, False), ("é" * 100, True), ("é" * 101, False), ("", False), (".", False), ("..", False),
        ("...", False), ("a.", False), ("a ", False), (" a", False), ("a b", True), (".a", True), ("a\x7f", False),
        ("a\x9f", False), ("a\ud800", False), ("e\u0301", False), ("é", True), ("a|b", False), ("a?b", False), ("con", False),
        ("CON.txt", False), ("cons", True), ("com0", False), ("com9", False), ("com10", True),
        ("lpt¹", False), ("com²", False), ("nul.tar.gz", False), ("aux", False),
        ("prn", False), ("conin$", False), ("conout$", False), ("com", True),
    ],
)  # fmt: skip
def test_which_segments_are_valid_on_every_system(segment: str, is_valid: bool):
    assert (segment_error(segment) == "") is is_valid


@pytest.mark.parametrize(("last", "is_valid"), [(189, True), (190, False)])
def test_a_path_has_at_most_1000_bytes(last: int, is_valid: bool):
    for letter in ("a", "A"):
        path = f"{f'{letter * 199}/' * 4}{letter * last}/"
        path += letter * (1000 - len(path.encode()) - 5 + (not is_valid)) + ".html"
        assert len(path) == (1000 if is_valid else 1001)
        assert (path_error(path) == "") is is_valid


def test_a_path_is_measured_in_bytes():
    path = f"{'가' * 60}/" * 6 + "index.html"
    assert len(path) < MAX_PATH and path_error(path) == "the path is longer than 1,000 bytes"


@pytest.mark.parametrize("path", ["a/b\x7f.html", ".x\x1b/a.html", "a\ud800.html"])
def test_the_reason_for_an_invalid_path_is_printable(path: str):
    assert path_error(path).isprintable()


def test_plain_paths_need_no_closer_check():
    plain = ["index.html", "2026/01/04/a-b/index.html", "a.html", "con-1/x.html", f"{'a' * 200}/{'a' * 195}.html"]
    unusual = [
        "A.html",
        "a.xml",
        "한.html",
        "con/x.html",
        "x/com1/y.html",
        "nul.html",
        "a//b.html",
        f"{'a' * 201}/x.html",
        f"{'a' * 196}.html",
        "a b.html",
    ]
    at_the_end = f"{'a' * 199}/" * 4 + "a" * 194 + ".html"
    assert len(at_the_end) == 999 and unusual_paths([at_the_end, "a/" + at_the_end]) == ["a/" + at_the_end]
    assert unusual_paths([*plain, *unusual]) == unusual
    assert all(collision_key(path) == path and path_error(path) == "" for path in plain), "the fast check accepts no invalid path"
