"""The Markdown that articles are written in: a parser with the rules of that dialect.

CommonMark 0.31 with GitHub's tables, strikethrough, task lists and alerts, footnotes, definition lists, and ids on headings;
and with emphasis beside Chinese, Japanese and Korean.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from digest.articles import attributes, headings, highlighting, leftovers
from digest.articles.autolinks import use_autolinks
from digest.articles.delimiters import use_delimiters
from digest.articles.renderer import Renderer
from digest.articles.shortcuts import shorten
from digest.articles.softbreaks import is_joint
from digest.articles.typography import plain_quotes, quotes, replacements


@lru_cache(maxsize=4)
def parser(html: bool, typography: bool) -> MarkdownIt:
    """The parser. `html` keeps raw HTML as it is; `typography` makes quotes, dashes and ellipses typographic."""
    made = configured(html, typography, renderer_cls=Renderer)
    shorten(made)
    if typography:
        made.core.ruler.at("replacements", replacements)
        made.core.ruler.at("smartquotes", quotes)
    return made


def configured(html: bool, typography: bool, **classes: Any) -> MarkdownIt:
    """markdown-it with the rules of the dialect and no others: what `parser` is faster than, and equal to."""
    options = {"linkify": False, "html": True, "xhtmlOut": False, "typographer": typography}
    made = MarkdownIt("gfm-like2", options, **classes).use(footnote_plugin).use(deflist_plugin)
    use_delimiters(made)
    use_autolinks(made)
    made.core.ruler.before("inline", "block_attributes", attributes.take_from_blocks)
    made.core.ruler.before("inline", "footnote_definitions", leftovers.note_footnotes)
    # Before quotes and dashes become typographic: an id does not depend on that.
    made.core.ruler.after("inline", "heading_ids", headings.set_ids)
    made.core.ruler.after("inline", "span_attributes", attributes.take_from_spans)
    made.core.ruler.push("highlighting", highlighting.choose)
    made.disable("linkify")
    _make_accessible(made.renderer)
    _join_lines(made.renderer)
    made.validateLink = lambda url: True  # type: ignore[method-assign]
    if typography:
        made.enable(["replacements", "smartquotes"])
        made.core.ruler.at("smartquotes", plain_quotes)
    if not html:
        # The inline rule still finds raw HTML, so that it can be shown as text and warned of.
        made.disable("html_block")
        made.renderer.rules["html_inline"] = _shown_as_text  # type: ignore[attr-defined]
    return made


def _make_accessible(renderer: Any) -> None:
    """What scrolls is reached by the keyboard, and the box of a task says what it shows (WCAG 2.2, 2.1.1 and 4.1.2)."""
    rules = renderer.rules
    plain_code = rules["code_block"]

    def item(tokens: Sequence[Token], index: int, *rest: Any) -> str:
        token = tokens[index]
        if "checked" not in token.meta:
            return str(renderer.renderToken(tokens, index, *rest))
        done = token.meta["checked"]
        box = f'<input type="checkbox" disabled{" checked" if done else ""} aria-label="{"✓" if done else "–"}">'
        return f'<li class="task-list-item">{box} '

    rules["list_item_open"] = item
    rules["fence"] = highlighting.fence
    rules["code_block"] = lambda *of: str(plain_code(*of)).replace("<pre>", '<pre tabindex="0">', 1)
    rules["table_open"] = lambda tokens, at, *_: f'<div class="table" tabindex="0"><table{renderer.renderAttrs(tokens[at])}>\n'
    rules["table_close"] = lambda *of: "</table></div>\n"
    # A <section> would need a heading.
    rules["footnote_block_open"] = lambda *of: '<hr class="footnotes-sep">\n<div class="footnotes">\n<ol class="footnotes-list">\n'
    rules["footnote_block_close"] = lambda *of: "</ol>\n</div>\n"


def _join_lines(renderer: Any) -> None:
    """Lines of Chinese and Japanese are joined without a space, in the text of a picture too."""
    rules = renderer.rules
    plain_image = rules["image"]

    def image(tokens: Sequence[Token], index: int, *rest: Any) -> str:
        inside = tokens[index].children or []
        tokens[index].children = [child for at, child in enumerate(inside) if child.type != "softbreak" or not is_joint(inside, at)]
        return str(plain_image(tokens, index, *rest))

    rules["image"] = image
    rules["softbreak"] = lambda tokens, index, *_: "" if is_joint(tokens, index) else "\n"


def _shown_as_text(tokens: Sequence[Token], index: int, options: object, env: object) -> str:
    return escapeHtml(tokens[index].content)
