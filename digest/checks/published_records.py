"""Compares what is published with its records: finds lost addresses, recorded editions with other articles, and texts that
changed without a note to readers."""

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
    """Id, path and file of each published article whose address is not in the list; of what only a preview shows none."""
    published = collections.rules.published
    unrecorded_addresses = []
    for entry in collections.entries:
        recorded_paths = {path_of(mark.text) for mark in addresses(entry.article, published)}
        if entry.index.path not in recorded_paths and not entry.index.state:
            unrecorded_addresses.append((identity(entry.article), url_of(entry.index.path), entry.index.file))
    return unrecorded_addresses


def address_diagnostics(collections: Collections, outputs: Collection[str]) -> Iterator[Diagnostic]:
    """A note for each address that is not recorded, a warning for each recorded one that gives no page. `outputs` are all paths."""
    for _, url, path in unrecorded(collections):
        message = f"{url} is not in {PUBLISHED_FILE}"
        yield Diagnostic(path, 1, 1, "N402", message, "digest check --record adds it once the site is published")
    for name, marks in sorted(collections.rules.published.items()):
        for mark in marks:
            if path_of(mark.text) not in outputs:
                hint = f"add  aliases: [{mark.text}]  to the article that takes its place, or remove the line"
                message = f"{mark.text} was published (as {name}) and no longer has a page"
                yield Diagnostic(PUBLISHED_FILE, mark.line, mark.column, "W402", message, hint)


def edition_diagnostics(issues: Issues) -> Iterator[Diagnostic]:
    """A note for each edition that is not recorded, a warning for one without a number, and for one whose articles changed."""
    recorded = {record.id: record for record in issues.recorded}
    for record in issues.ledger:
        record_before = recorded.get(record.id)
        if record_before is None:
            yield _unrecorded_edition(record)
        elif record_before.members != record.members:
            hint = "digest check --record takes it over, or write another edition: into what was added"
            yield Diagnostic(LEDGER_FILE, record_before.line, 1, "W404", _change_of_edition(record_before, record), hint)


def _unrecorded_edition(record: Record) -> Diagnostic:
    if record.number is None:
        counted = _counted_articles(record)
        message = f"edition {record.id} ({counted}) appeared before one that is recorded: it has a page and no number"
        hint = f"write edition: into {'its article' if record.count == 1 else 'its articles'}, or record it as it is"
        return Diagnostic(LEDGER_FILE, 1, 1, "W405", message, hint)
    message = f"edition {record.id} ({_counted_articles(record)}) is not recorded as number {record.number}"
    return Diagnostic(LEDGER_FILE, 1, 1, "N403", message, "digest check --record adds it once the site is published")


def _change_of_edition(record_before: Record, now: Record) -> str:
    if record_before.count == now.count:
        return f"edition {now.id} was recorded with {_counted_articles(record_before)}, and not all of them are the same now"
    return f"edition {now.id} was recorded with {_counted_articles(record_before)} and has {now.count} now"


def _counted_articles(record: Record) -> str:
    return f"{record.count} article{'s' * (record.count != 1)}"


TEXTS_AT_ONCE = 500
"""How many articles' texts are in memory at a time."""

_HTML_TAGS = re.compile(r"<[^<>]*+>")


class FoundText(Struct, frozen=True):
    """The text of a published article that is not recorded as it is."""

    id: str
    """The article's identity in content/published.tsv."""
    file: str
    now: RecordedText
    before: RecordedText | None
    """None if the article is not recorded with a text."""

    @property
    def is_announced(self) -> bool:
        """Whether readers can see that the text is another one, or nothing is known of an earlier one."""
        now, before = self.now, self.before
        if before is None or now.mode != before.mode or now.corrections > before.corrections:
            return True
        return now.updated is not None and (before.updated is None or now.updated > before.updated)


def found_texts(
    entries: Iterable[Entry],
    recorded: RecordedTexts,
    bodies: Callable[[Sequence[str]], Mapping[str, Body]],
    *,
    with_unrecorded: bool,
) -> list[FoundText]:
    """The texts that are not recorded as they are, of published articles that are recorded; also of the others
    if `with_unrecorded`.

    `bodies` returns the texts under keys of articles. A text that differs from the recorded one in a typing mistake is the same.
    """
    texts: list[FoundText] = []
    published = [
        entry for entry in entries if not entry.index.state and (with_unrecorded or recorded_text(entry.article, recorded))
    ]
    for at in range(0, len(published), TEXTS_AT_ONCE):
        some = published[at : at + TEXTS_AT_ONCE]
        texts_by_key = bodies([entry.index.article_key for entry in some if entry.mode != "link"])
        texts += (text for entry in some if (text := _found_text(entry, texts_by_key.get(entry.index.article_key), recorded)))
    return texts


def _found_text(entry: Entry, body: Body | None, recorded: RecordedTexts) -> FoundText | None:
    article, mode = entry.article, entry.mode
    recorded_before = recorded_text(article, recorded)
    text = letters("\n".join(_shown_words(entry, body)))
    is_same = recorded_before is not None and recorded_before.mode == mode and recorded_before.text.startswith(exact_part(text))
    print_of_text = recorded_before.text if recorded_before and is_same else text_print(text)
    updated = article.updated.at if article.updated else None
    now = RecordedText(url_of(entry.index.path), mode, print_of_text, updated, len(article.corrections))
    found_text = FoundText(identity(article), entry.index.file, now, recorded_before)
    if recorded_before and not found_text.is_announced and is_alike(print_of_text, recorded_before.text):
        return None
    return found_text


def _shown_words(entry: Entry, body: Body | None) -> Iterator[str]:
    """What readers see of an article's own words, and of an excerpt the whole text: how long it is a setting decides."""
    article = entry.article
    yield from (article.title, article.headline, article.summary, article.why, *article.points)
    if article.quote:
        yield article.quote.text
    if body:
        yield unescape(_HTML_TAGS.sub(" ", "".join(body.parts)))


def text_diagnostics(texts: Iterable[FoundText]) -> Iterator[Diagnostic]:
    """A warning for each text that changed without `updated` or a correction."""
    for text in texts:
        if text.before and not text.is_announced:
            message = "the text changed after it was published, and neither updated nor a correction says so"
            place = f"{PUBLISHED_FILE}:{text.before.line}"
            hint = f"add updated: or corrections:, or delete the text behind the address in {place} to record it anew"
            yield Diagnostic(text.file, 1, 1, "W406", message, hint)
