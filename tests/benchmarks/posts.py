#!/usr/bin/env python3
"""Write a file of posts for real.py from folders of Markdown files for Hugo, Jekyll, Eleventy or Pelican.

usage: posts.py FOLDER … -o POSTS.jsonl.gz

Each line of the file is one post as JSON: title, date, topics, tags, author, summary, body. A post begins with front matter in YAML
(---) or TOML (+++), or with `Key: value` lines; a missing date is taken from the name of the file or of its folder.
Drafts and files without a date or a text are skipped. Hugo refuses unknown shortcodes, so the tags of shortcodes are removed; all
other text is unchanged. The posts belong to their authors: use them for measurements only, and do not publish them.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import yaml

ENDINGS = (".md", ".markdown", ".mdown", ".mkd")

TOPIC = "general"
"""The topic of a post without a category."""
AUTHOR = "staff"
SUMMARY = 200
"""The length of a summary made from the text, in characters."""

_FENCED = {
    "---": re.compile(r"\A---[ \t]*\n(.*?\n)?(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S),
    "+++": re.compile(r"\A\+\+\+[ \t]*\n(.*?\n)?\+\+\+[ \t]*(?:\n|\Z)", re.S),
}
_PLAIN = re.compile(r"\A(?:[A-Za-z][\w-]*:[^\n]*\n)+(?=\n|\Z)")
_DATE = re.compile(r"(\d{4})[-/](\d\d?)[-/](\d\d?)(?:(?:[T ]|,\s*)(\d\d?):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?\s*(Z|[+-]\d\d:?\d\d)?")
_IN_NAME = re.compile(r"(?:\A|/)(\d{4})-(\d\d)-(\d\d)(?=[-_./])")
_SHORTCODE = re.compile(r"\{\{[<%].*?[>%]\}\}", re.S)
_MARKUP = re.compile(r"<[^>]*>|[*_`#>|\[\]~]|\]?\([^)\s]*\)|\{%.*?%\}")


@dataclass(frozen=True)
class Post:
    """A post for both generators. `date` is in ISO 8601, `topics` are slugs, `body` is Markdown."""

    title: str
    date: str
    topics: list[str]
    tags: list[str]
    author: str
    summary: str
    body: str


def read_posts(file: Path) -> list[Post]:
    """Return the posts in a file that this script wrote."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        return [Post(**json.loads(line)) for line in lines]


def write_posts(file: Path, posts: Iterable[Post]) -> None:
    """Write a file of these posts; the same posts give the same bytes."""
    text = "".join(f"{json.dumps(asdict(post), ensure_ascii=False)}\n" for post in posts)
    file.write_bytes(gzip.compress(text.encode(), mtime=0))


def split(text: str) -> tuple[dict[str, Any], str]:
    """Return the front matter, with keys in lower case, and the text after it. Raises ValueError."""
    fence = text[:3]
    try:
        if fence in _FENCED and (found := _FENCED[fence].match(text)):
            head = found[1] or ""
            fields = tomllib.loads(head) if fence == "+++" else yaml.load(head, yaml.BaseLoader)
            return {str(key).lower(): value for key, value in dict(fields or {}).items()}, text[found.end() :]
    except (yaml.YAMLError, TypeError) as error:
        raise ValueError(f"no front matter: {error}") from None
    if found := _PLAIN.match(text):
        pairs = (line.split(":", 1) for line in found[0].splitlines())
        return {key.lower(): value.strip() for key, value in pairs}, text[found.end() :]
    return {}, text


def listed(value: object) -> list[str]:
    """Return the terms of a list or of a comma-separated text, stripped and without duplicates."""
    if isinstance(value, dict):
        value = [value.get("name") or ""]
    found = value.split(",") if isinstance(value, str) else value if isinstance(value, list) else []
    named = (term.get("name") or "" if isinstance(term, dict) else term for term in found)
    return list(dict.fromkeys(text for term in named if (text := " ".join(str(term).split()))))


def first(fields: dict[str, Any], *names: str) -> Any:
    """Return the value of the first of these names that has one."""
    return next((fields[name] for name in names if fields.get(name)), "")


def dated(text: str, path: str) -> str:
    """Return the date in the text, or else in the path, as ISO 8601 with an offset; '' if there is none."""
    if found := _DATE.match(text.strip()):
        year, month, day, hour, minute, second, zone = found.groups()
        offset = "+00:00" if zone in (None, "Z") else f"{zone[:3]}:{zone[-2:]}"
        return f"{year}-{month:>02}-{day:>02}T{hour or '0':>02}:{minute or '00'}:{second or '00'}{offset}"
    if found := _IN_NAME.search(path):
        return f"{'-'.join(found.groups())}T00:00:00+00:00"
    return ""


def post_of(path: str, text: str) -> Post | None:
    """Return the post in this file, or None. Raises ValueError for invalid front matter."""
    fields, body = split(text.replace("\r\n", "\n").removeprefix("\ufeff"))
    date = dated(str(first(fields, "date", "published_at", "created")), path)
    is_draft = str(fields.get("draft", "")).lower() == "true" or str(fields.get("published", "")).lower() == "false"
    body = _SHORTCODE.sub("", body)
    if not date or not body.strip() or is_draft:
        return None
    stem = Path(path).parent.name if Path(path).stem.lower() in ("index", "readme") else Path(path).stem
    title = " ".join(str(first(fields, "title")).split()) or _IN_NAME.sub("", f"{stem}/").strip("-_/").replace("-", " ")
    categories = listed(first(fields, "topics", "categories", "category", "section"))
    topics = list(dict.fromkeys(slug for term in categories if (slug := re.sub(r"[^a-z0-9]+", "-", term.lower()).strip("-"))))
    opening = " ".join(_MARKUP.sub(" ", body[: 10 * SUMMARY]).split())
    summary = " ".join(str(first(fields, "summary", "description", "excerpt")).split()) or opening[:SUMMARY].rstrip()
    author = ", ".join(listed(first(fields, "author", "authors")))
    return Post(title, date, topics or [TOPIC], listed(first(fields, "tags", "keywords")), author or AUTHOR, summary or title, body)


def found_in(folder: Path) -> Iterator[Post]:
    """Yield the posts of a folder, by path; print the files that cannot be read."""
    for file in sorted(folder.rglob("*")):
        if file.suffix.lower() not in ENDINGS or not file.is_file():
            continue
        try:
            post = post_of(file.relative_to(folder).as_posix(), file.read_text(encoding="utf-8"))
        except ValueError as error:  # includes UnicodeDecodeError and TOMLDecodeError
            print(f"{file}: left out: {error}", file=sys.stderr)
            continue
        if post:
            yield post


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="POSTS.jsonl.gz")
    a = parser.parse_args()
    posts = [post for folder in a.folders for post in found_in(folder)]
    if not posts:
        parser.error(f"no posts in {', '.join(map(str, a.folders))}")
    write_posts(a.output, posts)
    print(f"{len(posts)} posts, {sum(len(post.body.encode()) for post in posts) / 1e6:.1f} MB of Markdown, in {a.output}")


if __name__ == "__main__":
    main()
