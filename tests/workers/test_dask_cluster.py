"""A build by a cluster makes the bytes of a build on one machine, or says why it cannot and leaves the site as it was."""

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
    begun,
    built,
    certificates,
    copy,
    ended,
    large,
    local_cluster,
    needs_dask,
    process,
    scheduler,
    worker,
)

pytestmark = [needs_dask, pytest.mark.thorough, pytest.mark.timeout(1200)]

NOWHERE = "tcp://127.0.0.1:9"
"""The port of the service that discards: nothing listens there."""

MOMENTS = range(1, 11) if LONG else (3, 8)
"""After how many calls of a worker something ends: it has some ten, half of them to read articles, half to make pages."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The scheduler of a LocalCluster of two workers."""
    with local_cluster(tmp_path_factory.mktemp("cluster")) as found:
        yield found


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of 130 articles that was built on this machine."""
    root = large(tmp_path_factory.mktemp("original") / "root")
    assert build(root).code == 0
    return root


def left(root: Path) -> dict[str, bytes]:
    """The site as it is, once it is known that nothing else was left."""
    found = [
        path.name
        for path in (root / STATE_FOLDER).iterdir()
        if path.name not in ("cache.sqlite", "lock", ".gitignore", "CACHEDIR.TAG")
    ]
    assert found == []
    return tree(root / "site")


@pytest.mark.parametrize(("name", "expected"), [case for case in BUILDS if LONG or case[0] in ("extension", "links_and_images")])
def test_a_golden_site_has_the_bytes_of_one_machine(name: str, expected: str, address: str, tmp_path: Path):
    here, made = build_case(name, expected, tmp_path / "root")
    root = copy(tmp_path / "root", tmp_path / "copy")
    there = built(root, address, "-v", *(f"--{word}" for word in expected.split("-")[1:]))
    assert there.code == 0, there.err
    assert tree(root / "site") == made
    assert [line.partition(" | ")[0] in there.err for line in here.diagnostics] == [True] * len(here.diagnostics)


def test_a_large_site_has_them_too_and_after_each_edit(original: Path, address: str, tmp_path: Path):
    root = copy(original, tmp_path / "root")
    assert built(root, address).code == 0
    assert left(root) == tree(original / "site")
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
        there = built(root, address, "--explain")
        assert there.code == 0, there.err
        here = copy(root, tmp_path / str(number))
        assert build(here).code == 0
        assert left(root) == tree(here / "site"), edit.keys()
    # What was made there is remembered as what is made here: the next build of this machine makes nothing again.
    again = build(root)
    assert again.rendered == set()


def test_a_fault_is_told_as_on_one_machine(original: Path, address: str, tmp_path: Path):
    root = copy(original, tmp_path / "root")
    write(root, {"content/2026/a5.md": "---\ntitle: Five\ndate: nonsense\n---\n", "content/2026/a9.md": b"\xff"})
    there, here = built(root, address), build(copy(root, tmp_path / "copy"))
    assert there.code == here.code == 1
    assert all(line.partition(" | ")[0] in there.err for line in here.diagnostics) and here.diagnostics
    write(root, {"content/2026/a5.md": article("Five"), "content/2026/a9.md": article("Nine")})
    write(root, {"extensions/loud.py": (root / "extensions/loud.py").read_bytes().replace(b'"!"', b"1")})
    there, here = built(root, address), build(copy(root, tmp_path / "another"))
    assert there.code == here.code == 1
    assert here.diagnostics[0].partition(" | ")[0] in there.err and "E702" in there.err


@pytest.mark.parametrize("after", MOMENTS)
def test_a_worker_that_is_killed_is_done_without(after: int, original: Path, tmp_path: Path):
    root = copy(original, tmp_path / "root")
    with local_cluster(tmp_path, after, signal.SIGKILL, "worker") as address:
        there = built(root, address)
    assert (there.code, there.err.count("Traceback")) == (0, 0), there.err
    assert left(root) == tree(original / "site")


def test_a_batch_that_kills_every_worker_is_given_up(original: Path, tmp_path: Path):
    root = copy(original, tmp_path / "root")
    soon = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"}  # each is a worker that has to be started again
    with local_cluster(tmp_path, 1, signal.SIGKILL, "always", env=soon) as address:
        there = built(root, address, code="import digest.workers.dask_cluster as c; c.WORKERS_SECONDS = 300")
    assert there.code == 3
    assert f"the cluster at {address} lost a worker several times at one batch" in there.err


@pytest.mark.parametrize("after", MOMENTS)
def test_a_scheduler_that_is_killed_leaves_the_site_as_it_was(after: int, original: Path, tmp_path: Path):
    root = tmp_path / "root"
    shutil.copytree(original, root)
    write(root, {"digest.yml": (root / "digest.yml").read_bytes().replace(b"Large", b"Larger")})
    with local_cluster(tmp_path, after, signal.SIGKILL, "scheduler") as address:
        there = built(root, address, "--fresh")
    assert there.code == 3
    assert there.err == (
        f"digest: the scheduler at {address} was lost while the site was built\n"
        "  the site was not changed; build again when the scheduler runs, or without --cluster\n"
    )
    assert left(root) == tree(original / "site")
    assert build(root).code == 0
    assert tree(root / "site") != tree(original / "site")


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_a_signal_in_the_middle_ends_it_cleanly(ending: signal.Signals, original: Path, tmp_path: Path):
    root = copy(original, tmp_path / "root")
    with local_cluster(tmp_path, 3, ending, tmp_path / "pid") as address:
        there = begun(root, address)
        (tmp_path / "pid").write_text(str(there.pid))
        code, out, err = ended(there)
        assert (code, out, err.strip()) == (128 + ending, "", "interrupted" if ending == signal.SIGINT else "")
        assert left(root) == {}
        assert built(root, address).code == 0
    assert left(root) == tree(original / "site")


def test_nothing_listens(original: Path, tmp_path: Path):
    root = copy(original, tmp_path / "root")
    there = built(root, NOWHERE)
    assert there.code == 3
    assert there.err.startswith(f"digest: the scheduler at {NOWHERE} cannot be used: it does not answer\n")
    assert "Traceback" not in there.err
    assert left(root) == {}


def test_a_build_with_nothing_to_do_asks_nobody(original: Path, tmp_path: Path):
    root = copy(original, tmp_path / "root")
    assert build(root).code == 0
    there = built(root, NOWHERE)
    assert (there.code, there.err) == (0, "")


def test_certificates_that_lack(original: Path, tmp_path: Path):
    there = built(copy(original, tmp_path / "root"), NOWHERE.replace("tcp", "tls"))
    assert there.code == 3
    assert "cannot be used" in there.err and "Traceback" not in there.err


def test_tls_lets_in_who_has_a_certificate_and_nobody_else(original: Path, tmp_path: Path):
    root, env = copy(original, tmp_path / "root"), certificates(tmp_path)
    with scheduler(tmp_path, "--protocol", "tls", env=env) as address, worker(tmp_path, address, env):
        assert address.startswith("tls://")
        (tmp_path / "others").mkdir()
        others = built(root, address, env=certificates(tmp_path / "others"))
        assert others.code == 3 and "cannot be used" in others.err and "Traceback" not in others.err
        assert left(root) == {}
        there = built(root, address, env=env)
    assert there.code == 0, there.err
    assert left(root) == tree(original / "site")


def test_no_workers(original: Path, tmp_path: Path):
    with scheduler(tmp_path) as address:
        there = built(
            copy(original, tmp_path / "root"), address, code="import digest.workers.dask_cluster as c; c.WORKERS_SECONDS = 1"
        )
    assert there.code == 3
    assert there.err.startswith(f"digest: the scheduler at {address} has no workers\n  start some: ")


def test_a_worker_that_comes_late_is_waited_for_and_knows_everything(original: Path, tmp_path: Path):
    root = copy(original, tmp_path / "root")
    with scheduler(tmp_path) as address:
        there = begun(root, address)
        with worker(tmp_path, address), worker(tmp_path, address):
            assert ended(there).code == 0
    assert left(root) == tree(original / "site")


def other_digest(place: Path) -> dict[str, str]:
    package = Path(sites.build_site.__code__.co_filename).parent
    shutil.copytree(package, place / "digest", ignore=shutil.ignore_patterns("__pycache__"))
    with (place / "digest/markdown/body.py").open("a", encoding="utf-8") as file:
        file.write("# another text\n")
    return {"PYTHONPATH": str(place)}


def no_digest(place: Path) -> dict[str, str]:
    write(place, {"digest.py": "raise ModuleNotFoundError(\"No module named 'digest'\")\n"})
    return {"PYTHONPATH": str(place)}


def other_library(place: Path) -> dict[str, str]:
    write(place, {"jinja2-9.9.dist-info/METADATA": "Metadata-Version: 2.1\nName: jinja2\nVersion: 9.9\n"})
    return {"PYTHONPATH": str(place)}


def other_rules(place: Path) -> dict[str, str]:
    system = next(Path(folder) for folder in TZPATH if (Path(folder) / "Asia/Tokyo").exists())
    write(place, {"Asia/Seoul": (system / "Asia/Kolkata").read_bytes()})
    return {"PYTHONTZPATH": f"{place}:{system}"}


OTHERS = {
    other_digest: "was refused: it has other source files of digest 0.1.0",
    no_digest: "has another version of digest, or none: No module named 'digest'",
    other_library: "was refused: it has jinja2 9.9 instead of ",
    other_rules: "was refused: it has other rules for the time zone Asia/Seoul (tzdata)",
}


@pytest.mark.parametrize("other", OTHERS, ids=lambda other: other.__name__)
def test_a_worker_that_would_make_other_bytes_is_refused(other, original: Path, tmp_path: Path):
    root = copy(original, tmp_path / "root")
    with scheduler(tmp_path) as address, worker(tmp_path, address, other(tmp_path / "other")):
        there = built(root, address)
    assert there.code == 3, there.err
    assert OTHERS[other] in there.err
    assert "install the same versions there" in there.err and "Traceback" not in there.err
    assert left(root) == {}


def test_without_the_option_dask_is_not_imported(tmp_path: Path):
    root = large(tmp_path / "root", 650)  # enough for other processes of this machine
    code = "import sys, digest.cli as cli; sys.argv[1:] = ['-C', sys.argv[1], 'build']; cli.run(cli.State())"
    with process(tmp_path, "-c", f"{code}; print('distributed' in sys.modules)", str(root), stdout=subprocess.PIPE) as running:
        out = running.communicate()[0].decode()
    assert out.endswith("False\n") and "built" in out
