"""Read and write the text of content/published.tsv: by id, the URL paths at which each article was published, and its recorded text
(mode, print, update, corrections); report invalid lines. A build writes no file.

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


_RECORDED_TEXT_CELLS = 4
_CONFLICT_MARKERS = ("<<<<<<<", "|||||||", "=======", ">>>>>>>")
"""The beginnings of conflict marker lines (git-merge, "How conflicts are presented")."""


def identity(article: Article) -> str:
    """Return the identity of an article in the file: its `id`, or else the path of its file below content/.

    So without an `id`, an article is recognised after a change of date or slug, but not of the file name.
    """
    return " ".join(article.id.split()) or _content_file_name(article)


def _content_file_name(article: Article) -> str:
    return article.path.removeprefix("content/")


def addresses(article: Article, published: PublishedAddresses) -> tuple[Located, ...]:
    """Return the recorded URL paths of the article, oldest first; paths from before it had an `id` come first."""
    if not published:
        return ()
    file_addresses = published.get(_content_file_name(article), ())
    return file_addresses + published.get(identity(article), ()) if article.id else file_addresses


def recorded_text(article: Article, texts: RecordedTexts) -> RecordedText | None:
    """Return the recorded text of the article, or None."""
    return texts.get(identity(article)) or texts.get(_content_file_name(article))


def read_published(text: str, diagnostics: Diagnostics) -> tuple[PublishedAddresses, RecordedTexts]:
    """Return the recorded URL paths of articles, and their recorded texts; adds diagnostics for invalid lines.

    Repeated lines (as after a merge) count once.
    """
    addresses_by_id: dict[str, dict[str, Located]] = {}
    recorded_texts: dict[str, RecordedText] = {}
    for line_number, published_line in enumerate(text.split("\n"), 1):
        if not published_line.strip():
            continue
        article_id, url, recorded_in_line = _parts_of_published_line(published_line.rstrip("\r"), line_number)
        column = len(article_id) + 2
        if published_line.startswith(_CONFLICT_MARKERS):
            diagnostics.add(
                line_number, 1, "E108", "an unresolved merge conflict", "keep the lines of both sides, and delete the markers"
            )
        elif not article_id.strip():
            diagnostics.add(line_number, 1, "E108", "not an id, a tab and a path", "digest check --record writes such lines")
        elif problem := url_error(url):
            message = f"{url or 'nothing'} is not a path of this site: {problem}"
            diagnostics.add(line_number, column, "E108", message, "for example /2026/01/04/slug/")
        elif isinstance(recorded_in_line, str):
            hint = "delete the text behind the address: digest check --record writes it again"
            diagnostics.add(line_number, column + len(url) + 1, "E108", recorded_in_line, hint)
        else:
            addresses_by_id.setdefault(article_id, {}).setdefault(url, Located(url, line_number, column))
            if recorded_in_line:
                _report_two_texts(recorded_texts.get(article_id), recorded_in_line, column, diagnostics)
                recorded_texts[article_id] = recorded_in_line
    return {article_id: tuple(marks.values()) for article_id, marks in addresses_by_id.items()}, recorded_texts


def _parts_of_published_line(line: str, number: int) -> tuple[str, str, RecordedText | str | None]:
    """Return id, URL path, and recorded text (or the reason why it is invalid) of a line. The name of a file can contain tabs."""
    cells = line.rsplit("\t", _RECORDED_TEXT_CELLS + 1)
    if len(cells) == _RECORDED_TEXT_CELLS + 2 and cells[1].startswith("/"):
        return cells[0], cells[1], _text_of_cells(cells[1], cells[2:], number)
    article_id, _, url = line.rpartition("\t")
    return article_id, url, None


def _text_of_cells(url: str, cells: list[str], number: int) -> RecordedText | str:
    mode, print_of_text, updated, corrections = cells
    if mode not in MODES or not is_print(print_of_text):
        return f"{mode} {print_of_text} is not the mode of an article and the print of its text"
    updated_at = None if updated == NEVER_CHANGED else _update_in_cell(updated)
    if (updated_at is None and updated != NEVER_CHANGED) or not (
        corrections.isascii() and corrections.isdigit() and len(corrections) < 10
    ):
        return f"{updated} {corrections} is not when an article was updated and how many corrections it had"
    return RecordedText(url, mode, print_of_text, updated_at, int(corrections), number)


def _update_in_cell(updated_cell: str) -> datetime | None:
    try:
        updated_at = datetime.fromisoformat(updated_cell)
    except ValueError:
        return None
    return updated_at if updated_at.tzinfo and 1000 <= updated_at.year < 9999 else None


def _report_two_texts(first_text: RecordedText | None, second_text: RecordedText, column: int, diagnostics: Diagnostics) -> None:
    """Report different recorded texts of an article at the same path, from two branches."""
    if first_text and first_text.url == second_text.url and first_text.cells != second_text.cells:
        message = f"another text of this article is in line {first_text.line}"
        hint = "delete the older of the two lines; or both texts, and digest check --record writes what is published now"
        diagnostics.add(second_text.line, column, "E108", message, hint)


def published_file_text(published: PublishedAddresses, texts: RecordedTexts, added_addresses: Iterable[tuple[str, str]]) -> str:
    """Return the text of the file with added pairs of id and path, each after the older paths of its id."""
    urls_by_id = {article_id: [mark.text for mark in marks] for article_id, marks in published.items()}
    for article_id, url in added_addresses:
        urls_of_article = urls_by_id.setdefault(article_id, [])
        if url not in urls_of_article:
            urls_of_article.append(url)
    return "".join(
        f"{article_id}\t{url}{cells}\n"
        for article_id in sorted(urls_by_id)
        for url, cells in _urls_with_text_cells(urls_by_id[article_id], texts.get(article_id))
    )


def _urls_with_text_cells(urls: Iterable[str], text: RecordedText | None) -> Iterator[tuple[str, str]]:
    for url in urls:
        yield url, text.cells if text and text.url == url else ""
