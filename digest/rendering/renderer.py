"""render: a page, its theme and the texts it shows → bytes."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Mapping, MutableMapping, Sequence
from contextlib import suppress
from types import CodeType, MappingProxyType
from typing import Any

from jinja2 import (
    BaseLoader,
    Environment,
    StrictUndefined,
    Template,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
    meta,
    nodes,
)
from jinja2.compiler import CodeGenerator
from jinja2.exceptions import TemplateError
from jinja2.runtime import TemplateReference
from jinja2.utils import missing
from markupsafe import Markup, escape

from digest.articles.text import Bodies, fill
from digest.errors import ContentError, Fault, did_you_mean, nearest
from digest.extension import Addition, described, place
from digest.fingerprint import fingerprint
from digest.interruptions import INTERRUPTIONS
from digest.pages.page import Page, Site, Text
from digest.rendering.filters import make_filters
from digest.rendering.theme import PARENT, Theme


class _Loader(BaseLoader):
    """Templates from the theme's value: nothing is read from a disk."""

    def __init__(self, sources: dict[str, str]) -> None:
        self.sources = sources
        self.named: dict[str, tuple[str | None, ...]] = {}
        """Which templates each one that was loaded names, as `_compiled` says it."""

    def load(self, environment: Environment, name: str, globals: MutableMapping[str, Any] | None = None) -> Template:
        """The template, as `BaseLoader` loads it."""
        source, filename, uptodate = self.get_source(environment, name)
        code, self.named[name] = _compiled(environment, source, name, filename)
        # Jinja gives a ChainMap, which it makes a dictionary of for each page, in 5 µs; nothing is added to these globals later.
        return environment.template_class.from_code(environment, code, dict(globals or {}), uptodate)

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        if template not in self.sources:
            raise TemplateNotFound(template)
        return self.sources[template], template, lambda: True


def _compiled(environment: Environment, source: str, name: str, filename: str) -> tuple[CodeType, tuple[str | None, ...]]:
    """The code of a template, and the names of those that it names; None for one that is computed."""
    tree = environment.parse(source, name, filename)
    return environment.compile(tree, name, filename), tuple(meta.find_referenced_templates(tree))


def _escaped(value: object) -> str:
    """What `markupsafe.escape` returns, as a plain text: a page shows a hundred values, and few hold anything to escape.

    Looking for one character at a time is faster than looking for any of them.
    """
    if type(value) is str and not ("&" in value or "<" in value or ">" in value or '"' in value or "'" in value):
        return value
    return escape(value)


class _Generator(CodeGenerator):
    """Writes `_escaped` where a template shows a value: `escape` takes four times as long, a third of all rendering."""

    def _output_child_pre(self, node: Any, frame: Any, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.escaped(")


class _Environment(Environment):
    """Resolves the names that templates write: `card.html`, or `parent:card.html` for the one in a layer below."""

    code_generator_class = _Generator
    escaped = staticmethod(_escaped)
    theme: Theme
    sources: dict[str, str]
    named: dict[str, tuple[str | None, ...]]

    def join_path(self, template: str, parent: str) -> str:
        if template in self.sources:
            return template
        if template.startswith(PARENT):
            name = template.removeprefix(PARENT)
            return self.theme.template(name, below=self.theme.layer_of(parent)) or template
        return self.theme.template(template) or template


class _Undefined(StrictUndefined):
    """What a template asked for and is not there; says so in the words of the reference, with the name that was probably meant."""

    @property
    def _undefined_message(self) -> str:
        name, owner = str(self._undefined_name), self._undefined_obj
        if self._undefined_hint:
            return self._undefined_hint
        if owner is missing:
            return f"there is no variable {name}"
        if owner is None:
            return f"an empty value has no {name}: ask with {{% if %}} first"
        if isinstance(owner, TemplateReference):
            return f"there is no block {name}"
        known = owner if isinstance(owner, Mapping) else getattr(owner, "__struct_fields__", ())
        near = did_you_mean(name, map(str, known))
        said = "the mapping" if isinstance(owner, Mapping) else type(owner).__name__
        return f"{said} has no {name}{f' ({near})' if near else ''}"


def _environment(theme: Theme) -> _Environment:
    sources = theme.sources
    loader = _Loader(sources)
    environment = _Environment(
        loader=loader,
        autoescape=lambda name: name is None or not name.endswith(".txt"),
        undefined=_Undefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "sort_keys": True}
    environment.theme = theme
    environment.sources = sources
    environment.named = loader.named
    # What a page shows must come from its context: nothing random, nothing that remembers.
    for name in ("lipsum", "cycler", "joiner"):
        del environment.globals[name]
    del environment.filters["random"]
    return environment


def closures(theme: Theme, filters: Mapping[str, str] = MappingProxyType({})) -> dict[str, str]:
    """For each template by its short name, the fingerprint of all templates that it can reach, and of the added filters in them.

    `filters` names the code of each filter that an extension adds.
    Raises ContentError for templates that cannot be parsed. A name that is computed while rendering means the whole theme.
    """
    environment = _environment(theme)
    faults: list[Fault] = []
    reached: dict[str, set[str]] = {}
    filtered: dict[str, set[str]] = {}
    for name, source in environment.sources.items():
        try:
            tree = environment.parse(source, filename=name)
            named = list(meta.find_referenced_templates(tree))
            filtered[name] = _filters_in(tree, filters)
        except TemplateSyntaxError as error:
            faults.append(
                Fault(error.filename or name, error.lineno, 1, "E501", error.message or "not a template", "mend the template")
            )
            continue
        reached[name] = set(environment.sources) if None in named else {environment.join_path(str(n), name) for n in named}
    if faults:
        raise ContentError(faults=faults)
    found = {}
    for short in {name for layer in theme.layers for name in layer.templates}:
        members, waiting = set(), [theme.template(short)]
        while waiting:
            member = waiting.pop()
            if member not in members:
                members.add(member)
                waiting += reached.get(member, ())
        used = sorted({filters[filter] for member in members for filter in filtered.get(member, ())})
        found[short] = fingerprint(sorted((member, environment.sources.get(member, "")) for member in members), used)
    return found


def _filters_in(template: nodes.Template, known: Iterable[str]) -> set[str]:
    """Which of these filters a template may call: by name, or as what `map` calls, whose name may be computed."""
    named: set[str] = set()
    for found in template.find_all(nodes.Filter) if known else ():
        named.add(found.name)
        if found.name == "map" and (found.args or found.dyn_args):
            first = found.args[0] if found.args else None
            named |= {str(first.value)} if isinstance(first, nodes.Const) else set(known)
    return named & set(known)


class Renderer:
    """Makes the bytes of pages from one theme for one site."""

    def __init__(self, theme: Theme, site: Site, filters: Sequence[Addition] = ()) -> None:
        self.theme = theme
        self.site = site
        self.environment = _environment(theme)
        self.environment.filters.update(make_filters(site))
        self.environment.filters.update({filter.name: filter.function for filter in filters})
        self.roots = {root: filter.code.shown for filter in filters for root in filter.code.roots}
        """Where the code of the added filters lies, and which extension it is of."""

    def prepare(self, name: str) -> None:
        """Load a template and all that it names, which takes longer than to render a page. What cannot be loaded is passed over."""
        waiting, loaded = [self._full_name(name)], set[str]()
        while waiting:
            name = waiting.pop()
            if name in loaded:
                continue
            loaded.add(name)
            with suppress(TemplateError):
                self.environment.get_template(name)
                waiting += [self.environment.join_path(other, name) for other in self.environment.named.get(name, ()) if other]

    def render(self, page: Page, bodies: Bodies) -> bytes:
        """The bytes of the page. Raises ContentError with the file and line of template or extension, and the page it failed on."""

        def html(text: Text) -> Markup:
            return Markup(fill(bodies(text.key), text.attributes))

        try:
            template = self.environment.get_template(self._full_name(page.template))
            return template.render(site=self.site, page=page.context, html=html).encode()
        except TemplateSyntaxError as error:
            fault = Fault(
                error.filename or page.template, error.lineno, 1, "E501", error.message or "not a template", "mend the template"
            )
        except TemplateNotFound as error:
            whose = "" if self.theme.template(page.template) else f"{page.source}: "
            message = f"{whose}there is no template {error.name}"
            fault = Fault(*self._place(error, page), "E503", message, self._near(str(error.name)))
        except RecursionError as error:
            message = f"{page.source}: templates or macros that call each other without end"
            fault = Fault(*self._place(error, page), "E502", message, "mend the template")
            if place(error, self.roots):
                fault = self._failed(error, page)
        except INTERRUPTIONS:
            raise
        except BaseException as error:  # noqa: BLE001 - a filter of an extension may raise anything
            fault = self._failed(error, page)
        raise ContentError(faults=[fault])

    def _failed(self, error: BaseException, page: Page) -> Fault:
        """What was raised while the page was made: by a template, or by a filter of an extension. Else it is raised again."""
        at = None if isinstance(error, UndefinedError) else place(error, self.roots)  # the value that is missing was the template's
        if at:
            shown = next(shown for root, shown in self.roots.items() if at[0].startswith(root))
            message = f"{page.source}: a filter of {shown} failed: {described(error)}"
            return Fault(*at, 1, "E702", message, "mend the extension, or take it out of digest.yml")
        if isinstance(error, (TemplateError, TypeError, ValueError, LookupError, AttributeError, ArithmeticError)):
            said = f"there is no {error}" if isinstance(error, KeyError) else str(error) or type(error).__name__
            message = f"{page.source}: {said}"
            return Fault(*self._place(error, page), "E502", message, "see the reference of template variables")
        raise error

    def _full_name(self, name: str) -> str:
        return self.theme.template(name) or f"{self.theme.layers[0].root}/templates/{name}"

    def _near(self, name: str) -> str:
        stems = {template.rpartition(".")[0]: template for layer in self.theme.layers for template in layer.templates}
        near = nearest(name.rpartition("/")[2].rpartition(".")[0], stems)
        return f"did you mean {stems[near]}?" if near else "write it, or let theme.yml extend a theme that has it"

    def _place(self, error: BaseException, page: Page) -> tuple[str, int, int]:
        """The innermost template and line that the error passed through; Jinja writes them into the traceback."""
        sources = self.environment.sources
        frames = [f for f in traceback.extract_tb(error.__traceback__, limit=200) if f.filename in sources]
        if frames:
            return frames[-1].filename, frames[-1].lineno or 1, 1
        return self._full_name(page.template), 1, 1
