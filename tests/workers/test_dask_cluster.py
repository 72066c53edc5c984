"""A build with a cluster writes the same bytes as a local one, or reports an error and leaves the site unchanged."""

from __future__ import annotations

import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import TZPATH

import pytest

from digest.output.build_lock import STATE_FOLDER
from tests import sites
from tests.golden.test_cases import BUILDS, build_case
from tests.selection import LONG
from tests.sites import article, build, tree, write
from tests.workers.machines import (
    certificates,
    cluster_build,
    copy,
    finish_build,
    large,
    local_cluster,
    needs_dask,
    process,
    scheduler,
    start_build,
    worker,
)

pytestmark = [needs_dask, pytest.mark.thorough, pytest.mark.timeout(1200)]

NOWHERE = "tcp://127.0.0.1:9"
"""The port of the discard service, where nothing listens."""

CALLS_BEFORE_SIGNAL = range(1, 11) if LONG else (3, 8)
"""Numbers of calls of a worker before a signal; it has about ten, half of them to parse, half to render."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a LocalCluster of two workers."""
    with local_cluster(tmp_path_factory.mktemp("cluster")) as found:
        yield found


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of 130 articles, built on this machine."""
    root = large(tmp_path_factory.mktemp("original") / "root")
    assert build(root).code == 0
    return root


def output_of(root: Path) -> dict[str, bytes]:
    """The output of the site; asserts that no temporary files are left."""
    leftovers = [
        path.name
        for path in (root / STATE_FOLDER).iterdir()
        if path.name not in ("cache.sqlite", "lock", ".gitignore", "CACHEDIR.TAG")
    ]
    assert leftovers == []
    return tree(root / "site")


@pytest.mark.parametrize(("name", "expected"), [case for case in BUILDS if LONG or case[0] in ("extension", "links_and_images")])
def test_a_golden_site_equals_a_local_build(name: str, expected: str, address: str, tmp_path: Path):
    local, local_output = build_case(name, expected, tmp_path / "root")
    root = copy(tmp_path / "root", tmp_path / "copy")
    remote = cluster_build(root, address, "-v", *(f"--{word}" for word in expected.split("-")[1:]))
    assert remote.code == 0, remote.err
    assert tree(root / "site") == local_output
    assert [line.partition(" | ")[0] in remote.err for line in local.diagnostics] == [True] * len(local.diagnostics)


def test_a_large_site_equals_a_local_build_after_each_edit(original: Path, address: str, tmp_path: Path):
    root = copy(original, tmp_path / "root")
    assert cluster_build(root, address).code == 0
    assert output_of(root) == tree(original / "site")
    theme = (root / "themes/plain/templates/article.html").read_bytes()
    edits = (
        {"content/2026/a5.md": article("Article 5", "2026-02-06", body="Another *text*."), "content/2026/gone.md": None},
        {f"content/2026/a{n}.md": article(f"Again {n}", f"2026-02-{1 + n % 28:02}") for n in range(20, 70)},
        {
            "themes/plain/templates/article.html": theme + b"<!-- another theme -->",
            "extensions/loud.py": (root / "extensions/loud.py").read_bytes().replace(b"!", b"?"),
            "content/topics.yml": "world: W\n",
        },
        {"digest.yml": (root / "digest.yml").read_bytes().replace(b"html: true", b"html: false")},
    )
    for number, edit in enumerate(edits):
        write(root, edit)
        remote = cluster_build(root, address, "--explain")
        assert remote.code == 0, remote.err
        local_copy = copy(root, tmp_path / str(number))
        assert build(local_copy).code == 0
        assert output_of(root) == tree(local_copy / "site"), edit.keys()
    # The cache equals that of a local build: the next local build renders nothing.
    again = build(root)
    assert again.rendered == set()


def test_errors_equal_those_of_a_local_build(original: Path, address: str, tmp_path: Path):
    root = copy(original, tmp_path / "root")
    write(root, {"content/2026/a5.md": "---\ntitle: Five\ndate: nonsense\n---\n", "content/2026/a9.md": b"\xff"})
    remote, local = cluster_build(root, address), build(copy(root, tmp_path / "copy"))
    assert remote.code == local.code == 1
    assert all(line.partition(" | ")[0] in remote.err for line in local.diagnostics) and local.diagnostics
    write(root, {"content/2026/a5.md": article("Five"), "content/2026/a9.md": article("Nine")})
    write(root, {"extensions/loud.py": (root / "extensions/loud.py").read_bytes().replace(b'"!"', b"1")})
    remote, local = cluster_build(root, address), build(copy(root, tmp_path / "another"))
    assert remote.code == local.code == 1
    assert local.diagnostics[0].partition(" | ")[0] in remote.err and "E702" in remote.err


@pytest.mark.parametrize("after", CALLS_BEFORE_SIGNAL)
def test_a_build_continues_without_a_killed_worker(after: int, original: Path, tmp_path: Path):
    root = copy(original, tmp_path / "root")
    with local_cluster(tmp_path, after, signal.SIGKILL, "worker") as address:
        remote = cluster_build(root, address)
    assert (remote.code, remote.err.count("Traceback")) == (0, 0), remote.err
    assert output_of(root) == tree(original / "site")


def test_a_batch_that_kills_every_worker_is_an_error(original: Path, tmp_path: Path):
    root = copy(original, tmp_path / "root")
    soon = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"}  # each failure is a worker that must be started again
    with local_cluster(tmp_path, 1, signal.SIGKILL, "always", env=soon) as address:
        remote = cluster_build(root, address, code="import digest.workers.dask_cluster as c; c.WORKERS_SECONDS = 300")
    assert remote.code == 3
    assert f"the cluster at {address} lost a worker several times at one batch" in remote.err


@pytest.mark.parametrize("after", CALLS_BEFORE_SIGNAL)
def test_a_killed_scheduler_leaves_the_site_unchanged(after: int, original: Path, tmp_path: Path):
    root = tmp_path / "root"
    shutil.copytree(original, root)
    write(root, {"digest.yml": (root / "digest.yml").read_bytes().replace(b"Large", b"Larger")})
    with local_cluster(tmp_path, after, signal.SIGKILL, "scheduler") as address:
        remote = cluster_build(root, address, "--fresh")
    assert remote.code == 3
    assert remote.err == (
        f"digest: the scheduler at {address} was lost while the site was built\n"
        "  the site was not changed; build again when the scheduler runs, or without --cluster\n"
    )
    assert output_of(root) == tree(original / "site")
    assert build(root).code == 0
    assert tree(root / "site") != tree(original / "site")


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_a_signal_during_the_build_ends_it_cleanly(ending: signal.Signals, original: Path, tmp_path: Path):
    root = copy(original, tmp_path / "root")
    with local_cluster(tmp_path, 3, ending, tmp_path / "pid") as address:
        remote = start_build(root, address)
        (tmp_path / "pid").write_text(str(remote.pid))
        code, out, err = finish_build(remote)
        assert (code, out, err.strip()) == (128 + ending, "", "interrupted" if ending == signal.SIGINT else "")
        assert output_of(root) == {}
        assert cluster_build(root, address).code == 0
    assert output_of(root) == tree(original / "site")


def test_an_address_without_a_scheduler_is_reported(original: Path, tmp_path: Path):
    root = copy(original, tmp_path / "root")
    remote = cluster_build(root, NOWHERE)
    assert remote.code == 3
    assert remote.err.startswith(f"digest: the scheduler at {NOWHERE} cannot be used: it does not answer\n")
    assert "Traceback" not in remote.err
    assert output_of(root) == {}


def test_a_build_with_nothing_to_do_does_not_connect(original: Path, tmp_path: Path):
    root = copy(original, tmp_path / "root")
    assert build(root).code == 0
    remote = cluster_build(root, NOWHERE)
    assert (remote.code, remote.err) == (0, "")


def test_missing_certificates_are_reported(original: Path, tmp_path: Path):
    remote = cluster_build(copy(original, tmp_path / "root"), NOWHERE.replace("tcp", "tls"))
    assert remote.code == 3
    assert "cannot be used" in remote.err and "Traceback" not in remote.err


def test_tls_rejects_clients_without_the_certificate(original: Path, tmp_path: Path):
    root, env = copy(original, tmp_path / "root"), certificates(tmp_path)
    with scheduler(tmp_path, "--protocol", "tls", env=env) as address, worker(tmp_path, address, env):
        assert address.startswith("tls://")
        (tmp_path / "others").mkdir()
        others = cluster_build(root, address, env=certificates(tmp_path / "others"))
        assert others.code == 3 and "cannot be used" in others.err and "Traceback" not in others.err
        assert output_of(root) == {}
        remote = cluster_build(root, address, env=env)
    assert remote.code == 0, remote.err
    assert output_of(root) == tree(original / "site")


def test_a_scheduler_without_workers_is_reported(original: Path, tmp_path: Path):
    with scheduler(tmp_path) as address:
        remote = cluster_build(
            copy(original, tmp_path / "root"), address, code="import digest.workers.dask_cluster as c; c.WORKERS_SECONDS = 1"
        )
    assert remote.code == 3
    assert remote.err.startswith(f"digest: the scheduler at {address} has no workers\n  start some: ")


def test_the_build_waits_for_a_late_worker(original: Path, tmp_path: Path):
    root = copy(original, tmp_path / "root")
    with scheduler(tmp_path) as address:
        remote = start_build(root, address)
        with worker(tmp_path, address), worker(tmp_path, address):
            assert finish_build(remote).code == 0
    assert output_of(root) == tree(original / "site")


def other_digest(folder: Path) -> dict[str, str]:
    package = Path(sites.build_site.__code__.co_filename).parent
    shutil.copytree(package, folder / "digest", ignore=shutil.ignore_patterns("__pycache__"))
    with (folder / "digest/markdown/body.py").open("a", encoding="utf-8") as file:
        file.write("# another text\n")
    return {"PYTHONPATH": str(folder)}


def no_digest(folder: Path) -> dict[str, str]:
    write(folder, {"digest.py": "raise ModuleNotFoundError(\"No module named 'digest'\")\n"})
    return {"PYTHONPATH": str(folder)}


def other_library(folder: Path) -> dict[str, str]:
    write(folder, {"jinja2-9.9.dist-info/METADATA": "Metadata-Version: 2.1\nName: jinja2\nVersion: 9.9\n"})
    return {"PYTHONPATH": str(folder)}


def other_rules(folder: Path) -> dict[str, str]:
    system = next(Path(folder) for folder in TZPATH if (Path(folder) / "Asia/Tokyo").exists())
    write(folder, {"Asia/Seoul": (system / "Asia/Kolkata").read_bytes()})
    return {"PYTHONTZPATH": f"{folder}:{system}"}


DIFFERENCES = {
    other_digest: "was refused: it has other source files of digest 0.1.0",
    no_digest: "has another version of digest, or none: No module named 'digest'",
    other_library: "was refused: it has jinja2 9.9 instead of ",
    other_rules: "was refused: it has other rules for the time zone Asia/Seoul (tzdata)",
}


@pytest.mark.parametrize("other", DIFFERENCES, ids=lambda other: other.__name__)
def test_a_worker_that_may_produce_other_bytes_is_refused(other, original: Path, tmp_path: Path):
    root = copy(original, tmp_path / "root")
    with scheduler(tmp_path) as address, worker(tmp_path, address, other(tmp_path / "other")):
        remote = cluster_build(root, address)
    assert remote.code == 3, remote.err
    assert DIFFERENCES[other] in remote.err
    assert "install the same versions there" in remote.err and "Traceback" not in remote.err
    assert output_of(root) == {}


def test_without_the_option_dask_is_not_imported(tmp_path: Path):
    root = large(tmp_path / "root", 650)  # enough articles for several processes
    code = "import sys, digest.cli as cli; sys.argv[1:] = ['-C', sys.argv[1], 'build']; cli.run(cli.State())"
    with process(tmp_path, "-c", f"{code}; print('distributed' in sys.modules)", str(root), stdout=subprocess.PIPE) as running:
        out = running.communicate()[0].decode()
    assert out.endswith("False\n") and "built" in out
