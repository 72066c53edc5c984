"""Captions and credits of images are separated from the text and written as comments. All of them are made up."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from digest.importers.captions import Caption, find_captions
from digest.importers.draft_file import Draft, article_text
from digest.importers.paragraphs import Line
from digest.importers.wire_reader import Wire, read_wire

SEOUL = ZoneInfo("Asia/Seoul")
NOW = datetime(2026, 1, 10, 12, tzinfo=UTC)
ONE = "The ferry to the northern island sails again from Tuesday, after its engine had been repaired for the third time this year."
TWO = "Travellers who had waited since Friday were taken to the island by two fishing boats, and paid what they thought was right."
CAPTION = "A ferry leaves the pier on Tuesday."


def read(*lines: str) -> Wire:
    return read_wire("\n".join(("Ferry sails again", "Jan. 4, 2026", *lines)) + "\n", SEOUL, NOW)


@pytest.mark.parametrize(
    ("line", "caption", "credit"),
    [
        (f"{CAPTION} (AP Photo/Jane Roe)", CAPTION, "AP Photo/Jane Roe"),
        (f"{CAPTION} (AP Photo/Jane Roe, File)", CAPTION, "AP Photo/Jane Roe, File"),
        (f"{CAPTION} [YONHAP]", CAPTION, "YONHAP"),
        (f"{CAPTION} [AP/YONHAP]", CAPTION, "AP/YONHAP"),
        (f"{CAPTION} [HARBOUR FERRIES]", CAPTION, "HARBOUR FERRIES"),
        (f"{CAPTION} (Photo by Jane Roe/Getty Images)", CAPTION, "Jane Roe/Getty Images"),
        (f"{CAPTION} Photo: Jane Roe/Getty Images", CAPTION, "Jane Roe/Getty Images"),
        (f"{CAPTION}Credit...Jane Roe for The Example Times", CAPTION, "Jane Roe for The Example Times"),
        (f"{CAPTION} Photograph: Jane Roe/Reuters", CAPTION, "Jane Roe/Reuters"),
        (f"{CAPTION} (Jane Roe/AFP via Getty Images)", CAPTION, "Jane Roe/AFP via Getty Images"),
        (f"[1/3]{CAPTION} REUTERS/Jane Roe Purchase Licensing Rights, opens new tab", CAPTION, "REUTERS/Jane Roe"),
        (f"{CAPTION} (Reuters-Yonhap)", CAPTION, "Reuters-Yonhap"),
        ("Ein Schiff verlässt den Hafen. (Foto: Max Muster/dpa)", "Ein Schiff verlässt den Hafen.", "Max Muster/dpa"),
        ("▲ 부두를 떠나는 배. /사진=예시뉴스", "부두를 떠나는 배.", "예시뉴스"),
        ("▲ 화요일 부두를 떠나는 배", "화요일 부두를 떠나는 배", ""),
        ("화요일 부두를 떠나는 배. (사진 제공: 예시군)", "화요일 부두를 떠나는 배.", "예시군"),
        ("화요일 부두를 떠나는 배 [사진=예시뉴스]", "화요일 부두를 떠나는 배", "예시뉴스"),
        ("화요일 부두를 떠나는 배 / 연합뉴스", "화요일 부두를 떠나는 배", "연합뉴스"),
        ("港を出る船（写真：例新聞）", "港を出る船", "例新聞"),
        ("Image caption, A ferry leaves the pier", "A ferry leaves the pier", ""),
        ("Image source, Getty Images", "", "Getty Images"),
        ("Photo: Jane Roe/Getty Images", "", "Jane Roe/Getty Images"),
        ("[사진] 홍길동", "", "홍길동"),
        ("图片来源：示例日报", "", "示例日报"),
        ("Jane Roe/Getty Images", "", "Jane Roe/Getty Images"),
        ("Foto: EFE", "", "EFE"),
        (f"{CAPTION} Korea Times photo by Roh Mi-na", CAPTION, "Korea Times photo by Roh Mi-na"),
        (
            "화요일 부두를 떠나는 배. 2026.1.4/뉴스1 ⓒ News1 노미나 기자",
            "화요일 부두를 떠나는 배.",
            "2026.1.4/뉴스1 ⓒ News1 노미나 기자",
        ),
        ("港を出る船＝4日、山本花子撮影", "港を出る船", "4日、山本花子撮影"),
    ],
)
def test_captions_are_separated_from_the_text(line: str, caption: str, credit: str) -> None:
    for lines in ((line, ONE, TWO), (ONE, line, TWO)):
        wire = read(*lines)
        assert (wire.captions, wire.paragraphs) == ((Caption(caption, credit),), (ONE, TWO))
        fields = {guess.field: guess.value for guess in wire.guesses if guess.text == line}
        assert fields == {name: value for name, value in (("image.caption", caption), ("image.credit", credit)) if value}


@pytest.mark.parametrize(("line", "credit"), [("Photo by Jane Roe", "Jane Roe"), ("(사진 제공: 예시군)", "예시군")])
def test_a_credit_on_its_own_line_is_neither_text_nor_author(line: str, credit: str) -> None:
    assert read(ONE, TWO, ONE, TWO, line, TWO).captions == (Caption("", credit),)
    for lines in ((line, ONE, TWO), (ONE, TWO, line)):
        wire = read(*lines)
        assert (wire.authors, wire.paragraphs) == ((), (ONE, TWO)) and line in {guess.text for guess in wire.guesses}


def test_a_caption_and_its_credit_are_clean() -> None:
    wire = read("A ferry\tleaves the pier. (Photo: Jane\t\tRoe)", ONE, TWO)
    assert wire.captions == (Caption("A ferry leaves the pier.", "Jane Roe"),)


def test_a_caption_below_its_credit_is_read() -> None:
    wire = read(ONE, "Getty Images", "A ferry leaves the pier", TWO)
    assert (wire.captions, wire.paragraphs) == ((Caption("A ferry leaves the pier", "Getty Images"),), (ONE, TWO))


def test_a_hard_wrapped_caption_above_the_text_is_joined() -> None:
    lines = (
        "A ferry leaves the pier of the northern island on Tuesday, for the",
        "first time since its engine broke on Friday. [YONHAP]",
    )
    wire = read(*lines, "", ONE, "", TWO)
    assert (wire.captions, wire.paragraphs) == ((Caption(" ".join(lines).removesuffix(" [YONHAP]"), "YONHAP"),), (ONE, TWO))
    assert set(lines) <= {guess.text for guess in wire.guesses}


def test_a_final_agency_is_a_credit_above_the_text_and_a_signature_below() -> None:
    assert read(f"{CAPTION} (Yonhap)", ONE, TWO).captions == (Caption(CAPTION, "Yonhap"),)
    assert read(ONE, f"{TWO} (Yonhap)").paragraphs == (ONE, f"{TWO} (Yonhap)")


@pytest.mark.parametrize(
    "line",
    [
        "Photo by the port",
        "Photos, maps and letters were lost in the fire.",
        "The image of the port has changed (and not for the better).",
        "He gave credit to the crew of the ferry.",
        "The photo: a small ferry in fog, taken from the end of the pier on Friday.",
        "그는 사진을 찍는다.",
        "▲배 ▲섬 ▲부두",
        "[단독] 배가 다시 뜬다",
    ],
)
def test_text_that_resembles_a_caption_is_kept(line: str) -> None:
    wire = read(ONE, line, TWO)
    assert (wire.captions, wire.paragraphs) == ((), (ONE, line, TWO))


def test_captions_are_comments_in_the_article_file() -> None:
    draft = Draft(title="x", id="i", captions=(Caption('A "ferry", at sea', "Jane Roe"), Caption("", "Example Pictures")))
    text = article_text(draft)
    assert (
        '\n# image: {src: …, caption: "A \\"ferry\\", at sea", credit: Jane Roe}\n# image: {src: …, credit: Example Pictures}\n'
        in text
    )


def test_a_caption_below_its_label_is_read() -> None:
    wire = read("Image source, Getty Images", "Image caption,", "A ferry leaves the pier", ONE, TWO)
    assert [(caption.caption, caption.credit) for caption in wire.captions] == [
        ("", "Getty Images"),
        ("A ferry leaves the pier", ""),
    ]
    assert wire.paragraphs == (ONE, TWO)


def test_a_final_photographer_is_a_credit_above_the_text() -> None:
    caption = "화요일 오전 배가 부두를 떠나고 있다."
    assert read(f"{caption} 노미나 기자", ONE, TWO).captions == (Caption(caption, "노미나 기자", ()),)


def test_an_image_agency_is_not_the_source() -> None:
    wire = read("0 Comments", "(Getty Images)", ONE, TWO)
    assert (wire.source, wire.captions) == ("", (Caption("", "Getty Images"),))


@pytest.mark.parametrize("end", [*'!?:"”.', ""])
def test_a_caption_below_a_credit_has_no_final_punctuation(end: str) -> None:
    wire = read(ONE, "Getty Images", f"A ferry leaves the pier{end}", TWO)
    assert [caption.caption for caption in wire.captions] == ["" if end else "A ferry leaves the pier"]


def test_two_captions_below_their_labels_are_read() -> None:
    wire = read(ONE, "Image caption,", "A ferry leaves the pier", TWO, "Image caption,", "A ferry comes back", ONE)
    assert [caption.caption for caption in wire.captions] == ["A ferry leaves the pier", "A ferry comes back"]
    assert wire.paragraphs == (ONE, TWO, ONE)


def test_both_lines_of_a_caption_are_reported() -> None:
    wire = read("Image source, Getty Images", "Image caption,", "A ferry leaves the pier", ONE, TWO)
    caption_guesses = [
        (guess.field, guess.value, guess.text) for guess in wire.guesses if "aption" in f"{guess.field}{guess.text}{guess.value}"
    ]
    assert ("left out", "a caption", "A ferry leaves the pier") in caption_guesses
    assert ("image.caption", "A ferry leaves the pier", "Image caption,") in caption_guesses


TEXT = "Text of the article."


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (("Image caption,", "", "The port"), [("The port", "", (0, 2))]),
        (("Image caption", "", "", "The port"), []),
        (("▲ 항구의 배", TEXT), [("항구의 배", "", (0,))]),
        (("▲ 항구의 배", TEXT, "▲ 둘째 항목"), []),
        (("The port. (Yonhap)", TEXT), [("The port.", "Yonhap", (0,))]),
        ((TEXT, TEXT, TEXT, "The port. (Yonhap)"), []),
        (("Getty Images", "The port (Photo: Jane Doe)"), [("The port (Photo: Jane Doe)", "Getty Images", (0, 1))]),
        (
            ("The ship leaves the port of the city (Getty Images)", "The ship leaves the port of the city again (Photo: Jo)"),
            [
                ("The ship leaves the port of the city", "Getty Images", (0,)),
                ("The ship leaves the port of the city again", "Jo", (1,)),
            ],
        ),
        (("The port. Credit: Photo: Jane Doe",), [("The port.", "Jane Doe", (0,))]),
        (("The port | [Reuters]",), [("The port", "Reuters", (0,))]),
        (("A ferry sails (photo: of the port in the morning)",), []),
        (("Ein Schiff im Hafen (Foto: dpa)",), [("Ein Schiff im Hafen", "dpa", (0,))]),
        (("A ship (Photo: Example Inc.)",), [("A ship", "Example Inc.", (0,))]),
        ((f"A ship (Photo: Jo{' Roe' * 9})",), [("A ship", f"Jo{' Roe' * 9}", (0,))]),
        ((f"A ship (Photo: Jo{' Roe' * 10})",), []),
        (
            ("Short", "The ship leaves the port of the city (Getty Images)"),
            [("The ship leaves the port of the city", "Getty Images", (1,))],
        ),
        ((f"{'a' * 388} (Photo: Jo)",), [("a" * 388, "Jo", (0,))]),
        ((f"{'a' * 389} (Photo: Jo)",), []),
        (
            ("a long line of text", "b long line of text", "c long line of text", "d long line of text", "e line (Photo: Jo)"),
            [("b long line of text c long line of text d long line of text e line", "Jo", (1, 2, 3, 4))],
        ),
        ((TEXT, TEXT, TEXT, "Getty Images", "The port"), [("The port", "Getty Images", (3, 4))]),
        (
            ("the ship sails from", "harbour to the island", "a port (Photo: Jo)"),
            [("the ship sails from harbour to the island a port", "Jo", (0, 1, 2))],
        ),
        *(((f"{mark} 항구의 배", TEXT), [("항구의 배", "", (0,))]) for mark in "▲△▼▽◀◁"),
        *((("▲ 항구의 배", TEXT, f"{mark} 둘째 항목"), []) for mark in "▲△▼▽◀◁"),
        (("Getty Images", "a" * 140), [("a" * 140, "Getty Images", (0, 1))]),
        (("Getty Images", "a" * 141), [("", "Getty Images", (0,))]),
    ],
)
def test_which_lines_are_captions(lines: tuple[str, ...], found: list[tuple[str, str, tuple[int, ...]]]) -> None:
    numbered = [Line(number, text) for number, text in enumerate((*lines, TEXT), 1)]
    captions = find_captions(numbered, [index for index, line in enumerate(numbered) if line.text], 3)
    assert [(caption.caption, caption.credit, caption.caption_lines) for caption in captions] == found
