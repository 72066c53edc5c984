"""A letter as a reproducible message (RFC 5322) with text and HTML part: its headers, List-Id and encodings. A provider's template
code in texts, such as `{{ subscriber.email }}`, is escaped."""

from __future__ import annotations

import re
from base64 import encodebytes
from collections.abc import Callable
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from quopri import encodestring
from urllib.parse import urlsplit

from msgspec import Struct

from digest.config.base_url import tag_authority
from digest.config.mail_settings import Provider
from digest.hashing import fingerprint

_URL_IN_LETTER = re.compile(r"\S*://\S*")

CODE_JOINER = "\u2060"
"""A word joiner (zero width). It separates two characters that together begin template code."""


def escaped_html(html: str, provider: Provider) -> str:
    """Return the HTML with template code of the provider escaped as character references, except the provider's variables."""
    return _escaped_template_code(html, provider, lambda character: f"&#{ord(character)};")


def escaped_text(text: str, provider: Provider) -> str:
    """Return the text with template code of the provider broken up by a word joiner, or percent-encoded in URLs."""
    with_safe_urls = _URL_IN_LETTER.sub(
        lambda address: _escaped_template_code(address[0], provider, lambda character: f"%{ord(character):02X}"), text
    )
    return _escaped_template_code(with_safe_urls, provider, lambda character: character + CODE_JOINER)


def _escaped_template_code(text: str, provider: Provider, escape: Callable[[str], str]) -> str:
    if not provider.code:
        return text
    provider_variables = "|".join(re.escape(variable) for variable in (provider.unsubscribe, provider.postal) if variable)
    return re.sub(f"({provider_variables})|{provider.code}", lambda code_match: code_match[1] or escape(code_match[0]), text)


_INVALID_IN_HEADER = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")
"""White space and control characters. A line break would begin another header."""

_INVALID_IN_LABEL = re.compile(r"[^a-z0-9]+")


class Envelope(Struct, frozen=True):
    """The values of a letter's headers."""

    id: str
    """The name of the letter, such as `2026-01-09`."""
    name: str
    """The name of the sender."""
    sender: str
    """The mail address of the sender."""
    subject: str
    sent: datetime
    unsubscribe: str
    base_url: str
    language: str


def message(envelope: Envelope, text: str, html: str) -> bytes:
    """Return the message with CRLF line endings. No header depends on the clock or on this machine.

    `X-Unsent` makes mail programs open it as a draft. Providers replace the headers with their own.
    """
    mail = EmailMessage(policy=SMTP)
    local, domain = envelope.sender.rsplit("@", 1)
    mail["From"] = Address(one_line(envelope.name), local, domain)
    mail["Subject"] = one_line(envelope.subject)
    mail["Date"] = envelope.sent
    mail["Message-ID"] = f"<{_message_label(envelope.id)}.{fingerprint(text, html)[:16]}@{list_id(envelope.base_url)}>"
    mail["List-Id"] = f"<{list_id(envelope.base_url)}>"
    mail["List-Unsubscribe"] = f"<{one_line(envelope.unsubscribe)}>"
    mail["X-Unsent"] = "1"
    mail.set_content(text, cte=shorter_encoding(text))
    mail.add_alternative(html, subtype="html", cte=shorter_encoding(html))
    mail["Content-Language"] = envelope.language  # set_content removes Content- headers, so it comes last
    mail.set_boundary(f"=_{fingerprint(envelope.id, text, html)[:32]}")
    return mail.as_bytes()


def shorter_encoding(text: str) -> str:
    """Return the shorter encoding of the text, `base64` (for example for Korean) or `quoted-printable` (for English)."""
    data = text.encode()
    return "base64" if len(encodebytes(data)) < len(encodestring(data)) else "quoted-printable"


def one_line(text: str) -> str:
    """Return the text for a header: on one line, and with encoded words (RFC 2047, 2) broken up so that they are not decoded."""
    return _INVALID_IN_HEADER.sub(" ", text).strip().replace("=?", f"={CODE_JOINER}?")


def list_id(base_url: str) -> str:
    """Return the List-Id of the site (RFC 2919, 3): the folders of its path in reverse order, then its host."""
    path_labels = [label for part in reversed(urlsplit(base_url).path.split("/")) if (label := _message_label(part))]
    return ".".join([*(path_labels or ["digest"]), tag_authority(base_url)])


def _message_label(text: str) -> str:
    return _INVALID_IN_LABEL.sub("-", text.lower()).strip("-")[:63].strip("-")
