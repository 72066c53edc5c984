"""Equal keys mean equal bytes; and a changed key says what changed."""

from __future__ import annotations

import msgspec
import pytest

from digest.disk import keys as module
from digest.disk.keys import Keys, Look, explain
from digest.pages.page import TextPage
from digest.rendering.theme import Theme
from tests.values import collected, read, site_of

SITE = site_of(collected(read()))
PAGE = msgspec.json.encode(TextPage("title", "/a.txt", text="text"))
PAGES = {
    "another text": msgspec.json.encode(TextPage("title", "/a.txt", text="other")),
    "another title": msgspec.json.encode(TextPage("other", "/a.txt", text="text")),
}


def test_everything_that_a_page_can_show_is_in_its_key(monkeypatch: pytest.MonkeyPatch):
    keys = Keys(SITE)
    found = {
        keys.key("closure", PAGE),
        keys.key("another", PAGE),
        *(keys.key("closure", page) for page in PAGES.values()),
        Keys(msgspec.structs.replace(SITE, title="Another")).key("closure", PAGE),
    }
    monkeypatch.setattr(module, "program", lambda: "another version")
    found.add(Keys(SITE).key("closure", PAGE))
    assert len(found) == 6
    assert {len(key) for key in found} == {32}
    assert Keys(SITE).key("closure", PAGE) == Keys(SITE).key("closure", PAGE)


BEFORE = msgspec.Raw(Keys(SITE).reasons("t.txt", "closure", PAGE))


def why(
    after: tuple[str, str, bytes] = ("t.txt", "closure", PAGE), keys: Keys | None = None, *, was_recorded: bool = True
) -> tuple[str, ...]:
    """What the second build says of a page that changed to this."""
    return explain(BEFORE, msgspec.Raw((keys or Keys(SITE)).reasons(*after)), was_recorded)


def test_a_page_says_what_of_it_changed(monkeypatch: pytest.MonkeyPatch):
    assert why() == ("the file was changed or lost",)
    assert why(("t.txt", "closure", PAGES["another text"])) == ("data: text",)
    assert why(("t.txt", "closure", PAGES["another title"])) == ("data: title",)
    assert why(("t.txt", "another", PAGE)) == ("the theme",)
    assert why(("u.txt", "closure", PAGE)) == ("the theme",)
    assert why(keys=Keys(msgspec.structs.replace(SITE, title="Another"))) == ("the site",)
    monkeypatch.setattr(module, "program", lambda: "another version")
    assert why(keys=Keys(SITE)) == ("the program",)


def test_a_field_that_came_or_went_is_named():
    bare = msgspec.json.encode(TextPage("title", "/a.txt", text="text", description="new"))
    assert why(("t.txt", "closure", bare)) == ("data: description",)
    with_field = msgspec.Raw(Keys(SITE).reasons("t.txt", "closure", bare))
    without = msgspec.Raw(Keys(SITE).reasons("t.txt", "closure", PAGE))
    assert explain(with_field, without, True) == ("data: description",)


def test_a_page_that_was_not_there_is_new():
    assert why(was_recorded=False) == ("new",)


def test_a_page_whose_reasons_were_not_stored_is_called_new():
    assert explain(None, msgspec.Raw(Keys(SITE).reasons("t.txt", "closure", PAGE)), True) == ("new",)


def test_a_template_that_is_not_there_reaches_nothing():
    look = Look(Theme(()), {"a.html": "name"}, SITE)
    assert (look.closure("a.html"), look.closure("b.html")) == ("name", "")
