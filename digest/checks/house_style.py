"""The house style: content/style.yml → Style, and what in a passage is not in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from msgspec import Struct

from digest.checks.prose_passages import Passage
from digest.config.config import STYLE_FILE
from digest.diagnostics import Diagnostic, Diagnostics
from digest.text.cjk_characters import is_cjk_letter
from digest.yaml import schema, tree, value_readers
from digest.yaml.schema import Field, table
from digest.yaml.tree import Node, Scalar
from digest.yaml.value_readers import wrong
from digest.yaml.yaml_reader import read_yaml


class Style(Struct, frozen=True):
    """What the house has agreed on."""

    terms: dict[str, str] = {}
    headline: int = 0
    """The longest headline in characters; 0 for any."""
    doubled: bool = True
    doubled_allowed: tuple[str, ...] = ()


def _read_terms(node: Node, name: str, diagnostics: Diagnostics) -> dict[str, str]:
    terms: dict[str, str] = {}
    if not isinstance(node, tree.Mapping):
        wrong(node, diagnostics, f"{name} must map what is wrong to what is right", "for example  e-mail: email")
        return terms
    for term, (place, value) in node.entries.items():
        right_spelling = value_readers.nfc(value.text) if isinstance(value, Scalar) else ""
        wrong_spelling = " ".join(value_readers.nfc(term).split())
        if not wrong_spelling or not right_spelling or wrong_spelling == right_spelling:
            wrong(
                place,
                diagnostics,
                f"{name}: {term or 'an empty text'} needs a right term that differs",
                "for example  e-mail: email",
            )
        else:
            terms[wrong_spelling] = right_spelling
    return terms


STYLE_FIELDS = table(
    Field(
        "terms",
        _read_terms,
        "wrong terms and right ones: `{e-mail: email}`. Whole words only; a term in lower case is also found with a capital letter",
    ),
    Field("headline", value_readers.number(1, 1000), "the maximum length of a headline, in characters"),
    Field("doubled", value_readers.flag, "whether a word that is written twice in a row is reported"),
    Field("doubled_allowed", value_readers.texts, "words that are allowed twice in a row, as a list: `[had, that]`"),
)


def read_style(text: str, diagnostics: Diagnostics) -> Style:
    """The house style in this text; what is wrong in it is noted."""
    node = read_yaml(text, diagnostics, what="house style")
    if isinstance(node, tree.Mapping):
        return Style(**schema.read_fields(node, STYLE_FIELDS, diagnostics, unknown=diagnostics.wrong))
    if node is not None:
        wrong(node, diagnostics, "the house style must be a mapping", "write terms: and below it, indented, wrong: right")
    return Style()


_DOUBLED_WORD = re.compile(r"(?<![\w'’-])([^\W\d_]++)\s++\1(?![\w'’-])", re.IGNORECASE)


def style_diagnostics(path: str, passages: tuple[Passage, ...], style: Style) -> Iterator[Diagnostic]:
    """What in these passages of a file is against the house style."""
    terms = _trie_of_terms(tuple(style.terms))
    allowed = {word.casefold() for word in style.doubled_allowed}
    for passage in passages:
        places = passage.places()
        if passage.headline and style.headline and len(passage.headline) > style.headline:
            message = f"the headline has {len(passage.headline)} characters, at most {style.headline}"
            yield Diagnostic(path, passage.line, passage.column, "W209", message, "shorten it")
        for at, text in terms.found_in(passage.text) if style.terms else ():
            written_term = " ".join(text.split())
            right_spelling = _right_spelling(written_term, style.terms)
            if right_spelling and right_spelling != written_term:
                yield Diagnostic(
                    path, *places.of(at), "W208", f"{written_term} is against the house style", f"write {right_spelling}"
                )
        for doubled_word in _DOUBLED_WORD.finditer(passage.text) if style.doubled else ():
            if doubled_word[1].casefold() not in allowed:
                hint = f"remove one, or allow it in {STYLE_FILE}: doubled_allowed: [{doubled_word[1].casefold()}]"
                yield Diagnostic(path, *places.of(doubled_word.start()), "W210", f"{doubled_word[1]} is repeated", hint)


class _Terms:
    """Finds any of the terms as whole words, across line ends too, and those in lower case also with a capital.

    A trie: at each word of a text one look at its first character says that no term begins here. One expression of all terms would
    try each of them at each character.
    """

    def __init__(self, terms: Iterable[str]) -> None:
        self.root: dict[str, Any] = {}
        for term in terms:
            self._add_term(term)
            if term == term.lower() and term[0].upper() != term[0]:
                self._add_term(term[0].upper() + term[1:])

    def _add_term(self, term: str) -> None:
        node = self.root
        for character in term:
            node = node.setdefault(character, {})
        node[""] = term

    def found_in(self, text: str) -> Iterator[tuple[int, str]]:
        """The places of terms and what is written there, of those that overlap the first one, of those at one place the longest."""
        end = 0
        for start in _TERM_STARTS.finditer(text):
            if start[0] in self.root and start.start() >= end:
                at = self._term_end(text, start.start())
                if at:
                    end = at
                    yield start.start(), text[start.start() : at]

    def _term_end(self, text: str, at: int) -> int:
        """Where the longest term that begins here ends, or 0."""
        node, longest, last_character = self.root, 0, ""
        while at < len(text):
            character = text[at]
            is_space = character.isspace()
            if not (is_space and last_character == " "):  # any white space is as good as one space
                last_character = " " if is_space else character
                if last_character not in node:
                    break
                node = node[last_character]
            at += 1
            if "" in node and _may_end_term(text, at):
                longest = at
        return longest


_TERM_STARTS = re.compile(r"(?<!\w)\w|[^\w\s]")
"""Where a term may begin: at the beginning of a word, or at any character that is in none."""


def _may_end_term(text: str, at: int) -> bool:
    """Whether a term may end before this place: Korean particles and Japanese and Chinese neighbours follow without a space."""
    return not (
        at < len(text) and _is_word_character(text[at]) and _is_word_character(text[at - 1]) and not is_cjk_letter(text[at - 1])
    )


def _is_word_character(character: str) -> bool:
    return character == "_" or character.isalnum()


@lru_cache(maxsize=4)
def _trie_of_terms(terms: tuple[str, ...]) -> _Terms:
    return _Terms(terms)


def _right_spelling(written_term: str, terms: dict[str, str]) -> str:
    if written_term in terms:
        return terms[written_term]
    right = terms.get(written_term[0].lower() + written_term[1:], "")
    return right[:1].upper() + right[1:]
