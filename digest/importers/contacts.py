"""Mail addresses and telephone numbers of persons in a text."""

from __future__ import annotations

import re

ADDRESS = r"(?:mailto:)?[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[\w-]{1,63}\.){1,6}[A-Za-z]{2,24}"
"""A mail address as mail programs write it (RFC 5322, 3.4.1, without quoted names)."""

_LABEL = (
    r"(?:e-?mail|mail|tel|telephone|telefon|téléphone|teléfono|phone|mobile|mobil|cell|fax|direct|office|handy|móvil|"
    r"전화|휴대폰|휴대전화|핸드폰|연락처|팩스|이메일|메일|電話|携帯|直通|メール|电话|手机|傳真|传真|邮箱)"
)
_PHONE = (
    r"(?<![\w.+-])(?!\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b)"  # no day
    r"(?:\+\d{1,3}[\s.-]?(?:\(\d{1,4}\)[\s.-]?)?\d(?:[\s./-]?\d){5,12}"  # E.164
    r"|\(0?\d{1,4}\)\s?\d{2,4}(?:[\s.-]\d{2,5}){1,3}"
    r"|0\d{1,4}(?:[\s.-]\d{3,4}){1,2}(?:[\s.-]\d{2,4})?|0\d{2,4}\s?/\s?\d{3,9}"
    r"|\d{3}[-.]\d{3}[-.]\d{4}|1[5-9]\d{2}-\d{4})(?![\w-])"
)
_CONTACT = re.compile(
    rf"(?P<bracketed>\s?[(<\[]\s?{ADDRESS}\s?[)>\]])|{ADDRESS}|(?:☎\s?)?{_PHONE}"
    rf"|\b{_LABEL}\.?\s?[:：]?\s?[+(]?\d(?:[\s./()-]{{0,2}}\d){{5,14}}(?![\w-])",
    re.IGNORECASE,
)
_NOTHING = re.compile(rf"\b(?:{_LABEL}|[tmfe])\b[.:：]?|[\W_\d]+", re.IGNORECASE)

OMITTED = "[…]"
_SHORT = 60


def without_contacts(text: str) -> str:
    """The line without addresses and telephone numbers; '' if nothing else stands in it.

    In a sentence `[…]` stands for what was left out, in a line such as a byline nothing does.
    """
    is_sentence = len(text) > _SHORT or text.endswith((".", "。", "!", "?"))

    def put(found: re.Match[str]) -> str:
        return OMITTED if is_sentence and not found["bracketed"] else ""

    left = _CONTACT.sub(put, text)
    if left == text:
        return text
    return " ".join(left.split()) if _NOTHING.sub("", left) else ""
