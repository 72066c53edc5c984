"""Front matter as written by other programs, phones and keyboards."""

from __future__ import annotations

import pytest

from digest.articles.article import Article, ParseResult, Parsing
from digest.articles.article_parser import parse
from digest.articles.content_file import ContentFile

HEAD = {"title": "T", "date": "2026-01-04", "topic": "economy", "source": "S"}


def read(text: str, path: str = "content/2026/a.md") -> ParseResult:
    return parse(ContentFile(path, text.encode()), Parsing())


def reports(parsed: ParseResult) -> list[str]:
    return [
        f"{diagnostic.line}:{diagnostic.column} {diagnostic.code} {diagnostic.message} | {diagnostic.hint}"
        for diagnostic in parsed.diagnostics
    ]


def article(line: str, *, without: str = "") -> ParseResult:
    rest = "".join(f"{key}: {value}\n" for key, value in HEAD.items() if key != without)
    return read(f"---\n{line}\n{rest}---\nText.\n")


def article_of(parsed: ParseResult) -> Article:
    assert parsed.article
    return parsed.article


def test_keys_in_another_case_are_read_with_a_note() -> None:
    parsed = read("---\nTitle: T\nDATE: 2026-01-04\nCategories: economy\nSource: S\nPubdate: 2020-01-01\nDraft: true\n---\nText.\n")
    assert (article_of(parsed).title, article_of(parsed).topics[0].text, article_of(parsed).draft) == ("T", "economy", True)
    assert reports(parsed) == [
        "2:1 N201 Title is read as title | write title",
        "3:1 N201 DATE is read as date | write date",
        "4:1 N201 Categories is read as topics | write topics",
        "5:1 N201 Source is read as source | write source",
        "6:1 W212 Pubdate is ignored, because date is given too | remove one",
        "7:1 N201 Draft is read as draft | write draft",
    ]


@pytest.mark.parametrize("key", ["pubDate", "pubDatetime", "PubDate", "pubdate"])
def test_other_names_of_the_date(key: str) -> None:
    parsed = article(f"{key}: Jul 08 2022", without="date")
    assert reports(parsed) == [f"2:1 N201 {key} is read as date | write date"]
    assert article_of(parsed).date


@pytest.mark.parametrize(
    "line",
    ["published: 0", "Published: False", "publish: no", "status: draft", "Status: Private", "status: in progress", "isDraft: true",
     "hidden: yes", "unlisted: 'true'"],
)  # fmt: skip
def test_drafts_of_other_programs_are_not_published(line: str) -> None:
    parsed = article(line)
    assert article_of(parsed).draft
    key, value = line.replace("'", "").split(": ")
    key = key.lower() if key != "isDraft" else key
    assert reports(parsed) == [f"2:1 N220 {key}: {value} is read as draft: true | write draft: true"]


@pytest.mark.parametrize("line", ["publish: true", "status: published", "isDraft: false", "hidden: false", "type: docs"])
def test_keys_without_meaning_are_ignored(line: str) -> None:
    parsed = article(line)
    assert not article_of(parsed).draft
    assert reports(parsed) == [f"2:1 N203 {line} is ignored | it has no meaning here: remove it"]


def test_a_misspelled_kind_is_an_error() -> None:
    (diagnostic,) = [diagnostic for diagnostic in article("type: breif").diagnostics if diagnostic.is_error]
    assert diagnostic.hint == "did you mean brief?"


def test_an_article_in_a_folder_of_drafts_is_a_draft() -> None:
    head = "---\ntitle: T\ndate: 2026-01-04\ntopic: economy\nsource: S\n---\nText.\n"
    parsed = read(head, "content/_drafts/a.md")
    assert article_of(parsed).draft
    assert reports(parsed) == [
        "1:1 N220 an article in a folder _drafts is a draft | write draft: true, or move it to another folder"
    ]
    assert not article_of(read(head, "content/my_drafts/a.md")).draft


@pytest.mark.parametrize("value", ["true", "False"])
def test_related_as_a_flag_is_ignored(value: str) -> None:
    assert reports(article(f"related: {value}")) == [
        f"2:10 N203 related: {value} is ignored | name the files of related articles, as a list"
    ]


@pytest.mark.parametrize("key", ["series", "toc", "pin", "header", "math"])
def test_keys_of_other_programs_are_not_treated_as_misspellings(key: str) -> None:
    assert reports(article(f"{key}: x")) == [f"2:1 W201 unknown key {key} | put your own keys under extra:"]


def test_permalink_has_its_own_hint() -> None:
    (diagnostic,) = article("permalink: /2015/old/").diagnostics
    assert diagnostic.hint.startswith("aliases: [/old/path/] keeps an old address")


@pytest.mark.parametrize("line", ["author: {name: Jane Doe, picture: a.jpg}", "authors: [{name: Jane Doe, url: x}]"])
def test_an_author_as_a_mapping_gets_a_hint_with_the_name(line: str) -> None:
    assert next(diagnostic.hint for diagnostic in article(line).diagnostics if diagnostic.is_error).endswith("Jane Doe")


@pytest.mark.parametrize("line", ["title: {{ title }}", "title: {{title}}", "title: {{ .Name }}"])
def test_an_unfilled_template_is_reported(line: str) -> None:
    (diagnostic,) = article(line, without="title").diagnostics
    assert (diagnostic.line, diagnostic.column, diagnostic.code) == (2, 9, "E106")
    assert (diagnostic.message, diagnostic.hint) == (
        "{{ }} of a template that was not filled in",
        "write the value itself, or put it in quotes",
    )


NOT_FIRST = "1:1 E104 the front matter does not begin with the file | remove everything above line 2, where it begins"
NO_FENCE = "1:1 E104 front matter without lines of --- around it, as in Pelican and MultiMarkdown"
NOT_THREE = "1:1 E104 the first line is not three hyphens | write three hyphens: --- for"
NOT_CLOSED = "1:1 E104 the front matter is opened here and never closed | write three hyphens in line 3: --- for"
COMMENT = "2:7 E105 from # on the line is a comment, and so is what would close it | put the value with # in quotes"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("———\ntitle: T\n———\n", f"{NOT_THREE} ———"),
        ("--\ntitle: T\n--\n", f"{NOT_THREE} --"),
        ("---\ntitle: T\n—-\nx\n", f"{NOT_CLOSED} —-"),
        ("--- # yaml\ntitle: T\n---\n", "1:5 E104 more than --- on the first line | write --- alone on the first line"),
        ("<!-- a -->\n---\ntitle: T\n---\n", NOT_FIRST),
        ("```markdown\n---\ntitle: T\n---\n```\n", NOT_FIRST),
        ("title: T\ndate: 2026-01-04\n---\nText.\n", f"{NO_FENCE} | write a line of --- above it"),
        ("---\ntitle：제목\ndate: 2026-01-04\n---\n", "2:1 E105 a full-width colon between key and value | write title: 제목"),
        ("---\ntitle：제목\n---\n", "2:1 E104 the front matter is not key: value | write : and a space for the full-width ："),
        ("---\ntags: [#a, b]\ntitle: T\n---\n", COMMENT),
    ],
)
def test_almost_valid_heads_are_explained(text: str, expected: str) -> None:
    assert reports(read(text)) == [expected]


def test_a_thematic_break_in_a_text_is_not_front_matter() -> None:
    assert reports(read("Text.\n\n---\n\nMore.\n"))[0].startswith("1:1 E104 no front matter |")
