"""The house style: read content/style.yml, extract the prose of articles (passages without code, URLs and HTML) from front matter
and Markdown text, find terms as whole words (with a trie), and report avoided terms, long headlines and doubled words.

Prose is the editor's own text, without code, URLs and HTML. Each passage has its location.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from msgspec import Struct

from digest.articles import front_matter as frontmatter
from digest.articles.content_file import decode
from digest.config.config import STYLE_FILE
from digest.diagnostics import Diagnostic, Diagnostics
from digest.markdown.code_spans import without_code
from digest.text.characters import is_cjk_letter
from digest.text.line_positions import LinePositions
from digest.yaml import schema, tree, value_readers
from digest.yaml.schema import Field, table
from digest.yaml.tree import Node, Scalar
from digest.yaml.value_readers import report_error
from digest.yaml.yaml_reader import read_yaml

PROSE_FIELDS = frozenset({"title", "headline", "summary", "description", "excerpt", "why", "points"})
"""The fields with the editor's own text, including their names in other programs. Quotes and sources are not the editor's text."""

MASK = "\0"
"""The replacement for each character that is not prose. No text of a file contains it."""


class Passage(Struct, frozen=True):
    """A passage of prose with its location in the file. `headline` is the headline, if the passage is one."""

    text: str
    line: int
    column: int = 1
    headline: str = ""

    def positions(self) -> LinePositions:
        """Return the positions of the text's characters in the file."""
        return LinePositions(self.text, self.line, self.column)


def passages(data: bytes) -> tuple[Passage, ...]:
    """Return the prose of a file; empty for an invalid file, which the build reports."""
    diagnostics = Diagnostics("")
    file_text = decode(data, diagnostics)
    parts = frontmatter.split(file_text, diagnostics) if file_text is not None else None
    if file_text is None or parts is None:
        return ()
    head, markdown_text, first_line = parts
    return (*_front_matter_passages(head, file_text.split("\n"), first_line), *_text_passages(markdown_text, first_line))


def _front_matter_passages(head: tree.Mapping, lines: list[str], first_line: int) -> Iterator[Passage]:
    headline_field = "headline" if (own := head.get("headline")) and not _is_empty_field(own) else "title"
    field_lines = [key.line for key, _ in head.entries.values()]
    for field_name, (key, value) in head.entries.items():
        if field_name not in PROSE_FIELDS or (field_name == "title" and headline_field != "title") or _is_empty_field(value):
            continue  # if there is a headline, the title is the source's
        field_end = next((line for line in field_lines if line > key.line), first_line - 1)
        value_lines = lines[value.line - 1 : field_end - 1]
        field_text = "\n".join([value_lines[0][value.column - 1 :], *value_lines[1:]]) if value_lines else ""
        headline = value.text.strip() if field_name == headline_field and isinstance(value, tree.Scalar) else ""
        yield Passage(_masked_prose(field_text), value.line, value.column, headline)


def _is_empty_field(node: tree.Node) -> bool:
    return isinstance(node, tree.Scalar) and not node.text.strip()


def _text_passages(markdown_text: str, first_line: int) -> Iterator[Passage]:
    from digest.markdown.dialect import parser  # takes 90 ms, and only the house style needs it

    markdown_lines = markdown_text.split("\n")
    tokens = parser(html=True, typography=False).parse(markdown_text)
    for begin, end in sorted({(token.map[0], token.map[1]) for token in tokens if token.map and token.type == "inline"}):
        yield Passage(_masked_prose("\n".join(markdown_lines[begin:end])), first_line + begin)


_NO_PROSE = re.compile(
    r"\]\([^()\n]{0,2000}+\)|\]\[[^\]\n]{0,2000}+\]|<[^<>\n]{0,2000}+>|(?:https?://|www\.)[^\s<>\])]++|&#?\w{1,32};"
    r"|[\w.+-]{1,64}@[\w-]++\.[\w.]++"
)
"""Link targets, HTML tags, URLs, character references, mail addresses."""


def _masked_prose(text: str) -> str:
    """Return the text with every character that is not prose replaced by `MASK`."""
    return _NO_PROSE.sub(lambda masked: MASK * len(masked[0]), without_code(text, MASK))


class Style(Struct, frozen=True):
    """The rules of the house style."""

    terms: dict[str, str] = {}
    headline: int = 0
    """The maximum length of a headline in characters; 0 for no limit."""
    doubled: bool = True
    doubled_allowed: tuple[str, ...] = ()


def _read_style_terms(node: Node, name: str, diagnostics: Diagnostics) -> dict[str, str]:
    terms: dict[str, str] = {}
    if not isinstance(node, tree.Mapping):
        report_error(node, diagnostics, f"{name} must map what is wrong to what is right", "for example  e-mail: email")
        return terms
    for term, (key, value) in node.entries.items():
        right_spelling = value_readers.nfc(value.text) if isinstance(value, Scalar) else ""
        wrong_spelling = " ".join(value_readers.nfc(term).split())
        if not wrong_spelling or not right_spelling or wrong_spelling == right_spelling:
            report_error(
                key,
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
        _read_style_terms,
        "wrong terms and right ones: `{e-mail: email}`. Whole words only; a term in lower case is also found with a capital letter",
    ),
    Field("headline", value_readers.number(1, 1000), "the maximum length of a headline, in characters"),
    Field("doubled", value_readers.flag, "whether a word that is written twice in a row is reported"),
    Field("doubled_allowed", value_readers.texts, "words that are allowed twice in a row, as a list: `[had, that]`"),
)


def read_style(text: str, diagnostics: Diagnostics) -> Style:
    """Return the house style of content/style.yml; adds diagnostics."""
    node = read_yaml(text, diagnostics, text_kind="house style")
    if isinstance(node, tree.Mapping):
        return Style(**schema.read_fields(node, STYLE_FIELDS, diagnostics, unknown_code=diagnostics.wrong))
    if node is not None:
        report_error(node, diagnostics, "the house style must be a mapping", "write terms: and below it, indented, wrong: right")
    return Style()


_DOUBLED_WORD = re.compile(r"(?<![\w'’-])([^\W\d_]++)\s++\1(?![\w'’-])", re.IGNORECASE)


def style_diagnostics(path: str, passages: tuple[Passage, ...], style: Style) -> Iterator[Diagnostic]:
    """Yield diagnostics for passages of a file that break the house style."""
    terms = _trie_of_terms(tuple(style.terms))
    allowed_doubled_words = {word.casefold() for word in style.doubled_allowed}
    for passage in passages:
        positions = passage.positions()
        if 0 < style.headline < len(passage.headline):
            message = f"the headline has {len(passage.headline)} characters, at most {style.headline}"
            yield Diagnostic(path, passage.line, passage.column, "W209", message, "shorten it")
        for term_offset, text in terms.matches(passage.text) if style.terms else ():
            written_term = " ".join(text.split())
            right_spelling = _right_spelling(written_term, style.terms)
            if right_spelling and right_spelling != written_term:
                yield Diagnostic(
                    path,
                    *positions.location(term_offset),
                    "W208",
                    f"{written_term} is against the house style",
                    f"write {right_spelling}",
                )
        for doubled_word in _DOUBLED_WORD.finditer(passage.text) if style.doubled else ():
            if doubled_word[1].casefold() not in allowed_doubled_words:
                hint = f"remove one, or allow it in {STYLE_FILE}: doubled_allowed: [{doubled_word[1].casefold()}]"
                yield Diagnostic(path, *positions.location(doubled_word.start()), "W210", f"{doubled_word[1]} is repeated", hint)


class _TermTrie:
    """Finds terms as whole words, also across line ends. Lower-case terms also match with an initial capital.

    It is a trie: the first character of a word decides whether a term can begin there. A regular expression with all terms would
    try each term at each character.
    """

    def __init__(self, terms: Iterable[str]) -> None:
        self.root: dict[str, Any] = {}
        for term in terms:
            self._add_term(term)
            if term == term.lower() and term[0].upper() != term[0]:
                self._add_term(term[0].upper() + term[1:])

    def _add_term(self, term: str) -> None:
        trie_node = self.root
        for character in term:
            trie_node = trie_node.setdefault(character, {})
        trie_node[""] = term

    def matches(self, text: str) -> Iterator[tuple[int, str]]:
        """Yield offset and text of each match: the first of overlapping matches, the longest of matches at one offset."""
        last_term_end = 0
        for start in _TERM_STARTS.finditer(text):
            if start[0] in self.root and start.start() >= last_term_end:
                term_end = self._term_end(text, start.start())
                if term_end:
                    last_term_end = term_end
                    yield start.start(), text[start.start() : term_end]

    def _term_end(self, text: str, text_offset: int) -> int:
        """Return the end offset of the longest term that begins at `text_offset`, or 0."""
        trie_node, longest_end, last_character = self.root, 0, ""
        while text_offset < len(text):
            character = text[text_offset]
            is_space = character.isspace()
            if not (is_space and last_character == " "):  # any white space matches one space
                last_character = " " if is_space else character
                if last_character not in trie_node:
                    break
                trie_node = trie_node[last_character]
            text_offset += 1
            if "" in trie_node and _may_end_term(text, text_offset):
                longest_end = text_offset
        return longest_end


_TERM_STARTS = re.compile(r"(?<!\w)\w|[^\w\s]")
"""The possible starts of a term: the first character of a word, or any character outside words."""


def _may_end_term(text: str, at: int) -> bool:
    """True if a term can end at this offset. In Korean, Japanese and Chinese, other characters can follow without a space."""
    return not (
        at < len(text) and _is_word_character(text[at]) and _is_word_character(text[at - 1]) and not is_cjk_letter(text[at - 1])
    )


def _is_word_character(character: str) -> bool:
    return character == "_" or character.isalnum()


@lru_cache(maxsize=4)
def _trie_of_terms(terms: tuple[str, ...]) -> _TermTrie:
    return _TermTrie(terms)


def _right_spelling(written_term: str, terms: dict[str, str]) -> str:
    if written_term in terms:
        return terms[written_term]
    right = terms.get(written_term[0].lower() + written_term[1:], "")
    return right[:1].upper() + right[1:]
