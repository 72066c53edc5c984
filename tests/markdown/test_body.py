"""Filling attributes into a body at its targets."""

from __future__ import annotations

import html

import pytest

from digest.markdown.body import Body, escape_quotes, fill, with_fragment_base

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


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<a href="#a">b</a>', '<a href="/x/?y&amp;&quot;z#a">b</a>'),
        ('<map><area alt="c" href="#a"></map>', '<map><area alt="c" href="/x/?y&amp;&quot;z#a"></map>'),
        ('<a id="b" class="c" href="#a">d</a>', '<a id="b" class="c" href="/x/?y&amp;&quot;z#a">d</a>'),
        ('<a href="/#a">b</a> href="#a"', '<a href="/#a">b</a> href="#a"'),
    ],
)
def test_only_links_to_a_fragment_of_the_text_get_its_address(before: str, after: str):
    assert with_fragment_base(before, '/x/?y&"z') == after
