"""Opening a site: the settings, overrides of the command line, and the current instant."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from digest.commands.open_site import instant, open_site, overridden, registries_at
from digest.config.config import OutputSetting
from digest.errors import ContentError, UsageError
from tests.sites import write
from tests.values import CONFIG

SETTINGS = "title: News\nbase_url: https://example.org/\n"


def test_settings_may_have_a_byte_order_mark(tmp_path: Path):
    for mark in ("", "\ufeff"):
        (tmp_path / "digest.yml").write_text(mark + SETTINGS, encoding="utf-8")
        root, config = open_site(str(tmp_path))
        assert (root, config.title) == (tmp_path, "News")


def test_unreadable_settings_are_refused(tmp_path: Path):
    with pytest.raises(UsageError, match=r"there is no digest\.yml in"):
        open_site(str(tmp_path))
    (tmp_path / "digest.yml").write_bytes(b"title: \xff\n")
    with pytest.raises(UsageError, match=r"there is no digest\.yml in"):
        open_site(str(tmp_path / "digest.yml"))
    with pytest.raises(UsageError, match="not UTF-8"):
        open_site(str(tmp_path))
    (tmp_path / "digest.yml").unlink()
    os.mkfifo(tmp_path / "digest.yml")
    with pytest.raises(ContentError) as raised:
        open_site(str(tmp_path))
    assert [found.code for found in raised.value.diagnostics] == ["E101"]


def test_the_command_line_overrides_settings():
    overrides = {"drafts": True, "future": False, "base_url": "HTTPS://News.example/a", "theme": "", "output": "", "strict": True}
    assert overridden(CONFIG, overrides) == replace(CONFIG, drafts=True, strict=True, base_url="https://news.example/a/")
    assert overridden(CONFIG, {"theme": "harbour"}).theme == "harbour"
    assert overridden(CONFIG, {"preview": True}) == replace(CONFIG, preview=True, drafts=True, future=True)
    assert overridden(CONFIG, {}) == CONFIG


def test_an_output_option_is_relative_to_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    assert overridden(CONFIG, {"output": "out"}) == replace(CONFIG, output=OutputSetting(str(tmp_path / "out"), is_given=True))


@pytest.mark.parametrize(
    ("value", "message"),
    [({"base_url": "example.org"}, "--base-url "), ({"theme": "../x"}, "--theme: "), ({"theme": "a/b"}, "--theme: ")],
)
def test_invalid_overrides_are_refused(value: dict[str, str], message: str):
    with pytest.raises(UsageError) as raised:
        overridden(CONFIG, value)
    assert raised.value.message.startswith(message)


@pytest.mark.parametrize(
    ("value", "epoch", "found"),
    [
        ("2026-01-15 12:00", "0", datetime(2026, 1, 15, 3, tzinfo=UTC)),
        ("2026-01-15T12:00:00Z", "", datetime(2026, 1, 15, 12, tzinfo=UTC)),
        ("", "0", datetime(1970, 1, 1, tzinfo=UTC)),
        ("", "1768478400", datetime(2026, 1, 15, 12, tzinfo=UTC)),
        ("", "99999999999", datetime(5138, 11, 16, 9, 46, 39, tzinfo=UTC)),
    ],
)
def test_now_is_the_option_or_source_date_epoch(value: str, epoch: str, found: datetime, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    assert instant(value, replace(CONFIG, timezone="Asia/Seoul")) == found


def test_without_option_and_variable_now_is_the_clock(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert abs(instant("", CONFIG) - datetime.now(UTC)) < timedelta(minutes=1)


@pytest.mark.parametrize("epoch", ["x", "-1", "1.5", "٣", "100000000000"])
def test_an_invalid_source_date_epoch_is_refused(epoch: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    with pytest.raises(UsageError, match="SOURCE_DATE_EPOCH"):
        instant("", CONFIG)
    with pytest.raises(UsageError, match="--now: ") as raised:
        instant("soon", CONFIG)
    assert raised.value.hint.startswith("for example 2026-01-04")


def test_settings_that_are_too_large_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "digest.yml").write_text(SETTINGS)
    monkeypatch.setattr("digest.commands.open_site.MOST_SETTINGS_BYTES", len(SETTINGS))
    assert open_site(str(tmp_path))[1].title == "News"
    monkeypatch.setattr("digest.commands.open_site.MOST_SETTINGS_BYTES", len(SETTINGS) - 1)
    with pytest.raises(UsageError, match=r"^digest\.yml cannot be read: ") as raised:
        open_site(str(tmp_path))
    assert raised.value.hint == "make it smaller"


def test_registries_with_an_error_are_refused(tmp_path: Path):
    write(tmp_path, {"content/topics.yml": "world: World\n", "content/sources.yml": "wire: The Wire\n"})
    assert [topic.slug for topic in registries_at(tmp_path).topics] == ["world"]
    write(tmp_path, {"content/topics.yml": "world: {name: World, colour: red}\n"})
    assert [topic.slug for topic in registries_at(tmp_path).topics] == ["world"], "a warning is not an error"
    write(tmp_path, {"content/sources.yml": "wire: [\n"})
    with pytest.raises(ContentError) as caught:
        registries_at(tmp_path)
    assert {found.is_error for found in caught.value.diagnostics} == {True, False}
