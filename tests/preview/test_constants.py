"""Times and limits of the preview, which tests of it shorten: other ones have to be chosen, not mistyped."""

from __future__ import annotations

from types import ModuleType

import pytest

from digest.preview import (
    browser_channel,
    generation,
    http_request,
    http_server,
    live_inputs,
    live_stages,
    serve_loop,
    watcher,
)

CONSTANTS: list[tuple[ModuleType, str, object]] = [
    (browser_channel, "BYTES_READ_FOR_LINE", 256 * 1024),
    (browser_channel, "LONGEST_SHOWN_LINE", 400),
    (browser_channel, "MAX_MESSAGES", 64),
    (browser_channel, "SHOWN_UNPUBLISHED", 200),
    (generation, "MAX_AT_ONCE", 4 * 1024 * 1024),
    (http_request, "MAX_HEADERS", 16 * 1024),
    (http_request, "MAX_REQUEST_LINE", 8 * 1024),
    (http_request, "REQUEST_SECONDS", 10.0),
    (http_server, "CLOSED_CHECK_SECONDS", 1.0),
    (http_server, "FIRST_STATE_SECONDS", 2.0),
    (http_server, "HEARTBEAT", 15.0),
    (http_server, "MAX_THREADS", 64),
    (http_server, "PORTS_TRIED", 20),
    (live_inputs, "LARGE_INPUT", 64 * 1024 * 1024),
    (live_inputs, "READ_RETRIES", 3),
    (live_stages, "MAX_VARIANT_BYTES", 64 * 1024 * 1024),
    (serve_loop, "MAX_LIST_DELAY_SECONDS", 10.0),
    (serve_loop, "MAX_DIAGNOSTICS", 100),
    (serve_loop, "POLL_SECONDS", 0.5),
    (serve_loop, "POLL_SHARE", 10),
    (serve_loop, "RESCAN_SECONDS", 30.0),
    (serve_loop, "RESCAN_SHARE", 200),
    (serve_loop, "TICK_SECONDS", 1.0),
    (serve_loop, "UNINTERRUPTED_SECONDS", 0.2),
    (watcher, "BURST", 10),
    (watcher, "BURST_DEBOUNCE", 0.25),
    (watcher, "DEBOUNCE", 0.05),
    (watcher, "MAX_BURST", 30.0),
    (watcher, "MAX_RESTARTS", 10),
]


@pytest.mark.parametrize(("module", "name", "value"), CONSTANTS, ids=[name for _, name, _ in CONSTANTS])
def test_constant_has_its_chosen_value(module: ModuleType, name: str, value: object):
    assert getattr(module, name) == value
