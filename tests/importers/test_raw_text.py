"""Raw text from the bytes of a file: limits, byte order marks, and characters that no text may contain."""

from __future__ import annotations

import pytest

from digest.errors import ContentError
from digest.importers import raw_text
from digest.importers.raw_text import MAX_RAW_BYTES, normalised_text, read_raw


def test_a_file_may_be_as_large_as_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raw_text, "MAX_RAW_BYTES", 4)
    assert read_raw(b"Fish", "a.txt").text == "Fish"
    with pytest.raises(ContentError, match=r"^a\.txt: the file is larger than"):
        read_raw(b"Fishy", "a.txt")


def test_the_line_of_the_first_nul_byte_is_reported() -> None:
    with pytest.raises(ContentError, match=r"^a\.txt:2: a NUL byte") as caught:
        read_raw(b"a\nb\0\nc\0\n", "a.txt")
    assert "--encoding" in caught.value.hint


@pytest.mark.parametrize(
    ("data", "encoding"),
    [(b"x" * (MAX_RAW_BYTES + 1), ""), (b" \n", ""), (b"\xff\xfe\xfd" * 9, "utf-8")],
)
def test_each_error_has_a_hint(data: bytes, encoding: str) -> None:
    with pytest.raises(ContentError, match=r"^a\.txt") as caught:
        read_raw(data, "a.txt", encoding)
    assert caught.value.hint


def test_the_given_encoding_counts_more_than_escapes_in_the_text() -> None:
    assert read_raw(b"Fish \x1b$B moves", "a.txt", "utf-8").text == "Fish \x1b$B moves"

    japanese = "旧橋を閉鎖".encode("iso2022_jp")
    assert read_raw(japanese, "a.txt").text == "旧橋を閉鎖"
    assert read_raw(japanese, "a.txt", "utf-8").text == japanese.decode("utf-8")
    with pytest.raises(ContentError, match="a NUL byte"):
        read_raw("Fish moves".encode("utf-16-le"), "a.txt", "utf-8")


def test_an_old_encoding_of_korean_mail_is_recognised_by_its_escape() -> None:
    assert read_raw("한국 소식".encode("iso2022_kr"), "a.txt").text == "한국 소식"


def test_a_note_names_the_encoding_that_was_given() -> None:
    assert read_raw("한국".encode("cp949"), "a.txt", "cp949").notes == ("the file was read as CP949: --encoding",)


def test_an_escape_in_a_text_that_is_not_of_its_encoding_is_kept() -> None:
    assert read_raw(b"Fish \x1b$B moves", "a.txt").encoding == ""


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "utf-8"])
def test_a_byte_order_mark_names_the_encoding(encoding: str) -> None:
    assert read_raw("\ufeff한국 Fish".encode(encoding), "a.txt").text == "한국 Fish"


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert read_raw("\ufeffFish".encode(), "a.txt", "utf-8").text == read_raw("\ufeffFish".encode(), "a.txt").text == "Fish"


def test_a_text_with_wrongly_decoded_lines_is_damaged() -> None:
    assert read_raw("cafÃ©\n".encode(), "a.txt").is_damaged and not read_raw("café\n".encode(), "a.txt").is_damaged


def test_halves_of_surrogate_pairs_are_dropped() -> None:
    assert normalised_text("a\ud800b") == "ab"
