"""The registries of a site: parsing, and diagnostics."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace

from digest.config.config import LEDGER_FILE, PUBLISHED_FILE, SOURCES_FILE, STYLE_FILE, TOPICS_FILE, Config
from digest.config.edition_settings import EditionSettings
from digest.diagnostics import Diagnostic
from digest.grouping.published_file import RecordedText
from digest.inputs.registry_files import parse_ledger, parse_registries, read_registries, recorded_texts, registries_of_content
from digest.text.text_print import text_print
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


def test_missing_topics_are_reported_once_and_missing_sources_are_allowed():
    registries, diagnostics = parse_registries({})
    assert places(diagnostics) == [(TOPICS_FILE, "E101")] and not registries.complete
    registries, diagnostics = parse_registries({}, is_missing_reported=True)
    assert diagnostics == [] and not registries.complete, "topics of articles are not reported as unknown"
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
def test_errors_are_reported_in_their_file(texts: dict[str, bytes], path: str, is_complete: bool):
    registries, diagnostics = parse_registries(texts)
    assert {found.path for found in diagnostics} == {path}
    assert registries.complete is is_complete


def test_the_style_file_is_not_parsed():
    assert parse_registries({TOPICS_FILE: TOPICS, STYLE_FILE: b"nonsense: [\n"})[1] == []


def content_with(texts: dict[str, bytes], *reported_paths: str) -> Any:
    return SimpleNamespace(
        texts=texts, diagnostics=[Diagnostic(path, 1, 1, "E101", "it cannot be read") for path in reported_paths]
    )


@pytest.mark.parametrize(
    ("reported_paths", "is_reported"), [((), True), (("content",), False), ((TOPICS_FILE,), False), ((SOURCES_FILE,), True)]
)
def test_unreadable_topics_are_reported_once(reported_paths: tuple[str, ...], is_reported: bool):
    assert bool(registries_of_content(content_with({}, *reported_paths), CONFIG)[1]) is is_reported


def test_the_ledger_is_read_only_for_a_site_with_editions():
    texts = {TOPICS_FILE: TOPICS, LEDGER_FILE: b"nonsense\n"}
    assert registries_of_content(content_with(texts), CONFIG)[1] == []
    with_editions = replace(CONFIG, editions=EditionSettings())
    assert {found.path for found in registries_of_content(content_with(texts), with_editions)[1]} == {LEDGER_FILE}
    assert parse_ledger({}) == ((), [])
    assert registries_of_content(content_with({TOPICS_FILE: TOPICS}), with_editions)[0].ledger == ()


def test_recorded_texts_of_articles_are_read():
    assert recorded_texts({}) == {} == recorded_texts({TOPICS_FILE: TOPICS})
    text = RecordedText("/2026/a/", "full", text_print("a text"))
    texts = {TOPICS_FILE: TOPICS, PUBLISHED_FILE: f"2026/a.md\t/2026/a/{text.cells}\n".encode()}
    assert recorded_texts(texts) == {"2026/a.md": replace(text, line=1)}
    registries, diagnostics = parse_registries(texts)
    assert [address.text for address in registries.published["2026/a.md"]] == ["/2026/a/"] and diagnostics == []


def test_the_ledger_of_a_site_with_editions_is_read():
    line = b"2026-01-09\t1\t2026-01-02T18:00:00+09:00\t2026-01-09T18:00:00+09:00\t3\tabc123\n"
    texts = {SOURCES_FILE: SOURCES, LEDGER_FILE: line + b"nonsense\n"}
    registries, diagnostics = registries_of_content(content_with(texts), replace(CONFIG, editions=EditionSettings()))
    assert [source.slug for source in registries.sources] == ["wire"] and [record.id for record in registries.ledger] == [
        "2026-01-09"
    ]
    assert places(diagnostics) == [(TOPICS_FILE, "E101"), (LEDGER_FILE, "E109")]


def test_topics_and_sources_are_read_from_a_folder(tmp_path: Path):
    write(tmp_path, {TOPICS_FILE: TOPICS, SOURCES_FILE: SOURCES, PUBLISHED_FILE: CONFLICT, "content/a.md": "no article"})
    registries, diagnostics = read_registries(tmp_path)
    assert [topic.name for topic in registries.topics] == ["World"] and [source.slug for source in registries.sources] == ["wire"]
    assert diagnostics == [], "other files are not read"


def test_a_file_named_content_is_reported_once(tmp_path: Path):
    write(tmp_path, {"content": ""})
    registries, diagnostics = read_registries(tmp_path)
    assert [found.path for found in diagnostics] == ["content"] and not registries.complete


@pytest.mark.parametrize(("broken", "other"), [(TOPICS_FILE, SOURCES_FILE), (SOURCES_FILE, TOPICS_FILE)])
def test_a_registry_that_is_a_broken_link_is_reported_once(broken: str, other: str, tmp_path: Path):
    write(tmp_path, {other: "wire: Wire\n"})
    for name in (broken, "content/a.md"):
        (tmp_path / name).symlink_to("nowhere")
    registries, diagnostics = read_registries(tmp_path)
    assert [(found.path, found.code) for found in diagnostics] == [(broken, "E101")]
    assert registries.complete is (broken == SOURCES_FILE)


def test_all_errors_in_the_registries_of_a_folder_are_reported(tmp_path: Path):
    write(tmp_path, {TOPICS_FILE: "world: [\n"})
    (tmp_path / SOURCES_FILE).symlink_to("nowhere")
    assert [found.path for found in read_registries(tmp_path)[1]] == [SOURCES_FILE, TOPICS_FILE]


def test_a_read_error_of_a_registry_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
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
