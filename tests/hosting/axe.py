"""axe-core: what it finds on the page that a browser shows."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

AXE = Path(sys.prefix) / "judges" / "node_modules" / "axe-core" / "axe.min.js"

ALL: Mapping[str, Any] = {"rules": {"target-size": {"enabled": True}}}
COLOURS: Mapping[str, Any] = {"runOnly": ["color-contrast"]}
"""All that can differ between light and dark."""

ONLY_VIOLATIONS = {"resultTypes": ["violations"], "selectors": False}
"""Half of the time went into a description of each element with which nothing is wrong."""

RUN = "(options) => axe.run(options).then(said => said.violations.map(each => [each.id, ...each.nodes.map(n => n.html)].join(' ')))"


def bring_axe(page: Any) -> None:
    """Load axe into the page that is shown; the test is skipped where there is none."""
    if not AXE.is_file():
        pytest.skip("NOT TRIED: there is no axe-core (make test installs it where there is npm)")
    page.evaluate(AXE.read_text(encoding="utf-8"))


def violations(page: Any, options: Mapping[str, Any] = ALL) -> list[str]:
    """The rules that the page breaks, each with the elements that do."""
    found: list[str] = page.evaluate(RUN, {**options, **ONLY_VIOLATIONS})
    return found
