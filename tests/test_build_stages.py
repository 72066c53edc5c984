"""The survey: parsing settings, the order of diagnostics and which of them stop a build, and the stages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace

from digest.articles.article import Parsing
from digest.build_stages import in_order, load_extensions, make_assets, parsing_of, refuse_errors, render_settings, survey
from digest.command_run import CommandRun
from digest.config.config import Config
from digest.config.edition_settings import EditionSettings
from digest.config.setting_table import read_config
from digest.diagnostics import Diagnostic, tolerate
from digest.errors import ConfigError, ContentError
from digest.extensions import NO_ADDITIONS
from digest.rendering import theme_assets as assets_module
from digest.rendering.theme import Theme
from digest.workspace import Workspace, open_workspace, scan_files
from tests import sites
from tests.sites import article, write

CONFIG = Config("A", "https://example.org")


def diagnostic(code: str, line: int = 1, path: str = "content/a.md") -> Diagnostic:
    return Diagnostic(path, line, 1, code, "message", "hint")


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        (CONFIG, Parsing("UTC", False, False, False, CONFIG.excerpt)),
        (replace(CONFIG, timezone="Asia/Seoul"), Parsing("Asia/Seoul", excerpt=CONFIG.excerpt)),
        (replace(CONFIG, html=True), Parsing(html=True, excerpt=CONFIG.excerpt)),
        (replace(CONFIG, typography=True), Parsing(typography=True, excerpt=CONFIG.excerpt)),
        (replace(CONFIG, editions=EditionSettings()), Parsing(editions=True, excerpt=CONFIG.excerpt)),
        (replace(CONFIG, excerpt=77), Parsing(excerpt=77)),
    ],
)
def test_parsing_settings_come_from_the_config(config: Config, expected: Parsing):
    assert parsing_of(config) == expected


def test_diagnostics_are_sorted_by_location_without_duplicates():
    one, two, three = diagnostic("W203", 2), diagnostic("E101", 10), diagnostic("N101", 1, "content/b.md")
    assert in_order([three, two], [one, two], (), [three]) == (one, two, three)


SETTING, ERROR, WARNING, NOTE = (diagnostic(code) for code in ("E601", "E201", "W203", "N203"))
TOLERATED = tolerate([diagnostic("E301")], ("E301",))[0]


@pytest.mark.parametrize(
    ("found", "strict", "raised"),
    [
        ([], True, None),
        ([NOTE], True, None),
        ([WARNING], False, None),
        ([WARNING], True, ContentError),
        ([TOLERATED], False, None),
        ([TOLERATED], True, ContentError),
        ([NOTE, ERROR], False, ContentError),
        ([ERROR, SETTING], False, ContentError),
        ([SETTING, ERROR], False, ContentError),
        ([SETTING], False, ConfigError),
        ([SETTING, WARNING, NOTE], True, ConfigError),
    ],
)
def test_which_diagnostics_stop_a_build(found: list[Diagnostic], strict: bool, raised: type[Exception] | None):
    if raised is None:
        refuse_errors(iter(found), strict)
        return
    with pytest.raises((ConfigError, ContentError)) as caught:
        refuse_errors(iter(found), strict)
    assert type(caught.value) is raised
    assert caught.value.diagnostics == tuple(found), "the warnings and notes too"


def test_a_site_without_extensions_adds_nothing():
    assert load_extensions(()) == (NO_ADDITIONS, ())


# the stages


FILES = sites.tiny(3) | {"digest.yml": sites.SETTINGS + "timezone: Asia/Seoul\n"}


@contextmanager
def opened(root: Path, run: CommandRun | None = None, **settings: Any) -> Iterator[Workspace]:
    config = replace(read_config((root / "digest.yml").read_text()), **settings)
    with open_workspace(root, config, sites.NOW, run or CommandRun(jobs=1)) as workspace:
        yield workspace


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The folder of a tiny site that is not built."""
    return write(tmp_path / "root", FILES)


def test_a_survey_returns_the_results_of_all_stages_and_reports_their_progress(root: Path):
    laps: list[str] = []
    kept: list[Any] = []
    calls: list[tuple[str, int, int]] = []
    run = CommandRun(jobs=1, lap=laps.append, keep=kept.append, progress=lambda *progress: calls.append(progress))
    with opened(root, run) as workspace:
        files = scan_files(workspace)
        found = survey(workspace, files)
    assert laps == ["scan files", "load articles", "plan pages"]
    assert found.files is files and kept[-1] == (workspace, found)
    assert {stage for stage, _, _ in calls} == {"reading articles"} and calls[-1][1:] == (4, 4)
    assert [entry.article.slug for entry in found.collections.entries] == ["a0", "a1", "a2"]
    assert (found.site.title, found.site.language, found.additions) == ("Tiny", "en", NO_ADDITIONS)
    assert "index.html" in {outline.path for part in found.plan.parts for outline in part.outlines}
    assert found.diagnostics == () and not found.has_errors
    assert found.collections.entries[0].article.date.at.utcoffset() == timedelta(hours=9)  # type: ignore[union-attr]


WRONG: dict[str, tuple[dict[str, str | bytes], str, str]] = {
    "a file of content": ({"content/2026/Large.md": b"x" * 3000}, "content/2026/Large.md", "E103"),
    "an article": ({"content/2026/a1.md": "no front matter"}, "content/2026/a1.md", "E"),
    "what two articles share": ({"content/2026/a9.md": article("Twice", "2026-02-01", id="x"),
                                 "content/2026/a8.md": article("Twice", "2026-02-01", id="x")}, "content/2026/a9.md", "E"),
    "a link": ({"content/2026/a1.md": article("A", body="[it](gone.md)")}, "content/2026/a1.md", "E301"),
    "the brand": ({"digest.yml": sites.SETTINGS + "brand: {logo: gone.svg}\n"}, "digest.yml", "E601"),
    "the navigation": ({"digest.yml": sites.SETTINGS + "nav: [gone]\n"}, "digest.yml", "E601"),
    "an option of the theme": ({"digest.yml": sites.SETTINGS + "theme_options: {gone: 1}\n"}, "digest.yml", "E601"),
    "the words of the theme": ({"themes/plain/i18n/en.yml": "read_more: [\n"}, "themes/plain/i18n/en.yml", "E"),
    "an extension": ({"digest.yml": sites.SETTINGS + "extensions: [own.py]\n", "extensions/own.py": "1/0\n"},
                     "extensions/own.py", "E"),
}  # fmt: skip


@pytest.mark.parametrize("where", WRONG)
def test_errors_in_every_input_are_reported(root: Path, where: str):
    files, path, code = WRONG[where]
    write(root, files)
    with opened(root, max_article_bytes=2000) as workspace:
        found = survey(workspace, scan_files(workspace))
    assert [diagnostic.code for diagnostic in found.diagnostics if diagnostic.path == path and diagnostic.code.startswith(code)]
    assert found.has_errors


def test_a_warning_does_not_count_as_an_error(root: Path):
    write(root, {"content/2026/a1.md": article("A", "2026-02-02", colour="red")})
    with opened(root) as workspace:
        found = survey(workspace, scan_files(workspace))
    assert found.diagnostics and not found.has_errors


def test_site_data_comes_from_settings_theme_and_files(root: Path):
    settings = "theme_options: {width: 5}\nbrand: {logo: logo.png}\n"
    write(root, {"digest.yml": sites.SETTINGS + settings, "content/static/logo.png": sites.PIXEL})
    theme = "options: {width: {kind: number, default: 3}, height: {kind: number, default: 4}}\n"
    write(root, {"themes/plain/theme.yml": theme})
    with opened(root) as workspace:
        found = survey(workspace, scan_files(workspace))
    assert found.diagnostics == ()
    assert found.site.options == {"width": 5, "height": 4}
    assert found.site.brand.logo and found.site.brand.logo.url == "/logo.png"
    assert "style.css" in found.site.assets and found.site.strings


def test_the_words_of_the_theme_are_those_of_the_language(root: Path):
    write(root, {"digest.yml": sites.SETTINGS + "language: de\n", "themes/plain/i18n/de.yml": "read_more: Weiterlesen\n"})
    with opened(root) as workspace:
        found = survey(workspace, scan_files(workspace))
    assert found.site.strings["read_more"] == "Weiterlesen"


def test_smaller_versions_of_pictures_are_planned_if_there_is_an_encoder(root: Path):
    write(
        root,
        {"content/2026/wide.png": sites.png(2000, 1000), "content/2026/a1.md": article("A", image="{src: wide.png, alt: Sea}")},
    )
    with opened(root) as workspace:
        files = replace(scan_files(workspace), encoder="")
        without, with_encoder = (survey(workspace, each).plan.files for each in (files, replace(files, encoder="encoder")))
    assert len(with_encoder) > len(without)


def test_style_sheets_are_minified_once(root: Path, monkeypatch: pytest.MonkeyPatch):
    write(root, {"content/static/custom.css": "a { color: red; }\n"})
    made: list[str] = []
    monkeypatch.setattr(assets_module, "minified", lambda css: made.append(css) or f"small {css}")
    with opened(root) as workspace:
        files = scan_files(workspace)
        assert len(survey(workspace, files).plan.files) > 0
        assert len(made) == 2 and "a { color: red; }\n" in made
        assert any(file.data and b"small a { color" in file.data for file in survey(workspace, files).plan.files)
        assert len(made) == 2
        monkeypatch.setattr(workspace.cache, "put", lambda name, value: pytest.fail(f"{name} is stored again"))
        make_assets(workspace, files, "a { color: red; }\n")
        monkeypatch.undo()
        monkeypatch.setattr(assets_module, "minified", lambda css: made.append(css) or f"small {css}")
        make_assets(workspace, files, "a { color: blue; }\n")
        assert made[2:] == ["a { color: blue; }\n"]
        make_assets(workspace, files, "a { color: blue; }\n")
        assert len(made) == 3


def test_cached_parts_of_the_plan_are_not_planned_again(root: Path):
    assert sites.build(root).code == 0
    write(root, {"content/2026/a1.md": article("Another", "2026-02-02")})
    with opened(root) as workspace:
        files = scan_files(workspace)
        plan = survey(workspace, files).plan
        assert len([part for part in plan.parts if part.planned is None]) > 3 < len([part for part in plan.parts if part.planned])
        with_other_title = replace(workspace, config=replace(workspace.config, title="Another"))
        assert [part for part in survey(with_other_title, files).plan.parts if part.planned is None] == []
    write(root, {"themes/plain/templates/robots.txt": "{{ site.title }}"})
    with opened(root) as workspace:
        plan = survey(workspace, scan_files(workspace)).plan
        assert [part for part in plan.parts if part.planned is None] == [], "pages may use an added template"


def test_the_keys_of_all_parts_include_filters_of_extensions(root: Path):
    write(root, {"digest.yml": sites.SETTINGS + "extensions: [own.py]\n"})
    planned = []
    for text in ("one", "one", "two"):
        write(root, {"extensions/own.py": f"def own(value):\n    return '{text}'\n\n\nFILTERS = {{'own': own}}\n"})
        with opened(root) as workspace:
            found = survey(workspace, scan_files(workspace))
            assert found.diagnostics == () and list(found.additions.filter_keys) == ["own"]
            planned.append([part.key for part in found.plan.parts])
    assert planned[0] == planned[1] != planned[2]


def test_template_hashes_are_computed_once(root: Path, monkeypatch: pytest.MonkeyPatch):
    filters_of_calls: list[Mapping[str, str]] = []
    reached = iter([{"index.html": "1"}, {"index.html": "2"}, {"index.html": "3"}])

    def template_hashes(theme: Theme, filters: Mapping[str, str]) -> dict[str, str]:
        filters_of_calls.append(filters)
        return next(reached)

    monkeypatch.setattr("digest.output.render_worker.template_hashes", template_hashes)
    with opened(root) as workspace:
        found = survey(workspace, scan_files(workspace))
        settings = render_settings(workspace, found)
        assert (settings.theme, settings.site) == (found.files.theme.theme, found.site)
        assert settings.templates == render_settings(workspace, found).templates == {"index.html": "1"}
        with_filter = replace(found, additions=SimpleNamespace(filter_keys={"own": "key"}))
        assert render_settings(workspace, with_filter).templates == {"index.html": "2"}
        assert render_settings(workspace, found).templates == {"index.html": "3"}, "only the last hashes are cached"
    assert filters_of_calls == [{}, {"own": "key"}, {}]
