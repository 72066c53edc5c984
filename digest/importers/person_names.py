"""Recognises names of persons: capitalised words with particles and suffixes, and full names by lists of Korean and Japanese
family names, without words that resemble them; converts names in capitals to normal case, by word and part (`O'BRIEN`,
`McDONALD`, `KIM DO-HYUN`)."""

from __future__ import annotations

import re

_WORD_OF_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|['’.-])*")

_NAME_PARTICLES = frozenset(str.split("de der den del della di da dos du la le von van bin ibn al ter zu zum zur y af den"))
_LOWERED_PARTICLES = frozenset(str.split("DE DER DEN DEL DELLA VON BIN IBN"))
"""Particles that are never a given name, unlike VAN in Vietnam, or LA."""

_LOWERED_PARTICLE_PAIRS = frozenset({("DE", "LA"), ("DE", "LAS"), ("DE", "LOS"), ("VAN", "DE"), ("VAN", "DEN"), ("VAN", "DER")})

_NAME_SUFFIXES = frozenset(str.split("II III IV VI VII VIII JR JR. SR SR."))
_LOWER_GIVEN_NAME = frozenset(
    str.split(
        "AHN AN BAE BAEK BAN BYUN CHA CHAE CHANG CHO CHOE CHOI CHOO CHUN CHUNG DO EOM EUM GO GONG GU GWAK "
        "GWON HA HAHM HAN HEO HONG HUH HWANG HYUN IM JANG JEON JEONG JI JIN JO JOO JU JUN JUNG KANG KIL KIM "
        "KO KOO KU KWAK KWON LEE LIM MA MAENG MIN MOON MUN NA NAM NAMGUNG NOH OH PAEK PARK PYO RHEE RHO ROH "
        "RYU SEO SEOL SEONG SHIM SHIN SIM SIN SO SOHN SON SONG SUH SUNG TAK WANG WON WOO YANG YEO YEOM YI "
        "YIM YOO YOON YU YUN CHEN HSU LIN TSAI WU"
    )
)
"""Family names of Korea and Taiwan: `KIM DO-HYUN` is Kim Do-hyun, where `ANNE-MARIE SMITH` is Anne-Marie Smith."""


def is_name(text: str, min_words: int = 1) -> bool:
    """Return whether the text looks like a person's name of `min_words` to 5 words."""
    name_words = text.split()
    if not min_words <= len(name_words) <= 5 or len(text) > 60 or not all(map(_WORD_OF_NAME.fullmatch, name_words)):
        return False
    if text.endswith(".") and name_words[-1].upper() not in _NAME_SUFFIXES:
        return False
    return name_words[0][0].isupper() and all(word[0].isupper() or word in _NAME_PARTICLES for word in name_words)


def title_case_name(name: str) -> str:
    """Convert a name in capitals to normal case: `KIM DO-HYUN` → `Kim Do-hyun`, `O'BRIEN` → `O'Brien`; keep other names."""
    name_words = name.split()
    is_korean = any(word.upper() in _LOWER_GIVEN_NAME for word in name_words)
    is_uppercase = name.isupper()
    return " ".join(
        _title_case_word(name_words, position, is_korean) if is_uppercase or _is_uppercase_name(word) else word
        for position, word in enumerate(name_words)
    )


def _is_uppercase_name(word: str) -> bool:
    """Return whether the word is a name in capitals, not initials: `Emmanuel MACRON`, `Ronald McDONALD`."""
    return len(word) > 2 and "." not in word and re.sub("^Ma?c", "", word).isupper()


def _title_case_word(name_words: list[str], position: int, is_korean: bool) -> str:
    name_word = name_words[position]
    if position and name_word in _NAME_SUFFIXES:
        return name_word.capitalize() if name_word[1] == "R" else name_word
    if position and (name_word in _LOWERED_PARTICLES or (name_words[position - 1], name_word) in _LOWERED_PARTICLE_PAIRS):
        return name_word.lower()
    if (name_word, *name_words[position + 1 : position + 2]) in _LOWERED_PARTICLE_PAIRS:
        return name_word.lower() if position else name_word.capitalize()
    if "." in name_word.rstrip(".") or (len(name_word) == 2 and not re.search("[AEIOUY]", name_word)):
        return name_word  # J.K., TJ
    first_part, *other_parts = name_word.split("-")
    return "-".join(
        [_title_case_part(first_part), *(other.lower() if is_korean else _title_case_part(other) for other in other_parts)]
    )


def _title_case_part(name_part: str) -> str:
    """Convert `O'BRIEN`, `MCDONALD`, `McDONALD` or `SMITH` to normal case."""
    for mark in "'’":
        before, mark_found, after = name_part.partition(mark)
        if mark_found and len(before) == 1 and after:
            return before + mark_found + after.capitalize()
    mac_prefix = re.match(r"Mac(?=[A-Z])|M[cC](?=[A-Z]{3})", name_part)
    if mac_prefix:
        return mac_prefix[0].capitalize() + name_part[mac_prefix.end() :].capitalize()
    return name_part.capitalize()


_KOREAN_FAMILIES = (
    "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민나진지엄채원천방공현함변염여추"
    "도소석선설마길연위표명기반왕금옥육인맹제모탁국은편용예봉사부"
)
_KOREAN_DOUBLE_FAMILIES = "남궁|황보|제갈|선우|독고|사공|서문|동방"
_JAPANESE_FAMILIES = (
    "佐藤|鈴木|高橋|田中|伊藤|渡辺|渡邊|渡部|山本|中村|小林|加藤|吉田|山田|佐々木|山口|松本|井上|木村|"
    "斎藤|斉藤|齋藤|清水|山崎|山﨑|池田|橋本|阿部|石川|山下|中島|石井|小川|前田|岡田|長谷川|藤田|後藤|"
    "近藤|村上|遠藤|青木|坂本|福田|太田|西村|藤井|金子|岡本|藤原|三浦|中野|中川|原田|松田|竹内|小野|"
    "田村|中山|和田|石田|森田|上田|内田|柴田|酒井|宮崎|横山|高木|安藤|宮本|大野|小島|谷口|今井|工藤|"
    "高田|増田|丸山|杉山|村田|大塚|新井|小山|平野|藤本|河野|上野|野口|武田|松井|千葉|岩崎|菅原|木下|"
    "久保|佐野|野村|松尾|市川|菊地|菊池|杉本|古川|大西|島田|水野|桜井|櫻井|高野|吉川|山内|西田|飯田|"
    "西川|小松|北村|安田|五十嵐|川口|平田|中田|久保田|服部|岩田|土屋|川崎|福島|本田|樋口|秋山|田口|永井|"
    "中西|吉村|川上|石原|大橋|松岡|馬場|浜田|森本|星野|矢野|浅野|大久保|吉岡|小池|野田|荒木|熊谷|松浦|"
    "内藤|黒田|尾崎|川村|永田|望月|松村|田辺|荒井|大島|平井|早川|菅野|栗原|西山|広瀬"
)
_WORDS_LIKE_FULL_NAMES = frozenset(
    str.split(
        "이메일 이미지 이야기 이벤트 이날의 신문사 방송국 방문자 사진전 오디오 우편함 정치면 정치권 문화면 "
        "문화부 국제면 국제부 경제면 경제부 사회면 사회부 전체글 전송됨 조회수 기자명 구독료 구독자 공지문 "
        "남기기 서비스 최신순 추천순 인기순 인기글 한글판 영문판 오늘의 지난해 원문길 편집국 편집부 주요면 "
        "전국부 정책부 금융부 나이트 주말판 지면판 기획팀 취재팀 사진부 연예부 유튜브 한국어 영어판 국내외 "
        "기사문 문화재 도서관 박물관 공연장 지하철 반도체 부동산 고양시 성남시 강남구 양천구 용산구 구로구 "
        "노원구 전주시 김해시 안산시 안양시 여수시 양산시 나주시 남원시 하남시 이천시 고성군 양평군 연천군"
    )
)
"""Words of web pages, and places, that look like a name."""

_NAMES_WITH_FAMILY = re.compile(
    f"(?:{_KOREAN_DOUBLE_FAMILIES})[가-힣]{{1,2}}|[{_KOREAN_FAMILIES}][가-힣]{{2}}"
    f"|(?:{_JAPANESE_FAMILIES})[\\s\u3000]?(?![県市区町村郡島駅港線版発氏])[\u4e00-\u9fff\u3005\u3041-\u30ff]{{1,4}}"
)


def has_family_name(text: str) -> bool:
    """Return whether the text looks like a full name that begins with a common family name, in hangul, or in kanji and kana."""
    return bool(_NAMES_WITH_FAMILY.fullmatch(text)) and text not in _WORDS_LIKE_FULL_NAMES
