"""Soft line breaks between Chinese and Japanese characters, which are not spaces.

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
      \n (?= (?: >\  )? [^\x00-\x7F] )                      # decides about most ends of lines
    (?: (?<= [{UNSPACED_RANGES}] \n ) (?: >\  )? (?= [{_AMBIGUOUS_WIDTH}]{{0,3}} [{UNSPACED_RANGES}] )
      | (?: (?<= [{UNSPACED_RANGES}] [{_AMBIGUOUS_WIDTH}] \n ) | (?<= [{UNSPACED_RANGES}] [{_AMBIGUOUS_WIDTH}]{{2}} \n ) )
        (?: >\  )? (?= [{UNSPACED_RANGES}] ) )
    """,
    re.VERBOSE,
)
"""The end of a line that is no space, and the mark of a quote on the next."""

_REACH_AROUND_BREAK = 4
"""So many characters on each side decide."""


def is_joint(tokens: Sequence[Token], index: int) -> bool:
    """Whether the soft break at this index in the tokens of a block is one that stands for no space."""
    if index and tokens[index - 1].type == "text" and tokens[index - 1].content[-1:] in _PRINTABLE_ASCII:
        return False  # as most often
    text_before = "".join(
        reversed([text[-_REACH_AROUND_BREAK:] for text in _text_of_tokens(reversed(tokens[max(index - _MOST_TOKENS, 0) : index]))])
    )
    if max(text_before[-_REACH_AROUND_BREAK:], default="") < _LEAST_UNSPACED:
        return False
    text_behind = "".join(text[:_REACH_AROUND_BREAK] for text in _text_of_tokens(tokens[index + 1 : index + 1 + _MOST_TOKENS]))
    return _JOINED_BREAK.search(f"{text_before}\n{text_behind}") is not None


def is_break_joint(texts: Sequence[str], at: int) -> bool:
    """The same for what a block says, piece by piece, in which line ends are pieces, and there is neither a picture nor HTML."""
    if at and texts[at - 1][-1:] in _PRINTABLE_ASCII:
        return False
    text_before = "".join(texts[max(at - _MOST_TOKENS, 0) : at]).rpartition("\n")[2]
    if max(text_before[-_REACH_AROUND_BREAK:], default="") < _LEAST_UNSPACED:
        return False
    text_behind = "".join(texts[at + 1 : at + 1 + _MOST_TOKENS]).partition("\n")[0]
    return _JOINED_BREAK.search(f"{text_before[-_REACH_AROUND_BREAK:]}\n{text_behind[:_REACH_AROUND_BREAK]}") is not None


_LEAST_UNSPACED = "\u2329"
"""The first character without spaces: one of those stands near each end of a line that is no space."""

_PRINTABLE_ASCII = frozenset(map(chr, range(0x20, 0x7F)))

_MOST_TOKENS = 20
"""So many tokens on each side are looked at: marks without a text between them, for the most part."""


def _text_of_tokens(tokens: Iterable[Token]) -> Iterator[str]:
    """The texts that follow each other, up to a break or picture."""
    for token in tokens:
        if token.type in ("text", "code_inline"):
            yield token.content
        elif token.type in _ENDS_OF_TEXT or (token.type == "html_inline" and token.content[:3].lower() == "<br"):
            return


_ENDS_OF_TEXT = frozenset({"softbreak", "hardbreak", "image"})
