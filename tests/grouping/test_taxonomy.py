"""The registries, the outlet of a citation, and what spellings of tags become."""

from __future__ import annotations

import pytest

from digest.articles.fields import Citation, Mark
from digest.config import RenamedTag
from digest.errors import Fault, Faults
from digest.grouping.taxonomy import (
    MOST_TOPICS,
    Outlet,
    Tag,
    Topic,
    merge_tags,
    outlet_keys,
    outlet_of,
    read_outlets,
    read_topics,
    renamed_tags,
    renamed_topics,
    unknown_topic,
)


def told(faults: list[Fault]) -> list[str]:
    return [f"{fault.path}:{fault.line}:{fault.column}: {fault.code} {fault.message} | {fault.hint}" for fault in faults]


# registries


def topics(text: str) -> tuple[tuple[Topic, ...], list[str]]:
    faults = Faults("t.yml")
    return read_topics(text, faults), [f"{fault.line}:{fault.column}: {fault.code} {fault.message}" for fault in faults.found]


def test_a_topic_has_a_slug_and_a_name_and_may_have_more():
    found, faults = topics("world: {name: World, description: What goes on., was: [globe]}\nscience: Science\ntech:\ntags: {}\n")
    assert faults == []
    assert found == (
        Topic("world", "World", "What goes on.", (Mark("globe", 1, 56),)),
        Topic("science", "Science"),
        Topic("tech", "tech"),
        Topic("tags", "tags"),
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[a, b]", "1:1: E202 the registry must map a slug to {name, …}"),
        ("text", "1:1: E202 the registry must map a slug to {name, …}"),
        ("world: [a]", "1:8: E202 world must be a mapping"),
        ("world: {nam: x}", "1:9: W201 unknown key of world: nam"),
        ("World: x", "1:1: E202 "),
        ("two words: x", "1:1: E202 "),
        ("page: x\n'..': x", "2:1: E202 "),
    ],
)
def test_a_fault_in_a_registry_is_told_with_its_place(text: str, said: str):
    _, faults = topics(text)
    assert len(faults) == 1 and faults[0].startswith(said), faults


def test_what_is_right_in_a_registry_with_faults_is_there():
    found, faults = topics("World: x\nscience: Science\ntech: [a]\nsports: Sports\n")
    assert [topic.slug for topic in found] == ["science", "sports"] and len(faults) == 2
    assert topics("") == ((), [])


@pytest.mark.parametrize(("count", "codes"), [(MOST_TOPICS, []), (MOST_TOPICS + 1, ["1:1: E207 5,001 topics, of at most 5,000"])])
def test_a_site_may_have_so_many_topics(count: int, codes: list[str]):
    assert topics("".join(f"t{number}:\n" for number in range(count)))[1] == codes


def test_an_outlet_says_who_publishes_where_and_how():
    faults = Faults("s.yml")
    text = """\
wire:
  {name: The Wire, domain: a.example, timezone: Asia/Seoul, language: ko, mode: link, feed: "https://a.example/f", byline: x}
"""
    assert read_outlets(text, faults) == (
        Outlet("wire", "The Wire", "a.example", "Asia/Seoul", "ko", "link", "https://a.example/f", "x"),
    )
    assert faults.found == []


# outlets


OUTLETS = outlet_keys(
    (
        Outlet("wire", "The Wire", domain="wire.example"),
        Outlet("gazette", "GAZETTE Straße", domain="www.gazette.example"),
        Outlet("other", "wire", domain="wire.example"),
    )
)


@pytest.mark.parametrize(
    ("citation", "slug"),
    [
        (Citation("WIRE"), "wire"),
        (Citation("the wire"), "wire"),
        (Citation("gazette strasse"), "gazette"),
        (Citation("Nobody"), None),
        (Citation(url="https://wire.example/1"), "wire"),
        (Citation(url="HTTPS://WWW.Wire.Example:80/1"), "wire"),
        (Citation(url="https://news.uk.wire.example?x"), "wire"),
        (Citation(url="https://u:p@gazette.example#x"), "gazette"),
        (Citation(url="https://www.gazette.example/"), "gazette"),
        (Citation(url="https://notwire.example/"), None),
        (Citation(url="https://example/"), None),
        (Citation(url="https://a.example/https://wire.example/"), None),
        (Citation(url="https://a.example/@wire.example/"), None),
        (Citation("Nobody", "https://wire.example/"), "wire"),
        (Citation("gazette", "https://wire.example/"), "gazette"),
        (Citation(), None),
    ],
)
def test_an_outlet_is_known_by_slug_name_or_domain(citation: Citation, slug: str | None):
    found = outlet_of(citation, OUTLETS)
    assert (found.slug if found else None) == slug


# tags


def tags(*uses: tuple[str, Mark], renamed: dict[str, str] | None = None, **slugs: str) -> tuple[dict[str, Tag], list[str]]:
    faults: list[Fault] = []
    return merge_tags(uses, slugs, faults, renamed), told(faults)


def use(text: str, path: str = "a.md", line: int = 1, column: int = 1) -> tuple[str, Mark]:
    return path, Mark(text, line, column)


def test_each_other_spelling_is_told_once_where_it_stands_first():
    often = [use("ai", "a.md", 9, 2), use("ai", "c.md"), use("ai", "d.md"), use("ai", "e.md")]
    uses = [*often, use("AI", "b.md", 5, 9), use("AI", "b.md", 5, 3), use("AI", "b.md", 7, 1)]
    found, faults = tags(*uses)
    assert found == {"ai": Tag("ai", "ai")}
    assert faults == ["b.md:5:3: W206 the tag AI is spelled ai elsewhere | write ai"]
    tied, faults = tags(use("b", "b.md", 2, 3), use("B", "a.md", 4, 5))
    assert tied == {"b": Tag("B", "b")} and faults == ["b.md:2:3: W206 the tag b is spelled B elsewhere | write B"]


OWN_SLUG = "a slug of its own in digest.yml"


def test_a_tag_without_a_letter_or_with_a_slug_that_another_has_is_told_and_the_others_are_there():
    found, faults = tags(use("!", "a.md", 3, 4), use("a b", "b.md", 5, 6), use("a-b", "c.md", 7, 8), use("z"))
    assert found.keys() == {"a b", "z"}
    assert faults == [
        f'a.md:3:4: E204 the tag ! gives no url: it has no letter or digit | give it {OWN_SLUG}: tags: {{slugs: {{"!": …}}}}',
        f'c.md:7:8: E206 the tags a b and a-b have one url, /tags/a-b/ | give one {OWN_SLUG}: tags: {{slugs: {{"a-b": …}}}}',
    ]


def test_a_slug_of_its_own_is_known_in_any_case():
    assert tags(use("C++"), use("c"), **{"c++": "cpp"}) == ({"c": Tag("c", "c"), "c++": Tag("C++", "cpp")}, [])


def test_uses_of_an_old_name_belong_to_the_new_one_and_do_not_decide_its_spelling():
    renamed = {"ki": "AI"}
    uses = [use("KI"), use("KI", "b.md"), use("ai", "c.md")]
    assert tags(*uses, renamed=renamed) == ({"ai": Tag("ai", "ai")}, [])
    assert tags(use("ki"), renamed=renamed) == ({"ai": Tag("AI", "ai")}, [])


def chain(**renamed: str) -> dict[str, str]:
    return renamed_tags(RenamedTag(old, new) for old, new in renamed.items())


def test_renamed_tags_lead_to_their_last_name():
    assert chain(a="b", b="C", c="d") == {"a": "d", "b": "d", "c": "d"}
    assert chain(b="c", a="b") == {"a": "c", "b": "c"}
    assert chain(a="b", b="a", c="a", d="e") == {"d": "e"}, "a circle has no last name, nor what leads into it"
    assert chain(a="A") == {}
    assert chain() == {}


# topics that had other slugs


def test_the_first_topic_that_had_a_slug_gets_it_unless_one_has_it_now():
    found = renamed_topics(
        (
            Topic("a", "A", was=(Mark("old", 1, 1), Mark("b", 1, 1))),
            Topic("b", "B", was=(Mark("old", 1, 1), Mark("older", 1, 1))),
        )
    )
    assert found == {"old": "a", "older": "b"}


TWELVE = ", ".join(f"t{at}" for at in range(12))


@pytest.mark.parametrize(
    ("said", "known", "hint"),
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
def test_an_unknown_topic_is_told_with_what_may_be_meant(said: str, known: list[str], hint: str):
    fault = unknown_topic("a.md", Mark(said, 4, 8), known, {"old": "new"} if said == "oldd" else {})
    assert told([fault]) == [f"a.md:4:8: E205 unknown topic {said} | {hint}"]
