"""Collect from all articles what is published now: the struct `Collections` with entries, terms of each kind, editions, pages, news
and status of each file; when the site changes next; and errors for repeated ids."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from digest.articles.article import Article
from digest.articles.date_reader import in_zone, zone_of
from digest.config.config import Config
from digest.config.time_zones import midnight
from digest.diagnostics import Diagnostic
from digest.grouping.edition_assignment import Assignment, Issues
from digest.grouping.edition_intros import intro_states, issues_with_intros
from digest.grouping.entry import Entry, Rules, make_entry, published_at, translation_links
from digest.grouping.file_references import references
from digest.grouping.publication_status import FAULTY, next_change, status
from digest.grouping.published_file import addresses
from digest.grouping.registries import Registries, Source, sources_by_key
from digest.grouping.related_articles import related_entries, translations
from digest.grouping.stories import named_stories, story_links, story_terms
from digest.grouping.terms import (
    Term,
    TermName,
    author_terms,
    final_tag_names,
    merge_tags,
    period_terms,
    renamed_topics,
    source_terms,
    tag_links,
    tag_terms,
    topic_diagnostics,
    topic_links,
    topic_terms,
)

NEWS_AGE = timedelta(hours=48)
"""The age up to which an article is in the news sitemap."""


class Collections(Struct, frozen=True):
    """The published articles at one instant: entries (oldest first), plain pages (by path), and the terms of each kind."""

    entries: tuple[Entry, ...]
    pages: tuple[Article, ...]
    topics: tuple[Term, ...]
    tags: tuple[Term, ...]
    years: tuple[Term, ...]
    months: tuple[Term, ...]
    days: tuple[Term, ...]
    sources: tuple[Source, ...]
    """The sources of the registry, in its order."""
    by_source: tuple[Term, ...]
    """The articles of each registered source, then of unregistered sources, which have no pages (kind `unlisted`)."""
    authors: tuple[Term, ...]
    stories: tuple[Term, ...]
    story_texts: tuple[Article, ...]
    """The introductions of stories, by path."""
    corrected: tuple[Entry, ...]
    """The entries with corrections."""
    covers: dict[str, str]
    """Further coverage: the files of the covering articles, with the file of the article that each covers."""
    related: tuple[tuple[int, ...], ...]
    """The positions of the related entries of each entry; empty if related articles are off."""
    states: dict[str, str]
    """The status of every article by the path of its file; '' if it is published."""
    held: tuple[datetime, ...]
    """The publication times of embargoed articles, sorted."""
    until: datetime | None
    """The next instant at which the site changes without an edit; None for none."""
    rules: Rules
    issues: Issues = Issues()
    """The editions; empty on a site without editions."""
    news: tuple[Entry, ...] = ()
    """The entries of the last 48 hours, if the site has a news sitemap."""
    hidden: tuple[Article, ...] = ()
    """Unpublished articles and plain pages that were published before or have old paths."""
    faulty: tuple[Article, ...] = ()
    """Articles that cannot be published. Only their links are checked."""
    diagnostics: tuple[Diagnostic, ...] = ()
    """Diagnostics about relations between articles."""
    file_diagnostics: tuple[Diagnostic, ...] = ()
    """Diagnostics about the files of articles and registries, added by their readers."""

    @property
    def terms(self) -> tuple[Term, ...]:
        """The terms of all kinds."""
        return (*self.topics, *self.tags, *self.years, *self.months, *self.days, *self.by_source, *self.authors, *self.stories)


def collect(
    articles: Sequence[Article],
    registries: Registries,
    config: Config,
    now: datetime,
    faulty: Sequence[Article] = (),
    faulty_paths: Iterable[str] = (),
    previous: Collections | None = None,
) -> Collections:
    """Return the articles that are published at `now`, their groups, and diagnostics about relations between articles.

    `faulty` articles cannot be published; they are checked so that one run reports every error. Links to `faulty_paths` (those
    articles, and unreadable files) are not reported as broken. Entries of unchanged articles are reused from `previous`.
    """
    now = in_zone(now, zone_of(config.timezone))
    intros, articles = [a for a in articles if a.is_intro], [a for a in articles if not a.is_intro]
    dated = [article for article in articles if not article.role]
    assignment = Assignment(dated, registries.ledger, config, now)
    states = {a.path: assignment.state(a.path, status(a, now)) for a in articles}
    shown_articles = [article for article in dated if _is_shown_state(states[article.path], config)]
    tags, tag_diagnostics = _collect_tags(shown_articles, config)
    stories, story_texts, story_diagnostics = _collect_stories(articles, shown_articles, states, config)
    translated, translation_diagnostics = translations(shown_articles, config.language)
    rules = _entry_rules(shown_articles, registries, tags, stories, translated, config, now)
    entries = _collect_entries(shown_articles, states, rules, assignment, previous)
    issues, edition_diagnostics = issues_with_intros(assignment, entries, states, intros, config)
    group_diagnostics = (*translation_diagnostics, *tag_diagnostics, *story_diagnostics, *edition_diagnostics)
    news = tuple(entry for entry in entries if published_at(entry) > now - NEWS_AGE) if config.news_sitemap else ()
    all_states, shown_paths = states | dict.fromkeys(faulty_paths, FAULTY), {a.path for a in shown_articles}
    covers, related, reference_diagnostics = references(shown_articles, all_states, shown_paths, {a.path: a for a in articles})
    return Collections(
        entries=entries,
        issues=issues,
        pages=tuple(a for a in articles if a.is_page and _is_shown_state(states[a.path], config)),
        **_collect_terms(entries, registries, tags, story_terms(entries, stories, story_texts), config),
        sources=registries.sources,
        story_texts=story_texts,
        corrected=tuple(entry for entry in entries if entry.article.corrections),
        covers=covers,
        related=related_entries(entries, related, config.related) if config.related else (),
        states=states | intro_states(intros, issues) | dict.fromkeys(faulty_paths, FAULTY),
        rules=rules,
        news=news,
        hidden=_hidden_articles(articles, states, registries, config),
        faulty=tuple(faulty),
        held=_embargo_ends(dated, states, assignment),
        until=_next_site_change(articles, news, rules, now, assignment.next_closing(states)),
        diagnostics=(*_registry_diagnostics(dated, faulty, registries, rules), *group_diagnostics, *reference_diagnostics),
        file_diagnostics=(),
    )


def _collect_stories(
    articles: Sequence[Article], shown_articles: Sequence[Article], states: Mapping[str, str], config: Config
) -> tuple[dict[str, TermName], tuple[Article, ...], tuple[Diagnostic, ...]]:
    """Return the stories that articles name, their published introductions, and diagnostics; nothing if stories have no pages."""
    if not config.lists.stories:
        return {}, (), ()
    texts = tuple(a for a in articles if a.role == "story" and _is_shown_state(states[a.path], config))
    stories, diagnostics = named_stories([(a.path, name) for a in shown_articles for name in a.stories], texts)
    return stories, texts, diagnostics


def _collect_tags(shown_articles: Sequence[Article], config: Config) -> tuple[dict[str, TermName], list[Diagnostic]]:
    """Return the tags that articles name, and diagnostics about them."""
    return merge_tags(
        [(a.path, tag) for a in shown_articles for tag in a.tags], config.tags.slugs, final_tag_names(config.tags.renamed)
    )


def _entry_rules(
    shown_articles: Sequence[Article],
    registries: Registries,
    tags: Mapping[str, TermName],
    stories: Mapping[str, TermName],
    translated: Mapping[str, tuple[Article, ...]],
    config: Config,
    now: datetime,
) -> Rules:
    """Return the values that an entry depends on besides the article's own file."""
    entry_rules = Rules(
        topics=topic_links(registries, config),
        sources=sources_by_key(registries.sources),
        tags=tag_links(shown_articles, tags, final_tag_names(config.tags.renamed), config),
        permalink=config.permalink,
        default_mode=config.default_mode,
        base=config.base_path,
        today=midnight(now) if any(article.date is None for article in shown_articles) else None,
        published=registries.published,
        language=config.language,
        renamed_topics=renamed_topics(registries.topics),
        stories=story_links(stories, config.base_path),
        lists_authors=bool(config.lists.authors),
    )
    return replace(entry_rules, translations=translation_links(translated, entry_rules)) if translated else entry_rules


def _collect_terms(
    entries: Sequence[Entry], registries: Registries, tags: Mapping[str, TermName], stories: tuple[Term, ...], config: Config
) -> dict[str, tuple[Term, ...]]:
    """Return the terms of each kind, by the field names of `Collections`."""
    by_source = config.lists.sources if registries.sources else config.charts
    return {
        "topics": topic_terms(entries, registries),
        "tags": tag_terms(entries, tags),
        **period_terms(entries),
        "by_source": source_terms(entries, registries.sources) if by_source else (),
        "authors": author_terms(entries) if config.lists.authors else (),
        "stories": stories,
    }


def _registry_diagnostics(
    dated: Sequence[Article], faulty: Sequence[Article], registries: Registries, rules: Rules
) -> tuple[Diagnostic, ...]:
    articles = [*dated, *(article for article in faulty if not article.role)]
    return (*topic_diagnostics(articles, registries, rules.renamed_topics), *_repeated_id_errors(articles))


def _hidden_articles(
    articles: Sequence[Article], states: Mapping[str, str], registries: Registries, config: Config
) -> tuple[Article, ...]:
    """Return the unpublished articles that have old or recorded paths."""
    return tuple(
        a for a in articles if not _is_shown_state(states[a.path], config) and (a.aliases or addresses(a, registries.published))
    )


def _next_site_change(
    articles: Sequence[Article], news: Sequence[Entry], rules: Rules, now: datetime, closing: datetime | None
) -> datetime | None:
    """Return the next instant at which the site changes without an edit, such as the closing of an edition; None for none."""
    change_instants = [next_change(articles, now), closing, *(published_at(entry) + NEWS_AGE for entry in news)]
    if rules.today:  # an undated article moves to another day at midnight
        change_instants.append(midnight(now) + timedelta(days=1))
    return min((at for at in change_instants if at), default=None)


def _repeated_id_errors(articles: Iterable[Article]) -> Iterator[Diagnostic]:
    """Yield errors for articles with the same id: feed readers would treat them as one article."""
    first_paths: dict[str, str] = {}
    for article in articles:
        if article.id and first_paths.setdefault(article.id, article.path) != article.path:
            message = f"{first_paths[article.id]} has the id {article.id} too"
            yield Diagnostic(article.path, 1, 1, "E403", message, "give the newer one an id of its own")


def _is_shown_state(state: str, config: Config) -> bool:
    return not state or (config.drafts if state == "draft" else config.future)


def _embargo_ends(articles: Iterable[Article], states: Mapping[str, str], assignment: Assignment) -> tuple[datetime, ...]:
    embargoed = (a for a in articles if states[a.path] == "embargoed")
    instants = ((a.date and a.date.at, a.publish_at and a.publish_at.at, assignment.held_until(a.path)) for a in embargoed)
    return tuple(sorted(max(at for at in reasons if at and at > assignment.now) for reasons in instants))


def _collect_entries(
    shown_articles: Sequence[Article], states: Mapping[str, str], rules: Rules, assignment: Assignment, previous: Collections | None
) -> tuple[Entry, ...]:
    """Return the entries of the articles, sorted; reuses entries of `previous`."""
    reusable_entries = {entry.index.file: entry for entry in previous.entries} if previous and previous.rules == rules else {}
    entries = []
    for article in shown_articles:
        state, pinned = states[article.path], bool(article.pin_until and article.pin_until.at > assignment.now)
        edition, held_until = assignment.edition(article.path), assignment.held_until(article.path)
        entry = reusable_entries.get(article.path)
        if entry and entry.article is article and _dated_status_of_entry(entry) == (state, pinned, edition, held_until):
            entries.append(entry)
        else:
            entries.append(make_entry(article, state, pinned, rules, edition, held_until))
    entries.sort(key=entry_order)
    return tuple(entries)


def _dated_status_of_entry(entry: Entry) -> tuple[object, ...]:
    """Return the values of an entry that depend on the time and the ledger."""
    return entry.index.state, entry.index.pinned, entry.index.edition, entry.index.held_until


def entry_order(entry: Entry) -> tuple[datetime, str]:
    """Return the sort key of entries: oldest first, then by path."""
    return entry.index.date, entry.index.file
