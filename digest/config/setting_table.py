"""The table of all settings of digest.yml (name, reader, description, whether pages change with it), the tables of lists, tags,
feeds and publishing; the parser of digest.yml → Config, with errors for missing settings; and the settings in the keys of pages."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from digest.config import setting_readers
from digest.config.base_url import read_base_url
from digest.config.brand_settings import BRAND_FIELDS, read_brand, without_positions
from digest.config.config import MODES, SETTINGS_FILE, Config, FeedSettings, Lists, PublishSettings, TagSettings, ThemeOption
from digest.config.edition_settings import EDITION_FIELDS, WEEKDAYS, read_editions
from digest.config.language_tags import read_language
from digest.config.mail_settings import MAIL_FIELDS, read_mail_settings
from digest.config.time_zones import read_timezone
from digest.diagnostics import Diagnostics
from digest.errors import ConfigError
from digest.yaml import schema, tree, value_readers
from digest.yaml.schema import Field, table
from digest.yaml.yaml_reader import read_yaml


class Setting(Field, frozen=True):
    """One setting of digest.yml."""

    changes_pages: bool = True
    """True if its value can change a byte of a page; only such settings are part of page keys, see `page_settings`."""


_ARTICLES_PER_PAGE = value_readers.number(0, 1000)

LIST_FIELDS = table(
    Field("front", _ARTICLES_PER_PAGE, "the front page, and the pages with its older articles"),
    Field("topics", _ARTICLES_PER_PAGE, "topic pages"),
    Field("tags", _ARTICLES_PER_PAGE, "tag pages"),
    Field("years", _ARTICLES_PER_PAGE, "year pages"),
    Field("months", _ARTICLES_PER_PAGE, "month pages"),
    Field("days", _ARTICLES_PER_PAGE, "day pages"),
    Field("sources", _ARTICLES_PER_PAGE, "pages of the sources in content/sources.yml"),
    Field("stories", _ARTICLES_PER_PAGE, "pages of stories"),
    Field("authors", _ARTICLES_PER_PAGE, "pages of those who are named as `authors` of articles; none if left out"),
)

TAG_FIELDS = table(
    Field(
        "slugs",
        setting_readers.read_tag_slugs,
        "slugs of your own for tags, where two tags would have the same slug: `{C--: c-minus-minus}`",
    ),
    Field(
        "renamed",
        setting_readers.read_renamed_tags,
        "old names of tags and their new names: `{AI: artificial intelligence}`; articles with the old name are listed "
        "under the new one, and the old pages become redirects",
    ),
    Field(
        "min_count",
        value_readers.number(1, 10_000),
        "how many articles a tag needs to get a page; with fewer it is text without a link",
    ),
)

FEED_FORMAT_NAMES = ("atom", "json", "rss")

FEED_FIELDS = table(
    Field("entries", value_readers.number(1, 1000), "how many articles a feed contains"),
    Field("content", value_readers.choice("full", "summary"), "`full` texts or `summary`"),
    Field("terms", value_readers.flag, "whether each topic and each tag has its own feeds"),
    Field(
        "formats",
        value_readers.choices(*FEED_FORMAT_NAMES),
        "a list of `atom` (`feed.xml`), `json` (`feed.json`) and `rss` (`rss.xml`); pages link to the first; `[]` for no feeds",
    ),
)

PUBLISH_FIELDS = table(
    Field("remote", value_readers.read_text_value, "the name of the git remote"),
    Field("branch", value_readers.read_text_value, "the branch for the site; it contains nothing else"),
    Field(
        "cname",
        setting_readers.read_host,
        "a host name of your own, such as `news.example.org`; it is published as the file `CNAME`, for GitHub Pages",
    ),
)

SECTIONS = {
    "lists": LIST_FIELDS,
    "tags": TAG_FIELDS,
    "feed": FEED_FIELDS,
    "editions": EDITION_FIELDS,
    "mail": MAIL_FIELDS,
    "brand": BRAND_FIELDS,
    "publish": PUBLISH_FIELDS,
}
"""The settings that contain settings."""


def _hints_for_section_keys() -> dict[str, str]:
    """Return a hint for each key of a section, for users who write it at the top level."""
    sections: dict[str, list[str]] = {}
    for section, fields in SECTIONS.items():
        for key in fields:
            sections.setdefault(key, []).append(f"{section}:")
    return {key: f"it belongs below {' or '.join(names)}, indented" for key, names in sections.items()}


SETTINGS = table(
    Setting("title", value_readers.read_text_value, "the name of the digest"),
    Setting(
        "base_url",
        read_base_url,
        "the address of the published site, with its path; other characters than ASCII are encoded (Punycode, percent)",
    ),
    Setting(
        "timezone",
        read_timezone,
        "the time zone of the digest, an IANA name such as `Asia/Seoul`; it decides to which day an article belongs",
    ),
    Setting("language", read_language, "the language of the digest, for dates, numbers and the words of the theme"),
    Setting(
        "week_start",
        value_readers.choice(*WEEKDAYS),
        "the first day of the week in calendars: `monday`, `sunday` …; if left out, as is usual where the language is spoken",
    ),
    Setting("description", value_readers.optional_text, "one sentence for search engines and feeds"),
    Setting(
        "default_mode",
        value_readers.choice(*MODES),
        "how much of a text is published if neither the article nor its source has a `mode`: `full`, `excerpt` or `link`",
    ),
    Setting(
        "excerpt",
        value_readers.number(40, 2000),
        "the maximum length of an excerpt in characters. An excerpt is the beginning of the first paragraph, cut between words; "
        "pages show it for the mode `excerpt`, lists for an article without a summary",
    ),
    Setting("theme", setting_readers.read_theme_name, "the theme: a folder in `themes/`, or a theme that comes with digest"),
    Setting(
        "theme_options",
        setting_readers.read_theme_choices,
        "options of the theme, by name; `digest themes` lists those of each theme",
        max_values=100,
    ),
    Setting("output", setting_readers.read_output, "the folder that the site is written to", changes_pages=False),
    Setting(
        "permalink",
        setting_readers.read_permalink,
        "the urls of articles, made of `{year}`, `{month}`, `{day}`, `{slug}`, `{lang}`, `{topic}` (the first topic) and "
        "`{path}` (the folders of its file below `content/`; if there is no `{slug}`, with its slug), ending with `/` or `.html`",
    ),
    Setting(
        "nav",
        setting_readers.read_nav,
        "the navigation: topics, plain pages, or `{name, url}`. The default theme adds the tags",
        max_values=200,
    ),
    Setting("brand", read_brand, "colour, logo, icon, card and fonts of the site"),
    Setting(
        "footer",
        setting_readers.read_footer,
        "links in the footer, beside the theme's own: topics, plain pages, or `{name, url, rel}`",
        max_values=50,
    ),
    Setting(
        "lists",
        setting_readers.read_section(LIST_FIELDS, Lists),
        "how many articles a page of each kind of list has; 0 for no such pages",
    ),
    Setting("tags", setting_readers.read_section(TAG_FIELDS, TagSettings), "which tags get pages, and their slugs"),
    Setting("feed", setting_readers.read_section(FEED_FIELDS, FeedSettings), "the content and the formats of feeds"),
    Setting(
        "pictures",
        value_readers.choice("lead", "all", "none"),
        "where lists show the pictures of articles: on `lead` stories, on `all` cards, or on `none`",
    ),
    Setting(
        "picture_sizes",
        value_readers.choice("auto", "always", "never"),
        "whether smaller versions of pictures are made: `auto`, if the extra `images` is installed; `always`, and a build without "
        "it fails; `never`",
    ),
    Setting("picture_credit", value_readers.flag, "whether these versions keep who made the picture and who has the rights (Exif)"),
    Setting("editions", read_editions, "daily, weekly or monthly editions, with numbers and pages"),
    Setting("mail", read_mail_settings, "who sends the letters that `digest mail` writes, and through which provider"),
    Setting("related", value_readers.number(0, 20), "how many related articles the page of an article shows; 0 for none"),
    Setting(
        "charts",
        value_readers.flag,
        "whether the pages of topics, sources, stories and editions show charts, and the coverage calendar is written",
    ),
    Setting("story_order", value_readers.choice("newest", "oldest"), "which article comes first on the page of a story"),
    Setting(
        "search",
        value_readers.choice("index", "pagefind", "none"),
        "`index`: a search page for titles, names and summaries; `pagefind`: also for all texts, by Pagefind (a build "
        "prints how to install it); `none`: no search",
    ),
    Setting("news_sitemap", value_readers.flag, "whether `sitemap-news.xml` is written, with the articles of the last 48 hours"),
    Setting("open_data", value_readers.flag, "whether `data/*.json` and `sources.opml` are written"),
    Setting(
        "fediverse_creator",
        setting_readers.read_fediverse_account,
        "the account that Mastodon shows below links to articles, such as `@digest@example.social`",
    ),
    Setting(
        "publish",
        setting_readers.read_section(PUBLISH_FIELDS, PublishSettings),
        "where `digest publish` pushes the site",
        changes_pages=False,
    ),
    Setting(
        "extensions",
        setting_readers.read_extension_names,
        "extensions that add pages, filters or importers: files in `extensions/` (`reading.py`) and installed packages, by name",
        max_values=100,
        changes_pages=False,  # their code has its own hashes
    ),
    Setting(
        "links",
        value_readers.choice("error", "warn"),
        "`error` or `warn`: with `warn`, broken links and images (E301, E302) are warnings, which each build counts",
        changes_pages=False,
    ),
    Setting("not_found", value_readers.flag, "whether `404.html` is written"),
    Setting("typography", value_readers.flag, "whether quotes, dashes and ellipses in texts become typographic ones"),
    Setting("html", value_readers.flag, "whether HTML in articles is used, after sanitising; otherwise it is shown as text"),
    Setting(
        "max_article_bytes",
        value_readers.number(1, 999_999_999),
        "the size limit of an article file, in bytes",
        changes_pages=False,
    ),
    Setting(
        "editor",
        setting_readers.read_editor,
        'the address that opens a file in your editor, for the preview: with `{path}`, `{line}`, `{column}`; `""` for none',
        changes_pages=False,
    ),
    hints=_hints_for_section_keys(),
    unknown_key_hint="digest help settings lists them all",
)
"""The settings of digest.yml: name, reader, description. A test compares the reference with it."""


REQUIRED_SETTINGS = ("title", "base_url")

_RUN_SETTINGS = ("strict", "diagnostics")
"""Fields of Config that are not settings of digest.yml and cannot change a page."""


def read_config(text: str, path: str = SETTINGS_FILE) -> Config:
    """Return the settings in this text. Raises ConfigError with all errors."""
    diagnostics = Diagnostics(path, wrong="E601")
    settings_node = read_yaml(text, diagnostics, text_kind="settings file")
    settings: dict[str, Any] = {}
    if isinstance(settings_node, tree.Mapping):
        settings = schema.read_fields(settings_node, SETTINGS, diagnostics, unknown_code="E601", key_kind="setting")
        for name in REQUIRED_SETTINGS:
            if name not in settings_node.entries:
                diagnostics.add(1, 1, "E601", f"the setting {name} is missing", f"add a line {name}: …")
    elif not diagnostics.found:
        diagnostics.add(1, 1, "E601", "no settings", 'write title: "…" and base_url: https://…')
    if diagnostics.fatal:
        raise ConfigError(diagnostics=sorted(diagnostics.found, key=lambda diagnostic: (diagnostic.line, diagnostic.column)))
    return Config(**settings, diagnostics=tuple(diagnostics.found))


def page_settings(config: Config) -> Config:
    """Return the settings that can change a page; all others, and the lines and columns, have their defaults.

    With equal content, equal page settings make equal pages, so the keys of pages, parts and snapshots hash only these. Printed
    diagnostics may differ: the key of a whole build hashes all settings.
    """
    ignored_settings = [field.name for field in SETTINGS.values() if isinstance(field, Setting) and not field.changes_pages]
    default = Config(config.title, config.base_url)
    defaults = {name: getattr(default, name) for name in (*ignored_settings, *_RUN_SETTINGS)}
    nav = None if config.nav is None else tuple(replace(entry, line=0, column=0) for entry in config.nav)
    renamed = tuple(replace(tag, line=0, column=0) for tag in config.tags.renamed)
    footer = tuple(replace(entry, line=0, column=0) for entry in config.footer)
    brand = without_positions(config.brand)
    options = tuple(ThemeOption(option.name, replace(option.value, line=0, column=0)) for option in config.theme_options)
    return replace(
        config, nav=nav, tags=replace(config.tags, renamed=renamed), theme_options=options, footer=footer, brand=brand, **defaults
    )
