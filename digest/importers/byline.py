"""Lines that say who wrote a text → names as they are written in running text."""

from __future__ import annotations

import re

from msgspec import Struct

MAX_CHARACTERS = 160

_MAIL = re.compile(r"[\[(<]?\s?[^\s@\[\]()<>,;]{1,64}@[^\s@\[\]()<>,;]{3,190}[\])>]?")
_BY = re.compile(
    r"(?:written |reported |reporting |story |words )?by\s?:?\s(?P<names>.+)|(?:byline|author|reporter)s?\s?[:：]\s?(?P<given>.+)",
    re.IGNORECASE,
)
_DASH = re.compile(r"[-\u2013\u2014]\s?(?P<names>\S.+)")
_BETWEEN = re.compile(r"\s?(?:[,;&|·ㆍ]|/)\s?|\s(?:and|AND|with|WITH)\s")
_PLACE = re.compile(r"\s(?:in|IN|for|FOR)\s.*")

_AGENCIES = frozenset(
    str.split(
        "reuters|ap|associated press|afp|agence france-presse|yonhap|yonhap news|yonhap news agency|xinhua|kyodo|"
        "kyodo news|jiji press|bloomberg|bloomberg news|dpa|efe|ani|pti|upi|tass|ansa|cna|kcna|newsis|news1|bernama|antara|"
        "연합뉴스|뉴시스|뉴스1|로이터|신화통신|교도통신",
        "|",
    )
)
_ROLES = frozenset(
    str.split(
        "writer writers reporter reporters correspondent correspondents contributor contributors editor editors columnist "
        "staff desk chief intern photographer author"
    )
)
_KOREAN_ROLE = re.compile(
    r"\s?(?:(?:선임|전문|대|인턴|수습|객원)?기자|특파원|통신원|논설위원|논설실장|칼럼니스트|에디터|앵커|리포터)(?=$|[\s,·ㆍ/&])"
)
_KOREAN_DESK = re.compile(
    r"[가-힣]{1,8}(?:부|팀|국|센터|지국|일보|신문|뉴스|타임스|통신)\s(?=[가-힣])|[가-힣]{2,8}\s?=\s?|글\s?[=:]\s?|(?:글|취재|정리)\s"
)
_PICTURES = r"(?:사진|영상|그래픽|촬영|삽화|일러스트)\s?[=:]"
_CREDIT = re.compile(rf"{_PICTURES}\s?(?P<whose>[^=:]{{1,60}})")
_BOTH_CREDITS = re.compile(r"글\s?[·,/]\s?사진\s?[=:]\s?|사진\s?[·,/]\s?글\s?[=:]\s?")
_OTHER_CREDIT = re.compile(rf"[\s,·/|](?={_PICTURES})")
_KOREAN_NAME = re.compile(r"[가-힣]{2,4}|[가-힣]{2}\s[가-힣]{1,2}")
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’.-])*")

_PARTICLES = frozenset(str.split("de der den del della di da dos du la le von van bin ibn al ter zu"))
_LOWERED = frozenset(str.split("DE DER DEN DEL DELLA VON BIN IBN"))
"""Of the particles those that are no given name anywhere; VAN is one in Vietnam, LA elsewhere."""

_LOWERED_PAIRS = frozenset({("DE", "LA"), ("DE", "LAS"), ("DE", "LOS"), ("VAN", "DE"), ("VAN", "DEN"), ("VAN", "DER")})

_NUMERALS = frozenset(str.split("II III IV VI VII VIII JR JR. SR SR."))
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


class Byline(Struct, frozen=True):
    """Who a line names; `sure` when it has a form that only bylines have, else its neighbours must tell."""

    authors: tuple[str, ...] = ()
    agency: str = ""
    sure: bool = True
    without: str = ""
    """What the line is, when it names nobody who wrote."""


def read_byline(text: str, ending: str = "") -> Byline | None:
    """The names on a line that says nothing else, or None. `ending` is what the outlet's bylines end with."""
    if not text or len(text) > MAX_CHARACTERS:
        return None
    bare = _MAIL.sub(" ", text)
    has_mail = bare != text
    bare = " ".join(bare.split()).strip(" []()<>/|=▲■◆●▶·,;:")
    if ending:
        bare = bare.removesuffix(ending).rstrip(" ,|·/")
    if not bare:
        return Byline(without="an e-mail address") if has_mail else None
    if _is_credit(bare):
        return Byline(without="a credit for pictures")
    korean = _korean(bare)
    if korean:
        return Byline(korean)
    by = _BY.fullmatch(bare)
    dash = _DASH.fullmatch(bare)
    named = (by["names"] or by["given"]) if by else dash["names"] if dash else bare
    found = _names(named)
    if found is None:
        return None
    authors, agency, has_role = found
    sure = bool(by or dash) or has_mail or (has_role and bool(authors))
    return Byline(tuple(map(running, authors)), agency, sure)


def _korean(text: str) -> tuple[str, ...]:
    """`홍길동 기자`, `정치부 홍길동·김철수 기자`, `워싱턴=홍길동 특파원`."""
    text = _without_credit(_BOTH_CREDITS.sub("", text))
    roles = list(_KOREAN_ROLE.finditer(text))
    if not roles or roles[-1].end() < len(text):
        return ()
    listed = _KOREAN_ROLE.sub(",", _KOREAN_DESK.sub("", text))
    names = [part.strip() for part in _BETWEEN.split(listed) if part.strip()]
    return tuple(names) if names and all(map(_KOREAN_NAME.fullmatch, names)) else ()


def _without_credit(text: str) -> str:
    """`글=홍길동 기자 사진=김철수 기자` without the one who took the pictures."""
    parts = _OTHER_CREDIT.split(text)
    kept = [part for position, part in enumerate(parts) if not (position and _is_credit(part))]
    return " ".join(kept).rstrip(" ,·/|")


def _is_credit(text: str) -> bool:
    """`사진=김철수 기자`, `사진=연합뉴스`."""
    found = _CREDIT.fullmatch(text.strip())
    if not found:
        return False
    whose = _KOREAN_ROLE.sub("", found["whose"]).strip()
    return bool(whose) and all(_KOREAN_NAME.fullmatch(name) or _agency(name) for name in _BETWEEN.split(whose))


def _names(text: str) -> tuple[list[str], str, bool] | None:
    """The persons, the agency, and whether a role such as `Staff writer` stands there; None if anything else does."""
    authors: list[str] = []
    agency, has_role = "", False
    for part in _BETWEEN.split(text):
        name = _PLACE.sub("", part).strip()
        known = _agency(name)
        if not name or _is_role(name):
            has_role = has_role or bool(name)
        elif known:
            agency = agency or known
        elif is_name(_without_agency(name), least=2):
            agency = agency or _agency(name.removeprefix(_without_agency(name)).strip())
            authors.append(_without_agency(name))
        else:
            return None
    return authors, agency, has_role


def _agency(text: str) -> str:
    """The agency's name without its article, or ''."""
    name = re.sub(r"^the\s", "", text, flags=re.IGNORECASE)
    return name if name.lower() in _AGENCIES else ""


def _without_agency(name: str) -> str:
    """`JANE DOE Associated Press` → `JANE DOE`."""
    words = name.split()
    for first in range(2, len(words)):
        if _agency(" ".join(words[first:])):
            return " ".join(words[:first])
    return name


def _is_role(text: str) -> bool:
    words = text.lower().split()
    return len(words) <= 6 and (words[-1] in _ROLES or words[:2] == ["special", "to"])


def is_name(text: str, least: int = 1) -> bool:
    """Whether the text has the form of a person's name of `least` to 5 words."""
    words = text.split()
    if not least <= len(words) <= 5 or len(text) > 60 or not all(map(_WORD.fullmatch, words)):
        return False
    if text.endswith(".") and words[-1].upper() not in _NUMERALS:
        return False
    return words[0][0].isupper() and all(word[0].isupper() or word in _PARTICLES for word in words)


def running(name: str) -> str:
    """A name in capitals as it stands in running text: `KIM DO-HYUN` → `Kim Do-hyun`, `O'BRIEN` → `O'Brien`; others stay."""
    words = name.split()
    korean = any(word.upper() in _LOWER_GIVEN_NAME for word in words)
    shouted = name.isupper()
    return " ".join(_word(words, position, korean) if shouted or _is_shouted(word) else word for position, word in enumerate(words))


def _is_shouted(word: str) -> bool:
    """Whether a word in capitals is a name and no initials: `Emmanuel MACRON`, `Ronald McDONALD`."""
    return len(word) > 2 and "." not in word and re.sub("^Ma?c", "", word).isupper()


def _word(words: list[str], position: int, korean: bool) -> str:
    word = words[position]
    if position and word in _NUMERALS:
        return word.capitalize() if word[1] == "R" else word
    if position and (word in _LOWERED or (words[position - 1], word) in _LOWERED_PAIRS):
        return word.lower()
    if (word, *words[position + 1 : position + 2]) in _LOWERED_PAIRS:
        return word.lower() if position else word.capitalize()
    if "." in word.rstrip(".") or (len(word) == 2 and not re.search("[AEIOUY]", word)):
        return word  # J.K., TJ
    first, *others = word.split("-")
    return "-".join([_part(first), *(other.lower() if korean else _part(other) for other in others)])


def _part(text: str) -> str:
    """`O'BRIEN`, `MCDONALD`, `McDONALD`, `SMITH`."""
    for mark in "'’":
        before, found, after = text.partition(mark)
        if found and len(before) == 1 and after:
            return before + found + after.capitalize()
    prefix = re.match(r"Mac(?=[A-Z])|M[cC](?=[A-Z]{3})", text)
    if prefix:
        return prefix[0].capitalize() + text[prefix.end() :].capitalize()
    return text.capitalize()
