"""Tables of fields: the keys that a mapping in a YAML file may have, with other spellings, other case and implied flags; reads a
mapping by its table, and reports unknown, repeated (with equal or other values), ignored and misspelt keys, and too many items.
`value_readers.py` reads the values.

Front matter, digest.yml, topics.yml, sources.yml and theme.yml are read with such tables, so all errors are reported alike: in one
run, each with its line and column, and with the name that was probably meant.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from msgspec import Struct

from digest.diagnostics import Diagnostics
from digest.text.similar_words import did_you_mean, nearest
from digest.yaml import tree
from digest.yaml.tree import Node, Scalar, is_empty, items_of
from digest.yaml.value_readers import ValueReader, nfc, plain, read_text_value, texts


class Field(Struct, frozen=True):
    """One key that a mapping may have."""

    name: str
    read: ValueReader
    doc: str
    spellings: tuple[str, ...] = ()
    """The names of this key in other programs; accepted with a note."""
    short: str = ""
    """A second valid name, accepted without a note: `topic` for `topics`."""
    max_values: int = 0
    """Maximum number of values in a list; 0 for no limit. Pages that list each other's values grow with its square."""
    implied_by: Mapping[str, Container[str]] = MappingProxyType({})
    """Keys of other programs, with the values (in lower case) that set this flag; accepted with a note."""
    needs_value: bool = False
    """Whether a missing value is an error, not ignored: a colour without quotes is a comment."""


MAX_SUGGESTIONS = 20
"""Maximum number of unknown keys per mapping for which a similar name is searched: each search takes a millisecond."""


MAX_NAMED_KEYS = 12
"""Maximum number of keys that a hint lists."""


KEY_SIMILARITY = 0.75
"""The similarity from which a key is probably a misspelling: `series` is not `expires`, nor is `header` `headline`."""

SHORT_NAME_SIMILARITY = 0.8
"""The same for short names: `toc` is not `topic`, nor is `series` `stories`."""


class Unlike:
    """All words except these and probable misspellings of them."""

    def __init__(self, *words: str) -> None:
        self.words = words

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and not nearest(word, self.words, KEY_SIMILARITY)


class Table(dict[str, Field]):
    """Fields by name, and their names by every other spelling."""

    def __init__(
        self,
        fields: Iterable[Field],
        ignored: Mapping[str, Container[str]],
        hints: Mapping[str, str] = MappingProxyType({}),
        unknown_key_hint: str = "",
    ) -> None:
        super().__init__((field.name, field) for field in fields)
        self.ignored = ignored
        """Keys of other programs that are ignored, with the ignored values: an empty tuple for any."""
        self.hints = hints
        """Hints for keys that are not accepted: keys of other programs, or keys that belong elsewhere."""
        self.unknown_key_hint = unknown_key_hint
        """The hint for an unknown key that resembles no field; '' to list the fields, if there are few."""
        self.short_names = [field.short for field in self.values() if field.short]
        self.spelled = {spelling: field.name for field in self.values() for spelling in (*field.spellings, field.short) if spelling}
        self.implied_by = {key: (field.name, values) for field in self.values() for key, values in field.implied_by.items()}
        keys = (*self.implied_by, *ignored, *hints, *self.spelled, *self)
        self.folded = {key.casefold(): self.spelled.get(key, key) for key in keys}
        """The names of fields, and keys of other programs, by their folded case."""


def table(
    *fields: Field,
    ignored: Mapping[str, Container[str]] = MappingProxyType({}),
    hints: Mapping[str, str] = MappingProxyType({}),
    unknown_key_hint: str = "",
) -> Table:
    """Return a table of these fields; `ignored`, `hints` and `unknown_key_hint` as in `Table`."""
    return Table(fields, ignored, hints, unknown_key_hint)


def in_usual_case(node: tree.Mapping, fields: Table, diagnostics: Diagnostics) -> tree.Mapping:
    """Return the mapping with keys such as `Title` changed to `title`, with a note; duplicates are dropped."""
    if all(key in fields or key in fields.spelled for key in node.entries):
        return node
    entries: dict[str, tuple[Scalar, Node]] = {}
    for key, (key_node, value) in node.entries.items():
        usual_key = key if key in fields or key in fields.spelled else fields.folded.get(key.casefold(), key)
        if usual_key != key and (usual_key in node.entries or usual_key in entries):
            diagnostics.add(
                key_node.line, key_node.column, "W212", f"{key} is ignored, because {usual_key} is given too", "remove one"
            )
            continue
        if usual_key != key and usual_key in fields:
            diagnostics.add(key_node.line, key_node.column, "N201", f"{key} is read as {usual_key}", f"write {usual_key}")
        entries[usual_key] = (key_node, value)
    return tree.Mapping(entries, node.line, node.column)


def read_fields(
    node: tree.Mapping, fields: Table, diagnostics: Diagnostics, *, unknown_code: str = "W201", key_kind: str = "key"
) -> dict[str, Any]:
    """Return the valid values by field; report everything else.

    `unknown_code` is the code for a key that is not in the table, `key_kind` its name in messages.
    """
    values_by_field: dict[str, Any] = {}
    key_of_field: dict[str, str] = {}
    other_keys = _OtherKeys(fields, diagnostics, unknown_code, key_kind)
    for key, (key_node, value) in node.entries.items():
        field = fields.get(key) or other_keys.field(key, key_node, value)
        if field is None:
            continue
        is_foreign = key not in (field.name, field.short)
        first_key = key_of_field.get(field.name, "")
        if is_foreign and not first_key:  # the field's own name takes precedence, wherever it is
            first_key = next((own for own in (field.name, field.short) if own in node.entries), "")
        if first_key and not is_empty(node.entries[first_key][1]):
            _report_duplicate(key, key_node, value, first_key, node.entries[first_key][1], diagnostics)
            continue
        if is_foreign:
            diagnostics.add(key_node.line, key_node.column, "N201", f"{key} is read as {field.name}", f"write {field.name}")
        if isinstance(value, Scalar) and value.is_null and not field.needs_value and field.read not in (read_text_value, texts):
            continue
        key_of_field[field.name] = key
        field_value = field.read(value, key, diagnostics)
        if field_value is not None:
            values_by_field[field.name] = field_value
            if field.max_values and len(field_value) > field.max_values:
                too_many(value, diagnostics, f"{key} has {len(field_value):,} values", field.max_values)
    return values_by_field | other_keys.implied if other_keys.implied else values_by_field


class _OtherKeys:
    """The keys of one mapping that are not names of fields: keys of other programs, and unknown ones."""

    def __init__(self, fields: Table, diagnostics: Diagnostics, unknown_code: str, key_kind: str) -> None:
        self.fields = fields
        self.diagnostics = diagnostics
        self.unknown_code = unknown_code
        self.key_kind = key_kind
        self.count = 0
        """The number of unknown keys."""
        self.implied: dict[str, bool] = {}
        """The flags that keys of other programs set."""

    def field(self, key: str, key_node: Scalar, value: Node) -> Field | None:
        """Return the field that this key is another spelling of, or None after a note or an error."""
        fields, key_position = self.fields, (key_node.line, key_node.column)
        folded_value = value.text.strip().casefold() if isinstance(value, Scalar) else None
        flag_name, flag_values = fields.implied_by.get(key, ("", ()))
        if key in fields.ignored and _is_ignored_value(value, fields.ignored[key]):
            message = f"{key}: {value.text} is ignored" if isinstance(value, Scalar) else f"{key} is ignored"
            self.diagnostics.add(*key_position, "N203", message, "it has no meaning here: remove it")
        elif isinstance(value, Scalar) and folded_value in flag_values:
            self.implied[flag_name] = True
            self.diagnostics.add(
                *key_position, "N220", f"{key}: {value.text} is read as {flag_name}: true", f"write {flag_name}: true"
            )
        elif key in fields.spelled:
            return fields[fields.spelled[key]]
        else:
            self.count += 1
            similar_key_hint = _similar_field(key.casefold(), fields) if self.count <= MAX_SUGGESTIONS else ""
            hint = fields.hints.get(key) or similar_key_hint or _unknown_key_hint(fields)
            self.diagnostics.add(*key_position, self.unknown_code, f"unknown {self.key_kind} {key}", hint)
        return None


def _report_duplicate(key: str, key_node: Scalar, value: Node, first_key: str, first_value: Node, diagnostics: Diagnostics) -> None:
    """Report that two keys set one field."""
    if _are_equal_values(first_value, value):
        diagnostics.add(key_node.line, key_node.column, "N202", f"{key} has the same value as {first_key}", "remove one")
    else:
        diagnostics.add(key_node.line, key_node.column, "W212", f"{key} is ignored, because {first_key} is given too", "remove one")


def too_many(node: Node, diagnostics: Diagnostics, message: str, max_items: int) -> None:
    """Report more values than the limit allows."""
    diagnostics.add(
        node.line,
        node.column,
        "E207" if diagnostics.wrong == "E202" else diagnostics.wrong,
        f"{message}, at most {max_items:,}",
        "remove some",
    )


def _is_ignored_value(node: Node, values: Container[str]) -> bool:
    return values == () or (isinstance(node, Scalar) and node.text.strip().casefold() in values)


def _are_equal_values(one: Node, other: Node) -> bool:
    """Whether two values are equal in different notations: `a, b`, `[a, b]`."""
    return _comparable_value(one) == _comparable_value(other)


def _comparable_value(node: Node) -> object:
    comparable_items: list[object] = []
    for item in items_of(node):
        comparable_items += (
            [part.strip() for part in nfc(item.text).split(",")] if isinstance(item, Scalar) else [plain(item, "", Diagnostics(""))]
        )
    return comparable_items


def _similar_field(key: str, fields: Table) -> str:
    """Return a hint with the name that is most similar to an unknown key; '' for none.

    A similar name has to be more similar where people may add their own keys, and a short name is often similar to another word.
    """
    similarity = KEY_SIMILARITY if "extra" in fields else 0.6
    return did_you_mean(key, fields, similarity) or did_you_mean(key, fields.short_names, SHORT_NAME_SIMILARITY)


def _unknown_key_hint(fields: Table) -> str:
    """Return the hint for a key that resembles none of the fields."""
    if "extra" in fields:
        return "put your own keys under extra:"
    return fields.unknown_key_hint or (f"the keys are {', '.join(fields)}" if len(fields) <= MAX_NAMED_KEYS else "")
