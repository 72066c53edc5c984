"""Handles pulldown-cmark's text events: adds texts to the run, collects those with quotes or signs that become typographic, turns
web and mail addresses into links, and detects suspect marks, and escapes and entities near quotes and addresses, which leave the
run to the rules."""

from __future__ import annotations

from digest.markdown import pulldown_differences
from digest.markdown.address_encoding import normalized_address
from digest.markdown.autolinks import MAIL_AUTOLINK, addresses_in
from digest.markdown.body import escape_html
from digest.markdown.leftover_markup import SUSPECT_MARKS
from digest.markdown.pulldown_runs import WIDE_SPACE, EventSpan, Runs
from digest.markdown.typography import has_rare_marks
from digest.text.lazy_pattern import lazy_compile

BACKSLASH = ord("\\")
DEFINITION_SIGNS = frozenset(":~")

LINK_WITH_ADDRESS = 2
"""The value of `open_link` within a link whose text is its address."""


class Texts(Runs):
    """Handles text events."""

    __slots__ = ()

    def _handle_text(self, text: str, text_span: EventSpan) -> None:
        if ("[" in text or "]" in text or "*" in text) and SUSPECT_MARKS.search(text):
            self._check_suspect_text(text)
        if (not self.texts or self.texts[-1] == "\n") and text[:1] in DEFINITION_SIGNS and text[1:2] in " \t":
            self.is_text_for_rules = True  # may be a definition
        if self.may_contain_strikes and "~" in text:
            self.is_run_for_rules = True
        if "<" in text:
            self.is_tag_open = True
        if not self.open_link and (
            "://" in text or (self.may_contain_www and "www." in text) or (self.may_contain_mail and "@" in text)
        ):
            self._add_text_with_addresses(text, text_span)
        elif self.is_tag_open and WIDE_SPACE.search(text):
            self._leave_block_to_rules()  # pulldown-cmark treats it as a space within a tag
        elif self.open_link != LINK_WITH_ADDRESS and self._is_replaced_text(text):
            if not self._is_pure_text(text, text_span):
                self.is_run_for_rules = True
            self._add_quoted_text(text)
        else:
            self.texts.append(text)
            self.out.append(escape_html(text) if "&" in text or "<" in text or ">" in text or '"' in text else text)

    def _add_quoted_text(self, text: str) -> None:
        """Add a text that may become typographic at the end of the block."""
        self.quoted_texts.append((len(self.texts), len(self.out), self.level, self.lowest))
        self.lowest = self.level
        self.texts.append(text)
        self.out.append(text)

    def _is_replaced_text(self, text: str) -> bool:
        """Whether the text contains quotes, dashes, dots or signs that become typographic."""
        if self.curls_quotes and ("'" in text or '"' in text):
            return True
        return bool(self.rare_marks) and has_rare_marks(text, self.rare_marks)

    def _check_suspect_text(self, text: str) -> None:
        self.is_suspect = True
        if self.definitions and "](" in text:
            self.is_run_for_rules = True  # for markdown-it, a following label may belong to this link
        if "[^" in text and pulldown_differences.may_define_footnotes(self.text):
            self.is_text_for_rules = True

    def _is_pure_text(self, text: str, text_span: EventSpan) -> bool:
        """Whether no escape or entity of a text is a quote or beside a replaced sign: those do not become typographic."""
        begin, end = text_span["start"], text_span["end"]
        if begin and self.data[begin - 1] == BACKSLASH:
            begin -= 1
        source = self.data[begin:end]
        if source == text.encode():
            return not self.rare_marks or BACKSLASH not in source or not _BESIDE_ESCAPE.search(source)
        return not _REPLACED_ESCAPE.search(source) and (not self.rare_marks or not _BESIDE_ESCAPE.search(source))

    def _add_text_with_addresses(self, text: str, text_span: EventSpan) -> None:
        """Add a text, with links for the addresses in it."""
        begin, end = text_span["start"], text_span["end"]
        if begin and self.data[begin - 1] == BACKSLASH:
            begin -= 1
        if self.has_wide_space and WIDE_SPACE.search(text):
            self._leave_block_to_rules()
        addresses = addresses_in(text, 0, len(text))
        equals_source = self.data[begin:end] == text.encode() and "\\" not in text
        if (
            (
                not equals_source
                and ("\\" in text or _ESCAPE_NEAR_ADDRESS.search(self.data, begin, end) or not self._is_pure_text(text, text_span))
            )
            or addresses is None
            or self.has_anchor
            or not self._ends_address_here(text, end)
            or self._may_begin_address_before(text)
        ):
            self.is_run_for_rules = True
        at = 0
        for start, stop, address in addresses or ():
            self._add_with_mail_addresses(text[at:start])
            self._add_address(text[start:stop], address)
            at = stop
        self._add_with_mail_addresses(text[at:])

    def _ends_address_here(self, text: str, end: int) -> bool:
        """Whether an address in the last word of a text cannot continue after the text."""
        if text[-1:].isspace():
            return True
        word = text.rsplit(maxsplit=1)[-1]
        return ("://" not in word and "www." not in word) or _END_OF_ADDRESS.match(self.data, end) is not None

    def _may_begin_address_before(self, text: str) -> bool:
        return text.startswith("www.") and bool(self.texts) and self.texts[-1] != "\n"

    def _add_address(self, shown_text: str, address: str) -> None:
        href = normalized_address(address)
        self.texts.append(shown_text)
        self.out.append(f'<a href="{escape_html(href)}">{escape_html(shown_text)}</a>')

    def _add_with_mail_addresses(self, text: str) -> None:
        """Add a text, with links for mail addresses."""
        at = 0
        for mail_match in MAIL_AUTOLINK.finditer(text) if self.may_contain_mail and "@" in text else ():
            self._add_text_without_links(text[at : mail_match.start()])
            self._add_address(mail_match[0], "mailto:" + mail_match[0].removeprefix("mailto:"))
            at = mail_match.end()
        self._add_text_without_links(text[at:])

    def _add_text_without_links(self, text: str) -> None:
        if not text:
            return
        if self._is_replaced_text(text):
            self._add_quoted_text(text)
        else:
            self.texts.append(text)
            self.out.append(escape_html(text))


_REPLACED_ESCAPE = lazy_compile(
    rb"\\[\"'.,()?!+-]"
    rb"|&(?!(?:amp|AMP|nbsp|lt|gt|[lr][sd]quo|[mn]dash|hellip|copy|[A-Za-z](?:acute|grave|uml|cedil|tilde|circ|ring|caron)"
    rb"|#(?:1[6-9][0-9]|[2-9][0-9]{2}|[0-9]{4,6}));|\s)"
)
"""An escape or entity for a character that may be a quote or a replaced sign."""

_BESIDE_ESCAPE = lazy_compile(rb"\\.[.,()?!+-]|[.,()?!+-]\\|;[.,()?!+-]|[.,()?!+-]&")

_ESCAPE_NEAR_ADDRESS = lazy_compile(rb"[\\&](?<!&)?\S{0,500}(?::|www\.|@)|(?::|www\.|@)\S{0,500}[\\&]")

_END_OF_ADDRESS = lazy_compile(rb"[*_~?!.,:'\")]*+(?:[\s<]|\Z)")
