"""Scanning the inputs again."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from digest.files import file_states
from digest.hashing import content_hash
from tests.preview.desk import Desk
from tests.properties.editor import EDITED


def test_a_file_with_an_event_is_read_even_if_its_state_is_unchanged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(file_states, "RACY_NS", -(10**18))  # as if all files were old
    desk = Desk(tmp_path, 3)
    inputs = desk.opened.inputs
    inputs.scan()
    states = inputs._file_states
    states[EDITED] = replace(states[EDITED], hash="of other bytes")
    changes = inputs.scan_paths({EDITED})
    (article,) = inputs.article_files({EDITED}).values()
    assert article.hash == content_hash((desk.root / EDITED).read_bytes())
    assert not changes, "nothing changed"
