"""The press: pages as values go in, finished files lie in staging. It runs here, or in the workers of an executor."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from typing import NamedTuple

import msgspec

from digest.articles.text import Body
from digest.disk.keys import Keys
from digest.disk.memo import stored_bodies
from digest.disk.output import put_file
from digest.disk.processes import batches
from digest.disk.program import program
from digest.errors import ContentError, Fault
from digest.extension import Addition, Code
from digest.fingerprint import content_hash
from digest.pages.page import AnyContext, Page, Site
from digest.rendering.theme import Theme


class Setting(msgspec.Struct, frozen=True):
    """What all pages of a build are printed with: the theme, and what every page knows."""

    theme: Theme
    site: Site
    extensions: tuple[Code, ...] = ()
    """Their filters are loaded where the pages are printed: functions do not go to workers."""
    program: str = msgspec.field(default_factory=program)
    """The name of the program that asks for the pages: their keys are made of it, wherever they are printed."""


class Sheet(NamedTuple):
    """One page to be printed: its context as JSON, what names all that its template can reach, and the keys of its texts."""

    path: str
    template: str
    source: str
    closure: str
    context: bytes
    texts: tuple[str, ...]


class Print(NamedTuple):
    """A page that was printed: its key, what that is made of, and the name of the file's bytes."""

    key: str
    reasons: bytes
    hash: str


class Printed(NamedTuple):
    """What became of some sheets: the pages, or the faults of the first that could not be made, or the texts that were lost."""

    prints: tuple[Print, ...] = ()
    faults: tuple[Fault, ...] = ()
    lost: tuple[str, ...] = ()


def reach(theme: Theme, filters: Mapping[str, str]) -> dict[str, str]:
    """As `renderer.closures`."""
    from digest.rendering.renderer import closures  # needs Jinja, as below

    return closures(theme, filters)


def warm_up(theme: Theme, language: str) -> None:
    """As `renderer.warm_up`."""
    from digest.rendering.renderer import warm_up  # as above

    warm_up(theme, language)


def prepare(setting: bytes) -> None:
    """Set the press up for pages of articles, before it is known which pages have to be made. `setting` is a `Setting` as JSON."""
    press_with(setting).renderer.prepare("article.html")


def print_sheets(setting: bytes, memo: str, staging: str, sheets: Sequence[Sheet]) -> Printed:
    """Make the files of these pages in that folder, up to the first that cannot be made. `setting` is a `Setting` as JSON.

    The texts are taken from the memo: a worker that reads them there is given less. Raises OSError.
    """
    texts, lost = stored_texts(memo, sheets)
    return Printed(lost=lost) if lost else press_with(setting).print_into(staging, sheets, texts)


def stored_texts(memo: str, sheets: Sequence[Sheet]) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """The texts of these pages that the memo has, and the keys of those that it has lost."""
    wanted = dict.fromkeys(key for sheet in sheets for key in sheet.texts)
    texts = stored_bodies(memo, tuple(wanted))
    return texts, tuple(key for key in wanted if key not in texts)


@lru_cache(maxsize=2)
def press_with(setting: bytes) -> Press:
    """The press with this setting, a `Setting` as JSON. A worker sets it up once a build; one of a cluster may have two builds."""
    return Press(msgspec.json.decode(setting, type=Setting))


class Press:
    """Prints pages with one setting."""

    def __init__(self, setting: Setting) -> None:
        from digest.rendering.renderer import Renderer  # needs Jinja, which takes 100 ms to import, and perhaps a worker prints

        self.renderer = Renderer(setting.theme, setting.site, _filters(setting.extensions))
        self.keys = Keys(setting.site, setting.program)
        self.folders = defaultdict[str, set[str]](set)
        """The folders that it knows to exist in each folder for files."""
        self.context = msgspec.json.Decoder(AnyContext)
        self.body = msgspec.json.Decoder(Body)

    def print_into(self, staging: str, sheets: Sequence[Sheet], texts: Mapping[str, bytes]) -> Printed:
        """As `print`, with the files in that folder."""
        return self.print(partial(put_file, staging, self.folders[staging]), sheets, texts)

    def print(self, put: Callable[[str, bytes], None], sheets: Sequence[Sheet], texts: Mapping[str, bytes]) -> Printed:
        """Give `put` each page's path and bytes, up to the first that cannot be made. `texts` are each a `Body` as JSON."""

        def bytes_of(sheet: Sheet) -> int:
            return len(sheet.context) + sum(len(texts[key]) for key in sheet.texts)

        prints: list[Print] = []
        for some in batches(
            sheets, len(sheets), bytes_of, AT_ONCE
        ):  # each step for all of these before the next, as in `parse_all`
            try:
                made = self._rendered(some, texts)
            except ContentError as error:
                return Printed(faults=error.faults)
            for sheet, data in zip(some, made, strict=True):
                put(sheet.path, data)
            keys = [self.keys.key(sheet.closure, sheet.context) for sheet in some]
            reasons = [self.keys.reasons(sheet.template, sheet.closure, sheet.context) for sheet in some]
            prints += map(Print, keys, reasons, map(content_hash, made))
        return Printed(tuple(prints))

    def _rendered(self, sheets: Sequence[Sheet], texts: Mapping[str, bytes]) -> list[bytes]:
        """The bytes of these pages. Raises ContentError for the first that cannot be made."""
        contexts = [self.context.decode(sheet.context) for sheet in sheets]
        bodies = {key: self.body.decode(texts[key]) for sheet in sheets for key in sheet.texts}
        return [
            self.renderer.render(Page(sheet.path, sheet.template, context, sheet.source), bodies.__getitem__)
            for sheet, context in zip(sheets, contexts, strict=True)
        ]


AT_ONCE = 256 * 1024
"""Bytes of contexts and texts that are taken from step to step together; more would be taken out of the cache again."""


def _filters(extensions: tuple[Code, ...]) -> tuple[Addition, ...]:
    if not extensions:
        return ()
    from digest.disk.extensions import load  # takes 20 ms, and most sites have none

    return load(extensions)[0].filters
