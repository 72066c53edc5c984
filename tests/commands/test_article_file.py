"""A new article file: names that are free, and values that its front matter may have."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.commands.article_file import MAX_TAG_BYTES, check_tags, check_topics, check_url, free_name, taken_names, write_article
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


def test_a_file_that_another_process_made_is_not_replaced(tmp_path: Path):
    write(tmp_path, {"content/fog.md": "mine", "content/fog-2.md": "mine"})
    path = write_article(tmp_path, Path("content"), "fog", [], lambda name: f"called {name}")
    assert path == Path("content/fog-3.md") and (tmp_path / path).read_text() == "called fog-3"
    assert {(tmp_path / f"content/{name}.md").read_text() for name in ("fog", "fog-2")} == {"mine"}


def test_a_tag_has_an_end(tmp_path: Path):
    assert check_tags(["a" * MAX_TAG_BYTES, "b", "b "]) == ("a" * MAX_TAG_BYTES, "b")
    for tag in ("a" * (MAX_TAG_BYTES + 1), "한" * (MAX_TAG_BYTES // 3 + 1)):
        with pytest.raises(UsageError, match="longer than 200 bytes"):
            check_tags([tag])


def test_topics_are_those_of_the_registry_each_once():
    assert check_topics(["world", "tech", "world"], ["world", "tech"]) == ("world", "tech")
    for topic, hint in (("wrld", "did you mean world?"), ("", "the topics of content/topics.yml are: world")):
        with pytest.raises(UsageError) as raised:
            check_topics([topic], ["world"])
        assert raised.value.hint == hint


@pytest.mark.parametrize("url", ["example.org", "ftp://a.example/", "https://", "javascript:x", "/a"])
def test_an_address_is_one_of_the_web(url: str):
    assert check_url("") == "" and check_url(" https://a.example/x ") == "https://a.example/x"
    with pytest.raises(UsageError, match="--url"):
        check_url(url)
