"""An article: what its file says, typed and checked as far as one file alone can be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from digest import plainyaml
from digest.articles import frontmatter
from digest.articles.dates import DateFault, Moment, read_date, zone_of
from digest.articles.fields import Citation, Correction, Image, Mark, Quote, article_fields
from digest.articles.plainfields import note_markdown
from digest.articles.source import Source, decode, stem_of
from digest.articles.text import Body, Target
from digest.errors import Fault, Faults
from digest.mergemarkers import has_conflict
from digest.permalinks import printable, slug, slug_fault
from digest.schema import in_usual_case, items_of, read_fields

if TYPE_CHECKING:
    from digest.articles.markdown import Markdown

PAGES = "content/pages/"


class Parsing(Struct, frozen=True):
    """The settings that decide how a file is read; they are in the key of every parsed article, so they are few."""

    timezone: str = "UTC"
    html: bool = False
    typography: bool = False


class Article(Struct, frozen=True, omit_defaults=True):
    """One content file. Topics, source and links are as written: what needs the other files is checked by `collect` and `plan`."""

    path: str
    slug: str
    title: str
    is_page: bool = False
    headline: str = ""
    date: Moment | None = None
    updated: Moment | None = None
    publish_at: Moment | None = None
    expires: Moment | None = None
    draft: bool = False
    topics: tuple[Mark, ...] = ()
    tags: tuple[Mark, ...] = ()
    source: Citation | None = None
    via: Citation | None = None
    also: tuple[Citation, ...] = ()
    authors: tuple[str, ...] = ()
    summary: str = ""
    why: str = ""
    points: tuple[str, ...] = ()
    quote: Quote | None = None
    featured: bool = False
    weight: int | None = None
    pin_until: Moment | None = None
    kind: str = "article"
    story: str = ""
    image: Image | None = None
    lang: str = ""
    aliases: tuple[Mark, ...] = ()
    corrections: tuple[Correction, ...] = ()
    mode: str = ""
    id: str = ""
    extra: dict[str, Any] = {}
    excerpt: str = ""
    minutes: int = 1
    """How long the text takes to read; 0 if there is none."""
    body: str = ""
    """The key under which the text is remembered: equal keys, equal text."""
    targets: tuple[Target, ...] = ()

    @property
    def shown_title(self) -> str:
        """Our headline, or else the title."""
        return self.headline or self.title


class Parsed(Struct, frozen=True):
    """What became of a file: the article and its text, as far as they could be read, and all that was found wrong."""

    article: Article | None
    body: Body | None
    faults: tuple[Fault, ...]


_DATED_NAME = re.compile(r"(\d{4}-\d\d-\d\d)-(?=.)")
_INVISIBLE = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069]")


def parse(source: Source, parsing: Parsing, key: str = "") -> Parsed:
    """The article in this file, and what is wrong with it. `key` names this call, and its text in the memo."""
    return parse_all([source], parsing, [key])[0]


def parse_all(sources: Sequence[Source], parsing: Parsing, keys: Sequence[str]) -> list[Parsed]:
    """What `parse` says of each file.

    Each step is taken for all files before the next: the processor keeps its code at hand then, and takes a fifth less time.
    """
    drafts = [_Draft(source, key, _faults_of(source)) for source, key in zip(sources, keys, strict=True)]
    texts = [decode(draft.source.data, draft.faults) for draft in drafts]
    for draft, text in zip(drafts, texts, strict=True):
        if text is not None and not has_conflict(text, draft.faults, markdown=True):
            draft.split = frontmatter.split(text, draft.faults)
    fields = article_fields(parsing.timezone)
    readable = [(draft, (in_usual_case(split[0], fields, draft.faults), *split[1:])) for draft in drafts if (split := draft.split)]
    for draft, (head, _, _) in readable:
        draft.values = read_fields(head, fields, draft.faults)
    for draft, (head, _, _) in readable:
        _complete(draft.values, draft.source.path, draft.is_page, head, parsing, draft.faults)
        note_markdown(head, draft.faults)
    if readable:
        from digest.articles.markdown import read_markdown  # takes 90 ms, and a build with nothing to do reads no article
    for draft, (_, below, first_line) in readable:
        draft.markdown = read_markdown(below, draft.faults, first_line, html=parsing.html, typography=parsing.typography)
    return [draft.parsed() for draft in drafts]


def _faults_of(source: Source) -> Faults:
    return Faults(source.path if source.path.isprintable() else printable(source.path))


class _Draft(Struct):
    """What is known of a file while it is read."""

    source: Source
    key: str
    faults: Faults
    split: tuple[plainyaml.Mapping, str, int] | None = None
    """As `frontmatter.split` returns it."""
    values: dict[str, Any] = {}
    markdown: Markdown | None = None

    @property
    def is_page(self) -> bool:
        return self.source.path.startswith(PAGES)

    def parsed(self) -> Parsed:
        """What became of it."""
        text = self.markdown
        if text is None:
            return Parsed(None, None, tuple(sorted(self.faults.found)))
        article = Article(
            **self.values,
            path=self.source.path,
            is_page=self.is_page,
            excerpt=text.excerpt,
            minutes=text.minutes if text.excerpt or "".join(text.body.parts).strip() else 0,
            body=self.key,
            targets=text.targets,
        )
        if not text.excerpt and _shows_nothing(article, text.body):
            hint = "write a text, why or summary; draft: true keeps it back until then"
            self.faults.add(1, 1, "W220", "the article has neither text nor summary, why, points, quote or image", hint)
        return Parsed(article, text.body, tuple(sorted(self.faults.found)))


_MARKUP = re.compile(r"<(?!(?:img|video|audio|picture|svg|iframe)\b)[^<>]*>")


def _shows_nothing(article: Article, body: Body) -> bool:
    """Whether readers would get a title and nothing else. A link to its source is complete, and a draft may lack all."""
    if article.is_page or article.draft or (article.kind == "link" and article.source and article.source.url):
        return False
    own = (article.summary, article.why, article.points, article.quote, article.image)
    return not any(own) and not _MARKUP.sub("", "".join(body.parts)).strip()


def _complete(values: dict[str, Any], path: str, is_page: bool, head: plainyaml.Mapping, parsing: Parsing, faults: Faults) -> None:
    """Add what the file's name says, bring short forms into one, and note what is missing."""
    stem = stem_of(path)
    dated = _DATED_NAME.match(stem)
    if dated and not is_page:
        stem = stem[dated.end() :]
        _date_of_name(values, dated[1], head, parsing, faults)
    if "slug" not in values:
        values["slug"] = slug(stem, limit=10_000)
        problem = slug_fault(values["slug"]) if values["slug"] else "it has no letter or digit"
        if "slug" not in head.entries and problem:
            faults.add(1, 1, "E204", f"the file name gives no url: {problem}", "add a line slug: …, or rename the file")
    if "/_drafts/" in path and not values.get("draft"):
        values["draft"] = True
        faults.add(1, 1, "N220", "an article in a folder _drafts is a draft", "write draft: true, or move it to another folder")
    _look_at_end(values, head, faults)
    _short_source(values, head, faults)
    _name_sources(head, faults)
    for name in ("title",) if is_page else ("title", "date", "topics"):
        if not values.get(name):
            _missing(name, values, head, faults)
    values.setdefault("title", stem)
    if not is_page and not any(_is_given(head.get(key)) for key in _SOURCES):
        faults.add(1, 1, "W203", "no source is named", "add a line source: … and source_url: https://…")
    for name in ("title", "headline"):
        titled = head.get(name)
        if titled and _INVISIBLE.search(values.get(name, "")):
            message = f"the {name} holds invisible or direction-changing characters"
            faults.add(titled.line, titled.column, "W207", message, "remove them")


def _look_at_end(values: dict[str, Any], head: plainyaml.Mapping, faults: Faults) -> None:
    """Warn of an article that ends before it begins."""
    end, starts = values.get("expires"), [values[name] for name in ("date", "publish_at") if values.get(name)]
    if end and any(start.at >= end.at for start in starts):
        node = head.get("expires") or head.get("expiryDate") or head.get("expiry") or head
        message = "the article expires before it is published: it will never be shown"
        faults.add(
            node.line,
            node.column,
            "W223",
            message,
            "expires must be later than date and publish_at; a bare day is its first instant",
        )


_REQUIRED = {
    "title": (("title",), 'title: "…"'),
    "date": (("date", "pubDate", "pubDatetime"), "date: 2026-01-04"),
    "topics": (("topic", "topics", "category", "categories"), "topic: … (see content/topics.yml)"),
}


def _missing(name: str, values: dict[str, Any], head: plainyaml.Mapping, faults: Faults) -> None:
    spellings, example = _REQUIRED[name]
    if any(fault.message.startswith(spellings) and fault.is_error for fault in faults.found):
        return  # it is there, and why it could not be read is already noted
    code = "W204" if values.get("draft") else "E201"
    for spelling in spellings:
        node = head.get(spelling)
        if node:
            faults.add(node.line, node.column, code, f"{spelling} is empty", f"write {example}")
            return
    faults.add(1, 1, code, f"{spellings[0]} is missing", f"add a line {example}")


def _date_of_name(values: dict[str, Any], text: str, head: plainyaml.Mapping, parsing: Parsing, faults: Faults) -> None:
    try:
        named = read_date(text, zone_of(parsing.timezone))
    except DateFault as fault:
        faults.add(1, 1, "E203", f"date in the file name: {fault}", fault.hint)
        return
    date = values.get("date")
    if date is None:
        if "date" not in head.entries:
            values["date"] = named
    elif date.at.date() != named.at.date():
        node = head.get("date")
        line, column = (node.line, node.column) if node else (1, 1)
        faults.add(
            line,
            column,
            "W205",
            f"the file name says {text}, the front matter {date.at.date()}",
            "the front matter counts; rename the file",
        )


_SOURCES = ("source", "source_url", "external_url", "original_url")


def _is_given(node: plainyaml.Node | None) -> bool:
    return node is not None and not (isinstance(node, plainyaml.Scalar) and node.is_null)


def _name_sources(head: plainyaml.Mapping, faults: Faults) -> None:
    """Note the citations that say neither whose nor where."""
    for key in ("source", "via", "also"):
        node = head.get(key)
        for item in items_of(node) if node else ():
            is_named = not isinstance(item, plainyaml.Mapping) or any(_is_given(item.get(part)) for part in ("name", "url", "link"))
            if not is_named and not (key == "source" and any(_is_given(head.get(url)) for url in _SOURCES[1:])):
                faults.add(item.line, item.column, "E202", f"{key} needs a name or a url", "add name: … or url: https://…")


def _short_source(values: dict[str, Any], head: plainyaml.Mapping, faults: Faults) -> None:
    """`source_url` beside `source: Name` is the url of the source."""
    address = values.pop("source_url", "")
    if not address:
        return
    source = values.get("source")
    if source is not None and source.url:
        node = head.get("source_url") or head
        faults.add(node.line, node.column, "E107", "the source has two urls", "keep url in source, or source_url")
        return
    node = head.get("source_url") or head
    given = source or Citation(line=node.line, column=node.column)
    values["source"] = Citation(
        given.name, address, given.title, given.author, given.published, given.lang, given.line, given.column
    )
