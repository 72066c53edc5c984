"""No change is missed: saves by many editors, bursts of changes, and replaced watched folders."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests import sites
from tests.preview.desk import OUR_SCRIPT, PLAIN_BYTES, PLAIN_NAME
from tests.preview.served import Served, serving
from tests.selection import LONG, QUICK

linux = pytest.mark.skipif(sys.platform != "linux", reason="the steps of editors are tested with the events of Linux")

SAVES = 200 if LONG else 1 if QUICK else 3
IDLE = 60.0 if LONG else 5.0

SETTLED = 0.35
"""Seconds in which a second rebuild of one save would have come: longer than the end of a burst is waited for."""

Save = Callable[[Path, bytes], None]


# how programs save a file


def write(path: Path, data: bytes) -> None:
    """Write a file, and close it."""
    path.write_bytes(data)


def by_vim(path: Path, data: bytes) -> None:
    probe = path.with_name("4913")
    os.close(os.open(probe, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o644))
    probe.unlink()
    backup = path.with_name(f"{path.name}~")
    path.rename(backup)
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    os.write(file, data)
    os.fsync(file)
    os.close(file)
    os.chmod(path, 0o644)
    backup.unlink()


def by_nano(path: Path, data: bytes) -> None:
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    for start in range(0, len(data), 16):
        os.write(file, data[start : start + 16])
    os.close(file)


def by_emacs(path: Path, data: bytes) -> None:
    lock, autosave = path.with_name(f".#{path.name}"), path.with_name(f"#{path.name}#")
    lock.symlink_to("somebody@host.1234:5678")
    write(autosave, data[: len(data) // 2])
    os.replace(path, path.with_name(f"{path.name}~"))
    write(path, data)
    autosave.unlink()
    lock.unlink()


def by_vs_code(path: Path, data: bytes) -> None:
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    os.write(file, data)
    os.fdatasync(file)
    os.close(file)


def by_sublime(path: Path, data: bytes) -> None:
    temporary = path.with_name(f".subl{os.getpid():x}.tmp")
    write(temporary, data)
    os.chmod(temporary, 0o644)
    os.replace(temporary, path)


def by_jetbrains(path: Path, data: bytes) -> None:
    temporary, old = path.with_name(f"{path.name}___jb_tmp___"), path.with_name(f"{path.name}___jb_old___")
    write(temporary, data)
    path.rename(old)
    temporary.rename(path)
    old.unlink()


def by_stream_editor(path: Path, data: bytes) -> None:
    temporary = path.with_name("sedBx7T1q")
    write(temporary, data)
    os.chmod(temporary, 0o644)
    os.replace(temporary, path)


def by_rsync(path: Path, data: bytes) -> None:
    temporary = path.with_name(f".{path.name}.Xy12Zw")
    write(temporary, data)
    os.utime(temporary, (1_700_000_000, 1_700_000_000))
    os.replace(temporary, path)


def from_elsewhere(path: Path, data: bytes) -> None:
    outside = path.parents[3] / "outside"
    write(outside, data)
    os.replace(outside, path)


def by_the_real_sed(path: Path, data: bytes) -> None:
    text = data.decode().split("---\n")[-1].strip()
    subprocess.run(["sed", "-i", f"$ s/.*/{text}/", str(path)], check=True)


def by_the_real_vim(path: Path, data: bytes) -> None:
    text = data.decode().split("---\n")[-1].strip()
    command = [
        "vim",
        "-u",
        "NONE",
        "-N",
        "-e",
        "-s",
        "-c",
        "set backup writebackup",
        "-c",
        f"$ s/.*/{text}/",
        "-c",
        "wq",
        str(path),
    ]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, timeout=60)


PATTERNS: dict[str, Save] = {
    "vim": by_vim,
    "nano": by_nano,
    "emacs": by_emacs,
    "vs code": by_vs_code,
    "sublime": by_sublime,
    "jetbrains": by_jetbrains,
    "sed": by_stream_editor,
    "rsync": by_rsync,
    "elsewhere": from_elsewhere,
    **({"the real sed": by_the_real_sed} if shutil.which("sed") and sys.platform == "linux" else {}),
    **({"the real vim": by_the_real_vim} if shutil.which("vim") else {}),
}


def article(text: str, number: int = 3) -> bytes:
    return sites.article(f"Article {number}", f"2026-02-{1 + number:02}", body=text).encode()


def settled(preview: Served, seconds: float = SETTLED) -> None:
    """Wait until there was no rebuild for this time."""
    count = -1
    while count != len(preview.rebuilds):
        count = len(preview.rebuilds)
        time.sleep(seconds)


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(sites.write(tmp_path_factory.mktemp("saves") / "site", sites.tiny())) as served:
        yield served.when_ready()


@linux
@pytest.mark.thorough
@pytest.mark.quick
@pytest.mark.parametrize("editor", PATTERNS)
def test_each_save_causes_exactly_one_rebuild(preview: Served, editor: str):
    settled(preview)
    first, took = len(preview.rebuilds), []
    # Different articles in turn: a late second rebuild is an additional line, or is listed with the next article.
    saved = [f"content/2026/a{number % 6}.md" for number in range(SAVES)]
    for number, path in enumerate(saved):
        text, before, start = f"Save {number} by {editor} it is.", len(preview.rebuilds), time.monotonic()
        PATTERNS[editor](preview.root / path, article(text, number % 6))
        took.append(time.monotonic() - start)
        preview.when(lambda text=text, at=number % 6: text in preview.get(f"2026/02/{1 + at:02}/a{at}/").text, text)
        preview.when(lambda before=before: len(preview.rebuilds) > before, text)
    time.sleep(SETTLED)
    # A save that is slow on a busy machine may cause two rebuilds, so a failure prints the durations.
    assert [line.split(": ")[0][9:] for line in preview.rebuilds[first:]] == saved, (
        [f"{each:.3f} s" for each in took],
        preview.lines,
    )


@pytest.mark.thorough
@pytest.mark.quick
@linux
def test_saves_in_quick_succession_are_not_missed(preview: Served):
    path = preview.root / "content/2026/a3.md"
    dice = random.Random(7)
    for number in range(SAVES * 8):
        text = f"Quick save {number}."
        PATTERNS[dice.choice(list(PATTERNS)[:9])](path, article(text))
        if dice.random() < 0.5:
            time.sleep(dice.random() / 10)
        if number % 8 == 7:
            preview.when(lambda text=text: text in preview.get("2026/02/04/a3/").text, text)


@linux
def test_reading_and_touching_files_causes_no_rebuild(preview: Served):
    settled(preview)
    before = len(preview.rebuilds)
    for place in sorted(preview.root.rglob("*")):
        if place.is_file() and ".digest" not in place.parts:
            place.read_bytes()
            os.utime(place)
            place.chmod(0o600)
            place.chmod(0o644)
    write(preview.root / "content/2026/.a3.md.swp", b"x")
    write(preview.root / "content/2026/sedBx7T1q", b"what an editor is held up in writing")
    write(preview.root / "notes.txt", b"no part of the site")
    time.sleep(1.0)
    assert preview.rebuilds[before:] == []


@pytest.mark.thorough
@linux
def test_an_idle_preview_does_nothing(preview: Served):
    settled(preview, 1.0)
    before, ticks = len(preview.rebuilds), cpu_ticks(preview.process.pid)
    time.sleep(IDLE)
    used = (cpu_ticks(preview.process.pid) - ticks) / os.sysconf("SC_CLK_TCK")
    assert preview.rebuilds[before:] == []
    assert used < IDLE / 100, used


def cpu_ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


@linux
def test_changes_of_settings_theme_registries_and_files_are_shown(preview: Served):
    root = preview.root
    for path, data, page, shown in (
        ("digest.yml", sites.SETTINGS.replace("Tiny", "Changed settings"), "", "Changed settings"),
        ("content/topics.yml", sites.TOPICS.replace("Science", "Changed topic"), "topics/science/", "Changed topic"),
        ("themes/plain/templates/parts/foot.html", "<p>changed foot</p>\n", "", "changed foot"),
        ("content/static/robots.txt", "User-agent: changed\n", "robots.txt", "changed"),
        ("content/static/deep/er/new.txt", "a new file\n", "deep/er/new.txt", "a new file"),
    ):
        before = len(preview.rebuilds)
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        by_sublime(place, data.encode())
        preview.when(lambda page=page, shown=shown: shown in preview.get(page).text, (path, shown))
        preview.when(lambda before=before: len(preview.rebuilds) > before, path)
        time.sleep(SETTLED)
        assert len(preview.rebuilds) == before + 1, (path, preview.lines)


# long_timeout


def named(number: int, folder: str = "bursts") -> tuple[str, str]:
    """Return path and URL of one of many articles."""
    return f"content/{folder}/s{number}.md", f"2026/01/{1 + number % 28:02}/s{number}/"


def many(count: int, text: str, folder: str = "bursts") -> dict[str, str]:
    """Return the files of this number of articles."""
    return {
        named(number, folder)[0]: sites.article(f"Bursts {number}", f"2026-01-{1 + number % 28:02}", body=f"{text} {number}.")
        for number in range(count)
    }


def shows(preview: Served, numbers: Sequence[int], text: str | None) -> bool:
    """Return whether all of these articles are shown with this text; without a text, whether none is shown."""
    found = preview.walk(named(number)[1] for number in numbers)
    return all(
        got.status == 404 if text is None else f"{text} {number}." in got.text for number, got in zip(numbers, found, strict=True)
    )


class Bursts:
    """A preview, and bursts of changes."""

    def __init__(self, preview: Served) -> None:
        self.preview = preview

    def make(self, bursts: Callable[[], object], count: int, text: str | None) -> None:
        """Make a burst of changes, and assert that it is shown after at most two rebuilds."""
        settled(self.preview)
        before = len(self.preview.rebuilds)
        bursts()
        self.preview.when(lambda: shows(self.preview, [count - 1, 0], text), (count, text))
        settled(self.preview, 2 * SETTLED)
        assert shows(self.preview, range(count), text)
        assert len(self.preview.rebuilds) <= before + 2, self.preview.lines[before:]


@pytest.fixture(scope="module")
def bursts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bursts]:
    with serving(sites.write(tmp_path_factory.mktemp("long_timeout") / "site", sites.tiny())) as served:
        yield Bursts(served.when_ready())


COUNTS = [1, 12, 300, 3000, 10_000] if LONG else [12, 100]


long_timeout = pytest.mark.timeout(1800)
"""Each of 10,000 articles is checked after each burst."""


@pytest.mark.thorough
@pytest.mark.quick(1)
@linux
@long_timeout
@pytest.mark.parametrize("count", COUNTS)
def test_a_folder_may_be_copied_changed_moved_and_removed(bursts: Bursts, tmp_path: Path, count: int):
    root = bursts.preview.root
    source = sites.write(tmp_path, many(count, "Copied")) / "content/bursts"
    target = root / "content/bursts"
    bursts.make(lambda: shutil.copytree(source, target), count, "Copied")
    bursts.make(lambda: sites.write(root, many(count, "Rewritten")), count, "Rewritten")
    bursts.make(lambda: target.rename(root / "aside"), count, None)
    bursts.make(lambda: (root / "aside").rename(target), count, "Rewritten")
    bursts.make(lambda: sites.write(root, many(count, "Again")), count, "Again")  # a restored folder is watched
    bursts.make(lambda: shutil.rmtree(target), count, None)


@pytest.mark.thorough
@linux
@long_timeout
@pytest.mark.parametrize("count", COUNTS)
def test_an_archive_may_be_unpacked(bursts: Bursts, tmp_path: Path, count: int):
    packed = tmp_path / "articles.tar"
    with tarfile.open(packed, "w") as archive:
        archive.add(sites.write(tmp_path / "packed", many(count, "Unpacked")) / "content/bursts", "content/bursts")
    root = bursts.preview.root
    with tarfile.open(packed) as archive:
        bursts.make(lambda: archive.extractall(root, filter="data"), count, "Unpacked")
    bursts.make(lambda: shutil.rmtree(root / "content/bursts"), count, None)


@pytest.mark.thorough
@pytest.mark.quick(1)
@linux
@long_timeout
@pytest.mark.skipif(not shutil.which("git"), reason="needs git")
@pytest.mark.parametrize("count", COUNTS)
def test_a_branch_may_be_checked_out(bursts: Bursts, count: int):
    root = bursts.preview.root

    def git(*arguments: str) -> None:
        command = ["git", "-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false", *arguments]
        subprocess.run(command, cwd=root, check=True, capture_output=True)

    git("init", "-q", "-b", "few")
    git("add", ".")
    git("commit", "-qm", "few")
    git("checkout", "-qb", "many")
    sites.write(root, many(count, "First"))
    git("add", ".")
    git("commit", "-qm", "many")
    git("checkout", "-qb", "more")
    sites.write(root, many(count, "Second"))
    git("commit", "-qam", "more")
    for branch, text in (("many", "First"), ("few", None), ("more", "Second"), ("few", None)):
        bursts.make(lambda branch=branch: git("checkout", "-q", branch), count, text)
    shutil.rmtree(root / ".git")


@linux
def test_the_content_folder_may_be_replaced_and_then_changed(bursts: Bursts):
    root = bursts.preview.root
    for turn in range(3 if LONG else 2):
        shutil.copytree(root / "content", root / "other")
        sites.write(root / "other", {path.removeprefix("content/"): text for path, text in many(12, f"Turn {turn}").items()})

        def replace() -> None:
            (root / "content").rename(root / "before")
            (root / "other").rename(root / "content")

        bursts.make(replace, 12, f"Turn {turn}")
        bursts.make(lambda turn=turn: sites.write(root, many(12, f"After {turn}")), 12, f"After {turn}")
        shutil.rmtree(root / "before")
    shutil.rmtree(root / "content/bursts")


@pytest.mark.thorough
@linux
def test_the_content_folder_may_be_removed_and_recreated_at_once(bursts: Bursts):
    """The new folder may have the inode of the old one."""
    root = bursts.preview.root
    for turn in range(3 if LONG else 2):
        files = {path: place for path, place in sites.tree(root).items() if path.startswith("content/") and "bursts" not in path}

        def make_again(files: dict[str, bytes] = files, turn: int = turn) -> None:
            shutil.rmtree(root / "content")
            sites.write(root, files | many(12, f"Made {turn}"))

        bursts.make(make_again, 12, f"Made {turn}")
        bursts.make(lambda turn=turn: sites.write(root, many(12, f"Changed {turn}")), 12, f"Changed {turn}")
    shutil.rmtree(root / "content/bursts")


@pytest.mark.thorough
@linux
def test_a_folder_that_was_moved_out_and_recreated_is_watched(bursts: Bursts):
    root = bursts.preview.root
    folder = root / "content/bursts"
    for turn in range(2 if LONG else 1):
        bursts.make(lambda: sites.write(root, many(3, "Old")), 3, "Old")
        bursts.make(lambda: folder.rename(root / "aside"), 3, None)
        bursts.make(lambda: sites.write(root, many(3, "New")), 3, "New")
        bursts.make(lambda: shutil.rmtree(folder), 3, None)
        shutil.rmtree(root / "aside")
        time.sleep(0.2)
        bursts.make(lambda turn=turn: sites.write(root, many(3, f"Newest {turn}")), 3, f"Newest {turn}")
        bursts.make(lambda: shutil.rmtree(folder), 3, None)


@linux
def test_there_are_no_diagnostics_after_all_bursts(bursts: Bursts):
    settled(bursts.preview)
    assert bursts.preview.state()["diagnostics"] == []
    known = ("content/bursts/", "all errors are fixed", "  ")  # errors of a file that was read while it was written
    printed = [line for line in bursts.preview.lines[1:] if line not in bursts.preview.rebuilds]
    assert [line for line in printed if not line.startswith(known)] == []


# what the system refuses


@pytest.mark.thorough
@linux
def test_changes_are_found_even_if_events_were_lost(bursts: Bursts):
    preview = bursts.preview
    limit = int(Path("/proc/sys/fs/inotify/max_queued_events").read_text())
    if limit > 100_000:
        pytest.skip("the queue of this machine is too long to be filled")
    settled(preview)
    paths = [preview.root / f"content/2026/a{number}.md" for number in (1, 2)]
    preview.process.send_signal(signal.SIGSTOP)
    try:
        for number in range(limit + 100):
            os.utime(paths[number % 2])
        sites.write(preview.root, many(3, "Lost"))
    finally:
        preview.process.send_signal(signal.SIGCONT)
    preview.when(lambda: shows(preview, range(3), "Lost"))
    bursts.make(lambda: sites.write(preview.root, many(3, "Found")), 3, "Found")
    bursts.make(lambda: shutil.rmtree(preview.root / "content/bursts"), 3, None)
    assert not [line for line in preview.lines if "does not tell" in line]


def limited(name: str, limit: int) -> tuple[str, ...]:
    """Return a command that runs another with this limit, in a new user namespace."""
    command = ("unshare", "-Ur", "sh", "-c", f'echo {limit} > /proc/sys/user/{name} && exec "$@"', "sh")
    if not shutil.which("unshare") or subprocess.run([*command, "true"], capture_output=True, check=False).returncode:
        pytest.skip("needs user namespaces")
    return command


POLLING = "the system does not report changes"


@linux
@pytest.mark.parametrize(("name", "limit"), [("max_inotify_instances", 0), ("max_inotify_watches", 0), ("max_inotify_watches", 4)])
def test_without_change_reports_digest_polls_and_prints_that_once(tmp_path: Path, name: str, limit: int):
    root = sites.write(tmp_path / "site", sites.tiny())
    with serving(root, before=limited(name, limit)) as preview:
        preview.when_ready()
        preview.when(lambda: any(POLLING in line for line in preview.lines))
        for number in range(3):
            by_vim(root / "content/2026/a3.md", article(f"Looked {number}."))
            preview.when(lambda number=number: f"Looked {number}." in preview.get("2026/02/04/a3/").text)
        assert len([line for line in preview.lines if POLLING in line]) == 1, preview.lines
        assert preview.end() == 0


@pytest.mark.thorough
@linux
def test_a_limit_that_is_reached_later_causes_no_missed_changes(tmp_path: Path):
    root = sites.write(tmp_path / "site", sites.tiny())
    with serving(root, before=limited("max_inotify_watches", 24)) as preview:
        preview.when_ready()
        settled(preview)
        assert not any(POLLING in line for line in preview.lines), preview.lines
        for turn in range(3):
            for folder in range(30):
                sites.write(root, {named(folder, f"more/{folder}")[0]: many(30, f"Turn {turn}")[named(folder)[0]]})
            preview.when(lambda turn=turn: shows(preview, range(30), f"Turn {turn}"), turn)
        assert len([line for line in preview.lines if POLLING in line]) == 1, preview.lines


@linux
def test_polling_finds_all_changes(tmp_path: Path):
    root = sites.write(tmp_path / "site", sites.tiny())
    with serving(root, "--poll", "100") as preview:
        preview.when_ready()
        for editor in list(PATTERNS)[:9]:
            PATTERNS[editor](root / "content/2026/a3.md", article(f"Polled {editor}."))
            preview.when(lambda editor=editor: f"Polled {editor}." in preview.get("2026/02/04/a3/").text)
        sites.write(root, many(30, "Polled"))
        preview.when(lambda: shows(preview, range(30), "Polled"))
        shutil.rmtree(root / "content/bursts")
        preview.when(lambda: shows(preview, range(30), None))
        assert not any(POLLING in line for line in preview.lines)


@linux
def test_a_site_behind_a_link_is_watched(tmp_path: Path):
    real = sites.write(tmp_path / "real", sites.tiny())
    (real / "content").rename(real / "texts")
    (real / "content").symlink_to("texts")
    (tmp_path / "site").symlink_to("real")
    with serving(tmp_path / "site") as preview:
        preview.when_ready()
        settled(preview)
        by_vim(tmp_path / "site/content/2026/a3.md", article("Behind a link."))
        preview.when(lambda: "Behind a link." in preview.get("2026/02/04/a3/").text)
        write(real / "digest.yml", sites.SETTINGS.replace("Tiny", "Behind two").encode())
        preview.when(lambda: "Behind two" in preview.get().text)
        write(real / "texts/sources.yml", sites.OUTLETS.replace("The Wire", "Another wire").encode())
        preview.when(lambda: "Another wire" in preview.get("2026/02/04/a3/").text)


@linux
def test_the_state_folder_may_be_deleted_while_serving(tmp_path: Path):
    root = sites.write(tmp_path / "site", sites.tiny())
    with serving(root) as preview:
        preview.when_ready()
        settled(preview)
        shutil.rmtree(root / ".digest")
        sites.write(root, many(3, "Without notes"))
        preview.when(lambda: shows(preview, range(3), "Without notes"))
        by_vim(root / "content/2026/a3.md", article("Still there."))
        preview.when(lambda: "Still there." in preview.get("2026/02/04/a3/").text)
        assert not any(POLLING in line for line in preview.lines), preview.lines


# the end


def below(pid: int) -> set[int]:
    """Return the child processes of this process."""
    found = set()
    for task in Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(OSError):
            found |= {int(child) for child in (task / "children").read_text().split()}
    return found


def is_running(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def ends(preview: Served, number: int = signal.SIGINT) -> None:
    """Send a signal, and assert that the process and its children end, and nothing is printed."""
    children = below(preview.process.pid)
    printed = len(preview.lines)
    start = time.monotonic()
    assert preview.end(number) in (0, 130), preview.lines
    duration = time.monotonic() - start
    print(f"ended in {duration * 1000:.0f} ms")
    assert duration < 5.0  # 40 ms on a busy machine; waiting for a request would take 10 s
    deadline = time.monotonic() + 10
    while any(map(is_running, children)):
        assert time.monotonic() < deadline, children
        time.sleep(0.01)
    preview._reader.join(10)
    lines = [line for line in preview.lines[printed:] if line not in preview.rebuilds]
    # Before the preview handles the signal, click does, and ends the line on which a terminal shows ^C.
    assert lines in ([], ["interrupted"], ["", "interrupted"]), preview.lines


@linux
def test_it_ends_when_idle(tmp_path: Path):
    with serving(sites.write(tmp_path / "site", sites.tiny())) as preview:
        preview.when_ready()
        settled(preview)
        ends(preview)


@pytest.mark.thorough
@linux
@pytest.mark.parametrize("delay", [0.0, 0.2, 0.5] if not LONG else [number / 20 for number in range(40)])
def test_it_ends_while_reading_two_thousand_articles(tmp_path: Path, delay: float):
    with serving(sites.write(tmp_path / "site", sites.tiny(2000))) as preview:
        time.sleep(delay)
        ends(preview)


@pytest.mark.thorough
@linux
def test_it_ends_during_a_rebuild(tmp_path: Path):
    dice = random.Random(11)
    root = sites.write(tmp_path / "site", sites.tiny(300))
    for turn in range(30 if LONG else 3):
        with serving(root) as preview:
            preview.when_ready()
            for number in range(100):
                write(
                    root / f"content/2026/a{number}.md", sites.article(f"Changed {turn}", f"2026-02-{1 + number % 28:02}").encode()
                )
            time.sleep(dice.random() / 2)
            ends(preview)


# beside a build


@pytest.mark.thorough
@linux
def test_a_build_and_a_busy_preview_work_at_the_same_time(tmp_path: Path):
    root = sites.write(tmp_path / "site", sites.tiny(30))
    with serving(root) as preview:
        preview.when_ready()
        builds = 0
        for turn in range(20 if LONG else 4):
            command = [sys.executable, "-m", "digest", "-C", str(root), "build"]
            build = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            number = 0
            while build.poll() is None:
                by_sublime(
                    root / "content/2026/a3.md", article(f"Turn {turn}, save {number}.")
                )  # atomically: never an incomplete or missing file
                number += 1
                time.sleep(0.02)
            printed = build.communicate()[0]
            assert build.returncode in (0, 3), printed
            assert build.returncode == 0 or "changed while the site was built" in printed
            builds += build.returncode == 0
            last = f"Turn {turn}, save {number - 1}."
            preview.when(lambda last=last: last in preview.get("2026/02/04/a3/").text)
        settled(preview)
        moment = datetime.now(UTC)
        base_url = f"http://{preview.host}:{preview.port}/"
        assert sites.build(root, base_url=base_url, now=moment).code == 0
        built = sites.tree(root / "site")
        expected = sites.clean_build(root, tmp_path / "clean", base_url=base_url, now=moment)[1]
        assert built == expected
        del built[sites.LIST]
        for path, data in built.items():
            shown = preview.get(PLAIN_NAME.sub(r"\1", path)).body
            assert OUR_SCRIPT.sub(b"", shown) == PLAIN_BYTES.sub(rb"\1", data), path
        before = {place: (place.stat().st_mtime_ns, place.stat().st_ino) for place in (root / "site").rglob("*")}
        write(root / "content/2026/a3.md", article("After all builds."))
        preview.when(lambda: "After all builds." in preview.get("2026/02/04/a3/").text)
        assert {place: (place.stat().st_mtime_ns, place.stat().st_ino) for place in (root / "site").rglob("*")} == before
