"""The rules of a push, tested without git: what it may replace, and its commit message."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace

from digest.commands import publish
from digest.commands.publish import (
    CNAME,
    MADE_BY_DIGEST,
    Push,
    _check_before_push,
    _commit_message,
    _files_for_host,
    _message_with_source,
    _refuse_loss,
)
from digest.config.config import PublishSettings
from digest.diagnostics import Diagnostic
from digest.errors import ContentError, PublishError, UsageError
from digest.external.git import Tip
from tests.values import CONFIG

PUSH = Push("origin", "gh-pages")
OLD, NEW = "a" * 40, "b" * 40


def refused(message: str, ours: tuple[str, ...] = (), cname: str | None = None, paths: tuple[str, ...] = ()) -> str:
    """Return the hint of the error if a push would replace a commit with this message; '' if it is allowed.

    `ours` are the commits that are part of HEAD, `cname` is the file CNAME of the branch.
    """
    repository: Any = SimpleNamespace(read_text=lambda tree, path: cname, is_ancestor_of_head=lambda commit: commit in ours)
    try:
        _refuse_loss(repository, Tip("c" * 40, "tree", message), PUSH, set(paths))
    except PublishError as error:
        return error.hint
    return ""


@pytest.mark.parametrize(
    ("message", "is_refused"),
    [
        (_message_with_source("Publish the site", OLD), False),
        (_message_with_source("Publish the site", ""), False),
        (_message_with_source("Publish the site", NEW), True),
        (_message_with_source(f"Publish\n\nSource: {NEW}", OLD), False),
        (_message_with_source(f"Publish\n\nSource: {OLD}", NEW), True),
        ("Fix a typo", True),
        (f'Revert "{MADE_BY_DIGEST}"', True),
        (f"Publish\n\n{MADE_BY_DIGEST} 1", True),
        (f"Publish\n\n{MADE_BY_DIGEST}\n\nSigned-off-by: A", False),
    ],
)
def test_only_a_commit_of_digest_made_from_a_known_commit_is_replaced(message: str, is_refused: bool):
    assert bool(refused(message, (OLD,))) == is_refused


def test_the_hint_names_the_host_of_a_foreign_branch_unless_the_site_has_it():
    assert "set publish: {cname: a.example}" in refused("Other", cname="a.example\n")
    assert "cname" not in refused("Other", cname="a.example\n", paths=(CNAME,))
    assert "cname" not in refused("Other", cname=None)


@pytest.mark.parametrize(
    ("message_option", "message"),
    [("", "Publish the site"), ("One\n", "One"), ("\n\nOne \r\n\r\nTwo\t\n", "One\n\nTwo")],
)
def test_the_message_of_a_commit(message_option: str, message: str):
    assert _commit_message(replace(PUSH, message=message_option)) == message
    assert _message_with_source(message, OLD) == f"{message}\n\nSource: {OLD}\n{MADE_BY_DIGEST}\n"
    assert _message_with_source(message, "") == f"{message}\n\n{MADE_BY_DIGEST}\n"


@pytest.mark.parametrize("message_option", [" ", "\n", "a\0b", "\udcff"])
def test_an_invalid_message_is_refused(message_option: str):
    with pytest.raises(UsageError, match="--message"):
        _commit_message(replace(PUSH, message=message_option))


def site(*paths: str) -> Any:
    return SimpleNamespace(paths=paths)


def test_a_branch_has_files_for_the_host():
    own = replace(CONFIG, publish=PublishSettings(cname="a.example"))
    assert _files_for_host(site("index.html"), CONFIG) == {".nojekyll": b""}
    assert _files_for_host(site(CNAME), CONFIG) == {".nojekyll": b""}
    assert _files_for_host(site("index.html"), own) == {".nojekyll": b"", CNAME: b"a.example\n"}
    with pytest.raises(UsageError, match="CNAME"):
        _files_for_host(site(CNAME), own)


def test_errors_of_the_checks_stop_a_push_and_warnings_are_shown(tmp_path: Any, monkeypatch: pytest.MonkeyPatch):
    found = [Diagnostic("content/a.md", 1, 1, code, "message") for code in ("N101", "W303", "W601")]
    monkeypatch.setattr(publish, "finished_diagnostics", lambda *_: found)
    assert _check_before_push(tmp_path, CONFIG, site(), PUSH) == tuple(found[1:])
    assert _check_before_push(tmp_path, CONFIG, site(), replace(PUSH, allow_example=True)) == (found[1],), "W601 was allowed"
    found.append(Diagnostic("content/a.md", 1, 1, "E301", "message"))
    with pytest.raises(ContentError, match="1 error: nothing was published") as raised:
        _check_before_push(tmp_path, CONFIG, site(), replace(PUSH, allow_example=True))
    assert [diagnostic.code for diagnostic in raised.value.diagnostics] == ["W303", "W601", "E301"]
