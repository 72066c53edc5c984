"""`digest build --preview`: every page is marked as a preview, and a published site has no trace of it."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

from lxml import html

from tests.conftest import run_digest
from tests.sites import article, tiny, tree, write

NOW = ("--now", "2026-03-01")
NOTE = "This is a preview with what is not published. Please do not pass it on."


def news(folder: Path) -> Path:
    files = {path: text for path, text in tiny().items() if not path.startswith("themes/")}
    settings = "title: Tiny\nbase_url: https://example.org/\n"
    held = {"content/2026/d.md": article("Secret", draft="true"), "content/2026/f.md": article("Later", "2026-03-20")}
    return write(folder / "news", {**files, **held, "digest.yml": settings})


def run(folder: Path, *arguments: str) -> dict[str, bytes]:
    ran = run_digest(folder, "build", *NOW, *arguments)
    assert ran.code == 0, ran.err
    return tree(folder / "site")


def pages(site: dict[str, bytes]) -> dict[str, html.HtmlElement]:
    return {path: html.document_fromstring(data) for path, data in site.items() if path.endswith(".html")}


def test_every_page_has_the_preview_note_and_noindex(tmp_path: Path):
    found = pages(run(news(tmp_path), "--preview"))
    assert "404.html" in found and "2026/03/20/f/index.html" in found and "2026/02/01/d/index.html" in found
    for path, page in found.items():
        assert page.findtext(".//aside[@class='preview-note']/p") == NOTE, path
        assert "noindex, nofollow" in page.xpath("//meta[@name='robots']/@content"), path


def test_a_normal_build_has_neither_note_nor_noindex(tmp_path: Path):
    folder = news(tmp_path)
    before = run(folder)
    run(folder, "--preview")
    assert run(folder) == before  # every page was rendered again, because its key includes the preview
    assert not any(b"preview" in data or b"noindex" in data for path, data in before.items() if path.endswith("index.html"))
    assert "2026/03/20/f/index.html" not in before and "2026/02/01/d/index.html" not in before


def test_the_note_is_in_the_language_of_the_site(tmp_path: Path):
    folder = news(tmp_path)
    write(folder, {"digest.yml": (folder / "digest.yml").read_text() + "language: ko\n"})
    note = pages(run(folder, "--preview"))["index.html"].findtext(".//aside/p")
    assert note is not None and note.startswith("아직 공개되지 않은")


def test_the_templates_of_a_sites_own_theme_see_the_preview(tmp_path: Path):
    seen = "{% if site.preview %}LOOK{% endif %}"
    folder = write(tmp_path / "own", {**tiny(), "themes/plain/templates/404.html": seen})
    assert run(folder, "--preview")["404.html"] == b"LOOK"
    assert run(folder)["404.html"] == b""


def test_the_note_is_well_formed_and_inside_the_body(tmp_path: Path):
    class Depth(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.open: list[str] = []
            self.around: list[str] = []

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag == "aside":
                self.around = [*self.open]
            if tag not in ("meta", "link", "img", "br", "hr", "input", "source"):
                self.open.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert self.open.pop() == tag

    depth = Depth()
    depth.feed(run(news(tmp_path), "--preview")["index.html"].decode())
    assert depth.around == ["html", "body"] and depth.open == []
