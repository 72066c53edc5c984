"""serve: watch the site, make again what changed, and tell the browsers."""

from __future__ import annotations

import gc
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

from msgspec import Struct
from msgspec.structs import replace

from digest.config import FILE, Config
from digest.disk.memo import Memo
from digest.errors import Fault
from digest.preview.channel import SHOWN, Message, shown_fault
from digest.preview.inputs import Changes, Inputs
from digest.preview.mailbox import Changed, Mailbox
from digest.preview.server import Server
from digest.preview.session import Session, Update
from digest.preview.watcher import Watcher

TICK = 1.0
"""Seconds after which it is looked whether the watched folders are still there."""

RESCAN = 30.0
"""Seconds after which everything is looked at, whatever was told."""

POLL = 0.5
"""Seconds between two looks at everything, where the system does not tell what happens."""

SHARE = 200
"""A look at everything waits for so many times as long as the last one took: then it takes half a percent of a core."""

POLL_SHARE = 10
"""The same where nothing else tells what happened."""

SHORT = 0.2
"""So many seconds the lists of a site may take, whatever is saved in the meantime: in most sites they are done by then."""

LONGEST_BEHIND = 10.0
"""Seconds for which the lists may be put off while the editor saves again and again."""

MAX_FAULTS = 100
"""So many faults are shown in the browser."""


class Options(Struct, frozen=True):
    """How the preview is served."""

    poll: float = 0.0
    """Seconds between two looks at everything; 0 to let the system tell what happens."""
    follow: bool = False


class Voice(Struct, frozen=True):
    """How the preview speaks to the terminal."""

    line: Callable[[str], None]
    faults: Callable[[tuple[Fault, ...]], None]


class Preview:
    """A site that is being written, the browsers that show it, and the terminal."""

    def __init__(
        self,
        root: Path,
        settings: Callable[[], Config],
        clock: Callable[[], datetime],
        server: Server,
        options: Options,
        voice: Voice,
    ) -> None:
        self.root = root
        self.clock = clock
        self.server = server
        self.options = options
        self.voice = voice
        self.memo = Memo(root / ".digest" / "memo.sqlite")
        self.inputs = Inputs(root, settings, settings())
        self.session = Session(self.inputs, self.memo, clock, self._say_faults)
        server.moved = self.session.moved
        server.complain = lambda error: voice.line(f"internal error: {type(error).__name__}: {error}; please report it")
        self.mailbox = Mailbox()
        self.watcher = Watcher(root, self.mailbox)
        self.interval = options.poll or POLL
        """Seconds between two looks at everything."""
        self.looked = 0.0
        """When the last one was."""
        self.told: tuple[Fault, ...] = ()
        self.has_failed = False
        """Whether it was said that the system does not tell what happens."""
        self.behind = 0.0
        """Since when lists are not as the articles are, if they are not."""
        self.published: Update | None = None
        self.speaking = threading.Lock()
        """Held while something is said: threads that render pages say what is wrong with them."""

    def serve(self) -> NoReturn:
        """Show the site and every change of it, until something is raised here, such as KeyboardInterrupt."""
        sys.setswitchinterval(0.001)  # a browser that asks does not wait long for what is being made
        self.inputs.look(self.memo.stamps())
        self._publish(self.session.open(self._begin, self._say_progress))
        self.session.settle()
        gc.freeze()  # what was read stays
        gc.enable()
        if not self.options.poll:
            threading.excepthook = self.watcher.hear_of_death
            self.watcher.start()
        self._take_up(None)  # for what happened while the site was read
        while True:
            self._take_up(self._changed())

    def _begin(self) -> None:
        """Answer requests from now on; those that came before have waited."""
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def _changed(self) -> Changed:
        """Wait until something happened, or may have."""
        polls = self._polls()
        until = self.session.until()
        rest = max(0.0, (until - self.clock()).total_seconds()) if until else TICK
        changed = self.mailbox.take(min(rest, self.interval if polls else TICK))
        if not polls:
            self.watcher.check()
            polls = self._polls()
        patience = self.interval if polls else max(RESCAN, self.interval)
        return None if time.monotonic() - self.looked >= patience else changed

    def _polls(self) -> bool:
        """Whether only looking tells what changed. That the system does not is said once."""
        failure = self.watcher.failure
        if failure and not self.has_failed:
            self.has_failed = True
            self.interval = POLL
            self.voice.line(f"the system does not report changes ({failure}): digest polls every {POLL * 1000:.0f} ms")
        return bool(self.options.poll or failure)

    def _take_up(self, changed: Changed) -> None:
        """Show what changed, if anything did."""
        start = time.monotonic()
        before, made, is_rest = self.server.generation, 0, self.session.is_behind
        for update in self.session.update(changed, lambda: self._is_late(start)):
            made += 1
            self.server.before = before
            self._publish(update)
            seconds = time.monotonic() - start
        self.behind = (self.behind or start) if self.session.is_behind else 0.0
        if made and (self.session.changes or not is_rest):
            self.voice.line(f"{time.strftime('%H:%M:%S')} {_named(self.session.changes)}: {seconds * 1000:.0f} ms")
        if made:
            self.session.settle()
        if changed is None:
            self.looked = time.monotonic()
            least, share = (self.options.poll or POLL, POLL_SHARE) if self._polls() else (RESCAN, SHARE)
            self.interval = max(least, share * (self.looked - start))

    def _is_late(self, start: float) -> bool:
        """Whether a newer save should not wait until the lists are made, on which digest has worked since `start`."""
        now = time.monotonic()
        return start + SHORT < now < (self.behind or start) + LONGEST_BEHIND and self.mailbox.is_due()

    def _publish(self, update: Update) -> None:
        with self.speaking:
            self.published = update
            self.server.generation = update.generation
            news = {"page": update.page, "files": update.files, "follow": update.follow, "moves": update.moves}
            self._send(update, news=update.generation is not None, **news)

    def _say_faults(self) -> None:
        """Show what is wrong with a page that was rendered."""
        with self.speaking:
            if self.published:
                self._send(self.published)

    def _say_progress(self, done: int, total: int) -> None:
        said = f"Reading articles: {done:,} of {total:,}."
        self.server.channel.send(replace(self.server.channel.latest, progress=said))

    def _send(self, update: Update, **news: Any) -> None:
        """Tell the terminal and the browsers of this state of the site, and what is wrong with pages of it that were rendered."""
        faults = tuple(sorted({*update.faults, *self.session.unrendered()}))
        self._tell(faults)
        errors = [fault for fault in faults if fault.is_error]
        warnings = [fault for fault in faults if fault.is_warning]
        editor = self.inputs.config.editor
        message = Message(
            run=self.server.channel.latest.run,
            number=update.generation.number if update.generation else 0,
            home=f"{update.generation.base if update.generation else self.server.base}/",
            ready=update.generation is not None,
            faults=tuple(shown_fault(fault, self.root, editor) for fault in [*errors, *warnings][:MAX_FAULTS]),
            unpublished=update.unpublished[:SHOWN],
            count=len(update.unpublished),
            follows=self.options.follow,
            **news,
        )
        self.server.channel.send(message)

    def _tell(self, faults: tuple[Fault, ...]) -> None:
        """Print what is wrong and was not so before; or that all is well again."""
        told = frozenset(self.told)
        new = tuple(fault for fault in faults if fault not in told)
        had_errors = any(fault.is_error for fault in self.told)
        self.told = faults
        self.voice.faults(new)
        if had_errors and not any(fault.is_error for fault in faults):
            self.voice.line("all errors are fixed")


def _named(changes: Changes) -> str:
    """What changed, in a few words."""
    articles = sorted(changes.manuscripts)
    words = articles if len(articles) <= 3 else [f"{len(articles)} articles"]
    words += [FILE] * changes.settings + ["the theme"] * changes.theme
    words += ["the extensions"] * changes.extensions + ["other files of content/"] * changes.others
    return ", ".join(words) or ("the errors" if changes.faults else "the clock")
