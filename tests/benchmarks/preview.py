#!/usr/bin/env python3
"""Measure the time from a save until the browser shows it: `digest serve` in headless Chromium, and Hugo's server, with one corpus.

usage: preview.py [-n ARTICLES] [--saves N] [--pause SECONDS] [--hugo CMD] [--work DIR]

From the end of the write to the new text in the page (digest, by a MutationObserver), or until the server has the new page (Hugo,
polled every 2 ms; a browser would still have to load it, so this favours Hugo). Medians and 95th percentiles, as a Markdown table.
"""

from __future__ import annotations

import argparse
import http.client
import os
import re
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent

PAUSE = 0.25
"""Seconds between two saves: humans are slower, and the page must have finished loading."""

WATCH = """
seen => new Promise(resolve => {
    const look = () => { if (eval(seen)) { resolve(performance.timeOrigin + performance.now()); return true; } return false; };
    if (look()) return;
    const observer = new MutationObserver(() => look() && observer.disconnect());
    observer.observe(document, {childList: true, subtree: true, characterData: true, attributes: true});
    document.addEventListener("load", look, true);
})
"""
"""Resolves to the time, in milliseconds since 1970, at which `seen` is true in the page."""


def body(text: str, serial: int) -> tuple[str, str]:
    return f"{text.rstrip()}\n\nAdded in save {serial}.\n", f"Added in save {serial}."


def title(text: str, serial: int) -> tuple[str, str]:
    return re.sub(r'(?m)^title: "', f'title: "Save {serial} ', text, count=1), f"Save {serial} "


def template(text: str, serial: int) -> tuple[str, str]:
    return text.replace("Bench</footer>", f"Bench {serial}</footer>"), f"Bench {serial}"


def sheet(text: str, serial: int) -> tuple[str, str]:
    return f"{text}\n:root {{ --save: {serial}; }}\n", str(serial)


SHOWN = "document.body.innerText.includes({0!r})"
IN_SHEET = "getComputedStyle(document.documentElement).getPropertyValue('--save').trim() === {0!r}"


@contextmanager
def running(command: list[str], folder: Path, ready: str) -> Iterator[str]:
    """Start a server, and yield its address when it is ready."""
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(command, cwd=folder, stdout=said, stderr=subprocess.STDOUT)
        try:
            while True:
                said.seek(0)
                found = re.search(ready, said.read())
                if found:
                    break
                if process.poll() is not None:
                    sys.exit(f"{command[0]} has ended")
                time.sleep(0.05)
            yield found[1]
        finally:
            process.terminate()
            process.wait()


def saves(file: Path, change: Callable[[str, int], tuple[str, str]], count: int) -> Iterator[tuple[str, Callable[[], float]]]:
    """Yield for each save the expected text and a function that saves and returns the time; restore the file at the end."""
    original = file.read_text()

    def save(text: str) -> float:
        with file.open("w") as out:
            out.write(text)
        return time.time() * 1000

    try:
        for serial in range(count):
            text, seen = change(original, serial + 1000)
            yield seen, lambda text=text: save(text)
    finally:
        file.write_text(original)
        time.sleep(PAUSE)


def in_browser(address: str, path: str, files: dict[str, Path], count: int, pause: float) -> dict[str, list[float]]:
    """Return the milliseconds from each save until the browser shows it."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    found: dict[str, list[float]] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(f"{address.rstrip('/')}{path}")
        page.wait_for_function("document.querySelector('article')", timeout=600_000)  # until the first build is done
        page.wait_for_timeout(1500)
        for name, file in files.items():
            times = found.setdefault(name, [])
            for text, save in saves(file, CHANGES[name], count):
                seen = (IN_SHEET if name == "style sheet" else SHOWN).format(text)
                page.evaluate(f"window.shown = ({WATCH})({seen!r}); null")
                saved = save()
                times.append(page.evaluate("window.shown") - saved)
                page.wait_for_timeout(pause * 1000)
        browser.close()
    return found


def by_asking(address: str, path: str, files: dict[str, Path], count: int) -> dict[str, list[float]]:
    """Return the milliseconds from each save until the server sends the new page."""
    host = re.sub(r"^http://|/$", "", address)
    connection = http.client.HTTPConnection(host, timeout=30)

    def has(text: str) -> bool:
        connection.request("GET", path)
        return text.encode() in connection.getresponse().read()

    found: dict[str, list[float]] = {}
    for name, file in files.items():
        times = found.setdefault(name, [])
        for text, save in saves(file, CHANGES[name], count):
            saved = save()
            while not has(text):
                time.sleep(0.002)
            times.append(time.time() * 1000 - saved)
            time.sleep(PAUSE)
    return found


CHANGES = {"text": body, "title": title, "template": template, "style sheet": sheet}


def row(tool: str, name: str, times: list[float]) -> str:
    within = sorted(times)[max(0, round(len(times) * 0.95) - 1)]
    return f"| {tool} | {name} | {statistics.median(times):.0f} | {within:.0f} | {len(times)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-n", type=int, default=10_000, help="articles")
    parser.add_argument("--saves", type=int, default=100, help="saves of each kind (of Hugo a tenth)")
    parser.add_argument("--pause", type=float, default=PAUSE, help="seconds between two saves")
    parser.add_argument("--hugo", help="the Hugo binary; left out if not given")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "digest-preview")
    parser.add_argument("--digest", default=f"{sys.executable} -m digest", help="how to run digest")
    given = parser.parse_args()
    root = given.work / str(given.n)
    if not root.exists():
        subprocess.run([sys.executable, HERE / "corpus.py", root, str(given.n)], check=True, stdout=subprocess.DEVNULL)
        subprocess.run([sys.executable, HERE / "peers.py", root], check=True)
        shutil.copytree(HERE / "site", root / "digest", dirs_exist_ok=True)
    print(f"| {given.n:,} articles | what is saved | median, ms | 95 of 100 within, ms | saves |\n|---|---|---|---|---|")

    site = root / "digest"
    article = sorted((site / "content").rglob("story-*.md"))[given.n // 2]
    theme = next(path for path in (site / "themes").iterdir() if path.is_dir())
    files = {
        "text": article,
        "title": article,
        "template": theme / "templates/base.html",
        "style sheet": theme / "static/style.css",
    }
    digest = [*shlex.split(given.digest), "serve", "--port", "8765"]
    with running(digest, site, r"Serving (http://\S+) ") as address:
        day = re.search(r"(?m)^date: \W*(\d{4})-(\d\d)-(\d\d)", article.read_text())
        assert day
        path = f"/{day[1]}/{day[2]}/{day[3]}/{article.stem}/"
        for name, times in in_browser(address, path, files, given.saves, given.pause).items():
            print(row("digest", name, times), flush=True)
    if given.hugo:
        site = root / "hugo"
        article = site / "content" / article.relative_to(root / "digest/content")
        if not article.exists():
            article = sorted((site / "content").rglob("story-*.md"))[given.n // 2]
        hugo = [*shlex.split(given.hugo), "server", "--port", "8766", "--disableLiveReload"]
        with running(hugo, site, r"Web Server is available at (http://\S+)") as address:
            text = subprocess.run(
                [*shlex.split(given.hugo), "list", "all"], cwd=site, capture_output=True, text=True, check=True
            ).stdout
            line = next(line for line in text.splitlines() if article.stem in line)
            found = re.search(r"https?://[^/,]+(/[^,\"]*)", line)
            assert found, line
            for name, times in by_asking(address, found[1], {"text": article, "title": article}, max(3, given.saves // 10)).items():
                print(row("Hugo", name, times), flush=True)


if __name__ == "__main__":
    os.environ.pop("SOURCE_DATE_EPOCH", None)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed digest has its modules compiled
    main()
