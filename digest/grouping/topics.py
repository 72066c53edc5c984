"""Topics that articles name: by an old slug, or by one that is not in the registry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from digest.articles.article import Article
from digest.articles.field_values import Located
from digest.config.config import TOPICS_FILE
from digest.diagnostics import Diagnostic
from digest.grouping.registries import Registries, Topic
from digest.slugs import tag_slug
from digest.text.similar_words import nearest


def renamed_topics(topics: Iterable[Topic]) -> dict[str, str]:
    """The slugs of topics by their old ones, unless a topic has these now; of two topics with one old slug the first counts."""
    topics = tuple(topics)
    taken = {topic.slug for topic in topics}
    renamed: dict[str, str] = {}
    for topic in topics:
        for old in topic.was:
            if old.text not in taken:
                renamed.setdefault(old.text, topic.slug)
    return renamed


def topic_diagnostics(articles: Iterable[Article], registries: Registries, renamed: Mapping[str, str]) -> Iterator[Diagnostic]:
    """A note on each use of a topic's old slug, an error for each topic that is not in the registry.

    `renamed` is what `renamed_topics` returns. Of an incomplete registry no topic is unknown.
    """
    slugs = tuple(topic.slug for topic in registries.topics)
    registered = frozenset(slugs)
    for article in articles if registries.complete else ():
        for topic in article.topics:
            if topic.text in renamed:
                now = renamed[topic.text]
                message = f"the topic {topic.text} is called {now} now"
                yield Diagnostic(article.path, topic.line, topic.column, "N205", message, f"write {now}")
            elif topic.text not in registered:
                yield unknown_topic(article.path, topic, slugs, renamed)


def unknown_topic(path: str, topic: Located, slugs: Sequence[str], renamed: Mapping[str, str]) -> Diagnostic:
    """The error for an article's topic that is not among the `slugs` ones, with the most likely fix."""
    words = topic.text.split()
    candidates = (*slugs, *renamed)
    meant = nearest(topic.text, candidates) or nearest(tag_slug(topic.text), candidates)
    hint = f"did you mean {renamed.get(meant, meant)}?" if meant else ""
    if len(words) > 1 and all(word in slugs for word in words):
        hint = f"write [{', '.join(words)}]: topics are separated by commas"
    if not hint and slugs:
        hint = f"the topics of {TOPICS_FILE} are: {', '.join(slugs[:12])}{', …' * (len(slugs) > 12)}"
    hint = hint or f"add it to {TOPICS_FILE}, which lists no topic yet"
    return Diagnostic(path, topic.line, topic.column, "E205", f"unknown topic {topic.text}", hint)
