"""The updates of a session: the page to follow, changed files, unpublished articles, and diagnostics."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from digest.articles.article import Parsing
from digest.diagnostics import Diagnostic
from digest.files.file_states import FoundFile
from digest.pages.link_resolution import Links
from digest.preview import session
from digest.preview.live_inputs import InputChanges
from digest.preview.session import Update
from tests import sites
from tests.preview.desk import Opened
from tests.sites import article, write

LATER = datetime(2026, 3, 9, tzinfo=UTC)


class Site:
    """A session of a site with three articles."""

    def __init__(self, root: Path, **settings: object) -> None:
        self.root = write(root, sites.tiny(3) | {"content/static/notes.txt": "notes"})
        self.now = sites.NOW
        self.opened = Opened(root, root / ".digest", lambda: self.now, **settings)
        self.session = self.opened.session

    def save(self, **files: str | bytes | None) -> list[Update]:
        """Write these articles, by name, and return the updates."""
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


# number of states


def test_there_is_no_new_state_without_changes(site: Site):
    number = site.session.number
    assert site.opened.update(()) == [] == site.opened.update(None) == site.put({"content/2026/a1.md": a1()})
    assert site.session.number == number and not site.session.lists_are_stale


def test_a_saved_text_updates_first_its_page_and_then_all_pages(site: Site):
    before = site.opened.generation.number
    first, last = site.save(a1=a1(body="Other."))
    assert (first.page, last.page) == ("/2026/02/02/a1/", "") and first.follow == last.follow == "/2026/02/02/a1/"
    assert first.generation and last.generation
    assert (first.generation.number, last.generation.number) == (before + 1, before + 2), "a browser loads a page with a new number"
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
def test_other_changes_are_one_state(site: Site, files: dict[str, str | bytes | None]):
    (update,) = site.put(files)
    assert update.page == "" and not site.session.lists_are_stale


def test_a_backup_that_an_editor_makes_with_a_save_does_not_delay_its_page(site: Site):
    first, _ = site.put({"content/2026/a1.md": a1(body="Other."), "content/2026/a1.md~": a1()})
    assert first.page == "/2026/02/02/a1/"
    name = "content/2026/a1.sync-conflict-20260104-232600-ABCDEFG.md"
    (update,) = site.put({"content/2026/a1.md": a1(body="Another."), name: a1()})
    assert update.page == "" and name in [found.path for found in update.diagnostics], "a conflict copy is reported at once"


def test_without_links_there_is_no_first_step(site: Site):
    """As before the first state, and while the links are not computed yet."""
    site.session._links = None
    (update,) = site.save(a1=a1(body="Other."))
    assert update.page == ""
    first, _ = site.save(a1=a1(body="Another."))
    assert first.page, "the links are computed again"


def test_links_and_collections_are_kept_until_other_articles_may_have_changed(site: Site, monkeypatch: pytest.MonkeyPatch):
    """In a large site both take longer than the page of a saved article."""
    computed: list[Links] = []

    def links(*inputs: Any) -> Links:
        computed.append(Links(*inputs))
        return computed[-1]

    monkeypatch.setattr(session, "Links", links)
    site.save(a1=a1(body="Other."))
    site.put({"content/2026/a1.md": a1(body="Another.")}, pauses=0)
    site.opened.update(())
    site.put({"themes/plain/templates/page.html": "<p>Other"})
    assert not computed
    site.save(new=a1("New", "2026-02-04"))
    assert len(computed) == 1
    site.save(new=None)
    site.put({"digest.yml": sites.SETTINGS.replace("Tiny", "Little")})
    assert len(computed) == 3


def test_only_saved_articles_are_read_until_settings_change_how_articles_are_read(site: Site, monkeypatch: pytest.MonkeyPatch):
    """In a large site, reading all articles takes longer than an update."""
    library, paths = site.session.library, list[str]()
    read = library.read

    def recorded(files: Iterable[FoundFile], parsing: Parsing) -> None:
        files = list(files)
        paths.extend(file.path for file in files)
        read(files, parsing)

    monkeypatch.setattr(library, "read", recorded)
    site.save(a1=a1(body="Other."))
    site.save(a2=None, a1=a1(body="Another."))
    site.put({"content/static/notes.txt": "other", "digest.yml": sites.SETTINGS.replace("Tiny", "Little")})
    assert paths == ["content/2026/a1.md"] * 2
    paths.clear()
    site.put({"digest.yml": sites.SETTINGS + "timezone: Asia/Seoul\n"})
    assert sorted(paths) == ["content/2026/a0.md", "content/2026/a1.md", "content/pages/about.md"]


def test_a_saved_link_to_a_new_article_leads_to_it_at_once(site: Site):
    site.save(new=a1("New", "2026-02-04"))
    first, _ = site.save(a1=a1(body="See [the new one](new.md)."))
    assert first.generation and first.page == "/2026/02/02/a1/"
    assert b'href="/2026/02/04/new/">the new one</a>' in first.generation.answer("2026/02/02/a1/index.html").body


def test_the_clock_alone_can_cause_an_update(tmp_path: Path):
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


def test_a_newer_save_interrupts_the_update_of_lists(site: Site):
    (first,) = site.put({"content/2026/a1.md": a1("Sooner")}, pauses=0)
    assert first.page == "/2026/02/02/a1/" and site.session.lists_are_stale and site.session.latest is first
    assert site.opened.update((), pauses=0) == [] and site.session.lists_are_stale, "this can be interrupted too"
    (last,) = site.opened.update(())
    assert (last.page, last.follow) == ("", "/2026/02/02/a1/") and not site.session.lists_are_stale
    (whole,) = site.put({"content/static/notes.txt": "other"}, pauses=0)
    assert whole.page == "", "an update without a first step is not interrupted"


def test_the_first_step_of_a_save_keeps_what_the_last_ones_changed(site: Site):
    site.save(no="no front matter")
    (first,) = site.put({"content/2026/a1.md": a1(body="The first.")}, pauses=0)
    (second,) = site.put({"content/2026/a2.md": article("Article 2", "2026-02-03", tags="[even, t2]", body="Two.")}, pauses=0)
    assert (first.page, second.page) == ("/2026/02/02/a1/", "/2026/02/03/a2/")
    assert b"The first." in site.opened.answer("2026/02/02/a1/index.html").body
    assert b"Two." in site.opened.answer("2026/02/03/a2/index.html").body
    assert [found.path for found in second.diagnostics] == ["content/2026/no.md"]
    (last,) = site.opened.update(())
    assert last.diagnostics == second.diagnostics and last.follow == "/2026/02/03/a2/"


def test_a_save_without_a_theme_is_no_error(tmp_path: Path):
    site = Site(tmp_path, theme="later")
    (update,) = site.save(a1=a1(body="Other."))
    assert update.generation is None and [found.path for found in update.diagnostics] == ["digest.yml"]
    site.opened.cache.close()


# the page to follow


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
def test_the_page_of_a_single_saved_article_is_followed(site: Site, files: dict[str, str | bytes | None], url: str):
    assert site.put(files)[-1].follow == url


def test_urls_start_with_the_base_path(site: Site):
    write(site.root, {"digest.yml": sites.SETTINGS.replace("example.org/", "example.org/news/")})
    assert site.opened.update({"digest.yml"})
    assert [update.follow for update in site.save(a1=a1(body="Other."))] == ["/news/2026/02/02/a1/"] * 2
    assert site.put({"content/pages/about.md": "---\ntitle: Us\n---\n"})[-1].follow == "/news/about/"
    (update,) = site.put({"content/static/more.txt": "more"})
    assert update.files == ("/news/more.txt",)


# changed files and moved articles


def test_added_removed_and_changed_files_are_listed(site: Site):
    (update,) = site.put({"content/static/b.txt": "b", "content/static/a.txt": "a"})
    assert update.files == ("/a.txt", "/b.txt")
    (update,) = site.put({"content/static/a.txt": "other", "content/static/b.txt": None, "content/static/notes.txt": "notes"})
    assert update.files == ("/a.txt", "/b.txt")
    assert site.save(a1=a1(body="Other."))[-1].files == ()
    (update,) = site.put({"themes/plain/static/style.css": "a { color: tan }"})
    assert update.files == ("/assets/style.css",)


def test_a_file_behind_a_link_is_served_from_where_the_link_leads_now(site: Site):
    """Also if it leads to another file with the same bytes."""
    write(site.root, {"content/static/one.txt": "same", "content/static/two.txt": "same"})
    link = site.root / "content/static/link.txt"
    link.symlink_to("one.txt")
    site.opened.update(None)
    link.unlink()
    link.symlink_to("two.txt")
    site.opened.update({"content/static/link.txt"})
    (site.root / "content/static/one.txt").unlink()  # which the session does not know yet
    assert site.opened.answer("link.txt").body == b"same"


def test_a_broken_link_is_followed_once_its_target_exists(site: Site):
    (site.root / "content/static/link.txt").symlink_to("../2026/later.txt")
    site.opened.update(None)
    assert [found.path for found in site.opened.diagnostics()] == ["content/static/link.txt"]
    site.put({"content/2026/later.txt": "later"})
    assert site.opened.diagnostics() == () and site.opened.answer("link.txt").body == b"later"


def test_an_article_behind_a_link_is_read_from_where_the_link_leads_now(site: Site):
    write(site.root, {"shared/one.txt": a1("Shared", "2026-02-10"), "shared/two.txt": a1("Shared", "2026-02-10")})
    link = site.root / "content/2026/link.md"
    link.symlink_to("../../shared/one.txt")
    site.opened.update(None)
    link.unlink()
    link.symlink_to("../../shared/two.txt")
    site.opened.update({"content/2026/link.md"})
    (site.root / "shared/one.txt").unlink()
    site.opened.cache.database.write(lambda db: db.execute("delete from bodies"))
    assert b"<p>Text.</p>" in site.opened.answer("2026/02/10/link/index.html").body


def test_an_article_with_a_new_url_is_reported_as_moved(site: Site):
    number = site.session.number
    assert not any(update.moves for update in site.save(a1=a1(body="Other.")))
    assert site.session.url_after_move("2026/02/02/a1/", number) == ""
    (update,) = site.save(a1=a1(slug="other"))
    assert update.moves
    assert site.session.url_after_move("2026/02/02/a1/", number) == "/2026/02/02/other/"
    (update,) = site.put({"content/pages/about.md": "---\ntitle: About\nslug: us\n---\n"})
    assert update.moves and site.session.url_after_move("about/", number) == site.session.url_after_move("about", number) == "/us/"


# unpublished articles and diagnostics


def test_unpublished_articles_are_listed_with_the_newest_first(site: Site):
    assert site.session.latest and site.session.latest.unpublished == ()
    write(
        site.root, {"content/2026/d.md": a1("Draft", "2026-02-10", draft="true"), "content/2026/f.md": a1("Future", "2026-03-10")}
    )
    (update,) = site.opened.update({"content/2026/d.md", "content/2026/f.md"})
    assert [each.title for each in update.unpublished] == ["Future", "Draft"]
    assert [each.title for each in site.save(a1=a1(body="Other."))[0].unpublished] == ["Future", "Draft"]


def test_diagnostics_of_articles_and_inputs_are_sorted_and_unique(site: Site):
    (update,) = site.put({"content/2026/b.md": "no front matter", "content/2026/a.md": "no front matter"})
    assert [found.path for found in update.diagnostics] == ["content/2026/a.md", "content/2026/b.md"]
    (update,) = site.put({"digest.yml": "title: [\n"})
    assert [found.path for found in update.diagnostics] == ["content/2026/a.md", "content/2026/b.md", "digest.yml"]


def test_notes_on_articles_are_not_reported(site: Site):
    """They are about what a build does; the preview shows errors and warnings."""
    (_, update) = site.save(a1=a1(body="*a*{: onclick=x}"))
    assert [found.code for found in site.session.library.parse_results["content/2026/a1.md"].diagnostics] == ["N321"]
    assert update.diagnostics == ()


def test_changed_diagnostics_of_rendered_pages_are_reported(site: Site):
    one, two = (Diagnostic("themes/t.html", line, 1, "E502", "wrong") for line in (1, 2))
    reports = site.opened.reports
    site.session._note_rendered("a.html", ())
    assert site.opened.reports == reports, "there was no error before either"
    for path, diagnostics in (("b.html", (two,)), ("a.html", (one, two)), ("a.html", (one, two))):
        site.session._note_rendered(path, diagnostics)
    assert site.session.page_diagnostics() == (one, two) and site.opened.reports == reports + 2
    site.session._note_rendered("a.html", ())
    assert site.session.page_diagnostics() == (two,) and site.opened.reports == reports + 3
    site.session.run_deferred()
    assert site.session.page_diagnostics() == (), "the page does not exist"


def template(text: str) -> dict[str, str | bytes | None]:
    return {"themes/plain/templates/page.html": text}


def test_a_page_that_cannot_be_rendered_is_shown_with_the_last_theme(site: Site):
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
    assert b"<p>Second" in site.opened.answer("about/").body, "from the last renderer without errors"


def test_the_errors_of_a_page_are_current_before_it_is_requested_again(site: Site):
    def error_lines() -> list[int]:
        return [found.line for found in site.session.page_diagnostics()]

    def title(text: str) -> dict[str, str | bytes | None]:
        return {"content/pages/about.md": f"---\ntitle: {text}\n---\n"}

    broken = "<p>\n{{ 1 / (page.title|length - 5) }}"
    site.put(template(broken))
    assert b"<p>\n{{" not in site.opened.answer("about/").body and error_lines() == [2]
    site.save(a1=a1(body="Other."))
    assert error_lines() == [2], "another page was saved"
    site.put(template(f"\n{broken}"))
    assert error_lines() == [], "with a new theme, no page was requested yet"
    site.opened.answer("about/")
    site.put(title("Us"))
    assert error_lines() == [], "the page can be rendered"
    site.put(title("About"))
    site.opened.answer("about/")
    assert error_lines() == [3]
    site.put({"content/pages/about.md": None})
    assert error_lines() == [], "the page was removed"


def test_texts_of_earlier_saves_are_deleted_when_the_lists_are_up_to_date(site: Site):
    forgotten: list[bool] = []
    site.session.library.store = lambda day, *, forget: forgotten.append(forget)  # type: ignore[method-assign]
    site.put({"content/2026/a1.md": a1("Sooner")}, pauses=0)
    site.opened.update(())
    assert forgotten == [False, True]
