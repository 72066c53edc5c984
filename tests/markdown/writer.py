"""A generator of texts with random preferences: which constructs it uses, and how often it writes something unusual."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence

from tests.markdown import constructs

MAX_DEPTH = 3

Make = Callable[["Writer", int], str]
"""Writes one construct at this depth."""


class Writer:
    """Writes one text; all choices come from `chance`."""

    def __init__(self, chance: random.Random, inlines: Mapping[Make, int], blocks: Mapping[Make, int]) -> None:
        self.chance = chance
        scripts = chance.choices(list(constructs.SCRIPTS), [12, 2, 1, 2, 2, 1], k=chance.choice((1, 1, 1, 2)))
        self.words = [word for script in scripts for word in constructs.SCRIPTS[script]]
        self.unusual_share = chance.choice((0.0, 0.02, 0.05, 0.1, 0.3))
        """The probability that something is written in an unusual way."""
        self.inlines = _preferences(chance, inlines)
        self.blocks = _preferences(chance, blocks)
        self.richness = chance.choice((0.1, 0.2, 0.4, 0.7))
        """The share of a line that is not words."""

    def text(self) -> str:
        """Return a text."""
        blocks = self.several(self.block, self.chance.choice((1, 1, 1, 1, 2, 4)))
        text = "\n".join(blocks)
        ends = "\r\n" if self.chance.random() < 0.02 else "\n"
        return (self.lead() + text + self.chance.choice(("", "\n", "\n", "\n\n"))).replace("\n", ends)

    def lead(self) -> str:
        """Return the beginning of a text: mostly nothing."""
        return self.one(("\n", "\n\n", " ", "  \n", "\t", "    ", "\u00a0")) if self.is_unusual() else ""

    # Random choices

    def one(self, values: Sequence[str]) -> str:
        """Return a random one of these values."""
        return self.chance.choice(values)

    def is_unusual(self, factor: float = 1.0) -> bool:
        """Whether to write something in an unusual way."""
        return self.chance.random() < self.unusual_share * factor

    def several(self, make: Callable[[int], str], count: int, depth: int = 0) -> list[str]:
        """Return a list of this many new values."""
        return [make(depth) for _ in range(count)]

    # Lines

    def inline(self, depth: int = 0) -> str:
        """Return words with constructs between them."""
        parts: list[str] = []
        for _ in range(self.chance.choice((1, 1, 1, 2, 3, 4) if depth else (1, 1, 2, 3, 4, 6))):
            if self.chance.random() < self.richness and depth < MAX_DEPTH:
                parts.append(self.chance.choices(*self.inlines)[0](self, depth + 1))
            else:
                parts.append(self.one(self.words))
            if self.is_unusual():
                parts.append(self.one(constructs.MARKS))
            parts.append(self.space())
        if not self.is_unusual():
            parts.pop()
        return "".join(parts)

    def space(self) -> str:
        """Return a separator of two words."""
        chosen = self.chance.random()
        if chosen < 0.75 - self.unusual_share:
            return " "
        if chosen < 0.85:
            return self.one(("", "", ". ", ", ", ": ", " - ", "-", "; ", "? ", "! ", "/"))
        if chosen < 0.94:
            return "\n"
        return self.one(
            ("  \n", "\\\n", " \n", "\n  ", "\n ", "\n    ", "   \n", "\t\n", "\n\t", "  ", "\u00a0", "\u3000", " \\\n", "\\ \n")
            if self.is_unusual(3)
            else ("  \n", "\\\n", "\n", " ")
        )

    def line(self, depth: int = 0) -> str:
        """Return inline constructs in one line."""
        return " ".join(self.inline(depth).split("\n"))

    # Blocks

    def block(self, depth: int = 0) -> str:
        """Return one block, mostly with an empty line below it."""
        made = self.chance.choices(*self.blocks)[0](self, depth)
        if self.is_unusual():
            made = self.one((" ", "  ", "   ", "    ", "\t")) + made
        return made + (self.one(("", "\n\n", "\n   ", "\n\t", "\n>", "\n ")) if self.is_unusual(2) else "\n")

    def inside(self, first: str, others: str, depth: int) -> str:
        """Return blocks within a container, given the beginning of its first and its other lines; some lines lack it."""
        if depth >= MAX_DEPTH or self.chance.random() < 0.6:
            made = self.inline(1)
        else:
            made = "\n".join(self.several(self.block, self.chance.choice((1, 2, 3)), depth + 1)).rstrip("\n")
        lines = made.split("\n")
        marked_lines = [first + lines[0]]
        for line in lines[1:]:
            mark = others if line or self.is_unusual(2) else others.rstrip()
            if self.is_unusual(2):
                mark = self.one(("", mark[1:], mark + " ", mark.replace("  ", "\t", 1), mark.rstrip(), " " + mark, mark + "   "))
            marked_lines.append(mark + line)
        return "\n".join(marked_lines)


def _preferences(chance: random.Random, table: Mapping[Make, int]) -> tuple[list[Make], list[float]]:
    """Return some entries of a table, with their weights in this text."""
    kept = [(make, weight * chance.random()) for make, weight in table.items() if weight > 4 or chance.random() < 0.4]
    return [make for make, _ in kept], [weight for _, weight in kept]
