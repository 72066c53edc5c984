"""Run the checks of a whole site that a build does not run: example base_url, house style, recorded addresses; links and leaks in
the finished pages (.html) and text files, each read once; and requests to other sites in batches, whose replies are stored. The
rules are in `checks/`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from threading import Lock

from msgspec import Struct

from digest.checks.broken_links import CheckedSite, LinkCheck, LinkTarget
from digest.checks.external_links import EXAMPLE_HINT, Reply, due, external_diagnostics, is_example
from digest.checks.house_style import passages, read_style, style_diagnostics
from digest.checks.html_references import XML_EXTENSIONS, shown_text
from digest.checks.leaks import HiddenTexts, LeakedRun, hidden_texts, leak_diagnostics, leaked, leaks_only
from digest.checks.published_records import address_diagnostics, edition_diagnostics, text_diagnostics
from digest.config.config import SETTINGS_FILE, STYLE_FILE, Config
from digest.diagnostics import BROKEN_LINKS, Diagnostic, Diagnostics, tolerate
from digest.errors import DiskError
from digest.external.link_requests import PAUSE_BETWEEN_REQUESTS, read_replies, request_all, write_replies
from digest.files.file_reading import read_bytes
from digest.inspection import FinishedOutput, Inspection
from digest.output.build_lock import STATE_FOLDER
from digest.text.line_positions import LinePositions

NOT_RECORDED = ("N402", "N403")
"""The notes about addresses and editions that `digest check --record` would record."""

TEXT_FILE_ENDINGS = (
    *XML_EXTENSIONS,
    *(".html", ".htm", ".xhtml", ".svg", ".js", ".mjs", ".css", ".json", ".jsonl", ".ndjson", ".webmanifest"),
    *(".yml", ".yaml", ".toml", ".txt"),
    *(".md", ".markdown", ".rst", ".adoc", ".org", ".tex", ".csv", ".tsv", ".text", ".log", ".ics", ".vtt", ".srt", ".eml"),
)
"""The lower-case file name endings of outputs that may contain the text of an article."""


def finished_diagnostics(root: Path, config: Config, site: FinishedOutput) -> tuple[Diagnostic, ...]:
    """Return the diagnostics of `digest check` for a finished site, except external links and the notes in `NOT_RECORDED`.

    The diagnostics of the pages are cached, because reading 3,600 pages takes ten times as long as everything else.
    """
    page_diagnostics = site.checked
    if page_diagnostics is None:
        page_diagnostics = tuple(FinishedPages(root, config, site.inspection).diagnostics())
        site.store_checked(page_diagnostics)
    diagnostics = {*site.inspection.diagnostics, *content_diagnostics(root, config, site.inspection), *page_diagnostics}
    return tuple(sorted(diagnostic for diagnostic in diagnostics if diagnostic.code not in NOT_RECORDED))


def content_diagnostics(root: Path, config: Config, inspection: Inspection) -> Iterator[Diagnostic]:
    """Yield the diagnostics for settings, house style and addresses that a build does not report."""
    yield from _style_diagnostics(inspection)
    if is_example(config.base_url):
        message = f"base_url is {config.base_url}, an example or local address"
        yield Diagnostic(SETTINGS_FILE, *_location_of_setting("base_url", root), "W601", message, EXAMPLE_HINT)
    if not any(diagnostic.is_error for diagnostic in inspection.diagnostics):
        yield from address_diagnostics(inspection.collections, output_sources(inspection))
        yield from edition_diagnostics(inspection.collections.issues)
        yield from text_diagnostics(inspection.texts)


def _location_of_setting(setting: str, root: Path) -> tuple[int, int]:
    """Return line and column of a setting's value in digest.yml; 1, 1 if the setting is not found."""
    try:
        settings_text = read_bytes(str(root / SETTINGS_FILE)).decode("utf-8-sig", "replace")
    except OSError:
        return 1, 1
    setting_key = re.search(rf"^{setting}[ \t]*:[ \t]*", settings_text, re.MULTILINE)
    return LinePositions(settings_text).location(setting_key.end()) if setting_key else (1, 1)


def output_sources(inspection: Inspection) -> dict[str, str]:
    """Return the source file of each output file, by output path."""
    sources_of_pages = {outline.path: outline.source for part in inspection.plan.parts for outline in part.outlines}
    return sources_of_pages | {file.path: file.origin for file in inspection.plan.files}


def display_path(path: Path, root: Path) -> str:
    """Return a path for messages: relative to the site's folder if the path is below it."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()


def _style_diagnostics(inspection: Inspection) -> Iterator[Diagnostic]:
    """Yield violations of the house style; none without content/style.yml."""
    if STYLE_FILE not in inspection.content.texts:
        return
    in_style_file = Diagnostics(STYLE_FILE, wrong="E202")
    style = read_style(inspection.content.texts[STYLE_FILE].decode("utf-8-sig", "replace"), in_style_file)
    yield from in_style_file.found
    for article in inspection.content.articles:
        try:
            article_bytes = read_bytes(article.real)
        except OSError as error:
            raise DiskError(f"{article.path}: {error.strerror}", hint="check again") from None
        yield from style_diagnostics(article.path, passages(article_bytes), style)


def site_diagnostics(
    root: Path, config: Config, now: datetime, inspection: Inspection, links: ExternalLinks
) -> tuple[Diagnostic, ...]:
    """Return all diagnostics of a site; those of its finished pages only if the output is up to date."""
    diagnostics = list(inspection.diagnostics)
    if inspection.is_current:
        finished_pages = FinishedPages(root, config, inspection)
        diagnostics += finished_pages.diagnostics()
        if links.enabled:
            diagnostics += external_link_diagnostics(root, now, finished_pages, links)
    elif not any(diagnostic.is_error for diagnostic in inspection.diagnostics):
        output_name = display_path(inspection.output, root)
        message = f"{output_name} differs from what a build would make now: its pages were not checked"
        diagnostics.append(Diagnostic(SETTINGS_FILE, 1, 1, "W403", message, "run digest build, then digest check again"))
    diagnostics += content_diagnostics(root, config, inspection)
    return tuple(sorted(set(diagnostics)))


class FinishedPages:
    """The links and the leaked texts in the finished output files. Reads each file at most once. Raises DiskError."""

    def __init__(self, root: Path, config: Config, inspection: Inspection) -> None:
        self.folder = display_path(inspection.output, root)
        self.tolerated = BROKEN_LINKS if config.links == "warn" else ()
        sources_by_path = output_sources(inspection)
        self.link_check = LinkCheck(CheckedSite(config, self.folder, sources_by_path))
        self.leaked_runs: list[tuple[str, str, LeakedRun]] = []
        """Outputs that contain text of unpublished articles: path, source, and the matching run of letters."""
        secret_texts = hidden_texts(inspection.collections.entries, inspection.unpublished, inspection.bodies)
        for path, source in sorted(sources_by_path.items()):
            if path.endswith(".html") or (secret_texts.windows and path.lower().endswith(TEXT_FILE_ENDINGS)):
                self._check_finished_file(inspection.output, path, source, secret_texts)
        leaks = leaks_only({run for _, _, run in self.leaked_runs}, secret_texts, inspection.published)
        self.leaks = list(leak_diagnostics((leaked_run for leaked_run in self.leaked_runs if leaked_run[2] in leaks), secret_texts))

    def _check_finished_file(self, output: Path, path: str, source: str, secret_texts: HiddenTexts) -> None:
        try:
            file_text = read_bytes(str(output / path)).decode("utf-8", "replace")
        except OSError as error:
            raise DiskError(f"{self.folder}/{path}: {error.strerror}", hint="build again") from None
        if path.endswith(".html"):
            self.link_check.read_page(path, source, file_text)
        if secret_texts.windows:
            self.leaked_runs += (
                (f"{self.folder}/{path}", source, run) for run in leaked(shown_text(path, file_text), secret_texts)
            )

    @property
    def external(self) -> dict[str, LinkTarget]:
        """The links to other sites, by address."""
        return self.link_check.external_targets

    def diagnostics(self) -> list[Diagnostic]:
        """Return the diagnostics of the files."""
        return [*tolerate(self.link_check.diagnostics(), self.tolerated), *self.leaks]


LINKS_PER_BATCH = 20
"""Replies are stored after every this many, so that an interrupted check need not repeat all requests."""


class ExternalLinks(Struct, frozen=True):
    """The options for checking links to other sites."""

    enabled: bool = False
    pause: float = PAUSE_BETWEEN_REQUESTS
    begin: Callable[[int], None] = lambda count: None
    """Called with the number of addresses before the first is requested."""


def external_link_diagnostics(root: Path, now: datetime, pages: FinishedPages, links: ExternalLinks) -> Iterable[Diagnostic]:
    """Request the addresses of other sites that are due, and store the replies."""
    today = now.toordinal()
    replies = {address: reply for address, reply in read_replies(root / STATE_FOLDER).items() if address in pages.external}
    due_addresses = due(pages.external, replies, today)
    replies_lock = Lock()
    reply_count = 0

    def keep_reply(address: str, reply: Reply) -> None:
        nonlocal reply_count
        with replies_lock:
            replies[address] = reply
            reply_count += 1
            if reply_count % LINKS_PER_BATCH == 0:
                write_replies(root / STATE_FOLDER, replies)

    if due_addresses:
        links.begin(len(due_addresses))
    try:
        request_all(due_addresses, today, keep_reply, links.pause)
    finally:
        with replies_lock:
            write_replies(root / STATE_FOLDER, replies)
    return external_diagnostics(pages.folder, pages.external, replies)
