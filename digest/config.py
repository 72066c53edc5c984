"""digest.yml → Config: the settings of a site, with all that is wrong in them told at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct

from digest import plainyaml, schema
from digest.baseurl import read_base_url
from digest.errors import ConfigError, Fault, Faults
from digest.languages import read_language
from digest.permalinks import fold, pattern_fault, segment_fault, slug_fault, tag_slug
from digest.plainyaml import Node, Scalar
from digest.schema import Field, table, wrong
from digest.timezones import read_timezone

FILE = "digest.yml"
STYLE_FILE = "content/style.yml"

MODES = ("full", "excerpt", "link")
"""How much of an article's text is published."""

_SCHEME = re.compile("[A-Za-z][A-Za-z0-9+.-]*:")
"""How an address begins (RFC 3986, 3.1)."""


_HOST = re.compile(r"(?=.{1,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)
"""A host name with at least one dot, in lower case (RFC 1123, 2.1)."""


class Lists(Struct, frozen=True):
    """How many articles a list page holds, a kind; 0 makes no such pages."""

    front: int = 20
    topics: int = 20
    tags: int = 20
    years: int = 20
    months: int = 20
    days: int = 20


class FeedSettings(Struct, frozen=True):
    """What the feeds hold."""

    entries: int = 20
    content: str = "full"
    terms: bool = True
    formats: tuple[str, ...] = ("atom", "json")


class RenamedTag(Struct, frozen=True):
    """A tag that has another name now."""

    old: str
    new: str
    line: int = 0
    column: int = 0


class TagSettings(Struct, frozen=True):
    """How tags become pages."""

    slugs: dict[str, str] = {}
    min_count: int = 1
    renamed: tuple[RenamedTag, ...] = ()


class PublishSettings(Struct, frozen=True):
    """Where `digest publish` pushes the site."""

    remote: str = "origin"
    branch: str = "gh-pages"
    cname: str = ""


class NavEntry(Struct, frozen=True):
    """One entry of the navigation: a topic, a plain page, or a name with a url."""

    name: str
    target: str
    line: int = 0
    column: int = 0


class ExtensionName(Struct, frozen=True):
    """An extension that the site uses: a file of extensions/, or an installed package."""

    name: str
    line: int = 0
    column: int = 0


class Config(Struct, frozen=True):
    """The settings of a site; what digest.yml leaves out has the value given here."""

    title: str
    base_url: str
    timezone: str = "UTC"
    language: str = "en"
    description: str = ""
    default_mode: str = "full"
    theme: str = "default"
    output: str = "site"
    output_is_given: bool = False
    """Whether the command line names the output folder: then links on the way to it are the user's own."""
    permalink: str = "/{year}/{month}/{day}/{slug}/"
    nav: tuple[NavEntry, ...] | None = None
    lists: Lists = Lists()
    tags: TagSettings = TagSettings()
    feed: FeedSettings = FeedSettings()
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
    """Mark every page as one that is only to be looked at."""
    noted: tuple[Fault, ...] = ()
    """The warnings and notes about the file of settings."""

    @property
    def origin(self) -> str:
        """Scheme and host of `base_url`, without a final slash."""
        parts = urlsplit(self.base_url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def base_path(self) -> str:
        """The path of `base_url` without a final slash: '' or such as '/repo'."""
        return urlsplit(self.base_url).path.rstrip("/")


def theme_name(node: Node, name: str, faults: Faults) -> str | None:
    """The name of a theme; no path leads from one to files of somebody else's."""
    value = schema.text(node, name, faults)
    if value is not None and segment_fault(value):
        return wrong(node, faults, f"{name} must be the name of a folder in themes/")
    return value


def _permalink(node: Node, name: str, faults: Faults) -> str | None:
    value = schema.text(node, name, faults)
    if value is not None and pattern_fault(value):
        return wrong(node, faults, pattern_fault(value), "write such as /{year}/{month}/{day}/{slug}/")
    return value


def _nav(node: Node, name: str, faults: Faults) -> tuple[NavEntry, ...]:
    entries = []
    for item in schema.items_of(node):
        if isinstance(item, plainyaml.Mapping):
            values = schema.read_fields(item, NAV_FIELDS, faults, unknown=faults.wrong)
            if len(values) == 2:
                entries.append(NavEntry(values["name"], values["url"], item.line, item.column))
            elif not {"name", "url"} <= item.entries.keys():
                wrong(item, faults, "an entry of nav needs name and url")
        elif isinstance(item, Scalar) and not item.is_null:
            entries.append(NavEntry("", schema.nfc(item.text), item.line, item.column))
        else:
            wrong(item, faults, "an entry of nav is a topic, a plain page, or name and url")
    return tuple(entries)


def _section(fields: schema.Table, make: Callable[..., Any]) -> schema.Reader:
    def read(node: Node, name: str, faults: Faults) -> object:
        if not isinstance(node, plainyaml.Mapping):
            return wrong(node, faults, f"{name} must be a mapping", f"write {name}: and below it, indented, key: value")
        return make(**schema.read_fields(node, fields, faults, unknown=faults.wrong, what=f"setting of {name}:"))

    return read


def _slugs(node: Node, name: str, faults: Faults) -> dict[str, str]:
    found: dict[str, str] = {}
    if not isinstance(node, plainyaml.Mapping):
        wrong(node, faults, f"{name} must map a tag to its slug", "write such as  C--: c-minus-minus")
        return found
    for tag, (_, value) in node.entries.items():
        own = value.text if isinstance(value, Scalar) else ""
        if slug_fault(own):
            wrong(value, faults, f"the slug of the tag {tag}: {slug_fault(own)}", "use letters, digits and -")
        found[schema.nfc(tag)] = own
    return found


def _renamed(node: Node, name: str, faults: Faults) -> tuple[RenamedTag, ...]:
    if not isinstance(node, plainyaml.Mapping):
        wrong(node, faults, f"{name} must map a tag's old name to its new one", "write such as  AI: artificial intelligence")
        return ()
    found = []
    for old, (place, value) in node.entries.items():
        if not isinstance(value, Scalar):
            wrong(value, faults, f"{name}: the new name of {old} must be text", "write such as  AI: artificial intelligence")
            continue
        new = schema.nfc(value.text)
        for tag in (old, new):
            if not tag_slug(tag) or segment_fault(tag_slug(tag)):
                said = tag if tag.strip() else "an empty text"
                wrong(place, faults, f"{name}: {said} is not the name of a tag", "write such as  AI: artificial intelligence")
        found.append(RenamedTag(schema.nfc(old), new, place.line, place.column))
    for first in _in_rings({fold(tag.old): tag for tag in found}):
        message = f"{name}: {first.old} is renamed to itself, by way of {first.new}"
        faults.add(first.line, first.column, faults.wrong, message, "remove one")
    return tuple(found)


def _in_rings(renamed: Mapping[str, RenamedTag]) -> Iterator[RenamedTag]:
    """The first tag of each ring of two and more, by its old name in folded case. A tag that gets another spelling is none."""
    seen: set[str] = set()
    for start in renamed:
        path: dict[str, None] = {}
        at = start
        while at in renamed and at not in seen:
            seen.add(at)
            path[at] = None
            at = fold(renamed[at].new)
        if at in path and fold(renamed[at].new) != at:
            yield renamed[at]


def _link_target(node: Node, name: str, faults: Faults) -> str | None:
    value = schema.text(node, name, faults)
    if value is not None and not value.startswith(("/", "https://", "http://", "mailto:")):
        return wrong(node, faults, f"{name} must begin with / or https://")
    return value


def _host(node: Node, name: str, faults: Faults) -> str | None:
    value = schema.text(node, name, faults)
    if value is not None and not _HOST.fullmatch(value):
        return wrong(node, faults, f"{name} must be the name of a host", "write such as news.example.org")
    return value


def _editor(node: Node, name: str, faults: Faults) -> str | None:
    value = "" if schema.is_empty(node) else schema.text(node, name, faults)
    if value and (
        "{path}" not in value or not _SCHEME.match(value) or value.casefold().startswith(("javascript:", "data:", "vbscript:"))
    ):
        return wrong(node, faults, f"{name} must be an address with {{path}}", "write such as idea://open?file={path}&line={line}")
    return value


_PACKAGE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
"""The name of a package (PyPA, "Names and normalization"); that of a file looks no other."""


def _extensions(node: Node, name: str, faults: Faults) -> tuple[ExtensionName, ...] | None:
    marks = schema.marked_texts(node, name, faults)
    found: dict[str, ExtensionName] = {}
    for mark in marks or ():
        if mark.text in found:
            wrong(mark, faults, f"{name}: {mark.text} stands here twice", "remove one")
        elif not _PACKAGE.fullmatch(mark.text.replace("_", "-").strip("-")) or segment_fault(mark.text):
            hint = "write the name of a file in extensions/, such as reading.py, or of an installed package"
            wrong(mark, faults, f"{name}: {mark.text} is neither a file name nor a package", hint)
        else:
            found[mark.text] = ExtensionName(mark.text, mark.line, mark.column)
    return tuple(found.values())


_ACCOUNT = re.compile(r"@?([A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?@[^\s@/<>\"]+\.[^\s@/<>\"]+)")


def _account(node: Node, name: str, faults: Faults) -> str | None:
    value = "" if schema.is_empty(node) else schema.text(node, name, faults)
    if not value:
        return value
    found = _ACCOUNT.fullmatch(value)
    return f"@{found[1]}" if found else wrong(node, faults, f"{name} must be an account", "write such as @digest@example.social")


NAV_FIELDS = table(
    Field("name", schema.text, "what the entry says"),
    Field("url", _link_target, "where it leads: `/path/` on this site, or a whole address"),
)

_PAGES = schema.number(0, 1000)

LIST_FIELDS = table(
    Field("front", _PAGES, "the front page and its older pages"),
    Field("topics", _PAGES, "topic pages"),
    Field("tags", _PAGES, "tag pages"),
    Field("years", _PAGES, "year pages"),
    Field("months", _PAGES, "month pages"),
    Field("days", _PAGES, "day pages"),
)

TAG_FIELDS = table(
    Field("slugs", _slugs, "slugs of your own, for tags whose slugs would be equal: `{C--: c-minus-minus}`"),
    Field(
        "renamed",
        _renamed,
        "old names of tags, and the new ones: `{AI: artificial intelligence}`; articles that say the old name are listed under the "
        "new one, and old pages become redirects",
    ),
    Field("min_count", schema.number(1, 10_000), "how many articles a tag needs to get a page; below it is text without a link"),
)

FEED_FORMATS = ("atom", "json", "rss")

FEED_FIELDS = table(
    Field("entries", schema.number(1, 1000), "how many articles a feed holds"),
    Field("content", schema.choice("full", "summary"), "`full` text or `summary`"),
    Field("terms", schema.flag, "whether each topic and tag has feeds of its own"),
    Field(
        "formats",
        schema.choices(*FEED_FORMATS),
        "a list of `atom` (`feed.xml`), `json` (`feed.json`) and `rss` (`rss.xml`), the first is the one that pages show; "
        "`[]` for no feeds. Atom and JSON if left out",
    ),
)

PUBLISH_FIELDS = table(
    Field("remote", schema.text, "the remote of the git repository, by its name there"),
    Field("branch", schema.text, "the branch that holds the site, and nothing else"),
    Field("cname", _host, "the host of your own, which GitHub Pages wants in a file `CNAME`"),
)

SETTINGS = table(
    Field("title", schema.text, "the name of the digest"),
    Field(
        "base_url",
        read_base_url,
        "the address under which the site is published, with its path; what is not ASCII becomes Punycode and percent-encoded",
    ),
    Field("timezone", read_timezone, "the time zone of the digest, an IANA name; an article belongs to a day there"),
    Field("language", read_language, "the language of the digest, for dates, numbers and the words of the theme"),
    Field("description", schema.optional_text, "one sentence for search engines and feeds"),
    Field(
        "default_mode",
        schema.choice(*MODES),
        "what is published of a text where neither the article nor its outlet says a `mode`: `full`, `excerpt` or `link`",
    ),
    Field("theme", theme_name, "the theme: a folder of that name in `themes/`, or one that digest brings"),
    Field("output", schema.text, "the folder that the site is written to"),
    Field(
        "permalink",
        _permalink,
        "the urls of articles, of `{year}`, `{month}`, `{day}`, `{slug}`, `{lang}`, `{topic}` (the first) and `{path}` (the "
        "folders of its file below content/; without `{slug}` its slug too), with `/` or `.html` at the end",
    ),
    Field(
        "nav",
        _nav,
        "the navigation: topics, plain pages, or `{name, url}`; all topics if left out. The default theme adds the tags",
        most=200,
    ),
    Field("lists", _section(LIST_FIELDS, Lists), "how many articles a list page holds, a kind of list; 0 makes no such pages"),
    Field("tags", _section(TAG_FIELDS, TagSettings), "how tags become pages"),
    Field("feed", _section(FEED_FIELDS, FeedSettings), "what the feeds hold, and in which formats"),
    Field(
        "search",
        schema.choice("index", "pagefind", "none"),
        "`index` makes a search page with an index of titles, names and summaries; `pagefind` adds one of all texts, "
        "made by Pagefind (a build says how to install it here); `none` makes no search",
    ),
    Field("news_sitemap", schema.flag, "whether `sitemap-news.xml` is written, of the articles of the last 48 hours"),
    Field("open_data", schema.flag, "whether `data/*.json` and `sources.opml` are written"),
    Field(
        "fediverse_creator", _account, "the account that Mastodon names under links to articles, such as `@digest@example.social`"
    ),
    Field("publish", _section(PUBLISH_FIELDS, PublishSettings), "where `digest publish` pushes the site"),
    Field(
        "extensions",
        _extensions,
        "what adds pages, filters or importers: files in `extensions/` of the site (`reading.py`) and installed packages, by name",
        most=100,
    ),
    Field(
        "links",
        schema.choice("error", "warn"),
        "`warn` makes warnings of links and images that lead nowhere (E301, E302), for the time of a move; each build counts them",
    ),
    Field("not_found", schema.flag, "whether `404.html` is written"),
    Field("typography", schema.flag, "smart quotes, dashes and ellipses in the text of articles"),
    Field("html", schema.flag, "whether HTML in articles is used, after sanitising, instead of shown as text"),
    Field("max_article_bytes", schema.number(1, 999_999_999), "the largest article file that is read, in bytes"),
    Field(
        "editor",
        _editor,
        'the address that opens a file in your editor, of `{path}`, `{line}`, `{column}`, for links in the preview; `""` for none',
    ),
)
"""The settings of digest.yml: name, reader, meaning. The reference is tested against it."""


def read_config(text: str, path: str = FILE) -> Config:
    """The settings in this text. Raises ConfigError with every fault in it."""
    faults = Faults(path, wrong="E601")
    node = plainyaml.read_yaml(text, faults, what="settings file")
    values: dict[str, Any] = {}
    if isinstance(node, plainyaml.Mapping):
        values = schema.read_fields(node, SETTINGS, faults, unknown="E601", what="setting")
    elif not faults.found:
        faults.add(1, 1, "E601", "no settings", 'write title: "…" and base_url: https://…')
    if isinstance(node, plainyaml.Mapping):
        for name in ("title", "base_url"):
            if name not in node.entries:
                faults.add(1, 1, "E601", f"the setting {name} is missing", f"add a line {name}: …")
    if faults.fatal:
        raise ConfigError(faults=faults.found)
    return Config(**values, noted=tuple(faults.found))
