"""Readers of records: what is read if one part is invalid, and that each mistake is reported once."""

from __future__ import annotations

import pytest

from digest.articles.article import Parsing
from digest.articles.article_parser import parse
from digest.articles.content_file import ContentFile
from digest.articles.field_readers import Quote, record_reader
from digest.diagnostics import Diagnostics
from digest.yaml.schema import Field, table
from digest.yaml.tree import Scalar
from digest.yaml.value_readers import read_text_value


def reports(head: str) -> list[tuple[int, str]]:
    text = f"---\ntitle: T\ndate: 2026-01-02\ntopics: [world]\nsource: Wire\n{head}\n---\nText.\n"
    return [(found.line, found.message) for found in parse(ContentFile("content/a.md", text.encode()), Parsing("UTC")).diagnostics]


def test_an_invalid_single_text_makes_no_record():
    read_quote = record_reader(table(Field("text", read_text_value, "")), Quote, "text", ("text",))
    assert read_quote(Scalar("Words", 1, 1, True), "quote", Diagnostics("a.md")) == Quote("Words")
    diagnostics = Diagnostics("a.md")
    assert read_quote(Scalar("", 1, 1, True), "quote", diagnostics) is None
    assert len(diagnostics.found) == 1


@pytest.mark.parametrize("lines_above", [0, 1, 5, 10])
def test_an_invalid_required_part_is_reported_once(lines_above: int):
    above = "# a comment\n" * lines_above
    assert [line for line, _ in reports(f"{above}corrections: [{{date: never, text: It was not so.}}]")] == [6 + lines_above]
    missing = reports(f"{above}corrections: [{{text: It was not so.}}]")
    assert missing == [(6 + lines_above, "corrections needs date")]


def test_an_empty_part_under_the_name_of_another_program_is_reported_once():
    assert reports("image: {alt: A, path: ''}") == [(6, "path is read as src"), (6, "path is empty")]


def test_an_invalid_record_of_a_list_is_left_out():
    head = "corrections: [It was not so., {date: 2026-01-03, text: It was so.}]"
    text = f"---\ntitle: T\ndate: 2026-01-02\ntopics: [world]\nsource: Wire\n{head}\n---\nText.\n"
    article = parse(ContentFile("content/a.md", text.encode()), Parsing("UTC")).article
    assert article and [one.text for one in article.corrections] == ["It was so."]


@pytest.mark.parametrize(
    ("slug", "hint"),
    [("New York", "write new-york"), ("Feed", "add a word, such as feed-news"), ("!", "use letters, digits and -")],
)
def test_the_hint_for_an_invalid_slug_is_a_valid_one(slug: str, hint: str):
    data = f"---\ntitle: T\ndate: 2026-01-04\ntopic: t\nsource: S\nslug: '{slug}'\n---\nText.\n".encode()
    assert [one.hint for one in parse(ContentFile("content/a.md", data), Parsing()).diagnostics] == [hint]


@pytest.mark.parametrize("field", ["quote", "image", "via"])
def test_a_list_is_no_record(field: str):
    found = [message for _, message in reports(f"{field}: [one, two]") if "must be" in message]
    assert found == [f"{field} must be text or a mapping"]
