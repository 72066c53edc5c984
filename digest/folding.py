"""Which of many diagnostics alike are worth a line each, and how the rest is counted."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Sequence

from msgspec import Struct

from digest.errors import Fault

SHOWN_OF_A_CODE = {"N": 3, "W": 20}
"""How many notes or warnings of one code are shown."""

MANY = 10
"""More diagnostics of one code and one cause than these are a flood."""

SHOWN_OF_MANY = 3

_PAGE = re.compile(r" \(page of [^()]*\)$")
"""What a message says of its place: a fault of a template is found on every page."""


class Folded(Struct, frozen=True):
    """What is shown of many diagnostics: some of them, and a line for each kind of which there are more."""

    shown: tuple[Fault, ...]
    rest: tuple[str, ...]


def fold(faults: Sequence[Fault]) -> Folded:
    """The diagnostics, in their order; of more than ten of one code and one cause the first three.

    Of warnings and notes of one code, whatever their causes, twenty and three are shown. `rest` counts all that are left out.
    """
    counts = Counter(map(_cause, faults))
    shown: list[Fault] = []
    of_cause, of_code = Counter[tuple[str, str]](), Counter[str]()
    alike, others = Counter[tuple[str, str]](), Counter[str]()
    for fault in faults:
        cause = _cause(fault)
        if counts[cause] > MANY and of_cause[cause] == SHOWN_OF_MANY:
            alike[cause] += 1
        elif of_code[fault.code] == SHOWN_OF_A_CODE.get(_severity(fault), sys.maxsize):
            others[fault.code] += 1
        else:
            of_cause[cause] += 1
            of_code[fault.code] += 1
            shown.append(fault)
    rest = [f"{code}: {count} more: {message}" for (code, message), count in alike.items()]
    rest += [f"{code}: {count} more like these" for code, count in others.items()]
    return Folded(tuple(shown), tuple(rest))


def _cause(fault: Fault) -> tuple[str, str]:
    return fault.code, _PAGE.sub("", fault.message)


def _severity(fault: Fault) -> str:
    return "E" if fault.is_error else "W" if fault.is_warning else "N"
