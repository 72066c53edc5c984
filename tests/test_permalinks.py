"""Any text becomes a path within the site, or is refused; and the site can be carried to any system."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from pathlib import PurePosixPath, PureWindowsPath
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digest.output_paths import MAX_PATH, MAX_SEGMENT, collision_key, path_error, printable, segment_error
from digest.permalinks import article_path, pattern_error
from digest.slugs import MAX_BYTES, fold, slug, slug_error, tag_slug
from digest.text.normal_form import composed
from digest.urls import path_of, url_error, url_of

ANY = st.text(st.characters(codec=None), max_size=120)  # surrogates too
HARD = st.text(st.sampled_from('ab./\\:*?"<>| ~-_%#\0\x1f\x7f\u0301\u200b\u202eİıßẞﬀ한ᄒ\ud800CONnul'), max_size=20)
NAMES = (
    ANY
    | HARD
    | st.sampled_from(["con", "NUL", "aux.md", "com1", "lpt¹", "..", ".", "", " ", "index", "tags", "a" * 300, "가" * 40])
)
DAY = datetime(2026, 1, 4, tzinfo=UTC)


@given(NAMES)
@example("ÅE\u0301 x")
@example("ﬃ ŉ ẖ")
def test_a_slug_is_its_own_slug(text: str):
    assert slug(slug(text)) == slug(text)


@given(NAMES)
def test_a_slug_is_refused_or_makes_a_path_that_every_system_can_hold(text: str):
    name = slug(text)
    assert len(name.encode("utf-8", "surrogatepass")) <= MAX_BYTES
    if slug_error(name):
        return
    path = article_path("/{year}/{month}/{day}/{slug}/", DAY, name)
    assert path_error(path) == ""
    assert path.startswith("2026/01/04/")
    assert unquote(urlsplit(url_of(path)).path) == f"/{path.removesuffix('index.html')}"


@given(NAMES | st.lists(NAMES, max_size=4).map("/".join))
def test_a_path_that_is_allowed_stays_in_the_site_and_is_legal_on_windows(text: str):
    if path_error(text):
        return
    posix, windows = PurePosixPath(text), PureWindowsPath(text)
    assert str(posix) == text, "there is one way to write it"
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
def test_a_page_may_lie_in_folders_that_may_be_there(folders: list[str]):
    path = "/".join([*folders, "index.html"])
    wrong = any(map(segment_error, folders)) or path[0] in "./" or len(path) > MAX_PATH
    assert bool(path_error(path)) == wrong


@given(NAMES)
def test_a_url_says_the_path_and_holds_nothing_that_a_browser_reads_otherwise(text: str):
    if path_error(text):
        return
    parts = urlsplit("https://example.org" + url_of(text))
    assert unquote(parts.path) == "/" + text.removesuffix("index.html" if text == "index.html" else "\0")
    assert not parts.query and not parts.fragment
    assert url_of(text).isascii()


@given(NAMES)
def test_two_paths_that_are_one_file_somewhere_have_one_key(text: str):
    path = unicodedata.normalize("NFC", text)
    assert collision_key(unicodedata.normalize("NFC", path.casefold())) == collision_key(path)
    assert collision_key(unicodedata.normalize("NFC", unicodedata.normalize("NFD", path))) == collision_key(path)


@given(NAMES)
def test_what_is_printed_has_no_control_characters_and_can_be_encoded(text: str):
    shown = printable(text)
    assert shown.isprintable()
    shown.encode()


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("C++", "c-plus-plus"),
        ("C#", "c-sharp"),
        (".NET", "dot-net"),
        ("C", "c"),
        ("AI", "ai"),
        ("한국 경제", "한국-경제"),
        ("Ünïcode", "ünïcode"),
        ("a/b", "a-b"),
        ("  x  ", "x"),
        ("!?", ""),
        ("naïve" * 40, "naïve" * 13 + "na"),
        ("one two " * 20, "-".join(["one-two"] * 10)),
    ],
)
def test_a_tag_becomes_a_slug(tag: str, expected: str):
    assert tag_slug(tag) == expected


@given(NAMES)
def test_the_slug_of_a_tag_is_a_slug(tag: str):
    assert slug(tag_slug(tag)) == tag_slug(tag)


@pytest.mark.parametrize(
    "name",
    ["", "Upper", "a b", "a--b", "-a", "a/b", "..", "con", "lpt9", "e\u0301", "x.", "index", "tags", "page", "404", "a" * 201],
)
def test_what_is_no_slug_is_refused(name: str):
    assert slug_error(name)


@pytest.mark.parametrize("segment", ["a.b", "notes.txt", "한국", "a_b", "README", "x" * 200, "é" * 100, "conx", "com10"])
def test_what_a_file_may_be_called_is_taken(segment: str):
    assert segment_error(segment) == ""


def test_a_path_that_is_no_path_of_the_site_is_an_error():
    for path in ("../x", "/x", "a//b", "a/../b", "C:x", "a/nul.txt", ".git/x", "x" * 201, "a/" * 500 + "b"):
        assert path_error(path)


@pytest.mark.parametrize(
    "pattern",
    ["/{slug}/", "/{year}/{month}/{day}/{slug}/", "/news/{year}-{month}/{slug}/", "/한국/{slug}/", "/{slug}.html", "/{path}/",
     "/{lang}/{topic}/{path}.html", "/{path}/{slug}/", "/{slug}/index.html"],
)  # fmt: skip
def test_a_pattern_of_urls_is_taken(pattern: str):
    assert pattern_error(pattern) == ""
    assert path_error(article_path(pattern, DAY, "name")) == ""


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "/",
        "{slug}",
        "/{slug}",
        "{slug}/",
        "/{year}/",
        "/{slug}/{hour}/",
        "/../{slug}/",
        "/a//{slug}/",
        "/.x/{slug}/",
        "/{slug/",
        "/{slug}.htm",
        "/{slug}/{year}.html",
        "/{slug}/{path}.html",
        "/.html",
    ],
)
def test_a_pattern_that_makes_no_path_is_refused(pattern: str):
    assert pattern_error(pattern)


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("/{slug}.html", "a-b.html"),
        ("/{year}/{slug}.html", "2026/a-b.html"),
        ("/{lang}/{slug}/", "pt-br/a-b/index.html"),
        ("/{topic}/{slug}/", "science/a-b/index.html"),
        ("/{path}/{slug}/", "notes/old-ones/a-b/index.html"),
        ("/{path}/", "notes/old-ones/a-b/index.html"),
        ("/{path}.html", "notes/old-ones/a-b.html"),
        ("/x/{path}/{slug}/index.html", "x/notes/old-ones/a-b/index.html"),
    ],
)
def test_what_an_article_fills_a_pattern_with(pattern: str, path: str):
    file = "content/notes/Old Ones/A b.md"
    assert article_path(pattern, DAY, "a-b", language="pt-BR", topic="science", file=file) == path
    assert path_error(path) == ""


def test_what_is_empty_leaves_no_empty_part():
    assert article_path("/{path}/{topic}/{slug}/", DAY, "a", file="content/a.md") == "a/index.html"
    assert article_path("/{path}.html", DAY, "a", file="content/a.md") == "a.html"


def test_a_slug_that_is_given_may_be_longer_than_one_that_is_made():
    assert slug_error("a" * 200) == "" and slug_error("가" * 66) == ""
    assert slug_error("a" * 201) and slug_error("가" * 67)
    assert len(slug("a" * 200)) == 80


def test_of_many_marks_on_one_letter_that_are_out_of_order_thirty_are_kept():
    assert composed("e\u0301") == "é"
    marks = "\u0323\u0301"
    assert composed("e" + marks * 5000 + "x\u0301") == unicodedata.normalize("NFC", "e" + marks * 15 + "x\u0301")
    assert composed("e" + "\u0301" * 5000) == "é" + "\u0301" * 4999


@given(st.text(st.characters(categories=("L", "M", "S", "P", "Zs")), max_size=30))
def test_less_than_that_is_unicode_composed_form(text: str):
    assert composed(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    ("segment", "is_taken"),
    [
        ("x" * 200, True), ("x" * 201, False), ("é" * 100, True), ("é" * 101, False), ("", False), (".", False), ("..", False),
        ("...", False), ("a.", False), ("a ", False), (" a", False), ("a b", True), (".a", True), ("a\x7f", False),
        ("a\x9f", False), ("a\ud800", False), ("e\u0301", False), ("é", True), ("a|b", False), ("a?b", False), ("con", False),
        ("CON.txt", False), ("cons", True), ("com0", False), ("com9", False), ("com10", True),
        ("lpt¹", False), ("nul.tar.gz", False), ("aux", False),
        ("prn", False), ("conin$", False), ("conout$", False), ("com", True),
    ],
)  # fmt: skip
def test_what_may_be_a_part_of_a_path_anywhere(segment: str, is_taken: bool):
    assert (segment_error(segment) == "") is is_taken


@pytest.mark.parametrize(("last", "is_taken"), [(189, True), (190, False)])
def test_a_path_has_at_most_1000_bytes(last: int, is_taken: bool):
    for letter in ("a", "A"):
        path = f"{f'{letter * 199}/' * 4}{letter * last}/"
        path += letter * (1000 - len(path.encode()) - 5 + (not is_taken)) + ".html"
        assert len(path) == (1000 if is_taken else 1001)
        assert (path_error(path) == "") is is_taken


@pytest.mark.parametrize("name", ["404", "assets", "feed", "index", "page", "sitemap", "static", "tags", "topics"])
def test_names_of_the_sites_own_files_are_no_slugs(name: str):
    assert slug_error(name) == f"the slug {name} is reserved"
    assert slug_error(f"{name}s-2") == ""


@pytest.mark.parametrize(
    ("path", "url"),
    [("index.html", "/"), ("a/index.html", "/a/"), ("a/b.html", "/a/b.html"), ("aindex.html", "/aindex.html"),
     ("한/index.html", "/%ED%95%9C/"), ("a b/c+d.html", "/a%20b/c%2Bd.html"), ("feed.xml", "/feed.xml")],
)  # fmt: skip
def test_the_url_of_a_path_and_the_path_of_a_url(path: str, url: str):
    assert url_of(path) == url
    assert path_of(url) == (path if path.endswith("html") else "feed.xml/index.html")


@pytest.mark.parametrize(
    ("url", "path"),
    [("/a", "a/index.html"), ("/a/", "a/index.html"), ("a", "a/index.html"), ("/", "index.html"), ("/a.html", "a.html"),
     ("/a.htm", "a.htm"), ("/a.html/", "a.html/index.html"), ("/%ED%95%9C", "한/index.html"), ("/e\u0301/", "é/index.html")],
)  # fmt: skip
def test_the_page_of_a_url(url: str, path: str):
    assert path_of(url) == path


@pytest.mark.parametrize(
    ("url", "problem"),
    [("/a/", ""), ("a/", "it does not begin with /"), ("/a/?b", "it contains ? or #"), ("/a/#b", "it contains ? or #"),
     ("/", "it is the front page"), ("/index.html", "it is the front page"), ("/con/", "con is a device name on Windows")],
)  # fmt: skip
def test_why_a_url_is_no_page_below_the_front(url: str, problem: str):
    assert url_error(url) == problem


@pytest.mark.parametrize(
    ("text", "limit", "cut"),
    [("aa-bb", 5, "aa-bb"), ("aa-bb", 4, "aa"), ("aa-bb", 3, "aa"), ("aa-bb", 2, "aa"), ("aa-bb", 1, "a"), ("aaaa", 3, "aaa"),
     ("aa bb cc", 5, "aa-bb"), ("aa bb cc", 6, "aa-bb"), ("한한", 6, "한한"), ("한한", 5, "한"),
     ("한 한", 6, "한"), ("한 한", 7, "한-한")],
)  # fmt: skip
def test_a_slug_is_cut_at_a_word_if_there_is_one(text: str, limit: int, cut: str):
    assert slug(text, limit) == cut


def test_two_spellings_of_a_tag_are_equal_when_folded():
    assert fold(" AI ") == fold("ai") == "ai" and fold("Cafe\u0301") == fold("CAFÉ") and fold("Straße") == fold("STRASSE")
    assert (tag_slug(" .NET "), tag_slug(". x"), tag_slug("+1")) == ("dot-net", "x", "plus1")
