"""The Jinja environment of a theme: names in its layers, strict undefined values, fast escaping, nothing random."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from types import CodeType
from typing import Any

from jinja2 import BaseLoader, Environment, StrictUndefined, Template, TemplateNotFound, meta
from jinja2.compiler import CodeGenerator
from jinja2.runtime import TemplateReference
from jinja2.utils import missing
from markupsafe import escape

from digest.errors import did_you_mean
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


class ThemeEnvironment(Environment):
    """Resolves the names that templates write: `card.html`, or `parent:card.html` for the one in a layer below."""

    code_generator_class = _Generator
    escaped = staticmethod(_escaped)
    theme: Theme
    sources: dict[str, str]
    named: dict[str, tuple[str | None, ...]]

    def join_path(self, template: str, parent: str) -> str:
        """The full name of the template that `parent` calls `template`."""
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


def make_environment(theme: Theme) -> ThemeEnvironment:
    """The environment in which the templates of this theme run; filters that depend on the site are added by who renders."""
    sources = theme.sources
    loader = _Loader(sources)
    environment = ThemeEnvironment(
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
