"""Calls to workers of a cluster, with a fake of Dask: the worker is in this process and gets only bytes."""

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


class FakeDask:
    """A fake of Dask's client and executor."""

    def __init__(self) -> None:
        self.status = "running"
        self.calls: list[bytes] = []
        self.workers = {"tcp://10.0.0.2:1": 1, "tcp://10.0.0.3:1": 1}
        self.scheduler = SimpleNamespace(ncores=lambda: self.workers)
        self.error_of_call: Callable[[int], BaseException | None] = lambda number: None
        """The exception that the call with this number raises, or None."""
        self.closed = False

    def sync(self, function: Callable[[], Any], callback_timeout: float) -> Any:
        assert callback_timeout
        return function()

    def get_executor(self, **options: Any) -> FakeDask:
        assert options.pop("pure") is False
        return self

    def submit(self, function: Callable[[bytes], Any], call: bytes) -> Future[Any]:
        assert type(call) is bytes
        self.calls.append(call)
        future: Future[Any] = Future()
        error = self.error_of_call(len(self.calls))
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
def dask(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeDask]:
    fake = FakeDask()
    monkeypatch.setattr(dask_cluster, "_connected_client", lambda address: fake)
    monkeypatch.setattr(cluster_worker, "worker_address", lambda: "tcp://10.0.0.2:1")
    yield fake
    assert fake.closed or not fake.calls


def cluster_build(root: Path, **run: Any) -> Any:
    return build(root, run=CommandRun(cluster=ADDRESS, **run))


def test_output_and_cache_equal_those_of_one_process(dask: FakeDask, tmp_path: Path):
    root, local_copy = write(tmp_path / "root", tiny()), write(tmp_path / "local", tiny())
    assert build(local_copy).code == 0
    assert cluster_build(root).code == 0
    assert tree(root / "site") == tree(local_copy / "site")
    assert not (root / ".digest/staging").exists()
    assert build(root).rendered == set()
    edit = {"content/2026/a1.md": article("Another", "2026-02-02")}
    write(root, edit)
    write(local_copy, edit)
    assert cluster_build(root).rendered == build(local_copy).rendered
    assert tree(root / "site") == tree(local_copy / "site")


def test_a_call_contains_no_path_of_this_machine(dask: FakeDask, tmp_path: Path):
    """Workers share no disk with this machine."""
    assert cluster_build(write(tmp_path / "root", tiny())).code == 0
    assert not [call for call in dask.calls if str(tmp_path).encode() in call]


def test_each_batch_is_sent_once(dask: FakeDask, tmp_path: Path):
    assert cluster_build(write(tmp_path / "root", tiny())).code == 0
    assert len(dask.calls) == 2, "articles, pages"


def test_texts_missing_from_the_cache_are_parsed_again_in_this_process(
    dask: FakeDask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    root, local_copy = write(tmp_path / "root", tiny()), write(tmp_path / "local", tiny())
    assert build(local_copy).code == 0
    monkeypatch.setattr("digest.output.render_worker.stored_bodies", lambda cache, keys: {})
    assert cluster_build(root).code == 0
    assert tree(root / "site") == tree(local_copy / "site")


def test_errors_of_templates_and_articles_equal_those_of_one_process(dask: FakeDask, tmp_path: Path):
    for number, edit in enumerate(
        (
            {"themes/plain/templates/article.html": "{{ page.nothing.more }}"},
            {"content/2026/a1.md": "---\ntitle: A\ndate: no\n---\n"},
        )
    ):
        root = write(tmp_path / f"root{number}", tiny() | edit)
        local_copy = write(tmp_path / f"here{number}", tiny() | edit)
        found = cluster_build(root)
        assert found.code == 1 and found.diagnostics == build(local_copy).diagnostics
        assert not (root / "site").exists()


@pytest.mark.parametrize("number", [1, 2], ids=["articles", "pages"])
@pytest.mark.parametrize(
    ("error", "message"),
    [
        (CancelledError(), f"the scheduler at {ADDRESS} was lost while the site was built"),
        (OSError("Timed out"), f"the scheduler at {ADDRESS} was lost while the site was built"),
        (type("KilledWorker", (Exception,), {})(), f"the cluster at {ADDRESS} lost a worker several times at one batch"),
        (ModuleNotFoundError("No module named 'digest'"), "has another version of digest, or none: No module named 'digest'"),
        (AttributeError("Can't get attribute 'perform'"), "has another version of digest, or none: Can't get attribute 'perform'"),
    ],
)
def test_a_lost_cluster_is_reported_and_the_site_is_unchanged(
    dask: FakeDask, number: int, error: Exception, message: str, tmp_path: Path
):
    root = write(tmp_path / "root", tiny())
    assert build(root).code == 0
    before = tree(root / "site")
    write(root, {"digest.yml": f"{tiny()['digest.yml']}description: Another\n", "themes/plain/templates/robots.txt": "x"})
    dask.error_of_call = lambda call_number: error if call_number == number else None
    ended = cluster_build(root, fresh=True)
    assert ended.code == 3 and message in ended.diagnostics[0]
    assert tree(root / "site") == before
    assert not (root / ".digest/staging").exists()


@pytest.mark.parametrize("error", [ZeroDivisionError("no"), AttributeError("'Page' object has no attribute 'x'")])
def test_an_internal_error_is_raised_unchanged(dask: FakeDask, error: Exception):
    with pytest.raises(type(error)) as caught:
        dask_cluster.Cluster(dask, ADDRESS).raise_error(error)  # type: ignore[arg-type]
    assert caught.value is error


def test_any_error_after_a_lost_connection_is_reported_as_the_loss(dask: FakeDask):
    """Dask may raise anything then."""
    dask.status = "closed"
    connected = dask_cluster.Cluster(dask, ADDRESS)  # type: ignore[arg-type]
    with pytest.raises(ClusterError, match="was lost"):
        connected.raise_error(ZeroDivisionError("no"))
    with pytest.raises(ClusterError, match="was lost"):
        connected.count_workers()
    with pytest.raises(UsageError, match="wrong"):
        connected.raise_error(UsageError("something is wrong"))


def test_a_build_without_workers_fails_after_waiting(dask: FakeDask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(dask_cluster, "WORKERS_SECONDS", 0.01)
    dask.workers = {}
    assert cluster_build(write(tmp_path / "root", tiny())).diagnostics[0] == f"the scheduler at {ADDRESS} has no workers"


def test_the_build_waits_one_minute_after_the_last_worker(dask: FakeDask, monkeypatch: pytest.MonkeyPatch):
    now = 1000.0
    monkeypatch.setattr(dask_cluster.time, "monotonic", lambda: now)
    connected, workers = dask_cluster.Cluster(dask, ADDRESS), dask.workers  # type: ignore[arg-type]
    for _ in range(2):
        dask.workers = workers
        connected.count_workers()
        dask.workers = {}
        now += 60
        connected.count_workers()
    now += 0.1
    with pytest.raises(ClusterError, match="has no workers"):
        connected.count_workers()


def test_missing_workers_are_looked_for_at_intervals(dask: FakeDask, monkeypatch: pytest.MonkeyPatch):
    pauses: list[float] = []
    workers, dask.workers = dask.workers, {}

    def sleep(seconds: float) -> None:
        pauses.append(seconds)
        dask.workers = workers if len(pauses) == 2 else {}

    monkeypatch.setattr(dask_cluster.time, "sleep", sleep)
    dask_cluster.Cluster(dask, ADDRESS).wait_for_workers()  # type: ignore[arg-type]
    assert pauses == [0.1, 0.1]


@pytest.mark.parametrize(("workers", "max_pending"), [(1, 4), (2, 6), (10, 22)])
def test_each_worker_has_a_second_batch_pending(dask: FakeDask, workers: int, max_pending: int):
    dask.workers = {f"tcp://10.0.0.2:{number}": 4 for number in range(workers)}
    connected = dask_cluster.Cluster(dask, ADDRESS)  # type: ignore[arg-type]
    connected.wait_for_workers()
    assert connected.max_pending == max_pending


@pytest.fixture
def fake_dask_package(monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, Any]]:
    """`fake_dask_package(connect, error)` installs a fake of Dask with this timeout; returns the arguments of the client."""

    def install(connect: float, error: Exception | None = None) -> dict[str, Any]:
        client_arguments: dict[str, Any] = {}

        def client(address: str, **options: Any) -> object:
            client_arguments.update(options, address=address)
            if error:
                raise error
            return client_arguments

        settings = SimpleNamespace(set=lambda values: None, get=lambda name: connect)
        installed = SimpleNamespace(config=settings, utils=SimpleNamespace(parse_timedelta=float))
        monkeypatch.setitem(sys.modules, "dask", installed)  # type: ignore[arg-type]
        monkeypatch.setitem(sys.modules, "distributed", SimpleNamespace(Client=client))  # type: ignore[arg-type]
        monkeypatch.setattr(dask_cluster, "_silence_dask", lambda: None)
        return client_arguments

    return install


@pytest.mark.parametrize(("connect", "seconds"), [(30, 10), (3, 3)])
def test_the_connection_timeout_is_ten_seconds_or_that_of_dask(
    fake_dask_package: Callable[..., dict[str, Any]], connect: float, seconds: float
):
    arguments = fake_dask_package(connect)
    assert dask_cluster._connected_client(ADDRESS) is arguments  # type: ignore[comparison-overlap]
    assert (arguments["address"], arguments["timeout"], arguments["set_as_default"]) == (ADDRESS, seconds, False)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (OSError("Timed out trying to connect"), "it does not answer"),
        (OSError("no route to host"), "no route to host"),
        (ValueError("no certificate"), "ValueError: no certificate"),
    ],
)
def test_a_failed_connection_is_reported(fake_dask_package: Callable[..., dict[str, Any]], error: Exception, reason: str):
    fake_dask_package(1, error)
    with pytest.raises(ClusterError) as caught:
        dask_cluster._connected_client(ADDRESS)
    assert str(caught.value) == f"the scheduler at {ADDRESS} cannot be used: {reason}"
    assert "dask worker" in caught.value.hint


def test_only_loggers_of_dask_are_silenced():
    own = ["tornado", "distributed", "distributed.core", "tornado.application", "asyncio"]
    loggers = {name: logging.getLogger(name) for name in [*own, "distributed_x", "mine", "mine.asyncio"]}
    levels = {name: logger.level for name, logger in loggers.items()}
    for logger in loggers.values():
        logger.setLevel(logging.DEBUG)
    try:
        dask_cluster._silence_dask()
        assert [name for name, logger in loggers.items() if not logger.isEnabledFor(logging.CRITICAL)] == own
    finally:
        for name, level in levels.items():
            loggers[name].setLevel(level)


def test_a_worker_with_other_versions_is_refused(dask: FakeDask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    own_versions = versions()
    for number, (worker_versions, message) in enumerate(
        (
            (replace(own_versions, digest="0.0.9"), "digest 0.0.9 instead of 0.1.0"),
            (replace(own_versions, code="another"), "other source files of digest 0.1.0"),
            (
                replace(own_versions, packages={**own_versions.packages, "Python": "CPython 3.9"}),
                "Python CPython 3.9 instead of CPython 3.",
            ),
            (
                replace(own_versions, code="another", packages={**own_versions.packages, "jinja2": "9.9"}),
                "other source files of digest 0.1.0, jinja2 9.9 instead of ",
            ),
        )
    ):
        monkeypatch.setattr(cluster_worker, "versions", lambda worker_versions=worker_versions: worker_versions)
        ended = cluster_build(write(tmp_path / str(number), tiny()))
        assert ended.code == 3
        assert ended.diagnostics[0].startswith(f"the worker at tcp://10.0.0.2:1 was refused: it has {message}")


def test_a_worker_with_another_version_of_an_extension_is_refused(dask: FakeDask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Its filters could return other bytes."""
    code = Code("nowhere", "another", (), 1, 1, entries=(("filters", "shout", "nowhere:shout"),))
    monkeypatch.setattr("digest.workspace.find_extensions", lambda root, config: (code,))
    monkeypatch.setattr("digest.build_stages.load_extensions", lambda extensions: (NO_ADDITIONS, ()))
    monkeypatch.setattr("digest.output.render_worker._filters_for_rendering", lambda extensions: ())
    ended = cluster_build(write(tmp_path / "root", tiny()))
    assert ended.code == 3
    assert (
        ended.diagnostics[0] == "the worker at tcp://10.0.0.2:1 was refused: it has other files of the extension nowhere, or none"
    )


def test_differences_are_listed_and_packages_of_only_one_side_ignored():
    own_versions = versions()
    assert {"Python", "markdown-it-py", "jinja2", "markupsafe", "nh3", "babel"} <= own_versions.packages.keys()
    assert not {"pytest", "pip", "distributed", "pytz"} & own_versions.packages.keys(), "needed only by extras, or not at all"
    assert differences(own_versions, own_versions) == ()
    other = Versions(own_versions.digest, own_versions.code, {"jinja2": "1", "pytest": "2"})
    assert differences(other, own_versions) == (f"jinja2 1 instead of {own_versions.packages['jinja2']}",)


def test_zone_rules_depend_on_the_zone():
    assert zone_rules("Asia/Seoul") != zone_rules("Asia/Tokyo")
    assert zone_rules("Asia/Seoul") == zone_rules("Asia/Seoul")


def test_every_function_that_uses_the_disk_has_a_remote_call(dask: FakeDask):
    """A function that opens a file and is not in the table would look for it on the worker."""
    assert {function.__name__ for function in dask_cluster.REMOTE_CALLS} == {"parse_batch", "render_jobs"}


@pytest.mark.parametrize(
    "address",
    ["here", "10.0.0.1:8786", "http://10.0.0.1:8786", "tcp://10.0.0.1", "tcp://:8786", "tcp://a:b", "tcp://a:1/x", "tls://a"],
)
def test_an_invalid_address_is_a_usage_error(address: str, digest: Any, tmp_path: Path):
    ran = digest(tmp_path, "build", "--cluster", address)
    assert ran.code == 2
    assert ran.err.startswith(f"digest: --cluster: {address} is not the address of a Dask scheduler\n")


def test_a_missing_extra_is_reported(digest: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("digest.workers.dask_cluster.find_spec", lambda name: None)
    ran = digest(tmp_path, "build", "--cluster", ADDRESS)
    assert ran.code == 2
    assert "--cluster needs Dask, which is not installed\n" in ran.err
    assert "pip install distributed (the extra cluster: digest-ssg[cluster])" in ran.err


def test_a_build_with_nothing_to_do_does_not_connect(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    root = write(tmp_path / "root", tiny())
    assert build(root).code == 0
    monkeypatch.setattr(dask_cluster, "_connected_client", lambda address: pytest.fail("it connects"))
    assert cluster_build(root).rendered == set()


@pytest.mark.parametrize("address", ["tcp://10.0.0.1:8786", "tls://scheduler:8786", "tcp://[::1]:1"])
def test_valid_addresses_of_a_scheduler(address: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("digest.workers.dask_cluster.find_spec", lambda name: object())
    dask_cluster.require_cluster(address)
