"""`digest publish`: the finished site as one commit on a branch of a remote."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from digest.build import Run
from digest.config import Config
from digest.disk.git import Difference, Repository, Tip
from digest.errors import PublishError, UsageError, did_you_mean
from digest.inspection import Finished, finished_output

MADE_BY = "Made-by: digest publish"
"""The line by which we know our own commits again."""

_SOURCE = re.compile(r"^Source: ([0-9a-f]{40,64})$", re.MULTILINE)

NO_JEKYLL = ".nojekyll"
"""Without it GitHub Pages gives the branch to Jekyll, which leaves out what begins with an underscore."""

CNAME = "CNAME"


class Push(Struct, frozen=True):
    """What is pushed, and where to."""

    remote: str
    branch: str
    take_over: bool = False
    """Publish over what others have put on the branch."""
    only_say: bool = False


class Published(Struct, frozen=True):
    """What was pushed, or would be: the commit ('' if there was nothing to push, or it was only to be said)."""

    files: int
    difference: Difference
    before: str
    """The commit that the branch had; '' if there was no such branch."""
    commit: str = ""


def publish_site(root: Path, config: Config, now: datetime, push: Push, waiting: Callable[[], None]) -> Published:
    """Push the output as one commit after the branch's last one; working tree, index, HEAD and own branches stay as they are.

    Raises StaleError if the output is not what a build would leave now, ContentError for faults of the site, UsageError for a
    remote or branch that cannot be, PublishError for what would lose the work of others or was refused.
    """
    with tempfile.TemporaryDirectory(prefix="digest-publish-") as scratch:
        repository = Repository(root, Path(scratch) if push.only_say else None)
        _check(repository, push)
        with finished_output(root, config, now, Run(waiting=waiting)) as site:
            files = _added(site, config)
            tree = repository.write_tree(site.folder, site.paths, files)
        tip = repository.tip(push.remote, push.branch)
        if tip and tip.tree == tree:
            return Published(len(site.paths), Difference(), tip.commit)
        if tip and not push.take_over:
            _refuse_loss(repository, tip, push, {*files, *site.paths})
        before = tip.commit if tip else ""
        difference = repository.difference(tip.tree if tip else repository.empty_tree(), tree)
        if push.only_say:
            return Published(len(site.paths), difference, before)
        commit = repository.commit(tree, before, _message(repository.head()))
        repository.push(push.remote, push.branch, commit)
        return Published(len(site.paths), difference, before, commit)


def _check(repository: Repository, push: Push) -> None:
    remotes = repository.remotes()
    if push.remote not in remotes:
        known = f"the remotes are: {', '.join(remotes)}" if remotes else f"add it: git remote add {push.remote or 'origin'} ADDRESS"
        raise UsageError(
            f"the repository knows no remote {push.remote or '(empty)'}", hint=did_you_mean(push.remote, remotes) or known
        )
    if not repository.is_branch_name(push.branch):
        raise UsageError(f"{push.branch or '(empty)'} cannot be the name of a branch", hint="write one such as gh-pages")
    if push.branch in repository.checked_out():
        message = f"{push.branch} is checked out here: the site would replace what is on it"
        raise UsageError(message, hint="publish to a branch of its own, such as gh-pages")


def _added(site: Finished, config: Config) -> dict[str, bytes]:
    """The files that the branch holds beside the site's own."""
    cname = config.publish.cname
    if cname and CNAME in site.paths:
        raise UsageError("the site has a file CNAME, and publish: {cname: …} names a host", hint="keep one of them")
    return {NO_JEKYLL: b""} | ({CNAME: f"{cname}\n".encode()} if cname else {})


def _refuse_loss(repository: Repository, tip: Tip, push: Push, paths: set[str]) -> None:
    """Raise PublishError if others have put something on the branch, or published from what is not here."""
    where = f"{push.branch} of {push.remote}"
    again = "digest publish --take-over replaces what is there and keeps its history"
    if MADE_BY not in tip.message.split("\n"):
        host = (repository.text(tip.tree, CNAME) or "").strip()
        if host and CNAME not in paths:
            again = f"set publish: {{cname: {host}}} if that host is yours; {again}"
        raise PublishError(f"the last commit on {where} ({tip.commit[:12]}) is not of digest's making", hint=again)
    source = _SOURCE.search(tip.message)
    if source and not repository.is_part_of_head(source[1]):
        message = f"the site on {where} was made from commit {source[1][:12]}, which is not part of what you have checked out"
        raise PublishError(message, hint=f"git pull, and digest build; or, if yours is to stand, {again}")


def _message(head: str) -> str:
    return "\n".join(["Publish the site", "", *([f"Source: {head}"] if head else []), MADE_BY, ""])
