"""New article files, for `digest new` and `digest import`: check --topic, --tag, --url, --slug and the UTF-8 of arguments, with
errors for unknown, empty or too long ones; make a file name from the title that is not taken; and create the file in the folder of
its month."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from pathlib import Path

from digest.articles.content_file import is_article, stem_of
from digest.articles.field_readers import read_url as read_url
from digest.config.config import TOPICS_FILE
from digest.diagnostics import Diagnostics
from digest.errors import DiskError, UsageError
from digest.files.atomic_writing import create_file
from digest.importers.draft_file import file_stem
from digest.importers.raw_text import clean
from digest.output_paths import collision_key, printable
from digest.slugs import slug_error, tag_slug
from digest.text.similar_words import did_you_mean
from digest.yaml.tree import Scalar

CONTENT_FOLDER = "content"
MAX_TAG_BYTES = 200

_DATE_PREFIX = re.compile(r"\A\d{4}-\d\d-\d\d-(?=.)")
"""The date at the beginning of a file name."""

_SURROGATE_CHARACTER = re.compile("[\ud800-\udfff]")
"""The characters to which Python decodes command line bytes that are not UTF-8."""


def check_argument_encoding(what: str, text: str) -> None:
    """Raise UsageError for an argument that is not UTF-8; `what` names it."""
    if _SURROGATE_CHARACTER.search(text):
        raise UsageError(f"the {what} {printable(text[:40])} is not UTF-8 text", hint="use a terminal that is set to UTF-8")


def check_topics(topics: Iterable[str], registered: Collection[str]) -> tuple[str, ...]:
    """Return the topics without duplicates. Raises UsageError for a topic that is not in the registry."""
    unique_topics = tuple(dict.fromkeys(map(clean, topics)))
    for topic in unique_topics:
        if topic not in registered:
            listed_topics = ", ".join(list(registered)[:12]) or "none"
            topic_parts = [part.strip() for part in topic.split(",")]
            if all(part in registered for part in topic_parts):
                raise UsageError(f"unknown topic {topic}", hint=f"write {' '.join(f'--topic {part}' for part in topic_parts)}")
            hint = did_you_mean(topic, registered) or f"the topics of {TOPICS_FILE} are: {listed_topics}"
            raise UsageError(f"unknown topic {topic or '(empty)'}", hint=hint)
    return unique_topics


def check_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Return the tags without duplicates. Raises UsageError for a tag that is too long, has no slug, or is not UTF-8."""
    tags = tuple(tags)
    for tag in tags:
        check_argument_encoding("tag", tag)
    unique_tags = tuple(dict.fromkeys(map(clean, tags)))
    for tag in unique_tags:
        if not tag_slug(tag):
            message = f"the tag {tag[:20]} has no letter or digit to make a url of" if tag else "a tag is empty"
            raise UsageError(message, hint="use letters or digits")
        if len(tag.encode()) > MAX_TAG_BYTES:
            raise UsageError(f"the tag {tag[:20]}… is longer than {MAX_TAG_BYTES} bytes", hint="shorten it")
    return unique_tags


def check_url(url: str) -> str:
    """Return the address of the original, or ''. Raises UsageError for an invalid one."""
    url = clean(url)
    diagnostics = Diagnostics("")
    if url and read_url(Scalar(url, 1, 1, False), "--url", diagnostics) is None:
        raise UsageError(f"--url: {url[:80]} is not a web address", hint="write one that begins with https:// or http://")
    return url


def name_of_title(title: str) -> str:
    """Return the file name for a title, without extension. Raises UsageError if the title gives no valid name."""
    stem = file_stem(title)
    if not stem:
        raise UsageError("the title has no letter or digit to make a file name of", hint="give one with --slug")
    if slug_error(stem):
        raise UsageError(f"the title cannot become a file name: {slug_error(stem)}", hint="give one with --slug")
    return stem


def check_slug(slug: str, taken_stems: Collection[str]) -> str:
    """Return the slug. Raises UsageError if it is not a valid or a free file name."""
    slug_problem = slug_error(slug)
    if not slug_problem and _DATE_PREFIX.match(slug):
        slug_problem = f"{slug} begins with a date, which in a file name is the article's"
    if slug_problem:
        nearest_slug = file_stem(slug)
        raise UsageError(
            f"--slug: {slug_problem}", hint="use letters, digits and -" if slug_error(nearest_slug) else f"write {nearest_slug}"
        )
    if collision_key(slug) in taken_stems:
        raise UsageError(f"--slug: there is an article called {slug}", hint="choose another name")
    return slug


def taken_names(root: Path) -> set[str]:
    """Return the collision keys of the names of all content files, with and without the date prefix that some have."""
    stems = [stem_of(path.name) for path in (root / CONTENT_FOLDER).rglob("*") if is_article(path.name)]
    return {collision_key(_DATE_PREFIX.sub("", stem)) for stem in stems} | {collision_key(stem) for stem in stems}


def free_name(stem: str, taken: Collection[str]) -> str:
    """Return the first of `stem`, `stem-2`, `stem-3` … that is neither taken nor forbidden."""
    name, number = stem, 1
    while collision_key(name) in taken or slug_error(name):
        number += 1
        name = f"{stem}-{number}"
    return name


def month_folder(date: datetime) -> Path:
    """Return the folder of a month's articles, relative to the site's folder."""
    return Path(CONTENT_FOLDER, f"{date.year:04}", f"{date.month:02}")


def write_article(root: Path, folder: Path, stem: str, taken: Iterable[str], text: Callable[[str], str]) -> Path:
    """Write `text(name)` to a new file with a free name in the folder; return its path below `root`. Never overwrites a file.

    Raises UsageError if the path contains a symbolic link, DiskError; either leaves nothing behind.
    """
    names_taken = set(taken)
    while True:
        name = free_name(stem, names_taken)
        path = folder / f"{name}.md"
        try:
            create_file(root, root / path, text(name).encode())
            return path
        except FileExistsError:
            names_taken.add(collision_key(name))  # another process was faster
        except OSError as error:
            raise DiskError(f"{path}: {error.strerror}", hint="make room, or check permissions") from None
