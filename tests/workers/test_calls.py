"""What goes to a worker and comes back, without Dask: a worker of this process that is given bytes alone."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace

from digest.command_run import CommandRun
from digest.errors import ClusterError, UsageError
from digest.extensions import NO_ADDITIONS, Code
from digest.workers import cluster_worker, dask_cluster
from digest.workers.versions import Versions, differences, versions, zone_rules
from tests.sites import article, build, tiny, tree, write

ADDRESS = "tcp://10.0.0.1:8786"


class Dask:
    """Stands for a client of Dask, and for its executor."""

    def __init__(self) -> None:
        self.status = "running"
        self.calls: list[bytes] = []
        self.workers = {"tcp://10.0.0.2:1": 1, "tcp://10.0.0.3:1": 1}
        self.scheduler = SimpleNamespace(ncores=lambda: self.workers)
        self.fails: Callable[[int], BaseException | None] = lambda number: None
        """What the call of this number raises instead of what it would return."""
        self.closed = False

    def sync(self, function: Callable[[], Any], callback_timeout: float) -> Any:
        assert callback_timeout
        return function()

    def get_executor(self, **how: Any) -> Dask:
        assert how.pop("pure") is False
        return self

    def submit(self, function: Callable[[bytes], Any], call: bytes) -> Future[Any]:
        assert type(call) is bytes
        self.calls.append(call)
        future: Future[Any] = Future()
        error = self.fails(len(self.calls))
        if isinstance(error, CancelledError):
            future.cancel()
            future.set_running_or_notify_cancel()
        elif error:
            future.set_exception(error)
        else:
            try:
                future.set_result(function(call))
            except Exception as raised:  # noqa: BLE001 - as Dask does
                future.set_exception(raised)
        return future

    def close(self, timeout: float) -> None:
        assert timeout
        self.closed = True


@pytest.fixture
def dask(monkeypatch: pytest.MonkeyPatch) -> Iterator[Dask]:
    made = Dask()
    monkeypatch.setattr(dask_cluster, "_connected", lambda address: made)
    monkeypatch.setattr(cluster_worker, "worker_address", lambda: "tcp://10.0.0.2:1")
    yield made
    assert made.closed or not made.calls


def by_cluster(root: Path, **run: Any) -> Any:
    return build(root, run=CommandRun(cluster=ADDRESS, **run))


def test_the_bytes_are_those_of_one_process_and_so_is_what_is_remembered(dask: Dask, tmp_path: Path):
    root, here = write(tmp_path / "root", tiny()), write(tmp_path / "here", tiny())
    assert build(here).code == 0
    assert by_cluster(root).code == 0
    assert tree(root / "site") == tree(here / "site")
    assert not (root / ".digest/staging").exists()
    assert build(root).rendered == set()
    edit = {"content/2026/a1.md": article("Another", "2026-02-02")}
    write(root, edit)
    write(here, edit)
    assert by_cluster(root).rendered == build(here).rendered
    assert tree(root / "site") == tree(here / "site")


def test_a_call_names_no_file_of_this_machine(dask: Dask, tmp_path: Path):
    """No worker looks for one, so no disk is shared."""
    assert by_cluster(write(tmp_path / "root", tiny())).code == 0
    assert not [call for call in dask.calls if str(tmp_path).encode() in call]


def test_each_batch_goes_once(dask: Dask, tmp_path: Path):
    assert by_cluster(write(tmp_path / "root", tiny())).code == 0
    assert len(dask.calls) == 2, "articles, pages"


def test_texts_that_were_lost_are_read_again_here(dask: Dask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    root, here = write(tmp_path / "root", tiny()), write(tmp_path / "here", tiny())
    assert build(here).code == 0
    monkeypatch.setattr("digest.output.render_worker.stored_bodies", lambda cache, keys: {})
    assert by_cluster(root).code == 0
    assert tree(root / "site") == tree(here / "site")


def test_a_fault_of_a_template_or_an_article_is_that_of_one_process(dask: Dask, tmp_path: Path):
    for number, edit in enumerate(
        (
            {"themes/plain/templates/article.html": "{{ page.nothing.more }}"},
            {"content/2026/a1.md": "---\ntitle: A\ndate: no\n---\n"},
        )
    ):
        root = write(tmp_path / f"root{number}", tiny() | edit)
        here = write(tmp_path / f"here{number}", tiny() | edit)
        found = by_cluster(root)
        assert found.code == 1 and found.diagnostics == build(here).diagnostics
        assert not (root / "site").exists()


@pytest.mark.parametrize("number", [1, 2], ids=["articles", "pages"])
@pytest.mark.parametrize(
    ("error", "said"),
    [
        (CancelledError(), f"the scheduler at {ADDRESS} was lost while the site was built"),
        (OSError("Timed out"), f"the scheduler at {ADDRESS} was lost while the site was built"),
        (type("KilledWorker", (Exception,), {})(), f"the cluster at {ADDRESS} lost a worker several times at one batch"),
        (ModuleNotFoundError("No module named 'digest'"), "has another version of digest, or none: No module named 'digest'"),
        (AttributeError("Can't get attribute 'perform'"), "has another version of digest, or none: Can't get attribute 'perform'"),
    ],
)
def test_what_a_lost_cluster_says_and_the_site_as_it_was(dask: Dask, number: int, error: Exception, said: str, tmp_path: Path):
    root = write(tmp_path / "root", tiny())
    assert build(root).code == 0
    before = tree(root / "site")
    write(root, {"digest.yml": f"{tiny()['digest.yml']}description: Another\n", "themes/plain/templates/robots.txt": "x"})
    dask.fails = lambda found: error if found == number else None
    ended = by_cluster(root, fresh=True)
    assert ended.code == 3 and said in ended.diagnostics[0]
    assert tree(root / "site") == before
    assert not (root / ".digest/staging").exists()


@pytest.mark.parametrize("error", [ZeroDivisionError("no"), AttributeError("'Page' object has no attribute 'x'")])
def test_a_fault_of_digests_own_stays_one(dask: Dask, error: Exception):
    with pytest.raises(type(error)) as caught:
        dask_cluster.Cluster(dask, ADDRESS).fail(error)  # type: ignore[arg-type]
    assert caught.value is error


def test_what_fails_after_the_connection_was_lost_is_the_loss(dask: Dask):
    """Whatever Dask raises then."""
    dask.status = "closed"
    used = dask_cluster.Cluster(dask, ADDRESS)  # type: ignore[arg-type]
    with pytest.raises(ClusterError, match="was lost"):
        used.fail(ZeroDivisionError("no"))
    with pytest.raises(ClusterError, match="was lost"):
        used.count_workers()
    with pytest.raises(UsageError, match="wrong"):
        used.fail(UsageError("something is wrong"))


def test_without_workers_it_waits_and_gives_up(dask: Dask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(dask_cluster, "WORKERS_SECONDS", 0.01)
    dask.workers = {}
    assert by_cluster(write(tmp_path / "root", tiny())).diagnostics[0] == f"the scheduler at {ADDRESS} has no workers"


def test_workers_are_waited_for_one_minute_from_when_there_was_one_last(dask: Dask, monkeypatch: pytest.MonkeyPatch):
    now = 1000.0
    monkeypatch.setattr(dask_cluster.time, "monotonic", lambda: now)
    used, there = dask_cluster.Cluster(dask, ADDRESS), dask.workers  # type: ignore[arg-type]
    for _ in range(2):
        dask.workers = there
        used.count_workers()
        dask.workers = {}
        now += 60
        used.count_workers()
    now += 0.1
    with pytest.raises(ClusterError, match="has no workers"):
        used.count_workers()


@pytest.mark.parametrize(("workers", "ahead"), [(1, 4), (2, 6), (10, 22)])
def test_each_worker_has_a_second_batch_that_waits(dask: Dask, workers: int, ahead: int):
    dask.workers = {f"tcp://10.0.0.2:{number}": 4 for number in range(workers)}
    used = dask_cluster.Cluster(dask, ADDRESS)  # type: ignore[arg-type]
    used.wait_for_workers()
    assert used.ahead == ahead


@pytest.fixture
def dasks(monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, Any]]:
    """`dasks(connect, error)` lets Dask be installed, with this time to connect; returns what a client is made with."""

    def install(connect: float, error: Exception | None = None) -> dict[str, Any]:
        given: dict[str, Any] = {}

        def client(address: str, **how: Any) -> object:
            given.update(how, address=address)
            if error:
                raise error
            return given

        settings = SimpleNamespace(set=lambda values: None, get=lambda name: connect)
        installed = SimpleNamespace(config=settings, utils=SimpleNamespace(parse_timedelta=float))
        monkeypatch.setitem(sys.modules, "dask", installed)  # type: ignore[arg-type]
        monkeypatch.setitem(sys.modules, "distributed", SimpleNamespace(Client=client))  # type: ignore[arg-type]
        monkeypatch.setattr(dask_cluster, "_silence_dask", lambda: None)
        return given

    return install


@pytest.mark.parametrize(("connect", "seconds"), [(30, 10), (3, 3)])
def test_a_scheduler_has_ten_seconds_to_answer_or_what_dask_is_told(
    dasks: Callable[..., dict[str, Any]], connect: float, seconds: float
):
    given = dasks(connect)
    assert dask_cluster._connected(ADDRESS) is given  # type: ignore[comparison-overlap]
    assert (given["address"], given["timeout"], given["set_as_default"]) == (ADDRESS, seconds, False)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError("Timed out trying to connect"), "it does not answer"),
        (OSError("no route to host"), "no route to host"),
        (ValueError("no certificate"), "ValueError: no certificate"),
    ],
)
def test_why_a_scheduler_cannot_be_used(dasks: Callable[..., dict[str, Any]], error: Exception, said: str):
    dasks(1, error)
    with pytest.raises(ClusterError) as caught:
        dask_cluster._connected(ADDRESS)
    assert str(caught.value) == f"the scheduler at {ADDRESS} cannot be used: {said}"
    assert "dask worker" in caught.value.hint


def test_what_dask_writes_is_silenced_and_nothing_else():
    own = ["tornado", "distributed", "distributed.core", "tornado.application", "asyncio"]
    loggers = {name: logging.getLogger(name) for name in [*own, "distributed_x", "mine", "mine.asyncio"]}
    levels = {name: logger.level for name, logger in loggers.items()}
    try:
        dask_cluster._silence_dask()
        assert [name for name, logger in loggers.items() if not logger.isEnabledFor(logging.CRITICAL)] == own
    finally:
        for name, level in levels.items():
            loggers[name].setLevel(level)


def test_a_worker_with_other_versions_refuses(dask: Dask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    here = versions()
    for number, (there, said) in enumerate(
        (
            (replace(here, digest="0.0.9"), "digest 0.0.9 instead of 0.1.0"),
            (replace(here, code="another"), "other source files of digest 0.1.0"),
            (replace(here, packages={**here.packages, "Python": "CPython 3.9"}), "Python CPython 3.9 instead of CPython 3."),
        )
    ):
        monkeypatch.setattr(cluster_worker, "versions", lambda there=there: there)
        ended = by_cluster(write(tmp_path / str(number), tiny()))
        assert ended.code == 3
        assert ended.diagnostics[0].startswith(f"the worker at tcp://10.0.0.2:1 was refused: it has {said}")


def test_another_package_of_an_extension_is_refused(dask: Dask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """What a filter of it makes could be other bytes."""
    code = Code("nowhere", "another", (), 1, 1, entries=(("filters", "shout", "nowhere:shout"),))
    monkeypatch.setattr("digest.workspace.find_extensions", lambda root, config: (code,))
    monkeypatch.setattr("digest.build_stages.load_extensions", lambda extensions: (NO_ADDITIONS, ()))
    monkeypatch.setattr("digest.output.render_worker._filters_for_rendering", lambda extensions: ())
    ended = by_cluster(write(tmp_path / "root", tiny()))
    assert ended.code == 3
    assert (
        ended.diagnostics[0] == "the worker at tcp://10.0.0.2:1 was refused: it has other files of the extension nowhere, or none"
    )


def test_what_differs_is_named_and_what_only_one_has_does_not():
    here = versions()
    assert {"Python", "markdown-it-py", "jinja2", "markupsafe", "nh3", "babel"} <= here.packages.keys()
    assert not {"pytest", "pip", "distributed", "pytz"} & here.packages.keys(), "needed by extras of others alone, or not at all"
    assert differences(here, here) == ()
    other = Versions(here.digest, here.code, {"jinja2": "1", "pytest": "2"})
    assert differences(other, here) == (f"jinja2 1 instead of {here.packages['jinja2']}",)


def test_zones_are_known_by_what_they_do():
    assert zone_rules("Asia/Seoul") != zone_rules("Asia/Tokyo")
    assert zone_rules("Asia/Seoul") == zone_rules("Asia/Seoul")


def test_every_kind_of_call_that_the_build_makes_has_a_way(dask: Dask):
    """A function that opens a file and has no line in the table would look for it at a worker."""
    assert {function.__name__ for function in dask_cluster.REMOTE_CALLS} == {"parse_batch", "render_jobs"}


@pytest.mark.parametrize(
    "address",
    ["here", "10.0.0.1:8786", "http://10.0.0.1:8786", "tcp://10.0.0.1", "tcp://:8786", "tcp://a:b", "tcp://a:1/x", "tls://a"],
)
def test_what_is_no_address_is_a_usage_error(address: str, digest: Any, tmp_path: Path):
    ran = digest(tmp_path, "build", "--cluster", address)
    assert ran.code == 2
    assert ran.err.startswith(f"digest: --cluster: {address} is not the address of a Dask scheduler\n")


def test_without_the_extra_it_is_named(digest: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("digest.workers.dask_cluster.find_spec", lambda name: None)
    ran = digest(tmp_path, "build", "--cluster", ADDRESS)
    assert ran.code == 2
    assert "--cluster needs Dask, which is not installed\n" in ran.err
    assert "pip install distributed (the extra cluster: digest-ssg[cluster])" in ran.err


def test_a_build_with_nothing_to_do_connects_with_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    root = write(tmp_path / "root", tiny())
    assert build(root).code == 0
    monkeypatch.setattr(dask_cluster, "_connected", lambda address: pytest.fail("it connects"))
    assert by_cluster(root).rendered == set()


@pytest.mark.parametrize("address", ["tcp://10.0.0.1:8786", "tls://scheduler:8786", "tcp://[::1]:1"])
def test_an_address_of_a_scheduler(address: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("digest.workers.dask_cluster.find_spec", lambda name: object())
    dask_cluster.require_cluster(address)
