"""Compare published articles, editions and texts with their records in published.tsv and editions.tsv: find what is not recorded
yet, recorded URL paths without a page, editions with other articles, and texts that changed without a note to readers."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from html import unescape

from msgspec import Struct

from digest.checks.leaks import letters
from digest.config.config import LEDGER_FILE, PUBLISHED_FILE
from digest.diagnostics import Diagnostic
from digest.grouping.article_collections import Collections
from digest.grouping.edition_assignment import Issues
from digest.grouping.edition_ledger import Record
from digest.grouping.entry import Entry
from digest.grouping.published_file import RecordedText, RecordedTexts, addresses, identity, recorded_text
from digest.markdown.body import Body
from digest.text.text_print import exact_part, is_alike, text_print
from digest.urls import path_of, url_of


def unrecorded(collections: Collections) -> list[tuple[str, str, str]]:
    """Return id, URL path and file of each published article with an unrecorded path; skips articles that only a preview shows."""
    published = collections.rules.published
    unrecorded_paths = []
    for entry in collections.entries:
        recorded_paths = {path_of(mark.text) for mark in addresses(entry.article, published)}
        if entry.index.path not in recorded_paths and not entry.index.state:
            unrecorded_paths.append((identity(entry.article), url_of(entry.index.path), entry.index.file))
    return unrecorded_paths


def address_diagnostics(collections: Collections, outputs: Collection[str]) -> Iterator[Diagnostic]:
    """Yield a note for each unrecorded URL path, and a warning for each recorded one without a page. `outputs` has all paths."""
    for _, url, path in unrecorded(collections):
        message = f"{url} is not in {PUBLISHED_FILE}"
        yield Diagnostic(path, 1, 1, "N402", message, "digest check --record adds it once the site is published")
    for name, recorded_marks in sorted(collections.rules.published.items()):
        for recorded_mark in recorded_marks:
            if path_of(recorded_mark.text) not in outputs:
                hint = f"add  aliases: [{recorded_mark.text}]  to the article that takes its place, or remove the line"
                message = f"{recorded_mark.text} was published (as {name}) and no longer has a page"
                yield Diagnostic(PUBLISHED_FILE, recorded_mark.line, recorded_mark.column, "W402", message, hint)


def edition_diagnostics(issues: Issues) -> Iterator[Diagnostic]:
    """Yield a note for each unrecorded edition, and warnings for editions without a number or with other articles."""
    records_by_id = {record.id: record for record in issues.recorded}
    for record in issues.ledger:
        old_record = records_by_id.get(record.id)
        if old_record is None:
            yield _unrecorded_edition(record)
        elif old_record.members != record.members:
            record_hint = "digest check --record takes it over, or write another edition: into what was added"
            yield Diagnostic(LEDGER_FILE, old_record.line, 1, "W404", _change_of_edition(old_record, record), record_hint)


def _unrecorded_edition(record: Record) -> Diagnostic:
    if record.number is None:
        counted = _counted_articles(record)
        message = f"edition {record.id} ({counted}) appeared before one that is recorded: it has a page and no number"
        hint = f"write edition: into {'its article' if record.count == 1 else 'its articles'}, or record it as it is"
        return Diagnostic(LEDGER_FILE, 1, 1, "W405", message, hint)
    message = f"edition {record.id} ({_counted_articles(record)}) is not recorded as number {record.number}"
    return Diagnostic(LEDGER_FILE, 1, 1, "N403", message, "digest check --record adds it once the site is published")


def _change_of_edition(old_record: Record, new_record: Record) -> str:
    recorded_count_text = f"edition {new_record.id} was recorded with {_counted_articles(old_record)}"
    if old_record.count == new_record.count:
        return f"{recorded_count_text}, and not all of them are the same now"
    return f"{recorded_count_text} and has {new_record.count} now"


def _counted_articles(record: Record) -> str:
    return f"{record.count} article{'s' * (record.count != 1)}"


TEXTS_AT_ONCE = 500
"""The number of articles whose texts are in memory at a time."""

_TAGS_IN_TEXT = re.compile(r"<[^<>]*+>")


class UnrecordedText(Struct, frozen=True):
    """The present text of a published article that differs from its record, or has none."""

    id: str
    """The article's identity in content/published.tsv."""
    file: str
    now: RecordedText
    before: RecordedText | None
    """None if the article is not recorded with a text."""

    @property
    def is_announced(self) -> bool:
        """True if readers can see that the text has changed, or no earlier text is recorded."""
        now, before = self.now, self.before
        if before is None or now.mode != before.mode or now.corrections > before.corrections:
            return True
        return now.updated is not None and (before.updated is None or now.updated > before.updated)


def unrecorded_texts(
    entries: Iterable[Entry],
    recorded: RecordedTexts,
    bodies: Callable[[Sequence[str]], Mapping[str, Body]],
    *,
    with_unrecorded: bool,
) -> list[UnrecordedText]:
    """Return the texts that differ from their record, of published articles with a record; also of others if `with_unrecorded`.

    `bodies` returns texts by article key. A correction of a typing mistake does not count as a difference.
    """
    changed_texts: list[UnrecordedText] = []
    published = [
        entry for entry in entries if not entry.index.state and (with_unrecorded or recorded_text(entry.article, recorded))
    ]
    for at in range(0, len(published), TEXTS_AT_ONCE):
        entry_batch = published[at : at + TEXTS_AT_ONCE]
        texts_by_key = bodies([entry.index.article_key for entry in entry_batch if entry.mode != "link"])
        changed_texts += (
            text for entry in entry_batch if (text := _unrecorded_text(entry, texts_by_key.get(entry.index.article_key), recorded))
        )
    return changed_texts


def _unrecorded_text(entry: Entry, body: Body | None, recorded: RecordedTexts) -> UnrecordedText | None:
    article, mode = entry.article, entry.mode
    recorded_before = recorded_text(article, recorded)
    shown_letters = letters("\n".join(_recorded_words(entry, body)))
    is_same = recorded_before is not None and recorded_before.text.startswith(exact_part(shown_letters))
    print_of_text = recorded_before.text if recorded_before and is_same else text_print(shown_letters)
    updated_at = article.updated.at if article.updated else None
    current_record = RecordedText(url_of(entry.index.path), mode, print_of_text, updated_at, len(article.corrections))
    unrecorded_text = UnrecordedText(identity(article), entry.index.file, current_record, recorded_before)
    if recorded_before and not unrecorded_text.is_announced and is_alike(print_of_text, recorded_before.text):
        return None
    return unrecorded_text


def _recorded_words(entry: Entry, body: Body | None) -> Iterator[str]:
    """Yield the article's own texts that readers see. For an excerpt the full text, because a setting determines its length."""
    article = entry.article
    yield from (article.title, article.headline, article.summary, article.why, *article.points)
    if article.quote:
        yield article.quote.text
    if body:
        yield unescape(_TAGS_IN_TEXT.sub(" ", "".join(body.parts)))


def text_diagnostics(texts: Iterable[UnrecordedText]) -> Iterator[Diagnostic]:
    """Yield a warning for each text that changed without `updated` or a correction."""
    for text in texts:
        if text.before and not text.is_announced:
            message = "the text changed after it was published, and neither updated nor a correction says so"
            record_location = f"{PUBLISHED_FILE}:{text.before.line}"
            hint = f"add updated: or corrections:, or delete the text behind the address in {record_location} to record it anew"
            yield Diagnostic(text.file, 1, 1, "W406", message, hint)
