"""What the tests of the preview share."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests import sites
from tests.preview.served import Served, serving

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """`served(files, *options)` serves a site of these files (a tiny one by itself)."""
    with ExitStack() as stack:

        def serve(files: dict[str, str | bytes] | None = None, *options: str) -> Served:
            root = sites.write(tmp_path / f"site{len(list(tmp_path.iterdir()))}", sites.tiny() if files is None else files)
            return stack.enter_context(serving(root, *options)).when_ready()

        yield serve
