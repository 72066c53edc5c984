"""Reads YAML to a tree of strings: tries the simple reader, then makes nodes of PyYAML's events. Refuses and reports aliases,
anchors, tags, merge keys, keys with odd spaces, unfit characters, unfilled templates, second documents, deep nesting and large
texts; reports repeated keys and lost comments.

PyYAML's loaders turn `23:26` into 1406 and `no` into False, keep only the last of two equal keys, and take minutes for a hostile
file of 457 bytes. So this module uses only the parser's events: strings, lists and mappings. Each reader's table converts the
strings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from digest.diagnostics import Diagnostics
from digest.text.characters import UNFIT_FOR_PAGES
from digest.text.lazy_pattern import lazy_compile
from digest.text.merge_markers import has_conflict
from digest.yaml.simple_yaml import NotSimpleError, read_simple_yaml
from digest.yaml.syntax_errors import (
    MAX_SHOWN_LINE,
    NO_SPACE_AFTER_HYPHEN,
    ODD_SPACE_AT_AN_END,
    ODD_SPACE_HINT,
    explain,
    lost_comment,
    odd_space_message,
)
from digest.yaml.tree import Mapping, Node, Scalar, Sequence

MAX_YAML_DEPTH = 16
MAX_YAML_CHARACTERS = 1024 * 1024


_ITEM_WITHOUT_SPACE = lazy_compile(r"-[^\W\d]")
"""The beginning of a text that was meant as an item; a hyphen before a digit is a minus sign."""


class _RejectedYaml(Exception):
    """Stops reading; the error is already reported."""


def read_yaml(text: str, diagnostics: Diagnostics, first_line: int = 1, text_kind: str = "YAML") -> Node | None:
    """Return the tree of one YAML document, or None after reporting an error; None without an error for an empty document.

    `first_line` is the line of the file on which `text` begins; `text_kind` names the text in messages.
    """
    if len(text) > MAX_YAML_CHARACTERS:
        return diagnostics.add(
            first_line, 1, "E106", f"the {text_kind} is longer than {MAX_YAML_CHARACTERS // 1024 // 1024} MiB", "shorten it"
        )
    with suppress(NotSimpleError):
        return read_simple_yaml(text, first_line, prose=text_kind == "front matter")
    if has_conflict(text, diagnostics):
        return None
    import yaml  # takes 40 ms to import, and most articles do not need it

    yaml_loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    has_comments = " #" in text or "\t#" in text
    reader = _YamlReader(diagnostics, first_line, text_kind, text.split("\n") if has_comments else [])
    try:
        return reader.document(iter(yaml_loader(text).get_event, None))
    except yaml.MarkedYAMLError as error:
        issue = explain(error, text)
        if "nesting depth" in issue.message:  # the parser's own limit is 1,000, and it looks ahead of its events
            diagnostics.add(
                first_line + issue.line, issue.column + 1, "E106", f"nested more than {MAX_YAML_DEPTH} deep", "simplify it"
            )
        else:
            diagnostics.add(first_line + issue.line, issue.column + 1, "E105", issue.message, issue.hint)
    except yaml.YAMLError as error:
        error_offset = getattr(error, "position", 0) or 0
        text_before = text[:error_offset]
        column = len(text_before) - text_before.rfind("\n")
        refused_character = getattr(error, "character", None)
        named_character = f"the character U+{refused_character:04X}" if isinstance(refused_character, int) else "a character"
        diagnostics.add(
            first_line + text_before.count("\n"), column, "E105", f"{named_character} is not allowed in YAML", "remove it"
        )
    except _RejectedYaml:
        pass
    return None


class _YamlReader:
    """One pass over the parser's events; depth and size are checked before nodes are created."""

    def __init__(self, diagnostics: Diagnostics, first_line: int, text_kind: str, lines: list[str]) -> None:
        self.diagnostics = diagnostics
        self.first_line = first_line
        self.text_kind = text_kind
        self.lines = lines
        """The lines of a text with comments; empty for other texts."""

    def refuse(self, mark: Any, code: str, message: str, hint: str, offset: int = 0) -> _RejectedYaml:
        self.diagnostics.add(self.first_line + mark.line, mark.column + 1 + offset, code, message, hint)
        return _RejectedYaml()

    def refuse_sign(self, event: Any) -> _RejectedYaml:
        """Report an alias, an anchor or a tag by its first character. Alias events have no `tag`."""
        if type(event).__name__ == "AliasEvent":
            sign, sign_name = "*", "alias"
        else:
            sign, sign_name = ("&", "anchor") if event.anchor is not None else ("!", "tag")
            if event.tag == "!":
                style, value = getattr(event, "style", None), getattr(event, "value", "")
                is_shown = (
                    style in ("'", '"')
                    and value.isprintable()
                    and not re.search(r"[\"'\\]", value)
                    and len(value) <= MAX_SHOWN_LINE
                )
                tag_hint = f"drop the !: write {style}{value}{style}" if is_shown else "drop the !"
                return self.refuse(event.start_mark, "E106", "a ! before the value (a YAML tag)", tag_hint)
            tag = (event.tag or "").replace("tag:yaml.org,2002:", "!!")
            # Programs write these tags; other words with a `!` are written by people.
            if tag.startswith(("!!", "!binary", "!ruby/", "!python/")):
                return self.refuse(event.start_mark, "E106", f"{tag} before the value (a YAML tag)", f"drop {tag}")
        return self.refuse(
            event.start_mark,
            "E106",
            f"a text may not begin with {sign} (a YAML {sign_name})",
            f'put the value in quotes: key: "{sign}…"',
        )

    def document(self, events: Iterator[Any]) -> Node | None:
        node: Node | None = None
        document_count = 0
        for event in events:
            event_kind = type(event).__name__
            if event_kind == "DocumentStartEvent":
                document_count += 1
                if document_count > 1:
                    raise self.refuse(event.start_mark, "E106", f"a second YAML document in the {self.text_kind}", "keep one")
            elif event_kind in ("ScalarEvent", "SequenceStartEvent", "MappingStartEvent", "AliasEvent"):
                node = self.node(event, events, 1)
        if isinstance(node, Scalar) and node.is_null:
            return None
        return node

    def node(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        if event.anchor is not None or event.tag is not None:
            raise self.refuse_sign(event)
        event_kind = type(event).__name__
        event_mark = event.start_mark
        line, column = self.first_line + event_mark.line, event_mark.column + 1
        if event_kind == "ScalarEvent":
            text = event.value
            unfit_character = None if text.isprintable() else UNFIT_FOR_PAGES.search(text)
            if unfit_character:
                message = f"an escape for U+{ord(unfit_character[0]):04X}, a character that is not allowed on a page"
                raise self.refuse(event_mark, "E105", message, "remove the escape")
            if self.lines and not event.style:
                self.warn_of_comment(event)
            return Scalar(text, line, column, not event.style)
        if depth > MAX_YAML_DEPTH:
            raise self.refuse(event_mark, "E106", f"nested more than {MAX_YAML_DEPTH} deep", "simplify it")
        if event_kind == "SequenceStartEvent":
            return Sequence(self.items(events, depth), line, column)
        return self.mapping(events, depth, line, column)

    def warn_of_comment(self, event: Any) -> None:
        """Warn if the plain scalar of this event ends at a ` #` that was probably not meant as a comment."""
        event_start, event_end = event.start_mark, event.end_mark
        line = self.lines[event_end.line] if event_end.line < len(self.lines) else ""
        begin = event_start.column if event_start.line == event_end.line else None
        comment_issue = lost_comment(line, begin, event_end.column, event.value, prose=self.text_kind == "front matter")
        if comment_issue:
            self.diagnostics.add(
                self.first_line + event_end.line, comment_issue.column + 1, "W103", comment_issue.message, comment_issue.hint
            )

    def items(self, events: Iterator[Any], depth: int) -> list[Node]:
        list_items = []
        for event in events:
            if type(event).__name__ == "SequenceEndEvent":
                break
            list_items.append(self.node(event, events, depth + 1))
        return list_items

    def mapping(self, events: Iterator[Any], depth: int, line: int, column: int) -> Mapping:
        entries: dict[str, tuple[Scalar, Node]] = {}
        for event in events:
            if type(event).__name__ == "MappingEndEvent":
                break
            key = self.node(event, events, depth + 1)
            if isinstance(key, Mapping) and event.flow_style:
                message = "{{ }} of a template that was not filled in"
                raise self.refuse(event.start_mark, "E106", message, "write the value itself, or put it in quotes")
            if not isinstance(key, Scalar):
                raise self.refuse(event.start_mark, "E106", "a key must be text", "write key: value")
            if key.plain and key.text == "<<":
                raise self.refuse(event.start_mark, "E106", "merge keys (<<) are not supported", "write the keys out")
            odd_space = ODD_SPACE_AT_AN_END.search(key.text) if key.plain else None
            if odd_space:
                raise self.refuse(event.start_mark, "E105", odd_space_message(odd_space[0]), ODD_SPACE_HINT, odd_space.start())
            value_event = next(events)
            value = self.node(value_event, events, depth + 1)
            if isinstance(value, Scalar) and value.plain and value.line > key.line and _ITEM_WITHOUT_SPACE.match(value.text):
                raise self.refuse(value_event.start_mark, "E105", NO_SPACE_AFTER_HYPHEN, "write a space after -")
            if key.text in entries:
                first_line = entries[key.text][0].line
                self.diagnostics.add(
                    key.line, key.column, "E107", f"{key.text} is repeated (first in line {first_line})", "remove one"
                )
            else:
                entries[key.text] = (key, value)
        return Mapping(entries, line, column)
