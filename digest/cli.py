"""The commands and their options: with `terminal`, the only place that prints, reads the clock, and catches DigestError."""

from __future__ import annotations

import gc
import os
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from digest import __version__
from digest.interruptions import ENDING, Ended, raise_on_ending_signals
from digest.options import State, about, shared
from digest.terminal import Bar, Stopwatch
from digest.utf8 import use_utf8

if TYPE_CHECKING:
    from digest.build import Report
    from digest.config import Config
    from digest.errors import Fault

START = time.perf_counter()

EPILOG = "-C, --now, --color and --traceback go before or after any command."


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}, epilog=EPILOG)
@click.version_option(__version__, "--version", prog_name="digest")
@shared
def cli() -> None:
    """A static site generator for a curated news digest."""


@cli.command()
@click.argument("folder", metavar="DIR", default=".")
@click.option("--timezone", default="", metavar="ZONE", help="The site's time zone, such as Asia/Seoul (UTC).")
@click.option(
    "--schedule",
    default="",
    metavar="HH:MM",
    help="Let the workflow also build daily at this time of the site's zone; with --workflow, none removes the schedule.",
)
@click.option("--workflow", "only_workflow", is_flag=True, default=False, help="Rewrite the workflow of an existing site.")
@shared
@click.pass_obj
def init(state: State, /, folder: str, timezone: str, schedule: str, only_workflow: bool) -> None:
    """Make a new site in DIR: settings, topics, sources, sample articles, and a workflow for GitHub Pages."""
    import shlex

    from digest.commands.init import init_site, not_ignored, write_workflow
    from digest.commands.site import instant, open_site
    from digest.commands.workflow import WORKFLOW
    from digest.config import Config
    from digest.errors import UsageError

    raise_on_ending_signals()
    place = Path(state.root) / folder
    if only_workflow:
        if timezone:
            raise UsageError("--timezone is for a new site", hint="set timezone in digest.yml")
        root, config = open_site(str(place))
        for path in write_workflow(root, config, schedule, instant(state.now, config)):
            click.echo(f"made {path}")
        return
    made = init_site(place, schedule, timezone, instant(state.now, Config("", "")))
    for path in made:
        click.echo(f"made {path}")
    if ".gitignore" not in made and (lines := not_ignored(place)):
        click.echo(f"left .gitignore as it was: add the line{'s' * (len(lines) > 1)} {' and '.join(lines)}", err=True)
    if WORKFLOW not in made:
        click.echo(f"left {WORKFLOW} as it was: digest init --workflow rewrites it", err=True)
    click.echo(f"next: cd {shlex.quote(str(place))}; digest build" if folder != "." else "next: digest build")


@cli.command()
@click.argument("title")
@about
@click.option("--slug", default="", metavar="SLUG", help="The name in the url, instead of one made of the title.")
@click.option("--edit", is_flag=True, default=False, help="Open it in $VISUAL or $EDITOR.")
@shared
@click.pass_obj
def new(state: State, /, title: str, edit: bool, **given: Any) -> None:
    """Write a new article with this TITLE, dated now, and print its path."""
    from digest.commands import new as command
    from digest.commands.site import instant, open_site, registries_of

    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR", "")
    if edit:
        command.editor_command(editor)  # before anything is written
    raise_on_ending_signals()
    root, config = open_site(state.root)
    topics = [topic.slug for topic in registries_of(root).topics]
    path = command.new_article(root, config, topics, title, now=instant(state.now, config), **given)
    click.echo(str(path))
    if edit:
        command.edit(root / path, editor)


@cli.command(name="import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@about
@click.option(
    "--importer",
    default="wire",
    metavar="NAME",
    help="The importer: wire (raw newspaper text), or one of an extension.",
)
@click.option(
    "--encoding", default="", metavar="NAME", help="The encoding of the files, such as gb18030, where the guess is wrong."
)
@click.option("--print", "only_print", is_flag=True, default=False, help="Print the article instead of writing it.")
@shared
@click.pass_obj
def import_(state: State, /, files: tuple[str, ...], **given: Any) -> None:
    """Make an article of raw newspaper text: of each FILE, or of standard input (-)."""
    from digest.articles.text import shortened
    from digest.commands.intake import Intake, import_text, read_input
    from digest.commands.site import instant, open_site, registries_of
    from digest.errors import DigestError, UsageError
    from digest.importers.rawtext import MAX_BYTES

    raise_on_ending_signals()
    root, config = open_site(state.root)
    registries = registries_of(root)
    failed: list[DigestError] = []
    for name in files:
        try:
            data = sys.stdin.buffer.read(MAX_BYTES + 1) if name == "-" else read_input(name)
            done = import_text(
                root,
                config,
                registries.outlets,
                [t.slug for t in registries.topics],
                data,
                name,
                Intake(**given),
                instant(state.now, config),
            )
        except UsageError:
            raise
        except DigestError as error:
            failed.append(error)
            state.terminal.error(error)
            continue
        for guess in done.guesses:
            where = f"line {guess.line}: {shortened(guess.text, 80)}" if guess.line else guess.text
            click.echo(f"{guess.field}: {guess.value}  ({where})", err=True)
        for note in done.notes:
            click.echo(note, err=True)
        click.echo(done.text if given["only_print"] else f"made {done.path}", nl=not given["only_print"])
    if failed:
        sys.exit(failed[0].exit_code)


@cli.command()
@click.option("-D", "--drafts", is_flag=True, default=False, help="Show drafts too.")
@click.option("-F", "--future", is_flag=True, default=False, help="Show embargoed and expired articles too.")
@click.option(
    "--preview",
    is_flag=True,
    default=False,
    help="Show all of these, with a banner and noindex on every page, for a review.",
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
@shared
@click.pass_obj
def build(
    state: State, /, fresh: bool, jobs: int, cluster: str, explain: bool, profile: bool, verbose: bool, quiet: bool, **given: Any
) -> None:
    """Build the site from the content; render only what changed."""
    from digest.build import Run
    from digest.build import build as build_site
    from digest.commands.site import instant, open_site, overridden

    state.terminal.shows(verbose=verbose, quiet=quiet)
    watch = Stopwatch(START)
    if cluster:
        from digest.disk.cluster import require_cluster

        require_cluster(cluster)
    root, config = open_site(state.root)
    config = overridden(config, given)
    watch.lap("start, and settings")
    bar = Bar(enabled=bool(sys.stderr) and sys.stderr.isatty() and not quiet, started=START)
    run = Run(
        fresh,
        jobs,
        cluster,
        bar.update,
        waiting=lambda: click.echo("waiting for another build of this site…", err=True),
        lap=watch.lap,
        keep=state.kept.append,
    )
    raise_on_ending_signals()
    try:
        report = build_site(root, config, instant(state.now, config), run)
    finally:
        bar.close()
    state.terminal.faults(report.faults)
    if not quiet:
        _say_left_out(report, config)
    if explain or verbose:
        for path, reasons in report.rendered:
            click.echo(f"{path}: {', '.join(reasons)}" if explain else path)
        for path in report.removed:
            click.echo(f"{path}: removed")
    if profile:
        watch.lap("what is said")
        for stage, seconds in watch.laps.items():
            click.echo(f"{seconds:8.3f} s  {stage}")
    made = len(report.rendered)
    seconds = time.perf_counter() - START
    click.echo(f"built {report.pages} pages ({made} rendered, {report.pages - made} kept) in {seconds:.2f} s")


@cli.command()
@click.option("-D", "--drafts", is_flag=True, default=False, help="As for the build that is checked.")
@click.option("-F", "--future", is_flag=True, default=False, help="As for the build that is checked.")
@click.option("-b", "--base-url", default="", metavar="URL", help="As for the build that is checked.")
@click.option("-o", "--output", default="", metavar="DIR", help="As for the build that is checked.")
@click.option("-t", "--theme", default="", metavar="NAME", help="As for the build that is checked.")
@click.option("-s", "--strict", is_flag=True, default=False, help="Treat warnings as errors.")
@click.option("--external", is_flag=True, default=False, help="Check links to other sites too.")
@click.option("--record", is_flag=True, default=False, help="Add the addresses of articles to content/published.tsv.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    metavar="FORM",
    help="Output format: text, json, or github for annotations in its workflows.",
)
@click.option("-v", "--verbose", is_flag=True, default=False, help="Print every warning and note.")
@click.option("-q", "--quiet", is_flag=True, default=False, help="Print no warnings and notes.")
@shared
@click.pass_obj
def check(state: State, /, external: bool, record: bool, form: str, verbose: bool, quiet: bool, **given: Any) -> None:
    """Look for what is wrong with the site: its content, its style, the finished pages, lost addresses."""
    from digest.build import Run
    from digest.commands.check import Asking, Result
    from digest.commands.check import check as check_site
    from digest.commands.site import instant, open_site, overridden
    from digest.errors import DigestError

    def begin(count: int) -> None:
        click.echo(f"asking for {count} address{'es' * (count != 1)} of other sites…", err=True)

    state.terminal.shows(verbose=verbose, quiet=quiet)
    raise_on_ending_signals()
    try:
        root, config = open_site(state.root)
        config = overridden(config, given)
        asking = Asking(enabled=external, begin=begin)
        run = Run(waiting=lambda: click.echo("waiting for a build of this site…", err=True))
        result = check_site(root, config, instant(state.now, config), asking, record=record, run=run)
        code = result.exit_code(strict=config.strict)
    except DigestError as error:
        if form == "text" or not error.faults:
            raise
        result, code = Result(error.faults), error.exit_code
    _print_faults(state, result.faults, form)
    if record and code:
        click.echo("nothing was recorded in content/published.tsv", err=True)
    if result.recorded:
        click.echo(f"recorded {result.recorded} address{'es' * (result.recorded != 1)} in content/published.tsv", err=True)
    if form == "text":
        errors, warnings = sum(fault.is_error for fault in result.faults), sum(fault.is_warning for fault in result.faults)
        click.echo(f"checked {result.pages} pages: {errors} error{'s' * (errors != 1)}, {warnings} warning{'s' * (warnings != 1)}")
    if code:
        sys.exit(code)


def _print_faults(state: State, faults: tuple[Fault, ...], form: str) -> None:
    from digest.commands.annotations import as_annotation, as_json

    shown = [fault for fault in faults if fault.is_error or not state.terminal.quiet]
    if form == "json":
        click.echo(as_json(shown))
    elif form == "github":
        for fault in shown:
            click.echo(as_annotation(fault))
    else:
        state.terminal.faults(faults)


@cli.command()
@click.option(
    "--host",
    default="127.0.0.1",
    metavar="HOST",
    help="The address to bind; the default, 127.0.0.1, is reachable from this machine only.",
)
@click.option(
    "--port", type=click.IntRange(1, 65535), default=None, metavar="N", help="The port (the first free one from 8000 on)."
)
@click.option(
    "--allow-host",
    "allowed",
    multiple=True,
    metavar="NAME[:PORT]",
    help="Accept this host name too, for a proxy or a mapped port; without a port, any port. May be repeated.",
)
@click.option("--open", "opens", is_flag=True, default=False, help="Open the front page in the browser.")
@click.option("--follow/--no-follow", default=False, help="Open pages follow the article that was saved.")
@click.option(
    "--poll",
    is_flag=False,
    flag_value=500,
    type=click.IntRange(50, 60_000),
    default=None,
    metavar="[MS]",
    help="Poll for changes every so many milliseconds (500), on file systems that do not report them.",
)
@click.option("--drafts/--no-drafts", default=True, help="Show drafts.")
@click.option("--future/--no-future", default=True, help="Show embargoed and expired articles.")
@click.option("-b", "--base-url", default="", metavar="URL", help="Instead of base_url in digest.yml; its path is kept.")
@click.option("-t", "--theme", default="", metavar="NAME", help="Instead of theme in digest.yml.")
@shared
@click.pass_obj
def serve(
    state: State,
    /,
    host: str,
    port: int | None,
    allowed: tuple[str, ...],
    opens: bool,
    follow: bool,
    poll: int | None,
    **given: Any,
) -> None:
    """Show the site in the browser while you write: every save is seen at once. Ctrl-C ends it."""
    from digest.commands.serve import Place, open_preview
    from digest.preview.guard import is_loopback
    from digest.preview.serving import Options, Voice

    def line(text: str) -> None:
        with suppress(BrokenPipeError):
            click.echo(text, err=True)

    raise_on_ending_signals()
    options = Options((poll or 0) / 1000, follow)
    voice = Voice(line, state.terminal.faults)
    preview, address = open_preview(state.root, state.now, Place(host, port or 0, allowed), given, options, voice)
    click.echo(f"Serving {address} (Ctrl-C ends it)")
    sys.stdout.flush()
    if not is_loopback(host):
        line("others on your network can read it, drafts included")
    if opens:
        import webbrowser

        webbrowser.open(address)
    with suppress(KeyboardInterrupt):  # the way to end it
        preview.serve()


@cli.command()
@click.option("--remote", default="", metavar="NAME", help="The remote, instead of that in digest.yml (origin).")
@click.option("--branch", default="", metavar="NAME", help="The branch, instead of that in digest.yml (gh-pages).")
@click.option("-n", "--dry-run", "only_say", is_flag=True, default=False, help="Print what would be pushed, and push nothing.")
@click.option("--take-over", is_flag=True, default=False, help="Replace what others put on the branch; its history is kept.")
@click.option("-m", "--message", default="", metavar="TEXT", help="The commit message (Publish the site).")
@click.option("--check/--no-check", "checks", default=True, help="Refuse a site in which digest check finds errors.")
@click.option("--allow-example", is_flag=True, default=False, help="Publish although base_url is an example or a local address.")
@click.option("-b", "--base-url", default="", metavar="URL", help="Instead of base_url in digest.yml, as for the build.")
@click.option("-o", "--output", default="", metavar="DIR", help="Instead of output in digest.yml, as for the build.")
@click.option("-t", "--theme", default="", metavar="NAME", help="Instead of theme in digest.yml, as for the build.")
@click.option("-v", "--verbose", is_flag=True, default=False, help="Print every warning.")
@click.option("-q", "--quiet", is_flag=True, default=False, help="Print no warnings.")
@shared
@click.pass_obj
def publish(state: State, /, remote: str, branch: str, only_say: bool, verbose: bool, quiet: bool, **given: Any) -> None:
    """Push the finished site as one commit to a branch, such as that of GitHub Pages; nothing else in the repository changes."""
    from digest.commands.publish import Push, publish_site
    from digest.commands.site import instant, open_site, overridden

    state.terminal.shows(verbose=verbose, quiet=quiet)
    root, config = open_site(state.root)
    how = {name: given.pop(name) for name in ("take_over", "message", "checks", "allow_example")}
    config = overridden(config, given)
    push = Push(remote or config.publish.remote, branch or config.publish.branch, only_say=only_say, **how)
    raise_on_ending_signals()
    done = publish_site(
        root, config, instant(state.now, config), push, lambda: click.echo("waiting for a build of this site…", err=True)
    )
    state.terminal.faults(done.faults)
    where = f"{push.branch} of {push.remote}"
    count = done.difference
    counted = f"{done.files} files ({count.added} new, {count.changed} changed, {count.removed} removed)"
    if only_say and count.added + count.changed + count.removed:
        click.echo(f"would push {counted} to {where}, {f'after {done.before[:12]}' if done.before else 'which is new'}")
    elif not done.commit:
        click.echo(f"nothing to publish: {where} has the site already, in {done.before[:12]}")
    else:
        click.echo(f"pushed {counted} to {where}: commit {done.commit[:12]}")
        if done.unsigned:
            click.echo(f"the commit is not signed, though commit.gpgsign asks for it: {done.unsigned}", err=True)
        if done.unnoted:
            click.echo(f"git could not note here where {where} is now: {done.unnoted}", err=True)
        click.echo(config.base_url)


@cli.command(name="help")
@click.argument("words", nargs=-1, metavar="[TOPIC] [NAME...]")
@click.pass_context
def help_(context: click.Context, /, words: tuple[str, ...]) -> None:
    """Explain a command, or what may be written: settings, fields, topics, sources, style, theme, filters, variables, codes."""
    from digest.commands import help as command

    topic, names = words[0].casefold() if words else "", words[1:]
    parent = context.find_root()
    if not topic:
        click.echo(cli.get_help(parent))
        click.echo(f"\nMore: digest help {'|'.join(command.topics())} [NAME...], such as  digest help codes E205")
    elif topic in cli.commands:
        click.echo(cli.commands[topic].get_help(click.Context(cli.commands[topic], info_name=topic, parent=parent)))
    elif topic in command.TABLES:
        _echo_rows(command.table_rows(topic, names))
    elif topic in command.topics():
        click.echo(command.text_of(topic))
    else:
        for table, found in command.tables_with(words).items():
            click.echo(f"{table}:")
            _echo_rows(found)


def _echo_rows(rows: Sequence[tuple[str, str]]) -> None:
    writer = click.HelpFormatter(max_width=100)
    writer.write_dl(rows)
    click.echo(writer.getvalue().rstrip("\n"))


def _say_left_out(report: Report, config: Config) -> None:
    """Say what is not published, and what is wrong although the settings let it pass."""
    if report.drafts:
        count = report.drafts
        click.echo(f"{count} draft{'s were' if count > 1 else ' was'} left out (digest build --drafts)")
    if report.held:
        count = len(report.held)
        when = f"{report.held[0]:%Y-%m-%d %H:%M} ({config.timezone})"
        click.echo(f"{count} article{'s wait' if count > 1 else ' waits'} for {'their' if count > 1 else 'its'} time: next {when}")
    tolerated = sum(fault.tolerated for fault in report.faults)
    if tolerated:
        what = f"{tolerated} links and images lead nowhere" if tolerated > 1 else "1 link or image leads nowhere"
        click.echo(f"{what}, and links: warn in digest.yml lets that pass")


def main() -> NoReturn:
    """Run the command line and end the process: the exit codes are 0, 1, 2, 3, 70, 75, 130, and 128 + a signal's number."""
    # What a command makes lives until its end: Python's collector of cycles would look through all of it again and again,
    # and at the end take it apart piece by piece.
    gc.disable()
    state = State()
    encoding = use_utf8()
    if encoding:
        state.terminal.line(f"digest: names of files would be read as {encoding} instead of UTF-8")
        state.terminal.line("  set PYTHONUTF8=1, or LC_ALL=C.UTF-8")
    code = 2 if encoding else _run(state)
    for number in ENDING:
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)  # nothing is left to clean up, and Python would show the exception
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):  # closed, or nobody reads it any more
            stream.flush()
    os._exit(code)


def _run(state: State) -> int:
    try:
        cli.main(prog_name="digest", standalone_mode=False, obj=state)
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        state.terminal.line("interrupted")
        return 130
    except Ended as end:
        return 128 + end.number
    except BrokenPipeError:
        # Whoever read our output has gone; Python would complain again when it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001 - the last net: no traceback reaches a user who did not ask for it
        return _told(state, error)
    return 0


def _told(state: State, error: Exception) -> int:
    """Say what went wrong; the exit code."""
    from digest.errors import DigestError, DiskError  # only on the way to an error message, like what shows a traceback

    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        error = DiskError(f"{place}{error.strerror or error}", hint="check the disk, and the permissions")
    if isinstance(error, DigestError):
        state.terminal.error(error)
        return error.exit_code
    if state.traceback:
        import traceback

        traceback.print_exception(error)
    state.terminal.line(f"digest: internal error: {type(error).__name__}: {error}")
    state.terminal.line("  please report it with what --traceback prints")
    return 70
