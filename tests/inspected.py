"""A tiny built site, and its inspection."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from msgspec.structs import replace

from digest.command_run import CommandRun
from digest.config.setting_table import read_config
from digest.grouping.entry import Entry
from digest.inspection import Inspection, inspect
from tests import sites


def built_site(folder: Path) -> Path:
    """Return the folder of a tiny site that was built."""
    root = sites.write(folder / "editor", sites.tiny(4))
    assert sites.build(root).code == 0
    return root


def everything(entry: Entry) -> bool:
    """Want the text of every entry."""
    return True


def nothing(entry: Entry) -> bool:
    """Want no texts."""
    return False


def inspected(root: Path, wants_text: Any = nothing, **settings: Any) -> Inspection:
    """Return the inspection of the site, with these settings instead of those of digest.yml."""
    config = replace(read_config((root / "digest.yml").read_text()), **settings)
    return inspect(root, config, sites.NOW, wants_text, CommandRun(jobs=1))
