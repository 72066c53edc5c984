"""The HTML that pulldown-cmark renders for plain blocks: whether it is correct in the dialect, with ids and quotes still to be
filled in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from digest.markdown import pulldown_differences
from digest.markdown.plain_blocks import BARE_HOST_AND_PATH, MOST_STEPS, PlainBlock, single_blocks, words_at
from digest.markdown.pulldown_source import RARE_IN_UTF8, SourceText
from digest.markdown.rendered_text import holds_only_apostrophes, spoken, typographic_items, typographic_paragraphs, with_entities
from digest.markdown.search_positions import Positions, Sought
from digest.text.lazy_pattern import lazy_compile

BLOCK_MARK, ITEM_MARK = "\x1a", "\x1b"
"""Stand for plain blocks, or for what is between two, and for the words of an item. No text with control characters gets here."""

_BETWEEN_RENDERED, _RENDERED_BETWEEN = f"\n\n{BLOCK_MARK}\n\n".encode(), f"<p>{BLOCK_MARK}</p>\n"
_REST_OF_ADDRESS = r"[A-Za-z0-9/?:@=+$,_.!~*();#-]*+"
_PLAIN_ADDRESS = rf"""
    https?://[A-Za-z0-9-]{{1,40}}(?:\.[A-Za-z0-9-]{{1,40}}){{1,4}}(?::[0-9]{{1,5}})?(?=[/?\#"])
    {_REST_OF_ADDRESS}(?>(?:(?:&amp;|%[0-9A-Fa-f]{{2}}){_REST_OF_ADDRESS})*)
  | \#[A-Za-z0-9_-]*+
"""
"""One that leads to another site, or to a place in the text, and needs no encoding."""

_ODD_TAG = r"(?:pre|img(?![^>]* loading=)|input|hr|table|h[1-6]></h|li>\n*<(?:/|ul|ol|h)|/[uo]l>\n<p>)"
_ODD_LINK = rf'a\ (?!href="(?:{_PLAIN_ADDRESS})">)'
_EMPHASIS_END = r"/(?:em|strong)></a>"

_ODD_RENDERED_TAG = lazy_compile("<" + _ODD_TAG)
"""What says that events are to be read for a block: code, and all but words."""

_ODD_TEXT_PATTERNS = {"*": r"\*\*", "]": r"\][\[(:]", "^": r"\[\^", "[": r"\)\["}
_ODD_TEXT = tuple(Sought(part, lazy_compile(pattern)) for part, pattern in _ODD_TEXT_PATTERNS.items())
_ODD_RENDERED_WORDS = lazy_compile(rf"{'|'.join(_ODD_TEXT_PATTERNS.values())}|<(?x:{_ODD_LINK})")
"""What says that for the words of a paragraph or item: other links, and what is left of Markdown."""

_MARK_ENDS = tuple(Sought(part, lazy_compile(pattern)) for part, pattern in (("*", r"\*</a>"), ("_", r"_</a>")))
_EMPHASIS_ENDS = lazy_compile(rf"[*_]</a>|<{_EMPHASIS_END}")
"""Where emphasis ends with a link: read otherwise if runs of marks differ in their lengths."""

_SUSPECT_IN_RENDERED = (*_ODD_TEXT, *_MARK_ENDS, Sought("<", lazy_compile(rf"<(?:{_ODD_TAG}|{_EMPHASIS_END}|(?x:{_ODD_LINK}))")))
"""All of these, with one look at each tag."""

_BREAK = lazy_compile("<br />")
_RENDERED_IMAGE = lazy_compile(rf'(<img\ src="(?:{_PLAIN_ADDRESS})"\ alt=)"([^"]+)"\ />', re.VERBOSE)
_DOUBLE_QUOTE = Sought(b'"', lazy_compile(rb'"'))
_SINGLE_QUOTE = Sought(b"'", lazy_compile(rb"'"))
_ODD_SINGLE = Sought(b"'", lazy_compile(rb"'(?:(?<![A-Za-z]')|(?![A-Za-z])|(?<='[nN]'))"))
"""Single quotes that are no apostrophes between letters, which depend on nothing else."""

_WIDE_SPACE = "[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]"
_WIDE_SPACES = lazy_compile(_WIDE_SPACE)
_WIDE_AT_END = lazy_compile(_WIDE_SPACE + r"(?:(?=[<\n])|(?<=[>\n].))")

_BARE_SCHEME = Sought(b":", lazy_compile(rb"://(?<!\]\(https://)(?<!\]\(http://)"))
_BARE_ADDRESS = lazy_compile(
    rf"<a\ .*?</a>|<code>.*?</code>|<img\ [^>]*>|(?:(?<=[\s(>])|\A)(https?://{BARE_HOST_AND_PATH})(?=\)?[.,;:!?]?[\s<])|(://)",
    re.DOTALL,
)

_HEADING_SIGN = ord("#")
_HEADING_BELOW = lazy_compile(rb"\n(?:\#|(?:---|===))")
"""The end of the line above a heading, or above the line that makes one of what is above."""

_ITEM_WORDS = lazy_compile(r".*?(?=</li>|\n<[uo]l)", re.DOTALL)
"""What an item says, with all that is below."""


class RenderedHtml(NamedTuple):
    """HTML of a plain block, of a heading in a run with all that is below it, or of a part of a list."""

    text: str
    begin: int
    """Where it begins in the source: of a part of a list, where the list begins."""
    heading: str | None = None
    """What the heading says with which it begins, before it becomes typographic; None if it begins with none."""


class BlockRenderer:
    """Renders the plain blocks of one text, and decides by their HTML which of them are plain."""

    def __init__(self, source: SourceText, render: Callable[[str], str], definitions: Sequence[bytes], *, typography: bool) -> None:
        """`render` makes HTML of Markdown, and `definitions` are the text's link definitions."""
        self.source = source
        self.data = source.data
        self.render = render
        self.definitions = definitions
        self.typography = typography
        self.has_wide_space = _WIDE_SPACES.search(source.unusual) is not None
        rare = [_ODD_SINGLE, *(RARE_IN_UTF8[mark] for mark in source.rare)] if typography else ()
        self.bare = Positions((_BARE_SCHEME,), source.data)
        """Where addresses stand that are no link's."""
        self.replaced = Positions((_DOUBLE_QUOTE, *rare), source.data)
        """Where what is made typographic stands in the source, but for apostrophes between letters."""

    def rendered(self, blocks: Sequence[PlainBlock]) -> list[tuple[PlainBlock, list[RenderedHtml]]]:
        """Those of the blocks that are plain as their HTML says too; of a run that is not, the blocks that are."""
        rendered, others = [], list[PlainBlock]()
        for block, block_html, suspect in self._html_of(blocks):
            if html_of_blocks := self._parts(block, block_html, suspect):
                rendered.append(html_of_blocks)
            elif block.is_run and len(single := list(single_blocks(self.data, block))) > 1:
                others += single
        return sorted((*rendered, *self.rendered(others))) if others else rendered

    def _html_of(self, blocks: Sequence[PlainBlock]) -> Iterator[tuple[PlainBlock, str, list[int]]]:
        """The HTML of each block, and where something of `_SUSPECT_IN_RENDERED` begins in it."""
        data = self.data
        source = _BETWEEN_RENDERED.join(
            [data[block.begin : block.end] if not block.odd_items else self._block_with_marks(block) for block in blocks]
        )
        rendered_html = self.render(_BETWEEN_RENDERED.join((source, *self.definitions)).decode())
        rendered_html = _BREAK.sub(
            "<br>", rendered_html
        )  # takes three quarters of the time that str.replace takes, if there is none
        if "<img" in rendered_html:
            rendered_html = _RENDERED_IMAGE.sub(_with_lazy_loading, rendered_html)
        parts = rendered_html.split(_RENDERED_BETWEEN)
        if len(parts) - len(blocks) not in (0, 1):
            return
        suspect = Positions(_SUSPECT_IN_RENDERED, rendered_html)
        end = -len(_RENDERED_BETWEEN)
        for block, block_html in zip(blocks, parts, strict=False):
            begin = end + len(_RENDERED_BETWEEN)
            end = begin + len(block_html)
            yield block, block_html, [at - begin for at in suspect.within(begin, end)] if suspect.found else []

    def _parts(self, block: PlainBlock, block_html: str, suspect: Sequence[int]) -> tuple[PlainBlock, list[RenderedHtml]] | None:
        """The block and its HTML, a part for each heading and what is below it; None if it is not plain."""
        if block_html.count("<li>") != block.items or not (block_html.isascii() or self._is_plain_beyond_ascii(block, block_html)):
            return None
        if suspect:
            block, block_html = self._without_odd_words(block, block_html, suspect)
        if self.bare.within(block.begin, block.end):
            block_html = with_bare_links(block_html)
        if not block_html:
            return None
        if "<h" not in block_html:
            block_html = self._filled_block(block, block_html)
            return (block, [RenderedHtml(block_html, block.begin)]) if block_html else None
        above, *below = block_html.split("<h")
        places = self._heading_places(block) if block.is_run else [block.begin]
        if len(places) != len(below):
            return None
        parts = [RenderedHtml(above, block.begin)] if above else []
        for begin, text in zip(places, below, strict=True):
            parts.append(RenderedHtml("<h" + text, begin, spoken(text[2 : text.index("</h")])))
        ends = (*[part.begin for part in parts[1:]], block.end)
        parts = [
            part._replace(text=self._filled_block(block._replace(begin=part.begin, end=end), part.text))
            for part, end in zip(parts, ends, strict=True)
        ]
        return (block, parts) if all(part.text for part in parts) else None

    def _heading_places(self, run: PlainBlock) -> list[int]:
        """Where the headings of a run begin."""
        data, above = self.data, max(run.begin - 1, 0)
        heading_places = [] if above or not data.startswith(b"#") else [0]
        for line_end in _HEADING_BELOW.finditer(data, above, run.end):
            at = line_end.start()
            heading_places.append(at + 1 if data[at + 1] == _HEADING_SIGN else data.rfind(b"\n", 0, at) + 1)
        return heading_places

    def _filled_block(self, block: PlainBlock, block_html: str) -> str:
        """The HTML with what stands for quotes and other marks; '' if they stay perhaps."""
        places = self.replaced.within(block.begin, block.end)
        if not self.typography:
            return with_entities(block_html) if places else block_html
        if not places:
            if "'" not in block_html:
                return block_html
            if holds_only_apostrophes(block_html):
                return block_html.replace("'", "’")
        if block.is_run:
            return typographic_paragraphs(block_html, self.source.rare)
        items = self._items(block, sorted((*places, *self._single_quotes.within(block.begin, block.end))))
        return typographic_items(block_html, items, self.source.rare)

    @cached_property
    def _single_quotes(self) -> Positions:
        """Where single quotes stand, apostrophes too."""
        return Positions((_SINGLE_QUOTE,), self.data)

    def _without_odd_words(self, block: PlainBlock, block_html: str, suspect: Sequence[int]) -> tuple[PlainBlock, str]:
        """The block and its HTML with marks for the words of odd items; the HTML is '' if more is odd than a few of these.

        `suspect` are the places of the HTML where something of `_SUSPECT_IN_RENDERED` begins.
        """
        lines = self.data[block.first : block.end].split(b"\n")
        if any(_ODD_RENDERED_TAG.match(block_html, at) for at in suspect) or (
            len(lines) != block.items and block.first < block.end
        ):
            return block, ""
        places = [at for at in suspect if _ODD_RENDERED_WORDS.match(block_html, at)]
        ends = [at for at in suspect if _EMPHASIS_ENDS.match(block_html, at)]
        if (len(places) + len(ends)) * len(block_html) > MOST_STEPS:
            return block, ""
        numbers = {block_html.count("<li>", 0, place) for place in places}
        for place in ends:
            number = block_html.count("<li>", 0, place) if block.first < block.end else 0
            words = lines[number - 1] if number else self.data[block.begin : block.first]
            if pulldown_differences.holds_runs(words[words_at(words, 0) :]):
                numbers.add(number)
        if not numbers:
            return block, block_html
        if 0 in numbers or block.first == block.end or 2 * (len(numbers) + len(block.odd_items)) > block.items:
            return block, ""
        html_of_items = block_html.split("<li>")
        odd_items, begin = list(block.odd_items), block.first
        for number, line in enumerate(lines, 1):
            end = begin + len(line)
            if number in numbers:
                odd_items.append((words_at(self.data, begin), end))
                html_of_items[number] = _ITEM_WORDS.sub(ITEM_MARK, html_of_items[number], count=1)
            begin = end + 1
        return block._replace(odd_items=tuple(sorted(odd_items))), "<li>".join(html_of_items)

    def _block_with_marks(self, block: PlainBlock) -> bytes:
        """The block's source, with marks for the words that are read from events."""
        marked_parts, at = [], block.begin
        for begin, end in block.odd_items:
            marked_parts.append(self.data[at:begin])
            at = end
        return ITEM_MARK.encode().join([*marked_parts, self.data[at : block.end]])

    def _is_plain_beyond_ascii(self, block: PlainBlock, block_html: str) -> bool:
        """The same for what is more than ASCII: other spaces, and marks and line ends beside Chinese, Japanese and Korean."""
        if self.has_wide_space and _WIDE_AT_END.search(block_html):
            return False
        if not self.source.is_far:
            return True
        return not any(
            pulldown_differences.differs_beside_cjk(self.data[begin:end].decode(), is_block=is_block)
            for begin, end, is_block in self._words_beside_far(block)
        )

    def _words_beside_far(self, block: PlainBlock) -> Iterator[tuple[int, int, bool]]:
        """Where the words begin and end in which marks stand beside such characters, and whether they are all of a block."""
        data, line_end = self.data, block.begin
        for at in self.source.far_marks.within(block.begin, block.end):
            if at < line_end:
                continue
            line = data.rfind(b"\n", block.begin, at) + 1 or block.begin
            line_end = data.find(b"\n", at)
            is_alone = data[line] == _HEADING_SIGN or block.first <= at
            if not is_alone and block.is_run:
                begin = data.rfind(b"\n\n", block.begin, at)
                is_alone = line in (block.begin, begin + 2) and data[line_end : line_end + 2] in (b"\n\n", b"\n")
            yield line, line_end, is_alone

    def _items(self, block: PlainBlock, places: Iterable[int]) -> set[int]:
        """In which items of a block these places are, which are in order: from 1, and 0 for the text above, perhaps more."""
        is_item_a_line = block.first < block.end and self.data.count(b"\n", block.first, block.end) + 1 == block.items
        if block.items and not is_item_a_line:
            return set(range(block.items + 1))
        numbers = set()
        at, number = block.first, 1
        for place in places:
            if place < block.first:
                numbers.add(0)
            else:
                number += self.data.count(b"\n", at, place)
                at = place
                numbers.add(number)
        return numbers


def _with_lazy_loading(image: re.Match[str]) -> str:
    alt = image[2].replace("&#39;", "'")
    return f'{image[1]}"{alt}" loading="lazy">'


def with_bare_links(block_html: str) -> str:
    """The HTML with links for the addresses in its text; '' if one is not as simple as `BARE_HOST_AND_PATH` says."""
    is_odd = False

    def link(found: re.Match[str]) -> str:
        nonlocal is_odd
        is_odd |= found[2] is not None
        return f'<a href="{found[1]}">{found[1]}</a>' if found[1] else found[0]

    block_html = _BARE_ADDRESS.sub(link, block_html)
    return "" if is_odd else block_html
