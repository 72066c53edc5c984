"""Fixtures of the preview's tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests import sites
from tests.preview import lively
from tests.preview.served import Served, serving
from tests.preview.tabs import Tab


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """`served(files, *options)` serves a site with these files, or a tiny site without arguments."""
    with ExitStack() as stack:

        def serve(files: dict[str, str | bytes] | None = None, *options: str) -> Served:
            root = sites.write(tmp_path / f"site{len(list(tmp_path.iterdir()))}", sites.tiny() if files is None else files)
            return stack.enter_context(serving(root, *options)).when_ready()

        yield serve


@pytest.fixture(scope="session")
def _lively(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    root = sites.write(tmp_path_factory.mktemp("lively"), lively.site())
    with serving(root, "--now", "2026-03-01") as running:
        yield running.when_ready()


@pytest.fixture
def site(_lively: Served) -> Iterator[Served]:
    """The lively site, served by one process for all tests; its files are restored after each test."""
    yield _lively
    restore(_lively, lively.site())


def restore(running: Served, files: dict[str, str | bytes]) -> None:
    """Restore exactly these files of the site, and wait until they are shown."""
    for path in [*(running.root / "content").rglob("*"), *(running.root / "themes").rglob("*")]:
        if path.is_file() and path.relative_to(running.root).as_posix() not in files:
            path.unlink()
    for name, content in files.items():
        data = content.encode() if isinstance(content, str) else content
        place = running.root / name
        if not place.is_file() or place.read_bytes() != data:
            sites.write(running.root, {name: content})
    last = running.root / "content/2026/the-last.md"  # all earlier changes are shown at the latest with this article
    last.write_text(sites.article("The last one", "2026-02-27"))
    running.when(lambda: "The last one" in running.get().text, running.state)
    last.unlink()
    running.when(lambda: "The last one" not in running.get().text, running.state)
    assert running.state()["diagnostics"] == []


@pytest.fixture
def tab(browser: Browser) -> Iterator[Callable[..., Tab]]:
    """`tab()` opens a tab. The test fails if a script in it fails. All tabs share a context; the first call sets its options."""
    errors: list[str] = []
    with ExitStack() as stack:
        contexts: list = []

        def open_tab(script: str = "", **options: object) -> Tab:
            if not contexts:
                contexts.append(browser.new_context(**options))
                stack.callback(contexts[0].close)
                if script:
                    contexts[0].add_init_script(script)
            return Tab(contexts[0], errors)

        yield open_tab
    assert errors == []
