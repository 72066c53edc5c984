"""The checks of a whole site: the locations of diagnostics, and which files are read."""

from __future__ import annotations

import json
import random
import shutil
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace

from digest import site_checks
from digest.checks.external_links import Reply
from digest.checks.leaks import is_restricted
from digest.command_run import CommandRun
from digest.config.config import Config
from digest.config.setting_table import read_config
from digest.diagnostics import Diagnostic
from digest.errors import DiskError
from digest.external.link_requests import read_replies, write_replies
from digest.grouping.entry import Entry
from digest.inspection import Inspection, finished_output, inspect
from digest.output.build_lock import STATE_FOLDER
from digest.site_checks import (
    LINKS_PER_BATCH,
    ExternalLinks,
    FinishedPages,
    content_diagnostics,
    display_path,
    external_link_diagnostics,
    finished_diagnostics,
    output_sources,
    site_diagnostics,
)
from digest.slugs import slug
from tests import sites
from tests.conftest import run_digest
from tests.sites import NOW, article, build, write

SECRET = "The pilots of the northern harbour wore bright anoraks while the old ferry was towed to its pier by two fishing boats."
FILES = sites.tiny(2) | {
    "content/2026/locked.md": article("Locked", "2026-02-09", mode="link", body=f"{SECRET}\n\n{SECRET}"),
    "content/2026/links.md": article("Links", "2026-02-10", body="[there](https://other.example/x)"),
    "content/static/notes.csv": "a,b\n",
}


def site(root: Path, files: dict[str, str | bytes | None]) -> Path:
    """Build a site of FILES and these files."""
    write(root, FILES | files)
    built = build(root)
    assert built.code == 0, built.diagnostics
    return root


EVERYTHING = sites.tiny(3) | {
    "digest.yml": (
        "title: Tiny\nbase_url: https://tiny.example/\neditions: {every: week, cutoff: friday 18:00}\n"
        "lists: {authors: 5, front: 2}\nfeed: {formats: [atom, json, rss]}\nnews_sitemap: true\n"
    ),
    "content/sources.yml": sites.OUTLETS + "shut: {name: Shut, domain: shut.example, feed: https://shut.example/feed}\n",
    "content/stories/flood.md": "---\ntitle: Flood\nsummary: Water.\n---\nIt rains.\n",
    "content/editions/2026-02-06.md": "---\ntitle: An intro\n---\nHello.\n",
    "content/2026/first.md": article("First", "2026-02-03", story="flood", tags="[sea]", authors="[A. Bee]", body="Short."),
    "content/2026/second.md": article(
        "Second", "2026-02-05", story="flood", tags="[sea]", covers="first.md", translation="t", body="See [it](first.md)."
    ),
    "content/2026/third.md": article(
        "Zwei", "2026-02-12", tags="[sea]", lang="de", translation="t", corrections="[{date: 2026-02-20, text: Oh.}]"
    ),
    "content/2026/locked.md": article("Locked", "2026-02-09", story="flood", mode="link", body=SECRET),
    "content/2026/begun.md": article("Begun", "2026-02-10", story="flood", mode="excerpt", body=f"A start.\n\n{SECRET[::-1]}"),
}
"""A site with outputs of all kinds."""

KINDS = (
    "index.html", "2026/02/03/first/index.html", "2026/02/12/third/index.html", "stories/index.html",
    "stories/flood/index.html", "stories/flood/feed.xml", "stories/flood/rss.xml", "editions/index.html", "editions/feed.xml",
    "editions/feed.json", "editions/2026-02-06/index.html", "editions/2026-02-13/index.html", "sources/index.html",
    "sources/wire/index.html", "sources/wire/feed.json", "authors/a-bee/index.html", "corrections/index.html",
    "corrections/feed.xml", "corrections/rss.xml", "data/editions.json", "data/stories.json", "data/sources.json",
    "data/articles/2026.json", "sources.opml", "sitemap.xml", "sitemap-news.xml", "llms.txt", "feed.xml", "tags/sea/feed.xml",
)  # fmt: skip
"""An output of each kind."""


def with_leak(path: Path, text: str) -> None:
    """Insert a text into an output, as a faulty template would."""
    content = path.read_text()
    if path.suffix == ".json":
        path.write_text(json.dumps({"leak": {"text": text}, "rest": json.loads(content)}))
    else:
        at = max(content.rfind(end) for end in ("</body>", "</feed>", "</channel>", "</urlset>", "</opml>", "\n"))
        path.write_text(f"{content[:at]}<p>{text}</p>{content[at:]}")


STORIES = {
    name: " ".join(random.Random(name).sample(SECRET.split(), 18))
    for name in ("draft", "later", "embargo", "gone", "page", "story", "intro", "newer")
}
"""Texts with the words of SECRET, each in a different order."""

UNPUBLISHED = {
    "content/2026/draft.md": article("Draft", "2026-02-09", draft="true", story="flood", tags="[sea]", body=STORIES["draft"]),
    "content/2026/later.md": article("Later", "2026-03-09", covers="first.md", body=STORIES["later"]),
    "content/2026/embargo.md": article("Embargo", "2026-02-09", publish_at="2026-03-09", summary=STORIES["embargo"]),
    "content/2026/gone.md": article("Gone", "2026-02-09", expires="2026-02-20", translation="t", lang="fr", body=STORIES["gone"]),
    "content/pages/faq.md": f"---\ntitle: Questions\ndraft: true\n---\n{STORIES['page']}\n",
    "content/stories/quake.md": f"---\ntitle: Quake\ndraft: true\n---\n{STORIES['story']}\n",
    "content/editions/2026-02-13.md": f"---\ntitle: Intro\ndraft: true\n---\n{STORIES['intro']}\n",
    "content/editions/2026-03-06.md": f"---\ntitle: Of the next edition\n---\n{STORIES['newer']}\n",
}
"""Texts of all kinds that are not public at `sites.NOW`."""


def with_every_output(root: Path, files: dict[str, str | bytes]) -> tuple[Config, Inspection, dict[str, bytes]]:
    """Build the site of these files with all kinds of output; return the bytes of its outputs by path."""
    assert build(write(root, files)).code == 0
    config = read_config((root / "digest.yml").read_text())
    inspection = inspect(root, config, NOW, is_restricted, CommandRun(jobs=1))
    assert inspection.is_current and FinishedPages(root, config, inspection).diagnostics() == []
    outputs = {path for path in output_sources(inspection) if path.endswith((".html", ".xml", ".json", ".txt", ".opml"))}
    assert set(KINDS) <= outputs
    return config, inspection, {path: (root / "site" / path).read_bytes() for path in outputs}


def leaks_of(root: Path, config: Config, inspection: Inspection, finished: dict[str, bytes], text: str) -> list[Diagnostic]:
    """Insert this text into every output, and return the reported leaks."""
    for path, data in finished.items():
        (root / "site" / path).write_bytes(data)
        with_leak(root / "site" / path, text)
    return FinishedPages(root, config, inspection).leaks


def test_a_leak_of_a_restricted_article_is_found_in_every_output(tmp_path: Path):
    """In each kind of page, feed, list and data file, for an article in mode `link` and one in mode `excerpt`."""
    config, inspection, finished = with_every_output(tmp_path, EVERYTHING)
    for file, text in (("locked", SECRET), ("begun", SECRET[::-1])):
        leaks = leaks_of(tmp_path, config, inspection, finished, text)
        assert {leak.path for leak in leaks} == {f"site/{path}" for path in finished}
        assert {leak.code for leak in leaks} == {"E304"}
        assert all(leak.message.startswith(f"text of content/2026/{file}.md shows here") for leak in leaks)


def test_a_leak_of_an_unpublished_text_is_found_in_every_output(tmp_path: Path):
    """Drafts, future, embargoed and expired articles, plain pages, texts about stories, and intros, all in each output."""
    config, inspection, finished = with_every_output(tmp_path, EVERYTHING | UNPUBLISHED)
    leaks = leaks_of(tmp_path, config, inspection, finished, "; ".join(STORIES.values()))
    reasons = {"later": "is not published yet", "embargo": "is not published yet", "gone": "has expired"} | {
        "2026-03-06": "is not published yet"
    }
    expected = {
        (f"site/{path}", f"text of {file} shows here, which {reasons.get(Path(file).stem, 'is a draft')} (page of {source})")
        for path, source in output_sources(inspection).items()
        if path in finished
        for file in UNPUBLISHED
    }
    assert {(leak.path, leak.message) for leak in leaks} == expected


@pytest.mark.parametrize(("now", "is_out"), [("2026-02-13T17:59:59+00:00", False), ("2026-02-13T18:00:00+00:00", True)])
def test_an_article_held_for_its_edition_must_not_show_before_the_edition_closes(tmp_path: Path, now: str, is_out: bool):
    files = sites.tiny(1) | {
        "digest.yml": sites.SETTINGS + "editions: {every: week, cutoff: friday 18:00, hold: true}\n",
        "content/2026/held.md": article("Held", "2026-02-10", body=SECRET),
        "content/static/x.txt": SECRET,
    }
    at = datetime.fromisoformat(now)
    assert build(write(tmp_path, files), now=at).code == 0
    config = read_config((tmp_path / "digest.yml").read_text())
    leaks = FinishedPages(tmp_path, config, inspect(tmp_path, config, at, is_restricted, CommandRun(jobs=1))).leaks
    assert [leak.path for leak in leaks] == ([] if is_out else ["site/x.txt"])


def test_a_build_with_drafts_and_future_articles_may_show_them(tmp_path: Path):
    files = EVERYTHING | UNPUBLISHED | {"content/static/x.txt": "; ".join(STORIES.values())}
    assert build(write(tmp_path, files), drafts=True, future=True).code == 0
    config = replace(read_config((tmp_path / "digest.yml").read_text()), drafts=True, future=True)
    inspection = inspect(tmp_path, config, NOW, is_restricted, CommandRun(jobs=1))
    assert inspection.unpublished == () and FinishedPages(tmp_path, config, inspection).leaks == []


COPY = "content/2026/copy.md"
SAME = [
    {COPY: article("Copy", "2026-02-10", draft="true", body=SECRET), "content/2026/a.md": article("A", body=SECRET)},
    {COPY: article("Copy", "2026-02-10", draft="true", body=SECRET), "content/2026/a.md": article("A", body=f"> {SECRET}\n\nSo.")},
    {COPY: article("Copy", "2026-02-10", draft="true", body=SECRET), "content/2026/a.md": article("A", summary=SECRET)},
    {COPY: article(SECRET, "2026-02-10", draft="true"), "content/2026/a.md": article(SECRET, slug=slug(SECRET))},
    {COPY: article(SECRET, draft="true"), "content/2026/a.md": article("A", body=f"[x](https://x.example/{slug(SECRET)}/)")},
    {COPY: article(SECRET, draft="true"), "content/2026/a.md": article("A", source_url=f"https://x.example/{slug(SECRET)}/")},
    {COPY: article("Copy", expires="2026-02-20", body=SECRET), "content/pages/a.md": f"---\ntitle: A\n---\n{SECRET}\n"},
    {
        COPY: article("Copy", expires="2026-02-20", body=SECRET),
        "content/topics.yml": f"world: {{name: World, description: '{SECRET}'}}",
    },
    {COPY: article("Copy", draft="true", body=SECRET), "digest.yml": sites.SETTINGS + f"description: '{SECRET}'\n"},
    {COPY: article("Copy", draft="true", body=SECRET), "themes/plain/templates/parts/foot.html": f"<p>{SECRET}</p>"},
    {COPY: article("Copy", draft="true", body="The ferry was towed to its pier."), "content/static/x.txt": SECRET},
]
"""Sites that show an unpublished text for a legitimate reason."""


@pytest.mark.parametrize("files", SAME)
def test_a_text_that_is_published_elsewhere_is_not_a_leak(tmp_path: Path, files: dict[str, str | bytes]):
    base = {path: text for path, text in sites.tiny(1).items() if path not in files}
    assert build(write(tmp_path, base | files)).code == 0
    assert inspected(tmp_path)[1].leaks == []


def test_the_hidden_rest_of_an_excerpt_is_reported_once_for_an_identical_draft(tmp_path: Path):
    """A draft with the text of a published article in mode `excerpt`."""
    files = {COPY: article("Copy", draft="true", body=SECRET), "content/static/x.txt": SECRET}
    files |= {"content/2026/a.md": article("A", mode="excerpt", body=f"Begins.\n\n{SECRET}")}
    assert build(write(tmp_path, sites.tiny(1) | files)).code == 0
    config = read_config((tmp_path / "digest.yml").read_text())
    leaks = FinishedPages(tmp_path, config, inspect(tmp_path, config, NOW, is_restricted, CommandRun(jobs=1))).leaks
    assert [leak.message.split()[2] for leak in leaks] == ["content/2026/a.md"]
    leaks = FinishedPages(tmp_path, config, inspect(tmp_path, config, NOW, lambda _: False, CommandRun(jobs=1))).leaks
    assert [leak.message.split()[2] for leak in leaks] == [COPY]


SOON = """
from digest.api import OwnPage, Page, TextFile

def soon(collections, site, config):
    texts = [article.excerpt for article in collections.hidden]
    yield TextFile("soon.csv", "\\n".join(texts))
    yield Page("soon/index.html", "soon.html", OwnPage(title="Soon", data={"texts": texts}))

PLANNERS = {"soon": soon}
"""
"""An extension that shows future articles, which it finds only in `hidden`."""


def test_an_extension_that_shows_future_articles_is_reported_with_and_without_a_cache(tmp_path: Path):
    files = sites.tiny(1) | {
        "digest.yml": sites.SETTINGS + "extensions: [soon.py]\n",
        "extensions/soon.py": SOON,
        "themes/plain/templates/soon.html": "<title>Soon</title>{% for t in page.data.texts %}<p>{{ t }}{% endfor %}",
        "content/2026/later.md": article("Later", "2026-03-09", aliases="[/old/]", body=SECRET),
    }
    assert build(write(tmp_path, files)).code == 0
    config = read_config((tmp_path / "digest.yml").read_text())
    with finished_output(tmp_path, config, NOW, is_restricted, CommandRun(jobs=1)) as finished:
        first = finished_diagnostics(tmp_path, config, finished)
    with finished_output(tmp_path, config, NOW, is_restricted, CommandRun(jobs=1)) as finished:
        assert finished.checked and finished_diagnostics(tmp_path, config, finished) == first
    write(tmp_path, {"content/2026/a1.md": article("An edit")})
    assert build(tmp_path).code == 0
    with finished_output(tmp_path, config, NOW, is_restricted, CommandRun(jobs=1)) as finished:
        edited = finished_diagnostics(tmp_path, config, finished)
    shutil.rmtree(tmp_path / ".digest")
    assert build(tmp_path).code == 0
    with finished_output(tmp_path, config, NOW, is_restricted, CommandRun(jobs=1)) as finished:
        assert finished.checked is None
        clean = finished_diagnostics(tmp_path, config, finished)
    for found in (first, edited, clean):
        assert [leak.path for leak in found if leak.code == "E304"] == ["site/soon.csv", "site/soon/index.html"]
    assert edited == clean


def is_hidden(entry: Entry) -> bool:
    return entry.mode == "link"


def inspected(root: Path) -> tuple[Inspection, FinishedPages]:
    config = read_config((root / "digest.yml").read_text())
    found = inspect(root, config, NOW, is_hidden, CommandRun(jobs=1))
    return found, FinishedPages(root, config, found)


def checked(root: Path) -> list[Diagnostic]:
    config = read_config((root / "digest.yml").read_text())
    with finished_output(root, config, NOW, is_hidden, CommandRun(jobs=1)) as found:
        return [*finished_diagnostics(root, config, found)]


def codes(diagnostics: list[Diagnostic]) -> list[tuple[str, str]]:
    return [(diagnostic.path, diagnostic.code) for diagnostic in diagnostics]


def content_findings(root: Path) -> list[Diagnostic]:
    config = read_config((root / "digest.yml").read_text())
    found = content_diagnostics(root, config, inspect(root, config, NOW, is_hidden, CommandRun(jobs=1)))
    return [diagnostic for diagnostic in found if diagnostic.code != "N402"]


@pytest.mark.parametrize("name", ["notes.csv", "NOTES.TXT", "sub/notes.json"])
def test_a_restricted_text_is_found_in_every_text_file(tmp_path: Path, name: str):
    root = site(tmp_path, {f"content/static/{name}": f"{SECRET} {SECRET}\n"})
    (found,) = inspected(root)[1].diagnostics()
    assert (found.path, found.line, found.column, found.code) == (f"site/{name}", 1, 1, "E304")
    assert "content/2026/locked.md" in found.message and f"content/static/{name}" in found.message


def test_a_binary_file_is_not_searched_for_leaks(tmp_path: Path):
    root = site(tmp_path, {"content/static/notes.bin": f"{SECRET} {SECRET}\n"})
    assert inspected(root)[1].diagnostics() == []


def test_external_links_are_collected(tmp_path: Path):
    assert "https://other.example/x" in inspected(site(tmp_path, {}))[1].external


def test_a_missing_output_is_reported_with_its_path(tmp_path: Path):
    root = site(tmp_path, {})
    (root / "site/index.html").unlink()
    with pytest.raises(DiskError, match=r"^site/index\.html: "):
        inspected(root)


DEAD = '<a href="/nowhere/">x</a>'


@pytest.mark.parametrize("links", ["error", "warn"])
def test_a_broken_link_is_reported_and_tolerated_with_links_warn(tmp_path: Path, links: str):
    settings = sites.SETTINGS + f"links: {links}\n"
    root = site(tmp_path, {"digest.yml": settings, "content/static/x.html": f"<!doctype html><title>x</title>{DEAD}"})
    (found,) = [diagnostic for diagnostic in inspected(root)[1].diagnostics() if "nowhere" in diagnostic.message]
    assert found.tolerated == (links == "warn") and found.path.startswith("site/x.html")


def test_articles_are_checked_against_the_house_style_if_there_is_one(tmp_path: Path):
    root = site(tmp_path, {"content/2026/long.md": article("A" * 99, "2026-02-11")})
    assert {diagnostic.code for diagnostic in content_findings(root)} == {"W601"}
    write(root, {"content/style.yml": "headline: 50\n"})
    (found,) = [diagnostic for diagnostic in content_findings(root) if diagnostic.code != "W601"]
    assert found.path == "content/2026/long.md"
    write(root, {"content/style.yml": "headlines: 50\n"})
    (found,) = [diagnostic for diagnostic in content_findings(root) if diagnostic.code != "W601"]
    assert found.path == "content/style.yml"


def test_a_lost_article_cannot_be_checked_for_the_house_style(tmp_path: Path):
    root = site(tmp_path, {"content/style.yml": "headline: 50\n"})
    found, _ = inspected(root)
    (root / "content/2026/links.md").unlink()
    with pytest.raises(DiskError, match=r"^content/2026/links\.md: "):
        list(content_diagnostics(root, read_config(sites.SETTINGS), found))


@pytest.mark.parametrize(
    ("settings", "place"),
    [
        ("title: T\ntheme: plain\nbase_url:  https://example.org/\n", (3, 12)),
        ("base_url : https://example.org/\ntitle: T\ntheme: plain\n", (1, 12)),
        ("\ufeffbase_url: https://example.org/\ntitle: T\ntheme: plain\n", (1, 11)),
        ("\ufefftitle: T\ntheme: plain\n'base_url': https://example.org/\n", (1, 1)),
    ],
)
def test_an_example_base_url_is_reported_at_its_location(tmp_path: Path, settings: str, place: tuple[int, int]):
    (found,) = content_findings(site(tmp_path, {"digest.yml": settings}))
    assert (found.path, found.code, (found.line, found.column)) == ("digest.yml", "W601", place)


def test_an_example_address_is_reported_at_the_start_of_settings_that_cannot_be_read(tmp_path: Path):
    root = site(tmp_path, {})
    found, _ = inspected(root)
    (root / "digest.yml").unlink()
    (example,) = (one for one in content_diagnostics(root, read_config(sites.SETTINGS), found) if one.code == "W601")
    assert (example.line, example.column) == (1, 1)


def test_a_real_base_url_is_not_reported(tmp_path: Path):
    assert content_findings(site(tmp_path, {"digest.yml": sites.SETTINGS.replace("example.org", "digest.press")})) == []


def test_a_text_that_changed_after_it_was_recorded_is_reported(tmp_path: Path):
    root = site(tmp_path, {})
    assert run_digest(root, "check", "--record", "--now", NOW.isoformat()).code == 0
    assert {diagnostic.code for diagnostic in content_findings(root)} == {"W601"}
    write(root, {"content/2026/links.md": article("Links", "2026-02-10", body=SECRET)})
    (found,) = [diagnostic for diagnostic in content_findings(root) if diagnostic.code != "W601"]
    assert (found.code, found.path) == ("W406", "content/2026/links.md")


def test_unrecorded_addresses_are_not_reported_for_a_finished_site(tmp_path: Path):
    root = site(tmp_path, {})
    config = read_config((root / "digest.yml").read_text())
    of_the_content = content_diagnostics(root, config, inspect(root, config, NOW, is_hidden, CommandRun(jobs=1)))
    assert {diagnostic.code for diagnostic in of_the_content} == {"N402", "W601"}
    assert {diagnostic.code for diagnostic in checked(root)} == {"W601"}
    write(root, {"digest.yml": sites.SETTINGS + "editions: {every: week}\n"})
    assert build(root).code == 0
    assert "N403" in {diagnostic.code for diagnostic in content_findings(root)}
    assert {diagnostic.code for diagnostic in checked(root)} == {"W601"}
    assert checked(root) == checked(root), "the second time from the cache"


def test_paths_are_displayed_relative_to_the_sites_folder(tmp_path: Path):
    assert display_path(tmp_path / "a/site", tmp_path) == "a/site"
    assert display_path(tmp_path.parent, tmp_path) == tmp_path.parent.as_posix()


ENDINGS = (
    *("html", "xml", "json", "txt", "rss", "atom", "htm", "xhtml", "svg", "js", "mjs", "css", "jsonl", "ndjson", "webmanifest"),
    *(
        "yml",
        "yaml",
        "toml",
        "md",
        "markdown",
        "rst",
        "adoc",
        "org",
        "tex",
        "csv",
        "tsv",
        "text",
        "log",
        "ics",
        "vtt",
        "srt",
        "eml",
    ),
    *("CSV", "Md"),
)


LEAKS = """
from digest.api import TextFile

def leaks(collections, site, config):
    for at, ending in enumerate({endings}):
        yield TextFile(f"leak-{{at}}.{{ending}}", "{text}")

PLANNERS = {{"leaks": leaks}}
"""


def test_a_leak_is_found_in_text_files_of_all_formats(tmp_path: Path):
    endings = (*ENDINGS, "bin", "zip")
    files = {COPY: article("Copy", draft="true", body=SECRET), "digest.yml": sites.SETTINGS + "extensions: [leaks.py]\n"}
    files["extensions/leaks.py"] = LEAKS.format(endings=endings, text=SECRET)
    assert build(write(tmp_path, sites.tiny(1) | files)).code == 0
    leaks = {leak.path for leak in inspected(tmp_path)[1].leaks}
    assert leaks == {f"site/leak-{at}.{ending}" for at, ending in enumerate(ENDINGS)}


def test_only_pages_with_links_are_read_if_no_text_is_hidden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    files = sites.tiny(1) | {"content/static/notes.log": "notes", "content/static/data.csv": "a,b"}
    assert build(write(tmp_path, files)).code == 0
    read: list[str] = []
    monkeypatch.setattr("digest.site_checks.read_bytes", lambda path: read.append(path) or b"")
    found = inspected(tmp_path)[0]
    pages = [path for path in output_sources(found) if path.endswith(".html")]
    assert sorted(read) == sorted(f"{tmp_path}/site/{path}" for path in pages) and len(pages) > 5


def test_the_error_for_a_missing_page_has_a_hint(tmp_path: Path):
    assert build(write(tmp_path, sites.tiny(1))).code == 0
    (tmp_path / "site/index.html").unlink()
    with pytest.raises(DiskError, match=r"^site/index\.html: No such file or directory$") as caught:
        inspected(tmp_path)
    assert caught.value.hint == "build again"


def test_a_leak_is_found_across_markup_and_character_references(tmp_path: Path):
    marked = "".join(
        f"<b>{word}</b> &amp; " if at % 3 else f"&#{ord(word[0])};{word[1:]} " for at, word in enumerate(SECRET.split())
    )
    root = site(tmp_path, {"content/static/notes.html": f"<p>{marked}</p>"})
    assert "site/notes.html" in {leak.path for leak in inspected(root)[1].leaks}


def test_pages_without_a_finding_are_not_checked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    assert build(write(tmp_path, sites.tiny(1))).code == 0
    first = checked(tmp_path)
    monkeypatch.setattr(FinishedPages, "_check_finished_file", lambda *_: pytest.fail("a page was checked again"))
    assert checked(tmp_path) == first


GOOD, GONE = Reply(200, "OK", 739_000), Reply(404, "Not Found", 739_000)


@pytest.mark.parametrize("answered", [0, 1, LINKS_PER_BATCH, LINKS_PER_BATCH + 1])
def test_an_interrupted_check_of_external_links_does_not_repeat_requests(
    answered: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    now, state = datetime.fromordinal(739_001), tmp_path / STATE_FOLDER
    addresses = {f"https://a.example/{number:02}": [("index.html", 1, 1)] for number in range(LINKS_PER_BATCH + 2)}
    pages: Any = SimpleNamespace(external=addresses, folder=tmp_path)
    request_counts: list[int] = []

    def request_all(addresses: list[str], day: int, reply: Any, pause: float) -> None:
        assert (day, pause) == (739_001, 0.5)
        for count, address in enumerate(addresses[:answered], 1):
            reply(address, GOOD)
            stored = len(read_replies(state))
            assert stored == LINKS_PER_BATCH if count >= LINKS_PER_BATCH else stored < LINKS_PER_BATCH, (
                "replies are stored in batches"
            )
        raise KeyboardInterrupt

    monkeypatch.setattr(site_checks, "request_all", request_all)
    write_replies(state, {"https://a.example/forgotten": GOOD, "https://a.example/00": GONE})
    with pytest.raises(KeyboardInterrupt):
        external_link_diagnostics(tmp_path, now, pages, ExternalLinks(enabled=True, pause=0.5, begin=request_counts.append))
    kept = read_replies(state)
    assert len(kept) == max(answered, 1) and "https://a.example/forgotten" not in kept
    assert request_counts == [LINKS_PER_BATCH + 2], "only addresses without a stored reply are requested again"


@pytest.mark.parametrize(("codes", "is_reported"), [((), True), (("W203",), True), (("E201",), False), (("E201", "W203"), False)])
def test_a_stale_output_is_reported_unless_errors_prevent_a_build(codes: tuple[str, ...], is_reported: bool, tmp_path: Path):
    root = site(tmp_path, {"content/2026/a.md": article("One")})
    config = read_config((root / "digest.yml").read_text())
    inspection = inspect(root, config, NOW, is_restricted, CommandRun(jobs=1))
    found = tuple(Diagnostic("content/2026/a.md", 1, 1, code, "message", "hint") for code in codes)
    stale = replace(inspection, diagnostics=found, is_current=False)
    diagnostics = site_diagnostics(root, config, NOW, stale, ExternalLinks())
    assert any(diagnostic.code == "W403" for diagnostic in diagnostics) == is_reported
