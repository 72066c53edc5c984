"""File names are UTF-8 in every locale."""

from __future__ import annotations

import os
import sys
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from digest.files import utf8_mode
from digest.files.utf8_mode import use_utf8

KOREAN = "한국"


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[list[bytes]]:
    """The commands that this process would execute in a Korean locale; none is started."""
    commands: list[list[bytes]] = []
    stream = SimpleNamespace(isatty=lambda: False)
    system = SimpleNamespace(
        getfilesystemencoding=lambda: "euc-kr",
        flags=SimpleNamespace(utf8_mode=0),
        executable="/usr/bin/python",
        orig_argv=["python", "-m", "digest"],
        stdout=stream,
        stderr=stream,
    )
    monkeypatch.setattr(utf8_mode, "sys", system)
    monkeypatch.setattr(os, "execv", lambda program, command: commands.append(command))
    monkeypatch.setenv("PYTHONUTF8", "0")
    return commands


def test_a_utf_8_process_is_not_restarted(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(os, "execv", lambda *_: pytest.fail("the process is restarted"))
    for encoding in ("utf-8", "UTF_8"):
        monkeypatch.setattr(sys, "getfilesystemencoding", lambda encoding=encoding: encoding)
        assert use_utf8() == ""


def test_the_process_is_restarted_with_its_arguments_in_utf_8(
    started: list[list[bytes]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    named = "이름".encode("euc-kr")
    Path(os.fsdecode(named)).write_bytes(b"")
    arguments = [b"-m", b"digest", KOREAN.encode("euc-kr"), KOREAN.encode(), b"a", named, b"\xff"]
    monkeypatch.setattr(utf8_mode, "_raw_arguments", lambda: arguments)
    use_utf8()
    (command,) = started
    assert command[1:3] == [b"-X", b"utf8"] and os.environ["PYTHONUTF8"] == "1"
    assert command[3:] == [b"-m", b"digest", KOREAN.encode(), KOREAN.encode(), b"a", named, b"\xff"], (
        "the bytes of a file name are unchanged"
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [("flags", SimpleNamespace(utf8_mode=1)), ("executable", ""), ("orig_argv", ["digest"])],
)
def test_a_process_that_cannot_be_restarted_returns_its_encoding(
    started: list[list[bytes]], name: str, value: Any, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(utf8_mode.sys, name, value)
    assert (use_utf8(), started) == ("euc-kr", [])


@pytest.mark.parametrize(("to_terminal", "expected"), [("out err", "euc-kr:backslashreplace"), ("out", None), ("err", None)])
def test_only_terminals_get_their_own_encoding(
    started: list[list[bytes]], to_terminal: str, expected: str | None, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("PYTHONIOENCODING", "")  # so that monkeypatch restores the variable
    monkeypatch.delenv("PYTHONIOENCODING")
    for name in ("out", "err"):
        stream = SimpleNamespace(isatty=lambda name=name: name in to_terminal, encoding="euc-kr")
        monkeypatch.setattr(utf8_mode.sys, f"std{name}", stream)
    use_utf8()
    assert len(started) == 1 and os.environ.get("PYTHONIOENCODING") == expected


def test_a_failed_restart_is_not_an_error(started: list[list[bytes]], monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(os, "execv", refuse)
    assert use_utf8() == "euc-kr"


@pytest.mark.parametrize(
    ("command_line", "found"),
    [
        (b"python\0-m\0\xc7\xd1\0", [b"-m", b"\xc7\xd1"]),
        (b"python\0-m\0digest\0more\0", [b"-m", b"digest"]),
        (b"python\0", [b"-m", b"digest"]),
        (None, [b"-m", b"digest"]),
    ],
    ids=["as the system has them", "of another process", "without arguments", "unknown"],
)
def test_arguments_are_the_original_bytes_if_the_system_has_them(
    started: list[list[bytes]], command_line: bytes | None, found: list[bytes], monkeypatch: pytest.MonkeyPatch
):
    def opened(path: str, mode: str) -> BytesIO:
        assert (path, mode) == ("/proc/self/cmdline", "rb")
        if command_line is None:
            raise OSError
        return BytesIO(command_line)

    monkeypatch.setattr(utf8_mode, "open", opened, raising=False)
    assert utf8_mode._raw_arguments() == found and started == []


def test_output_in_utf_8_escapes_what_no_text_may_contain(monkeypatch: pytest.MonkeyPatch):
    given: list[dict[str, str]] = []
    stream = SimpleNamespace(reconfigure=lambda **how: given.append(how))
    monkeypatch.setattr(utf8_mode, "sys", SimpleNamespace(getfilesystemencoding=lambda: "utf-8", stdout=stream))
    assert (use_utf8(), given) == ("", [{"errors": "backslashreplace"}])
    monkeypatch.setattr(utf8_mode.sys, "stdout", None)
    assert use_utf8() == ""


def test_a_closed_output_is_no_terminal(started: list[list[bytes]], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(utf8_mode.sys, "stderr", None)
    monkeypatch.delenv("PYTHONIOENCODING", raising=False)
    monkeypatch.setattr(utf8_mode.sys, "stdout", SimpleNamespace(isatty=lambda: True, encoding="euc-kr"))
    use_utf8()
    assert len(started) == 1 and "PYTHONIOENCODING" not in os.environ
