"""`digest publish`: one commit on a branch of a remote, and no other change in the repository."""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from digest import site_checks
from digest.external.git import git_error_message
from tests.conftest import SETTINGS, Ran, run_digest
from tests.sites import article, tiny, tree, write

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="NOT TRIED: there is no git")

NOW = ("--now", "2026-03-01")
OURS = "Made-by: digest publish"


def git(folder: Path, *arguments: str, env: Mapping[str, str] | None = None) -> str:
    """Run git without the machine's own settings, and return its output."""
    own = {"PATH": os.environ["PATH"], **SETTINGS, "GIT_CONFIG_NOSYSTEM": "1"} | dict(env or {})
    ran = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, env=own, check=False)
    assert ran.returncode == 0, (arguments, ran.stderr.decode())
    return ran.stdout.decode().strip("\n")


def started(folder: Path) -> Path:
    git(folder, "init", "-q", "-b", "main", "--template=")
    (folder / ".git/hooks").mkdir()
    return identified(folder)


def identified(folder: Path) -> Path:
    git(folder, "config", "user.name", "An Editor")
    git(folder, "config", "user.email", "editor@example.org")
    return folder


def committed(folder: Path, message: str = "Write") -> str:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--no-verify", "-m", message)
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the repository `news` and its `remote.git`. Tests must copy it before they change it."""
    place = tmp_path_factory.mktemp("begun")
    remote = place / "remote.git"
    (remote / "hooks").mkdir(parents=True)
    git(remote, "init", "-q", "--bare", "-b", "main", "--template=")
    folder = started(write(place / "news", {**tiny(4), ".gitignore": "/site/\n/.digest/\n"}))
    git(folder, "remote", "add", "origin", "../remote.git")
    committed(folder)
    git(folder, "push", "-q", "origin", "main")
    write(folder, {"notes.txt": "stashed"})
    git(folder, "add", "notes.txt")
    git(folder, "stash", "-q")
    write(folder, {"staged.txt": "staged", "loose.txt": "loose", "content/2026/a1.md": article("Edited", "2026-02-02")})
    git(folder, "add", "staged.txt")
    for repository in (folder, remote):
        git(repository, "repack", "-a", "-d", "-q")  # fewer files, so that it is copied faster
    built(folder)
    return place


@pytest.fixture
def remote(tmp_path: Path, prepared: Path) -> Path:
    """The remote of `news`, which has only the branch main."""
    return Path(shutil.copytree(prepared / "remote.git", tmp_path / "remote.git"))


@pytest.fixture
def news(tmp_path: Path, prepared: Path, remote: Path) -> Path:
    """A site that is built, committed and pushed, with a modified file, a staged file, and a stash."""
    folder = Path(shutil.copytree(prepared / "news", tmp_path / "news", symlinks=True))
    git(folder, "remote", "set-url", "origin", str(remote))
    git(folder, "status")  # refreshes the index for the copied files
    return folder


def built(folder: Path, *more: str) -> None:
    ran = run_digest(folder, "build", *NOW, *more)
    assert ran.code == 0, ran.err


def publish(folder: Path, *more: str, env: Mapping[str, str] | None = None) -> Ran:
    return run_digest(folder, "publish", "--allow-example", *NOW, *more, env={"GIT_CONFIG_NOSYSTEM": "1"} | dict(env or {}))


def published(folder: Path, *more: str, env: Mapping[str, str] | None = None) -> str:
    """Publish, and return the reported commit."""
    ran = publish(folder, *more, env=env)
    assert ran.code == 0, ran.err
    return ran.out.split("\n")[0].rpartition("commit ")[2]


def refused(folder: Path, code: int, *more: str, env: Mapping[str, str] | None = None) -> tuple[str, str]:
    """Publish, which must fail without a change here or in the remote; return the message and the hint."""
    before = state(folder)
    ran = publish(folder, *more, env=env)
    assert (ran.code, ran.out) == (code, ""), (ran.code, ran.out, ran.err)
    assert state(folder) == before
    lines = ran.err.rstrip("\n").split("\n")
    assert len(lines) in (1, 2) and "Traceback" not in ran.err, ran.err
    return lines[0].removeprefix("digest: "), (lines[1:] or [""])[0].strip()


def state(folder: Path) -> dict[str, object]:
    """Return everything that publishing may not change: working tree, index, HEAD, refs, stash, FETCH_HEAD, settings."""
    top = folder / ".git"
    if top.is_file():
        top = Path(top.read_text().removeprefix("gitdir: ").strip())
    stash = top / "logs/refs/stash"
    return {
        "files": dict(_files(folder)),
        "git": {path.name: path.read_bytes() for path in sorted(top.iterdir()) if path.is_file()},
        "refs": [line for line in git(folder, "for-each-ref").split("\n") if "refs/remotes/origin/gh-pages" not in line],
        "stash": stash.read_text() if stash.exists() else "",
        "status": git(folder, "--no-optional-locks", "status", "--porcelain=v2"),
    }


def _files(folder: Path) -> Iterator[tuple[str, tuple[bytes, int, int]]]:
    """Yield each file of a working tree, with its bytes, modification time and mode."""
    for above, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in (".git", ".digest")]
        for path in (f"{above}/{name}" for name in names if name != ".git"):
            known = os.stat(path)
            yield path, (Path(path).read_bytes(), known.st_mtime_ns, known.st_mode)


def branch_files(remote: Path, branch: str = "gh-pages") -> dict[str, bytes]:
    """Return the files of a branch; asserts that all have mode 0644."""
    rows = git(remote, "ls-tree", "-r", "-z", branch).split("\0")
    assert all(row.startswith("100644 blob ") for row in filter(None, rows)), rows
    packed = subprocess.run(["git", "-C", str(remote), "archive", branch], capture_output=True, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as files:
        return {each.name: files.extractfile(each).read() for each in files if each.isfile()}  # type: ignore[union-attr]


def site_of(folder: Path) -> dict[str, bytes]:
    """Return the output of a build without the list of files."""
    return {path: data for path, data in tree(folder / "site").items() if path != ".digest-files"}


def log(remote: Path, branch: str = "gh-pages") -> list[str]:
    return git(remote, "log", "--format=%H", branch).split("\n")


def test_the_site_is_pushed_and_nothing_else_changes(news: Path, remote: Path):
    before, there = state(news), git(remote, "for-each-ref")
    ran = publish(news)
    assert ran.code == 0, ran.err
    assert state(news) == before
    assert [line for line in git(remote, "for-each-ref").split("\n") if "gh-pages" not in line] == [there]
    assert branch_files(remote) == site_of(news) | {".nojekyll": b""}
    commit = log(remote)[0]
    count = len(site_of(news))
    assert ran.out == (
        f"pushed {count + 1} files ({count + 1} new, 0 changed, 0 removed) to gh-pages of origin: commit {commit[:12]}\n"
        "https://example.org/\n"
    )
    message = git(remote, "log", "-1", "--format=%B", "gh-pages")
    assert message == f"Publish the site\n\nSource: {git(news, 'rev-parse', 'HEAD')}\n{OURS}\n".rstrip("\n")


def test_the_history_is_kept_and_an_equal_site_is_not_pushed_again(news: Path, remote: Path):
    published(news)
    first = log(remote)
    again = publish(news)
    assert (again.code, again.out) == (0, f"nothing to publish: gh-pages of origin has the site already, in {first[0][:12]}\n")
    write(news, {"content/2026/a2.md": article("Changed", "2026-02-03"), "content/2026/a3.md": None})
    built(news)
    published(news)
    assert log(remote)[1:] == first
    assert branch_files(remote) == site_of(news) | {".nojekyll": b""}


def test_foreign_files_in_the_output_are_not_pushed(news: Path, remote: Path):
    write(news, {"site/.secret": "x", "site/.git-keep/y": "y", "site/notes.txt": "mine"})
    published(news)
    assert not {path for path in branch_files(remote) if path.startswith(".") or "notes" in path} - {".nojekyll"}


def test_a_cname_file_is_pushed_for_an_own_host(news: Path, remote: Path):
    settings = (news / "digest.yml").read_text() + "publish: {branch: web, cname: news.example.org}\n"
    write(news, {"digest.yml": settings})
    built(news)
    published(news)
    assert branch_files(remote, "web")["CNAME"] == b"news.example.org\n"
    write(news, {"content/static/CNAME": "other.example.org\n"})
    built(news)
    message, _ = refused(news, 2)
    assert message == "the site has a file CNAME, and publish: {cname: …} names a host"


def test_an_invalid_host_is_refused(news: Path):
    settings = (news / "digest.yml").read_text()
    for host in ("News.example.org", "https://news.example.org", "localhost", "a..b", "a b.org", "x" * 64 + ".org", "-a.org"):
        write(news, {"digest.yml": settings + f'publish: {{cname: "{host}"}}\n'})
        ran = publish(news)
        assert ran.code == 2 and "E601 cname must be the name of a host" in ran.err, host


def test_a_dry_run_prints_the_counts_and_writes_not_even_an_object(news: Path, remote: Path):
    def objects(folder: Path) -> set[str]:
        return {path.as_posix() for path in folder.rglob("objects/**/*")}

    before, mine, theirs = state(news), objects(news), objects(remote)
    ran = publish(news, "--dry-run")
    count = len(site_of(news))
    assert ran.out == f"would push {count + 1} files ({count + 1} new, 0 changed, 0 removed) to gh-pages of origin, which is new\n"
    assert (state(news), objects(news), objects(remote)) == (before, mine, theirs)
    published(news)
    other = news.parent / "other"
    git(news.parent, "clone", "-q", "--single-branch", str(remote), str(other))
    identified(write(other, {"content/2026/a2.md": article("Changed", "2026-02-03")}))
    built(other)
    before, mine = state(other), objects(other)
    ran = publish(other, "-n")
    assert ran.code == 0 and " 0 new, " not in ran.out and f"after {log(remote)[0][:12]}" in ran.out, ran
    assert (state(other), objects(other)) == (before, mine)
    published(other)
    assert publish(other, "-n").out.startswith("nothing to publish")


@pytest.mark.parametrize(
    "change",
    [
        {"content/2026/a2.md": article("Changed", "2026-02-03")},
        {"content/2026/a2.md": None},
        {"site/index.html": "edited by hand"},
        {"site/index.html": None},
        {"digest.yml": "title: Other\nbase_url: https://example.org/\ntheme: plain\n"},
        {"site/.digest-files": None},
    ],
)
def test_a_stale_output_is_refused(news: Path, remote: Path, change: dict[str, str | None]):
    write(news, change)
    message, hint = refused(news, 1)
    assert message.startswith("site differs from what a build would write now: ") and hint == "run digest build first"
    assert "gh-pages" not in git(remote, "for-each-ref")


def test_a_stale_output_is_published_after_a_build(news: Path):
    write(news, {"content/2026/a2.md": None, "site/index.html": "edited by hand"})
    refused(news, 1)
    built(news)
    published(news)


def test_an_output_with_drafts_or_without_newly_due_articles_is_refused(news: Path):
    write(news, {"content/2026/d.md": article("Draft", draft="true"), "content/2026/f.md": article("Later", "2026-03-02")})
    built(news, "--drafts")
    refused(news, 1)
    built(news)
    published(news)
    ran = run_digest(news, "publish", "--allow-example", "--now", "2026-03-03")
    assert ran.code == 1 and "run digest build first" in ran.err


def test_a_site_with_errors_is_refused(news: Path, remote: Path):
    write(news, {"content/2026/bad.md": article("Bad", topic="wrld")})
    before = state(news)
    ran = publish(news)
    assert ran.code == 1 and "E205 unknown topic wrld" in ran.err and state(news) == before
    assert "gh-pages" not in git(remote, "for-each-ref")


LEAK = "This sentence stands in the text of an article that may be linked to and in no case shown to anybody."


def test_a_site_in_which_the_checks_find_errors_is_refused(news: Path, remote: Path):
    leaks = {"content/2026/a1.md": article("One", mode="link", body=LEAK), "content/static/copy.txt": LEAK}
    write(news, {**leaks, "themes/plain/templates/parts/foot.html": '<a href="/no/">x</a><p id=a><p id=a>\n'})
    built(news)
    before = state(news)
    for more in ([], ["--dry-run"]):
        ran = publish(news, *more)
        assert (ran.code, ran.out, state(news)) == (1, "", before)
        assert "site/copy.txt:1:1: E304 text of content/2026/a1.md shows here" in ran.err
        assert "E301 there is no page /no/" in ran.err and "W305" in ran.err
        assert ran.err.endswith("digest: 2 errors: nothing was published\n  fix them, or skip the check: --no-check\n")
    assert "gh-pages" not in git(remote, "for-each-ref")
    ran = publish(news, "--no-check")
    assert (ran.code, ran.err) == (0, "")


def test_warnings_of_the_checks_are_printed_and_do_not_stop_a_push(news: Path):
    write(news, {"themes/plain/templates/parts/foot.html": "<p id=a><p id=a>\n"})
    built(news)
    ran = publish(news)
    assert ran.code == 0 and ran.err.count("W305 the id a is used twice on this page") == 3
    assert ran.err.endswith(" more: the id a is used twice on this page; -v shows them\n")
    assert publish(news, "-v").err.count("W305") > 10 and publish(news, "-q").err == ""


def test_the_checks_of_publish_follow_every_change(news: Path, monkeypatch: pytest.MonkeyPatch):
    """Their results are cached by the content of the pages."""
    assert publish(news, "-n").code == 0
    with monkeypatch.context() as patch:
        patch.setattr(site_checks.FinishedPages, "_check_finished_file", lambda *_: pytest.fail("a page was checked again"))
        assert publish(news, "-n").code == 0
    write(news, {"content/static/copy.txt": LEAK})
    built(news)
    assert publish(news, "-n").code == 0
    write(news, {"content/2026/a1.md": article("One", "2026-02-02", mode="link", body=LEAK)})
    built(news)
    assert "E304" in publish(news, "-n").err
    write(news, {"content/style.yml": "headline: 3\n"})
    assert "W209" in publish(news, "-n").err
    write(news, {"content/static/copy.txt": None, "content/style.yml": None})
    built(news)
    assert publish(news, "-n").code == 0


@pytest.mark.parametrize("address", ["https://example.org/", "https://www.example.com/news/", "http://localhost:8000/"])
def test_an_example_base_url_is_refused(news: Path, remote: Path, address: str):
    write(news, {"digest.yml": f"title: Tiny\ntheme: plain\nbase_url: {address}\n"})
    built(news)
    ran = run_digest(news, "publish", *NOW)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"digest: base_url is {address}, an example or local address: ")
    assert ran.err.endswith("will be published, or publish it anyway: --allow-example\n")
    assert "gh-pages" not in git(remote, "for-each-ref")
    ran = publish(news)
    assert (ran.code, ran.err) == (0, "")


def test_a_site_that_was_never_built_is_refused(news: Path):
    shutil.rmtree(news / "site")
    message, _ = refused(news, 1)
    assert message.startswith("site differs from what a build would write now: ")


def test_an_invalid_remote_or_branch_is_refused(news: Path, remote: Path):
    assert refused(news, 2, "--remote", "orign") == ("the repository has no remote orign", "did you mean origin?")
    assert refused(news, 2, "--remote", str(remote))[1] == "the remotes are: origin"
    assert refused(news, 2, "--remote", "--upload-pack=touch x")[0].startswith("the repository has no remote")
    for name in ("a..b", "-f", "a b", "a:b", "main.lock"):
        assert refused(news, 2, f"--branch={name}") == (f"{name} cannot be the name of a branch", "for example gh-pages")
    assert refused(news, 2, "--branch", "main") == (
        "main is checked out here: the site would replace what is on it",
        "publish to a branch of its own, such as gh-pages",
    )


def test_without_git_repository_or_remote_it_is_refused(news: Path, tmp_path: Path):
    empty = tmp_path / "bin"
    empty.mkdir()
    assert refused(news, 2, env={"PATH": str(empty)}) == (
        "there is no git on this machine",
        "install it: https://git-scm.com/downloads",
    )
    git(news, "remote", "remove", "origin")
    assert refused(news, 2)[1] == "add it: git remote add origin ADDRESS"
    shutil.rmtree(news / ".git")
    ran = publish(news, env={"GIT_CEILING_DIRECTORIES": str(tmp_path)})
    assert ran.code == 2 and "is not in a git repository" in ran.err


def test_commits_of_others_are_replaced_only_with_take_over(news: Path, remote: Path):
    published(news)
    other = news.parent / "other"
    git(news.parent, "clone", "-q", "-b", "gh-pages", str(remote), str(other))
    identified(write(other, {"CNAME": "news.example.org\n"}))
    theirs = committed(other, "Create CNAME")
    git(other, "push", "-q", "origin", "gh-pages")
    write(news, {"content/2026/a2.md": article("Changed", "2026-02-03")})
    built(news)
    message, hint = refused(news, 1)
    assert message == f"the last commit on gh-pages of origin ({theirs[:12]}) was not made by digest"
    assert hint.startswith("set publish: {cname: news.example.org} if that host is yours; digest publish --take-over")
    assert log(remote)[0] == theirs
    published(news, "--take-over")
    assert log(remote)[1] == theirs and "CNAME" not in branch_files(remote)


def test_a_site_made_from_unknown_commits_is_not_replaced(news: Path, remote: Path):
    other = news.parent / "other"
    git(news.parent, "clone", "-q", str(remote), str(other))
    identified(write(other, {"content/2026/b.md": article("Theirs", "2026-02-20")}))
    theirs = committed(other)
    git(other, "push", "-q", "origin", "main")
    built(other)
    published(other)
    before = log(remote)
    message, hint = refused(news, 1)
    assert (
        message
        == f"the site on gh-pages of origin was made from commit {theirs[:12]}, which is not part of what you have checked out"
    )
    assert hint.startswith("git pull, and digest build; or")
    assert log(remote) == before
    git(news, "stash", "-q", "-u")
    git(news, "pull", "-q", "--ff-only", "origin", "main")
    built(news)
    write(news, {"content/2026/c.md": article("Ours", "2026-02-21")})
    built(news)
    published(news)
    assert log(remote)[1:] == before and any("theirs" in str(data).lower() for data in branch_files(remote).values())


def test_a_concurrent_push_is_not_lost(news: Path, remote: Path):
    """Somebody pushes after digest has read the branch: here in our pre-push hook."""
    published(news)
    other = news.parent / "other"
    git(news.parent, "clone", "-q", "-b", "gh-pages", str(remote), str(other))
    identified(write(other, {"x.html": "x"}))
    theirs = committed(other)
    hook = news / ".git/hooks/pre-push"
    hook.write_text(f"#!/bin/sh\nunset GIT_DIR GIT_PREFIX\nexec git -C '{other}' push -q origin gh-pages\n")
    hook.chmod(0o755)
    write(news, {"content/2026/a2.md": article("Changed", "2026-02-03")})
    built(news)
    message, hint = refused(news, 1)
    assert message == "somebody else pushed to gh-pages of origin meanwhile: nothing was pushed"
    assert hint.startswith("run digest publish again") and log(remote)[0] == theirs


def test_the_remotes_message_is_reported_in_one_line(news: Path, remote: Path):
    hook = remote / "hooks/pre-receive"
    hook.write_text("#!/bin/sh\necho 'the gate is closed' >&2\nexit 1\n")
    hook.chmod(0o755)
    message, _ = refused(news, 1)
    assert message.startswith("git: remote: the gate is closed; error: failed to push some refs to ")
    git(news, "remote", "set-url", "origin", str(remote) + "-gone")
    message, hint = refused(news, 1)
    assert message.startswith("git: fatal: ") and hint.startswith("check the address of the remote: git remote -v")


@pytest.mark.parametrize(
    ("err", "message"),
    [
        (
            "ssh: Could not resolve hostname nohost\nfatal: Could not read from remote repository.\n\nPlease make sure you have",
            "git: ssh: Could not resolve hostname nohost; fatal: Could not read from remote repository.",
        ),
        (
            "error: gpg failed to sign the data:\ngpg: no secret key\nfatal: failed to write commit object",
            "git: gpg: no secret key; error: gpg failed to sign the data:",
        ),
        ("warning: x\nfatal: bad object", "git: fatal: bad object"),
        ("hint: try\nerror: failed to push some refs to 'x'", "git: error: failed to push some refs to 'x'"),
        ("strange\n", "git: strange"),
        ("", ""),
    ],
)
def test_the_reason_in_gits_output_is_extracted(err: str, message: str):
    assert git_error_message(err) == message


def test_a_password_in_an_address_is_not_printed(news: Path):
    git(news, "remote", "set-url", "origin", "http://me:s3cret@127.0.0.1:9/x.git")
    message, _ = refused(news, 1)
    assert message.startswith("git: fatal: ") and "s3cret" not in message


def test_without_a_git_identity_it_is_refused(news: Path):
    git(news, "config", "--unset", "user.name")
    git(news, "config", "--unset", "user.email")
    git(news, "config", "user.useConfigOnly", "true")
    message, hint = refused(news, 1)
    assert message.startswith("git: ") and hint.startswith("set your name for git: git config user.name")


def test_git_settings_for_working_trees_and_commits_are_ignored(news: Path, remote: Path):
    ran = news.parent / "ran"
    hooks = news.parent / "hooks"
    hooks.mkdir()
    for name in ("pre-commit", "commit-msg", "prepare-commit-msg", "post-commit", "post-index-change", "reference-transaction"):
        (hooks / name).write_text(f"#!/bin/sh\necho {name} >> '{ran}'\nexit 1\n")
        (hooks / name).chmod(0o755)
    (hooks / "pre-push").write_text(f"#!/bin/sh\necho pre-push >> '{ran}'\n")
    (hooks / "pre-push").chmod(0o755)
    (hooks / "reference-transaction").unlink()  # git's own push may run this hook
    write(news, {".gitattributes": "*.html text eol=crlf\n*.xml filter=boom\n", "content/static/a.txt": "one\r\ntwo\n"})
    for name, value in {
        "core.autocrlf": "true",
        "core.safecrlf": "true",
        "core.hooksPath": str(hooks),
        "core.splitIndex": "true",
        "core.fileMode": "false",
        "commit.gpgsign": "true",
        "gpg.program": "/nonexistent",
        "filter.boom.clean": "exit 1",
        "filter.boom.required": "true",
        "push.followTags": "true",
        "remote.origin.push": "+refs/heads/*:refs/heads/*",
        "commit.template": "/nonexistent",
        "log.showSignature": "true",
        "i18n.commitEncoding": "EUC-KR",
    }.items():
        git(news, "config", name, value)
    git(news, "-c", "tag.gpgsign=false", "tag", "-a", "-m", "v1", "v1")
    built(news)
    published(news)
    assert branch_files(remote) == site_of(news) | {".nojekyll": b""}
    assert branch_files(remote)["a.txt"] == b"one\r\ntwo\n"
    assert ran.read_text() == "pre-push\n"
    assert "refs/tags" not in git(remote, "for-each-ref")


def test_a_pre_push_hook_may_refuse(news: Path, remote: Path):
    hook = news / ".git/hooks/pre-push"
    hook.write_text("#!/bin/sh\necho 'not on a Sunday' >&2\nexit 1\n")
    hook.chmod(0o755)
    message, _ = refused(news, 1)
    assert message.startswith("git: not on a Sunday; error: failed to push some refs to ")
    hook.write_text("#!/bin/sh\nexit 1\n")
    assert refused(news, 1)[1] == "if this repository has a pre-push hook, it refused the push"
    assert "gh-pages" not in git(remote, "for-each-ref")


def test_a_failed_update_of_the_tracking_branch_does_not_undo_a_push(news: Path, remote: Path):
    hook = news / ".git/hooks/reference-transaction"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    ran = publish(news)
    assert ran.code == 0 and ran.out.startswith("pushed "), ran.err
    assert ran.err == "git could not note here where gh-pages of origin is now: git: fatal: ref updates aborted by hook\n"
    assert branch_files(remote) == site_of(news) | {".nojekyll": b""}
    assert publish(news).out.startswith("nothing to publish")


def test_a_branch_name_conflict_is_not_reported_as_a_concurrent_push(news: Path):
    published(news)
    message, hint = refused(news, 1, "--branch", "gh-pages/x")
    assert message.startswith("git: remote: error: cannot lock ref 'refs/heads/gh-pages/x'")
    assert hint == "choose another name with --branch: git has a branch above or below this one"


def test_an_invalid_branch_name_is_refused(news: Path):
    for name in ("HEAD", "@", "a\udcff", "a b", "x.lock", "refs/heads/gh-pages"):
        message, hint = refused(news, 2, "--branch", name)
        assert message.endswith(" cannot be the name of a branch"), name
        assert hint == ("write it without refs/heads/: gh-pages" if "/" in name else "for example gh-pages")


def test_a_file_name_in_korean(news: Path, remote: Path):
    write(news, {"content/2026/항구-다시-열려.md": article("항구 다시 열려", "2026-02-20"), "content/2026/부두.txt": "부두"})
    built(news)
    published(news)
    assert any("항구-다시-열려/index.html" in path for path in branch_files(remote))
    assert branch_files(remote) == site_of(news) | {".nojekyll": b""}


def test_a_file_name_that_git_rejects_is_refused(news: Path):
    write(news, {"content/static/down/GIT~1": "x"})  # the short name of .git on Windows
    built(news)
    assert refused(news, 1) == ("git refuses a file of this name: down/GIT~1", "rename it")


def test_in_another_working_tree(news: Path, remote: Path):
    other = news.parent / "tree"
    git(news, "worktree", "add", "-q", "-b", "next", str(other))
    built(other)
    before, first = state(other), state(news)
    published(other)
    assert (state(other), state(news)) == (before, first)
    assert branch_files(remote) == site_of(other) | {".nojekyll": b""}
    assert refused(other, 2, "--branch", "main")[0].startswith("main is checked out here")


def test_in_a_shallow_clone(news: Path, remote: Path):
    published(news)
    write(news, {"content/2026/b.md": article("Second", "2026-02-20")})
    git(news, "add", "content")
    git(news, "commit", "-q", "-m", "More")
    git(news, "push", "-q", "origin", "main")
    shallow = news.parent / "shallow"
    git(news.parent, "clone", "-q", "--depth", "1", f"file://{remote}", str(shallow))
    identified(shallow)
    built(shallow)
    before = state(shallow)
    published(shallow)
    assert state(shallow) == before
    assert len(log(remote)) == 2 and branch_files(remote) == site_of(shallow) | {".nojekyll": b""}


def test_from_a_hook_of_git(news: Path, remote: Path):
    """Git sets GIT_DIR and GIT_INDEX_FILE there, and the index is the one that is being committed."""
    before = state(news)
    index = news / ".git/index"
    published(news, env={"GIT_DIR": str(remote), "GIT_INDEX_FILE": str(index), "GIT_PREFIX": "x/", "GIT_WORK_TREE": "/"})
    assert state(news) == before and branch_files(remote) == site_of(news) | {".nojekyll": b""}


def test_a_site_in_a_folder_of_its_repository_and_an_output_outside(tmp_path: Path, remote: Path):
    above = started(tmp_path / "above" if (tmp_path / "above").mkdir() is None else tmp_path)
    folder = write(above / "blog/news", tiny())
    git(above, "remote", "add", "origin", str(remote))
    out = tmp_path / "out"
    built(folder, "-o", str(out))
    published(folder, "-o", str(out))  # the repository has no commit yet
    assert branch_files(remote) == {path: data for path, data in tree(out).items() if path != ".digest-files"} | {".nojekyll": b""}
    assert git(remote, "log", "-1", "--format=%B", "gh-pages") == f"Publish the site\n\n{OURS}"


def test_a_push_uses_the_push_url(news: Path, remote: Path, tmp_path: Path):
    mine = tmp_path / "mine.git"
    git(tmp_path, "clone", "-q", "--bare", str(remote), str(mine))
    git(news, "remote", "set-url", "--push", "origin", str(mine))
    published(news)
    write(news, {"content/2026/a2.md": article("Changed", "2026-02-03")})
    built(news)
    published(news)
    assert len(log(mine)) == 2 and "gh-pages" not in git(remote, "for-each-ref")


SIGNER = r"""#!/bin/sh
cat > /dev/null
printf '\n[GNUPG:] SIG_CREATED \n' >&2
printf -- '-----BEGIN PGP SIGNATURE-----\n\nx\n-----END PGP SIGNATURE-----\n'
"""


def test_a_commit_is_signed_if_commit_gpgsign_is_set(news: Path, remote: Path):
    signer = news.parent / "signer"
    signer.write_text(SIGNER)
    signer.chmod(0o755)
    git(news, "config", "gpg.program", str(signer))
    published(news)
    assert "gpgsig" not in git(remote, "cat-file", "commit", "gh-pages")
    git(news, "config", "commit.gpgsign", "true")
    ran = publish(news, "--message", "Signed", "--take-over")
    assert ran.out.startswith("nothing to publish")
    write(news, {"content/2026/a2.md": article("Changed", "2026-02-03")})
    built(news)
    ran = publish(news)
    assert (ran.code, ran.err) == (0, "")
    assert "gpgsig -----BEGIN PGP SIGNATURE-----" in git(remote, "cat-file", "commit", "gh-pages")


def test_a_commit_that_cannot_be_signed_is_pushed_with_a_note(news: Path, remote: Path):
    git(news, "config", "commit.gpgsign", "true")
    git(news, "config", "gpg.program", "/nonexistent/gpg")
    ran = publish(news)
    assert ran.code == 0 and ran.err.startswith("the commit is not signed, though commit.gpgsign asks for it: git: ")
    assert ran.err.count("\n") == 1 and "gpgsig" not in git(remote, "cat-file", "commit", "gh-pages")


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        ("The morning edition", "The morning edition"),
        ("Subject\n\nBody \n#1 stays", "Subject\n\nBody\n#1 stays"),
        ("\n아침판\n", "아침판"),
        (f"Source: {'0' * 40}", f"Source: {'0' * 40}"),
    ],
)
def test_the_commit_has_the_given_message(news: Path, remote: Path, option: str, expected: str):
    published(news, "-m", option)
    assert git(remote, "log", "-1", "--format=%B", "gh-pages") == f"{expected}\n\nSource: {git(news, 'rev-parse', 'HEAD')}\n{OURS}"
    if option.startswith("Source: "):  # must not be read as digest's own line by the next push
        write(news, {"content/2026/a2.md": article("Changed", "2026-02-03")})
        built(news)
        published(news)


@pytest.mark.parametrize(("option", "expected"), [("  \n", "--message is empty"), ("\udcff", "--message is not UTF-8 text")])
def test_an_invalid_message_is_refused(news: Path, option: str, expected: str):
    assert refused(news, 2, "-m", option)[0] == expected


@pytest.mark.parametrize("name", ["two\nlines", 'a:b"c', "-x"])
def test_a_site_in_a_folder_of_any_name(tmp_path: Path, remote: Path, name: str):
    folder = started(write(tmp_path / name / "news", {**tiny(2), ".gitignore": "/site/\n/.digest/\n"}))
    git(folder, "remote", "add", "origin", str(remote))
    built(folder)
    assert publish(folder, "--dry-run").out.startswith("would push ")
    published(folder)
    assert branch_files(remote) == site_of(folder) | {".nojekyll": b""}
    assert publish(folder, "--dry-run").out.startswith("nothing to publish")


def test_an_address_or_branch_is_never_read_as_an_option(news: Path, tmp_path: Path):
    touched = tmp_path / "touched"
    for address in (f"--upload-pack=touch {touched}", f"-utouch {touched}", f"--receive-pack=touch {touched}"):
        git(news, "config", "remote.origin.url", address)
        assert refused(news, 1)[0].startswith("git: fatal: ")
        git(news, "config", "remote.--mirror.url", address)
        assert refused(news, 1, "--remote=--mirror")[0].startswith("git: fatal: ")
    assert not touched.exists()


def test_the_next_publish_removes_the_leftovers_of_a_killed_one(news: Path, remote: Path):
    """Nothing is left in the system's temporary folder, whenever it is killed: here while git pushes."""
    place = news.parent / "temporary"
    place.mkdir()
    hook = news / ".git/hooks/pre-push"
    # The hook's parent process is git, whose parent is digest.
    hook.write_text("#!/bin/sh\nkill -9 $(ps -o ppid= -p $PPID || cut -d' ' -f4 /proc/$PPID/stat)\nexit 1\n")
    hook.chmod(0o755)
    command = [sys.executable, "-m", "digest", "-C", str(news), "publish", "--allow-example", *NOW]
    own = {"PATH": os.environ["PATH"], **SETTINGS, "GIT_CONFIG_NOSYSTEM": "1", "TMPDIR": str(place)}
    assert subprocess.run(command, env=own, capture_output=True, check=False).returncode == -signal.SIGKILL
    assert (news / ".digest/publish/work/index").exists()
    assert list(place.iterdir()) == []
    hook.unlink()
    published(news)
    assert not (news / ".digest/publish/work").exists()


def test_a_dry_run_counts_files_that_are_only_removed(news: Path):
    write(news, {"content/static/note.txt": "note"})
    built(news)
    published(news)
    write(news, {"content/static/note.txt": None})
    built(news)
    assert " files (0 new, 0 changed, 1 removed) to gh-pages of origin, after " in publish(news, "-n").out
