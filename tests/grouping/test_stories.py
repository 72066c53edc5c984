"""Stories: names with the same slug, and titles."""

from __future__ import annotations

import pytest

from digest.articles.article import Article, Located, Parsing
from digest.articles.article_parser import parse
from digest.articles.content_file import ContentFile
from digest.grouping.stories import named_stories
from digest.grouping.terms import TermName
from tests.values import collected, names, read


def introduction(name: str, title: str = "The flood", **head: str) -> Article:
    """Return the introduction of a story in content/stories/NAME.md."""
    lines = "".join(f"{key}: {value}\n" for key, value in {"title": title, **head}.items())
    found = parse(ContentFile(f"content/stories/{name}.md", f"---\n{lines}---\nText.\n".encode()), Parsing())
    assert found.article, found.diagnostics
    return found.article


def uses(*names: str) -> list[tuple[str, Located]]:
    return [(f"content/a{number}.md", Located(name, 4, 8)) for number, name in enumerate(names)]


def names_of_stories(name_uses: list[tuple[str, Located]], *texts: Article) -> dict[str, TermName]:
    """Return the stories by each name."""
    return named_stories(name_uses, texts)[0]


def test_long_name_is_shortened_to_a_slug():
    assert {story.slug for story in names_of_stories(uses("x" * 300)).values()} == {"x" * 80}


def test_names_with_the_same_slug_are_one_story_with_the_most_frequent_name():
    found = names_of_stories(uses("Great flood", "great-flood", "Great flood", "Great  flood?"))
    assert set(found.values()) == {TermName("Great flood", "great-flood")}
    assert found.keys() == {"Great flood", "great-flood", "Great  flood?"}


def test_ties_of_names_are_in_code_point_order():
    assert names_of_stories(uses("b a", "B a"))["b a"].name == "B a"


def test_introduction_sets_the_title_of_a_story():
    found = names_of_stories(uses("flood"), introduction("flood", "The flood of 2026"), introduction("vote", "The vote"))
    assert found == {"flood": TermName("The flood of 2026", "flood"), "vote": TermName("The vote", "vote")}


@pytest.mark.parametrize("name", ["?!", "con"])
def test_name_without_slug_is_an_error_with_location(name: str):
    assert names_of_stories(uses(name)) == {}
    found = named_stories(uses(name), [])[1]
    assert [(one.path, one.line, one.column, one.code) for one in found] == [("content/a0.md", 4, 8, "E204")]


def test_two_introductions_of_a_story_are_an_error():
    names, (error,) = named_stories([], [introduction("flood"), introduction("Flood", "Another")])
    assert names["flood"] == TermName("Another", "flood"), "the title of the first file counts"
    assert (error.path, error.line, error.column, error.code) == ("content/stories/flood.md", 1, 1, "E401")
    assert "content/stories/Flood.md" in error.message
    assert "content/stories/flood.md" in error.message


def test_stories_are_sorted_by_slug_with_their_introductions():
    articles = [read("a", story="[vote, fog]"), read("b", "2026-02-02", story="[fog, fog]")]
    found = collected(
        *articles,
        introduction("zoo", "The zoo"),
        introduction("abbey", "The abbey", summary="Old."),
        introduction("fog", "The fog"),
    ).stories
    assert [(term.slug, term.name, names(term.entries), term.description) for term in found] == [
        ("abbey", "The abbey", [], "Old."),
        ("fog", "The fog", ["a", "b"], ""),
        ("vote", "vote", ["a"], ""),
        ("zoo", "The zoo", [], ""),
    ]


def test_story_is_also_found_by_its_slug():
    found = names_of_stories(uses("Great flood"), introduction("fog", "The fog"))
    assert found.keys() == {"Great flood", "great-flood", "fog"}


def test_draft_of_an_introduction_is_not_shown():
    found = collected(read("a", story="Flood"), introduction("flood", "The great flood", draft="true"))
    assert found.story_texts == () and [term.name for term in found.stories] == ["Flood"]
