"""Explains YAML syntax errors in plain words, from the parser's messages and the lines: a second or missing colon, unclosed quotes
and brackets, tabs, odd spaces, indentation; with position and hint. Also finds values that a `#` cuts off (lost comments)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from digest.text.lazy_pattern import lazy_compile

MAX_SHOWN_LINE = 100
"""Maximum characters of a line that a hint repeats in corrected form."""


class SyntaxIssue(NamedTuple):
    """A mistake and its hint; line and column count from 0."""

    line: int
    column: int
    message: str
    hint: str


class _YamlPosition(NamedTuple):
    """A position in a text."""

    lines: list[str]
    line: int
    column: int

    @property
    def text(self) -> str:
        """The whole line."""
        return self.lines[self.line] if self.line < len(self.lines) else ""

    @property
    def character(self) -> str:
        return self.text[self.column : self.column + 1]

    @property
    def text_before(self) -> str:
        """The line up to this position."""
        return self.text[: self.column]

    @property
    def indent(self) -> int:
        return len(self.text) - len(self.text.lstrip(" "))

    def line_above(self) -> _YamlPosition | None:
        """Return the beginning of the nearest line above that is not empty."""
        for number in range(min(self.line, len(self.lines)) - 1, -1, -1):
            position = _YamlPosition(self.lines, number, 0)
            if position.text.strip():
                return position._replace(column=position.indent)
        return None

    @property
    def has_indented_below(self) -> bool:
        """Whether the next line that is neither empty nor a comment is indented more than this one."""
        line_below = next((line for line in self.lines[self.line + 1 :] if line.strip() and not line.lstrip().startswith("#")), "")
        return len(line_below) - len(line_below.lstrip(" ")) > self.indent

    def issue(self, message: str, hint: str) -> SyntaxIssue:
        return SyntaxIssue(self.line, self.column, message, hint)


_YAML_COMMENT = lazy_compile(r"[ \t]+#(.*)")
_NOT_A_COMMENT = lazy_compile(r"[^\s#].*|[ \t]*\d+[^\w\s]*[ \t]*|[ \t]*")
"""Text after a # that was probably not meant as a comment: people write a space after the # of a comment."""

_COMPLETE_VALUE = lazy_compile(r"(?i)true|false|yes|no|on|off|null|~|[\d.:+-]+(?:[T ][\d.:+-]+Z?)?")
_PROSE_FIELD = lazy_compile(r"(?:title|headline|summary|description|excerpt|why):[ \t]")


def lost_comment(line: str, start: int | None, end: int, kept_text: str, *, prose: bool) -> SyntaxIssue | None:
    """Return a warning about a value without quotes, `kept_text`, that ends at `end` of this line because of a ` #`.

    None if the # was meant as a comment. `start` is the beginning of the value, if it is on this line. `prose` expects no comments
    after the titles and summaries of articles.
    """
    comment = _YAML_COMMENT.match(line, end)
    if not comment:
        return None
    is_prose = prose and bool(_PROSE_FIELD.match(line))
    is_meant_comment = not _NOT_A_COMMENT.fullmatch(comment[1]) or _COMPLETE_VALUE.fullmatch(kept_text)
    if (is_meant_comment and not (is_prose and kept_text)) or not (kept_text or comment[1].strip()):
        return None
    message = f"everything from # on is a comment: {f'the value is {kept_text}' if kept_text else 'there is no value'}"
    if len(kept_text) > MAX_SHOWN_LINE:
        message = "everything from # on is a comment"
    comment_place = "on a line of its own" if is_prose else "with a space after #"
    hint = f"put the whole value in quotes, or write the comment {comment_place}"
    key_of_value = line[:start].strip() if start is not None else "["
    if len(line) <= MAX_SHOWN_LINE and not re.search(r"[\[{]", key_of_value):
        hint = f"write {key_of_value} {quoted(line[start:].strip())}, or the comment {comment_place}"
    return SyntaxIssue(0, comment.start(1) - 1, message, hint)


def quoted(text: str) -> str:
    """Return the text as a value in quotes."""
    return "'{}'".format(text.replace("'", "''")) if re.search(r'["\\]', text) else f'"{text}"'


def explain(error: Any, text: str) -> SyntaxIssue:
    """Translate a MarkedYAMLError of the parser on this text."""
    mark = error.problem_mark or error.context_mark
    context = error.context_mark or mark
    lines = text.split("\n")
    at = _YamlPosition(lines, mark.line, mark.column) if mark else _YamlPosition(lines, 0, 0)
    start = _YamlPosition(lines, context.line, context.column) if context else at
    message = f"{error.context or ''} {error.problem or ''}"
    for parser_phrase, explanation in _SYNTAX_RULES:
        if parser_phrase in message:
            return explanation(at, start)
    return at.issue(f"not valid YAML: {error.problem or error.context}", "put values with special characters in quotes")


def _second_colon(at: _YamlPosition, start: _YamlPosition) -> SyntaxIssue:
    if re.search(r":\s", at.text_before):
        return at.issue("a second ': ' on the line", _hint_with_quotes(at))
    line_above = at.line_above()
    if line_above is None or at.indent > line_above.indent:
        if line_above and _LONE_KEY_WORD.fullmatch(line_above.text.strip()):
            return _lone_key(line_above)
        hint = "begin both in the same column, or put a long value in quotes"
        return at._replace(column=at.indent).issue("this line is indented more than the one above", hint)
    first_position = line_above  # of the lines without ': ', which together are one text to the parser
    while (
        (position_above := first_position.line_above())
        and position_above.indent == first_position.indent
        and not re.search(r":(?: |$)|^ *- ", position_above.text)
    ):
        first_position = position_above
    return _no_colon(first_position, first_position)


_LONE_KEY_WORD = lazy_compile(r"[\w][\w-]{0,60}")


def _lone_key(at: _YamlPosition) -> SyntaxIssue:
    return at.issue("a key without a colon", f"write {at.text.strip()}:")


_ODD_SPACE = r"[^\S\x00-\x7f]"
"""Spaces that YAML reads as letters. Keyboards and web pages insert them, and they look like spaces."""

ODD_SPACE_AT_AN_END = lazy_compile(rf"\A{_ODD_SPACE}|{_ODD_SPACE}+\Z")

ODD_SPACE_HINT = "delete it, and type a space if one is needed"
NO_SPACE_AFTER_HYPHEN = "a list item without a space after its -"


def odd_space_message(space: str) -> str:
    """Return the message about a space that is not one in YAML."""
    return f"U+{ord(space):04X}, which only looks like a space"


def _spacing_issue(at: _YamlPosition) -> SyntaxIssue | None:
    """Return the mistake of a line with an odd space, or of an item such as `-a`, which must begin at this position."""
    odd_space = re.match(rf" *(?:-|[^\s:]+:)? *({_ODD_SPACE})", at.text)
    if odd_space:
        return at._replace(column=odd_space.start(1)).issue(odd_space_message(odd_space[1]), ODD_SPACE_HINT)
    if at.text_before.strip() or not re.match(r" *-[^\s-]", at.text):
        return None
    hint = f"write - {at.text.strip()[1:]}" if len(at.text) <= MAX_SHOWN_LINE else "write a space after -"
    return at.issue(NO_SPACE_AFTER_HYPHEN, hint)


def _no_colon(_: _YamlPosition, start: _YamlPosition) -> SyntaxIssue:
    if spacing_issue := _spacing_issue(start):
        return spacing_issue
    key_and_value = re.fullmatch(r"([^\s:\uff1a]+)(?::|\uff1a\s*)((?!//)\S.*)", start.text.strip())
    if key_and_value and "\uff1a" in start.text[: key_and_value.start(2) + start.indent]:
        hint = f"write {key_and_value[1]}: {key_and_value[2]}" if len(start.text) <= MAX_SHOWN_LINE else "write : and a space"
        return start.issue("a full-width colon between key and value", hint)
    if _LONE_KEY_WORD.fullmatch(start.text.strip()) and start.has_indented_below:
        return _lone_key(start)
    hint = (
        f"write {key_and_value[1]}: {key_and_value[2]}"
        if key_and_value and len(start.text) <= MAX_SHOWN_LINE
        else "write key: value"
    )
    if not key_and_value and " " in start.text.strip():
        hint += ", or put two spaces before the line if it continues the value above"
    return start.issue("a line without ': ' between key and value", hint)


def _bad_value_beginning(at: _YamlPosition, _: _YamlPosition) -> SyntaxIssue:
    character = at.character
    if character == "\t":
        return at.issue("a tab where spaces are needed", "indent with spaces")
    if not character and (open_bracket := _open_bracket_above(at)):
        return _unclosed_list(at, open_bracket, "]" if open_bracket.character == "[" else "}")
    if character == "-" and at.has_indented_below:
        return at.issue(
            "a list that begins on the line of its key", "put the first - on a line of its own, in the column of the next"
        )
    return at.issue(f"a text may not begin with {character}" if character else "a value is missing", _hint_with_quotes(at))


def _open_bracket_above(at: _YamlPosition) -> _YamlPosition | None:
    """Return the position of the last bracket that is still open at the end of the text."""
    for number in range(len(at.lines) - 1, -1, -1):
        line = re.sub(r"[ \t\[{,]#.*", lambda comment: comment[0][0], at.lines[number])
        open_brackets = []
        for bracket in re.finditer(r"[\[{\]}]", line):
            if bracket[0] in "[{":
                open_brackets.append(bracket.start())
            elif open_brackets:
                open_brackets.pop()
        if open_brackets:
            return _YamlPosition(at.lines, number, open_brackets[-1])
    return None


def _bad_value_beginning_before(_: _YamlPosition, start: _YamlPosition) -> SyntaxIssue:
    return _bad_value_beginning(start, start)


def _line_that_does_not_fit(at: _YamlPosition, _: _YamlPosition) -> SyntaxIssue:
    text_before = at.text_before.rstrip()
    closing_mark = text_before[-1:]
    if closing_mark in ("'", '"'):
        opening_quote = _opened_above(at, closing_mark) if text_before.count(closing_mark) % 2 else None
        if opening_quote:
            return _unclosed_quote(opening_quote, opening_quote)
        hint = "put quotation marks of the other kind around the whole value"
        return at.issue("more text after the closing quotation mark", hint)
    if closing_mark in ("]", "}"):
        return at.issue(f"more text after the closing {closing_mark}", "put the whole value in quotes")
    if spacing_issue := _spacing_issue(at):
        return spacing_issue
    return at.issue("this line does not fit the lines above", "check the indentation, and the quotation marks above")


def _opened_above(at: _YamlPosition, quotation_mark: str) -> _YamlPosition | None:
    """Return the position of the opening quotation mark, on a line above, that the first one of this line closes."""
    for number in range(at.line - 1, -1, -1):
        line = at.lines[number]
        column = line.rfind(quotation_mark)
        if line.count(quotation_mark) % 2 and (column == 0 or line[column - 1] in " [{(,"):
            return _YamlPosition(at.lines, number, column)
    return None


def _unclosed_quote(_: _YamlPosition, start: _YamlPosition) -> SyntaxIssue:
    return start.issue("the quotation mark is never closed", "close the quotation mark")


def _text_after_the_end(at: _YamlPosition, start: _YamlPosition) -> SyntaxIssue:
    first_line = next((line for line in at.lines if line.strip() and not line.lstrip().startswith("#")), "")
    if len(first_line) - len(first_line.lstrip(" ")) > at.indent:
        return at.issue("this line is indented less than the first one", "begin every key in the same column")
    if any(line.startswith("...") for line in at.lines[: at.line]):
        return at.issue("text after a line of ...", "remove that line")
    return _line_that_does_not_fit(at, start)


def _unclosed_list(at: _YamlPosition, start: _YamlPosition, closing_bracket: str = "]") -> SyntaxIssue:
    if at.line == start.line and at.character == ":":
        return at.issue("a second ': '", 'put the value in quotes: key: "a: b"')
    if at.line == start.line:
        return at.issue("a comma is missing", f"write a comma between two entries, and {closing_bracket} after the last one")
    if re.search(r"[ \t\[{,]#", start.text[start.column :]):
        return start.issue("from # on the line is a comment, and so is what would close it", "put the value with # in quotes")
    return start.issue(f"the {'list' if closing_bracket == ']' else 'mapping'} is never closed", f"close it with {closing_bracket}")


def _unclosed_mapping(at: _YamlPosition, start: _YamlPosition) -> SyntaxIssue:
    return _unclosed_list(at, start, "}")


def _fixed_issue(message: str, hint: str) -> Callable[[_YamlPosition, _YamlPosition], SyntaxIssue]:
    return lambda at, _: at.issue(message, hint)


def _hint_with_quotes(at: _YamlPosition) -> str:
    """Return a hint that shows the line with its value in quotes."""
    key_and_value = re.fullmatch(r"\s*(?:- )?([^\s:\"']+): +(\S.*)", at.text.rstrip())
    if not key_and_value or key_and_value.start(2) > at.column or key_and_value[2][0] in "[{\"'" or len(at.text) > MAX_SHOWN_LINE:
        return 'put the value in quotes: key: "…"'
    return f"write {key_and_value[1]}: {quoted(key_and_value[2])}"


_ESCAPE_HINT = "write the character itself; for a backslash use single quotes, or write \\\\"

_SYNTAX_RULES: tuple[tuple[str, Callable[[_YamlPosition, _YamlPosition], SyntaxIssue]], ...] = (
    ("mapping values are not allowed", _second_colon),
    ("could not find expected ':'", _no_colon),
    ("while scanning a quoted scalar found unexpected", _unclosed_quote),
    (
        "unknown escape character",
        _fixed_issue("a backslash that means nothing in double quotes", "use single quotes, or write \\\\"),
    ),
    ("character escape code", _fixed_issue("an escape that is not a character", _ESCAPE_HINT)),
    ("hexdecimal number", _fixed_issue("an escape that is not a character", _ESCAPE_HINT)),
    ("found character '\\t'", _fixed_issue("a tab where spaces are needed", "indent with spaces")),
    ("found a tab character", _fixed_issue("a tab where spaces are needed", "indent with spaces")),
    ("cannot start any token", _bad_value_beginning),
    ("not allowed in this context", _bad_value_beginning),
    ("did not find expected node content", _bad_value_beginning),
    ("while scanning a block scalar", _bad_value_beginning_before),
    ("while scanning an anchor", _bad_value_beginning_before),
    ("while scanning an alias", _bad_value_beginning_before),
    ("while scanning a tag", _bad_value_beginning_before),
    ("while parsing a tag", _bad_value_beginning_before),
    ("undefined tag handle", _bad_value_beginning_before),
    ("while scanning a directive", _bad_value_beginning_before),
    ("while scanning a %", _bad_value_beginning_before),
    ("found unexpected ':'", _fixed_issue("a colon without a space after it, within [ ] or { }", "put the value in quotes")),
    ("did not find expected ',' or ']'", _unclosed_list),
    ("did not find expected ',' or '}'", _unclosed_mapping),
    ("did not find expected <document start>", _text_after_the_end),
    ("did not find expected", _line_that_does_not_fit),
)
"""Phrases in the messages of the parser (libyaml), each with the function that explains it."""
