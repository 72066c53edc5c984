"""The setting `mail`: table, struct and readers of the sender (a mail address with a name), the address to unsubscribe and the note
at the end, with errors for invalid addresses; and the mail providers (Buttondown, listmonk, Mailchimp, plain) with their template
variables."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from digest.config.base_url import ascii_host
from digest.diagnostics import Diagnostics
from digest.text.lazy_pattern import lazy_compile
from digest.yaml import schema, tree, value_readers
from digest.yaml.schema import Field, table
from digest.yaml.tree import Node
from digest.yaml.value_readers import report_error


class Provider(Struct, frozen=True):
    """The template variables of a mail provider, in the provider's syntax."""

    unsubscribe: str = ""
    """The variable for the URL to unsubscribe; '' if the provider has none."""
    postal: str = ""
    """The variable for the sender's postal address; '' if the provider has none."""
    code: str = ""
    """A regular expression that matches the first character of the provider's template code; '' if it has none."""


PROVIDERS = {
    "buttondown": Provider("{{ unsubscribe_url }}", code=r"\{(?=[{%#])"),
    "listmonk": Provider("{{ UnsubscribeURL }}", code=r"\{(?=\{)"),
    "mailchimp": Provider("*|UNSUB|*", "*|LIST:ADDRESS|*", code=r"\*(?=\|)"),
    "plain": Provider(),
}
"""The providers by value of `mail.provider`. Buttondown uses Django's templates (docs.buttondown.com/using-templating),
listmonk Go's (listmonk.app/docs/templating), Mailchimp merge tags (mailchimp.com/help/all-the-merge-tags-cheat-sheet).
"""

UNSET_MAIL_ADDRESS = "newsletter@digest.invalid"
"""The default sender of letters: mail to `.invalid` is never delivered (RFC 2606, 2)."""

_MAIL_ADDRESS = lazy_compile(
    r"([A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*)@([^\s@/<>\"]+\.[^\s@/<>\"]+)"
)
"""A mail address without comments and quotes (RFC 5322, 3.4.1)."""

_MAX_MAIL_ADDRESS_CHARACTERS = 254
"""The maximum length of a mail address in characters (RFC 5321, 4.5.3.1.3, without the angle brackets)."""

_NAMED_MAIL_ADDRESS = lazy_compile(r'([^<>"]*|"[^<>"]*")\s*<([^<>]*)>')
"""A name, with or without quotes, before an address (RFC 5322, 3.4: `display-name angle-addr`)."""

_MAX_SENDER_NAME = 200

_UNSUBSCRIBE_ADDRESS = lazy_compile(r"(?:https?://|mailto:)[!#$%&'()*+,./0-9:;=?@A-Z_a-z~\[\]-]+")


class MailSettings(Struct, frozen=True):
    """The sender of letters, and the provider that delivers them."""

    provider: str = "plain"
    sender: str = ""
    """The mail address of `From:`; '' if none is set."""
    name: str = ""
    """The display name of `From:`; '' for the title of the site."""
    unsubscribe: str = ""
    """The URL to unsubscribe, for a provider without a variable for it; '' for a mail to the sender."""
    note: str = ""
    """A line at the end of each letter; '' for none."""

    @property
    def address(self) -> str:
        """The mail address of `From:`; an undeliverable one if none is set."""
        return self.sender or UNSET_MAIL_ADDRESS

    @property
    def unsubscribe_address(self) -> str:
        """The URL to unsubscribe, or the provider's variable for it."""
        return PROVIDERS[self.provider].unsubscribe or self.unsubscribe or f"mailto:{self.address}?subject=unsubscribe"


class Sender(Struct, frozen=True):
    """The value of the setting `from`: an address, and a display name or ''."""

    address: str
    name: str = ""


_SENDER_EXAMPLE = "for example news@example.org or Harbour Desk <news@example.org>"


def _read_sender(node: Node, name: str, diagnostics: Diagnostics) -> Sender | None:
    value = value_readers.read_text_value(node, name, diagnostics)
    if value is None:
        return None
    named_address = _NAMED_MAIL_ADDRESS.fullmatch(value.strip())
    sender_name, address = (named_address[1].strip(), named_address[2].strip()) if named_address else ("", value)
    if '"' in sender_name:
        sender_name = sender_name.strip('"').strip()
    elif "," in sender_name or ";" in sender_name:
        return report_error(
            node, diagnostics, f"{name} must be one address", f"a name with a comma is in quotes: '\"{sender_name}\" <…>'"
        )
    if not sender_name.isprintable() or len(sender_name) > _MAX_SENDER_NAME:
        problem = f"{name} must have a name in one line, of at most {_MAX_SENDER_NAME} characters"
        return report_error(node, diagnostics, problem, _SENDER_EXAMPLE)
    address_match = _MAIL_ADDRESS.fullmatch(address)
    host = ascii_host(address_match[2]) if address_match else ""
    if not address_match or not host or len(address) > _MAX_MAIL_ADDRESS_CHARACTERS:
        message = "one address" if value.count("@") > 1 else "a mail address"
        return report_error(node, diagnostics, f"{name} must be {message}", _SENDER_EXAMPLE)
    return Sender(f"{address_match[1]}@{host}", sender_name)


def _read_unsubscribe(node: Node, name: str, diagnostics: Diagnostics) -> str | None:
    unsubscribe_address = value_readers.read_text_value(node, name, diagnostics)
    if unsubscribe_address is not None and not _UNSUBSCRIBE_ADDRESS.fullmatch(unsubscribe_address):
        return report_error(
            node, diagnostics, f"{name} must be an address", "for example https://example.org/leave or mailto:leave@example.org"
        )
    return unsubscribe_address


def _read_mail_note(node: Node, name: str, diagnostics: Diagnostics) -> str | None:
    note = value_readers.optional_text(node, name, diagnostics)
    return " ".join(note.split()) if note is not None else None


MAIL_FIELDS = table(
    Field(
        "provider",
        value_readers.choice(*PROVIDERS),
        "who delivers the letters and fills in the address to unsubscribe: `buttondown`, `listmonk`, `mailchimp`, or `plain` "
        "for a letter without a provider's variables",
    ),
    Field("from", _read_sender, "the sender, an address or `Name <address>`; nothing is delivered to the default"),
    Field(
        "unsubscribe",
        _read_unsubscribe,
        "with `plain`, where readers unsubscribe: `https://…` or `mailto:…`; if left out, a mail to the address after `From:`",
    ),
    Field("note", _read_mail_note, "a line at the end of each letter, such as the postal address that some countries require"),
)


def read_mail_settings(node: Node, name: str, diagnostics: Diagnostics) -> MailSettings | None:
    """Read the mapping of the setting `mail`; a reader of `schema`."""
    if not isinstance(node, tree.Mapping):
        return report_error(
            node, diagnostics, f"{name} must be a mapping", f"write {name}: and below it, indented, from: news@example.org"
        )
    mail_values: dict[str, Any] = schema.read_fields(
        node, MAIL_FIELDS, diagnostics, unknown_code=diagnostics.wrong, key_kind=f"setting of {name}:"
    )
    if "from" in mail_values:
        sender = mail_values.pop("from")
        mail_values |= {"sender": sender.address, "name": sender.name}
    return MailSettings(**mail_values)
