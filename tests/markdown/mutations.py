"""Mutates realistic texts: takes a part of one, and deletes, repeats, swaps or inserts pieces.

The seed texts are in `seeds/`. DIGEST_POSTS names files of posts to use instead, with one JSON object with a `body` per line
(`tests/benchmarks/README.md` explains how to make them), or folders of Markdown.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from tests.markdown import constructs

SEEDS = Path(__file__).parent / "seeds"

PIECES = (
    *constructs.MARKS,
    *constructs.ENTITIES,
    *constructs.ADDRESSES,
    *constructs.ANGLES,
    *constructs.TAGS,
    *constructs.BLOCK_HTML,
    *constructs.BRACES,
    *constructs.TEMPLATES,
)

ENDS_OF_LINES = (
    "\n", "\n\n", "  \n", "\\\n", "\n ", "\n  ", "\n   ", "\n    ", "\n\t", "\n> ", "\n>", "\n- ", "\n* ", "\n1. ", "\n# ",
    "\n---\n", "\n===\n", "\n```\n", "\n~~~\n",
    "\n: ", "\n\n: ", "\n|---|\n", "\n-|-\n", "\n[r]: b\n", "\n[^1]: ", "\n<div>\n", "\n{: .b}\n", "\n\n    ", "\n\n  ", "\n  - ",
    "\n> - ", "\n>> ", "\n> [!NOTE]\n> ",
)  # fmt: skip

_MARGINS = ("> ", "- ", "  ", "    ", "1. ", ">", "\t", " ", "> > ")
_SPECIAL = re.compile(r"[ \n*_`\[\]()<>~|\"'&\\!#:.-]")


@cache
def seed_texts() -> Sequence[str]:
    """Return the texts that are mutated."""
    named = os.environ.get("DIGEST_POSTS")
    return posts_of(named) if named else [path.read_text("utf-8") for path in sorted(SEEDS.glob("*.md"))]


def posts_of(named: str) -> list[str]:
    """Return the texts of these files and folders."""
    texts: list[str] = []
    for path in map(Path, named.split(os.pathsep)):
        if path.is_dir():
            texts += [below.read_text("utf-8") for below in sorted(path.rglob("*.md"))]
        else:
            with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
                texts += [json.loads(line)["body"] for line in lines]
    return [text for text in texts if text.strip()]


def mutated(chance: random.Random, texts: Sequence[str]) -> str:
    """Return a part of one of the texts, with some changes."""
    lines = _part(chance, chance.choice(texts), (1, 1, 2, 4, 8, 16))
    if chance.random() < 0.3:
        at = chance.randrange(len(lines) + 1)
        lines[at:at] = _part(chance, chance.choice(texts), (1, 3, 6))
    if chance.random() < 0.2:
        margin = chance.choice(_MARGINS)
        lines = [margin + line for line in lines]
    text = "\n".join(lines)
    for _ in range(chance.choice((0, 1, 1, 2, 4, 8))):
        text = changed(chance, text)
    return text


def _part(chance: random.Random, text: str, lengths: Sequence[int]) -> list[str]:
    lines = text.split("\n")
    begin = chance.randrange(len(lines))
    return lines[begin : begin + chance.choice(lengths)]


def changed(chance: random.Random, text: str) -> str:
    """Return the text with one change."""
    begin = chance.randrange(len(text) + 1)
    end = min(len(text), begin + chance.choice((1, 1, 2, 3, 10, 40)))
    before, part, after = text[:begin], text[begin:end], text[end:]
    match chance.randrange(7):
        case 0:
            return before + after
        case 1:
            return before + chance.choice(PIECES) + part + after
        case 2:
            return before + chance.choice((PIECES, ENDS_OF_LINES)[chance.randrange(2)]) + after
        case 3:
            return before + part * 2 + after
        case 4:
            other = chance.randrange(len(text) + 1)
            return before + text[other : other + len(part)] + part + after
        case 5:
            return before + part[::-1] + after
    special = [found.start() for found in _SPECIAL.finditer(text)]
    if not special:
        return text
    at = chance.choice(special)
    return text[:at] + chance.choice(("", "\n", " ", "\n\n", "  ", "\n  ", text[at] * 2, "\\" + text[at])) + text[at + 1 :]
