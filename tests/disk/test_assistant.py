"""A second process: it answers in turn, is lost without a hang, and ends with the one that it helps."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from digest.disk.assistant import assistant
from digest.errors import ContentError, DiskError, Fault
from tests import sites
from tests.conftest import run_digest
from tests.sites import tree, write

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere one process does all")

MEBIBYTE = 1024 * 1024


@pytest.fixture(autouse=True)
def _two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("digest.disk.assistant.cores", lambda: 2)


def doubled(data: bytes) -> bytes:
    return data * 2


def failing() -> None:
    raise ContentError(faults=[Fault("a.md", 1, 1, "E104", "empty")])


def ended() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def children() -> list[str]:
    """The processes of this one that are there, zombies too."""
    return Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()


def test_it_answers_each_call_in_turn_however_much_goes_there_and_back():
    before = children()
    held = ["not sent"]
    with assistant(0, lambda: held * 2) as hired:
        assert hired
        helper, first = hired
        answers = [helper.submit(doubled, bytes([number]) * MEBIBYTE) for number in range(6)]
        assert answers[5].result() == bytes([5]) * 2 * MEBIBYTE
        assert first.result() == held * 2
        assert [answer.result()[0] for answer in answers] == list(range(6))
        assert len(children()) == len(before) + 1
    assert children() == before


def test_what_a_call_raises_is_raised_where_its_answer_is_asked_for():
    with assistant(2, int) as hired:
        assert hired
        failed, unsendable, fine = (hired[0].submit(call) for call in (failing, lambda_maker, int))
        assert fine.result() == 0
        with pytest.raises(ContentError) as raised:
            failed.result()
        assert raised.value.faults[0].code == "E104"
        with pytest.raises(Exception, match=r"pickle|local object"):
            unsendable.result()


def lambda_maker() -> object:
    return lambda: None


@pytest.mark.parametrize("asked", [1, 3])
def test_one_that_is_ended_from_outside_is_an_error(asked: int):
    with assistant(0, int) as hired:
        assert hired
        answers = [hired[0].submit(ended)]
        with pytest.raises(DiskError, match="was killed"):
            answers += [hired[0].submit(doubled, b"") for _ in range(asked)]
            answers[-1].result()


def test_an_error_ends_it():
    before = children()
    with pytest.raises(KeyboardInterrupt), assistant(0, lambda: time.sleep(600)):
        raise KeyboardInterrupt
    assert children() == before


def test_there_is_none_for_one_job_or_core_or_where_no_process_can_be_made(monkeypatch: pytest.MonkeyPatch):
    with assistant(1, int) as hired:
        assert hired is None

    def refuse() -> int:
        raise BlockingIOError

    opened = os.listdir("/proc/self/fd")
    with monkeypatch.context() as patch:
        patch.setattr(os, "fork", refuse)
        with assistant(0, int) as hired:
            assert hired is None
    assert len(os.listdir("/proc/self/fd")) == len(opened)
    monkeypatch.setattr("digest.disk.assistant.cores", lambda: 1)
    with assistant(4, int) as hired:
        assert hired is None


ORPHAN = """
import os, time
from digest.disk import assistant
assistant.cores = lambda: 2
with assistant.assistant(0, lambda: time.sleep(600)) as hired:
    children = open(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read()
    print(children, flush=True)
    os.kill(os.getpid(), 9)
"""


def test_it_ends_with_the_process_that_it_helps():
    done = subprocess.run([sys.executable, "-c", ORPHAN], stdout=subprocess.PIPE, timeout=60)
    orphan = Path("/proc", done.stdout.decode().strip())
    deadline = time.monotonic() + 20
    while orphan.exists() and orphan.joinpath("stat").read_text().rpartition(")")[2].split()[0] not in "ZX":
        assert time.monotonic() < deadline, "it still runs"
        time.sleep(0.02)


def test_what_a_filter_prints_is_printed(tmp_path: Path):
    root = write(tmp_path / "site", sites.tiny())
    template = b"<title>{{ page.title|told }}</title>{{ html(page.body) }}"
    write(
        root,
        {
            "digest.yml": sites.SETTINGS + "extensions: [own.py]\n",
            "extensions/own.py": "def told(value):\n    print('told', value)\n    return value\n\n\nFILTERS = {'told': told}\n",
            "themes/plain/templates/article.html": template,
        },
    )
    assert run_digest(root, "build", "--now", sites.NOW.isoformat()).code == 0
    write(root, {"content/2026/a1.md": sites.article("Another title", "2026-02-02", tags="[even, t1]")})
    command = [sys.executable, "-m", "digest", "build", "--now", sites.NOW.isoformat()]
    printed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout
    assert printed.count("told Another title") == 1
    assert printed.count("built ") == 1


def test_a_build_with_it_is_one_without(tmp_path: Path):
    root = write(tmp_path / "site", sites.tiny())
    for edit in (
        {},
        {"content/2026/a1.md": sites.article("Article 1", "2026-02-02", tags="[even, t1]", body="Another text.")},
        {"content/2026/a2.md": sites.article("Another title", "2026-02-03", tags="[even, t2]")},
        {"content/2026/a3.md": sites.article("Article 3", "2026-02-04", tags="[odd]")},
        {"themes/plain/templates/article.html": b"<title>{{ page.title }}</title>{{ html(page.body) }}"},
        {"content/2026/a4.md": None},
    ):
        write(root, edit)
        assert run_digest(root, "build", "--now", sites.NOW.isoformat()).code == 0
        place = tmp_path / "clean"
        place.mkdir()
        assert tree(root / "site") == sites.clean_build(root, place)[1]
