"""Clutter around and within a text is left out, and each of its lines is reported."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from digest.importers.clutter import clutter_at_edge, is_count
from digest.importers.wire_reader import LEFT_OUT_NOTE, Wire, read_wire

SEOUL = ZoneInfo("Asia/Seoul")
NOW = datetime(2026, 1, 10, 12, tzinfo=UTC)
ONE = "The ferry to the northern island sails again from Tuesday, after its engine had been repaired for the third time this year."
TWO = "Travellers who had waited since Friday were taken to the island by two fishing boats, and paid what they thought was right."
KOREAN = "북쪽 섬으로 가는 배가 화요일부터 다시 뜬다. 금요일부터 기다린 사람들은 고깃배 두 척에 나누어 타고 섬으로 건너갔다."


def read(*lines: str) -> Wire:
    return read_wire("\n".join(lines) + "\n", SEOUL, NOW)


def left_out(wire: Wire) -> set[str]:
    return {guess.text for guess in wire.guesses if guess.field == LEFT_OUT_NOTE}


NAVER = (
    "기사원문", "구독", "추천", "9", "댓글", "12", "본문 요약봇", "텍스트 음성 변환 서비스 사용하기", "성별 선택", "말하기 속도",
    "글자 크기 변경하기", "SNS 보내기", "인쇄하기",
)  # fmt: skip
NAVER_BELOW = (
    "이 기사는 언론사에서 사회 섹션으로 분류했습니다.", "기사 섹션 분류 안내", "언론사홈 바로가기", "기자 구독 후 기사보기",
    "쏠쏠정보 0",
    "흥미진진 3", "좋아요", "공감 5",
)  # fmt: skip
DAUM = ("요약보기", "음성으로 듣기", "번역 설정", "글씨크기 조절하기", "인쇄하기", "타임톡 3")
YAHOO = ("3 min read", "Generate Key Takeaways", "In this article:", "Share", "Save")


@pytest.mark.parametrize("buttons", [NAVER, DAUM], ids=["naver", "daum"])
def test_buttons_of_portals_above_a_text_are_left_out(buttons: tuple[str, ...]) -> None:
    wire = read("배가 다시 뜬다", "입력2026.01.04. 오후 11:26", "박지민 기자", *buttons, KOREAN, KOREAN)
    assert (wire.title, wire.authors, wire.paragraphs) == ("배가 다시 뜬다", ("박지민",), (KOREAN, KOREAN))
    assert left_out(wire) == set(buttons)


def test_buttons_of_portals_below_a_text_are_left_out() -> None:
    wire = read("배가 다시 뜬다", "입력2026.01.04. 오후 11:26", KOREAN, KOREAN, *NAVER_BELOW)
    assert (wire.paragraphs, left_out(wire)) == ((KOREAN, KOREAN), set(NAVER_BELOW))


def test_buttons_of_yahoo_are_left_out() -> None:
    wire = read(
        "Ferry sails",
        "Jane Doe and John Roe",
        "Sun, January 4, 2026 at 11:26 PM GMT+9·3 min read",
        *YAHOO,
        ONE,
        "Story continues",
        TWO,
    )
    assert (wire.date, wire.authors) == (datetime(2026, 1, 4, 14, 26, tzinfo=UTC), ("Jane Doe", "John Roe"))
    assert (wire.paragraphs, left_out(wire)) == ((ONE, TWO), {*YAHOO, "Story continues"})


def test_links_below_a_text_of_the_bbc_are_left_out() -> None:
    below = ("Related", "Fog over the bay", "Ferries in numbers", "More on this story", "The island's school")
    wire = read("Ferry sails", "4 hours ago", "Share", "Save", "Jane Doe", "BBC News, Busan", ONE, TWO, *below)
    assert (wire.authors, wire.source, wire.paragraphs) == (("Jane Doe",), "BBC News", (ONE, TWO))
    assert left_out(wire) == {"4 hours ago", "Share", "Save", *below}


@pytest.mark.parametrize(
    "line",
    [
        "We use cookies to give you the best experience.",
        "By continuing to use this site you agree to our use of cookies.",
        "Accept all cookies",
        "Wir verwenden Cookies, um diese Seite zu verbessern.",
        "저희 사이트는 쿠키를 사용합니다.",
        "Sign up for our morning newsletter",
        "Follow Example Times on WhatsApp",
        "Read more: Ferry stopped by fog",
        "Also read: Ferry stopped by fog",
        "Lire aussi : Le bac en panne",
        "Lee también: El puerto cierra",
        "Mehr zum Thema: Nebel",
        "관련기사: 안개에 묶인 배",
        "▶ 네이버에서 예시일보 구독",
        "【関連記事】霧で欠航",
        "相关阅读：大雾停航",
        "Story continues below advertisement",
        "Anzeige",
        "Publicité",
        "広告",
        "Share this article",
        "この記事をシェアする",
        "Compartir en Facebook",
        "12 comments",
        "댓글 12",
        "Lesezeit: 3 Min.",
        "Temps de lecture : 3 min",
    ],
)
def test_clutter_is_left_out_anywhere_in_a_text(line: str) -> None:
    for lines in ((line, ONE, TWO), (ONE, line, TWO), (ONE, TWO, line)):
        wire = read("Ferry sails", "Jan. 4, 2026", *lines)
        assert (wire.paragraphs, left_out(wire)) == ((ONE, TWO), {line})


@pytest.mark.parametrize(
    "line",
    [
        "Cookies are baked on the island, and sold on the ferry.",
        "Related crimes were not mentioned by the court.",
        "Share prices of the ferry's owner rose by five percent.",
        "Follow the coast on foot and you see the pier.",
        "좋아요",
        "Share",
        "9",
        "추천할 만한 섬이다.",
    ],
)
def test_text_that_resembles_clutter_is_kept(line: str) -> None:
    assert read("Ferry sails", "Jan. 4, 2026", ONE, TWO, ONE, ONE, line, TWO).paragraphs == (ONE, TWO, ONE, ONE, line, TWO)


@pytest.mark.parametrize(
    "line",
    [
        "Published", "Editor: huaxia", "(ATTN: ADDS details in paras 4-5)",
        "News provided by", "Reuse this content", "0Comments",
        "지면보기", "기자 페이지", "0",
        "小字号", "字体： 小 中 大", "分享到：", "1020文字", "コメント123件", "スクラップは会員限定です",
        "Zur Merkliste hinzufügen", "Offrir l’article", "Lire plus tard",
        "2 minuti di lettura", "3 minutos de lectura'",
        "2 min de lecture", "00:00/02:31", "Updated 4:45 p.m. ET",
    ],
)  # fmt: skip
def test_other_clutter_above_a_text_is_left_out(line: str) -> None:
    wire = read("Ferry sails again", "2026-01-04 10:00", line, ONE, TWO)
    assert wire.paragraphs == (ONE, TWO) and left_out(wire) == {line} and wire.authors == ()


@pytest.mark.parametrize(
    "line",
    [
        "◎항구뉴스 mina@port.example",
        "항구뉴스 제보：021-555-0100", "【纠错】 【责任编辑:王小明】", "(责编：王小明、李四)", "分享让更多人看到",
        "RIPRODUZIONE RISERVATA", "Все права защищены", "版权所有", "▷ 전화 : 02-555-0100", "現在下載 點我下載APP",
        "(This story has not been edited by our staff and is auto-generated.)",
        "Dieses Thema im Programm: am 4. Januar um 9 Uhr.",
        "Follow us on BBC Sounds", "海量资讯、尽在新闻APP",
    ],
)  # fmt: skip
def test_other_clutter_below_a_text_is_left_out(line: str) -> None:
    wire = read("Ferry sails again", "2026-01-04 10:00", ONE, TWO, line)
    assert wire.paragraphs == (ONE, TWO) and left_out(wire) == {line}


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Reporting from Busan", "where it was reported from"),
        ("reported from Busan, Korea", "where it was reported from"),
        ("Editing: Jane Doe", "a credit"),
        ("News editor: Jane Doe", "a credit"),
        ("Web editor: Jane Doe", "a credit"),
        ("Copy editing: Jane Doe", "a credit"),
        ("Reporting from the", ""),
        ("Editing: it is over.", ""),
        ("Print 12 3", "buttons of the page"),
        ("12 3", ""),
    ],
)
def test_the_kind_of_a_line_at_the_edge_of_a_text(line: str, kind: str) -> None:
    assert clutter_at_edge(line) == kind


def test_the_speakers_of_a_broadcast_are_kept() -> None:
    assert read("Ferry sails again", "2026-01-04 10:00", "[앵커]", KOREAN, "[리포트]", KOREAN).paragraphs == (
        "[앵커]",
        KOREAN,
        "[리포트]",
        KOREAN,
    )


def test_a_sentence_with_a_telephone_number_is_kept() -> None:
    line = "Call 020 7946 0123 or write to help@port.example"
    assert read("Ferry sails again", "2026-01-04 10:00", ONE, line).paragraphs == (ONE, line)


@pytest.mark.parametrize("text", ["1", "12", "+12", "(3)", "1,234", "1.2k", "1.2K", "(3M)", "3만", "12천", "999+", "(1,234,567)"])
def test_a_number_alone_is_a_count(text: str) -> None:
    assert is_count(text)


@pytest.mark.parametrize("text", ["", "a", "12 ships", "x12", "1,23,4,5", "1234567890", "12 %", "2026-01-04"])
def test_other_text_is_not_a_count(text: str) -> None:
    assert not is_count(text)


def test_a_button_at_an_edge_may_have_marks_and_is_short() -> None:
    assert clutter_at_edge("Close ›") == clutter_at_edge(f"print {'1' * 294}") == "buttons of the page"
    assert clutter_at_edge(f"print {'1' * 295}") == ""
