"""Readers of basic YAML values, shared by front matter and settings: texts, flags, whole numbers, choices of words, lists with
commas, plain mappings. Each returns the value of a node, or None after reporting an error with a hint."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from digest.diagnostics import Diagnostics
from digest.text.normal_form import composed
from digest.text.similar_words import did_you_mean
from digest.yaml import tree
from digest.yaml.tree import Node, Scalar, is_empty, items_of

ValueReader = Callable[[Node, str, Diagnostics], Any]
"""(node, name of the field, diagnostics) → the value, or None after reporting an error."""

TRUE_WORDS, FALSE_WORDS = ("true", "yes", "on"), ("false", "no", "off")
"""The booleans of YAML 1.1 and 1.2."""

_TYPOGRAPHIC_QUOTES = "“”„‟‘’‚‛«»‹›「」『』＂"

COMMA_LISTS = ("tags", "tag", "topics", "topic", "keywords", "categories", "category")
"""Fields whose lists may also be written as one text with commas."""


def nfc(text: str) -> str:
    """Return the text in Unicode's composed form (NFC, UAX #15), without surrounding white space."""
    return composed(text).strip()


def report_error(node: Node, diagnostics: Diagnostics, message: str, hint: str = "") -> None:
    """Report that this value is not valid for its field; return None, the value of a field that was not read."""
    diagnostics.add(node.line, node.column, diagnostics.wrong, message, hint)


def quotes_hint(text: str) -> str:
    """Return a hint for a value in typographic quotation marks, which YAML does not treat as quotes; '' for any other value."""
    unquoted_text = text.strip(_TYPOGRAPHIC_QUOTES)
    return f"write {unquoted_text.strip()}, without quotation marks" if unquoted_text.strip() and unquoted_text != text else ""


def read_text_value(node: Node, name: str, diagnostics: Diagnostics) -> str | None:
    """Read a text that is not empty."""
    if not isinstance(node, Scalar):
        items = items_of(node) if isinstance(node, tree.Sequence) else ()
        example_value = items[0].text if len(items) == 1 and isinstance(items[0], Scalar) and items[0].plain else '"…"'
        return report_error(node, diagnostics, f"{name} must be text", f"write {name}: {example_value}")
    if is_empty(node):
        return report_error(node, diagnostics, f"{name} is empty", f'write {name}: "…"')
    return nfc(node.text)


def optional_text(node: Node, name: str, diagnostics: Diagnostics) -> str | None:
    """Read a text; None without an error if it is empty."""
    return None if is_empty(node) else read_text_value(node, name, diagnostics)


def flag(node: Node, name: str, diagnostics: Diagnostics) -> bool | None:
    """Read a boolean of YAML 1.1 or 1.2, in any case."""
    flag_word = node.text.strip().casefold() if isinstance(node, Scalar) else ""
    if flag_word in TRUE_WORDS:
        return True
    if flag_word in FALSE_WORDS:
        return False
    return report_error(node, diagnostics, f"{name} must be true or false", quotes_hint(flag_word))


def number(low: int, high: int) -> ValueReader:
    """Return a reader of integers from `low` to `high`."""

    def read_number(node: Node, name: str, diagnostics: Diagnostics) -> int | None:
        digits = node.text.strip() if isinstance(node, Scalar) else ""
        bare = digits.removeprefix("-")
        if bare.isascii() and bare.isdigit() and len(bare) < 10 and low <= int(digits) <= high:
            return int(digits)
        return report_error(node, diagnostics, f"{name} must be a whole number from {low} to {high}", quotes_hint(digits))

    return read_number


def choice(*words: str) -> ValueReader:
    """Return a reader of one of these words."""

    def read_word(node: Node, name: str, diagnostics: Diagnostics) -> str | None:
        word = node.text.strip() if isinstance(node, Scalar) else ""
        if word in words:
            return word
        return report_error(
            node, diagnostics, f"{name} must be one of {', '.join(words)}", did_you_mean(word, words) or quotes_hint(word)
        )

    return read_word


def choices(*words: str) -> ValueReader:
    """Return a reader of a list of these words, without duplicates; the list may be empty."""

    def read_words(node: Node, name: str, diagnostics: Diagnostics) -> tuple[str, ...] | None:
        if isinstance(node, tree.Mapping):
            return report_error(node, diagnostics, f"{name} must be a list", f"write {name}: [{', '.join(words)}]")
        read_word = choice(*words)
        chosen_words = [read_word(item, name, diagnostics) for item in items_of(node)]
        return None if None in chosen_words else tuple(dict.fromkeys(chosen_words))

    return read_words


def texts(node: Node, name: str, diagnostics: Diagnostics) -> tuple[str, ...] | None:
    """Read a list of texts; a single text is a list of one."""
    items = scalars(node, name, diagnostics)
    return None if items is None else tuple(item.text for item in items)


def scalars(node: Node, name: str, diagnostics: Diagnostics) -> tuple[Scalar, ...] | None:
    """Read a list of texts, each with its location; a single text is a list of one, or for `COMMA_LISTS`, split at commas."""
    if isinstance(node, Scalar):
        if is_empty(node):
            return None
        return tuple(
            _items_between_commas(node) if name in COMMA_LISTS else (Scalar(nfc(node.text), node.line, node.column, node.plain),)
        )
    if isinstance(node, tree.Mapping):
        return report_error(
            node, diagnostics, f"{name} must be a list of texts", f"write {name}: {_name_in_mapping(node) or '[one, two]'}"
        )
    text_items = []
    for item in node.items:
        if isinstance(item, Scalar) and item.text.strip():
            text_items.append(Scalar(nfc(item.text), item.line, item.column, item.plain))
        else:
            single_name = _name_in_mapping(item)
            hint = f"write the name alone: {single_name}" if single_name else "one text an entry, none empty"
            report_error(item, diagnostics, f"{name} must be a list of texts", hint)
    return tuple(text_items)


def _items_between_commas(node: Scalar) -> Iterator[Scalar]:
    """Yield the items between commas, each with its location, which is exact for a text on one line without escapes."""
    column = node.column + (not node.plain)
    for part in node.text.split(","):
        if part.strip():
            yield Scalar(nfc(part), node.line, column + len(part) - len(part.lstrip()), node.plain)
        column += len(part) + 1


def _name_in_mapping(node: Node) -> str:
    """Return the name in a mapping such as `{name: Jane Doe, picture: …}`, if it is short; otherwise ''."""
    name = node.get("name") if isinstance(node, tree.Mapping) else None
    return nfc(name.text) if isinstance(name, Scalar) and len(name.text) <= 40 else ""


def plain(node: Node, name: str, diagnostics: Diagnostics) -> object:
    """Read any value, as texts, lists and mappings."""
    return _plain_value(node)


def _plain_value(node: Node) -> object:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, tree.Sequence):
        return [_plain_value(item) for item in node.items]
    return {key: _plain_value(value) for key, (_, value) in node.entries.items()}


def plain_mapping(node: Node, name: str, diagnostics: Diagnostics) -> object:
    """Read any mapping, as texts, lists and mappings."""
    if not isinstance(node, tree.Mapping):
        return report_error(node, diagnostics, f"{name} must be a mapping", f"write {name}: and below it, indented, key: value")
    return _plain_value(node)
