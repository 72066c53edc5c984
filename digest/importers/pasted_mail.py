"""Extracts the article's lines from a pasted e-mail: of a thread, the mail with the most text, with subject and date; and records
what it omits: forwarding marks, attributions, greetings, closings, signatures, quotations and `Sent from` lines, by patterns in
many languages. `mail_headers.py` reads the headers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from zoneinfo import ZoneInfo

from msgspec import Struct

from digest.importers.contacts import without_contacts
from digest.importers.mail_headers import MailHead, find_mail_heads, mail_subject, quote_depth_and_text
from digest.importers.paragraphs import Line
from digest.importers.raw_text import clean
from digest.importers.timestamp_lines import read_timestamps


def _any_pattern(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


_FORWARDED_MARKS = (
    r"original message|original appointment|forwarded (?:message|by .{1,60})",
    r"ursprüngliche nachricht|original-nachricht|weitergeleitete nachricht",
    r"message (?:d'origine|d’origine|original|transféré|transmis)",
    r"mensaje (?:original|reenviado)|mensagem (?:original|encaminhada)|messaggio (?:originale|inoltrato)",
    r"원본 (?:메시지|메일|이메일)|전달된 (?:메시지|메일|이메일)",
    r"(?:исходное|пересылаемое|пересланное) (?:сообщение|письмо)|الرسالة (?:الأصلية|المحولة)|رسالة محولة",
    r"元のメッセージ|転送メッセージ|転送されたメッセージ",
    r"原始邮件|原始郵件|转发邮件信息|转发的邮件|轉寄郵件|轉寄的郵件",
)
FORWARDED = _any_pattern(
    rf"[-=_*\s]{{2,}}(?:{'|'.join(_FORWARDED_MARKS)})[-=_*\s]{{2,}}",
    r"begin forwarded message\s?:?",
    r"anfang der weitergeleiteten (?:nachricht|e-mail)\s?:?",
    r"début du (?:message réexpédié|message transféré)\s?:?",
    r"inicio del mensaje reenviado\s?:?|início da mensagem (?:encaminhada|reenviada)\s?:?|inizio messaggio inoltrato\s?:?",
    r"전달된 메시지(?: 시작)?\s?[:：]?",
    r"転送されたメッセージ\s?[:：]?",
    r"以下转发的邮件\s?[:：]?|下面是被转发的邮件\s?[:：]?|開始轉寄(?:的)?郵件\s?[:：]?",
)
"""A line that announces a forwarded mail."""

ATTRIBUTION = _any_pattern(
    r"on\s.{4,200}\bwrote\s?:?",
    r"am\s.{4,200}\bschrieb.{0,120}:?",
    r"le\s.{4,200}\ba écrit\s?:?",
    r"el\s.{4,200}\bescribió\s?:?|em\s.{4,200}\bescreveu\s?:?|il\s.{4,200}\bha scritto\s?:?",
    r".{4,200}(?:пишет|написала?|написал\(а\))\s?:|(?:في|كتب)\s.{4,200}:",
    r".{4,200}님이 (?:작성|씀)\s?[:：]?",
    r".{4,200}(?:のメール|は書きました)\s?[:：]?",
    r".{4,200}(?:写道|寫道)\s?[:：]?",
)
"""An attribution line above a quotation."""

SENT_FROM = _any_pattern(
    r"sent (?:from|via|with) .{2,60}|get outlook for .{2,40}",
    r"(?:von|mit) meinem .{2,40} gesendet\.?|gesendet (?:von|mit) .{2,60}",
    r"envoyé (?:de|depuis|à partir) .{2,60}",
    r"enviado (?:desde|do) .{2,60}",
    r"отправлено (?:с|со|из) .{2,60}|تم الإرسال من .{2,40}|أرسلت من .{2,40}",
    r".{2,40}에서 보냄\.?",
    r".{2,30}から送信",
    r"发自我的.{2,30}|從我的.{2,30}傳送",
)
"""A line that a mail program adds below the text."""

CLOSING = _any_pattern(
    r"(?:(?:kind|best|warm|warmest|many) )?(?:regards|wishes)[\s,.!]*",
    r"(?:best|cheers|sincerely|yours(?: sincerely| truly| faithfully)?)[\s,.!]*",
    r"(?:many )?thanks[\s,.!]*|thank you[\s,.!]*",
    r"(?:mit )?(?:freundlichen|besten|herzlichen|lieben) grüßen[\s,.!]*",
    r"(?:viele|liebe|beste|schöne|herzliche) grüße[\s,.!]*|gruß[\s,.!]*|mfg|vg|lg",
    r"(?:bien )?cordialement[\s,.!]*|bien à vous[\s,.!]*",
    r"saludos(?: cordiales)?[\s,.!]*|un saludo[\s,.!]*|atentamente[\s,.!]*|atenciosamente[\s,.!]*|cordiali saluti[\s,.!]*",
    r"с уважением[\s,.!]*|с наилучшими пожеланиями[\s,.!]*|спасибо[\s,.!]*|مع (?:خالص )?(?:التحية|التقدير|"
    r"الشكر)[\s،,.!]*|تحياتي[\s،,.!]*",
    r"(?:감사합니다|고맙습니다)[\s,.!]*|.{1,20} (?:드림|올림|배상)\.?",
    r"(?:どうぞ)?(?:よろしくお願い(?:いた)?します|宜しくお願い(?:致)?します)[。\s]*",
    r"(?:此致|敬礼|谢谢|謝謝|祝好)[。！!\s]*",
)
"""A complimentary close, after which the sender's name follows."""

GREETING = _any_pattern(
    r"(?:hi|hello|hey|dear)\b.{0,40}[,!:]|hi|hello",
    r"(?:hallo|liebe|lieber|sehr geehrte|sehr geehrter|guten tag)\b.{0,40}[,!:]|hallo|guten tag",
    r"(?:bonjour|cher|chère)\b.{0,40}[,!:]|bonjour",
    r"(?:hola|estimad[oa]s?|ciao|olá)\b.{0,40}[,!:]|hola",
    r"(?:здравствуйте|добрый день|уважаем(?:ый|ая|ые)|السلام عليكم|مرحبا).{0,40}",
    r"안녕하(?:세요|십니까).{0,20}|.{1,20}(?:님께|님)[,.]",
    r"お世話になっております。?|.{1,20}様",
    r"(?:您好|你好)[,，!！。]?",
)
"""A salutation."""


SENDER_LEFT_OUT = "the sender of a mail"
HEAD_LEFT_OUT = "the head of a mail"
OTHER_MAIL = "another mail of the thread"

PASTED_MAIL_NOTE = "this is a pasted e-mail"

_MIN_UNQUOTED_CHARACTERS = 200
"""The minimum length of unquoted text that is the article; shorter text above a longer quotation only introduces it."""

_CLOSING_LINES = 10
_SHORT_MAIL_LINE = 60


class Omission(Struct, frozen=True):
    """A line that is left out completely or in part, and its kind."""

    number: int
    kind: str
    text: str


class Mail(Struct, frozen=True):
    """The lines of the article, headline first; the omitted lines, and notes for the editor."""

    lines: tuple[Line, ...]
    is_titled: bool
    originals: dict[int, str]
    """The original text of changed lines, by line number."""
    omissions: tuple[Omission, ...]
    notes: tuple[str, ...]


def read_mail(lines: Sequence[Line], zone: ZoneInfo) -> Mail | None:
    """Return the pasted mail; None if the lines contain no mail headers or attributed quotation.

    The article is the mail of a thread with the most text, or the last of equal ones. Its subject becomes the headline.
    """
    if not any(":" in line.text or "：" in line.text for line in lines):
        return None
    mail_heads = find_mail_heads(lines)
    if not mail_heads:
        return _quoted_mail(lines)
    return _MailReader(lines, zone).read_mail(mail_heads)


def _quoted_mail(lines: Sequence[Line]) -> Mail | None:
    """Read a mail without headers, which has an attribution line above a quotation; otherwise return None."""
    filled = [line for line in lines if line.text]
    is_quoted = any(ATTRIBUTION.fullmatch(line.text) and after.text.startswith(">") for line, after in pairwise(filled))
    return _MailReader(lines, None).read_mail([]) if is_quoted else None


class _MailReader:
    """Classifies the lines of a mail, and collects omitted lines in `omissions`."""

    def __init__(self, lines: Sequence[Line], zone: ZoneInfo | None) -> None:
        self.lines = lines
        self.zone = zone
        self.texts = {line.number: clean(line.text) for line in reversed(lines)}
        self.omissions: list[Omission] = []
        self.notes: list[str] = []

    def read_mail(self, mail_heads: Sequence[MailHead]) -> Mail:
        starts = [0, *(mail_head.end for mail_head in mail_heads)]
        ends = [*(mail_head.start for mail_head in mail_heads), len(self.lines)]
        messages = [self._message_lines(range(start, end)) for start, end in zip(starts, ends, strict=True)]
        message_sizes = [sum(len(self._unquoted_line(index)) for index in message) for message in messages]
        chosen_message = max(range(len(messages)), key=lambda line_number: (message_sizes[line_number], line_number))
        for line_number, message in enumerate(messages):
            if line_number != chosen_message:
                self._omit_mail_lines(message, OTHER_MAIL)
        mail_head = mail_heads[chosen_message - 1] if chosen_message else None
        for other_head in mail_heads:
            self._omit_mail_head(other_head)
        title, date = self._title_of_mail(mail_head), self._date_of_mail(mail_head)
        mail_body = self._without_contact_lines(self._without_quotes(messages[chosen_message]))
        first_text_line = next((at for at, line in enumerate(mail_body) if line.text), len(mail_body))
        if (
            title
            and first_text_line < len(mail_body)
            and clean(mail_body[first_text_line].text).casefold() == title.text.casefold()
        ):
            line_number = mail_body[first_text_line].number
            self.omissions.append(Omission(line_number, "repeated elsewhere", self.texts[line_number]))
            mail_body = mail_body[first_text_line + 1 :]
        mail_top = [line for line in (title, date) if line]
        originals = {line.number: self.texts[line.number] for line in mail_top}
        self.omissions = [omission for omission in self.omissions if omission.number not in originals]
        lines = [part for line in mail_top for part in (line, Line(line.number, ""))] + mail_body
        return Mail(tuple(lines), title is not None, originals, tuple(self.omissions), tuple(self.notes))

    def _unquoted_line(self, index: int) -> str:
        return quote_depth_and_text(self.lines[index].text)[1].strip()

    def _omit_mail_lines(self, indices: Iterable[int], kind: str) -> None:
        filled = (self.lines[index] for index in indices if self.lines[index].text)
        self.omissions += (Omission(line.number, kind, clean(line.text)) for line in filled)

    def _omit_mail_head(self, mail_head: MailHead) -> None:
        omission_kinds = {header.at: SENDER_LEFT_OUT for header in mail_head.headers if header.role == "from"}
        for index in range(mail_head.start, mail_head.end):
            self._omit_mail_lines([index], omission_kinds.get(index, HEAD_LEFT_OUT))

    def _title_of_mail(self, head: MailHead | None) -> Line | None:
        header = mail_subject(head) if head else None
        title = clean(without_contacts(header.value)) if header else ""
        return Line(self.lines[header.at].number, title) if header and title else None

    def _date_of_mail(self, head: MailHead | None) -> Line | None:
        header = head.first_header("date") if head else None
        if header is None or self.zone is None:
            return None
        line_number = self.lines[header.at].number
        timestamps = read_timestamps(header.value, self.zone)
        if timestamps is None or not timestamps.timestamps or timestamps.timestamps[0].yearless:
            date_problem = (
                timestamps.problems[0] if timestamps and timestamps.problems else "the date of the mail could not be read"
            )
            self.notes.append(f"line {line_number}: {date_problem}")
            return None
        timestamp = timestamps.timestamps[0]
        return Line(line_number, f"Published: {timestamp.at.isoformat() if timestamp.timed else timestamp.at.date().isoformat()}")

    def _message_lines(self, indices: range) -> list[int]:
        """Return the lines of one mail without forwarding marks, attributions, signature, closing and greeting."""
        message_lines = []
        for index in indices:
            text = self._unquoted_line(index)
            omission_kind = "a mark of mail programs" if FORWARDED.fullmatch(text) or _is_mail_separator(text) else ""
            omission_kind = omission_kind or ("who wrote what is quoted" if ATTRIBUTION.fullmatch(text) else "")
            omission_kind = omission_kind or ("a mark of mail programs" if SENT_FROM.fullmatch(text) else "")
            if omission_kind:
                self._omit_mail_lines([index], omission_kind)
            else:
                message_lines.append(index)
        message_lines = self._message_up_to(message_lines, self._signature_begin(message_lines), "a signature")
        message_lines = self._message_up_to(message_lines, self._closing_begin(message_lines), "the end of a mail")
        first_message_line = next((at for at, index in enumerate(message_lines) if self._unquoted_line(index)), len(message_lines))
        if first_message_line + 1 < len(message_lines) and GREETING.fullmatch(
            self._unquoted_line(message_lines[first_message_line])
        ):
            self._omit_mail_lines([message_lines[first_message_line]], "a greeting")
            message_lines = message_lines[first_message_line + 1 :]
        return message_lines

    def _message_up_to(self, message_lines: list[int], end: int, kind: str) -> list[int]:
        self._omit_mail_lines(message_lines[end:], kind)
        return message_lines[:end]

    def _signature_begin(self, message_lines: Sequence[int]) -> int:
        """Return the position of the signature delimiter `-- ` (RFC 3676, 4.3), or the number of lines."""
        return next(
            (at for at, index in enumerate(message_lines) if self._unquoted_line(index) in ("--", "–", "—")), len(message_lines)
        )

    def _closing_begin(self, message_lines: Sequence[int]) -> int:
        """Return the position of the closing near the end, below which all lines are short, or the number of lines."""
        filled_positions = [at for at, index in enumerate(message_lines) if self._unquoted_line(index)]
        for closing_position in filled_positions[-_CLOSING_LINES:]:
            if CLOSING.fullmatch(self._unquoted_line(message_lines[closing_position])) and all(
                len(self._unquoted_line(message_lines[below])) <= _SHORT_MAIL_LINE
                for below in filled_positions
                if below > closing_position
            ):
                return closing_position
        return len(message_lines)

    def _without_quotes(self, message: Sequence[int]) -> list[Line]:
        """Return the unquoted text; or the quoted text without its marks, if that is the article."""
        quote_depths = {index: quote_depth_and_text(self.lines[index].text)[0] for index in message if self._unquoted_line(index)}
        unquoted_characters = sum(len(self._unquoted_line(index)) for index, depth in quote_depths.items() if not depth)
        quoted_characters = sum(len(self._unquoted_line(index)) for index, depth in quote_depths.items() if depth)
        if not quoted_characters:
            return [self.lines[index] for index in message]
        if unquoted_characters and (unquoted_characters >= _MIN_UNQUOTED_CHARACTERS or unquoted_characters >= quoted_characters):
            self._omit_mail_lines((index for index, depth in quote_depths.items() if depth), "a quotation in a mail")
            return [self.lines[index] for index in message if not quote_depth_and_text(self.lines[index].text)[0]]
        quote_depth = min(depth for depth in quote_depths.values() if depth)
        self._omit_mail_lines((index for index, depth in quote_depths.items() if not depth), "a note above what is quoted")
        self._omit_mail_lines((index for index, depth in quote_depths.items() if depth > quote_depth), "a quotation in a mail")
        quoted_lines = [self.lines[index].number for index, depth in quote_depths.items() if depth == quote_depth]
        self.notes.append(
            f"lines {quoted_lines[0]}-{quoted_lines[-1]}: the quotation marks at the beginning of these lines were removed"
        )
        return [
            Line(self.lines[index].number, self._unquoted_line(index) if quote_depths.get(index) == quote_depth else "")
            for index in message
        ]

    def _without_contact_lines(self, mail_body: Sequence[Line]) -> list[Line]:
        """Return the lines without personal addresses and telephone numbers; lines that contain nothing else become blank."""
        lines_without_contacts = []
        for line in mail_body:
            text = without_contacts(line.text)
            if text != line.text:
                self.omissions.append(Omission(line.number, "an address or telephone number", self.texts[line.number]))
            lines_without_contacts.append(Line(line.number, text, line.indent))
        return lines_without_contacts


def _is_mail_separator(text: str) -> bool:
    """Return whether the line is a row of underscores, with which Outlook separates mails."""
    return len(text) >= 10 and not text.strip("_")
