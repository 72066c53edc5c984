"""Install commands match the way in which digest was installed."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest

from digest.installation.package import CARRIED_DOCUMENTS, REFERENCE_PAGES, document, documents_folder, install_command
from tests.reference import PAGES


@pytest.mark.parametrize(
    ("files", "is_active", "command"),
    [
        ({"pipx_metadata.json": "{}"}, False, "pipx inject digest-ssg 'pagefind[extended]'"),
        (
            {"pipx_metadata.json": "{}", "pyvenv.cfg": "home = /usr\nuv = 0.9.1\n"},
            False,
            "pipx inject digest-ssg 'pagefind[extended]'",
        ),
        ({"uv-receipt.toml": "[tool]"}, False, "uv pip install --python PYTHON 'pagefind[extended]'"),
        ({"pyvenv.cfg": "home = /usr\nuv = 0.9.1\n"}, False, "uv pip install --python PYTHON 'pagefind[extended]'"),
        ({"pyvenv.cfg": "home = /usr\nuv = 0.9.1\n"}, True, "uv pip install 'pagefind[extended]'"),
        ({"pyvenv.cfg": "uv = 0.9.1\nhome = /usr/\udcff\n"}, True, "uv pip install 'pagefind[extended]'"),
        ({"pyvenv.cfg": "home = /usr\n"}, True, "pip install 'pagefind[extended]'"),
        ({"pyvenv.cfg": "home = /usr\n"}, False, "PYTHON -m pip install 'pagefind[extended]'"),
        ({}, False, "PYTHON -m pip install 'pagefind[extended]'"),
    ],
)
def test_the_command_fits_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, str], is_active: bool, command: str
):
    place = tmp_path / "digest-ssg"
    place.mkdir()
    for name, text in files.items():
        (place / name).write_bytes(os.fsencode(text))
    python = str(place / "bin/python")
    monkeypatch.setattr(sys, "prefix", str(place))
    monkeypatch.setattr(sys, "executable", python)
    monkeypatch.setenv("VIRTUAL_ENV", str(place) if is_active else "/elsewhere")
    assert install_command("pagefind[extended]") == command.replace("PYTHON", python)


@pytest.mark.parametrize(
    ("folders", "found"),
    [(("digest/_docs", "docs"), "digest/_docs"), (("digest/_docs",), "digest/_docs"), (("docs",), "docs"), ((), "digest/_docs")],
)
def test_the_documents_of_a_wheel_take_precedence_over_an_unrelated_folder(tmp_path: Path, folders: tuple[str, ...], found: str):
    for folder in folders:
        (tmp_path / folder).mkdir(parents=True)
    assert documents_folder(tmp_path / "digest") == tmp_path / found


def test_a_wheel_contains_the_reference_and_the_guide_to_extensions():
    pages = re.findall(r'"(reference/[\w-]+\.md)"', (PAGES.parent.parent / "zensical.toml").read_text(encoding="utf-8"))
    assert ["reference/index.md", *REFERENCE_PAGES] == pages, "in the order of its table of contents"
    assert (*pages[1:], "guides/extend.md") == CARRIED_DOCUMENTS
    for name in CARRIED_DOCUMENTS:
        assert document(name) == (PAGES.parent / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("marker", "command"),
    [
        ("pipx_metadata.json", "pipx inject 'my env' rich"),
        ("uv-receipt.toml", "uv pip install --python '{python}' rich"),
        ("other", "'{python}' -m pip install rich"),
    ],
)
def test_paths_with_spaces_are_quoted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, marker: str, command: str):
    environment = tmp_path / "my env"
    environment.mkdir()
    (environment / marker).touch()
    monkeypatch.setattr(sys, "prefix", str(environment))
    monkeypatch.setattr(sys, "executable", f"{environment}/bin/python")
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    assert install_command("rich") == command.format(python=sys.executable)
