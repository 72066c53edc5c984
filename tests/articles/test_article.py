"""parse_all: many files at once are read as each alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.articles.article import Parsing, parse, parse_all
from digest.articles.source import Source

CASES = Path(__file__).parent.parent / "cases"

BROKEN = (
    b"",
    b"no front matter",
    b"---\ntitle: never closed\n",
    b"---\ntitle: \xff\n---\n",
    b"---\n[a, list]\n---\nText.\n",
    b"---\ntitle: No date, no topic\nunknwon: key\n---\n[link](javascript:alert(1)) and ![](a.png)\n",
)


@pytest.mark.parametrize("parsing", [Parsing(), Parsing("Asia/Seoul", html=True, typography=True)], ids=["plain", "all"])
def test_files_read_together_are_read_as_each_alone(parsing: Parsing):
    found = sorted(CASES.glob("*/**/content/**/*.md"))
    sources = [Source(f"content/{path.name}", path.read_bytes()) for path in found]
    assert len(sources) > 20
    for at, data in enumerate(BROKEN):  # between the others, so that what is wrong with one would be told of its neighbour
        sources.insert(at * 4, Source(f"content/broken-{at}.md", data))
    keys = [f"key {at}" for at in range(len(sources))]
    together = parse_all(sources, parsing, keys)
    assert together == [parse(source, parsing, key) for source, key in zip(sources, keys, strict=True)]
    assert sum(parsed.article is None for parsed in together) >= 5
    assert all(fault.path == source.path for source, parsed in zip(sources, together, strict=True) for fault in parsed.faults)


def codes(head: str, body: str = "", path: str = "content/2026/a.md") -> list[str]:
    text = f"---\ntitle: A\ndate: 2026-01-04\ntopic: world\nsource: wire\n{head}---\n{body}"
    return [fault.code for fault in parse(Source(path, text.encode()), Parsing()).faults]


@pytest.mark.parametrize(
    ("head", "body", "is_empty"),
    [
        ("", "", True),
        ("", "\n \n", True),
        ("", "[a]: https://example.org\n", True),
        ("", "Text.\n", False),
        ("", "# Heading\n", False),
        ("", "- item\n", False),
        ("", "![Ships](https://example.org/a.png)\n", False),
        ("", "```\ncode\n```\n", False),
        ("why: It matters.\n", "", False),
        ("summary: In short.\n", "", False),
        ("quote: Words.\n", "", False),
        ("points: [One]\n", "", False),
        ("image: {src: https://example.org/a.png, alt: Ships}\n", "", False),
        ("headline: Ours\ntags: [a]\n", "", True),
        ("mode: link\n", "", True),
        ("kind: link\n", "", True),
        ("kind: link\nsource_url: https://example.org/a\n", "", False),
        ("draft: true\n", "", False),
    ],
)
def test_an_article_that_shows_nothing_but_its_title_is_warned_of(head: str, body: str, is_empty: bool):
    assert ("W220" in codes(head, body)) is is_empty


def test_a_plain_page_may_be_empty():
    assert "W220" not in codes("", "", "content/pages/about.md")


@pytest.mark.parametrize("field", ["title", "headline"])
@pytest.mark.parametrize("sign", ["\u200b", "\u202e", "\u00ad", "\u2066"])
def test_a_title_or_headline_with_invisible_characters_is_warned_of_at_its_place(field: str, sign: str):
    head = {"title": "A", "date": "2026-01-04", "topic": "world", "source": "wire"} | {field: f"Mar{sign}ket"}
    text = "".join(f"{key}: {value}\n" for key, value in head.items())
    faults = parse(Source("content/a.md", f"---\n{text}---\nText.\n".encode()), Parsing()).faults
    place = f"content/a.md:{2 if field == 'title' else 6}:{len(field) + 3}"
    assert [str(fault) for fault in faults] == [f"{place}: W207 the {field} holds invisible or direction-changing characters"]


@pytest.mark.parametrize(
    ("head", "is_draft", "code"),
    [
        ("published: false", True, "N220"),
        ("published: No", True, "N220"),
        ("published: 0", True, "N220"),
        ("Published: false", True, "N220"),
        ("Draft: true", True, "N201"),
        ("status: draft", True, "N220"),
        ("Status: Hidden", True, "N220"),
        ("status: pending", True, "N220"),
        ("visibility: private", True, "N220"),
        ("status: published", False, "N203"),
        ("visibility: public", False, "N203"),
        ("status: breaking", False, "W201"),
        ("Draft: false", False, "N201"),
        ("draft: false\npublished: false", True, "N220"),
        ("published: false\ndraft: false", True, "N220"),
        ("published: true", False, "N203"),
        ("draft: true\npublished: true", True, "N203"),
        ("published: 2026-01-04", False, "W201"),
    ],
)
def test_what_another_program_does_not_publish_is_a_draft(head: str, is_draft: bool, code: str):
    text = f"---\ntitle: A\ndate: 2026-01-04\ntopic: world\nsource: wire\n{head}\n---\nText.\n"
    parsed = parse(Source("content/2026/a.md", text.encode()), Parsing())
    assert parsed.article is not None
    assert parsed.article.draft is is_draft
    assert [fault.code for fault in parsed.faults] == [code]


@pytest.mark.parametrize(
    ("head", "is_warned"),
    [
        ("expires: 2026-01-03", True),
        ("expiryDate: 2026-01-03", True),
        ("expires: 2026-01-04", True),
        ("publish_at: 2026-02-01\nexpires: 2026-01-15", True),
        ("expires: 2026-01-04 09:00", False),
        ("expires: 2026-01-05", False),
    ],
)
def test_an_article_that_ends_before_it_begins_is_warned_of(head: str, is_warned: bool):
    text = f"---\ntitle: A\ndate: 2026-01-04\ntopic: world\nsource: wire\n{head}\n---\nText.\n"
    faults = parse(Source("content/2026/a.md", text.encode()), Parsing()).faults
    assert [fault.line for fault in faults if fault.code == "W223"] == ([6 + head.count("\n")] if is_warned else [])
