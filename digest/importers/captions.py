"""Captions and credits of pictures in a raw text: patterns of credit labels, photographers and photo agencies, and of caption
marks such as ▲; joins wrapped captions. They are stored separately, for an image that an editor may add."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from digest.importers.organisations import organisation_name
from digest.importers.paragraphs import Line, display_width
from digest.importers.section_labels import has_full_stop

MAX_CAPTION_CHARACTERS = 400
_SHORT_CAPTION = 140
_MAX_CAPTION_LINES = 4

_CREDITED_PHOTOGRAPHER = r"[^()\[\]（）【】=:：]{2,80}"
_PHOTO_AGENCY = (
    r"(?:Getty Images|AFP|EPA(?:-EFE)?|Reuters|REUTERS|AP|PA(?: Media| Images)?|Shutterstock|Alamy|Bloomberg|Xinhua|Yonhap|"
    r"YONHAP|Newsis|dpa|picture alliance|EFE|ANSA|Kyodo|Imago|게티이미지(?:뱅크|코리아)?|연합뉴스|뉴시스|뉴스1|로이터|"
    r"共同|時事|ロイター|新华社|视觉中国)"
)
_CREDIT_LABEL = (
    r"(?:[Pp]hoto(?:graph)?s?|PHOTOS?|Photo credit|[Ii]mages?|[Pp]icture|Credit|Foto|Fotos|Bild|Bildquelle|Crédit(?: photo)?|"
    r"Imagen|Fotografía|(?:자료\s?)?사진(?:\s?제공)?|写真(?:提供)?|画像|图片来源|图源|图片|图|圖)"
)
_CREDIT_BEGINS = (
    rf"(?:{_CREDIT_LABEL}\s?(?:[:：=/／]|\.\.\.|by\s|courtesy of\s)|사진\s(?!설명)|[Cc]ourtesy of\s|Handout\b|Image source,\s)\s?"
)
_CREDIT_ALONE = tuple(
    re.compile(pattern)
    for pattern in (
        rf"[(\[（【]?{_CREDIT_BEGINS}(?P<credit>[^()\[\]（）【】]{{2,80}}?)[)\]）】]?",
        r"[\[【](?:사진|写真|图)[\]】]\s?(?P<credit>.{2,60})",
        rf"[(\[](?P<credit>AP Photo(?:/{_CREDITED_PHOTOGRAPHER})?)[)\]]",
        rf"[(\[]?(?P<credit>(?P<by>[\w.'’-]{{1,30}}(?: [\w.'’-]{{1,30}}){{0,2}}\s?/\s?)?"
        rf"{_PHOTO_AGENCY}(?: via {_PHOTO_AGENCY})?)[)\]]?",
    )
)
"""Patterns of lines that contain only an image credit."""

_CREDIT_AT_END = tuple(
    re.compile(rf"(?P<caption>.+?){pattern}\s?\.?")
    for pattern in (
        rf"\s?[(\[（【](?:{_CREDIT_BEGINS})(?P<credit>[^()\[\]（）]{{2,80}})[)\]）】]",
        rf"\s?[(\[](?P<credit>AP Photo(?:/{_CREDITED_PHOTOGRAPHER})?)[)\]]",
        rf"\s?\[(?P<credit>(?:{_CREDITED_PHOTOGRAPHER}(?:/|\s?via\s|-))?{_PHOTO_AGENCY}(?:(?:/|-|\svia\s){_PHOTO_AGENCY})?(?:,\s?File)?)\]",
        rf"\s?\((?P<credit>{_CREDITED_PHOTOGRAPHER}(?:/|\svia\s){_PHOTO_AGENCY}(?:\svia\s{_PHOTO_AGENCY})?"
        rf"|{_PHOTO_AGENCY}-{_PHOTO_AGENCY}|Getty Images)\)",
        r"\s?\[(?P<credit>[A-Z][A-Z .,/&'-]{1,50})\]",
        r"\s?(?:Credit\.\.\.|Credit:\s?|Photograph:\s?|(?<=[.!?])\s?Photo:\s?|(?<=[.!?])\s?Photo by )(?P<credit>[^.]{2,80})",
        r"\s?(?:[/|]\s?)?사진(?:\s?제공)?\s?[=:]\s?(?P<credit>[^=:]{2,40})",
        rf"\s?[/|]\s?(?P<credit>(?:{_CREDITED_PHOTOGRAPHER}/)?{_PHOTO_AGENCY}(?:\svia\s{_PHOTO_AGENCY})?)",
        r"\s?(?P<credit>\d{4}\.\s?\d{1,2}\.\s?\d{1,2}\.?\s?/?\s?(?:뉴스1|연합뉴스|뉴시스)[^.]{0,40})",
        r"\s(?P<credit>(?:[A-Z][A-Za-z' ]{2,30} )?[Pp]hoto by [A-Z][^.]{2,40})",
        r"＝(?P<credit>[^＝。]{2,40}撮影)",
        r"\s(?P<credit>REUTERS/[\w .'’-]{2,40}?)(?:\s(?:Purchase|Acquire) Licensing Rights.*)?",
    )
)
"""Patterns of captions that end with a credit."""

_AGENCY_AFTER_CAPTION = re.compile(r"(?P<caption>.+?)\s?\((?P<credit>Yonhap|연합뉴스|Newsis|Reuters|AFP|AP|Xinhua)\)")
"""An agency at the end of a line: a credit above the text, the agency's signature below it."""

_REPORTER_AFTER_CAPTION = re.compile(r"(?P<caption>.{8,}다\.)\s(?P<credit>[가-힣]{2,4}\s?(?:선임)?기자)")
"""A Korean caption above the text, followed by the photographer's name."""

_CAPTION_BELOW = re.compile(r"(?:image|media) caption\s?[,:]?", re.IGNORECASE)

_CREDIT_HINT = re.compile(
    rf"[)\]）】]\s?\.?$|{_PHOTO_AGENCY}|hoto|PHOTO|mage|icture|redit|Foto|Bild|Crédit|Imagen|사진|写真|撮影|画像|图|圖|aption|ourtesy|Handout|[▲△▼▽◀◁]|기자$"
)
"""Text that all these lines contain: a fast check before the other patterns."""

_CAPTION_MARK = re.compile(r"[▲△▼▽◀◁]\s?(?P<caption>[^▲△▼▽◀◁]{4,300})")
_LABELLED_CAPTION = re.compile(
    r"(?:image caption|caption|media caption|사진\s?설명|写真説明|图片说明)\s?[:：,]\s?(?P<caption>.{3,300})", re.IGNORECASE
)
_PICTURE_NUMBER = re.compile(r"^\[\d{1,2}/\d{1,2}\]\s?")
_LABEL_IN_CREDIT = re.compile(r"^(?:사진(?:\s?제공)?|写真|图片来源|图|Photos?|Images?|Foto|Credit)\s?[:：=/／]\s?", re.IGNORECASE)


class Caption(Struct, frozen=True):
    """The caption and credit of an image, one of which may be '', and the indexes of their lines."""

    caption: str
    credit: str
    caption_lines: tuple[int, ...] = ()


def find_captions(lines: Sequence[Line], text_indexes: Sequence[int], head: int) -> tuple[Caption, ...]:
    """Return the captions among the lines with these indexes; the first `head` of them may also end with an agency or reporter."""
    marked_lines = sum(lines[index].text[0] in "▲△▼▽◀◁" for index in text_indexes)
    captions: list[Caption] = []
    lines_in_captions: set[int] = set()
    for position, index in enumerate(text_indexes):
        text = lines[index].text
        if index in lines_in_captions or len(text) > MAX_CAPTION_CHARACTERS or not _CREDIT_HINT.search(text):
            continue
        next_index = text_indexes[position + 1 : position + 2]
        if next_index and _CAPTION_BELOW.fullmatch(text) and next_index[0] - index <= 2:
            lines_in_captions.update((index, next_index[0]))
            captions.append(Caption(lines[next_index[0]].text, "", (index, next_index[0])))
            continue
        caption = _read_caption(text, is_only_mark=marked_lines == 1, is_above_text=position < head and bool(next_index))
        if caption is None:
            continue
        caption_lines = [index]
        if caption.caption:
            lines_before = [
                earlier
                for earlier in text_indexes[max(position - _MAX_CAPTION_LINES + 1, 0) : position]
                if earlier not in lines_in_captions
            ]
            caption_lines = [*_first_caption_lines(lines, lines_before, index), index]
        elif next_index and _is_under_credit(lines, index, next_index[0]):
            caption = Caption(lines[next_index[0]].text, caption.credit)
            caption_lines.append(next_index[0])
        caption_start = " ".join(lines[earlier].text for earlier in caption_lines if earlier < index)
        lines_in_captions.update(caption_lines)
        captions.append(Caption(f"{caption_start} {caption.caption}".strip(), caption.credit, tuple(caption_lines)))
    return tuple(captions)


def _read_caption(caption_line: str, *, is_only_mark: bool, is_above_text: bool) -> Caption | None:
    """Return the caption in one line, or None. `is_only_mark`: no other line has a caption mark; `is_above_text`: text follows."""
    unnumbered_caption = _PICTURE_NUMBER.sub("", caption_line)
    for credit_pattern in _CREDIT_ALONE:
        credit_match = credit_pattern.fullmatch(unnumbered_caption)
        if credit_match and _is_picture_credit(credit_match["credit"]):
            return Caption("", credit_match["credit"].strip())
    labelled_caption = _LABELLED_CAPTION.fullmatch(unnumbered_caption)
    marked_caption = _CAPTION_MARK.fullmatch(unnumbered_caption)
    caption_text = (
        labelled_caption["caption"] if labelled_caption else marked_caption["caption"] if marked_caption else unnumbered_caption
    )
    for credit_pattern in (*_CREDIT_AT_END, *((_AGENCY_AFTER_CAPTION, _REPORTER_AFTER_CAPTION) if is_above_text else ())):
        credit_behind = credit_pattern.fullmatch(caption_text)
        if credit_behind and _is_picture_credit(credit_behind["credit"]):
            return Caption(credit_behind["caption"].strip(" /|"), _LABEL_IN_CREDIT.sub("", credit_behind["credit"]).strip())
    if labelled_caption or (marked_caption and is_only_mark):
        return Caption(caption_text.strip(), "")
    return None


def is_photographer(text: str) -> bool:
    """Return whether the line is a photographer with an agency, such as `Jane Roe/Getty Images`, and so not an author."""
    credit_match = _CREDIT_ALONE[-1].fullmatch(text)
    return bool(credit_match and credit_match["by"])


def _is_picture_credit(credit_text: str) -> bool:
    """Return whether the text can be a credit: not a sentence, and at most ten words."""
    starts_like_credit = not credit_text[:1].islower() or bool(organisation_name(credit_text))
    return starts_like_credit and len(credit_text.split()) <= 10 and not has_full_stop(credit_text.removesuffix("Inc."))


def _first_caption_lines(lines: Sequence[Line], lines_before: Sequence[int], credit_line: int) -> list[int]:
    """Return the indexes of the first lines of a hard-wrapped caption that ends on the line `credit_line`."""
    caption_lines: list[int] = []
    for index in reversed(lines_before):
        line, after = lines[index], lines[index + 1]
        caption_column = max(display_width(lines[other].text) for other in (*lines_before, credit_line))
        has_room = display_width(line.text) + 1 + display_width(after.text.split(" ", 1)[0]) <= caption_column
        if index != (caption_lines[0] if caption_lines else credit_line) - 1 or has_full_stop(line.text) or has_room:
            break
        caption_lines.insert(0, index)
    return caption_lines


def _is_under_credit(lines: Sequence[Line], index: int, following: int) -> bool:
    """Return whether the next line is the caption of the credit above it: near, short, and without sentence punctuation."""
    caption_text = lines[following].text
    is_near_credit = following - index <= 2
    return (
        is_near_credit
        and bool(organisation_name(lines[index].text))
        and len(caption_text) <= _SHORT_CAPTION
        and not has_full_stop(caption_text)
        and caption_text[-1:] not in '!?:"”'
    )
