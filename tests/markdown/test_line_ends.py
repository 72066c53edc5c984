"""Unicode's line, paragraph and next-line separators do not end lines of an article, as in CommonMark and editors."""

from __future__ import annotations

import pytest

from digest.articles.article import Parsing
from digest.articles.article_parser import parse
from digest.articles.content_file import ContentFile, decode
from digest.diagnostics import Diagnostics

HEAD = "---\ntitle: A{0}b\ndate: 2026-01-04\ntopic: x\nsource: S\n---\n"


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x85"], ids=ascii)
@pytest.mark.parametrize("below", ["# b", "- b", "> b", "```", "---", "[r]: c.md", "    b"])
def test_a_separator_does_not_begin_a_block(mark: str, below: str):
    text = HEAD.format("") + f"a{mark}{below}\n"
    body = parse(ContentFile("content/a.md", text.encode()), Parsing()).body
    shown = " " if mark == "\x85" else mark
    assert body and "".join(body.parts) == f"<p>a{shown}{below.replace('>', '&gt;')}</p>\n"


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x85"], ids=ascii)
def test_lines_are_counted_like_in_an_editor(mark: str):
    text = HEAD.format(mark) + f"a{mark}b\n\n[c](javascript:x)\n"
    parsed = parse(ContentFile("content/a.md", text.encode()), Parsing())
    assert [(diagnostic.code, diagnostic.line) for diagnostic in parsed.diagnostics if diagnostic.code == "W302"] == [("W302", 9)]
    assert parsed.article and parsed.article.title == "A b"
    assert parsed.article.excerpt == "a b"


def test_other_line_ends_become_newlines():
    assert decode(b"a\r\nb\rc\nd\x0c", Diagnostics("a.md")) == "a\nb\nc\nd"
