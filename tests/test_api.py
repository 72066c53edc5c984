"""The public API for extensions is one module, and the guide for extensions imports nothing else."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from digest import api

DOCUMENT = Path(__file__).parent.parent / "docs" / "guides" / "extend.md"


def test_every_public_name_can_be_imported():
    assert [name for name in api.__all__ if getattr(api, name).__name__ != name] == []


def test_all_classes_of_the_module_are_public():
    own = {name for name, value in vars(api).items() if isinstance(value, type) and value.__module__.startswith("digest.")}
    assert set(api.__all__) == own | {"Caption", "Guess", "Reader", "Wire"}
    assert api.__all__ == sorted(api.__all__)


def test_an_unknown_name_raises_an_attribute_error():
    with pytest.raises(AttributeError, match=r"module 'digest\.api' has no attribute 'Nothing'"):
        _ = api.Nothing


def test_importers_are_imported_only_when_they_are_used():
    code = "import sys, digest.api; assert 'digest.importers' not in sys.modules; digest.api.Wire; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "digest.importers.wire_reader" in ran.stdout.split()


def test_the_guide_for_extensions_imports_only_the_public_api():
    blocks = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    imports = [node for block in blocks for node in ast.walk(ast.parse(block)) if isinstance(node, ast.ImportFrom | ast.Import)]
    ours = [ast.unparse(node) for node in imports if "digest" in ast.unparse(node)]
    names = {
        alias.name for node in imports if isinstance(node, ast.ImportFrom) and node.module == "digest.api" for alias in node.names
    }
    assert ours and all(line.startswith("from digest.api import ") for line in ours), ours
    assert names <= set(api.__all__)
