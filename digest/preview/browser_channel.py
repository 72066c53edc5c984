"""The channel to the browsers: the structs of messages (state, changed pages, diagnostics with source line, read from the file, and
editor link, unpublished articles with badge and end of embargo) and limits of their size; stores the latest messages, and wakes
listeners. `serve_loop.py` fills them, `http_server.py` sends them."""

from __future__ import annotations

import os
import threading
from collections import deque
from pathlib import Path
from urllib.parse import quote

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from digest.articles.date_reader import in_zone, zone_of
from digest.diagnostics import Diagnostic
from digest.files.file_reading import read_beginning
from digest.grouping.entry import Entry

MAX_MESSAGES = 64
"""The number of messages kept for a busy listener. One that missed more notices it by the numbers of the messages."""

SHOWN_UNPUBLISHED = 200
"""The maximum number of unpublished articles in a message."""

LONGEST_SHOWN_LINE = 400
"""The maximum length of a title, source line or message, in characters: many are sent to every browser after every save."""

SHOWN_SOURCES = ("content", "themes", "extensions", "digest.yml")
"""The files and folders of a site whose lines are shown in the browser."""

BYTES_READ_FOR_LINE = 256 * 1024
"""The number of bytes of a file that are searched for a line, which is done for each diagnostic after each save."""


class ShownError(Struct, frozen=True):
    """A diagnostic with the source line, and the URL that opens it in the editor ('' for none)."""

    path: str
    line: int
    column: int
    code: str
    message: str
    hint: str
    text: str
    link: str


class Unpublished(Struct, frozen=True):
    """An article that only the preview shows."""

    badge: str
    title: str
    url: str
    ends: str = ""
    """When the embargo ends, in the site's time zone; '' without an embargo."""


class Message(Struct, frozen=True):
    """The state of the preview for all open pages, and the latest changes."""

    run: str
    """The id of this run of the preview: pages reload after a restart."""
    number: int = 0
    """The number of the generation. It grows by one with each change, so that a page notices missed messages."""
    home: str = ""
    """The path of the front page."""
    ready: bool = False
    progress: str = ""
    diagnostics: tuple[ShownError, ...] = ()
    unpublished: tuple[Unpublished, ...] = ()
    count: int = 0
    """The number of unpublished articles; `unpublished` contains the newest."""
    news: bool = False
    """Whether pages or files may have changed."""
    page: str = ""
    """The URL of the only page that changed; '' if any may have changed."""
    files: tuple[str, ...] = ()
    """The URLs of changed files."""
    follow: str = ""
    """The URL of the page that the user is editing."""
    moves: bool = False
    """Whether the URL of an article changed."""
    follows: bool = False
    """Whether open pages go to `follow` automatically; users can switch this off in the browser."""

    @property
    def state(self) -> Message:
        """The message without its changes, for a new listener."""
        return replace(self, news=False, page="", files=(), follow="", moves=False)


class Channel:
    """Stores the latest messages, and wakes listeners."""

    def __init__(self, run: str, home: str) -> None:
        self._condition = threading.Condition()
        self._messages: deque[Message] = deque([Message(run, home=home)], MAX_MESSAGES)
        self._sent = 1
        """The number of messages sent so far."""
        self._closed = False

    def send(self, message: Message) -> None:
        """Send this message to all listeners."""
        with self._condition:
            self._messages.append(message)
            self._sent += 1
            self._condition.notify_all()

    def close(self) -> None:
        """End the connections of all listeners."""
        with self._condition:
            self._closed = True
            self._condition.notify_all()

    @property
    def latest(self) -> Message:
        """The current message."""
        return self._messages[-1]

    def wait_until_ready(self, timeout: float) -> bool:
        """Wait until there is a page to show, at most `timeout` seconds. Return whether there is one."""
        with self._condition:
            return self._condition.wait_for(lambda: self.latest.ready or self._closed, timeout) and self.latest.ready

    def listen(self, last_heard: int, timeout: float) -> tuple[int, list[Message]] | None:
        """Wait for new messages. Return the number of messages so far, and those after the first `last_heard`.

        There are none if nothing is sent within `timeout` seconds. Returns None if the channel is closed.
        """
        with self._condition:
            self._condition.wait_for(lambda: self._sent > last_heard or self._closed, timeout)
            if self._closed:
                return None
            missed = min(self._sent - last_heard, len(self._messages))
            return self._sent, list(self._messages)[len(self._messages) - missed :]


def shown_error(diagnostic: Diagnostic, root: Path, editor: str) -> ShownError:
    """Return the diagnostic as shown in the panel. `editor` is the URL template of the settings that opens a file."""
    source_line = editor_link = ""
    source_file = root / diagnostic.path
    if _is_source_of_site(root, source_file):
        source_line = _source_line(source_file, diagnostic.line)
        editor_link = editor.replace("{path}", quote(os.fsencode(source_file)))
        editor_link = editor_link.replace("{line}", str(diagnostic.line)).replace("{column}", str(diagnostic.column))
    message, hint = diagnostic.message[:LONGEST_SHOWN_LINE], diagnostic.hint[:LONGEST_SHOWN_LINE]
    return ShownError(diagnostic.path, diagnostic.line, diagnostic.column, diagnostic.code, message, hint, source_line, editor_link)


def _is_source_of_site(root: Path, place: Path) -> bool:
    """Return whether the path is in the sources of the site, before and after following links: no other file may be shown."""
    relative_paths = os.path.relpath(place, root), os.path.relpath(os.path.realpath(place), os.path.realpath(root))
    return all(relative_path.split(os.sep)[0] in SHOWN_SOURCES for relative_path in relative_paths)


def _source_line(source_file: Path, number: int) -> str:
    """Return a line of a file; '' if there is none or it is not text."""
    try:
        lines = read_beginning(str(source_file), BYTES_READ_FOR_LINE).decode(errors="replace").splitlines()
    except OSError:
        return ""
    text = lines[number - 1][:LONGEST_SHOWN_LINE] if 0 < number <= len(lines) else ""
    return text if "\0" not in text and "\ufffd" not in text else ""


def unpublished(entry: Entry, zone: str) -> Unpublished:
    """Return the entry of an unpublished article as shown in the browser. `zone` is the site's time zone."""
    card, embargo = entry.card, entry.article.publish_at
    ends = ""
    if card.badge == "embargoed":
        at = in_zone(max(embargo.at, card.date) if embargo else card.date, zone_of(zone))
        ends = f"{at:%Y-%m-%d %H:%M} ({zone})"
    return Unpublished(card.badge, card.title[:LONGEST_SHOWN_LINE], card.url, ends)


encode_message = msgspec.json.encode
