"""Names of organisations in bylines, which are not persons: lists of agencies, newspapers and broadcasters, typical words of their
names, Korean and Chinese patterns; and desks, such as Staff Reports."""

from __future__ import annotations

import re
from collections.abc import Collection

AGENCIES = frozenset(
    str.split(
        "reuters|ap|associated press|afp|agence france-presse|yonhap|yonhap news|yonhap news agency|xinhua|kyodo|"
        "kyodo news|jiji press|bloomberg|bloomberg news|dpa|efe|ani|pti|ians|upi|tass|ansa|cna|kcna|newsis|news1|bernama|antara|"
        "afp-jiji|sid|kna|epd|apa|ats|lusa|anp|belga|ntb|tt|ritzau|pa media|press association|pa|aap|agencia efe|europa press|"
        "getty images|picture alliance|epa|epa-efe|zuma press|imago|shutterstock|pool|"
        "united press international|canadian press|the canadian press|"
        "연합뉴스|뉴시스|뉴스1|로이터|로이터통신|신화통신|신화사|교도통신|afp통신|ap통신|연합뉴스tv|게티이미지|게티이미지뱅크|"
        "共同|共同通信|時事|時事通信|ロイター|新华社|新華社|中新社|中央社|法新社|路透社|美联社",
        "|",
    )
)
"""Agencies in lower case, without an article."""

_KNOWN_ORGANISATIONS = frozenset(
    str.split(
        "bbc|bbc news|bbc sport|cnn|npr|abc news|cbs news|nbc news|fox news|sky news|al jazeera|guardian|new york times|"
        "washington post|wall street journal|financial times|los angeles times|usa today|new yorker|economist|politico|axios|"
        "business insider|huffpost|buzzfeed news|techcrunch|ars technica|the verge|yahoo|yahoo finance|yahoo news|msn|"
        "korea herald|korea times|korea joongang daily|japan times|nikkei asia|south china morning post|straits times|"
        "le monde|le figaro|libération|el país|el mundo|la vanguardia|la repubblica|corriere della sera|der spiegel|die zeit|"
        "süddeutsche zeitung|frankfurter allgemeine zeitung|die welt|tagesschau|la nación|folha de s.paulo|o globo|deutsche welle|"
        "ouest-france|sud ouest|le parisien|la croix|les echos|la stampa|abc|la razón|"
        "clarín|g1|uol|público|expresso|риа новости|тасс|коммерсантъ|interfax|интерфакс|sport1|heise|taz|orf|srf|rtve|rai|tnn|"
        "ap news|france 24|rfi",
        "|",
    )
)
"""Newspapers and broadcasters that cannot be recognised by their words; in lower case, without an article."""

_LAST_WORDS_OF_ORGANISATIONS = frozenset(
    str.split(
        "agency broadcasting bulletin chronicle courier daily dispatch examiner gazette herald inquirer journal magazine media "
        "monitor network news newspaper newspapers newswire online radio service services telegraph television times tribune tv "
        "ledger weekly wire zeitung nachrichten rundfunk agence agencia agenzia periódico diario jornal"
    )
)
"""Last words of organisations that are not family names."""

_LAST_WORDS_WITH_ARTICLE = frozenset(
    str.split(
        "globe guardian independent mail mirror observer post press record register review sentinel standard star sun "
        "telegram world"
    )
)
"""Last words of organisations if the name has an article or three words; Jane Press is a person."""

_GENERIC_ORGANISATION_WORDS = frozenset(str.split("city state county valley morning evening sunday free business public"))
_DESK_WORDS = frozenset(
    str.split(
        "board bureau contributors correspondents desk editorial editors newsroom reporters report reports staff team writers "
        "agencies redacción redaccion rédaction redaktion redazione redação redactie equipo agencias agences agenturen agenzie "
        "admin webmaster university institute college foundation association ministry inc inc. llc "
        "ltd ltd. gmbh company"
    )
)
_FIRST_WORDS_OF_DESKS = frozenset(
    str.split("redacción redaccion rédaction redaktion redazione redação redactie agencias agências agences")
)
_SEPARATORS_OF_ORGANISATIONS = re.compile(r"[,;|/()@]|\s[-\u2013\u2014]\s")
_LINKING_WORDS_IN_NAMES = frozenset(str.split("of the and & de del la el"))
_ORGANISATION_DOMAIN = re.compile(r"[\w-]{1,40}\.(?:com|net|org|news|co\.kr|kr|de|fr|es|it|jp|co\.uk)", re.IGNORECASE)
_ARTICLE_BEFORE_ORGANISATION = re.compile(r"^(?:the|der|die|das|le|la|les|el|los|il)\s", re.IGNORECASE)

_KOREAN_ORGANISATION = re.compile(
    "[가-힣A-Za-z0-9]{1,12}(?:일보|신문|뉴스|통신|타임스|타임즈|헤럴드|저널|투데이|방송|경제|미디어|매거진|TV|tv|닷컴)|[가-힣]{0,6}통신사"
)
_KOREAN_DESK_NAME = re.compile(
    "(?:정치|경제|사회|문화|국제|산업|스포츠|체육|편집|전국|사진|연예|생활|과학|금융|증권|부동산|정책|법조|교육|환경|탐사|기획|디지털|"
    "온라인|뉴미디어|영상|특별취재|취재|뉴스|미디어|보도|논설|편성|콘텐츠|디자인|그래픽|지역|수도권|제2사회|데이터|IT|테크)"
    "[가-힣A-Za-z]{0,6}(?:부|팀|국|실|센터|위원회|데스크|단)"
)
_CHINESE_ORGANISATION = re.compile(
    "[\u4e00-\u9fffA-Za-z]{1,12}(?:日报|日報|晚报|晚報|新闻|新聞|时报|時報|网|網|电视台|電視台|财经|財經|聯合報|联合报|社|周刊|ニュース|放送)|聯合報|联合报"
)


def organisation_name(organisation_text: str, outlets: Collection[str] = ()) -> str:
    """Return the name of an agency (without an article) or newspaper, or ''. `outlets` are names in folded case."""
    bare_name = _ARTICLE_BEFORE_ORGANISATION.sub("", organisation_text.strip())
    if organisation_text.strip().casefold() in outlets or bare_name.casefold() in outlets:
        return organisation_text.strip()
    if bare_name.lower() in AGENCIES:
        return bare_name
    if _is_organisation_name(organisation_text.strip(), bare_name):
        return organisation_text.strip()
    return ""


def is_known_organisation(organisation_text: str, outlets: Collection[str] = ()) -> bool:
    """Return whether the name is in a list or has an article, so that it may follow a person's name without a mark."""
    bare_name = _ARTICLE_BEFORE_ORGANISATION.sub("", organisation_text)
    return (
        bare_name != organisation_text
        or bare_name.casefold() in outlets
        or bare_name.lower() in AGENCIES
        or bare_name.lower() in _KNOWN_ORGANISATIONS
    )


def is_organisation_word(word: str) -> bool:
    """Return whether the word is typical of names of organisations, such as News, City, Daily."""
    return any(
        word.lower() in words for words in (_LAST_WORDS_OF_ORGANISATIONS, _LAST_WORDS_WITH_ARTICLE, _GENERIC_ORGANISATION_WORDS)
    )


def _is_organisation_name(organisation_text: str, bare_name: str) -> bool:
    if (
        bare_name.lower() in _KNOWN_ORGANISATIONS
        or organisation_text.lower() in _KNOWN_ORGANISATIONS
        or _KOREAN_ORGANISATION.fullmatch(organisation_text)
        or _CHINESE_ORGANISATION.fullmatch(organisation_text)
    ):
        return True
    if _ORGANISATION_DOMAIN.fullmatch(bare_name):
        return True
    name_words = [] if _SEPARATORS_OF_ORGANISATIONS.search(bare_name) else bare_name.split()
    if not 0 < len(name_words) <= 6 or not all(
        word[0].isupper() or (at and word in _LINKING_WORDS_IN_NAMES) for at, word in enumerate(name_words)
    ):
        return False
    last_word = name_words[-1].lower()
    if last_word in _LAST_WORDS_OF_ORGANISATIONS:
        return organisation_text != bare_name or len(name_words) > 1
    is_long_name = len(name_words) > 2 and not any(word.endswith(".") or len(word) == 1 for word in name_words)
    return last_word in _LAST_WORDS_WITH_ARTICLE and (organisation_text != bare_name or is_long_name)


def is_desk(organisation_text: str) -> bool:
    """Return whether this is the name of a desk or a group: The Editorial Board, Staff Reports, 온라인뉴스팀."""
    desk_words = organisation_text.lower().strip(" .").split()
    if desk_words and desk_words[0] in _FIRST_WORDS_OF_DESKS and len(desk_words) <= 4:
        return True
    return (0 < len(desk_words) <= 6 and desk_words[-1] in _DESK_WORDS) or bool(
        _KOREAN_DESK_NAME.fullmatch(organisation_text.strip())
    )
