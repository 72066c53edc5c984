"""Quotations and lists can be nested to any depth."""

from __future__ import annotations

import pytest

from digest.markdown.dialect import parser

QUOTATIONS = "> " * 120 + "deep\n" + "> " * 120 + "- deeper\n"
LISTS = "".join(f"{'  ' * depth}- item {depth}\n" for depth in range(120)) + "  " * 119 + "- deep\n\n" + "  " * 120 + "deeper\n"


@pytest.mark.parametrize("text", [QUOTATIONS, LISTS, "- " * 120 + "deep deeper\n", "- > " * 120 + "deep deeper\n"])
def test_deeply_nested_text_is_kept(text: str):
    shown = parser(html=False, typography=False).render(f"{text}\nbelow\n")
    assert "deep" in shown and "deeper" in shown
    assert shown.endswith("<p>below</p>\n")
    assert all(f"item {depth}" in shown for depth in range(text.count("item")))


@pytest.mark.parametrize(("mark", "tag", "depth"), [("> ", "<blockquote>", 100), ("- ", "<ul>", 50)])
def test_beyond_a_hundred_levels_marks_are_text(mark: str, tag: str, depth: int):
    markdown = parser(html=False, typography=False)
    assert markdown.render(mark * depth + "deep").count(tag) == depth
    deeper = markdown.render(mark * (depth + 1) + "deep")
    assert deeper.count(tag) == depth
    assert f"{mark.replace('>', '&gt;')}deep" in deeper
