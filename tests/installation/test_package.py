"""Hints at what to install fit the way in which digest was."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from digest.installation.package import install_command


@pytest.mark.parametrize(
    ("files", "is_active", "said"),
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
        ({"pyvenv.cfg": "home = /usr\n"}, True, "pip install 'pagefind[extended]'"),
        ({"pyvenv.cfg": "home = /usr\n"}, False, "PYTHON -m pip install 'pagefind[extended]'"),
        ({}, False, "PYTHON -m pip install 'pagefind[extended]'"),
    ],
)
def test_the_command_is_that_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, str], is_active: bool, said: str
):
    place = tmp_path / "digest-ssg"
    place.mkdir()
    for name, text in files.items():
        (place / name).write_text(text)
    python = str(place / "bin/python")
    monkeypatch.setattr(sys, "prefix", str(place))
    monkeypatch.setattr(sys, "executable", python)
    monkeypatch.setenv("VIRTUAL_ENV", str(place) if is_active else "/elsewhere")
    assert install_command("pagefind[extended]") == said.replace("PYTHON", python)
