"""The git operations in a small repository with a remote, and the error messages."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from digest.errors import PublishError, UsageError
from digest.external.git import Difference, Repository, _alternate_path, _git_hint, git_error_message
from tests.sites import write


def git(folder: Path, *arguments: str) -> str:
    completed = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return completed.stdout.strip()


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A working tree with one commit on the branch main, which is also on its remote."""
    for name, value in {
        "HOME": str(tmp_path), "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@b.example",
        "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@b.example",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    git(tmp_path, "init", "-q", "--bare", "remote.git")
    git(tmp_path, "init", "-q", "-b", "main", "work")
    working_tree = write(tmp_path / "work", {"a.txt": "a\n"})
    git(working_tree, "add", "a.txt")
    git(working_tree, "commit", "-q", "-m", "First")
    git(working_tree, "remote", "add", "origin", str(tmp_path / "remote.git"))
    git(working_tree, "push", "-q", "origin", "main")
    (tmp_path / "scratch").mkdir()
    return working_tree


@pytest.fixture
def repository(work: Path) -> Repository:
    return Repository(work, work.parent / "scratch")


def another(work: Path) -> Repository:
    """The same repository with another scratch folder, since each tree needs its own index."""
    scratch = work.parent / "another"
    scratch.mkdir()
    return Repository(work, scratch)


def test_remotes_checked_out_branches_and_head(repository: Repository, work: Path):
    assert repository.remotes() == ["origin"]
    assert repository.checked_out_branches() == {"main"}
    assert repository.head() == git(work, "rev-parse", "HEAD")
    assert repository.is_ancestor_of_head(repository.head())
    for parent in ((), ("-p", "HEAD")):
        assert not repository.is_ancestor_of_head(git(work, "commit-tree", *parent, "-m", "Other", "HEAD^{tree}"))


@pytest.mark.parametrize(
    ("name", "is_valid"),
    [
        ("gh-pages", True), ("a/b", True), ("-x", False), ("refs/heads/x", False), ("HEAD", False), ("@", False),
        ("a..b", False), ("a\nb", False), ("", False), ("a\u200bb", False),
    ],
)  # fmt: skip
def test_branch_names_are_validated(repository: Repository, name: str, is_valid: bool):
    assert repository.is_branch_name(name) is is_valid


def test_the_tip_of_a_branch_is_found_by_its_full_name(repository: Repository, work: Path):
    tip = repository.tip("origin", "main")
    assert tip and (tip.commit, tip.message) == (repository.head(), "First")
    assert tip.tree == git(work, "rev-parse", "HEAD^{tree}")
    assert repository.tip("origin", "gh-pages") is None
    git(work, "push", "-q", "origin", "HEAD:refs/heads/old/refs/heads/gh-pages")
    assert repository.tip("origin", "gh-pages") is None, "another branch with the same suffix"


def test_a_missing_commit_is_fetched_and_no_branch_moves(repository: Repository, work: Path):
    git(work.parent, "clone", "-q", "-b", "main", "remote.git", "other")
    write(work.parent / "other", {"b.txt": "b"})
    git(work.parent / "other", "add", ".")
    git(work.parent / "other", "commit", "-q", "-m", "Second")
    git(work.parent / "other", "tag", "v2")
    git(work.parent / "other", "push", "-q", "origin", "main", "v2")
    refs = git(work, "for-each-ref")
    tip = repository.tip("origin", "main")
    assert tip and tip.message == "Second" and repository.read_text(tip.tree, "b.txt") == "b"
    assert git(work, "for-each-ref") == refs and not (work / ".git/FETCH_HEAD").exists()


def test_a_tree_contains_the_exact_bytes_and_index_and_working_tree_are_unchanged(repository: Repository, work: Path):
    git(work, "config", "core.autocrlf", "true")
    git(work, "config", "core.splitIndex", "true")
    site = write(work / "site", {"index.html": b"a\r\nb\n", "x/y.txt": "y", "x/no.txt": "not requested"})
    (site / "index.html").chmod(0o755)
    tree = repository.write_tree(site, ["index.html", "x/y.txt"], {"CNAME": b"a.example\n"})
    rows = git(work, "ls-tree", "-r", tree).split("\n")
    assert [(row.split()[0], row.split("\t")[1]) for row in rows] == [
        ("100644", "CNAME"), ("100644", "index.html"), ("100644", "x/y.txt"),
    ]  # fmt: skip
    assert repository.read_text(tree, "index.html") == "a\r\nb\n" and repository.read_text(tree, "CNAME") == "a.example\n"
    assert repository.read_text(tree, "none.txt") is None
    assert not list((work / ".git").glob("sharedindex*")), "our own index is not split"
    assert git(work, "status", "--porcelain") == "?? site/"
    assert another(work).write_tree(site, [], {}) == repository.empty_tree()


def test_the_difference_counts_added_changed_and_removed_files(repository: Repository, work: Path):
    site = write(work / "site", {"a": "1", "b": "2", "c": "3"})
    before = repository.write_tree(site, ["a", "b"], {})
    after = another(work).write_tree(site, ["c"], {"a2": b"1", "b": b"other"})
    assert repository.difference(before, after) == Difference(added=2, changed=1, removed=1)
    assert repository.difference(before, before) == Difference()


def test_file_names_are_not_read_as_kinds_of_change(repository: Repository, work: Path):
    site = write(work / "site", dict.fromkeys(("A", "D", "M", "T"), "x"))
    tree = repository.write_tree(site, ["A", "D", "M", "T"], {})
    assert repository.difference(repository.empty_tree(), tree) == Difference(added=4)
    assert repository.difference(tree, repository.empty_tree()) == Difference(removed=4)


TRY_PUSH = "git push --dry-run may show more"
HOOK_HINT = "if this repository has a pre-push hook, it refused the push"


@pytest.mark.parametrize(
    ("out", "err", "message", "hint"),
    [
        ("", "", "git push ended with code 1", HOOK_HINT),
        ("\n", "The hook says no.\n", "git: The hook says no.", HOOK_HINT),
        ("", "fatal: Authentication failed\n", "git: fatal: Authentication failed", "check that you are allowed to push"),
        ("To r\nDone\n", "error: bad\n", "git: error: bad", TRY_PUSH),
        ("!\tx:refs/heads/b\t[remote rejected] (no room)\n", "", "[remote rejected] (no room)", TRY_PUSH),
        ("!\tx:refs/heads/b\t[remote rejected] (no room)\n", "error: failed\n", "git: error: failed", TRY_PUSH),
        ("To r\n!\tx:refs/heads/b\t[rejected] (fetch first)\nDone\n", "", "somebody else pushed to b of r meanwhile", "again"),
        ("!\tx:refs/heads/b\t[rejected] (fetch first)\n", "error: failed\n", "somebody else pushed to b of r meanwhile", "again"),
        ("!\tx:refs/heads/b\t[remote rejected] (failed to update ref)\n", "", "somebody else pushed to b of r meanwhile", "again"),
        ("!\tx:refs/heads/b\t[remote rejected] (cannot lock ref)\n", "", "somebody else pushed to b of r meanwhile", "again"),
        ("!\tx:refs/heads/b\t[remote rejected] (incorrect old value)\n", "", "somebody else pushed to b of r", "again"),
        (" \tx:refs/heads/b\told..new\n", "", "git push ended with code 1", TRY_PUSH),
    ],
)
def test_a_failed_push_is_reported(
    repository: Repository, out: str, err: str, message: str, hint: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(repository, "_run_git", lambda *_: (1, out, err))
    monkeypatch.setattr(repository, "_remote_commit", lambda remote, ref: "another")
    with pytest.raises(PublishError) as caught:
        repository.push("r", "b", "new", "old")
    assert str(caught.value).startswith(message) and hint in caught.value.hint


@pytest.mark.parametrize("now", ["old", "new"])
def test_the_position_of_the_branch_decides_whether_a_push_failed(
    repository: Repository, now: str, monkeypatch: pytest.MonkeyPatch
):
    """It may be pushed although git failed afterwards, or rejected although nobody else pushed."""
    sent = " \tx:refs/heads/b\told..new\n" if now == "new" else "!\tx:refs/heads/b\t[remote rejected] (cannot lock ref)\n"
    monkeypatch.setattr(repository, "_run_git", lambda *_: (1, f"To r\n{sent}Done\n", "error: disk full\n"))
    monkeypatch.setattr(repository, "_remote_commit", lambda remote, ref: now)
    if now == "new":
        assert repository.push("r", "b", "new", "old") == "git: error: disk full"
        return
    with pytest.raises(PublishError) as caught:
        repository.push("r", "b", "new", "old")
    assert str(caught.value) == "git: error: disk full"


def test_a_commit_is_pushed_unless_the_branch_has_moved(repository: Repository, work: Path):
    tree = repository.empty_tree()
    first = repository.commit(tree, "", "Publish\n")
    assert first.unsigned_reason == "" and git(work, "log", "--format=%P|%B", first.name) == "|Publish"
    assert repository.push("origin", "gh-pages", first.name, "") == ""
    second, rival = (repository.commit(tree, first.name, message).name for message in ("Second", "Rival"))
    assert git(work, "log", "-1", "--format=%P", second) == first.name
    assert repository.push("origin", "gh-pages", rival, first.name) == ""
    with pytest.raises(PublishError, match="meanwhile: nothing was pushed"):
        repository.push("origin", "gh-pages", second, first.name)
    assert git(work, "ls-remote", "origin", "refs/heads/gh-pages").split()[0] == rival
    assert repository.head() == git(work, "rev-parse", "main") and git(work, "branch", "--list") == "* main"


def test_a_dry_run_leaves_nothing_in_the_repository(work: Path):
    objects = sorted((work / ".git/objects").rglob("*"))
    dry_repository = Repository(work, work.parent / "scratch", dry_run=True)
    tree = dry_repository.write_tree(write(work / "site", {"new.txt": "new"}), ["new.txt"], {})
    assert (
        dry_repository.read_text(tree, "new.txt") == "new"
        and dry_repository.difference(dry_repository.empty_tree(), tree).added == 1
    )
    assert sorted((work / ".git/objects").rglob("*")) == objects
    assert dry_repository.read_text("HEAD", "a.txt") == "a\n", "existing objects can still be read"


@pytest.mark.parametrize(
    ("stderr", "reason"),
    [("error: no secret key\n", "git: error: no secret key"), ("", "git commit-tree -S ended with code 128")],
)
def test_the_reason_of_a_failed_signature_is_returned_even_if_git_prints_nothing(
    stderr: str, reason: str, work: Path, repository: Repository, monkeypatch: pytest.MonkeyPatch
):
    run_git = repository._run_git

    def unable_to_sign(*arguments: str, **options: Any) -> tuple[int, str, str]:
        if arguments[:2] == ("config", "--type=bool"):
            return 0, "true\n", ""
        return (128, "", stderr) if "-S" in arguments else run_git(*arguments, **options)

    monkeypatch.setattr(repository, "_run_git", unable_to_sign)
    commit = repository.commit(repository.empty_tree(), "", "Publish")
    assert commit.unsigned_reason == reason and git(work, "log", "--format=%B", commit.name) == "Publish"


def test_a_folder_without_a_repository_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(UsageError, match="is not in a git repository") as caught:
        Repository(tmp_path, tmp_path)
    assert "git init" in caught.value.hint


@pytest.mark.parametrize(
    ("stderr", "message"),
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
        (
            "error: gpg failed to sign the data:\ngpg: no secret key\nfatal: failed to write commit object\n",
            "git: gpg: no secret key; error: gpg failed to sign the data:",
        ),
        ("ERROR: Repository not found.\nfatal: Could not read from remote repository.\n", "git: ERROR: Repository not found."),
        (
            "fatal: Could not read from remote repository.\n\nPlease make sure you have the correct access rights\n"
            "and the repository exists.\n",
            "git: fatal: Could not read from remote repository.",
        ),
        ("only words\nmore words\n", "git: only words"),
        ("remote: One.\nremote: Two.\nfatal: no\nerror: bad\n", "git: remote: One.; fatal: no"),
        (f"fatal: {'x' * 400}\n", f"git: fatal: {'x' * 293}"),
    ],
)  # fmt: skip
def test_an_error_of_git_is_one_line_without_passwords(stderr: str, message: str):
    assert git_error_message(stderr) == message


@pytest.mark.parametrize(
    ("stderr", "hint"),
    [
        ("Please tell me who you are", "set your name"),
        ("empty ident name", "set your name"),
        ("unable to auto-detect email", "set your name"),
        ("could not read Username", "allowed to push"),
        ("Permission denied (publickey)", "allowed to push"),
        ("Authentication failed", "allowed to push"),
        ("x does not appear to be a git repository", "address of the remote"),
        ("Repository not found", "address of the remote"),
        ("cannot lock ref 'refs/heads/a/b': 'refs/heads/a' exists", "another name with --branch"),
        ("cannot lock ref 'refs/heads/a/b': is at 1 but expected 2", "otherwise"),
        ("anything else", "otherwise"),
    ],
)
def test_errors_of_git_have_hints(stderr: str, hint: str):
    assert hint in _git_hint(stderr, "otherwise")


@pytest.mark.parametrize(("path", "entry"), [("/a b", "/a b"), ("/a:b", '"/a:b"'), ('/a"\\\n', '"/a\\"\\\\\\n"')])
def test_a_path_with_a_separator_is_quoted(path: str, entry: str):
    assert _alternate_path(path) == entry


def test_variables_that_git_sets_for_hooks_are_removed(repository: Repository, monkeypatch: pytest.MonkeyPatch):
    names = (
        *("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES"),
        *("GIT_COMMON_DIR", "GIT_NAMESPACE", "GIT_PREFIX", "GIT_QUARANTINE_PATH", "GIT_LITERAL_PATHSPECS"),
    )
    environments: list[dict[str, str]] = []

    def run(command: list[str], env: dict[str, str], **_: object) -> subprocess.CompletedProcess[bytes]:
        environments.append(env)
        return subprocess.CompletedProcess(command, 0, b"", b"")

    for name in (*names, "GIT_AUTHOR_NAME", "GIT_SSH_COMMAND"):
        monkeypatch.setenv(name, "set")
    monkeypatch.setattr(subprocess, "run", run)
    repository.variables = {"GIT_OBJECT_DIRECTORY": "ours"}
    repository._run_git("push")
    repository._run_git("push", more={"GIT_INDEX_FILE": "own"})
    for_hooks, environment = environments
    assert {name: for_hooks.get(name) for name in names if name in for_hooks} == {"GIT_OBJECT_DIRECTORY": "ours"}
    assert {name: environment.get(name) for name in names if name in environment} == {
        "GIT_OBJECT_DIRECTORY": "ours",
        "GIT_INDEX_FILE": "own",
    }
    assert (environment["GIT_AUTHOR_NAME"], environment["GIT_SSH_COMMAND"], environment["LC_ALL"]) == ("set", "set", "C.UTF-8")


def test_a_shallow_clone_cannot_know_what_is_part_of_its_history(work: Path):
    for number in range(2):
        git(work, "commit", "-q", "--allow-empty", "-m", f"{number}")
    git(work, "push", "-q", "origin", "main")
    git(work.parent, "clone", "-q", "-b", "main", "--depth", "1", f"file://{work.parent}/remote.git", "shallow")
    other = git(work, "commit-tree", "-m", "Other", "HEAD^{tree}")
    assert Repository(work.parent / "shallow", work.parent / "scratch").is_ancestor_of_head(other)


def test_the_first_address_to_push_to_is_asked(repository: Repository, work: Path):
    for name in ("one", "two"):
        git(work.parent, "init", "-q", "--bare", f"{name}.git")
        git(work, "remote", "set-url", "--add", "--push", "origin", str(work.parent / f"{name}.git"))
    assert repository.tip("origin", "main") is None, "only the address to fetch from has it"
    git(work, "push", "-q", str(work.parent / "one.git"), "main")
    tip = repository.tip("origin", "main")
    assert tip and tip.commit == repository.head()


def test_a_name_that_git_skips_is_refused(repository: Repository, work: Path):
    site = write(work / "site", {"git~1": "x", "a.txt": "a"})
    with pytest.raises(PublishError, match="git refuses a file of this name: git~1") as caught:
        repository.write_tree(site, ["a.txt", "git~1"], {"CNAME": b"a.example\n"})
    assert caught.value.hint == "rename it"


def test_a_link_that_becomes_a_file_is_a_change(repository: Repository, work: Path):
    blob = git(work, "rev-parse", "HEAD:a.txt")
    trees = []
    for mode in ("120000", "100644"):
        made = subprocess.run(
            ["git", "mktree"], cwd=work, input=f"{mode} blob {blob}\ta\n", capture_output=True, text=True, check=True
        )
        trees.append(made.stdout.strip())
    assert repository.difference(*trees) == Difference(changed=1)


def test_no_tag_is_pushed_and_no_hook_runs_for_a_tree(repository: Repository, work: Path):
    hook = write(work / ".git/hooks", {"post-index-change": "#!/bin/sh\ntouch ran\n"}) / "post-index-change"
    hook.chmod(0o755)
    git(work, "config", "push.followTags", "true")
    site = write(work / "site", {"a.txt": "a"})
    made = repository.commit(repository.write_tree(site, ["a.txt"], {}), "", "Publish")
    git(work, "tag", "-a", "-m", "One", "v1", made.name)
    assert repository.push("origin", "gh-pages", made.name, "") == ""
    assert git(work, "ls-remote", "--tags", "origin") == "" and not (work / "ran").exists()


def test_a_push_that_sent_nothing_failed_wherever_the_branch_is(repository: Repository, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(repository, "_run_git", lambda *_: (1, "", "error: no\n"))
    monkeypatch.setattr(repository, "_remote_commit", lambda remote, ref: "new")
    with pytest.raises(PublishError, match="git: error: no"):
        repository.push("r", "b", "new", "old")


def test_why_git_cannot_be_used_is_said(work: Path, monkeypatch: pytest.MonkeyPatch):
    (work / ".git/config").write_text("[nonsense\n")
    with pytest.raises(UsageError, match="bad config line 1") as caught:
        Repository(work, work.parent / "scratch")
    assert caught.value.hint == "fix that first"
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UsageError, match="there is no git on this machine") as caught:
        Repository(work, work.parent / "scratch")
    assert "git-scm.com" in caught.value.hint


def test_a_git_that_does_not_start_is_reported_with_the_reason(work: Path, monkeypatch: pytest.MonkeyPatch):
    write(work / "bin", {"git": "not executable"})
    monkeypatch.setenv("PATH", str(work / "bin"))
    with pytest.raises(UsageError, match=r"^git does not start: Permission denied$") as caught:
        Repository(work, work.parent / "scratch")
    assert caught.value.hint == "reinstall git"


def test_a_dry_run_reads_the_objects_of_a_repository_whose_path_has_a_colon(work: Path):
    moved = work.rename(work.parent / 'a:"b')
    dry_repository = Repository(moved, moved.parent / "scratch", dry_run=True)
    assert dry_repository.read_text("HEAD", "a.txt") == "a\n"


def test_the_message_of_a_signed_commit_is_read_without_the_check_of_its_signature(repository: Repository, work: Path):
    gpg = write(work / ".git", {"gpg": "#!/bin/sh\necho 'gpg: Good signature' >&2\n"}) / "gpg"
    gpg.chmod(0o755)
    git(work, "config", "gpg.program", str(gpg))
    git(work, "config", "log.showSignature", "true")
    head, message = git(work, "cat-file", "commit", "HEAD").split("\n\n", 1)
    signature = "gpgsig -----BEGIN PGP SIGNATURE-----\n x\n -----END PGP SIGNATURE-----"
    signed = subprocess.run(
        ["git", "hash-object", "-t", "commit", "-w", "--stdin"],
        cwd=work,
        input=f"{head}\n{signature}\n\n{message}\n",
        capture_output=True,
        text=True,
        check=True,
    )
    git(work, "push", "-q", "origin", f"{signed.stdout.strip()}:refs/heads/signed")
    tip = repository.tip("origin", "signed")
    assert tip and tip.message == "First"


def test_an_error_of_git_is_shown_without_control_characters(repository: Repository):
    with pytest.raises(PublishError, match=r"^git: fatal: "):
        repository.difference("nonsense", "nonsense")
    assert "\x1b" not in git_error_message("fatal: \x1b[31mno\n")


def test_a_repository_without_a_commit_has_no_head(work: Path):
    git(work.parent, "init", "-q", "-b", "main", "empty")
    assert Repository(work.parent / "empty", work.parent / "scratch").head() == ""


def test_a_commit_message_is_in_utf_8_whatever_the_settings_say(repository: Repository, work: Path):
    git(work, "config", "i18n.commitEncoding", "EUC-KR")
    made = repository.commit(repository.empty_tree(), "", "아침판\n")
    shown = git(work, "cat-file", "commit", made.name)
    assert shown.endswith("\n\n아침판") and "\nencoding " not in shown


def test_an_error_of_any_git_command_has_its_hint(repository: Repository, work: Path, monkeypatch: pytest.MonkeyPatch):
    for name in ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"):
        monkeypatch.delenv(name)
    git(work, "config", "user.useConfigOnly", "true")
    with pytest.raises(PublishError) as caught:
        repository.commit(repository.empty_tree(), "", "Publish")
    assert caught.value.hint.startswith("set your name for git")


def test_a_git_that_ends_without_a_message_is_reported_with_its_command(
    repository: Repository, work: Path, monkeypatch: pytest.MonkeyPatch
):
    (write(work / "bin", {"git": "#!/bin/sh\nexit 3\n"}) / "git").chmod(0o755)
    monkeypatch.setenv("PATH", str(work / "bin"))
    with pytest.raises(PublishError, match=r"^git worktree ended with code 3$"):
        repository.checked_out_branches()


def test_a_commit_is_signed_if_the_settings_ask_for_it(repository: Repository, work: Path):
    lines = ("#!/bin/sh", "cat > /dev/null", r"printf '\n[GNUPG:] SIG_CREATED \n' >&2", "echo -----BEGIN PGP SIGNATURE-----")
    (write(work / ".git", {"gpg": "\n".join(lines) + "\n"}) / "gpg").chmod(0o755)
    git(work, "config", "gpg.program", str(work / ".git/gpg"))
    for setting, is_signed in (("yes", True), ("0", False)):
        git(work, "config", "commit.gpgSign", setting)
        made = repository.commit(repository.empty_tree(), "", "Publish")
        assert made.unsigned_reason == ""
        assert ("\ngpgsig -----BEGIN PGP SIGNATURE-----" in git(work, "cat-file", "commit", made.name)) is is_signed
