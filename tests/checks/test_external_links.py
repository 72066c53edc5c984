"""Links to other sites: the addresses to request, and diagnostics from replies."""

from __future__ import annotations

import pytest

from digest.checks.broken_links import LinkTarget, Spot
from digest.checks.external_links import RECHECK_DAYS, Reply, due, external_diagnostics

TODAY = 740_000
A = "https://a.example/"


@pytest.mark.parametrize(
    ("days_ago", "status", "is_due"),
    [
        (0, 200, False),
        (RECHECK_DAYS - 1, 200, False),
        (RECHECK_DAYS, 200, True),
        (RECHECK_DAYS + 1, 200, True),
        (-1, 200, True),  # the clock was wrong
        (0, 399, False),
        (0, 400, True),
        (0, 404, True),
        (0, 199, True),
        (0, 0, True),
    ],
)
def test_working_address_is_not_requested_again_for_some_days(days_ago: int, status: int, is_due: bool):
    assert due([A], {A: Reply(status, "", TODAY - days_ago)}, TODAY) == ([A] if is_due else [])


def test_working_address_is_requested_again_after_30_days():
    assert RECHECK_DAYS == 30


def test_new_addresses_are_requested_sorted():
    assert due(["https://b.example/", A], {}, TODAY) == [A, "https://b.example/"]


def test_each_address_is_checked_in_order():
    """The result of the first address does not hide the others."""
    addresses = [f"https://{name}.example/" for name in "cabd"]
    targets = {address: LinkTarget(Spot("p.html", 3, 5, "content/a.md"), "href", address) for address in addresses}
    replies = {address: Reply(status, "", TODAY) for address, status in zip(addresses, (404, 200, 404, 403), strict=True)}
    found = [(diagnostic.code, diagnostic.message[8]) for diagnostic in external_diagnostics("site", targets, replies)]
    assert found == [("W306", "b"), ("W306", "c"), ("N302", "d")]


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (Reply(404, "Not Found", TODAY), "site/p.html:3:5: W306 https://a.example/: 404 Not Found (page of content/a.md)"),
        (Reply(410, "", TODAY), "site/p.html:3:5: W306 https://a.example/: 410 (page of content/a.md)"),
        (
            Reply(0, "no such host", TODAY, gone=True),
            "site/p.html:3:5: W306 https://a.example/: no such host (page of content/a.md)",
        ),
        (Reply(0, "timed out", TODAY), "site/p.html:3:5: N302 https://a.example/: timed out (page of content/a.md)"),
        (Reply(403, "Forbidden", TODAY), "site/p.html:3:5: N302 https://a.example/: 403 Forbidden (page of content/a.md)"),
        (Reply(409, "", TODAY), "site/p.html:3:5: N302 https://a.example/: 409 (page of content/a.md)"),
        (Reply(200, "OK", TODAY), None),
        (None, None),
    ],
)
def test_missing_page_is_a_warning_and_other_bad_replies_are_notes(reply: Reply | None, expected: str | None):
    targets = {A: LinkTarget(Spot("p.html", 3, 5, "content/a.md"), "href", A)}
    diagnostics = external_diagnostics("site", targets, {A: reply} if reply else {})
    assert [str(diagnostic) for diagnostic in diagnostics] == ([expected] if expected else [])
