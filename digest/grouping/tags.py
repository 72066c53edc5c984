"""Tags: one for all its spellings, each with a slug of its own."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, partial

from msgspec import Struct

from digest.articles.field_values import Located
from digest.config.config import RenamedTag
from digest.diagnostics import Diagnostic
from digest.output_paths import collision_key, segment_error
from digest.slugs import fold_tag, tag_slug


class TermName(Struct, frozen=True):
    """A tag or a story as articles name it: its name as it is shown, and its slug."""

    name: str
    slug: str


def final_tag_names(renamed: Iterable[RenamedTag]) -> dict[str, str]:
    """The name that applies in the end, by the old one (`fold_tag`); tags that are renamed in a circle keep theirs."""
    next_names = {fold_tag(tag.old): tag.new for tag in renamed}
    ends: dict[str, str] = {}
    """The last name of each chain, or '' for a circle. Each chain is followed once, so that a long one costs what it is long."""
    for old in next_names:
        chain: dict[str, None] = {}
        at, name = old, ""
        while at in next_names and at not in ends and at not in chain:
            chain[at] = None
            name = next_names[at]
            at = fold_tag(name)
        end = ends.get(at, "" if at in chain else name)
        ends.update(dict.fromkeys(chain, end))
    return {old: end for old, end in ends.items() if end}


Use = tuple[str, Located]
"""A tag as an article's file has it: the file's path, and the text with its place there."""


def merge_tags(
    uses: Sequence[Use], own_slugs: Mapping[str, str], renamed: Mapping[str, str] | None = None
) -> tuple[dict[str, TermName], list[Diagnostic]]:
    """The tags by their folded names (`fold_tag`) and in the order of these, and what is wrong with them.

    `AI` and `ai` are one tag, spelled as most often (ties: code order); other spellings are warnings. Tags without a slug, and two
    with the same, are errors. `own_slugs` are the settings' `tags.slugs`. `renamed` (see `renamed_tags`) moves the uses of an old
    name to the new one, which is spelled as the articles spell it, or else as the settings do.
    """
    renamed = renamed or {}
    first_use = cache(partial(_first_uses, uses, renamed))
    slugs = {fold_tag(tag): slug for tag, slug in own_slugs.items()}
    tags: dict[str, TermName] = {}
    tags_by_slug: dict[str, str] = {}
    """The own slugs by their collision keys."""
    diagnostics: list[Diagnostic] = []
    for folded, spelling_counts in sorted(_spellings(uses, renamed).items()):
        name = min(spelling_counts, key=lambda spelling: (-spelling_counts[spelling], spelling))
        for other in sorted(spelling for spelling in spelling_counts if spelling_counts[spelling] and spelling != name):
            message = f"the tag {other} is spelled {name} elsewhere"
            diagnostics.append(_tag_diagnostic(first_use()[other], "W206", message, f"write {name}"))
        slug = slugs.get(folded) or tag_slug(name)
        problem = segment_error(slug) if slug else "it has no letter or digit"
        key = collision_key(slug)
        if problem:
            message = f"the tag {name} cannot become a url: {problem}"
            diagnostics.append(_tag_diagnostic(first_use()[name], "E204", message, _own_slug_hint("it", name)))
        elif key in tags_by_slug:
            message = f"the tags {tags_by_slug[key]} and {name} have one url, /tags/{slug}/"
            diagnostics.append(_tag_diagnostic(first_use()[name], "E206", message, _own_slug_hint("one", name)))
        else:
            tags_by_slug[key] = name
            tags[folded] = TermName(name, slug)
    return tags, diagnostics


def _spellings(uses: Sequence[Use], renamed: Mapping[str, str]) -> Mapping[str, Counter[str]]:
    """How often each spelling of each folded name is used; a new name counts only where an article uses it."""
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for spelling, count in Counter(tag.text for _, tag in uses).items():
        new = renamed.get(fold_tag(spelling))
        spellings[fold_tag(new or spelling)][new or spelling] += 0 if new else count
    return spellings


def _first_uses(uses: Sequence[Use], renamed: Mapping[str, str]) -> dict[str, Use]:
    """The first use of each spelling, which only diagnostics need."""
    latest_first = sorted(uses, key=lambda use: (use[0], use[1].line, use[1].column), reverse=True)
    return {renamed.get(fold_tag(tag.text)) or tag.text: (path, tag) for path, tag in latest_first}


def _tag_diagnostic(use: Use, code: str, message: str, hint: str) -> Diagnostic:
    path, tag = use
    return Diagnostic(path, tag.line, tag.column, code, message, hint)


def _own_slug_hint(which: str, tag: str) -> str:
    return f'give {which} a slug of its own in digest.yml: tags: {{slugs: {{"{tag}": …}}}}'
