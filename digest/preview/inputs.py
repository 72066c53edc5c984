"""Everything that a site is made of, as the disk holds it: looked at whole once, and then only where something changed."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from digest.build import additions_of, extensions_of
from digest.config import FILE, Config
from digest.disk.content import CONTENT, Manuscript, Shelf, content_of, read_shelf
from digest.disk.files import Listing, Scan, Stamp, listing
from digest.disk.leftovers import is_backup
from digest.disk.themes import ThemeFiles, read_theme
from digest.errors import ContentError, DigestError, Fault
from digest.extension import FOLDER as EXTENSIONS
from digest.extension import Code
from digest.rendering.renderer import closures

THEMES = "themes"

LARGE = 64 * 1024 * 1024
"""To read a file of more bytes would hold the preview up."""

LOOKS = 3
"""So many times more a folder is looked at if a file has gone since its names were read, as while an editor saves."""


class Changes(Struct, frozen=True):
    """What another look found changed."""

    settings: bool = False
    theme: bool = False
    extensions: bool = False
    manuscripts: frozenset[str] = frozenset()
    """The paths of articles that are new, other than before, or gone."""
    others: bool = False
    """Whether anything else in content/ is other than before."""
    faults: bool = False

    def __bool__(self) -> bool:
        """Whether anything changed."""
        return self != Changes()


class Skin(Struct, frozen=True):
    """A theme whose templates can be parsed, and what each of them can reach, with these filters of extensions."""

    files: ThemeFiles
    closures: dict[str, str]
    filters: dict[str, str] = {}


class Inputs:
    """The settings, the theme and the content of a site: each as it was last found in order."""

    def __init__(self, root: Path, read_settings: Callable[[], Config], config: Config) -> None:
        self.root = root
        self.read_settings = read_settings
        self.config = config
        self.skin: Skin | None = None
        self.extensions: tuple[Code, ...] = ()
        self.content = content_of(())
        self.faults: dict[str, tuple[Fault, ...]] = {}
        """What is wrong with the settings (under digest.yml), with the theme (under themes) and with extensions (so called)."""
        self._listings: dict[str, Listing] = {}
        self._shelves: dict[str, Shelf] = {}
        self._stamps: dict[str, Stamp] = {}
        self._sizes: dict[str, tuple[int, int]] = {}
        self._links: dict[str, frozenset[str]] = {}
        """Of each folder with symbolic links the files that they lead to, from the site's root; '' if not all are known."""

    def look(self, stamps: Mapping[str, Stamp] | None = None) -> Changes:
        """Look at everything. `stamps` is what an earlier process knew of the files."""
        if stamps is not None:
            self._stamps = dict(stamps)
        before = self.config, self.skin, self.extensions, self.faults, self._shelves
        self.faults = {}
        scan = Scan(self.root, self._stamps, most=LARGE)
        self._read_settings()
        self._read_extensions()
        self._read_theme(scan)
        self._listings, self._shelves, self._links = {}, {}, {}
        self._add_folder(CONTENT, scan)
        self._stamps = scan.stamps
        return self._changes(*before)

    def look_at(self, paths: Collection[str]) -> Changes:
        """Look at these paths alone, and at what lies beside them."""
        before = self.config, self.skin, self.extensions, self.faults, dict(self._shelves)
        self.faults = dict(self.faults)
        for path in paths:  # whatever they look like from outside, they are read
            self._stamps.pop(path, None)
        scan = Scan(self.root, self._stamps, most=LARGE)
        limit = self.config.max_article_bytes
        if FILE in paths:
            self._read_settings()
        folders = {path.split("/")[0] for path in paths}
        if EXTENSIONS in folders or self.config.extensions != before[0].extensions:
            self._read_extensions()
        if THEMES in folders or self.config.theme != before[0].theme or self.extensions != before[2]:
            self._read_theme(scan)
        if self.config.max_article_bytes != limit:
            paths = {*paths, CONTENT}
        inside = [path for path in paths if path.split("/")[0] == CONTENT]
        for path in inside:
            self._forget(path)
        for folder in sorted({self._known_folder(path) for path in inside} | self._linking(paths)):
            self._refresh(folder, scan)
        self._stamps |= scan.stamps
        return self._changes(*before)

    def manuscripts(self, paths: Collection[str] | None) -> dict[str, Manuscript]:
        """The articles' files at these paths, as far as there are any; all of them for None."""
        if paths is not None and len(paths) == 1:  # an editor waits for this one
            (path,) = paths
            shelf = self._shelves.get(path.rpartition("/")[0], Shelf())
            for manuscript in shelf.manuscripts:
                if manuscript.found.path == path:
                    return {path: manuscript}
        every = {manuscript.found.path: manuscript for manuscript in self.content.manuscripts}
        return every if paths is None else {path: every[path] for path in sorted(paths) if path in every}

    def _known_folder(self, path: str) -> str:
        """The nearest folder above this path that is known; '' if none is."""
        folder = path.rpartition("/")[0]
        while folder and folder not in self._listings:
            folder = folder.rpartition("/")[0]
        return folder

    def _linking(self, paths: Collection[str]) -> set[str]:
        """The folders with a link that may lead to one of these paths, or into one."""
        return {
            folder
            for folder, targets in self._links.items()
            if any(not target or target == path or target.startswith(f"{path}/") for target in targets for path in paths)
        }

    def _forget(self, folder: str) -> None:
        """Forget this folder, if it is one, and all below it."""
        if folder in self._listings:
            for below in [name for name in self._listings if name == folder or name.startswith(f"{folder}/")]:
                del self._listings[below], self._shelves[below]
                self._links.pop(below, None)

    def _refresh(self, folder: str, scan: Scan) -> None:
        """Look at a folder again, and at those in it that are not known, with all below them."""
        if not folder:
            self._add_folder(CONTENT, scan)
        elif folder in self._listings:  # or it went with a folder above it
            before = self._listings[folder].folders
            self._list(listing(self.root, folder), scan)
            now = self._listings[folder].folders
            for gone in set(before) - set(now):
                self._forget(gone)
            for below in now:
                if below not in self._listings:
                    self._add_folder(below, scan)

    def _add_folder(self, folder: str, scan: Scan) -> None:
        self._list(listing(self.root, folder), scan)
        for below in self._listings[folder].folders:
            self._add_folder(below, scan)

    def _list(self, listed: Listing, scan: Scan) -> None:
        shelf = self._read(listed, scan)
        for _ in range(LOOKS):
            if not any(_has_gone(self.root, fault) for fault in shelf.faults):
                break
            listed = listing(self.root, listed.folder)
            shelf = self._read(listed, scan)
        self._listings[listed.folder] = listed
        self._links.pop(listed.folder, None)
        links = _links(self.root, listed)
        if links:
            self._links[listed.folder] = links
        self._shelves[listed.folder] = shelf

    def _read(self, listed: Listing, scan: Scan) -> Shelf:
        shelf = read_shelf(listed, self.config.max_article_bytes, scan, self._sizes)
        self._sizes |= {file.hash: (file.width, file.height) for file in shelf.files if file.width}
        return shelf

    def _in_order(self, folder: str) -> Iterator[Shelf]:
        """The shelves as a build finds them."""
        yield self._shelves[folder]
        for below in self._listings[folder].folders:
            yield from self._in_order(below)

    def _changes(
        self,
        config: Config,
        skin: Skin | None,
        extensions: tuple[Code, ...],
        faults: Mapping[str, tuple[Fault, ...]],
        shelves: Mapping[str, Shelf],
    ) -> Changes:
        folders = {*shelves, *self._shelves}
        other = [name for name in folders if shelves.get(name) is not self._shelves.get(name)]
        other = [name for name in other if shelves.get(name) != self._shelves.get(name)]
        if other:
            self.content = content_of(self._in_order(CONTENT))
        then, now = (
            {m.found.path: m for name in other for m in of.get(name, Shelf()).manuscripts} for of in (shelves, self._shelves)
        )
        manuscripts = frozenset(path for path in {*then, *now} if not _is_same(then.get(path), now.get(path)))
        others = any(_without_manuscripts(shelves.get(name)) != _without_manuscripts(self._shelves.get(name)) for name in other)
        return Changes(
            settings=config != self.config,
            theme=skin != self.skin,
            extensions=extensions != self.extensions,
            manuscripts=manuscripts,
            others=others,
            faults=faults != self.faults,
        )

    def _read_settings(self) -> None:
        self.faults.pop(FILE, None)
        try:
            self.config = self.read_settings()
        except DigestError as error:
            self.faults[FILE] = faults_of(error, FILE)

    def _read_extensions(self) -> None:
        """Run the code that is new. What cannot be loaded leaves the extensions as they were."""
        self.faults.pop(EXTENSIONS, None)
        try:
            codes = extensions_of(self.root, self.config)
            _, faults = additions_of(codes)
            if faults:
                raise ContentError(faults=faults)
            self.extensions = codes
        except DigestError as error:
            self.faults[EXTENSIONS] = faults_of(error, FILE)

    def _read_theme(self, scan: Scan) -> None:
        self.faults.pop(THEMES, None)
        try:
            files = read_theme(self.root, self.config.theme, scan)
            filters = additions_of(self.extensions)[0].filter_keys
            if self.skin is None or (files, filters) != (self.skin.files, self.skin.filters):
                self.skin = Skin(files, closures(files.theme, filters), filters)
        except DigestError as error:
            self.faults[THEMES] = faults_of(error, FILE)
        except OSError as error:
            path = os.path.relpath(error.filename or THEMES, self.root)
            self.faults[THEMES] = (
                Fault(path, 1, 1, "E101", f"the file cannot be read: {error.strerror}", "check its permissions"),
            )


def _has_gone(root: Path, fault: Fault) -> bool:
    """Whether this is about a file that is not there any more."""
    return fault.code == "E101" and not os.path.lexists(root / fault.path)


def _links(root: Path, listed: Listing) -> frozenset[str]:
    """Where the links in this folder lead, as `Inputs` keeps it: what is wrong with a folder may be a link that leads nowhere."""
    start = os.path.join(root, "")
    real = [found.real for found in listed.files if found.real != start + found.path]
    return frozenset({os.path.relpath(place, os.path.realpath(root)) for place in real} | ({""} if listed.faults else set()))


def _is_same(one: Manuscript | None, other: Manuscript | None) -> bool:
    return (one and (one.hash, one.found.real)) == (other and (other.hash, other.found.real))


def _without_manuscripts(shelf: Shelf | None) -> tuple[object, ...]:
    if not shelf:
        return ()
    # A backup comes and goes with each save of some editors; the note on it can wait for the next change.
    copies = [path for path in shelf.copies if not is_backup(path)]
    return shelf.files, shelf.texts, shelf.real, shelf.faults, copies


def faults_of(error: DigestError, path: str) -> tuple[Fault, ...]:
    """What an error says, as faults; one that names no place is about the file `path`."""
    return error.faults or (Fault(path, 1, 1, "E503", error.message, error.hint),)
