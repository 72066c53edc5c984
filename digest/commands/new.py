"""`digest new`: an article file with its head filled in, ready to be written; and how any new article file gets its name."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from digest.articles.dates import in_zone, zone_of
from digest.articles.fields import url as read_url
from digest.articles.source import is_article, stem_of
from digest.config import Config
from digest.disk.atomic import create_file
from digest.errors import DiskError, Faults, UsageError, did_you_mean
from digest.grouping.taxonomy import TOPICS_FILE
from digest.importers.draft import Draft, article_text, file_stem
from digest.importers.rawtext import clean
from digest.importers.remark import has_host
from digest.permalinks import collision_key, printable, slug_fault, tag_slug
from digest.plainyaml import Scalar

CONTENT = "content"
MAX_TAG_BYTES = 200
MAX_TITLE_CHARACTERS = 1000

_SURROGATE = re.compile("[\ud800-\udfff]")
"""What Python makes of a byte of the command line that is not UTF-8."""

_DATED = re.compile(r"\d{4}-\d\d-\d\d-(?=.)")


def new_article(
    root: Path,
    config: Config,
    topics_known: Collection[str],
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

    It is dated `now` in the site's zone and has a name that no other article has. Without a topic it is a draft, since a published
    article needs one. Raises UsageError for options that cannot be.
    """
    _check_encoding("title", title)
    title = clean(title)
    if not title:
        raise UsageError("the title is empty", hint='write digest new "Title"')
    if len(title) > MAX_TITLE_CHARACTERS:
        raise UsageError(f"the title is longer than {MAX_TITLE_CHARACTERS} characters")
    topics = check_topics(topics, topics_known)
    tags = check_tags(tags)
    url = check_url(url)
    date = in_zone(now, zone_of(config.timezone)).replace(microsecond=0)
    taken = taken_names(root)
    stem = _given_name(slug, taken) if slug else _name_of(title)

    def text(name: str) -> str:
        return article_text(
            Draft(
                title=title,
                id=_identity(date, name, title),
                date=date,
                topics=topics,
                tags=tags,
                source=source,
                source_url=url,
                draft=draft or not topics,
            )
        )

    return write_article(root, month_folder(date), stem, taken, text)


def _identity(date: datetime, name: str, title: str) -> str:
    """The article's id for ever: the same for the same moment, name and title, and for no other."""
    seed = f"{date.isoformat()}\n{name}\n{title}"
    return f"new-{date.year:04}{date.month:02}{date.day:02}-{sha256(seed.encode()).hexdigest()[:10]}"


def _name_of(title: str) -> str:
    stem = file_stem(title)
    if not stem:
        raise UsageError("the title has no letter or digit to make a file name of", hint="give one with --slug")
    if slug_fault(stem):
        raise UsageError(f"the title gives no file name: {slug_fault(stem)}", hint="give one with --slug")
    return stem


def _given_name(slug: str, taken: Collection[str]) -> str:
    fault = slug_fault(slug)
    if not fault and _DATED.match(slug):
        fault = f"{slug} begins with a date, which in a file name is the article's"
    if fault:
        near = file_stem(slug)
        raise UsageError(f"--slug: {fault}", hint=f"write {near}" if near and not slug_fault(near) else "use letters, digits and -")
    if collision_key(slug) in taken:
        raise UsageError(f"--slug: there is an article called {slug}", hint="choose another name")
    return slug


def check_topics(topics: Iterable[str], known: Collection[str]) -> tuple[str, ...]:
    """The topics, each once; raises UsageError for one that is not in the registry."""
    found = tuple(dict.fromkeys(map(clean, topics)))
    for topic in found:
        if topic not in known:
            listed = ", ".join(list(known)[:12]) or "none"
            hint = did_you_mean(topic, known) or f"the topics of {TOPICS_FILE} are: {listed}"
            raise UsageError(f"unknown topic {topic or '(empty)'}", hint=hint)
    return found


def _check_encoding(what: str, text: str) -> None:
    if _SURROGATE.search(text):
        raise UsageError(f"the {what} {printable(text[:40])} is not UTF-8 text", hint="use a terminal that is set to UTF-8")


def check_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """The tags, each once; raises UsageError for one that is too long, gives no url, or is no text."""
    tags = tuple(tags)
    for tag in tags:
        _check_encoding("tag", tag)
    found = tuple(dict.fromkeys(map(clean, tags)))
    for tag in found:
        if not tag_slug(tag):
            said = f"the tag {tag[:20]} has no letter or digit to make a url of" if tag else "a tag is empty"
            raise UsageError(said, hint="use letters or digits")
        if len(tag.encode()) > MAX_TAG_BYTES:
            raise UsageError(f"the tag {tag[:20]}… is longer than {MAX_TAG_BYTES} bytes", hint="shorten it")
    return found


def check_url(url: str) -> str:
    """The address of the original, or ''; raises UsageError for what is none."""
    url = clean(url)
    faults = Faults("")
    if url and (read_url(Scalar(url, 1, 1, False), "--url", faults) is None or not has_host(url)):
        raise UsageError(f"--url: {url[:80]} is not a web address", hint="write one that begins with https:// or http://")
    return url


def taken_names(root: Path) -> set[str]:
    """The names that no new article may have: those of all content files, without the date some begin with."""
    stems = [stem_of(path.name) for path in (root / CONTENT).rglob("*") if is_article(path.name)]
    return {collision_key(_DATED.sub("", stem, count=1)) for stem in stems} | {collision_key(stem) for stem in stems}


def free_name(stem: str, taken: Collection[str]) -> str:
    """The name itself, or with `-2`, `-3` … the first one that is neither taken nor forbidden."""
    name, number = stem, 1
    while collision_key(name) in taken or slug_fault(name):
        number += 1
        name = f"{stem}-{number}"
    return name


def month_folder(date: datetime) -> Path:
    """The folder of the articles of a month, below the site's."""
    return Path(CONTENT, f"{date.year:04}", f"{date.month:02}")


def write_article(root: Path, folder: Path, stem: str, taken: Iterable[str], text: Callable[[str], str]) -> Path:
    """Write `text(name)` to a new file with a free name in the folder; return its path below `root`. Never writes over a file.

    Raises UsageError for a link on the way, DiskError; then nothing of it is left.
    """
    names = set(taken)
    while True:
        name = free_name(stem, names)
        path = folder / f"{name}.md"
        try:
            create_file(root, root / path, text(name).encode())
            return path
        except FileExistsError:
            names.add(collision_key(name))  # somebody else was faster
        except OSError as error:
            raise DiskError(f"{path}: {error.strerror}", hint="make room, or check permissions") from None


def editor_command(editor: str) -> list[str]:
    """The words of an editor's command line, such as `code --wait`. Raises UsageError if there is none."""
    try:
        command = shlex.split(editor)
    except ValueError:
        raise UsageError(f"the editor {editor} has a quotation mark that is never closed", hint="set $EDITOR correctly") from None
    if not command:
        raise UsageError("no editor is set", hint="set $EDITOR, such as  export EDITOR=nano")
    return command


def edit(path: Path, editor: str) -> None:
    """Open the file in the editor, and wait until it is closed. Raises UsageError if that fails."""
    command = editor_command(editor)
    try:
        code = subprocess.run([*command, str(path)], check=False).returncode
    except OSError as error:
        raise UsageError(f"the editor {command[0]} does not start: {error.strerror}", hint="set $EDITOR to one that does") from None
    if code:
        raise UsageError(f"the editor {command[0]} ended with code {code}; the article is in {path}")
