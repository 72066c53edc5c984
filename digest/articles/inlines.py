"""The events of pulldown-cmark that stand in a block: texts, emphasis, links, images, code, raw HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from digest.articles import differences
from digest.articles.addresses import PLAIN_WHOLE, WHOLE, normalized, scheme
from digest.articles.autolinks import MAIL, addresses_in
from digest.articles.leftovers import SUSPECT
from digest.articles.runs import Place, Runs
from digest.articles.text import escaped
from digest.articles.typography import SIGN, is_sign

_TAGS = {"Emphasis": "em", "Strong": "strong", "Strikethrough": "s", "Link": "a"}


class Inlines(Runs):
    """Reads them, up to the next event of another block."""

    def _run(self) -> tuple[Any, Place] | None:
        """Read what stands in a block, up to the next event that does not, which is returned."""
        out, said, quoted = self.out, self.said, self.quoted
        curls, rare, www, mail, struck = self.curls, self.rare, self.www, self.mail, self.struck
        data, is_far, suspect = self.data, self.is_far, SUSPECT.search
        level = lowest = linked = 0
        for event, place in self.events:
            if event.__class__ is str:
                if event == "SoftBreak":
                    if is_far:
                        self.joints.append((len(said), len(out)))
                    if self.depth > 1 and (
                        _FAR_BLOCKLIKE.match(data, place["end"]) or (self.depth > 2 and _BLOCKLIKE.match(data, place["end"]))
                    ):
                        self._refuse()
                    out.append("\n")
                elif event == "HardBreak":
                    if self.is_suspect and self.data[place["start"]] == _BACKSLASH:
                        self.odd = True  # perhaps the backslash belongs to an address
                    out.append("<br>\n")
                else:
                    return event, place
                said.append("\n")
                continue
            for kind, text in event.items():  # noqa: B007  unpacks the only item, in half the time of next(iter(…))
                pass
            if kind == "Text":
                if ("[" in text or "]" in text or "*" in text) and suspect(text):
                    self._suspect(text)
                if (not said or said[-1] == "\n") and text[:1] in _DEFINING and text[1:2] in " \t":
                    self.is_for_rules = True  # a definition, perhaps
                if struck and "~" in text:
                    self.odd = True
                if not linked and ("://" in text or (www and "www." in text) or (mail and "@" in text)):
                    self._text_with_addresses(text, place, level, lowest)
                    lowest = level
                elif "<" in text and not self.is_ascii and _WIDE_SPACE.search(text):
                    self._refuse()  # in a tag it counts as space
                elif linked < 2 and ((curls and ("'" in text or '"' in text)) or (rare and _is_rare(text, rare))):
                    if not self._is_pure(text, place):
                        self.odd = True
                    quoted.append((len(said), len(out), level, lowest))
                    lowest = level
                    said.append(text)
                    out.append(text)
                else:
                    said.append(text)
                    out.append(escaped(text) if "&" in text or "<" in text or ">" in text or '"' in text else text)
            elif kind == "End":
                tag = _CLOSING.get(text) if text.__class__ is str else None
                if not tag:
                    return event, place
                level -= 1
                if level < lowest:
                    lowest = level
                if text == "Link":
                    linked = 0
                    if out[-1] in _EMPHATIC or out[-1][-1] in "*_":
                        self._look_at_marks(place)
                out.append(tag)
            elif kind == "Start":
                if text.__class__ is str:
                    tag = _OPENING.get(text)
                    if not tag:
                        return event, place
                    if text == "Strikethrough" and not self.data.startswith(b"~~", place["start"]):
                        self.odd = True
                    out.append(tag)
                    level += 1
                elif "Link" in text:
                    linked = self._link(text["Link"])
                    level += 1
                elif "Image" in text:
                    self._image(text["Image"])
                else:
                    return event, place
            elif kind == "Code":
                if data.find(b"\n", place["start"], place["end"]) >= 0:
                    self._on_lines(place)
                said.append(text)
                out.append(f"<code>{escaped(text)}</code>")
            elif kind == "InlineHtml":
                self._inline_html(text, place)
            else:
                return event, place
        return None

    def _look_at_marks(self, place: Place) -> None:
        """At the ends of what stands in brackets, markdown-it takes the bracket for a space: runs of some lengths differ."""
        runs = set(_RUN.findall(self.data[place["start"] : place["end"]]))
        if len([run for run in runs if run[:1] == b"*"]) > 1 or len([run for run in runs if run[:1] == b"_"]) > 1:
            self.odd = True

    def _suspect(self, text: str) -> None:
        self.is_suspect = True
        if "[^" in text and differences.defines_notes(self.text):
            self.is_for_rules = True

    def _is_pure(self, text: str, place: Place) -> bool:
        """Whether the escapes and entities of a text are no quotes, nor beside what is replaced: those stay as they are."""
        begin, end = place["start"], place["end"]
        if begin and self.data[begin - 1] == _BACKSLASH:
            begin -= 1
        source = self.data[begin:end]
        if source == text.encode():
            return not self.rare or _BACKSLASH not in source or not _BESIDE_ESCAPE.search(source)
        return not _ODD_ESCAPE.search(source) and (not self.rare or not _BESIDE_ESCAPE.search(source))

    def _text_with_addresses(self, text: str, place: Place, level: int, lowest: int) -> None:
        """A text with links for the addresses in it."""
        begin, end = place["start"], place["end"]
        if begin and self.data[begin - 1] == _BACKSLASH:
            begin -= 1
        found = addresses_in(text, 0, len(text))
        is_written_so = self.data[begin:end] == text.encode() and "\\" not in text
        if (
            (not is_written_so and ("\\" in text or _ODD_WORD.search(self.data, begin, end) or not self._is_pure(text, place)))
            or found is None
            or self.anchored
            or not self._ends_here(text, end)
            or self._may_begin_before(text)
        ):
            self.odd = True
        at = 0
        for start, stop, address in found or ():
            self._mails(text[at:start], level, lowest)
            lowest = level
            self._address(text[start:stop], address)
            at = stop
        self._mails(text[at:], level, lowest)

    def _ends_here(self, text: str, end: int) -> bool:
        """Whether an address in the last word of a text can not go on behind it."""
        if text[-1:].isspace():
            return True
        word = text.rsplit(maxsplit=1)[-1]
        return ("://" not in word and "www." not in word) or _END_OF_ADDRESS.match(self.data, end) is not None

    def _may_begin_before(self, text: str) -> bool:
        return text.startswith("www.") and bool(self.said) and self.said[-1] != "\n"

    def _address(self, shown: str, address: str) -> None:
        href = normalized(address)
        self.said.append(shown)
        self.out.append(f'<a href="{escaped(href)}">{escaped(shown)}</a>')

    def _mails(self, text: str, level: int, lowest: int) -> None:
        """A text without other addresses."""
        at = 0
        for found in MAIL.finditer(text) if self.mail and "@" in text else ():
            self._words(text[at : found.start()], level, lowest)
            lowest = level
            self._address(found[0], "mailto:" + found[0].removeprefix("mailto:"))
            at = found.end()
        self._words(text[at:], level, lowest)

    def _words(self, text: str, level: int, lowest: int) -> None:
        if not text:
            return
        if (self.curls and ("'" in text or '"' in text)) or (self.rare and _is_rare(text, self.rare)):
            self.quoted.append((len(self.said), len(self.out), level, lowest))
            self.out.append(text)
        else:
            self.out.append(escaped(text))
        self.said.append(text)

    def _link(self, link: Mapping[str, str]) -> int:
        """Open a link; 2 if it shows its own address, and 1 if not."""
        address = link["dest_url"]
        shows_itself = link["link_type"] in ("Autolink", "Email")
        if not PLAIN_WHOLE.match(address):
            address = normalized(self._inner(address, link["link_type"]))
        title = f' title="{escaped(link["title"])}"' if link["title"] else ""
        self.out.append(f'<a href="{escaped(address)}"{title}>')
        if shows_itself and (
            "%" in address or "xn--" in address or not (link["link_type"] == "Email" or PLAIN_WHOLE.match(address))
        ):
            self.odd = True  # it is shown decoded
        if "\\" in link["dest_url"] or "\n" in link["title"]:
            self.odd = True
            if self.depth:
                self._refuse()
            self.is_for_rules = self.is_for_rules or differences.defines_within(link["title"])
        return 2 if shows_itself else 1

    def _inner(self, address: str, kind: str) -> str:
        """Note an address that may lead into this site, or may not stand."""
        if kind == "Email":
            return "mailto:" + address
        href = normalized(address)
        if not WHOLE.match(href):
            named = scheme(href)
            if named and named != "mailto":
                self.odd = True
            elif not named and href[:1] not in ("#", ""):
                self.led.append((href, False))
        return address

    def _image(self, image: Mapping[str, str]) -> None:
        """An image, and all that stands in it."""
        alt: list[str] = []
        depth, first, last = 1, 0, 0
        for event, inside in self.events:
            if event.__class__ is str:
                alt.append("\n")
                self.odd = self.odd or self.is_far
                if differences.defines_within(self.data[inside["start"] : inside["end"] + 9].decode(errors="replace")):
                    self.is_for_rules = True
            else:
                ((kind, value),) = event.items()
                if kind == "Start":
                    depth += isinstance(value, dict) and "Image" in value
                    if isinstance(value, dict) and ("Link" in value or "Image" in value):
                        self.odd = True
                elif kind == "End":
                    depth -= value == "Image"
                    if not depth:
                        break
                else:
                    alt.append(value)
            first, last = first or inside["start"], inside["end"]
        source = image["dest_url"]
        if "\\" in source or "\n" in image["title"]:
            self.odd = True
        if not PLAIN_WHOLE.match(source):
            source = normalized(source)
            if not WHOLE.match(source):
                if scheme(source):
                    self.odd = True
                elif source[:1] not in ("#", ""):
                    self.led.append((source, False))
        label = self.data[first:last].decode()
        if self.struck and "~" in label:
            self.odd = True
        if label != "".join(alt) and any(part in label for part in ("://", "www.", "@", "\\")):
            self.odd = True
        if "*" in label or "_" in label:
            self._look_at_marks({"start": first, "end": last})
        if not label.strip():
            self.led.append((source, True))
        title = f' title="{escaped(image["title"])}"' if image["title"] else ""
        self.unspoken.append(len(self.said))
        self.said.append(label)
        self.out.append(f'<img src="{escaped(source)}" alt="{escaped("".join(alt))}"{title} loading="lazy">')

    def _inline_html(self, html: str, place: Place) -> None:
        if not self.reading.html:
            self.odd = True
        if html.startswith("<!") and not _COMMENT.fullmatch(html):
            self.odd = True
        if "\n" in html:
            self._on_lines(place)
        self.anchored = self.anchored or html[:2].lower() == "<a" or html[:3].lower() == "</a"
        self.unspoken.append(len(self.said))
        self.raw.append(html)
        self.said.append(html)
        self.out.append(html)

    def _on_lines(self, place: Place) -> None:
        """Look at code or HTML that goes on on another line."""
        if self.depth:
            self._refuse()
        if differences.defines_within(self.data[place["start"] : place["end"]].decode()):
            self.is_for_rules = True


_OPENING = {name: f"<{tag}>" for name, tag in _TAGS.items()}
_CLOSING = {name: f"</{tag}>" for name, tag in _TAGS.items()}
_DEFINING = frozenset(":~")
_EMPHATIC = frozenset(("</em>", "</strong>"))
_RUN = re.compile(rb"\*++|_++")
_COMMENT = re.compile("<!--(?:[^->]|-[^->])(?:[^-]|-[^-])*-->")
_WIDE_SPACE = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_BLOCKLIKE = re.compile(rb"[ \t>]*[-+*#|0-9`~<=:]")
_FAR_BLOCKLIKE = re.compile(rb"(?: {4}| {0,3}\t)[ \t]*[-+*#|0-9`~<=:>]")
_BACKSLASH = ord("\\")
_ODD_ESCAPE = re.compile(
    rb"\\[\"'.,()?!+-]"
    rb"|&(?!(?:amp|AMP|nbsp|lt|gt|[lr][sd]quo|[mn]dash|hellip|copy|[A-Za-z](?:acute|grave|uml|cedil|tilde|circ|ring|caron)"
    rb"|#(?:1[6-9][0-9]|[2-9][0-9]{2}|[0-9]{4,6}));|\s)"
)
"""An escape or entity that may be a quote, or something that is replaced."""

_BESIDE_ESCAPE = re.compile(rb"\\.[.,()?!+-]|[.,()?!+-]\\|;[.,()?!+-]|[.,()?!+-]&")
_ODD_WORD = re.compile(rb"[\\&](?<!&)?\S{0,500}(?::|www\.|@)|(?::|www\.|@)\S{0,500}[\\&]")
_END_OF_ADDRESS = re.compile(rb"[*_~?!.,:'\")]*+(?:[\s<]|\Z)")


def _is_rare(text: str, rare: Iterable[str]) -> bool:
    for mark in rare:  # noqa: SIM110  any() takes twice the time
        if mark in text or (mark == SIGN and is_sign(text)):
            return True
    return False
