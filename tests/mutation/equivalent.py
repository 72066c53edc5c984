"""Changes that no test can notice, since the program does the same with them, each with the reason."""

from __future__ import annotations

from typing import NamedTuple


class Equivalent(NamedTuple):
    """A line of a module before and after the change, or '' for any change of this line."""

    path: str
    old: str
    new: str
    reason: str


EQUIVALENT: tuple[Equivalent, ...] = ()


def reason_of(path: str, old: str, new: str) -> str:
    """Why this change of a line of this module changes nothing; '' if nobody said so."""
    for known in EQUIVALENT:
        if known.path == path and known.old == old and known.new in ("", new):
            return known.reason
    return ""
