"""The two readers of Markdown, side by side: pulldown-cmark's events, and markdown-it's rules, which define what is right."""

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
    """All that a reader says of a text."""

    markdown: Markdown
    diagnostics: Sequence[Diagnostic]


def settings_for(text: str) -> list[tuple[bool, bool]]:
    """The settings under which this text can be read differently: without `<` it holds no HTML, and few hold what is replaced."""
    is_replaced = _TYPOGRAPHIC.search(text) is not None
    return [(html, typography) for html, typography in SETTINGS if ("<" in text or not html) and (is_replaced or typography)]


def read(text: str, html: bool, typography: bool, *, quick: bool) -> Read:
    """What the quick reader says, or the rules."""
    diagnostics = Diagnostics("a.md")
    said = read_markdown(text, diagnostics, 3, html=html, typography=typography, quick=quick)
    return Read(said, sorted(diagnostics.found))


def is_different(text: str, html: bool, typography: bool) -> bool:
    """Whether the readers do not agree, with plain blocks rendered at once or read from events, or one of them raises."""
    try:
        right = read(text, html, typography, quick=False)
        with mock.patch.object(pulldown_reader, "MANY_EVENTS", 0):
            rendered = read(text, html, typography, quick=True)
        with mock.patch.object(pulldown_reader, "MANY_EVENTS", 1 << 60):
            return rendered != right or read(text, html, typography, quick=True) != right
    except Exception:  # noqa: BLE001 - this is what is looked for
        return True


def difference(text: str, settings: Sequence[tuple[bool, bool]] = ()) -> str:
    """How the readers differ under some of these settings, on the smallest text that shows it; '' if they agree."""
    for html, typography in settings or settings_for(text):
        if is_different(text, html, typography):
            return _shown(smallest(text, lambda smaller: is_different(smaller, html, typography)), html, typography)  # noqa: B023
    return ""


def _shown(text: str, html: bool, typography: bool) -> str:
    with mock.patch.object(pulldown_reader, "MANY_EVENTS", 0):
        quick, slow = (_said(text, html, typography, quick=quick) for quick in (True, False))
    return f"{text!r} (html={html}, typography={typography})\n  quick: {quick}\n  rules: {slow}"


def _said(text: str, html: bool, typography: bool, *, quick: bool) -> str:
    try:
        said, diagnostics = read(text, html, typography, quick=quick)
    except Exception as error:  # noqa: BLE001 - this is what is looked for
        return repr(error)
    rest = (*said.targets, f"excerpt {said.excerpt!r}", f"{said.minutes} minutes", *diagnostics)
    return "\n    ".join((repr("\0".join(said.body.parts)), *map(str, rest)))
