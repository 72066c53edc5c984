"""The editions that are out against the ledger: which are not in it, which have other articles now."""

from __future__ import annotations

from collections.abc import Iterator

from digest.config.config import LEDGER_FILE
from digest.diagnostics import Diagnostic
from digest.grouping.edition_assignment import Issues
from digest.grouping.edition_ledger import Record


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
