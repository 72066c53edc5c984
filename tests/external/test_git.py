"""What git is asked, in a small repository with a remote beside it; and what is made of its complaints."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from digest.errors import PublishError, UsageError
from digest.external.git import Difference, Repository, _alternate_path, _git_hint, complaint_of
from tests.sites import write


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A working tree with one commit, which its remote has too, on the branch main."""
    for name, value in {
        "HOME": str(tmp_path), "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@b.example",
        "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@b.example",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    git(tmp_path, "init", "-q", "--bare", "remote.git")
    git(tmp_path, "init", "-q", "-b", "main", "work")
    place = write(tmp_path / "work", {"a.txt": "a\n"})
    git(place, "add", "a.txt")
    git(place, "commit", "-q", "-m", "First")
    git(place, "remote", "add", "origin", str(tmp_path / "remote.git"))
    git(place, "push", "-q", "origin", "main")
    (tmp_path / "scratch").mkdir()
    return place


@pytest.fixture
def repository(work: Path) -> Repository:
    return Repository(work, work.parent / "scratch")


def another(work: Path) -> Repository:
    """The repository once more: each tree is written with an index of its own."""
    scratch = work.parent / "another"
    scratch.mkdir()
    return Repository(work, scratch)


def test_remotes_branches_and_the_commit_that_is_checked_out(repository: Repository, work: Path):
    assert repository.remotes() == ["origin"]
    assert repository.checked_out() == {"main"}
    assert repository.head() == git(work, "rev-parse", "HEAD")
    assert repository.is_part_of_head(repository.head())
    assert not repository.is_part_of_head(git(work, "commit-tree", "-m", "Other", "HEAD^{tree}"))


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("gh-pages", True), ("a/b", True), ("-x", False), ("refs/heads/x", False), ("HEAD", False), ("@", False),
        ("a..b", False), ("a\nb", False), ("", False),
    ],
)  # fmt: skip
def test_the_name_of_a_branch(repository: Repository, name: str, is_one: bool):
    assert repository.is_branch_name(name) is is_one


def test_the_tip_of_a_branch_is_found_by_its_whole_name(repository: Repository, work: Path):
    tip = repository.tip("origin", "main")
    assert tip and (tip.commit, tip.message) == (repository.head(), "First")
    assert tip.tree == git(work, "rev-parse", "HEAD^{tree}")
    assert repository.tip("origin", "gh-pages") is None
    git(work, "push", "-q", "origin", "HEAD:refs/heads/old/refs/heads/gh-pages")
    assert repository.tip("origin", "gh-pages") is None, "another branch whose name only ends so"


def test_a_commit_that_is_not_here_is_fetched_and_no_branch_moves(repository: Repository, work: Path):
    git(work.parent, "clone", "-q", "-b", "main", "remote.git", "other")
    write(work.parent / "other", {"b.txt": "b"})
    git(work.parent / "other", "add", ".")
    git(work.parent / "other", "commit", "-q", "-m", "Second")
    git(work.parent / "other", "push", "-q", "origin", "main")
    refs = git(work, "for-each-ref")
    tip = repository.tip("origin", "main")
    assert tip and tip.message == "Second" and repository.text(tip.tree, "b.txt") == "b"
    assert git(work, "for-each-ref") == refs and not (work / ".git/FETCH_HEAD").exists()


def test_a_tree_holds_files_byte_for_byte_and_leaves_index_and_working_tree_alone(repository: Repository, work: Path):
    git(work, "config", "core.autocrlf", "true")
    site = write(work / "site", {"index.html": b"a\r\nb\n", "x/y.txt": "y", "x/no.txt": "not asked for"})
    (site / "index.html").chmod(0o755)
    tree = repository.write_tree(site, ["index.html", "x/y.txt"], {"CNAME": b"a.example\n"})
    rows = git(work, "ls-tree", "-r", tree).split("\n")
    assert [(row.split()[0], row.split("\t")[1]) for row in rows] == [
        ("100644", "CNAME"), ("100644", "index.html"), ("100644", "x/y.txt"),
    ]  # fmt: skip
    assert repository.text(tree, "index.html") == "a\r\nb\n" and repository.text(tree, "CNAME") == "a.example\n"
    assert repository.text(tree, "none.txt") is None
    assert git(work, "status", "--porcelain") == "?? site/"
    assert another(work).write_tree(site, [], {}) == repository.empty_tree()


def test_what_a_tree_adds_changes_and_takes_away(repository: Repository, work: Path):
    site = write(work / "site", {"a": "1", "b": "2", "c": "3"})
    before = repository.write_tree(site, ["a", "b"], {})
    after = another(work).write_tree(site, ["c"], {"a2": b"1", "b": b"other"})
    assert repository.difference(before, after) == Difference(added=2, changed=1, removed=1)
    assert repository.difference(before, before) == Difference()


def test_names_of_files_are_not_taken_for_kinds_of_change(repository: Repository, work: Path):
    site = write(work / "site", dict.fromkeys(("A", "D", "M", "T"), "x"))
    tree = repository.write_tree(site, ["A", "D", "M", "T"], {})
    assert repository.difference(repository.empty_tree(), tree) == Difference(added=4)
    assert repository.difference(tree, repository.empty_tree()) == Difference(removed=4)


NOTHING_SAID = "if this repository has a pre-push hook, it refused the push"


@pytest.mark.parametrize(
    ("out", "err", "said", "hint"),
    [
        ("", "", "git push ended with code 1", NOTHING_SAID),
        ("\n", "The hook says no.\n", "git: The hook says no.", NOTHING_SAID),
        ("", "fatal: Authentication failed\n", "git: fatal: Authentication failed", "check that you are allowed to push"),
        ("To r\nDone\n", "error: bad\n", "git: error: bad", ""),
        ("!\tx:refs/heads/b\t[remote rejected] (no room)\n", "", "[remote rejected] (no room)", ""),
        ("!\tx:refs/heads/b\t[remote rejected] (no room)\n", "error: failed\n", "git: error: failed", ""),
        ("!\tx:refs/heads/b\t[rejected] (fetch first)\n", "error: failed\n", "somebody else pushed to b of r meanwhile", "again"),
        ("!\tx:refs/heads/b\t[remote rejected] (failed to update ref)\n", "", "somebody else pushed to b of r meanwhile", "again"),
        ("!\tx:refs/heads/b\t[remote rejected] (cannot lock ref)\n", "", "somebody else pushed to b of r meanwhile", "again"),
        ("!\tx:refs/heads/b\t[remote rejected] (incorrect old value)\n", "", "somebody else pushed to b of r", "again"),
        (" \tx:refs/heads/b\told..new\n", "", "git push ended with code 1", ""),
    ],
)
def test_why_nothing_was_pushed(repository: Repository, out: str, err: str, said: str, hint: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(repository, "_run_git", lambda *_: (1, out, err))
    monkeypatch.setattr(repository, "_commit_at", lambda remote, ref: "another")
    with pytest.raises(PublishError) as caught:
        repository.push("r", "b", "new", "old")
    assert said in str(caught.value) and hint in caught.value.hint and bool(hint) == bool(caught.value.hint)


@pytest.mark.parametrize("now", ["old", "new"])
def test_where_the_branch_is_decides_what_a_refusal_means(repository: Repository, now: str, monkeypatch: pytest.MonkeyPatch):
    """It is there although git failed afterwards, or it could not be moved although nobody moved it."""
    sent = " \tx:refs/heads/b\told..new\n" if now == "new" else "!\tx:refs/heads/b\t[remote rejected] (cannot lock ref)\n"
    monkeypatch.setattr(repository, "_run_git", lambda *_: (1, sent, "error: disk full\n"))
    monkeypatch.setattr(repository, "_commit_at", lambda remote, ref: now)
    if now == "new":
        assert repository.push("r", "b", "new", "old") == "git: error: disk full"
        return
    with pytest.raises(PublishError) as caught:
        repository.push("r", "b", "new", "old")
    assert str(caught.value) == "git: error: disk full"


def test_a_commit_is_pushed_unless_somebody_was_quicker(repository: Repository, work: Path):
    tree = repository.empty_tree()
    first = repository.commit(tree, "", "Publish\n")
    assert first.unsigned == "" and git(work, "log", "--format=%P|%B", first.name) == "|Publish"
    assert repository.push("origin", "gh-pages", first.name, "") == ""
    second, rival = (repository.commit(tree, first.name, message).name for message in ("Second", "Rival"))
    assert git(work, "log", "-1", "--format=%P", second) == first.name
    assert repository.push("origin", "gh-pages", rival, first.name) == ""
    with pytest.raises(PublishError, match="meanwhile: nothing was pushed"):
        repository.push("origin", "gh-pages", second, first.name)
    assert git(work, "ls-remote", "origin", "refs/heads/gh-pages").split()[0] == rival
    assert repository.head() == git(work, "rev-parse", "main") and git(work, "branch", "--list") == "* main"


def test_what_is_only_said_leaves_nothing_in_the_repository(work: Path):
    objects = sorted((work / ".git/objects").rglob("*"))
    saying = Repository(work, work.parent / "scratch", only_say=True)
    tree = saying.write_tree(write(work / "site", {"new.txt": "new"}), ["new.txt"], {})
    assert saying.text(tree, "new.txt") == "new" and saying.difference(saying.empty_tree(), tree).added == 1
    assert sorted((work / ".git/objects").rglob("*")) == objects
    assert saying.text("HEAD", "a.txt") == "a\n", "what the repository has can still be read"


@pytest.mark.parametrize(
    ("complaint", "reason"),
    [("error: no secret key\n", "git: error: no secret key"), ("", "git commit-tree -S ended with code 128")],
)
def test_why_a_commit_is_not_signed_is_known_even_if_git_says_nothing(
    complaint: str, reason: str, work: Path, repository: Repository, monkeypatch: pytest.MonkeyPatch
):
    run_git = repository._run_git

    def unable_to_sign(*arguments: str, **options: Any) -> tuple[int, str, str]:
        if arguments[:2] == ("config", "--type=bool"):
            return 0, "true\n", ""
        return (128, "", complaint) if "-S" in arguments else run_git(*arguments, **options)

    monkeypatch.setattr(repository, "_run_git", unable_to_sign)
    made = repository.commit(repository.empty_tree(), "", "Publish")
    assert made.unsigned == reason and git(work, "log", "--format=%B", made.name) == "Publish"


def test_a_folder_without_a_repository_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(UsageError, match="is not in a git repository") as caught:
        Repository(tmp_path, tmp_path)
    assert "git init" in caught.value.hint


@pytest.mark.parametrize(
    ("complaint", "shown"),
    [
        ("", ""),
        ("fatal: no\nhint: x\n", "git: fatal: no"),
        ("To https://u:secret@a.example/r\nerror: bad\n", "git: error: bad"),
        ("fatal: 'https://u:secret@a.example/' not found\n", "git: fatal: 'https://a.example/' not found"),
        ("remote: \nremote: No room.\nerror: failed to push some refs\n", "git: remote: No room.; error: failed to push some refs"),
        ("The hook says no.\nerror: failed to push some refs\n", "git: The hook says no.; error: failed to push some refs"),
        ("Something else.\nerror: bad ref\n", "git: error: bad ref"),
        ("warning: w\nfatal: Could not read from remote repository.\n", "git: fatal: Could not read from remote repository."),
        (
            "ssh: error: no route\nfatal: Could not read from remote repository.\n",
            "git: ssh: error: no route; fatal: Could not read from remote repository.",
        ),
        ("only words\nmore words\n", "git: only words"),
        ("remote: One.\nremote: Two.\nfatal: no\nerror: bad\n", "git: remote: One.; fatal: no"),
        (f"fatal: {'x' * 400}\n", f"git: fatal: {'x' * 293}"),
    ],
)  # fmt: skip
def test_a_complaint_is_told_in_one_line_without_passwords(complaint: str, shown: str):
    assert complaint_of(complaint) == shown


@pytest.mark.parametrize(
    ("complaint", "advice"),
    [
        ("Please tell me who you are", "set your name"),
        ("empty ident name", "set your name"),
        ("unable to auto-detect email", "set your name"),
        ("could not read Username", "allowed to push"),
        ("Permission denied (publickey)", "allowed to push"),
        ("Authentication failed", "allowed to push"),
        ("x does not appear to be a git repository", "address of the remote"),
        ("Repository not found", "address of the remote"),
        ("anything else", ""),
    ],
)
def test_what_can_be_done_about_it_is_said(complaint: str, advice: str):
    assert advice in _git_hint(complaint) and bool(advice) == bool(_git_hint(complaint))


@pytest.mark.parametrize(("path", "entry"), [("/a b", "/a b"), ("/a:b", '"/a:b"'), ('/a"\\\n', '"/a\\"\\\\\\n"')])
def test_a_path_in_a_list_of_paths(path: str, entry: str):
    assert _alternate_path(path) == entry


def test_nothing_that_git_sets_for_its_hooks_leads_elsewhere(repository: Repository, monkeypatch: pytest.MonkeyPatch):
    names = (
        *("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES"),
        *("GIT_COMMON_DIR", "GIT_NAMESPACE", "GIT_PREFIX", "GIT_QUARANTINE_PATH", "GIT_LITERAL_PATHSPECS"),
    )
    seen: list[dict[str, str]] = []

    def run(command: list[str], env: dict[str, str], **_: object) -> subprocess.CompletedProcess[bytes]:
        seen.append(env)
        return subprocess.CompletedProcess(command, 0, b"", b"")

    for name in (*names, "GIT_AUTHOR_NAME", "GIT_SSH_COMMAND"):
        monkeypatch.setenv(name, "set")
    monkeypatch.setattr(subprocess, "run", run)
    repository.variables = {"GIT_OBJECT_DIRECTORY": "ours"}
    repository._run_git("push", more={"GIT_INDEX_FILE": "own"})
    ((found),) = seen
    assert {name: found.get(name) for name in names if name in found} == {"GIT_OBJECT_DIRECTORY": "ours", "GIT_INDEX_FILE": "own"}
    assert (found["GIT_AUTHOR_NAME"], found["GIT_SSH_COMMAND"], found["LC_ALL"]) == ("set", "set", "C.UTF-8")
