"""A cluster: workers on other machines, found through a Dask scheduler. They share no disk with this machine.

This process reads what a batch needs and sends it along; what the batch returns, this process writes.
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
"""Seconds in which a scheduler has to answer, if Dask's own settings do not say fewer."""

WORKERS_SECONDS = 60
"""Seconds without any worker after which a build gives up: one that was restarted is there again by then."""

LOOK_SECONDS = 1
"""Seconds between two looks at the workers while a build waits."""

NOISY_LOGGERS = ("distributed", "tornado", "asyncio")
"""Loggers of what Dask does; what matters of it is reported as an error."""

START_HINT = "start one: dask scheduler, and on each machine: dask worker ADDRESS --nthreads 1"


def require_cluster(address: str) -> None:
    """Raise UsageError if this is no address of a scheduler, or Dask is not installed."""
    try:
        address_parts = urlsplit(address)
        is_right = (
            address_parts.scheme in SCHEDULER_SCHEMES and address_parts.hostname and address_parts.port and not address_parts.path
        )
    except ValueError:  # no number of a port
        is_right = False
    if not is_right:
        message = f"--cluster: {printable(address)} is not the address of a Dask scheduler"
        raise UsageError(message, hint="for example tcp://10.0.0.1:8786, or tls:// and so on")
    if not find_spec("distributed"):
        message = "--cluster needs Dask, which is not installed"
        raise UsageError(message, hint=f"{install_command('distributed')} (the extra cluster: {DISTRIBUTION}[cluster])")


@contextmanager
def cluster(address: str) -> Iterator[Cluster]:
    """The workers of the scheduler at this address. Raises ClusterError if there is none, or it has no workers."""
    client = _connected(address)
    try:
        made = Cluster(client, address)
        made.wait_for_workers()
        yield made
    finally:
        with suppress(Exception):  # the scheduler may be lost; it forgets the calls of a client that is gone
            client.close(timeout=CONNECT_SECONDS)


def _connected(address: str) -> Client:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that versions of Dask differ: it is refused by the scheduler if it matters
        import dask
        from distributed import Client

        _silence_dask()
        dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 GB"})  # a batch may have one large article
        seconds = min(CONNECT_SECONDS, dask.utils.parse_timedelta(dask.config.get("distributed.comm.timeouts.connect")))
        try:
            return Client(address, timeout=seconds, set_as_default=False, name="digest")
        except OSError as error:  # a TimeoutError too
            reason = "it does not answer" if "Timed out" in str(error) else str(error)
        except Exception as error:  # noqa: BLE001 - certificates that lack, another protocol: whatever Dask raises
            reason = f"{type(error).__name__}: {error}"
    raise ClusterError(f"the scheduler at {address} cannot be used: {reason}", hint=START_HINT)


def _silence_dask() -> None:
    for name in (*NOISY_LOGGERS, *logging.root.manager.loggerDict):
        if name.partition(".")[0] in NOISY_LOGGERS:
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)


class Cluster:
    """An executor: submits calls to workers, and those that need this machine's disk as `REMOTE_CALLS` says."""

    def __init__(self, client: Client, address: str) -> None:
        self.client = client
        self.address = address
        self.executor = client.get_executor(pure=False)
        self.versions = msgspec.json.encode(versions())
        self.ahead = 0
        """How many batches may be on their way at once."""
        self.folders: set[str] = set()
        """The folders of pages that exist in the staging folder (see `put_file`)."""
        self._seen = time.monotonic()
        """When there was a worker last."""

    def wait_for_workers(self) -> None:
        """Wait until there is one. Raises ClusterError."""
        while not self.ahead:
            self.count_workers()
            if not self.ahead:
                time.sleep(LOOK_SECONDS / 10)

    def submit(self, function: Callable[..., T], /, *args: Any) -> Callable[[], T]:
        """Submit `function(*args)`. Raises DigestError."""
        call = function if isinstance(function, partial) else partial(function)
        remote_call = REMOTE_CALLS.get(call.func)
        call_arguments = (*call.args, *args)
        return remote_call(self, *call_arguments) if remote_call else self.ask(_unchanged, call.func, *call_arguments)

    def ask(self, finish: Callable[[Any], T], function: Callable[..., object], *args: Any) -> Callable[[], T]:
        """Submit a call that needs no disk of the site; `finish` turns what it returns into the result."""
        future = self._submit_to_cluster(function, args)
        return lambda: finish(self._wait_for(future))

    def _wait_for(self, future: Future[Any]) -> Any:
        """What the call returned. Raises what it raised, and ClusterError."""
        while not wait([future], LOOK_SECONDS).done:
            self.count_workers()
        try:
            value = future.result()
        except Exception as error:  # noqa: BLE001 - whatever the call or Dask raised
            self.fail(error)
        return value

    def _submit_to_cluster(self, function: Callable[..., object], args: Sequence[Any]) -> Future[Any]:
        """A call on its way: one piece of bytes, which only the worker unpacks, so that the scheduler needs no digest."""
        call = pickle.dumps(_RemoteCall(self.versions, function, args), protocol=5)
        try:
            sent: Future[Any] = self.executor.submit(pickle.loads, call)
        except Exception as error:  # noqa: BLE001 - Dask raises an Exception if the connection is closed
            self.fail(error)
        return sent

    def _workers(self) -> dict[str, int]:
        try:
            # As `client.nthreads`, which would wait for ever for a scheduler that stands still.
            cores_of_workers: dict[str, int] = self.client.sync(self.client.scheduler.ncores, callback_timeout=WORKERS_SECONDS)
        except Exception as error:  # noqa: BLE001 - as above
            self.fail(error)
        return cores_of_workers

    def count_workers(self) -> None:
        """Count the workers. Raises ClusterError if there has been none for a while."""
        if self.client.status != "running":
            raise self.lost_scheduler()
        if workers := self._workers():
            self.ahead, self._seen = 2 * len(workers) + 2, time.monotonic()
        elif time.monotonic() - self._seen > WORKERS_SECONDS:
            message = f"the scheduler at {self.address} has no workers"
            raise ClusterError(message, hint=f"start some: dask worker {self.address} --nthreads 1")

    def fail(self, error: BaseException) -> NoReturn:
        """Raise the error that the user sees for this error of a call."""
        if isinstance(error, DigestError):
            raise error
        if isinstance(error, CancelledError | OSError) or self.client.status != "running":
            raise self.lost_scheduler() from None
        if type(error).__name__ == "KilledWorker":
            message = f"the cluster at {self.address} lost a worker several times at one batch"
            raise ClusterError(message, hint="see the logs of the workers: perhaps they have too little memory") from None
        if isinstance(error, ImportError) or (isinstance(error, AttributeError) and str(error).startswith("Can't get")):
            message = f"a worker of the cluster at {self.address} has another version of digest, or none: {error}"
            raise ClusterError(message, hint=cluster_worker.SAME_PROGRAM_HINT) from None
        raise error

    def lost_scheduler(self) -> ClusterError:
        """The error for a scheduler that is gone."""
        message = f"the scheduler at {self.address} was lost while the site was built"
        return ClusterError(message, hint="the site was not changed; build again when the scheduler runs, or without --cluster")


class _RemoteCall:
    """A call that is made when it is unpickled: a worker needs nothing but what is in it."""

    def __init__(self, *call: object) -> None:
        self.call = call

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return cluster_worker.perform, self.call


def _unchanged(value: Any) -> Any:
    return value


def _parse_remotely(cluster: Cluster, parsing: Parsing, files: Sequence[FoundFile]) -> Callable[[], list[CacheRow]]:
    return cluster.ask(
        _unchanged, cluster_worker.parse_on_worker, read_files(files, parsing), parsing, zone_rules(parsing.timezone)
    )


def _render_remotely(
    cluster: Cluster, setting: bytes, cache: str, staging: str, jobs: Sequence[PageJob]
) -> Callable[[], list[RenderedPage] | None]:
    def put(result: tuple[list[RenderedPage], dict[str, bytes]]) -> list[RenderedPage] | None:
        rendered, pages = result
        for path, data in pages.items():
            put_file(staging, cluster.folders, path, data)
        return rendered

    texts = stored_texts(cache, jobs)
    if texts is None:
        return lambda: None
    return cluster.ask(put, cluster_worker.render_pages, setting, jobs, texts)


REMOTE_CALLS: dict[Callable[..., Any], Callable[..., Callable[[], Any]]] = {
    parse_batch: _parse_remotely,
    render_jobs: _render_remotely,
}
"""How calls are made that read or write this machine's disk."""
