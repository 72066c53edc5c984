"""The source of a Markdown text, with what is computed from it once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple


class MarkdownSource(NamedTuple):
    """A text, and what is found out of it once, however often it is read."""

    text: str
    data: bytes
    """The text in UTF-8."""
    unusual: str
    """The result of `unusual_characters`."""
    templates: Mapping[str, re.Pattern[str]]
    """The result of `templates_in`."""
