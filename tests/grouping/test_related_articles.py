"""Which older articles an article is related to: compared with a definition that looks at all of them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from digest.grouping.related_articles import RELATED_WINDOW, Traits, related, related_entries
from tests.values import collected, read

LETTERS = st.sampled_from("abcdef")
TRAITS = st.builds(
    Traits,
    st.sampled_from(["world", "tech"]),
    st.lists(LETTERS, max_size=3, unique=True).map(tuple),
    st.lists(st.sampled_from(["flood", "vote"]), max_size=2, unique=True).map(tuple),
)


def by_definition(traits: list[Traits], at: int, limit: int) -> tuple[int, ...]:
    """The rule as the reference has it, for lists in which no window is full."""
    article, older = traits[at], traits[:at]

    def rank(place: int) -> tuple[int, int, bool, int]:
        other = traits[place]
        stories = len(set(article.stories) & set(other.stories))
        shared = set(article.tags) & set(other.tags)
        weight = sum(16 - sum(tag in one.tags for one in older).bit_length() for tag in shared)
        return stories, weight, other.topic == article.topic, place

    ranked = sorted(range(at), key=rank, reverse=True)
    return tuple([place for place in ranked if any(rank(place)[:2])][:limit])


@given(st.lists(TRAITS, max_size=RELATED_WINDOW), st.integers(1, 6))
def test_an_article_is_related_to_those_that_share_the_most(traits: list[Traits], limit: int):
    assert related(traits, limit) == [by_definition(traits, at, limit) for at in range(len(traits))]


@given(st.lists(TRAITS, max_size=90), st.integers(0, 90))
def test_what_comes_later_changes_nothing(traits: list[Traits], count: int):
    assert related(traits, 5)[:count] == related(traits[:count], 5)


def test_a_story_counts_more_than_tags_and_a_rare_tag_more_than_a_common_one():
    traits = [
        Traits("tech", (), ("flood",)),
        *[Traits("tech", ("common",))] * 20,
        Traits("world", ("rare",)),
        Traits("tech", ("common", "rare"), ("flood",)),
    ]
    assert related(traits, 4)[-1] == (0, 21, 20, 19)


def test_a_tag_offers_only_its_latest_articles():
    assert RELATED_WINDOW == 40
    traits = [Traits("world", ("a",)), *[Traits("tech", ("a",))] * RELATED_WINDOW, Traits("world", ("a",))]
    assert related(traits, RELATED_WINDOW + 5)[-1] == tuple(range(RELATED_WINDOW, 0, -1)), (
        "the oldest would be the first by its topic"
    )


def test_an_article_is_shown_by_a_bounded_number_of_others():
    traits = [Traits("world", ("a",))] * (RELATED_WINDOW * 5)
    assert max(sum(0 in found for found in related(traits[at:], 5)) for at in range(10)) <= RELATED_WINDOW


def test_of_more_than_the_limit_the_nearest_are_kept():
    """The newest share the most."""
    traits = [Traits("world", tuple("abcdef"[:count])) for count in (1, 2, 3, 4, 5)]
    traits.append(Traits("world", tuple("abcdef")))
    for limit in range(1, 7):
        assert related(traits, limit)[-1] == (4, 3, 2, 1, 0)[:limit]


def test_the_weight_of_a_tag_falls_with_its_articles_to_one():
    often, rare = Traits("world", ("often",)), Traits("tech", ("rare",))
    assert related([rare, often, Traits("life", ("often", "rare"))], 1)[-1] == (1,), "the newer of two that weigh the same"
    assert related([rare, often, often, Traits("life", ("often", "rare"))], 1)[-1] == (0,), "two are fewer than one"


def test_of_equals_one_of_the_same_topic_comes_first_and_then_the_newer():
    traits = [
        Traits("world", ("a",)),
        Traits("tech", ("a",)),
        Traits("world", ("a",)),
        Traits("tech", ("a",)),
        Traits("world", ("a",)),
    ]
    assert related(traits, 4)[-1] == (2, 0, 3, 1)


def test_an_article_may_name_its_related_ones_itself_or_none():
    articles = [read("a", tags="[x]"), read("b", "2026-02-02", tags="[x]"), read("c", "2026-02-03", tags="[x]")]
    entries = collected(*articles).entries
    assert related_entries(entries, {}, 5) == ((), (0,), (1, 0))
    assert related_entries(entries, {}, 1) == ((), (0,), (1,))
    named = {"content/c.md": ("content/a.md",), "content/a.md": ("content/c.md", "content/b.md"), "content/b.md": ()}
    assert related_entries(entries, named, 1) == ((2, 1), (), (0,))
