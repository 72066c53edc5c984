"""Markdown → HTML in parts, with a numbered target wherever an address has to be filled in later.

An article does not know the urls of its neighbours, so that renaming one parses no other again: each link or image that leads into
this site is cut out of the HTML as a Target, and the page that shows the text says what stands there.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, deque
from collections.abc import Mapping, Sequence
from html import unescape
from operator import itemgetter
from typing import Any
from urllib.parse import unquote

from markdown_it.token import Token
from msgspec import Struct

from digest.articles import attributes, dialect
from digest.articles.characters import others
from digest.articles.foreign import report_elements, report_templates
from digest.articles.leftovers import report_leftovers
from digest.articles.plain import PLAIN, first_paragraph, parts
from digest.articles.softbreaks import is_joint, joined
from digest.articles.text import Body, Target, shortened
from digest.errors import Faults
from digest.patterns import later
from digest.plainyaml import UNFIT

SCHEMES = frozenset({"http", "https", "mailto"})
"""What an address in an article may begin with; everything else with a `:` before the path is left out."""


class Markdown(Struct, frozen=True):
    """What a text says once it is read."""

    body: Body
    targets: tuple[Target, ...]
    excerpt: str
    minutes: int


def read_markdown(text: str, faults: Faults, first_line: int, *, html: bool, typography: bool) -> Markdown:
    """The text as HTML; `first_line` is its first line in the file.

    `html` sanitises and keeps raw HTML instead of showing it as text; `typography` makes quotes, dashes and ellipses typographic.
    Never raises for any text: what cannot stay is left out with a warning.
    """
    parser = dialect.parser(html, typography)
    env: dict[str, Any] = {}
    tokens = parser.parse(text, env)
    html = html and _has_raw_html(tokens)  # what is written here needs no sanitising
    excess = _excess(tokens, text) if html else ""
    if excess:
        faults.add(first_line, 1, "W301", f"HTML is shown as text: {excess}", "write it as several articles, or as Markdown")
        html, env = False, {}
        parser = dialect.parser(html, typography)
        tokens = parser.parse(text, env)
    if len(tokens) > MOST:
        _count(tokens, first_line, faults)
    places = _Places(text, first_line, env.get("references", {}))
    for token in tokens:
        children = token.children
        if token.type == PLAIN:
            if token.meta["links"]:
                _tame_links(token, places, faults)
        elif children:
            if len(children) > 1 or children[0].type != "text":
                _tame(token, places, faults, html)
        elif token.type in ("th_open", "td_open"):
            _align(token)
        elif token.type == "fence" and "excess" in token.meta:
            line = first_line + (token.map[0] if token.map else 0)
            faults.add(line, 1, "N320", f"code without colours: {token.meta['excess']}", "write it as several blocks, or as a file")
    report_leftovers(tokens, text, env, first_line, faults)
    report_templates(tokens, text, env, first_line, faults, html=html)
    for name, line in attributes.left_out(env):
        hint = "only class, dir, id, lang and title are kept"
        faults.add(first_line + line, 1, "N321", f"the attribute {name} was left out", hint)
    rendered = str(parser.renderer.render(tokens, parser.options, env))
    excerpt = _excerpt(tokens)
    if html:
        report_elements(tokens, text, _kept_elements(), first_line, faults)
        rendered = _sanitised(rendered)
    if "&#" in text or "%" in text:
        rendered, excerpt = _fit(rendered), _fit(excerpt)
    # An address that leads into the site was noted, unless it stands in raw HTML.
    body, targets = _cut(rendered, places) if html or places.noted else (Body((rendered,)), ())
    return Markdown(body, targets, excerpt, reading_minutes(text))


MOST = 10_000
"""Headings, or footnotes, of one article: each has an id and links of its own."""


def _count(tokens: Sequence[Token], first_line: int, faults: Faults) -> None:
    """Note that there are more headings or footnotes than a page can have."""
    for kind, name in (("heading_open", "headings"), ("footnote_open", "footnotes")):
        found = [token for token in tokens if token.type == kind]
        if len(found) > MOST:
            line = first_line + (found[MOST].map or [0])[0]
            faults.add(line, 1, "E207", f"{len(found):,} {name}, of at most {MOST:,}", "write it as several articles")


MAX_DEPTH = 512
"""Browsers nest elements no deeper; the sanitiser takes time by the square of it."""

MAX_ATTRIBUTES = 2_000
"""Of one tag; of these too the sanitiser takes the square."""

MAX_PIECES = 50_000
"""Characters at which the sanitiser takes a text apart, in time by their number and by the length of the text."""

_PIECE = re.compile('[&<>"(\x80-\xbf]')
_RAW_TAG = re.compile("<(/?)([a-zA-Z][^\\s/>]*)([^<>]*)")
_BETWEEN_ATTRIBUTES = re.compile("[\\s/\"']+")
_EMPTY = frozenset(str.split("area base br col embed hr img input link meta source track wbr"))


def _has_raw_html(tokens: Sequence[Token]) -> bool:
    return any(raw.type in ("html_inline", "html_block") for token in tokens for raw in token.children or (token,))


def _excess(tokens: Sequence[Token], text: str) -> str:
    """Why the raw HTML of a text is not sanitised, or '': it was written to take for ever."""
    if len(text) > MAX_PIECES and len(_PIECE.findall(text)) > MAX_PIECES:
        return f"the text holds more than {MAX_PIECES:,} special characters"
    opened: Counter[str] = Counter()
    depth = 0
    for token in tokens:
        for raw in token.children or (token,):
            for tag in _RAW_TAG.finditer(raw.content) if raw.type in ("html_inline", "html_block") else ():
                name = tag[2].lower()
                if not tag[1] and name not in _EMPTY:
                    opened[name] += 1
                    depth += 1
                elif tag[1] and opened[name]:
                    opened[name] -= 1
                    depth -= 1
                if depth > MAX_DEPTH:
                    return f"elements are nested more than {MAX_DEPTH} deep"
                if len(tag[3]) > MAX_ATTRIBUTES and len(_BETWEEN_ATTRIBUTES.findall(tag[3])) > MAX_ATTRIBUTES:
                    return f"a tag has more than {MAX_ATTRIBUTES:,} attributes"
    return ""


def _fit(text: str) -> str:
    """The text without characters that no page may hold: `&#12;` stands for one, and `<https://example.org/%00>` shows one."""
    if text.replace("\n", "").replace("\t", "").isprintable():
        return text  # looking for each of them takes twenty times as long
    return UNFIT.sub("\ufffd", text)


def reading_minutes(text: str) -> int:
    """How long the text takes to read: 230 words a minute, or 500 characters of Chinese, Japanese and Korean."""
    data = text.encode()
    unusual = others(data)
    between = {sign for sign in set(unusual) if sign.isspace() or (sign >= "\u3040" and _CJK.match(sign))}
    characters = len(_CJK.findall(unusual)) if between and max(between) >= "\u3040" else 0
    if len(between) > FEW:
        data = _CJK.sub(" ", text).encode()
        between = set(filter(str.isspace, between))
    for sign in between:
        data = data.replace(sign.encode(), b" ")
    words = b"".join((b" ", data.translate(_WORDS_AS_X))).count(b" x")
    return max(1, round(words / 230 + characters / 500))


FEW = 30
"""So many characters are replaced one after the other faster than with an expression."""

_WORDS_AS_X = bytes(ord(" " if code < 0x80 and chr(code).isspace() else "x") for code in range(256))
_CJK = later("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")


class _Places:
    """Where an address stands in the file: looked for in the lines of its block, from where the last one was found on.

    A hostile text has as many addresses as it has words, and none of them as it is written. So each character is looked at a
    hundred times at most; addresses that are left then are said to stand where their block begins.
    """

    def __init__(self, text: str, first_line: int, definitions: Mapping[str, Any]) -> None:
        self.text = text
        self.first_line = first_line
        self.definitions = {str(each["href"]): (each["map"][0], each["map"][1]) for each in definitions.values()}
        """In which lines the addresses stand that links with a label lead to."""
        self.starts: list[int] = []
        self.last = 0
        self.left = 100 * len(text) + 10_000
        self.noted: dict[str, deque[tuple[int, int]]] = {}

    def find(self, written: str, block: tuple[int, int]) -> tuple[int, int]:
        """Line and column of what is written in these lines of the text."""
        defined = self.definitions.get(written) if self.definitions else None
        start, end = self._offset(block[0]), self._offset(block[1])
        for begin in (self.last, start) if start < self.last < end else (start,):
            for form in dict.fromkeys((unquote(written), written)):
                at = self._search(form, begin, end)
                if at >= 0 and (not defined or self.text[at - 1 : at] in ("(", "<")):
                    self.last = at + 1
                    return self._place(at)
        if not defined:
            return self.first_line + block[0], 1
        # A label may be like its address, so what stands before a colon is not it.
        start, end = self._offset(defined[0]), self._offset(defined[1])
        colon = self.text.find("]:", start, end) + 2
        return self._place(
            next((at for form in (unquote(written), written) if (at := self.text.find(form, colon, end)) >= 0), colon)
        )

    def _place(self, at: int) -> tuple[int, int]:
        line = bisect_right(self.starts, at) - 1
        return self.first_line + line, at - self.starts[line] + 1

    def _offset(self, line: int) -> int:
        if not self.starts:
            self.starts = [0, *(found.end() for found in re.finditer("\n", self.text))]
        return self.starts[line] if line < len(self.starts) else len(self.text)

    def _search(self, written: str, begin: int, end: int) -> int:
        """Its offset, where it stands behind a bracket if it does so soon: in `[about](about)` the second is the address."""
        first, at = -1, begin - 1
        for _ in range(20):
            if self.left < 0:
                break
            before, at = at, self.text.find(written, at + 1, end)
            self.left -= (at if at >= 0 else end) - before
            if at < 0 or self.text[at - 1 : at] in ("(", "<"):
                return at if at >= 0 else first
            first = at if first < 0 else first
        return first

    def note(self, address: str, block: tuple[int, int]) -> None:
        """Keep the place of the next link or image with this address."""
        self.noted.setdefault(address, deque()).append(self.find(address, block))

    def take(self, address: str) -> tuple[int, int]:
        """The place that was noted first and not taken yet."""
        places = self.noted.get(address)
        if not places:
            return self.find(address, (0, len(self.text)))
        return places.popleft() if len(places) > 1 else places[0]


_WHOLE = re.compile("(?ai)https?://[^/?#]")


def _scheme(address: str) -> str:
    """What stands before the first `:` of an address with a scheme, in lower case; '' for a path, a query or a fragment."""
    head = re.split("[/?#]", address, maxsplit=1)[0]
    return head.partition(":")[0].lower() if ":" in head else ""


def _tame(token: Token, places: _Places, faults: Faults, html: bool) -> None:
    """Note the places of the addresses in a block, and leave out those that are not allowed."""
    block = (token.map[0], token.map[1]) if token.map else (0, 1)
    dropped: list[bool] = []
    shown = False
    for child in token.children or []:
        kind = child.type
        if kind == "text":
            continue
        if kind == "link_open":
            refused = _refused(str(child.attrs.get("href", "")), block, places, faults)
            dropped.append(refused)
            child.hidden = refused
        elif kind == "link_close":
            child.hidden = bool(dropped) and dropped.pop()
        elif kind == "image":
            _tame_image(child, block, places, faults)
        elif kind == "html_inline" and not html and not shown:
            line, column = places.find(child.content.split("\n")[0], block)
            faults.add(
                line,
                column,
                "W301",
                f"HTML is shown as text: {' '.join(child.content[:30].split())}",
                "write Markdown, or set html: true in digest.yml",
            )
            shown = True


def _tame_links(token: Token, places: _Places, faults: Faults) -> None:
    """As `_tame`, for plain blocks: their links hold no other tags, and most lead elsewhere: nobody asks for their places."""
    marks = token.meta["marks"]
    links = [(at, address) for at, address in token.meta["links"] if not _WHOLE.match(address)]
    top = token.map[0] if token.map else 0
    there = list(parts(token.content)) if links else []
    for at, address in links:
        place = marks[at][0]
        _, line, below = there[bisect_right(there, place, key=itemgetter(0)) - 1]
        if _refused(address, (top + line, top + below), places, faults):
            marks[at : at + 2] = [(place, ""), (marks[at + 1][0], "")]


def _tame_image(image: Token, block: tuple[int, int], places: _Places, faults: Faults) -> None:
    source = str(image.attrs.get("src", ""))
    if _refused(source, block, places, faults, is_image=True):
        image.type, image.content = "text", image.content
        image.children = None
        return
    if not image.content.strip():
        line, column = places.noted[source][-1] if source in places.noted else places.find(source, block)
        faults.add(line, column, "W303", "an image without a text", "write ![what it shows](…)")
    image.attrs["loading"] = "lazy"


def _refused(address: str, block: tuple[int, int], places: _Places, faults: Faults, *, is_image: bool = False) -> bool:
    if _WHOLE.match(address):
        return False
    scheme = _scheme(address)
    if not scheme:
        if address[:1] not in ("#", ""):
            places.note(address, block)
        return False
    if scheme == "mailto" and not is_image:
        return False
    line, column = places.find(address, block)
    known = "https:// or http://" if is_image else "https://, http:// or mailto:"
    what = "an image from" if is_image else "a link to"
    faults.add(line, column, "W302", f"{what} {scheme[:20]}: was left out", f"addresses begin with {known}")
    return True


def _align(token: Token) -> None:
    style = str(token.attrs.pop("style", ""))
    if style:
        token.attrs["class"] = "align-" + style.removeprefix("text-align:")


_CLASSED = {"class", "id", "lang", "dir", "title"}
_TAGS = {"input", "section"}
_ATTRIBUTES = {
    "*": _CLASSED,
    "a": {"href", "hreflang", "name"},
    "input": {"checked", "aria-label"},
    "div": {"tabindex"},
    "pre": {"tabindex"},
    "img": {"src", "alt", "title", "width", "height", "loading"},
}


def _kept_elements() -> set[str]:
    import nh3  # most sites let no HTML in

    return _TAGS | nh3.ALLOWED_TAGS


def _sanitised(html: str) -> str:
    html = _cleaned(html, _ATTRIBUTES["input"], {"type": "checkbox"})
    if "<input" in html:
        # An input is the box of a task, and takes nothing in. The sanitiser adds two attributes in an order that chance decides.
        html = _cleaned(html, {*_ATTRIBUTES["input"], "type"}, {"disabled": ""})
    return html


def _cleaned(html: str, of_input: set[str], fixed: dict[str, str]) -> str:
    """The HTML without all that it may not hold. An input keeps these attributes, and gets those that are fixed."""
    import nh3  # most sites let no HTML in

    # The address in cite= is checked by nobody, and shown by nobody.
    attributes = {tag: set(names) - {"cite"} for tag, names in nh3.ALLOWED_ATTRIBUTES.items()} | _ATTRIBUTES
    return nh3.clean(
        html,
        tags=_kept_elements(),
        attributes=attributes | {"input": of_input},
        set_tag_attribute_values={"input": fixed},
        attribute_filter=_filtered,
        url_schemes=set(SCHEMES),
        link_rel=None,
    )


def _filtered(tag: str, attribute: str, value: str) -> str | None:
    """The value of an attribute; None for a picture from a mailbox: schemes are the same for links and pictures."""
    if attribute in ("href", "src"):
        value = _IN_ADDRESS.sub("", value.strip(_AROUND_ADDRESS))
    return None if (tag, attribute) == ("img", "src") and _scheme("".join(value.split())) == "mailto" else value


_AROUND_ADDRESS = "".join(map(chr, range(0x21)))
_IN_ADDRESS = re.compile("[\t\n\r]")
"""What every browser takes off an address, and out of it (https://url.spec.whatwg.org/#concept-basic-url-parser)."""


_TAG = re.compile(r'<[a-z][a-z0-9]*+(?>(?:\s++[a-z-]++(?>(?:="[^"]*+")?))+)\s*+/?>')
_ADDRESS = re.compile(r'(?<=\s)(href|src)="(?!//|#|[a-zA-Z][a-zA-Z0-9+.-]*:)([^"]+)"')


def _cut(html: str, places: _Places) -> tuple[Body, tuple[Target, ...]]:
    parts, targets, end = [], [], 0
    for tag in _TAG.finditer(html):
        for found in _ADDRESS.finditer(html, tag.start(), tag.end()):
            address = unescape(found[2])
            line, column = places.take(address)
            parts.append(html[end : found.start()])
            targets.append(Target(found[1], address, line, column))
            end = found.end()
    parts.append(html[end:])
    return Body(tuple(parts)), tuple(targets)


def _excerpt(tokens: Sequence[Token]) -> str:
    """The first paragraph as plain text, at most 280 characters, cut at a word."""
    for at, token in enumerate(tokens):
        if token.type == PLAIN:
            words = joined(first_paragraph(token.content)).split()
        elif token.type == "paragraph_open" and token.level == 0:
            words = _plain_text(tokens[at + 1].children or ()).split()
        else:
            continue
        if words:
            return shortened(" ".join(words))
    return ""


_BREAKS = frozenset(("hardbreak", "softbreak"))


def _plain_text(tokens: Sequence[Token]) -> str:
    said: list[str] = []
    for index, token in enumerate(tokens):
        if token.type in ("text", "code_inline"):
            said.append(token.content)
        elif token.type == "softbreak" and is_joint(tokens, index):
            continue
        elif token.type in _BREAKS or (token.type == "html_inline" and token.content[:3].lower() == "<br"):
            said.append(" ")
    return "".join(said)
