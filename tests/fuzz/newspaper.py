"""Generate raw newspaper texts from seeds, and the expected paragraphs if they are known."""

from __future__ import annotations

import sys
from typing import NamedTuple

from tests.fuzz import vocabulary as words
from tests.fuzz.manuscript import Fuzzer, damaged

LONG_LINE = "and so on to the end of this line, which is longer than any column at which lines of newspapers are broken by hand."
LAST_LINE = "That is the last sentence of the text, and it is as long as it has to be to be told from what may stand below."


class Newspaper(NamedTuple):
    """One case: the bytes of a file; `lines` are the expected paragraphs, if they are known."""

    seed: int
    data: bytes
    lines: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"seed {self.seed}: {self.data!r}"


def newspaper(seed: int) -> Newspaper:
    """Return the text of this seed: every third one is well structured with hostile parts in each line, the others are random."""
    fuzzer = Fuzzer(seed)
    if seed % 3 == 0:
        lines = _lines(fuzzer)
        head = (f"A title {seed}", "Published: 2026-01-04 10:00")
        return Newspaper(seed, "\n".join((*head, *lines)).encode(), lines)
    text = fuzzer.one(("\n", "\n", "\n\n", "\r\n", "\n \n")).join(_line(fuzzer) for _ in range(fuzzer.random.randint(1, 14)))
    if fuzzer.chance(0.15):
        text = _mail_head(fuzzer) + text
    encoding = fuzzer.one(("utf-8",) * 12 + ("utf-8-sig", "utf-16", "utf-32", "cp949"))
    data = text.encode(encoding, "ignore")
    return Newspaper(seed, damaged(fuzzer, data) if fuzzer.chance(0.05) else data)


def _lines(fuzzer: Fuzzer) -> tuple[str, ...]:
    """Return long lines, each a paragraph, with any text that does not break lines in the middle."""
    hostile = (fuzzer.text(3).replace("\0", "").encode("utf-8", "ignore").decode() for _ in range(fuzzer.random.randint(1, 5)))
    return (*(f"Say {' '.join(text.split())} {LONG_LINE}" for text in hostile), LAST_LINE)


def _mail_head(fuzzer: Fuzzer) -> str:
    """Return mail headers, some of them damaged."""
    lines = fuzzer.one(words.MAIL_HEADS).split("\n")
    values = [f"{line}{fuzzer.text(2)}" if fuzzer.chance(0.3) else line for line in lines if not fuzzer.chance(0.1)]
    return "\n".join(values) + fuzzer.one(("\n\n", "\n\n", "\n", "\n\n> ", "\n\n-- \n"))


def _line(fuzzer: Fuzzer) -> str:
    roll = fuzzer.random.random()
    if roll < 0.35:
        return fuzzer.one(words.RAW)
    if roll < 0.45:
        return fuzzer.one(words.RAW) + fuzzer.text(2)
    if roll < 0.55:
        return f"{fuzzer.text(4)} {LONG_LINE}"
    if roll < 0.58:
        return fuzzer.run()
    return "" if roll < 0.7 else fuzzer.text(4)


if __name__ == "__main__":
    sys.stdout.buffer.write(newspaper(int(sys.argv[1])).data)
