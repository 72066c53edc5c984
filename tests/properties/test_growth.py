"""The cost of a site grows linearly, not quadratically, in each field, registry and setting with many values."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace

from digest.articles.field_tables import article_fields
from digest.checks.house_style import passages, read_style, style_diagnostics
from digest.config.config import Config, RenamedTag
from digest.config.setting_table import SETTINGS, TAG_FIELDS, read_config
from digest.diagnostics import Diagnostics
from digest.errors import ConfigError
from digest.grouping.card import Link
from digest.grouping.registries import MAX_TOPICS, read_sources, read_topics
from digest.grouping.terms import final_tag_names
from digest.markdown import markdown_reader as markdown
from digest.pages.chart_numbers import shares, sparkline
from digest.pages.redirects import redirects
from digest.pages.site_description import MAX_NAV_TOPICS
from tests.fuzz.doubling import RATIO, complaint
from tests.sites import SETTINGS as TINY
from tests.sites import article, build, tiny, tree, write
from tests.values import CONFIG, collected

Files = dict[str, str | bytes]
PATH = "content/2026/many.md"
HEAD = "title: T\nbase_url: https://example.org/\n"


def listed(name: str, value: str) -> Callable[[int], Files]:
    """Return a function that makes a site whose article has `n` values in the field."""

    def make(n: int) -> Files:
        values = "".join(f"\n  - {value.format(i=i)}" for i in range(n))
        return {PATH: article("Many", "2026-02-09").replace("---\n", f"---\n{name}:{values}\n" if n else "---\n", 1)}

    return make


def topics(n: int) -> Files:
    names = [f"t{i}" for i in range(n)]
    registry = "world: World\n" + "".join(f"{name}: {name}\n" for name in names)
    topics_line = f"topics: [{', '.join(['world', *names][: n or 1])}]"
    return {"content/topics.yml": registry, PATH: article("Many", "2026-02-09").replace("topic: world", topics_line)}


def related(n: int) -> Files:
    """Return the site of `listed` with one more article than `related` may name, for any n."""
    most = article_fields("UTC")["related"].max_values
    others = {f"content/2026/other{i}.md": article(f"Other {i}", "2026-02-01") for i in range(most + 1)}
    return {**others, **listed("related", "other{i}.md")(n)}


FIELDS: dict[str, Callable[[int], Files]] = {
    "topics": topics,
    "tags": listed("tags", "tag {i}"),
    "also": listed("also", "{{name: Paper {i}, url: 'https://example.org/{i}', title: Their headline {i}}}"),
    "authors": listed("authors", "Writer {i}"),
    "points": listed("points", "A point of some words {i}"),
    "story": listed("story", "story-{i}"),
    "related": related,
    "aliases": listed("aliases", "/old/{i}/"),
    "corrections": listed("corrections", "{{date: 2026-02-10, text: A word was wrong {i}}}"),
}
"""Sites whose articles have many values in one field."""


def test_every_field_with_many_values_has_a_limit_and_is_tested():
    assert {name for name, field in article_fields("UTC").items() if field.max_values} == FIELDS.keys()


@pytest.mark.thorough
@pytest.mark.quick(4)
@pytest.mark.parametrize("name", FIELDS)
def test_twice_the_values_of_a_field_give_twice_the_output(tmp_path: Path, name: str):
    most = article_fields("UTC")[name].max_values
    size = {}
    for n in (0, most // 2, most):
        own = {"digest.yml": TINY.replace("theme: plain\n", "")}  # use the default theme, which shows all fields
        root = write(tmp_path / str(n), {**tiny(1), **own, **FIELDS[name](n)})
        assert build(root).code == 0
        size[n] = sum(map(len, tree(root / "site").values()))
    assert size[most] - size[0] < RATIO * (size[most // 2] - size[0])


def test_the_terms_of_a_feed_entry_are_limited(tmp_path: Path):
    root = write(tmp_path, {**tiny(1), "digest.yml": TINY.replace("theme: plain\n", ""), **FIELDS["tags"](100)})
    assert build(root).code == 0
    assert (root / "site/feed.xml").read_text().count("<category ") == 40 + 3  # 3 from the other article
    assert (root / "site/2026/02/09/many/index.html").read_text().count('href="/tags/tag-') == 100


@pytest.mark.parametrize("name", FIELDS)
def test_more_values_than_the_limit_are_an_error_at_the_line_of_the_field(tmp_path: Path, name: str):
    most = article_fields("UTC")[name].max_values
    root = write(tmp_path, {**tiny(1), **FIELDS[name](most + 1)})
    (line,) = build(root).diagnostics
    assert line.startswith(f"{PATH}:")
    assert line.endswith(f" E207 {name} has {most + 1:,} values, at most {most:,} | remove some")


@pytest.mark.parametrize(
    ("kind", "text", "line"),
    [
        ("headings", "# a\n" * 101, 101),
        ("headings", "\na\n=\n" * 101, 302),
        ("footnotes", "".join(f"[^{i}] " for i in range(101)) + "".join(f"\n\n[^{i}]: x" for i in range(101)), 203),
    ],
)
def test_more_headings_or_footnotes_than_the_limit_are_an_error(kind: str, text: str, line: int, monkeypatch: pytest.MonkeyPatch):
    assert markdown.MAX_HEADINGS == 10_000
    monkeypatch.setattr(markdown, "MAX_HEADINGS", 100)
    diagnostics = Diagnostics("a.md")
    markdown.read_markdown(text, diagnostics, 1, html=False, typography=False)
    errors = [(diagnostic.code, diagnostic.message, diagnostic.line) for diagnostic in diagnostics.found if diagnostic.is_error]
    assert errors == [("E207", f"101 {kind}, at most 100", line)]
    diagnostics = Diagnostics("a.md")
    one_less = text.removeprefix("# a\n").removeprefix("\na\n=\n").removeprefix("[^0] ")
    markdown.read_markdown(one_less, diagnostics, 1, html=False, typography=False)
    assert not diagnostics.fatal


def test_more_topics_than_the_limit_are_an_error():
    for n in (MAX_TOPICS, MAX_TOPICS + 1):
        diagnostics = Diagnostics("content/topics.yml")
        assert len(read_topics("".join(f"t{i}: T\n" for i in range(n)), diagnostics)) == n
        assert [diagnostic.code for diagnostic in diagnostics.found] == (["E207"] if n > MAX_TOPICS else [])


@pytest.mark.parametrize(("topics", "nav", "code"), [(200, "", 0), (201, "", 1), (201, "nav: [world, t3]\n", 0)])
def test_a_navigation_of_all_topics_is_limited(tmp_path: Path, topics: int, nav: str, code: int):
    registry = "world: World\n" + "".join(f"t{i}: T\n" for i in range(topics - 1))
    built = build(write(tmp_path, {**tiny(1), "content/topics.yml": registry, "digest.yml": TINY + nav}))
    assert built.code == code
    if code:
        message = f"{MAX_NAV_TOPICS + 1} topics are too many for the navigation, which every page shows"
        assert built.diagnostics == (f"digest.yml:1:1: E207 {message} | add nav: with the topics that readers need most",)


@pytest.mark.parametrize("name", [name for name, field in SETTINGS.items() if field.max_values])
def test_a_setting_with_more_values_than_its_limit_is_an_error(name: str):
    most, is_mapping = SETTINGS[name].max_values, name == "theme_options"

    def read(n: int) -> object:
        values = ", ".join(f"x{i}: 1" if is_mapping else f"x{i}" for i in range(n))
        return read_config(f"{HEAD}{name}: {{{values}}}\n" if is_mapping else f"{HEAD}{name}: [{values}]\n")

    read(most)
    with pytest.raises(ConfigError) as caught:
        read(most + 1)
    (diagnostic,) = caught.value.diagnostics
    assert (diagnostic.line, diagnostic.code, diagnostic.message) == (3, "E601", f"{name} has {most + 1} values, at most {most}")


# time, for values without a limit


def rename_chain(n: int) -> tuple[RenamedTag, ...]:
    return tuple(RenamedTag(f"t{i}", f"t{i + 1}") for i in range(n))


def config_of_chain(n: int) -> Config:
    """Return settings that rename `n` tags, each to the next, and give each its own slug."""
    tags = replace(CONFIG.tags, renamed=rename_chain(n), slugs={f"t{i}": f"s{i}" for i in range(n)})
    return replace(CONFIG, tags=tags)


def plan_redirects(config: Config) -> object:
    return redirects(collected(config=config), config, ())


def tag_settings(section: str, line: str) -> Callable[[int], str]:
    return lambda n: f"{HEAD}tags:\n  {section}:\n" + "".join(f"    {line.format(i=i, next=i + 1)}\n" for i in range(n))


def style_of(n: int) -> tuple[str, bytes]:
    """Return `n` terms with a common prefix, and a text in which each word may start any of them."""
    terms = "".join(f"  aaaa wrong {i}: right {i}\n" for i in range(n))
    return f"terms:\n{terms}", b"---\ntitle: x\n---\n" + b"aaaa wrong aaaa is a word. " * n


def check_style(value: tuple[str, bytes]) -> object:
    style = read_style(value[0], Diagnostics("content/style.yml"))
    return list(style_diagnostics("a.md", passages(value[1]), style))


def entries_of(n: int) -> list[Any]:
    """Return `n` entries over ten years from as many outlets, with only the fields that charts use."""
    days = [datetime(2016, 1, 1, tzinfo=UTC) + timedelta(days=at * 3650 // n) for at in range(n)]
    return [SimpleNamespace(index=SimpleNamespace(date=day, file=str(at))) for at, day in enumerate(days)]


def draw_charts(entries: list[Any]) -> object:
    return sparkline(entries), shares(entries, {entry.index.file: Link(entry.index.file) for entry in entries})


TIMED: dict[str, tuple[Callable[[int], Any], Callable[[Any], object]]] = {
    "tags.renamed, a chain": (rename_chain, final_tag_names),
    "tags.renamed, the redirects of a chain": (config_of_chain, plan_redirects),
    "tags.renamed": (tag_settings("renamed", "t{i}: t{next}"), read_config),
    "tags.slugs": (tag_settings("slugs", "t{i}: s{i}"), read_config),
    "topics": (
        lambda n: "".join(f"t{i}: {{name: T{i}, was: [o{i}]}}\n" for i in range(n)),
        lambda text: read_topics(text, Diagnostics("")),
    ),
    "sources": (
        lambda n: "".join(f"s{i}: {{name: S{i}, domain: s{i}.example.org}}\n" for i in range(n)),
        lambda text: read_sources(text, Diagnostics("")),
    ),
    "style": (style_of, check_style),
    "charts": (entries_of, draw_charts),
}


@pytest.mark.thorough
@pytest.mark.quick(3)
@pytest.mark.parametrize("name", TIMED)
def test_twice_as_much_takes_twice_the_time(name: str):
    make, work = TIMED[name]
    assert complaint(make, work, most=2**14) == ""


def test_every_setting_that_maps_names_is_timed():
    assert {f"tags.{name}" for name in TAG_FIELDS if name != "min_count"} <= TIMED.keys()


@pytest.mark.parametrize(("renamed", "line"), [("a: b\n    b: A", 5), ("x: a\n    a: b\n    b: c\n    c: a", 6)])
def test_tags_that_are_renamed_in_a_cycle_are_an_error(renamed: str, line: int):
    with pytest.raises(ConfigError) as caught:
        read_config(f"{HEAD}tags:\n  renamed:\n    {renamed}\n")
    (diagnostic,) = caught.value.diagnostics
    assert (diagnostic.line, diagnostic.code) == (line, "E601")
    assert "is renamed to itself, by way of" in diagnostic.message


def test_a_chain_of_renames_is_not_a_cycle():
    assert read_config(f"{HEAD}tags:\n  renamed:\n    AI: ai\n    b: c\n    a: b\n").tags.renamed


def test_a_chain_of_renames_leads_to_the_last_name():
    assert final_tag_names(rename_chain(5)) == {f"t{i}": "t5" for i in range(5)}
    ring = (RenamedTag("a", "b"), RenamedTag("b", "a"), RenamedTag("x", "a"), RenamedTag("y", "z"))
    assert final_tag_names(ring) == {"y": "z"}
