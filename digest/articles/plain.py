"""Plain blocks, which are read at one look: paragraphs, lists and quotes at the left margin that consist of simple pieces.

All that follow each other are one token, since what is done for a token takes longer than what is done for its text. Its content
is what they say: an empty line between two blocks, `- ` before each item of a list, `> ` before each line of a quote. `marks` in
its meta are the tags that stand within blocks, each with its place in the content, `links` which of them are links, to where, and
`ascii` whether the source holds nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

from digest.articles.pieces import CONSTRUCT, TEXT, code, token

PLAIN = "plain"
"""The type of such a token."""

ITEM, QUOTE = "- ", "> "
"""What stands before each item of a list, and each line of a quote."""

LINE = r"""
    (?: [A-Za-z"'($&.] | [^\x00-\x7F]
      | [0-9]++ (?![.)])                  # no item of a list
      | [*_]{1,2} [^\W_]                  # neither an item nor a rule
      | \[ [^\[\]\\\n]++ \] (?!:)         # neither a reference nor a footnote
    )
"""
"""A line that begins so begins no block but a paragraph, ends none, underlines no heading, and is no row below a table's head.

Every rule of markdown-it but four looks at the first character of its own line, and none of these may begin it. The four: `code`
wants four spaces more; `table` and `lheading` want a line of `|`, `-`, `:` or `=` below; `deflist` wants `:` or `~` below, or below
that if the next line is empty.
"""

_LINE = rf"(?= {LINE} ) (?!\s) {TEXT}"
_END = r"(?<! [^\S\n] ) \n"
"""The end of a line at which nothing has to be trimmed, or of an empty one."""

_NO_TASK = r"(?! \[[\ xX]\]\  )"

_LINES = {
    "": rf"(?: {_END} {_LINE} )",
    ITEM: rf"(?: {_END} -\ {_NO_TASK} {_LINE} )",
    QUOTE: rf"(?: {_END} >\ {_LINE} )",
}
"""The end of a line and one more, for each kind of block: one without the mark of its kind might go on with what is above it."""

_APART = r"(?! \n\n [\n\ \t*+0-9-] )"
"""Below a list stands nothing that might be one more item, or go on with the last; nor a definition, but that is asked of all."""

_BLOCKS = rf"(?> (?: (?<!\s) \n (?> {_LINES['']}+ | {_LINES[QUOTE]}+ | (?> {_LINES[ITEM]}+ ) {_APART} ) )* )"
"""Empty lines, with a block behind each."""

_BEHIND = rf"(?: (?= \n?\Z | \n\n (?! [ \t]*+ [:~] ) ) | (\n) (?= {LINE} ) | {CONSTRUCT} | () )"
"""The end of a block, where no definition of it follows; the end of a line (2), and a plain one below; a construct; or something
else (10)."""

_CONSTRUCTS = (4, 6, 8, 9)

_BEGINNING = re.compile(rf"(?> (?: -\ {_NO_TASK} | >\  )? ) (?= {LINE} ) (?!\s)", re.VERBOSE)

_IS_APART = re.compile(_APART, re.VERBOSE)


@cache
def _pieces(kind: str) -> re.Pattern[str]:
    """What finds text (1) and what is behind it, in a block of this kind. Compiling one takes 4 ms."""
    more = f"(?> (?: {_APART} {_BLOCKS} )? )" if kind == ITEM else _BLOCKS
    return re.compile(rf"( {TEXT} (?> {_LINES[kind]}* ) {more} ) {_BEHIND}", re.VERBOSE)


def _piece(kind: str, source: str, at: int, end: int) -> re.Match[str]:
    piece = _pieces(kind).match(source, at, end)
    assert piece, "something else stands behind a text if nothing of the others does"
    return piece


_ELIDED = re.compile(r"'[A-Za-z0-9]{0,6}\Z")


def plain(source: str, start: int, line: int, parser: MarkdownIt, stop: int) -> Token | None:
    """The token of the plain blocks that begin here, on this line, as far as nothing in them has to be trimmed; None without any.

    At `stop` stands the next address without brackets, or the source ends: its block is left to the rules.
    It stands at the top level, where no rule looks for the tokens of a paragraph, as those of lists and quotes do. To the rules are
    left constructs with quotation marks, which are no pair with one outside, with words like the mark of a block, and right behind
    an apostrophe that may begin a word such as `'tis`.
    """
    begins = _BEGINNING.match(source, start)
    if not begins:
        return None
    end = len(source)
    if stop < end:
        end = source.rfind("\n\n", start, stop) + 1
        if not end:
            return None
    kind = begins[0]
    texts, length = [kind], len(kind)
    marks: list[tuple[int, str]] = []
    links: list[tuple[int, str]] = []
    piece = _piece(kind, source, begins.end(), end)
    while True:
        text, behind = piece[1], piece.lastindex
        last = text.rfind("\n\n") + 2
        if last > 1:
            kind = text[last : last + 2] if text.startswith((ITEM, QUOTE), last) else ""
        if behind in _CONSTRUCTS:
            words, tag, address = _construct(piece, parser)
            if '"' in words or "'" in words or words[0] in "->" or words.isspace() or ("'" in text and _ELIDED.search(text)):
                break
            length += len(text)
            if tag == "a":
                links.append((len(marks), address))
            marks.append((length, f'<a href="{escapeHtml(address)}">' if tag == "a" else f"<{tag}>"))
            length += len(words)
            marks.append((length, f"</{tag}>"))
            texts += (text, words)
        elif behind == 2 and not kind and not text.endswith("  "):  # two spaces are a line break that stays
            text = text.removesuffix(" ") + "\n"
            length += len(text)
            texts.append(text)
        else:
            break
        piece = _piece(kind, source, piece.end(), end)
    content = "".join((*texts, piece[1]))
    # A list may have ended with a construct, behind which its pattern does not ask what stands below.
    is_whole = behind == 1 and not content[-1].isspace() and (kind != ITEM or _IS_APART.match(source, piece.end()))
    if is_whole and end < len(source):
        is_whole = source[end + 1].isalpha()  # the block below neither defines this one nor goes on with it
    if not is_whole:
        content = content[: max(content.rfind("\n\n"), 0)]  # without the last block
        marks = [mark for mark in marks if mark[0] <= len(content)]
        links = [link for link in links if link[0] < len(marks)]
    if not content:
        return None
    made = token(PLAIN, "", 0, 0, content, "", [line, line + content.count("\n") + 1], None, True)
    made.meta = {"marks": marks, "links": links, "ascii": content.isascii()}
    return made


def _construct(piece: re.Match[str], parser: MarkdownIt) -> tuple[str, str, str]:
    """The words of a construct, its tag, and the address of a link."""
    kind = piece.lastindex
    if kind == 4:
        return piece[3], "a", parser.normalizeLink(piece[4])
    if kind == 9:
        return code(piece[9]), "code", ""
    mark, words = (piece[5], piece[6]) if kind == 6 else (piece[7], piece[8])
    return words, ("em" if len(mark) == 1 else "strong"), ""


def blocks(content: str) -> list[str]:
    """What stands in each block of such a token's content."""
    return content.split("\n\n")


def first_paragraph(content: str) -> str:
    """What the first paragraph says that is neither a list nor a quote; '' without any."""
    begin = 0
    while content.startswith((ITEM, QUOTE), begin):
        end = content.find("\n\n", begin)
        if end < 0:
            return ""
        begin = end + 2
    return content[begin:].partition("\n\n")[0]


def parts(content: str) -> Iterator[tuple[int, int, int]]:
    """The paragraphs, quotes, and items of lists in such a content: where each begins, its first line, and the one below it.

    Lines count from the first.
    """
    begin = line = 0
    for block in blocks(content):
        at = begin
        for part in block.split("\n" + ITEM) if block.startswith(ITEM) else (block,):
            below = line + part.count("\n") + 1
            yield at, line, below
            at += len(part) + len("\n" + ITEM)
            line = below
        begin += len(block) + len("\n\n")
        line += 1
