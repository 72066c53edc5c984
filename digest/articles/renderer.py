"""Tokens → HTML as markdown-it's renderer writes it, with fewer steps for most tokens: texts, and tags without attributes."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from digest.articles.plain import ITEM, PLAIN, QUOTE, blocks
from digest.articles.softbreaks import joined


class Renderer(RendererHTML):
    """HTML, not XHTML; a text is escaped here and not by a rule."""

    def render(self, tokens: Sequence[Token], options: OptionsDict, env: EnvType) -> str:
        """The HTML of blocks."""
        rules, out = self.rules, []
        for index, token in enumerate(tokens):
            kind = token.type
            if kind == "inline":
                if token.children:
                    out.append(self.renderInline(token.children, options, env))
            elif kind == PLAIN:
                out.append(_plain(token))
            elif kind in rules:
                out.append(rules[kind](tokens, index, options, env))
            else:
                out.append(self.renderToken(tokens, index, options, env))
        return "".join(out)

    def renderInline(self, tokens: Sequence[Token], options: OptionsDict, env: EnvType) -> str:  # noqa: N802
        """The HTML of what stands in a block."""
        rules, out = self.rules, []
        for index, token in enumerate(tokens):
            kind = token.type
            if kind == "text":
                out.append(_escaped(token.content))
            elif kind in rules:
                out.append(rules[kind](tokens, index, options, env))
            else:
                out.append(self.renderToken(tokens, index, options, env))
        return "".join(out)

    def renderToken(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:  # noqa: N802
        """The tag of a token without a rule; a line end follows that of a block, unless its text or its own end comes next."""
        token = tokens[index]
        if token.hidden:
            return ""
        attributes = self.renderAttrs(token) if token.attrs else ""
        if not token.block:
            return f"{'</' if token.nesting == -1 else '<'}{token.tag}{attributes}>"
        if token.nesting == -1:
            return f"</{token.tag}{attributes}>\n"
        before = "\n" if index and tokens[index - 1].hidden else ""
        behind = "\n"
        if token.nesting == 1 and index + 1 < len(tokens):
            following = tokens[index + 1]
            if following.type == "inline" or following.hidden or (following.nesting == -1 and following.tag == token.tag):
                behind = ""
        return f"{before}<{token.tag}{attributes}>{behind}"

    @staticmethod
    def renderAttrs(token: Token) -> str:  # noqa: N802
        """The attributes, each with a space before it; their names are those that rules give, and need no escapes."""
        return "".join([f' {name}="{escapeHtml(str(value))}"' for name, value in token.attrs.items()])


def _plain(token: Token) -> str:
    text, end = token.content, 0
    if not token.meta["ascii"]:
        text = joined(text, _FILLER)
    written: list[str] = []
    for at, tag in token.meta["marks"]:
        written += (_escaped(text[end:at]), tag)
        end = at
    written.append(_escaped(text[end:]))
    html = "".join([_block(block) for block in blocks("".join(written))])
    return html.replace(_FILLER, "") if _FILLER in html else html


_FILLER = "\r"
"""Keeps the places of tags right where lines are joined; no line of an article holds one."""


def _block(html: str) -> str:
    """A plain block; `html` is its content with tags and escapes."""
    if html.startswith(ITEM):
        items = html[len(ITEM) :].replace("\n" + ITEM, "</li>\n<li>")
        return f"<ul>\n<li>{items}</li>\n</ul>\n"
    if html.startswith(_QUOTE):
        lines = html[len(_QUOTE) :].replace("\n" + _QUOTE, "\n")
        return f"<blockquote>\n<p>{lines}</p>\n</blockquote>\n"
    return f"<p>{html}</p>\n"


_QUOTE = escapeHtml(QUOTE)


def _escaped(text: str) -> str:
    return escapeHtml(text) if "&" in text or "<" in text or ">" in text or '"' in text else text
