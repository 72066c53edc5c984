"""What all tests share: sites made of a mapping of files, and the command line, run in this very process."""

from __future__ import annotations

import gc
import io
import os
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
"""What is asked of bad inputs, in the rooms of what reads them."""

Files = Mapping[str, str | bytes]

SETTINGS = {"HOME": "/nonexistent", "TZ": "America/St_Johns", "LC_ALL": "C.UTF-8", "TERM": "dumb"}
"""The environment of every run: nothing of the machine's own, and a time zone that no test means."""

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

settings.register_profile("short", deadline=None, derandomize=True)
settings.register_profile("long", deadline=None, print_blob=True, max_examples=3000)
settings.load_profile("long" if LONG else "short")


MEMORY = Path("/dev/shm")
ENOUGH = 4 * 1024**3
"""Bytes; a run that is done by two processes needs less than half of it."""


def pytest_configure() -> None:
    """Put the sites of `make test` and `make test-all` into memory where there is enough: a disk takes a third of their time.

    What is tried by name or in the long search lies on the disk, for a disk has its own ways: it uses a number again, for one.
    """
    is_meant = RUN in (Run.QUICK, Run.THOROUGH) and "TMPDIR" not in os.environ
    if is_meant and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH:
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None  # it is asked for again


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    items[:], left = select(items, RUN)
    if left:
        config.hook.pytest_deselected(items=left)
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
    """Thousands of tests stay until the end: the collector need not look at them each time."""
    gc.collect()
    gc.freeze()


class Ran(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str


def put_files(folder: Path, files: Files) -> Path:
    """Write these files, paths with `/` from the folder, and return the folder."""
    for name, content in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def run_digest(folder: Path, *arguments: str, env: Mapping[str, str] | None = None) -> Ran:
    """Run `digest -C folder arguments` in this process, as at a prompt: exit code, standard output, standard error."""
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
    return Ran(code, out.text(), err.text())


class _Terminal(io.TextIOWrapper):
    """A stream that keeps what is printed, bytes below and text above, as the real ones are."""

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
    parser.addoption("--accept", action="store_true", help="write what the sites in tests/golden/cases/ make as expected")


@pytest.fixture(autouse=True, scope="session")
def _affordable() -> Iterator[None]:
    """Templates are compiled and style sheets minified once, in all tests of a process."""
    with themes_prepared_once():
        yield


@pytest.fixture
def site(tmp_path: Path) -> Callable[[Files], Path]:
    """site({path: text or bytes}) makes a folder with these files and returns it."""

    def make(files: Files) -> Path:
        return put_files(tmp_path / "site-under-test", files)

    return make


@pytest.fixture
def digest() -> Callable[..., Ran]:
    """digest(folder, *arguments, env=…) runs the command line: exit code, standard output, standard error."""
    return run_digest


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, without a window."""
    if not CHROMIUM:
        pytest.skip("NOT TRIED: there is no chromium (apt-get install chromium)")
    from playwright.sync_api import sync_playwright  # takes 200 ms, and most runs ask for a few tests

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()
