"""Resolve the links and pictures in articles (class `Links`, with all paths, files and states): to urls of articles, files beside
them, picture variants and paths of the site, as HTML attributes. Report missing or unpublished targets, and other programs'
template code; list the files to publish."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Iterator, Mapping
from urllib.parse import unquote

from msgspec import Struct
from msgspec.structs import replace

from digest.articles.article import Article
from digest.config.config import Config
from digest.diagnostics import Diagnostic
from digest.grouping.article_collections import Collections
from digest.grouping.card import Picture, PictureSize
from digest.grouping.file_references import SimilarNames, referenced_path
from digest.grouping.publication_status import FAULTY
from digest.markdown.body import Target, escape_quotes
from digest.output_paths import path_error
from digest.pages.brand_context import CUSTOM_STYLE
from digest.pages.output_files import Asset, File
from digest.pages.page import Text
from digest.pages.picture_variants import Variants, srcset, variants_of
from digest.slugs import slug
from digest.text.lazy_pattern import lazy_compile
from digest.urls import url_of

CONTENT_PREFIX = "content/"
STATIC_PREFIX = "content/static/"

_TEMPLATE_CODE = lazy_compile(r"\{\{|\{%|[{|](?:filename|static|attach|author|category|tag|index)[}|]")
"""Template code of Liquid, Jinja and Hugo, and placeholders of Pelican."""


class Resolved(Struct, frozen=True):
    """The target of an address: a path of the site with the base path ('' if the link is left out), or why there is none."""

    url: str = ""
    file: Asset | None = None
    diagnostic: Diagnostic | None = None
    missing: str = ""
    """The path of the file, if it does not exist."""


class ResolvedLinks(Struct, frozen=True):
    """The targets of the addresses in one article."""

    text: tuple[Resolved, ...]
    """The links in the text, in the order of `Article.targets`."""
    picture: Resolved | None
    """The article's picture; None without one, or if it is on another server."""


TEXT_SIZES = "(min-width: 40rem) 38rem, 100vw"
"""The display width of a picture in a text, in most themes. Browsers use `sizes` only to choose a file from `srcset`."""


class Links:
    """Resolves the addresses in articles to urls. Results are cached by article text and picture."""

    def __init__(self, collections: Collections, files: Iterable[Asset], config: Config, encoder: str = "") -> None:
        self.base = config.base_path
        self.encoder = encoder
        """The key of the encoder that makes picture variants; '' for none."""
        self.has_credit = config.picture_credit
        self.origin = config.origin
        self.states: Mapping[str, str] = collections.states
        self.incomplete = FAULTY in self.states.values()
        self.files = {file.path: file for file in files}
        self.paths = {entry.index.file: entry.index.path for entry in collections.entries}
        self.paths |= {page.path: plain_path(page) for page in collections.pages}
        self.paths |= {text.path: f"stories/{text.slug}/index.html" for text in collections.story_texts}
        self.plain_page_paths = {plain_path(page) for page in collections.pages}
        """The output paths of plain pages."""
        self.paths |= {edition.intro.path: edition.page for edition in collections.issues.editions if edition.intro}
        self.texts = {entry.index.file for entry in collections.entries if entry.index.is_full}
        self.texts |= {page.path for page in (*collections.pages, *collections.story_texts, *collections.issues.intros)}
        self.similar = SimilarNames()
        self._resolved_by_text: dict[str, ResolvedLinks] = {}
        """The resolved links by the key of the article's text."""
        self._variants_by_path: dict[str, Variants | None] = {}
        """The variants by the path of the picture's file."""

    def resolved_links(self, article: Article) -> ResolvedLinks:
        """Return the targets of the article's links and picture (cached)."""
        resolved = self._resolved_by_text.get(article.body)
        if resolved is None:
            targets = tuple([self._resolve_link(article, target) for target in article.targets])
            picture = _picture_target(article)
            resolved = ResolvedLinks(targets, self._resolve_link(article, picture) if picture else None)
            self._resolved_by_text[article.body] = resolved
        return resolved

    def _resolve_link(self, article: Article, target: Target) -> Resolved:
        """Return the target of an address. Paths from the root are not checked: `plan` checks them when all pages are known."""
        link_path, query_and_fragment = _split_address(target.address)
        if not link_path:
            return Resolved(target.address)
        if link_path.startswith("/"):
            site_path = unquote(link_path).lstrip("/")
            return Resolved(
                self.base + target.address, self.files.get(STATIC_PREFIX + site_path) or self.files.get(CONTENT_PREFIX + site_path)
            )
        linked_file = referenced_path(article.path, link_path)
        if linked_file in self.files:
            return self._resolved_file(article, target, self.files[linked_file], query_and_fragment)
        if target.attribute == "src":
            return Resolved(missing=linked_file)
        if linked_file in self.paths:
            return Resolved(self.base + url_of(self.paths[linked_file]) + query_and_fragment)
        if self.states.get(linked_file) == FAULTY:
            return Resolved("#")
        if linked_file in self.states:
            message = f"{unquote(target.address)} is not published ({self.states[linked_file]}): the link is left out"
            return Resolved(diagnostic=_link_error(article, target, "W304", message, "publish it, or remove the link"))
        return Resolved(missing=linked_file)

    def _resolved_file(self, article: Article, target: Target, file: Asset, query_and_fragment: str) -> Resolved:
        path_problem = path_error(published_path(file.path))
        if path_problem:
            return Resolved(diagnostic=_link_error(article, target, "E204", f"{file.path}: {path_problem}", "rename the file"))
        return Resolved(self.base + url_of(published_path(file.path)) + query_and_fragment, file)

    def _missing_file(self, article: Article, target: Target, missing_file: str) -> Diagnostic:
        if target.attribute == "src":
            if not missing_file.startswith(CONTENT_PREFIX):
                return _link_error(
                    article, target, "E302", f"{unquote(target.address)} is outside content/", "put the image into content/"
                )
            near_hint = self._similar_file_hint(article, missing_file, self.files)
            return _link_error(
                article, target, "E302", f"there is no image {missing_file}", near_hint or "put the file beside the article"
            )
        if not missing_file.startswith(CONTENT_PREFIX):
            return _link_error(
                article, target, "E301", f"{unquote(target.address)} is outside content/", "link to a file in content/"
            )
        hint = (
            _hint_for_other_site(target.address)
            or self._similar_file_hint(article, missing_file, {**self.states, **self.files})
            or (
                "put the file beside the article"
                if _FILE_NOT_AN_ARTICLE.search(missing_file)
                else "a link to an article names its file: [text](other.md)"
            )
        )
        return _link_error(article, target, "E301", f"there is no file {missing_file}", hint)

    def _similar_file_hint(self, article: Article, missing_file: str, known_paths: Iterable[str]) -> str:
        """Return a hint with the file of the same or a similar name, relative to the article; '' if there is none."""
        similar_file = self.similar.nearest_file(missing_file, (path for path in known_paths if path != article.path))
        if not similar_file:
            return ""
        if similar_file.startswith(STATIC_PREFIX):
            return f"did you mean /{similar_file.removeprefix(STATIC_PREFIX)}?"
        return f"did you mean {posixpath.relpath(similar_file, posixpath.dirname(article.path))}?"

    def articles_in(self, article: Article) -> set[str]:
        """Return the files of the published articles that the text links to."""
        linked_paths = (_split_address(target.address)[0] for target in article.targets if target.attribute == "href")
        return self.paths.keys() & {referenced_path(article.path, path) for path in linked_paths}

    def text(self, article: Article, *, absolute: bool = False) -> Text:
        """Return the article's text with its link attributes; `absolute` adds the origin, for feeds."""
        origin = self.origin if absolute else ""
        resolved_targets = zip(article.targets, self.resolved_links(article).text, strict=True)
        return Text(
            article.body, tuple([self._link_attribute(target, resolved_link, origin) for target, resolved_link in resolved_targets])
        )

    def _link_attribute(self, target: Target, resolved: Resolved, origin: str) -> str:
        if not resolved.url:
            # A link without a target becomes plain text, but an img element requires src (HTML, the img element).
            is_image = target.attribute == "src" and resolved.missing.startswith(CONTENT_PREFIX)
            return f'src="{escape_quotes(origin + self.base + url_of(published_path(resolved.missing)))}"' if is_image else ""
        linked_file = resolved.file
        if target.attribute != "src" or not linked_file or not linked_file.width:
            return f'{target.attribute}="{escape_quotes(origin + resolved.url)}"'
        picture = (
            self._shown_picture(resolved)
            if is_relative_image(target)
            else Picture(resolved.url, linked_file.width, linked_file.height)
        )
        image_attributes = f'src="{escape_quotes(origin + picture.url)}" width="{picture.width}" height="{picture.height}"'
        if picture.webp and not origin:
            addresses = escape_quotes(srcset((size.url, size.width) for size in picture.webp))
            image_attributes += f' srcset="{addresses}" sizes="{TEXT_SIZES}"'
        return image_attributes

    def variants(self, file: Asset) -> Variants | None:
        """Return the variants of this picture; None if the original is shown."""
        if not self.encoder or not file.is_still or file.problem or not (file.width and file.height):
            return None
        if file.path not in self._variants_by_path:
            size, path = (file.width, file.height), published_path(file.path)
            self._variants_by_path[file.path] = variants_of(path, file.hash, size, self.encoder, has_credit=self.has_credit)
        return self._variants_by_path[file.path]

    def _shown_picture(self, resolved: Resolved) -> Picture:
        """Return the picture with its url and sizes, without alt text, credit and caption."""
        variants = self.variants(resolved.file) if resolved.file else None
        if variants is None:
            return Picture(resolved.url, resolved.file.width, resolved.file.height) if resolved.file else Picture(resolved.url)
        jpeg_variant = variants.jpeg
        webp = tuple(
            PictureSize(self.base + url_of(webp_variant.path), webp_variant.variant.width) for webp_variant in variants.webp
        )
        return Picture(self.base + url_of(jpeg_variant.path), jpeg_variant.variant.width, jpeg_variant.variant.height, webp=webp)

    def picture(self, article: Article) -> Picture | None:
        """Return the article's picture, with its sizes if it is a file of the site; None without one."""
        image = article.image
        if image is None:
            return None
        if is_absolute(image.src):
            return Picture(image.src, 0, 0, image.alt, image.credit, image.caption)
        resolved_picture = self.resolved_links(article).picture
        if resolved_picture is None or not resolved_picture.url:
            return None
        return replace(self._shown_picture(resolved_picture), alt=image.alt, credit=image.credit, caption=image.caption)

    def picture_file(self, article: Article) -> Asset | None:
        """Return the file of the article's picture, if it is a file of the site."""
        picture = self.resolved_links(article).picture
        return picture.file if picture else None

    def diagnostics(self, article: Article, outputs: Mapping[str, str]) -> list[Diagnostic]:
        """Return diagnostics for links and images of an article without a target. `outputs` has every output path of the site."""
        diagnostics = []
        for target, resolved in self._all_links(article):
            if resolved.diagnostic:
                diagnostics.append(resolved.diagnostic)
            elif (resolved.missing or target.address.startswith("/")) and _TEMPLATE_CODE.search(unquote(target.address)):
                code = "E302" if target.attribute == "src" else "E301"
                message = f"the address {unquote(target.address)} contains template code of another program"
                diagnostics.append(_link_error(article, target, code, message, "write the address that it stands for"))
            elif resolved.missing:
                diagnostics.append(self._missing_file(article, target, resolved.missing))
            elif target.address.startswith("/") and not self.incomplete and not self._is_output(target.address, outputs):
                diagnostics.append(self._missing_output(article, target, outputs))
        image = article.image
        if image and not image.alt:
            hint = f"write image: {{src: {image.src}, alt: what it shows}}"
            diagnostics.append(Diagnostic(article.path, image.line, image.column, "W303", "an image without a text", hint))
        return diagnostics

    def _all_links(self, article: Article) -> Iterator[tuple[Target, Resolved]]:
        """Yield each address in the text, and the address of the picture, with its target."""
        resolved = self.resolved_links(article)
        yield from zip(article.targets, resolved.text, strict=True)
        picture = _picture_target(article)
        if picture and resolved.picture:
            yield picture, resolved.picture

    def _missing_output(self, article: Article, target: Target, outputs: Collection[str]) -> Diagnostic:
        similar_path = self.similar.nearest(target.address, [url_of(path) for path in outputs])
        similar_hint = f"did you mean {similar_path}?" if similar_path else ""
        if target.attribute == "src":
            message = f"there is no image {unquote(target.address)}"
            return _link_error(article, target, "E302", message, similar_hint or "put the file into content/static/")
        return _link_error(article, target, "E301", f"there is no page {unquote(target.address)}", similar_hint or "check the path")

    @staticmethod
    def _is_output(address: str, outputs: Mapping[str, str]) -> bool:
        path = unquote(_split_address(address)[0]).strip("/")
        return not path or path in outputs or f"{path}/index.html" in outputs

    def used_files(self, articles: Iterable[Article]) -> tuple[tuple[File, ...], tuple[Asset, ...]]:
        """Return the files to publish: content/static/ without its style sheet, and the files that published articles use.

        The first value has the output files (copies, and variants of pictures), the second the pictures that can have variants.
        """
        copied_files = {path: file for path, file in self.files.items() if path.startswith(STATIC_PREFIX) and path != CUSTOM_STYLE}
        shown_assets: dict[str, Asset] = {}
        for article in articles:
            resolved = self.resolved_links(article)
            if article.path in self.texts:
                for target, resolved_link in zip(article.targets, resolved.text, strict=True):
                    if resolved_link.file:
                        (shown_assets if is_relative_image(target) else copied_files)[resolved_link.file.path] = resolved_link.file
            if resolved.picture and resolved.picture.file:
                shown_assets[resolved.picture.file.path] = resolved.picture.file
        variant_files: dict[str, File] = {}
        for file in shown_assets.values():
            variants = self.variants(file)
            if variants is None:
                copied_files[file.path] = file
            else:  # pictures with the same bytes and nearly the same name share variants
                variant_files |= {
                    variant_file.path: File(variant_file.path, file.path, variant_file.key, variant_file.variant)
                    for variant_file in variants.files
                }
        copies = [File(published_path(file.path), file.path, file.hash) for _, file in sorted(copied_files.items())]
        pictures = tuple(file for _, file in sorted(shown_assets.items()) if file.is_still)
        return (*copies, *(file for _, file in sorted(variant_files.items()))), pictures


def is_absolute(address: str) -> bool:
    """True if the address is an absolute http(s) URL; schemes are case-insensitive (RFC 3986, 3.1)."""
    return address[:8].lower().startswith(("https://", "http://"))


def is_relative_image(target: Target) -> bool:
    """True for an image with a path relative to its article. Images with a path from the site's root are published unchanged."""
    return target.attribute == "src" and not target.address.startswith("/")


def _picture_target(article: Article) -> Target | None:
    """Return the address of the picture, unless it is on another server."""
    image = article.image
    return Target("src", image.src, image.line, image.column) if image and not is_absolute(image.src) else None


def _link_error(article: Article, target: Target, code: str, message: str, hint: str) -> Diagnostic:
    return Diagnostic(article.path, target.line, target.column, code, message, hint)


_ADDRESS_WITHOUT_SCHEME = lazy_compile(r"(?:www\.|(?:[^\W_][\w-]*\.)+(?!md/|html?/)[^\W\d_]{2,}/).*")
_MISSPELT_SCHEME = lazy_compile(r"https?(?://?|;//|/:/)(?=[^/])")
_MAIL_ADDRESS = lazy_compile(r"[\w.+-]+@(?:[\w-]+\.)+[^\W\d_]{2,}")
_FILE_NOT_AN_ARTICLE = lazy_compile(r"(?i)\.(?!(?:md|markdown|mdown|mdwn|mkdn?|mkdown|html?)\Z)[a-z][a-z0-9]{1,4}\Z")


def _hint_for_other_site(address: str) -> str:
    """Return a hint for an address that lacks `https://` or `mailto:`; '' for any other address."""
    if misspelt_scheme := _MISSPELT_SCHEME.match(address):
        return f"write https://{address[misspelt_scheme.end() :]}"
    if _ADDRESS_WITHOUT_SCHEME.fullmatch(address):
        return f"write https://{address}"
    return f"write mailto:{address}" if _MAIL_ADDRESS.fullmatch(address) else ""


def _split_address(address: str) -> tuple[str, str]:
    """Return the path of an address, and the rest (query and fragment)."""
    path_end = min((path_end for path_end in (address.find("?"), address.find("#")) if path_end >= 0), default=len(address))
    return address[:path_end], address[path_end:]


def published_path(path: str) -> str:
    """Return the output path of a file in content/: files of content/static/ go to the root, others keep their path in content/."""
    return path.removeprefix(STATIC_PREFIX) if path.startswith(STATIC_PREFIX) else path.removeprefix(CONTENT_PREFIX)


def plain_path(page: Article) -> str:
    """Return the output path of a plain page: content/pages/about.md becomes about/index.html."""
    page_folders = posixpath.dirname(page.path).split("/")[2:]
    return "/".join([*(slug(folder) for folder in page_folders), page.slug, "index.html"])
