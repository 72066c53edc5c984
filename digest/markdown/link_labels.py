"""The labels by which links and images name a definition elsewhere in the text."""

from __future__ import annotations

import re

from digest.markdown.typography import BLANK

_SPACES = re.compile(f"[{BLANK}\u2028\u2029]+")


def normalized_label(label: str) -> str:
    """A label in the form in which labels are compared, as markdown-it has it."""
    return _SPACES.sub(" ", label.strip(BLANK + "\u2028\u2029")).lower().upper()
