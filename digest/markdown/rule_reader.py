"""Reads whole texts, blocks and runs with markdown-it's rules, by its tokens: compares defined labels with pulldown-cmark's,
finds unclosed blocks, refuses schemes, records addresses, headings and raw HTML, checks images, reports leftover marks and HTML
shown as text, aligns cells, makes the excerpt. `dialect.py` configures the parser."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from digest.markdown import dialect
from digest.markdown.address_encoding import EXTERNAL_ADDRESS, scheme
from digest.markdown.foreign_markup import OPEN_HTML, MarkdownBlock, RawHtml
from digest.markdown.kramdown_attributes import omitted_attributes, shift_omitted_attributes
from digest.markdown.leftover_markup import LeftoverText, footnote_lines, is_suspect, report_definitions
from digest.markdown.reading import Heading, Reading
from digest.markdown.soft_breaks import is_removed_break


def read_whole_text(reading: Reading) -> None:
    """Read the whole text."""
    parser = dialect.parser(reading.html, reading.typography)
    tokens = parser.parse(_with_line_end(reading.text, reading), reading.env)
    lines_by_label = footnote_lines(reading.env)
    reading.footnote_lines = [lines_by_label.get(str(token.meta["label"]), 0) for token in tokens if token.type == "footnote_open"]
    references = reading.env.get("references", {})
    reading.link_locator.definitions = {
        str(definition["href"]): (definition["map"][0], definition["map"][1]) for definition in references.values()
    }
    report_definitions(reading.env, reading.first_line, reading.diagnostics)
    _read_tokens(tokens, reading)


def _with_line_end(source: str, reading: Reading) -> str:
    """Return the source, with a line end added if HTML may end in a line of marks, for which markdown-it raises IndexError."""
    last_line = source[source.rfind("\n") + 1 :] if reading.html else ""
    return source + "\n" if ">" in last_line and not last_line.strip(" \t>") else source


def read_blocks(reading: Reading, source: str, line: int) -> bool:
    """Read some of the text's blocks, given their source and first line, from 0.

    Return False if they define other links than pulldown-cmark found, to which other blocks may refer; or if the last block is
    unclosed code or HTML, which continues below.
    """
    env = reading.env
    known_attributes, references = dict(omitted_attributes(env)), dict(env.get("references", {}))
    line_below = line + source.count("\n")
    tokens = dialect.parser(reading.html, reading.typography).parse(_with_line_end(source, reading), env)
    defined_labels = {definition["label"] for definition in env.pop("duplicate_refs", ())}  # pulldown-cmark found them too
    shift_omitted_attributes(env, known_attributes, line)
    is_unclosed = any(_is_unclosed(token, source) for token in tokens if token.type in _CLOSABLE_BLOCKS)
    for token in tokens:
        if token.map:
            token.map = [token.map[0] + line, token.map[1] + line]
    _read_tokens(tokens, reading)
    expected_labels = {label for label, definition in references.items() if line <= definition["map"][0] < line_below}
    return expected_labels == defined_labels and len(env.get("references", ())) == len(references) and not is_unclosed


_CLOSABLE_BLOCKS = frozenset(("fence", "html_block"))


def _is_unclosed(token: Token, source: str) -> bool:
    """Whether fenced code, or HTML that does not end at an empty line, reaches the end of the source without an end mark."""
    begin, end = token.map or (0, 0)
    if source.rstrip().count("\n") >= end:
        return False
    if token.type == "html_block":
        return OPEN_HTML.match(token.content) is not None
    return token.content.count("\n") + (not token.content.endswith("\n")) >= end - begin - 1


class InlineRun(NamedTuple):
    """The inline content of one block."""

    html: str
    text: str
    """Its text before it becomes typographic."""


def read_run(reading: Reading, source: str, lines: tuple[int, int], *, is_excerpt: bool) -> InlineRun:
    """Read the inline content of one block, given its source and its lines in the text."""
    parser = dialect.parser(reading.html, reading.typography)
    token = Token("inline", "", 0, content=source, map=list(lines), children=[])
    core_state = StateCore(source, parser, reading.env)
    core_state.tokens = [token]
    children = token.children = parser.inline.parse(source, parser, reading.env, [])
    run_text = dialect.text_of_tokens(children)
    for core_rule in _rules_after_inline(parser):
        core_rule(core_state)
    children = token.children
    _check_addresses(token, reading)
    if is_excerpt:
        reading.excerpt = excerpt(children)
    _record_html(token, reading)
    _report_leftover(token, reading)
    renderer: RendererHTML = parser.renderer  # type: ignore[assignment]  # declared as a protocol without renderInline
    return InlineRun(renderer.renderInline(children, parser.options, reading.env), run_text)


@lru_cache(maxsize=4)
def _rules_after_inline(parser: MarkdownIt) -> list[Any]:
    rule_names = [rule.name for rule in parser.core.ruler.__rules__]
    rules_after = parser.core.ruler.__rules__[rule_names.index("inline") + 1 :]
    return [rule.fn for rule in rules_after if rule.enabled]


def _read_tokens(tokens: Sequence[Token], reading: Reading) -> None:
    parser = dialect.parser(reading.html, reading.typography)
    for heading, heading_text in reading.env.pop(dialect.HEADINGS_KEY, ()):
        if "id" not in heading.attrs:
            reading.headings.append(Heading(heading_text, partial(heading.attrSet, "id")))
    for at, token in enumerate(tokens):
        token_type = token.type
        if token_type == "inline":
            _check_addresses(token, reading)
            if not reading.excerpt and at and tokens[at - 1].type == "paragraph_open" and not tokens[at - 1].level:
                reading.excerpt = excerpt(token.children or ())
        elif token_type == "heading_open":
            reading.heading_lines.append(token.map[0] if token.map else 0)
        elif token_type == "fence":
            code_style = token.meta[dialect.CODE_STYLE_KEY] = reading.highlighter.style_of(token.info, token.content)
            if code_style.skip_reason:
                hint = "write it as several blocks, or as a file"
                reading.report(token.map[0] if token.map else 0, "N320", f"code without colours: {code_style.skip_reason}", hint)
        elif token_type in ("th_open", "td_open"):
            _align_cells(token)
        _record_html(token, reading)
    for token in tokens:
        if token.type == "inline":
            _report_leftover(token, reading)
    reading.deferred.append((len(reading.out), lambda: str(parser.renderer.render(tokens, parser.options, reading.env))))
    reading.out.append("")


def _record_html(token: Token, reading: Reading) -> None:
    """Record the raw HTML of a block, and the block if the text has templates."""
    for raw in token.children or (token,):
        if raw.type in ("html_inline", "html_block"):
            begin, end = token.map or (0, 1)
            reading.raw_html.append(RawHtml(raw.content, begin, end, raw.type == "html_inline"))
    if reading.templates:
        _record_block(token, reading)


def _report_leftover(token: Token, reading: Reading) -> None:
    if not is_suspect(token.content):
        return
    leftover_text = "".join([_LEFTOVER_BY_TYPE.get(child.type, "\0") or child.content for child in token.children or ()])
    if is_suspect(leftover_text):
        begin, end = token.map or (0, 1)
        reading.report_leftover(LeftoverText(leftover_text, begin, end))


_LEFTOVER_BY_TYPE = {"text": "", "softbreak": "\n", "hardbreak": "\n"}


def _record_block(token: Token, reading: Reading) -> None:
    if token.map and token.type in ("inline", "html_block"):
        reading.blocks.append(MarkdownBlock(token.map[0], token.map[1], token.type == "html_block"))
    if "{:" in token.content:
        reading.brace_texts += [part.content for part in token.children or (token,)]


def _check_addresses(token: Token, reading: Reading) -> None:
    """Record the positions of the addresses in a block, and remove addresses that are not allowed."""
    block = (token.map[0], token.map[1]) if token.map else (0, 1)
    refused_links: list[bool] = []
    is_shown = reading.html
    for child in token.children or []:
        token_type = child.type
        if token_type == "link_open":
            is_refused = _refuse_address(str(child.attrs.get("href", "")), block, reading)
            refused_links.append(is_refused)
            child.hidden = is_refused
        elif token_type == "link_close":
            child.hidden = bool(refused_links) and refused_links.pop()
        elif token_type == "image":
            _check_image(child, block, reading)
        elif token_type == "html_inline" and not is_shown:
            line, column = reading.link_locator.find(child.content.split("\n")[0], block)
            message = f"HTML is shown as text: {' '.join(child.content[:30].split())}"
            reading.diagnostics.add(line, column, "W301", message, "write Markdown, or set html: true in digest.yml")
            is_shown = True


def _check_image(image: Token, block: tuple[int, int], reading: Reading) -> None:
    image_address = str(image.attrs.get("src", ""))
    if _refuse_address(image_address, block, reading, is_image=True):
        image.type = "text"
        image.children = None
        return
    if not image.content.strip():
        reading.report_missing_alt(image_address, block)
    image.attrs["loading"] = "lazy"


def _refuse_address(address: str, block: tuple[int, int], reading: Reading, *, is_image: bool = False) -> bool:
    if EXTERNAL_ADDRESS.match(address):
        return False
    scheme_name = scheme(address)
    if not scheme_name:
        if address[:1] not in ("#", ""):
            reading.link_locator.record(address, block)
        return False
    if scheme_name == "mailto" and not is_image:
        return False
    line, column = reading.link_locator.find(address, block)
    allowed_schemes = "https:// or http://" if is_image else "https://, http:// or mailto:"
    refused_kind = "an image from" if is_image else "a link to"
    reading.diagnostics.add(
        line, column, "W302", f"{refused_kind} {scheme_name[:20]}: was left out", f"addresses begin with {allowed_schemes}"
    )
    return True


def _align_cells(token: Token) -> None:
    cell_style = str(token.attrs.pop("style", ""))
    if cell_style:
        token.attrs["class"] = "align-" + cell_style.removeprefix("text-align:")


def excerpt(tokens: Sequence[Token]) -> str:
    """Return a paragraph as plain text."""
    return " ".join(_plain_text_of_tokens(tokens).split())


_LINE_BREAK_TYPES = frozenset(("hardbreak", "softbreak"))


def _plain_text_of_tokens(tokens: Sequence[Token]) -> str:
    texts: list[str] = []
    for index, token in enumerate(tokens):
        if token.type in ("text", "code_inline"):
            texts.append(token.content)
        elif token.type == "softbreak" and is_removed_break(tokens, index):
            continue
        elif token.type in _LINE_BREAK_TYPES or (token.type == "html_inline" and token.content[:3].lower() == "<br"):
            texts.append(" ")
    return "".join(texts)
