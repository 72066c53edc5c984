"""Plan redirects from old paths to current pages: the moves of articles (also hidden ones), plain pages, stories, topics and tags,
by aliases, recorded addresses, old slugs and renamed tags' folders, following chains of moves; report paths with two targets,
without a target, or with a page."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from digest.articles.article import Article, Located
from digest.config.config import PUBLISHED_FILE, SETTINGS_FILE, TOPICS_FILE, Config
from digest.diagnostics import Diagnostic
from digest.grouping.article_collections import Collections
from digest.grouping.entry import Entry, entry_path
from digest.grouping.published_file import addresses
from digest.grouping.terms import Term
from digest.output_paths import collision_key
from digest.pages.link_resolution import plain_path
from digest.pages.page import Context, Page
from digest.pages.pagination import page_path
from digest.pages.plan_part import PlanPart
from digest.slugs import fold_tag, tag_slug
from digest.urls import path_of, url_of


class RedirectPage(Context, frozen=True, tag=True, kw_only=True):
    """A redirect. Its title is the title of the target page."""

    target: str
    """The path of the target page, with the base path."""


class Move(Struct, frozen=True):
    """An old output path, the current one ('' for none), the title of the moved page, and the location of the entry."""

    path: str
    target: str
    title: str
    file: str
    line: int
    column: int
    first_page: str = ""
    """The target if there is no page at `target`. Only implied moves have one; they cause no diagnostics."""


class Redirect(Struct, frozen=True, array_like=True):
    """An output path, its final target, the title of the target, and the source of the redirect."""

    path: str
    target: str
    title: str
    source: str


class RedirectsInputs(Struct, frozen=True, array_like=True):
    """The inputs of the redirect pages."""

    redirects: tuple[Redirect, ...]
    base: str


def redirects(
    collections: Collections, config: Config, live: Iterable[str]
) -> tuple[PlanPart[RedirectsInputs], tuple[Diagnostic, ...]]:
    """Return the part with a page for each old path, which redirects to the final target; and diagnostics about redirects.

    `live` are the paths of all other outputs. A path that has a page is never redirected; two different targets of one path
    are an error.
    """
    # Most sites have no redirects, and comparing the paths of all outputs takes time.
    sorted_moves = sorted(_moved_paths(collections, config), key=lambda move: (move.file, move.line, move.column))
    taken_paths = {collision_key(path): path for path in live} if sorted_moves else {}
    moves: dict[str, Move] = {}
    diagnostics: list[Diagnostic] = []
    for move in sorted_moves:
        path_key = collision_key(move.path)
        move_before = moves.get(path_key)
        if _is_taken(path_key, taken_paths):
            taken_path = taken_paths.get(path_key, move.path)
            if taken_path != move.path and not move.first_page:
                diagnostics.append(_differs_by_case(move, taken_path))
            elif move.target != move.path and not move.first_page:
                diagnostics.append(
                    _redirect_diagnostic(move, "N401", f"{url_of(move.path)} has a page: no redirect from there", "remove it")
                )
        elif move_before is None:
            moves[path_key] = move
        elif move_before.path != move.path and move_before.target == move.target and not move.first_page:
            diagnostics.append(_differs_by_case(move, move_before.path))
        elif move_before.target != move.target and not move.first_page:
            diagnostics.append(_two_targets(move_before, move))
    redirect_list: list[Redirect] = []
    final_targets: dict[str, str] = {}
    for move in moves.values():
        target = _end_of_move(move, moves, taken_paths, final_targets)
        if target:
            redirect_list.append(Redirect(move.path, target, move.title, _source_of_move(move)))
        elif not move.first_page:
            message = f"{url_of(move.path)} would redirect to no page: {move.title} is not published"
            diagnostics.append(_redirect_diagnostic(move, "W401", message, "publish it, or remove this line"))
    redirects_inputs = RedirectsInputs(tuple(redirect_list), config.base_path)
    return PlanPart("redirects", _redirect_pages, (), redirects_inputs), tuple(diagnostics)


def _redirect_pages(_: Sequence[Entry], inputs: RedirectsInputs) -> Iterator[Page]:
    base = inputs.base
    for redirect in inputs.redirects:
        target_url = base + url_of(redirect.target)
        redirect_page = RedirectPage(title=redirect.title, url=base + url_of(redirect.path), target=target_url)
        yield Page(redirect.path, "redirect.html", redirect_page, redirect.source, in_sitemap=False)


def _moved_paths(collections: Collections, config: Config) -> Iterator[Move]:
    """Yield all requested moves, in any order."""
    published = collections.rules.published
    for entry in collections.entries:
        if entry.index.has_moved:
            yield from _article_moves(entry.article, addresses(entry.article, published), entry.index.path)
    for page in collections.pages:
        yield from _article_moves(page, (), plain_path(page))
    for story_text in collections.story_texts:
        yield from _article_moves(story_text, (), f"stories/{story_text.slug}/index.html")
    for article in collections.hidden:
        article_path = entry_path(article, article.date.at, collections.rules) if article.date else ""
        recorded_addresses = () if article.role else addresses(article, published)
        # The path that the article itself would have needs no redirect.
        yield from _article_moves(article, tuple(mark for mark in recorded_addresses if path_of(mark.text) != article_path), "")
    for term in collections.topics:
        for old_slug in term.was:
            yield from _list_moves(f"topics/{old_slug.text}", term.folder, term.name, TOPICS_FILE, old_slug.line, old_slug.column)
    tags_by_name = {fold_tag(tag.name): tag for tag in collections.tags}
    slugs_by_tag = folded_slugs(config)
    for renamed in config.tags.renamed:
        new_folder = tag_folder(renamed.new, tags_by_name, slugs_by_tag)
        yield from _list_moves(
            tag_folder(renamed.old, {}, slugs_by_tag), new_folder, renamed.new, SETTINGS_FILE, renamed.line, renamed.column
        )


def _article_moves(article: Article, recorded: Iterable[Located], target: str) -> Iterator[Move]:
    for old_mark in article.aliases:
        yield Move(path_of(old_mark.text), target, article.shown_title, article.path, old_mark.line, old_mark.column)
    for old_mark in recorded:
        old_path = path_of(old_mark.text)
        if old_path != target:
            yield Move(old_path, target, article.shown_title, PUBLISHED_FILE, old_mark.line, old_mark.column)


def _list_moves(old: str, new: str, name: str, file: str, line: int, column: int) -> Iterator[Move]:
    """Yield the moves of the first page and of page 1, which every long list has and other pages link to."""
    first_path = page_path(new, 0)
    yield Move(page_path(old, 0), first_path, name, file, line, column)
    yield Move(page_path(old, 1), page_path(new, 1), name, file, line, column, first_path)


def folded_slugs(config: Config) -> dict[str, str]:
    """Return the tag slugs of the settings, by the folded tag (`fold_tag`)."""
    return {fold_tag(tag): slug for tag, slug in config.tags.slugs.items()}


def tag_folder(name: str, tags: Mapping[str, Term], slugs: Mapping[str, str]) -> str:
    """Return the folder of a tag's pages: that of the tag in `tags` (by `fold_tag`), or else the folder that it would have.

    `slugs` is the result of `folded_slugs`.
    """
    known_tag = tags.get(fold_tag(name))
    return known_tag.folder if known_tag else f"tags/{slugs.get(fold_tag(name)) or tag_slug(name)}"


def _end_of_move(move: Move, moves: Mapping[str, Move], taken_paths: Collection[str], final_targets: dict[str, str]) -> str:
    """Return the final target of a move, following other moves; '' without one.

    `final_targets` caches the final target of all paths on the way (by `collision_key`), so that each path is visited once.
    """
    target = move.target
    if move.first_page and collision_key(target) not in taken_paths:
        target = move.first_page
    passed_paths = []
    while target and (target_key := collision_key(target)) not in taken_paths:
        if target_key in final_targets or target_key not in moves:
            target = final_targets.get(target_key, "")
        else:
            final_targets[target_key] = ""  # a cycle has no target
            passed_paths.append(target_key)
            target = moves[target_key].target
    final_targets.update(dict.fromkeys(passed_paths, target))
    return target


def _is_taken(path_key: str, taken: Collection[str]) -> bool:
    """True if there is an output at this path, or a file at the path of one of its folders."""
    while path_key and path_key not in taken:
        path_key = path_key.rpartition("/")[0]
    return bool(path_key)


def _source_of_move(move: Move) -> str:
    return move.file if move.file != SETTINGS_FILE else f"the renamed tag {move.title}"


def _two_targets(first_move: Move, second_move: Move) -> Diagnostic:
    first_target = (
        f"to {url_of(first_move.target)} ({first_move.file}:{first_move.line})"
        if first_move.target
        else f"for {first_move.title} ({first_move.file}:{first_move.line})"
    )
    second_target = f"to {url_of(second_move.target)}" if second_move.target else f"for {second_move.title}"
    return _redirect_diagnostic(
        second_move, "E402", f"{url_of(second_move.path)} is redirected {first_target} and {second_target}", "remove one of them"
    )


def _differs_by_case(move: Move, path: str) -> Diagnostic:
    """Return the note about a redirect whose path differs from another path only in case or Unicode normalisation."""
    message = f"no redirect from {url_of(move.path)}: on some systems it is the same file as {url_of(path)}"
    hint = "most hosts are case-sensitive and will not find it: redirect it there, or remove it"
    return _redirect_diagnostic(move, "N401", message, hint)


def _redirect_diagnostic(move: Move, code: str, message: str, hint: str) -> Diagnostic:
    return Diagnostic(move.file, move.line, move.column, code, message, hint)
