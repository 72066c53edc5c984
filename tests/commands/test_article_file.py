"""New article files: free names, and validation of front matter values."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from digest.commands.article_file import (
    MAX_TAG_BYTES,
    check_argument_encoding,
    check_slug,
    check_tags,
    check_topics,
    check_url,
    free_name,
    name_of_title,
    taken_names,
    write_article,
)
from digest.errors import UsageError
from tests.sites import write


def test_a_name_is_taken_with_and_without_its_date(tmp_path: Path):
    write(tmp_path, dict.fromkeys(("content/2026/2026-01-04-Fog.md", "content/rain.markdown", "content/photo.png"), ""))
    taken = taken_names(tmp_path)
    assert taken == {"fog", "2026-01-04-fog", "rain"}
    assert [free_name(stem, taken) for stem in ("fog", "2026-01-04-fog", "rain", "photo", "snow")] == [
        "fog-2", "2026-01-04-fog-2", "rain-2", "photo", "snow",
    ]  # fmt: skip
    assert free_name("fog", {"fog", "fog-2", "fog-3"}) == "fog-4"
    assert free_name("con", ()) != "con", "Windows has no file of this name"


@pytest.mark.parametrize(
    ("name", "taken"),
    [
        ("2026-01-04-fog", {"2026-01-04-fog", "fog"}),
        ("2026-01-04-2026-01-05-fog", {"2026-01-04-2026-01-05-fog", "2026-01-05-fog"}),
        ("report-2026-01-04-fog", {"report-2026-01-04-fog"}),
        ("12026-01-04-fog", {"12026-01-04-fog"}),
        ("2026-01-04-", {"2026-01-04-"}),
    ],
)
def test_only_a_date_at_the_beginning_of_a_name_is_left_out(name: str, taken: set[str], tmp_path: Path):
    write(tmp_path, {f"content/{name}.md": ""})
    assert taken_names(tmp_path) == taken


def test_a_file_of_another_process_is_not_replaced(tmp_path: Path):
    write(tmp_path, {"content/fog.md": "mine", "content/fog-2.md": "mine"})
    path = write_article(tmp_path, Path("content"), "fog", [], lambda name: f"called {name}")
    assert path == Path("content/fog-3.md") and (tmp_path / path).read_text() == "called fog-3"
    assert {(tmp_path / f"content/{name}.md").read_text() for name in ("fog", "fog-2")} == {"mine"}


def test_a_tag_has_a_maximum_length(tmp_path: Path):
    assert check_tags(["a" * MAX_TAG_BYTES, "b", "b "]) == ("a" * MAX_TAG_BYTES, "b")
    for tag in ("a" * (MAX_TAG_BYTES + 1), "한" * (MAX_TAG_BYTES // 3 + 1)):
        with pytest.raises(UsageError, match="longer than 200 bytes"):
            check_tags([tag])


def test_topics_must_be_registered_and_are_deduplicated():
    assert check_topics(["world", "tech", "world", " world "], ["world", "tech"]) == ("world", "tech")
    for topic, hint in (("wrld", "did you mean world?"), ("", "the topics of content/topics.yml are: world")):
        with pytest.raises(UsageError) as raised:
            check_topics([topic], ["world"])
        assert raised.value.hint == hint


@pytest.mark.parametrize("url", ["example.org", "ftp://a.example/", "https://", "https://:80/x", "javascript:x", "/a"])
def test_an_invalid_address_is_refused(url: str):
    assert check_url("") == "" and check_url(" https://a.example/x ") == "https://a.example/x"
    with pytest.raises(UsageError, match="--url"):
        check_url(url)


def test_a_long_invalid_address_is_named_by_its_beginning():
    with pytest.raises(UsageError) as caught:
        check_url("example.org/" + "x" * 200)
    assert caught.value.message == f"--url: example.org/{'x' * 68} is not a web address"


def test_a_file_name_is_derived_from_the_title():
    assert name_of_title("The Fog lifts") == "the-fog-lifts"
    for title, message in (
        ("!?", "no letter or digit"),
        ("", "no letter or digit"),
        ("Con", "con is a device name"),
        ("Tags", "reserved"),
    ):
        with pytest.raises(UsageError, match=message) as raised:
            name_of_title(title)
        assert raised.value.hint == "give one with --slug"


@pytest.mark.parametrize(
    ("slug", "message", "hint"),
    [
        ("The Fog", "--slug: The Fog is not a slug", "write the-fog"),
        ("!?", "--slug: !? is not a slug", "use letters, digits and -"),
        ("", "--slug: an empty text is not a slug", "use letters, digits and -"),
        ("con", "--slug: con is a device name on Windows", "use letters, digits and -"),
        ("tags", "--slug: the slug tags is reserved", "use letters, digits and -"),
        ("2026-01-04-fog", "--slug: 2026-01-04-fog begins with a date", "write "),
        ("fog", "--slug: there is an article called fog", "choose another name"),
    ],
)
def test_a_slug_that_is_not_a_valid_file_name_is_refused(slug: str, message: str, hint: str):
    assert check_slug("rain", {"fog"}) == "rain"
    with pytest.raises(UsageError) as raised:
        check_slug(slug, {"fog"})
    assert str(raised.value).startswith(message) and raised.value.hint.startswith(hint)


def test_a_tag_without_a_slug_is_refused():
    assert check_tags(iter([" C++ ", "C++", "한국"])) == ("C++", "한국")
    for tag, message in (("!?", "the tag !? has no letter or digit"), ("", "a tag is empty"), ("\udcff", "is not UTF-8 text")):
        with pytest.raises(UsageError, match=re.escape(message)):
            check_tags(["good", tag])


def test_the_hint_names_at_most_twelve_topics():
    registered = [f"topic-{number}" for number in range(20)]
    with pytest.raises(UsageError, match=r"unknown topic \(empty\)") as raised:
        check_topics([""], registered)
    assert raised.value.hint.endswith(": " + ", ".join(registered[:12]))
    with pytest.raises(UsageError, match="unknown topic topic-1, topic-2") as raised:
        check_topics(["topic-1, topic-2"], registered)
    assert raised.value.hint == "write --topic topic-1 --topic topic-2"
    with pytest.raises(UsageError) as raised:
        check_topics(["topic-1, nowhere"], registered)
    assert not raised.value.hint.startswith("write --topic"), "one of them is not registered"
    with pytest.raises(UsageError) as raised:
        check_topics(["x"], [])
    assert raised.value.hint.endswith("are: none")


def test_an_argument_that_is_not_utf_8_is_refused():
    check_argument_encoding("title", "한 é")
    with pytest.raises(UsageError, match="the title ") as raised:
        check_argument_encoding("title", "a\udcffb" + "c" * 100)
    assert "c" * 37 in str(raised.value) and "c" * 38 not in str(raised.value)


def test_an_invalid_name_is_not_called_one_with_a_date():
    with pytest.raises(UsageError) as caught:
        check_slug("2026-01-04-a b", ())
    assert "begins with a date" not in caught.value.message
