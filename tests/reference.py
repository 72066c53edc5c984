"""The tables of docs/reference.md, made from the code. `python -m tests.reference` writes them; a test compares them."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path

import click

from digest.articles.dates import Moment
from digest.articles.fields import Quote, article_fields
from digest.checks.style import STYLE_FIELDS
from digest.cli import cli
from digest.config import FEED_FIELDS, LIST_FIELDS, NAV_FIELDS, PUBLISH_FIELDS, SETTINGS, TAG_FIELDS, Config, PublishSettings
from digest.errors import CODES
from digest.grouping.entry import Card, Link
from digest.grouping.taxonomy import OUTLET_FIELDS, TOPIC_FIELDS
from digest.pages import page
from digest.rendering.filters import FILTERS
from digest.rendering.theme import THEME_FIELDS
from digest.schema import Field

FILE = Path(__file__).parent.parent / "docs" / "reference.md"

PARTS = (
    Card, Link, page.Edition, page.Section, page.DayCards, page.Attribution, page.Picture, page.CorrectionNote, Quote, Moment,
    page.PeriodLink, page.PeriodCount, page.TagGroup, page.TagCount, page.FeedFormat, page.FeedEntry, page.SitemapEntry,
    page.NewsEntry, page.LlmsTopic, page.DataArticle, page.DataWork, page.DataCorrection, page.DataYear, page.DataTopic,
    page.DataSource, page.Text,
)  # fmt: skip
"""The values that contexts are made of."""


def commands() -> str:
    """A table of options for each command, and one for the options that all commands take."""
    shared = {option.name for option in cli.params if isinstance(option, click.Option)}
    out = ["### Options of every command", "", *_options(cli, set()), ""]
    for name, command in sorted(cli.commands.items()):
        arguments = [param.make_metavar(click.Context(command)) for param in command.params if isinstance(param, click.Argument)]
        out += [f"### `{' '.join(['digest', name, *arguments])}`", "", inspect.cleandoc(command.help or ""), ""]
        rows = _options(command, shared)
        out += [*rows, ""] if rows else []
    return "\n".join(out).strip()


def _options(command: click.Command, leave_out: set[str | None]) -> list[str]:
    rows = [
        f"| {', '.join(f'`{name}`' for name in (*param.opts, *param.secondary_opts))} | {param.metavar or ''} | {param.help} |"
        for param in command.params
        if isinstance(param, click.Option) and param.name not in leave_out
    ]
    return ["| option | value | meaning |", "|---|---|---|", *rows] if rows else []


def _fields(fields: Mapping[str, Field], default: Callable[[str], object] | None = None) -> str:
    head = ["| key | default | meaning |", "|---|---|---|"] if default else ["| key | meaning |", "|---|---|"]
    rows = [f"| `{f.name}` |{f' {default(f.name)} |' if default else ''} {meaning(f)} |" for f in fields.values()]
    return "\n".join([*head, *rows])


def _default(name: str) -> str:
    try:
        value = getattr(Config("", ""), name)
    except AttributeError:
        return ""
    if name in ("title", "base_url"):
        return "*required*"
    if name in ("lists", "tags", "feed", "nav", "publish", "extensions"):
        return ""
    return f"`{str(value).lower() if isinstance(value, bool) else value}`" if value != "" else ""


def front_matter() -> str:
    rows = []
    for field in article_fields("UTC").values():
        names = f"`{field.name}`" + (f", `{field.short}`" if field.short else "")
        rows.append(f"| {names} | {meaning(field)} | {', '.join(f'`{spelling}`' for spelling in field.spellings)} |")
    return "\n".join(["| field | meaning | also taken, with a note |", "|---|---|---|", *rows])


def codes() -> str:
    return "\n".join(["| code | meaning |", "|---|---|", *(f"| `{code}` | {meaning} |" for code, meaning in CODES.items())])


def filters() -> str:
    return "\n".join(["| filter | result |", "|---|---|", *(f"| `{name}` | {result} |" for name, result in FILTERS.items())])


def variables() -> str:
    out = []
    for kind in (page.Site, *page.CONTEXTS, *PARTS):
        out += [f"### `{kind.__name__}`", "", inspect.getdoc(kind) or "", "", "| name | type | meaning |", "|---|---|---|"]
        bases = [base for base in reversed(kind.__mro__) if base.__module__.startswith("digest.")]
        documented = {name: doc for base in bases for name, doc in _docs(base)}
        out += [f"| `{name}` | `{documented[name][0]}` | {documented[name][1]} |" for name in kind.__struct_fields__]
        out += [""]
    return "\n".join(out).strip()


def meaning(field: Field) -> str:
    """What a field means, and how many values it may have."""
    return f"{field.doc} (at most {field.most})" if field.most else field.doc


def _docs(kind: type) -> list[tuple[str, tuple[str, str]]]:
    """The fields of a class in its source, each with its type and the string below it."""
    body = ast.parse(textwrap.dedent(inspect.getsource(kind))).body[0].body  # type: ignore[attr-defined]
    found: dict[str, tuple[str, str]] = {}
    last = ""
    for statement in body:
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            last = statement.target.id
            found[last] = (ast.unparse(statement.annotation).replace("|", "or"), "")
        elif last and isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            found[last] = (found[last][0], " ".join(str(statement.value.value).split()))
    return list(found.items())


TABLES: dict[str, Callable[[], str]] = {
    "commands": commands,
    "settings": lambda: _fields(SETTINGS, _default),
    "lists": lambda: _fields(LIST_FIELDS),
    "tags": lambda: _fields(TAG_FIELDS),
    "feed": lambda: _fields(FEED_FIELDS),
    "nav": lambda: _fields(NAV_FIELDS),
    "publish": lambda: _fields(PUBLISH_FIELDS, lambda name: f"`{value}`" if (value := getattr(PublishSettings(), name)) else ""),
    "front matter": front_matter,
    "topics": lambda: _fields(TOPIC_FIELDS),
    "sources": lambda: _fields(OUTLET_FIELDS),
    "style": lambda: _fields(STYLE_FIELDS),
    "theme": lambda: _fields(THEME_FIELDS),
    "filters": filters,
    "variables": variables,
    "codes": codes,
}


def filled(text: str) -> str:
    """The reference with its tables as the code says."""

    def table(found: re.Match[str]) -> str:
        return f"<!-- table: {found[1]} -->\n\n{TABLES[found[1]]()}\n\n<!-- end of {found[1]} -->"

    return re.sub(r"<!-- table: ([a-z ]+) -->.*?<!-- end of \1 -->", table, text, flags=re.DOTALL)


if __name__ == "__main__":
    FILE.write_text(filled(FILE.read_text(encoding="utf-8")), encoding="utf-8")
