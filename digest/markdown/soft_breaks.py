"""Decides which soft line breaks are removed: those between Chinese and Japanese characters, which would be rendered as spaces.
Checks the characters around a break, in tokens or in texts.

CSS Text 4, segment break transformation rules (https://www.w3.org/TR/css-text-4/#line-break-transform): a break is removed if both
its neighbours are wide and neither is hangul, or if one is and the other is punctuation whose width depends on the language, such
as `“`. The character beyond such punctuation shows whether the language is one without spaces.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from digest.text.characters import UNSPACED_RANGES
from digest.text.lazy_pattern import lazy_compile

if TYPE_CHECKING:
    from markdown_it.token import Token

_AMBIGUOUS_WIDTH = "·—―‘’“”‥…"

_JOINED_BREAK = lazy_compile(
    rf"""
      \n (?= (?: >\  )? [^\x00-\x7F] )                      # rejects most line ends
    (?: (?<= [{UNSPACED_RANGES}] \n ) (?: >\  )? (?= [{_AMBIGUOUS_WIDTH}]{{0,3}} [{UNSPACED_RANGES}] )
      | (?: (?<= [{UNSPACED_RANGES}] [{_AMBIGUOUS_WIDTH}] \n ) | (?<= [{UNSPACED_RANGES}] [{_AMBIGUOUS_WIDTH}]{{2}} \n ) )
        (?: >\  )? (?= [{UNSPACED_RANGES}] ) )
    """,
    re.VERBOSE,
)
"""A soft break that is removed, with the quote mark of the next line."""

_CHARACTERS_AROUND_BREAK = 4
"""The number of characters on each side that are checked."""


def is_removed_break(tokens: Sequence[Token], index: int) -> bool:
    """Whether the soft break at this index in the tokens of a block is removed."""
    if index and tokens[index - 1].type == "text" and tokens[index - 1].content[-1:] in _PRINTABLE_ASCII:
        return False  # the most frequent case
    text_before = "".join(
        reversed(
            [
                text[-_CHARACTERS_AROUND_BREAK:]
                for text in _texts_beside_break(reversed(tokens[max(index - _MAX_TOKENS_BESIDE_BREAK, 0) : index]))
            ]
        )
    )
    if max(text_before[-_CHARACTERS_AROUND_BREAK:], default="") < _FIRST_UNSPACED:
        return False
    text_after = "".join(
        text[:_CHARACTERS_AROUND_BREAK] for text in _texts_beside_break(tokens[index + 1 : index + 1 + _MAX_TOKENS_BESIDE_BREAK])
    )
    return _JOINED_BREAK.search(f"{text_before}\n{text_after}") is not None


def is_removed_break_in_texts(texts: Sequence[str], break_index: int) -> bool:
    """The same for the texts of a block without images and HTML, in which each line end is a text of its own."""
    if break_index and texts[break_index - 1][-1:] in _PRINTABLE_ASCII:
        return False
    text_before = "".join(texts[max(break_index - _MAX_TOKENS_BESIDE_BREAK, 0) : break_index]).rpartition("\n")[2]
    if max(text_before[-_CHARACTERS_AROUND_BREAK:], default="") < _FIRST_UNSPACED:
        return False
    text_after = "".join(texts[break_index + 1 : break_index + 1 + _MAX_TOKENS_BESIDE_BREAK]).partition("\n")[0]
    return _JOINED_BREAK.search(f"{text_before[-_CHARACTERS_AROUND_BREAK:]}\n{text_after[:_CHARACTERS_AROUND_BREAK]}") is not None


_FIRST_UNSPACED = "\u2329"
"""The first character of scripts without spaces: one of these is near each soft break that is removed."""

_PRINTABLE_ASCII = frozenset(map(chr, range(0x20, 0x7F)))

_MAX_TOKENS_BESIDE_BREAK = 20
"""The number of tokens on each side that are checked; most of them are tags without a text between them."""


def _texts_beside_break(tokens: Iterable[Token]) -> Iterator[str]:
    """Yield the texts up to a break or image."""
    for token in tokens:
        if token.type in ("text", "code_inline"):
            yield token.content
        elif token.type in _ENDS_OF_TEXT or (token.type == "html_inline" and token.content[:3].lower() == "<br"):
            return


_ENDS_OF_TEXT = frozenset({"softbreak", "hardbreak", "image"})
