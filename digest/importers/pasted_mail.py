"""A pasted e-mail → the lines of the article in it; what belongs to the mail and to persons is left out, line by line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from zoneinfo import ZoneInfo

from msgspec import Struct

from digest.importers.contacts import without_contacts
from digest.importers.mail_headers import Head, heads, subject_of, unquoted
from digest.importers.mail_phrases import ATTRIBUTION, CLOSING, FORWARDED, GREETING, SENT_FROM
from digest.importers.paragraphs import Line
from digest.importers.raw_text import clean
from digest.importers.timestamps import read_timestamps

SENDER_LEFT_OUT = "the sender of a mail"
HEAD_LEFT_OUT = "the head of a mail"
OTHER_MAIL = "another mail of the thread"

PASTED_MAIL_NOTE = "this is a pasted e-mail"

_LEAST_UNQUOTED_CHARACTERS = 200
"""So much text that is not quoted is the article; less above a longer quotation only introduces it."""

_CLOSING_LINES = 10
_SHORT_MAIL_LINE = 60


class Omission(Struct, frozen=True):
    """A line that is left out whole or in part, and what it is."""

    number: int
    what: str
    text: str


class Mail(Struct, frozen=True):
    """The lines that are the article, its headline first; what was left out, and what an editor should know."""

    lines: tuple[Line, ...]
    is_titled: bool
    originals: dict[int, str]
    """The lines that stand in `lines` in other words, as they are in the text."""
    omissions: tuple[Omission, ...]
    notes: tuple[str, ...]


def read_mail(lines: Sequence[Line], zone: ZoneInfo) -> Mail | None:
    """The mail that was pasted; None if the lines have no head of one.

    Of a thread the mail with the most text is the article, of equal ones the last. Its subject is the headline, its date the date.
    """
    if not any(":" in line.text or "：" in line.text for line in lines):
        return None
    mail_heads = heads(lines)
    if not mail_heads:
        return _quoted_mail(lines)
    return _MailReader(lines, zone).read(mail_heads)


def _quoted_mail(lines: Sequence[Line]) -> Mail | None:
    """A mail without its head: a line that says who wrote, with an address or a date, and below it what is quoted."""
    filled = [line for line in lines if line.text]
    is_quoted = any(ATTRIBUTION.fullmatch(line.text) and after.text.startswith(">") for line, after in pairwise(filled))
    return _MailReader(lines, None).read([]) if is_quoted else None


class _MailReader:
    """Takes the lines of a mail apart; `omissions` grows with each one that is left out."""

    def __init__(self, lines: Sequence[Line], zone: ZoneInfo | None) -> None:
        self.lines = lines
        self.zone = zone
        self.texts = {line.number: clean(line.text) for line in reversed(lines)}
        self.omissions: list[Omission] = []
        self.notes: list[str] = []

    def read(self, heads: Sequence[Head]) -> Mail:
        starts = [0, *(head.end for head in heads)]
        ends = [*(head.start for head in heads), len(self.lines)]
        messages = [self._message_lines(range(start, end)) for start, end in zip(starts, ends, strict=True)]
        sizes = [sum(len(self._unquoted_line(index)) for index in message) for message in messages]
        chosen = max(range(len(messages)), key=lambda number: (sizes[number], number))
        for number, message in enumerate(messages):
            if number != chosen:
                self._omit_lines(message, OTHER_MAIL)
        head = heads[chosen - 1] if chosen else None
        for other in heads:
            self._omit_mail_head(other)
        title, date = self._title_of_mail(head), self._date_of_mail(head)
        body = self._without_contact_lines(self._without_quotes(messages[chosen]))
        first_text_line = next((at for at, line in enumerate(body) if line.text), len(body))
        if title and first_text_line < len(body) and clean(body[first_text_line].text).casefold() == title.text.casefold():
            number = body[first_text_line].number
            self.omissions.append(Omission(number, "repeated elsewhere", self.texts[number]))
            body = body[first_text_line + 1 :]
        top = [line for line in (title, date) if line]
        originals = {line.number: self.texts[line.number] for line in top}
        self.omissions = [omission for omission in self.omissions if omission.number not in originals]
        lines = [part for line in top for part in (line, Line(line.number, ""))] + body
        return Mail(tuple(lines), title is not None, originals, tuple(self.omissions), tuple(self.notes))

    def _unquoted_line(self, index: int) -> str:
        return unquoted(self.lines[index].text)[1].strip()

    def _omit_lines(self, indices: Iterable[int], what: str) -> None:
        filled = (self.lines[index] for index in indices if self.lines[index].text)
        self.omissions += (Omission(line.number, what, clean(line.text)) for line in filled)

    def _omit_mail_head(self, head: Head) -> None:
        roles = {header.at: SENDER_LEFT_OUT for header in head.headers if header.role == "from"}
        for index in range(head.start, head.end):
            self._omit_lines([index], roles.get(index, HEAD_LEFT_OUT))

    def _title_of_mail(self, head: Head | None) -> Line | None:
        header = subject_of(head) if head else None
        title = clean(without_contacts(header.value)) if header else ""
        return Line(self.lines[header.at].number, title) if header and title else None

    def _date_of_mail(self, head: Head | None) -> Line | None:
        header = head.first("date") if head else None
        if header is None or self.zone is None:
            return None
        number = self.lines[header.at].number
        timestamps = read_timestamps(header.value, self.zone)
        if timestamps is None or not timestamps.timestamps:
            why = timestamps.problems[0] if timestamps and timestamps.problems else "the date of the mail could not be read"
            self.notes.append(f"line {number}: {why}")
            return None
        timestamp = timestamps.timestamps[0]
        return Line(number, f"Published: {timestamp.at.isoformat() if timestamp.timed else timestamp.at.date().isoformat()}")

    def _message_lines(self, indices: range) -> list[int]:
        """The lines of one mail that may be its text: without marks of forwarding, signature, and greetings."""
        message_lines = []
        for index in indices:
            text = self._unquoted_line(index)
            omission = "a mark of mail programs" if FORWARDED.fullmatch(text) or _is_rule(text) else ""
            omission = omission or ("who wrote what is quoted" if ATTRIBUTION.fullmatch(text) else "")
            omission = omission or ("a mark of mail programs" if SENT_FROM.fullmatch(text) else "")
            if omission:
                self._omit_lines([index], omission)
            else:
                message_lines.append(index)
        message_lines = self._message_up_to(message_lines, self._signature_begin(message_lines), "a signature")
        message_lines = self._message_up_to(message_lines, self._closing_begin(message_lines), "the end of a mail")
        first_message_line = next((at for at, index in enumerate(message_lines) if self._unquoted_line(index)), len(message_lines))
        if (
            first_message_line + 1 < len(message_lines)
            and len(self._unquoted_line(message_lines[first_message_line])) <= _SHORT_MAIL_LINE
            and GREETING.fullmatch(self._unquoted_line(message_lines[first_message_line]))
        ):
            self._omit_lines([message_lines[first_message_line]], "a greeting")
            message_lines = message_lines[first_message_line + 1 :]
        return message_lines

    def _message_up_to(self, kept: list[int], end: int, what: str) -> list[int]:
        self._omit_lines(kept[end:], what)
        return kept[:end]

    def _signature_begin(self, kept: Sequence[int]) -> int:
        """Where the signature begins: at `-- ` on a line of its own (RFC 3676, 4.3)."""
        return next((at for at, index in enumerate(kept) if self._unquoted_line(index) in ("--", "–", "—")), len(kept))

    def _closing_begin(self, message_lines: Sequence[int]) -> int:
        """Where the closing words begin: near the end, with short lines only below them."""
        filled = [at for at, index in enumerate(message_lines) if self._unquoted_line(index)]
        for at in filled[-_CLOSING_LINES:]:
            if CLOSING.fullmatch(self._unquoted_line(message_lines[at])) and all(
                len(self._unquoted_line(message_lines[below])) <= _SHORT_MAIL_LINE for below in filled if below > at
            ):
                return at
        return len(message_lines)

    def _without_quotes(self, message: Sequence[int]) -> list[Line]:
        """The text that is not quoted; or what is quoted without its marks, where that is the text."""
        depths = {index: unquoted(self.lines[index].text)[0] for index in message if self._unquoted_line(index)}
        unquoted_characters = sum(len(self._unquoted_line(index)) for index, depth in depths.items() if not depth)
        quoted_characters = sum(len(self._unquoted_line(index)) for index, depth in depths.items() if depth)
        if not quoted_characters:
            return [self.lines[index] for index in message]
        if unquoted_characters and (unquoted_characters >= _LEAST_UNQUOTED_CHARACTERS or unquoted_characters >= quoted_characters):
            self._omit_lines((index for index, depth in depths.items() if depth), "a quotation in a mail")
            return [self.lines[index] for index in message if not unquoted(self.lines[index].text)[0]]
        base = min(depth for depth in depths.values() if depth)
        self._omit_lines((index for index, depth in depths.items() if not depth), "a note above what is quoted")
        self._omit_lines((index for index, depth in depths.items() if depth > base), "a quotation in a mail")
        numbers = [self.lines[index].number for index, depth in depths.items() if depth == base]
        self.notes.append(f"lines {numbers[0]}-{numbers[-1]}: the quotation marks at the beginning of these lines were removed")
        return [
            Line(self.lines[index].number, self._unquoted_line(index) if depths.get(index) == base else "") for index in message
        ]

    def _without_contact_lines(self, body: Sequence[Line]) -> list[Line]:
        """The lines without addresses and telephone numbers, which belong to persons, and without lines that say nothing else."""
        masked = []
        for line in body:
            text = without_contacts(line.text)
            if text != line.text:
                self.omissions.append(Omission(line.number, "an address or telephone number", self.texts[line.number]))
            masked.append(Line(line.number, text, line.indent))
        return masked


def _is_rule(text: str) -> bool:
    """`________________________________`, by which Outlook parts mails."""
    return len(text) >= 10 and not text.strip("_")
