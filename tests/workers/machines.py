"""Clusters for tests, and builds by them: all in processes of their own, as they are in earnest."""

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
"""So a site of 130 articles has as many calls as one of 650 would have, and takes a fifth of its time."""


class Ended(NamedTuple):
    """How a build ended."""

    code: int
    out: str
    err: str


@contextmanager
def local_cluster(place: Path, *arguments: object, env: Mapping[str, str] | None = None) -> Iterator[str]:
    """The address of a LocalCluster of two workers, whose folder is `place`; `arguments` as for `local.py`."""
    script = Path(__file__).parent / "local.py"
    # On a busy machine a new worker takes longer than 3 s to reach its scheduler, and one that fails to is not started again.
    patient = {"DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "120s"}
    command = (str(script), "2", *map(str, arguments))
    with process(place, *command, env={**patient, **(env or {})}, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        assert running.stdout
        yield running.stdout.readline().decode().strip()
        running.communicate(timeout=60)


@contextmanager
def process(place: Path, *command: str, env: Mapping[str, str] | None = None, **how: int) -> Iterator[subprocess.Popen[bytes]]:
    """A process of this Python that is killed at the end."""
    with (
        (place / "stderr.txt").open("ab") as errors,
        subprocess.Popen(
            [sys.executable, *command],
            cwd=place,
            env={**ENVIRONMENT, "DASK_TEMPORARY_DIRECTORY": str(place), **(env or {})},
            stderr=errors,
            **how,
        ) as running,  # type: ignore[call-overload]
    ):
        try:
            yield running
        finally:
            running.kill()


@contextmanager
def scheduler(place: Path, *options: str, env: Mapping[str, str] | None = None) -> Iterator[str]:
    """The address of a scheduler without workers."""
    file = place / "scheduler.json"
    command = ("-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file")
    with process(place, *command, str(file), *options, env=env):
        yield address_in(file)


def address_in(file: Path) -> str:
    """The address that a scheduler writes to this file when it is there."""
    import json
    import time

    while not file.exists():
        time.sleep(0.05)
    while True:
        try:
            return str(json.loads(file.read_text())["address"])
        except ValueError:  # half of it
            time.sleep(0.05)


@contextmanager
def worker(place: Path, address: str, env: Mapping[str, str] | None = None) -> Iterator[None]:
    """One more worker of this scheduler."""
    with process(place, "-m", "distributed.cli.dask_worker", address, "--no-nanny", "--no-dashboard", env=env):
        yield


def begun(root: Path, address: str, *arguments: str, code: str = "", env: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
    """A build by this cluster that was begun; `code` is run before."""
    start = f"{SMALL_BATCHES}\n{code}\nfrom digest.cli import main\nmain()"
    command = [sys.executable, "-c", start, "-C", str(root), "build", "--now", NOW.isoformat(), "--cluster", address, *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**ENVIRONMENT, **(env or {})})


def ended(build: subprocess.Popen[str]) -> Ended:
    """How that build ends."""
    out, err = build.communicate()
    return Ended(build.returncode, out, err)


def built(root: Path, address: str, *arguments: str, code: str = "", env: Mapping[str, str] | None = None) -> Ended:
    """How a build by this cluster ends."""
    return ended(begun(root, address, *arguments, code=code, env=env))


def certificates(place: Path) -> dict[str, str]:
    """Dask's settings for TLS with a key and an authority of this folder; the test is skipped where none can be made."""
    if not shutil.which("openssl"):
        pytest.skip("NOT TRIED: there is no openssl (apt-get install openssl)")
    key, certificate = place / "key.pem", place / "certificate.pem"
    made = ["-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=digest", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(["openssl", "req", "-x509", *made], check=True, capture_output=True)
    ends = {"KEY": str(key), "CERT": str(certificate)}
    sides = {f"{side}__{end}": file for side in ("SCHEDULER", "WORKER", "CLIENT") for end, file in ends.items()}
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
    """A site with this number of articles and a bit of everything."""
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


def copy(root: Path, place: Path) -> Path:
    """A copy of the site without what was built and remembered."""
    shutil.copytree(root, place, ignore=shutil.ignore_patterns("site", ".digest"))
    return place
