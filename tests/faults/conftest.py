"""Fixtures for all tests of faults: folders in memory, and templates that are compiled once."""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import sites
from tests.conftest import MEMORY, run_digest
from tests.faults.child import BUILD, Child


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """A folder in memory if possible: thousands of sites are created and removed, which takes longer than a build on a disk."""
    usable = MEMORY.is_dir() and os.access(MEMORY, os.W_OK)
    with tempfile.TemporaryDirectory(prefix="digest-faults-", dir=MEMORY if usable else None) as place:
        os.chmod(place, 0o755)  # some builds run as the user nobody
        yield Path(place)


@pytest.fixture(autouse=True, scope="session")
def _warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Imports and compiles everything before the first process is forked."""
    with sites.themes_prepared_once():
        root = sites.write(tmp_path_factory.mktemp("warm"), sites.tiny(2))
        assert Child(root, "build", "-j1", "--now", "2026-02-30").wait().code == 2
        assert run_digest(root, *BUILD).code == 0
        # The garbage collector would touch all objects in each child, and every touched memory page would be copied.
        gc.collect()
        gc.freeze()
        yield
        gc.unfreeze()
