"""Markdown in plain-text fields is reported; similar text is not."""

from __future__ import annotations

import time

import pytest

from digest.articles.article import Parsing
from digest.articles.article_parser import parse
from digest.articles.content_file import ContentFile
from tests.sites import article


def reports(**head: str) -> list[str]:
    data = article(head.pop("title", "T"), **head).encode()
    return [
        f"{diagnostic.line}:{diagnostic.message}"
        for diagnostic in parse(ContentFile("content/a.md", data), Parsing()).diagnostics
        if diagnostic.code == "W502"
    ]


MARKED = [
    "Use `pip install`",
    "**Bold** claims", "It is **굵게(bold)**이다", "An *old* word", "*강조*를 한다",
    "__two words__ here", "_word_ here",
    "See [the page](https://example.org/a)", "an ![image](a.png)", "(*so*)",
]  # fmt: skip
PLAIN = [
    "f*ck and sh*t", "5*3*2 is 30",
    "a snake_case_name", "__init__ and __main__", "2 * 3 * 4",
    "a * b", "[sic] (so)", "`", "**", "C* algebras",
    "오전 9~10시", "footnote*", "* and *", "<b>raw</b>", "https://example.org/_a_/*b*c", "[a] (b)",
    "src/*.md, lib/*.py",
]  # fmt: skip


@pytest.mark.parametrize("text", MARKED)
@pytest.mark.parametrize("field", ["title", "headline", "summary", "description", "excerpt", "why", "points"])
def test_markdown_in_a_plain_field_is_reported(field: str, text: str):
    written = f"['{text}']" if field == "points" else f"'{text}'"
    found = reports(**{field: written})
    name = "summary" if field in ("description", "excerpt") else field
    assert len(found) == 1 and f"{name} is plain text" in found[0]


@pytest.mark.parametrize("text", PLAIN)
def test_text_that_looks_like_markdown_is_not_reported(text: str):
    assert reports(title=f"'{text}'", summary=f"'{text}'") == []


@pytest.mark.parametrize("piece", ["*a", "[a", "`a", "_a ", "**a", "[", "__a"])
def test_a_hostile_field_takes_limited_time(piece: str):
    start = time.process_time()
    reports(summary=f"'{piece * 20_000}'")
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    ("field", "written", "name"),
    [
        ("quote", "'We *did* it'", "quote"),
        ("quote", "{text: 'We *did* it', by: Jane}", "text of quote"),
        ("quote", "{text: We did it, by: '[Jane](https://example.org/)'}", "by of quote"),
        ("image", "{src: a.png, alt: A cat, caption: 'A **grey** cat'}", "caption of image"),
        ("cover", "{src: a.png, alt: A cat, credit: '`me`'}", "credit of image"),
        *((key, "{src: a.png, alt: A *grey* cat}", "alt of image") for key in ("featured_image", "heroImage", "coverImage")),
        ("corrections", "[{date: 2026-02-01, text: Fine}, {date: 2026-02-02, text: 'It was _not_ so'}]", "text of corrections"),
    ],
)
def test_markdown_in_a_part_of_a_field_is_reported(field: str, written: str, name: str):
    (found,) = reports(**{field: written})
    assert f":{name} is plain text" in found
    assert reports(**{field: written.translate(dict.fromkeys(map(ord, "*_`["), ""))}) == []


def test_markdown_in_the_file_name_of_a_picture_is_not_reported():
    assert reports(image="'my old *cat*.png'") == []
    assert reports(image="{src: 'a_b_*c*.png', alt: A cat}") == []


def test_a_message_shows_40_characters_of_the_marks():
    (found,) = reports(summary=f"'*{'x' * 60}*'")
    assert found.endswith(f"summary is plain text: *{'x' * 39} is shown with its marks")
