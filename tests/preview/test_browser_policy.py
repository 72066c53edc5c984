"""The preview works under the Content-Security-Policy of the default theme."""

from __future__ import annotations

from collections.abc import Callable

from tests import sites
from tests.preview.served import Served
from tests.preview.tabs import Tab

REFUSED = "addEventListener('securitypolicyviolation', event => (window.refused ??= []).push(event.violatedDirective), true);"
ARTICLE = "content/a.md"
STYLE = "themes/default/static/style.css"


def test_updates_and_errors_are_shown_under_the_policy_of_the_default_theme(served: Callable[..., Served], tab: Callable[..., Tab]):
    files = {
        "digest.yml": "title: T\nbase_url: https://example.org/repo/\n",
        "content/topics.yml": sites.TOPICS,
        "content/sources.yml": sites.OUTLETS,
        ARTICLE: sites.article("One"),
        STYLE: "h1 { margin-top: 1px; }\n",
    }
    preview = served(files)
    shown = tab(REFUSED).go(preview, "2026/02/01/a/")
    assert "default-src 'none'" in preview.get("2026/02/01/a/").text
    shown.page.locator(".scheme").click()
    shown.mark()
    sites.write(preview.root, {ARTICLE: sites.article("Two")})
    shown.when_text("Two")
    sites.write(preview.root, {STYLE: "h1 { margin-top: 9px; }\n"})
    shown.when("getComputedStyle(document.querySelector('h1')).marginTop === '9px'")
    sites.write(preview.root, {ARTICLE: sites.article("Two", topic="wrold")})
    shown.when_panel(".diagnostics", "wrold")
    sites.write(preview.root, {ARTICLE: sites.article("Three")})
    shown.when_text("Three").when_panel(".diagnostics", None)
    assert shown.is_marked
    assert shown.get("[document.documentElement.dataset.scheme, document.querySelectorAll('.scheme').length]") == ["light", 1]
    assert shown.get("window.refused ?? []") == []
