"""Folds many similar diagnostics into the first ones and a count."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence

from msgspec import Struct

from digest.diagnostics import Diagnostic
from digest.text.lazy_pattern import lazy_compile

SHOWN_OF_A_CODE = {"N": 3, "W": 20}
"""How many notes or warnings of one code are shown."""

MANY_DIAGNOSTICS = 10
"""More diagnostics than this of one code and one cause are folded."""

SHOWN_OF_MANY = 3

_PAGE_OF_SOURCE = lazy_compile(r" \(page of [^()]*\)$")
"""The part of a message that names its page: an error of a template is reported for every page."""


class Folded(Struct, frozen=True):
    """The diagnostics to print, and a line with the count of each kind that is left out."""

    shown: tuple[Diagnostic, ...]
    rest: tuple[str, ...]


def fold_diagnostics(diagnostics: Sequence[Diagnostic]) -> Folded:
    """Keep the first three of more than ten diagnostics of one code and one cause, in their order.

    At most twenty warnings and three notes of one code are kept, whatever their causes. `rest` counts those that are left out.
    """
    causes = [_cause_of(diagnostic) for diagnostic in diagnostics]
    counts_of_causes = Counter(causes)
    shown_diagnostics: list[Diagnostic] = []
    of_cause: Counter[tuple[str, str]] = Counter()
    of_code: Counter[str] = Counter()
    alike: Counter[tuple[str, str]] = Counter()
    folded_counts: Counter[str] = Counter()
    for diagnostic, cause in zip(diagnostics, causes, strict=True):
        if counts_of_causes[cause] > MANY_DIAGNOSTICS and of_cause[cause] == SHOWN_OF_MANY:
            alike[cause] += 1
        elif of_code[diagnostic.code] == SHOWN_OF_A_CODE.get(_severity_of(diagnostic), sys.maxsize):
            folded_counts[diagnostic.code] += 1
        else:
            of_cause[cause] += 1
            of_code[diagnostic.code] += 1
            shown_diagnostics.append(diagnostic)
    rest = [f"{code}: {count} more: {message}" for (code, message), count in alike.items()]
    rest += [f"{code}: {count} more like these" for code, count in folded_counts.items()]
    return Folded(tuple(shown_diagnostics), tuple(rest))


def _cause_of(diagnostic: Diagnostic) -> tuple[str, str]:
    message = diagnostic.message
    return diagnostic.code, _PAGE_OF_SOURCE.sub("", message) if message.endswith(")") else message


def _severity_of(diagnostic: Diagnostic) -> str:
    return "E" if diagnostic.is_error else "W" if diagnostic.is_warning else "N"
