"""Warn about parts of a site's own templates that no page shows: templates that no page uses, such as those named as in Hugo or
Jekyll; blocks that the extended template lacks; and text outside of blocks."""

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

_BLOCK_TAG = lazy_compile(r"\{%[-+]?\s*block\s+(\w+)")
_EXTENDS_TAG = lazy_compile(r"\{%[-+]?\s*extends\s+[\"']([^\"']+)[\"']")
_SHOWN_BY_SELF = lazy_compile(r"\bself\.(\w+)")

_NAMES_IN_OTHER_PROGRAMS = {
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
    page_templates = {*LIST_TEMPLATES, *theme.layers[-1].templates}  # below all others is digest's base, also in its own repository
    for layer in theme.layers:
        if layer.root.startswith(BUILT_IN_ROOT):
            page_templates.update(layer.templates)
    reach = TemplateReach(make_environment(theme), {})
    used_templates: set[str] = set()
    for layer in theme.layers:
        for name in page_templates.intersection(layer.templates):
            used_templates |= reach.members(_full_template_name(layer, name))
    if reach.diagnostics:  # a template with a syntax error, which is reported elsewhere, may use any other
        return
    used_names = {name for layer in theme.layers for name in layer.templates if _full_template_name(layer, name) in used_templates}
    by_word = {_template_stem_word(name): name for name in sorted(page_templates)}
    for layer in theme.layers:
        for name in sorted(layer.templates.keys() - used_names):
            similar_word = nearest(_template_stem_word(name), by_word, 0.75)
            meant_template = by_word[similar_word] if similar_word else _NAMES_IN_OTHER_PROGRAMS.get(_template_stem_word(name), "")
            if meant_template:
                hint = f"did you mean {meant_template}?"
                yield Diagnostic(_full_template_name(layer, name), 1, 1, "W504", "no page uses this template", hint)


def _template_stem_word(name: str) -> str:
    """Return the name of a template without folder and ending, which would make all names similar."""
    return name.rpartition("/")[2].partition(".")[0]


def _full_template_name(layer: Layer, name: str) -> str:
    return f"{layer.root}/templates/{name}"


def unshown_parts(theme: Theme) -> Iterator[Diagnostic]:
    """Yield a warning for each block or text in a site's own templates that Jinja ignores, because the template extends another.

    Templates with a syntax error, which are reported elsewhere, and those that extend a computed name are left out.
    """
    environment = make_environment(theme)
    for name, template_text in theme.sources.items():
        if name.startswith(BUILT_IN_ROOT) or "extends" not in template_text:
            continue
        try:
            syntax_tree, _ = parsed(template_text, name)
        except TemplateSyntaxError:
            continue
        extends_index = next(
            (extends_index for extends_index, node in enumerate(syntax_tree.body) if isinstance(node, nodes.Extends)), -1
        )
        extends_node = syntax_tree.body[extends_index] if extends_index >= 0 else None
        if isinstance(extends_node, nodes.Extends) and isinstance(extends_node.template, nodes.Const):
            parent_name = str(extends_node.template.value)
            blocks = _blocks_of_template(environment, environment.join_path(parent_name, name))
            if blocks is not None:
                yield from _unshown_nodes(
                    name, syntax_tree.body[extends_index + 1 :], parent_name, blocks | {*_SHOWN_BY_SELF.findall(template_text)}
                )


def _blocks_of_template(environment: ThemeEnvironment, name: str) -> set[str] | None:
    """Return the names of the blocks in this template and in those that it extends; None if one of them is unknown."""
    blocks: set[str] = set()
    seen_templates: set[str] = set()
    while name and name not in seen_templates:
        template_text = environment.sources.get(name)
        if template_text is None:
            return None
        seen_templates.add(name)
        blocks.update(_BLOCK_TAG.findall(template_text))
        extends_tag = _EXTENDS_TAG.search(template_text)
        if not extends_tag and re.search(r"\{%[-+]?\s*extends\b", template_text):
            return None
        name = environment.join_path(extends_tag[1], name) if extends_tag else ""
    return blocks


def _unshown_nodes(path: str, body: list[nodes.Node], parent_name: str, blocks: set[str]) -> Iterator[Diagnostic]:
    for node in body:
        if isinstance(node, nodes.Block) and node.name not in blocks and not _is_empty_block(node):
            hint = did_you_mean(node.name, blocks) or f"write one of its blocks: {', '.join(sorted(blocks))}"
            message = f"no page shows the block {node.name}, because {parent_name} has none of that name"
            yield Diagnostic(path, node.lineno, 1, "W504", message, hint)
        elif isinstance(node, nodes.Output):
            line = _first_shown_line(node)
            if line:
                message = f"no page shows this text, because the template extends {parent_name} and the text is in no block"
                yield Diagnostic(path, line, 1, "W504", message, f"put it into a block of {parent_name}")
                return


def _is_empty_block(block: nodes.Block) -> bool:
    """Whether the block has no content: then it only empties a block that some of the templates it may extend have."""
    return all(isinstance(node, nodes.Output) and not _first_shown_line(node) for node in block.body)


def _first_shown_line(output: nodes.Output) -> int:
    """Return the line of the first character or value that is not white space; 0 if there is none."""
    for output_part in output.nodes:
        if not isinstance(output_part, nodes.TemplateData):
            return output_part.lineno
        if output_part.data.strip():
            return output_part.lineno + output_part.data[: len(output_part.data) - len(output_part.data.lstrip())].count("\n")
    return 0
