"""Recognises lines around an article that are not part of it: names of sections and newspapers, headings of link lists, strict
copyright notices, rules; also list markers, short lines and full stops."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

MAX_LABEL_CHARACTERS = 120
"""The maximum length of a headline, sub-headline or link; a line of text may be shorter too."""

_LABEL_CHARACTERS = 60
_SECTION_NAMES = frozenset(
    str.split(
        "arts|business|culture|economy|education|entertainment|environment|features|health|home|international|lifestyle|"
        "local|local news|markets|money|national|news|opinion|politics|regional|science|society|sport|sports|tech|technology|"
        "top stories|travel|weather|world|world news|"
        "경제|국제|기술|문화|사회|산업|생활|스포츠|연예|오피니언|전국|정치|지역",
        "|",
    )
)
_UPPERCASE_SECTION = re.compile(r"[A-Z][A-Z&'’.-]{0,29}(?: [A-Z&][A-Z&'’.-]{0,29})?")
_SECTION_PATH = re.compile(r"\s[|>›»]\s")
_MAX_SECTION_WORDS = 4

_KOREAN_NEWSPAPER = re.compile("[가-힣A-Za-z0-9]{1,10}(?:일보|신문|뉴스|통신|타임스|타임즈|헤럴드|저널|투데이)")
_NEWSPAPER_NAME = re.compile(
    r"The (?:[A-Z][\w'’-]{0,20} ){1,3}(?:Chronicle|Daily|Gazette|Herald|Journal|News|Post|Telegraph|Times|Tribune)"
)

RULE_LINE = re.compile(r"(?:-\s?){3,}|(?:\*\s?){3,}|(?:=\s?){3,}|(?:_\s?){3,}")
"""A line that only separates the text above it from the text below."""

_LIST_ITEM = re.compile(r"(?P<bullet>[-*•])\s|\d{1,3}(?P<mark>[.)])\s")

_STRICT_COPYRIGHT = re.compile(
    r"[<\[(]?\s?(?:copyrights?\s?(?:©|ⓒ|\(c\)|\d{4})|©|ⓒ|\(c\)\s?\d{4}|저작권자)"
    r"(?=.{0,200}(?:[12]\d{3}|all rights reserved|무단|금지)|[^.]{0,80}[>\])]).{0,200}",
    re.IGNORECASE,
)
_LINK_HEADINGS = frozenset(
    str.split(
        "also read|editor's picks|editors' picks|headlines|latest news|more from|more news|more stories|most popular|"
        "most read|most shared|most viewed|popular|read more|recommended|recommended articles|recommended for you|related|"
        "explore more on these topics|related articles|related news|related stories|see also|top news|"
        "top stories|trending|trending now|you may also like|"
        "more on this story|related topics|related internet links|related links|elsewhere on the bbc|around the bbc|"
        "most watched|you might also like|you may also be interested in|more stories like this|read more on this story|"
        "recommended stories|more for you|latest stories|more to explore|what to read next|more from this section|on the web|"
        "mehr zum thema|das könnte sie auch interessieren|meistgelesen|sur le même sujet|à lire aussi|les plus lus|"
        "más noticias|te puede interesar|lo más leído|関連記事|あわせて読みたい|人気記事|アクセスランキング|相关阅读|"
        "相關閱讀|相关新闻|相關新聞|热门文章|推荐阅读|이 기사도 봤어요|함께 볼만한 뉴스|이 시각 주요뉴스|이 시각 헤드라인|"
        "헤드라인 뉴스|언론사 주요뉴스|랭킹 뉴스|많이 본 기사|오늘의 핫이슈|함께 본 기사|이슈 키워드|네티즌의 눈|베스트 클릭|"
        "기획·연재|당신이 좋아할만한 뉴스|관련기사|관련 기사|관련 뉴스|많이 본 기사|많이 본 뉴스|인기 기사|인기기사|"
        "인기 뉴스|주요 뉴스|주요뉴스|"
        "추천 기사|추천기사|최신 기사|최신기사|실시간 뉴스",
        "|",
    )
)
_MAX_LINK_LINES = 40


def has_full_stop(text: str) -> bool:
    """Return whether the line ends with a full stop, also inside quotation marks."""
    return text.rstrip("\"'”’»)]」』 ").endswith((".", "。"))


def is_short(text: str) -> bool:
    """Return whether the line may be a headline, sub-headline or link: short, and without a full stop."""
    return len(text) <= MAX_LABEL_CHARACTERS and not has_full_stop(text)


def is_known_section(text: str) -> bool:
    """Return whether the line is a common name of a newspaper section."""
    return text.casefold() in _SECTION_NAMES


def is_section(text: str, is_first: bool) -> bool:
    """Return whether the line may be the name of a section or site; in capitals only the first line may."""
    if len(text) > _LABEL_CHARACTERS:
        return False
    if is_known_section(text) or RULE_LINE.fullmatch(text):
        return True
    section_path = _SECTION_PATH.split(text)
    if len(section_path) > 1:
        return all(part and len(part.split()) <= _MAX_SECTION_WORDS for part in section_path)
    return is_first and bool(_UPPERCASE_SECTION.fullmatch(text))


def classify_newspaper(text: str, outlets: Collection[str]) -> str:
    """Return 'registered' or 'unknown' for a newspaper's name, otherwise ''. `outlets` are names in folded case."""
    if text.casefold() in outlets:
        return "registered"
    return "unknown" if _KOREAN_NEWSPAPER.fullmatch(text) or _NEWSPAPER_NAME.fullmatch(text) else ""


def list_marker(text: str) -> str:
    """Return the marker of a list item: `-`, `*`, `•`, or the `.` or `)` after a number; '' if there is none."""
    item_match = _LIST_ITEM.match(text)
    return (item_match["bullet"] or item_match["mark"]) if item_match else ""


def is_copyright_notice(text: str) -> bool:
    """Return whether the line is certainly a copyright notice, anywhere in a text."""
    return bool(_STRICT_COPYRIGHT.fullmatch(text))


def _is_link_heading(text: str) -> bool:
    return text.strip(" :：[]<>■▶●·").casefold() in _LINK_HEADINGS


def first_link_line(texts: Sequence[str]) -> int:
    """Return the index of the first of the links to other articles at the end, or the number of lines if there are none.

    The links begin with a heading such as `Most Popular`, or are numbered after a copyright notice.
    """
    end = len(texts)
    first_link = end
    while first_link > max(end - _MAX_LINK_LINES, 0) and _may_be_link_line(texts[first_link - 1]):
        first_link -= 1
    for at in range(first_link, end):
        follows_copyright = at > 0 and is_copyright_notice(texts[at - 1])
        if _is_link_heading(texts[at]) and (follows_copyright or at + 1 < end):
            return at
        if follows_copyright and list_marker(texts[at]):
            return at
    return end


def _may_be_link_line(text: str) -> bool:
    return is_short(text) or is_copyright_notice(text) or (len(text) <= MAX_LABEL_CHARACTERS and bool(list_marker(text)))
