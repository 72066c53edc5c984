"""A worker whose time zones differ from those of the build is refused."""

from __future__ import annotations

import pytest

from digest.articles.article import Parsing
from digest.errors import ClusterError
from digest.workers import cluster_worker
from digest.workers.cluster_worker import SAME_PROGRAM_HINT, parse_on_worker
from digest.workers.versions import zone_rules


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
