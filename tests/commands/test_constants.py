"""Limits of files, and what commands print at most: other ones have to be chosen, not mistyped."""

from __future__ import annotations

from types import ModuleType

import pytest

from digest.commands import (
    article_file,
    import_text,
    init,
    mail,
    new,
    open_site,
    pages_workflow,
)

CONSTANTS: list[tuple[ModuleType, str, object]] = [
    (article_file, "MAX_TAG_BYTES", 200),
    (import_text, "HEAD_BYTES", 64 * 1024),
    (init, "MOST_WORKFLOW_BYTES", 1024 * 1024),
    (mail, "LARGEST_STORIES", 3),
    (mail, "MOST_LETTER_BYTES", 64 * 1024 * 1024),
    (mail, "NEAREST_EDITIONS", 3),
    (new, "MAX_TITLE_CHARACTERS", 1000),
    (open_site, "MOST_SETTINGS_BYTES", 4 * 1024 * 1024),
    (pages_workflow, "MINUTES_PAST_HOUR", 7),
]


@pytest.mark.parametrize(("module", "name", "value"), CONSTANTS, ids=[name for _, name, _ in CONSTANTS])
def test_constant_has_its_chosen_value(module: ModuleType, name: str, value: object):
    assert getattr(module, name) == value
