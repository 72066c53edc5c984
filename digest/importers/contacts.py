"""Mail addresses and telephone numbers in an imported text, with labels such as `Tel` and `전화`: removes them from a line, or puts
`[…]` in their place, and recognises lines that contain only a contact."""

from __future__ import annotations

import re

CONTACT_ADDRESS = r"(?:mailto:)?[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[\w-]{1,63}\.){1,6}[A-Za-z]{2,24}"
"""A mail address (RFC 5322, 3.4.1, without quoted names)."""

_CONTACT_LABEL = (
    r"(?:e-?mail|mail|tel|telephone|telefon|téléphone|teléfono|phone|mobile|mobil|cell|fax|direct|office|handy|móvil|"
    r"전화|휴대폰|휴대전화|핸드폰|연락처|팩스|이메일|메일|電話|携帯|直通|メール|电话|手机|傳真|传真|邮箱)"
)
_PHONE_NUMBER = (
    r"(?<![\w.+-])(?:\+\d{1,3}[\s.-]?(?:\(\d{1,4}\)[\s.-]?)?\d(?:[\s./-]?\d){5,12}"  # E.164
    r"|\(0?\d{1,4}\)\s?\d{2,4}(?:[\s.-]\d{2,5}){1,3}"
    r"|0\d{1,4}(?:[\s.-]\d{3,4}){1,2}(?:[\s.-]\d{2,4})?|0\d{2,4}\s?/\s?\d{3,9}"
    r"|\d{3}[-.]\d{3}[-.]\d{4}|1[5-9]\d{2}-\d{4})(?![\w-])"
)
_CONTACT = re.compile(
    rf"(?P<bracketed>\s?[(<\[]\s?{CONTACT_ADDRESS}\s?[)>\]])|{CONTACT_ADDRESS}|(?:☎\s?)?{_PHONE_NUMBER}"
    rf"|\b{_CONTACT_LABEL}\.?\s?[:：]?\s?[+(]?\d(?:[\s./()-]{{0,2}}\d){{5,14}}(?![\w-])",
    re.IGNORECASE,
)
_NOTHING_BUT_CONTACT_LABELS = re.compile(rf"\b(?:{_CONTACT_LABEL}|[tmfe])\b[.:：]?|[\W_\d]+", re.IGNORECASE)

_CONTACT_PERSON_LINE = re.compile(
    r"[\W_]{0,3}(?:문의|문의처|담당|담당자|취재\s?문의|연락처|(?:press |media )?contacts?|for (?:more|further) information|"
    r"(?:presse)?kontakt|ansprechpartner(?:in)?|contacto|contatti?|contact presse|контакты?|"
    r"お問い合わせ先?|問い合わせ先?|联系人|聯絡人|联系方式)"
    r"\s?[:：]",
    re.IGNORECASE,
)
"""The beginning of a line that names a contact person: the line is removed together with the address or number."""

CONTACT_OMITTED = "[…]"
_SHORT_CONTACT_LINE = 60
_MAX_CONTACT_WORDS = 3
"""The maximum number of other words next to an address: an outlet's or desk's name; more words are a sentence."""


def without_contacts(text: str) -> str:
    """Return the line without addresses and telephone numbers; '' if it contains nothing else.

    In a sentence `[…]` replaces them; in a line such as a byline they are removed.
    """
    is_sentence = len(text) > _SHORT_CONTACT_LINE or text.endswith((".", "。", "!", "?"))

    def omission(contact: re.Match[str]) -> str:
        return CONTACT_OMITTED if is_sentence and not contact["bracketed"] else ""

    remaining_text = _CONTACT.sub(omission, text)
    if remaining_text == text:
        return text
    if _CONTACT_PERSON_LINE.match(text):
        return ""
    remaining_text = remaining_text if is_sentence else remaining_text.rstrip(" ,;/|·")
    return " ".join(remaining_text.split()) if _NOTHING_BUT_CONTACT_LABELS.sub("", remaining_text) else ""


def is_contact(text: str) -> bool:
    """Return whether a short line that is not a sentence contains an address or telephone number, as at the end of a text."""
    if len(text) > _SHORT_CONTACT_LINE or text.endswith((".", "。", "!", "?")) or not _CONTACT.search(text):
        return False
    return len(_CONTACT.sub(" ", text).split()) <= _MAX_CONTACT_WORDS
