"""`digest build`: its options, the progress bar, and its output: pages rendered and kept, the reason for each page (--explain), the
time of each stage (--profile), drafts and waiting articles, tolerated links. The build itself is in `digest/build.py`."""

from __future__ import annotations

import sys
import time
from typing import Any

import click

from digest.build import Report
from digest.build import build as build_site
from digest.command_options import State, shared_options
from digest.command_run import CommandRun
from digest.commands.open_site import instant, open_site, overridden
from digest.config.config import Config
from digest.signals import raise_on_ending_signals
from digest.terminal import Bar, Stopwatch


@click.command("build")
@click.option("-D", "--drafts", is_flag=True, default=False, help="Show drafts too.")
@click.option("-F", "--future", is_flag=True, default=False, help="Show embargoed and expired articles too.")
@click.option(
    "--preview",
    is_flag=True,
    default=False,
    help="Build a preview for reviewers: with all of these, a banner, and noindex on every page.",
)
@click.option("-b", "--base-url", default="", metavar="URL", help="Instead of base_url in digest.yml.")
@click.option("-o", "--output", default="", metavar="DIR", help="Instead of output in digest.yml.")
@click.option("-t", "--theme", default="", metavar="NAME", help="Instead of theme in digest.yml.")
@click.option("-s", "--strict", is_flag=True, default=False, help="Treat warnings as errors, which stop the build.")
@click.option("--fresh", is_flag=True, default=False, help="Ignore and replace the cache of earlier builds.")
@click.option("-j", "--jobs", type=click.IntRange(0, 256), default=0, metavar="N", help="Number of processes (0: one per core).")
@click.option(
    "--cluster",
    default="",
    metavar="URL",
    help="Read and render with the workers of this Dask scheduler: tcp://HOST:PORT or tls://HOST:PORT.",
)
@click.option("--explain", is_flag=True, default=False, help="Print why each page was rendered.")
@click.option("--profile", is_flag=True, default=False, help="Print the time of each stage.")
@click.option("-v", "--verbose", is_flag=True, default=False, help="Print every warning and note, and every rendered page.")
@click.option("-q", "--quiet", is_flag=True, default=False, help="Print no warnings and notes.")
@shared_options
@click.pass_obj
def command(
    state: State, /, fresh: bool, jobs: int, cluster: str, explain: bool, profile: bool, verbose: bool, quiet: bool, **settings: Any
) -> None:
    """Build the site from the content; render only what changed."""
    state.terminal.set_verbosity(verbose=verbose, quiet=quiet)
    stopwatch = Stopwatch(state.started)
    if cluster:
        from digest.workers.dask_cluster import require_cluster  # needs an optional dependency

        require_cluster(cluster)
    root, config = open_site(state.root)
    config = overridden(config, settings)
    stopwatch.lap("start, and settings")
    progress_bar = Bar(enabled=bool(sys.stderr) and sys.stderr.isatty() and not quiet, started=state.started)
    build_run = CommandRun(
        fresh,
        jobs,
        cluster,
        progress_bar.update,
        waiting=lambda: click.echo("waiting for another build of this site…", err=True),
        lap=stopwatch.lap,
        keep=state.kept.append,
    )
    raise_on_ending_signals()
    try:
        report = build_site(root, config, instant(state.now, config), build_run)
    finally:
        progress_bar.close()
    state.terminal.diagnostics(report.diagnostics)
    if not quiet:
        _print_left_out(report, config)
    if explain or verbose:
        for path, reasons in report.rendered:
            click.echo(f"{path}: {', '.join(reasons)}" if explain else path)
        for path in report.removed:
            click.echo(f"{path}: removed")
    if profile:
        stopwatch.lap("print the report")
        for stage, seconds in stopwatch.laps.items():
            click.echo(f"{seconds:8.3f} s  {stage}")
    rendered_count = len(report.rendered)
    seconds = time.perf_counter() - state.started
    click.echo(f"built {report.pages} pages ({rendered_count} rendered, {report.pages - rendered_count} kept) in {seconds:.2f} s")


def _print_left_out(report: Report, config: Config) -> None:
    """Print how many articles are not published, and how many errors the settings tolerate."""
    if report.drafts:
        count = report.drafts
        click.echo(f"{count} draft{'s were' if count > 1 else ' was'} left out (digest build --drafts)")
    if report.held:
        count = len(report.held)
        next_one = f"{report.held[0]:%Y-%m-%d %H:%M} ({config.timezone})"
        click.echo(
            f"{count} article{'s wait' if count > 1 else ' waits'} for {'their' if count > 1 else 'its'} time: next {next_one}"
        )
    tolerated = sum(diagnostic.tolerated for diagnostic in report.diagnostics)
    if tolerated:
        broken_links = f"{tolerated} links and images are broken" if tolerated > 1 else "1 link or image is broken"
        click.echo(f"{broken_links}, which links: warn in digest.yml tolerates")
