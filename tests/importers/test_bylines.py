"""Bylines of many newspapers: persons are authors, roles and outlets are not. All names are made up."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from digest.importers.byline import Byline, read_byline
from digest.importers.cjk_byline import read_cjk_byline
from digest.importers.organisations import is_desk, is_known_organisation, organisation_name
from digest.importers.wire_reader import Guess, Wire, read_wire

SEOUL = ZoneInfo("Asia/Seoul")
NOW = datetime(2026, 1, 10, 12, tzinfo=UTC)
TEXT = "The ferry to the northern island sails again from Tuesday, after its engine had been repaired for the third time this year."
OUTLETS = frozenset({"harbour daily", "harbourwire", "jane roe", "항구신문", "항구"})


def read(line: str) -> Wire:
    return read_wire(f"Ferry sails again\n{line}\n{TEXT}\n{TEXT}\n", SEOUL, NOW, "", OUTLETS)


BYLINES = [
    ("By Jane Doe | The Example Times", ("Jane Doe",), "The Example Times"),
    ("By Jane Doe, The Example Times", ("Jane Doe",), "The Example Times"),
    ("By Jane Doe — The Example Times", ("Jane Doe",), "The Example Times"),
    ("By Jane Doe – Example Herald", ("Jane Doe",), "Example Herald"),
    ("By Jane Doe / The Example Post", ("Jane Doe",), "The Example Post"),
    ("By Jane Doe, Example News Service", ("Jane Doe",), "Example News Service"),
    ("By JANE DOE Example News Service", ("Jane Doe",), "Example News Service"),
    ("By Jane Doe and John Roe | Example Media", ("Jane Doe", "John Roe"), "Example Media"),
    ("By Jane Doe | jdoe@example.org | The Example Times", ("Jane Doe",), "The Example Times"),
    ("By JANE Q. DOE Special to The Example Times", ("Jane Q. Doe",), "The Example Times"),
    ("By Jane Doe in Busan for The Example Times", ("Jane Doe",), "The Example Times"),
    ("By CNN's Jane Doe", ("Jane Doe",), "CNN"),
    ("By Jane Doe Associated Press Writer", ("Jane Doe",), "Associated Press"),
    ("By Jane Doe Example News Service Writer", ("Jane Doe",), "Example News Service"),
    ("By Jane Doe (Reuters)", ("Jane Doe",), "Reuters"),
    ("By Jane Doe, HarbourWire", ("Jane Doe",), "HarbourWire"),
    ("Jane Doe | The Example Times", ("Jane Doe",), "The Example Times"),
    ("By Jane Doe (Busan)", ("Jane Doe",), ""),
    ("By Jane Doe, Busan", ("Jane Doe",), ""),
    ("By Jane Doe, New York", ("Jane Doe",), ""),
    ("By Jane Doe & 2 more", ("Jane Doe",), ""),
    ("By Jane Doe, John Roe and 3 others", ("Jane Doe", "John Roe"), ""),
    ("By Jane Doe, Seoul Bureau Chief", ("Jane Doe",), ""),
    ("By Jane Doe, professor at Example University", ("Jane Doe",), ""),
    ("By Jane Doe and the Example Times staff", ("Jane Doe",), ""),
    ("By Jane Doe Staff Writer", ("Jane Doe",), ""),
    ("By Madonna", ("Madonna",), ""),
    ("By Sting, The Example Times", ("Sting",), "The Example Times"),
    ("By Emily Post", ("Emily Post",), ""),
    ("Written by Jane Doe, edited by John Roe", ("Jane Doe",), ""),
    ("Reporting by Jane Doe; Editing by John Roe", ("Jane Doe",), ""),
    ("(Reporting by Jane Doe in Seoul; Writing by Max Moe; Additional reporting by Ann Lee)", ("Jane Doe", "Max Moe"), ""),
    ("By Jane Doe; Photographs by Jane Poe", ("Jane Doe",), ""),
    ("Jane Doe Transport correspondent", ("Jane Doe",), ""),
    ("Jane Doe Political editor in London", ("Jane Doe",), ""),
    ("JANE DOE Health Reporter", ("Jane Doe",), ""),
    ("Jane Doe / TNN / Jan 4, 2026, 06:45 IST", ("Jane Doe",), "TNN"),
    ("di Maria Esempio, inviata a Napoli", ("Maria Esempio",), ""),
    ("Автор: Анна Пример", ("Анна Пример",), ""),
    ("بقلم: سامي مثال", ("سامي مثال",), ""),
    ("中央新闻记者 王小明", ("王小明",), ""),
    ("홍길동2026. 1. 4. 10:11", ("홍길동",), ""),
    ("山本花子2026年1月4日 18時05分", ("山本花子",), ""),
    ("Von Jana Muster und Max Probe", ("Jana Muster", "Max Probe"), ""),
    ("Von Jana Muster, dpa", ("Jana Muster",), "dpa"),
    ("Par Jeanne Exemple (avec AFP)", ("Jeanne Exemple",), ""),
    ("Por Juana Ejemplo y Juan Muestra", ("Juana Ejemplo", "Juan Muestra"), ""),
    ("Di Mario Esempio", ("Mario Esempio",), ""),
    ("John Smith 기자", ("John Smith",), ""),
    ("박지민기자", ("박지민",), ""),
    ("글 박지민(시민기자)", ("박지민",), ""),
    ("박지민 도쿄 특파원", ("박지민",), ""),
    ("남궁 민 기자, 제갈공명 특파원 (도쿄)", ("남궁 민", "제갈공명"), ""),
    ("박지민 기자 외 2명", ("박지민",), ""),
    ("항구신문=박지민 기자", ("박지민",), "항구신문"),
    ("항구 박지민 기자", ("박지민",), ""),
    ("記者 山田太郎", ("山田太郎",), ""),
    ("（山田太郎記者）", ("山田太郎",), ""),
    ("记者 王小明 李四", ("王小明", "李四"), ""),
    ("文/王小明", ("王小明",), ""),
]  # fmt: skip


@pytest.mark.parametrize(("line", "authors", "source"), BYLINES)
def test_persons_and_outlets_are_distinguished(line: str, authors: tuple[str, ...], source: str) -> None:
    wire = read(line)
    assert (wire.authors, wire.source, wire.paragraphs) == (authors, source, (TEXT, TEXT))
    assert Guess("authors", ", ".join(authors), 2, line) in wire.guesses


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("By The Editorial Board", ""),
        ("By Staff Reporter", ""),
        ("By Senior Business Reporter", ""),
        ("By Our Correspondent", ""),
        ("By Example Times Staff", ""),
        ("By Harbour Daily", "Harbour Daily"),
        ("By Jane Roe", "Jane Roe"),
        ("By The Example Times", "The Example Times"),
        ("By New York Associated Press", "New York Associated Press"),
        ("By Example News Service", "Example News Service"),
        ("By TNN", "TNN"),
        ("Por Redacción", ""),
        ("Von dpa", "dpa"),
        ("정치부 기자", ""),
        ("온라인뉴스팀", ""),
        ("예시일보 기자", "예시일보"),
        ("항구신문 기자", "항구신문"),
        ("Edited by John Roe", ""),
        ("责任编辑：李华", ""),
    ],
)
def test_a_role_or_an_outlet_is_not_an_author(line: str, source: str) -> None:
    wire = read(line)
    assert (wire.authors, wire.source, wire.paragraphs) == ((), source, (TEXT, TEXT))
    assert line in {guess.text for guess in wire.guesses}


@pytest.mark.parametrize(
    "line",
    [
        "By Friday",
        "By Design",
        "By Design, Not Accident",
        "By Kim, the president",
        "Photo by the port",
        "The editor resigned on Monday",
        "Von Hand gemacht",
        "Par exemple",
        "기자 회견",
        "記者会見",
        "记者会上",
    ],
)
def test_text_that_resembles_a_byline_is_not_one(line: str) -> None:
    assert read_byline(line, "", OUTLETS) is None
    assert read(line).paragraphs == (line, TEXT, TEXT)


def test_each_line_that_names_another_author_is_reported() -> None:
    wire = read_wire(f"Ferry sails again\nBy Jane Doe\n{TEXT}\n{TEXT}\n(Reporting by John Roe; Editing by Max Moe)\n", SEOUL, NOW)
    assert wire.authors == ("Jane Doe", "John Roe")
    guesses = [guess for guess in wire.guesses if guess.field == "authors"]
    assert [(guess.value, guess.line) for guess in guesses] == [("Jane Doe, John Roe", 2), ("John Roe", 5)]


def test_a_registered_outlet_in_a_dateline_is_not_an_author() -> None:
    wire = read_wire(f"배가 다시 뜬다\n\n(부산=항구신문) 항구 기자 = {TEXT}\n\n{TEXT}\n", SEOUL, NOW, "", OUTLETS)
    assert (wire.authors, wire.source) == ((), "항구신문")


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("By The Editorial Board | The Star Ledger", "The Star Ledger"),
        ("Le Monde avec AFP", "Le Monde"),
        ("Para La Nación", "La Nación"),
        ("AFP, publié le jeudi 4 janvier 2026 à 08h15", "AFP"),
        ("PTI / New Delhi Updated: Jan 4, 2026, 18:20 IST", "PTI"),
        ("2026年01月04日 10:22 新浪财经", "新浪财经"),
        ("Redazione ANSA", ""),
        ("New Delhi", ""),
        ("千葉県", ""),
        ("이메일", ""),
    ],
)
def test_lines_without_a_person_name_no_author(line: str, source: str) -> None:
    wire = read_wire(f"Ferry sails again\n{line}\nPublished: 2026-01-04 10:00\n{TEXT}\n{TEXT}\n", SEOUL, NOW, "", OUTLETS)
    assert (wire.authors, wire.source) == ((), source)


def test_a_name_alone_below_a_date_is_a_byline() -> None:
    for name in ("山本花子", "홍길동", "Анна Пример", "남궁민", "Jeanne Exemple"):
        assert read(f"2026-01-04 10:00\n{name}").authors == (name,)


def test_the_source_is_not_an_author() -> None:
    wire = read_wire(
        f"Ferry sails again\nHarbour Robotics\nJan 4, 2026, 08:00 ET\n{TEXT}\n{TEXT}\nSOURCE Harbour Robotics\n", SEOUL, NOW
    )
    assert (wire.authors, wire.source) == ((), "Harbour Robotics")


def test_a_newspaper_may_precede_a_name() -> None:
    wire = read("Ouest-France Jeanne EXEMPLE\nPublié le 12/02/2026 à 11h45")
    assert (wire.authors, wire.source) == (("Jeanne Exemple",), "Ouest-France")


CHINESE = "北岛的渡轮周二恢复航行，发动机今年已经修理了三次。"
JAPANESE = "北の島へ渡る船が火曜日から再び出る。機関は今年三度目の修理を終えた。"


@pytest.mark.parametrize(
    ("paragraph", "authors", "source"),
    [
        (f"新华社北京1月4日电（记者王小明）{CHINESE}", ("王小明",), "新华社"),
        (f"中新网上海1月4日电 (记者 王小明 李四光){CHINESE}", ("王小明", "李四光"), "中新网"),
        (f"本报北京1月4日电（记者王小明）{CHINESE}", ("王小明",), ""),
        (f"新华社东京1月4日电 {CHINESE}", (), "新华社"),
        (f"（中央社記者王小明台北4日電）{CHINESE}", ("王小明",), "中央社"),
        (f"（中央社記者王小明華盛頓4日電）{CHINESE}", ("王小明",), "中央社"),
        (f"〔記者王小明／台北報導〕{CHINESE}", ("王小明",), ""),
        (f"【東京=山本花子】{JAPANESE}", ("山本花子",), ""),
        (f"【山本花子】{JAPANESE}", ("山本花子",), ""),
        (f"{JAPANESE}【山本花子、鈴木一郎】", ("山本花子", "鈴木一郎"), ""),
        (f"{JAPANESE}（山本花子記者）", ("山本花子",), ""),
        (f"【独自】{JAPANESE}", (), ""),
        (f"{JAPANESE}【写真】", (), ""),
    ],
)
def test_east_asian_bylines_in_a_paragraph_stay_in_it(paragraph: str, authors: tuple[str, ...], source: str) -> None:
    wire = read_wire(f"渡輪恢復航行\n2026-01-04 10:00\n\n{paragraph}\n", SEOUL, NOW)
    assert (wire.authors, wire.source, wire.paragraphs) == (authors, source, (paragraph,))


@pytest.mark.parametrize(
    ("line", "authors", "agency", "sure"),
    [
        ("Correspondent, Reuters", (), "Reuters", True),
        ("Staff Writer | Reuters", (), "Reuters", True),
        ("Staff Writer", (), "", False),
        ("Jane Doe", ("Jane Doe",), "", False),
        ("Jane Doe, Reuters", ("Jane Doe",), "Reuters", False),
        ("Jane Doe | Reuters", ("Jane Doe",), "Reuters", True),
        ("Jane Doe, correspondent", ("Jane Doe",), "", True),
        ("Reuters | Quay Herald", (), "Reuters", False),
        ("By Jane Doe", ("Jane Doe",), "", True),
        ("- Jane Doe", ("Jane Doe",), "", True),
        ("Jane Doe jane@a.example", ("Jane Doe",), "", True),
        ("By Jane Doe (", ("Jane Doe",), "", True),
        ("[By Jane Doe]", ("Jane Doe",), "", True),
        ("By Jane Doe)", ("Jane Doe",), "", True),
        ("▲ By Jane Doe ▲", ("Jane Doe",), "", True),
        ("By Jane Doe, Tel Aviv", ("Jane Doe",), "", True),
        ("By Jane Doe, TEL AVIV", ("Jane Doe",), "", True),
        ("By Jane Doe, Jane Doe", ("Jane Doe",), "", True),
    ],
)
def test_sure_is_true_for_forms_that_only_bylines_have(line: str, authors: tuple[str, ...], agency: str, sure: bool) -> None:
    found = read_byline(line)
    assert found is not None and (found.authors, found.agency, found.sure) == (authors, agency, sure)


@pytest.mark.parametrize(("last", "is_byline"), [("Maximilian Moelle", True), ("Maximilian Moeller", False)])
def test_a_byline_has_at_most_300_characters(last: str, is_byline: bool) -> None:
    line = f"By Jane Doe{', John Roe' * 27}, {last}"
    assert len(line) == 301 - is_byline
    assert (read_byline(line) is not None) is is_byline


@pytest.mark.parametrize(
    "lead",
    ["By", "Written by", "Reported by", "Reporting by", "Story by", "Words by", "Text by", "Analysis by", "Commentary by",
     "Opinion by", "Byline:", "Author:", "Authors:", "Reporter:", "Writer:", "Von", "Ein Kommentar von", "Autor:", "Autorin:",
     "Autoren:", "Text:", "Par", "Propos recueillis par", "Auteur:", "Auteure:", "Texte:", "Por", "Autora:", "Texto:", "Di",
     "A cura di", "Autore:", "Door", "Auteur:", "Автор:", "Авторы:", "Автор текста:", "—", "-"],
)  # fmt: skip
def test_words_before_a_name_in_each_language(lead: str) -> None:
    found = read_byline(f"{lead} Jane Doe")
    assert found is not None and (found.authors, found.sure) == (("Jane Doe",), True)


AGENCIES = (
    "Reuters|AP|Associated Press|AFP|Agence France-Presse|Yonhap|Yonhap News|Yonhap News Agency|Xinhua|Kyodo|Kyodo News|Jiji Press|"
    "Bloomberg|Bloomberg News|dpa|EFE|ANI|PTI|IANS|UPI|TASS|ANSA|CNA|KCNA|Newsis|News1|Bernama|Antara|The Associated Press|"
    "Canadian Press|The Canadian Press|PA Media|Press Association|AAP|Europa Press|"
    "연합뉴스|뉴시스|뉴스1|로이터|新华社|共同通信|時事通信"
)


@pytest.mark.parametrize("name", AGENCIES.split("|"))
def test_an_agency_is_recognised_in_any_case(name: str) -> None:
    assert organisation_name(name) and organisation_name(name.upper()) and organisation_name(name.lower())
    assert organisation_name(f"{name} x") == ""


@pytest.mark.parametrize(
    ("name", "is_outlet"),
    [
        ("BBC News", True), ("The Guardian", True), ("New York Times", True), ("Le Monde", True), ("Example Herald", True),
        ("Herald", False), ("Voice of the Harbour Times", True),
        ("The Herald", True), ("Jane Press", False), ("The Press", True), ("Example Evening Press", True),
        ("J. Q. Press", False), ("example.com", True), ("Example.co.kr", True), ("example.xyz", False), ("항구일보", True),
        ("항구", False), ("港口日报", True), ("One Two Three Four Five Times", True), ("One Two Three Four Five Six Times", False),
        ("one two Times", False), ("Times of the Harbour", False), ("The Times, Busan", False),
    ],
)  # fmt: skip
def test_names_of_outlets_are_recognised(name: str, is_outlet: bool) -> None:
    assert bool(organisation_name(name)) is is_outlet


@pytest.mark.parametrize(
    ("name", "is_group"),
    [("The Editorial Board", True), ("Staff Reports", True), (" Our Staff. ", True),
     ("Redaktion", True), ("Redacción Deportes", True),
     ("온라인뉴스팀", True), ("정치부", True), ("Jane Doe", False), ("One Two Three Four Five Staff", True),
     ("One Two Three Four Five Six Staff", False),
     ("Redacción a b c d", False), ("홍길동", False), ("", False)],
)  # fmt: skip
def test_names_of_desks_and_groups_are_recognised(name: str, is_group: bool) -> None:
    assert is_desk(name) is is_group


WORDS_BEFORE_REPORTER = "전문 인턴 선임 본지 본보 현지 담당 우리 정치 경제 사회 문화 국제 온라인 편집 해외 국내 지역 시민 교통"


@pytest.mark.parametrize("word", WORDS_BEFORE_REPORTER.split())
def test_a_word_before_reporter_in_korean_is_not_a_name(word: str) -> None:
    found = read_byline(f"{word} 기자")
    assert found is None or found.authors == ()


def test_a_speaker_of_a_broadcast_is_not_a_byline_but_a_name_with_an_address_is():
    assert read_byline("[노미나]") is None
    byline = read_byline("[노미나] nomina@wire.example")
    assert byline and byline.authors == ("노미나",)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Jane Doe; Editing by John Roe", Byline(("Jane Doe",))),
        ("By Staff Reporter", Byline(line_kind="a byline without a person")),
        ("By Reuters and Jane Doe", Byline(("Jane Doe",), "Reuters")),
        ("By Jane Doe, head of the Example Foundation", Byline(("Jane Doe",))),
        ("By Jane's John Doe", Byline(("Jane's John Doe",))),
        ("By JANE DOE Harbour Herald", Byline(("Jane Doe",), "Harbour Herald")),
        ("By Jane Doe Harbour Herald", Byline(agency="Jane Doe Harbour Herald")),
        ("By Jane Doe Castle Herald", Byline(agency="Jane Doe Castle Herald")),
        ("Editing by John Roe. Reporting by Max Moe", Byline(line_kind="a credit")),
        ("With additional reporting by John Roe", Byline(line_kind="a credit")),
        ("By Jane Doe<j@a.example>and John Roe<r@a.example>", Byline(("Jane Doe", "John Roe"))),
        ("By  Jane\tDoe, The  Example  Times", Byline(("Jane Doe",), "The Example Times")),
        ("By Jane Doe.., John Roe...", Byline(("Jane Doe", "John Roe"))),
        ("Von The Harbour Sea", Byline(agency="The Harbour Sea")),
        ("By Harbour Newsroom senior writer", Byline(line_kind="a byline without a person")),
        ("By Jane Doe, who once was a very good but very kind correspondent", Byline(("Jane Doe",))),
        ("By Jane Doe, who once was a very good but very very kind correspondent", None),
        ("By Jane Doe, special for The Example Times", Byline(("Jane Doe",), "The Example Times")),
        ("By Newsroom in Busan", Byline(line_kind="a byline without a person")),
        ("By Jane Mary Q. Doe Reuters", Byline(("Jane Mary Q. Doe",), "Reuters")),
        ("By Xy", None),
        ("By Xyz", Byline(("Xyz",))),
        ("By ABCDE", Byline(agency="ABCDE")),
        ("By ABCDEF", Byline(("Abcdef",))),
        ("Von Handarbeit", None),
        ("By CNN’s Jane Doe", Byline(("Jane Doe",), "CNN")),
        ("By Reuters Harbour Staff", Byline(line_kind="a byline without a person")),
        ("By Jane Doe (Busan) and John Roe (Seoul)", Byline(("Jane Doe", "John Roe"))),
        ("John Roe - (Busan) (Reuters)", Byline(("John Roe",), "Reuters", sure=False)),
        ("By JANE DOE Example Herald", Byline(("Jane Doe",), "Example Herald")),
        ("By NEW YORK Example Herald", Byline(agency="NEW YORK Example Herald")),
        ("By Deputy Business Sport Editor", Byline(line_kind="a byline without a person")),
        ("By Staff Writer Health Reporter", Byline(line_kind="a byline without a person")),
        ("By Example Times Transport Correspondent", Byline(line_kind="a byline without a person")),
        ("By Jane Doe, who was once a foreign correspondent before leaving to write books about fish", None),
        ("By Somebody Who Was Never Any Good Writer", None),
        ("홍길동", Byline(("홍길동",), sure=False)),
        ("담당 기자", Byline(line_kind="a role, and no person")),
        ("정치부 기자", Byline(line_kind="a desk, and no person")),
        ("취재단 홍길동 기자", Byline(("홍길동",))),
        ("홍길동 연합뉴스 기자", Byline(("홍길동",))),
        ("홍길동 SBS뉴스 기자", Byline(("홍길동",))),
        ("사진=게티이미지뱅크", Byline(line_kind="a credit for pictures")),
        ("사진=김철수 기자 영상=이영희 기자", Byline(line_kind="a credit for pictures")),
        ("홍길동 기자 사진=김철수 기자 영상=이영희 기자", Byline(("홍길동",))),
        ("(서울) 홍길동 기자", Byline(("홍길동",))),
        ("(서울) John Smith 기자 [경제]", Byline(("John Smith",))),
        ("[단독] 홍길동·김철수 기자", Byline(("홍길동", "김철수"))),
        ("(서울=연합뉴스) 홍길동 기자", Byline(("홍길동",), "연합뉴스")),
        ("(예시신문) 홍길동 기자", Byline(("홍길동",), "예시신문")),
        ("(Reuters) By John Smith", Byline(("John Smith",))),
        ("【東京】山田太郎 記者", Byline(("山田太郎",))),
        ("[사진] 홍길동 기자", None),
        ("(Photo) Jane Doe", None),
        ("[12] Jane Doe", None),
        ("(서울) 시민들은 다리를 건넜다", None),
        ("사진 홍길동 기자", Byline(line_kind="a credit for pictures")),
        ("글 홍길동 기자 · 사진 김철수 기자", Byline(("홍길동",))),
        ("홍길동 기자, 영상 김철수 기자", Byline(("홍길동",))),
        ("영상편집 홍길동 기자", Byline(line_kind="a credit for pictures")),
        ("사진·영상 홍길동 기자", None),
        ("사진/홍길동 기자", Byline(line_kind="a credit for pictures")),
        ("그래픽 홍길동·김철수 기자", Byline(line_kind="a credit for pictures")),
        ("글·사진 홍길동 기자", Byline(("홍길동",))),
        ("취재/영상 홍길동·김철수 기자", Byline(("홍길동", "김철수"))),
        ("사진·글 홍길동 기자", Byline(("홍길동",))),
        ("취재 홍길동 기자 / 사진 김철수 기자", Byline(("홍길동",))),
        ("사진 기자", Byline(line_kind="a role, and no person")),
        ("서울 홍길동 기자", Byline(("홍길동",))),
        ("하노이 홍길동 특파원", Byline(("홍길동",))),
        ("홍길동 하노이 특파원", Byline(("홍길동",))),
        ("사진=항구의 넓은 바다", None),
        ("取材・文 林一・森花", Byline(("林一", "森花"))),
        ("홍길동, 어제밤늦게까지일한 기자", None),
        ("뉴시스 어제밤늦게까지일한 기자", None),
        ("사진=예시군 제공", Byline(line_kind="a credit for pictures")),
        ("本报记者 王小明 新华社", Byline(("王小明",), "新华社")),
        ("우리 베이징 특파원", None),
        ("本社記者、山本記者", None),
    ],
)
def test_words_around_a_name_are_no_part_of_it(line: str, found: Byline | None) -> None:
    assert read_byline(line) == found


@pytest.mark.parametrize(
    ("line", "outlet", "found"),
    [
        ("By Reuters Harbour Watch", "reuters harbour watch", Byline(agency="Reuters Harbour Watch")),
        ("홍길동", "홍길동", Byline(agency="홍길동", sure=False)),
    ],
)
def test_the_name_of_an_outlet_is_no_person(line: str, outlet: str, found: Byline) -> None:
    assert read_byline(line, "", {outlet}) == found


def test_what_separates_the_ending_of_an_outlet_goes_with_it() -> None:
    assert read_byline("Jane Doe, Reuters | Seoul", "Seoul") == Byline(("Jane Doe",), "Reuters", sure=False)


def test_names_of_groups_in_english_are_left_to_english() -> None:
    assert read_cjk_byline("Staff Reports") is None


@pytest.mark.parametrize("outlet", ["the harbour", "harbour"])
def test_an_outlet_is_registered_with_its_article_or_without(outlet: str) -> None:
    assert organisation_name("The Harbour", {outlet}) == "The Harbour"
    assert is_known_organisation("Harbour", {outlet}) is (outlet == "harbour")


def test_one_outlet_among_bare_names_makes_them_no_byline() -> None:
    assert read_cjk_byline("홍길동, 김철수", {"홍길동"}) is None and read_cjk_byline("홍길동, 김철수") is not None


def test_a_name_with_an_article_is_an_outlet() -> None:
    assert read_byline("By The Harbour Sea") == Byline(agency="The Harbour Sea")


def test_a_name_of_three_words_is_before_an_agency() -> None:
    assert read_byline("By Jane Q. Doe Reuters") == Byline(("Jane Q. Doe",), "Reuters")


@pytest.mark.parametrize(
    ("lead", "words"),
    [
        ("By", "and|AND|with|WITH"),
        ("Von", "und|mit|and"),
        ("Par", "et|avec"),
        ("Por", "y|e|con"),
        ("Di", "e|con"),
        ("Door", "en|met"),
    ],
)
def test_the_word_between_two_names_in_each_language(lead: str, words: str) -> None:
    for word in words.split("|"):
        assert read_byline(f"{lead} Jane Doe {word} John Roe") == Byline(("Jane Doe", "John Roe"))


def test_of_several_outlets_after_an_arabic_name_the_first_is_the_source() -> None:
    found = read_byline("بقلم: سامي مثال، الميناء، البحر", "", {"الميناء", "البحر"})
    assert found == read_byline("بقلم: سامي مثال - الميناء", "", {"الميناء"}) == Byline(("سامي مثال",), "الميناء")


def test_a_word_of_newspapers_after_an_agency_begins_no_name() -> None:
    found = read_byline("By CNN Business Today")
    assert found is not None and found.authors != ("Business Today",)


@pytest.mark.parametrize(("name", "is_known"), [("The Castle Herald", True), ("Castle Herald", False), ("Le Castle", True)])
def test_an_article_is_at_the_beginning_of_a_name(name: str, is_known: bool) -> None:
    assert is_known_organisation(name) is is_known


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("홍길동 전문기자", ("홍길동",)),
        ("홍길동 의학전문기자", ("홍길동",)),
        ("홍길동 의학 전문기자", ("홍길동",)),
        ("홍길동·김철수 전문기자", ("홍길동", "김철수")),
        ("김수현 북한전문기자, 박영희 기자", ("김수현", "박영희")),
        *((f"홍길동 {title}", ("홍길동",)) for title in ("편집위원", "기획위원", "논설고문", "주필", "편집국장", "수석논설위원")),
        ("記者王小明／台北報導", ("王小明",)),
        ("〔記者王小明／台北報導〕", ("王小明",)),
        ("記者王小明、李小華/綜合報導", ("王小明", "李小華")),
        ("記者王小明∕台北即時報導", ("王小明",)),
        ("記者王小明｜台北市報導", ("王小明",)),
        ("記者王小明台北報導", ("王小明",)),
        ("記者王小明、攝影記者李小華／台北報導", ("王小明",)),
        ("駐美特派員王小明／華盛頓報導", ("王小明",)),
        ("編譯王小明／綜合報導", ("王小明",)),
        ("娛樂中心王小明／台北報導", ("王小明",)),
        ("本报记者 王小明 北京报道", ("王小明",)),
        ("记者王小明 北京报道", ("王小明",)),
        ("记者｜王小明", ("王小明",)),
        ("文／記者王小明", ("王小明",)),
        ("Reporting and editing by Jane Doe", ("Jane Doe",)),
        ("(Reporting and Editing by Jane Doe and John Roe)", ("Jane Doe", "John Roe")),
        ("Reporting, writing and editing by Jane Doe", ("Jane Doe",)),
        ("Reporting & editing by Jane Doe; Additional reporting by Max Moe", ("Jane Doe",)),
        ("Written and edited by Jane Doe", ("Jane Doe",)),
        ("Editing and reporting by Jane Doe", ("Jane Doe",)),
        ("Reporting and photographs by Jane Doe", ("Jane Doe",)),
        ("Story and photos by Jane Doe", ("Jane Doe",)),
    ],
)
def test_titles_of_reporters_places_of_reports_and_several_kinds_of_work(line: str, authors: tuple[str, ...]):
    byline = read_byline(line)
    assert byline and byline.authors == authors and byline.sure


@pytest.mark.parametrize(
    ("line", "line_kind"),
    [
        ("의학 전문기자", "a role, and no person"),
        ("부동산 전문기자", "a role, and no person"),
        ("社會中心／綜合報導", "a desk, and no person"),
        ("Additional reporting and editing by Jane Doe", "a credit"),
        ("Edited and produced by Jane Doe", "a credit"),
    ],
)
def test_a_role_a_desk_and_a_credit_name_no_author(line: str, line_kind: str):
    byline = read_byline(line)
    assert byline and (byline.authors, byline.line_kind) == ((), line_kind)


@pytest.mark.parametrize(
    "line",
    [
        "홍길동 전문기자는 어제 다리를 보았다",
        "전문기자 제도",
        "편집위원 회의",
        "記者會今天在台北舉行",
        "記者王小明說",
        "記者綜合外電／綜合報導",
        "王小明昨天在北京报道了这件事",
        "Reporting and editing by hand",
        "Reporting and editing by the newsroom took two days",
        "Writing and arithmetic by Jane Doe",
    ],
)
def test_a_sentence_with_the_words_of_a_byline_is_not_one(line: str):
    assert read_byline(line) is None
