"""Readers of records: what is read if one part is invalid, and that each mistake is reported once."""

from __future__ import annotations

import pytest

from digest.articles.article import Parsing, Quote
from digest.articles.article_parser import parse
from digest.articles.content_file import ContentFile
from digest.articles.field_readers import record_reader
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


@pytest.mark.parametrize(
    ("address", "hint"),
    [
        ("www.x.example/a?b=c", "write https://www.x.example/a?b=c"),
        ("www.x.example", "write https://www.x.example"),
        ("logo.svg", "write one that begins with https:// or http://"),
        ("신문.한국/기사", "write https://신문.한국/기사"),
        ("x.example/" + "a" * 91, "write one that begins with https:// or http://"),
        ("x.example/a b", "write one that begins with https:// or http://"),
        ("//x.example/a", "write one that begins with https:// or http://"),
        ("/a/b.html", "write one that begins with https:// or http://"),
        ("1.5", "write one that begins with https:// or http://"),
        ("HTTPS://x.example/a b", "an address contains no space: write %20, or remove it"),
        ("https://x.example/a>", "an address contains no >: remove it"),
    ],
)
def test_the_hint_for_an_invalid_address_names_what_is_wrong_with_it(address: str, hint: str):
    data = f"---\ntitle: T\ndate: 2026-01-04\ntopic: t\nsource: S\nsource_url: '{address}'\n---\nText.\n".encode()
    assert [one.hint for one in parse(ContentFile("content/a.md", data), Parsing()).diagnostics] == [hint]


@pytest.mark.parametrize(
    ("aliases", "hint"),
    [
        ("/old, /older", "write a list: aliases: [/old, /older]"),
        ("[/old, /a, /older, b]", "for example /2025/old-name/"),
        ("['/old, /older']", "for example /2025/old-name/"),
        ("old", "for example /2025/old-name/"),
    ],
)
def test_aliases_with_commas_are_to_be_a_list(aliases: str, hint: str):
    data = f"---\ntitle: T\ndate: 2026-01-04\ntopic: t\nsource: S\naliases: {aliases}\n---\nText.\n".encode()
    assert {one.hint for one in parse(ContentFile("content/a.md", data), Parsing()).diagnostics} == {hint}


def test_a_word_between_spaces_that_are_not_in_ascii_is_read():
    head = "draft: \xa0true\u3000\nmode: link\xa0\nweight: 3\u3000\ndate: 2026-01-04\xa0\ntopic: world\xa0"
    article = parse(ContentFile("content/a.md", f"---\ntitle: T\nsource: S\n{head}\n---\nText.\n".encode()), Parsing()).article
    assert article is not None
    assert (article.draft, article.mode, article.weight, article.topics[0].text) == (True, "link", 3, "world")


@pytest.mark.parametrize("field", ["quote", "image", "via"])
def test_a_list_is_no_record(field: str):
    found = [message for _, message in reports(f"{field}: [one, two]") if "must be" in message]
    assert found == [f"{field} must be text or a mapping"]
