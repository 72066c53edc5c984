"""`digest publish`: the finished site as one commit on a branch of a remote."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from digest.build import STATE, Run
from digest.checks.examples import EXAMPLE_HINT, is_example
from digest.checks.leaks import is_restricted
from digest.commands.check import finished_faults
from digest.config import Config
from digest.disk.git import Difference, Repository, Tip
from digest.disk.scratch import scratch_folder
from digest.errors import ContentError, Fault, PublishError, UsageError, did_you_mean
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
    message: str = ""
    """What the commit says, instead of that the site is published."""
    checks: bool = True
    """Refuse a site in which `digest check` finds faults."""
    allow_example: bool = False


class Published(Struct, frozen=True):
    """What was pushed, or would be: the commit ('' if there was nothing to push, or it was only to be said)."""

    files: int
    """How many the branch holds: those of the site, and what is added for the host."""
    difference: Difference
    before: str
    """The commit that the branch had; '' if there was no such branch."""
    commit: str = ""
    unsigned: str = ""
    """Why the commit is not signed although git's settings ask for it."""
    unnoted: str = ""
    """Why git could not note in this repository where the remote's branch is now."""
    faults: tuple[Fault, ...] = ()
    """The warnings of the checks."""


def publish_site(root: Path, config: Config, now: datetime, push: Push, waiting: Callable[[], None]) -> Published:
    """Push the output as one commit after the branch's last one; working tree, index, HEAD and own branches stay as they are.

    Raises StaleError if the output is not what a build would leave now, ContentError for faults of the site, UsageError for a
    remote, branch or address that cannot be, PublishError for what would lose the work of others or was refused.
    """
    message = _message_of(push)
    if is_example(config.base_url) and not push.allow_example:
        told = f"base_url is {config.base_url}, an example or local address: links, feeds and the sitemap would lead there"
        raise UsageError(told, hint=f"{EXAMPLE_HINT}, or publish it anyway: --allow-example")
    with scratch_folder(root / STATE, "publish", waiting) as scratch:
        repository = Repository(root, scratch, only_say=push.only_say)
        _check(repository, push)
        with finished_output(root, config, now, is_restricted, Run(waiting=waiting)) as site:
            found = _checked(root, config, site, push) if push.checks else ()
            added = _added(site, config)
            tree = repository.write_tree(site.folder, site.paths, added)
        count = len(site.paths) + len(added)
        tip = repository.tip(push.remote, push.branch)
        if tip and tip.tree == tree:
            return Published(count, Difference(), tip.commit, faults=found)
        if tip and not push.take_over:
            _refuse_loss(repository, tip, push, {*added, *site.paths})
        before = tip.commit if tip else ""
        difference = repository.difference(tip.tree if tip else repository.empty_tree(), tree)
        if push.only_say:
            return Published(count, difference, before, faults=found)
        commit = repository.commit(tree, before, _with_source(message, repository.head()))
        unnoted = repository.push(push.remote, push.branch, commit.name, before)
        return Published(count, difference, before, commit.name, commit.unsigned, unnoted, found)


def _checked(root: Path, config: Config, site: Finished, push: Push) -> tuple[Fault, ...]:
    """The warnings of the checks. Raises ContentError for faults."""
    found = [fault for fault in finished_faults(root, config, site) if fault.is_error or fault.is_warning]
    count = sum(fault.is_error for fault in found)
    if count:
        told = f"{count} error{'s' * (count > 1)}: nothing was published"
        raise ContentError(told, hint="fix them, or skip the check: --no-check", faults=found)
    return tuple(fault for fault in found if fault.code != "W601" or not push.allow_example)


def _check(repository: Repository, push: Push) -> None:
    remotes = repository.remotes()
    if push.remote not in remotes:
        known = f"the remotes are: {', '.join(remotes)}" if remotes else f"add it: git remote add {push.remote or 'origin'} ADDRESS"
        raise UsageError(
            f"the repository knows no remote {push.remote or '(empty)'}", hint=did_you_mean(push.remote, remotes) or known
        )
    if not repository.is_branch_name(push.branch):
        short = push.branch.removeprefix("refs/heads/")
        hint = f"write it without refs/heads/: {short}" if short != push.branch else "write one such as gh-pages"
        raise UsageError(f"{push.branch or '(empty)'} cannot be the name of a branch", hint=hint)
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
        raise PublishError(f"the last commit on {where} ({tip.commit[:12]}) is not made by digest", hint=again)
    sources = _SOURCE.findall(tip.message)  # the last one is ours, whatever --message said above it
    if sources and not repository.is_part_of_head(sources[-1]):
        message = f"the site on {where} was made from commit {sources[-1][:12]}, which is not part of what you have checked out"
        raise PublishError(message, hint=f"git pull, and digest build; or, if yours is to stand, {again}")


def _message_of(push: Push) -> str:
    text = "\n".join(line.rstrip() for line in push.message.splitlines()).strip("\n")
    if "\0" in text or not _is_text(text):
        raise UsageError("--message is not UTF-8 text", hint="write it in the encoding of your terminal, or as UTF-8")
    if push.message and not text:
        raise UsageError("--message is empty", hint="say what is published, or leave it out")
    return text or "Publish the site"


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _with_source(message: str, head: str) -> str:
    return "\n".join([message, "", *([f"Source: {head}"] if head else []), MADE_BY, ""])
