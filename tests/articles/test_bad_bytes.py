"""Files that are not UTF-8 text, are too large, or contain characters that are not allowed: cases 31 to 41."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bad_inputs import BAD, PAGE, Case, article, case, run_build
from tests.conftest import put_files

GOOD = article().encode()


def create_file_with_invalid_name(folder: Path) -> None:
    """Create an article whose file name is the byte 0xFF."""
    with open(bytes(folder / "content/2026/01") + b"/\xff.md", "wb") as file:
        file.write(GOOD)


CASES = [
    case("31 byte order mark", b"\xef\xbb\xbf" + GOOD),
    case(
        "31 two byte order marks",
        b"\xef\xbb\xbf\xef\xbb\xbf" + GOOD,
        r"""
        1:1: W101 the character \ufeff was removed
          it is not allowed on a page: remove it
        """,
    ),
    case(
        "32 UTF-16",
        article().encode("utf-16"),
        """
        1:1: E102 the file is UTF-16
          save it as UTF-8
        """,
    ),
    case(
        "32 UTF-16, the other order",
        b"\xfe\xff" + article().encode("utf-16-be"),
        """
        1:1: E102 the file is UTF-16
          save it as UTF-8
        """,
    ),
    case(
        "32 UTF-16 without a mark",
        article().encode("utf-16-le"),
        """
        1:2: E102 a NUL byte
          this is not a text file, or it is damaged
        """,
    ),
    case(
        "32 UTF-32",
        article().encode("utf-32"),
        """
        1:1: E102 the file is UTF-32
          save it as UTF-8
        """,
    ),
    case(
        "33 Latin-1 in the text",
        GOOD + b"\xc3\xa9 ok\ncaf\xe9\n",
        """
        9:4: E102 the byte 0xE9 is not UTF-8
          save the file as UTF-8
        """,
    ),
    case(
        "33 Latin-1 in the title",
        article(title="ébé@").encode().replace(b"@", b"\xe9"),
        """
        2:11: E102 the byte 0xE9 is not UTF-8
          save the file as UTF-8
        """,
    ),
    case(
        "33 half a character at the end",
        GOOD + b"\xe2\x82",
        """
        8:1: E102 the byte 0xE2 is not UTF-8
          save the file as UTF-8
        """,
    ),
    case(
        "33 half a surrogate pair",
        GOOD + b"\xed\xa0\x80\n",
        """
        8:1: E102 the byte 0xED is not UTF-8
          save the file as UTF-8
        """,
    ),
    case(
        "34 NUL",
        GOOD + b"a\0b\n",
        """
        8:2: E102 a NUL byte
          this is not a text file, or it is damaged
        """,
    ),
    case(
        "34 nothing but NUL",
        b"\0\0\0",
        """
        1:1: E102 a NUL byte
          this is not a text file, or it is damaged
        """,
    ),
    case(
        "36 BEL and ESC in the text",
        article(body="a\x07b\x1b c\n"),
        r"""
        7:2: W101 the character \x07 was removed
          it is not allowed on a page: remove it
        """,
        shows="<p>ab c</p>",
    ),
    case(
        "36 BEL in the title",
        article(title='"a\x07b"'),
        r"""
        2:10: W101 the character \x07 was removed
          it is not allowed on a page: remove it
        """,
        shows="<h1>ab</h1>",
    ),
    case(
        "36 C1 control",
        article(body="a\x9db\n"),
        r"""
        7:2: W101 the character \x9d was removed
          it is not allowed on a page: remove it
        """,
        shows="<p>ab</p>",
    ),
    case(
        "36 noncharacters",
        article(body="a\ufdd0b\U0001fffe\n"),
        r"""
        7:2: W101 the character \ufdd0 was removed
          it is not allowed on a page: remove it
        """,
        shows="<p>ab</p>",
    ),
    case(
        "36 form feed",
        article(body="a\x0cb\n"),
        r"""
        7:2: W101 the character \x0c was removed
          it is not allowed on a page: remove it
        """,
        shows="<p>ab</p>",
    ),
    case(
        "37 a file name that is not text",
        {},
        r"""
        content/2026/01/\udcff.md:1:1: E101 the file name is not UTF-8
          rename the file
        """,
        prepare=create_file_with_invalid_name,
    ),
    case(
        "38 0 bytes",
        b"",
        """
        1:1: E104 the file is empty
          begin it with --- and title: …
        """,
    ),
    case(
        "38 empty lines",
        b"\n\n  \n",
        """
        1:1: E104 the file is empty
          begin it with --- and title: …
        """,
    ),
    case(
        "38 only a byte order mark",
        b"\xef\xbb\xbf",
        """
        1:1: E104 the file is empty
          begin it with --- and title: …
        """,
    ),
    case(
        "41 right-to-left override in the title",
        article(title="a\u202eb"),
        """
        2:8: W207 the title contains invisible or direction-changing characters
          remove them
        """,
    ),
    case(
        "41 zero-width space in the title",
        article(title="a\u200bb"),
        """
        2:8: W207 the title contains invisible or direction-changing characters
          remove them
        """,
    ),
    case(
        "41 soft hyphen in the headline",
        article("headline: a\u00adb\n"),
        """
        6:11: W207 the headline contains invisible or direction-changing characters
          remove them
        """,
    ),
    case("41 zero-width joiner in the title", article(title="👩\u200d💻 می\u200cخواهم")),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_bytes(case: Case, check: Callable[[Case], None]):
    check(case)


@pytest.mark.parametrize("end", ["\r", "\r\n"], ids=["CR", "CRLF"])
def test_35_every_line_end_gives_the_same_page(end: str, good: Path):
    text = article(body="One\ntwo\n\n- three\n- four\n")
    put_files(good, {BAD: text})
    run_build(good)
    expected = (good / "site" / PAGE).read_bytes()
    put_files(good, {BAD: text.replace("\n", end)})
    ran = run_build(good, "--fresh")
    assert (ran.code, ran.err) == (0, "")
    assert (good / "site" / PAGE).read_bytes() == expected


def test_35_mixed_line_ends(good: Path):
    put_files(good, {BAD: article(body="One\r\ntwo\rthree\n\r\rfour\n")})
    run_build(good)
    assert "<p>One\ntwo\nthree</p>\n<p>four</p>" in (good / "site" / PAGE).read_text()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_60_files_without_read_permission(good: Path):
    put_files(good, {BAD: article(), "content/x/a.md": article(), "content/worse.md": "Nothing.\n"})
    (good / BAD).chmod(0)
    (good / "content/x").chmod(0)
    ran = run_build(good)
    (good / "content/x").chmod(0o755)
    assert ran.code == 1
    assert f"{BAD}:1:1: E101 the file cannot be read: Permission denied\n  check its permissions\n" in ran.err
    assert "content/x:1:1: E101 the folder cannot be read: Permission denied\n  check its permissions\n" in ran.err
    assert "content/worse.md:1:1: E104 no front matter\n" in ran.err
