"""A browser that detects scripts that run on a page, and markup that would run code on user interaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page

from tests.conftest import CHROMIUM

LISTEN = "addEventListener('securitypolicyviolation', event => told(`policy: ${event.violatedDirective} ${event.sample}`), true);"
"""A script that runs in every frame before anything else."""

LOOK = r"""
async ([addresses, before]) => {
    // Load these pages side by side, touch all that is in them, and say what is wrong with each, its heading and its data.
    const ours = /\/assets\/(scheme|search)\.[0-9a-f]{10}\.js$/;
    const dangerous = ["iframe", "frame", "object", "embed", "base", "style", "math", "applet", "portal", "video", "audio"];
    const charts = svg => [...svg.querySelectorAll("*")].every(part => ["path", "rect", "title"].includes(part.localName));
    function* wrong(page) {
        for (const each of page.querySelectorAll("*")) {
            const name = each.localName;
            if (dangerous.includes(name)) yield `<${name}>`;
            if (name === "svg" && !charts(each)) yield "<svg>";
            if (name === "script" && each.type !== "application/ld+json" && !ours.test(each.src)) yield "<script>";
            if (name === "form" && !/^\/(?!\/)([!-~]*\/)?search\/$/.test(each.getAttribute("action"))) yield "<form>";
            if (name === "link" && each.rel === "stylesheet" && new URL(each.href).origin !== location.origin) yield "a sheet";
            if (name === "meta" && each.httpEquiv && each.httpEquiv !== "Content-Security-Policy") yield "<meta http-equiv>";
            for (const { name: key, value } of each.attributes) {
                if (key === "srcset" && /^\/(?!\/)\S+ \d+w(, \/(?!\/)\S+ \d+w)*$/.test(value)) continue;
                if (/^(on.*|style|srcdoc|formaction|srcset|action)$/i.test(key) && name !== "form") yield `${key} of <${name}>`;
                if (!/href$|^src$/.test(key) || !URL.canParse(value, page.baseURI)) continue;
                if (!/^(https?|mailto):$/.test(new URL(value, page.baseURI).protocol)) yield `${key}=${value}`;
            }
        }
    }
    function touch(page) {
        for (const each of page.querySelectorAll("*")) {
            if (each.localName === "img") each.loading = "eager";
            for (const type of ["mouseover", "focus", "pointerover", "toggle"]) each.dispatchEvent(new Event(type));
            if (each.matches("a[href]") && !/^(https?|mailto):$/.test(each.protocol)) each.click();
        }
    }
    const data = page => {
        const script = page.querySelector("script[type='application/ld+json']");
        return script && JSON.parse(script.text).headline;
    };
    const found = await Promise.all(addresses.map(async address => {
        const frame = document.createElement("iframe");
        const loaded = new Promise(resolve => { frame.onload = resolve; });
        frame.hidden = true; // it is not drawn, but its scripts run
        frame.src = before + address;
        document.body.append(frame);
        await loaded;
        const page = frame.contentDocument;
        if (page.querySelector("#found")) {
            const end = Date.now() + 20_000; // the search has an answer
            while (!page.querySelector("#found").textContent && Date.now() < end) await new Promise(go => setTimeout(go, 5));
        }
        touch(page);
        await new Promise(go => setTimeout(go, 0));
        const h1 = page.querySelector("main h1")?.textContent ?? "";
        return [[...wrong(page)], h1, data(page), page.querySelector("#found")?.textContent ?? ""];
    }));
    document.body.replaceChildren();
    return found;
}
"""

MANY = 30
"""The number of pages that are loaded in parallel."""


class Watched:
    """A page that loads others in frames; `events` collects the scripts that they run and the policy violations."""

    def __init__(self, page: Page, events: list[str]) -> None:
        self.page = page
        self.events = events

    def look(self, start: str, paths: Sequence[str]) -> Iterator[tuple[str, list[str], str, str | None, str]]:
        """Yield for each of these pages: path, complaints, heading, headline in its data, and status text of the search."""
        for at in range(0, len(paths), MANY):
            some = list(paths[at : at + MANY])
            for path, found in zip(some, self.page.evaluate(LOOK, [some, start]), strict=True):
                yield (path, *found)


@contextmanager
def watching(browser: Browser) -> Iterator[Watched]:
    """Yield a window without access to other machines, which records dialogs and policy violations in all frames."""
    events: list[str] = []
    alone = browser.browser_type.launch(
        executable_path=CHROMIUM, args=["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
    )
    try:
        window = alone.new_context()
        window.expose_binding("told", lambda source, said: events.append(f"{source['frame'].url}: {said}"))
        window.add_init_script(LISTEN)
        page = window.new_page()

        def dismiss(dialog: Any) -> None:
            events.append(f"{dialog.type}: {dialog.message}")
            dialog.dismiss()

        page.on("dialog", dismiss)
        yield Watched(page, events)
    finally:
        alone.close()
