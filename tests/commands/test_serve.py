"""The options of the preview: its address and its settings."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from digest.commands import serve
from digest.commands.serve import Address, open_preview
from digest.errors import UsageError
from digest.preview.serve_loop import Preview
from tests.conftest import run_digest
from tests.sites import NOW, write

SETTINGS = "title: T\nbase_url: https://example.org/news/\n"


@pytest.fixture
def bound(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """The addresses on which servers would listen; none is started."""
    places: list[tuple[str, int]] = []

    def opened(host: str, port: int, make: Any) -> SimpleNamespace:
        places.append((host, port))
        return SimpleNamespace(server_port=port or 8000)

    monkeypatch.setattr(serve, "bind_server", opened)
    return places


def preview(root: Path, address: Address = Address(), settings: str = SETTINGS, **given: Any) -> tuple[Preview, str]:  # noqa: B008
    write(root, {"digest.yml": settings, "content/topics.yml": "life: Life\n"})
    return open_preview(str(root), NOW.isoformat(), address, given, lambda line: None, lambda diagnostics: None)


@pytest.mark.parametrize(
    ("host", "port", "url"),
    [
        ("127.0.0.1", 0, "http://127.0.0.1:8000/news/"),
        ("0.0.0.0", 9000, "http://127.0.0.1:9000/news/"),
        ("::", 9000, "http://127.0.0.1:9000/news/"),
        ("::1", 9000, "http://[::1]:9000/news/"),
        ("harbour.local", 80, "http://harbour.local:80/news/"),
    ],
)
def test_the_address_is_one_that_a_browser_can_open(tmp_path: Path, bound: list[Any], host: str, port: int, url: str):
    made, shown = preview(tmp_path, Address(host, port))
    assert shown == made.inputs.config.base_url == url and bound == [(host, port)]
    assert (tmp_path / ".digest/.gitignore").exists()


@pytest.mark.parametrize(("search", "shown"), [("pagefind", "index"), ("index", "index"), ("none", "none")])
def test_settings_come_from_the_site_and_the_command_line(tmp_path: Path, bound: list[Any], search: str, shown: str):
    made, url = preview(
        tmp_path, settings=f"{SETTINGS}search: {search}\n", drafts=True, theme="harbour", base_url="https://e.org/x/"
    )
    config = made.inputs.config
    assert (config.search, config.drafts, config.future, config.theme) == (shown, True, False, "harbour")
    assert url == config.base_url == "http://127.0.0.1:8000/x/", "only the path of the base url is kept"


@pytest.mark.parametrize(
    "address", [Address(""), Address(allowed_hosts=("a/b",)), Address(allowed_hosts=("ok.example", "http://x"))]
)
def test_an_invalid_address_is_refused(tmp_path: Path, bound: list[Any], address: Address):
    with pytest.raises(UsageError):
        preview(tmp_path, address)
    assert bound == []


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ((), (0.0, False)),
        (("--poll",), (0.5, False)),
        (("--poll", "50", "--follow"), (0.05, True)),
        (("--no-follow",), (0.0, False)),
    ],
)
def test_options_are_passed_to_the_preview(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], found: Any):
    handed: list[Any] = []

    def fake(folder: str, now: str, address: Address, given: dict[str, Any], *printers: Any, poll: float, follow: bool) -> Any:
        handed.append((address, given, (poll, follow)))
        return SimpleNamespace(serve=lambda: None), "http://127.0.0.1:8000/"

    monkeypatch.setattr(serve, "open_preview", fake)
    ran = run_digest(tmp_path, "serve", "--port", "8001", "--allow-host", "a.example", "--no-drafts", *options)
    assert (ran.code, ran.out, ran.err) == (0, "Serving http://127.0.0.1:8000/ (Ctrl-C ends it)\n", "")
    ((address, given, handed_on),) = handed
    assert (address, handed_on) == (Address(port=8001, allowed_hosts=("a.example",)), found)
    assert (given["drafts"], given["future"]) == (False, True)


def test_a_server_for_the_network_warns_opens_the_browser_on_request_and_ends_by_an_interruption(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def interrupted() -> None:
        raise KeyboardInterrupt

    def fake(folder: str, now: str, address: Address, given: dict[str, Any], print_line: Any, *_: Any, **__: Any) -> Any:
        print_line("a line")
        return SimpleNamespace(serve=interrupted), "http://127.0.0.1:8000/"

    opened: list[str] = []
    monkeypatch.setattr(serve, "open_preview", fake)
    monkeypatch.setattr("webbrowser.open", opened.append)
    ran = run_digest(tmp_path, "serve", "--host", "0.0.0.0", "--open")
    assert (ran.code, ran.out) == (0, "Serving http://127.0.0.1:8000/ (Ctrl-C ends it)\n")
    assert ran.err == "a line\nothers on your network can read it, drafts included\n"
    assert opened == ["http://127.0.0.1:8000/"]


def test_drafts_and_future_articles_are_shown_by_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    given: dict[str, Any] = {}

    def fake(folder: str, now: str, address: Address, overrides: dict[str, Any], *_: Any, **__: Any) -> Any:
        given.update(overrides)
        return SimpleNamespace(serve=lambda: None), "http://127.0.0.1:8000/"

    monkeypatch.setattr(serve, "open_preview", fake)
    assert run_digest(tmp_path, "serve").code == 0
    assert (given["drafts"], given["future"]) == (True, True)


def test_a_preview_can_poll_and_follow(tmp_path: Path, bound: list[Any]):
    write(tmp_path, {"digest.yml": SETTINGS, "content/topics.yml": "life: Life\n"})
    made, _ = open_preview(str(tmp_path), "", Address(), {}, lambda line: None, lambda diagnostics: None, poll=0.5, follow=True)
    assert (made.poll, made.follow) == (0.5, True)


def test_an_invalid_time_is_refused_before_the_server_starts(tmp_path: Path, bound: list[Any]):
    write(tmp_path, {"digest.yml": SETTINGS})
    with pytest.raises(UsageError, match="--now: "):
        open_preview(str(tmp_path), "soon", Address(), {}, lambda line: None, lambda diagnostics: None)
    assert bound == []


@pytest.mark.parametrize("options", [("--poll", "49"), ("--poll", "60001"), ("--port", "0"), ("--port", "65536")])
def test_a_number_out_of_range_is_refused(tmp_path: Path, options: tuple[str, str]):
    ran = run_digest(tmp_path, "serve", *options)
    assert ran.code == 2 and f"Invalid value for '{options[0]}'" in ran.err
