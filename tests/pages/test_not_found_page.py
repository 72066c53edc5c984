"""404.html: the page for paths that do not exist."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from digest.pages.not_found_page import not_found
from tests.values import CONFIG, collected, pages_of, parts_of, read


def test_404_page_is_not_in_the_sitemap():
    (page,) = pages_of(not_found, collected()).values()
    assert (page.path, page.template, page.in_sitemap) == ("404.html", "404.html", False)
    assert page.context.title == "404"


@pytest.mark.parametrize(("base", "url"), [("https://example.org/repo/", "/repo/404.html"), ("https://example.org/", "/404.html")])
def test_url_of_the_404_page_has_the_base_path(base: str, url: str):
    config = replace(CONFIG, base_url=base)
    (page,) = pages_of(not_found, collected(config=config), config).values()
    assert page.context.url == url


def test_setting_removes_the_404_page():
    assert pages_of(not_found, collected(), replace(CONFIG, not_found=False)) == {}


def test_404_page_does_not_depend_on_articles():
    """An edit does not cause 404.html to be rendered again."""
    (before,), (after,) = (parts_of(not_found, collected(*articles)) for articles in ((), (read("a"), read("b"))))
    assert before == after and not before.entries
