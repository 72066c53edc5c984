"""A letter as a message (RFC 5322) with two parts, text and HTML: the same bytes for the same letter. Text that looks like a
provider's code, such as `{{ subscriber.email }}` in a headline, is escaped."""

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

_ADDRESS_WITH_CODE = re.compile(r"\S*://\S*")

CODE_JOINER = "\u2060"
"""A word joiner, which has no width: it parts two characters that mean code only side by side."""


def neutral_html(html: str, provider: Provider) -> str:
    """The HTML in which nothing but the provider's own variables is code for it: what begins some is written as a reference."""
    return _neutral(html, provider, lambda character: f"&#{ord(character)};")


def neutral_text(text: str, provider: Provider) -> str:
    """The same of plain text, where an invisible character comes between; in an address the first one is percent-encoded."""
    addressed = _ADDRESS_WITH_CODE.sub(
        lambda address: _neutral(address[0], provider, lambda character: f"%{ord(character):02X}"), text
    )
    return _neutral(addressed, provider, lambda character: character + CODE_JOINER)


def _neutral(text: str, provider: Provider, escape: Callable[[str], str]) -> str:
    if not provider.code:
        return text
    provider_variables = "|".join(re.escape(variable) for variable in (provider.unsubscribe, provider.postal) if variable)
    return re.sub(f"({provider_variables})|{provider.code}", lambda code_match: code_match[1] or escape(code_match[0]), text)


_UNFIT_IN_HEADER = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")
"""What no header has: line ends would begin another one."""

_ODD_IN_LABEL = re.compile(r"[^a-z0-9]+")


class Envelope(Struct, frozen=True):
    """What the headers of a letter say."""

    id: str
    """The letter's own name, such as `2026-01-09`."""
    name: str
    """What the sender is called."""
    sender: str
    """Its address."""
    subject: str
    sent: datetime
    unsubscribe: str
    base_url: str
    language: str


def message(envelope: Envelope, text: str, html: str) -> bytes:
    """The message, with lines that end as SMTP has them. No header comes from the clock or from this machine.

    `X-Unsent` lets mail programs open it as a draft. Providers replace the headers by their own.
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
    mail["Content-Language"] = envelope.language  # what begins with Content- is removed when a message gets its content
    mail.set_boundary(f"=_{fingerprint(envelope.id, text, html)[:32]}")
    return mail.as_bytes()


def shorter_encoding(text: str) -> str:
    """`base64` or `quoted-printable`, in which the text has fewer bytes: Korean is smaller in the first, English in the second."""
    data = text.encode()
    return "base64" if len(encodebytes(data)) < len(encodestring(data)) else "quoted-printable"


def one_line(text: str) -> str:
    """The text as a header can have it. What looks like an encoded word (RFC 2047, 2) would be decoded: a word joiner parts it."""
    return _UNFIT_IN_HEADER.sub(" ", text).strip().replace("=?", f"={CODE_JOINER}?")


def list_id(base_url: str) -> str:
    """The name of the list of this site (RFC 2919, 3): its host, with the folders of its path before it."""
    folders = [label for part in reversed(urlsplit(base_url).path.split("/")) if (label := _message_label(part))]
    return ".".join([*(folders or ["digest"]), tag_authority(base_url)])


def _message_label(text: str) -> str:
    return _ODD_IN_LABEL.sub("-", text.lower()).strip("-")[:63].strip("-")
