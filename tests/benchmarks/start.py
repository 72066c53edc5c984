#!/usr/bin/env python3
"""Measure how long digest takes to print its version and its help, compared with a minimal click command.

usage: start.py [--digest CMD] [--python PYTHON] [--runs R]

Run it with the interpreter that digest is installed for, e.g. `.venv/bin/python tests/benchmarks/start.py`. The commands are run in
turn (A B C A B C …), so that changes in machine speed affect all equally. Use the ratio; the milliseconds depend on the machine.
"""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import shlex
import statistics
import subprocess
import sys
import time
from pathlib import Path


def milliseconds(command: list[str]) -> float:
    """Return the duration of one run of a command."""
    began = time.perf_counter()
    ran = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    took = time.perf_counter() - began
    if ran.returncode:
        sys.exit(f"{shlex.join(command)} failed ({ran.returncode}):\n{ran.stderr}")
    return took * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--digest", default=str(Path(sys.executable).with_name("digest")), metavar="CMD", help="how to run digest")
    parser.add_argument("--python", default=sys.executable, help="the interpreter that runs digest")
    parser.add_argument("--runs", type=int, default=15, metavar="R")
    a = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed digest has its modules compiled
    if a.runs < 1:
        parser.error("--runs is at least 1")
    commands = {
        'python -c "import click"': [a.python, "-c", "import click"],
        "digest --version": [*shlex.split(a.digest), "--version"],
        "digest --help": [*shlex.split(a.digest), "--help"],
    }
    took: dict[str, list[float]] = {name: [] for name in commands}
    for command in commands.values():
        milliseconds(command)  # warm-up: the first run compiles modules and fills the disk cache
    for _ in range(a.runs):
        for name, command in commands.items():
            took[name].append(milliseconds(command))
    least = statistics.median(took['python -c "import click"'])
    print("| command | ms | of `import click` |\n|---|---|---|")
    for name, times in took.items():
        print(f"| `{name}` | {statistics.median(times):.0f} | {statistics.median(times) / least:.2f} |")
    print(f"\nMedians of {a.runs}, Python {platform.python_version()}, {platform.system()}, {datetime.date.today()}.")


if __name__ == "__main__":
    main()
