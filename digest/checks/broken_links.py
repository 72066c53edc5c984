"""Check the links of finished HTML pages: report missing pages, files and anchors, repeated ids and images without alt; and collect
link targets on other sites. `html_references.py` parses the pages."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from html import escape
from urllib.parse import unquote, urljoin, urlsplit

from msgspec import Struct

from digest.checks.html_references import read_markup
from digest.config.config import Config
from digest.diagnostics import Diagnostic
from digest.output_paths import printable
from digest.text.line_positions import LinePositions
from digest.urls import url_of

_LINK_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


class Spot(Struct, frozen=True):
    """A location in an output file: path, line, column, and the source of the page."""

    path: str
    line: int
    column: int
    source: str


class LinkTarget(Struct):
    """A target of links: the location of the first link, and the number of pages with links to it."""

    spot: Spot
    attribute: str
    address: str
    pages: int = 0
    last_page: str = ""


class CheckedSite(Struct, frozen=True):
    """The values of a site for link checks: settings, name of the output folder, and all output paths."""

    config: Config
    folder: str
    outputs: Collection[str]


class LinkCheck:
    """Checks the links of pages. A link on many pages (such as in the navigation) is reported once."""

    def __init__(self, site: CheckedSite) -> None:
        self.site = site
        self.ids: dict[str, frozenset[str]] = {}
        self.internal_targets: dict[tuple[str, str], LinkTarget] = {}
        """The link targets in the site, by output path (existing or not) and fragment."""
        self.external_targets: dict[str, LinkTarget] = {}
        """The link targets on other sites, by URL without fragment."""
        self.page_diagnostics: list[Diagnostic] = []

    def read_page(self, path: str, source: str, text: str) -> None:
        """Collect the ids and links of a page."""
        page_markup, page_positions = read_markup(text), LinePositions(text)
        self.ids[path] = page_markup.ids
        for id, at in page_markup.duplicate_ids:
            self.page_diagnostics.append(
                self._page_error(path, source, page_positions.location(at), "W305", f"the id {id} is used twice on this page")
            )
        for at in page_markup.images_without_alt:
            self.page_diagnostics.append(
                self._page_error(path, source, page_positions.location(at), "W303", "an image without alt")
            )
        for reference in page_markup.references:
            resolved_address = self._resolved_address(reference.address, path)
            if resolved_address is None:
                continue
            link_target = (
                self.external_targets.get(resolved_address)
                if isinstance(resolved_address, str)
                else self.internal_targets.get(resolved_address)
            )
            if link_target is None:
                link_target = LinkTarget(
                    Spot(path, *page_positions.location(reference.at), source), reference.attribute, reference.address
                )
                if isinstance(resolved_address, str):
                    self.external_targets[resolved_address] = link_target
                else:
                    self.internal_targets[resolved_address] = link_target
            if link_target.last_page != path:
                link_target.pages, link_target.last_page = link_target.pages + 1, path

    def _resolved_address(self, address: str, path: str) -> tuple[str, str] | str | None:
        """Return output path and fragment of a URL of this site, the absolute URL on another site, or None for other schemes."""
        config = self.site.config
        if _LINK_SCHEME.match(address) or address.startswith("//"):
            if not address.lower().startswith(("http://", "https://", "//")):
                return None
            absolute_address = address if not address.startswith("//") else config.origin.partition(":")[0] + ":" + address
            if not (absolute_address + "/").startswith(config.base_url):
                return absolute_address.partition("#")[0]
            address = absolute_address.removeprefix(config.origin)
        elif not address.startswith("/"):
            if address.startswith("#"):
                return path, unquote(address[1:])
            address = urljoin(config.base_path + url_of(path), address)
        url_path, _, fragment = address.partition("#")
        url_path = url_path.partition("?")[0]
        base_path = config.base_path + "/"
        if not (url_path + "/").startswith(base_path):
            return f"..{url_path}", ""
        return self._output_of_address(unquote(url_path[len(base_path) :])), unquote(fragment)

    def _output_of_address(self, path: str) -> str:
        """Return the output file that a server (such as GitHub Pages) serves for a path; the path itself if there is none."""
        folder = path.rstrip("/")
        for candidate in (f"{folder}/index.html" if folder else "index.html", path, f"{path}.html"):
            if candidate in self.site.outputs:
                return candidate
        return path

    def diagnostics(self) -> Iterator[Diagnostic]:
        """Yield diagnostics about broken links; call it after all pages are read."""
        yield from self.page_diagnostics
        for (path, fragment), link_target in self.internal_targets.items():
            shown_address = escape(printable(unquote(link_target.address)), quote=False)
            if path not in self.site.outputs:
                base = self.site.config.base_path
                hint = f"addresses of this site begin with {base}/" if path.startswith("..") else "fix the template or the article"
                if link_target.attribute == "href":
                    yield self._link_diagnostic(link_target, "E301", f"there is no page {shown_address}", hint)
                else:
                    yield self._link_diagnostic(link_target, "E302", f"there is no file {shown_address}", hint)
            elif fragment and path in self.ids and not self._page_has_anchor(path, fragment):
                yield self._link_diagnostic(
                    link_target, "E303", f"{url_of(path)} has no anchor #{fragment}", "give a heading this id, or fix the link"
                )

    def _page_has_anchor(self, path: str, fragment: str) -> bool:
        # `#top` and text directives need no id (HTML, 7.4.6.4; WICG, Text Fragments).
        return fragment in self.ids[path] or fragment.lower() == "top" or fragment.startswith(":~:")

    def _link_diagnostic(self, link_target: LinkTarget, code: str, message: str, hint: str) -> Diagnostic:
        spot, pages = link_target.spot, link_target.pages
        more_pages = f", and {pages - 1:,} more page{'s' * (pages > 2)}" if pages > 1 else ""
        path = f"{self.site.folder}/{spot.path}"
        return Diagnostic(path, spot.line, spot.column, code, f"{message} (page of {spot.source}{more_pages})", hint)

    def _page_error(self, path: str, source: str, location: tuple[int, int], code: str, message: str) -> Diagnostic:
        hint = "fix the template or the article"
        return Diagnostic(f"{self.site.folder}/{path}", *location, code, f"{message} (page of {source})", hint)


def host_of(address: str) -> str:
    """Return the host of a URL in lower case; '' for none. External checks spread requests over hosts."""
    try:
        return urlsplit(address).netloc.rpartition("@")[2].lower()
    except ValueError:
        return ""
