"""parse_all: many files at once are read as each alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.articles.article import Parsing, parse, parse_all
from digest.articles.source import Source

CASES = Path(__file__).parent.parent / "cases"

BROKEN = (
    b"",
    b"no front matter",
    b"---\ntitle: never closed\n",
    b"---\ntitle: \xff\n---\n",
    b"---\n[a, list]\n---\nText.\n",
    b"---\ntitle: No date, no topic\nunknwon: key\n---\n[link](javascript:alert(1)) and ![](a.png)\n",
)


@pytest.mark.parametrize("parsing", [Parsing(), Parsing("Asia/Seoul", html=True, typography=True)], ids=["plain", "all"])
def test_files_read_together_are_read_as_each_alone(parsing: Parsing):
    found = sorted(CASES.glob("*/**/content/**/*.md"))
    sources = [Source(f"content/{path.name}", path.read_bytes()) for path in found]
    assert len(sources) > 20
    for at, data in enumerate(BROKEN):  # between the others, so that what is wrong with one would be told of its neighbour
        sources.insert(at * 4, Source(f"content/broken-{at}.md", data))
    keys = [f"key {at}" for at in range(len(sources))]
    together = parse_all(sources, parsing, keys)
    assert together == [parse(source, parsing, key) for source, key in zip(sources, keys, strict=True)]
    assert sum(parsed.article is None for parsed in together) >= 5
    assert all(fault.path == source.path for source, parsed in zip(sources, together, strict=True) for fault in parsed.faults)
