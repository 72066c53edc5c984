"""Tabs of a real browser that show a preview, and what can be seen in them."""

from __future__ import annotations

import time
from contextlib import AbstractContextManager
from typing import Any

from playwright.sync_api import BrowserContext, Error, Page, Request

from tests.preview.served import PATIENCE, Served

MARK = """() => {
    window.marked = true;
    window.touched = [];
    new MutationObserver(all => touched.push(...all.map(each => each.type + " " + each.target.nodeName)))
        .observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
    return true;
}"""


class Tab:
    """A tab; what went wrong in it is kept in `errors`."""

    def __init__(self, context: BrowserContext, errors: list[str]) -> None:
        self.page: Page = context.new_page()
        self.page.set_default_timeout(PATIENCE * 1000)
        self.page.on("pageerror", lambda error: errors.append(f"{self.page.url}: {error}"))
        self.page.on("console", lambda said: errors.append(f"{self.page.url}: {said.text}") if _is_complaint(said) else None)

    def go(self, served: Served, path: str = "") -> Tab:
        """Open this page of the preview and wait until it keeps itself up to date; then it is marked."""
        with self.loading():
            self.page.goto(served.address + path)
        return self.mark()

    def loading(self) -> AbstractContextManager[object]:
        """Inside of this a page is loaded; afterwards it keeps itself up to date."""
        return self.page.expect_event("requestfinished", self._is_own)

    def _is_own(self, request: Request) -> bool:
        """Whether the page asks for itself: when that is done, it knows what the server sent for it."""
        return request.resource_type == "fetch" and request.url == self.page.url.partition("#")[0]

    def mark(self) -> Tab:
        """Mark the window, and watch its document from now on; a page that is loaded again at this moment is marked then."""
        return self.when(MARK)

    @property
    def is_marked(self) -> bool:
        """Whether the page was never loaded again."""
        return bool(self.page.evaluate("window.marked === true"))

    @property
    def touched(self) -> list[str]:
        """What was changed in the document since it was marked."""
        return list(self.page.evaluate("window.touched"))

    def when(self, expression: str, argument: object = None) -> Tab:
        """Wait until this JavaScript says so. It runs again and again, also while the page is loaded again."""
        end = time.monotonic() + PATIENCE
        while True:  # not wait_for_function: that is refused by a page's Content-Security-Policy
            try:
                if self.page.evaluate(expression, argument):
                    return self
            except Error as error:
                if "navigation" not in str(error) and "null" not in str(error):  # there is no <body> yet
                    raise
            assert time.monotonic() < end, (expression, argument, self.page.url, self.page.inner_text("body"))
            self.page.wait_for_timeout(20)

    def when_text(self, text: str) -> Tab:
        """Wait until the page holds this text."""
        return self.when("text => document.body && document.body.textContent.includes(text)", text)

    def get(self, expression: str, argument: object = None) -> Any:
        """What this JavaScript says."""
        return self.page.evaluate(expression, argument)

    # what the preview shows over the page

    def panel(self, selector: str, expression: str = "each => each.innerText") -> Any:
        """What this JavaScript says of each element of the bar and the overlay that matches and is shown."""
        found = "[...document.querySelector('digest-preview').shadowRoot.querySelectorAll(selector)]"
        return self.page.evaluate(f"selector => {found}.filter(each => each.checkVisibility()).map({expression})", selector)

    def when_panel(self, selector: str, text: str | None) -> Tab:
        """Wait until an element of the bar or the overlay is shown with this text in it; for None, until none is shown."""
        root = "document.querySelector('digest-preview')?.shadowRoot"
        shown = f"[...({root}?.querySelectorAll(selector) ?? [])].filter(each => each.checkVisibility())"
        is_so = "shown.some(each => each.innerText.includes(text))" if text is not None else f"{root} && !shown.length"
        return self.when(f"([selector, text]) => {{ const shown = {shown}; return {is_so}; }}", [selector, text])


def _is_complaint(said: Any) -> bool:
    """Whether the console says an error; that a file is not there, or not at the moment, is none."""
    normal = ("Failed to load resource", "net::ERR", "Refused to apply style")
    return said.type == "error" and not any(each in said.text for each in normal)
