"""The output of `digest import`: missing values, notes for an editor, and the origin of each value."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from digest.commands.import_report import (
    Imported,
    ImportOptions,
    guesses_from_options,
    guesses_from_text,
    import_notes,
    missing_fields,
    print_import,
)
from digest.commands.import_source import Origin
from digest.config.config import Config
from digest.grouping.registries import Source
from digest.importers.draft_file import Draft
from digest.importers.raw_text import MAX_RAW_BYTES
from digest.importers.wire_reader import LEFT_OUT_NOTE, Guess, Wire
from digest.text.characters import shortened
from tests.conftest import run_digest
from tests.sites import write

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
WHOLE = Wire(title="T", date=NOW, paragraphs=("Text.",))
DRAFT = Draft(title="T", id="1", authors=("A. Bee",), source="wire", source_url="https://wire.example/a")
OPTIONS = ImportOptions(topics=("world",))
CONFIG = Config("A", "https://example.org", timezone="Asia/Seoul", default_mode="full")
OUTLET = Source("wire", "The Wire", timezone="Europe/Berlin", mode="excerpt")


@pytest.mark.parametrize(
    ("wire", "options", "missing"),
    [
        (WHOLE, OPTIONS, []),
        (replace(WHOLE, missing=("title", "authors")), OPTIONS, ["title"]),
        (replace(WHOLE, date=None), OPTIONS, ["date"]),
        (replace(WHOLE, paragraphs=()), OPTIONS, ["paragraphs"]),
        (WHOLE, ImportOptions(), ["topics"]),
        (Wire(title="", missing=("title",)), ImportOptions(), ["title", "date", "paragraphs", "topics"]),
    ],
)
def test_missing_fields_of_a_published_article(wire: Wire, options: ImportOptions, missing: list[str]):
    assert missing_fields(wire, options) == missing


def notes(wire: Wire = WHOLE, draft: Draft = DRAFT, options: ImportOptions = OPTIONS, **more: Any) -> list[str]:
    return list(import_notes(wire, more.get("origin", Origin()), draft, options, NOW, more.get("doubts", ())))


def test_a_complete_article_has_no_notes():
    assert notes() == []


def test_each_missing_value_gives_a_note():
    assert notes(replace(WHOLE, missing=("title",))) == ["no headline found: the first words of the text are used: draft: true"]
    assert notes(replace(WHOLE, date=None)) == ["no date found: the file is in this month's folder: draft: true"]
    assert notes(replace(WHOLE, paragraphs=())) == ["no text found below the headline: draft: true"]
    assert notes(options=ImportOptions()) == ["no topic given: draft: true"]
    assert notes(draft=replace(DRAFT, authors=())) == ["no author found: left as a comment"]
    assert notes(draft=replace(DRAFT, source="")) == ["no source found: left as a comment"]
    assert notes(draft=replace(DRAFT, source_url="")) == ["no source_url found: left as a comment"]


def test_notes_come_in_the_order_of_the_stages():
    wire = replace(WHOLE, notes=("of the text",), date=None)
    assert notes(wire, replace(DRAFT, source=""), origin=Origin(notes=("of the source",)), doubts=("it is a mail",)) == [
        "of the text",
        "of the source",
        "it is a mail: draft: true until somebody has reviewed it",
        "no date found: the file is in this month's folder: draft: true",
        "no source found: left as a comment",
    ]


@pytest.mark.parametrize(("seconds", "is_noted"), [(-1, False), (0, False), (1, True)])
def test_a_date_in_the_future_is_noted(seconds: int, is_noted: bool):
    found = notes(replace(WHOLE, date=NOW + timedelta(seconds=seconds)))
    assert (found == ["the date is in the future: the article is not published before it"]) is is_noted


TITLE, SOURCE, SECOND = Guess("title", "T", 1, "T"), Guess("source", "Blog", 4, "Blog"), Guess("source", "Blog", 7, "by Blog")


def test_values_from_the_text_have_their_line():
    wire = replace(WHOLE, guesses=(TITLE, SOURCE))
    assert list(guesses_from_text(wire, Origin())) == [TITLE, SOURCE]


def test_a_line_overridden_by_an_option_is_reported_with_the_reason():
    origin = Origin(source="wire", guesses=(Guess("source", "wire", 0, "--source"),))
    wire = replace(WHOLE, guesses=(TITLE, SOURCE, SECOND, Guess("source", "x", 0, "the importer")))
    assert list(guesses_from_text(wire, origin)) == [
        TITLE,
        Guess(LEFT_OUT_NOTE, "the source is wire", 4, "Blog"),
        Guess(LEFT_OUT_NOTE, "the source is wire", 7, "by Blog"),
    ]


def test_a_line_with_another_value_is_not_reported_as_left_out():
    """A byline that names the outlet, and the line from which the source was detected."""
    byline = Guess("authors", "A. Bee", 4, "A. Bee, Blog")
    origin = Origin(guesses=(Guess("source", "wire", 7, "by Blog"),))
    wire = replace(WHOLE, guesses=(byline, replace(SOURCE, text="A. Bee, Blog"), SECOND))
    assert list(guesses_from_text(wire, origin)) == [byline]


def guesses(draft: Draft = DRAFT, origin: Origin | None = None, **options: Any) -> dict[str, tuple[str, str]]:
    found = guesses_from_options(ImportOptions(**options), draft, CONFIG, origin or Origin())
    return {guess.field: (guess.value, guess.text) for guess in found if guess.line == 0}


DEFAULT = ("full", "default_mode in digest.yml; publishing a whole text needs its owner's permission")


def test_values_that_are_not_from_the_text_have_their_origin():
    assert guesses() == {"mode": DEFAULT}
    dated = replace(DRAFT, date=NOW, lang="ko", topics=("world", "tech"), tags=("a", "b"))
    assert guesses(dated) == {
        "timezone": ("Asia/Seoul", "digest.yml"),
        "lang": ("ko", ""),
        "mode": DEFAULT,
        "topics": ("world, tech", "--topic"),
        "tags": ("a, b", "--tag"),
    }


def test_a_registered_source_sets_time_zone_language_and_mode():
    dated, registered = replace(DRAFT, date=NOW, lang="ko"), "wire in content/sources.yml"
    origin = Origin(outlet=OUTLET, guesses=(Guess("source", "wire", 0, "--source"),))
    assert guesses(dated, origin) == {
        "source": ("wire", "--source"),
        "timezone": ("Europe/Berlin", registered),
        "lang": ("ko", registered),
        "mode": ("excerpt", registered),
    }
    plain = Origin(outlet=Source("blog", "Blog"))
    assert guesses(dated, plain)["timezone"] == ("Asia/Seoul", "digest.yml") and guesses(dated, plain)["mode"] == DEFAULT


IMPORTED = Imported(
    "content/2026/03/a.md",
    "---\ntitle: A\n---\n",
    (Guess("title", "A", 3, "x" * 90), Guess("mode", "full", 0, "default_mode")),
    ("no source found",),
)


@pytest.mark.parametrize(
    ("only_print", "out"), [(False, "made content/2026/03/a.md\n"), (True, "---\ntitle: A\n---\n")], ids=["made", "printed"]
)
def test_guesses_and_notes_are_printed_on_standard_error(only_print: bool, out: str, capsys: pytest.CaptureFixture[str]):
    print_import(IMPORTED, ImportOptions(only_print=only_print))
    captured = capsys.readouterr()
    assert captured.out == out
    assert captured.err.splitlines() == [
        f"title: A  (line 3: {shortened('x' * 90, 80)})",
        "mode: full  (default_mode)",
        "no source found",
    ]


def test_a_file_that_cannot_be_imported_does_not_stop_the_others(tmp_path: Path):
    write(
        tmp_path,
        {
            "digest.yml": "title: A\nbase_url: https://example.org/\n",
            "content/topics.yml": "world: {name: World}\n",
            "bad.txt": b"%PDF-1.7",
            "good.txt": "Council moves the market\n\nA text.\n",
        },
    )
    ran = run_digest(tmp_path, "import", *(str(tmp_path / name) for name in ("missing.txt", "bad.txt", "good.txt")))
    assert ran.code == 1
    assert [path.name for path in tmp_path.rglob("*.md")] == ["council-moves-the-market.md"]
    assert "missing.txt: there is no such file" in ran.err and "bad.txt: this is" in ran.err
    assert ran.out.startswith("made content/")


def test_the_first_error_is_the_exit_code_and_an_invalid_option_is_reported_once(tmp_path: Path):
    site = {"digest.yml": "title: A\nbase_url: https://example.org/\n", "content/topics.yml": "world: {name: World}\n"}
    write(tmp_path, site | {"a.txt": "Title\n\nText.\n", "b.txt": "Title\n\nText.\n"})
    missing, unusable = str(tmp_path / "missing.txt"), str(tmp_path / ("x" * 300))
    assert run_digest(tmp_path, "import", missing, unusable).code == 1
    assert run_digest(tmp_path, "import", unusable, missing).code == 3
    ran = run_digest(tmp_path, "import", str(tmp_path / "a.txt"), str(tmp_path / "b.txt"), "--topic", "wrld")
    assert (ran.code, ran.err) == (2, "digest: unknown topic wrld\n  did you mean world?\n")


def test_standard_input_that_is_too_large_is_refused_and_not_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    write(tmp_path, {"digest.yml": "title: A\nbase_url: https://example.org/\n", "content/topics.yml": "world: {name: World}\n"})
    text = b"A headline\n\n" + b"A sentence of it. " * (MAX_RAW_BYTES // 18)
    for size, code in ((MAX_RAW_BYTES, 0), (MAX_RAW_BYTES + 1, 1)):
        data = text[:100] + b"\n" * (size - 100)
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
        assert run_digest(tmp_path, "import", "-", "--print").code == code
