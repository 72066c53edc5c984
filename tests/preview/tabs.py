"""Tabs of a real browser that show a preview."""

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
    """A tab, whose script errors are added to `errors`."""

    def __init__(self, context: BrowserContext, errors: list[str]) -> None:
        self.page: Page = context.new_page()
        self.page.set_default_timeout(PATIENCE * 1000)
        self.page.on("pageerror", lambda error: errors.append(f"{self.page.url}: {error}"))
        self.page.on("console", lambda message: errors.append(f"{self.page.url}: {message.text}") if _is_error(message) else None)

    def go(self, served: Served, path: str = "") -> Tab:
        """Open a page of the preview, wait until its script has started, and mark it."""
        with self.loading():
            self.page.goto(served.address + path)
        return self.mark()

    def loading(self) -> AbstractContextManager[object]:
        """Return a context manager that waits for a page to be loaded and its script to be started."""
        return self.page.expect_event("requestfinished", self._is_own)

    def _is_own(self, request: Request) -> bool:
        """Return whether the preview's script requests the page itself, which is the last step of its start."""
        return request.resource_type == "fetch" and request.url == self.page.url.partition("#")[0]

    def mark(self) -> Tab:
        """Mark the window, and record changes of its document from now on. Waits if the page is being reloaded."""
        return self.when(MARK)

    @property
    def is_marked(self) -> bool:
        """Whether the page was not reloaded since `mark`."""
        return bool(self.page.evaluate("window.marked === true"))

    @property
    def touched(self) -> list[str]:
        """The changes of the document since `mark`."""
        return list(self.page.evaluate("window.touched"))

    def when(self, expression: str, argument: object = None) -> Tab:
        """Wait until this JavaScript expression is true. It is evaluated repeatedly, also while the page is reloaded."""
        end = time.monotonic() + PATIENCE
        while True:  # wait_for_function would be blocked by a page's Content-Security-Policy
            try:
                if self.page.evaluate(expression, argument):
                    return self
            except Error as error:
                if "navigation" not in str(error) and "null" not in str(error):  # <body> does not exist yet
                    raise
            assert time.monotonic() < end, (expression, argument, self.page.url, self.page.inner_text("body"))
            self.page.wait_for_timeout(20)

    def when_text(self, text: str) -> Tab:
        """Wait until the page contains this text."""
        return self.when("text => document.body && document.body.textContent.includes(text)", text)

    def get(self, expression: str, argument: object = None) -> Any:
        """Return the value of this JavaScript expression."""
        return self.page.evaluate(expression, argument)

    # the panel of the preview

    def panel(self, selector: str, expression: str = "each => each.innerText") -> Any:
        """Return the value of this JavaScript function for each visible matching element of the panel."""
        found = "[...document.querySelector('digest-preview').shadowRoot.querySelectorAll(selector)]"
        return self.page.evaluate(f"selector => {found}.filter(each => each.checkVisibility()).map({expression})", selector)

    def when_panel(self, selector: str, text: str | None) -> Tab:
        """Wait until a matching element of the panel with this text is visible; for None, until none is visible."""
        root = "document.querySelector('digest-preview')?.shadowRoot"
        shown = f"[...({root}?.querySelectorAll(selector) ?? [])].filter(each => each.checkVisibility())"
        is_so = "shown.some(each => each.innerText.includes(text))" if text is not None else f"{root} && !shown.length"
        return self.when(f"([selector, text]) => {{ const shown = {shown}; return {is_so}; }}", [selector, text])


def _is_error(message: Any) -> bool:
    """Return whether a console message is an error. Missing or temporarily unavailable files are not."""
    normal = ("Failed to load resource", "net::ERR", "Refused to apply style")
    return message.type == "error" and not any(each in message.text for each in normal)
