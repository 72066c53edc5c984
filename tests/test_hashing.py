"""Equal hashes mean equal values, and values with an identity or without an order cannot be hashed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from digest.hashing import content_hash, fingerprint, hash_name

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


class One(Struct, frozen=True, tag=True):
    a: int = 1


class Two(Struct, frozen=True, tag=True):
    a: int = 1


def shape(value: object) -> object:
    """Return a value that is equal for equal values of the same types: True is not 1."""
    if isinstance(value, dict):
        return dict, sorted((key, shape(inner)) for key, inner in value.items())
    return type(value), [shape(inner) for inner in value] if isinstance(value, list) else value


@given(PLAIN, PLAIN)
def test_hashes_are_equal_if_and_only_if_the_values_are(one: object, other: object):
    assert (fingerprint(one) == fingerprint(other)) == (shape(one) == shape(other))


@given(st.dictionaries(st.text(), st.integers(-(2**53), 2**53)))
def test_the_order_of_a_mapping_does_not_matter(values: dict[str, int]):
    assert fingerprint(values) == fingerprint(dict(reversed(values.items())))


def test_the_boundaries_of_arguments_change_the_hash():
    assert len({fingerprint("ab", "c"), fingerprint("a", "bc"), fingerprint("abc"), fingerprint(["ab", "c"])}) == 4


def test_the_class_of_a_context_changes_the_hash():
    assert fingerprint(One()) != fingerprint(Two())


def test_the_utc_offset_of_a_date_changes_the_hash():
    instant = datetime(2026, 1, 4, 14, 26, tzinfo=UTC)
    assert fingerprint(instant) != fingerprint(instant.astimezone(timezone(timedelta(hours=9))))


@pytest.mark.parametrize("value", [object(), lambda: 1, {"a": object()}, ZoneInfo("Asia/Seoul"), iter([])])
def test_a_value_that_is_not_plain_data_is_refused(value: object):
    with pytest.raises(TypeError):
        fingerprint(value)


def test_a_hash_is_short_and_the_same_in_every_process():
    assert fingerprint("a", 1) == fingerprint("a", 1)
    assert content_hash(b"") == "e3b0c44298fc1c149afbf4c8996fb924"
    assert len(fingerprint()) == 32
    assert hash_name(sha256(b"text")) == content_hash(b"text")
