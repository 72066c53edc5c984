"""The stages of the preview: which results are reused, which are computed again, and which last valid versions are kept."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from msgspec.structs import replace

from digest.diagnostics import Diagnostic
from digest.output.picture_encoder import UnreadablePicture
from digest.output.render_worker import RenderSettings
from digest.pages.output_files import File
from digest.pages.picture_variants import Variant
from digest.pages.plan import Plan
from digest.preview import live_stages
from digest.preview.live_stages import Stages
from tests import sites
from tests.preview.desk import Opened
from tests.sites import article, write


class Surveyed(NamedTuple):
    """What a survey returns."""

    plan: Plan
    settings: RenderSettings
    diagnostics: tuple[Diagnostic, ...]


class Site:
    """A site of four articles whose stages are run separately."""

    def __init__(self, root: Path) -> None:
        self.root = write(root, sites.tiny(4) | {"content/pages/about.md": "---\ntitle: About\n---\n![p](/pic.png)\n"})
        write(root, {"content/static/pic.png": sites.PIXEL})
        self.now = sites.NOW
        self.opened = Opened(root, root / ".digest", lambda: self.now)

    @property
    def stages(self) -> Stages:
        return self.opened.session.stages

    def put(self, files: dict[str, str | bytes | None]) -> None:
        """Write files, and update inputs and library, but no stage."""
        write(self.root, files)
        inputs, library = self.opened.inputs, self.opened.session.library
        inputs.scan()
        found = inputs.article_files(None)
        library.read(found.values(), library.parsing)
        library.forget(library.parse_results.keys() - found.keys())

    def survey(self, *, reuse: bool = False, pause: Any = lambda: None) -> Surveyed:
        self.stages.load(reuse=reuse)
        theme = self.opened.inputs.theme
        assert theme
        return Surveyed(*self.stages.survey(theme, pause))


@pytest.fixture
def site(tmp_path: Path) -> Any:
    made = Site(tmp_path)
    yield made
    made.opened.cache.close()


def titles(site: Site) -> dict[str, str]:
    assert site.stages.collections
    return {entry.index.file: entry.card.title for entry in site.stages.collections.entries}


# articles and registries

BROKEN = "---\ntitle: Broken\ndate: 2026-02-30\n---\n"


def test_an_article_with_errors_keeps_its_last_valid_version(site: Site):
    site.put({"content/2026/a1.md": BROKEN, "content/2026/new.md": BROKEN, "content/2026/no.md": "no front matter"})
    site.stages.load(reuse=False)
    assert titles(site) == {f"content/2026/a{n}.md": f"Article {n}" for n in range(4)}
    assert site.stages.collections
    assert [found.path for found in site.stages.collections.faulty] == ["content/2026/new.md"]
    paths = {diagnostic.path for diagnostic in site.stages.load_diagnostics if diagnostic.is_error}
    assert paths == {"content/2026/a1.md", "content/2026/new.md", "content/2026/no.md"}
    site.put({"content/2026/a1.md": article("Mended", "2026-02-02"), "content/2026/new.md": None, "content/2026/no.md": None})
    site.stages.load(reuse=False)
    assert titles(site)["content/2026/a1.md"] == "Mended" and site.stages.load_diagnostics == ()


def test_a_broken_address_is_reported_beside_a_file_with_a_warning(site: Site):
    """Only beside an article that cannot be read: it might have that address."""
    broken = {"content/2026/a1.md": article("A", "2026-02-02", body="[x](/nowhere/)"), "content/static/bad.png": b"text"}
    site.put(broken)
    assert [found.code for found in site.survey().diagnostics] == ["W501", "E301"]
    site.put(broken | {"content/2026/no.md": "no front matter"})
    assert "E301" not in [found.code for found in site.survey().diagnostics]


def test_links_to_articles_that_were_never_valid_are_not_reported(site: Site):
    site.put({"content/2026/no.md": "no front matter", "content/2026/a1.md": article("A", related="[no.md, gone.md]")})
    site.stages.load(reuse=False)
    errors = [(found.path, found.code) for found in site.stages.load_diagnostics if found.path == "content/2026/a1.md"]
    assert len(errors) == 1, "a link to a file with errors is not reported"


def test_collections_are_reused_while_their_inputs_are_unchanged(site: Site):
    before = site.stages.collections
    site.stages.load(reuse=True)
    assert site.stages.collections is before
    site.stages.load(reuse=False)
    assert site.stages.collections is not before
    site.stages.collections = None
    site.stages.load(reuse=True)
    assert titles(site)


def test_a_registry_with_errors_keeps_its_last_valid_version(site: Site):
    site.put({"content/topics.yml": "world: [\n"})
    site.stages.load(reuse=False)
    assert site.stages.collections
    assert [topic.name for topic in site.stages.collections.topics if topic.entries] == ["World"]
    assert [(found.path, found.is_error) for found in site.stages.load_diagnostics] == [("content/topics.yml", True)]
    site.put({"content/topics.yml": "world: Worlds\n"})
    site.stages.load(reuse=False)
    assert [topic.name for topic in site.stages.collections.topics if topic.entries] == ["Worlds"]


def test_an_update_in_the_future_is_reported_until_then(site: Site):
    site.put({"content/2026/a1.md": article("A", "2026-02-02", updated="2026-03-02")})
    site.stages.load(reuse=False)
    assert [found.path for found in site.stages.load_diagnostics] == ["content/2026/a1.md"]
    site.now += timedelta(days=2)
    site.stages.load(reuse=True)
    assert site.stages.load_diagnostics == ()


def test_only_an_article_with_a_changed_text_is_revised_in_place(site: Site):
    before = site.stages.collections
    site.put({"content/2026/a1.md": article("Article 1", "2026-02-02", tags="[even, t1]", body="Other.")})
    read = site.opened.session.library.parse_results["content/2026/a1.md"].article
    assert read
    revision = site.stages.revise(read)
    assert revision and site.stages.collections is not before
    entries, at = revision
    assert entries is site.stages.collections.entries and entries[at].article is read  # type: ignore[union-attr]
    site.put({"content/2026/a1.md": article("Article 1", "2026-02-02", topic="science")})
    moved = site.opened.session.library.parse_results["content/2026/a1.md"].article
    assert moved and site.stages.revise(moved) is None
    site.stages.collections = None
    assert site.stages.revise(read) is None


# values shared by all pages


def test_words_with_errors_keep_their_last_valid_version(site: Site):
    words = "themes/plain/i18n/en.yml"
    good = (site.root / words).read_bytes()
    before = site.survey().settings.site.strings
    site.put({words: "home: [\n"})
    found = site.survey()
    assert found.settings.site.strings == before
    assert [diagnostic.path for diagnostic in found.diagnostics if diagnostic.is_error] == [words]
    name = next(name for name, value in before.items() if isinstance(value, str) and value.encode() in good)
    site.put({words: good.replace(str(before[name]).encode(), b"Other words", 1)})
    assert site.survey().settings.site.strings != before


def test_a_style_sheet_with_errors_keeps_its_last_valid_version(site: Site):
    def style() -> bytes:
        return next(file.data or b"" for file in site.survey().plan.files if file.path == "assets/style.css")

    site.put({"content/static/custom.css": "a { color: red }"})
    assert b"red" in style()
    site.put({"content/static/custom.css": b"a { color: \xff }"})
    assert b"red" in style()
    assert [found.path for found in site.survey().diagnostics] == ["content/static/custom.css"]
    site.put({"content/static/custom.css": "a { color: tan }"})
    assert b"tan" in style() and b"red" not in style()


def test_style_sheets_are_minified_once(site: Site, monkeypatch: pytest.MonkeyPatch):
    site.survey()
    monkeypatch.setattr("digest.rendering.theme_assets.minified", lambda css: pytest.fail("once more"))
    site.survey()


def test_options_and_brand_come_from_the_settings_and_errors_are_reported(site: Site):
    settings = sites.SETTINGS + "theme_options: {motto: Tiny, gone: 1}\nbrand: {logo: pic.png}\nnav: [nowhere]\n"
    site.put({"digest.yml": settings})
    found = site.survey()
    assert found.settings.site.options == {"motto": "Tiny"}
    assert found.settings.site.brand.logo
    messages = [diagnostic.message for diagnostic in found.diagnostics]
    assert any("gone" in message for message in messages) and any("nowhere" in message for message in messages)


def test_a_survey_returns_the_render_settings(site: Site):
    theme = site.opened.inputs.theme
    assert theme
    found = site.survey()
    assert (found.settings.theme, found.settings.templates) == (theme.theme, site.opened.inputs.template_hashes)
    assert found.settings.extensions == site.opened.inputs.extensions


# planning


def test_parts_with_the_same_inputs_are_not_planned_again(site: Site, monkeypatch: pytest.MonkeyPatch):
    first = site.survey()
    planned: list[object] = []
    plan = live_stages.plan
    monkeypatch.setattr(live_stages, "plan", lambda *arguments: planned.append(arguments) or plan(*arguments))
    assert site.survey(reuse=True).plan.parts is first.plan.parts and not planned
    site.put({"content/2026/a1.md": article("Another", "2026-02-02", tags="[even, t1]")})
    again = site.survey()
    assert len(planned) == 1
    reused = [part for part in again.plan.parts if part.planned is None]
    assert reused and len(reused) < len(again.plan.parts), "parts that do not show the article"


@pytest.mark.parametrize(
    "change",
    [
        {"digest.yml": sites.SETTINGS.replace("Tiny", "Little")},
        {"content/static/more.txt": "more"},
        {"themes/plain/static/more.txt": "more"},
        {"digest.yml": sites.SETTINGS + "extensions: [own.py]\n", "extensions/own.py": "def f(value): ...\nFILTERS = {'own': f}\n"},
    ],
    ids=["settings", "a file", "a file of the theme", "an extension"],
)
def test_changes_that_may_affect_paths_cause_new_planning(site: Site, change: dict[str, str | bytes | None]):
    first = site.survey()
    site.put(change)
    found = site.survey(reuse=True)
    assert found.plan.parts is not first.plan.parts
    assert found.diagnostics == ()


def test_a_changed_file_of_the_theme_is_served_without_new_planning(site: Site):
    first = site.survey()
    site.put({"themes/plain/static/style.css": "p { color: tan }"})
    found = site.survey(reuse=True)
    assert found.plan.parts is first.plan.parts
    (style,) = (file for file in found.plan.files if file.path == "assets/style.css")
    assert style.data and b"tan" in style.data
    assert [file.path for file in found.plan.files] == [file.path for file in first.plan.files]


def test_planning_can_be_interrupted_and_repeated(site: Site):
    class Newer(Exception):
        """A newer save interrupts planning."""

    def interrupt() -> None:
        raise Newer

    site.put({"content/2026/a1.md": article("Another", "2026-02-02")})
    with pytest.raises(Newer):
        site.survey(pause=interrupt)
    found = site.survey(reuse=True)
    assert any(part.planned for part in found.plan.parts), "interrupted parts do not count as planned"


PLANNER = """
from digest.api import OwnPage, Page


def extra(collections, site, config):
    {first}
    yield Page("extra/index.html", "page.html", OwnPage(title="{title}"))


PLANNERS = {{'extra': extra}}
"""


def test_a_failing_planner_keeps_its_last_pages(site: Site):
    def titles(survey: Surveyed) -> list[str]:
        pages = [page for part in survey.plan.parts if part.name.startswith("extension") for page in part.pages]
        return [page.context.title for page in pages]

    settings = sites.SETTINGS + "extensions: [own.py]\n"
    template = "{{ page.title }}"
    site.put({"digest.yml": settings, "extensions/own.py": PLANNER.format(first="pass", title="Good"),
              "themes/plain/templates/own.html": template})  # fmt: skip
    assert titles(site.survey()) == ["Good"]
    site.put({"extensions/own.py": PLANNER.format(first="1 / 0", title="Bad")})
    found = site.survey()
    assert titles(found) == ["Good"]
    assert [diagnostic.path for diagnostic in found.diagnostics] == ["extensions/own.py"]
    assert titles(site.survey(reuse=True)) == ["Good"], "also in the next survey"
    site.put({"extensions/own.py": PLANNER.format(first="pass", title="Mended")})
    assert titles(site.survey()) == ["Mended"]


# pictures


@pytest.mark.parametrize(("setting", "has_encoder"), [("auto", True), ("always", True), ("never", False)])
def test_a_missing_extra_is_not_an_error_in_the_preview(
    site: Site, setting: str, has_encoder: bool, monkeypatch: pytest.MonkeyPatch
):
    inputs = site.opened.inputs
    inputs.config = replace(inputs.config, picture_sizes=setting)
    monkeypatch.setattr("digest.output.picture_encoder.installed_version", lambda name: "12")
    assert bool(site.stages.encoder) is has_encoder
    monkeypatch.setattr("digest.output.picture_encoder.installed_version", lambda name: "")
    assert site.stages.encoder == ""


def test_a_damaged_picture_is_planned_without_variants(site: Site):
    assert not site.stages.has_new_problems
    (picture,) = (asset for asset in site.stages.assets if asset.path.endswith("pic.png"))
    assert picture.problem == ""
    site.stages.problems = {picture.hash: "it is damaged"}
    assert site.stages.has_new_problems
    assert [asset.problem for asset in site.stages.assets if asset.path.endswith("pic.png")] == ["it is damaged"]
    site.survey(reuse=True)
    assert not site.stages.has_new_problems


def test_all_damaged_pictures_are_remembered(site: Site):
    pytest.importorskip("PIL", reason="NOT TRIED: Pillow is not installed")
    names = ("one", "two")
    site.put({f"content/static/{name}.png": sites.png(40, 30)[:45] + name.encode() for name in names})
    for name in names:
        (picture,) = (asset for asset in site.stages.assets if asset.path.endswith(f"{name}.png"))
        variant = Variant(picture.hash, (40, 30), 20, 15, "webp")
        with pytest.raises(UnreadablePicture):
            site.stages.make_variant(File(f"{name}.webp", picture.path, f"key of {name}", variant), str(site.root / picture.path))
    assert {asset.path for asset in site.stages.assets if asset.problem} == {f"content/static/{name}.png" for name in names}
