"""The events of pulldown-cmark that stand in a block beside its texts: emphasis, links, images, code, raw HTML, line ends."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from digest.markdown import pulldown_differences
from digest.markdown.address_encoding import PLAIN_WHOLE, WHOLE_ADDRESS, normalized, scheme
from digest.markdown.body import escape_html
from digest.markdown.pulldown_runs import RunPlace
from digest.markdown.pulldown_texts import BACKSLASH, DEFINITION_SIGNS, LINKED_AND_SHOWN, Texts

LINK_TAGS = 1
"""What `linked` is within a link that shows other words than its address."""

_TAGS_OF_EVENTS = {"Emphasis": "em", "Strong": "strong", "Strikethrough": "s", "Link": "a"}


class Inlines(Texts):
    """Reads the events within a line: each handler is for one of `INLINE_HANDLERS`."""

    __slots__ = ()

    def _soft_break(self, _: Any, place: RunPlace) -> None:
        if self.is_far:
            self.joints.append((len(self.texts), len(self.out)))
        self._break("\n", place)

    def _hard_break(self, _: Any, place: RunPlace) -> None:
        if self.is_suspect and self.data[place["start"]] == BACKSLASH:
            self.odd = True  # perhaps the backslash belongs to an address
        self._break("<br>\n", place)

    def _break(self, html: str, place: RunPlace) -> None:
        self.out.append(html)
        if self.depth > 1 or self.data[place["end"]] in _INDENT_BYTES:
            self._look_at_line(place["end"])
        self.texts.append("\n")

    def _emphasis(self, name: str, place: RunPlace) -> None:
        self.out.append(_OPENING_TAGS[name])
        self.level += 1

    def _emphasis_end(self, name: str, place: RunPlace) -> None:
        self.out.append(_CLOSING_TAGS[name])
        self.level -= 1
        self.lowest = min(self.lowest, self.level)

    def _strike(self, name: str, place: RunPlace) -> None:
        self._look_at_strike(place, place["start"] - 1, place["start"] + 2)
        self._emphasis(name, place)

    def _strike_end(self, name: str, place: RunPlace) -> None:
        self._look_at_strike(place, place["end"], place["end"] - 3)
        self._emphasis_end(name, place)

    def _look_at_line(self, at: int) -> None:
        """Check the beginning of a further line of a block: the mark of another block may begin that block."""
        if self.depth > 1 and (_FAR_BLOCKLIKE.match(self.data, at) or (self.depth > 2 and _BLOCKLIKE_LINE.match(self.data, at))):
            self._leave_block_to_rules()
        elif not self.depth and _INDENTED_QUOTE.match(self.data, at):
            self.odd = True

    def _look_at_marks(self, place: RunPlace) -> None:
        """Check the ends of a text in brackets: markdown-it takes the bracket for a space, so runs of some lengths differ."""
        if pulldown_differences.holds_runs(self.data[place["start"] : place["end"]]):
            self.odd = True

    def _look_at_strike(self, place: RunPlace, beside: int, within: int) -> None:
        """Check one end of a strikethrough: with a letter outside and a sign inside it is none."""
        data = self.data
        is_end = beside < 0 or data[beside] in b" \t\n" or data[within] in _LETTER_BYTES
        if not is_end or not data.startswith(b"~~", place["start"]):
            self.odd = True

    def _link(self, value: Mapping[str, Mapping[str, str]], _: RunPlace) -> None:
        link = value["Link"]
        address = link["dest_url"]
        shows_itself = link["link_type"] in ("Autolink", "Email")
        if not PLAIN_WHOLE.match(address):
            address = normalized(self._inner(address, link["link_type"]))
        title = f' title="{escape_html(link["title"])}"' if link["title"] else ""
        self.out.append(f'<a href="{escape_html(address)}"{title}>')
        if shows_itself and (
            "%" in address or "xn--" in address or not (link["link_type"] == "Email" or PLAIN_WHOLE.match(link["dest_url"]))
        ):
            self.odd = True  # it is shown decoded
        self._look_at_target(link["dest_url"], link["title"])
        self.linked = LINKED_AND_SHOWN if shows_itself else LINK_TAGS
        self.level += 1

    def _link_end(self, name: str, place: RunPlace) -> None:
        last_html = self.out[-1]
        if last_html in _EMPHATIC_ENDS or last_html[-1] in "*_":
            self._look_at_marks(place)
        elif last_html[-1] == "\\":
            self.odd = True  # perhaps a line end behind it was dropped
        self.linked = 0
        self._emphasis_end(name, place)

    def _look_at_target(self, address: str, title: str) -> None:
        """Check the address and title of a link or image: the parsers differ about line ends and backslashes."""
        if "\\" in address or "\n" in title:
            self.odd = True
            if self.depth:
                self._leave_block_to_rules()
        if address in DEFINITION_SIGNS or pulldown_differences.defines_within(title):
            self.is_for_rules = True  # perhaps a line begins with it, as a definition does

    def _inner(self, address: str, kind: str) -> str:
        """Note an address that may lead into this site, or may not stand."""
        if kind == "Email":
            return "mailto:" + address
        href = normalized(address)
        if not WHOLE_ADDRESS.match(href):
            link_scheme = scheme(href)
            if link_scheme and link_scheme != "mailto":
                self.odd = True
            elif not link_scheme and href[:1] not in ("#", ""):
                self.led.append((href, False))
        return address

    def _image(self, value: Mapping[str, Mapping[str, str]], _: RunPlace) -> None:
        """An image, and all that stands in it."""
        image = value["Image"]
        alt: list[str] = []
        depth, label_begin, label_end = 1, 0, 0
        for event, place_in_image in self.events:
            if event.__class__ is str:
                alt.append("\n")
                self.odd = self.odd or self.is_far
                if self.depth:
                    self._leave_block_to_rules()
                if pulldown_differences.defines_within(
                    self.data[place_in_image["start"] : place_in_image["end"] + 9].decode(errors="replace")
                ):
                    self.is_for_rules = True
            else:
                ((kind, part),) = event.items()
                if kind == "Start":
                    depth += isinstance(part, dict) and "Image" in part
                    if isinstance(part, dict) and ("Link" in part or "Image" in part):
                        self.odd = True
                elif kind == "End":
                    depth -= part == "Image"
                    if not depth:
                        break
                else:
                    alt.append(part)
            label_begin, label_end = label_begin or place_in_image["start"], place_in_image["end"]
        source = image["dest_url"]
        self._look_at_target(source, image["title"])
        if not PLAIN_WHOLE.match(source):
            source = normalized(source)
            if not WHOLE_ADDRESS.match(source):
                if scheme(source):
                    self.odd = True
                elif source[:1] not in ("#", ""):
                    self.led.append((source, False))
        label = self.data[label_begin:label_end].decode()
        if (self.struck and "~" in label) or "<!" in label or (self.definitions and "](" in label):
            self.odd = True
        if label != "".join(alt) and any(part in label for part in ("://", "www.", "@", "\\")):
            self.odd = True
        if "*" in label or "_" in label:
            self._look_at_marks({"start": label_begin, "end": label_end})
        if not label.strip():
            self.led.append((source, True))
        title = f' title="{escape_html(image["title"])}"' if image["title"] else ""
        self.unspoken.append(len(self.texts))
        self.texts.append(label)
        self.out.append(f'<img src="{escape_html(source)}" alt="{escape_html("".join(alt))}"{title} loading="lazy">')

    def _code_span(self, code: str, place: RunPlace) -> None:
        if self.data.find(b"\n", place["start"], place["end"]) >= 0:
            self._on_lines(place)
        self.texts.append(code)
        self.out.append(f"<code>{escape_html(code)}</code>")

    def _inline_html(self, html: str, place: RunPlace) -> None:
        if not self.reading.html:
            self.odd = True
        if html.startswith("<!") and not _INLINE_COMMENT.fullmatch(html):
            self.odd = True
        if "\n" in html:
            self._on_lines(place)
        self.anchored = self.anchored or html[:2].lower() == "<a" or html[:3].lower() == "</a"
        if self.is_wide and self.data[place["end"]] > _LAST_ASCII:
            end = place["end"]
            if not self.data[end : self.data.find(b"\n", end)].decode().strip():
                self._leave_block_to_rules()  # perhaps a block of HTML, which begins with a tag on a line of its own
        self.unspoken.append(len(self.texts))
        self.raw.append(html)
        self.texts.append(html)
        self.out.append(html)

    def _on_lines(self, place: RunPlace) -> None:
        """Look at code or HTML that goes on on another line."""
        if self.depth:
            self._leave_block_to_rules()
        if pulldown_differences.defines_within(self.data[place["start"] : place["end"]].decode()):
            self.is_for_rules = True


_OPENING_TAGS = {name: f"<{tag}>" for name, tag in _TAGS_OF_EVENTS.items()}
_CLOSING_TAGS = {name: f"</{tag}>" for name, tag in _TAGS_OF_EVENTS.items()}
_EMPHATIC_ENDS = frozenset(("</em>", "</strong>"))
_INLINE_COMMENT = re.compile("<!--(?:[^->]|-[^->])(?:[^-]|-[^-])*-->")
_BLOCKLIKE_LINE = re.compile(rb"[ \t>]*[-+*#|0-9`~<=:]")
_FAR_BLOCKLIKE = re.compile(rb"(?: {4}| {0,3}\t)[ \t]*[-+*#|0-9`~<=:>]")
_INDENTED_QUOTE = re.compile(rb"(?: {4}| {0,3}\t)[ \t]*>")
_INDENT_BYTES = frozenset(b" \t")
_LETTER_BYTES = frozenset(code for code in range(128) if chr(code).isalnum())
_LAST_ASCII = 0x7F

INLINE_HANDLERS: dict[str, Callable[[Inlines, Any, RunPlace], None]] = {
    "SoftBreak": Inlines._soft_break,
    "HardBreak": Inlines._hard_break,
    "StartEmphasis": Inlines._emphasis,
    "EndEmphasis": Inlines._emphasis_end,
    "StartStrong": Inlines._emphasis,
    "EndStrong": Inlines._emphasis_end,
    "StartStrikethrough": Inlines._strike,
    "EndStrikethrough": Inlines._strike_end,
    "StartLink": Inlines._link,
    "EndLink": Inlines._link_end,
    "StartImage": Inlines._image,
    "Code": Inlines._code_span,
    "InlineHtml": Inlines._inline_html,
}
"""What reads an event, by its kind and name."""
