"""The table of all modules of digest, with the first paragraph of each docstring."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "digest"


def module_table() -> str:
    """Return a section per folder of the package: what its docstring says, and a row per module with what its own one says."""
    folders: defaultdict[Path, list[str]] = defaultdict(list)
    for path in sorted(PACKAGE.rglob("*.py")):
        summary, has_code = _summary(path)
        if has_code:
            folders[path.parent].append(f"| `{path.name}` | {summary} |")
    return "\n\n".join(_section(folder, rows) for folder, rows in sorted(folders.items()))


def _section(folder: Path, rows: list[str]) -> str:
    heading = f"## {folder.relative_to(PACKAGE.parent).as_posix()}/"
    return f"{heading}\n\n{_summary(folder / '__init__.py')[0]}\n\n| file | content |\n|---|---|\n" + "\n".join(rows)


def _summary(path: Path) -> tuple[str, bool]:
    """Return the first paragraph of a module's docstring, and whether the module contains anything else."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstring = ast.get_docstring(tree) or ""
    return " ".join(docstring.split("\n\n")[0].split()).replace("|", "\\|").replace("*", "\\*"), len(tree.body) > 1
