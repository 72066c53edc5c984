"""content/published.tsv: the URL paths at which each article was published. A build reads it and never writes it.

A line is an id, a tab, and a path of the site without the base path, so that the site can move. Lines are sorted by id. Lines of
one article are in chronological order, because its id in feeds contains the first path.

One line of an article can have four more columns: mode, text print (`digest.text.text_print`), last update (`-` for never), and
number of corrections. Only `digest check` reads these; no page depends on them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from msgspec import Struct

from digest.articles.article import Article, Located
from digest.config.config import MODES
from digest.diagnostics import Diagnostics
from digest.text.text_print import is_print
from digest.urls import url_error

PublishedAddresses = Mapping[str, tuple[Located, ...]]
"""The URL paths at which each article was published, by id, oldest first."""

NEVER_CHANGED = "-"


class RecordedText(Struct, frozen=True):
    """The recorded text of an article, as a print."""

    url: str
    """The URL path on the same line."""
    mode: str
    text: str
    """The print of the published text (`digest.text.text_print`)."""
    updated: datetime | None = None
    corrections: int = 0
    """The number of corrections."""
    line: int = 0
    """The line number in the file."""

    @property
    def cells(self) -> str:
        """The columns after the URL path."""
        updated = self.updated.isoformat() if self.updated else NEVER_CHANGED
        return f"\t{self.mode}\t{self.text}\t{updated}\t{self.corrections}"


RecordedTexts = Mapping[str, RecordedText]
"""The recorded texts of each article, by id."""


_TEXT_CELLS = 4
_CONFLICT_MARKERS = ("<<<<<<<", "|||||||", "=======", ">>>>>>>")
"""The beginnings of conflict marker lines (git-merge, "How conflicts are presented")."""


def identity(article: Article) -> str:
    """Return the identity of an article in the file: its `id`, or else the path of its file below content/.

    So without an `id`, an article is recognised after a change of date or slug, but not of the file name.
    """
    return " ".join(article.id.split()) or _file_name(article)


def _file_name(article: Article) -> str:
    return article.path.removeprefix("content/")


def addresses(article: Article, published: PublishedAddresses) -> tuple[Located, ...]:
    """Return the recorded URL paths of the article, oldest first; paths from before it had an `id` come first."""
    if not published:
        return ()
    by_name = published.get(_file_name(article), ())
    return by_name + published.get(identity(article), ()) if article.id else by_name


def recorded_text(article: Article, texts: RecordedTexts) -> RecordedText | None:
    """Return the recorded text of the article, or None."""
    return texts.get(identity(article)) or texts.get(_file_name(article))


def read_published(text: str, diagnostics: Diagnostics) -> tuple[PublishedAddresses, RecordedTexts]:
    """Return the recorded URL paths of articles, and their recorded texts; adds diagnostics for invalid lines.

    Repeated lines (as after a merge) count once.
    """
    by_name: dict[str, dict[str, Located]] = {}
    texts: dict[str, RecordedText] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        name, url, recorded = _parts_of_line(line.rstrip("\r"), number)
        column = len(name) + 2
        if line.startswith(_CONFLICT_MARKERS):
            diagnostics.add(
                number, 1, "E108", "an unresolved merge conflict", "keep the lines of both sides, and delete the markers"
            )
        elif not name.strip():
            diagnostics.add(number, 1, "E108", "not an id, a tab and a path", "digest check --record writes such lines")
        elif problem := url_error(url):
            message = f"{url or 'nothing'} is not a path of this site: {problem}"
            diagnostics.add(number, column, "E108", message, "for example /2026/01/04/slug/")
        elif isinstance(recorded, str):
            hint = "delete the text behind the address: digest check --record writes it again"
            diagnostics.add(number, column + len(url) + 1, "E108", recorded, hint)
        else:
            by_name.setdefault(name, {}).setdefault(url, Located(url, number, column))
            if recorded:
                _report_two_texts(texts.get(name), recorded, column, diagnostics)
                texts[name] = recorded
    return {name: tuple(marks.values()) for name, marks in by_name.items()}, texts


def _parts_of_line(line: str, number: int) -> tuple[str, str, RecordedText | str | None]:
    """Return id, URL path, and recorded text (or the reason why it is invalid) of a line. The name of a file can contain tabs."""
    cells = line.rsplit("\t", _TEXT_CELLS + 1)
    if len(cells) == _TEXT_CELLS + 2 and cells[1].startswith("/"):
        return cells[0], cells[1], _text_cells(cells[1], cells[2:], number)
    name, _, url = line.rpartition("\t")
    return name, url, None


def _text_cells(url: str, cells: list[str], number: int) -> RecordedText | str:
    mode, text, updated, corrections = cells
    if mode not in MODES or not is_print(text):
        return f"{mode} {text} is not the mode of an article and the print of its text"
    at = None if updated == NEVER_CHANGED else _instant_in_cell(updated)
    if (at is None and updated != NEVER_CHANGED) or not (corrections.isascii() and corrections.isdigit() and len(corrections) < 10):
        return f"{updated} {corrections} is not when an article was updated and how many corrections it had"
    return RecordedText(url, mode, text, at, int(corrections), number)


def _instant_in_cell(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo and 1000 <= at.year < 9999 else None


def _report_two_texts(first_text: RecordedText | None, second_text: RecordedText, column: int, diagnostics: Diagnostics) -> None:
    """Report different recorded texts of an article at the same path, from two branches."""
    if first_text and first_text.url == second_text.url and first_text.cells != second_text.cells:
        message = f"another text of this article is in line {first_text.line}"
        hint = "delete the older of the two lines; or both texts, and digest check --record writes what is published now"
        diagnostics.add(second_text.line, column, "E108", message, hint)


def published_file_text(published: PublishedAddresses, texts: RecordedTexts, added_addresses: Iterable[tuple[str, str]]) -> str:
    """Return the text of the file with added pairs of id and path, each after the older paths of its id."""
    urls = {name: [mark.text for mark in marks] for name, marks in published.items()}
    for name, url in added_addresses:
        urls_of_article = urls.setdefault(name, [])
        if url not in urls_of_article:
            urls_of_article.append(url)
    return "".join(f"{name}\t{url}{cells}\n" for name in sorted(urls) for url, cells in _with_cells(urls[name], texts.get(name)))


def _with_cells(urls: Iterable[str], text: RecordedText | None) -> Iterator[tuple[str, str]]:
    for url in urls:
        yield url, text.cells if text and text.url == url else ""
