"""404.html: the page for paths that lead nowhere."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from digest.pages.not_found_page import not_found
from tests.values import CONFIG, collected, pages_of, parts_of, read


def test_it_is_one_page_that_no_sitemap_names():
    (page,) = pages_of(not_found, collected()).values()
    assert (page.path, page.template, page.in_sitemap) == ("404.html", "404.html", False)
    assert page.context.title == "404"


@pytest.mark.parametrize(("base", "url"), [("https://example.org/repo/", "/repo/404.html"), ("https://example.org/", "/404.html")])
def test_its_address_begins_with_the_base_path(base: str, url: str):
    config = replace(CONFIG, base_url=base)
    (page,) = pages_of(not_found, collected(config=config), config).values()
    assert page.context.url == url


def test_without_it_there_is_none():
    assert pages_of(not_found, collected(), replace(CONFIG, not_found=False)) == {}


def test_no_article_changes_it():
    """A file for paths that lead nowhere is the same whatever is published: an edit makes nothing again."""
    (before,), (after,) = (parts_of(not_found, collected(*articles)) for articles in ((), (read("a"), read("b"))))
    assert before == after and not before.entries
