"""The characters of a text besides the usual ones: most texts have few, so rules look at these and not at the text."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from digest.yaml.tree import UNFIT_IN_YAML

_USUAL_BYTES = bytes((*b"\t\n", *range(0x20, 0x7F)))


def unusual_characters(data: bytes) -> str:
    """The characters of a text in UTF-8 that are neither printable ASCII nor tabs nor line ends, in its order."""
    return data.translate(None, _USUAL_BYTES).decode()


@lru_cache(maxsize=16384)
def is_ordinary(character: str) -> bool:
    """Whether this character may stand in a text as it is, whatever stands beside it.

    It ends no line, is fit for a page, and is in Unicode's NFC form beside any other: only marks, and the parts of Korean
    syllables, are put together with what stands before them (UAX #15; the property NFC_QC is Maybe of these alone).
    """
    return "\ufe00" <= character <= "\ufe0f" or (
        character not in "\r\x85"
        and unicodedata.category(character)[0] != "M"
        and not ("\u1100" <= character <= "\u11ff")
        and unicodedata.is_normalized("NFC", character)
        and not UNFIT_IN_YAML.match(character)
    )
