"""Korean, Japanese and Chinese bylines, such as `홍길동 기자` and `本报记者 王小明`: patterns of reporters' titles, desks, places
of report and picture credits; divides a line into persons, organisations and roles, and returns authors and
agency."""

from __future__ import annotations

import re
from collections.abc import Collection

from msgspec import Struct

from digest.importers.organisations import is_desk, organisation_name
from digest.importers.person_names import has_family_name, is_name

_BETWEEN_CJK_NAMES = re.compile(r"\s?(?:[,;&|·ㆍ、，]|/)\s?|\s(?:and|및)\s")
_KOREAN_TITLE = (
    r"(?:(?<=[가-힣]\s)[가-힣]{2,4}\s?전문기자|(?:[가-힣]{2,4}전문|선임|전문|대|인턴|수습|객원|시민|명예|부)?기자|특파원|통신원|"
    r"(?:객원)?논설위원|논설실장|논설주간|논설고문|주필|편집위원|기획위원|편집국장|"
    r"칼럼니스트|에디터|앵커|리포터|선임에디터|팀장|부장|차장|PD)"
)
_KOREAN_ROLE = re.compile(rf"\s?{_KOREAN_TITLE}(?=$|[\s,·ㆍ/&;)])")
_ROLE_IN_BRACKETS = re.compile(rf"\s?[(（][가-힣\s]{{0,8}}?{_KOREAN_TITLE}[)）]")
_BRACKETS_AFTER_NAME = re.compile(r"\s?[(（\[][^()（）\[\]]{1,40}[)）\]]")
_AND_OTHER_REPORTERS = re.compile(r"\s(?:외|등)\s?\d{1,2}[명인]$|\s등$")
_KOREAN_DESK_BEFORE_NAME = re.compile(
    r"[가-힣]{1,8}(?:부|팀|국|센터|일보|신문|뉴스|타임스|통신|방송)\s(?=[가-힣])|[가-힣A-Za-z0-9]{2,12}\s?=\s?|글쓴이\s?[=:]?\s?|글\s?[=:]\s?"
    r"|(?:글|취재|정리)\s"
)
_PICTURE_KIND = r"(?:사진|영상|그래픽|촬영|삽화|일러스트|편집|디자인|자료사진)"
_PICTURE_WORD = rf"(?:사진\s?제공|{_PICTURE_KIND}(?:\s?[·,/]?\s?{_PICTURE_KIND})?)"
_PICTURE_LABEL = (
    rf"{_PICTURE_WORD}(?:\s?[=:]|/(?![글취])"
    rf"|\s(?=[가-힣]{{2,4}}(?:\s?[·,]\s?[가-힣]{{2,4}}){{0,3}}\s?{_KOREAN_TITLE}(?:$|[\s,·/])))"
)
_PICTURE_LABEL_ALONE = re.compile(
    rf"{_PICTURE_WORD}|(?i:photos?|pictures?|images?|video|graphics?|foto)|写真|撮影|摄影|攝影|图片?|圖片?"
)
_CREDITED_PERSON = re.compile(rf"{_PICTURE_LABEL}\s?(?P<names>[^=:]{{1,60}})")
_TEXT_AND_PICTURE_CREDIT = re.compile(
    r"(?:글|취재)\s?[·,/]?\s?(?:사진|영상|촬영)(?:\s?[=:/]\s?|\s(?=[가-힣]))|(?:사진|영상|촬영)\s?[·,/]\s?(?:글|취재)(?:\s?[=:/]\s?|\s(?=[가-힣]))"
)
_OTHER_CREDIT = re.compile(rf"[\s,·/|](?={_PICTURE_LABEL})")
_KOREAN_NAME = re.compile(r"[가-힣]{2,4}|[가-힣]{2}\s[가-힣]{1,2}")
_PLACE_AND_REPORTER = re.compile(
    r"(?:서울|부산|대구|인천|광주|대전|울산|세종|제주|경기|강원|충북|충남|전북|전남|경북|경남|수원|청주|전주|창원|춘천|포항|"
    r"워싱턴|뉴욕|도쿄|베이징|상하이|런던|파리|베를린|모스크바|하노이|홍콩|제네바|브뤼셀)\s[가-힣]{2,4}"
)
_REPORTER_AND_POST = re.compile(r"(?P<name>[가-힣]{2,4})\s[가-힣]{2,6}")
_WORDS_LIKE_KOREAN_NAMES = frozenset(
    str.split(
        "전문 인턴 선임 본지 본보 현지 담당 우리 정치 경제 사회 문화 국제 온라인 편집 해외 국내 지역 시민 교통 의학 "
        "의료 과학 교육 환경 노동 법조 군사 안보 국방 외교 통일 북한 부동산 금융 증권 산업 자동차 반도체 여행 음식 "
        "종교 출판 문학 미술 음악 영화 연극 방송 스포츠 야구 축구 골프 바둑 기후 에너지 보건 복지 인구 여성 농업 해양 "
        "항공 우주 탐사 데이터 유통 패션 식품 건강 디지털 미디어 정책 사진 영상 그래픽 촬영"
    )
)

_HAN_IN_NAMES = "\u4e00-\u9fff\u3005"
_JAPANESE_NAME = re.compile(
    rf"[{_HAN_IN_NAMES}\u3041-\u30ff]{{2,8}}|[{_HAN_IN_NAMES}]{{1,4}}[\s\u3000][{_HAN_IN_NAMES}\u3041-\u30ff]{{1,4}}"
)
_CHINESE_NAME = re.compile(rf"[{_HAN_IN_NAMES}]{{2,4}}|[{_HAN_IN_NAMES}]{{1,6}}[·•][{_HAN_IN_NAMES}]{{1,8}}")
_JAPANESE_BYLINES = (
    re.compile(r"(?:記者|取材・文|文・写真|文|執筆|筆者|ライター)[\s:：=＝/／・]\s?(?P<names>.{2,60})"),
    re.compile(r"(?:[^=＝・\s]{1,10}[=＝])?(?P<names>[^=＝]{2,60}?)\s?(?:記者|特派員|編集委員|論説委員|通信員|支局長)"),
)
_CHINESE_BYLINES = tuple(
    re.compile(rf"{pattern}(?P<names>.{{2,60}}?)(?:\s?(?:报道|報導|報道|摄影报道))?")
    for pattern in (
        r"(?:本报|本報|本网|本網|本刊|新华社|新華社|中新社|中央社|央视|特约|特約|见习|見習|实习|實習|综合|綜合|首席"
        r"|[\u4e00-\u9fff]{2,6}(?:新闻|新聞|网|網|日报|日報|晚报|晚報|时报|時報|财经|財經|周刊|卫视))(?:首席)?(?:记者|記者)[\s:：]?\s?",
        r"(?:记者|記者|通讯员|通訊員|作者|撰文|撰稿|采写|採寫|文字|文)[\s:：/丨|／｜∕]\s?(?:(?:本报|本報)?(?:记者|記者)\s?)?",
    )
)
_REPORT_AFTER_PLACE = r"(?:即時|即时|[综綜]合)?(?:報導|报道|報道)$"
_PLACE_OF_REPORT = re.compile(rf"\s?[／/∕｜|]\s?[{_HAN_IN_NAMES}]{{2,4}}?{_REPORT_AFTER_PLACE}")
"""The place after a name in Taiwan, as in `記者 王小明／台北報導`."""

_CITY_OF_REPORT = re.compile(
    r"\s?(?:北京|上海|广州|廣州|深圳|天津|重庆|重慶|成都|武汉|武漢|南京|杭州|西安|香港|澳门|澳門|台北|臺北|新北|桃園|台中|臺中|台南|臺南|"
    rf"高雄|华盛顿|華盛頓|纽约|紐約|东京|東京|伦敦|倫敦|巴黎|首尔|首爾|莫斯科|日内瓦|日內瓦){_REPORT_AFTER_PLACE}"
)
"""A city after a name without a mark between them, as in `本报记者 王小明 北京报道`."""

_REPORTER_BEFORE_PLACE = re.compile(
    rf"(?:[{_HAN_IN_NAMES}]{{0,4}}(?:記者|记者|特派員|特派员|編譯|编译)|[{_HAN_IN_NAMES}]{{2,4}}中心)\s?[:：]?\s?(?P<names>(?![综綜]合).{{2,60}})"
)
"""The names between a role and a place: `記者王小明`. Without a place, a sentence may begin so."""

_DESK_BEFORE_PLACE = re.compile(rf"[{_HAN_IN_NAMES}]{{2,4}}中心")
_PHOTOGRAPHER_AFTER_NAME = re.compile(rf"[、，,\s]\s?[攝摄]影(?:記者|记者)?\s?[{_HAN_IN_NAMES}]{{2,4}}$")

_CHINESE_EDITORS = re.compile(
    r"(?:责任编辑|責任編輯|责编|責編|编辑|編輯|图片编辑|圖片編輯|责任校对|审核|審核|校对|校對|监制|監製|編集|校閲|摄影|攝影|撮影)\s?[:：/丨|／｜∕]\s?[^。.]{1,40}"
)


class CjkByline(Struct, frozen=True):
    """The authors in a byline; `line_kind` is the kind of a line without authors."""

    authors: tuple[str, ...] = ()
    organisation: str = ""
    line_kind: str = ""
    sure: bool = True
    """False for bare names, which are a byline only next to other metadata."""


def read_cjk_byline(text: str, outlets: Collection[str] = ()) -> CjkByline | None:
    """Return the byline in one of the three languages, or None. `outlets` are names in folded case."""
    if text.isascii():
        return None
    if all(_is_korean_credit(part, outlets) for part in _OTHER_CREDIT.split(text)):
        return CjkByline(line_kind="a credit for pictures")
    if _CHINESE_EDITORS.fullmatch(text):
        return CjkByline(line_kind="a credit")
    if is_desk(_KOREAN_ROLE.sub("", text)):
        return CjkByline(line_kind="a desk, and no person")
    return _korean_byline(text, outlets) or _han_byline(text, outlets) or _bare_cjk_names(text, outlets)


def is_picture_label(text: str) -> bool:
    """Return whether the text is the label of a credit for pictures: `사진`, `Photo`."""
    return bool(_PICTURE_LABEL_ALONE.fullmatch(text))


def _bare_cjk_names(byline_text: str, outlets: Collection[str]) -> CjkByline | None:
    """Read bare names: `홍길동`, `山田太郎、鈴木花子`."""
    byline_names = [name for name in _BETWEEN_CJK_NAMES.split(byline_text) if name]
    if (
        not byline_names
        or not all(map(has_family_name, byline_names))
        or any(organisation_name(name, outlets) for name in byline_names)
    ):
        return None
    return CjkByline(tuple(byline_names), sure=False)


def _korean_byline(byline_text: str, outlets: Collection[str]) -> CjkByline | None:
    """Read `홍길동 기자`, `정치부 홍길동·김철수 기자`, `워싱턴=홍길동 특파원`, `글 홍길동(시민기자)`, `John Smith 기자`."""
    byline_text = _AND_OTHER_REPORTERS.sub("", _without_photographer(_TEXT_AND_PICTURE_CREDIT.sub("", byline_text), outlets))
    byline_text = _BRACKETS_AFTER_NAME.sub("", _ROLE_IN_BRACKETS.sub(" 기자", byline_text))
    reporter_titles = list(_KOREAN_ROLE.finditer(byline_text))
    if not reporter_titles or reporter_titles[-1].end() < len(byline_text):
        return None
    listed_reporters = _KOREAN_ROLE.sub(",", _KOREAN_DESK_BEFORE_NAME.sub(_desk_mark, byline_text))
    byline_parts = [
        _korean_byline_part(part.strip(), outlets) for part in _BETWEEN_CJK_NAMES.split(listed_reporters) if part.strip()
    ]
    if not all(byline_parts):
        return None
    authors = tuple(name for kind, name in filter(None, byline_parts) if kind == "person")
    agency = next((name for kind, name in filter(None, byline_parts) if kind == "organisation"), "")
    return CjkByline(authors, agency, "" if authors or agency else "a role, and no person")


def _desk_mark(desk_match: re.Match[str]) -> str:
    """Remove a desk before a name; keep a newspaper as a separate part."""
    name = desk_match[0].strip(" =:")
    return f"{name}," if organisation_name(name) else ""


def _korean_byline_part(part_text: str, outlets: Collection[str]) -> tuple[str, str] | None:
    """Return the kind ('person', 'organisation' or 'role') and name of a part; None for anything else."""
    outlet_name = organisation_name(part_text, outlets)
    if outlet_name:
        return "organisation", outlet_name
    if is_desk(part_text) or part_text in _WORDS_LIKE_KOREAN_NAMES:
        return "role", part_text
    if _KOREAN_NAME.fullmatch(part_text) or is_name(part_text, min_words=2):
        return "person", part_text
    first, _, rest = part_text.partition(" ")
    name = rest if organisation_name(first, outlets) or is_desk(first) else first if organisation_name(rest, outlets) else ""
    if name:
        return ("person", name) if _KOREAN_NAME.fullmatch(name) else None
    if _PLACE_AND_REPORTER.fullmatch(part_text) and has_family_name(rest):
        return "person", rest  # `서울 홍길동 기자`
    name_and_post = _REPORTER_AND_POST.fullmatch(part_text)  # `홍길동 도쿄 특파원`
    return ("person", name_and_post["name"]) if name_and_post and name_and_post["name"] not in _WORDS_LIKE_KOREAN_NAMES else None


def _without_photographer(byline_text: str, outlets: Collection[str]) -> str:
    """Return `글=홍길동 기자 사진=김철수 기자` without the photographer."""
    credit_parts = _OTHER_CREDIT.split(byline_text)
    author_parts = [part for part in credit_parts if not _is_korean_credit(part, outlets)]
    return " ".join(author_parts).rstrip(" ,·/|")


def _is_korean_credit(credit_text: str, outlets: Collection[str]) -> bool:
    """Return whether the text is a credit for images: `사진=김철수 기자`, `사진=연합뉴스`."""
    credit_match = _CREDITED_PERSON.fullmatch(credit_text.strip())
    if not credit_match:
        return False
    credited_names = re.sub(r"\s?제공$", "", _KOREAN_ROLE.sub("", credit_match["names"]).strip())
    return all(
        _KOREAN_NAME.fullmatch(name) or organisation_name(name, outlets) for name in _BETWEEN_CJK_NAMES.split(credited_names)
    )


def _han_byline(byline_text: str, outlets: Collection[str]) -> CjkByline | None:
    """Read `記者 山田太郎`, `東京＝山田太郎記者`, `本报记者 王小明 李四`, `文/王小明`."""
    byline_without_place = _CITY_OF_REPORT.sub("", _PLACE_OF_REPORT.sub("", byline_text))
    if byline_without_place != byline_text:
        if _DESK_BEFORE_PLACE.fullmatch(byline_without_place):
            return CjkByline(line_kind="a desk, and no person")
        byline_text = _PHOTOGRAPHER_AFTER_NAME.sub("", byline_without_place)
        reporters = _REPORTER_BEFORE_PLACE.fullmatch(byline_text)
        if reporters and (byline := _byline_of_names(_chinese_names(reporters["names"]), _CHINESE_NAME, outlets)):
            return byline
    for byline_pattern in _JAPANESE_BYLINES:
        if (byline_match := byline_pattern.fullmatch(byline_text)) and (
            byline := _byline_of_names(_japanese_names(byline_match["names"]), _JAPANESE_NAME, outlets)
        ):
            return byline
    for byline_pattern in _CHINESE_BYLINES:
        if (byline_match := byline_pattern.fullmatch(byline_text)) and (
            byline := _byline_of_names(_chinese_names(byline_match["names"]), _CHINESE_NAME, outlets)
        ):
            return byline
    return None


def _japanese_names(names_text: str) -> list[str]:
    return [name.strip() for name in re.split(r"[、，,・/／]", names_text) if name.strip()]


def _chinese_names(names_text: str) -> list[str]:
    return [name.strip() for name in re.split(r"[、，,\s/／]", names_text) if name.strip()]


def _byline_of_names(cjk_names: list[str], name_pattern: re.Pattern[str], outlets: Collection[str]) -> CjkByline | None:
    organisations = [name for name in cjk_names if organisation_name(name, outlets)]
    persons = tuple(name for name in cjk_names if name not in organisations)
    if not cjk_names or not all(map(name_pattern.fullmatch, persons)) or any("記者" in name or "记者" in name for name in persons):
        return None
    return CjkByline(persons, organisations[0] if organisations else "")
