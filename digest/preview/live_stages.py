"""The stages of a survey for the preview (load, describe, plan), each with its last valid result (collections, registries, words,
style, plan), and run again only if its inputs changed. They return the same as `digest/build_stages.py`. Also encodes variants of
pictures when requested, and remembers damaged pictures.

The preview differs from a build only in these points:

- If an article, a registry, or the words of a theme have errors, their last version without errors is used. If a planner of an
  extension fails, its last pages are used. Errors are reported as in a build. (`LiveInputs` does the same for settings, theme and
  code.)
- Each stage keeps its result in memory, and runs again only if its input has changed; nothing is stored on disk.
- Variants of pictures are encoded when a browser requests them. Only then is a damaged picture detected: the original is sent, and
  the next update plans without its variants.
- Files of the theme have no hash in their names, so that a new style sheet changes no page.
- Planning can be interrupted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from threading import Lock
from typing import Any

from msgspec.structs import replace

from digest.articles.article import Article
from digest.build_stages import describe, load_extensions
from digest.cache_keys import plan_key
from digest.diagnostics import Diagnostic
from digest.grouping.article_collections import Collections, collect
from digest.grouping.entry import Entry
from digest.grouping.publication_status import future_updates
from digest.grouping.registries import Registries
from digest.grouping.snapshot import revised
from digest.inputs.brand_files import read_site_style
from digest.inputs.content_folder import with_image_problems
from digest.inputs.registry_files import registries_of_content
from digest.inputs.theme_files import ThemeFiles
from digest.installation.program_key import program
from digest.output.picture_encoder import UnreadablePicture, encoded, encoder
from digest.output.render_worker import RenderSettings
from digest.output.staging import copied_pieces
from digest.pages.output_files import Asset, File
from digest.pages.picture_variants import Variant
from digest.pages.plan import Plan, plan
from digest.pages.site import Site
from digest.preview.article_library import Library
from digest.preview.generation import LruCache
from digest.preview.live_inputs import LiveInputs
from digest.rendering.theme import Theme
from digest.rendering.theme_assets import published_assets
from digest.rendering.theme_words import read_words

MAX_VARIANT_BYTES = 64 * 1024 * 1024
"""The maximum size of the variants cached in memory, in bytes."""


class Stages:
    """The stages of a survey, with the last result of each."""

    def __init__(self, inputs: LiveInputs, library: Library, clock: Callable[[], datetime]) -> None:
        self.inputs = inputs
        self.library = library
        self.clock = clock
        self.collections: Collections | None = None
        self.load_diagnostics: tuple[Diagnostic, ...] = ()
        self._registries = Registries()
        self._words: dict[str, Any] = {}
        self._untranslated: tuple[str, ...] = ()
        self.problems: dict[str, str] = {}
        """The reason why a picture could not be decoded, by the hash of its bytes."""
        self._planned_problems = self.problems
        """The value of `problems` when the last plan was made."""
        self.variants = LruCache[bytes](MAX_VARIANT_BYTES, len)
        self._decoding = Lock()
        """Allows decoding one picture at a time: a page may request many at once, and each needs memory."""
        self._style = ""
        """The rules that the site adds to the theme's style sheet."""
        self._minified: dict[str, str] = {}
        self._plan: Plan | None = None
        self._planned_of: tuple[object, ...] = ()
        """The inputs of that plan, except the bytes of the theme's files."""

    @property
    def assets(self) -> tuple[Asset, ...]:
        """The files of content/ that are not articles, without variants of pictures that cannot be decoded."""
        return with_image_problems(self.inputs.content, self.problems).assets

    @property
    def has_new_problems(self) -> bool:
        """Whether damaged pictures were detected since the last plan."""
        return self.problems is not self._planned_problems

    @property
    def encoder(self) -> str:
        """The key of the picture encoder; '' for none. In the preview, a missing extra is not an error."""
        sizes = self.inputs.config.picture_sizes
        return encoder("auto" if sizes == "always" else sizes, self.inputs.content.assets)

    def make_variant(self, file: File, real: str) -> bytes:
        """Return the bytes of a variant; `real` is the path of its picture. Raises UnreadablePicture, DigestError, OSError."""
        with self._decoding:
            return self.variants.get(file.hash, lambda: self._encoded_variant(file.variant, real))

    def _encoded_variant(self, variant: Variant | None, real: str) -> bytes:
        assert variant, "the file is not a variant"
        try:
            (data,) = encoded(b"".join(copied_pieces(real, variant.original)), variant.size, [variant])
        except UnreadablePicture as error:
            self.problems = {**self.problems, variant.original: str(error)}
            raise
        return data

    def survey(self, theme: ThemeFiles, pause: Callable[[], None]) -> tuple[Plan, RenderSettings, tuple[Diagnostic, ...]]:
        """Describe the site and plan its pages, after `load`. Return the plan, the render settings, and the diagnostics.

        `pause` as in `plan`.
        """
        assert self.collections
        style, style_diagnostics = read_site_style(self.inputs.config, self.inputs.content)
        if not _has_errors(style_diagnostics) or not self._style:
            self._style = style
        assets, self._minified = published_assets(theme.theme, theme.styles, self._style, self._minified, plain=True)
        site, site_diagnostics = self.describe(self.collections, theme.theme, assets)
        new_plan = self.plan_pages(self.collections, site, tuple(assets.values()), pause)
        diagnostics = (*self.load_diagnostics, *style_diagnostics, *site_diagnostics, *new_plan.diagnostics)
        settings = RenderSettings(theme.theme, site, self.inputs.template_hashes, self.inputs.extensions)
        return new_plan, settings, diagnostics

    def load(self, *, reuse: bool) -> None:
        """Collect the published articles, or with `reuse` keep the last collections, if their inputs and the time are unchanged."""
        content, library = self.inputs.content, self.library
        registries, registry_diagnostics = registries_of_content(content, self.inputs.config)
        if not _has_errors(registry_diagnostics) or not self._registries.topics:
            self._registries = registries
        diagnostics = [*content.diagnostics, *registry_diagnostics, *library.all_diagnostics()]
        if self.collections is None or not reuse:
            lost_files = {diagnostic.path for diagnostic in diagnostics if diagnostic.is_error} - library.last_valid.keys()
            articles, faulty = self._last_valid_articles()
            config, now = self.inputs.config, self.clock()
            self.collections = collect(articles, self._registries, config, now, faulty, lost_files, self.collections)
        future_diagnostics = future_updates((read.article for read in library.parse_results.values() if read.article), self.clock())
        self.load_diagnostics = (*diagnostics, *future_diagnostics, *self.collections.diagnostics)

    def revise(self, article: Article) -> tuple[tuple[Entry, ...], int] | None:
        """Replace an article by its new version. Return all entries, and the index of the article's entry.

        Returns None if other entries may change too.
        """
        revision = revised(self.collections, article) if self.collections else None
        if revision is None:
            return None
        self.collections, position = revision
        return self.collections.entries, position

    def _last_valid_articles(self) -> tuple[list[Article], list[Article]]:
        """Return the last valid version of all articles, and the articles that never had a valid version."""
        articles, faulty = [], []
        for file in self.inputs.content.articles:
            path = file.path
            parse_result = self.library.parse_results[path]
            if parse_result.article and not parse_result.has_errors:
                articles.append(parse_result.article)
            elif path in self.library.last_valid:
                articles.append(self.library.last_valid[path])
            elif parse_result.article:
                faulty.append(parse_result.article)
        return articles, faulty

    def describe(self, collections: Collections, theme: Theme, assets: Mapping[str, File]) -> tuple[Site, tuple[Diagnostic, ...]]:
        """Return the values shared by all pages, and the diagnostics of the theme's words, its options and the navigation."""
        config = self.inputs.config
        words, untranslated, diagnostics = read_words(theme, config.language)
        if not _has_errors(diagnostics) or not self._words:
            self._words, self._untranslated = words, untranslated
        site, site_diagnostics = describe(
            collections, theme, self._words, self._untranslated, assets, self.inputs.content.assets, config
        )
        return site, (*diagnostics, *site_diagnostics)

    def plan_pages(self, collections: Collections, site: Site, theme_files: tuple[File, ...], pause: Callable[[], None]) -> Plan:
        """Return the plan of all output files. Parts with unchanged inputs are taken from the last plan."""
        self._planned_problems = self.problems
        config, files, last_plan = self.inputs.config, self.assets, self._plan
        extensions = self.inputs.extensions
        inputs = (collections, site, config, files, [(file.path, file.origin) for file in theme_files], extensions)
        # Collections are compared by identity, because they are large.
        if last_plan is not None and collections is self._planned_of[0] and inputs[1:] == self._planned_of[1:]:
            by_path = {file.path: file for file in theme_files}
            self._plan = replace(last_plan, files=tuple(by_path.get(file.path, file) for file in last_plan.files))
            return self._plan
        shared = plan_key(program(), config, "", {}, site)
        stored = {(part.name, part.key): part.outlines for part in last_plan.parts} if last_plan else {}
        planners = load_extensions(extensions)[0].planners
        new_plan = plan(collections, site, config, files, theme_files, shared, stored, planners, pause, self.encoder)
        # A new page with the same path takes precedence over the last page of a failed planner.
        kept_parts = [part for part in last_plan.parts if part.name in new_plan.failed] if last_plan else []
        self._plan, self._planned_of = replace(new_plan, parts=(*kept_parts, *new_plan.parts)), inputs
        return self._plan


def _has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    return any(diagnostic.is_error for diagnostic in diagnostics)
