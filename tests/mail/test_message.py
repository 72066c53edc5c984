"""The headers and encodings of a message, and inlined styles."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from msgspec.structs import replace

from digest.config.mail_settings import PROVIDERS
from digest.mail.letter import LETTER_CHARSET, inlined
from digest.mail.message import Envelope, escaped_html, escaped_text, list_id, message, one_line, shorter_encoding

ENVELOPE = Envelope(
    id="2026-01-09",
    name="항구 소식",
    sender="news@harbour.news",
    subject="제1호: 새해의 부두",
    sent=datetime(2026, 1, 9, 18, tzinfo=timezone(timedelta(hours=9))),
    unsubscribe="https://harbour.news/leave",
    base_url="https://harbour.news/digest/",
    language="ko",
)


def headers(text: str = "text", html: str = "<p>", **more: Any) -> EmailMessage:
    parsed = message_from_bytes(message(replace(ENVELOPE, **more), text, html), policy=policy.SMTP)
    assert isinstance(parsed, EmailMessage)
    return parsed


def test_headers_have_sender_subject_and_date():
    found = headers()
    assert (found["From"], found["Subject"]) == ("항구 소식 <news@harbour.news>", "제1호: 새해의 부두")
    assert found["Date"].datetime == ENVELOPE.sent and str(found["Date"]).endswith("+0900")
    assert (found["List-Id"], found["List-Unsubscribe"]) == ("<digest.harbour.news>", "<https://harbour.news/leave>")
    assert (found["Content-Language"], found["X-Unsent"]) == ("ko", "1")
    raw = message(ENVELOPE, "text", "<p>").partition(b"\r\n\r\n")[0]
    assert raw.isascii() and b"\n" not in raw.replace(b"\r\n", b"")


def test_each_text_has_a_unique_message_id_and_boundary():
    one, other = headers()["Message-ID"], headers("another")["Message-ID"]
    assert len({one, other, headers(html="<p>b")["Message-ID"], headers(id="2026-01-10")["Message-ID"]}) == 4
    assert one == headers()["Message-ID"]
    assert headers(id="The 5th/2026")["Message-ID"].startswith("<the-5th-2026.")
    assert one.startswith("<2026-01-09.") and one.endswith("@digest.harbour.news>")
    boundaries = {found.get_boundary() for found in (headers(), headers("another"), headers(html="<p>b"), headers(id="2026-01-10"))}
    assert len(boundaries) == 4


def test_line_breaks_in_values_add_no_header():
    found = headers(name="a\r\nBcc: b", subject="c\nBcc: d", unsubscribe="https://harbour.news/\nBcc: e")
    assert (found["From"], found["Subject"]) == ('"a Bcc: b" <news@harbour.news>', "c Bcc: d")
    assert found["List-Unsubscribe"] == "<https://harbour.news/ Bcc: e>" and found["Bcc"] is None


@pytest.mark.parametrize(
    ("text", "encoding"),
    [("plain words\n" * 50, "quoted-printable"), ("한국어로 쓴 글\n" * 50, "base64"), ("", "quoted-printable")],
)
def test_shorter_encoding_is_used(text: str, encoding: str):
    assert shorter_encoding(text) == encoding
    part, _ = headers(text or "x").iter_parts()
    assert part["Content-Transfer-Encoding"] == encoding and part.get_content_charset() == "utf-8"


def test_each_part_has_the_encoding_that_is_shorter_for_it():
    text, html = headers("plain words\n" * 50, "<p>한국어로 쓴 글</p>\n" * 50).iter_parts()
    assert (text["Content-Transfer-Encoding"], html["Content-Transfer-Encoding"]) == ("quoted-printable", "base64")


def test_template_code_is_escaped_in_a_form_that_suits_its_place():
    buttondown = PROVIDERS["buttondown"]
    code = "https://a.example/?q={{x}} and {{y}} {{ unsubscribe_url }}"
    assert escaped_text(code, buttondown) == "https://a.example/?q=%7B{x}} and {\u2060{y}} {{ unsubscribe_url }}"
    assert escaped_text("<http://a.example/{{x}}>", buttondown) == "<http://a.example/%7B{x}}>"
    assert escaped_html(code, buttondown) == "https://a.example/?q=&#123;{x}} and &#123;{y}} {{ unsubscribe_url }}"
    assert escaped_text(code, PROVIDERS["plain"]) == escaped_html(code, PROVIDERS["plain"]) == code


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (" a\r\nBcc: b\n\tc ", "a Bcc: b c"),
        ("a\x00b\x85c\u2028d\u2029e", "a b c d e"),
        ("a\x7fb\x9fc", "a b c"),
        ("=?utf-8?q?x?=", "=\u2060?utf-8?q?x?="),
        ("", ""),
    ],
)
def test_header_value_is_one_line_without_encoded_words(text: str, line: str):
    assert one_line(text) == line


@pytest.mark.parametrize(
    ("base_url", "name"),
    [
        ("https://harbour.news/", "digest.harbour.news"),
        ("https://example.org/News_of/the--Harbour/", "the-harbour.news-of.example.org"),
        ("https://example.org/%ED%95%AD/", "ed-95-ad.example.org"),
        ("https://example.org:8080/-/", "digest.example.org"),
        (f"https://example.org/{'a' * 62}--b/", f"{'a' * 62}.example.org"),
    ],
)
def test_list_id_is_derived_from_the_base_url(base_url: str, name: str):
    assert list_id(base_url) == name


@pytest.mark.parametrize("meta", ['<META CHARSET="utf-8">', '<meta http-equiv="Content-Type" content="text/html; Charset=utf-8">'])
def test_an_encoding_is_declared_once_in_whatever_form_it_was(meta: str):
    made = inlined(f"<html><HEAD>{meta}<title>t</title></HEAD><body><p>a</p></body></html>")
    assert made.lower().count("charset") == 1 and f"<head>{LETTER_CHARSET}" in made


def test_styles_are_inlined():
    style = "<style>p { color: red } @media print { p { color: blue } }</style>"
    head = f'<head lang="en"><title>t</title><meta charset="UTF-8">{style}</head>'
    page = f"<!doctype html><html>{head}<body><header></header><p>é 한</p></body></html>\n\n"
    made = inlined(page)
    assert (
        made.startswith(f'<!DOCTYPE html><html><head lang="en">{LETTER_CHARSET}')
        and made.endswith("</html>\n")
        and not made.endswith("\n\n")
    )
    assert '<p style="color:red">é 한</p>' in made
    assert made.count("<style>") == 1 and "color: blue" in made and made.lower().count("charset") == 1


def test_inlining_loads_no_style_sheets():
    page = (
        '<head><link rel="stylesheet" href="file:///etc/passwd"><link rel="stylesheet" href="https://example.org/a.css"></head><p>a'
    )
    assert "root:" not in inlined(page) and "<p>a</p>" in inlined(page)
