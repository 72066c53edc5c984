"""Stories: which names mean one story, and what it is called."""

from __future__ import annotations

import pytest

from digest.articles.article import Article, Parsing
from digest.articles.article_parser import parse
from digest.articles.content_file import ContentFile
from digest.articles.field_readers import Located
from digest.grouping.stories import named_stories
from digest.grouping.terms import TermName
from tests.values import collected, names, read


def told(name: str, title: str = "The flood", **head: str) -> Article:
    """The text about a story in the file content/stories/NAME.md."""
    lines = "".join(f"{key}: {value}\n" for key, value in {"title": title, **head}.items())
    found = parse(ContentFile(f"content/stories/{name}.md", f"---\n{lines}---\nText.\n".encode()), Parsing())
    assert found.article, found.diagnostics
    return found.article


def uses(*names: str) -> list[tuple[str, Located]]:
    return [(f"content/a{number}.md", Located(name, 4, 8)) for number, name in enumerate(names)]


def named(used: list[tuple[str, Located]], *texts: Article) -> dict[str, TermName]:
    """The story that each name means."""
    return named_stories(used, texts)[0]


def test_a_long_name_is_cut_to_a_slug():
    assert {story.slug for story in named(uses("x" * 300)).values()} == {"x" * 80}


def test_names_with_one_slug_are_one_story_called_as_most_articles_call_it():
    found = named(uses("Great flood", "great-flood", "Great flood", "Great  flood?"))
    assert set(found.values()) == {TermName("Great flood", "great-flood")}
    assert found.keys() == {"Great flood", "great-flood", "Great  flood?"}


def test_of_names_that_are_equally_common_the_first_in_code_order_counts():
    assert named(uses("b a", "B a"))["b a"].name == "B a"


def test_the_text_about_a_story_gives_it_its_title():
    found = named(uses("flood"), told("flood", "The flood of 2026"), told("vote", "The vote"))
    assert found == {"flood": TermName("The flood of 2026", "flood"), "vote": TermName("The vote", "vote")}


@pytest.mark.parametrize("name", ["?!", "con"])
def test_a_name_that_gives_no_url_is_an_error_where_it_stands(name: str):
    assert named(uses(name)) == {}
    found = named_stories(uses(name), [])[1]
    assert [(one.path, one.line, one.column, one.code) for one in found] == [("content/a0.md", 4, 8, "E204")]


def test_two_texts_about_one_story_are_an_error_that_names_both():
    names, (error,) = named_stories([], [told("flood"), told("Flood", "Another")])
    assert names["flood"] == TermName("Another", "flood"), "that of the first file counts"
    assert (error.path, error.line, error.column, error.code) == ("content/stories/flood.md", 1, 1, "E401")
    assert "content/stories/Flood.md" in error.message
    assert "content/stories/flood.md" in error.message


def test_stories_stand_in_the_order_of_their_slugs_with_what_their_texts_say():
    articles = [read("a", story="[vote, fog]"), read("b", "2026-02-02", story="[fog, fog]")]
    found = collected(*articles, told("zoo", "The zoo"), told("abbey", "The abbey", summary="Old."), told("fog", "The fog")).stories
    assert [(term.slug, term.name, names(term.entries), term.description) for term in found] == [
        ("abbey", "The abbey", [], "Old."),
        ("fog", "The fog", ["a", "b"], ""),
        ("vote", "vote", ["a"], ""),
        ("zoo", "The zoo", [], ""),
    ]


def test_a_story_is_also_known_by_its_slug():
    found = named(uses("Great flood"), told("fog", "The fog"))
    assert found.keys() == {"Great flood", "great-flood", "fog"}
