"""Run Pagefind, a program that indexes the texts of pages for the search, on copies of rendered pages: its command line, the
elements to index, errors if it is missing or fails, and the files of the index, which the build publishes.

digest runs it as a command, which takes 2.9 s for 2,000 pages; its Python interface takes 203 s. The output of Pagefind 1.5.2 is
deterministic for any number of cores. Its file names contain hashes, so an edit replaces only changed files.
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
"""Prefixes of the files of Pagefind's own user interface: half a megabyte that the theme does not need."""

BODY_SELECTOR = "main"
"""The element of a page that is indexed, unless the page has `data-pagefind-body`."""

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
    """Index these pages (path in the site, and path of the file); return the files of the index by their path in the site.

    `work` is an empty folder, which is removed. All pages are indexed as one language; otherwise the search page finds only
    texts in its own language. Raises UsageError if Pagefind is not installed, PagefindError, OSError.
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
    # -P: files of the working folder are not imported. Pagefind reads settings from that folder and from its own variables.
    command = [
        sys.executable,
        "-P",
        "-m",
        "pagefind",
        *pagefind_options,
        "--root-selector",
        BODY_SELECTOR,
        "--exclude-selectors",
        IGNORED_ELEMENTS,
        "--quiet",
    ]
    environment = {name: value for name, value in os.environ.items() if not name.upper().startswith("PAGEFIND_")}
    completed = subprocess.run(command, cwd=work, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    if completed.returncode:
        output_lines = [
            line for line in (completed.stdout + completed.stderr).decode(errors="replace").splitlines() if line.strip()
        ]
        pagefind_reason = f": {output_lines[-1].strip()[:300]}" if output_lines else ""
        raise PagefindError(
            f"Pagefind ended with {completed.returncode}{pagefind_reason}",
            hint="set search: index in digest.yml to build without it",
        )


def _pagefind_files(index_folder: Path) -> Iterator[tuple[str, bytes]]:
    for file in sorted(index_folder.rglob("*")):
        if not file.is_file() or file.is_symlink() or file.name.startswith(UNUSED_PAGEFIND_FILES):
            continue
        path = f"{FOLDER}/{file.relative_to(index_folder).as_posix()}"
        if path_error(path):
            raise DiskError(f"Pagefind made a file {path}: {path_error(path)}", hint="set search: index in digest.yml")
        yield path, read_bytes(str(file))
