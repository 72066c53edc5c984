"""Runs of `*`, `_` and `~`: which of them may open or close emphasis and strikethrough.

CommonMark 0.31 (6.2), but for two things. Beside Chinese, Japanese and Korean, punctuation keeps no `*` or `~~` from counting: the
"CJK-friendly" amendment (https://github.com/tats-u/markdown-cjk-friendly/blob/main/specification.md, from
https://github.com/commonmark/commonmark-spec/issues/650). And only exactly two tildes strike a text through.
"""

from __future__ import annotations

import re
import unicodedata

from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter, Scanned
from markdown_it.token import Token
from markdown_it.utils import EnvType

from digest.markdown.autolinks import may_hold_www
from digest.text.cjk_characters import is_cjk

_CURLY_QUOTES = frozenset("‘’“”")
_FULL_WIDTH = "\ufe01"
"""Behind a quote it asks for the full-width form, which is a Chinese one."""


def use_delimiters(parser: MarkdownIt) -> None:
    """Let this parser read runs of marks in this way."""
    parser.inline = _inline_parser(parser.inline)
    parser.inline.ruler.at("strikethrough", strikethrough)


def _inline_parser(inline: ParserInline) -> InlineParser:
    parser = InlineParser()
    parser.ruler, parser.ruler2, parser.terminator_re = inline.ruler, inline.ruler2, inline.terminator_re
    return parser


_DEFAULT_TERMINATORS = ParserInline().terminator_re
_WITH_WWW = re.compile(rf"{_DEFAULT_TERMINATORS.pattern}|w(?=ww\.)")
"""Where a text ends that may contain an address without a scheme: such a text is rare, and takes longer to search."""


class InlineParser(ParserInline):
    """markdown-it's parser of what stands in a block, with our own look at runs of marks."""

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        """The tokens of the text, added to those that are there."""
        terminator_before = self.terminator_re  # the text of a picture is parsed while its paragraph is
        self.terminator_re = _WITH_WWW if may_hold_www(src) else _DEFAULT_TERMINATORS
        state = _DelimiterState(src, md, env, tokens)
        self.tokenize(state)
        self.terminator_re = terminator_before
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


class _DelimiterState(StateInline):
    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803
        """The run of equal marks that begins here; `canSplitWord` is false for `_`, which none of this concerns."""
        src, end = self.src, start + 1
        while end < self.posMax and src[end] == src[start]:
            end += 1
        character_before = main = src[start - 1] if start else " "
        character_behind = src[end] if end < self.posMax else " "
        two_before = ""
        if "\ufe00" <= character_before <= "\ufe0e":  # a variant of the character before it
            two_before = src[start - 2] if start > 1 else " "
            if unicodedata.category(two_before) != "Zs":
                main = two_before
        space_before, space_behind = isWhiteSpace(ord(main)), isWhiteSpace(ord(character_behind))
        if space_before or space_behind:
            return Scanned(not space_behind, not space_before, end - start)
        opens, closes = _is_punctuation(main), _is_punctuation(character_behind)
        if canSplitWord:
            beside_cjk = is_cjk(character_behind) or _is_cjk_before(character_before, two_before)
            opens, closes = opens or beside_cjk or not closes, closes or beside_cjk or not opens
        return Scanned(opens, closes, end - start)


def _is_punctuation(character: str) -> bool:
    return isMdAsciiPunct(ord(character)) or isPunctChar(character)


def _is_cjk_before(character: str, two_before: str) -> bool:
    """Whether a CJK character stands before the run: of two characters the second is a variation selector."""
    if two_before:
        return is_cjk(two_before) or (character == _FULL_WIDTH and two_before in _CURLY_QUOTES)
    return is_cjk(character) or "\U000e0100" <= character <= "\U000e01ef"


def strikethrough(state: StateInline, silent: bool) -> bool:
    """Two tildes may begin or end what is struck through; one is text, as in `9~10`, and so are three and more (GFM, 6.5)."""
    if silent or state.src[state.pos] != "~":
        return False
    run = state.scanDelims(state.pos, True)
    if run.length != 2:
        state.append_pending("~" * run.length)
    else:
        state.push("text", "", 0).content = "~~"
        # Of length 0: the rule of three is emphasis' own.
        state.delimiters.append(Delimiter(ord("~"), 0, len(state.tokens) - 1, -1, run.can_open, run.can_close))
    state.pos += run.length
    return True
