"""Tags: spellings, slugs and renames."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from digest.articles.article import Located
from digest.config.config import RenamedTag, TagSettings
from digest.diagnostics import Diagnostic
from digest.grouping.terms import TermName, final_tag_names, merge_tags
from tests.values import CONFIG, collected, names, read


def diagnostic_lines(diagnostics: list[Diagnostic]) -> list[str]:
    return [
        f"{diagnostic.path}:{diagnostic.line}:{diagnostic.column}: {diagnostic.code} {diagnostic.message} | {diagnostic.hint}"
        for diagnostic in diagnostics
    ]


def tags(*uses: tuple[str, Located], renamed: dict[str, str] | None = None, **slugs: str) -> tuple[dict[str, TermName], list[str]]:
    merged, diagnostics = merge_tags(uses, slugs, renamed)
    return merged, diagnostic_lines(diagnostics)


def use(text: str, path: str = "a.md", line: int = 1, column: int = 1) -> tuple[str, Located]:
    return path, Located(text, line, column)


def test_other_spellings_are_reported_once_at_their_first_use():
    often = [use("ai", "a.md", 9, 2), use("ai", "c.md"), use("ai", "d.md"), use("ai", "e.md")]
    uses = [*often, use("AI", "b.md", 5, 9), use("AI", "b.md", 5, 3), use("AI", "b.md", 7, 1)]
    found, diagnostics = tags(*uses)
    assert found == {"ai": TermName("ai", "ai")}
    assert diagnostics == ["b.md:5:3: W206 the tag AI is spelled ai elsewhere | write ai"]
    tied, diagnostics = tags(use("b", "b.md", 2, 3), use("B", "a.md", 4, 5))
    assert tied == {"b": TermName("B", "b")} and diagnostics == ["b.md:2:3: W206 the tag b is spelled B elsewhere | write B"]


OWN_SLUG = "a slug of its own in digest.yml"


def test_tags_without_slug_or_with_a_duplicate_slug_are_errors():
    found, diagnostics = tags(use("!", "a.md", 3, 4), use("a b", "b.md", 5, 6), use("a-b", "c.md", 7, 8), use("z"))
    assert found.keys() == {"a b", "z"}
    assert diagnostics == [
        "a.md:3:4: E204 the tag ! cannot become a url: it has no letter or digit | "
        f'give it {OWN_SLUG}: tags: {{slugs: {{"!": …}}}}',
        f'c.md:7:8: E206 the tags a b and a-b have one url, /tags/a-b/ | give one {OWN_SLUG}: tags: {{slugs: {{"a-b": …}}}}',
    ]


def test_slug_setting_ignores_case():
    assert tags(use("C++"), use("c"), **{"c++": "cpp"}) == ({"c": TermName("c", "c"), "c++": TermName("C++", "cpp")}, [])


def test_uses_of_an_old_name_count_for_the_new_tag_and_not_for_its_spelling():
    renamed = {"ki": "AI"}
    uses = [use("KI"), use("KI", "b.md"), use("ai", "c.md")]
    assert tags(*uses, renamed=renamed) == ({"ai": TermName("ai", "ai")}, [])
    assert tags(use("ki"), renamed=renamed) == ({"ai": TermName("AI", "ai")}, [])


def chain(**renamed: str) -> dict[str, str]:
    return final_tag_names(RenamedTag(old, new) for old, new in renamed.items())


def test_renamed_tags_have_the_last_name_of_their_chain():
    assert chain(a="b", b="C", c="d") == {"a": "d", "b": "d", "c": "d"}
    assert chain(b="c", a="b") == {"a": "c", "b": "c"}
    assert chain(a="b", b="a", c="a", d="e") == {"d": "e"}, "a cycle has no last name, and neither has a tag that leads into it"
    assert chain(a="b", b="Long Name") == {"a": "Long Name", "b": "Long Name"}, "with its spelling in the settings"
    assert chain(b="Long Name", a="B") == {"a": "Long Name", "b": "Long Name"}
    assert chain(a="A") == {}
    assert chain() == {}


def test_slugs_that_differ_only_in_case_collide():
    found, diagnostics = tags(use("a"), use("b"), a="ab", b="AB")
    assert found == {"a": TermName("a", "ab")}
    assert [line.partition(" ")[2][:33] for line in diagnostics] == ["E206 the tags a and b have one ur"]


def test_tags_are_sorted_by_folded_name():
    articles = [read("a", tags="[b, Z, a]"), read("b", "2026-02-02", tags="[z, Ä]"), read("c", "2026-02-03", tags="[A]")]
    found = collected(*articles).tags
    assert [(term.name, names(term.entries)) for term in found] == [
        ("A", ["a", "c"]),
        ("b", ["a"]),
        ("Z", ["a", "b"]),
        ("Ä", ["b"]),
    ]


@pytest.mark.parametrize(("least", "has_page"), [(1, True), (2, True), (3, False)])
def test_tag_has_a_page_from_min_count_articles(least: int, has_page: bool):
    config = replace(CONFIG, tags=TagSettings(min_count=least))
    found = collected(read("a", tags="[x, X]"), read("b", tags="[x]"), config=config).entries
    assert {link.url for entry in found for link in entry.tags} == {"/repo/tags/x/" if has_page else ""}
