"""`python -m digest` imports no module of the folder in which it runs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import digest
from tests.sites import write

ROOT = Path(digest.__file__).parent.parent


def run(folder: Path, *options: str, path: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run `python -m digest --version` in this folder; `path` is added to PYTHONPATH."""
    variables = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, [*([path] if path else []), ROOT]))}
    command = [sys.executable, *options, "-m", "digest", "--version"]
    return subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("options", [(), ("-P",)])
def test_a_file_of_the_current_folder_is_not_run(tmp_path: Path, options: tuple[str, ...]):
    write(tmp_path, {"click.py": "raise SystemExit('run')\n"})
    ran = run(tmp_path, *options)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, f"digest, version {digest.__version__}\n", "")


@pytest.mark.parametrize("options", [(), ("-P",)])
def test_every_folder_of_pythonpath_is_kept(tmp_path: Path, options: tuple[str, ...]):
    own = write(tmp_path / "own", {"click.py": "raise SystemExit('run')\n"})
    (tmp_path / "current").mkdir()
    ran = run(tmp_path / "current", *options, path=own)
    assert (ran.returncode, ran.stderr) == (1, "run\n")
