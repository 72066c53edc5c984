"""Generate the tables of docs/reference/ and the list of modules from the code.

`python -m tests.reference` writes them; a test compares them.
"""

from __future__ import annotations

import ast
import inspect
import re
import tempfile
import textwrap
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

import click
from msgspec.structs import replace

from digest.articles.article import Quote
from digest.articles.date_reader import Moment
from digest.articles.field_tables import INTRO_FIELDS, article_fields, story_fields
from digest.checks.house_style import STYLE_FIELDS, Style
from digest.cli import cli
from digest.config.brand_settings import BRAND_FIELDS, FACE_FIELDS, FONT_FIELDS, BrandSettings
from digest.config.config import Config, FeedSettings, Lists, OutputSetting, PublishSettings, TagSettings
from digest.config.edition_settings import EDITION_FIELDS, EditionSettings
from digest.config.mail_settings import MAIL_FIELDS, UNSET_MAIL_ADDRESS, MailSettings
from digest.config.setting_readers import FOOTER_FIELDS, NAV_FIELDS
from digest.config.setting_table import FEED_FIELDS, LIST_FIELDS, PUBLISH_FIELDS, SETTINGS, TAG_FIELDS
from digest.grouping.card import Card, Coverage, Link, Picture, PictureSize, Translation
from digest.grouping.registries import SOURCE_FIELDS, TOPIC_FIELDS
from digest.pages import (
    article_pages,
    brand_context,
    chart_numbers,
    corrections_page,
    coverage_calendar,
    edition_arrangement,
    edition_pages,
    feeds,
    front_page,
    list_heads,
    llms_txt,
    open_data,
    page,
    site,
    sitemap,
    source_marks,
    source_pages,
    story_pages,
    tag_index,
)
from digest.pages.page_kinds import CONTEXTS
from digest.rendering.template_filters import DATE_SKELETONS, DATE_WIDTHS, FILTER_MEANINGS, SiteFilters
from digest.rendering.theme_options import OPTION_FIELDS
from digest.rendering.theme_yml import THEME_FIELDS
from digest.yaml.schema import Field
from tests.docs import diagnostics
from tests.docs.examples import EXAMPLES
from tests.docs.macros import macros
from tests.docs.meanings import MEANINGS
from tests.docs.modules import module_table
from tests.rendering.test_sandbox import SITE

DOCS = Path(__file__).parent.parent / "docs"
PAGES = DOCS / "reference"
GENERATED_PAGES = (*sorted(PAGES.glob("*.md")), DOCS / "explanation" / "modules.md")
"""The pages with generated tables."""

PARTS = (
    Card, Coverage, Link, Translation, edition_arrangement.Edition, edition_arrangement.Section, edition_arrangement.OutletCount,
    front_page.DayCards, edition_pages.EditionItem, edition_pages.EditionLink, source_marks.Attribution, Picture, PictureSize,
    brand_context.Brand, brand_context.BrandPicture, site.FooterLink, article_pages.CorrectionNote, corrections_page.Corrected,
    Quote, Moment, page.PeriodLink, chart_numbers.PeriodCount, tag_index.TagGroup, tag_index.TagCount, list_heads.Profile,
    source_pages.SourceCount, list_heads.StoryHead, list_heads.StoryDate, list_heads.NewArticles, chart_numbers.Sparkline,
    chart_numbers.Bin, chart_numbers.Shares, coverage_calendar.MonthCounts, story_pages.StoryCount, story_pages.StoryPlace,
    site.FeedFormat, feeds.FeedEntry, feeds.Enclosure, sitemap.SitemapEntry, sitemap.NewsEntry, llms_txt.LlmsTopic,
    open_data.DataArticle, open_data.DataWork, open_data.DataCorrection, open_data.DataYear, open_data.DataTopic,
    open_data.DataStory, open_data.DataStoryDate, open_data.DataSource, open_data.DataEdition, page.Text,
)  # fmt: skip
"""The classes of values in page contexts."""

DEFAULTS = {
    "title": "required",
    "base_url": "required",
    "nav": "all topics",
    "output": f"`{OutputSetting().folder}`",
    "lists": "see [lists](#lists)",
    "tags": "see [tags](#tags)",
    "feed": "see [feed](#feed)",
    "editions": "see [editions](#editions)",
    "brand": "see [brand](#brand)",
    "fonts": "the theme's",
    "footer": "none",
    "mail": "see [mail](#mail)",
    "publish": "see [publish](#publish)",
    "extensions": "none",
}
"""Descriptions of defaults that are not a single value."""

TYPES = {"str": "text", "int": "number", "bool": "true or false", "datetime": "date and time", "None": "None", "Any": "any value"}
"""The names of Python types in the table of variables."""


def commands() -> str:
    """Return a table of options for each command, and one for the options that all commands share."""
    shared = {option.name for option in cli.params if isinstance(option, click.Option)}
    out = ["## Options of every command", "", *_options(cli, set()), ""]
    for name in cli.list_commands(click.Context(cli)):
        command = cli.get_command(click.Context(cli), name)
        assert command
        arguments = [param.make_metavar(click.Context(command)) for param in command.params if isinstance(param, click.Argument)]
        out += [f"## `{' '.join(['digest', name, *arguments])}`", "", inspect.cleandoc(command.help or ""), ""]
        rows = _options(command, shared)
        out += [*rows, ""] if rows else []
    return "\n".join(out).strip()


def _options(command: click.Command, leave_out: set[str | None]) -> list[str]:
    options = [param for param in command.params if isinstance(param, click.Option) and param.name not in leave_out]
    rows = [f"| {_names(option)} | {option.metavar or 'no value'} | {_meaning(option)} |" for option in options]
    return ["| option | value | meaning |", "|---|---|---|", *rows] if rows else []


def _names(option: click.Option) -> str:
    return ", ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))


def _meaning(option: click.Option) -> str:
    """Return the help of an option; for a pair such as --check and --no-check also the default."""
    if not option.secondary_opts:
        return str(option.help)
    return f"{option.help} Default: `{(option.opts if option.default else option.secondary_opts)[0]}`."


def _fields(fields: Mapping[str, Field], default: Callable[[str], str] | None = None) -> str:
    head = ["| key | default | meaning |", "|---|---|---|"] if default else ["| key | meaning |", "|---|---|"]
    rows = [f"| `{f.name}` |{f' {default(f.name)} |' if default else ''} {meaning(f)} |" for f in fields.values()]
    return "\n".join([*head, *rows])


def _default_of(values: object, words: Mapping[str, str] = MappingProxyType({})) -> Callable[[str], str]:
    """Return a function that describes the default of a key: its entry in `words`, otherwise its value in `values`."""

    def default(name: str) -> str:
        if name in words:
            return words[name]
        value = getattr(values, name)
        if isinstance(value, bool):
            return f"`{str(value).lower()}`"
        if isinstance(value, tuple):
            return f"`[{', '.join(value)}]`" if value else "none"
        return f"`{value}`" if value or value == 0 else "none"

    return default


def front_matter() -> str:
    rows = []
    for field in article_fields("UTC").values():
        names = f"`{field.name}`" + (f", `{field.short}`" if field.short else "")
        rows.append(f"| {names} | {meaning(field)} | {', '.join(f'`{spelling}`' for spelling in field.spellings) or 'none'} |")
    return "\n".join(["| field | meaning | other spellings, accepted with a note |", "|---|---|---|", *rows])


def filters() -> str:
    return "\n".join(
        ["| filter | result |", "|---|---|", *(f"| `{name}` | {result} |" for name, result in FILTER_MEANINGS.items())]
    )


def date_forms() -> str:
    """Return the table of the forms of the filter `date`, with an example in three languages."""
    day = datetime(2026, 2, 3)
    dates = [SiteFilters(replace(SITE, language=language)).date for language in ("en", "de", "ko")]
    rows = [f"| `date('{form}')` | {' | '.join(date(day, form) for date in dates)} |" for form in (*DATE_WIDTHS, *DATE_SKELETONS)]
    return "\n".join(["| form | English | German | Korean |", "|---|---|---|---|", *rows])


def variables() -> str:
    out = []
    for kind in (site.Site, *CONTEXTS, *PARTS):
        out += [f"### `{kind.__name__}`", "", quoted(inspect.getdoc(kind) or ""), "", "| name | type | meaning |", "|---|---|---|"]
        bases = [base for base in reversed(kind.__mro__) if base.__module__.startswith("digest.")]
        documented = {name: doc for base in bases for name, doc in _docs(base)}
        for name in kind.__struct_fields__:
            type_name, docstring = documented[name]
            words = docstring or MEANINGS.get(_entry(kind, name), "")
            out.append(f"| `{name}` | {type_name} | {quoted(words)} |")
        out += [""]
    return "\n".join(out).strip()


def quoted(words: str) -> str:
    """Return the text with '' as code, because two apostrophes look like a quotation mark."""
    return words.replace("''", "`''`").replace("``''``", "`''`")


def _entry(kind: type, name: str) -> str:
    """Return the key in `MEANINGS` of a field of this class."""
    return own if (own := f"{kind.__name__}.{name}") in MEANINGS else name


def meaning(field: Field) -> str:
    """Return the meaning of a field, and its maximum number of values."""
    return f"{field.doc} (at most {field.max_values})" if field.max_values else field.doc


def _docs(kind: type) -> list[tuple[str, tuple[str, str]]]:
    """Return the fields in the source of a class, each with the name of its type and its docstring."""
    body = ast.parse(textwrap.dedent(inspect.getsource(kind))).body[0].body  # type: ignore[attr-defined]
    found: dict[str, tuple[str, str]] = {}
    last = ""
    for statement in body:
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            last = statement.target.id
            found[last] = (_type(statement.annotation), "")
        elif last and isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            found[last] = (found[last][0], " ".join(str(statement.value.value).split()))
    return list(found.items())


def _type(annotation: ast.expr) -> str:
    """Return the name of a type for the table; a class is a link to its own table."""
    match annotation:
        case ast.BinOp(left=left, right=right):
            return f"{_type(left)} or {_type(right)}"
        case ast.Subscript(value=ast.Name(id="tuple"), slice=ast.Tuple(elts=[item, *_])):
            return f"list of {_type(item)}"
        case ast.Subscript(value=ast.Name(id="dict"), slice=ast.Tuple(elts=[_, item])):
            return f"mapping of text to {_type(item)}"
    name = ast.unparse(annotation)
    return TYPES[name] if name in TYPES else f"[{name}](#{name.lower()})"


TABLES: dict[str, Callable[[], str]] = {
    "commands": commands,
    "settings": lambda: _fields(SETTINGS, _default_of(Config("", ""), DEFAULTS)),
    "lists": lambda: _fields(LIST_FIELDS, _default_of(Lists())),
    "tags": lambda: _fields(TAG_FIELDS, _default_of(TagSettings())),
    "feed": lambda: _fields(FEED_FIELDS, _default_of(FeedSettings())),
    "editions": lambda: _fields(EDITION_FIELDS, _default_of(EditionSettings(), {"cutoff": "the end of the period"})),
    "mail": lambda: _fields(MAIL_FIELDS, _default_of(MailSettings(), {"from": f"`{UNSET_MAIL_ADDRESS}`"})),
    "intros": lambda: _fields(INTRO_FIELDS),
    "nav": lambda: _fields(NAV_FIELDS),
    "footer": lambda: _fields(FOOTER_FIELDS),
    "brand": lambda: _fields(BRAND_FIELDS, _default_of(BrandSettings(), DEFAULTS)),
    "fonts": lambda: _fields(FONT_FIELDS),
    "font": lambda: _fields(FACE_FIELDS),
    "publish": lambda: _fields(PUBLISH_FIELDS, _default_of(PublishSettings())),
    "front matter": front_matter,
    "topics": lambda: _fields(TOPIC_FIELDS),
    "sources": lambda: _fields(SOURCE_FIELDS),
    "stories": lambda: _fields(story_fields("UTC")),
    "style": lambda: _fields(STYLE_FIELDS, _default_of(Style(), {"headline": "no limit"})),
    "theme": lambda: _fields(THEME_FIELDS),
    "options": lambda: _fields(OPTION_FIELDS),
    "filters": filters,
    "dates": date_forms,
    "macros": macros,
    "variables": variables,
    "modules": module_table,
}


def filled(text: str, printed: Mapping[str, str] | None = None) -> str:
    """Return a page of the reference with its tables generated anew; `printed` is the output of the examples of codes, by default
    that in `text`.
    """

    def table(found: re.Match[str]) -> str:
        name = found[1]
        if name == "codes":
            made = diagnostics.sections(diagnostics.printed_in(text) if printed is None else printed)
        else:
            made = TABLES[name]()
        return f"<!-- table: {name} -->\n\n{made}\n\n<!-- end of {name} -->"

    return re.sub(r"<!-- table: ([a-z ]+) -->.*?<!-- end of \1 -->", table, text, flags=re.DOTALL)


def _printed() -> dict[str, str]:
    """Run the example of each code; return what digest prints."""
    found = {}
    for example in EXAMPLES:
        with tempfile.TemporaryDirectory() as folder:
            report = diagnostics.report(example.wrong, Path(folder), example)
            found[example.code] = diagnostics.lines_of(example.code, report)
    return found


if __name__ == "__main__":
    now = _printed()
    for path in GENERATED_PAGES:
        path.write_text(filled(path.read_text(encoding="utf-8"), now), encoding="utf-8")
