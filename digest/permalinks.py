"""Permalinks: fill the url pattern of articles ({year}, {month}, {day}, {slug}, {topic}, {lang}, {path}) to get an article's output
path, and say what is wrong with a pattern."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache

from digest.output_paths import path_error
from digest.slugs import slug
from digest.text.lazy_pattern import lazy_compile


def article_path(pattern: str, moment: datetime, name: str, *, language: str = "", topic: str = "", file: str = "") -> str:
    """Return the output path of an article for a pattern such as `/{year}/{month}/{day}/{slug}/` or `/{topic}/{slug}.html`.

    `{path}` expands to the folders of `file` below content/, followed by the slug if the pattern has no `{slug}`.
    """
    path = _pattern_of_day(pattern, moment.date()).replace("{slug}", name)
    if "{" not in path:
        return path
    slug_folders = [slug(folder) for folder in file.split("/")[1:-1]]
    if "{slug}" not in pattern:
        slug_folders.append(name)
    path = path.replace("{path}", "/".join(slug_folders)).replace("{topic}", topic).replace("{lang}", language.lower())
    return _EMPTY_PATH_SEGMENT.sub("/", path).removeprefix("/")


_EMPTY_PATH_SEGMENT = lazy_compile("//+")


@lru_cache(maxsize=16384)
def _pattern_of_day(pattern: str, day: date) -> str:
    """Return the pattern with the date filled in, cached because the articles of a day share it."""
    path = pattern.strip("/").replace("{year}", f"{day.year:04}").replace("{month}", f"{day.month:02}")
    return path.replace("{day}", f"{day.day:02}") + ("" if path.endswith(".html") else "/index.html")


PLACEHOLDERS = ("year", "month", "day", "slug", "lang", "topic", "path")
"""The placeholders that a permalink pattern may contain, in braces."""


def pattern_error(pattern: str) -> str:
    """Return why this is not a valid permalink pattern, or ''."""
    if "{slug}" not in pattern and "{path}" not in pattern:
        return "the permalink needs {slug} or {path}"
    if not (pattern.startswith("/") and pattern.endswith(("/", ".html"))):
        return "the permalink must begin with / and end with / or .html"
    name_placeholder = "{slug}" if "{slug}" in pattern else "{path}"
    file_pattern = pattern.rpartition("/")[2]
    if file_pattern and file_pattern != "index.html" and name_placeholder not in file_pattern:
        return f"the permalink must contain {name_placeholder} in its last part, before .html"
    filled_pattern = re.sub(rf"\{{({'|'.join(PLACEHOLDERS)})\}}", "x", pattern.strip("/"))
    if "{" in filled_pattern or "}" in filled_pattern:
        return f"the permalink may contain {', '.join(f'{{{name}}}' for name in PLACEHOLDERS[:-1])} and {{{PLACEHOLDERS[-1]}}}"
    return path_error(filled_pattern)
