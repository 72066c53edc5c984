"""`digest help`: find rows by name in the tables of settings, fields, filters and codes, or whole pages and sections of the
documentation, and print them for a terminal, with the example and fix of a diagnostic; errors for names without help."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import click

from digest import DOCUMENTATION
from digest.articles.field_tables import article_fields
from digest.checks.house_style import STYLE_FIELDS
from digest.config.config import Config
from digest.config.setting_readers import NAV_FIELDS
from digest.config.setting_table import SECTIONS, SETTINGS
from digest.diagnostics import DIAGNOSTIC_CODES
from digest.errors import UsageError
from digest.grouping.registries import SOURCE_FIELDS, TOPIC_FIELDS
from digest.installation.package import REFERENCE_PAGES, document
from digest.rendering.template_filters import FILTER_MEANINGS
from digest.rendering.theme_yml import THEME_FIELDS
from digest.text.similar_words import did_you_mean
from digest.yaml.schema import Field


class Row(NamedTuple):
    """One setting, field, filter or code: its name and meaning."""

    name: str
    text: str


NESTED_TABLES = SECTIONS | {"nav": NAV_FIELDS}
"""The settings that contain other settings, or a list of them."""

HELP_TABLES = ("settings", "fields", "topics", "sources", "style", "theme", "filters", "codes")
HELP_DOCUMENTS = {"markdown": ("reference/markdown.md",), "reference": REFERENCE_PAGES, "extending": ("guides/extend.md",)}
"""The topics that are whole pages of the documentation."""
HELP_SECTIONS = {"variables": ("reference/templates.md", "What templates see"), "dates": ("reference/front-matter.md", "Dates")}
"""The topics that are a section of a page: the page, and the heading."""
DIAGNOSTICS = "reference/diagnostics.md"


def topics() -> tuple[str, ...]:
    """Return the topics of `digest help`, which also accepts names of commands, codes, settings and fields."""
    return (*HELP_TABLES, *HELP_SECTIONS, *HELP_DOCUMENTS)


def rows(table: str) -> list[Row]:
    """Return the rows of a table of `HELP_TABLES`."""
    if table == "settings":
        return [*_rows_of_settings()]
    if table == "fields":
        return [*_rows_of_fields(article_fields("UTC"))]
    if table == "codes":
        return [Row(*entry) for entry in DIAGNOSTIC_CODES.items()]
    if table == "filters":
        return [Row(*entry) for entry in FILTER_MEANINGS.items()]
    tables = {"topics": TOPIC_FIELDS, "sources": SOURCE_FIELDS, "style": STYLE_FIELDS, "theme": THEME_FIELDS}
    return [*_rows_of_fields(tables[table])]


def _rows_of_settings() -> Iterator[Row]:
    defaults = Config("", "")
    for name, field in SETTINGS.items():
        value = getattr(defaults, name, None)
        shown_default = str(value).lower() if isinstance(value, bool) else value if isinstance(value, int | str) else ""
        yield Row(name, f"{field.doc} ({shown_default})" if shown_default != "" else field.doc)
        for nested_name, nested_field in NESTED_TABLES.get(name, {}).items():
            yield Row(f"{name}.{nested_name}", nested_field.doc)


def _rows_of_fields(fields: Mapping[str, Field]) -> Iterator[Row]:
    for field in fields.values():
        also = [name for name in (field.short, *field.spellings) if name]
        yield Row(field.name, f"{field.doc} (also: {', '.join(also)})" if also else field.doc)


def table_rows(table: str, names: Iterable[str]) -> list[Row]:
    """Return the rows with these names and their nested rows, or all rows if there are no names. Raises UsageError."""
    all_rows = rows(table)
    chosen_rows: list[Row] = []
    for name in names:
        folded = name.casefold()
        named_rows = [row for row in all_rows if row.name.casefold() == folded or row.name.casefold().startswith(f"{folded}.")]
        if not named_rows:
            hint = did_you_mean(name, [row.name for row in all_rows]) or f"digest help {table} lists all"
            raise UsageError(f"there is no {name} among the {table}", hint=hint)
        chosen_rows += [row for row in named_rows if row not in chosen_rows]
    return chosen_rows or all_rows


def tables_with(names: Iterable[str]) -> dict[str, list[Row]]:
    """Return the rows with these names, by table. Raises UsageError if a name is in no table."""
    wanted_names = {name.casefold(): name for name in names}
    known_names: set[str] = set()
    help_tables: dict[str, list[Row]] = {table: [] for table in HELP_TABLES}
    for table, help_rows in help_tables.items():
        for row in rows(table):
            # editions.cutoff matches "editions.cutoff", "editions" and "cutoff"
            matching_names = wanted_names.keys() & {row.name.casefold(), *row.name.casefold().split(".")}
            known_names |= matching_names
            help_rows += [row] if matching_names else []
    unknown_names = wanted_names.keys() - known_names
    if unknown_names:
        name = next(shown_name for folded, shown_name in wanted_names.items() if folded in unknown_names)
        help_topics = [*topics(), *(row.name for table in HELP_TABLES for row in rows(table))]
        hint = did_you_mean(name, help_topics) or f"there is help on: {', '.join(topics())}"
        raise UsageError(f"there is no help on {name}", hint=hint)
    return {table: help_rows for table, help_rows in help_tables.items() if help_rows}


def text_of(topic: str) -> str:
    """Return the pages or the section of a topic, and their url. Raises UsageError if the documents are not installed."""
    if topic in HELP_SECTIONS:
        page, heading = HELP_SECTIONS[topic]
        return f"{_section_of_page(page, heading)}\n\n{_page_address(page)}#{heading.lower().replace(' ', '-')}"
    pages = HELP_DOCUMENTS[topic]
    address = _page_address(pages[0]) if len(pages) == 1 else f"{DOCUMENTATION}reference/"
    return "\n\n\n".join([*(_page_text(page) for page in pages), address])


def explained(code: str) -> str:
    """Return an example of a diagnostic, its fix, and the url of both; '' if the documents are not installed."""
    try:
        section = _section_of_page(DIAGNOSTICS, code)
    except UsageError:
        return ""
    _, _, body = section.partition("\n\n")  # drops the heading
    _, _, example = body.partition("\n\n")  # drops the meaning, which the table has
    return f"{_for_a_terminal(example)}\n\n{_page_address(DIAGNOSTICS)}#{code.lower()}"


def _page_text(page: str) -> str:
    """Return a page without the comments that mark generated parts. Raises UsageError."""
    try:
        text = document(page)
    except OSError as error:
        raise UsageError(f"the document is not there: {error.strerror}", hint="install digest again") from None
    return re.sub(r"^<!--.*-->\n\n?", "", text, flags=re.MULTILINE).strip()


def _section_of_page(page: str, heading: str) -> str:
    """Return the section of a page: this heading, up to the next one of the same or a higher level. Raises UsageError."""
    section_lines: list[str] = []
    heading_level = 0
    is_in_code = False
    for line in _page_text(page).splitlines():
        heading_marks, _, heading_text = line.partition(" ") if line.startswith("#") and not is_in_code else ("", "", "")
        if heading_marks and heading_level and len(heading_marks) <= heading_level:
            break
        if heading_marks and heading_text == heading:
            heading_level = len(heading_marks)
        if line.startswith("```"):
            is_in_code = not is_in_code
        section_lines += [line] if heading_level else []
    if not section_lines:
        raise UsageError(f"the document {page} has no section {heading}", hint="install digest again")
    return "\n".join(section_lines).strip()


def _page_address(page: str) -> str:
    return f"{DOCUMENTATION}{page.removesuffix('.md')}/"


def _for_a_terminal(text: str) -> str:
    """Return Markdown with indented code blocks, and without emphasis around `Fix:`."""
    terminal_lines = []
    in_code_block = False
    for line in text.splitlines():
        if line.startswith("```"):
            in_code_block = not in_code_block
        else:
            terminal_lines.append(f"    {line}".rstrip() if in_code_block else line.replace("*Fix:*", "Fix:"))
    return "\n".join(terminal_lines)


@click.command("help")
@click.argument("words", nargs=-1, metavar="[TOPIC] [NAME...]")
@click.pass_context
def command(context: click.Context, /, words: tuple[str, ...]) -> None:
    """Explain a command, a code, a setting or a field by its name, or show a whole topic of the reference."""
    topic, names = words[0].casefold() if words else "", words[1:]
    parent = context.find_root()
    group = parent.command
    assert isinstance(group, click.Group)
    if not topic:
        click.echo(group.get_help(parent))
        click.echo(f"\nMore: digest help {'|'.join(topics())} [NAME...], such as  digest help E205\n{DOCUMENTATION}")
    elif other := group.get_command(parent, topic):
        click.echo(other.get_help(click.Context(other, info_name=topic, parent=parent)))
    elif topic in HELP_TABLES:
        _print_rows(table_rows(topic, names))
    elif topic in topics():
        click.echo(text_of(topic))
    else:
        _print_tables(tables_with(words))


def _print_tables(help_tables: Mapping[str, list[Row]]) -> None:
    for table, rows_of_table in help_tables.items():
        click.echo(f"{table}:")
        _print_rows(rows_of_table)
        for row in rows_of_table if table == "codes" else ():
            if example := explained(row.name):
                click.echo(f"\n{example}")


def _print_rows(rows: Sequence[tuple[str, str]]) -> None:
    writer = click.HelpFormatter(max_width=100)
    writer.write_dl(rows)
    click.echo(writer.getvalue().rstrip("\n"))
