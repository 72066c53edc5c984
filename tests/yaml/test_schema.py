"""Tables of fields: how each kind of value is read, other spellings of keys, and diagnostics for unknown keys."""

from __future__ import annotations

from typing import Any

import pytest

from digest.diagnostics import Diagnostics
from digest.yaml import schema, tree, value_readers
from digest.yaml.schema import MAX_SUGGESTIONS, Field, Table, Unlike, in_usual_case, read_fields, table
from digest.yaml.value_readers import ValueReader
from digest.yaml.yaml_reader import read_yaml

FIELDS = table(
    Field("title", value_readers.read_text_value, "", ("name",)),
    Field("date", value_readers.read_text_value, "", ("pubDate", "created")),
    Field("topics", value_readers.texts, "", ("categories",), short="topic", max_values=3),
    Field("summary", value_readers.optional_text, ""),
    Field("draft", value_readers.flag, "", implied_by={"status": ("draft", "hidden"), "published": ("false",)}),
    Field("weight", value_readers.number(-5, 10), ""),
    ignored={"layout": (), "status": ("published",), "published": Unlike("false")},
    hints={"permalink": "write slug: instead"},
)


def mapping(text: str) -> tree.Mapping:
    node = read_yaml(text, Diagnostics("x.yml"), text_kind="file")
    assert isinstance(node, tree.Mapping)
    return node


def read(text: str, fields: Table = FIELDS, **more: Any) -> tuple[dict[str, Any], list[str]]:
    """Return the values and the reports."""
    diagnostics = Diagnostics("x.yml")
    values = read_fields(mapping(text), fields, diagnostics, **more)
    return values, [
        f"{diagnostic.line}:{diagnostic.column} {diagnostic.code} {diagnostic.message} | {diagnostic.hint}"
        for diagnostic in diagnostics.found
    ]


def value(reader: ValueReader, text: str) -> tuple[object, list[str]]:
    """Return one value and its reports."""
    values, reports = read(f"x: {text}\n", table(Field("x", reader, "")))
    return values.get("x"), reports


# keys


@pytest.mark.parametrize(
    ("text", "values", "reports"),
    [
        ("title: A\ntopic: b\n", {"title": "A", "topics": ("b",)}, []),
        ("name: A\n", {"title": "A"}, ["1:1 N201 name is read as title | write title"]),
        ("title: A\nname: A\n", {"title": "A"}, ["2:1 N202 name has the same value as title | remove one"]),
        ("name: B\ntitle: A\n", {"title": "A"}, ["1:1 W212 name is ignored, because title is given too | remove one"]),
        ("title:\nname: B\n", {"title": "B"}, None),
        (
            "topics: [a, b]\ncategories: a, b\n",
            {"topics": ("a", "b")},
            ["2:1 N202 categories has the same value as topics | remove one"],
        ),
        (
            "topic: a\ntopics: [a, b]\n",
            {"topics": ("a",)},
            ["2:1 W212 topics is ignored, because topic is given too | remove one"],
        ),
        ("created: x\npubDate: y\n", {"date": "x"}, None),
        ("layout: post\n", {}, ["1:1 N203 layout: post is ignored | it has no meaning here: remove it"]),
        ("layout: [a]\n", {}, ["1:1 N203 layout is ignored | it has no meaning here: remove it"]),
        ("status: Draft\n", {"draft": True}, ["1:1 N220 status: Draft is read as draft: true | write draft: true"]),
        ("status: published\n", {}, ["1:1 N203 status: published is ignored | it has no meaning here: remove it"]),
        (
            "published: False\ndraft: false\n",
            {"draft": True},
            ["1:1 N220 published: False is read as draft: true | write draft: true"],
        ),
        ("status: other\n", {}, ["1:1 W201 unknown key status | the keys are title, date, topics, summary, draft, weight"]),
        ("titel: A\n", {}, ["1:1 W201 unknown key titel | did you mean title?"]),
        ("titel:\n", {}, ["1:1 W201 unknown key titel | did you mean title?"]),
        ("TITEL: A\n", {}, ["1:1 W201 unknown key TITEL | did you mean title?"]),
        ("permalink: A\n", {}, ["1:1 W201 unknown key permalink | write slug: instead"]),
        ("summary:\n", {}, []),
        ("weight:\n", {}, []),
        ("title:\n", {}, ['1:7 E202 title is empty | write title: "…"']),
        ("topics: [a, b, c]\n", {"topics": ("a", "b", "c")}, []),
        (
            "topic: [a, b, c, d]\n",
            {"topics": ("a", "b", "c", "d")},
            ["1:8 E207 topic has 4 values, at most 3 | remove some"],
        ),
        (
            "status: ' Draft '\n",
            {"draft": True},
            ["1:1 N220 status:  Draft  is read as draft: true | write draft: true"],
        ),
        ("Created: x\n", {}, ["1:1 W201 unknown key Created | the keys are title, date, topics, summary, draft, weight"]),
        ("topics: [a, b, c, d]\n", {"topics": ("a", "b", "c", "d")}, ["1:9 E207 topics has 4 values, at most 3 | remove some"]),
    ],
)
def test_a_key_is_read_or_reported(text: str, values: dict[str, Any], reports: list[str] | None):
    found, found_reports = read(text)
    assert found == values
    assert reports is None or found_reports == reports


def test_the_short_name_of_a_field_counts_more_than_the_name_in_another_program():
    assert read("categories: [b]\ntopic: a\n") == (
        {"topics": ("a",)},
        ["1:1 W212 categories is ignored, because topic is given too | remove one"],
    )


def test_a_field_that_needs_a_value_reports_a_missing_one():
    colour = Field("colour", value_readers.choice("red"), "", needs_value=True)
    assert read("colour: #f00\n", table(colour))[1] == ["1:8 E202 colour must be one of red | "]
    assert read("colour: #f00\n", table(Field("colour", value_readers.choice("red"), "")))[1] == []


def test_values_that_are_ignored_are_compared_in_any_case():
    assert read("status: ' Published '\n")[1] == ["1:1 N203 status:  Published  is ignored | it has no meaning here: remove it"]


def test_the_hint_for_a_key_counts_more_than_a_similar_name():
    known = table(Field("title", value_readers.read_text_value, ""), hints={"titles": "write one title"})
    assert read("titles: a\n", known)[1] == ["1:1 W201 unknown key titles | write one title"]


@pytest.mark.parametrize(("count", "hint"), [(12, f"the keys are {', '.join('abcdefghijkl')}"), (13, "")])
def test_at_most_twelve_keys_are_listed_as_a_hint(count: int, hint: str):
    known = table(*(Field(name, value_readers.read_text_value, "") for name in "abcdefghijklm"[:count]))
    assert read("zzzz: a\n", known)[1] == [f"1:1 W201 unknown key zzzz | {hint}"]
    own = table(*known.values(), unknown_key_hint="see the guide")
    assert read("zzzz: a\n", own)[1] == ["1:1 W201 unknown key zzzz | see the guide"]


def test_code_and_kind_of_an_unknown_key():
    assert read("titel: A\n", unknown_code="E601", key_kind="setting")[1] == [
        "1:1 E601 unknown setting titel | did you mean title?"
    ]


def test_with_custom_keys_only_clear_misspellings_get_a_suggestion():
    own = table(
        Field("expires", value_readers.read_text_value, ""),
        Field("headline", value_readers.read_text_value, ""),
        Field("extra", value_readers.plain_mapping, ""),
    )
    reports = read("series: x\nheader: x\nhedline: x\nexpire: x\n", own)[1]
    assert [line.partition(" | ")[2] for line in reports] == [
        "put your own keys under extra:",
        "put your own keys under extra:",
        "did you mean headline?",
        "did you mean expires?",
    ]


@pytest.mark.parametrize(
    ("key", "hint"),
    [("topik", "did you mean topic?"), ("topiks", "did you mean topics?"), ("toc", "put your own keys under extra:")],
)
def test_the_short_name_of_a_field_is_suggested_too(key: str, hint: str):
    topics = Field("topics", value_readers.texts, "", short="topic")
    extra = Field("extra", value_readers.plain_mapping, "")
    assert read(f"{key}: x\n", table(topics, extra))[1] == [f"1:1 W201 unknown key {key} | {hint}"]


def test_the_number_of_suggestions_is_limited():
    reports = read("".join(f"titel{number}: A\n" for number in range(MAX_SUGGESTIONS + 2)))[1]
    assert [line.endswith("did you mean title?") for line in reports] == [True] * MAX_SUGGESTIONS + [False] * 2


def test_unlike_contains_all_but_these_words_and_their_misspellings():
    assert "hello" in Unlike("false") and "false" not in Unlike("false") and "fasle" not in Unlike("false")
    assert 7 not in Unlike("false") and "falter" in Unlike("false"), "it is too different for a misspelling"


@pytest.mark.parametrize(
    ("text", "keys", "reports"),
    [
        ("title: A\nown: b\n", ["title", "own"], []),
        (
            "Title: A\nPubdate: b\nOwn: c\n",
            ["title", "date", "Own"],
            ["N201 Title is read as title", "N201 Pubdate is read as date"],
        ),
        ("Title: A\ntitle: B\n", ["title"], ["W212 Title is ignored, because title is given too"]),
        (
            "Title: A\nTITLE: B\n",
            ["title"],
            ["N201 Title is read as title", "W212 TITLE is ignored, because title is given too"],
        ),
        ("LAYOUT: a\n", ["layout"], []),
    ],
)
def test_keys_may_be_written_in_any_case(text: str, keys: list[str], reports: list[str]):
    diagnostics = Diagnostics("x.yml")
    assert list(in_usual_case(mapping(text), FIELDS, diagnostics).entries) == keys
    assert [f"{diagnostic.code} {diagnostic.message}" for diagnostic in diagnostics.found] == reports


# values


@pytest.mark.parametrize(
    ("text", "found"),
    [("yes", True), ("ON", True), ("True", True), ("no", False), ("Off", False), ("false", False), ("1", None), ("[yes]", None)],
)
def test_read_a_flag(text: str, found: bool | None):
    read, reports = value(value_readers.flag, text)
    assert read is found
    assert reports == ([] if found is not None else ["1:4 E202 x must be true or false | "])


@pytest.mark.parametrize(
    ("reader", "text", "hint"),
    [
        (value_readers.flag, "“true”", "write true, without quotation marks"),
        (value_readers.number(0, 9), "„5“", "write 5, without quotation marks"),
        (value_readers.number(0, 9), "‚5‛", "write 5, without quotation marks"),
        *((value_readers.flag, f"{mark}yes{mark}", "write yes, without quotation marks") for mark in "“”„‟‘’‚‛«»‹›「」『』＂"),
        (value_readers.choice("full"), "« full »", "did you mean full?"),
        (value_readers.choice("full"), "« link »", "write link, without quotation marks"),
        (value_readers.flag, "“", ""),
        (value_readers.flag, "“ ”", ""),
        (value_readers.read_text_value, "[one.md]", "write x: one.md"),
        (value_readers.read_text_value, "['a: b']", 'write x: "…"'),
        (value_readers.read_text_value, "[one, two]", 'write x: "…"'),
    ],
)
def test_hint_for_a_value_in_brackets_or_typographic_quotes(reader: ValueReader, text: str, hint: str):
    read, reports = value(reader, text)
    assert read is None and reports[0].endswith(f" | {hint}")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("-5", -5), ("10", 10), ("0", 0), ("-6", None), ("11", None), ("+3", None), ("1.0", None), ("--1", None), ("٣", None),
        ("9999999999", None), ("[1]", None), ("five", None), ("''", None),
    ],
)  # fmt: skip
def test_read_a_number(text: str, found: int | None):
    read, reports = value(value_readers.number(-5, 10), text)
    assert read == found
    assert reports == ([] if found is not None else ["1:4 E202 x must be a whole number from -5 to 10 | "])


def test_the_largest_number_has_nine_digits():
    assert value(value_readers.number(0, 10**9), "999999999")[0] == 999999999
    assert value(value_readers.number(0, 10**10), "1000000000")[0] is None


def test_read_a_choice():
    assert value(value_readers.choice("link", "full"), "full") == ("full", [])
    assert value(value_readers.choice("link", "full"), "ful") == (
        None,
        ["1:4 E202 x must be one of link, full | did you mean full?"],
    )
    assert value(value_readers.choice("link", "full"), "[full]") == (None, ["1:4 E202 x must be one of link, full | "])


def test_read_choices_without_duplicates():
    reader = value_readers.choices("atom", "rss")
    assert value(reader, "[rss, atom, rss]") == (("rss", "atom"), [])
    assert value(reader, "rss") == (("rss",), [])
    assert value(reader, "[]") == ((), [])
    assert value(reader, "[rss, rsss]") == (None, ["1:10 E202 x must be one of atom, rss | did you mean rss?"])
    assert value(reader, "{a: b}") == (None, ["1:4 E202 x must be a list | write x: [atom, rss]"])


@pytest.mark.parametrize(
    ("text", "found", "reports"),
    [
        ("' A  b '", "A  b", []),
        ("e\u0301", "é", []),
        ("''", None, ['1:4 E202 x is empty | write x: "…"']),
        ("'  '", None, ['1:4 E202 x is empty | write x: "…"']),
        ("[a]", None, ["1:4 E202 x must be text | write x: a"]),
        ("{a: b}", None, ['1:4 E202 x must be text | write x: "…"']),
    ],
)
def test_read_a_text(text: str, found: str | None, reports: list[str]):
    assert value(value_readers.read_text_value, text) == (found, reports)
    if "is empty" in str(reports):
        assert value(value_readers.optional_text, text) == (None, [])


@pytest.mark.parametrize(
    ("text", "found", "reports"),
    [
        ("[a, ' b ']", ("a", "b"), []),
        ("a, b", ("a, b",), []),
        ("[]", (), []),
        ("''", None, []),
        ("[a, '', b]", ("a", "b"), ["1:8 E202 x must be a list of texts | one text an entry, none empty"]),
        ("[a, [b]]", ("a",), ["1:8 E202 x must be a list of texts | one text an entry, none empty"]),
        ("[{name: Jane}]", (), ["1:5 E202 x must be a list of texts | write the name alone: Jane"]),
        ("{name: Jane}", None, ["1:4 E202 x must be a list of texts | write x: Jane"]),
        ("{a: b}", None, ["1:4 E202 x must be a list of texts | write x: [one, two]"]),
        (f"{{name: {'J' * 41}}}", None, ["1:4 E202 x must be a list of texts | write x: [one, two]"]),
    ],
)
def test_read_a_list_of_texts(text: str, found: tuple[str, ...] | None, reports: list[str]):
    assert value(value_readers.texts, text) == (found, reports)


@pytest.mark.parametrize("name", ["tags", "tag", "topics", "topic", "keywords", "categories", "category"])
@pytest.mark.parametrize(
    ("written", "found"),
    [("a, b,,  c d ,", [("a", 1), ("b", 4), ("c d", 9)]), ("'a, b'", [("a", 2), ("b", 5)]), ("one", [("one", 1)])],
)
def test_topics_and_tags_are_split_at_commas_with_positions(name: str, written: str, found: list[tuple[str, int]]):
    node = mapping(f"{name}: {written}\n").get(name)
    assert node is not None
    items = value_readers.scalars(node, name, Diagnostics("x.yml"))
    assert items is not None
    assert [(item.text, item.column - len(name) - 2) for item in items] == found


def test_read_a_plain_mapping():
    assert value(value_readers.plain_mapping, "{a: [1, {b: c}], d: yes}") == ({"a": ["1", {"b": "c"}], "d": "yes"}, [])
    assert value(value_readers.plain_mapping, "{a: [], b: {}}") == ({"a": [], "b": {}}, [])
    assert value(value_readers.plain_mapping, "[a]")[1] == [
        "1:4 E202 x must be a mapping | write x: and below it, indented, key: value"
    ]


def test_too_many_values_are_reported_with_the_code_of_the_file():
    for wrong, code in (("E202", "E207"), ("E601", "E601")):
        diagnostics = Diagnostics("x.yml", wrong=wrong)
        schema.too_many(mapping("a: b\n"), diagnostics, "1,234 things", 1000)
        assert [f"{diagnostic.code} {diagnostic.message}" for diagnostic in diagnostics.found] == [
            f"{code} 1,234 things, at most 1,000"
        ]
