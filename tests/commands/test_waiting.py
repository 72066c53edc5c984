"""Commands report on standard error that they wait for another build."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.commands import publish
from digest.output import build_lock
from tests.conftest import run_digest
from tests.sites import tiny, write


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("build",), "waiting for another build of this site…"),
        (("check",), "waiting for a build of this site…"),
        (("mail",), "waiting for a build of this site…"),
    ],
)
def test_waiting_is_reported_once_on_standard_error(
    arguments: tuple[str, ...], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    write(tmp_path, tiny(1))
    answers = iter([False, False])
    monkeypatch.setattr(build_lock, "try_lock", lambda file: next(answers, True))
    ran = run_digest(tmp_path, *arguments, "--now", "2026-03-01")
    assert ran.err.count(f"{message}\n") == 1 and "waiting" not in ran.out


def test_publish_reports_waiting_on_standard_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    nothing = publish.PublishResult(1, publish.Difference(), "0" * 40)
    monkeypatch.setattr(publish, "publish_site", lambda *given: given[-1]() or nothing)
    write(tmp_path, tiny(0))
    ran = run_digest(tmp_path, "publish")
    assert ran.err == "waiting for a build of this site…\n" and ran.out.startswith("nothing to publish: ")
