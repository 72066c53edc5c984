"""The closure of each template: the templates that it extends, includes or imports, directly or not, and the filters of extensions
that they call; its hash for page keys. Reports syntax errors, and a `base.html` without the block `main`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from jinja2 import TemplateSyntaxError, nodes

from digest.cache_keys import template_hash
from digest.diagnostics import Diagnostic
from digest.errors import ContentError
from digest.pages.page import LIST_TEMPLATES
from digest.rendering.jinja_environment import ThemeEnvironment, make_environment, parsed
from digest.rendering.theme import BASE_THEME, BUILT_IN_ROOT, Theme

NAMING_NODES = re.compile(r"\{%[-+]?\s*(?:extends|include|import|from)\b(?:\s+\"([^\"]+)\")?")
"""The tag of a template that refers to another template, with the name unless it is computed."""


def closure_hashes(theme: Theme, filters: Mapping[str, str] = MappingProxyType({})) -> dict[str, str]:
    """Return the hash of each template by its short name: of all templates it can reach, and of the added filters they call.

    `filters` has the hash of the code of each filter of an extension. A template with a computed name depends on the whole theme.
    Raises ContentError for templates that cannot be parsed, and for a `base.html` without the block that pages fill.
    """
    reach = TemplateReach(make_environment(theme), filters)
    sources = reach.environment.sources
    own_templates = [name for name in sources if not name.startswith(BUILT_IN_ROOT)]
    for name in own_templates:
        reach.referenced_templates(name)
    hashes, reached = {}, {}
    for short_name in {*LIST_TEMPLATES, *(name for layer in theme.layers for name in layer.templates)}:
        reached[short_name] = reach.members(theme.page_template(short_name))
        used_filters = sorted(
            {filters[filter] for member in reached[short_name] for filter in reach.filters_by_template.get(member, ())}
        )
        hashes[short_name] = template_hash(((member, sources.get(member, "")) for member in reached[short_name]), used_filters)
    if not reach.diagnostics and own_templates:
        reach.diagnostics += _frame_errors(theme, reach, reached)
    if reach.diagnostics:
        raise ContentError(diagnostics=reach.diagnostics)
    return hashes


class TemplateReach:
    """Finds the references between templates. Uses a regular expression for built-in templates: parsing them all takes too long."""

    def __init__(self, environment: ThemeEnvironment, filters: Mapping[str, str]) -> None:
        self.environment = environment
        self.filters = filters
        self.filters_by_template: dict[str, set[str]] = {}
        """The added filters that each template may call, by the template's full name."""
        self.diagnostics: list[Diagnostic] = []
        self._references: dict[str, set[str]] = {}

    def members(self, name: str) -> set[str]:
        """Return the full names of this template and of all templates that it can reach."""
        members: set[str] = set()
        waiting_templates = [name]
        while waiting_templates:
            template = waiting_templates.pop()
            if template not in members:
                members.add(template)
                waiting_templates += self.referenced_templates(template)
        return members

    def referenced_templates(self, name: str) -> set[str]:
        """Return the full names of the templates that this one refers to. Syntax errors are added to `diagnostics`."""
        if name not in self._references:
            self._references[name] = self._find_references(name)
        return self._references[name]

    def _find_references(self, name: str) -> set[str]:
        sources = self.environment.sources
        source = sources.get(name)
        if source is None:
            return set()
        if not self.filters and name.startswith(BUILT_IN_ROOT) and all(named_in_tags := NAMING_NODES.findall(source)):
            return {self.environment.join_path(n, name) for n in named_in_tags}
        try:
            syntax_tree, named_templates = parsed(source, name)
        except TemplateSyntaxError as error:
            self.diagnostics.append(
                Diagnostic(error.filename or name, error.lineno, 1, "E501", error.message or "not a template", "fix the template")
            )
            return set()
        if self.filters:
            self.filters_by_template[name] = _called_filters(syntax_tree, self.filters)
        return {*sources} if None in named_templates else {self.environment.join_path(str(n), name) for n in named_templates}


FRAME_TEMPLATE, CONTENT_BLOCK = "base.html", "main"
"""The template that the pages of the theme base extend, and the block that they fill."""


def _frame_errors(theme: Theme, reach: TemplateReach, members: Mapping[str, set[str]]) -> Iterator[Diagnostic]:
    """Yield an error if pages of the theme base would be empty, because the theme's own `base.html` lacks the block they fill."""
    frame_template, lowest_layer = theme.template(FRAME_TEMPLATE), theme.layers[-1]
    if lowest_layer.root != BUILT_IN_ROOT + BASE_THEME or frame_template.startswith(BUILT_IN_ROOT):
        return
    base_templates = [
        name for name in lowest_layer.templates if "/" not in name and theme.template(name).startswith(lowest_layer.root)
    ]
    empty_templates = sorted(name for name in base_templates if frame_template in members[name])
    sources = reach.environment.sources
    frame_texts = (sources[name] for name in reach.members(frame_template) if name in sources)
    if empty_templates and not any(re.search(rf"\{{%[-+]?\s*block\s+{CONTENT_BLOCK}\b", text) for text in frame_texts):
        count = f" and {len(empty_templates) - 1} more templates" if len(empty_templates) > 1 else ""
        message = f"there is no block {CONTENT_BLOCK}, which {empty_templates[0]}{count} of digest's theme {BASE_THEME} would fill"
        hint = f"write {{% block {CONTENT_BLOCK} %}}{{% endblock %}} where the content of a page belongs"
        yield Diagnostic(frame_template, 1, 1, "E503", message, hint)


def _called_filters(template: nodes.Template, added_filters: Iterable[str]) -> set[str]:
    """Return the added filters that a template may call: by name, or through `map`, which may compute the name."""
    filter_names: set[str] = set()
    for filter_node in template.find_all(nodes.Filter):
        filter_names.add(filter_node.name)
        if filter_node.name == "map" and (filter_node.args or filter_node.dyn_args):
            first_argument = filter_node.args[0] if filter_node.args else None
            filter_names |= {str(first_argument.value)} if isinstance(first_argument, nodes.Const) else set(added_filters)
    return filter_names & set(added_filters)
