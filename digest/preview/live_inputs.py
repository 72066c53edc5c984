"""The inputs of a preview: reads settings, theme, extensions and folders of content/, and keeps the last valid version of each,
with their errors. Scans all files once, then only given paths and their folders, also behind symbolic links, and returns which
inputs changed."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from digest.build_stages import load_extensions
from digest.config.config import SETTINGS_FILE, Config
from digest.diagnostics import Diagnostic
from digest.errors import ContentError, DigestError
from digest.extensions import EXTENSIONS_FOLDER as EXTENSIONS
from digest.extensions import Code
from digest.files.file_states import FileState, FoundFile, Scan
from digest.files.folder_listing import Listing, listing
from digest.files.junk_files import is_backup
from digest.inputs.content_folder import CONTENT_ROOT, Content, image_sizes, merge_content, read_folder
from digest.inputs.theme_files import ThemeFiles, read_theme
from digest.rendering.template_closures import closure_hashes
from digest.workspace import find_extensions

WATCHED_THEMES = "themes"

LARGE_INPUT = 64 * 1024 * 1024
"""The maximum size of an input file in bytes; reading a larger file would delay the preview."""

READ_RETRIES = 3
"""The number of times a folder is read again if a listed file no longer exists, as while an editor saves."""


class InputChanges(Struct, frozen=True):
    """The changes found by a scan."""

    settings: bool = False
    theme: bool = False
    extensions: bool = False
    article_files: frozenset[str] = frozenset()
    """The paths of articles that were added, changed or removed."""
    others: bool = False
    """Whether anything else in content/ changed."""
    diagnostics: bool = False

    def __bool__(self) -> bool:
        """Whether anything changed."""
        return self != InputChanges()


class LiveInputs:
    """The settings, the theme and the content of a site: the last valid version of each."""

    def __init__(self, root: Path, read_settings: Callable[[], Config], config: Config) -> None:
        self.root = root
        self.read_settings = read_settings
        self.config = config
        self.theme: ThemeFiles | None = None
        """The last theme whose templates could be parsed."""
        self.template_hashes: dict[str, str] = {}
        """The hash of each of its templates, from `closure_hashes`."""
        self._filters: dict[str, str] = {}
        """The filter keys of extensions for which `template_hashes` was computed."""
        self.extensions: tuple[Code, ...] = ()
        self.content = merge_content(())
        self.diagnostics: dict[str, tuple[Diagnostic, ...]] = {}
        """The errors of the settings, the theme and the extensions, with the keys `digest.yml`, `themes` and `extensions`."""
        self._listings: dict[str, Listing] = {}
        self._folders: dict[str, Content] = {}
        self._file_states: dict[str, FileState] = {}
        self._image_sizes: dict[str, tuple[int, int, bool]] = {}
        self._links: dict[str, frozenset[str]] = {}
        """The targets of the symbolic links in each folder, relative to the site's root; '' stands for unknown targets."""

    def scan(self, file_states: Mapping[str, FileState] | None = None) -> InputChanges:
        """Scan all inputs. `file_states` has the file states stored by an earlier process."""
        if file_states is not None:
            self._file_states = dict(file_states)
        inputs_before = self.config, self._checked_theme, self.extensions, self.diagnostics, self._folders
        self.diagnostics = {}
        scan = Scan(self.root, self._file_states, max_bytes=LARGE_INPUT)
        self._read_settings()
        self._read_extensions()
        self._read_theme(scan)
        self._listings, self._folders, self._links = {}, {}, {}
        self._add_folder(CONTENT_ROOT, scan)
        self._file_states = scan.file_states
        return self._changes(*inputs_before)

    def scan_paths(self, paths: Collection[str]) -> InputChanges:
        """Scan these paths and their folders only."""
        inputs_before = self.config, self._checked_theme, self.extensions, self.diagnostics, dict(self._folders)
        self.diagnostics = dict(self.diagnostics)
        for path in paths:  # read them even if their status is unchanged
            self._file_states.pop(path, None)
        scan = Scan(self.root, self._file_states, max_bytes=LARGE_INPUT)
        limit = self.config.max_article_bytes
        if SETTINGS_FILE in paths:
            self._read_settings()
        folders = {path.split("/")[0] for path in paths}
        if EXTENSIONS in folders or self.config.extensions != inputs_before[0].extensions:
            self._read_extensions()
        if WATCHED_THEMES in folders or self.config.theme != inputs_before[0].theme or self.extensions != inputs_before[2]:
            self._read_theme(scan)
        if self.config.max_article_bytes != limit:
            paths = {*paths, CONTENT_ROOT}
        content_paths = [path for path in paths if path.split("/")[0] == CONTENT_ROOT]
        for path in content_paths:
            self._forget_folder(path)
        for folder in sorted({self._known_folder(path) for path in content_paths} | self._folders_linking_to(paths)):
            self._refresh_folder(folder, scan)
        self._file_states |= scan.file_states
        return self._changes(*inputs_before)

    def article_files(self, paths: Collection[str] | None) -> dict[str, FoundFile]:
        """Return the article files at these paths that exist, by path; all article files for None."""
        if paths is not None and len(paths) == 1:  # the usual case after a save, which has to be fast
            (path,) = paths
            folder = self._folders.get(path.rpartition("/")[0], Content())
            for article in folder.articles:
                if article.path == path:
                    return {path: article}
        every = {article.path: article for article in self.content.articles}
        return every if paths is None else {path: every[path] for path in sorted(paths) if path in every}

    def _known_folder(self, path: str) -> str:
        """Return the nearest known folder above this path; '' if none is known."""
        folder = path.rpartition("/")[0]
        while folder and folder not in self._listings:
            folder = folder.rpartition("/")[0]
        return folder

    def _folders_linking_to(self, paths: Collection[str]) -> set[str]:
        """Return the folders with a symbolic link that may lead to or into one of these paths."""
        return {
            folder
            for folder, targets in self._links.items()
            if any(not target or target == path or target.startswith(f"{path}/") for target in targets for path in paths)
        }

    def _forget_folder(self, folder: str) -> None:
        """Forget this folder, if it is one, and all folders in it."""
        if folder in self._listings:
            for below in [name for name in self._listings if name == folder or name.startswith(f"{folder}/")]:
                del self._listings[below], self._folders[below]

    def _refresh_folder(self, folder: str, scan: Scan) -> None:
        """Read a folder again, and the new folders in it."""
        if not folder:
            self._add_folder(CONTENT_ROOT, scan)
        elif folder in self._listings:  # otherwise it was forgotten with a folder above it
            subfolders_before = self._listings[folder].folders
            self._list_folder(listing(self.root, folder), scan)
            subfolders_now = self._listings[folder].folders
            for removed_folder in set(subfolders_before) - set(subfolders_now):
                self._forget_folder(removed_folder)
            for subfolder in subfolders_now:
                if subfolder not in self._listings:
                    self._add_folder(subfolder, scan)

    def _add_folder(self, folder: str, scan: Scan) -> None:
        self._list_folder(listing(self.root, folder), scan)
        for subfolder in self._listings[folder].folders:
            self._add_folder(subfolder, scan)

    def _list_folder(self, folder_listing: Listing, scan: Scan) -> None:
        folder = self._read_folder(folder_listing, scan)
        for _ in range(READ_RETRIES):
            if any(_is_missing_file(self.root, diagnostic) for diagnostic in folder.diagnostics):
                folder_listing = listing(self.root, folder_listing.folder)
                folder = self._read_folder(folder_listing, scan)
        self._listings[folder_listing.folder] = folder_listing
        self._links[folder_listing.folder] = _symbolic_links(self.root, folder_listing)
        self._folders[folder_listing.folder] = folder

    def _read_folder(self, listed: Listing, scan: Scan) -> Content:
        folder = read_folder(listed, self.config.max_article_bytes, scan, self._image_sizes)
        self._image_sizes |= image_sizes(folder.assets)
        return folder

    def _in_build_order(self, folder: str) -> Iterator[Content]:
        """Yield the folders in the order of a build."""
        yield self._folders[folder]
        for subfolder in self._listings[folder].folders:
            yield from self._in_build_order(subfolder)

    def _changes(
        self,
        config: Config,
        theme: object,
        extensions: tuple[Code, ...],
        diagnostics: Mapping[str, tuple[Diagnostic, ...]],
        folders_before: Mapping[str, Content],
    ) -> InputChanges:
        folders = {*folders_before, *self._folders}
        changed_folders = [name for name in folders if folders_before.get(name) is not self._folders.get(name)]
        changed_folders = [name for name in changed_folders if folders_before.get(name) != self._folders.get(name)]
        if changed_folders:
            self.content = merge_content(self._in_build_order(CONTENT_ROOT))
        articles_before, articles_now = (
            {file.path: file for name in changed_folders for file in of.get(name, Content()).articles}
            for of in (folders_before, self._folders)
        )
        article_files = frozenset(
            path
            for path in {*articles_before, *articles_now}
            if not _is_same_article_file(articles_before.get(path), articles_now.get(path))
        )
        others = any(
            _without_articles(folders_before.get(name)) != _without_articles(self._folders.get(name)) for name in changed_folders
        )
        return InputChanges(
            settings=config != self.config,
            theme=theme != self._checked_theme,
            extensions=extensions != self.extensions,
            article_files=article_files,
            others=others,
            diagnostics=diagnostics != self.diagnostics,
        )

    def _read_settings(self) -> None:
        self.diagnostics.pop(SETTINGS_FILE, None)
        try:
            self.config = self.read_settings()
        except DigestError as error:
            self.diagnostics[SETTINGS_FILE] = diagnostics_of(error, SETTINGS_FILE)

    def _read_extensions(self) -> None:
        """Load new and changed extensions. If one cannot be loaded, the last valid extensions are kept."""
        self.diagnostics.pop(EXTENSIONS, None)
        try:
            codes = find_extensions(self.root, self.config)
            _, diagnostics = load_extensions(codes)
            if diagnostics:
                raise ContentError(diagnostics=diagnostics)
            self.extensions = codes
        except DigestError as error:
            self.diagnostics[EXTENSIONS] = diagnostics_of(error, SETTINGS_FILE)

    @property
    def _checked_theme(self) -> tuple[ThemeFiles | None, dict[str, str]]:
        """The values that determine `template_hashes`."""
        return self.theme, self._filters

    def _read_theme(self, scan: Scan) -> None:
        self.diagnostics.pop(WATCHED_THEMES, None)
        try:
            files = read_theme(self.root, self.config.theme, scan)
            filters = load_extensions(self.extensions)[0].filter_keys
            if (files, filters) != self._checked_theme:
                self.template_hashes = closure_hashes(files.theme, filters)
                self.theme, self._filters = files, filters
        except DigestError as error:
            self.diagnostics[WATCHED_THEMES] = diagnostics_of(error, SETTINGS_FILE)
        except OSError as error:
            path = os.path.relpath(error.filename, self.root) if error.filename else WATCHED_THEMES
            self.diagnostics[WATCHED_THEMES] = (
                Diagnostic(path, 1, 1, "E101", f"the file cannot be read: {error.strerror}", "check its permissions"),
            )


def _is_missing_file(root: Path, diagnostic: Diagnostic) -> bool:
    """Return whether the diagnostic is about a file that no longer exists."""
    return diagnostic.code == "E101" and not os.path.lexists(root / diagnostic.path)


def _symbolic_links(root: Path, folder_listing: Listing) -> frozenset[str]:
    """Return the targets of links in this folder, as in `LiveInputs._links`. A diagnostic may be about a broken link."""
    start = os.path.join(root, "")
    real = [found.real for found in folder_listing.files if found.real != start + found.path]
    return frozenset(
        {os.path.relpath(place, os.path.realpath(root)) for place in real} | ({""} if folder_listing.diagnostics else set())
    )


def _is_same_article_file(one: FoundFile | None, other: FoundFile | None) -> bool:
    return (one and (one.hash, one.real)) == (other and (other.hash, other.real))


def _without_articles(folder: Content | None) -> tuple[object, ...]:
    if not folder:
        return ()
    # Some editors make and remove a backup with each save; the note about it can wait for the next change.
    copies = [path for path in folder.copies if not is_backup(path)]
    return folder.assets, folder.texts, folder.real, folder.diagnostics, copies


def diagnostics_of(error: DigestError, path: str) -> tuple[Diagnostic, ...]:
    """Return the diagnostics of an error. An error without diagnostics is reported for the file `path`."""
    return error.diagnostics or (Diagnostic(path, 1, 1, "E503", error.message, error.hint),)
