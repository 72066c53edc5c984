"""What each update of a session says: which page to follow, which files are others, what is not published, and what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from digest.diagnostics import Diagnostic
from digest.preview.live_inputs import InputChanges
from digest.preview.session import Update
from tests import sites
from tests.preview.desk import Opened
from tests.sites import article, write

LATER = datetime(2026, 3, 9, tzinfo=UTC)


class Site:
    """A site of three articles in a session."""

    def __init__(self, root: Path, **settings: object) -> None:
        self.root = write(root, sites.tiny(3) | {"content/static/notes.txt": "notes"})
        self.now = sites.NOW
        self.opened = Opened(root, root / ".digest", lambda: self.now, **settings)
        self.session = self.opened.session

    def save(self, **files: str | bytes | None) -> list[Update]:
        """The updates after these files were written, by the name of an article or by path."""
        return self.put({f"content/2026/{name}.md": text for name, text in files.items()})

    def put(self, files: dict[str, str | bytes | None], pauses: int | None = None) -> list[Update]:
        write(self.root, files)
        return self.opened.update(files.keys(), pauses)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = Site(tmp_path, drafts=True, future=True)
    yield made
    made.opened.cache.close()


def a1(title: str = "Article 1", date: str = "2026-02-02", *, body: str = "Text.", **head: object) -> str:
    return article(title, date, body=body, **{"tags": "[even, t1]"} | head)


# which states there are


def test_nothing_that_changed_is_no_state(site: Site):
    number = site.session.number
    assert site.opened.update(()) == [] == site.opened.update(None) == site.put({"content/2026/a1.md": a1()})
    assert site.session.number == number and not site.session.lists_are_stale


def test_a_saved_text_is_shown_at_once_and_then_everywhere(site: Site):
    first, last = site.save(a1=a1(body="Other."))
    assert (first.page, last.page) == ("/2026/02/02/a1/", "") and first.follow == last.follow == "/2026/02/02/a1/"
    assert first.generation and last.generation and first.generation.number + 1 == last.generation.number == site.session.number
    assert site.session.latest is last and site.session.changes == InputChanges(article_files=frozenset({"content/2026/a1.md"}))


@pytest.mark.parametrize(
    "files",
    [
        {"content/2026/a1.md": a1(body="Other."), "content/2026/a2.md": article("B", "2026-02-03")},
        {"content/2026/a1.md": a1(body="Other."), "content/static/notes.txt": "other"},
        {"content/2026/a1.md": a1(body="Other."), "digest.yml": sites.SETTINGS.replace("Tiny", "Little")},
        {"content/2026/a1.md": a1(topic="science")},
        {"content/2026/a1.md": a1(date="2026-02-30")},
        {"content/2026/a1.md": None},
        {"content/2026/new.md": a1("New")},
        {"content/pages/about.md": "---\ntitle: About\n---\nOther.\n"},
    ],
    ids=["two", "a file too", "a setting too", "another topic", "a mistake", "gone", "new", "a plain page"],
)
def test_whatever_is_more_than_the_text_of_one_article_is_one_state(site: Site, files: dict[str, str | bytes | None]):
    (update,) = site.put(files)
    assert update.page == "" and not site.session.lists_are_stale


def test_without_the_pages_of_other_articles_nothing_is_shown_at_once(site: Site):
    """As before the first state, and while links are not known yet."""
    site.session._links = None
    (update,) = site.save(a1=a1(body="Other."))
    assert update.page == ""
    first, _ = site.save(a1=a1(body="Another."))
    assert first.page, "they are known again"


def test_the_time_alone_is_reason_enough(tmp_path: Path):
    site = Site(tmp_path)
    (update,) = site.save(a1=a1(publish_at="2026-03-09 00:00"))
    assert site.session.until() == LATER
    site.now = LATER.replace(microsecond=0, day=8, hour=23)
    assert site.opened.update(()) == []
    site.now = LATER
    (update,) = site.opened.update(())
    assert update.follow == "" and site.session.until() is None
    assert site.session.changes == InputChanges()
    site.opened.cache.close()


def test_a_newer_save_does_not_wait_for_the_lists(site: Site):
    (first,) = site.put({"content/2026/a1.md": a1("Sooner")}, pauses=0)
    assert first.page == "/2026/02/02/a1/" and site.session.lists_are_stale and site.session.latest is first
    assert site.opened.update((), pauses=0) == [] and site.session.lists_are_stale, "that can be interrupted too"
    (last,) = site.opened.update(())
    assert (last.page, last.follow) == ("", "/2026/02/02/a1/") and not site.session.lists_are_stale
    (whole,) = site.put({"content/static/notes.txt": "other"}, pauses=0)
    assert whole.page == "", "what could not be shown at once is waited for"


# which page is followed


@pytest.mark.parametrize(
    ("files", "url"),
    [
        ({"content/2026/new.md": a1("New", "2026-02-09")}, "/2026/02/09/new/"),
        ({"content/pages/about.md": "---\ntitle: Us\n---\n"}, "/about/"),
        ({"content/pages/about.md": "---\ntitle: Us\nslug: us\n---\n"}, "/us/"),
        ({"content/2026/a1.md": a1(slug="other")}, "/2026/02/02/other/"),
        ({"content/2026/a1.md": None}, ""),
        ({"content/2026/a1.md": a1("X"), "content/2026/a2.md": a1("Y")}, ""),
        ({"content/static/notes.txt": "other"}, ""),
        ({"content/2026/no.md": "no front matter"}, ""),
    ],
)
def test_the_page_of_the_one_article_that_was_saved_is_followed(site: Site, files: dict[str, str | bytes | None], url: str):
    assert site.put(files)[-1].follow == url


def test_an_address_begins_with_the_base_path(site: Site):
    write(site.root, {"digest.yml": sites.SETTINGS.replace("example.org/", "example.org/news/")})
    assert site.opened.update({"digest.yml"})
    assert [update.follow for update in site.save(a1=a1(body="Other."))] == ["/news/2026/02/02/a1/"] * 2
    assert site.put({"content/pages/about.md": "---\ntitle: Us\n---\n"})[-1].follow == "/news/about/"
    (update,) = site.put({"content/static/more.txt": "more"})
    assert update.files == ("/news/more.txt",)


# files, and articles that moved


def test_files_that_were_added_removed_or_changed_are_named(site: Site):
    (update,) = site.put({"content/static/b.txt": "b", "content/static/a.txt": "a"})
    assert update.files == ("/a.txt", "/b.txt")
    (update,) = site.put({"content/static/a.txt": "other", "content/static/b.txt": None, "content/static/notes.txt": "notes"})
    assert update.files == ("/a.txt", "/b.txt")
    assert site.save(a1=a1(body="Other."))[-1].files == ()
    (update,) = site.put({"themes/plain/static/style.css": "a { color: tan }"})
    assert update.files == ("/assets/style.css",)


def test_an_article_with_another_address_is_said_to_move(site: Site):
    number = site.session.number
    assert not any(update.moves for update in site.save(a1=a1(body="Other.")))
    assert site.session.url_after_move("2026/02/02/a1/", number) == ""
    (update,) = site.save(a1=a1(slug="other"))
    assert update.moves
    assert site.session.url_after_move("2026/02/02/a1/", number) == "/2026/02/02/other/"
    (update,) = site.put({"content/pages/about.md": "---\ntitle: About\nslug: us\n---\n"})
    assert update.moves and site.session.url_after_move("about/", number) == site.session.url_after_move("about", number) == "/us/"


# what is not published, and what is wrong


def test_what_only_the_preview_shows_is_listed_with_the_newest_first(site: Site):
    assert site.session.latest and site.session.latest.unpublished == ()
    write(
        site.root, {"content/2026/d.md": a1("Draft", "2026-02-10", draft="true"), "content/2026/f.md": a1("Future", "2026-03-10")}
    )
    (update,) = site.opened.update({"content/2026/d.md", "content/2026/f.md"})
    assert [each.title for each in update.unpublished] == ["Future", "Draft"]
    assert [each.title for each in site.save(a1=a1(body="Other."))[0].unpublished] == ["Future", "Draft"]


def test_diagnostics_of_articles_and_inputs_are_told_once_and_in_order(site: Site):
    (update,) = site.put({"content/2026/b.md": "no front matter", "content/2026/a.md": "no front matter"})
    assert [found.path for found in update.diagnostics] == ["content/2026/a.md", "content/2026/b.md"]
    (update,) = site.put({"digest.yml": "title: [\n"})
    assert [found.path for found in update.diagnostics] == ["content/2026/a.md", "content/2026/b.md", "digest.yml"]


def test_what_is_wrong_with_rendered_pages_is_reported_when_it_changes(site: Site):
    one, two = (Diagnostic("themes/t.html", line, 1, "E502", "wrong") for line in (1, 2))
    reports = site.opened.reports
    site.session._note_rendered("a.html", ())
    assert site.opened.reports == reports, "nothing was wrong before either"
    for path, diagnostics in (("b.html", (two,)), ("a.html", (one, two)), ("a.html", (one, two))):
        site.session._note_rendered(path, diagnostics)
    assert site.session.page_diagnostics() == (one, two) and site.opened.reports == reports + 2
    site.session._note_rendered("a.html", ())
    assert site.session.page_diagnostics() == (two,) and site.opened.reports == reports + 3
    site.session.run_deferred()
    assert site.session.page_diagnostics() == (), "there is no such page"


def template(text: str) -> dict[str, str | bytes | None]:
    return {"themes/plain/templates/page.html": text}


def test_a_page_that_cannot_be_rendered_is_shown_as_the_last_theme_made_it(site: Site):
    site.put(template("<p>First"))
    assert b"<p>First" in site.opened.answer("about/").body
    for number in range(2):
        site.put(template(f"{{{{ page.nothing.more }}}} {number}"))
        assert b"<p>First" in site.opened.answer("about/").body, "also if it fails again"
        assert [found.code for found in site.session.page_diagnostics()] == ["E502"]
    site.put(template("<p>Second"))
    assert site.session.page_diagnostics() == ()
    assert b"<p>Second" in site.opened.answer("about/").body
    site.put(template("{{ page.nothing.more }}"))
    assert b"<p>Second" in site.opened.answer("about/").body, "the last one that failed for no page"


def test_the_texts_of_earlier_saves_are_forgotten_once_the_lists_show_the_last_one(site: Site):
    forgotten: list[bool] = []
    site.session.library.store = lambda day, *, forget: forgotten.append(forget)  # type: ignore[method-assign]
    site.put({"content/2026/a1.md": a1("Sooner")}, pauses=0)
    site.opened.update(())
    assert forgotten == [False, True]
