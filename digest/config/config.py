"""Config, the struct of all settings with their defaults, and the structs of its parts: lists, feeds, tags, publishing, navigation,
output folder, theme options, extensions; the names of the site's files, such as digest.yml and content/topics.yml."""

from __future__ import annotations

from urllib.parse import urlsplit

from msgspec import Struct

from digest.config.brand_settings import BrandSettings
from digest.config.edition_settings import EditionSettings
from digest.config.mail_settings import MailSettings
from digest.diagnostics import Diagnostic
from digest.yaml.tree import Scalar

SETTINGS_FILE = "digest.yml"
TOPICS_FILE = "content/topics.yml"
SOURCES_FILE = "content/sources.yml"
PUBLISHED_FILE = "content/published.tsv"
LEDGER_FILE = "content/editions.tsv"
STYLE_FILE = "content/style.yml"

MODES = ("full", "excerpt", "link")
"""How much of an article's text is published."""


class Lists(Struct, frozen=True):
    """The number of articles per page for each kind of list; 0 for no such pages."""

    front: int = 20
    topics: int = 20
    tags: int = 20
    years: int = 20
    months: int = 20
    days: int = 20
    sources: int = 20
    authors: int = 0
    stories: int = 100


class FeedSettings(Struct, frozen=True):
    """The content and formats of feeds."""

    entries: int = 20
    content: str = "full"
    terms: bool = True
    formats: tuple[str, ...] = ("atom", "json")


class RenamedTag(Struct, frozen=True):
    """An old tag name, its new name, and the position of the setting."""

    old: str
    new: str
    line: int = 0
    column: int = 0


class TagSettings(Struct, frozen=True):
    """Slugs and renames of tags, and the minimum article count of a tag page."""

    slugs: dict[str, str] = {}
    min_count: int = 1
    renamed: tuple[RenamedTag, ...] = ()


class PublishSettings(Struct, frozen=True):
    """Where `digest publish` pushes the site."""

    remote: str = "origin"
    branch: str = "gh-pages"
    cname: str = ""


class NavEntry(Struct, frozen=True):
    """One entry of the navigation or the footer: a topic, a plain page, or a name with a url."""

    name: str
    target: str
    line: int = 0
    column: int = 0
    rel: str = ""
    """The link relation of a footer link: `me`, `license`."""


class OutputSetting(Struct, frozen=True):
    """The folder that the site is written to, and where it is chosen."""

    folder: str = "site"
    line: int = 0
    """Its line in digest.yml; 0 if it is not set there, or not used."""
    column: int = 0
    is_given: bool = False
    """True if the command line names it; symbolic links in its path are then allowed."""


class ExtensionName(Struct, frozen=True):
    """An extension that the site uses: a file of extensions/, or an installed package."""

    name: str
    line: int = 0
    column: int = 0


class ThemeOption(Struct, frozen=True):
    """An option of the theme: its name, and its unparsed value; the theme defines its type."""

    name: str
    value: Scalar
    line: int = 0
    column: int = 0


DEFAULT_EXCERPT = 280
"""The maximum length of an excerpt in characters."""


class Config(Struct, frozen=True):
    """The settings of a site, with the defaults for settings that digest.yml leaves out."""

    title: str
    base_url: str
    timezone: str = "UTC"
    language: str = "en"
    description: str = ""
    default_mode: str = "full"
    excerpt: int = DEFAULT_EXCERPT
    theme: str = "default"
    theme_options: tuple[ThemeOption, ...] = ()
    output: OutputSetting = OutputSetting()
    permalink: str = "/{year}/{month}/{day}/{slug}/"
    nav: tuple[NavEntry, ...] | None = None
    brand: BrandSettings = BrandSettings()
    footer: tuple[NavEntry, ...] = ()
    lists: Lists = Lists()
    tags: TagSettings = TagSettings()
    feed: FeedSettings = FeedSettings()
    pictures: str = "lead"
    picture_sizes: str = "auto"
    picture_credit: bool = False
    editions: EditionSettings | None = None
    """None for a site without editions."""
    mail: MailSettings = MailSettings()
    story_order: str = "newest"
    week_start: str = ""
    """The first day of the week in calendars; '' for the default of the language."""
    related: int = 5
    charts: bool = True
    search: str = "index"
    news_sitemap: bool = False
    open_data: bool = True
    fediverse_creator: str = ""
    publish: PublishSettings = PublishSettings()
    extensions: tuple[ExtensionName, ...] = ()
    links: str = "error"
    not_found: bool = True
    typography: bool = False
    html: bool = False
    max_article_bytes: int = 5 * 1024 * 1024
    editor: str = "vscode://file{path}:{line}:{column}"
    drafts: bool = False
    future: bool = False
    strict: bool = False
    preview: bool = False
    """True to mark every page as a preview."""
    diagnostics: tuple[Diagnostic, ...] = ()
    """The warnings and notes about digest.yml."""

    @property
    def origin(self) -> str:
        """The scheme and host of `base_url`, without a final slash."""
        parts = urlsplit(self.base_url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def is_preview(self) -> bool:
        """True if the site is a preview, which may contain drafts and future articles."""
        return self.preview or (self.drafts and self.future)

    @property
    def base_path(self) -> str:
        """The path of `base_url` without a final slash: '' or, for example, '/repo'."""
        return urlsplit(self.base_url).path.rstrip("/")
