"""Handles pulldown-cmark's inline events other than text: emphasis, strikethrough, links, images and their labels, code spans,
inline HTML, soft and hard breaks; and checks of continuation lines, code or HTML of several lines, marks and targets, which leave
the run, block or text to the rules."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from digest.markdown import pulldown_differences
from digest.markdown.address_encoding import EXTERNAL_ADDRESS, PLAIN_EXTERNAL_ADDRESS, normalized_address, scheme
from digest.markdown.body import escape_html
from digest.markdown.pulldown_runs import EventSpan
from digest.markdown.pulldown_texts import BACKSLASH, DEFINITION_SIGNS, LINK_WITH_ADDRESS, Texts

LINK_WITH_TEXT = 1
"""The value of `open_link` within a link whose text is not its address."""

_TAGS_OF_EVENTS = {"Emphasis": "em", "Strong": "strong", "Strikethrough": "s", "Link": "a"}


class Inlines(Texts):
    """Handles inline events: each handler is for one of `INLINE_HANDLERS`."""

    __slots__ = ()

    def _soft_break(self, _: Any, inline_span: EventSpan) -> None:
        if self.may_have_cjk:
            self.run_breaks.append((len(self.texts), len(self.out)))
        self._add_break("\n", inline_span)

    def _hard_break(self, _: Any, inline_span: EventSpan) -> None:
        if self.is_suspect and self.data[inline_span["start"]] == BACKSLASH:
            self.is_run_for_rules = True  # the backslash may belong to an address
        self._add_break("<br>\n", inline_span)

    def _add_break(self, html: str, inline_span: EventSpan) -> None:
        self.out.append(html)
        if self.depth > 1 or self.data[inline_span["end"]] in _INDENT_BYTES:
            self._check_continuation_line(inline_span["end"])
        self.texts.append("\n")

    def _emphasis_begin(self, name: str, inline_span: EventSpan) -> None:
        self.out.append(_OPENING_TAGS[name])
        self.level += 1

    def _emphasis_end(self, name: str, inline_span: EventSpan) -> None:
        self.out.append(_CLOSING_TAGS[name])
        self.level -= 1
        self.lowest = min(self.lowest, self.level)

    def _strike_begin(self, name: str, inline_span: EventSpan) -> None:
        self._check_strike(inline_span, inline_span["start"] - 1, inline_span["start"] + 2)
        self._emphasis_begin(name, inline_span)

    def _strike_end(self, name: str, inline_span: EventSpan) -> None:
        self._check_strike(inline_span, inline_span["end"], inline_span["end"] - 3)
        self._emphasis_end(name, inline_span)

    def _check_continuation_line(self, at: int) -> None:
        """Check the beginning of a continuation line: it may begin another block."""
        if self.depth > 1 and (
            _INDENTED_BLOCKLIKE.match(self.data, at) or (self.depth > 2 and _BLOCKLIKE_LINE.match(self.data, at))
        ):
            self._leave_block_to_rules()
        elif not self.depth and _INDENTED_QUOTE.match(self.data, at):
            self.is_run_for_rules = True

    def _check_label_marks(self, inline_span: EventSpan) -> None:
        """Check the emphasis marks of a label: markdown-it treats its brackets as spaces, so runs of some lengths differ."""
        if pulldown_differences.has_mixed_runs(self.data[inline_span["start"] : inline_span["end"]]):
            self.is_run_for_rules = True

    def _check_strike(self, inline_span: EventSpan, beside: int, within: int) -> None:
        """Check one end of a strikethrough: between a letter outside and punctuation inside, markdown-it does not accept it."""
        data = self.data
        is_end = beside < 0 or data[beside] in b" \t\n" or data[within] in _LETTER_BYTES
        if not is_end or not data.startswith(b"~~", inline_span["start"]):
            self.is_run_for_rules = True

    def _link_begin(self, value: Mapping[str, Mapping[str, str]], _: EventSpan) -> None:
        if self.open_link:
            self.is_run_for_rules = True  # an address in angle brackets: the text after it is still within the outer link
        link = value["Link"]
        link_address = link["dest_url"]
        shows_itself = link["link_type"] in ("Autolink", "Email")
        if not PLAIN_EXTERNAL_ADDRESS.match(link_address):
            link_address = normalized_address(self._checked_address(link_address, link["link_type"]))
        title = f' title="{escape_html(link["title"])}"' if link["title"] else ""
        self.out.append(f'<a href="{escape_html(link_address)}"{title}>')
        if shows_itself and (
            "%" in link_address
            or "xn--" in link_address
            or not (link["link_type"] == "Email" or PLAIN_EXTERNAL_ADDRESS.match(link["dest_url"]))
        ):
            self.is_run_for_rules = True  # markdown-it shows it decoded
        self._check_link_target(link["dest_url"], link["title"])
        self.open_link = LINK_WITH_ADDRESS if shows_itself else LINK_WITH_TEXT
        self.level += 1

    def _link_end(self, name: str, inline_span: EventSpan) -> None:
        last_html = self.out[-1]
        if last_html in _EMPHATIC_ENDS or last_html[-1] in "*_":
            self._check_label_marks(inline_span)
        elif last_html[-1] == "\\":
            self.is_run_for_rules = True  # a line end after it may have been dropped
        self.open_link = 0
        self._emphasis_end(name, inline_span)

    def _check_link_target(self, address: str, title: str) -> None:
        """Check the address and title of a link or image: the parsers differ in line ends and backslashes."""
        if "\\" in address or "\n" in title:
            self.is_run_for_rules = True
            if self.depth:
                self._leave_block_to_rules()
        if address in DEFINITION_SIGNS or pulldown_differences.contains_definition_line(title):
            self.is_text_for_rules = True  # may be at the beginning of a line, like a definition

    def _checked_address(self, address: str, link_type: str) -> str:
        """Record an address within this site, and check its scheme; return the address, with `mailto:` for mail."""
        if link_type == "Email":
            return "mailto:" + address
        href = normalized_address(address)
        if not EXTERNAL_ADDRESS.match(href):
            link_scheme = scheme(href)
            if link_scheme and link_scheme != "mailto":
                self.is_run_for_rules = True
            elif not link_scheme and href[:1] not in ("#", ""):
                self.run_addresses.append((href, False))
        return address

    def _image(self, value: Mapping[str, Mapping[str, str]], _: EventSpan) -> None:
        """Handle an image and all events within it."""
        image = value["Image"]
        image_alt: list[str] = []
        depth, label_begin, label_end = 1, 0, 0
        for event, inner_span in self.events:
            if event.__class__ is str:
                image_alt.append("\n")
                self.is_run_for_rules = self.is_run_for_rules or self.may_have_cjk
                if self.depth:
                    self._leave_block_to_rules()
                if pulldown_differences.contains_definition_line(
                    self.data[inner_span["start"] : inner_span["end"] + 9].decode(errors="replace")
                ):
                    self.is_text_for_rules = True
            else:
                ((kind, part),) = event.items()
                if kind == "Start":
                    depth += isinstance(part, dict) and "Image" in part
                    if isinstance(part, dict) and ("Link" in part or "Image" in part):
                        self.is_run_for_rules = True
                elif kind == "End":
                    depth -= part == "Image"
                    if not depth:
                        break
                else:
                    image_alt.append(part)
            label_begin, label_end = label_begin or inner_span["start"], inner_span["end"]
        image_address = image["dest_url"]
        self._check_link_target(image_address, image["title"])
        if not PLAIN_EXTERNAL_ADDRESS.match(image_address):
            image_address = normalized_address(image_address)
            if not EXTERNAL_ADDRESS.match(image_address):
                if scheme(image_address):
                    self.is_run_for_rules = True
                elif image_address[:1] not in ("#", ""):
                    self.run_addresses.append((image_address, False))
        image_label = self.data[label_begin:label_end].decode()
        if (self.may_contain_strikes and "~" in image_label) or "<!" in image_label or (self.definitions and "](" in image_label):
            self.is_run_for_rules = True
        if image_label != "".join(image_alt) and any(part in image_label for part in ("://", "www.", "@", "\\")):
            self.is_run_for_rules = True
        if "*" in image_label or "_" in image_label:
            self._check_label_marks({"start": label_begin, "end": label_end})
        if not image_label.strip():
            self.run_addresses.append((image_address, True))
        title = f' title="{escape_html(image["title"])}"' if image["title"] else ""
        self.non_text_indices.append(len(self.texts))
        self.texts.append(image_label)
        self.out.append(f'<img src="{escape_html(image_address)}" alt="{escape_html("".join(image_alt))}"{title} loading="lazy">')

    def _code_span(self, code: str, inline_span: EventSpan) -> None:
        if self.data.find(b"\n", inline_span["start"], inline_span["end"]) >= 0:
            self._check_multiline(inline_span)
        self.texts.append(code)
        self.out.append(f"<code>{escape_html(code)}</code>")

    def _inline_html(self, html: str, inline_span: EventSpan) -> None:
        if not self.reading.html:
            self.is_run_for_rules = True
        if html.startswith("<!") and not _INLINE_COMMENT.fullmatch(html):
            self.is_run_for_rules = True
        if "\n" in html:
            self._check_multiline(inline_span)
        self.has_anchor = self.has_anchor or html[:2].lower() == "<a" or html[:3].lower() == "</a"
        if self.has_wide_space and self.data[inline_span["end"]] > _LAST_ASCII:
            html_end = inline_span["end"]
            if not self.data[html_end : self.data.find(b"\n", html_end)].decode().strip():
                self._leave_block_to_rules()  # may be an HTML block, which begins with a tag on its own line
        self.non_text_indices.append(len(self.texts))
        self.raw_html.append(html)
        self.texts.append(html)
        self.out.append(html)

    def _check_multiline(self, inline_span: EventSpan) -> None:
        """Check code or HTML of several lines."""
        if self.depth:
            self._leave_block_to_rules()
        if pulldown_differences.contains_definition_line(self.data[inline_span["start"] : inline_span["end"]].decode()):
            self.is_text_for_rules = True


_OPENING_TAGS = {name: f"<{tag}>" for name, tag in _TAGS_OF_EVENTS.items()}
_CLOSING_TAGS = {name: f"</{tag}>" for name, tag in _TAGS_OF_EVENTS.items()}
_EMPHATIC_ENDS = frozenset(("</em>", "</strong>"))
_INLINE_COMMENT = re.compile("<!--(?:[^->]|-[^->])(?:[^-]|-[^-])*-->")
_BLOCKLIKE_LINE = re.compile(rb"[ \t>]*[-+*#|0-9`~<=:]")
_INDENTED_BLOCKLIKE = re.compile(rb"(?: {4}| {0,3}\t)[ \t]*[-+*#|0-9`~<=:>]")
_INDENTED_QUOTE = re.compile(rb"(?: {4}| {0,3}\t)[ \t]*>")
_INDENT_BYTES = frozenset(b" \t")
_LETTER_BYTES = frozenset(code for code in range(128) if chr(code).isalnum())
_LAST_ASCII = 0x7F

INLINE_HANDLERS: dict[str, Callable[[Inlines, Any, EventSpan], None]] = {
    "SoftBreak": Inlines._soft_break,
    "HardBreak": Inlines._hard_break,
    "StartEmphasis": Inlines._emphasis_begin,
    "EndEmphasis": Inlines._emphasis_end,
    "StartStrong": Inlines._emphasis_begin,
    "EndStrong": Inlines._emphasis_end,
    "StartStrikethrough": Inlines._strike_begin,
    "EndStrikethrough": Inlines._strike_end,
    "StartLink": Inlines._link_begin,
    "EndLink": Inlines._link_end,
    "StartImage": Inlines._image,
    "Code": Inlines._code_span,
    "InlineHtml": Inlines._inline_html,
}
"""The handler of each event, by its kind and name."""
