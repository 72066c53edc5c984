"""Build a site of many imported raw texts: it must build without errors, and its pages must contain the texts."""

from __future__ import annotations

import html
import re
import shutil
import time
import traceback
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path

import html5lib
from msgspec.structs import replace

from digest.articles.article import Parsing
from digest.articles.article_parser import parse
from digest.articles.content_file import ContentFile
from digest.articles.date_reader import zone_of
from digest.build import build as build_site
from digest.command_run import CommandRun
from digest.commands.import_report import Imported, ImportOptions
from digest.commands.import_text import import_text
from digest.config.config import Config
from digest.config.setting_table import read_config
from digest.errors import ContentError, DigestError
from digest.grouping.registries import Registries
from digest.importers.importer import Reader, raw_text
from digest.importers.pdf_text import LIGATURES
from digest.importers.raw_text import read_raw
from digest.inputs.registry_files import read_registries
from digest.text.characters import UNFIT_FOR_PAGES
from tests.fuzz.batch import BASE, LIMIT, START, Outcome, Settings, base_files, seconds_of_build
from tests.fuzz.newspaper import Newspaper
from tests.fuzz.sinks import folded, judge
from tests.sites import NOW, tree, write

BREAKS = re.compile("[\t\n\x0b\x0c\r\x1c-\x1f\x85\u2028\u2029]")


def attempt(place: Path, cases: Sequence[Newspaper], settings: Settings, now: datetime = NOW) -> Outcome:
    """Import all of them into one site in the empty folder `place`, build it, and check the output.

    Imported articles must have no errors, and with straight quotes each page must contain its text.
    """
    outcome = Outcome(complaints=[])
    root = write(place / "site-under-test", base_files(settings))
    # Every article has a page with a known path, including drafts and future articles.
    config = replace(read_config(settings.yaml), drafts=True, future=True, permalink="/all/{slug}/")
    try:
        registries, _ = read_registries(root)
        imported = {case: done for case in cases if (done := _import(root, config, registries, case, now, outcome))}
        outcome.published = len(imported)
        start = time.process_time()
        report = build_site(root, config, now, CommandRun(jobs=1))
        most = START + LIMIT / 10 * len(cases)
        seconds = seconds_of_build(root, config, now, time.process_time() - start, most)
        if seconds > most:
            outcome.complaints.append(f"{seconds:.2f} s to build {len(cases)} texts")
        ours = {done.path for done in imported.values()}
        outcome.complaints += [
            str(diagnostic) for diagnostic in report.diagnostics if diagnostic.path in ours and diagnostic.code not in HARMLESS
        ]
        site = tree(root / "site")
        outcome.complaints += judge(site, BASE, thorough=[path for path in site if path.startswith("all/")])
        for case, done in imported.items():
            outcome.complaints += _text(root, site, config, registries, case, done, now)
    except DigestError as error:
        outcome.complaints.append(f"{error.message} {[diagnostic for diagnostic in error.diagnostics if diagnostic.is_error][:3]}")
    except Exception:  # noqa: BLE001 - this is what is looked for
        outcome.complaints.append(traceback.format_exc())
    finally:
        shutil.rmtree(root)
    return outcome


HARMLESS = ("W203", "W204", "W207", "W327", "W502")
"""Warnings that an editor has to handle: no source or date was found, invisible characters or marks in the headline, template
code in the text."""


def _import(root: Path, config: Config, known: Registries, case: Newspaper, now: datetime, outcome: Outcome) -> Imported | None:
    """Import the text and return the result; None if import refuses it, which is allowed only for data that is not text."""
    start = time.process_time()
    topics = [topic.slug for topic in known.topics]
    try:
        done = import_text(root, config, known.sources, topics, case.data, f"{case.seed}.txt", ImportOptions(("world",)), now)
    except ContentError as error:
        if case.lines or not error.message.startswith(f"{case.seed}.txt"):
            outcome.complaints.append(f"refused: {error.message}")
        return None
    seconds = time.process_time() - start
    if seconds > LIMIT:
        outcome.complaints.append(f"{seconds:.2f} s to import")
    if not done.path.startswith("content/2") or not (root / done.path).is_file():
        outcome.complaints.append(f"imported to {done.path}")
    for note_text in (*done.notes, *(f"{guess.field}{guess.value}{guess.text}" for guess in done.guesses)):
        if UNFIT_FOR_PAGES.search(note_text) or BREAKS.search(note_text):
            outcome.complaints.append(f"a note is not printable in one line: {note_text!r}")
    return done


def _text(
    root: Path, site: dict[str, bytes], config: Config, known: Registries, case: Newspaper, done: Imported, now: datetime
) -> Iterator[str]:
    """Yield differences between the page and its source text."""
    data = (root / done.path).read_bytes()
    article = parse(ContentFile(done.path, data), Parsing(config.timezone, config.html, config.typography)).article
    if article is None or f"all/{article.slug}/index.html" not in site:
        yield f"{done.path} has no page"
        return
    page = html5lib.parse(site[f"all/{article.slug}/index.html"], transport_encoding="utf-8", namespaceHTMLElements=False)
    # A page without text, such as that of a single caption, has no text element.
    for prose in (element for element in page.iter("div") if element.get("class") == "prose"):
        # Addresses in the text become links.
        if {element.tag for element in prose} - {"p"} or {element.tag for element in prose.iterfind("*//*")} - {"a"}:
            yield f"{case.seed}: markup was made of the text: {[element.tag for element in prose.iter()][1:5]}"
    raw = read_raw(case.data, "x").text
    # An address of a registered outlet would change how bylines are read; none of these texts contains one.
    wire = raw_text(raw, Reader(zone_of(config.timezone), now, "", frozenset(o.name.casefold() for o in known.sources)))
    shown = [folded("".join(element.itertext())) for element in page.iterfind(".//div[@class='prose']/*")]
    if not config.typography and shown != [_expected(text) for text in wire.paragraphs]:
        yield f"{case.seed}: the page says {shown}, the text {wire.paragraphs}"
    # Ligatures are replaced by letters, because they come from typesetting, as in the text of a PDF.
    lines = [_expected(REFERENCE.sub(_referred, line).translate(LIGATURES)) for line in case.lines]
    if case.lines and not config.typography and shown != list(filter(None, lines)):
        yield f"{case.seed}: the page says {shown}, the text {case.lines}"
    if folded(article.title) != _expected(wire.title):
        yield f"{case.seed}: the title is {article.title!r} instead of {wire.title!r}"
    yield from _lost(raw, case, (wire.title, *wire.paragraphs, *(guess.text for guess in done.guesses)), done.notes)


REFERENCE = re.compile("&#?[0-9A-Za-z]+;")


def _referred(found: re.Match[str]) -> str:
    """Return the character of a character reference; a line break becomes a space."""
    return html.unescape(found[0]).replace("\n", " ")


def _expected(text: str) -> str:
    """Return the text as a page shows it, without using the code under test and without soft hyphens."""
    fit = _first_thirty_marks(UNFIT_FOR_PAGES.sub("", BREAKS.sub(" ", text)))
    return folded(unicodedata.normalize("NFC", _first_thirty_marks(fit.replace("\u00ad", ""))))


def _first_thirty_marks(text: str) -> str:
    """Return the text with at most as many combining marks per letter as a page shows: the first thirty of those out of order."""
    kept = ""
    for is_mark, run in groupby(text, lambda character: bool(unicodedata.combining(character))):
        marks = "".join(run)
        in_order = unicodedata.normalize("NFD", marks) == marks
        kept += marks[:30] if is_mark and len(marks) > 30 and not in_order else marks
    return kept


def _lost(raw: str, case: Newspaper, shown_texts: Sequence[str], notes: Sequence[str]) -> Iterator[str]:
    """Yield complaints about lines of the text that are in no paragraph or title and are not reported as left out."""
    numbered = re.split("\r\n|[\n\r\x85\u2028\u2029]", raw)
    ranges = [re.match(r"lines? (\d+)(?:-(\d+))?: ", note) for note in notes]
    reported_lines = [line for found in ranges if found for line in numbered[int(found[1]) - 1 : int(found[2] or found[1])]]
    all_text = _squeezed("\n".join((*shown_texts, *reported_lines)))
    for line in re.split("[\n\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029]", raw):
        if _squeezed(line) not in all_text and _squeezed(line.rstrip().removesuffix("-").removesuffix("\u2010")) not in all_text:
            yield f"{case.seed}: the line {line!r} is lost"


def _squeezed(text: str) -> str:
    """Return the text without characters that line breaks change: white space, soft hyphens, accents; ligatures as letters."""
    bare = unicodedata.normalize("NFD", UNFIT_FOR_PAGES.sub("", text).replace("\u00ad", "").translate(LIGATURES))
    return "".join(c for c in bare if not c.isspace() and not unicodedata.combining(c))
