"""Names of newspapers and agencies, credits of pictures, and labels of metadata, in many languages."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from digest.importers.captions import find_captions, is_photographer
from digest.importers.file_type import text_type
from digest.importers.metadata_lines import MetadataLine, read_metadata_line
from digest.importers.organisations import is_desk, is_known_organisation, is_organisation_word, organisation_name
from digest.importers.paragraphs import Line, split_lines
from digest.importers.pdf_text import headers_and_footers, keeps_hyphen, words_of_lines
from digest.importers.section_labels import classify_newspaper, is_copyright_notice

SEOUL = ZoneInfo("Asia/Seoul")

# newspapers and agencies

AGENCIES = (
    "aap|afp|afp-jiji|afp통신|agence france-presse|agencia efe|ani|anp|ansa|antara|ap|apa|ap통신|associated press|"
    "ats|belga|bernama|bloomberg|bloomberg news|canadian press|cna|dpa|efe|epa|epa-efe|epd|europa press|getty images|"
    "ians|imago|jiji press|kcna|kna|kyodo|kyodo news|lusa|news1|newsis|ntb|pa|pa media|picture alliance|pool|"
    "press association|pti|reuters|ritzau|shutterstock|sid|tass|the canadian press|tt|united press international|upi|"
    "xinhua|yonhap|yonhap news|yonhap news agency|zuma press|ロイター|中央社|中新社|共同|共同通信|新华社|新華社|時事|"
    "時事通信|法新社|美联社|路透社|게티이미지|게티이미지뱅크|교도통신|뉴스1|뉴시스|로이터|로이터통신|신화사|신화통신|"
    "연합뉴스|연합뉴스tv"
)
NEWSPAPERS = (
    "abc|abc news|al jazeera|ap news|ars technica|axios|bbc|bbc news|bbc sport|business insider|buzzfeed news|"
    "cbs news|clarín|cnn|corriere della sera|der spiegel|deutsche welle|die welt|die zeit|economist|el mundo|el país|"
    "expresso|financial times|folha de s.paulo|fox news|france 24|frankfurter allgemeine zeitung|g1|guardian|heise|"
    "huffpost|interfax|japan times|korea herald|korea joongang daily|korea times|la croix|la nación|la razón|"
    "la repubblica|la stampa|la vanguardia|le figaro|le monde|le parisien|les echos|libération|los angeles times|msn|"
    "nbc news|new york times|new yorker|nikkei asia|npr|o globo|orf|ouest-france|politico|público|rai|rfi|rtve|"
    "sky news|south china morning post|sport1|srf|straits times|sud ouest|süddeutsche zeitung|tagesschau|taz|"
    "techcrunch|the verge|tnn|uol|usa today|wall street journal|washington post|yahoo|yahoo finance|yahoo news|"
    "интерфакс|коммерсантъ|риа новости|тасс"
)
LAST_WORDS = (
    "agence agencia agency agenzia broadcasting bulletin chronicle courier daily diario dispatch examiner gazette "
    "herald inquirer jornal journal ledger magazine media monitor nachrichten network news newspaper newspapers "
    "newswire online periódico radio rundfunk service services telegraph television times tribune tv weekly wire "
    "zeitung"
)
LAST_WORDS_WITH_ARTICLE = (
    "globe guardian independent mail mirror observer post press record register review sentinel standard star sun telegram world"
)
GROUPS = (
    "admin agences agencias agencies agenturen agenzie association board bureau college company contributors "
    "correspondents desk editorial editors equipo foundation gmbh inc inc. institute llc ltd ltd. ministry newsroom "
    "redaccion redacción redactie redaktion redazione redação report reporters reports rédaction staff team "
    "university webmaster writers"
)


def test_agencies_and_newspapers_are_known_by_their_names() -> None:
    names = [*AGENCIES.split("|"), *NEWSPAPERS.split("|")]
    assert [name for name in names if not (organisation_name(name.upper()) and is_known_organisation(name))] == []


def test_a_newspaper_has_a_typical_last_word() -> None:
    assert [word for word in LAST_WORDS.split() if not organisation_name(f"Quay {word.capitalize()}")] == []
    assert [word for word in LAST_WORDS.split() if organisation_name(word.capitalize()) and word not in ("newspapers",)] == []
    others = [word.capitalize() for word in LAST_WORDS_WITH_ARTICLE.split()]
    assert [word for word in others if not organisation_name(f"The Quay {word}") or organisation_name(f"Quay {word}")] == []
    assert [word for word in others if not organisation_name(f"Old Quay {word}") or organisation_name(f"Old Q. {word}")] == []


def test_words_of_newspapers_are_no_names_of_persons() -> None:
    generic = "city state county valley morning evening sunday free business public"
    words = [*LAST_WORDS.split(), *LAST_WORDS_WITH_ARTICLE.split(), *generic.split()]
    assert [word for word in words if not is_organisation_word(word.upper())] == []


@pytest.mark.parametrize("article", ["The", "Der", "Die", "Das", "Le", "La", "Les", "El", "Los", "Il"])
def test_articles_before_a_newspaper(article: str) -> None:
    assert organisation_name(f"{article} Reuters") == "Reuters" and is_known_organisation(f"{article} Quay")


def test_linking_words_are_within_a_name() -> None:
    assert [
        word for word in ["of", "the", "and", "&", "de", "del", "la", "el"] if not organisation_name(f"Times {word} Quay Herald")
    ] == []
    assert not organisation_name("of Quay Herald") and not organisation_name("Times for Quay Herald")


@pytest.mark.parametrize("end", ["com", "net", "org", "news", "kr", "co.kr", "de", "fr", "es", "it", "jp", "co.uk"])
def test_a_domain_may_be_the_name_of_a_newspaper(end: str) -> None:
    assert organisation_name(f"Harbour.{end}") == f"Harbour.{end}" and not organisation_name(f"Harbour.{end}x")


def test_groups_are_no_persons() -> None:
    assert [word for word in GROUPS.split() if not is_desk(f"Harbour {word.capitalize()}")] == []
    first = "redacción redaccion rédaction redaktion redazione redação redactie agencias agências agences"
    assert [word for word in first.split() if not is_desk(f"{word.capitalize()} del Puerto")] == []


KOREAN_NAMES = "일보 신문 뉴스 통신 타임스 타임즈 헤럴드 저널 투데이 방송 경제 미디어 매거진 TV tv 닷컴 통신사"
CHINESE_NAMES = (
    "日报 日報 晚报 晚報 新闻 新聞 通讯社 通訊社 通信社 时报 時報 网 網 电视台 電視台 财经 財經 聯合報 联合报 社 周刊 ニュース 放送"
)
KOREAN_DESKS = (
    "정치 경제 사회 문화 국제 산업 스포츠 체육 편집 전국 사진 연예 생활 과학 금융 증권 부동산 정책 법조 교육 환경 탐사 기획 "
    "디지털 온라인 "
    "뉴미디어 영상 특별취재 취재 뉴스 미디어 보도 논설 편성 콘텐츠 디자인 그래픽 지역 수도권 제2사회 데이터 IT 테크"
)


def test_names_of_newspapers_in_korean_and_chinese() -> None:
    assert [end for end in KOREAN_NAMES.split() if not organisation_name(f"항구{end}")] == []
    assert [end for end in CHINESE_NAMES.split() if not organisation_name(f"北方{end}")] == []
    assert organisation_name("聯合報") and organisation_name("联合报")
    assert [
        end
        for end in ["일보", "신문", "뉴스", "통신", "타임스", "타임즈", "헤럴드", "저널", "투데이"]
        if not classify_newspaper(f"항구{end}", ())
    ] == []
    titles = "Chronicle Daily Gazette Herald Journal News Post Telegraph Times Tribune"
    assert [end for end in titles.split() if classify_newspaper(f"The Quay {end}", ()) != "unknown"] == []


def test_names_of_desks_in_korean() -> None:
    assert [begin for begin in KOREAN_DESKS.split() if not is_desk(f"{begin}부")] == []
    ends = "부 팀 국 실 센터 본부 위원실 위원회 데스크 단"
    assert [end for end in ends.split() if not is_desk(f"정치{end}") or is_desk(f"항구{end}")] == []


# pictures

PICTURE_AGENCIES = (
    "Getty Images|AFP|EPA|EPA-EFE|Reuters|REUTERS|AP|PA|PA Media|PA Images|Shutterstock|Alamy|Bloomberg|Xinhua|Yonhap|YONHAP|"
    "Newsis|dpa|picture alliance|EFE|ANSA|Kyodo|Imago|게티이미지|게티이미지뱅크|게티이미지코리아|연합뉴스|뉴시스|뉴스1|로이터|"
    "共同|時事|"
    "ロイター|新华社|视觉中国"
)
CREDIT_LABELS = (
    "Photo|photo|Photos|Photograph|Photographs|PHOTO|PHOTOS|Photo credit|Image|images|Images|Picture|picture|Credit|Foto|Fotos|"
    "Bild|Bildquelle|Crédit|Crédit photo|Imagen|Fotografía|사진|사진 제공|사진제공|자료사진|자료 사진|写真|写真提供|画像|图片来源|"
    "图源|图片|图|圖"
)


def captions(*texts: str) -> list[tuple[str, str]]:
    """Return the caption and credit of each picture among these lines, which are all of a text."""
    lines = [Line(number, text) for number, text in enumerate(texts, 1)]
    return [(caption.caption, caption.credit) for caption in find_captions(lines, range(len(lines)), 3)]


TEXT = "The ferry sails again."


def test_credits_of_agencies() -> None:
    agencies = PICTURE_AGENCIES.split("|")
    assert [name for name in agencies if captions(name, TEXT) != [("", name)]] == []
    assert [name for name in agencies if not is_photographer(f"Jane Roe/{name}") or is_photographer(name)] == []
    for form in ("[{}]", "[Jane Roe/{}]", "(Jane Roe/{})", "/ {}", "[Jane Roe via {}]"):
        found = {name: captions(f"A ferry leaves the port {form.format(name)}", TEXT) for name in agencies}
        credit = form.strip("[]()/ ")
        assert [name for name in agencies if found[name] != [("A ferry leaves the port", credit.format(name))]] == [], form


@pytest.mark.parametrize("mark", [":", "：", "=", "/", "／", " by ", " courtesy of ", "..."])
def test_credits_with_a_label(mark: str) -> None:
    labels = CREDIT_LABELS.split("|")
    assert [label for label in labels if captions(f"{label}{mark}Jane Roe", TEXT) != [("", "Jane Roe")]] == []
    assert [label for label in labels if captions(f"The port ({label}{mark}Jane Roe)", TEXT) != [("The port", "Jane Roe")]] == []


@pytest.mark.parametrize(
    ("line", "caption", "credit"),
    [
        ("Courtesy of Example Port", "", "Example Port"), ("courtesy of Jane Roe", "", "Jane Roe"), ("Handout Example Port", "",
        "Example Port"),
        ("사진 홍길동", "", "홍길동"), ("[写真] 山田花子", "", "山田花子"), ("【图】王小明", "", "王小明"),
        ("(AP Photo/Jane Roe)", "", "AP Photo/Jane Roe"),
        ("AFP via Getty Images", "", "AFP via Getty Images"), ("The port. (Newsis)", "The port.", "Newsis"),
        ("The port. (연합뉴스)", "The port.", "연합뉴스"), ("The port. (Reuters)", "The port.", "Reuters"), ("The port. (AFP)",
        "The port.", "AFP"),
        ("The port. (AP)", "The port.", "AP"), ("The port. (Xinhua)", "The port.", "Xinhua"), ("The port. (dpa)", "", ""),
        ("The port. Photo by Jane Roe", "The port.", "Jane Roe"), ("The port! Photo: Jane Roe", "The port!", "Jane Roe"),
        ("The port REUTERS/Jane Roe Acquire Licensing Rights", "The port", "REUTERS/Jane Roe"),
        ("항구. 2026. 1. 4. 연합뉴스", "항구.", "2026. 1. 4. 연합뉴스"), ("항구. 2026.1.4 뉴시스", "항구.", "2026.1.4 뉴시스"),
        *((f"The port. Credit: {label}Jane Roe", "The port.", "Jane Roe")
          for label in ("사진: ", "사진 제공=", "写真：", "图片来源：", "图：", "Photos: ", "Image: ", "Foto: ", "Credit: ")),
        ("Caption: The port", "The port", ""), ("Media caption, The port", "The port", ""), ("Image caption: The port",
        "The port", ""),
        ("사진 설명: 항구의 배", "항구의 배", ""), ("사진설명：항구의 배", "항구의 배", ""), ("写真説明：港の船", "港の船", ""),
        ("图片说明：港口的船", "港口的船", ""),
        ("The port (AFP-Reuters)", "The port", "AFP-Reuters"), ("The port (Getty Images)", "The port", "Getty Images"),
        ("The port [AFP/Reuters]", "The port", "AFP/Reuters"), ("The port [AFP-Reuters, File]", "The port", "AFP-Reuters, File"),
        ("The port | AFP", "The port", "AFP"), ("The port / Jane Roe/AFP via Getty Images", "The port",
        "Jane Roe/AFP via Getty Images"),
    ],
)  # fmt: skip
def test_forms_of_captions(line: str, caption: str, credit: str) -> None:
    assert captions(line, TEXT) == ([(caption, credit)] if caption or credit else [])


@pytest.mark.parametrize("label", ["Image caption", "Media caption", "image caption,", "media caption:"])
def test_a_label_above_a_caption(label: str) -> None:
    assert captions(label, "The port", TEXT) == [("The port", "")]


# metadata


def left_out(text: str, *, last: bool = False) -> str:
    found = read_metadata_line(text, SEOUL, is_last=last)
    return found.left_out if found else ""


COPYRIGHTS = (
    "Copyright © The Wire|Copyrights ⓒ The Wire|Copyright (c) The Wire|Copyright 2026|Copyright by The Wire|Copyright: x|"
    "© The Wire|"
    "[ⓒ The Wire]|<(c) 2026 The Wire|(© The Wire)|All rights reserved|Rights reserved|Riproduzione riservata|Tous droits réservés|"
    "Alle Rechte vorbehalten|Todos los derechos reservados|Todos os direitos reservados|Все права защищены|جميع الحقوق محفوظة|"
    "版权所有|版權所有|無断転載|無断複製|무단 전재|무단복제|무단 배포|무단사용|재배포 금지|재배포금지|저작권자 예시|"
    "Reproduction without permission|Republishing is prohibited|Redistribution is forbidden|Reprint by permission|"
    "This may not be published, broadcast, rewritten or redistributed|Reproduced by permission"
)


def test_copyright_notices() -> None:
    assert [line for line in COPYRIGHTS.split("|") if left_out(line) != "copyright"] == []
    strict = (
        "© 2026 The Wire|ⓒ The Wire 2026|(c) 2026 The Wire 2026|Copyright © 2026 A|Copyrights 2026 A 2026|저작권자 예시 무단 전재|"
        "ⓒ 예시 재배포 금지|© The Wire, all rights reserved|[ⓒ The Wire]|<© The Wire>|(ⓒ The Wire)"
    )
    assert [line for line in strict.split("|") if not is_copyright_notice(line)] == []


RELATIVE = (
    "1 minute ago|5 mins ago|3 hours ago|2 hrs ago|a day ago|an hour ago|2 weeks ago|a month ago|Published 3 days ago|"
    "Updated: 2 hours ago|Posted 5 minutes ago|3분 전|3시간 전|2일 전|2주 전|3개월 전|5分前|2時間前|3小时前|4天前|5日前|"
    "vor 5 Minuten|"
    "vor 3 Stunden|vor 2 Tagen|vor 1 Tag|il y a 5 minutes|il y a 3 heures|il y a 2 jours|hace 5 minutos|hace 3 horas|hace 2 días"
)


def test_times_relative_to_now() -> None:
    assert [line for line in RELATIVE.split("|") if left_out(line) != "a time without a date"] == []


@pytest.mark.parametrize("label", ["Source", "Original", "Article", "Link", "URL", "원문", "출처", "Source URL", "Article url"])
def test_labels_of_the_page_of_an_article(label: str) -> None:
    assert read_metadata_line(f"{label}: https://a.example/x", SEOUL) == MetadataLine(url="https://a.example/x")


def test_labels_of_the_source() -> None:
    labels = "Source|Источник|المصدر|출처|来源|來源|出典|Quelle|Fuente|Fonte|Bron"
    lines = {label: read_metadata_line(f"{label}：The Wire", SEOUL) for label in labels.split("|")}
    assert [label for label, found in lines.items() if found != MetadataLine(source="The Wire")] == []


def test_agencies_that_only_sell_pictures_are_no_source() -> None:
    names = "Getty Images|GettyImages|Shutterstock|Alamy|Imago|Imago Images|Zuma Press|게티이미지|게티이미지뱅크|게티이미지코리아"
    assert [name for name in names.split("|") if read_metadata_line(f"({name})", SEOUL) is not None] == []


def test_marks_at_the_end_of_a_text() -> None:
    marks = "(END)|<끝>|[ends]|ENDS|##|#####|-30-|- 30 -|-end-|--ends--|■|◆"
    assert [mark for mark in marks.split("|") if left_out(mark, last=True) != "the end mark"] == []


DATE = "2026-01-04 10:30"
SEVERAL = (
    f"By Ann Bee | {DATE}", f"By Ann Bee • {DATE}", f"By Ann Bee · {DATE}", f"By Ann Bee / {DATE}",
    f"By Ann Bee, published {DATE}", f"By Ann Bee first published {DATE}", f"By Ann Bee last updated {DATE}",
    f"By Ann Bee posted {DATE}",
    f"By Ann Bee, modified {DATE}", f"홍길동 기자 입력 {DATE}", f"홍길동 기자 기사입력 {DATE}", f"홍길동 기자, 최종수정 {DATE}",
    f"홍길동 기자 수정: {DATE}", f"홍길동 기자 등록 {DATE}", f"홍길동 기자 게재 {DATE}", f"홍길동 기자 승인 {DATE}",
    f"홍길동 기자 송고 {DATE}",
    *(f"By Ann Bee, {month} 4, 2026" for month in
      ("Jan.", "February", "Mar", "April", "May", "June", "July", "Aug.", "Sept.", "October", "Nov.", "December")),
    "By Ann Bee 2026-01-04", "By Ann Bee 2026/ 1/4", "홍길동2026. 1. 4.", "홍길동2026년 1월 4일",
    f"Ann Bee, mis à jour le {DATE}", f"Ann Bee, publié le {DATE}", f"Ann Bee, veröffentlicht am {DATE}",
    f"Ann Bee, publicado {DATE}",
    f"Ann Bee, pubblicato il {DATE}", f"Published {DATE}Updated 2026-01-05 10:30", f"Updated {DATE}published 2026-01-03 10:30",
    f"{DATE} 来源：北方日报", f"{DATE} 來源：北方日報", f"{DATE} 出典：北方新聞", f"{DATE} 출처: 항구일보", f"{DATE} 作者：王小明",
    f"{DATE} 记者：王小明", f"{DATE} 責任編輯：王小明", f"{DATE} 责任编辑：王小明", f"{DATE} 编辑：王小明", f"{DATE} 編輯：王小明",
    f"{DATE} 北方日报", f"{DATE} Quelle: The Wire", f"{DATE} Fonte: The Wire", f"{DATE} Fuente: The Wire",
    f"{DATE} Lesezeit: 3 Min.", f"{DATE} Lesedauer: 3 Min.", f"{DATE} Temps de lecture : 3 min", f"{DATE} 3 min read",
    f"{DATE}·3 min read",
)  # fmt: skip


def test_several_pieces_of_metadata_in_a_line() -> None:
    found = {line: read_metadata_line(line, SEOUL) for line in SEVERAL}
    assert [line for line, metadata in found.items() if not metadata or not metadata.timestamps] == []


# data and hyphens

TAGS = (
    "a abbr article aside b blockquote body br button div em figcaption figure font footer h1 h6 head header hr html i iframe img "
    "input li link main meta nav ol p script section small span strong style sub sup svg table tbody td th title tr u ul"
)
BLOCKS = "p div li h2 td tr ul ol table section article blockquote"


def test_elements_of_html() -> None:
    found = {tag: text_type(f"<p>one <{tag} class='x'>two</{tag}>") for tag in TAGS.split()}
    assert [tag for tag, kind in found.items() if not kind or kind.name != "HTML"] == []
    assert text_type("<p>one <fish class='x'>two</fish>") is None
    blocks = {tag: text_type(f"one <b>two</b> <i>three</i></{tag}>\nfour") for tag in BLOCKS.split()}
    assert [tag for tag, kind in blocks.items() if not kind or kind.name != "HTML"] == []
    assert text_type("one <b>two</b> <i>three</i></span>\nfour") is None


@pytest.mark.parametrize(
    "start", ["<!doctype html>", "<!DOCTYPE  html >", "<html lang='en'>", "<head >", "<body >", "<!-- a --> <html >"]
)
def test_the_first_element_of_a_page(start: str) -> None:
    found = text_type(f"{start}\n<title>x</title>")
    assert found is not None and found.name == "an HTML page"


@pytest.mark.parametrize("start", ["<rss >", "<feed >", "<rdf:RDF >", "<channel >"])
def test_the_first_element_of_a_feed(start: str) -> None:
    found = text_type(f"{start}<title>x</title>")
    assert found is not None and found.name.startswith("a feed")


@pytest.mark.parametrize(
    "line", ["Content-Type: multipart/mixed", "content-transfer-encoding: base64", "Content-Transfer-Encoding: quoted-printable"]
)
def test_headers_of_an_encoded_mail(line: str) -> None:
    found = text_type(f"From: a\nReceived: b\n c\n{line}\n\ntext")
    assert found is not None and found.name == "a saved e-mail (MIME)"


@pytest.mark.parametrize("text", ["---\ntitle: A\n---", "+++\ntitle = 'A'\n+++ \nx", "---\na: b\nTitle : A\nc: d\n---\n"])
def test_front_matter_may_end_the_file(text: str) -> None:
    found = text_type(text)
    assert found is not None and found.name == "an article with front matter"


FIRST_PARTS = (
    "all anti best better city closed co cost cross decision deep double e east eight eighty eleven ex fact far fast "
    "fifty first five forty four full half hard high ill large left life long low mid multi new nine ninety non "
    "north old one open part peace policy post pre pro quasi record right second self semi seven seventy short "
    "single six sixty slow small so soft south state ten then third thirty three top trade twelve twenty two vice "
    "well west wide world year"
)
SECOND_PARTS = (
    "backed based class driven elect established free friendly funded general in known law led level like looking "
    "maker makers making off old oriented owned party profile quarters ranking related run scale sized style term "
    "thirds time up wide year"
)


def test_a_hyphen_stays_after_prefixes_and_before_suffixes_of_compounds() -> None:
    words = words_of_lines([])
    assert [part for part in FIRST_PARTS.split() if keeps_hyphen(f"a {part}-", "xyz it", words) is not True] == []
    assert [part for part in SECOND_PARTS.split() if keeps_hyphen("a xyz-", f"{part} it", words) is not True] == []
    conjunctions = "and or to und oder bis et ou y o e"
    assert [word for word in conjunctions.split() if keeps_hyphen("pre-", f"{word} post-war", words) is not None] == []


def test_ligatures_are_letters() -> None:
    assert [line.text for line in split_lines("\ufb00\n\ufb01\n\ufb02\n\ufb03\n\ufb04\n\ufb05\n\ufb06")] == [
        "ff", "fi", "fl", "ffi", "ffl", "st", "st",
    ]  # fmt: skip


def test_numbers_of_pages_in_many_languages() -> None:
    numbers = (
        "3|- 3 -|–3–|Page 3|Seite 3|Página 3|Pagina 3|p. 3|3/9|3 / 9|Page 3/9|Page 3 of 9|Seite 3 von 9|Página 3 de 9|"
        "Page 3 sur 9|Pagina 3 di 9"
    )
    wrong = []
    for number in numbers.split("|"):
        pages = [[(0, "a"), (1, "b"), (2, number)], [(3, "c"), (4, "d"), (5, "e")]]
        if headers_and_footers(pages) != {2: "a page number"}:
            wrong.append(number)
    assert wrong == []
    sure = "Page 3/9|Page 3 of 9|Seite 3 von 9|Página 3 de 9|Page 3 sur 9|Pagina 3 di 9|Seite 3 / 9"
    assert [number for number in sure.split("|") if not headers_and_footers([[(0, "a"), (1, number), (2, "b")]])] == []
