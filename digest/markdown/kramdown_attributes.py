"""Attributes in braces: `{#id .class}` after a heading, and kramdown's `{: #id .class}` at headings, blocks and parts of a line.

Links from elsewhere depend on such ids. mdit-py-plugins reads the braces; this file adds kramdown's rule for their position
("Inline Attribute Lists" in its syntax), which that package lacks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from digest.text.lazy_pattern import lazy_compile

if TYPE_CHECKING:
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token


IDS = "own_ids"
"""The key in a parse's environment for the ids that the text sets."""

LEFT_OUT_ATTRIBUTES = "attributes_left_out"
"""And under this one the attributes that are not kept, each with the line of the first block that has it."""

_KEPT_KRAMDOWN_ATTRIBUTES = frozenset(("class", "dir", "id", "lang", "title"))
_KEPT_IMAGE_ATTRIBUTES = _KEPT_KRAMDOWN_ATTRIBUTES | {"height", "width"}

_ATTRIBUTES_AT_END = lazy_compile(r"\}[ \t]*+(?:[|#\n]|\Z)")
"""A brace at the end of a line, of a cell, or before the marks that close a heading."""

_ATTRIBUTE_LINE = lazy_compile(r"[ \t]*\{:([^{}\n]*)\}[ \t]*")
_ATTRIBUTE_BRACES = lazy_compile(r"\{:([^{}\n]*)\}")
_SPANS_WITH_ATTRIBUTES = frozenset(("code_inline", "em_close", "image", "link_close", "s_close", "strong_close"))
_BLOCKS_WITH_ATTRIBUTES = frozenset(("blockquote_open", "bullet_list_open", "ordered_list_open"))


def may_hold_attributes(text: str) -> bool:
    """Whether braces with a colon stand in a text: its paragraphs may have attributes."""
    return "{" in text and "{:" in text  # one character is found thirty times as fast as two


def left_out(env: Mapping[str, Any]) -> Iterable[tuple[str, int]]:
    """The names of the attributes that were not kept, each with the line from 0 where it stands first."""
    omitted: dict[str, int] = env.get(LEFT_OUT_ATTRIBUTES, {})
    return omitted.items()


def shift_left_out(env: Mapping[str, Any], known_attributes: Collection[str], lines: int) -> None:
    """Add `lines` to the lines of all names but `known_attributes`: what was parsed begins that far below the first line."""
    omitted: dict[str, int] = env.get(LEFT_OUT_ATTRIBUTES, {})
    for name in omitted.keys() - known_attributes:
        omitted[name] += lines


def take_from_blocks(state: StateCore) -> None:
    """Take the braces of headings and blocks out of the text, and give the attributes to what they belong to."""
    if "{" not in state.src or not _ATTRIBUTES_AT_END.search(state.src):
        return
    tokens, lines = state.tokens, state.src.split("\n")
    taken_tokens: set[int] = set()
    open_blocks: list[int] = []
    """The places of the tokens that are not closed yet."""
    last_of_level: dict[int, int] = {}
    """The place of the last block at each level."""
    for at, token in enumerate(tokens):
        if token.type == "inline" and token.content.rstrip(" \t").endswith("}") and at not in taken_tokens:
            kind = tokens[open_blocks[-1]].type
            if kind == "heading_open":
                _take_from_heading(state, tokens[open_blocks[-1]], token)
            elif kind == "paragraph_open":
                block_above = last_of_level.get(tokens[at - 1].level)
                taken_tokens.update(_take_from_paragraph(state, at, lines, open_blocks, block_above))
            elif kind == "td_open":
                taken_tokens.update(_take_from_row(state, at, open_blocks))
        if token.nesting < 0:
            last_of_level.pop(token.level + 1, None)
            last_of_level[token.level] = open_blocks.pop()
        elif token.nesting:
            open_blocks.append(at)
        else:
            last_of_level[token.level] = at
    if taken_tokens:
        state.tokens = [token for at, token in enumerate(tokens) if at not in taken_tokens]


def take_from_spans(state: StateCore) -> None:
    """The same for the braces behind links, images, code and emphasis."""
    if not may_hold_attributes(state.src):
        return
    for token in state.tokens:
        if token.children and "{:" in token.content:
            _take_from_children(state, token, token.children)


def _take_from_heading(state: StateCore, heading: Token, token: Token) -> None:
    heading_text = token.content.rstrip(" \t")
    begin = heading_text.rfind("{")
    braces = heading_text[begin + 1 : -1].lstrip(" \t")
    is_of_heading = braces.startswith(("#", ".")) or (
        braces.startswith(":") and heading_text[begin - 1 : begin] not in _ENDS_OF_SPANS
    )
    if begin >= 0 and is_of_heading and _give_attributes(state, heading, braces.removeprefix(":"), token):
        text = heading_text[:begin].rstrip(" \t")
        open_end = text.rstrip("#")
        token.content = open_end.rstrip(" \t") if open_end.endswith((" ", "\t")) else text


_ENDS_OF_SPANS = frozenset(")]*_`~")


def _take_from_paragraph(
    state: StateCore, at: int, lines: list[str], open_blocks: list[int], block_above: int | None
) -> Sequence[int]:
    """Take the attributes of a paragraph; the places of its tokens, if it consists of nothing else.

    `block_above` is the place of the block above it, at its level.
    """
    tokens, token = state.tokens, state.tokens[at]
    first_line, end = token.map or (0, 1)
    text, _, line = token.content.rpartition("\n")
    attribute_match = _ATTRIBUTE_LINE.fullmatch(line)
    if not attribute_match:
        return ()
    if text:
        # A line at the margin below a list or quotation belongs to all of that: the last paragraph in it only goes on there.
        is_outside = tokens[open_blocks[0]].type in _BLOCKS_WITH_ATTRIBUTES and lines[end - 1].startswith("{")
        owner = open_blocks[0] if is_outside else open_blocks[-1]
        if tokens[owner].hidden and len(open_blocks) > 1:  # the paragraph of an item
            owner = open_blocks[-2]
        if _give_attributes(state, tokens[owner], attribute_match[1], token):
            token.content = text.rstrip(" \t")
        return ()
    is_below = first_line > 0 and bool(lines[first_line - 1].strip(" \t>"))
    neighbour = block_above if is_below and block_above is not None else at + 2
    if (
        neighbour >= len(tokens)
        or tokens[neighbour].nesting < 0
        or not _give_attributes(state, tokens[neighbour], attribute_match[1], token)
    ):
        return ()
    return range(at - 1, at + 2)


def _take_from_row(state: StateCore, at: int, open_blocks: list[int]) -> Sequence[int]:
    """The places of the tokens of a table's last row, if it is a line of attributes: they belong to the table."""
    tokens, row = state.tokens, open_blocks[-2]
    attribute_match = _ATTRIBUTE_LINE.fullmatch(tokens[at].content)
    if not attribute_match or at != row + 2:
        return ()
    end = at
    while tokens[end].type != "tr_close":
        end += 1
    is_last = tokens[end + 1].type == "tbody_close" and not any(cell.content for cell in tokens[at + 1 : end])
    return (
        range(row, end + 1) if is_last and _give_attributes(state, tokens[open_blocks[-4]], attribute_match[1], tokens[at]) else ()
    )


def _take_from_children(state: StateCore, block: Token, children: list[Token]) -> None:
    open_spans: list[Token] = []
    span_before: Token | None = None
    """What braces here would belong to."""
    for child in children:
        if child.type == "text" and span_before and child.content.startswith("{:"):
            end = 0
            while (braces := _ATTRIBUTE_BRACES.match(child.content, end)) and _give_attributes(
                state, span_before, braces[1], block
            ):
                end = braces.end()
            child.content = child.content[end:]
        if child.nesting > 0:
            open_spans.append(child)
        closed = open_spans.pop() if child.nesting < 0 and open_spans else child
        if child.type != "text" or child.content:
            span_before = closed if child.type in _SPANS_WITH_ATTRIBUTES else None


def _give_attributes(state: StateCore, owner: Token, attributes_text: str, block: Token) -> bool:
    """Give the attributes between braces to a token; False if they are none."""
    from mdit_py_plugins.attrs.parse import ParseError, parse  # few articles have any

    try:
        _, attributes = parse(f"{{{attributes_text}}}")
    except ParseError:
        return False
    kept_attributes = _KEPT_IMAGE_ATTRIBUTES if owner.type == "image" else _KEPT_KRAMDOWN_ATTRIBUTES
    if not attributes:
        return False
    for name, value in attributes.items():
        if name == "id":
            state.env.setdefault(IDS, set()).add(value)
        if name not in kept_attributes:
            state.env.setdefault(LEFT_OUT_ATTRIBUTES, {}).setdefault(name, block.map[0] if block.map else 0)
        elif name == "class" and owner.attrs.get("class"):
            owner.attrs["class"] = f"{owner.attrs['class']} {value}"
        else:
            owner.attrs[name] = value
    return True
