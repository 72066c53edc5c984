"""Parsing of articles: several files at once, empty articles, drafts, encodings, roles."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from digest.articles.article import Parsing
from digest.articles.article_parser import parse, parse_all
from digest.articles.content_file import ContentFile, decode, is_article, role_of, stem_of
from digest.diagnostics import Diagnostics

CASES = Path(__file__).parents[1] / "golden/cases"

BROKEN = (
    b"",
    b"no front matter",
    b"---\ntitle: never closed\n",
    b"---\ntitle: \xff\n---\n",
    b"---\n[a, list]\n---\nText.\n",
    b"---\ntitle: No date, no topic\nunknwon: key\n---\n[link](javascript:alert(1)) and ![](a.png)\n",
)


@pytest.mark.parametrize("parsing", [Parsing(), Parsing("Asia/Seoul", html=True, typography=True)], ids=["plain", "all"])
def test_parsing_files_together_equals_parsing_each_alone(parsing: Parsing):
    found = sorted(CASES.glob("*/**/content/**/*.md"))
    sources = [ContentFile(f"content/{path.name}", path.read_bytes()) for path in found]
    assert len(sources) > 20
    for at, data in enumerate(BROKEN):  # between valid files, so that an error reported for a neighbour would be noticed
        sources.insert(at * 4, ContentFile(f"content/broken-{at}.md", data))
    sources = [replace(source, key=f"key {at}") for at, source in enumerate(sources)]
    together = parse_all(sources, parsing)
    assert together == [parse(source, parsing) for source in sources]
    assert sum(parsed.article is None for parsed in together) >= 5
    assert all(
        diagnostic.path == source.path
        for source, parsed in zip(sources, together, strict=True)
        for diagnostic in parsed.diagnostics
    )


def codes(head: str, body: str = "", path: str = "content/2026/a.md") -> list[str]:
    text = f"---\ntitle: A\ndate: 2026-01-04\ntopic: world\nsource: wire\n{head}---\n{body}"
    return [diagnostic.code for diagnostic in parse(ContentFile(path, text.encode()), Parsing()).diagnostics]


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
def test_an_article_with_only_a_title_is_reported(head: str, body: str, is_empty: bool):
    assert ("W220" in codes(head, body)) is is_empty


@pytest.mark.parametrize(
    ("text", "position"), [("ab\x07c", (1, 3)), ("\x07", (1, 1)), ("a\nbc\x07d\x07\n", (2, 3)), ("가\r\n나\ufeff", (2, 2))]
)
def test_the_first_removed_character_is_reported_with_its_position(text: str, position: tuple[int, int]):
    diagnostics = Diagnostics("content/a.md")
    decoded = decode(text.encode(), diagnostics)
    assert decoded == text.replace("\r\n", "\n").replace("\x07", "").replace("\ufeff", "")
    assert [(each.line, each.column, each.code) for each in diagnostics.found] == [(*position, "W101")]


def test_a_parsed_article_has_the_values_of_its_file_and_text():
    head = "---\ntitle: A\ndate: 2026-01-04\ntopic: world\nsource: wire\n---\n"
    text = "Read [b](b.md), and more of it.\n\n![c](c.png)\n"
    for path, role in (("content/2026/a.md", ""), ("content/pages/a.md", "page"), ("content/stories/a.md", "story")):
        parsed = parse(ContentFile(path, (head + text).encode(), "the key"), Parsing(excerpt=12))
        article = parsed.article
        assert article is not None
        assert (article.path, article.role, article.body, article.minutes) == (path, role, "the key", 1)
        assert article.excerpt == "Read b, and…"
        assert [(target.attribute, target.address, target.line, target.column) for target in article.targets] == [
            ("href", "b.md", 7, 10),
            ("src", "c.png", 9, 6),
        ]
        assert parsed.body.parts[0] == "<p>Read <a "
    empty = parse(ContentFile("content/2026/a.md", head.encode()), Parsing()).article
    assert empty is not None and (empty.minutes, empty.excerpt, empty.targets) == (0, "", ())


def test_a_page_may_be_empty():
    assert "W220" not in codes("", "", "content/pages/about.md")


@pytest.mark.parametrize("field", ["title", "headline"])
@pytest.mark.parametrize("sign", ["\u200b", "\u202e", "\u00ad", "\u2066"])
def test_invisible_characters_in_a_title_or_headline_are_reported_with_position(field: str, sign: str):
    head = {"title": "A", "date": "2026-01-04", "topic": "world", "source": "wire"} | {field: f"Mar{sign}ket"}
    text = "".join(f"{key}: {value}\n" for key, value in head.items())
    diagnostics = parse(ContentFile("content/a.md", f"---\n{text}---\nText.\n".encode()), Parsing()).diagnostics
    position = f"content/a.md:{2 if field == 'title' else 6}:{len(field) + 3}"
    assert [str(diagnostic) for diagnostic in diagnostics] == [
        f"{position}: W207 the {field} contains invisible or direction-changing characters"
    ]


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
def test_draft_keys_of_other_programs_make_a_draft(head: str, is_draft: bool, code: str):
    text = f"---\ntitle: A\ndate: 2026-01-04\ntopic: world\nsource: wire\n{head}\n---\nText.\n"
    parsed = parse(ContentFile("content/2026/a.md", text.encode()), Parsing())
    assert parsed.article is not None
    assert parsed.article.draft is is_draft
    assert [diagnostic.code for diagnostic in parsed.diagnostics] == [code]


@pytest.mark.parametrize(
    ("head", "is_warned"),
    [
        ("expires: 2026-01-03", True),
        ("expiryDate: 2026-01-03", True),
        ("expiry: 2026-01-03", True),
        ("expires: 2026-01-04", True),
        ("publish_at: 2026-02-01\nexpires: 2026-01-15", True),
        ("expires: 2026-01-04 09:00", False),
        ("expires: 2026-01-05", False),
    ],
)
def test_an_article_that_expires_before_its_date_is_reported(head: str, is_warned: bool):
    text = f"---\ntitle: A\ndate: 2026-01-04\ntopic: world\nsource: wire\n{head}\n---\nText.\n"
    diagnostics = parse(ContentFile("content/2026/a.md", text.encode()), Parsing()).diagnostics
    assert [diagnostic.line for diagnostic in diagnostics if diagnostic.code == "W223"] == (
        [6 + head.count("\n")] if is_warned else []
    )


@pytest.mark.parametrize(
    ("path", "has_hint"),
    [("content/editions/2026-01-09.md", True), ("content/editions/2026/a.md", False), ("content/2026/a.md", False)],
)
def test_an_intro_on_a_site_without_editions_gets_a_hint(path: str, has_hint: bool):
    file = ContentFile(path, b"---\ntitle: A\nsource: wire\ntopic: world\n---\nText.\n")
    assert [(each.message, "editions:" in each.hint) for each in parse(file, Parsing()).diagnostics] == [
        ("date is missing", has_hint)
    ]
    with_editions = [each.message for each in parse(file, Parsing(editions=True)).diagnostics]
    assert ("date is missing" not in with_editions) is has_hint


@pytest.mark.parametrize(
    ("head", "places"),
    [
        ("updated: 2025-01-05", [(6, 10, "updated")]),
        ("Updated: 2026-01-03 23:59", [(6, 10, "updated")]),
        ("corrections: [{date: 2026-01-05, text: One.}, {date: 2025-01-05, text: Two.}]", [(6, 47, "a correction")]),
        ("corrections: [{text: One.}, {date: 2025-01-05, text: Two.}]", [(6, 14, "a correction")]),
        ("updated: 2026-01-04\ncorrections: [{date: 2026-01-04 00:00, text: One.}]", []),
        ("lastmod: 2025-01-05", []),
    ],
)
def test_an_update_before_the_day_of_the_article_is_reported(head: str, places: list[tuple[int, int, str]]):
    text = f"---\ntitle: A\ndate: 2026-01-04 09:00\ntopic: world\nsource: wire\n{head}\n---\nText.\n"
    diagnostics = parse(ContentFile("content/2026/a.md", text.encode()), Parsing()).diagnostics
    found = [(each.line, each.column, each.message.partition(" is of ")[0]) for each in diagnostics if each.code == "W226"]
    assert found == places


@pytest.mark.parametrize("others", ["\r\n", "e\u0301", "\u0301\r\x85", "각\u0308\r", "\u200d\u0300\u0301\u0302\r\n"])
def test_a_forbidden_character_is_found_among_others(others: str):
    diagnostics = Diagnostics("content/a.md")
    text = decode(f"a\n{others}b\x07c\ufeffd".encode(), diagnostics)
    assert text is not None and text.endswith("bcd") and "\r" not in text and "\x85" not in text
    assert [found.code for found in diagnostics.found] == ["W101"]


@pytest.mark.parametrize(
    ("data", "line", "column", "message"),
    [
        (b"\xff\xfea\0", 1, 1, "the file is UTF-16"),
        (b"\xfe\xff\0a", 1, 1, "the file is UTF-16"),
        (b"\xff\xfe\0\0a\0\0\0", 1, 1, "the file is UTF-32"),
        (b"\0\0\xfe\xff\0\0\0a", 1, 1, "the file is UTF-32"),
        (b"a\nb\0", 2, 2, "a NUL byte"),
        (b"\0", 1, 1, "a NUL byte"),
        ("é\né".encode() + b"\xe9", 2, 2, "the byte 0xE9 is not UTF-8"),
        (b"", 1, 1, "the file is empty"),
        (b" \n\t\n", 1, 1, "the file is empty"),
        (b"\xef\xbb\xbf", 1, 1, "the file is empty"),
    ],
)
def test_undecodable_bytes_are_reported_with_their_position(data: bytes, line: int, column: int, message: str):
    diagnostics = Diagnostics("content/a.md")
    assert decode(data, diagnostics) is None
    assert [(found.line, found.column, found.message) for found in diagnostics.found] == [(line, column, message)]


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"\xef\xbb\xbfa", "a"),
        (b"a\r\nb\rc\n", "a\nb\nc\n"),
        ("e\u0301".encode(), "é"),
        ("a\x85b".encode(), "a b"),
        ("a\u2028b".encode(), "a\u2028b"),
        ("❤\ufe0f 한국 é".encode(), "❤\ufe0f 한국 é"),
    ],
)
def test_a_text_is_composed_and_has_one_kind_of_line_end(data: bytes, text: str):
    diagnostics = Diagnostics("content/a.md")
    assert decode(data, diagnostics) == text and not diagnostics.found


@pytest.mark.parametrize("ending", ["md", "markdown", "mdown", "mdwn", "mkd", "mkdn", "mkdown", "MD", "Markdown"])
def test_endings_of_articles(ending: str):
    assert is_article(f"a.{ending}") and not is_article(f"a.{ending}x") and not is_article(f"a.{ending}.txt")
    assert stem_of(f"content/2026/a.b.{ending}") == "a.b"


@pytest.mark.parametrize(
    ("path", "has_editions", "role"),
    [
        ("content/a.md", True, ""),
        ("content/pages/about.md", False, "page"),
        ("content/pages/a/b.md", False, "page"),
        ("content/stories/a.md", False, "story"),
        ("content/stories/a/b.md", False, ""),
        ("content/editions/a.md", False, ""),
        ("content/editions/a.md", True, "intro"),
        ("content/editions/a/b.md", True, ""),
        ("content/2026/pages/a.md", True, ""),
        ("content/pages.md", True, ""),
        ("content/pages-old/a.md", True, ""),
    ],
)
def test_role_of_a_file_by_its_folder(path: str, has_editions: bool, role: str):
    assert role_of(path, has_editions=has_editions) == role
    assert role_of(path) == (role if role != "intro" else "")


@pytest.mark.parametrize("slug", ["", "slug: other\n"])
@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("content/stories/feed.md", ""),
        ("content/stories/page.md", ""),
        ("content/stories/con.md", "rename the file"),
        ("content/stories/!.md", "rename the file"),
        ("content/2026/feed.md", "add a line slug: …, or rename the file"),
        ("content/pages/con.md", "add a line slug: …, or rename the file"),
    ],
)
def test_a_file_name_that_cannot_become_a_url_is_an_error_if_it_is_used(path: str, hint: str, slug: str):
    data = f"---\ntitle: T\ndate: 2026-01-04\ntopic: t\n{slug}---\nText.\n".encode()
    found = parse(ContentFile(path, data), Parsing(editions=True)).diagnostics
    has_valid_slug = slug and not path.startswith("content/stories/")
    assert [one.hint for one in found if one.code == "E204"] == ([hint] if hint and not has_valid_slug else [])


CONFLICT = b"<<<<<<< ours\none\n=======\ntwo\n>>>>>>> theirs\n"


@pytest.mark.parametrize(("body", "expected"), [(CONFLICT, ["E110"]), (b"```\n" + CONFLICT + b"```\n", [])])
def test_a_merge_conflict_is_an_error_except_in_fenced_code(body: bytes, expected: list[str]):
    data = b"---\ntitle: T\ndate: 2026-02-01\ntopics: [a]\n---\n" + body
    found = parse(ContentFile("content/a.md", data), Parsing())
    assert [diagnostic.code for diagnostic in found.diagnostics if diagnostic.is_error] == expected


def test_the_slug_of_a_page_is_its_whole_file_name_and_only_an_article_has_its_date_there():
    data = b"---\ntitle: T\nsource: S\ntopic: world\n---\nText.\n"
    page, dated = (
        parse(ContentFile(f"content/{path}", data), Parsing()).article for path in ("pages/2026-01-04-a.md", "2026-01-04-a.md")
    )
    assert page and dated
    assert (page.slug, page.date) == ("2026-01-04-a", None)
    assert dated.slug == "a" and dated.date and dated.date.at.isoformat() == "2026-01-04T00:00:00+00:00"


def test_the_slug_of_a_long_file_name_is_not_shortened():
    name = "long-name-" * 12 + "end"
    found = parse(ContentFile(f"content/{name}.md", b"---\ntitle: T\n---\nText.\n"), Parsing()).article
    assert found and found.slug == name


@pytest.mark.parametrize(("draft", "expected"), [("", ["N220"]), ("draft: false\n", ["N220"]), ("draft: true\n", [])])
def test_a_draft_in_a_folder_of_drafts_is_reported_unless_it_says_so(draft: str, expected: list[str]):
    data = f"---\ntitle: T\ndate: 2026-01-02\ntopic: world\nsource: S\n{draft}---\nText.\n".encode()
    parsed = parse(ContentFile("content/_drafts/a.md", data), Parsing())
    assert parsed.article and parsed.article.draft
    assert [diagnostic.code for diagnostic in parsed.diagnostics] == expected


@pytest.mark.parametrize(
    ("key", "field"), [("category", "topics"), ("categories", "topics"), ("pubDate", "date"), ("pubDatetime", "date")]
)
def test_a_required_field_that_is_empty_is_an_error_under_the_name_of_another_program_too(key: str, field: str):
    head = {"title": "T", "date": "2026-01-04", "topics": "world", "source": "S", key: ""}
    del head[field]
    data = "".join(f"{name}: {value}\n" for name, value in head.items())
    found = parse(ContentFile("content/a.md", f"---\n{data}---\nText.\n".encode()), Parsing()).diagnostics
    assert sorted((one.code, one.line, one.message) for one in found) == [
        ("E201", 5, f"{key} is empty"),
        ("N201", 5, f"{key} is read as {field}"),
    ]


INTRO = b"---\ntitle: A **new** year\n---\nText.\n"


def test_a_file_of_the_editions_folder_is_an_intro_only_on_a_site_with_editions():
    file = ContentFile("content/editions/2026-01-09.md", INTRO)
    intro, article = (parse(file, Parsing(editions=has_editions)).article for has_editions in (True, False))
    assert intro and intro.is_intro and not intro.is_page and (intro.role, intro.slug) == ("intro", "2026-01-09")
    assert article and not article.is_intro and article.role == ""


@pytest.mark.parametrize("path", ["content/editions/2026-01-09.md", "content/stories/a.md", "content/pages/a.md"])
def test_markdown_in_a_title_is_reported_in_every_kind_of_file(path: str):
    found = parse(ContentFile(path, INTRO), Parsing(editions=True)).diagnostics
    assert [(one.line, one.code) for one in found] == [(2, "W502")]


@pytest.mark.parametrize(
    ("path", "is_page"),
    [
        ("content/pages/a.md", True),
        ("content/stories/a.md", False),
        ("content/a.md", False),
        ("content/editions/2026-01-09.md", False),
    ],
)
def test_only_a_file_of_the_folder_of_pages_is_a_page(path: str, is_page: bool):
    article = parse(ContentFile(path, INTRO), Parsing(editions=True)).article
    assert article and article.is_page is is_page


def test_the_headline_is_shown_instead_of_the_title():
    articles = [
        parse(ContentFile("content/a.md", f"---\ntitle: T\n{line}---\n".encode()), Parsing()).article
        for line in ("", "headline: H\n")
    ]
    assert [article.shown_title for article in articles if article] == ["T", "H"]


def test_one_error_is_enough_not_to_publish_an_article():
    warned = b"---\ntitle: T\ndate: 2026-01-04\ntopic: world\n---\nText.\n"
    results = [
        parse(ContentFile("content/a.md", data), Parsing()) for data in (warned, warned.replace(b"topic: world", b"unknwon: 1"))
    ]
    assert [{one.code for one in result.diagnostics} for result in results] == [{"W203"}, {"E201", "W201", "W203"}]
    assert [result.has_errors for result in results] == [False, True]


@pytest.mark.parametrize(
    ("data", "lines"),
    [(b"No front matter\n\x07\n", [1, 2]), (b"---\ntitle: T\ndate: 2026-01-04\ntopic: world\nkind: x\n---\nText.\n", [1, 5])],
)
def test_diagnostics_of_a_file_are_in_the_order_of_its_lines(data: bytes, lines: list[int]):
    assert [one.line for one in parse(ContentFile("content/a.md", data), Parsing()).diagnostics] == lines


def test_diagnostics_name_a_file_with_characters_that_can_be_printed():
    (found,) = parse(ContentFile("content/a\u202eb.md", b""), Parsing()).diagnostics
    assert found.path.isprintable() and found.path.startswith("content/a") and found.path.endswith("b.md")


def test_an_invalid_slug_is_reported_once_even_if_the_file_name_is_invalid_too():
    data = b"---\ntitle: T\ndate: 2026-01-04\ntopic: t\nsource: S\nslug: '!'\n---\nText.\n"
    found = parse(ContentFile("content/2026/feed.md", data), Parsing()).diagnostics
    assert [(one.line, one.code) for one in found] == [(6, "E204")]


def test_an_article_without_a_title_has_the_name_of_its_file():
    article = parse(ContentFile("content/2026-01-04-harbour.md", b"---\ntopic: t\n---\nText.\n"), Parsing()).article
    assert article and article.title == "harbour"
