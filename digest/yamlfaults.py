"""What YAML's parser complains of, in the words of somebody who writes articles: where it really is, what it is, what to do."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

SHOWN = 100
"""The longest line that a hint repeats, mended."""


class Said(NamedTuple):
    """What is wrong, and what to do; line and column count from 0."""

    line: int
    column: int
    message: str
    hint: str


class _Place(NamedTuple):
    """A place in a text."""

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
    def before(self) -> str:
        """What stands before it on the line."""
        return self.text[: self.column]

    @property
    def indent(self) -> int:
        return len(self.text) - len(self.text.lstrip(" "))

    def above(self) -> _Place | None:
        """The beginning of the last line above that says something."""
        for number in range(min(self.line, len(self.lines)) - 1, -1, -1):
            place = _Place(self.lines, number, 0)
            if place.text.strip() and not place.text.lstrip().startswith("#"):
                return place._replace(column=place.indent)
        return None

    def says(self, message: str, hint: str) -> Said:
        return Said(self.line, self.column, message, hint)


_COMMENT = re.compile(r"[ \t]+#(.*)")
_NO_COMMENT = re.compile(r"[^\s#].*|[ \t]*\d+[^\w\s]*[ \t]*|[ \t]*")
"""What follows a # that begins no comment: people write a space after one that does."""

_COMPLETE = re.compile(r"(?i)true|false|yes|no|on|off|null|~|[\d.:+-]+(?:[T ][\d.:+-]+Z?)?")
_PROSE = re.compile(r"(?:title|headline|summary|description|excerpt|why):[ \t]")


def lost_comment(line: str, start: int | None, end: int, kept: str, *, prose: bool) -> Said | None:
    """The warning about a value without quotes, `kept`, that ends at `end` of this line because of a ` #`.

    None if that begins a comment. `start` is where the value begins, if on this line. With `prose` no comment is expected behind
    the titles and summaries of articles.
    """
    found = _COMMENT.match(line, end)
    if not found:
        return None
    is_prose = prose and bool(_PROSE.match(line))
    is_meant = not _NO_COMMENT.fullmatch(found[1]) or _COMPLETE.fullmatch(kept)
    if (is_meant and not (is_prose and kept)) or not (kept or found[1].strip()):
        return None
    message = f"everything from # on is a comment: {f'the value is {kept}' if kept else 'there is no value'}"
    if len(kept) > SHOWN:
        message = "everything from # on is a comment"
    comment = "on a line of its own" if is_prose else "with a space after #"
    hint = f"put the whole value in quotes, or write the comment {comment}"
    before = line[:start].strip() if start is not None else "["
    if len(line) <= SHOWN and not re.search(r"[\[{]", before):
        hint = f"write {before} {quoted(line[start:].strip())}, or the comment {comment}"
    return Said(0, found.start(1) - 1, message, hint)


def quoted(text: str) -> str:
    """The text as a value in quotes."""
    return "'{}'".format(text.replace("'", "''")) if re.search(r'["\\]', text) else f'"{text}"'


def explain(error: Any, text: str) -> Said:
    """The fault behind this MarkedYAMLError of the parser on this text."""
    mark = error.problem_mark or error.context_mark
    begun = error.context_mark or mark
    lines = text.split("\n")
    found = _Place(lines, mark.line, mark.column) if mark else _Place(lines, 0, 0)
    began = _Place(lines, begun.line, begun.column) if begun else found
    said = f"{error.context or ''} {error.problem or ''}"
    for sign, rule in _RULES:
        if sign in said:
            return rule(found, began)
    return found.says(f"not valid YAML: {error.problem or error.context}", "put values with special characters in quotes")


def _second_colon(found: _Place, began: _Place) -> Said:
    if re.search(r":\s", found.before):
        return found.says("a second ': ' on the line", _in_quotes(found))
    above = found.above()
    if above is None or found.indent > above.indent:
        hint = "begin both in the same column, or put a long value in quotes"
        return found._replace(column=found.indent).says("this line is indented more than the one above", hint)
    return _no_colon(above, above)


def _no_colon(_: _Place, began: _Place) -> Said:
    found = re.fullmatch(r"([^\s:\uff1a]+)(?::|\uff1a\s*)((?!//)\S.*)", began.text.strip())
    if found and "\uff1a" in began.text[: found.start(2) + began.indent]:
        hint = f"write {found[1]}: {found[2]}" if len(began.text) <= SHOWN else "write : and a space"
        return began.says("a full-width colon between key and value", hint)
    hint = f"write {found[1]}: {found[2]}" if found and len(began.text) <= SHOWN else "write key: value"
    return began.says("a line without ': ' between key and value", hint)


def _bad_beginning(found: _Place, _: _Place) -> Said:
    character = found.character
    if character == "\t":
        return found.says("a tab where spaces are needed", "indent with spaces")
    return found.says(f"a text may not begin with {character}" if character else "a value is missing", _in_quotes(found))


def _bad_beginning_before(_: _Place, began: _Place) -> Said:
    return _bad_beginning(began, began)


def _does_not_fit(found: _Place, _: _Place) -> Said:
    before = found.before.rstrip()
    end = before[-1:]
    if end in ("'", '"'):
        opened = _opened_above(found, end) if before.count(end) % 2 else None
        if opened:
            return _open_quote(opened, opened)
        hint = "put quotation marks of the other kind around the whole value"
        return found.says("more text after the closing quotation mark", hint)
    if end in ("]", "}"):
        return found.says(f"more text after the closing {end}", "put the whole value in quotes")
    return found.says("this line does not fit the lines above", "check the indentation, and the quotation marks above")


def _opened_above(found: _Place, mark: str) -> _Place | None:
    """The quotation mark further up that this line's first one closes."""
    for number in range(found.line - 1, -1, -1):
        line = found.lines[number]
        at = line.rfind(mark)
        if line.count(mark) % 2 and (at == 0 or line[at - 1] in " [{(,"):
            return _Place(found.lines, number, at)
    return None


def _open_quote(_: _Place, began: _Place) -> Said:
    return began.says("the quotation mark is never closed", "close the quotation mark")


def _after_the_end(found: _Place, began: _Place) -> Said:
    first = next((line for line in found.lines if line.strip() and not line.lstrip().startswith("#")), "")
    if len(first) - len(first.lstrip(" ")) > found.indent:
        return found.says("this line is indented less than the first one", "begin every key in the same column")
    if any(line.startswith("...") for line in found.lines[: found.line]):
        return found.says("text after a line of ...", "remove that line")
    return _does_not_fit(found, began)


def _open_list(found: _Place, began: _Place, end: str = "]") -> Said:
    if found.line == began.line and found.character == ":":
        return found.says("a second ': '", 'put the value in quotes: key: "a: b"')
    if found.line == began.line and found.character:
        return found.says("a comma is missing", f"write a comma between two entries, and {end} after the last one")
    if re.search(r"[ \t\[{,]#", began.text[began.column :]):
        return began.says("from # on the line is a comment, and so is what would close it", "put the value with # in quotes")
    return began.says(f"the {'list' if end == ']' else 'mapping'} is never closed", f"close it with {end}")


def _open_mapping(found: _Place, began: _Place) -> Said:
    return _open_list(found, began, "}")


def _always(message: str, hint: str) -> Callable[[_Place, _Place], Said]:
    return lambda found, _: found.says(message, hint)


def _in_quotes(found: _Place) -> str:
    """How the line looks with its value in quotes."""
    line = re.fullmatch(r"\s*(?:- )?([^\s:\"']+): +(\S.*)", found.text.rstrip())
    if not line or line.start(2) > found.column or line[2][0] in "[{\"'" or len(found.text) > SHOWN:
        return 'put the value in quotes: key: "…"'
    return f"write {line[1]}: {quoted(line[2])}"


_ESCAPE = "write the character itself; for a backslash use single quotes, or write \\\\"

_RULES: tuple[tuple[str, Callable[[_Place, _Place], Said]], ...] = (
    ("mapping values are not allowed", _second_colon),
    ("could not find expected ':'", _no_colon),
    ("while scanning a quoted scalar found unexpected", _open_quote),
    ("unknown escape character", _always("a backslash that means nothing in double quotes", "use single quotes, or write \\\\")),
    ("character escape code", _always("an escape that is not a character", _ESCAPE)),
    ("hexdecimal number", _always("an escape that is not a character", _ESCAPE)),
    ("found character '\\t'", _always("a tab where spaces are needed", "indent with spaces")),
    ("found a tab character", _always("a tab where spaces are needed", "indent with spaces")),
    ("cannot start any token", _bad_beginning),
    ("not allowed in this context", _bad_beginning),
    ("did not find expected node content", _bad_beginning),
    ("while scanning a block scalar", _bad_beginning_before),
    ("while scanning an anchor", _bad_beginning_before),
    ("while scanning an alias", _bad_beginning_before),
    ("while scanning a tag", _bad_beginning_before),
    ("while parsing a tag", _bad_beginning_before),
    ("undefined tag handle", _bad_beginning_before),
    ("while scanning a directive", _bad_beginning_before),
    ("while scanning a %", _bad_beginning_before),
    ("found unexpected ':'", _always("a colon without a space after it, within [ ] or { }", "put the value in quotes")),
    ("did not find expected ',' or ']'", _open_list),
    ("did not find expected ',' or '}'", _open_mapping),
    ("did not find expected <document start>", _after_the_end),
    ("did not find expected", _does_not_fit),
)
"""What the parser (libyaml's) says, and who knows what is meant."""
