"""The git operations for publishing: run git, and read or make remotes, branches, the last commit of a branch, trees and their
differences, a commit (or why it is unsigned), one push; and turn git's error output into a message and a hint. They never change
the working tree."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

from msgspec import Struct

from digest.errors import PublishError, UsageError
from digest.output_paths import printable

_REPOSITORY_VARIABLES = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
    "GIT_QUARANTINE_PATH",
    "GIT_LITERAL_PATHSPECS",
)
"""Variables that git sets for its hooks; they are removed, so that publishing in a hook does not use the hook's index."""

_QUIET_OPTIONS = (
    *("-c", "core.hooksPath=/dev/null"),  # hooks must not run for our own index and objects
    *("-c", "core.splitIndex=false", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false"),
    *("-c", "i18n.commitEncoding=UTF-8", "-c", "gc.auto=0", "-c", "maintenance.auto=false"),
)

_REJECTED_REF = re.compile(r"^!\t.*\[rejected\]", re.MULTILINE)
"""Output of `git push --porcelain` if the branch has moved, before anything is sent."""

_REF_NOT_MOVED = re.compile(r"^!\t.*\[remote rejected\] \((failed to update ref|incorrect old value|cannot lock ref)", re.MULTILINE)
"""Its output if the remote could not move the branch: it has moved, or its name conflicts with another one."""

_VAGUE_ERRORS = ("failed to push some refs", "Could not read from remote repository", "gpg failed to sign the data")
"""Error messages of git whose reason is in other lines, from a hook, ssh or gpg."""

_LINE_WITHOUT_REASON = re.compile(r"remote:|To |hint:|warning:|fatal:|error:|ERROR:|Please make sure |and the repository exists")
"""The beginning of lines that do not contain the reason of such an error."""

_PASSWORD_IN_URL = re.compile(r"(?<=://)[^/@\s]+@")


class Tip(Struct, frozen=True):
    """The last commit of a branch: the hashes of commit and tree, and the message."""

    commit: str
    tree: str
    message: str


class Difference(Struct, frozen=True):
    """The numbers of files added, changed and removed between two trees."""

    added: int = 0
    changed: int = 0
    removed: int = 0


class Commit(Struct, frozen=True):
    """The hash of a new commit, and why it is unsigned although git's settings require a signature ('' if they do not)."""

    name: str
    unsigned_reason: str = ""


class Repository:
    """The git repository that contains a folder. Raises UsageError if git is missing, or there is no repository.

    `scratch` is an empty folder for an index. With `dry_run` new objects are written there too, so that the repository does not
    change.

    `--` or `--end-of-options` precedes every URL, ref and object name, so that none is read as an option.
    """

    def __init__(self, folder: Path, scratch: Path, *, dry_run: bool = False) -> None:
        self.folder = folder
        self.scratch = scratch
        self.variables: dict[str, str] = {}
        code, out, err = self._run_git("rev-parse", "--path-format=absolute", "--git-path", "objects")
        if code:
            is_missing = "not a git repository" in err
            hint = "make one: git init, and git remote add origin ADDRESS" if is_missing else "fix that first"
            raise UsageError(f"{folder} is not in a git repository" if is_missing else git_error_message(err), hint=hint)
        if dry_run:
            objects = scratch / "objects"
            objects.mkdir()
            repository_objects = _alternate_path(out.removesuffix("\n"))
            self.variables = {"GIT_OBJECT_DIRECTORY": str(objects), "GIT_ALTERNATE_OBJECT_DIRECTORIES": repository_objects}

    def _run_git(
        self, *arguments: str, stdin: bytes = b"", more: Mapping[str, str] | None = None, folder: Path | None = None
    ) -> tuple[int, str, str]:
        inherited = {name: value for name, value in os.environ.items() if name not in _REPOSITORY_VARIABLES}
        variables = inherited | {"LC_ALL": "C.UTF-8"} | self.variables | dict(more or {})
        command = ["git", "-C", str(folder or self.folder), *arguments]
        try:
            completed = subprocess.run(command, input=stdin, capture_output=True, env=variables, check=False)
        except FileNotFoundError:
            raise UsageError("there is no git on this machine", hint="install it: https://git-scm.com/downloads") from None
        except OSError as error:
            raise UsageError(f"git does not start: {error.strerror}", hint="reinstall git") from None
        return completed.returncode, completed.stdout.decode(errors="surrogateescape"), completed.stderr.decode(errors="replace")

    def _git_output(
        self, *arguments: str, stdin: bytes = b"", more: Mapping[str, str] | None = None, folder: Path | None = None
    ) -> str:
        code, out, err = self._run_git(*_QUIET_OPTIONS, *arguments, stdin=stdin, more=more, folder=folder)
        if code:
            raise PublishError(
                git_error_message(err) or f"git {arguments[0]} ended with code {code}", hint=_git_hint(err, _TRY_PUSH)
            )
        return out.strip("\n")

    def remotes(self) -> list[str]:
        """Return the names of the configured remotes."""
        return self._git_output("remote").split()

    def is_branch_name(self, name: str) -> bool:
        """Return whether this is a valid name of a new branch for `git branch`."""
        if name.startswith(("-", "refs/")) or name in ("HEAD", "@") or not name.isprintable():
            return False
        return self._run_git("check-ref-format", f"refs/heads/{name}")[0] == 0

    def checked_out_branches(self) -> set[str]:
        """Return the branches that are checked out in any working tree of the repository."""
        lines = self._git_output("worktree", "list", "--porcelain").split("\n")
        return {line.removeprefix("branch refs/heads/") for line in lines if line.startswith("branch refs/heads/")}

    def head(self) -> str:
        """Return the hash of the checked-out commit; '' if there is none yet."""
        code, out, _ = self._run_git("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
        return "" if code else out.strip()

    def is_ancestor_of_head(self, commit: str) -> bool:
        """Return whether this commit is in the history of HEAD; True in a shallow clone, which may lack it."""
        code, _, _ = self._run_git("merge-base", "--is-ancestor", "--", commit, "HEAD")
        return code == 0 or self._git_output("rev-parse", "--is-shallow-repository") == "true"

    def tip(self, remote: str, branch: str) -> Tip | None:
        """Return the last commit of the remote's branch, fetched if it is missing; None if the branch does not exist."""
        ref = f"refs/heads/{branch}"
        commit = self._remote_commit(remote, ref)
        if not commit:
            return None
        if self._run_git("cat-file", "-e", "--", f"{commit}^{{tree}}")[0]:
            # An empty refmap keeps local branches unchanged; without FETCH_HEAD the next `git pull` is not affected.
            self._git_output(
                *("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--refmap="),
                *("--", remote, ref),
            )
        tree = self._git_output("rev-parse", "--verify", "--end-of-options", f"{commit}^{{tree}}")
        message = self._git_output("log", "-1", "--no-show-signature", "--format=%B", "--end-of-options", commit, "--")
        return Tip(commit, tree, message)

    def _remote_commit(self, remote: str, ref: str) -> str:
        """Return the commit hash of a ref of the remote; '' if the ref does not exist."""
        # ls-remote matches the end of refs, so it may return others: refs/heads/old/refs/heads/gh-pages.
        address = self._git_output("remote", "get-url", "--push", "--", remote).split("\n")[0]
        remote_refs = (line.partition("\t") for line in self._git_output("ls-remote", "--", address, ref).split("\n"))
        return next((commit for commit, _, name in remote_refs if name == ref), "")

    def read_text(self, tree: str, path: str) -> str | None:
        """Return the content of a small file in this tree; None if it does not exist."""
        code, out, _ = self._run_git("cat-file", "blob", "--", f"{tree}:{path}")
        return None if code else out

    def write_tree(self, folder: Path, paths: Iterable[str], more: Mapping[str, bytes]) -> str:
        """Write a tree with these files of the folder and with `more` (path → content), with mode 0644; return its hash.

        Raises PublishError for a path that git skips.

        Filters and line-end conversion (`core.autocrlf`, `.gitattributes`) are for working trees and not applied.
        """
        paths = list(paths)
        path_lines = "".join(f"{path}\n" for path in paths).encode("utf-8", "surrogateescape")
        # Paths are relative to the folder, since its own path may contain a line break; output paths do not.
        git_folder = self._git_output("rev-parse", "--absolute-git-dir")
        own_work_tree = {"GIT_DIR": git_folder, "GIT_WORK_TREE": str(folder)}
        hashing = ("hash-object", "-w", "--no-filters", "--stdin-paths")
        blobs = self._git_output(*hashing, stdin=path_lines, more=own_work_tree, folder=folder).split("\n") if paths else []
        tree_entries = list(zip(paths, blobs, strict=True))
        tree_entries += [(path, self._git_output("hash-object", "-w", "--stdin", stdin=data)) for path, data in more.items()]
        index = "".join(f"100644 {blob}\t{path}\0" for path, blob in tree_entries).encode("utf-8", "surrogateescape")
        own_index = {"GIT_INDEX_FILE": str(self.scratch / "index")}
        self._git_output("update-index", "-z", "--index-info", stdin=index, more=own_index)
        tree = self._git_output("write-tree", more=own_index)
        listing = self._git_output("ls-tree", "-r", "-z", "--name-only", "--full-tree", "--end-of-options", tree)
        tree_paths = set(listing.split("\0"))
        refused_path = next((path for path, _ in tree_entries if path not in tree_paths), "")
        if refused_path:  # update-index skips such a path and exits with 0 (git-config, core.protectNTFS)
            raise PublishError(f"git refuses a file of this name: {printable(refused_path)}", hint="rename it")
        return tree

    def difference(self, tree_before: str, tree_after: str) -> Difference:
        """Return the numbers of files added, changed and removed from `tree_before` to `tree_after`."""
        options = ("-r", "-z", "--name-status", "--end-of-options")
        kinds = self._git_output("diff-tree", *options, tree_before, tree_after).split("\0")[::2]
        return Difference(kinds.count("A"), len([kind for kind in kinds if kind in ("M", "T")]), kinds.count("D"))

    def empty_tree(self) -> str:
        """Return the hash of the empty tree."""
        return self._git_output("hash-object", "-w", "-t", "tree", "--stdin")

    def commit(self, tree: str, parent: str, message: str) -> Commit:
        """Create a commit of this tree with this parent ('' for none), without moving a branch or running hooks.

        It is signed if `commit.gpgSign` is set (git-config); if signing fails, the commit is unsigned, and the reason is returned.
        """
        commit_tree = ("commit-tree", *(("-p", parent) if parent else ()), "-F", "-")
        unsigned_reason = ""
        if self._run_git("config", "--type=bool", "--get", "commit.gpgSign")[1].strip() == "true":
            code, out, err = self._run_git(*_QUIET_OPTIONS, *commit_tree, "-S", "--", tree, stdin=message.encode())
            if not code:
                return Commit(out.strip())
            unsigned_reason = git_error_message(err) or f"git commit-tree -S ended with code {code}"
        return Commit(self._git_output(*commit_tree, "--", tree, stdin=message.encode()), unsigned_reason)

    def push(self, remote: str, branch: str, commit: str, expected_commit: str) -> str:
        """Push the commit to the remote's branch, last seen at `expected_commit` ('' for none), without force. Raises PublishError.

        The user's pre-push hook runs. Returns why git could not update the remote-tracking branch, or ''; the site is published
        in both cases.
        """
        ref = f"refs/heads/{branch}"
        options = ("--porcelain", "--no-recurse-submodules")
        code, push_output, push_errors = self._run_git(
            "-c", "push.followTags=false", "push", *options, "--", remote, f"{commit}:{ref}"
        )
        if not code:
            return ""
        is_sent = re.search(rf"^[ *+=]\t[^\t\n]*:{re.escape(ref)}\t", push_output, re.MULTILINE)
        if is_sent and self._remote_commit(remote, ref) == commit:
            return git_error_message(push_errors) or f"git push ended with code {code}"
        if _REJECTED_REF.search(push_output) or (
            _REF_NOT_MOVED.search(push_output) and self._remote_commit(remote, ref) != expected_commit
        ):
            message = f"somebody else pushed to {branch} of {remote} meanwhile: nothing was pushed"
            raise PublishError(message, hint="run digest publish again: it goes on from what they pushed")
        refused = re.search(r"^!\t.*\t(\[remote rejected\].*)$", push_output, re.MULTILINE)
        hint = _git_hint(
            push_errors, _TRY_PUSH if push_output.strip() else "if this repository has a pre-push hook, it refused the push"
        )
        raise PublishError(
            git_error_message(push_errors) or (refused[1] if refused else f"git push ended with code {code}"), hint=hint
        )


def _alternate_path(path: str) -> str:
    """Quote a path for a list of paths if it contains a separator (git(1), GIT_ALTERNATE_OBJECT_DIRECTORIES)."""
    if not set(path) & {os.pathsep, '"', "\\", "\n"}:
        return path
    return '"' + path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def git_error_message(err: str) -> str:
    """Return git's error in one line: the first message, and the reason from the remote, a hook, ssh or gpg."""
    git_lines = [line.strip() for line in _PASSWORD_IN_URL.sub("", err).split("\n")]
    error_lines = [line for line in git_lines if line.startswith(("fatal:", "error:", "ERROR:"))]
    reasons = [line for line in git_lines if line.startswith("remote:") and line != "remote:"]
    if not reasons and error_lines and any(text in error_lines[0] for text in _VAGUE_ERRORS):
        reasons = [line for line in git_lines if line and not _LINE_WITHOUT_REASON.match(line)]
    chosen_lines = [*reasons[:1], *error_lines[:1]] or [line for line in git_lines if line][:1]
    return "git: " + "; ".join(printable(line[:300]) for line in chosen_lines) if chosen_lines else ""


_TRY_PUSH = "git push --dry-run may show more; git remote -v shows the address"


def _git_hint(err: str, otherwise: str) -> str:
    """Return what to do about an error of git, or `otherwise`."""
    if "tell me who you are" in err or "empty ident" in err or "auto-detect" in err:
        return 'set your name for git: git config user.name "…", git config user.email …'
    if "could not read Username" in err or "Permission denied" in err or "Authentication failed" in err:
        return "check that you are allowed to push: git push --dry-run shows the same error"
    if "does not appear to be a git repository" in err or "epository not found" in err:
        return "check the address of the remote: git remote -v shows it, git remote set-url changes it"
    if "cannot lock ref" in err and "exists" in err:
        return "choose another name with --branch: git has a branch above or below this one"
    return otherwise
