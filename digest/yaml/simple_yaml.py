"""A fast reader for simple YAML, with a key or an item on each line; it takes a fifth of the parser's time.

It is exact because each value ends with its line: the next line begins with a key, an item, or a comment. If a text has anything
else (values of several lines, anchors), the parser reads the whole text.
"""

from __future__ import annotations

import re

from digest.text.characters import UNFIT_FOR_PAGES
from digest.text.lazy_pattern import lazy_compile
from digest.yaml.syntax_errors import lost_comment
from digest.yaml.tree import Mapping, Node, Scalar, Sequence

_MAX_INDENTS = 8
"""Maximum nesting of mappings; the parser reads, or rejects, deeper ones."""

_PLAIN_HEAD = r"""[^\s\-?:,\[\]{}\#&*!|>'"%@`]"""
"""The first character of a plain scalar, a text without quotes (YAML 1.2, 7.3.3)."""

_QUOTED_SCALAR = r'"([^"\\\n]*+(?>(?:\\["\\][^"\\\n]*+)*))"' + "|" + r"'([^'\n]*+(?>(?:''[^'\n]*+)*))'"

_PLAIN_SCALAR = rf"{_PLAIN_HEAD} [^\s:\#]*+ (?> (?: (?: :(?=\S) | [ ]++(?=[^\s\#]) | (?<=\S)\# ) [^\s:\#]*+ )* )"
"""A plain scalar."""

_USUAL_YAML_LINE = re.compile(
    rf"""([^\W\d][\w-]{{0,63}}) : [ ]++ (?: ({_PLAIN_SCALAR}) | "([^"\\\n]*+)" ) (?: \n | \Z )""", re.VERBOSE
)
"""An unindented key with a text: the most frequent line."""

_YAML_LINE = re.compile(
    rf"""
    ([ ]*+)                                                             # 1: the indent
    (?: (?: ([^\W\d][\w-]{{0,63}}) | "([^"\\\n]{{1,64}}+)" ) : (?=[ \n]|\Z)  # 2, 3: a key without quotes, or in quotes
    | - (?=[ ]) )                                                       # or an item's sign
    [ ]*+
    (?: ({_PLAIN_SCALAR})                                                      # 4: a text without quotes
    | {_QUOTED_SCALAR}                                                         # 5, 6: one in quotes
    | (?=[\[{{])                                                        # a list or mapping in brackets
    | (?=\n|\Z) )
    """,
    re.VERBOSE,
)
_SCALAR_IN_BRACKETS = lazy_compile(
    rf"""
    ()()() [ ]*+ (?: ({_PLAIN_HEAD} [^\s:,?\[\]{{}}\#]*+ (?> (?: [ ](?=[^\s:,?\[\]{{}}\#]) [^\s:,?\[\]{{}}\#]*+ )* ))  # 4: as above
    | {_QUOTED_SCALAR} ) [ ]*+
    """,
    re.VERBOSE,
)
_KEY_IN_BRACKETS = lazy_compile(r"[ ]*+([^\W\d][\w-]{0,63}):[ ]++")
_END_OF_SCALAR = re.compile(r"(?:[ ]++(\#)[^\n]*+|[ ]*+)(?:\n|\Z)")
_BLANK_YAML_LINE = re.compile(r"[ ]*+(?:\#[^\n]*+)?(?:\n|\Z)")

_SPECIAL_TO_YAML = ("\t", "\r", "\x85", "\u2028", "\u2029")
"""Tabs, and the line ends of YAML 1.1."""


class NotSimpleError(Exception):
    """The text is not simple."""


def read_simple_yaml(text: str, first_line: int, *, prose: bool = False) -> Mapping | None:
    """Return the tree of a simple text that begins on this line of its file; None if it has only comments.

    `prose` as for `lost_comment`. Raises NotSimpleError for any other text.
    """
    if not text.replace("\n", "").isprintable() and (
        any(sign in text for sign in _SPECIAL_TO_YAML) or UNFIT_FOR_PAGES.search(text)
    ):
        raise NotSimpleError
    return _SimpleYaml(text, first_line, prose=prose).read_tree()


class _SimpleYaml:
    """One pass over the lines of a text."""

    def __init__(self, text: str, first_line: int, *, prose: bool) -> None:
        self.text = text
        self.prose = prose
        self.line = first_line
        self.line_start = 0
        """The offset of the current line."""
        self.top_mapping: Mapping | None = None
        self.open_mappings: list[tuple[int, dict[str, tuple[Scalar, Node]]]] = [(0, {})]
        """The mappings that contain the current line, each with its indent."""
        self.open_list: list[Node] | None = None
        """The current list, if the previous line was an item."""
        self.list_indent = 0
        self.waiting_key: Scalar | None = None
        """A key without a value on its line; the value may follow on the next line."""

    def read_tree(self) -> Mapping | None:
        """Return the tree. Raises NotSimpleError."""
        text, at = self.text, 0
        usual, top = _USUAL_YAML_LINE.match, self.open_mappings[0][1]
        while at < len(text):
            match = usual(text, at)
            if match is not None and match[1] not in top and not self.waiting_key and len(self.open_mappings) == 1:
                key, kind = match[1], match.lastindex or 0
                column = match.start(kind) - at + (kind == 2)
                top[key] = (Scalar(key, self.line, 1, True), Scalar(match[kind], self.line, column, kind == 2))
                self.top_mapping, self.open_list, at = self.top_mapping or Mapping(top, self.line, 1), None, match.end()
                self.line += 1
                continue
            self.line_start = at
            match = _YAML_LINE.match(text, at) or _BLANK_YAML_LINE.match(text, at)
            if match is None:
                raise NotSimpleError
            at = match.end()
            if match.re is _YAML_LINE:
                at = self._add_line(match)
            self.line += 1
        self._set_empty_value()
        return self.top_mapping

    def _add_line(self, line_match: re.Match[str]) -> int:
        """Add a key or an item, and return the offset of the next line."""
        kind, at = line_match.lastindex or 0, line_match.end()
        value: Node | None = None
        if kind > 3:
            value = self._scalar(line_match, kind)
        elif self.text[at : at + 1] in _OPENING_BRACKETS:
            value, at = self._flow_collection(at, _MAX_INDENTS)
        end = _END_OF_SCALAR.match(self.text, at)
        if end is None or (end[1] and kind == 4 and self._is_lost_comment(line_match, end.end())):
            raise NotSimpleError
        if line_match[2] is not None:
            self._add_key(len(line_match[1]), line_match[2], True, value)
        elif line_match[3] is not None:
            self._add_key(len(line_match[1]), line_match[3], False, value)
        elif value is not None:
            self._add_item(len(line_match[1]), value)
        else:
            raise NotSimpleError
        return end.end()

    def _is_lost_comment(self, line_match: re.Match[str], end: int) -> bool:
        """Whether the comment after the plain scalar on this line was probably not meant as one."""
        line = self.text[self.line_start : end].rstrip("\n")
        return lost_comment(line, None, line_match.end(4) - self.line_start, line_match[4], prose=self.prose) is not None

    def _scalar(self, match: re.Match[str], kind: int) -> Scalar:
        """Return the text that this group matched: 4 without quotes, 5 in double quotes, 6 in single quotes."""
        text, column = match[kind], match.start(kind) - self.line_start
        if kind == 4:
            return Scalar(text, self.line, column + 1, True)
        if kind == 5 and "\\" in text:
            text = _DOUBLE_QUOTED_ESCAPE.sub(r"\1", text)
        elif kind == 6 and "'" in text:
            text = text.replace("''", "'")
        return Scalar(text, self.line, column, False)

    def _add_key(self, indent: int, key: str, is_plain: bool, value: Node | None) -> None:
        if self.waiting_key and indent > self.open_mappings[-1][0]:
            below = Mapping({}, self.line, indent + 1)
            self._put_value(below)
            self.open_mappings.append((indent, below.entries))
        self._set_empty_value()
        self.open_list = None
        while self.open_mappings[-1][0] > indent:
            self.open_mappings.pop()
        level, entries = self.open_mappings[-1]
        if level != indent or key in entries or len(self.open_mappings) > _MAX_INDENTS:
            raise NotSimpleError
        name = Scalar(key, self.line, indent + 1, is_plain)
        if self.top_mapping is None:
            self.top_mapping = Mapping(entries, self.line, 1)
        entries[key] = (name, name if value is None else value)
        self.waiting_key = name if value is None else None

    def _add_item(self, indent: int, value: Node) -> None:
        if self.waiting_key and indent >= self.open_mappings[-1][0]:
            self.open_list, self.list_indent = [], indent
            self._put_value(Sequence(self.open_list, self.line, indent + 1))
        if self.open_list is None or indent != self.list_indent:
            raise NotSimpleError
        self.open_list.append(value)

    def _put_value(self, value: Node) -> None:
        """Set the value of the waiting key."""
        if self.waiting_key:
            self.open_mappings[-1][1][self.waiting_key.text] = (self.waiting_key, value)
            self.waiting_key = None

    def _set_empty_value(self) -> None:
        if self.waiting_key:
            key = self.waiting_key
            self._put_value(Scalar("", key.line, key.column + len(key.text) + (1 if key.plain else 3), True))

    def _flow_collection(self, at: int, depth: int) -> tuple[Node, int]:
        """Return the list or mapping whose opening bracket is at this offset, and its end. Raises NotSimpleError."""
        text, column, is_list = self.text, at - self.line_start + 1, self.text[at] == "["
        list_items: list[Node] = []
        entries: dict[str, tuple[Scalar, Node]] = {}
        node: Node = Sequence(list_items, self.line, column) if is_list else Mapping(entries, self.line, column)
        closing = "]" if is_list else "}"
        if text.startswith(closing, at + 1):
            return node, at + 2
        while depth:
            name = None if is_list else _KEY_IN_BRACKETS.match(text, at + 1)
            if name and name[1] not in entries:
                value, at = self._flow_value(name.end(), depth)
                entries[name[1]] = (Scalar(name[1], self.line, name.start(1) - self.line_start + 1, True), value)
            elif is_list:
                value, at = self._flow_value(at + 1, depth)
                list_items.append(value)
            else:
                break
            if text.startswith(closing, at):
                return node, at + 1
            if not text.startswith(",", at):
                break
        raise NotSimpleError

    def _flow_value(self, at: int, depth: int) -> tuple[Node, int]:
        """Return the value that begins at this offset within brackets, and its end. Raises NotSimpleError."""
        bracket_match = _SCALAR_IN_BRACKETS.match(self.text, at)
        if bracket_match:
            return self._scalar(bracket_match, bracket_match.lastindex or 0), bracket_match.end()
        if self.text[at : at + 1] in _OPENING_BRACKETS:
            return self._flow_collection(at, depth - 1)
        raise NotSimpleError


_OPENING_BRACKETS = ("[", "{")
_DOUBLE_QUOTED_ESCAPE = lazy_compile(r'\\(["\\])')
