"""Tables of fields: what a mapping in a YAML file may hold, and how each value is read.

Front matter, digest.yml, topics.yml, sources.yml and theme.yml are all read by such a table, so that all of them complain
alike: every fault in one run, with its line and column, and with the name that was probably meant.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from digest import plainyaml
from digest.errors import Faults, did_you_mean, nearest
from digest.permalinks import composed
from digest.plainyaml import Node, Scalar

Reader = Callable[[Node, str, Faults], Any]
"""(node, the field's name, faults) → the value, or None after noting a fault."""


class Field(NamedTuple):
    """One key that a mapping may hold."""

    name: str
    read: Reader
    doc: str
    spellings: tuple[str, ...] = ()
    """How other programs write this key; taken, with a note."""
    short: str = ""
    """Our own second name for it, taken without a word: `topic` for `topics`."""
    most: int = 0
    """How many values a list may hold; 0 for any number. Pages that name each other's values grow by the square of it."""
    implied_by: Mapping[str, Container[str]] = MappingProxyType({})
    """Keys of other programs, and the values of each, in lower case, that mean that this flag is true; taken, with a note."""


MAX_GUESSES = 20
"""For how many unknown keys of one mapping a near name is looked for, which takes a millisecond each."""


ALIKE = 0.75
"""How like ours a key must be to be probably a misspelling: `series` is no `expires`, and `header` no `headline`."""


class Unlike:
    """All words but these, and but those that are probably a misspelling of one."""

    def __init__(self, *words: str) -> None:
        self.words = words

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and not nearest(word, self.words, ALIKE)


class Table(dict[str, Field]):
    """Fields by name, and their names by every other spelling."""

    def __init__(
        self, fields: Iterable[Field], others: Mapping[str, Container[str]], hints: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        super().__init__((field.name, field) for field in fields)
        self.others = others
        """Keys of other programs that mean nothing here, and with which values: an empty tuple for any."""
        self.hints = hints
        """What to write instead of keys of other programs that are not taken."""
        self.spelled = {spelling: field.name for field in self.values() for spelling in (*field.spellings, field.short) if spelling}
        self.implied_by = {key: (field.name, values) for field in self.values() for key, values in field.implied_by.items()}
        known = (*self.implied_by, *others, *hints, *self.spelled, *self)
        self.folded = {key.casefold(): self.spelled.get(key, key) for key in known}
        """The fields' names, and keys of other programs, by how they are written in lower case."""


def table(
    *fields: Field,
    others: Mapping[str, Container[str]] = MappingProxyType({}),
    hints: Mapping[str, str] = MappingProxyType({}),
) -> Table:
    """The fields by name; `others` and `hints` as in `Table`."""
    return Table(fields, others, hints)


def in_usual_case(node: plainyaml.Mapping, fields: Table, faults: Faults) -> plainyaml.Mapping:
    """The mapping with the keys `Title` and `pubDate` as `title` and `date`, with a note; one that is there already is left out."""
    if all(key in fields or key in fields.spelled for key in node.entries):
        return node
    entries: dict[str, tuple[Scalar, Node]] = {}
    for key, (place, value) in node.entries.items():
        usual = key if key in fields or key in fields.spelled else fields.folded.get(key.casefold(), key)
        if usual != key and (usual in node.entries or usual in entries):
            faults.add(place.line, place.column, "W212", f"{key} is ignored, because {usual} already says it", "remove one")
            continue
        if usual != key and usual in fields:
            faults.add(place.line, place.column, "N201", f"{key} is read as {usual}", f"write {usual}")
        entries[usual] = (place, value)
    return plainyaml.Mapping(entries, node.line, node.column)


def read_fields(
    node: plainyaml.Mapping, fields: Table, faults: Faults, *, unknown: str = "W201", what: str = "key"
) -> dict[str, Any]:
    """The values of those fields that are given and right, by the fields' names; the rest is noted as faults.

    `unknown` is the code for a key that is not in the table, `what` such a key's name in messages.
    """
    values: dict[str, Any] = {}
    written: dict[str, str] = {}
    others = _OtherKeys(fields, faults, unknown, what)
    for key, (place, value) in node.entries.items():
        field = fields.get(key) or others.field(key, place, value)
        if field is None:
            continue
        is_foreign = key not in (field.name, field.short)
        first = written.get(field.name, "")
        if is_foreign and not first:  # our own name counts wherever it stands
            first = next((own for own in (field.name, field.short) if own in node.entries), "")
        if first and not is_empty(node.entries[first][1]):
            _note_second(key, place, value, first, node.entries[first][1], faults)
            continue
        if is_foreign:
            faults.add(place.line, place.column, "N201", f"{key} is read as {field.name}", f"write {field.name}")
        if isinstance(value, Scalar) and value.is_null and field.read not in (text, texts):
            continue
        written[field.name] = key
        found = field.read(value, key, faults)
        if found is not None:
            values[field.name] = found
            if field.most and len(found) > field.most:
                too_many(value, faults, f"{key} has {len(found):,} values", field.most)
    return values | others.implied if others.implied else values


class _OtherKeys:
    """The keys of one mapping that are not in the table by our own name: other programs' and unknown ones."""

    def __init__(self, fields: Table, faults: Faults, unknown: str, what: str) -> None:
        self.fields = fields
        self.faults = faults
        self.unknown = unknown
        self.what = what
        self.count = 0
        """How many of them were unknown."""
        self.implied: dict[str, bool] = {}
        """The flags that such keys set."""

    def field(self, key: str, place: Scalar, value: Node) -> Field | None:
        """The field that this key is another spelling of; None, and a note or fault, if it is none."""
        fields, where = self.fields, (place.line, place.column)
        word = value.text.strip().casefold() if isinstance(value, Scalar) else None
        flag, values = fields.implied_by.get(key, ("", ()))
        if key in fields.others and _means_nothing(value, fields.others[key]):
            message = f"{key}: {value.text} is ignored" if isinstance(value, Scalar) else f"{key} is ignored"
            self.faults.add(*where, "N203", message, "it has no meaning here: remove it")
        elif isinstance(value, Scalar) and word in values:
            self.implied[flag] = True
            self.faults.add(*where, "N220", f"{key}: {value.text} is read as {flag}: true", f"write {flag}: true")
        elif key in fields.spelled:
            return fields[fields.spelled[key]]
        else:
            self.count += 1
            near = did_you_mean(key.casefold(), fields, _likeness(fields)) if self.count <= MAX_GUESSES else ""
            hint = fields.hints.get(key) or near or _own_keys(fields)
            self.faults.add(*where, self.unknown, f"unknown {self.what} {key}", hint)
        return None


def _note_second(key: str, place: Scalar, value: Node, first: str, other: Node, faults: Faults) -> None:
    """Note that a key says what another one says already."""
    if _says_the_same(other, value):
        faults.add(place.line, place.column, "N202", f"{key} says the same as {first}", "remove one")
    else:
        faults.add(place.line, place.column, "W212", f"{key} is ignored, because {first} already says it", "remove one")


def too_many(node: Node, faults: Faults, message: str, most: int) -> None:
    """Note that there is more of something than the limit allows."""
    faults.add(
        node.line, node.column, "E207" if faults.wrong == "E202" else faults.wrong, f"{message}, of at most {most:,}", "remove some"
    )


def _means_nothing(node: Node, values: Container[str]) -> bool:
    return values == () or (isinstance(node, Scalar) and node.text.strip().casefold() in values)


def _says_the_same(one: Node, other: Node) -> bool:
    """Whether two values are equal, however they are written: `a, b`, `[a, b]`."""
    return _said(one) == _said(other)


def _said(node: Node) -> object:
    parts: list[object] = []
    for item in items_of(node):
        parts += [part.strip() for part in nfc(item.text).split(",")] if isinstance(item, Scalar) else [plain(item, "", Faults(""))]
    return parts


def _likeness(fields: Mapping[str, Field]) -> float:
    """How like ours an unknown key has to be for a hint: where people have keys of their own, most are no misspelling."""
    return ALIKE if "extra" in fields else 0.6


def _own_keys(fields: Mapping[str, Field]) -> str:
    return "keys of your own go under extra:" if "extra" in fields else ""


def nfc(text: str) -> str:
    """The text in Unicode's composed form (NFC, UAX #15), without white space around it."""
    return composed(text).strip()


def wrong(node: Node, faults: Faults, message: str, hint: str = "") -> None:
    """Note that this value is not what its field needs; returns None, the value of a field that was not read."""
    faults.add(node.line, node.column, faults.wrong, message, hint)


def text(node: Node, name: str, faults: Faults) -> str | None:
    """A text that is not empty."""
    if not isinstance(node, Scalar):
        return wrong(node, faults, f"{name} must be text", f'write {name}: "…"')
    if is_empty(node):
        return wrong(node, faults, f"{name} is empty", f'write {name}: "…"')
    return nfc(node.text)


def is_empty(node: Node) -> bool:
    """Whether nothing stands there, or only spaces."""
    return isinstance(node, Scalar) and (node.is_null or not node.text.strip())


def optional_text(node: Node, name: str, faults: Faults) -> str | None:
    """A text; nothing, when it is empty."""
    return None if is_empty(node) else text(node, name, faults)


TRUE, FALSE = ("true", "yes", "on"), ("false", "no", "off")


def flag(node: Node, name: str, faults: Faults) -> bool | None:
    """True or false; the words of YAML 1.1 and 1.2 in any case."""
    word = node.text.casefold() if isinstance(node, Scalar) else ""
    if word in TRUE:
        return True
    if word in FALSE:
        return False
    return wrong(node, faults, f"{name} must be true or false")


def number(low: int, high: int) -> Reader:
    """A reader of whole numbers from `low` to `high`."""

    def read(node: Node, name: str, faults: Faults) -> int | None:
        digits = node.text if isinstance(node, Scalar) else ""
        bare = digits.removeprefix("-")
        if bare.isascii() and bare.isdigit() and len(bare) < 10 and low <= int(digits) <= high:
            return int(digits)
        return wrong(node, faults, f"{name} must be a whole number from {low} to {high}")

    return read


def choice(*words: str) -> Reader:
    """A reader of one of these words."""

    def read(node: Node, name: str, faults: Faults) -> str | None:
        word = node.text if isinstance(node, Scalar) else ""
        if word in words:
            return word
        return wrong(node, faults, f"{name} must be one of {', '.join(words)}", did_you_mean(word, words))

    return read


def choices(*words: str) -> Reader:
    """A reader of a list of some of these words, each once; an empty list is none of them."""

    def read(node: Node, name: str, faults: Faults) -> tuple[str, ...] | None:
        if isinstance(node, plainyaml.Mapping):
            return wrong(node, faults, f"{name} must be a list", f"write {name}: [{', '.join(words)}]")
        read_one = choice(*words)
        found = [read_one(item, name, faults) for item in items_of(node)]
        return None if None in found else tuple(dict.fromkeys(found))

    return read


def texts(node: Node, name: str, faults: Faults) -> tuple[str, ...] | None:
    """A list of texts; one text alone is a list of one."""
    marks = marked_texts(node, name, faults)
    return None if marks is None else tuple(mark.text for mark in marks)


def marked_texts(node: Node, name: str, faults: Faults) -> tuple[Scalar, ...] | None:
    """A list of texts, each with its place; one text alone is a list of one, commas in it separate."""
    if isinstance(node, Scalar):
        if is_empty(node):
            return None
        return tuple(_items_of_text(node) if name in COMMA_LISTS else (Scalar(nfc(node.text), node.line, node.column, node.plain),))
    if isinstance(node, plainyaml.Mapping):
        return wrong(node, faults, f"{name} must be a list of texts", f"write {name}: {_name_in(node) or '[one, two]'}")
    found = []
    for item in node.items:
        if isinstance(item, Scalar) and item.text.strip():
            found.append(Scalar(nfc(item.text), item.line, item.column, item.plain))
        else:
            alone = _name_in(item)
            hint = f"write the name alone: {alone}" if alone else "one text an entry, none empty"
            wrong(item, faults, f"{name} must be a list of texts", hint)
    return tuple(found)


def _items_of_text(node: Scalar) -> Iterator[Scalar]:
    """The items between commas, each with its place: exact for a text on one line without escapes."""
    column = node.column + (not node.plain)
    for part in node.text.split(","):
        if part.strip():
            yield Scalar(nfc(part), node.line, column + len(part) - len(part.lstrip()), node.plain)
        column += len(part) + 1


def _name_in(node: Node) -> str:
    """The name in a mapping such as `{name: Jane Doe, picture: …}`, if it is short."""
    name = node.get("name") if isinstance(node, plainyaml.Mapping) else None
    return nfc(name.text) if isinstance(name, Scalar) and len(name.text) <= 40 else ""


COMMA_LISTS = ("tags", "tag", "topics", "topic", "keywords", "categories", "category")


def plain(node: Node, name: str, faults: Faults) -> object:
    """Whatever stands there, as texts, lists and mappings."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, plainyaml.Sequence):
        return [plain(item, name, faults) for item in node.items]
    return {key: plain(value, name, faults) for key, (_, value) in node.entries.items()}


def plain_mapping(node: Node, name: str, faults: Faults) -> object:
    """A mapping of whatever is wanted, as texts, lists and mappings."""
    if not isinstance(node, plainyaml.Mapping):
        return wrong(node, faults, f"{name} must be a mapping", f"write {name}: and below it, indented, key: value")
    return plain(node, name, faults)


def items_of(node: Node) -> Sequence[Node]:
    """The entries of a list; a single value is a list of one."""
    return node.items if isinstance(node, plainyaml.Sequence) else (node,)
