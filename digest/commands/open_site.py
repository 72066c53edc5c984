"""The beginning of every command: open the site's folder and digest.yml, with errors if it is missing, unreadable or not UTF-8;
override settings by options such as --base-url; the current instant (--now, SOURCE_DATE_EPOCH, clock); the registries for `new` and
`import`."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from digest.config.base_url import base_url_error, normal_base_url
from digest.config.config import SETTINGS_FILE, Config, OutputSetting
from digest.config.setting_table import read_config
from digest.diagnostics import Diagnostic
from digest.errors import ContentError, UsageError
from digest.files.error_hints import hint_of
from digest.files.file_reading import NotRegularError, read_bytes
from digest.output_paths import printable, segment_error

if TYPE_CHECKING:
    from digest.grouping.registries import Registries

MOST_SETTINGS_BYTES = 4 * 1024 * 1024
"""The maximum size of digest.yml, in bytes."""


def open_site(folder: str) -> tuple[Path, Config]:
    """Return the site's folder and its settings. Raises UsageError if digest.yml cannot be read, ConfigError for errors in it."""
    root = Path(os.path.abspath(folder))
    try:
        text = read_bytes(str(root / SETTINGS_FILE), MOST_SETTINGS_BYTES).decode()
    except (FileNotFoundError, NotADirectoryError):
        hint = "go to the folder of a site, or make one: digest init DIR"
        raise UsageError(f"there is no {SETTINGS_FILE} in {root}", hint=hint) from None
    except NotRegularError as error:
        diagnostic = Diagnostic(SETTINGS_FILE, 1, 1, "E101", str(error.strerror), "put a file with the settings in its place")
        raise ContentError(diagnostics=[diagnostic]) from None
    except OSError as error:
        raise UsageError(
            f"{SETTINGS_FILE} cannot be read: {error.strerror}", hint=hint_of(error, "check its permissions")
        ) from None
    except UnicodeDecodeError:
        raise UsageError(f"{SETTINGS_FILE} is not UTF-8 text", hint="save it as UTF-8") from None
    return root, read_config(text)


def registries_at(root: Path) -> Registries:
    """Return the topics and sources of the site. Raises ContentError for errors in them."""
    from digest.inputs.registry_files import read_registries  # takes 10 ms, which a build without changes saves

    registries, diagnostics = read_registries(root)
    if any(diagnostic.is_error for diagnostic in diagnostics):
        raise ContentError(diagnostics=diagnostics)
    return registries


def overridden(config: Config, overrides: dict[str, Any]) -> Config:
    """Return the settings with the command line's overrides applied. Raises UsageError."""
    overriding = {name: value for name, value in overrides.items() if value}
    if "preview" in overriding:
        overriding |= {"drafts": True, "future": True}
    if "base_url" in overriding:
        problem = base_url_error(overriding["base_url"])
        if problem:
            raise UsageError(f"--base-url {problem}", hint="write the whole address, such as https://example.org/news/")
        overriding["base_url"] = normal_base_url(overriding["base_url"])
    if "theme" in overriding and segment_error(overriding["theme"]):
        raise UsageError(f"--theme: {printable(overriding['theme'])} is not the name of a theme", hint="name a folder in themes/")
    if "output" in overriding:
        overriding["output"] = OutputSetting(os.path.abspath(overriding["output"]), is_given=True)
    return replace(config, **overriding)


def instant(now_option: str, config: Config) -> datetime:
    """Return the current instant: --now, else SOURCE_DATE_EPOCH (reproducible-builds.org), else the clock. Raises UsageError."""
    if now_option:
        from digest.articles.date_reader import DateError, read_date, zone_of  # as above

        try:
            return read_date(now_option, zone_of(config.timezone)).at
        except DateError as error:
            raise UsageError(f"--now: {error}", hint=error.hint) from None
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch:
        if not (epoch.isascii() and epoch.isdigit() and len(epoch) < 12):
            raise UsageError("SOURCE_DATE_EPOCH must be seconds since 1970", hint="write a whole number, or unset it")
        return datetime.fromtimestamp(int(epoch), UTC)
    return datetime.now(UTC)
