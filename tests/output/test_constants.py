"""Limits of pictures and of waiting, and the mode of files: other ones have to be chosen, not mistyped."""

from __future__ import annotations

from types import ModuleType

import pytest

from digest.output import (
    build_lock,
    output_folder,
    picture_encoder,
)

CONSTANTS: list[tuple[ModuleType, str, object]] = [
    (build_lock, "WAIT_SECONDS", 10.0),
    (output_folder, "FILE_MODE", 0o644),
    (picture_encoder, "COLOURS_OF_DRAWINGS", 4096),
    (picture_encoder, "MAX_CREDIT", 1000),
    (picture_encoder, "MAX_PROFILE", 1024 * 1024),
    (picture_encoder, "MAX_SCANS", 100),
]


@pytest.mark.parametrize(("module", "name", "value"), CONSTANTS, ids=[name for _, name, _ in CONSTANTS])
def test_constant_has_its_chosen_value(module: ModuleType, name: str, value: object):
    assert getattr(module, name) == value
