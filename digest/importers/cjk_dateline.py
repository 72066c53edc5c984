"""Who wrote a Chinese or Japanese text, where its first paragraph begins with it or its last one ends with it."""

from __future__ import annotations

import re

from msgspec import Struct

from digest.importers.family_names import has_family_name

MAX_SIGNED_CHARACTERS = 60

_HAN_IN_DATELINES = "\u4e00-\u9fff"
_FAR_TOWNS = "華盛頓|洛杉磯|舊金山|新加坡|雅加達|莫斯科|布魯塞爾|日內瓦|吉隆坡"
_SIGNED_OPENINGS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<agency>[{_HAN_IN_DATELINES}]{{1,4}}?[社网網报報])(?P<place>[{_HAN_IN_DATELINES}]{{2,8}}?)?(?:\d{{1,2}}月)?\d{{1,2}}日[电電]\s?"
        r"(?:[(（][记記]者(?P<names>[^()（）]{2,30})[)）])?",
        rf"[(（](?P<agency>中央社)[记記]者(?P<names>[{_HAN_IN_DATELINES}、]{{2,12}}?)(?P<place>{_FAR_TOWNS}|[{_HAN_IN_DATELINES}]{{2}})\d{{1,2}}日[电電][)）]",
        r"[〔【(（][记記]者(?P<names>[^／/〔〕【】()（）]{2,20})[／/](?P<place>[^〕】)）]{2,8}?)"
        r"(?:即時|即时|[综綜]合)?(?:報導|报道|報道)[〕】)）]",
        r"【(?P<place>[^】=＝。]{1,12})[=＝](?P<names>[^】。]{2,30})】",
        r"【(?P<names>[^】。=＝]{2,30})】",
    )
)
_SIGNED_ENDING = re.compile(
    r"(?<=[。」』）])\s?(?:【(?P<names>[^【】。]{2,30})】|[(（](?P<reporters>[^()（）。]{2,30}?)(?:記者|特派員)[)）])$"
)
_BETWEEN_SIGNERS = re.compile(r"[、，,・/／\s]+")
_SIGNER_NAME = re.compile(rf"[{_HAN_IN_DATELINES}々\u3041-\u30ff]{{2,8}}")


class Signed(Struct, frozen=True):
    """Who and whose; each may be missing."""

    authors: tuple[str, ...] = ()
    agency: str = ""
    place: str = ""


def read_opening(paragraph: str) -> Signed | None:
    """`新华社北京2月12日电（记者王小明）`, `〔記者王小明／台北報導〕`, `【山田太郎】` at the beginning, or None."""
    start = paragraph[:MAX_SIGNED_CHARACTERS]
    if start.isascii():
        return None
    for pattern in _SIGNED_OPENINGS:
        dateline_match = pattern.match(start)
        if not dateline_match:
            continue
        dateline_parts = dateline_match.groupdict()
        authors = _signer_names(dateline_parts.get("names") or "", is_sure="place" in dateline_parts)
        if authors or dateline_parts.get("agency"):
            agency = dateline_parts.get("agency") or ""
            return Signed(authors, "" if agency[0:1] == "本" else agency, dateline_parts.get("place") or "")
    return None


def read_ending(paragraph: str) -> Signed | None:
    """`【山田太郎】`, `（山田太郎記者）` behind the last sentence, or None."""
    signed_match = _SIGNED_ENDING.search(paragraph[-MAX_SIGNED_CHARACTERS:])
    if not signed_match:
        return None
    authors = _signer_names(signed_match["names"] or signed_match["reporters"], is_sure=bool(signed_match["reporters"]))
    return Signed(authors) if authors else None


def _signer_names(text: str, *, is_sure: bool) -> tuple[str, ...]:
    """The names, if all parts are ones; where nothing else shows it, each has to begin with a family name."""
    signers = [name for name in _BETWEEN_SIGNERS.split(text) if name]
    is_name = _SIGNER_NAME.fullmatch if is_sure else has_family_name
    return tuple(signers) if all(map(is_name, signers)) else ()
