"""Sites for tests: a tiny one with its own theme, and builds in this process, which take about 20 ms."""

from __future__ import annotations

import os
import re
import shutil
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from inspect import unwrap
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import msgspec
import pytest
from jinja2.filters import FILTERS as JINJAS
from msgspec.structs import replace

from digest.build import Report
from digest.build import build as build_site
from digest.command_run import CommandRun
from digest.config.config import OutputSetting
from digest.config.setting_table import read_config
from digest.diagnostics import Diagnostic
from digest.errors import DigestError
from digest.preview import live_inputs
from digest.rendering import jinja_environment, template_closures, theme_assets
from digest.rendering.template_filters import FILTER_MEANINGS
from digest.rendering.theme import Theme

THEMES = Path(__file__).parent / "themes"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LIST = ".digest-files"

SETTINGS = """\
title: Tiny
base_url: https://example.org/
theme: plain
"""
TOPICS = """\
world: {name: World, description: What goes on.}
science: {name: Science}
sports: Sports
"""
OUTLETS = """\
wire: {name: The Wire, domain: wire.example}
gazette: {name: Gazette, domain: gazette.example, mode: excerpt}
"""


def _chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")


def png(width: int, height: int, *chunks: tuple[bytes, bytes]) -> bytes:
    """Return a grey PNG of this size, with these chunks before its image data."""
    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\0\0\0\0"
    rows = zlib.compress((b"\0" + b"\x80" * width) * height)
    parts = ((b"IHDR", head), *chunks, (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


PIXEL = png(3, 2)


class Built(NamedTuple):
    """The result of a build: exit code, diagnostics, and the report if it succeeded."""

    code: int
    diagnostics: tuple[str, ...]
    report: Report | None

    @property
    def rendered(self) -> set[str]:
        """The paths of the rendered pages."""
        assert self.report is not None, self.diagnostics
        return {path for path, _ in self.report.rendered}


def plain_theme(name: str = "plain") -> dict[str, bytes]:
    """Return the files of the test theme, by their paths in a site."""
    folder = THEMES / name
    return {f"themes/{name}/{p.relative_to(folder).as_posix()}": p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def article(title: str, date: str = "2026-02-01", *, body: str = "Text.", **head: Any) -> str:
    """Return the text of an article; values of `head` are written as YAML, without added quotes."""
    fields = {"title": title, "date": date, "topic": "world", "source": "wire"} | head
    lines = "".join(f"{key}: {value}\n" for key, value in fields.items() if value is not None)
    return f"---\n{lines}---\n{body}\n"


def tiny(articles: int = 6) -> dict[str, str | bytes]:
    """Return the files of a complete site with this number of articles, one a day from 1 February 2026."""
    article_files = {
        f"content/2026/a{n}.md": article(f"Article {n}", f"2026-02-{1 + n % 28:02}", tags=f"[even, t{n}]") for n in range(articles)
    }
    return {
        "digest.yml": SETTINGS,
        "content/topics.yml": TOPICS,
        "content/sources.yml": OUTLETS,
        "content/pages/about.md": "---\ntitle: About\n---\nWe are tiny.\n",
        "content/static/robots.txt": "User-agent: *\n",
        **plain_theme(),
        **article_files,
    }


def write(folder: Path, files: Mapping[str, str | bytes | None]) -> Path:
    """Write these files, with paths relative to the folder, or delete those that are None; return the folder."""
    for name, content in files.items():
        place = folder / name
        if content is None:
            place.unlink()
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def tree(folder: Path) -> dict[str, bytes]:
    """Return the content of an output folder by path, including empty folders and symbolic links, without dot-files of the user."""
    found: dict[str, bytes] = {}
    for above, folders, names in os.walk(folder):
        start = "" if Path(above) == folder else Path(above).relative_to(folder).as_posix() + "/"
        if not start:
            folders[:] = [name for name in folders if not name.startswith(".")]
            names = [name for name in names if not name.startswith(".") or name == LIST]
        elif not folders and not names:
            found[start] = b""
        for name in (*names, *(name for name in folders if os.path.islink(f"{above}/{name}"))):
            path = Path(above, name)
            found[start + name] = b"-> " + os.fsencode(os.readlink(path)) if path.is_symlink() else path.read_bytes()
    return found


def build(folder: Path, *, now: datetime = NOW, run: CommandRun | None = None, **overrides: Any) -> Built:
    """Build the site in this folder; `overrides` are settings that the command line would override."""
    try:
        if "output" in overrides:
            overrides["output"] = OutputSetting(overrides["output"])
        config = replace(read_config((folder / "digest.yml").read_text()), **overrides)
        report = build_site(folder, config, now, run or CommandRun(jobs=1))
    except DigestError as error:
        message = (error.message, error.hint) if error.message else ()
        printed = tuple(text.replace(str(folder), "SITE") for text in (*message, *_lines(error.diagnostics)))
        return Built(error.exit_code, printed, None)
    return Built(0, _lines(report.diagnostics), report)


def _lines(diagnostics: tuple[Diagnostic, ...]) -> tuple[str, ...]:
    return tuple(f"{diagnostic} | {diagnostic.hint}" for diagnostic in diagnostics)


def clean_build(folder: Path, place: Path, *, now: datetime = NOW, **overrides: Any) -> tuple[Built, dict[str, bytes]]:
    """Build a copy of this site in the empty folder `place`; return the result and the output. The copy is removed again."""
    for name in ("content", "themes", "extensions"):
        if (folder / name).exists():
            shutil.copytree(folder / name, place / name, symlinks=True)
    shutil.copy(folder / "digest.yml", place)
    try:
        built = build(place, now=now, **{**overrides, "output": "site"})
        return built, tree(place / "site")
    finally:
        shutil.rmtree(place)


_FILTERED_CONSTANT = re.compile(r"""["'\d]\s*\|""")


@contextmanager
def themes_prepared_once() -> Iterator[None]:
    """Cache compiled templates and minified style sheets between builds: they take two thirds of a build of a small site.

    Jinja applies filters to constants when it compiles, and rejects unknown filters: so the filters of extensions are in the key.
    """
    own_filters = {*JINJAS, *FILTER_MEANINGS}
    compiled: dict[tuple[object, ...], Any] = {}
    closures: dict[bytes, dict[str, str]] = {}

    def compile_once(environment: Any, *source: str) -> Any:
        if _FILTERED_CONSTANT.search(source[0]):
            return compile_(environment, *source)
        extension_filters = {name: unwrap(environment.filters[name]) for name in environment.filters.keys() - own_filters}
        key = (*source, frozenset((name, getattr(filter, "__code__", filter)) for name, filter in extension_filters.items()))
        if key not in compiled:
            compiled[key] = compile_(environment, *source)
        return compiled[key]

    def closures_once(theme: Theme, filters: Mapping[str, str] = MappingProxyType({})) -> dict[str, str]:
        key = msgspec.json.encode((theme, dict(filters)))
        if key not in closures:
            closures[key] = closure_hashes(theme, filters)
        return closures[key]

    compile_, closure_hashes = jinja_environment._compiled_template, template_closures.closure_hashes
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jinja_environment, "_compiled_template", compile_once)
        patch.setattr(template_closures, "closure_hashes", closures_once)
        patch.setattr(live_inputs, "closure_hashes", closures_once)
        patch.setattr(theme_assets, "minified", cache(theme_assets.minified))
        yield
