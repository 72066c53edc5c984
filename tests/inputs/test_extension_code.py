"""The code of extensions: what identifies it, what it may contain, and where its functions are reported."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from digest.config.config import ExtensionName
from digest.errors import ConfigError
from digest.extensions import Additions, Code
from digest.inputs.extension_loader import _installed_package, load_extensions, package_key, read_extensions
from tests.sites import write

PACKAGE = {
    "digest_sample-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: digest-sample\nVersion: 1.0\n",
    "digest_sample-1.0.dist-info/entry_points.txt": "[digest.filters]\nshout = digest_sample:shout\n",
    "digest_sample/__init__.py": "def shout(value):\n    return value\n",
    "digest_sample/parts/last.py": "x = 1\n",
}


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with an installed package."""
    folder = write(tmp_path / "packages", PACKAGE)
    monkeypatch.syspath_prepend(str(folder))
    yield folder
    for name in [name for name in sys.modules if name.partition(".")[0] == "digest_sample"]:
        del sys.modules[name]
    _installed_package.cache_clear()


def key_of_package() -> str:
    _installed_package.cache_clear()
    return package_key("digest-sample")


def read(root: Path, *names: str) -> tuple[Code, ...]:
    return read_extensions(root, [ExtensionName(name, 4, 14) for name in names])


def reasons(root: Path, *names: str) -> list[tuple[str, str]]:
    """The messages and hints of the errors of these extensions."""
    with pytest.raises(ConfigError) as raised:
        read(root, *names)
    return [(found.message.removeprefix("extensions: "), found.hint) for found in raised.value.diagnostics]


def loaded(root: Path, **codes: str) -> tuple[Additions, list[str]]:
    """Write these files in extensions/, run them, and return what they add and their errors."""
    write(root, {f"extensions/{name}.py": code for name, code in codes.items()})
    additions, diagnostics = load_extensions(read(root, *(f"{name}.py" for name in codes)))
    return additions, [str(found) for found in diagnostics]


# which code it is


@pytest.mark.parametrize("path", ["digest_sample/__init__.py", "digest_sample/parts/last.py"])
def test_the_key_of_a_package_depends_on_each_of_its_files(path: str, package: Path):
    before = key_of_package()
    assert before == key_of_package() != ""
    write(package, {path: f"{PACKAGE[path]}y = 2\n"})
    assert key_of_package() not in ("", before)


def test_a_package_may_add_to_a_later_version_of_digest(tmp_path: Path, package: Path):
    name = "digest_sample-1.0.dist-info/entry_points.txt"
    write(package, {name: f"[digest.later]\nx = digest_sample:x\n{PACKAGE[name]}"})
    codes = read(tmp_path, "digest-sample")
    additions, diagnostics = load_extensions(codes)
    assert [added.name for added in additions.filters] == ["shout"] and diagnostics == ()
    write(package, {name: "[digest.later]\nx = digest_sample:x\n"})
    _installed_package.cache_clear()
    ((message, _),) = reasons(tmp_path, "digest-sample")
    assert message == "the package digest-sample adds nothing to digest"


@pytest.mark.parametrize(
    "entries", [b"[digest.filters]\nshout\n", b"[digest.filters]\nshout = \xff\n"], ids=["no value", "not UTF-8"]
)
def test_malformed_entry_points_of_a_package_are_reported(entries: bytes, tmp_path: Path, package: Path):
    write(package, {"digest_sample-1.0.dist-info/entry_points.txt": entries})
    message = "the entry points of the package digest-sample are malformed"
    assert reasons(tmp_path, "digest-sample") == [(message, "install another version of it")]
    assert key_of_package() == ""
    ((message, hint),) = reasons(tmp_path, "digest-smaple")
    assert message == "no package digest-smaple is installed" and hint.startswith("install it: "), "without similar names"


def test_a_folder_that_cannot_be_listed_is_the_reason_for_a_missing_extension(tmp_path: Path):
    outside = write(tmp_path / "outside", {"own.py": "x = 1\n"})
    root = write(tmp_path / "site", {"digest.yml": ""})
    (root / "extensions").symlink_to(outside)
    ((message, hint),) = reasons(root, "own.py")
    assert message == f"extensions: a link that leads out of the site, to {outside}"
    assert hint == "copy what is there to this place"


def test_only_code_is_suggested_for_a_missing_extension(tmp_path: Path):
    write(tmp_path, {"extensions/own.pyi": "", "extensions/notes.txt": ""})
    hint = "write it, or remove its name from digest.yml"
    assert reasons(tmp_path, "own.py", "notes.py") == [
        ("there is no file extensions/own.py", hint),
        ("there is no file extensions/notes.py", hint),
    ]


# what it may contain


def test_planners_of_several_extensions_may_have_the_same_name(tmp_path: Path):
    code = "PLANNERS = {'p': lambda *_: ()}\nFILTERS = {'f': lambda value: value}\n"
    additions, diagnostics = loaded(tmp_path, one=code, two=code)
    assert [str(added) for added in additions.planners] == [f"the planner p of extensions/{name}.py" for name in ("one", "two")]
    assert diagnostics == [
        "extensions/two.py:2:1: E703 the filter f of extensions/two.py: the name is already used by extensions/one.py"
    ]
    assert [added.code.name for added in additions.filters] == ["one.py"]


def test_an_extension_may_define_dataclasses(tmp_path: Path):
    code = "from __future__ import annotations\nfrom dataclasses import dataclass\n@dataclass\nclass A:\n    x: int\n"
    _, diagnostics = loaded(tmp_path, own=f"{code}FILTERS = {{'f': A}}\n")
    assert diagnostics == []


@pytest.mark.parametrize(
    ("table", "name", "kind"),
    [
        ("FILTERS", "a-b", "letters, digits and _"),
        ("FILTERS", "1a", "letters, digits and _"),
        ("PLANNERS", "-a", "letters, digits, - and _"),
        ("PLANNERS", "", "letters, digits, - and _"),
        ("PLANNERS", "a-1", ""),
        ("FILTERS", "a_1", ""),
    ],
)
def test_a_name_in_a_template_is_an_identifier(table: str, name: str, kind: str, tmp_path: Path):
    write(tmp_path, {"extensions/own.py": f"{table} = {{{name!r}: lambda *_: ()}}\n"})
    _, diagnostics = load_extensions(read(tmp_path, "own.py"))
    assert [(found.code, found.hint) for found in diagnostics] == ([("E703", f"use {kind}")] if kind else [])


@pytest.mark.parametrize(
    "where", ["raise KeyboardInterrupt", "class A(dict):\n    def items(self): raise KeyboardInterrupt\nFILTERS = A(a=1)"]
)
def test_ctrl_c_while_an_extension_is_loaded_is_no_error_of_it(where: str, tmp_path: Path):
    write(tmp_path, {"extensions/own.py": f"{where}\n"})
    with pytest.raises(KeyboardInterrupt):
        load_extensions(read(tmp_path, "own.py"))


# where its functions are reported

DECORATED = """\
from functools import wraps
from textwrap import dedent

def logged(function):
    @wraps(function)
    def call(*arguments):
        return function(*arguments)
    return call

@logged
def f(value):
    return value

FILTERS = {"own": f, "foreign": dedent, "built_in": len, "class": type}
"""


def test_a_function_is_reported_where_the_extension_defines_it(tmp_path: Path):
    additions, diagnostics = loaded(tmp_path, own=DECORATED)
    assert diagnostics == []
    assert {added.name: (added.path, added.line) for added in additions.filters} == {
        "own": ("extensions/own.py", 10),
        "foreign": ("extensions/own.py", 1),
        "built_in": ("extensions/own.py", 1),
        "class": ("extensions/own.py", 1),
    }


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        ("x = 1\n", "write one of PLANNERS, FILTERS, IMPORTERS: a mapping of names to functions"),
        ("FILTERS = [len]\n", 'for example FILTERS = {"name": function}'),
        ("IMPORTERS = len\n", 'for example IMPORTERS = {"name": function}'),
        ("PLANNERS = {'a': 3}\n", "give a function"),
        ("FILTERS = {'date': len}\n", "give it another name"),
    ],
)
def test_a_hint_says_what_an_extension_has_to_contain(code: str, hint: str, tmp_path: Path):
    write(tmp_path, {"extensions/own.py": code})
    _, diagnostics = load_extensions(read(tmp_path, "own.py"))
    assert [found.hint for found in diagnostics] == [hint]
