"""The registries of a site: the files that are read, and the diagnostics of others."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace

from digest.config.config import LEDGER_FILE, PUBLISHED_FILE, SOURCES_FILE, STYLE_FILE, TOPICS_FILE, Config
from digest.config.edition_settings import EditionSettings
from digest.diagnostics import Diagnostic
from digest.inputs.registry_files import parse_ledger, parse_registries, read_registries, recorded_texts, registries_of_content
from tests.sites import write

CONFIG = Config("A", "https://example.org")
TOPICS, SOURCES = b"world: World\n", b"wire: The Wire\n"
CONFLICT = b"<<<<<<< ours\nworld: World\n=======\nworld: Worlds\n>>>>>>> theirs\n"


def places(diagnostics: list[Diagnostic]) -> list[tuple[str, str]]:
    return [(diagnostic.path, diagnostic.code) for diagnostic in diagnostics]


def test_topics_and_sources_are_read_from_their_files():
    registries, diagnostics = parse_registries({TOPICS_FILE: TOPICS, SOURCES_FILE: SOURCES})
    assert ([topic.name for topic in registries.topics], [source.name for source in registries.sources]) == (
        ["World"],
        ["The Wire"],
    )
    assert registries.complete and diagnostics == []


def test_missing_topics_are_an_error_unless_that_is_told_already_and_missing_sources_are_none():
    registries, diagnostics = parse_registries({})
    assert places(diagnostics) == [(TOPICS_FILE, "E101")] and not registries.complete
    registries, diagnostics = parse_registries({}, is_missing_reported=True)
    assert diagnostics == [] and not registries.complete, "no topic of an article is called unknown"
    assert parse_registries({TOPICS_FILE: b" \n"})[1] == []


@pytest.mark.parametrize(
    ("texts", "path", "is_complete"),
    [
        ({TOPICS_FILE: b"world: [\n"}, TOPICS_FILE, False),
        ({TOPICS_FILE: b"\xff"}, TOPICS_FILE, False),
        ({TOPICS_FILE: TOPICS, SOURCES_FILE: b"wire: [\n"}, SOURCES_FILE, True),
        ({TOPICS_FILE: TOPICS, PUBLISHED_FILE: CONFLICT}, PUBLISHED_FILE, True),
        ({TOPICS_FILE: TOPICS, STYLE_FILE: CONFLICT}, STYLE_FILE, True),
        ({TOPICS_FILE: TOPICS, STYLE_FILE: b"\xff"}, STYLE_FILE, True),
    ],
)
def test_what_is_wrong_with_each_file_is_told_there(texts: dict[str, bytes], path: str, is_complete: bool):
    registries, diagnostics = parse_registries(texts)
    assert {found.path for found in diagnostics} == {path}
    assert registries.complete is is_complete


def test_what_is_wrong_in_the_style_file_itself_is_left_to_the_check():
    assert parse_registries({TOPICS_FILE: TOPICS, STYLE_FILE: b"nonsense: [\n"})[1] == []


def content_of(texts: dict[str, bytes], *told: str) -> Any:
    return SimpleNamespace(texts=texts, diagnostics=[Diagnostic(path, 1, 1, "E101", "it cannot be read") for path in told])


@pytest.mark.parametrize(
    ("told", "is_told_here"), [((), True), (("content",), False), ((TOPICS_FILE,), False), ((SOURCES_FILE,), True)]
)
def test_topics_that_cannot_be_read_are_told_once(told: tuple[str, ...], is_told_here: bool):
    assert bool(registries_of_content(content_of({}, *told), CONFIG)[1]) is is_told_here


def test_only_a_site_with_editions_has_a_ledger():
    texts = {TOPICS_FILE: TOPICS, LEDGER_FILE: b"nonsense\n"}
    assert registries_of_content(content_of(texts), CONFIG)[1] == []
    with_editions = replace(CONFIG, editions=EditionSettings())
    assert {found.path for found in registries_of_content(content_of(texts), with_editions)[1]} == {LEDGER_FILE}
    assert parse_ledger({}) == ((), [])
    assert registries_of_content(content_of({TOPICS_FILE: TOPICS}), with_editions)[0].ledger == ()


def test_texts_of_articles_are_recorded_beside_their_addresses():
    assert recorded_texts({}) == {} == recorded_texts({TOPICS_FILE: TOPICS})


def test_the_registries_of_a_folder(tmp_path: Path):
    write(tmp_path, {TOPICS_FILE: TOPICS, SOURCES_FILE: SOURCES, PUBLISHED_FILE: CONFLICT, "content/a.md": "no article"})
    registries, diagnostics = read_registries(tmp_path)
    assert [topic.name for topic in registries.topics] == ["World"] and [source.slug for source in registries.sources] == ["wire"]
    assert diagnostics == [], "what else lies there is not looked at"


def test_a_file_in_the_place_of_content_is_told_once(tmp_path: Path):
    write(tmp_path, {"content": ""})
    registries, diagnostics = read_registries(tmp_path)
    assert [found.path for found in diagnostics] == ["content"] and not registries.complete


def test_a_registry_that_leads_nowhere_is_told_once(tmp_path: Path):
    write(tmp_path, {SOURCES_FILE: SOURCES})
    (tmp_path / TOPICS_FILE).symlink_to("nowhere")
    registries, diagnostics = read_registries(tmp_path)
    assert {found.path for found in diagnostics} == {TOPICS_FILE} and len(diagnostics) == 1
    assert not registries.complete


def test_a_registry_that_the_disk_does_not_give_back_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def broken(path: str, most: int) -> bytes:
        raise OSError(5, "Input/output error")

    write(tmp_path, {TOPICS_FILE: TOPICS})
    monkeypatch.setattr("digest.inputs.registry_files.read_bytes", broken)
    _, (found,) = read_registries(tmp_path)
    assert (found.path, found.code, found.hint) == (TOPICS_FILE, "E101", "check its permissions")
    assert "Input/output error" in found.message


@pytest.mark.parametrize("path", [TOPICS_FILE, SOURCES_FILE])
def test_a_folder_with_the_name_of_a_registry_is_reported_once(path: str, tmp_path: Path):
    write(tmp_path, {TOPICS_FILE: TOPICS} if path != TOPICS_FILE else {})
    (tmp_path / path).mkdir(parents=True)
    _, diagnostics = read_registries(tmp_path)
    assert places(diagnostics) == [(path, "E101")]
