"""A small site without content, whose plan is compared with its output and written as in a build."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from digest.cache.cache import Cache
from digest.config.config import OutputSetting
from digest.markdown.body import Body
from digest.output.output_folder import OutputFolder, open_folder
from digest.output.render_worker import RenderSettings, template_hashes
from digest.output.site_writer import SiteWriter, WriteResult
from digest.pages.article_pages import PlainPage
from digest.pages.extension_contexts import OwnPage
from digest.pages.output_files import File
from digest.pages.page import Page, Text
from digest.pages.plan import Plan
from digest.pages.plan_part import PlannedPart, plan_part, ready_part
from digest.rendering.theme import Layer, Theme
from digest.workers.worker_selection import Workers
from tests.rendering.test_sandbox import SITE


def settings(**templates: str) -> RenderSettings:
    """Return render settings with a template that shows the title of a page, and these templates."""
    named = {"page.html": "{{ page.title }}", "text.html": "{{ html(page.body) }}"}
    theme = Theme((Layer("themes/t", named | {f"{name}.html": text for name, text in templates.items()}, {}, {}),))
    return RenderSettings(theme, SITE, template_hashes(theme, {}), program="program")


SETTINGS = settings()


def page(path: str, title: str = "T", template: str = "page.html", **data: Any) -> Page:
    """Return a page with this title."""
    return Page(path, template, OwnPage(title=title, data=data), f"the source of {path}")


def text_page(path: str, key: str) -> Page:
    """Return a page that shows the text with this key."""
    return Page(path, "text.html", PlainPage(title="T", body=Text(key)))


def planned(
    parts: Mapping[str, Sequence[Page]], *, stored: OutputFolder | None = None, with_texts: Sequence[str] = ()
) -> tuple[PlannedPart, ...]:
    """Return these parts as planned parts; those that are stored with the same pages are not planned again."""
    return tuple(
        plan_part(ready_part(name, *pages, has_texts=name in with_texts), "shared", stored.planned_outlines if stored else {})
        for name, pages in parts.items()
    )


class SmallSite:
    """A site whose output folder can be written repeatedly."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / ".digest").mkdir()
        self.output = root / "site"
        self.cache = Cache(root / ".digest/cache.sqlite")
        self.progress: list[tuple[str, int, int]] = []
        self.bodies: list[list[str]] = []
        """The keys of the texts requested in each call."""
        self.texts = {"one": Body(("<p>One</p>",)), "two": Body(("<p>Two</p>",))}

    def folder(self) -> OutputFolder:
        """Return the output folder with the stored records."""
        return open_folder(self.output, self.root, self.root / ".digest", self.cache, OutputSetting())

    def _bodies(self, keys: Sequence[str]) -> Mapping[str, bytes]:
        self.bodies.append(list(keys))
        return {key: msgspec.json.encode(self.texts[key]) for key in keys}

    def write(
        self,
        parts: Mapping[str, Sequence[Page]],
        files: Sequence[File] = (),
        *,
        render_settings: RenderSettings = SETTINGS,
        workers: Any = None,
        full_text: str = "",
        with_texts: Sequence[str] = (),
    ) -> WriteResult:
        """Write these pages and files to the output folder, and store the records as a build does."""
        folder = self.folder()
        plan = Plan(planned(parts, stored=folder, with_texts=with_texts), tuple(files), (), full_text)
        real = {file.origin: str(self.root / file.origin) for file in files}
        writer = SiteWriter(folder, plan, render_settings, real, self._bodies, self.cache)
        result = writer.write(workers or Workers(1), lambda *step: self.progress.append(step))
        self.cache.put_build(folder.name, result.records, result.field_hashes, result.dropped_parts, (), 1, {})
        return result
