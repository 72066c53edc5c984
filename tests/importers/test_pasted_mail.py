"""Pasted e-mails: extraction of the article, without personal addresses. All mails were made up for these tests."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from unicodedata import normalize
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.importers.contacts import without_contacts
from digest.importers.file_type import text_type
from digest.importers.importer import Reader, raw_text
from digest.importers.pdf_text import LIGATURES
from digest.importers.wire_reader import LEFT_OUT_NOTE, Wire
from tests.selection import examples

SEOUL = ZoneInfo("Asia/Seoul")
NOW = datetime(2026, 1, 10, 12, tzinfo=UTC)
TEXT = "The ferry calls at the northern pier again from Monday on, the port said, after a week of repairs."
SECOND = "It will leave every ten minutes until the market closes at noon."


def read(text: str) -> Wire:
    return raw_text(text, Reader(SEOUL, NOW))


HEADS = {
    "en": (
        "From: Mina Roh <mina@port.example>\n"
        "To: desk@paper.example\n"
        "Date: Sun, 4 Jan 2026 23:26:00 +0900\n"
        "Subject: Fwd: Ferry is back"
    ),
    "en, in another order": (
        "Subject: RE: FW: Ferry is back\nDate: 4 Jan 2026 23:26:00 +0900\nTo: <desk@paper.example>\nFrom: mina@port.example"
    ),
    "en, all technical lines": (
        "Return-Path: <mina@port.example>\n"
        "Received: from mx.port.example (mx.port.example [192.0.2.1])\n"
        "\tby in.paper.example; Sun, 4 Jan 2026 23:26:01 +0900\n"
        "Message-ID: <1@port.example>\n"
        "MIME-Version: 1.0\n"
        "Content-Type: text/plain\n"
        "From: =?UTF-8?B?66+464KY?= <mina@port.example>\n"
        "To: desk@paper.example\n"
        "X-Mailer: Post\n"
        "Date: Sun, 4 Jan 2026 23:26:00 +0900\n"
        "Subject: =?UTF-8?Q?Re:_Ferry?=\n"
        " =?UTF-8?Q?_is_back?="
    ),
    "en, forwarded by Gmail": (
        "---------- Forwarded message ---------\n"
        "From: Mina Roh <mina@port.example>\n"
        "Date: Sun, Jan 4, 2026 at 11:26 PM\n"
        "Subject: Ferry is back\n"
        "To: <desk@paper.example>\n"
        "Cc: <other@paper.example>"
    ),
    "en, of Outlook": (
        "-----Original Message-----\n"
        "From: Mina Roh <mina@port.example>\n"
        "Sent: Sunday, January 4, 2026 11:26 PM\n"
        "To: Desk\n"
        "Subject: RE: Ferry is back"
    ),
    "en, in bold": (
        "*From:* Mina Roh <mina@port.example>\n"
        "*Sent:* Sunday, January 4, 2026 11:26 PM\n"
        "*To:* desk@paper.example\n"
        "*Subject:* Ferry is back"
    ),
    "en, with blank lines": (
        "From: mina@port.example\n\nTo: desk@paper.example\n\nDate: 2026-01-04 23:26\n\nSubject: Ferry is back"
    ),
    "en, in brackets": ("From: mina@port.example\nDate: 2026-01-04 23:26\nSubject: [Fwd: Ferry is back]"),
    "ko": (
        "보낸사람: 노미나 <mina@port.example>\n"
        "받는사람: 편집부 <desk@paper.example>\n"
        "참조: other@paper.example\n"
        "날짜: 2026년 1월 4일 (일) 오후 11:26\n"
        "제목: RE: Ferry is back"
    ),
    "ko, with spaces": (
        "보낸 사람: 노미나 <mina@port.example>\n"
        "받는 사람: desk@paper.example\n"
        "보낸 날짜: 2026-01-04 (일) 23:26:00\n"
        "제목 : Ferry is back"
    ),
    "ko, of Outlook": (
        "-----원본 메시지-----\n"
        "보낸 사람: 노미나 <mina@port.example>\n"
        "보낸 시간: 2026년 1월 4일 일요일 오후 11:26\n"
        "받는 사람: desk\n"
        "제목: 회신: Ferry is back"
    ),
    "ja": ("差出人: 盧美奈 <mina@port.example>\n宛先: desk@paper.example\n件名: Re: Ferry is back\n日時: 2026年1月4日 23:26"),
    "ja, of Outlook": (
        "送信者: mina@port.example\n送信日時: 2026年1月4日 日曜日 23:26\n宛先: desk@paper.example\n件名： 転送: Ferry is back"
    ),
    "de": (
        "Von: Mina Roh <mina@port.example>\n"
        "Gesendet: Sonntag, 4. Januar 2026 23:26\n"
        "An: desk@paper.example\n"
        "Betreff: WG: Ferry is back"
    ),
    "de, of Outlook": (
        "-----Ursprüngliche Nachricht-----\n"
        "Von: Mina Roh <mina@port.example>\n"
        "Gesendet: Sonntag, 4. Januar 2026 23:26\n"
        "An: Desk\n"
        "Betreff: AW: Ferry is back"
    ),
    "de, of Thunderbird": (
        "-------- Weitergeleitete Nachricht --------\n"
        "Betreff: \tFerry is back\n"
        "Datum: \tSun, 4 Jan 2026 23:26:00 +0900\n"
        "Von: \tMina Roh <mina@port.example>\n"
        "An: \tdesk@paper.example"
    ),
    "fr": (
        "De : Mina Roh <mina@port.example>\n"
        "Envoyé : dimanche 4 janvier 2026 23:26\n"
        "À : desk@paper.example\n"
        "Objet : TR : Ferry is back"
    ),
    "es": (
        "De: Mina Roh <mina@port.example>\n"
        "Enviado el: domingo, 4 de enero de 2026 23:26\n"
        "Para: desk@paper.example\n"
        "Asunto: RV: Ferry is back"
    ),
    "ru": (
        "От: Мина Ро <mina@port.example>\n"
        "Отправлено: 4 января 2026 г. 23:26\n"
        "Кому: Редакция <desk@paper.example>\n"
        "Тема: Fwd: Ferry is back"
    ),
    "ar": "من: مينا <mina@port.example>\nالتاريخ: 4 يناير 2026 23:26\nإلى: desk@paper.example\nالموضوع: رد: Ferry is back",
    "pl": "Od: Mina Roh <mina@port.example>\nData: 2026-01-04 23:26\nDo: desk@paper.example\nTemat: Ferry is back",
    "zh": (
        "发件人: 卢美娜 <mina@port.example>\n发送时间: 2026年1月4日 23:26\n收件人: desk@paper.example\n主题: 转发: Ferry is back"
    ),
}


@pytest.mark.parametrize("language", HEADS)
def test_title_and_date_are_read_from_mail_headers_without_persons(language: str) -> None:
    wire = read(f"{HEADS[language]}\n\n{TEXT}\n\n{SECOND}\n")
    assert wire.title == "Ferry is back" and wire.paragraphs == (TEXT, SECOND)
    assert wire.date is not None and wire.date.isoformat() == "2026-01-04T23:26:00+09:00"
    assert wire.authors == () and wire.source == "" and wire.doubts == ("this is a pasted e-mail",)
    reported_lines = {guess.line for guess in wire.guesses}
    assert [number for number, line in enumerate(HEADS[language].split("\n"), 1) if line and number not in reported_lines] == []


QUOTED = "".join(f"> {line}\n" for line in (TEXT, "", SECOND))
MAILS = {
    "quoted": (f"{HEADS['en']}\n\n{QUOTED}", (TEXT, SECOND)),
    "all of it quoted": (
        f"Begin forwarded message:\n\n> {HEADS['en']}\n\n{TEXT}\n\n{SECOND}".replace("\n", "\n> "),
        (TEXT, SECOND),
    ),
    "begun in German": (f"Anfang der weitergeleiteten Nachricht:\n\n{HEADS['de']}\n\n{TEXT}", (TEXT,)),
    "with a quotation below": (
        f"{HEADS['en']}\n\n{TEXT}\n\nOn Sat, Jan 3, 2026 at 9:00 AM Desk <desk@paper.example> wrote:\n> When?\n> Why?",
        (TEXT,),
    ),
    "with a note above": (f"{HEADS['en']}\n\nFor today.\n\n{QUOTED}", (TEXT, SECOND)),
    "with a signature": (f"{HEADS['en']}\n\n{TEXT}\n\n-- \nMina Roh\nThe port, Pier 1\nTel. +82 2 555 0100", (TEXT,)),
    "with a greeting and an end": (
        f"{HEADS['en']}\n\nDear Anna,\n\n{TEXT}\n\nKind regards,\nMina Roh\n+82 2 555 0100",
        (TEXT,),
    ),
    "with a Korean end": (
        f"{HEADS['ko']}\n\n안녕하세요.\n\n{TEXT}\n\n감사합니다.\n노미나 드림\n010-1234-5678",
        (TEXT,),
    ),
    "with a Japanese end": (
        f"{HEADS['ja']}\n\nお世話になっております。\n\n{TEXT}\n\nよろしくお願いいたします。\n盧美奈\n電話 03-1234-5678",
        (TEXT,),
    ),
    "with a German end": (
        f"{HEADS['de']}\n\nHallo Anna,\n\n{TEXT}\n\nViele Grüße\nMina\n\nVon meinem iPhone gesendet",
        (TEXT,),
    ),
    "sent from a telephone": (f"{HEADS['en']}\n\n{TEXT}\n\nSent from my iPhone", (TEXT,)),
    "below the mail that forwards it": (
        "From: a@paper.example\nTo: b@paper.example\nSubject: Fwd: Ferry is back\nDate: Mon, 5 Jan 2026 09:00:00 +0900\n\n"
        f"FYI\n\n{HEADS['en, of Outlook']}\n\n{TEXT}",
        (TEXT,),
    ),
    "below a note without a head": (f"Please run this.\n\nAnna\n\n{'_' * 32}\n{HEADS['de']}\n\n{TEXT}", (TEXT,)),
    "above an older mail": (
        f"{HEADS['en']}\n\n{TEXT}\n\n-----Original Message-----\nFrom: desk@paper.example\nSent: 2026-01-03 09:00\n"
        "Subject: Ferry?\n\nWhen?",
        (TEXT,),
    ),
    "with its subject again": (f"{HEADS['en']}\n\nFerry is back\n\n{TEXT}", (TEXT,)),
    "with contacts": (
        f"{HEADS['en']}\n\n{TEXT}\n\nQuestions: Mina Roh (mina@port.example), or call 02-555-0100 until the evening of that day.\n"
        "E-mail: mina@port.example",
        (TEXT, "Questions: Mina Roh, or call […] until the evening of that day."),
    ),
}


@pytest.mark.parametrize("name", MAILS)
def test_the_article_is_extracted_from_a_mail(name: str) -> None:
    text, paragraphs = MAILS[name]
    wire = read(text)
    assert wire.title == "Ferry is back" and wire.paragraphs == paragraphs
    assert wire.date is not None and wire.date.isoformat() == "2026-01-04T23:26:00+09:00"
    assert unreported_lines(text, wire) == []


def unreported_lines(text: str, wire: Wire) -> list[str]:
    """The lines that are neither in the article nor in its guesses and notes."""
    notes = [re.match(r"lines? (\d+)(?:-(\d+))?: ", note) for note in wire.notes]
    lines = text.split("\n")
    noted_lines = [line for found in notes if found for line in lines[int(found[1]) - 1 : int(found[2] or found[1])]]
    reported = squeezed(" ".join((wire.title, *wire.paragraphs, *(guess.text for guess in wire.guesses), *noted_lines)))
    return [line for line in lines if squeezed(line) not in reported]


def squeezed(text: str) -> str:
    return "".join(normalize("NFC", text.translate(LIGATURES)).split())


def test_omitted_lines_are_reported_with_their_kind() -> None:
    text = f"{HEADS['en']}\n\n{TEXT}\n\n> When?\n\n-- \nMina"
    left_out = [guess for guess in read(text).guesses if guess.field == LEFT_OUT_NOTE]
    assert all(guess.text for guess in left_out), "blank lines are not reported"
    omissions = [(guess.line, guess.value) for guess in left_out]
    expected = [
        (1, "the sender of a mail"),
        (2, "the head of a mail"),
        (8, "a quotation in a mail"),
        (10, "a signature"),
        (11, "a signature"),
    ]
    assert omissions == expected


def test_a_byline_in_a_mail_names_the_author() -> None:
    wire = read(f"{HEADS['en']}\n\nBy Jane Doe <jane@paper.example>\n\n{TEXT}\n")
    assert wire.authors == ("Jane Doe",) and wire.paragraphs == (TEXT,)


def test_an_unreadable_date_is_reported() -> None:
    wire = read(f"From: mina@port.example\nSubject: Ferry is back\nDate: last Sunday\n\n{TEXT}")
    assert wire.date is None and wire.notes == ("line 3: the date of the mail could not be read",)


@pytest.mark.parametrize(
    "text",
    [
        f"Ferry is back\nDate: 2026-01-04 23:26\nSource: The Port\n\n{TEXT}",
        f"제목: 배가 다시 다닌다\n날짜: 2026-01-04\n\n{TEXT}",
        f"Ferry is back\n\nFrom: Monday on, it calls again.\nTo: the pier.\n\n{TEXT}",
        f"Questions and answers\n\nQ: Is it back?\nA: Yes.\n\n{TEXT}",
        f"Ferry is back\n\n{TEXT}\n\n> a quotation\n\n--\nThe end of it is here.",
        f"Ferry is back\n\nOn Sunday the mayor wrote: a long answer to all.\n> We are glad that it is back.\n\n{TEXT}",
    ],
)
def test_text_that_resembles_a_mail_is_not_one(text: str) -> None:
    wire = read(text)
    assert wire.doubts == () and not any("mail" in guess.value for guess in wire.guesses)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Write to mina@port.example, or not.", "Write to […], or not."),
        ("Mina Roh (mina@port.example) said no.", "Mina Roh said no."),
        ("노미나 기자 mina@port.example", "노미나 기자"),
        ("mina@port.example으로 보내 주시기 바란다.", "[…]으로 보내 주시기 바란다."),
        ("Call 02-555-0100, (202) 555-0147 or +1 202-555-0147.", "Call […], […] or […]."),
        ("문의는 010-1234-5678 또는 1588-1234.", "문의는 […] 또는 […]."),
        ("문의: 홍보팀 노미나 02-555-0100, mina@port.example", ""),
        ("Media contact: Mina Roh, mina@port.example", ""),
        ("Mina Roh, mina@port.example", "Mina Roh"),
        ("Tel.: 0531 123-4567", ""),
        ("電話 03-1234-5678", ""),
        ("M: +82 10-1234-5678 | E: mina@port.example", ""),
        ("It was 1,000 to 2,000 on 01.02.2026 and 2026-01-04 10:00.", "It was 1,000 to 2,000 on 01.02.2026 and 2026-01-04 10:00."),
        ("ISBN 978-3-16-148410-0, 0.25 points, 0-0", "ISBN 978-3-16-148410-0, 0.25 points, 0-0"),
    ],
)
def test_contacts_are_removed(line: str, expected: str) -> None:
    assert without_contacts(line) == expected


BODIES = st.lists(
    st.one_of(
        st.sampled_from(
            [TEXT, SECOND, "", "> quoted", "-- ", "Regards,", "Mail mina@port.example or desk@paper.example now", "(END)"]
        ),
        st.sampled_from([part for head in HEADS.values() for part in head.split("\n")]),
        st.text(st.characters(categories=("L", "N", "P", "Zs")), max_size=40),
    ),
    max_size=8,
)


@settings(max_examples=examples(100))
@given(st.sampled_from(sorted(HEADS)), BODIES)
def test_no_address_is_published_and_every_line_is_reported(language: str, body: list[str]) -> None:
    text = "\n".join((HEADS[language], "", *body))
    wire = read(text)
    for published in (wire.title, wire.source, wire.url, *wire.authors, *wire.paragraphs):
        assert "mina@port.example" not in published and "desk@paper.example" not in published
    assert unreported_lines(text, wire) == []


@pytest.mark.parametrize("kind", ["Content-Type: multipart/alternative; boundary=x", "Content-Transfer-Encoding: base64"])
def test_a_mime_encoded_mail_is_detected(kind: str) -> None:
    found = text_type(f"{HEADS['en']}\nReceived: a\n\tb\n{kind}\n\nVGhl\n")
    assert found is not None and found.name == "a saved e-mail (MIME)"


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ("Ferry is back", "Ferry is back"),
        ("Re: Ferry is back", "Ferry is back"),
        ("RE: FW: Re[2]: AW (3): Ferry is back", "Ferry is back"),
        ("[Fwd: Ferry is back]", "Ferry is back"),
        ("[Ferry] is back]", "[Ferry] is back]"),
        ("Recap: ferry is back", "Recap: ferry is back"),
        ("=?UTF-8?Q?Ferry_is_b=C3=A4ck?=", "Ferry is bäck"),
        ("=?nosuch?B?RmVycnk=?=", "=?nosuch?B?RmVycnk=?="),
        ("=?UTF-8?B?RmVycnkg", "=?UTF-8?B?RmVycnkg"),
    ],
)
def test_the_subject_of_a_mail_is_its_title(subject: str, title: str) -> None:
    head = f"From: Mina Roh <mina@port.example>\nTo: desk@paper.example\nSubject: {subject}"
    assert read(f"{head}\n\n{TEXT}\n\n{SECOND}\n").title == title


def test_a_mail_may_have_no_colon_but_wide_ones() -> None:
    wire = read(f"发件人：李华\n日期：2026年1月4日\n主题：渡轮\n\n{TEXT}\n")
    assert (wire.title, wire.paragraphs) == ("渡轮", (TEXT,))


def test_the_subject_of_a_mail_below_the_article_is_not_its_title() -> None:
    older = "-----Original Message-----\nFrom: desk@paper.example\nSent: 2026-01-03 09:00\nSubject: When?\n\nWhen?"
    wire = read(f"Ferry is back\n\n{TEXT}\n\n{older}")
    assert (wire.title, wire.date, wire.paragraphs) == ("Ferry is back", None, (TEXT,))


def test_indented_lines_in_a_mail_begin_paragraphs() -> None:
    lines = (
        "  The ferry calls at the northern",
        "pier again from Monday on, after",
        "  a week of repairs and it leaves",
        "every ten minutes.",
    )
    assert read(f"{HEADS['en']}\n\n" + "\n".join(lines)).paragraphs == (
        "The ferry calls at the northern pier again from Monday on, after",
        "a week of repairs and it leaves every ten minutes.",
    )


def test_a_page_that_ends_in_a_header_leaves_its_text() -> None:
    wire = read(f"From: mina@port.example\nDate: 2026-01-04\nSubject: Ferry is back\f\n\n{TEXT}\n")
    assert next(guess.text for guess in wire.guesses if guess.field == "title") == "Subject: Ferry is back"


def test_a_mail_without_a_subject_has_its_headline_in_its_text() -> None:
    wire = read(mail(f"Ferry is back\n\n{TEXT}", "Re:"))
    assert (wire.title, wire.paragraphs) == ("Ferry is back", (TEXT,))
    assert wire.date is not None and wire.date.isoformat() == "2026-01-04T23:26:00+09:00"


def test_text_directly_below_the_headers_is_no_part_of_the_subject() -> None:
    wire = read(f"From: mina@port.example\nTo: desk@paper.example\nSubject: Ferry is back\nand so it sails again.\n\n{TEXT}\n")
    assert wire.title == "Ferry is back"


def test_a_repeated_subject_is_reported_with_its_text() -> None:
    wire = read(mail(f"FERRY IS BACK\n\n{TEXT}"))
    repeated = [guess for guess in wire.guesses if guess.value == "repeated elsewhere"]
    assert [(guess.line, guess.text) for guess in repeated] == [(5, "FERRY IS BACK")]


def test_an_empty_subject_is_not_the_title() -> None:
    head = "From: Mina Roh <mina@port.example>\nTo: desk@paper.example\nSubject: Re:"
    assert "Re:" not in read(f"{head}\n\n{TEXT}\n\n{SECOND}\n").title


def mail(body: str, subject: str = "Ferry is back", date: str = "4 Jan 2026 23:26:00 +0900") -> str:
    return f"From: Mina Roh <mina@port.example>\nDate: {date}\nSubject: {subject}\n\n{body}\n"


def left_out(wire: Wire) -> list[tuple[int, str]]:
    """What is left out below the head of the mail, with its line."""
    return [(guess.line, guess.value) for guess in wire.guesses if guess.field == LEFT_OUT_NOTE and guess.line > 4]


def test_of_mails_with_as_much_text_the_last_one_is_the_article() -> None:
    wire = read(mail(TEXT, "One") + "\n" + mail(f"{TEXT[:-1]}!", "Two"))
    assert (wire.title, wire.paragraphs) == ("Two", (f"{TEXT[:-1]}!",))


def test_the_subject_is_no_part_of_the_text_and_has_no_address() -> None:
    wire = read(mail(f"FERRY IS BACK\n\n{TEXT}", "Ferry is back 02-123-4567 mina@port.example"))
    assert (wire.title, wire.paragraphs, left_out(wire)) == ("Ferry is back", (TEXT,), [(5, "repeated elsewhere")])


@pytest.mark.parametrize(
    ("date", "day", "notes"),
    [("2026-01-04", "2026-01-04", ()), ("2026-02-30", "", ("line 2: there is no day 2026-02-30",))],
)
def test_the_date_of_a_mail_may_be_a_day_or_none(date: str, day: str, notes: tuple[str, ...]) -> None:
    wire = read(mail(TEXT, date=date))
    assert (wire.date.date().isoformat() if wire.date else "", wire.notes) == (day, notes)
    assert wire.timed is not bool(day), "without a date nothing is known of its time"


@pytest.mark.parametrize("dash", ["--", "–", "—"])
def test_a_signature_is_below_a_dash(dash: str) -> None:
    wire = read(mail(f"{TEXT}\n\n{dash}\nMina Roh"))
    assert (wire.paragraphs, left_out(wire)) == ((TEXT,), [(7, "a signature"), (8, "a signature")])


def test_words_of_courtesy_above_text_are_text() -> None:
    assert read(mail(f"{TEXT}\n\nRegards,\n{TEXT}")).paragraphs == (TEXT, f"Regards, {TEXT}")
    assert read(mail(f"{TEXT}\n\nRegards,\nMina Roh\n\n{TEXT}")).paragraphs[-1] == TEXT
    assert read(mail(f"{TEXT}\n\n{TEXT}\nBest of all, it is free.")).paragraphs[-1].endswith("Best of all, it is free.")


@pytest.mark.parametrize(
    ("below", "lines"),
    [("", [7]), ("\nMina Roh", [7, 8]), ("\n\nMina Roh\n\nThe port\n", [7, 9, 11]), (f"\n{'x' * 60}", [7, 8])],
)
def test_a_closing_is_above_short_lines_only(below: str, lines: list[int]) -> None:
    wire = read(mail(f"{TEXT}\n\nRegards,{below}"))
    assert wire.paragraphs == (TEXT,) and [line for line, _ in left_out(wire)] == lines


def test_much_text_above_a_longer_quotation_is_the_article() -> None:
    quotation = "\n".join([f"> {TEXT}"] * 5)
    wire = read(mail(f"{TEXT}\n{SECOND}\n{TEXT}\n\n{quotation}"))
    assert wire.paragraphs == (TEXT, SECOND, TEXT) and {what for _, what in left_out(wire)} == {"a quotation in a mail"}


def test_the_outer_quotation_below_a_note_is_the_article() -> None:
    wire = read(mail(f"See below.\n\n> {TEXT}\n> {TEXT}\n>> {SECOND}"))
    assert wire.paragraphs == (TEXT, TEXT)
    assert left_out(wire) == [(5, "a note above what is quoted"), (9, "a quotation in a mail")]


@pytest.mark.parametrize(("length", "is_mark"), [(9, False), (10, True)])
def test_a_long_line_of_underscores_is_a_mark_of_mail_programs(length: int, is_mark: bool) -> None:
    wire = read(mail(f"{TEXT}\n{'_' * length}\n{TEXT}"))
    assert left_out(wire) == ([(6, "a mark of mail programs")] if is_mark else [])
