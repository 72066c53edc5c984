"""Golden letters: the letter of an edition for each provider. `pytest tests/golden --accept` stores the output; review the diff."""

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
    output = {path: data for path, data in tree(tmp_path / "mail").items() if not path.startswith(".")}
    golden = CASE / "expected" / provider
    if request.config.getoption("--accept"):
        write(golden, output)
    expected_files = tree(golden)
    assert output.keys() == expected_files.keys()
    for path in sorted(expected_files):
        assert output[path].decode() == expected_files[path].decode(), path
        assert output[path] == expected_files[path], path
