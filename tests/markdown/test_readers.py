"""For any text, the quick reader and the rules agree: HTML, targets, excerpt, minutes, and diagnostics with their positions.

`python -m tests.markdown.grammar SEED` prints the text of the seed of a failure. DIGEST_FUZZ_FROM is the first seed, by default 0.
DIGEST_POSTS names your own posts, which are read too, unchanged and mutated (`mutations`).
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from digest.markdown import dialect, pulldown_reader
from tests.markdown.grammar import text_of
from tests.markdown.mutations import posts_of, seed_texts
from tests.markdown.readers import SETTINGS, difference
from tests.selection import LONG

CHUNKS = 400 if LONG else 40
TEXTS = 2_500 if LONG else 500
"""The texts per chunk: 1,000,000 in total in the long search, otherwise 20,000: `make test-all` reads a quarter of
them each day, `make test` one chunk."""

FIRST = int(os.environ.get("DIGEST_FUZZ_FROM", "0"))

pytestmark = pytest.mark.skipif(not pulldown_reader.IS_USABLE, reason="NOT TRIED: there is no wheel of pyromark for this machine")


@pytest.mark.thorough
@pytest.mark.quick(1)
@pytest.mark.share(4)
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_any_text_is_read_as_by_the_rules(chunk: int):
    begin = FIRST + chunk * TEXTS
    for seed in range(begin, begin + TEXTS):
        assert not (found := difference(text_of(seed))), f"python -m tests.markdown.grammar {seed}\n{found}"


@pytest.mark.parametrize("text", seed_texts() if "DIGEST_POSTS" not in os.environ else [], ids=lambda text: text[:20])
def test_each_seed_text_is_read_as_by_the_rules(text: str):
    assert not difference(text, SETTINGS)


@pytest.mark.skipif("DIGEST_POSTS" not in os.environ, reason="NOT TRIED: DIGEST_POSTS names no posts")
def test_each_post_is_read_as_by_the_rules():
    for number, text in enumerate(posts_of(os.environ["DIGEST_POSTS"])):
        assert not (found := difference(text, SETTINGS)), f"post {number}\n{found}"


CONSTRUCTS = """
    blockquote_open bullet_list_open ordered_list_open paragraph_open heading_open hr fence code_block html_block table_open dl_open
    footnote_block_open alert_open text softbreak hardbreak em_open strong_open s_open code_inline link_open image html_inline
    footnote_ref
"""


def test_the_texts_contain_every_construct():
    found: Counter[str] = Counter()
    for seed in range(3_000):
        tokens = dialect.parser(True, False).parse(text_of(seed), {})
        found.update({child.type for token in tokens for child in (token, *(token.children or ()))})
    assert not [construct for construct in CONSTRUCTS.split() if found[construct] < 15]


@pytest.mark.parametrize("seed", [5, 7])
def test_a_seed_gives_the_same_text_in_every_process(seed: int):
    command = [sys.executable, "-m", "tests.markdown.grammar", str(seed)]
    env = {**os.environ, "PYTHONHASHSEED": "1", "PYTHONIOENCODING": "utf-8"}
    ran = subprocess.run(command, capture_output=True, check=True, env=env, cwd=Path(__file__).parents[2], timeout=60)
    assert ran.stdout.decode() == text_of(seed)
