"""Attributes in braces, `{#id .class}` after a heading and kramdown's `{: #id .class}`: finds the heading, paragraph, list, table
or inline element to which they belong, sets them on its token, and records omitted attributes.

Links from other sites depend on such ids. mdit-py-plugins parses the braces; this file adds kramdown's rules for their position
("Inline Attribute Lists" in its syntax), which that package lacks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from digest.text.lazy_pattern import lazy_compile

if TYPE_CHECKING:
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token


OWN_IDS = "own_ids"
"""The key in the parser's environment for the ids that the text sets."""

OMITTED_ATTRIBUTES = "attributes_left_out"
"""The key in the parser's environment for attributes that are not kept, each with the line of its first block."""

_KEPT_KRAMDOWN_ATTRIBUTES = frozenset(("class", "dir", "id", "lang", "title"))
_KEPT_IMAGE_ATTRIBUTES = _KEPT_KRAMDOWN_ATTRIBUTES | {"height", "width"}

_ATTRIBUTES_AT_END = lazy_compile(r"\}[ \t]*+(?:[|#\n]|\Z)")
"""A brace at the end of a line or cell, or before the closing marks of a heading."""

_ATTRIBUTE_LINE = lazy_compile(r"[ \t]*\{:([^{}\n]*)\}[ \t]*")
_ATTRIBUTE_BRACES = lazy_compile(r"\{:([^{}\n]*)\}")
_SPANS_WITH_ATTRIBUTES = frozenset(("code_inline", "em_close", "image", "link_close", "s_close", "strong_close"))
_BLOCKS_WITH_ATTRIBUTES = frozenset(("blockquote_open", "bullet_list_open", "ordered_list_open"))


def may_contain_attributes(text: str) -> bool:
    """Whether a text contains `{:`, so that its blocks may have attributes."""
    return "{" in text and "{:" in text  # searching one character is thirty times as fast as two


def omitted_attributes(env: Mapping[str, Any]) -> Iterable[tuple[str, int]]:
    """Return the names of the attributes that were not kept, each with its first line, from 0."""
    omitted: dict[str, int] = env.get(OMITTED_ATTRIBUTES, {})
    return omitted.items()


def shift_omitted_attributes(env: Mapping[str, Any], known_attributes: Collection[str], lines: int) -> None:
    """Add `lines` to the line of every name except `known_attributes`: the parsed part begins that many lines below the first."""
    omitted: dict[str, int] = env.get(OMITTED_ATTRIBUTES, {})
    for attribute_name in omitted.keys() - known_attributes:
        omitted[attribute_name] += lines


def apply_to_blocks(state: StateCore) -> None:
    """Core rule: remove the braces of headings and blocks from the text, and set the attributes of their elements."""
    if "{" not in state.src or not _ATTRIBUTES_AT_END.search(state.src):
        return
    tokens, lines = state.tokens, state.src.split("\n")
    removed_tokens: set[int] = set()
    open_blocks: list[int] = []
    """The indices of opening tokens that are not closed yet."""
    last_block_of_level: dict[int, int] = {}
    """The token index of the last block at each level."""
    for at, token in enumerate(tokens):
        if token.type == "inline" and token.content.rstrip(" \t").endswith("}"):
            block_kind = tokens[open_blocks[-1]].type
            if block_kind == "heading_open":
                _apply_to_heading(state, tokens[open_blocks[-1]], token)
            elif block_kind == "paragraph_open":
                block_above = last_block_of_level.get(tokens[at - 1].level)
                removed_tokens.update(_apply_from_paragraph(state, at, lines, open_blocks, block_above))
            elif block_kind == "td_open":
                removed_tokens.update(_apply_from_row(state, at, open_blocks))
        if token.nesting < 0:
            last_block_of_level.pop(token.level + 1, None)
            last_block_of_level[token.level] = open_blocks.pop()
        elif token.nesting:
            open_blocks.append(at)
        else:
            last_block_of_level[token.level] = at
    if removed_tokens:
        state.tokens = [token for at, token in enumerate(tokens) if at not in removed_tokens]


def apply_to_spans(state: StateCore) -> None:
    """Core rule: the same for braces after links, images, code and emphasis."""
    if not may_contain_attributes(state.src):
        return
    for token in state.tokens:
        if token.children and "{:" in token.content:
            _apply_to_children(state, token, token.children)


def _apply_to_heading(state: StateCore, heading: Token, token: Token) -> None:
    heading_text = token.content.rstrip(" \t")
    braces_begin = heading_text.rfind("{")
    braces = heading_text[braces_begin + 1 : -1].lstrip(" \t")
    belongs_to_heading = braces.startswith(("#", ".")) or (
        braces.startswith(":") and heading_text[braces_begin - 1 : braces_begin] not in _ENDS_OF_SPANS
    )
    if braces_begin >= 0 and belongs_to_heading and _set_attributes(state, heading, braces.removeprefix(":"), token):
        text = heading_text[:braces_begin].rstrip(" \t")
        open_end = text.rstrip("#")
        token.content = open_end.rstrip(" \t") if open_end.endswith((" ", "\t")) else text


_ENDS_OF_SPANS = frozenset(")]*_`~")


def _apply_from_paragraph(
    state: StateCore, at: int, lines: list[str], open_blocks: list[int], block_above: int | None
) -> Sequence[int]:
    """Apply the attributes in a paragraph; return the indices of its tokens if it contains nothing else.

    `block_above` is the token index of the block above it at the same level.
    """
    tokens, token = state.tokens, state.tokens[at]
    first_line, end = token.map or (0, 1)
    text, _, attribute_line = token.content.rpartition("\n")
    attribute_match = _ATTRIBUTE_LINE.fullmatch(attribute_line)
    if not attribute_match:
        return ()
    if text:
        # An unindented line below a list or quotation belongs to the list or quotation, although it continues its last paragraph.
        is_outside = tokens[open_blocks[0]].type in _BLOCKS_WITH_ATTRIBUTES and lines[end - 1].startswith("{")
        owner = open_blocks[0] if is_outside else open_blocks[-1]
        if tokens[owner].hidden:  # a paragraph of a tight item
            owner = open_blocks[-2]
        if _set_attributes(state, tokens[owner], attribute_match[1], token):
            token.content = text.rstrip(" \t")
        return ()
    is_below = first_line > 0 and bool(lines[first_line - 1].strip(" \t>"))
    neighbour = block_above if is_below and block_above is not None else at + 2
    if (
        neighbour >= len(tokens)
        or tokens[neighbour].nesting < 0
        or not _set_attributes(state, tokens[neighbour], attribute_match[1], token)
    ):
        return ()
    return range(at - 1, at + 2)


def _apply_from_row(state: StateCore, at: int, open_blocks: list[int]) -> Sequence[int]:
    """Apply attributes that are the last row of a table to the table; return the indices of the row's tokens."""
    tokens, table_row = state.tokens, open_blocks[-2]
    attribute_match = _ATTRIBUTE_LINE.fullmatch(tokens[at].content)
    if not attribute_match or at != table_row + 2:
        return ()
    row_end = at
    while tokens[row_end].type != "tr_close":
        row_end += 1
    is_last_row = tokens[row_end + 1].type == "tbody_close" and not any(cell.content for cell in tokens[at + 1 : row_end])
    return (
        range(table_row, row_end + 1)
        if is_last_row and _set_attributes(state, tokens[open_blocks[-4]], attribute_match[1], tokens[at])
        else ()
    )


def _apply_to_children(state: StateCore, block: Token, children: list[Token]) -> None:
    open_spans: list[Token] = []
    span_before: Token | None = None
    """The element that braces at this position belong to."""
    for child in children:
        if child.type == "text" and span_before and child.content.startswith("{:"):
            end = 0
            while (braces := _ATTRIBUTE_BRACES.match(child.content, end)) and _set_attributes(state, span_before, braces[1], block):
                end = braces.end()
            child.content = child.content[end:]
        if child.nesting > 0:
            open_spans.append(child)
        closed = open_spans.pop() if child.nesting < 0 and open_spans else child
        span_before = closed if child.type in _SPANS_WITH_ATTRIBUTES else None


def _set_attributes(state: StateCore, owner: Token, attributes_text: str, block: Token) -> bool:
    """Set the attributes between braces on a token; return False if the braces contain none."""
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
            state.env.setdefault(OWN_IDS, set()).add(value)
        if name not in kept_attributes:
            state.env.setdefault(OMITTED_ATTRIBUTES, {}).setdefault(name, block.map[0] if block.map else 0)
        elif name == "class" and owner.attrs.get("class"):
            owner.attrs["class"] = f"{owner.attrs['class']} {value}"
        else:
            owner.attrs[name] = value
    return True
