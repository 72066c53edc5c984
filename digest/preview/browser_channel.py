"""The channel to the browsers: the current state of the preview, and its messages."""

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
"""How many messages are kept for a listener that was busy; one that missed more learns it from their numbers."""

SHOWN_UNPUBLISHED = 200
"""How many unpublished articles a message names."""

LONGEST_SHOWN_LINE = 400
"""How many characters of a title, a line or a message are shown: many of them go to every browser with every save."""

SHOWN_SOURCES = ("content", "themes", "extensions", "digest.yml")
"""The files and folders of a site of which lines are shown."""

BYTES_READ_FOR_LINE = 256 * 1024
"""How many bytes of a file are searched for a line: every diagnostic of every save asks for one."""


class ShownError(Struct, frozen=True):
    """A diagnostic with the line that it is about, and the address that opens it in the editor ('' for none)."""

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
    """When the embargo ends, in the site's time zone; '' for what has none."""


class Message(Struct, frozen=True):
    """What every page of the preview should know; and what happened last."""

    run: str
    """The name of this run of the preview: pages reload after a restart."""
    number: int = 0
    """Of the state of the site. Each piece of news has the next one, so that a page knows when it missed some."""
    home: str = ""
    """The path of the front page."""
    ready: bool = False
    progress: str = ""
    diagnostics: tuple[ShownError, ...] = ()
    unpublished: tuple[Unpublished, ...] = ()
    count: int = 0
    """How many articles are not published; `unpublished` names the newest."""
    news: bool = False
    """Whether pages or files may be others now."""
    page: str = ""
    """The url of the one page that is another now; '' if any may be."""
    files: tuple[str, ...] = ()
    """The urls of files that are others now."""
    follow: str = ""
    """The url of the page that the editor works on."""
    moves: bool = False
    """Whether an article has another address than before."""
    follows: bool = False
    """Whether pages go there by themselves, unless their reader says otherwise."""

    @property
    def state(self) -> Message:
        """The message without its news: what somebody has to know who has just come."""
        return replace(self, news=False, page="", files=(), follow="", moves=False)


class Channel:
    """Holds the last messages, and wakes those who listen."""

    def __init__(self, run: str, home: str) -> None:
        self._condition = threading.Condition()
        self._messages: deque[Message] = deque([Message(run, home=home)], MAX_MESSAGES)
        self._sent = 1
        """How many messages there were."""
        self._closed = False

    def send(self, message: Message) -> None:
        """Send this to all listeners."""
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
        """Whether there is something to show before this many seconds are over."""
        with self._condition:
            return self._condition.wait_for(lambda: self.latest.ready or self._closed, timeout) and self.latest.ready

    def listen(self, last_heard: int, timeout: float) -> tuple[int, list[Message]] | None:
        """What was sent after the first `last_heard` messages, and how many there were; nothing after `timeout` seconds of silence.

        None if the channel is closed.
        """
        with self._condition:
            self._condition.wait_for(lambda: self._sent > last_heard or self._closed, timeout)
            if self._closed:
                return None
            missed = min(self._sent - last_heard, len(self._messages))
            return self._sent, list(self._messages)[len(self._messages) - missed :]


def shown_error(diagnostic: Diagnostic, root: Path, editor: str) -> ShownError:
    """The diagnostic as the overlay shows it. `editor` is the address that opens a file, as in the settings."""
    text = link = ""
    source_file = root / diagnostic.path
    if _is_source(root, source_file):
        text = _source_line(source_file, diagnostic.line)
        link = editor.replace("{path}", quote(os.fsencode(source_file)))
        link = link.replace("{line}", str(diagnostic.line)).replace("{column}", str(diagnostic.column))
    message, hint = diagnostic.message[:LONGEST_SHOWN_LINE], diagnostic.hint[:LONGEST_SHOWN_LINE]
    return ShownError(diagnostic.path, diagnostic.line, diagnostic.column, diagnostic.code, message, hint, text, link)


def _is_source(root: Path, place: Path) -> bool:
    """Whether this lies in the sources of the site, also when all links are followed: what else they lead to is not shown."""
    ways = os.path.relpath(place, root), os.path.relpath(os.path.realpath(place), os.path.realpath(root))
    return all(way.split(os.sep)[0] in SHOWN_SOURCES for way in ways)


def _source_line(source_file: Path, number: int) -> str:
    """A line of a file; '' if there is none, or it is no text."""
    try:
        lines = read_beginning(str(source_file), BYTES_READ_FOR_LINE).decode(errors="replace").splitlines()
    except OSError:
        return ""
    text = lines[number - 1][:LONGEST_SHOWN_LINE] if 0 < number <= len(lines) else ""
    return text if "\0" not in text and "\ufffd" not in text else ""


def unpublished(entry: Entry, zone: str) -> Unpublished:
    """What is shown of an entry that only the preview has; `zone` is the site's time zone."""
    card, embargo = entry.card, entry.article.publish_at
    ends = ""
    if card.badge == "embargoed":
        at = in_zone(max(embargo.at, card.date) if embargo else card.date, zone_of(zone))
        ends = f"{at:%Y-%m-%d %H:%M} ({zone})"
    return Unpublished(card.badge, card.title[:LONGEST_SHOWN_LINE], card.url, ends)


encode_message = msgspec.json.encode
