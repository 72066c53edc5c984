"""Run axe-core, an accessibility checker, on a page in a browser."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

AXE = Path(sys.prefix) / "judges" / "node_modules" / "axe-core" / "axe.min.js"

ALL: Mapping[str, Any] = {"rules": {"target-size": {"enabled": True}}}
COLOURS: Mapping[str, Any] = {"runOnly": ["color-contrast"]}
"""The only rule whose result can differ between light and dark."""

ONLY_VIOLATIONS = {"resultTypes": ["violations"], "selectors": False}
"""Report only violations: describing all valid elements takes half of the time."""

RUN = "(options) => axe.run(options).then(said => said.violations.map(each => [each.id, ...each.nodes.map(n => n.html)].join(' ')))"


def bring_axe(page: Any) -> None:
    """Load axe into the current page; skip the test if axe is not installed."""
    if not AXE.is_file():
        pytest.skip("NOT TRIED: there is no axe-core (make test installs it where there is npm)")
    page.evaluate(AXE.read_text(encoding="utf-8"))


def violations(page: Any, options: Mapping[str, Any] = ALL) -> list[str]:
    """Return the violated rules, each with the elements that violate it."""
    found: list[str] = page.evaluate(RUN, {**options, **ONLY_VIOLATIONS})
    return found
