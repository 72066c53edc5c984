"""Detection of encodings other than UTF-8, of mojibake, and of files that are not text. The texts are our own."""

from __future__ import annotations

import time

import pytest

from digest.errors import ContentError
from digest.importers.encoding_detection import DecodedText, detect_encoding, python_encoding
from digest.importers.file_type import binary_type, text_type
from digest.importers.raw_text import (
    MAX_LISTED_MOJIBAKE_LINES,
    MAX_SHOWN_MOJIBAKE_CHARACTERS,
    decode_references,
    mojibake_notes,
    read_raw,
)

SIMPLIFIED = ("旧桥周二关闭检修", "市政府周一宣布，旧桥将关闭两个月。工程师说，桥面的裂缝比去年更宽。", "天气", "记者李华北京报道")
TRADITIONAL = ("舊橋週二關閉檢修", "市政府週一宣布，舊橋將關閉兩個月。工程師說：「橋面的裂縫比去年更寬。」", "天氣")
JAPANESE = (
    "旧橋、火曜から通行止め",
    "市は月曜日、旧橋を二か月閉鎖すると発表した。技師は「ひびが広がった」と話した。",
    "天気予報",
    "スポーツ",
)
KOREAN = (
    "옛 다리 화요일부터 통제",
    "시는 월요일 옛 다리를 두 달 동안 닫는다고 밝혔다. 기사는 “금이 더 벌어졌다”고 말했다.",
    "날씨",
    "사회",
)
WESTERN = (
    "Die Brücke schließt für zwei Monate; „die Risse sind breiter“, hieß es.",
    "Le pont ferme dès mardi\xa0: «\xa0les fissures s’élargissent\xa0», a déclaré l’ingénieure.",
    "El puente cerrará dos meses; ¿quién pagará? «El año próximo», señaló.",
    "The bridge will close — the engineers’ “cracks” cost £2 a day.",
    "Broen stænges på tirsdag, siger ingeniøren. Øen får færge.",
    "It’s over",
)
ENCODED = [
    *((text, encoding) for text in SIMPLIFIED for encoding in ("gb18030", "gbk", "utf-16-le", "utf-16-be")),
    *((text, encoding) for text in TRADITIONAL for encoding in ("big5", "utf-16-le", "utf-16-be")),
    *((text, encoding) for text in JAPANESE for encoding in ("shift_jis", "euc_jp", "iso2022_jp", "utf-16-le", "utf-16-be")),
    *((text, encoding) for text in KOREAN for encoding in ("cp949", "euc_kr", "utf-16-le", "utf-16-be")),
    *((text, encoding) for text in WESTERN for encoding in ("cp1252", "utf-16-le", "utf-16-be")),
    ("Мост закроют во вторник, сообщили инженеры города.", "cp1251"),
    ("Мост закроют во вторник, сообщили инженеры города.", "koi8_r"),
    ("Η γέφυρα κλείνει την Τρίτη για δύο μήνες.", "cp1253"),
    ("สะพานจะปิดในวันอังคารเป็นเวลาสองเดือน วิศวกรของเมืองกล่าว", "cp874"),
    ("הגשר ייסגר ביום שלישי למשך חודשיים, הודיעו מהנדסי העיר.", "cp1255"),
    ("Most zostanie zamknięty we wtorek na dwa miesiące, powiedzieli inżynierowie miasta, źle się działo.", "cp1250"),
    ("سيغلق الجسر يوم الثلاثاء لمدة شهرين", "cp1256"),
]


@pytest.mark.parametrize(("text", "encoding"), ENCODED)
@pytest.mark.parametrize("form", ["{}\n", "{0}\n\n2026-01-04 10:00\nhttps://news.example/a\n\n{0}\n"])
def test_the_encoding_is_detected_and_reported(text: str, encoding: str, form: str) -> None:
    whole = form.format(text)
    raw = read_raw(whole.encode(encoding), "a.txt")
    assert raw.text == whole
    assert raw.encoding and raw.notes[0].startswith(f"the file is not UTF-8: it was read as {raw.encoding}") and not raw.is_damaged


@pytest.mark.parametrize("text", [*SIMPLIFIED, *TRADITIONAL, *JAPANESE, *KOREAN, *WESTERN])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_utf_8_is_decoded_as_utf_8(text: str, encoding: str) -> None:
    raw = read_raw(text.encode(encoding), "a.txt")
    assert (raw.text, raw.encoding, raw.notes) == (text, "", ())


def test_the_note_names_a_second_plausible_encoding() -> None:
    found = detect_encoding("경제".encode("cp949"))
    assert found is not None and found.rival
    raw = read_raw("경제".encode("cp949"), "a.txt")
    assert f"; it may be {found.rival.upper()} as well; " in raw.notes[0]
    assert read_raw("경제".encode("cp949"), "a.txt", "cp949").text == "경제"


@pytest.mark.parametrize("text", [SIMPLIFIED[1], KOREAN[1], JAPANESE[1], WESTERN[0]])
def test_utf_8_with_a_damaged_byte_is_not_another_encoding(text: str) -> None:
    data = (text + "\n").encode() + b"x\xe9y\n"
    with pytest.raises(ContentError, match=r"a\.txt:2: the byte 0xE9 .* is not UTF-8"):
        read_raw(data, "a.txt")


def test_the_time_to_detect_an_encoding_is_linear() -> None:
    data = (KOREAN[1] + "\n").encode("cp949") * 4_000
    assert len(data) > 300_000
    start = time.process_time()
    read_raw(data, "a.txt")
    assert time.process_time() - start < 5  # it takes 0.3


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("GBK", "gb18030"),
        ("gb2312", "gb18030"),
        ("Shift_JIS", "cp932"),
        ("EUC-KR", "cp949"),
        ("windows-949", "cp949"),
        ("latin1", "cp1252"),
        ("UTF-16", "utf-16"),
        ("hex", ""),
        ("TIS-620", "cp874"),
        ("iso-8859-9", "cp1254"),
        ("iso-8859-1", "cp1252"),
        ("us-ascii", "cp1252"),
        ("Big5", "cp950"),
        ("ms950", "cp950"),
        ("x-sjis", "cp932"),
        ("windows-31j", "cp932"),
        ("x-gbk", "gb18030"),
        ("koi8-r", "koi8-r"),
        ("utf-7", ""),
        ("punycode", ""),
        ("raw_unicode_escape", ""),
        ("undefined", ""),
        ("idna", ""),
        ("unicode_escape", ""),
        ("nonsense", ""),
    ],
)
def test_names_of_encodings_are_normalised(name: str, expected: str) -> None:
    assert python_encoding(name) == expected


MOJIBAKE = [
    "Ein CafÃ© in KÃ¶ln",
    "itâ€™s â€œoverâ€",
    "20 Â°C, 5 â‚¬",
    "Ã€ la carte",
    "JosÃ© GarcÃ\xada",
    "ÐŸÑ€Ð¸Ð²ÐµÑ‚",
    "í•œêµ\xadì–´",
    "æ–°é—»",
    *(text.encode().decode("gb18030", "replace") for text in (SIMPLIFIED[1], KOREAN[1], JAPANESE[1])),
    *(text.encode().decode("cp949", "replace") for text in (SIMPLIFIED[1], KOREAN[1], JAPANESE[1])),
    *(text.encode().decode("cp932", "replace") for text in (SIMPLIFIED[1], KOREAN[1], JAPANESE[1])),
    *(text.encode().decode("cp932") for text in ("日本", "中国", "한국")),
    "caf\ufffd",
    "我们锟斤拷",
]


@pytest.mark.parametrize("line", MOJIBAKE)
def test_mojibake_is_reported(line: str) -> None:
    (note,) = mojibake_notes(f"One.\nTwö.\r\n{line}\nÉnd.")
    assert note.startswith("line 3: ")


@pytest.mark.parametrize(
    "line",
    [
        *SIMPLIFIED, *TRADITIONAL, *JAPANESE, *KOREAN, *WESTERN, "Er sagte „Spaß“ und ging.", "«\xa0le café\xa0», dit-il",
        "PERÚ”", "CAFÉ»", "„Ä“ ist ein Buchstabe", "groß…", "Åre–Östersund", "联通", "이동통신", "짜장면", "Σήμερα", "naïveté™",
    ],
)  # fmt: skip
def test_correct_words_are_not_mojibake(line: str) -> None:
    assert mojibake_notes(line) == ()


def test_a_mojibake_line_is_shortened_and_shown_with_its_repaired_text() -> None:
    short = "Ein  CafÃ©\t in KÃ¶ln"
    assert mojibake_notes(short) == (
        "line 1: this seems to be UTF-8 read as another encoding: Ein CafÃ© in KÃ¶ln (may be Ein Café in Köln)",
    )
    (note,) = mojibake_notes("CafÃ© " + "x" * (MAX_SHOWN_MOJIBAKE_CHARACTERS - 6))
    assert f"CafÃ© {'x' * (MAX_SHOWN_MOJIBAKE_CHARACTERS - 6)} (may be " in note
    (note,) = mojibake_notes("CafÃ© " + "x" * (MAX_SHOWN_MOJIBAKE_CHARACTERS - 5))
    assert f"CafÃ© {'x' * (MAX_SHOWN_MOJIBAKE_CHARACTERS - 7)}… (may be " in note


def test_a_shown_line_has_no_control_characters() -> None:
    assert mojibake_notes("a\x07b\ufffd\x1b")[0].endswith(" stands for them: ab\ufffd")


@pytest.mark.parametrize(("lost", "named"), [("\ufffd", "U+FFFD"), ("锟斤拷", "锟斤拷")])
def test_the_replacement_of_lost_characters_is_named(lost: str, named: str) -> None:
    assert mojibake_notes(f"\ncaf{lost}") == (f"line 2: characters were lost before, {named} stands for them: caf{lost}",)


@pytest.mark.parametrize(
    ("lines", "notes"),
    [
        (0, 0),
        (1, 1),
        (MAX_LISTED_MOJIBAKE_LINES, MAX_LISTED_MOJIBAKE_LINES),
        (MAX_LISTED_MOJIBAKE_LINES + 1, MAX_LISTED_MOJIBAKE_LINES + 1),
    ],
)
def test_the_number_of_listed_mojibake_lines_is_limited(lines: int, notes: int) -> None:
    assert len(mojibake_notes("cafÃ©\n" * lines + "é")) == notes


def test_further_mojibake_lines_are_counted() -> None:
    for lines in (11, 25):
        notes = mojibake_notes("cafÃ©\n" * lines)
        assert len(notes) == 11 and notes[-1] == f"{lines - 10} more lines are like these"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a&nbsp;b", "a\xa0b"),
        ("a &mdash; b", "a — b"),
        ("&lt;b&gt;", "<b>"),
        ("&amp;nbsp;", "&nbsp;"),
        ("&#8217;&#x2019;", "’’"),
        ("a&#10;b&NewLine;c", "a b c"),
        ("&nosuch; &amp; &copy", "&nosuch; & &copy"),
        ("AT&T; &nosuch; &copy 2026 &#; ?a=1&b=2", "AT&T; &nosuch; &copy 2026 &#; ?a=1&b=2"),
    ],
)
def test_character_references_are_decoded(text: str, expected: str) -> None:
    decoded, notes = decode_references(f"One\r\n{text}\nThree &")
    assert decoded == f"One\r\n{expected}\nThree &"
    assert [note.split(":")[0] for note in notes] == (["line 2"] if expected != text else [])


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"%PDF-1.4\n", "a PDF file"),
        (b"\0\0\1\0\1\0", "a picture (ICO)"),
        (b"II*\0\x08", "a picture (TIFF)"),
        (b"MM\0*\0", "a picture (TIFF)"),
        (b"HWP Document File V3.00", "a Hangul document (.hwp)"),
        (b"BZh91AY\0", "a compressed file (bzip2)"),
        (b"\xfd7zXZ\0", "a compressed file (xz)"),
        (b"(\xb5/\xfd\0", "a compressed file (zstd)"),
        (b"7z\xbc\xaf'\x1c\0", "an archive (7z)"),
        (b"Rar!\x1a\7\0", "an archive (RAR)"),
        (b"ID3\4\0", "a sound file (MP3)"),
        (b"OggS\0", "a sound or film file (Ogg)"),
        (b"fLaC\0", "a sound file (FLAC)"),
        (b"SQLite format 3\0", "a database (SQLite)"),
        (b"PK\x03\x04xl/workbook.xml", "an Excel sheet (.xlsx)"),
        (b"PK\x03\x04ppt/presentation.xml", "a PowerPoint file (.pptx)"),
        (b"PK\x03\x04mimetypeapplication/epub+zip", "a book (EPUB)"),
        (b"PK\x03\x04mimetypeapplication/hwp+zip", "a Hangul document (.hwpx)"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a picture (PNG)"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "a picture (JPEG)"),
        (b"GIF89a\1\0\1\0", "a picture (GIF)"),
        (b"BM6\0\0\0\0\0", "a picture (BMP)"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "a picture, sound or film file (WEBP)"),
        (b"\0\0\0\x20ftypavif", "a picture or film file (such as HEIC, AVIF or MP4)"),
        (b"PK\x03\x04\x14\0[Content_Types].xml word/document.xml", "a Word document (.docx)"),
        (b"PK\x03\x04\x14\0mimetypeapplication/vnd.oasis.opendocument.text", "an OpenDocument file (such as .odt)"),
        (b"PK\x03\x04\x14\0a.txt", "an archive (ZIP)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a document of an office program (such as .doc or .hwp)"),
        (b"\x1f\x8b\x08\0", "a compressed file (gzip)"),
    ],
)
def test_binary_formats_are_detected(data: bytes, name: str) -> None:
    found = binary_type(data)
    assert found is not None and found.name == name and found.hint


@pytest.mark.parametrize(
    "data",
    [
        *(b"BMW sells fewer cars\n", b"ID3 tags of music\n", b"RIFF and more\n", "BM 가".encode(), b"GIF is 39", b"GIF89 is old\n"),
        *(b"OggS begins such a file\n", b"fLaC begins another\n", b"BZh begins a third\n"),
    ],
)
def test_texts_that_begin_like_binary_formats_are_text(data: bytes) -> None:
    assert binary_type(data) is None
    assert binary_type(data + b"\0") is not None or data.startswith((b"RIFF", b"GIF is"))


@pytest.mark.parametrize("length", [10, 1000, 6000, 15_000])
def test_front_matter_and_headers_of_mails_may_be_long(length: int) -> None:
    long = "word " * (length // 5)
    for text, name in (
        (f"---\nsummary: {long}\ntitle: Fish\n---\nText.\n", "an article with front matter"),
        (f"+++\ntitle = 'Fish'\nsummary = '{long}'\n+++\nText.\n", "an article with front matter"),
        (f"To: {long}\nContent-Type: multipart/mixed\n\nText.\n", "a saved e-mail (MIME)"),
        (f"To: a\n {long}\nContent-Transfer-Encoding: base64\n\nText.\n", "a saved e-mail (MIME)"),
    ):
        found = text_type(text)
        assert found is not None and found.name == name
        assert text_type(f"Fish\n{text}") is None, "only at the beginning"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("<!doctype html>\n<title>x</title>", "an HTML page"),
        ("\n<!-- saved -->\n<HTML lang=en><body>x", "an HTML page"),
        ('<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml"><p>x</p></html>', "an HTML page"),
        ('<?xml version="1.0"?>\n<rss version="2.0"><channel/></rss>', "a feed (RSS)"),
        ('<feed xmlns="http://www.w3.org/2005/Atom"></feed>', "a feed (Atom)"),
        ("<?xml version='1.0'?><newsItem/>", "XML"),
        ("<svg viewBox='0 0 1 1'></svg>", "XML"),
        ('<div class="a"><p>Fish.</p></div>', "HTML"),
        ("<p>Fish moves.</p>\n<p>It <b>did</b>.</p>", "HTML"),
        ('Fish moves<br>\n<a href="https://news.example/aaaaaaaaaaaaaaaa"><b>read</b></a>', "HTML"),
        ('{"title": "Fish", "body": ["moves"]}', "JSON"),
        ('[{"title": "Fish"}]\n', "JSON"),
        ("[1,2,34]", "JSON"),
        ("{}", "JSON"),
        ('\ufeff{"a": 1}', "JSON"),
        ('+++\ntitle = "A"\n+++\nText', "an article with front matter"),
        ("Fish<br>\nmoves<br>\non<br>\n", "HTML"),
        ("<p>Fish</p>\n<br>", "HTML"),
        ('{"a": 1}\n{"a": 2}\n', "JSON"),
        ("{\\rtf1\\ansi Fish.}", "a document in RTF"),
    ],
)
def test_markup_and_data_are_detected(text: str, name: str) -> None:
    found = text_type(text)
    assert found is not None and found.name == name and found.hint


@pytest.mark.parametrize(
    "text",
    [
        "Fish moves\n\nThe <b> element makes text bold, and </b> ends it; <p> begins a paragraph of a page.",
        "[Exclusive] Fish moves\nOn Monday.]",
        "{brief} Fish moves",
        '{"a": 1}\nFish moves {on Monday}',
        '{"a": 1}\n{Fish}',
        "<Harbour> Fish moves\n\n“So it is.”",
        "[단독] 시장이 옮겨 간다\n<서울=예시통신> 홍길동 기자",
        "[1]",
        "[1,2,3]",
        "[" * 99_999 + "]" * 99_999,
        "<Fish>\n<rss >\n",
        "x < y and y > z",
    ],
)
def test_raw_text_with_signs_of_markup_is_raw_text(text: str) -> None:
    assert text_type(text) is None


def test_a_text_without_ascii_may_be_utf_16() -> None:
    text = "旧桥周二关闭检修，市民绕行新桥，预计周五恢复通行。"
    assert detect_encoding(text.encode("utf-16-le")) == DecodedText(text, "utf-16-le")


def test_an_encoding_with_more_characters_is_no_rival() -> None:
    text = "舊橋週二關閉檢修‧市民繞行新橋，預計週五恢復通行。"
    assert detect_encoding(text.encode("cp950")) == DecodedText(text, "cp950")


def test_a_nul_byte_is_in_no_text_of_eight_bits() -> None:
    data = "Новости города сегодня вечером и завтра утром".encode("cp1251")
    assert detect_encoding(data) is not None and detect_encoding(data + b"\0") is None


def test_of_encodings_with_the_same_text_the_first_is_named_and_the_others_are_no_rivals() -> None:
    assert detect_encoding("、。".encode("euc_jp")) == DecodedText("、。", "gb18030", "cp1252")


def test_the_name_of_an_encoding_may_have_spaces_around_it() -> None:
    assert python_encoding(" UTF-8\n") == "utf-8"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"RIFF\0\0\0\0WAVEfmt ", "a picture, sound or film file (WAVE)"),
        (b"RIFF\0\0\0\0AVI LIST", "a picture, sound or film file (AVI)"),
        (b"bplist00 text", "a property list or web archive of Apple's"),
        (b"%!PS-Adobe text", "a PostScript file"),
    ],
)
def test_long_or_unusual_first_bytes_need_no_further_ones(data: bytes, name: str) -> None:
    found = binary_type(data)
    assert found is not None and found.name == name


COPY, TYPE, UNPACK, SAVE = "copy the article's text", "it has to be typed", "unpack it", "save it as plain text"


@pytest.mark.parametrize(
    ("data", "hint"),
    [
        (b"%PDF-1.4\n", COPY),
        (b"%!PS-Adobe text", COPY),
        (b"bplist00 text", COPY),
        (b"SQLite format 3\0", COPY),
        (b"PK\x03\x04mimetypeapplication/epub+zip", COPY),
        (b"\x89PNG\r\n\x1a\n\0", TYPE),
        (b"\xff\xd8\xff\xe0\0", TYPE),
        (b"ID3\4\0", TYPE),
        (b"RIFF\0\0\0\0WAVEfmt ", TYPE),
        (b"\0\0\0\x20ftypavif", TYPE),
        (b"PK\x03\x04\x14\0a.txt", UNPACK),
        (b"\x1f\x8b\x08\0", UNPACK),
        (b"7z\xbc\xaf'\x1c\0", UNPACK),
        (b"PK\x03\x04xl/workbook.xml", SAVE),
        (b"PK\x03\x04mimetypeapplication/hwp+zip", SAVE),
        (b"HWP Document File V3.00", SAVE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", SAVE),
    ],
)
def test_the_hint_says_how_to_import_such_a_file(data: bytes, hint: str) -> None:
    found = binary_type(data)
    assert found is not None and hint in found.hint


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("<rss ><channel/></rss>", "save the text of one"),
        ("<html ><p>x</p></html>", "open it in a browser"),
        ("<p>Fish moves.</p>\n<p>It <b>did</b>.</p>", "open it in a browser"),
        ("<?xml version='1.0'?><newsItem/>", COPY),
        ('{"title": "Fish"}', "save the article's text itself"),
        ("{\\rtf1\\ansi Fish.}", SAVE),
        ("---\ntitle: A\n---\nText", "copy the file into content/"),
        ("From: a\nContent-Transfer-Encoding: base64\n", "open it in a mail program"),
    ],
)
def test_the_hint_says_how_to_import_such_a_text(text: str, hint: str) -> None:
    found = text_type(text)
    assert found is not None and hint in found.hint


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("<FEED ></FEED>", "a feed (Atom)"),
        ("<rdf:RDF ></rdf:RDF>", "a feed (RSS)"),
        ("<p>Fish <b>moves</b></p>\ntwo\nthree\nfour", "HTML"),
        ("<p>Fish <b>moves</b></p>\ntwo\nthree\nfour\nfive", ""),
        ("<p>Fish <b>moves</b></p>\n\n\n\n\n\ntwo", "HTML"),
        ("one\n<p>Fish <b>moves</b></p>", "HTML"),
        ("one\n<p>Fish <b>moves</b></p>\nthree", ""),
        ("<p>Fish\n</p>", ""),
        ("<br>\n<br>\n<br>", "HTML"),
        ("Fish<br>moves<br>on<br>", "HTML"),
    ],
)
def test_html_has_three_tags_and_blocks_on_many_of_its_lines(text: str, name: str) -> None:
    found = text_type(text)
    assert (found.name if found else "") == name


def test_arabic_of_windows_is_detected() -> None:
    text = "تعود العبارة إلى الجزيرة الشمالية يوم الثلاثاء بعد إصلاح المحرك، وقال الميناء إن الرحلات مجانية"
    assert detect_encoding(text.encode("cp1256")) == DecodedText(text, "cp1256")
