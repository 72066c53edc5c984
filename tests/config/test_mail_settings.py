"""The setting `mail`: valid addresses for mail headers, and diagnostics for invalid ones."""

from __future__ import annotations

import pytest

from digest.config.mail_settings import PROVIDERS, UNSET_MAIL_ADDRESS, MailSettings
from digest.config.setting_table import read_config
from digest.errors import ConfigError

START = "title: T\nbase_url: https://example.org/\n"


def settings(text: str) -> MailSettings:
    return read_config(f"{START}mail: {{{text}}}\n").mail


def test_by_default_the_provider_is_plain_and_the_sender_undeliverable():
    mail = read_config(START).mail
    assert mail == settings("") == MailSettings()
    assert (mail.provider, mail.address, mail.unsubscribe_address) == (
        "plain",
        UNSET_MAIL_ADDRESS,
        f"mailto:{UNSET_MAIL_ADDRESS}?subject=unsubscribe",
    )


def test_the_host_of_the_sender_is_converted_to_ascii():
    assert settings("from: a.b+c@Example.ORG").address == "a.b+c@example.org"
    assert settings("from: news@항구.kr").address == "news@xn--2e0bp27e.kr"


@pytest.mark.parametrize(
    "address",
    ["news", "'@example.org'", "a@b", "a b@example.org", "a@example.org, b@example.org", "뉴스@example.org",
     '"a\\nBcc: x@example.org"', "a..b@example.org", "a@ex_ample..org", f"{'a' * 250}@example.org", "''"],
)  # fmt: skip
def test_an_invalid_address_is_rejected(address: str):
    with pytest.raises(ConfigError) as caught:
        settings(f"from: {address}")
    (found,) = caught.value.diagnostics
    assert (found.code, found.line) == ("E601", 3)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Harbour Desk <a@example.org>", "Harbour Desk"),
        ("항구 소식 <a@example.org>", "항구 소식"),
        ("'\"Kim, Desk\" <a@Example.ORG>'", "Kim, Desk"),
        ("Desk (EMEA)<a@example.org>", "Desk (EMEA)"),
        ("'\" Desk \" <a@example.org>'", "Desk"),
        ("'  Desk < a@example.org > '", "Desk"),
        ("a" * 200 + " <a@example.org>", "a" * 200),
        ("<a@example.org>", ""),
        ("a@example.org", ""),
    ],
)
def test_the_sender_may_have_a_name(written: str, name: str):
    mail = settings(f"from: {written}" if written.startswith("'") else f'from: "{written}"')
    assert (mail.name, mail.address, mail.unsubscribe_address) == (
        name,
        "a@example.org",
        "mailto:a@example.org?subject=unsubscribe",
    )


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("Kim, Desk <a@example.org>", "from must be one address"),
        ("Kim; Desk <a@example.org>", "from must be one address"),
        ('Kim \\"Desk\\" <a@example.org>', "from must be a mail address"),
        ("a@example.org, Desk <b@example.org>", "from must be one address"),
        ("A <a@example.org>, B <b@example.org>", "from must be one address"),
        ("a@example.org b@example.org", "from must be one address"),
        ("Desk\\nBcc: x@example.org <a@example.org>", "from must have a name in one line, of at most 200 characters"),
        ("Desk\\u202E <a@example.org>", "from must have a name in one line, of at most 200 characters"),
        (f"{'a' * 201} <a@example.org>", "from must have a name in one line, of at most 200 characters"),
        ("Desk <a@example.org", "from must be a mail address"),
        ("Desk <nowhere>", "from must be a mail address"),
        ("Desk", "from must be a mail address"),
    ],
)
def test_an_invalid_sender_is_rejected_with_the_reason(written: str, message: str):
    with pytest.raises(ConfigError) as caught:
        settings(f'from: "{written}"')
    (found,) = caught.value.diagnostics
    assert (found.code, found.message) == ("E601", message)


@pytest.mark.parametrize("name", PROVIDERS)
def test_the_variable_of_the_provider_has_precedence_over_the_setting(name: str):
    mail = settings(f"provider: {name}, unsubscribe: 'https://example.org/leave?a=1'")
    assert mail.unsubscribe_address == (PROVIDERS[name].unsubscribe or "https://example.org/leave?a=1")


@pytest.mark.parametrize("address", ["example.org/leave", "ftp://example.org/", "'https://a b/'", "'mailto:a>,<https://b/'", "''"])
def test_an_invalid_url_to_unsubscribe_is_rejected(address: str):
    with pytest.raises(ConfigError):
        settings(f"unsubscribe: {address}")


@pytest.mark.parametrize("address", ["https://example.org/leave", "http://example.org/", "mailto:leave@example.org?subject=leave"])
def test_a_url_to_unsubscribe_is_a_page_or_a_mail(address: str):
    assert settings(f"unsubscribe: '{address}'").unsubscribe_address == address


def test_line_breaks_of_a_note_become_spaces():
    assert settings('note: "a\\n\\n b"').note == "a b"
    assert settings("note: ''").note == ""


@pytest.mark.parametrize("text", ["provider: post", "sender: a@example.org", "from: [a]"])
def test_unknown_settings_and_values_are_rejected(text: str):
    with pytest.raises(ConfigError):
        settings(text)


def test_a_value_that_is_not_a_mapping_is_rejected():
    with pytest.raises(ConfigError):
        read_config(f"{START}mail: buttondown\n")
