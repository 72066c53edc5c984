"""The renderer: a page, its template, the theme's words and its texts → bytes. Reports each exception of a template or of an
extension's filter with its line: syntax errors, missing templates, unknown filters, calls without end, too little memory, wrong
values."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from jinja2 import TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import TemplateError
from markupsafe import Markup

from digest.diagnostics import Diagnostic
from digest.errors import ContentError
from digest.extensions import EXTENSION_FIX, Addition, described_error, error_location
from digest.markdown.body import BodyLookup, fill, with_fragment_base
from digest.pages.page import Page, Text
from digest.pages.site import Site
from digest.rendering.jinja_environment import make_environment
from digest.rendering.template_filters import make_filters
from digest.rendering.theme import Theme
from digest.signals import INTERRUPTIONS
from digest.text.lazy_pattern import lazy_compile
from digest.text.similar_words import did_you_mean, nearest

_UNKNOWN_FILTER = lazy_compile(r"No filter named '([^']+)'")


class _FilterError(Exception):
    """A filter of an extension failed."""

    def __init__(self, filter: Addition, error: BaseException) -> None:
        self.where = error_location(error, filter.code.roots) or (filter.path, filter.line)
        super().__init__(f"a filter of {filter.code.message_name} failed: {described_error(error)}")


def _guarded_filter(filter: Addition) -> Callable[..., Any]:
    """Wrap a filter of an extension: any exception, and a result that UTF-8 cannot encode, is raised as a _FilterError.

    Otherwise Jinja would mistake StopIteration and GeneratorExit for the end of a template.
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
            if isinstance(error, TypeError) and not error_location(error, filter.code.roots):
                raise  # the template called the filter with wrong arguments
            raise _FilterError(filter, error) from None

    return call


def marked_words(site: Site) -> dict[str, str]:
    """Return the words of the theme as HTML, by name. In a site in another language, English words are marked with `lang`.

    Otherwise screen readers pronounce them as words of the site's language (WCAG 2.2, 3.1.2). Words with plural forms are left out.
    """
    english_mark = Markup('<span lang="en" dir="ltr">{}</span>')
    plain_words = {name: word for name, word in site.strings.items() if isinstance(word, str)}
    return {name: english_mark.format(word) if name in site.untranslated else word for name, word in plain_words.items()}


class Renderer:
    """Renders the pages of one site with one theme."""

    def __init__(self, theme: Theme, site: Site, filters: Sequence[Addition] = ()) -> None:
        self.theme = theme
        self.site = site
        self.words = marked_words(site)
        self.environment = make_environment(theme)
        self.environment.filters.update(make_filters(site))
        self.environment.filters.update({filter.name: _guarded_filter(filter) for filter in filters})
        self.environment.is_extended = bool(filters)
        self.roots = {root: filter.code.message_name for filter in filters for root in filter.code.roots}
        """The folder or file of each added filter's code, with the name of its extension."""

    def render(self, page: Page, bodies: BodyLookup) -> bytes:
        """Return the bytes of the page. Raises ContentError with the page, and the file and line of the template or extension."""

        def html(text: Text, at: str = "") -> Markup:
            """Return the text as HTML. Feeds pass the URL of its page as `at`, to make links to anchors in the text absolute."""
            filled = fill(bodies(text.key), text.attributes)
            return Markup(with_fragment_base(filled, at) if at else filled)

        try:
            template = self.environment.get_template(self._full_template_name(page.template))
            return template.render(site=self.site, page=page.context, words=self.words, html=html).encode()
        except _FilterError as error:
            diagnostic = Diagnostic(*error.where, 1, "E702", f"{page.source}: {error}", EXTENSION_FIX)
        except TemplateSyntaxError as error:
            diagnostic = Diagnostic(
                error.filename or page.template,
                error.lineno,
                1,
                "E501",
                error.message or "not a template",
                self._syntax_hint(error),
            )
        except TemplateNotFound as error:
            page_prefix = "" if self.theme.page_template(page.template) else f"{page.source}: "
            message = f"{page_prefix}there is no template {error.name}"
            diagnostic = Diagnostic(
                *self._place_in_template(error, page), "E503", message, self._similar_template_hint(str(error.name))
            )
        except RecursionError as error:
            message = f"{page.source}: templates or macros that call each other without end"
            diagnostic = Diagnostic(*self._place_in_template(error, page), "E502", message, "fix the template")
            if error_location(error, self.roots):
                diagnostic = self._rendering_diagnostic(error, page)
        except INTERRUPTIONS:
            raise
        except BaseException as error:  # noqa: BLE001 - a filter of an extension may raise anything
            diagnostic = self._rendering_diagnostic(error, page)
        raise ContentError(diagnostics=[diagnostic])

    def _rendering_diagnostic(self, error: BaseException, page: Page) -> Diagnostic:
        """Return the diagnostic of an error that a template or a filter of an extension caused. Raises any other error again."""
        # An undefined value is an error of the template, wherever it was raised.
        filter_place = None if isinstance(error, UndefinedError) else error_location(error, self.roots)
        if filter_place:
            extension_name = next(extension_name for root, extension_name in self.roots.items() if filter_place[0].startswith(root))
            message = f"{page.source}: a filter of {extension_name} failed: {described_error(error)}"
            return Diagnostic(*filter_place, 1, "E702", message, EXTENSION_FIX)
        if isinstance(error, MemoryError):
            message = f"{page.source}: this needs more memory than there is"
            return Diagnostic(
                *self._place_in_template(error, page), "E502", message, "fix the template: it repeats or pads a value too often"
            )
        if isinstance(error, (TemplateError, TypeError, ValueError, LookupError, AttributeError, ArithmeticError)):
            error_text = f"there is no {error}" if isinstance(error, KeyError) else str(error) or type(error).__name__
            message = f"{page.source}: {error_text}"
            return Diagnostic(*self._place_in_template(error, page), "E502", message, "see: digest help variables")
        raise error

    def _full_template_name(self, name: str) -> str:
        return self.theme.page_template(name) or f"{self.theme.layers[0].root}/templates/{name}"

    def _syntax_hint(self, error: TemplateSyntaxError) -> str:
        unknown_filter = _UNKNOWN_FILTER.match(error.message or "")
        return (did_you_mean(unknown_filter[1], self.environment.filters) if unknown_filter else "") or "fix the template"

    def _similar_template_hint(self, name: str) -> str:
        templates_by_stem = {_template_stem(template): template for layer in self.theme.layers for template in layer.templates}
        nearest_stem = nearest(_template_stem(name), templates_by_stem)
        return (
            f"did you mean {templates_by_stem[nearest_stem]}?"
            if nearest_stem
            else "write it, or let theme.yml extend a theme that has it"
        )

    def _place_in_template(self, error: BaseException, page: Page) -> tuple[str, int, int]:
        """Return the innermost template in the traceback, with line and column; Jinja adds its templates to tracebacks."""
        sources = self.environment.sources
        template_frames = [f for f in traceback.extract_tb(error.__traceback__, limit=200) if f.filename in sources]
        if template_frames:
            return template_frames[-1].filename, template_frames[-1].lineno or 1, 1
        return self._full_template_name(page.template), 1, 1


def _template_stem(name: str) -> str:
    """Return the name of a template without folders and extension."""
    return name.rpartition("/")[2].rpartition(".")[0]
