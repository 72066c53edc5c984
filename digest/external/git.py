"""Git, as far as publishing needs it: objects, one commit, one push. It never touches the working tree, index, HEAD and
branches."""

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
"""What git sets for its hooks: a hook that publishes must not lead us to another index than its own."""

_QUIET_OPTIONS = (
    *("-c", "core.hooksPath=/dev/null"),  # of our own index and objects no hook has to know
    *("-c", "core.splitIndex=false", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false"),
    *("-c", "i18n.commitEncoding=UTF-8", "-c", "gc.auto=0", "-c", "maintenance.auto=false"),
)

_REJECTED_REF = re.compile(r"^!\t.*\[rejected\]", re.MULTILINE)
"""How `git push --porcelain` says before it sends anything that the branch is not any more where it was."""

_REF_NOT_MOVED = re.compile(r"^!\t.*\[remote rejected\] \((failed to update ref|incorrect old value|cannot lock ref)", re.MULTILINE)
"""How it says that the remote could not move the branch: somebody else moved it, or its name cannot stand beside another one."""

_VAGUE_COMPLAINTS = ("failed to push some refs", "Could not read from remote repository", "gpg failed to sign the data")
"""Complaints of git whose reason is in other lines: of a hook, of ssh or of gpg."""

_LINE_WITHOUT_REASON = re.compile(r"remote:|To |hint:|warning:|fatal:|error:|ERROR:|Please make sure |and the repository exists")
"""The beginnings of lines that give no reason for such a complaint."""

_PASSWORD_IN_URL = re.compile(r"(?<=://)[^/@\s]+@")


class Tip(Struct, frozen=True):
    """The last commit of a branch: its names, and its message."""

    commit: str
    tree: str
    message: str


class Difference(Struct, frozen=True):
    """How many files a tree adds to, changes in and takes from another one."""

    added: int = 0
    changed: int = 0
    removed: int = 0


class Commit(Struct, frozen=True):
    """A commit that was made, and why it is not signed although the settings ask for it ('' if it is as they ask)."""

    name: str
    unsigned: str = ""


class Repository:
    """The git repository in which a folder lies. Raises UsageError if there is no git, or no repository.

    `scratch` is an empty folder for an index. With `only_say` all new objects go there too instead of into the repository, so
    that nothing in it changes at all.

    No text is ever taken for an option: `--` or `--end-of-options` stands before every address, ref and object name.
    """

    def __init__(self, folder: Path, scratch: Path, *, only_say: bool = False) -> None:
        self.folder = folder
        self.scratch = scratch
        self.variables: dict[str, str] = {}
        code, out, err = self._run_git("rev-parse", "--path-format=absolute", "--git-path", "objects")
        if code:
            unknown = "not a git repository" in err
            hint = "make one: git init, and git remote add origin ADDRESS" if unknown else "fix that first"
            raise UsageError(f"{folder} is not in a git repository" if unknown else complaint_of(err), hint=hint)
        if only_say:
            objects = scratch / "objects"
            objects.mkdir()
            others = _alternate_path(out.removesuffix("\n"))
            self.variables = {"GIT_OBJECT_DIRECTORY": str(objects), "GIT_ALTERNATE_OBJECT_DIRECTORIES": others}

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
            raise PublishError(complaint_of(err) or f"git {arguments[0]} ended with code {code}", hint=_git_hint(err))
        return out.strip("\n")

    def remotes(self) -> list[str]:
        """The names of the remotes that are configured."""
        return self._git_output("remote").split()

    def is_branch_name(self, name: str) -> bool:
        """Whether git takes this as the name of a new branch, as `git branch` does."""
        if name.startswith(("-", "refs/")) or name in ("HEAD", "@") or not name.isprintable():
            return False
        return self._run_git("check-ref-format", f"refs/heads/{name}")[0] == 0

    def checked_out(self) -> set[str]:
        """The branches that are checked out, in this working tree or another one of the repository."""
        lines = self._git_output("worktree", "list", "--porcelain").split("\n")
        return {line.removeprefix("branch refs/heads/") for line in lines if line.startswith("branch refs/heads/")}

    def head(self) -> str:
        """The commit that is checked out; '' if there is none yet."""
        code, out, _ = self._run_git("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
        return "" if code else out.strip()

    def is_part_of_head(self, commit: str) -> bool:
        """Whether HEAD has this commit in its history; True where a shallow clone cannot know."""
        code, _, _ = self._run_git("merge-base", "--is-ancestor", "--", commit, "HEAD")
        return code == 0 or self._git_output("rev-parse", "--is-shallow-repository") == "true"

    def tip(self, remote: str, branch: str) -> Tip | None:
        """The last commit of the remote's branch, fetched if it is not here; None if the remote has no such branch."""
        ref = f"refs/heads/{branch}"
        commit = self._commit_at(remote, ref)
        if not commit:
            return None
        if self._run_git("cat-file", "-e", "--", f"{commit}^{{tree}}")[0]:
            # Without a refmap no branch here moves, and without FETCH_HEAD the next `git pull` merges what it should.
            self._git_output(
                *("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--refmap="),
                *("--", remote, ref),
            )
        tree = self._git_output("rev-parse", "--verify", "--end-of-options", f"{commit}^{{tree}}")
        message = self._git_output("log", "-1", "--no-show-signature", "--format=%B", "--end-of-options", commit, "--")
        return Tip(commit, tree, message)

    def _commit_at(self, remote: str, ref: str) -> str:
        """The hash of the commit to which a ref of the remote leads; '' if it has none such."""
        # The refs are matched by their ends, so there may be others: refs/heads/old/refs/heads/gh-pages.
        address = self._git_output("remote", "get-url", "--push", "--", remote).split("\n")[0]
        remote_refs = (line.partition("\t") for line in self._git_output("ls-remote", "--", address, ref).split("\n"))
        return next((commit for commit, _, name in remote_refs if name == ref), "")

    def text(self, tree: str, path: str) -> str | None:
        """The content of a small file in this tree; None if it is not there."""
        code, out, _ = self._run_git("cat-file", "blob", "--", f"{tree}:{path}")
        return None if code else out

    def write_tree(self, folder: Path, paths: Iterable[str], more: Mapping[str, bytes]) -> str:
        """The hash of a tree with these files of the folder, byte for byte and with mode 0644, and `more` by their paths.

        Raises PublishError for a name that git passes over.

        Filters and line endings are for the working tree (`core.autocrlf`, `.gitattributes`), not for what is published.
        """
        paths = list(paths)
        path_lines = "".join(f"{path}\n" for path in paths).encode("utf-8", "surrogateescape")
        # The paths are relative to the folder, whose own path may contain a line end; no path of an output does.
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
        if refused_path:  # update-index passes over such a name and ends with 0 (git-config, core.protectNTFS)
            raise PublishError(f"git refuses a file of this name: {printable(refused_path)}", hint="rename it")
        return tree

    def difference(self, tree_before: str, tree_after: str) -> Difference:
        """How many files the tree `tree_after` adds to, changes in, and takes from `tree_before`."""
        options = ("-r", "-z", "--no-renames", "--no-ext-diff", "--name-status")
        diff_fields = self._git_output("diff-tree", *options, "--end-of-options", tree_before, tree_after).split("\0")
        kinds = diff_fields[::2]
        return Difference(kinds.count("A"), len([kind for kind in kinds if kind in ("M", "T")]), kinds.count("D"))

    def empty_tree(self) -> str:
        """The hash of the tree without files."""
        return self._git_output("hash-object", "-w", "-t", "tree", "--stdin")

    def commit(self, tree: str, parent: str, message: str) -> Commit:
        """A commit of this tree after the parent ('' for none); no branch leads to it yet, and no hook runs.

        It is signed if `commit.gpgsign` asks for that, as git's own commits are (git-config, commit.gpgSign); if that fails, it is
        made without, and the reason returned.
        """
        commit_tree = ("commit-tree", *(("-p", parent) if parent else ()), "-F", "-")
        unsigned = ""
        if self._run_git("config", "--type=bool", "--get", "commit.gpgSign")[1].strip() == "true":
            code, out, err = self._run_git(*_QUIET_OPTIONS, *commit_tree, "-S", "--", tree, stdin=message.encode())
            if not code:
                return Commit(out.strip())
            unsigned = complaint_of(err) or f"git commit-tree -S ended with code {code}"
        return Commit(self._git_output(*commit_tree, "--", tree, stdin=message.encode()), unsigned)

    def push(self, remote: str, branch: str, commit: str, expected_commit: str) -> str:
        """Advance the remote's branch from `expected_commit` ('' for none) to this one, if no commit is lost. Raises PublishError.

        The user's own pre-push hook is asked, as for every push of theirs. Returns why git could not note in this repository where
        the remote's branch is now ('' if it could): the site is published all the same.
        """
        ref = f"refs/heads/{branch}"
        options = ("--porcelain", "--no-recurse-submodules")
        code, out, err = self._run_git("-c", "push.followTags=false", "push", *options, "--", remote, f"{commit}:{ref}")
        if not code:
            return ""
        is_sent = re.search(rf"^[ *+=]\t[^\t\n]*:{re.escape(ref)}\t", out, re.MULTILINE)
        if is_sent and self._commit_at(remote, ref) == commit:
            return complaint_of(err) or f"git push ended with code {code}"
        if _REJECTED_REF.search(out) or (_REF_NOT_MOVED.search(out) and self._commit_at(remote, ref) != expected_commit):
            message = f"somebody else pushed to {branch} of {remote} meanwhile: nothing was pushed"
            raise PublishError(message, hint="run digest publish again: it goes on from what they pushed")
        refused = re.search(r"^!\t.*\t(\[remote rejected\].*)$", out, re.MULTILINE)
        hint = _git_hint(err) or ("" if out.strip() else "if this repository has a pre-push hook, it refused the push")
        raise PublishError(complaint_of(err) or (refused[1] if refused else f"git push ended with code {code}"), hint=hint)


def _alternate_path(path: str) -> str:
    """A path as an entry of a list of paths, quoted if it contains a separator (git(1), GIT_ALTERNATE_OBJECT_DIRECTORIES)."""
    if not set(path) & {os.pathsep, '"', "\\", "\n"}:
        return path
    return '"' + path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def complaint_of(err: str) -> str:
    """Git's error in one line: its own first message, and the reason from the remote, a hook, ssh or gpg."""
    lines = [line.strip() for line in _PASSWORD_IN_URL.sub("", err).split("\n")]
    error_lines = [line for line in lines if line.startswith(("fatal:", "error:", "ERROR:"))]
    reasons = [line for line in lines if line.startswith("remote:") and line != "remote:"]
    if not reasons and error_lines and any(text in error_lines[0] for text in _VAGUE_COMPLAINTS):
        reasons = [line for line in lines if line and not _LINE_WITHOUT_REASON.match(line)]
    chosen = [*reasons[:1], *error_lines[:1]] or [line for line in lines if line][:1]
    return "git: " + "; ".join(printable(line[:300]) for line in chosen) if chosen else ""


def _git_hint(err: str) -> str:
    if "tell me who you are" in err or "empty ident" in err or "auto-detect" in err:
        return 'set your name for git: git config user.name "…", git config user.email …'
    if "could not read Username" in err or "Permission denied" in err or "Authentication failed" in err:
        return "check that you are allowed to push: git push --dry-run shows the same error"
    if "does not appear to be a git repository" in err or "epository not found" in err:
        return "check the address of the remote: git remote -v shows it, git remote set-url changes it"
    return ""
