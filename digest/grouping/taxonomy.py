"""Topics and outlets from their registries, and tags from the articles: names, slugs, and what clashes."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from msgspec import Struct

from digest import config, plainyaml, schema
from digest.articles.fields import Citation, Mark, url
from digest.errors import Fault, Faults, nearest
from digest.grouping.published import Published
from digest.languages import read_language
from digest.permalinks import collision_key, fold, segment_fault, slug_fault, tag_slug
from digest.plainyaml import Node, Scalar
from digest.schema import Field, Table, nfc, table, wrong
from digest.timezones import read_timezone

TOPICS_FILE = "content/topics.yml"
SOURCES_FILE = "content/sources.yml"


class Topic(Struct, frozen=True):
    """One entry of content/topics.yml."""

    slug: str
    name: str
    description: str = ""
    was: tuple[Mark, ...] = ()
    """The slugs that it had."""


class Outlet(Struct, frozen=True):
    """One entry of content/sources.yml: somebody who publishes what the digest sums up."""

    slug: str
    name: str
    domain: str = ""
    timezone: str = ""
    language: str = ""
    mode: str = ""
    feed: str = ""
    byline: str = ""


class Registries(Struct, frozen=True):
    """The two lists that the editor keeps, in their order, and what was published under which address."""

    topics: tuple[Topic, ...] = ()
    outlets: tuple[Outlet, ...] = ()
    complete: bool = True
    """False if the list of topics could not be read: then no topic of an article is called unknown."""
    published: Published = {}


def _old_slugs(node: Node, name: str, faults: Faults) -> tuple[Mark, ...] | None:
    found = schema.marked_texts(node, name, faults)
    if found is None:
        return None
    for old in found:
        if segment_fault(old.text):
            wrong(old, faults, f"{name}: {segment_fault(old.text)}", "write a slug that the topic had")
    return tuple(Mark(old.text, old.line, old.column) for old in found if not segment_fault(old.text))


TOPIC_FIELDS = table(
    Field("name", schema.text, "what readers see"),
    Field("description", schema.optional_text, "one sentence on the topic's page"),
    Field(
        "was",
        _old_slugs,
        "slugs that it had, as a list: articles that say them belong to it, with a note, and their pages become redirects",
    ),
)

OUTLET_FIELDS = table(
    Field("name", schema.text, "what readers see"),
    Field("domain", schema.text, "its web address's host, such as `example.org`: an article's `source_url` there belongs to it"),
    Field("timezone", read_timezone, "the time zone of its dates, for `digest import`"),
    Field("language", read_language, "the language it writes in", ("lang",)),
    Field("mode", schema.choice("link", "excerpt", "full"), "what may be published of its texts: `link`, `excerpt` or `full`"),
    Field("feed", url, "the address of its feed, for `sources.opml`"),
    Field("byline", schema.text, "what its bylines end with, for `digest import`"),
)


MOST_TOPICS = 5000
"""How many topics a site may have: each is on the pages of the front and of the search, and has pages of its own."""


def read_topics(text: str, faults: Faults) -> tuple[Topic, ...]:
    """The topics of content/topics.yml in its order; faults are noted."""
    topics = tuple(Topic(slug=name, **values) for name, values in _entries(text, TOPIC_FIELDS, faults))
    if len(topics) > MOST_TOPICS:
        faults.add(1, 1, "E207", f"{len(topics):,} topics, of at most {MOST_TOPICS:,}", "join topics, or use tags")
    return topics


def read_outlets(text: str, faults: Faults) -> tuple[Outlet, ...]:
    """The outlets of content/sources.yml in its order; faults are noted."""
    return tuple(Outlet(slug=name, **values) for name, values in _entries(text, OUTLET_FIELDS, faults))


def _entries(text: str, fields: Table, faults: Faults) -> Iterable[tuple[str, dict[str, Any]]]:
    node = plainyaml.read_yaml(text, faults, what="registry")
    if node is None:
        return
    if not isinstance(node, plainyaml.Mapping):
        wrong(node, faults, "the registry must map a slug to {name, …}", "write  slug:  and below it, indented, name: …")
        return
    for key, (place, value) in node.entries.items():
        name = nfc(key)
        # A topic may be called as the site's own folders are: it lives below /topics/.
        fault = slug_fault(name) if tag_slug(name) != name else segment_fault(name)
        if fault:
            wrong(place, faults, fault, "use lower-case letters, digits and -")
        elif isinstance(value, Scalar):
            yield name, {"name": nfc(value.text) or name}
        elif isinstance(value, plainyaml.Mapping):
            values = schema.read_fields(value, fields, faults, what=f"key of {name}:")
            yield name, {"name": name, **values}
        else:
            wrong(value, faults, f"{name} must be a mapping", "write name: … below it, indented")


def outlet_of(citation: Citation, outlets: Mapping[str, Outlet]) -> Outlet | None:
    """The registered outlet of a citation: by slug or name, else by the domain of its url. `outlets` is by `outlet_keys`."""
    found = outlets.get(citation.name.casefold()) if citation.name else None
    if found or not citation.url:
        return found
    host = _host(citation.url).removeprefix("www.")
    while host:
        if f"//{host}" in outlets:
            return outlets[f"//{host}"]
        host = host.partition(".")[2]
    return None


_HOST = re.compile(r"(?i)https?://(?:[^/?#@]*@)?([^/?#:]*)")


def _host(url: str) -> str:
    """The host of a url that was checked: `urlsplit` takes 20 µs, and every article has a source."""
    found = _HOST.match(url)
    return found[1].lower() if found else ""


def outlet_keys(outlets: Iterable[Outlet]) -> dict[str, Outlet]:
    """The outlets by slug, by name in folded case, and by `//domain`."""
    found: dict[str, Outlet] = {}
    for outlet in outlets:
        for key in (outlet.slug, outlet.name.casefold(), f"//{outlet.domain.removeprefix('www.')}" if outlet.domain else ""):
            if key:
                found.setdefault(key, outlet)
    return found


class Tag(Struct, frozen=True):
    """A tag as it is shown, and its slug."""

    name: str
    slug: str


def renamed_tags(renamed: Iterable[config.RenamedTag]) -> dict[str, str]:
    """The name that holds in the end, by the old one (`fold`); tags that are renamed in a circle keep theirs."""
    next_names = {fold(tag.old): tag.new for tag in renamed}
    ends: dict[str, str] = {}
    """The last name of each chain, or '' for a circle. Each chain is followed once, so that a long one costs what it is long."""
    for old in next_names:
        chain: dict[str, None] = {}
        at, name = old, ""
        while at in next_names and at not in ends and at not in chain:
            chain[at] = None
            name = next_names[at]
            at = fold(name)
        end = ends.get(at, "" if at in chain else name)
        ends.update(dict.fromkeys(chain, end))
    return {old: end for old, end in ends.items() if end}


def merge_tags(
    uses: Sequence[tuple[str, Mark]], own_slugs: Mapping[str, str], faults: list[Fault], renamed: Mapping[str, str] | None = None
) -> dict[str, Tag]:
    """One tag for each folded spelling in `uses` (pairs of a file and a mark there), by that spelling (`fold`).

    `AI` and `ai` are one tag, spelled as most often (ties: code order), with a warning. Two tags with one slug are a fault
    that names both. `own_slugs` are the settings' `tags.slugs`; `renamed` (`renamed_tags`) puts an old name's uses to the new one,
    whose spelling the articles that say it decide, and the settings only if there is none.
    """
    renamed = renamed or {}
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for said, count in Counter(mark.text for _, mark in uses).items():
        new = renamed.get(fold(said))
        spellings[fold(new or said)][new or said] += 0 if new else count

    @cache
    def first() -> dict[str, tuple[str, Mark]]:
        """Where each tag is said first: only a fault asks for it."""
        ordered = sorted(uses, key=lambda use: (use[0], use[1].line, use[1].column), reverse=True)
        return {renamed.get(fold(mark.text)) or mark.text: (path, mark) for path, mark in ordered}

    own = {fold(tag): value for tag, value in own_slugs.items()}
    tags: dict[str, Tag] = {}
    taken: dict[str, str] = {}
    for folded in sorted(spellings):
        counted = spellings[folded]
        name = min(counted, key=lambda spelling: (-counted[spelling], spelling))
        for other in sorted(spelling for spelling in counted if counted[spelling] and spelling != name):
            path, mark = first()[other]
            faults.append(
                Fault(path, mark.line, mark.column, "W206", f"the tag {other} is spelled {name} elsewhere", f"write {name}")
            )
        derived = own.get(folded) or tag_slug(name)
        problem = segment_fault(derived) if derived else "it has no letter or digit"
        if problem:
            path, mark = first()[name]
            faults.append(
                Fault(path, mark.line, mark.column, "E204", f"the tag {name} gives no url: {problem}", _own_slug_hint("it", name))
            )
            continue
        key = collision_key(derived)
        if key in taken:
            path, mark = first()[name]
            message = f"the tags {taken[key]} and {name} have one url, /tags/{derived}/"
            faults.append(Fault(path, mark.line, mark.column, "E206", message, _own_slug_hint("one", name)))
            continue
        taken[key] = name
        tags[folded] = Tag(name, derived)
    return tags


def _own_slug_hint(which: str, tag: str) -> str:
    return f'give {which} a slug of its own in digest.yml: tags: {{slugs: {{"{tag}": …}}}}'


def renamed_topics(topics: Iterable[Topic]) -> dict[str, str]:
    """The slugs of topics by those that they had, as far as no topic has these now; of two that had the same the first counts."""
    listed = tuple(topics)
    taken = {topic.slug for topic in listed}
    found: dict[str, str] = {}
    for topic in listed:
        for old in topic.was:
            if old.text not in taken:
                found.setdefault(old.text, topic.slug)
    return found


def renamed_topic(path: str, mark: Mark, slug: str) -> Fault:
    """The note on an article that says a slug that its topic had."""
    return Fault(path, mark.line, mark.column, "N205", f"the topic {mark.text} is called {slug} now", f"write {slug}")


def unknown_topic(path: str, mark: Mark, topics: Iterable[str], renamed: Mapping[str, str]) -> Fault:
    """The fault of an article whose topic is not in the registry; `renamed` as `renamed_topics` returns it."""
    known = tuple(topics)
    words = mark.text.split()
    meant = nearest(mark.text, (*known, *renamed)) or nearest(tag_slug(mark.text), (*known, *renamed))
    near = f"did you mean {renamed.get(meant, meant)}?" if meant else ""
    if len(words) > 1 and all(word in known for word in words):
        near = f"write [{', '.join(words)}]: topics are separated by commas"
    listed = f"the topics of {TOPICS_FILE} are: {', '.join(known[:12])}{', …' * (len(known) > 12)}"
    hint = near or (listed if known else f"add it to {TOPICS_FILE}, which lists no topic yet")
    return Fault(path, mark.line, mark.column, "E205", f"unknown topic {mark.text}", hint)
