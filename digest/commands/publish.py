"""`digest publish`: its options; check the finished site, the remote and the branch, refuse to replace the work of others, add
.nojekyll and CNAME, push one commit with its message, print and record what was pushed. The git commands are in
`external/git.py`."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from msgspec import Struct

from digest.checks.external_links import EXAMPLE_HINT, is_example
from digest.checks.leaks import is_restricted
from digest.command_options import State, shared_options
from digest.command_run import CommandRun
from digest.commands.open_site import instant, open_site, overridden
from digest.commands.publication_record import Recorded, record_editions, record_publication, recorded_lines
from digest.config.config import PUBLISHED_FILE, Config
from digest.diagnostics import Diagnostic
from digest.errors import ContentError, PublishError, UsageError
from digest.external.git import Difference, Repository, Tip
from digest.files.scratch_folder import scratch_folder
from digest.inspection import FinishedOutput, Inspection, finished_output
from digest.output.build_lock import STATE_FOLDER
from digest.signals import raise_on_ending_signals
from digest.site_checks import finished_diagnostics
from digest.text.similar_words import did_you_mean

MADE_BY_DIGEST = "Made-by: digest publish"
"""The commit message line that identifies commits of this command."""

_SOURCE_COMMIT = re.compile(r"^Source: ([0-9a-f]{40,64})$", re.MULTILINE)

NO_JEKYLL = ".nojekyll"
"""Without this file GitHub Pages runs Jekyll, which omits files whose names begin with an underscore."""

CNAME = "CNAME"


class Push(Struct, frozen=True):
    """The options of a push."""

    remote: str
    branch: str
    take_over: bool = False
    """Replace files that others put on the branch."""
    dry_run: bool = False
    message: str = ""
    """The commit message; '' for "Publish the site"."""
    checks: bool = True
    """Refuse a site in which `digest check` finds errors."""
    allow_example: bool = False
    records: bool = True
    """Record the pushed editions, addresses and texts in content/."""


class PublishResult(Struct, frozen=True):
    """The result of a push or a dry run."""

    files: int
    """The number of files on the branch: the site's, and those for the host."""
    difference: Difference
    before: str
    """The previous last commit of the branch; '' for a new branch."""
    commit: str = ""
    """The new commit; '' if there was nothing to push, or in a dry run."""
    unsigned_reason: str = ""
    """Why the commit is not signed although git's settings ask for it; '' if it is signed or need not be."""
    tracking_error: str = ""
    """Why git could not update the remote-tracking branch in this repository, or ''."""
    diagnostics: tuple[Diagnostic, ...] = ()
    """The warnings of the checks."""
    recorded: Recorded = Recorded()
    """The records added in content/."""


@click.command("publish")
@click.option("--remote", default="", metavar="NAME", help="The git remote, instead of the one in digest.yml (origin).")
@click.option("--branch", default="", metavar="NAME", help="The branch, instead of the one in digest.yml (gh-pages).")
@click.option("-n", "--dry-run", "dry_run", is_flag=True, default=False, help="Print what would be pushed, and push nothing.")
@click.option("--take-over", is_flag=True, default=False, help="Replace what others put on the branch, and keep its history.")
@click.option("-m", "--message", default="", metavar="TEXT", help="The commit message (Publish the site).")
@click.option("--check/--no-check", "checks", default=True, help="Refuse a site in which digest check finds errors.")
@click.option("--allow-example", is_flag=True, default=False, help="Publish although base_url is an example or a local address.")
@click.option(
    "--record/--no-record",
    "records",
    default=True,
    help="Record what was pushed: editions, and articles if published.tsv is there.",
)
@click.option("-b", "--base-url", default="", metavar="URL", help="Instead of base_url in digest.yml, as for the build.")
@click.option("-o", "--output", default="", metavar="DIR", help="Instead of output in digest.yml, as for the build.")
@click.option("-t", "--theme", default="", metavar="NAME", help="Instead of theme in digest.yml, as for the build.")
@click.option("-v", "--verbose", is_flag=True, default=False, help="Print every warning.")
@click.option("-q", "--quiet", is_flag=True, default=False, help="Print no warnings.")
@shared_options
@click.pass_obj
def command(state: State, /, remote: str, branch: str, dry_run: bool, verbose: bool, quiet: bool, **settings: Any) -> None:
    """Push the finished site as one commit to a branch, such as that of GitHub Pages; nothing else in the repository changes."""
    state.terminal.set_verbosity(verbose=verbose, quiet=quiet)
    root, config = open_site(state.root)
    push_options = {name: settings.pop(name) for name in ("take_over", "message", "checks", "allow_example", "records")}
    config = overridden(config, settings)
    push = Push(remote or config.publish.remote, branch or config.publish.branch, dry_run=dry_run, **push_options)
    raise_on_ending_signals()
    published = publish_site(
        root, config, instant(state.now, config), push, lambda: click.echo("waiting for a build of this site…", err=True)
    )
    state.terminal.diagnostics(published.diagnostics)
    _print_push(published, push)
    for line in recorded_lines(published.recorded):
        click.echo(f"{line}: commit it", err=True)
    if published.commit:
        click.echo(config.base_url)


def _print_push(published: PublishResult, push: Push) -> None:
    target_branch = f"{push.branch} of {push.remote}"
    difference = published.difference
    counted_files = f"{published.files} files ({difference.added} new, {difference.changed} changed, {difference.removed} removed)"
    if push.dry_run and difference.added + difference.changed + difference.removed:
        after_commit = f"after {published.before[:12]}" if published.before else "which is new"
        click.echo(f"would push {counted_files} to {target_branch}, {after_commit}")
    elif not published.commit:
        click.echo(f"nothing to publish: {target_branch} has the site already, in {published.before[:12]}")
    else:
        click.echo(f"pushed {counted_files} to {target_branch}: commit {published.commit[:12]}")
        if published.unsigned_reason:
            click.echo(f"the commit is not signed, though commit.gpgsign asks for it: {published.unsigned_reason}", err=True)
        if published.tracking_error:
            click.echo(f"git could not note here where {target_branch} is now: {published.tracking_error}", err=True)


def publish_site(root: Path, config: Config, now: datetime, push: Push, waiting: Callable[[], None]) -> PublishResult:
    """Push the output as one commit on top of the branch; index, HEAD and local branches stay unchanged.

    After the push, record the published articles and editions in the working tree (`_record_published`).

    Raises StaleError if the output is not up to date, ContentError for errors of the site, UsageError for an invalid remote, branch
    or address, PublishError if the push would lose the work of others or was refused.
    """
    commit_message = _commit_message(push)
    if is_example(config.base_url) and not push.allow_example:
        message = f"base_url is {config.base_url}, an example or local address: links, feeds and the sitemap would lead there"
        raise UsageError(message, hint=f"{EXAMPLE_HINT}, or publish it anyway: --allow-example")
    with scratch_folder(root / STATE_FOLDER, "publish", waiting) as scratch:
        repository = Repository(root, scratch, dry_run=push.dry_run)
        _check_target(repository, push)
        with finished_output(root, config, now, is_restricted, CommandRun(waiting=waiting)) as site:
            warnings = _check_before_push(root, config, site, push) if push.checks else ()
            extra_files = _files_for_host(site, config)
            tree = repository.write_tree(site.folder, site.paths, extra_files)

        file_count = len(site.paths) + len(extra_files)
        tip = repository.tip(push.remote, push.branch)
        if tip and tip.tree == tree:
            recorded = _record_published(root, site.inspection, push, waiting)
            return PublishResult(file_count, Difference(), tip.commit, diagnostics=warnings, recorded=recorded)
        if tip and not push.take_over:
            _refuse_loss(repository, tip, push, {*extra_files, *site.paths})
        published_commit = tip.commit if tip else ""
        difference = repository.difference(tip.tree if tip else repository.empty_tree(), tree)
        if push.dry_run:
            return PublishResult(file_count, difference, published_commit, diagnostics=warnings)
        commit = repository.commit(tree, published_commit, _message_with_source(commit_message, repository.head()))
        tracking_error = repository.push(push.remote, push.branch, commit.name, published_commit)
        recorded = _record_published(root, site.inspection, push, waiting)
        return PublishResult(
            file_count, difference, published_commit, commit.name, commit.unsigned_reason, tracking_error, warnings, recorded
        )


def _record_published(root: Path, inspection: Inspection, push: Push, waiting: Callable[[], None]) -> Recorded:
    """Record the published editions, and, if the site has a published.tsv, addresses and texts, as `digest check --record` does.

    No published.tsv is created, because every push would then leave changes to commit.
    """
    if push.dry_run or not push.records:
        return Recorded()
    if PUBLISHED_FILE in inspection.content.texts:
        return record_publication(root, inspection, waiting)
    return Recorded(editions=record_editions(root, inspection.collections.issues, waiting))


def _check_before_push(root: Path, config: Config, site: FinishedOutput, push: Push) -> tuple[Diagnostic, ...]:
    """Return the warnings of the checks. Raises ContentError for errors."""
    diagnostics = finished_diagnostics(root, config, site)
    reported_diagnostics = [diagnostic for diagnostic in diagnostics if diagnostic.is_error or diagnostic.is_warning]
    error_count = sum(diagnostic.is_error for diagnostic in reported_diagnostics)
    if error_count:
        message = f"{error_count} error{'s' * (error_count > 1)}: nothing was published"
        raise ContentError(message, hint="fix them, or skip the check: --no-check", diagnostics=reported_diagnostics)
    return tuple(diagnostic for diagnostic in reported_diagnostics if diagnostic.code != "W601" or not push.allow_example)


def _check_target(repository: Repository, push: Push) -> None:
    """Raise UsageError for a remote or branch that cannot be pushed to."""
    remotes = repository.remotes()
    if push.remote not in remotes:
        listed_remotes = f"the remotes are: {', '.join(remotes)}"
        hint = did_you_mean(push.remote, remotes) or (
            listed_remotes if remotes else f"add it: git remote add {push.remote or 'origin'} ADDRESS"
        )
        raise UsageError(f"the repository has no remote {push.remote or '(empty)'}", hint=hint)
    if not repository.is_branch_name(push.branch):
        short_branch_name = push.branch.removeprefix("refs/heads/")
        hint = f"write it without refs/heads/: {short_branch_name}" if short_branch_name != push.branch else "for example gh-pages"
        raise UsageError(f"{push.branch or '(empty)'} cannot be the name of a branch", hint=hint)
    if push.branch in repository.checked_out_branches():
        message = f"{push.branch} is checked out here: the site would replace what is on it"
        raise UsageError(message, hint="publish to a branch of its own, such as gh-pages")


def _files_for_host(site: FinishedOutput, config: Config) -> dict[str, bytes]:
    """Return the files that the branch has besides the site's own. Raises UsageError for two CNAME files."""
    cname = config.publish.cname
    if cname and CNAME in site.paths:
        raise UsageError("the site has a file CNAME, and publish: {cname: …} names a host", hint="keep one of them")
    return {NO_JEKYLL: b""} | ({CNAME: f"{cname}\n".encode()} if cname else {})


def _refuse_loss(repository: Repository, tip: Tip, push: Push, paths: set[str]) -> None:
    """Raise PublishError if others committed to the branch, or published from a commit that is not part of HEAD."""
    target_branch = f"{push.branch} of {push.remote}"
    take_over_hint = "digest publish --take-over replaces what is there and keeps its history"
    if MADE_BY_DIGEST not in tip.message.split("\n"):
        cname_host = (repository.read_text(tip.tree, CNAME) or "").strip()
        if cname_host and CNAME not in paths:
            take_over_hint = f"set publish: {{cname: {cname_host}}} if that host is yours; {take_over_hint}"
        raise PublishError(f"the last commit on {target_branch} ({tip.commit[:12]}) was not made by digest", hint=take_over_hint)
    sources = _SOURCE_COMMIT.findall(tip.message)  # the last match is ours; --message may contain others above it
    if sources and not repository.is_ancestor_of_head(sources[-1]):
        message = (
            f"the site on {target_branch} was made from commit {sources[-1][:12]}, which is not part of what you have checked out"
        )
        raise PublishError(message, hint=f"git pull, and digest build; or, if yours is to stand, {take_over_hint}")


def _commit_message(push: Push) -> str:
    text = "\n".join(line.rstrip() for line in push.message.splitlines()).strip("\n")
    if "\0" in text or not _is_utf8_text(text):
        raise UsageError("--message is not UTF-8 text", hint="write it in the encoding of your terminal, or as UTF-8")
    if push.message and not text:
        raise UsageError("--message is empty", hint="write what is published, or leave it out")
    return text or "Publish the site"


def _is_utf8_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _message_with_source(message: str, head: str) -> str:
    return "\n".join([message, "", *([f"Source: {head}"] if head else []), MADE_BY_DIGEST, ""])
