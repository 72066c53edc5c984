"""Addresses and telephone numbers of persons: each form is removed, similar text is kept."""

from __future__ import annotations

import pytest

from digest.importers.contacts import is_contact, without_contacts

CONTACTS = [
    "ann.bee+x@news.example", "mailto:ann@news.example", "a@b.co", "+82 2 123 4567", "+49 (30) 123456", "+1-202-555-0123",
    "(02) 123-4567", "(030) 1234 5678", "02-123-4567", "010-1234-5678", "030/1234567", "030 / 1234567", "202-555-0123",
    "202.555.0123", "1588-1234", "☎ 02-123-4567", "tel. 12345678",
    "Fax: 1234567", "전화 1234567", "電話：1234567", "mobile +49 170 1234",
]  # fmt: skip


@pytest.mark.parametrize("contact", CONTACTS)
def test_a_line_with_only_a_contact_is_removed(contact: str):
    assert without_contacts(contact) == "" and is_contact(contact)


@pytest.mark.parametrize("contact", ["ann@news.example", "02-123-4567", "+82 2 123 4567"])
def test_a_contact_in_a_sentence_is_replaced_by_a_mark(contact: str):
    assert without_contacts(f"Write to {contact} before Sunday.") == "Write to […] before Sunday."
    long = "so that everybody who wants to come knows where to ask for it"
    assert without_contacts(f"{contact} {long}") == f"[…] {long}"
    assert without_contacts(f"Ann Bee, {contact}") == "Ann Bee", "no mark in a byline"
    assert without_contacts(f"Ann Bee ({contact})") == "Ann Bee" if "@" in contact else True
    assert not is_contact(f"Write to {contact}.")


@pytest.mark.parametrize(("opening", "closing"), ["()", "<>", "[]"])
def test_brackets_around_an_address_are_removed(opening: str, closing: str):
    assert without_contacts(f"So says Ann Bee {opening}ann@news.example{closing} of it.") == "So says Ann Bee of it."


@pytest.mark.parametrize(
    "text",
    [
        "It cost 1,234,567 won.", "On 2026-03-04 it rained.", "04.03.2026", "1/2/2026",
        "v1.2.3.4", "2026-1588-12345", "a @ b", "5-3",
        "Room 02-12", "", "Section 3.141.5926",
    ],
)  # fmt: skip
def test_text_that_resembles_a_contact_is_kept(text: str):
    assert without_contacts(text) == text and not is_contact(text)


@pytest.mark.parametrize("mark", [",", ";", "/", "|", "·", " ,"])
def test_the_separator_before_a_contact_is_removed(mark: str):
    assert without_contacts(f"Ann Bee{mark} ann@news.example") == "Ann Bee"


@pytest.mark.parametrize(
    "text",
    [
        "문의: 홍길동 02-123-4567", "담당자 : 홍길동 a@b.example",
        "Contact: Ann Bee a@b.example", "Press contact: Ann Bee a@b.example",
        "For more information: Ann a@b.example", "- Pressekontakt: Ann a@b.example", "Ansprechpartnerin: Ann a@b.example",
        "contact presse : Ann a@b.example", "お問い合わせ：山田 a@b.example", "联系人：李华 a@b.example",
    ],
)  # fmt: skip
def test_a_line_with_a_contact_person_is_removed(text: str):
    assert without_contacts(text) == ""


LABELS = (
    "E-mail|Email|Mail|Tel|Tel.|Telephone|Telefon|Téléphone|Teléfono|Phone|Mobile|Mobil|Cell|Fax|Direct|Office|Handy|Móvil|전화|"
    "휴대폰|"
    "휴대전화|핸드폰|연락처|팩스|이메일|메일|電話|携帯|直通|メール|电话|手机|傳真|传真|邮箱"
)


def test_labels_of_contacts_in_each_language():
    labels = LABELS.split("|")
    assert [label for label in labels if without_contacts(f"{label}: 12345678") or without_contacts(f"{label} 12 345 678")] == []
    assert [label for label in labels if without_contacts(f"{label} / a@b.example")] == []
    assert [label for label in "tmfe" if without_contacts(f"{label}: a@b.example")] == []
    assert without_contacts("Fish: a@b.example") == "Fish:" and without_contacts("Fish 12345678") == "Fish 12345678"


PERSONS = (
    "문의|문의처|담당|담당자|취재 문의|취재문의|연락처|Contact|Contacts|Press contact|Media contacts|For more information|"
    "For further information|"
    "Kontakt|Pressekontakt|Ansprechpartner|Ansprechpartnerin|Contacto|Contatti|Contact presse|Контакт|Контакты|"
    "お問い合わせ|お問い合わせ先|問い合わせ|問い合わせ先|联系人|聯絡人|联系方式"
)


def test_labels_of_contact_persons_in_each_language():
    assert [label for label in PERSONS.split("|") if without_contacts(f"■ {label}: Ann Bee a@b.example")] == []


def test_a_contact_line_without_a_contact_is_kept():
    assert without_contacts("Contact: it is what counts") == "Contact: it is what counts"


@pytest.mark.parametrize("text", ["Tel: 02-123-4567", "E-mail: a@b.example", "t 02-123-4567", "☎ 02-123-4567 / 02-123-4568"])
def test_the_label_of_a_contact_is_removed(text: str):
    assert without_contacts(text) == ""


@pytest.mark.parametrize(
    ("text", "has_contact"),
    [
        ("The Wire a@b.example", True), ("The Wire News a@b.example", True), ("The Wire News Desk a@b.example", False),
        ("a@b.example.", False), ("a@b.example。", False), ("a@b.example!", False), ("a@b.example?", False),
        (f"{'x' * 48} a@b.example", True), (f"{'x' * 49} a@b.example", False),
    ],
)  # fmt: skip
def test_a_short_line_with_a_contact_is_recognised(text: str, has_contact: bool):
    assert is_contact(text) is has_contact
