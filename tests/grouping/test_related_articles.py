"""Related older articles, compared with a definition that compares all of them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from digest.grouping.related_articles import RELATED_WINDOW, Traits, related, related_entries
from tests.values import CONFIG, collected, read

LETTERS = st.sampled_from("abcdef")
TRAITS = st.builds(
    Traits,
    st.sampled_from(["world", "tech"]),
    st.lists(LETTERS, max_size=3, unique=True).map(tuple),
    st.lists(st.sampled_from(["flood", "vote"]), max_size=2, unique=True).map(tuple),
)


def by_definition(traits: list[Traits], at: int, limit: int) -> tuple[int, ...]:
    """Return related articles by the rule in the documentation, for lists in which no window is full."""
    article, older = traits[at], traits[:at]

    def rank(other_at: int) -> tuple[int, int, bool, int]:
        other = traits[other_at]
        stories = len(set(article.stories) & set(other.stories))
        shared = set(article.tags) & set(other.tags)
        weight = sum(16 - sum(tag in one.tags for one in older).bit_length() for tag in shared)
        return stories, weight, other.topic == article.topic, other_at

    ranked = sorted(range(at), key=rank, reverse=True)
    return tuple([other_at for other_at in ranked if any(rank(other_at)[:2])][:limit])


@given(st.lists(TRAITS, max_size=RELATED_WINDOW), st.integers(1, 6))
def test_related_articles_share_the_most(traits: list[Traits], limit: int):
    assert related(traits, limit) == [by_definition(traits, at, limit) for at in range(len(traits))]


@given(st.lists(TRAITS, max_size=90), st.integers(0, 90))
def test_later_articles_do_not_change_related_ones(traits: list[Traits], count: int):
    assert related(traits, 5)[:count] == related(traits[:count], 5)


def test_stories_outweigh_tags_and_rare_tags_outweigh_common_ones():
    traits = [
        Traits("tech", (), ("flood",)),
        *[Traits("tech", ("common",))] * 20,
        Traits("world", ("rare",)),
        Traits("tech", ("common", "rare"), ("flood",)),
    ]
    assert related(traits, 4)[-1] == (0, 21, 20, 19)


def test_only_the_latest_articles_of_a_tag_are_candidates():
    assert RELATED_WINDOW == 40
    traits = [Traits("world", ("a",)), *[Traits("tech", ("a",))] * RELATED_WINDOW, Traits("world", ("a",))]
    assert related(traits, RELATED_WINDOW + 5)[-1] == tuple(range(RELATED_WINDOW, 0, -1)), (
        "the oldest would be first because of its topic"
    )


def test_article_is_related_to_a_limited_number_of_others():
    traits = [Traits("world", ("a",))] * (RELATED_WINDOW * 5)
    assert max(sum(0 in found for found in related(traits[at:], 5)) for at in range(10)) <= RELATED_WINDOW


def test_limit_keeps_the_best_articles():
    """Newer articles share more tags."""
    traits = [Traits("world", tuple("abcdef"[:count])) for count in (1, 2, 3, 4, 5)]
    traits.append(Traits("world", tuple("abcdef")))
    for limit in range(1, 7):
        assert related(traits, limit)[-1] == (4, 3, 2, 1, 0)[:limit]


def test_weight_of_a_tag_decreases_with_its_number_of_articles():
    often, rare = Traits("world", ("often",)), Traits("tech", ("rare",))
    assert related([rare, often, Traits("life", ("often", "rare"))], 1)[-1] == (1,), "the newer of two with the same weight"
    assert related([rare, often, often, Traits("life", ("often", "rare"))], 1)[-1] == (0,), (
        "a tag of two articles weighs less than a tag of one"
    )


def test_ties_are_sorted_by_same_topic_then_newer():
    traits = [
        Traits("world", ("a",)),
        Traits("tech", ("a",)),
        Traits("world", ("a",)),
        Traits("tech", ("a",)),
        Traits("world", ("a",)),
    ]
    assert related(traits, 4)[-1] == (2, 0, 3, 1)


def test_front_matter_overrides_related_articles():
    articles = [read("a", tags="[x]"), read("b", "2026-02-02", tags="[x]"), read("c", "2026-02-03", tags="[x]")]
    entries = collected(*articles).entries
    assert related_entries(entries, {}, 5) == ((), (0,), (1, 0))
    assert related_entries(entries, {}, 1) == ((), (0,), (1,))
    named = {"content/c.md": ("content/a.md",), "content/a.md": ("content/c.md", "content/b.md"), "content/b.md": ()}
    assert related_entries(entries, named, 1) == ((2, 1), (), (0,))


def test_a_site_that_shows_none_has_no_related_articles():
    articles = [read("a", tags="[x]"), read("b", "2026-02-02", tags="[x]"), read("c", "2026-02-03", related="[a.md]")]
    assert collected(*articles, config=replace(CONFIG, related=1)).related == ((), (0,), (0,))
    assert collected(*articles, config=replace(CONFIG, related=0)).related == ()


def test_of_equally_related_articles_those_of_the_main_topic_come_first():
    older = [read(name, tags="[x]", topic=topic) for name, topic in (("a", "[tech, world]"), ("b", "[world, tech]"), ("c", "tech"))]
    article = read("d", "2026-02-02", tags="[x]", topic="[world, tech]")
    collections = collected(*older, article)
    assert collections.related[3] == (1, 2, 0)
