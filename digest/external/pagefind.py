"""Pagefind, a program that indexes the texts of finished pages. It runs on copies of them, and its files become files of the
build.

digest runs it as a command, which takes 2.9 s for 2,000 pages; its Python interface takes 203 s. Pagefind 1.5.2 makes the same
bytes for the same pages on any number of cores. Its file names contain hashes, so an edit replaces only the files that changed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

from digest.errors import DigestError, DiskError, UsageError
from digest.files.file_reading import read_bytes
from digest.installation.package import install_command
from digest.output_paths import path_error
from digest.pages.search_pages import FULL_TEXT_SEARCH as FOLDER

UNUSED_PAGEFIND_FILES = ("pagefind-ui", "pagefind-modular-ui", "pagefind-component-ui", "pagefind-highlight")
"""How the names of those files begin that draw a search of Pagefind's own: half a megabyte, and the theme has one."""

BODY = "main"
"""The element of a page whose text is indexed; a page that says `data-pagefind-body` decides for itself."""

IGNORED_ELEMENTS = "nav"


class PagefindError(DigestError):
    """Pagefind could not index the pages."""


def require_pagefind() -> None:
    """Raise UsageError if the extra `search` is not installed."""
    if not find_spec("pagefind") or not (find_spec("pagefind_bin") or find_spec("pagefind_bin_extended")):
        raise UsageError(
            "search: pagefind needs Pagefind, which is not installed",
            hint=f"{install_command('pagefind[extended]')} (the extra search), or set search: index in digest.yml",
        )


def index_pages(pages: Iterable[tuple[str, Path]], work: Path, language: str) -> dict[str, bytes]:
    """The index that Pagefind makes of these pages (path below the site, and where the file is now): its files by their path below
    the site.

    `work` is an empty folder to be used and left empty. One language holds for all, or a reader finds only texts in the language of
    the search page. Raises UsageError if it is not installed, PagefindError, OSError.
    """
    require_pagefind()
    site, output = work / "site", work / "made"
    for path, real in pages:
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(real, site / path)
    site.mkdir(parents=True, exist_ok=True)
    _run_pagefind(work, language)
    index_files = dict(_pagefind_files(output))
    shutil.rmtree(work)
    if f"{FOLDER}/pagefind.js" not in index_files:
        raise PagefindError("Pagefind made no index", hint="no page that it was given has a text; set search: index in digest.yml")
    return index_files


def _run_pagefind(work: Path, language: str) -> None:
    pagefind_options = ("--site", "site", "--output-path", "made", "--force-language", language.partition("-")[0].lower())
    # -P: a file of the working folder is never taken for a module. Pagefind reads settings from there and from its own variables.
    command = [
        sys.executable,
        "-P",
        "-m",
        "pagefind",
        *pagefind_options,
        "--root-selector",
        BODY,
        "--exclude-selectors",
        IGNORED_ELEMENTS,
        "--quiet",
    ]
    environment = {name: value for name, value in os.environ.items() if not name.upper().startswith("PAGEFIND_")}
    ran = subprocess.run(command, cwd=work, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    if ran.returncode:
        lines = [line for line in (ran.stderr + ran.stdout).decode(errors="replace").splitlines() if line.strip()]
        reason = f": {lines[-1].strip()[:300]}" if lines else ""
        raise PagefindError(
            f"Pagefind ended with {ran.returncode}{reason}", hint="set search: index in digest.yml to build without it"
        )


def _pagefind_files(index_folder: Path) -> Iterator[tuple[str, bytes]]:
    for file in sorted(index_folder.rglob("*")):
        if not file.is_file() or file.is_symlink() or file.name.startswith(UNUSED_PAGEFIND_FILES):
            continue
        path = f"{FOLDER}/{file.relative_to(index_folder).as_posix()}"
        if path_error(path):
            raise DiskError(f"Pagefind made a file {path}: {path_error(path)}", hint="set search: index in digest.yml")
        yield path, read_bytes(str(file))
