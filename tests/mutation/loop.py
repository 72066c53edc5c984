"""A pytest plugin that runs the collected tests once for each of many changes: `pytest -p tests.mutation.loop`.

The tests are imported and collected once; then a process is forked for each change, which applies it to the loaded module and runs
the tests that reach its lines, until one fails. DIGEST_CHANGES is the file with the changes, DIGEST_VERDICTS the file for the
verdicts. Changes that cannot be applied to a loaded module, or that survive there, are tested in a new Python process, with the
tests named in the file DIGEST_TESTS_TO_RUN.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
import traceback
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.mutation.edits import Change
from tests.mutation.patch import patch

CHANGES, VERDICTS, TESTS = "DIGEST_CHANGES", "DIGEST_VERDICTS", "DIGEST_TESTS_TO_RUN"

OPTIONS = ("-x", "-q", "--no-header", "--tb=line", "-p", "no:cacheprovider", "-p", "tests.mutation.loop")

MEMORY = 6 * 1024**3
"""The memory limit of a test process, in bytes: a change may cause an endless loop."""

PATIENCE = 300
"""The time limit for the tests of a change, in seconds."""

REACH = "reach.json"
"""The file in the copy that stores which tests reach which lines."""

KILLED, SURVIVED, BROKEN = "killed", "survived", "broken"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # A browser reserves more addresses than MEMORY, and its tests are about scripts, which are not changed here.
    items[:] = [item for item in items if "browser" not in getattr(item, "fixturenames", ())]
    if TESTS in os.environ:
        wanted = set(json.loads(Path(os.environ[TESTS]).read_text()))
        items[:] = [item for item in items if item.nodeid in wanted]


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.failed and VERDICTS in os.environ:
        print(report.longreprtext)


def pytest_runtestloop(session: pytest.Session) -> bool | None:
    if CHANGES not in os.environ:
        return None
    with open(os.environ[VERDICTS], "a", encoding="utf-8") as verdicts:
        for verdict in _verdicts(session):
            verdicts.write(f"{verdict}\n")
            verdicts.flush()
    return True


def _verdicts(session: pytest.Session) -> Iterator[str]:
    root = Path(session.config.rootpath)
    reach = Reach(root)
    if session.testsfailed or not _forked(lambda: reach.measure(session), PATIENCE * 10):
        yield BROKEN
        return
    reach.read()
    for path, source, *change in json.loads(Path(os.environ[CHANGES]).read_text()):
        yield _verdict(session, reach, root / path, path, source, Change(*change))


def _verdict(session: pytest.Session, reach: Reach, file: Path, path: str, source: str, change: Change) -> str:
    line, old, _ = change.lines(source)
    names = reach.tests(path, range(line, line + 1 + old.count(" ⏎ ")))
    items = {item.nodeid: item for item in session.items}
    file.write_text(change.apply(source), encoding="utf-8")
    try:
        # For lines that run only during imports or in other processes, no test is known to reach them.
        if names and not _forked(lambda: _patched(session, [items[name] for name in names], file, path, source, change), PATIENCE):
            return KILLED
        # The result of a line may be cached or come from a fixture: then only the first test that needs it reaches the line.
        return SURVIVED if _in_new_process(session, (names and reach.of_module(path)) or list(reach.took)) else KILLED
    finally:
        file.write_text(source, encoding="utf-8")


def _patched(session: pytest.Session, items: list[pytest.Item], file: Path, path: str, source: str, change: Change) -> bool:
    """Return whether the tests pass with the change; if it cannot be applied in this process, a new one runs them."""
    try:
        if not patch(path, str(file), change, source):
            return True
    except INTERRUPTIONS:
        raise
    except BaseException:  # noqa: BLE001 - the module cannot be loaded any more
        return False
    return _passed(session, items)


INTERRUPTIONS = (KeyboardInterrupt, MemoryError)


def _passed(session: pytest.Session, items: list[pytest.Item]) -> bool:
    session.items = items
    for item, following in zip(items, [*items[1:], None], strict=True):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed:
            return False
    return True


def _in_new_process(session: pytest.Session, names: Iterable[str]) -> bool:
    root = session.config.rootpath
    wanted = root / "tests-to-run.json"
    wanted.write_text(json.dumps(list(names)))
    files = dict.fromkeys(name.partition("::")[0] for name in names)
    variables = {name: value for name, value in os.environ.items() if name != CHANGES} | {TESTS: str(wanted)}
    command = [sys.executable, "-m", "pytest", *OPTIONS, f"--basetemp={root}.new", *files]

    def run() -> bool:
        return subprocess.run(command, cwd=root, env=variables, check=False).returncode in (0, 5)

    return _forked(run, PATIENCE)


def _forked(run: Callable[[], bool], seconds: float) -> bool:
    """Return the result of `run` in a forked process; False if it fails or takes too long."""
    child = os.fork()
    if not child:
        code = 2
        try:
            os.setpgid(0, 0)
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            code = 0 if run() else 1
        except BaseException:  # noqa: BLE001 - whatever it is, the tests did not pass
            traceback.print_exc()
        finally:
            os._exit(code)
    end = time.monotonic() + seconds
    pause = 0.002
    try:
        while True:
            ended, status = os.waitpid(child, os.WNOHANG)
            if ended:
                return os.waitstatus_to_exitcode(status) == 0
            if time.monotonic() > end:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
                return False
            time.sleep(pause)
            pause = min(pause * 1.5, 0.2)
    finally:
        _end_all(child)


def _end_all(group: int) -> None:
    """End all processes that the tests started."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


class Reach:
    """The tests that reach each line of each module, and the time of each test."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.file = root / REACH
        self.lines: dict[str, dict[str, list[str]]] = {}
        self.took: dict[str, float] = {}

    def measure(self, session: pytest.Session) -> bool:
        """Run all tests, and store which lines the passing ones reach; return False if all fail."""
        import coverage

        recorder = coverage.Coverage(data_file=None, include=[f"{self.root}/digest/*"], config_file=False)
        recorder.start()
        took: defaultdict[str, float] = defaultdict(float)
        failed: list[str] = []
        for item, following in zip(session.items, [*session.items[1:], None], strict=True):
            recorder.switch_context(item.nodeid)
            start = time.process_time()
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            took[item.nodeid] = time.process_time() - start
            if session.testsfailed:
                failed.append(item.nodeid)
                session.testsfailed = 0
        recorder.stop()
        lines = self._by_line(recorder.get_data(), {"", *failed})
        self.file.write_text(json.dumps({"lines": lines, "took": took, "failed": failed}))
        return len(failed) < len(session.items)

    def _by_line(self, data: Any, left_out: Container[str]) -> Mapping[str, Mapping[str, list[str]]]:
        return {
            os.path.relpath(file, self.root): {
                str(line): [name for name in names if name not in left_out] for line, names in data.contexts_by_lineno(file).items()
            }
            for file in data.measured_files()
        }

    def read(self) -> None:
        """Load the stored data."""
        found = json.loads(self.file.read_text())
        self.lines = found["lines"]
        self.took = {name: seconds for name, seconds in found["took"].items() if name not in found["failed"]}

    def tests(self, path: str, lines: Iterable[int]) -> list[str]:
        """Return the tests that reach one of these lines: file by file, so that they share fixtures; the fastest files first."""
        reached = self.lines.get(path, {})
        return self._in_order({name for line in lines for name in reached.get(str(line), ())})

    def of_module(self, path: str) -> list[str]:
        """Return the tests of all files in which one test reaches a line of the module, because they share fixtures."""
        files = {name.partition("::")[0] for names in self.lines.get(path, {}).values() for name in names}
        return self._in_order(name for name in self.took if name.partition("::")[0] in files)

    def _in_order(self, names: Iterable[str]) -> list[str]:
        files: defaultdict[str, list[str]] = defaultdict(list)
        for name in sorted(names, key=lambda name: (self.took.get(name, 0), name)):
            files[name.partition("::")[0]].append(name)
        return [name for listed in sorted(files.values(), key=lambda names: sum(map(self._seconds, names))) for name in listed]

    def _seconds(self, name: str) -> float:
        return self.took.get(name, 0)
