"""serve: the settings of a preview, and its address."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from digest.commands.site import instant, open_site, overridden
from digest.config import Config
from digest.disk.lock import make_state_folder
from digest.errors import UsageError
from digest.preview.channel import Channel
from digest.preview.guard import AllowedHost, Guard, allowed_host
from digest.preview.server import Server, opened
from digest.preview.serving import Options, Preview, Voice

EVERYWHERE = ("0.0.0.0", "::")
"""Hosts that stand for all addresses of this machine."""


class Place(Struct, frozen=True):
    """Where the preview is to be found; port 0 is the next free one from 8000 on."""

    host: str = "127.0.0.1"
    port: int = 0
    allowed: tuple[str, ...] = ()
    """Other hosts under which it is reached, as `NAME` or `NAME:PORT`."""


def open_preview(folder: str, now: str, place: Place, given: dict[str, Any], options: Options, voice: Voice) -> tuple[Preview, str]:
    """The preview of the site in this folder, which listens already, and its address. Raises UsageError, ConfigError, DiskError.

    `given` are settings that stand before those of digest.yml. Of the base url only the path is kept: the preview is at home
    on its own server, and a link that forgets the path shows.
    """
    if not place.host:
        raise UsageError("--host needs an address", hint="leave it out, or write 0.0.0.0 for all of this machine's")
    allowed = tuple(_allowed(text) for text in place.allowed)
    root, config = open_site(folder)
    config = overridden(config, given)
    make_state_folder(root / ".digest")
    instant(now, config)  # refused now, not later
    channel = Channel(secrets.token_hex(8), f"{config.base_path}/")

    def listening(address: tuple[str, int]) -> Server:
        return Server(address, lambda port: Guard(place.host, port, allowed), channel, config.base_path)

    server = opened(place.host, place.port, listening)
    shown = "127.0.0.1" if place.host in EVERYWHERE else f"[{place.host}]" if ":" in place.host else place.host
    origin = f"http://{shown}:{server.server_port}"

    def settings() -> Config:
        config = overridden(open_site(folder)[1], given)
        # Pagefind needs finished pages, of which a preview has none.
        search = "index" if config.search == "pagefind" else config.search
        return replace(config, base_url=f"{origin}{urlsplit(config.base_url).path}", search=search)

    def clock() -> datetime:
        return instant(now, config)

    return Preview(root, settings, clock, server, options, voice), f"{origin}{config.base_path}/"


def _allowed(text: str) -> AllowedHost:
    found = allowed_host(text)
    if found is None:
        raise UsageError(
            f"--allow-host: {text} is no host",
            hint="write a name as browsers ask for it, such as preview.example.org or localhost:9000",
        )
    return found
