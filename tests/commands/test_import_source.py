"""The source of an imported text: options take precedence over the text, and a registered source has its own rules."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from digest.commands.import_source import Origin, read_by_outlet
from digest.grouping.registries import Source
from digest.importers.importer import Reader
from digest.importers.wire_reader import LEFT_OUT_NOTE, Guess, Wire

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Seoul")
WIRE = Source("wire", "The Wire", domain="wire.example", timezone="Europe/Berlin", byline="reports")
BLOG = Source("blog", "A Blog", domain="www.blog.example")
SAME = Source("other", "The Wire", domain="wire.example")


def imported(
    read: Wire | None = None, *, source: str = "", url: str = "", outlets: tuple[Source, ...] = (WIRE, BLOG)
) -> tuple[Origin, list[Reader]]:
    """Return the origin of a text that the importer reads as `read`, and the reader of each call of the importer."""
    readers: list[Reader] = []

    def importer(text: str, reader: Reader) -> Wire:
        assert text == "raw"
        readers.append(reader)
        return read or Wire(title="T")

    given = SimpleNamespace(source=source, url=url)
    wire, origin = read_by_outlet(importer, "raw", outlets, given, ZONE, NOW)
    assert wire is (read or wire)
    return origin, readers


def test_a_text_of_unknown_source_is_read_by_the_rules_of_the_site():
    origin, readers = imported()
    assert origin == Origin()
    assert readers == [Reader(ZONE, NOW, "", frozenset({"the wire", "wire", "a blog", "blog"}))]


def test_the_text_of_a_given_source_is_read_once_by_its_rules():
    for name in ("wire", "The Wire", "THE WIRE"):
        origin, readers = imported(source=name)
        assert (origin.source, origin.outlet, origin.notes) == ("wire", WIRE, ())
        assert origin.guesses == (Guess("source", "wire", 0, "--source"),)
        assert [(reader.zone.key, reader.byline) for reader in readers] == [("Europe/Berlin", "reports")]
    origin, readers = imported(source="blog")
    assert [(reader.zone, reader.byline) for reader in readers] == [(ZONE, "")], "it has no rules of its own"


def test_the_text_is_read_again_if_it_names_its_source():
    origin, readers = imported(Wire(title="T", url="https://www.wire.example/a"))
    assert (origin.source, origin.url, origin.outlet) == ("wire", "https://www.wire.example/a", WIRE)
    assert origin.guesses == (Guess("source", "wire", 0, "wire.example in content/sources.yml, by the address"),)
    assert [reader.byline for reader in readers] == ["", "reports"]


def test_an_unregistered_source_is_kept_and_a_similar_name_is_noted():
    origin, _ = imported(source="Elsewhere")
    assert (origin.source, origin.outlet, origin.notes) == ("Elsewhere", None, ())
    origin, _ = imported(source="The Wira")
    (note,) = origin.notes
    assert note.startswith("the source The Wira is not in content/sources.yml: ") and "The Wire" in note
    assert imported(source="blok")[0].notes[0].endswith("did you mean blog?")


def test_options_take_precedence_over_the_text():
    read = Wire(title="T", source="A Blog", url="https://blog.example/a")
    origin, _ = imported(read, source="wire", url="https://wire.example/b")
    assert (origin.source, origin.url) == ("wire", "https://wire.example/b")
    assert origin.guesses == (Guess("source_url", "https://wire.example/b", 0, "--url"), Guess("source", "wire", 0, "--source"))


def test_a_source_that_is_not_registered_keeps_its_name_and_is_read_by_the_rules_of_its_address():
    origin, readers = imported(source="Elsewhere", url="https://wire.example/b")
    assert (origin.source, origin.url, origin.outlet) == ("Elsewhere", "https://wire.example/b", WIRE)
    assert [reader.byline for reader in readers] == ["reports"], "a build finds the source by its address too"


def test_a_given_address_determines_the_source_and_overrides_the_text():
    read = Wire(title="T", source="A Blog", guesses=(Guess("source", "A Blog", 3, "A Blog"),))
    origin, readers = imported(read, url="https://wire.example/b")
    assert (origin.source, origin.url, origin.outlet) == ("wire", "https://wire.example/b", WIRE)
    assert len(readers) == 1, "the source is known before the text is read"


def test_a_source_named_in_the_text_has_its_line():
    clue = Guess("source", "A Blog", 3, "A Blog")
    origin, _ = imported(Wire(title="T", source="A Blog", guesses=(clue,)))
    assert (origin.source, origin.outlet) == ("blog", BLOG)
    assert origin.guesses == (Guess("source", "blog", 3, "A Blog"),)
    origin, _ = imported(Wire(title="T", source="Elsewhere", guesses=(Guess("source", "Elsewhere", 3, "Elsewhere"),)))
    assert (origin.source, origin.outlet, origin.guesses) == ("Elsewhere", None, ())


@pytest.mark.parametrize("outlet", [BLOG, Source("blog", "A Blog", domain="WWW.Blog.example")])
@pytest.mark.parametrize("text", ["© 2026 A Blog", "© 2026 blog.example"])
def test_a_copyright_line_names_the_source(text: str, outlet: Source):
    origin, _ = imported(Wire(title="T", guesses=(Guess(LEFT_OUT_NOTE, "copyright", 9, text),)), outlets=(WIRE, outlet))
    assert origin.outlet == outlet and origin.guesses == (Guess("source", "blog", 9, text),)


def test_the_first_of_two_sources_with_one_name_is_used():
    read = Wire(title="T", source="The Wire", guesses=(Guess("source", "The Wire", 3, "The Wire"),))
    assert imported(read, outlets=(WIRE, SAME))[0].source == "wire"
    assert imported(read, outlets=(SAME, WIRE))[0].source == "other"
    mail = Wire(title="T", guesses=(Guess("authors", "A. Bee", 3, "A. Bee a@wire.example"),))
    assert imported(mail, outlets=(WIRE, SAME))[0].source == "wire"
