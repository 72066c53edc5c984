"""What a survey returns beside its stages: the settings for reading, and diagnostics, in order, and when they stop a build."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace

from digest.articles.article import Parsing
from digest.build_stages import in_order, load_extensions, parsing_of, refuse_errors
from digest.config.config import Config
from digest.config.edition_settings import EditionSettings
from digest.diagnostics import Diagnostic, tolerate
from digest.errors import ConfigError, ContentError
from digest.extensions import NOTHING
from digest.workspace import _stored_problems, find_extensions

CONFIG = Config("A", "https://example.org")


def diagnostic(code: str, line: int = 1, path: str = "content/a.md") -> Diagnostic:
    return Diagnostic(path, line, 1, code, "message", "hint")


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        (CONFIG, Parsing("UTC", False, False, False, CONFIG.excerpt)),
        (replace(CONFIG, timezone="Asia/Seoul"), Parsing("Asia/Seoul", excerpt=CONFIG.excerpt)),
        (replace(CONFIG, html=True), Parsing(html=True, excerpt=CONFIG.excerpt)),
        (replace(CONFIG, typography=True), Parsing(typography=True, excerpt=CONFIG.excerpt)),
        (replace(CONFIG, editions=EditionSettings()), Parsing(editions=True, excerpt=CONFIG.excerpt)),
        (replace(CONFIG, excerpt=77), Parsing(excerpt=77)),
    ],
)
def test_the_settings_with_which_articles_are_read(config: Config, expected: Parsing):
    assert parsing_of(config) == expected


def test_diagnostics_are_reported_once_and_by_place():
    one, two, three = diagnostic("W203", 2), diagnostic("E101", 10), diagnostic("N101", 1, "content/b.md")
    assert in_order([three, two], [one, two], (), [three]) == (one, two, three)


SETTING, ERROR, WARNING, NOTE = (diagnostic(code) for code in ("E601", "E201", "W203", "N203"))
TOLERATED = tolerate([diagnostic("E301")], ("E301",))[0]


@pytest.mark.parametrize(
    ("found", "strict", "raised"),
    [
        ([], True, None),
        ([NOTE], True, None),
        ([WARNING], False, None),
        ([WARNING], True, ContentError),
        ([TOLERATED], False, None),
        ([TOLERATED], True, ContentError),
        ([NOTE, ERROR], False, ContentError),
        ([ERROR, SETTING], False, ContentError),
        ([SETTING, ERROR], False, ContentError),
        ([SETTING], False, ConfigError),
        ([SETTING, WARNING, NOTE], True, ConfigError),
    ],
)
def test_what_stops_a_build(found: list[Diagnostic], strict: bool, raised: type[Exception] | None):
    if raised is None:
        refuse_errors(iter(found), strict)
        return
    with pytest.raises((ConfigError, ContentError)) as caught:
        refuse_errors(iter(found), strict)
    assert type(caught.value) is raised
    assert caught.value.diagnostics == tuple(found), "the warnings and notes too"


def test_a_site_without_extensions_has_none(tmp_path: Path):
    assert find_extensions(tmp_path, CONFIG) == ()
    assert load_extensions(()) == (NOTHING, ())


@pytest.mark.parametrize(
    ("stored", "known"),
    [(None, {}), (("encoder", {"a": "damaged"}), {"a": "damaged"}), (("other", {"a": "damaged"}), {}), (("encoder", {}), {})],
)
def test_pictures_that_could_not_be_decoded_are_known_to_the_encoder_that_tried(stored: Any, known: dict[str, str]):
    workspace: Any = SimpleNamespace(cache=SimpleNamespace(get=lambda name, kind: stored))
    assert _stored_problems(workspace, "encoder") == known
