"""The Jinja environment of a theme, a sandbox: loads, compiles and caches templates, resolves their names in layers (`parent:`),
generates code that checks and escapes printed values, explains undefined variables, removes random and stateful functions, and
intercepts attributes, calls, operators and `format` to apply `template_limits.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from functools import lru_cache, wraps
from itertools import chain
from types import BuiltinMethodType, CodeType
from typing import Any

from jinja2 import BaseLoader, Environment, StrictUndefined, Template, TemplateNotFound, meta, nodes
from jinja2.compiler import CodeGenerator
from jinja2.exceptions import TemplateRuntimeError
from jinja2.runtime import Context, TemplateReference
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing
from msgspec import Struct

from digest.rendering.showable_values import PLAIN_TYPES, TEXT_FILTERS, as_text, checked, checked_join, escape_value, showable
from digest.rendering.template_filters import FILTER_MEANINGS
from digest.rendering.template_limits import (
    BOUNDED_OPERATORS,
    NUMBERED_FILTERS,
    bound_format,
    bounded,
    bounded_filter,
    call_method,
    joined_pieces,
    python_limits,
    template_line,
)
from digest.rendering.theme import PARENT_PREFIX, Theme
from digest.text.similar_words import did_you_mean


class _LayerLoader(BaseLoader):
    """Loads templates from memory."""

    def __init__(self, sources: dict[str, str]) -> None:
        self.sources = sources

    def load(self, environment: Environment, name: str, globals: MutableMapping[str, Any] | None = None) -> Template:
        """Return the template, as `BaseLoader.load` does."""
        source, _, uptodate = self.get_source(environment, name)
        code = _compiled_template(environment, source, name)
        # Jinja passes a ChainMap, and converts it to a dictionary for each page, in 5 µs; these globals do not change later.
        return environment.template_class.from_code(environment, code, dict(globals or {}), uptodate)

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        if template not in self.sources:
            raise TemplateNotFound(template)
        return self.sources[template], template, lambda: True


def _compiled_template(environment: Environment, source: str, name: str) -> CodeType:
    """Return the compiled template."""
    if getattr(environment, "is_extended", True):
        with python_limits(name, name):
            return environment.compile(environment.parse(source, name, name), name, name)
    return _shared_template_code(source, name)


@lru_cache(maxsize=512)
def parsed(source: str, name: str) -> tuple[nodes.Template, tuple[str | None, ...]]:
    """Return the syntax tree of a template, and the names of templates in it; None stands for a name computed at run time.

    The result is cached in this process and in those forked later. Raises TemplateSyntaxError.
    """
    with python_limits(name, name):
        tree = _shared_environment().parse(source, name, name)
        return tree, tuple(meta.find_referenced_templates(tree))


@lru_cache(maxsize=512)
def _shared_template_code(source: str, name: str) -> CodeType:
    """Return the template compiled with the names of the built-in filters; the environment of a site has their functions."""
    tree, _ = parsed(source, name)
    with python_limits(name, name):
        return _shared_environment().compile(tree, name, name)


@lru_cache(maxsize=1)
def _shared_environment() -> ThemeEnvironment:
    """Return an environment without templates, which parses and compiles the templates of all themes."""
    environment = _bare_theme_environment(_LayerLoader({}))
    environment.filters.update(dict.fromkeys(FILTER_MEANINGS, _placeholder_filter))
    return environment


def _placeholder_filter(*_: Any) -> Any:
    """Placeholder for a filter that depends on the site. It raises, so that Jinja does not filter constants at compile time."""
    raise TypeError


_PLAIN_DATA_TYPES = PLAIN_TYPES | {tuple, list, dict}
"""Types whose attributes the sandbox need not check."""


class _FastGenerator(CodeGenerator):
    """Checks and escapes each printed value; `markupsafe.escape` would be four times slower and take a third of rendering time."""

    def _output_child_pre(self, node: Any, frame: Any, finalize: Any) -> None:
        if frame.eval_ctx.volatile:
            self.write("(environment.escape_value if context.eval_ctx.autoescape else environment.as_text)(")
        else:
            self.write(f"environment.{'escape_value' if frame.eval_ctx.autoescape else 'as_text'}(")

    def _output_child_to_const(self, node: nodes.Expr, frame: Any, finalize: Any) -> str:
        """Return the text of a constant. A value that must not be printed is left to rendering, whose error has the line."""
        try:
            showable(node.as_const(frame.eval_ctx))
        except TemplateRuntimeError:
            raise nodes.Impossible from None
        return super()._output_child_to_const(node, frame, finalize)

    def visit_Concat(self, node: nodes.Concat, frame: Any) -> None:  # noqa: N802 - the name is Jinja's
        """Compile `a ~ b` as Jinja does, with a check that each value can be printed.

        Jinja itself loses the mark of safe HTML if the condition of `autoescape` is known only at run time.
        """
        if frame.eval_ctx.volatile:
            self.write("environment.bounded((markup_join if context.eval_ctx.autoescape else str_join)((")
        else:
            self.write(f"environment.bounded({'markup_join' if frame.eval_ctx.autoescape else 'str_join'}((")
        for operand in node.nodes:
            self.write("environment.showable(")
            self.visit(operand, frame)
            self.write("), ")
        self.write(")))")


class ThemeEnvironment(ImmutableSandboxedEnvironment):
    """Resolves template names: `card.html`, or `parent:card.html` for that of a lower layer.

    A sandbox: a third-party theme cannot run Python code, and a template cannot change a value that another template uses.
    """

    code_generator_class = _FastGenerator
    intercepted_binops = frozenset(BOUNDED_OPERATORS)
    escape_value = staticmethod(escape_value)
    as_text = staticmethod(as_text)
    showable = staticmethod(showable)
    bounded = staticmethod(bounded)
    concat = staticmethod(joined_pieces)
    is_extended = False
    """True if it has filters of extensions."""
    theme: Theme
    sources: dict[str, str]

    def join_path(self, template: str, parent: str) -> str:
        """Return the full name of the template that `parent` refers to as `template`."""
        if template.startswith(PARENT_PREFIX):
            name = template.removeprefix(PARENT_PREFIX)
            return self.theme.template(name, below=self.theme.layer_of(parent)) or template
        return self.theme.template(template) or template

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return the attribute or item of that name. Only values that are not plain data, which are rare, go to the sandbox."""
        try:
            value = getattr(obj, attribute)
        except AttributeError:
            try:
                return obj[attribute]
            except (TypeError, LookupError):
                return self.undefined(obj=obj, name=attribute)
        if (type(value) in _PLAIN_DATA_TYPES or isinstance(value, Struct)) and attribute[0] != "_":
            return value
        return super().getattr(obj, attribute)

    def call(self, context: Context, function: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call a function, without the sandbox's check at each call: templates can reach no function that is marked as unsafe."""
        if type(function) is BuiltinMethodType and isinstance(function.__self__, (str, int)):
            for name in ("_loop_vars", "_block_vars"):  # Jinja adds these in loops and blocks; its own `call` removes them
                kwargs.pop(name, None)
            return call_method(function, args, kwargs)
        return context.call(function, *args, **kwargs)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Apply an operator whose result may be huge. Raises OverflowError if it is."""
        BOUNDED_OPERATORS[operator](left, right)
        return bounded(super().call_binop(context, operator, left, right))

    def _compile(self, source: str, filename: str) -> CodeType:
        """Compile the Python source of a template. A SyntaxError has the line in the template instead of the Python source."""
        try:
            return super()._compile(source, filename)
        except SyntaxError as error:
            error.lineno = template_line(source, error.lineno or 1)
            raise

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        """Return a `str.format` that rejects arguments that cannot be printed."""
        wrapped = super().wrap_str_format(value)
        return _bounded_format(value.__self__, checked(wrapped)) if wrapped else None


def _bounded_format(text: str, function: Callable[..., str]) -> Callable[..., str]:
    @wraps(function)
    def call(*args: Any, **kwargs: Any) -> str:
        format_arguments = (*args, *kwargs.values())
        bound_format(text, chain(format_arguments, *(value.values() for value in format_arguments if isinstance(value, dict))))
        return bounded(function(*args, **kwargs))  # type: ignore[no-any-return]  # bounded returns its argument

    return call


class _StrictUndefined(StrictUndefined):
    """A missing variable or attribute. Its message uses the terms of the reference, and suggests a similar name."""

    @property
    def _undefined_message(self) -> str:
        name, owner = str(self._undefined_name), self._undefined_obj
        if self._undefined_hint:
            return self._undefined_hint
        if owner is missing:
            return f"there is no variable {name}"
        if owner is None:
            return f"an empty value has no {name}: test it with {{% if %}} first"
        if isinstance(owner, TemplateReference):
            return f"there is no block {name}"
        known_names = owner if isinstance(owner, Mapping) else getattr(owner, "__struct_fields__", ())
        near = did_you_mean(name, map(str, known_names))
        owner_name = "the mapping" if isinstance(owner, Mapping) else type(owner).__name__
        return f"{owner_name} has no {name}{f' ({near})' if near else ''}"


def make_environment(theme: Theme) -> ThemeEnvironment:
    """Return the environment for the templates of this theme. The caller adds the filters that depend on the site."""
    sources = theme.sources
    environment = _bare_theme_environment(_LayerLoader(sources))
    environment.theme = theme
    environment.sources = sources
    return environment


def _bare_theme_environment(loader: _LayerLoader) -> ThemeEnvironment:
    environment = ThemeEnvironment(
        loader=loader,
        autoescape=lambda name: name is None or not name.endswith(".txt"),
        undefined=_StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        cache_size=-1,
    )
    environment.filters.update({name: checked(environment.filters[name]) for name in TEXT_FILTERS})
    environment.filters["join"] = checked_join(environment.filters["join"])
    for name in {*TEXT_FILTERS, *NUMBERED_FILTERS, "join"}:
        environment.filters[name] = bounded_filter(name, environment.filters[name])
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "sort_keys": True}
    # A page must depend on its context only: no random values, no state.
    for name in ("lipsum", "cycler", "joiner"):
        del environment.globals[name]
    del environment.filters["random"]
    return environment
