"""A journal is finished, undone, or rejected."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

from digest.files.symlinks import LIST_OF_FILES
from digest.output import journal
from digest.output.journal import JOURNAL_FILE, UNDO_FILE, Journal
from tests.sites import tree, write

NESTED = b'{"x": ' + b"[" * 200_000 + b"]" * 200_000 + b"}"
"""JSON that nobody reads to its end."""

OLD = {LIST_OF_FILES: "index.html\nold/page.html\n", "index.html": "old", "old/page.html": "old"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A site with an output folder written by digest, and foreign files around it."""
    write(tmp_path / "root/site", OLD)
    write(tmp_path, {"mine.txt": "mine", "other/mine.txt": "mine", "root/mine.txt": "mine", "root/site/mine.txt": "mine"})
    return tmp_path / "root"


def begin(root: Path, made: Journal, put: dict[str, str], name: str = JOURNAL_FILE) -> None:
    """Write the files of a build that was killed after it wrote this journal."""
    write(root / ".digest", {f"{made.staging}/{path}": text for path, text in put.items()})
    (root / ".digest" / name).write_bytes(msgspec.json.encode(made))


def outside(root: Path) -> dict[str, bytes]:
    return {path: content for path, content in tree(root.parent).items() if "mine" in path or "evil" in path}


@pytest.mark.parametrize(
    "made",
    [
        Journal("../../other", "staging", ("index.html",), ("mine.txt",)),
        Journal("..", "staging", ("index.html",), ("mine.txt",)),
        Journal("../content", "staging", ("evil.md",), ()),
        Journal("../new", "staging", ("index.html",), ()),
        Journal("/nowhere", "staging", ("index.html",), ()),
        Journal("../site", "../../other", ("mine.txt",), ()),
        Journal("../site", "..", ("mine.txt",), ()),
        Journal("../site", "staging", ("../evil.txt",), ()),
        Journal("../site", "staging", ("index.html",), ("../mine.txt",)),
        Journal("../site", "staging", (), ("../../mine.txt",)),
        Journal("../site", "staging", (), ("/mine.txt",)),
        Journal("../site", "staging", (".git/hooks/evil",), ()),
        Journal("../link", "staging", ("index.html",), ()),
        Journal("../site", "staging", ("index.html",), ("a/../../mine.txt",)),
    ],
)
@pytest.mark.parametrize("name", [JOURNAL_FILE, UNDO_FILE])
def test_a_journal_that_no_build_wrote_is_removed_without_doing_any_step(made: Journal, name: str, root: Path):
    write(root / "content", {"mine.md": "mine"})
    (root / "link").symlink_to(root.parent / "other")
    before, site = outside(root), tree(root / "site")
    begin(root, made, {"index.html": "evil"}, name)
    assert not journal.finish(root / ".digest")
    assert outside(root) == before
    assert tree(root / "site") == site
    assert not (root / ".digest" / name).exists()
    assert not (root / "new").exists()


def test_a_journal_removes_only_files_in_the_list_of_the_output(root: Path):
    begin(root, Journal("../site", "staging", ("index.html",), ("mine.txt", "old/page.html")), {"index.html": "new"})
    assert journal.finish(root / ".digest")
    assert tree(root / "site") == {LIST_OF_FILES: OLD[LIST_OF_FILES].encode(), "index.html": b"new", "mine.txt": b"mine"}


def test_a_journal_is_not_followed_through_a_link(root: Path):
    other = write(root.parent / "elsewhere", {"page.html": "mine"})
    (root / "site/old/page.html").unlink()
    (root / "site/old").rmdir()
    (root / "site/old").symlink_to(other)
    for name in (JOURNAL_FILE, UNDO_FILE):
        begin(root, Journal("../site", "staging", ("old/new.html",), ("old/page.html",)), {"old/new.html": "new"}, name)
        write(root / ".digest/staging.kept", {"0": "kept"})
        assert journal.finish(root / ".digest")
        assert tree(other) == {"page.html": b"mine"}


def test_a_first_build_into_an_empty_folder_is_finished_only_for_the_same_output(root: Path):
    (root / "empty").mkdir()
    made = Journal("../empty", "staging", ("index.html",), ())
    begin(root, made, {"index.html": "new"})
    assert not journal.finish(root / ".digest", root / "site")
    begin(root, made, {"index.html": "new"})
    assert journal.finish(root / ".digest", root / "empty")
    assert tree(root / "empty") == {"index.html": b"new"}


def test_no_step_is_done_behind_a_link_even_if_the_command_has_the_same_output(root: Path):
    """The link may have been made since, to a folder that the user chose."""
    other = write(root.parent / "other", {LIST_OF_FILES: "mine.txt\n"})
    (root / "link").symlink_to(other)
    begin(root, Journal("../link", "staging", ("index.html",), ("mine.txt",)), {"index.html": "evil"})
    assert not journal.finish(root / ".digest", root / "link")
    assert tree(other) == {LIST_OF_FILES: b"mine.txt\n", "mine.txt": b"mine"}
    assert not (root / ".digest" / JOURNAL_FILE).exists()


def test_a_journal_for_an_output_behind_a_link_is_not_digests(root: Path):
    other = write(root.parent / "other", {f"web/{LIST_OF_FILES}": "mine.txt\n", "web/mine.txt": "mine"})
    (root / "link").symlink_to(other)
    begin(root, Journal("../link/web", "staging", ("index.html",), ("mine.txt",)), {"index.html": "evil"})
    before = tree(other)
    assert not journal.finish(root / ".digest", root / "site")
    assert tree(other) == before


@pytest.mark.parametrize("target", ["mine.txt", "other"])
@pytest.mark.parametrize("link", ["index.html", "a/b"])
def test_a_staging_folder_with_a_link_is_not_digests(root: Path, link: str, target: str):
    """The link would be published, and lead to whatever a cloned repository says."""
    begin(root, Journal("../site", "staging", ("index.html", "a"), ()), {"a/page.html": "new"})
    (root / ".digest/staging" / link).symlink_to(root.parent / target)
    before = tree(root / "site")
    assert not journal.finish(root / ".digest")
    assert tree(root / "site") == before and not (root / "site/a").exists()


def test_undoing_can_be_repeated_after_a_kill_at_any_step(root: Path):
    """Steps that are undone already are skipped."""
    made = Journal("../site", "staging", ("index.html", "new.html"), ("old/page.html",), ("index.html",))
    before = tree(root / "site")
    steps = [("old/page.html", None), ("index.html", "new"), ("new.html", "new")]
    for left in range(len(steps) + 1):
        write(root / "site", dict(steps[:left]))
        write(root / ".digest/staging.kept", {str(number): "old" for number in range(min(left, 2))})
        (root / ".digest/staging").mkdir(parents=True, exist_ok=True)
        begin(root, made, {path: text for path, text in steps[left:] if text}, UNDO_FILE)
        assert journal.finish(root / ".digest")
        assert tree(root / "site") == before
        assert os.listdir(root / ".digest") == []


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def test_folders_made_while_finishing_a_build_are_world_readable(root: Path):
    begin(root, Journal("../site", "staging", ("deep/er/index.html",), ()), {"deep/er/index.html": "new"})
    with umask(0o077):
        assert journal.finish(root / ".digest")
    assert (root / "site/deep").stat().st_mode & 0o777 == 0o755


def test_the_staging_folder_of_a_killed_build_is_removed_even_without_a_journal(root: Path):
    write(
        root, {".digest/staging/x": "x", ".digest/staging.kept/0": "x", ".digest/journal.new": "{", ".site.digest-staging/x": "x"}
    )
    assert not journal.finish(root / ".digest", root / "site")
    assert os.listdir(root / ".digest") == []
    assert sorted(os.listdir(root)) == [".digest", "mine.txt", "site"]


def test_the_staging_folder_beside_another_output_is_removed(root: Path):
    begin(root, Journal("../site", "../.site.digest-staging", ("index.html",), ()), {"index.html": "new"})
    assert journal.finish(root / ".digest", root / "elsewhere")
    assert (root / "site/index.html").read_text() == "new"
    assert sorted(os.listdir(root)) == [".digest", "mine.txt", "site"]


def test_a_folder_can_replace_a_file(root: Path):
    write(root / ".digest", {"staging/index.html/page.html": "new"})
    journal.apply(root / ".digest", Journal("../site", "staging", ("index.html/page.html",), ("index.html",)))
    assert (root / "site/index.html/page.html").read_text() == "new"


@pytest.mark.parametrize("file", ["mine.txt", "deep/mine.txt"])
def test_a_folder_in_the_way_that_was_filled_meanwhile_is_not_changed(root: Path, file: str):
    """It was empty when the build checked it."""
    write(root, {f"site/page/{file}": "mine", ".digest/staging/page": "new"})
    before = tree(root / "site")
    with pytest.raises(OSError, match="not empty"):
        journal.apply(root / ".digest", Journal("../site", "staging", ("page",), ()))
    assert tree(root / "site") == before


@pytest.mark.parametrize(
    ("staged", "found", "restored"),
    [({}, "new", b""), ({}, None, b""), ({"page": "new"}, None, b""), ({"page": "new"}, "mine", b"mine")],
)
def test_an_empty_folder_is_restored_unless_its_place_is_taken(
    root: Path, staged: dict[str, str], found: str | None, restored: bytes
):
    (root / ".digest/staging").mkdir(parents=True)
    begin(root, Journal("../site", "staging", ("page",), (), ("page",)), staged, UNDO_FILE)
    (root / ".digest/staging.kept/0").mkdir(parents=True)
    write(root / "site", {"page": found} if found else {})
    assert journal.finish(root / ".digest")
    after = tree(root / "site")
    assert after.get("page", after.get("page/")) == restored


@pytest.mark.parametrize("has_hard_links", [True, False])
def test_a_symbolic_link_in_the_place_of_a_new_file_is_restored(root: Path, has_hard_links: bool, monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object, **__: object) -> None:
        raise OSError(1, "Operation not permitted")

    if not has_hard_links:
        monkeypatch.setattr(os, "link", refuse)
    (root / "site/index.html").unlink()
    (root / "site/index.html").symlink_to("mine.txt")
    write(root, {"site/page/mine.txt": "mine", ".digest/staging/index.html": "new", ".digest/staging/page": "new"})
    before = tree(root / "site")
    with pytest.raises(OSError, match="not empty"):
        journal.apply(root / ".digest", Journal("../site", "staging", ("index.html", "page"), ()))
    assert tree(root / "site") == before
    assert os.readlink(root / "site/index.html") == "mine.txt"


def test_a_folder_of_old_files_that_could_not_be_cleared_away_is_used_again(root: Path):
    write(root / ".digest", {"staging/index.html": "new"})
    (root / ".digest/staging.kept").mkdir()
    journal.apply(root / ".digest", Journal("../site", "staging", ("index.html",), ()))
    assert (root / "site/index.html").read_text() == "new"


def test_a_step_whose_file_was_removed_meanwhile_is_skipped(root: Path):
    begin(root, Journal("../site", "staging", ("gone.html", "index.html"), ()), {"index.html": "new"}, UNDO_FILE)
    before = tree(root / "site")
    assert journal.finish(root / ".digest")
    assert tree(root / "site") == before and not journal.is_open(root / ".digest")


@pytest.mark.parametrize("name", [JOURNAL_FILE, UNDO_FILE])
@pytest.mark.parametrize("kind", ["a folder", "a pipe", "no text", "no JSON", "deep", "another value"])
def test_what_is_no_journal_is_removed(root: Path, kind: str, name: str):
    place = root / ".digest" / name
    contents = {
        "a folder": None,
        "a pipe": None,
        "no text": b'{"output": "\xff"}',
        "no JSON": b"{",
        "deep": NESTED,
        "another value": b"[1]",
    }
    content = contents[kind]
    write(root, {".digest/x": "x"})
    if content is not None:
        place.write_bytes(content)
    elif kind == "a folder":
        write(place, {"a/b": "c"})
    else:
        os.mkfifo(place)
    before = tree(root / "site")
    assert not journal.finish(root / ".digest")
    assert tree(root / "site") == before and not os.path.lexists(place)


def test_a_journal_that_cannot_be_written_leaves_nothing(root: Path, monkeypatch: pytest.MonkeyPatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    write(root / ".digest", {"staging/index.html": "new"})
    before = tree(root / "site")
    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space"):
        journal.apply(root / ".digest", Journal("../site", "staging", ("index.html",), ()))
    assert tree(root / "site") == before
    assert not list((root / ".digest").glob("journal*"))


@pytest.mark.parametrize("left", ["journal.new", "journal.new/in/the/way"])
def test_an_incomplete_journal_is_replaced(root: Path, left: str):
    write(root / ".digest", {"staging/index.html": "new", left: "half"})
    journal.apply(root / ".digest", Journal("../site", "staging", ("index.html",), ()))
    assert (root / "site/index.html").read_text() == "new"
    assert not (root / ".digest/journal.new").exists()


def test_an_incomplete_copy_is_never_restored(root: Path, monkeypatch: pytest.MonkeyPatch):
    """Without hard links, replaced files are copied."""

    def half(source: Path, target: Path, **_: object) -> None:
        target.write_bytes(source.read_bytes()[:1])
        raise OSError(28, "No space left on device")

    def refused(*_: object, **__: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    monkeypatch.setattr("shutil.copy2", half)
    write(root / ".digest", {"staging/index.html": "new"})
    before = tree(root / "site")
    with pytest.raises(OSError, match="No space"):
        journal.apply(root / ".digest", Journal("../site", "staging", ("index.html",), ()))
    assert tree(root / "site") == before


def test_a_file_replaced_by_a_folder_is_restored(root: Path):
    """The last step is undone first: otherwise the folder would be in the way of the file."""
    before = tree(root / "site")
    write(root / "site", {"old/page.html": None, "old/page.html/index.html": "new"})
    write(root / ".digest", {"staging.kept/0": "old"})
    (root / ".digest/staging/old").mkdir(parents=True)
    begin(root, Journal("../site", "staging", ("old/page.html",), ("old/page.html",)), {}, UNDO_FILE)
    assert journal.finish(root / ".digest")
    assert tree(root / "site") == before


def test_a_file_replaced_by_a_folder_with_a_new_page_is_restored(root: Path):
    before = tree(root / "site")
    write(root / "site", {"index.html": None, "index.html/page.html": "new"})
    write(root / ".digest", {"staging.kept/0": "old"})
    (root / ".digest/staging/index.html").mkdir(parents=True)
    begin(root, Journal("../site", "staging", ("index.html/page.html",), ("index.html",)), {}, UNDO_FILE)
    assert journal.finish(root / ".digest")
    assert tree(root / "site") == before


def test_a_file_that_was_added_meanwhile_is_not_replaced_by_the_old_one(root: Path):
    write(root / "site", {"old/page.html": "mine"})
    write(root / ".digest", {"staging.kept/0": "old", "staging/index.html": "new"})
    begin(root, Journal("../site", "staging", ("index.html",), ("old/page.html",)), {}, UNDO_FILE)
    assert journal.finish(root / ".digest")
    assert (root / "site/old/page.html").read_text() == "mine"


def test_a_journal_is_kept_for_the_next_command_while_empty_folders_remain(root: Path, monkeypatch: pytest.MonkeyPatch):
    write(root / ".digest", {"staging/index.html": "new"})
    with monkeypatch.context() as patch:
        patch.setattr(journal, "prune_empty", lambda output, name: False)
        journal.apply(root / ".digest", Journal("../site", "staging", ("index.html",), ("old/page.html",)))
    assert (root / ".digest" / JOURNAL_FILE).exists() and (root / "site/old").is_dir()
    assert journal.finish(root / ".digest")
    assert not (root / ".digest" / JOURNAL_FILE).exists() and not (root / "site/old").exists()
    assert (root / "site/index.html").read_text() == "new"


def test_steps_behind_a_link_are_skipped_and_all_others_undone(root: Path):
    other = write(root.parent / "elsewhere", {"new.html": "mine"})
    write(root / "site", {"first/new.html": "new", "last/new.html": "new"})
    (root / "site/link").symlink_to(other)
    (root / ".digest/staging").mkdir(parents=True)
    begin(root, Journal("../site", "staging", ("first/new.html", "link/new.html", "last/new.html"), ()), {}, UNDO_FILE)
    for folder in ("first", "link", "last"):
        (root / ".digest/staging" / folder).mkdir()
    assert journal.finish(root / ".digest")
    assert tree(other) == {"new.html": b"mine"}
    assert not (root / "site/first/new.html").exists() and not (root / "site/last/new.html").exists()


def test_a_journal_whose_folder_of_kept_files_is_a_link_is_removed(root: Path):
    other = write(root.parent / "elsewhere", {"0": "mine"})
    (root / ".digest/staging").mkdir(parents=True)
    begin(root, Journal("../site", "staging", (), ("index.html",)), {}, UNDO_FILE)
    (root / ".digest/staging.kept").symlink_to(other)
    before = tree(root / "site")
    assert not journal.finish(root / ".digest")
    assert tree(other) == {"0": b"mine"} and tree(root / "site") == before


class KilledError(Exception):
    """Simulates the end of the process in the middle of a step."""


@pytest.mark.parametrize("is_same_folder", [True, False])
def test_an_output_outside_the_site_is_finished_only_if_it_is_the_same_folder(
    root: Path, monkeypatch: pytest.MonkeyPatch, is_same_folder: bool
):
    """A journal copied from another machine has the path of a different folder."""
    output = write(root.parent / "web", OLD)
    write(root / ".digest", {"staging/index.html": "new"})

    def killed(*_: object) -> None:
        raise KilledError

    with monkeypatch.context() as patch, pytest.raises(KilledError):
        patch.setattr(journal, "_place_file", killed)
        journal.apply(root / ".digest", Journal("../../web", "staging", ("index.html",), ("old/page.html",)))
    if not is_same_folder:
        output.rename(root.parent / "before")
        write(output, OLD)
    before = tree(output)
    assert journal.finish(root / ".digest", root / "site") == is_same_folder
    assert tree(output) == ({LIST_OF_FILES: before[LIST_OF_FILES], "index.html": b"new"} if is_same_folder else before)
