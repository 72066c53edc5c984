"""Old and unknown topic slugs in articles."""

from __future__ import annotations

import pytest

from digest.articles.article import Located
from digest.diagnostics import Diagnostic
from digest.grouping.registries import Registries, Topic
from digest.grouping.terms import renamed_topics, topic_diagnostics, unknown_topic
from tests.values import read


def diagnostic_lines(diagnostics: list[Diagnostic]) -> list[str]:
    return [
        f"{diagnostic.path}:{diagnostic.line}:{diagnostic.column}: {diagnostic.code} {diagnostic.message} | {diagnostic.hint}"
        for diagnostic in diagnostics
    ]


def test_old_slug_belongs_to_the_first_topic_unless_it_is_in_use():
    found = renamed_topics(
        (
            Topic("a", "A", was=(Located("old", 1, 1), Located("b", 1, 1))),
            Topic("b", "B", was=(Located("old", 1, 1), Located("older", 1, 1))),
        )
    )
    assert found == {"old": "a", "older": "b"}


TWELVE = ", ".join(f"t{at}" for at in range(12))


@pytest.mark.parametrize(
    ("slug", "slugs", "hint"),
    [
        ("wrld", ["world"], "did you mean world?"),
        ("oldd", ["world"], "did you mean new?"),
        ("World News", ["world-news"], "did you mean world-news?"),
        ("world tech", ["world", "tech"], "write [world, tech]: topics are separated by commas"),
        ("world x", ["world", "tech"], "did you mean world?"),
        ("qqq", ["world", "tech"], "the topics of content/topics.yml are: world, tech"),
        ("qqq", [f"t{at}" for at in range(12)], f"the topics of content/topics.yml are: {TWELVE}"),
        (
            "qqq",
            [f"t{at}" for at in range(13)],
            f"the topics of content/topics.yml are: {', '.join(f't{at}' for at in range(12))}, …",
        ),
        ("qqq", [], "add it to content/topics.yml, which lists no topic yet"),
    ],
)
def test_unknown_topic_is_an_error_with_a_hint(slug: str, slugs: list[str], hint: str):
    diagnostic = unknown_topic("a.md", Located(slug, 4, 8), slugs, {"old": "new"} if slug == "oldd" else {})
    assert diagnostic_lines([diagnostic]) == [f"a.md:4:8: E205 unknown topic {slug} | {hint}"]


def test_renamed_and_unknown_topics_are_reported_unless_the_registry_is_incomplete():
    topics = (Topic("world", "World", was=(Located("globe", 1, 1),)),)
    articles = [read("a", topic="[world, globe, wrld]"), read("b", topic="globe")]
    found = list(topic_diagnostics(articles, Registries(topics), renamed_topics(topics)))
    assert diagnostic_lines(found) == [
        "content/a.md:4:16: N205 the topic globe is called world now | write world",
        "content/a.md:4:23: E205 unknown topic wrld | did you mean world?",
        "content/b.md:4:8: N205 the topic globe is called world now | write world",
    ]
    assert list(topic_diagnostics(articles, Registries(topics, complete=False), renamed_topics(topics))) == []
