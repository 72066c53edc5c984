"""Every input of a result changes its key, and `changed_fields` names the changed parts of a page's key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from digest import cache_keys
from digest.cache_keys import PageKeys, changed_fields
from digest.config.config import Config
from digest.diagnostics import Diagnostic
from digest.pages.extension_contexts import TextPage
from tests.values import collected, read, site_of

SITE = site_of(collected(read()))
TEMPLATES = {"t.txt": "hash", "u.txt": "hash", "v.txt": "another"}
KEYS = PageKeys("program", SITE, TEMPLATES)
OTHER_SITE = PageKeys("program", msgspec.structs.replace(SITE, title="Another"), TEMPLATES)
OTHER_PROGRAM = PageKeys("another version", SITE, TEMPLATES)
OTHER_THEME = PageKeys("program", SITE, TEMPLATES | {"t.txt": "edited"})
PAGE = msgspec.json.encode(TextPage("title", "/a.txt", text="text"))
PAGES = {
    "another text": msgspec.json.encode(TextPage("title", "/a.txt", text="other")),
    "another title": msgspec.json.encode(TextPage("other", "/a.txt", text="text")),
}


def test_the_key_of_a_page_covers_everything_that_it_can_show():
    found = [keys.key("t.txt", PAGE) for keys in (KEYS, OTHER_SITE, OTHER_PROGRAM, OTHER_THEME)]
    found += [KEYS.key("t.txt", page) for page in PAGES.values()]
    assert len(set(found)) == len(found)
    assert {len(key) for key in found} == {32}
    assert KEYS.key("t.txt", PAGE) == PageKeys("program", SITE, TEMPLATES).key("t.txt", PAGE)


BEFORE = msgspec.Raw(KEYS.field_hashes("t.txt", PAGE))


def why(template: str = "t.txt", page: bytes = PAGE, keys: PageKeys = KEYS, *, was_recorded: bool = True) -> tuple[str, ...]:
    """Return the changed fields of a page between `BEFORE` and this template and context."""
    return changed_fields(BEFORE, msgspec.Raw(keys.field_hashes(template, page)), was_recorded)


def test_the_changed_parts_of_a_pages_key_are_named():
    assert why() == ("the file was changed or lost",)
    assert why(page=PAGES["another text"]) == ("data: text",)
    assert why(page=PAGES["another title"]) == ("data: title",)
    assert why("u.txt") == ("the theme",), "another template, possibly with the same text"
    assert why(keys=OTHER_THEME) == ("the theme",)
    assert why(keys=OTHER_SITE) == ("the site",)
    assert why(keys=OTHER_PROGRAM) == ("the program",)


def test_an_added_or_removed_field_is_named():
    longer = msgspec.json.encode(TextPage("title", "/a.txt", text="text", description="new"))
    assert why(page=longer) == ("data: description",)
    assert changed_fields(msgspec.Raw(KEYS.field_hashes("t.txt", longer)), BEFORE, True) == ("data: description",)


def test_current_fields_are_named_first_in_their_order_then_removed_ones():
    def hashes(**fields: int) -> msgspec.Raw:
        return msgspec.Raw(msgspec.json.encode(fields))

    before, now = hashes(gone=1, title=1, url=1, same=1), hashes(url=2, theory=1, same=1, title=2)
    assert changed_fields(before, now, True) == ("data: url", "data: theory", "data: title", "data: gone")


def test_the_hashes_of_fields_are_short():
    """They are stored for every page of a site."""
    hashes = msgspec.json.decode(BEFORE)
    assert {"the program", "the site", "the theme", "title"} <= hashes.keys() and "type" not in hashes
    assert all(0 <= hash < 2**32 for hash in hashes.values())


def test_a_page_without_a_record_is_new():
    assert why(was_recorded=False) == ("new",)


def test_a_page_without_stored_hashes_is_new():
    assert changed_fields(None, BEFORE, True) == ("new",)


def test_a_missing_template_has_an_empty_hash():
    assert PageKeys("program", SITE, {}).key("t.txt", PAGE) == PageKeys("program", SITE, {"t.txt": ""}).key("t.txt", PAGE)


CONFIG = Config("A", "https://example.org")
RETITLED = msgspec.structs.replace(CONFIG, title="B")
TRANSLATED = msgspec.structs.replace(CONFIG, language="ko")
TOLERANT = msgspec.structs.replace(CONFIG, links="warn")
STRICT = msgspec.structs.replace(CONFIG, strict=True)
WARNED = msgspec.structs.replace(CONFIG, diagnostics=(Diagnostic("digest.yml", 1, 1, "W601", "message"),))
NOTED = Diagnostic("content/a.md", 1, 1, "N101", "message")


def plan_one() -> None:
    """A planner."""


def plan_other() -> None:
    """Another planner of this module."""


def elsewhere() -> None:
    """A planner with the name of the first one, in another module."""


elsewhere.__module__, elsewhere.__qualname__ = "elsewhere", plan_one.__qualname__

KEYS_OF: tuple[tuple[Callable[..., str], tuple[tuple[Any, ...], ...]], ...] = (
    (cache_keys.program_key, (([("a.py", "1")], [("b.py", "1")], [("a.py", "2")]), (["b 1"], ["b 2"]), ("3.13", "3.14"))),
    (cache_keys.parsing_key, (("p", "q"), ({"html": False}, {"html": True}))),
    (cache_keys.article_key, (("a.md", "b.md"), ("1", "2"), ("3", "4"))),
    (cache_keys.entry_hash, (("a", "b"), ("topic", "topics"), (1, 2))),
    (cache_keys.registries_key, (({"a": b"1"}, {"b": b"1"}, {"a": b"2"}),)),
    (
        cache_keys.content_key,
        (
            ([("a.md", "1")], [("b.md", "1")], [("a.md", "2")]),
            ([("a.png", "1")], [("b.png", "1")], [("a.png", "2")]),
            ("r", "s"),
            ([], [NOTED]),
        ),
    ),
    (cache_keys.theme_key, ((["a"], ["b"]),)),
    (cache_keys.style_key, (("p", "q"), ("a {}", "b {}"))),
    (cache_keys.extension_key, (("a", "b"), ("1", "2"), ([("g", "n", "m:f")], []), (["1"], ["2"]))),
    (
        cache_keys.build_key,
        (
            ("p", "q"),
            (CONFIG, RETITLED, TRANSLATED, TOLERANT, STRICT, WARNED),
            ("t", "u"),
            ({"a.py": "1"}, {"b.py": "1"}, {"a.py": "2"}, {"b.py": "2", "a.py": "1"}, {"a.py": "1", "b.py": "2"}),
            ("c", "d"),
        ),
    ),
    (cache_keys.snapshot_key, (("p", "q"), (CONFIG, RETITLED, TRANSLATED), ("r", "s"))),
    (
        cache_keys.plan_key,
        (("p", "q"), (CONFIG, RETITLED, TRANSLATED), ("t", "u"), ({"f": "1"}, {"g": "1"}, {"f": "2"}), ("s", "z")),
    ),
    (cache_keys.part_key, (("p", "q"), (plan_one, plan_other, elsewhere), (["1", "2"], ["1"], ["2", "1"]), ("i", "j"))),
    (cache_keys.template_hash, (([("a", "1")], [("b", "1")], [("a", "2")]), (["1"], ["2"]))),
    (cache_keys.templates_key, (("p", "q"), ("t", "u"), ({"f": "1"}, {"g": "1"}, {"f": "2"}))),
    (cache_keys.full_text_key, (("p", "q"), ("en", "ko"), ([("a", "1")], [("b", "1")], [("a", "2")]))),
    (
        cache_keys.checks_key,
        (
            ("b", "c"),
            ([("1", "")], [("2", "")], [("1", "draft")]),
            ([("a", "1")], [("b", "1")], [("a", "2")]),
        ),
    ),
    (cache_keys.encoder_key, (("12.0", "12.1"), (["1"], ["2"]))),
    (cache_keys.variant_key, (("e", "f"), ({"width": 1}, {"width": 2}))),
)
"""Each key function, and for each of its arguments different values, which must give different keys."""


@pytest.mark.parametrize(("key", "values"), KEYS_OF, ids=[key.__name__ for key, _ in KEYS_OF])
def test_every_argument_changes_a_key(key: Callable[..., str], values: tuple[tuple[Any, ...], ...]):
    first = [of_argument[0] for of_argument in values]
    found = [key(*first)]
    for at, of_argument in enumerate(values):
        found += [key(*first[:at], other, *first[at + 1 :]) for other in of_argument[1:]]
    assert len(set(found)) == len(found)
    assert {len(each) for each in found} == {32}
    assert key(*first) == found[0]


def test_every_key_function_is_tested():
    functions = {name for name, value in vars(cache_keys).items() if callable(value) and value.__module__ == cache_keys.__name__}
    assert functions - {key.__name__ for key, _ in KEYS_OF} == {"PageKeys", "changed_fields"}


def test_swapped_arguments_change_the_key():
    assert cache_keys.article_key("a", "b", "c") != cache_keys.article_key("b", "a", "c")
    assert cache_keys.content_key([("a", "1")], [], "r", []) != cache_keys.content_key([], [("a", "1")], "r", [])
    assert cache_keys.parsing_key("a", "b") != cache_keys.parsing_key("b", "a")


def test_a_setting_that_affects_no_page_changes_only_keys_of_reports():
    others = [TOLERANT, STRICT, WARNED]
    assert {cache_keys.snapshot_key("p", config, "r") for config in (CONFIG, *others)} == {
        cache_keys.snapshot_key("p", CONFIG, "r")
    }
    assert {cache_keys.plan_key("p", config, "t", {}, "s") for config in others} == {cache_keys.plan_key("p", CONFIG, "t", {}, "s")}


def test_the_order_of_unordered_inputs_does_not_change_the_key():
    assert cache_keys.template_hash([("a", "1"), ("b", "2")], ["1", "2"]) == cache_keys.template_hash(
        [("b", "2"), ("a", "1")], ["2", "1"]
    )
    one, other = ("1", ""), ("2", "draft")
    assert cache_keys.checks_key("b", [one, other], []) == cache_keys.checks_key("b", [other, one], [])
