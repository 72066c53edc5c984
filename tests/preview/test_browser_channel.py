"""The channel to the browsers: the messages that a listener gets, also if it was busy."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from digest.diagnostics import Diagnostic
from digest.preview.browser_channel import LONGEST_SHOWN_LINE, MAX_MESSAGES, Channel, Message, Unpublished, shown_error, unpublished
from tests.values import CONFIG, collected, read


def numbers(received: tuple[int, list[Message]] | None) -> tuple[int, list[int]]:
    """Return the number of messages so far, and the numbers of the received ones."""
    assert received
    return received[0], [message.number for message in received[1]]


def test_a_listener_gets_the_messages_sent_since():
    channel = Channel("run", "/home/")
    assert numbers(channel.listen(0, 0)) == (1, [0]) and channel.latest == Message("run", home="/home/")
    assert numbers(channel.listen(1, 0)) == (1, [])
    for number in (1, 2, 3):
        channel.send(Message("run", number))
    assert numbers(channel.listen(1, 0)) == (4, [1, 2, 3])
    assert numbers(channel.listen(3, 0)) == (4, [3])
    assert channel.latest.number == 3


def test_a_busy_listener_gets_the_latest_messages():
    channel = Channel("run", "/")
    for number in range(1, MAX_MESSAGES + 10):
        channel.send(Message("run", number))
    assert numbers(channel.listen(1, 0)) == (MAX_MESSAGES + 10, list(range(10, MAX_MESSAGES + 10)))


def test_listeners_of_a_closed_channel_return_at_once():
    channel = Channel("run", "/")
    waiting = threading.Timer(0.01, channel.close)
    waiting.start()
    assert channel.listen(1, 30) is None and channel.listen(0, 0) is None
    assert not channel.wait_until_ready(30)


def test_a_channel_is_ready_after_a_ready_message():
    channel = Channel("run", "/")
    assert not channel.wait_until_ready(0)
    channel.send(Message("run", 1, ready=True))
    assert channel.wait_until_ready(0)


def test_a_new_listener_gets_the_state_without_changes():
    news = {"news": True, "page": "/a/", "files": ("/a.css",), "follow": "/a/", "moves": True}
    message = Message("run", 3, "/", True, follows=True, **news)  # type: ignore[arg-type]
    assert message.state == Message("run", 3, "/", True, follows=True)


@pytest.mark.parametrize(
    ("head", "shown"),
    [
        ({"draft": "true"}, Unpublished("draft", "a", "/repo/2026/02/01/a/")),
        ({"expires": "2026-02-02"}, Unpublished("expired", "a", "/repo/2026/02/01/a/")),
        ({"publish_at": "2026-05-01 12:00"}, Unpublished("embargoed", "a", "/repo/2026/02/01/a/", "2026-05-01 21:00 (Asia/Seoul)")),
        (
            {"date": "2026-05-03", "publish_at": "2026-05-01"},
            Unpublished("embargoed", "a", "/repo/2026/05/03/a/", "2026-05-03 09:00 (Asia/Seoul)"),
        ),
        ({"date": "2026-05-03"}, Unpublished("embargoed", "a", "/repo/2026/05/03/a/", "2026-05-03 09:00 (Asia/Seoul)")),
    ],
)
def test_an_unpublished_article_has_a_badge_and_the_end_of_its_embargo(head: dict[str, str], shown: Unpublished):
    config = replace(CONFIG, drafts=True, future=True)
    (entry,) = collected(read(**head), config=config, now=datetime(2026, 3, 1, tzinfo=UTC)).entries  # type: ignore[arg-type]
    assert unpublished(entry, "Asia/Seoul") == shown


def test_long_texts_are_truncated_for_the_panel(tmp_path: Path):
    long, shown = "x" * (LONGEST_SHOWN_LINE + 1), "x" * LONGEST_SHOWN_LINE
    (entry,) = collected(read(headline=long, draft="true"), config=replace(CONFIG, drafts=True)).entries
    assert unpublished(entry, "UTC").title == shown
    (tmp_path / "content").mkdir()
    (tmp_path / "content/a.md").write_text(f"one\n{long}\n\0\n")
    found = shown_error(Diagnostic("content/a.md", 2, 3, "E301", long, long), tmp_path, "edit:{path}:{line}:{column}")
    assert (found.message, found.hint, found.text) == (shown, shown, shown)
    assert found.link == f"edit:{tmp_path}/content/a.md:2:3"
    for line in (0, 3, 4, 5):
        assert shown_error(Diagnostic("content/a.md", line, 1, "E301", "m"), tmp_path, "").text == "", "the line has no text"
    (tmp_path / "secret.md").write_text("secret")
    (tmp_path / "content/link.md").symlink_to("../secret.md")
    for path in ("secret.md", "content/link.md", "content/gone.md"):
        assert shown_error(Diagnostic(path, 1, 1, "E301", "m"), tmp_path, "edit:{path}").text == ""


@pytest.mark.parametrize("path", ["content/a.md", "themes/t/theme.yml", "extensions/own.py", "digest.yml"])
def test_lines_of_all_sources_are_shown(path: str, tmp_path: Path):
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text("one\ntwo\n")
    assert shown_error(Diagnostic(path, 2, 1, "E301", "m"), tmp_path, "").text == "two"
