"""write_site: make what changed, keep the rest, and put it in place all at once."""

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import msgspec

from digest.articles.text import Bodies
from digest.disk.memo import Memo, Output
from digest.disk.output import LIST, Changes, Folder, Staging, Target, list_of, read_copy, record
from digest.disk.program import program
from digest.errors import DiskError, UsageError
from digest.fingerprint import content_hash, fingerprint
from digest.pages.page import File, Page, Site
from digest.permalinks import printable
from digest.rendering.theme import Theme

_encode = msgspec.json.Encoder(order="deterministic").encode

Progress = Callable[[int, int], None]
"""(pages made, pages to make): called after each page."""


class Written(msgspec.Struct, frozen=True):
    """What became of the output: the pages that were made, each with the reasons; how many were kept; which files were removed."""

    rendered: tuple[tuple[str, tuple[str, ...]], ...]
    kept: int
    removed: tuple[str, ...]
    outputs: dict[str, Output]
    reasons: dict[str, dict[str, str]]
    """For each page that was made, the fingerprints of the parts of its key."""
    forgotten: tuple[str, ...]
    """The files that are recorded and no longer planned, whether they were still there or not."""


class Keys:
    """The keys of pages: the fingerprint of the program, the templates that it can reach, and everything that it may know."""

    def __init__(self, site: Site, closures: Mapping[str, str]) -> None:
        self.closures = closures
        self.site = fingerprint(site)
        self.shared = f"{program()} {self.site} ".encode()

    def key(self, page: Page) -> str:
        """Equal keys, equal bytes."""
        closure = self.closures.get(page.template, "")
        return hashlib.sha256(self.shared + closure.encode() + _encode(page.context)).hexdigest()[:32]

    def parts(self, page: Page) -> dict[str, str]:
        """The fingerprints of the parts of a key, to say which of them changed."""
        fields = {f"data: {name}": _short(_encode(getattr(page.context, name))) for name in page.context.__struct_fields__}
        templates = _short((page.template + self.closures.get(page.template, "")).encode())
        return {"the program": _short(program().encode()), "the theme": templates, "the site": self.site[:8], **fields}


def _short(data: bytes) -> str:
    return f"{zlib.crc32(data):08x}"


def explain(before: Mapping[str, str], now: Mapping[str, str], was_recorded: bool) -> tuple[str, ...]:
    """Why a page was made again: the parts of its key that changed."""
    if not was_recorded or not before:
        return ("new",)
    changed = tuple(part for part in now if before.get(part) != now[part])
    return changed or ("the file was changed or lost",)


def write_site(
    folder: Folder,
    pages: tuple[Page, ...],
    files: tuple[File, ...],
    theme: Theme,
    site: Site,
    closures: Mapping[str, str],
    real: Mapping[str, str],
    bodies: Bodies,
    memo: Memo,
    progress: Progress,
) -> Written:
    """Make the output folder hold exactly these pages and files. Raises an error with the folder as it was, to the byte.

    `real` says where the copied files are; `bodies` gives the texts that pages show.
    """
    keys = Keys(site, closures)
    listing = list_of([*(page.path for page in pages), *(file.path for file in files)])
    targets = [Target(page.path, keys.key(page)) for page in pages]
    targets += [Target(file.path, file.hash) for file in files]
    targets.append(Target(LIST, content_hash(listing)))
    changes = folder.compare(targets)
    due = set(changes.make)
    made = [page for page in pages if page.path in due]
    parts = {page.path: keys.parts(page) for page in made}
    rendered = tuple(
        (page.path, explain(memo.reasons(folder.name, page.path), parts[page.path], page.path in folder.records)) for page in made
    )
    if due or changes.remove:
        from digest.rendering.renderer import Renderer  # needs Jinja, which takes 300 ms, and most builds make nothing

        try:
            _write(
                folder,
                changes,
                made,
                [file for file in files if file.path in due],
                listing,
                partial(Renderer(theme, site).render, bodies=bodies),
                real,
                progress,
            )
        except OSError as error:
            place = error.filename or folder.path
            raise DiskError(f"{place}: {error.strerror}", hint="the site is as it was; make room, or check permissions") from None
    by_path = {target.path: target.key for target in targets}
    outputs = {path: record(folder.path, path, by_path[path]) for path in changes.make}
    forgotten = tuple(path for path in folder.records if path not in by_path)
    return Written(rendered, len(pages) - len(made), changes.remove, outputs, parts, forgotten)


def _write(
    folder: Folder,
    changes: Changes,
    pages: list[Page],
    files: list[File],
    listing: bytes,
    render: Callable[[Page], bytes],
    real: Mapping[str, str],
    progress: Progress,
) -> None:
    mask = os.umask(0o022)  # 0644 and 0755, whatever the user's own files are: other users and web servers read the site
    try:
        with Staging(folder) as staging:
            for number, page in enumerate(pages, 1):
                staging.write(page.path, render(page))
                progress(number, len(pages))
            for file in files:
                staging.write(file.path, read_copy(real[file.origin], file.hash))
            if LIST in changes.make:
                staging.write(LIST, listing)
            staging.put_in_place(changes.remove)
    finally:
        os.umask(mask)


def output_folder(root: Path, output: str) -> Path:
    """Where the site goes: relative to the site's folder unless the path is absolute. Raises UsageError for no path at all."""
    try:
        output.encode()
        return Path(os.path.abspath(root / Path(output).expanduser()))
    except UnicodeEncodeError:
        raise UsageError(f"{printable(output)} is not UTF-8", hint="name another output folder") from None
    except RuntimeError:
        raise UsageError(f"{output} begins with the home folder of nobody", hint="name another output folder") from None
