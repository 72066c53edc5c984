"""What the tests of the preview share."""

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
    """`served(files, *options)` serves a site of these files (a tiny one by itself)."""
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
    """The lively site, served by one process for all tests; each leaves it as it was."""
    yield _lively
    restored(_lively, lively.site())


def restored(running: Served, files: dict[str, str | bytes]) -> None:
    """Give the site these files and no others, and wait until they are shown."""
    for path in [*(running.root / "content").rglob("*"), *(running.root / "themes").rglob("*")]:
        if path.is_file() and path.relative_to(running.root).as_posix() not in files:
            path.unlink()
    for name, content in files.items():
        wanted = content.encode() if isinstance(content, str) else content
        place = running.root / name
        if not place.is_file() or place.read_bytes() != wanted:
            sites.write(running.root, {name: content})
    last = running.root / "content/2026/the-last.md"  # what was saved before this article is shown with it
    last.write_text(sites.article("The last one", "2026-02-27"))
    running.when(lambda: "The last one" in running.get().text, running.state)
    last.unlink()
    running.when(lambda: "The last one" not in running.get().text, running.state)
    assert running.state()["diagnostics"] == []


@pytest.fixture
def tab(browser: Browser) -> Iterator[Callable[..., Tab]]:
    """`tab()` opens a tab; no script in it may fail. All tabs of a test are in one window; the first call may set its options."""
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
