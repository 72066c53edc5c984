"""Mail headers in a pasted text: in each language, folded and quoted, and lines that resemble them."""

from __future__ import annotations

import pytest

from digest.importers.mail_headers import TOP_LINES, MailHead, find_mail_heads, mail_subject, quote_depth_and_text
from digest.importers.paragraphs import split_lines


def heads(text: str) -> list[MailHead]:
    return find_mail_heads(split_lines(text))


def roles(text: str) -> list[tuple[str, str]]:
    """The role and value of each header in the only header block."""
    (head,) = heads(text)
    return [(header.role, header.value) for header in head.headers]


HEAD = "From: Ann <a@b.example>\nTo: Bee\nDate: 4 January 2026\nSubject: Fish\n"

LANGUAGES = [
    ("Sender", "To", "Sent", "Subject"), ("Von", "An", "Gesendet", "Betreff"), ("De", "À", "Envoyé", "Objet"),
    ("De", "Para", "Enviado el", "Asunto"), ("Da", "A", "Inviato", "Oggetto"), ("Van", "Aan", "Verzonden", "Onderwerp"),
    ("От", "Кому", "Дата", "Тема"), ("من", "إلى", "التاريخ", "الموضوع"), ("Od", "Do", "Wysłano", "Temat"),
    ("Kimden", "Kime", "Tarih", "Konu"), ("보낸사람", "받는사람", "날짜", "제목"), ("보낸 사람", "받는 사람", "보낸 날짜", "제목"),
    ("差出人", "宛先", "日時", "件名"), ("发件人", "收件人", "发送时间", "主题"), ("寄件者", "收件者", "傳送日期", "主旨"),
]  # fmt: skip


@pytest.mark.parametrize("labels", LANGUAGES)
@pytest.mark.parametrize("form", ["{}: {}", "{}： {}", "*{}:* {}", "**{}**: {}", "> {}: {}", "{}:{}", "{} : {}"])
def test_headers_are_recognised_in_each_language(labels: tuple[str, ...], form: str):
    found_roles = roles("\n".join(form.format(label, f"v{at}") for at, label in enumerate(labels)))
    subject = "headline" if labels[3] == "제목" else "subject"
    assert found_roles == [("from", "v0"), ("to", "v1"), ("date", "v2"), (subject, "v3")]


@pytest.mark.parametrize(
    "label", ["Cc", "BCC", "Reply-To", "Importance", "X-Mailer", "Message-ID", "MIME-Version", "Anlagen", "참조", "抄送"]
)
def test_other_headers_are_part_of_the_block(label: str):
    assert roles(HEAD + f"{label}: x\n")[-1] == ("other", "x")


@pytest.mark.parametrize("label", ["Wetter", "message-id", "X", "Fish-1-2-3-4-5-6", "x-mailer"])
def test_an_unknown_label_ends_the_block(label: str):
    (head,) = heads(HEAD + f"{label}: x\n")
    assert head.end == 4


def test_the_block_ends_before_the_text():
    (head,) = heads(HEAD + "\nThe text begins.\n")
    assert (head.start, head.end) == (0, 4) and [(header.at, header.end) for header in head.headers] == [
        (at, at + 1) for at in range(4)
    ]
    assert heads("Hello.\n\n" + HEAD)[0].start == 2


def test_headers_may_be_separated_by_two_blank_lines_but_not_by_three():
    assert len(roles("From: Ann\n\nTo: Bee\n\nSubject: Fish\n")) == 3
    assert len(roles("From: Ann\nTo: Bee\nDate: today\n\n\nSubject: Fish\n")) == 4
    assert len(roles("From: Ann\nTo: Bee\nDate: today\n\n\n\nSubject: Fish\n")) == 3
    assert len(roles(HEAD + "\nCc: Dee\n")) == 5
    assert len(roles(HEAD + "\nCc:\n")) == 4, "after a blank line, a label without a value may be text"
    assert len(roles(HEAD + "Cc:\n")) == 5


def test_indented_lines_continue_a_value():
    assert roles("From: Ann\nSubject: Fish\n  moves\n\tagain\nTo: Bee\n") == [
        ("from", "Ann"), ("subject", "Fish moves again"), ("to", "Bee")
    ]  # fmt: skip
    (head,) = heads("From: Ann\nSubject: Fish\n  moves\n")
    assert (head.headers[1].at, head.headers[1].end, head.end) == (1, 3, 3)
    (head,) = heads("From: Ann\nSubject: Fish\n\n  moves\n")
    assert head.end == 2


def test_the_lines_of_a_folded_subject_are_all_of_it():
    (head,) = heads("From: Ann\nSubject: Re: Fish\n  moves\n")
    subject = mail_subject(head)
    assert subject and (subject.value, subject.at, subject.end) == ("Fish moves", 1, 3)


def test_a_label_may_have_several_spaces():
    assert roles("보낸  사람: 가\n제목: 생선\n") == [("from", "가"), ("headline", "생선")]


def test_first_header_skips_headers_without_a_value():
    (head,) = heads("From:\nFrom: Ann\nFrom: Bee\nSubject: Fish\n")
    sender = head.first_header("from")
    assert sender and sender.value == "Ann" and head.first_header("to") is None


@pytest.mark.parametrize(
    ("text", "is_mail"),
    [
        ("From: Ann\nSubject: Fish\n", True), ("From: Ann\nDate: today\n", True), ("To: Ann\nDate: today\n", True),
        ("From: Ann\nTo: Bee\n", False), ("From: Ann\n", False), ("Subject: Fish\nDate: today\n", True),
        ("제목: 생선\n날짜: 오늘\n", False), ("제목: 생선\n보낸사람: 가\n", True), ("Date: today\nCc: x\n", False),
        ("Subject: Fish\nCc: x\n", False),
    ],
)  # fmt: skip
def test_a_block_needs_a_person_and_a_subject_or_date(text: str, is_mail: bool):
    assert bool(heads(text)) is is_mail


@pytest.mark.parametrize(("before", "lines"), [(TOP_LINES - 1, 2), (TOP_LINES, 3)])
def test_further_down_a_block_needs_three_headers(before: int, lines: int):
    text = "One line of text.\n\n" * before
    head = ["From: Ann\n", "Subject: Fish\n", "Date: today\n"]
    assert heads(text + "".join(head[:lines]))
    assert bool(heads(text + "".join(head[:2]))) is (lines == 2)
    assert not heads("Text.\n" * TOP_LINES + "Subject: Fish\nDate: today\n")


def test_each_mail_of_a_thread_has_a_header_block():
    assert [head.start for head in heads(HEAD + "\nText.\n\n" + HEAD)] == [0, 7]


@pytest.mark.parametrize(
    ("text", "depth", "rest"),
    [("x", 0, "x"), ("> x", 1, "x"), (">> x", 2, "x"), ("> > > x", 3, "x"), (">", 1, ""), ("x > y", 0, "x > y")],
)
def test_the_quote_depth_of_a_line(text: str, depth: int, rest: str):
    assert quote_depth_and_text(text) == (depth, rest)


PREFIXES = (
    *("Re", "FW", "Fwd", "AW", "WG", "Antw", "TR", "Réf", "RV", "Enc", "Res", "SV", "VS", "VB", "Doorst", "YNT", "Odp", "Отв"),
    *("رد", "회신", "답장", "전달", "返信", "転送", "回复", "答复", "转发", "回覆", "轉寄", "Re[2]", "Re (3)"),
)


@pytest.mark.parametrize("prefix", PREFIXES)
def test_reply_and_forward_prefixes_are_removed_from_the_subject(prefix: str):
    for form in ("{}: Fish moves", "{0}: {0}: Fish moves", "{}：Fish moves", *(["[{}: Fish moves]"] if "[" not in prefix else [])):
        (head,) = heads(f"From: Ann\nSubject: {form.format(prefix)}\n")
        subject = mail_subject(head)
        assert subject and (subject.role, subject.value, subject.at) == ("subject", "Fish moves", 1)


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("Fish: it moves", "Fish: it moves"), ("[News] Fish", "[News] Fish"), ("Re: [News] Fish]", "[News] Fish]"),
        ("=?utf-8?q?Fisch_=C3=BC?=", "Fisch ü"), ("Re: =?utf-8?b?7ZWc?=", "한"), ("=?nonsense?q?x?=", "=?nonsense?q?x?="),
        ("a =? b", "a =? b"),
    ],
)  # fmt: skip
def test_a_subject_is_decoded(subject: str, expected: str):
    (head,) = heads(f"From: Ann\nSubject: {subject}\n")
    header = mail_subject(head)
    assert header and header.value == expected


def test_a_block_without_a_subject_returns_none():
    for text in ("From: Ann\nDate: today\n", "From: Ann\nSubject: Re:\nDate: today\n", "From: Ann\nSubject:\nDate: today\n"):
        (head,) = heads(text)
        assert mail_subject(head) is None
    (head,) = heads("보낸사람: 가\n제목: 생선\n")
    header = mail_subject(head)
    assert header and header.value == "생선"
