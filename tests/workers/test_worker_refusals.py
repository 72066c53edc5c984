"""A worker whose time zones or extensions differ from those of the build is refused; its calls run one after another."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import msgspec
import pytest
from msgspec.structs import replace

from digest.articles.article import Parsing
from digest.errors import ClusterError
from digest.extensions import Code
from digest.workers import cluster_worker
from digest.workers.cluster_worker import SAME_PROGRAM_HINT, parse_on_worker, perform, render_pages
from digest.workers.versions import versions, zone_rules
from tests.output.small import SETTINGS


@pytest.fixture(autouse=True)
def _caches() -> Iterator[None]:
    yield
    cluster_worker._render_worker.cache_clear()


def refusal(zone: str, rules: str) -> ClusterError:
    with pytest.raises(ClusterError) as raised:
        parse_on_worker([], Parsing(timezone=zone), rules)
    return raised.value


def test_a_worker_with_other_rules_or_without_the_time_zone_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cluster_worker, "worker_address", lambda: "tcp://10.0.0.2:1")
    refused = "the worker at tcp://10.0.0.2:1 was refused: it has"
    assert parse_on_worker([], Parsing(timezone="Asia/Seoul"), zone_rules("Asia/Seoul")) == []
    other = refusal("Asia/Seoul", zone_rules("Europe/Berlin"))
    assert (other.message, other.hint) == (f"{refused} other rules for the time zone Asia/Seoul (tzdata)", SAME_PROGRAM_HINT)
    missing = refusal("Nowhere/None", "rules")
    assert missing.message == f"{refused} no time zone Nowhere/None (the package tzdata has it)"


@pytest.mark.parametrize(("key_on_worker", "is_refused"), [("the key", False), ("another key", True), ("", True)])
def test_a_worker_with_other_files_of_a_package_is_refused(key_on_worker: str, is_refused: bool, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cluster_worker, "worker_address", lambda: "tcp://10.0.0.2:1")
    monkeypatch.setattr("digest.inputs.extension_loader.package_key", lambda name: key_on_worker)
    code = Code("sample", "the key", (), 1, 1, entries=(("planners", "p", "sample:p"),))
    monkeypatch.setattr("digest.output.render_worker._filters_for_rendering", lambda extensions: ())
    settings = msgspec.json.encode(replace(SETTINGS, extensions=(code,)))
    if not is_refused:
        assert render_pages(settings, [], {}) == ([], {})
        return
    with pytest.raises(ClusterError, match="other files of the extension sample, or none"):
        render_pages(settings, [], {})


def test_files_of_extensions_are_sent_to_the_worker():
    code = Code("own.py", "the key", ("extensions/own.py",), 1, 1, b"FILTERS = {'own': str.upper}")
    assert render_pages(msgspec.json.encode(replace(SETTINGS, extensions=(code,))), [], {}) == ([], {})


def test_a_worker_with_several_threads_runs_one_call_at_a_time():
    running: list[int] = []
    most: list[int] = []

    def call() -> None:
        running.append(1)
        most.append(len(running))
        time.sleep(0.02)
        running.pop()

    own_versions = msgspec.json.encode(versions())
    threads = [threading.Thread(target=perform, args=(own_versions, call, ())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1, 1, 1, 1]
