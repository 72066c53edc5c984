"""Example addresses, and addresses of the local machine."""

from __future__ import annotations

import pytest

from digest.checks.external_links import is_example


@pytest.mark.parametrize(
    ("address", "is_one"),
    [
        ("https://example.org/", True),
        ("https://news.example.com/x/", True),
        ("https://EXAMPLE.net./", True),
        ("http://localhost:8000/", True),
        ("http://site.localhost/", True),
        ("http://127.0.0.1/", True),
        ("http://127.9.9.9/", True),
        ("http://[::1]/", True),
        ("http://0.0.0.0/", True),
        ("http://192.168.1.2/", False),
        ("https://anexample.org/", False),
        ("https://example.org.uk/", False),
        ("https://example.de/", False),
        ("https://digest.news/example.org/", False),
    ],
)
def test_example_addresses(address: str, is_one: bool):
    assert is_example(address) is is_one
