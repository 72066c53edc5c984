"""render: a page, its theme and the texts it shows → bytes."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import wraps
from types import MappingProxyType
from typing import Any

from jinja2 import TemplateNotFound, TemplateSyntaxError, UndefinedError, nodes
from jinja2.exceptions import TemplateError
from markupsafe import Markup

from digest.articles.text import Bodies, fill, with_places_at
from digest.errors import ContentError, Fault, nearest
from digest.extension import FIX, Addition, described, place
from digest.fingerprint import fingerprint
from digest.interruptions import INTERRUPTIONS
from digest.pages.page import Page, Site, Text
from digest.rendering.environment import ThemeEnvironment, make_environment, parsed
from digest.rendering.filters import FILTERS, load_locale, make_filters
from digest.rendering.limits import python_limits
from digest.rendering.theme import Theme


def closures(theme: Theme, filters: Mapping[str, str] = MappingProxyType({})) -> dict[str, str]:
    """For each template by its short name, the fingerprint of all templates that it can reach, and of the added filters in them.

    `filters` names the code of each filter that an extension adds.
    Raises ContentError for templates that cannot be parsed. A name that is computed while rendering means the whole theme.
    """
    environment = make_environment(theme)
    faults: list[Fault] = []
    reached: dict[str, set[str]] = {}
    filtered: dict[str, set[str]] = {}
    for name, source in environment.sources.items():
        try:
            named = parsed(source, name).named
            if filters:
                with python_limits(name, name):
                    filtered[name] = _filters_in(environment.parse(source, name, name), filters)
        except TemplateSyntaxError as error:
            faults.append(
                Fault(error.filename or name, error.lineno, 1, "E501", error.message or "not a template", "fix the template")
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
    for found in template.find_all(nodes.Filter):
        named.add(found.name)
        if found.name == "map" and (found.args or found.dyn_args):
            first = found.args[0] if found.args else None
            named |= {str(first.value)} if isinstance(first, nodes.Const) else set(known)
    return named & set(known)


class _FilterError(Exception):
    """A filter of an extension failed: where, and how."""

    def __init__(self, filter: Addition, error: BaseException) -> None:
        self.where = place(error, filter.code.roots) or (filter.path, filter.line)
        super().__init__(f"a filter of {filter.code.shown} failed: {described(error)}")


def _guarded(filter: Addition) -> Callable[..., Any]:
    """The function of a filter. Whatever it raises is told apart from mistakes of the template, as is a text that no file can hold.

    Jinja would take StopIteration and GeneratorExit for the end of a template.
    """

    @wraps(filter.function)
    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            value = filter.function(*args, **kwargs)
            if isinstance(value, str) and not value.isascii():
                value.encode()
            return value
        except (*INTERRUPTIONS, TemplateError):
            raise
        except BaseException as error:
            if isinstance(error, TypeError) and not place(error, filter.code.roots):
                raise  # the template gave arguments that the filter does not take
            raise _FilterError(filter, error) from None

    return call


def warm_up(theme: Theme, language: str) -> None:
    """Compile the templates of most pages, and get the names of days and months: processes that are forked later have them."""
    environment = make_environment(theme)
    environment.filters.update(dict.fromkeys(FILTERS, str))
    for name in ("article.html", "list.html", "front.html"):
        _load(environment, theme.template(name))
    load_locale(language)


def _load(environment: ThemeEnvironment, name: str) -> None:
    """Load a template and all that it names. What cannot be loaded is passed over."""
    waiting, loaded = [name], set[str]()
    while waiting:
        name = waiting.pop()
        if name in loaded:
            continue
        loaded.add(name)
        with suppress(TemplateError):
            environment.get_template(name)
            waiting += [environment.join_path(other, name) for other in environment.named.get(name, ()) if other]


class Renderer:
    """Makes the bytes of pages from one theme for one site."""

    def __init__(self, theme: Theme, site: Site, filters: Sequence[Addition] = ()) -> None:
        self.theme = theme
        self.site = site
        self.environment = make_environment(theme)
        self.environment.filters.update(make_filters(site))
        self.environment.filters.update({filter.name: _guarded(filter) for filter in filters})
        self.environment.is_extended = bool(filters)
        self.roots = {root: filter.code.shown for filter in filters for root in filter.code.roots}
        """Where the code of the added filters lies, and which extension it is of."""

    def prepare(self, name: str) -> None:
        """Load a template and all that it names, which takes longer than to render a page."""
        _load(self.environment, self._full_name(name))

    def render(self, page: Page, bodies: Bodies) -> bytes:
        """The bytes of the page. Raises ContentError with the file and line of template or extension, and the page it failed on."""

        def html(text: Text, at: str = "") -> Markup:
            """The text as HTML; for feeds `at` is the address of its page, with which links to places in the text begin."""
            filled = fill(bodies(text.key), text.attributes)
            return Markup(with_places_at(filled, at) if at else filled)

        try:
            template = self.environment.get_template(self._full_name(page.template))
            return template.render(site=self.site, page=page.context, html=html).encode()
        except _FilterError as error:
            fault = Fault(*error.where, 1, "E702", f"{page.source}: {error}", FIX)
        except TemplateSyntaxError as error:
            fault = Fault(
                error.filename or page.template, error.lineno, 1, "E501", error.message or "not a template", "fix the template"
            )
        except TemplateNotFound as error:
            whose = "" if self.theme.template(page.template) else f"{page.source}: "
            message = f"{whose}there is no template {error.name}"
            fault = Fault(*self._place(error, page), "E503", message, self._near(str(error.name)))
        except RecursionError as error:
            message = f"{page.source}: templates or macros that call each other without end"
            fault = Fault(*self._place(error, page), "E502", message, "fix the template")
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
            return Fault(*at, 1, "E702", message, FIX)
        if isinstance(error, MemoryError):
            message = f"{page.source}: this needs more memory than there is"
            return Fault(*self._place(error, page), "E502", message, "fix the template: it repeats or pads a value too often")
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
