"""The layers of the code: modules import only from lower layers, and pure packages use neither files nor clock nor network."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

PACKAGE = Path(__file__).parents[2] / "digest"

LAYERS = (
    ("__main__",),
    ("api", "cli"),
    ("commands",),
    ("command_options",),
    ("terminal",),
    ("preview", "site_checks"),
    ("build",),
    ("inspection",),
    ("build_stages",),
    ("collections_loader",),
    ("workspace",),
    ("command_run",),
    ("cache", "external", "files", "inputs", "installation", "output", "workers"),
    ("mail",),
    ("rendering",),
    ("checks",),
    ("pages",),
    ("grouping",),
    ("importers",),
    ("articles",),
    ("markdown",),
    (
        "cache_keys", "config", "diagnostic_folding", "diagnostics", "errors", "extensions", "hashing", "output_paths",
        "permalinks", "signals", "slugs", "text", "urls", "yaml",
    ),
    ("__init__",),
)  # fmt: skip
"""The layers from top to bottom: a module imports from its own package and from lower layers."""

PURE = ("text", "yaml", "config", "markdown", "articles", "grouping", "pages", "checks", "rendering", "importers", "mail")
IMPURE_MODULES = {
    "glob",
    "io",
    "os",
    "random",
    "shutil",
    "socket",
    "sqlite3",
    "subprocess",
    "tempfile",
    "threading",
    "time",
    "urllib.request",
}
IMPURE_CALLS = {
    "open", "print", "input", "read_text", "write_text", "read_bytes", "write_bytes", "iterdir", "glob", "rglob", "exists",
    "is_file", "mkdir", "unlink", "datetime.now", "datetime.today", "datetime.utcnow", "date.today", "time.time",
}  # fmt: skip


class Import(NamedTuple):
    """One import of a module of digest."""

    line: int
    target: str
    """The imported module, such as `cache.cache`."""
    inside: bool
    """True if the import is inside a function."""


MODULES = {path.relative_to(PACKAGE).with_suffix("").as_posix().replace("/", "."): path for path in sorted(PACKAGE.rglob("*.py"))}
MODULES = {name.removesuffix(".__init__") if "." in name else name: path for name, path in MODULES.items() if "starter" not in name}


@cache
def parsed(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text(encoding="utf-8"))


def place(module: str, line: int) -> str:
    return f"{MODULES[module].relative_to(PACKAGE.parent)}:{line}"


@cache
def imports(module: str) -> tuple[Import, ...]:
    """Return the imports of digest's modules, without those for type checking only."""
    return tuple(_imports(module))


def _imports(module: str) -> Iterator[Import]:
    tree = parsed(module)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    inside = {id(node) for function in functions for node in ast.walk(function)}
    guarded = [node for node in ast.walk(tree) if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)]
    skipped = {id(node) for guard in guarded for node in ast.walk(guard)}
    for node in ast.walk(tree):
        if id(node) not in skipped:
            for name in names_of(node):
                yield Import(node.lineno, name, id(node) in inside)  # type: ignore[attr-defined]


def names_of(node: ast.AST) -> Iterator[str]:
    """Yield the modules of digest that an import statement names."""
    if isinstance(node, ast.ImportFrom):
        assert not node.level, "imports are absolute"
        if node.module == "digest" or (node.module or "").startswith("digest."):
            base = node.module.removeprefix("digest").removeprefix(".")  # type: ignore[union-attr]
            for alias in node.names:
                inner = f"{base}.{alias.name}".lstrip(".")
                yield inner if inner in MODULES else base or "__init__"
    elif isinstance(node, ast.Import):
        for alias in node.names:
            if alias.name.startswith("digest."):
                yield alias.name.removeprefix("digest.")


def layer(module: str) -> int:
    """Return the number of a module's layer, from the top."""
    return next(number for number, packages in enumerate(LAYERS) if module.split(".")[0] in packages)


MOST_LINES = 350
"""The maximum number of lines of a module."""
MOST_LINES_OF_A_FUNCTION = 50

TOO_LONG = {
    "articles.field_tables.article_fields",
}  # fmt: skip
"""Modules and functions that may be longer. Add none."""


def long_ones(name: str, text: str) -> Iterator[str]:
    """Yield the name of the module, and of each function in it, that is too long."""
    if text.count("\n") > MOST_LINES:
        yield name
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno
            if node.end_lineno - node.lineno >= MOST_LINES_OF_A_FUNCTION:
                yield f"{name}.{node.name}"


def test_no_module_or_function_is_too_long():
    found = {long for module, path in MODULES.items() for long in long_ones(module, path.read_text(encoding="utf-8"))}
    assert found - TOO_LONG == set(), "split the module or function"
    assert TOO_LONG - found == set(), "these are short enough now: remove them from the list"


def test_lengths_are_counted():
    function = "def f():\n" + "    pass\n" * 49
    assert list(long_ones("m", function)) == []
    assert list(long_ones("m", function + "    pass\n")) == ["m.f"]
    assert list(long_ones("m", "\n" * 351)) == ["m"]


def test_every_module_is_in_a_layer():
    listed = {package for packages in LAYERS for package in packages}
    assert {module.split(".")[0] for module in MODULES} <= listed


def test_imports_are_from_lower_layers_only():
    broken = [
        f"{place(module, found.line)}: {module} is below {found.target}"
        for module in MODULES
        for found in imports(module)
        if layer(found.target) < layer(module)
    ]
    assert broken == []


def test_packages_in_one_layer_do_not_import_each_other():
    shared = (layer("files"), layer("config"))  # in these two layers only cycles are forbidden
    broken = [
        f"{place(module, found.line)}: {module} and {found.target} are in one layer"
        for module in MODULES
        for found in imports(module)
        if layer(found.target) == layer(module)
        and layer(module) not in shared
        and found.target.split(".")[0] != module.split(".")[0]
    ]
    assert broken == []


def test_there_are_no_import_cycles():
    graph = {module: {found.target for found in imports(module)} - {module} for module in MODULES}
    done: set[str] = set()

    def cycle(module: str, path: tuple[str, ...]) -> tuple[str, ...]:
        if module in path:
            return (*path[path.index(module) :], module)
        if module in done:
            return ()
        found = next((found for target in sorted(graph.get(module, ())) if (found := cycle(target, (*path, module)))), ())
        done.add(module)
        return found

    assert [found for module in MODULES if (found := cycle(module, ()))] == []


def test_an_import_inside_a_function_has_a_comment_with_the_reason():
    broken = []
    for module, path in MODULES.items():
        lines = path.read_text(encoding="utf-8").split("\n")
        for found in imports(module):
            if found.inside and "#" not in lines[found.line - 1] and not lines[found.line - 2].strip().startswith("#"):
                broken.append(f"{place(module, found.line)}: {found.target} is imported inside a function without a reason")
    assert broken == []


@pytest.mark.parametrize("folder", PURE)
def test_pure_packages_use_no_files_clock_or_network(folder: str):
    broken = []
    for module in MODULES:
        if module.split(".")[0] != folder:
            continue
        for node in ast.walk(parsed(module)):
            broken += [f"{place(module, node.lineno)}: {what} in {folder}/" for what in impurities(node)]  # type: ignore[attr-defined]
    assert broken == []


def impurities(node: ast.AST) -> Iterator[str]:
    """Yield the modules and calls in this node that access files, clock or network."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names if alias.name in IMPURE_MODULES)
    elif isinstance(node, ast.ImportFrom):
        if node.module in IMPURE_MODULES:
            yield str(node.module)
        if node.module == "pathlib":
            yield from (alias.name for alias in node.names if not alias.name.startswith("Pure"))
    elif isinstance(node, ast.Call):
        name = ast.unparse(node.func)
        if name in IMPURE_CALLS or (isinstance(node.func, ast.Attribute) and node.func.attr in IMPURE_CALLS):
            yield f"{name}()"


def test_forbidden_imports_and_calls_are_detected():
    seen = [
        what
        for line in (
            "import os",
            "from time import time",
            "from pathlib import Path",
            "open('x')",
            "p.read_text()",
            "datetime.now(UTC)",
        )
        for node in ast.walk(ast.parse(line))
        for what in impurities(node)
    ]
    assert seen == ["os", "time", "Path", "open()", "p.read_text()", "datetime.now()"]
    assert not [
        what
        for node in ast.walk(ast.parse("from datetime import time\nfrom pathlib import PurePosixPath"))
        for what in impurities(node)
    ]


@cache
def names_in(module: str) -> set[str]:
    """Return the names that a module defines or imports."""
    found: set[str] = set()
    for node in ast.walk(parsed(module)):
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            found |= {alias.asname or alias.name for alias in node.names}
    return found


def test_tests_import_only_existing_names():
    """Including tests that are rarely run, and imports inside functions."""
    missing = []
    for file in sorted((PACKAGE.parent / "tests").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("digest."):
                module = (node.module or "").removeprefix("digest.")
                for alias in node.names:
                    if module not in MODULES or not (
                        alias.name in names_in(module) or f"{module}.{alias.name}" in MODULES or "__getattr__" in names_in(module)
                    ):
                        missing.append(f"{file.relative_to(PACKAGE.parent)}:{node.lineno}: {node.module} has no {alias.name}")
    assert missing == []
