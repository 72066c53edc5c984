"""Styles as mail programs want them: in each element, since many ignore a style sheet; css-inline puts them there."""

from __future__ import annotations

import re
from importlib.util import find_spec

LETTER_CHARSET = '<meta charset="utf-8">'

_CHARSET_ELEMENT = re.compile(r"<meta\s[^>]*?charset[^>]*>", re.IGNORECASE)
_HEAD_ELEMENT = re.compile(r"<head[^>]*>", re.IGNORECASE)


def has_inliner() -> bool:
    """Whether the extra `mail` is installed."""
    return find_spec("css_inline") is not None


def inlined(html: str) -> str:
    """The page with the rules of its `<style>` elements in the elements that they match; @media rules stay in one `<style>`.

    Nothing is fetched. The encoding is the first thing that it says, as a reader needs it first (HTML, 4.2.5.4); css-inline would
    put the style before it. Raises ImportError without the extra `mail`.
    """
    from css_inline import CSSInliner  # an extra

    inliner = CSSInliner(keep_at_rules=True, minify_css=True, load_remote_stylesheets=False)
    page = _CHARSET_ELEMENT.sub("", inliner.inline(html))
    return _HEAD_ELEMENT.sub(lambda head_tag: head_tag[0] + LETTER_CHARSET, page, count=1).rstrip() + "\n"
