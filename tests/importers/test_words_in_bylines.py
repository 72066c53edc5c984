"""Words around the names in bylines of many languages: roles, desks, labels and credits. All names are made up."""

from __future__ import annotations

import pytest

from digest.importers.byline import Byline, read_byline
from digest.importers.dateline import Signature, read_closing_signature, read_opening_signature
from digest.importers.person_names import has_family_name, is_name, title_case_name

ROLES = (
    "analyst author blogger bureau ceo chief columnist columnists contributor contributors correspondant "
    "correspondante correspondent correspondents corresponsal corrispondente critic desk director economist editor "
    "editors enviada enviado envoyé fellow founder freelancer giornalista host intern inviata inviato journalist "
    "journaliste journalists korrespondent korrespondentin periodista photographer presenter producer professor "
    "redactor redactora redakteur redakteurin reporter reporters staff writer writers журналист корреспондент "
    "обозреватель редактор"
)
BEATS = (
    "africa arts asia assistant associate business chief city climate consumer correspondent court courts crime "
    "culture defence defense deputy diplomatic economics education energy entertainment environment europe executive "
    "fashion finance foreign global health home industry international investigations labor labour legal lifestyle "
    "local managing media medical metro national news north northern parliamentary policy political politics "
    "property royal rural science scotland security senior social special sport sports technology transport travel "
    "us wales washington white world"
)
TOWNS = (
    "abu dhabi|buenos aires|cape town|d.c.|el paso|ho chi minh city|hong kong|kuala lumpur|la paz|las vegas|"
    "los angeles|mexico city|new delhi|new orleans|new york|new york city|new zealand|north korea|phnom penh|"
    "rio de janeiro|san diego|san francisco|san jose|san juan|santiago de chile|sao paulo|saudi arabia|south africa|"
    "south korea|sri lanka|st. louis|são paulo|tel aviv|the hague|united kingdom|united states|washington d.c.|"
    "washington dc"
)
WORDS_AFTER_BY = (
    "accident air all april august bus car chance choice contrast dawn day december default definition design dusk "
    "ear end eye far february foot force friday hand heart invitation itself january july june land law letter luck "
    "mail march may mistake monday morning name nature night noon november now numbers october order phone popular "
    "post proxy saturday sea september sunday surprise theft then thursday today tomorrow train tuesday turns vote "
    "way wednesday"
)

JANE = Byline(("Jane Doe",))


def test_a_role_after_a_name_is_no_name() -> None:
    assert [role for role in ROLES.split() if read_byline(f"By Jane Doe, {role}") != JANE] == ["economist"], "a newspaper"


def test_the_last_word_of_a_role_after_by_is_a_role() -> None:
    roles = [role for role in ROLES.split() if role not in ("desk", "staff", "bureau")]
    nobody = Byline(line_kind="a byline without a person")
    assert [role for role in roles if read_byline(f"By Our {role.capitalize()}") != nobody] == []


def test_a_beat_between_a_name_and_a_role_is_no_name() -> None:
    assert [beat for beat in BEATS.split() if read_byline(f"Jane Doe {beat.capitalize()} Reporter") != JANE] == []


def test_a_town_of_two_words_after_a_name_is_no_second_name() -> None:
    assert [town for town in TOWNS.split("|") if read_byline(f"By Jane Doe, {town.title()}") != JANE] == []


def test_a_common_word_after_by_is_no_name() -> None:
    assert [word for word in WORDS_AFTER_BY.split() if read_byline(f"By {word.capitalize()}") is not None] == []


@pytest.mark.parametrize(
    "line",
    [
        "By Jane Doe and others", "By Jane Doe & others", "By Jane Doe and 3 more", "By Jane Doe et al.", "By Jane Doe, et al",
        "Von Jane Doe und weitere", "Par Jane Doe et autres", "Por Jane Doe y otros", "By Jane Doe and 1 other",
        "Jane Doe Contributing Writer for the weekend", "By Jane Doe Senior reporter of fish",
    ],
)  # fmt: skip
def test_others_and_posts_are_no_names(line: str) -> None:
    found = read_byline(line)
    assert found is not None and found.authors == ("Jane Doe",)


@pytest.mark.parametrize(
    "words",
    ["for", "special to", "special for", "exclusive to", "guest columnist for", "of", "at"],
)
def test_the_employer_after_a_name_is_the_source(words: str) -> None:
    assert read_byline(f"By Jane Doe {words} The Example Times") == Byline(("Jane Doe",), "The Example Times")


@pytest.mark.parametrize(
    ("line", "agency"),
    [("Para La Nación", "La Nación"), ("Pour Le Monde", "Le Monde"), ("Für Die Zeit", "Die Zeit")],
)
def test_a_line_may_name_only_the_employer(line: str, agency: str) -> None:
    found = read_byline(line)
    assert found is not None and (found.authors, found.agency) == ((), agency)


@pytest.mark.parametrize("word", ["avec", "et", "mit", "und", "con", "y", "com", "e", "with", "and"])
def test_two_agencies_may_be_joined_by_a_word(word: str) -> None:
    found = read_byline(f"Reuters {word} AFP")
    assert found is not None and (found.authors, found.agency) == ((), "Reuters")


@pytest.mark.parametrize("lead", ["Reporting", "Writing", "Written", "Reported", "Reporting and editing", "and writing"])
def test_further_authors_are_named_after_their_work(lead: str) -> None:
    assert read_byline(f"By Jane Doe; {lead} by John Roe") == Byline(("Jane Doe", "John Roe"))


CREDITS = (
    "Additional reporting by|Additional writing by|Additional research by|With additional reporting by|Edited by|Editing by|"
    "Compiled by|Translated by|Translation by|Photographs by|Photo by|Photos by|Photography by|Pictures by|Images by|"
    "Illustrations by|Illustration by|Illustrated by|Graphics by|Graphic by|Video by|Audio by|Produced by|Fact checked by|"
    "Fact-checked by|Reviewed by|Curated by|Redigiert von|Übersetzt von|Traducción de|Traduction par|Edited and produced by|"
    "Edited & produced by|(Editing by"
)


def test_credits_for_other_work_name_no_author() -> None:
    wrong = [credit for credit in CREDITS.split("|") if read_byline(f"{credit} John Roe") != Byline(line_kind="a credit")]
    assert wrong == []
    wrong = [credit for credit in CREDITS.split("|") if read_byline(f"By Jane Doe; {credit} John Roe") != JANE]
    assert wrong == []


@pytest.mark.parametrize("lead", ["Текст", "Автор", "Авторы", "Автор текста"])
def test_labels_before_a_russian_name(lead: str) -> None:
    assert read_byline(f"{lead}: Анна Пример") == Byline(("Анна Пример",))


@pytest.mark.parametrize("lead", ["بقلم:", "بقلم", "كتب:", "كتبت:", "إعداد:", "تقرير:"])
def test_labels_before_an_arabic_name(lead: str) -> None:
    assert read_byline(f"{lead} سامي مثال") == Byline(("سامي مثال",))


KOREAN_TITLES = (
    "기자|선임기자|대기자|인턴기자|수습기자|객원기자|시민기자|명예기자|부기자|의학전문기자|특파원|통신원|논설위원|객원논설위원|"
    "논설실장|논설주간|칼럼니스트|에디터|앵커|리포터|선임에디터|팀장|부장|차장|PD"
)


@pytest.mark.parametrize("title", KOREAN_TITLES.split("|"))
def test_titles_after_a_korean_name(title: str) -> None:
    assert read_byline(f"홍길동 {title}") == read_byline(f"홍길동({title})") == Byline(("홍길동",))


@pytest.mark.parametrize(
    "before",
    ["정치부", "취재팀", "편집국", "보도센터", "부산지국", "부산=취재", "글쓴이", "글쓴이:", "글", "글=", "글:", "취재", "정리"],
)
def test_desks_and_labels_before_a_korean_name(before: str) -> None:
    assert read_byline(f"{before} 홍길동 기자") == Byline(("홍길동",))


@pytest.mark.parametrize("outlet", ["예시일보", "예시신문", "예시뉴스", "예시타임스", "예시통신", "예시방송"])
def test_a_newspaper_before_a_korean_name_is_the_source(outlet: str) -> None:
    assert read_byline(f"{outlet} 홍길동 기자") == Byline(("홍길동",), outlet)


@pytest.mark.parametrize("label", ["사진", "영상", "그래픽", "촬영", "삽화", "일러스트", "편집", "자료사진", "사진 제공"])
def test_korean_credits_for_pictures(label: str) -> None:
    assert read_byline(f"{label}=김철수 기자") == Byline(line_kind="a credit for pictures")
    assert read_byline(f"홍길동 기자 {label}=김철수 기자") == Byline(("홍길동",))


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("사진·글=홍길동 기자", ("홍길동",)), ("글/사진=홍길동 기자", ("홍길동",)), ("홍길동 기자 등", ("홍길동",)),
        ("홍길동 기자 등 3명", ("홍길동",)), ("홍길동 기자 외 2인", ("홍길동",)), ("홍길동 및 김철수 기자", ("홍길동", "김철수")),
        ("홍길동 and 김철수 기자", ("홍길동", "김철수")),
    ],
)  # fmt: skip
def test_words_between_and_after_korean_names(line: str, authors: tuple[str, ...]) -> None:
    assert read_byline(line) == Byline(authors)


@pytest.mark.parametrize("label", ["記者", "取材・文", "文・写真", "文", "執筆", "筆者", "ライター"])
def test_labels_before_a_japanese_name(label: str) -> None:
    assert read_byline(f"{label}：山田花子") == read_byline(f"{label} 山田花子") == Byline(("山田花子",))


@pytest.mark.parametrize("role", ["記者", "特派員", "編集委員", "論説委員", "通信員", "支局長"])
def test_roles_after_a_japanese_name(role: str) -> None:
    assert read_byline(f"山田花子{role}") == read_byline(f"東京＝山田花子{role}") == Byline(("山田花子",))
    assert read_byline(f"山田 花子{role}") == Byline(("山田 花子",))


CHINESE_REPORTERS = (
    "本报 本報 本网 本網 本刊 新华社 新華社 中新社 中央社 央视 特约 特約 见习 見習 实习 實習 综合 綜合 首席 本报首席 北方新闻 "
    "北方新聞 北方网 北方網 北方日报 北方日報 北方晚报 北方晚報 北方时报 北方時報 北方财经 北方財經 北方周刊 北方卫视"
)


def test_a_newspaper_before_reporter_in_chinese() -> None:
    found = {before: read_byline(f"{before}记者 王小明") for before in CHINESE_REPORTERS.split()}
    assert [before for before, byline in found.items() if byline != Byline(("王小明",))] == []
    found = {before: read_byline(f"{before}記者：王小明") for before in CHINESE_REPORTERS.split()}
    assert [before for before, byline in found.items() if byline != Byline(("王小明",))] == []


@pytest.mark.parametrize("label", ["记者", "記者", "通讯员", "通訊員", "作者", "撰文", "撰稿", "采写", "採寫", "文字", "文"])
def test_labels_before_a_chinese_name(label: str) -> None:
    assert read_byline(f"{label}丨王小明") == Byline(("王小明",))


@pytest.mark.parametrize("end", ["报道", "報導", "報道", "摄影报道"])
def test_words_after_a_chinese_name(end: str) -> None:
    assert read_byline(f"記者 王小明／台北{end}") == Byline(("王小明",))
    assert read_byline(f"本报记者 王小明 {end}") == read_byline(f"记者 王小明{end}") == Byline(("王小明",))
    assert read_byline("本报记者 阿里·买买提") == Byline(("阿里·买买提",))


CHINESE_EDITORS = (
    "责任编辑 責任編輯 责编 責編 编辑 編輯 图片编辑 圖片編輯 责任校对 审核 審核 校对 校對 监制 監製 編集 校閲 摄影 攝影 撮影"
)


@pytest.mark.parametrize("label", CHINESE_EDITORS.split())
def test_chinese_and_japanese_credits_for_other_work(label: str) -> None:
    assert read_byline(f"{label}：李华") == Byline(line_kind="a credit")


TOWNS_OF_TAIWAN = "台北 東京 華盛頓 洛杉磯 舊金山 新加坡 雅加達 莫斯科 布魯塞爾 日內瓦 吉隆坡"


@pytest.mark.parametrize("town", TOWNS_OF_TAIWAN.split())
def test_the_town_after_a_name_in_a_chinese_dateline(town: str) -> None:
    assert read_opening_signature(f"（中央社記者王小明{town}4日電）船又開了。") == Signature(("王小明",), "中央社", town)


@pytest.mark.parametrize("end", ["報導", "报道", "報道", "即時報導", "即时报道", "综合报道", "綜合報導"])
def test_the_end_of_a_taiwanese_dateline(end: str) -> None:
    assert read_opening_signature(f"〔記者王小明／台北{end}〕船又開了。") == Signature(("王小明",), "", "台北")


@pytest.mark.parametrize("role", ["記者", "特派員"])
def test_a_reporter_signs_the_last_paragraph(role: str) -> None:
    assert read_closing_signature(f"行った。（山田太郎{role}）") == Signature(("山田太郎",))


# names

PARTICLES = "af al bin da de del della den der di dos du ibn la le ter van von y zu zum zur"
FAMILIES = (
    "AHN AN BAE BAEK BAN BYUN CHA CHAE CHANG CHEN CHO CHOE CHOI CHOO CHUN CHUNG DO EOM EUM GO GONG GU GWAK GWON HA "
    "HAHM HAN HEO HONG HSU HUH HWANG HYUN IM JANG JEON JEONG JI JIN JO JOO JU JUN JUNG KANG KIL KIM KO KOO KU KWAK "
    "KWON LEE LIM LIN MA MAENG MIN MOON MUN NA NAM NAMGUNG NOH OH PAEK PARK PYO RHEE RHO ROH RYU SEO SEOL SEONG SHIM "
    "SHIN SIM SIN SO SOHN SON SONG SUH SUNG TAK TSAI WANG WON WOO WU YANG YEO YEOM YI YIM YOO YOON YU YUN"
)
KOREAN_FAMILIES = (
    "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민나진지엄채원천방공현함변염여추도"
    "소석선설마길연위표명기반왕금옥육인맹제모탁국은편용예봉사부"
)
JAPANESE_FAMILIES = (
    "佐藤 鈴木 高橋 田中 伊藤 渡辺 渡邊 渡部 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村 斎藤 斉藤 齋藤 "
    "清水 山崎 山﨑 池田 橋本 阿部 石川 山下 中島 石井 小川 前田 岡田 長谷川 藤田 後藤 近藤 村上 遠藤 青木 坂本 福田 "
    "太田 西村 藤井 金子 岡本 藤原 三浦 中野 中川 原田 松田 竹内 小野 田村 中山 和田 石田 森田 上田 内田 柴田 酒井 "
    "宮崎 横山 高木 安藤 宮本 大野 小島 谷口 今井 工藤 高田 増田 丸山 杉山 村田 大塚 新井 小山 平野 藤本 河野 上野 "
    "野口 武田 松井 千葉 岩崎 菅原 木下 久保 佐野 野村 松尾 市川 菊地 菊池 杉本 古川 大西 島田 水野 桜井 櫻井 高野 "
    "吉川 山内 西田 飯田 西川 小松 北村 安田 五十嵐 川口 平田 中田 久保田 服部 岩田 土屋 川崎 福島 本田 樋口 秋山 "
    "田口 永井 中西 吉村 川上 石原 大橋 松岡 馬場 浜田 森本 星野 矢野 浅野 大久保 吉岡 小池 野田 荒木 熊谷 松浦 内藤 "
    "黒田 尾崎 川村 永田 望月 松村 田辺 荒井 大島 平井 早川 菅野 栗原 西山 広瀬"
)
NOT_NAMES = (
    "강남구 경제면 경제부 고성군 고양시 공연장 공지문 구독료 구독자 구로구 국내외 국제면 국제부 금융부 기사문 기자명 "
    "기획팀 김해시 나이트 나주시 남기기 남원시 노원구 도서관 문화면 문화부 문화재 박물관 반도체 방문자 방송국 부동산 "
    "사진부 사진전 사회면 사회부 서비스 성남시 신문사 안산시 안양시 양산시 양천구 양평군 여수시 연예부 연천군 영문판 "
    "영어판 오늘의 오디오 용산구 우편함 원문길 유튜브 이날의 이메일 이미지 이벤트 이야기 이천시 인기글 인기순 전국부 "
    "전송됨 전주시 전체글 정책부 정치권 정치면 조회수 주말판 주요면 지난해 지면판 지하철 최신순 추천순 취재팀 편집국 "
    "편집부 하남시 한국어 한글판"
)


def test_particles_of_names_are_in_lower_case() -> None:
    assert [particle for particle in PARTICLES.split() if not is_name(f"Jane {particle} Doe")] == []


@pytest.mark.parametrize("particle", ["DE", "DER", "DEN", "DEL", "DELLA", "VON", "BIN", "IBN"])
def test_particles_in_capitals_are_lowered(particle: str) -> None:
    assert title_case_name(f"JANE {particle} DOE") == f"Jane {particle.lower()} Doe"


@pytest.mark.parametrize("pair", ["DE LA", "DE LAS", "DE LOS", "VAN DE", "VAN DEN", "VAN DER"])
def test_pairs_of_particles_in_capitals_are_lowered(pair: str) -> None:
    assert title_case_name(f"JANE {pair} DOE") == f"Jane {pair.lower()} Doe"
    assert title_case_name(f"{pair} DOE") == f"{pair.capitalize()} Doe"


@pytest.mark.parametrize("suffix", ["II", "III", "IV", "VI", "VII", "VIII"])
def test_numbers_after_a_name_stay_in_capitals(suffix: str) -> None:
    assert title_case_name(f"JANE DOE {suffix}") == f"Jane Doe {suffix}"


@pytest.mark.parametrize("suffix", ["JR", "JR.", "SR", "SR."])
def test_a_generation_after_a_name_is_capitalised(suffix: str) -> None:
    assert title_case_name(f"JANE DOE {suffix}") == f"Jane Doe {suffix.capitalize()}" and is_name(f"Jane Doe {suffix.capitalize()}")


def test_the_second_part_of_a_korean_given_name_is_in_lower_case() -> None:
    names = {family: title_case_name(f"{family} DO-HYUN") for family in FAMILIES.split()}
    assert [family for family, name in names.items() if name != f"{family.capitalize()} Do-hyun"] == []


def test_full_names_begin_with_a_family_name() -> None:
    assert [family for family in KOREAN_FAMILIES if not has_family_name(f"{family}하늘")] == []
    pairs = "남궁 황보 제갈 선우 독고 사공 서문 동방"
    assert [pair for pair in pairs.split() if not has_family_name(f"{pair}하늘")] == []
    assert [family for family in JAPANESE_FAMILIES.split() if not has_family_name(f"{family} 花子")] == []


def test_words_that_resemble_a_full_name_are_none() -> None:
    assert [word for word in NOT_NAMES.split() if has_family_name(word)] == []
