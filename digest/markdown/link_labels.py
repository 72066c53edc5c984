"""The labels of links and images that refer to a definition elsewhere in the text."""

from __future__ import annotations

import re

from digest.markdown.typography import MARKDOWN_BLANKS

_SPACES_IN_LABEL = re.compile(f"[{MARKDOWN_BLANKS}\u2028\u2029]+")


def normalized_label(label: str) -> str:
    """Return a label in the form in which markdown-it compares labels."""
    return _SPACES_IN_LABEL.sub(" ", label.strip(MARKDOWN_BLANKS + "\u2028\u2029")).lower().upper()
