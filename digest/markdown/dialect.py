"""The dialect: configures markdown-it's parser with plugins (footnotes, definition lists), core rules that collect headings,
replace signs and curl quotes in tokens, except in addresses, renderer rules for fences, tables, task lists and images, and the
maximum nesting. `inline_rules.py` has the inline rules.

CommonMark 0.31 with GitHub's tables, strikethrough, task lists and alerts; footnotes, definition lists, heading ids; and emphasis
beside Chinese, Japanese and Korean characters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.parser_block import ParserBlock
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.paragraph import paragraph
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from digest.markdown import highlighting, kramdown_attributes, leftover_markup
from digest.markdown.inline_rules import use_autolinks, use_delimiters
from digest.markdown.soft_breaks import is_removed_break
from digest.markdown.typography import TokenSpan, curl_quotes, replace_signs

MAX_NESTING = 100
"""The maximum level of tokens: a quotation adds one level, a list two. Each level takes two Python calls."""


@lru_cache(maxsize=4)
def parser(html: bool, typography: bool) -> MarkdownIt:
    """Return a parser for the dialect: `html` keeps raw HTML, `typography` makes quotes and dashes typographic.

    It adds neither heading ids nor syntax highlighting: both depend on the whole text, so the caller adds them.
    """
    options = {"html": True, "xhtmlOut": False, "maxNesting": MAX_NESTING}
    markdown = MarkdownIt("gfm-like2", options).use(footnote_plugin).use(deflist_plugin)
    markdown.block = BlockParser(markdown.block)
    use_delimiters(markdown)
    use_autolinks(markdown)
    markdown.core.ruler.before("inline", "block_attributes", kramdown_attributes.apply_to_blocks)
    markdown.core.ruler.before("inline", "footnote_definitions", leftover_markup.collect_footnotes)
    # Runs before quotes and dashes become typographic, because ids do not depend on typography.
    markdown.core.ruler.after("inline", "heading_words", _collect_headings)
    markdown.core.ruler.after("inline", "span_attributes", kramdown_attributes.apply_to_spans)
    markdown.disable("linkify")
    _make_accessible(markdown.renderer)
    _join_lines(markdown.renderer)
    markdown.validateLink = lambda url: True  # type: ignore[method-assign]  # rule_reader refuses addresses
    if typography:
        markdown.enable(["replacements", "smartquotes"])
        markdown.core.ruler.at("replacements", _replace_signs)
        markdown.core.ruler.at("smartquotes", _curl_quotes)
    if not html:
        # The inline rule still finds raw HTML, so that it is shown as text and reported.
        markdown.disable("html_block")
        markdown.renderer.rules["html_inline"] = _html_as_text  # type: ignore[attr-defined]  # declared as a protocol without rules
    return markdown


def _make_accessible(renderer: Any) -> None:
    """Make scrollable elements focusable, and give task checkboxes a label (WCAG 2.2, 2.1.1 and 4.1.2)."""
    renderer_rules = renderer.rules
    code_block_rule = renderer_rules["code_block"]

    def item(tokens: Sequence[Token], index: int, *rest: Any) -> str:
        token = tokens[index]
        if "checked" not in token.meta:
            return str(renderer.renderToken(tokens, index, *rest))
        is_checked = token.meta["checked"]
        checkbox = f'<input type="checkbox" disabled{" checked" if is_checked else ""} aria-label="{"✓" if is_checked else "–"}">'
        return f'<li class="task-list-item">{checkbox} '

    renderer_rules["list_item_open"] = item
    renderer_rules["fence"] = _fence_rule
    renderer_rules["code_block"] = lambda *args: str(code_block_rule(*args)).replace("<pre>", '<pre tabindex="0">')
    renderer_rules["table_open"] = lambda tokens, at, *_: (
        f'<div class="table" tabindex="0"><table{renderer.renderAttrs(tokens[at])}>\n'
    )
    renderer_rules["table_close"] = lambda *_: "</table></div>\n"
    # A <section> would need a heading.
    renderer_rules["footnote_block_open"] = lambda *_: (
        '<hr class="footnotes-sep">\n<div class="footnotes">\n<ol class="footnotes-list">\n'
    )
    renderer_rules["footnote_block_close"] = lambda *_: "</ol>\n</div>\n"


def _fence_rule(tokens: Sequence[Token], index: int, *_: Any) -> str:
    token = tokens[index]
    code_style = token.meta.get(CODE_STYLE_KEY) or highlighting.CodeStyle(highlighting.language_of(token.info))
    return highlighting.code_block(token.content, code_style, token.attrs)


def _join_lines(renderer: Any) -> None:
    """Join lines of Chinese and Japanese without a space, also in the alternative text of an image."""
    renderer_rules = renderer.rules
    image_rule = renderer_rules["image"]

    def image(tokens: Sequence[Token], index: int, *rest: Any) -> str:
        image_tokens = tokens[index].children or []
        tokens[index].children = [
            child for at, child in enumerate(image_tokens) if child.type != "softbreak" or not is_removed_break(image_tokens, at)
        ]
        return str(image_rule(tokens, index, *rest))

    renderer_rules["image"] = image
    renderer_rules["softbreak"] = lambda tokens, index, *_: "" if is_removed_break(tokens, index) else "\n"


HEADINGS_KEY = "headings"
"""The key in the parser's environment for the tokens of all headings, each with its text."""

CODE_STYLE_KEY = "look"
"""The key in a code block's `meta` for its `highlighting.CodeStyle`."""


def _collect_headings(state: StateCore) -> None:
    for heading_token, inline_token in pairwise(state.tokens):
        if heading_token.type == "heading_open":
            state.env.setdefault(HEADINGS_KEY, []).append((heading_token, text_of_tokens(inline_token.children or ())))


def text_of_tokens(tokens: Iterable[Token]) -> str:
    """Return the text and code of a block, without markup."""
    return "".join([token.content for token in tokens if token.type in _TEXT_TOKENS])


_TEXT_TOKENS = frozenset(("text", "text_special", "code_inline"))


def _replace_signs(state: StateCore) -> None:
    """Replace signs with `typography.replace_signs`: in markdown-it's rule, one replacement depends on another."""
    for token in state.tokens:
        is_address = False
        for child in token.children or () if token.type == "inline" else ():
            if child.type in ("link_open", "link_close"):
                is_address = child.type == "link_open" and child.info == "auto"
            elif child.type == "text" and not is_address:
                child.content = replace_signs(child.content)


def _curl_quotes(state: StateCore) -> None:
    """Curl the quotes of each block with `typography.curl_quotes`: markdown-it's rule supports neither 'tis nor `“中”`."""
    for token in state.tokens:
        if token.type == "inline" and token.children and ('"' in token.content or "'" in token.content):
            _curl_quotes_of_block(token.children)


def _curl_quotes_of_block(tokens: Sequence[Token]) -> None:
    token_contents = ["\n" if token.type in _LINE_BREAK_TOKENS else token.content for token in tokens]
    quoted_tokens: list[Token] = []
    token_spans: list[TokenSpan] = []
    begin = lowest = 0
    is_address = False
    for token, content in zip(tokens, token_contents, strict=True):
        end = begin + len(content)
        lowest = min(lowest, token.level)
        if token.type == "link_open":
            is_address = token.info == "auto"  # the text of an autolink is an address
        elif token.type == "link_close":
            is_address = False
        elif token.type == "text" and not is_address and ('"' in content or "'" in content):
            quoted_tokens.append(token)
            token_spans.append(TokenSpan(begin, end, token.level, lowest))
            lowest = token.level
        begin = end
    curled_block = curl_quotes("".join(token_contents), token_spans) if token_spans else ""
    for token, span in zip(quoted_tokens, token_spans, strict=True):
        token.content = curled_block[span.begin : span.end]


_LINE_BREAK_TOKENS = frozenset(("hardbreak", "softbreak"))


def _html_as_text(tokens: Sequence[Token], index: int, options: object, env: object) -> str:
    return escapeHtml(tokens[index].content)


class BlockParser(ParserBlock):
    """markdown-it's own parser drops blocks beyond the maximum depth. This one keeps them as paragraphs with their markup."""

    def __init__(self, parser: ParserBlock) -> None:
        self.ruler = parser.ruler

    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:  # noqa: N803 - the names of markdown-it
        """Add the tokens of these lines."""
        if state.level < MAX_NESTING:
            super().tokenize(state, startLine, endLine)
            return
        line = state.skipEmptyLines(startLine)
        while line < endLine and state.sCount[line] >= state.blkIndent:
            paragraph(state, line, endLine, False)
            line = state.skipEmptyLines(state.line)
        state.line = line
