"""Reads a single line of metadata → its timestamps, authors, source and url, or why it is left out: copyright notice, end mark,
relative time. Patterns of these, of labels, of picture agencies, and of separators, which split a line with several pieces.
`layout.py` decides which lines are metadata."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from msgspec import Struct

from digest.importers.byline import Byline, read_byline
from digest.importers.captions import is_photographer
from digest.importers.clutter import clutter_at_edge
from digest.importers.contacts import is_contact
from digest.importers.timestamp_lines import Timestamp, read_timestamps

MAX_METADATA_CHARACTERS = 300


class MetadataLine(Struct, frozen=True):
    """The metadata in one line; `sure` is False if only its neighbours show that it is not text."""

    timestamps: tuple[Timestamp, ...] = ()
    problems: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    source: str = ""
    url: str = ""
    left_out: str = ""
    """The kind of a line without metadata, such as `copyright`, which is left out of the article."""
    sure: bool = True


_COPYRIGHT_NOTICE = re.compile(
    r"copyrights?\s?(?:©|ⓒ|\(c\)|\d{4}|by\b|:)|^[<\[(]?\s?(?:©|ⓒ|\(c\)\s?\d{4})|all rights reserved|^rights reserved"
    r"|riproduzione riservata|tous droits réservés|alle rechte vorbehalten|(?:todos los derechos|todos os direitos) reservados"
    r"|все права защищены|جميع الحقوق محفوظة|版权所有|版權所有|無断転載|無断複製"
    r"|무단\s?(?:전재|복제|배포|사용)|재배포\s?금지|저작권자"
    r"|(?:reproduc|republish|redistribut|reprint|rewritten)[^.]{0,80}(?:without|prohibited|forbidden|permission|redistributed)",
    re.IGNORECASE,
)
_RELATIVE_TIME = re.compile(
    r"(?:(?:published|updated|posted)\s?:?\s?)?(?:\d{1,3}|an?) (?:min(?:ute)?|h(?:ou)?r|day|week|month)s? ago"
    r"|\d{1,3}\s?(?:분|시간|일|주|개월)\s?전|\d{1,3}\s?(?:分|時間|小时|天|日)前|vor \d{1,3} (?:minuten?|stunden?|tage?n?)"
    r"|il y a \d{1,3} (?:minutes?|heures?|jours?)|hace \d{1,3} (?:minutos?|horas?|días?)",
    re.IGNORECASE,
)
_ADDRESS_LABELS = r"(?:source|original|article|link|url|원문|출처)"
_PAGE_ADDRESS = re.compile(rf"(?:{_ADDRESS_LABELS}(?: url)?\s?[:：]?\s?)?(?P<url>https?://[^\s<>\"]{{4,2000}})", re.IGNORECASE)
_SOURCE_LINE = re.compile(
    r"(?:(?-i:SOURCE)\s|(?:source|источник|المصدر|출처|来源|來源|出典|quelle|fuente|fonte|bron)\s?[:：]\s?)(?P<name>[^\s:][^:]{1,60})",
    re.IGNORECASE,
)
_PICTURE_AGENCIES = re.compile(
    r"[(\[]?(?:getty images|gettyimages|shutterstock|alamy|imago(?: images)?|picture alliance|zuma press|"
    r"게티이미지(?:뱅크|코리아)?)[)\]]?",
    re.IGNORECASE,
)
"""Agencies that only sell images, so they are never the source of a text."""

_END_MARKS = re.compile(r"[(<\[]?\s?(?:end|ends|끝)\s?[)>\]]|ends|#{2,5}|-\s?30\s?-|-+\s?ends?\s?-+|■|◆", re.IGNORECASE)
_METADATA_SEPARATORS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\s?[|•]\s?|\s[·/]\s|·(?=\d{1,3} min)",
        r"\s(?=\d{1,3}[ -]min(?:ute)?s? read$|(?:lesezeit|lesedauer|temps de lecture|quelle|fonte|fuente)\s?[:：])"
        r"|(?<=\d)(?=(?:updated|published)\b)|(?<=[a-z.\d]\s[A-Z]{3})(?=today at)"
        r"|(?<=[^\W\d_])(?=\d{4}(?:[년年]|[./-]\s?\d{1,2}[./-]))|(?<=\d\d\s)(?=[\u4e00-\u9fff]{2,8}[/／\s]|[\u4e00-\u9fff]{2,8}$)"
        r"|(?<=報)／\s?|／(?=[\u4e00-\u9fff]{2,4}(?:即時)?(?:報導|報道|报道)$)"
        r"|,\s(?=(?:publié|mis à jour|veröffentlicht|publicado|pubblicato)\b.*\d)",
        r"\s(?=(?:来源|來源|出典|출처|作者|记者|記者|责任编辑|責任編輯|编辑|編輯)\s?[:：])",
        r",?\s(?<!first\s)(?<!last\s)(?=(?:first |last )?(?:published|updated|posted|modified)\b)"
        r"|,?\s(?=(?:기사\s?|최종\s?)?(?:입력|수정|등록|게재|승인|송고)[\s:：]*\d)",
        r",?\s(?=(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.? \d|\d{4}[-./]\s?\d)",
    )
)
"""Patterns that split a line with several pieces of metadata, in this order: at a mark, before a label, before a date."""


def read_metadata_line(
    text: str, zone: ZoneInfo, ending: str = "", outlets: Collection[str] = (), *, is_last: bool = False
) -> MetadataLine | None:
    """Return the metadata of a line, or None for text. `is_last` also accepts end marks and contacts, which end a text."""
    text = " ".join(text.split())
    if not text or len(text) > MAX_METADATA_CHARACTERS or is_photographer(text) or _PICTURE_AGENCIES.fullmatch(text):
        return None
    if is_last and _END_MARKS.fullmatch(text):
        return MetadataLine(left_out="the end mark")
    metadata_pieces = _all_metadata(text, _METADATA_SEPARATORS, zone, ending, outlets)
    if is_last and not metadata_pieces and is_contact(text):
        return MetadataLine(left_out="an address or telephone number")
    if len(metadata_pieces) < 2:
        return metadata_pieces[0] if metadata_pieces else None
    return _merged_metadata(metadata_pieces) if any(piece.sure for piece in metadata_pieces) else None


def _all_metadata(
    metadata_text: str, separators: Sequence[re.Pattern[str]], zone: ZoneInfo, ending: str, outlets: Collection[str]
) -> list[MetadataLine]:
    """Return the pieces of metadata in a line; [] if a part of the line is text."""
    whole_metadata = _metadata_piece(metadata_text, zone, ending, outlets)
    if whole_metadata or not separators:
        return [whole_metadata] if whole_metadata else []
    metadata_pieces = []
    for metadata_part in filter(str.strip, separators[0].split(metadata_text)):
        inner_pieces = _all_metadata(metadata_part.strip(), separators[1:], zone, ending, outlets)
        if not inner_pieces:
            return []
        metadata_pieces += inner_pieces
    return metadata_pieces


def may_precede_headline(text: str, metadata_line: MetadataLine) -> bool:
    """Return whether this line can be above the headline; a line that only resembles a byline is the headline itself."""
    has_name = bool(metadata_line.authors or metadata_line.source)
    return (metadata_line.sure or bool(metadata_line.timestamps)) and (
        not has_name or text.lower().startswith(("by ", "by:", "written by")) or bool(metadata_line.timestamps)
    )


def _metadata_piece(metadata_text: str, zone: ZoneInfo, ending: str, outlets: Collection[str]) -> MetadataLine | None:
    for read_piece in (_copyright_notice, _page_clutter, _labelled_address):
        metadata = read_piece(metadata_text)
        if metadata:
            return metadata
    timestamps = read_timestamps(metadata_text, zone)
    if timestamps:
        sure = bool(timestamps.problems) or any(timestamp.labelled or not timestamp.yearless for timestamp in timestamps.timestamps)
        return MetadataLine(timestamps=timestamps.timestamps, problems=timestamps.problems, sure=sure)
    byline = read_byline(metadata_text, ending, outlets)
    return _metadata_of_byline(byline) if byline else None


def _copyright_notice(metadata_text: str) -> MetadataLine | None:
    return MetadataLine(left_out="copyright") if _COPYRIGHT_NOTICE.search(metadata_text) else None


def _page_clutter(metadata_text: str) -> MetadataLine | None:
    if _RELATIVE_TIME.fullmatch(metadata_text):
        return MetadataLine(left_out="a time without a date")
    clutter_kind = clutter_at_edge(metadata_text)
    return MetadataLine(left_out=clutter_kind) if clutter_kind else None


def has_host(url: str) -> bool:
    """Return whether the URL has a host."""
    try:
        return bool(urlsplit(url).hostname)
    except ValueError:
        return False


def _labelled_address(metadata_text: str) -> MetadataLine | None:
    address_match = _PAGE_ADDRESS.fullmatch(metadata_text)
    if address_match:
        return MetadataLine(url=address_match["url"]) if has_host(address_match["url"]) else None
    source_match = _SOURCE_LINE.fullmatch(metadata_text)
    return MetadataLine(source=source_match["name"].strip()) if source_match else None


def _metadata_of_byline(byline: Byline) -> MetadataLine:
    line_kind = "" if byline.authors or byline.agency else byline.line_kind or "a byline without a name"
    return MetadataLine(authors=byline.authors, source=byline.agency, left_out=line_kind, sure=byline.sure)


def _merged_metadata(metadata_pieces: list[MetadataLine]) -> MetadataLine:
    return MetadataLine(
        timestamps=tuple(timestamp for piece in metadata_pieces for timestamp in piece.timestamps),
        problems=tuple(problem for piece in metadata_pieces for problem in piece.problems),
        authors=tuple(author for piece in metadata_pieces for author in piece.authors),
        source=next((piece.source for piece in metadata_pieces if piece.source), ""),
        url=next((piece.url for piece in metadata_pieces if piece.url), ""),
    )
