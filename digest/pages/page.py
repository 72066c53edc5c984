"""Page and Context: what all kinds of page share. The context of each kind is in the file of its planner.

A page's key contains the hash of its context, so whatever a template shows has to be in the context, and whatever is in it
rewrites the page when it changes. That is why a link to a term is a name and a url, never the term with its counts.
"""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct


class Text(Struct, frozen=True, array_like=True):
    """The text of an article: its key in the cache, and the targets of its links and images. `html(text)` returns its HTML.

    In feeds use `html(text, url)`: then links to headings of the text begin with the full address of its page."""

    key: str
    attributes: tuple[str, ...] = ()


class PeriodLink(Struct, frozen=True, array_like=True):
    """A year, month or day: its first instant and its page."""

    date: datetime
    url: str


class Context(Struct, frozen=True, tag=True, omit_defaults=True):
    """What every kind of page has. `url` is a path with the base path; `lang` is '' where it is the site's."""

    title: str
    url: str = ""
    description: str = ""
    lang: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """The keys of the texts that the page shows."""
        return ()


class Outline(Struct, frozen=True, array_like=True):
    """What the plan knows of a page, as far as other pages and the check of paths need it."""

    path: str
    """Below the site's root, such as `topics/diplomacy/index.html`."""
    source: str
    """What it is made of, for messages: a content file, or such as `the tag AI`."""
    modified: datetime | None = None
    """When what it shows last changed, if it has a date."""
    in_sitemap: bool = True


class Page(Struct, frozen=True):
    """One output file, and everything its template may know."""

    path: str
    template: str
    context: Context
    source: str = ""
    """What it is made of, for messages; of an extension's page the planner says it."""
    modified: datetime | None = None
    in_sitemap: bool = True

    @property
    def outline(self) -> Outline:
        """The page without its template and context."""
        return Outline(self.path, self.source, self.modified, self.in_sitemap)


LIST_TEMPLATE = "list.html"

LIST_TEMPLATES = tuple(f"{kind}.html" for kind in ("edition", "day", "month", "year", "topic", "tag", "source", "author", "story"))
"""Templates of one kind of list each: of a theme that lacks one, `list.html` makes those pages."""


def list_template(kind: str) -> str:
    """The template of the pages of such a list."""
    name = f"{kind}.html"
    return name if name in LIST_TEMPLATES else LIST_TEMPLATE
