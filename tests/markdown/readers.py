"""Compares the two readers of Markdown: pulldown-cmark's events, and markdown-it's rules, which define the correct result."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple
from unittest import mock

from digest.diagnostics import Diagnostic, Diagnostics
from digest.markdown import pulldown_reader
from digest.markdown.markdown_reader import Markdown, read_markdown
from tests.markdown.shrinking import smallest

SETTINGS = [(html, typography) for html in (False, True) for typography in (False, True)]
"""`html` and `typography`."""

_TYPOGRAPHIC = re.compile(r"""['"]|\.\.|--|\+-|\([A-Za-z]{1,2}\)|[?!]{3}|,,""")


class Read(NamedTuple):
    """The complete result of a reader for a text."""

    markdown: Markdown
    diagnostics: Sequence[Diagnostic]


def settings_for(text: str) -> list[tuple[bool, bool]]:
    """Return the settings that matter for this text: without `<` it has no HTML, and few texts have typographic replacements."""
    is_replaced = _TYPOGRAPHIC.search(text) is not None
    return [(html, typography) for html, typography in SETTINGS if ("<" in text or not html) and (is_replaced or typography)]


def read(text: str, html: bool, typography: bool, *, quick: bool) -> Read:
    """Read a text with the quick reader, or with the rules."""
    diagnostics = Diagnostics("a.md")
    markdown = read_markdown(text, diagnostics, 3, html=html, typography=typography, quick=quick)
    return Read(markdown, sorted(diagnostics.found))


def is_different(text: str, html: bool, typography: bool) -> bool:
    """Whether the readers differ, with plain blocks rendered or read from events, or one of them raises."""
    try:
        expected = read(text, html, typography, quick=False)
        with mock.patch.object(pulldown_reader, "MANY_EVENTS", 0):
            rendered = read(text, html, typography, quick=True)
        with mock.patch.object(pulldown_reader, "MANY_EVENTS", 1 << 60):
            return rendered != expected or read(text, html, typography, quick=True) != expected
    except Exception:  # noqa: BLE001 - exceptions are differences too
        return True


def difference(text: str, settings: Sequence[tuple[bool, bool]] = ()) -> str:
    """Return how the readers differ under one of these settings, with a minimal text that shows it; '' if they agree."""
    for html, typography in settings or settings_for(text):
        if is_different(text, html, typography):
            return _comparison(smallest(text, lambda smaller: is_different(smaller, html, typography)), html, typography)  # noqa: B023
    return ""


def _comparison(text: str, html: bool, typography: bool) -> str:
    with mock.patch.object(pulldown_reader, "MANY_EVENTS", 0):
        quick, slow = (_result_text(text, html, typography, quick=quick) for quick in (True, False))
    return f"{text!r} (html={html}, typography={typography})\n  quick: {quick}\n  rules: {slow}"


def _result_text(text: str, html: bool, typography: bool, *, quick: bool) -> str:
    try:
        markdown, diagnostics = read(text, html, typography, quick=quick)
    except Exception as error:  # noqa: BLE001 - exceptions are differences too
        return repr(error)
    other_values = (*markdown.targets, f"excerpt {markdown.excerpt!r}", f"{markdown.minutes} minutes", *diagnostics)
    return "\n    ".join((repr("\0".join(markdown.body.parts)), *map(str, other_values)))
