"""What extensions may import is one module, and the document for them uses nothing else."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from digest import api

DOCUMENT = Path(__file__).parent.parent / "docs" / "guides" / "extend.md"


def test_every_name_is_there():
    assert [name for name in api.__all__ if getattr(api, name).__name__ != name] == []


def test_another_name_is_not_there():
    with pytest.raises(AttributeError, match=r"module 'digest\.api' has no attribute 'Nothing'"):
        _ = api.Nothing


def test_importers_are_imported_only_when_they_are_used():
    code = "import sys, digest.api; assert 'digest.importers' not in sys.modules; digest.api.Wire; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "digest.importers.wire_reader" in ran.stdout.split()


def test_the_document_for_extensions_imports_nothing_else_of_digest():
    blocks = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    imports = [node for block in blocks for node in ast.walk(ast.parse(block)) if isinstance(node, ast.ImportFrom | ast.Import)]
    ours = [ast.unparse(node) for node in imports if "digest" in ast.unparse(node)]
    names = {
        alias.name for node in imports if isinstance(node, ast.ImportFrom) and node.module == "digest.api" for alias in node.names
    }
    assert ours and all(line.startswith("from digest.api import ") for line in ours), ours
    assert names <= set(api.__all__)
