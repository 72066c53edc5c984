"""Shared fixtures: sites from a mapping of files, and the command line, run in this process."""

from __future__ import annotations

import gc
import io
import os
import re
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import settings

from digest.cli import run
from digest.command_options import State
from tests.selection import LONG, QUICK, RUN, SEED, Run, select
from tests.sites import themes_prepared_once

pytest_plugins = ("tests.bad_inputs",)
"""Provides the fixture `check` to the tests of bad inputs in several folders."""

Files = Mapping[str, str | bytes]

SETTINGS = {"HOME": "/nonexistent", "TZ": "America/St_Johns", "LC_ALL": "C.UTF-8", "TERM": "dumb"}
"""The environment of every run: nothing from the machine, and a time zone that no test uses on purpose."""

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

settings.register_profile("short", deadline=None, derandomize=True)
settings.register_profile("long", deadline=None, print_blob=True, max_examples=3000)
settings.load_profile("long" if LONG else "short")


MEMORY = Path("/dev/shm")
ENOUGH = 4 * 1024**3
"""Free bytes required in memory; a run with two processes needs less than half of it."""


def pytest_configure() -> None:
    """Put the sites of `make test` and `make test-all` into memory if there is enough: disk access takes a third of their time.

    Tests run by name and the long search use the disk, because real file systems behave differently: they reuse inode numbers.
    """
    uses_memory = RUN in (Run.QUICK, Run.THOROUGH) and "TMPDIR" not in os.environ
    if uses_memory and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH:
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None  # makes tempfile read TMPDIR again


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    items[:], deselected = select(items, RUN)
    if deselected:
        config.hook.pytest_deselected(items=deselected)
    for item in items:
        if LONG and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(3600))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report = yield
    if report.failed and not QUICK:  # type: ignore[attr-defined]
        report.sections.append(("sample", f"{SEED} runs the same again"))  # type: ignore[attr-defined]
    return report  # type: ignore[return-value]


def pytest_collection_finish() -> None:
    """Exclude the thousands of test objects from garbage collection: they live until the end."""
    gc.collect()
    gc.freeze()


class Ran(NamedTuple):
    """The exit code and output of a command."""

    code: int
    out: str
    err: str


def put_files(folder: Path, files: Files) -> Path:
    """Write these files, with paths relative to the folder, and return the folder."""
    for name, content in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def run_digest(folder: Path, *arguments: str, env: Mapping[str, str] | None = None) -> Ran:
    """Run `digest -C folder arguments` in this process; return exit code, standard output and standard error."""
    out, err = _Terminal(), _Terminal()
    before = sys.argv, sys.stdout, sys.stderr
    with _environment(SETTINGS | dict(env or {})), _signals_kept():
        sys.argv, sys.stdout, sys.stderr = ["digest", "-C", str(folder), *arguments], out, err
        try:
            code = run(State())
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
        finally:
            sys.argv, sys.stdout, sys.stderr = before
    assert not (lines := _lines_without_hint(err.text())), f"each message says what to do: {lines}"
    return Ran(code, out.text(), err.text())


_MESSAGE_WITHOUT_HINT = re.compile(
    r"""
    ^(?: digest:\ (?! .*:\ nothing\ was\ written$ | internal\ error )
       | \S.*:\d+:\d+:\ [EWN]\d{3}\ (?! .*\b(?:must|needs)\b ) ) .*$
    (?! \n\ \ \S )
    """,
    re.MULTILINE | re.VERBOSE,
)
"""A printed error or diagnostic without a hint. A message such as `front must be a number` needs none."""


def _lines_without_hint(printed: str) -> list[str]:
    """Return the printed errors and diagnostics that no hint follows."""
    return _MESSAGE_WITHOUT_HINT.findall(printed)


class _Terminal(io.TextIOWrapper):
    """A stream that records output as text with a binary buffer, like the real standard streams."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", newline="\n", write_through=True)

    def text(self) -> str:
        self.seek(0)
        return self.read()


@contextmanager
def _environment(variables: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update({"PATH": before.get("PATH", "")} | dict(variables))
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextmanager
def _signals_kept() -> Iterator[None]:
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, action in kept.items():
            signal.signal(number, action)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="store the output of the sites in tests/golden/cases/ as expected")


@pytest.fixture(autouse=True, scope="session")
def _affordable() -> Iterator[None]:
    """Compile templates and minify style sheets only once per test process."""
    with themes_prepared_once():
        yield


@pytest.fixture
def site(tmp_path: Path) -> Callable[[Files], Path]:
    """site({path: text or bytes}) creates a folder with these files and returns it."""

    def make(files: Files) -> Path:
        return put_files(tmp_path / "site-under-test", files)

    return make


@pytest.fixture
def digest() -> Callable[..., Ran]:
    """digest(folder, *arguments, env=…) runs the command line and returns exit code, standard output and standard error."""
    return run_digest


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A headless Chromium."""
    if not CHROMIUM:
        pytest.skip("NOT TRIED: there is no chromium (apt-get install chromium)")
    from playwright.sync_api import sync_playwright  # takes 200 ms, which most runs do not need

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()
