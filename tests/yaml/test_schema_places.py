"""Items between commas have their own positions."""

from __future__ import annotations

import pytest

from digest.diagnostics import Diagnostics
from digest.yaml.tree import Scalar
from digest.yaml.value_readers import scalars


@pytest.mark.parametrize(
    ("text", "plain", "columns"),
    [
        ("a, bc,  d", True, [7, 10, 15]),
        ("a, bc", False, [8, 11]),
        ("한국, b", True, [7, 11]),
        (",, b", True, [10]),
        ("a", True, [7]),
    ],
)
def test_each_item_between_commas_has_its_position(text: str, plain: bool, columns: list[int]):
    found = scalars(Scalar(text, 3, 7, plain), "tags", Diagnostics("a.md"))
    assert [item.column for item in found or ()] == columns
    assert {item.line for item in found or ()} == {3}
