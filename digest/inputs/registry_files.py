"""Reads the registries of content/, and reports mistakes in them."""

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
from digest.inputs.content_folder import CONTENT_ROOT, MAX_CONTENT_BYTES, Content, registry_folders
from digest.text.merge_markers import has_conflict


def registries_of_content(content: Content, config: Config) -> tuple[Registries, list[Diagnostic]]:
    """The registries of the content, with the ledger of a site that has editions; and what is wrong with them that is not in the
    content's `diagnostics`."""
    is_reported = any(diagnostic.path in (CONTENT_ROOT, TOPICS_FILE) for diagnostic in content.diagnostics)
    registries, diagnostics = parse_registries(content.texts, is_missing_reported=is_reported)
    if config.editions is None:
        return registries, diagnostics
    ledger, ledger_diagnostics = parse_ledger(content.texts)
    return replace(registries, ledger=ledger), [*diagnostics, *ledger_diagnostics]


def parse_registries(texts: Mapping[str, bytes], *, is_missing_reported: bool = False) -> tuple[Registries, list[Diagnostic]]:
    """The registries by their texts, and what is wrong in them; missing topics are an error unless that is reported already."""
    topic_diagnostics, source_diagnostics = Diagnostics(TOPICS_FILE), Diagnostics(SOURCES_FILE)
    if TOPICS_FILE not in texts and not is_missing_reported:
        topic_diagnostics.add(1, 1, "E101", "the file is missing", "list your topics there:  slug: {name: …, description: …}")
    topic_list = read_topics(_decoded_registry(texts.get(TOPICS_FILE), topic_diagnostics), topic_diagnostics)
    source_list = read_sources(_decoded_registry(texts.get(SOURCES_FILE), source_diagnostics), source_diagnostics)
    published, _, published_diagnostics = _parse_published(texts.get(PUBLISHED_FILE, b""))
    style_diagnostics = Diagnostics(STYLE_FILE)
    if STYLE_FILE in texts:  # what it says is read by `digest check` alone
        has_conflict(_decoded_registry(texts[STYLE_FILE], style_diagnostics), style_diagnostics)
    is_complete = TOPICS_FILE in texts and not topic_diagnostics.fatal
    registries = Registries(topic_list, source_list, is_complete, published)
    return registries, [*topic_diagnostics.found, *source_diagnostics.found, *published_diagnostics, *style_diagnostics.found]


@lru_cache(maxsize=1)
def _parse_published(data: bytes) -> tuple[PublishedAddresses, RecordedTexts, tuple[Diagnostic, ...]]:
    """What was published under which address; the preview asks after every save, and the file has a line an article."""
    diagnostics = Diagnostics(PUBLISHED_FILE)
    addresses, texts = read_published(_decoded_registry(data, diagnostics), diagnostics)
    return addresses, texts, tuple(diagnostics.found)


def recorded_texts(texts: Mapping[str, bytes]) -> RecordedTexts:
    """What articles said when they were recorded, by the texts of the registries. Only checks need it, and no key contains it."""
    return _parse_published(texts.get(PUBLISHED_FILE, b""))[1]


def parse_ledger(texts: Mapping[str, bytes]) -> tuple[tuple[Record, ...], list[Diagnostic]]:
    """The editions that are out, from the ledger of a site with editions; and what is wrong in it."""
    diagnostics = Diagnostics(LEDGER_FILE)
    return read_ledger(_decoded_registry(texts.get(LEDGER_FILE), diagnostics), diagnostics), diagnostics.found


def read_registries(root: Path) -> tuple[Registries, list[Diagnostic]]:
    """The topics and sources of the site in this folder, and what is wrong with them."""
    folder_listing = listing(root, CONTENT_ROOT)
    texts = {}
    for file in folder_listing.files:
        if file.path in (TOPICS_FILE, SOURCES_FILE):
            try:
                texts[file.path] = read_bytes(file.real, MAX_CONTENT_BYTES)
            except OSError as error:
                hint = hint_of(error, "check its permissions")
                return Registries(), [Diagnostic(file.path, 1, 1, "E101", f"the file cannot be read: {error.strerror}", hint)]
    unreadable = [
        diagnostic
        for diagnostic in (*folder_listing.diagnostics, *registry_folders(folder_listing))
        if diagnostic.path in (CONTENT_ROOT, TOPICS_FILE, SOURCES_FILE)
    ]
    registries, diagnostics = parse_registries(texts, is_missing_reported=bool(unreadable))
    return registries, [*unreadable, *diagnostics]


def _decoded_registry(data: bytes | None, diagnostics: Diagnostics) -> str:
    """The text of a registry; an empty one is no error."""
    return (decode(data, diagnostics) or "") if data and data.strip() else ""
