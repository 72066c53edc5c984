"""Clusters for tests, and builds with them, all in separate processes as in production."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import SETTINGS
from tests.sites import NOW, article, plain_theme, png, write

needs_dask = pytest.mark.skipif(
    not find_spec("distributed") or sys.platform == "win32", reason="NOT TRIED: there is no Dask (pip install --group test)"
)

ENVIRONMENT = {**os.environ, **SETTINGS, "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "3s"}


SMALL_BATCHES = """\
from digest.inputs import article_reader
from digest.output import site_writer

article_reader.FILES_PER_BATCH = site_writer.PAGES_PER_BATCH = 20
"""
"""Smaller batches, so that a site of 130 articles has as many calls as one of 650, in a fifth of the time."""


class BuildResult(NamedTuple):
    """The exit code and the output of a build."""

    code: int
    out: str
    err: str


@contextmanager
def local_cluster(folder: Path, *arguments: object, env: Mapping[str, str] | None = None) -> Iterator[str]:
    """Run a LocalCluster of two workers in `folder`, and yield its address; `arguments` as for `local.py`."""
    script = Path(__file__).parent / "local.py"
    # On a busy machine a new worker takes more than 3 s to connect to its scheduler, and is not started again if it fails.
    long_timeout = {"DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "120s"}
    command = (str(script), "2", *map(str, arguments))
    with process(folder, *command, env={**long_timeout, **(env or {})}, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        assert running.stdout
        yield running.stdout.readline().decode().strip()
        running.communicate(timeout=60)


@contextmanager
def process(folder: Path, *command: str, env: Mapping[str, str] | None = None, **options: int) -> Iterator[subprocess.Popen[bytes]]:
    """Run a Python process that is killed at the end."""
    with (
        (folder / "stderr.txt").open("ab") as errors,
        subprocess.Popen(
            [sys.executable, *command],
            cwd=folder,
            env={**ENVIRONMENT, "DASK_TEMPORARY_DIRECTORY": str(folder), **(env or {})},
            stderr=errors,
            **options,
        ) as running,  # type: ignore[call-overload]
    ):
        try:
            yield running
        finally:
            running.kill()


@contextmanager
def scheduler(folder: Path, *options: str, env: Mapping[str, str] | None = None) -> Iterator[str]:
    """Run a scheduler without workers, and yield its address."""
    file = folder / "scheduler.json"
    command = ("-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file")
    with process(folder, *command, str(file), *options, env=env):
        yield address_in(file)


def address_in(file: Path) -> str:
    """Wait until a scheduler has written its address to this file, and return it."""
    import json
    import time

    while not file.exists():
        time.sleep(0.05)
    while True:
        try:
            return str(json.loads(file.read_text())["address"])
        except ValueError:  # not completely written
            time.sleep(0.05)


@contextmanager
def worker(folder: Path, address: str, env: Mapping[str, str] | None = None) -> Iterator[None]:
    """Run another worker of this scheduler."""
    with process(folder, "-m", "distributed.cli.dask_worker", address, "--no-nanny", "--no-dashboard", env=env):
        yield


def start_build(
    root: Path, address: str, *arguments: str, code: str = "", env: Mapping[str, str] | None = None
) -> subprocess.Popen[str]:
    """Start a build with this cluster; `code` runs before it."""
    start = f"{SMALL_BATCHES}\n{code}\nfrom digest.cli import main\nmain()"
    command = [sys.executable, "-c", start, "-C", str(root), "build", "--now", NOW.isoformat(), "--cluster", address, *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**ENVIRONMENT, **(env or {})})


def finish_build(build: subprocess.Popen[str]) -> BuildResult:
    """Wait for the build, and return its result."""
    out, err = build.communicate()
    return BuildResult(build.returncode, out, err)


def cluster_build(root: Path, address: str, *arguments: str, code: str = "", env: Mapping[str, str] | None = None) -> BuildResult:
    """Build with this cluster, and return the result."""
    return finish_build(start_build(root, address, *arguments, code=code, env=env))


def certificates(folder: Path) -> dict[str, str]:
    """Dask's settings for TLS with a new key and certificate in this folder; skips the test without openssl."""
    if not shutil.which("openssl"):
        pytest.skip("NOT TRIED: there is no openssl (apt-get install openssl)")
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    options = ["-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=digest", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(["openssl", "req", "-x509", *options], check=True, capture_output=True)
    files = {"KEY": str(key), "CERT": str(certificate)}
    sides = {f"{side}__{end}": file for side in ("SCHEDULER", "WORKER", "CLIENT") for end, file in files.items()}
    return {f"DASK_DISTRIBUTED__COMM__TLS__{name}": file for name, file in {**sides, "CA_FILE": str(certificate)}.items()}


EXTENSION = """\
from digest.pages.extension_pages import TextFile


def shout(text):
    return str(text).upper() + "!"


def count(collections, site, config):
    return [TextFile("count.txt", f"{len(collections.states)}")]


FILTERS = {"shout": shout}
PLANNERS = {"count": count}
"""

EXTENDED = """\
title: Large
base_url: https://example.org/
theme: plain
html: true
typography: true
timezone: Asia/Seoul
extensions: [loud.py]
"""


def large(root: Path, count: int = 130) -> Path:
    """Write a site with this number of articles that uses many features."""
    body = """\
Words of *article {n}*, a [link](a{m}.md), "quotes" and <b>HTML</b>.[^1]

![A picture](pictures/p{k}.png)

## A heading {n}

```python
print({n})
```

[^1]: A note.
"""
    pictures = {f"content/2026/pictures/p{k}.png": png(3 + k, 2) for k in range(5)}
    articles = {
        f"content/2026/a{n}.md": article(
            f"Article {n}", f"2026-02-{1 + n % 28:02}", body=body.format(n=n, m=(n * 7) % count, k=n % 5), tags=f"[even, t{n % 40}]"
        )
        for n in range(count)
    }
    theme = plain_theme()
    template = theme["themes/plain/templates/article.html"].replace(b"{{ page.title }}", b"{{ page.title | shout }}")
    return write(
        root,
        {
            "digest.yml": EXTENDED,
            "content/topics.yml": "world: World\n",
            "content/sources.yml": "wire: {name: The Wire, domain: wire.example}\n",
            "extensions/loud.py": EXTENSION,
            "content/2026/gone.md": article("Nobody links to it", "2026-02-03"),
            **theme,
            "themes/plain/templates/article.html": template,
            **pictures,
            **articles,
        },
    )


def copy(root: Path, target: Path) -> Path:
    """Copy the site without output and cache."""
    shutil.copytree(root, target, ignore=shutil.ignore_patterns("site", ".digest"))
    return target
