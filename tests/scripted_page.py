"""A page of a browser whose requests the test answers, for tests of scripts that need no server."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote

from playwright.sync_api import Browser, Page, Route

ORIGIN = "http://site.test/"
Files = Mapping[str, str | bytes]

NO_FILES: Files = {}


class ScriptedPage:
    """A page at `ORIGIN`. The test fails if a script in it fails."""

    def __init__(self, browser: Browser, scripts: Files, **options: Any) -> None:
        self.scripts = scripts
        """The files that all pages have, by path."""
        self.files: dict[str, str | bytes] = {}
        """The other files, by path."""
        self.missing: set[str] = set()
        """Paths that have no file, although they are in `files` or `scripts`."""
        self.held: dict[str, list[Route]] = {}
        """Requests that are not answered yet, by path."""
        self.requested: list[str] = []
        """The paths requested since the page was opened, with their queries."""
        self.errors: list[str] = []
        self.page: Page = browser.new_page(**options)
        self.page.route("**/*", self._answer)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN)
        self.requested.append(path)
        if path in self.held:
            self.held[path].append(route)
        else:
            self.answer(route)

    def answer(self, route: Route) -> None:
        """Answer a request with a file."""
        name = unquote(route.request.url.removeprefix(ORIGIN).partition("?")[0])
        if not name or name.endswith("/"):
            name += "index.html"
        body = None if name in self.missing else self.files.get(name, self.scripts.get(name))
        if body is None:
            route.fulfill(status=404, body="{}", content_type="application/json")  # valid, but not what was asked for
        else:
            route.fulfill(body=body, content_type=f"{mimetypes.guess_type(name)[0] or 'text/html'}; charset=utf-8")

    def open(self, html: str = "", files: Files = NO_FILES) -> ScriptedPage:
        """Open a page with this HTML."""
        self.files = {"index.html": f"<!doctype html>{html}", **files}
        self.held.clear()
        return self.visit()

    def visit(self, path: str = "") -> ScriptedPage:
        """Open the page at this path."""
        self.requested.clear()
        self.page.goto(ORIGIN + path)
        return self

    def get(self, expression: str, argument: object = None) -> Any:
        """Return the value of this JavaScript expression, or what this function returns for the argument."""
        return self.page.evaluate(expression, argument)

    def when(self, expression: str, argument: object = None) -> ScriptedPage:
        """Wait until this JavaScript expression is true, or what this function returns for the argument."""
        is_function = argument is not None  # an expression would be evaluated by the page, whose policy may forbid it
        self.page.wait_for_function(expression if is_function else f"() => {expression}", arg=argument)
        return self


@contextmanager
def scripted_page(browser: Browser, scripts: Files, **options: Any) -> Iterator[ScriptedPage]:
    """Open a page until the end of the block; each page at `ORIGIN` can load these scripts. The options are those of a window."""
    opened = ScriptedPage(browser, scripts, **options)
    yield opened
    opened.page.close()
    assert opened.errors == []
