"""Attributions: the source of an article as pages show it, with registered name, author, date of publication, page on this site and
logo."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from msgspec import Struct

from digest.articles.article import Citation
from digest.articles.date_reader import Moment
from digest.grouping.card import Picture
from digest.grouping.entry import source_link
from digest.grouping.registries import Source, registered_source
from digest.pages.link_resolution import STATIC_PREFIX, Links, is_absolute
from digest.pages.site import Site
from digest.urls import url_of


class Attribution(Struct, frozen=True, array_like=True):
    """The place of publication of an original."""

    name: str
    url: str = ""
    title: str = ""
    author: str = ""
    published: Moment | None = None
    lang: str = ""
    page: str = ""
    """The URL path of the source's page on this site; '' if it has none."""
    logo: Picture | None = None
    """The logo of the source, if the registry has one."""


class SourceMark(Struct, frozen=True, array_like=True):
    """The page and the logo of a registered source. `page` is the url on this site."""

    slug: str
    page: str = ""
    logo: Picture | None = None


Marks = Mapping[str, SourceMark]
"""Source marks by the slug of the source."""

NO_MARKS: Marks = MappingProxyType({})


def source_marks(sources: Iterable[Source], site: Site, links: Links) -> tuple[SourceMark, ...]:
    """Return the marks of the sources, without logos whose file is missing."""
    return tuple(SourceMark(source.slug, source_url(source.slug, site), logo_of(source, links)) for source in sources)


def source_url(slug: str, site: Site) -> str:
    """Return the url of the page of a registered source; '' if sources have no pages."""
    return site.sources + url_of(f"{slug}/index.html")[1:] if site.sources else ""


def logo_of(source: Source, links: Links) -> Picture | None:
    """Return the logo of a source; None without one, or if its file is missing."""
    if source.logo is None:
        return None
    if is_absolute(source.logo.text):
        return Picture(source.logo.text)
    logo_path = source.logo.text[1:]
    logo_file = links.files.get(STATIC_PREFIX + logo_path)
    return Picture(links.base + url_of(logo_path), logo_file.width, logo_file.height) if logo_file else None


def registered(citation: Citation | None, sources: Mapping[str, Source], marks: Marks = NO_MARKS) -> Attribution | None:
    """Return the attribution of a citation, or None. `sources` is the result of `sources_by_key`."""
    return attribution(citation, registered_source(citation, sources), marks) if citation else None


def attribution(citation: Citation | None, source: Source | None, marks: Marks = NO_MARKS) -> Attribution | None:
    """Return the attribution of a citation with the source's registered name, or None."""
    named_link = source_link(citation, source)
    if citation is None or named_link is None:
        return None
    source_mark = marks.get(source.slug) if source else None
    source_page, source_logo = (source_mark.page, source_mark.logo) if source_mark else ("", None)
    return Attribution(
        named_link.name,
        named_link.url,
        citation.title,
        citation.author,
        citation.published,
        citation.lang,
        source_page,
        source_logo,
    )
