"""Filling attributes into a body at its targets."""

from __future__ import annotations

import html

import pytest

from digest.markdown.body import Body, escape_quotes, fill

SIZED = 'src="/p.png" width="30" height="20" srcset="/p.webp 30w"'


@pytest.mark.parametrize(
    ("before", "after", "filled"),
    [
        ("<p><img ", ' alt="x" loading="lazy"></p>', SIZED),
        ("<p><img ", ' alt="x" width="9"></p>', 'src="/p.png" srcset="/p.webp 30w"'),
        ('<p><img alt="x" height="9" ', "></p>", 'src="/p.png" srcset="/p.webp 30w"'),
        ('<p><img width="9" src="a"><img ', ' alt="x"><img height="9" src="b"></p>', SIZED),
    ],
)
def test_an_image_gets_its_size_unless_the_text_sets_one(before: str, after: str, filled: str):
    assert fill(Body((before, after)), [SIZED]) == before + filled + after


@pytest.mark.parametrize("text", ["", "/a/b.html", "/a?b=c&d=%20", "it's \"<b>\" &amp; 'c'", "한국 é"])
def test_quotes_are_escaped_as_the_standard_library_does(text: str):
    assert escape_quotes(text) == html.escape(text)
