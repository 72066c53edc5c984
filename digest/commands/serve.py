"""`digest serve`: its options (--host, --port, --allow-host, --open, --follow, --poll), the address where the preview listens, its
settings with the preview's base_url and search, and the start of its server. Its loop is in `serve_loop.py`."""

from __future__ import annotations

import secrets
import sys
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import click
from msgspec import Struct
from msgspec.structs import replace

from digest.command_options import State, shared_options
from digest.commands.open_site import instant, open_site, overridden
from digest.config.config import Config
from digest.diagnostics import Diagnostic
from digest.errors import UsageError
from digest.output.build_lock import make_state_folder
from digest.preview.browser_channel import Channel
from digest.preview.http_request import AllowedHost, allowed_host, is_loopback
from digest.preview.http_server import Server, bind_server
from digest.preview.serve_loop import Preview
from digest.signals import raise_on_ending_signals

ALL_INTERFACES = ("0.0.0.0", "::")
"""The hosts that stand for all addresses of this machine."""


class Address(Struct, frozen=True):
    """Where the preview listens; port 0 is the first free one from 8000 on."""

    host: str = "127.0.0.1"
    port: int = 0
    allowed_hosts: tuple[str, ...] = ()
    """Additional values accepted in the Host header of requests, as `NAME` or `NAME:PORT`."""


@click.command("serve")
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
    "allowed_hosts",
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
    help="Poll for changes every MS milliseconds (500), on file systems that do not report them.",
)
@click.option("--drafts/--no-drafts", default=True, help="Show drafts.")
@click.option("--future/--no-future", default=True, help="Show embargoed and expired articles.")
@click.option("-b", "--base-url", default="", metavar="URL", help="Instead of base_url in digest.yml; its path is kept.")
@click.option("-t", "--theme", default="", metavar="NAME", help="Instead of theme in digest.yml.")
@shared_options
@click.pass_obj
def command(
    state: State,
    /,
    host: str,
    port: int | None,
    allowed_hosts: tuple[str, ...],
    opens: bool,
    follow: bool,
    poll: int | None,
    **settings: Any,
) -> None:
    """Show the site in the browser while you write; every save appears at once. Ctrl-C ends it."""

    def print_line(text: str) -> None:
        with suppress(BrokenPipeError):
            click.echo(text, err=True)

    raise_on_ending_signals()
    address, print_diagnostics = Address(host, port or 0, allowed_hosts), state.terminal.diagnostics
    preview, url = open_preview(
        state.root, state.now, address, settings, print_line, print_diagnostics, poll=(poll or 0) / 1000, follow=follow
    )
    click.echo(f"Serving {url} (Ctrl-C ends it)")
    sys.stdout.flush()
    if not is_loopback(host):
        print_line("others on your network can read it, drafts included")
    if opens:
        webbrowser.open(url)
    with suppress(KeyboardInterrupt):  # the normal way to end it
        preview.serve()


def open_preview(
    folder: str,
    now: str,
    address: Address,
    overrides: dict[str, Any],
    print_line: Callable[[str], None],
    print_diagnostics: Callable[[tuple[Diagnostic, ...]], None],
    *,
    poll: float = 0.0,
    follow: bool = False,
) -> tuple[Preview, str]:
    """Return the preview of the site in this folder, already listening, and its url. Raises UsageError, ConfigError, DiskError.

    `overrides` are settings that override digest.yml; `poll` and `follow` are as in `Preview`. The preview keeps the path of the
    base url, so that a link without that path fails there too.
    """
    if not address.host:
        raise UsageError("--host needs an address", hint="leave it out, or write 0.0.0.0 for all of this machine's")
    allowed_hosts = tuple(_allowed_host(text) for text in address.allowed_hosts)
    root, config = open_site(folder)
    config = overridden(config, overrides)
    make_state_folder(root / ".digest")
    instant(now, config)  # reports an invalid --now here, not at the first build
    channel = Channel(secrets.token_hex(8), f"{config.base_path}/")

    def listening_server(bound: tuple[str, int]) -> Server:
        return Server(bound, allowed_hosts, channel, config.base_path)

    server = bind_server(address.host, address.port, listening_server)
    shown_host = "127.0.0.1" if address.host in ALL_INTERFACES else f"[{address.host}]" if ":" in address.host else address.host
    origin = f"http://{shown_host}:{server.server_port}"

    def preview_settings() -> Config:
        config = overridden(open_site(folder)[1], overrides)
        # Pagefind needs finished pages on disk, which a preview does not have.
        search = "index" if config.search == "pagefind" else config.search
        return replace(config, base_url=f"{origin}{urlsplit(config.base_url).path}", search=search)

    def preview_clock() -> datetime:
        return instant(now, config)

    preview = Preview(root, preview_settings, preview_clock, server, print_line, print_diagnostics, poll=poll, follow=follow)
    return preview, f"{origin}{config.base_path}/"


def _allowed_host(text: str) -> AllowedHost:
    host = allowed_host(text)
    if host is None:
        raise UsageError(
            f"--allow-host: {text} is not a host",
            hint="write a name as browsers ask for it, such as preview.example.org or localhost:9000",
        )
    return host
