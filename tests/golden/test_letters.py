"""Golden letters: those of an edition, for each provider. `pytest tests/golden --accept` writes them anew; read the difference."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from digest.config.mail_settings import PROVIDERS
from tests.conftest import run_digest
from tests.sites import tree, write

CASE = Path(__file__).parent / "letters"


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_letter_is_as_expected(provider: str, tmp_path: Path, request: pytest.FixtureRequest):
    shutil.copytree(CASE / "content", tmp_path / "content")
    shutil.copy(CASE / "digest.yml", tmp_path)
    ran = run_digest(tmp_path, "mail", "--provider", provider, "--now", "2026-01-10")
    assert ran.code == 0, ran.err
    made = {path: data for path, data in tree(tmp_path / "mail").items() if not path.startswith(".")}
    golden = CASE / "expected" / provider
    if request.config.getoption("--accept"):
        write(golden, made)
    wanted = tree(golden)
    assert made.keys() == wanted.keys()
    for path in sorted(wanted):
        assert made[path].decode() == wanted[path].decode(), path
        assert made[path] == wanted[path], path
