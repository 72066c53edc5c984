"""Parse content files to articles step by step (decode, split, read fields, read Markdown), by their roles; complete values from
the file name (date, slug), and report what is missing or contradictory: title, date, topics, source, empty articles, expiry before
publication, changes before the article's date, sources with two URLs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from digest.articles import front_matter as frontmatter
from digest.articles.article import Citation
from digest.articles.content_file import INTROS_FOLDER, ContentFile, decode, role_of, stem_of
from digest.articles.date_reader import DateError, Moment, read_date, zone_of
from digest.articles.field_tables import INTRO_FIELDS, REQUIRED_FIELDS, article_fields, story_fields
from digest.articles.markdown_in_fields import report_markdown
from digest.diagnostics import Diagnostics
from digest.markdown.body import Body
from digest.output_paths import printable, segment_error
from digest.slugs import slug, slug_error
from digest.text.characters import shortened
from digest.text.lazy_pattern import lazy_compile
from digest.text.merge_markers import has_conflict
from digest.yaml import tree
from digest.yaml.schema import Table, in_usual_case, read_fields

if TYPE_CHECKING:
    from digest.markdown.markdown_reader import Markdown
from digest.articles.article import Article, ParseResult, Parsing

_DATED_FILE_NAME = lazy_compile(r"(\d{4}-\d\d-\d\d)-(?=.)")


_INVISIBLE_CHARACTER = lazy_compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069]")


def parse(source: ContentFile, parsing: Parsing) -> ParseResult:
    """Parse one file; return the article and its diagnostics."""
    return parse_all([source], parsing)[0]


def parse_all(sources: Sequence[ContentFile], parsing: Parsing) -> list[ParseResult]:
    """Return the result of `parse` for each file.

    Each step runs for all files before the next step: this takes a fifth less time, because the processor's caches keep its code.
    """
    states = [
        _ParsingState(source, _file_diagnostics(source), role_of(source.path, has_editions=parsing.editions)) for source in sources
    ]
    decoded_texts = [decode(state.source.data, state.diagnostics) for state in states]
    for state, decoded_text in zip(states, decoded_texts, strict=True):
        if decoded_text is not None and not has_conflict(decoded_text, state.diagnostics, markdown=True):
            state.split = frontmatter.split(decoded_text, state.diagnostics)
    fields_by_role = {role: _fields_of_role(role, parsing.timezone) for role in {state.role for state in states}}
    readable_states = [
        (state, (in_usual_case(split[0], fields_by_role[state.role], state.diagnostics), *split[1:]))
        for state in states
        if (split := state.split)
    ]
    for state, (head, _, _) in readable_states:
        state.values = read_fields(head, fields_by_role[state.role], state.diagnostics)
    for state, (head, _, _) in readable_states:
        if state.role == "intro":
            state.values |= {"slug": stem_of(state.source.path), "title": state.values.get("title", "")}
        else:
            _complete_article_values(state.values, state.source.path, state.role, head, parsing, state.diagnostics)
        report_markdown(head, state.diagnostics)
    if readable_states:
        from digest.markdown.markdown_reader import read_markdown  # takes 90 ms to import, and an up-to-date build reads no article
    for state, (_, text_below, first_text_line) in readable_states:
        state.markdown = read_markdown(
            text_below, state.diagnostics, first_text_line, html=parsing.html, typography=parsing.typography
        )
    return [state.parsed(parsing.excerpt) for state in states]


def _fields_of_role(role: str, timezone: str) -> Table:
    if role == "intro":
        return INTRO_FIELDS
    return story_fields(timezone) if role == "story" else article_fields(timezone)


def _file_diagnostics(source: ContentFile) -> Diagnostics:
    return Diagnostics(source.path if source.path.isprintable() else printable(source.path))


class _ParsingState(Struct):
    """The state of a file while it is read."""

    source: ContentFile
    diagnostics: Diagnostics
    role: str
    split: tuple[tree.Mapping, str, int] | None = None
    """The result of `front_matter.split`."""
    values: dict[str, Any] = {}
    markdown: Markdown | None = None

    def parsed(self, max_excerpt: int) -> ParseResult:
        """Return the result."""
        markdown = self.markdown
        if markdown is None:
            return ParseResult(None, tuple(sorted(self.diagnostics.found)))
        article = Article(
            **self.values,
            path=self.source.path,
            role=self.role,
            excerpt=shortened(markdown.excerpt, max_excerpt),
            minutes=markdown.minutes if markdown.excerpt or "".join(markdown.body.parts).strip() else 0,
            body=self.source.key,
            targets=markdown.targets,
        )
        if not markdown.excerpt and _is_empty_article(article, markdown.body):
            hint = "write a text, why or summary; draft: true keeps it back until then"
            self.diagnostics.add(1, 1, "W220", "the article has neither text nor summary, why, points, quote or image", hint)
        return ParseResult(article, tuple(sorted(self.diagnostics.found)), markdown.body)


_INVISIBLE_TAG = lazy_compile(r"<(?!img\b)[^<>]*>")


def _is_empty_article(article: Article, body: Body) -> bool:
    """Whether readers would see only a title. Articles that are links to their source, and drafts, need no more."""
    if article.role or article.draft or (article.kind == "link" and article.source and article.source.url):
        return False
    shown_parts = (article.summary, article.why, article.points, article.quote, article.image)
    return not any(shown_parts) and not _INVISIBLE_TAG.sub("", "".join(body.parts)).strip()


def _complete_article_values(
    field_values: dict[str, Any], path: str, role: str, head: tree.Mapping, parsing: Parsing, diagnostics: Diagnostics
) -> None:
    """Add values from the file name, merge short forms into their fields, and report missing fields."""
    file_stem = stem_of(path)
    dated_name = _DATED_FILE_NAME.match(file_stem)
    if dated_name and not role:
        file_stem = file_stem[dated_name.end() :]
        _apply_date_in_file_name(field_values, dated_name[1], head, parsing, diagnostics)
    if "slug" not in field_values:
        field_values["slug"] = slug(file_stem, limit=10_000)
        # Below /stories/ no name is reserved, and only the file name says which story the text is about.
        is_named_by_file = role == "story"
        path_check, hint = (
            (segment_error, "rename the file") if is_named_by_file else (slug_error, "add a line slug: …, or rename the file")
        )
        url_problem = path_check(field_values["slug"]) if field_values["slug"] else "it has no letter or digit"
        if (is_named_by_file or "slug" not in head.entries) and url_problem:
            diagnostics.add(1, 1, "E204", f"the file name cannot become a url: {url_problem}", hint)
    if "/_drafts/" in path and not field_values.get("draft"):
        field_values["draft"] = True
        diagnostics.add(
            1, 1, "N220", "an article in a folder _drafts is a draft", "write draft: true, or move it to another folder"
        )
    _check_article_expiry(field_values, head, diagnostics)
    _check_dates_of_changes(field_values, head, diagnostics)
    _merge_source_url_field(field_values, head, diagnostics)
    field_values["stories"] = field_values.pop("story", ())
    _report_nameless_citations(head, diagnostics)
    for field_name in ("title",) if role else ("title", "date", "topics"):
        if not field_values.get(field_name):
            _report_missing_field(field_name, path, field_values, head, diagnostics)
    field_values.setdefault("title", file_stem)
    if not role and not any(_has_field_value(head.get(key)) for key in _SOURCE_FIELDS):
        diagnostics.add(1, 1, "W203", "no source is named", "add a line source: … and source_url: https://…")
    for field_name in ("title", "headline"):
        title_node = head.get(field_name)
        if title_node and _INVISIBLE_CHARACTER.search(field_values.get(field_name, "")):
            message = f"the {field_name} contains invisible or direction-changing characters"
            diagnostics.add(title_node.line, title_node.column, "W207", message, "remove them")


def _check_article_expiry(field_values: dict[str, Any], head: tree.Mapping, diagnostics: Diagnostics) -> None:
    """Warn about an article that expires before it is published."""
    expiry = field_values.get("expires")
    starting_dates = [field_values[name] for name in ("date", "publish_at") if field_values.get(name)]
    if expiry and any(start.at >= expiry.at for start in starting_dates):
        expiry_node = head.get("expires") or head.get("expiryDate") or head.get("expiry") or head
        message = "the article expires before it is published: it will never be shown"
        diagnostics.add(
            expiry_node.line,
            expiry_node.column,
            "W223",
            message,
            "expires must be later than date and publish_at; a bare day is its first instant",
        )


def _check_dates_of_changes(field_values: dict[str, Any], head: tree.Mapping, diagnostics: Diagnostics) -> None:
    """Warn about an update or a correction that is dated before the article.

    Only keys of digest are checked: in other programs a scheduled article is usually older than its date.
    """
    article_date = field_values.get("date")
    dated_changes: list[tuple[str, Moment, tree.Node]] = []
    if (updated := field_values.get("updated")) and (field_node := head.get("updated")):
        dated_changes.append(("updated", updated, field_node))
    corrections, field_node = field_values.get("corrections", ()), head.get("corrections")
    if corrections and field_node:
        correction_nodes = (
            tree.items_of(field_node) if len(tree.items_of(field_node)) == len(corrections) else [field_node] * len(corrections)
        )
        dated_changes += [
            ("a correction", correction.date, change_node)
            for correction, change_node in zip(corrections, correction_nodes, strict=True)
        ]
    for name, moment, field_node in dated_changes:
        if article_date and moment.at.date() < article_date.at.date():
            message = f"{name} is of {moment.at.date()}, before the article's date, {article_date.at.date()}"
            diagnostics.add(field_node.line, field_node.column, "W226", message, "correct one of the two dates")


def _report_missing_field(
    field_name: str, path: str, field_values: dict[str, Any], head: tree.Mapping, diagnostics: Diagnostics
) -> None:
    spellings, example = REQUIRED_FIELDS[field_name]
    if any(diagnostic.message.startswith(spellings) and diagnostic.is_error for diagnostic in diagnostics.found):
        return  # the field is there, and the reason why it is invalid is already reported
    code = "W204" if field_values.get("draft") else "E201"
    for spelling in spellings:
        node = head.get(spelling)
        if node:
            diagnostics.add(node.line, node.column, code, f"{spelling} is empty", f"write {example}")
            return
    hint = f"add a line {example}"
    if path.startswith(INTROS_FOLDER) and path.count("/") == 2:  # with editions, it would be an intro, which needs no field
        hint += ", or for the intro of an edition, editions: … to digest.yml"
    diagnostics.add(1, 1, code, f"{spellings[0]} is missing", hint)


def _apply_date_in_file_name(
    field_values: dict[str, Any], date_text: str, head: tree.Mapping, parsing: Parsing, diagnostics: Diagnostics
) -> None:
    try:
        date_in_name = read_date(date_text, zone_of(parsing.timezone))
    except DateError as diagnostic:
        diagnostics.add(1, 1, "E203", f"date in the file name: {diagnostic}", diagnostic.hint)
        return
    date = field_values.get("date")
    if date is None:
        if "date" not in head.entries:
            field_values["date"] = date_in_name
    elif date.at.date() != date_in_name.at.date():
        node = head.get("date")
        line, column = (node.line, node.column) if node else (1, 1)
        diagnostics.add(
            line,
            column,
            "W205",
            f"the file name has {date_text}, the front matter {date.at.date()}",
            "the front matter counts; rename the file",
        )


_SOURCE_FIELDS = ("source", "source_url", "external_url", "original_url")


def _has_field_value(node: tree.Node | None) -> bool:
    return node is not None and not (isinstance(node, tree.Scalar) and node.is_null)


def _report_nameless_citations(head: tree.Mapping, diagnostics: Diagnostics) -> None:
    """Report citations that have neither a name nor an address."""
    for key in ("source", "via", "also"):
        citations_node = head.get(key)
        for citation in tree.items_of(citations_node) if citations_node else ():
            is_named = not isinstance(citation, tree.Mapping) or any(
                _has_field_value(citation.get(part)) for part in ("name", "url", "link")
            )
            if not is_named and not (key == "source" and any(_has_field_value(head.get(url)) for url in _SOURCE_FIELDS[1:])):
                diagnostics.add(
                    citation.line, citation.column, "E202", f"{key} needs a name or a url", "add name: … or url: https://…"
                )


def _merge_source_url_field(field_values: dict[str, Any], head: tree.Mapping, diagnostics: Diagnostics) -> None:
    """Merge `source_url` into `source` as its url."""
    source_address = field_values.pop("source_url", "")
    if not source_address:
        return
    source = field_values.get("source")
    if source is not None and source.url:
        url_node = head.get("source_url") or head
        diagnostics.add(url_node.line, url_node.column, "E107", "the source has two urls", "keep url in source, or source_url")
        return
    url_node = head.get("source_url") or head
    citation = source or Citation(line=url_node.line, column=url_node.column)
    field_values["source"] = Citation(
        citation.name,
        source_address,
        citation.title,
        citation.author,
        citation.published,
        citation.lang,
        citation.line,
        citation.column,
    )
