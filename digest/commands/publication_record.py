"""Write the records of what was published, for `check --record` and `publish`: addresses and texts to content/published.tsv,
editions to content/editions.tsv; and count them for the output. `published_records.py` finds what is not recorded yet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from digest.checks.published_records import UnrecordedText, unrecorded
from digest.config.config import LEDGER_FILE, PUBLISHED_FILE
from digest.files.atomic_writing import write_whole
from digest.grouping.edition_assignment import Issues
from digest.grouping.edition_ledger import ledger_text
from digest.grouping.published_file import PublishedAddresses, RecordedTexts, published_file_text
from digest.inputs.registry_files import recorded_texts
from digest.inspection import Inspection
from digest.output.build_lock import STATE_FOLDER, locked
from digest.urls import path_of


class Recorded(Struct, frozen=True):
    """How many addresses, texts and editions were recorded."""

    addresses: int = 0
    texts: int = 0
    """New texts, and changed texts whose article declares the change."""
    editions: int = 0
    """New editions, and editions whose articles changed."""


def record_publication(root: Path, inspection: Inspection, waiting: Callable[[], None]) -> Recorded:
    """Record the addresses and texts of the published articles, and the published editions. Raises DiskError, LockedError."""
    addresses, texts = _record_articles(root, inspection, waiting)
    return Recorded(addresses, texts, record_editions(root, inspection.collections.issues, waiting))


def _record_articles(root: Path, inspection: Inspection, waiting: Callable[[], None]) -> tuple[int, int]:
    """Record addresses and texts; return how many of each."""
    new_addresses = unrecorded(inspection.collections)
    announced = [text for text in inspection.texts if text.is_announced]
    if new_addresses or announced:
        addresses = inspection.collections.rules.published
        added_addresses = [(name, url) for name, url, _ in new_addresses]
        texts = _with_recorded_texts(recorded_texts(inspection.content.texts), announced, addresses)
        text = published_file_text(addresses, texts, added_addresses)
        with locked(root / STATE_FOLDER, waiting):
            write_whole(root, root / PUBLISHED_FILE, text.encode())
    return len(new_addresses), len(announced)


def _with_recorded_texts(
    recorded: RecordedTexts, unrecorded_texts: Sequence[UnrecordedText], addresses: PublishedAddresses
) -> RecordedTexts:
    """Return the recorded texts updated with these, each under its article's current address instead of an earlier one."""
    replaced = {text.before.line for text in unrecorded_texts if text.before}
    texts = {name: text for name, text in recorded.items() if text.line not in replaced}
    for text in unrecorded_texts:
        path = path_of(text.now.url)
        article_names = (text.id, text.file.removeprefix("content/"))
        recorded_urls = (
            (name, mark.text) for name in article_names for mark in addresses.get(name, ()) if path_of(mark.text) == path
        )
        name, url = next(recorded_urls, (text.id, text.now.url))
        texts[name] = replace(text.now, url=url)
    return texts


def record_editions(root: Path, issues: Issues, waiting: Callable[[], None]) -> int:
    """Record the published editions; return how many lines are new or changed. Raises DiskError, LockedError."""
    recorded = {(record.id, record.members) for record in issues.recorded}
    changed_records = [record for record in issues.ledger if (record.id, record.members) not in recorded]
    if changed_records:
        with locked(root / STATE_FOLDER, waiting):
            write_whole(root, root / LEDGER_FILE, ledger_text(issues.ledger).encode())
    return len(changed_records)


def recorded_lines(recorded: Recorded) -> list[str]:
    """Return the lines to print: one for each file that was written."""
    of_articles = [_counted_records(recorded.addresses, "address", "es"), _counted_records(recorded.texts, "text")]
    files = {PUBLISHED_FILE: of_articles, LEDGER_FILE: [_counted_records(recorded.editions, "edition")]}
    counts_by_file = {file: " and ".join(filter(None, parts)) for file, parts in files.items()}
    return [f"recorded {parts} in {file}" for file, parts in counts_by_file.items() if parts]


def _counted_records(count: int, what: str, plural: str = "s") -> str:
    return f"{count} {what}{plural * (count != 1)}" if count else ""
