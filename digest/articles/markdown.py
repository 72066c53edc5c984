"""Markdown → HTML in parts, with a numbered target wherever an address has to be filled in later.

CommonMark 0.31 with GitHub's tables, strikethrough, task lists and alerts, footnotes, definition lists, and ids on headings.
An article does not know the urls of its neighbours, so that renaming one parses no other again: each link or image that leads into
this site is cut out of the HTML as a Target, and the page that shows the text says what stands there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from html import unescape
from itertools import pairwise
from typing import Any
from urllib.parse import unquote

import nh3
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.rules_core import StateCore
from markdown_it.rules_core.smartquotes import QUOTE_TEST_RE, process_inlines
from markdown_it.token import Token
from mdit_py_plugins.anchors import anchors_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from msgspec import Struct

from digest.articles.text import Body, Target, shortened
from digest.errors import Faults
from digest.permalinks import slug

SCHEMES = frozenset({"http", "https", "mailto"})
"""What an address in an article may begin with; everything else with a `:` before the path is left out."""

SMARTQUOTES_CHARACTERS = 10_000
"""Blocks longer than this keep their straight quotes: markdown-it-py's smartquotes are quadratic in a block's length."""


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
    parser = _parser(html, typography)
    env: dict[str, Any] = {}
    tokens = parser.parse(text, env)
    places = _Places(text, first_line)
    for token in tokens:
        if token.children:
            _tame(token, places, faults, html)
        elif token.type in ("th_open", "td_open"):
            _align(token)
    rendered = str(parser.renderer.render(tokens, parser.options, env))
    if html:
        rendered = _sanitised(rendered)
    body, targets = _cut(rendered, places)
    return Markdown(body, targets, _excerpt(tokens), reading_minutes(text))


def reading_minutes(text: str) -> int:
    """How long the text takes to read: 230 words a minute, or 500 characters of Chinese, Japanese and Korean."""
    characters = 0 if text.isascii() else sum(map(len, _CJK.findall(text)))
    words = len((_CJK.sub(" ", text) if characters else text).split())
    return max(1, round(words / 230 + characters / 500))


_CJK = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]+")


@lru_cache(maxsize=4)
def _parser(html: bool, typography: bool) -> MarkdownIt:
    options = {"linkify": False, "html": True, "xhtmlOut": False, "typographer": typography, "highlight": _coloured}
    parser = MarkdownIt("gfm-like2", options).use(footnote_plugin).use(deflist_plugin)
    parser.use(anchors_plugin, max_level=6, slug_func=lambda title: slug(title) or "section")
    parser.disable("linkify")
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    if typography:
        parser.enable(["replacements", "smartquotes"])
        parser.core.ruler.at("smartquotes", _smartquotes)
    if not html:
        # The inline rule still finds raw HTML, so that it can be shown as text and warned of.
        parser.disable("html_block")
        parser.renderer.rules["html_inline"] = _shown_as_text  # type: ignore[attr-defined]
    return parser


def _shown_as_text(tokens: Sequence[Token], index: int, options: object, env: object) -> str:
    return escapeHtml(tokens[index].content)


def _smartquotes(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "inline" and len(token.content) <= SMARTQUOTES_CHARACTERS and QUOTE_TEST_RE.search(token.content):
            process_inlines(token.children or [], state)


def _coloured(code: str, language: str, _: str) -> str:
    """The code with its words in spans of Pygments' classes; '' when there is no such language."""
    if not language:
        return ""
    from pygments import highlight  # at the first block of code: most articles have none
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return ""
    return highlight(code, lexer, HtmlFormatter(nowrap=True))


class _Places:
    """Where an address stands in the file: by the block that holds it, then by looking for it in the block's lines."""

    def __init__(self, text: str, first_line: int) -> None:
        self.text = text
        self.first_line = first_line
        self.lines: list[str] = []
        self.known: dict[str, tuple[int, int]] = {}

    def find(self, address: str, block: tuple[int, int]) -> tuple[int, int]:
        """Line and column of the address in these lines of the text."""
        self.lines = self.lines or self.text.split("\n")
        written = {address, unquote(address)}
        for number in range(block[0], min(block[1], len(self.lines))):
            at = max(self.lines[number].find(form) for form in written)
            if at >= 0:
                return self.first_line + number, at + 1
        return self.first_line + block[0], 1

    def note(self, address: str, block: tuple[int, int]) -> tuple[int, int]:
        """The place of an address that a token holds; the first place of each address is kept."""
        place = self.known.get(address)
        if place is None:
            place = self.known[address] = self.find(address, block)
        return place


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
            refused = _refused(str(child.attrs.get("href", "")), block, places, faults, "link")
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
                f"HTML is shown as text: {child.content[:30]}",
                "write Markdown, or set html: true in digest.yml",
            )
            shown = True


def _tame_image(image: Token, block: tuple[int, int], places: _Places, faults: Faults) -> None:
    source = str(image.attrs.get("src", ""))
    if _refused(source, block, places, faults, "image"):
        image.type, image.content = "text", image.content
        image.children = None
        return
    if not image.content.strip():
        line, column = places.note(source, block)
        faults.add(line, column, "W303", "an image without a text", "write ![what it shows](…)")
    image.attrs["loading"] = "lazy"


def _refused(address: str, block: tuple[int, int], places: _Places, faults: Faults, what: str) -> bool:
    scheme = _scheme(address)
    if not scheme or scheme in SCHEMES:
        if not scheme and address[:1] not in ("#", ""):
            places.note(address, block)
        return False
    line, column = places.find(address, block)
    faults.add(
        line, column, "W302", f"a {what} to {scheme[:20]}: was left out", "addresses begin with https://, http:// or mailto:"
    )
    return True


def _align(token: Token) -> None:
    style = str(token.attrs.pop("style", ""))
    if style:
        token.attrs["class"] = "align-" + style.removeprefix("text-align:")


_CLASSED = {"class", "id", "lang", "dir"}
_TAGS = frozenset(nh3.ALLOWED_TAGS) | {"input", "section"}
_ATTRIBUTES = {
    **{tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items()},
    "*": _CLASSED,
    "input": {"type", "checked", "disabled"},
    "img": {"src", "alt", "title", "width", "height", "loading"},
}


def _sanitised(html: str) -> str:
    return nh3.clean(html, tags=set(_TAGS), attributes=_ATTRIBUTES, url_schemes=set(SCHEMES), link_rel=None)


_TAG = re.compile(r'<[a-z][a-z0-9]*(?:\s+[a-z-]+(?:="[^"]*")?)+\s*/?>')
_ADDRESS = re.compile(r'(?<=\s)(href|src)="(?!//|#|[a-zA-Z][a-zA-Z0-9+.-]*:)([^"]+)"')


def _cut(html: str, places: _Places) -> tuple[Body, tuple[Target, ...]]:
    parts, targets, end = [], [], 0
    for tag in _TAG.finditer(html):
        for found in _ADDRESS.finditer(html, tag.start(), tag.end()):
            address = unescape(found[2])
            line, column = places.known.get(address) or places.find(address, (0, 1_000_000))
            parts.append(html[end : found.start()])
            targets.append(Target(found[1], address, line, column))
            end = found.end()
    parts.append(html[end:])
    return Body(tuple(parts)), tuple(targets)


def _excerpt(tokens: Sequence[Token]) -> str:
    """The first paragraph as plain text, at most 280 characters, cut at a word."""
    for before, token in pairwise(tokens):
        if before.type == "paragraph_open" and before.level == 0 and token.children:
            text = " ".join(_plain_text(token.children).split())
            if text:
                return shortened(text)
    return ""


def _plain_text(tokens: Sequence[Token]) -> str:
    pieces: dict[str, Callable[[Token], str]] = {
        "text": lambda token: token.content,
        "code_inline": lambda token: token.content,
        "html_inline": lambda token: "",
        "softbreak": lambda token: " ",
        "hardbreak": lambda token: " ",
    }
    return "".join(pieces[token.type](token) for token in tokens if token.type in pieces)
