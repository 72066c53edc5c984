"""Files outside the output folder are written completely or not at all."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from digest.commands.init import init_site, write_workflow
from digest.commands.pages_workflow import PROGRAM, WORKFLOW
from digest.config.config import Config
from digest.errors import DiskError, UsageError
from digest.files import atomic_writing
from digest.files.atomic_writing import Writing, create_file, replace_file, write_whole
from tests.conftest import put_files, run_digest
from tests.sites import NOW

SITE = {
    "digest.yml": "title: T\nbase_url: https://example.org/\n",
    "content/topics.yml": "life: Life\n",
    "raw.txt": "A headline\n\nText.\n",
}
NEW = ("new", "A title", "-t", "life")
IMPORT = ("import", "raw.txt", "-t", "life")


def fails(monkeypatch: pytest.MonkeyPatch, at: int, what: Callable[[], None]) -> None:
    """Call `what` in the middle of writing the n-th file."""
    real, count = os.write, iter(range(1, 1000))

    def write(file: int, data: bytes) -> int:
        if next(count) == at:
            real(file, bytes(data)[: len(data) // 2])
            what()
        return real(file, data)

    monkeypatch.setattr(atomic_writing.os, "write", write)


def full() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def everything(root: Path) -> dict[str, bytes]:
    """Return the bytes of all files by path, and all folders with a slash at the end of their path."""
    return {
        str(path.relative_to(root)) + "/" * path.is_dir(): path.read_bytes() if path.is_file() else b"" for path in root.rglob("*")
    }


@pytest.mark.parametrize("umask", [0, 0o002, 0o022, 0o077])
def test_new_files_and_folders_have_the_permissions_that_the_user_has_chosen(tmp_path: Path, umask: int):
    before = os.umask(umask)
    try:
        create_file(tmp_path, tmp_path / "a/created.md", b"text")
        for _ in range(2):
            replace_file(tmp_path, tmp_path / "b/replaced.yml", b"text")
    finally:
        os.umask(before)
    modes = {path.relative_to(tmp_path).as_posix(): path.stat().st_mode & 0o777 for path in tmp_path.rglob("*")}
    file, folder = 0o666 & ~umask, 0o777 & ~umask
    assert modes == {"a": folder, "a/created.md": file, "b": folder, "b/replaced.yml": file}


@pytest.mark.parametrize("command", [NEW, IMPORT], ids=["new", "import"])
def test_an_article_on_a_full_disk_is_reported_and_leaves_no_file(
    command: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    root = put_files(tmp_path / "site", SITE)
    monkeypatch.chdir(root)
    before = everything(root)
    fails(monkeypatch, 1, full)
    ran = run_digest(root, *command, "--now", "2026-01-15")
    name = "a-title" if command is NEW else "a-headline"
    printed = f"digest: content/2026/01/{name}.md: No space left on device\n  make room, or check permissions\n"
    assert (ran.code, ran.out, ran.err) == (3, "", printed)
    assert everything(root) == before


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("command", [NEW, IMPORT, ("init", "fresh"), ("init", "--workflow", ".")], ids=" ".join)
def test_a_signal_while_writing_leaves_all_files_unchanged(
    command: tuple[str, ...], number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    root = put_files(tmp_path / "site", SITE | {WORKFLOW: "on: push\n", f"{PROGRAM}/digest_ssg-0.0.1-py3-none-any.whl": "old"})
    monkeypatch.chdir(root)
    before = everything(root)
    fails(monkeypatch, 1 if command in (NEW, IMPORT) else 3, lambda: os.kill(os.getpid(), number))
    before_test = signal.signal(number, signal.SIG_DFL)  # under nohup and & the signal is ignored, and must stay so
    try:
        ran = run_digest(root, *command, "--now", "2026-01-15")
    finally:
        signal.signal(number, before_test)
    assert ran.code == (130 if number == signal.SIGINT else 128 + number)
    assert everything(root) == before


@pytest.mark.parametrize("at", [1, 4, 9])
@pytest.mark.parametrize("files", [None, {}, {".git/HEAD": "ref"}], ids=["no folder", "an empty folder", "a folder with .git"])
def test_a_failed_init_leaves_the_folder_unchanged(
    files: dict[str, str] | None, at: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    folder = tmp_path / "above/news"
    if files is not None:
        folder.mkdir(parents=True)
        put_files(folder, files)
    before = everything(tmp_path)
    fails(monkeypatch, at, full)
    with pytest.raises(DiskError, match=rf"^{folder}/.+: No space left on device$"):
        init_site(folder, now=NOW)
    assert everything(tmp_path) == before


def test_a_failed_workflow_keeps_the_old_one_and_its_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    old = {WORKFLOW: "on: push\n", f"{PROGRAM}/requirements.txt": "old", f"{PROGRAM}/digest_ssg-0.0.1-py3-none-any.whl": "old"}
    put_files(tmp_path, old)
    before = everything(tmp_path)
    for at in (1, 2, 3):
        with monkeypatch.context() as patched:
            fails(patched, at, full)
            with pytest.raises(DiskError, match="No space left"):
                write_workflow(tmp_path, Config("T", "https://example.org/"), "", NOW)
        assert everything(tmp_path) == before
    made = write_workflow(tmp_path, Config("T", "https://example.org/"), "", NOW)
    assert sorted(path for path in everything(tmp_path) if not path.endswith("/")) == sorted(made)
    assert (tmp_path / f"{PROGRAM}/requirements.txt").read_text() != "old"


def test_a_folder_in_the_place_of_a_file_is_reported_with_its_name(tmp_path: Path):
    put_files(tmp_path, {f"{WORKFLOW}/mine.txt": "mine"})
    before = everything(tmp_path)
    with pytest.raises(DiskError, match=r"pages\.yml: Is a directory"):
        write_workflow(tmp_path, Config("T", "https://example.org/"), "06:30", NOW)
    assert everything(tmp_path)[f"{WORKFLOW}/mine.txt"] == before[f"{WORKFLOW}/mine.txt"]
    assert not [path for path in everything(tmp_path) if path.endswith(".tmp")]


def refusing(error: int) -> Callable[..., None]:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(error, os.strerror(error))

    return refuse


@pytest.mark.parametrize("error", [errno.EPERM, errno.EACCES, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EXDEV])
def test_without_hard_links_no_existing_file_is_replaced(error: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(os, "link", refusing(error))
    create_file(tmp_path, tmp_path / "a/new.md", b"new")
    with pytest.raises(FileExistsError):
        create_file(tmp_path, tmp_path / "a/new.md", b"other")
    assert everything(tmp_path) == {"a/": b"", "a/new.md": b"new"}


@pytest.mark.parametrize("error", [errno.EIO, errno.ENOSPC])
def test_a_failure_to_name_a_file_leaves_no_file(error: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """With a hard link, or without hard links with a rename."""
    monkeypatch.setattr(os, "link", refusing(error))
    with pytest.raises(OSError, match=os.strerror(error)):
        create_file(tmp_path, tmp_path / "new.md", b"new")
    monkeypatch.setattr(os, "link", refusing(errno.EPERM))
    monkeypatch.setattr(os, "replace", refusing(error))
    with pytest.raises(OSError, match=os.strerror(error)):
        create_file(tmp_path, tmp_path / "new.md", b"new")
    assert everything(tmp_path) == {}


@pytest.mark.parametrize("write", [create_file, replace_file])
def test_a_file_is_complete_even_if_the_system_writes_less_than_asked(
    write: Callable[[Path, Path, bytes], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    system_write = os.write
    monkeypatch.setattr(os, "write", lambda file, data: system_write(file, data[:3]))
    write(tmp_path, tmp_path / "a.md", b"more than three")
    assert everything(tmp_path) == {"a.md": b"more than three"}


@pytest.mark.parametrize("write", [create_file, replace_file])
def test_a_file_is_synced_to_disk_before_it_gets_its_name(
    write: Callable[[Path, Path, bytes], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def synced(file: int) -> None:
        assert everything(tmp_path) == dict.fromkeys(everything(tmp_path), b"new") and not (tmp_path / "a.md").exists()
        done.append(os.fstat(file).st_size)

    done: list[int] = []
    monkeypatch.setattr(os, "fsync", synced)
    write(tmp_path, tmp_path / "a.md", b"new")
    assert done == [3] and everything(tmp_path) == {"a.md": b"new"}


def test_nothing_is_written_through_a_link_in_the_path(tmp_path: Path):
    root = put_files(tmp_path / "site", {"a.md": "ours"})
    put_files(tmp_path, {"outside/a.md": "mine", "outside/b.md": "mine"})
    (root / "folder").symlink_to("../outside")
    (root / "b.md").symlink_to("../outside/b.md")
    (root / ".a.md.tmp").symlink_to("../outside/b.md")
    for path in ("folder/a.md", "folder/new.md", "b.md", "a.md"):
        with pytest.raises(UsageError, match="is a symbolic link"):
            replace_file(root, root / path, b"new")
    assert everything(tmp_path / "outside") == {"a.md": b"mine", "b.md": b"mine"}
    assert (root / "a.md").read_text() == "ours" and (root / "b.md").is_symlink()


def test_a_replaced_file_stays_replaced_if_the_next_one_fails(tmp_path: Path):
    put_files(tmp_path, {"one.md": "old", "two.md/in-the-way": ""})
    with pytest.raises(IsADirectoryError), Writing(tmp_path, over=True) as writing:
        for name in ("one.md", "new.md", "two.md"):
            writing.write(tmp_path / name, b"new")
        writing.put()
    assert everything(tmp_path) == {"one.md": b"new", "two.md/": b"", "two.md/in-the-way": b""}


def test_terminating_signals_are_deferred_and_then_restored():
    def blocked() -> set[signal.Signals]:
        return set(signal.pthread_sigmask(signal.SIG_BLOCK, ()))  # type: ignore[arg-type]

    before, ending = blocked(), {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
    with atomic_writing.signals_wait():
        assert blocked() == before | ending
        with atomic_writing.signals_wait():
            assert blocked() == before | ending
        assert blocked() == before | ending
    assert blocked() == before


def test_a_file_that_appears_meanwhile_is_not_replaced(tmp_path: Path):
    with pytest.raises(FileExistsError), Writing(tmp_path) as writing:
        writing.write(tmp_path / "one.md", b"ours")
        writing.write(tmp_path / "two.md", b"ours")
        put_files(tmp_path, {"two.md": "mine"})
        writing.put()
    assert everything(tmp_path) == {"two.md": b"mine"}


def test_a_temporary_file_of_a_killed_process_is_no_obstacle(tmp_path: Path):
    put_files(tmp_path, {"list.tsv": "old", ".list.tsv.tmp": "half"})
    replace_file(tmp_path, tmp_path / "list.tsv", b"new")
    assert everything(tmp_path) == {"list.tsv": b"new"}


def killed(root: Path, command: tuple[str, ...], at: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run a command in a process that is killed in the middle of writing the n-th file."""
    child = os.fork()
    if not child:
        fails(monkeypatch, at, lambda: os.kill(os.getpid(), signal.SIGKILL))
        try:
            run_digest(root, *command, "--now", "2026-01-15")
        finally:
            os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


@pytest.mark.parametrize(
    ("command", "at", "after"),
    [
        (NEW, 1, NEW),
        (NEW, 1, ("new", "Another title", "-t", "life")),
        (IMPORT, 1, NEW),
        (("init", "fresh"), 1, ("init", "fresh")),
        (("init", "fresh"), 9, ("init", "fresh")),
        (("init", "--workflow", "."), 1, ("init", "--workflow", ".")),
        (("init", "--workflow", "."), 3, ("init", "--workflow", ".")),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else str(value),
)
def test_a_command_removes_temporary_files_of_a_killed_one(
    command: tuple[str, ...], at: int, after: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    root = put_files(tmp_path / "site", SITE)
    monkeypatch.chdir(root)
    killed(root, command, at, monkeypatch)
    assert [path for path in everything(root) if path.endswith(".tmp")]
    ran = run_digest(root, *after, "--now", "2026-01-15")
    assert (ran.code, ran.err) == (0, "")
    assert not [path for path in everything(root) if path.endswith(".tmp")]


def test_the_workflow_removes_temporary_files_of_an_older_wheel(tmp_path: Path):
    put_files(tmp_path, {f"{PROGRAM}/.digest_ssg-0.0.1-py3-none-any.whl{end}": "half" for end in (".tmp", ".17.tmp")})
    made = write_workflow(tmp_path, Config("T", "https://example.org/"), "", NOW)
    assert sorted(path for path in everything(tmp_path) if not path.endswith("/")) == sorted(made)


def test_only_abandoned_temporary_files_of_digest_are_removed(tmp_path: Path):
    """Not files of other programs, nor files that are being written, nor targets of links."""
    foreign_files = ("a/.x.tmp", "a/.x.md.tmp", "a/x.md.17.tmp", "a/.x.html.17.tmp", "a/.x.md.1a.tmp", "a/.x.md.17.tmp.old")
    kept = dict.fromkeys((*foreign_files, "b/.mine.md.5.tmp"), "")
    put_files(tmp_path, kept | {"a/.left.md.17.tmp": "half"})
    (tmp_path / "a/.folder.md.17.tmp").mkdir()
    (tmp_path / "a/.link.md.17.tmp").symlink_to(tmp_path / "b/.mine.md.5.tmp")
    os.mkfifo(tmp_path / "a/.pipe.md.17.tmp")
    with Writing(tmp_path) as other:
        other.write(tmp_path / "a/other.md", b"other")
        create_file(tmp_path, tmp_path / "a/new.md", b"new")
        other.put()
    names = {path.removeprefix("a/") for path in everything(tmp_path) if path.startswith("a/")} - {""}
    links = {".folder.md.17.tmp/", ".link.md.17.tmp", ".pipe.md.17.tmp"}
    assert names == {path.removeprefix("a/") for path in kept if path.startswith("a/")} | links | {"new.md", "other.md"}
    assert (tmp_path / "b/.mine.md.5.tmp").exists()


def test_init_removes_nothing_behind_a_link(tmp_path: Path):
    put_files(tmp_path, {"outside/.topics.yml.17.tmp": "mine", "fresh/.digest.yml.17.tmp": "half"})
    (tmp_path / "fresh/content").symlink_to("../outside")
    with pytest.raises(UsageError, match="there is content"):
        init_site(tmp_path / "fresh", now=NOW)
    assert (tmp_path / "outside/.topics.yml.17.tmp").read_text() == "mine"


def test_a_file_without_an_ending_clears_only_leftovers_of_its_own_name(tmp_path: Path):
    put_files(tmp_path, {".CNAME.17.tmp": "half", ".other.17.tmp": "mine", "b/.two\nlines.md.17.tmp": "half"})
    create_file(tmp_path, tmp_path / "b/a.md", b"new")
    assert everything(tmp_path / "b") == {"a.md": b"new"}
    shutil.rmtree(tmp_path / "b")
    create_file(tmp_path, tmp_path / "CNAME", b"new")
    assert everything(tmp_path) == {"CNAME": b"new", ".other.17.tmp": b"mine"}


def test_an_error_names_the_file_and_no_temporary_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def refuse(old: Path, new: Path, **_: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO), str(old), None, str(new))

    monkeypatch.setattr(os, "link", refuse)
    with pytest.raises(OSError) as raised:
        create_file(tmp_path, tmp_path / "new.md", b"new")
    assert (raised.value.filename, raised.value.filename2) == (str(tmp_path / "new.md"), None)
    put_files(tmp_path, {"folder/a.md": ""})
    with pytest.raises(DiskError, match="Is a directory") as caught:
        write_whole(tmp_path, tmp_path / "folder", b"new")
    assert caught.value.hint == "make room, or check permissions"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems do not list open files there")
def test_all_files_are_closed_when_they_are_in_place(tmp_path: Path):
    opened = len(os.listdir("/proc/self/fd"))
    create_file(tmp_path, tmp_path / "new.md", b"new")
    assert len(os.listdir("/proc/self/fd")) == opened
