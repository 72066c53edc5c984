"""The survey of a site, which precedes rendering: loads articles, extensions, style sheets and theme words, describes the site,
plans pages, sorts their diagnostics, makes the settings for rendering, and refuses errors. `build`, `check` and `publish` begin
with it.

Its stages, in order: open the workspace, scan files, load articles, describe the site, plan pages.
The preview runs the same stages, and keeps the result of each.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from digest.articles.article import Parsing
from digest.cache_keys import plan_key, templates_key
from digest.collections_loader import load
from digest.config.config import Config
from digest.diagnostics import Diagnostic
from digest.errors import ConfigError, ContentError
from digest.extensions import NO_ADDITIONS, Additions, Code
from digest.grouping.article_collections import Collections
from digest.grouping.snapshot import Snapshot
from digest.inputs.article_reader import ArticleReader
from digest.inputs.brand_files import read_site_style
from digest.installation.program_key import program
from digest.pages.brand_context import brand_of
from digest.pages.output_files import Asset, File
from digest.pages.site import Site
from digest.pages.site_description import describe_site
from digest.rendering.theme import Theme
from digest.rendering.theme_assets import published_assets
from digest.rendering.theme_options import option_values
from digest.rendering.theme_words import read_words
from digest.workspace import SiteFiles, Workspace

if TYPE_CHECKING:
    from digest.output.render_worker import RenderSettings
    from digest.pages.plan import Plan


class Survey(Struct, frozen=True):
    """The published articles, the site description, the planned pages, and the diagnostics."""

    files: SiteFiles
    articles: ArticleReader
    collections: Collections
    last_snapshot: Snapshot | None
    """The snapshot of the last build from which the collections were restored; None if they were collected."""
    site: Site
    plan: Plan
    additions: Additions
    diagnostics: tuple[Diagnostic, ...]

    @property
    def has_errors(self) -> bool:
        """True if the site cannot be built."""
        return any(diagnostic.is_error for diagnostic in self.diagnostics)


def survey(workspace: Workspace, files: SiteFiles) -> Survey:
    """Load the articles, describe the site, plan its pages. Returns errors in content as diagnostics. Raises DiskError."""
    config = workspace.config
    articles = ArticleReader(files.content.articles, parsing_of(config), workspace.cache)
    collections, last_snapshot = load(workspace, files.content, articles)
    workspace.run.lap("load articles")
    additions, extension_diagnostics = load_extensions(files.extensions)
    site_style, style_diagnostics = read_site_style(config, files.content)
    assets = make_assets(workspace, files, site_style)
    theme_words, untranslated, word_diagnostics = read_words(files.theme.theme, config.language)
    site, site_diagnostics = describe(
        collections, files.theme.theme, theme_words, untranslated, assets, files.content.assets, config
    )
    site_plan = plan_pages(workspace, files, collections, site, assets, additions)
    workspace.run.lap("plan pages")
    diagnostics = in_order(
        files.content.diagnostics,
        collections.file_diagnostics,
        collections.diagnostics,
        site_plan.diagnostics,
        style_diagnostics,
        word_diagnostics,
        site_diagnostics,
        extension_diagnostics,
    )
    site_survey = Survey(files, articles, collections, last_snapshot, site, site_plan, additions, diagnostics)
    workspace.run.keep((workspace, site_survey))
    return site_survey


def make_assets(workspace: Workspace, files: SiteFiles, brand_css: str) -> dict[str, File]:
    """Return the published files of the theme by name; the style sheet includes the site's own CSS."""
    stored_styles = workspace.cache.get("style sheets", dict[str, str]) or {}
    assets, minified_styles = published_assets(files.theme.theme, files.theme.styles, brand_css, stored_styles, program())
    if minified_styles != stored_styles:
        workspace.cache.put("style sheets", minified_styles)
    return assets


def describe(
    collections: Collections,
    theme: Theme,
    words: dict[str, Any],
    untranslated: tuple[str, ...],
    assets: Mapping[str, File],
    content_assets: Sequence[Asset],
    config: Config,
) -> tuple[Site, tuple[Diagnostic, ...]]:
    """Return the site data that all pages share, and the diagnostics of the theme, the navigation and the footer.

    `words` and `untranslated` come from `read_words`, `assets` are the theme's files by name, `content_assets` the files in
    content/ that are not articles.
    """
    options, option_diagnostics = option_values(theme.options, config.theme_options)
    asset_paths = {name: file.path for name, file in assets.items()}
    site, site_diagnostics = describe_site(collections, config, asset_paths, words, untranslated)
    diagnostics = (*option_diagnostics, *site_diagnostics, *template_diagnostics(theme, config))
    return replace(site, brand=brand_of(config, content_assets), options=options), diagnostics


def template_diagnostics(theme: Theme, config: Config) -> tuple[Diagnostic, ...]:
    """Return the warnings about the templates of the site itself, and about files outside of the folders of its themes."""
    misplaced_files = tuple(
        Diagnostic(
            path, 1, 1, "W504", "no page uses this path in the folder of a theme", "move it into templates/, static/ or i18n/"
        )
        for layer in theme.layers
        for path in layer.misplaced_paths
    )
    if not theme.has_own_templates:
        return misplaced_files
    # Imports Jinja, which a check of unchanged pages does not need.
    from digest.rendering.unshown_parts import misnamed_templates, unshown_parts

    return (*misplaced_files, *unshown_parts(theme), *(() if config.extensions else misnamed_templates(theme)))


def plan_pages(
    workspace: Workspace,
    files: SiteFiles,
    collections: Collections,
    site: Site,
    assets: Mapping[str, File],
    additions: Additions,
) -> Plan:
    """Return the plan of all output files; parts with unchanged arguments are reused from the last build."""
    from digest.pages.plan import plan  # takes 10 ms, which a build without changes saves

    theme, folder = files.theme.theme, workspace.folder
    shared_key = plan_key(program(), workspace.config, theme.key, additions.filter_keys, site)
    config, content, planners = workspace.config, files.content.assets, additions.planners
    return plan(
        collections, site, config, content, assets.values(), shared_key, folder.planned_outlines, planners, encoder=files.encoder
    )


def render_settings(workspace: Workspace, survey: Survey) -> RenderSettings:
    """Return the settings for rendering all pages. Raises ContentError for templates that cannot be parsed."""
    from digest.output.render_worker import RenderSettings, template_hashes  # as above

    theme, filters = survey.files.theme.theme, survey.additions.filter_keys
    key_of_templates = templates_key(program(), theme.key, filters)
    cached_hashes = workspace.cache.get("template hashes", tuple[str, dict[str, str]])
    if cached_hashes is not None and cached_hashes[0] == key_of_templates:
        templates = cached_hashes[1]
    else:
        templates = template_hashes(theme, filters)
        workspace.cache.put("template hashes", (key_of_templates, templates))
    return RenderSettings(theme, survey.site, templates, survey.files.extensions)


def load_extensions(extensions: tuple[Code, ...]) -> tuple[Additions, tuple[Diagnostic, ...]]:
    """Run the code of the extensions; return the functions that they add, and diagnostics."""
    if not extensions:
        return NO_ADDITIONS, ()
    from digest.inputs import extension_loader  # as above

    return extension_loader.load_extensions(extensions)


def parsing_of(config: Config) -> Parsing:
    """Return the settings that affect how an article's file is parsed."""
    return Parsing(config.timezone, config.html, config.typography, config.editions is not None, config.excerpt)


def in_order(*groups: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return the diagnostics without duplicates, sorted by location."""
    return tuple(sorted(dict.fromkeys(chain(*groups))))


def refuse_errors(diagnostics: Iterable[Diagnostic], strict: bool) -> None:
    """Raise ContentError for any error, or with `strict` any warning; ConfigError if all errors are in the settings."""
    diagnostics = tuple(diagnostics)
    found_errors = [diagnostic for diagnostic in diagnostics if diagnostic.is_error]
    if found_errors and all(diagnostic.code == "E601" for diagnostic in found_errors):
        raise ConfigError(diagnostics=diagnostics)
    if found_errors or (strict and any(diagnostic.is_warning for diagnostic in diagnostics)):
        raise ContentError(diagnostics=diagnostics)
