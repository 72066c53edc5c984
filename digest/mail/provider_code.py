"""Texts that a provider would take for its own code, such as `{{ subscriber.email }}` in a headline, so that it shows them."""

from __future__ import annotations

import re
from collections.abc import Callable

from digest.config.mail_settings import Provider

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
