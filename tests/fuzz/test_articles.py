"""Hostile articles through the whole build: no traceback, no file outside the output, no script, and no slow build."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz import vocabulary as words
from tests.fuzz.batch import SETTINGS, Outcome, attempt, blame
from tests.fuzz.manuscript import KNOWN_TOPICS, LANGUAGES, Manuscript, fit, manuscript
from tests.selection import LONG, examples

BATCHES = 20 if LONG else 10
ARTICLES = 70_000 if LONG else 1_200
TOGETHER = 60
"""The number of articles on one site. More would be faster, but a failure harder to locate."""

EXAMPLES = examples(50, quick=8)
AT_MOST = 9
"""The number of sites, and the maximum number of articles on each, that Hypothesis generates. With five articles on average
there are 250, and 12,500 in the long search."""

FIRST = int(os.environ.get("DIGEST_FUZZ_FROM", "0"))
"""The first seed: 0 by default, so that failures are reproducible; a scheduled job starts from a different one each time."""


@pytest.mark.thorough
@pytest.mark.quick(1)
@pytest.mark.parametrize("number", range(BATCHES))
@pytest.mark.timeout(3000 if LONG else 300)
def test_hostile_articles_cause_no_complaint(number: int, tmp_path: Path):
    count = ARTICLES // BATCHES
    start = FIRST + number * count
    published = 0
    for first in range(start, start + count, TOGETHER):
        cases = [manuscript(seed) for seed in range(first, min(first + TOGETHER, start + count))]
        tried = partial(attempt, settings=SETTINGS[first // TOGETHER % len(SETTINGS)])
        published += published_of(tmp_path, cases, tried)
    assert published > count * 0.4, f"only {published} of {count} articles got as far as a page"


def published_of(place: Path, cases: Sequence[Manuscript], tried: Callable[..., Outcome]) -> int:
    """Return the number of published articles; fails with the articles that caused complaints."""
    outcome = tried(place, cases)
    if outcome.complaints:
        found = "\n".join(outcome.complaints[:8])
        raise AssertionError(f"{found}\n\n{tried.keywords}\n\n{blame(place, cases, tried)}")
    return outcome.published


VOCABULARY = (
    *words.SCRIPTS, *words.ADDRESSES, *words.UNICODE, *words.MARKDOWN, *words.YAML, *words.PIECES, *words.RELATIVE, *words.PLAIN
)  # fmt: skip
text = st.lists(st.one_of(st.sampled_from(VOCABULARY), st.text(max_size=20)), min_size=1, max_size=6).map("".join)
value = text.map(fit).map(str.strip).map(lambda text: json.dumps(text or "x", ensure_ascii=False))
values = st.lists(value, min_size=1, max_size=3).map(lambda found: f"[{', '.join(found)}]")
names = st.one_of(value, st.tuples(value, value, value).map("{{name: {0[0]}, title: {0[1]}, author: {0[2]}}}".format))
heads = st.fixed_dictionaries(
    {
        "title": value,
        "date": st.sampled_from(words.DATES[:8]),
        "topic": st.sampled_from(KNOWN_TOPICS),
    },
    optional={
        **dict.fromkeys(("headline", "summary", "why", "id", "story", "quote"), value),
        **dict.fromkeys(("points", "authors"), values),
        **dict.fromkeys(("source", "via", "also"), names),
        "lang": st.sampled_from(LANGUAGES),
        "extra": st.tuples(value, value).map("{{{0[0]}: {0[1]}}}".format),
        "image": st.tuples(st.sampled_from(words.PICTURES), value, value).map(
            lambda parts: f"{{src: {json.dumps(parts[0])}, alt: {parts[1]}, caption: {parts[2]}}}"
        ),
    },
)
bodies = st.lists(st.one_of(st.sampled_from(VOCABULARY), st.text(max_size=40), st.just("\n\n")), max_size=25).map("".join)
articles = st.tuples(heads, bodies).map(
    lambda made: "---\n{}---\n{}\n".format("".join(f"{name}: {value}\n" for name, value in made[0].items()), made[1])
)


@pytest.mark.thorough
@pytest.mark.quick
@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
@given(st.lists(articles, min_size=1, max_size=AT_MOST), st.sampled_from(SETTINGS))
@pytest.mark.timeout(3000 if LONG else 300)
def test_generated_hostile_articles_cause_no_complaint(found: list[str], settings):
    cases = [Manuscript(at, f"content/2026/h{at}.md", data.encode("utf-8", "surrogatepass")) for at, data in enumerate(found)]
    with TemporaryDirectory() as place:
        assert attempt(Path(place), cases, settings).complaints == []
