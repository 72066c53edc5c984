"""The command as a process: the same messages and exit codes, and no file in the site's folder runs as code."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bad_inputs import BAD, NOW, article, snapshot
from tests.conftest import SETTINGS, put_files

COMMANDS = {"digest": [str(Path(sys.executable).with_name("digest"))], "python -m digest": [sys.executable, "-m", "digest"]}


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_an_error_in_a_process_of_its_own(command: list[str], good: Path):
    put_files(good, {BAD: article(title="Foo: bar"), "yaml.py": "open('ran', 'w')", "jinja2/__init__.py": "open('ran', 'w')"})
    before = snapshot(good / "site")
    ran = subprocess.run(
        [*command, "build", "--now", NOW],
        cwd=good,
        env={"PATH": os.environ["PATH"]} | SETTINGS,
        capture_output=True,
        text=True,
        check=False,
    )
    message = f"{BAD}:2:11: E105 a second ': ' on the line\n  write title: \"Foo: bar\"\n"
    assert (ran.returncode, ran.stdout, ran.stderr) == (1, "", f"{message}digest: 1 error: nothing was written\n")
    assert snapshot(good / "site") == before
    assert not (good / "ran").exists()
