"""Extensions in the preview: changes take effect, errors are shown, and the last valid version is kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests import sites
from tests.preview.desk import OUR_SCRIPT, Opened
from tests.preview.served import Served

OWN = "extensions/own.py"
CODE = """\
from digest.api import ListPage, Page

def latest(collections, site, config):
    cards = tuple(entry.card for entry in collections.entries[-1:])
    return [Page("latest/index.html", "list.html", ListPage(title="Latest", kind="latest", cards=cards))]

def shout(value):
    return value.upper() + "!"

PLANNERS = {"latest": latest}
FILTERS = {"shout": shout}
"""
TEMPLATE = "themes/plain/templates/parts/foot.html"


def files(code: str = CODE) -> dict[str, str | bytes]:
    """Return the files of a site with an extension."""
    return {
        **sites.tiny(),
        OWN: code,
        "digest.yml": f"{sites.SETTINGS}extensions: [own.py]\n",
        TEMPLATE: "{{ site.title|shout }}\n",
    }


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    """A session of that site."""
    root = sites.write(tmp_path / "site", files())
    return Opened(root, root / ".digest", lambda: sites.NOW)


def save(opened: Opened, path: str, content: str | None) -> list[str]:
    """Save a file, and return the diagnostics."""
    sites.write(opened.inputs.root, {path: content})
    opened.update({path})
    return [f"{diagnostic} | {diagnostic.hint}" for diagnostic in opened.diagnostics()]


def text(opened: Opened, path: str = "latest/index.html") -> str:
    return OUR_SCRIPT.sub(b"", opened.answer(path).body).decode()


def test_a_new_page_takes_the_path_of_a_planner_that_fails(opened: Opened):
    """The last page of the planner is shown only as long as no other page has its path."""
    assert save(opened, OWN, CODE.replace("entries[-1:]", "nothing")) != []
    assert "Latest" in text(opened)
    save(opened, "content/pages/latest.md", "---\ntitle: News\n---\nThe text of a page.\n")
    assert "The text of a page." in text(opened)


def test_pages_that_call_a_changed_filter_have_another_etag(opened: Opened):
    """Otherwise browsers would keep the old pages."""
    before = opened.generation.key("")
    assert save(opened, OWN, CODE.replace('"!"', '"?"')) == []
    assert opened.generation.key("") != before


def test_a_saved_extension_takes_effect(opened: Opened):
    assert "Article 5" in text(opened) and "TINY!" in text(opened)
    assert save(opened, OWN, CODE.replace("[-1:]", "[:1]").replace('"!"', '"?"')) == []
    assert "Article 0" in text(opened) and "TINY?" in text(opened)
    assert opened.session.changes.extensions
    assert save(opened, "content/2026/a0.md", sites.article("First of all")) == []
    assert "First of all" in text(opened)


def test_saving_a_file_that_is_not_in_the_settings_changes_nothing(opened: Opened):
    sites.write(opened.inputs.root, {"extensions/other.py": "1/0\n"})
    assert opened.update({"extensions/other.py"}) == []


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (CODE + "def f(:\n", f"{OWN}:12:1: E701"),
        (CODE + "\n1/0\n", f"{OWN}:13:1: E701 {OWN} cannot be loaded: ZeroDivisionError: division by zero | fix it"),
        (CODE.replace("[-1:]", ".x"), f"{OWN}:4:1: E702 the planner latest of {OWN}: AttributeError: 'tuple' object has no"),
        (
            CODE.replace("latest/index", "index"),
            f"{OWN}:3:1: E401 the front page and the planner latest of {OWN} both become index.html",
        ),
        (CODE.replace("latest/index", "../index"), f"{OWN}:3:1: E204 the planner latest of {OWN}: ../index.html cannot be written"),
        (CODE.replace("upper", "oops"), f"{OWN}:8:1: E702 the planner latest of {OWN}: a filter of {OWN} failed: AttributeError"),
        ("FILTERS = {'date': len}\n", f"{OWN}:1:1: E703 the filter date of {OWN}: the name is already used by digest itself"),
        ("import sys; sys.exit(1)\n", f"{OWN}:1:1: E701 {OWN} cannot be loaded: SystemExit: 1"),
        (None, "digest.yml:4:14: E601 extensions: there is no file extensions/own.py"),
    ],
)
def test_an_error_is_reported_and_the_last_valid_version_kept_until_it_is_fixed(opened: Opened, code: str | None, message: str):
    before = text(opened)
    save(opened, OWN, code)
    if message.startswith(f"{OWN}:3:1: E401"):
        assert opened.answer("index.html").status == 200  # either of the two pages may be shown
    else:
        assert text(opened) == before
    assert any(f"{diagnostic} | {diagnostic.hint}".startswith(message) for diagnostic in opened.diagnostics()), opened.diagnostics()
    save(opened, "content/2026/a5.md", sites.article("Saved meanwhile", "2026-02-06"))
    assert any(diagnostic.code == message.split()[1] for diagnostic in opened.diagnostics())
    assert save(opened, OWN, CODE) == []
    assert "Saved meanwhile" in text(opened)


def test_an_extension_that_is_added_to_the_settings_later_is_loaded(tmp_path: Path):
    root = sites.write(tmp_path / "site", {**files(), "digest.yml": sites.SETTINGS, TEMPLATE: "plain\n"})
    opened = Opened(root, root / ".digest", lambda: sites.NOW)
    assert opened.answer("latest/index.html").status == 404
    assert save(opened, "digest.yml", f"{sites.SETTINGS}extensions: [own.py]\n") == []
    assert opened.answer("latest/index.html").status == 200
    assert save(opened, "digest.yml", sites.SETTINGS) == []
    assert opened.answer("latest/index.html").status == 404


def test_a_running_preview_shows_changes_and_errors_of_an_extension(served: Callable[..., Served]):
    preview = served(files())
    own = preview.root / OWN
    assert "TINY!" in preview.get("latest/").text
    own.write_text(CODE.replace('"!"', '"?"'))
    preview.when(lambda: "TINY?" in preview.get("latest/").text)
    assert any("the extensions" in line for line in preview.rebuilds)
    own.write_text("raise SystemExit(3)\n")
    preview.when(lambda: preview.state()["diagnostics"])
    diagnostic = preview.state()["diagnostics"][0]
    assert (diagnostic["path"], diagnostic["line"], diagnostic["code"], diagnostic["text"]) == (
        OWN,
        1,
        "E701",
        "raise SystemExit(3)",
    )
    assert diagnostic["hint"] == "fix it, or remove it from digest.yml"
    assert diagnostic["link"].endswith("/extensions/own.py:1:1")
    assert "TINY?" in preview.get("latest/").text
    own.write_text(CODE)
    preview.when(lambda: not preview.state()["diagnostics"])
    preview.when(lambda: "TINY!" in preview.get("latest/").text)
    assert not any("Traceback" in line for line in preview.lines)


def test_a_preview_that_starts_with_an_error_shows_the_other_pages(served: Callable[..., Served]):
    preview = served({**files("def f(:\n"), TEMPLATE: "plain\n"})
    assert [diagnostic["code"] for diagnostic in preview.state()["diagnostics"]] == ["E701"]
    assert "Article 5" in preview.get().text
    (preview.root / OWN).write_text(CODE)
    preview.when(lambda: preview.get("latest/").status == 200)


def test_the_panel_shows_an_error_over_the_page(served: Callable[..., Served], browser: Browser):
    preview = served(files())
    page = browser.new_page()
    try:
        page.goto(f"{preview.address}latest/")
        page.wait_for_function("document.querySelector('h1').textContent.includes('Latest')")
        (preview.root / OWN).write_text(CODE.replace("[-1:]", ".x"))
        preview.when(lambda: preview.state()["diagnostics"])
        assert "Latest" in page.text_content("h1")  # type: ignore[operator]
        (preview.root / OWN).write_text(CODE.replace('title="Latest"', 'title="Newest"'))
        page.wait_for_function("document.querySelector('h1').textContent.includes('Newest')")
    finally:
        page.close()
