"""The structs that all kinds of page share: page, outline, context (title, url, description, language), text of an article (its
key), and link to a period; and the templates of lists. Each kind's own context is in the file of its planner.

A page's key contains the hash of its context. So every value that a template shows must be in the context, and a change of any
value in it rewrites the page. That is why a link to a term is a name and a url, never the term with its counts.
"""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct


class Text(Struct, frozen=True, array_like=True):
    """The text of an article: its key in the cache, and the attributes of its links and images. `html(text)` returns its HTML.

    In feeds use `html(text, url)`: it makes links to headings of the text absolute."""

    key: str
    attributes: tuple[str, ...] = ()


class PeriodLink(Struct, frozen=True, array_like=True):
    """A link to a year, month or day: the start of the period, and the page."""

    date: datetime
    url: str


class Context(Struct, frozen=True, tag=True, omit_defaults=True):
    """The values of every kind of page. `url` is a path with the base path; `lang` is '' for the site's language."""

    title: str
    url: str = ""
    description: str = ""
    lang: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """The keys of the texts that the page shows."""
        return ()


class Outline(Struct, frozen=True, array_like=True):
    """The values of a planned page that other pages and the check of output paths need."""

    path: str
    """Below the site's root, such as `topics/diplomacy/index.html`."""
    source: str
    """The source in messages: a content file, or a name such as `the tag AI`."""
    modified: datetime | None = None
    """The last change of its contents, if known."""
    in_sitemap: bool = True


class Page(Struct, frozen=True):
    """An output file with all values for its template."""

    path: str
    template: str
    context: Context
    source: str = ""
    """The source in messages. The page of an extension has its planner as source."""
    modified: datetime | None = None
    in_sitemap: bool = True

    @property
    def outline(self) -> Outline:
        """The page without its template and context."""
        return Outline(self.path, self.source, self.modified, self.in_sitemap)


LIST_TEMPLATE = "list.html"

LIST_TEMPLATES = tuple(f"{kind}.html" for kind in ("edition", "day", "month", "year", "topic", "tag", "source", "author", "story"))
"""The optional templates for one kind of list. A theme without one uses `list.html`."""


def list_template(kind: str) -> str:
    """Return the template for this kind of list."""
    name = f"{kind}.html"
    return name if name in LIST_TEMPLATES else LIST_TEMPLATE
