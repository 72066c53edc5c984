"""What a command works on: the site's folder with its settings, and the instant that decides."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from digest.articles.dates import DateFault, read_date, zone_of
from digest.baseurl import base_url_fault, normal_base_url
from digest.config import FILE, Config, read_config
from digest.disk.content import read_registries
from digest.disk.files import NotRegularError, read_bytes
from digest.errors import ContentError, Fault, UsageError
from digest.grouping.taxonomy import Registries
from digest.permalinks import printable, segment_fault

MOST = 4 * 1024 * 1024
"""No file of settings is larger, in bytes."""


def open_site(folder: str) -> tuple[Path, Config]:
    """The site's folder and its settings. Raises UsageError, or ConfigError for faults in them."""
    root = Path(os.path.abspath(folder))
    try:
        text = read_bytes(str(root / FILE), MOST).decode("utf-8-sig")
    except FileNotFoundError:
        raise UsageError(f"there is no {FILE} in {root}", hint="go to the folder of a site, or make one: digest init DIR") from None
    except NotRegularError as error:
        fault = Fault(FILE, 1, 1, "E101", str(error.strerror), "put a file with the settings in its place")
        raise ContentError(faults=[fault]) from None
    except OSError as error:
        raise UsageError(f"{FILE} cannot be read: {error.strerror}", hint="check its permissions") from None
    except UnicodeDecodeError:
        raise UsageError(f"{FILE} is not UTF-8 text", hint="save it as UTF-8") from None
    return root, read_config(text)


def registries_of(root: Path) -> Registries:
    """The topics and outlets of the site. Raises ContentError for faults in them."""
    registries, faults = read_registries(root)
    if any(fault.is_error for fault in faults):
        raise ContentError(faults=faults)
    return registries


def overridden(config: Config, given: dict[str, Any]) -> Config:
    """The settings with what the command line says instead. Raises UsageError."""
    values = {name: value for name, value in given.items() if value}
    if "preview" in values:
        values |= {"drafts": True, "future": True}
    if "base_url" in values:
        problem = base_url_fault(values["base_url"])
        if problem:
            raise UsageError(f"--base-url {problem}", hint="write the whole address, such as https://example.org/news/")
        values["base_url"] = normal_base_url(values["base_url"])
    if "theme" in values and segment_fault(values["theme"]):
        raise UsageError(f"--theme: {printable(values['theme'])} is not the name of a theme", hint="name a folder in themes/")
    if "output" in values:
        values |= {"output": os.path.abspath(values["output"]), "output_is_given": True}
    return replace(config, **values)


def instant(given: str, config: Config) -> datetime:
    """The one instant that decides: --now, else SOURCE_DATE_EPOCH (reproducible-builds.org), else the clock. Raises UsageError."""
    if given:
        try:
            return read_date(given, zone_of(config.timezone)).at
        except DateFault as fault:
            raise UsageError(f"--now: {fault}", hint=fault.hint) from None
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch:
        if not (epoch.isascii() and epoch.isdigit() and len(epoch) < 12):
            raise UsageError("SOURCE_DATE_EPOCH must be seconds since 1970", hint="write a whole number, or unset it")
        return datetime.fromtimestamp(int(epoch), UTC)
    return datetime.now(UTC)
