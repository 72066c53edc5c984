"""What the fuzzers share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import sites


@pytest.fixture(scope="module")
def _templates_compiled_once() -> Iterator[None]:
    with sites.templates_compiled_once():
        yield
