"""The build's side of a cluster of other machines: check --cluster, connect to the Dask scheduler, wait for workers and count them,
submit pickled calls that parse articles or render pages, write their results here, and report a scheduler or workers that are lost.
Workers share no disk.

This process reads the inputs of a batch, sends them to a worker, and writes the result.
"""

from __future__ import annotations

import logging
import pickle
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Future, wait
from contextlib import contextmanager, suppress
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar
from urllib.parse import urlsplit

import msgspec

from digest import DISTRIBUTION
from digest.articles.article import Parsing
from digest.cache.serialization import CacheRow
from digest.errors import ClusterError, DigestError, UsageError
from digest.files.file_states import FoundFile
from digest.inputs.article_reader import parse_batch, read_files
from digest.installation.package import install_command
from digest.output.render_worker import PageJob, RenderedPage, render_jobs, stored_texts
from digest.output.staging import put_file
from digest.output_paths import printable
from digest.workers import cluster_worker
from digest.workers.versions import versions, zone_rules

if TYPE_CHECKING:
    from distributed import Client

T = TypeVar("T")

SCHEDULER_SCHEMES = frozenset({"tcp", "tls"})

CONNECT_SECONDS = 10
"""The time limit for connecting to a scheduler, in seconds, if Dask's settings do not have a lower one."""

WORKERS_SECONDS = 60
"""The time without any worker, in seconds, after which a build fails; a restarted worker is back by then."""

POLL_SECONDS = 1
"""The time between two counts of the workers while a build waits, in seconds."""

NOISY_LOGGERS = ("distributed", "tornado", "asyncio")
"""Loggers of Dask, which are silenced; relevant failures are reported as errors."""

START_HINT = "start one: dask scheduler, and on each machine: dask worker ADDRESS --nthreads 1"


def require_cluster(address: str) -> None:
    """Raise UsageError if this is not the address of a scheduler, or Dask is not installed."""
    try:
        address_parts = urlsplit(address)
        is_valid = (
            address_parts.scheme in SCHEDULER_SCHEMES and address_parts.hostname and address_parts.port and not address_parts.path
        )
    except ValueError:  # invalid port
        is_valid = False
    if not is_valid:
        message = f"--cluster: {printable(address)} is not the address of a Dask scheduler"
        raise UsageError(message, hint="for example tcp://10.0.0.1:8786, or tls:// and so on")
    if not find_spec("distributed"):
        message = "--cluster needs Dask, which is not installed"
        raise UsageError(message, hint=f"{install_command('distributed')} (the extra cluster: {DISTRIBUTION}[cluster])")


@contextmanager
def cluster(address: str) -> Iterator[Cluster]:
    """Connect to the scheduler at this address. Raises ClusterError if it cannot be reached, or has no workers."""
    client = _connected_client(address)
    try:
        connected = Cluster(client, address)
        connected.wait_for_workers()
        yield connected
    finally:
        with suppress(Exception):  # the scheduler may be lost; it drops the calls of a disconnected client
            client.close(timeout=CONNECT_SECONDS)


def _connected_client(address: str) -> Client:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # different versions of Dask, which the scheduler rejects if necessary
        import dask
        from distributed import Client

        _silence_dask()
        dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 GB"})  # a batch may have one large article
        connect_seconds = min(CONNECT_SECONDS, dask.utils.parse_timedelta(dask.config.get("distributed.comm.timeouts.connect")))
        try:
            return Client(address, timeout=connect_seconds, set_as_default=False, name="digest")
        except OSError as error:  # a TimeoutError too
            connection_problem = "it does not answer" if "Timed out" in str(error) else str(error)
        except Exception as error:  # noqa: BLE001 - missing certificates, another protocol: Dask may raise anything
            connection_problem = f"{type(error).__name__}: {error}"
    raise ClusterError(f"the scheduler at {address} cannot be used: {connection_problem}", hint=START_HINT)


def _silence_dask() -> None:
    for name in (*NOISY_LOGGERS, *logging.root.manager.loggerDict):
        if name.partition(".")[0] in NOISY_LOGGERS:
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)


class Cluster:
    """An executor that submits calls to workers; `REMOTE_CALLS` replaces those that need this machine's disk."""

    def __init__(self, client: Client, address: str) -> None:
        self.client = client
        self.address = address
        self.executor = client.get_executor(pure=False)
        self.versions = msgspec.json.encode(versions())
        self.max_pending = 0
        """The maximum number of batches that are submitted at once; 0 until workers are connected."""
        self.folders: set[str] = set()
        """The existing folders in the staging folder (see `put_file`)."""
        self._last_seen = time.monotonic()
        """The last time at which there was a worker."""

    def wait_for_workers(self) -> None:
        """Wait until there is a worker. Raises ClusterError."""
        while not self.max_pending:
            self.count_workers()
            if not self.max_pending:
                time.sleep(POLL_SECONDS / 10)

    def submit(self, function: Callable[..., T], /, *args: Any) -> Callable[[], T]:
        """Submit `function(*args)`. Raises DigestError."""
        call = function if isinstance(function, partial) else partial(function)
        remote_call = REMOTE_CALLS.get(call.func)
        call_arguments = (*call.args, *args)
        return (
            remote_call(self, *call_arguments) if remote_call else self.submit_call(_result_unchanged, call.func, *call_arguments)
        )

    def submit_call(self, finish: Callable[[Any], T], function: Callable[..., object], *args: Any) -> Callable[[], T]:
        """Submit a call that does not need the site's disk; `finish` converts its return value to the result."""
        future = self._submit_to_cluster(function, args)
        return lambda: finish(self._wait_for(future))

    def _wait_for(self, future: Future[Any]) -> Any:
        """Return the value of the call. Raises its exception, or ClusterError."""
        while not wait([future], POLL_SECONDS).done:
            self.count_workers()
        try:
            value = future.result()
        except Exception as error:  # noqa: BLE001 - the call or Dask may raise anything
            self.raise_error(error)
        return value

    def _submit_to_cluster(self, function: Callable[..., object], args: Sequence[Any]) -> Future[Any]:
        """Submit a pickled call, which only the worker unpickles, so that the scheduler does not need digest."""
        call = pickle.dumps(_RemoteCall(self.versions, function, args))
        try:
            future: Future[Any] = self.executor.submit(pickle.loads, call)
        except Exception as error:  # noqa: BLE001 - Dask raises an Exception if the connection is closed
            self.raise_error(error)
        return future

    def _cores_of_workers(self) -> dict[str, int]:
        try:
            # Like `client.nthreads`, which has no timeout for a scheduler that hangs.
            cores_of_workers: dict[str, int] = self.client.sync(self.client.scheduler.ncores, callback_timeout=WORKERS_SECONDS)
        except Exception as error:  # noqa: BLE001 - as above
            self.raise_error(error)
        return cores_of_workers

    def count_workers(self) -> None:
        """Count the workers. Raises ClusterError if there has been none for WORKERS_SECONDS."""
        if self.client.status != "running":
            raise self.lost_scheduler_error()
        if workers := self._cores_of_workers():
            self.max_pending, self._last_seen = 2 * len(workers) + 2, time.monotonic()
        elif time.monotonic() - self._last_seen > WORKERS_SECONDS:
            message = f"the scheduler at {self.address} has no workers"
            raise ClusterError(message, hint=f"start some: dask worker {self.address} --nthreads 1")

    def raise_error(self, error: BaseException) -> NoReturn:
        """Raise the error for the user that corresponds to this exception of a call."""
        if isinstance(error, DigestError):
            raise error
        if isinstance(error, CancelledError | OSError) or self.client.status != "running":
            raise self.lost_scheduler_error() from None
        if type(error).__name__ == "KilledWorker":
            message = f"the cluster at {self.address} lost a worker several times at one batch"
            raise ClusterError(message, hint="see the logs of the workers: perhaps they have too little memory") from None
        if isinstance(error, ImportError) or (isinstance(error, AttributeError) and str(error).startswith("Can't get")):
            message = f"a worker of the cluster at {self.address} has another version of digest, or none: {error}"
            raise ClusterError(message, hint=cluster_worker.SAME_PROGRAM_HINT) from None
        raise error

    def lost_scheduler_error(self) -> ClusterError:
        """Return the error for a lost connection to the scheduler."""
        message = f"the scheduler at {self.address} was lost while the site was built"
        return ClusterError(message, hint="the site was not changed; build again when the scheduler runs, or without --cluster")


class _RemoteCall:
    """A call that runs when it is unpickled; it contains everything that the worker needs."""

    def __init__(self, *call: object) -> None:
        self.call = call

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return cluster_worker.perform, self.call


def _result_unchanged(value: Any) -> Any:
    return value


def _parse_remotely(cluster: Cluster, parsing: Parsing, files: Sequence[FoundFile]) -> Callable[[], list[CacheRow]]:
    return cluster.submit_call(
        _result_unchanged, cluster_worker.parse_on_worker, read_files(files, parsing), parsing, zone_rules(parsing.timezone)
    )


def _render_remotely(
    cluster: Cluster, setting: bytes, cache: str, staging: str, jobs: Sequence[PageJob]
) -> Callable[[], list[RenderedPage] | None]:
    def write_pages(result: tuple[list[RenderedPage], dict[str, bytes]]) -> list[RenderedPage] | None:
        rendered, pages = result
        for path, data in pages.items():
            put_file(staging, cluster.folders, path, data)
        return rendered

    texts = stored_texts(cache, jobs)
    if texts is None:
        return lambda: None
    return cluster.submit_call(write_pages, cluster_worker.render_pages, setting, jobs, texts)


REMOTE_CALLS: dict[Callable[..., Any], Callable[..., Callable[[], Any]]] = {
    parse_batch: _parse_remotely,
    render_jobs: _render_remotely,
}
"""Replacements for functions that read or write this machine's disk."""
