"""Rules of markdown-it that are ours: which runs of `*`, `_` and `~` may open or close emphasis and strikethrough, and addresses
without brackets.

Emphasis follows CommonMark 0.31 (6.2), with two differences. Beside Chinese, Japanese and Korean, punctuation keeps no `*` or
`~~` from counting: the "CJK-friendly" amendment (https://github.com/tats-u/markdown-cjk-friendly/blob/main/specification.md, from
https://github.com/commonmark/commonmark-spec/issues/650). And only exactly two tildes strike a text through.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.common.utils import isLinkClose, isLinkOpen, isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter, Scanned
from markdown_it.token import Token
from markdown_it.utils import EnvType

from digest.markdown.autolinks import AUTOLINK_SCHEME, MAIL_AUTOLINK, address_at, may_hold_www
from digest.text.characters import is_cjk

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


def use_autolinks(parser: MarkdownIt) -> None:
    """Let this parser find them."""
    inline = parser.inline
    inline.ruler.at("text", _text_rule)
    inline.ruler2.push("mail", _mail_rule)


def _text_rule(state: StateInline, silent: bool) -> bool:
    """markdown-it's rule for text without marks, and an address where there is one: one rule is asked faster than two."""
    at = state.pos
    terminator = state.md.inline.terminator_re.search(state.src, at)
    end = terminator.start() if terminator else state.posMax
    if end == at:
        return state.src[at] in ":w" and _address_rule(state, silent)
    if not silent:
        state.append_pending(state.src[at:end])
    state.pos = end
    return True


def _address_rule(state: StateInline, silent: bool) -> bool:
    """A link for the address whose `://` or `www.` stands here."""
    if silent or state.linkLevel:
        return False
    begin = at = state.pos
    if state.src.startswith("://", at):
        scheme = AUTOLINK_SCHEME.search(state.src, max(at - 5, 0), at)
        begin = scheme.start() if scheme else at
    elif not state.src.startswith("www.", at):
        return False
    if begin < at and len(state.pending) < at - begin:
        return False  # in `\\https://` a rule has taken the first letter
    address = address_at(state.src, begin, state.posMax)
    if len(address) <= at - begin:
        return False
    if begin < at:
        state.pending = state.pending[: begin - at]
    opened = state.push("link_open", "a", 1)
    opened.attrs = {"href": state.md.normalizeLink(address if begin < at else f"http://{address}")}
    state.push("text", "", 0).content = address
    closed = state.push("link_close", "a", -1)
    opened.markup, opened.info = closed.markup, closed.info = AUTOLINK_MARKUP
    state.pos = begin + len(address)
    return True


AUTOLINK_MARKUP = ("autolink", "auto")
"""The mark that markdown-it's rule for `<https://…>` gives its tokens, so that typography leaves their text alone."""


def _mail_rule(state: StateInline) -> None:
    """Links for the addresses of mail in the texts that stand in no link."""
    if "@" not in state.src:
        return
    tokens: list[Token] = []
    depth = 0
    for token in state.tokens:
        if token.type == "link_open" or (token.type == "html_inline" and isLinkOpen(token.content)):
            depth += 1
        elif token.type == "link_close" or (token.type == "html_inline" and isLinkClose(token.content)):
            depth -= 1
        if token.type == "text" and not depth and "@" in token.content:
            taken = bool(tokens) and tokens[-1].type == "text_special" and tokens[-1].content == tokens[-1].markup
            tokens += _with_mail(token.content, 1 if taken else 0, token.level, state.md)
        else:
            tokens.append(token)
    state.tokens[:] = tokens


def _with_mail(text: str, first: int, level: int, parser: MarkdownIt) -> Iterator[Token]:
    """The tokens of a text, with links for the addresses in it from the offset `first` on."""
    end = 0
    for mail_match in MAIL_AUTOLINK.finditer(text, first):
        if mail_match.start() > end:
            yield Token("text", "", 0, level=level, content=text[end : mail_match.start()])
        href = parser.normalizeLink("mailto:" + mail_match[0].removeprefix("mailto:"))
        markup, info = AUTOLINK_MARKUP
        yield Token("link_open", "a", 1, {"href": href}, level=level, markup=markup, info=info)
        yield Token("text", "", 0, level=level + 1, content=mail_match[0])
        yield Token("link_close", "a", -1, level=level, markup=markup, info=info)
        end = mail_match.end()
    if end < len(text):
        yield Token("text", "", 0, level=level, content=text[end:])
