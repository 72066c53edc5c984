"""batches: work in portions, by number and by weight."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from digest.disk.processes import batches


@given(st.lists(st.integers(0, 10)), st.integers(1, 5), st.integers(0, 20))
def test_batches_hold_everything_in_order_and_no_more_than_they_may(weights: list[int], size: int, most: int):
    made = list(batches(weights, size, lambda weight: weight, most))
    assert [weight for batch in made for weight in batch] == weights
    assert all(0 < len(batch) <= size and (sum(batch) <= most or len(batch) == 1) for batch in made)
    # Nor is a batch ended before it has to be.
    assert all(len(one) == size or sum(one) + other[0] > most for one, other in pairwise(made))


@given(st.lists(st.integers()), st.integers(1, 5))
def test_what_weighs_nothing_is_counted_alone(items: list[int], size: int):
    assert [len(batch) for batch in batches(items, size)] == [min(size, len(items) - at) for at in range(0, len(items), size)]
