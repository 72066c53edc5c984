"""A fast reader for simple YAML, without PyYAML: patterns of a line with a key or item, of plain and quoted scalars, and of lists
and mappings in brackets; adds each line to the open mappings and list by its indent. Gives up with NotSimpleError on anything
else.

It takes a fifth of the parser's time. It is exact because each value ends with its line: the next line begins with a key, an
item, or a comment. If a text has anything else (values of several lines, anchors), the parser reads the whole text.
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
        usual_line, entries = _USUAL_YAML_LINE.match, self.open_mappings[0][1]
        while at < len(text):
            line_match = usual_line(text, at)
            if line_match is not None and line_match[1] not in entries and not self.waiting_key and len(self.open_mappings) == 1:
                key, group = line_match[1], line_match.lastindex or 0
                column = line_match.start(group) - at + (group == 2)
                entries[key] = (Scalar(key, self.line, 1, True), Scalar(line_match[group], self.line, column, group == 2))
                self.top_mapping, self.open_list, at = self.top_mapping or Mapping(entries, self.line, 1), None, line_match.end()
                self.line += 1
                continue
            self.line_start = at
            line_match = _YAML_LINE.match(text, at) or _BLANK_YAML_LINE.match(text, at)
            if line_match is None:
                raise NotSimpleError
            at = line_match.end()
            if line_match.re is _YAML_LINE:
                at = self._add_line(line_match)
            self.line += 1
        self._set_empty_value()
        return self.top_mapping

    def _add_line(self, line_match: re.Match[str]) -> int:
        """Add a key or an item, and return the offset of the next line."""
        scalar_group, at = line_match.lastindex or 0, line_match.end()
        value: Node | None = None
        if scalar_group > 3:
            value = self._scalar(line_match, scalar_group)
        elif self.text[at : at + 1] in _OPENING_BRACKETS:
            value, at = self._flow_collection(at, _MAX_INDENTS)
        end_match = _END_OF_SCALAR.match(self.text, at)
        if end_match is None or (end_match[1] and scalar_group == 4 and self._is_lost_comment(line_match, end_match.end())):
            raise NotSimpleError
        if line_match[2] is not None:
            self._add_key(len(line_match[1]), line_match[2], True, value)
        elif line_match[3] is not None:
            self._add_key(len(line_match[1]), line_match[3], False, value)
        elif value is not None:
            self._add_item(len(line_match[1]), value)
        else:
            raise NotSimpleError
        return end_match.end()

    def _is_lost_comment(self, line_match: re.Match[str], end: int) -> bool:
        """Whether the comment after the plain scalar on this line was probably not meant as one."""
        line = self.text[self.line_start : end].rstrip("\n")
        return lost_comment(line, None, line_match.end(4) - self.line_start, line_match[4], prose=self.prose) is not None

    def _scalar(self, scalar_match: re.Match[str], scalar_group: int) -> Scalar:
        """Return the text that this group matched: 4 without quotes, 5 in double quotes, 6 in single quotes."""
        text, column = scalar_match[scalar_group], scalar_match.start(scalar_group) - self.line_start
        if scalar_group == 4:
            return Scalar(text, self.line, column + 1, True)
        if scalar_group == 5 and "\\" in text:
            text = _DOUBLE_QUOTED_ESCAPE.sub(r"\1", text)
        elif scalar_group == 6 and "'" in text:
            text = text.replace("''", "'")
        return Scalar(text, self.line, column, False)

    def _add_key(self, indent: int, key: str, is_plain: bool, value: Node | None) -> None:
        if self.waiting_key and indent > self.open_mappings[-1][0]:
            nested_mapping = Mapping({}, self.line, indent + 1)
            self._put_value(nested_mapping)
            self.open_mappings.append((indent, nested_mapping.entries))
        self._set_empty_value()
        self.open_list = None
        while self.open_mappings[-1][0] > indent:
            self.open_mappings.pop()
        mapping_indent, entries = self.open_mappings[-1]
        if mapping_indent != indent or key in entries or len(self.open_mappings) > _MAX_INDENTS:
            raise NotSimpleError
        key_scalar = Scalar(key, self.line, indent + 1, is_plain)
        if self.top_mapping is None:
            self.top_mapping = Mapping(entries, self.line, 1)
        entries[key] = (key_scalar, key_scalar if value is None else value)
        self.waiting_key = key_scalar if value is None else None

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
            waiting_key = self.waiting_key
            self._put_value(
                Scalar("", waiting_key.line, waiting_key.column + len(waiting_key.text) + (1 if waiting_key.plain else 3), True)
            )

    def _flow_collection(self, at: int, depth_left: int) -> tuple[Node, int]:
        """Return the list or mapping whose opening bracket is at this offset, and its end. Raises NotSimpleError."""
        text, column, is_list = self.text, at - self.line_start + 1, self.text[at] == "["
        list_items: list[Node] = []
        entries: dict[str, tuple[Scalar, Node]] = {}
        collection: Node = Sequence(list_items, self.line, column) if is_list else Mapping(entries, self.line, column)
        closing_bracket = "]" if is_list else "}"
        if text.startswith(closing_bracket, at + 1):
            return collection, at + 2
        while depth_left:
            key_match = None if is_list else _KEY_IN_BRACKETS.match(text, at + 1)
            if key_match and key_match[1] not in entries:
                value, at = self._flow_value(key_match.end(), depth_left)
                entries[key_match[1]] = (Scalar(key_match[1], self.line, key_match.start(1) - self.line_start + 1, True), value)
            elif is_list:
                value, at = self._flow_value(at + 1, depth_left)
                list_items.append(value)
            else:
                break
            if text.startswith(closing_bracket, at):
                return collection, at + 1
            if not text.startswith(",", at):
                break
        raise NotSimpleError

    def _flow_value(self, at: int, depth_left: int) -> tuple[Node, int]:
        """Return the value that begins at this offset within brackets, and its end. Raises NotSimpleError."""
        bracket_match = _SCALAR_IN_BRACKETS.match(self.text, at)
        if bracket_match:
            return self._scalar(bracket_match, bracket_match.lastindex or 0), bracket_match.end()
        if self.text[at : at + 1] in _OPENING_BRACKETS:
            return self._flow_collection(at, depth_left - 1)
        raise NotSimpleError


_OPENING_BRACKETS = ("[", "{")
_DOUBLE_QUOTED_ESCAPE = lazy_compile(r'\\(["\\])')
