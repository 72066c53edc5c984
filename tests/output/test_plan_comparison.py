"""Comparing the output with the plan: which pages have to be made, and which keys are known without planning."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from digest.files.symlinks import LIST_OF_FILES
from digest.hashing import content_hash
from digest.output.plan_comparison import Comparison, compare_site, encode_context, indexed_pages, is_in_place
from digest.pages.output_files import File
from digest.pages.plan import Plan
from tests.output.small import SETTINGS, SmallSite, page, planned, settings
from tests.sites import tree, write

ONE, TWO, FRONT = page("one.html", "One"), page("two.html", "Two"), page("index.html", "Front")
PARTS = {"front": [FRONT], "articles": [ONE, TWO]}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[SmallSite]:
    made = SmallSite(tmp_path)
    yield made
    made.cache.close()


def compared(site: SmallSite, parts: Any = PARTS, files: tuple[File, ...] = (), full_text: str = "", **more: Any) -> Comparison:
    folder = site.folder()
    plan = Plan(planned(parts, stored=folder, with_texts=["articles"]), files, (), full_text)
    return compare_site(folder, plan, more.get("render_settings", SETTINGS))


def key_of(made: Any) -> str:
    return SETTINGS.page_keys().key(made.template, encode_context(made))


def test_equal_contexts_have_equal_bytes_in_any_order_of_keys():
    assert encode_context(page("a.html", b=1, a=2)) == encode_context(page("a.html", a=2, b=1))
    assert encode_context(page("a.html", b=1, a=2)) != encode_context(page("a.html", b=2, a=1))


def test_a_page_without_a_record_is_always_made(site: SmallSite):
    found = compared(site)
    assert found.keys == {"index.html": "", "one.html": "", "two.html": "", LIST_OF_FILES: content_hash(found.listing)}
    assert set(found.make) == set(found.keys)
    assert found.listing == b".digest-files\nindex.html\none.html\ntwo.html\n"


def test_a_part_that_was_not_planned_has_the_recorded_keys(site: SmallSite):
    site.write(PARTS)
    found = compared(site, render_settings=settings(page="another template"))
    assert {path: found.keys[path] for path in ("index.html", "one.html", "two.html")} == {
        made.path: key_of(made) for made in (FRONT, ONE, TWO)
    }, "the part's key covers the theme, and is unchanged"
    assert (found.make, found.remove) == ((), ())


def test_only_the_changed_pages_of_a_changed_part_are_made(site: SmallSite):
    site.write(PARTS)
    other, new = page("two.html", "Other"), page("new.html")
    found = compared(site, {"front": [FRONT], "articles": [ONE, other, new]})
    assert (found.keys["one.html"], found.keys["two.html"], found.keys["new.html"]) == (key_of(ONE), key_of(other), "")
    assert found.make == ("two.html", "new.html", LIST_OF_FILES)


def test_a_changed_template_makes_its_pages_again(site: SmallSite):
    site.write(PARTS)
    found = compared(site, {"front": [FRONT], "articles": [TWO, ONE]}, render_settings=settings(page="another template"))
    assert set(found.make) == {"one.html", "two.html"}


def test_the_key_of_a_file_is_its_planned_hash(site: SmallSite):
    write(site.root, {"content/a.txt": "a", "content/b.txt": "b"})
    files = tuple(File(f"{name}.txt", f"content/{name}.txt", content_hash(name.encode())) for name in "ab")
    site.write(PARTS, files)
    assert compared(site, files=files).make == ()
    found = compared(site, files=(files[0], replace(files[1], hash="another")))
    assert found.keys["b.txt"] == "another" and found.make == ("b.txt",)
    fewer = compared(site, files=files[:1])
    assert (fewer.make, fewer.remove) == ((LIST_OF_FILES,), ("b.txt",))


def test_an_output_is_in_place_if_a_build_would_change_nothing(site: SmallSite):
    def in_place(**parts: Any) -> bool:
        folder = site.folder()
        return is_in_place(folder, Plan(planned(PARTS | parts, stored=folder), (), ()), SETTINGS)

    assert not in_place()
    site.write(PARTS)
    assert in_place()
    assert not in_place(front=[page("index.html", "Other")]) and not in_place(front=[]) and not in_place(more=[page("x.html")])
    write(site.output, {"x.html": "foreign"})
    assert in_place() and not in_place(more=[page("x.html")]), "a foreign file in the way is no error here"
    assert tree(site.output)["x.html"] == b"foreign"


# the full-text index


def test_only_pages_of_parts_with_texts_are_in_the_index():
    assert indexed_pages(Plan(planned(PARTS, with_texts=["articles"]), (), ())) == ["one.html", "two.html"]


@pytest.fixture
def with_index(site: SmallSite, monkeypatch: pytest.MonkeyPatch) -> SmallSite:
    """The site with an index that has two files."""
    index = {"pagefind/pagefind.js": b"program", "pagefind/texts": b"texts"}
    monkeypatch.setattr("digest.external.pagefind.index_pages", lambda *_: index)
    monkeypatch.setattr("digest.external.pagefind.require_pagefind", lambda: None)
    site.write(PARTS, full_text="en", with_texts=["articles"])
    return site


def test_the_index_of_unchanged_pages_is_kept(with_index: SmallSite):
    found = compared(with_index, {"front": [page("index.html", "Other")], "articles": [ONE, TWO]}, full_text="en")
    hashes = {"pagefind/pagefind.js": content_hash(b"program"), "pagefind/texts": content_hash(b"texts")}
    assert found.index_files == hashes and found.keys.items() >= hashes.items()
    assert not found.needs_index and found.make == ("index.html",)


@pytest.mark.parametrize(
    ("articles", "language"),
    [
        ([ONE, page("two.html", "Other")], "en"),
        ([ONE], "en"),
        ([ONE, TWO, page("three.html")], "en"),
        ([ONE, replace(TWO, path="renamed.html")], "en"),
        ([ONE, TWO], "ko"),
    ],
)
def test_the_index_is_made_again_for_other_pages_and_another_language(with_index: SmallSite, articles: Any, language: str):
    before = compared(with_index, full_text="en")
    found = compared(with_index, {"front": [FRONT], "articles": articles}, full_text=language)
    assert found.needs_index and found.index_key != before.index_key
    assert list(found.index_files) == ["pagefind/pagefind.js"]
    assert "pagefind/pagefind.js" in found.make


def test_an_index_with_a_missing_file_is_needed_again(with_index: SmallSite):
    (with_index.output / "pagefind/texts").unlink()
    found = compared(with_index, full_text="en")
    assert found.needs_index and found.make == ("pagefind/texts",)


def test_an_index_needs_the_keys_of_new_pages(site: SmallSite):
    found = compared(site, full_text="en")
    assert [found.keys[made.path] for made in (FRONT, ONE, TWO)] == [key_of(FRONT), key_of(ONE), key_of(TWO)]
    assert found.needs_index and {*found.make} >= {"index.html", "one.html", "two.html"}


def test_without_the_setting_there_is_no_index(with_index: SmallSite):
    found = compared(with_index)
    assert (found.index_key, found.index_files, found.needs_index) == ("", {}, False)
    assert set(found.remove) == {"pagefind/pagefind.js", "pagefind/texts"}
