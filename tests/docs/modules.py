"""The table of all modules of digest, with the first paragraph of each docstring."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "digest"


def module_table() -> str:
    """Return a section per folder of the package, with a row per module: its file and what its docstring says."""
    folders: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.name != "__init__.py":
            folder = path.parent.relative_to(PACKAGE.parent).as_posix()
            folders[folder].append(f"| `{path.name}` | {_summary(path)} |")
    sections = (f"## {folder}/\n\n| file | content |\n|---|---|\n" + "\n".join(rows) for folder, rows in sorted(folders.items()))
    return "\n\n".join(sections)


def _summary(path: Path) -> str:
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return " ".join(docstring.split("\n\n")[0].split()).replace("|", "\\|").replace("*", "\\*")
