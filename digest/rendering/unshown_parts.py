"""Finds what no page shows of a site's templates: templates that no page uses, blocks that the extended template lacks, and text
outside of blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jinja2 import TemplateSyntaxError, nodes

from digest.diagnostics import Diagnostic
from digest.pages.page import LIST_TEMPLATES
from digest.rendering.jinja_environment import ThemeEnvironment, make_environment, parsed
from digest.rendering.template_closures import TemplateReach
from digest.rendering.theme import BUILT_IN_ROOT, Layer, Theme
from digest.text.lazy_pattern import lazy_compile
from digest.text.similar_words import did_you_mean, nearest

_BLOCK = lazy_compile(r"\{%[-+]?\s*block\s+(\w+)")
_EXTENDS = lazy_compile(r"\{%[-+]?\s*extends\s+[\"']([^\"']+)[\"']")
_SHOWN_ELSEWHERE = lazy_compile(r"\bself\.(\w+)")

_NAMES_ELSEWHERE = {
    **dict.fromkeys(("index", "home", "frontpage"), "front.html"),
    **dict.fromkeys(("single", "post", "entry"), "article.html"),
    **dict.fromkeys(("baseof", "layout", "default", "main"), "base.html"),
    **dict.fromkeys(("archive", "archives", "section"), "list.html"),
    **dict.fromkeys(("category", "categories"), "topic.html"),
    **dict.fromkeys(("term", "taxonomy"), "tag.html"),
}
"""Digest's templates by the names that Hugo, Jekyll, Eleventy, Pelican and Zola have for them."""


def misnamed_templates(theme: Theme) -> Iterator[Diagnostic]:
    """Yield a warning for each of a site's own templates that no page uses, and whose name is similar to one of digest's.

    The names that other programs have for these templates are reported too.

    Pages of extensions may use any template: this is for sites without them.
    """
    page_templates = {*LIST_TEMPLATES}
    for layer in theme.layers:
        if layer.root.startswith(BUILT_IN_ROOT):
            page_templates.update(layer.templates)
    reach = TemplateReach(make_environment(theme), {})
    used_templates: set[str] = set()
    for layer in theme.layers:
        for name in page_templates.intersection(layer.templates):
            used_templates |= reach.members(_full_name(layer, name))
    if reach.diagnostics:  # a template with a syntax error, which is reported elsewhere, may use any other
        return
    used_names = {name for layer in theme.layers for name in layer.templates if _full_name(layer, name) in used_templates}
    by_word = {_word(name): name for name in sorted(page_templates)}
    for layer in theme.layers:
        for name in sorted(layer.templates.keys() - used_names):
            similar = nearest(_word(name), by_word, 0.75)
            meant = by_word[similar] if similar else _NAMES_ELSEWHERE.get(_word(name), "")
            if meant:
                hint = f"did you mean {meant}?"
                yield Diagnostic(_full_name(layer, name), 1, 1, "W504", "no page uses this template", hint)


def _word(name: str) -> str:
    """Return the name of a template without folder and ending, which would make all names similar."""
    return name.rpartition("/")[2].partition(".")[0]


def _full_name(layer: Layer, name: str) -> str:
    return f"{layer.root}/templates/{name}"


def unshown_parts(theme: Theme) -> Iterator[Diagnostic]:
    """Yield a warning for each block or text in a site's own templates that Jinja ignores, because the template extends another.

    Templates with a syntax error, which are reported elsewhere, and those that extend a computed name are left out.
    """
    environment = make_environment(theme)
    for name, text in theme.sources.items():
        if name.startswith(BUILT_IN_ROOT) or "extends" not in text:
            continue
        try:
            tree, _ = parsed(text, name)
        except TemplateSyntaxError:
            continue
        at = next((at for at, node in enumerate(tree.body) if isinstance(node, nodes.Extends)), -1)
        extended = tree.body[at] if at >= 0 else None
        if isinstance(extended, nodes.Extends) and isinstance(extended.template, nodes.Const):
            parent_name = str(extended.template.value)
            blocks = _blocks_of(environment, environment.join_path(parent_name, name))
            if blocks is not None:
                yield from _unshown_nodes(name, tree.body[at + 1 :], parent_name, blocks | {*_SHOWN_ELSEWHERE.findall(text)})


def _blocks_of(environment: ThemeEnvironment, name: str) -> set[str] | None:
    """Return the names of the blocks in this template and in those that it extends; None if one of them is unknown."""
    blocks: set[str] = set()
    seen: set[str] = set()
    while name and name not in seen:
        text = environment.sources.get(name)
        if text is None:
            return None
        seen.add(name)
        blocks.update(_BLOCK.findall(text))
        extended = _EXTENDS.search(text)
        if not extended and re.search(r"\{%[-+]?\s*extends\b", text):
            return None
        name = environment.join_path(extended[1], name) if extended else ""
    return blocks


def _unshown_nodes(path: str, body: list[nodes.Node], parent_name: str, blocks: set[str]) -> Iterator[Diagnostic]:
    for node in body:
        if isinstance(node, nodes.Block) and node.name not in blocks and not _is_empty(node):
            hint = did_you_mean(node.name, blocks) or f"write one of its blocks: {', '.join(sorted(blocks))}"
            message = f"no page shows the block {node.name}, because {parent_name} has none of that name"
            yield Diagnostic(path, node.lineno, 1, "W504", message, hint)
        elif isinstance(node, nodes.Output):
            line = _first_line(node)
            if line:
                message = f"no page shows this text, because the template extends {parent_name} and the text is in no block"
                yield Diagnostic(path, line, 1, "W504", message, f"put it into a block of {parent_name}")
                return


def _is_empty(block: nodes.Block) -> bool:
    """Whether the block has no content: then it only empties a block that some of the templates it may extend have."""
    return all(isinstance(node, nodes.Output) and not _first_line(node) for node in block.body)


def _first_line(output: nodes.Output) -> int:
    """Return the line of the first character or value that is not white space; 0 if there is none."""
    for part in output.nodes:
        if not isinstance(part, nodes.TemplateData):
            return part.lineno
        if part.data.strip():
            return part.lineno + part.data[: len(part.data) - len(part.data.lstrip())].count("\n")
    return 0
