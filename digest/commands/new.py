"""`digest new`: its options; check the title, make the id and the front matter of the article (topics, tags, source, url, draft),
write its file, print the path, and with --edit open it in $VISUAL or $EDITOR. Topics, tags, url and slug are checked in
`article_file.py`."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Collection
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import click

from digest.articles.date_reader import in_zone, zone_of
from digest.command_options import State, article_options, shared_options
from digest.commands.article_file import (
    check_argument_encoding,
    check_slug,
    check_tags,
    check_topics,
    check_url,
    month_folder,
    name_of_title,
    taken_names,
    write_article,
)
from digest.commands.open_site import instant, open_site, registries_at
from digest.config.config import Config
from digest.errors import UsageError
from digest.importers.draft_file import Draft, article_text
from digest.importers.raw_text import clean
from digest.signals import raise_on_ending_signals

MAX_TITLE_CHARACTERS = 1000


@click.command("new")
@click.argument("title")
@article_options
@click.option("--slug", default="", metavar="SLUG", help="The name in the url; by default it is made of the title.")
@click.option("--edit", is_flag=True, default=False, help="Open it in $VISUAL or $EDITOR.")
@shared_options
@click.pass_obj
def command(state: State, /, title: str, edit: bool, **article_fields: Any) -> None:
    """Write a new article with this TITLE, dated now, and print its path."""
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR", "")
    if edit:
        editor_command(editor)  # raises an error before anything is written
    raise_on_ending_signals()
    root, config = open_site(state.root)
    topics = [topic.slug for topic in registries_at(root).topics]
    path = new_article(root, config, topics, title, now=instant(state.now, config), **article_fields)
    click.echo(str(path))
    if edit:
        open_editor(root / path, editor)


def new_article(
    root: Path,
    config: Config,
    registered: Collection[str],
    title: str,
    topics: tuple[str, ...],
    tags: tuple[str, ...],
    source: str,
    url: str,
    draft: bool,
    now: datetime,
    slug: str = "",
) -> Path:
    """Write the file of a new article and return its path below `root`.

    Its date is `now` in the site's time zone, its name is unique. Without a topic it is a draft, because a published article needs
    one. `registered` are the slugs of the site's topics. Raises UsageError for invalid options.
    """
    check_argument_encoding("title", title)
    title = clean(title)
    if not title:
        raise UsageError("the title is empty", hint='write digest new "Title"')
    if len(title) > MAX_TITLE_CHARACTERS:
        raise UsageError(f"the title is longer than {MAX_TITLE_CHARACTERS} characters")
    topics = check_topics(topics, registered)
    tags = check_tags(tags)
    url = check_url(url)
    article_date = in_zone(now, zone_of(config.timezone))
    taken_stems = taken_names(root)
    file_stem = check_slug(slug, taken_stems) if slug else name_of_title(title)

    def new_article_text(name: str) -> str:
        return article_text(
            Draft(
                title=title,
                id=_new_article_id(article_date, name, title),
                date=article_date,
                topics=topics,
                tags=tags,
                source=source,
                source_url=url,
                draft=draft or not topics,
            )
        )

    return write_article(root, month_folder(article_date), file_stem, taken_stems, new_article_text)


def _new_article_id(date: datetime, name: str, title: str) -> str:
    """Return the permanent id of the article: a hash of date, name and title."""
    id_seed = f"{date.isoformat()}\n{name}\n{title}"
    return f"new-{date.year:04}{date.month:02}{date.day:02}-{sha256(id_seed.encode()).hexdigest()[:10]}"


def editor_command(editor: str) -> list[str]:
    """Split an editor's command line, such as `code --wait`. Raises UsageError if it is empty or malformed."""
    try:
        editor_words = shlex.split(editor)
    except ValueError:
        raise UsageError(f"the editor {editor} has a quotation mark that is never closed", hint="set $EDITOR correctly") from None
    if not editor_words:
        raise UsageError("no editor is set", hint="set $EDITOR, such as  export EDITOR=nano")
    return editor_words


def open_editor(path: Path, editor: str) -> None:
    """Open the file in the editor and wait until it is closed. Raises UsageError if that fails."""
    editor_words = editor_command(editor)
    try:
        editor_exit_code = subprocess.run([*editor_words, str(path)], check=False).returncode
    except OSError as error:
        raise UsageError(
            f"the editor {editor_words[0]} does not start: {error.strerror}", hint="set $EDITOR to one that does"
        ) from None
    if editor_exit_code:
        raise UsageError(f"the editor {editor_words[0]} ended with code {editor_exit_code}; the article is in {path}")
