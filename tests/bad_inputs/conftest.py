"""The site that bad inputs are put into, and what is asked of each of them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bad_inputs.cases import GOOD, Case, look, run_build
from tests.conftest import put_files


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A good site that was built; only to be copied."""
    folder = put_files(tmp_path_factory.mktemp("good") / "site", GOOD)
    ran = run_build(folder)
    assert (ran.code, ran.err) == (0, ""), ran
    return folder


@pytest.fixture
def good(built: Path, tmp_path: Path) -> Path:
    """A copy of a good site that was built."""
    return Path(shutil.copytree(built, tmp_path / "site", symlinks=True))


@pytest.fixture
def check(good: Path) -> Callable[[Case], None]:
    """Try a case: the words, the exit code, and whether the site is as it was, or shows what it should."""

    def try_case(case: Case) -> None:
        before = look(good / "site")
        put_files(good, case.files)
        case.prepare(good)
        ran = run_build(good, *case.arguments, env=case.env)
        assert ran.err == case.printed
        assert ran.code == case.code
        if case.code:
            assert ran.out == ""
            assert look(good / "site") == before
            assert not (good / ".digest/staging").exists()
        else:
            assert ran.out.splitlines()[-1].startswith("built ")
            shown = (good / "site" / case.page).read_text(encoding="utf-8") if case.shows else ""
            for text in case.shows:
                assert text in shown

    return try_case
