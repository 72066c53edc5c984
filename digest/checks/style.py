"""The house style: content/style.yml → Style, and what in a passage is not in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from msgspec import Struct

from digest import plainyaml, schema
from digest.checks.prose import Passage
from digest.config import STYLE_FILE
from digest.errors import Fault, Faults
from digest.plainyaml import Node, Scalar
from digest.schema import Field, table, wrong


class Style(Struct, frozen=True):
    """What the house has agreed on."""

    terms: dict[str, str] = {}
    headline: int = 0
    """The longest headline in characters; 0 for any."""
    doubled: bool = True
    doubled_allowed: tuple[str, ...] = ()


def _terms(node: Node, name: str, faults: Faults) -> dict[str, str]:
    found: dict[str, str] = {}
    if not isinstance(node, plainyaml.Mapping):
        wrong(node, faults, f"{name} must map what is wrong to what is right", "write such as  e-mail: email")
        return found
    for term, (place, value) in node.entries.items():
        right = schema.nfc(value.text) if isinstance(value, Scalar) else ""
        bad = " ".join(schema.nfc(term).split())
        if not bad or not right or bad == right:
            wrong(
                place, faults, f"{name}: {term or 'an empty text'} needs another text that is right", "write such as  e-mail: email"
            )
        else:
            found[bad] = right
    return found


STYLE_FIELDS = table(
    Field(
        "terms",
        _terms,
        "what is wrong, and what is right: `{e-mail: email}`. Whole words; one in lower case is also found with a capital",
    ),
    Field("headline", schema.number(1, 1000), "the longest headline, in characters"),
    Field("doubled", schema.flag, "whether a word that is written twice in a row is reported (`true`)"),
    Field("doubled_allowed", schema.texts, "words that may stand twice, as a list: `[had, that]`"),
)


def read_style(text: str, faults: Faults) -> Style:
    """The house style in this text; what is wrong in it is noted."""
    node = plainyaml.read_yaml(text, faults, what="house style")
    if isinstance(node, plainyaml.Mapping):
        return Style(**schema.read_fields(node, STYLE_FIELDS, faults, unknown=faults.wrong))
    if node is not None:
        wrong(node, faults, "the house style must be a mapping", "write terms: and below it, indented, wrong: right")
    return Style()


_DOUBLED = re.compile(r"(?<![\w'’-])([^\W\d_]++)\s++\1(?![\w'’-])", re.IGNORECASE)


def style_faults(path: str, passages: tuple[Passage, ...], style: Style) -> Iterator[Fault]:
    """What in these passages of a file is against the house style."""
    terms = _trie(tuple(style.terms))
    allowed = {word.casefold() for word in style.doubled_allowed}
    for passage in passages:
        places = passage.places()
        if passage.headline and style.headline and len(passage.headline) > style.headline:
            message = f"the headline has {len(passage.headline)} characters, of {style.headline} at most"
            yield Fault(path, passage.line, passage.column, "W209", message, "shorten it")
        for at, text in terms.found_in(passage.text) if style.terms else ():
            written = " ".join(text.split())
            right = _right(written, style.terms)
            if right and right != written:
                yield Fault(path, *places.of(at), "W208", f"{written} is against the house style", f"write {right}")
        for found in _DOUBLED.finditer(passage.text) if style.doubled else ():
            if found[1].casefold() not in allowed:
                hint = f"take one out, or allow it in {STYLE_FILE}: doubled_allowed: [{found[1].casefold()}]"
                yield Fault(path, *places.of(found.start()), "W210", f"{found[1]} stands twice", hint)


class _Terms:
    """Finds any of the terms as whole words, across line ends too, and those in lower case also with a capital.

    A trie: at each word of a text one look at its first character says that no term begins here. One expression of all terms would
    try each of them at each character.
    """

    def __init__(self, terms: Iterable[str]) -> None:
        self.root: dict[str, Any] = {}
        for term in terms:
            self._add(term)
            if term == term.lower() and term[0].upper() != term[0] and len(term[0].upper()) == 1:
                self._add(term[0].upper() + term[1:])

    def _add(self, term: str) -> None:
        node = self.root
        for character in term:
            node = node.setdefault(character, {})
        node[""] = term

    def found_in(self, text: str) -> Iterator[tuple[int, str]]:
        """The places of terms and what is written there, of those that overlap the first one, of those at one place the longest."""
        end = 0
        for start in _STARTS.finditer(text):
            if start[0] in self.root and start.start() >= end:
                at = self._end(text, start.start())
                if at:
                    end = at
                    yield start.start(), text[start.start() : at]

    def _end(self, text: str, at: int) -> int:
        """Where the longest term that begins here ends, or 0."""
        node, longest, last = self.root, 0, ""
        while at < len(text):
            character = text[at]
            is_space = character.isspace()
            if not (is_space and last == " "):  # any white space is as good as one space
                last = " " if is_space else character
                if last not in node:
                    break
                node = node[last]
            at += 1
            if "" in node and _may_end(text, at):
                longest = at
        return longest


_STARTS = re.compile(r"(?<!\w)\w|[^\w\s]")
"""Where a term may begin: at the beginning of a word, or at any character that is in none."""


def _may_end(text: str, at: int) -> bool:
    """Whether a term may end before this place: Korean particles and Japanese and Chinese neighbours follow without a space."""
    return not (at < len(text) and _is_word(text[at]) and _is_word(text[at - 1]) and not is_unspaced(text[at - 1]))


def _is_word(character: str) -> bool:
    return character == "_" or character.isalnum()


@lru_cache(maxsize=4)
def _trie(terms: tuple[str, ...]) -> _Terms:
    return _Terms(terms)


def is_unspaced(character: str) -> bool:
    """Whether words of this script stand together: hangul with its particles, kana, Chinese characters."""
    return "\u1100" <= character <= "\u11ff" or "\u3040" <= character <= "\u9fff" or "\uac00" <= character <= "\ud7a3"


def _right(written: str, terms: dict[str, str]) -> str:
    if written in terms:
        return terms[written]
    right = terms.get(written[0].lower() + written[1:], "")
    return right[:1].upper() + right[1:]
