"""Decode and parse the registries of content/ (topics.yml, sources.yml, published.tsv, the ledger editions.tsv, style.yml), and
return their diagnostics, such as a missing topics.yml. `content_folder.py` reads the bytes; each format has its parser in
`digest/grouping/`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from msgspec.structs import replace

from digest.articles.content_file import decode
from digest.config.config import LEDGER_FILE, PUBLISHED_FILE, SOURCES_FILE, STYLE_FILE, TOPICS_FILE, Config
from digest.diagnostics import Diagnostic, Diagnostics
from digest.files.error_hints import hint_of
from digest.files.file_reading import read_bytes
from digest.files.folder_listing import listing
from digest.grouping.edition_ledger import Record, read_ledger
from digest.grouping.published_file import PublishedAddresses, RecordedTexts, read_published
from digest.grouping.registries import Registries, read_sources, read_topics
from digest.inputs.content_folder import CONTENT_ROOT, MAX_CONTENT_BYTES, Content, folders_named_as_files
from digest.text.merge_markers import has_conflict


def registries_of_content(content: Content, config: Config) -> tuple[Registries, list[Diagnostic]]:
    """Return the registries of the content, including the ledger if the site has editions, and the diagnostics that
    `content.diagnostics` does not contain."""
    is_reported = any(diagnostic.path in (CONTENT_ROOT, TOPICS_FILE) for diagnostic in content.diagnostics)
    registries, diagnostics = parse_registries(content.texts, is_missing_reported=is_reported)
    if config.editions is None:
        return registries, diagnostics
    ledger, ledger_diagnostics = parse_ledger(content.texts)
    return replace(registries, ledger=ledger), [*diagnostics, *ledger_diagnostics]


def parse_registries(texts: Mapping[str, bytes], *, is_missing_reported: bool = False) -> tuple[Registries, list[Diagnostic]]:
    """Parse the registries, and return their diagnostics. Missing topics are an error unless `is_missing_reported`."""
    topic_diagnostics, source_diagnostics = Diagnostics(TOPICS_FILE), Diagnostics(SOURCES_FILE)
    if TOPICS_FILE not in texts and not is_missing_reported:
        topic_diagnostics.add(1, 1, "E101", "the file is missing", "list your topics there:  slug: {name: …, description: …}")
    topic_list = read_topics(_decoded_registry(texts.get(TOPICS_FILE), topic_diagnostics), topic_diagnostics)
    source_list = read_sources(_decoded_registry(texts.get(SOURCES_FILE), source_diagnostics), source_diagnostics)
    published, _, published_diagnostics = _parse_published(texts.get(PUBLISHED_FILE, b""))
    style_diagnostics = Diagnostics(STYLE_FILE)
    if STYLE_FILE in texts:  # only `digest check` parses it
        has_conflict(_decoded_registry(texts[STYLE_FILE], style_diagnostics), style_diagnostics)
    is_complete = TOPICS_FILE in texts and not topic_diagnostics.fatal
    registries = Registries(topic_list, source_list, is_complete, published)
    return registries, [*topic_diagnostics.found, *source_diagnostics.found, *published_diagnostics, *style_diagnostics.found]


@lru_cache(maxsize=1)
def _parse_published(data: bytes) -> tuple[PublishedAddresses, RecordedTexts, tuple[Diagnostic, ...]]:
    """Parse content/published.tsv. Cached, since the preview calls it after every save, and the file has one line per article."""
    diagnostics = Diagnostics(PUBLISHED_FILE)
    addresses, texts = read_published(_decoded_registry(data, diagnostics), diagnostics)
    return addresses, texts, tuple(diagnostics.found)


def recorded_texts(texts: Mapping[str, bytes]) -> RecordedTexts:
    """Return the recorded texts of articles, from the texts of the registries. Only checks need them; they are part of no key."""
    return _parse_published(texts.get(PUBLISHED_FILE, b""))[1]


def parse_ledger(texts: Mapping[str, bytes]) -> tuple[tuple[Record, ...], list[Diagnostic]]:
    """Parse the ledger of a site with editions: the published editions, and diagnostics."""
    diagnostics = Diagnostics(LEDGER_FILE)
    return read_ledger(_decoded_registry(texts.get(LEDGER_FILE), diagnostics), diagnostics), diagnostics.found


def read_registries(root: Path) -> tuple[Registries, list[Diagnostic]]:
    """Read the topics and sources of the site in this folder, and return their diagnostics."""
    folder_listing = listing(root, CONTENT_ROOT)
    registry_texts = {}
    for file in folder_listing.files:
        if file.path in (TOPICS_FILE, SOURCES_FILE):
            try:
                registry_texts[file.path] = read_bytes(file.real, MAX_CONTENT_BYTES)
            except OSError as error:
                hint = hint_of(error, "check its permissions")
                return Registries(), [Diagnostic(file.path, 1, 1, "E101", f"the file cannot be read: {error.strerror}", hint)]
    unreadable = [
        diagnostic
        for diagnostic in (*folder_listing.diagnostics, *folders_named_as_files(folder_listing))
        if diagnostic.path in (CONTENT_ROOT, TOPICS_FILE, SOURCES_FILE)
    ]
    registries, diagnostics = parse_registries(registry_texts, is_missing_reported=bool(unreadable))
    return registries, [*unreadable, *diagnostics]


def _decoded_registry(data: bytes | None, diagnostics: Diagnostics) -> str:
    """Decode a registry; '' for an empty one."""
    return (decode(data, diagnostics) or "") if data and data.strip() else ""
