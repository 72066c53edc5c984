"""E-mail headers in a pasted text: labels such as `From:` in many languages with their roles, header blocks (heads) and their
line indexes, folded lines, quotation marks (`>`) and their depth, and the subject without `Re:`. `pasted_mail.py` reads
everything else in a mail."""

from __future__ import annotations

import re
from collections.abc import Sequence
from email.errors import HeaderParseError
from email.header import decode_header, make_header

from msgspec import Struct

from digest.importers.paragraphs import Line

TOP_LINES = 12
"""The number of lines at the top in which two headers are a header block; further down it needs three."""

_HEADER_ROLES = {
    "from": (
        "from|sender|von|absender|de|expéditeur|remitente|da|mittente|van|от|от кого|отправитель|من|od|"
        "kimden|보낸사람|보낸 사람|보낸이|보낸 이|발신|발신자|발신인",
        "差出人|送信者|送信元|发件人|寄件者|寄件人",
    ),
    "to": (
        "to|an|empfänger|à|a|pour|para|aan|кому|إلى|الى|do|kime|받는사람|받는 사람|받는이|받는 이|"
        "수신|수신자|수신인|宛先|受信者|收件人|收件者",
    ),
    "date": (
        "date|sent|sent at|datum|gesendet|gesendet am|envoyé|envoyé le|enviado|enviado el|enviada em|fecha|data|inviato",
        "verzonden|дата|отправлено|التاريخ|تاريخ|تم الإرسال|wysłano|tarih|gönderildi|날짜|일시|보낸날짜|보낸 날짜|보낸시간|"
        "보낸 시간|보낸일시|보낸 일시|日時|日付|送信日時|送信日",
        "发送时间|发送日期|寄件日期|傳送日期|日期|时间|時間",
    ),
    "subject": (
        "subject|betreff|objet|asunto|assunto|oggetto|onderwerp|тема|الموضوع|temat|konu|件名|主题|主題|主旨|제목|标题|標題",
    ),
    "other": (
        "cc|bcc|kopie|blindkopie|copie|copie à|copia|reply-to|reply to|antwort an|répondre à|responder a|importance|priority",
        "wichtigkeit|priorität|attachments|attachment|anlagen|anhänge|anhang|pièces jointes|archivos adjuntos|datos adjuntos",
        "organization|received|delivered-to|return-path|envelope-to|mailing list|list|security|signed by|mailed-by|signed-by",
        "копия|نسخة|dw|bilgi|참조|숨은참조|숨은 참조|"
        "첨부|첨부파일|첨부 파일|회신주소|添付ファイル|添付|返信先|抄送|副本|附件|密送|回复|重要性",
    ),
}
_ROLE_OF_HEADER = {label: role for role, labels in _HEADER_ROLES.items() for label in "|".join(labels).split("|")}
_HEADLINE_LABELS = frozenset(("제목", "标题", "標題"))
"""Labels that newspapers use for headlines too; with only a date they are not a header block."""

_HEADER_LINE = re.compile(
    r"[*_]{0,2}(?P<label>[^\W\d_](?:[\w -]{0,28}[\w])?)[*_]{0,2}\s{0,4}[:：][*_]{0,2}(?:\s+|$|(?=\S))(?P<value>.*)"
)
_TECHNICAL_HEADER = re.compile(r"(?:X|[A-Z][A-Za-z]{1,20})(?:-[A-Za-z0-9]{1,20}){1,5}", re.ASCII)
_QUOTED_LINE = re.compile(r"(?:>\s?)+")

_REPLY_PREFIX = re.compile(
    r"(?:\s|\[(?=[^\]]{1,200}\]$)|(?:re|fwd?|aw|wg|antw|antwort|tr|réf|rv|enc|res|i|r|sv|vs|vb|doorst|ynt|odp|отв|رد|إعادة توجيه|"
    r"회신|답장|답변|전달|返信|転送|回复|答复|转发|回覆|轉寄)\s{0,2}(?:\[\d{1,3}\]|\(\d{1,3}\))?\s{0,2}[:：])+",
    re.IGNORECASE,
)
"""Prefixes that mail programs add to a subject (RFC 5322, 3.6.5, and translations)."""


class Header(Struct, frozen=True):
    """A header with its role, value, and the range of its line indexes; a folded header has several lines."""

    role: str
    value: str
    at: int
    end: int


class MailHead(Struct, frozen=True):
    """A block of headers: the lines from index `start` up to `end`, exclusive."""

    headers: tuple[Header, ...]
    start: int
    end: int

    def first_header(self, role: str) -> Header | None:
        """Return the first header with this role and a value, or None."""
        return next((header for header in self.headers if header.role == role and header.value), None)


def quote_depth_and_text(text: str) -> tuple[int, str]:
    """Return the quote depth of the line (number of `>`), and the text without the marks."""
    quote_match = _QUOTED_LINE.match(text)
    return (quote_match[0].count(">"), text[quote_match.end() :]) if quote_match else (0, text)


def find_mail_heads(lines: Sequence[Line]) -> list[MailHead]:
    """Return all header blocks in the text."""
    mail_heads: list[MailHead] = []
    line_index, filled_count = 0, 0
    while line_index < len(lines):
        mail_head = _mail_head(lines, line_index) if lines[line_index].text else None
        if mail_head and _is_mail_head(mail_head, filled_count < TOP_LINES):
            mail_heads.append(mail_head)
        head_end = mail_head.end if mail_head else line_index + 1
        filled_count += sum(bool(line.text) for line in lines[line_index:head_end])
        line_index = head_end
    return mail_heads


def _mail_head(lines: Sequence[Line], start: int) -> MailHead | None:
    """Read the headers from this line on, or None; text copied from web pages may have blank lines between them."""
    first_header = _mail_header(lines[start].text, start)
    if first_header is None:
        return None
    headers = [first_header]
    head_end = start + 1
    while head_end < len(lines):
        header_index = head_end
        while header_index < min(len(lines), head_end + 2) and not quote_depth_and_text(lines[header_index].text)[1]:
            header_index += 1
        header = _mail_header(lines[header_index].text, header_index) if header_index < len(lines) else None
        if header and (header_index == head_end or header.role != "other" or header.value):
            headers.append(header)
            head_end = header_index + 1
        elif header_index == head_end and lines[header_index].indent and not header:
            headers[-1] = _continued_header(headers[-1], lines[header_index].text, header_index + 1)
            head_end = header_index + 1
        else:
            break
    return MailHead(tuple(headers), start, head_end)


def _mail_header(header_text: str, header_index: int) -> Header | None:
    header_match = _HEADER_LINE.fullmatch(quote_depth_and_text(header_text)[1].strip())
    if not header_match:
        return None
    header_label = header_match["label"]
    header_role = _ROLE_OF_HEADER.get(" ".join(header_label.casefold().split()))
    if header_role is None and not _TECHNICAL_HEADER.fullmatch(header_label):
        return None
    if header_role == "subject" and header_label in _HEADLINE_LABELS:
        header_role = "headline"
    return Header(header_role or "other", header_match["value"].strip(), header_index, header_index + 1)


def _continued_header(header: Header, text: str, end: int) -> Header:
    """Return the header with a continuation line appended (RFC 5322, 2.2.3)."""
    return Header(header.role, f"{header.value} {quote_depth_and_text(text)[1]}".strip(), header.at, end)


def _is_mail_head(head: MailHead, near_top: bool) -> bool:
    """Return whether these headers belong to a mail: sender or recipient, and subject or date."""
    header_roles = {header.role for header in head.headers}
    persons, subject_and_date = header_roles & {"from", "to"}, header_roles & {"subject", "headline", "date"}
    known_roles = len(header_roles & {"from", "to", "subject", "headline", "date"})
    if persons and subject_and_date:
        return near_top or known_roles > 2
    return near_top and {"subject", "date"} <= header_roles


def mail_subject(head: MailHead) -> Header | None:
    """Return the subject, decoded (RFC 2047) and without `Re:`, `Fwd:` etc.; None if it is empty."""
    subject_header = head.first_header("subject") or head.first_header("headline")
    if subject_header is None:
        return None
    subject_text = subject_header.value
    if "=?" in subject_text:
        try:
            subject_text = str(make_header(decode_header(subject_text)))
        except (HeaderParseError, LookupError, ValueError):
            subject_text = subject_header.value
    reply_prefix = _REPLY_PREFIX.match(subject_text)
    subject = subject_text[reply_prefix.end() :] if reply_prefix else subject_text
    if reply_prefix and reply_prefix[0].strip().startswith("["):
        subject = subject.removesuffix("]")
    return Header("subject", subject.strip(), subject_header.at, subject_header.end) if subject.strip() else None
